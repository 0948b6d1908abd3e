//! E-mail addresses, and passwords in addresses of the web and of databases, found by hand: where one begins and ends
//! depends on what stands around it (RFC 3986, 5321, 6531).

use super::RedactedKind;
use super::find::Found;
use crate::tickets::words::is_unspaced;

/// Longest part before the `@` that is looked for; senders of mass mail write more than the 64 bytes of RFC 5321.
const LONGEST: usize = 128;

/// `found`: the passwords of addresses, in their order. In `https://me:secret@host.org` and `git@host.org` no mail arrives.
pub(super) fn emails(text: &str, found: &mut Vec<Found>) {
    let known = found.len();
    for (at, _) in text.match_indices('@') {
        let (Some(start), Some(end)) = (start(text, at), end(text, at + 1)) else { continue };
        let place = found[..known].partition_point(|password| password.end < at);
        let password = found[..known].get(place).is_some_and(|password| password.start <= at);
        if !password && text.get(start..at) != Some("git") {
            found.push(Found { kind: RedactedKind::Email, start, end });
        }
    }
}

/// Where the part before the `@` begins.
fn start(text: &str, at: usize) -> Option<usize> {
    let first = text.floor_char_boundary(at.saturating_sub(LONGEST));
    let before = text.get(first..at)?;
    if let Some(quoted) = before.strip_suffix('"') {
        let line = quoted.rsplit(['\n', '\r']).next()?;
        let open = line.rfind('"').filter(|open| open + 1 < line.len())?;
        return Some(at - 1 - (line.len() - open));
    }
    // An address in Latin letters ends where a script without blanks goes on.
    let unspaced = before.chars().next_back().is_some_and(is_unspaced);
    let inside = |c: &char| {
        c.is_alphanumeric() && (unspaced || !is_unspaced(*c))
            || is_mark(*c)
            || matches!(c, '.' | '_' | '+' | '-' | '\'' | '&' | '!' | '#' | '$' | '%' | '*' | '^' | '~' | '{' | '}')
    };
    let length: usize = before.chars().rev().take_while(inside).map(char::len_utf8).sum();
    let local = before.get(before.len() - length..)?.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_');
    (!local.is_empty()).then_some(at - local.len())
}

/// Passwords in `scheme://user:HERE@host`. Behind the colon of `host:3000/@vite` stands a port.
pub(super) fn passwords(text: &str, found: &mut Vec<Found>) {
    const MARK: &str = "://";
    let mut next = text.find(MARK);
    while let Some(mark) = next {
        let from = mark + MARK.len();
        next = text.get(from..).and_then(|rest| rest.find(MARK)).map(|offset| from + offset);
        let address = text.get(from..next.unwrap_or(text.len())).unwrap_or_default();
        let address = address.split([' ', '\t', '\r', '\n']).next().unwrap_or_default();
        let Some(colon) = address.find([':', '/', '@']).filter(|at| address[*at..].starts_with(':')) else { continue };
        let web = ["http", "https"].iter().any(|scheme| text[..mark].ends_with(scheme));
        if let Some(length) = password(&address[colon + 1..], web) {
            let start = from + colon + 1;
            found.push(Found { kind: RedactedKind::Password, start, end: start + length });
        }
    }
}

/// How long the password is at the beginning of what stands behind the user.
fn password(rest: &str, web: bool) -> Option<usize> {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind = &rest[digits..];
    if (1..=5).contains(&digits) && (behind.is_empty() || behind.starts_with(['/', '?', '#', ',', ')', '"', '\''])) {
        return None;
    }
    // A slash ends it in the web; in addresses of databases people leave it as it is.
    let stops: &[char] = if web { &['/', '?', '#'] } else { &['?', '#', '&', ','] };
    let head = &rest[..rest.find(stops).unwrap_or(rest.len())];
    let length = head.rfind('@').or_else(|| rest.rfind('@')).filter(|length| *length > 0)?;
    rest[length + 1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[').then_some(length)
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Where the part behind the `@` ends: names with dots between them, the last of letters alone, or an IP address.
fn end(text: &str, from: usize) -> Option<usize> {
    const LONGEST_DOMAIN: usize = 255;
    let rest = text.get(from..text.floor_char_boundary(from + LONGEST_DOMAIN).max(from))?;
    if let Some(literal) = rest.strip_prefix('[') {
        let close = literal.find(|c: char| !c.is_ascii_hexdigit() && !matches!(c, '.' | ':' | 'I' | 'P' | 'v'))?;
        return literal.get(close..)?.starts_with(']').then_some(from + close + 2).filter(|_| close > 6);
    }
    let unspaced = rest.chars().next().is_some_and(is_unspaced);
    let inside = |c: char| c.is_alphanumeric() && (unspaced || !is_unspaced(c)) || is_mark(c) || matches!(c, '-' | '.');
    let domain = rest.get(..rest.find(|c| !inside(c)).unwrap_or(rest.len()))?;
    let domain = domain.split("..").next()?.trim_end_matches(['.', '-']);
    let (first, last) = (domain.split('.').next()?, domain.rsplit('.').next()?);
    let letters = last.chars().count() > 1 && last.chars().all(|c| c.is_alphabetic() || is_mark(c));
    // "icon@2x.png" is a picture of twice the size.
    let size = first.len() == 2 && first.starts_with(|c: char| c.is_ascii_digit()) && first.ends_with('x');
    let named = (letters || last.starts_with("xn--")) && last.len() < domain.len() && !first.is_empty() && !size;
    let ip = || domain.parse::<core::net::Ipv4Addr>().is_ok();
    (named || ip()).then_some(from + domain.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_their_letters_do() {
        for (text, expected) in [
            ("我的账户无法登录请联系jo@example.org谢谢你们", vec!["jo@example.org"]),
            ("ログインできません。jo@example.org。助けて", vec!["jo@example.org"]),
            ("“jo@example.org”, jo@example.org…thanks", vec!["jo@example.org", "jo@example.org"]),
            ("jo.o'brien@x.co, 'jo@x.co'", vec!["jo.o'brien@x.co", "jo@x.co"]),
            ("\"john doe\"@x.org", vec!["\"john doe\"@x.org"]),
            ("user{tag}@x.org {jo@x.org}", vec!["user{tag}@x.org", "jo@x.org"]),
            ("jo@192.168.0.1 jo@[192.168.0.1]", vec!["jo@192.168.0.1", "jo@[192.168.0.1]"]),
            ("müller.jo+x@exämple.co.uk.", vec!["müller.jo+x@exämple.co.uk"]),
            ("иван@пример.рф, 张伟@例子.中国", vec!["иван@пример.рф", "张伟@例子.中国"]),
            ("jo@x.xn--p1ai", vec!["jo@x.xn--p1ai"]),
            ("lodash@4.17.21 icon@2x.png @here 5@ a@b jo@.org @x.org", vec![]),
        ] {
            let mut found = Vec::new();
            emails(text, &mut found);
            assert_eq!(found.iter().map(|found| &text[found.start..found.end]).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}

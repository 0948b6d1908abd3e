//! The shapes. Every expression runs in linear time (the `regex` crate's promise), and needs no Unicode tables.

use core::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use regex::Regex;

use super::{RedactOptions, RedactedKind, email, numbers};

/// Something in a text, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) kind: RedactedKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a match must be, beside its shape.
#[derive(Clone, Copy)]
enum Check {
    /// Nothing.
    Any,
    /// No letter or digit before and behind.
    Whole,
    /// The same, and at least one digit in it: words of a sentence have none.
    Digit,
    /// No word that says how a secret is instead of what it is: "token: expired", "password: not accepted".
    Secret,
    /// Nor one that ends like such words: "my password is locked".
    Said,
    /// Letters of both cases and at least a digit or a `=`, four by four: base64 (RFC 4648).
    Base64,
    /// Neither a letter nor a digit around, 7 to 15 digits in it (ITU-T E.164), and no date.
    Phone,
}

const WORD: &str = r#"\\?["'`]?[ \t]*(?:is[ \t]*)?(?::|：|=>?|->)[ \t]*"#;

/// The first group, or else the whole match, is what goes.
static SHAPES: LazyLock<Vec<(RedactedKind, Check, Regex)>> = LazyLock::new(|| {
    use RedactedKind::{ApiKey, Password, Phone, SocialSecurity, Token};
    let value = r#"(\\+"[^"\r\n]+?\\+"|"(?:[^"\\\r\n]|\\[^\r\n])+"|"[^"\r\n]+"?|'[^'\r\n]+'|[^ \t\r\n"',;<>&]+)"#;
    let secret = r"(?i-u:passw(?:or)?d|passwort|kennwort|passcode|mot de passe|contrasena)|(?i-u:contrase)ña|[Пп]ароль|密码|密碼|パスワード";
    let short = "(?i-u:pwd|pw|pin|mdp|senha|wachtwoord|otp|tan|cvc|cvv)";
    let shapes = [
        (
            ApiKey,
            Check::Whole,
            r"(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,}|glpat-[0-9A-Za-z_-]{16,}|[spr]k_(?:live|test)_[0-9A-Za-z]{10,}|sk-[0-9A-Za-z_-]{20,}|xox[abeprs]-[0-9A-Za-z-]{10,}|AIza[0-9A-Za-z_-]{35}|whsec_[0-9A-Za-z+/=]{16,}|SG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}|npm_[0-9A-Za-z]{30,}|pypi-[0-9A-Za-z_-]{30,}|hf_[0-9A-Za-z]{30,}|shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{20,}|do[opr]_v1_[0-9a-f]{40,}|ya29\.[0-9A-Za-z_-]{20,}|GOCSPX-[0-9A-Za-z_-]{20,}|xapp-[0-9A-Za-z-]{10,}|dckr_pat_[0-9A-Za-z_-]{20,}|sq0(?:atp|csp)-[0-9A-Za-z_-]{20,}|hooks\.slack\.com/services/[0-9A-Za-z/]{20,}|discord(?:app)?\.com/api/webhooks/[0-9]{5,}/[0-9A-Za-z_-]{20,}|[0-9A-Za-z_.~-]{3}[0-9]Q~[0-9A-Za-z_.~-]{31,34}|SK[0-9a-f]{32}|key-[0-9a-f]{32}".to_owned(),
        ),
        (ApiKey, Check::Any, r"[?&](?:sig|X-Amz-Signature)=([0-9A-Za-z%+/=_-]{20,})".to_owned()),
        (ApiKey, Check::Whole, r"(?i-u:aws)[^\r\n]{1,30}?([0-9A-Za-z/+]{40})".to_owned()),
        (Token, Check::Whole, r"eyJ[0-9A-Za-z_-]{5,}(?:\.[0-9A-Za-z_-]*){0,3}\.[0-9A-Za-z_-]+".to_owned()),
        (Token, Check::Any, format!(r"(?i-u:authorization){WORD}(?i-u:digest) +([^\r\n]+)")),
        (Token, Check::Any, format!(r"(?i-u:authorization){WORD}(?:[A-Za-z]+ +)?{value}")),
        (Token, Check::Digit, r"(?i-u:bearer)[ \t]+([0-9A-Za-z._~+/=-]{8,})".to_owned()),
        (Token, Check::Whole, r"(?i-u:bearer)[ \t]+([0-9A-Za-z._~+/=-]{16,})".to_owned()),
        (Token, Check::Base64, r"(?i-u:basic)[ \t]+([0-9A-Za-z+/]{8,}={0,2})".to_owned()),
        (Token, Check::Any, r"(?i-u:cookie):[ \t]*([^ \t\r\n=;]+=[^\r\n]+)".to_owned()),
        (
            ApiKey,
            Check::Secret,
            format!(r"(?i-u:(?:api|access|account|subscription|encryption|signing)[_ -]?keys?|secret(?:[_ -]?(?:access[_ -]?)?key)?){WORD}{value}"),
        ),
        (Token, Check::Secret, format!(r"(?i-u:token|session[_ -]?id|cookie){WORD}{value}")),
        (Password, Check::Any, format!(r"(?i-u:passphrase){WORD}([^\r\n]+)")),
        (Password, Check::Secret, format!(r"(?:{secret}){WORD}{value}")),
        (Password, Check::Secret, format!(r"(?:^|[^0-9A-Za-z])(?:{short}|(?i-u:pass)){WORD}{value}")),
        // On the next line, or without a sign, where it looks like one.
        (Password, Check::Digit, format!(r"(?:{secret})[ \t]*[:：][ \t]*\r?\n[ \t]*([^ \t\r\n]{{4,64}})")),
        (Password, Check::Digit, format!(r"(?:^|[^0-9A-Za-z])(?:{secret}|{short})[ \t]+([0-9A-Za-z!#$%&*+./?@_-]{{2,63}}[0-9A-Za-z!#$%&*+/@_-])")),
        (
            Password,
            Check::Said,
            format!(r"(?i-u:my|our|the|mein|meine|mi|mon|ma|minha|la)[ \t]+(?:{secret}|{short})[ \t]+(?i-u:is|was|ist|lautet|es|est|era)[ \t]+{value}"),
        ),
        (
            Password,
            Check::Digit,
            format!(r#"(?:^|[^0-9A-Za-z])(?:{secret}|{short})[ \t]+(?i-u:is|was|ist|lautet|es|est)[ \t]+([^ \t\r\n"',;<>&]{{3,}})"#),
        ),
        (Password, Check::Any, r"https?://[^ \t\r\n/@:]*:([^ \t\r\n/]+)@".to_owned()),
        (Password, Check::Any, r"[0-9A-Za-z]://[^ \t\r\n/@:]*:([^ \t\r\n]+)@[0-9A-Za-z\[]".to_owned()),
        (Password, Check::Any, r#"(?:^|[ \t])(?:-u|--user)[ \t=]+["']?[^ \t\r\n:"']+:([^ \t\r\n"']+)"#.to_owned()),
        (SocialSecurity, Check::Digit, r"[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}".to_owned()),
        (Phone, Check::Phone, r"\+[1-9](?:[ ()/.-]{0,4}[0-9]){7,13}".to_owned()),
        (Phone, Check::Phone, r"00[1-9][0-9]{0,2}[ ()/.-]{1,4}[0-9](?:[ ()/.-]{0,4}[0-9]){4,12}".to_owned()),
        (Phone, Check::Phone, r"0[1-9][0-9]{1,4} ?/ ?[0-9]{5,9}".to_owned()),
        (Phone, Check::Phone, r"(?:1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}".to_owned()),
        (
            Phone,
            Check::Phone,
            r"(?-u:\b)(?i-u:(?:tele)?phone|(?:mobil)?telefon|tel|fax|mobile?|handy|whatsapp|cell(?: phone)?:|my number is|call me (?:at|on))(?i-u:[ ]?(?:no|number|nr))?[.:]{0,2}[ \t]*(\(?[0-9](?:[ ()/.-]{0,3}[0-9]){6,13})".to_owned(),
        ),
    ];
    shapes
        .into_iter()
        .filter_map(|(kind, check, shape)| Regex::new(&shape).ok().map(|shape| (kind, check, shape)))
        .collect()
});

/// Everything in `text`, in order, overlaps joined under the kind of the first.
pub(super) fn all(text: &str, options: &RedactOptions) -> Vec<Found> {
    let mut found = Vec::new();
    private_keys(text, &mut found);
    email::emails(text, &mut found);
    for (kind, check, shape) in SHAPES.iter() {
        for groups in shape.captures_iter(text) {
            let Some(place) = groups.get(1).or_else(|| groups.get(0)) else { continue };
            if holds(*check, text, place.start(), place.end()) {
                found.push(Found { kind: *kind, start: place.start(), end: place.end() });
            }
        }
    }
    numbers::cards(text, &mut found);
    numbers::ibans(text, &mut found);
    if options.ips {
        ips(text, &mut found);
    }
    let walls = placeholders(text);
    let mut found: Vec<Found> = found.iter().flat_map(|found| around(text, &walls, *found)).collect();
    // A stable sort: of two at one place the earlier shape is the more telling one.
    found.sort_by_key(|found| found.start);
    let mut joined: Vec<Found> = Vec::with_capacity(found.len());
    for found in found {
        match joined.last_mut() {
            Some(last) if found.start < last.end => last.end = last.end.max(found.end),
            _ => joined.push(found),
        }
    }
    joined
}

fn holds(check: Check, text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    // A plus begins a number, whatever stands before it.
    let begins = !word(start.checked_sub(1).and_then(|before| bytes.get(before))) || bytes.get(start) == Some(&b'+');
    let whole = begins && !word(bytes.get(end));
    let found = bytes.get(start..end).unwrap_or_default();
    let digits = || found.iter().filter(|byte| byte.is_ascii_digit()).count();
    match check {
        Check::Any => true,
        Check::Whole => whole,
        Check::Digit => whole && digits() > 0,
        Check::Secret => !says_how(text.get(start..end).unwrap_or_default(), &[]),
        Check::Said => !says_how(text.get(start..end).unwrap_or_default(), &ENDINGS),
        Check::Base64 => {
            let mixed = found.iter().any(u8::is_ascii_lowercase) && found.iter().any(u8::is_ascii_uppercase);
            mixed && found.len().is_multiple_of(4) && (digits() > 0 || found.ends_with(b"="))
        }
        Check::Phone => {
            let extension = bytes.get(end..end + 3).is_some_and(|next| next.eq_ignore_ascii_case(b"ext"));
            begins && (whole || extension) && (7..=15).contains(&digits()) && !is_date(found)
        }
    }
}

/// How English words end that say in which state something is.
const ENDINGS: [&str; 7] = ["ed", "en", "ing", "ble", "ly", "ost", "ong"];

/// Whether a word says how a secret is, and not what it is.
fn says_how(word: &str, endings: &[&str]) -> bool {
    const HOW: &str = "a an at been being correct different empty expected expired failed false for found fine gone good \
                       here how in incorrect invalid it long m missing my n/a na new nil no none not null of off ok old on \
                       out please required right safe same set short still such that the this to too true undefined \
                       unknown unset unsafe valid very weak what with wrong yes";
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
    bare.is_empty()
        || HOW.split_ascii_whitespace().any(|how| how == bare)
        || endings.iter().any(|ending| bare.len() > 3 && bare.ends_with(ending))
}

/// 2026-11-22, with or without more behind it.
fn is_date(found: &[u8]) -> bool {
    let shape =
        |(place, byte): (usize, &u8)| if place == 4 || place == 7 { *byte == b'-' } else { byte.is_ascii_digit() };
    found.len() >= 10 && found.iter().take(10).enumerate().all(shape) && matches!(found[0], b'1' | b'2')
}

/// From each `-----BEGIN ... PRIVATE KEY` to its end; without one, to the end of the text.
fn private_keys(text: &str, found: &mut Vec<Found>) {
    const BEGIN: &str = "-----BEGIN ";
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(BEGIN)).map(|offset| at + offset) {
        let name = start + BEGIN.len();
        let mark = line(text, name).find("-----").map_or(name, |offset| name + offset);
        if !text[name..mark].contains("PRIVATE KEY") {
            at = name;
            continue;
        }
        let end = text[mark..].find("-----END").map(|offset| mark + offset);
        let end = end.map_or(text.len(), |end| {
            let line = line(text, end + 8);
            end + 8 + line.find("-----").map_or(line.len(), |offset| offset + 5)
        });
        found.push(Found { kind: RedactedKind::PrivateKey, start, end });
        at = end;
    }
}

/// The text from `start` to the end of the line, or of as many bytes as the name of a key can have.
fn line(text: &str, start: usize) -> &str {
    let rest = &text[start..text.floor_char_boundary(start + 80).max(start)];
    rest.split('\n').next().unwrap_or_default()
}

fn ips(text: &str, found: &mut Vec<Found>) {
    let part = |c: char| c.is_ascii_hexdigit() || c == '.' || c == ':';
    let mut start = None;
    for (offset, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, part(c)) {
            (None, true) => start = Some(offset),
            (Some(first), false) => {
                start = None;
                let before = text[..first].chars().next_back();
                if before.is_some_and(char::is_alphanumeric) || c.is_alphanumeric() {
                    continue;
                }
                let run = text[first..offset].trim_end_matches('.');
                let run = run.strip_suffix(':').filter(|run| !run.ends_with(':')).unwrap_or(run);
                let bare = run.rsplit_once(':').filter(|(host, _)| !host.contains(':')).map_or(run, |(host, _)| host);
                let is_ip = run.len() <= 45 && (bare.parse::<Ipv4Addr>().is_ok() || run.parse::<Ipv6Addr>().is_ok());
                if is_ip && run != "::" {
                    found.push(Found { kind: RedactedKind::Ip, start: first, end: first + run.len() });
                }
            }
            _ => {}
        }
    }
}

/// Where the text holds placeholders already.
fn placeholders(text: &str) -> Vec<(usize, usize)> {
    const OPEN: &str = "[redacted:";
    let place = |(start, _): (usize, &str)| {
        let rest = &text[start..];
        let kind = RedactedKind::ALL.iter().find(|kind| rest.starts_with(kind.placeholder()))?;
        Some((start, start + kind.placeholder().len()))
    };
    text.match_indices(OPEN).filter_map(place).collect()
}

/// What of `found` stands around placeholders, without what is nothing but signs there.
fn around<'a>(text: &'a str, walls: &'a [(usize, usize)], found: Found) -> impl Iterator<Item = Found> + 'a {
    let first = walls.partition_point(|(_, end)| *end <= found.start);
    let inside = walls[first..].iter().take_while(move |(start, _)| *start < found.end).copied();
    let ends = inside.clone().map(|(start, _)| start).chain([found.end]);
    let starts = [found.start].into_iter().chain(inside.clone().map(|(_, end)| end));
    let whole = inside.clone().next().is_none();
    let pieces = starts.zip(ends).map(move |(start, end)| Found { start, end, ..found });
    pieces.filter(move |piece| {
        whole || text.get(piece.start..piece.end).is_some_and(|text| text.contains(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_shape_is_a_valid_expression() {
        assert_eq!(super::SHAPES.len(), 28);
    }
}

//! What of a text is a secret: the shapes, what they must be beside that, and what is found by hand.

use core::net::{Ipv4Addr, Ipv6Addr};

use super::fold::Folded;
use super::shapes::{Check, SHAPES};
use super::{RedactOptions, RedactedKind, address, numbers};

/// Something in a text, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) kind: RedactedKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Everything in `text`, in order, overlaps joined under the kind of the first.
pub(super) fn all(text: &str, options: &RedactOptions) -> Vec<Found> {
    let folded = Folded::of(text);
    let place = |found: Found| Found { start: folded.original(found.start), end: folded.original(found.end), ..found };
    all_folded(&folded.text, options).into_iter().map(place).collect()
}

fn all_folded(text: &str, options: &RedactOptions) -> Vec<Found> {
    let mut found = Vec::new();
    address::passwords(text, &mut found);
    address::emails(text, &mut found);
    private_keys(text, &mut found);
    for (kind, check, shape) in SHAPES.iter() {
        for groups in shape.captures_iter(text) {
            let Some(place) = groups.iter().skip(1).flatten().next().or_else(|| groups.get(0)) else { continue };
            let end = place.start() + value(text, place.start(), place.end());
            if holds(*check, text, place.start(), end) {
                found.push(Found { kind: *kind, start: place.start(), end });
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

/// The length of a value without the next one's name, `abc&user=`, and without the signs of the sentence around it.
fn value(text: &str, start: usize, end: usize) -> usize {
    let found = text.get(start..end).unwrap_or_default();
    let quoted = text.get(..start).is_some_and(|before| before.ends_with(['"', '\'']));
    if quoted || found.contains([' ', '\t']) {
        return found.len();
    }
    let named = |rest: &str| {
        let rest = rest.trim_start_matches('"');
        let name = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        name > 0 && rest[name..].trim_start_matches('"').starts_with(['=', ':'])
    };
    let next = found.match_indices(['&', ';', ',']).find(|(at, _)| named(&found[at + 1..])).map(|(at, _)| at);
    found[..next.unwrap_or(found.len())].trim_end_matches([',', ';', '\'', '&']).len()
}

fn holds(check: Check, text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let at = |place: Option<usize>| place.and_then(|place| bytes.get(place));
    let word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    // A plus begins a number, whatever stands before it.
    let begins = !word(at(start.checked_sub(1))) || bytes.get(start) == Some(&b'+');
    let whole = begins && !word(bytes.get(end));
    let found = bytes.get(start..end).unwrap_or_default();
    let digits = || found.iter().filter(|byte| byte.is_ascii_digit()).count();
    let phone = || {
        let extension = bytes.get(end..end + 3).is_some_and(|next| next.eq_ignore_ascii_case(b"ext"));
        begins && (whole || extension) && (7..=15).contains(&digits()) && !is_date(found) && !is_version(found)
    };
    match check {
        Check::Any => true,
        Check::Whole => whole,
        Check::Digit => whole && digits() > 0,
        Check::Loose => {
            let number = found.iter().all(|byte| !byte.is_ascii_alphabetic());
            whole && digits() > 0 && (!number || digits() > 3) && !is_date(found) && found.len() > 2
        }
        Check::Secret => !says_how(text.get(start..end).unwrap_or_default(), &[]),
        Check::Said => !says_how(text.get(start..end).unwrap_or_default(), &ENDINGS),
        Check::Base64 => {
            let mixed = found.iter().any(u8::is_ascii_lowercase) && found.iter().any(u8::is_ascii_uppercase);
            mixed && found.len().is_multiple_of(4) && (digits() > 0 || found.ends_with(b"="))
        }
        Check::Phone => phone(),
        Check::Lone => {
            let goes_on = |sign: Option<&u8>, next: Option<&u8>| match sign {
                Some(b' ') => next.is_some_and(u8::is_ascii_digit),
                Some(b'.' | b'-' | b'/') => word(next),
                _ => false,
            };
            let before = goes_on(at(start.checked_sub(1)), at(start.checked_sub(2)));
            phone() && !before && !goes_on(bytes.get(end), bytes.get(end + 1))
        }
        Check::Number => {
            let net = |found: &str| found.split('/').next().is_some_and(|host| host.parse::<Ipv4Addr>().is_ok());
            let ip = text.get(start..end).is_some_and(net);
            whole && !ip && !is_date(found)
        }
    }
}

/// How English words end that say in which state something is.
const ENDINGS: [&str; 1] = ["ed"];

/// Whether a word says how a secret is, and not what it is.
fn says_how(word: &str, endings: &[&str]) -> bool {
    const HOW: &str = "a an at been being correct different empty expected expired failed false for found fine gone good \
                       here how in incorrect invalid it long m missing my n/a na new nil no none not null of off ok old on \
                       out please required right safe same set short still such that the this to too true undefined \
                       unknown unset unsafe valid very weak what with wrong yes \
                       apparently available broken by changing currently declined denied expiring failing forgotten hidden \
                       immediately impossible invisible long lost missing pending recently stolen strong syncing taken \
                       temporarily unavailable unusable visible working \
                       abgelaufen falsch fehlt geandert gesperrt kein keine leer nicht richtig ungultig vergessen \
                       zurucksetzen deja expire inconnu incorrecte invalide manquant non oublie pas perdu refuse vide \
                       caducada correcta equivocada incorrecta incorrecto invalida olvidada olvide vacia dimenticata errata \
                       scaduta errada esquecida expirada nao ongeldig onjuist vergeten verkeerd verlopen geen niet \
                       bledne nie nieprawidłowe zapomniane brak fel felaktigt glomt inte glemt ikke feil vaarin unohtunut \
                       spatne zapomenute hibas elfelejtett yanlis unuttum gecersiz hatalı \
                       не неверныи неверен забыт забыл истек нет невирнии забув";
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    // No name, no German noun: "mein Passwort ist Sommerregen".
    let endings = if bare.starts_with(|c: char| c.is_uppercase()) { &[] } else { endings };
    let bare = bare.to_ascii_lowercase();
    bare.is_empty()
        || HOW.split_ascii_whitespace().any(|how| how == bare)
        || endings.iter().any(|ending| bare.len() > 3 && bare.ends_with(ending))
}

/// A number of several parts of which one behind the first is a single digit: "131.0.6778.86"; the offset and year of
/// a written date: "+1000 2026"; or the day of a build: "1.4.0+20261122".
fn is_version(found: &[u8]) -> bool {
    let parts = found.split(|byte| *byte == b'.').skip(1);
    let offset = found.len() == 10 && found.starts_with(b"+") && matches!(&found[5..8], b" 20" | b" 19");
    let build = found.len() == 9
        && found.starts_with(b"+20")
        && matches!(&found[5..7], [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']);
    offset
        || build
        || found.iter().filter(|byte| **byte == b'.').count() > 1 && parts.into_iter().any(|part| part.len() == 1)
}

/// 2026-11-22, with or without more behind it; 11/22/2026 or 22.11.26, whole.
fn is_date(found: &[u8]) -> bool {
    let parts = |sign: u8| -> Option<[u16; 3]> {
        let mut parts = found.split(|byte| *byte == sign).map(|part| {
            let digits = std::str::from_utf8(part).ok().filter(|part| matches!(part.len(), 1 | 2 | 4))?;
            digits.parse::<u16>().ok()
        });
        let three = [parts.next()??, parts.next()??, parts.next()??];
        parts.next().is_none().then_some(three)
    };
    let day = |[one, two, year]: [u16; 3]| {
        let (least, most) = (one.min(two), one.max(two));
        (1..=12).contains(&least) && most <= 31 && (year < 100 || (1900..2100).contains(&year))
    };
    if [b'/', b'.', b'-'].into_iter().filter_map(parts).any(day) {
        return true;
    }
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

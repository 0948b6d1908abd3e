//! Numbers with a check digit, found by hand: a shape alone would take every order number.

use super::RedactedKind;
use super::find::Found;

/// The bytes of what may part groups of digits: a blank, a dash, a dot, a slash, two blanks; 0 for something else.
fn gap(rest: &[u8]) -> usize {
    match rest {
        [b' ', b' ', ..] => 2,
        [b' ' | b'-' | b'.' | b'/', ..] => 1,
        _ => 0,
    }
}

/// The bytes of the end of a line with a few blanks around it, where a mail quotes one with a `>`; 0 without.
fn turn(rest: &[u8]) -> usize {
    let blanks = |from: usize| rest.iter().skip(from).take(2).take_while(|byte| **byte == b' ').count();
    let mut at = blanks(0);
    at += usize::from(rest.get(at) == Some(&b'\r'));
    if rest.get(at) != Some(&b'\n') {
        return 0;
    }
    at += 1;
    at += usize::from(rest.get(at) == Some(&b'>'));
    at + blanks(at)
}

/// A group of digits, and whether it begins a line in the middle of a number.
struct Group {
    start: usize,
    end: usize,
    turned: bool,
}

/// Cards in runs of digit groups, which one blank, dash, dot or slash parts, once the end of a line.
pub(super) fn cards(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let rest = |at: usize| bytes.get(at..).unwrap_or_default();
    let digits = |at: usize| rest(at).iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = 0;
    while at < bytes.len() {
        if digits(at) == 0 {
            at += 1;
            continue;
        }
        let mut groups: Vec<Group> = Vec::new();
        let (mut next, mut turned) = (at, false);
        loop {
            let end = next + digits(next);
            groups.push(Group { start: next, end, turned });
            let (gap, turn) = (gap(rest(end)), turn(rest(end)));
            turned = turn > 0;
            next = end + if turned { turn } else { gap };
            if next == end || digits(next) == 0 {
                at = end;
                break;
            }
        }
        let mut first = 0;
        while let Some(group) = groups.get(first) {
            match longest(bytes, &groups[first..]) {
                Some((count, end)) => {
                    found.push(Found { kind: RedactedKind::Card, start: group.start, end });
                    first += count;
                }
                None => first += 1,
            }
        }
    }
}

/// How many of the groups, from the first on, are a card, and where it ends.
fn longest(bytes: &[u8], groups: &[Group]) -> Option<(usize, usize)> {
    let whole = |offset: usize| bytes.get(offset).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    let start = groups.first()?.start;
    if start > 0 && !whole(start - 1) {
        return None;
    }
    let mut digits: Vec<u8> = Vec::with_capacity(MOST_DIGITS);
    let (mut best, mut lengths, mut turns) = (None, Vec::new(), 0);
    for (place, group) in groups.iter().enumerate() {
        turns += usize::from(group.turned && place > 0);
        let length = group.end - group.start;
        if digits.len() + length > MOST_DIGITS || turns > 1 || (turns == 1 && best.is_some()) {
            break;
        }
        digits.extend(bytes.get(group.start..group.end)?.iter().map(|byte| byte - b'0'));
        lengths.push(length);
        // A column of numbers is no card: one that goes on in the next line has the groups of those that are printed.
        let printed = matches!(*lengths, [4, 4, 4, 4] | [4, 4, 4, 4, 1..=3] | [4, 6, 4 | 5]);
        let thousands = lengths.len() > 3 && lengths[1..].iter().all(|length| *length == 3);
        if (turns == 0 || printed) && !thousands && whole(group.end) && is_card(&digits) {
            best = Some((place + 1, group.end));
        }
    }
    best
}

const MOST_DIGITS: usize = 19;

fn is_card(digits: &[u8]) -> bool {
    let lead = digits.iter().take(4).fold(0_u32, |lead, digit| lead * 10 + u32::from(*digit));
    let issued = match digits.len() {
        13 | 16 | 19 if lead / 1000 == 4 => true, // Visa
        16 if (5100..5600).contains(&lead) || (2221..2721).contains(&lead) => true, // Mastercard
        15 => matches!(lead / 100, 34 | 37),      // American Express
        14 => matches!(lead / 100, 30 | 36 | 38 | 39), // Diners
        16..=19 => matches!(lead / 100, 35 | 50 | 56 | 57 | 58 | 60..=69 | 81 | 22), // JCB, Maestro, Discover, UnionPay
        _ => false,
    };
    let sum: u32 = digits.iter().rev().enumerate().map(|(place, digit)| luhn(place, *digit)).sum();
    issued && sum.is_multiple_of(10)
}

fn luhn(place: usize, digit: u8) -> u32 {
    let digit = u32::from(digit);
    match place % 2 {
        0 => digit,
        _ if digit > 4 => digit * 2 - 9,
        _ => digit * 2,
    }
}

/// How long the IBANs of the countries are (registry of SWIFT).
const IBANS: &str = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27\
                     GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22\
                     MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28\
                     TL23TN24TR26UA29VA22VG24XK20YE30";

fn iban_length(country: &[u8]) -> Option<usize> {
    let entry = IBANS.as_bytes().chunks_exact(4).find(|entry| entry[..2].eq_ignore_ascii_case(country))?;
    Some(usize::from(entry[2] - b'0') * 10 + usize::from(entry[3] - b'0'))
}

/// IBANs: as many letters and digits as the country says, in groups that one blank, dash, dot or slash parts, once the end
/// of a line.
pub(super) fn ibans(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let word = |offset: usize| bytes.get(offset).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let mut at = 0;
    while let Some(head) = bytes.get(at..at + 4) {
        let starts = (at == 0 || !word(at - 1)) && head[2..].iter().all(u8::is_ascii_digit);
        let length = if starts { iban_length(&head[..2]) } else { None };
        match length.and_then(|length| iban_end(bytes, at, length)).filter(|end| !word(*end)) {
            Some(end) if remainder_97(&bytes[at..end]) == 1 => {
                found.push(Found { kind: RedactedKind::Iban, start: at, end });
                at = end;
            }
            _ => at += 1,
        }
    }
}

/// Where so many letters and digits end.
fn iban_end(bytes: &[u8], start: usize, length: usize) -> Option<usize> {
    let (mut at, mut count, mut turned) = (start, 0, false);
    loop {
        let rest = bytes.get(at..)?;
        let group = rest.iter().take(length - count).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        (at, count) = (at + group, count + group);
        if group == 0 || count == length {
            return (count == length).then_some(at);
        }
        let turn = if turned { 0 } else { turn(&rest[group..]) };
        turned |= turn > 0;
        at += if turn > 0 { turn } else { gap(&rest[group..]) };
    }
}

/// ISO 7064: the first four characters moved to the end, letters as 10 to 35, read as one number.
fn remainder_97(iban: &[u8]) -> u32 {
    let (head, tail) = iban.split_at(iban.len().min(4));
    tail.iter().chain(head).filter(|byte| byte.is_ascii_alphanumeric()).fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte.to_ascii_uppercase().wrapping_sub(b'A')) + 10) % 97,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, find: fn(&str, &mut Vec<Found>)) -> Vec<&str> {
        let mut found = Vec::new();
        find(text, &mut found);
        found.iter().map(|found| &text[found.start..found.end]).collect()
    }

    #[test]
    fn cards_need_an_issuer_and_a_check_digit() {
        for card in [
            "4111111111111111",
            "5555-5555-5555-4444",
            "5555.5555.5555.4444",
            "3782 822463 10005",
            "6011000990139424",
            "30569309025904",
            "4111  1111  1111  1111",
            "4111 1111\r\n1111 1111",
            "4111\n1111 1111 1111",
            "3782 822463 \n> 10005",
        ] {
            assert_eq!(found(&format!("1 {card}, 2"), cards), [card]);
        }
        for other in [
            "4111111111111112",
            "1111111111111117",
            "41111111111111111111",
            "x4111111111111111",
            "0000000000000000",
            "41111111\n11111111",
            "4111\n1111\n1111 1111",
            "4111 1111\n\n1111 1111",
        ] {
            assert!(found(other, cards).is_empty(), "{other}");
        }
        assert_eq!(found("4111 1111 1111 1111\n5555 5555 5555 4444", cards).len(), 2);
    }

    #[test]
    fn ibans_need_their_remainder() {
        for iban in [
            "DE89370400440532013000",
            "GB82 WEST 1234 5698 7654 32",
            "no9386011117947",
            "DE89 3704-0044-0532-0130-00",
            "DE89 3704 0044\n0532 0130 00",
        ] {
            assert_eq!(found(&format!("to {iban} please"), ibans), [iban]);
        }
        for other in ["DE89370400440532013001", "DE8937040044053201300", "XX89370400440532013000"] {
            assert!(found(other, ibans).is_empty(), "{other}");
        }
    }
}

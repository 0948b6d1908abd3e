//! Numbers with a check digit, found by hand: a shape alone would take every order number.

use super::RedactedKind;
use super::find::Found;

/// The bytes of the sign at `at` that may part groups of digits: a blank of any width or none, a dash, a dot, a slash, two
/// blanks; 0 for another sign.
fn gap(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..).unwrap_or_default() {
        [b' ', b' ', ..] => 2,
        [b' ' | b'-' | b'.' | b'/', ..] => 1,
        [0xc2, 0xa0, ..] => 2,                                   // no-break space
        [0xe2, 0x80, 0x80..=0x8f | 0x90..=0x94 | 0xaf, ..] => 3, // other spaces, signs without width, hyphens, dashes
        [0xe2, 0x81, 0xa0, ..] => 3,                             // word joiner
        _ => 0,
    }
}

/// The digit at `at`, in ASCII or full-width, and its bytes.
fn digit(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    match bytes.get(at..)? {
        [digit @ b'0'..=b'9', ..] => Some((digit - b'0', 1)),
        [0xef, 0xbc, digit @ 0x90..=0x99, ..] => Some((digit - 0x90, 3)),
        _ => None,
    }
}

/// Cards in runs of digit groups, which one blank, dash, dot or slash parts.
pub(super) fn cards(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if digit(bytes, at).is_none() {
            at += 1;
            continue;
        }
        let mut groups: Vec<(usize, usize)> = Vec::new();
        let mut next = at;
        loop {
            let start = next;
            while let Some((_, length)) = digit(bytes, next) {
                next += length;
            }
            groups.push((start, next));
            let gap = gap(bytes, next);
            if gap == 0 || digit(bytes, next + gap).is_none() {
                break;
            }
            next += gap;
        }
        let whole = |offset: usize| bytes.get(offset).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        let mut first = 0;
        while let Some(&(start, _)) = groups.get(first) {
            let mut digits = Vec::with_capacity(MOST_DIGITS);
            let mut best = None;
            for (count, &(from, to)) in groups[first..].iter().enumerate() {
                let mut place = from;
                while let Some((digit, length)) = digit(bytes, place).filter(|_| digits.len() <= MOST_DIGITS) {
                    digits.push(digit);
                    place += length;
                }
                if digits.len() > MOST_DIGITS {
                    break;
                }
                let alone = (start == 0 || whole(start - 1)) && whole(to);
                if alone && is_card(&digits) {
                    best = Some((count, to));
                }
            }
            match best {
                Some((count, end)) => {
                    found.push(Found { kind: RedactedKind::Card, start, end });
                    first += count + 1;
                }
                None => first += 1,
            }
        }
        at = next;
    }
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

/// IBANs: 15 to 34 letters and digits, two and two first, in groups that one blank, dash, dot or slash parts.
pub(super) fn ibans(text: &str, found: &mut Vec<Found>) {
    const MOST: usize = 34;
    let bytes = text.as_bytes();
    let word = |offset: usize| bytes.get(offset).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let mut at = 0;
    while at + 4 <= bytes.len() {
        let starts = (at == 0 || !word(at - 1))
            && bytes[at..at + 2].iter().all(u8::is_ascii_alphabetic)
            && bytes[at + 2..at + 4].iter().all(u8::is_ascii_digit);
        let (mut next, mut count, mut end) = (at, 0, None);
        while starts && count <= MOST {
            while count <= MOST && bytes.get(next).is_some_and(u8::is_ascii_alphanumeric) {
                next += 1;
                count += 1;
            }
            if count > MOST || word(next) {
                break;
            }
            if count >= 15 && remainder_97(&bytes[at..next]) == 1 {
                end = Some(next);
            }
            let gap = gap(bytes, next);
            if gap == 0 || !word(next + gap) {
                break;
            }
            next += gap;
        }
        match end {
            Some(end) => {
                found.push(Found { kind: RedactedKind::Iban, start: at, end });
                at = end;
            }
            None => at += 1,
        }
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
            "4111\u{a0}1111\u{202f}1111\u{2013}1111",
            "5555-5555-5555-4444",
            "5555.5555.5555.4444",
            "3782 822463 10005",
            "6011000990139424",
            "30569309025904",
            "4111  1111  1111  1111",
            "４１１１１１１１１１１１１１１１",
            "4111\u{200b}1111\u{2060}1111\u{200b}1111",
        ] {
            assert_eq!(found(&format!("1 {card}, 2"), cards), [card]);
        }
        for other in
            ["4111111111111112", "1111111111111117", "41111111111111111111", "x4111111111111111", "0000000000000000"]
        {
            assert!(found(other, cards).is_empty(), "{other}");
        }
    }

    #[test]
    fn ibans_need_their_remainder() {
        for iban in [
            "DE89370400440532013000",
            "GB82 WEST 1234 5698 7654 32",
            "no9386011117947",
            "DE89\u{a0}3704-0044-0532-0130-00",
        ] {
            assert_eq!(found(&format!("to {iban} please"), ibans), [iban]);
        }
        assert!(found("DE89370400440532013001", ibans).is_empty());
    }
}

//! Lengths of time as Prometheus writes them: "1h30m".

use chrono::TimeDelta;

use crate::time::Span;
use crate::{Error, Result};

/// Units from long to short, in milliseconds. A year of Prometheus has 365 days.
const UNITS: [(&str, i64); 7] = [
    ("y", 365 * 86_400_000),
    ("w", 7 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// Reads "1h30m"; "0" needs no unit.
pub(super) fn read(text: &str) -> Result<Span> {
    let text = text.trim();
    let fail = |rest: &str| {
        Error::parse("Prometheus duration", text, text.len() - rest.len(), "a length of time such as 5m or 1h30m")
    };
    let mut rest = text;
    let (mut total, mut next) = (0_i64, 0);
    if text.is_empty() {
        return Err(fail(rest));
    }
    while !rest.is_empty() && text != "0" {
        let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, behind) = rest.split_at(end);
        let unit = behind.split(|character: char| character.is_ascii_digit()).next().unwrap_or_default();
        let found = UNITS.iter().enumerate().skip(next).find(|(_, (name, _))| *name == unit);
        let (index, (name, length)) = found.ok_or_else(|| fail(rest))?;
        let count: i64 = digits.parse().map_err(|_| fail(rest))?;
        total = count.checked_mul(*length).and_then(|more| total.checked_add(more)).ok_or_else(|| fail(rest))?;
        next = index + 1;
        rest = behind.get(name.len()..).unwrap_or_default();
    }
    TimeDelta::try_milliseconds(total).ok_or_else(|| fail(text)).and_then(Span::of)
}

/// Writes a length of time; `None` where Prometheus has no such: months, or parts of a millisecond.
pub(super) fn write(span: Span) -> Option<String> {
    if span.calendar_months() > 0 || span.exact().subsec_nanos() % 1_000_000 != 0 {
        return None;
    }
    let mut left = span.exact().num_milliseconds();
    if left == 0 {
        return Some("0s".to_owned());
    }
    let mut text = String::new();
    // Days, hours, minutes: years and weeks are read, but nobody writes them.
    for (name, length) in UNITS.iter().skip(2) {
        if left >= *length {
            text.push_str(&format!("{}{name}", left / length));
            left %= length;
        }
    }
    Some(text)
}

//! Reads numbers with units as people write them.

use super::{Dimension, Quantity, RateUnit, Unit};
use crate::time::unit_seconds;
use crate::{Error, Result};

/// A quantity, and the text behind it.
pub(in crate::objectives) struct Found<'a> {
    pub(in crate::objectives) quantity: Quantity,
    pub(in crate::objectives) rest: &'a str,
}

/// Reads the quantity that `text` begins with; `text` is a tail of `whole`, in which errors are placed. A word that is no
/// unit is what a count counts if `counts` is set or a rate follows it ("20 tickets/day"), and is left alone otherwise.
pub(in crate::objectives) fn quantity<'a>(whole: &str, what: &str, text: &'a str, counts: bool) -> Result<Found<'a>> {
    let fail = |rest: &str, expected: &str| Error::parse(what, whole, whole.len().saturating_sub(rest.len()), expected);
    let text = text.trim_start();
    let (negative, behind) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (currency, behind) = currency(behind);
    let (mut digits, rest) = Decimal::read(behind)
        .filter(|_| !(negative && behind.starts_with(['-', '+'])))
        .ok_or_else(|| fail(text, "a number, with a unit if it has one: 1%, 0.01, 5 s, 1500ms"))?;
    digits.negative |= negative;
    if rest.strip_prefix(',').is_some_and(|behind| behind.starts_with(|next: char| next.is_ascii_digit())) {
        return Err(fail(rest, "a point before decimals, and commas before each three digits alone"));
    }
    if let Some(expected) = ambiguous(rest) {
        return Err(fail(rest.trim_start(), expected));
    }
    // "1000+ req/sec": the plus says "or more", which the caller has read.
    let rest = rest.strip_prefix('+').unwrap_or(rest);
    let (scaled, rest) = match currency {
        Some(name) => {
            let (shift, rest) = magnitude(rest, true);
            let unit = Unit { dimension: Dimension::Money, of: Some(name.to_owned()), per: None };
            ((Scale::Shift(shift), unit), rest)
        }
        None => unit(rest, counts),
    };
    let (scale, mut unit) = scaled;
    let rest = rest.strip_prefix('+').unwrap_or(rest);
    let rest = match rate(rest) {
        Some((per, rest)) if unit.per.is_none() => {
            unit.per = Some(per);
            rest
        }
        _ => rest,
    };
    let value = match scale {
        Scale::Shift(shift) => digits.scaled(shift),
        Scale::Times(factor) => digits.scaled(0).map(|value| value * factor),
    };
    let value = value.filter(|value| value.is_finite()).ok_or_else(|| fail(text, "a finite number"))?;
    Ok(Found { quantity: Quantity { value, unit }, rest })
}

/// Decimal digits as they are written.
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i32,
}

impl Decimal {
    /// Digits with an optional sign, thousands separators, fraction and exponent.
    fn read(text: &str) -> Option<(Self, &str)> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let bytes = text.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut end = 0;
        while digit(end) {
            end += 1;
        }
        let mut digits = text.get(..end)?.to_owned();
        let first = end;
        while (1..=3).contains(&first)
            && bytes.get(end) == Some(&b',')
            && (1..4).all(|step| digit(end + step))
            && !digit(end + 4)
        {
            digits.push_str(text.get(end + 1..end + 4)?);
            end += 4;
        }
        if bytes.get(end) == Some(&b'.') && (digit(end + 1) || !digits.is_empty()) {
            let start = end;
            end += 1;
            while digit(end) {
                end += 1;
            }
            digits.push_str(text.get(start..end)?);
        }
        if !digits.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut exponent = 0;
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let mut stop = end + 1 + sign;
            while digit(stop) {
                stop += 1;
            }
            if digit(end + 1 + sign) {
                exponent = text.get(end + 1..stop)?.parse().ok()?;
                end = stop;
            }
        }
        Some((Self { negative, digits, exponent }, text.get(end..)?))
    }

    /// The number with its point moved to the right by `shift` places, rounded once.
    fn scaled(&self, shift: i32) -> Option<f64> {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}e{}", self.digits, self.exponent.checked_add(shift)?).parse().ok()
    }
}

enum Scale {
    /// Powers of ten.
    Shift(i32),
    /// Any factor.
    Times(f64),
}

/// A currency before its number.
fn currency(text: &str) -> (Option<&'static str>, &str) {
    const SIGNS: [(&str, &str); 12] = [
        ("US$", "USD"),
        ("$", "USD"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("¥", "JPY"),
        ("₹", "INR"),
        ("USD", "USD"),
        ("EUR", "EUR"),
        ("GBP", "GBP"),
        ("JPY", "JPY"),
        ("INR", "INR"),
        ("CHF", "CHF"),
    ];
    let sign = SIGNS.iter().find_map(|(sign, name)| Some((*name, text.strip_prefix(sign)?.trim_start())));
    sign.map_or((None, text), |(name, rest)| (Some(name), rest))
}

/// "k", "M" and their words behind a number, as a power of ten. "B" is a billion for money alone: it is a byte otherwise.
fn magnitude(text: &str, money: bool) -> (i32, &str) {
    const WORDS: [(&str, i32); 7] =
        [("thousand", 3), ("million", 6), ("billion", 9), ("k", 3), ("K", 3), ("M", 6), ("B", 9)];
    let (word, rest) = word(text.trim_start());
    let apart = text.starts_with(char::is_whitespace);
    WORDS
        .iter()
        .find(|(name, _)| *name == word && (money || *name != "B") && (name.len() > 1 || !apart))
        .map_or((0, text), |(_, shift)| (*shift, rest))
}

/// Why a unit behind a number could mean two things, if it does: a bit or a byte, a million or a minute.
fn ambiguous(text: &str) -> Option<&'static str> {
    let (name, _) = word(text.trim_start().trim_start_matches('+').trim_start());
    if name == "M" && text.starts_with(char::is_whitespace) {
        return Some("5M for a million, 5 min for minutes");
    }
    if name.to_lowercase().strip_suffix("bps").is_some_and(|size| size.len() <= 1) {
        return (!name.ends_with("bps") && !name.ends_with("Bps")).then_some("Mbps for bits, MBps for bytes");
    }
    let small = ["b", "kb", "mb", "gb", "tb", "pb", "kib", "mib", "gib", "tib"];
    small.contains(&name).then_some("MB for bytes, Mb or Mbit for bits")
}

/// The letters that a text begins with.
fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|character: char| !character.is_alphabetic()).unwrap_or(text.len()))
}

fn unit(text: &str, counts: bool) -> ((Scale, Unit), &str) {
    let plain = |scale, dimension, rest| ((scale, Unit::plain(dimension)), rest);
    let bare = text.trim_start();
    for (sign, shift) in [("%", -2), ("‰", -3)] {
        if let Some(rest) = bare.strip_prefix(sign) {
            return plain(Scale::Shift(shift), Dimension::Share, rest);
        }
    }
    let top = bare.strip_prefix('/').or_else(|| bare.strip_prefix("out of ").map(str::trim_start));
    if let Some((top, rest)) = top.and_then(Decimal::read)
        && let Some(size) = top.scaled(0).filter(|size| *size > 0.0 && size.is_finite())
    {
        let unit = Unit { dimension: Dimension::Rating, of: Some(size.to_string()), per: None };
        return ((Scale::Shift(0), unit), rest);
    }
    let (shift, after) = magnitude(text, false);
    let behind = after.trim_start();
    // "2-second" is 2 seconds.
    let behind = behind.strip_prefix('-').filter(|rest| rest.starts_with(char::is_alphabetic)).unwrap_or(behind);
    let (name, rest) = word(behind);
    if let Some((scale, dimension)) = known(name).filter(|_| shift == 0) {
        return plain(scale, dimension, rest);
    }
    const RATES: [(&str, &str, RateUnit); 4] = [
        ("rps", "requests", RateUnit::Second),
        ("qps", "queries", RateUnit::Second),
        ("tps", "transactions", RateUnit::Second),
        ("rpm", "requests", RateUnit::Minute),
    ];
    if let Some((_, of, per)) = RATES.iter().find(|(rate, ..)| name.eq_ignore_ascii_case(rate)) {
        let unit = Unit { dimension: Dimension::Count, of: Some((*of).to_owned()), per: Some(*per) };
        return ((Scale::Shift(shift), unit), rest);
    }
    if let Some(scale) = name.strip_suffix("ps").filter(|size| size.ends_with(['b', 'B'])).and_then(information) {
        let unit = Unit { per: Some(RateUnit::Second), ..Unit::plain(Dimension::Bytes) };
        return ((scale, unit), rest);
    }
    if let (Some(money), after) = currency(name)
        && after.is_empty()
    {
        return (
            (Scale::Shift(shift), Unit { dimension: Dimension::Money, of: Some(money.to_owned()), per: None }),
            rest,
        );
    }
    if !name.is_empty() && name != "per" && (counts || rate(rest).is_some()) {
        let unit = Unit { dimension: Dimension::Count, of: Some(name.to_owned()), per: None };
        return ((Scale::Shift(shift), unit), rest);
    }
    plain(Scale::Shift(shift), Dimension::Number, after)
}

/// Units that stand for themselves.
fn known(name: &str) -> Option<(Scale, Dimension)> {
    let lower = name.to_lowercase();
    let share = match lower.as_str() {
        "percent" | "pct" => Some(-2),
        "x" | "times" => Some(0),
        _ => None,
    };
    if let Some(shift) = share {
        return Some((Scale::Shift(shift), Dimension::Share));
    }
    let months = match lower.as_str() {
        "mo" | "month" | "months" => Some(1.0),
        "quarter" | "quarters" => Some(3.0),
        "y" | "yr" | "yrs" | "year" | "years" => Some(12.0),
        _ => None,
    };
    if let Some(months) = months {
        return Some((Scale::Times(months * RateUnit::MONTH), Dimension::Time));
    }
    if let Some(seconds) = unit_seconds(name) {
        let scale = match seconds {
            1e-3 => Scale::Shift(-3),
            1e-6 => Scale::Shift(-6),
            1e-9 => Scale::Shift(-9),
            seconds => Scale::Times(seconds),
        };
        return Some((scale, Dimension::Time));
    }
    information(name).map(|scale| (scale, Dimension::Bytes))
}

/// Bits and bytes, of which only the case of their letter tells which: b is a bit, B a byte.
fn information(name: &str) -> Option<Scale> {
    let bits = match name.to_lowercase().as_str() {
        "byte" | "bytes" => return Some(Scale::Shift(0)),
        "bit" | "bits" => return Some(Scale::Times(0.125)),
        "kbit" | "kbits" => return Some(Scale::Times(125.0)),
        "mbit" | "mbits" => return Some(Scale::Times(125e3)),
        "gbit" | "gbits" => return Some(Scale::Times(125e6)),
        _ => name.ends_with('b'),
    };
    let size = name.strip_suffix(['b', 'B'])?.to_lowercase();
    let shift = ["", "k", "m", "g", "t", "p"].into_iter().zip([0, 3, 6, 9, 12, 15]).find(|(known, _)| *known == size);
    if let Some((_, shift)) = shift {
        return Some(if bits { Scale::Times(10_f64.powi(shift) / 8.0) } else { Scale::Shift(shift) });
    }
    let bytes = match size.as_str() {
        "ki" => 1024.0,
        "mi" => 1_048_576.0,
        "gi" => 1_073_741_824.0,
        "ti" => 1_099_511_627_776.0,
        _ => return None,
    };
    Some(Scale::Times(if bits { bytes / 8.0 } else { bytes }))
}

/// "/second", "per second": the time unit of a rate.
fn rate(text: &str) -> Option<(RateUnit, &str)> {
    let bare = text.trim_start();
    let after = match bare.strip_prefix('/') {
        Some(after) => after.trim_start(),
        None => bare.strip_prefix("per ").filter(|_| bare.len() < text.len())?.trim_start(),
    };
    let (name, rest) = word(after);
    rate_unit(name).map(|unit| (unit, rest))
}

/// A time unit by its name.
pub(in crate::objectives) fn rate_unit(name: &str) -> Option<RateUnit> {
    Some(match name.to_lowercase().as_str() {
        "s" | "sec" | "second" => RateUnit::Second,
        "m" | "min" | "minute" => RateUnit::Minute,
        "h" | "hr" | "hour" => RateUnit::Hour,
        "d" | "day" => RateUnit::Day,
        "w" | "wk" | "week" => RateUnit::Week,
        "mo" | "month" => RateUnit::Month,
        "quarter" => RateUnit::Quarter,
        "y" | "yr" | "year" | "annum" => RateUnit::Year,
        _ => return None,
    })
}

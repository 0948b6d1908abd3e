//! Writes quantities so that two that differ never look alike.

use super::{Dimension, Unit};
use crate::time::Span;

/// The value with its unit, with every digit that it needs.
pub(in crate::objectives) fn show(value: f64, unit: &Unit) -> String {
    let text = match unit.dimension {
        Dimension::Number => decimal(value, 0),
        Dimension::Share => format!("{}%", decimal(value, 2)),
        Dimension::Time => time(value),
        Dimension::Bytes => bytes(value),
        Dimension::Money => money(value, unit.of.as_deref().unwrap_or_default()),
        Dimension::Rating => format!("{}/{}", decimal(value, 0), unit.of.as_deref().unwrap_or_default()),
        Dimension::Count => format!("{} {}", decimal(value, 0), unit.of.as_deref().unwrap_or_default()),
    };
    match unit.per {
        Some(per) => format!("{}/{}", text.trim_end(), per.word()),
        None => text.trim_end().to_owned(),
    }
}

/// The value in four digits where these stand on the same side of `other`, and in all of its digits where they do not:
/// a reason never says "75 < 75".
pub(in crate::objectives) fn beside(value: f64, other: f64, unit: &Unit) -> String {
    let rounded = format!("{value:.3e}").parse().unwrap_or(value);
    let same = value.partial_cmp(&other) == f64::partial_cmp(&rounded, &other);
    show(if same { rounded } else { value }, unit)
}

/// A length of time: "30 days", where a span says "4 weeks 2 days".
pub(in crate::objectives) fn length(span: Span) -> String {
    if span.calendar_months() > 0 || span.exact().subsec_nanos() != 0 {
        return span.to_string();
    }
    #[allow(clippy::cast_precision_loss)] // exact below 285 million years
    time(span.exact().num_seconds() as f64)
}

fn time(value: f64) -> String {
    let whole = |length: f64| value >= length && value % length == 0.0;
    match value {
        value if whole(86_400.0) => {
            let days = value / 86_400.0;
            format!("{} day{}", decimal(days, 0), if days == 1.0 { "" } else { "s" })
        }
        value if whole(3_600.0) => format!("{} h", decimal(value / 3_600.0, 0)),
        value if whole(60.0) => format!("{} min", decimal(value / 60.0, 0)),
        value if value == 0.0 || value.abs() >= 1.0 => format!("{} s", decimal(value, 0)),
        value if value.abs() >= 1e-3 => format!("{} ms", decimal(value, 3)),
        value => format!("{} us", decimal(value, 6)),
    }
}

fn bytes(value: f64) -> String {
    const UNITS: [(f64, i32, &str); 5] =
        [(1e15, 15, "PB"), (1e12, 12, "TB"), (1e9, 9, "GB"), (1e6, 6, "MB"), (1e3, 3, "kB")];
    let unit = UNITS.iter().find(|(least, ..)| value.abs() >= *least);
    unit.map_or_else(
        || format!("{} B", decimal(value, 0)),
        |(_, shift, name)| format!("{} {name}", decimal(value, -shift)),
    )
}

fn money(value: f64, currency: &str) -> String {
    let digits = decimal(value.abs(), 0);
    let (whole, fraction) = digits.split_once('.').map_or((digits.as_str(), ""), |(whole, fraction)| (whole, fraction));
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && digit.is_ascii_digit() && !whole.contains('e') {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text = format!("{text}.{fraction}");
    }
    let sign = if value < 0.0 { "-" } else { "" };
    match currency {
        "USD" => format!("{sign}${text}"),
        "EUR" => format!("{sign}€{text}"),
        "GBP" => format!("{sign}£{text}"),
        other => format!("{sign}{other} {text}"),
    }
}

/// The shortest digits that read back as `value`, with the point moved to the right by `shift` places: no arithmetic, so
/// no digit changes.
fn decimal(value: f64, shift: i32) -> String {
    let text = format!("{value:e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let exponent = exponent.parse::<i32>().unwrap_or_default().saturating_add(shift);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |mantissa| ("-", mantissa));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    if value == 0.0 {
        return "0".to_owned();
    }
    if !(-9..=20).contains(&exponent) {
        return format!("{sign}{mantissa}e{exponent}");
    }
    let point = exponent + 1;
    let body = match usize::try_from(point) {
        Ok(0) | Err(_) => format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
        Ok(point) if point >= digits.len() => format!("{digits}{}", "0".repeat(point - digits.len())),
        Ok(point) => format!("{}.{}", digits.get(..point).unwrap_or_default(), digits.get(point..).unwrap_or_default()),
    };
    format!("{sign}{body}")
}

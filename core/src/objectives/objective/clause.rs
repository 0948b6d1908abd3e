//! Reads one clause of an objective: "<70% average", "5000+ req/sec", "Growth >10%/month", "zero".

use super::{ObjectiveBound, Statistic};
use crate::objectives::Comparison;
use crate::objectives::quantity::{Dimension, Found, Quantity, Unit, quantity, rate_unit};
use crate::time::Span;
use crate::{Error, Result};

/// What a clause says.
pub(super) struct Clause {
    pub(super) bound: ObjectiveBound,
    /// The far end of a range.
    pub(super) upper: Option<Quantity>,
}

/// Comparisons in words. Longer ones first, as one holds the other.
const WORDS: [(&str, Comparison); 20] = [
    ("no more than", Comparison::AtMost),
    ("not more than", Comparison::AtMost),
    ("no less than", Comparison::AtLeast),
    ("not less than", Comparison::AtLeast),
    ("less than", Comparison::Below),
    ("fewer than", Comparison::Below),
    ("lower than", Comparison::Below),
    ("more than", Comparison::Above),
    ("greater than", Comparison::Above),
    ("higher than", Comparison::Above),
    ("at most", Comparison::AtMost),
    ("up to", Comparison::AtMost),
    ("at least", Comparison::AtLeast),
    ("minimum", Comparison::AtLeast),
    ("maximum", Comparison::AtMost),
    ("within", Comparison::AtMost),
    ("under", Comparison::Below),
    ("below", Comparison::Below),
    ("over", Comparison::Above),
    ("above", Comparison::Above),
];

/// Where a comparison sign, a currency or a number begins: an offset into `text`.
pub(super) fn start(text: &str) -> Option<usize> {
    let mut boundary = true;
    for (at, character) in text.char_indices() {
        let sign = "<>≤≥$€£¥₹".contains(character);
        if sign || (boundary && !ordinal(text, at) && (character.is_ascii_digit() || minus(text, at))) {
            return Some(at);
        }
        boundary = character.is_whitespace() || "(:,-".contains(character);
    }
    None
}

/// "99th" of "99th percentile" is no threshold.
fn ordinal(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    rest.trim_start_matches(|character: char| character.is_ascii_digit() || character == '.').starts_with("th ")
}

fn minus(text: &str, at: usize) -> bool {
    let mut characters = text.get(at..).unwrap_or_default().chars();
    characters.next() == Some('-')
        && characters.next().is_some_and(|next| next.is_ascii_digit() || "$€£".contains(next))
}

/// A comparison in words at the end of `text`, and what stands before it.
pub(super) fn worded(text: &str) -> (Option<Comparison>, &str) {
    let text = text.trim_end();
    if let Some(before) = strip_word_end(text, "sub-") {
        return (Some(Comparison::Below), before);
    }
    let found = WORDS.iter().find_map(|(words, comparison)| Some((*comparison, strip_word_end(text, words)?)));
    found.map_or((None, text), |(comparison, before)| (Some(comparison), before))
}

fn strip_word_end<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(word.len())?;
    let (before, end) = (text.get(..at)?, text.get(at..)?);
    let whole = before.is_empty() || before.ends_with(|character: char| !character.is_alphanumeric());
    (whole && end.eq_ignore_ascii_case(word)).then(|| before.trim_end())
}

/// Whether a text says that there must be none.
fn none(text: &str) -> Option<&str> {
    ["zero", "none", "never", "no"].iter().find_map(|word| {
        let rest = text.get(word.len()..)?;
        let whole = !rest.starts_with(char::is_alphanumeric);
        (whole && text.get(..word.len())?.eq_ignore_ascii_case(word)).then_some(rest)
    })
}

/// Whether a text is a clause with something to meet, rather than words alone.
pub(super) fn measurable(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    start(text).is_some() || none(text.trim_start()).is_some() || first == "decreasing" || first == "increasing"
}

/// Reads a clause, a part of `whole` that begins `offset` bytes into it. `near` says which way a bare number is meant.
pub(super) fn clause(whole: &str, text: &str, near: impl Fn(&Quantity) -> Comparison) -> Result<Clause> {
    let text = text.trim();
    let at = |rest: &str| (rest.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize).min(whole.len());
    let fail = |rest: &str, expected: &str| Error::parse("objective", whole, at(rest), expected);
    let zero = Quantity { value: 0.0, unit: Unit::plain(Dimension::Number) };
    let Some(begin) = start(text) else {
        if let Some(rest) = none(text) {
            let tail = tail(rest);
            return Ok(Clause { bound: tail.bound(Comparison::AtMost, true, zero), upper: None });
        }
        let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let comparison = match first.to_lowercase().as_str() {
            "decreasing" => Comparison::Below,
            "increasing" => Comparison::Above,
            _ => return Err(fail(text, "a threshold, such as <2 seconds, 99.9% or 1000+ requests/second")),
        };
        let mut tail = tail(rest);
        tail.push(first);
        let change = Quantity { value: 0.0, unit: Unit::plain(Dimension::Share) };
        return Ok(Clause { bound: tail.bound(comparison, true, change), upper: None });
    };
    let (before, rest) = text.split_at(begin);
    let (words, before) = worded(before);
    let (sign, rest) = match Comparison::strip(rest) {
        Some((comparison, rest)) => (Some(comparison), rest.trim_start()),
        None => (None, rest),
    };
    let body = rest;
    // Errors of the quantity are placed in the part of the line up to the end of this clause.
    let upto = whole.get(..at(text) + text.len()).unwrap_or(whole);
    let Found { quantity: mut low, rest } = quantity(upto, "objective", body, false)?;
    let read = body.get(..body.len() - rest.len()).unwrap_or_default();
    let mut more = read.contains('+') && !read.contains("e+");
    let mut rest = rest;
    let mut upper = None;
    if let Some(behind) = dash(rest) {
        let Found { quantity: high, rest: after } = quantity(upto, "objective", behind, false)?;
        rest = after;
        if low.unit == Unit::plain(Dimension::Number) && high.unit != low.unit {
            low = borrow(&low, &high, behind, body).ok_or_else(|| fail(body, "a number"))?;
        }
        let converted = high.convert(&low.unit).map_err(|_| fail(behind, "two quantities of one kind"))?;
        if converted < low.value {
            return Err(fail(body, "the smaller end first"));
        }
        upper = Some(Quantity { value: converted, unit: low.unit.clone() });
        more = false;
    }
    let mut tail = tail(rest);
    let lead = self::tail(before.trim().trim_end_matches(['-', ':']));
    tail.statistic = tail.statistic.or(lead.statistic);
    tail.window = tail.window.or(lead.window);
    tail.rest.extend(lead.rest);
    if low.unit.dimension == Dimension::Share
        && let Some(per) = low.unit.per
    {
        tail.window.get_or_insert(span_of(per));
    }
    let stated = sign.or(words).or(more.then_some(Comparison::AtLeast));
    let comparison = stated.unwrap_or_else(|| near(&low));
    Ok(Clause { bound: tail.bound(comparison, stated.is_some(), low), upper })
}

/// "60-80%": the first number has the unit of the second.
fn borrow(low: &Quantity, high: &Quantity, behind: &str, body: &str) -> Option<Quantity> {
    let digits: String =
        body.chars().take_while(|character| character.is_ascii_digit() || ".,".contains(*character)).collect();
    let unit = number_end(behind);
    let found = quantity("", "objective", &format!("{digits}{unit}"), false).ok().map(|found| found.quantity);
    found.filter(|found| found.unit == high.unit).or_else(|| {
        (high.unit.dimension == Dimension::Count).then(|| Quantity { value: low.value, unit: high.unit.clone() })
    })
}

/// What stands behind the digits of a number.
fn number_end(text: &str) -> &str {
    text.trim_start_matches(|character: char| character.is_ascii_digit() || "$€£¥₹-., ".contains(character))
}

/// What stands behind the dash of a range.
fn dash(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let behind = ["-", "–", "—", "to "].iter().find_map(|dash| text.strip_prefix(dash))?.trim_start();
    behind.starts_with(|character: char| character.is_ascii_digit() || "$€£¥₹".contains(character)).then_some(behind)
}

/// What stands behind the quantity.
#[derive(Default)]
struct Tail {
    statistic: Option<Statistic>,
    window: Option<Span>,
    rest: Vec<String>,
}

impl Tail {
    fn push(&mut self, word: &str) {
        self.rest.push(word.to_owned());
    }

    fn bound(self, comparison: Comparison, stated: bool, threshold: Quantity) -> ObjectiveBound {
        let qualifier = (!self.rest.is_empty()).then(|| self.rest.join(" "));
        ObjectiveBound { comparison, stated, threshold, statistic: self.statistic, window: self.window, qualifier }
    }
}

fn tail(text: &str) -> Tail {
    let mut tail = Tail::default();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let plain = word.trim_matches(|character: char| ",.;".contains(character));
        let next = |step: usize| words.get(at + step).copied().unwrap_or_default();
        if let Some(statistic) = Statistic::word(plain).filter(|_| tail.statistic.is_none()) {
            tail.statistic = Some(statistic);
            at += 1 + usize::from(next(1).eq_ignore_ascii_case("percentile"));
            continue;
        }
        if tail.window.is_none()
            && let Some((window, length)) = window(plain, next(1), next(2))
        {
            tail.window = Some(window);
            at += length;
            continue;
        }
        let before_peak = plain.eq_ignore_ascii_case("at") && next(1).eq_ignore_ascii_case("peak");
        if !plain.is_empty() && !before_peak {
            tail.push(word);
        }
        at += 1;
    }
    tail
}

/// A length of time that begins with `word`, and of how many words it is.
fn window(word: &str, second: &str, third: &str) -> Option<(Span, usize)> {
    let lower = word.to_lowercase();
    match lower.as_str() {
        "hourly" | "daily" | "weekly" | "biweekly" | "fortnightly" | "monthly" | "quarterly" | "annually"
        | "yearly" => {
            return lower.parse().ok().map(|span| (span, 1));
        }
        "within" | "over" | "in" | "during" | "every" | "per" | "last" | "each" => {}
        _ => return None,
    }
    let number = second.starts_with(|character: char| character.is_ascii_digit());
    if number && let Ok(span) = format!("{second} {third}").trim().parse() {
        return Some((span, if third.is_empty() { 2 } else { 3 }));
    }
    if number && let Ok(span) = second.parse() {
        return Some((span, 2));
    }
    let (unit, length) = if matches!(second, "a" | "one" | "the") { (third, 3) } else { (second, 2) };
    rate_unit(unit).filter(|_| unit.len() > 2).map(|unit| (span_of(unit), length))
}

fn span_of(unit: crate::objectives::RateUnit) -> Span {
    use crate::objectives::RateUnit::{Day, Hour, Minute, Month, Quarter, Second, Week, Year};
    let exact = |seconds: i64| Span::of(chrono::TimeDelta::seconds(seconds)).unwrap_or_default();
    match unit {
        Second => exact(1),
        Minute => exact(60),
        Hour => exact(3_600),
        Day => exact(86_400),
        Week => exact(604_800),
        Month => Span::months(1),
        Quarter => Span::months(3),
        Year => Span::months(12),
    }
}

/// What stands behind the second quantity of a range, or `text` where there is none.
pub(super) fn range_rest(text: &str) -> &str {
    let after = text.strip_prefix('+').unwrap_or(text);
    let found = dash(after).and_then(|behind| quantity("", "objective", behind, false).ok());
    found.map_or(after, |found| found.rest)
}

//! Reads lengths of time as people write them.

use std::str::FromStr;

use chrono::TimeDelta;

use super::{Span, SpanRange};
use crate::{Error, Result};

const SECOND: i64 = 1_000_000_000;

enum Unit {
    Months(u32),
    Nanoseconds(i64),
}

/// The units that people write, longest form first where one word begins another.
fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "ns" | "nanosecond" | "nanoseconds" => Unit::Nanoseconds(1),
        "us" | "µs" | "μs" | "microsecond" | "microseconds" => Unit::Nanoseconds(1_000),
        "ms" | "msec" | "millis" | "millisecond" | "milliseconds" => Unit::Nanoseconds(1_000_000),
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Nanoseconds(SECOND),
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Nanoseconds(60 * SECOND),
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Nanoseconds(3_600 * SECOND),
        "d" | "day" | "days" => Unit::Nanoseconds(86_400 * SECOND),
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Nanoseconds(604_800 * SECOND),
        "mo" | "month" | "months" => Unit::Months(1),
        "quarter" | "quarters" => Unit::Months(3),
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Months(12),
        _ => return None,
    })
}

/// A unit of exact time, in seconds.
#[allow(dead_code)] // used by the alert rules
pub(crate) fn unit_seconds(name: &str) -> Option<f64> {
    match unit(&name.to_lowercase())? {
        #[allow(clippy::cast_precision_loss)] // a week of nanoseconds is exact
        Unit::Nanoseconds(nanoseconds) => Some(nanoseconds as f64 / 1e9),
        Unit::Months(_) => None,
    }
}

/// Words that are a whole span by themselves.
fn word(text: &str) -> Option<Span> {
    let exact = |seconds| Span { months: 0, exact: TimeDelta::seconds(seconds) };
    Some(match text {
        "immediate" | "immediately" | "at once" | "now" => Span::ZERO,
        "hourly" => exact(3_600),
        "daily" => exact(86_400),
        "weekly" => exact(604_800),
        "biweekly" | "fortnightly" => exact(2 * 604_800),
        "monthly" => Span::months(1),
        "quarterly" => Span::months(3),
        "annual" | "annually" | "yearly" => Span::months(12),
        _ => return None,
    })
}

/// A cursor over the text of a span; offsets are bytes of the whole text.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|character| !accept(character)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// The same in any case of its letters.
    fn eat_word(&mut self, token: &str) -> bool {
        let found = self.rest().get(..token.len()).is_some_and(|start| start.eq_ignore_ascii_case(token));
        if found {
            self.at += token.len();
        }
        found
    }

    fn error(&self, expected: &str) -> Error {
        Error::parse("duration", self.text, self.at, expected)
    }

    fn end(&mut self) -> Result<()> {
        self.skip_spaces();
        if self.rest().is_empty() { Ok(()) } else { Err(self.error("the end of the duration")) }
    }

    /// Digits with an optional fraction.
    fn number(&mut self) -> Result<Number> {
        let start = self.at;
        let whole = self.take_while(|character| character.is_ascii_digit());
        if whole.is_empty() {
            let negative = self.rest().starts_with(['-', '−']);
            let expected = "a number such as 15, or a word such as monthly";
            return Err(self.error(if negative { "a length of time of zero or more" } else { expected }));
        }
        let fraction = if self.eat(".") { self.take_while(|character| character.is_ascii_digit()) } else { "" };
        Ok(Number { whole: whole.to_owned(), fraction: fraction.trim_end_matches('0').to_owned(), start })
    }

    /// A number times a unit.
    fn scaled(&self, number: &Number, unit: &Unit) -> Result<Span> {
        let fail = |expected| Error::parse("duration", self.text, number.start, expected);
        let whole: i64 = number.whole.parse().map_err(|_| fail("a number below 9,223,372,036,854,775,808"))?;
        match unit {
            Unit::Months(months) if number.fraction.is_empty() => u32::try_from(whole)
                .ok()
                .and_then(|whole| whole.checked_mul(*months))
                .map(Span::months)
                .ok_or_else(|| fail("fewer months")),
            Unit::Months(_) => Err(fail("a whole number of months, quarters or years")),
            Unit::Nanoseconds(unit) => {
                let fraction = number.fraction_of(*unit).ok_or_else(|| fail("at most nanoseconds"))?;
                let seconds = i128::from(whole) * i128::from(*unit) + i128::from(fraction);
                let (seconds, nanos) = (seconds / i128::from(SECOND), seconds % i128::from(SECOND));
                let exact = i64::try_from(seconds)
                    .ok()
                    .zip(u32::try_from(nanos).ok())
                    .and_then(|(seconds, nanos)| TimeDelta::new(seconds, nanos))
                    .ok_or_else(|| fail("a length of time below 292 million years"))?;
                Ok(Span { months: 0, exact })
            }
        }
    }

    /// The rest of the text as one span.
    fn span(&mut self) -> Result<Span> {
        if let Some(span) = word(&self.rest().trim().to_lowercase()) {
            self.at = self.text.len();
            return Ok(span);
        }
        if self.eat("P") { self.iso() } else { self.terms(None) }
    }

    /// "1 h 30 min", "1h30m": numbers with units, one after the other.
    fn terms(&mut self, first: Option<Number>) -> Result<Span> {
        let mut number = match first {
            Some(number) => number,
            None => self.number()?,
        };
        let mut total = Span::ZERO;
        loop {
            self.skip_spaces();
            let at = self.at;
            let name = self.take_while(char::is_alphabetic).to_lowercase();
            let Some(unit) = unit(&name) else {
                self.at = at;
                return Err(self.error("a unit: ms, s, min, h, days, weeks, months, quarters or years"));
            };
            total = total.plus(self.scaled(&number, &unit)?)?;
            self.skip_spaces();
            let rest = self.rest();
            if self.eat("and ") || self.eat(", ") {
                self.skip_spaces();
            } else if !rest.starts_with(|character: char| character.is_ascii_digit()) {
                return Ok(total);
            }
            number = self.number()?;
        }
    }

    /// ISO 8601: "PT15M", "P1M", "P1DT2H".
    fn iso(&mut self) -> Result<Span> {
        let mut total = Span::ZERO;
        let mut time = false;
        let mut last = 0;
        loop {
            if !time && self.eat("T") {
                time = true;
                last = 0;
            }
            let number = self.number()?;
            let at = self.at;
            let designator = self.take_while(char::is_alphabetic);
            // A designator may run into the T that opens the time part.
            let (designator, taken) = match designator.strip_suffix('T') {
                Some(before) if !time && !before.is_empty() => (before, before.len()),
                _ => (designator, designator.len()),
            };
            self.at = at + taken;
            let (rank, unit) = match (time, designator) {
                (false, "Y") => (1, Unit::Months(12)),
                (false, "M") => (2, Unit::Months(1)),
                (false, "W") => (3, Unit::Nanoseconds(604_800 * SECOND)),
                (false, "D") => (4, Unit::Nanoseconds(86_400 * SECOND)),
                (true, "H") => (1, Unit::Nanoseconds(3_600 * SECOND)),
                (true, "M") => (2, Unit::Nanoseconds(60 * SECOND)),
                (true, "S") => (3, Unit::Nanoseconds(SECOND)),
                _ => {
                    self.at = at;
                    return Err(self.error("Y, M, W or D before the T, or H, M or S after it"));
                }
            };
            if rank <= last {
                self.at = at;
                return Err(self.error("units from long to short, each once"));
            }
            last = rank;
            total = total.plus(self.scaled(&number, &unit)?)?;
            if self.rest().trim().is_empty() {
                return Ok(total);
            }
        }
    }
}

#[derive(Clone)]
struct Number {
    whole: String,
    fraction: String,
    start: usize,
}

impl Number {
    /// The fraction times `unit` nanoseconds, exactly; `None` where that is finer than a nanosecond.
    fn fraction_of(&self, unit: i64) -> Option<i64> {
        if self.fraction.is_empty() {
            return Some(0);
        }
        let digits: i128 = self.fraction.get(..self.fraction.len().min(18))?.parse().ok()?;
        let scale = 10_i128.checked_pow(u32::try_from(self.fraction.len()).ok()?)?;
        let product = digits.checked_mul(i128::from(unit))?;
        if self.fraction.len() > 18 || product % scale != 0 { None } else { i64::try_from(product / scale).ok() }
    }
}

impl FromStr for Span {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut reader = Reader { text, at: 0 };
        reader.skip_spaces();
        let span = reader.span()?;
        reader.end()?;
        Ok(span)
    }
}

impl FromStr for SpanRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        type Bound = fn(Span) -> SpanRange;
        const BOUNDS: [(&str, Bound); 10] = [
            ("<=", SpanRange::AtMost),
            ("≤", SpanRange::AtMost),
            ("up to ", SpanRange::AtMost),
            ("within ", SpanRange::AtMost),
            ("at most ", SpanRange::AtMost),
            ("<", SpanRange::Below),
            (">=", SpanRange::AtLeast),
            ("≥", SpanRange::AtLeast),
            ("at least ", SpanRange::AtLeast),
            (">", SpanRange::Above),
        ];
        let mut reader = Reader { text, at: 0 };
        reader.skip_spaces();
        if word(&text.trim().to_lowercase()).is_some() || reader.rest().starts_with('P') {
            let span = reader.span()?;
            reader.end()?;
            return Ok(Self::Exactly(span));
        }
        for (token, bound) in BOUNDS {
            if reader.eat_word(token) {
                reader.skip_spaces();
                let span = reader.span()?;
                reader.end()?;
                return Ok(bound(span));
            }
        }
        let start = reader.at;
        let first = reader.number()?;
        reader.skip_spaces();
        if reader.eat("+") {
            let span = reader.terms(Some(first))?;
            reader.end()?;
            return Ok(Self::AtLeast(span));
        }
        let unit_at = reader.at;
        let dash = |reader: &mut Reader<'_>| ["-", "–", "—", "to "].iter().any(|dash| reader.eat(dash));
        // "4-6 hours": the first number borrows the unit of the second; "30 min - 2 h" brings its own.
        let low = if dash(&mut reader) {
            None
        } else {
            reader.at = unit_at;
            let low = reader.terms(Some(first.clone()))?;
            reader.skip_spaces();
            if reader.eat("+") {
                reader.end()?;
                return Ok(Self::AtLeast(low));
            }
            if !dash(&mut reader) {
                reader.end()?;
                return Ok(Self::Exactly(low));
            }
            Some(low)
        };
        reader.skip_spaces();
        let mut borrowed = Reader { text, at: reader.at };
        let high = reader.terms(None)?;
        reader.end()?;
        let low = match low {
            Some(low) => low,
            None => {
                borrowed.number()?;
                borrowed.skip_spaces();
                let name = borrowed.take_while(char::is_alphabetic).to_lowercase();
                reader.scaled(&first, &unit(&name).ok_or_else(|| borrowed.error("a unit"))?)?
            }
        };
        if low.weight() > high.weight() {
            return Err(Error::parse("duration", text, start, "the shorter end first"));
        }
        Ok(if low == high { Self::Exactly(low) } else { Self::Between(low, high) })
    }
}

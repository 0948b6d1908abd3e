use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Months, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Rules, resolve, to_local};
use crate::{Error, Result};

const SECOND: i64 = 1_000_000_000;

/// A length of time as people write it: "15 min", "1 h 30 min", "1 week", "monthly", "PT15M".
///
/// Days and weeks are exact (86,400 s and 604,800 s); months, quarters and years are calendar steps, whose length
/// depends on where they start. Never negative.
///
/// ```
/// use hypercare::time::Span;
/// let span: Span = "1h30m".parse()?;
/// assert_eq!(span.exact().num_minutes(), 90);
/// assert_eq!(span.to_string(), "1 h 30 min");
/// assert_eq!("quarterly".parse::<Span>()?, Span::months(3));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    months: u32,
    exact: TimeDelta,
}

impl Span {
    /// No time at all: "immediate".
    pub const ZERO: Self = Self { months: 0, exact: TimeDelta::zero() };

    /// A span of calendar months.
    pub const fn months(months: u32) -> Self {
        Self { months, exact: TimeDelta::zero() }
    }

    /// An exact span.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if it is negative.
    pub fn of(exact: TimeDelta) -> Result<Self> {
        if exact < TimeDelta::zero() {
            return Err(Error::invalid("span", "a length of time of zero or more", exact));
        }
        Ok(Self { months: 0, exact })
    }

    /// An exact span of minutes.
    pub const fn minutes(minutes: u32) -> Self {
        Self { months: 0, exact: TimeDelta::minutes(minutes as i64) }
    }

    /// The calendar part, in months.
    pub const fn calendar_months(self) -> u32 {
        self.months
    }

    /// The exact part.
    pub const fn exact(self) -> TimeDelta {
        self.exact
    }

    /// The instant that lies this span after `at`. Months are steps on the wall calendar of `zone`, clamped to the
    /// month's end (31 January + 1 month = 28 February), and `rules` say what happens where clocks change.
    ///
    /// To step repeatedly, multiply the span and step from the same anchor ([`times`](Self::times)): stepping from the
    /// last result would leave the month's end behind.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] past the ends of representable time; [`Error::Gap`] and [`Error::Fold`] where `rules` say so.
    pub fn after(self, at: DateTime<Utc>, zone: Tz, rules: Rules) -> Result<DateTime<Utc>> {
        let range = || Error::range(format!("{self} after {at}"));
        let stepped = if self.months == 0 {
            at
        } else {
            let step = to_local(at, zone)?.checked_add_months(Months::new(self.months)).ok_or_else(range)?;
            resolve(step, zone, rules)?
        };
        stepped.checked_add_signed(self.exact).ok_or_else(range)
    }

    /// This span `count` times.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] on overflow.
    pub fn times(self, count: u32) -> Result<Self> {
        let range = || Error::range(format!("{count} times {self}"));
        let product = i32::try_from(count).ok().and_then(|count| self.exact.checked_mul(count)).ok_or_else(range)?;
        // chrono 0.4.45 lets a product past its own maximum through; its constructor does not.
        let nanos = u32::try_from(product.subsec_nanos()).map_err(|_| range())?;
        let exact = TimeDelta::new(product.num_seconds(), nanos).ok_or_else(range)?;
        Ok(Self { months: self.months.checked_mul(count).ok_or_else(range)?, exact })
    }

    /// Both spans one after the other.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] on overflow.
    pub fn plus(self, other: Self) -> Result<Self> {
        let range = || Error::range(format!("{self} and {other}"));
        Ok(Self {
            months: self.months.checked_add(other.months).ok_or_else(range)?,
            exact: self.exact.checked_add(&other.exact).ok_or_else(range)?,
        })
    }

    /// An order for bounds: a month counts as the mean month of the Gregorian calendar, 30.436875 days.
    fn weight(self) -> (i128, i64) {
        const MONTH: i128 = 2_629_746; // 146,097 days in 400 years of 12 months, in seconds
        let seconds = i128::from(self.exact.num_seconds()) + i128::from(self.months) * MONTH;
        (seconds, i64::from(self.exact.subsec_nanos()))
    }
}

/// A length of time with its bounds: "4-6 hours", "<2 seconds", ">15 min", "1 week".
///
/// ```
/// use hypercare::time::SpanRange;
/// let window: SpanRange = "4-6 hours".parse()?;
/// assert!(window.contains("5 h".parse()?));
/// assert!(!window.contains("7 h".parse()?));
/// assert_eq!("up to 2 days".parse::<SpanRange>()?.to_string(), "<=2 days");
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanRange {
    /// "1 week".
    Exactly(Span),
    /// "4-6 hours": both ends belong to it.
    Between(Span, Span),
    /// "<2 seconds".
    Below(Span),
    /// "<=2 seconds", "up to 2 seconds".
    AtMost(Span),
    /// ">15 minutes".
    Above(Span),
    /// ">=15 minutes", "15+ minutes".
    AtLeast(Span),
}

impl SpanRange {
    /// Whether `span` lies within the bounds. Between months and exact lengths a month counts as 30.436875 days.
    pub fn contains(self, span: Span) -> bool {
        let span = span.weight();
        match self {
            Self::Exactly(exact) => span == exact.weight(),
            Self::Between(low, high) => low.weight() <= span && span <= high.weight(),
            Self::Below(high) => span < high.weight(),
            Self::AtMost(high) => span <= high.weight(),
            Self::Above(low) => span > low.weight(),
            Self::AtLeast(low) => span >= low.weight(),
        }
    }

    /// The upper end, if there is one.
    pub fn upper(self) -> Option<Span> {
        match self {
            Self::Exactly(span) | Self::Between(_, span) | Self::Below(span) | Self::AtMost(span) => Some(span),
            Self::Above(_) | Self::AtLeast(_) => None,
        }
    }

    /// The lower end; zero where only an upper end is written.
    pub fn lower(self) -> Span {
        match self {
            Self::Exactly(span) | Self::Between(span, _) | Self::Above(span) | Self::AtLeast(span) => span,
            Self::Below(_) | Self::AtMost(_) => Span::ZERO,
        }
    }
}

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
            return Err(self.error("a number such as 15, or a word such as monthly"));
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
        if let Some(span) = word(&text.trim().to_lowercase()) {
            return Ok(span);
        }
        let span = if reader.eat("P") { reader.iso()? } else { reader.terms(None)? };
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
        if let Some(span) = word(&text.trim().to_lowercase()) {
            return Ok(Self::Exactly(span));
        }
        for (token, bound) in BOUNDS {
            if reader.eat(token) {
                reader.skip_spaces();
                let span = match word(&reader.rest().trim().to_lowercase()) {
                    Some(span) => return Ok(bound(span)),
                    None => reader.terms(None)?,
                };
                reader.end()?;
                return Ok(bound(span));
            }
        }
        if reader.eat("P") {
            let span = reader.iso()?;
            reader.end()?;
            return Ok(Self::Exactly(span));
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

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: i64, name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
        let mut terms = Vec::new();
        let (years, months) = (i64::from(self.months / 12), i64::from(self.months % 12));
        if years > 0 {
            terms.push(plural(years, "year"));
        }
        if months > 0 {
            terms.push(plural(months, "month"));
        }
        let mut seconds = self.exact.num_seconds();
        for (name, length) in [("week", 604_800), ("day", 86_400)] {
            if seconds >= length {
                terms.push(plural(seconds / length, name));
                seconds %= length;
            }
        }
        for (name, length) in [("h", 3_600), ("min", 60), ("s", 1)] {
            if seconds >= length {
                terms.push(format!("{} {name}", seconds / length));
                seconds %= length;
            }
        }
        let mut nanos = self.exact.subsec_nanos();
        for (name, length) in [("ms", 1_000_000), ("us", 1_000), ("ns", 1)] {
            if nanos >= length {
                terms.push(format!("{} {name}", nanos / length));
                nanos %= length;
            }
        }
        if terms.is_empty() {
            terms.push("0 s".to_owned());
        }
        formatter.pad(&terms.join(" "))
    }
}

impl fmt::Display for SpanRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(span) => write!(formatter, "{span}"),
            Self::Between(low, high) => write!(formatter, "{low} - {high}"),
            Self::Below(span) => write!(formatter, "<{span}"),
            Self::AtMost(span) => write!(formatter, "<={span}"),
            Self::Above(span) => write!(formatter, ">{span}"),
            Self::AtLeast(span) => write!(formatter, ">={span}"),
        }
    }
}

macro_rules! as_text {
    ($($name:ident),+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                crate::document::from_text(deserializer)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "examples": ["15 min", "1 week", "3 months"]})
            }
        }
    )+};
}

as_text!(Span, SpanRange);

use std::fmt;

use chrono::{DateTime, Months, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Rules, resolve, to_local};
use crate::{Error, Result};

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
    pub(super) months: u32,
    pub(super) exact: TimeDelta,
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
            let found = Self { months: 0, exact: exact.abs() };
            return Err(Error::invalid("span", "a length of time of zero or more", format!("-{found}")));
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
    pub(super) fn weight(self) -> (i128, i64) {
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
                crate::document::text_as(deserializer, "a length of time such as 15 min", str::parse)
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

//! How much is "1500 ms", "$10,000", "4.5/5" or "20 tickets/day", and is it less than "2 s"?

mod read;
mod show;

pub(super) use read::{Found, quantity, rate_unit};
pub(super) use show::{beside, length, show};

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::error::shorten;
use crate::{Error, Result};

/// What kind of thing a quantity measures. Only quantities of one kind can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// A bare number, in whatever unit the metric has.
    Number,
    /// A part of a whole: 1 is 100 %.
    Share,
    /// A length of time, in seconds.
    Time,
    /// An amount of data, in bytes.
    Bytes,
    /// An amount of a currency.
    Money,
    /// A mark on a scale, such as 4.5 of 5.
    Rating,
    /// So many things of a kind.
    Count,
}

impl Dimension {
    fn phrase(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Share => "a share such as 1%",
            Self::Time => "a length of time such as 1500 ms",
            Self::Bytes => "an amount of data such as 2 GB",
            Self::Money => "an amount of money such as $10,000",
            Self::Rating => "a rating such as 4.5/5",
            Self::Count => "a count such as 20 tickets",
        }
    }
}

/// The time unit of a rate. A month is the mean month of the Gregorian calendar, 30.436875 days, as in
/// [`SpanRange`](crate::time::SpanRange); a quarter is three of them, a year twelve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RateUnit {
    /// Each second.
    Second,
    /// Each minute.
    Minute,
    /// Each hour.
    Hour,
    /// Each day of 24 hours.
    Day,
    /// Each week.
    Week,
    /// Each month.
    Month,
    /// Each quarter of a year.
    Quarter,
    /// Each year.
    Year,
}

impl RateUnit {
    pub(super) const MONTH: f64 = 2_629_746.0;

    fn seconds(self) -> f64 {
        match self {
            Self::Second => 1.0,
            Self::Minute => 60.0,
            Self::Hour => 3_600.0,
            Self::Day => 86_400.0,
            Self::Week => 604_800.0,
            Self::Month => Self::MONTH,
            Self::Quarter => 3.0 * Self::MONTH,
            Self::Year => 12.0 * Self::MONTH,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// The unit of a quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// What kind of thing is measured, which also says in what: shares, seconds, bytes.
    pub dimension: Dimension,
    /// The currency ("USD") of money, the top ("5") of a rating, what is counted ("tickets") by a count.
    #[serde(default)]
    pub of: Option<String>,
    /// The time unit of a rate: "1000 requests/second". Of a share, the time over which it changes: "10%/month".
    #[serde(default)]
    pub per: Option<RateUnit>,
}

impl Unit {
    /// A unit of this kind alone.
    pub const fn plain(dimension: Dimension) -> Self {
        Self { dimension, of: None, per: None }
    }
}

/// A number with its unit.
///
/// | written | value | unit |
/// |---|---|---|
/// | `0.1%`, `10x`, `0.5 percent` | 0.001, 10, 0.005 | share |
/// | `1500 ms`, `2 hours` | 1.5, 7200 | seconds |
/// | `512 MB`, `4 GiB`, `100 Mbit/s` | 512e6, 4294967296, 12.5e6 | bytes, bytes each second |
/// | `$10,000`, `EUR 5`, `$1.5M` | 10000, 5, 1.5e6 | money of a currency |
/// | `4.5/5` | 4.5 | rating of 5 |
/// | `1000 requests/second`, `1000 TPS`, `20 tickets` | 1000, 1000, 20 | count, each second if so written |
///
/// The value is in the base unit of its kind, and for rates in the time unit that is written. Decimal units are read from
/// the digits, so that `99.95%` is 0.9995 to the bit.
///
/// ```
/// use hypercare::objectives::Quantity;
/// let limit: Quantity = "2s".parse()?;
/// let found: Quantity = "1500 ms".parse()?;
/// assert_eq!(found.convert(&limit.unit)?, 1.5);
/// assert_eq!("3 MB".parse::<Quantity>()?.convert(&limit.unit).unwrap_err().code(), "invalid");
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quantity {
    /// The number, in the base unit of its kind: shares, seconds, bytes, and as written for the others.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

impl Quantity {
    /// The value in another unit.
    ///
    /// A bare number is taken as being in that unit already. A count and a bare number convert both ways, a share into a bare
    /// number (90 % is 0.9), ratings by the size of their scale, rates by their time unit.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a quantity of another kind, another currency or another thing counted, or a rate where none
    /// is meant (and the reverse).
    pub fn convert(&self, to: &Unit) -> Result<f64> {
        use Dimension::{Count, Money, Number, Rating, Share};
        let fail = |expected: String| Err(Error::invalid("quantity", expected, self));
        let Unit { dimension, of, per } = &self.unit;
        if *dimension == Number && per.is_none() {
            return Ok(self.value);
        }
        let alike = matches!((dimension, to.dimension), (Count, Number) | (Number, Count) | (Share, Number));
        if *dimension != to.dimension && !alike {
            return fail(expected(to));
        }
        let mut value = self.value;
        match (dimension, of, &to.of) {
            (Money, from, into) if from != into => return fail(expected(to)),
            (Count, Some(from), Some(into)) if thing(from) != thing(into) => return fail(expected(to)),
            (Rating, Some(from), Some(into)) if from != into => {
                if let (Ok(from), Ok(into)) = (from.parse::<f64>(), into.parse::<f64>()) {
                    value = value * into / from;
                }
            }
            _ => {}
        }
        match (per, to.per) {
            (Some(from), Some(into)) if *from == into => {}
            (Some(_), Some(_)) if *dimension == Share => return fail(expected(to)),
            (Some(from), Some(into)) => value = value * into.seconds() / from.seconds(),
            (None, None) => {}
            // "12%" is the growth in the month that "10%/month" means.
            (None, Some(_)) if *dimension == Share => {}
            _ => return fail(expected(to)),
        }
        if value.is_finite() { Ok(value) } else { Err(Error::range(format!("{self} as {}", expected(to)))) }
    }
}

/// What a quantity of this unit looks like.
fn expected(unit: &Unit) -> String {
    let mut text = unit.dimension.phrase().to_owned();
    match (&unit.of, unit.dimension) {
        (Some(of), Dimension::Money) => text = format!("an amount of {of}"),
        (Some(of), Dimension::Count) => text = format!("a count of {}", shorten(of)),
        _ => {}
    }
    match unit.per {
        Some(per) => format!("{text}, each {}", per.word()),
        None => text,
    }
}

/// The thing counted, in one spelling.
fn thing(word: &str) -> String {
    let word = word.to_lowercase();
    match word.as_str() {
        "req" | "reqs" => "request".to_owned(),
        "tx" | "txn" | "txns" => "transaction".to_owned(),
        _ => word.strip_suffix('s').unwrap_or(&word).to_owned(),
    }
}

impl FromStr for Quantity {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let Found { quantity, rest } = quantity(text, "quantity", text, true)?;
        let tail = rest.trim_start();
        if tail.is_empty() {
            Ok(quantity)
        } else {
            Err(Error::parse("quantity", text, text.len() - tail.len(), "the end of the quantity"))
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&show(self.value, &self.unit))
    }
}

/// A measured value: nothing, a number in the objective's own unit, or a quantity with a unit of its own.
///
/// In documents and other languages: `null` (and NaN), a number, or a text such as "1500 ms".
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Measure {
    /// No value: nobody measured it.
    #[default]
    Missing,
    /// A number in the base unit of what it is held against: seconds, shares, bytes. NaN is a missing value.
    Number(f64),
    /// A quantity with its unit.
    Quantity(Quantity),
}

impl Measure {
    /// The value in `unit`, if there is one.
    pub(super) fn within(&self, unit: &Unit) -> Result<Option<f64>> {
        match self {
            Self::Missing => Ok(None),
            Self::Number(value) if value.is_nan() => Ok(None),
            Self::Number(value) if value.is_finite() => Ok(Some(*value)),
            Self::Number(value) => Err(Error::invalid("value", "a finite value", value)),
            Self::Quantity(quantity) => quantity.convert(unit).map(Some),
        }
    }
}

impl From<f64> for Measure {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<Option<f64>> for Measure {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::Number)
    }
}

impl From<Quantity> for Measure {
    fn from(quantity: Quantity) -> Self {
        Self::Quantity(quantity)
    }
}

impl FromStr for Measure {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        text.parse().map(Self::Quantity)
    }
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = Measure;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number, a quantity such as 1500 ms, or null")
            }

            fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<Measure, E> {
                Ok(Measure::Missing)
            }

            fn visit_none<E: serde::de::Error>(self) -> std::result::Result<Measure, E> {
                Ok(Measure::Missing)
            }

            fn visit_f64<E: serde::de::Error>(self, value: f64) -> std::result::Result<Measure, E> {
                Ok(Measure::Number(value))
            }

            #[allow(clippy::cast_precision_loss)] // as every language reads a whole number where a float is meant
            fn visit_i64<E: serde::de::Error>(self, value: i64) -> std::result::Result<Measure, E> {
                Ok(Measure::Number(value as f64))
            }

            #[allow(clippy::cast_precision_loss)]
            fn visit_u64<E: serde::de::Error>(self, value: u64) -> std::result::Result<Measure, E> {
                Ok(Measure::Number(value as f64))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<Measure, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl Serialize for Measure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Quantity(quantity) => serializer.collect_str(quantity),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Measure {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Measure".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "null"}]})
    }
}

/// How documents write a share: "99.9%" or 0.999.
#[cfg(feature = "schema")]
pub(super) struct ShareText;

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ShareText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ShareText".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        if generator.contract().is_serialize() {
            return schemars::json_schema!({"type": "number"});
        }
        schemars::json_schema!({"anyOf": [{"type": "number"}, {"type": "string"}]})
    }
}

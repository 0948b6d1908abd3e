use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::stats::quantile;
use crate::{Error, Result};

/// What is made of the samples before they are held against a threshold: "average", "median", "peak", "minimum",
/// "total", or a percentile such as "p95".
///
/// ```
/// use hypercare::objectives::Statistic;
/// assert_eq!("p50".parse::<Statistic>()?.of(&[1.0, 2.0, 4.0])?, Some(2.0));
/// assert_eq!(Statistic::Average.of(&[])?, None);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// The mean.
    Average,
    /// Half of the samples lie below.
    Median,
    /// The largest.
    Peak,
    /// The smallest.
    Minimum,
    /// The sum.
    Total,
    /// The percentile, 0 to 100; between two samples by linear interpolation.
    Percentile(f64),
}

impl Statistic {
    /// The statistic of samples; `None` where there are none. NaN is a missing sample.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for infinity, [`Error::Range`] for a sum that is too large.
    pub fn of(self, samples: &[f64]) -> Result<Option<f64>> {
        let values: Vec<f64> = samples.iter().copied().filter(|value| !value.is_nan()).collect();
        if values.is_empty() {
            return Ok(None);
        }
        if let Some(value) = values.iter().find(|value| value.is_infinite()) {
            return Err(Error::invalid("value", "a finite value", value));
        }
        let sum = || values.iter().sum::<f64>();
        #[allow(clippy::cast_precision_loss)] // more samples than 2^53 do not fit a memory
        let value = match self {
            Self::Average => sum() / values.len() as f64,
            Self::Median => quantile(&values, 0.5)?,
            Self::Peak => values.iter().copied().fold(f64::MIN, f64::max),
            Self::Minimum => values.iter().copied().fold(f64::MAX, f64::min),
            Self::Total => sum(),
            Self::Percentile(percent) => quantile(&values, percent / 100.0)?,
        };
        if value.is_finite() { Ok(Some(value)) } else { Err(Error::range(format!("{self} of the samples"))) }
    }

    /// A statistic by its word.
    pub(super) fn word(word: &str) -> Option<Self> {
        Some(match word.to_lowercase().as_str() {
            "average" | "avg" | "mean" => Self::Average,
            "median" => Self::Median,
            "peak" | "max" | "maximum" => Self::Peak,
            "min" | "minimum" => Self::Minimum,
            "total" | "sum" => Self::Total,
            other => {
                let digits = other.strip_prefix('p').or_else(|| other.strip_suffix("th")).filter(|digits| {
                    digits.len() <= 8 && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                })?;
                Self::Percentile(digits.parse().ok().filter(|percent| (0.0..=100.0).contains(percent))?)
            }
        })
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Average => formatter.pad("average"),
            Self::Median => formatter.pad("median"),
            Self::Peak => formatter.pad("peak"),
            Self::Minimum => formatter.pad("minimum"),
            Self::Total => formatter.pad("total"),
            Self::Percentile(percent) => formatter.pad(&format!("p{percent}")),
        }
    }
}

impl FromStr for Statistic {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let expected = "average, median, peak, minimum, total, or a percentile such as p95";
        Self::word(text.trim()).ok_or_else(|| Error::parse("statistic", text, 0, expected))
    }
}

impl Serialize for Statistic {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Statistic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        crate::document::from_text(deserializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Statistic {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Statistic".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "examples": ["average", "peak", "p95"]})
    }
}

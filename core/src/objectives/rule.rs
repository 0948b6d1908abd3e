use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::{Span, unit_seconds};
use crate::{Error, Result, Severity};

/// How a value is compared with a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Comparison {
    /// Greater than.
    #[serde(rename = ">")]
    Above,
    /// Greater than or equal to.
    #[serde(rename = ">=")]
    AtLeast,
    /// Less than.
    #[serde(rename = "<")]
    Below,
    /// Less than or equal to.
    #[serde(rename = "<=")]
    AtMost,
}

impl Comparison {
    /// The longer tokens first, as one begins the other.
    const TOKENS: [(&str, Self); 6] = [
        (">=", Self::AtLeast),
        ("≥", Self::AtLeast),
        ("<=", Self::AtMost),
        ("≤", Self::AtMost),
        (">", Self::Above),
        ("<", Self::Below),
    ];

    /// Whether `value` stands in this relation to `threshold`.
    pub fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::Above => value > threshold,
            Self::AtLeast => value >= threshold,
            Self::Below => value < threshold,
            Self::AtMost => value <= threshold,
        }
    }

    /// Its sign: ">", ">=", "<" or "<=".
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::AtMost => "<=",
        }
    }
}

/// A rule such as "error_rate > 1% for 5m".
///
/// The text is a metric name (letters, digits, `_`, `.`, `:`, `-`), a comparison (`>`, `>=`, `<`, `<=`), a number and,
/// if the condition must last, `for` and a [`Span`]. The unit of the number says how the metric is measured: `%` is a
/// share (1% is 0.01), a unit of time is seconds (1500ms is 1.5), and a bare number is the metric's own unit.
///
/// ```
/// use hypercare::{Severity, objectives::AlertRule};
/// let rule = AlertRule::parse("latency > 1500ms for 5m", Severity::Warning)?;
/// assert_eq!((rule.metric.as_str(), rule.threshold), ("latency", 1.5));
/// assert_eq!(rule.to_string(), "latency > 1500ms for 5 min");
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AlertRule {
    /// The metric that is watched.
    pub metric: String,
    /// How its value is compared.
    pub comparison: Comparison,
    /// What it is compared with, in the metric's unit.
    pub threshold: f64,
    /// How the threshold is written, with its unit.
    pub threshold_text: String,
    /// How long the condition must last before the alert fires; zero fires at once.
    #[serde(rename = "for")]
    pub lasting: Span,
    /// How loud the alert is.
    pub severity: Severity,
}

impl AlertRule {
    /// Reads a rule.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with the column of what was not understood. A `for` of months is refused, as their length
    /// depends on the date.
    pub fn parse(text: &str, severity: Severity) -> Result<Self> {
        let fail = |offset: usize, expected: &str| Error::parse("alert rule", text, offset, expected);
        let offset = |rest: &str| text.len() - rest.len();
        let name = |character: char| character.is_alphanumeric() || "_.:-".contains(character);

        let rest = text.trim_start();
        let end = rest.find(|character| !name(character)).unwrap_or(rest.len());
        let (metric, rest) = rest.split_at(end);
        if metric.is_empty() {
            return Err(fail(offset(rest), "a metric name"));
        }
        let rest = rest.trim_start();
        let Some((comparison, rest)) = Comparison::TOKENS
            .into_iter()
            .find_map(|(token, comparison)| Some((comparison, rest.strip_prefix(token)?)))
        else {
            return Err(fail(offset(rest), "a comparison: >, >=, < or <="));
        };
        let rest = rest.trim_start();
        let (value, lasting) = match split_for(rest) {
            Some((value, lasting)) => (value, Some(lasting)),
            None => (rest.trim_end(), None),
        };
        let threshold = threshold(value)
            .ok_or_else(|| fail(offset(rest), "a finite number, with a unit if it has one: 1%, 0.01, 5 s, 1500ms"))?;
        let lasting = match lasting {
            None => Span::ZERO,
            Some(lasting) => {
                let at = offset(lasting);
                let span: Span = lasting.parse().map_err(|_| fail(at, "a length of time such as 5m"))?;
                if span.calendar_months() > 0 {
                    return Err(fail(at, "an exact length of time: minutes, hours, days or weeks"));
                }
                span
            }
        };
        Ok(Self {
            metric: metric.to_owned(),
            comparison,
            threshold,
            threshold_text: value.to_owned(),
            lasting,
            severity,
        })
    }
}

/// What stands before and behind the word "for".
fn split_for(text: &str) -> Option<(&str, &str)> {
    text.char_indices().filter(|(_, character)| character.is_whitespace()).find_map(|(at, _)| {
        let word = text.get(at..)?.trim_start();
        let lasting = word.get(3..).filter(|rest| rest.starts_with(char::is_whitespace))?;
        word.get(..3)?.eq_ignore_ascii_case("for").then(|| (text[..at].trim_end(), lasting.trim_start()))
    })
}

/// A number with its unit, in the metric's unit.
fn threshold(text: &str) -> Option<f64> {
    let end = text.find(|character: char| !(character.is_ascii_digit() || "+-.eE".contains(character)));
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let value: f64 = number.parse().ok()?;
    let scaled = match unit.trim_start() {
        "" => value,
        "%" => value / 100.0,
        // A quotient where the unit is a part of a second: 1500 / 1000 is exact, 1500 times 0.001 is not.
        unit => match unit_seconds(unit)? {
            seconds if seconds < 1.0 => value / (1.0 / seconds).round(),
            seconds => value * seconds,
        },
    };
    scaled.is_finite().then_some(scaled)
}

impl fmt::Display for AlertRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}", self.metric, self.comparison.as_str(), self.threshold_text)?;
        if self.lasting == Span::ZERO { Ok(()) } else { write!(formatter, " for {}", self.lasting) }
    }
}

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::matcher::{LabelMatcher, braces, selector};
use super::objective::metric_name;
use super::quantity::{Dimension, Found, quantity};
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

    /// The comparison that a text begins with, and what follows it.
    pub(super) fn strip(text: &str) -> Option<(Self, &str)> {
        Self::TOKENS.into_iter().find_map(|(token, comparison)| Some((comparison, text.strip_prefix(token)?)))
    }

    /// The same, as PromQL writes them.
    pub(super) fn strip_ascii(text: &str) -> Option<(Self, &str)> {
        Self::strip(text).filter(|_| text.starts_with(['<', '>']))
    }

    /// Whether it holds for large values.
    pub(super) fn is_upward(self) -> bool {
        matches!(self, Self::Above | Self::AtLeast)
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

/// When a firing alert ends: "resolve < 0.5%".
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResolveCondition {
    /// How the value is compared.
    pub comparison: Comparison,
    /// What it is compared with, in the metric's unit.
    pub threshold: f64,
    /// How the threshold is written, with its unit.
    pub threshold_text: String,
}

/// A rule such as "error_rate > 1% for 5m, resolve < 0.5%, keep firing 10m, no data after 15m".
///
/// The text is a metric name (letters, digits, `_`, `.`, `:`, `-`), a comparison (`>`, `>=`, `<`, `<=`), a number and, if
/// the condition must last, `for` and a [`Span`]. Several words make one name: "Response Time > 5 seconds" is about
/// `response_time`. The unit of the number says how the metric is measured: `%` is a share (1% is 0.01), a unit of time is
/// seconds (1500ms is 1.5), one of data is bytes, and a bare number is the metric's own unit. Braces behind the metric say
/// which of its labels are meant, as in Prometheus: `errors{job="api", code=~"5.."} > 0.01`. Behind commas may follow:
///
/// - `resolve < 0.5%`: a firing alert ends only there, not as soon as the condition no longer holds;
/// - `keep firing 10m`: it goes on that long after the condition for its end first held; a new breach starts that anew;
/// - `no data after 15m`: without a sample for that long, the alert is in the state "no data"; with `once seen` behind it
///   only where there has been a sample before.
///
/// ```
/// use hypercare::{Severity, objectives::AlertRule};
/// let rule = AlertRule::parse("latency > 1500ms for 5m, resolve < 1s", Severity::Warning)?;
/// assert_eq!((rule.metric.as_str(), rule.threshold), ("latency", 1.5));
/// assert_eq!(rule.to_string(), "latency > 1500ms for 5 min, resolve < 1s");
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AlertRule {
    /// What its alerts are called: the metric, unless a document names it.
    pub name: String,
    /// The metric that is watched.
    pub metric: String,
    /// Which of its labels are meant; any if there are none here.
    pub matchers: Vec<LabelMatcher>,
    /// How its value is compared.
    pub comparison: Comparison,
    /// What it is compared with, in the metric's unit.
    pub threshold: f64,
    /// How the threshold is written, with its unit.
    pub threshold_text: String,
    /// How long the condition must last before the alert fires; zero fires at once.
    #[serde(rename = "for")]
    pub lasting: Span,
    /// When a firing alert ends; as soon as the condition does not hold if left out.
    pub resolve: Option<ResolveCondition>,
    /// How long a firing alert goes on once its end has come.
    pub keep_firing: Span,
    /// How long there may be no sample before the alert is in the state "no data"; forever if left out.
    pub no_data: Option<Span>,
    /// Whether samples are missed only where there has been one before.
    pub once_seen: bool,
    /// How loud the alert is.
    pub severity: Severity,
    /// What its alerts are marked with, beside the labels of the samples.
    pub labels: BTreeMap<String, String>,
    /// What is said with its alerts: "summary", "runbook".
    pub annotations: BTreeMap<String, String>,
}

impl AlertRule {
    /// Reads a rule.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with the column of what was not understood. A `for` of months is refused, as their length
    /// depends on the date, and a resolve threshold beyond which the condition still holds.
    pub fn parse(text: &str, severity: Severity) -> Result<Self> {
        let fail = |offset: usize, expected: &str| Error::parse("alert rule", text, offset, expected);
        let offset = |rest: &str| text.len() - rest.len();
        let name = |character: char| character.is_alphanumeric() || "_.:-".contains(character);

        let start = text.trim_start();
        let end = start.find(|character: char| !(name(character) || character.is_whitespace()));
        let (metric, rest) = start.split_at(end.unwrap_or(start.len()));
        let metric = match metric.trim_end() {
            one if one.contains(char::is_whitespace) => metric_name(one),
            one => one.to_owned(),
        };
        if metric.is_empty() {
            return Err(fail(offset(start), "a metric name"));
        }
        let (matchers, rest) = braces(rest, &|rest: &str, expected: &str| fail(offset(rest), expected))?;
        let rest = rest.trim_start();
        let Some((comparison, rest)) = Comparison::strip(rest) else {
            return Err(fail(offset(rest), "a comparison: >, >=, < or <="));
        };
        let (condition, mut rest) = part(rest.trim_start());
        let (value, lasting) = match split_for(condition) {
            Some((value, lasting)) => (value, Some(lasting)),
            None => (condition.trim_end(), None),
        };
        let at = |part: &str| (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let threshold = threshold(value).ok_or_else(|| fail(at(condition), THRESHOLD))?;
        let exact = |part: &str| {
            let span: Span = part.trim().parse().map_err(|_| fail(at(part), "a length of time such as 5m"))?;
            let exact = span.calendar_months() == 0;
            exact
                .then_some(span)
                .ok_or_else(|| fail(at(part), "an exact length of time: minutes, hours, days or weeks"))
        };
        let mut rule = Self {
            name: metric.clone(),
            metric,
            matchers,
            comparison,
            threshold,
            threshold_text: value.to_owned(),
            lasting: lasting.map_or(Ok(Span::ZERO), exact)?,
            resolve: None,
            keep_firing: Span::ZERO,
            no_data: None,
            once_seen: false,
            severity,
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
        };
        while let Some(more) = rest {
            let (clause, next) = part(more.trim_start());
            rest = next;
            let words = |words: &[&str]| words.iter().find_map(|words| strip_words(clause, words));
            if let Some(end) = words(&["resolve when", "resolve"]).filter(|_| rule.resolve.is_none()) {
                rule.resolve = Some(rule.ends(end.trim_end(), |part, expected| fail(at(part), expected))?);
            } else if let Some(span) =
                words(&["keep firing for", "keep firing"]).filter(|_| rule.keep_firing == Span::ZERO)
            {
                rule.keep_firing = exact(span)?;
            } else if let Some(span) = words(&["no data after", "no data for"]).filter(|_| rule.no_data.is_none()) {
                let always = span.trim_end();
                let once = always.strip_suffix("seen").and_then(|rest| rest.trim_end().strip_suffix("once"));
                let once = once.filter(|rest| rest.ends_with(char::is_whitespace));
                rule.no_data = Some(exact(once.unwrap_or(always))?).filter(|span| *span != Span::ZERO);
                rule.once_seen = once.is_some() && rule.no_data.is_some();
            } else {
                return Err(fail(at(clause), "resolve, keep firing or no data after, each once"));
            }
        }
        Ok(rule)
    }

    /// Reads the condition that ends an alert.
    fn ends(&self, text: &str, fail: impl Fn(&str, &str) -> Error) -> Result<ResolveCondition> {
        let (comparison, value) = Comparison::strip(text).ok_or_else(|| fail(text, "a comparison: >, >=, < or <="))?;
        let value = value.trim_start();
        let threshold = threshold(value).ok_or_else(|| fail(value, THRESHOLD))?;
        let beyond = if self.comparison.is_upward() { threshold > self.threshold } else { threshold < self.threshold };
        if comparison.is_upward() == self.comparison.is_upward() || beyond {
            let side = if self.comparison.is_upward() { "< and at most" } else { "> and at least" };
            return Err(fail(
                text,
                &format!("{side} the threshold {}, where the alert no longer holds", self.threshold_text),
            ));
        }
        Ok(ResolveCondition { comparison, threshold, threshold_text: value.to_owned() })
    }

    /// Whether it is about samples with these labels.
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.matchers.iter().all(|matcher| matcher.matches(labels))
    }

    /// Whether it waits for a first sample.
    pub(super) fn awaits(&self) -> bool {
        self.no_data.is_some() && !self.once_seen
    }

    /// Whether a value is one at which a firing alert ends.
    pub(super) fn is_over(&self, value: f64) -> bool {
        let breach = self.comparison.holds(value, self.threshold);
        !breach && self.resolve.as_ref().is_none_or(|end| end.comparison.holds(value, end.threshold))
    }
}

const THRESHOLD: &str = "a finite number, with a unit if it has one: 1%, 0.01, 5 s, 1500ms, 2 GB";

/// The text up to the comma that ends a part, and what follows that. A comma before a digit stands inside of a number.
fn part(text: &str) -> (&str, Option<&str>) {
    let comma = text.match_indices(',').find(|(at, _)| {
        let behind = text.get(at + 1..).unwrap_or_default();
        !behind.starts_with(|next: char| next.is_ascii_digit())
    });
    match comma {
        Some((at, _)) => (text.get(..at).unwrap_or(text), text.get(at + 1..)),
        None => (text, None),
    }
}

/// What follows some words, in any case and with any blanks between them.
fn strip_words<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let mut rest = text;
    for word in words.split(' ') {
        let start = rest.trim_start();
        let (first, behind) = (start.get(..word.len())?, start.get(word.len()..)?);
        if !first.eq_ignore_ascii_case(word) || behind.starts_with(char::is_alphanumeric) {
            return None;
        }
        rest = behind;
    }
    Some(rest.trim_start())
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
    let Found { quantity, rest } = quantity(text, "alert rule", text, false).ok()?;
    let months = || {
        let word = text.trim_end().rsplit(|character: char| !character.is_alphabetic()).next().unwrap_or_default();
        unit_seconds(word).is_none()
    };
    let fits = match quantity.unit.dimension {
        Dimension::Number | Dimension::Share | Dimension::Bytes => true,
        Dimension::Time => !months(),
        Dimension::Money | Dimension::Rating | Dimension::Count => false,
    };
    (fits && quantity.unit.per.is_none() && rest.trim().is_empty()).then_some(quantity.value)
}

impl fmt::Display for AlertRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metric = selector(&self.metric, &self.matchers);
        write!(formatter, "{metric} {} {}", self.comparison.as_str(), self.threshold_text)?;
        if self.lasting != Span::ZERO {
            write!(formatter, " for {}", self.lasting)?;
        }
        if let Some(end) = &self.resolve {
            write!(formatter, ", resolve {} {}", end.comparison.as_str(), end.threshold_text)?;
        }
        if self.keep_firing != Span::ZERO {
            write!(formatter, ", keep firing {}", self.keep_firing)?;
        }
        match self.no_data {
            Some(span) => {
                write!(formatter, ", no data after {span}{}", if self.once_seen { " once seen" } else { "" })
            }
            None => Ok(()),
        }
    }
}

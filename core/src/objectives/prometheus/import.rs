//! Reads rule files; errors stand where the expression or field does.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::{PrometheusGroup, PrometheusRules, duration, is_name, template};
use crate::document::{field, from_text, text_with};
use crate::objectives::Comparison;
use crate::objectives::alerts::AlertRuleDocument;
use crate::objectives::matcher::{LabelMatcher, braces, selector};
use crate::time::Span;
use crate::{Error, Result, Severity};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[serde(deserialize_with = "field::name")]
    name: String,
    #[serde(default)]
    interval: Option<Duration>,
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    #[serde(deserialize_with = "field::name")]
    alert: String,
    expr: Expression,
    #[serde(default, rename = "for")]
    lasting: Duration,
    #[serde(default)]
    keep_firing_for: Duration,
    #[serde(default)]
    labels: Labels,
    #[serde(default, deserialize_with = "field::unique_map")]
    annotations: BTreeMap<String, String>,
}

/// The labels of a rule: `severity` is one of ours, which an error says where it stands.
#[derive(Default, Deserialize)]
struct Labels {
    #[serde(default)]
    severity: Option<Severity>,
    #[serde(flatten)]
    others: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Default)]
struct Duration(Span);

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        text_with(deserializer, |text| duration::read(text).map(Self))
    }
}

/// `metric{label="value"} OP number`.
struct Expression {
    metric: String,
    matchers: Vec<LabelMatcher>,
    comparison: Comparison,
    number: f64,
}

impl std::str::FromStr for Expression {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let fail = |rest: &str, expected: &str| {
            Error::parse("expression", text, text.len().saturating_sub(rest.len()), expected)
        };
        let shared = "metric{label=\"value\"} OP number, with >, >=, < or <=";
        let start = text.trim();
        let end = start.find(|character: char| !(character.is_ascii_alphanumeric() || "_:".contains(character)));
        let (metric, rest) = start.split_at(end.unwrap_or(start.len()));
        if !is_name(metric, true) {
            return Err(fail(start, shared));
        }
        let (matchers, rest) = braces(rest.trim_start(), &|rest: &str, expected: &str| fail(rest, expected))?;
        let (comparison, value) = Comparison::strip_ascii(rest.trim_start()).ok_or_else(|| fail(rest, shared))?;
        let number = number(value.trim()).ok_or_else(|| fail(value, "a finite number behind the comparison"))?;
        Ok(Self { metric: metric.to_owned(), matchers, comparison, number })
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        from_text(deserializer)
    }
}

/// A finite number of PromQL: decimal with an exponent, or hexadecimal.
fn number(text: &str) -> Option<f64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some(digits) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal)?;
        return Some(sign * f64::from(value));
    }
    let plain = digits.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    digits.parse::<f64>().ok().filter(|value| plain && value.is_finite()).map(|value| sign * value)
}

impl File {
    pub(super) fn rules(self) -> PrometheusRules {
        let groups = self.groups.into_iter().map(|group| PrometheusGroup {
            name: group.name,
            interval: group.interval.map(|interval| interval.0),
            rules: group.rules.into_iter().map(Rule::document).collect(),
        });
        PrometheusRules { groups: groups.collect() }
    }
}

impl Rule {
    fn document(self) -> AlertRuleDocument {
        let Expression { metric, matchers, comparison, number } = self.expr;
        let mut rule = format!("{} {} {number}", selector(&metric, &matchers), comparison.as_str());
        if self.lasting.0 != Span::ZERO {
            rule = format!("{rule} for {}", self.lasting.0);
        }
        if self.keep_firing_for.0 != Span::ZERO {
            rule = format!("{rule}, keep firing {}", self.keep_firing_for.0);
        }
        AlertRuleDocument {
            rule,
            severity: self.labels.severity.unwrap_or(Severity::Warning),
            alert: (self.alert != metric).then_some(self.alert),
            labels: plain(self.labels.others),
            annotations: plain(self.annotations),
        }
    }
}

/// Texts as they are here, where nothing stands for anything else.
fn plain(texts: BTreeMap<String, String>) -> BTreeMap<String, String> {
    texts.into_iter().map(|(name, text)| (name, template::read(&text))).collect()
}

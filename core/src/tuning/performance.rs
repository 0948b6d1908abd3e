//! Which metrics are past their threshold, and what is done about each?

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::advice::{ExpectedEffect, TuningAdvice, TuningKind, TuningVerification, line};
use crate::document::{self, Limits, field};
use crate::error::shorten;
use crate::{Error, Priority, Reason, Result};

/// Most rules, and most metrics.
const MOST: u64 = 100_000;

/// What to do about which metric: a document that users extend.
///
/// The default holds the rules of the support framework: response time over 2 seconds, error rate over 0.1 %, processor
/// over 70 %, memory over 80 %, cache hit ratio under 85 %, origin load over 60 %, any slow query, a query over one second,
/// queries over 100 ms on average, a release slower by 5 %. A document adds to them; a rule of the same name takes the
/// place of theirs.
///
/// ```
/// use hypercare::tuning::{PerformanceRules, advise_performance};
/// let rules = PerformanceRules::from_yaml("
/// version: 1
/// rules:
///   - {name: queue, metric: queue_length, above: 500, action: add a worker, priority: P2}
///   - {name: cpu, metric: cpu_usage, above: 0.5, action: add an instance}
/// ")?;
/// let metrics = [("queue_length".to_owned(), 730.0), ("cpu_usage".to_owned(), 0.6)].into();
/// let report = advise_performance(&metrics, &rules)?;
/// assert_eq!(report.advice[0].summary, "add a worker");
/// assert_eq!(report.advice.len(), 2);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PerformanceRules {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// Whether the rules of the default hold as well, but for those whose names are given anew.
    #[serde(default = "yes")]
    pub with_default: bool,
    /// The rules; each name once.
    #[serde(default)]
    pub rules: Vec<PerformanceRule>,
}

fn yes() -> bool {
    true
}

/// One threshold and what is done past it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PerformanceRule {
    /// Its name, not blank.
    #[serde(deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub name: String,
    /// The metric, not blank; its name ends in its unit where it has one.
    #[serde(deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub metric: String,
    /// Above this something is done. Either this or `below`.
    #[serde(default, deserialize_with = "finite")]
    pub above: Option<f64>,
    /// Below this something is done.
    #[serde(default, deserialize_with = "finite")]
    pub below: Option<f64>,
    /// Whether values are shares: 20 or more, such as 95 for 95 %, is then an error. So it is of the default's `error_rate`,
    /// `cpu_usage`, `memory_usage`, `cache_hit_ratio` and `origin_load`.
    #[serde(default)]
    pub share: bool,
    /// What is done, not blank.
    #[serde(deserialize_with = "field::name")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub action: String,
    /// How urgent it is.
    #[serde(default = "medium")]
    pub priority: Priority,
    /// How to see whether it worked; by measuring the metric again if left out.
    #[serde(default)]
    pub verify: Option<String>,
}

fn medium() -> Priority {
    Priority::Medium
}

fn finite<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<f64>, D::Error> {
    use serde::de::{Error as _, Unexpected};
    match Option::<f64>::deserialize(deserializer)? {
        Some(number) if !number.is_finite() => {
            Err(D::Error::invalid_value(Unexpected::Float(number), &"a finite number"))
        }
        number => Ok(number),
    }
}

/// How a metric stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PerformanceState {
    /// On the good side of its threshold, or at it.
    Good,
    /// Past its threshold.
    Past,
    /// Not given, or not a number.
    NoData,
}

/// What one rule found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerformanceFinding {
    /// The rule.
    pub rule: String,
    /// Its metric.
    pub metric: String,
    /// The value of the metric.
    pub value: Option<f64>,
    /// The threshold.
    pub threshold: f64,
    /// How it stands.
    pub state: PerformanceState,
}

/// What the rules found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PerformanceReport {
    /// Each rule, in the order of its document.
    pub findings: Vec<PerformanceFinding>,
    /// What to do, most urgent first, then by how far the metric is past its threshold.
    pub advice: Vec<TuningAdvice>,
    /// Metrics that no rule speaks of.
    pub unknown: Vec<String>,
}

impl PerformanceRules {
    /// Reads rules from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not such a document of version 1, [`Error::Invalid`] for
    /// a rule with both `above` and `below` or neither, [`Error::Duplicate`] for a name given twice, [`Error::Limit`] over
    /// the caps of [`Limits`].
    pub fn from_yaml(text: &str) -> Result<Self> {
        let rules: Self = document::from_yaml(text, "performance rules", Limits::default())?;
        rules.effective()?;
        Ok(rules)
    }

    /// Reads rules from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        let rules: Self = document::from_json(text, "performance rules", Limits::default())?;
        rules.effective()?;
        Ok(rules)
    }

    /// Writes the document as canonical JSON.
    ///
    /// # Errors
    ///
    /// None that rules can cause; see [`document::to_json`].
    pub fn to_json(&self) -> Result<String> {
        document::to_json(self)
    }

    /// The rules that hold: the default's, as far as `with_default` asks for them and no rule of the same name takes their
    /// place, then the document's own.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a rule with both thresholds, with neither, or with one that is not finite;
    /// [`Error::Duplicate`] for a name given twice; [`Error::Limit`] over 100,000 rules.
    pub fn effective(&self) -> Result<Vec<PerformanceRule>> {
        Error::cap("performance rules", MOST, self.rules.len())?;
        let mut names = std::collections::BTreeSet::new();
        for rule in &self.rules {
            rule.threshold()?;
            if !names.insert(rule.name.as_str()) {
                return Err(Error::duplicate("performance rule", &rule.name));
            }
        }
        let default = if self.with_default { default_rules() } else { Vec::new() };
        let kept = default.into_iter().filter(|rule| !names.contains(rule.name.as_str()));
        Ok(kept.chain(self.rules.iter().cloned()).collect())
    }
}

impl Default for PerformanceRules {
    /// The rules of the support framework, written out.
    fn default() -> Self {
        Self { version: 1, with_default: false, rules: default_rules() }
    }
}

impl PerformanceRule {
    /// The threshold, and whether values above it are past it.
    fn threshold(&self) -> Result<(f64, bool)> {
        let found = match (self.above, self.below) {
            (Some(above), None) if above.is_finite() => return Ok((above, true)),
            (None, Some(below)) if below.is_finite() => return Ok((below, false)),
            (Some(_), Some(_)) => "both",
            (None, None) => "neither",
            _ => "a number that is not finite",
        };
        Err(Error::invalid(format!("rule {}", shorten(&self.name)), "either above or below", found))
    }
}

/// From here on a share must be a percentage: two processors kept busy, or a burst over the quota, stay below.
const MOST_SHARE: f64 = 20.0;

/// The metrics of the default's rules that are shares.
const SHARES: [&str; 5] = ["cache_hit_ratio", "cpu_usage", "error_rate", "memory_usage", "origin_load"];

fn default_rules() -> Vec<PerformanceRule> {
    use Priority::{Critical, High, Low, Medium};
    let rule = |name: &str, metric: &str, (above, below): (Option<f64>, Option<f64>), priority, action: &str| {
        let (name, metric, action) = (name.to_owned(), metric.to_owned(), action.to_owned());
        let share = SHARES.contains(&metric.as_str());
        PerformanceRule { name, metric, above, below, share, action, priority, verify: None }
    };
    let over = |value: f64| (Some(value), None);
    let under = |value: f64| (None, Some(value));
    vec![
        rule(
            "response_time",
            "response_time_ms",
            over(2000.0),
            High,
            "find what requests wait for: queries, calls to others, the processor; begin with the slowest path that is used most",
        ),
        rule(
            "error_rate",
            "error_rate",
            over(0.001),
            Critical,
            "look at the errors of the last hour by kind and release, and roll back if they began with one",
        ),
        rule(
            "cpu",
            "cpu_usage",
            over(0.70),
            High,
            "add instances now, and lower the share of processor at which scaling begins",
        ),
        rule(
            "memory",
            "memory_usage",
            over(0.80),
            High,
            "add memory or instances, and look for what grows without end",
        ),
        rule(
            "slow_queries",
            "slow_queries",
            over(0.0),
            Medium,
            "give the statistics of the database to advise_indexes, and create what it advises",
        ),
        rule(
            "slowest_query",
            "slowest_query_ms",
            over(1000.0),
            High,
            "look for an index for the query, then at the query itself: columns nobody needs, functions over columns, large offsets",
        ),
        rule(
            "database_query_time",
            "database_query_time_ms",
            over(100.0),
            Medium,
            "give the statistics of the database to advise_indexes, and look at its cache and its connections",
        ),
        rule(
            "cache_hit_ratio",
            "cache_hit_ratio",
            under(0.85),
            Medium,
            "give the statistics of each cache to advise_caches, and adjust what it advises",
        ),
        rule(
            "origin_load",
            "origin_load",
            over(0.60),
            Medium,
            "let the content network keep more and for longer: cache headers, keys without needless parts, warming after releases",
        ),
        rule(
            "release_regression",
            "performance_regression",
            over(0.05),
            Medium,
            "compare the release with the one before on the same load, and mend or roll back what became slower",
        ),
        rule(
            "page_load_time",
            "page_load_time_ms",
            over(2000.0),
            Low,
            "send less: smaller pictures and scripts, compressed and cached, the first view before the rest",
        ),
    ]
}

/// What to do about metrics that are past their threshold.
///
/// `metrics` are values by name; NaN means no data. The default's rules read shares from 0 to 1 (`error_rate`, `cpu_usage`,
/// `memory_usage`, `cache_hit_ratio`, `origin_load`), milliseconds (`response_time_ms`, `slowest_query_ms`,
/// `database_query_time_ms`, `page_load_time_ms`), `slow_queries` as a count and `performance_regression` as the share by
/// which a release is slower.
///
/// # Errors
///
/// Those of [`PerformanceRules::effective`]; [`Error::Limit`] over 100,000 metrics; [`Error::Invalid`] for an infinite value,
/// and for one below 0 or from 20 on where the rule says that it is a share.
pub fn advise_performance(metrics: &BTreeMap<String, f64>, rules: &PerformanceRules) -> Result<PerformanceReport> {
    Error::cap("metrics", MOST, metrics.len())?;
    if let Some((name, value)) = metrics.iter().find(|(_, value)| value.is_infinite()) {
        return Err(Error::invalid(name, "a finite number, or NaN for no data", value));
    }
    let rules = rules.effective()?;
    let (mut findings, mut advice) = (Vec::with_capacity(rules.len()), Vec::new());
    let mut known = std::collections::BTreeSet::new();
    for rule in &rules {
        known.insert(rule.metric.as_str());
        let (threshold, above) = rule.threshold()?;
        let value = metrics.get(&rule.metric).copied().filter(|value| !value.is_nan());
        if let Some(value) = value.filter(|value| rule.share && !(0.0..MOST_SHARE).contains(value)) {
            return Err(Error::invalid(shorten(&rule.metric), "a share, such as 0.4 for 40 %", value));
        }
        let state = match value {
            None => PerformanceState::NoData,
            Some(value) if (above && value > threshold) || (!above && value < threshold) => PerformanceState::Past,
            Some(_) => PerformanceState::Good,
        };
        if let Some(value) = value.filter(|_| state == PerformanceState::Past) {
            let past = (value - threshold).abs() / if threshold == 0.0 { 1.0 } else { threshold.abs() };
            advice.push((past, act(rule, value, threshold, above)));
        }
        findings.push(PerformanceFinding {
            rule: rule.name.clone(),
            metric: rule.metric.clone(),
            value,
            threshold,
            state,
        });
    }
    // Stable: of two that are as urgent and as far past it, the first rule comes first.
    advice.sort_by(|(a, one), (b, other)| one.priority.cmp(&other.priority).then_with(|| b.total_cmp(a)));
    Ok(PerformanceReport {
        findings,
        advice: advice.into_iter().map(|(_, advice)| advice).collect(),
        unknown: metrics.keys().filter(|name| !known.contains(name.as_str())).cloned().collect(),
    })
}

fn act(rule: &PerformanceRule, value: f64, threshold: f64, above: bool) -> TuningAdvice {
    let side = if above { "above" } else { "below" };
    let metric = line(&rule.metric);
    TuningAdvice {
        id: format!("performance:{}", rule.name),
        kind: TuningKind::Performance,
        subject: metric.clone(),
        priority: rule.priority,
        summary: rule.action.clone(),
        statements: Vec::new(),
        undo: Vec::new(),
        evidence: vec![
            Reason::new(format!("rules.{}", rule.name), format!("{metric} is {side} its threshold"))
                .number("value", value)
                .number("threshold", threshold),
        ],
        effect: ExpectedEffect {
            metric: rule.metric.clone(),
            now: Some(value),
            expected: Some(threshold),
            improvement: (value != 0.0).then(|| (value - threshold).abs() / value.abs()),
            formula: "the least that must be reached: the threshold itself".to_owned(),
        },
        verification: TuningVerification {
            metrics: vec![rule.metric.clone()],
            lower_is_better: above,
            how: rule.verify.clone().unwrap_or_else(|| {
                format!(
                    "Measure {metric} at the same hours before and after, at least 20 values each, and verify them."
                )
            }),
        },
    }
}

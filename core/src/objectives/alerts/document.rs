use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use super::defaults;
use crate::document::{field, text_with};
use crate::objectives::AlertRule;
use crate::time::{Calendar, CalendarDocument, Span};
use crate::{Error, Result, Severity};

/// Labels or annotations: names and their values.
pub(super) type Labels = BTreeMap<String, String>;

/// What an [`AlertManager`](super::AlertManager) does: the written form, as YAML or JSON. What is left out is as in the
/// default: the mission's three classes of alerts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AlertsDocument {
    /// Version of the document: 1.
    #[serde(default = "one", deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// The rules.
    #[serde(default = "defaults::rules")]
    pub rules: Vec<AlertRuleDocument>,
    /// The labels by which alerts are put into one notification; `alertname` and `severity` are the rule's.
    #[serde(default = "by_rule")]
    pub group_by: Vec<String>,
    /// How long a new group waits for more alerts before it is told of.
    #[serde(default)]
    pub group_wait: Span,
    /// How long to wait after a notification before changes of its group are told.
    #[serde(default = "five_minutes")]
    pub group_interval: Span,
    /// After how long an alert that goes on is told again.
    #[serde(default = "four_hours")]
    pub repeat_interval: Span,
    /// How long a set of labels of which no sample comes any more is held, beside the rule's own spans: then its alert is
    /// over, and told so. A rule with `no data after` that has none left waits for its metric as at the beginning.
    /// Metrics without labels are held for good.
    #[serde(default = "one_day")]
    pub forget_after: Span,
    /// Which alerts are not told while another one fires.
    #[serde(default)]
    pub inhibit: Vec<InhibitRule>,
    /// Which alerts are not told in a span of time.
    #[serde(default)]
    pub silences: Vec<Silence>,
    /// Most notifications in a length of time; none if left out.
    #[serde(default)]
    pub rate_limit: Option<RateLimit>,
    /// What counts as flapping; nothing if left out.
    #[serde(default)]
    pub flapping: Option<FlapRule>,
    /// By when somebody looks at an alert.
    #[serde(default)]
    pub response: AlertResponses,
}

impl Default for AlertsDocument {
    /// The mission's alerts: critical ones are told at once, warnings want somebody within 30 min, the rest on the next
    /// business day.
    fn default() -> Self {
        Self {
            version: 1,
            rules: defaults::rules(),
            group_by: by_rule(),
            group_wait: Span::ZERO,
            group_interval: five_minutes(),
            repeat_interval: four_hours(),
            forget_after: one_day(),
            inhibit: Vec::new(),
            silences: Vec::new(),
            rate_limit: None,
            flapping: None,
            response: AlertResponses::default(),
        }
    }
}

/// A rule with what its text cannot say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AlertRuleDocument {
    /// The text: "error_rate > 1% for 5m, resolve < 0.5%".
    #[serde(deserialize_with = "rule")]
    pub rule: String,
    /// How loud its alerts are.
    pub severity: Severity,
    /// What its alerts are called; the metric if left out.
    #[serde(default, deserialize_with = "field::optional_name")]
    pub alert: Option<String>,
    /// What its alerts are marked with, beside the labels of the samples.
    #[serde(default, deserialize_with = "field::unique_map")]
    pub labels: BTreeMap<String, String>,
    /// What is said with its alerts.
    #[serde(default, deserialize_with = "field::unique_map")]
    pub annotations: BTreeMap<String, String>,
}

impl AlertRuleDocument {
    /// The rule.
    ///
    /// # Errors
    ///
    /// As for [`AlertRule::parse`].
    pub fn rule(&self) -> Result<AlertRule> {
        let mut rule = AlertRule::parse(&self.rule, self.severity)?;
        if let Some(name) = &self.alert {
            rule.name.clone_from(name);
        }
        rule.labels.clone_from(&self.labels);
        rule.annotations.clone_from(&self.annotations);
        Ok(rule)
    }
}

impl From<&AlertRule> for AlertRuleDocument {
    fn from(rule: &AlertRule) -> Self {
        Self {
            rule: rule.to_string(),
            severity: rule.severity,
            alert: (rule.name != rule.metric).then(|| rule.name.clone()),
            labels: rule.labels.clone(),
            annotations: rule.annotations.clone(),
        }
    }
}

/// While an alert with all labels of `source` fires, those with all labels of `target` are not told, if both have the same
/// values of the labels `equal`. Alerts that are source and target both do not mute each other, nor themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InhibitRule {
    /// Labels of the alert that mutes.
    #[serde(deserialize_with = "field::unique_map")]
    pub source: BTreeMap<String, String>,
    /// Labels of the alerts that are muted.
    #[serde(deserialize_with = "field::unique_map")]
    pub target: BTreeMap<String, String>,
    /// Labels that both must have with the same value; one that both lack counts as the same.
    #[serde(default)]
    pub equal: Vec<String>,
}

/// Alerts that are not told for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Silence {
    /// Its name, by which it can be ended.
    #[serde(deserialize_with = "field::name")]
    pub id: String,
    /// Labels that an alert must have; at least one.
    #[serde(deserialize_with = "field::unique_map")]
    pub matchers: BTreeMap<String, String>,
    /// From when.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub from: DateTime<Utc>,
    /// Until when; that instant is no part of it.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub until: DateTime<Utc>,
    /// Why, and by whom.
    #[serde(default)]
    pub comment: String,
}

/// Most notifications in a length of time. What is over it is not lost: it is told, together, as soon as there is room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Most notifications, 1 to 10,000.
    #[serde(deserialize_with = "most")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub most: u32,
    /// In any length of time of this kind.
    pub within: Span,
    /// Whose notifications are always told at once, though they count.
    #[serde(default = "critical")]
    pub exempt: Vec<Severity>,
}

/// When an alert changes too often to be told each time. It is told as flapping once; when it has been quiet, as what it is
/// then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FlapRule {
    /// So many changes between firing and not, 2 to 1,000.
    #[serde(deserialize_with = "changes")]
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 1_000)))]
    pub changes: u32,
    /// In such a length of time.
    pub within: Span,
    /// How long there must be no change for it to be over.
    pub quiet: Span,
}

/// By when somebody looks at an alert.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AlertResponses {
    /// After a critical alert: at once.
    pub critical: Span,
    /// After a warning: 30 min.
    pub warning: Span,
    /// After the rest: a length of time, or the opening of the next business day if left out.
    pub info: Option<Span>,
    /// The hours that make a business day.
    pub hours: CalendarDocument,
}

impl Default for AlertResponses {
    fn default() -> Self {
        Self { critical: Span::ZERO, warning: Span::minutes(30), info: None, hours: defaults::hours() }
    }
}

fn one() -> u32 {
    1
}

fn by_rule() -> Vec<String> {
    vec!["alertname".to_owned()]
}

fn five_minutes() -> Span {
    Span::minutes(5)
}

fn four_hours() -> Span {
    Span::minutes(4 * 60)
}

fn one_day() -> Span {
    Span::minutes(24 * 60)
}

fn critical() -> Vec<Severity> {
    vec![Severity::Critical]
}

fn rule<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    text_with(deserializer, |text| AlertRule::parse(text, Severity::Info).map(|_| text.to_owned()))
}

fn most<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u32, D::Error> {
    field::checked(deserializer, 1, 10_000).map(|most| u32::try_from(most).unwrap_or(u32::MAX))
}

fn changes<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u32, D::Error> {
    field::checked(deserializer, 2, 1_000).map(|most| u32::try_from(most).unwrap_or(u32::MAX))
}

/// A document that was checked, with what is made of it.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    pub(super) document: AlertsDocument,
    pub(super) rules: Vec<AlertRule>,
    /// The rules of a metric.
    pub(super) by_metric: BTreeMap<String, Vec<usize>>,
    pub(super) hours: Calendar,
}

impl Compiled {
    /// No rules at all.
    pub(super) fn none() -> Self {
        let document = AlertsDocument { rules: Vec::new(), ..AlertsDocument::default() };
        Self { document, rules: Vec::new(), by_metric: BTreeMap::new(), hours: Calendar::always(chrono_tz::Tz::UTC) }
    }

    pub(super) fn new(document: AlertsDocument) -> Result<Self> {
        Error::cap("alert rules", 10_000, document.rules.len())?;
        Error::cap("silences", 10_000, document.silences.len())?;
        Error::cap("inhibit rules", 1_000, document.inhibit.len())?;
        let rules = document.rules.iter().map(AlertRuleDocument::rule).collect::<Result<Vec<_>>>()?;
        let mut names = BTreeSet::new();
        let mut by_metric: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, rule) in rules.iter().enumerate() {
            if !names.insert((&rule.name, rule.severity, &rule.labels)) {
                return Err(Error::duplicate("alert", &rule.name));
            }
            by_metric.entry(rule.metric.clone()).or_default().push(index);
        }
        let spans = [
            ("group_wait", Some(document.group_wait), false),
            ("group_interval", Some(document.group_interval), true),
            ("repeat_interval", Some(document.repeat_interval), true),
            ("forget_after", Some(document.forget_after), true),
            ("rate_limit.within", document.rate_limit.as_ref().map(|limit| limit.within), true),
            ("flapping.within", document.flapping.as_ref().map(|rule| rule.within), true),
            ("flapping.quiet", document.flapping.as_ref().map(|rule| rule.quiet), true),
            ("response.critical", Some(document.response.critical), false),
            ("response.warning", Some(document.response.warning), false),
            ("response.info", document.response.info, false),
        ];
        for (name, span, positive) in spans {
            let wrong = |span: &Span| span.calendar_months() > 0 || (positive && span.exact() < LEAST);
            if let Some(span) = span.filter(wrong) {
                let expected =
                    if positive { "an exact length of time of 1 s or more" } else { "an exact length of time" };
                return Err(Error::invalid(name, expected, span));
            }
        }
        let mut ids = BTreeSet::new();
        for silence in &document.silences {
            check_silence(silence)?;
            if !ids.insert(&silence.id) {
                return Err(Error::duplicate("silence", &silence.id));
            }
        }
        if document.rate_limit.as_ref().is_some_and(|limit| limit.most == 0) {
            return Err(Error::invalid("rate_limit.most", "1 to 10,000", 0));
        }
        let hours = Calendar::new(document.response.hours.clone())?;
        Ok(Self { document, rules, by_metric, hours })
    }
}

/// The shortest interval: with none at all, one instant would hold endless notifications.
const LEAST: chrono::TimeDelta = chrono::TimeDelta::seconds(1);

pub(super) fn check_silence(silence: &Silence) -> Result<()> {
    crate::time::check_instant(silence.from, "silence.from")?;
    crate::time::check_instant(silence.until, "silence.until")?;
    if silence.matchers.is_empty() {
        return Err(Error::invalid("silence.matchers", "at least one label", "none"));
    }
    if silence.until <= silence.from {
        return Err(Error::invalid("silence.until", "an instant after `from`", silence.until));
    }
    Ok(())
}

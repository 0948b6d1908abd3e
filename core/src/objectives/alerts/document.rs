use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use super::defaults;
use super::series::SeriesKey;
use super::silence::Silences;
use crate::document::{field, text_with};
use crate::objectives::AlertRule;
use crate::objectives::matcher::{LabelMatcher, Matchers};
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
    /// How long the last sample counts where a rule has no `no data after`: until then it stands for what goes on, and a
    /// `for` may end; afterwards the alert is over. In Prometheus that is 5 min. If left out, only samples change alerts.
    #[serde(default)]
    pub stale_after: Option<Span>,
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
            stale_after: None,
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
    #[serde(default, deserialize_with = "field::unique_map")]
    pub source: BTreeMap<String, String>,
    /// What its labels must be, too: texts such as `code=~"5.."`, at most 16.
    #[serde(default, deserialize_with = "matching")]
    pub source_matching: Vec<String>,
    /// Labels of the alerts that are muted.
    #[serde(default, deserialize_with = "field::unique_map")]
    pub target: BTreeMap<String, String>,
    /// What their labels must be, too.
    #[serde(default, deserialize_with = "matching")]
    pub target_matching: Vec<String>,
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
    /// Labels that an alert must have.
    #[serde(default, deserialize_with = "field::unique_map")]
    pub matchers: BTreeMap<String, String>,
    /// What its labels must be, too: texts such as `env!="test"` or `code=~"5.."`, at most 16. One of all these must ask
    /// for a label that is there.
    #[serde(default, deserialize_with = "matching")]
    pub matching: Vec<String>,
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

/// A text that is a matcher, refused where it stands if it is none.
struct MatcherText(String);

impl<'de> Deserialize<'de> for MatcherText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        text_with(deserializer, |text| LabelMatcher::parse(text).map(|_| Self(text.to_owned())))
    }
}

fn matching<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<String>, D::Error> {
    Vec::<MatcherText>::deserialize(deserializer).map(|texts| texts.into_iter().map(|text| text.0).collect())
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
    /// Whom each inhibit rule is about: source and target.
    pub(super) inhibit: Vec<(Matchers, Matchers)>,
    pub(super) silences: Silences,
    /// Regular expressions of the rules and inhibit rules.
    pub(super) patterns: usize,
    pub(super) hours: Calendar,
}

/// How long a series is held, and when it changes by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms<'a> {
    pub(super) flap: Option<&'a FlapRule>,
    /// How long it is held without a sample.
    pub(super) forget: Option<Span>,
    /// How long its last sample counts.
    pub(super) stale: Option<Span>,
}

impl Compiled {
    /// No rules at all.
    pub(super) fn none() -> Self {
        let document = AlertsDocument { rules: Vec::new(), ..AlertsDocument::default() };
        Self {
            document,
            rules: Vec::new(),
            by_metric: BTreeMap::new(),
            inhibit: Vec::new(),
            silences: Silences::default(),
            patterns: 0,
            hours: Calendar::always(chrono_tz::Tz::UTC),
        }
    }

    pub(super) fn terms(&self, key: &SeriesKey) -> Terms<'_> {
        let misses = self.rules.get(key.0).is_some_and(|rule| rule.no_data.is_some());
        Terms {
            flap: self.document.flapping.as_ref(),
            forget: Some(self.document.forget_after).filter(|_| !key.1.is_empty()),
            stale: self.document.stale_after.filter(|_| !misses),
        }
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
            ("stale_after", document.stale_after, true),
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
        let sides = |rule: &InhibitRule| {
            let source = Matchers::of("inhibit.source", &rule.source, &rule.source_matching)?;
            Ok((source, Matchers::of("inhibit.target", &rule.target, &rule.target_matching)?))
        };
        let inhibit = document.inhibit.iter().map(sides).collect::<Result<Vec<_>>>()?;
        let patterns = rules
            .iter()
            .map(|rule| rule.matchers.iter().filter(|one| one.operator().is_pattern()).count())
            .sum::<usize>()
            + inhibit.iter().map(|(source, target)| source.patterns() + target.patterns()).sum::<usize>();
        let mut silences = Silences::default();
        for silence in &document.silences {
            if silences.remove(&silence.id) {
                return Err(Error::duplicate("silence", &silence.id));
            }
            silences.add(silence, patterns)?;
        }
        if document.rate_limit.as_ref().is_some_and(|limit| limit.most == 0) {
            return Err(Error::invalid("rate_limit.most", "1 to 10,000", 0));
        }
        let hours = Calendar::new(document.response.hours.clone())?;
        Ok(Self { document, rules, by_metric, inhibit, silences, patterns, hours })
    }
}

/// The shortest interval: with none at all, one instant would hold endless notifications.
const LEAST: chrono::TimeDelta = chrono::TimeDelta::seconds(1);

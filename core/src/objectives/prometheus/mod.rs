//! Rules and notifications that Prometheus and Alertmanager understand.

mod duration;
mod export;
mod import;
mod template;
mod webhook;

pub use webhook::{AlertmanagerAlert, AlertmanagerWebhook, WebhookOptions, from_webhook, to_webhook};

use serde::{Deserialize, Serialize};

use super::alerts::{AlertRuleDocument, AlertsDocument};
use crate::document::{Limits, from_yaml};
use crate::time::Span;
use crate::{Error, Result};

/// A file of Prometheus alerting rules, as far as both sides can hold it.
///
/// A rule is an expression `metric OP number` with `>`, `>=`, `<` or `<=`, the metric with label matchers (`=`, `!=`, `=~`,
/// `!~`) if need be, `for`, `keep_firing_for`, labels and annotations. The label `severity` becomes the rule's severity:
/// `critical`, `warning` (or none) and `info`. Everything else is an error that says where: functions, other operators,
/// recording rules, unknown fields. So is, on the way out, a rule with a resolve threshold or one that misses samples, as
/// Prometheus knows neither. The templates in labels and annotations stay what they are, with the variables and functions of
/// Prometheus; other braces are text, and are written so that Prometheus takes them as that.
///
/// ```
/// use hypercare::objectives::{AlertManager, PrometheusRules};
/// let rules = PrometheusRules::from_yaml(r#"
/// groups:
///   - name: web
///     rules:
///       - alert: HighErrorRate
///         expr: error_rate{job="api", code=~"5.."} > 0.01
///         for: 5m
///         labels: {severity: critical, team: web}
///         annotations: {summary: too many errors}
/// "#)?;
/// let rule = &rules.rules()[0];
/// assert_eq!(rule.rule, r#"error_rate{job="api",code=~"5.."} > 0.01 for 5 min"#);
/// let manager = AlertManager::new(rules.document())?;
/// assert_eq!(PrometheusRules::of("web", manager.document().rules.clone()), rules);
/// assert_eq!(PrometheusRules::from_yaml(&rules.to_yaml()?)?, rules);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PrometheusRules {
    /// The groups, in the order of the file.
    pub groups: Vec<PrometheusGroup>,
}

/// A group of Prometheus rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PrometheusGroup {
    /// Its name.
    pub name: String,
    /// How often Prometheus evaluates it; its own default if left out. Here, every sample is one evaluation.
    #[serde(default)]
    pub interval: Option<Span>,
    /// The rules.
    pub rules: Vec<AlertRuleDocument>,
}

impl PrometheusRules {
    /// Rules in one group.
    pub fn of(group: impl Into<String>, rules: Vec<AlertRuleDocument>) -> Self {
        Self { groups: vec![PrometheusGroup { name: group.into(), interval: None, rules }] }
    }

    /// Reads a rule file of Prometheus.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for what the two do not share, [`Error::Limit`] over a cap.
    pub fn from_yaml(text: &str) -> Result<Self> {
        from_yaml::<import::File>(text, "Prometheus rules", Limits::default()).map(import::File::rules)
    }

    /// Writes a rule file of Prometheus.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] with the alert's name for a rule that Prometheus cannot hold, [`Error::Parse`] for a rule that
    /// is none.
    pub fn to_yaml(&self) -> Result<String> {
        export::yaml(self)
    }

    /// The rules of all groups, for an [`AlertManager`](super::AlertManager) under which alerts end as in Prometheus:
    /// five minutes after the last sample.
    pub fn document(&self) -> AlertsDocument {
        let stale_after = Some(Span::minutes(5));
        AlertsDocument { rules: self.rules(), stale_after, ..AlertsDocument::default() }
    }

    /// The rules of all groups.
    pub fn rules(&self) -> Vec<AlertRuleDocument> {
        self.groups.iter().flat_map(|group| group.rules.iter().cloned()).collect()
    }
}

/// Fails for what is no name of a metric, or with `colons` unset of a label.
fn check_name(alert: &str, what: &str, name: &str, colons: bool) -> Result<()> {
    if is_name(name, colons) {
        return Ok(());
    }
    let expected = format!("a name of a {what} that Prometheus knows: letters, digits and underscores, no digit first");
    Err(Error::invalid(format!("alert {alert}"), expected, name))
}

fn is_name(name: &str, colons: bool) -> bool {
    let first = |character: char| character.is_ascii_alphabetic() || character == '_' || (colons && character == ':');
    name.starts_with(first) && name.chars().all(|character| first(character) || character.is_ascii_digit())
}

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::document::field;
use crate::{Reason, Severity};

/// A metric was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AlertSample {
    /// The metric's name.
    pub metric: String,
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The value, finite, in the metric's own unit.
    pub value: f64,
    /// What it was measured on: `service`, `instance`. Each set of labels is watched by itself.
    #[serde(default, deserialize_with = "field::unique_map")]
    pub labels: BTreeMap<String, String>,
}

impl AlertSample {
    /// A sample without labels.
    pub fn new(metric: impl Into<String>, at: DateTime<Utc>, value: f64) -> Self {
        Self { metric: metric.into(), at, value, labels: BTreeMap::new() }
    }

    /// The same with one more label.
    #[must_use]
    pub fn label(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(name.into(), value.into());
        self
    }
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AlertStanding {
    /// Its condition holds, not yet for long enough.
    Pending,
    /// It fires.
    Firing,
    /// There has been no sample for too long.
    NoData,
    /// It changes too often to be told each time.
    Flapping,
    /// It is over.
    Resolved,
}

impl AlertStanding {
    /// Whether somebody is to be told of it.
    pub(super) fn is_active(self) -> bool {
        matches!(self, Self::Firing | Self::NoData | Self::Flapping)
    }
}

/// One alert of a notification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NotifiedAlert {
    /// What it is called.
    pub name: String,
    /// How loud.
    pub severity: Severity,
    /// Where it stands.
    pub standing: AlertStanding,
    /// Whether it was told before, and stands as then.
    pub repeated: bool,
    /// Its labels: those of the sample and of the rule, `alertname` and `severity`.
    pub labels: BTreeMap<String, String>,
    /// What its rule says with it.
    pub annotations: BTreeMap<String, String>,
    /// The last value; missing before the first sample.
    pub value: Option<f64>,
    /// Since when its condition has held, or there has been no sample.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub since: DateTime<Utc>,
    /// When it ended; missing while it goes on.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub ended: Option<DateTime<Utc>>,
    /// The same 16 hexadecimal digits for the same labels, always: those of Alertmanager.
    pub fingerprint: String,
    /// The rule and the numbers.
    pub reason: Reason,
}

/// What to tell: the alerts of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AlertNotification {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The labels that all of them share and are grouped by.
    pub group: BTreeMap<String, String>,
    /// The loudest severity of those that go on, or of all if none does.
    pub severity: Severity,
    /// Whether all of them are over.
    pub resolved: bool,
    /// By when somebody should look at it; missing where all are over.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub respond_by: Option<DateTime<Utc>>,
    /// The alerts, loudest first.
    pub alerts: Vec<NotifiedAlert>,
}

/// An alert as it stands now, told or not.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActiveAlert {
    /// The alert.
    pub alert: NotifiedAlert,
    /// Why it is not told: "silence planned-work", "inhibited by DatabaseDown"; missing if it is.
    pub muted_by: Option<String>,
}

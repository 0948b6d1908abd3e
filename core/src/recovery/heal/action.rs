use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Healer;
use crate::{Priority, Reason};

/// What a check found on an instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HealthReport {
    /// The check, as the playbook names it.
    pub check: String,
    /// The instance that was checked.
    pub instance: String,
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// Whether it is well. For checks without `above`.
    #[serde(default)]
    pub healthy: Option<bool>,
    /// The number found. For checks with `above`.
    #[serde(default)]
    pub value: Option<f64>,
    /// How many instances there are, at most 100,000; if it was never said, those reported within the last hour.
    #[serde(default)]
    pub fleet: Option<u32>,
}

impl HealthReport {
    /// A report of a check that is well or not.
    pub fn new(check: &str, instance: &str, at: DateTime<Utc>, healthy: bool) -> Self {
        let (check, instance) = (check.to_owned(), instance.to_owned());
        Self { check, instance, at, healthy: Some(healthy), value: None, fleet: None }
    }

    /// A report of a check that holds a number.
    pub fn value(check: &str, instance: &str, at: DateTime<Utc>, value: f64) -> Self {
        Self { healthy: None, value: Some(value), ..Self::new(check, instance, at, true) }
    }

    /// The same in a fleet of so many instances.
    #[must_use]
    pub fn of(self, fleet: u32) -> Self {
        Self { fleet: Some(fleet), ..self }
    }
}

/// What a host is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HealActionKind {
    /// Do the steps of the remedy, then say [`done`](Healer::done).
    Remedy,
    /// Ask somebody whether the remedy may be done, then say [`confirm`](Healer::confirm).
    Confirm,
    /// Tell people: nothing helps.
    Escalate,
    /// Nothing: the instance is well again.
    Healed,
}

/// Something to do, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HealAction {
    /// What.
    pub kind: HealActionKind,
    /// The number of the remedy's run, for `done` and `confirm`; missing for an escalation before any.
    pub run: Option<u64>,
    /// The check.
    pub check: String,
    /// The instance.
    pub instance: String,
    /// What the failure means.
    pub diagnosis: String,
    /// The remedy: to do, to confirm, or, of a healed instance, the one that helped.
    pub remedy: Option<String>,
    /// What to do for it.
    pub steps: Vec<String>,
    /// Whether it loses anything.
    pub destructive: bool,
    /// Until when it must be done or confirmed.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub until: Option<DateTime<Utc>>,
    /// How urgent an escalation is.
    pub priority: Priority,
    /// Who is to be told by an escalation.
    pub escalate_to: String,
    /// Why.
    pub reason: Reason,
}

/// How a remedy ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RemedyOutcome {
    /// The instance is well again.
    Helped,
    /// It was done, and the instance is no better.
    DidNotHelp,
    /// It could not be done.
    Failed,
    /// Nobody said how it went in time.
    TimedOut,
    /// Somebody was asked and did not agree.
    Refused,
    /// Somebody was asked and did not answer in time.
    Unanswered,
    /// The instance was well again before it was confirmed.
    Unneeded,
}

/// A remedy that has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HealRecord {
    /// The number of its run.
    pub run: u64,
    /// The check.
    pub check: String,
    /// The instance.
    pub instance: String,
    /// The remedy.
    pub remedy: String,
    /// When it was begun, or asked for.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub started: DateTime<Utc>,
    /// When it ended.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub ended: DateTime<Utc>,
    /// How.
    pub outcome: RemedyOutcome,
    /// Who agreed or refused, if somebody was asked.
    pub by: Option<String>,
}

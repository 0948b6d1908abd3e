use chrono::{DateTime, Utc};
use serde::Serialize;

use super::AlertRule;
use crate::time::{Span, check_instant, format_instant};
use crate::{Error, Reason, Result, Severity};

/// What happened to an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AlertChange {
    /// The condition has lasted long enough.
    Firing,
    /// The condition no longer holds.
    Resolved,
}

/// An alert that began to fire, or ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alert {
    /// The metric.
    pub metric: String,
    /// How loud.
    pub severity: Severity,
    /// What happened.
    pub change: AlertChange,
    /// The value that decided it.
    pub value: f64,
    /// The instant of that value.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// Since when the condition held.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub since: DateTime<Utc>,
    /// The rule and the numbers.
    pub reason: Reason,
}

/// Where one rule stands: quiet, waiting for its `for`, or firing.
///
/// A rule is judged at its samples: it fires at the first one, at or after the end of its `for`, at which the condition
/// has held without a break, and is resolved by the first one at which the condition does not hold. Between samples
/// nothing changes. These are the rules of Prometheus with one evaluation a sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlertState {
    last: Option<DateTime<Utc>>,
    since: Option<DateTime<Utc>>,
    firing: bool,
}

impl AlertState {
    /// Whether the alert is firing.
    pub fn is_firing(&self) -> bool {
        self.firing
    }

    /// Takes a sample in and says what changed.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for NaN and infinity, [`Error::OutOfOrder`] for a sample before the last one, [`Error::Range`]
    /// outside the years 0 to 9999; the state is unchanged then.
    pub fn observe(&mut self, rule: &AlertRule, at: DateTime<Utc>, value: f64) -> Result<Option<Alert>> {
        check_instant(at, &rule.metric)?;
        if !value.is_finite() {
            return Err(Error::invalid(&rule.metric, "a finite value", value));
        }
        if let Some(last) = self.last.filter(|last| at < *last) {
            return Err(Error::OutOfOrder {
                what: format!("a sample of {}", rule.metric),
                at: format_instant(at),
                clock: format_instant(last),
            });
        }
        self.last = Some(at);
        if !rule.comparison.holds(value, rule.threshold) {
            let since = self.since.take();
            let was_firing = std::mem::take(&mut self.firing);
            return Ok(since.filter(|_| was_firing).map(|since| alert(rule, AlertChange::Resolved, value, at, since)));
        }
        let since = *self.since.get_or_insert(at);
        if self.firing || at.signed_duration_since(since) < rule.lasting.exact() {
            return Ok(None);
        }
        self.firing = true;
        Ok(Some(alert(rule, AlertChange::Firing, value, at, since)))
    }
}

fn alert(rule: &AlertRule, change: AlertChange, value: f64, at: DateTime<Utc>, since: DateTime<Utc>) -> Alert {
    let held = Span::of(at.signed_duration_since(since)).unwrap_or_default();
    let detail = match change {
        AlertChange::Firing if rule.lasting == Span::ZERO => format!("{value} at {}", format_instant(at)),
        AlertChange::Firing => format!("{value} at {}, for {held} since {}", format_instant(at), format_instant(since)),
        AlertChange::Resolved => format!("{value} at {}, after {held}", format_instant(at)),
    };
    Alert {
        metric: rule.metric.clone(),
        severity: rule.severity,
        change,
        value,
        at,
        since,
        reason: Reason::new(rule.to_string(), detail).number("value", value).number("threshold", rule.threshold),
    }
}

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
/// has held without a break. It is resolved by the first one at which the condition does not hold, or, with a resolve
/// threshold, by the first one beyond that; if the rule says to keep firing, by the first one that comes so long after a
/// sample of that kind with no other between them. Between samples nothing changes. Without a resolve threshold these are
/// the rules of Prometheus (`for`, `keep_firing_for`) with one evaluation a sample.
///
/// ```
/// use hypercare::objectives::{AlertRule, AlertState};
/// use hypercare::{Severity, time::parse_instant};
/// let rule = AlertRule::parse("error_rate > 1%, resolve < 0.5%", Severity::Critical)?;
/// let mut state = AlertState::default();
/// let at = |minute| parse_instant(&format!("2026-11-24T14:{minute:02}:00Z"));
/// assert!(state.observe(&rule, at(0)?, 0.02)?.is_some()); // it fires
/// assert!(state.observe(&rule, at(1)?, 0.007)?.is_none()); // below 1 %, not below 0.5 %
/// assert!(state.observe(&rule, at(2)?, 0.004)?.is_some()); // it is resolved
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AlertState {
    #[serde(with = "crate::time::instant::option")]
    last: Option<DateTime<Utc>>,
    #[serde(with = "crate::time::instant::option")]
    since: Option<DateTime<Utc>>,
    firing: bool,
    /// Since when the samples of a firing alert say that it is over.
    #[serde(with = "crate::time::instant::option")]
    over: Option<DateTime<Utc>>,
}

impl AlertState {
    /// Whether the alert is firing.
    pub fn is_firing(&self) -> bool {
        self.firing
    }

    /// The instant of the last sample.
    pub fn last(&self) -> Option<DateTime<Utc>> {
        self.last
    }

    /// Since when the condition has held, while it is pending or firing.
    pub fn since(&self) -> Option<DateTime<Utc>> {
        self.since
    }

    /// There have been no samples for too long: what was pending, or about to end, begins anew.
    pub(super) fn interrupt(&mut self) {
        self.over = None;
        if !self.firing {
            self.since = None;
        }
    }

    /// There are no samples any more: what was pending is not, what fires is about to end.
    pub(super) fn lapse(&mut self, at: DateTime<Utc>) {
        if self.firing {
            self.over.get_or_insert(at);
        } else {
            self.since = None;
        }
    }

    /// When it changes if what was seen last goes on.
    pub(super) fn turns_at(&self, rule: &AlertRule) -> Option<DateTime<Utc>> {
        let (from, span) = if self.firing { (self.over, rule.keep_firing) } else { (self.since, rule.lasting) };
        from?.checked_add_signed(span.exact())
    }

    /// It changes, as what was seen last has gone on: to what, and since when the condition held.
    pub(super) fn turn(&mut self, at: DateTime<Utc>) -> Option<(AlertChange, DateTime<Utc>)> {
        let since = self.since?;
        self.last = self.last.max(Some(at));
        self.firing = !self.firing;
        if self.firing {
            return Some((AlertChange::Firing, since));
        }
        (self.since, self.over) = (None, None);
        Some((AlertChange::Resolved, since))
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
        if self.firing {
            if !rule.is_over(value) {
                self.over = None;
                return Ok(None);
            }
            let over = *self.over.get_or_insert(at);
            if at.signed_duration_since(over) < rule.keep_firing.exact() {
                return Ok(None);
            }
            self.firing = false;
            self.over = None;
            return Ok(self.since.take().map(|since| alert(rule, AlertChange::Resolved, value, at, since)));
        }
        if !rule.comparison.holds(value, rule.threshold) {
            self.since = None;
            return Ok(None);
        }
        let since = *self.since.get_or_insert(at);
        if at.signed_duration_since(since) < rule.lasting.exact() {
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

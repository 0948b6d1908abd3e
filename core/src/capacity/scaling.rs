//! From need to units: a plan that is ready in time and never flaps.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::time::Span;
use crate::{Error, Reason, Result};

/// How units may be changed.
///
/// ```
/// use hypercare::capacity::ScalingRules;
/// let rules = ScalingRules { minimum: 2, step_down: Some(1), ..ScalingRules::default() };
/// assert_eq!(rules.risk, 0.02);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ScalingRules {
    /// How many units there are now, and were while the history was recorded.
    pub units: u32,
    /// The least.
    pub minimum: u32,
    /// The most.
    pub maximum: u32,
    /// The most to add at once; any number if left out.
    pub step_up: Option<u32>,
    /// The most to take away at once; any number if left out.
    pub step_down: Option<u32>,
    /// Take away only if at least this share of the units is to spare, 0 to 1.
    pub hysteresis: f64,
    /// How long one addition must suffice: it is made large enough for the needs of that time.
    pub cooldown_up: Span,
    /// How long after a change nothing is taken away, and for how long what is left must suffice.
    pub cooldown_down: Span,
    /// How long a unit takes from its start until it carries load.
    pub lead_time: Span,
    /// The probability, for each interval, that units do not suffice. From 0.001 to 0.5.
    pub risk: f64,
    /// What a unit costs in an hour.
    pub cost_per_unit_hour: Option<f64>,
    /// Floors and ceilings at certain times.
    pub schedule: Vec<ScheduledLimit>,
}

/// A floor or ceiling of units for a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScheduledLimit {
    /// When it begins.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// When it is over; itself not part of it.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// The least units.
    #[serde(default)]
    pub floor: Option<u32>,
    /// The most units.
    #[serde(default)]
    pub ceiling: Option<u32>,
}

/// How many units when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScalingPlan {
    /// The instant of the first interval.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// The length of an interval.
    pub step: Span,
    /// The zone on whose calendar intervals of days and months are counted; UTC if left out.
    #[serde(default)]
    pub zone: Option<String>,
    /// The least and the most units of the rules.
    pub limits: (u32, u32),
    /// Units needed in each interval at the stated risk, before any rule.
    pub needed: Vec<u32>,
    /// Units planned for each interval.
    pub units: Vec<u32>,
    /// The changes.
    pub changes: Vec<ScalingChange>,
    /// In how many intervals the rules allow fewer units than needed.
    pub short: usize,
    /// Units times hours.
    pub unit_hours: f64,
    /// What that costs, if the rules say what a unit does.
    pub cost: Option<f64>,
}

/// A change of the number of units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScalingChange {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// Units before.
    pub before: u32,
    /// Units after.
    pub after: u32,
    /// Why.
    pub reason: Reason,
}

impl Default for ScalingRules {
    /// One unit now, 1 to 100, 10 % hysteresis, an hour of cooldown for both directions, 5 minutes of lead, 2 % risk.
    fn default() -> Self {
        Self {
            units: 1,
            minimum: 1,
            maximum: 100,
            step_up: None,
            step_down: None,
            hysteresis: 0.1,
            cooldown_up: Span::minutes(60),
            cooldown_down: Span::minutes(60),
            lead_time: Span::minutes(5),
            risk: 0.02,
            cost_per_unit_hour: None,
            schedule: Vec::new(),
        }
    }
}

impl ScalingRules {
    pub(super) fn check(&self) -> Result<()> {
        if self.units == 0 {
            return Err(Error::invalid("units", "at least 1", self.units));
        }
        if self.minimum > self.maximum {
            return Err(Error::invalid("maximum", format!("at least the minimum, {}", self.minimum), self.maximum));
        }
        if self.step_up == Some(0) || self.step_down == Some(0) {
            return Err(Error::invalid("step_up, step_down", "at least 1", 0));
        }
        if !(0.0..=1.0).contains(&self.hysteresis) {
            return Err(Error::invalid("hysteresis", "a share from 0 to 1", self.hysteresis));
        }
        if !(0.001..=0.5).contains(&self.risk) {
            return Err(Error::invalid("risk", "a probability from 0.001 to 0.5", self.risk));
        }
        if let Some(cost) = self.cost_per_unit_hour.filter(|cost| !(cost.is_finite() && *cost >= 0.0)) {
            return Err(Error::invalid("cost_per_unit_hour", "a number of 0 or more", cost));
        }
        Error::cap("scheduled limits", 10_000, self.schedule.len())?;
        for limit in &self.schedule {
            if limit.end <= limit.start {
                return Err(Error::invalid("schedule", "an end after its start", limit.end));
            }
        }
        Ok(())
    }

    /// The least and most units at an instant. Where floors and ceilings contradict each other, the ceiling wins.
    pub(super) fn limits(&self, at: DateTime<Utc>) -> (u32, u32) {
        let now = || self.schedule.iter().filter(|limit| limit.start <= at && at < limit.end);
        let most = now().filter_map(|limit| limit.ceiling).fold(self.maximum, u32::min);
        let least = now().filter_map(|limit| limit.floor).fold(self.minimum, u32::max);
        (least.min(most), most)
    }

    /// Units for each interval. Whoever goes down can stay down for the cooldown, and whoever went up stays up for it, so
    /// the plan never flaps, whatever the needs; only a scheduled ceiling may force it.
    pub(super) fn units(&self, needed: &[u32], limits: &[(u32, u32)], step: Span) -> Vec<u32> {
        let steps = |span: Span| steps_in(span, step);
        let (lead, up, down) = (steps(self.lead_time), steps(self.cooldown_up), steps(self.cooldown_down));
        let mut wanted: Vec<u32> =
            needed.iter().zip(limits).map(|(&need, &(least, most))| need.clamp(least, most)).collect();
        wanted = (0..wanted.len()).map(|at| highest(&wanted, at, lead + 1)).collect();
        if let Some(most) = self.step_up {
            // Who may only climb slowly must begin early.
            for at in (1..wanted.len()).rev() {
                wanted[at - 1] = wanted[at - 1].max(wanted[at].saturating_sub(most));
            }
        }
        let mut level = self.units;
        let mut changed: Option<usize> = None;
        let mut units = Vec::with_capacity(wanted.len());
        for (at, &(least, most)) in limits.iter().enumerate() {
            let before = level;
            if wanted[at] > level {
                let target = highest(&wanted, at, up.max(1));
                level = target.min(level.saturating_add(self.step_up.unwrap_or(u32::MAX)));
            } else {
                let spare = level - highest(&wanted, at, down.max(1)).min(level);
                let rested = changed.is_none_or(|change| at - change >= down.max(1));
                if spare > 0 && f64::from(spare) >= self.hysteresis * f64::from(level) && rested {
                    level -= spare.min(self.step_down.unwrap_or(u32::MAX));
                }
            }
            level = level.clamp(least, most);
            if level != before {
                changed = Some(at);
            }
            units.push(level);
        }
        units
    }
}

/// How many steps a span takes, a part counting as one.
pub(super) fn steps_in(span: Span, step: Span) -> usize {
    const MONTH: f64 = 2_629_746.0; // the mean month of the Gregorian calendar, in seconds
    let seconds = |span: Span| span.exact().as_seconds_f64() + f64::from(span.calendar_months()) * MONTH;
    let steps = (seconds(span) / seconds(step)).ceil();
    if steps.is_finite() { steps as usize } else { 0 }
}

fn highest(values: &[u32], from: usize, count: usize) -> u32 {
    let to = from.saturating_add(count).min(values.len());
    values.get(from..to).unwrap_or_default().iter().copied().max().unwrap_or(0)
}

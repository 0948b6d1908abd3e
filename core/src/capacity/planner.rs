use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::ladder::Ladder;
use super::options::{Bounds, DeclaredEvent, ForecastOptions};
use super::scaling::{ScalingChange, ScalingPlan, ScalingRules};
use super::windows::{MaintenanceOptions, MaintenanceWindow, lowest};
use crate::time::Span;
use crate::{Error, Reason, Result};

/// Most metrics of one plan.
const MOST_METRICS: u64 = 10_000;

/// What to expect of metrics with thresholds, and what to do about it.
///
/// ```
/// use std::collections::BTreeMap;
/// use hypercare::capacity::{Planner, ScalingRules};
/// use hypercare::time::parse_instant;
/// let planner = Planner { scaling: ScalingRules { units: 4, ..ScalingRules::default() }, ..Planner::default() };
/// let cpu: Vec<f64> = (0..240).map(|hour| if hour % 24 > 7 { 85.0 } else { 20.0 }).collect();
/// let plan = planner.plan(&BTreeMap::from([("cpu".to_owned(), cpu)]), parse_instant("2026-01-05T00:00:00Z")?)?;
/// assert_eq!(plan.scaling.units[12], 5); // 4 units at 85 % are 5 at 70 %
/// assert_eq!(plan.crossings[0].probability, 1.0);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Planner {
    /// From one value to the next: a text such as "1h", or a number of seconds.
    #[serde(deserialize_with = "super::options::step")]
    pub step: Span,
    /// How many steps to look ahead.
    pub horizon: usize,
    /// The thresholds of each metric. Metrics without any are refused.
    pub thresholds: BTreeMap<String, CapacityThreshold>,
    /// The IANA zone in which days and weeks repeat; UTC if left out.
    pub zone: Option<String>,
    /// What is known to happen.
    pub events: Vec<DeclaredEvent>,
    /// How units may be changed.
    pub scaling: ScalingRules,
    /// How long maintenance takes.
    pub window: Span,
    /// How many maintenance windows to look for.
    pub windows: usize,
}

/// When a metric asks for more units, and when for fewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CapacityThreshold {
    /// Above this there are too few.
    pub scale_up: f64,
    /// Below this there are too many.
    pub scale_down: f64,
    /// What one unit carries, if the metric is the total over all units; left out, it is the mean of a unit, and a unit
    /// carries as much as `scale_up`.
    #[serde(default)]
    pub capacity: Option<f64>,
    /// What the metric's values can be.
    #[serde(default)]
    pub bounds: Bounds,
    /// Whether more units help. A disk that fills up is not emptied by another server.
    #[serde(default = "yes")]
    pub scales: bool,
}

fn yes() -> bool {
    true
}

/// What a planner found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CapacityPlan {
    /// Two for each metric: of its upper and of its lower threshold.
    pub crossings: Vec<ThresholdCrossing>,
    /// Units for each interval.
    pub scaling: ScalingPlan,
    /// The times of least use, by the share of their thresholds that the metrics reach.
    pub windows: Vec<MaintenanceWindow>,
}

/// Which way a threshold is crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Crossing {
    /// From below.
    Above,
    /// From above.
    Below,
}

/// Whether and when a threshold is crossed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ThresholdCrossing {
    /// The metric.
    pub metric: String,
    /// The threshold.
    pub threshold: f64,
    /// Which way.
    pub crossing: Crossing,
    /// The probability that it is crossed at any step of the horizon, from paths whose steps hang together as the errors
    /// of past forecasts did: the last of `by_step`.
    pub probability: f64,
    /// The probability at the one step where it is highest; never above `probability`.
    pub highest: f64,
    /// By when it is as likely as not crossed: the middle of the dates at which paths first cross it; none if not in the
    /// horizon.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub expected: Option<DateTime<Utc>>,
    /// By when one path in ten has crossed it; none if not in the horizon.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub early: Option<DateTime<Utc>>,
    /// By when nine in ten have; none if not in the horizon.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub late: Option<DateTime<Utc>>,
    /// The probability at each step, looked at alone.
    pub at_step: Vec<f64>,
    /// The probability that it was crossed by the end of each step.
    pub by_step: Vec<f64>,
}

impl Default for Planner {
    /// Hourly values, a week ahead, with the thresholds of the launch plan: processor 70 and 30 percent, memory 80 and
    /// 40, requests 1000 and 200 for each unit, disk 90 and 75.
    fn default() -> Self {
        let percent = |scale_up: f64, scale_down: f64, scales: bool| CapacityThreshold {
            scale_up,
            scale_down,
            capacity: None,
            bounds: Bounds::Percent,
            scales,
        };
        let requests = CapacityThreshold { bounds: Bounds::Nonnegative, ..percent(1000.0, 200.0, true) };
        let thresholds = [
            ("cpu", percent(70.0, 30.0, true)),
            ("memory", percent(80.0, 40.0, true)),
            ("requests", requests),
            ("disk", percent(90.0, 75.0, false)),
        ];
        Self {
            step: Span::minutes(60),
            horizon: 168,
            thresholds: thresholds.map(|(name, threshold)| (name.to_owned(), threshold)).into(),
            zone: None,
            events: Vec::new(),
            scaling: ScalingRules::default(),
            window: Span::minutes(120),
            windows: 3,
        }
    }
}

impl Planner {
    /// Foretells every metric from `now` on and plans for them. The last value of each series is of the step before
    /// `now`; NaN means missing.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a metric without thresholds, [`Error::Invalid`] for thresholds and rules out of their
    /// ranges, and those of [`forecast`](super::forecast).
    pub fn plan(&self, metrics: &BTreeMap<String, Vec<f64>>, now: DateTime<Utc>) -> Result<CapacityPlan> {
        self.check()?;
        Error::cap("metrics", MOST_METRICS, metrics.len())?;
        if metrics.is_empty() {
            return Err(Error::shape("metrics", "at least one", "none"));
        }
        let ahead = Clock::new(now, self.step, self.zone.as_deref())?;
        let instants = ahead.instants(self.horizon)?;
        let (mut crossings, mut load) = (Vec::new(), vec![0.0_f64; self.horizon]);
        let mut needs: Vec<(u32, Reason)> = (0..self.horizon)
            .map(|_| (self.scaling.minimum, Reason::new("minimum", "no metric asks for more")))
            .collect();
        for (name, values) in metrics {
            let threshold = self.threshold(name)?;
            let clock = Clock::ending(now, values.len(), self.step, self.zone.as_deref())?;
            let ladder = self.foretell(threshold, values, clock)?;
            let steps = || 0..self.horizon;
            let over: Vec<f64> = steps().map(|step| 1.0 - ladder.at_most(step, threshold.scale_up)).collect();
            let under: Vec<f64> = steps().map(|step| ladder.below(step, threshold.scale_down)).collect();
            let (over_by, under_by) =
                (ladder.above_by(steps(), threshold.scale_up), ladder.below_by(steps(), threshold.scale_down));
            crossings.push(crossing(name, threshold.scale_up, Crossing::Above, (over, over_by), &instants));
            crossings.push(crossing(name, threshold.scale_down, Crossing::Below, (under, under_by), &instants));
            let full = threshold.capacity.unwrap_or(threshold.scale_up);
            for (step, need) in needs.iter_mut().enumerate() {
                let share = ladder.forecast.mean[step] / full;
                load[step] = load[step].max(if threshold.capacity.is_some() {
                    share / f64::from(self.scaling.units)
                } else {
                    share
                });
                if !threshold.scales {
                    continue;
                }
                let upper = ladder.quantile(step, 1.0 - self.scaling.risk);
                let units = threshold.units(upper, self.scaling.units);
                if units > need.0 {
                    let reason = Reason::new(
                        format!("{name} > {full}"),
                        "that many units keep it at or below, at the stated risk",
                    );
                    *need = (units, reason.number("foretold", upper).number("risk", self.scaling.risk));
                }
            }
        }
        let limits: Vec<_> = instants.iter().map(|at| self.scaling.limits(*at)).collect();
        let needed: Vec<u32> = needs.iter().map(|(need, _)| *need).collect();
        let units = self.scaling.units(&needed, &limits, self.step);
        let mut changes = Vec::new();
        let mut before = self.scaling.units;
        for (step, &after) in units.iter().enumerate() {
            if after != before {
                changes.push(ScalingChange {
                    at: instants[step],
                    before,
                    after,
                    reason: self.reason(&needs, step, after > before),
                });
                before = after;
            }
        }
        let hours = ahead.hours(self.horizon)?;
        let unit_hours = units.iter().zip(hours).map(|(units, hours)| f64::from(*units) * hours).sum::<f64>();
        let scaling = ScalingPlan {
            start: now,
            step: self.step,
            zone: self.zone.clone(),
            limits: (self.scaling.minimum, self.scaling.maximum),
            short: units.iter().zip(&needed).filter(|(units, needed)| units < needed).count(),
            cost: self.scaling.cost_per_unit_hour.map(|cost| cost * unit_hours),
            needed,
            units,
            changes,
            unit_hours,
        };
        let options = MaintenanceOptions {
            count: self.windows,
            zone: self.zone.clone(),
            ..MaintenanceOptions::new(self.step, now, self.window)
        };
        let windows = lowest(&load, |_| None, &options, &ahead)?;
        Ok(CapacityPlan { crossings, scaling, windows })
    }

    /// Why a change is made: for the step within the cooldown that needs most.
    fn reason(&self, needs: &[(u32, Reason)], step: usize, up: bool) -> Reason {
        let reach =
            super::scaling::steps_in(if up { self.scaling.cooldown_up } else { self.scaling.cooldown_down }, self.step);
        let to = (step + reach.max(1) + super::scaling::steps_in(self.scaling.lead_time, self.step)).min(needs.len());
        let most = needs[step..to].iter().max_by_key(|(need, _)| *need);
        let (need, reason) = most.cloned().unwrap_or((0, Reason::default()));
        reason.number("needed", f64::from(need))
    }

    pub(super) fn check(&self) -> Result<()> {
        self.scaling.check()?;
        for (name, threshold) in &self.thresholds {
            let field = |field: &str| format!("{}, {field}", crate::error::shorten(name));
            if !(threshold.scale_up.is_finite() && threshold.scale_up > 0.0) {
                return Err(Error::invalid(field("scale_up"), "a number above 0", threshold.scale_up));
            }
            if !(threshold.scale_down.is_finite() && threshold.scale_down < threshold.scale_up) {
                return Err(Error::invalid(field("scale_down"), "a number below scale_up", threshold.scale_down));
            }
            if let Some(capacity) = threshold.capacity.filter(|capacity| !(capacity.is_finite() && *capacity > 0.0)) {
                return Err(Error::invalid(field("capacity"), "a number above 0", capacity));
            }
        }
        Ok(())
    }

    pub(super) fn threshold(&self, metric: &str) -> Result<&CapacityThreshold> {
        let known = || self.thresholds.keys().take(5).cloned().collect();
        self.thresholds.get(metric).ok_or_else(|| Error::unknown("metric with thresholds", metric, known()))
    }

    /// A forecast of a series that begins with a clock.
    pub(super) fn foretell(&self, threshold: &CapacityThreshold, values: &[f64], clock: Clock) -> Result<Ladder> {
        let options = ForecastOptions {
            start: Some(clock.at(0)?),
            bounds: threshold.bounds,
            zone: self.zone.clone(),
            events: self.events.clone(),
            ..ForecastOptions::new(self.step, self.horizon)
        };
        Ladder::new(values, &options, clock)
    }
}

impl CapacityThreshold {
    /// How many units carry a value, where `units` carried the history.
    pub(super) fn units(&self, value: f64, units: u32) -> u32 {
        let needed = match self.capacity {
            Some(capacity) => value / capacity,
            None => value * f64::from(units) / self.scale_up,
        };
        // Rounding must not ask for a unit more where the division comes out even.
        (needed - 1e-9).ceil().clamp(0.0, f64::from(u32::MAX)) as u32
    }
}

/// A crossing from the probabilities at each step alone, and by each step.
fn crossing(
    metric: &str,
    threshold: f64,
    crossing: Crossing,
    (at_step, by_step): (Vec<f64>, Vec<f64>),
    instants: &[DateTime<Utc>],
) -> ThresholdCrossing {
    let first = |share: f64| {
        let step = by_step.iter().position(|probability| *probability >= share)?;
        instants.get(step).copied()
    };
    ThresholdCrossing {
        metric: metric.to_owned(),
        threshold,
        crossing,
        probability: by_step.last().copied().unwrap_or(0.0),
        highest: at_step.iter().copied().fold(0.0, f64::max),
        expected: first(0.5),
        early: first(0.1),
        late: first(0.9),
        at_step,
        by_step,
    }
}

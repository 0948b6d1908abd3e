use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ladder::Ladder;
use super::options::Bounds;

/// When a metric asks for more units, and when for fewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CapacityThreshold {
    /// Above this there are too few; of a metric that more units do not help, above this something must be done.
    pub scale_up: f64,
    /// Below this there are too many: units are taken away only while the expected load of one is below. If left out, as
    /// soon as fewer carry it.
    #[serde(default)]
    pub scale_down: Option<f64>,
    /// Above this, which lies below `scale_up`, somebody should know.
    #[serde(default)]
    pub warn_at: Option<f64>,
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

impl CapacityThreshold {
    /// What one unit carries.
    pub(super) fn unit(&self) -> f64 {
        self.capacity.unwrap_or(self.scale_up)
    }

    /// The most that a value can be.
    pub(super) fn most(&self) -> f64 {
        if self.bounds == Bounds::Percent { 100.0 } else { f64::INFINITY }
    }

    /// Bounds of what is asked for: more than 100 percent of the units of now is what growth means.
    pub(super) fn demanded(&self) -> Bounds {
        if self.bounds == Bounds::Percent && self.scales { Bounds::Nonnegative } else { self.bounds }
    }

    /// How many units carry a value, where `units` carried the history.
    pub(super) fn units(&self, value: f64, units: u32) -> u32 {
        let needed = match self.capacity {
            Some(capacity) => value / capacity,
            None => value * f64::from(units) / self.scale_up,
        };
        // Rounding must not ask for a unit more where the division comes out even.
        (needed - 1e-9).ceil().clamp(0.0, f64::from(u32::MAX)) as u32
    }

    /// Up to how many units have a load of at least `scale_down` each; of a total, as large a part of the capacity.
    pub(super) fn kept(&self, value: f64, units: u32) -> u32 {
        let Some(least) = self.scale_down else { return 0 };
        if least <= 0.0 {
            return u32::MAX;
        }
        let kept = match self.capacity {
            Some(capacity) => value / capacity * (self.scale_up / least),
            None => value * f64::from(units) / least,
        };
        (kept + 1e-9).floor().clamp(0.0, f64::from(u32::MAX)) as u32
    }

    /// Whether and when a forecast crosses the thresholds.
    pub(super) fn crossings(&self, name: &str, ladder: &Ladder, instants: &[DateTime<Utc>]) -> Vec<ThresholdCrossing> {
        let steps = || 0..instants.len();
        let above = |limit: f64| {
            let (at, by) = if limit < self.most() {
                (steps().map(|step| ladder.above(step, limit)).collect(), ladder.above_by(steps(), limit))
            } else {
                (vec![0.0; instants.len()], vec![0.0; instants.len()])
            };
            crossing(name, limit, Crossing::Above, (at, by), instants)
        };
        let below = |limit: f64| {
            let at = steps().map(|step| ladder.below(step, limit)).collect();
            crossing(name, limit, Crossing::Below, (at, ladder.below_by(steps(), limit)), instants)
        };
        let ups = [Some(self.scale_up), self.warn_at].into_iter().flatten().map(above);
        ups.chain(self.scale_down.map(below)).collect()
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

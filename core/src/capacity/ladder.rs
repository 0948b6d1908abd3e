//! The whole distribution of a forecast, from a ladder of its intervals.

use std::ops::Range;

use super::clock::Clock;
use super::forecast::{Forecast, foretell};
use super::options::ForecastOptions;
use super::paths::{Ties, barrier};
use crate::Result;

/// The levels of the ladder, in percent: the rungs reach from 0.1 to 99.9 percent.
const LEVELS: [f64; 9] = [20.0, 40.0, 60.0, 80.0, 90.0, 95.0, 98.0, 99.0, 99.8];

/// A forecast of which any quantile and any probability can be asked.
#[derive(Clone, Debug)]
pub(super) struct Ladder {
    pub(super) forecast: Forecast,
    ties: Ties,
}

impl Ladder {
    pub(super) fn new(values: &[f64], options: &ForecastOptions, clock: Clock) -> Result<Self> {
        let options = ForecastOptions { levels: LEVELS.to_vec(), ..options.clone() };
        let (forecast, ties) = foretell(values, &options, Some(clock))?;
        Ok(Self { forecast, ties })
    }

    /// The rungs of a step, upwards: a share and the value below which that share of outcomes is expected.
    fn rungs(&self, step: usize) -> Vec<(f64, f64)> {
        let at = |path: &[f64]| path.get(step).copied().unwrap_or(f64::NAN);
        let intervals = &self.forecast.intervals;
        let share = |level: f64| (1.0 + level / 100.0) / 2.0;
        let low = intervals.iter().rev().map(|interval| (1.0 - share(interval.level), at(&interval.lower)));
        let high = intervals.iter().map(|interval| (share(interval.level), at(&interval.upper)));
        low.chain([(0.5, at(&self.forecast.mean))]).chain(high).collect()
    }

    /// The value below which a share of outcomes is expected, by lines between the rungs.
    pub(super) fn quantile(&self, step: usize, share: f64) -> f64 {
        let rungs = self.rungs(step);
        let above = rungs.partition_point(|(rung, _)| *rung < share).clamp(1, rungs.len() - 1);
        let ((from, low), (to, high)) = (rungs[above - 1], rungs[above]);
        low + (high - low) * ((share - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// How probable a value below a limit is; what lies past the last rung counts as certain.
    pub(super) fn below(&self, step: usize, limit: f64) -> f64 {
        share(&self.rungs(step), limit, |value| value < limit)
    }

    /// How probable a value of at most a limit is.
    pub(super) fn at_most(&self, step: usize, limit: f64) -> f64 {
        share(&self.rungs(step), limit, |value| value <= limit)
    }

    /// For each step how probable it is that a value was above the limit by then.
    pub(super) fn above_by(&self, steps: Range<usize>, limit: f64) -> Vec<f64> {
        let below: Vec<f64> = steps.clone().map(|step| self.at_most(step, limit)).collect();
        self.by(steps.start, &below)
    }

    /// For each step how probable it is that a value was at the limit or above it by then.
    pub(super) fn reached_by(&self, steps: Range<usize>, limit: f64) -> Vec<f64> {
        let below: Vec<f64> = steps.clone().map(|step| self.below(step, limit)).collect();
        self.by(steps.start, &below)
    }

    /// For each step how probable it is that a value was below the limit by then.
    pub(super) fn below_by(&self, steps: Range<usize>, limit: f64) -> Vec<f64> {
        let above: Vec<f64> = steps.clone().map(|step| 1.0 - self.below(step, limit)).collect();
        self.by(steps.start, &above)
    }

    fn by(&self, from: usize, stay: &[f64]) -> Vec<f64> {
        let barriers: Vec<f64> = stay.iter().map(|stay| barrier(*stay)).collect();
        let mut least = 0.0_f64;
        let passed = self.ties.passed(from, &barriers).into_iter().zip(stay).map(|(passed, stay)| {
            // Drawn paths are a sample; that of one step alone is known.
            least = least.max(1.0 - stay);
            passed.max(least)
        });
        passed.collect()
    }
}

fn share(rungs: &[(f64, f64)], limit: f64, under: impl Fn(f64) -> bool) -> f64 {
    let above = rungs.partition_point(|(_, value)| under(*value));
    match (above.checked_sub(1).and_then(|place| rungs.get(place)), rungs.get(above)) {
        (None, _) => 0.0,
        (_, None) => 1.0,
        (Some((from, low)), Some((to, high))) => {
            if high > low {
                from + (to - from) * (limit - low) / (high - low)
            } else {
                *to
            }
        }
    }
}

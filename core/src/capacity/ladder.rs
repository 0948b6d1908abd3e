//! The whole distribution of a forecast, from a ladder of its intervals.

use std::cell::OnceCell;
use std::ops::Range;

use super::clock::Clock;
use super::forecast::{Forecast, foretell};
use super::options::ForecastOptions;
use super::paths::{Paths, Ties};
use super::spread::normal_quantile;
use crate::Result;

/// The levels of the ladder, in percent: the rungs reach from 0.1 to 99.9 percent.
const LEVELS: [f64; 9] = [20.0, 40.0, 60.0, 80.0, 90.0, 95.0, 98.0, 99.0, 99.8];
/// Past so many standard deviations no path is looked at.
const FAR: f64 = 8.0;

/// A forecast of which any quantile and any probability can be asked.
#[derive(Clone, Debug)]
pub(super) struct Ladder {
    pub(super) forecast: Forecast,
    ties: Ties,
    /// How many steps lie between the last value and the forecast's first.
    silent: usize,
    paths: OnceCell<Paths>,
}

impl Ladder {
    pub(super) fn new(values: &[f64], options: &ForecastOptions, clock: Clock) -> Result<Self> {
        let options = ForecastOptions { levels: LEVELS.to_vec(), ..options.clone() };
        let (forecast, ties, silent) = foretell(values, &options, Some(clock))?;
        Ok(Self { forecast, ties, silent, paths: OnceCell::new() })
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
        let barrier = |step: usize| barrier(&self.rungs(step), limit, |value| value <= limit);
        self.by(steps, barrier, |step| 1.0 - self.at_most(step, limit))
    }

    /// For each step how probable it is that a value was at the limit or above it by then.
    pub(super) fn reached_by(&self, steps: Range<usize>, limit: f64) -> Vec<f64> {
        let barrier = |step: usize| barrier(&self.rungs(step), limit, |value| value < limit);
        self.by(steps, barrier, |step| 1.0 - self.below(step, limit))
    }

    /// For each step how probable it is that a value was below the limit by then.
    pub(super) fn below_by(&self, steps: Range<usize>, limit: f64) -> Vec<f64> {
        // Errors are as likely above as below: paths downwards are those upwards, mirrored.
        let barrier = |step: usize| -barrier(&self.rungs(step), limit, |value| value < limit);
        self.by(steps, barrier, |step| self.below(step, limit))
    }

    fn by(&self, steps: Range<usize>, barrier: impl Fn(usize) -> f64, alone: impl Fn(usize) -> f64) -> Vec<f64> {
        let barriers: Vec<f64> = steps.clone().map(barrier).collect();
        let passed = if barriers.iter().any(|barrier| *barrier < FAR) {
            let paths = self.paths.get_or_init(|| self.ties.paths(self.silent));
            paths.passed(steps.start, &barriers)
        } else {
            vec![0.0; barriers.len()]
        };
        let mut least = 0.0_f64;
        let passed = passed.into_iter().zip(steps).map(|(passed, step)| {
            // Drawn paths are a sample; that of one step alone is known.
            least = least.max(alone(step));
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

/// The limit in standard deviations from the middle: what the share under it is for a normal distribution. Past the last
/// rung it goes on in proportion, unless the rungs end at a bound.
fn barrier(rungs: &[(f64, f64)], limit: f64, under: impl Fn(f64) -> bool) -> f64 {
    let above = rungs.partition_point(|(_, value)| under(*value));
    let ends = match above {
        0 => rungs.first().zip(rungs.get(1)),
        above if above == rungs.len() => {
            rungs.last().zip(rungs.len().checked_sub(2).and_then(|place| rungs.get(place)))
        }
        above => rungs.get(above - 1).zip(rungs.get(above)),
    };
    let outside = if above == 0 { f64::NEG_INFINITY } else { f64::INFINITY };
    let Some(((one, near), (other, far))) = ends.map(|(one, other)| (*one, *other)) else { return outside };
    let (from, to) = (normal_quantile(one), normal_quantile(other));
    if near == far {
        return if above == 0 || above == rungs.len() { outside } else { to };
    }
    let middle = rungs.get(rungs.len() / 2).map_or(near, |(_, value)| *value);
    if above == 0 || above == rungs.len() {
        from * (limit - middle) / (near - middle)
    } else {
        from + (to - from) * (limit - near) / (far - near)
    }
}

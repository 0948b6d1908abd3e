//! The whole distribution of a forecast, from a ladder of its intervals.

use std::cell::OnceCell;
use std::ops::Range;

use super::clock::Clock;
use super::forecast::{Forecast, Foretold, foretell};
use super::options::ForecastOptions;
use super::paths::{Paths, Ties};
use super::spread::normal_quantile;
use crate::Result;

/// The levels of the ladder, in percent: the rungs reach from 0.01 to 99.99 percent.
const LEVELS: [f64; 10] = [20.0, 40.0, 60.0, 80.0, 90.0, 95.0, 98.0, 99.0, 99.8, 99.98];
/// Past so many standard deviations nothing is expected.
const FAR: f64 = 8.0;

/// A forecast of which any quantile and any probability can be asked.
#[derive(Clone, Debug)]
pub(super) struct Ladder {
    pub(super) forecast: Forecast,
    /// What the rungs of each step are for a normal distribution, in standard deviations from the middle, upwards.
    scores: Vec<f64>,
    ties: Ties,
    /// How many steps lie between the last value and the forecast's first.
    silent: usize,
    paths: OnceCell<Paths>,
}

impl Ladder {
    pub(super) fn new(values: &[f64], options: &ForecastOptions, clock: Clock) -> Result<Self> {
        let options = ForecastOptions { levels: LEVELS.to_vec(), ..options.clone() };
        let Foretold { forecast, ties, silent, .. } = foretell(values, &options, Some(clock))?;
        let up = || LEVELS.iter().map(|level| normal_quantile((1.0 + level / 100.0) / 2.0));
        let scores = up().rev().map(|score| -score).chain([0.0]).chain(up()).collect();
        Ok(Self { forecast, scores, ties, silent, paths: OnceCell::new() })
    }

    /// The rungs of a step, upwards: a score and the value below which the share of it is expected.
    fn rungs(&self, step: usize) -> Vec<(f64, f64)> {
        let at = |path: &[f64]| path.get(step).copied().unwrap_or(f64::NAN);
        let intervals = &self.forecast.intervals;
        let low = intervals.iter().rev().map(|interval| at(&interval.lower));
        let values = low.chain([at(&self.forecast.mean)]).chain(intervals.iter().map(|interval| at(&interval.upper)));
        self.scores.iter().copied().zip(values).collect()
    }

    /// The value below which a share of outcomes is expected, by lines between the rungs.
    pub(super) fn quantile(&self, step: usize, share: f64) -> f64 {
        let (rungs, score) = (self.rungs(step), normal_quantile(share));
        let above = rungs.partition_point(|(rung, _)| *rung < score).clamp(1, rungs.len() - 1);
        let ((from, low), (to, high)) = (rungs[above - 1], rungs[above]);
        low + (high - low) * ((score - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// How probable a value below a limit is.
    pub(super) fn below(&self, step: usize, limit: f64) -> f64 {
        normal_share(barrier(&self.rungs(step), limit, |value| value < limit))
    }

    /// How probable a value above a limit is.
    pub(super) fn above(&self, step: usize, limit: f64) -> f64 {
        normal_share(-barrier(&self.rungs(step), limit, |value| value <= limit))
    }

    /// For each step how probable it is that a value was above the limit by then.
    pub(super) fn above_by(&self, steps: Range<usize>, limit: f64) -> Vec<f64> {
        let barrier = |step: usize| barrier(&self.rungs(step), limit, |value| value <= limit);
        self.by(steps, barrier, |step| normal_share(-barrier(step)))
    }

    /// For each step how probable it is that a value was at the limit or above it by then.
    pub(super) fn reached_by(&self, steps: Range<usize>, limit: f64) -> Vec<f64> {
        let barrier = |step: usize| barrier(&self.rungs(step), limit, |value| value < limit);
        self.by(steps, barrier, |step| normal_share(-barrier(step)))
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

/// The share of a normal distribution below a score; none that far below.
fn normal_share(score: f64) -> f64 {
    if score <= -FAR { 0.0 } else { libm::erfc(-score * std::f64::consts::FRAC_1_SQRT_2) / 2.0 }
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
    let Some(((from, near), (to, far))) = ends.map(|(one, other)| (*one, *other)) else { return outside };
    if above > 0 && above < rungs.len() {
        return from + (to - from) * (limit - near) / (far - near);
    }
    let middle = rungs.get(rungs.len() / 2).map_or(near, |(_, value)| *value);
    if near == far || near == middle { outside } else { from * (limit - middle) / (near - middle) }
}

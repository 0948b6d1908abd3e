//! The whole distribution of a forecast, from a ladder of its intervals.

use super::forecast::{Forecast, forecast};
use super::options::ForecastOptions;
use crate::Result;

/// The levels of the ladder, in percent: the rungs reach from 0.5 to 99.5 percent.
const LEVELS: [f64; 9] = [20.0, 40.0, 60.0, 80.0, 90.0, 95.0, 98.0, 99.0, 99.8];

/// A forecast of which any quantile and any probability can be asked.
#[derive(Clone, Debug)]
pub(super) struct Ladder {
    pub(super) forecast: Forecast,
}

impl Ladder {
    pub(super) fn new(values: &[f64], options: &ForecastOptions) -> Result<Self> {
        let options = ForecastOptions { levels: LEVELS.to_vec(), ..options.clone() };
        Ok(Self { forecast: forecast(values, &options)? })
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
        let rungs = self.rungs(step);
        let above = rungs.partition_point(|(_, value)| *value < limit);
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
}

//! How good would the forecasts have been, and is the model worth its keep?

use serde::{Deserialize, Serialize};

use super::events;
use super::forecast::{check_values, forecast, foretell};
use super::history::History;
use super::many::CapacityProgress;
use super::options::ForecastOptions;
use super::season;
use super::spread::normal_quantile;
use super::wall::Wall;
use crate::{Error, Result};

/// Most places to forecast from.
const MOST_ORIGINS: u64 = 10_000;

/// Most values times steps of a season that Naive2 looks for one in.
const MOST_LOOKS: usize = 1_000_000_000;

/// Scores of forecasts from places in the past, beside those of the last season repeated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Backtest {
    /// From how many places forecasts were made: as many as asked for, or as the history has room for.
    pub origins: usize,
    /// The season that scales the errors, in steps; 1 without one.
    pub period: usize,
    /// Mean absolute scaled error of the forecasts: 1 is what repeating the last season errs within the history.
    /// Missing where that errs nothing.
    pub mase: Option<f64>,
    /// Symmetric mean absolute percentage error, 0 to 200.
    pub smape: f64,
    /// The mean of sMAPE and MASE over those of Naive2, the M4 competition's measure: below 1 is better than Naive2.
    pub owa: Option<f64>,
    /// Mean scaled interval score of the widest level.
    pub msis: Option<f64>,
    /// Mean pinball loss of the bounds of all levels, scaled as MASE is.
    pub pinball: Option<f64>,
    /// The share of observations inside the interval, for each level in the order of the options.
    pub coverage: Vec<LevelCoverage>,
    /// The same scores of the last season repeated, with intervals of a seasonal random walk.
    pub seasonal_naive: NaiveScores,
    /// Scores by how far ahead.
    pub by_horizon: Vec<HorizonScore>,
}

/// How often the truth lay inside.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LevelCoverage {
    /// The level in percent.
    pub level: f64,
    /// The share of observations inside, 0 to 1.
    pub share: f64,
}

/// Scores of the last season repeated, within the same bounds and on the same wall clock as the forecasts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NaiveScores {
    /// Mean absolute scaled error.
    pub mase: Option<f64>,
    /// Symmetric mean absolute percentage error, 0 to 200.
    pub smape: f64,
    /// Mean scaled interval score of the widest level.
    pub msis: Option<f64>,
    /// Mean pinball loss of the bounds of all levels, scaled.
    pub pinball: Option<f64>,
    /// The share of observations inside, for each level.
    pub coverage: Vec<LevelCoverage>,
}

/// Scores of one step ahead, or two, and so on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HorizonScore {
    /// How many steps ahead, from 1.
    pub ahead: usize,
    /// Mean absolute scaled error.
    pub mase: Option<f64>,
    /// That of the last season repeated.
    pub naive_mase: Option<f64>,
    /// Symmetric mean absolute percentage error, 0 to 200; missing where nothing was observed.
    pub smape: Option<f64>,
    /// Mean scaled interval score of the widest level.
    pub msis: Option<f64>,
    /// Mean pinball loss of the bounds of all levels, scaled.
    pub pinball: Option<f64>,
    /// The share of observations inside the widest interval; missing where none was observed.
    pub coverage: Option<f64>,
}

/// Sums over observations.
#[derive(Clone, Debug, Default)]
struct Sums {
    count: f64,
    scaled: f64,
    symmetric: f64,
    interval: f64,
    pinball: f64,
    inside: Vec<f64>,
}

/// Foretells from up to `origins` places in the past, one horizon apart, the last one horizon before the end, each time
/// knowing only what came before, and compares with what came. A declared event without a told effect counts from its
/// first occurrence on.
///
/// ```
/// use hypercare::capacity::{ForecastOptions, backtest};
/// let load: Vec<f64> = (0..480).map(|hour| (hour % 24) as f64 + (hour * 7 % 11) as f64 / 4.0).collect();
/// let scores = backtest(&load, &ForecastOptions::new("1h".parse()?, 24), 5)?;
/// assert!(scores.mase < scores.seasonal_naive.mase); // the model earns its keep
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
/// As for [`forecast`](super::forecast); [`Error::Shape`] if the history has no room for one horizon and as much before,
/// or two seasons.
pub fn backtest(values: &[f64], options: &ForecastOptions, origins: usize) -> Result<Backtest> {
    backtest_with(values, options, origins, &mut |_, _| Ok(()))
}

/// The same as [`backtest`]; `progress` is told after each place how many are done of how many, and ends the work by an
/// error.
///
/// # Errors
/// As for [`backtest`], and that of `progress`.
pub fn backtest_with(
    values: &[f64],
    options: &ForecastOptions,
    origins: usize,
    progress: &mut CapacityProgress<'_>,
) -> Result<Backtest> {
    options.check()?;
    check_values(values)?;
    Error::cap("origins", MOST_ORIGINS, origins)?;
    let clock = options.clock()?;
    let period = foretell(values, options, clock)?.season;
    let least = (2 * period).max(4);
    let room = values.len().saturating_sub(least) / options.horizon;
    let count = origins.min(room);
    if count == 0 {
        let expected = format!("one origin or more, and {} values", least + options.horizon);
        return Err(Error::shape("values", expected, format!("{origins} and {}", values.len())));
    }
    let (mut model, mut naive, mut second) = (Sums::default(), Sums::default(), Sums::default());
    let mut steps = vec![(Sums::default(), Sums::default()); options.horizon];
    let mut tried = 0;
    let places = clock.as_ref().map_or(Ok(None), |clock| clock.wall(values.len()))?;
    let least = values.iter().copied().filter(|value| !value.is_nan()).fold(f64::INFINITY, f64::min);
    let bounds = options.bounds(least);
    for back in (1..=count).rev() {
        let at = values.len() - back * options.horizon;
        let (past, future) = (&values[..at], &values[at..at + options.horizon]);
        if past.iter().filter(|value| !value.is_nan()).take(2).count() < 2 {
            continue;
        }
        tried += 1;
        let then = events::known(options, clock.as_ref(), at, values.len());
        let found = forecast(past, &then)?;
        let wall = Wall { places: places.as_deref(), length: at };
        let history = History::new(&wall.lay(past));
        let known: Vec<f64> = history.values.iter().map(|value| value * history.scale).collect();
        let repeated = Repeated::new(&known, period, bounds);
        let doubled = second_naive(&known, period, options.horizon);
        for (step, &met) in future.iter().enumerate().filter(|(_, met)| !met.is_nan()) {
            let bounds: Vec<_> =
                found.intervals.iter().map(|level| (level.level, level.lower[step], level.upper[step])).collect();
            model.add(met, found.mean[step], &bounds, repeated.scale);
            steps[step].0.add(met, found.mean[step], &bounds, repeated.scale);
            let (value, bounds) = repeated.at(wall.place(at + step), &options.levels);
            naive.add(met, value, &bounds, repeated.scale);
            steps[step].1.add(met, value, &bounds, repeated.scale);
            let place = wall.place(at + step).saturating_sub(known.len()).min(options.horizon - 1);
            second.add(met, doubled[place], &[], repeated.scale);
        }
        progress(count + 1 - back, count)?;
    }
    if model.count == 0.0 {
        let expected = "a value after the first origin, and two before it";
        return Err(Error::shape("values", expected, format!("none in {count} times {} steps", options.horizon)));
    }
    let owa = model.mean(model.scaled).zip(second.mean(second.scaled)).and_then(|(mase, base)| {
        let ratios = (mase / base + model.symmetric / second.symmetric) / 2.0;
        ratios.is_finite().then_some(ratios)
    });
    let graded = |score: Option<f64>| score.filter(|_| !options.levels.is_empty());
    let by_horizon = steps.iter().enumerate().map(|(step, (model, naive))| HorizonScore {
        ahead: step + 1,
        mase: model.mean(model.scaled),
        naive_mase: naive.mean(naive.scaled),
        smape: model.mean(model.symmetric),
        msis: graded(model.mean(model.interval)),
        pinball: graded(model.mean(model.pinball)),
        coverage: model.widest(&options.levels).and_then(|inside| model.mean(inside)),
    });
    Ok(Backtest {
        origins: tried,
        period,
        mase: model.mean(model.scaled),
        smape: model.mean(model.symmetric).unwrap_or(0.0),
        owa,
        msis: graded(model.mean(model.interval)),
        pinball: graded(model.mean(model.pinball)),
        coverage: model.coverage(&options.levels),
        by_horizon: by_horizon.collect(),
        seasonal_naive: NaiveScores {
            mase: naive.mean(naive.scaled),
            smape: naive.mean(naive.symmetric).unwrap_or(0.0),
            msis: graded(naive.mean(naive.interval)),
            pinball: graded(naive.mean(naive.pinball)),
            coverage: naive.coverage(&options.levels),
        },
    })
}

impl Sums {
    fn add(&mut self, met: f64, foretold: f64, bounds: &[(f64, f64, f64)], scale: f64) {
        let miss = (met - foretold).abs();
        let size = met.abs() + foretold.abs();
        self.count += 1.0;
        self.scaled += miss / scale;
        self.symmetric += if size > 0.0 { 200.0 * (miss / size) } else { 0.0 };
        self.inside.resize(bounds.len(), 0.0);
        let widest = bounds.iter().map(|bound| bound.0).fold(0.0, f64::max);
        for ((level, lower, upper), inside) in bounds.iter().zip(&mut self.inside) {
            let tail = (1.0 - level / 100.0) / 2.0;
            let (below, above) = ((lower - met).max(0.0), (met - upper).max(0.0));
            *inside += f64::from(u8::from(*lower <= met && met <= *upper));
            // The quantile loss of both bounds.
            let loss = |bound: f64, share: f64| (met - bound) * if met >= bound { share } else { share - 1.0 };
            self.pinball += (loss(*lower, tail) + loss(*upper, 1.0 - tail)) / 2.0 / scale / bounds.len() as f64;
            if *level >= widest {
                self.interval += (upper - lower + (below + above) / tail) / scale;
            }
        }
    }

    /// A sum as a mean; `None` where nothing was observed or nothing could scale it.
    fn mean(&self, sum: f64) -> Option<f64> {
        Some(sum / self.count).filter(|mean| mean.is_finite())
    }

    fn widest(&self, levels: &[f64]) -> Option<f64> {
        let widest = levels.iter().zip(&self.inside).max_by(|one, other| one.0.total_cmp(other.0));
        widest.map(|(_, inside)| *inside)
    }

    fn coverage(&self, levels: &[f64]) -> Vec<LevelCoverage> {
        let share = |inside: &f64| self.mean(*inside).unwrap_or(0.0);
        levels.iter().zip(&self.inside).map(|(&level, inside)| LevelCoverage { level, share: share(inside) }).collect()
    }
}

/// The last season repeated.
struct Repeated<'a> {
    values: &'a [f64],
    period: usize,
    /// Mean and root mean square of what it errs one season ahead.
    scale: f64,
    spread: f64,
    bounds: (f64, f64),
}

impl<'a> Repeated<'a> {
    fn new(values: &'a [f64], period: usize, bounds: (f64, f64)) -> Self {
        let misses = || values.iter().zip(values.iter().skip(period)).map(|(before, now)| (now - before).abs());
        let count = values.len().saturating_sub(period).max(1) as f64;
        Self {
            values,
            period: period.min(values.len()).max(1),
            scale: misses().sum::<f64>() / count,
            spread: libm::sqrt(misses().map(|miss| miss * miss).sum::<f64>() / count),
            bounds,
        }
    }

    /// The value at a place of the wall clock, and its bounds for each level.
    fn at(&self, place: usize, levels: &[f64]) -> (f64, Vec<(f64, f64, f64)>) {
        let ahead = place.checked_sub(self.values.len());
        let back = ahead.map_or(place, |ahead| self.values.len() - self.period + ahead % self.period);
        let value = self.values.get(back).copied().unwrap_or(0.0);
        let spread = self.spread * libm::sqrt((ahead.unwrap_or(0) / self.period + 1) as f64);
        let within = |value: f64| value.clamp(self.bounds.0, self.bounds.1);
        let bound = |&level: &f64| {
            let width = spread * normal_quantile((1.0 + level / 100.0) / 2.0);
            (level, within(value - width), within(value + width))
        };
        (within(value), levels.iter().map(bound).collect())
    }
}

/// Naive2 of the M competitions: the last value, with the season of a classical multiplicative decomposition where its
/// autocorrelation is beyond chance at 90 percent; without, of very long seasons.
fn second_naive(values: &[f64], period: usize, horizon: usize) -> Vec<f64> {
    let last = values.last().copied().unwrap_or(0.0);
    let length = values.len();
    let flat = vec![last; horizon];
    // The look for a season takes the product of both.
    if period < 2 || length < 3 * period || length * period > MOST_LOOKS || !season::autocorrelated(values, period) {
        return flat;
    }
    let half = period / 2;
    let mut ratios = vec![(0.0, 0.0); period];
    for place in half..length - half {
        let window = &values[place - half..=place + half];
        let mut sum: f64 = window.iter().sum();
        if period.is_multiple_of(2) {
            sum -= (window[0] + window[2 * half]) / 2.0;
        }
        let ratio = values[place] * period as f64 / sum;
        if ratio.is_finite() {
            ratios[place % period].0 += ratio;
            ratios[place % period].1 += 1.0;
        }
    }
    let mut season: Vec<f64> = ratios.iter().map(|(sum, count)| sum / f64::max(*count, 1.0)).collect();
    let mean = season.iter().sum::<f64>() / period as f64;
    season.iter_mut().for_each(|factor| *factor /= mean);
    let base = last / season[(length - 1) % period];
    if !base.is_finite() || season.iter().any(|factor| !factor.is_finite()) {
        return flat;
    }
    (0..horizon).map(|step| base * season[(length + step) % period]).collect()
}

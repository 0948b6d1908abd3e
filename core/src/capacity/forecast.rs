use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::ensemble::{self, ForecastMethod};
use super::events::{self, EventEffect};
use super::explain::{Context, explain};
use super::history::{self, History, Scale};
use super::options::{ForecastOptions, MOST_STEPS, MOST_VALUES};
use super::paths::Ties;
use super::season::{self, Found};
use super::spread::Spread;
use super::wall::{Wall, read};
use crate::time::Span;
use crate::{Error, Result};

/// What values are expected, and how far off that may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Forecast {
    /// The instant of the first step, one step after the history's last value; only if the options say when that began.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub start: Option<DateTime<Utc>>,
    /// From one value to the next.
    pub step: Span,
    /// The instant of each step, if the options say when the history began: months and, where a zone is told, days are
    /// steps on its calendar, so that month ends stay month ends.
    #[serde(default, with = "crate::time::instant::list")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<chrono::DateTime<chrono::Utc>>"))]
    pub instants: Vec<DateTime<Utc>>,
    /// The middle of what is expected at each step, half of outcomes lying above. Of counts that are mostly 0 it lies far
    /// below their arithmetic mean: do not add it up for a total.
    pub mean: Vec<f64>,
    /// One for each level asked for, in their order.
    pub intervals: Vec<ForecastInterval>,
    /// Why these.
    pub explanation: ForecastExplanation,
}

/// Bounds within which a share of outcomes is expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ForecastInterval {
    /// The share in percent.
    pub level: f64,
    /// The lower bound at each step.
    pub lower: Vec<f64>,
    /// The upper bound at each step.
    pub upper: Vec<f64>,
}

/// What a forecast was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ForecastExplanation {
    /// The seasons found, the shortest first, or the periods given. A season found is named by its shortest divisor that
    /// explains as much: by an F-test at 95 percent it leaves no more than chance would, and it has nine tenths of the
    /// season's strength.
    pub seasons: Vec<ForecastSeason>,
    /// By how much the level changes from one step to the next, over the last seasons (of a history without, over its
    /// last half).
    pub trend: f64,
    /// The methods by weight, the heaviest first.
    pub weights: Vec<MethodWeight>,
    /// From how many places in the past the methods were tried; 0 for a history too short for it.
    pub origins: usize,
    /// Changes of level that stayed, each at a value that was observed, with values of a season or more observed on both
    /// sides (of a history without a season, 3 values or a hundredth of it). Values after it differ from those whole
    /// seasons before it by at least half of the change: a weekend is no change of level where a week is known.
    pub level_shifts: Vec<LevelShift>,
    /// Declared events that touch the history or the forecast.
    pub events: Vec<EventEffect>,
    /// How many values were missing.
    pub missing: usize,
    /// How many values stood out so far that some methods saw them bounded.
    pub outliers: usize,
    /// What else should be known, as sentences for people.
    pub notes: Vec<String>,
}

/// A pattern that repeats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ForecastSeason {
    /// Its length in steps.
    pub period: usize,
    /// The share of the variation around the moving level that it explains beyond chance, 0 to 1.
    pub strength: f64,
}

/// A method, and what it counts in the forecast.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MethodWeight {
    /// The method.
    pub method: ForecastMethod,
    /// Whether it worked on the logarithms of the values.
    pub logarithm: bool,
    /// Whether it worked on values with outliers bounded.
    pub bounded: bool,
    /// Its weight, 0 to 1; those of all methods sum to 1.
    pub weight: f64,
    /// Its mean absolute error from places in the past, in the unit of the values.
    pub error: f64,
}

/// A change of level that stayed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LevelShift {
    /// The step of the history from which on the level is new, to within a season.
    pub index: usize,
    /// Its instant, if the history's start is known.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub at: Option<DateTime<Utc>>,
    /// The median of what was observed before, over up to five seasons.
    pub before: f64,
    /// The median of what was observed from then on, over up to five seasons.
    pub after: f64,
}

impl Forecast {
    /// The lower and upper bounds of a level in percent.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a level that the options did not ask for.
    pub fn interval(&self, level: f64) -> Result<(&[f64], &[f64])> {
        let found = self.intervals.iter().find(|interval| (interval.level - level).abs() < 1e-9);
        let known = || self.intervals.iter().map(|interval| interval.level.to_string()).collect();
        let interval = found.ok_or_else(|| Error::unknown("level", &level.to_string(), known()))?;
        Ok((&interval.lower, &interval.upper))
    }

    /// The seasons, trend, weights, level shifts and events that led to it.
    pub fn explain(&self) -> &ForecastExplanation {
        &self.explanation
    }
}

/// Foretells the next values of a series. NaN means a missing value.
///
/// ```
/// use hypercare::capacity::{ForecastOptions, forecast};
/// let busy = |hour: usize| if (8..18).contains(&(hour % 24)) { 80.0 } else { 20.0 };
/// let load: Vec<f64> = (0..240).map(|hour| busy(hour) + (hour * 7 % 5) as f64).collect();
/// let week = forecast(&load, &ForecastOptions::new("1h".parse()?, 168))?;
/// let (lower, upper) = week.interval(95.0)?;
/// assert!(lower[10] <= week.mean[10] && week.mean[10] <= upper[10]);
/// assert!(week.mean[10] > 70.0 && week.mean[2] < 30.0);
/// assert_eq!(week.explain().seasons[0].period, 24);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// Methods that repeat, smooth and regress on the past are each tried from up to 14 places in the history; the forecast
/// is the mean of their middle quarter, weighted by 1 / error^2.5, the intervals come from the errors that this would
/// have made. A history too short to try anything repeats its last value, with the intervals of a random walk by
/// Student's distribution. A constant history stays constant, with intervals of no width, and says so in its notes, as does
/// any other history in which nothing tells how far off a forecast may be. Values whose logarithms lie on a line, far better
/// than they do themselves, are foretold on their logarithms.
///
/// What is missing at the end of the history is foretold like what comes after it, and the intervals count from the last
/// value that is there.
///
/// Expected values stay within the history's range widened on both sides by its own width times 1 + horizon / length,
/// and by what declared events say; where values grow by a factor, this holds of their logarithms. Takes time and memory in proportion to the length and to the horizon: about 15
/// numbers for each step of the horizon and method.
///
/// # Errors
/// [`Error::Invalid`] for an infinite value and for options out of their ranges, [`Error::Shape`] for fewer than two
/// values that are not missing, [`Error::Limit`] for more than 10 million values, or 100,000 steps from the last value
/// that is there to the end of the horizon, [`Error::Range`] for instants past the year 9999.
pub fn forecast(values: &[f64], options: &ForecastOptions) -> Result<Forecast> {
    options.check()?;
    Ok(foretell(values, options, options.clock()?)?.forecast)
}

/// A forecast with what it is made from.
pub(super) struct Foretold {
    pub(super) forecast: Forecast,
    /// How its steps hang together, counted from the last value that is there.
    pub(super) ties: Ties,
    /// How many steps lie between that value and the forecast's first.
    pub(super) silent: usize,
    /// The shortest season that the methods worked with, which may be told by a shorter name; 1 for none.
    pub(super) season: usize,
}

/// A forecast on the steps of a clock.
pub(super) fn foretell(values: &[f64], options: &ForecastOptions, clock: Option<Clock>) -> Result<Foretold> {
    options.check()?;
    check_values(values)?;
    let end = values.len() + options.horizon;
    let events = events::plan(options, clock.as_ref(), values.len(), end)?;
    let usual = events.without(values);
    let places = clock.as_ref().map_or(Ok(None), |clock| clock.wall(end))?;
    let wall = Wall { places: places.as_deref(), length: values.len() };
    let laid = wall.lay(&usual);
    // What is missing at the end is foretold as well: it is no surer than what comes after.
    let seen = laid.iter().rposition(|value| !value.is_nan()).map_or(0, |last| last + 1);
    let silent = laid.len() - seen;
    Error::cap("steps from the last value to the end of the horizon", MOST_STEPS, silent + options.horizon)?;
    let observed = laid.get(..seen).unwrap_or_default();
    let factor = history::grows_by_a_factor(observed);
    let scale = if factor { Scale::Logarithm } else { Scale::Plain };
    let (history, found) = match scale {
        Scale::Plain => prepare(observed, options),
        Scale::Logarithm => prepare(&observed.iter().copied().map(libm::log).collect::<Vec<_>>(), options),
    };
    let seasons: Vec<usize> = found.iter().map(|season| season.period).collect();
    let season = seasons.last().copied().unwrap_or(1);
    let horizon = wall.horizon(options.horizon) + silent;
    let outcome = ensemble::run(&history, &seasons, horizon);
    let natural = if options.periods.is_none() { season::natural(options.step) } else { Vec::new() };
    let twice = |period: &usize| *period > options.horizon + silent || history.values.len() >= 2 * period;
    let mut spread = Spread::new(&history, &outcome, horizon, season, !natural.iter().all(twice));
    if let Some(day) = natural.first().filter(|day| history.values.len() < **day) {
        let tried = outcome.errors.iter().map(Vec::len).max().unwrap_or(0);
        spread.widen(&history, tried, *day);
    }

    let least = values.iter().copied().filter(|value| !value.is_nan()).fold(f64::INFINITY, f64::min);
    let bounds = options.bounds(least);
    let back = |value: f64| scale.back(value * history.scale);
    let within = |value: f64| back(value).clamp(bounds.0, bounds.1);
    let foretold = |step: usize| read(wall.place(values.len() + step), &history, &outcome.mean);
    // The hour that a clock shows twice repeats its value, but is as far off as any other.
    let away = |distances: &[f64], step: usize| {
        distances[wall.place(values.len() + step).checked_sub(seen).unwrap_or(step).min(horizon - 1)]
    };
    let take =
        |value: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..options.horizon).map(|step| within(value(step))).collect() };
    let mut mean = take(&foretold);
    let mut intervals: Vec<ForecastInterval> = Vec::with_capacity(options.levels.len());
    /// Of a history scaled to about 1, less than this is rounding.
    const NONE: f64 = 1e-12;
    let mut sharp = 0.0_f64;
    for &level in &options.levels {
        let (below, above) = spread.distances(level);
        if below.iter().chain(&above).all(|distance| *distance < NONE) {
            sharp = sharp.max(level);
        }
        let lower = take(&|step| foretold(step) - away(&below, step));
        let upper = take(&|step| foretold(step) + away(&above, step));
        intervals.push(ForecastInterval { level, lower, upper });
    }
    let cut = (0..options.horizon).filter(|step| within(foretold(*step)) != back(foretold(*step))).count();
    let usually = |index| back(read(wall.place(index), &history, &outcome.mean));
    let (effects, unknown) = events.learn(values, usually, seasons.last().copied());
    events.apply(&effects, &mut mean, &mut intervals, bounds);

    let missing = values.iter().filter(|value| value.is_nan()).count();
    let context =
        Context { options, values, silent, missing, clock: clock.as_ref(), wall: &wall, scale, sharp, cut, bounds };
    let mut explanation = explain(&history, &found, &outcome, context)?;
    explanation.notes.extend(unknown);
    let ahead = clock.map(|clock| clock.from(values.len()).instants(options.horizon)).transpose()?;
    let instants = ahead.unwrap_or_default();
    let explanation = ForecastExplanation { events: effects, ..explanation };
    let ties = Ties::new(&spread);
    let start = instants.first().copied();
    let forecast = Forecast { start, step: options.step, instants, mean, intervals, explanation };
    Ok(Foretold { forecast, ties, silent, season: seasons.first().copied().unwrap_or(1) })
}

/// Refuses histories that nothing can be made of.
pub(super) fn check_values(values: &[f64]) -> Result<()> {
    Error::cap("values", MOST_VALUES, values.len())?;
    if let Some(index) = values.iter().position(|value| value.is_infinite()) {
        let found = values.get(index).copied().unwrap_or(f64::NAN);
        return Err(Error::invalid(format!("value {index}"), "a finite number, or NaN for a missing one", found));
    }
    let present = values.iter().filter(|value| !value.is_nan()).take(2).count();
    if present < 2 {
        let found = format!("{present} of {}", values.len());
        return Err(Error::shape("values", "at least two values that are not missing", found));
    }
    Ok(())
}

/// The history scaled and filled, and its seasons, the shortest first.
fn prepare(values: &[f64], options: &ForecastOptions) -> (History, Vec<Found>) {
    let mut history = History::new(values);
    let fits = |period: &usize| values.len() >= 2 * period && values.len() >= period + 4;
    let mut periods = options.periods.clone().unwrap_or_else(|| season::natural(options.step));
    periods.sort_unstable();
    periods.dedup();
    periods.retain(fits);
    let mut rest = history::calmed(&history.values, &periods);
    let found = if options.periods.is_some() {
        let weak = |period| Found { period, strength: 0.0 };
        periods.into_iter().map(|period| season::measure(&mut rest, period).unwrap_or(weak(period))).collect()
    } else {
        season::find(rest, &periods)
    };
    let lengths: Vec<usize> = found.iter().map(|season| season.period).collect();
    history.fill(&lengths);
    (history, found)
}

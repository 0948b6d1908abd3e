use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::ensemble::{self, ForecastMethod};
use super::events::{self, EventEffect};
use super::history::{self, History};
use super::options::{ForecastOptions, MOST_STEPS, MOST_VALUES};
use super::paths::Ties;
use super::season::{self, Found};
use super::spread::Spread;
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
    /// The seasons used, the shortest first.
    pub seasons: Vec<ForecastSeason>,
    /// By how much the level changes from one step to the next, over the last seasons (of a history without, over its
    /// last half).
    pub trend: f64,
    /// The methods by weight, the heaviest first.
    pub weights: Vec<MethodWeight>,
    /// From how many places in the past the methods were tried; 0 for a history too short for it.
    pub origins: usize,
    /// Changes of level that stayed.
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
    /// The median before.
    pub before: f64,
    /// The median after.
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
/// Student's distribution. A constant history stays constant, with intervals of no width, and says so in its notes.
///
/// What is missing at the end of the history is foretold like what comes after it, and the intervals count from the last
/// value that is there.
///
/// Expected values stay within the history's range widened on both sides by its own width times 1 + horizon / length,
/// and by what declared events say. Takes time and memory in proportion to the length and to the horizon: about 15
/// numbers for each step of the horizon and method.
///
/// # Errors
/// [`Error::Invalid`] for an infinite value and for options out of their ranges, [`Error::Shape`] for fewer than two
/// values that are not missing, [`Error::Limit`] for more than 10 million values, or 100,000 steps from the last value
/// that is there to the end of the horizon, [`Error::Range`] for instants past the year 9999.
pub fn forecast(values: &[f64], options: &ForecastOptions) -> Result<Forecast> {
    options.check()?;
    Ok(foretell(values, options, options.clock()?)?.0)
}

/// A forecast on the steps of a clock, and how its steps hang together.
pub(super) fn foretell(values: &[f64], options: &ForecastOptions, clock: Option<Clock>) -> Result<(Forecast, Ties)> {
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
    let (history, found) = prepare(laid.get(..seen).unwrap_or_default(), options);
    let seasons: Vec<usize> = found.iter().map(|season| season.period).collect();
    let horizon = wall.horizon(options.horizon) + silent;
    let outcome = ensemble::run(&history, &seasons, horizon);
    let twice = |period: usize| period > options.horizon + silent || history.values.len() >= 2 * period;
    let unseen = options.periods.is_none() && !season::natural(options.step).into_iter().all(twice);
    let spread = Spread::new(&history, &outcome, horizon, !seasons.is_empty(), unseen);

    let least = values.iter().copied().filter(|value| !value.is_nan()).fold(f64::INFINITY, f64::min);
    let bounds = options.bounds(least);
    let back = |value: f64| (value * history.scale).clamp(-f64::MAX, f64::MAX).clamp(bounds.0, bounds.1);
    let foretold = |step: usize| read(wall.place(values.len() + step), &history, &outcome.mean);
    // The hour that a clock shows twice repeats its value, but is as far off as any other.
    let away = |distances: &[f64], step: usize| {
        distances[wall.place(values.len() + step).checked_sub(seen).unwrap_or(step).min(horizon - 1)]
    };
    let take =
        |value: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..options.horizon).map(|step| back(value(step))).collect() };
    let mut mean = take(&foretold);
    let mut intervals: Vec<ForecastInterval> = Vec::with_capacity(options.levels.len());
    for &level in &options.levels {
        let (below, above) = spread.distances(level);
        let lower = take(&|step| foretold(step) - away(&below, step));
        let upper = take(&|step| foretold(step) + away(&above, step));
        intervals.push(ForecastInterval { level, lower, upper });
    }
    let effects = events.learn(values, |index| read(wall.place(index), &history, &outcome.mean) * history.scale);
    events.apply(&effects, &mut mean, bounds);
    for interval in &mut intervals {
        events.apply(&effects, &mut interval.lower, bounds);
        events.apply(&effects, &mut interval.upper, bounds);
    }

    let missing = values.iter().filter(|value| value.is_nan()).count();
    let explanation =
        explain(&history, &found, &outcome, Context { options, silent, missing, clock: clock.as_ref(), wall: &wall })?;
    let ahead = clock.map(|clock| clock.from(values.len()).instants(options.horizon)).transpose()?;
    let instants = ahead.unwrap_or_default();
    let explanation = ForecastExplanation { events: effects, ..explanation };
    let ties = Ties::new(&outcome.errors, spread.scale().get(silent..).unwrap_or_default());
    let start = instants.first().copied();
    Ok((Forecast { start, step: options.step, instants, mean, intervals, explanation }, ties))
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
    // A few spikes, or one change of level, would hide the pattern below them.
    let (mut rest, _) = history::bounded(&history.values, &periods);
    for shift in history::shifts(&rest, periods.first().copied().unwrap_or(1)) {
        rest[shift.index..].iter_mut().for_each(|value| *value -= shift.after - shift.before);
    }
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

/// A series on the steps of a wall clock.
struct Wall<'a> {
    places: Option<&'a [usize]>,
    length: usize,
}

impl Wall<'_> {
    fn place(&self, index: usize) -> usize {
        self.places.and_then(|places| places.get(index)).copied().unwrap_or(index)
    }

    /// How many steps of the wall clock the history reaches over.
    fn count(&self) -> usize {
        self.places.map_or(self.length, |places| places[..self.length].iter().max().map_or(0, |last| last + 1))
    }

    /// The values where the wall clock has them: the hour that a clock skips is missing, of the hour it shows twice the
    /// mean stands.
    fn lay(&self, values: &[f64]) -> Vec<f64> {
        let Some(places) = self.places else { return values.to_vec() };
        let mut laid = vec![f64::NAN; self.count()];
        for (value, &place) in values.iter().zip(places) {
            laid[place] = if laid[place].is_nan() {
                *value
            } else if value.is_nan() {
                laid[place]
            } else {
                laid[place] / 2.0 + value / 2.0
            };
        }
        laid
    }

    /// How many steps of the wall clock the forecast reaches over.
    fn horizon(&self, steps: usize) -> usize {
        let last = (self.length..self.length + steps).map(|index| self.place(index)).max().unwrap_or(0);
        (last + 1).saturating_sub(self.count()).max(1)
    }
}

/// What stands at a place of the wall clock: the history, as where the clock shows again what it has shown, or the path
/// that goes on from it.
fn read(place: usize, history: &History, path: &[f64]) -> f64 {
    let ahead = place.checked_sub(history.values.len());
    ahead.map_or_else(|| history.values[place], |ahead| path[ahead])
}

struct Context<'a> {
    options: &'a ForecastOptions,
    silent: usize,
    missing: usize,
    clock: Option<&'a Clock>,
    wall: &'a Wall<'a>,
}

fn explain(
    history: &History,
    found: &[Found],
    outcome: &ensemble::Outcome,
    context: Context<'_>,
) -> Result<ForecastExplanation> {
    let short = found.first().map_or(1, |season| season.period);
    let scale = history.scale;
    let mut weights: Vec<MethodWeight> = outcome
        .members
        .iter()
        .map(|member| MethodWeight {
            method: member.method,
            logarithm: member.logarithm,
            bounded: member.bounded,
            weight: member.weight,
            error: (member.error * scale).min(f64::MAX),
        })
        .collect();
    weights.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let mut level_shifts = Vec::new();
    for shift in history::shifts(&history.values, short) {
        // The wall clock's steps and the series' differ by an hour at most, which is within the season it is told to.
        let index = shift.index.min(context.wall.length - 1);
        level_shifts.push(LevelShift {
            index,
            at: context.clock.map(|clock| clock.at(index)).transpose()?,
            before: (shift.before * scale).clamp(-f64::MAX, f64::MAX),
            after: (shift.after * scale).clamp(-f64::MAX, f64::MAX),
        });
    }
    let mut notes = Vec::new();
    if history.values.iter().all(|value| *value == history.values[0]) {
        notes.push("the history is constant: nothing in it tells how far off the forecast may be".to_owned());
    } else if outcome.origins.is_empty() {
        notes.push("the history is too short to try a method: its last value is repeated".to_owned());
    }
    let dropped: Vec<String> = context
        .options
        .periods
        .iter()
        .flatten()
        .filter(|period| found.iter().all(|season| season.period != **period))
        .map(usize::to_string)
        .collect();
    if !dropped.is_empty() {
        notes.push(format!("the history is too short for the seasons of {} steps: it takes two", dropped.join(", ")));
    }
    let reached = outcome.origins.iter().map(|origin| origin.length).max().unwrap_or(0);
    if reached < context.options.horizon && reached > 0 {
        notes.push(format!("errors were seen up to {reached} steps ahead; further ones are taken to grow on"));
    }
    if context.silent > 0 {
        notes.push(format!("the last {} values are missing: they are foretold, too", context.silent));
    }
    Ok(ForecastExplanation {
        seasons: found
            .iter()
            .map(|season| ForecastSeason { period: season.period, strength: season.strength })
            .collect(),
        trend: (slope(&history.values, short) * scale).clamp(-f64::MAX, f64::MAX),
        weights,
        origins: outcome.origins.len(),
        level_shifts,
        events: Vec::new(),
        missing: context.missing,
        outliers: outcome.outliers,
        notes,
    })
}

/// The change of level a step: the mean of the last seasons against that of as many before.
fn slope(values: &[f64], period: usize) -> f64 {
    let seasons = if period > 1 { (values.len() / (2 * period)).min(4) } else { values.len() / 4 };
    let block = (seasons * period).max(1);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    match values.len().checked_sub(2 * block) {
        Some(from) => (mean(&values[from + block..]) - mean(&values[from..from + block])) / block as f64,
        None => 0.0,
    }
}

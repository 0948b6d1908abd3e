//! The methods together: how each would have done from places in the past, and what weight it earns by that.

use serde::{Deserialize, Serialize};

use super::history::{History, bounded, median};
use super::members::{Origin, Paths, Seasons, lags, mean, profile, seasonal_naive, smooth, trend};

/// Most places in the past to try the methods from.
const ORIGINS: usize = 14;
/// A weight is one over the mean absolute error to this power.
const POWER: f64 = 2.5;
/// The forecast is the weighted mean of this middle share of the methods' forecasts, by weight.
const MIDDLE: f64 = 0.25;
/// The penalty of the regressions on the past.
const RIDGE: f64 = 1e-6;
/// Logarithms are taken of values at least this share of their median above zero.
const FLOOR: f64 = 0.01;

/// A way to foretell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ForecastMethod {
    /// The last season again.
    SeasonalNaive,
    /// The weighted mean of the last seasons, at the level of now.
    Profile,
    /// The same of the longest season.
    LongProfile,
    /// Exponential smoothing of a level and a season, with dependent errors.
    Smoothing,
    /// Exponential smoothing of a level and two seasons, with dependent errors.
    DoubleSmoothing,
    /// Regression on the last values and on those one season before.
    Lags,
    /// Regression on more of them.
    WideLags,
    /// Regression on values up to two of the longest seasons before.
    LongLags,
    /// The mean of the last values.
    Mean,
    /// A line through the last values, which flattens out.
    DampedTrend,
    /// A line through the last half of the history.
    Trend,
}

/// A method of the ensemble, and what it works on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) method: ForecastMethod,
    pub(super) logarithm: bool,
    pub(super) bounded: bool,
    pub(super) weight: f64,
    /// Mean absolute error, scaled as the history is.
    pub(super) error: f64,
}

/// What the ensemble foretells, and how it would have done.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) mean: Vec<f64>,
    pub(super) members: Vec<Member>,
    pub(super) origins: Vec<Origin>,
    /// For each origin what was observed less what would have been foretold with weights from the other origins; NaN
    /// where nothing was observed.
    pub(super) errors: Vec<Vec<f64>>,
    pub(super) outliers: usize,
}

/// The places in the past to try from: whole seasons apart, the latest one season before the end, so that near steps are
/// tried often and far ones as often as the history allows.
fn origins(length: usize, seasons: &[usize], horizon: usize) -> Vec<Origin> {
    let short = seasons.first().copied().unwrap_or(1);
    let least = match seasons {
        [] => (length / 4).max(3),
        [short] => (3 * short).min((2 * length / 3).max(short + 2)),
        [short, .., long] => long + short,
    };
    let room = length.saturating_sub(least);
    let mut spacing = short * (2 * horizon).div_ceil(ORIGINS * short);
    if seasons.is_empty() {
        // Nothing ties origins to a phase: far apart they tell more.
        spacing = spacing.max((room / ORIGINS).min(horizon));
    }
    if room < 4 * spacing {
        spacing = (room / 4).max(1);
    }
    (1..=ORIGINS)
        .map(|count| count * spacing)
        .take_while(|back| *back <= room)
        .map(|back| Origin { at: length - back, length: back.min(horizon) })
        .collect()
}

/// Foretells `horizon` steps of a history with the seasons found, the shortest first.
pub(super) fn run(history: &History, seasons: &[usize], horizon: usize) -> Outcome {
    let values = &history.values;
    let mut places = origins(values.len(), seasons, horizon);
    places.push(Origin { at: values.len(), length: horizon });
    let (mut candidates, outliers) = candidates(values, seasons, &places);
    rein(values, horizon, &mut candidates);
    places.pop();
    let errors: Vec<Vec<f64>> = candidates.iter().map(|(_, paths)| misses(history, &places, paths)).collect();
    let steps: Vec<f64> = places.iter().map(|origin| known(history, origin) as f64).collect();
    let (weights, means) = weigh(&errors, &steps, None);
    let mut table = Vec::with_capacity(candidates.len());
    let mut mix = |weights: &[f64], index: usize, length: usize| -> Vec<f64> {
        (0..length)
            .map(|step| {
                table.clear();
                table.extend(candidates.iter().zip(weights).map(|((_, paths), weight)| (paths[index][step], *weight)));
                middle(&mut table)
            })
            .collect()
    };
    let mean = mix(&weights, places.len(), horizon);
    let errors = places
        .iter()
        .enumerate()
        .map(|(index, origin)| {
            // A weight that has seen the errors it is judged by would make them look smaller than they will be.
            let others = if places.len() > 1 { weigh(&errors, &steps, Some(index)).0 } else { weights.clone() };
            let path = mix(&others, index, origin.length);
            path.iter()
                .zip(origin.at..)
                .map(|(value, at)| if history.known[at] { values[at] - value } else { f64::NAN })
                .collect()
        })
        .collect();
    let members = candidates.iter().zip(weights.iter().zip(&means));
    let members = members.map(|((member, _), (&weight, &error))| Member { weight, error, ..*member }).collect();
    Outcome { mean, members, origins: places, errors, outliers }
}

/// What every method that the history is long enough for gives, and how many outliers there are.
fn candidates(values: &[f64], seasons: &[usize], places: &[Origin]) -> (Vec<(Member, Paths)>, usize) {
    use ForecastMethod as Method;
    let mut found: Vec<(Member, Paths)> = Vec::new();
    let line = Line::through(values);
    // What comes after an origin must not tilt the line that goes on from it.
    let slopes: Vec<f64> =
        places.iter().filter(|_| line.is_some()).map(|origin| Line::fitted(&values[..origin.at]).0.slope).collect();
    let mut add = |method, logarithm, bounded, mut paths: Paths| {
        if let Some(line) = line.filter(|_| !method_has_trend(method)) {
            for ((origin, slope), path) in places.iter().zip(&slopes).zip(&mut paths) {
                let level = line.at(origin.at) - line.slope;
                path.iter_mut().zip(1_u32..).for_each(|(value, step)| *value += level + slope * f64::from(step));
            }
        }
        found.push((Member { method, logarithm, bounded, weight: 0.0, error: 0.0 }, paths));
    };
    let short = seasons.first().copied().unwrap_or(1);
    add(Method::SeasonalNaive, false, false, seasonal_naive(values, short, places));
    if values.len() < 5 {
        return (found, 0);
    }
    let (clean, outliers) = bounded(values, seasons);
    let window = values.len() / 2;
    add(Method::DampedTrend, false, false, trend(values, short, 4 * short, 0.98, places));
    add(Method::Trend, false, false, trend(&clean, short, window, 1.0, places));
    // Methods without a trend of their own see what lies above the line, if there is one.
    let logarithms = if line.is_some() { None } else { logarithms(values) };
    let above = |values: &[f64]| -> Vec<f64> {
        let rise = |at: usize| line.map_or(0.0, |line| line.at(at));
        values.iter().enumerate().map(|(at, value)| value - rise(at)).collect()
    };
    let (values, clean) = (&above(values)[..], &above(&clean)[..]);
    if short > 1 {
        add(Method::Profile, false, false, profile(values, short, short, 0.6, places));
        add(Method::Profile, false, true, profile(clean, short, short, 0.8, places));
    } else {
        add(Method::Mean, false, false, mean(values, window, places));
        add(Method::Mean, false, true, mean(clean, 7, places));
    }
    add(Method::Smoothing, false, true, smooth(clean, Seasons { short, long: 1 }, places));
    let back = |paths: Paths, shift: f64| -> Paths {
        paths.into_iter().map(|path| path.into_iter().map(|value| libm::exp(value) - shift).collect()).collect()
    };
    if let Some((logarithms, shift)) = &logarithms {
        let paths = smooth(logarithms, Seasons { short, long: 1 }, places);
        add(Method::Smoothing, true, false, back(paths, *shift));
    }
    if let [_, .., long] = *seasons {
        let both = Seasons { short, long };
        add(Method::DoubleSmoothing, false, false, smooth(values, both, places));
        add(Method::LongProfile, false, true, profile(clean, long, short, 0.9, places));
        if let Some((logarithms, shift)) = &logarithms {
            add(Method::DoubleSmoothing, true, false, back(smooth(logarithms, both, places), *shift));
            add(Method::LongProfile, true, false, back(profile(logarithms, long, short, 0.7, places), *shift));
        }
    }
    for (method, set) in lag_sets(values.len(), seasons) {
        // From the first origin all lags must be there.
        if places.iter().any(|origin| set.last().is_some_and(|reach| *reach > origin.at)) {
            continue;
        }
        if let Some(paths) = lags(values, &set, RIDGE, places) {
            add(method, false, false, paths);
        }
        if let Some((logarithms, shift)) = &logarithms
            && let Some(paths) = lags(logarithms, &set, RIDGE, places)
        {
            add(method, true, false, back(paths, *shift));
        }
    }
    (found, outliers)
}

/// Whether a method carries on from the values themselves, line or not.
fn method_has_trend(method: ForecastMethod) -> bool {
    matches!(method, ForecastMethod::SeasonalNaive | ForecastMethod::Trend | ForecastMethod::DampedTrend)
}

/// A straight line that explains nearly all of a history: a disk that fills up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    start: f64,
    pub(super) slope: f64,
}

impl Line {
    /// The line of least squares, if it explains nine tenths of the variance.
    fn through(values: &[f64]) -> Option<Self> {
        const SHARE: f64 = 0.9;
        const FEWEST: usize = 8;
        let (line, explained) = Self::fitted(values);
        (values.len() >= FEWEST && explained >= SHARE).then_some(line)
    }

    /// The line of least squares, and which share of the variance it explains.
    pub(super) fn fitted(values: &[f64]) -> (Self, f64) {
        let count = values.len() as f64;
        let (middle, centre) = ((count - 1.0) / 2.0, values.iter().sum::<f64>() / count);
        let (mut across, mut product, mut total) = (0.0, 0.0, 0.0);
        for (at, value) in values.iter().enumerate() {
            let (place, height) = (at as f64 - middle, value - centre);
            across += place * place;
            product += place * height;
            total += height * height;
        }
        let slope = if across > 0.0 { product / across } else { 0.0 };
        (Self { start: centre - slope * middle, slope }, if total > 0.0 { slope * product / total } else { 0.0 })
    }

    fn at(self, place: usize) -> f64 {
        self.start + self.slope * place as f64
    }
}

/// The logarithms of the values, moved up where they come too near to zero, and by how much; `None` if some are below
/// zero.
fn logarithms(values: &[f64]) -> Option<(Vec<f64>, f64)> {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    if least < 0.0 {
        return None;
    }
    let mut positive: Vec<f64> = values.iter().copied().filter(|value| *value > 0.0).collect();
    let floor = FLOOR * median(&mut positive)?;
    let shift = (floor - least).max(0.0);
    Some((values.iter().map(|value| libm::log(value + shift)).collect(), shift))
}

/// The lags to regress on.
fn lag_sets(length: usize, seasons: &[usize]) -> Vec<(ForecastMethod, Vec<usize>)> {
    let near = |centre: usize, by: usize| centre.saturating_sub(by)..=centre + by;
    let (mut narrow, mut wide): (Vec<usize>, Vec<usize>) = ((1..=3).collect(), (1..=4).collect());
    let mut sets = Vec::new();
    if let [short, rest @ ..] = seasons {
        narrow.extend(near(*short, 1).chain([2 * short]));
        wide.extend(near(*short, if rest.is_empty() { 1 } else { 2 }).chain(near(2 * short, 1)).chain([3 * short]));
        for long in rest {
            narrow.extend(near(*long, 1));
            wide.extend(near(*long, 2).chain([long + short]));
            wide.extend((4..=6).map(|count| count * short).filter(|lag| lag < long));
        }
        if let Some(long) = rest.last() {
            let mut far = narrow.clone();
            far.extend(near(2 * long, 1));
            if length >= 3 * long + 40 {
                sets.push((ForecastMethod::LongLags, far));
            }
        }
    } else {
        wide.extend(5..=12);
    }
    sets.push((ForecastMethod::Lags, narrow));
    sets.push((ForecastMethod::WideLags, wide));
    for (_, set) in &mut sets {
        set.retain(|lag| *lag > 0);
        set.sort_unstable();
        set.dedup();
    }
    sets
}

/// Keeps every path within the range of the history, widened by its width and by what a trend may add; drops methods
/// whose forecast leaves it for good or is no number.
fn rein(values: &[f64], horizon: usize, candidates: &mut Vec<(Member, Paths)>) {
    let (low, high) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
    let room = (high - low) * (1.0 + horizon as f64 / values.len() as f64);
    let (low, high) = (low - room, high + room);
    let mut first = true;
    candidates.retain_mut(|(_, paths)| {
        let sound = paths.last().is_some_and(|path| path.iter().all(|value| (low..=high).contains(value)));
        for value in paths.iter_mut().flatten() {
            *value = if value.is_nan() { high } else { value.clamp(low, high) };
        }
        // The first repeats the past and cannot leave.
        std::mem::take(&mut first) || sound
    });
}

fn known(history: &History, origin: &Origin) -> usize {
    history.known[origin.at..origin.at + origin.length].iter().filter(|known| **known).count()
}

/// The sum of a method's absolute errors from each origin.
fn misses(history: &History, places: &[Origin], paths: &Paths) -> Vec<f64> {
    let miss = |(origin, path): (&Origin, &Vec<f64>)| {
        let observed = (origin.at..).zip(path).filter(|(at, _)| history.known[*at]);
        observed.map(|(at, value)| (history.values[at] - value).abs()).sum()
    };
    places.iter().zip(paths).map(miss).collect()
}

/// Weights that sum to one, and mean absolute errors, from all origins but the one to leave out.
fn weigh(errors: &[Vec<f64>], steps: &[f64], leave: Option<usize>) -> (Vec<f64>, Vec<f64>) {
    let sum = |values: &[f64]| -> f64 {
        values.iter().enumerate().filter(|(index, _)| Some(*index) != leave).map(|(_, value)| value).sum()
    };
    let count = sum(steps);
    if count == 0.0 {
        // Nothing to judge by: the first method, which repeats the past.
        let weights = (0..errors.len()).map(|index| if index == 0 { 1.0 } else { 0.0 }).collect();
        return (weights, vec![0.0; errors.len()]);
    }
    let means: Vec<f64> = errors.iter().map(|errors| sum(errors) / count).collect();
    let best = means.iter().copied().fold(f64::INFINITY, f64::min);
    // Relative to the best, so that no power overflows; an exact method takes it all.
    let shares: Vec<f64> =
        means.iter().map(|mean| if *mean <= best { 1.0 } else { libm::pow(best / mean, POWER) }).collect();
    let total: f64 = shares.iter().sum();
    (shares.iter().map(|share| share / total).collect(), means)
}

/// The weighted mean of the middle by weight.
fn middle(values: &mut [(f64, f64)]) -> f64 {
    values.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
    let total: f64 = values.iter().map(|(_, weight)| weight).sum();
    let (low, high) = (total * (0.5 - MIDDLE / 2.0), total * (0.5 + MIDDLE / 2.0));
    let (mut passed, mut sum, mut taken) = (0.0, 0.0, 0.0);
    for (value, weight) in values.iter() {
        let share = (high.min(passed + weight) - low.max(passed)).max(0.0);
        sum += share * value;
        taken += share;
        passed += weight;
    }
    if taken > 0.0 { sum / taken } else { values.first().map_or(0.0, |(value, _)| *value) }
}

//! When is it full?

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::forecast::check_values;
use super::history::{History, median};
use super::spread::normal_quantile;
use crate::time::Span;
use crate::{Error, Result};

/// A resource that fills up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExhaustionOptions {
    /// From one value to the next: a text such as "1h", or a number of seconds.
    #[serde(deserialize_with = "super::options::step")]
    pub step: Span,
    /// The instant of the first value.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// The value at which it is full.
    pub capacity: f64,
    /// How sure the early and late instants are, in percent: so much of outcomes lies between them.
    #[serde(default = "eighty")]
    pub level: f64,
    /// The IANA zone on whose calendar steps of days and months are counted; UTC if left out.
    #[serde(default)]
    pub zone: Option<String>,
}

fn eighty() -> f64 {
    80.0
}

/// When a resource is full, if nobody empties it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exhaustion {
    /// The growth of one step, emptyings left out: the mean of the whole history told.
    pub rate: f64,
    /// When it is as likely as not full; none if it does not grow by more than chance may explain (one standard error),
    /// or past the year 9999.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub expected: Option<DateTime<Utc>>,
    /// The early end of the interval.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub early: Option<DateTime<Utc>>,
    /// The late end of the interval; none if it may never be full.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub late: Option<DateTime<Utc>>,
    /// The steps at which it was found emptied: deletions, rotations, resets.
    pub resets: Vec<usize>,
    /// The highest value before one of them; where it always was emptied below the capacity, it may well be again.
    pub highest_before_reset: Option<f64>,
}

/// Foretells when a resource that fills up (disk, quota, connections) is full. Falls that stand out of how values move
/// are emptyings: the growth is measured between them, and goes on from the last value.
///
/// ```
/// use hypercare::capacity::{ExhaustionOptions, exhaustion};
/// use hypercare::time::parse_instant;
/// let used: Vec<f64> = (0..60).map(|day| 200.0 + 5.0 * day as f64 + (day * 7 % 3) as f64).collect();
/// let options = ExhaustionOptions {
///     step: "1 day".parse()?, start: parse_instant("2026-01-01T00:00:00Z")?, capacity: 600.0, level: 80.0, zone: None,
/// };
/// let full = exhaustion(&used, &options)?;
/// assert!((full.rate - 5.0).abs() < 0.1); // 496 used on day 59: full about 21 days later
/// assert!(full.early <= full.expected && full.expected <= full.late);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// A fall that the next values make good, or that only ends a spike, is no emptying.
/// The interval comes from how the growth of equal stretches of the history differs: a walk with drift whose drift is
/// itself uncertain. Growth that is the same at every step has an interval of no width.
///
/// # Errors
/// [`Error::Invalid`] for an infinite value, a capacity that is not finite and a level not between 0 and 100,
/// [`Error::Shape`] for fewer than two values that are not missing.
pub fn exhaustion(values: &[f64], options: &ExhaustionOptions) -> Result<Exhaustion> {
    check_values(values)?;
    if !options.capacity.is_finite() {
        return Err(Error::invalid("capacity", "a finite number", options.capacity));
    }
    if !(options.level > 0.0 && options.level < 100.0) {
        return Err(Error::invalid("level", "a percentage above 0 and below 100", options.level));
    }
    if options.step == Span::ZERO {
        return Err(Error::invalid("step", "a length of time of at least 1 ms", options.step));
    }
    let history = History::new(values);
    let known: Vec<(usize, f64)> =
        history.values.iter().copied().enumerate().filter(|(index, _)| history.known[*index]).collect();
    let (resets, growths) = growths(&known);
    let peaks = resets.iter().map(|place| known[place - 1].1 * history.scale);
    let steps: f64 = growths.iter().map(|(_, steps)| steps).sum();
    let rate = if steps > 0.0 { growths.iter().map(|(growth, _)| growth).sum::<f64>() / steps } else { 0.0 };
    let variance = variance(&growths, rate);
    let (last, at) = known.last().map_or((0.0, 0), |(index, value)| (*value, *index));
    let left = options.capacity / history.scale - last;
    let clock = Clock::new(options.start, options.step, options.zone.as_deref())?;
    // Instants past the year 9999 are none.
    let when = |steps: Option<f64>| clock.at(at.saturating_add(steps?.ceil().max(0.0) as usize)).ok();
    let z = normal_quantile((1.0 + options.level / 100.0) / 2.0);
    Ok(Exhaustion {
        rate: rate * history.scale,
        // Growth within its own standard error is none that could be told from standing still.
        expected: when(
            passage(left, rate, 0.0, variance, steps)
                .filter(|_| left <= 0.0 || rate * rate >= variance / steps.max(1.0)),
        ),
        early: when(passage(left, rate, z, variance, steps)),
        late: when(passage(left, rate, -z, variance, steps)),
        highest_before_reset: peaks.reduce(f64::max),
        resets: resets.iter().map(|place| known[*place].0).collect(),
    })
}

/// The places at which the resource was emptied, and the other changes with how many steps they took. An emptying stands
/// out of the changes that are made at all (most are none where values are whole percents), and the values after it stay
/// down: a spike that is over, or a dip that is made good, is no emptying.
fn growths(known: &[(usize, f64)]) -> (Vec<usize>, Vec<(f64, f64)>) {
    const AROUND: usize = 3; // values before and after, whose medians tell the level
    let changes: Vec<f64> = known.windows(2).map(|pair| pair[1].1 - pair[0].1).collect();
    let mut sizes: Vec<f64> = changes.iter().map(|change| change.abs()).filter(|size| *size > 0.0).collect();
    let usual = median(&mut sizes).unwrap_or(0.0);
    let level = |part: &[(usize, f64)]| median(&mut part.iter().map(|(_, value)| *value).collect::<Vec<_>>());
    let (low, high) = known
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, value)| (low.min(*value), high.max(*value)));
    let (mut resets, mut growths) = (Vec::new(), Vec::new());
    for (place, (change, pair)) in changes.iter().zip(known.windows(2)).enumerate() {
        let before = level(&known[(place + 1).saturating_sub(AROUND)..=place]).unwrap_or(pair[0].1);
        let after = level(&known[place + 1..known.len().min(place + 1 + AROUND)]).unwrap_or(pair[1].1);
        let stays = before - after >= -change / 2.0;
        if *change < -f64::max(6.0 * usual, 0.1 * (high - low)) && stays {
            resets.push(place + 1);
        } else {
            growths.push((*change, (pair[1].0 - pair[0].0) as f64));
        }
    }
    (resets, growths)
}

/// The variance that a step adds, from how far the growth of stretches of the history lies from the mean; stretches
/// rather than steps, as noise that cancels itself from step to step says nothing of the distance.
fn variance(growths: &[(f64, f64)], rate: f64) -> f64 {
    let size = (growths.len() / 12).max(1);
    let (mut sum, mut count) = (0.0, 0.0);
    for stretch in growths.chunks_exact(size) {
        let (growth, steps) = stretch.iter().fold((0.0, 0.0), |(growth, steps), one| (growth + one.0, steps + one.1));
        let off = growth - rate * steps;
        sum += off * off / steps;
        count += 1.0;
    }
    if count > 1.0 { sum / (count - 1.0) } else { sum.max(rate * rate) }
}

/// After how many steps `left` is passed where the drift is `z` standard errors above its estimate and the walk `z`
/// standard deviations: the least t with rate t + z sqrt(variance (t + t^2 / steps)) >= left. `None` for never.
fn passage(left: f64, rate: f64, z: f64, variance: f64, steps: f64) -> Option<f64> {
    if left <= 0.0 {
        return Some(0.0);
    }
    let reached = |time: f64| rate * time + z * libm::sqrt(variance * (time + time * time / steps.max(1.0))) >= left;
    let mut high = 1.0;
    while !reached(high) {
        high *= 2.0;
        // Longer than from the year 1 to 9999 in steps of a millisecond.
        if high > 1e15 {
            return None;
        }
    }
    let mut low = high / 2.0;
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if reached(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

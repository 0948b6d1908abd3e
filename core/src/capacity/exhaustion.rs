//! When is it full?

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::forecast::check_values;
use super::history::{History, median};
use super::options::check_level;
use super::season;
use super::spread::student_quantile;
use crate::time::Span;
use crate::{Error, Result};

/// A resource that fills up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExhaustionOptions {
    /// From one value to the next: a text such as "1h", or a number of seconds.
    #[serde(deserialize_with = "super::lengths::length")]
    #[cfg_attr(feature = "schema", schemars(with = "super::lengths::LengthText"))]
    pub step: Span,
    /// The instant of the first value.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// The value at which it is full.
    pub capacity: f64,
    /// How sure the early and late instants are, in percent from 1 to 99.99: so much of outcomes lies between them.
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
    /// The growth of one step, emptyings left out: the mean since it last changed.
    pub rate: f64,
    /// The step from which on it has grown at this rate: the history's first, or where growth last changed.
    pub since: usize,
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
/// A fall that the next values make good, or that only ends a spike, is no emptying. Where growth changed, by more than
/// chance and the usual day and week explain, and lasted at least six steps, what came before is no guide: only what came
/// after is told.
///
/// The interval comes from how the growth of equal stretches since then differs: a walk with drift whose drift is
/// itself uncertain. Growth that is the same at every step has an interval of no width.
///
/// # Errors
/// [`Error::Invalid`] for an infinite value, a capacity that is not finite and a level not from 1 to 99.99 percent,
/// [`Error::Shape`] for fewer than two values that are not missing.
pub fn exhaustion(values: &[f64], options: &ExhaustionOptions) -> Result<Exhaustion> {
    check_values(values)?;
    if !options.capacity.is_finite() {
        return Err(Error::invalid("capacity", "a finite number", options.capacity));
    }
    check_level("level", options.level)?;
    if options.step == Span::ZERO {
        return Err(Error::invalid("step", "a length of time of at least 1 ms", options.step));
    }
    let history = History::new(values);
    let known: Vec<(usize, f64)> =
        history.values.iter().copied().enumerate().filter(|(index, _)| history.known[*index]).collect();
    let (resets, growths) = growths(&known);
    let peaks = resets.iter().map(|place| known[place - 1].1 * history.scale);
    let changed = changed(&growths, options.step);
    let since = growths.get(changed).map_or(0, |growth| growth.place);
    let growths: Vec<(f64, f64)> = growths.iter().skip(changed).map(|growth| (growth.size, growth.steps)).collect();
    let steps: f64 = growths.iter().map(|(_, steps)| steps).sum();
    let rate = if steps > 0.0 { growths.iter().map(|(growth, _)| growth).sum::<f64>() / steps } else { 0.0 };
    let (variance, looks) = variance(&growths, rate);
    let (last, at) = known.last().map_or((0.0, 0), |(index, value)| (*value, *index));
    let left = options.capacity / history.scale - last;
    let clock = Clock::new(options.start, options.step, options.zone.as_deref())?;
    // Instants past the year 9999 are none.
    let when = |steps: Option<f64>| clock.at(at.saturating_add(steps?.ceil().max(0.0) as usize)).ok();
    let z = student_quantile((1.0 + options.level / 100.0) / 2.0, looks);
    Ok(Exhaustion {
        rate: rate * history.scale,
        since,
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

/// A change that is no emptying.
#[derive(Clone, Copy, Debug)]
struct Growth {
    /// The step after which it came.
    place: usize,
    size: f64,
    /// How many steps it took.
    steps: f64,
}

/// The places at which the resource was emptied, and the other changes. An emptying stands out of the changes that are
/// made at all (most are none where values are whole percents), and the values after it stay down: a spike that is over,
/// or a dip that is made good, is no emptying.
fn growths(known: &[(usize, f64)]) -> (Vec<usize>, Vec<Growth>) {
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
            growths.push(Growth { place: pair[0].0, size: *change, steps: (pair[1].0 - pair[0].0) as f64 });
        }
    }
    (resets, growths)
}

/// From which change on growth is as it is now: of the places before which it differed, the one where it stands out most,
/// and again in what comes after that. The pattern of days and weeks is taken out first: a quiet Sunday changes nothing.
fn changed(growths: &[Growth], step: Span) -> usize {
    /// Growth that lasts for fewer changes may be chance.
    const FEWEST: usize = 6;
    /// By how many standard errors the growth before and after must differ: the highest of many looks at chance.
    const STANDS_OUT: f64 = 4.5;
    const MOST: usize = 8;
    let mut rates: Vec<f64> = growths.iter().map(|growth| growth.size / growth.steps).collect();
    let most = rates.len() / 2;
    for period in season::natural(step).into_iter().filter(|period| *period <= most) {
        season::measure(&mut rates, period);
    }
    let mut grown = vec![0.0];
    grown.extend(rates.iter().scan(0.0, |sum, rate| {
        *sum += rate;
        Some(*sum)
    }));
    let mut from = 0;
    for _ in 0..MOST {
        let part = &grown[from..];
        let count = part.len() - 1;
        // Tails each a quarter longer than the one before.
        let tails = std::iter::successors(Some(FEWEST), |tail| Some(tail + tail / 4));
        let tails = tails.take_while(|tail| tail + FEWEST <= count);
        let scored = tails.map(|tail| (difference(part, count - tail), tail));
        let Some((score, tail)) = scored.max_by(|one, other| one.0.total_cmp(&other.0)) else { break };
        if score < STANDS_OUT {
            break;
        }
        // Where exactly: what leaves least of the changes unexplained.
        let explained = |place: usize| {
            let (before, after) = (part[place] - part[0], part[count] - part[place]);
            before * before / place as f64 + after * after / (count - place) as f64
        };
        let near = count - (tail + tail / 4).min(count - 1)..=count - (tail - tail / 4).max(1);
        from += near.max_by(|one, other| explained(*one).total_cmp(&explained(*other))).unwrap_or(count - tail);
    }
    from
}

/// By how many standard errors the growth before and after a place differs. Errors are told from single changes, or from
/// those over a quarter of the shorter side where these are less: noise that cancels itself from step to step does not hide
/// what lasts.
fn difference(grown: &[f64], place: usize) -> f64 {
    let sides = [&grown[..=place], &grown[place..]];
    let [before, after] = sides.map(|side| (side.len() - 1) as f64);
    let rate = |side: &[f64]| (side[side.len() - 1] - side[0]) / (side.len() - 1) as f64;
    let apart = (rate(sides[1]) - rate(sides[0])).abs();
    let variance = |reach: usize| {
        let (mut sum, mut count) = (0.0, 0.0);
        for side in sides {
            let usual = rate(side) * reach as f64;
            for (start, end) in side.iter().zip(side.iter().skip(reach)) {
                sum += (end - start - usual) * (end - start - usual);
                // The mean of a side is taken from the same changes.
                count += 1.0 - reach as f64 / (side.len() - 1) as f64;
            }
        }
        sum / count / reach as f64
    };
    let variance = variance(1).min(variance((place.min(grown.len() - 1 - place) / 4).max(1)));
    // What is exact but for rounding differs by nothing, or beyond doubt.
    let rounding = 1e-12 * grown.iter().fold(0.0, |most: f64, value| most.max(value.abs())) / grown.len() as f64;
    if apart <= rounding { 0.0 } else { apart / libm::sqrt(variance * (1.0 / before + 1.0 / after)).max(rounding) }
}

/// The variance that a step adds, from how far the growth of stretches of the history lies from the mean, and how many
/// of them that is known from; stretches rather than steps, as noise that cancels itself from step to step says nothing of
/// the distance.
fn variance(growths: &[(f64, f64)], rate: f64) -> (f64, f64) {
    let size = (growths.len() / 12).max(1);
    let (mut sum, mut count) = (0.0, 0.0);
    for stretch in growths.chunks_exact(size) {
        let (growth, steps) = stretch.iter().fold((0.0, 0.0), |(growth, steps), one| (growth + one.0, steps + one.1));
        let off = growth - rate * steps;
        sum += off * off / steps;
        count += 1.0;
    }
    if count > 1.0 { (sum / (count - 1.0), count - 1.0) } else { (sum.max(rate * rate), 1.0) }
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

//! Which seasons does a history have?

use super::members::dot;
use crate::time::Span;

/// A season with what it explains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) period: usize,
    /// The share of the variance around the moving level that the season explains, 0 to 1.
    pub(super) strength: f64,
}

/// Day, week and year in steps, the shortest first, as far as a step fits them.
pub(super) fn natural(step: Span) -> Vec<usize> {
    match (step.calendar_months(), step.exact().num_milliseconds()) {
        (0, milliseconds) if milliseconds > 0 => {
            const DAY: i64 = 86_400_000;
            let mut periods = Vec::new();
            for length in [DAY, 7 * DAY] {
                if length % milliseconds == 0 && length / milliseconds >= 2 {
                    periods.push(usize::try_from(length / milliseconds).unwrap_or(usize::MAX));
                }
            }
            match milliseconds / DAY {
                1 => periods.push(365),
                7 => periods.push(52),
                _ => {}
            }
            periods
        }
        (months @ (1 | 2 | 3 | 4 | 6), 0) => vec![12 / months as usize],
        _ => Vec::new(),
    }
}

/// The candidates that explain more than chance would, and where none does, the one that the history itself shows.
pub(super) fn find(mut values: Vec<f64>, candidates: &[usize]) -> Vec<Found> {
    let mut found: Vec<Found> = candidates.iter().filter_map(|&period| measure(&mut values, period)).collect();
    if found.is_empty() {
        found.extend(repeated(&values).and_then(|period| measure(&mut values, period)));
    }
    found
}

/// How strong a season is; takes it out of the values if it is there.
pub(super) fn measure(values: &mut [f64], period: usize) -> Option<Found> {
    let flat = flatten(values, period);
    let mut phases = vec![0.0; period];
    let mut counts = vec![0.0; period];
    for (index, value) in flat.iter().enumerate() {
        phases[index % period] += value;
        counts[index % period] += 1.0;
    }
    phases.iter_mut().zip(&counts).for_each(|(phase, count)| *phase /= f64::max(*count, 1.0));
    let total = dot(&flat, &flat);
    let left: f64 =
        flat.iter().zip(phases.iter().cycle()).map(|(value, phase)| (value - phase) * (value - phase)).sum();
    if total <= 0.0 {
        return None;
    }
    let explained = 1.0 - left / total;
    // So much of pure noise do the means of its phases explain.
    let chance = (period as f64 - 1.0) / (flat.len() as f64 - 1.0);
    if explained <= (1.2 * chance + 0.02).min(0.99) {
        return None;
    }
    values.iter_mut().zip(phases.iter().cycle()).for_each(|(value, phase)| *value -= phase);
    let strength = ((explained - chance) / (1.0 - chance).max(1e-9)).clamp(0.0, 1.0);
    Some(Found { period, strength })
}

/// The shortest divisor of a season's period that explains as much as the whole: what the season's phases say beyond the
/// divisor's is chance by an F-test at 95 percent, and the divisor alone has nine tenths of the strength. The period
/// itself where none does.
pub(super) fn shortest(values: &[f64], known: &[bool], period: usize) -> usize {
    /// Less than this share of the variation is rounding.
    const ROUNDING: f64 = 1e-18;
    const SHARE: f64 = 0.9;
    if values.len() < 2 * period {
        return period;
    }
    let mut flat = levelled(values, period);
    let seen = || known.iter().enumerate().filter(|(_, known)| **known).map(|(index, _)| index);
    let count = seen().count() as f64;
    let mean = seen().map(|index| flat[index]).sum::<f64>() / count;
    flat.iter_mut().for_each(|value| *value -= mean);
    let mut phases = vec![(0.0, 0.0); period];
    for index in seen() {
        let (sum, count) = &mut phases[index % period];
        *sum += flat[index];
        *count += 1.0;
    }
    let mean = |(sum, count): (f64, f64)| if count > 0.0 { sum / count } else { 0.0 };
    let square = |value: f64| value * value;
    let total: f64 = seen().map(|index| square(flat[index])).sum();
    let left: f64 = seen().map(|index| square(flat[index] - mean(phases[index % period]))).sum();
    let left = left.max(ROUNDING * total);
    let filled = |phases: &[(f64, f64)]| phases.iter().filter(|(_, count)| *count > 0.0).count() as f64;
    let whole = filled(&phases);
    let strength = |left: f64, phases: f64| 1.0 - left / total * (count - 1.0) / (count - phases);
    if total <= 0.0 || count <= whole {
        return period;
    }
    let as_good = |divisor: &usize| {
        let mut folded = vec![(0.0, 0.0); *divisor];
        for (index, (sum, count)) in phases.iter().enumerate() {
            folded[index % divisor].0 += sum;
            folded[index % divisor].1 += count;
        }
        let lost =
            |(index, phase): (usize, &(f64, f64))| phase.1 * square(mean(*phase) - mean(folded[index % divisor]));
        let lost: f64 = phases.iter().enumerate().map(lost).sum();
        let few = filled(&folded);
        let ratio = lost / (whole - few) / (left / (count - whole));
        strength(left + lost, few) >= SHARE * strength(left, whole) && !beyond_chance(ratio, whole - few, count - whole)
    };
    (2..period).filter(|divisor| period.is_multiple_of(*divisor)).find(as_good).unwrap_or(period)
}

/// Whether a ratio of variances is beyond the 95th percentile of the F distribution, by Paulson's approximation (1942).
fn beyond_chance(ratio: f64, above: f64, below: f64) -> bool {
    let root = libm::cbrt(ratio);
    let (above, below) = (2.0 / (9.0 * above), 2.0 / (9.0 * below));
    (1.0 - below) * root - (1.0 - above) > 1.645 * libm::sqrt(below * root * root + above)
}

/// The values less their mean over exactly one period around them, which is the same everywhere for values that repeat;
/// at the ends it goes on by a line.
fn levelled(values: &[f64], period: usize) -> Vec<f64> {
    let centre = values.iter().sum::<f64>() / values.len() as f64;
    let mut sums = vec![0.0];
    let mut sum = 0.0;
    for value in values {
        sum += value - centre;
        sums.push(sum);
    }
    let half = period / 2;
    let (first, last) = (half, values.len() - 1 - half);
    // Of an even period the window has one value too many: the two at its ends count half.
    let level = |index: usize| {
        let all = sums[index + half + 1] - sums[index - half];
        let ends =
            if period.is_multiple_of(2) { (values[index - half] + values[index + half]) / 2.0 - centre } else { 0.0 };
        (all - ends) / period as f64
    };
    let slope = (level(last) - level(first)) / ((last - first) as f64).max(1.0);
    let at = |index: usize| level(index.clamp(first, last)) + slope * (index as f64 - index.clamp(first, last) as f64);
    values.iter().enumerate().map(|(index, value)| value - centre - at(index)).collect()
}

/// The values less their moving mean over one period.
fn flatten(values: &[f64], period: usize) -> Vec<f64> {
    let half = period / 2 + 1;
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut sum = 0.0;
    sums.push(sum);
    for value in values {
        sum += value;
        sums.push(sum);
    }
    let level = |index: usize| {
        let (from, to) = (index.saturating_sub(half), (index + half).min(values.len()));
        // At the ends the window keeps its width, so that it always holds a whole season.
        let to = to.max((2 * half).min(values.len()));
        let from = from.min(values.len().saturating_sub(2 * half));
        (sums[to] - sums[from]) / (to - from) as f64
    };
    values.iter().enumerate().map(|(index, value)| value - level(index)).collect()
}

/// The lag at which the history most repeats itself: the first peak of the autocorrelation that is nearly the highest.
fn repeated(values: &[f64]) -> Option<usize> {
    const LONGEST: usize = 2_000;
    const WINDOW: usize = 10_000;
    let recent = &values[values.len().saturating_sub(WINDOW)..];
    let most = LONGEST.min(recent.len() / 3);
    if most < 3 {
        return None;
    }
    let flat = flatten(recent, most);
    let power = dot(&flat, &flat);
    if power <= 0.0 {
        return None;
    }
    let mut alike = vec![1.0];
    for lag in 1..=most {
        // A mean over the pairs, or long lags would look unlike for having fewer.
        let pairs = dot(&flat[lag..], &flat[..flat.len() - lag]) / (flat.len() - lag) as f64;
        alike.push(pairs * flat.len() as f64 / power);
    }
    let is_peak = |lag: usize| alike[lag] > alike[lag - 1] && alike.get(lag + 1).is_none_or(|next| alike[lag] >= *next);
    let peaks: Vec<usize> = (2..most).filter(|&lag| is_peak(lag)).collect();
    let highest = peaks.iter().map(|&lag| alike[lag]).fold(0.0, f64::max);
    let threshold = f64::max(0.3, 3.0 / (flat.len() as f64).sqrt());
    if highest < threshold {
        return None;
    }
    peaks.into_iter().find(|&lag| alike[lag] >= 0.9 * highest)
}

/// Whether values one period apart are alike beyond chance at 90 percent, by Bartlett's formula.
pub(super) fn autocorrelated(values: &[f64], period: usize) -> bool {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let power = dot(&centred, &centred);
    let alike = |lag: usize| dot(&centred[lag..], &centred[..centred.len() - lag]) / power;
    let before: f64 = (1..period).map(|lag| alike(lag) * alike(lag)).sum();
    alike(period).abs() > 1.645 * libm::sqrt((1.0 + 2.0 * before) / values.len() as f64)
}

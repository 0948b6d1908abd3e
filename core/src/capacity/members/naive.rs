//! Forecasts that repeat the past.

use super::{Origin, Paths, average};

/// The last `period` values again and again; the last value for a period of 1.
pub(in crate::capacity) fn seasonal_naive(values: &[f64], period: usize, origins: &[Origin]) -> Paths {
    let path = |origin: &Origin| {
        let past = &values[..origin.at];
        let last = &past[past.len().saturating_sub(period.max(1))..];
        last.iter().cycle().take(origin.length).copied().collect()
    };
    origins.iter().map(path).collect()
}

/// The weighted mean of the last seasons, the older the lighter, moved to the level of the last `window` values.
pub(in crate::capacity) fn profile(
    values: &[f64],
    period: usize,
    window: usize,
    decay: f64,
    origins: &[Origin],
) -> Paths {
    const SEASONS: usize = 8;
    let path = |origin: &Origin| {
        let past = &values[..origin.at];
        let mut season = vec![0.0; period];
        let (mut weight, mut total) = (1.0, 0.0);
        for back in past.rchunks_exact(period).take(SEASONS) {
            season.iter_mut().zip(back).for_each(|(sum, value)| *sum += weight * value);
            total += weight;
            weight *= decay;
        }
        if total == 0.0 {
            return vec![average(past); origin.length];
        }
        season.iter_mut().for_each(|sum| *sum /= total);
        let window = window.min(period);
        let shift = average(&past[past.len() - window..]) - average(&season[period - window..]);
        season.iter().cycle().take(origin.length).map(|value| value + shift).collect()
    };
    origins.iter().map(path).collect()
}

/// The mean of the last `window` values.
pub(in crate::capacity) fn mean(values: &[f64], window: usize, origins: &[Origin]) -> Paths {
    let path = |origin: &Origin| {
        let past = &values[..origin.at];
        vec![average(&past[past.len().saturating_sub(window)..]); origin.length]
    };
    origins.iter().map(path).collect()
}

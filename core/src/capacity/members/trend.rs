//! A straight line through the recent past, with the season on top.

use super::{Origin, Paths, average};

/// The line through the means of whole seasons, continued, plus what each phase of the season lies above it. `span` is
/// how many values it looks back on, `damping` how much of a step's slope is left for the next.
pub(in crate::capacity) fn trend(
    values: &[f64],
    period: usize,
    span: usize,
    damping: f64,
    origins: &[Origin],
) -> Paths {
    let path = |origin: &Origin| {
        let past = &values[..origin.at];
        let period = if past.len() >= 2 * period { period.max(1) } else { 1 };
        // Whole seasons, so that the season does not tilt the line.
        let window = past.len().min(span.max(2 * period)) / period * period;
        let recent = &past[past.len() - window..];
        let middle = (window as f64 - 1.0) / 2.0;
        let centre = average(recent);
        let (mut product, mut square) = (0.0, 0.0);
        for (index, value) in recent.iter().enumerate() {
            let place = index as f64 - middle;
            product += place * (value - centre);
            square += place * place;
        }
        let slope = if square > 0.0 { product / square } else { 0.0 };
        let mut season = vec![0.0; period];
        for back in recent.chunks_exact(period).enumerate() {
            let (chunk, chunk_values) = back;
            for (phase, value) in chunk_values.iter().enumerate() {
                let line = centre + slope * ((chunk * period + phase) as f64 - middle);
                season[phase] += (value - line) * period as f64 / window as f64;
            }
        }
        let end = centre + slope * (window as f64 - 1.0 - middle);
        let (mut climbed, mut step) = (0.0, slope);
        (0..origin.length)
            .map(|ahead| {
                climbed += step;
                step *= damping;
                end + climbed + season[ahead % period]
            })
            .collect()
    };
    origins.iter().map(path).collect()
}

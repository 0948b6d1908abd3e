//! How the steps of a forecast hang together: the chance that something happens at any of several steps.
//!
//! Intervals speak of each step alone. Whether a threshold is passed on the way depends on what errors are made of: noise
//! comes anew at every step, what wanders is carried along for a while, a level or a trend that is missed is missed at all
//! steps alike. How much the errors from places in the past differ between steps near and far tells noise from what
//! wanders; what the intervals are wider than both is common to all steps of a path.

use super::makeup::{Makeup, Part};
use super::spread::{Spread, normal_quantile};
use crate::stats::Stream;

/// How many paths are drawn; fewer for long ones, so that work and memory stay bounded.
const PATHS: usize = 1000;
const FEWEST: usize = 200;
const STEPS: usize = 1_000_000;
/// Where the paths' random numbers begin: any number does, a fixed one gives the same answer each time.
const SEED: u64 = 0x9a75;

/// How the errors at the steps of one forecast belong together.
#[derive(Clone, Debug)]
pub(super) struct Ties {
    parts: Vec<Part>,
    /// For each step, in its standard deviations, what is common to all steps, and what one of the parts' sum counts.
    mix: Vec<(f64, f64)>,
}

impl Ties {
    /// From what errors are made of, and how far off each step of the forecast may be.
    pub(super) fn new(spread: &Spread) -> Self {
        let Makeup { noise, parts } = spread.makeup();
        let mut variances = vec![0.0; parts.len()];
        let mix = noise.iter().zip(spread.deviations()).map(|(noise, deviation)| {
            for (variance, part) in variances.iter_mut().zip(parts) {
                *variance = part.kept * part.kept * *variance + part.added * part.added;
            }
            let explained = noise * libm::sqrt(variances.iter().sum::<f64>()) / deviation;
            // Where the parts alone would be wider than the interval, they are all there is, and so where errors are noise.
            let own = if explained.is_nan() { 1.0 } else { explained.min(1.0) };
            let own = libm::sqrt(own * own + spread.steady() * (1.0 - own * own));
            let factor = noise / deviation * (own / explained);
            (libm::sqrt((1.0 - own * own).max(0.0)), if factor.is_finite() { factor } else { 0.0 })
        });
        Self { mix: mix.collect(), parts: parts.clone() }
    }

    /// Paths of errors in standard deviations of their steps, from the step `from` on.
    pub(super) fn paths(&self, from: usize) -> Paths {
        let steps = self.mix.len();
        let count = (STEPS / steps.max(1)).clamp(FEWEST, PATHS);
        let length = steps.saturating_sub(from);
        let mut errors = Vec::with_capacity(count * length);
        for path in 0..count {
            let mut stream = Stream::new(SEED, path as u64);
            let mut draw = || normal_quantile((f64::from(stream.next_u32()) + 0.5) / 4_294_967_296.0);
            // What is common takes each part of its distribution once, so that it adds no chance of its own.
            let common = normal_quantile((path as f64 + 0.5) / count as f64);
            let mut states = vec![0.0; self.parts.len()];
            for (step, (shared, own)) in self.mix.iter().enumerate() {
                for (state, part) in states.iter_mut().zip(&self.parts) {
                    *state = part.kept * *state + part.added * draw();
                }
                if step >= from {
                    errors.push((shared * common + own * states.iter().sum::<f64>()) as f32);
                }
            }
        }
        Paths { errors, length }
    }
}

/// Drawn errors, one path after the other.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    errors: Vec<f32>,
    length: usize,
}

impl Paths {
    /// The share of paths that were above the barrier at some step so far, for each step. Barriers are in standard
    /// deviations of their step, the first of them for the step `from`.
    pub(super) fn passed(&self, from: usize, barriers: &[f64]) -> Vec<f64> {
        let mut counts = vec![0_u32; barriers.len()];
        let mut paths = 0.0;
        for path in self.errors.chunks_exact(self.length.max(1)) {
            paths += 1.0;
            let steps = path.get(from..).unwrap_or_default().iter().zip(barriers);
            if let Some(step) = steps.into_iter().position(|(error, barrier)| f64::from(*error) > *barrier) {
                counts[step] += 1;
            }
        }
        let mut sum = 0_u32;
        let so_far = counts.into_iter().map(|count| {
            sum += count;
            f64::from(sum) / paths
        });
        so_far.collect()
    }
}

//! How the steps of a forecast hang together: the chance that something happens at any of several steps.
//!
//! Intervals speak of each step alone. Whether a threshold is passed on the way depends on what errors are made of: noise
//! comes anew at every step, what wanders is carried along for a while, a level or a trend that is missed is missed at all
//! steps alike. How much the errors from places in the past differ between steps near and far tells noise from what
//! wanders; what the intervals are wider than both is common to all steps of a path.

use super::spread::{Spread, normal_quantile, scales};
use crate::stats::Stream;

/// How many paths are drawn; fewer for long ones, so that work and memory stay bounded.
const PATHS: usize = 1000;
const FEWEST: usize = 200;
const STEPS: usize = 1_000_000;
/// Where the paths' random numbers begin: any number does, a fixed one gives the same answer each time.
const SEED: u64 = 0x9a75;
/// Errors further out than this many usual ones say little about the others.
const REACH: f64 = 5.0;
/// The mean absolute difference of two draws of a normal distribution, in its standard deviations.
const APART: f64 = std::f64::consts::FRAC_2_SQRT_PI;
/// How many steps it takes until a third of what wanders is left, besides noise, which is gone at once, and a random walk.
const FADES: [f64; 2] = [6.0, 48.0];

/// How the errors at the steps of one forecast belong together.
#[derive(Clone, Debug)]
pub(super) struct Ties {
    parts: Vec<Part>,
    /// For each step, in its standard deviations, what is common to all steps, and what one of the parts' sum counts.
    mix: Vec<(f64, f64)>,
}

/// A part of the errors: so much is kept of it from one step to the next, and so much is added by chance.
#[derive(Clone, Copy, Debug)]
struct Part {
    kept: f64,
    added: f64,
}

impl Ties {
    /// From the errors of each origin, and how far off each step of the forecast may be; `season` is the longest.
    pub(super) fn new(errors: &[Vec<f64>], spread: &Spread, season: usize) -> Self {
        let scale = spread.scale();
        let bound = |(error, scale): (&f64, &f64)| error.clamp(-REACH * scale, REACH * scale);
        let errors: Vec<Vec<f64>> = errors.iter().map(|errors| errors.iter().zip(scale).map(bound).collect()).collect();
        let (noise, parts) = match roughness(&errors, scale.len(), season) {
            Some(noise) => {
                let parts = parts(&variogram(&errors, &noise));
                (noise, parts)
            }
            // Nothing is known but the size of a step of a random walk.
            None => (vec![scale.first().copied().unwrap_or(0.0); scale.len()], vec![Part { kept: 1.0, added: 1.0 }]),
        };
        let mut variances = vec![0.0; parts.len()];
        let mix = noise.iter().zip(spread.deviations()).map(|(noise, deviation)| {
            for (variance, part) in variances.iter_mut().zip(&parts) {
                *variance = part.kept * part.kept * *variance + part.added * part.added;
            }
            let own = noise * libm::sqrt(variances.iter().sum::<f64>()) / deviation;
            // Where the parts alone would be wider than the interval, they are all there is.
            let own = if own.is_nan() { 1.0 } else { own };
            let factor = if own > 1.0 { noise / deviation / own } else { noise / deviation };
            (libm::sqrt((1.0 - own * own).max(0.0)), if factor.is_finite() { factor } else { 0.0 })
        });
        Self { mix: mix.collect(), parts }
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

/// The size of what comes anew at each of `steps`, by phase of the season, from how much errors change from one step to
/// the next; `None` where no two steps were seen.
fn roughness(errors: &[Vec<f64>], steps: usize, season: usize) -> Option<Vec<f64>> {
    let changes = |errors: &Vec<f64>| errors.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let changes: Vec<Vec<f64>> = errors.iter().map(changes).collect();
    let reached = changes.iter().map(Vec::len).max().unwrap_or(0);
    let sizes = || changes.iter().flatten().filter(|change| !change.is_nan()).map(|change| change.abs());
    let count = sizes().count();
    if count < 2 {
        return None;
    }
    let phases = season > 1 && season <= reached;
    let seen = if phases { scales(&changes, reached) } else { vec![sizes().sum::<f64>() / count as f64] };
    let last = if phases { season } else { 1 };
    let place = |step: usize| if step < seen.len() { step } else { seen.len() - last + (step - seen.len()) % last };
    Some((0..steps).map(|step| seen[place(step)] / APART).collect())
}

/// How much errors differ that lie 1, 2, 4, 8 steps apart and so on, over the size of noise: half of the variance of the
/// difference, 1 for noise alone.
fn variogram(errors: &[Vec<f64>], noise: &[f64]) -> Vec<(f64, f64)> {
    let relative = |errors: &Vec<f64>| -> Vec<f64> {
        errors.iter().zip(noise).map(|(error, noise)| if *noise > 0.0 { error / noise } else { 0.0 }).collect()
    };
    let errors: Vec<Vec<f64>> = errors.iter().map(relative).collect();
    let reached = errors.iter().map(Vec::len).max().unwrap_or(0);
    let lags = std::iter::successors(Some(1), |lag| Some(2 * lag)).take_while(|lag| *lag <= (reached / 2).max(1));
    let apart = |lag: usize| {
        let (mut sum, mut count) = (0.0, 0.0);
        for errors in &errors {
            for (before, after) in errors.iter().zip(errors.iter().skip(lag)) {
                let apart = (after - before).abs();
                if !apart.is_nan() {
                    sum += apart;
                    count += 1.0;
                }
            }
        }
        let mean = sum / count / APART;
        (mean > 0.0).then_some((lag as f64, mean * mean))
    };
    lags.filter_map(apart).collect()
}

/// Noise, what fades and a random walk so that together they differ as errors do: least squares of the relative
/// deviations, none below zero, one coordinate after the other.
fn parts(variogram: &[(f64, f64)]) -> Vec<Part> {
    const ROUNDS: usize = 100;
    let [short, long] = FADES.map(|fade| libm::exp(-1.0 / fade));
    let shapes = |lag: f64| [1.0, 1.0 - libm::pow(short, lag), 1.0 - libm::pow(long, lag), lag];
    let rows: Vec<[f64; 4]> = variogram.iter().map(|(lag, met)| shapes(*lag).map(|shape| shape / met)).collect();
    let mut sizes = [0.0; 4];
    for _ in 0..ROUNDS {
        for shape in 0..sizes.len() {
            let (mut product, mut square) = (0.0, 0.0);
            for row in &rows {
                let others: f64 =
                    row.iter().zip(&sizes).map(|(one, size)| one * size).sum::<f64>() - row[shape] * sizes[shape];
                product += row[shape] * (1.0 - others);
                square += row[shape] * row[shape];
            }
            sizes[shape] = if square > 0.0 { (product / square).max(0.0) } else { 0.0 };
        }
    }
    let [noise, brief, lasting, walk] = sizes;
    let fading = |kept: f64, size: f64| Part { kept, added: libm::sqrt(size * (1.0 - kept * kept)) };
    let all = [
        fading(0.0, noise),
        fading(short, brief),
        fading(long, lasting),
        Part { kept: 1.0, added: libm::sqrt(2.0 * walk) },
    ];
    all.into_iter().filter(|part| part.added > 0.0).collect()
}

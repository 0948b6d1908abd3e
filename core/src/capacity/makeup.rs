//! What are errors made of? Noise, which comes anew at every step, what wanders and fades, and what walks away.
//!
//! How much the errors from places in the past differ between steps near and far tells them apart, and with that how
//! many independent looks at the errors there were: noise was seen as often as there are values, a walk hardly more often
//! than there are stretches as long as the forecast.

use super::spread::{PRIOR, scales};

/// Errors further out than this many usual ones say little about the others.
const REACH: f64 = 5.0;
/// The mean absolute difference of two draws of a normal distribution, in its standard deviations.
const APART: f64 = std::f64::consts::FRAC_2_SQRT_PI;
/// The standard deviation of a normal distribution, in its mean absolute distances from the middle.
pub(super) const SIZE: f64 = 1.253_314_137_315_500_3;
/// How many steps it takes until a third of what wanders is left, besides noise, which is gone at once, and a random walk.
const FADES: [f64; 2] = [6.0, 48.0];

/// What the errors of one forecast are made of.
#[derive(Clone, Debug)]
pub(super) struct Makeup {
    /// The size of what comes anew at each step.
    pub(super) noise: Vec<f64>,
    /// In that size.
    pub(super) parts: Vec<Part>,
}

/// A part of the errors: so much is kept of it from one step to the next, and so much is added by chance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) kept: f64,
    pub(super) added: f64,
}

impl Makeup {
    /// Of `steps`, from the errors of each origin and the usual size of one at each step tried; `season` is the longest.
    pub(super) fn new(errors: &[Vec<f64>], scale: &[f64], steps: usize, season: usize) -> Self {
        let bound = |(error, scale): (&f64, &f64)| error.clamp(-REACH * scale, REACH * scale);
        let errors: Vec<Vec<f64>> = errors.iter().map(|errors| errors.iter().zip(scale).map(bound).collect()).collect();
        match roughness(&errors, steps, season) {
            Some(noise) => {
                let parts = parts(&variogram(&errors, &noise));
                Self { noise, parts }
            }
            None => Self::walk(scale.first().copied().unwrap_or(0.0), steps),
        }
    }

    /// Where nothing is known but the size of a step: a random walk.
    pub(super) fn walk(size: f64, steps: usize) -> Self {
        Self { noise: vec![size; steps], parts: vec![Part { kept: 1.0, added: 1.0 }] }
    }

    /// The share of noise in the variance of errors, from the usual size of one at each step tried.
    pub(super) fn noise_share(&self, scale: &[f64]) -> f64 {
        let (mut anew, mut all) = (0.0, 0.0);
        let mut variances = vec![0.0; self.parts.len()];
        for (noise, scale) in self.noise.iter().zip(scale).filter(|(_, scale)| **scale > 0.0) {
            let relative = noise / (SIZE * scale) * (noise / (SIZE * scale));
            let mut explained = 0.0;
            for (variance, part) in variances.iter_mut().zip(&self.parts) {
                *variance = part.kept * part.kept * *variance + part.added * part.added;
                explained += relative * *variance;
                anew += if part.kept == 0.0 { relative * *variance } else { 0.0 };
            }
            all += f64::max(explained, 1.0);
        }
        if all > 0.0 { anew / all } else { 0.0 }
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
    let seen = if phases { scales(&changes, reached, PRIOR) } else { vec![sizes().sum::<f64>() / count as f64] };
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

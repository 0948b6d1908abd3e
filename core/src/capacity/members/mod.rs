//! The methods of the ensemble. Each gives, in one pass over the history, its forecast from every origin.

mod lags;
mod naive;
mod smooth;
mod trend;

pub(super) use lags::lags;
pub(super) use naive::{mean, profile, seasonal_naive};
pub(super) use smooth::{Seasons, smooth};
pub(super) use trend::trend;

/// A place in the history to forecast from: the values before `at` are known, `length` steps are asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Origin {
    pub(super) at: usize,
    pub(super) length: usize,
}

/// One forecast for each origin, in their order.
pub(super) type Paths = Vec<Vec<f64>>;

/// The sum of products in a fixed order that lets the compiler use four lanes.
pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let (left, right) = (left.chunks_exact(4), right.chunks_exact(4));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in left.zip(right) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes[0] + lanes[1] + lanes[2] + lanes[3] + rest
}

/// The mean; 0 for none.
pub(super) fn average(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

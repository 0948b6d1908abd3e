//! Ridge regression on the values some steps before, applied to its own forecasts.

use super::{Origin, Paths, average, dot};

/// Forecasts by ridge regression on `lags` (ascending); `None` where the history is too short for them. `ridge` is the
/// penalty as a share of the history's own sum of squares.
pub(in crate::capacity) fn lags(values: &[f64], lags: &[usize], ridge: f64, origins: &[Origin]) -> Option<Paths> {
    let reach = lags.last().copied().filter(|&reach| reach > 0 && values.len() >= reach + 2 * lags.len() + 2)?;
    let centre = average(values);
    let centred: Vec<f64> = values.iter().map(|value| value - centre).collect();
    let shifted = |lag: usize| &centred[reach - lag..centred.len() - lag];
    let size = lags.len();
    let mut gram = vec![0.0; size * size];
    let mut right = vec![0.0; size];
    for (row, &one) in lags.iter().enumerate() {
        right[row] = dot(shifted(one), shifted(0));
        for (column, &other) in lags.iter().enumerate().take(row + 1) {
            gram[row * size + column] = dot(shifted(one), shifted(other));
        }
    }
    let penalty = ridge * dot(shifted(0), shifted(0));
    for row in 0..size {
        gram[row * size + row] += penalty;
    }
    let weights = solve(gram, right)?;
    let path = |origin: &Origin| {
        let from = origin.at.saturating_sub(reach);
        let mut known = Vec::with_capacity(origin.at - from + origin.length);
        known.resize(reach.saturating_sub(origin.at), 0.0);
        known.extend_from_slice(&centred[from..origin.at]);
        for _ in 0..origin.length {
            let end = known.len();
            known.push(lags.iter().zip(&weights).map(|(lag, weight)| weight * known[end - lag]).sum());
        }
        known[reach..].iter().map(|value| value + centre).collect()
    };
    Some(origins.iter().map(path).collect())
}

/// Solves a symmetric positive definite system, of which the lower triangle is given, by Cholesky's method; `None` if it
/// is not positive definite.
fn solve(mut matrix: Vec<f64>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for row in 0..size {
        for column in 0..=row {
            let (left, top) =
                (&matrix[row * size..row * size + column], &matrix[column * size..column * size + column]);
            let value = matrix[row * size + column] - left.iter().zip(top).map(|(a, b)| a * b).sum::<f64>();
            matrix[row * size + column] = if row > column {
                value / matrix[column * size + column]
            } else if value > 0.0 {
                value.sqrt()
            } else {
                return None;
            };
        }
    }
    for row in 0..size {
        let known: f64 = (0..row).map(|column| matrix[row * size + column] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row * size + row];
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|column| matrix[column * size + row] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row * size + row];
    }
    right.iter().all(|weight| weight.is_finite()).then_some(right)
}

//! Columns brought to mean 0 and standard deviation 1.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::stats::Matrix;

/// Mean and standard deviation of each column over some rows, missing values left out: as scikit-learn's
/// `StandardScaler` has them, 1 for a column that does not vary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scale {
    pub(super) means: Vec<f64>,
    pub(super) deviations: Vec<f64>,
}

impl Scale {
    pub(super) fn of(matrix: Matrix<'_>) -> Self {
        let columns = matrix.columns();
        let (mut counts, mut means, mut squares) = (vec![0.0; columns], vec![0.0; columns], vec![0.0; columns]);
        for row in 0..matrix.rows() {
            for column in 0..columns {
                let Some(value) = matrix.get(row, column).filter(|value| value.is_finite()) else { continue };
                // Welford 1962.
                counts[column] += 1.0;
                let distance = value - means[column];
                means[column] += distance / counts[column];
                squares[column] += distance * (value - means[column]);
            }
        }
        let deviations = squares.iter().zip(&counts).zip(&mut means).map(|((square, count), mean)| {
            let deviation = (square / count).sqrt();
            if !mean.is_finite() || !deviation.is_finite() {
                *mean = 0.0; // the range of the column is past what a number holds
            }
            if deviation.is_finite() && deviation > 0.0 { deviation } else { 1.0 }
        });
        Self { deviations: deviations.collect(), means }
    }

    /// Whether a scale that was read can be one of so many columns.
    pub(super) fn fits(&self, columns: usize) -> bool {
        self.means.len() == columns
            && self.deviations.len() == columns
            && self.means.iter().all(|mean| mean.is_finite())
            && self.deviations.iter().all(|deviation| deviation.is_finite() && *deviation > 0.0)
    }

    /// Rows of a matrix, scaled. What a number cannot hold becomes the largest that it can.
    pub(super) fn apply(&self, matrix: Matrix<'_>, rows: Range<usize>) -> Vec<f64> {
        let mut buffer = Vec::new();
        let scales = self.means.iter().zip(&self.deviations).cycle();
        let values = matrix.block(rows, &mut buffer).iter().zip(scales);
        let scaled =
            values.map(
                |(&value, (mean, deviation))| {
                    if value.is_finite() { ((value - mean) / deviation).clamp(-f64::MAX, f64::MAX) } else { value }
                },
            );
        scaled.collect()
    }
}

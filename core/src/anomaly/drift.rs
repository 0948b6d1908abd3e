use serde::{Deserialize, Serialize};

use crate::Result;
use crate::stats::Matrix;

use super::profile::{ColumnProfile, Profile};

/// Whether the values of a column are spread as in the training rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ColumnDrift {
    /// The column.
    pub column: String,
    /// The largest distance between the shares of values up to a point, then and now: the two-sample statistic of
    /// Kolmogorov and Smirnov, 0 to 1. A shift by half a standard deviation of a normal column makes 0.2.
    pub distance: f64,
    /// How likely so large a distance is between two samples of one distribution (Stephens 1970). The new rows count as
    /// fewer the more each is like the one before: n (1 - r) / (1 + r) for a correlation r of neighbours (Bayley and
    /// Hammersley 1946).
    pub p_value: f64,
    /// The share of training rows without a value.
    pub missing_before: f64,
    /// The share of the new rows without a value.
    pub missing_now: f64,
    /// Whether the column has moved: the distance is at least 0.2 and its likelihood under 0.001 divided by the number of
    /// columns, or the shares without a value differ by at least 0.2 in ten rows or more, by the two-proportion z test at
    /// the same likelihood.
    pub drifted: bool,
}

impl ColumnDrift {
    pub(super) const RULE: &str = "Kolmogorov-Smirnov distance at least 0.2 at p < 0.001 over all columns, or 20 % more or fewer values missing at that p";
}

/// How far each column of some rows has moved.
pub(super) fn drift(profile: &Profile, matrix: Matrix<'_>) -> Result<Vec<ColumnDrift>> {
    let columns = profile.columns();
    let moved = columns.iter().enumerate().map(|(at, column)| {
        let rows = (0..matrix.rows()).filter_map(|row| matrix.get(row, at));
        let mut values: Vec<f64> = rows.filter(|value| !value.is_nan()).collect();
        let alike = neighbours(&values);
        values.sort_unstable_by(f64::total_cmp);
        let distance = if column.range().is_none() { 0.0 } else { distance(column, &values) };
        let trained = column.rows() as f64 * (1.0 - column.share_missing());
        let p_value = likelihood(distance, trained, values.len() as f64 * (1.0 - alike) / (1.0 + alike));
        let rows = matrix.rows();
        let missing_now = if rows == 0 { 0.0 } else { 1.0 - values.len() as f64 / rows as f64 };
        let missing_before = column.share_missing();
        let sure = 0.001 / columns.len() as f64;
        let gap = (missing_now - missing_before).abs();
        let emptied = rows >= 10
            && gap > 0.2 - 1e-12 // 5 of 10 less 3 of 10, whatever the rounding
            && proportions(missing_before, column.rows() as f64, missing_now, rows as f64) < sure;
        let drifted = emptied || (distance >= 0.2 && p_value < sure);
        ColumnDrift { column: column.name().to_owned(), distance, p_value, missing_before, missing_now, drifted }
    });
    Ok(moved.collect())
}

/// The largest difference between two distribution functions, looked for on both sides of every value known of either.
fn distance(column: &ColumnProfile, values: &[f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let at = |value: f64| {
        let count = values.len() as f64;
        let below = values.partition_point(|other| *other < value) as f64 / count;
        let at_most = values.partition_point(|other| *other <= value) as f64 / count;
        (column.share_below(value) - below).abs().max((column.share_at_most(value) - at_most).abs())
    };
    values.iter().chain(column.kept()).map(|&value| at(value)).fold(0.0, f64::max)
}

/// The correlation of values with the ones before, from 0 on; 0 where none can be told.
fn neighbours(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    // Halves keep the sums of the largest numbers finite.
    let mean = values.iter().map(|value| value / 2.0 / count).sum::<f64>();
    let widest = values.iter().map(|value| (value / 2.0 - mean).abs()).fold(0.0, f64::max);
    let away = |value: f64| (value / 2.0 - mean) / widest;
    let all: f64 = values.iter().map(|&value| away(value) * away(value)).sum();
    let pairs: f64 = values.windows(2).map(|pair| away(pair[0]) * away(pair[1])).sum();
    if all > 0.0 { (pairs / all).clamp(0.0, 1.0) } else { 0.0 }
}

/// The likelihood of so large a difference between two shares, of `n` and `m` rows, were both the same.
fn proportions(first: f64, n: f64, second: f64, m: f64) -> f64 {
    let both = (first * n + second * m) / (n + m);
    let deviation = (both * (1.0 - both) * (1.0 / n + 1.0 / m)).sqrt();
    if deviation > 0.0 { libm::erfc((first - second).abs() / deviation / std::f64::consts::SQRT_2) } else { 1.0 }
}

/// The likelihood of a distance of at least so much between samples of `n` and `m` values (Stephens 1970, as in Numerical
/// Recipes, third edition, 14.3.3).
fn likelihood(distance: f64, n: f64, m: f64) -> f64 {
    if n <= 0.0 || m <= 0.0 {
        return 1.0;
    }
    let root = (n * m / (n + m)).sqrt();
    let x = (root + 0.12 + 0.11 / root) * distance;
    if x < 0.3 {
        return 1.0; // within 1e-5, where the series below is slow
    }
    let terms = (1..=100).map(|k| {
        let k = f64::from(k);
        let term = libm::exp(-2.0 * k * k * x * x);
        if k % 2.0 == 1.0 { term } else { -term }
    });
    (2.0 * terms.sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Stream;

    /// Rows of two columns, about normal (a sum of four draws), the second shifted by standard deviations.
    fn rows(count: usize, shift: f64, seed: u64) -> Vec<f64> {
        let mut stream = Stream::new(seed, 0);
        let mut draw = || ((0..4).map(|_| stream.unit()).sum::<f64>() - 2.0) * 3.0_f64.sqrt();
        (0..count).flat_map(|_| [draw(), draw() + shift]).collect()
    }

    fn moved(trained: &[f64], now: &[f64]) -> Vec<ColumnDrift> {
        let matrix = |values: &[f64]| values.len() / 2;
        let profile = Profile::new(Matrix::new(trained, matrix(trained), 2).unwrap(), None).unwrap();
        drift(&profile, Matrix::new(now, matrix(now), 2).unwrap()).unwrap()
    }

    #[test]
    fn rows_like_those_before_have_not_moved() {
        for seed in 0..60 {
            for (before, now) in [(300, 20), (300, 300), (5000, 100), (5000, 5000)] {
                let found = moved(&rows(before, 0.0, seed), &rows(now, 0.0, seed + 1000));
                assert!(!found.iter().any(|column| column.drifted), "{found:?}");
            }
        }
    }

    #[test]
    fn a_shift_of_one_deviation_is_noticed_in_its_column() {
        for seed in 0..20 {
            for (before, now) in [(300, 200), (5000, 100), (5000, 5000)] {
                let found = moved(&rows(before, 0.0, seed), &rows(now, 1.0, seed + 1000));
                assert_eq!([found[0].drifted, found[1].drifted], [false, true], "{found:?}");
            }
        }
    }

    #[test]
    fn a_column_that_falls_silent_is_noticed() {
        let mut now = rows(50, 0.0, 2);
        now.iter_mut().skip(1).step_by(2).take(15).for_each(|value| *value = f64::NAN);
        let found = moved(&rows(300, 0.0, 1), &now);
        assert_eq!([found[0].drifted, found[1].drifted], [false, true], "{found:?}");
        assert!(found[1].missing_before == 0.0 && (found[1].missing_now - 0.3).abs() < 1e-12);
    }

    #[test]
    fn missing_values_that_come_as_often_as_before_are_no_drift() {
        for seed in 0..200 {
            let mut stream = Stream::new(seed, 7);
            let mut holes = |count| {
                let mut rows = rows(count, 0.0, seed + 1000 * count as u64);
                rows.iter_mut().for_each(|value| *value = if stream.unit() < 0.3 { f64::NAN } else { *value });
                rows
            };
            let found = moved(&holes(300), &holes(10));
            assert!(!found.iter().any(|column| column.drifted), "{found:?}");
        }
    }

    #[test]
    fn an_hour_of_a_daily_wave_is_no_drift() {
        let wave = |minutes: std::ops::Range<u32>| -> Vec<f64> {
            minutes.flat_map(|minute| [(f64::from(minute) / 1440.0 * std::f64::consts::TAU).sin(); 2]).collect()
        };
        for hour in 0..24 {
            let found = moved(&wave(0..7 * 1440), &wave(60 * hour..60 * (hour + 1)));
            assert!(!found.iter().any(|column| column.drifted), "{hour}: {found:?}");
        }
    }

    #[test]
    fn one_row_is_no_drift() {
        let found = moved(&rows(300, 0.0, 1), &[99.0, f64::NAN]);
        assert!(!found[0].drifted && !found[1].drifted, "{found:?}");
        assert!(moved(&rows(300, 0.0, 1), &[]).iter().all(|column| !column.drifted));
    }

    #[test]
    fn the_likelihood_is_that_of_scipy() {
        // scipy.stats.kstwobign.sf((sqrt(ne) + .12 + .11 / sqrt(ne)) * d) of scipy 1.17.1 for n = 300, m = 200.
        for (distance, expected) in
            [(0.05, 0.918_510_969_872_548), (0.1, 0.171_220_816_387_098_3), (0.2, 0.000_107_703_212_445_192_48)]
        {
            let found = likelihood(distance, 300.0, 200.0);
            assert!((found - expected).abs() < 1e-9, "{distance}: {found}");
        }
        assert_eq!(likelihood(0.01, 300.0, 200.0), 1.0);
    }
}

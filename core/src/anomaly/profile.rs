use serde::{Deserialize, Serialize};

use crate::stats::Matrix;
use crate::{Error, Result};

use super::grow::infinite;

/// Values kept of a column; columns of fewer rows are kept whole.
const KEPT: usize = 256;

/// How the values of each column were spread over some rows, mostly those that a forest was fitted on: what "above all but
/// 0.1 % of the training rows" is read from.
///
/// Of each column at most 256 values are kept: all up to 256 rows, else values at ranks that lie close together at both
/// ends (every rank within the outer 0.004 %, every 0.6 % in the middle), the least and the largest among them.
///
/// ```
/// use hypercare::anomaly::Profile;
/// use hypercare::stats::Matrix;
/// let values: Vec<f64> = (0..1000).map(f64::from).collect();
/// let profile = Profile::new(Matrix::new(&values, 1000, 1)?, Some(&["cpu".to_owned()]))?;
/// let share = profile.columns()[0].share_below(900.0);
/// assert!((share - 0.9).abs() < 0.003);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    columns: Vec<ColumnProfile>,
}

/// How the values of one column were spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnProfile {
    name: String,
    /// Rows with a value, and without one.
    present: u64,
    missing: u64,
    /// Values at known ranks, in order.
    kept: Vec<f64>,
}

impl Profile {
    /// The profile of some rows, of which NaN is a missing value. Columns without a name are called "column 0" and so on.
    ///
    /// # Errors
    /// [`Error::Shape`] for a matrix without rows or columns, or other than one name for each column;
    /// [`Error::Duplicate`] for two columns of one name; [`Error::Invalid`] for an infinity.
    pub fn new(matrix: Matrix<'_>, names: Option<&[String]>) -> Result<Self> {
        let (rows, columns) = (matrix.rows(), matrix.columns());
        if rows == 0 || columns == 0 {
            return Err(Error::shape("matrix", "at least one row and one column", format!("{rows} x {columns}")));
        }
        let names = match names {
            None => (0..columns).map(|column| format!("column {column}")).collect(),
            Some(names) => check_names(names, columns)?.to_vec(),
        };
        let columns = names.into_iter().enumerate().map(|(column, name)| ColumnProfile::new(matrix, column, name));
        Ok(Self { columns: columns.collect::<Result<_>>()? })
    }

    /// The columns, in the order of the matrix.
    pub fn columns(&self) -> &[ColumnProfile] {
        &self.columns
    }

    /// Columns that were read, if they can be those of a profile.
    pub(super) fn checked(columns: Vec<ColumnProfile>) -> Result<Self> {
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        check_names(&names, columns.len())?;
        let rows = columns.first().map_or(0, ColumnProfile::rows);
        for column in &columns {
            let sorted = column.kept.is_sorted() && column.kept.iter().all(|value| value.is_finite());
            // So many that no rank is past what a float counts.
            let counted = column.rows() == rows && (1..1 << 53).contains(&rows);
            if !sorted || !counted || column.kept.len() as u64 != column.present.min(KEPT as u64) {
                let expected = "values in order, as many as its rows, and all columns of equally many rows";
                return Err(Error::invalid(format!("column {:?}", column.name), expected, "something else"));
            }
        }
        Ok(Self { columns })
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }
}

/// One name for each column, none given twice.
pub(super) fn check_names(names: &[String], columns: usize) -> Result<&[String]> {
    if names.len() != columns {
        return Err(Error::shape("columns", format!("{columns} names"), format!("{} names", names.len())));
    }
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Error::duplicate("column", pair[0])),
        None => Ok(names),
    }
}

impl ColumnProfile {
    fn new(matrix: Matrix<'_>, column: usize, name: String) -> Result<Self> {
        let mut values = Vec::with_capacity(matrix.rows());
        for row in 0..matrix.rows() {
            let value = matrix.get(row, column).unwrap_or(f64::NAN);
            if value.is_infinite() {
                return Err(infinite(matrix.number(row), column, value));
            }
            if !value.is_nan() {
                values.push(value);
            }
        }
        values.sort_unstable_by(f64::total_cmp);
        let present = values.len() as u64;
        let kept = ranks(present).filter_map(|rank| values.get(rank as usize)).copied().collect();
        Ok(Self { name, present, missing: matrix.rows() as u64 - present, kept })
    }

    /// What the column is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of rows, those without a value included.
    pub fn rows(&self) -> u64 {
        self.present.saturating_add(self.missing)
    }

    /// The share of rows without a value, 0 to 1.
    pub fn share_missing(&self) -> f64 {
        self.missing as f64 / self.rows() as f64
    }

    /// The least and the largest value; `None` if every value is missing.
    pub fn range(&self) -> Option<(f64, f64)> {
        self.kept.first().copied().zip(self.kept.last().copied())
    }

    /// The share of values that lie below one, 0 to 1, interpolated between those kept; NaN if every value is missing.
    pub fn share_below(&self, value: f64) -> f64 {
        self.count(self.kept.partition_point(|kept| *kept < value), value) / self.present as f64
    }

    /// The share of values that lie at or below one, as [`share_below`](Self::share_below).
    pub fn share_at_most(&self, value: f64) -> f64 {
        self.count(self.kept.partition_point(|kept| *kept <= value), value) / self.present as f64
    }

    /// The values kept, in order.
    pub(super) fn kept(&self) -> &[f64] {
        &self.kept
    }

    /// The number of values that come before a place among those kept: exact where two neighbours of the place have
    /// neighbouring ranks, else a guess between those ranks.
    fn count(&self, place: usize, value: f64) -> f64 {
        let Some(before) = place.checked_sub(1) else { return 0.0 };
        let Some(&next) = self.kept.get(place) else { return self.present as f64 };
        let (low, high) = (rank(self.present, before) + 1, rank(self.present, place));
        let last = self.kept.get(before).copied().unwrap_or(next);
        // A value kept once occurs about once; for one kept again and again halfway is as good as anything.
        let kept_again = |at: Option<usize>, value: f64| at.and_then(|at| self.kept.get(at)) == Some(&value);
        let way = if last < value && value < next {
            (value - last) / (next - last)
        } else if value == last {
            if kept_again(before.checked_sub(1), last) { 0.5 } else { 0.0 }
        } else if kept_again(Some(place + 1), next) {
            0.5
        } else {
            1.0
        };
        low as f64 + high.saturating_sub(low) as f64 * if way.is_finite() { way } else { 0.5 }
    }
}

/// The rank of a kept value among `count` ones. Past 256, ranks lie as the cosine spreads them: close at both ends.
fn rank(count: u64, place: usize) -> u64 {
    if count <= KEPT as u64 {
        return place as u64;
    }
    let angle = std::f64::consts::PI * place as f64 / (KEPT - 1) as f64;
    ((0.5 - 0.5 * libm::cos(angle)) * (count - 1) as f64 + 0.5) as u64
}

fn ranks(count: u64) -> impl Iterator<Item = u64> {
    (0..KEPT.min(count as usize)).map(move |place| rank(count, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Stream;

    #[test]
    fn shares_are_those_of_all_values() {
        for (rows, allowed) in [(1, 0.0), (7, 0.0), (256, 0.0), (257, 0.01), (5_000, 0.007)] {
            let mut stream = Stream::new(rows as u64, 0);
            let values: Vec<f64> = (0..rows).map(|_| (stream.unit() * 400.0).floor()).collect();
            let profile = Profile::new(Matrix::new(&values, rows, 1).unwrap(), None).unwrap();
            let column = &profile.columns()[0];
            assert_eq!((column.name(), column.rows()), ("column 0", rows as u64));
            for value in -1..402 {
                let value = f64::from(value) / if value % 2 == 0 { 1.0 } else { 1.1 };
                let below = values.iter().filter(|other| **other < value).count() as f64 / rows as f64;
                let at_most = values.iter().filter(|other| **other <= value).count() as f64 / rows as f64;
                let found = (column.share_below(value), column.share_at_most(value));
                assert!((found.0 - below).abs() <= allowed, "{rows} rows, below {value}: {below} {found:?}");
                assert!((found.1 - at_most).abs() <= allowed, "{rows} rows, at most {value}: {at_most} {found:?}");
            }
        }
    }

    #[test]
    fn the_ends_are_exact() {
        let values: Vec<f64> = (0..100_000).map(f64::from).collect();
        let profile = Profile::new(Matrix::new(&values, 100_000, 1).unwrap(), None).unwrap();
        let column = &profile.columns()[0];
        assert_eq!((column.share_below(0.0), column.share_at_most(0.0)), (0.0, 1e-5));
        assert_eq!((column.share_at_most(99_999.0), column.share_below(1e9)), (1.0, 1.0));
        assert_eq!(column.range(), Some((0.0, 99_999.0)));
        assert!((column.share_below(99_900.0) - 0.999).abs() < 1e-4);
    }

    #[test]
    fn missing_values_are_counted_apart() {
        let values = [1.0, f64::NAN, f64::NAN, f64::NAN, 3.0, f64::NAN];
        let profile = Profile::new(Matrix::new(&values, 3, 2).unwrap(), None).unwrap();
        let [first, second] = profile.columns() else { panic!() };
        assert_eq!((first.share_missing(), first.share_below(2.0)), (1.0 / 3.0, 0.5));
        assert_eq!((second.share_missing(), second.range()), (1.0, None));
        assert!(second.share_below(2.0).is_nan());
    }

    #[test]
    fn names_and_numbers_are_checked() {
        let matrix = Matrix::new(&[1.0, 2.0], 1, 2).unwrap();
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let code = |names: &[String]| Profile::new(matrix, Some(names)).unwrap_err().code();
        assert_eq!((code(&names(&["a"])), code(&names(&["a", "a"]))), ("shape", "duplicate"));
        assert_eq!(Profile::new(Matrix::new(&[], 0, 2).unwrap(), None).unwrap_err().code(), "shape");
        assert_eq!(Profile::new(Matrix::row(&[1.0, f64::NEG_INFINITY]), None).unwrap_err().code(), "invalid");
    }
}

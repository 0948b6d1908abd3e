use std::ops::Range;

use crate::{Error, Result};

/// A borrowed table of numbers, row after row: `rows` x `columns` over a slice of `f64` or `f32`.
///
/// Every value is read as the `f64` it equals; nothing is rounded. What NaN and infinity mean is said by the function
/// that takes the matrix.
///
/// ```
/// use hypercare::stats::Matrix;
/// let matrix = Matrix::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, 3)?;
/// assert_eq!(matrix.get(1, 0), Some(4.0));
/// assert_eq!(Matrix::new(&[1.0, 2.0], 2, 3).unwrap_err().code(), "shape");
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    values: Values<'a>,
    rows: usize,
    columns: usize,
    /// What its first row is called in errors.
    first: usize,
}

#[derive(Clone, Copy, Debug)]
enum Values<'a> {
    F64(&'a [f64]),
    F32(&'a [f32]),
}

impl<'a> Matrix<'a> {
    /// A view of `values`, which holds the rows one after the other.
    ///
    /// # Errors
    /// [`Error::Shape`] if `values` does not hold exactly `rows` x `columns` numbers.
    pub fn new(values: &'a [f64], rows: usize, columns: usize) -> Result<Self> {
        check_length(values.len(), rows, columns)?;
        Ok(Self { values: Values::F64(values), rows, columns, first: 0 })
    }

    /// The same over 32-bit numbers, each read as the `f64` it equals.
    ///
    /// # Errors
    /// [`Error::Shape`] if `values` does not hold exactly `rows` x `columns` numbers.
    pub fn from_f32(values: &'a [f32], rows: usize, columns: usize) -> Result<Self> {
        check_length(values.len(), rows, columns)?;
        Ok(Self { values: Values::F32(values), rows, columns, first: 0 })
    }

    /// A matrix of one row.
    ///
    /// ```
    /// # use hypercare::stats::Matrix;
    /// let row = Matrix::row(&[0.5, 80.0]);
    /// assert_eq!((row.rows(), row.columns()), (1, 2));
    /// ```
    pub fn row(values: &'a [f64]) -> Self {
        Self { values: Values::F64(values), rows: 1, columns: values.len(), first: 0 }
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The value in a row and a column, both from 0; `None` outside the matrix.
    pub fn get(&self, row: usize, column: usize) -> Option<f64> {
        if column >= self.columns {
            return None;
        }
        let at = row.checked_mul(self.columns)?.checked_add(column)?;
        match self.values {
            Values::F64(values) => values.get(at).copied(),
            Values::F32(values) => values.get(at).copied().map(f64::from),
        }
    }

    /// Some rows as a matrix, which errors call by their numbers in the whole. Rows past the end are left out.
    ///
    /// ```
    /// # use hypercare::stats::Matrix;
    /// let values = [1.0, 2.0, 3.0, 4.0];
    /// let matrix = Matrix::new(&values, 4, 1)?;
    /// assert_eq!(matrix.part(1..3).get(0, 0), Some(2.0));
    /// assert_eq!(matrix.part(3..9).rows(), 1);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn part(&self, rows: Range<usize>) -> Self {
        let end = rows.end.min(self.rows);
        let start = rows.start.min(end);
        let place = start * self.columns..end * self.columns;
        let values = match self.values {
            Values::F64(values) => Values::F64(values.get(place).unwrap_or_default()),
            Values::F32(values) => Values::F32(values.get(place).unwrap_or_default()),
        };
        Self { values, rows: end - start, columns: self.columns, first: self.first + start }
    }

    /// What errors call a row.
    #[cfg_attr(not(feature = "anomaly"), allow(dead_code))]
    pub(crate) fn number(&self, row: usize) -> usize {
        self.first + row
    }

    /// The same, with the first row called by another number: for rows that were copied from a larger matrix.
    #[cfg_attr(not(feature = "anomaly"), allow(dead_code))]
    pub(crate) fn numbered_from(self, first: usize) -> Self {
        Self { first, ..self }
    }

    /// Some rows, one after the other: borrowed where the matrix holds `f64`, else widened into `buffer`. Rows past the
    /// end are left out.
    #[cfg_attr(not(feature = "anomaly"), allow(dead_code))]
    pub(crate) fn block<'b>(&self, rows: Range<usize>, buffer: &'b mut Vec<f64>) -> &'b [f64]
    where
        'a: 'b,
    {
        let end = rows.end.min(self.rows);
        let place = rows.start.min(end) * self.columns..end * self.columns;
        match self.values {
            Values::F64(values) => values.get(place).unwrap_or_default(),
            Values::F32(values) => {
                buffer.clear();
                buffer.extend(values.get(place).unwrap_or_default().iter().map(|&value| f64::from(value)));
                buffer
            }
        }
    }
}

fn check_length(length: usize, rows: usize, columns: usize) -> Result<()> {
    if rows.checked_mul(columns) == Some(length) {
        return Ok(());
    }
    Err(Error::shape("matrix", format!("{rows} x {columns} values"), format!("{length} values")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_that_overflows_is_a_shape_error() {
        let error = Matrix::new(&[], usize::MAX, 2).unwrap_err();
        assert_eq!(error.code(), "shape");
        assert_eq!(Matrix::from_f32(&[], 1 << (usize::BITS / 2), 1 << (usize::BITS / 2)).unwrap_err().code(), "shape");
    }

    #[test]
    fn empty_matrices_are_matrices() {
        assert_eq!(Matrix::new(&[], 0, 5).unwrap().get(0, 0), None);
        assert_eq!(Matrix::new(&[], 5, 0).unwrap().get(0, 0), None);
    }

    #[test]
    fn a_32_bit_number_is_read_as_the_64_bit_number_it_equals() {
        let values = [0.1_f32, f32::MIN_POSITIVE / 4.0, f32::MAX, f32::NAN];
        let matrix = Matrix::from_f32(&values, 2, 2).unwrap();
        assert_eq!(matrix.get(0, 0), Some(0.100_000_001_490_116_12));
        assert_eq!(matrix.get(0, 1).unwrap() as f32, values[1]);
        assert_eq!(matrix.get(1, 0).unwrap() as f32, f32::MAX);
        assert!(matrix.get(1, 1).unwrap().is_nan());
    }

    #[test]
    fn blocks_of_both_widths_agree_and_stop_at_the_end() {
        let wide: Vec<f64> = (0..12).map(f64::from).collect();
        let narrow: Vec<f32> = wide.iter().map(|&value| value as f32).collect();
        let (wide, narrow) = (Matrix::new(&wide, 4, 3).unwrap(), Matrix::from_f32(&narrow, 4, 3).unwrap());
        for rows in [0..4, 1..3, 3..9, 7..9, 2..2] {
            let (mut first, mut second) = (Vec::new(), Vec::new());
            assert_eq!(wide.block(rows.clone(), &mut first), narrow.block(rows.clone(), &mut second), "{rows:?}");
        }
        assert_eq!(wide.block(1..2, &mut Vec::new()), [3.0, 4.0, 5.0]);
    }
}

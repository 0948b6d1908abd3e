//! Many questions in one call, for numpy arrays and typed arrays.

use serde::{Deserialize, Serialize};

use super::Calendar;
use super::query::signed;
use crate::{Error, Result};

/// What the whole numbers of a batch count since 1970, as in numpy's `datetime64[ms]`.
///
/// Microseconds hold Python's `datetime` and every year to 9999 exactly; a JavaScript `Date` counts milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TimeUnit {
    /// Seconds.
    #[serde(rename = "s")]
    Seconds,
    /// Thousandths of a second.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Millionths of a second.
    #[default]
    #[serde(rename = "us")]
    Microseconds,
    /// Thousand millionths of a second: the years 1677 to 2262.
    #[serde(rename = "ns")]
    Nanoseconds,
}

impl Calendar {
    /// [`due`](Self::due) of many instants: whole numbers since 1970 and lengths in `unit`, one length for all or one
    /// each. `i64::MIN`, numpy's "not a time", stays what it is.
    ///
    /// ```
    /// use hypercare::time::{Calendar, TimeUnit};
    /// let always = Calendar::always(chrono_tz::UTC);
    /// assert_eq!(always.due_batch(&[0, 1_000, i64::MIN], &[500], TimeUnit::Milliseconds)?, [500, 1_500, i64::MIN]);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if the lists do not match; what [`due`](Self::due) fails with, for the first row that does, as
    /// [`Error::Invalid`] with the row's number.
    pub fn due_batch(&self, starts: &[i64], durations: &[i64], unit: TimeUnit) -> Result<Vec<i64>> {
        match unit {
            TimeUnit::Seconds => self.due_rows::<1>(starts, durations),
            TimeUnit::Milliseconds => self.due_rows::<1_000>(starts, durations),
            TimeUnit::Microseconds => self.due_rows::<1_000_000>(starts, durations),
            TimeUnit::Nanoseconds => self.due_rows::<1_000_000_000>(starts, durations),
        }
    }

    /// [`elapsed`](Self::elapsed) between many instants, in `unit`, as for [`due_batch`](Self::due_batch).
    ///
    /// # Errors
    ///
    /// As for [`due_batch`](Self::due_batch).
    pub fn elapsed_batch(&self, starts: &[i64], ends: &[i64], unit: TimeUnit) -> Result<Vec<i64>> {
        match unit {
            TimeUnit::Seconds => self.elapsed_rows::<1>(starts, ends),
            TimeUnit::Milliseconds => self.elapsed_rows::<1_000>(starts, ends),
            TimeUnit::Microseconds => self.elapsed_rows::<1_000_000>(starts, ends),
            TimeUnit::Nanoseconds => self.elapsed_rows::<1_000_000_000>(starts, ends),
        }
    }

    fn due_rows<const UNIT: u64>(&self, starts: &[i64], durations: &[i64]) -> Result<Vec<i64>> {
        let due = |start, length| self.try_due::<UNIT>(start, u64::try_from(length).ok()?);
        rows(starts, durations, "durations", due, |start, length| {
            if length < 0 {
                return Error::invalid("duration", "a length of time of zero or more", length);
            }
            self.refusal(start.div_euclid(UNIT as i64))
        })
    }

    fn elapsed_rows<const UNIT: u64>(&self, starts: &[i64], ends: &[i64]) -> Result<Vec<i64>> {
        let elapsed = |start, end| self.try_elapsed::<UNIT>(start, end).and_then(signed);
        let second = |at: i64| at.div_euclid(UNIT as i64);
        rows(starts, ends, "ends", elapsed, |start, end| self.refusal_between(second(start), second(end)))
    }
}

/// The answers to all rows, or why the first that has none has none.
#[inline]
fn rows(
    left: &[i64],
    right: &[i64],
    name: &str,
    answer: impl Fn(i64, i64) -> Option<i64>,
    refusal: impl Fn(i64, i64) -> Error,
) -> Result<Vec<i64>> {
    let mut failed = false;
    let mut row = |left: i64, right: i64| {
        if left == i64::MIN || right == i64::MIN {
            return i64::MIN;
        }
        answer(left, right).unwrap_or_else(|| {
            failed = true;
            i64::MIN
        })
    };
    let answers: Vec<i64> = match right {
        &[one] => left.iter().map(|&left| row(left, one)).collect(),
        _ if left.len() == right.len() => left.iter().zip(right).map(|(&left, &right)| row(left, right)).collect(),
        _ => return Err(Error::shape(name, format!("1 or {} values", left.len()), right.len().to_string())),
    };
    if failed {
        let pairs = left.iter().enumerate().zip(right.iter().cycle());
        let mut wrong = pairs.filter(|&((_, &left), &right)| left != i64::MIN && right != i64::MIN);
        if let Some(((index, &left), &right)) = wrong.find(|&((_, &left), &right)| answer(left, right).is_none()) {
            let expected = "instants of the years 1900 to 2199 with an answer";
            return Err(Error::invalid(format!("row {index}"), expected, refusal(left, right)));
        }
    }
    Ok(answers)
}

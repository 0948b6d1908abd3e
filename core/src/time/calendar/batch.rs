//! Many questions in one call, for numpy arrays and typed arrays.

use serde::{Deserialize, Serialize};

use super::Calendar;
use crate::time::format_instant;
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

    fn due_rows<const UNIT: i64>(&self, starts: &[i64], durations: &[i64]) -> Result<Vec<i64>> {
        rows(starts, durations, "durations", |start, duration| {
            if duration < 0 {
                return Err(Error::invalid("duration", "a length of time of zero or more", duration));
            }
            let (seconds, nanos) = split::<UNIT>(duration);
            join::<UNIT>(self.due_parts(split::<UNIT>(start), (seconds.unsigned_abs(), nanos))?)
        })
    }

    fn elapsed_rows<const UNIT: i64>(&self, starts: &[i64], ends: &[i64]) -> Result<Vec<i64>> {
        rows(starts, ends, "ends", |start, end| {
            join::<UNIT>(self.elapsed_parts(split::<UNIT>(start), split::<UNIT>(end))?)
        })
    }
}

#[inline]
fn rows(left: &[i64], right: &[i64], name: &str, answer: impl Fn(i64, i64) -> Result<i64>) -> Result<Vec<i64>> {
    let mut answers = Vec::with_capacity(left.len());
    let mut row = |left: i64, right: i64| {
        let found = if left == i64::MIN || right == i64::MIN { Ok(i64::MIN) } else { answer(left, right) };
        answers.push(found.map_err(|error| wrong(answers.len(), &error))?);
        Ok(())
    };
    match right {
        [one] => left.iter().try_for_each(|&left| row(left, *one))?,
        _ if left.len() == right.len() => left.iter().zip(right).try_for_each(|(&left, &right)| row(left, right))?,
        _ => return Err(Error::shape(name, format!("1 or {} values", left.len()), right.len().to_string())),
    }
    Ok(answers)
}

#[cold]
fn wrong(index: usize, error: &Error) -> Error {
    Error::invalid(format!("row {index}"), "instants of the years 1900 to 2199 with an answer", error)
}

#[inline]
fn split<const UNIT: i64>(value: i64) -> (i64, u32) {
    (value.div_euclid(UNIT), (value.rem_euclid(UNIT) * (1_000_000_000 / UNIT)) as u32)
}

#[inline]
fn join<const UNIT: i64>((seconds, nanos): (i64, u32)) -> Result<i64> {
    let rest = i64::from(nanos) / (1_000_000_000 / UNIT);
    seconds.checked_mul(UNIT).and_then(|units| units.checked_add(rest)).ok_or_else(|| {
        let at = chrono::DateTime::from_timestamp(seconds, nanos).map_or_else(|| seconds.to_string(), format_instant);
        Error::range(format!("{at} in 64 bits of the unit"))
    })
}

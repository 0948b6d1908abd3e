//! Work on a calendar, or around the clock, in nanoseconds.

use chrono::TimeDelta;

use super::network::{instant, nanos};
use crate::time::Calendar;
use crate::{Error, Result};

/// When work is done that begins at `start`.
pub(super) fn due(calendar: Option<&Calendar>, start: i64, work: i64) -> Result<i64> {
    match calendar.filter(|_| work > 0) {
        Some(calendar) => nanos(calendar.due(instant(start), TimeDelta::nanoseconds(work))?, "a finish"),
        None => start.checked_add(work).ok_or_else(range),
    }
}

/// When work can begin from `at` on.
pub(super) fn opening(calendar: Option<&Calendar>, at: i64, work: i64) -> Result<i64> {
    let Some(calendar) = calendar.filter(|_| work > 0) else { return Ok(at) };
    let open = calendar.next_open(instant(at))?;
    open.map_or_else(
        || Err(Error::range("a start on a calendar that has no hours any more")),
        |at| nanos(at, "a start"),
    )
}

/// The latest start of work that is done by `finish`.
pub(super) fn start_for(calendar: Option<&Calendar>, finish: i64, work: i64) -> Result<i64> {
    let Some(calendar) = calendar.filter(|_| work > 0) else { return finish.checked_sub(work).ok_or_else(range) };
    let mut back = work;
    loop {
        let from = finish.checked_sub(back).ok_or_else(range)?;
        let spare = open(Some(calendar), from, finish)? - work;
        if spare >= 0 {
            let start = if spare == 0 { from } else { due(Some(calendar), from, spare)? };
            return opening(Some(calendar), start, work);
        }
        back = back.saturating_mul(2).max(3_600_000_000_000);
    }
}

/// The open time from `from` to `to`; negative if `to` lies before.
pub(super) fn open(calendar: Option<&Calendar>, from: i64, to: i64) -> Result<i64> {
    match calendar {
        Some(calendar) => calendar.elapsed(instant(from), instant(to))?.num_nanoseconds().ok_or_else(range),
        None => to.checked_sub(from).ok_or_else(range),
    }
}

pub(super) fn range() -> Error {
    Error::range("a schedule between the years 1678 and 2261")
}

//! The questions to a calendar: due, elapsed, open or not, and until when.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::block::{Block, SHIFT};
use super::{BLOCKS, Calendar, END, FIRST, FIRST_BLOCK, block_start};
use crate::time::{Span, format_instant};
use crate::{Error, Result};

/// Most spans of one answer.
const SPANS: usize = 1_000_000;

/// Nanoseconds, in which single questions are answered: the horizon fits into 64 bits of them.
const SECOND: u64 = 1_000_000_000;
const NANOS: u32 = SECOND as u32;

/// Hours in which somebody is there, as two instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenSpan {
    /// The opening.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub open: DateTime<Utc>,
    /// The closing, which does not belong to it.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub close: DateTime<Utc>,
}

/// Where an instant outside of the hours is moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// Nowhere.
    #[default]
    Stay,
    /// To the next opening.
    NextOpening,
    /// To the closing before it.
    PreviousClosing,
    /// To the opening before it.
    PreviousOpening,
}

/// The open time from the start of a block to an instant in it, in the units of the question.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenTime {
    block: usize,
    sum: u64,
}

/// An instant as whole seconds and nanoseconds below one second.
type Parts = (i64, u32);

impl Calendar {
    /// The instant by which `duration` of open time has run since `start`.
    ///
    /// What is due exactly at closing time, or after no time at all, is a matter of [`DueAtClosing`](super::DueAtClosing).
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a negative duration; [`Error::Range`] if `start` lies outside of the horizon or the time
    /// has not run by its end; [`Error::Gap`] and [`Error::Fold`] where the calendar's rules say so.
    #[inline]
    pub fn due(&self, start: DateTime<Utc>, duration: TimeDelta) -> Result<DateTime<Utc>> {
        let length = u64::try_from(duration.num_seconds()).ok().zip(u64::try_from(duration.subsec_nanos()).ok());
        let (seconds, nanos) =
            length.ok_or_else(|| Error::invalid("duration", "a length of time of zero or more", duration))?;
        // Longer than the horizon is as good as for ever.
        let length = seconds.min((END - FIRST) as u64 + 1) * SECOND + nanos;
        let due = nanos_of(start).and_then(|start| self.try_due::<SECOND>(start, length));
        due.and_then(date_time).ok_or_else(|| self.refusal(parts(start).0))
    }

    /// The open time from `start` to `end`; negative if `end` lies before `start`.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] for an instant outside of the horizon; [`Error::Gap`] and [`Error::Fold`] where the calendar's
    /// rules say so.
    #[inline]
    pub fn elapsed(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Result<TimeDelta> {
        let run = nanos_of(start).zip(nanos_of(end)).and_then(|(start, end)| self.try_elapsed::<SECOND>(start, end));
        let (run, back) = run.ok_or_else(|| self.refusal_between(parts(start).0, parts(end).0))?;
        let (seconds, nanos) = ((run / SECOND) as i64, (run % SECOND) as u32);
        let run = TimeDelta::new(seconds, nanos).ok_or_else(|| outside(parts(end).0))?;
        Ok(if back { -run } else { run })
    }

    /// Whether somebody is there. At the opening yes, at the closing no.
    ///
    /// # Errors
    ///
    /// As for [`elapsed`](Self::elapsed).
    pub fn is_open(&self, at: DateTime<Utc>) -> Result<bool> {
        let (index, offset) = place(parts(at).0)?;
        let piece = self.existing(index)?.around(offset);
        Ok((piece.open..piece.close).contains(&offset))
    }

    /// The first instant from `at` on at which somebody is there: `at` itself during the hours. `None` if nobody comes
    /// any more.
    ///
    /// # Errors
    ///
    /// As for [`elapsed`](Self::elapsed).
    pub fn next_open(&self, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        if self.is_open(at)? { Ok(Some(at)) } else { Ok(self.next_span(at)?.map(|span| span.open)) }
    }

    /// The first closing after `at`: that of the present hours, or of the next ones. `None` if there is none any more,
    /// as for a calendar that never closes.
    ///
    /// # Errors
    ///
    /// As for [`elapsed`](Self::elapsed).
    pub fn next_close(&self, at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let close = self.next_span(at)?.map(|span| span.close);
        Ok(close.filter(|close| close.timestamp() < END))
    }

    /// The hours around `at` or, outside of hours, the next ones; those that have no end end with the horizon. `None`
    /// if there are none any more.
    ///
    /// # Errors
    ///
    /// As for [`elapsed`](Self::elapsed).
    pub fn next_span(&self, at: DateTime<Utc>) -> Result<Option<OpenSpan>> {
        let (mut index, mut offset) = place(parts(at).0)?;
        let mut open = None;
        while let Some(block) = self.block(index) {
            let piece = block?.at_time(offset);
            if piece.open < piece.close {
                let begin = block_start(index) + i64::from(piece.open);
                let close = block_start(index) + i64::from(piece.close);
                // Hours that begin with the block may have begun in the one before.
                let begin = if piece.open == 0 && open.is_none() { self.begin(index)? } else { begin };
                let close = if piece.close == 1 << SHIFT { self.close(index)? } else { close };
                open = Some((begin, close));
                break;
            }
            (index, offset) = (index + 1, 0);
        }
        open.map(|(open, close)| Ok(OpenSpan { open: instant(open)?, close: instant(close)? })).transpose()
    }

    /// The last hours that begin before `at`, whole: they may reach beyond it.
    fn previous_span(&self, at: i64) -> Result<Option<(i64, i64)>> {
        let (index, offset) = place(at)?;
        let mut last = self.existing(index)?.last_before(offset).map(|piece| (index, piece));
        for index in (0..index).rev() {
            if last.is_some() {
                break;
            }
            last = self.existing(index)?.last_before(1 << SHIFT).map(|piece| (index, piece));
        }
        let Some((index, piece)) = last else { return Ok(None) };
        let start = block_start(index);
        let open = if piece.open == 0 { self.begin(index)? } else { start + i64::from(piece.open) };
        let close = if piece.close == 1 << SHIFT { self.close(index)? } else { start + i64::from(piece.close) };
        Ok(Some((open, close)))
    }

    /// Where the hours that are open at the start of a block began.
    fn begin(&self, mut index: usize) -> Result<i64> {
        while let Some(before) = index.checked_sub(1) {
            match self.existing(before)?.spans().last() {
                Some(last) if last.close == 1 << SHIFT && last.open == 0 => index = before,
                Some(last) if last.close == 1 << SHIFT => return Ok(block_start(before) + i64::from(last.open)),
                _ => break,
            }
        }
        Ok(block_start(index).max(FIRST))
    }

    /// Where the hours end that are open to the end of a block.
    fn close(&self, mut index: usize) -> Result<i64> {
        loop {
            index += 1;
            let Some(block) = self.block(index) else { return Ok(END) };
            match block?.spans().first() {
                Some(first) if first.open == 0 && first.close == 1 << SHIFT => {}
                Some(first) if first.open == 0 => return Ok(block_start(index) + i64::from(first.close)),
                _ => return Ok(block_start(index)),
            }
        }
    }

    /// The hours between two instants, in order, cut where the instants cut them.
    ///
    /// # Errors
    ///
    /// As for [`elapsed`](Self::elapsed); [`Error::Invalid`] if `to` lies before `from`; [`Error::Limit`] over a million
    /// spans.
    pub fn open_spans(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<OpenSpan>> {
        if to < from {
            return Err(Error::invalid(
                "to",
                format!("an instant from {} on", format_instant(from)),
                format_instant(to),
            ));
        }
        let mut spans = Vec::new();
        self.each_span(from, to, |span| {
            spans.push(span);
            Error::cap("spans of a calendar", SPANS as u64, spans.len())
        })?;
        Ok(spans)
    }

    /// The same one by one.
    pub(super) fn each_span(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        mut found: impl FnMut(OpenSpan) -> Result<()>,
    ) -> Result<()> {
        if parts(to) > (END, 0) {
            return Err(outside(parts(to).0));
        }
        let (mut index, mut offset) = place(parts(from).0)?;
        let mut last: Option<OpenSpan> = None;
        'blocks: while let Some(block) = self.block(index) {
            let (block, start) = (block?, block_start(index));
            let first = block.spans().partition_point(|piece| piece.close <= offset);
            for piece in block.spans().iter().skip(first) {
                let open = instant(start + i64::from(piece.open))?.max(from);
                let close = instant(start + i64::from(piece.close))?.min(to);
                if open >= close {
                    break 'blocks;
                }
                match last.as_mut() {
                    // Hours that go on from one block to the next.
                    Some(before) if before.close == open => before.close = close,
                    _ => {
                        last.replace(OpenSpan { open, close }).map_or(Ok(()), &mut found)?;
                    }
                }
            }
            if start + (1 << SHIFT) > to.timestamp() {
                break;
            }
            (index, offset) = (index + 1, 0);
        }
        last.map_or(Ok(()), found)
    }

    /// A step of calendar months on the wall calendar of its zone, clamped to the month's end, and then out of closed
    /// hours as `roll` says. To repeat it, multiply the months and step from the same anchor.
    ///
    /// ```
    /// use hypercare::time::{Calendar, Roll, parse_instant};
    /// let calendar = Calendar::from_yaml("weekly: {mon: [09:00-17:00]}")?;
    /// let anchor = parse_instant("2026-01-31T10:00:00Z")?;
    /// // 28 February 2026 is a Saturday.
    /// assert_eq!(calendar.step(anchor, 1, Roll::Stay)?, parse_instant("2026-02-28T10:00:00Z")?);
    /// assert_eq!(calendar.step(anchor, 1, Roll::NextOpening)?, parse_instant("2026-03-02T09:00:00Z")?);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`due`](Self::due); [`Error::Range`], too, if there is no opening to roll to.
    pub fn step(&self, anchor: DateTime<Utc>, months: u32, roll: Roll) -> Result<DateTime<Utc>> {
        let document = self.document();
        self.roll(Span::months(months).after(anchor, document.zone, document.rules)?, roll)
    }

    /// Moves an instant outside of the hours; during the hours it stays.
    ///
    /// # Errors
    ///
    /// As for [`step`](Self::step).
    pub fn roll(&self, at: DateTime<Utc>, roll: Roll) -> Result<DateTime<Utc>> {
        if roll == Roll::Stay || self.is_open(at)? {
            return Ok(at);
        }
        let rolled = match roll {
            Roll::Stay => Some(at),
            Roll::NextOpening => self.next_open(at)?,
            Roll::PreviousOpening => self.previous_span(parts(at).0)?.map(|span| instant(span.0)).transpose()?,
            Roll::PreviousClosing => self.previous_span(parts(at).0)?.map(|span| instant(span.1)).transpose()?,
        };
        rolled.ok_or_else(|| Error::range(format!("the opening to which {} rolls", format_instant(at))))
    }

    /// A length of time as people write it after `start`: its months as a [`step`](Self::step) that does not roll, the
    /// rest as open time.
    ///
    /// # Errors
    ///
    /// As for [`due`](Self::due).
    pub fn due_span(&self, start: DateTime<Utc>, span: Span) -> Result<DateTime<Utc>> {
        let start =
            if span.calendar_months() == 0 { start } else { self.step(start, span.calendar_months(), Roll::Stay)? };
        if span.exact().is_zero() && span.calendar_months() > 0 { Ok(start) } else { self.due(start, span.exact()) }
    }

    /// [`due`](Self::due) in units of which `UNIT` make a second.
    #[cfg(feature = "escalation")] // whose clocks count so; nobody else does
    #[inline]
    pub(crate) fn due_units<const UNIT: u64>(&self, start: i64, length: u64) -> Result<i64> {
        self.try_due::<UNIT>(start, length).ok_or_else(|| self.refusal(start.div_euclid(UNIT as i64)))
    }

    #[inline(always)]
    pub(super) fn try_due<const UNIT: u64>(&self, start: i64, length: u64) -> Option<i64> {
        let run = self.open_time::<UNIT>(start)?;
        self.after::<UNIT>(start, run, length)
    }

    /// [`elapsed`](Self::elapsed) in units of which `UNIT` make a second, and whether it is negative.
    #[inline(always)]
    pub(super) fn try_elapsed<const UNIT: u64>(&self, start: i64, end: i64) -> Option<(u64, bool)> {
        let back = end < start;
        let (start, end) = if back { (end, start) } else { (start, end) };
        let (from, mut to) = (self.open_time::<UNIT>(start)?, self.open_time::<UNIT>(end)?);
        for index in from.block..to.block {
            to.sum += u64::from(self.ready(index)?.total) * UNIT;
        }
        Some((to.sum - from.sum, back))
    }

    /// The same where it is known to fit.
    #[cfg(feature = "escalation")] // whose clocks count so; nobody else does
    #[inline]
    pub(crate) fn elapsed_units<const UNIT: u64>(&self, start: i64, end: i64) -> Result<i64> {
        let run = self.try_elapsed::<UNIT>(start, end).and_then(signed);
        run.ok_or_else(|| self.refusal_between(start.div_euclid(UNIT as i64), end.div_euclid(UNIT as i64)))
    }

    /// How much open time there is before an instant: where many due times are asked for from one start, once for all.
    #[inline(always)]
    pub(crate) fn open_time<const UNIT: u64>(&self, at: i64) -> Option<OpenTime> {
        let unit = UNIT as i64;
        if !(FIRST * unit..END * unit).contains(&at) {
            return None;
        }
        let units = at.wrapping_sub((FIRST_BLOCK << SHIFT) * unit) as u64;
        let second = units / UNIT;
        let block = (second >> SHIFT) as usize;
        let piece = self.ready(block)?.around((second & ((1 << SHIFT) - 1)) as u32);
        let offset = units - block as u64 * (UNIT << SHIFT);
        let run = offset.saturating_sub(u64::from(piece.open) * UNIT).min(u64::from(piece.close - piece.open) * UNIT);
        Some(OpenTime { block, sum: u64::from(piece.before) * UNIT + run })
    }

    /// The instant by which `length` has run since `start`, before which there is `run`.
    #[inline(always)]
    pub(crate) fn after<const UNIT: u64>(&self, start: i64, run: OpenTime, length: u64) -> Option<i64> {
        let late = self.inner.late;
        if length == 0 && !late {
            return Some(start);
        }
        let OpenTime { mut block, sum } = run;
        let mut target = sum.checked_add(length)?;
        // The last open second before the time has run out: what is due at closing is not due at the next opening.
        let last = u64::from(!late);
        loop {
            let hours = self.ready(block)?;
            let sum = (target - last) / UNIT;
            if sum < u64::from(hours.total) {
                let closed = u64::from(hours.closed_before(sum as u32));
                let units = block as u64 * (UNIT << SHIFT) + closed * UNIT + target;
                return Some(((FIRST_BLOCK << SHIFT) * UNIT as i64).wrapping_add_unsigned(units));
            }
            target -= u64::from(hours.total) * UNIT;
            block += 1;
        }
    }

    /// Why there is no answer about the time from this second on.
    #[cold]
    pub(crate) fn refusal(&self, second: i64) -> Error {
        match place(second) {
            Ok((first, _)) => {
                let error = (first..BLOCKS).find_map(|index| self.block(index)?.err());
                error.unwrap_or_else(|| Error::range("a due time before the year 2200"))
            }
            Err(error) => error,
        }
    }

    /// Why there is no answer about the time between two seconds.
    #[cold]
    pub(super) fn refusal_between(&self, start: i64, end: i64) -> Error {
        let (start, end) = match (place(start), place(end)) {
            (Ok(start), Ok(end)) => (start.0, end.0),
            (Err(error), _) | (_, Err(error)) => return error,
        };
        let blocks = start.min(end)..=start.max(end);
        let error = blocks.filter_map(|index| self.block(index)?.err()).next();
        error.unwrap_or_else(|| Error::range("open time that fits"))
    }

    /// A block, if there is one.
    #[inline(always)]
    fn ready(&self, index: usize) -> Option<&Block> {
        match self.inner.blocks.get(index)?.get() {
            Some(Ok(block)) => Some(block),
            _ => self.built(index),
        }
    }

    #[cold]
    #[inline(never)]
    fn built(&self, index: usize) -> Option<&Block> {
        self.block(index)?.ok()
    }

    /// A block that is known to be there.
    fn existing(&self, index: usize) -> Result<&Block> {
        self.block(index).unwrap_or_else(|| Err(Error::range("an instant from 1900 to 2199")))
    }
}

/// The block of a second, and the second's place in it.
#[inline]
fn place(second: i64) -> Result<(usize, u32)> {
    if !(FIRST..END).contains(&second) {
        return Err(outside(second));
    }
    let index = ((second >> SHIFT) - FIRST_BLOCK) as usize;
    Ok((index, (second & ((1 << SHIFT) - 1)) as u32))
}

#[cold]
fn outside(second: i64) -> Error {
    let at = DateTime::from_timestamp(second, 0).map_or_else(|| second.to_string(), format_instant);
    Error::range(format!("the hours at {at}, outside of the years 1900 to 2199"))
}

/// Seconds and nanoseconds; a leap second counts as the second after it.
#[inline]
pub(super) fn parts(at: DateTime<Utc>) -> Parts {
    let (second, nano) = (at.timestamp(), at.timestamp_subsec_nanos());
    if nano >= NANOS { (second + 1, nano - NANOS) } else { (second, nano) }
}

/// Nanoseconds since 1970 of an instant near the horizon.
#[inline]
fn nanos_of(at: DateTime<Utc>) -> Option<i64> {
    let second = at.timestamp();
    (FIRST..END).contains(&second).then(|| second * SECOND as i64 + i64::from(at.timestamp_subsec_nanos()))
}

#[inline]
fn date_time(nanos: i64) -> Option<DateTime<Utc>> {
    let second = SECOND as i64;
    DateTime::from_timestamp(nanos.div_euclid(second), nanos.rem_euclid(second) as u32)
}

/// A length of time with its sign, where it fits.
#[inline]
pub(super) fn signed((length, back): (u64, bool)) -> Option<i64> {
    let length = i64::try_from(length).ok()?;
    Some(if back { -length } else { length })
}

fn instant(second: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp(second, 0).ok_or_else(|| outside(second))
}

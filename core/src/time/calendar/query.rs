//! The questions to a calendar: due, elapsed, open or not, and until when.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::block::SHIFT;
use super::document::DueAtClosing;
use super::{Calendar, END, FIRST, FIRST_BLOCK, block_start};
use crate::time::{Span, format_instant};
use crate::{Error, Result};

/// Most spans of one answer.
const SPANS: usize = 1_000_000;

const NANOS: u32 = 1_000_000_000;

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

/// An instant as whole seconds and nanoseconds below one second.
type Parts = (i64, u32);

impl Calendar {
    /// The instant by which `duration` of open time has run since `start`.
    ///
    /// What is due exactly at closing time, or after no time at all, is a matter of [`DueAtClosing`].
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a negative duration; [`Error::Range`] if `start` lies outside of the horizon or the time
    /// has not run by its end; [`Error::Gap`] and [`Error::Fold`] where the calendar's rules say so.
    #[inline]
    pub fn due(&self, start: DateTime<Utc>, duration: TimeDelta) -> Result<DateTime<Utc>> {
        let length = u64::try_from(duration.num_seconds()).ok().zip(u32::try_from(duration.subsec_nanos()).ok());
        let length = length.ok_or_else(|| Error::invalid("duration", "a length of time of zero or more", duration))?;
        let (seconds, nanos) = self.due_parts(parts(start), length)?;
        DateTime::from_timestamp(seconds, nanos).ok_or_else(|| past_end(start))
    }

    /// The open time from `start` to `end`; negative if `end` lies before `start`.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] for an instant outside of the horizon; [`Error::Gap`] and [`Error::Fold`] where the calendar's
    /// rules say so.
    #[inline]
    pub fn elapsed(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Result<TimeDelta> {
        let (seconds, nanos) = self.elapsed_parts(parts(start), parts(end))?;
        TimeDelta::new(seconds, nanos).ok_or_else(|| past_end(end))
    }

    /// Whether somebody is there. At the opening yes, at the closing no.
    ///
    /// # Errors
    ///
    /// As for [`elapsed`](Self::elapsed).
    pub fn is_open(&self, at: DateTime<Utc>) -> Result<bool> {
        let (index, offset) = place(parts(at).0)?;
        Ok(self.existing(index)?.at_time(offset).open <= offset)
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

    #[inline]
    pub(super) fn due_parts(&self, (second, nano): Parts, (seconds, nanos): (u64, u32)) -> Result<Parts> {
        let (mut index, offset) = place(second)?;
        let late = self.document().due_at_closing == DueAtClosing::NextOpening;
        if seconds == 0 && nanos == 0 && !late {
            return Ok((second, nano));
        }
        let mut block = self.existing(index)?;
        let piece = block.at_time(offset);
        // Time before the opening does not count, nor do the nanoseconds there.
        let (run, nano) = if piece.open <= offset { (offset - piece.open, nano) } else { (0, 0) };
        let nano = nano + nanos;
        let (carry, nano) = if nano >= NANOS { (1, nano - NANOS) } else { (0, nano) };
        let mut target = (u64::from(piece.before) + u64::from(run)).saturating_add(seconds).saturating_add(carry);
        // The open second in which the time runs out: at closing, the last one before.
        let last = u64::from(nano == 0 && !late);
        loop {
            match u32::try_from(target - last) {
                Ok(sum) if sum < block.total => {
                    let piece = block.at_sum(sum);
                    let at = block_start(index) + i64::from(piece.open) + (target as i64 - i64::from(piece.before));
                    return Ok((at, nano));
                }
                _ => {}
            }
            target -= u64::from(block.total);
            index += 1;
            block = self.block(index).ok_or_else(|| Error::range("a due time before the year 2200"))??;
        }
    }

    #[inline]
    pub(super) fn elapsed_parts(&self, start: Parts, end: Parts) -> Result<Parts> {
        let (from, to) = (self.position(start)?, self.position(end)?);
        let mut seconds = to.1.0 - from.1.0;
        if from.0 != to.0 {
            let (low, high, sign) = if from.0 < to.0 { (from.0, to.0, 1) } else { (to.0, from.0, -1) };
            for index in low..high {
                seconds += sign * i64::from(self.existing(index)?.total);
            }
        }
        let (nanos, borrow) = if to.1.1 >= from.1.1 { (to.1.1 - from.1.1, 0) } else { (to.1.1 + NANOS - from.1.1, 1) };
        Ok((seconds - borrow, nanos))
    }

    /// A block and the open time from its start to an instant.
    #[inline]
    fn position(&self, (second, nano): Parts) -> Result<(usize, Parts)> {
        let (index, offset) = place(second)?;
        let piece = self.existing(index)?.at_time(offset);
        let run = if piece.open <= offset { (offset - piece.open, nano) } else { (0, 0) };
        Ok((index, (i64::from(piece.before) + i64::from(run.0), run.1)))
    }

    /// A block that is known to be there.
    #[inline]
    fn existing(&self, index: usize) -> Result<&super::Block> {
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

#[cold]
fn past_end(start: DateTime<Utc>) -> Error {
    Error::range(format!("open time after {}", format_instant(start)))
}

/// Seconds and nanoseconds; a leap second counts as the second after it.
#[inline]
pub(super) fn parts(at: DateTime<Utc>) -> Parts {
    let (second, nano) = (at.timestamp(), at.timestamp_subsec_nanos());
    if nano >= NANOS { (second + 1, nano - NANOS) } else { (second, nano) }
}

fn instant(second: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp(second, 0).ok_or_else(|| outside(second))
}

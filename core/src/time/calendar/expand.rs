//! From hours on the wall to spans of physical seconds.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::document::{CalendarDocument, LeapDay};
use super::{ClockRange, MonthDay};
use crate::time::resolve;
use crate::{Error, Result};

/// Seconds since 1970 from which and before which somebody works.
pub(super) type Seconds = (i64, i64);

/// Local dates around an instant that can have to do with it: offsets reach 16 h, a skipped day shifts by one more, and
/// overnight hours begin the day before.
const MARGIN: i64 = 3 * 86_400;

/// The spans between `from` and `to` in which a calendar is open: in order, apart from each other, and within them.
pub(super) fn spans(document: &CalendarDocument, from: i64, to: i64) -> Result<Vec<Seconds>> {
    let mut spans = own(document, from, to)?;
    for member in &document.union {
        spans.extend(self::spans(member, from, to)?);
    }
    let mut spans = merge(spans);
    for member in &document.intersection {
        spans = both(&spans, &self::spans(member, from, to)?);
    }
    Ok(clip(&spans, from, to))
}

/// The hours of the document itself, less its breaks; not clipped.
fn own(document: &CalendarDocument, from: i64, to: i64) -> Result<Vec<Seconds>> {
    let nothing = document.weekly.days().iter().all(|day| day.is_empty()) && document.dated.is_empty();
    if nothing {
        return Ok(Vec::new());
    }
    let date = |seconds: i64| DateTime::from_timestamp(seconds, 0).map(|at| at.date_naive());
    let range = || Error::range("hours of a calendar");
    let (mut day, last) = date(from - MARGIN).zip(date(to + MARGIN)).ok_or_else(range)?;
    let mut before = day.pred_opt().ok_or_else(range)?;
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    while day <= last {
        if exists(document, day)? {
            for (first, end) in hours(document, before, day) {
                push(document, day, first, end, &mut open)?;
            }
            for range in document.breaks.get(&day).into_iter().flatten() {
                let (first, end) = range.first_day();
                push(document, day, first, end, &mut closed)?;
            }
        }
        for (first, end) in document.breaks.get(&before).into_iter().flatten().filter_map(|range| range.next_day()) {
            push(document, day, first, end, &mut closed)?;
        }
        (before, day) = (day, day.succ_opt().ok_or_else(range)?);
    }
    let open = merge(open);
    Ok(if closed.is_empty() { open } else { without(&open, &merge(closed)) })
}

/// The hours on `day` in seconds of the wall's day, those from the day `before` included.
fn hours(document: &CalendarDocument, before: NaiveDate, day: NaiveDate) -> impl Iterator<Item = (u32, u32)> {
    let (dated_before, dated) = (document.dated.get(&before), document.dated.get(&day));
    let week = dated.is_none() && !is_holiday(document, day);
    let on_day = match dated {
        Some(ranges) => ranges.as_slice(),
        None if week => document.weekly.on(day.weekday()),
        None => &[],
    };
    let from_before = match dated_before {
        Some(ranges) => ranges.as_slice(),
        None if week => document.weekly.on(before.weekday()),
        None => &[],
    };
    let tails = from_before.iter().filter_map(|range| range.next_day());
    tails.chain(on_day.iter().copied().map(ClockRange::first_day))
}

fn is_holiday(document: &CalendarDocument, day: NaiveDate) -> bool {
    let yearly = |month, date| MonthDay::new(month, date).is_ok_and(|day| document.yearly.contains(&day));
    document.holidays.contains(&day)
        || !document.yearly.is_empty()
            && (document.yearly.contains(&MonthDay::of(day))
                || !day.leap_year()
                    && match document.leap_day {
                        LeapDay::Skip => false,
                        LeapDay::February28 => (day.month(), day.day()) == (2, 28) && yearly(2, 29),
                        LeapDay::March1 => (day.month(), day.day()) == (3, 1) && yearly(2, 29),
                    })
}

/// Whether the zone has this date: Apia went from 29 to 31 December 2011.
fn exists(document: &CalendarDocument, day: NaiveDate) -> Result<bool> {
    let noon = day.and_time(NaiveTime::MIN) + TimeDelta::hours(12);
    match resolve(noon, document.zone, Default::default()) {
        Ok(at) => Ok(crate::time::to_local(at, document.zone)?.date() == day),
        Err(error) => Err(error),
    }
}

fn push(document: &CalendarDocument, day: NaiveDate, first: u32, end: u32, spans: &mut Vec<Seconds>) -> Result<()> {
    let at = |seconds: u32| Ok::<_, Error>(resolve(wall(day, seconds)?, document.zone, document.rules)?.timestamp());
    let span = (at(first)?, at(end)?);
    // Hours from before a gap to inside it may end before they begin: nobody works then.
    if span.0 < span.1 {
        spans.push(span);
    }
    Ok(())
}

/// The local time so many seconds after midnight, the next midnight included.
pub(super) fn wall(day: NaiveDate, seconds: u32) -> Result<NaiveDateTime> {
    let range = || Error::range(format!("{seconds} s of {day}"));
    let (day, seconds) = match seconds {
        86_400.. => (day.checked_add_days(Days::new(1)).ok_or_else(range)?, seconds - 86_400),
        _ => (day, seconds),
    };
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).map(|time| day.and_time(time)).ok_or_else(range)
}

/// Spans in order, with those that touch or overlap made one.
pub(super) fn merge(mut spans: Vec<Seconds>) -> Vec<Seconds> {
    spans.sort_unstable();
    let mut merged: Vec<Seconds> = Vec::with_capacity(spans.len());
    for (open, close) in spans {
        match merged.last_mut() {
            Some(last) if open <= last.1 => last.1 = last.1.max(close),
            _ => merged.push((open, close)),
        }
    }
    merged
}

/// What two lists of spans have in common.
pub(super) fn both(left: &[Seconds], right: &[Seconds]) -> Vec<Seconds> {
    let (mut common, mut left, mut right) = (Vec::new(), left.iter().peekable(), right.iter().peekable());
    while let (Some(&&a), Some(&&b)) = (left.peek(), right.peek()) {
        let (open, close) = (a.0.max(b.0), a.1.min(b.1));
        if open < close {
            common.push((open, close));
        }
        if a.1 <= b.1 {
            left.next();
        } else {
            right.next();
        }
    }
    common
}

/// What of a list of spans lies outside of another.
pub(super) fn without(spans: &[Seconds], holes: &[Seconds]) -> Vec<Seconds> {
    let mut rest = Vec::with_capacity(spans.len());
    let mut first = 0;
    for &(mut open, close) in spans {
        while holes.get(first).is_some_and(|hole| hole.1 <= open) {
            first += 1;
        }
        for hole in holes.iter().skip(first).take_while(|hole| hole.0 < close) {
            if open < hole.0 {
                rest.push((open, hole.0));
            }
            open = open.max(hole.1);
        }
        if open < close {
            rest.push((open, close));
        }
    }
    rest
}

fn clip(spans: &[Seconds], from: i64, to: i64) -> Vec<Seconds> {
    let inside = spans.iter().map(|&(open, close)| (open.max(from), close.min(to)));
    inside.filter(|span| span.0 < span.1).collect()
}

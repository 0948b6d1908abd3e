//! Steps and instants, and the steps of the wall clock.

use chrono::{DateTime, Months, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::time::{Rules, Span, check_instant, parse_zone, resolve, to_local};
use crate::{Error, Result};

const DAY: i64 = 86_400_000_000; // microseconds

/// The instants of a series. Months, and whole days where a zone is told, are steps on the calendar of the zone, counted
/// from one anchor: from 31 January monthly steps lead to 28 February and 31 March.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    anchor: DateTime<Utc>,
    /// Which step the anchor is.
    place: i64,
    step: Span,
    zone: Tz,
}

impl Clock {
    pub(super) fn new(start: DateTime<Utc>, step: Span, zone: Option<&str>) -> Result<Self> {
        Ok(Self { anchor: start, place: 0, step, zone: zone.map_or(Ok(Tz::UTC), parse_zone)? })
    }

    /// The clock whose step `count` is at `end`.
    pub(super) fn ending(end: DateTime<Utc>, count: usize, step: Span, zone: Option<&str>) -> Result<Self> {
        Ok(Self::new(end, step, zone)?.later_by(i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// The same steps, counted from the one that now is number `count`.
    pub(super) fn from(&self, count: usize) -> Self {
        self.later_by(i64::try_from(count).unwrap_or(i64::MAX).saturating_neg())
    }

    fn later_by(self, count: i64) -> Self {
        Self { place: self.place.saturating_add(count), ..self }
    }

    /// The instant of a step.
    pub(super) fn at(&self, index: usize) -> Result<DateTime<Utc>> {
        let range = || Error::range(format!("step {index} of {} from {}", self.step, self.anchor));
        let count = i64::try_from(index).ok().and_then(|index| index.checked_sub(self.place)).ok_or_else(range)?;
        let months = i64::from(self.step.calendar_months()).checked_mul(count).ok_or_else(range)?;
        // `Span::times` multiplies by 32 bits; a long history of short steps needs more.
        let exact = self.step.exact().num_microseconds().and_then(|step| step.checked_mul(count));
        let mut exact = exact.ok_or_else(range)?;
        let mut at = self.anchor;
        let days = self.zone != Tz::UTC && exact != 0 && exact % DAY == 0 && self.daily();
        if months != 0 || days {
            let local = to_local(at, self.zone)?;
            let size = Months::new(u32::try_from(months.unsigned_abs()).map_err(|_| range())?);
            let local = if months < 0 { local.checked_sub_months(size) } else { local.checked_add_months(size) };
            let whole = if days { std::mem::take(&mut exact) / DAY } else { 0 };
            let local = TimeDelta::try_days(whole).zip(local).and_then(|(days, local)| local.checked_add_signed(days));
            at = resolve(local.ok_or_else(range)?, self.zone, Rules::default())?;
        }
        let at = at.checked_add_signed(TimeDelta::microseconds(exact)).ok_or_else(range)?;
        check_instant(at, "an instant of the series")?;
        Ok(at)
    }

    fn daily(&self) -> bool {
        self.step.exact().num_microseconds().is_some_and(|step| step % DAY == 0)
    }

    /// The instants of the first `count` steps.
    pub(super) fn instants(&self, count: usize) -> Result<Vec<DateTime<Utc>>> {
        (0..count).map(|step| self.at(step)).collect()
    }

    /// How many hours each of the first `count` steps takes.
    pub(super) fn hours(&self, count: usize) -> Result<Vec<f64>> {
        let mut before = self.at(0)?;
        let mut hours = Vec::with_capacity(count);
        for step in 1..=count {
            let next = self.at(step)?;
            hours.push((next - before).as_seconds_f64() / 3600.0);
            before = next;
        }
        Ok(hours)
    }

    /// The first step at or after an instant, at most `most`. Steps past the end of time lie after every instant.
    pub(super) fn index(&self, at: DateTime<Utc>, most: usize) -> usize {
        let (mut low, mut high) = (0, most);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.at(middle) {
                Ok(instant) if instant < at => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// For each of `count` steps its place on a wall clock that counts the same steps, the first being 0; `None` if the
    /// two agree, as they do without a change of clocks and for steps of a day or more.
    pub(super) fn wall(&self, count: usize) -> Result<Option<Vec<usize>>> {
        let step = self.step.exact().num_milliseconds();
        if self.zone == Tz::UTC || self.step.calendar_months() > 0 || step >= DAY / 1000 {
            return Ok(None);
        }
        let offset = |at: DateTime<Utc>| Ok((to_local(at, self.zone)? - at.naive_utc()).num_milliseconds());
        let first = offset(self.at(0)?)?;
        let mut places = Vec::with_capacity(count);
        let mut moved = false;
        for index in 0..count {
            let shift = offset(self.at(index)?)? - first;
            // Half a step and more is a step: clocks change by whole hours or half ones, steps may be anything.
            let steps = (shift + shift.signum() * step / 2) / step;
            moved |= steps != 0;
            places.push(i64::try_from(index).unwrap_or(i64::MAX).saturating_add(steps));
        }
        let least = places.iter().copied().min().unwrap_or(0).min(0);
        Ok(moved.then(|| places.into_iter().map(|place| usize::try_from(place - least).unwrap_or(0)).collect()))
    }
}

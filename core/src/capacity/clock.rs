//! Steps and instants, and the steps of the wall clock.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::time::{Rules, Span, parse_zone, to_local};
use crate::{Error, Result};

/// The instants of a series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    start: DateTime<Utc>,
    step: Span,
    zone: Tz,
}

impl Clock {
    pub(super) fn new(start: DateTime<Utc>, step: Span, zone: Option<&str>) -> Result<Self> {
        Ok(Self { start, step, zone: zone.map_or(Ok(Tz::UTC), parse_zone)? })
    }

    /// The instant of a step.
    pub(super) fn at(&self, index: usize) -> Result<DateTime<Utc>> {
        let range = || Error::range(format!("step {index} of {} from {}", self.step, self.start));
        // `Span::times` multiplies by 32 bits; a long history of short steps needs more.
        let exact = self.step.exact().num_microseconds().zip(i64::try_from(index).ok());
        let exact = exact.and_then(|(step, count)| step.checked_mul(count)).ok_or_else(range)?;
        let months = u32::try_from(index).ok().and_then(|count| self.step.calendar_months().checked_mul(count));
        let at = Span::months(months.ok_or_else(range)?).after(self.start, self.zone, Rules::default())?;
        let at = at.checked_add_signed(chrono::TimeDelta::microseconds(exact)).ok_or_else(range)?;
        crate::time::check_instant(at, "an instant of the series")?;
        Ok(at)
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
        if self.zone == Tz::UTC || self.step.calendar_months() > 0 || step >= 86_400_000 {
            return Ok(None);
        }
        let offset = |at: DateTime<Utc>| Ok((to_local(at, self.zone)? - at.naive_utc()).num_milliseconds());
        let first = offset(self.start)?;
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

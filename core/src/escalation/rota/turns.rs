//! Whose turn is it? The arithmetic of one rotation, from the number of a turn to its instants and back.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};

use super::document::{DayOfWeek, RotaDocument, RotaLayer};
use crate::time::{Calendar, Span, resolve, to_local};
use crate::{Error, Result};

const DAY: i64 = 86_400;

/// A rotation that is ready to be asked.
#[derive(Debug)]
pub(super) struct Turns {
    every: Every,
    /// The first hand-off, on the wall and as an instant.
    first: NaiveDateTime,
    first_at: i64,
    zone: chrono_tz::Tz,
    rules: crate::time::Rules,
    members: i64,
    /// The hours at which its people are on call.
    pub(super) hours: Option<Calendar>,
    /// Excluded dates from the first on whose day of the week is not excluded, in order.
    excluded: Vec<NaiveDate>,
    excluded_days: [bool; 7],
}

#[derive(Clone, Copy, Debug)]
enum Every {
    /// So many months on the wall.
    Months(i64),
    /// So many days on the wall.
    Days(i64),
    /// So many physical seconds.
    Seconds(i64),
}

/// One turn: its number, its ends in seconds since 1970, and whose it is; nobody's if it is excluded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Turn {
    pub(super) number: i64,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) member: Option<usize>,
    /// How many turns before it were somebody's.
    counted: i64,
}

impl Turns {
    pub(super) fn new(document: &RotaDocument, layer: &RotaLayer) -> Result<Self> {
        let exact = layer.every.exact().num_seconds();
        let every = match i64::from(layer.every.calendar_months()) {
            0 if exact % DAY == 0 => Every::Days(exact / DAY),
            0 => Every::Seconds(exact),
            months => Every::Months(months),
        };
        let range = || Error::range(format!("the start of the layer {:?}", layer.name));
        let time = TimeDelta::seconds(i64::from(layer.hand_off.seconds()));
        let first = layer.start.and_hms_opt(0, 0, 0).and_then(|midnight| midnight.checked_add_signed(time));
        let first = first.ok_or_else(range)?;
        let first_at = resolve(first, document.zone, document.rules)?.timestamp();
        let mut excluded_days = [false; 7];
        for day in &layer.excluded_days {
            if let Some(excluded) = excluded_days.get_mut(*day as usize) {
                *excluded = true;
            }
        }
        let counts = |day: &NaiveDate| *day >= first.date() && !excluded_days[day.weekday() as usize];
        Ok(Self {
            every,
            first,
            first_at,
            zone: document.zone,
            rules: document.rules,
            members: i64::try_from(layer.members.len()).map_err(|_| range())?,
            hours: layer.hours.clone().map(|hours| Calendar::new(document.hours(hours))).transpose()?,
            excluded: layer.excluded.iter().copied().filter(counts).collect(),
            excluded_days,
        })
    }

    /// The turn at a second; `None` before the first.
    pub(super) fn at(&self, second: i64) -> Result<Option<Turn>> {
        if second < self.first_at {
            return Ok(None);
        }
        let mut number = match self.every {
            Every::Seconds(length) => (second - self.first_at) / length,
            Every::Days(days) => (self.local(second)?.date() - self.first.date()).num_days() / days,
            Every::Months(months) => {
                let date = self.local(second)?.date();
                let months_of = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
                (months_of(date) - months_of(self.first.date())) / months
            }
        }
        .max(0);
        let mut start = self.start(number)?;
        while start > second && number > 0 {
            number -= 1;
            start = self.start(number)?;
        }
        let mut end = self.start(number + 1)?;
        while end <= second {
            number += 1;
            (start, end) = (end, self.start(number + 1)?);
        }
        let counted = number - if self.skips() { self.excluded_before(number)? } else { 0 };
        self.turn(number, (start, end), counted).map(Some)
    }

    /// The turn after another.
    pub(super) fn after(&self, turn: Turn) -> Result<Turn> {
        let ends = (turn.end, self.start(turn.number + 2)?.max(turn.end));
        self.turn(turn.number + 1, ends, turn.counted + i64::from(turn.member.is_some()))
    }

    /// The first turn.
    pub(super) fn first(&self) -> Result<Turn> {
        self.turn(0, (self.first_at, self.start(1)?), 0)
    }

    fn turn(&self, number: i64, (start, end): (i64, i64), counted: i64) -> Result<Turn> {
        let skipped = self.skips() && self.is_excluded(self.local(start)?.date());
        let member = if skipped { None } else { usize::try_from(counted.rem_euclid(self.members)).ok() };
        Ok(Turn { number, start, end, member, counted })
    }

    /// Whether turns that begin on excluded dates are skipped.
    fn skips(&self) -> bool {
        self.excludes() && matches!(self.every, Every::Seconds(..=DAY) | Every::Days(1))
    }

    /// Whether excluded dates are cut out of turns instead.
    pub(super) fn cuts(&self) -> bool {
        self.excludes() && !self.skips()
    }

    fn excludes(&self) -> bool {
        !self.excluded.is_empty() || self.excluded_days.contains(&true)
    }

    /// When a turn begins.
    fn start(&self, number: i64) -> Result<i64> {
        let range = || Error::range(format!("turn {number} of a rota"));
        let steps = |step: i64| u64::try_from(number.checked_mul(step)?).ok();
        let local = match self.every {
            Every::Seconds(length) => {
                return number.checked_mul(length).and_then(|run| run.checked_add(self.first_at)).ok_or_else(range);
            }
            Every::Days(days) => steps(days).and_then(|days| self.first.checked_add_days(Days::new(days))),
            Every::Months(months) => steps(months)
                .and_then(|months| u32::try_from(months).ok())
                .and_then(|months| self.first.checked_add_months(chrono::Months::new(months))),
        };
        Ok(resolve(local.ok_or_else(range)?, self.zone, self.rules)?.timestamp())
    }

    fn local(&self, second: i64) -> Result<NaiveDateTime> {
        to_local(instant(second)?, self.zone)
    }

    pub(super) fn is_excluded(&self, day: NaiveDate) -> bool {
        self.excluded_days[day.weekday() as usize] || self.excluded.binary_search(&day).is_ok()
    }

    /// How many turns before this one are skipped.
    fn excluded_before(&self, number: i64) -> Result<i64> {
        let start = self.first.date();
        if let Every::Days(_) = self.every {
            let day = Days::new(number.unsigned_abs());
            let date = start.checked_add_days(day).ok_or_else(|| Error::range("a turn of a rota"))?;
            let dates = self.excluded.partition_point(|&excluded| excluded < date);
            return Ok(self.week_days_before(number) + i64::try_from(dates).unwrap_or(i64::MAX));
        }
        // Turns by the hour: those that begin on each excluded date.
        let Every::Seconds(length) = self.every else { return Ok(0) };
        let last = self.local(self.start(number)?)?.date();
        let midnight = |day: NaiveDate| {
            let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
            Ok::<_, Error>(resolve(midnight, self.zone, self.rules)?.timestamp())
        };
        let until = |second: i64| ((second - self.first_at + length - 1).max(0) / length).min(number);
        let (mut day, mut skipped) = (start, 0);
        while day <= last {
            let next = day.succ_opt().ok_or_else(|| Error::range("a turn of a rota"))?;
            if self.is_excluded(day) {
                skipped += until(midnight(next)?) - until(midnight(day)?);
            }
            day = next;
        }
        Ok(skipped)
    }

    /// How many of so many days from the first on are on excluded days of the week.
    fn week_days_before(&self, days: i64) -> i64 {
        let mut weekday = self.first.weekday();
        let excluded = |day: Weekday| i64::from(self.excluded_days[day as usize]);
        let mut count = days / 7 * self.excluded_days.iter().filter(|excluded| **excluded).count() as i64;
        for _ in 0..days % 7 {
            count += excluded(weekday);
            weekday = weekday.succ();
        }
        count
    }
}

/// The instant of a second that came from an instant.
pub(super) fn instant(second: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp(second, 0).ok_or_else(|| Error::range("an instant of a rota"))
}

const _: () = assert!(DayOfWeek::Mon as usize == Weekday::Mon as usize && DayOfWeek::Sun as usize == 6);

/// The length of a notice before an instant.
pub(super) fn before(at: DateTime<Utc>, notice: Span) -> Option<DateTime<Utc>> {
    let at = at.checked_sub_months(chrono::Months::new(notice.calendar_months()))?;
    at.checked_sub_signed(notice.exact())
}

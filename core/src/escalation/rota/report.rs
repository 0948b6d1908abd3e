//! Is the load shared fairly, who hands over to whom, and when is nobody there?

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::turns::before;
use super::{Rota, window};
use crate::time::{Calendar, CalendarDocument, ClockRange, OpenSpan, WeeklyHours};
use crate::{Error, Result};

/// How on-call time is shared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fairness {
    /// Everybody who is on call or a member, by name.
    pub people: Vec<PersonLoad>,
    /// Hours in which somebody is on call.
    pub hours: f64,
    /// Hours in which nobody is.
    pub uncovered_hours: f64,
    /// The most hours of one person less the fewest.
    pub spread_hours: f64,
}

/// The load of one person. Hours of a holiday's night count in all columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonLoad {
    /// Who.
    pub person: String,
    /// Shifts, one after the other without a break counting as one.
    pub shifts: u64,
    /// Hours on call.
    pub hours: f64,
    /// Of them, on Saturdays and Sundays.
    pub weekend_hours: f64,
    /// Of them, at night.
    pub night_hours: f64,
    /// Of them, on holidays.
    pub holiday_hours: f64,
    /// Holidays on which the person is on call for some time.
    pub holidays: u64,
    /// The part of all on-call hours, 0 to 1.
    pub share: f64,
}

/// One person takes over from another, or a time without anybody begins or ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HandOff {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// When to tell them: the rota's `notice` before.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub notify_at: DateTime<Utc>,
    /// Who was on call; `None` for nobody.
    pub leaves: Option<String>,
    /// Who is on call from then on; `None` for nobody.
    pub takes_over: Option<String>,
}

/// What is counted of a person.
#[derive(Default)]
struct Load {
    load: PersonLoad,
    holidays: BTreeSet<chrono::NaiveDate>,
    /// When the last shift ended.
    end: Option<DateTime<Utc>>,
}

impl Rota {
    /// How on-call time is shared between two instants.
    ///
    /// # Errors
    ///
    /// As for [`shifts`](Self::shifts).
    pub fn fairness(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Fairness> {
        let document = self.document();
        let all_day = || vec![ClockRange::DAY];
        let calendar = |weekly| Calendar::new(document.hours(weekly));
        let night = calendar(WeeklyHours::daily(&[document.night]))?;
        let weekend = calendar(WeeklyHours { sat: all_day(), sun: all_day(), ..WeeklyHours::default() })?;
        let dated = document.holidays.iter().map(|&day| (day, all_day())).collect();
        let holiday = Calendar::new(CalendarDocument { dated, ..document.hours(WeeklyHours::default()) })?;
        let mut people: BTreeMap<String, Load> = BTreeMap::new();
        for name in document.layers.iter().flat_map(|layer| &layer.members) {
            people.entry(name.clone()).or_default();
        }
        let (mut covered, mut uncovered) = (0.0, hours(to.max(from) - from));
        for shift in self.shifts(from, to)? {
            let Load { load, holidays, end } = people.entry(shift.person).or_default();
            let length = hours(shift.end - shift.start);
            load.shifts += u64::from(end.replace(shift.end) != Some(shift.start));
            load.hours += length;
            load.night_hours += hours(night.elapsed(shift.start, shift.end)?);
            load.weekend_hours += hours(weekend.elapsed(shift.start, shift.end)?);
            for span in holiday.open_spans(shift.start, shift.end)? {
                load.holiday_hours += hours(span.close - span.open);
                let (first, last) = (span.open, span.close - TimeDelta::nanoseconds(1));
                let local = |at| Ok::<_, Error>(crate::time::to_local(at, document.zone)?.date());
                holidays.extend(document.holidays.range(local(first)?..=local(last)?));
            }
            covered += length;
            uncovered -= length;
        }
        let load = |(person, Load { load, holidays, .. }): (String, Load)| PersonLoad {
            person,
            holidays: holidays.len() as u64,
            share: if covered > 0.0 { load.hours / covered } else { 0.0 },
            ..load
        };
        let people: Vec<PersonLoad> = people.into_iter().map(load).collect();
        let most = people.iter().map(|load| load.hours).fold(0.0, f64::max);
        let fewest = people.iter().map(|load| load.hours).fold(most, f64::min);
        Ok(Fairness { people, hours: covered, uncovered_hours: uncovered.max(0.0), spread_hours: most - fewest })
    }

    /// Every change of the person on call from one instant on and before another, and when to tell people of it.
    ///
    /// # Errors
    ///
    /// As for [`shifts`](Self::shifts).
    pub fn hand_offs(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<HandOff>> {
        window(from, to)?;
        // The shift before the window says who hands over at its first instant.
        let shifts = self.shifts((from - TimeDelta::seconds(1)).max(crate::time::HORIZON.0), to)?;
        let mut hand_offs = Vec::new();
        let mut last: Option<(String, DateTime<Utc>)> = None;
        let mut add = |at: DateTime<Utc>, before_at: Option<String>, to_whom: Option<String>| {
            if at >= from && at < to && before_at != to_whom {
                let notify_at =
                    before(at, self.document().notice).ok_or_else(|| Error::range("a notice of a hand-off"))?;
                hand_offs.push(HandOff { at, notify_at, leaves: before_at, takes_over: to_whom });
            }
            Ok::<_, Error>(())
        };
        for shift in shifts {
            match last.take() {
                Some((person, end)) if end < shift.start => {
                    add(end, Some(person), None)?;
                    add(shift.start, None, Some(shift.person.clone()))?;
                }
                Some((person, _)) => add(shift.start, Some(person), Some(shift.person.clone()))?,
                None => add(shift.start, None, Some(shift.person.clone()))?,
            }
            last = Some((shift.person, shift.end));
        }
        if let Some((person, end)) = last {
            add(end, Some(person), None)?;
        }
        Ok(hand_offs)
    }

    /// When nobody is on call between two instants; of the hours of `coverage` alone, if given.
    ///
    /// # Errors
    ///
    /// As for [`shifts`](Self::shifts).
    pub fn gaps(&self, from: DateTime<Utc>, to: DateTime<Utc>, coverage: Option<&Calendar>) -> Result<Vec<OpenSpan>> {
        let mut gaps = Vec::new();
        let mut gap = |open: DateTime<Utc>, close: DateTime<Utc>| {
            if open < close {
                match coverage {
                    Some(calendar) => gaps.extend(calendar.open_spans(open, close)?),
                    None => gaps.push(OpenSpan { open, close }),
                }
            }
            Ok::<_, Error>(())
        };
        let mut since = from;
        for shift in self.shifts(from, to)? {
            gap(since, shift.start)?;
            since = shift.end;
        }
        gap(since, to)?;
        Ok(gaps)
    }
}

fn hours(length: TimeDelta) -> f64 {
    (length.num_seconds() as f64 + f64::from(length.subsec_nanos()) * 1e-9) / 3_600.0
}

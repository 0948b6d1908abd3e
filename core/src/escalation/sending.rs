//! When a step that is due is sent: later where hours are closed, where it shall be quiet, or where whoever is on call
//! sleeps.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::Rota;
use super::compiled::{Compiled, NEVER, StepTerm, Terms, Tick, checked, instant, tick};
use super::policy::Otherwise;
use crate::time::{Calendar, CalendarDocument, WeeklyHours, format_instant};
use crate::{Error, Result};

/// Most moves of a step out of closed and quiet hours.
const MOVES: usize = 100;

/// Whoever is on call, and the hours on their own wall clocks at which they are called, by the names of their zones; at
/// all hours if there are none.
#[derive(Clone, Debug)]
pub(super) struct Duty {
    pub(super) rota: Rota,
    hours: BTreeMap<&'static str, Calendar>,
}

impl Duty {
    pub(super) fn of(rota: &Rota, hours: Option<&WeeklyHours>) -> Result<Self> {
        let document = rota.document();
        let mut calendars = BTreeMap::new();
        for zone in document.zones.values().chain([&document.zone]).filter(|_| hours.is_some()) {
            let weekly = hours.cloned().unwrap_or_default();
            let calendar = CalendarDocument { zone: *zone, rules: document.rules, weekly, ..Default::default() };
            calendars.insert(zone.name(), Calendar::new(calendar)?);
        }
        Ok(Self { rota: rota.clone(), hours: calendars })
    }

    fn hours(&self, person: &str) -> Option<&Calendar> {
        self.hours.get(self.rota.zone_of(person).name())
    }

    /// Whether somebody is on call who may be called at this time of theirs.
    fn is_there(&self, at: DateTime<Utc>) -> Result<bool> {
        let Some(on_call) = self.rota.on_call(at)? else { return Ok(false) };
        self.hours(&on_call.person).map_or(Ok(true), |hours| hours.is_open(at))
    }

    /// When that is so again, within a year.
    fn next(&self, from: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        // Short looks first: most gaps are short.
        for days in [2, 32, 366] {
            let end = from.checked_add_signed(TimeDelta::days(days)).ok_or_else(|| Error::range("the next shift"))?;
            for shift in self.rota.shifts(from, end)? {
                let open = match self.hours(&shift.person) {
                    Some(hours) => hours.next_open(shift.start)?,
                    None => Some(shift.start),
                };
                if let Some(open) = open.filter(|open| *open < shift.end) {
                    return Ok(Some(open));
                }
            }
        }
        Ok(None)
    }
}

impl Compiled {
    /// When a step that is due at `due`, and has hours, a rota or quiet hours, is sent; [`NEVER`] if it is left out.
    pub(super) fn moved(&self, terms: &Terms, step: &StepTerm, due: Tick) -> Result<Tick> {
        let (hours, quiet) = (self.calendar_at(step.hours), self.calendar_at(terms.quiet));
        let mut at = instant(due);
        for _ in 0..MOVES {
            let mut moved = at;
            if let Some(hours) = hours {
                match hours.next_open(at)? {
                    Some(open) if open == at || step.otherwise == Otherwise::Delay => moved = open,
                    _ => return Ok(NEVER),
                }
            }
            if let Some(quiet) = quiet
                && quiet.is_open(moved)?
            {
                match quiet.next_close(moved)? {
                    Some(close) => moved = close,
                    None => return Ok(NEVER),
                }
            }
            if let Some(duty) = &step.duty
                && !duty.is_there(moved)?
            {
                match duty.next(moved)?.filter(|_| step.otherwise == Otherwise::Delay) {
                    Some(there) => moved = there,
                    None => return Ok(NEVER),
                }
            }
            if moved == at {
                return checked(tick(at), || format!("a step due at {}", format_instant(instant(due))));
            }
            at = moved;
        }
        Ok(NEVER)
    }
}

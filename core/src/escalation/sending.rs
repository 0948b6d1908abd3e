//! When a step that is due is sent: later where hours are closed, where it shall be quiet, or where whoever is on call
//! sleeps.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::Rota;
use super::compiled::{Compiled, NEVER, StepTerm, Terms, Tick, checked, instant, tick};
use super::policy::Otherwise;
use crate::time::{Calendar, CalendarDocument, WeeklyHours, format_instant};
use crate::{Error, Result};

/// Most moves of a step out of closed and quiet hours.
const MOVES: usize = 100;

/// Whoever is on call, and the hours on their own wall clocks at which they are called.
#[derive(Clone, Debug)]
pub(super) struct Duty {
    rota: Rota,
    hours: Option<WeeklyHours>,
    /// The hours by the names of zones, made when somebody there is on call: few of many zones may ever be asked for.
    calendars: BTreeMap<&'static str, OnceLock<Option<Calendar>>>,
}

impl Duty {
    pub(super) fn of(rota: &Rota, hours: Option<&WeeklyHours>) -> Result<Self> {
        let document = rota.document();
        let zones = document.zones.values().chain([&document.zone]).filter(|_| hours.is_some());
        let calendars = zones.map(|zone| (zone.name(), OnceLock::new())).collect();
        let duty = Self { rota: rota.clone(), hours: hours.cloned(), calendars };
        // What is wrong in one zone is so in all.
        duty.calendar(document.zone)?;
        Ok(duty)
    }

    fn calendar(&self, zone: Tz) -> Result<Calendar> {
        let weekly = self.hours.clone().unwrap_or_default();
        let rules = self.rota.document().rules;
        Calendar::new(CalendarDocument { zone, rules, weekly, ..CalendarDocument::default() })
    }

    /// The hours of somebody; `None` if they are called at all hours.
    fn hours(&self, person: &str) -> Option<&Calendar> {
        let zone = self.rota.zone_of(person);
        self.calendars.get(zone.name())?.get_or_init(|| self.calendar(zone).ok()).as_ref()
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
                let delays = step.otherwise == Otherwise::Delay;
                match delays.then(|| duty.next(moved)).transpose()?.flatten() {
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

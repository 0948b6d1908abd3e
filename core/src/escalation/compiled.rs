//! A policy as the clocks use it: names resolved, spans as whole microseconds, repeated steps written out.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::Rota;
use super::policy::{
    Changes, Commitment, EscalationRule, Fault, Otherwise, PolicyDocument, Promise, WARNINGS, WarnAt, calendars,
};
use super::sending::Duty;
use super::timeline::ClockKind;
use crate::time::{Calendar, OpenTime, Rules, Span, format_instant};
use crate::{Error, Priority, Result};

/// Microseconds since 1970 in UTC: what Python holds, and the years 0 to 9999 fit.
pub(super) type Tick = i64;

/// A due instant that is not known while the ticket waits for the customer.
pub(super) const HELD: Tick = Tick::MAX - 1;
/// What never comes.
pub(super) const NEVER: Tick = Tick::MAX;

/// Of which there are so many in a second.
const MICROS: u64 = 1_000_000;

/// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z.
const YEARS: std::ops::RangeInclusive<Tick> = -62_167_219_200_000_000..=253_402_300_799_999_999;
/// Most steps of one priority, those that come again counted.
const STEPS: usize = 2_000;

pub(super) fn tick(at: DateTime<Utc>) -> Tick {
    at.timestamp_micros()
}

/// An instant of the years 0 to 9999.
pub(super) fn instant(at: Tick) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at).unwrap_or_default()
}

/// A length of time, counted in a calendar or in elapsed time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Count {
    pub(super) months: u32,
    /// Microseconds.
    pub(super) exact: i64,
    pub(super) calendar: Option<u16>,
    pub(super) pauses: bool,
}

/// An instant from which much is counted, and the open time before it in the calendar that was asked last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub(super) at: Tick,
    pub(super) open: Option<(u16, OpenTime)>,
}

/// A promise.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) count: Count,
    pub(super) warnings: Vec<WarnAt>,
}

/// A step.
#[derive(Clone, Debug)]
pub(super) struct StepTerm {
    pub(super) count: Count,
    pub(super) after: Span,
    /// Its place among the steps of the document, and how often they have come before.
    pub(super) index: u32,
    pub(super) round: u32,
    pub(super) hours: Option<u16>,
    pub(super) duty: Option<Arc<Duty>>,
    pub(super) otherwise: Otherwise,
}

/// What is promised for one priority.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    /// By [`ClockKind`].
    pub(super) promises: [Option<Term>; ClockKind::COUNT],
    pub(super) steps: Vec<StepTerm>,
    pub(super) quiet: Option<u16>,
    /// None of it is counted in months, warns of anything or waits for hours.
    pub(super) plain: bool,
}

impl Terms {
    fn of(promises: [Option<Term>; ClockKind::COUNT], steps: Vec<StepTerm>, quiet: Option<u16>) -> Self {
        let plain = quiet.is_none()
            && promises.iter().flatten().all(|term| term.count.months == 0 && term.warnings.is_empty())
            && steps.iter().all(|step| step.count.months == 0 && step.hours.is_none() && step.duty.is_none());
        Self { promises, steps, quiet, plain }
    }
}

/// A policy.
#[derive(Clone, Debug, Default)]
pub(super) struct Compiled {
    zone: Tz,
    rules: Rules,
    pub(super) changes: Changes,
    calendars: Vec<(String, Calendar)>,
    rotas: BTreeMap<String, Rota>,
    priorities: [Option<Box<Terms>>; 5],
    /// The steps by which the story of an incident is told.
    pub(super) communication: Terms,
}

impl Compiled {
    pub(super) fn of(document: &PolicyDocument) -> std::result::Result<Self, Fault> {
        let mut named: Vec<_> =
            document.calendars.iter().map(|(name, calendar)| (name.clone(), calendar.clone())).collect();
        named.extend(calendars(document.zone).into_iter().filter(|(name, _)| !document.calendars.contains_key(name)));
        let mut compiled = Self {
            zone: document.zone,
            rules: document.rules,
            changes: document.changes,
            calendars: named,
            rotas: document.rotas.clone(),
            ..Self::default()
        };
        let quiet = document.quiet.as_ref();
        let hours = quiet.map(|quiet| compiled.place("quiet.hours", &quiet.hours)).transpose()?;
        for (priority, commitment) in &document.priorities {
            let quiet = hours.filter(|_| quiet.is_none_or(|quiet| !quiet.except.contains(priority)));
            let terms = compiled.priority(commitment, quiet);
            let terms = terms.map_err(|fault| fault.within(format_args!("priorities.{priority}")))?;
            if let Some(slot) = compiled.priorities.get_mut(*priority as usize) {
                *slot = Some(Box::new(terms));
            }
        }
        compiled.communication.steps = compiled.steps("communication", &document.communication)?;
        for (path, name) in document.names() {
            compiled.place(&path, name)?;
        }
        Ok(compiled)
    }

    pub(super) fn calendar(&self, name: &str) -> Option<&Calendar> {
        self.calendars.iter().find(|(known, _)| known == name).map(|(_, calendar)| calendar)
    }

    pub(super) fn calendar_name(&self, place: u16) -> Option<&str> {
        self.calendars.get(usize::from(place)).map(|(name, _)| name.as_str())
    }

    /// The calendar at a place.
    pub(super) fn calendar_at(&self, place: Option<u16>) -> Option<&Calendar> {
        place.and_then(|place| self.calendars.get(usize::from(place))).map(|(_, calendar)| calendar)
    }

    fn place(&self, field: &str, name: &str) -> std::result::Result<u16, Fault> {
        let place = self.calendars.iter().position(|(known, _)| known == name);
        place.and_then(|place| u16::try_from(place).ok()).ok_or_else(|| {
            let known: Vec<_> = self.calendars.iter().take(8).map(|(name, _)| name.as_str()).collect();
            Fault::new(field, name, format!("a calendar: {}", known.join(", ")))
        })
    }

    fn count(&self, span: Span, calendar: Option<&String>, pauses: bool) -> std::result::Result<Count, Fault> {
        let calendar = calendar.map(|name| self.place("calendar", name)).transpose()?;
        Ok(Count { months: span.calendar_months(), exact: microseconds(span), calendar, pauses })
    }

    fn priority(&self, commitment: &Commitment, quiet: Option<u16>) -> std::result::Result<Terms, Fault> {
        let Commitment { response, next_response, update, resolution, steps, repeat } = commitment;
        let term = |field: &str, promise: &Option<Promise>| -> std::result::Result<_, Fault> {
            let Some(promise) = promise else { return Ok(None) };
            let count = self.count(promise.within, promise.calendar.as_ref(), promise.pauses);
            let count = count.map_err(|fault| fault.within(field))?;
            Ok(Some(Term { count, warnings: promise.warn.iter().copied().take(WARNINGS).collect() }))
        };
        let promises = [
            term("response", response)?,
            term("next_response", next_response)?,
            term("update", update)?,
            term("resolution", resolution)?,
        ];
        let mut list = self.steps("steps", steps)?;
        if let (Some(repeat), Some(last)) = (repeat, steps.last()) {
            let fault =
                |field: &str, found: String, expected: &str| Fault::new(&format!("repeat.{field}"), found, expected);
            let from = usize::try_from(repeat.from).unwrap_or(usize::MAX);
            let first =
                steps.get(from).ok_or_else(|| fault("from", repeat.from.to_string(), "the index of a step, from 0"))?;
            let rounds = usize::try_from(repeat.times).unwrap_or(usize::MAX);
            if rounds.saturating_mul(steps.len() - from).saturating_add(from) > STEPS {
                return Err(fault("times", repeat.times.to_string(), "at most 2,000 steps in all"));
            }
            let too_long = || fault("after", repeat.after.to_string(), "a shorter time");
            let mixed = || fault("after", repeat.after.to_string(), "steps that are all months or all exact");
            let period = minus(last.after, first.after).ok_or_else(mixed)?;
            let period = period.plus(repeat.after).map_err(|_| too_long())?;
            let again: Vec<_> = list.iter().skip(from).cloned().collect();
            for round in 1..=repeat.times {
                let shift = period.times(round).map_err(|_| too_long())?;
                for term in &again {
                    let after = term.after.plus(shift).map_err(|_| too_long())?;
                    let count = Count { months: after.calendar_months(), exact: microseconds(after), ..term.count };
                    list.push(StepTerm { after, count, round, ..term.clone() });
                }
            }
        }
        Ok(Terms::of(promises, list, quiet))
    }

    fn steps(&self, field: &str, rules: &[EscalationRule]) -> std::result::Result<Vec<StepTerm>, Fault> {
        let step = |index: u32, rule: &EscalationRule| {
            Ok::<_, Fault>(StepTerm {
                count: self.count(rule.after, rule.calendar.as_ref(), rule.pauses)?,
                after: rule.after,
                index,
                round: 0,
                hours: rule.hours.as_ref().map(|name| self.place("hours", name)).transpose()?,
                duty: self.duty(rule)?,
                otherwise: rule.otherwise,
            })
        };
        let within = |(index, rule)| step(index, rule).map_err(|fault| fault.within(format_args!("{field}[{index}]")));
        (0..).zip(rules).map(within).collect()
    }

    /// Who is on call for a step, where the policy knows. Without any rota in the policy all of them are the host's.
    fn duty(&self, rule: &EscalationRule) -> std::result::Result<Option<Arc<Duty>>, Fault> {
        let rota = rule.rota.as_ref().and_then(|name| self.rotas.get(name));
        match (rota, &rule.rota, &rule.local_hours) {
            (Some(rota), _, hours) => {
                let duty = Duty::of(rota, hours.as_ref());
                let fault = |error: Error| Fault::new("local_hours", error.to_string(), "hours that do not overlap");
                Ok(Some(Arc::new(duty.map_err(fault)?)))
            }
            (None, Some(name), _) if !self.rotas.is_empty() => {
                let known: Vec<_> = self.rotas.keys().take(8).map(String::as_str).collect();
                Err(Fault::new("rota", name, format!("a rota of the policy: {}", known.join(", "))))
            }
            (None, _, Some(_)) => {
                let expected = "a rota of the policy beside them, to know whose hours they are";
                Err(Fault::new("local_hours", "local hours alone", expected))
            }
            (None, _, None) => Ok(None),
        }
    }

    pub(super) fn terms(&self, priority: Priority) -> Result<&Terms> {
        let terms = self.priorities.get(priority as usize).and_then(Option::as_deref);
        terms.ok_or_else(|| self.unknown(priority))
    }

    /// Whether any priority promises updates.
    pub(super) fn promises_updates(&self) -> bool {
        self.priorities.iter().flatten().any(|terms| terms.promises[ClockKind::Update as usize].is_some())
    }

    #[cold]
    fn unknown(&self, priority: Priority) -> Error {
        let known = Priority::ALL.iter().zip(&self.priorities).filter(|(_, terms)| terms.is_some());
        let known = known.map(|(priority, _)| priority.to_string()).collect();
        Error::unknown("priority of the policy", priority.as_str(), known)
    }

    /// When a step that is due at `due` is sent: later where its hours are closed or where it shall be quiet;
    /// [`NEVER`] if it is left out.
    #[inline]
    pub(super) fn sent(&self, terms: &Terms, step: &StepTerm, due: Tick) -> Result<Tick> {
        if step.hours.is_none() && step.duty.is_none() && terms.quiet.is_none() || due >= HELD {
            Ok(due)
        } else {
            self.moved(terms, step, due)
        }
    }

    /// The calendar part of a length of time.
    pub(super) fn step(&self, from: Tick, count: &Count) -> Result<Tick> {
        let at = Span::months(count.months).after(instant(from), self.zone, self.rules)?;
        checked(tick(at), || past(from, count))
    }

    /// The rest of it: where only months were asked for, no earlier than the opening.
    #[inline]
    pub(super) fn end(&self, count: &Count, from: Tick, exact: i64) -> Result<Tick> {
        match count.calendar.and_then(|place| self.calendars.get(usize::from(place))) {
            Some((_, calendar)) if count.months > 0 && exact == 0 => {
                let open = calendar.next_open(instant(from))?.ok_or_else(|| Error::range(past(from, count)))?;
                checked(tick(open), || past(from, count))
            }
            _ => self.due(count.calendar, from, exact),
        }
    }

    #[inline]
    pub(super) fn due(&self, calendar: Option<u16>, from: Tick, exact: i64) -> Result<Tick> {
        match calendar.and_then(|place| self.calendars.get(usize::from(place))) {
            None => self.later(from, exact),
            // The horizon of calendars lies within the years of clocks.
            Some((_, calendar)) => calendar.due_units::<MICROS>(from, exact.unsigned_abs()),
        }
    }

    /// The same of many terms with one start: how much open time there is before it is looked up once for a calendar.
    #[inline]
    pub(super) fn due_from(&self, start: &mut Start, calendar: Option<u16>, exact: i64) -> Result<Tick> {
        let Some((place, (_, calendar))) =
            calendar.and_then(|place| self.calendars.get(usize::from(place)).map(|named| (place, named)))
        else {
            return self.later(start.at, exact);
        };
        let open = match start.open {
            Some((known, open)) if known == place => Some(open),
            _ => calendar.open_time::<MICROS>(start.at),
        };
        start.open = open.map(|open| (place, open));
        let due = open.and_then(|open| calendar.after::<MICROS>(start.at, open, exact.unsigned_abs()));
        due.ok_or_else(|| calendar.refusal(start.at.div_euclid(MICROS as Tick)))
    }

    #[inline]
    fn later(&self, from: Tick, exact: i64) -> Result<Tick> {
        checked(from.saturating_add(exact), || past(from, &Count { months: 0, exact, calendar: None, pauses: true }))
    }

    pub(super) fn elapsed(&self, calendar: Option<u16>, from: Tick, to: Tick) -> Result<i64> {
        match calendar.and_then(|place| self.calendars.get(usize::from(place))) {
            None => Ok(to - from),
            Some((_, calendar)) => calendar.elapsed_units::<MICROS>(from, to),
        }
    }
}

/// Fails outside the years 0 to 9999.
#[inline]
pub(super) fn checked(at: Tick, what: impl FnOnce() -> String) -> Result<Tick> {
    if YEARS.contains(&at) { Ok(at) } else { Err(Error::range(what())) }
}

fn past(from: Tick, count: &Count) -> String {
    let exact = Span::of(TimeDelta::microseconds(count.exact)).unwrap_or_default();
    let span = Span::months(count.months).plus(exact).unwrap_or(exact);
    format!("{span} after {}", format_instant(instant(from)))
}

/// The exact part in microseconds; more than 70,000 years are as good as for ever.
fn microseconds(span: Span) -> i64 {
    const MOST: i64 = i64::MAX / 4;
    span.exact().num_microseconds().unwrap_or(MOST).min(MOST)
}

/// A span in microseconds, a month as long as the mean month of the Gregorian calendar.
pub(super) fn mean(span: Span) -> i64 {
    const MONTH: i64 = 2_629_746_000_000;
    microseconds(span).saturating_add(i64::from(span.calendar_months()).saturating_mul(MONTH))
}

/// One span less another that is no longer in either part.
fn minus(long: Span, short: Span) -> Option<Span> {
    let months = long.calendar_months().checked_sub(short.calendar_months())?;
    Span::months(months).plus(Span::of(long.exact() - short.exact()).ok()?).ok()
}

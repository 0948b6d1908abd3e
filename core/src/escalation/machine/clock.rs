//! What events do to one clock.

use super::{Clock, Mark, Stop, Warned};
use crate::escalation::compiled::{Compiled, Count, HELD, NEVER, Term, Tick};
use crate::escalation::event::Cause;
use crate::escalation::policy::{Carry, WARNINGS};
use crate::escalation::progress::Rest;
use crate::escalation::timeline::{ClockKind, ClockState};
use crate::escalation::track::{Pause, Spell, Track};
use crate::{Error, Result};

/// Most stretches that one clock keeps.
const SPELLS: u64 = 1_000;

impl Clock {
    pub(super) fn new(kind: ClockKind, origin: Mark) -> Self {
        Self {
            kind,
            priority: origin.priority,
            promised: false,
            closed: false,
            origin,
            earlier: Vec::new(),
            since: origin.at,
            calendar: None,
            pauses: true,
            rest: Rest::done(NEVER),
            due: NEVER,
            warnings: [NEVER; WARNINGS],
            floor: origin.at,
            stopped: None,
            warned: Vec::new(),
            told: false,
            told_warnings: [false; WARNINGS],
        }
    }

    /// Whether the promise was broken before `at`.
    pub(in crate::escalation) fn is_late(&self, at: Tick) -> bool {
        self.promised && self.due < self.stopped.map_or(at, |stop| stop.at)
    }

    /// Whether no event can change it any more.
    pub(in crate::escalation) fn is_closed(&self) -> bool {
        self.closed
    }

    /// What it counts from.
    pub(in crate::escalation) fn anchor(&self) -> Tick {
        self.earlier.first().map_or(self.since, |spell| spell.from)
    }

    /// `None` where nothing was ever promised.
    pub(in crate::escalation) fn state(&self, now: Tick) -> Option<ClockState> {
        if !self.promised {
            return None;
        }
        Some(match self.stopped {
            _ if self.is_late(now) => ClockState::Breached,
            None if self.due == HELD => ClockState::Paused,
            None => ClockState::Running,
            Some(Stop { cause: Cause::PriorityChanged, .. }) => ClockState::Cancelled,
            Some(_) => ClockState::Met,
        })
    }

    /// When a warning is given, if nothing stops the clock before.
    pub(in crate::escalation) fn warning(&self, place: usize) -> Option<Tick> {
        let at = self.warnings.get(place).copied()?.max(self.floor);
        (at < self.due && at < HELD).then_some(at)
    }

    /// Whether a warning was given by `now`.
    pub(in crate::escalation) fn has_warned(&self, place: usize, now: Tick) -> bool {
        self.told_warnings.get(place).is_some_and(|told| *told)
            || self.warning(place).is_some_and(|at| at <= now && self.stopped.is_none_or(|stop| at < stop.at))
    }

    /// Takes the promise of its priority; without one it stays as it is.
    pub(super) fn promise(&mut self, policy: &Compiled, pauses: &[Pause]) -> Result<()> {
        let Some(term) = &policy.terms(self.priority)?.promises[self.kind as usize] else { return Ok(()) };
        (self.promised, self.calendar, self.pauses) = (true, term.count.calendar, term.count.pauses);
        let track = Track { earlier: &self.earlier, since: self.since, pauses, held: NEVER };
        let (due, rest) = policy.progress(&track, &term.count)?;
        let due = due.unwrap_or(HELD);
        // A clock that goes on under another promise must not keep the warnings of the one before.
        self.warnings =
            if term.warnings.is_empty() { [NEVER; WARNINGS] } else { policy.warnings(&track, term, due)? };
        (self.due, self.rest) = (due, rest);
        Ok(())
    }

    /// The ticket waits: what is not due before does not fall due now.
    pub(super) fn hold(&mut self, policy: &Compiled, at: Tick) -> Result<()> {
        if !self.promised || !self.pauses || self.due < at {
            return Ok(());
        }
        policy.bank(self.calendar, &mut self.rest, at)?;
        self.due = HELD;
        for (warning, told) in self.warnings.iter_mut().zip(self.told_warnings) {
            if !told && *warning != NEVER && (*warning).max(self.floor) >= at {
                *warning = HELD;
            }
        }
        Ok(())
    }

    /// The ticket waits no more.
    pub(super) fn resume(&mut self, policy: &Compiled, at: Tick) -> Result<()> {
        let Some(term) = &policy.terms(self.priority)?.promises[self.kind as usize] else { return Ok(()) };
        if self.due == HELD {
            (self.rest, self.due, self.warnings) = self.resumed(policy, term, at)?;
        }
        Ok(())
    }

    /// What is left, when it is due and when it warns if the wait ends at `at`.
    pub(in crate::escalation) fn resumed(
        &self,
        policy: &Compiled,
        term: &Term,
        at: Tick,
    ) -> Result<(Rest, Tick, [Tick; WARNINGS])> {
        let (mut rest, mut warnings) = (self.rest, self.warnings);
        rest.skip(at);
        let due = policy.finish(&term.count, &rest)?;
        for (warning, warn) in warnings.iter_mut().zip(&term.warnings).filter(|(warning, _)| **warning == HELD) {
            *warning = policy.warning_after(term, *warn, self.anchor(), &rest, due)?;
        }
        Ok((rest, due, warnings))
    }

    /// What ran until `to` stays counted as it was.
    fn keep(&mut self, to: Tick) -> Result<()> {
        Error::cap("changes and reopenings of a clock that keeps its time", SPELLS, self.earlier.len() + 1)?;
        self.earlier.push(Spell { from: self.since, to, calendar: self.calendar, pauses: self.pauses });
        Ok(())
    }

    /// Keeps in mind the warnings that were given under a promise that changes.
    fn keep_warnings(&mut self, at: Tick) {
        for place in 0..WARNINGS {
            if self.has_warned(place, at - 1) {
                let told = self.told_warnings.get(place).is_some_and(|told| *told);
                let at = self.warnings.get(place).map_or(at, |at| (*at).max(self.floor));
                self.warned.push(Warned { at, priority: self.priority, place, told });
            }
        }
        (self.warnings, self.told_warnings) = ([NEVER; WARNINGS], [false; WARNINGS]);
        self.floor = at;
    }

    /// A change of priority; `count` of the new promise, if there is one.
    pub(super) fn revise(
        &mut self,
        policy: &Compiled,
        pauses: &[Pause],
        change: Mark,
        count: Option<&Count>,
    ) -> Result<()> {
        let runs = self.promised && self.stopped.is_none();
        let Some(count) = count else {
            if runs {
                self.keep_warnings(change.at);
                self.stopped = Some(change.into());
                self.keep(change.at)?;
                self.since = change.at;
            }
            return Ok(());
        };
        self.keep_warnings(change.at);
        match policy.changes.priority_clocks {
            Carry::KeepElapsed if runs && (count.calendar, count.pauses) == (self.calendar, self.pauses) => {}
            Carry::KeepElapsed => {
                if runs {
                    self.keep(change.at)?;
                }
                self.since = change.at;
            }
            Carry::Restart => {
                self.earlier.clear();
                self.since = change.at;
            }
            Carry::Retroactive => {
                self.earlier.clear();
                self.since = self.origin.at;
            }
        }
        (self.priority, self.stopped) = (change.priority, None);
        self.promise(policy, pauses)
    }

    /// The clock of a resolved ticket that is reopened.
    pub(super) fn go_on(&mut self, policy: &Compiled, pauses: &[Pause], change: Mark, carry: Carry) -> Result<()> {
        let withdrawn = self.stopped.is_some_and(|stop| stop.cause == Cause::PriorityChanged);
        match carry {
            // A promise that was withdrawn has kept its time already.
            Carry::KeepElapsed if withdrawn => self.since = change.at,
            Carry::KeepElapsed => {
                self.keep(self.stopped.map_or(change.at, |stop| stop.at))?;
                self.since = change.at;
            }
            _ if withdrawn => self.since = self.earlier.pop().map_or(self.since, |spell| spell.from),
            _ => {}
        }
        (self.closed, self.stopped, self.floor) = (false, None, change.at);
        (self.told, self.told_warnings) = (false, [false; WARNINGS]);
        self.warned.clear();
        self.priority = change.priority;
        self.promise(policy, pauses)
    }
}

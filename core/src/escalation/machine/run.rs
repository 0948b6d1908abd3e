//! When the steps of one run are due.

use super::{Run, Step};
use crate::Result;
use crate::escalation::compiled::{Compiled, HELD, NEVER, Tick};
use crate::escalation::progress::Rest;
use crate::escalation::track::{Pause, Track};

impl Run {
    /// Writes its steps at the end of the list.
    pub(super) fn schedule(
        &mut self,
        policy: &Compiled,
        pauses: &[Pause],
        steps: &mut Vec<Step>,
        rests: &mut Vec<Rest>,
    ) -> Result<()> {
        rests.clear();
        let terms = policy.terms(self.origin.priority)?;
        let track = Track { earlier: &[], since: self.since, pauses, held: NEVER };
        let waits = pauses.last().is_some_and(|pause| pause.to == NEVER);
        let mut before = Tick::MIN;
        for term in &terms.steps {
            let (own, rest) = policy.progress(&track, &term.count)?;
            // A step behind one that is held is held, too: when that will be due nobody knows yet.
            let due = own.map_or(HELD, |own| own.max(before));
            before = due;
            let mut at = if due < self.passed { NEVER } else { policy.sent(terms, term, due)? };
            if waits {
                rests.push(own.map_or(rest, Rest::done));
                if at != NEVER && term.count.pauses {
                    at = HELD;
                }
            }
            steps.push(Step { due, at, told: false });
        }
        self.end = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        Ok(())
    }

    /// The ticket waits: what was not sent before is not sent now.
    pub(super) fn hold(
        &self,
        policy: &Compiled,
        at: Tick,
        pauses: &[Pause],
        steps: &mut [Step],
        rests: &mut Vec<Rest>,
    ) -> Result<()> {
        let terms = policy.terms(self.origin.priority)?;
        let steps = steps.get_mut(self.places()).unwrap_or_default();
        if rests.len() != steps.len() {
            // The first wait since they began.
            let track = Track { earlier: &[], since: self.since, pauses, held: NEVER };
            rests.clear();
            for term in &terms.steps {
                let (own, rest) = policy.progress(&track, &term.count)?;
                rests.push(own.map_or(rest, Rest::done));
            }
        } else {
            for (term, rest) in terms.steps.iter().zip(rests.iter_mut()).filter(|(_, rest)| rest.still != NEVER) {
                match policy.finish(&term.count, rest)? {
                    own if own < at => *rest = Rest::done(own),
                    _ => policy.bank(term.count.calendar, rest, at)?,
                }
            }
        }
        let mut behind = false;
        for (step, term) in steps.iter_mut().zip(&terms.steps).filter(|(step, _)| !step.told) {
            if step.due >= at && (term.count.pauses || behind) {
                (step.due, step.at, behind) = (HELD, HELD, true);
            } else if term.count.pauses && step.at != NEVER && step.at.max(self.origin.at) >= at {
                // Due before, and put off: by closed hours, quiet hours or a rota.
                step.at = HELD;
            }
        }
        Ok(())
    }

    /// The ticket waits no more.
    pub(super) fn resume(&self, policy: &Compiled, at: Tick, steps: &mut [Step], rests: &mut [Rest]) -> Result<()> {
        let terms = policy.terms(self.origin.priority)?;
        let steps = steps.get_mut(self.places()).unwrap_or_default();
        let mut before = Tick::MIN;
        for ((step, term), rest) in steps.iter_mut().zip(&terms.steps).zip(rests) {
            rest.skip(at);
            if step.due == HELD {
                step.due = policy.finish(&term.count, rest)?.max(before);
                step.at = policy.sent(terms, term, step.due)?;
            } else if step.at == HELD {
                step.at = policy.sent(terms, term, step.due.max(at))?;
            }
            before = step.due;
        }
        Ok(())
    }

    /// Where its steps stand among those of the ticket.
    pub(super) fn places(&self) -> std::ops::Range<usize> {
        usize::try_from(self.first).unwrap_or(usize::MAX)..usize::try_from(self.end).unwrap_or(usize::MAX)
    }

    /// When a step is sent, if nothing stops it before.
    pub(in crate::escalation) fn sends(&self, step: &Step) -> Option<Tick> {
        let at = step.at.max(self.origin.at);
        (at < HELD).then_some(at)
    }

    /// Whether a step was sent by `now`.
    pub(in crate::escalation) fn has_sent(&self, step: &Step, now: Tick) -> bool {
        step.told || self.sends(step).is_some_and(|at| at <= now && self.stopped.is_none_or(|stop| at < stop.at))
    }
}

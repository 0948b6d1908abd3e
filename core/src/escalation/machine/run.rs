//! When the steps of one run are due.

use super::{Run, Step};
use crate::Result;
use crate::escalation::compiled::{Compiled, HELD, NEVER, Tick};
use crate::escalation::track::{Pause, Track};

impl Run {
    /// Writes its steps at the end of the list, over those of this run that are there.
    pub(super) fn schedule(&mut self, policy: &Compiled, pauses: &[Pause], steps: &mut Vec<Step>) -> Result<()> {
        let terms = policy.terms(self.origin.priority)?;
        let track = Track { earlier: &[], since: self.since, pauses, held: NEVER };
        let first = usize::try_from(self.first).unwrap_or(usize::MAX);
        let mut before = Tick::MIN;
        for (place, term) in (first..).zip(&terms.steps) {
            // A step behind one that is held is held, too: when that will be due nobody knows yet.
            let due = policy.reach(&track, &term.count)?.map_or(HELD, |own| own.max(before));
            before = due;
            let at = if due < self.passed { NEVER } else { policy.sent(terms, term, due)? };
            match steps.get_mut(place) {
                Some(step) if step.told => {}
                Some(step) => (step.due, step.at) = (due, at),
                None => steps.push(Step { due, at, told: false }),
            }
        }
        self.end = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        Ok(())
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

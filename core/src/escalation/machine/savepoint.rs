//! A ticket as it was before an event.

use super::{Clock, Machine, Run, Step};
use crate::Priority;
use crate::escalation::event::Cause;
use crate::escalation::progress::Rest;
use crate::escalation::timeline::{ClockKind, TicketState};
use crate::escalation::track::Pause;

/// What [`Machine::apply`] may change, so that a refused event leaves no trace.
pub(in crate::escalation) struct Savepoint {
    priority: Priority,
    state: TicketState,
    live: [Option<u32>; ClockKind::COUNT],
    clocks: [Option<Clock>; ClockKind::COUNT],
    run: Option<Run>,
    /// Steps are only written over where the ticket begins or ceases to wait.
    rewritten: Option<Vec<Step>>,
    rests: Vec<Rest>,
    pause: Option<Pause>,
    lengths: [usize; 5],
}

impl Machine {
    pub(in crate::escalation) fn savepoint(&self, cause: Cause) -> Savepoint {
        let clock = |place: Option<u32>| self.clocks.get(usize::try_from(place?).ok()?).cloned();
        let rewrites = matches!(cause, Cause::Paused | Cause::Resumed | Cause::CustomerReplied);
        Savepoint {
            priority: self.priority,
            state: self.state,
            live: self.live,
            clocks: self.live.map(clock),
            run: self.runs.last().copied(),
            rewritten: self.runs.last().filter(|_| rewrites).map(|run| self.steps_of(run).to_vec()),
            rests: self.rests.clone(),
            pause: self.pauses.last().copied(),
            lengths: [self.marks.len(), self.clocks.len(), self.runs.len(), self.steps.len(), self.pauses.len()],
        }
    }

    /// Goes back to where it was.
    pub(in crate::escalation) fn restore(&mut self, saved: Savepoint) {
        let [marks, clocks, runs, steps, pauses] = saved.lengths;
        self.marks.truncate(marks);
        self.clocks.truncate(clocks);
        self.runs.truncate(runs);
        self.steps.truncate(steps);
        self.pauses.truncate(pauses);
        self.rests = saved.rests;
        (self.priority, self.state, self.live) = (saved.priority, saved.state, saved.live);
        for (place, clock) in saved.live.into_iter().zip(saved.clocks) {
            let slot = place.and_then(|place| self.clocks.get_mut(usize::try_from(place).ok()?));
            if let (Some(slot), Some(clock)) = (slot, clock) {
                *slot = clock;
            }
        }
        if let (Some(slot), Some(run)) = (self.runs.last_mut(), saved.run) {
            *slot = run;
            let first = usize::try_from(run.first).unwrap_or(usize::MAX);
            let steps = self.steps.get_mut(first..).unwrap_or_default().iter_mut();
            steps.zip(saved.rewritten.unwrap_or_default()).for_each(|(slot, step)| *slot = step);
        }
        if let (Some(slot), Some(pause)) = (self.pauses.last_mut(), saved.pause) {
            *slot = pause;
        }
    }
}

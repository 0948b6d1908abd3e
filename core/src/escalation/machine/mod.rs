//! What events do to the clocks and steps of one ticket. [`TicketClock`](super::TicketClock) keeps one for as long as
//! the ticket lives, a batch uses the same one for every ticket in turn.

mod clock;
mod run;
mod savepoint;

use super::clock::EVENTS;
use super::compiled::{Compiled, NEVER, Tick};
use super::event::Cause;
use super::policy::{Carry, Reassignment, WARNINGS};
use super::progress::Rest;
use super::timeline::{ClockKind, TicketState};
use super::track::{Pause, Spell};
use crate::{Error, Priority, Result};

/// Most steps of one ticket, those of every priority that it had counted.
const STEPS: u64 = 100_000;

/// One ticket.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Machine {
    pub(super) priority: Priority,
    pub(super) state: TicketState,
    /// The events that changed something.
    pub(super) marks: Vec<Mark>,
    /// Every clock that was ever started, in order of start.
    pub(super) clocks: Vec<Clock>,
    /// The clocks of each kind that may still change, as places in `clocks`.
    live: [Option<u32>; ClockKind::COUNT],
    /// The steps started by every opening and change of priority; only the last can be pending.
    pub(super) runs: Vec<Run>,
    /// Their steps, run after run.
    pub(super) steps: Vec<Step>,
    /// What is left of those of the last run, once the ticket has waited since it began.
    rests: Vec<Rest>,
    pub(super) pauses: Vec<Pause>,
}

/// An event that changed something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) at: Tick,
    pub(super) cause: Cause,
    /// The priority from here on, and that until here.
    pub(super) priority: Priority,
    pub(super) before: Priority,
}

/// A clock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clock {
    pub(super) kind: ClockKind,
    /// The priority whose commitment gave the due instant.
    pub(super) priority: Priority,
    /// Whether anything was ever promised.
    pub(super) promised: bool,
    /// An answer or the resolution came: no change of priority matters any more.
    closed: bool,
    /// The event that started it.
    pub(super) origin: Mark,
    /// Time that was counted under an earlier promise.
    pub(super) earlier: Vec<Spell>,
    pub(super) since: Tick,
    /// How the present spell is counted: in which calendar, and whether it stands still while the ticket waits.
    calendar: Option<u16>,
    pauses: bool,
    /// What was left when the ticket last began to wait.
    rest: Rest,
    /// [`HELD`] while the ticket waits.
    pub(super) due: Tick,
    pub(super) warnings: [Tick; WARNINGS],
    /// Nothing is told of this clock before: the last change of its promise.
    pub(super) floor: Tick,
    pub(super) stopped: Option<Stop>,
    /// Warnings of earlier promises.
    pub(super) warned: Vec<Warned>,
    /// Whether the breach was reported, and which warnings.
    pub(super) told: bool,
    pub(super) told_warnings: [bool; WARNINGS],
}

/// What ended a clock or steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stop {
    pub(super) at: Tick,
    pub(super) cause: Cause,
}

/// A warning under a promise that has changed since.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Warned {
    pub(super) at: Tick,
    pub(super) priority: Priority,
    pub(super) place: usize,
    pub(super) told: bool,
}

/// The steps of one priority from one origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) origin: Mark,
    pub(super) since: Tick,
    /// Steps due before this are passed over.
    passed: Tick,
    /// Places in the list of all steps.
    pub(super) first: u32,
    pub(super) end: u32,
    pub(super) stopped: Option<Stop>,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// When it is due by its own rule, no earlier than the step before it; [`HELD`] while the ticket waits.
    pub(super) due: Tick,
    /// When it is sent, later where hours are closed; [`NEVER`] if it is left out.
    pub(super) at: Tick,
    pub(super) told: bool,
}

impl Machine {
    pub(super) fn new() -> Self {
        Self {
            priority: Priority::Planning,
            state: TicketState::Open,
            marks: Vec::new(),
            clocks: Vec::new(),
            live: [None; ClockKind::COUNT],
            runs: Vec::new(),
            steps: Vec::new(),
            rests: Vec::new(),
            pauses: Vec::new(),
        }
    }

    /// Begins with another ticket.
    pub(super) fn open(&mut self, policy: &Compiled, at: Tick, priority: Priority) -> Result<()> {
        (self.priority, self.state, self.live) = (priority, TicketState::Open, [None; ClockKind::COUNT]);
        self.marks.clear();
        self.clocks.clear();
        self.runs.clear();
        self.steps.clear();
        self.rests.clear();
        self.pauses.clear();
        let mark = Mark { at, cause: Cause::Opened, priority, before: priority };
        self.marks.push(mark);
        for kind in [ClockKind::FirstResponse, ClockKind::Update, ClockKind::Resolution] {
            self.start(policy, kind, mark)?;
        }
        self.escalate(policy, mark, at, Tick::MIN)
    }

    /// Whether the ticket waits for the customer.
    pub(super) fn paused(&self) -> bool {
        self.pauses.last().is_some_and(|pause| pause.to == NEVER)
    }

    /// Applies an event at or after the last one; says whether it changed anything. After an error the ticket is in no
    /// state to be used: see [`savepoint`](Self::savepoint).
    pub(super) fn apply(&mut self, policy: &Compiled, at: Tick, cause: Cause, priority: Priority) -> Result<bool> {
        let mark = Mark { at, cause, priority, before: self.priority };
        if !self.changes(policy, mark) {
            return Ok(false);
        }
        Error::cap("events of a ticket", EVENTS as u64, self.marks.len() + 1)?;
        self.marks.push(mark);
        self.priority = priority;
        match cause {
            Cause::Opened => {}
            Cause::PriorityChanged => self.reprioritise(policy, mark)?,
            Cause::Reassigned => {
                if policy.changes.reassignment == Reassignment::Restart {
                    self.stop_steps(mark);
                    self.state = TicketState::Open;
                    self.escalate(policy, mark, at, Tick::MIN)?;
                }
            }
            Cause::Acknowledged => self.acknowledge(mark),
            Cause::CustomerReplied => {
                self.resume(policy, at)?;
                if !self.waits_for_answer() {
                    self.start(policy, ClockKind::NextResponse, mark)?;
                }
            }
            Cause::Responded => {
                self.stop(ClockKind::FirstResponse, mark);
                self.stop(ClockKind::NextResponse, mark);
                self.acknowledge(mark);
                self.update(policy, mark)?;
            }
            Cause::Updated => self.update(policy, mark)?,
            Cause::Paused => {
                self.pauses.push(Pause { from: at, to: NEVER });
                self.hold(policy, at)?;
            }
            Cause::Resumed => self.resume(policy, at)?,
            Cause::Resolved => {
                for kind in ClockKind::ALL {
                    self.stop(kind, mark);
                }
                self.stop_steps(mark);
                self.state = TicketState::Resolved;
                if let Some(pause) = self.pauses.last_mut().filter(|pause| pause.to == NEVER) {
                    pause.to = at;
                }
            }
            Cause::Reopened => self.reopen(policy, mark)?,
        }
        Ok(true)
    }

    /// Whether an event says more than what holds already.
    fn changes(&self, policy: &Compiled, mark: Mark) -> bool {
        let open = self.state != TicketState::Resolved;
        match mark.cause {
            Cause::Opened => false,
            Cause::PriorityChanged => mark.priority != self.priority,
            Cause::Reassigned => open,
            Cause::Acknowledged => self.state == TicketState::Open,
            Cause::CustomerReplied => open && (self.paused() || !self.waits_for_answer()),
            Cause::Responded => {
                open && (self.state == TicketState::Open || self.waits_for_answer() || policy.promises_updates())
            }
            Cause::Updated => open && policy.promises_updates(),
            Cause::Paused => open && !self.paused(),
            Cause::Resumed => open && self.paused(),
            Cause::Resolved => open,
            Cause::Reopened => !open,
        }
    }

    fn live(&self, kind: ClockKind) -> Option<&Clock> {
        self.clocks.get(usize::try_from(self.live[kind as usize]?).ok()?).filter(|clock| !clock.closed)
    }

    fn live_mut(&mut self, kind: ClockKind) -> Option<&mut Clock> {
        self.clocks.get_mut(usize::try_from(self.live[kind as usize]?).ok()?).filter(|clock| !clock.closed)
    }

    /// Whether the customer waits for an answer, promised or not.
    fn waits_for_answer(&self) -> bool {
        self.live(ClockKind::FirstResponse).is_some() || self.live(ClockKind::NextResponse).is_some()
    }

    fn start(&mut self, policy: &Compiled, kind: ClockKind, origin: Mark) -> Result<()> {
        let mut clock = Clock::new(kind, origin);
        clock.promise(policy, &self.pauses)?;
        self.live[kind as usize] = u32::try_from(self.clocks.len()).ok();
        self.clocks.push(clock);
        Ok(())
    }

    fn stop(&mut self, kind: ClockKind, mark: Mark) {
        if let Some(clock) = self.live_mut(kind) {
            clock.closed = true;
            clock.stopped.get_or_insert(mark.into());
        }
    }

    fn update(&mut self, policy: &Compiled, mark: Mark) -> Result<()> {
        match self.live_mut(ClockKind::Update) {
            None => Ok(()),
            // Nothing was promised yet; a later promise counts from here.
            Some(clock) if !clock.promised => {
                *clock = Clock::new(ClockKind::Update, mark);
                Ok(())
            }
            Some(_) => {
                self.stop(ClockKind::Update, mark);
                self.start(policy, ClockKind::Update, mark)
            }
        }
    }

    fn acknowledge(&mut self, mark: Mark) {
        if self.state == TicketState::Open {
            self.state = TicketState::Acknowledged;
            self.stop_steps(mark);
        }
    }

    fn stop_steps(&mut self, mark: Mark) {
        if let Some(run) = self.runs.last_mut() {
            run.stopped.get_or_insert(mark.into());
        }
    }

    /// Starts the steps of the present priority.
    fn escalate(&mut self, policy: &Compiled, origin: Mark, since: Tick, passed: Tick) -> Result<()> {
        let more = policy.terms(origin.priority)?.steps.len();
        Error::cap("steps of a ticket", STEPS, self.steps.len() + more)?;
        let first = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        let mut run = Run { origin, since, passed, first, end: first, stopped: None };
        run.schedule(policy, &self.pauses, &mut self.steps, &mut self.rests)?;
        self.runs.push(run);
        Ok(())
    }

    fn reprioritise(&mut self, policy: &Compiled, mark: Mark) -> Result<()> {
        let terms = policy.terms(mark.priority)?;
        for kind in ClockKind::ALL {
            let Some(place) = self.live[kind as usize].and_then(|place| usize::try_from(place).ok()) else { continue };
            let Some(clock) = self.clocks.get_mut(place).filter(|clock| !clock.closed) else { continue };
            // Late stays late.
            if !clock.is_late(mark.at) {
                let count = terms.promises[kind as usize].as_ref().map(|term| &term.count);
                clock.revise(policy, &self.pauses, mark, count)?;
            }
        }
        if self.state != TicketState::Open {
            return Ok(());
        }
        let carry = policy.changes.priority_steps;
        let since = match self.runs.last() {
            Some(run) if carry != Carry::Restart => run.since,
            _ => mark.at,
        };
        self.stop_steps(mark);
        let passed = if carry == Carry::KeepElapsed { mark.at } else { Tick::MIN };
        self.escalate(policy, mark, since, passed)
    }

    fn resume(&mut self, policy: &Compiled, at: Tick) -> Result<()> {
        let Some(pause) = self.pauses.last_mut().filter(|pause| pause.to == NEVER) else { return Ok(()) };
        pause.to = at;
        self.go_on(policy, at)
    }

    /// The ticket waits.
    fn hold(&mut self, policy: &Compiled, at: Tick) -> Result<()> {
        for kind in ClockKind::ALL {
            if let Some(clock) = self.live_mut(kind).filter(|clock| clock.stopped.is_none()) {
                clock.hold(policy, at)?;
            }
        }
        let Some(run) = self.runs.last().filter(|run| run.stopped.is_none()) else { return Ok(()) };
        run.hold(policy, at, &self.pauses, &mut self.steps, &mut self.rests)
    }

    /// The ticket waits no more.
    fn go_on(&mut self, policy: &Compiled, at: Tick) -> Result<()> {
        for kind in ClockKind::ALL {
            if let Some(clock) = self.live_mut(kind).filter(|clock| clock.stopped.is_none()) {
                clock.resume(policy, at)?;
            }
        }
        let Some(run) = self.runs.last().filter(|run| run.stopped.is_none()) else { return Ok(()) };
        run.resume(policy, at, &mut self.steps, &mut self.rests)
    }

    fn reopen(&mut self, policy: &Compiled, mark: Mark) -> Result<()> {
        self.state = TicketState::Open;
        let carry = policy.changes.reopening;
        let last = self.live[ClockKind::Resolution as usize].and_then(|place| usize::try_from(place).ok());
        let promised = policy.terms(mark.priority)?.promises[ClockKind::Resolution as usize].is_some();
        let last = last.and_then(|place| self.clocks.get(place));
        let resolution = last.filter(|clock| promised && clock.promised).cloned();
        match (carry, resolution) {
            (Carry::KeepElapsed | Carry::Retroactive, resolution) => {
                self.start(policy, ClockKind::NextResponse, mark)?;
                match resolution {
                    Some(mut clock) if !clock.is_late(mark.at) => {
                        clock.go_on(policy, &self.pauses, mark, carry)?;
                        self.live[ClockKind::Resolution as usize] = u32::try_from(self.clocks.len()).ok();
                        self.clocks.push(clock);
                    }
                    Some(_) => {}
                    None => self.start(policy, ClockKind::Resolution, mark)?,
                }
            }
            (Carry::Restart, _) => {
                self.start(policy, ClockKind::FirstResponse, mark)?;
                self.start(policy, ClockKind::Resolution, mark)?;
            }
        }
        self.start(policy, ClockKind::Update, mark)?;
        self.escalate(policy, mark, mark.at, Tick::MIN)
    }

    /// The steps of a run.
    pub(super) fn steps_of(&self, run: &Run) -> &[Step] {
        self.steps.get(run.places()).unwrap_or_default()
    }
}

impl From<Mark> for Stop {
    fn from(mark: Mark) -> Self {
        Self { at: mark.at, cause: mark.cause }
    }
}

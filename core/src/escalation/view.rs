//! A ticket in words and records, for people.

use super::clock::EVENTS;
use super::compiled::{Count, HELD, NEVER, Tick, instant};
use super::event::Cause;
use super::machine::{Clock, Machine, Mark, Run, Warned};
use super::policy::{Carry, EscalationRule, Reassignment, WARNINGS, WarnAt};
use super::timeline::{
    ClockKind, ClockSegment, ClockState, ClockWarning, DueKind, EscalationStep, EscalationTarget, NextDue, SlaClock,
    StepState, TicketPause, Timeline,
};
use super::track::{Pause, Track};
use super::{Commitment, Policy, Promise};
use crate::time::{Fold, Gap, Span, ZONE_DATABASE, format_instant, to_local};
use crate::{Error, Priority, Reason, Result};

/// Most stretches of counted time of all clocks of one ticket.
const SEGMENTS: u64 = 1_000_000;

/// A ticket at an instant.
pub(super) struct View<'a> {
    pub(super) policy: &'a Policy,
    pub(super) machine: &'a Machine,
    pub(super) now: Tick,
}

impl View<'_> {
    pub(super) fn timeline(&self, id: &str, assignee: Option<&str>) -> Result<Timeline> {
        let machine = self.machine;
        let mut steps = Vec::with_capacity(machine.steps.len());
        for (place, run) in machine.runs.iter().enumerate() {
            for index in 0..machine.steps_of(run).len() {
                steps.extend(self.step(place, index)?);
            }
        }
        let (mut clocks, mut segments) = (Vec::new(), 0);
        for place in 0..machine.clocks.len() {
            let clock = self.clock(place)?;
            segments += clock.as_ref().map_or(0, |clock| clock.segments.len());
            Error::cap("stretches of the clocks of a ticket", SEGMENTS, segments)?;
            clocks.extend(clock);
        }
        let next = next(&clocks, &steps);
        let pauses = machine.pauses.iter().map(|pause| TicketPause {
            start: instant(pause.from),
            end: (pause.to != NEVER).then(|| instant(pause.to)),
        });
        let trace = std::iter::once(settings(self.policy)).chain(machine.marks.iter().map(|mark| self.line(id, mark)));
        Ok(Timeline {
            id: id.to_owned(),
            now: instant(self.now),
            priority: machine.priority,
            state: machine.state,
            paused: machine.paused(),
            assignee: assignee.map(str::to_owned),
            clocks,
            steps,
            next,
            pauses: pauses.collect(),
            trace: trace.take(EVENTS + 1).collect(),
        })
    }

    /// A step as it stands; `None` past the last, and without the priority that a later policy no longer has.
    pub(super) fn step(&self, run: usize, index: usize) -> Result<Option<EscalationStep>> {
        let Some(run) = self.machine.runs.get(run) else { return Ok(None) };
        let Some(step) = self.machine.steps_of(run).get(index) else { return Ok(None) };
        let priority = run.origin.priority;
        let terms = self.policy.compiled().terms(priority)?;
        let steps = self.policy.priorities().get(&priority).map(|commitment| commitment.steps.as_slice());
        let Some(term) = terms.steps.get(index) else { return Ok(None) };
        let Some(rule) = steps.unwrap_or_default().get(term.index as usize) else { return Ok(None) };
        let track = self.track(run);
        let previous = index.checked_sub(1).and_then(|before| self.machine.steps_of(run).get(before));
        // Its own due instant is looked for only where it may be another.
        let moves = step.due == HELD || previous.is_some_and(|previous| previous.due == step.due);
        let own = if moves { self.policy.compiled().reach(&track, &term.count)? } else { None };
        let due = if step.due == HELD { own.unwrap_or(self.now) } else { step.due };
        let held = step.at == HELD;
        // What was due before the wait, and put off, is sent after it.
        let from = if step.due == HELD { due } else { due.max(run.stopped.map_or(self.now, |stop| stop.at)) };
        let at = match step.at {
            NEVER => due,
            HELD => match self.policy.compiled().sent(terms, term, from)? {
                NEVER => due,
                at => at,
            },
            at => at,
        };
        let (state, stop) = match run.stopped {
            _ if run.has_sent(step, self.now) => (StepState::Reached, None),
            _ if step.at == NEVER => (StepState::Skipped, None),
            Some(stop) => (StepState::Cancelled, Some(stop)),
            None if held => (StepState::Held, None),
            None => (StepState::Pending, None),
        };
        let verdict = match (state, stop) {
            (_, Some(stop)) => format!("cancelled: {} at {}", phrase(stop.cause), format_instant(instant(stop.at))),
            (StepState::Reached, _) => "reached".to_owned(),
            (StepState::Held, _) => "held while the ticket waits".to_owned(),
            (StepState::Skipped, _) if due < run.origin.at => "passed over by the change of priority".to_owned(),
            (StepState::Skipped, _) => "skipped: its hours are closed, or nobody is on call in them".to_owned(),
            _ => format!("pending at {}", self.moment()),
        };
        let moved = match own {
            Some(own) if own < due => ", not before the step before it",
            _ => "",
        };
        let later = if at > due {
            format!(", sent at {} as hours and rotas allow", format_instant(instant(at)))
        } else {
            String::new()
        };
        let derived = self.derivation(term.after, &term.count, &track, (run.since, run.origin), due);
        let target = target(self.policy, rule, at)?;
        let local = self.local(rule, target.on_call.as_deref(), at)?;
        Ok(Some(EscalationStep {
            priority,
            index: term.index,
            round: term.round,
            anchor: instant(run.since),
            after: term.after,
            due: instant(at),
            target,
            state,
            stopped: stop.map(|stop| instant(stop.at)),
            reason: Reason::new(
                format!("priorities.{priority}.steps[{}]", term.index),
                format!("{derived}{moved}{later}{local}; {verdict}"),
            )
            .number("after_seconds", seconds(at - run.since)),
        }))
    }

    /// What the clock of whoever is on call shows, where that is a condition.
    fn local(&self, rule: &EscalationRule, on_call: Option<&str>, at: Tick) -> Result<String> {
        let rota = rule.local_hours.as_ref().and(rule.rota.as_ref()).and_then(|name| self.policy.rota(name));
        let Some((rota, person)) = rota.zip(on_call) else { return Ok(String::new()) };
        let zone = rota.zone_of(person);
        let shown = to_local(instant(at), zone)?.format("%a %H:%M");
        Ok(format!(", {shown} for {person} in {zone} (zone database {ZONE_DATABASE})"))
    }

    /// A clock as it stands; `None` where nothing was promised.
    pub(super) fn clock(&self, place: usize) -> Result<Option<SlaClock>> {
        let Some(clock) = self.machine.clocks.get(place) else { return Ok(None) };
        let Some(state) = clock.state(self.now) else { return Ok(None) };
        let Some((promise, count)) = self.promise(clock)? else { return Ok(None) };
        let compiled = self.policy.compiled();
        let until = clock.stopped.map_or(self.now, |stop| stop.at);
        let track = self.track_of(clock, until);
        let due = self.standing(clock)?.0;
        let run = compiled.run(&track, &count, until)?;
        let end = match clock.stopped {
            Some(stop) => format!("{} at {}", phrase(stop.cause), format_instant(instant(stop.at))),
            None => format!("{} at {}", missing(clock.kind), self.moment()),
        };
        let verdict = match state {
            ClockState::Running => "running",
            ClockState::Paused => "paused",
            ClockState::Met => "met",
            ClockState::Breached => "breached",
            ClockState::Cancelled => "cancelled",
        };
        let derived = self.derivation(promise.within, &count, &track, (clock.anchor(), clock.origin), due);
        // What months come to in the time that the clock counts.
        let allowed = if count.months == 0 { count.exact } else { compiled.run(&track, &count, due)? };
        let mut warnings = Vec::new();
        for index in 0..clock.warned.len() {
            warnings.extend(self.warned(place, index)?);
        }
        for index in 0..WARNINGS {
            warnings.extend(self.warning(place, index)?);
        }
        Ok(Some(SlaClock {
            kind: clock.kind,
            priority: clock.priority,
            anchor: instant(clock.anchor()),
            due: instant(due),
            state,
            stopped: clock.stopped.map(|stop| instant(stop.at)),
            warnings,
            segments: self.segments(&track, &count, until)?,
            reason: Reason::new(rule(clock.kind, clock.priority), format!("{derived}; {verdict}: {end}"))
                .number("allowed_seconds", seconds(allowed))
                .number("elapsed_seconds", seconds(run).floor())
                // The larger of -0 and 0 is either, as the compiler likes; their sum is 0.
                .number("remaining_seconds", seconds(allowed - run).ceil().max(0.0) + 0.0),
        }))
    }

    /// A warning of a clock's present promise.
    pub(super) fn warning(&self, clock: usize, place: usize) -> Result<Option<ClockWarning>> {
        let Some(clock) = self.machine.clocks.get(clock).filter(|clock| clock.promised) else { return Ok(None) };
        let Some((promise, _)) = self.promise(clock)? else { return Ok(None) };
        let (Some(&own), Some(warn)) = (clock.warnings.get(place), promise.warn.get(place)) else { return Ok(None) };
        if own == NEVER {
            return Ok(None);
        }
        let stop = clock.stopped;
        let state = match clock.warning(place) {
            _ if clock.has_warned(place, self.now) => StepState::Reached,
            Some(_) if stop.is_none() => StepState::Pending,
            None if own == HELD && stop.is_none() => StepState::Held,
            _ => StepState::Cancelled,
        };
        let (due, warnings) = self.standing(clock)?;
        let at = warnings.get(place).copied().unwrap_or(own).max(clock.floor);
        Ok(Some(self.warn(clock.kind, clock.priority, (at, due), (*warn, place), state)))
    }

    /// A warning that was given under a promise that has changed since.
    pub(super) fn warned(&self, clock: usize, index: usize) -> Result<Option<ClockWarning>> {
        let Some(clock) = self.machine.clocks.get(clock) else { return Ok(None) };
        let Some(&Warned { at, priority, place, .. }) = clock.warned.get(index) else { return Ok(None) };
        let promise = self.commitment(priority).and_then(|commitment| commitment.promise(clock.kind));
        let Some(warn) = promise.and_then(|promise| promise.warn.get(place)) else { return Ok(None) };
        let due = self.standing(clock)?.0;
        Ok(Some(self.warn(clock.kind, priority, (at, due), (*warn, place), StepState::Reached)))
    }

    /// When a clock is due and warns; while it is paused, as if it went on now.
    fn standing(&self, clock: &Clock) -> Result<(Tick, [Tick; WARNINGS])> {
        let compiled = self.policy.compiled();
        match &compiled.terms(clock.priority)?.promises[clock.kind as usize] {
            Some(term) if clock.due == HELD => {
                let until = clock.stopped.map_or(self.now, |stop| stop.at);
                let (_, due, warnings) = clock.resumed(compiled, term, until)?;
                Ok((due, warnings))
            }
            _ => Ok((clock.due, clock.warnings)),
        }
    }

    fn warn(
        &self,
        kind: ClockKind,
        priority: Priority,
        (at, due): (Tick, Tick),
        (warn, place): (WarnAt, usize),
        state: StepState,
    ) -> ClockWarning {
        let what = match warn {
            WarnAt::Share(share) => format!("{share} % of the time has run"),
            WarnAt::Before(left) => format!("{left} left"),
        };
        let (at, due) = (instant(at), instant(due));
        let detail = format!("{what} at {}, due at {}", format_instant(at), format_instant(due));
        ClockWarning {
            kind,
            priority,
            at,
            due,
            state,
            reason: Reason::new(format!("{}.warn[{place}]", rule(kind, priority)), detail),
        }
    }

    fn promise(&self, clock: &Clock) -> Result<Option<(&Promise, Count)>> {
        let terms = self.policy.compiled().terms(clock.priority)?;
        let count = terms.promises[clock.kind as usize].as_ref().map(|term| term.count);
        let promise = self.commitment(clock.priority).and_then(|commitment| commitment.promise(clock.kind));
        Ok(promise.zip(count))
    }

    fn commitment(&self, priority: Priority) -> Option<&Commitment> {
        self.policy.priorities().get(&priority)
    }

    fn track(&self, run: &Run) -> Track<'_> {
        Track { earlier: &[], since: run.since, pauses: &self.machine.pauses, held: self.now }
    }

    fn track_of<'b>(&'b self, clock: &'b Clock, until: Tick) -> Track<'b> {
        let (mut earlier, mut since) = (clock.earlier.as_slice(), clock.since);
        // A promise that was withdrawn has kept its time for another; as its own it is the present.
        if clock.stopped.is_some_and(|stop| stop.cause == Cause::PriorityChanged)
            && let Some((last, others)) = earlier.split_last()
        {
            (earlier, since) = (others, last.from);
        }
        Track { earlier, since, pauses: &self.machine.pauses, held: until }
    }

    fn segments(&self, track: &Track, count: &Count, until: Tick) -> Result<Vec<ClockSegment>> {
        let compiled = self.policy.compiled();
        let mut segments = Vec::new();
        track.pieces::<()>(count, |piece| {
            if piece.from >= until {
                return Ok(Some(()));
            }
            let to = piece.to.min(until);
            segments.push(ClockSegment {
                start: instant(piece.from),
                end: instant(to),
                calendar: piece.calendar.and_then(|place| compiled.calendar_name(place)).map(str::to_owned),
                seconds: seconds(compiled.elapsed(piece.calendar, piece.from, to)?),
            });
            Ok(None)
        })?;
        Ok(segments)
    }

    /// How the due instant came about.
    fn derivation(&self, after: Span, count: &Count, track: &Track, from: (Tick, Mark), due: Tick) -> String {
        let compiled = self.policy.compiled();
        let (anchor, origin) = from;
        let hours = count.calendar.and_then(|place| compiled.calendar_name(place));
        let hours = hours.map_or_else(String::new, |name| format!(" of open time in {name:?}"));
        let wall =
            if count.months == 0 { String::new() } else { format!(" on the wall calendar of {}", self.policy.zone()) };
        let database = if count.months == 0 && count.calendar.is_none() {
            String::new()
        } else {
            format!(" (zone database {ZONE_DATABASE})")
        };
        let waits = if count.pauses { waits(track.pauses, anchor, due) } else { String::new() };
        let kept = if track.earlier.is_empty() { "" } else { ", time before a change counted" };
        let (anchor, at) = (format_instant(instant(anchor)), format_instant(instant(due)));
        format!("{after}{hours} after {anchor} ({}){wall}{database}{waits}{kept} is {at}", phrase(origin.cause))
    }

    /// The instant of the view, to the second: wake-ups come a part of one later.
    fn moment(&self) -> String {
        format_instant(instant(self.now.div_euclid(1_000_000) * 1_000_000))
    }

    fn line(&self, id: &str, mark: &Mark) -> Reason {
        let (priority, before) = (named(mark.priority), named(mark.before));
        let changes = self.policy.changes();
        let what = match mark.cause {
            Cause::Opened => format!("ticket {id:?} as {priority}: its clocks and steps count from here"),
            Cause::PriorityChanged => {
                let clocks = match changes.priority_clocks {
                    Carry::KeepElapsed => "its clocks keep the time that has run",
                    Carry::Restart => "its clocks count from here",
                    Carry::Retroactive => "its clocks count from their beginning",
                };
                let steps = match changes.priority_steps {
                    Carry::KeepElapsed => "its steps go on",
                    Carry::Restart => "its steps count from here",
                    Carry::Retroactive => "its steps count from their beginning",
                };
                format!("{before} becomes {priority}: {clocks}; while nobody has answered, {steps}")
            }
            Cause::Reassigned => match changes.reassignment {
                Reassignment::Keep => "another assignee: nothing else changes".to_owned(),
                Reassignment::Restart => "another assignee must acknowledge: the steps count from here".to_owned(),
            },
            Cause::Acknowledged => "the acknowledgement stops the pending steps".to_owned(),
            Cause::CustomerReplied => "the customer waits for an answer from here".to_owned(),
            Cause::Responded => "the response stops the response clocks and the pending steps".to_owned(),
            Cause::Updated => "the update clock counts from here".to_owned(),
            Cause::Paused => "the ticket waits for the customer: clocks and steps stand still".to_owned(),
            Cause::Resumed => "the wait is over".to_owned(),
            Cause::Resolved => "the resolution stops what is pending".to_owned(),
            Cause::Reopened => match changes.reopening {
                Carry::Restart => format!("{priority}: clocks and steps count anew from here"),
                Carry::KeepElapsed => format!("{priority}: the resolution clock goes on where it stopped"),
                Carry::Retroactive => format!("{priority}: the resolution clock goes on as if it had never stopped"),
            },
        };
        Reason::new(mark.cause.word(), format!("{}: {what}", format_instant(instant(mark.at))))
    }
}

impl Commitment {
    /// The promise of a clock.
    fn promise(&self, kind: ClockKind) -> Option<&Promise> {
        match kind {
            ClockKind::FirstResponse => self.response.as_ref(),
            ClockKind::NextResponse => self.next_response.as_ref(),
            ClockKind::Update => self.update.as_ref(),
            ClockKind::Resolution => self.resolution.as_ref(),
        }
    }
}

/// The first thing to come; of those at one instant a promise before a warning, and a warning before a step.
fn next(clocks: &[SlaClock], steps: &[EscalationStep]) -> Option<NextDue> {
    let running = clocks.iter().filter(|clock| clock.state == ClockState::Running).map(|clock| NextDue {
        kind: match clock.kind {
            ClockKind::FirstResponse => DueKind::FirstResponse,
            ClockKind::NextResponse => DueKind::NextResponse,
            ClockKind::Update => DueKind::Update,
            ClockKind::Resolution => DueKind::Resolution,
        },
        at: clock.due,
        target: None,
        reason: clock.reason.clone(),
    });
    let warnings =
        clocks.iter().flat_map(|clock| &clock.warnings).filter(|warning| warning.state == StepState::Pending);
    let warnings = warnings.map(|warning| NextDue {
        kind: DueKind::Warning,
        at: warning.at,
        target: None,
        reason: warning.reason.clone(),
    });
    let steps = steps.iter().filter(|step| step.state == StepState::Pending).map(|step| NextDue {
        kind: DueKind::Escalation,
        at: step.due,
        target: Some(step.target.clone()),
        reason: step.reason.clone(),
    });
    running.chain(warnings).chain(steps).min_by_key(|next| next.at)
}

/// Who is called at an instant.
pub(super) fn target(policy: &Policy, rule: &EscalationRule, at: Tick) -> Result<EscalationTarget> {
    let EscalationRule { tier, person, rota, channel, .. } = rule;
    let shift = rota.as_ref().and_then(|name| policy.rota(name)).map(|rota| rota.on_call(instant(at))).transpose()?;
    let on_call = shift.flatten().map(|shift| shift.person);
    let rota_name = on_call.clone().or_else(|| rota.clone());
    let names = [tier.map(|tier| policy.tier_name(tier)), person.clone(), rota_name, channel.clone()];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let (person, rota, channel) = (person.clone(), rota.clone(), channel.clone());
    Ok(EscalationTarget { tier: *tier, person, rota, on_call, channel, name })
}

fn rule(kind: ClockKind, priority: Priority) -> String {
    let field = match kind {
        ClockKind::FirstResponse => "response",
        ClockKind::NextResponse => "next_response",
        ClockKind::Update => "update",
        ClockKind::Resolution => "resolution",
    };
    format!("priorities.{priority}.{field}")
}

fn missing(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::FirstResponse | ClockKind::NextResponse => "no response",
        ClockKind::Update => "no update",
        ClockKind::Resolution => "no resolution",
    }
}

/// The waits between an anchor and a due instant.
fn waits(pauses: &[Pause], anchor: Tick, due: Tick) -> String {
    let first = pauses.partition_point(|pause| pause.to <= anchor);
    let between = pauses.iter().skip(first).take_while(|pause| pause.from < due);
    let lengths = between.map(|pause| pause.to.min(due) - pause.from.max(anchor));
    let (count, length) = lengths.fold((0, 0), |(count, length), more| (count + 1, length + more));
    let length = Span::of(chrono::TimeDelta::microseconds(length)).unwrap_or_default();
    match count {
        0 => String::new(),
        1 => format!(", without a wait of {length},"),
        _ => format!(", without {count} waits of {length},"),
    }
}

/// An event for people.
fn phrase(cause: Cause) -> &'static str {
    match cause {
        Cause::PriorityChanged => "priority changed",
        Cause::CustomerReplied => "customer replied",
        other => other.word(),
    }
}

fn settings(policy: &Policy) -> Reason {
    let gap = match policy.rules().gap {
        Gap::OffsetBefore => "offset before",
        Gap::OffsetAfter => "offset after",
        Gap::Reject => "reject",
    };
    let fold = match policy.rules().fold {
        Fold::First => "first",
        Fold::Second => "second",
        Fold::Reject => "reject",
    };
    let detail = format!(
        "elapsed time unless a calendar is named; calendar steps on the wall calendar of {}, gap {gap}, fold {fold}, zone database {ZONE_DATABASE}",
        policy.zone(),
    );
    Reason::new("policy", detail)
}

fn named(priority: Priority) -> String {
    format!("{} {priority}", priority.short())
}

/// Microseconds in seconds.
#[allow(clippy::cast_precision_loss)] // those of the years 0 to 9999 are exact to a thousandth of a second
pub(super) fn seconds(length: i64) -> f64 {
    length.div_euclid(1_000_000) as f64 + length.rem_euclid(1_000_000) as f64 / 1e6
}

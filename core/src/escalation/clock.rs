use chrono::{DateTime, TimeDelta, Utc};

use super::timeline::{ClockState, TicketNotice, TicketState, Timeline};
use super::{Commitment, Policy, TicketEvent};
use crate::time::{Span, check_instant, format_instant};
use crate::{Error, Priority, Result};

/// Most events of one ticket that change something.
const EVENTS: usize = 10_000;

/// Most bytes of a ticket's id.
const ID_BYTES: u64 = 1_000;

/// Follows one ticket as its events arrive: apply an event, advance to the present, sleep until the next wake-up.
///
/// It answers what [`Policy::timeline`] answers, one event at a time, in memory of its own size and without looking at
/// the past again, so that one program can follow as many tickets as it likes:
///
/// ```
/// use hypercare::escalation::{Policy, TicketClock, TicketEvent, TicketNotice};
/// use hypercare::{Priority, time::parse_instant};
/// let policy = Policy::default();
/// let opened = TicketEvent::opened("T-1", parse_instant("2026-11-22T09:00:00Z")?, Priority::High);
/// let mut ticket = TicketClock::open(&policy, &opened)?;
/// let ten = parse_instant("2026-11-22T10:00:00Z")?;
/// assert_eq!(ticket.next_wakeup(), Some(ten));
/// for notice in ticket.advance(&policy, ten)? {
///     match notice {
///         TicketNotice::Escalation(step) => println!("call {}", step.target.name), // "call user support"
///         TicketNotice::Breach(clock) => println!("late since {}", clock.due),
///     }
/// }
/// ticket.apply(&policy, &TicketEvent::resolved(ten))?;
/// assert_eq!(ticket.next_wakeup(), None);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// Pass the same policy every time: steps keep the due instants and tiers they were given when they started, and a
/// later policy is asked only for the names of tiers and for what starts later.
///
/// What was reported stays reported. A host that advances to the very instant of an event before it applies the event
/// is told of the steps due at that instant; one that applies the event first is not.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketClock {
    pub(super) id: String,
    pub(super) priority: Priority,
    pub(super) state: TicketState,
    /// The last event or advance.
    last: DateTime<Utc>,
    /// The events that changed something.
    pub(super) marks: Vec<Mark>,
    /// The first-response clock of every opening; only the last can run.
    pub(super) responses: Vec<Response>,
    /// The steps started by every opening and change of priority; only the last can be pending.
    pub(super) runs: Vec<Run>,
    /// Everything before these has been reported.
    responses_done: usize,
    runs_done: usize,
}

/// An event that changed something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) at: DateTime<Utc>,
    pub(super) cause: Cause,
    /// The priority from here on, and that until here.
    pub(super) priority: Priority,
    pub(super) before: Priority,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Opened,
    Responded,
    PriorityChanged,
    Resolved,
    Reopened,
}

/// What an event changes: the clock and the steps that it starts, or, for a change of priority, revises.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    mark: Mark,
    state: TicketState,
    response: Option<Response>,
    run: Option<Run>,
}

/// A first-response clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Response {
    pub(super) origin: Mark,
    /// The priority whose commitment gave the due instant.
    pub(super) priority: Priority,
    pub(super) due: Option<Due>,
    /// The answer; or the change to a priority that promises nothing.
    pub(super) stopped: Option<Mark>,
    reported: bool,
}

/// The steps of one priority from one origin.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) origin: Mark,
    pub(super) steps: Vec<Due>,
    pub(super) stopped: Option<Mark>,
    reported: usize,
}

/// One due instant, with the rule that gave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Due {
    pub(super) at: DateTime<Utc>,
    pub(super) after: Span,
    pub(super) tier: u8,
    /// Moved to the step before it, which months of unequal length had put later.
    pub(super) moved: bool,
}

impl TicketClock {
    /// Begins with an `opened` event.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for another event and for a blank id, [`Error::Limit`] for an id over 1,000 bytes,
    /// [`Error::Unknown`] for a priority that the policy does not have, [`Error::Range`], [`Error::Gap`] and
    /// [`Error::Fold`] for due instants that do not exist.
    pub fn open(policy: &Policy, event: &TicketEvent) -> Result<Self> {
        let TicketEvent::Opened(opened) = event else {
            return Err(Error::invalid("first event of a ticket", "opened", event.kind()));
        };
        if opened.id.trim().is_empty() {
            return Err(Error::invalid("ticket id", "a text that is not blank", format_args!("{:?}", opened.id)));
        }
        Error::cap("ticket id, bytes", ID_BYTES, opened.id.len())?;
        check_instant(opened.at, "opened")?;
        let priority = opened.priority;
        let mark = Mark { at: opened.at, cause: Cause::Opened, priority, before: priority };
        let commitment = policy.commitment(priority)?;
        Ok(Self {
            id: opened.id.clone(),
            priority,
            state: TicketState::Open,
            last: opened.at,
            marks: vec![mark],
            responses: vec![Response::start(policy, commitment, mark)?],
            runs: vec![Run::start(policy, commitment, mark)?],
            responses_done: 0,
            runs_done: 0,
        })
    }

    /// Applies the next event of this ticket. After an error the ticket is as it was before.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an event of another ticket, [`Error::Duplicate`] for a second `opened`,
    /// [`Error::OutOfOrder`] for an event before the last event or advance, [`Error::Limit`] over 10,000 events that
    /// change something, and what [`open`](Self::open) returns for a new priority.
    pub fn apply(&mut self, policy: &Policy, event: &TicketEvent) -> Result<()> {
        let change = self.change(policy, event)?;
        self.last = event.at();
        let Some(Change { mark, state, response, run }) = change else { return Ok(()) };
        self.marks.push(mark);
        self.priority = mark.priority;
        self.state = state;
        match (mark.cause, response, run) {
            (Cause::PriorityChanged, Some(response), Some(run)) => {
                if let Some(last) = self.responses.last_mut() {
                    *last = response;
                }
                if let Some(last) = self.runs.last_mut() {
                    last.stopped = Some(mark);
                }
                self.runs.push(run);
            }
            (Cause::Responded | Cause::Resolved, ..) => self.stop(mark),
            (_, response, run) => {
                self.responses.extend(response);
                self.runs.extend(run);
            }
        }
        Ok(())
    }

    /// What an event would change, or the error that [`apply`](Self::apply) would return; `None` if it states what
    /// already holds.
    pub(crate) fn change(&self, policy: &Policy, event: &TicketEvent) -> Result<Option<Change>> {
        let at = event.at();
        if let Some(id) = event.id().filter(|id| *id != self.id) {
            return Err(Error::invalid(
                format!("ticket of the {} event", event.kind()),
                crate::error::shorten(&self.id),
                id,
            ));
        }
        if matches!(event, TicketEvent::Opened(_)) {
            return Err(Error::Duplicate { kind: "ticket".to_owned(), name: crate::error::shorten(&self.id) });
        }
        check_instant(at, event.kind())?;
        self.in_order(at, event.kind())?;
        let mark = |cause, priority| Mark { at, cause, priority, before: self.priority };
        let stopped = |cause, state| Change { mark: mark(cause, self.priority), state, response: None, run: None };
        let change = match event {
            TicketEvent::Responded(_) if self.state == TicketState::Open => {
                stopped(Cause::Responded, TicketState::Acknowledged)
            }
            TicketEvent::Resolved(_) if self.state != TicketState::Resolved => {
                stopped(Cause::Resolved, TicketState::Resolved)
            }
            TicketEvent::Reopened(_) if self.state == TicketState::Resolved => {
                let mark = mark(Cause::Reopened, self.priority);
                let commitment = policy.commitment(self.priority)?;
                let response = Response::start(policy, commitment, mark)?;
                let run = Run::start(policy, commitment, mark)?;
                Change { mark, state: TicketState::Open, response: Some(response), run: Some(run) }
            }
            TicketEvent::PriorityChanged(changed) if changed.priority != self.priority => {
                let mark = mark(Cause::PriorityChanged, changed.priority);
                let commitment = policy.commitment(changed.priority)?;
                let (mut response, mut run) = (None, None);
                if self.state == TicketState::Open {
                    response = self.responses.last().map(|last| last.revised(policy, commitment, mark)).transpose()?;
                    run = Some(Run::start(policy, commitment, mark)?);
                }
                Change { mark, state: self.state, response, run }
            }
            _ => return Ok(None),
        };
        Error::cap("events of a ticket", EVENTS as u64, self.marks.len() + 1)?;
        Ok(Some(change))
    }

    /// Steps reached and clocks breached by `now` that were not reported yet, in the order of their due instants.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] for a `now` before the last event or advance; [`Error::Range`] outside the years 0 to 9999.
    pub fn advance(&mut self, policy: &Policy, now: DateTime<Utc>) -> Result<Vec<TicketNotice>> {
        check_instant(now, "now")?;
        self.in_order(now, "now")?;
        self.last = now;
        let mut notices = Vec::new();
        for run in self.runs.get_mut(self.runs_done..).unwrap_or_default() {
            let reached = run.reached(now);
            for index in run.reported..reached {
                notices.extend(run.step(policy, index, now).map(TicketNotice::Escalation));
            }
            run.reported = reached;
        }
        for response in self.responses.get_mut(self.responses_done..).unwrap_or_default() {
            if !response.reported && response.state(now) == Some(ClockState::Breached) {
                response.reported = true;
                notices.extend(response.view(policy, now).map(TicketNotice::Breach));
            }
        }
        // Only the last run and response can have something to report later.
        self.runs_done = self.runs.len().saturating_sub(1);
        self.responses_done = self.responses.len().saturating_sub(1);
        // Stable: a step comes before the breach at the same instant, which is true only after it.
        notices.sort_by_key(TicketNotice::due);
        Ok(notices)
    }

    /// When [`advance`](Self::advance) will have something to report if nothing happens before; `None` if nothing is
    /// pending. A whole millisecond, because dates in JavaScript hold no more: the first one at which a step is reached
    /// or a clock is late.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        let steps = self.runs.get(self.runs_done..).unwrap_or_default().iter().filter_map(Run::next_report);
        let breaches = self.responses.get(self.responses_done..).unwrap_or_default();
        steps.chain(breaches.iter().filter_map(Response::next_report)).min()
    }

    /// Where the ticket stands at `now`.
    ///
    /// # Errors
    ///
    /// As for [`advance`](Self::advance).
    pub fn timeline(&self, policy: &Policy, now: DateTime<Utc>) -> Result<Timeline> {
        check_instant(now, "now")?;
        self.in_order(now, "now")?;
        Ok(self.view(policy, now))
    }

    /// The ticket's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How urgent it is.
    pub fn priority(&self) -> Priority {
        self.priority
    }

    /// Whether it is open, acknowledged or resolved.
    pub fn state(&self) -> TicketState {
        self.state
    }

    fn in_order(&self, at: DateTime<Utc>, what: &str) -> Result<()> {
        if at < self.last {
            return Err(Error::OutOfOrder {
                what: what.to_owned(),
                at: format_instant(at),
                clock: format_instant(self.last),
            });
        }
        Ok(())
    }

    /// Stops what is pending.
    fn stop(&mut self, mark: Mark) {
        if let Some(run) = self.runs.last_mut() {
            run.stopped.get_or_insert(mark);
        }
        if let Some(response) = self.responses.last_mut() {
            response.stopped.get_or_insert(mark);
        }
    }
}

impl Response {
    fn start(policy: &Policy, commitment: &Commitment, origin: Mark) -> Result<Self> {
        let due = promise(policy, commitment, origin)?;
        Ok(Self { origin, priority: origin.priority, due, stopped: None, reported: false })
    }

    /// This clock after a change of priority: late stays late, and otherwise the new promise counts from the origin.
    fn revised(&self, policy: &Policy, commitment: &Commitment, change: Mark) -> Result<Self> {
        if self.state(change.at) == Some(ClockState::Breached) {
            return Ok(*self);
        }
        Ok(match promise(policy, commitment, self.origin)? {
            Some(due) => Self { priority: change.priority, due: Some(due), stopped: None, ..*self },
            None => Self { stopped: Some(self.stopped.unwrap_or(change)), ..*self },
        })
    }

    /// `None` where nothing was ever promised.
    pub(super) fn state(&self, now: DateTime<Utc>) -> Option<ClockState> {
        let due = self.due?.at;
        Some(match self.stopped {
            _ if self.stopped.map_or(now, |stop| stop.at) > due => ClockState::Breached,
            None => ClockState::Running,
            Some(Mark { cause: Cause::PriorityChanged, .. }) => ClockState::Cancelled,
            Some(_) => ClockState::Met,
        })
    }

    fn next_report(&self) -> Option<DateTime<Utc>> {
        let due = self.due.filter(|due| !self.reported && self.stopped.is_none_or(|stop| stop.at > due.at))?;
        whole_millisecond(due.at, TimeDelta::milliseconds(1))
    }
}

impl Run {
    fn start(policy: &Policy, commitment: &Commitment, origin: Mark) -> Result<Self> {
        let mut steps: Vec<Due> = Vec::with_capacity(commitment.steps.len());
        for rule in &commitment.steps {
            let own = due(policy, rule.after, origin.at)?;
            let before = steps.last().map_or(own, |step| step.at);
            steps.push(Due { at: own.max(before), after: rule.after, tier: rule.tier, moved: before > own });
        }
        Ok(Self { origin, steps, stopped: None, reported: 0 })
    }

    /// How many steps are reached at `now`.
    pub(super) fn reached(&self, now: DateTime<Utc>) -> usize {
        let reached = match self.stopped {
            None => self.steps.partition_point(|step| step.at <= now),
            Some(stop) => self.steps.partition_point(|step| step.at < stop.at),
        };
        reached.max(self.reported)
    }

    fn next_report(&self) -> Option<DateTime<Utc>> {
        let step = self.steps.get(self.reported)?;
        match self.stopped {
            Some(stop) if step.at >= stop.at => None,
            _ => whole_millisecond(step.at, TimeDelta::nanoseconds(999_999)),
        }
    }
}

/// The due instant of the first response, if one is promised.
fn promise(policy: &Policy, commitment: &Commitment, origin: Mark) -> Result<Option<Due>> {
    let promised = commitment
        .response
        .map(|after| due(policy, after, origin.at).map(|at| Due { at, after, tier: 0, moved: false }));
    promised.transpose()
}

fn due(policy: &Policy, after: Span, anchor: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let due = after.after(anchor, policy.zone(), policy.rules())?;
    match check_instant(due, "") {
        Ok(()) => Ok(due),
        Err(_) => Err(Error::range(format!("{after} after {}", format_instant(anchor)))),
    }
}

/// `at` plus `offset`, cut to a whole millisecond.
fn whole_millisecond(at: DateTime<Utc>, offset: TimeDelta) -> Option<DateTime<Utc>> {
    let at = at.checked_add_signed(offset)?;
    DateTime::from_timestamp_millis(at.timestamp_millis()).filter(|at| check_instant(*at, "").is_ok())
}

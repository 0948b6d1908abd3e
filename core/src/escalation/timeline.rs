use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::clock::{Cause, Due, Mark, Response, Run};
use super::{Policy, TicketClock};
use crate::time::{Fold, Gap, Span, ZONE_DATABASE, format_instant};
use crate::{Priority, Reason};

/// Where a ticket stands at an instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Timeline {
    /// The ticket.
    pub id: String,
    /// The instant of this view.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub now: DateTime<Utc>,
    /// How urgent the ticket is.
    pub priority: Priority,
    /// Whether it is open, acknowledged or resolved.
    pub state: TicketState,
    /// One clock for every opening and reopening whose priority promises a first response, in time order.
    pub clocks: Vec<SlaClock>,
    /// Every escalation step of every opening, change of priority and reopening, cancelled ones too: grouped by what
    /// started them, in time order, due instants within a group ascending.
    pub steps: Vec<EscalationStep>,
    /// What is due next if nothing happens before; of a response and a step due at the same instant the response.
    pub next: Option<NextDue>,
    /// The policy's settings and every event that changed something, in order.
    pub trace: Vec<Reason>,
}

/// Whether somebody has to act on a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// Nobody has answered: escalation goes on.
    Open,
    /// Somebody has answered: escalation has stopped.
    Acknowledged,
    /// It is done.
    Resolved,
}

/// A promise with a due instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SlaClock {
    /// What is promised.
    pub kind: ClockKind,
    /// The priority whose commitment it is.
    pub priority: Priority,
    /// What it counts from: the opening or reopening.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub anchor: DateTime<Utc>,
    /// The last instant at which the promise is kept.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub due: DateTime<Utc>,
    /// Running, met, breached or cancelled.
    pub state: ClockState,
    /// When it stopped: the answer, or the change to a priority that promises nothing.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub stopped: Option<DateTime<Utc>>,
    /// The commitment that gave the due instant; its numbers are `allowed_seconds` and `elapsed_seconds`.
    pub reason: Reason,
}

/// What a clock measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// The time until somebody answers.
    FirstResponse,
}

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// Not kept yet, and not late.
    Running,
    /// Kept at the due instant or before.
    Met,
    /// Late: not kept at the due instant. Stays so, even when the answer comes.
    Breached,
    /// A change of priority withdrew the promise in time.
    Cancelled,
}

/// A step of the escalation matrix.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EscalationStep {
    /// The priority whose step it is.
    pub priority: Priority,
    /// Its index among that priority's steps, from 0.
    pub index: u32,
    /// What it counts from: the opening, the change of priority or the reopening.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub anchor: DateTime<Utc>,
    /// How long after the anchor.
    pub after: Span,
    /// When it is reached unless it is cancelled before.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub due: DateTime<Utc>,
    /// Who is called.
    pub target: EscalationTarget,
    /// Reached, pending or cancelled.
    pub state: StepState,
    /// When it was cancelled.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub stopped: Option<DateTime<Utc>>,
    /// The rule that gave the due instant; its number is `after_seconds`.
    pub reason: Reason,
}

/// Who is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EscalationTarget {
    /// The tier of the support organisation, 1 to 4.
    pub tier: u8,
    /// Its name.
    pub name: String,
}

/// How an escalation step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Due, and nobody had answered before.
    Reached,
    /// Not due yet.
    Pending,
    /// An answer, a resolution or a change of priority came first.
    Cancelled,
}

/// What is due next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NextDue {
    /// A first response or an escalation step.
    pub kind: DueKind,
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// Who is called then, for an escalation step.
    pub target: Option<EscalationTarget>,
    /// The rule that gave the instant.
    pub reason: Reason,
}

/// A kind of thing that falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// The last instant for a first response.
    FirstResponse,
    /// An escalation step.
    Escalation,
}

/// News of a ticket, from [`TicketClock::advance`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TicketNotice {
    /// An escalation step is reached: call its target.
    Escalation(EscalationStep),
    /// A promise is broken.
    Breach(SlaClock),
}

impl TicketNotice {
    /// The due instant of the step or the promise.
    pub fn due(&self) -> DateTime<Utc> {
        match self {
            Self::Escalation(step) => step.due,
            Self::Breach(clock) => clock.due,
        }
    }
}

impl TicketClock {
    pub(super) fn view(&self, policy: &Policy, now: DateTime<Utc>) -> Timeline {
        let steps: Vec<_> = self
            .runs
            .iter()
            .flat_map(|run| (0..run.steps.len()).filter_map(move |index| run.step(policy, index, now)))
            .collect();
        let clocks: Vec<_> = self.responses.iter().filter_map(|response| response.view(policy, now)).collect();
        let response = clocks.iter().find(|clock| clock.state == ClockState::Running).map(|clock| NextDue {
            kind: DueKind::FirstResponse,
            at: clock.due,
            target: None,
            reason: clock.reason.clone(),
        });
        let step = steps.iter().find(|step| step.state == StepState::Pending).map(|step| NextDue {
            kind: DueKind::Escalation,
            at: step.due,
            target: Some(step.target.clone()),
            reason: step.reason.clone(),
        });
        let next = response.into_iter().chain(step).min_by_key(|next| next.at);
        let trace = std::iter::once(settings(policy)).chain(self.marks.iter().map(|mark| mark.line(self))).collect();
        Timeline { id: self.id.clone(), now, priority: self.priority, state: self.state, clocks, steps, next, trace }
    }
}

impl Run {
    /// The step as it stands at `now`; `None` past the last.
    pub(super) fn step(&self, policy: &Policy, index: usize, now: DateTime<Utc>) -> Option<EscalationStep> {
        let due = self.steps.get(index)?;
        let priority = self.origin.priority;
        let (state, stop) = match self.stopped {
            _ if index < self.reached(now) => (StepState::Reached, None),
            None => (StepState::Pending, None),
            Some(stop) => (StepState::Cancelled, Some(stop)),
        };
        let verdict = match (state, stop) {
            (_, Some(stop)) => format!("cancelled: {} at {}", stop.cause.phrase(), format_instant(stop.at)),
            (StepState::Reached, _) => "reached".to_owned(),
            _ => format!("pending at {}", format_instant(now)),
        };
        let detail = format!("{}; {verdict}", derivation(policy, due, self.origin));
        Some(EscalationStep {
            priority,
            index: u32::try_from(index).unwrap_or(u32::MAX),
            anchor: self.origin.at,
            after: due.after,
            due: due.at,
            target: EscalationTarget { tier: due.tier, name: policy.tier_name(due.tier) },
            state,
            stopped: stop.map(|stop| stop.at),
            reason: Reason::new(format!("priorities.{priority}.steps[{index}]"), detail)
                .number("after_seconds", seconds(due.at - self.origin.at)),
        })
    }
}

impl Response {
    /// The clock as it stands at `now`; `None` where nothing was promised.
    pub(super) fn view(&self, policy: &Policy, now: DateTime<Utc>) -> Option<SlaClock> {
        let (due, state) = (self.due?, self.state(now)?);
        let end = match self.stopped {
            Some(stop) => format!("{} at {}", stop.cause.phrase(), format_instant(stop.at)),
            None => format!("no response at {}", format_instant(now)),
        };
        let verdict = match state {
            ClockState::Running => "running",
            ClockState::Met => "met",
            ClockState::Breached => "breached",
            ClockState::Cancelled => "cancelled",
        };
        let until = self.stopped.map_or(now, |stop| stop.at);
        let detail = format!("{}; {verdict}: {end}", derivation(policy, &due, self.origin));
        Some(SlaClock {
            kind: ClockKind::FirstResponse,
            priority: self.priority,
            anchor: self.origin.at,
            due: due.at,
            state,
            stopped: self.stopped.map(|stop| stop.at),
            reason: Reason::new(format!("priorities.{}.response", self.priority), detail)
                .number("allowed_seconds", seconds(due.at - self.origin.at))
                .number("elapsed_seconds", seconds(until - self.origin.at)),
        })
    }
}

impl Mark {
    fn line(&self, ticket: &TicketClock) -> Reason {
        let (priority, before) = (named(self.priority), named(self.before));
        let what = match self.cause {
            Cause::Opened => format!("ticket {:?} as {priority}: its clock and steps count from here", ticket.id),
            Cause::Responded => "the first response stops the pending steps".to_owned(),
            Cause::PriorityChanged => {
                format!("{before} becomes {priority}: while nobody has answered, its steps count from here")
            }
            Cause::Resolved => "the resolution stops what is pending".to_owned(),
            Cause::Reopened => format!("{priority}: clock and steps count anew from here"),
        };
        Reason::new(self.cause.word(), format!("{}: {what}", format_instant(self.at)))
    }
}

impl Cause {
    /// For people.
    fn phrase(self) -> &'static str {
        match self {
            Self::PriorityChanged => "priority changed",
            other => other.word(),
        }
    }

    /// As events are tagged.
    fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Responded => "responded",
            Self::PriorityChanged => "priority_changed",
            Self::Resolved => "resolved",
            Self::Reopened => "reopened",
        }
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
        "elapsed time; calendar steps on the wall calendar of {}, gap {gap}, fold {fold}, zone database {ZONE_DATABASE}",
        policy.zone(),
    );
    Reason::new("policy", detail)
}

/// How the due instant came about.
fn derivation(policy: &Policy, due: &Due, origin: Mark) -> String {
    let calendar = if due.after.calendar_months() == 0 {
        String::new()
    } else {
        format!(" on the wall calendar of {} (zone database {ZONE_DATABASE})", policy.zone())
    };
    let moved = if due.moved { ", not before the step before it" } else { "" };
    let (anchor, at) = (format_instant(origin.at), format_instant(due.at));
    format!("{} after {anchor} ({}){calendar} is {at}{moved}", due.after, origin.cause.phrase())
}

fn named(priority: Priority) -> String {
    format!("{} {priority}", priority.short())
}

#[allow(clippy::cast_precision_loss)] // seconds of the years 0 to 9999 are exact
fn seconds(length: TimeDelta) -> f64 {
    length.num_seconds() as f64 + f64::from(length.subsec_nanos()) / 1e9
}

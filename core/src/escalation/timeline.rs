use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::time::Span;
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
    /// Whether it waits for the customer.
    pub paused: bool,
    /// Who takes care of it, if that was said.
    pub assignee: Option<String>,
    /// Every clock that promised something, in the order of their starts: a first response, an update and a resolution
    /// for every opening, a next response for every reply, an update for every update.
    pub clocks: Vec<SlaClock>,
    /// Every escalation step of every opening, change of priority, reassignment and reopening, cancelled ones too: grouped
    /// by what started them, in time order, within a group in the order of the policy.
    pub steps: Vec<EscalationStep>,
    /// What is due next if nothing happens before; of a promise and a step due at the same instant the promise.
    pub next: Option<NextDue>,
    /// When it waited for the customer.
    pub pauses: Vec<TicketPause>,
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
    /// What it counts from: the opening or reopening, the customer's reply, the last update.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub anchor: DateTime<Utc>,
    /// The last instant at which the promise is kept; while it is paused, as if it went on now.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub due: DateTime<Utc>,
    /// Running, paused, met, breached or cancelled.
    pub state: ClockState,
    /// When it stopped: what was promised came, or the priority changed to one that promises nothing.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub stopped: Option<DateTime<Utc>>,
    /// The warnings of this promise, and those that were given under an earlier one.
    pub warnings: Vec<ClockWarning>,
    /// The time that was counted: without waits for the customer, each stretch in its calendar.
    pub segments: Vec<ClockSegment>,
    /// The commitment that gave the due instant; its numbers are `allowed_seconds`, and `elapsed_seconds` and
    /// `remaining_seconds`, which are whole.
    pub reason: Reason,
}

/// A warning that a promise may be broken.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClockWarning {
    /// What is promised.
    pub kind: ClockKind,
    /// The priority whose commitment it is.
    pub priority: Priority,
    /// When it is given unless the clock stops before.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// When the promise is broken.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub due: DateTime<Utc>,
    /// Given, pending, held or cancelled.
    pub state: StepState,
    /// The rule that gave the instant.
    pub reason: Reason,
}

/// A stretch of time that a clock counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClockSegment {
    /// Its beginning.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// Its end: a wait, a change, the stop of the clock, or the instant of the view.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// The calendar whose open time counted; elapsed time otherwise.
    pub calendar: Option<String>,
    /// How much of it counted, in seconds.
    pub seconds: f64,
}

/// A wait for the customer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketPause {
    /// Its beginning.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// Its end, if it has ended.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub end: Option<DateTime<Utc>>,
}

/// What a clock measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// The time until somebody answers.
    FirstResponse,
    /// The time from the customer's reply until somebody answers again.
    NextResponse,
    /// The time from one update to the next.
    Update,
    /// The time until the ticket is resolved.
    Resolution,
}

impl ClockKind {
    pub(super) const COUNT: usize = 4;
    pub(super) const ALL: [Self; Self::COUNT] =
        [Self::FirstResponse, Self::NextResponse, Self::Update, Self::Resolution];
}

impl fmt::Display for ClockKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::FirstResponse => "first response",
            Self::NextResponse => "next response",
            Self::Update => "update",
            Self::Resolution => "resolution",
        })
    }
}

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// Not kept yet, and not late.
    Running,
    /// It stands still: the ticket waits for the customer.
    Paused,
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
    /// How often the steps have come before.
    pub round: u32,
    /// What it counts from: the opening, the change of priority, the reassignment or the reopening.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub anchor: DateTime<Utc>,
    /// How long after the anchor.
    pub after: Span,
    /// When it is sent unless it is cancelled before: later than its rule says where its hours are closed or quiet; while
    /// the ticket waits for the customer, as if it went on now.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub due: DateTime<Utc>,
    /// Who is called.
    pub target: EscalationTarget,
    /// Reached, pending, held, skipped or cancelled.
    pub state: StepState,
    /// When it was cancelled.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub stopped: Option<DateTime<Utc>>,
    /// The rule that gave the due instant; its number is `after_seconds`.
    pub reason: Reason,
}

/// Who is called: everybody that is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EscalationTarget {
    /// The tier of the support organisation, 1 to 4.
    pub tier: Option<u8>,
    /// Somebody by name.
    pub person: Option<String>,
    /// Whoever is on call, by the name of the rota.
    pub rota: Option<String>,
    /// Who that is when the step is due, if the policy has the rota.
    pub on_call: Option<String>,
    /// A channel.
    pub channel: Option<String>,
    /// For people: the names of all of these, the tier's in place of its number, that of who is on call in place of the
    /// rota's.
    pub name: String,
}

impl fmt::Display for EscalationTarget {
    /// The name, after the number of the tier: "tier 1, user support".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(tier) = self.tier {
            write!(formatter, "tier {tier}, ")?;
        }
        formatter.write_str(&self.name)
    }
}

/// How an escalation step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Due, and nobody had answered before: sent.
    Reached,
    /// Not due yet.
    Pending,
    /// Not due yet, and the ticket waits for the customer.
    Held,
    /// Left out: its hours were closed, nobody was on call, or a change of priority passed it over.
    Skipped,
    /// An answer, a resolution or a change of priority came first.
    Cancelled,
}

/// What is due next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NextDue {
    /// A promise, a warning or an escalation step.
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
    /// The last instant for a further response.
    NextResponse,
    /// The last instant for an update.
    Update,
    /// The last instant for the resolution.
    Resolution,
    /// An escalation step.
    Escalation,
    /// A warning that a promise may be broken.
    Warning,
}

/// News of a ticket, from [`TicketClock::advance`](super::TicketClock::advance).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TicketNotice {
    /// An escalation step is reached: call its target.
    Escalation(EscalationStep),
    /// A promise may be broken.
    Warning(ClockWarning),
    /// A promise is broken.
    Breach(SlaClock),
}

impl TicketNotice {
    /// The due instant of the step or the promise, or that of the warning.
    pub fn due(&self) -> DateTime<Utc> {
        match self {
            Self::Escalation(step) => step.due,
            Self::Warning(warning) => warning.at,
            Self::Breach(clock) => clock.due,
        }
    }
}

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Priority;
use crate::escalation::{
    TicketAcknowledged, TicketCustomerReplied, TicketEvent, TicketPaused, TicketPriorityChanged, TicketReassigned,
    TicketReopened, TicketResolved, TicketResponded, TicketResumed, TicketUpdated,
};

/// A metric was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The metric's name.
    pub metric: String,
    /// The value, finite, in the metric's own unit.
    pub value: f64,
}

/// A box of the plan was ticked, or unticked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemTicked {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The item's id.
    pub item: String,
    /// Whether it is done now.
    pub done: bool,
}

/// Somebody reported an issue: a ticket is opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TicketReported {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The ticket's id, unique among all tickets of the desk.
    pub id: String,
    /// The issue type, if the client named one.
    #[serde(default)]
    pub issue_type: Option<String>,
    /// A priority that somebody chose; the routing table's otherwise.
    #[serde(default)]
    pub priority: Option<Priority>,
}

/// A fact that the host program tells the desk.
///
/// ```
/// use hypercare::{desk::Event, time::parse_instant};
/// let event = Event::sample("error_rate", parse_instant("2026-11-24T14:00:00Z")?, 0.012);
/// let json = r#"{"type":"sample","at":"2026-11-24T14:00:00Z","metric":"error_rate","value":0.012}"#;
/// assert_eq!(serde_json::to_string(&event).unwrap(), json);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A metric was measured.
    Sample(Sample),
    /// A box of the plan was ticked, or unticked.
    ItemTicked(ItemTicked),
    /// Somebody reported an issue.
    Reported(TicketReported),
    /// A ticket became more or less urgent; its id is required here.
    PriorityChanged(TicketPriorityChanged),
    /// Somebody else takes care of a ticket; its id is required here.
    Reassigned(TicketReassigned),
    /// Somebody has taken a ticket in hand; its id is required here.
    Acknowledged(TicketAcknowledged),
    /// The customer wrote about a ticket; its id is required here.
    CustomerReplied(TicketCustomerReplied),
    /// Somebody answered a ticket; its id is required here.
    Responded(TicketResponded),
    /// Somebody told how a ticket stands; its id is required here.
    Updated(TicketUpdated),
    /// A ticket waits for the customer; its id is required here.
    Paused(TicketPaused),
    /// A ticket waits no more; its id is required here.
    Resumed(TicketResumed),
    /// A ticket was resolved; its id is required here.
    Resolved(TicketResolved),
    /// A resolved ticket came back; its id is required here.
    Reopened(TicketReopened),
}

impl Event {
    /// A measured value.
    pub fn sample(metric: impl Into<String>, at: DateTime<Utc>, value: f64) -> Self {
        Self::Sample(Sample { at, metric: metric.into(), value })
    }

    /// A box ticked or unticked.
    pub fn item_ticked(item: impl Into<String>, at: DateTime<Utc>, done: bool) -> Self {
        Self::ItemTicked(ItemTicked { at, item: item.into(), done })
    }

    /// A new ticket, of an issue type if the client named one.
    pub fn reported(id: impl Into<String>, at: DateTime<Utc>, issue_type: Option<&str>) -> Self {
        Self::Reported(TicketReported { at, id: id.into(), issue_type: issue_type.map(str::to_owned), priority: None })
    }

    /// A first answer.
    pub fn responded(id: impl Into<String>, at: DateTime<Utc>) -> Self {
        Self::Responded(TicketResponded { id: Some(id.into()), at })
    }

    /// A new priority.
    pub fn priority_changed(id: impl Into<String>, at: DateTime<Utc>, priority: Priority) -> Self {
        Self::PriorityChanged(TicketPriorityChanged { id: Some(id.into()), priority, at })
    }

    /// A resolution.
    pub fn resolved(id: impl Into<String>, at: DateTime<Utc>) -> Self {
        Self::Resolved(TicketResolved { id: Some(id.into()), at })
    }

    /// A ticket that came back.
    pub fn reopened(id: impl Into<String>, at: DateTime<Utc>) -> Self {
        Self::Reopened(TicketReopened { id: Some(id.into()), at })
    }

    /// When it happened.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Sample(event) => event.at,
            Self::ItemTicked(event) => event.at,
            Self::Reported(event) => event.at,
            Self::PriorityChanged(event) => event.at,
            Self::Reassigned(event) => event.at,
            Self::Acknowledged(event) => event.at,
            Self::CustomerReplied(event) => event.at,
            Self::Responded(event) => event.at,
            Self::Updated(event) => event.at,
            Self::Paused(event) => event.at,
            Self::Resumed(event) => event.at,
            Self::Resolved(event) => event.at,
            Self::Reopened(event) => event.at,
        }
    }
}

/// What a desk makes of an event.
pub(super) enum Fact {
    Sample(Sample),
    ItemTicked(ItemTicked),
    Reported(TicketReported),
    Ticket(TicketEvent),
}

impl From<Event> for Fact {
    fn from(event: Event) -> Self {
        Self::Ticket(match event {
            Event::Sample(event) => return Self::Sample(event),
            Event::ItemTicked(event) => return Self::ItemTicked(event),
            Event::Reported(event) => return Self::Reported(event),
            Event::PriorityChanged(event) => TicketEvent::PriorityChanged(event),
            Event::Reassigned(event) => TicketEvent::Reassigned(event),
            Event::Acknowledged(event) => TicketEvent::Acknowledged(event),
            Event::CustomerReplied(event) => TicketEvent::CustomerReplied(event),
            Event::Responded(event) => TicketEvent::Responded(event),
            Event::Updated(event) => TicketEvent::Updated(event),
            Event::Paused(event) => TicketEvent::Paused(event),
            Event::Resumed(event) => TicketEvent::Resumed(event),
            Event::Resolved(event) => TicketEvent::Resolved(event),
            Event::Reopened(event) => TicketEvent::Reopened(event),
        })
    }
}

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Priority;
use crate::escalation::{TicketPriorityChanged, TicketReopened, TicketResolved, TicketResponded};

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
    /// Somebody answered a ticket; its id is required here.
    Responded(TicketResponded),
    /// A ticket became more or less urgent; its id is required here.
    PriorityChanged(TicketPriorityChanged),
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
            Self::Responded(event) => event.at,
            Self::PriorityChanged(event) => event.at,
            Self::Resolved(event) => event.at,
            Self::Reopened(event) => event.at,
        }
    }
}

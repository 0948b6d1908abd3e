use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use crate::document;
use crate::escalation::{
    Cause, TicketAcknowledged, TicketCustomerReplied, TicketEvent, TicketPaused, TicketPriorityChanged,
    TicketReassigned, TicketReopened, TicketResolved, TicketResponded, TicketResumed, TicketUpdated,
};
use crate::{Error, Priority, Result};

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
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// An event of any kind as it is written: read at once, so that errors stand where they are in a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(with = "crate::time::instant")]
    at: DateTime<Utc>,
    id: Option<String>,
    priority: Option<Priority>,
    to: Option<String>,
    metric: Option<String>,
    value: Option<f64>,
    item: Option<String>,
    done: Option<bool>,
    issue_type: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Sample,
    ItemTicked,
    Reported,
    Ticket(Cause),
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Sample => "sample",
            Self::ItemTicked => "item_ticked",
            Self::Reported => "reported",
            Self::Ticket(cause) => cause.word(),
        }
    }
}

impl FromStr for Kind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        // A desk opens its tickets itself.
        let causes = Cause::ALL.iter().filter(|cause| **cause != Cause::Opened).map(|&cause| Self::Ticket(cause));
        let mut kinds = [Self::Sample, Self::ItemTicked, Self::Reported].into_iter().chain(causes);
        kinds.clone().find(|kind| kind.word() == text).ok_or_else(|| {
            let words = kinds.by_ref().map(Self::word).collect::<Vec<_>>().join(", ");
            Error::parse("event type", text, 0, format!("one of {words}"))
        })
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        document::from_text(deserializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        document::fields_with(deserializer, "an event, which is a map with `type`", Fields::event)
    }
}

impl Fields {
    fn event(self) -> std::result::Result<Event, String> {
        if let Some(field) = self.stray() {
            return Err(format!("field `{field}`, expected none in an event {:?}", self.kind.word()));
        }
        let word = self.kind.word();
        let missing = |field: &str| format!("nothing, expected a field `{field}` in an event {word:?}");
        let Self { kind, at, id, priority, to, metric, value, item, done, issue_type } = self;
        Ok(match kind {
            Kind::Sample => {
                let (metric, value) =
                    (metric.ok_or_else(|| missing("metric"))?, value.ok_or_else(|| missing("value"))?);
                Event::Sample(Sample { at, metric, value })
            }
            Kind::ItemTicked => {
                let (item, done) = (item.ok_or_else(|| missing("item"))?, done.ok_or_else(|| missing("done"))?);
                Event::ItemTicked(ItemTicked { at, item, done })
            }
            Kind::Reported => {
                Event::Reported(TicketReported { at, id: id.ok_or_else(|| missing("id"))?, issue_type, priority })
            }
            Kind::Ticket(cause) => match TicketEvent::of(cause, at, id, priority, to)? {
                TicketEvent::Opened(_) => return Err("an opening, expected the desk to open its tickets".to_owned()),
                TicketEvent::PriorityChanged(event) => Event::PriorityChanged(event),
                TicketEvent::Reassigned(event) => Event::Reassigned(event),
                TicketEvent::Acknowledged(event) => Event::Acknowledged(event),
                TicketEvent::CustomerReplied(event) => Event::CustomerReplied(event),
                TicketEvent::Responded(event) => Event::Responded(event),
                TicketEvent::Updated(event) => Event::Updated(event),
                TicketEvent::Paused(event) => Event::Paused(event),
                TicketEvent::Resumed(event) => Event::Resumed(event),
                TicketEvent::Resolved(event) => Event::Resolved(event),
                TicketEvent::Reopened(event) => Event::Reopened(event),
            },
        })
    }

    /// A field that events of its kind do not have.
    fn stray(&self) -> Option<&'static str> {
        let given = [
            ("id", self.id.is_some()),
            ("priority", self.priority.is_some()),
            ("to", self.to.is_some()),
            ("metric", self.metric.is_some()),
            ("value", self.value.is_some()),
            ("item", self.item.is_some()),
            ("done", self.done.is_some()),
            ("issue_type", self.issue_type.is_some()),
        ];
        let known: &[&str] = match self.kind {
            Kind::Sample => &["metric", "value"],
            Kind::ItemTicked => &["item", "done"],
            Kind::Reported => &["id", "issue_type", "priority"],
            Kind::Ticket(_) => &["id", "priority", "to"],
        };
        given.iter().find(|(name, there)| *there && !known.contains(name)).map(|(name, _)| *name)
    }
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

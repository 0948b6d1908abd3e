use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Priority;

/// Something that happened to a ticket. Documents tag it by `type`:
///
/// ```
/// use hypercare::document::{from_json, Limits};
/// use hypercare::escalation::TicketEvent;
/// let text = r#"{"type": "opened", "id": "T-1", "at": "2026-11-22T09:00:00Z", "priority": "P2"}"#;
/// let event: TicketEvent = from_json(text, "ticket event", Limits::default())?;
/// assert_eq!(event.id(), Some("T-1"));
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// Instants lie in the years 0 to 9999. Only `opened` must name the ticket; an id on another event is checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TicketEvent {
    /// The ticket begins. Always the first event, and only once.
    Opened(TicketOpened),
    /// Somebody answered or acknowledged: stops the first-response clock and the pending escalation steps.
    Responded(TicketResponded),
    /// The ticket is more or less urgent than it was: the new priority's steps count from here.
    PriorityChanged(TicketPriorityChanged),
    /// The ticket is done.
    Resolved(TicketResolved),
    /// The ticket was not done after all: everything counts from here.
    Reopened(TicketReopened),
}

macro_rules! events {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)+
            /// When it happened.
            #[serde(with = "crate::time::instant")]
            #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
            pub at: DateTime<Utc>,
        }
    )+};
}

events! {
    /// A ticket begins.
    TicketOpened {
        /// The ticket's id: 1 to 1,000 bytes.
        id: String,
        /// How urgent it is.
        priority: Priority,
    }
    /// Somebody answered or acknowledged a ticket.
    TicketResponded {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
    /// A ticket's priority changed.
    TicketPriorityChanged {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
        /// How urgent it is now.
        priority: Priority,
    }
    /// A ticket is done.
    TicketResolved {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
    /// A ticket was not done after all.
    TicketReopened {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
}

impl TicketEvent {
    /// A ticket begins.
    pub fn opened(id: impl Into<String>, at: DateTime<Utc>, priority: Priority) -> Self {
        Self::Opened(TicketOpened { id: id.into(), priority, at })
    }

    /// Somebody answered or acknowledged.
    pub fn responded(at: DateTime<Utc>) -> Self {
        Self::Responded(TicketResponded { id: None, at })
    }

    /// The priority changed.
    pub fn priority_changed(at: DateTime<Utc>, priority: Priority) -> Self {
        Self::PriorityChanged(TicketPriorityChanged { id: None, priority, at })
    }

    /// The ticket is done.
    pub fn resolved(at: DateTime<Utc>) -> Self {
        Self::Resolved(TicketResolved { id: None, at })
    }

    /// The ticket was not done after all.
    pub fn reopened(at: DateTime<Utc>) -> Self {
        Self::Reopened(TicketReopened { id: None, at })
    }

    /// When it happened.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Opened(event) => event.at,
            Self::Responded(event) => event.at,
            Self::PriorityChanged(event) => event.at,
            Self::Resolved(event) => event.at,
            Self::Reopened(event) => event.at,
        }
    }

    /// The ticket, where the event names it.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Opened(event) => Some(&event.id),
            Self::Responded(event) => event.id.as_deref(),
            Self::PriorityChanged(event) => event.id.as_deref(),
            Self::Resolved(event) => event.id.as_deref(),
            Self::Reopened(event) => event.id.as_deref(),
        }
    }

    /// The word that documents use for the kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Responded(_) => "responded",
            Self::PriorityChanged(_) => "priority_changed",
            Self::Resolved(_) => "resolved",
            Self::Reopened(_) => "reopened",
        }
    }
}

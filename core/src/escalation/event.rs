use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use crate::document;
use crate::{Error, Priority, Result};

macro_rules! events {
    ($($(#[$meta:meta])* $variant:ident $name:ident $word:literal { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })+) => {
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
        /// Instants lie in the years 0 to 9999 and are cut to whole microseconds. Only `opened` must name the ticket; an
        /// id on another event is checked. Events at one instant take place in the order of this list; of two changes of
        /// priority the more urgent is the last.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "type", rename_all = "snake_case")]
        pub enum TicketEvent {
            $($(#[$meta])* $variant($name),)+
        }

        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                $($(#[$field_meta])* pub $field: $type,)*
                /// When it happened.
                #[serde(with = "crate::time::instant")]
                #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
                pub at: DateTime<Utc>,
            }
        )+

        impl TicketEvent {
            /// When it happened.
            pub fn at(&self) -> DateTime<Utc> {
                match self {
                    $(Self::$variant(event) => event.at,)+
                }
            }

            /// The word that documents use for the kind.
            pub fn kind(&self) -> &'static str {
                self.cause().word()
            }

            pub(super) fn cause(&self) -> Cause {
                match self {
                    $(Self::$variant(_) => Cause::$variant,)+
                }
            }
        }

        /// The kinds of events, in the order in which those at one instant take place. The numbers are those of columns.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub(crate) enum Cause {
            $($variant,)+
        }

        impl Cause {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),+];

            /// As events are tagged.
            pub(crate) fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    };
}

events! {
    /// The ticket begins. Always the first event, and only once.
    Opened TicketOpened "opened" {
        /// The ticket's id: 1 to 1,000 bytes.
        id: String,
        /// How urgent it is.
        priority: Priority,
    }
    /// The ticket is more or less urgent than it was.
    PriorityChanged TicketPriorityChanged "priority_changed" {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
        /// How urgent it is now.
        priority: Priority,
    }
    /// Somebody else takes care of it.
    Reassigned TicketReassigned "reassigned" {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
        /// Who: a person or a team, 1 to 1,000 bytes.
        to: String,
    }
    /// Somebody has taken it in hand, without an answer to the customer yet: stops the pending escalation steps.
    Acknowledged TicketAcknowledged "acknowledged" {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
    /// The customer wrote: ends a wait for the customer, and the clock of the next response begins, unless the customer
    /// waits for one already.
    CustomerReplied TicketCustomerReplied "customer_replied" {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
    /// Somebody answered the customer: stops the response clocks and the pending escalation steps, and is an update, too.
    Responded TicketResponded "responded" {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
    /// Somebody told how it stands: the update clock begins again.
    Updated TicketUpdated "updated" {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
    /// It waits for the customer: clocks and steps stand still.
    Paused TicketPaused "paused" {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
    /// It waits no more.
    Resumed TicketResumed "resumed" {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
    /// The ticket is done.
    Resolved TicketResolved "resolved" {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
    /// The ticket was not done after all.
    Reopened TicketReopened "reopened" {
        /// The ticket's id.
        #[serde(default)]
        id: Option<String>,
    }
}

macro_rules! plain {
    ($($(#[$meta:meta])* $name:ident $variant:ident $record:ident,)+) => {
        impl TicketEvent {
            $(
                $(#[$meta])*
                pub fn $name(at: DateTime<Utc>) -> Self {
                    Self::$variant($record { id: None, at })
                }
            )+
        }
    };
}

plain! {
    /// Somebody has taken it in hand.
    acknowledged Acknowledged TicketAcknowledged,
    /// The customer wrote.
    customer_replied CustomerReplied TicketCustomerReplied,
    /// Somebody answered the customer.
    responded Responded TicketResponded,
    /// Somebody told how it stands.
    updated Updated TicketUpdated,
    /// It waits for the customer.
    paused Paused TicketPaused,
    /// It waits no more.
    resumed Resumed TicketResumed,
    /// The ticket is done.
    resolved Resolved TicketResolved,
    /// The ticket was not done after all.
    reopened Reopened TicketReopened,
}

/// An event of any kind as it is written. Reading the fields of all kinds at once, and sorting them out afterwards, lets
/// errors stand where they are in a text, wherever the `type` stands: an enum that serde tags forgets the places.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    #[serde(rename = "type")]
    cause: Cause,
    #[serde(with = "crate::time::instant")]
    at: DateTime<Utc>,
    id: Option<String>,
    priority: Option<Priority>,
    to: Option<String>,
}

impl FromStr for Cause {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let words = || Self::ALL.iter().map(|cause| cause.word()).collect::<Vec<_>>().join(", ");
        let named = Self::ALL.iter().find(|cause| cause.word() == text);
        named.copied().ok_or_else(|| Error::parse("event type", text, 0, format!("one of {}", words())))
    }
}

impl<'de> Deserialize<'de> for Cause {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        document::from_text(deserializer)
    }
}

impl<'de> Deserialize<'de> for TicketEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        document::fields_with(
            deserializer,
            "a ticket event, which is a map with `type`",
            |Fields { cause, at, id, priority, to }| Self::of(cause, at, id, priority, to),
        )
    }
}

impl TicketEvent {
    /// The event of these fields, or what is wrong with them.
    pub(crate) fn of(
        cause: Cause,
        at: DateTime<Utc>,
        id: Option<String>,
        priority: Option<Priority>,
        to: Option<String>,
    ) -> std::result::Result<Self, String> {
        let ranks = matches!(cause, Cause::Opened | Cause::PriorityChanged);
        let stray = priority.filter(|_| !ranks).map(|_| "priority");
        if let Some(field) = stray.or(to.as_ref().filter(|_| cause != Cause::Reassigned).map(|_| "to")) {
            return Err(format!("field `{field}`, expected none in an event {:?}", cause.word()));
        }
        let missing = |field: &str| format!("nothing, expected a field `{field}` in an event {:?}", cause.word());
        let ranked = || priority.ok_or_else(|| missing("priority"));
        Ok(match cause {
            Cause::Opened => {
                Self::Opened(TicketOpened { id: id.ok_or_else(|| missing("id"))?, priority: ranked()?, at })
            }
            Cause::PriorityChanged => Self::PriorityChanged(TicketPriorityChanged { id, priority: ranked()?, at }),
            Cause::Reassigned => Self::Reassigned(TicketReassigned { id, to: to.ok_or_else(|| missing("to"))?, at }),
            Cause::Acknowledged => Self::Acknowledged(TicketAcknowledged { id, at }),
            Cause::CustomerReplied => Self::CustomerReplied(TicketCustomerReplied { id, at }),
            Cause::Responded => Self::Responded(TicketResponded { id, at }),
            Cause::Updated => Self::Updated(TicketUpdated { id, at }),
            Cause::Paused => Self::Paused(TicketPaused { id, at }),
            Cause::Resumed => Self::Resumed(TicketResumed { id, at }),
            Cause::Resolved => Self::Resolved(TicketResolved { id, at }),
            Cause::Reopened => Self::Reopened(TicketReopened { id, at }),
        })
    }

    /// A ticket begins.
    pub fn opened(id: impl Into<String>, at: DateTime<Utc>, priority: Priority) -> Self {
        Self::Opened(TicketOpened { id: id.into(), priority, at })
    }

    /// The priority changed.
    pub fn priority_changed(at: DateTime<Utc>, priority: Priority) -> Self {
        Self::PriorityChanged(TicketPriorityChanged { id: None, priority, at })
    }

    /// Somebody else takes care of it.
    pub fn reassigned(at: DateTime<Utc>, to: impl Into<String>) -> Self {
        Self::Reassigned(TicketReassigned { id: None, to: to.into(), at })
    }

    /// The ticket, where the event names it.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Opened(event) => Some(&event.id),
            Self::PriorityChanged(event) => event.id.as_deref(),
            Self::Reassigned(event) => event.id.as_deref(),
            Self::Acknowledged(event) => event.id.as_deref(),
            Self::CustomerReplied(event) => event.id.as_deref(),
            Self::Responded(event) => event.id.as_deref(),
            Self::Updated(event) => event.id.as_deref(),
            Self::Paused(event) => event.id.as_deref(),
            Self::Resumed(event) => event.id.as_deref(),
            Self::Resolved(event) => event.id.as_deref(),
            Self::Reopened(event) => event.id.as_deref(),
        }
    }

    /// The priority that it brings.
    pub(super) fn priority(&self) -> Option<Priority> {
        match self {
            Self::Opened(event) => Some(event.priority),
            Self::PriorityChanged(event) => Some(event.priority),
            _ => None,
        }
    }

    /// Who takes care of the ticket from now on.
    pub(super) fn assignee(&self) -> Option<&str> {
        match self {
            Self::Reassigned(event) => Some(&event.to),
            _ => None,
        }
    }
}

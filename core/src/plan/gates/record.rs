use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::document::{self, Limits, field};
use crate::time::{check_instant, format_instant};
use crate::{Error, Result};

/// Most events of a record.
const EVENTS: u64 = 1_000_000;

/// What happened around the gates of a plan, in the order of time; it only grows.
///
/// No event lies before the one ahead of it, so that what is appended later never changes a decision about an earlier
/// instant. Of events at one instant, the one that stands later holds.
///
/// ```
/// use hypercare::plan::{GateEvent, GateRecord};
/// # use hypercare::time::parse_instant;
/// let mut record = GateRecord::default();
/// record.push(GateEvent::ticked(parse_instant("2026-11-20T09:00:00Z")?, "checks/backups", true))?;
/// record.push(GateEvent::approved(parse_instant("2026-11-20T09:30:00Z")?, "technical", "Security Team"))?;
/// let late = GateEvent::ticked(parse_instant("2026-11-20T09:15:00Z")?, "checks/dns", true);
/// assert_eq!(record.push(late).unwrap_err().code(), "out_of_order");
/// assert_eq!(GateRecord::from_json(&record.to_json()?)?, record);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GateRecord {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    version: u32,
    events: Vec<GateEvent>,
}

impl Default for GateRecord {
    /// Nothing has happened yet.
    fn default() -> Self {
        Self { version: 1, events: Vec::new() }
    }
}

/// Something that happened: `type` is ticked, signed, evidence, waived or measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum GateEvent {
    /// A box was ticked or unticked.
    Ticked(RecordedTick),
    /// Somebody voted.
    Signed(RecordedVote),
    /// Evidence was attached to an item.
    Evidence(RecordedEvidence),
    /// A requirement was waived.
    Waived(RecordedWaiver),
    /// A criterion was measured or confirmed.
    Measured(RecordedMeasurement),
}

/// A box was ticked or unticked. The last word on a box holds, before that of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordedTick {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The id of the item.
    pub item: String,
    /// Whether it is done now.
    pub done: bool,
    /// Who did it.
    #[serde(default)]
    pub by: Option<String>,
}

/// Somebody voted. The last vote of a name in a role holds, before that of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordedVote {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The id of the gate; left out, it counts for every gate that knows the role.
    #[serde(default)]
    pub gate: Option<String>,
    /// In which role.
    pub role: String,
    /// Who or which team votes.
    pub name: String,
    /// The vote.
    pub vote: Vote,
    /// On which conditions it is approved.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// Until when the conditions must be met, by an approval without any: at this instant the approval ends.
    #[serde(default, with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub until: Option<DateTime<Utc>>,
    /// The person who signed for the name.
    #[serde(default)]
    pub by: Option<String>,
    /// Why, for people.
    #[serde(default)]
    pub comment: Option<String>,
}

/// What somebody says of a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    /// Yes.
    Approve,
    /// No.
    Reject,
    /// Neither.
    Abstain,
    /// As if nothing had been said.
    Withdraw,
}

/// Evidence was attached to an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordedEvidence {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The id of the item.
    pub item: String,
    /// Where it is.
    pub url: String,
    /// What it is.
    #[serde(default)]
    pub title: Option<String>,
    /// Who attached it.
    #[serde(default)]
    pub by: Option<String>,
}

/// A requirement was waived: the gate may be passed without it, on the condition that it is made up for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordedWaiver {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The id of the item, or the text of the criterion.
    pub subject: String,
    /// Why it may be.
    pub reason: String,
    /// Until when; at this instant it is asked for again.
    #[serde(default, with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub until: Option<DateTime<Utc>>,
    /// Who allowed it.
    #[serde(default)]
    pub by: Option<String>,
}

/// A criterion was measured or confirmed. The last one holds, before what the plan says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordedMeasurement {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The text of the criterion; case and blanks do not count.
    pub criterion: String,
    /// The value, for a criterion with bounds: finite.
    #[serde(default)]
    pub value: Option<f64>,
    /// Whether it is met, for a criterion without bounds. One of the two must be there.
    #[serde(default)]
    pub met: Option<bool>,
    /// Who says so.
    #[serde(default)]
    pub by: Option<String>,
}

impl GateEvent {
    /// A box ticked, or unticked.
    pub fn ticked(at: DateTime<Utc>, item: impl Into<String>, done: bool) -> Self {
        Self::Ticked(RecordedTick { at, item: item.into(), done, by: None })
    }

    /// A vote without conditions, for every gate that knows the role.
    pub fn signed(at: DateTime<Utc>, role: impl Into<String>, name: impl Into<String>, vote: Vote) -> Self {
        let (role, name) = (role.into(), name.into());
        Self::Signed(RecordedVote {
            at,
            gate: None,
            role,
            name,
            vote,
            conditions: Vec::new(),
            until: None,
            by: None,
            comment: None,
        })
    }

    /// An approval without conditions, for every gate that knows the role.
    pub fn approved(at: DateTime<Utc>, role: impl Into<String>, name: impl Into<String>) -> Self {
        Self::signed(at, role, name, Vote::Approve)
    }

    /// A criterion confirmed, or not.
    pub fn confirmed(at: DateTime<Utc>, criterion: impl Into<String>, met: bool) -> Self {
        Self::Measured(RecordedMeasurement { at, criterion: criterion.into(), value: None, met: Some(met), by: None })
    }

    /// A requirement waived until an instant.
    pub fn waived(
        at: DateTime<Utc>,
        subject: impl Into<String>,
        reason: impl Into<String>,
        until: Option<DateTime<Utc>>,
    ) -> Self {
        Self::Waived(RecordedWaiver { at, subject: subject.into(), reason: reason.into(), until, by: None })
    }

    /// When it happened.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Ticked(event) => event.at,
            Self::Signed(event) => event.at,
            Self::Evidence(event) => event.at,
            Self::Waived(event) => event.at,
            Self::Measured(event) => event.at,
        }
    }

    fn check(&self, place: &str) -> Result<()> {
        check_instant(self.at(), place)?;
        let (until, named) = match self {
            Self::Ticked(tick) => (None, &tick.item),
            Self::Signed(vote) => (vote.until, &vote.name),
            Self::Evidence(evidence) => (None, &evidence.item),
            Self::Waived(waiver) => (waiver.until, &waiver.subject),
            Self::Measured(measured) => (None, &measured.criterion),
        };
        if named.trim().is_empty() {
            return Err(Error::invalid(place, "a name that is not blank", format!("{named:?}")));
        }
        if let Some(until) = until {
            check_instant(until, place)?;
        }
        match self {
            Self::Measured(RecordedMeasurement { value: None, met: None, .. }) => {
                Err(Error::invalid(place, "a value, or whether it is met", "neither"))
            }
            Self::Measured(RecordedMeasurement { value: Some(value), .. }) if !value.is_finite() => {
                Err(Error::invalid(place, "a finite value", value))
            }
            Self::Signed(vote) if vote.vote != Vote::Approve && !vote.conditions.is_empty() => {
                Err(Error::invalid(place, "conditions only with an approval", "conditions"))
            }
            Self::Signed(vote) if vote.until.is_some() && vote.conditions.is_empty() => {
                Err(Error::invalid(place, "until only with conditions", "until"))
            }
            _ => Ok(()),
        }
    }
}

impl GateRecord {
    /// A record of these events.
    ///
    /// # Errors
    ///
    /// As for [`push`](Self::push).
    pub fn new(events: impl IntoIterator<Item = GateEvent>) -> Result<Self> {
        let mut record = Self::default();
        events.into_iter().try_for_each(|event| record.push(event)).map(|()| record)
    }

    /// Appends an event.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] for one that lies before the last, [`Error::Invalid`] for a blank name, a value that is not
    /// finite, a measurement that says nothing, conditions without an approval, [`Error::Range`] outside the years 0 to
    /// 9999, [`Error::Limit`] for more than a million events. The record is unchanged then.
    pub fn push(&mut self, event: GateEvent) -> Result<()> {
        Error::cap("gate record, events", EVENTS, self.events.len() + 1)?;
        event.check(&format!("events[{}]", self.events.len()))?;
        match self.events.last() {
            Some(last) if event.at() < last.at() => Err(Error::OutOfOrder {
                what: format!("events[{}]", self.events.len()),
                at: format_instant(event.at()),
                clock: format_instant(last.at()),
            }),
            _ => {
                self.events.push(event);
                Ok(())
            }
        }
    }

    /// The events, in the order of time.
    pub fn events(&self) -> &[GateEvent] {
        &self.events
    }

    /// Reads a record from YAML, with the caps of [`Limits`].
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not a record of version 1, and as for
    /// [`push`](Self::push).
    pub fn from_yaml(text: &str) -> Result<Self> {
        document::from_yaml::<Self>(text, "gate record", Limits::default()).and_then(|record| Self::new(record.events))
    }

    /// Reads a record from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        document::from_json::<Self>(text, "gate record", Limits::default()).and_then(|record| Self::new(record.events))
    }

    /// Writes the record as JSON.
    ///
    /// # Errors
    ///
    /// None that a record can cause.
    pub fn to_json(&self) -> Result<String> {
        document::to_json(self)
    }
}

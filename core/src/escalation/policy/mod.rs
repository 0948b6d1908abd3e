mod defaults;
mod document;
mod fault;
mod promise;
mod step;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::compiled::Compiled;
use super::{Rota, TicketEvent, Timeline};
use crate::document::Limits;
use crate::time::{Calendar, Rules, parse_zone};
use crate::{Error, Priority, Result, Severity};
pub(super) use defaults::calendars;
pub use document::{AlertResponse, Carry, Changes, Commitment, PolicyDocument, QuietHours, Reassignment, SupportTier};
pub(super) use fault::Fault;
pub(super) use promise::WARNINGS;
pub use promise::{Promise, WarnAt};
pub use step::{EscalationRule, Otherwise, Repeat};

/// Who must act by when, for every priority: the clocks that run and the steps by which a ticket escalates.
///
/// The default policy, in elapsed time:
///
/// | priority | first response | escalation to tiers 1, 2, 3, 4 |
/// |---|---|---|
/// | P1 critical | 15 min | at once, 15 min, 30 min, 1 h |
/// | P2 high | 1 h | 1 h, 4 h, 8 h, 24 h |
/// | P3 medium | 4 h | 4 h, 24 h, 48 h, 1 week |
/// | P4 low | 24 h | 24 h, 1 week, 2 weeks, 1 month |
/// | P5 planning | none: its answer is the next release cycle | 1 month, 3 months, 1 year |
///
/// It also tells an incident's story to the team after 5 min, the stakeholders 15, the users 30 and the status page 45
/// min, and asks for the report after 24 h ([`incident`](Self::incident)); and it wants critical alerts looked at at
/// once, warnings within 30 min and the rest on the next business day ([`alert_due`](Self::alert_due)).
///
/// Other policies are documents; what is left out there is as in this one's, except for the priorities:
///
/// ```
/// use hypercare::escalation::Policy;
/// let policy = Policy::from_yaml("
/// version: 1
/// zone: Europe/Paris                           # UTC if left out
/// rules: {gap: offset_before, fold: first}     # for calendar steps where clocks change
/// tiers: [helpdesk, {name: engineering, coverage: office}, head of IT]   # tiers 1 to 4
/// calendars:                                   # business time, by the names that clocks and steps use
///   office: {zone: Europe/Paris, weekly: {mon: [09:00-12:00, 13:00-18:00], tue: [09:00-18:00]}, holidays: [2026-12-25]}
///   nights: {zone: Europe/Paris, weekly: {mon: [22:00-06:00], tue: [22:00-06:00]}}
/// changes: {priority_clocks: retroactive, priority_steps: restart, reopening: restart, reassignment: keep}
/// quiet: {hours: nights, except: [P1]}         # steps that fall due then wait until the hours end
/// priorities:
///   P1:
///     response: 10 min                         # the first answer
///     next_response: 30 min                    # every further answer to the customer
///     update: 1 h                              # between two updates
///     resolution: {within: 8 h, calendar: office, pauses: true, warn: [75 %, 30 min]}
///     steps:
///       - {after: immediately, tier: 1}
///       - {after: 20 min, tier: 3, rota: primary, local_hours: {mon: [08:00-20:00], tue: [08:00-20:00]}}
///       - {after: 40 min, tier: 4, channel: '#incidents'}
///     repeat: {from: 1, after: 30 min, times: 3}
///   P5:
///     steps:
///       - {after: quarterly, tier: 2, hours: office, otherwise: delay}
/// rotas:                                       # whoever is on call, by the names that steps use
///   primary:
///     zone: Europe/Paris
///     zones: {ben: Asia/Tokyo}                 # where people live, for the local hours of steps
///     layers: [{name: week, members: [ana, ben], every: weekly, start: 2026-01-05}]
/// ")?;
/// assert_eq!(Policy::from_json(&policy.to_json()?)?, policy);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// Names of calendars and rotas must mean something: one that does not is an error where it stands. A policy without any
/// `rotas` leaves them to the host program: its steps name rotas as they like, a notice gives the name in
/// `target.rota` with nobody in `target.on_call`, and steps are sent as if somebody were always on call.
#[derive(Clone, Debug)]
pub struct Policy {
    document: Arc<PolicyDocument>,
    compiled: Arc<Compiled>,
}

impl Policy {
    /// The policy of a document that was put together in Rust.
    ///
    /// # Errors
    ///
    /// As for [`from_json`](Self::from_json), line and column being those of the document's canonical JSON.
    pub fn new(document: PolicyDocument) -> Result<Self> {
        // What is checked while a text is read holds for every policy.
        Self::from_json(&crate::document::to_json(&document)?)
    }

    /// The document that the policy was made from.
    pub fn document(&self) -> &PolicyDocument {
        &self.document
    }

    /// Reads a policy from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not a policy of version 1: steps that do not get
    /// longer, a priority given twice or none at all, a tier outside 1 to 4, a zone or calendar that does not exist, a
    /// field that does not exist. [`Error::Limit`] over the caps of [`Limits`].
    pub fn from_yaml(text: &str) -> Result<Self> {
        Self::of(crate::document::from_yaml(text, "policy", Limits::default())?).map_err(|fault| fault.of(text))
    }

    /// Reads a policy from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::of(crate::document::from_json(text, "policy", Limits::default())?).map_err(|fault| fault.of(text))
    }

    fn of(document: PolicyDocument) -> std::result::Result<Self, Fault> {
        let compiled = Compiled::of(&document)?;
        Ok(Self { document: Arc::new(document), compiled: Arc::new(compiled) })
    }

    /// Writes the policy as canonical JSON: the same policy gives the same bytes in every language.
    ///
    /// # Errors
    ///
    /// None that a policy can cause; see [`to_json`](crate::document::to_json).
    pub fn to_json(&self) -> Result<String> {
        crate::document::to_json(self)
    }

    /// The same policy with its calendar steps counted on the wall calendar of another IANA zone, in which the calendars
    /// that every policy has are, too; those of the document keep theirs.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a zone that the database does not hold.
    pub fn in_zone(&self, zone: &str) -> Result<Self> {
        let document = PolicyDocument { zone: parse_zone(zone)?, ..PolicyDocument::clone(&self.document) };
        Self::of(document).map_err(|fault| Error::Internal { message: fault.to_string() })
    }

    /// Where a ticket stands at `now`: its clocks, its steps, what comes next, and why.
    ///
    /// `events` are all of one ticket. They may come in any order and more than once: the answer is the same. Events
    /// after `now` don't count, so that the same events answer for every moment of the past. Of events at the same
    /// instant the order is that of [`TicketEvent`]. To follow many tickets as events arrive use
    /// [`TicketClock`](super::TicketClock), on which this is built; for very many at once
    /// [`timelines`](Self::timelines).
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if no event opens the ticket by `now`, or if events name different tickets;
    /// [`Error::Duplicate`] for two different openings; [`Error::OutOfOrder`] for an event before the opening;
    /// [`Error::Unknown`] for a priority that the policy does not have; [`Error::Range`] outside the years 0 to 9999
    /// (with calendars 1900 to 2199); [`Error::Gap`] and [`Error::Fold`] where the policy's rules say so;
    /// [`Error::Limit`] over 10,000 events that change something.
    ///
    /// ```
    /// use hypercare::escalation::{ClockState, Policy, TicketEvent};
    /// use hypercare::{Priority, time::parse_instant};
    /// let events = [
    ///     TicketEvent::opened("T-1", parse_instant("2026-11-22T09:00:00Z")?, Priority::High),
    ///     TicketEvent::responded(parse_instant("2026-11-22T09:40:00Z")?),
    /// ];
    /// let timeline = Policy::default().timeline(&events, parse_instant("2026-11-22T12:00:00Z")?)?;
    /// assert_eq!(timeline.clocks[0].state, ClockState::Met);
    /// assert_eq!(timeline.next, None); // the answer stopped escalation
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn timeline(&self, events: &[TicketEvent], now: DateTime<Utc>) -> Result<Timeline> {
        super::clock::replay(self, events, now)?.timeline(self, now)
    }

    /// The zone on whose wall calendar months, quarters and years are counted.
    pub fn zone(&self) -> Tz {
        self.document.zone
    }

    /// What calendar steps do where clocks change.
    pub fn rules(&self) -> Rules {
        self.document.rules
    }

    /// What is promised for each priority.
    pub fn priorities(&self) -> &BTreeMap<Priority, Commitment> {
        &self.document.priorities
    }

    /// The calendar of a name: one of the document, or one that every policy has.
    pub fn calendar(&self, name: &str) -> Option<&Calendar> {
        self.compiled.calendar(name)
    }

    /// What changes do to clocks and steps.
    pub fn changes(&self) -> Changes {
        self.document.changes
    }

    /// The tiers of the support organisation that have a name.
    pub fn tiers(&self) -> &[SupportTier] {
        &self.document.tiers
    }

    /// The rota of a name.
    pub fn rota(&self, name: &str) -> Option<&Rota> {
        self.document.rotas.get(name)
    }

    /// Who is told of an incident, and when.
    pub fn communication(&self) -> &[EscalationRule] {
        &self.document.communication
    }

    /// When somebody looks at an alert, by severity.
    pub fn alerts(&self) -> &BTreeMap<Severity, AlertResponse> {
        &self.document.alerts
    }

    /// The name of a tier.
    pub fn tier_name(&self, tier: u8) -> String {
        let index = usize::from(tier).checked_sub(1);
        let named = index.and_then(|index| self.document.tiers.get(index));
        named.map_or_else(|| format!("tier {tier}"), |tier| tier.name.clone())
    }

    pub(super) fn compiled(&self) -> &Compiled {
        &self.compiled
    }
}

impl PartialEq for Policy {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.document, &other.document) || self.document == other.document
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.document.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::of(PolicyDocument::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Policy {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        PolicyDocument::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        PolicyDocument::json_schema(generator)
    }
}

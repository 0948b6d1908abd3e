mod defaults;
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
use crate::document::{self, Limits, field};
use crate::time::{Calendar, Rules, Span, parse_zone};
use crate::{Error, Position, Priority, Result, Severity};
pub(super) use defaults::calendars;
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
///       - {after: 20 min, tier: 3, rota: primary, channel: '#incidents'}
///     repeat: {from: 1, after: 30 min, times: 3}
///   P5:
///     steps:
///       - {after: quarterly, tier: 2, hours: office, otherwise: delay}
/// ")?;
/// assert_eq!(Policy::from_json(&policy.to_json()?)?, policy);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    document: Arc<PolicyDocument>,
    compiled: Arc<Compiled>,
}

/// A policy as it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Policy"))]
#[serde(deny_unknown_fields, expecting = "a policy")]
pub(super) struct PolicyDocument {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    version: u32,
    /// The IANA zone on whose wall calendar months, quarters and years are counted.
    #[serde(default = "utc", serialize_with = "write_zone", deserialize_with = "read_zone")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub(super) zone: Tz,
    /// What calendar steps do where clocks change.
    #[serde(default)]
    pub(super) rules: Rules,
    /// Tiers 1 to 4, in order; a tier without a name is called by its number.
    #[serde(default = "defaults::tiers", deserialize_with = "read_tiers")]
    #[cfg_attr(feature = "schema", schemars(length(max = 4)))]
    tiers: Vec<SupportTier>,
    /// The calendars, by the names that clocks and steps use. "business" (weekdays, 9 to 17), "16/5" (weekdays, 6 to
    /// 22), "follow the sun" and "on call" (always) are there in any policy, in its zone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "field::unique_map")]
    pub(super) calendars: BTreeMap<String, Calendar>,
    /// The rotas, by the names that steps use. A name that is not here is the host program's own: whoever it means is
    /// taken to be on call.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "field::unique_map")]
    pub(super) rotas: BTreeMap<String, Rota>,
    /// What a change of priority, a reopening and a reassignment do to clocks and steps.
    #[serde(default)]
    pub(super) changes: Changes,
    /// Hours in which steps are not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quiet: Option<QuietHours>,
    /// What is promised for each priority; at least one. A ticket of a priority that is not here is an error.
    #[serde(deserialize_with = "read_priorities")]
    pub(super) priorities: BTreeMap<Priority, Commitment>,
    /// Who is told of an incident, from its start on, whether or not anybody has answered.
    #[serde(default = "defaults::communication", deserialize_with = "step::read_steps")]
    pub(super) communication: Vec<EscalationRule>,
    /// When somebody looks at an alert, by severity.
    #[serde(default = "defaults::alerts", deserialize_with = "field::unique_map")]
    pub(super) alerts: BTreeMap<Severity, AlertResponse>,
}

impl PolicyDocument {
    /// The names of calendars that no clock and no step uses.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        let tiers = self.tiers.iter().filter_map(|tier| tier.coverage.as_ref());
        tiers.chain(self.alerts.values().filter_map(|alert| alert.calendar.as_ref()))
    }
}

/// A tier of the support organisation. A text is short for a tier of that name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SupportTier {
    /// Its name.
    pub name: String,
    /// The calendar of the hours in which it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<String>,
}

/// What a [`Policy`] promises for one priority.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, expecting = "a commitment")]
pub struct Commitment {
    /// The first response; without it nothing is promised and no clock runs.
    pub response: Option<Promise>,
    /// Every further response, counted from the customer's reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_response: Option<Promise>,
    /// The time between two updates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<Promise>,
    /// The resolution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Promise>,
    /// The escalation steps, from short to long, at most 64. A month counts as 30.436875 days for this order.
    #[serde(deserialize_with = "step::read_steps")]
    pub steps: Vec<EscalationRule>,
    /// How the steps come again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
}

/// What becomes of the time that has run when a ticket changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Carry {
    /// It stays as it was counted, and what follows is added.
    KeepElapsed,
    /// It is forgotten: everything counts from the change.
    Restart,
    /// It is counted again as if the ticket had been so from its beginning.
    Retroactive,
}

/// Whether a new assignee must acknowledge a ticket again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reassignment {
    /// No: nothing changes.
    #[default]
    Keep,
    /// Yes: the ticket is open again, and its steps count from here.
    Restart,
}

/// What changes do to the clocks and steps of a ticket.
///
/// A clock that was late stays late whatever happens. Where elapsed time is counted, `keep_elapsed` and `retroactive`
/// agree; they differ where the old promise and the new one are counted in different calendars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    /// The clocks, when the priority changes; `retroactive` if left out.
    pub priority_clocks: Carry,
    /// The steps, when the priority changes; `restart` if left out. With `retroactive` those of the new priority that
    /// would have been due before are sent at once, with `keep_elapsed` they are passed over.
    pub priority_steps: Carry,
    /// A reopened ticket; `restart` if left out: clocks and steps begin anew. Otherwise the resolution clock goes on,
    /// with `keep_elapsed` without the time for which the ticket was resolved, and the reopening counts as the
    /// customer's reply; steps begin anew.
    pub reopening: Carry,
    /// A new assignee.
    pub reassignment: Reassignment,
}

/// Hours in which steps are not sent: they wait until the hours end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "quiet hours")]
pub struct QuietHours {
    /// The calendar that is open when it shall be quiet.
    #[serde(deserialize_with = "field::name")]
    pub hours: String,
    /// Priorities whose steps are sent all the same.
    #[serde(default)]
    pub except: Vec<Priority>,
}

/// When somebody looks at an alert. A text is short for a response within that elapsed time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AlertResponse {
    /// Within this time.
    pub within: Span,
    /// The calendar in whose open time it is counted; elapsed time if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// Counted from the first opening of the calendar, "business" if none is named, on a later day than the alert's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub next_day: bool,
}

impl Policy {
    /// Reads a policy from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not a policy of version 1: steps that do not get
    /// longer, a priority given twice or none at all, a tier outside 1 to 4, a zone or calendar that does not exist, a
    /// field that does not exist. [`Error::Limit`] over the caps of [`Limits`].
    pub fn from_yaml(text: &str) -> Result<Self> {
        Self::new(document::from_yaml(text, "policy", Limits::default())?).map_err(|fault| fault.within(text))
    }

    /// Reads a policy from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::new(document::from_json(text, "policy", Limits::default())?).map_err(|fault| fault.within(text))
    }

    fn new(document: PolicyDocument) -> std::result::Result<Self, Fault> {
        let compiled = Compiled::of(&document)?;
        Ok(Self { document: Arc::new(document), compiled: Arc::new(compiled) })
    }

    /// Writes the policy as canonical JSON: the same policy gives the same bytes in every language.
    ///
    /// # Errors
    ///
    /// None that a policy can cause; see [`document::to_json`].
    pub fn to_json(&self) -> Result<String> {
        document::to_json(self)
    }

    /// The same policy with its calendar steps counted on the wall calendar of another IANA zone, in which the calendars
    /// that every policy has are, too; those of the document keep theirs.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a zone that the database does not hold.
    pub fn in_zone(&self, zone: &str) -> Result<Self> {
        let document = PolicyDocument { zone: parse_zone(zone)?, ..PolicyDocument::clone(&self.document) };
        Self::new(document).map_err(|fault| Error::Internal { message: fault.to_string() })
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

/// A name in a policy that means nothing, or steps that cannot be.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) found: String,
    pub(super) expected: String,
}

impl Fault {
    /// As an error of the text in which the name stands.
    fn within(self, text: &str) -> Error {
        let position = Position::of(text, value_of(text, &self.found).unwrap_or_default());
        Error::Parse {
            what: "policy".to_owned(),
            position,
            expected: self.expected,
            found: format!("{:?}", crate::error::shorten(&self.found)),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}, expected {}", crate::error::shorten(&self.found), self.expected)
    }
}

/// Where `name` stands in a document as a value: after a colon, a bracket or a comma, and not before a colon.
fn value_of(text: &str, name: &str) -> Option<usize> {
    text.match_indices(name).map(|(at, _)| at).find(|&at| {
        let before = text[..at].trim_end_matches(['"', '\'']).trim_end().chars().next_back();
        let after = text[at + name.len()..].trim_start_matches(['"', '\'']).chars().next();
        before.is_some_and(|character| ":[,-".contains(character))
            && after.is_none_or(|character| character.is_whitespace() || ",]}#".contains(character))
    })
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
        Self::new(PolicyDocument::deserialize(deserializer)?).map_err(D::Error::custom)
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

impl<'de> Deserialize<'de> for SupportTier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, expecting = "a tier")]
        struct Fields {
            #[serde(deserialize_with = "field::name")]
            name: String,
            #[serde(default, deserialize_with = "field::optional_name")]
            coverage: Option<String>,
        }

        document::text_or_map(
            deserializer,
            "a name, or a tier with `name`",
            |text| field::read_name(text).map(|name| Self { name, coverage: None }),
            |Fields { name, coverage }| Self { name, coverage },
        )
    }
}

impl<'de> Deserialize<'de> for AlertResponse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, expecting = "an alert's response")]
        struct Fields {
            #[serde(default)]
            within: Span,
            #[serde(default, deserialize_with = "field::optional_name")]
            calendar: Option<String>,
            #[serde(default)]
            next_day: bool,
        }

        document::text_or_map(
            deserializer,
            "a length of time, or a response with `within`",
            |text| text.parse().map(|within| Self { within, ..Self::default() }),
            |Fields { within, calendar, next_day }| Self {
                within,
                calendar: calendar.or_else(|| next_day.then(|| "business".to_owned())),
                next_day,
            },
        )
    }
}

fn utc() -> Tz {
    Tz::UTC
}

fn write_zone<S: Serializer>(zone: &Tz, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(zone.name())
}

fn read_zone<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Tz, D::Error> {
    document::text_with(deserializer, parse_zone)
}

fn read_tiers<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<SupportTier>, D::Error> {
    let tiers = Vec::<SupportTier>::deserialize(deserializer)?;
    if tiers.len() > usize::from(field::TIERS) {
        return Err(D::Error::custom(format_args!("{} tiers, expected at most {}", tiers.len(), field::TIERS)));
    }
    Ok(tiers)
}

fn read_priorities<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<BTreeMap<Priority, Commitment>, D::Error> {
    let priorities = field::unique_map(deserializer)?;
    if priorities.is_empty() { Err(D::Error::custom("no priority, expected at least one")) } else { Ok(priorities) }
}

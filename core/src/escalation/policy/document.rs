//! A policy as it is written, and how it is read.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{EscalationRule, Promise, Repeat, defaults, step};
use crate::document::{self, field};
use crate::escalation::Rota;
use crate::time::{Calendar, Rules, Span, date};
use crate::{Priority, Severity};

/// The written form of a [`Policy`](super::Policy), which shows the YAML.
///
/// ```
/// use hypercare::Priority;
/// use hypercare::escalation::{Commitment, Policy, PolicyDocument, Promise};
/// let mut document = PolicyDocument::default();
/// let response = Some(Promise::within("10 min".parse()?));
/// document.priorities.insert(Priority::Critical, Commitment { response, ..Commitment::default() });
/// assert_ne!(Policy::new(document)?, Policy::default());
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Policy"))]
#[serde(deny_unknown_fields, expecting = "a policy")]
pub struct PolicyDocument {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// The IANA zone on whose wall calendar months, quarters and years are counted.
    #[serde(default, with = "date::zone")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub zone: Tz,
    /// The version of the zone database that it must be read with, such as "2025b"; any if left out.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "date::database")]
    pub zone_database: Option<String>,
    /// What calendar steps do where clocks change.
    #[serde(default)]
    pub rules: Rules,
    /// Tiers 1 to 4, in order; a tier without a name is called by its number.
    #[serde(default = "defaults::tiers", deserialize_with = "read_tiers")]
    #[cfg_attr(feature = "schema", schemars(length(max = 4)))]
    pub tiers: Vec<SupportTier>,
    /// The calendars, by the names that clocks and steps use. "business" (weekdays, 9 to 17), "16/5" (weekdays, 6 to
    /// 22), "follow the sun" and "on call" (always) are there in any policy, in its zone. At most 1,000.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "read_named")]
    pub calendars: BTreeMap<String, Calendar>,
    /// The rotas, by the names that steps use. Where there are none, the names are the host program's own: somebody is
    /// taken to be always on call. Where there are some, a step that names another is an error.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "read_named")]
    pub rotas: BTreeMap<String, Rota>,
    /// What a change of priority, a reopening and a reassignment do to clocks and steps.
    #[serde(default)]
    pub changes: Changes,
    /// Hours in which steps are not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<QuietHours>,
    /// What is promised for each priority; at least one. A ticket of a priority that is not here is an error.
    #[serde(deserialize_with = "read_priorities")]
    pub priorities: BTreeMap<Priority, Commitment>,
    /// Who is told of an incident, from its start on, whether or not anybody has answered.
    #[serde(default = "defaults::communication", deserialize_with = "step::read_steps")]
    pub communication: Vec<EscalationRule>,
    /// When somebody looks at an alert, by severity.
    #[serde(default = "defaults::alerts", deserialize_with = "field::unique_map")]
    pub alerts: BTreeMap<Severity, AlertResponse>,
}

/// Most calendars and most rotas of a policy: each takes kilobytes before it is asked anything.
const NAMED: usize = 1_000;

fn read_named<'de, V: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, V>, D::Error> {
    field::capped_map::<_, _, _, NAMED>(deserializer)
}

impl PolicyDocument {
    /// The names of calendars that no clock and no step uses, and where they stand.
    pub(in crate::escalation) fn names(&self) -> impl Iterator<Item = (String, &String)> {
        let tiers = self.tiers.iter().enumerate();
        let tiers =
            tiers.filter_map(|(index, tier)| Some((format!("tiers[{index}].coverage"), tier.coverage.as_ref()?)));
        let alerts = self.alerts.iter();
        tiers.chain(
            alerts.filter_map(|(severity, alert)| {
                Some((format!("alerts.{severity}.calendar"), alert.calendar.as_ref()?))
            }),
        )
    }
}

/// A tier of the support organisation. A text is short for a tier of that name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SupportTier {
    /// Its name.
    pub name: String,
    /// The calendar of the hours in which it is there. It informs people; a step that shall wait for them names the
    /// calendar as its `hours`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<String>,
}

/// What a [`Policy`](super::Policy) promises for one priority.
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
    /// The escalation steps, from short to long or equal, at most 64. A month counts as 30.436875 days for this order.
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

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::de::{DeserializeSeed, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{TicketClock, TicketEvent, Timeline};
use crate::document::{self, Limits, field};
use crate::time::{Rules, Span, SpanRange, parse_zone};
use crate::{Error, Priority, Result};

/// Most escalation steps of one priority.
const STEPS: usize = 64;

/// Who must act by when, for every priority: first-response commitments and escalation steps.
///
/// The default policy:
///
/// | priority | first response | escalation to tiers 1, 2, 3, 4 |
/// |---|---|---|
/// | P1 critical | 15 min | at once, 15 min, 30 min, 1 h |
/// | P2 high | 1 h | 1 h, 4 h, 8 h, 24 h |
/// | P3 medium | 4 h | 4 h, 24 h, 48 h, 1 week |
/// | P4 low | 24 h | 24 h, 1 week, 2 weeks, 1 month |
/// | P5 planning | none: its answer is the next release cycle | 1 month, 3 months, 1 year |
///
/// Other policies are documents; what is left out there is as in this one's, except for the priorities:
///
/// ```
/// use hypercare::escalation::Policy;
/// let policy = Policy::from_yaml("
/// version: 1
/// zone: Europe/Paris                           # UTC if left out
/// rules: {gap: offset_before, fold: first}     # for calendar steps where clocks change
/// tiers: [helpdesk, engineering, head of IT]   # names of tiers 1 to 4
/// priorities:
///   P1:
///     response: 10 min
///     steps:
///       - {after: immediately, tier: 1}
///       - {after: 20 min, tier: 3}
///   P5:
///     steps:
///       - {after: quarterly, tier: 2}
/// ")?;
/// assert_eq!(Policy::from_json(&policy.to_json()?)?, policy);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    version: u32,
    /// The IANA zone on whose wall calendar months, quarters and years are counted.
    #[serde(default = "utc", serialize_with = "write_zone", deserialize_with = "read_zone")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    zone: Tz,
    /// What calendar steps do where clocks change.
    #[serde(default)]
    rules: Rules,
    /// The names of tiers 1 to 4, in order; a tier without one is called by its number.
    #[serde(default = "tier_names", deserialize_with = "read_tiers")]
    #[cfg_attr(feature = "schema", schemars(length(max = 4)))]
    tiers: Vec<String>,
    /// What is promised for each priority; at least one. A ticket of a priority that is not here is an error.
    #[serde(deserialize_with = "read_priorities")]
    priorities: BTreeMap<Priority, Commitment>,
}

/// What a [`Policy`] promises for one priority.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Commitment {
    /// The first response comes within this time; without it nothing is promised and no clock runs.
    pub response: Option<Span>,
    /// The escalation steps, from short to long, at most 64. A month counts as 30.436875 days for this order.
    #[serde(deserialize_with = "read_steps")]
    pub steps: Vec<EscalationRule>,
}

/// One escalation step of a [`Policy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EscalationRule {
    /// How long after the opening, the change of priority or the reopening.
    pub after: Span,
    /// Who is called: the tier of the support organisation, 1 to 4.
    #[serde(deserialize_with = "field::tier")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 4)))]
    pub tier: u8,
}

impl Policy {
    /// Reads a policy from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not a policy of version 1: steps that do not get
    /// longer, a priority given twice or none at all, a tier outside 1 to 4, a zone that does not exist, a field that
    /// does not exist. [`Error::Limit`] over the caps of [`Limits`].
    pub fn from_yaml(text: &str) -> Result<Self> {
        document::from_yaml(text, "policy", Limits::default())
    }

    /// Reads a policy from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        document::from_json(text, "policy", Limits::default())
    }

    /// Writes the policy as canonical JSON: the same policy gives the same bytes in every language.
    ///
    /// # Errors
    ///
    /// None that a policy can cause; see [`document::to_json`].
    pub fn to_json(&self) -> Result<String> {
        document::to_json(self)
    }

    /// The same policy with its calendar steps counted on the wall calendar of another IANA zone.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a zone that the database does not hold.
    pub fn in_zone(&self, zone: &str) -> Result<Self> {
        Ok(Self { zone: parse_zone(zone)?, ..self.clone() })
    }

    /// Where a ticket stands at `now`: its clocks, its steps, what comes next, and why.
    ///
    /// `events` are all of one ticket, in the order of their instants, `opened` first. To follow many tickets as events
    /// arrive use [`TicketClock`], on which this is built.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] without events, if the first is not `opened`, or if one names another ticket;
    /// [`Error::Duplicate`] for a second `opened`; [`Error::OutOfOrder`] for an event before the one before it, and for
    /// a `now` before the last; [`Error::Unknown`] for a priority that the policy does not have; [`Error::Range`]
    /// outside the years 0 to 9999; [`Error::Gap`] and [`Error::Fold`] where the policy's rules say so;
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
        let (first, rest) =
            events.split_first().ok_or_else(|| Error::invalid("events", "an opened event first", "no events"))?;
        let mut clock = TicketClock::open(self, first)?;
        for event in rest {
            clock.apply(self, event)?;
        }
        clock.timeline(self, now)
    }

    /// The zone on whose wall calendar months, quarters and years are counted.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// What calendar steps do where clocks change.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// What is promised for each priority.
    pub fn priorities(&self) -> &BTreeMap<Priority, Commitment> {
        &self.priorities
    }

    /// The name of a tier.
    pub fn tier_name(&self, tier: u8) -> String {
        let index = usize::from(tier).checked_sub(1);
        index.and_then(|index| self.tiers.get(index)).cloned().unwrap_or_else(|| format!("tier {tier}"))
    }

    /// What is promised for a priority.
    pub(crate) fn commitment(&self, priority: Priority) -> Result<&Commitment> {
        self.priorities.get(&priority).ok_or_else(|| Error::Unknown {
            kind: "priority of the policy".to_owned(),
            name: priority.to_string(),
            known: self.priorities.keys().map(Priority::to_string).collect(),
        })
    }
}

impl Default for Policy {
    /// The escalation matrix and response commitments of the support framework this library was made for, in UTC.
    fn default() -> Self {
        const HOUR: u32 = 60;
        const DAY: u32 = 24 * HOUR;
        const WEEK: u32 = 7 * DAY;
        let minutes = Span::minutes;
        let commitment = |response: Option<u32>, steps: &[Span]| Commitment {
            response: response.map(minutes),
            steps: steps.iter().zip(1..).map(|(&after, tier)| EscalationRule { after, tier }).collect(),
        };
        let priorities = [
            (Priority::Critical, commitment(Some(15), &[Span::ZERO, minutes(15), minutes(30), minutes(HOUR)])),
            (Priority::High, commitment(Some(HOUR), &[HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR].map(minutes))),
            (Priority::Medium, commitment(Some(4 * HOUR), &[4 * HOUR, DAY, 2 * DAY, WEEK].map(minutes))),
            (Priority::Low, commitment(Some(DAY), &[minutes(DAY), minutes(WEEK), minutes(2 * WEEK), Span::months(1)])),
            (Priority::Planning, commitment(None, &[1, 3, 12].map(Span::months))),
        ];
        Self {
            version: 1,
            zone: utc(),
            rules: Rules::default(),
            tiers: tier_names(),
            priorities: priorities.into_iter().collect(),
        }
    }
}

fn utc() -> Tz {
    Tz::UTC
}

fn tier_names() -> Vec<String> {
    ["user support", "technical issues and integrations", "system administration and architecture", "executive"]
        .map(String::from)
        .to_vec()
}

fn write_zone<S: Serializer>(zone: &Tz, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(zone.name())
}

fn read_zone<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Tz, D::Error> {
    document::text_with(deserializer, parse_zone)
}

fn read_tiers<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    struct Name(#[serde(deserialize_with = "field::name")] String);

    let names = Vec::<Name>::deserialize(deserializer)?;
    if names.len() > usize::from(field::TIERS) {
        return Err(D::Error::custom(format_args!("{} tiers, expected at most {}", names.len(), field::TIERS)));
    }
    Ok(names.into_iter().map(|name| name.0).collect())
}

fn read_priorities<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<BTreeMap<Priority, Commitment>, D::Error> {
    let priorities = field::unique_map(deserializer)?;
    if priorities.is_empty() { Err(D::Error::custom("no priority, expected at least one")) } else { Ok(priorities) }
}

fn read_steps<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<EscalationRule>, D::Error> {
    struct Steps;

    struct Next<'a>(&'a [EscalationRule]);

    impl<'de> DeserializeSeed<'de> for Next<'_> {
        type Value = EscalationRule;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<EscalationRule, D::Error> {
            if self.0.len() == STEPS {
                return Err(D::Error::custom(format_args!("a step more, expected at most {STEPS} steps")));
            }
            let rule = EscalationRule::deserialize(deserializer)?;
            match self.0.last() {
                Some(before) if !SpanRange::Above(before.after).contains(rule.after) => Err(D::Error::custom(
                    format_args!("a step after {}, expected it to be later than {}", rule.after, before.after),
                )),
                _ => Ok(rule),
            }
        }
    }

    impl<'de> Visitor<'de> for Steps {
        type Value = Vec<EscalationRule>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a list of escalation steps")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Self::Value, A::Error> {
            let mut steps = Vec::new();
            while let Some(rule) = items.next_element_seed(Next(&steps))? {
                steps.push(rule);
            }
            Ok(steps)
        }
    }

    deserializer.deserialize_seq(Steps)
}

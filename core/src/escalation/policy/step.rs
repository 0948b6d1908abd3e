use std::fmt;

use serde::de::{DeserializeSeed, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::promise::yes;
use crate::document::field;
use crate::time::{Span, SpanRange, WeeklyHours};

/// Most escalation steps of one priority.
const STEPS: usize = 64;

/// Most times that steps come again.
const TIMES: u64 = 1_000;

/// One escalation step of a [`Policy`](super::Policy): when, and who is called. At least one of tier, person, rota and
/// channel is named; all that are named are called. Steps may come after the same time, to call several of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "an escalation step")]
pub struct EscalationRule {
    /// How long after the opening, the change of priority or the reopening.
    pub after: Span,
    /// The tier of the support organisation, 1 to 4.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::optional_tier")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 4)))]
    pub tier: Option<u8>,
    /// Somebody by name.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::optional_name")]
    pub person: Option<String>,
    /// Whoever is on call when the step is sent, by the name of the rota.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::optional_name")]
    pub rota: Option<String>,
    /// A channel, such as a chat room or the status page.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::optional_name")]
    pub channel: Option<String>,
    /// The calendar in whose open time `after` is counted; elapsed time if left out.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::optional_name")]
    pub calendar: Option<String>,
    /// The calendar that must be open when the step is sent: its weekdays and local times are the condition.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "field::optional_name")]
    pub hours: Option<String>,
    /// The hours of the week, on the wall clock of whoever is on call, at which the step is sent. `rota` must be one of the
    /// policy's: its `zones` say where people live, and its own `zone` is that of all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_hours: Option<WeeklyHours>,
    /// What happens to the step when `hours` or `local_hours` are closed or nobody of `rota` is on call.
    #[serde(default, skip_serializing_if = "Otherwise::is_default")]
    pub otherwise: Otherwise,
    /// Whether the step waits while the ticket waits for the customer; true if left out. A step behind one that waits does
    /// so, too: no step overtakes another.
    #[serde(default = "yes", skip_serializing_if = "bool::clone")]
    pub pauses: bool,
}

impl Default for EscalationRule {
    /// At once, to nobody yet, as a document says that leaves the rest out.
    fn default() -> Self {
        Self {
            after: Span::ZERO,
            tier: None,
            person: None,
            rota: None,
            channel: None,
            calendar: None,
            hours: None,
            local_hours: None,
            otherwise: Otherwise::Delay,
            pauses: true,
        }
    }
}

/// What happens to a step that cannot be sent when it is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// It is sent as soon as it can be.
    #[default]
    Delay,
    /// It is left out.
    Skip,
}

impl Otherwise {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The steps come again until somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a repetition")]
pub struct Repeat {
    /// The step to begin again with, from 0.
    #[serde(default)]
    pub from: u32,
    /// How long after the last step; longer than nothing.
    #[serde(deserialize_with = "read_pause")]
    pub after: Span,
    /// How often, 1 to 1,000.
    #[serde(deserialize_with = "read_times")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    pub times: u32,
}

fn read_pause<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
    match Span::deserialize(deserializer)? {
        Span::ZERO => Err(D::Error::custom("0 s, expected a length of time")),
        span => Ok(span),
    }
}

fn read_times<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    field::checked(deserializer, 1, TIMES).and_then(|times| u32::try_from(times).map_err(D::Error::custom))
}

pub(super) fn read_steps<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<EscalationRule>, D::Error> {
    struct Steps;

    struct Next<'a>(&'a [EscalationRule]);

    impl<'de> DeserializeSeed<'de> for Next<'_> {
        type Value = EscalationRule;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<EscalationRule, D::Error> {
            if self.0.len() == STEPS {
                return Err(D::Error::custom(format_args!("a step more, expected at most {STEPS} steps")));
            }
            let rule = EscalationRule::deserialize(deserializer)?;
            if rule.tier.is_none() && rule.person.is_none() && rule.rota.is_none() && rule.channel.is_none() {
                return Err(D::Error::custom("a step for nobody, expected a tier, a person, a rota or a channel"));
            }
            match self.0.last() {
                Some(before) if !SpanRange::AtLeast(before.after).contains(rule.after) => Err(D::Error::custom(
                    format_args!("a step after {}, expected it to be no earlier than {}", rule.after, before.after),
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

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let mut steps = Vec::new();
            while let Some(rule) = items.next_element_seed(Next(&steps))? {
                steps.push(rule);
            }
            Ok(steps)
        }
    }

    deserializer.deserialize_seq(Steps)
}

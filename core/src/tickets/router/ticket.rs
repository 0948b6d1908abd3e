use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::document::{TicketChannel, TicketLevel};
use crate::document::field;
use crate::tickets::LabelProbability;
use crate::{Error, Priority, Reason, Result};

/// What a classifier says about a ticket: what [`Classifier::guess`](crate::tickets::Classifier::guess) gives, or what
/// another one says; a [`Classification`](crate::tickets::Classification) has the same fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TicketGuess {
    /// The issue type; `none` and what the table does not know are no issue types.
    pub label: String,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// Whether it holds that it knows at all.
    pub known: bool,
    /// What else it may be, with probabilities that sum to at most 1 with the confidence.
    #[serde(default)]
    pub alternatives: Vec<LabelProbability>,
    /// The words of the text that spoke most for the label, for reasons.
    #[serde(default)]
    pub words: Vec<String>,
}

/// A guess whose label is less than this many times as probable as the last of its three alternatives says nothing: so
/// flat is the one of an empty text.
const FLAT: f64 = 1.25;

impl TicketGuess {
    pub(super) fn check(&self) -> Result<()> {
        let share = |name: &str, value: f64| match (0.0..=1.0).contains(&value) {
            true => Ok(()),
            false => Err(Error::invalid(name, "0 to 1", value)),
        };
        share("classification.confidence", self.confidence)?;
        let mut others = self.alternatives.iter();
        others.try_for_each(|other| share("classification.alternatives.probability", other.probability))
    }

    /// How probable the issue types are together, and the most probable of them.
    pub(super) fn probability<T: AsRef<str>>(&self, issue_types: &[T]) -> (f64, &str) {
        let others = self.alternatives.iter().map(|other| (other.label.trim(), other.probability));
        let all = others.chain([(self.label.trim(), self.confidence)]);
        let among =
            all.filter(|(label, _)| issue_types.iter().any(|one| one.as_ref().trim().eq_ignore_ascii_case(label)));
        let (sum, _, label) = among.fold((0.0, 0.0, ""), |(sum, most, label), (next, probability)| {
            if probability > most { (sum + probability, probability, next) } else { (sum + probability, most, label) }
        });
        (sum, label)
    }

    /// Whether it holds everything for as probable as everything else.
    pub(super) fn is_flat(&self) -> bool {
        self.alternatives.get(2).is_some_and(|last| self.confidence < FLAT * last.probability)
    }
}

/// A ticket to be routed; everything may be left out, or null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct IncomingTicket {
    /// Its id.
    pub id: Option<String>,
    /// What it says.
    #[serde(deserialize_with = "field::or_default")]
    pub text: String,
    /// The issue type that the client or an agent named: it beats the text if the table knows it, but for the safeguards,
    /// which see what the text says in any case. One that the table does not know counts for rules alone.
    pub issue_type: Option<String>,
    /// What a classifier says; then none is asked.
    pub classification: Option<TicketGuess>,
    /// How it came in.
    pub channel: Option<TicketChannel>,
    /// The address it was sent to, or several, as mails write them: `Desk <desk@example.org>, jo@example.org`.
    pub address: Option<String>,
    /// The customer's plan.
    pub plan: Option<String>,
    /// How many tickets the customer had before.
    #[serde(deserialize_with = "field::or_default")]
    pub past_tickets: u32,
    /// Its language, such as `de` or `pt-BR`.
    pub language: Option<String>,
    /// How much is harmed.
    pub impact: Option<TicketLevel>,
    /// How soon it must be mended.
    pub urgency: Option<TicketLevel>,
    /// How many people are affected.
    #[serde(deserialize_with = "field::or_default")]
    pub affected_users: u32,
    /// When it came in.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub at: Option<DateTime<Utc>>,
    /// Whether it came inside the hours; from `at` and the router's hours otherwise.
    pub in_hours: Option<bool>,
}

/// An agent who may take a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AgentState {
    /// The agent.
    pub id: String,
    /// Departments whose tickets the agent takes; all if empty.
    #[serde(default, deserialize_with = "field::or_default")]
    pub departments: Vec<String>,
    /// What the agent can do; issue types may be among it.
    #[serde(default, deserialize_with = "field::or_default")]
    pub skills: Vec<String>,
    /// Languages the agent speaks; all if empty.
    #[serde(default, deserialize_with = "field::or_default")]
    pub languages: Vec<String>,
    /// Highest tier of the agent, 1 to 4.
    #[serde(default = "first_tier", deserialize_with = "field::tier")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 4)))]
    pub tier: u8,
    /// Tickets the agent has.
    #[serde(default, deserialize_with = "field::or_default")]
    pub open: u32,
    /// Tickets the agent can have.
    pub capacity: u32,
}

fn first_tier() -> u8 {
    1
}

/// Where the issue type of a [`RoutedTicket`] comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IssueSource {
    /// The client or an agent named it.
    Given,
    /// A classifier was sure of it.
    Classified,
    /// Nobody knows it.
    None,
}

/// Where a ticket goes, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoutedTicket {
    /// The ticket's id.
    pub id: Option<String>,
    /// The issue type that counted.
    pub issue_type: Option<String>,
    /// Where it comes from.
    pub issue_source: IssueSource,
    /// Tier of the support organisation, 1 to 4.
    pub tier: u8,
    /// How urgent it is.
    pub priority: Priority,
    /// The department.
    pub department: String,
    /// The queue: the department's, a rule's, or the one for critical tickets outside of the hours.
    pub queue: String,
    /// The agent, if one was given who can take it.
    pub agent: Option<String>,
    /// Departments that should know of it, too: those of safeguards that hold while the ticket goes elsewhere, and of an
    /// inbox with a least priority that it was sent to.
    pub inform: Vec<String>,
    /// Every rule that counted, in order.
    pub reasons: Vec<Reason>,
}

/// A ticket that another router would route otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DryRunChange {
    /// Its place in the list, from 0.
    pub index: usize,
    /// What this router does.
    pub before: RoutedTicket,
    /// What the other would do.
    pub after: RoutedTicket,
}

/// What a changed router would do to tickets of the past.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DryRun {
    /// How many tickets were routed.
    pub tickets: usize,
    /// How many would become more urgent.
    pub raised: usize,
    /// How many would become less urgent.
    pub lowered: usize,
    /// How many would go to another department.
    pub moved: usize,
    /// Those whose tier, priority, department or queue changes.
    pub changes: Vec<DryRunChange>,
}

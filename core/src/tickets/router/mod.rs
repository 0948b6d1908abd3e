//! Who gets this ticket, given all that is known about it?
//!
//! ```
//! use hypercare::Priority;
//! use hypercare::tickets::{IncomingTicket, Router};
//! let ticket = IncomingTicket { text: "I was hacked and cannot log in".to_owned(), ..IncomingTicket::default() };
//! let routed = Router::default().route(&ticket, &[])?;
//! assert_eq!((routed.department.as_str(), routed.priority), ("security", Priority::High));
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! In this order: the issue type that the client named, else what a classifier is sure of; its route in the table, else
//! the inbox's; impact and urgency, which decide the priority of a ticket without a known type and raise others; the rules;
//! the safeguards, which only raise; the hours; the agent.

mod document;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use document::{
    Inbox, MatrixRow, PriorityMatrix, RouterCondition, RouterDocument, RouterEffect, RouterRule, Safeguard,
    TicketChannel, TicketLevel,
};

use super::words::{Phrases, words};
use crate::document::{Limits, from_json, from_yaml, to_json};
use crate::time::{Calendar, check_instant};
use crate::{Error, Priority, Reason, Result};

/// Most bytes of a text that are read for words.
const TEXT_BYTES: usize = 64 << 10;

/// What a classifier says about a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TicketGuess {
    /// The issue type; `none` and what the table does not know are no issue types.
    pub label: String,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// Whether it holds that it knows at all.
    pub known: bool,
}

/// A ticket to be routed; everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct IncomingTicket {
    /// Its id.
    pub id: Option<String>,
    /// What it says.
    pub text: String,
    /// The issue type that the client or an agent named: it beats the text.
    pub issue_type: Option<String>,
    /// What a classifier says.
    pub classification: Option<TicketGuess>,
    /// How it came in.
    pub channel: Option<TicketChannel>,
    /// The address it was sent to.
    pub address: Option<String>,
    /// The customer's plan.
    pub plan: Option<String>,
    /// How many tickets the customer had before.
    pub past_tickets: u32,
    /// Its language, such as `de` or `pt-BR`.
    pub language: Option<String>,
    /// How much is harmed.
    pub impact: Option<TicketLevel>,
    /// How soon it must be mended.
    pub urgency: Option<TicketLevel>,
    /// How many people are affected.
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
    #[serde(default)]
    pub departments: Vec<String>,
    /// What the agent can do; issue types may be among it.
    #[serde(default)]
    pub skills: Vec<String>,
    /// Languages the agent speaks; all if empty.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Highest tier of the agent, 1 to 4.
    #[serde(default = "first_tier")]
    pub tier: u8,
    /// Tickets the agent has.
    #[serde(default)]
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

/// Routes tickets by table, classifier, channel, customer, hours and load.
#[derive(Clone, Debug)]
pub struct Router {
    document: RouterDocument,
    hours: Option<Calendar>,
    /// Words of the safeguards, then of the rules.
    phrases: Arc<Phrases>,
}

impl PartialEq for Router {
    fn eq(&self, other: &Self) -> bool {
        self.document == other.document
    }
}

impl Default for Router {
    /// The default table; four inboxes; ITIL's matrix; safeguards for security and loss; no rules.
    fn default() -> Self {
        Self::without_hours(RouterDocument::default())
    }
}

impl Router {
    /// A router of a document.
    ///
    /// # Errors
    ///
    /// Those of [`Calendar::new`] for its hours.
    pub fn new(document: RouterDocument) -> Result<Self> {
        let hours = document.hours.clone().map(Calendar::new).transpose()?;
        Ok(Self { hours, ..Self::without_hours(document) })
    }

    fn without_hours(document: RouterDocument) -> Self {
        let mut phrases = Phrases::default();
        let safeguards = document.safeguards.iter().map(|safeguard| &safeguard.words);
        let rules = document.rules.iter().map(|rule| &rule.when.words);
        for (group, words) in safeguards.chain(rules).enumerate() {
            words.iter().for_each(|phrase| phrases.add(phrase, group));
        }
        Self { document, hours: None, phrases: Arc::new(phrases) }
    }

    /// Reads a router from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not a [`RouterDocument`] of version 1.
    /// [`Error::Limit`] over the caps of [`Limits`].
    pub fn from_yaml(text: &str) -> Result<Self> {
        Self::new(from_yaml(text, "router", Limits::default())?)
    }

    /// Reads a router from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::new(from_json(text, "router", Limits::default())?)
    }

    /// Writes the router as canonical JSON.
    ///
    /// # Errors
    ///
    /// None that a router can cause; see [`to_json`].
    pub fn to_json(&self) -> Result<String> {
        to_json(&self.document)
    }

    /// The router's document.
    pub fn document(&self) -> &RouterDocument {
        &self.document
    }

    /// Where a ticket goes. Without agents it goes to a queue only.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a confidence outside 0 to 1, [`Error::Range`] for an instant outside of the years 1 to 9999.
    pub fn route(&self, ticket: &IncomingTicket, agents: &[AgentState]) -> Result<RoutedTicket> {
        self.route_with(ticket, agents, |_| None)
    }

    /// The same; `classify` is asked about the text if the ticket says neither its issue type nor a classification.
    ///
    /// ```
    /// use hypercare::tickets::{IncomingTicket, Router, TicketGuess};
    /// let ticket = IncomingTicket { text: "Card declined".to_owned(), ..IncomingTicket::default() };
    /// let guess = |_: &str| Some(TicketGuess { label: "payment_failures".to_owned(), confidence: 0.9, known: true });
    /// assert_eq!(Router::default().route_with(&ticket, &[], guess)?.department, "billing");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`route`](Self::route).
    pub fn route_with(
        &self,
        ticket: &IncomingTicket,
        agents: &[AgentState],
        classify: impl FnOnce(&str) -> Option<TicketGuess>,
    ) -> Result<RoutedTicket> {
        if let Some(at) = ticket.at {
            check_instant(at, "at")?;
        }
        let given = ticket.issue_type.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let asked = match (given, &ticket.classification) {
            (None, None) => classify(&ticket.text),
            _ => None,
        };
        let guess = asked.as_ref().or(ticket.classification.as_ref());
        let mut routed = self.by_type(ticket, given, guess)?;
        let said = self.said(&ticket.text);
        let in_hours = match (ticket.in_hours, ticket.at, &self.hours) {
            (Some(in_hours), ..) => Some(in_hours),
            (None, Some(at), Some(hours)) => Some(hours.is_open(at)?),
            _ => None,
        };
        let mut queue = None;
        let mut skills = BTreeSet::new();
        for (place, rule) in self.document.rules.iter().enumerate() {
            if self.holds(
                &rule.when,
                ticket,
                &routed,
                in_hours,
                said.contains(&(self.document.safeguards.len() + place)),
            ) {
                apply(rule, place, &mut routed, &mut queue, &mut skills);
            }
        }
        for (place, safeguard) in self.document.safeguards.iter().enumerate() {
            guard(safeguard, place, said.contains(&place), &mut routed);
        }
        routed.queue = queue.unwrap_or_else(|| routed.department.clone());
        if in_hours == Some(false) && routed.priority == Priority::Critical {
            routed.queue = self.document.out_of_hours_queue.clone();
            routed.reasons.push(Reason::new("out_of_hours_queue", "critical, and outside of the hours"));
        }
        choose(ticket, agents, &skills, &mut routed);
        Ok(routed)
    }

    /// What a changed router would do to tickets of the past.
    ///
    /// ```
    /// use hypercare::tickets::{IncomingTicket, Router};
    /// let changed = Router::from_yaml("{version: 1, table: {version: 1, default: {tier: 2, priority: P4, department: desk}, types: {}}}")?;
    /// let past = [IncomingTicket::default()];
    /// let run = Router::default().dry_run(&changed, &past)?;
    /// assert_eq!((run.lowered, run.moved), (1, 1));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`route`](Self::route).
    pub fn dry_run(&self, changed: &Self, tickets: &[IncomingTicket]) -> Result<DryRun> {
        let mut run = DryRun { tickets: tickets.len(), raised: 0, lowered: 0, moved: 0, changes: Vec::new() };
        for (index, ticket) in tickets.iter().enumerate() {
            let (before, after) = (self.route(ticket, &[])?, changed.route(ticket, &[])?);
            run.raised += usize::from(after.priority < before.priority);
            run.lowered += usize::from(after.priority > before.priority);
            run.moved += usize::from(after.department != before.department);
            let key =
                |routed: &RoutedTicket| (routed.tier, routed.priority, routed.department.clone(), routed.queue.clone());
            if key(&before) != key(&after) {
                run.changes.push(DryRunChange { index, before, after });
            }
        }
        Ok(run)
    }

    /// Issue type, table, inbox and matrix.
    fn by_type(
        &self,
        ticket: &IncomingTicket,
        given: Option<&str>,
        guess: Option<&TicketGuess>,
    ) -> Result<RoutedTicket> {
        let mut reasons = Vec::new();
        let (mut name, mut source) = (given, IssueSource::Given);
        if let (None, Some(guess)) = (given, guess) {
            if !(0.0..=1.0).contains(&guess.confidence) {
                return Err(Error::invalid("classification.confidence", "0 to 1", guess.confidence));
            }
            let sure = guess.known && guess.confidence >= self.document.minimum_confidence;
            let detail = if sure { "the classifier is sure" } else { "the classifier is not sure" };
            let reason = Reason::new("classification", format!("{detail}: {}", crate::error::shorten(&guess.label)));
            reasons.push(
                reason.number("confidence", guess.confidence).number("minimum", self.document.minimum_confidence),
            );
            if sure {
                (name, source) = (Some(guess.label.trim()), IssueSource::Classified);
            }
        }
        let route = self.document.table.route(name);
        // A classifier's word that the table does not have, such as "none", is no issue type.
        if name.is_none() || (!route.known && source == IssueSource::Classified) {
            (name, source) = (None, IssueSource::None);
        }
        let mut routed = RoutedTicket {
            id: ticket.id.clone(),
            issue_type: name.map(str::to_ascii_lowercase),
            issue_source: source,
            tier: route.tier,
            priority: route.priority,
            department: route.department,
            queue: String::new(),
            agent: None,
            reasons,
        };
        routed.reasons.push(route.reason);
        if let Some((key, inbox)) = ticket.address.as_deref().and_then(|address| self.inbox(address)) {
            let reason = Reason::new(format!("inboxes.{key}"), "it was sent to this address");
            let mut counted = false;
            if !route.known {
                routed.department.clone_from(&inbox.department);
                routed.tier = routed.tier.max(inbox.tier);
                counted = true;
            }
            if let Some(least) = inbox.priority_at_least {
                counted |= least < routed.priority;
                routed.priority = routed.priority.min(least);
            }
            if counted {
                routed.reasons.push(reason);
            }
        }
        if let (Some(impact), Some(urgency)) = (ticket.impact, ticket.urgency) {
            let priority = self.document.matrix.priority(impact, urgency);
            if !route.known || priority < routed.priority {
                routed.priority = priority;
                routed.reasons.push(Reason::new("matrix", format!("impact and urgency make it {priority}")));
            }
        }
        Ok(routed)
    }

    fn inbox(&self, address: &str) -> Option<(&str, &Inbox)> {
        let address = address.trim();
        let local = address.split('@').next().unwrap_or_default();
        let find = |wanted: &str| self.document.inboxes.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted));
        find(address).or_else(|| find(local)).map(|(key, inbox)| (key.as_str(), inbox))
    }

    /// The groups of words that are in the text.
    fn said(&self, text: &str) -> BTreeSet<usize> {
        let text = &text[..text.floor_char_boundary(TEXT_BYTES)];
        self.phrases.find(&words(text)).into_iter().map(|hit| hit.group).collect()
    }

    fn holds(
        &self,
        when: &RouterCondition,
        ticket: &IncomingTicket,
        routed: &RoutedTicket,
        in_hours: Option<bool>,
        said: bool,
    ) -> bool {
        let among = |list: &[String], value: Option<&str>| {
            list.is_empty()
                || value.is_some_and(|value| list.iter().any(|one| one.trim().eq_ignore_ascii_case(value.trim())))
        };
        let local = ticket.address.as_deref().and_then(|address| address.trim().split('@').next());
        let spoken = ticket.language.as_deref();
        (when.channels.is_empty() || ticket.channel.is_some_and(|channel| when.channels.contains(&channel)))
            && (among(&when.addresses, ticket.address.as_deref()) || among(&when.addresses, local))
            && among(&when.plans, ticket.plan.as_deref())
            && (when.languages.is_empty() || spoken.is_some_and(|spoken| speaks(&when.languages, spoken)))
            && among(&when.issue_types, routed.issue_type.as_deref())
            && (when.words.is_empty() || said)
            && when.in_hours.is_none_or(|wanted| in_hours == Some(wanted))
            && when.past_tickets_at_least.is_none_or(|least| ticket.past_tickets >= least)
            && when.affected_users_at_least.is_none_or(|least| ticket.affected_users >= least)
            && when.priority_at_least.is_none_or(|least| routed.priority <= least)
    }
}

/// Whether `de` is among the languages for `de-AT`.
fn speaks(languages: &[String], spoken: &str) -> bool {
    let main = |tag: &str| tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let whole = |one: &String| one.trim().eq_ignore_ascii_case(spoken.trim());
    languages.iter().any(|one| whole(one) || (!one.contains(['-', '_']) && main(one) == main(spoken)))
}

fn apply(
    rule: &RouterRule,
    place: usize,
    routed: &mut RoutedTicket,
    queue: &mut Option<String>,
    skills: &mut BTreeSet<String>,
) {
    let then = &rule.then;
    routed.priority = then.priority.unwrap_or(routed.priority);
    routed.priority = then.priority_at_least.map_or(routed.priority, |least| routed.priority.min(least));
    routed.tier = then.tier_at_least.map_or(routed.tier, |least| routed.tier.max(least));
    if let Some(department) = &then.department {
        routed.department.clone_from(department);
    }
    if then.queue.is_some() {
        queue.clone_from(&then.queue);
    }
    skills.extend(then.skills.iter().cloned());
    routed.reasons.push(Reason::new(format!("rules[{place}]"), rule.name.clone()));
}

fn guard(safeguard: &Safeguard, place: usize, said: bool, routed: &mut RoutedTicket) {
    let named = routed.issue_type.as_deref();
    let typed = named.is_some_and(|name| safeguard.issue_types.iter().any(|one| one.trim().eq_ignore_ascii_case(name)));
    if !said && !typed {
        return;
    }
    // Words that agree with the type leave its route alone, and so do those against a type that the client named.
    if !typed && routed.issue_source != IssueSource::Given {
        routed.department.clone_from(&safeguard.department);
        routed.tier = routed.tier.max(safeguard.tier_at_least);
    }
    routed.priority = routed.priority.min(safeguard.priority_at_least);
    let detail = if typed { "the issue type is one of its own" } else { "the text holds one of its words" };
    routed.reasons.push(Reason::new(format!("safeguards[{place}]"), format!("{}: {detail}", safeguard.name)));
}

/// The agent with the department, the skills, the language and the tier who is least loaded; the first of two.
fn choose(ticket: &IncomingTicket, agents: &[AgentState], skills: &BTreeSet<String>, routed: &mut RoutedTicket) {
    let has = |list: &[String], wanted: &str| list.iter().any(|one| one.trim().eq_ignore_ascii_case(wanted));
    let able = agents.iter().filter(|agent| {
        agent.open < agent.capacity
            && agent.tier >= routed.tier
            && (agent.departments.is_empty() || has(&agent.departments, &routed.department))
            && skills.iter().all(|skill| has(&agent.skills, skill))
            && ticket
                .language
                .as_deref()
                .is_none_or(|spoken| agent.languages.is_empty() || speaks(&agent.languages, spoken))
    });
    let load = |agent: &AgentState| f64::from(agent.open) / f64::from(agent.capacity.max(1));
    let expert = |agent: &AgentState| routed.issue_type.as_deref().is_some_and(|name| has(&agent.skills, name));
    let best = able.min_by(|one, other| expert(other).cmp(&expert(one)).then(load(one).total_cmp(&load(other))));
    if let Some(agent) = best {
        let detail = if expert(agent) { "knows this issue type" } else { "can take it" };
        let reason = Reason::new("agents", format!("{} {detail}, and is the least loaded who does", agent.id));
        routed.reasons.push(reason.number("load", load(agent)));
        routed.agent = Some(agent.id.clone());
    } else if !agents.is_empty() {
        routed.reasons.push(Reason::new("agents", "nobody free has the department, tier, skills and language"));
    }
}

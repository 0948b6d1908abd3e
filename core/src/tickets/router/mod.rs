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
//! In this order: the issue type that the client named, if the table knows it, else what a classifier is sure of; its route
//! in the table, else the inbox's; impact and urgency, which decide the priority of a ticket without a known type and raise
//! others, but not below what the inbox asks for; the safeguards, which only raise, for their words or for what the
//! classifier suspects, whatever type the client named; the rules, of which none lowers what the safeguards raised; the
//! hours; the agent.
//!
//! ```
//! use hypercare::tickets::{Classifier, IncomingTicket, IssueSource, Router};
//! let ticket = IncomingTicket { text: "invoices no longer come over to QuickBooks".to_owned(), ..IncomingTicket::default() };
//! let routed = Router::default().route_by(&ticket, &[], &Classifier::starter()?)?;
//! assert_eq!((routed.issue_source, routed.tier, routed.department.as_str()), (IssueSource::Classified, 2, "integrations"));
//! # Ok::<(), hypercare::Error>(())
//! ```

mod address;
mod danger;
mod document;
mod guard;
mod said;
mod ticket;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use document::{
    Inbox, MatrixRow, PriorityMatrix, RouterCondition, RouterDocument, RouterEffect, RouterRule, Safeguard,
    TicketChannel, TicketLevel,
};
pub use ticket::{AgentState, DryRun, DryRunChange, IncomingTicket, IssueSource, RoutedTicket, TicketGuess};

use address::{local, mailboxes};
use guard::{Floor, Suspicion};
use said::{quoted, telling};

use super::Classifier;
use super::words::Phrases;
use crate::document::value::{Keys, from_value, to_value};
use crate::document::{Limits, from_json, from_yaml, to_json};
use crate::time::{Calendar, check_instant};
use crate::{Error, Priority, Reason, Result};

/// Routes tickets by table, classifier, channel, customer, hours and load.
#[derive(Clone, Debug)]
pub struct Router {
    document: RouterDocument,
    hours: Option<Calendar>,
    /// Words of the safeguards, then of the rules, then those that make talk of the words of the safeguards.
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
    /// [`Error::Invalid`] for what a document in writing may not hold either, such as a tier of 9 or a blank name; those of
    /// [`Calendar::new`] for its hours.
    pub fn new(document: RouterDocument) -> Result<Self> {
        Self::of(from_value(to_value(&document)?, "router", Keys::Snake)?)
    }

    /// A router of a document that was read.
    fn of(document: RouterDocument) -> Result<Self> {
        let hours = document.hours.clone().map(Calendar::new).transpose()?;
        Ok(Self { hours, ..Self::without_hours(document) })
    }

    fn without_hours(document: RouterDocument) -> Self {
        let mut phrases = Phrases::default();
        let safeguards = document.safeguards.iter().map(|safeguard| &safeguard.words);
        let rules = document.rules.iter().map(|rule| &rule.when.words);
        let talk = document.safeguards.iter().map(|safeguard| &safeguard.unless);
        for (group, words) in safeguards.chain(rules).chain(talk).enumerate() {
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
        Self::of(from_yaml(text, "router", Limits::default())?)
    }

    /// Reads a router from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::of(from_json(text, "router", Limits::default())?)
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
    /// [`Error::Invalid`] for a confidence outside 0 to 1, [`Error::Duplicate`] for an agent given twice,
    /// [`Error::Range`] for an instant outside of the years 1 to 9999.
    pub fn route(&self, ticket: &IncomingTicket, agents: &[AgentState]) -> Result<RoutedTicket> {
        self.decide(ticket, agents, |_| None, &|_| Vec::new())
    }

    /// The same; the classifier is asked about the text unless the ticket brings a classification. Its issue type counts if
    /// the client named none that the table knows; what it suspects counts for the safeguards in any case.
    /// [`Classifier::starter`] knows the types of the default table.
    ///
    /// ```
    /// use hypercare::Priority;
    /// use hypercare::tickets::{Classifier, IncomingTicket, Router};
    /// let text = "There are two sessions on my account which I did not open".to_owned();
    /// let ticket = IncomingTicket { text, ..IncomingTicket::default() };
    /// let routed = Router::default().route_by(&ticket, &[], &Classifier::starter()?)?;
    /// assert!(routed.priority <= Priority::High);
    /// assert!(routed.reasons[0].detail.contains("sessions"), "the words that told it");
    ///
    /// let picked = IncomingTicket { issue_type: Some("password_reset".to_owned()), ..ticket }; // from the portal's list
    /// let picked = Router::default().route_by(&picked, &[], &Classifier::starter()?)?;
    /// assert!(picked.priority <= Priority::High && picked.tier >= 3);
    /// assert_eq!((picked.department.as_str(), picked.inform), ("user_support", vec!["security".to_owned()]));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`route`](Self::route).
    pub fn route_by(
        &self,
        ticket: &IncomingTicket,
        agents: &[AgentState],
        classifier: &Classifier,
    ) -> Result<RoutedTicket> {
        let words = |label: &str| telling(classifier, &ticket.text, label);
        self.decide(ticket, agents, |text| Some(classifier.guess(text)), &words)
    }

    /// The same for any classifier; `classify` is asked about the text unless the ticket brings a classification.
    ///
    /// ```
    /// use hypercare::tickets::{IncomingTicket, Router, TicketGuess};
    /// let ticket = IncomingTicket { text: "Card declined".to_owned(), ..IncomingTicket::default() };
    /// let guess = |_: &str| Some(TicketGuess { label: "payment_failures".to_owned(), confidence: 0.9, known: true, ..TicketGuess::default() });
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
        self.decide(ticket, agents, classify, &|_| Vec::new())
    }

    /// `words`: those of the text that speak for a label.
    fn decide(
        &self,
        ticket: &IncomingTicket,
        agents: &[AgentState],
        classify: impl FnOnce(&str) -> Option<TicketGuess>,
        words: &dyn Fn(&str) -> Vec<String>,
    ) -> Result<RoutedTicket> {
        if let Some(at) = ticket.at {
            check_instant(at, "at")?;
        }
        let mut ids = BTreeSet::new();
        if let Some(twice) = agents.iter().find(|agent| !ids.insert(&agent.id)) {
            return Err(Error::duplicate("agent", &twice.id));
        }
        let named = ticket.issue_type.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let given = named.filter(|name| self.document.table.knows(name));
        let asked = if ticket.classification.is_none() { classify(&ticket.text) } else { None };
        let guess = asked.as_ref().or(ticket.classification.as_ref());
        guess.map_or(Ok(()), TicketGuess::check)?;
        let sent_to = ticket.address.as_deref().map(mailboxes).unwrap_or_default();
        let inbox = self.inbox(&sent_to);
        let (mut routed, known) = self.by_type(ticket, named, guess.filter(|_| given.is_none()), inbox);
        let said = self.said(&ticket.text);
        let in_hours = match (ticket.in_hours, ticket.at, &self.hours) {
            (Some(in_hours), ..) => Some(in_hours),
            (None, Some(at), Some(hours)) => Some(hours.is_open(at)?),
            _ => None,
        };
        let sure = |guess| self.sure_of(guess).map(|label| self.document.table.route(Some(label)));
        let heard = guess.map(|guess| Suspicion { guess, given, sure: sure(guess), words });
        let (safeguards, given) = (&self.document.safeguards, given.is_some());
        let mut floor = Floor::of(safeguards, &said, heard.as_ref(), (given, known), &mut routed);
        floor.raise(&mut routed);
        let mut queue = None;
        let mut skills = BTreeSet::new();
        for (place, rule) in self.document.rules.iter().enumerate() {
            let words = said.get(&(self.document.safeguards.len() + place));
            if self.holds(&rule.when, ticket, &sent_to, &routed, in_hours, words.is_some()) {
                apply(rule, place, words, &mut routed, &mut queue, &mut skills);
            }
        }
        if floor.raise(&mut routed) {
            routed.reasons.push(Reason::new("safeguards", "no rule lowers or moves what they raised"));
        }
        let strict = inbox.filter(|(_, inbox)| inbox.priority_at_least.is_some());
        floor.departments.extend(strict.map(|(_, inbox)| inbox.department.as_str()));
        routed.inform = floor.inform(&routed);
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
        self.compare(changed, tickets, None)
    }

    /// The same; the classifier is asked about the texts as [`route_by`](Self::route_by) asks it.
    ///
    /// # Errors
    ///
    /// As for [`route`](Self::route).
    pub fn dry_run_by(&self, changed: &Self, tickets: &[IncomingTicket], classifier: &Classifier) -> Result<DryRun> {
        self.compare(changed, tickets, Some(classifier))
    }

    fn compare(&self, changed: &Self, tickets: &[IncomingTicket], classifier: Option<&Classifier>) -> Result<DryRun> {
        let mut run = DryRun { tickets: tickets.len(), raised: 0, lowered: 0, moved: 0, changes: Vec::new() };
        for (index, ticket) in tickets.iter().enumerate() {
            let route = |router: &Self| {
                let routed = match classifier {
                    Some(classifier) => router.route_by(ticket, &[], classifier),
                    None => router.route(ticket, &[]),
                };
                routed.map_err(|error| error.about(&format!("tickets[{index}]")))
            };
            let (before, after) = (route(self)?, route(changed)?);
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

    /// The label that a classifier is sure of, if the table has it: another word, such as "none", is no issue type.
    fn sure_of<'a>(&self, guess: &'a TicketGuess) -> Option<&'a str> {
        let label = guess.label.trim();
        (self.counts(guess) && self.document.table.knows(label)).then_some(label)
    }

    fn counts(&self, guess: &TicketGuess) -> bool {
        guess.known && guess.confidence >= self.document.minimum_confidence
    }

    /// Issue type, table, matrix and inbox, and whether the table knows the type. `guess`: none if the type is given.
    fn by_type(
        &self,
        ticket: &IncomingTicket,
        named: Option<&str>,
        guess: Option<&TicketGuess>,
        inbox: Option<(&str, &Inbox)>,
    ) -> (RoutedTicket, bool) {
        let mut reasons = Vec::new();
        let table = &self.document.table;
        let (mut name, mut source) = (named, if named.is_some() { IssueSource::Given } else { IssueSource::None });
        if let Some(guess) = guess {
            let sure = self.counts(guess);
            let detail = if sure { "the classifier is sure" } else { "the classifier is not sure" };
            let words = quoted(guess.words.iter().map(String::as_str));
            let detail = format!("{detail}: {}{words}", crate::error::shorten(&guess.label));
            let reason = Reason::new("classification", detail);
            reasons.push(
                reason.number("confidence", guess.confidence).number("minimum", self.document.minimum_confidence),
            );
            if let Some(label) = self.sure_of(guess) {
                if let Some(named) = named {
                    let detail = format!("{}: the text decides", table.lacks(named));
                    reasons.push(Reason::new("issue_type", detail));
                }
                (name, source) = (Some(label), IssueSource::Classified);
            }
        }
        let route = table.route(name);
        let mut routed = RoutedTicket {
            id: ticket.id.clone(),
            issue_type: name.map(str::to_ascii_lowercase),
            issue_source: source,
            tier: route.tier,
            priority: route.priority,
            department: route.department,
            queue: String::new(),
            agent: None,
            inform: Vec::new(),
            reasons,
        };
        routed.reasons.push(route.reason);
        if let (Some(impact), Some(urgency)) = (ticket.impact, ticket.urgency) {
            let priority = self.document.matrix.priority(impact, urgency);
            if !route.known || priority < routed.priority {
                routed.priority = priority;
                routed.reasons.push(Reason::new("matrix", format!("impact and urgency make it {priority}")));
            }
        }
        if let Some((key, inbox)) = inbox {
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
        (routed, route.known)
    }

    /// Of the inboxes with these addresses the one with the highest priority, the first of equals.
    fn inbox(&self, sent_to: &[&str]) -> Option<(&str, &Inbox)> {
        let find = |name: &str| self.document.inboxes.get_key_value(name.to_ascii_lowercase().as_str());
        let found = sent_to.iter().filter_map(|address| find(address).or_else(|| find(local(address))));
        let found = found.min_by_key(|(_, inbox)| (inbox.priority_at_least.is_none(), inbox.priority_at_least));
        found.map(|(name, inbox)| (name.as_str(), inbox))
    }

    fn holds(
        &self,
        when: &RouterCondition,
        ticket: &IncomingTicket,
        sent_to: &[&str],
        routed: &RoutedTicket,
        in_hours: Option<bool>,
        said: bool,
    ) -> bool {
        let among = |list: &[String], value: Option<&str>| {
            list.is_empty()
                || value.is_some_and(|value| list.iter().any(|one| one.trim().eq_ignore_ascii_case(value.trim())))
        };
        let to = |address: &&str| among(&when.addresses, Some(address)) || among(&when.addresses, Some(local(address)));
        let spoken = ticket.language.as_deref();
        (when.channels.is_empty() || ticket.channel.is_some_and(|channel| when.channels.contains(&channel)))
            && (when.addresses.is_empty() || sent_to.iter().any(to))
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
    words: Option<&Vec<&str>>,
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
    let words = quoted(words.into_iter().flatten().copied());
    routed.reasons.push(Reason::new(format!("rules[{place}]"), format!("{}{words}", rule.name)));
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

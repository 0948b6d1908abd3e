use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::event::Fact;
use super::journal::Journal;
use super::{
    Action, Event, ItemTicked, PromiseAtRisk, PromiseBroken, ReadinessChanged, Sample, TicketEscalated, TicketReported,
    TicketRouted, Watch,
};
use crate::escalation::{Policy, TicketClock, TicketEvent, TicketNotice, Timeline};
use crate::objectives::{AlertRule, AlertState};
use crate::plan::Plan;
use crate::tickets::RoutingTable;
use crate::time::{check_instant, format_instant};
use crate::{Error, Position, Reason, Result};

/// Most bytes of the name of a metric or an issue type, which the desk remembers.
const NAME_BYTES: u64 = 1_000;

/// The loop over a launch: a plan, alert rules, watches, and the tickets.
///
/// Facts arrive in the order of their instants. A fact that is refused changes nothing: not the clock, not a ticket, not
/// a metric. Deadlines that passed before a fact are reported before it; those at its very instant after it, so that an
/// answer at the due instant is in time.
#[derive(Clone, Debug)]
pub struct Desk {
    pub(super) plan: Option<Plan>,
    policy: Policy,
    routing: RoutingTable,
    rules: Vec<(AlertRule, AlertState)>,
    watches: Vec<Watch>,
    pub(super) tickets: BTreeMap<String, TicketClock>,
    wakeups: BTreeSet<(DateTime<Utc>, String)>,
    pub(super) clock: Option<DateTime<Utc>>,
    pub(super) journal: Journal,
}

/// Puts a [`Desk`] together; everything is optional.
#[derive(Clone, Debug, Default)]
pub struct DeskBuilder {
    plan: Option<Plan>,
    policy: Policy,
    routing: RoutingTable,
    rules: Vec<AlertRule>,
    watches: Vec<Watch>,
}

impl DeskBuilder {
    /// The launch plan, whose boxes [`Event::ItemTicked`] ticks.
    #[must_use]
    pub fn plan(mut self, plan: Plan) -> Self {
        self.plan = Some(plan);
        self
    }

    /// Who must act by when; [`Policy::default`] otherwise.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Where tickets go; [`RoutingTable::default`] otherwise.
    #[must_use]
    pub fn routing(mut self, table: RoutingTable) -> Self {
        self.routing = table;
        self
    }

    /// One more alert rule; several may watch one metric.
    #[must_use]
    pub fn rule(mut self, rule: AlertRule) -> Self {
        self.rules.push(rule);
        self
    }

    /// One more watch for anomalies.
    #[must_use]
    pub fn watch(mut self, watch: Watch) -> Self {
        self.watches.push(watch);
        self
    }

    /// The desk.
    ///
    /// # Errors
    ///
    /// [`Error::Duplicate`] for two watches of one name, or a rule given twice.
    pub fn build(self) -> Result<Desk> {
        for (index, watch) in self.watches.iter().enumerate() {
            if self.watches.iter().take(index).any(|earlier| earlier.name() == watch.name()) {
                return Err(Error::duplicate("watch", watch.name()));
            }
        }
        for (index, rule) in self.rules.iter().enumerate() {
            if self.rules.iter().take(index).any(|earlier| earlier == rule) {
                return Err(Error::duplicate("alert rule", &rule.to_string()));
            }
        }
        Ok(Desk {
            plan: self.plan,
            policy: self.policy,
            routing: self.routing,
            rules: self.rules.into_iter().map(|rule| (rule, AlertState::default())).collect(),
            watches: self.watches,
            tickets: BTreeMap::new(),
            wakeups: BTreeSet::new(),
            clock: None,
            journal: Journal::default(),
        })
    }
}

impl Desk {
    /// Starts to put a desk together.
    pub fn builder() -> DeskBuilder {
        DeskBuilder::default()
    }

    /// Takes a fact in and says what to do, in the order in which it fell due.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] for a fact before one already handled, [`Error::Invalid`] for a value that is not finite or
    /// an event without its ticket, [`Error::Duplicate`] for a ticket reported twice, [`Error::Unknown`] for a ticket,
    /// item or priority that is not there, [`Error::Limit`] for a name of more than 1,000 bytes, [`Error::Range`]
    /// outside the years 0 to 9999, and what [`TicketClock`] returns. After an error the desk is as it was.
    pub fn handle(&mut self, event: Event) -> Result<Vec<Action>> {
        let at = event.at();
        self.in_order("an event", at)?;
        let mut actions = match event.into() {
            Fact::Sample(sample) => self.sample(&sample)?,
            Fact::ItemTicked(ticked) => self.tick(&ticked)?,
            Fact::Reported(reported) => self.report_ticket(&reported)?,
            Fact::Ticket(event) => self.ticket_event(&event)?,
        };
        self.clock = Some(at);
        actions.extend(self.due(at, true)?);
        self.journal.record(&actions);
        Ok(actions)
    }

    /// Says what has fallen due by `now` while nothing else happened.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] for an instant before one already handled.
    pub fn advance(&mut self, now: DateTime<Utc>) -> Result<Vec<Action>> {
        self.in_order("an advance", now)?;
        let actions = self.due(now, true)?;
        self.clock = Some(now);
        self.journal.record(&actions);
        Ok(actions)
    }

    /// When [`advance`](Self::advance) will have something to say if nothing happens before; `None` if nothing is
    /// pending.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        self.wakeups.first().map(|(at, _)| *at)
    }

    /// The last instant handled.
    pub fn clock(&self) -> Option<DateTime<Utc>> {
        self.clock
    }

    /// The plan as it stands.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// Where a ticket stands at the last instant handled.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a ticket that was not reported.
    pub fn timeline(&self, ticket: &str) -> Result<Timeline> {
        let now = self.clock.ok_or_else(|| unknown(ticket))?;
        self.tickets.get(ticket).ok_or_else(|| unknown(ticket))?.timeline(&self.policy, now)
    }

    /// Drops a ticket, open or resolved, from memory: its deadlines, too. A desk keeps every ticket until then, as any
    /// of them may be reopened.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a ticket that is not there.
    pub fn forget(&mut self, ticket: &str) -> Result<()> {
        let clock = self.tickets.remove(ticket).ok_or_else(|| unknown(ticket))?;
        if let Some(wakeup) = clock.next_wakeup() {
            self.wakeups.remove(&(wakeup, ticket.to_owned()));
        }
        Ok(())
    }

    fn in_order(&self, what: &str, at: DateTime<Utc>) -> Result<()> {
        check_instant(at, what)?;
        match self.clock {
            Some(clock) if at < clock => {
                Err(Error::OutOfOrder { what: what.to_owned(), at: format_instant(at), clock: format_instant(clock) })
            }
            _ => Ok(()),
        }
    }

    fn sample(&mut self, sample: &Sample) -> Result<Vec<Action>> {
        let Sample { at, metric, value } = sample;
        Error::cap("metric name, bytes", NAME_BYTES, metric.len())?;
        if !value.is_finite() {
            return Err(Error::invalid(metric, "a finite value", value));
        }
        let mut actions = self.due(*at, false)?;
        self.journal.sample(metric, *at, *value);
        for (rule, state) in self.rules.iter_mut().filter(|(rule, _)| rule.metric == *metric) {
            actions.extend(state.observe(rule, *at, *value)?.map(Action::Alert));
        }
        for watch in &mut self.watches {
            actions.extend(watch.observe(metric, *at, *value)?.into_iter().map(Action::Anomaly));
        }
        Ok(actions)
    }

    fn tick(&mut self, ticked: &ItemTicked) -> Result<Vec<Action>> {
        let ItemTicked { at, item, done } = ticked;
        let Some(plan) = &mut self.plan else {
            return Err(Error::unknown("plan item", item, Vec::new()));
        };
        plan.tick(item, *done)?;
        let readiness = plan.readiness(*at)?;
        let ticked = plan.item(item)?;
        let detail = format!("{:?} is {}", ticked.title, if *done { "done" } else { "open again" });
        let position = Position { line: ticked.line, column: ticked.column };
        let action = Action::Readiness(ReadinessChanged {
            at: *at,
            item: item.clone(),
            done: *done,
            done_count: readiness.done,
            open_count: readiness.open,
            blocking_count: readiness.blocking.len(),
            reason: Reason::new("plan", detail).at(position),
        });
        let mut actions = self.due(*at, false)?;
        actions.push(action);
        Ok(actions)
    }

    fn report_ticket(&mut self, reported: &TicketReported) -> Result<Vec<Action>> {
        let TicketReported { at, id, issue_type, priority } = reported;
        Error::cap("issue type, bytes", NAME_BYTES, issue_type.as_deref().unwrap_or_default().len())?;
        if self.tickets.contains_key(id) {
            return Err(Error::duplicate("ticket", id));
        }
        let route = self.routing.route(issue_type.as_deref());
        let priority = priority.unwrap_or(route.priority);
        let ticket = TicketClock::open(&self.policy, &TicketEvent::opened(id, *at, priority))?;
        let mut actions = self.due(*at, false)?;
        actions.push(Action::Routed(TicketRouted {
            at: *at,
            ticket: id.clone(),
            issue_type: issue_type.clone(),
            tier: route.tier,
            priority,
            department: route.department,
            reason: route.reason,
        }));
        self.wakeups.extend(ticket.next_wakeup().map(|wakeup| (wakeup, id.clone())));
        self.tickets.insert(id.clone(), ticket);
        // At once, not at the whole millisecond for which wake-ups are made.
        actions.extend(self.tell(id, *at)?);
        Ok(actions)
    }

    fn ticket_event(&mut self, event: &TicketEvent) -> Result<Vec<Action>> {
        let id = event.id().ok_or_else(|| Error::invalid("id", "the id of a ticket", "none"))?;
        // Asked first: a deadline reported before the event is refused could not be taken back.
        self.tickets.get_mut(id).ok_or_else(|| unknown(id))?.check(&self.policy, event)?;
        let mut actions = self.due(event.at(), false)?;
        self.with_ticket(id, |ticket, policy| ticket.apply(policy, event))?;
        actions.extend(self.tell(id, event.at())?);
        Ok(actions)
    }

    /// Reports every deadline before `now`, and those at `now` if `inclusive`, in the order in which they fell due.
    fn due(&mut self, now: DateTime<Utc>, inclusive: bool) -> Result<Vec<Action>> {
        let mut actions = Vec::new();
        while let Some((at, id)) = self.wakeups.first().cloned() {
            if at > now || (at == now && !inclusive) {
                break;
            }
            // A raised priority may promise what is past already: that is told now.
            let at = self.clock.map_or(at, |clock| clock.max(at));
            let told = self.tell(&id, at)?;
            if told.is_empty() {
                return Err(Error::Internal {
                    message: format!("ticket {id} woke at {} for nothing", format_instant(at)),
                });
            }
            actions.extend(told);
        }
        Ok(actions)
    }

    /// What one ticket has to say at `at`.
    fn tell(&mut self, id: &str, at: DateTime<Utc>) -> Result<Vec<Action>> {
        let notices = self.with_ticket(id, |ticket, policy| ticket.advance(policy, at))?;
        let action = |notice| match notice {
            TicketNotice::Escalation(step) => Action::Escalate(TicketEscalated { at, ticket: id.to_owned(), step }),
            TicketNotice::Warning(warning) => Action::Warning(PromiseAtRisk { at, ticket: id.to_owned(), warning }),
            TicketNotice::Breach(clock) => Action::Breach(PromiseBroken { at, ticket: id.to_owned(), clock }),
        };
        Ok(notices.into_iter().map(action).collect())
    }

    /// Changes a ticket and keeps its wake-up in step.
    fn with_ticket<T>(&mut self, id: &str, change: impl FnOnce(&mut TicketClock, &Policy) -> Result<T>) -> Result<T> {
        let ticket = self.tickets.get_mut(id).ok_or_else(|| unknown(id))?;
        let before = ticket.next_wakeup();
        let result = change(ticket, &self.policy);
        let after = ticket.next_wakeup();
        if let Some(before) = before {
            self.wakeups.remove(&(before, id.to_owned()));
        }
        if let Some(after) = after {
            self.wakeups.insert((after, id.to_owned()));
        }
        result
    }
}

fn unknown(ticket: &str) -> Error {
    Error::unknown("ticket", ticket, Vec::new())
}

use chrono::{DateTime, Utc};

use super::compiled::{HELD, Tick, checked, instant, tick};
use super::event::Cause;
use super::machine::{Machine, Step};
use super::policy::WARNINGS;
use super::timeline::{TicketNotice, TicketState, Timeline};
use super::view::View;
use super::{Policy, TicketEvent};
use crate::time::{check_instant, format_instant};
use crate::{Error, Priority, Result};

/// Most events of one ticket that change something.
pub(super) const EVENTS: usize = 10_000;

/// Most bytes of a ticket's id and of an assignee.
const NAME_BYTES: u64 = 1_000;

/// Follows one ticket as its events arrive: apply an event, advance to the present, sleep until the next wake-up.
///
/// It answers what [`Policy::timeline`] answers, one event at a time, in memory of its own size and without looking at
/// the past again, so that one program can follow as many tickets as it likes:
///
/// ```
/// use hypercare::escalation::{Policy, TicketClock, TicketEvent, TicketNotice};
/// use hypercare::{Priority, time::parse_instant};
/// let policy = Policy::default();
/// let opened = TicketEvent::opened("T-1", parse_instant("2026-11-22T09:00:00Z")?, Priority::High);
/// let mut ticket = TicketClock::open(&policy, &opened)?;
/// let ten = parse_instant("2026-11-22T10:00:00Z")?;
/// assert_eq!(ticket.next_wakeup(), Some(ten));
/// for notice in ticket.advance(&policy, ten)? {
///     match notice {
///         TicketNotice::Escalation(step) => println!("call {}", step.target.name), // "call user support"
///         TicketNotice::Warning(warning) => println!("late at {}", warning.due),
///         TicketNotice::Breach(clock) => println!("late since {}", clock.due),
///     }
/// }
/// ticket.apply(&policy, &TicketEvent::resolved(ten))?;
/// assert_eq!(ticket.next_wakeup(), None);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// Pass the same policy every time: steps keep the due instants and tiers they were given when they started, and a
/// later policy is asked only for the names of tiers and for what starts later.
///
/// What was reported stays reported. A host that advances to the very instant of an event before it applies the event
/// is told of the steps due at that instant; one that applies the event first is not. Events at one instant are applied
/// in the order in which they are given. An event that comes twice at the instant of the last one counts once; one from
/// before is refused as out of order, whether it came already or not: it is [`Policy::timeline`] that takes events in any
/// order.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketClock {
    id: String,
    assignee: Option<String>,
    machine: Machine,
    /// The last event or advance.
    last: Tick,
    /// The last event's instant, and what came at it, so that a second delivery is known.
    latest: Tick,
    delivered: Vec<(Cause, Option<Priority>, Option<String>)>,
    /// The clocks that may have something to report, as places among the ticket's clocks.
    pending: Vec<usize>,
    clocks_seen: usize,
    /// The runs before this have nothing to report any more.
    runs_done: usize,
}

impl TicketClock {
    /// Begins with an `opened` event.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for another event and for a blank id, [`Error::Limit`] for an id over 1,000 bytes,
    /// [`Error::Unknown`] for a priority that the policy does not have, [`Error::Range`], [`Error::Gap`] and
    /// [`Error::Fold`] for due instants that do not exist.
    pub fn open(policy: &Policy, event: &TicketEvent) -> Result<Self> {
        let TicketEvent::Opened(opened) = event else {
            return Err(Error::invalid("first event of a ticket", "opened", event.kind()));
        };
        name(&opened.id, "ticket id")?;
        check_instant(opened.at, "opened")?;
        let last = tick(opened.at);
        let mut machine = Machine::new();
        machine.open(policy.compiled(), last, opened.priority)?;
        let clocks_seen = machine.clocks.len();
        let pending = (0..clocks_seen).collect();
        Ok(Self {
            id: opened.id.clone(),
            assignee: None,
            machine,
            last,
            latest: last,
            delivered: Vec::new(),
            pending,
            clocks_seen,
            runs_done: 0,
        })
    }

    /// Applies the next event of this ticket; one that was just applied already changes nothing. After an error the
    /// ticket is as it was before.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an event of another ticket, [`Error::Duplicate`] for a second `opened`,
    /// [`Error::OutOfOrder`] for an event before the last event or advance, [`Error::Limit`] over 10,000 events that
    /// change something, 100,000 steps, or 1,000 changes of a clock that keeps its time, and what [`open`](Self::open)
    /// returns for a new priority.
    pub fn apply(&mut self, policy: &Policy, event: &TicketEvent) -> Result<()> {
        let saved = self.machine.savepoint(event.cause());
        let done = self.take(policy, event);
        done.inspect_err(|_| self.machine.restore(saved))
    }

    /// Returns the error that [`apply`](Self::apply) would return, and changes nothing.
    #[cfg_attr(not(feature = "desk"), allow(dead_code))]
    pub(crate) fn check(&mut self, policy: &Policy, event: &TicketEvent) -> Result<()> {
        let saved = self.machine.savepoint(event.cause());
        let done = self.attempt(policy, event);
        self.machine.restore(saved);
        done.map(|_| ())
    }

    /// Applies the next event; after an error the machine is in no state to be used.
    fn take(&mut self, policy: &Policy, event: &TicketEvent) -> Result<()> {
        if !self.attempt(policy, event)? {
            return Ok(());
        }
        let at = tick(event.at());
        if at != self.latest {
            self.delivered.clear();
        }
        (self.last, self.latest) = (at, at);
        self.delivered.push((event.cause(), event.priority(), event.assignee().map(str::to_owned)));
        self.pending.extend(self.clocks_seen..self.machine.clocks.len());
        self.clocks_seen = self.machine.clocks.len();
        if let Some(assignee) = event.assignee().filter(|_| self.machine.state != TicketState::Resolved) {
            self.assignee = Some(assignee.to_owned());
        }
        Ok(())
    }

    /// Changes the machine alone; says whether the event is new.
    fn attempt(&mut self, policy: &Policy, event: &TicketEvent) -> Result<bool> {
        let at = event.at();
        self.is_mine(event)?;
        if matches!(event, TicketEvent::Opened(_)) {
            return Err(Error::Duplicate { kind: "ticket".to_owned(), name: crate::error::shorten(&self.id) });
        }
        if let Some(assignee) = event.assignee() {
            name(assignee, "assignee")?;
        }
        check_instant(at, event.kind())?;
        let same = |(cause, priority, assignee): &(Cause, Option<Priority>, Option<String>)| {
            (*cause, *priority, assignee.as_deref()) == (event.cause(), event.priority(), event.assignee())
        };
        if tick(at) == self.latest && self.delivered.iter().any(same) {
            return Ok(false);
        }
        self.in_order(at, event.kind())?;
        if event.assignee().is_none_or(|assignee| self.assignee.as_deref() != Some(assignee)) {
            let priority = event.priority().unwrap_or(self.machine.priority);
            self.machine.apply(policy.compiled(), tick(at), event.cause(), priority)?;
        }
        Ok(true)
    }

    fn is_mine(&self, event: &TicketEvent) -> Result<()> {
        match event.id().filter(|id| *id != self.id) {
            None => Ok(()),
            Some(id) => Err(Error::invalid(
                format!("ticket of the {} event", event.kind()),
                crate::error::shorten(&self.id),
                id,
            )),
        }
    }

    /// Steps reached, warnings given and clocks breached by `now` that were not reported yet, in the order of their
    /// instants.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] for a `now` before the last event or advance; [`Error::Range`] outside the years 0 to 9999.
    pub fn advance(&mut self, policy: &Policy, now: DateTime<Utc>) -> Result<Vec<TicketNotice>> {
        check_instant(now, "now")?;
        self.in_order(now, "now")?;
        let now = tick(now);
        self.last = now;
        let mut news: Vec<News> = Vec::new();
        let Machine { runs, steps, clocks, .. } = &mut self.machine;
        for (place, run) in runs.iter().enumerate().skip(self.runs_done) {
            let (first, end) = (run.first as usize, run.end as usize);
            for (index, step) in steps.iter_mut().enumerate().take(end).skip(first) {
                if !step.told && run.has_sent(step, now) {
                    step.told = true;
                    news.push(News::Step(place, index - first));
                }
            }
        }
        for &place in &self.pending {
            let Some(clock) = clocks.get_mut(place) else { continue };
            for (index, warned) in clock.warned.iter_mut().enumerate().filter(|(_, warned)| !warned.told) {
                warned.told = true;
                news.push(News::Warned(place, index));
            }
            for index in 0..WARNINGS {
                let given = clock.has_warned(index, now);
                if let Some(told) = clock.told_warnings.get_mut(index).filter(|told| given && !**told) {
                    *told = true;
                    news.push(News::Warning(place, index));
                }
            }
            if !clock.told && clock.is_late(now) {
                clock.told = true;
                news.push(News::Breach(place));
            }
        }
        // Only the last run, and clocks that nothing has closed, can have something to report later.
        self.runs_done = self.machine.runs.len().saturating_sub(1);
        let clocks = &self.machine.clocks;
        self.pending.retain(|place| clocks.get(*place).is_some_and(|clock| !clock.is_closed()));
        let view = View { policy, machine: &self.machine, now };
        let mut notices = Vec::with_capacity(news.len());
        for piece in news {
            notices.extend(match piece {
                News::Step(run, step) => view.step(run, step)?.map(TicketNotice::Escalation),
                News::Warning(clock, place) => view.warning(clock, place)?.map(TicketNotice::Warning),
                News::Warned(clock, place) => view.warned(clock, place)?.map(TicketNotice::Warning),
                News::Breach(clock) => view.clock(clock)?.map(TicketNotice::Breach),
            });
        }
        // Stable: a step comes before the breach at the same instant, which is true only after it.
        notices.sort_by_key(TicketNotice::due);
        Ok(notices)
    }

    /// When [`advance`](Self::advance) will have something to report if nothing happens before; `None` if nothing is
    /// pending. A whole millisecond, because dates in JavaScript hold no more: the first one at which a step is reached,
    /// a warning given, or a clock late.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        let runs = self.machine.runs.iter().skip(self.runs_done);
        let steps = runs.flat_map(|run| {
            let open = |step: &&Step| !step.told && step.at < HELD;
            let before = run.stopped.map_or(Tick::MAX, |stop| stop.at);
            self.machine
                .steps_of(run)
                .iter()
                .filter(open)
                .filter_map(|step| run.sends(step))
                .filter(move |at| *at < before)
        });
        let clocks = self.pending.iter().filter_map(|place| self.machine.clocks.get(*place));
        let news = clocks.flat_map(|clock| {
            let before = clock.stopped.map_or(Tick::MAX, |stop| stop.at);
            let breach = (clock.promised && !clock.told && clock.due < HELD && clock.due < before).then_some(clock.due);
            let warned = clock.warned.iter().filter(|warned| !warned.told).map(|warned| warned.at);
            let warnings = (0..WARNINGS)
                .filter(|place| clock.told_warnings.get(*place) == Some(&false))
                .filter_map(|place| clock.warning(place))
                .filter(move |at| *at < before);
            // Late is after the due instant.
            breach.map(|due| due + 1).into_iter().chain(warned).chain(warnings)
        });
        let first = steps.chain(news).min()?;
        let whole = first.checked_add(999)?.div_euclid(1_000) * 1_000;
        checked(whole, String::new).ok().map(instant)
    }

    /// Where the ticket stands at `now`.
    ///
    /// # Errors
    ///
    /// As for [`advance`](Self::advance).
    pub fn timeline(&self, policy: &Policy, now: DateTime<Utc>) -> Result<Timeline> {
        check_instant(now, "now")?;
        self.in_order(now, "now")?;
        View { policy, machine: &self.machine, now: tick(now) }.timeline(&self.id, self.assignee.as_deref())
    }

    /// The ticket's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who takes care of it, if that was said.
    pub fn assignee(&self) -> Option<&str> {
        self.assignee.as_deref()
    }

    /// How urgent it is.
    pub fn priority(&self) -> Priority {
        self.machine.priority
    }

    /// Whether it is open, acknowledged or resolved.
    pub fn state(&self) -> TicketState {
        self.machine.state
    }

    /// Whether it waits for the customer.
    pub fn is_paused(&self) -> bool {
        self.machine.paused()
    }

    fn in_order(&self, at: DateTime<Utc>, what: &str) -> Result<()> {
        if tick(at) < self.last {
            return Err(Error::OutOfOrder {
                what: what.to_owned(),
                at: format_instant(at),
                clock: format_instant(instant(self.last)),
            });
        }
        Ok(())
    }
}

/// Something to report: places among the runs, steps, clocks and warnings of the ticket.
enum News {
    Step(usize, usize),
    Warning(usize, usize),
    Warned(usize, usize),
    Breach(usize),
}

fn name(text: &str, what: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::invalid(what, "a text that is not blank", format_args!("{text:?}")));
    }
    Error::cap(&format!("{what}, bytes"), NAME_BYTES, text.len())
}

/// The ticket as all its events by `now` leave it, in whatever order and how often they are given.
pub(super) fn replay(policy: &Policy, events: &[TicketEvent], now: DateTime<Utc>) -> Result<TicketClock> {
    check_instant(now, "now")?;
    let mut list: Vec<_> = events.iter().filter(|event| event.at() <= now).collect();
    list.sort_by(|one, other| order(one).cmp(&order(other)));
    let openings = list.iter().filter(|event| matches!(event, TicketEvent::Opened(_)));
    let Some(opened) = openings.copied().next() else {
        return Err(Error::invalid("events", "an opened event by now", "none"));
    };
    let mut ticket = TicketClock::open(policy, opened)?;
    let mut last = None;
    for event in list {
        let key = order(event);
        if last != Some(key) && event != opened {
            ticket.take(policy, event)?;
        } else {
            ticket.is_mine(event)?;
        }
        last = Some(key);
    }
    Ok(ticket)
}

/// The order of events; of one ticket, equal means the same event twice.
fn order(event: &TicketEvent) -> (Tick, Cause, std::cmp::Reverse<Option<Priority>>, Option<&str>) {
    (tick(event.at()), event.cause(), std::cmp::Reverse(event.priority()), event.assignee())
}

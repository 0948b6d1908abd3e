use chrono::{DateTime, Utc};

use super::compiled::{Compiled, HELD, NEVER, Start, Terms, Tick, checked, instant, tick};
use super::event::Cause;
use super::machine::Machine;
use super::policy::WARNINGS;
use super::timeline::{ClockKind, ClockState, TicketState};
use super::{Policy, TicketEvent};
use crate::time::{check_instant, format_instant};
use crate::{Error, Priority, Result};

/// Most tickets of one call: their answer takes a gigabyte.
const TICKETS: u64 = 1 << 24;

/// Events of many tickets, one a row, in columns as long as each other. The columns are those of numpy and of typed
/// arrays, so that a million tickets cross from other languages without an object for each.
///
/// The rows may stand in any order and repeat; those of a ticket side by side are read fastest.
#[derive(Clone, Copy, Debug)]
pub struct EventColumns<'a> {
    /// Which ticket: a number from 0 on.
    pub ticket: &'a [u32],
    /// When, in milliseconds since 1970 in UTC.
    pub at: &'a [i64],
    /// What, as its place in [`EVENT_KINDS`]. Columns name nobody: every reassignment is one to somebody else.
    pub kind: &'a [u8],
    /// The priority, 1 to 5, of rows that open a ticket or change its priority; not looked at elsewhere.
    pub priority: &'a [u8],
}

/// The kinds of events in columns: 0 is "opened".
pub const EVENT_KINDS: [&str; 11] = [
    "opened",
    "priority_changed",
    "reassigned",
    "acknowledged",
    "customer_replied",
    "responded",
    "updated",
    "paused",
    "resumed",
    "resolved",
    "reopened",
];

const CAUSES: [Cause; 11] = [
    Cause::Opened,
    Cause::PriorityChanged,
    Cause::Reassigned,
    Cause::Acknowledged,
    Cause::CustomerReplied,
    Cause::Responded,
    Cause::Updated,
    Cause::Paused,
    Cause::Resumed,
    Cause::Resolved,
    Cause::Reopened,
];

/// Where many tickets stand, one a row.
///
/// Instants are milliseconds since 1970 in UTC; [`NO_INSTANT`](Self::NO_INSTANT), which numpy reads as "not a time",
/// stands where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineColumns {
    /// 0 open, 1 acknowledged, 2 resolved; 255 if the ticket is not open yet.
    pub state: Vec<u8>,
    /// Whether the ticket waits for the customer.
    pub paused: Vec<u8>,
    /// 1 to 5; 0 if the ticket is not open yet.
    pub priority: Vec<u8>,
    /// What is due next if nothing happens before.
    pub next_at: Vec<i64>,
    /// 0 nothing, 1 first response, 2 next response, 3 update, 4 resolution, 5 escalation, 6 warning.
    pub next_kind: Vec<u8>,
    /// The index of the escalation step that is next, from 0; -1 where something else is.
    pub next_step: Vec<i32>,
    /// Clocks of the ticket that were ever late: 1 first response, 2 next response, 4 update, 8 resolution, added.
    pub breached: Vec<u8>,
    /// Clocks that ever warned, likewise.
    pub warned: Vec<u8>,
    /// Escalation steps sent.
    pub sent: Vec<u32>,
    /// When the last clock of a kind is due; none where nothing is promised and while it is paused.
    pub first_response_due: Vec<i64>,
    /// Likewise.
    pub next_response_due: Vec<i64>,
    /// Likewise.
    pub update_due: Vec<i64>,
    /// Likewise.
    pub resolution_due: Vec<i64>,
}

/// Events of many tickets, put together in Rust.
///
/// ```
/// use hypercare::escalation::{EventTable, Policy, TicketEvent};
/// use hypercare::{Priority, time::parse_instant};
/// let nine = parse_instant("2026-11-22T09:00:00Z")?;
/// let mut events = EventTable::default();
/// events.push(0, &TicketEvent::opened("T-1", nine, Priority::Critical));
/// events.push(1, &TicketEvent::opened("T-2", nine, Priority::High));
/// events.push(1, &TicketEvent::responded(parse_instant("2026-11-22T09:10:00Z")?));
/// let standing = Policy::default().timelines(&events.columns(), 2, parse_instant("2026-11-22T09:20:00Z")?)?;
/// assert_eq!(standing.breached, [1, 0]); // nobody has answered T-1 within 15 minutes
/// assert_eq!(standing.sent, [2, 0]);
/// assert_eq!(standing.next_at[0], parse_instant("2026-11-22T09:30:00Z")?.timestamp_millis());
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct EventTable {
    ticket: Vec<u32>,
    at: Vec<i64>,
    kind: Vec<u8>,
    priority: Vec<u8>,
}

impl EventTable {
    /// Adds an event of a ticket; its instant is cut to whole milliseconds.
    pub fn push(&mut self, ticket: u32, event: &TicketEvent) {
        self.ticket.push(ticket);
        self.at.push(event.at().timestamp_millis());
        self.kind.push(event.cause() as u8);
        self.priority.push(event.priority().map_or(0, |priority| priority as u8 + 1));
    }

    /// Its columns.
    pub fn columns(&self) -> EventColumns<'_> {
        EventColumns { ticket: &self.ticket, at: &self.at, kind: &self.kind, priority: &self.priority }
    }
}

impl TimelineColumns {
    /// Stands where there is no instant.
    pub const NO_INSTANT: i64 = i64::MIN;

    fn with_capacity(tickets: usize) -> Self {
        Self {
            state: Vec::with_capacity(tickets),
            paused: Vec::with_capacity(tickets),
            priority: Vec::with_capacity(tickets),
            next_at: Vec::with_capacity(tickets),
            next_kind: Vec::with_capacity(tickets),
            next_step: Vec::with_capacity(tickets),
            breached: Vec::with_capacity(tickets),
            warned: Vec::with_capacity(tickets),
            sent: Vec::with_capacity(tickets),
            first_response_due: Vec::with_capacity(tickets),
            next_response_due: Vec::with_capacity(tickets),
            update_due: Vec::with_capacity(tickets),
            resolution_due: Vec::with_capacity(tickets),
        }
    }

    fn push(&mut self, row: &Row) {
        self.state.push(row.state);
        self.paused.push(u8::from(row.paused));
        self.priority.push(row.priority);
        self.next_at.push(milliseconds(row.next.0));
        self.next_kind.push(row.next.1);
        self.next_step.push(row.next.2);
        self.breached.push(row.breached);
        self.warned.push(row.warned);
        self.sent.push(row.sent);
        let [first, next, update, resolution] = row.dues;
        self.first_response_due.push(milliseconds(first));
        self.next_response_due.push(milliseconds(next));
        self.update_due.push(milliseconds(update));
        self.resolution_due.push(milliseconds(resolution));
    }
}

fn milliseconds(at: Tick) -> i64 {
    if at >= HELD { TimelineColumns::NO_INSTANT } else { at.div_euclid(1_000) }
}

/// Where one ticket stands.
struct Row {
    state: u8,
    paused: bool,
    priority: u8,
    next: (Tick, u8, i32),
    breached: u8,
    warned: u8,
    sent: u32,
    dues: [Tick; ClockKind::COUNT],
}

const ESCALATION: u8 = 5;
const WARNING: u8 = 6;
const NOT_OPEN: Row = Row {
    state: u8::MAX,
    paused: false,
    priority: 0,
    next: (NEVER, 0, -1),
    breached: 0,
    warned: 0,
    sent: 0,
    dues: [NEVER; ClockKind::COUNT],
};

/// An event of one ticket, in the order in which they take place.
type Fact = (Tick, Cause, std::cmp::Reverse<Option<Priority>>);

impl Policy {
    /// Where very many tickets stand at `now`: what [`timeline`](Self::timeline) says of each, without the words.
    ///
    /// `tickets` is their number; row `n` of the answer is ticket `n`. A ticket that is not opened by `now` has a row of
    /// its own kind. See [`EventTable`] for an example.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] for columns of different lengths; [`Error::Invalid`] for a ticket, kind or priority out of range;
    /// [`Error::Limit`] over 16,777,216 tickets; and what [`timeline`](Self::timeline)
    /// returns for any of the tickets. The error names the ticket by its number, and the row of an event that is wrong
    /// by itself.
    pub fn timelines(&self, events: &EventColumns, tickets: usize, now: DateTime<Utc>) -> Result<TimelineColumns> {
        let EventColumns { ticket, at, kind, priority } = *events;
        for (name, length) in [("at", at.len()), ("kind", kind.len()), ("priority", priority.len())] {
            if length != ticket.len() {
                return Err(Error::Shape {
                    name: name.to_owned(),
                    expected: format!("{} rows, as ticket has", ticket.len()),
                    found: length.to_string(),
                });
            }
        }
        check_instant(now, "now")?;
        Error::cap("tickets of a batch", TICKETS, tickets)?;
        let outside = |ticket: &u32| usize::try_from(*ticket).map_or(true, |ticket| ticket >= tickets);
        if let Some((row, outside)) = ticket.iter().enumerate().find(|(_, ticket)| outside(ticket)) {
            return Err(Error::invalid(format!("ticket[{row}]"), format!("a number below {tickets}"), outside));
        }
        let policy = self.compiled();
        let mut walk = Walk { policy, now: tick(now), machine: Machine::new(), facts: Vec::new() };
        let mut columns = TimelineColumns::with_capacity(tickets);
        if ticket.is_sorted() {
            let mut row = 0;
            for number in 0..tickets {
                walk.facts.clear();
                while let Some(&at) =
                    at.get(row).filter(|_| ticket.get(row).is_some_and(|ticket| *ticket as usize == number))
                {
                    walk.take(at, kind.get(row), priority.get(row)).map_err(|error| of_row(error, row, number))?;
                    row += 1;
                }
                columns.push(&walk.row().map_err(|error| of_ticket(error, number))?);
            }
        } else {
            // Rows of each ticket side by side, by counting.
            let mut ends = vec![0_usize; tickets + 1];
            for ticket in ticket {
                if let Some(count) = ends.get_mut(*ticket as usize + 1) {
                    *count += 1;
                }
            }
            for number in 1..ends.len() {
                ends[number] += ends[number - 1];
            }
            let (mut rows, starts) = (vec![0_usize; ticket.len()], ends.clone());
            for (row, ticket) in ticket.iter().enumerate() {
                if let Some(slot) = ends.get_mut(*ticket as usize) {
                    if let Some(place) = rows.get_mut(*slot) {
                        *place = row;
                    }
                    *slot += 1;
                }
            }
            for (number, bounds) in starts.windows(2).enumerate() {
                walk.facts.clear();
                let &[from, to] = bounds else { continue };
                for &row in rows.get(from..to).unwrap_or_default() {
                    let at = at.get(row).copied().unwrap_or_default();
                    walk.take(at, kind.get(row), priority.get(row)).map_err(|error| of_row(error, row, number))?;
                }
                columns.push(&walk.row().map_err(|error| of_ticket(error, number))?);
            }
        }
        Ok(columns)
    }
}

#[cold]
fn of_row(error: Error, row: usize, ticket: usize) -> Error {
    error.about(&format!("row {row}, ticket {ticket}"))
}

#[cold]
fn of_ticket(error: Error, ticket: usize) -> Error {
    error.about(&format!("ticket {ticket}"))
}

/// Goes through tickets one after the other, in the memory of the first.
struct Walk<'a> {
    policy: &'a Compiled,
    now: Tick,
    machine: Machine,
    facts: Vec<Fact>,
}

impl Walk<'_> {
    /// One more event of the present ticket.
    #[inline]
    fn take(&mut self, at: i64, kind: Option<&u8>, priority: Option<&u8>) -> Result<()> {
        let kind = kind.copied().unwrap_or(u8::MAX);
        let cause = CAUSES.get(usize::from(kind));
        let Some(&cause) = cause else {
            return Err(Error::invalid("kind", format!("a number below {}", CAUSES.len()), kind));
        };
        let priority = match cause {
            Cause::Opened | Cause::PriorityChanged => {
                let number = priority.copied().unwrap_or_default();
                let known = usize::from(number).checked_sub(1).and_then(|place| Priority::ALL.get(place));
                Some(*known.ok_or_else(|| Error::invalid("priority", "1 to 5", number))?)
            }
            _ => None,
        };
        let at = checked(at.saturating_mul(1_000), || format!("the instant {at} ms"))?;
        if at <= self.now {
            self.facts.push((at, cause, std::cmp::Reverse(priority)));
        }
        Ok(())
    }

    /// Where the present ticket stands.
    #[inline]
    fn row(&mut self) -> Result<Row> {
        if !self.facts.is_sorted_by(|one, other| one < other) {
            self.facts.sort_unstable();
            self.facts.dedup();
        }
        let mut facts = self.facts.iter();
        let Some(&(at, cause, std::cmp::Reverse(priority))) = facts.next() else { return Ok(NOT_OPEN) };
        let (Cause::Opened, Some(priority)) = (cause, priority) else { return Err(self.not_opened(at, cause)) };
        let terms = self.policy.terms(priority)?;
        if facts.len() == 0 && terms.plain {
            return self.untouched(terms, at, priority);
        }
        self.machine.open(self.policy, at, priority)?;
        for &(at, cause, std::cmp::Reverse(priority)) in facts {
            if cause == Cause::Opened {
                return Err(Error::duplicate("opening of a ticket", &format_instant(instant(at))));
            }
            let priority = priority.unwrap_or(self.machine.priority);
            self.machine.apply(self.policy, at, cause, priority)?;
        }
        self.machine.row(self.policy, self.now)
    }

    /// What the machine says of a ticket that was only opened, where every due instant is counted from there: many tickets
    /// of a queue are such.
    fn untouched(&self, terms: &Terms, at: Tick, priority: Priority) -> Result<Row> {
        let mut row = Row { state: 0, priority: priority as u8 + 1, ..NOT_OPEN };
        let mut start = Start { at, open: None };
        for kind in [ClockKind::FirstResponse, ClockKind::Update, ClockKind::Resolution] {
            let Some(term) = &terms.promises[kind as usize] else { continue };
            let due = self.policy.due_from(&mut start, term.count.calendar, term.count.exact)?;
            row.dues[kind as usize] = due;
            if due < self.now {
                row.breached |= 1 << kind as u8;
            } else if due < row.next.0 {
                row.next = (due, kind as u8 + 1, -1);
            }
        }
        let mut before = at;
        for step in &terms.steps {
            before = self.policy.due_from(&mut start, step.count.calendar, step.count.exact)?.max(before);
            if before <= self.now {
                row.sent += 1;
            } else if before < row.next.0 {
                row.next = (before, ESCALATION, i32::try_from(step.index).unwrap_or(-1));
            }
        }
        Ok(row)
    }

    #[cold]
    fn not_opened(&self, at: Tick, cause: Cause) -> Error {
        let opening = self.facts.iter().find(|fact| fact.1 == Cause::Opened);
        match opening {
            Some(opening) => Error::OutOfOrder {
                what: cause.word().to_owned(),
                at: format_instant(instant(at)),
                clock: format_instant(instant(opening.0)),
            },
            None => Error::invalid("events", "an opened event by now", "none"),
        }
    }
}

impl Machine {
    fn row(&self, policy: &Compiled, now: Tick) -> Result<Row> {
        let state = match self.state {
            TicketState::Open => 0,
            TicketState::Acknowledged => 1,
            TicketState::Resolved => 2,
        };
        let mut row = Row { state, paused: self.paused(), priority: self.priority as u8 + 1, ..NOT_OPEN };
        let mut warning = NEVER;
        for clock in self.clocks.iter().filter(|clock| clock.promised) {
            let (kind, bit) = (clock.kind as u8, 1 << clock.kind as u8);
            if let Some(due) = row.dues.get_mut(usize::from(kind)) {
                *due = clock.due;
            }
            match clock.state(now) {
                Some(ClockState::Breached) => row.breached |= bit,
                Some(ClockState::Running) if clock.due < row.next.0 => row.next = (clock.due, kind + 1, -1),
                _ => {}
            }
            if clock.warnings == [NEVER; WARNINGS] && clock.warned.is_empty() {
                continue;
            }
            if !clock.warned.is_empty() {
                row.warned |= bit;
            }
            for place in 0..WARNINGS {
                if clock.has_warned(place, now) {
                    row.warned |= bit;
                } else if let Some(at) = clock.warning(place).filter(|_| clock.stopped.is_none()) {
                    warning = warning.min(at);
                }
            }
        }
        if warning < row.next.0 {
            row.next = (warning, WARNING, -1);
        }
        let mut step = None;
        for run in &self.runs {
            for (place, one) in self.steps_of(run).iter().enumerate() {
                if run.has_sent(one, now) {
                    row.sent += 1;
                } else if let Some(at) = run.sends(one).filter(|at| run.stopped.is_none() && *at < row.next.0) {
                    row.next = (at, ESCALATION, -1);
                    step = Some((run.origin.priority, place));
                }
            }
        }
        if let Some((priority, place)) = step {
            let term = policy.terms(priority)?.steps.get(place);
            row.next.2 = term.and_then(|term| i32::try_from(term.index).ok()).unwrap_or(-1);
        }
        Ok(row)
    }
}

//! A discrete-event simulation of tiers with real calendars.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::stats::Stream;

use super::HandlingTime;

/// A ticket on its way into a tier. Times are seconds from the start of the simulation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket {
    pub(super) at: f64,
    /// The place of its priority among those of the options.
    pub(super) priority: usize,
    /// How long it takes here.
    handling: f64,
    /// When it gives up.
    patience: f64,
    /// Whether it goes on to the next tier.
    escalates: bool,
}

/// What became of a ticket in a tier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fate {
    /// Handling began after so many seconds.
    Served(f64),
    /// It gave up after so many seconds.
    Abandoned(f64),
    /// Nobody had come to it by the end of the simulation.
    Unserved,
}

/// What a tier does to its tickets.
pub(super) struct Work {
    pub(super) handling: HandlingTime,
    pub(super) mean: f64,
    pub(super) variation: f64,
    pub(super) patience: Option<f64>,
    pub(super) escalates: f64,
}

impl Work {
    /// Draws what a ticket will need, in the order of arrival: more agents change no draw.
    pub(super) fn ticket(&self, at: f64, priority: usize, stream: &mut Stream) -> Ticket {
        let handling = match self.handling {
            HandlingTime::Constant => self.mean,
            HandlingTime::Exponential => self.mean * exponential(stream),
            HandlingTime::LogNormal => {
                let variance = libm::log1p(self.variation * self.variation);
                self.mean * libm::exp(libm::sqrt(variance) * normal(stream) - variance / 2.0)
            }
        };
        let patience = self.patience.map_or(f64::INFINITY, |mean| mean * exponential(stream));
        Ticket { at, priority, handling, patience, escalates: stream.unit() < self.escalates }
    }
}

/// The instants at which tickets arrive, by hourly rates: a Poisson process.
pub(super) fn arrivals(rates: &[f64], stream: &mut Stream) -> Vec<f64> {
    let mut times = Vec::new();
    let mut left = exponential(stream);
    for (hour, &rate) in rates.iter().enumerate() {
        let mut done = 0.0;
        while rate * (1.0 - done) > left {
            done += left / rate;
            times.push((hour as f64 + done) * 3_600.0);
            left = exponential(stream);
        }
        left -= rate * (1.0 - done);
    }
    times
}

/// Runs a tier: tickets in order of arrival, and changes of the number of agents in order of time. Urgent tickets go
/// first, nothing is interrupted, and agents finish what they have begun before they leave.
///
/// Gives what became of each ticket and, for the next tier, when each that escalates leaves and its priority.
pub(super) fn run(
    tickets: &[Ticket],
    agents: &[(f64, i64)],
    priorities: usize,
    end: f64,
) -> (Vec<Fate>, Vec<(f64, usize)>) {
    let mut fates = vec![Fate::Unserved; tickets.len()];
    let mut queues: Vec<VecDeque<usize>> = vec![VecDeque::new(); priorities];
    // Times are not negative, so their bits order as they do.
    let mut busy: BinaryHeap<Reverse<u64>> = BinaryHeap::new();
    let (mut next_ticket, mut next_change, mut there) = (0, 0, 0_i64);
    let mut leaving = Vec::new();
    loop {
        let arrival = tickets.get(next_ticket).map_or(f64::INFINITY, |ticket| ticket.at);
        let change = agents.get(next_change).map_or(f64::INFINITY, |change| change.0);
        let free = busy.peek().map_or(f64::INFINITY, |Reverse(bits)| f64::from_bits(*bits));
        let now = free.min(change).min(arrival);
        if now > end || now == f64::INFINITY {
            break;
        }
        if free <= now {
            busy.pop();
        } else if change <= now {
            there += agents.get(next_change).map_or(0, |change| change.1);
            next_change += 1;
        } else {
            if let Some(queue) = tickets.get(next_ticket).and_then(|ticket| queues.get_mut(ticket.priority)) {
                queue.push_back(next_ticket);
            }
            next_ticket += 1;
        }
        while i64::try_from(busy.len()).is_ok_and(|busy| busy < there) {
            let Some(index) = queues.iter_mut().find_map(VecDeque::pop_front) else { break };
            let Some((ticket, fate)) = tickets.get(index).zip(fates.get_mut(index)) else { break };
            let wait = now - ticket.at;
            if wait > ticket.patience {
                *fate = Fate::Abandoned(ticket.patience);
                continue;
            }
            *fate = Fate::Served(wait);
            let done = now + ticket.handling;
            busy.push(Reverse(done.to_bits()));
            if ticket.escalates {
                leaving.push((done, ticket.priority));
            }
        }
    }
    for index in queues.into_iter().flatten() {
        if let Some((ticket, fate)) = tickets.get(index).zip(fates.get_mut(index))
            && ticket.at + ticket.patience <= end
        {
            *fate = Fate::Abandoned(ticket.patience);
        }
    }
    leaving.sort_by(|a, b| a.0.total_cmp(&b.0));
    (fates, leaving)
}

/// An exponential draw of mean 1.
fn exponential(stream: &mut Stream) -> f64 {
    -libm::log1p(-stream.unit())
}

/// A standard normal draw (Box and Muller 1958).
fn normal(stream: &mut Stream) -> f64 {
    let radius = libm::sqrt(2.0 * exponential(stream));
    radius * libm::cos(std::f64::consts::TAU * stream.unit())
}

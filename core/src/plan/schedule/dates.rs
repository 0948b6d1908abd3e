//! The passes over the events.

use super::BindingKind;
use super::hours::{due, opening, range, start_for};
use super::network::{Edge, Event, Network, finish_of};
use crate::Result;
use crate::time::Calendar;

/// The earliest times of all events.
pub(super) struct Early {
    pub(super) at: Vec<i64>,
    /// The edge that decides, if one does.
    pub(super) by: Vec<Option<usize>>,
    /// When what decides would let it come; starts wait for hours after that.
    pub(super) let_by: Vec<i64>,
    pub(super) finish: i64,
}

/// The earliest times, if nodes take so long and no event comes before what `slips` says of it.
pub(super) fn early(network: &Network<'_>, work: &[i64], slips: &[(Event, i64)]) -> Result<Early> {
    let mut early = Early::room(network);
    for &(event, time) in slips {
        if let Some(at) = early.at.get_mut(event) {
            *at = time.max(*at);
        }
    }
    early.pass(network, work, &[])?;
    Ok(early)
}

impl Early {
    /// Room for a pass, with the floors as times.
    pub(super) fn room(network: &Network<'_>) -> Self {
        let events = network.floors.len();
        let (by, let_by) = (vec![None; events], vec![0; events]);
        Self { at: network.floors.clone(), by, let_by, finish: network.start }
    }

    /// Raises the times to the earliest that edges allow. `delays` put off the finish of nodes that hold others.
    pub(super) fn pass(&mut self, network: &Network<'_>, work: &[i64], delays: &[i64]) -> Result<()> {
        self.finish = network.start;
        for &event in &network.order {
            let node = event / 2;
            let (Some(&floor), Some(&work), Some(own)) = (self.at.get(event), work.get(node), network.nodes.get(node))
            else {
                continue;
            };
            let (mut time, mut edge) = (floor, None);
            for (index, before) in network.before(event).iter().enumerate() {
                let from = self.at.get(before.from).copied().unwrap_or_default();
                let next = after(before, from, own.calendar, work)?;
                if next > time {
                    (time, edge) = (next, Some(network.place(event) + index));
                }
            }
            let open = match event % 2 {
                0 => opening(own.calendar, time, work)?,
                1 if own.holds => {
                    let delay = delays.get(node).copied().unwrap_or_default();
                    time.checked_add(delay).ok_or_else(range)?
                }
                _ => time,
            };
            self.finish = self.finish.max(open);
            if let (Some(at), Some(by), Some(let_by)) =
                (self.at.get_mut(event), self.by.get_mut(event), self.let_by.get_mut(event))
            {
                (*at, *by, *let_by) = (open, edge, time);
            }
        }
        Ok(())
    }

    /// Marks the events that decide when the last ones come; the marks are as many as events.
    pub(super) fn mark(&self, network: &Network<'_>, work: &[i64], marks: &mut [bool]) -> Result<()> {
        marks.iter_mut().zip(&self.at).for_each(|(mark, at)| *mark = *at == self.finish);
        for &event in network.order.iter().rev() {
            let node = event / 2;
            let (Some(true), Some(&time), Some(&work), Some(own)) =
                (marks.get(event), self.let_by.get(event), work.get(node), network.nodes.get(node))
            else {
                continue;
            };
            for edge in network.before(event) {
                let from = self.at.get(edge.from).copied().unwrap_or_default();
                if after(edge, from, own.calendar, work)? == time
                    && let Some(mark) = marks.get_mut(edge.from)
                {
                    *mark = true;
                }
            }
        }
        Ok(())
    }
}

/// When an edge lets its event come at the earliest.
fn after(edge: &Edge, from: i64, calendar: Option<&Calendar>, work: i64) -> Result<i64> {
    if edge.kind == BindingKind::Work {
        due(calendar, from, work)
    } else {
        from.checked_add(edge.lag).ok_or_else(range)
    }
}

/// The latest times of all events that move neither the finish nor break a limit, and the latest that move no event of
/// a node which holds no others.
pub(super) fn late(network: &Network<'_>, early: &Early) -> Result<(Vec<i64>, Vec<i64>)> {
    let (mut late, mut free) = (vec![early.finish; early.at.len()], vec![early.finish; early.at.len()]);
    for limit in &network.limits {
        if let Some(late) = late.get_mut(finish_of(limit.node)) {
            *late = limit.at.min(*late);
        }
    }
    for &event in network.order.iter().rev() {
        let (Some(&last), Some(&room), Some(&at), Some(node)) =
            (late.get(event), free.get(event), early.at.get(event), network.nodes.get(event / 2))
        else {
            continue;
        };
        // What only holds others may move as far as it moves none of those that come after it.
        let still = node.holds;
        let stays = if still { room } else { at };
        for edge in network.before(event) {
            let own = edge.kind == BindingKind::Work;
            let before = |time: i64| {
                if own {
                    start_for(node.calendar, time, node.work)
                } else {
                    time.checked_sub(edge.lag).ok_or_else(range)
                }
            };
            if let Some(late) = late.get_mut(edge.from) {
                *late = before(last)?.min(*late);
            }
            if let Some(free) = free.get_mut(edge.from).filter(|_| still || !own) {
                *free = before(stays)?.min(*free);
            }
        }
    }
    Ok((late, free))
}

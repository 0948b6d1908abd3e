//! The passes over the events.

use super::BindingKind;
use super::hours::{due, opening, range, start_for};
use super::network::{Event, Network, Node, finish_of, start_of};
use crate::Result;

/// The earliest times of all events.
pub(super) struct Early {
    pub(super) at: Vec<i64>,
    /// The edge that decides, if one does.
    pub(super) by: Vec<Option<usize>>,
    /// When what decides would let it come; starts wait for hours after that.
    pub(super) let_by: Vec<i64>,
    pub(super) finish: i64,
}

/// The earliest times, if no event comes before what `slips` says of it.
pub(super) fn early(network: &Network<'_>, slips: &[(Event, i64)]) -> Result<Early> {
    let events = network.floors.len();
    let (by, let_by) = (vec![None; events], vec![0; events]);
    let mut early = Early { at: network.floors.clone(), by, let_by, finish: network.start };
    for &(event, time) in slips {
        early.at[event] = time.max(early.at[event]);
    }
    for &event in &network.order {
        let Node { calendar, work, .. } = network.nodes[event / 2];
        let (mut time, mut edge) = (early.at[event], None);
        for (index, before) in network.before(event).iter().enumerate() {
            let from = early.at[before.from];
            let next = match before.kind {
                BindingKind::Work => due(calendar, from, work)?,
                _ => from.checked_add(before.lag).ok_or_else(range)?,
            };
            if next > time {
                (time, edge) = (next, Some(network.place(event) + index));
            }
        }
        let open = if event == start_of(event / 2) { opening(calendar, time, work)? } else { time };
        early.finish = early.finish.max(open);
        (early.at[event], early.by[event], early.let_by[event]) = (open, edge, time);
    }
    Ok(early)
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

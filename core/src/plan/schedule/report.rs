//! A schedule from the dates of its events.

use super::chain::{binding, seconds, to};
use super::dates::{Early, late};
use super::hours::{open, start_for};
use super::network::{Limit, Network, finish_of, instant, start_of};
use super::{ConflictKind, Schedule, ScheduleConflict, ScheduledTask, TaskBasis, TaskKind};
use crate::{Reason, Result};

pub(super) fn schedule(network: &Network<'_>, early: &Early) -> Result<Schedule> {
    let (late, free) = late(network, early)?;
    let begins = begins(network, early);
    let mut tasks = Vec::with_capacity(network.nodes.len());
    for index in in_order(network) {
        let Some(node) = network.nodes.get(index) else { continue };
        let (start, finish) = (start_of(index), finish_of(index));
        let get = |times: &[i64], event: usize| times.get(event).copied().unwrap_or_default();
        let slack = |times: &[i64], event| open(node.calendar, get(&early.at, event), get(times, event));
        let total = slack(&late, finish)?.min(slack(&late, start)?);
        // The start of what holds others may move without moving them.
        let end = slack(&free, finish)?;
        let free = if node.holds { end } else { end.min(slack(&free, start)?) };
        let early_finish = get(&early.at, finish);
        let early_start = begins.get(index).copied().unwrap_or_default();
        let begin = if node.holds { early_start } else { start_for(node.calendar, early_finish, node.work)? };
        tasks.push(ScheduledTask {
            id: node.id.to_owned(),
            title: node.title.to_owned(),
            kind: if node.item.is_some() { TaskKind::Item } else { TaskKind::Section },
            owner: node.owner.map(str::to_owned),
            basis: node.basis,
            work_seconds: seconds(node.work),
            early_start: instant(early_start),
            early_finish: instant(early_finish),
            late_start: instant(get(&late, start)),
            late_finish: instant(get(&late, finish)),
            begin: instant(begin.max(early_start)),
            total_slack_seconds: seconds(total),
            free_slack_seconds: seconds(free.min(total).max(0)),
            critical: total <= 0 && node.basis != TaskBasis::Done,
            start_binding: binding(network, early, start),
            finish_binding: binding(network, early, finish),
            line: node.position().line,
        });
    }
    let chain = last(network, early).map(|event| to(network, early, event)).unwrap_or_default();
    Ok(Schedule {
        start: instant(network.start),
        finish: instant(early.finish),
        critical: tasks.iter().filter(|task| task.critical).map(|task| task.id.clone()).collect(),
        tasks,
        chain,
        conflicts: conflicts(network, early),
        notes: network.notes.clone(),
    })
}

/// The earliest starts; of what holds others the first of theirs.
pub(super) fn begins(network: &Network<'_>, early: &Early) -> Vec<i64> {
    let mut begins: Vec<i64> = early.at.iter().step_by(2).copied().collect();
    let mut first: Vec<Option<i64>> = vec![None; begins.len()];
    for (index, node) in network.nodes.iter().enumerate().rev() {
        let inner = first.get(index).copied().flatten().filter(|_| node.work == 0);
        let Some(own) = begins.get_mut(index) else { continue };
        *own = inner.unwrap_or(*own);
        let own = *own;
        if let Some(around) = node.around.and_then(|around| first.get_mut(around)) {
            *around = Some(around.map_or(own, |first| first.min(own)));
        }
    }
    begins
}

/// The finish that comes last: that of an item rather than of what it stands in, and the first of several.
fn last(network: &Network<'_>, early: &Early) -> Option<usize> {
    let ends = |index: &usize| early.at.get(finish_of(*index)) == Some(&early.finish);
    let mut all = (0..network.nodes.len()).filter(ends);
    let own = |index: &usize| network.nodes.get(*index).is_some_and(|node| !node.holds);
    let first = all.clone().next();
    all.find(own).or(first).map(finish_of)
}

/// Nodes in the order of the text: items behind their section.
pub(super) fn in_order(network: &Network<'_>) -> Vec<usize> {
    let sections = network.nodes.iter().take_while(|node| node.item.is_none()).count();
    let mut next = sections;
    let mut order = Vec::with_capacity(network.nodes.len());
    for (index, node) in network.nodes.iter().enumerate().take(sections) {
        order.push(index);
        order.extend(next..next + node.section.items.len());
        next += node.section.items.len();
    }
    order
}

pub(super) fn conflicts(network: &Network<'_>, early: &Early) -> Vec<ScheduleConflict> {
    let places = {
        let mut places = vec![0; network.nodes.len()];
        for (place, index) in in_order(network).into_iter().enumerate() {
            if let Some(slot) = places.get_mut(index) {
                *slot = place;
            }
        }
        places
    };
    let mut found: Vec<(usize, ScheduleConflict)> = Vec::new();
    let place = |node: usize| places.get(node).copied().unwrap_or_default();
    for (node, reason) in &network.unknown {
        let id = network.nodes.get(*node).map(|node| node.id.to_owned()).unwrap_or_default();
        let kind = ConflictKind::Unknown;
        found.push((place(*node), ScheduleConflict { kind, id, limit: None, finish: None, reason: reason.clone() }));
    }
    for limit in &network.limits {
        let finish = early.at.get(finish_of(limit.node)).copied().unwrap_or_default();
        if finish > limit.at {
            found.push((place(limit.node), broken(network, limit, finish)));
        }
    }
    found.sort_by_key(|(place, conflict)| (*place, conflict.kind));
    found.into_iter().map(|(_, conflict)| conflict).collect()
}

fn broken(network: &Network<'_>, limit: &Limit, finish: i64) -> ScheduleConflict {
    let detail = match limit.kind {
        ConflictKind::Window => "it ends after its window",
        ConflictKind::Launch => "it must be done before the launch and ends after it",
        ConflictKind::Due | ConflictKind::Unknown => "it ends after it is due",
    };
    let mut reason = Reason::new(&*limit.what, detail).number("late_seconds", seconds(finish.saturating_sub(limit.at)));
    let node = network.nodes.get(limit.node);
    if let Some(node) = node {
        reason = reason.at(node.position());
    }
    ScheduleConflict {
        kind: limit.kind,
        id: node.map(|node| node.id.to_owned()).unwrap_or_default(),
        limit: Some(instant(limit.at)),
        finish: Some(instant(finish)),
        reason,
    }
}

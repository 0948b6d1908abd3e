use std::collections::VecDeque;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// When each task can and must begin and end, so that all of them end as early as possible. One entry for each task,
/// in the unit of the durations; the project begins at 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CriticalPath {
    /// The earliest start: the largest of 0 and, for each edge that leads here, the predecessor's earliest finish plus
    /// the lag.
    pub early_start: Vec<i64>,
    /// The earliest finish: the earliest start plus the duration.
    pub early_finish: Vec<i64>,
    /// The latest start: the latest finish minus the duration.
    pub late_start: Vec<i64>,
    /// The latest finish: the smallest of the makespan and, for each edge that leads away, the successor's latest start
    /// minus the lag.
    pub late_finish: Vec<i64>,
    /// How long the task can slip without moving the end of the project: latest minus earliest start.
    pub total_slack: Vec<i64>,
    /// How long it can slip without moving any other task.
    pub free_slack: Vec<i64>,
    /// The tasks without total slack, ascending.
    pub critical: Vec<usize>,
    /// When the last task ends.
    pub makespan: i64,
}

/// The schedule of tasks that wait for each other, by the critical path method (Kelley & Walker 1959).
///
/// `edges` are (predecessor, successor, lag): the successor starts at the earliest `lag` after the predecessor's
/// finish. A negative lag is a lead; no task starts before 0. Several edges between the same tasks all bind. A task
/// of duration 0 is a milestone.
///
/// ```
/// use hypercare::plan::critical_path;
/// // Migrate (4 h) and brief the team (1 h), then test (2 h, at the earliest 30 min after the migration).
/// let path = critical_path(&[240, 60, 120], &[(0, 2, 30), (1, 2, 0)])?;
/// assert_eq!((path.makespan, path.critical), (390, vec![0, 2]));
/// assert_eq!(path.total_slack, [0, 210, 0]);
///
/// let ring = critical_path(&[1, 1, 1], &[(0, 1, 0), (1, 2, 0), (2, 1, 0)]).unwrap_err();
/// assert_eq!(ring.cycle().unwrap_or_default(), ["1", "2", "1"]);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Invalid`] for a negative duration or an edge to a task that is not there, [`Error::Cycle`] with the tasks
/// of one of the shortest rings as numbers, [`Error::Range`] where a date is beyond 64 bits, [`Error::Limit`] for more
/// than 4,294,967,295 tasks or edges.
pub fn critical_path(durations: &[i64], edges: &[(usize, usize, i64)]) -> Result<CriticalPath> {
    if let Some((task, duration)) = durations.iter().enumerate().find(|(_, duration)| **duration < 0) {
        return Err(Error::invalid(format!("durations[{task}]"), "a duration of 0 or more", duration));
    }
    check(durations.len(), edges)?;
    // Half the memory where all dates are short numbers, as nearly always: no date is beyond the sum of all durations
    // and lags.
    let span = durations.iter().try_fold(0_u64, |sum, duration| sum.checked_add(duration.unsigned_abs()));
    let span = edges.iter().try_fold(span, |sum, (_, _, lag)| Some(sum?.checked_add(lag.unsigned_abs())));
    let short = span.flatten().is_some_and(|span| span <= i32::MAX as u64) && edges.len() <= i32::MAX as usize;
    if short { schedule::<i32>(durations, edges) } else { schedule::<i64>(durations, edges) }
}

/// The tasks in an order in which each stands after those before it; the errors of [`critical_path`].
pub(super) fn order(tasks: usize, edges: &[(usize, usize, i64)]) -> Result<Vec<u32>> {
    check(tasks, edges)?;
    let (mut nodes, away) = sorted::<i64>(&vec![0; tasks], edges);
    Ok(visit(&mut nodes, &away, edges)?.0)
}

fn check(tasks: usize, edges: &[(usize, usize, i64)]) -> Result<()> {
    Error::cap("critical path, tasks", u32::MAX.into(), tasks)?;
    Error::cap("critical path, edges", u32::MAX.into(), edges.len())?;
    for (index, &(from, to, _)) in edges.iter().enumerate() {
        if from >= tasks || to >= tasks {
            let expected = if tasks == 0 {
                "no edges, as there are no tasks".to_owned()
            } else {
                format!("tasks 0 to {}", tasks - 1)
            };
            return Err(Error::invalid(format!("edges[{index}]"), expected, format!("{from} to {to}")));
        }
        if from == to {
            return Err(Error::Cycle { what: "tasks".to_owned(), path: vec![from.to_string(), to.to_string()] });
        }
    }
    Ok(())
}

/// A date, or a length of time.
trait Time: Copy + Default + Ord {
    /// `value`, which fits.
    fn of(value: i64) -> Self;
    fn long(self) -> i64;
    /// `None` where the sum does not fit.
    fn plus(self, other: Self) -> Option<Self>;
    fn minus(self, other: Self) -> Option<Self>;
}

/// For dates that were seen to fit.
impl Time for i32 {
    fn of(value: i64) -> Self {
        value as Self
    }

    fn long(self) -> i64 {
        self.into()
    }

    fn plus(self, other: Self) -> Option<Self> {
        Some(self.wrapping_add(other))
    }

    fn minus(self, other: Self) -> Option<Self> {
        Some(self.wrapping_sub(other))
    }
}

impl Time for i64 {
    fn of(value: i64) -> Self {
        value
    }

    fn long(self) -> i64 {
        self
    }

    fn plus(self, other: Self) -> Option<Self> {
        self.checked_add(other)
    }

    fn minus(self, other: Self) -> Option<Self> {
        self.checked_sub(other)
    }
}

/// What is known of a task, side by side: in a large network every look at another task waits for the memory.
#[derive(Clone, Copy, Default)]
struct Node<T> {
    /// The earliest start.
    early: T,
    /// The latest start; until the pass back, how many of the edges that lead here have not been passed.
    late: T,
    /// The duration; behind the pass back, the free slack.
    length: T,
    /// Where the edges begin that lead away; those of the next task follow.
    first: u32,
}

fn schedule<T: Time>(durations: &[i64], edges: &[(usize, usize, i64)]) -> Result<CriticalPath> {
    let tasks = durations.len();
    let (mut nodes, away) = sorted::<T>(durations, edges);
    let (order, makespan) = visit(&mut nodes, &away, edges)?;
    back(&mut nodes, &away, &order, makespan).ok_or_else(overflow)?;
    nodes.truncate(tasks);
    let early_start: Vec<i64> = nodes.iter().map(|node| node.early.long()).collect();
    let late_start: Vec<i64> = nodes.iter().map(|node| node.late.long()).collect();
    let free_slack = nodes.iter().map(|node| node.length.long()).collect();
    let sum = |starts: &[i64]| starts.iter().zip(durations).map(|(start, duration)| start + duration).collect();
    let slack = late_start.iter().zip(&early_start).map(|(late, early)| late.checked_sub(*early));
    let total_slack = slack.collect::<Option<Vec<_>>>().ok_or_else(overflow)?;
    Ok(CriticalPath {
        early_finish: sum(&early_start),
        late_finish: sum(&late_start),
        early_start,
        late_start,
        free_slack,
        critical: (0..tasks).filter(|&task| total_slack[task] == 0).collect(),
        total_slack,
        makespan: makespan.long(),
    })
}

fn overflow() -> Error {
    Error::range("critical path")
}

/// All tasks in the order of [`forward`], and the makespan.
fn visit<T: Time>(nodes: &mut [Node<T>], away: &[(u32, T)], edges: &[(usize, usize, i64)]) -> Result<(Vec<u32>, T)> {
    let tasks = nodes.len() - 1;
    let (order, makespan) = forward(nodes, away).ok_or_else(overflow)?;
    if order.len() < tasks {
        let waiting: Vec<bool> = nodes[..tasks].iter().map(|node| node.late != T::default()).collect();
        let path = ring(&waiting, edges).iter().map(usize::to_string).collect();
        return Err(Error::Cycle { what: "tasks".to_owned(), path });
    }
    Ok((order, makespan))
}

/// By Kahn's algorithm: a task is visited when all before it are. The tasks in the order of the visit, which are not all
/// if there is a ring, and the makespan.
fn forward<T: Time>(nodes: &mut [Node<T>], away: &[(u32, T)]) -> Option<(Vec<u32>, T)> {
    let tasks = nodes.len() - 1;
    let none = T::default();
    // One place more than tasks, as every successor is written down and stays only if it is free: a branch on that would
    // be guessed wrong every third time.
    let mut order = vec![0_u32; tasks + 1];
    let mut free = 0;
    for (task, node) in nodes[..tasks].iter().enumerate() {
        order[free] = task as u32;
        free += usize::from(node.late == none);
    }
    let one = T::of(1);
    let mut makespan = none;
    let mut visited = 0;
    while visited < free {
        let task = order[visited] as usize;
        visited += 1;
        let Node { early, length, first, .. } = nodes[task];
        let finish = early.plus(length)?;
        makespan = makespan.max(finish);
        for &(to, lag) in &away[first as usize..nodes[task + 1].first as usize] {
            let start = finish.plus(lag)?;
            let next = &mut nodes[to as usize];
            next.early = next.early.max(start);
            next.late = next.late.minus(one)?;
            order[free] = to;
            free += usize::from(next.late == none);
        }
    }
    order.truncate(visited);
    Some((order, makespan))
}

/// Latest starts and free slacks.
fn back<T: Time>(nodes: &mut [Node<T>], away: &[(u32, T)], order: &[u32], makespan: T) -> Option<()> {
    for &task in order.iter().rev() {
        let task = task as usize;
        let Node { early, length, first, .. } = nodes[task];
        let finish = early.plus(length)?;
        let mut late = makespan;
        let mut slack = makespan.minus(finish)?;
        for &(to, lag) in &away[first as usize..nodes[task + 1].first as usize] {
            let next = &nodes[to as usize];
            late = late.min(next.late.minus(lag)?);
            slack = slack.min(next.early.minus(lag)?.minus(finish)?);
        }
        let node = &mut nodes[task];
        node.late = late.minus(length)?;
        node.length = slack;
    }
    Some(())
}

/// Tasks of which the counts and edges fit into the nearest cache.
const NEAR: usize = 1 << 12;

/// The nodes, and one more where the edges end; and the edges by the task they lead away from: successor and lag.
fn sorted<T: Time>(durations: &[i64], edges: &[(usize, usize, i64)]) -> (Vec<Node<T>>, Vec<(u32, T)>) {
    let tasks = durations.len();
    let mut waiting = vec![0_u32; tasks];
    // Counted two places up, so that the sum one place up is where the next edge of a task goes, and in the end where
    // those of the task after it begin.
    let mut starts = vec![0_u32; tasks + 2];
    let mut away = vec![(0_u32, T::default()); edges.len()];
    let groups = tasks.div_ceil(NEAR);
    if groups <= 16 || edges.is_sorted_by_key(|edge| edge.0) {
        for &(from, to, _) in edges {
            starts[from + 2] += 1;
            waiting[to] += 1;
        }
        sum_up(&mut starts);
        for &(from, to, lag) in edges {
            place(&mut starts[from + 1], &mut away, to as u32, T::of(lag));
        }
    } else {
        // First into groups of neighbours, then each group for itself: every edge would wait for the memory otherwise.
        let shift = groups.div_ceil(1024).next_power_of_two().ilog2() + NEAR.ilog2();
        let mut ends = vec![0_u32; (tasks >> shift) + 2];
        for &(from, to, _) in edges {
            ends[(from >> shift) + 1] += 1;
            waiting[to] += 1;
        }
        sum_up(&mut ends);
        let mut froms = vec![0_u32; edges.len()];
        for &(from, to, lag) in edges {
            let place = &mut ends[from >> shift];
            froms[*place as usize] = from as u32;
            away[*place as usize] = (to as u32, T::of(lag));
            *place += 1;
        }
        let (mut begin, mut group_edges) = (0, Vec::new());
        for (group, &end) in ends.iter().enumerate() {
            let froms = &froms[begin..end as usize];
            froms.iter().for_each(|&from| starts[from as usize + 2] += 1);
            let (first, last) = (group << shift, ((group + 1) << shift).min(tasks));
            // The first is where the group before ended.
            sum_up(starts.get_mut(first + 1..last + 2).unwrap_or_default());
            group_edges.clear();
            group_edges.extend_from_slice(&away[begin..end as usize]);
            for (&from, &(to, lag)) in froms.iter().zip(&group_edges) {
                place(&mut starts[from as usize + 1], &mut away, to, lag);
            }
            begin = end as usize;
        }
    }
    let node = |((duration, first), waiting): ((&i64, &u32), &u32)| Node {
        early: T::default(),
        late: T::of((*waiting).into()),
        length: T::of(*duration),
        first: *first,
    };
    let mut nodes: Vec<_> = Vec::with_capacity(tasks + 1);
    nodes.extend(durations.iter().zip(&starts).zip(&waiting).map(node));
    nodes.push(Node { first: edges.len() as u32, ..Node::default() });
    (nodes, away)
}

/// Each number becomes the sum of those up to it.
fn sum_up(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

fn place<T>(at: &mut u32, away: &mut [(u32, T)], to: u32, lag: T) {
    away[*at as usize] = (to, lag);
    *at += 1;
}

/// A shortest ring through the lowest task that is in one. Tasks in a ring or behind one are `waiting`.
pub(super) fn ring(waiting: &[bool], edges: &[(usize, usize, i64)]) -> Vec<usize> {
    let mut graph = DiGraph::<usize, ()>::new();
    let mut nodes = vec![None; waiting.len()];
    for (task, _) in waiting.iter().enumerate().filter(|(_, waiting)| **waiting) {
        nodes[task] = Some(graph.add_node(task));
    }
    for &(from, to, _) in edges {
        if let (Some(from), Some(to)) = (nodes[from], nodes[to]) {
            graph.add_edge(from, to, ());
        }
    }
    // Kosaraju's algorithm, as petgraph's version of Tarjan's recurses. Nodes were added in the order of tasks.
    let members = kosaraju_scc(&graph).into_iter().filter(|members| members.len() > 1);
    let Some(start) = members.filter_map(|members| members.into_iter().min()).min() else {
        return Vec::new();
    };
    // Breadth first from there until an edge leads back.
    let mut came_from: Vec<Option<NodeIndex>> = vec![None; graph.node_count()];
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for next in graph.neighbors(node) {
            if next == start {
                let mut path = vec![graph[start]];
                let mut step = Some(node);
                while let Some(node) = step.filter(|&node| node != start) {
                    path.push(graph[node]);
                    step = came_from[node.index()];
                }
                path.push(graph[start]);
                path.reverse();
                return path;
            }
            if came_from[next.index()].is_none() {
                came_from[next.index()] = Some(node);
                queue.push_back(next);
            }
        }
    }
    Vec::new()
}

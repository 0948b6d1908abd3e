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
    let tasks = durations.len();
    Error::cap("critical path, tasks", u32::MAX.into(), tasks)?;
    Error::cap("critical path, edges", u32::MAX.into(), edges.len())?;
    if let Some((task, duration)) = durations.iter().enumerate().find(|(_, duration)| **duration < 0) {
        return Err(Error::invalid(format!("durations[{task}]"), "a duration of 0 or more", duration));
    }
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
    let network = Network::sorted(tasks, edges)?;
    passes(durations, &network).ok_or_else(|| Error::range("critical path"))
}

/// Tasks renumbered in topological order, with the edges that lead away from each side by side: both passes then read
/// memory from front to back, which is what they cost.
struct Network {
    /// The task with each rank.
    order: Vec<u32>,
    /// Where the edges of each rank begin, and where those of the last end.
    starts: Vec<u32>,
    /// Rank of the successor, and lag.
    edges: Vec<(u32, i64)>,
}

impl Network {
    /// Sorts by Kahn's algorithm; tasks that become free together keep their order.
    fn sorted(tasks: usize, edges: &[(usize, usize, i64)]) -> Result<Self> {
        let mut starts = vec![0_u32; tasks + 1];
        let mut waiting = vec![0_u32; tasks];
        for &(from, to, _) in edges {
            starts[from + 1] += 1;
            waiting[to] += 1;
        }
        for task in 0..tasks {
            starts[task + 1] += starts[task];
        }
        let mut next = starts.clone();
        let mut away = vec![(0_u32, 0_i64); edges.len()];
        for &(from, to, lag) in edges {
            away[next[from] as usize] = (to as u32, lag);
            next[from] += 1;
        }
        let of = |task: u32| starts[task as usize] as usize..starts[task as usize + 1] as usize;

        let mut order: Vec<u32> = (0..tasks as u32).filter(|&task| waiting[task as usize] == 0).collect();
        let mut rank = vec![0_u32; tasks];
        let mut done = 0;
        while let Some(&task) = order.get(done) {
            rank[task as usize] = done as u32;
            done += 1;
            for &(to, _) in &away[of(task)] {
                waiting[to as usize] -= 1;
                if waiting[to as usize] == 0 {
                    order.push(to);
                }
            }
        }
        if done < tasks {
            return Err(Error::Cycle { what: "tasks".to_owned(), path: ring(&waiting, edges) });
        }
        let mut ranked = Self { order, starts: Vec::with_capacity(tasks + 1), edges: Vec::with_capacity(edges.len()) };
        ranked.starts.push(0);
        for &task in &ranked.order {
            ranked.edges.extend(away[of(task)].iter().map(|&(to, lag)| (rank[to as usize], lag)));
            ranked.starts.push(ranked.edges.len() as u32);
        }
        Ok(ranked)
    }

    fn away(&self, rank: usize) -> &[(u32, i64)] {
        &self.edges[self.starts[rank] as usize..self.starts[rank + 1] as usize]
    }
}

/// The forward and the backward pass; `None` on overflow.
fn passes(durations: &[i64], network: &Network) -> Option<CriticalPath> {
    let tasks = durations.len();
    let length = |rank: usize| durations[network.order[rank] as usize];
    let mut early = vec![0_i64; tasks];
    let mut makespan = 0;
    for rank in 0..tasks {
        let finish = early[rank].checked_add(length(rank))?;
        makespan = makespan.max(finish);
        for &(to, lag) in network.away(rank) {
            let start = &mut early[to as usize];
            *start = (*start).max(finish.checked_add(lag)?);
        }
    }
    let mut late = vec![0_i64; tasks];
    let mut path = CriticalPath {
        early_start: vec![0; tasks],
        early_finish: vec![0; tasks],
        late_start: vec![0; tasks],
        late_finish: vec![0; tasks],
        total_slack: vec![0; tasks],
        free_slack: vec![0; tasks],
        critical: Vec::new(),
        makespan,
    };
    for rank in (0..tasks).rev() {
        let early_finish = early[rank].checked_add(length(rank))?;
        let mut late_finish = makespan;
        let mut free_slack = makespan.checked_sub(early_finish)?;
        for &(to, lag) in network.away(rank) {
            late_finish = late_finish.min(late[to as usize].checked_sub(lag)?);
            free_slack = free_slack.min(early[to as usize].checked_sub(lag)?.checked_sub(early_finish)?);
        }
        late[rank] = late_finish.checked_sub(length(rank))?;
        let task = network.order[rank] as usize;
        path.early_start[task] = early[rank];
        path.early_finish[task] = early_finish;
        path.late_start[task] = late[rank];
        path.late_finish[task] = late_finish;
        path.total_slack[task] = late[rank].checked_sub(early[rank])?;
        path.free_slack[task] = free_slack;
    }
    path.critical = (0..tasks).filter(|&task| path.total_slack[task] == 0).collect();
    Some(path)
}

/// A shortest ring through the lowest task that is in one. `waiting` is not 0 for tasks in a ring or behind one.
fn ring(waiting: &[u32], edges: &[(usize, usize, i64)]) -> Vec<String> {
    let mut graph = DiGraph::<usize, ()>::new();
    let mut nodes = vec![None; waiting.len()];
    for (task, _) in waiting.iter().enumerate().filter(|(_, waiting)| **waiting > 0) {
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
                let mut path = vec![graph[start].to_string()];
                let mut step = Some(node);
                while let Some(node) = step.filter(|&node| node != start) {
                    path.push(graph[node].to_string());
                    step = came_from[node.index()];
                }
                path.push(graph[start].to_string());
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

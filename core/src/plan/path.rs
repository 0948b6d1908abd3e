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
    // Half the memory to read where every lag is a short number, as nearly always.
    if edges.iter().all(|&(_, _, lag)| i32::try_from(lag).is_ok()) {
        schedule(durations, edges, |lag| lag as i32)
    } else {
        schedule(durations, edges, |lag| lag)
    }
}

fn schedule<L: Copy + Default + Into<i64>>(
    durations: &[i64],
    edges: &[(usize, usize, i64)],
    short: impl Fn(i64) -> L,
) -> Result<CriticalPath> {
    let tasks = durations.len();
    let mut waiting = vec![0_u32; tasks];
    let away = Away::sorted(edges, short, &mut waiting);
    let overflow = || Error::range("critical path");
    // Forward, by Kahn's algorithm: a task is visited when all before it are. Tasks that become free together keep their
    // order. One place more than tasks, as every successor is written down and stays only if it is free: a branch on
    // that would be guessed wrong every third time.
    let mut order = vec![0_u32; tasks + 1];
    let mut free = 0;
    for (task, waiting) in waiting.iter().enumerate() {
        order[free] = task as u32;
        free += usize::from(*waiting == 0);
    }
    let mut early_start = vec![0_i64; tasks];
    let mut makespan = 0;
    let mut visited = 0;
    while visited < free {
        let task = order[visited];
        visited += 1;
        let finish = early_start[task as usize].checked_add(durations[task as usize]).ok_or_else(overflow)?;
        makespan = makespan.max(finish);
        for &(to, lag) in away.of(task) {
            let start = finish.checked_add(lag.into()).ok_or_else(overflow)?;
            let next = &mut early_start[to as usize];
            *next = (*next).max(start);
            let waiting = &mut waiting[to as usize];
            *waiting -= 1;
            order[free] = to;
            free += usize::from(*waiting == 0);
        }
    }
    if visited < tasks {
        return Err(Error::Cycle { what: "tasks".to_owned(), path: ring(&waiting, edges) });
    }
    let mut late_start = vec![0_i64; tasks];
    let mut free_slack = vec![0_i64; tasks];
    for &task in order[..tasks].iter().rev() {
        let early_finish = early_start[task as usize] + durations[task as usize];
        let mut late_finish = makespan;
        let mut slack = makespan - early_finish;
        for &(to, lag) in away.of(task) {
            let lag = lag.into();
            late_finish = late_finish.min(late_start[to as usize].checked_sub(lag).ok_or_else(overflow)?);
            let wait = early_start[to as usize].checked_sub(lag).and_then(|start| start.checked_sub(early_finish));
            slack = slack.min(wait.ok_or_else(overflow)?);
        }
        late_start[task as usize] = late_finish.checked_sub(durations[task as usize]).ok_or_else(overflow)?;
        free_slack[task as usize] = slack;
    }
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
        makespan,
    })
}

/// The edges that lead away from each task, side by side.
struct Away<L> {
    /// Where the edges of each task begin, and where those of the last end.
    starts: Vec<u32>,
    /// Successor and lag.
    edges: Vec<(u32, L)>,
}

impl<L: Copy + Default> Away<L> {
    /// Sorts edges by their predecessor, those of one task in the order given, and counts those that lead to each task.
    fn sorted(edges: &[(usize, usize, i64)], short: impl Fn(i64) -> L, waiting: &mut [u32]) -> Self {
        // Counted two places up, so that the sum one place up is where the next edge of a task goes, and in the end
        // where those of the task after it begin.
        let mut starts = vec![0_u32; waiting.len() + 2];
        for &(from, to, _) in edges {
            starts[from + 2] += 1;
            waiting[to] += 1;
        }
        for task in 2..starts.len() {
            starts[task] += starts[task - 1];
        }
        let mut away = vec![(0_u32, L::default()); edges.len()];
        for &(from, to, lag) in edges {
            let place = &mut starts[from + 1];
            away[*place as usize] = (to as u32, short(lag));
            *place += 1;
        }
        Self { starts, edges: away }
    }

    fn of(&self, task: u32) -> &[(u32, L)] {
        &self.edges[self.starts[task as usize] as usize..self.starts[task as usize + 1] as usize]
    }
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

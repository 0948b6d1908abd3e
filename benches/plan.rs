//! The critical path beside petgraph: the same tasks and edges, sorted by its `toposort` and passed over in its
//! adjacency. Prints nanoseconds an edge and the ratio.
//!
//! `cargo bench --bench plan`

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Instant;

use hypercare::plan::critical_path;
use hypercare::stats::Stream;
use petgraph::Direction;
use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

type Edge = (usize, usize, i64);

/// A network of three edges a task, each to a task at most a tenth of the network further on; tasks and edges in the
/// order of the work, or both in any order.
fn network(tasks: usize, shuffled: bool) -> (Vec<i64>, Vec<Edge>) {
    let mut stream = Stream::new(1, tasks as u64);
    let mut names: Vec<usize> = (0..tasks).collect();
    if shuffled {
        stream.shuffle(&mut names);
    }
    let durations = (0..tasks).map(|_| stream.below(480) as i64).collect();
    let reach = (tasks / 10) as u64;
    let mut edges = Vec::with_capacity(3 * tasks);
    for from in 0..tasks - 1 {
        for _ in 0..3 {
            let to = (from + 1 + stream.below(reach) as usize).min(tasks - 1);
            edges.push((names[from], names[to], stream.below(60) as i64));
        }
    }
    if shuffled {
        stream.shuffle(&mut edges);
    }
    (durations, edges)
}

/// The makespan and the sum of the total slack.
fn by_petgraph(durations: &[i64], edges: &[Edge]) -> (i64, i64) {
    let mut graph = DiGraph::<i64, i64>::with_capacity(durations.len(), edges.len());
    for &duration in durations {
        graph.add_node(duration);
    }
    for &(from, to, lag) in edges {
        graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), lag);
    }
    let order = toposort(&graph, None).expect("no ring");
    let mut early = vec![0_i64; durations.len()];
    let mut makespan = 0;
    for &task in &order {
        let start = graph.edges_directed(task, Direction::Incoming).map(|edge| {
            let before = edge.source();
            early[before.index()] + graph[before] + edge.weight()
        });
        early[task.index()] = start.fold(0, i64::max);
        makespan = makespan.max(early[task.index()] + graph[task]);
    }
    let mut late = vec![0_i64; durations.len()];
    for &task in order.iter().rev() {
        let finish = graph.edges(task).map(|edge| late[edge.target().index()] - edge.weight());
        late[task.index()] = finish.fold(makespan, i64::min) - graph[task];
    }
    (makespan, late.iter().zip(&early).map(|(late, early)| late - early).sum())
}

/// The median time of one call, in seconds.
fn median(repeats: usize, mut call: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..repeats)
        .map(|_| {
            let began = Instant::now();
            call();
            began.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[repeats / 2]
}

fn main() {
    println!("| tasks | given | hypercare, ns an edge | petgraph, ns an edge | ratio |");
    println!("|---|---|---|---|---|");
    for (tasks, repeats) in [(10_000, 41), (100_000, 21), (1_000_000, 5)] {
        for shuffled in [false, true] {
            let (durations, edges) = network(tasks, shuffled);
            let path = critical_path(&durations, &edges).expect("a schedule");
            assert_eq!((path.makespan, path.total_slack.iter().sum()), by_petgraph(&durations, &edges));
            let per_edge = 1e9 / edges.len() as f64;
            let ours = per_edge
                * median(repeats, || {
                    let _ = black_box(critical_path(black_box(&durations), &edges));
                });
            let theirs = per_edge
                * median(repeats, || {
                    black_box(by_petgraph(black_box(&durations), &edges));
                });
            let given = if shuffled { "in any order" } else { "in order" };
            println!("| {tasks} | {given} | {ours:.1} | {theirs:.1} | {:.1} |", theirs / ours);
        }
    }
}

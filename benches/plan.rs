//! The critical path beside petgraph: the same tasks and edges, sorted by its `toposort` and passed over in its
//! adjacency. Then the simulation beside the same passes over draws of `rand_distr`, and whole plans. Prints nanoseconds and
//! ratios.
//!
//! `cargo bench --bench plan`

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Instant;

use hypercare::plan::{Estimate, Plan, PlanSimulationOptions, SimulationOptions, critical_path, simulate};
use hypercare::stats::Stream;
use petgraph::Direction;
use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use rand::SeedableRng;
use rand_distr::{Distribution, Pert};

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

/// The mean finish of samples drawn one by one, with their critical tasks counted.
fn by_rand_distr(estimates: &[Estimate], edges: &[Edge], samples: usize) -> f64 {
    let draws: Vec<Pert<f64>> =
        estimates.iter().map(|one| Pert::new(one.low, one.high).with_mode(one.likely).expect("an estimate")).collect();
    let mut before = vec![Vec::new(); estimates.len()];
    for &(from, to, lag) in edges {
        before[to].push((from, lag as f64));
    }
    let mut generator = rand::rngs::Xoshiro256PlusPlus::seed_from_u64(7);
    let (mut starts, mut finishes) = (vec![0.0; draws.len()], vec![0.0; draws.len()]);
    let mut counts = vec![0_u32; draws.len()];
    let mut sum = 0.0;
    for _ in 0..samples {
        for (task, draw) in draws.iter().enumerate() {
            let wait = before[task].iter().map(|&(from, lag): &(usize, f64)| finishes[from] + lag);
            starts[task] = wait.fold(0.0, f64::max);
            finishes[task] = starts[task] + draw.sample(&mut generator);
        }
        let last = finishes.iter().copied().fold(0.0, f64::max);
        let mut critical: Vec<bool> = finishes.iter().map(|finish| *finish == last).collect();
        for task in (0..draws.len()).rev() {
            if critical[task] {
                counts[task] += 1;
                for &(from, lag) in &before[task] {
                    critical[from] |= finishes[from] + lag == starts[task];
                }
            }
        }
        sum += last;
    }
    black_box(counts);
    sum / samples as f64
}

fn simulation() {
    let mut stream = Stream::new(2, 0);
    println!("\n| tasks | threads | hypercare, ns a task and sample | rand_distr | ratio |");
    println!("|---|---|---|---|---|");
    for (tasks, samples) in [(100, 100_000), (1000, 10_000), (10_000, 1000)] {
        let (durations, edges) = network(tasks, false);
        let estimates: Vec<Estimate> = durations
            .iter()
            .map(|&low| {
                let low = low as f64;
                let likely = low + 480.0 * stream.unit();
                Estimate::pert(low, likely, likely + 960.0 * stream.unit())
            })
            .collect();
        let lags: Vec<_> = edges.iter().map(|&(from, to, lag)| (from, to, lag as f64)).collect();
        let per_draw = 1e9 / (tasks * samples) as f64;
        let run = |jobs| {
            let options = SimulationOptions { samples, jobs, ..SimulationOptions::default() };
            simulate(black_box(&estimates), &lags, &options).expect("a simulation").mean
        };
        let theirs = per_draw
            * median(3, || {
                black_box(by_rand_distr(&estimates, &edges, samples));
            });
        let (mean, other) = (run(1), by_rand_distr(&estimates, &edges, samples));
        assert!((mean / other - 1.0).abs() < 0.01, "{mean} {other}");
        for jobs in [1, 2] {
            let ours = per_draw
                * median(7, || {
                    black_box(run(jobs));
                });
            println!("| {tasks} | {jobs} | {ours:.1} | {theirs:.1} | {:.1} |", theirs / ours);
        }
    }
}

/// A plan of so many items in sections of a hundred, each with an estimate and two dependencies.
fn plans() {
    println!("\n| items | schedule, ns an item | simulate, ns an item and sample |");
    println!("|---|---|---|");
    let start = hypercare::time::parse_instant("2026-11-24T09:00:00Z").expect("an instant");
    for (items, samples) in [(100, 10_000), (1000, 1000), (100_000, 10)] {
        let mut stream = Stream::new(3, 0);
        let mut text = String::new();
        for item in 0..items {
            if item % 100 == 0 {
                text += &format!("## Part {}\n", item / 100);
            }
            let after = |back: u64| format!(", after: t{}", item - 1 - back as usize);
            let befores: String =
                (0..if item == 0 { 0 } else { 2 }).map(|_| after(stream.below(item.min(50) as u64))).collect();
            text += &format!("- [ ] Task {item} (estimate: {}-3-9 h{befores}) {{#t{item}}}\n", stream.below(3) + 1);
        }
        let plan = Plan::from_markdown(&text).expect("a plan");
        let scheduled = median(5, || {
            black_box(plan.schedule(start).expect("a schedule"));
        });
        let options = PlanSimulationOptions { samples, tried: 0, ..Default::default() };
        let simulated = median(5, || {
            black_box(plan.simulate(start, &options).expect("a simulation"));
        });
        let each = 1e9 / items as f64;
        println!("| {items} | {:.0} | {:.1} |", scheduled * each, simulated * each / samples as f64);
    }
}

fn main() {
    simulation();
    plans();
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

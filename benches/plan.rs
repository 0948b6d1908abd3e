//! The critical path beside petgraph: the same tasks and edges, sorted by its `toposort` and passed over in its
//! adjacency. Then the simulation beside the same passes over draws of `rand_distr`, and whole plans. Prints nanoseconds of
//! processor time and ratios.
//!
//! `cargo bench --bench plan`, with `-- simulation`, `-- plans` or `-- paths` one part of it

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Instant;

use hypercare::document::Limits;
use hypercare::plan::{
    Estimate, Plan, PlanSimulationOptions, ScheduleOptions, SimulationOptions, critical_path, simulate,
};
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

/// Seconds that this thread has had of the processor, where the system tells: other work on the machine does not count then.
/// Seconds on the wall otherwise.
fn processor(began: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = told.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok());
    nanos.map_or_else(|| began.elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}

/// The median times of one call by a clock, in seconds; what it gives is dropped behind it.
fn median_by<R>(clock: impl Fn(Instant) -> f64, repeats: usize, mut call: impl FnMut() -> R) -> f64 {
    let zero = Instant::now();
    let mut times: Vec<f64> = (0..repeats)
        .map(|_| {
            let began = clock(zero);
            let found = black_box(call());
            let time = clock(zero) - began;
            drop(found);
            time
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[repeats / 2]
}

/// The median processor time of one call on one thread, in seconds. The system tells it in ticks of some milliseconds, so
/// that short calls are made many times.
fn median<R>(repeats: usize, mut call: impl FnMut() -> R) -> f64 {
    let began = Instant::now();
    drop(black_box(call()));
    let rounds = (0.1 / began.elapsed().as_secs_f64()).clamp(1.0, 1e5) as usize;
    let many = || {
        for _ in 1..rounds {
            drop(black_box(call()));
        }
        call()
    };
    median_by(processor, repeats, many) / rounds as f64
}

/// The median time on the wall.
fn wall<R>(repeats: usize, call: impl FnMut() -> R) -> f64 {
    median_by(|zero| zero.elapsed().as_secs_f64(), repeats, call)
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
    println!(
        "\n| tasks | hypercare, ns a task and sample | rand_distr | two threads on the wall, one thread beside it |"
    );
    println!("|---|---|---|---|");
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
        let theirs = per_draw * median(3, || by_rand_distr(&estimates, &edges, samples));
        let (mean, other) = (run(1), by_rand_distr(&estimates, &edges, samples));
        assert!((mean / other - 1.0).abs() < 0.01, "{mean} {other}");
        let ours = per_draw * median(7, || run(1));
        let walls = [1, 2].map(|jobs| per_draw * wall(7, || run(jobs)));
        let gain = walls[0] / walls[1];
        println!(
            "| {tasks} | {ours:.2} | {theirs:.1} ({:.1} times) | {:.2}, {gain:.2} times |",
            theirs / ours,
            walls[1]
        );
    }
}

/// A plan of so many items, each with an estimate and two dependencies: in sections of a hundred, or in three levels of
/// sections with every fifth item above four others.
fn plan(items: usize, nested: bool) -> Plan {
    let mut stream = Stream::new(3, 0);
    let mut text = String::new();
    for item in 0..items {
        if item % 100 == 0 {
            match (nested, item / 100 % 10) {
                (true, 0) => text += &format!("# Region {0}\n## Site {0}\n### Part {0}\n", item / 100),
                (true, 5) => text += &format!("## Site {0}\n### Part {0}\n", item / 100),
                (true, _) => text += &format!("### Part {}\n", item / 100),
                (false, _) => text += &format!("## Part {}\n", item / 100),
            }
        }
        let lead = if nested && item % 5 > 0 { "  - [ ]" } else { "- [ ]" };
        // What stands below an item does not wait for it.
        let back = |back: u64| item - 1 - back as usize;
        let befores = (0..if item == 0 { 0 } else { 2 }).map(|_| back(stream.below(item.min(50) as u64)));
        let befores: String =
            befores.filter(|one| !nested || one % 5 > 0).map(|one| format!(", after: t{one}")).collect();
        text += &format!("{lead} Task {item} (estimate: {}-3-9 h{befores}) {{#t{item}}}\n", stream.below(3) + 1);
    }
    let limits = Limits { bytes: 1 << 30, nodes: 10_000_000, ..Limits::default() };
    Plan::from_markdown_with(&text, limits).expect("a plan")
}

fn plans() {
    println!("\n| items | schedule, ns an item | on office hours | simulate, ns an item and sample |");
    println!("|---|---|---|---|");
    let start = hypercare::time::parse_instant("2026-11-24T09:00:00Z").expect("an instant");
    let days = ["mon", "tue", "wed", "thu", "fri"].map(|day| format!("  {day}: [09:00-12:30, 13:00-17:30]\n"));
    let hours = format!("weekly:\n{}", days.concat());
    let calendar = hypercare::time::Calendar::from_yaml(&hours).expect("a calendar");
    let office = ScheduleOptions { calendar: Some(calendar), ..ScheduleOptions::default() };
    for (items, samples, repeats) in
        [(100, 10_000, 5), (1000, 1000, 5), (10_000, 1000, 5), (100_000, 100, 3), (1_000_000, 0, 1)]
    {
        for nested in [false, true] {
            let plan = plan(items, nested);
            let each = 1e9 / items as f64;
            let scheduled = each * median(repeats, || plan.schedule(start).expect("a schedule"));
            let open = each * median(repeats, || plan.schedule_with(start, &office).expect("a schedule"));
            let options = PlanSimulationOptions { samples, tried: 0, ..Default::default() };
            let simulated = || median(3, || plan.simulate(start, &options).expect("a simulation"));
            let simulated =
                if samples == 0 { String::new() } else { format!("{:.1}", each * simulated() / samples as f64) };
            println!("| {items}{} | {scheduled:.0} | {open:.0} | {simulated} |", if nested { ", nested" } else { "" });
        }
    }
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|one| !one.starts_with("--")).collect();
    let wanted = |part: &str| asked.is_empty() || asked.iter().any(|one| one == part);
    if wanted("simulation") {
        simulation();
    }
    if wanted("plans") {
        plans();
    }
    if wanted("paths") {
        paths();
    }
}

fn paths() {
    println!("\n| tasks | given | hypercare, ns an edge | petgraph, ns an edge | ratio |");
    println!("|---|---|---|---|---|");
    for (tasks, repeats) in [(10_000, 41), (100_000, 21), (1_000_000, 5)] {
        for shuffled in [false, true] {
            let (durations, edges) = network(tasks, shuffled);
            let path = critical_path(&durations, &edges).expect("a schedule");
            assert_eq!((path.makespan, path.total_slack.iter().sum()), by_petgraph(&durations, &edges));
            let per_edge = 1e9 / edges.len() as f64;
            let ours = per_edge * median(repeats, || critical_path(black_box(&durations), &edges));
            let theirs = per_edge * median(repeats, || by_petgraph(black_box(&durations), &edges));
            let given = if shuffled { "in any order" } else { "in order" };
            println!("| {tasks} | {given} | {ours:.1} | {theirs:.1} | {:.1} |", theirs / ours);
        }
    }
}

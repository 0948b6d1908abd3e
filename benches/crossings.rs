//! Whether and when thresholds are crossed, as told from histories of simulated processes, beside what became of them:
//! the table of README.md in this folder. The truth is of 200 futures of each history.
//!
//! `cargo bench --bench crossings --no-default-features --features capacity`

#![allow(clippy::expect_used)]

use std::collections::BTreeMap;

use hypercare::capacity::{Bounds, CapacityThreshold, Planner, ThresholdCrossing};
use hypercare::stats::Stream;
use hypercare::time::parse_instant;

const FUTURES: u64 = 200;

fn normal(stream: &mut Stream) -> f64 {
    let (size, angle) = (1.0 - stream.unit(), stream.unit());
    (-2.0 * size.ln()).sqrt() * (angle * std::f64::consts::TAU).cos()
}

/// A process: its name, how many steps are known and told, the limit (above the last value if below zero), how many
/// histories, and its value at a step, after the one before.
struct Process {
    name: &'static str,
    known: usize,
    horizon: usize,
    limit: f64,
    histories: u64,
    value: fn(usize, f64, &mut Stream) -> f64,
}

fn day(hour: usize) -> f64 {
    (hour as f64 / 24.0 * std::f64::consts::TAU).sin()
}

const PROCESSES: [Process; 10] = [
    Process {
        name: "noise, 60 ± 4, above 70",
        known: 504,
        horizon: 168,
        limit: 70.0,
        histories: 20,
        value: |_, _, s| 60.0 + 4.0 * normal(s),
    },
    Process {
        name: "noise, 60 ± 4, above 72",
        known: 504,
        horizon: 168,
        limit: 72.0,
        histories: 20,
        value: |_, _, s| 60.0 + 4.0 * normal(s),
    },
    Process {
        name: "noise, 60 ± 4, above 68 within a day",
        known: 504,
        horizon: 24,
        limit: 68.0,
        histories: 20,
        value: |_, _, s| 60.0 + 4.0 * normal(s),
    },
    Process {
        name: "walk of 1 a step, 10 up",
        known: 504,
        horizon: 168,
        limit: -10.0,
        histories: 20,
        value: |_, before, s| before + normal(s),
    },
    Process {
        name: "noise that fades by a tenth a step, 2.5 deviations up",
        known: 504,
        horizon: 168,
        limit: 5.735,
        histories: 20,
        value: |_, before, s| 0.9 * before + normal(s),
    },
    Process {
        name: "a day, 50 ± 20, and noise of 3, above 75",
        known: 672,
        horizon: 168,
        limit: 75.0,
        histories: 20,
        value: |h, _, s| 50.0 + 20.0 * day(h) + 3.0 * normal(s),
    },
    Process {
        name: "a day with noise of 0.5 to 5.5, above 82",
        known: 672,
        horizon: 168,
        limit: 82.0,
        histories: 20,
        value: |h, _, s| 50.0 + 20.0 * day(h) + (3.0 + 2.5 * day(h)) * normal(s),
    },
    Process {
        name: "50 ± 2 and in 1 % of hours 30 more, above 70",
        known: 672,
        horizon: 168,
        limit: 70.0,
        histories: 20,
        value: |_, _, s| 50.0 + 2.0 * normal(s) + if s.unit() < 0.01 { 30.0 } else { 0.0 },
    },
    Process {
        name: "disk, 0.3 a day and noise of 1, 48 now, above 75",
        known: 1440,
        horizon: 2640,
        limit: 75.0,
        histories: 8,
        value: |h, _, s| 30.0 + 0.0125 * h as f64 + normal(s),
    },
    Process {
        name: "the same above 90, which it never is",
        known: 1440,
        horizon: 2640,
        limit: 90.0,
        histories: 8,
        value: |h, _, s| 30.0 + 0.0125 * h as f64 + normal(s),
    },
];

fn crossing(values: Vec<f64>, limit: f64, horizon: usize) -> ThresholdCrossing {
    let threshold = CapacityThreshold {
        scale_up: limit,
        scale_down: None,
        warn_at: None,
        capacity: None,
        bounds: Bounds::None,
        scales: false,
    };
    let thresholds = BTreeMap::from([("metric".to_owned(), threshold)]);
    let planner = Planner { horizon, thresholds, windows: 0, ..Planner::default() };
    let now = parse_instant("2026-02-02T00:00:00Z").expect("an instant");
    let mut plan = planner.plan(&BTreeMap::from([("metric".to_owned(), values)]), now).expect("a plan");
    plan.crossings.remove(0)
}

fn main() {
    println!("| | told | of one history | truth | days told: early, expected, late | days in truth: 10, 50, 90 % |");
    println!("|---|---|---|---|---|---|");
    for process in PROCESSES {
        let (mut told, mut truth) = (Vec::new(), Vec::new());
        let mut dates = [const { Vec::new() }; 6];
        for history in 0..process.histories {
            let mut stream = Stream::new(history, 0);
            // A limit must lie above 0, and a walk may go anywhere.
            let mut before = if process.limit < 0.0 { 1000.0 } else { 0.0 };
            let go_on = |step, before: &mut f64, stream: &mut Stream| {
                *before = (process.value)(step, *before, stream);
                *before
            };
            let values: Vec<f64> = (0..process.known).map(|step| go_on(step, &mut before, &mut stream)).collect();
            let limit = if process.limit < 0.0 { before - process.limit } else { process.limit };
            let found = crossing(values, limit, process.horizon);
            let mut firsts = Vec::new();
            for future in 0..FUTURES {
                let (mut stream, mut place) = (Stream::new(1000 + history, future), before);
                let mut steps = process.known..process.known + process.horizon;
                firsts.extend(steps.position(|step| go_on(step, &mut place, &mut stream) > limit));
            }
            firsts.sort_unstable();
            told.push(found.probability);
            truth.push(firsts.len() as f64 / FUTURES as f64);
            let now = parse_instant("2026-02-02T00:00:00Z").expect("an instant");
            let days =
                |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| (at - now).num_minutes() as f64 / 1440.0);
            let met = [FUTURES / 10, FUTURES / 2, 9 * FUTURES / 10]
                .map(|place| firsts.get(place as usize).map(|step| *step as f64 / 24.0));
            let all = [days(found.early), days(found.expected), days(found.late)].into_iter().chain(met);
            dates.iter_mut().zip(all).for_each(|(dates, date)| dates.extend(date));
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let ends = |values: &[f64]| {
            values.iter().fold((1.0_f64, 0.0_f64), |(low, high), value| (low.min(*value), high.max(*value)))
        };
        // Dates that most histories have none of are none.
        let most = process.histories as usize / 2;
        let [early, expected, late, tenth, half, ninth] =
            dates.map(|dates| if dates.len() > most { format!("{:.1}", mean(&dates)) } else { "none".to_owned() });
        let (low, high) = ends(&told);
        let name = process.name;
        println!(
            "| {name} | {:.2} | {low:.2} to {high:.2} | {:.2} | {early}, {expected}, {late} | {tenth}, {half}, {ninth} |",
            mean(&told),
            mean(&truth)
        );
    }
}

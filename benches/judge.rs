//! How often does the release judge err, and how soon does it see what it must?
//!
//! `cargo bench -p hypercare --features recovery --bench judge [-- WATCHES same|doubled|bursts|times]` simulates that many
//! watches of two hours (10,000 if left out) for each line, looked at every minute, with the default document: error rate and response time,
//! each against its limit and against a baseline. Beside it stands what looking every minute does to a plain test at 5 %.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // a bench may stop where it cannot go on

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::objectives::{
    Cell, CompareOptions, JudgeDocument, ReconcileOptions, ReleaseDecision, ReleaseJudge, ReleaseSample, TableSummary,
    compare, reconcile,
};
use hypercare::recovery::{CallOutcome, CircuitBreaker, RetryFailure, RetryPolicy};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand_distr::{Binomial, Distribution, LogNormal};

/// One line of the table.
struct Scene {
    requests: u64,
    baseline: f64,
    release: f64,
    /// Whether samples hold the baseline.
    paired: bool,
    /// How much worse than its baseline a release may be: 0 is the sharpest test, a tenth what the document says unless
    /// told otherwise.
    margin: f64,
    /// Errors come in bursts of so many.
    burst: u64,
    /// What the document says of that.
    dispersion: f64,
}

#[derive(Default)]
struct Outcome {
    rolled_back: u32,
    promoted: u32,
    inconclusive: u32,
    minutes: Vec<i64>,
    naive: u32,
}

fn minute(at: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(at)
}

fn watch(scene: &Scene, seed: u64, outcome: &mut Outcome) {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let seconds = LogNormal::new(0.0, 0.4).expect("a distribution");
    let [release, baseline] = [scene.release, scene.baseline]
        .map(|share| Binomial::new(scene.requests / scene.burst, share).expect("a distribution"));
    let mut document = JudgeDocument::default();
    document.criteria[0].dispersion = scene.dispersion;
    document.criteria.iter_mut().for_each(|criterion| criterion.margin = scene.margin);
    let mut judge = ReleaseJudge::new(document).expect("a judge");
    judge.start(minute(0)).expect("a verdict");
    let (mut sums, mut naive) = ([0_u64; 3], false);
    let mut end = None;
    for at in 1..=120 {
        let [bad, other] = [&release, &baseline].map(|errors| scene.burst * errors.sample(&mut chance));
        let errors = ReleaseSample::share("error_rate", minute(at), bad, scene.requests);
        let value = ReleaseSample::value("response_time", minute(at), seconds.sample(&mut chance));
        let other_value = seconds.sample(&mut chance);
        let (errors, value) = if scene.paired {
            (errors.against(other, scene.requests), value.against_value(other_value))
        } else {
            (errors, value)
        };
        for (sum, more) in sums.iter_mut().zip([bad, other, scene.requests]) {
            *sum += more;
        }
        naive |= plain_test(scene, sums);
        if end.is_none() {
            judge.observe(&value).expect("a verdict");
            judge.observe(&errors).expect("a verdict");
            let verdict = judge.advance(minute(at)).expect("a verdict");
            end = verdict.finished.then_some((at, verdict.decision));
        }
    }
    outcome.naive += u32::from(naive);
    match end.expect("the watch is over") {
        (at, ReleaseDecision::RollBack) => {
            outcome.rolled_back += 1;
            outcome.minutes.push(at);
        }
        (_, ReleaseDecision::Promote) => outcome.promoted += 1,
        _ => outcome.inconclusive += 1,
    }
}

/// The test that looks only once, looked at every minute: a z test at 5 %, one-sided.
fn plain_test(scene: &Scene, [bad, other, requests]: [u64; 3]) -> bool {
    let n = requests as f64;
    let (share, expected, pooled) = if scene.paired {
        (bad as f64 / n, other as f64 / n, (bad + other) as f64 / (2.0 * n))
    } else {
        (bad as f64 / n, 0.005, 0.005)
    };
    let sides = if scene.paired { 2.0 } else { 1.0 };
    let deviation = (sides * pooled * (1.0 - pooled) / n).sqrt();
    deviation > 0.0 && (share - expected) / deviation > 1.644_853_626_951_472_2
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let watches: u64 = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let parts = ["same", "doubled", "bursts", "times"];
    let named = arguments.iter().any(|argument| parts.contains(&argument.as_str()));
    let wanted = |part: &str| !named || arguments.iter().any(|argument| argument == part);
    println!("{watches} watches of two hours for each line, one look a minute\n");
    println!(
        "| requests a minute | baseline | release | rolled back | promoted | inconclusive | minutes, median and 95 % \
         | plain test at each look |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let run = |scene: &Scene| {
        let mut outcome = Outcome::default();
        for seed in 0..watches {
            watch(scene, seed, &mut outcome);
        }
        print(scene, watches, outcome);
    };
    let same = [(0.005, 0.005, false, 0.0), (0.0025, 0.0025, true, 0.0), (0.0025, 0.0025, true, 0.1)];
    let doubled = [(0.005, 0.01, false, 0.0), (0.0025, 0.005, true, 0.0), (0.0025, 0.005, true, 0.1)];
    for (part, scenes) in [("same", same), ("doubled", doubled)] {
        for (baseline, release, paired, margin) in scenes.into_iter().filter(|_| wanted(part)) {
            for requests in [100, 200, 300, 500, 1_000] {
                run(&Scene { requests, baseline, release, paired, margin, burst: 1, dispersion: 1.0 });
            }
        }
    }
    for dispersion in [1.0, 10.0].into_iter().filter(|_| wanted("bursts")) {
        let scene = Scene {
            requests: 1_000,
            baseline: 0.0025,
            release: 0.0025,
            paired: true,
            margin: 0.0,
            burst: 10,
            dispersion,
        };
        run(&scene);
    }
    if wanted("times") {
        times();
    }
}

/// What one call of the others takes: the best of five rounds.
fn times() {
    let best = |calls: u32, mut work: Box<dyn FnMut()>| {
        let round = |work: &mut Box<dyn FnMut()>| {
            let started = Instant::now();
            (0..calls).for_each(|_| work());
            started.elapsed().as_secs_f64() / f64::from(calls) * 1e9
        };
        (0..5).map(|_| round(&mut work)).fold(f64::INFINITY, f64::min)
    };
    let values = |count: u32, shift: f64| -> Vec<f64> {
        (0..count).map(|at| f64::from(at.wrapping_mul(2_654_435_761) >> 8) / 1e6 + shift).collect()
    };
    for count in [20, 45, 1_000, 100_000] {
        let (baseline, canary) = (values(count, 0.0), values(count + 1, 0.1));
        let work = move || drop(compare(&baseline, &canary, &CompareOptions::default()).expect("an answer"));
        println!("compare {count} with as many: {:.0} ns", best(2_000 / count + 1, Box::new(work)));
    }
    let options = ReconcileOptions::new(&["id", "name", "city", "balance", "paid", "note", "created", "changed"]);
    let rows: Vec<Vec<Cell>> = (0..100_000)
        .map(|id| {
            let mut row =
                vec![Cell::from(id), Cell::Text(format!("customer {id}")), Cell::from("Paris"), Cell::from(0.1)];
            row.extend([Cell::from(true), Cell::Null, Cell::from("2026-11-24"), Cell::from("2026-11-24")]);
            row
        })
        .collect();
    let mut source = TableSummary::new(options.clone()).expect("options");
    source.add_rows(&rows).expect("rows");
    let mut target = source.clone();
    let adding = best(
        3,
        Box::new({
            let options = options.clone();
            move || TableSummary::new(options.clone()).expect("options").add_rows(&rows).expect("rows")
        }),
    );
    println!("a row of 8 columns into a summary: {:.0} ns", adding / 1e5);
    println!("a summary as JSON: {} bytes", source.to_json().expect("a text").len());
    for id in 0..1_000 {
        let row = [
            Cell::from(200_000 + id),
            Cell::Null,
            Cell::Null,
            Cell::Null,
            Cell::Null,
            Cell::Null,
            Cell::Null,
            Cell::Null,
        ];
        target.add(&row).expect("a row");
    }
    let work = move || assert!(reconcile(&source, &target).expect("an answer").complete);
    println!("reconcile two summaries with a thousand differences: {:.0} ns", best(10, Box::new(work)));
    let at = minute(0);
    let mut breaker = CircuitBreaker::default();
    let call = move || {
        let permit = breaker.acquire(at).expect("an answer").permit.expect("closed");
        breaker.record(permit, at, &CallOutcome::success(0.1)).expect("a record");
    };
    println!("a call through a circuit breaker: {:.0} ns", best(100_000, Box::new(call)));
    let (policy, failure) = (RetryPolicy::default(), RetryFailure::new(2, "timeout", at, at));
    let next = move || drop(policy.next(7, &failure).expect("an answer"));
    println!("an answer of a retry policy: {:.0} ns", best(100_000, Box::new(next)));
}

fn print(scene: &Scene, watches: u64, mut outcome: Outcome) {
    let share = |count: u32| format!("{:.2} %", 100.0 * f64::from(count) / watches as f64);
    outcome.minutes.sort_unstable();
    let at = |fraction: f64| outcome.minutes.get((fraction * outcome.minutes.len() as f64) as usize).copied();
    let minutes = at(0.5).zip(at(0.95)).map_or_else(|| "-".to_owned(), |(half, most)| format!("{half}, {most}"));
    let baseline = if scene.paired {
        format!("{} %, margin {}", 100.0 * scene.baseline, scene.margin)
    } else {
        "limit alone".to_owned()
    };
    let bursts = match scene.burst {
        1 => String::new(),
        burst => format!(", in bursts of {burst}, dispersion {}", scene.dispersion),
    };
    println!(
        "| {} | {baseline} | {} %{bursts} | {} | {} | {} | {minutes} | {} |",
        scene.requests,
        100.0 * scene.release,
        share(outcome.rolled_back),
        share(outcome.promoted),
        share(outcome.inconclusive),
        share(outcome.naive),
    );
}

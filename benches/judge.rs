//! How often does the release judge err, and how soon does it see what it must?
//!
//! `cargo bench -p hypercare --features recovery --bench judge [-- WATCHES]` simulates that many watches of two hours
//! (10,000 if left out) for each line, looked at every minute, with the default document: error rate and response time,
//! each against its limit and against a baseline. Beside it stands what looking every minute does to a plain test at 5 %.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // a bench may stop where it cannot go on

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::objectives::{ReleaseDecision, ReleaseJudge, ReleaseSample};
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
    let [release, baseline] =
        [scene.release, scene.baseline].map(|share| Binomial::new(scene.requests, share).expect("a distribution"));
    let mut judge = ReleaseJudge::default();
    judge.start(minute(0)).expect("a verdict");
    let (mut sums, mut naive) = ([0_u64; 3], false);
    let mut end = None;
    for at in 1..=120 {
        let (bad, other) = (release.sample(&mut chance), baseline.sample(&mut chance));
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
            let verdict = judge.observe(&errors).expect("a verdict");
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
    let given = std::env::args().filter_map(|argument| argument.parse().ok()).next();
    let watches: u64 = given.unwrap_or(10_000);
    println!("{watches} watches of two hours for each line, one look a minute\n");
    println!(
        "| requests a minute | baseline | release | rolled back | promoted | inconclusive | minutes, median and 95 % | plain test at each look |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let started = Instant::now();
    for (baseline, release, paired) in [
        (0.005, 0.005, false),
        (0.0025, 0.0025, true),
        (0.005, 0.005, true),
        (0.0025, 0.005, true),
        (0.005, 0.01, false),
    ] {
        for requests in [30, 100, 300, 1_000] {
            let scene = Scene { requests, baseline, release, paired };
            let mut outcome = Outcome::default();
            for seed in 0..watches {
                watch(&scene, seed, &mut outcome);
            }
            print(&scene, watches, outcome);
        }
    }
    let looks = 20.0 * watches as f64 * 240.0;
    println!("\n{:.1} us a sample, simulation included", started.elapsed().as_secs_f64() / looks * 1e6);
}

fn print(scene: &Scene, watches: u64, mut outcome: Outcome) {
    let share = |count: u32| format!("{:.2} %", 100.0 * f64::from(count) / watches as f64);
    outcome.minutes.sort_unstable();
    let at = |fraction: f64| outcome.minutes.get((fraction * outcome.minutes.len() as f64) as usize).copied();
    let minutes = at(0.5).zip(at(0.95)).map_or_else(|| "-".to_owned(), |(half, most)| format!("{half}, {most}"));
    let baseline = if scene.paired { format!("{} %", 100.0 * scene.baseline) } else { "limit alone".to_owned() };
    println!(
        "| {} | {baseline} | {} % | {} | {} | {} | {minutes} | {} |",
        scene.requests,
        100.0 * scene.release,
        share(outcome.rolled_back),
        share(outcome.promoted),
        share(outcome.inconclusive),
        share(outcome.naive),
    );
}

//! Objectives, error budgets and alerts: nanoseconds of each call.
//!
//! `cargo bench --bench objectives --no-default-features --features objectives`

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::objectives::{AlertManager, AlertSample, ErrorBudget, ErrorBudgetOptions, Objective, PrometheusRules};

/// The best of five rounds: other work on the machine can only add.
fn measure(name: &str, calls: u32, mut work: impl FnMut()) {
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / f64::from(calls));
    }
    println!("{name:<58} {best:>12.0} ns");
}

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_795_000_000 + second)
}

fn main() {
    let line = "Response Time: <2 seconds (Target: <1.5s)";
    measure("read an objective", 10_000, || {
        for _ in 0..10_000 {
            black_box(Objective::parse(black_box(line)).expect("an objective"));
        }
    });
    let objective = Objective::parse(line).expect("an objective");
    measure("where it stands, with its reason", 10_000, || {
        for _ in 0..10_000 {
            black_box(objective.status(black_box(1.7)).expect("a verdict"));
        }
    });

    measure("count events into an error budget", 43_200, || {
        let mut budget = ErrorBudget::new(ErrorBudgetOptions::new(0.999)).expect("a budget");
        for minute in 0..43_200 {
            budget.observe(at(minute * 60), 1_000, 1).expect("counts");
        }
        black_box(budget);
    });
    let mut budget = ErrorBudget::new(ErrorBudgetOptions::new(0.999)).expect("a budget");
    for minute in 0..43_200 {
        budget.observe(at(minute * 60), 1_000, 1).expect("counts");
    }
    measure("a budget of 30 days of minutes, with its four alerts", 20, || {
        for _ in 0..20 {
            black_box(budget.status(at(43_199 * 60)).expect("a status"));
        }
    });

    let sample = |second: i64, value: f64| AlertSample::new("cpu_usage", at(second), value).label("host", "a");
    measure("a sample that is well, 15 rules", 100_000, || {
        let mut manager = AlertManager::default();
        for second in 0..100_000 {
            black_box(manager.observe(&sample(second, 0.5)).expect("nothing"));
        }
    });
    measure("a sample of an alert that fires", 100_000, || {
        let mut manager = AlertManager::default();
        for second in 0..100_000 {
            black_box(manager.observe(&sample(second, 0.9)).expect("notifications"));
        }
    });
    let hosts: Vec<String> = (0..10_000).map(|host| format!("host-{host}")).collect();
    let fleet = |minute: i64| -> Vec<AlertSample> {
        let samples = hosts.iter().enumerate();
        let sample = |(index, host): (usize, &String)| {
            let value = if (index as i64 + minute) % 10 == 0 { 0.9 } else { 0.5 };
            AlertSample::new("cpu_usage", at(minute * 60), value).label("host", host)
        };
        samples.map(sample).collect()
    };
    let rules = "rules: [{rule: 'cpu_usage > 80%, no data after 15m', severity: warning}]\n";
    let rounds: Vec<Vec<AlertSample>> = (0..10).map(fleet).collect();
    measure("a sample of 10,000 hosts, a tenth of which change", 100_000, || {
        let mut manager = AlertManager::from_yaml(rules).expect("a manager");
        for samples in &rounds {
            black_box(manager.observe_all(samples).expect("notifications"));
        }
    });
    let mut manager = AlertManager::from_yaml(rules).expect("a manager");
    for samples in &rounds {
        manager.observe_all(samples).expect("notifications");
    }
    measure("snapshot and restore of 10,000 hosts, each host", 10_000, || {
        black_box(AlertManager::restore(&manager.snapshot().expect("a text")).expect("a manager"));
    });
    let document = PrometheusRules::of("fleet", AlertManager::default().document().rules.clone());
    let text = document.to_yaml().expect("a rule file");
    measure("read a Prometheus file of 15 rules", 100, || {
        for _ in 0..100 {
            black_box(PrometheusRules::from_yaml(black_box(&text)).expect("rules"));
        }
    });
}

//! The stream detector: time for one point, bytes, and the alarm rates that come of those asked for.
//!
//! `cargo bench --bench stream`; the rates are printed first.

#![allow(clippy::expect_used)]

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use hypercare::anomaly::StreamDetector;
use hypercare::stats::Stream;

const POINTS: usize = 50_000;

fn normal(stream: &mut Stream) -> f64 {
    (-2.0 * (1.0 - stream.unit()).ln()).sqrt() * (std::f64::consts::TAU * stream.unit()).cos()
}

fn series(noise: &str, seed: u64) -> Vec<f64> {
    let mut stream = Stream::new(seed, 0);
    let mut last = 0.0;
    (0..POINTS)
        .map(|point| match noise {
            "uniform" => stream.unit(),
            "exponential" => -(1.0 - stream.unit()).ln(),
            "autoregressive" => {
                last = 0.9 * last + normal(&mut stream);
                last
            }
            "daily" => 5.0 * (std::f64::consts::TAU * point as f64 / 288.0).sin() + normal(&mut stream),
            _ => normal(&mut stream),
        })
        .collect()
}

fn every_five_minutes() -> impl Iterator<Item = DateTime<Utc>> {
    (0..).map(|point| DateTime::UNIX_EPOCH + TimeDelta::minutes(5 * point))
}

fn rates() {
    println!("alarms and scores over 1 - rate as multiples of the rate asked for, {POINTS} points:");
    for noise in ["normal", "uniform", "exponential", "autoregressive", "daily"] {
        for rate in [0.01, 0.001, 0.0001] {
            let (mut alarms, mut crossings) = (0, 0);
            for seed in 0..2 {
                let mut detector = StreamDetector::builder().alarm_rate(rate).build().expect("a detector");
                for (at, value) in every_five_minutes().zip(series(noise, seed)) {
                    let score = detector.update(at, value).expect("a score");
                    alarms += u32::from(score.anomalous);
                    crossings += u32::from(score.score >= 1.0 - rate);
                }
            }
            let [alarms, crossings] = [alarms, crossings].map(|count| f64::from(count) / (2.0 * rate * POINTS as f64));
            println!("  {noise} at {rate}: alarms {alarms:.2}, scores {crossings:.2}");
        }
    }
}

fn stream(criterion: &mut Criterion) {
    rates();
    let values = series("daily", 1);
    let mut group = criterion.benchmark_group("stream");
    for history in [4_096, 1_024] {
        let mut detector = StreamDetector::builder().history(history).build().expect("a detector");
        let mut points = every_five_minutes().zip(values.iter().cycle());
        for (at, value) in points.by_ref().take(10_000) {
            detector.update(at, *value).expect("a score");
        }
        group.bench_function(format!("one point, history of {history}"), |bencher| {
            bencher.iter(|| {
                let (at, value) = points.next().expect("no end");
                detector.update(black_box(at), black_box(*value)).expect("a score")
            });
        });
        let bytes = detector.to_bytes();
        println!("{} bytes", bytes.len());
        group.bench_function(format!("to_bytes, history of {history}"), |bencher| bencher.iter(|| detector.to_bytes()));
        group.bench_function(format!("from_bytes, history of {history}"), |bencher| {
            bencher.iter(|| StreamDetector::from_bytes(black_box(&bytes)).expect("a detector"));
        });
    }
    group.finish();
}

criterion_group!(benches, stream);
criterion_main!(benches);

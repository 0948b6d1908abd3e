//! The stream detector: properties, planted anomalies, bytes, and the Numenta benchmark.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

#[path = "stream/bytes.rs"]
mod bytes;
#[path = "stream/nab.rs"]
mod nab;
#[path = "stream/planted.rs"]
mod planted;
#[path = "stream/properties.rs"]
mod properties;
#[allow(dead_code)] // the bench names the files
#[path = "../benches/nab/score.rs"]
mod score;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::anomaly::{StreamDetector, StreamScore};
use hypercare::stats::Stream;

/// Short histories keep unoptimised builds quick.
fn detector() -> StreamDetector {
    StreamDetector::builder().history(256).build().expect("a detector")
}

/// Points five minutes apart.
fn instant(point: usize) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(5 * point as i64)
}

fn run(detector: &mut StreamDetector, values: &[f64]) -> Vec<StreamScore> {
    let points = values.iter().enumerate();
    points.map(|(point, &value)| detector.update(instant(point), value).expect("a score")).collect()
}

fn alarms(scores: &[StreamScore]) -> Vec<usize> {
    scores.iter().enumerate().filter(|(_, score)| score.anomalous).map(|(point, _)| point).collect()
}

fn normal(stream: &mut Stream) -> f64 {
    (-2.0 * (1.0 - stream.unit()).ln()).sqrt() * (std::f64::consts::TAU * stream.unit()).cos()
}

fn noise(count: usize, seed: u64) -> Vec<f64> {
    let mut stream = Stream::new(seed, 0);
    (0..count).map(|_| normal(&mut stream)).collect()
}

//! Forecasts on the sizes that README.md in this folder quotes: one series with its intervals and backtest, long ones,
//! many.
//!
//! `cargo bench --bench capacity --features parallel`; a part of a name picks benches, such as `-- "960"`.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use hypercare::capacity::{ForecastOptions, forecast, forecast_many};

/// Hourly load with a day, a week and noise.
fn load(length: usize) -> Vec<f64> {
    let wave = |hour: usize, period: usize| (hour as f64 / period as f64 * std::f64::consts::TAU).sin();
    let noise = |hour: usize| (hour * 7919 % 1000) as f64 / 100.0;
    (0..length).map(|hour| 100.0 + 50.0 * wave(hour, 24) + 20.0 * wave(hour, 168) + noise(hour)).collect()
}

fn capacity(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("forecast with intervals");
    group.sample_size(10).warm_up_time(Duration::from_secs(1));
    for (length, horizon) in [(960, 48), (960, 168), (10_000, 168), (100_000, 168)] {
        let (values, options) = (load(length), ForecastOptions::new("1h".parse().expect("a step"), horizon));
        group.bench_function(format!("{length} points, {horizon} ahead"), |bencher| {
            bencher.iter(|| forecast(black_box(&values), &options).expect("a forecast"));
        });
    }
    let (series, options) = (vec![load(960); 50], ForecastOptions::new("1h".parse().expect("a step"), 48));
    for jobs in [1, 2] {
        group.bench_function(format!("50 series of 960 points, {jobs} threads"), |bencher| {
            bencher.iter(|| forecast_many(black_box(&series), &options, jobs, |_, _| true).expect("forecasts"));
        });
    }
    group.finish();
}

criterion_group!(benches, capacity);
criterion_main!(benches);

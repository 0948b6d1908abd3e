//! Business time and on-call, as README.md in this folder quotes them: due, elapsed, batches, who is on call.
//!
//! `cargo bench --bench escalation`; a part of a name picks benches, such as `-- due`.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hypercare::escalation::{Calendar, Rota, TimeUnit};
use hypercare::stats::Stream;

const ROWS: usize = 1_000_000;

/// Nine to five in Paris with ten holidays a year.
fn office() -> Calendar {
    Calendar::from_yaml(
        "
zone: Europe/Paris
weekly: {mon: [09:00-17:00], tue: [09:00-17:00], wed: [09:00-17:00], thu: [09:00-17:00], fri: [09:00-17:00]}
yearly: [01-01, 04-06, 05-01, 05-08, 05-14, 05-25, 07-14, 08-15, 11-11, 12-25]
",
    )
    .expect("a calendar")
}

fn business_time(criterion: &mut Criterion) {
    let calendar = office();
    let mut stream = Stream::new(1, 0);
    // Five years from 2024 on, in milliseconds, and lengths of up to forty hours.
    let starts: Vec<i64> = (0..ROWS).map(|_| 1_704_067_200_000 + stream.below(157_680_000_000) as i64).collect();
    let lengths: Vec<i64> = (0..ROWS).map(|_| 60_000 + stream.below(144_000_000) as i64).collect();
    let pairs: Vec<(DateTime<Utc>, TimeDelta)> = starts
        .iter()
        .zip(&lengths)
        .take(65_536)
        .map(|(&start, &length)| {
            (DateTime::from_timestamp_millis(start).expect("an instant"), TimeDelta::milliseconds(length))
        })
        .collect();
    let ends = calendar.due_batch(&starts, &lengths, TimeUnit::Milliseconds).expect("due times");

    let mut group = criterion.benchmark_group("business time");
    group.sample_size(30).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    group.bench_function("first due of a new calendar", |bencher| {
        bencher.iter(|| {
            let calendar = Calendar::new(calendar.document().clone()).expect("a calendar");
            calendar.due(black_box(pairs[0].0), pairs[0].1)
        });
    });
    let mut next = pairs.iter().cycle();
    group.bench_function("due", |bencher| {
        bencher.iter(|| next.next().map(|&(start, length)| calendar.due(black_box(start), black_box(length))));
    });
    let mut next = pairs.iter().cycle();
    group.bench_function("elapsed", |bencher| {
        bencher
            .iter(|| next.next().map(|&(start, length)| calendar.elapsed(black_box(start), black_box(start + length))));
    });
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("due_batch, 1M rows", |bencher| {
        bencher.iter(|| calendar.due_batch(black_box(&starts), &lengths, TimeUnit::Milliseconds).expect("due times"));
    });
    group.bench_function("elapsed_batch, 1M rows", |bencher| {
        bencher.iter(|| calendar.elapsed_batch(black_box(&starts), &ends, TimeUnit::Milliseconds).expect("lengths"));
    });
    group.finish();
}

fn on_call(criterion: &mut Criterion) {
    let rota = Rota::from_yaml(
        "
zone: Europe/Paris
layers:
  - {name: week, members: [ana, ben, chloe, dan], every: weekly, start: 2024-01-01}
  - {name: office, members: [eva, fay], every: daily, start: 2024-01-01, excluded_days: [sat, sun], hours: {mon: ['09:00-17:00'], tue: ['09:00-17:00']}}
overrides:
  - {start: '2026-02-03T10:00:00Z', end: '2026-02-03T12:00:00Z', person: gil}
",
    )
    .expect("a rota");
    let mut stream = Stream::new(2, 0);
    let moments: Vec<DateTime<Utc>> = (0..65_536)
        .map(|_| DateTime::from_timestamp(1_704_067_200 + stream.below(157_680_000) as i64, 0).expect("an instant"))
        .collect();
    let mut group = criterion.benchmark_group("rota");
    group.sample_size(30).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(2));
    let mut next = moments.iter().cycle();
    group.bench_function("on_call", |bencher| {
        bencher.iter(|| next.next().map(|&at| rota.on_call(black_box(at))));
    });
    let from = DateTime::from_timestamp(1_767_225_600, 0).expect("an instant");
    group.bench_function("shifts of a year", |bencher| {
        bencher.iter(|| rota.shifts(black_box(from), from + TimeDelta::days(365)).expect("shifts"));
    });
    group.finish();
}

criterion_group!(benches, business_time, on_call);
criterion_main!(benches);

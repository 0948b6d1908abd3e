//! The isolation forest on the sizes that README.md in this folder quotes: fit, score, one row, bytes.
//!
//! `cargo bench --bench forest --features parallel`; a part of a name picks benches, such as `-- "one row"`.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use hypercare::anomaly::IsolationForest;
use hypercare::stats::{Matrix, Stream};

const ROWS: usize = 1_000_000;
const COLUMNS: usize = 10;

/// Values about 0 with the shape of a bell: the sum of four even draws.
fn normal_values() -> Vec<f64> {
    let mut stream = Stream::new(1, 0);
    let mut draw = || (0..4).map(|_| stream.unit()).sum::<f64>() - 2.0;
    (0..ROWS * COLUMNS).map(|_| draw()).collect()
}

fn forest(criterion: &mut Criterion) {
    let values = normal_values();
    let matrix = Matrix::new(&values, ROWS, COLUMNS).expect("the shape");
    let narrow: Vec<f32> = values.iter().map(|&value| value as f32).collect();
    let narrow = Matrix::from_f32(&narrow, ROWS, COLUMNS).expect("the shape");
    let fitted = IsolationForest::builder().fit(matrix).expect("a model");
    let two = fitted.clone().with_n_jobs(2).expect("two threads");
    let bytes = fitted.to_bytes();
    println!("model: {} bytes", bytes.len());

    let mut group = criterion.benchmark_group("forest, 100 trees x 256 rows, 10 columns");
    group.sample_size(20).warm_up_time(Duration::from_secs(1));
    for jobs in [1, 2] {
        let builder = IsolationForest::builder().n_jobs(jobs);
        group.bench_function(format!("fit 1M rows, {jobs} threads"), |bencher| {
            bencher.iter(|| builder.fit(black_box(matrix)).expect("a model"));
        });
    }
    group.bench_function("one row", |bencher| {
        let mut rows = values.chunks_exact(COLUMNS).cycle();
        bencher.iter_batched(
            || Matrix::row(rows.next().unwrap_or_default()),
            |row| fitted.score_samples(black_box(row)).expect("a score"),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("to_bytes", |bencher| bencher.iter(|| black_box(&fitted).to_bytes()));
    group.bench_function("from_bytes", |bencher| {
        bencher.iter(|| IsolationForest::from_bytes(black_box(&bytes)).expect("a model"));
    });
    group.sample_size(10).throughput(Throughput::Elements(ROWS as u64));
    for (name, forest, matrix) in [
        ("score 1M rows, 1 thread", &fitted, matrix),
        ("score 1M rows, 2 threads", &two, matrix),
        ("score 1M rows of f32, 1 thread", &fitted, narrow),
    ] {
        group.bench_function(name, |bencher| bencher.iter(|| forest.score_samples(black_box(matrix)).expect("scores")));
    }
    group.finish();
}

criterion_group!(benches, forest);
criterion_main!(benches);

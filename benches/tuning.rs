//! Advice on databases and caches, as README.md in this folder quotes it.
//!
//! `cargo bench --bench tuning --no-default-features --features tuning`; a part of a name picks benches.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hypercare::stats::Stream;
use hypercare::tuning::{
    CacheLoad, CacheSimulationOptions, ColumnRow, DatabaseStatistics, IndexOptions, IndexRow, StatementRow, TableRow,
    TuningMeasurement, VerifyOptions, advise_indexes, simulate_cache, verify,
};

/// So many tables with two indexes and four columns each, and ten statements on each, one of them slow.
fn database(tables: usize) -> DatabaseStatistics {
    let name = |number: usize| format!("table_{number}");
    let statement = |number: usize| {
        let table = number % tables;
        StatementRow {
            queryid: Some(number.to_string()),
            query: Some(format!(
                "SELECT t.id, t.a, u.b FROM table_{table} t JOIN table_0 u ON u.id = t.a WHERE t.b = $1 AND t.c > $2 ORDER BY t.c DESC LIMIT $3"
            )),
            calls: Some(100.0),
            mean_exec_time: Some(if number < tables { 250.0 } else { 2.0 }),
            // The slow ones first, each total another.
            total_exec_time: Some(1e6 - number as f64),
            ..StatementRow::default()
        }
    };
    let index = |number: usize| {
        let (table, keys) = (name(number / 2), if number.is_multiple_of(2) { "id" } else { "a, b" });
        IndexRow {
            schemaname: "public".to_owned(),
            indexrelname: format!("index_{number}"),
            indexdef: Some(format!("CREATE INDEX index_{number} ON public.{table} USING btree ({keys})")),
            idx_scan: Some(1e6),
            relname: table,
            ..IndexRow::default()
        }
    };
    let column = |number: usize| ColumnRow {
        schemaname: "public".to_owned(),
        tablename: name(number / 4),
        attname: ["id", "a", "b", "c"][number % 4].to_owned(),
        n_distinct: Some([-1.0, 5_000.0, 200.0, -0.5][number % 4]),
        null_frac: Some(0.0),
    };
    let table = |number: usize| TableRow {
        schemaname: "public".to_owned(),
        relname: name(number),
        n_live_tup: Some(1e6),
        ..TableRow::default()
    };
    DatabaseStatistics {
        statements: (0..10 * tables).map(statement).collect(),
        indexes: (0..2 * tables).map(index).collect(),
        tables: (0..tables).map(table).collect(),
        columns: (0..4 * tables).map(column).collect(),
        ..DatabaseStatistics::default()
    }
}

fn databases(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("databases");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    for (name, tables, most_queries) in
        [("100 slow queries", 100, 500), ("a million rows, 500 slow queries read", 58_824, 500)]
    {
        let statistics = database(tables);
        let options = IndexOptions { most_queries, ..IndexOptions::default() };
        group.bench_function(name, |bencher| {
            bencher.iter(|| advise_indexes(black_box(&statistics), &options).expect("a report").advice.len());
        });
    }
    group.finish();
}

fn caches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("caches");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    group.throughput(Throughput::Elements(1_000_000));
    for (name, keys, capacity) in
        [("a million accesses of 1,000 values", 1_000, None), ("of 100,000 values, 10,000 held", 100_000, Some(10_000))]
    {
        let load = CacheLoad { keys, accesses: 750_000, warm_up: Some(250_000), ..CacheLoad::default() };
        let options = CacheSimulationOptions { capacity, load, ..CacheSimulationOptions::default() };
        group.bench_function(name, |bencher| {
            bencher.iter(|| simulate_cache(black_box(&options)).expect("a simulation").hits);
        });
    }
    group.finish();
}

fn verdicts(criterion: &mut Criterion) {
    let mut stream = Stream::new(1, 0);
    let mut times = |count: usize| (0..count).map(|_| 10.0 + stream.unit()).collect::<Vec<_>>();
    let [before, after] = [times(10_000), times(10_000)].map(|values| [TuningMeasurement::samples("m", values)]);
    let means = [TuningMeasurement::mean("m", 180.0, 60.0, 400.0)];
    let mut group = criterion.benchmark_group("verify");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    group.bench_function("10,000 values beside 10,000", |bencher| {
        bencher.iter(|| verify(black_box(&before), &after, &VerifyOptions::default()).expect("an outcome").verdict);
    });
    group.bench_function("two means", |bencher| {
        bencher.iter(|| verify(black_box(&means), &means, &VerifyOptions::default()).expect("an outcome").verdict);
    });
    group.finish();
}

criterion_group!(benches, databases, caches, verdicts);
criterion_main!(benches);

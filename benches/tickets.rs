//! The starter model: one ticket, a batch, an explanation, a correction, a route, loading, training.
//!
//! ```text
//! cargo bench --bench tickets --no-default-features --features tickets
//! ```

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use hypercare::tickets::{Classifier, ClassifierOptions, IncomingTicket, Router, starter_texts};

/// 61 bytes.
const TEXT: &str = "Our invoices no longer show up in QuickBooks since last night";

fn tickets(c: &mut Criterion) {
    let starter = Classifier::starter().expect("the starter model");
    let bytes = starter.to_bytes();
    let (labels, texts): (Vec<&str>, Vec<&str>) = starter_texts().unzip();
    let ticket = IncomingTicket { text: TEXT.to_owned(), ..IncomingTicket::default() };
    let router = Router::default();

    c.bench_function("classify 61 bytes", |bench| bench.iter(|| starter.classify(black_box(TEXT))));
    c.bench_function("classify a batch of 1,000", |bench| {
        bench.iter(|| starter.classify_batch(black_box(&texts[..1000])))
    });
    c.bench_function("explain 61 bytes", |bench| bench.iter(|| starter.explain(black_box(TEXT))));
    c.bench_function("route by the classifier", |bench| {
        bench.iter(|| router.route_by(black_box(&ticket), &[], &starter).expect("a route"));
    });
    c.bench_function("load the starter model", |bench| {
        bench.iter(|| Classifier::from_bytes(black_box(&bytes)).expect("a model"));
    });
    let mut taught = starter.clone();
    for (at, (label, text)) in starter_texts().step_by(7).enumerate().take(200) {
        taught.learn(&format!("{text} {at}"), label).expect("a correction");
    }
    c.bench_function("learn the 201st correction", |bench| {
        let correction = |mut model: Classifier| model.learn(black_box("the label printer prints blanks"), "printers");
        bench.iter_batched(|| taught.clone(), correction, BatchSize::LargeInput);
    });
    let mut slow = c.benchmark_group("training");
    slow.sample_size(10);
    slow.bench_function("train on the starter texts", |bench| {
        bench.iter(|| Classifier::train(&texts, &labels, &ClassifierOptions::starter()).expect("a model"));
    });
    slow.finish();
}

criterion_group!(benches, tickets);
criterion_main!(benches);

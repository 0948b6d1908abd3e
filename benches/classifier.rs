//! The ticket classifier on the public sets: quality, time for a text, training, size, loading. Peers are measured by
//! `classifier_peers.py` and `classifier_peers.mjs`, which print the same table.
//!
//! ```text
//! cargo bench --bench classifier --features parallel -- ../shared/data/tickets [JOBS]
//! ```

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use hypercare::tickets::{Classification, Classifier, ClassifierOptions};

type Rows = (Vec<String>, Vec<String>);

fn read(folder: &Path, name: &str) -> Rows {
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().filter_map(|line| line.split_once('\t')).map(|(label, text)| (label.into(), text.into())).unzip()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(folder) = arguments.first() else {
        println!(
            "cargo bench --bench classifier -- FOLDER [JOBS]: FOLDER holds banking77, clinc150 and hadoop_priority"
        );
        return;
    };
    let jobs = arguments.get(1).map_or(1, |jobs| jobs.parse().expect("a number of threads"));
    println!(
        "| set | accuracy | macro-F1 | ECE | AUROC | known | wrong among known | µs a text | train s | bytes | load ms |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for set in ["banking77", "clinc150", "hadoop_priority"] {
        measure(&Path::new(folder).join(set), set, jobs);
    }
}

fn measure(folder: &Path, set: &str, jobs: usize) {
    let (labels, texts) = read(folder, "train.tsv");
    let (test_labels, test_texts) = read(folder, "test.tsv");
    let start = Instant::now();
    let options = ClassifierOptions { jobs, ..ClassifierOptions::default() };
    let model = Classifier::train(&texts, &labels, &options).expect("a model");
    let training = start.elapsed().as_secs_f64();
    let answers: Vec<Classification> = test_texts.iter().map(|text| model.classify(text)).collect();

    let right: Vec<bool> = answers.iter().zip(&test_labels).map(|(answer, label)| answer.label == *label).collect();
    let known = answers.iter().filter(|answer| answer.known).count();
    let wrong = answers.iter().zip(&right).filter(|(answer, right)| answer.known && !**right).count();
    let strange = folder.join("oos_test.tsv").exists().then(|| read(folder, "oos_test.tsv").1);
    let auroc = strange.map_or_else(String::new, |strange| {
        let strange: Vec<f64> = strange.iter().map(|text| model.classify(text).confidence).collect();
        let usual: Vec<f64> = answers.iter().map(|answer| answer.confidence).collect();
        format!("{:.4}", auroc(&usual, &strange))
    });

    let mut times: Vec<f64> = Vec::new();
    for _ in 0..3 {
        for text in &test_texts {
            let start = Instant::now();
            std::hint::black_box(model.classify(std::hint::black_box(text)));
            times.push(start.elapsed().as_secs_f64() * 1e6);
        }
    }
    times.sort_by(f64::total_cmp);
    let bytes = model.to_bytes();
    let loading = (0..5).map(|_| {
        let start = Instant::now();
        std::hint::black_box(Classifier::from_bytes(&bytes).expect("a model"));
        start.elapsed().as_secs_f64() * 1e3
    });
    println!(
        "| {set} | {:.4} | {:.4} | {:.4} | {auroc} | {:.3} | {:.4} | {:.2} | {training:.2} | {} | {:.2} |",
        share(&right),
        macro_f1(&answers, &test_labels),
        ece(&answers, &right),
        known as f64 / answers.len() as f64,
        wrong as f64 / known.max(1) as f64,
        times[times.len() / 2],
        bytes.len(),
        loading.fold(f64::INFINITY, f64::min),
    );
}

fn share(right: &[bool]) -> f64 {
    right.iter().filter(|right| **right).count() as f64 / right.len() as f64
}

fn macro_f1(answers: &[Classification], labels: &[String]) -> f64 {
    let names: BTreeSet<&String> = labels.iter().collect();
    let count = |test: &dyn Fn(&str, &str) -> bool| {
        answers.iter().zip(labels).filter(|(answer, label)| test(&answer.label, label)).count() as f64
    };
    let of = |name: &String| {
        let both = count(&|answer, label| answer == name && label == name);
        2.0 * both / (count(&|answer, _| answer == name) + count(&|_, label| label == name))
    };
    names.iter().map(|name| of(name)).sum::<f64>() / names.len() as f64
}

/// Expected calibration error in 15 bins of equal width.
fn ece(answers: &[Classification], right: &[bool]) -> f64 {
    let mut bins = [0.0_f64; 15];
    for (answer, right) in answers.iter().zip(right) {
        bins[((answer.confidence * 15.0) as usize).min(14)] += answer.confidence - f64::from(u8::from(*right));
    }
    bins.iter().map(|gap| gap.abs()).sum::<f64>() / answers.len() as f64
}

/// How often a usual text has a higher confidence than a strange one.
fn auroc(usual: &[f64], strange: &[f64]) -> f64 {
    let mut strange = strange.to_vec();
    strange.sort_by(f64::total_cmp);
    let below = |confidence: f64| {
        let (under, upto) = (
            strange.partition_point(|other| *other < confidence),
            strange.partition_point(|other| *other <= confidence),
        );
        (under + upto) as f64 / 2.0
    };
    usual.iter().map(|confidence| below(*confidence)).sum::<f64>() / (usual.len() * strange.len()) as f64
}

//! The ticket classifier on the public sets: quality, time for a text, training, size, loading. Peers are measured by
//! `classifier_peers.py` and `classifier_peers.mjs`, which print the same table. Without a folder: what learning does to
//! a model of the starter texts, beside training anew, and how true the stated error rate is on few texts.
//!
//! ```text
//! cargo bench --bench classifier --features parallel -- [../shared/data/tickets [JOBS [SET...]]]
//! ```

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use hypercare::stats::Stream;
use hypercare::tickets::{Classification, Classifier, ClassifierOptions, starter_texts};

type Rows = (Vec<String>, Vec<String>);

fn read(folder: &Path, name: &str) -> Rows {
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().filter_map(|line| line.split_once('\t')).map(|(label, text)| (label.into(), text.into())).unzip()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let Some(folder) = arguments.first() else {
        learning();
        return promised();
    };
    let jobs = arguments.get(1).map_or(1, |jobs| jobs.parse().expect("a number of threads"));
    println!(
        "| set | accuracy | macro-F1 | ECE | AUROC | known | wrong among known | µs a text | train s | bytes | load ms |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let sets: Vec<&str> = arguments.iter().skip(2).map(String::as_str).collect();
    let sets = if sets.is_empty() { vec!["banking77", "clinc150", "hadoop_priority"] } else { sets };
    for set in sets {
        measure(&Path::new(folder).join(set), set, jobs);
    }
}

type Pair = (&'static str, &'static str);

fn train(rows: &[Pair]) -> Classifier {
    let (labels, texts): (Vec<&str>, Vec<&str>) = rows.iter().copied().unzip();
    Classifier::train(&texts, &labels, &ClassifierOptions { jobs: 2, ..ClassifierOptions::default() }).expect("a model")
}

fn accuracy<'a>(model: &Classifier, rows: impl Iterator<Item = &'a Pair>) -> f64 {
    let right: Vec<bool> = rows.map(|(label, text)| model.classify(text).label == *label).collect();
    share(&right)
}

/// Half of the starter texts is trained on, the others come as corrections.
fn learning() {
    let rows: Vec<Pair> = starter_texts().collect();
    let half = |odd: usize| -> Vec<Pair> { rows.iter().copied().skip(odd).step_by(2).collect() };
    let (first, mut rest) = (half(0), half(1));
    let trained = train(&first);
    let mut times = Vec::new();
    let mut learn = |model: &mut Classifier, row: &Pair| {
        let start = Instant::now();
        model.learn(row.1, row.0).expect("a correction");
        times.push(start.elapsed().as_secs_f64() * 1e3);
    };

    println!(
        "| corrections of one label in a row | others before | after 5 | 10 | 20 | 60 | trained anew | trained first |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for label in ["system_unavailable", "webhook_failures", "none"] {
        let burst: Vec<Pair> = rest.iter().copied().filter(|row| row.0 == label).take(60).collect();
        let others = |model: &Classifier| accuracy(model, rest.iter().filter(|row| row.0 != label));
        let mut model = trained.clone();
        let mut cells = vec![others(&model)];
        for (count, row) in (1..).zip(&burst) {
            learn(&mut model, row);
            if [5, 10, 20].contains(&count) || count == burst.len() {
                cells.push(others(&model));
            }
        }
        cells.push(others(&train(&[first.clone(), burst].concat())));
        cells.push(accuracy(&model, first.iter()));
        let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:.3}")).collect();
        println!("| {label} | {} |", cells.join(" | "));
    }

    Stream::new(1, 0).shuffle(&mut rest);
    let (taught, asked) = rest.split_at(rest.len() / 2);
    println!("\n| corrections in any order | all asked | trained anew | trained first |\n|---|---|---|---|");
    let mut show = |name: &str, taught: &[Pair]| {
        let mut model = trained.clone();
        taught.iter().for_each(|row| learn(&mut model, row));
        let anew = train(&[&first, taught].concat());
        let (after, full) = (accuracy(&model, asked.iter()), accuracy(&anew, asked.iter()));
        println!("| {name} | {after:.3} | {full:.3} | {:.3} |", accuracy(&model, first.iter()));
    };
    show("none", &[]);
    show("200", &taught[..200]);
    show("all", taught);
    let wrong: Vec<Pair> = taught.iter().copied().filter(|row| trained.classify(row.1).label != row.0).collect();
    show("the wrong ones", &wrong);
    let mut sorted = taught.to_vec();
    sorted.sort_unstable();
    show("all, label by label", &sorted);
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("\na correction takes {:.2} ms (median), {:.2} ms (99 %), {:.2} ms at most", at(0.5), at(0.99), at(1.0));
}

/// What share of the known answers is wrong, where at most 5 % are promised.
fn promised() {
    let mut rows: Vec<Pair> = starter_texts().collect();
    println!("\n| texts | wrong among known, mean | models over 5 % | known |\n|---|---|---|---|");
    for (count, runs) in [(50, 12), (100, 12), (300, 12), (1000, 4)] {
        let (mut wrong, mut over, mut known) = (Vec::new(), 0, 0.0);
        for run in 0..runs {
            Stream::new(run, 9).shuffle(&mut rows);
            let model = train(&rows[..count]);
            let asked = &rows[rows.len() - 1000..];
            let answers = asked.iter().map(|row| (model.classify(row.1), row.0));
            let sure: Vec<bool> =
                answers.filter(|(answer, _)| answer.known).map(|(answer, label)| answer.label != label).collect();
            known += sure.len() as f64 / asked.len() as f64 / runs as f64;
            let share = if sure.is_empty() { 0.0 } else { share(&sure) };
            over += usize::from(share > 0.05);
            wrong.push(share);
        }
        println!("| {count} | {:.3} | {over} of {runs} | {known:.3} |", wrong.iter().sum::<f64>() / runs as f64);
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

//! The stream detector on the Numenta Anomaly Benchmark: its development files in `../shared`, standard profile, beside
//! simple baselines.
//!
//! `cargo bench --bench nab`; `-- files` adds a line for each file.

#![allow(clippy::expect_used)]

#[path = "nab/score.rs"]
mod score;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use hypercare::anomaly::StreamDetector;
use hypercare::stats::Stream;
use score::{Series, load, normalised, optimum};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/anomaly/nab");

type Detector = fn(&Series) -> Vec<f64>;

fn hypercare(series: &Series) -> Vec<f64> {
    let mut detector = StreamDetector::builder().build().expect("a detector");
    let points = series.at.iter().zip(&series.values);
    points.map(|(&at, &value)| detector.update(at, value).expect("a score").score).collect()
}

fn random(series: &Series) -> Vec<f64> {
    let mut stream = Stream::new(series.values.len() as u64, 0);
    series.values.iter().map(|_| stream.unit()).collect()
}

/// How far a value lies from the mean of the last 6,400, in standard deviations.
fn windowed_gaussian(series: &Series) -> Vec<f64> {
    let (mut sum, mut squares, mut scores) = (0.0, 0.0, vec![]);
    let centre = series.values.first().copied().unwrap_or_default();
    for (row, value) in series.values.iter().map(|value| value - centre).enumerate() {
        let count = row.clamp(1, 6_400) as f64;
        let mean: f64 = sum / count;
        scores.push((value - mean).abs() / ((squares / count - mean * mean).max(0.0).sqrt() + 1e-6));
        let gone = row.checked_sub(6_400).map_or(0.0, |row| series.values[row] - centre);
        sum += value - gone;
        squares += value * value - gone * gone;
    }
    scores
}

fn null(series: &Series) -> Vec<f64> {
    vec![0.5; series.values.len()]
}

fn main() {
    let Some(corpus) = load(Path::new(FOLDER)) else {
        println!("nab: skipped, there is no {FOLDER}");
        return;
    };
    let files = std::env::args().any(|argument| argument == "files");
    let windows = |files: &[&Series]| files.iter().map(|series| series.windows.len()).sum::<usize>();
    let all: Vec<_> = corpus.iter().collect();
    println!("{} files, {} windows, standard profile", corpus.len(), windows(&all));
    let families: BTreeSet<_> = corpus.iter().map(|series| series.family.as_str()).collect();

    let detectors: [(&str, Detector); 4] =
        [("hypercare", hypercare), ("windowed Gaussian", windowed_gaussian), ("random", random), ("null", null)];
    for (name, detector) in detectors {
        let start = Instant::now();
        let scores: Vec<_> = corpus.iter().map(detector).collect();
        let micros = start.elapsed().as_secs_f64() * 1e6 / scores.iter().map(Vec::len).sum::<usize>() as f64;
        let pairs: Vec<_> = corpus.iter().zip(scores.iter().map(Vec::as_slice)).collect();
        let (threshold, sum) = optimum(&pairs);
        println!("\n{name}: {:.1} at {threshold:.6}, {micros:.2} us a point", normalised(sum, windows(&all)));
        let mut held_out = 0.0;
        for family in &families {
            let (inside, outside): (Vec<_>, Vec<_>) =
                pairs.iter().copied().partition(|(series, _)| series.family == *family);
            let other = optimum(&outside).0;
            let tallies = inside.iter().map(|(series, scores)| series.tally(scores, threshold));
            let (score, found, alarms) = tallies.fold((0.0, 0, 0), |(score, found, alarms), tally| {
                (score + tally.score, found + tally.found, alarms + tally.false_alarms)
            });
            held_out += inside.iter().map(|(series, scores)| series.tally(scores, other).score).sum::<f64>();
            let of = windows(&inside.iter().map(|(series, _)| *series).collect::<Vec<_>>());
            println!("  {family}: {score:.2}, {found} of {of} windows, {alarms} false alarms");
        }
        println!("  each family at the threshold of the others: {:.1}", normalised(held_out, windows(&all)));
        for (series, scores) in pairs.iter().filter(|_| files) {
            println!("    {} of {}: {:?}", series.name, series.windows.len(), series.tally(scores, threshold));
        }
    }
}

//! The benchmark's scorer against its published rules, and a floor under the detector's score.

use std::path::Path;

use hypercare::anomaly::StreamDetector;

use super::instant;
use super::score::{FALSE_POSITIVE, Series, Tally, load, normalised, optimum, sigmoid};

/// 1,000 rows, of which 150 are probation, and a window of 100.
fn series() -> Series {
    let at = (0..1_000).map(instant).collect();
    Series { family: String::new(), name: String::new(), at, values: vec![0.0; 1_000], windows: vec![(400, 499)] }
}

fn detections(rows: &[usize]) -> Vec<f64> {
    (0..1_000).map(|row| f64::from(u8::from(rows.contains(&row)))).collect()
}

fn score(rows: &[usize]) -> Tally {
    series().tally(&detections(rows), 0.5)
}

#[test]
fn the_sigmoid_has_its_published_values() {
    for (place, value) in [(-1.0, 0.98661), (0.0, 0.0), (0.5, -0.84828), (1.0, -0.98661), (3.1, -1.0)] {
        assert!((sigmoid(place) - value).abs() < 1e-5, "{place}");
    }
}

#[test]
fn a_window_counts_once_by_its_first_detection() {
    assert_eq!(score(&[]), Tally { score: -1.0, found: 0, false_alarms: 0 });
    assert!((score(&[400]).score - 1.0).abs() < 1e-12);
    assert!((score(&[400, 401, 450, 499]).score - 1.0).abs() < 1e-12);
    let middle = score(&[450]).score;
    assert!((middle - sigmoid(-0.5) / sigmoid(-1.0)).abs() < 1e-12);
    assert!(score(&[499]).score > 0.0 && score(&[499]).score < middle);
}

#[test]
fn false_alarms_cost_by_their_distance_behind_a_window() {
    // Before any window, and far behind the last: the whole weight.
    for row in [150, 399, 900] {
        assert!((score(&[row]).score - (-1.0 - FALSE_POSITIVE)).abs() < 1e-12, "{row}");
    }
    let [near, far] = [score(&[505]).score, score(&[550]).score];
    assert!(-1.0 > near && near > far && far > -1.0 - FALSE_POSITIVE);
    // Probation counts for nothing.
    assert_eq!(score(&[0, 149]), score(&[]));
    assert_eq!(score(&[450, 600, 601]).false_alarms, 2);
}

#[test]
fn perfect_is_100_and_silence_is_0() {
    let series = series();
    let best = |scores: &[f64]| normalised(optimum(&[(&series, scores)]).1, 1);
    assert!((best(&detections(&[400])) - 100.0).abs() < 1e-9);
    assert!(best(&[0.5; 1_000]).abs() < 1e-9);
    // The threshold goes between the two.
    let mut scores = detections(&[400]);
    scores[700] = 0.9;
    let (threshold, sum) = optimum(&[(&series, &scores)]);
    assert_eq!(threshold, 1.0);
    assert!((series.tally(&scores, threshold).score - sum).abs() < 1e-12);
}

/// A floor against regressions on some of the development files, with the history cut short to be quick in unoptimised
/// builds; benches/README.md has the score of all.
#[test]
fn the_score_on_real_files_does_not_fall() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/anomaly/nab");
    let Some(corpus) = load(Path::new(folder)) else {
        println!("skipped: there is no {folder}");
        return;
    };
    let short: Vec<_> = corpus.iter().filter(|series| series.values.len() < 8_000).collect();
    let score = |series: &Series| -> Vec<f64> {
        let mut detector = StreamDetector::builder().history(512).build().expect("a detector");
        let points = series.at.iter().zip(&series.values);
        points.map(|(&at, &value)| detector.update(at, value).expect("a score").score).collect()
    };
    let scores: Vec<_> = short.iter().map(|series| score(series)).collect();
    let pairs: Vec<_> = short.iter().copied().zip(scores.iter().map(Vec::as_slice)).collect();
    let windows = short.iter().map(|series| series.windows.len()).sum();
    let reached = normalised(optimum(&pairs).1, windows);
    println!("{} files, {windows} windows: {reached:.1}", short.len());
    assert!(reached > 70.0, "{reached:.1}");
}

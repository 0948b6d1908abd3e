//! The monitor: what it learns, what it notices, what it says.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hypercare::anomaly::{
    AnomalyAlertType, Contamination, Detection, FitOptions, IsolationForest, MetricRows, Monitor, MonitorOptions,
};
use hypercare::stats::{Matrix, Stream, quantile};
use hypercare::{Error, Severity};

use super::{Table, bits};

fn at() -> DateTime<Utc> {
    "2026-11-24T14:00:00Z".parse().unwrap()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn rows<'a>(group: &'a str, table: &'a Table) -> MetricRows<'a> {
    MetricRows { group, matrix: table.matrix(), columns: None }
}

/// Rows of three metrics about their usual values.
fn usual(count: usize, seed: u64) -> Table {
    let mut stream = Stream::new(seed, 0);
    let mut normal = || ((0..4).map(|_| stream.unit()).sum::<f64>() - 2.0) * 3.0_f64.sqrt();
    let values = (0..count).flat_map(|_| [45.0 + 5.0 * normal(), 0.01 + 0.002 * normal(), 300.0 + 40.0 * normal()]);
    Table { values: values.collect(), columns: 3 }
}

fn only(found: BTreeMap<String, Detection>) -> Detection {
    let [found] = <[Detection; 1]>::try_from(found.into_values().collect::<Vec<_>>()).unwrap();
    found
}

#[test]
fn a_monitor_without_a_baseline_judges_the_rows_by_their_own_percentile() {
    let tables = [usual(400, 1), usual(300, 2), usual(200, 3)];
    let groups = ["performance", "usage_patterns", "error_trends"];
    let given: Vec<MetricRows<'_>> = groups.iter().zip(&tables).map(|(group, table)| rows(group, table)).collect();
    let monitor = Monitor::default();
    let found = monitor.detect(&given).unwrap();
    assert_eq!(found.len(), 3);
    for (group, share) in groups.iter().zip([0.1, 0.05, 0.15]) {
        let Detection { scores, threshold, anomalous_points, summary } = &found[*group];
        assert_eq!(*threshold, quantile(scores, 0.05).unwrap());
        let expected: Vec<usize> = (0..scores.len()).filter(|&row| scores[row] < *threshold).collect();
        assert_eq!(anomalous_points, &expected);
        assert_eq!(expected.len(), scores.len().div_ceil(20), "{group}");
        let below_zero = scores.iter().filter(|score| **score < 0.0).count();
        assert!((below_zero as f64 - share * scores.len() as f64).abs() <= 1.0, "{group}: {below_zero}");
        assert_eq!((summary.rows, summary.anomalous), (scores.len() as u64, expected.len() as u64));
        assert!(summary.drift.is_empty());
    }
    assert!(monitor.fitted().is_empty(), "detecting teaches nothing");
}

#[test]
fn a_baseline_is_learnt_once_and_new_rows_are_held_against_it() {
    let (baseline, quiet, mut loud) = (usual(2000, 1), usual(200, 2), usual(200, 3));
    let mut monitor = Monitor::default();
    monitor.fit(&[rows("performance", &baseline)]).unwrap();
    let found = only(monitor.detect(&[rows("performance", &quiet)]).unwrap());
    assert!(found.anomalous_points.len() < 25, "{:?}", found.anomalous_points);
    assert!(found.summary.drift.len() == 3 && found.summary.drift.iter().all(|column| !column.drifted));
    for row in [20, 21, 22, 150] {
        loud.values[row * 3 + 1..][..2].copy_from_slice(&[0.09, 900.0]);
    }
    let names = names(&["cpu", "errors", "latency"]);
    monitor.fit(&[MetricRows { columns: Some(&names), ..rows("performance", &baseline) }]).unwrap();
    let found = monitor.detect(&[MetricRows { columns: Some(&names), ..rows("performance", &loud) }]).unwrap();
    let summary = &found["performance"].summary;
    assert!([20, 21, 22, 150].iter().all(|row| found["performance"].anomalous_points.contains(row)));
    assert!([20, 21, 22, 150].contains(&summary.worst.unwrap()));
    let features = &summary.explanation.as_ref().unwrap().features;
    assert!(features[0].column != "cpu" && features[1].column != "cpu", "{features:?}");
    let alerts = monitor.alerts(&found, at()).unwrap();
    let [alert] = alerts.as_slice() else { panic!("{alerts:?}") };
    assert_eq!((alert.kind, alert.metric.as_str()), (AnomalyAlertType::AnomalyDetected, "performance"));
    assert_eq!(alert.timestamp, at());
    assert!(alert.severity <= Severity::Warning, "{alert:?}");
    for words in ["errors 0.09 is above all training rows", "5. percentile", "200 rows"] {
        assert!(alert.recommendation.contains(words), "{}", alert.recommendation);
    }
    assert_eq!(alert.reason.numbers["rows"], 200.0);
    assert_eq!(alert.reason.numbers["worst_isolation_score"], summary.explanation.as_ref().unwrap().score);
    let [score, threshold] = ["worst_score", "threshold"].map(|name| alert.reason.numbers[name]);
    assert!(score < threshold && Some(score) == summary.worst_score);
}

#[test]
fn one_value_far_outside_the_baseline_is_never_overlooked() {
    let mut monitor = Monitor::default();
    monitor.fit(&[rows("performance", &usual(2000, 1))]).unwrap();
    let mut before = 0.0;
    for errors in [0.017, 0.03, 0.09, 0.3, f64::MAX] {
        let row = Table { values: vec![45.0, errors, 300.0], columns: 3 };
        let found = only(monitor.detect(&[rows("performance", &row)]).unwrap());
        assert!(found.scores[0] < before, "{errors}: {found:?}");
        before = found.scores[0];
        if errors > 0.05 {
            let told = found.summary.explanation.unwrap();
            assert_eq!((found.anomalous_points.as_slice(), told.features[0].column.as_str()), (&[0][..], "column 1"));
            let sum: f64 = told.features.iter().map(|feature| feature.contribution).sum();
            assert!((sum - (told.score - told.baseline)).abs() < 1e-9 && told.score >= -1.0);
        }
    }
    let constant = Table { values: vec![0.0; 50], columns: 1 };
    monitor.fit(&[rows("error_trends", &constant)]).unwrap();
    let first = Table { values: vec![1.0], columns: 1 };
    let found = only(monitor.detect(&[rows("error_trends", &first)]).unwrap());
    assert_eq!(found.anomalous_points, [0]);
}

#[test]
fn severity_follows_the_score_and_the_share() {
    let baseline = usual(1000, 1);
    let mut monitor = Monitor::default();
    let both = ["performance", "usage_patterns"];
    for group in both {
        monitor.fit(&[rows(group, &baseline)]).unwrap();
    }
    let severity = |table: &Table, group: &str| {
        let found = monitor.detect(&[rows(group, table)]).unwrap();
        let alerts = monitor.alerts(&found, at()).unwrap();
        alerts.iter().find(|alert| alert.kind == AnomalyAlertType::AnomalyDetected).map(|alert| alert.severity)
    };
    let far = |count: usize| {
        let mut table = usual(100, 7);
        table.values[..count * 3].iter_mut().enumerate().for_each(|(at, value)| *value = 1e4 + at as f64);
        table
    };
    assert_eq!(severity(&far(1), "performance"), Some(Severity::Critical), "every metric is far off");
    assert_eq!(severity(&far(1), "usage_patterns"), Some(Severity::Info), "usage is never louder");
    assert_eq!(severity(&far(100), "performance"), Some(Severity::Critical));
    let nine = severity(&far(9), "performance");
    assert_eq!(nine, Some(Severity::Critical), "{nine:?}");
    // Rows of the baseline again are nothing new, by whatever share: none lies lower than all of them.
    let again = Table { values: baseline.values[..3 * 60].to_vec(), columns: 3 };
    assert!(severity(&again, "performance").is_none_or(|found| found == Severity::Info));
    let centre = Table { values: [45.0, 0.01, 300.0].repeat(10), columns: 3 };
    assert_eq!(severity(&centre, "performance"), None);
}

#[test]
fn errors_name_the_row_of_the_whole_table() {
    let mut values = vec![1.0; 70_001];
    values[70_000] = f64::INFINITY;
    let told = |result: hypercare::Result<()>| result.unwrap_err().to_string();
    let matrix = Matrix::new(&values, 70_001, 1).unwrap();
    let forest = IsolationForest::builder().fit(Matrix::new(&[1.0, 2.0, 4.0], 3, 1).unwrap()).unwrap();
    for start in [0, 1000, 69_999] {
        let part = told(forest.score_samples(matrix.part(start..80_000)).map(drop));
        assert!(part.contains("70000"), "{part}");
    }
    let explained = told(forest.explain(matrix.part(69_990..80_000)).map(drop));
    assert!(explained.contains("70000"), "{explained}");
    let mut progress = |_, _| Ok(());
    let options = FitOptions { progress: Some(&mut progress), ..FitOptions::default() };
    let builder = IsolationForest::builder().n_estimators(2).contamination(Contamination::Share(0.1));
    let fitted = told(builder.fit_with(matrix, options).map(drop));
    assert!(fitted.contains("70000"), "{fitted}");
    let table = Table { values, columns: 1 };
    let mut monitor = Monitor::default();
    monitor.fit(&[rows("performance", &usual_column())]).unwrap();
    let detected = told(monitor.detect(&[rows("performance", &table)]).map(drop));
    assert!(detected.contains("70000"), "{detected}");
}

fn usual_column() -> Table {
    Table { values: (0..100).map(|at| f64::from(at % 7)).collect(), columns: 1 }
}

#[test]
fn what_another_monitor_learnt_is_taken_over() {
    let (first, second) = (usual(200, 1), usual(200, 2));
    let mut whole = Monitor::default();
    whole.fit(&[rows("performance", &first), rows("error_trends", &second)]).unwrap();
    let (mut one, mut aside) = (Monitor::default(), Monitor::default());
    one.fit(&[rows("performance", &first)]).unwrap();
    aside.fit(&[rows("error_trends", &second)]).unwrap();
    one.adopt(aside).unwrap();
    assert_eq!(one, whole);
    let contamination = [("web".to_owned(), 0.1)].into();
    let mut other = Monitor::new(MonitorOptions { contamination, ..MonitorOptions::default() }).unwrap();
    let before = other.clone();
    assert!(matches!(other.adopt(one), Err(Error::Unknown { .. })));
    assert_eq!(other, before);
}

#[test]
fn most_healthy_hours_are_no_warning() {
    let mut monitor = Monitor::default();
    monitor.fit(&[rows("performance", &usual(1440, 1))]).unwrap();
    let loud = (0..100_u64).filter(|&hour| {
        let found = monitor.detect(&[rows("performance", &usual(60, 1000 + hour))]).unwrap();
        monitor.alerts(&found, at()).unwrap().iter().any(|alert| alert.severity < Severity::Info)
    });
    // One of 60 rows is stranger than all of 1,440 in 4 % of hours; 13 of 100 would come once in ten thousand such tests.
    let loud = loud.count();
    assert!(loud <= 12, "{loud} of 100 hours");
}

#[test]
fn a_moved_column_is_noticed_and_said() {
    let (baseline, mut now) = (usual(1000, 1), usual(150, 2));
    now.values.iter_mut().skip(2).step_by(3).for_each(|value| *value += 60.0);
    let mut monitor = Monitor::default();
    monitor.fit(&[rows("error_trends", &baseline)]).unwrap();
    let found = monitor.detect(&[rows("error_trends", &now)]).unwrap();
    let drifted: Vec<bool> = found["error_trends"].summary.drift.iter().map(|column| column.drifted).collect();
    assert_eq!(drifted, [false, false, true]);
    let alerts = monitor.alerts(&found, at()).unwrap();
    let alert = alerts.iter().find(|alert| alert.kind == AnomalyAlertType::DriftDetected).unwrap();
    assert_eq!((alert.columns.as_slice(), alert.severity), (names(&["column 2"]).as_slice(), Severity::Info));
    assert!(alert.recommendation.contains("column 2") && alert.recommendation.contains("Kolmogorov"), "{alert:?}");
}

#[test]
fn standardising_changes_no_verdict() {
    let (baseline, now) = (usual(800, 1), usual(300, 2));
    let verdict = |standardise: bool| {
        let mut monitor = Monitor::new(MonitorOptions { standardise, ..MonitorOptions::default() }).unwrap();
        monitor.fit(&[rows("performance", &baseline)]).unwrap();
        only(monitor.detect(&[rows("performance", &now)]).unwrap())
    };
    let (scaled, plain) = (verdict(true), verdict(false));
    let near = scaled.scores.iter().zip(&plain.scores).filter(|(one, other)| (*one - *other).abs() < 1e-9).count();
    assert!(near >= 299, "rounding may move a row over a threshold, but not many: {near}");
}

#[test]
fn a_snapshot_goes_on_as_if_nothing_had_happened() {
    let (baseline, now) = (usual(1000, 1), usual(100, 2));
    let mut monitor = Monitor::default();
    monitor.fit(&[rows("performance", &baseline), rows("error_trends", &now)]).unwrap();
    let text = monitor.to_json().unwrap();
    let copy = Monitor::from_json(&text).unwrap();
    assert_eq!(copy, monitor);
    assert_eq!(copy.to_json().unwrap(), text);
    let (first, second) =
        (monitor.detect(&[rows("performance", &now)]).unwrap(), copy.detect(&[rows("performance", &now)]).unwrap());
    assert_eq!(first, second);
    assert_eq!(bits(&first["performance"].scores), bits(&second["performance"].scores));
    assert_eq!(monitor.alerts(&first, at()).unwrap(), copy.alerts(&second, at()).unwrap());
}

#[test]
fn a_damaged_snapshot_is_refused() {
    let mut monitor = Monitor::default();
    monitor.fit(&[rows("performance", &usual(50, 1))]).unwrap();
    let text = monitor.to_json().unwrap();
    let code = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Monitor::from_json(&text.replacen(from, to, 1)).unwrap_err().code()
    };
    assert_eq!(code("\"version\": 1", "\"version\": 2"), "invalid");
    assert_eq!(code("\"percentile\": 5.0", "\"percentile\": 500"), "invalid");
    assert_eq!(code("\"performance\": {", "\"something\": {"), "unknown");
    assert_eq!(code("\"present\": 50", "\"present\": 5000"), "invalid");
    assert_eq!(code("\"missing\": 0", "\"missing\": 18446744073709551615"), "invalid");
    assert_eq!(code("\"standardise\": true", "\"standardise\": false"), "invalid");
    assert_eq!(code("\"deviations\": [", "\"deviations\": [0.0, "), "invalid");
    assert_eq!(code("\"threshold\": -", "\"threshold\": -9"), "invalid");
    assert_eq!(code("\"forest\": \"SENJ", "\"forest\": \"AAAA"), "format");
    assert_eq!(code("\"forest\": \"SENJ", "\"forest\": \"!!!!"), "invalid");
    assert_eq!(code("\"named\": false", "\"named\": 3"), "parse");
    assert_eq!(Monitor::from_json(&text[..text.len() / 2]).unwrap_err().code(), "parse");
}

#[test]
fn what_cannot_be_watched_is_refused_and_changes_nothing() {
    let table = usual(60, 1);
    let mut monitor = Monitor::default();
    monitor.fit(&[rows("performance", &table)]).unwrap();
    let before = monitor.clone();
    let infinite = Table { values: vec![1.0, f64::INFINITY], columns: 2 };
    let two = names(&["a", "b"]);
    let code = |result: Result<(), Error>| result.unwrap_err().code();
    assert_eq!(code(monitor.fit(&[rows("error_trends", &table), rows("moods", &table)])), "unknown");
    assert_eq!(code(monitor.fit(&[rows("error_trends", &table), rows("error_trends", &table)])), "duplicate");
    assert_eq!(code(monitor.fit(&[rows("performance", &infinite)])), "invalid");
    let none = Matrix::new(&[], 0, 3).unwrap();
    assert_eq!(code(monitor.fit(&[MetricRows { group: "performance", matrix: none, columns: None }])), "shape");
    let named = MetricRows { columns: Some(&two), ..rows("performance", &table) };
    assert_eq!(code(monitor.fit(&[named])), "shape");
    assert_eq!(monitor, before);

    let detect = |rows: MetricRows<'_>| monitor.detect(&[rows]).unwrap_err().code();
    assert_eq!(detect(rows("error_trends", &table)), "not_fitted");
    assert_eq!(detect(rows("performance", &infinite)), "shape");
    let wide = Table { values: vec![1.0, 2.0, f64::NEG_INFINITY], columns: 3 };
    assert_eq!(detect(rows("performance", &wide)), "invalid");
    assert_eq!(
        only(monitor.detect(&[MetricRows { group: "performance", matrix: none, columns: None }]).unwrap()).scores.len(),
        0
    );
    let missing = Table { values: vec![f64::NAN; 3], columns: 3 };
    assert!(only(monitor.detect(&[rows("performance", &missing)]).unwrap()).scores[0].is_finite());

    let (abc, bac) = (names(&["a", "b", "c"]), names(&["b", "a", "c"]));
    monitor.fit(&[MetricRows { columns: Some(&abc), ..rows("performance", &table) }]).unwrap();
    let error = monitor.detect(&[MetricRows { columns: Some(&bac), ..rows("performance", &table) }]).unwrap_err();
    assert_eq!(error.to_string(), "columns of performance: expected \"a\", as in fit, found b");
    monitor.detect(&[rows("performance", &table)]).unwrap();

    let options = |options: MonitorOptions| Monitor::new(options).unwrap_err().code();
    let share = |share: f64| [("performance".to_owned(), share)].into();
    for wrong in [0.0, 0.6, f64::NAN] {
        assert_eq!(options(MonitorOptions { contamination: share(wrong), ..MonitorOptions::default() }), "invalid");
    }
    for percentile in [0.0, 100.0, f64::NAN] {
        assert_eq!(options(MonitorOptions { percentile, ..MonitorOptions::default() }), "invalid");
    }
    let loudest = [("moods".to_owned(), Severity::Info)].into();
    assert_eq!(options(MonitorOptions { loudest, ..MonitorOptions::default() }), "unknown");
}

#[test]
fn the_widest_values_are_watched_too() {
    let table = Table { values: vec![f64::MAX, -f64::MAX, 5e-324, 0.0, 1e300, f64::NAN], columns: 1 };
    let found = only(Monitor::default().detect(&[rows("performance", &table)]).unwrap());
    assert!(found.scores.iter().all(|score| score.is_finite()));
}

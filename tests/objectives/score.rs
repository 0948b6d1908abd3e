//! Weighted scores and trends.

use std::collections::BTreeMap;

use hypercare::objectives::{Measure, ScoreResult, Scorecard, TrendDirection};
use proptest::prelude::*;

const CARD: &str = "
objectives:
  - 'Response Time: <2 seconds (Target: <1.5s)'
  - {line: 'Uptime: 99.9% (Target: 99.95%)', weight: 3, key: true}
  - 'Active Users: Real-time tracking'
pass: 90%
warning: 0.75
";

fn values<const N: usize>(values: [(&str, &str); N]) -> BTreeMap<String, Measure> {
    values.map(|(name, text)| (name.to_owned(), text.parse().unwrap())).into()
}

#[test]
fn points_keys_and_missing_values_count_as_written() {
    let card = Scorecard::from_yaml(CARD).unwrap();
    assert_eq!(Scorecard::from_json(&card.to_json().unwrap()).unwrap(), card);
    for (time, uptime, points, result) in [
        ("1 s", "99.96%", 4.0, ScoreResult::Pass),
        ("1.8 s", "99.96%", 3.5, ScoreResult::Warning),
        ("1 s", "99.92%", 2.5, ScoreResult::Fail),
        ("3 s", "99.96%", 3.0, ScoreResult::Warning),
        ("1 s", "99.8%", 1.0, ScoreResult::Fail),
    ] {
        let score = card.score(&values([("response_time", time), ("uptime", uptime)]), &BTreeMap::new()).unwrap();
        assert_eq!((score.points, score.possible, score.result), (points, 4.0, result), "{}", score.reason);
        assert_eq!(score.failed_keys.is_empty(), uptime != "99.8%");
    }
    let half = values([("response_time", "1 s")]);
    let score = card.score(&half, &BTreeMap::new()).unwrap();
    assert_eq!((score.result, score.failed_keys), (ScoreResult::Fail, vec!["Uptime".to_owned()]));
    let lenient = Scorecard::from_yaml(&format!("{CARD}missing: ignored\n")).unwrap();
    let score = lenient.score(&half, &BTreeMap::new()).unwrap();
    assert_eq!((score.score, score.result), (Some(1.0), ScoreResult::Pass));
    assert_eq!(lenient.score(&BTreeMap::new(), &BTreeMap::new()).unwrap().score, None);
    assert_eq!(card.score(&values([("cpu", "1%")]), &BTreeMap::new()).unwrap_err().code(), "unknown");
}

#[test]
fn trends_know_which_way_is_better() {
    let card = Scorecard::from_yaml(CARD).unwrap();
    let before = values([("response_time", "1000 ms"), ("uptime", "99.95%")]);
    for (time, direction) in
        [("900 ms", TrendDirection::Better), ("1.005 s", TrendDirection::Steady), ("1.2 s", TrendDirection::Worse)]
    {
        let score = card.score(&values([("response_time", time)]), &before).unwrap();
        let trend = score.lines[0].trend.clone().unwrap();
        assert_eq!(trend.direction, direction, "{}", trend.reason);
        assert_eq!(score.lines[1].trend, None);
    }
}

#[test]
fn wrong_cards_say_where() {
    for (text, code, line) in [
        ("objectives: ['Latency: <fast']", "parse", Some(1)),
        ("objectives:\n  - {line: 'A: <1%', weight: heavy}\n", "parse", Some(2)),
        ("objectives: []\npass: 150%\n", "parse", Some(2)),
        ("objectives: []\npass: 50%\n", "invalid", None),
        ("objectives: ['A: <1%', 'a: <1%']", "duplicate", None),
        ("objectives: []\ngrade: A\n", "parse", Some(2)),
    ] {
        let error = Scorecard::from_yaml(text).unwrap_err();
        assert_eq!(error.code(), code, "{text}: {error}");
        assert_eq!(error.position().map(|position| position.line), line, "{text}: {error}");
    }
}

#[test]
fn every_bound_of_an_objective_counts() {
    let card = Scorecard::parse_lines(
        "CPU Utilization: <70% average, <90% peak\nThroughput: 1000+ req/s (Peak: 5000+ req/s)\nThroughput: 1000+ req/s (Peak: 5000+ req/s)",
    )
    .unwrap();
    let (cpu, peak, rate) = ("cpu_utilization", "cpu_utilization.peak", "throughput");
    for (given, points) in [
        (vec![(cpu, "60%"), (peak, "99%"), (rate, "1200")], 1.0),
        (vec![(cpu, "60%"), (peak, "80%"), (rate, "1200")], 2.0),
        (vec![("cpu_utilization.average", "80%"), (peak, "80%"), (rate, "1200")], 1.0),
        (vec![(cpu, "60%"), (rate, "1200")], 1.0),
        (vec![(cpu, "60%"), (peak, "80%"), (rate, "1200"), ("throughput.peak", "4000")], 1.0),
    ] {
        let values = given.iter().map(|(name, text)| ((*name).to_owned(), text.parse().unwrap())).collect();
        let score = card.score(&values, &BTreeMap::new()).unwrap();
        assert_eq!((score.points, score.possible), (points, 2.0), "{given:?}: {}", score.reason);
    }
    let lenient = Scorecard::from_yaml("objectives: ['CPU: <70% average, <90% peak']\nmissing: ignored\n").unwrap();
    assert_eq!(lenient.score(&values([("cpu", "60%")]), &BTreeMap::new()).unwrap().score, Some(1.0));
    assert_eq!(lenient.score(&values([("cpu.p95", "60%")]), &BTreeMap::new()).unwrap_err().code(), "unknown");
    let aimed = "objectives: ['Resolution Time: <2 hours critical, <24 hours normal (Target: <1 hour)']";
    let given = values([("resolution_time", "30 min"), ("resolution_time.normal", "20 h")]);
    assert_eq!(Scorecard::from_yaml(aimed).unwrap().score(&given, &BTreeMap::new()).unwrap().points, 1.0);
}

#[test]
fn objectives_of_one_metric_are_told_apart_by_statistic() {
    let card = Scorecard::parse_lines("Latency: <300 ms p95\nLatency: <1 s p99\nError Rate: <1%\nError Rate: <0.1%\n");
    let card = card.unwrap();
    let given = values([("latency.p95", "200 ms"), ("latency.p99", "2 s"), ("error_rate", "0.5%")]);
    let score = card.score(&given, &values([("latency.p95", "400 ms")])).unwrap();
    assert_eq!(score.lines.iter().map(|line| line.points).collect::<Vec<_>>(), [1.0, 0.0, 1.0, 0.0]);
    assert_eq!(score.lines[0].trend.as_ref().unwrap().direction, TrendDirection::Better);
    assert_eq!(card.score(&values([("latency", "200 ms")]), &BTreeMap::new()).unwrap_err().code(), "invalid");
}

#[test]
fn the_lines_of_a_plan_are_a_card() {
    let card = Scorecard::parse_lines("KPIs:\n├── Error Rate: <0.1%\n└── Uptime: 99.9%\n").unwrap();
    let score = card.score(&values([("error_rate", "0.05%"), ("uptime", "99.9%")]), &BTreeMap::new()).unwrap();
    assert_eq!((score.score, score.result), (Some(1.0), ScoreResult::Pass));
}

proptest! {
    #[test]
    fn better_values_never_score_less(time in 0.0..4.0_f64, gain in 0.0..2.0_f64, uptime in 0.99..1.0_f64) {
        let card = Scorecard::from_yaml(CARD).unwrap();
        let score = |time: f64| {
            let values = [("response_time", time), ("uptime", uptime)];
            let values = values.map(|(name, value)| (name.to_owned(), Measure::from(value)));
            card.score(&values.into(), &BTreeMap::new()).unwrap()
        };
        let (worse, better) = (score(time), score(time - gain));
        prop_assert!(better.points >= worse.points);
        prop_assert!(better.points <= better.possible && better.score.is_some_and(|share| (0.0..=1.0).contains(&share)));
    }
}

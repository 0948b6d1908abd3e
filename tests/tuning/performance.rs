//! Thresholds and actions.

use std::collections::BTreeMap;

use hypercare::tuning::{PerformanceReport, PerformanceRules, PerformanceState, advise_performance};

fn report(metrics: &[(&str, f64)], rules: &PerformanceRules) -> PerformanceReport {
    let metrics: BTreeMap<String, f64> = metrics.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    advise_performance(&metrics, rules).expect("a report")
}

fn ids(metrics: &[(&str, f64)]) -> Vec<String> {
    report(metrics, &PerformanceRules::default()).advice.into_iter().map(|advice| advice.id).collect()
}

#[test]
fn thresholds_are_those_of_the_support_framework() {
    for (metric, at, past, rule) in [
        ("response_time_ms", 2_000.0, 2_001.0, "response_time"),
        ("error_rate", 0.001, 0.0011, "error_rate"),
        ("cpu_usage", 0.70, 0.71, "cpu"),
        ("memory_usage", 0.80, 0.81, "memory"),
        ("cache_hit_ratio", 0.85, 0.84, "cache_hit_ratio"),
        ("origin_load", 0.60, 0.61, "origin_load"),
        ("slow_queries", 0.0, 1.0, "slow_queries"),
        ("slowest_query_ms", 1_000.0, 1_001.0, "slowest_query"),
        ("database_query_time_ms", 100.0, 101.0, "database_query_time"),
        ("performance_regression", 0.05, 0.06, "release_regression"),
        ("page_load_time_ms", 2_000.0, 2_001.0, "page_load_time"),
    ] {
        assert!(ids(&[(metric, at)]).is_empty(), "{metric}");
        assert_eq!(ids(&[(metric, past)]), [format!("performance:{rule}")]);
    }
}

#[test]
fn the_most_urgent_comes_first_and_no_data_is_none() {
    assert_eq!(
        ids(&[("cpu_usage", 0.9), ("error_rate", 0.01), ("memory_usage", 0.99), ("cache_hit_ratio", f64::NAN)]),
        ["performance:error_rate", "performance:cpu", "performance:memory"]
    );
    let report = report(&[("cache_hit_ratio", f64::NAN), ("frobs", 1.0)], &PerformanceRules::default());
    assert!(report.findings.iter().all(|finding| finding.state == PerformanceState::NoData && finding.value.is_none()));
    assert_eq!(report.unknown, ["frobs"]);
    let infinite = BTreeMap::from([("cpu_usage".to_owned(), f64::INFINITY)]);
    assert_eq!(advise_performance(&infinite, &PerformanceRules::default()).expect_err("infinite").code(), "invalid");
}

#[test]
fn documents_extend_the_default() {
    let more = "version: 1\nrules:\n- {name: cpu, metric: cpu_usage, above: 0.5, action: scale}\n- {name: queue, metric: queue, below: 3, action: rest, priority: P5, verify: look}\n";
    let rules = PerformanceRules::from_yaml(more).expect("rules");
    assert_eq!(rules.effective().expect("rules").len(), 12);
    assert_eq!(PerformanceRules::from_json(&rules.to_json().expect("text")).expect("rules"), rules);
    let found = report(&[("cpu_usage", 0.6), ("queue", 2.0)], &rules);
    let actions: Vec<_> = found.advice.iter().map(|advice| advice.summary.as_str()).collect();
    assert_eq!(actions, ["scale", "rest"]);
    assert_eq!(found.advice[1].verification.how, "look");
    let alone = PerformanceRules::from_yaml("version: 1\nwith_default: false\n").expect("rules");
    assert!(report(&[("cpu_usage", 0.99)], &alone).findings.is_empty());
    let default = PerformanceRules::default();
    assert_eq!(PerformanceRules::from_json(&default.to_json().expect("text")).expect("rules"), default);
    for (text, code, line) in [
        ("version: 2\n", "parse", Some(1)),
        ("version: 1\nrules:\n- {name: a, metric: m, above: .nan, action: x}\n", "parse", Some(3)),
        ("version: 1\nrules:\n- {name: ' ', metric: m, above: 1, action: x}\n", "parse", Some(3)),
        ("version: 1\nrules: [{name: a, metric: m, action: x}]\n", "invalid", None),
        ("version: 1\nrules: [{name: a, metric: m, above: 1, below: 1, action: x}]\n", "invalid", None),
        (
            "version: 1\nrules: [{name: a, metric: m, above: 1, action: x}, {name: a, metric: m, above: 1, action: x}]\n",
            "duplicate",
            None,
        ),
    ] {
        let error = PerformanceRules::from_yaml(text).expect_err(text);
        assert_eq!((error.code(), error.position().map(|position| position.line)), (code, line), "{text}");
    }
}

#[test]
fn percentages_are_not_taken_for_shares() {
    for (metric, value) in [("cpu_usage", 95.0), ("memory_usage", 40.0), ("error_rate", -0.1)] {
        let error = advise_performance(&BTreeMap::from([(metric.to_owned(), value)]), &PerformanceRules::default())
            .expect_err("no share");
        assert_eq!(error.code(), "invalid");
        assert!(error.to_string().starts_with(&format!("{metric}: expected a share, such as 0.4")), "{error}");
    }
    // Two processors kept busy are no percentage.
    assert_eq!(ids(&[("cpu_usage", 1.97)]), ["performance:cpu"]);
    // A user's own metric of the same scale is nobody's business.
    let text = "version: 1\nwith_default: false\nrules: [{name: cpu, metric: cpu_usage, above: 70, action: scale}]\n";
    let rules = PerformanceRules::from_yaml(text).expect("rules");
    assert_eq!(report(&[("cpu_usage", 95.0)], &rules).advice.len(), 1);
}

//! Rules and notifications beside Prometheus and Alertmanager.

use std::fmt::Write;
use std::process::Command;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::objectives::{
    AlertManager, AlertNotification, AlertRuleDocument, AlertSample, AlertStanding, PrometheusRules, WebhookOptions,
    from_webhook, to_webhook,
};
use hypercare::stats::Stream;
use hypercare::{Position, Severity};
use proptest::prelude::*;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + second, 0).expect("an instant")
}

const MINUTES: usize = 60;

/// Labels of the series of a scene, by what its matchers ask for.
const CODES: [&str; 3] = ["500", "503", "404"];

/// A random rule, its series (one value a minute, or none), and the minutes at which it fires by our manager.
struct Scene {
    document: AlertRuleDocument,
    /// Of each code.
    series: Vec<Vec<Option<f64>>>,
    /// At each minute the codes of the alerts.
    firing: Vec<Vec<&'static str>>,
}

fn scene(index: u64) -> Scene {
    let mut draw = Stream::new(20_261_122, index);
    let operator = [">", ">=", "<", "<="][draw.below(4) as usize];
    let threshold = [0.0, 0.01, 1.0, 2.5, 3.0][draw.below(5) as usize];
    // A `for` that ends between two evaluations is one only where there is a sample at each.
    let gaps = index % 2 == 1;
    let lasting = if gaps {
        ["", " for 1m", " for 2m", " for 5m", " for 7m"][draw.below(5) as usize]
    } else {
        ["", " for 30 s", " for 1m", " for 2m", " for 150 s", " for 5m", " for 1 h"][draw.below(7) as usize]
    };
    let keep = if gaps {
        ["", "", ", keep firing 1m", ", keep firing 4m", ", keep firing 8m"][draw.below(5) as usize]
    } else {
        ["", "", ", keep firing 1m", ", keep firing 90 s", ", keep firing 4m"][draw.below(5) as usize]
    };
    let matchers = [
        "",
        "{code=~\"5..\"}",
        "{code!=\"503\", job=\"api\"}",
        "{code!~\"[45]0(0|4)\"}",
        "{job!=\"\", code=~'(4|5)0\\\\d'}",
        "{job=\"web\"}",
    ][draw.below(6) as usize];
    let mut series = vec![Vec::with_capacity(MINUTES); CODES.len()];
    for values in &mut series {
        // Runs of one value, so that long conditions come to hold.
        let (mut value, mut gap) = (0.0, 0);
        for _ in 0..MINUTES {
            if draw.below(3) == 0 {
                value = [0.0, 0.005, 0.01, 1.0, 2.5, 3.0, 4.0, -1.0][draw.below(8) as usize];
            }
            if gaps && gap == 0 && draw.below(12) == 0 {
                gap = [1, 2, 4, 5, 6, 7, 12][draw.below(7) as usize];
            }
            values.push((gap == 0).then_some(value));
            gap -= u32::from(gap > 0);
        }
    }
    let document = AlertRuleDocument {
        rule: format!("m{index}{matchers} {operator} {threshold}{lasting}{keep}"),
        severity: [Severity::Critical, Severity::Warning, Severity::Info][draw.below(3) as usize],
        alert: Some(format!("Alert {index}")),
        labels: [("team".to_owned(), format!("t{}", index % 3))].into(),
        annotations: [("summary".to_owned(), "say \"when\": \\ yes {{ no }} {{\n".to_owned())].into(),
    };
    let mut rules = PrometheusRules::of("ours", vec![document.clone()]).document();
    // Up to version 2 Prometheus takes a sample that is five minutes old once more: it is gone at the next look.
    rules.stale_after = gaps.then(|| "6 min".parse().expect("a span"));
    let mut manager = AlertManager::new(rules).expect("a manager");
    let firing = (0..MINUTES).map(|minute| {
        let now = at(minute as i64 * 60);
        let sample = |(code, values): (&&str, &Vec<Option<f64>>)| {
            let sample = AlertSample::new(format!("m{index}"), now, values[minute]?);
            Some(sample.label("code", *code).label("job", "api"))
        };
        let samples: Vec<_> = CODES.iter().zip(&series).filter_map(sample).collect();
        manager.observe_all(&samples).expect("samples");
        manager.advance(now).expect("a step");
        let alerts = manager.alerts();
        let fires = |code: &&&str| {
            let of = |alert: &&hypercare::objectives::ActiveAlert| alert.alert.labels["code"] == **code;
            alerts.iter().find(of).is_some_and(|alert| alert.alert.standing == AlertStanding::Firing)
        };
        CODES.iter().filter(fires).copied().collect()
    });
    let firing = firing.collect();
    Scene { document, series, firing }
}

/// The unit test file of promtool that expects exactly what our machine says.
fn unit_tests(scenes: &[Scene], wrong: Option<usize>) -> String {
    let mut text =
        "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n".to_owned();
    for (index, scene) in scenes.iter().enumerate() {
        for (code, values) in CODES.iter().zip(&scene.series) {
            let values: Vec<_> = values.iter().map(|one| one.map_or("_".to_owned(), |one| one.to_string())).collect();
            let series = format!("m{index}{{job=\"api\",code=\"{code}\"}}");
            writeln!(text, "      - {{series: '{series}', values: '{}'}}", values.join(" ")).unwrap();
        }
    }
    text.push_str("    alert_rule_test:\n");
    for (index, scene) in scenes.iter().enumerate() {
        for (minute, firing) in scene.firing.iter().enumerate() {
            writeln!(text, "      - eval_time: {minute}m\n        alertname: Alert {index}").unwrap();
            let firing = firing.iter().skip(usize::from(wrong == Some(index) && minute == 30));
            let summary = serde_json::to_string(&scene.document.annotations["summary"]).unwrap();
            let severity = scene.document.severity;
            let alerts = firing.map(|code| {
                let labels = format!("{{severity: {severity}, team: t{}, job: api, code: \"{code}\"}}", index % 3);
                format!("{{exp_labels: {labels}, exp_annotations: {{summary: {summary}}}}}")
            });
            let alerts: Vec<_> = alerts.collect();
            if !alerts.is_empty() {
                writeln!(text, "        exp_alerts: [{}]", alerts.join(", ")).unwrap();
            }
        }
    }
    text
}

#[test]
fn promtool_fires_when_we_do() {
    if Command::new("promtool").arg("--version").output().is_err() {
        eprintln!("skipped: promtool (Debian's package prometheus) is not installed");
        return;
    }
    let scenes: Vec<Scene> = (0..60).map(scene).collect();
    let changes = |scene: &Scene| scene.firing.windows(2).filter(|pair| pair[0] != pair[1]).count();
    for gaps in [0, 1] {
        let changes = scenes.iter().skip(gaps).step_by(2).map(changes).sum::<usize>();
        assert!(changes > 100, "the series make alerts fire and end: {changes}");
    }
    let rules = PrometheusRules::of("ours", scenes.iter().map(|scene| scene.document.clone()).collect());
    let folder = std::env::temp_dir().join(format!("hypercare-promtool-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("rules.yml"), rules.to_yaml().unwrap()).unwrap();
    let run = |wrong| {
        std::fs::write(folder.join("tests.yml"), unit_tests(&scenes, wrong)).unwrap();
        let output = Command::new("promtool").args(["test", "rules", "tests.yml"]).current_dir(&folder).output();
        let output = output.unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), said)
    };
    let (agreed, said) = run(None);
    // One wrong minute is found: the comparison can fail.
    let fires = scenes.iter().position(|scene| !scene.firing[30].is_empty()).expect("an alert");
    let (fooled, _) = run(Some(fires));
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(agreed, "{}", said.chars().take(4_000).collect::<String>());
    assert!(!fooled);
}

#[test]
fn rule_files_are_read() {
    let text = "\
groups:
- name: web
  interval: 30s
  rules:
  - alert: HighLatency
    expr: http_latency:p99 >= 1.5e0
    for: 1h30m
    keep_firing_for: 10m
    labels:
      severity: critical
      team: web
    annotations:
      summary: 'slow: {{ $value }}'
  - {alert: Down, expr: 'up < 1'}
- {name: empty, rules: []}
";
    let rules = PrometheusRules::from_yaml(text).unwrap();
    assert_eq!((rules.groups.len(), rules.groups[0].interval.unwrap().exact()), (2, TimeDelta::seconds(30)));
    let [latency, down] = &rules.groups[0].rules[..] else { panic!("two rules") };
    assert_eq!(latency.rule, "http_latency:p99 >= 1.5 for 1 h 30 min, keep firing 10 min");
    assert_eq!((latency.severity, latency.labels.len()), (Severity::Critical, 1));
    assert_eq!((down.rule.as_str(), down.severity), ("up < 1", Severity::Warning));
    assert_eq!(PrometheusRules::from_yaml(&rules.to_yaml().unwrap()).unwrap(), rules);
    let text = "groups: [{name: g, rules: [{alert: a, expr: 'm {job = \"x\",code=~`5\\d`,} > 1'}]}]";
    let read = PrometheusRules::from_yaml(text).unwrap();
    assert_eq!(read.rules()[0].rule, r#"m{job="x",code=~"5\\d"} > 1"#);
    assert_eq!(PrometheusRules::from_yaml(&read.to_yaml().unwrap()).unwrap(), read);
    for (number, value) in [("0x1F", 31.0), (".5", 0.5), ("+2", 2.0), ("-1e-3", -0.001)] {
        let text = format!("groups: [{{name: g, rules: [{{alert: a, expr: 'm > {number}'}}]}}]");
        assert_eq!(PrometheusRules::from_yaml(&text).unwrap().rules()[0].rule().unwrap().threshold, value);
    }
}

#[test]
fn what_is_not_shared_is_an_error_that_says_where() {
    let rule = |line: &str| format!("groups:\n- name: g\n  rules:\n  - alert: a\n{line}\n");
    for line in [
        "    expr: rate(errors[5m]) > 0.1",
        "    expr: errors{job=x} > 1",
        "    expr: '{job=\"x\"} > 1'",
        "    expr: errors{job=\"x\" > 1",
        "    expr: 'errors{job=~\"(\"} > 1'",
        "    expr: errors{__name__=\"x\"} > 1",
        "    expr: up == 0",
        "    expr: a > b",
        "    expr: m > NaN",
        "    expr: m > 1 and n > 2",
        "    expr: '1 > m'",
        "    expr: m ≥ 1",
    ] {
        let error = PrometheusRules::from_yaml(&rule(line)).unwrap_err();
        assert_eq!(error.code(), "parse", "{line}");
        assert_eq!(error.position().map(|position| position.line), Some(5), "{line}: {error}");
    }
    for (line, at) in [
        ("    expr: m > 1\n    for: 5 minutes", Some(Position { line: 6, column: 10 })),
        ("    expr: m > 1\n    for: 30m1h", Some(Position { line: 6, column: 10 })),
        ("    expr: m > 1\n    labels: {severity: page}", Some(Position { line: 6, column: 24 })),
    ] {
        let error = PrometheusRules::from_yaml(&rule(line)).unwrap_err();
        assert_eq!(error.position(), at, "{line}: {error}");
    }
    for text in
        ["groups: [{name: g, limit: 3, rules: []}]", "groups: [{name: g, rules: [{record: r, expr: m}]}]", "rules: []"]
    {
        assert_eq!(PrometheusRules::from_yaml(text).unwrap_err().code(), "parse", "{text}");
    }
    for text in ["m > 1, resolve < 0.5", "m > 1, no data after 5m", "m-x > 1", "m > 1 for 5 us"] {
        let document = AlertRuleDocument {
            rule: text.to_owned(),
            severity: Severity::Info,
            alert: Some("Ours".to_owned()),
            labels: Default::default(),
            annotations: Default::default(),
        };
        let error = PrometheusRules::of("g", vec![document]).to_yaml().unwrap_err();
        assert_eq!(error.code(), "invalid", "{text}");
        assert!(error.to_string().contains("alert Ours"), "{error}");
    }
}

/// A payload as the documentation of Alertmanager shows it.
#[test]
fn webhooks_are_read_and_written() {
    let text = r#"{
  "version": "4", "groupKey": "{}:{alertname=\"Down\"}", "truncatedAlerts": 2, "status": "firing", "receiver": "ops",
  "groupLabels": {"alertname": "Down"}, "commonLabels": {"alertname": "Down", "severity": "critical"},
  "commonAnnotations": {}, "externalURL": "http://alertmanager:9093", "newField": [1],
  "alerts": [
    {"status": "firing", "labels": {"alertname": "Down", "severity": "critical", "instance": "a"},
     "annotations": {"summary": "a is down"}, "startsAt": "2026-11-24T15:00:00.123+01:00",
     "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prometheus/graph", "fingerprint": "c2a9"},
    {"status": "resolved", "labels": {"alertname": "Down", "severity": "critical", "instance": "b"},
     "annotations": {}, "startsAt": "2026-11-24T13:00:00Z", "endsAt": "2026-11-24T14:00:00Z",
     "generatorURL": "", "fingerprint": "d2a9"}
  ]
}"#;
    let read = from_webhook(text).unwrap();
    assert_eq!((read.receiver.as_str(), read.truncated_alerts, read.resolved), ("ops", 2, false));
    let [first, second] = &read.alerts[..] else { panic!("two alerts") };
    assert_eq!((first.resolved, first.ends_at, second.resolved), (false, None, true));
    assert_eq!(first.starts_at, DateTime::parse_from_rfc3339("2026-11-24T14:00:00.123Z").unwrap());
    assert!(second.ends_at.is_some());
    assert_eq!(from_webhook(&text.replace("\"4\"", "\"3\"")).unwrap_err().code(), "invalid");
    assert_eq!(from_webhook("{\"version\": \"4\"}").unwrap_err().code(), "parse");
    let bad = from_webhook(&text.replace("\"status\": \"resolved\"", "\"status\": \"over\"")).unwrap_err();
    assert_eq!(bad.position().map(|position| position.line), Some(9), "{bad}");

    let rules = "rules: [{rule: 'up < 1, no data after 5m', severity: critical, alert: Down}]\ngroup_interval: 1m\n";
    let mut manager = AlertManager::from_yaml(rules).unwrap();
    let sample = |second, value: f64| AlertSample::new("up", at(second), value).label("instance", "a");
    let mut told: Vec<AlertNotification> = manager.observe(&sample(0, 0.0)).unwrap();
    told.extend(manager.observe(&sample(120, 1.0)).unwrap());
    told.extend(manager.advance(at(500)).unwrap());
    let options = WebhookOptions { external_url: "https://ours".to_owned(), ..WebhookOptions::default() };
    let payloads: Vec<_> =
        told.iter().map(|each| from_webhook(&to_webhook(each, &options).unwrap()).unwrap()).collect();
    assert_eq!(payloads.iter().map(|payload| payload.resolved).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(payloads[0].group_key, "{}:{alertname=\"Down\"}");
    assert_eq!(payloads[1].alerts[0].ends_at, Some(at(120)));
    assert_eq!(payloads[2].alerts[0].annotations["standing"], "no_data");
    assert_eq!(payloads[0].common_labels["instance"], "a");
    // The fingerprint of {alertname="Down", instance="a", severity="critical"}: FNV-1a, as Alertmanager computes it.
    let again: AlertNotification = serde_json::from_str(&serde_json::to_string(&told[0]).unwrap()).unwrap();
    assert_eq!(again, told[0]);
}

proptest! {
    #[test]
    fn what_is_exported_is_imported_again(
        metric in "[a-zA-Z_:][a-zA-Z0-9_:]{0,8}",
        threshold in -1e9..1e9_f64,
        minutes in 0_u32..10_000,
        name in "\\PC{1,12}",
        value in "\\PC{0,12}|[\u{0}-\u{20}\u{7f}-\u{a0}\u{2028}\u{feff}]{0,4}",
    ) {
        prop_assume!(!name.trim().is_empty() && name.trim() == name && name != metric);
        let lasting = if minutes == 0 { String::new() } else { format!(" for {minutes} min") };
        let document = AlertRuleDocument {
            rule: format!("{metric} > {threshold}{lasting}"),
            severity: Severity::Critical,
            alert: Some(name),
            labels: [("team".to_owned(), value.clone())].into(),
            annotations: [("summary".to_owned(), value)].into(),
        };
        let text = PrometheusRules::of("g", vec![document.clone()]).to_yaml().unwrap();
        let again = PrometheusRules::from_yaml(&text).unwrap().rules();
        prop_assert_eq!(again[0].rule().unwrap().lasting, document.rule().unwrap().lasting);
        prop_assert_eq!(again[0].rule().unwrap().threshold, threshold);
        prop_assert_eq!((&again[0].alert, &again[0].labels), (&document.alert, &document.labels));
        prop_assert_eq!(&again[0].annotations, &document.annotations);
    }

    #[test]
    fn any_text_is_a_file_or_an_error(text in "[a-z:>\\[\\]{} 0-9'\n-]{0,60}|\\PC{0,40}") {
        let _ = PrometheusRules::from_yaml(&text);
        let _ = from_webhook(&text);
    }
}

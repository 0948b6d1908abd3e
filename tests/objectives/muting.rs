//! What matchers, silences and inhibit rules say, when alerts end without a sample, and that none of it walks over all.

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::Severity;
use hypercare::objectives::{AlertManager, AlertNotification, AlertRule, AlertSample, AlertStanding, Silence};

fn minute(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + minute * 60, 0).expect("an instant")
}

fn manager(text: &str) -> AlertManager {
    AlertManager::from_yaml(text).unwrap_or_else(|error| panic!("{error}"))
}

fn told(notifications: &[AlertNotification]) -> Vec<(String, AlertStanding)> {
    let alerts = notifications.iter().flat_map(|notification| &notification.alerts);
    alerts.map(|alert| (alert.labels.get("code").unwrap_or(&alert.name).clone(), alert.standing)).collect()
}

fn errors(at: i64, code: &str, value: f64) -> AlertSample {
    AlertSample::new("errors", minute(at), value).label("code", code).label("job", "api")
}

fn quiet(id: &str, matching: &[&str], until: i64) -> Silence {
    let matching = matching.iter().map(|&text| text.to_owned()).collect();
    let comment = String::new();
    Silence {
        id: id.to_owned(),
        matchers: Default::default(),
        matching,
        from: minute(0),
        until: minute(until),
        comment,
    }
}

#[test]
fn a_rule_is_about_the_labels_that_it_names() {
    let text = "errors{job=\"api\", code=~\"5..\", env!=\"test\", path!~'/health.*'} > 1% for 5m, no data after 10m";
    let rule = AlertRule::parse(text, Severity::Critical).expect("a rule");
    assert_eq!((rule.name.as_str(), rule.metric.as_str(), rule.matchers.len()), ("errors", "errors", 4));
    let written =
        "errors{job=\"api\",code=~\"5..\",env!=\"test\",path!~\"/health.*\"} > 1% for 5 min, no data after 10 min";
    assert_eq!(rule.to_string(), written);
    assert_eq!(AlertRule::parse(written, Severity::Critical), Ok(rule));
    for (text, column) in [
        ("errors{job} > 1", 11),
        ("errors{job=\"a\" > 1", 16),
        ("errors{job=\"a\"} = 1", 17),
        ("errors{code=~\"(\"} > 1", 14),
        ("errors{__name__=\"a\"} > 1", 8),
    ] {
        let error = AlertRule::parse(text, Severity::Info).expect_err(text);
        assert_eq!(error.position().map(|position| position.column), Some(column), "{text}: {error}");
    }
    let mut manager = manager("rules: [{rule: 'errors{code=~\"5..\"} > 1%', severity: warning}]");
    let samples = ["200", "503", "1503"].map(|code| errors(0, code, 0.02));
    assert_eq!(told(&manager.observe_all(&samples).unwrap()), [("503".to_owned(), AlertStanding::Firing)]);
}

#[test]
fn silences_and_inhibit_rules_know_the_same_matchers() {
    let document = "
rules: [{rule: 'errors > 1%', severity: warning}, {rule: 'down > 0', severity: critical, alert: Down}]
inhibit: [{source: {alertname: Down}, source_matching: ['code!=\"\"'], target_matching: ['code=~\"4..\"'], equal: [job]}]
group_interval: 1m
";
    let mut manager = manager(document);
    manager.silence(quiet("tests", &["code=~\"5.[34]\"", "env!=\"live\""], 10)).unwrap();
    let down = AlertSample::new("down", minute(0), 1.0).label("job", "api").label("code", "0");
    let samples: Vec<_> = ["404", "500", "503"].map(|code| errors(0, code, 0.02)).into_iter().chain([down]).collect();
    let first: Vec<_> = told(&manager.observe_all(&samples).unwrap()).into_iter().map(|(code, _)| code).collect();
    assert_eq!(first, ["0", "500"]);
    let muted: Vec<_> = manager.alerts().into_iter().filter_map(|one| one.muted_by).collect();
    assert_eq!(muted, ["inhibited by Down", "silence tests"]);
    assert!(told(&manager.advance(minute(10)).unwrap()).contains(&("503".to_owned(), AlertStanding::Firing)));
    let code = |silence: Silence| manager.clone().silence(silence).unwrap_err().code();
    assert_eq!(code(quiet("all", &[], 10)), "invalid");
    assert_eq!(code(quiet("all", &["code=~\".*\"", "env!=\"live\""], 10)), "invalid", "it would mute everything");
    assert_eq!(code(quiet("wrong", &["code=5"], 10)), "parse");
    let many: Vec<String> = (0..17).map(|at| format!("a{at}=\"b\"")).collect();
    assert_eq!(code(quiet("many", &many.iter().map(String::as_str).collect::<Vec<_>>(), 10)), "limit");
    let error = AlertManager::from_yaml("inhibit:\n- source_matching: ['code=~\"[\"']").unwrap_err();
    assert_eq!((error.code(), error.position().map(|position| position.line)), ("parse", Some(2)), "{error}");
    // A silence that cannot be leaves the old one in its place.
    assert!(manager.silence(quiet("tests", &["code=5"], 30)).is_err());
    assert_eq!(manager.document().silences.len(), 1);
    let restored = AlertManager::restore(&manager.snapshot().unwrap()).unwrap();
    assert_eq!(restored.alerts(), manager.alerts());
}

#[test]
fn an_alert_ends_with_its_series() {
    for labelled in [true, false] {
        let sample = |at, value| {
            let sample = AlertSample::new("errors", minute(at), value);
            if labelled { sample.label("code", "500") } else { sample }
        };
        let mut manager = manager(
            "rules: [{rule: 'errors > 1% for 6m, keep firing 2m', severity: warning}]\nstale_after: 5m\ngroup_interval: 1s",
        );
        for at in [0, 3] {
            assert!(manager.observe(&sample(at, 0.02)).unwrap().is_empty());
        }
        // The last sample stands for what goes on.
        assert_eq!(manager.next_wakeup(), Some(minute(6)));
        assert_eq!(told(&manager.advance(minute(6)).unwrap())[0].1, AlertStanding::Firing);
        assert_eq!(manager.next_wakeup(), Some(minute(8)));
        assert!(manager.advance(minute(8)).unwrap().is_empty(), "it keeps firing");
        let over = manager.advance(minute(10)).unwrap();
        assert_eq!(told(&over)[0].1, AlertStanding::Resolved);
        assert_eq!(over[0].alerts[0].ended, Some(minute(10)));
        assert!(over[0].alerts[0].reason.detail.contains("no sample since"), "{}", over[0].alerts[0].reason);
        // What was pending before a gap begins anew behind it.
        for at in [20, 26, 30] {
            assert!(manager.observe(&sample(at, 0.02)).unwrap().is_empty());
        }
        assert!(manager.advance(minute(31)).unwrap().is_empty());
        assert_eq!(told(&manager.advance(minute(32)).unwrap())[0].1, AlertStanding::Firing);
    }
}

#[test]
fn the_default_misses_what_it_has_seen() {
    let mut manager = AlertManager::default();
    manager.observe(&AlertSample::new("response_time", minute(0), 0.3)).unwrap();
    manager.observe(&AlertSample::new("payment_processing_failures", minute(0), 0.0)).unwrap();
    let told = manager.advance(minute(60)).unwrap();
    let told: Vec<_> = told.iter().flat_map(|one| &one.alerts).map(|one| (one.name.as_str(), one.standing)).collect();
    assert_eq!(told, [("Response Time", AlertStanding::NoData)], "not what was never measured, nor counts of events");
    let rule = AlertRule::parse("cpu > 80%, no data after 15m once seen", Severity::Info).expect("a rule");
    assert!(rule.once_seen && rule.to_string().ends_with("no data after 15 min once seen"));
}

/// At the caps: each alert looks at what concerns it alone.
#[test]
fn many_silences_and_sources_are_no_burden() {
    let mut manager = manager(
        "
rules: [{rule: 'errors > 1%', severity: critical}]
inhibit: [{source: {severity: critical}, target: {severity: critical}}]
group_by: [alertname]
repeat_interval: 1h
",
    );
    for at in 0..5_000 {
        manager.silence(quiet(&at.to_string(), &[&format!("code=\"s{at}\"")], 1_000_000)).unwrap();
    }
    let samples: Vec<_> = (0..20_000).map(|at| errors(0, &at.to_string(), 0.02)).collect();
    assert_eq!(told(&manager.observe_all(&samples).unwrap()).len(), 20_000, "alerts that mute each other are told");
    assert_eq!(told(&manager.advance(minute(0) + TimeDelta::hours(1)).unwrap()).len(), 20_000);
    assert!(manager.alerts().iter().all(|alert| alert.muted_by.is_none()));
    (0..5_000).for_each(|at| manager.end_silence(&at.to_string()).unwrap());
    assert_eq!(manager.document().silences.len(), 0);
}

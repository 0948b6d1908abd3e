//! The alert manager: what it tells, and that a restart at any point changes nothing.

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::Severity;
use hypercare::objectives::{AlertManager, AlertNotification, AlertSample, AlertStanding, AlertsDocument, Silence};
use hypercare::time::parse_instant;
use proptest::prelude::*;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + second, 0).expect("an instant")
}

fn minute(minute: i64) -> DateTime<Utc> {
    at(minute * 60)
}

fn manager(text: &str) -> AlertManager {
    AlertManager::from_yaml(text).unwrap_or_else(|error| panic!("{error}"))
}

fn load(minutes: i64, value: f64) -> AlertSample {
    AlertSample::new("load", minute(minutes), value)
}

/// Name or label, and standing, of every alert told.
fn told(notifications: &[AlertNotification]) -> Vec<(String, AlertStanding)> {
    let alerts = notifications.iter().flat_map(|notification| &notification.alerts);
    alerts.map(|alert| (alert.labels.get("host").unwrap_or(&alert.name).clone(), alert.standing)).collect()
}

#[test]
fn the_default_is_the_missions_three_classes() {
    let mut manager = AlertManager::default();
    let friday = parse_instant("2026-11-20T15:00:00Z").unwrap();
    let samples = [("response_time", 6.0), ("cpu_usage", 0.85), ("capacity_planning_triggers", 1.0)];
    let samples = samples.map(|(metric, value)| AlertSample::new(metric, friday, value));
    let notifications = manager.observe_all(&samples).unwrap();
    let due: Vec<_> = notifications.iter().map(|each| (each.severity, each.respond_by.unwrap())).collect();
    let monday = parse_instant("2026-11-23T09:00:00Z").unwrap();
    let expected =
        [(Severity::Warning, friday + TimeDelta::minutes(30)), (Severity::Info, monday), (Severity::Critical, friday)];
    assert_eq!(due, expected); // groups of one instant come in the order of their labels
    assert_eq!(manager.alerts().len(), 3);
    assert_eq!(manager.alerts()[0].alert.severity, Severity::Critical);
    let document = AlertManager::from_json(&manager.to_json().unwrap()).unwrap();
    assert_eq!(document.document(), &AlertsDocument::default());
}

#[test]
fn no_data_is_a_state_of_its_own() {
    let mut manager = manager("rules: [{rule: 'load > 1, no data after 10m', severity: warning}]");
    assert_eq!(manager.next_wakeup(), None);
    assert!(manager.advance(minute(0)).unwrap().is_empty());
    // Nobody has ever measured it.
    assert_eq!(manager.next_wakeup(), Some(minute(10)));
    assert_eq!(told(&manager.advance(minute(10)).unwrap()), [("load".to_owned(), AlertStanding::NoData)]);
    // A sample on a host says that it is measured after all.
    let sample = load(12, 0.5).label("host", "a");
    assert!(manager.observe(&sample).unwrap().is_empty());
    assert_eq!(told(&manager.advance(minute(15)).unwrap()), [("load".to_owned(), AlertStanding::Resolved)]);
    // It fires, falls silent, and is found firing again: never resolved in between.
    let firing = manager.observe(&load(16, 2.0).label("host", "a")).unwrap();
    assert_eq!(told(&firing), [("a".to_owned(), AlertStanding::Firing)]);
    let silent = manager.advance(minute(26)).unwrap();
    assert_eq!(told(&silent), [("a".to_owned(), AlertStanding::NoData)]);
    assert_eq!(silent[0].alerts[0].since, minute(16));
    let back = manager.observe(&load(31, 2.0).label("host", "a")).unwrap();
    assert_eq!(told(&back), [("a".to_owned(), AlertStanding::Firing)]);
    let over = manager.observe(&load(36, 0.0).label("host", "a")).unwrap();
    assert_eq!(told(&over), [("a".to_owned(), AlertStanding::Resolved)]);
    assert_eq!((over[0].resolved, over[0].respond_by, over[0].alerts[0].ended), (true, None, Some(minute(36))));
}

#[test]
fn groups_wait_collect_and_repeat() {
    let mut manager = manager(
        "
rules: [{rule: 'load > 1', severity: warning}]
group_wait: 30s
group_interval: 5m
repeat_interval: 1h
",
    );
    let on = |minutes: i64, host: &str, value: f64| load(minutes, value).label("host", host);
    assert!(manager.observe(&on(0, "a", 2.0)).unwrap().is_empty());
    assert_eq!(manager.next_wakeup(), Some(at(30)));
    let first = manager.observe(&on(1, "b", 2.0)).unwrap();
    assert_eq!((told(&first), first[0].at), (vec![("a".to_owned(), AlertStanding::Firing)], at(30)));
    assert!(manager.observe(&on(2, "a", 0.0)).unwrap().is_empty());
    let second = manager.advance(minute(6)).unwrap();
    let changes = [("b".to_owned(), AlertStanding::Firing), ("a".to_owned(), AlertStanding::Resolved)];
    assert_eq!((told(&second), second[0].at), (changes.to_vec(), at(330)));
    assert_eq!(second[0].group.iter().next(), Some((&"alertname".to_owned(), &"load".to_owned())));
    assert!(manager.advance(minute(60)).unwrap().is_empty());
    let again = manager.advance(minute(70)).unwrap();
    assert_eq!((again.len(), again[0].alerts[0].repeated, again[0].at), (1, true, at(330 + 3600)));
}

#[test]
fn silences_and_louder_alerts_mute() {
    let mut manager = manager(
        "
rules:
  - {rule: 'db_down > 0', severity: critical, alert: Down}
  - {rule: 'latency > 1s', severity: warning, alert: Slow}
inhibit: [{source: {severity: critical}, target: {severity: warning}, equal: [service]}]
group_interval: 1m
",
    );
    let sample = |metric: &str, minutes: i64, service: &str, value: f64| {
        AlertSample::new(metric, minute(minutes), value).label("service", service)
    };
    assert_eq!(manager.observe(&sample("db_down", 0, "shop", 1.0)).unwrap().len(), 1);
    assert!(manager.observe(&sample("latency", 1, "shop", 2.0)).unwrap().is_empty());
    assert_eq!(manager.alerts()[1].muted_by.as_deref(), Some("inhibited by Down"));
    // Another service is not muted.
    assert_eq!(manager.observe(&sample("latency", 2, "blog", 2.0)).unwrap().len(), 1);
    // Once nothing mutes it, it is told.
    let after = manager.observe(&sample("db_down", 3, "shop", 0.0)).unwrap();
    let fresh = after.iter().flat_map(|each| &each.alerts).filter(|alert| !alert.repeated);
    assert_eq!(fresh.map(|alert| alert.name.as_str()).collect::<Vec<_>>(), ["Down", "Slow"], "{after:?}");

    let matchers = [("service".to_owned(), "shop".to_owned())].into();
    let silence = Silence {
        id: "move".to_owned(),
        matchers,
        matching: Vec::new(),
        from: minute(4),
        until: minute(20),
        comment: String::new(),
    };
    manager.silence(silence.clone()).unwrap();
    assert!(manager.observe(&sample("db_down", 5, "shop", 1.0)).unwrap().is_empty());
    assert_eq!(manager.alerts()[0].muted_by.as_deref(), Some("silence move"));
    let end = manager.advance(minute(20)).unwrap();
    assert_eq!(end.iter().flat_map(|each| &each.alerts).filter(|alert| alert.name == "Down").count(), 1, "{end:?}");
    assert_eq!(manager.end_silence("other").unwrap_err().code(), "unknown");
    manager.end_silence("move").unwrap();
    let wrong = Silence { until: minute(4), ..silence };
    assert_eq!(manager.silence(wrong).unwrap_err().code(), "invalid");
}

#[test]
fn alerts_that_are_source_and_target_both_are_told() {
    let mut manager = manager(
        "
rules: [{rule: 'a > 0', severity: critical}, {rule: 'b > 0', severity: critical}]
inhibit: [{source: {severity: critical}, target: {severity: critical}}]
",
    );
    let both = ["a", "b"].map(|metric| AlertSample::new(metric, minute(0), 1.0));
    assert_eq!(told(&manager.observe_all(&both).unwrap()).len(), 2);
}

#[test]
fn what_was_not_seen_has_not_lasted() {
    let mut manager = manager("rules: [{rule: 'load > 1 for 5m, no data after 15m', severity: warning}]");
    manager.observe(&load(0, 2.0)).unwrap();
    assert_eq!(told(&manager.advance(minute(15)).unwrap()), [("load".to_owned(), AlertStanding::NoData)]);
    let back = manager.observe(&load(240, 2.0)).unwrap();
    assert!(back.iter().flat_map(|each| &each.alerts).all(|alert| alert.standing != AlertStanding::Firing), "{back:?}");
    assert_eq!(manager.alerts()[0].alert.standing, AlertStanding::Pending);
}

#[test]
fn rate_limits_delay_and_lose_nothing() {
    let mut manager = manager(
        "
rules:
  - {rule: 'load > 1', severity: warning}
  - {rule: 'fire > 0', severity: critical}
group_by: [host]
rate_limit: {most: 2, within: 10m}
",
    );
    let hosts = ["a", "b", "c", "d"];
    let samples: Vec<_> = hosts.iter().map(|host| load(0, 2.0).label("host", *host)).collect();
    assert_eq!(manager.observe_all(&samples).unwrap().len(), 2);
    let critical = manager.observe(&AlertSample::new("fire", minute(1), 1.0)).unwrap();
    assert_eq!(critical.len(), 1, "critical alerts are told at once");
    let rest = manager.advance(minute(30)).unwrap();
    let mut names: Vec<_> = told(&rest).into_iter().map(|(host, _)| host).collect();
    names.sort();
    assert_eq!(names, ["c", "d"]);
    assert!(rest.iter().all(|each| each.at >= minute(10)));
}

#[test]
fn what_flaps_is_told_once() {
    let mut manager = manager(
        "
rules: [{rule: 'load > 1', severity: warning}]
group_interval: 1s
flapping: {changes: 4, within: 30m, quiet: 20m}
",
    );
    let mut all = Vec::new();
    for minutes in 0..60 {
        all.extend(manager.observe(&load(minutes, f64::from(u8::from(minutes % 2 == 0)) * 2.0)).unwrap());
    }
    use AlertStanding::{Firing, Flapping, Resolved};
    let standings: Vec<_> = told(&all).into_iter().map(|(_, standing)| standing).collect();
    assert_eq!(standings, [Firing, Resolved, Firing, Flapping]);
    // The last change was at minute 59, to quiet.
    let calm = manager.advance(minute(120)).unwrap();
    assert_eq!(told(&calm), [("load".to_owned(), Resolved)]);
    assert!(calm[0].at >= minute(79), "{}", calm[0].at);
}

#[test]
fn nothing_flaps_without_a_rule_for_it() {
    let text = "rules: [{rule: 'load > 1', severity: warning}]\ngroup_interval: 1s\n";
    let mut flapping = manager(&format!("{text}flapping: {{changes: 4, within: 30m, quiet: 20m}}\n"));
    for minutes in 0..11 {
        flapping.observe(&load(minutes, f64::from(u8::from(minutes % 2 == 0)) * 2.0)).unwrap();
    }
    assert_eq!(flapping.alerts()[0].alert.standing, AlertStanding::Flapping);
    let document = manager(text).document().clone();
    let mut plain = AlertManager::resume(document, &flapping.snapshot().unwrap()).unwrap();
    assert_eq!(plain.alerts()[0].alert.standing, AlertStanding::Firing);
    let over = told(&plain.observe(&load(12, 0.0)).unwrap());
    assert_eq!(over, [AlertStanding::Firing, AlertStanding::Resolved].map(|standing| ("load".to_owned(), standing)));
    assert!(plain.alerts().is_empty());
}

#[test]
fn sets_of_labels_that_end_are_given_up() {
    use AlertStanding::{Firing, NoData, Resolved};
    let rules = "rules: [{rule: 'load > 1, no data after 10m', severity: warning}, {rule: 'heat > 1', severity: info}]";
    let mut manager = manager(&format!("{rules}\ngroup_interval: 1s\nforget_after: 2h\n"));
    assert_eq!(told(&manager.observe(&load(0, 2.0).label("host", "a")).unwrap()), [("a".to_owned(), Firing)]);
    manager.observe(&AlertSample::new("heat", minute(0), 2.0).label("host", "oven")).unwrap();
    manager.observe(&AlertSample::new("heat", minute(0), 2.0)).unwrap();
    let named = |all: &[(&str, AlertStanding)]| -> Vec<(String, AlertStanding)> {
        all.iter().map(|(name, standing)| ((*name).to_owned(), *standing)).collect()
    };
    let silent = told(&manager.advance(minute(119)).unwrap());
    assert_eq!(silent, named(&[("oven", Firing), ("heat", Firing), ("a", NoData)]));
    assert_eq!(told(&manager.advance(minute(121)).unwrap()), named(&[("heat", Firing), ("oven", Resolved)]));
    // The rule waits for its metric again, and a restart does not change that.
    let mut manager = AlertManager::restore(&manager.snapshot().unwrap()).unwrap();
    let over = manager.advance(minute(131)).unwrap();
    assert_eq!(told(&over), [("a".to_owned(), Resolved)]);
    assert!(over[0].alerts[0].reason.detail.contains("given up"), "{}", over[0].alerts[0].reason);
    assert_eq!(told(&manager.advance(minute(145)).unwrap()), [("load".to_owned(), NoData)]);
    assert_eq!(manager.alerts().len(), 2); // without labels nothing is given up
}

#[test]
fn labels_that_churn_never_stop_the_manager() {
    let mut manager = manager("rules: [{rule: 'load > 1, no data after 1m', severity: warning}]\ngroup_wait: 1h");
    let pods = |from: i64, to: i64, at: i64| -> Vec<AlertSample> {
        (from..to).map(|pod| load(at, 0.5).label("host", format!("{pod:06}"))).collect()
    };
    manager.observe_all(&pods(0, 99_998, 0)).unwrap();
    let live = pods(99_998, 100_001, 0);
    let error = manager.observe_all(&live).unwrap_err();
    assert_eq!(error.code(), "limit", "{error}"); // all of them are alive
    manager.advance(minute(2)).unwrap();
    manager.observe_all(&pods(99_998, 100_200, 2)).unwrap();
    manager.observe_all(&pods(100_200, 100_900, 2)).unwrap();
}

#[test]
fn wrong_input_changes_nothing_and_wrong_documents_say_where() {
    let mut manager = manager("rules: [{rule: 'load > 1 for 5m', severity: warning}]");
    manager.observe(&load(0, 2.0)).unwrap();
    let before = manager.snapshot().unwrap();
    let many = (0..65).fold(load(1, 2.0), |sample, index| sample.label(index.to_string(), "x"));
    for (sample, code) in [
        (load(-1, 2.0), "out_of_order"),
        (load(1, f64::NAN), "invalid"),
        (AlertSample::new("load", DateTime::<Utc>::MAX_UTC, 1.0), "range"),
        (many, "limit"),
        (load(1, 2.0).label("host", "x".repeat(9_000)), "limit"),
    ] {
        assert_eq!(manager.observe_all(&[load(1, 0.0), sample]).unwrap_err().code(), code);
        assert_eq!(manager.snapshot().unwrap(), before);
    }
    assert_eq!(manager.advance(minute(-1)).unwrap_err().code(), "out_of_order");
    for (text, code, line) in [
        ("rules: [{rule: 'load', severity: warning}]", "parse", Some(1)),
        ("rules:\n  - {rule: 'load > 1', severity: loud}\n", "parse", Some(2)),
        ("rules: [{rule: 'a > 1', severity: info}, {rule: 'a > 1', severity: info}]", "duplicate", None),
        ("group_interval: 0 s\n", "invalid", None),
        ("repeat_interval: 1 month\n", "invalid", None),
        ("rate_limit: {most: 0, within: 1h}\n", "parse", Some(1)),
        ("flapping: {changes: 1, within: 1h, quiet: 1h}\n", "parse", Some(1)),
        ("silences: [{id: a, matchers: {}, from: 2026-01-01T00:00:00Z, until: 2026-01-02T00:00:00Z}]", "invalid", None),
        ("rule: []\n", "parse", Some(1)),
    ] {
        let error = AlertManager::from_yaml(text).unwrap_err();
        assert_eq!(error.code(), code, "{text}: {error}");
        assert_eq!(error.position().map(|position| position.line), line, "{text}: {error}");
    }
}

#[test]
fn the_number_of_label_sets_is_capped() {
    let mut manager = manager("rules: [{rule: 'load > 1 for 5m', severity: warning}]");
    let flood = |from: usize, to: usize, value: f64| -> Vec<AlertSample> {
        (from..to).map(|index| load(0, value).label("id", index.to_string())).collect()
    };
    assert!(manager.observe_all(&flood(0, 100_000, 2.0)).unwrap().is_empty());
    assert_eq!(manager.observe_all(&flood(100_000, 100_001, 2.0)).unwrap_err().code(), "limit");
    // Those that are well are forgotten, and make room.
    manager.observe_all(&flood(0, 100_000, 0.0)).unwrap();
    assert!(manager.alerts().is_empty());
    manager.observe_all(&flood(100_000, 100_001, 2.0)).unwrap();
}

#[test]
fn a_changed_document_keeps_what_it_knows() {
    let first = "rules: [{rule: 'load > 1', severity: warning}, {rule: 'heat > 1', severity: warning}]";
    let mut before = manager(first);
    before.observe(&load(0, 2.0)).unwrap();
    before.observe(&AlertSample::new("heat", minute(0), 2.0)).unwrap();
    let second = "rules: [{rule: 'heat > 1', severity: warning}, {rule: 'cold > 1', severity: warning}]";
    let document = manager(second).document().clone();
    let mut after = AlertManager::resume(document, &before.snapshot().unwrap()).unwrap();
    assert!(after.observe(&AlertSample::new("heat", minute(1), 2.0)).unwrap().is_empty(), "told already");
    assert_eq!(after.alerts().len(), 1);
    assert_eq!(after.observe(&AlertSample::new("cold", minute(2), 2.0)).unwrap().len(), 1);
}

const BUSY: &str = "
rules:
  - {rule: 'load > 2 for 2m, resolve < 2, no data after 6m', severity: warning}
  - {rule: 'load > 3, keep firing 3m', severity: critical, alert: Worse}
group_by: [host]
group_wait: 20s
group_interval: 3m
repeat_interval: 10m
inhibit: [{source: {severity: critical}, target: {severity: warning}, equal: [host]}]
silences: [{id: s, matchers: {host: b}, from: 2026-11-18T12:10:00Z, until: 2026-11-18T12:20:00Z}]
rate_limit: {most: 3, within: 7m, exempt: []}
flapping: {changes: 3, within: 9m, quiet: 5m}
";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A restart at any point gives the same future.
    #[test]
    fn the_future_is_the_same_after_a_restart(
        samples in proptest::collection::vec((0_i64..150, 0_usize..3, 0_u8..5), 1..60),
        cut in 0_usize..60,
        step in 20_i64..400,
    ) {
        let mut straight = manager(BUSY);
        let mut restarted = manager(BUSY);
        let (mut first, mut second) = (Vec::new(), Vec::new());
        let mut now = 0;
        for (index, (gap, host, value)) in samples.into_iter().enumerate() {
            if index == cut {
                restarted = AlertManager::restore(&restarted.snapshot().unwrap()).unwrap();
            }
            let mut between = now + step;
            while between < now + gap {
                first.extend(straight.advance(at(between)).unwrap());
                second.extend(restarted.advance(at(between)).unwrap());
                between += step;
            }
            now += gap;
            let mut sample = AlertSample::new("load", at(now), f64::from(value));
            if host < 2 {
                sample = sample.label("host", ["a", "b"][host]);
            }
            first.extend(straight.observe(&sample).unwrap());
            second.extend(restarted.observe(&sample).unwrap());
        }
        first.extend(straight.advance(at(now + 3_600)).unwrap());
        second.extend(restarted.advance(at(now + 3_600)).unwrap());
        prop_assert_eq!(&first, &second);
        prop_assert_eq!(straight.snapshot().unwrap(), restarted.snapshot().unwrap());

        // Nothing is told twice without a change or the repeat interval, and nothing ends that was not told.
        let mut known = std::collections::BTreeMap::new();
        for notification in &first {
            for alert in &notification.alerts {
                let before = known.insert(alert.fingerprint.clone(), alert.standing);
                let was_active = before.is_some_and(|standing| standing != AlertStanding::Resolved);
                prop_assert!(!alert.repeated || before == Some(alert.standing));
                prop_assert!(alert.standing != AlertStanding::Resolved || was_active);
                prop_assert!(alert.standing != AlertStanding::Pending);
            }
        }
        // At most three notifications in any seven minutes.
        let instants: Vec<_> = first.iter().map(|notification| notification.at).collect();
        prop_assert!(instants.windows(4).all(|four| four[3] - four[0] >= TimeDelta::minutes(7)));
    }

    /// It does not matter how often the host looks at the clock, but for repetitions.
    #[test]
    fn steps_of_any_size_tell_the_same(
        samples in proptest::collection::vec((0_i64..150, 0_usize..3, 0_u8..5), 1..60),
        step in 20_i64..400,
    ) {
        let text = BUSY.replace("repeat_interval: 10m", "repeat_interval: 1000 h");
        let (mut straight, mut stepped) = (manager(&text), manager(&text));
        let (mut first, mut second, mut now) = (Vec::new(), Vec::new(), 0);
        for (gap, host, value) in samples {
            let mut between = now + step;
            while between < now + gap {
                second.extend(stepped.advance(at(between)).unwrap());
                between += step;
            }
            now += gap;
            let sample = AlertSample::new("load", at(now), f64::from(value)).label("host", ["a", "b", "c"][host]);
            first.extend(straight.observe(&sample).unwrap());
            second.extend(stepped.observe(&sample).unwrap());
        }
        first.extend(straight.advance(at(now + 7_200)).unwrap());
        second.extend(stepped.advance(at(now + 7_200)).unwrap());
        prop_assert_eq!(first, second);
    }

    /// The next wake-up is when something happens: without samples, nothing is told before it.
    #[test]
    fn nothing_happens_before_the_next_wakeup(samples in proptest::collection::vec((0_i64..150, 0_u8..5), 1..30)) {
        let mut manager = manager(BUSY);
        let mut now = 0;
        for (gap, value) in samples {
            now += gap;
            manager.observe(&AlertSample::new("load", at(now), f64::from(value))).unwrap();
            if let Some(wakeup) = manager.next_wakeup() {
                prop_assert!(wakeup > at(now));
                let before = wakeup - TimeDelta::seconds(1);
                if before > at(now) {
                    prop_assert!(manager.clone().advance(before).unwrap().is_empty());
                }
            }
        }
    }

    #[test]
    fn any_snapshot_is_read_or_refused(cut in 0_usize..4_000, text in "[0-9a-z\"{}:, ]{0,6}") {
        let mut manager = manager(BUSY);
        for minutes in 0..12 {
            manager.observe(&load(minutes, 4.0).label("host", "a")).unwrap();
        }
        let mut snapshot = manager.snapshot().unwrap();
        let cut = cut.min(snapshot.len());
        if snapshot.is_char_boundary(cut) {
            snapshot.replace_range(cut..(cut + text.len()).min(snapshot.len()), &text);
        }
        if let Ok(mut manager) = AlertManager::restore(&snapshot) {
            let _ = manager.advance(parse_instant("2030-01-01T00:00:00Z").unwrap());
            let _ = manager.alerts();
        }
    }
}

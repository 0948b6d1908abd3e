//! Alert rules: what they read, and when they fire.

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::objectives::{AlertChange, AlertRule, AlertState, Comparison};
use hypercare::{Position, Severity};
use proptest::prelude::*;

fn rule(text: &str) -> AlertRule {
    AlertRule::parse(text, Severity::Critical).expect("a rule")
}

fn minute(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + minute * 60, 0).expect("an instant")
}

proptest! {
    /// The state machine agrees with a judge that looks at the whole past each time.
    #[test]
    fn fires_exactly_when_the_condition_has_lasted(
        samples in proptest::collection::vec((0_i64..4, 0_u8..3), 0..60),
        lasting in 0_i64..8,
    ) {
        let rule = rule(&format!("load > 1 for {lasting}m"));
        let mut state = AlertState::default();
        let mut past: Vec<(i64, u8)> = Vec::new();
        let mut firing = false;
        for (gap, value) in samples {
            let now = past.last().map_or(0, |(at, _)| at + gap);
            past.push((now, value));
            let breach = past.iter().rev().take_while(|(_, value)| *value > 1).last();
            let expected = breach.is_some_and(|(since, _)| now - since >= lasting);
            let change = state.observe(&rule, minute(now), f64::from(value)).unwrap();
            match change.map(|alert| alert.change) {
                Some(AlertChange::Firing) => prop_assert!(!firing && expected),
                Some(AlertChange::Resolved) => prop_assert!(firing && !expected),
                None => prop_assert_eq!(firing, expected),
            }
            firing = expected;
            prop_assert_eq!(state.is_firing(), firing);
        }
    }

    #[test]
    fn any_text_is_a_rule_or_an_error(text in "[a-z_ ><=0-9.%forsm]{0,30}|\\PC{0,20}") {
        if let Ok(rule) = AlertRule::parse(&text, Severity::Info) {
            prop_assert!(rule.threshold.is_finite());
            prop_assert_eq!(AlertRule::parse(&rule.to_string(), Severity::Info).unwrap(), rule);
        }
    }
}

#[test]
fn the_units_of_the_threshold_are_read() {
    for (text, threshold) in [
        ("error_rate > 1%", 0.01),
        ("error_rate>0.5 %", 0.005),
        ("response_time > 5 seconds", 5.0),
        ("response_time > 1500ms", 1.5),
        ("cpu > 80 for 10 min", 80.0),
        ("latency > 1 second", 1.0),
        ("latency > 5m FOR\t5m", 300.0),
        ("latency > 250us", 0.000_25),
        ("age > 2 weeks", 1_209_600.0),
        ("queue > 1e3", 1000.0),
        ("balance < -3", -3.0),
    ] {
        assert_eq!(rule(text).threshold, threshold, "{text}");
    }
    assert_eq!(rule("disk ≥ 85%").comparison, Comparison::AtLeast);
    assert_eq!(rule("cpu > 80 for 1 h 30 min").lasting.exact(), TimeDelta::minutes(90));
}

#[test]
fn wrong_rules_say_where() {
    for (text, column) in [
        ("> 1", 1),
        ("cpu", 4),
        ("cpu = 3", 5),
        ("cpu > high", 7),
        ("cpu > 80 bananas", 7),
        ("cpu > inf", 7),
        ("cpu > 80 for soon", 14),
        ("cpu > 80 for 1 month", 14),
        ("age > 1 month", 7),
        ("cpu > 80, resolve > 70", 19),
        ("cpu > 80, resolve < 90", 19),
        ("cpu > 80, resolve < low", 21),
        ("cpu > 80, keep firing soon", 23),
        ("cpu > 80, no data after 1 month", 25),
        ("cpu > 80, resolve < 70, resolve < 60", 25),
        ("cpu > 80, whatever", 11),
        ("error rate", 11),
        ("price > $5", 9),
    ] {
        let error = AlertRule::parse(text, Severity::Info).expect_err(text);
        assert_eq!(error.code(), "parse", "{text}");
        assert_eq!(error.position(), Some(Position { line: 1, column }), "{text}: {error}");
    }
}

#[test]
fn a_refused_sample_changes_nothing() {
    let rule = rule("cpu > 80 for 5m");
    let mut state = AlertState::default();
    assert_eq!(state.observe(&rule, minute(0), 90.0).unwrap(), None);
    let before = state.clone();
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(state.observe(&rule, minute(1), value).unwrap_err().code(), "invalid");
    }
    assert_eq!(state.observe(&rule, minute(-1), 90.0).unwrap_err().code(), "out_of_order");
    assert_eq!(state.observe(&rule, DateTime::<Utc>::MAX_UTC, 90.0).unwrap_err().code(), "range");
    assert_eq!(state, before);
    let fired = state.observe(&rule, minute(5), 91.0).unwrap().expect("it fires");
    assert_eq!((fired.since, fired.at, fired.value), (minute(0), minute(5), 91.0));
    assert!(fired.reason.rule.contains("cpu > 80 for 5 min"), "{:?}", fired.reason);
}

#[test]
fn the_whole_of_a_rule_is_read() {
    let rule = rule("Error Rate > 1% FOR 5m, resolve < 0.5 %, keep firing for 10m, no data after 1 h");
    assert_eq!(rule.metric, "error_rate");
    let end = rule.resolve.clone().unwrap();
    assert_eq!((end.comparison, end.threshold), (Comparison::Below, 0.005));
    assert_eq!(rule.keep_firing.exact(), TimeDelta::minutes(10));
    assert_eq!(rule.no_data.map(|span| span.exact()), Some(TimeDelta::hours(1)));
    let text = "error_rate > 1% for 5 min, resolve < 0.5 %, keep firing 10 min, no data after 1 h";
    assert_eq!(rule.to_string(), text);
    assert_eq!(AlertRule::parse(text, Severity::Critical).unwrap(), rule);
    // Thresholds are read from the digits: no division leaves a trace.
    assert_eq!(self::rule("uptime < 99.95%").threshold, 0.9995);
    assert_eq!(self::rule("heap > 1.5 GiB").threshold, 1_610_612_736.0);
}

/// What a rule with every clause does, judged from the whole past each time.
fn firing_after(past: &[(i64, u8)], lasting: i64, keep: i64) -> bool {
    let (mut firing, mut since, mut over) = (false, None, None);
    for (at, value) in past {
        if firing {
            // 3 breaches, 2 lies between the thresholds, below that it is over.
            over = if *value < 2 { over.or(Some(*at)) } else { None };
            if over.is_some_and(|over| at - over >= keep) {
                (firing, since, over) = (false, None, None);
            }
        } else {
            since = if *value > 2 { since.or(Some(*at)) } else { None };
            firing = since.is_some_and(|since| at - since >= lasting);
        }
    }
    firing
}

proptest! {
    #[test]
    fn resolve_thresholds_and_keep_firing_hold(
        samples in proptest::collection::vec((0_i64..4, 0_u8..4), 0..60),
        lasting in 0_i64..4,
        keep in 0_i64..6,
        cut in 0_usize..60,
    ) {
        let rule = rule(&format!("load > 2 for {lasting}m, resolve < 2, keep firing {keep}m"));
        let mut state = AlertState::default();
        let mut past = Vec::new();
        let (mut breached, mut now) = (None, 0);
        for (index, (gap, value)) in samples.into_iter().enumerate() {
            now += gap;
            past.push((now, value));
            if index == cut {
                // A restart in between changes nothing.
                state = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
            }
            let was = state.is_firing();
            let change = state.observe(&rule, minute(now), f64::from(value)).unwrap();
            breached = if value > 2 { breached.or(Some(now)) } else { None };
            prop_assert_eq!(state.is_firing(), firing_after(&past, lasting, keep));
            prop_assert_eq!(change.is_some(), was != state.is_firing());
            match change.map(|alert| alert.change) {
                Some(AlertChange::Firing) => prop_assert!(breached.is_some_and(|since| now - since >= lasting)),
                Some(AlertChange::Resolved) => prop_assert!(value < 2),
                None => {}
            }
        }
    }
}

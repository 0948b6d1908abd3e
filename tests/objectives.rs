//! Alert rules: what they read, and when they fire.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

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

//! What is wrong in a policy or an event is told where it stands.

use hypercare::Priority;
use hypercare::document::{Limits, from_json, from_yaml};
use hypercare::escalation::{Commitment, EscalationRule, Policy, PolicyDocument, TicketEvent};
use hypercare::time::ZONE_DATABASE;

use super::{code, opened};

#[test]
fn errors_of_policies_stand_where_the_mistake_is() {
    const POLICY: &str = "version: 1
zone: Europe/Paris
tiers: [one, two]
priorities:
  P1:
    response: 15 min
    steps:
      - {after: 0 s, tier: 1}
      - {after: 1 h, tier: 2}
";
    assert!(Policy::from_yaml(POLICY).is_ok());
    let many = (0..65).fold(String::new(), |text, index| format!("{text}      - {{after: {index} s, tier: 1}}\n"));
    for (from, to, line, says) in [
        ("version: 1", "version: 2", 1, "expected 1"),
        ("Europe/Paris", "Europe/Atlantis", 2, "Atlantis"),
        ("[one, two]", "[one, two, three, four, five]", 3, "at most 4"),
        ("[one, two]", "[one, '']", 3, "not blank"),
        ("tiers: [one, two]", "levels: []", 3, "levels"),
        ("tiers: [one, two]", "rules: {gap: maybe}", 3, "maybe"),
        ("  P1:", "  P9:", 5, "P1 to P5"),
        ("15 min", "soon", 6, "a number such as 15"),
        ("15 min", "-15 min", 6, "zero or more"),
        ("tier: 2", "tier: 5", 9, "1 to 4"),
        ("after: 0 s", "after: 2 h", 9, "no earlier than 2 h"),
        ("      - {after: 1 h, tier: 2}\n", "  critical: {}\n", 9, "already"),
        ("      - {after: 0 s, tier: 1}\n      - {after: 1 h, tier: 2}\n", &many, 72, "at most 64"),
    ] {
        let text = POLICY.replacen(from, to, 1);
        let error = Policy::from_yaml(&text).expect_err(to);
        assert_eq!(error.code(), "parse", "{to}: {error}");
        assert!(error.to_string().contains(says), "{to}: {error}");
        assert_eq!(error.position().map(|position| position.line), Some(line), "{to}: {error}");
    }
    let empty = Policy::from_yaml("version: 1\npriorities: {}\n").unwrap_err();
    assert_eq!(empty.position().map(|position| position.line), Some(2), "{empty}");
    assert!(empty.to_string().contains("at least one"), "{empty}");
    let json = Policy::from_json("{\"version\": 1,\n\"priorities\": {\"P1\": {\"steps\": [\n{\"after\": \"2 h\", \"tier\": 1},\n{\"after\": \"1 h\", \"tier\": 2}]}}}").unwrap_err();
    assert_eq!(json.position().map(|position| position.line), Some(4), "{json}");
    assert!(json.to_string().contains("no earlier than 2 h"), "{json}");
}

#[test]
fn events_are_read_strictly() {
    let read = |text: &str| from_json::<TicketEvent>(text, "ticket event", Limits::default());
    let event =
        read(r#"{"priority": "critical", "at": "2026-11-22T10:00:00+01:00", "type": "opened", "id": "T-1"}"#).unwrap();
    assert_eq!(event, opened("2026-11-22T09:00:00Z", Priority::Critical));
    assert_eq!(read(r#"{"type": "responded", "at": "2026-11-22T09:00:00Z"}"#).unwrap().id(), None);
    for text in [
        r#"{"type": "exploded", "at": "2026-11-22T09:00:00Z"}"#,
        r#"{"type": "resolved", "at": "2026-11-22T09:00:00Z", "by": "me"}"#,
        r#"{"type": "resolved", "at": "2026-11-22T09:00:00"}"#,
        r#"{"type": "opened", "at": "2026-11-22T09:00:00Z", "priority": "P1"}"#,
        r#"{"type": "priority_changed", "at": "2026-11-22T09:00:00Z"}"#,
        r#"{"at": "2026-11-22T09:00:00Z"}"#,
    ] {
        assert_eq!(code(read(text)), "parse", "{text}");
    }
}

#[test]
fn errors_of_events_stand_where_the_mistake_is() {
    let opened = "  {\"type\": \"opened\", \"id\": \"T-1\", \"at\": \"2026-11-22T09:00:00Z\", \"priority\": \"P1\"},\n";
    for (event, wrong, says) in [
        (r#"{"at": "soon", "type": "paused"}"#, "\"soon\"", "an RFC 3339 instant"),
        (r#"{"type": "paused", "at": "soon"}"#, "\"soon\"", "an RFC 3339 instant"),
        (r#"{"at": "2026-11-22T09:10:00Z", "type": "closed"}"#, "\"closed\"", "one of opened, priority_changed"),
        (r#"{"priority": "P9", "type": "priority_changed", "at": "2026-11-22T09:10:00Z"}"#, "\"P9\"", "P1 to P5"),
        (r#"{"type": "paused", "at": "2026-11-22T09:10:00Z", "who": "ana"}"#, "\"who\"", "unknown field `who`"),
        (r#"{"type": "paused", "at": "2026-11-22T09:10:00Z", "to": "ana"}"#, "{", "none in an event \"paused\""),
        (r#"{"type": "reassigned", "at": "2026-11-22T09:10:00Z"}"#, "{", "in an event \"reassigned\""),
        (
            r#"{"type": "opened", "at": "2026-11-22T09:10:00Z", "id": "T-1"}"#,
            "{",
            "a field `priority` in an event \"opened\"",
        ),
        (r#"["paused", "2026-11-22T09:10:00Z"]"#, "[", "expected"),
    ] {
        let text = format!("[\n{opened}  {event}\n]");
        let yaml = from_yaml::<Vec<TicketEvent>>(&text, "events", Limits::default()).expect_err(event);
        let json = from_json::<Vec<TicketEvent>>(&text, "events", Limits::default()).expect_err(event);
        for error in [&yaml, &json] {
            assert_eq!(error.position().map(|position| position.line), Some(3), "{event}: {error}");
            assert!(error.to_string().contains(says), "{event}: {error}");
        }
        let column = event.find(wrong).map(|at| at as u32 + 3);
        assert_eq!(yaml.position().map(|position| position.column), column, "{event}: {yaml}");
    }
}

#[test]
fn names_that_mean_nothing_are_errors_where_they_stand() {
    let steps = "version: 1\nrotas: {primary: {layers: []}}\npriorities:\n  P1:\n    response: {within: 1 h}\n    steps:\n      - {after: 0 s, person: primery}\n      - {after: 1 h, rota: primery}\n";
    let error = Policy::from_yaml(steps).expect_err("an unknown rota");
    let position = error.position().expect("a position");
    assert_eq!((position.line, position.column), (8, 28), "{error}");
    let said = "expected a rota of the policy: primary, found \"primery\" at priorities.critical.steps[1].rota";
    assert!(error.to_string().contains(said), "{error}");
    // A policy without rotas leaves them to the host.
    assert!(Policy::from_yaml(&steps.replace("rotas: {primary: {layers: []}}\n", "")).is_ok());
    for (text, line, said) in [
        ("tiers: [{name: a, coverage: nights}]", 2, "\"nights\" at tiers[0].coverage"),
        ("alerts: {info: {within: 1 h, calendar: nights}}", 2, "\"nights\" at alerts.info.calendar"),
        ("quiet: {hours: nights}", 2, "\"nights\" at quiet.hours"),
        ("communication: [{after: 5 min, channel: c, calendar: nights}]", 2, "\"nights\" at communication[0].calendar"),
        ("zone_database: 1999z", 2, "which is compiled in"),
    ] {
        let error = Policy::from_yaml(&format!("version: 1\n{text}\npriorities: {{P1: {{}}}}\n")).expect_err(text);
        assert_eq!(error.position().map(|position| position.line), Some(line), "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }
    let bound = format!("version: 1\nzone_database: {ZONE_DATABASE}\npriorities: {{P1: {{}}}}\n");
    let bound = Policy::from_yaml(&bound).expect("the version that is compiled in");
    assert!(bound.to_json().expect("JSON").contains(&format!("\"zone_database\": \"{ZONE_DATABASE}\"")));
}

#[test]
fn policies_put_together_in_rust_are_checked_as_texts_are() {
    assert_eq!(Policy::new(PolicyDocument::default()), Ok(Policy::default()));
    assert_eq!(Policy::default().document(), &PolicyDocument::default());
    let with = |change: fn(&mut PolicyDocument)| {
        let mut document = PolicyDocument::default();
        change(&mut document);
        code(Policy::new(document))
    };
    let step = |tier, after: &str| EscalationRule { tier, after: after.parse().unwrap(), ..EscalationRule::default() };
    assert_eq!(with(|document| document.version = 2), "parse");
    assert_eq!(with(|document| document.priorities.clear()), "parse");
    let commit = |steps| {
        let mut document = PolicyDocument::default();
        document.priorities.insert(Priority::High, Commitment { steps, ..Commitment::default() });
        code(Policy::new(document))
    };
    assert_eq!(commit(vec![step(Some(1), "1 h"), step(Some(2), "1 h")]), "no error");
    assert_eq!(commit(vec![step(Some(1), "1 h"), step(Some(2), "30 min")]), "parse");
    assert_eq!(commit(vec![step(Some(9), "1 h")]), "parse");
    assert_eq!(commit(vec![step(None, "1 h")]), "parse");
}

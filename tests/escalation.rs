//! Escalation policies and ticket timelines: properties, the default matrix, the rules, errors, extremes.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::document::value::to_value;
use hypercare::document::{Limits, from_json};
use hypercare::escalation::{
    ClockState, DueKind, EventTable, Policy, StepState, TicketClock, TicketEvent, TicketNotice, TicketState, Timeline,
};
use hypercare::time::{ZONE_DATABASE, format_instant, parse_instant};
use hypercare::{Error, Priority, Result};

#[path = "shared/cases.rs"]
mod cases;
#[path = "escalation/errors.rs"]
mod errors;
#[path = "escalation/properties.rs"]
mod properties;
#[path = "escalation/traps.rs"]
mod traps;
#[path = "escalation/waits.rs"]
mod waits;

fn at(text: &str) -> DateTime<Utc> {
    parse_instant(text).unwrap_or_else(|error| panic!("{error}"))
}

fn opened(text: &str, priority: Priority) -> TicketEvent {
    TicketEvent::opened("T-1", at(text), priority)
}

fn timeline(events: &[TicketEvent], now: &str) -> Timeline {
    Policy::default().timeline(events, at(now)).unwrap_or_else(|error| panic!("{error}"))
}

fn code(result: Result<impl Sized>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "no error")
}

/// (priority, tier, due, state) of every step.
fn steps(timeline: &Timeline) -> Vec<(&'static str, u8, String, StepState)> {
    let step = |step: &hypercare::escalation::EscalationStep| {
        (
            step.priority.short(),
            step.target.tier.unwrap_or_default(),
            hypercare::time::format_instant(step.due),
            step.state,
        )
    };
    timeline.steps.iter().map(step).collect()
}

fn dues(policy: &Policy, event: &TicketEvent) -> Vec<String> {
    let timeline = policy.timeline(std::slice::from_ref(event), event.at()).unwrap_or_else(|error| panic!("{error}"));
    timeline.steps.iter().map(|step| hypercare::time::format_instant(step.due)).collect()
}

#[test]
fn the_default_policy_is_the_support_framework() {
    let policy = Policy::default();
    let anchor = "2026-01-31T09:00:00Z";
    for (priority, response, due) in [
        (
            Priority::Critical,
            Some("2026-01-31T09:15:00Z"),
            ["2026-01-31T09:00:00Z", "2026-01-31T09:15:00Z", "2026-01-31T09:30:00Z", "2026-01-31T10:00:00Z"].as_slice(),
        ),
        (
            Priority::High,
            Some("2026-01-31T10:00:00Z"),
            &["2026-01-31T10:00:00Z", "2026-01-31T13:00:00Z", "2026-01-31T17:00:00Z", "2026-02-01T09:00:00Z"],
        ),
        (
            Priority::Medium,
            Some("2026-01-31T13:00:00Z"),
            &["2026-01-31T13:00:00Z", "2026-02-01T09:00:00Z", "2026-02-02T09:00:00Z", "2026-02-07T09:00:00Z"],
        ),
        (
            Priority::Low,
            Some("2026-02-01T09:00:00Z"),
            &["2026-02-01T09:00:00Z", "2026-02-07T09:00:00Z", "2026-02-14T09:00:00Z", "2026-02-28T09:00:00Z"],
        ),
        (Priority::Planning, None, &["2026-02-28T09:00:00Z", "2026-04-30T09:00:00Z", "2027-01-31T09:00:00Z"]),
    ] {
        let timeline = policy.timeline(&[opened(anchor, priority)], at(anchor)).unwrap();
        assert_eq!(dues(&policy, &opened(anchor, priority)), due, "{priority}");
        assert_eq!(timeline.clocks.first().map(|clock| clock.due), response.map(at), "{priority}");
        assert!(timeline.clocks.len() <= 1);
        let tiers: Vec<_> = timeline.steps.iter().map(|step| (step.index, step.target.tier)).collect();
        assert_eq!(tiers, (0..).zip((1..).map(Some)).take(due.len()).collect::<Vec<_>>(), "{priority}");
    }
    let names =
        ["user support", "technical issues and integrations", "system administration and architecture", "executive"];
    assert_eq!([1, 2, 3, 4].map(|tier| policy.tier_name(tier)), names);
    assert_eq!([0, 5, 255].map(|tier| policy.tier_name(tier)), ["tier 0", "tier 5", "tier 255"]);
}

#[test]
fn calendar_steps_count_from_the_anchor_on_the_wall_calendar() {
    let monthly = Policy::from_yaml(
        "version: 1\npriorities:\n  P5:\n    steps:\n      - {after: monthly, tier: 1}\n      - {after: 2 months, tier: 1}\n      - {after: 1 year, tier: 1}\n",
    )
    .unwrap();
    for (anchor, expected) in [
        ("2026-01-31T09:00:00Z", ["2026-02-28T09:00:00Z", "2026-03-31T09:00:00Z", "2027-01-31T09:00:00Z"]),
        ("2028-01-31T09:00:00Z", ["2028-02-29T09:00:00Z", "2028-03-31T09:00:00Z", "2029-01-31T09:00:00Z"]),
        ("2028-02-29T09:00:00Z", ["2028-03-29T09:00:00Z", "2028-04-29T09:00:00Z", "2029-02-28T09:00:00Z"]),
        (
            "2026-12-31T23:59:59.5Z",
            ["2027-01-31T23:59:59.500Z", "2027-02-28T23:59:59.500Z", "2027-12-31T23:59:59.500Z"],
        ),
    ] {
        assert_eq!(dues(&monthly, &opened(anchor, Priority::Planning)), expected);
    }
    // In New York that instant is still 30 January, and summer time begins between the two.
    let new_york = monthly.in_zone("America/New_York").unwrap();
    assert_eq!(
        dues(&new_york, &opened("2026-01-31T04:30:00Z", Priority::Planning)),
        ["2026-03-01T04:30:00Z", "2026-03-31T03:30:00Z", "2027-01-31T04:30:00Z"]
    );
}

#[test]
fn calendar_steps_follow_the_rules_where_clocks_change_and_elapsed_steps_do_not() {
    let policy = |rules: &str| {
        Policy::from_yaml(&format!("version: 1\nzone: Europe/Paris\nrules: {rules}\npriorities:\n  P5:\n    steps: [{{after: 2 months, tier: 1}}, {{after: quarterly, tier: 2}}]\n")).unwrap()
    };
    // 02:30 in Paris; two months later it does not exist.
    let gap = opened("2026-01-29T01:30:00Z", Priority::Planning);
    assert_eq!(dues(&policy("{}"), &gap)[0], "2026-03-29T01:30:00Z");
    assert_eq!(dues(&policy("{gap: offset_after}"), &gap)[0], "2026-03-29T00:30:00Z");
    let rejected = policy("{gap: reject}").timeline(std::slice::from_ref(&gap), gap.at());
    assert!(matches!(&rejected, Err(Error::Gap { zone, .. }) if zone == "Europe/Paris"), "{rejected:?}");
    // 02:30 in Paris; three months later it happens twice.
    let fold = opened("2026-07-25T00:30:00Z", Priority::Planning);
    assert_eq!(dues(&policy("{}"), &fold)[1], "2026-10-25T00:30:00Z");
    assert_eq!(dues(&policy("{fold: second}"), &fold)[1], "2026-10-25T01:30:00Z");
    assert_eq!(code(policy("{fold: reject}").timeline(std::slice::from_ref(&fold), fold.at())), "fold");
    // A day of the matrix is 24 hours, also on the night of 23.
    let paris = Policy::default().in_zone("Europe/Paris").unwrap();
    assert_eq!(dues(&paris, &opened("2026-03-28T12:00:00Z", Priority::High))[3], "2026-03-29T12:00:00Z");
    assert_eq!(code(paris.in_zone("Europe/Atlantis")), "unknown");
}

#[test]
fn a_step_is_never_due_before_the_one_before_it() {
    let policy = Policy::from_yaml(
        "version: 1\npriorities: {P4: {steps: [{after: 30 days, tier: 1}, {after: 1 month, tier: 2}]}}\n",
    )
    .unwrap();
    // February has 28 days.
    let event = opened("2026-02-01T00:00:00Z", Priority::Low);
    assert_eq!(dues(&policy, &event), ["2026-03-03T00:00:00Z", "2026-03-03T00:00:00Z"]);
    let timeline = policy.timeline(std::slice::from_ref(&event), event.at()).unwrap();
    assert!(timeline.steps[1].reason.detail.contains("not before the step before it"), "{}", timeline.steps[1].reason);
    assert_eq!(dues(&policy, &opened("2026-03-01T00:00:00Z", Priority::Low))[1], "2026-04-01T00:00:00Z");
}

#[test]
fn late_means_after_the_due_instant_and_reached_means_at_it() {
    let events = [opened("2026-11-22T09:00:00Z", Priority::High)];
    for (now, clock, step) in [
        ("2026-11-22T09:59:59.999999Z", ClockState::Running, StepState::Pending),
        ("2026-11-22T10:00:00Z", ClockState::Running, StepState::Reached),
        ("2026-11-22T10:00:00.000001Z", ClockState::Breached, StepState::Reached),
    ] {
        let timeline = timeline(&events, now);
        assert_eq!((timeline.clocks[0].state, timeline.steps[0].state), (clock, step), "{now}");
    }
    let next = timeline(&events, "2026-11-22T10:00:00Z").next.unwrap();
    assert_eq!(
        (next.kind, next.at),
        (DueKind::FirstResponse, at("2026-11-22T10:00:00Z")),
        "there is still this instant"
    );
}

#[test]
fn an_answer_at_the_due_instant_is_in_time_and_stops_the_step() {
    for answer in [TicketEvent::responded, TicketEvent::resolved] {
        let events = [opened("2026-11-22T09:00:00Z", Priority::High), answer(at("2026-11-22T10:00:00Z"))];
        let timeline = timeline(&events, "2026-12-31T00:00:00Z");
        assert_eq!(timeline.clocks[0].state, ClockState::Met);
        assert!(timeline.steps.iter().all(|step| step.state == StepState::Cancelled));
        assert_eq!(timeline.steps[0].stopped, Some(at("2026-11-22T10:00:00Z")));
        assert_eq!(timeline.next, None);
    }
    // Told before it happened: the page went out, and stays in the history.
    let policy = Policy::default();
    let mut clock = TicketClock::open(&policy, &opened("2026-11-22T09:00:00Z", Priority::High)).unwrap();
    let ten = at("2026-11-22T10:00:00Z");
    assert_eq!(clock.advance(&policy, ten).unwrap().len(), 1);
    clock.apply(&policy, &TicketEvent::responded(ten)).unwrap();
    let states: Vec<_> = clock.timeline(&policy, ten).unwrap().steps.iter().map(|step| step.state).collect();
    assert_eq!(states[..2], [StepState::Reached, StepState::Cancelled]);
}

#[test]
fn a_late_answer_stops_escalation_and_stays_late() {
    let events =
        [opened("2026-11-22T09:00:00Z", Priority::Critical), TicketEvent::responded(at("2026-11-22T09:20:00Z"))];
    let timeline = timeline(&events, "2026-11-23T00:00:00Z");
    assert_eq!(timeline.state, TicketState::Acknowledged);
    assert_eq!(
        (timeline.clocks[0].state, timeline.clocks[0].stopped),
        (ClockState::Breached, Some(at("2026-11-22T09:20:00Z")))
    );
    assert_eq!(timeline.clocks[0].reason.numbers["elapsed_seconds"], 1200.0);
    assert_eq!(timeline.clocks[0].reason.numbers["allowed_seconds"], 900.0);
    let states: Vec<_> = timeline.steps.iter().map(|step| step.state).collect();
    assert_eq!(states, [StepState::Reached, StepState::Reached, StepState::Cancelled, StepState::Cancelled]);
    let rules: Vec<_> = timeline.trace.iter().map(|reason| reason.rule.as_str()).collect();
    assert_eq!(rules, ["policy", "opened", "responded"]);
    assert!(timeline.trace[0].detail.contains(ZONE_DATABASE), "{}", timeline.trace[0]);
    assert_eq!(timeline.steps[1].reason.rule, "priorities.critical.steps[1]");
    assert_eq!(timeline.clocks[0].reason.rule, "priorities.critical.response");
}

#[test]
fn a_new_priority_counts_its_steps_from_the_change_and_its_response_from_the_opening() {
    use StepState::{Cancelled, Pending, Reached};
    let events = [
        opened("2026-11-22T09:00:00Z", Priority::High),
        TicketEvent::priority_changed(at("2026-11-22T10:30:00Z"), Priority::Critical),
    ];
    let raised = timeline(&events, "2026-11-22T10:50:00Z");
    let expected = [
        ("P2", 1, "2026-11-22T10:00:00Z", Reached),
        ("P2", 2, "2026-11-22T13:00:00Z", Cancelled),
        ("P2", 3, "2026-11-22T17:00:00Z", Cancelled),
        ("P2", 4, "2026-11-23T09:00:00Z", Cancelled),
        ("P1", 1, "2026-11-22T10:30:00Z", Reached),
        ("P1", 2, "2026-11-22T10:45:00Z", Reached),
        ("P1", 3, "2026-11-22T11:00:00Z", Pending),
        ("P1", 4, "2026-11-22T11:30:00Z", Pending),
    ];
    assert_eq!(steps(&raised), expected.map(|(priority, tier, due, state)| (priority, tier, due.to_owned(), state)));
    // It was late under the old promise already, and keeps it.
    assert_eq!((raised.clocks[0].state, raised.clocks[0].due), (ClockState::Breached, at("2026-11-22T10:00:00Z")));
    assert_eq!(raised.priority, Priority::Critical);

    // Raised in time, the new promise is late at once, as it counts from the opening.
    let events = [
        opened("2026-11-22T09:00:00Z", Priority::Low),
        TicketEvent::priority_changed(at("2026-11-22T09:30:00Z"), Priority::Critical),
        TicketEvent::priority_changed(at("2026-11-22T09:40:00Z"), Priority::Low),
    ];
    let clock = &timeline(&events, "2026-11-22T09:40:00Z").clocks[0];
    assert_eq!(
        (clock.state, clock.due, clock.priority),
        (ClockState::Breached, at("2026-11-22T09:15:00Z"), Priority::Critical)
    );

    // Lowered in time, it has until the new due instant; without a promise the clock is withdrawn, and can come back.
    let mut events = vec![
        opened("2026-11-22T09:00:00Z", Priority::Critical),
        TicketEvent::priority_changed(at("2026-11-22T09:15:00Z"), Priority::High),
    ];
    let clock = &timeline(&events, "2026-11-22T09:50:00Z").clocks[0];
    assert_eq!((clock.state, clock.due), (ClockState::Running, at("2026-11-22T10:00:00Z")));
    events.push(TicketEvent::priority_changed(at("2026-11-22T09:50:00Z"), Priority::Planning));
    let clock = &timeline(&events, "2026-11-22T12:00:00Z").clocks[0];
    assert_eq!((clock.state, clock.stopped), (ClockState::Cancelled, Some(at("2026-11-22T09:50:00Z"))));
    events.push(TicketEvent::priority_changed(at("2026-11-22T12:00:00Z"), Priority::Medium));
    let clock = &timeline(&events, "2026-11-22T12:00:00Z").clocks[0];
    assert_eq!((clock.state, clock.due, clock.stopped), (ClockState::Running, at("2026-11-22T13:00:00Z"), None));
}

#[test]
fn an_acknowledged_ticket_stays_so_until_it_is_reopened() {
    let mut events = vec![
        opened("2026-11-22T09:00:00Z", Priority::Medium),
        TicketEvent::responded(at("2026-11-22T09:10:00Z")),
        TicketEvent::priority_changed(at("2026-11-22T09:20:00Z"), Priority::Critical),
        TicketEvent::resolved(at("2026-11-22T10:00:00Z")),
    ];
    let resolved = timeline(&events, "2026-11-23T00:00:00Z");
    assert_eq!((resolved.state, resolved.priority), (TicketState::Resolved, Priority::Critical));
    assert!(resolved.steps.iter().all(|step| step.state == StepState::Cancelled && step.priority == Priority::Medium));
    assert_eq!(resolved.next, None);

    events.push(TicketEvent::reopened(at("2026-11-23T08:00:00Z")));
    let reopened = timeline(&events, "2026-11-23T08:10:00Z");
    assert_eq!(reopened.state, TicketState::Open);
    assert_eq!(
        reopened.clocks.iter().map(|clock| (clock.state, clock.due)).collect::<Vec<_>>(),
        [(ClockState::Met, at("2026-11-22T13:00:00Z")), (ClockState::Running, at("2026-11-23T08:15:00Z")),]
    );
    assert_eq!(reopened.steps.len(), 8);
    assert_eq!(reopened.steps[4].state, StepState::Reached);
    assert_eq!(reopened.next.as_ref().map(|next| next.kind), Some(DueKind::FirstResponse));
}

#[test]
fn what_already_holds_changes_nothing() {
    let events = [
        opened("2026-11-22T09:00:00Z", Priority::High),
        TicketEvent::priority_changed(at("2026-11-22T09:10:00Z"), Priority::High),
        TicketEvent::reopened(at("2026-11-22T09:20:00Z")),
        TicketEvent::responded(at("2026-11-22T09:30:00Z")),
        TicketEvent::responded(at("2026-11-22T11:30:00Z")),
        TicketEvent::resolved(at("2026-11-22T12:00:00Z")),
        TicketEvent::resolved(at("2026-11-22T12:00:00Z")),
        TicketEvent::responded(at("2026-11-22T13:00:00Z")),
    ];
    let without = [events[0].clone(), events[3].clone(), events[5].clone()];
    assert_eq!(timeline(&events, "2026-11-22T14:00:00Z"), timeline(&without, "2026-11-22T14:00:00Z"));
}

#[test]
fn errors_of_timelines_are_typed() {
    let policy = Policy::default();
    let open = opened("2026-11-22T09:00:00Z", Priority::High);
    let (before, later) = (at("2026-11-22T08:59:59Z"), at("2026-11-22T10:00:00Z"));
    let result = |events: &[TicketEvent], now| code(policy.timeline(events, now));
    assert_eq!(result(&[], later), "invalid");
    assert_eq!(result(&[TicketEvent::responded(later)], later), "invalid");
    assert_eq!(result(&[open.clone(), open.clone()], later), "no error");
    assert_eq!(result(&[open.clone(), opened("2026-11-22T09:00:01Z", Priority::High)], later), "duplicate");
    assert_eq!(result(&[open.clone(), TicketEvent::opened("T-2", later, Priority::Low)], later), "invalid");
    assert_eq!(result(&[open.clone(), TicketEvent::responded(before)], later), "out_of_order");
    assert_eq!(result(std::slice::from_ref(&open), before), "invalid");
    assert_eq!(result(&[open.clone(), TicketEvent::reassigned(later, " ")], later), "invalid");
    let mut clock = TicketClock::open(&policy, &open).unwrap();
    assert_eq!(code(clock.apply(&policy, &TicketEvent::responded(before))), "out_of_order");
    assert_eq!(result(&[TicketEvent::opened(" ", later, Priority::Low)], later), "invalid");
    assert_eq!(result(&[TicketEvent::opened("x".repeat(1001), later, Priority::Low)], later), "limit");
    let other: TicketEvent =
        serde_json::from_str(r#"{"type":"resolved","id":"T-9","at":"2026-11-22T10:00:00Z"}"#).unwrap();
    let mismatch = policy.timeline(&[open.clone(), other], later).unwrap_err();
    assert_eq!(mismatch.to_string(), "ticket of the resolved event: expected T-1, found T-9");

    let critical_only = Policy::from_yaml("version: 1\npriorities: {P1: {response: 5 min}}\n").unwrap();
    let unknown = critical_only.timeline(std::slice::from_ref(&open), later).unwrap_err();
    assert_eq!(unknown.to_string(), "no priority of the policy named \"high\"; known: critical");

    let mut flips = vec![open];
    let priorities = [Priority::Low, Priority::High].into_iter().cycle();
    let seconds = (0..10_000).map(|second| later + TimeDelta::seconds(second));
    flips.extend(seconds.zip(priorities).map(|(at, priority)| TicketEvent::priority_changed(at, priority)));
    let end = later + TimeDelta::days(1);
    assert_eq!(result(&flips, end), "limit");
    assert_eq!(result(&flips[..10_000], end), "no error");
}

#[test]
fn news_comes_in_the_order_it_happened() {
    let policy = Policy::default();
    let mut clock = TicketClock::open(&policy, &opened("2026-11-22T09:00:00Z", Priority::Critical)).unwrap();
    let notices = clock.advance(&policy, at("2026-11-22T10:00:00Z")).unwrap();
    let news: Vec<_> = notices
        .iter()
        .map(|notice| match notice {
            TicketNotice::Escalation(step) => step.target.name.as_str(),
            TicketNotice::Warning(warning) => warning.reason.rule.as_str(),
            TicketNotice::Breach(clock) => clock.reason.rule.as_str(),
        })
        .collect();
    assert_eq!(
        news,
        [
            "user support",
            "technical issues and integrations",
            "priorities.critical.response",
            "system administration and architecture",
            "executive",
        ]
    );
}

#[test]
fn a_promise_is_withdrawn_once() {
    let policy = Policy::from_yaml("version: 1\npriorities: {P1: {response: 1 h}, P4: {}, P5: {}}\n").unwrap();
    let events = [
        opened("2026-11-22T09:00:00Z", Priority::Critical),
        TicketEvent::priority_changed(at("2026-11-22T09:10:00Z"), Priority::Low),
        TicketEvent::priority_changed(at("2026-11-22T09:20:00Z"), Priority::Planning),
        TicketEvent::responded(at("2026-11-22T12:00:00Z")),
    ];
    let timeline = policy.timeline(&events, at("2026-11-22T12:00:00Z")).unwrap();
    let clock = &timeline.clocks[0];
    assert_eq!((clock.state, clock.stopped), (ClockState::Cancelled, Some(at("2026-11-22T09:10:00Z"))));
}

#[test]
fn a_refused_event_leaves_the_ticket_as_it_was() {
    let policy =
        Policy::from_yaml("version: 1\npriorities: {P1: {response: 5 min, steps: [{after: 10 min, tier: 1}]}}\n")
            .unwrap();
    let open = opened("2026-11-22T09:00:00Z", Priority::Critical);
    let mut clock = TicketClock::open(&policy, &open).unwrap();
    clock.advance(&policy, at("2026-11-22T09:01:00Z")).unwrap();
    let kept = clock.clone();
    for (event, expected) in [
        (TicketEvent::priority_changed(at("2026-11-22T09:02:00Z"), Priority::Low), "unknown"),
        (TicketEvent::responded(at("2026-11-22T09:00:30Z")), "out_of_order"),
        (TicketEvent::resolved(DateTime::<Utc>::MAX_UTC), "range"),
        (open, "duplicate"),
    ] {
        assert_eq!(code(clock.apply(&policy, &event)), expected);
        assert_eq!(clock, kept);
    }
    assert_eq!(code(clock.advance(&policy, at("2026-11-22T09:00:59Z"))), "out_of_order");
    assert_eq!(code(clock.timeline(&policy, at("2026-11-22T09:00:59Z"))), "out_of_order");
}

#[test]
fn the_ends_of_time_are_errors() {
    for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Niue"] {
        let policy = Policy::default().in_zone(zone).unwrap();
        let (first, last) = (at("0000-01-01T00:00:00Z"), at("9999-12-31T23:59:59.999999999Z"));
        for priority in Priority::ALL {
            for extreme in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, first - TimeDelta::nanoseconds(1), last]
            {
                let event = TicketEvent::opened("T-1", extreme, *priority);
                assert_eq!(code(policy.timeline(&[event], extreme)), "range", "{extreme} {zone} {priority}");
            }
            let event = TicketEvent::opened("T-1", first, *priority);
            let timeline = policy.timeline(std::slice::from_ref(&event), last).unwrap();
            assert!(to_value(&timeline).is_ok());
            assert_eq!(code(policy.timeline(&[event], DateTime::<Utc>::MAX_UTC)), "range");
        }
    }
    // A breach of a promise at the last instant can be seen by nobody.
    let policy = Policy::from_yaml("version: 1\npriorities: {P1: {response: immediately}}\n").unwrap();
    let event = TicketEvent::opened("T-1", at("9999-12-31T23:59:59.999999999Z"), Priority::Critical);
    assert_eq!(TicketClock::open(&policy, &event).unwrap().next_wakeup(), None);
}

#[test]
fn shared_cases() {
    cases::run("escalation.json", |input| {
        let policy = match input["policy"].as_str() {
            Some("default") => Policy::default(),
            Some(text) => Policy::from_yaml(text)?,
            None => Policy::from_json(&input["policy"].to_string())?,
        };
        let policy = match input.get("zone") {
            Some(zone) => policy.in_zone(zone.as_str().expect("a zone"))?,
            None => policy,
        };
        let instant = |field: &str| cases::instant(&input[field]);
        if let Some(severity) = input.get("severity") {
            let severity = severity.as_str().expect("a word").parse()?;
            return Ok(serde_json::to_value(policy.alert_due(severity, instant("at")?)?).expect("JSON"));
        }
        if input.get("started").is_some() {
            return Ok(serde_json::to_value(policy.incident(instant("started")?, instant("now")?)?).expect("JSON"));
        }
        if let Some(rows) = input.get("columns") {
            return columns(&policy, rows, input["tickets"].as_u64().expect("a number"), instant("now")?);
        }
        let Some(events) = input.get("events") else {
            return Ok(serde_json::from_str(&policy.to_json()?).expect("JSON"));
        };
        let events: Vec<TicketEvent> = from_json(&events.to_string(), "events", Limits::default())?;
        Ok(serde_json::to_value(policy.timeline(&events, instant("now")?)?).expect("JSON"))
    });
}

/// What a batch says: a list for every column.
fn columns(policy: &Policy, rows: &serde_json::Value, tickets: u64, now: DateTime<Utc>) -> Result<serde_json::Value> {
    use serde_json::json;
    let mut table = EventTable::default();
    for row in rows.as_array().expect("rows") {
        let event: TicketEvent = from_json(&row[1].to_string(), "event", Limits::default())?;
        table.push(u32::try_from(row[0].as_u64().expect("a ticket")).expect("a small one"), &event);
    }
    let found = policy.timelines(&table.columns(), usize::try_from(tickets).expect("a small number"), now)?;
    let instants = |column: Vec<i64>| -> Vec<_> {
        column.into_iter().map(|at| DateTime::from_timestamp_millis(at).map(format_instant)).collect()
    };
    Ok(json!({
        "state": found.state, "paused": found.paused, "priority": found.priority,
        "next_at": instants(found.next_at), "next_kind": found.next_kind, "next_step": found.next_step,
        "breached": found.breached, "warned": found.warned, "sent": found.sent,
        "first_response_due": instants(found.first_response_due),
        "next_response_due": instants(found.next_response_due),
        "update_due": instants(found.update_due), "resolution_due": instants(found.resolution_due),
    }))
}

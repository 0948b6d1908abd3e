//! Waits, changes and second deliveries: what counted stays counted, what was sent stays sent.

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::escalation::{ClockKind, ClockState, Policy, SlaClock, StepState, TicketClock, TicketEvent, Timeline};
use hypercare::time::{Span, format_instant};
use hypercare::{Error, Priority};
use proptest::prelude::*;

use super::{at, opened};

fn policy(text: &str) -> Policy {
    Policy::from_yaml(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn clock(timeline: &Timeline, kind: ClockKind) -> &SlaClock {
    timeline.clocks.iter().rfind(|clock| clock.kind == kind).expect("a clock")
}

fn due(timeline: &Timeline, kind: ClockKind) -> (ClockState, String) {
    let clock = clock(timeline, kind);
    (clock.state, format_instant(clock.due))
}

fn wait(from: &str, to: &str) -> [TicketEvent; 2] {
    [TicketEvent::paused(at(from)), TicketEvent::resumed(at(to))]
}

fn change(text: &str, priority: Priority) -> TicketEvent {
    TicketEvent::priority_changed(at(text), priority)
}

#[test]
fn months_end_later_by_the_length_of_the_wait_and_never_within_it() {
    // The month ends on 28 February, for want of a 29th; the wait begins an hour before.
    let [pause, resume] = wait("2026-02-28T09:00:00Z", "2026-03-03T09:00:00Z");
    let events = [opened("2026-01-29T10:00:00Z", Priority::Low), pause, resume];
    let text = "version: 1\npriorities: {P4: {resolution: 1 month, steps: [{after: 1 month, tier: 4}]}}\n";
    for policy in [Policy::default(), policy(text)] {
        let held = policy.timeline(&events, at("2026-03-02T00:00:00Z")).unwrap();
        let step = held.steps.last().expect("the monthly step");
        assert_eq!((step.state, format_instant(step.due)), (StepState::Held, "2026-03-02T01:00:00Z".to_owned()));
        let resumed = policy.timeline(&events, at("2026-03-03T09:00:00Z")).unwrap();
        let step = resumed.steps.last().expect("the monthly step");
        assert_eq!((step.state, format_instant(step.due)), (StepState::Pending, "2026-03-03T10:00:00Z".to_owned()));
        let resolution = resumed.clocks.iter().find(|clock| clock.kind == ClockKind::Resolution);
        assert!(resolution.is_none_or(|clock| (clock.state, clock.due) == (ClockState::Running, step.due)));
    }
}

#[test]
fn a_warning_that_was_given_stays_given_through_waits_and_the_resolution() {
    let policy = policy("version: 1\npriorities: {P1: {resolution: {within: 1 month, warn: [50 %, 5 days]}}}\n");
    let [pause, resume] = wait("2026-01-25T00:00:00Z", "2026-02-05T00:00:00Z");
    let open = opened("2026-01-01T00:00:00Z", Priority::Critical);
    let resolved = TicketEvent::resolved(at("2026-01-30T00:00:00Z"));
    let events = [open.clone(), pause.clone(), resume];
    for (events, now, last) in [
        (events.as_slice(), "2026-01-20T00:00:00Z", (StepState::Pending, "2026-01-27T00:00:00Z")),
        (&events, "2026-01-26T00:00:00Z", (StepState::Held, "2026-01-28T00:00:00Z")),
        (&events, "2026-02-06T00:00:00Z", (StepState::Pending, "2026-02-07T00:00:00Z")),
        (&[open, pause, resolved], "2026-03-01T00:00:00Z", (StepState::Cancelled, "2026-02-01T00:00:00Z")),
    ] {
        let timeline = policy.timeline(events, at(now)).unwrap();
        let warnings: Vec<_> =
            timeline.clocks[0].warnings.iter().map(|warning| (warning.state, format_instant(warning.at))).collect();
        let expected = [(StepState::Reached, "2026-01-16T12:00:00Z".to_owned()), (last.0, last.1.to_owned())];
        assert_eq!(warnings, expected, "{now}");
    }
}

#[test]
fn time_that_counted_stays_counted_whether_or_not_the_new_promise_waits() {
    let text = |first: bool, second: bool| {
        format!(
            "version: 1\nchanges: {{priority_clocks: keep_elapsed}}\npriorities:\n  P3: {{response: {{within: 4 h, pauses: {first}}}}}\n  P2: {{response: {{within: 2 h, pauses: {second}}}}}\n"
        )
    };
    let [pause, resume] = wait("2026-11-22T09:10:00Z", "2026-11-22T11:10:00Z");
    let open = opened("2026-11-22T09:00:00Z", Priority::Medium);
    let events = [open.clone(), pause.clone(), resume, change("2026-11-22T11:20:00Z", Priority::High)];
    // 20 minutes have counted with the wait left out, 2 h 20 min with it.
    for (first, second, state, due_at) in [
        (true, false, ClockState::Running, "2026-11-22T13:00:00Z"),
        (false, true, ClockState::Breached, "2026-11-22T11:00:00Z"),
        (true, true, ClockState::Running, "2026-11-22T13:00:00Z"),
        (false, false, ClockState::Breached, "2026-11-22T11:00:00Z"),
    ] {
        let timeline = policy(&text(first, second)).timeline(&events, at("2026-11-22T11:20:00Z")).unwrap();
        assert_eq!(due(&timeline, ClockKind::FirstResponse), (state, due_at.to_owned()), "{first} {second}");
    }
    // A change within the wait: the new promise runs on at once, or waits on.
    let events = [open, pause, change("2026-11-22T10:10:00Z", Priority::High)];
    for (first, second, state, due_at) in [
        (true, false, ClockState::Running, "2026-11-22T12:00:00Z"),
        (false, true, ClockState::Paused, "2026-11-22T11:50:00Z"),
        (true, true, ClockState::Paused, "2026-11-22T12:50:00Z"),
    ] {
        let timeline = policy(&text(first, second)).timeline(&events, at("2026-11-22T11:00:00Z")).unwrap();
        assert_eq!(due(&timeline, ClockKind::FirstResponse), (state, due_at.to_owned()), "{first} {second}");
    }
}

#[test]
fn updates_from_before_a_promise_of_updates_count() {
    let policy = policy("version: 1\npriorities: {P3: {}, P1: {update: 1 h}}\n");
    let open = opened("2026-11-22T09:00:00Z", Priority::Medium);
    for told in [TicketEvent::updated, TicketEvent::responded] {
        let events =
            [open.clone(), told(at("2026-11-22T13:30:00Z")), change("2026-11-22T14:00:00Z", Priority::Critical)];
        let timeline = policy.timeline(&events, at("2026-11-22T14:00:00Z")).unwrap();
        assert_eq!(due(&timeline, ClockKind::Update), (ClockState::Running, "2026-11-22T14:30:00Z".to_owned()));
        assert_eq!(timeline.trace.len(), 4);
    }
}

#[test]
fn a_withdrawn_clock_that_goes_on_counts_nothing_twice() {
    let text = |clocks: &str, reopening: &str| {
        format!(
            "version: 1\nchanges: {{priority_clocks: {clocks}, reopening: {reopening}}}\npriorities: {{P3: {{resolution: 8 h}}, P5: {{}}}}\n"
        )
    };
    let events = [
        opened("2026-11-22T09:00:00Z", Priority::Medium),
        change("2026-11-22T10:00:00Z", Priority::Planning),
        TicketEvent::resolved(at("2026-11-22T10:30:00Z")),
        change("2026-11-22T10:40:00Z", Priority::Medium),
        TicketEvent::reopened(at("2026-11-22T11:00:00Z")),
    ];
    for clocks in ["keep_elapsed", "restart", "retroactive"] {
        for (reopening, due_at) in [("retroactive", "2026-11-22T17:00:00Z"), ("keep_elapsed", "2026-11-22T18:00:00Z")] {
            let policy = policy(&text(clocks, reopening));
            let timeline = policy.timeline(&events, at("2026-11-22T11:30:00Z")).unwrap();
            assert_eq!(due(&timeline, ClockKind::Resolution), (ClockState::Running, due_at.to_owned()), "{clocks}");
            let counted = |clock: &SlaClock| clock.segments.iter().map(|segment| segment.seconds).sum::<f64>();
            assert_eq!(counted(&timeline.clocks[0]), 3_600.0, "the withdrawn clock, {clocks} {reopening}");
        }
    }
}

#[test]
fn a_step_that_quiet_hours_put_off_waits_with_the_ticket() {
    let policy = policy(
        "version: 1\ncalendars: {night: {weekly: {sun: [22:00-06:00], mon: [22:00-06:00]}}}\nquiet: {hours: night}\npriorities: {P3: {steps: [{after: 10 min, tier: 1}, {after: 12 min, tier: 2, pauses: false}]}}\n",
    );
    let mut events =
        vec![opened("2026-11-22T22:00:00Z", Priority::Medium), TicketEvent::paused(at("2026-11-22T23:00:00Z"))];
    let states = |events: &[TicketEvent], now| {
        let timeline = policy.timeline(events, at(now)).unwrap();
        timeline.steps.iter().map(|step| (step.state, format_instant(step.due))).collect::<Vec<_>>()
    };
    let six = (StepState::Reached, "2026-11-23T06:00:00Z".to_owned());
    let held = |due: &str| (StepState::Held, due.to_owned());
    assert_eq!(states(&events, "2026-11-23T07:00:00Z"), [held("2026-11-23T07:00:00Z"), six.clone()]);
    // A wait that ends in the night ends in quiet hours.
    events.push(TicketEvent::resumed(at("2026-11-23T23:00:00Z")));
    let pending = (StepState::Pending, "2026-11-24T06:00:00Z".to_owned());
    assert_eq!(states(&events, "2026-11-23T23:00:00Z"), [pending, six]);
}

#[test]
fn what_is_left_of_months_is_counted_as_the_clock_counts() {
    let text = |calendar: &str| {
        format!("version: 1\npriorities: {{P1: {{resolution: {{within: 1 month, calendar: {calendar}}}}}}}\n")
    };
    let left = |timeline: &Timeline| {
        let numbers = &clock(timeline, ClockKind::Resolution).reason.numbers;
        assert_eq!(numbers["elapsed_seconds"] + numbers["remaining_seconds"], numbers["allowed_seconds"]);
        numbers["remaining_seconds"]
    };
    let [pause, resume] = wait("2026-01-10T00:00:00Z", "2026-01-15T00:00:00Z");
    let open = opened("2026-01-01T00:00:00Z", Priority::Critical);
    let timeline = policy(&text("null")).timeline(&[open.clone(), pause, resume], at("2026-02-05T00:00:00Z")).unwrap();
    assert_eq!(due(&timeline, ClockKind::Resolution).1, "2026-02-06T00:00:00Z");
    assert_eq!(left(&timeline), 86_400.0);
    // On a Saturday nothing is left but the opening on Monday; on the Friday before, half a day.
    let office = policy(&text("business"));
    for (now, seconds) in [("2026-01-31T00:00:00Z", 0.0), ("2026-01-30T13:00:00Z", 4.0 * 3_600.0)] {
        let timeline = office.timeline(std::slice::from_ref(&open), at(now)).unwrap();
        assert_eq!(due(&timeline, ClockKind::Resolution).1, "2026-02-02T09:00:00Z");
        assert_eq!(left(&timeline), seconds, "{now}");
    }
}

#[test]
fn steps_are_capped_before_they_are_made() {
    let list = "{steps: [{after: 1 s, tier: 1}], repeat: {from: 0, after: 1 s, times: 999}}";
    let policy = policy(&format!("version: 1\npriorities: {{P1: {list}, P2: {list}}}\n"));
    let start = at("2026-11-22T09:00:00Z");
    let mut events = vec![TicketEvent::opened("T-1", start, Priority::Critical)];
    for (second, priority) in (1..).zip([Priority::High, Priority::Critical].into_iter().cycle().take(100)) {
        events.push(TicketEvent::priority_changed(start + TimeDelta::seconds(second), priority));
    }
    let late = start + TimeDelta::hours(1);
    assert!(matches!(policy.timeline(&events, late), Err(Error::Limit { .. })));
    assert_eq!(policy.timeline(&events[..100], late).unwrap().steps.len(), 100_000);
    // A live ticket stays as it was, and can still be resolved.
    let mut ticket = TicketClock::open(&policy, &events[0]).unwrap();
    for event in &events[1..100] {
        ticket.apply(&policy, event).unwrap();
    }
    let kept = ticket.clone();
    assert!(matches!(ticket.apply(&policy, &events[100]), Err(Error::Limit { .. })));
    assert_eq!(ticket, kept);
    ticket.apply(&policy, &TicketEvent::resolved(late)).unwrap();
}

#[test]
fn thousands_of_waits_are_counted_one_after_the_other() {
    let text = "version: 1\npriorities: {P1: {response: {within: 1000 h, calendar: business}, resolution: 1000 h, steps: [{after: 1 month, tier: 2}]}}\n";
    let policy = policy(text);
    let start = at("2026-01-01T00:00:00Z");
    let mut events = vec![TicketEvent::opened("T-1", start, Priority::Critical)];
    for wait in 0..4_999 {
        events.push(TicketEvent::paused(start + TimeDelta::minutes(2 * wait + 1)));
        events.push(TicketEvent::resumed(start + TimeDelta::minutes(2 * wait + 2)));
    }
    let timeline = policy.timeline(&events, start + TimeDelta::minutes(10_000)).unwrap();
    let waited = TimeDelta::minutes(4_999);
    assert_eq!(clock(&timeline, ClockKind::Resolution).due, start + TimeDelta::hours(1_000) + waited);
    assert_eq!(timeline.steps[0].due, at("2026-02-01T00:00:00Z") + waited);
}

#[test]
fn an_event_that_comes_twice_counts_once_and_the_same_assignee_is_no_news() {
    let policy = policy(
        "version: 1\nchanges: {reassignment: restart}\npriorities: {P1: {update: 1 h, steps: [{after: 0 s, tier: 1}, {after: 10 min, tier: 2}]}}\n",
    );
    let open = opened("2026-11-22T09:00:00Z", Priority::Critical);
    let mut ticket = TicketClock::open(&policy, &open).unwrap();
    let ben = |text: &str| TicketEvent::reassigned(at(text), "ben");
    let first = ben("2026-11-22T09:20:00Z");
    let update = TicketEvent::updated(at("2026-11-22T09:30:00Z"));
    let mut called = ticket.advance(&policy, at("2026-11-22T09:19:00Z")).unwrap().len();
    for event in [&first, &first, &update, &update] {
        ticket.apply(&policy, event).unwrap();
        called += ticket.advance(&policy, event.at()).unwrap().len();
        let kept = ticket.clone();
        ticket.apply(&policy, event).unwrap();
        assert_eq!(ticket, kept);
    }
    assert_eq!(called, 3 + 1, "at 09:00, 09:10 and 09:20; at 09:30");
    // The latest may come again even later; the one before it is out of order.
    ticket.advance(&policy, at("2026-11-22T09:35:00Z")).unwrap();
    ticket.apply(&policy, &update).unwrap();
    assert_eq!(super::code(ticket.apply(&policy, &first)), "out_of_order");
    let again = ben("2026-11-22T09:40:00Z");
    ticket.apply(&policy, &again).unwrap();
    assert_eq!(ticket.advance(&policy, at("2026-11-22T09:59:00Z")).unwrap(), []);
    let events = [open, first.clone(), update, first, again];
    let now = at("2026-11-22T10:00:00Z");
    let timeline = policy.timeline(&events, now).unwrap();
    assert_eq!(timeline.steps.len(), 4);
    assert_eq!(timeline, ticket.timeline(&policy, now).unwrap());
}

/// Waits of a ticket, each with the time that ran before it, in minutes.
fn waits() -> impl Strategy<Value = Vec<(i64, i64)>> {
    proptest::collection::vec((0_i64..20_000, 1_i64..40_000), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Months, with their warnings and their steps, are moved by the waits that begin by their end, and never end in one.
    #[test]
    fn waits_move_months_by_their_length(waits in waits(), day in 0_i64..800, months in 1_u32..4, percent in 1_i64..100) {
        let text = format!("version: 1\nzone: Europe/Paris\npriorities: {{P1: {{resolution: {{within: {months} months, warn: [{percent} %]}}, steps: [{{after: {months} months, tier: 1}}]}}}}\n");
        let policy = policy(&text);
        let start = at("2026-01-01T10:00:00Z") + TimeDelta::days(day);
        let zone = "Europe/Paris".parse().unwrap();
        let end = Span::months(months).after(start, zone, Default::default()).unwrap();
        let share = (end - start).num_microseconds().unwrap() * percent / 100;
        let mut moved = [end, start + TimeDelta::microseconds(share)];
        let mut events = vec![TicketEvent::opened("T-1", start, Priority::Critical)];
        let mut now: DateTime<Utc> = start;
        for (run, wait) in waits {
            now += TimeDelta::minutes(run);
            events.push(TicketEvent::paused(now));
            for moved in moved.iter_mut().filter(|moved| **moved >= now) {
                *moved += TimeDelta::minutes(wait);
            }
            now += TimeDelta::minutes(wait);
            events.push(TicketEvent::resumed(now));
        }
        let timeline = policy.timeline(&events, now).unwrap();
        prop_assert_eq!([timeline.clocks[0].due, timeline.clocks[0].warnings[0].at], moved);
        prop_assert_eq!(timeline.steps[0].due, moved[0]);
    }

    /// Many waits one after the other come to what one look at all of them comes to: a change to the same promise, which
    /// counts from the beginning again, changes no due instant.
    #[test]
    fn waits_one_by_one_equal_waits_at_once(waits in waits(), months in any::<bool>(), calendar in any::<bool>(), minutes in 1_u32..60_000) {
        let within = if months { "1 month".to_owned() } else { Span::minutes(minutes).to_string() };
        let calendar = if calendar { "16/5" } else { "null" };
        let promise = format!("{{resolution: {{within: {within}, calendar: {calendar}}}, steps: [{{after: {within}, calendar: {calendar}, tier: 1}}]}}");
        let policy = policy(&format!("version: 1\nchanges: {{priority_steps: retroactive}}\npriorities: {{P1: {promise}, P2: {promise}}}\n"));
        let start = at("2026-01-29T10:00:00Z");
        let mut events = vec![TicketEvent::opened("T-1", start, Priority::Critical)];
        let mut now = start;
        for (run, wait) in waits {
            now += TimeDelta::minutes(run);
            events.push(TicketEvent::paused(now));
            now += TimeDelta::minutes(wait);
            events.push(TicketEvent::resumed(now));
        }
        let one = policy.timeline(&events, now).unwrap();
        events.push(TicketEvent::priority_changed(now, Priority::High));
        let other = policy.timeline(&events, now).unwrap();
        prop_assert_eq!(one.clocks[0].due, other.clocks[0].due);
        prop_assert_eq!(&one.clocks[0].segments, &other.clocks[0].segments);
        // What was due before the change is sent with it.
        prop_assert_eq!(one.steps[0].due.max(now), other.steps.last().unwrap().due.max(now));
    }
}

//! What holds for every policy and every order of events.

use chrono::TimeDelta;
use hypercare::Priority;
use hypercare::document::value::{Keys, from_value, to_value};
use hypercare::escalation::{ClockState, DueKind, Policy, StepState, TicketClock, TicketEvent, TicketNotice, Timeline};
use hypercare::time::Span;
use proptest::prelude::*;

use super::at;

/// Events of one ticket in order: every kind at every state, ties included, instants at and around the default dues.
fn events() -> impl Strategy<Value = Vec<TicketEvent>> {
    let step = (0_u8..4, prop_oneof![Just(0_i64), Just(15), Just(45), Just(60), 0_i64..300, 0_i64..60_000], 0_usize..5);
    (0_i64..1_000_000, 0_usize..5, proptest::collection::vec(step, 0..12)).prop_map(|(start, priority, rest)| {
        let mut now = at("2026-01-31T08:30:00Z") + TimeDelta::minutes(start);
        let mut events = vec![TicketEvent::opened("T-1", now, Priority::ALL[priority])];
        for (kind, minutes, priority) in rest {
            now += TimeDelta::minutes(minutes);
            events.push(match kind {
                0 => TicketEvent::responded(now),
                1 => TicketEvent::priority_changed(now, Priority::ALL[priority]),
                2 => TicketEvent::resolved(now),
                _ => TicketEvent::reopened(now),
            });
        }
        events
    })
}

fn policies() -> impl Strategy<Value = Policy> {
    let steps = proptest::collection::btree_map(0_u32..100_000, 1_u8..=4, 0..6);
    let zones = prop_oneof![Just("UTC"), Just("Europe/Paris"), Just("Australia/Lord_Howe"), Just("America/Havana")];
    let commitment = (proptest::option::of(0_u32..10_000), steps, proptest::option::of(3_u32..40));
    let priorities = proptest::collection::btree_map(0_usize..5, commitment, 1..5);
    (zones, priorities, any::<bool>(), any::<bool>()).prop_map(|(zone, priorities, gap, fold)| {
        let priorities: serde_json::Map<_, _> = priorities
            .into_iter()
            .map(|(priority, (response, steps, months))| {
                let step = |after: Span, tier| serde_json::json!({"after": after, "tier": tier});
                let mut list: Vec<_> = steps.iter().map(|(&after, &tier)| step(Span::minutes(after), tier)).collect();
                list.extend(months.map(|months| step(Span::months(months), 4)));
                let commitment = serde_json::json!({"response": response.map(Span::minutes), "steps": list});
                (Priority::ALL[priority].short().to_owned(), commitment)
            })
            .collect();
        let rules = serde_json::json!({
            "gap": if gap { "offset_before" } else { "offset_after" },
            "fold": if fold { "first" } else { "second" },
        });
        let document = serde_json::json!({"version": 1, "zone": zone, "rules": rules, "priorities": priorities});
        Policy::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
    })
}

proptest! {
    #[test]
    fn documents_round_trip_in_every_form(policy in policies()) {
        let text = policy.to_json().unwrap();
        prop_assert_eq!(&Policy::from_json(&text).unwrap(), &policy);
        prop_assert_eq!(&Policy::from_yaml(&text).unwrap(), &policy);
        prop_assert_eq!(&from_value::<Policy>(to_value(&policy).unwrap(), "policy", Keys::Snake).unwrap(), &policy);
    }

    #[test]
    fn due_instants_ascend_and_never_lie_before_the_anchor(policy in policies(), minutes in 0_i64..2_000_000, priority in 0_usize..5) {
        let start = at("2026-01-01T00:00:00Z") + TimeDelta::minutes(minutes);
        let event = TicketEvent::opened("T-1", start, Priority::ALL[priority]);
        match policy.timeline(&[event], start) {
            Ok(timeline) => {
                prop_assert!(timeline.steps.iter().all(|step| step.due >= start));
                prop_assert!(timeline.steps.windows(2).all(|pair| pair[0].due <= pair[1].due));
            }
            Err(error) => prop_assert_eq!(error.code(), "unknown"),
        }
    }

    #[test]
    fn what_happened_stays(events in events(), first in 0_i64..100_000, later in 0_i64..100_000) {
        let policy = Policy::default();
        let now = events.last().unwrap().at() + TimeDelta::minutes(first);
        let before = policy.timeline(&events, now).unwrap();
        let after = policy.timeline(&events, now + TimeDelta::minutes(later)).unwrap();
        prop_assert_eq!(before.steps.len(), after.steps.len());
        for (before, after) in before.steps.iter().zip(&after.steps) {
            prop_assert_eq!(before.due, after.due);
            prop_assert!(before.state == StepState::Pending || before.state == after.state);
        }
        for (before, after) in before.clocks.iter().zip(&after.clocks) {
            prop_assert!(before.state == ClockState::Running || before.state == after.state);
        }
        prop_assert_eq!(before.trace, after.trace);
    }

    /// More events may cancel what is pending and answer what runs; they never undo what was reached or late before.
    #[test]
    fn history_is_not_rewritten(events in events(), cut in 1_usize..12) {
        let policy = Policy::default();
        let cut = cut.min(events.len());
        let before = policy.timeline(&events[..cut], events[cut - 1].at()).unwrap();
        let after = policy.timeline(&events, events.last().unwrap().at()).unwrap();
        for (before, after) in before.steps.iter().zip(&after.steps) {
            prop_assert_eq!((before.due, before.priority, before.index), (after.due, after.priority, after.index));
            let tie = before.state == StepState::Reached && before.due == events[cut - 1].at();
            prop_assert!(before.state == StepState::Pending || before.state == after.state || tie);
        }
        for clock in before.clocks.iter().filter(|clock| clock.state == ClockState::Breached) {
            prop_assert!(after.clocks.iter().any(|after| after.due == clock.due && after.state == ClockState::Breached));
        }
    }

    #[test]
    fn one_event_at_a_time_equals_all_at_once(events in events(), gaps in proptest::collection::vec(0_i64..400, 13), tail in 0_i64..100_000) {
        let policy = Policy::default();
        let mut clock = TicketClock::open(&policy, &events[0]).unwrap();
        let mut notices = Vec::new();
        for (index, event) in events.iter().enumerate() {
            if index > 0 {
                clock.apply(&policy, event).unwrap();
            }
            // An advance somewhere before the next event; at its very instant it would be told of more.
            let now = event.at() + TimeDelta::minutes(gaps[index]);
            if events.get(index + 1).is_some_and(|next| now < next.at()) {
                notices.extend(clock.advance(&policy, now).unwrap());
            }
        }
        let now = events.last().unwrap().at() + TimeDelta::minutes(tail);
        let expected = policy.timeline(&events, now).unwrap();
        prop_assert_eq!(&clock.timeline(&policy, now).unwrap(), &expected);
        notices.extend(clock.advance(&policy, now).unwrap());
        prop_assert_eq!(&clock.timeline(&policy, now).unwrap(), &expected);
        prop_assert_eq!(clock.advance(&policy, now).unwrap(), Vec::new());
        // Every step reached and every breach was told once.
        let reached = expected.steps.iter().filter(|step| step.state == StepState::Reached).map(|step| step.due);
        let breached = expected.clocks.iter().filter(|clock| clock.state == ClockState::Breached).map(|clock| clock.due);
        let mut happened: Vec<_> = reached.chain(breached).collect();
        let mut told: Vec<_> = notices.iter().map(TicketNotice::due).collect();
        happened.sort();
        told.sort();
        prop_assert_eq!(told, happened);
    }

    #[test]
    fn wakeups_come_when_there_is_something_to_tell_and_not_before(events in events(), nanos in 0_i64..2_000_000) {
        let policy = Policy::default();
        let shift = TimeDelta::nanoseconds(nanos);
        let events: Vec<_> = events.into_iter().map(|event| match event {
            TicketEvent::Opened(opened) => TicketEvent::opened(opened.id, opened.at + shift, opened.priority),
            TicketEvent::Responded(event) => TicketEvent::responded(event.at + shift),
            TicketEvent::PriorityChanged(event) => TicketEvent::priority_changed(event.at + shift, event.priority),
            TicketEvent::Resolved(event) => TicketEvent::resolved(event.at + shift),
            TicketEvent::Reopened(event) => TicketEvent::reopened(event.at + shift),
        }).collect();
        let mut clock = TicketClock::open(&policy, &events[0]).unwrap();
        for event in &events[1..] {
            clock.apply(&policy, event).unwrap();
        }
        let mut now = events.last().unwrap().at();
        clock.advance(&policy, now).unwrap();
        let mut rounds = 0;
        while let Some(wakeup) = clock.next_wakeup() {
            prop_assert_eq!(wakeup.timestamp_subsec_nanos() % 1_000_000, 0);
            prop_assert!(wakeup > now);
            if wakeup - TimeDelta::milliseconds(1) >= now {
                prop_assert_eq!(clock.advance(&policy, wakeup - TimeDelta::milliseconds(1)).unwrap(), Vec::new());
            }
            prop_assert!(!clock.advance(&policy, wakeup).unwrap().is_empty());
            now = wakeup;
            rounds += 1;
            prop_assert!(rounds < 10);
        }
        let end = policy.timeline(&events, now).unwrap();
        prop_assert_eq!(end.next, None);
        prop_assert!(end.steps.iter().all(|step| step.state != StepState::Pending));
    }

    #[test]
    fn nothing_changes_before_what_is_next(events in events(), tail in 0_i64..100_000) {
        let policy = Policy::default();
        let now = events.last().unwrap().at() + TimeDelta::minutes(tail);
        let timeline = policy.timeline(&events, now).unwrap();
        if let Some(next) = &timeline.next {
            prop_assert!(next.at >= now);
            let just_before = policy.timeline(&events, next.at.max(now + TimeDelta::nanoseconds(1)) - TimeDelta::nanoseconds(1)).unwrap();
            let states = |timeline: &Timeline| {
                (timeline.steps.iter().map(|step| step.state).collect::<Vec<_>>(), timeline.clocks.iter().map(|clock| clock.state).collect::<Vec<_>>())
            };
            prop_assert_eq!(states(&just_before), states(&timeline));
            prop_assert_eq!(next.kind == DueKind::Escalation, next.target.is_some());
        } else {
            prop_assert!(timeline.clocks.iter().all(|clock| clock.state != ClockState::Running));
        }
    }

    #[test]
    fn results_and_events_cross_the_bridge(events in events()) {
        let timeline = Policy::default().timeline(&events, events.last().unwrap().at()).unwrap();
        prop_assert!(to_value(&timeline).is_ok());
        for event in &events {
            let value = to_value(event).unwrap();
            for keys in [Keys::Snake, Keys::Camel] {
                prop_assert_eq!(&from_value::<TicketEvent>(value.clone(), "ticket event", keys).unwrap(), event);
            }
            prop_assert_eq!(&serde_json::from_str::<TicketEvent>(&serde_json::to_string(event).unwrap()).unwrap(), event);
        }
    }
}

//! What holds for every policy and every order of events.

use std::cmp::Reverse;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::Priority;
use hypercare::document::value::{Keys, from_value, to_value};
use hypercare::escalation::{
    ClockKind, ClockState, DueKind, EventTable, Policy, SlaClock, StepState, TicketClock, TicketEvent, TicketNotice,
    Timeline, TimelineColumns,
};
use hypercare::time::Span;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::at;

/// Events of one ticket in order: every kind at every state, ties included, instants at and around the default dues.
pub(crate) fn events() -> impl Strategy<Value = Vec<TicketEvent>> {
    let minutes = prop_oneof![Just(0_i64), Just(15), Just(45), Just(60), 0_i64..300, 0_i64..60_000];
    let step = (0_usize..12, minutes, 0_usize..5);
    (0_i64..1_000_000, 0_usize..5, proptest::collection::vec(step, 0..12)).prop_map(|(start, priority, rest)| {
        let mut now = at("2026-01-31T08:30:00Z") + TimeDelta::minutes(start);
        let mut events = vec![TicketEvent::opened("T-1", now, Priority::ALL[priority])];
        for (kind, minutes, choice) in rest {
            now += TimeDelta::minutes(minutes);
            events.push(event(kind, now, choice));
        }
        events
    })
}

fn event(kind: usize, at: DateTime<Utc>, choice: usize) -> TicketEvent {
    match kind {
        0 => TicketEvent::reassigned(at, format!("team {choice}")),
        1 => TicketEvent::acknowledged(at),
        2 => TicketEvent::customer_replied(at),
        3 => TicketEvent::responded(at),
        4 => TicketEvent::updated(at),
        5 => TicketEvent::paused(at),
        6 => TicketEvent::resumed(at),
        7 => TicketEvent::resolved(at),
        8 | 9 => TicketEvent::reopened(at),
        _ => TicketEvent::priority_changed(at, Priority::ALL[choice]),
    }
}

/// The order in which events at one instant take place, without repetitions.
fn canonical(mut events: Vec<TicketEvent>) -> Vec<TicketEvent> {
    const KINDS: [&str; 11] = [
        "opened",
        "priority_changed",
        "reassigned",
        "acknowledged",
        "customer_replied",
        "responded",
        "updated",
        "paused",
        "resumed",
        "resolved",
        "reopened",
    ];
    let priority = |event: &TicketEvent| match event {
        TicketEvent::PriorityChanged(event) => Some(event.priority),
        _ => None,
    };
    let text = |event: &TicketEvent| format!("{event:?}");
    let kind = |event: &TicketEvent| KINDS.iter().position(|kind| *kind == event.kind());
    events.sort_by_key(|event| (event.at(), kind(event), Reverse(priority(event)), text(event)));
    events.dedup();
    events
}

/// Policies for all five priorities, with every feature.
pub(crate) fn policies() -> impl Strategy<Value = Policy> {
    let calendar = || prop_oneof![4 => Just(None), 1 => Just(Some("office")), 1 => Just(Some("16/5"))];
    let warn = proptest::collection::vec(prop_oneof![Just("75 %"), Just("10 min"), Just("1 h"), Just("50%")], 0..3);
    let within = prop_oneof![4 => (0_u32..10_000).prop_map(Span::minutes), 1 => (1_u32..3).prop_map(Span::months)];
    let promise = (within, calendar(), any::<bool>(), warn).prop_map(
        |(within, calendar, pauses, warn)| json!({"within": within, "calendar": calendar, "pauses": pauses, "warn": warn}),
    );
    let step = (1_u8..=4, calendar(), calendar(), any::<bool>(), any::<bool>());
    let steps = proptest::collection::btree_map(0_u32..50_000, step, 0..5);
    let repeat = proptest::option::of((0_u32..5, 1_u32..5_000, 1_u32..4));
    let maybe = || proptest::option::of(promise.clone());
    let commitment = (maybe(), maybe(), maybe(), maybe(), steps, proptest::option::of(2_u32..5), repeat).prop_map(
        |(response, next, update, resolution, steps, months, repeat)| {
            let mut list: Vec<Json> = steps
                .into_iter()
                .map(|(after, (tier, calendar, hours, skip, pauses))| {
                    let otherwise = if skip { "skip" } else { "delay" };
                    json!({"after": Span::minutes(after), "tier": tier, "calendar": calendar, "hours": hours,
                           "otherwise": otherwise, "pauses": pauses})
                })
                .collect();
            let repeat = repeat.filter(|(from, ..)| (*from as usize) < list.len() && months.is_none());
            let repeat =
                repeat.map(|(from, after, times)| json!({"from": from, "after": Span::minutes(after), "times": times}));
            // Months behind all minutes: the matrix is in order, though no longer than a step or two apart.
            list.extend(months.map(|months| json!({"after": Span::months(months), "tier": 4})));
            json!({"response": response, "next_response": next, "update": update, "resolution": resolution,
                   "steps": list, "repeat": repeat})
        },
    );
    let zones = prop_oneof![Just("UTC"), Just("Europe/Paris"), Just("Australia/Lord_Howe"), Just("America/Havana")];
    let carry = || prop_oneof![Just("keep_elapsed"), Just("restart"), Just("retroactive")];
    let changes = (carry(), carry(), carry(), prop_oneof![Just("keep"), Just("restart")]);
    let quiet = proptest::option::of((0_usize..5).prop_map(|except| Priority::ALL[except]));
    (zones, proptest::collection::vec(commitment, 5), any::<bool>(), any::<bool>(), changes, quiet).prop_map(
        |(zone, commitments, gap, fold, (clocks, steps, reopening, reassignment), quiet)| {
            let names = ["P1", "P2", "P3", "P4", "P5"].map(str::to_owned);
            let priorities: serde_json::Map<_, _> = names.into_iter().zip(commitments).collect();
            let document = json!({
                "version": 1,
                "zone": zone,
                "rules": {"gap": if gap { "offset_before" } else { "offset_after" }, "fold": if fold { "first" } else { "second" }},
                "calendars": {
                    "office": {"zone": "Europe/Paris", "weekly": {
                        "mon": ["09:00-12:00", "13:00-18:00"], "tue": ["09:00-18:00"], "fri": ["22:00-06:00"]},
                        "holidays": ["2026-12-25"]},
                    "night": {"zone": zone, "weekly": {"sun": ["22:00-06:00"], "mon": ["22:00-06:00"], "wed": ["00:00-24:00"]}},
                },
                "changes": {"priority_clocks": clocks, "priority_steps": steps, "reopening": reopening, "reassignment": reassignment},
                "quiet": quiet.map(|except| json!({"hours": "night", "except": [except]})),
                "priorities": priorities,
            });
            Policy::from_json(&document.to_string()).unwrap_or_else(|error| panic!("{error}: {document}"))
        },
    )
}

/// What was sent, warned of and broken, so that the same thing is the same text.
fn happened(timeline: &Timeline) -> Vec<String> {
    let steps = timeline.steps.iter().filter(|step| step.state == StepState::Reached);
    let steps =
        steps.map(|step| format!("{} {} {} {} {}", step.priority, step.index, step.round, step.anchor, step.due));
    let clocks = timeline.clocks.iter().filter(|clock| clock.state == ClockState::Breached);
    let clocks = clocks.map(|clock| format!("{} {} {} {}", clock.kind, clock.priority, clock.anchor, clock.due));
    let warnings = timeline.clocks.iter().flat_map(|clock| &clock.warnings);
    let warnings = warnings.filter(|warning| warning.state == StepState::Reached);
    let warnings = warnings.map(|warning| format!("warned {} {} {}", warning.kind, warning.priority, warning.at));
    let mut all: Vec<_> = steps.chain(clocks).chain(warnings).collect();
    all.sort();
    all
}

fn told(notices: &[TicketNotice]) -> Vec<String> {
    let mut all: Vec<_> = notices
        .iter()
        .map(|notice| match notice {
            TicketNotice::Escalation(step) => {
                format!("{} {} {} {} {}", step.priority, step.index, step.round, step.anchor, step.due)
            }
            TicketNotice::Warning(warning) => format!("warned {} {} {}", warning.kind, warning.priority, warning.at),
            TicketNotice::Breach(clock) => format!("{} {} {} {}", clock.kind, clock.priority, clock.anchor, clock.due),
        })
        .collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn documents_round_trip_in_every_form(policy in policies()) {
        let text = policy.to_json().unwrap();
        prop_assert_eq!(&Policy::from_json(&text).unwrap(), &policy);
        prop_assert_eq!(&Policy::from_yaml(&text).unwrap(), &policy);
        prop_assert_eq!(&from_value::<Policy>(to_value(&policy).unwrap(), "policy", Keys::Snake).unwrap(), &policy);
    }

    #[test]
    fn steps_fall_due_in_their_order_and_never_before_the_anchor(policy in policies(), minutes in 0_i64..2_000_000, priority in 0_usize..5) {
        let start = at("2026-01-01T00:00:00Z") + TimeDelta::minutes(minutes);
        let event = TicketEvent::opened("T-1", start, Priority::ALL[priority]);
        let timeline = policy.timeline(&[event], start).unwrap();
        prop_assert!(timeline.steps.iter().all(|step| step.due >= start));
        let plain: Vec<_> = timeline.steps.iter().filter(|step| !step.reason.detail.contains("hours and rotas")).collect();
        prop_assert!(plain.windows(2).all(|pair| pair[0].due <= pair[1].due));
    }

    /// The answer for a moment is never contradicted by that for a later one, whatever happened in between.
    #[test]
    fn what_was_sent_stays_sent(policy in policies(), events in events(), first in 0_i64..200_000, later in 0_i64..100_000) {
        let now = events[0].at() + TimeDelta::minutes(first);
        let before = happened(&policy.timeline(&events, now).unwrap());
        let after = happened(&policy.timeline(&events, now + TimeDelta::minutes(later)).unwrap());
        let mut rest = after.clone();
        for event in &before {
            let found = rest.iter().position(|after| after == event);
            prop_assert!(found.is_some(), "{} of {:?} is not among {:?}", event, before, after);
            rest.remove(found.unwrap());
        }
    }

    #[test]
    fn the_order_and_number_of_deliveries_do_not_matter(
        policy in policies(),
        (events, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just([events.clone(), events].concat()).prop_shuffle())),
        tail in 0_i64..100_000,
    ) {
        let now = events[events.len() / 2].at() + TimeDelta::minutes(tail);
        prop_assert_eq!(policy.timeline(&events, now).unwrap(), policy.timeline(&shuffled, now).unwrap());
        let known: Vec<_> = events.into_iter().filter(|event| event.at() <= now).collect();
        prop_assert_eq!(policy.timeline(&known, now).unwrap(), policy.timeline(&shuffled, now).unwrap());
    }

    #[test]
    fn one_event_at_a_time_equals_all_at_once(policy in policies(), events in events(), gaps in proptest::collection::vec(0_i64..400, 13), tail in 0_i64..100_000) {
        let events = canonical(events);
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
        // Everything that happened was told once.
        prop_assert_eq!(told(&notices), happened(&expected));
    }

    #[test]
    fn wakeups_come_when_there_is_something_to_tell_and_not_before(policy in policies(), events in events(), micros in 0_i64..2_000) {
        let shift = TimeDelta::microseconds(micros);
        let events: Vec<_> = events.into_iter().map(|mut event| {
            match &mut event {
                TicketEvent::Opened(event) => event.at += shift,
                TicketEvent::PriorityChanged(event) => event.at += shift,
                TicketEvent::Reassigned(event) => event.at += shift,
                TicketEvent::Acknowledged(event) => event.at += shift,
                TicketEvent::CustomerReplied(event) => event.at += shift,
                TicketEvent::Responded(event) => event.at += shift,
                TicketEvent::Updated(event) => event.at += shift,
                TicketEvent::Paused(event) => event.at += shift,
                TicketEvent::Resumed(event) => event.at += shift,
                TicketEvent::Resolved(event) => event.at += shift,
                TicketEvent::Reopened(event) => event.at += shift,
            }
            event
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
            prop_assert!(rounds < 100);
        }
        let end = clock.timeline(&policy, now).unwrap();
        prop_assert_eq!(end.next, None);
        prop_assert!(end.steps.iter().all(|step| step.state != StepState::Pending));
    }

    #[test]
    fn nothing_changes_before_what_is_next(policy in policies(), events in events(), tail in 0_i64..100_000) {
        let now = events.last().unwrap().at() + TimeDelta::minutes(tail);
        let timeline = policy.timeline(&events, now).unwrap();
        if let Some(next) = &timeline.next {
            prop_assert!(next.at >= now);
            let moment = TimeDelta::microseconds(1);
            let just_before = policy.timeline(&events, next.at.max(now + moment) - moment).unwrap();
            let states = |timeline: &Timeline| {
                (timeline.steps.iter().map(|step| step.state).collect::<Vec<_>>(), timeline.clocks.iter().map(|clock| clock.state).collect::<Vec<_>>())
            };
            prop_assert_eq!(states(&just_before), states(&timeline));
            prop_assert_eq!(happened(&just_before), happened(&timeline));
            prop_assert_eq!(next.kind == DueKind::Escalation, next.target.is_some());
        } else {
            prop_assert!(timeline.clocks.iter().all(|clock| clock.state != ClockState::Running));
        }
    }

    /// Waits cost nothing, however many and however long: elapsed clocks are due later by just their length.
    #[test]
    fn waits_move_dues_by_their_length(seconds in proptest::collection::vec((1_i64..3_000, 1_i64..1_000_000), 1..20)) {
        let policy = Policy::from_yaml("version: 1\npriorities: {P1: {response: 60000 s, resolution: {within: 60000 s, pauses: false}, steps: [{after: 60000 s, tier: 1}]}}\n").unwrap();
        let start = at("2026-03-28T23:59:30Z");
        let mut events = vec![TicketEvent::opened("T-1", start, Priority::Critical)];
        let (mut now, mut waited) = (start, 0);
        for (run, wait) in seconds {
            now += TimeDelta::seconds(run);
            events.push(TicketEvent::paused(now));
            now += TimeDelta::seconds(wait);
            events.push(TicketEvent::resumed(now));
            waited += wait;
        }
        let timeline = policy.timeline(&events, now).unwrap();
        let due = |waited| start + TimeDelta::seconds(60_000 + waited);
        prop_assert_eq!(timeline.clocks.iter().map(|clock| clock.due).collect::<Vec<_>>(), [due(waited), due(0)]);
        prop_assert_eq!(timeline.steps[0].due, due(waited));
        let ran = (now - start).num_seconds() - waited;
        prop_assert_eq!(timeline.clocks[0].reason.numbers["elapsed_seconds"], ran as f64);
        prop_assert_eq!(timeline.clocks[0].segments.iter().map(|segment| segment.seconds).sum::<f64>(), ran as f64);
    }

    /// A clock that is due has counted just what was promised, in whatever calendar and with whatever waits.
    #[test]
    fn clocks_are_due_when_the_promised_time_has_run(policy in policies(), events in events()) {
        let now = events.last().unwrap().at();
        for clock in policy.timeline(&events, now).unwrap().clocks.iter().filter(|clock| clock.state == ClockState::Running) {
            let then = policy.timeline(&events, clock.due).unwrap();
            let then = then.clocks.iter().find(|then| then.kind == clock.kind && then.state == ClockState::Running);
            let numbers = &then.expect("it still runs").reason.numbers;
            prop_assert_eq!(numbers["elapsed_seconds"], numbers["allowed_seconds"].floor());
            prop_assert_eq!(numbers["remaining_seconds"], 0.0);
        }
    }

    /// The columns of very many tickets say what the timeline of each says.
    #[test]
    fn a_batch_says_what_the_timelines_say(
        policy in policies(),
        mut tickets in proptest::collection::vec(events(), 1..6),
        (minutes, order) in (0_i64..300_000, any::<bool>()),
    ) {
        let now = tickets[0][0].at() + TimeDelta::minutes(minutes);
        let mut rows: Vec<_> = (0..).zip(&tickets).flat_map(|(ticket, events)| events.iter().map(move |event| (ticket, event.clone()))).collect();
        if order {
            rows.reverse();
        }
        // Columns do not say who: every reassignment is one to somebody else.
        for (place, (_, event)) in rows.iter_mut().enumerate() {
            if let TicketEvent::Reassigned(event) = event {
                event.to = format!("team {place}");
            }
        }
        for (ticket, events) in (0..).zip(&mut tickets) {
            *events = rows.iter().filter(|row| row.0 == ticket).map(|row| row.1.clone()).collect();
            events.sort_by_key(TicketEvent::at);
        }
        let mut table = EventTable::default();
        rows.iter().for_each(|(ticket, event)| table.push(*ticket, event));
        let columns = policy.timelines(&table.columns(), tickets.len() + 1, now).unwrap();
        tickets.push(Vec::new());
        for (row, events) in tickets.iter().enumerate() {
            if events.first().is_none_or(|event| event.at() > now) {
                prop_assert_eq!((columns.state[row], columns.next_at[row]), (255, TimelineColumns::NO_INSTANT));
                continue;
            }
            let timeline = policy.timeline(events, now).unwrap();
            prop_assert_eq!(columns.state[row], timeline.state as u8);
            prop_assert_eq!(columns.paused[row] == 1, timeline.paused);
            prop_assert_eq!(columns.priority[row], timeline.priority as u8 + 1);
            let reached = |state: StepState| state == StepState::Reached;
            prop_assert_eq!(columns.sent[row] as usize, timeline.steps.iter().filter(|step| reached(step.state)).count());
            let kinds = |keep: &dyn Fn(&SlaClock) -> bool| timeline.clocks.iter().filter(|clock| keep(clock)).fold(0, |bits, clock| bits | 1 << clock.kind as u8);
            prop_assert_eq!(columns.breached[row], kinds(&|clock| clock.state == ClockState::Breached));
            prop_assert_eq!(columns.warned[row], kinds(&|clock| clock.warnings.iter().any(|warning| reached(warning.state))));
            let next = timeline.next.as_ref();
            prop_assert_eq!(columns.next_at[row], next.map_or(TimelineColumns::NO_INSTANT, |next| next.at.timestamp_millis()));
            prop_assert_eq!(columns.next_kind[row], next.map_or(0, |next| next.kind as u8 + 1));
            let dues = [&columns.first_response_due, &columns.next_response_due, &columns.update_due, &columns.resolution_due];
            for (kind, dues) in [ClockKind::FirstResponse, ClockKind::NextResponse, ClockKind::Update, ClockKind::Resolution].into_iter().zip(dues) {
                let Some(clock) = timeline.clocks.iter().rfind(|clock| clock.kind == kind) else { continue };
                // The view says what would be due if a wait ended now, or had ended when the clock stopped.
                let waits = dues[row] == TimelineColumns::NO_INSTANT;
                let may_wait = matches!(clock.state, ClockState::Paused | ClockState::Met | ClockState::Cancelled);
                prop_assert!(dues[row] == clock.due.timestamp_millis() || waits && may_wait);
                prop_assert!(waits || clock.state != ClockState::Paused);
            }
        }
    }

    #[test]
    fn results_and_events_cross_the_bridge(policy in policies(), events in events()) {
        let timeline = policy.timeline(&events, events.last().unwrap().at()).unwrap();
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The rule in plain words: the first quarter of an hour from the due instant on at which whoever is on call then is
    /// within the hours, by a clock of theirs.
    #[test]
    fn a_step_with_local_hours_is_sent_at_the_first_quarter_that_allows_it(
        zones in proptest::collection::vec(0_usize..5, 2..4),
        turn in 6_i64..60,
        (open, length) in (0_i64..24, 1_i64..14),
        weekdays in any::<bool>(),
        quarter in 0_i64..3_000,
    ) {
        let names = ["Europe/Paris", "Asia/Tokyo", "America/Los_Angeles", "Asia/Kolkata", "UTC"];
        let people: Vec<String> = (0..zones.len()).map(|person| format!("p{person}")).collect();
        let homes: Json = people.iter().zip(&zones).map(|(person, &zone)| (person.clone(), json!(names[zone]))).collect::<serde_json::Map<_, _>>().into();
        let days = if weekdays { 5 } else { 7 };
        let range = format!("{open:02}:00-{:02}:00", if open + length > 24 { open + length - 24 } else { open + length });
        let hours: Json = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][..days].iter().map(|day| ((*day).to_owned(), json!([range]))).collect::<serde_json::Map<_, _>>().into();
        let document = json!({
            "version": 1,
            "rotas": {"r": {"zones": homes, "layers": [{"name": "l", "members": people, "every": format!("{turn} h"), "start": "2026-03-01", "hand_off": "00:00"}]}},
            "priorities": {"P1": {"steps": [{"after": "0 s", "rota": "r", "local_hours": hours}]}},
        });
        let policy = Policy::from_json(&document.to_string()).unwrap();
        let opened = at("2026-03-02T00:00:00Z") + TimeDelta::minutes(15 * quarter);
        let timeline = policy.timeline(&[TicketEvent::opened("T-1", opened, Priority::Critical)], opened).unwrap();
        let allowed = |at: DateTime<Utc>| {
            use chrono::{Datelike, Timelike};
            let person = ((at - super::at("2026-03-01T00:00:00Z")).num_hours() / turn) as usize % people.len();
            let zone = hypercare::time::parse_zone(names[zones[person]]).unwrap();
            let local = hypercare::time::to_local(at, zone).unwrap();
            let hour = i64::from(local.hour());
            let day = |before: u32| (local.weekday().num_days_from_monday() + 7 - before) % 7 < days as u32;
            hour >= open && hour < open + length && day(0) || hour + 24 < open + length && day(1)
        };
        let first = (0..4 * 24 * 60).map(|quarters| opened + TimeDelta::minutes(15 * quarters)).find(|at| allowed(*at));
        let sent = (timeline.steps[0].state != StepState::Skipped).then_some(timeline.steps[0].due);
        prop_assert!(sent == first || first.is_none(), "{:?}, not {:?}", sent, first);
    }
}

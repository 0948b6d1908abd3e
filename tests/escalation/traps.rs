//! Where other programs go wrong: waits, changes of priority, clock changes, steps out of hours; and what a policy says.

use chrono::TimeDelta;
use hypercare::escalation::{
    ClockKind, ClockState, EventColumns, EventTable, Policy, StepState, TicketClock, TicketEvent, TicketNotice,
    Timeline,
};
use hypercare::time::format_instant;
use hypercare::{Priority, Severity};

use super::{at, code, opened};

fn policy(text: &str) -> Policy {
    Policy::from_yaml(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn clock(timeline: &Timeline, kind: ClockKind) -> (ClockState, String) {
    let clock = timeline.clocks.iter().rfind(|clock| clock.kind == kind).expect("a clock");
    (clock.state, format_instant(clock.due))
}

#[test]
fn waits_count_by_the_second_across_a_clock_change_and_within_a_minute() {
    let policy = policy("version: 1\nzone: Europe/Paris\npriorities: {P1: {resolution: 1 h}}\n");
    // 02:30:59 in Paris happens twice on this night; three waits lie within one minute.
    let mut events = vec![opened("2026-10-25T00:30:59Z", Priority::Critical)];
    for (pause, resume) in [(1, 3), (5, 8), (20, 55)] {
        events.push(TicketEvent::paused(events[0].at() + TimeDelta::seconds(pause)));
        events.push(TicketEvent::resumed(events[0].at() + TimeDelta::seconds(resume)));
    }
    let timeline = policy.timeline(&events, at("2026-10-25T01:00:00Z")).unwrap();
    assert_eq!(clock(&timeline, ClockKind::Resolution), (ClockState::Running, "2026-10-25T01:31:39Z".to_owned()));
    assert_eq!(timeline.pauses.len(), 3);
    assert_eq!(timeline.clocks[0].segments.len(), 4);
    let detail = &timeline.clocks[0].reason.detail;
    assert!(detail.contains("without 3 waits of 40 s"), "{detail}");
}

#[test]
fn a_paused_ticket_is_neither_late_nor_escalated_and_goes_on_where_it_stood() {
    let policy = Policy::default();
    let mut events = vec![
        opened("2026-11-22T09:00:00Z", Priority::High),
        // At the very instant at which it would be due: the wait comes first.
        TicketEvent::paused(at("2026-11-22T10:00:00Z")),
    ];
    let paused = policy.timeline(&events, at("2026-11-23T10:00:00Z")).unwrap();
    assert!(paused.paused && paused.next.is_none());
    assert_eq!(paused.clocks[0].state, ClockState::Paused);
    assert!(paused.steps.iter().all(|step| step.state == StepState::Held));
    events.push(TicketEvent::customer_replied(at("2026-11-24T10:00:00Z")));
    let resumed = policy.timeline(&events, at("2026-11-24T10:00:00.000001Z")).unwrap();
    assert_eq!(clock(&resumed, ClockKind::FirstResponse), (ClockState::Breached, "2026-11-24T10:00:00Z".to_owned()));
    assert_eq!(format_instant(resumed.steps[1].due), "2026-11-24T13:00:00Z");
}

#[test]
fn a_change_of_priority_keeps_restarts_or_counts_again() {
    const TEXT: &str = "
version: 1
calendars: {office: {weekly: {mon: [09:00-17:00], tue: [09:00-17:00], wed: [09:00-17:00]}}}
changes: {priority_clocks: WORD}
priorities:
  P3: {resolution: {within: 10 h, calendar: office}}
  P1: {resolution: 6 h}
";
    // Monday 15:00, raised on Tuesday at 10:00 after 3 hours of office time and 19 hours in all.
    let events = [
        opened("2026-11-23T15:00:00Z", Priority::Medium),
        TicketEvent::priority_changed(at("2026-11-24T10:00:00Z"), Priority::Critical),
    ];
    for (word, state, due) in [
        ("keep_elapsed", ClockState::Running, "2026-11-24T13:00:00Z"),
        ("restart", ClockState::Running, "2026-11-24T16:00:00Z"),
        ("retroactive", ClockState::Breached, "2026-11-23T21:00:00Z"),
    ] {
        let timeline = policy(&TEXT.replace("WORD", word)).timeline(&events, at("2026-11-24T12:00:00Z")).unwrap();
        assert_eq!(clock(&timeline, ClockKind::Resolution), (state, due.to_owned()), "{word}");
    }
    let kept = policy(&TEXT.replace("WORD", "keep_elapsed")).timeline(&events, at("2026-11-24T12:00:00Z")).unwrap();
    let segments: Vec<_> =
        kept.clocks[0].segments.iter().map(|part| (part.calendar.as_deref(), part.seconds)).collect();
    assert_eq!(segments, [(Some("office"), 10_800.0), (None, 7_200.0)]);
}

#[test]
fn steps_of_a_new_priority_restart_are_passed_over_or_sent_at_once() {
    let text = "version: 1\nchanges: {priority_steps: WORD}\npriorities: {P2: {steps: [{after: 1 h, tier: 1}]}, P1: {steps: [{after: 0 s, tier: 1}, {after: 30 min, tier: 2}]}}\n";
    let events = [
        opened("2026-11-22T09:00:00Z", Priority::High),
        TicketEvent::priority_changed(at("2026-11-22T09:20:00Z"), Priority::Critical),
    ];
    use StepState::{Pending, Reached, Skipped};
    for (word, states, due) in [
        ("restart", [Reached, Pending], "2026-11-22T09:50:00Z"),
        ("keep_elapsed", [Skipped, Pending], "2026-11-22T09:30:00Z"),
        ("retroactive", [Reached, Pending], "2026-11-22T09:30:00Z"),
    ] {
        let timeline = policy(&text.replace("WORD", word)).timeline(&events, at("2026-11-22T09:20:00Z")).unwrap();
        let found: Vec<_> = timeline.steps[1..].iter().map(|step| step.state).collect();
        assert_eq!((found, format_instant(timeline.steps[2].due)), (states.to_vec(), due.to_owned()), "{word}");
    }
}

#[test]
fn a_reopened_ticket_starts_anew_goes_on_or_never_stopped() {
    let text = "version: 1\nchanges: {reopening: WORD}\npriorities: {P1: {response: 1 h, next_response: 2 h, resolution: 8 h}}\n";
    let events = [
        opened("2026-11-22T09:00:00Z", Priority::Critical),
        TicketEvent::responded(at("2026-11-22T09:30:00Z")),
        TicketEvent::resolved(at("2026-11-22T12:00:00Z")),
        TicketEvent::reopened(at("2026-11-22T14:00:00Z")),
    ];
    for (word, resolution, response) in [
        ("restart", "2026-11-22T22:00:00Z", ClockKind::FirstResponse),
        ("keep_elapsed", "2026-11-22T19:00:00Z", ClockKind::NextResponse),
        ("retroactive", "2026-11-22T17:00:00Z", ClockKind::NextResponse),
    ] {
        let timeline = policy(&text.replace("WORD", word)).timeline(&events, at("2026-11-22T14:00:00Z")).unwrap();
        assert_eq!(clock(&timeline, ClockKind::Resolution), (ClockState::Running, resolution.to_owned()), "{word}");
        assert_eq!(clock(&timeline, response).0, ClockState::Running, "{word}");
        let met = timeline.clocks.iter().filter(|clock| clock.state == ClockState::Met).count();
        assert_eq!(met, 2, "the first response and the first resolution stay met: {word}");
    }
}

#[test]
fn an_acknowledgement_stops_steps_but_not_the_clock_and_a_reassignment_may_undo_it() {
    let text = "version: 1\nchanges: {reassignment: WORD}\npriorities: {P1: {response: 1 h, steps: [{after: 10 min, tier: 1}]}}\n";
    let events = [
        opened("2026-11-22T09:00:00Z", Priority::Critical),
        TicketEvent::acknowledged(at("2026-11-22T09:05:00Z")),
        TicketEvent::reassigned(at("2026-11-22T09:20:00Z"), "database team"),
    ];
    for (word, next) in [("keep", "2026-11-22T10:00:00Z"), ("restart", "2026-11-22T09:30:00Z")] {
        let timeline = policy(&text.replace("WORD", word)).timeline(&events, at("2026-11-22T09:20:00Z")).unwrap();
        assert_eq!(timeline.steps[0].state, StepState::Cancelled);
        assert_eq!(clock(&timeline, ClockKind::FirstResponse).0, ClockState::Running);
        assert_eq!(timeline.next.map(|next| format_instant(next.at)), Some(next.to_owned()), "{word}");
        assert_eq!(timeline.assignee.as_deref(), Some("database team"));
    }
}

#[test]
fn updates_and_further_responses_have_clocks_of_their_own() {
    let policy = policy("version: 1\npriorities: {P1: {response: 1 h, next_response: 30 min, update: 2 h}}\n");
    let events = [
        opened("2026-11-22T09:00:00Z", Priority::Critical),
        TicketEvent::customer_replied(at("2026-11-22T09:10:00Z")),
        TicketEvent::responded(at("2026-11-22T09:30:00Z")),
        TicketEvent::customer_replied(at("2026-11-22T10:00:00Z")),
        TicketEvent::customer_replied(at("2026-11-22T10:20:00Z")),
        TicketEvent::updated(at("2026-11-22T11:45:00Z")),
    ];
    let timeline = policy.timeline(&events, at("2026-11-22T11:45:00Z")).unwrap();
    let found: Vec<_> =
        timeline.clocks.iter().map(|clock| (clock.kind, clock.state, format_instant(clock.due))).collect();
    let expected = [
        (ClockKind::FirstResponse, ClockState::Met, "2026-11-22T10:00:00Z"),
        (ClockKind::Update, ClockState::Met, "2026-11-22T11:00:00Z"),
        (ClockKind::Update, ClockState::Breached, "2026-11-22T11:30:00Z"),
        (ClockKind::NextResponse, ClockState::Breached, "2026-11-22T10:30:00Z"),
        (ClockKind::Update, ClockState::Running, "2026-11-22T13:45:00Z"),
    ];
    assert_eq!(found, expected.map(|(kind, state, due)| (kind, state, due.to_owned())));
}

#[test]
fn warnings_come_by_share_and_by_time_and_a_breach_shows_whole_seconds() {
    let policy = policy("version: 1\npriorities: {P1: {response: {within: 15 min, warn: [50 %, 5 min]}}}\n");
    let mut ticket = TicketClock::open(&policy, &opened("2026-11-22T09:00:00Z", Priority::Critical)).unwrap();
    let mut told = Vec::new();
    while let Some(wakeup) = ticket.next_wakeup() {
        for notice in ticket.advance(&policy, wakeup).unwrap() {
            if let TicketNotice::Breach(clock) = &notice {
                assert_eq!(clock.reason.numbers["elapsed_seconds"], 900.0);
                assert!(clock.reason.detail.ends_with("no response at 2026-11-22T09:15:00Z"), "{}", clock.reason);
            }
            told.push(format_instant(notice.due()));
        }
    }
    assert_eq!(told, ["2026-11-22T09:07:30Z", "2026-11-22T09:10:00Z", "2026-11-22T09:15:00Z"]);
}

#[test]
fn steps_repeat_wait_for_hours_and_keep_quiet() {
    let policy = policy("
version: 1
calendars:
  day: {zone: Europe/Paris, weekly: {mon: [08:00-20:00], tue: [08:00-20:00], wed: [08:00-20:00], thu: [08:00-20:00], fri: [08:00-20:00]}}
  night: {zone: Europe/Paris, weekly: {mon: [22:00-06:00], tue: [22:00-06:00], sun: [22:00-06:00]}}
quiet: {hours: night, except: [P1]}
priorities:
  P1:
    steps: [{after: 10 min, tier: 1}, {after: 30 min, person: Ada}]
    repeat: {from: 1, after: 1 h, times: 2}
  P2: {steps: [{after: 1 h, tier: 1, hours: day}, {after: 2 h, channel: ops, hours: day, otherwise: skip}]}
  P3: {steps: [{after: 1 h, tier: 1}]}
");
    // Monday 21:30 in Paris.
    let start = "2026-11-23T20:30:00Z";
    let dues = |priority| {
        let event = opened(start, priority);
        let timeline = policy.timeline(std::slice::from_ref(&event), event.at()).unwrap();
        timeline
            .steps
            .iter()
            .map(|step| (step.target.name.clone(), step.state, format_instant(step.due)))
            .collect::<Vec<_>>()
    };
    let row = |name: &str, state, due: &str| (name.to_owned(), state, due.to_owned());
    assert_eq!(
        dues(Priority::Critical),
        [
            row("user support", StepState::Pending, "2026-11-23T20:40:00Z"),
            row("Ada", StepState::Pending, "2026-11-23T21:00:00Z"),
            row("Ada", StepState::Pending, "2026-11-23T22:00:00Z"),
            row("Ada", StepState::Pending, "2026-11-23T23:00:00Z"),
        ]
    );
    assert_eq!(
        dues(Priority::High),
        [
            row("user support", StepState::Pending, "2026-11-24T07:00:00Z"),
            row("ops", StepState::Skipped, "2026-11-23T22:30:00Z"),
        ]
    );
    assert_eq!(dues(Priority::Medium), [row("user support", StepState::Pending, "2026-11-24T05:00:00Z")]);
}

#[test]
fn steps_call_whoever_is_on_call_and_wait_or_are_left_out_where_nobody_is() {
    const TEXT: &str = "
version: 1
rotas:
  primary:
    zone: UTC
    layers:
      - {name: days, members: [Ada, Ben], start: 2026-11-23, hand_off: '08:00', every: weekly, hours: {mon: [08:00-18:00], tue: [08:00-18:00]}}
priorities: {P1: {steps: [{after: 0 s, rota: primary}, {after: 2 h, rota: primary, otherwise: WORD}]}}
";
    let event = opened("2026-11-23T17:00:00Z", Priority::Critical);
    for (word, state, due) in
        [("delay", StepState::Pending, "2026-11-24T08:00:00Z"), ("skip", StepState::Skipped, "2026-11-23T19:00:00Z")]
    {
        let timeline = policy(&TEXT.replace("WORD", word)).timeline(std::slice::from_ref(&event), event.at()).unwrap();
        assert_eq!(timeline.steps[0].target.on_call.as_deref(), Some("Ada"));
        assert_eq!((timeline.steps[1].state, format_instant(timeline.steps[1].due)), (state, due.to_owned()), "{word}");
    }
}

#[test]
fn incidents_and_alerts_follow_the_protocol() {
    let policy = Policy::default();
    let incident = policy.incident(at("2026-11-22T09:00:00Z"), at("2026-11-22T09:15:00Z")).unwrap();
    let told: Vec<_> =
        incident.notices.iter().map(|notice| (notice.target.name.as_str(), format_instant(notice.due))).collect();
    let expected = [
        ("team", "2026-11-22T09:05:00Z"),
        ("stakeholders", "2026-11-22T09:15:00Z"),
        ("users", "2026-11-22T09:30:00Z"),
        ("status page", "2026-11-22T09:45:00Z"),
        ("report", "2026-11-23T09:00:00Z"),
    ];
    assert_eq!(told, expected.map(|(name, due)| (name, due.to_owned())));
    assert_eq!(incident.next.map(|notice| notice.index), Some(2));
    for (severity, at_, due) in [
        (Severity::Critical, "2026-11-20T15:00:00Z", "2026-11-20T15:00:00Z"),
        (Severity::Warning, "2026-11-20T15:00:00Z", "2026-11-20T15:30:00Z"),
        (Severity::Info, "2026-11-20T15:00:00Z", "2026-11-23T09:00:00Z"),
        // Early on a business day it is still the next one that counts.
        (Severity::Info, "2026-11-23T03:00:00Z", "2026-11-24T09:00:00Z"),
    ] {
        assert_eq!(format_instant(policy.alert_due(severity, at(at_)).unwrap().due), due, "{severity} {at_}");
    }
    let paris = policy.in_zone("Europe/Paris").unwrap();
    let due = paris.alert_due(Severity::Info, at("2026-11-20T15:00:00Z")).unwrap().due;
    assert_eq!(format_instant(due), "2026-11-23T08:00:00Z");
    for name in ["follow the sun", "on call"] {
        let calendar = policy.calendar(name).expect("a calendar");
        let (from, to) = (at("2026-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z"));
        assert_eq!(calendar.elapsed(from, to).unwrap(), to - from, "{name} never closes");
    }
}

#[test]
fn names_that_mean_nothing_stand_where_they_are() {
    for (text, line, column, says) in [
        ("version: 1\npriorities:\n  P1: {response: {within: 1 h, calendar: offce}}\n", 3, 42, "a calendar: business"),
        ("version: 1\nquiet: {hours: 'nights'}\npriorities: {P1: {}}\n", 2, 17, "a calendar"),
        (
            "version: 1\npriorities:\n  P1:\n    steps: [{after: 1 h, tier: 1}]\n    repeat: {from: 7, after: 1 h, times: 1}\n",
            5,
            20,
            "index of a step",
        ),
        ("version: 1\npriorities:\n  P1:\n    steps: [{after: 1 h}]\n", 4, 13, "a tier, a person"),
        ("version: 1\npriorities:\n  P1:\n    response: {within: 1 h, warn: [100 %]}\n", 4, 36, "1 % to 99 %"),
        ("version: 1\npriorities:\n  P1:\n    response: [1 h]\n", 4, 5, "a length of time, or a promise"),
    ] {
        let error = Policy::from_yaml(text).expect_err(text);
        let position = error.position().expect("a position");
        assert_eq!((position.line, position.column), (line, column), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn tickets_that_were_only_opened_stand_as_after_an_event_that_changes_nothing() {
    const TEXT: &str = "
version: 1
priorities:
  P1:
    response: 15 min
    update: 1 h
    resolution: 8 h
    steps: [{after: 0 s, tier: 1}, {after: 15 min, tier: 2}, {after: 1 h, tier: 4}]
    repeat: {from: 1, after: 30 min, times: 2}
  P2: {next_response: 1 h}
  P3: {response: {within: 1 h, warn: [50 %]}}
  P4: {response: 1 month}
  P5: {steps: [{after: 10 min, tier: 1, calendar: business}]}
";
    for policy in [policy(TEXT), Policy::default()] {
        let (mut alone, mut followed) = (EventTable::default(), EventTable::default());
        let mut tickets = 0;
        for &priority in Priority::ALL {
            // At every due instant, and a millisecond before and after it.
            for minutes in [0, 10, 15, 30, 60, 90, 135, 240, 480, 1_440, 10_080] {
                for beside in -1..=1 {
                    let opened =
                        at("2026-11-22T09:00:00Z") - TimeDelta::minutes(minutes) - TimeDelta::milliseconds(beside);
                    let event = TicketEvent::opened("T-1", opened, priority);
                    alone.push(tickets, &event);
                    followed.push(tickets, &event);
                    followed.push(tickets, &TicketEvent::resumed(opened));
                    tickets += 1;
                }
            }
        }
        let stand = |table: &EventTable| {
            policy.timelines(&table.columns(), tickets as usize, at("2026-11-22T09:00:00Z")).unwrap()
        };
        assert_eq!(stand(&alone), stand(&followed));
    }
}

#[test]
fn columns_are_checked() {
    let policy = Policy::default();
    let now = at("2026-11-22T09:00:00Z");
    let millis = now.timestamp_millis();
    let result = |ticket: &[u32], at: &[i64], kind: &[u8], priority: &[u8]| {
        code(policy.timelines(&EventColumns { ticket, at, kind, priority }, 2, now))
    };
    assert_eq!(result(&[0], &[millis], &[0], &[1]), "no error");
    assert_eq!(result(&[0], &[millis], &[0], &[]), "shape");
    assert_eq!(result(&[2], &[millis], &[0], &[1]), "invalid");
    assert_eq!(result(&[0], &[millis], &[11], &[1]), "invalid");
    for priority in [0, 6] {
        assert_eq!(result(&[0], &[millis], &[0], &[priority]), "invalid");
    }
    assert_eq!(result(&[0], &[i64::MAX], &[0], &[1]), "range");
    assert_eq!(result(&[0], &[millis], &[5], &[0]), "invalid");
    assert_eq!(result(&[0, 0], &[millis - 1, millis], &[5, 0], &[0, 1]), "out_of_order");
    assert_eq!(result(&[0, 0], &[millis - 1, millis], &[0, 0], &[1, 1]), "duplicate");
}

#[test]
fn whoever_is_on_call_is_called_at_hours_of_their_own() {
    let week = "{mon: ['08:00-20:00'], tue: ['08:00-20:00'], wed: ['08:00-20:00'], thu: ['08:00-20:00'], fri: ['08:00-20:00']}";
    let text = format!(
        "version: 1\nrotas: {{primary: {{zone: Europe/Paris, zones: {{ben: Asia/Tokyo}}, layers: [{{name: d, members: [ana, ben], every: 12 h, start: 2026-01-05, hand_off: '00:00'}}]}}}}\npriorities:\n  P2: {{steps: [{{after: 0 s, rota: primary, local_hours: {week}}}]}}\n  P3: {{steps: [{{after: 0 s, rota: primary, local_hours: {week}, otherwise: skip}}]}}\n"
    );
    let policy = policy(&text);
    let sent = |start: &str, priority| {
        let timeline = policy.timeline(&[opened(start, priority)], at(start)).unwrap();
        let step = timeline.steps[0].clone();
        (format_instant(step.due), step.target.on_call.unwrap_or_default(), step.state, step.reason.detail)
    };
    // ana is on call from 23:00 to 11:00 UTC, ben from 11:00 to 23:00, which is 20:00 to 08:00 in Tokyo.
    let (due, person, state, why) = sent("2026-01-06T09:00:00Z", Priority::High);
    assert_eq!((due.as_str(), person.as_str(), state), ("2026-01-06T09:00:00Z", "ana", StepState::Reached));
    assert!(why.contains("Tue 10:00 for ana in Europe/Paris"), "{why}");
    // At 12:00 UTC it is 21:00 for ben; his whole turn is at night, and so is the beginning of ana's.
    let (due, person, state, _) = sent("2026-01-06T12:00:00Z", Priority::High);
    assert_eq!((due.as_str(), person.as_str(), state), ("2026-01-07T07:00:00Z", "ana", StepState::Pending));
    assert_eq!(sent("2026-01-06T12:00:00Z", Priority::Medium).2, StepState::Skipped);
    // Friday evening in Tokyo: nobody is called before Monday.
    assert_eq!(sent("2026-01-09T12:00:00Z", Priority::High).0, "2026-01-12T07:00:00Z");
    // The same from columns.
    let mut table = EventTable::default();
    table.push(0, &opened("2026-01-06T12:00:00Z", Priority::High));
    let found = policy.timelines(&table.columns(), 1, at("2026-01-06T12:00:00Z")).unwrap();
    assert_eq!((found.next_at[0], found.sent[0]), (at("2026-01-07T07:00:00Z").timestamp_millis(), 0));
}

#[test]
fn a_batch_names_the_ticket_that_is_wrong() {
    let nine = at("2026-11-22T09:00:00Z").timestamp_millis();
    let said = |ticket: &[u32], kind: &[u8], priority: &[u8]| {
        let columns = EventColumns { ticket, at: &vec![nine; ticket.len()], kind, priority };
        Policy::default().timelines(&columns, 3, at("2026-11-22T10:00:00Z")).expect_err("an error").to_string()
    };
    for order in [[0, 1, 1], [1, 0, 1]] {
        // The second row of ticket 1 is the last one.
        assert!(said(&order, &[0, 0, 99], &[1, 1, 1]).contains("kind (row 2, ticket 1)"));
        assert!(said(&order, &[0, 0, 1], &[1, 1, 9]).contains("priority (row 2, ticket 1)"));
        assert!(said(&order, &[0, 0, 0], &[1, 1, 2]).contains("(ticket 1)"));
    }
    assert!(said(&[0, 2], &[0, 5], &[1, 0]).contains("events (ticket 2): expected an opened event"));
    assert!(said(&[0, 3], &[0, 0], &[1, 1]).starts_with("ticket[1]: expected a number below 3"));
}

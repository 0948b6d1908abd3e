//! The loop that ties the engines: order, atomicity, and agreement with the engines alone.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::anomaly::{Contamination, IsolationForest};
use hypercare::desk::{Action, AnomalyChange, Desk, Event, Watch};
use hypercare::escalation::{Policy, StepState, TicketEvent};
use hypercare::objectives::{AlertChange, AlertRule};
use hypercare::plan::Plan;
use hypercare::stats::Matrix;
use hypercare::{Priority, Severity};
use proptest::prelude::*;

const PLAN: &str = "\
# Launch of Orchard & \"co\"
## Phase 1: Preparation (Day -7 to -1)
- [x] Load test passed
- [ ] Rollback rehearsed
## Phase 2: Go-live (Day 0)
- [ ] DNS moved
";

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + seconds, 0).expect("an instant")
}

fn desk() -> Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(build).clone()
}

fn build() -> Desk {
    let rule = AlertRule::parse("error_rate > 1% for 5m", Severity::Critical).expect("a rule");
    let plan = Plan::from_markdown(PLAN).expect("a plan");
    Desk::builder().plan(plan).rule(rule).watch(watch(2)).build().expect("a desk")
}

/// Two metrics around 50, mostly near it and seldom up to 5 away, each in a rhythm of its own.
fn watch(rows: u32) -> Watch {
    let near = |index: i32, rhythm: f64| 50.0 + 2_560.0 * ((f64::from(index) * rhythm).fract() - 0.5).powi(9);
    let baseline: Vec<f64> =
        (0..1_000).flat_map(|index| [near(index, 0.618_033_988), near(index, 0.414_213_562)]).collect();
    let matrix = Matrix::new(&baseline, 1_000, 2).expect("a matrix");
    let forest = IsolationForest::builder().contamination(Contamination::Share(0.05)).fit(matrix).expect("a forest");
    Watch::new("servers", &["cpu", "memory"], forest, rows).expect("a watch")
}

/// A step of a random day.
#[derive(Clone, Debug)]
enum Step {
    Report(u8, Option<Priority>),
    Respond(u8),
    Priority(u8, Priority),
    Resolve(u8),
    Reopen(u8),
    Sample(f64),
    Tick(bool),
    Advance,
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let ticket = 0_u8..4;
    let priority = proptest::sample::select(Priority::ALL.to_vec());
    let step = prop_oneof![
        (ticket.clone(), proptest::option::of(priority.clone())).prop_map(|(id, priority)| Step::Report(id, priority)),
        ticket.clone().prop_map(Step::Respond),
        (ticket.clone(), priority).prop_map(|(id, priority)| Step::Priority(id, priority)),
        ticket.clone().prop_map(Step::Resolve),
        ticket.prop_map(Step::Reopen),
        prop_oneof![0.0..0.03, Just(f64::NAN)].prop_map(Step::Sample),
        any::<bool>().prop_map(Step::Tick),
        Just(Step::Advance),
    ];
    proptest::collection::vec((prop_oneof![Just(0), -60_i64..4_000, Just(900), Just(3_600)], step), 0..40)
}

fn event(step: &Step, at: DateTime<Utc>) -> Option<Event> {
    let id = |id: &u8| format!("T-{id}");
    Some(match step {
        Step::Report(ticket, priority) => {
            let mut event = Event::reported(id(ticket), at, Some("api_errors"));
            if let Event::Reported(reported) = &mut event {
                reported.priority = *priority;
            }
            event
        }
        Step::Respond(ticket) => Event::responded(id(ticket), at),
        Step::Priority(ticket, priority) => Event::priority_changed(id(ticket), at, *priority),
        Step::Resolve(ticket) => Event::resolved(id(ticket), at),
        Step::Reopen(ticket) => Event::reopened(id(ticket), at),
        Step::Sample(value) => Event::sample("error_rate", at, *value),
        Step::Tick(done) => Event::item_ticked("phase-1-preparation/rollback-rehearsed", at, *done),
        Step::Advance => return None,
    })
}

/// The error that a step deserves.
fn expected(step: &Step, gap: i64, desk: &Desk) -> Option<&'static str> {
    let there = |id: &u8| desk.timeline(&format!("T-{id}")).is_ok();
    match step {
        _ if gap < 0 => Some("out_of_order"),
        Step::Report(id, _) => there(id).then_some("duplicate"),
        Step::Respond(id) | Step::Priority(id, _) | Step::Resolve(id) | Step::Reopen(id) => {
            (!there(id)).then_some("unknown")
        }
        Step::Sample(value) => value.is_nan().then_some("invalid"),
        Step::Tick(_) | Step::Advance => None,
    }
}

proptest! {
    /// Whatever happens: actions come in the order of time, a refused fact changes nothing, and waking up at every
    /// wake-up on the way says the same as not waking up at all.
    #[test]
    fn any_day_is_told_in_order_and_completely(steps in steps()) {
        let (mut lazy, mut eager) = (desk(), desk());
        let (mut told_lazy, mut told_eager) = (Vec::new(), Vec::new());
        let mut now = 0;
        lazy.advance(at(now)).unwrap();
        eager.advance(at(now)).unwrap();
        for (gap, step) in steps {
            let then = now + gap;
            while let Some(wakeup) = eager.next_wakeup().filter(|wakeup| *wakeup < at(then)) {
                told_eager.extend(eager.advance(wakeup).unwrap());
            }
            let mut before = lazy.clone();
            let (first, second) = match event(&step, at(then)) {
                Some(event) => (lazy.handle(event.clone()), eager.handle(event)),
                None => (lazy.advance(at(then)), eager.advance(at(then))),
            };
            match (first, second) {
                (Ok(first), Ok(second)) => {
                    prop_assert_eq!(expected(&step, gap, &before), None, "{:?}", step);
                    now = then;
                    told_lazy.extend(first);
                    told_eager.extend(second);
                }
                (Err(first), Err(second)) => {
                    prop_assert_eq!(first.code(), second.code());
                    prop_assert!(expected(&step, gap, &lazy) == Some(first.code()), "{step:?}: {first}");
                    prop_assert_eq!(lazy.report(), before.report());
                    prop_assert_eq!(lazy.next_wakeup(), before.next_wakeup());
                    prop_assert_eq!(lazy.advance(at(now + 10_000_000)), before.advance(at(now + 10_000_000)));
                    return Ok(());
                }
                (first, second) => prop_assert!(false, "{first:?} but {second:?}"),
            }
        }
        while let Some(wakeup) = eager.next_wakeup() {
            told_eager.extend(eager.advance(wakeup).unwrap());
        }
        told_lazy.extend(lazy.advance(at(now + 100_000_000)).unwrap());
        prop_assert!(told_lazy.is_sorted_by_key(Action::at));
        prop_assert_eq!(told_lazy, told_eager);
    }

    /// The desk tells of a ticket what the escalation engine alone says of it.
    #[test]
    fn escalation_is_that_of_the_engine(answer in 0_i64..100_000, priority in proptest::sample::select(Priority::ALL.to_vec())) {
        let mut desk = Desk::builder().build().unwrap();
        let mut opened = Event::reported("T-1", at(0), None);
        if let Event::Reported(reported) = &mut opened {
            reported.priority = Some(priority);
        }
        let mut actions = desk.handle(opened).unwrap();
        actions.extend(desk.handle(Event::responded("T-1", at(answer))).unwrap());
        actions.extend(desk.advance(at(200_000_000)).unwrap());
        let told: Vec<_> = actions
            .iter()
            .filter_map(|action| match action {
                Action::Escalate(call) => Some((call.step.due, call.step.target.tier)),
                _ => None,
            })
            .collect();
        let events = [TicketEvent::opened("T-1", at(0), priority), TicketEvent::responded(at(answer))];
        let timeline = Policy::default().timeline(&events, at(200_000_000)).unwrap();
        let mut reached: Vec<_> = timeline
            .steps
            .iter()
            .filter(|step| step.state == StepState::Reached)
            .map(|step| (step.due, step.target.tier))
            .collect();
        // A step due at the very opening is told at once, before an answer at that instant could be known.
        if answer == 0 && priority == Priority::Critical {
            reached.push((at(0), Some(1)));
        }
        prop_assert_eq!(told, reached);
        prop_assert_eq!(desk.next_wakeup(), None);
    }
}

#[test]
fn an_answer_at_the_due_instant_is_in_time() {
    let mut desk = Desk::builder().build().unwrap();
    desk.handle(Event::reported("T-1", at(0), Some("api_errors"))).unwrap();
    assert_eq!(desk.next_wakeup(), Some(at(3_600)));
    assert_eq!(desk.handle(Event::responded("T-1", at(3_600))).unwrap(), []);
    assert_eq!(desk.next_wakeup(), None);
}

#[test]
fn what_is_due_at_once_is_told_at_once() {
    let mut desk = Desk::builder().build().unwrap();
    let odd = at(0) + TimeDelta::microseconds(1);
    let told = desk.handle(Event::reported("T-1", odd, Some("data_loss"))).unwrap();
    assert!(matches!(&told[..], [Action::Routed(_), Action::Escalate(call)] if call.step.due == odd), "{told:?}");
    // A raised priority promises an answer that is late already.
    desk.handle(Event::reported("T-2", odd, Some("api_errors"))).unwrap();
    let told = desk.handle(Event::priority_changed("T-2", at(1_800), Priority::Critical)).unwrap();
    let late: Vec<_> =
        told.iter().filter(|action| matches!(action, Action::Breach(late) if late.ticket == "T-2")).collect();
    assert_eq!(late.iter().map(|action| action.at()).collect::<Vec<_>>(), [at(1_800)]);
}

#[test]
fn an_anomaly_begins_and_ends_and_names_its_metric() {
    let mut desk = desk();
    let mut told = Vec::new();
    for (minute, (cpu, memory)) in
        [(50.0, 50.1), (99.0, 50.0), (98.0, 50.2), (99.0, 50.1), (50.1, 50.0), (50.0, 50.2)].into_iter().enumerate()
    {
        let at = at(i64::try_from(minute).unwrap() * 60);
        assert_eq!(desk.handle(Event::sample("cpu", at, cpu)).unwrap(), []);
        told.extend(desk.handle(Event::sample("memory", at, memory)).unwrap());
    }
    let notices: Vec<_> = told
        .iter()
        .map(|action| match action {
            Action::Anomaly(notice) => (notice.change, notice.at, notice.since, notice.suspect.as_deref()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        notices,
        [(AnomalyChange::Began, at(120), at(60), Some("cpu")), (AnomalyChange::Ended, at(300), at(240), None),]
    );
}

#[test]
fn a_metric_that_stays_away_does_not_stop_the_watch() {
    let mut desk = Desk::builder().watch(watch(1)).build().unwrap();
    assert_eq!(desk.handle(Event::sample("cpu", at(0), 500.0)).unwrap(), []);
    let told = desk.handle(Event::sample("cpu", at(60), 50.0)).unwrap();
    let [Action::Anomaly(notice)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((notice.at, notice.row_at, notice.values[1].value), (at(60), at(0), None));
}

#[test]
fn alerts_and_boxes_become_actions() {
    let mut desk = desk();
    assert_eq!(desk.handle(Event::sample("error_rate", at(0), 0.02)).unwrap(), []);
    let fired = desk.handle(Event::sample("error_rate", at(300), 0.02)).unwrap();
    assert!(matches!(&fired[..], [Action::Alert(alert)] if alert.change == AlertChange::Firing), "{fired:?}");
    let ticked = desk.handle(Event::item_ticked("phase-1-preparation/rollback-rehearsed", at(300), true)).unwrap();
    let [Action::Readiness(change)] = ticked.as_slice() else { panic!("{ticked:?}") };
    assert_eq!((change.done_count, change.open_count, change.blocking_count), (2, 1, 0));
}

#[test]
fn refusals_say_what_is_wrong() {
    let mut desk = desk();
    desk.handle(Event::reported("T-1", at(0), None)).unwrap();
    for (event, code) in [
        (Event::sample("cpu", at(-1), 1.0), "out_of_order"),
        (Event::sample("cpu", at(1), f64::INFINITY), "invalid"),
        (Event::reported("T-1", at(1), None), "duplicate"),
        (Event::reported(" ", at(1), None), "invalid"),
        (Event::responded("T-2", at(1)), "unknown"),
        (Event::item_ticked("no-such-item", at(1), true), "unknown"),
        (Event::Responded(hypercare::escalation::TicketResponded { id: None, at: at(1) }), "invalid"),
    ] {
        assert_eq!(desk.handle(event.clone()).unwrap_err().code(), code, "{event:?}");
    }
    assert_eq!(desk.clock(), Some(at(0)));
    assert_eq!(desk.timeline("T-2").unwrap_err().code(), "unknown");
    desk.forget("T-1").unwrap();
    assert_eq!(desk.next_wakeup(), None);
    assert_eq!(desk.forget("T-1").unwrap_err().code(), "unknown");
}

#[test]
fn events_that_are_none_are_refused_where_they_stand() {
    use hypercare::document::{Limits, from_json, from_yaml};
    let instant = "\"at\": \"2026-11-24T14:00:00Z\"";
    for (event, says) in [
        (format!(r#"{{"value": "high", "type": "sample", {instant}, "metric": "m"}}"#), ""),
        (format!(r#"{{"type": "sample", {instant}, "metric": "m"}}"#), "field `value`"),
        (format!(r#"{{"type": "item_ticked", {instant}, "item": "x", "done": true, "id": "T-1"}}"#), "field `id`"),
        (format!(r#"{{"type": "opened", {instant}, "id": "T-1", "priority": "P1"}}"#), "one of sample, item_ticked"),
        (format!(r#"{{"type": "paused", {instant}, "id": "T-1", "metric": "m"}}"#), "field `metric`"),
        (format!(r#"{{{instant}, "id": "T-1"}}"#), "type"),
    ] {
        let text = format!("[\n  {{{instant}, \"type\": \"resolved\", \"id\": \"T-1\"}},\n  {event}]");
        for read in [from_json::<Vec<Event>>, from_yaml::<Vec<Event>>] {
            let error = read(&text, "events", Limits::default()).expect_err(&event);
            assert_eq!(error.position().map(|position| position.line), Some(3), "{event}: {error}");
            assert!(error.to_string().contains(says), "{event}: {error}");
        }
    }
    for step in
        [Event::sample("m", at(0), 1.5), Event::reported("T-1", at(1), Some("x")), Event::resolved("T-1", at(2))]
    {
        let text = serde_json::to_string(&step).expect("JSON");
        assert_eq!(from_json::<Event>(&text, "event", Limits::default()).expect("the event"), step);
    }
}

#[test]
fn a_desk_is_built_of_distinct_parts() {
    let rule = || AlertRule::parse("cpu > 80", Severity::Warning).unwrap();
    assert_eq!(Desk::builder().rule(rule()).rule(rule()).build().unwrap_err().code(), "duplicate");
    assert_eq!(Desk::builder().watch(watch(1)).watch(watch(2)).build().unwrap_err().code(), "duplicate");
    let forest = || IsolationForest::builder().fit(Matrix::new(&[1.0, 2.0, 3.0, 4.0], 2, 2).unwrap()).unwrap();
    assert_eq!(Watch::new("w", &["cpu"], forest(), 1).unwrap_err().code(), "shape");
    assert_eq!(Watch::new("w", &["cpu", "cpu"], forest(), 1).unwrap_err().code(), "duplicate");
    assert_eq!(Watch::new("w", &["cpu", "memory"], forest(), 0).unwrap_err().code(), "invalid");
}

#[test]
fn the_report_is_one_page_that_escapes_what_people_wrote() {
    let mut desk = desk();
    desk.handle(Event::reported("<script>alert(1)</script>", at(0), Some("api_errors"))).unwrap();
    for minute in 0..20 {
        desk.handle(Event::sample("error_rate", at(minute * 60), if minute > 5 { 0.03 } else { f64::MIN / 4.0 }))
            .unwrap();
        desk.handle(Event::sample("</title>", at(minute * 60), 1.0)).unwrap();
    }
    desk.advance(at(100_000) + TimeDelta::milliseconds(1)).unwrap();
    let page = desk.report();
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert!(page.contains("Launch of Orchard &amp; &quot;co&quot;") && page.contains("Rollback rehearsed"));
    for hostile in ["<script", "http:", "https:", "NaN", "inf"] {
        assert!(!page.contains(hostile), "{hostile}");
    }
    assert_eq!(page.matches("<svg").count(), 2);
    assert!(page.contains("stroke=\"var(--bad)\""), "the alert is marked");
    assert_eq!(page, desk.clone().report());
}

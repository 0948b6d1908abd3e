//! Cutovers as they happen.

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::plan::{
    Cutover, CutoverAdvice, CutoverEvent, CutoverPhase, CutoverStep, CutoverStepState, RecoveryKind, RollbackBegun,
    RollbackBranch,
};
use hypercare::time::Span;
use proptest::prelude::*;

use super::{at, mission::mission, read};

fn minute(count: i64) -> DateTime<Utc> {
    at("2026-11-24T09:00:00Z") + TimeDelta::minutes(count)
}

fn step(id: &str, minutes: u32) -> CutoverStep {
    CutoverStep::new(id, Span::minutes(minutes))
}

/// Backup, import with a check, open: 30, 120 and 15 minutes, back by four hours.
fn move_house() -> Cutover {
    let import = CutoverStep { checks: vec!["counts".to_owned()], ..step("import", 120) };
    let mut cutover = Cutover::new(minute(0), vec![step("backup", 30), import, step("open", 15)]).unwrap();
    cutover.point_of_no_return = Some("open".to_owned());
    cutover.back_by = Some(Span::minutes(240));
    cutover.rollbacks = vec![
        RollbackBranch { id: "stop".to_owned(), steps: vec![step("thaw", 10)], ..RollbackBranch::default() },
        RollbackBranch {
            id: "restore".to_owned(),
            from: Some("import".to_owned()),
            recovery: Some(RecoveryKind::PointInTime),
            steps: vec![step("replay", 45), step("thaw-again", 10)],
            ..RollbackBranch::default()
        },
    ];
    cutover
}

fn started(minutes: i64, step: &str) -> CutoverEvent {
    CutoverEvent::started(minute(minutes), step)
}

fn finished(minutes: i64, step: &str) -> CutoverEvent {
    CutoverEvent::finished(minute(minutes), step)
}

#[test]
fn what_runs_what_is_late_and_when_it_will_be_over() {
    let cutover = move_house();
    let before = cutover.status(&[], minute(-10)).unwrap();
    assert_eq!((before.phase, before.advice, before.hour), (CutoverPhase::NotStarted, CutoverAdvice::Wait, -1));
    assert_eq!((before.planned_finish, before.projected_finish), (minute(165), minute(165)));
    let idle = cutover.status(&[], minute(20)).unwrap();
    assert_eq!(
        (idle.ready, idle.late, idle.slip_seconds),
        (vec!["backup".to_owned()], vec!["backup".to_owned()], 1_200)
    );
    let events = [started(5, "backup"), finished(25, "backup"), started(30, "import")];
    let running = cutover.status(&events, minute(60)).unwrap();
    assert_eq!((running.running.join(" "), running.slip_seconds), ("import".to_owned(), 0));
    assert_eq!(running.steps[0].state, CutoverStepState::Done);
    assert_eq!(running.steps[0].slip_seconds, -300);
    assert_eq!(running.steps[2].projected_start, minute(150));
    assert_eq!(running.steps[2].why.detail, "it follows import");
    let slow = cutover.status(&events, minute(170)).unwrap();
    assert_eq!((slow.late.join(" "), slow.projected_finish), ("import open".to_owned(), minute(185)));
    assert_eq!(slow.advice, CutoverAdvice::Proceed, "there are 55 minutes left");
}

#[test]
fn a_step_is_done_when_its_checks_have_passed() {
    let cutover = move_house();
    let mut events = vec![started(0, "backup"), finished(30, "backup"), started(30, "import"), finished(140, "import")];
    let state = |events: &[CutoverEvent], now: i64| {
        let status = cutover.status(events, minute(now)).unwrap();
        (status.steps[1].state, status.steps[2].state, status.advice)
    };
    use CutoverAdvice::{FixForward, Proceed, RollBack};
    use CutoverStepState::{Checking, Done, Failed, Ready, Waiting};
    assert_eq!(state(&events, 145), (Checking, Waiting, Proceed));
    events.push(CutoverEvent::checked(minute(150), "import", "counts", false));
    assert_eq!(state(&events, 150), (Failed, Waiting, RollBack));
    events.push(CutoverEvent::checked(minute(155), "import", "counts", true));
    assert_eq!(state(&events, 155), (Done, Ready, Proceed));
    let status = cutover.status(&events, minute(155)).unwrap();
    assert_eq!(status.steps[1].projected_finish, minute(155), "the check ended it");
    events.extend([started(160, "open"), CutoverEvent::failed(minute(165), "open")]);
    assert_eq!(state(&events, 165), (Done, Failed, FixForward));
    assert!(cutover.status(&events, minute(165)).unwrap().no_return.unwrap().passed);
    events.extend([started(170, "open"), finished(180, "open")]);
    let over = cutover.status(&events, minute(200)).unwrap();
    assert_eq!(
        (over.phase, over.advice, over.projected_finish),
        (CutoverPhase::Finished, CutoverAdvice::Done, minute(180))
    );
    assert_eq!(state(&events, 145), (Checking, Waiting, Proceed), "the past stays as it was");
}

#[test]
fn after_a_failure_there_is_as_long_to_decide_as_the_runbook_gives() {
    let mut cutover = move_house();
    cutover.decide_within = Some(Span::minutes(15));
    let mut events = vec![started(0, "backup"), finished(30, "backup"), started(30, "import"), finished(60, "import")];
    events.push(CutoverEvent::checked(minute(70), "import", "counts", false));
    // A second look at what failed gives no more time.
    events.push(CutoverEvent::checked(minute(80), "import", "counts", false));
    let advice = |events: &[CutoverEvent], now: i64| {
        let status = cutover.status(events, minute(now)).unwrap();
        (status.advice, status.rollback.unwrap().decide_by)
    };
    use CutoverAdvice::{Decide, Proceed, RollBack};
    assert_eq!(advice(&events, 71), (Decide, Some(minute(85))));
    assert_eq!(advice(&events, 84), (Decide, Some(minute(85))));
    assert_eq!(advice(&events, 85), (RollBack, Some(minute(85))));
    events.push(CutoverEvent::checked(minute(90), "import", "counts", true));
    assert_eq!(advice(&events, 90).0, Proceed);
    events.push(CutoverEvent::checked(minute(95), "import", "counts", false));
    assert_eq!(advice(&events, 96), (Decide, Some(minute(110))));
}

#[test]
fn a_later_decision_for_another_way_back_holds() {
    let cutover = move_house();
    let decided = |at: i64, branch: Option<&str>| {
        let branch = branch.map(str::to_owned);
        CutoverEvent::RolledBack(RollbackBegun { at: minute(at), branch, by: None, reason: None })
    };
    let mut events = vec![started(0, "backup"), started(40, "import"), decided(50, Some("stop"))];
    let of = |events: &[CutoverEvent]| {
        let status = cutover.status(events, minute(70)).unwrap();
        let back = status.rollback.unwrap();
        (back.branch, back.decided_at, status.reasons.iter().any(|reason| reason.detail.contains("instead of stop")))
    };
    assert_eq!(of(&events), ("stop".to_owned(), Some(minute(50)), false));
    events.extend([decided(55, None), decided(56, Some("stop"))]);
    assert_eq!(of(&events), ("stop".to_owned(), Some(minute(50)), false), "nothing new");
    events.push(decided(60, Some("restore")));
    assert_eq!(of(&events), ("restore".to_owned(), Some(minute(60)), true));
}

#[test]
fn the_way_back_has_its_own_timeline_and_objective() {
    let cutover = move_house();
    let at_first = cutover.status(&[started(0, "backup")], minute(10)).unwrap().rollback.unwrap();
    assert_eq!((at_first.branch.as_str(), at_first.takes_seconds, at_first.objective_seconds), ("stop", 600, None));
    assert_eq!(at_first.decide_by, Some(minute(230)));
    let events = [started(0, "backup"), finished(60, "backup"), started(60, "import")];
    let back = cutover.status(&events, minute(70)).unwrap().rollback.unwrap();
    assert_eq!((back.branch.as_str(), back.takes_seconds, back.objective_seconds), ("restore", 55 * 60, Some(3_600)));
    assert_eq!((back.meets_objective, back.decide_by, back.back_at), (Some(true), Some(minute(185)), minute(125)));
    let advice = |now: i64| cutover.status(&events, minute(now)).unwrap().advice;
    use CutoverAdvice::{Decide, Proceed, RollBack};
    assert_eq!([70, 184, 185].map(advice), [Proceed, Proceed, Proceed], "over by 195, then by 200: in time");
    let slower = [started(0, "backup"), finished(120, "backup"), started(120, "import")];
    let advice = |now: i64| cutover.status(&slower, minute(now)).unwrap().advice;
    assert_eq!([130, 184, 185, 400].map(advice), [Decide, Decide, RollBack, RollBack]);
    let mut events = events.to_vec();
    events.extend([CutoverEvent::rolled_back(minute(100)), started(105, "replay"), finished(160, "replay")]);
    let status = cutover.status(&events, minute(110)).unwrap();
    assert_eq!(
        (status.phase, status.advice, status.running.join(" ")),
        (CutoverPhase::RollingBack, RollBack, "replay".to_owned())
    );
    let back = status.rollback.unwrap();
    assert_eq!((back.decided_at, back.back_at, back.meets_objective), (Some(minute(100)), minute(160), Some(true)));
    let late = cutover.status(&events, minute(165)).unwrap();
    assert_eq!(late.rollback.unwrap().meets_objective, Some(false), "75 minutes are over an hour");
    assert_eq!(late.reasons[0].rule, "rollbacks.restore.objective");
    events.push(finished(170, "thaw-again"));
    let over = cutover.status(&events, minute(180)).unwrap();
    assert_eq!((over.phase, over.advice), (CutoverPhase::RolledBack, CutoverAdvice::Done));
}

#[test]
fn recovery_kinds_have_the_usual_objectives() {
    use RecoveryKind::{DataMigration, EmergencyFailover, FullRestore, PointInTime, SchemaChange};
    let minutes = [EmergencyFailover, SchemaChange, PointInTime, DataMigration, FullRestore]
        .map(|kind| kind.objective().exact().num_minutes());
    assert_eq!(minutes, [15, 30, 60, 120, 240]);
}

#[test]
fn runbooks_that_make_no_sense_are_refused() {
    let steps = |list: &[(&str, &[&str])]| {
        let step = |&(id, after): &(&str, &[&str])| CutoverStep {
            after: Some(after.iter().map(|&id| id.to_owned()).collect()),
            ..step(id, 5)
        };
        Cutover::new(minute(0), list.iter().map(step).collect())
    };
    let cycle = steps(&[("x", &["c"]), ("a", &["c"]), ("b", &["a"]), ("c", &["b"])]).unwrap_err();
    assert_eq!(cycle.cycle().map(|path| path.join(" ")), Some("c a b c".to_owned()));
    assert_eq!(steps(&[("a", &["a"])]).unwrap_err().code(), "cycle");
    assert_eq!(steps(&[("a", &["bb"]), ("b", &[])]).unwrap_err().code(), "unknown");
    assert_eq!(steps(&[("a", &[]), ("a", &[])]).unwrap_err().code(), "duplicate");
    assert_eq!(steps(&[]).unwrap_err().code(), "invalid");
    let month = CutoverStep::new("a", Span::months(1));
    assert_eq!(Cutover::new(minute(0), vec![month]).unwrap_err().code(), "invalid");
    let cutover = move_house();
    let refused = |event: CutoverEvent| cutover.status(&[event], minute(0)).unwrap_err();
    assert_eq!(refused(started(0, "backups")).to_string(), "no step named \"backups\"; known: backup");
    assert_eq!(refused(CutoverEvent::checked(minute(0), "import", "sums", true)).code(), "unknown");
    assert_eq!(refused(CutoverEvent::started(DateTime::<Utc>::MAX_UTC, "backup")).code(), "range");
    let bare = Cutover::new(minute(0), vec![step("a", 1)]).unwrap();
    assert_eq!(bare.status(&[CutoverEvent::rolled_back(minute(0))], minute(0)).unwrap_err().code(), "invalid");
    for text in
        ["version: 1\nstart: 2026-11-24T09:00:00Z\nsteps: [{id: a}]\n", "version: 1\nsteps: []\n", "version: 3\n"]
    {
        assert_eq!(Cutover::from_yaml(text).unwrap_err().code(), "parse", "{text}");
    }
    assert_eq!(Cutover::from_json(&cutover.to_json().unwrap()).unwrap(), cutover);
}

#[test]
fn a_migration_timeline_becomes_a_runbook() {
    let hours = [(0, 1, 5), (1, 3, 5), (3, 4, 5), (4, 5, 5), (5, 6, 5)];
    let mut text = "# Move\n## Migration\n```\n".to_owned();
    for (from, to, tasks) in hours {
        text += &format!("Hour {from}-{to}: Part {from}\n");
        (0..tasks).for_each(|task| text += &format!("├── Task {from}.{task}\n"));
        text += "\n";
    }
    let plan = read(&(text + "```\n"));
    let cutover = plan.cutover("migration", minute(0)).unwrap();
    assert_eq!(cutover.steps.len(), 5);
    assert!(
        cutover.steps.iter().all(|step| step.tasks.len() == 5 && step.after.is_none() && step.not_before.is_none())
    );
    let status = cutover.status(&[started(0, "part-0"), finished(90, "part-0")], minute(90)).unwrap();
    assert_eq!((status.planned_finish, status.projected_finish), (minute(360), minute(390)));
    assert_eq!(plan.cutover("nowhere", minute(0)).unwrap_err().code(), "unknown");
    let pause = read("# Move\n## M\n```\nHour 1-2: A\n├── x\n\nHour 1-3: B\n├── y\n\nHour 5-6: C\n└── z\n```\n");
    let cutover = pause.cutover("m", minute(0)).unwrap();
    let starts = cutover
        .status(&[], minute(0))
        .unwrap()
        .steps
        .iter()
        .map(|step| (step.planned_start - minute(0)).num_hours())
        .collect::<Vec<_>>();
    assert_eq!(starts, [1, 1, 5]);
    let overlap =
        read("# Move\n## M\n```\nHour 0-6: Copy\n├── x\n\nHour 1-2: Brief\n├── y\n\nHour 6-7: Switch\n└── z\n```\n");
    let cutover = overlap.cutover("m", minute(0)).unwrap();
    let events = [started(180, "copy"), finished(100, "brief")];
    let status = cutover.status(&events, minute(400)).unwrap();
    assert_eq!((status.projected_finish, status.ready.len()), (minute(600), 0), "the switch waits for the copy");
}

#[test]
fn the_migration_of_the_coordination_plan_runs_by_the_hour() {
    let Some(text) = mission("000_261b1529dfb7a9b3.txt") else { return };
    let plan = read(&text);
    let mut cutover = plan.cutover("Migration Timeline", minute(0)).unwrap();
    let checks: Vec<usize> = cutover.steps.iter().map(|step| step.checks.len()).collect();
    assert_eq!(
        checks,
        [1, 1, 4, 5, 1],
        "scripts; integrity; integrations, authentication, workflows, reporting; all; final"
    );
    let back: Vec<_> = cutover.rollbacks.iter().map(|back| back.objective().unwrap().exact().num_minutes()).collect();
    assert_eq!(back, [30, 120, 240, 60, 15]);
    let hours: Vec<i64> = cutover.steps.iter().map(|step| step.duration.exact().num_hours()).collect();
    assert_eq!((hours, cutover.steps.iter().map(|step| step.tasks.len()).sum::<usize>()), (vec![1, 2, 1, 1, 1], 25));
    let ids: Vec<String> = cutover.steps.iter().map(|step| step.id.clone()).collect();
    cutover.point_of_no_return = Some(ids[4].clone());
    cutover.back_by = Some(Span::minutes(6 * 60));
    cutover.rollbacks = vec![RollbackBranch {
        id: "undo".to_owned(),
        recovery: Some(RecoveryKind::DataMigration),
        steps: vec![step("restore", 100)],
        ..RollbackBranch::default()
    }];
    // The setup takes half an hour longer: decide by 4:20 whether six hours can be kept.
    let check = &cutover.steps[0].checks[0];
    let passed = CutoverEvent::checked(minute(80), &*ids[0], check, true);
    let events = [started(0, &ids[0]), passed, finished(90, &ids[0]), started(90, &ids[1])];
    let status = cutover.status(&events, minute(100)).unwrap();
    assert_eq!((status.hour, status.slip_seconds, status.advice), (1, 1_800, CutoverAdvice::Decide));
    let back = status.rollback.unwrap();
    assert_eq!((back.decide_by, back.meets_objective), (Some(minute(260)), Some(true)));
    let go_live = plan.timelines[0].section.clone();
    let day = plan.cutover(&go_live, minute(0)).unwrap();
    assert_eq!(day.status(&[], minute(0)).unwrap().planned_finish, minute(24 * 60));
}

/// A runbook whose steps wait for some of those before them, and what happened: starts and ends in order.
fn played() -> impl Strategy<Value = (Cutover, Vec<CutoverEvent>)> {
    let part = (1..90_u32, prop::collection::vec(any::<prop::sample::Index>(), 0..3), prop::option::of(0..200_u32));
    (
        prop::collection::vec(part, 1..8),
        prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, 0..200_i64), 0..12),
    )
        .prop_map(|(parts, happened)| {
            let id = |index: usize| format!("s{index}");
            let steps: Vec<CutoverStep> = parts
                .iter()
                .enumerate()
                .map(|(index, (minutes, after, not_before))| CutoverStep {
                    after: (index > 0).then(|| after.iter().map(|other| id(other.index(index))).collect()),
                    not_before: not_before.map(Span::minutes),
                    ..step(&id(index), *minutes)
                })
                .collect();
            let all = steps.len();
            let events = happened.iter().map(|(step, what, minutes)| {
                let (now, id) = (minute(*minutes), id(step.index(all)));
                match what {
                    0 => CutoverEvent::started(now, id),
                    1 => CutoverEvent::finished(now, id),
                    _ => CutoverEvent::failed(now, id),
                }
            });
            (Cutover::new(minute(0), steps).unwrap(), events.collect())
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn projections_keep_to_the_order_and_never_lie_in_the_past((cutover, events) in played(), now in 0..300_i64) {
        let now = minute(now);
        let status = cutover.status(&events, now).unwrap();
        let by_id = |id: &str| status.steps.iter().find(|step| step.id == id).unwrap();
        for (index, (step, known)) in cutover.steps.iter().zip(&status.steps).enumerate() {
            prop_assert!(known.planned_start <= known.planned_finish && known.projected_start <= known.projected_finish);
            prop_assert_eq!(known.planned_finish - known.planned_start, step.duration.exact());
            let before = match &step.after {
                Some(after) => after.clone(),
                None => index.checked_sub(1).map(|index| cutover.steps[index].id.clone()).into_iter().collect(),
            };
            for other in before.iter().map(|id| by_id(id)) {
                prop_assert!(other.planned_finish <= known.planned_start);
                if matches!(known.state, CutoverStepState::Waiting | CutoverStepState::Ready) {
                    prop_assert!(other.projected_finish <= known.projected_start);
                }
            }
            prop_assert_eq!(known.state.is_over(), known.state == CutoverStepState::Done);
            if !known.state.is_over() {
                prop_assert!(known.projected_finish >= now);
            }
        }
        let finish = status.steps.iter().map(|step| step.projected_finish).max();
        prop_assert_eq!(Some(status.projected_finish), finish);
        // Nothing of later events, nor of the order in which they were written down.
        let mut others: Vec<CutoverEvent> = events.iter().filter(|event| event.at() <= now).cloned().collect();
        prop_assert_eq!(&cutover.status(&others, now).unwrap(), &status);
        others.sort_by_key(CutoverEvent::at);
        prop_assert_eq!(&cutover.status(&others, now).unwrap(), &status);
    }

    #[test]
    fn what_happens_as_planned_has_no_slip((cutover, _) in played()) {
        let planned = cutover.status(&[], minute(-1)).unwrap();
        prop_assert_eq!(planned.slip_seconds, 0);
        let events: Vec<CutoverEvent> = planned
            .steps
            .iter()
            .flat_map(|step| {
                [CutoverEvent::started(step.planned_start, step.id.as_str()), CutoverEvent::finished(step.planned_finish, step.id.as_str())]
            })
            .collect();
        for minutes in [0, 17, 60, 131, 1_000] {
            let status = cutover.status(&events, minute(minutes)).unwrap();
            prop_assert_eq!(status.slip_seconds, 0);
            prop_assert!(status.late.is_empty());
        }
    }
}

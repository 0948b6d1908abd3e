//! The release judge: its default, what each decision takes, and how often it errs.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

#[path = "shared/cases.rs"]
mod cases;
#[path = "judge/properties.rs"]
mod properties;
#[path = "judge/recovery.rs"]
mod recovery;
#[path = "judge/shared.rs"]
mod shared;
#[path = "judge/simulation.rs"]
mod simulation;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::objectives::{
    CriterionKind, CriterionState, JudgeDocument, ReleaseDecision, ReleaseJudge, ReleaseSample, ReleaseVerdict,
};

fn minute(minute: i64) -> DateTime<Utc> {
    hypercare::time::parse_instant("2026-11-24T14:00:00Z").expect("an instant") + TimeDelta::minutes(minute)
}

/// Feeds a minute of the default's metrics.
fn feed(judge: &mut ReleaseJudge, at: i64, bad: u64, seconds: f64) -> ReleaseVerdict {
    judge.observe(&ReleaseSample::value("response_time", minute(at), seconds)).expect("a verdict");
    judge.observe(&ReleaseSample::share("error_rate", minute(at), bad, 1_000)).expect("a verdict")
}

#[test]
fn the_default_holds_the_rollback_criteria() {
    let judge = ReleaseJudge::default();
    let document = judge.document();
    assert_eq!(document.watch.to_string(), "2 h");
    assert_eq!(document.decide_within.to_string(), "15 min");
    let criteria: Vec<_> = document.criteria.iter().map(|one| (one.name.as_str(), one.kind, one.limit)).collect();
    assert_eq!(
        criteria,
        [
            ("error rate", CriterionKind::Share, Some(0.005)),
            ("response time", CriterionKind::Value, Some(5.0)),
            ("critical feature failure", CriterionKind::Event, None),
            ("security vulnerability", CriterionKind::Event, None),
            ("data integrity", CriterionKind::Event, None),
        ]
    );
    let recovery: Vec<_> = document.recovery.iter().map(|one| (one.name.as_str(), one.within.to_string())).collect();
    let expected = [
        ("schema change", "30 min"),
        ("data migration", "2 h"),
        ("full database restore", "4 h"),
        ("point-in-time recovery", "1 h"),
        ("emergency failover", "15 min"),
    ];
    assert_eq!(recovery, expected.map(|(name, within)| (name, within.to_owned())));
    assert_eq!(ReleaseJudge::new(document.clone()), Ok(judge));
    assert_eq!(ReleaseJudge::canary().document().traffic.steps, [5.0, 25.0, 50.0, 100.0]);
    assert!(ReleaseJudge::new(ReleaseJudge::canary().document().clone()).is_ok());
}

#[test]
fn a_healthy_release_is_promoted_after_two_hours() {
    let mut judge = ReleaseJudge::default();
    let first = judge.start(minute(0)).expect("a verdict");
    assert_eq!((first.decision, first.traffic, first.watch_ends), (ReleaseDecision::Hold, 100.0, minute(120)));
    assert!(first.criteria[..2].iter().all(|one| one.state == CriterionState::NoData));
    for at in 1..120 {
        let verdict = feed(&mut judge, at, 1, 0.8);
        assert_eq!((verdict.decision, verdict.finished), (ReleaseDecision::Hold, false), "{}", verdict.reason);
    }
    assert_eq!(judge.next_wakeup(), Some(minute(120)));
    let last = judge.advance(minute(120)).expect("a verdict");
    assert_eq!((last.decision, last.finished), (ReleaseDecision::Promote, true), "{}", last.reason);
    assert!(last.criteria.iter().all(|one| one.state == CriterionState::Healthy));
    assert_eq!(judge.next_wakeup(), None);
    let after = judge.observe(&ReleaseSample::event("data_integrity", minute(121))).expect("a verdict");
    assert_eq!((after.decision, after.finished), (ReleaseDecision::Promote, true), "the watch is over");
}

#[test]
fn a_canary_climbs_its_steps() {
    let mut judge = ReleaseJudge::canary();
    judge.start(minute(0)).expect("a verdict");
    let mut steps = Vec::new();
    for at in 1..=120 {
        feed(&mut judge, at, 1, 0.8);
        let verdict = judge.advance(minute(at)).expect("a verdict");
        if steps
            .last()
            .is_none_or(|(_, traffic, finished)| (*traffic, *finished) != (verdict.traffic, verdict.finished))
        {
            steps.push((at, verdict.traffic, verdict.finished));
        }
    }
    let expected = [(1, 5.0, false), (15, 25.0, false), (30, 50.0, false), (45, 100.0, false), (120, 100.0, true)];
    assert_eq!(steps, expected);
}

#[test]
fn each_criterion_of_the_default_rolls_back_alone() {
    for metric in ["critical_feature_failure", "security_vulnerability", "data_integrity"] {
        let mut judge = ReleaseJudge::canary();
        feed(&mut judge, 1, 1, 0.8);
        let sample = ReleaseSample { detail: Some("checkout".to_owned()), ..ReleaseSample::event(metric, minute(2)) };
        let verdict = judge.observe(&sample).expect("a verdict");
        assert_eq!((verdict.decision, verdict.traffic, verdict.finished), (ReleaseDecision::RollBack, 0.0, true));
        assert!(verdict.reason.detail.contains("checkout"), "{}", verdict.reason);
        assert_eq!(feed(&mut judge, 3, 0, 0.8).decision, ReleaseDecision::RollBack, "it stays so");
    }
    for (bad, seconds, metric) in [(10, 0.8, "error_rate"), (1, 6.0, "response_time")] {
        let mut judge = ReleaseJudge::default();
        let (at, verdict) = (1..)
            .map(|at| (at, feed(&mut judge, at, bad, seconds)))
            .find(|(at, verdict)| verdict.decision == ReleaseDecision::RollBack || *at == 16)
            .expect("a minute");
        assert!(at <= 15, "{metric}: not within a quarter of an hour");
        assert!(verdict.reason.rule.contains(metric), "{}", verdict.reason);
        let criterion = verdict.criteria.iter().find(|one| one.metric == metric).expect("a criterion");
        assert!(criterion.state == CriterionState::Breached && criterion.p_value <= criterion.alpha);
    }
}

#[test]
fn a_rate_within_the_limit_rolls_back_by_its_baseline() {
    // 0.4 % is under the limit, and four times the baseline.
    let mut judge = ReleaseJudge::default();
    let mut verdicts = (1..120).map(|at| {
        let sample = ReleaseSample::share("error_rate", minute(at), 4, 1_000).against(1, 1_000);
        judge.observe(&sample).expect("a verdict")
    });
    let back = verdicts.find(|verdict| verdict.decision == ReleaseDecision::RollBack).expect("a rollback");
    let criterion = &back.criteria[0];
    assert_eq!(criterion.baseline_ratio, Some(4.0));
    assert!(criterion.baseline_p_value.expect("a chance") <= criterion.alpha && criterion.p_value > criterion.alpha);
    assert!(back.reason.detail.contains("baseline"), "{}", back.reason);
    // A value that is always worse than its baseline, one that is within the margin, and one that never differs.
    for (value, decision) in
        [(1.2, ReleaseDecision::RollBack), (1.005, ReleaseDecision::Hold), (1.0, ReleaseDecision::Hold)]
    {
        let mut judge = ReleaseJudge::default();
        let sample = |at| ReleaseSample::value("response_time", minute(at), value).against_value(1.0);
        let last = (0..30).map(|at| judge.observe(&sample(at)).expect("a verdict")).last().expect("a verdict");
        let open = last.decision == ReleaseDecision::Inconclusive && decision == ReleaseDecision::Hold;
        assert!(last.decision == decision || open, "{value}: {}", last.reason);
    }
}

#[test]
fn missing_and_thin_data_are_inconclusive() {
    let mut silent = ReleaseJudge::default();
    silent.start(minute(0)).expect("a verdict");
    assert_eq!(silent.advance(minute(14)).expect("a verdict").decision, ReleaseDecision::Hold);
    let late = silent.advance(minute(15)).expect("a verdict");
    assert_eq!((late.decision, late.finished), (ReleaseDecision::Inconclusive, false));
    assert!(late.reason.detail.contains("no data"), "{}", late.reason);
    let mut thin = ReleaseJudge::default();
    for at in 0..120 {
        thin.observe(&ReleaseSample::value("response_time", minute(at), 0.8)).expect("a verdict");
        thin.observe(&ReleaseSample::share("error_rate", minute(at), 0, 2)).expect("a verdict");
    }
    let end = thin.advance(minute(120)).expect("a verdict");
    assert_eq!((end.decision, end.finished), (ReleaseDecision::Inconclusive, true));
    assert!(end.reason.detail.contains("too little data"), "{}", end.reason);
    let nothing = ReleaseSample::value("response_time", minute(120), f64::NAN);
    assert_eq!(ReleaseJudge::default().observe(&nothing).expect("a verdict").criteria[1].trials, 0);
}

#[test]
fn a_little_worse_than_the_baseline_is_no_worse() {
    // 0.1005 % against 0.1 % of a million requests a minute, and 201 ms against 200 ms.
    let mut judge = ReleaseJudge::default();
    for at in 0..120 {
        let share = ReleaseSample::share("error_rate", minute(at), 1_005, 1_000_000).against(1_000, 1_000_000);
        judge.observe(&share).expect("a verdict");
        let value = ReleaseSample::value("response_time", minute(at), 0.201).against_value(0.2);
        let verdict = judge.observe(&value).expect("a verdict");
        assert_eq!(verdict.decision, ReleaseDecision::Hold, "{}", verdict.reason);
    }
    let end = judge.advance(minute(120)).expect("a verdict");
    assert_eq!(end.decision, ReleaseDecision::Promote, "{}", end.reason);
    let shown = end.criteria[1].reason.numbers.iter().any(|(name, margin)| name == "margin" && *margin == 0.1);
    assert!(shown, "{:?}", end.criteria[1].reason);
    // Without a margin a steady difference counts, however small; a floor is below its baseline.
    for (below, value, margin, decision) in [
        (false, 0.201, 0.0, ReleaseDecision::RollBack),
        (true, 0.17, 0.1, ReleaseDecision::RollBack),
        (true, 0.19, 0.1, ReleaseDecision::Hold),
    ] {
        let mut document = JudgeDocument::default();
        document.criteria.remove(0);
        let criterion = &mut document.criteria[0];
        (criterion.below, criterion.limit, criterion.margin) = (below, Some(if below { 0.0 } else { 5.0 }), margin);
        let mut judge = ReleaseJudge::new(document).expect("a judge");
        let sample = |at| ReleaseSample::value("response_time", minute(at), value).against_value(0.2);
        let last = (0..30).map(|at| judge.observe(&sample(at)).expect("a verdict")).last().expect("a verdict");
        assert_eq!(last.decision, decision, "{value}: {}", last.reason);
    }
}

#[test]
fn data_that_stop_are_missing_data() {
    let mut judge = ReleaseJudge::canary();
    for at in 0..=10 {
        feed(&mut judge, at, 1, 0.8);
    }
    assert_eq!(judge.next_wakeup(), Some(minute(15)), "the data become stale, and the step may end");
    let stale = judge.advance(minute(15)).expect("a verdict");
    assert_eq!((stale.decision, stale.step), (ReleaseDecision::Hold, 0), "no step is taken: {}", stale.reason);
    assert!(stale.criteria[..2].iter().all(|one| one.state == CriterionState::NoData));
    assert!(stale.reason.detail.contains("no data any more"), "{}", stale.reason);
    assert_eq!(judge.next_wakeup(), Some(minute(25)));
    assert_eq!(judge.advance(minute(25)).expect("a verdict").decision, ReleaseDecision::Inconclusive);
    let mut back = judge.clone();
    feed(&mut back, 26, 1, 0.8);
    assert_eq!(back.advance(minute(26)).expect("a verdict").decision, ReleaseDecision::Promote, "they are back");
    for mut judge in [judge, back] {
        let end = judge.advance(minute(120)).expect("a verdict");
        assert_eq!((end.decision, end.finished), (ReleaseDecision::Inconclusive, true), "{}", end.reason);
    }
}

#[test]
fn missing_data_wake_the_host() {
    let mut judge = ReleaseJudge::default();
    judge.start(minute(0)).expect("a verdict");
    assert_eq!(judge.next_wakeup(), Some(minute(15)));
    assert_eq!(judge.advance(minute(15)).expect("a verdict").decision, ReleaseDecision::Inconclusive);
    assert_eq!(judge.next_wakeup(), Some(minute(120)));
}

#[test]
fn samples_of_one_instant_come_in_any_order() {
    let share = |at| ReleaseSample::share("error_rate", minute(at), 1, 1_000);
    let value = |at| ReleaseSample::value("response_time", minute(at), 0.8);
    let event = |at| ReleaseSample::event("data_integrity", minute(at));
    for (at, canary) in [(15, true), (120, true), (120, false)] {
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let ends = orders.map(|order| {
            let mut judge = if canary { ReleaseJudge::canary() } else { ReleaseJudge::default() };
            for minute in 0..at {
                feed(&mut judge, minute, 1, 0.8);
            }
            let samples = [share(at), value(at), event(at)];
            let verdicts = order.map(|place| judge.observe(&samples[place]).expect("a verdict"));
            assert!(verdicts.iter().all(|verdict| verdict.decision != ReleaseDecision::Promote));
            (verdicts.last().map(|verdict| (verdict.decision, verdict.step)), judge.advance(minute(at)))
        });
        assert!(
            ends.iter().all(|end| end.0 == ends[0].0 && end.0.is_some_and(|end| end.0 == ReleaseDecision::RollBack))
        );
    }
    // The step is told by the sample after it, once, and a breach at the very end turns the promotion.
    let mut judge = ReleaseJudge::canary();
    for at in 0..=15 {
        feed(&mut judge, at, 1, 0.8);
    }
    assert_eq!(judge.next_wakeup(), Some(minute(15)));
    let next = judge.observe(&share(16)).expect("a verdict");
    assert_eq!((next.decision, next.step), (ReleaseDecision::Promote, 1), "{}", next.reason);
    assert_eq!(judge.observe(&value(16)).expect("a verdict").decision, ReleaseDecision::Hold);
    for at in 17..=120 {
        feed(&mut judge, at, 1, 0.8);
    }
    let mut late = judge.clone();
    assert_eq!(late.observe(&share(121)).expect("a verdict").decision, ReleaseDecision::Promote);
    assert_eq!(judge.advance(minute(120)).expect("a verdict").decision, ReleaseDecision::Promote);
    assert_eq!(judge.observe(&event(120)).expect("a verdict").decision, ReleaseDecision::RollBack);
}

#[test]
fn evidence_that_swings_is_decided_in_time_as_well() {
    let mut judge = ReleaseJudge::canary();
    feed(&mut judge, 0, 0, 0.8);
    let mut since = None;
    for at in 1..120 {
        // Now over the limit and now under it: about the bound from which on it is suspect.
        let value = if since.is_none() || at % 2 == 0 { 5.1 } else { 4.9 };
        let verdict = judge.observe(&ReleaseSample::value("response_time", minute(at), value)).expect("a verdict");
        if verdict.finished || since.is_some_and(|since| at >= since + 15) {
            assert_eq!(verdict.decision, ReleaseDecision::Inconclusive, "{}", verdict.reason);
            return;
        }
        since = since.or(verdict.decide_by.map(|_| at));
    }
    panic!("nothing was suspected");
}

#[test]
fn a_suspicion_asks_for_a_decision_within_a_quarter_of_an_hour() {
    let mut judge = ReleaseJudge::canary();
    feed(&mut judge, 0, 0, 0.8);
    // Values at 5.1 s now and then, so that a suspicion lasts and shows nothing.
    let mut suspect = None;
    for at in 1..120 {
        let value = if suspect.is_none() {
            5.1
        } else if at % 3 == 0 {
            4.9
        } else {
            5.1
        };
        let verdict = judge.observe(&ReleaseSample::value("response_time", minute(at), value)).expect("a verdict");
        assert_eq!(verdict.step, 0, "no step is taken under suspicion");
        if let Some(by) = verdict.decide_by {
            let since = *suspect.get_or_insert(at);
            assert_eq!(by, minute(since + 15));
            assert!(at >= since + 15 || judge.next_wakeup().is_some_and(|wakeup| wakeup <= by));
            let expected = if at < since + 15 { ReleaseDecision::Hold } else { ReleaseDecision::Inconclusive };
            assert!(verdict.decision == expected || verdict.finished, "{at}: {}", verdict.reason);
            if at >= since + 15 {
                return;
            }
        } else {
            assert!(suspect.is_none() || verdict.finished, "the scene keeps its suspicion: {at} {}", verdict.reason);
        }
    }
    panic!("nothing was suspected");
}

#[test]
fn what_is_no_sample_is_an_error_and_changes_nothing() {
    let mut judge = ReleaseJudge::default();
    judge.observe(&ReleaseSample::share("error_rate", minute(5), 1, 100)).expect("a verdict");
    let before = judge.clone();
    let share = |bad, total| ReleaseSample::share("error_rate", minute(6), bad, total);
    let wrong = [
        (ReleaseSample::share("errors", minute(6), 1, 2), "unknown"),
        (share(3, 2), "invalid"),
        (share(1, u64::MAX), "limit"),
        (share(1, 2).against(3, 2), "invalid"),
        (share(1, 2).against_value(2.0), "invalid"),
        (ReleaseSample::value("error_rate", minute(6), 0.1), "invalid"),
        (ReleaseSample::event("error_rate", minute(6)), "invalid"),
        (ReleaseSample::share("response_time", minute(6), 1, 2), "invalid"),
        (ReleaseSample::value("response_time", minute(6), f64::INFINITY), "invalid"),
        (ReleaseSample::value("data_integrity", minute(6), 1.0), "invalid"),
        (ReleaseSample::share("error_rate", minute(4), 1, 2), "out_of_order"),
        (ReleaseSample::share("error_rate", DateTime::<Utc>::MAX_UTC, 1, 2), "range"),
    ];
    for (sample, code) in wrong {
        assert_eq!(judge.observe(&sample).unwrap_err().code(), code, "{sample:?}");
        assert_eq!(judge, before);
    }
    assert_eq!(judge.start(minute(6)).unwrap_err().code(), "invalid");
    assert_eq!(judge.advance(minute(4)).unwrap_err().code(), "out_of_order");
}

#[test]
fn documents_are_checked() {
    let code = |change: fn(&mut JudgeDocument)| {
        let mut document = JudgeDocument::default();
        change(&mut document);
        ReleaseJudge::new(document).expect_err("a fault").code()
    };
    assert_eq!(code(|document| document.criteria.clear()), "invalid");
    assert_eq!(code(|document| document.criteria[1].metric = "error_rate".to_owned()), "duplicate");
    assert_eq!(code(|document| document.criteria[0].limit = Some(1.0)), "invalid");
    assert_eq!(code(|document| document.criteria[0].limit = None), "invalid");
    assert_eq!(code(|document| document.criteria[1].limit = Some(f64::NAN)), "invalid");
    assert_eq!(code(|document| document.criteria[2].limit = Some(0.5)), "invalid");
    assert_eq!(code(|document| document.criteria[0].detect = 1.0), "invalid");
    assert_eq!(code(|document| document.criteria[0].dispersion = 0.0), "invalid");
    assert_eq!(code(|document| document.false_alarm = 0.0), "invalid");
    assert_eq!(code(|document| document.traffic.steps = vec![50.0, 25.0, 100.0]), "invalid");
    assert_eq!(code(|document| document.traffic.steps = vec![50.0]), "invalid");
    assert_eq!(code(|document| document.watch = hypercare::time::Span::months(1)), "invalid");
    assert_eq!(code(|document| document.recovery[0].name = "data migration".to_owned()), "duplicate");
    assert_eq!(code(|document| document.criteria = vec![document.criteria[0].clone(); 101]), "limit");
    let error = ReleaseJudge::from_yaml("criteria:\n  - {name: x, metric: y, kind: rate}\n").expect_err("a fault");
    assert_eq!((error.code(), error.position().map(|position| position.line)), ("parse", Some(2)), "{error}");
    for text in ["{}", "[]", "{\"version\": 2}", "{\"version\": 1, \"document\": {}, \"state\": {\"step\": 7}}"] {
        assert_eq!(ReleaseJudge::restore(text).expect_err("a fault").code(), "parse", "{text}");
    }
}

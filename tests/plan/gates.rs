//! Decisions at gates.

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::plan::{
    ConflictKind, Due, Gate, GateCriterion, GateEvent, GateMissingKind, GateOutcome, GateRecord, ItemState, Plan,
    RecordedEvidence, RecordedMeasurement, RecordedVote, RoleQuorum, Vote, WhatIf,
};
use hypercare::time::parse_zone;

use super::{at, mission::mission, read};

pub(super) const PLAN: &str = "# Orchard\n## Checks\n- [x] Backups\n- [ ] DNS\n- [ ] Tour (optional)\n";

pub(super) fn minute(count: i64) -> DateTime<Utc> {
    at("2026-11-20T09:00:00Z") + TimeDelta::minutes(count)
}

fn decide(gate: &Gate, plan: &Plan, events: &[GateEvent], now: i64) -> GateOutcome {
    let record = GateRecord::new(events.iter().cloned()).unwrap();
    gate.decide(plan, &record, minute(now)).unwrap().outcome
}

/// Everything that the gate before a go-live asks for, one event a minute.
fn all_there() -> Vec<GateEvent> {
    let gate = Gate::go_no_go();
    let mut events = vec![GateEvent::ticked(minute(0), "checks/dns", true)];
    for criterion in &gate.criteria {
        events.push(GateEvent::confirmed(minute(events.len() as i64), criterion.text.to_uppercase(), true));
    }
    for quorum in &gate.required {
        for name in &quorum.names {
            events.push(GateEvent::approved(minute(events.len() as i64), quorum.role.as_str(), format!(" {name} ")));
        }
    }
    events
}

#[test]
fn a_go_needs_every_box_criterion_and_owner() {
    let (gate, plan, events) = (Gate::go_no_go(), read(PLAN), all_there());
    assert_eq!(events.len(), 1 + 5 + 15);
    assert_eq!(decide(&gate, &plan, &events, 60), GateOutcome::Go);
    for left_out in 0..events.len() {
        let mut fewer = events.clone();
        fewer.remove(left_out);
        let record = GateRecord::new(fewer).unwrap();
        let decision = gate.decide(&plan, &record, minute(60)).unwrap();
        // The deadline counts from a go-live that nobody knows: that is said, and holds nothing up.
        assert_eq!((decision.outcome, decision.missing.len()), (GateOutcome::Pending, 2), "{left_out}");
        assert_eq!(decision.missing[1].kind, GateMissingKind::Launch);
        assert!(decision.reasons.iter().any(|reason| reason.rule == "go-no-go.deadline"));
        let kind = match left_out {
            0 => GateMissingKind::Item,
            1..=5 => GateMissingKind::Criterion,
            _ => GateMissingKind::SignOff,
        };
        assert_eq!(decision.missing[0].kind, kind);
        assert!(!decision.reasons.is_empty() && decision.ignored.is_empty());
    }
}

#[test]
fn one_no_of_an_owner_with_a_veto_closes_the_gate_until_it_is_taken_back() {
    let (gate, plan, mut events) = (Gate::go_no_go(), read(PLAN), all_there());
    events.push(GateEvent::signed(minute(30), "business", "compliance team", Vote::Reject));
    events.push(GateEvent::signed(minute(40), "business", "Compliance Team", Vote::Withdraw));
    events.push(GateEvent::approved(minute(50), "business", "Compliance Team"));
    let outcomes = [29, 30, 39, 40, 49, 50].map(|now| decide(&gate, &plan, &events, now));
    use GateOutcome::{Go, NoGo, Pending};
    assert_eq!(outcomes, [Go, NoGo, NoGo, Pending, Pending, Go]);
    let record = GateRecord::new(events).unwrap();
    let decision = gate.decide(&plan, &record, minute(35)).unwrap();
    assert_eq!(
        decision.reasons[0].to_string(),
        "go-no-go.required.Business: rejected by Compliance Team (approved 4, needed 5, rejected 1)"
    );
    assert_eq!(decision.quorums[1].rejected, ["Compliance Team"]);
}

#[test]
fn a_quorum_counts_votes_and_sees_when_it_cannot_be_reached() {
    let gate =
        Gate { required: vec![RoleQuorum::some_of(3, "technical", ["A", "B", "C", "D", "E"])], ..Gate::new("g") };
    let plan = read(PLAN);
    let vote = |now: i64, name: &str, vote| GateEvent::signed(minute(now), "Technical", name, vote);
    let mut events = vec![
        vote(0, "a", Vote::Approve),
        vote(1, "b", Vote::Reject),
        vote(2, "c", Vote::Abstain),
        vote(3, "d", Vote::Approve),
        vote(3, "stranger", Vote::Approve),
    ];
    assert_eq!(decide(&gate, &plan, &events, 9), GateOutcome::Pending, "E may still approve");
    let record = GateRecord::new(events.clone()).unwrap();
    let decision = gate.decide(&plan, &record, minute(9)).unwrap();
    assert_eq!((decision.quorums[0].waiting.len(), decision.ignored.len(), decision.ignored[0].index), (1, 1, 4));
    events.push(vote(10, "e", Vote::Abstain));
    assert_eq!(decide(&gate, &plan, &events, 10), GateOutcome::NoGo, "two are left of three");
    events.push(vote(11, "c", Vote::Approve));
    assert_eq!(decide(&gate, &plan, &events, 11), GateOutcome::Go, "a rejection without a veto does not close it");
    let anybody = Gate {
        required: vec![RoleQuorum { needed: 2, ..RoleQuorum::all_of("ops", [] as [&str; 0]) }],
        ..Gate::new("g")
    };
    let events = ["x", "X ", "y"].map(|name| GateEvent::approved(minute(1), "ops", name));
    assert_eq!(decide(&anybody, &plan, &events[..2], 1), GateOutcome::Pending, "one name counts once");
    assert_eq!(decide(&anybody, &plan, &events, 1), GateOutcome::Go);
}

#[test]
fn approvals_and_measurements_lapse_and_rejections_do_not() {
    let quorum = RoleQuorum { valid_for: Some("30 min".parse().unwrap()), ..RoleQuorum::all_of("r", ["A"]) };
    let criterion = GateCriterion {
        at_most: Some(0.5),
        valid_for: Some("10 min".parse().unwrap()),
        ..GateCriterion::confirmed("Error rate")
    };
    let gate = Gate { required: vec![quorum], criteria: vec![criterion], ..Gate::new("g") };
    let measured = |now: i64, value: f64| {
        GateEvent::Measured(RecordedMeasurement {
            at: minute(now),
            criterion: "error  rate".to_owned(),
            value: Some(value),
            met: None,
            by: None,
        })
    };
    let plan = read(PLAN);
    let events = [GateEvent::approved(minute(0), "r", "A"), measured(25, 0.5), measured(32, 0.6)];
    use GateOutcome::{Go, NoGo, Pending};
    let outcomes = [24, 25, 29, 30, 32, 41, 42].map(|now| decide(&gate, &plan, &events, now));
    assert_eq!(outcomes, [Pending, Go, Go, Pending, NoGo, NoGo, Pending]);
    let record = GateRecord::new(events[..2].to_vec()).unwrap();
    let decision = gate.decide(&plan, &record, minute(26)).unwrap();
    assert_eq!(decision.next_change, Some(minute(30)), "the approval lapses first");
    assert_eq!(decision.criteria[0].value, Some(0.5));
    let events = [GateEvent::signed(minute(0), "r", "A", Vote::Reject), measured(100, 0.1)];
    assert_eq!(decide(&gate, &plan, &events, 100), NoGo);
}

#[test]
fn waivers_and_conditional_approvals_open_a_gate_for_a_while() {
    let gate = Gate {
        all_blocking: true,
        criteria: vec![GateCriterion::confirmed("Rollback tested")],
        required: vec![RoleQuorum::all_of("r", ["A"])],
        ..Gate::new("g")
    };
    let plan = read(PLAN);
    let conditional = RecordedVote {
        at: minute(3),
        gate: Some("g".to_owned()),
        role: "r".to_owned(),
        name: "A".to_owned(),
        vote: Vote::Approve,
        conditions: vec!["watch the queue".to_owned()],
        until: Some(minute(60)),
        by: None,
        comment: None,
    };
    let other = GateEvent::Signed(RecordedVote {
        gate: Some("other".to_owned()),
        vote: Vote::Reject,
        conditions: Vec::new(),
        until: None,
        ..conditional.clone()
    });
    let events = [
        GateEvent::waived(minute(1), "checks/dns", "short records do", Some(minute(30))),
        GateEvent::waived(minute(2), "rollback TESTED", "tested last week", None),
        GateEvent::Signed(conditional),
        other,
        GateEvent::ticked(minute(40), "checks/dns", true),
    ];
    use GateOutcome::{ConditionalGo, Pending};
    let outcomes = [2, 3, 29, 30, 39, 40, 59, 60].map(|now| decide(&gate, &plan, &events, now));
    assert_eq!(
        outcomes,
        [Pending, ConditionalGo, ConditionalGo, Pending, Pending, ConditionalGo, ConditionalGo, Pending]
    );
    let record = GateRecord::new(events).unwrap();
    let decision = gate.decide(&plan, &record, minute(5)).unwrap();
    let conditions: Vec<_> =
        decision.conditions.iter().map(|condition| (condition.text.as_str(), condition.until)).collect();
    assert_eq!(
        conditions,
        [("short records do", Some(minute(30))), ("watch the queue", Some(minute(60))), ("tested last week", None)]
    );
    assert_eq!((decision.until, decision.next_change), (Some(minute(30)), Some(minute(30))));
    assert!(decision.criteria[0].waived && decision.criteria[0].met.is_none());
}

#[test]
fn a_deadline_that_is_missed_is_missed_for_good() {
    let due = |now: i64| Some(Due { at: Some(minute(now)), window: None });
    let quorum = RoleQuorum { valid_for: Some("20 min".parse().unwrap()), ..RoleQuorum::all_of("r", ["A"]) };
    let gate = Gate { required: vec![quorum], deadline: due(10), ..Gate::new("g") };
    let plan = read(PLAN);
    use GateOutcome::{Go, NoGo, Pending};
    let late = [GateEvent::approved(minute(11), "r", "A")];
    assert_eq!([9, 10, 11].map(|now| decide(&gate, &plan, &late, now)), [Pending, NoGo, NoGo]);
    let in_time = [GateEvent::approved(minute(9), "r", "A"), GateEvent::signed(minute(50), "r", "A", Vote::Reject)];
    assert_eq!(
        [9, 10, 40, 50].map(|now| decide(&gate, &plan, &in_time, now)),
        [Go, Go, Go, NoGo],
        "no lapse behind it"
    );
    let withdrawn = [GateEvent::approved(minute(9), "r", "A"), GateEvent::signed(minute(50), "r", "A", Vote::Withdraw)];
    assert_eq!(decide(&gate, &plan, &withdrawn, 50), NoGo, "never pending behind the deadline");
    let record = GateRecord::new(late).unwrap();
    let decision = gate.decide(&plan, &record, minute(12)).unwrap();
    assert_eq!(decision.reasons[0].to_string(), "g.deadline: not passed by the deadline");
    let launched = plan.with_launch(minute(30), chrono_tz::UTC).unwrap();
    let decision = Gate::go_no_go().decide(&launched, &GateRecord::default(), minute(30)).unwrap();
    assert_eq!((decision.outcome, decision.deadline), (NoGo, Some(minute(30))), "by the go-live");
}

#[test]
fn evidence_and_named_parts_are_asked_for() {
    let plan = read("# O\n## A\n- [x] One\n  - [ ] Deep\n### B\n- [x] Two\n## C\n- [ ] Three\n");
    let gate = |items: &[&str], evidence: &[&str]| Gate {
        items: items.iter().map(|&id| id.to_owned()).collect(),
        evidence: evidence.iter().map(|&id| id.to_owned()).collect(),
        ..Gate::new("g")
    };
    let missing = |gate: &Gate, events: Vec<GateEvent>| {
        let decision = gate.decide(&plan, &GateRecord::new(events).unwrap(), minute(9)).unwrap();
        decision.missing.into_iter().map(|missing| missing.subject).collect::<Vec<_>>()
    };
    assert_eq!(missing(&gate(&["a"], &[]), vec![]), ["a/one/deep"]);
    assert_eq!(missing(&gate(&["a/b"], &[]), vec![]), [""; 0]);
    assert_eq!(missing(&gate(&["a/one"], &["a/b/two"]), vec![]), ["a/one/deep", "a/b/two"]);
    let evidence = GateEvent::Evidence(RecordedEvidence {
        at: minute(1),
        item: "a/b/two".to_owned(),
        url: "https://example.org/run/7".to_owned(),
        title: None,
        by: None,
    });
    assert_eq!(missing(&gate(&[], &["a/b/two"]), vec![evidence]), [""; 0]);
    let unknown = |gate: Gate| gate.decide(&plan, &GateRecord::default(), minute(0)).unwrap_err();
    assert_eq!(
        unknown(gate(&["a/onee"], &[])).to_string(),
        "no item or section named \"a/onee\"; known: a/one, a/one/deep"
    );
    assert_eq!(unknown(gate(&[], &["a"])).code(), "unknown");
    assert_eq!(plan.gate("g").unwrap_err().code(), "unknown");
}

#[test]
fn boxes_that_are_ticked_later_are_open_before() {
    let plan = read("# O\n## Checks\n- [x] Backups (done 2026-11-22 by Ana)\n");
    let gate = |deadline: Option<&str>| Gate {
        all_blocking: true,
        deadline: deadline.map(|deadline| Due { at: Some(at(deadline)), window: None }),
        ..Gate::new("g")
    };
    let decide = |gate: &Gate, now: &str| gate.decide(&plan, &GateRecord::default(), at(now)).unwrap().outcome;
    assert_eq!(decide(&gate(None), "2026-11-21T23:59:59Z"), GateOutcome::Pending);
    assert_eq!(decide(&gate(None), "2026-11-22T00:00:00Z"), GateOutcome::Go);
    let missed = gate(Some("2026-11-20T00:00:00Z"));
    assert_eq!(decide(&missed, "2026-11-23T00:00:00Z"), GateOutcome::NoGo, "a tick behind it does not undo it");
    assert_eq!(plan.readiness(at("2026-11-21T00:00:00Z")).unwrap().open, 1);
    assert_eq!(
        plan.as_of(&GateRecord::default(), at("2026-11-21T00:00:00Z"))
            .readiness(at("2026-11-25T00:00:00Z"))
            .unwrap()
            .open,
        1
    );
    let record = GateRecord::new([GateEvent::ticked(at("2026-11-10T00:00:00Z"), "checks/backups", false)]).unwrap();
    let later = at("2026-11-23T00:00:00Z");
    assert_eq!(gate(None).decide(&plan, &record, later).unwrap().outcome, GateOutcome::Go, "the later word holds");
}

#[test]
fn thresholds_of_a_document_decide() {
    let plan = read(
        "# O\n## Go/No-Go\nCriteria:\n- Criteria\n  - Error rate: <0.5%\n  - Uptime: 99.9+ %\n  - Go/No-Go decision: [PENDING]\n",
    );
    let [gate] = plan.gates.as_slice() else { panic!("{:?}", plan.gates) };
    let texts: Vec<_> = gate.criteria.iter().map(|criterion| criterion.text.as_str()).collect();
    assert_eq!(
        (texts, gate.criteria[0].below, gate.criteria[1].at_least),
        (vec!["Error rate", "Uptime"], Some(0.5), Some(99.9))
    );
    let outcome = |rate: f64| {
        let measured = |criterion: &str, value| {
            let criterion = criterion.to_owned();
            GateEvent::Measured(RecordedMeasurement {
                at: minute(0),
                criterion,
                value: Some(value),
                met: None,
                by: None,
            })
        };
        let record = GateRecord::new([measured("error rate", rate), measured("uptime", 99.9)]).unwrap();
        gate.decide(&plan, &record, minute(0)).unwrap().outcome
    };
    assert_eq!([0.4, 0.5, 0.6].map(outcome), [GateOutcome::Go, GateOutcome::NoGo, GateOutcome::NoGo]);
}

#[test]
fn votes_go_to_their_own_gate_and_strays_are_told() {
    let plan = read(
        "# O\n## Gate A\n### Technical Validation\n- [ ] **QA Team**: a\n## Gate B\n### Technical Validation\n- [ ] **QA Team**: b\n",
    );
    let item = plan.sign_offs[0].item.clone().unwrap();
    let record = GateRecord::new([
        GateEvent::ticked(minute(0), item, true),
        GateEvent::approved(minute(1), "Techincal", "QA Team"),
    ])
    .unwrap();
    let decide =
        |plan: &Plan, record: &GateRecord| [0, 1].map(|gate| plan.gates[gate].decide(plan, record, minute(2)).unwrap());
    let decisions = decide(&plan, &record);
    assert_eq!(decisions.clone().map(|one| one.outcome), [GateOutcome::Go, GateOutcome::Pending]);
    assert_eq!(decisions[0].ignored[0].why, "no role \"Techincal\": did you mean \"Technical\"?");
    let carried = decide(&plan.as_of(&record, minute(2)), &GateRecord::default());
    assert_eq!(
        carried.map(|one| one.outcome),
        [GateOutcome::Go, GateOutcome::Pending],
        "the plan says the same by itself"
    );
}

#[test]
fn names_that_are_there_twice_count_once() {
    let gate = Gate { required: vec![RoleQuorum::all_of("r", ["QA Team", "QA team"])], ..Gate::new("g") };
    assert_eq!(decide(&gate, &read(PLAN), &[GateEvent::approved(minute(0), "R", "qa team")], 0), GateOutcome::Go);
    let two = Gate { required: vec![RoleQuorum::some_of(2, "r", ["Ana", "ana", "Bo"])], ..Gate::new("g") };
    let vote = |name: &str| GateEvent::approved(minute(0), "r", name);
    assert_eq!(decide(&two, &read(PLAN), &[vote("Ana")], 0), GateOutcome::Pending);
    assert_eq!(decide(&two, &read(PLAN), &[vote("Ana"), vote("Bo")], 0), GateOutcome::Go);
    let plan = read(PLAN);
    let both =
        Gate { required: vec![RoleQuorum::all_of("r", ["A"]), RoleQuorum::all_of("R", ["B"])], ..Gate::new("g") };
    assert_eq!(decide(&both, &plan, &[GateEvent::approved(minute(0), "r", "a")], 0), GateOutcome::Pending);
}

#[test]
fn records_and_gates_that_make_no_sense_are_refused() {
    let refused = |event: GateEvent| GateRecord::new([event]).unwrap_err().code();
    assert_eq!(refused(GateEvent::ticked(minute(0), " ", true)), "invalid");
    assert_eq!(refused(GateEvent::ticked(DateTime::<Utc>::MAX_UTC, "a", true)), "range");
    let measured = |value, met| {
        GateEvent::Measured(RecordedMeasurement { at: minute(0), criterion: "c".to_owned(), value, met, by: None })
    };
    assert_eq!(refused(measured(None, None)), "invalid");
    assert_eq!(refused(measured(Some(f64::NAN), None)), "invalid");
    let back = [GateEvent::ticked(minute(1), "a", true), GateEvent::ticked(minute(0), "a", false)];
    assert_eq!(GateRecord::new(back).unwrap_err().code(), "out_of_order");
    for text in [
        "version: 2\nevents: []\n",
        "version: 1\nevents: [{type: signed}]\n",
        "version: 1\nevents: [{type: ticked, at: 2026-11-20T09:00:00Z, item: a, done: true, more: 1}]\n",
    ] {
        let error = GateRecord::from_yaml(text).unwrap_err();
        assert!(error.code() == "parse" && error.position().is_some(), "{text}");
    }
    let plan = read(PLAN);
    let decide = |gate: Gate| gate.decide(&plan, &GateRecord::default(), minute(0)).unwrap_err().code();
    let role = RoleQuorum::all_of("r", ["A"]);
    assert_eq!(decide(Gate { required: vec![RoleQuorum { needed: 2, ..role.clone() }], ..Gate::new("g") }), "invalid");
    let months = RoleQuorum { valid_for: Some("1 month".parse().unwrap()), ..role };
    assert_eq!(decide(Gate { required: vec![months], ..Gate::new("g") }), "invalid");
    let bounds = GateCriterion { at_most: Some(f64::NAN), ..GateCriterion::confirmed("c") };
    assert_eq!(decide(Gate { criteria: vec![bounds], ..Gate::new("g") }), "invalid");
}

#[test]
fn rehearsals_say_what_would_be_if_something_were_not_done() {
    let mut plan = read("# O\n## A\n- [ ] One\n- [ ] Two\n  - [ ] Deep\n## B\n- [ ] Three\n");
    plan.gates.push(Gate { all_blocking: true, ..Gate::new("go") });
    let record = GateRecord::new([GateEvent::ticked(minute(0), "a/two/deep", true)]).unwrap();
    let what = WhatIf::not_done(["a/two/deep"], minute(5));
    let rehearsal = plan.what_if(&what, &record).unwrap();
    let open: Vec<_> = rehearsal.readiness.blocking.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(open, ["a/two", "a/two/deep"], "the box above is open as well, all others are done");
    assert_eq!(rehearsal.gates[0].outcome, GateOutcome::Pending);
    let rehearsal = plan.what_if(&WhatIf { others_done: false, ..what }, &record).unwrap();
    assert_eq!(rehearsal.readiness.open, 4);
    let none = plan.what_if(&WhatIf::not_done([] as [&str; 0], minute(5)), &record).unwrap();
    assert_eq!(none.gates[0].outcome, GateOutcome::Go);
    assert_eq!(plan.what_if(&WhatIf::not_done(["x"], minute(5)), &record).unwrap_err().code(), "unknown");
}

#[test]
fn rehearsals_say_what_moves_and_whether_the_launch_holds() {
    let mut plan = read("# O\n## A\n- [ ] One (estimate: 2 h)\n- [ ] Two (estimate: 1 h, after: one)\n- [ ] Aside\n");
    let at = |hour: i64| minute(60 * hour);
    let by = at(5);
    let rehearse = |plan: &Plan, what: WhatIf| plan.what_if(&what, &GateRecord::default()).unwrap().dates;
    assert_eq!(rehearse(&plan, WhatIf::not_done(["a/one"], by)), None, "nothing says when the work begins");
    let what = WhatIf { start: Some(at(0)), ..WhatIf::not_done(["a/one"], by) };
    let dates = rehearse(&plan, what.clone()).unwrap();
    assert_eq!((dates.start, dates.finish_before, dates.finish_after), (at(0), at(3), at(6)));
    assert_eq!((dates.launch, dates.ready_before, dates.ready_after), (None, None, None));
    let moved: Vec<_> =
        dates.moved.iter().map(|task| (task.id.as_str(), task.finish_before, task.finish_after)).collect();
    assert_eq!(moved, [("o", at(3), at(6)), ("a", at(3), at(6)), ("a/one", at(2), at(5)), ("a/two", at(3), at(6))]);
    assert_eq!((dates.moved[3].start_before, dates.moved[3].start_after), (at(2), at(5)));
    // A launch holds or does not.
    for (launch, held) in [(6, true), (5, false)] {
        plan.set_launch(at(launch), parse_zone("UTC").unwrap()).unwrap();
        let dates = rehearse(&plan, what.clone()).unwrap();
        assert_eq!((dates.launch, dates.ready_before, dates.ready_after), (Some(at(launch)), Some(at(3)), Some(at(6))));
        let broken: Vec<_> = dates.conflicts.iter().map(|one| (one.id.as_str(), one.kind)).collect();
        assert_eq!(broken, if held { vec![] } else { vec![("a/two", ConflictKind::Launch)] });
        let after = dates.reason.numbers["after_launch_seconds"];
        assert_eq!((after > 0.0, after), (!held, (6 - launch) as f64 * 3600.0), "{}", dates.reason);
    }
    // What would be done later anyway moves nothing, and windows say when work begins.
    assert!(rehearse(&plan, WhatIf { by: at(1), ..what }).unwrap().moved.is_empty());
    let windows = read("# O\n## A (Day -2 to -1)\n- [ ] One (estimate: 2 h)\n");
    let windows = windows.with_launch(at(72), parse_zone("UTC").unwrap()).unwrap();
    let day = windows.what_if(&WhatIf::not_done(["a"], at(70)), &GateRecord::default()).unwrap().dates.unwrap();
    assert_eq!(day.start, day.moved[1].start_before);
    assert_eq!(day.conflicts.len(), 1, "it ends after its window");
}

#[test]
fn the_gate_of_the_coordination_plan_asks_for_fifteen_signatures() {
    let Some(text) = mission("000_261b1529dfb7a9b3.txt") else { return };
    let plan = read(&text);
    let id = plan.gates[0].id.clone();
    let decide = |record: &GateRecord| plan.gate(&id).unwrap().decide(record, minute(60)).unwrap();
    let before = decide(&GateRecord::default());
    let missing = |kind| before.missing.iter().filter(|missing| missing.kind == kind).count();
    use GateMissingKind::{Criterion, Item, SignOff};
    let boxes = plan.items().filter(|item| item.blocking && item.state == ItemState::Open).count() - 10;
    assert_eq!((before.outcome, missing(SignOff), missing(Item)), (GateOutcome::Pending, 15, boxes));
    // The text says that all items are done and all have signed, three claims that do not hold.
    assert_eq!(missing(Criterion), 3, "{:?}", before.reasons);
    assert!(
        before
            .reasons
            .iter()
            .any(|reason| reason.detail == format!("the text says it is met, but {boxes} boxes are open"))
    );
    let gate = plan.gate(&id).unwrap().gate();
    let mut events: Vec<GateEvent> = Vec::new();
    // The ten boxes are ticked, the five lines at the end are signed.
    for sign_off in &plan.sign_offs {
        let at = minute(events.len() as i64);
        events.push(match plan.item(sign_off.item.as_deref().unwrap()).unwrap().state {
            ItemState::Open => GateEvent::ticked(at, sign_off.item.as_deref().unwrap(), true),
            _ => GateEvent::approved(at, sign_off.role.as_str(), sign_off.name.as_str()),
        });
    }
    assert_eq!(events.iter().filter(|event| matches!(event, GateEvent::Ticked(_))).count(), 10);
    assert_eq!(gate.criteria.len(), 8, "the decision itself is not asked for");
    let signed = decide(&GateRecord::new(events.clone()).unwrap());
    assert_eq!(
        (signed.outcome, signed.missing.len()),
        (GateOutcome::Pending, boxes + 1),
        "signatures do not tick boxes"
    );
    let mut done = events.clone();
    let open = plan.items().filter(|item| item.blocking && item.state == ItemState::Open);
    let sign_offs: Vec<_> = plan.sign_offs.iter().filter_map(|sign| sign.item.as_deref()).collect();
    let open = open.filter(|item| !sign_offs.contains(&item.id.as_str()));
    done.extend(open.map(|item| GateEvent::ticked(minute(25), item.id.as_str(), true)));
    assert_eq!(decide(&GateRecord::new(done).unwrap()).outcome, GateOutcome::Go);
    // The gate with everything asks for the blocking boxes as well, and for the same fifteen owners.
    let all = Gate::go_no_go().decide(&plan, &GateRecord::new(events.clone()).unwrap(), minute(60)).unwrap();
    let signed: Vec<_> = all.quorums.iter().map(|quorum| (quorum.approved.len(), quorum.reached)).collect();
    assert_eq!((signed, all.outcome), (vec![(5, true); 3], GateOutcome::Pending));
    let open = all.missing.iter().filter(|missing| missing.kind == GateMissingKind::Item).count();
    let blocking = plan.items().filter(|item| item.blocking && item.state == ItemState::Open).count();
    assert_eq!(open, blocking - 10, "sign-offs are not asked for twice");
    events.push(GateEvent::signed(minute(30), "final", "launch manager", Vote::Reject));
    assert_eq!(decide(&GateRecord::new(events).unwrap()).outcome, GateOutcome::NoGo);
}

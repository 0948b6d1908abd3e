//! Playbooks: the default, each guard, and a run through chance.

use std::collections::BTreeMap;

use hypercare::Priority;
use hypercare::recovery::{HealAction, HealActionKind, Healer, HealthReport, Playbook, RemedyOutcome};
use proptest::prelude::*;

use super::second;

fn minute(at: i64) -> chrono::DateTime<chrono::Utc> {
    second(60 * at)
}

fn kinds(actions: &[HealAction]) -> Vec<(HealActionKind, Option<&str>)> {
    actions.iter().map(|action| (action.kind, action.remedy.as_deref())).collect()
}

fn report(healer: &mut Healer, check: &str, instance: &str, at: i64, healthy: bool) -> Vec<HealAction> {
    healer.observe(&HealthReport::new(check, instance, minute(at), healthy)).expect("actions")
}

#[test]
fn the_default_knows_the_self_healing_checks() {
    let playbook = Playbook::default();
    let checks: Vec<_> = playbook.checks.iter().map(|check| (check.name.as_str(), check.above)).collect();
    assert_eq!(checks, [("database", None), ("cache", None), ("application", None), ("disk", Some(85.0))]);
    assert_eq!(Playbook::from_json(&playbook.to_json().expect("a text")), Ok(playbook.clone()));
    for remedy in playbook.checks.iter().flat_map(|check| &check.remedies) {
        let words = remedy.steps.join(" ");
        assert_eq!(remedy.destructive, words.contains("delete"), "what deletes waits for somebody: {words}");
    }
}

#[test]
fn a_disk_is_healed_by_what_somebody_agreed_to() {
    let mut healer = Healer::new(Playbook::default()).expect("a healer");
    let mut disk =
        |at, value| healer.observe(&HealthReport::value("disk", "db-1", minute(at), value)).expect("actions");
    assert!(disk(0, 85.0).is_empty() && disk(1, 85.1).is_empty());
    let actions = disk(2, 86.0);
    assert_eq!(kinds(&actions), [(HealActionKind::Remedy, Some("rotate logs"))]);
    let run = actions[0].run.expect("a run");
    assert!(healer.done(run, minute(3), true).expect("actions").is_empty());
    let mut disk =
        |at, value| healer.observe(&HealthReport::value("disk", "db-1", minute(at), value)).expect("actions");
    assert!(disk(4, 90.0).is_empty(), "it has two minutes to show its effect");
    let actions = disk(5, 90.0);
    assert_eq!(kinds(&actions), [(HealActionKind::Confirm, Some("delete temporary files"))]);
    assert_eq!((actions[0].until, actions[0].destructive), (Some(minute(20)), true));
    let run = actions[0].run.expect("a run");
    assert_eq!(healer.done(run, minute(6), true).unwrap_err().code(), "invalid", "nobody has agreed yet");
    let actions = healer.confirm(run, "ana", true, minute(7)).expect("actions");
    assert_eq!(kinds(&actions), [(HealActionKind::Remedy, Some("delete temporary files"))]);
    assert!(actions[0].steps[0].contains("7 days"));
    healer.done(run, minute(8), true).expect("actions");
    let healed = healer.observe(&HealthReport::value("disk", "db-1", minute(9), 60.0)).expect("actions");
    assert_eq!(kinds(&healed), [(HealActionKind::Healed, Some("delete temporary files"))]);
    let history: Vec<_> = healer.history().map(|record| (record.outcome, record.by.as_deref())).collect();
    assert_eq!(history, [(RemedyOutcome::DidNotHelp, None), (RemedyOutcome::Helped, Some("ana"))]);
}

#[test]
fn refusals_silence_and_failures_escalate() {
    for (answer, outcome) in [(Some(false), RemedyOutcome::Refused), (None, RemedyOutcome::Unanswered)] {
        let mut healer = Healer::new(Playbook::default()).expect("a healer");
        report(&mut healer, "cache", "c", 0, false);
        let run = report(&mut healer, "cache", "c", 1, false)[0].run.expect("a run");
        let actions = healer.done(run, minute(2), false).expect("actions");
        assert_eq!(
            kinds(&actions),
            [(HealActionKind::Confirm, Some("flush cache"))],
            "a failed remedy is followed at once"
        );
        let run = actions[0].run.expect("a run");
        assert_eq!(healer.next_wakeup(), Some(minute(17)));
        let actions = match answer {
            Some(agreed) => healer.confirm(run, "ben", agreed, minute(3)),
            None => healer.advance(minute(17)),
        };
        let actions = actions.expect("actions");
        assert_eq!(kinds(&actions), [(HealActionKind::Escalate, None)]);
        assert_eq!((actions[0].priority, actions[0].escalate_to.as_str()), (Priority::High, "on-call"));
        assert_eq!(healer.history().last().expect("a record").outcome, outcome);
        assert!(report(&mut healer, "cache", "c", 20, false).is_empty(), "it is escalated once");
        assert_eq!(
            kinds(&report(&mut healer, "cache", "c", 21, true)),
            [(HealActionKind::Healed, None)],
            "a remedy that nobody did has not helped"
        );
    }
    let mut healer = Healer::new(Playbook::default()).expect("a healer");
    report(&mut healer, "database", "d", 0, false);
    report(&mut healer, "database", "d", 1, false);
    assert_eq!(kinds(&healer.advance(minute(16)).expect("actions")), [(HealActionKind::Escalate, None)]);
    assert_eq!(healer.history().last().expect("a record").outcome, RemedyOutcome::TimedOut);
}

#[test]
fn the_same_remedy_is_not_begun_twice_within_its_cooldown() {
    let mut healer = Healer::new(Playbook::default()).expect("a healer");
    let mut ill_and_healed = |at| {
        report(&mut healer, "database", "d", at, false);
        let actions = report(&mut healer, "database", "d", at + 1, false);
        if let Some(run) = actions[0].run {
            healer.done(run, minute(at + 2), true).expect("actions");
        }
        report(&mut healer, "database", "d", at + 3, true);
        actions
    };
    assert_eq!(ill_and_healed(0)[0].kind, HealActionKind::Remedy);
    let again = ill_and_healed(10);
    assert_eq!(again[0].kind, HealActionKind::Escalate);
    assert!(again[0].reason.detail.contains("within its cooldown"), "{}", again[0].reason);
    // Begun at 14:01, with a cooldown of 30 minutes.
    assert_eq!(ill_and_healed(29)[0].kind, HealActionKind::Escalate);
    assert_eq!(ill_and_healed(33)[0].kind, HealActionKind::Remedy);
}

#[test]
fn no_more_than_a_share_of_the_instances_is_treated_at_once() {
    let mut healer = Healer::new(Playbook::default()).expect("a healer");
    let mut runs = Vec::new();
    for at in 0..2 {
        for name in ["a", "b", "c", "d", "e", "f", "g"] {
            let report = HealthReport::new("application", name, minute(at), false).of(7);
            runs.extend(healer.observe(&report).expect("actions"));
        }
    }
    // A third of seven is two.
    let names: Vec<_> = runs.iter().map(|action| action.instance.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    healer.done(runs[0].run.expect("a run"), minute(3), true).expect("actions");
    assert!(healer.advance(minute(4)).expect("actions").is_empty(), "it has not shown its effect yet");
    let next = report(&mut healer, "application", "a", 4, true);
    let next: Vec<_> = next.iter().map(|action| (action.kind, action.instance.as_str())).collect();
    assert_eq!(next, [(HealActionKind::Healed, "a"), (HealActionKind::Remedy, "c")]);
    // A third of one instance is none: it is escalated at once.
    let mut healer = Healer::new(Playbook::default()).expect("a healer");
    report(&mut healer, "application", "a", 0, false);
    let actions = report(&mut healer, "application", "a", 1, false);
    assert_eq!(kinds(&actions), [(HealActionKind::Escalate, None)]);
    assert!(actions[0].reason.detail.contains("so few"), "{}", actions[0].reason);
}

#[test]
fn a_given_fleet_counts_as_given_and_old_names_leave_the_count() {
    for fleet in [Some(3), None] {
        let mut healer = Healer::new(Playbook::default()).expect("a healer");
        let mut say = |name: &str, at, healthy| {
            let report = HealthReport { fleet, ..HealthReport::new("application", name, minute(at), healthy) };
            healer.observe(&report).expect("actions")
        };
        for old in 0..30 {
            say(&format!("old-{old:02}"), 0, true);
        }
        for name in ["a", "b", "c"] {
            say(name, 60, true);
        }
        let actions: Vec<_> = (61..63)
            .flat_map(|at| ["a", "b", "c"].map(|name| (at, name)))
            .flat_map(|(at, name)| say(name, at, false))
            .collect();
        assert_eq!(kinds(&actions), [(HealActionKind::Remedy, Some("restart instance"))], "a third of three is one");
    }
}

#[test]
fn silence_after_a_remedy_is_no_sign_of_health() {
    let mut healer = Healer::new(Playbook::default()).expect("a healer");
    let say = |healer: &mut Healer, name, at| {
        healer.observe(&HealthReport::new("application", name, minute(at), false).of(3)).expect("actions")
    };
    say(&mut healer, "a", 0);
    let run = say(&mut healer, "a", 1)[0].run.expect("a run");
    healer.done(run, minute(2), true).expect("actions");
    say(&mut healer, "b", 3);
    assert!(say(&mut healer, "b", 4).is_empty(), "only one of three at once");
    // Two minutes to show its effect, and a quarter of an hour without a report.
    assert_eq!(healer.next_wakeup(), Some(minute(19)));
    let actions = healer.advance(minute(19)).expect("actions");
    let told: Vec<_> = actions.iter().map(|action| (action.kind, action.instance.as_str())).collect();
    assert_eq!(told, [(HealActionKind::Escalate, "a"), (HealActionKind::Remedy, "b")]);
    assert_eq!(healer.history().last().expect("a record").outcome, RemedyOutcome::DidNotHelp);
}

#[test]
fn the_guards_hold_over_all_checks() {
    let check = |name: &str| {
        let remedy = "{name: restart, cooldown: 30 min, max_share: 0.34, settle: 1 min}";
        format!("  - {{name: {name}, diagnosis: it fails, failures: 1, remedies: [{remedy}]}}\n")
    };
    let book = format!("version: 1\nchecks:\n{}{}", check("application"), check("database"));
    let mut healer = Healer::new(Playbook::from_yaml(&book).expect("a playbook")).expect("a healer");
    for (check, name) in [("application", "b"), ("database", "a"), ("database", "b"), ("database", "c")] {
        healer.observe(&HealthReport::new(check, name, minute(0), true).of(3)).expect("actions");
    }
    let first = report(&mut healer, "application", "a", 1, false);
    assert_eq!(kinds(&first), [(HealActionKind::Remedy, Some("restart"))]);
    assert!(report(&mut healer, "database", "a", 2, false).is_empty(), "one at a time on an instance");
    assert!(report(&mut healer, "database", "b", 2, false).is_empty(), "and on a third of three");
    healer.done(first[0].run.expect("a run"), minute(3), true).expect("actions");
    let actions = report(&mut healer, "application", "a", 4, true);
    let told: Vec<_> =
        actions.iter().map(|action| (action.kind, action.check.as_str(), action.instance.as_str())).collect();
    let expected = [
        (HealActionKind::Healed, "application", "a"),
        (HealActionKind::Escalate, "database", "a"),
        (HealActionKind::Remedy, "database", "b"),
    ];
    assert_eq!(told, expected);
    assert!(actions[1].reason.detail.contains("within its cooldown"), "{}", actions[1].reason);
}

#[test]
fn what_is_no_report_is_an_error_and_changes_nothing() {
    let mut healer = Healer::new(Playbook::default()).expect("a healer");
    report(&mut healer, "database", "d", 5, false);
    let before = healer.clone();
    let wrong = [
        (HealthReport::new("printer", "p", minute(6), true), "unknown"),
        (HealthReport::new("disk", "d", minute(6), true), "invalid"),
        (HealthReport::value("disk", "d", minute(6), f64::NAN), "invalid"),
        (HealthReport::value("database", "d", minute(6), 1.0), "invalid"),
        (HealthReport::new("database", " ", minute(6), true), "invalid"),
        (HealthReport::new("database", "d", minute(6), true).of(u32::MAX), "limit"),
        (HealthReport::new("database", "d", minute(4), true), "out_of_order"),
    ];
    for (report, code) in wrong {
        assert_eq!(healer.observe(&report).unwrap_err().code(), code, "{report:?}");
        assert_eq!(healer, before);
    }
    assert_eq!(healer.confirm(7, "ana", true, minute(6)).unwrap_err().code(), "invalid");
    let code = |text: &str| Playbook::from_yaml(text).unwrap_err().code();
    let check = |rest: &str| format!("version: 1\nchecks: [{{name: a, diagnosis: b, {rest}}}]");
    assert_eq!(code(&check("failures: 0")), "invalid");
    assert_eq!(code(&check("remedies: [{name: x, max_share: 1.5}]")), "invalid");
    assert_eq!(code(&check("remedies: [{name: x}, {name: x}]")), "duplicate");
    assert_eq!(code(&check("remedies: [{name: x, cooldown: 1 month}]")), "invalid");
    assert_eq!(code(&check("remedy: []")), "parse");
    assert_eq!(code("version: 2\nchecks: []"), "parse");
}

const BOOK: &str = "
version: 1
checks:
  - name: app
    diagnosis: it fails
    failures: 2
    remedies:
      - {name: restart, cooldown: 20 min, max_share: 0.5, timeout: 5 min, settle: 1 min}
      - {name: wipe, destructive: true, cooldown: 1 h, max_share: 0.25, timeout: 5 min, settle: 1 min}
";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever is reported, done, agreed and waited for: the guards hold, and a restart changes nothing.
    #[test]
    fn the_guards_hold(steps in prop::collection::vec((0_u8..8, 0_u8..5, 0_i64..4), 1..200)) {
        let mut healer = Healer::new(Playbook::from_yaml(BOOK).unwrap()).unwrap();
        let mut at = 0;
        // Begun by instance and remedy, asked and running by run, and who has agreed to what.
        let mut begun: BTreeMap<(String, String), i64> = BTreeMap::new();
        let (mut asked, mut running): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
        let mut agreed = Vec::new();
        for (step, who, wait) in steps {
            at += wait;
            let name = format!("app-{who}");
            let pick = |runs: &[u64]| runs.get(who as usize % runs.len().max(1)).copied();
            let actions = match step {
                0..=3 => healer.observe(&HealthReport::new("app", &name, minute(at), false).of(5)).unwrap(),
                4 => healer.observe(&HealthReport::new("app", &name, minute(at), true).of(5)).unwrap(),
                5 => match pick(&asked) {
                    Some(run) => {
                        agreed.push(run);
                        healer.confirm(run, "ana", true, minute(at)).unwrap_or_default()
                    }
                    None => Vec::new(),
                },
                6 => pick(&running).map(|run| healer.done(run, minute(at), who > 0).unwrap_or_default()).unwrap_or_default(),
                _ => healer.advance(minute(at)).unwrap(),
            };
            for action in &actions {
                match action.kind {
                    HealActionKind::Remedy => {
                        let (run, remedy) = (action.run.unwrap(), action.remedy.clone().unwrap());
                        let cooldown = if remedy == "wipe" { 60 } else { 20 };
                        let last = begun.insert((action.instance.clone(), remedy), at);
                        prop_assert!(last.is_none_or(|last| at - last >= cooldown), "within its cooldown");
                        prop_assert!(!action.destructive || agreed.contains(&run), "nobody agreed");
                        running.push(run);
                    }
                    HealActionKind::Confirm => {
                        prop_assert!(action.destructive);
                        asked.push(action.run.unwrap());
                    }
                    HealActionKind::Escalate | HealActionKind::Healed => {}
                }
            }
            let state: serde_json::Value = serde_json::from_str(&healer.snapshot().unwrap()).unwrap();
            let patients = state["checks"][0]["instances"].as_object().unwrap();
            let under_way = patients.values().filter(|patient| !patient["under_way"].is_null());
            prop_assert!(under_way.count() <= 2, "over half of five");
            let restored = Healer::restore(&healer.snapshot().unwrap()).unwrap();
            prop_assert_eq!(&restored, &healer);
            healer = restored;
        }
    }
}

/// Each report looks at what it is about alone: a walk over all instances at each would take minutes.
#[test]
fn a_large_fleet_is_as_fast_as_a_small_one() {
    const FLEET: usize = 20_000;
    let book = "
version: 1
checks:
  - {name: a, diagnosis: it fails, failures: 1, remedies: [{name: restart, max_share: 0.1}]}
  - {name: b, diagnosis: it fails, failures: 1, remedies: [{name: restart, max_share: 0.1}]}
";
    let mut healer = Healer::new(Playbook::from_yaml(book).expect("a playbook")).expect("a healer");
    let mut runs = Vec::new();
    for check in ["a", "b"] {
        for at in 0..FLEET {
            let report = HealthReport::new(check, &at.to_string(), minute(0), false).of(FLEET as u32);
            runs.extend(healer.observe(&report).expect("actions").into_iter().filter_map(|action| action.run));
        }
    }
    assert_eq!(runs.len(), FLEET / 10);
    // Who is healed makes room for the next.
    for run in std::mem::take(&mut runs) {
        let actions = healer.done(run, minute(1), false).expect("actions");
        runs.extend(actions.iter().filter_map(|action| action.run));
    }
    assert_eq!(runs.len(), FLEET / 10);
    assert_eq!(healer.next_wakeup(), Some(minute(16)));
    let actions = healer.advance(minute(16)).expect("actions");
    assert_eq!(actions.iter().filter(|action| action.kind == HealActionKind::Remedy).count(), FLEET / 10);
}

//! What stands behind the words of items and headings, and what is read out of sections, trees and tables.

use hypercare::plan::{
    DependencyKind, DiagnosticCode as Code, Due, EstimateShape, ItemState, Plan, RecurringKind, RiskLevel, SignOffState,
};
use hypercare::time::format_instant;

use super::{codes, read};

const HEAD: &str = "# Orchard\n**Launch Date:** 2026-11-24 09:00 Europe/Paris\n## B\n";

fn plan(text: &str) -> Plan {
    read(&format!("{HEAD}{text}"))
}

fn instant(due: Option<Due>, plan: &Plan) -> String {
    format_instant(due.and_then(|due| due.instant(plan.launch.as_ref())).unwrap())
}

#[test]
fn attributes_are_read_behind_words_and_below_them() {
    let group =
        plan("- [x] **L** (owner: Ana, estimate: 2-4-8 h triangular, due: 2026-11-20, done 2026-11-19 by Bo) {#l}\n");
    let below = "- [x] **L** {#l}\n  - Owner: Ana\n  - Estimate: 2-4-8 h triangular\n\n  **Due:** 2026-11-20\n\n  - Done: 2026-11-19 by Bo\n";
    let lines = "- [x] **L** {#l}\n  **Owner:** Ana\n  **Estimate:** 2-4-8 h triangular\n  **Due:** 2026-11-20\n  **Done:** 2026-11-19 by Bo\n";
    for plan in [group, plan(below), plan(lines)] {
        assert_eq!(plan.diagnostics, []);
        let [item] = plan.items().collect::<Vec<_>>().try_into().unwrap();
        assert_eq!((item.id.as_str(), item.title.as_str(), item.text.as_str()), ("l", "L", "L"));
        assert_eq!((item.owner.as_deref(), item.ticked_by.as_deref()), (Some("Ana"), Some("Bo")));
        let estimate = item.estimate.unwrap();
        assert_eq!((estimate.likely, estimate.shape), ("4 h".parse().unwrap(), EstimateShape::Triangular));
        assert_eq!(instant(item.due, &plan), "2026-11-20T23:00:00Z", "the end of the day in Paris");
        assert_eq!(item.ticked_at.map(format_instant).as_deref(), Some("2026-11-18T23:00:00Z"));
    }
    let plan = plan(
        "- [ ] a (window: Day -3 to -1)\n- [ ] b (period: 2026-11-20 22:00 to 02:00)\n- [ ] c (due: Day -1)\n### S (owner: Ops, after: a, due: Day -2) {#s}\n",
    );
    let items: Vec<_> = plan.items().collect();
    assert_eq!(items[0].window, Some("Day -3 to -1".parse().unwrap()));
    assert_eq!(items[1].period.map(|period| format_instant(period.end)).as_deref(), Some("2026-11-21T01:00:00Z"));
    assert_eq!(instant(items[2].due, &plan), "2026-11-23T23:00:00Z");
    let section = plan.section("s").unwrap();
    assert_eq!(
        (section.title.as_str(), section.owner.as_deref(), section.after[0].on.as_str()),
        ("S", Some("Ops"), "b/a")
    );
    assert_eq!(instant(section.due, &plan), "2026-11-22T23:00:00Z");
}

#[test]
fn links_are_evidence() {
    let plan = plan(
        "- [ ] [Report](https://r.example) in (evidence: https://e.example, run (https://c.example))\n  - Proof: [log](https://l.example)\n",
    );
    let links: Vec<_> =
        plan.items().flat_map(|item| &item.evidence).map(|one| (one.title.as_str(), one.url.as_str())).collect();
    let expected = [
        ("Report", "https://r.example"),
        ("log", "https://l.example"),
        ("", "https://e.example"),
        ("run", "https://c.example"),
    ];
    assert_eq!(links, expected);
    assert_eq!(
        (plan.items().count(), plan.items().next().unwrap().text.as_str()),
        (1, "Report (https://r.example) in")
    );
}

#[test]
fn dependencies_name_items_and_sections_by_id_its_end_or_a_title() {
    let text = "- [ ] **DNS lowered** {#dns}\n- [ ] x (after: dns +30 min, B/DNS lowered; ss: y -1 h)\n- [ ] y\n## Phase 2: Go\n- [ ] y\n- [ ] z\n  - Depends on: y, Phase 1, b/x\n## Phase 1: C\n- [ ] q (ends with: go/z)\n";
    let plan = plan(&text.replace("go/z", "phase-2-go/z"));
    let after = |id: &str| -> Vec<String> {
        plan.item(id).unwrap().after.iter().map(|one| format!("{} {:?}", one, one.kind)).collect()
    };
    assert_eq!(
        after("b/x"),
        ["after: dns +30 min FinishToStart", "after: dns FinishToStart", "start-to-start: b/y -1 h StartToStart"]
    );
    assert_eq!(plan.item("phase-2-go/z").unwrap().after[0].on, "phase-2-go/y", "the nearest of that name");
    assert_eq!(plan.item("phase-2-go/z").unwrap().after[1].on, "phase-1-c");
    assert_eq!(plan.item("phase-1-c/q").unwrap().after[0].kind, DependencyKind::FinishToFinish);
    assert_eq!(plan.diagnostics.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::Cycle], "z waits for Phase 1");
}

#[test]
fn what_is_not_understood_is_said_all_at_once_with_a_hint() {
    let text = "- [ ] backups (owner: Ana, estimate: soon)\n- [ ] b (after: backup, due: Friday)\n- [ ] c (owner: Ana, estmate: 2 h)\n\
                - [ ] d {#x}\n- [ ] e {#x}\n- [ ] f (done 2026-11-20 by Ana)\n- [ ] g (owner: Ana, blocking: perhaps)\n- [ ] same\n## C\n- [ ] same\n## D\n- [ ] h (after: same)\n";
    let plan = plan(text);
    let found: Vec<_> = plan.diagnostics.iter().map(|one| (one.code, one.line - 3)).collect();
    let expected = [
        (Code::Attribute, 1),
        (Code::Attribute, 2),
        (Code::Reference, 2),
        (Code::UnknownAttribute, 3),
        (Code::DuplicateId, 5),
        (Code::Box, 6),
        (Code::Attribute, 7),
        (Code::AmbiguousReference, 12),
    ];
    assert_eq!(found, expected);
    assert_eq!(plan.diagnostics[2].hint, "Did you mean b/backups?");
    assert_eq!(plan.diagnostics[3].hint, "Did you mean estimate?");
    let report = plan.report("plan.md", None);
    assert!(
        report.contains("warning[reference]: no item or section is named \"backup\"\n --> plan.md:5:1\n"),
        "{report}"
    );
    assert!(report.ends_with("8 warnings\n"), "{report}");
    assert_eq!(codes("- [ ] a (due: 2026-11-20)\n"), [Code::TimeZone]);
}

#[test]
fn what_comes_after_the_launch_by_its_dates_does_not_block() {
    let text = "# A\n**Launch Date:** 2026-11-24T09:00:00Z (UTC)\n\n## Before (period: 2026-11-01 to 2026-12-20)\n- [ ] a\n- [ ] b (due: 2026-12-10)\n- [ ] c (due: Day 5)\n- [ ] d (due: 2026-11-24)\n- [ ] e (due: Day 0)\n- [ ] f (period: 2026-12-01 to 2026-12-02)\n- [ ] g (due: 2026-12-10, blocking)\n## Hypercare (window: 2026-12-01 to 2026-12-20)\n- [ ] h\n- [ ] i (blocking: yes)\n- [ ] j (window: Day -2)\n### In it\n- [ ] k\n";
    let blocking = |text: &str| -> String {
        read(text).items().filter(|item| item.blocking).map(|item| item.title.clone()).collect()
    };
    assert_eq!(blocking(text), "adegij");
    assert_eq!(blocking(&text.replace("**Launch Date:**", "Once:")), "abdefghijk", "nobody knows when the launch is");
}

#[test]
fn rings_are_named_whole() {
    let ring = |text: &str| -> Vec<String> {
        plan(text).diagnostics.iter().filter(|one| one.code == Code::Cycle).map(|one| one.message.clone()).collect()
    };
    assert_eq!(
        ring("- [ ] x (after: y)\n- [ ] y (after: z)\n- [ ] z (after: x)\n- [ ] p (after: q)\n- [ ] q (after: p)\n")
            .len(),
        2
    );
    let three = ring("- [ ] x (after: y)\n- [ ] y (after: z)\n- [ ] z (after: x)\n");
    assert!(
        ["b/x", "b/y", "b/z"].iter().all(|id| three[0].contains(id)) && three[0].matches("->").count() == 3,
        "{three:?}"
    );
    assert_eq!(ring("- [ ] x (after: b)\n").len(), 1, "an item that waits for its own section");
    assert_eq!(ring("- [ ] x (start-to-start: y)\n- [ ] y (finish-to-finish: x)\n"), [] as [String; 0]);
    assert_eq!(ring("- [ ] x (after: y)\n- [ ] y (start-to-finish: x)\n").len(), 1, "an end and a start");
    let long: String = (0..5_000).map(|at| format!("- [ ] t{at} (after: t{})\n", (at + 1) % 5_000)).collect();
    let message = &ring(&long)[0];
    assert!(message.contains("(5000 in all)") && message.len() < 400, "{message}");
}

#[test]
fn blocking_is_what_is_said_before_it_is_what_the_window_says() {
    let plan = plan(
        "- [ ] a (blocking: no)\n  - [ ] b\n  - [ ] c (blocking: yes)\n## D (Day 3)\n- [ ] e\n- [ ] f (owner: x, blocking)\n## G\n- [ ] h (window: Day 2)\n- [ ] i (owner: y, optional)\n",
    );
    let blocking: Vec<_> = plan.items().map(|item| (item.title.as_str(), item.blocking)).collect();
    let expected = [("a", false), ("b", false), ("c", true), ("e", false), ("f", true), ("h", false), ("i", false)];
    assert_eq!(blocking, expected);
}

#[test]
fn trees_carry_boxes_and_windows() {
    let plan = plan("```text\nCutover:\n├── [x] a\n└── [ ] b\n    ├── c\n\nHour 0-2: d\n|-- e\n`-- Owner: Ana\n```\n");
    let items: Vec<_> = plan.items().map(|item| (item.id.as_str(), item.state, item.blocking, item.line - 3)).collect();
    let none = ItemState::None;
    let expected = [
        ("b/cutover", none, false, 2),
        ("b/cutover/a", ItemState::Done, true, 3),
        ("b/cutover/b", ItemState::Open, true, 4),
        ("b/cutover/b/c", none, false, 5),
        ("b/hour-0-2-d", none, false, 7),
        ("b/hour-0-2-d/e", none, false, 8),
    ];
    assert_eq!(items, expected);
    let hour = plan.item("b/hour-0-2-d").unwrap();
    assert_eq!((hour.window, hour.owner.as_deref()), (Some("Hour 0-2".parse().unwrap()), Some("Ana")));
    assert_eq!(plan.diagnostics, []);
    let mut ticked = plan.clone();
    ticked.tick("b/cutover/b", true).unwrap();
    assert!(ticked.to_markdown().unwrap().contains("└── [x] b\n"));
}

#[test]
fn gates_have_roles_quorums_and_criteria() {
    let text = "## Go/No-Go (due: Day -1)\n- [x] Rollback tested\n### Technical owners\n**Quorum:** 1 of 2\n**Veto:** no\n- [x] **Ana**: servers (done 2026-11-20 by Ana)\n- [ ] Ben\n\
                ### Business\n| Approver | Role | Status | Date |\n|---|---|---|---|\n| Cy | Product | Approved | 2026-11-21 |\n| Di | Legal | [ ] | |\n### Criteria\n- Budget approved: ✅\n- Contract signed: [PENDING]\n- [ ] Staff trained\n";
    let plan = plan(text);
    assert_eq!(plan.diagnostics, []);
    let gate = &plan.gates[0];
    assert_eq!(
        (gate.id.as_str(), plan.gates.len(), instant(gate.deadline, &plan).as_str()),
        ("go-no-go", 1, "2026-11-23T23:00:00Z")
    );
    let roles: Vec<_> =
        gate.required.iter().map(|one| (one.role.as_str(), one.names.join("+"), one.needed, one.veto)).collect();
    let role = |role, names: &str, needed, veto| (role, names.to_owned(), needed, veto);
    assert_eq!(
        roles,
        [role("Technical", "Ana+Ben", 1, false), role("Product", "Cy", 1, true), role("Legal", "Di", 1, true)]
    );
    let states: Vec<_> = plan.sign_offs.iter().map(|one| (one.name.as_str(), one.state)).collect();
    let (yes, no) = (SignOffState::Approved, SignOffState::Pending);
    assert_eq!(states, [("Ana", yes), ("Ben", no), ("Cy", yes), ("Di", no)]);
    assert_eq!(plan.sign_offs[2].signed_at.map(format_instant).as_deref(), Some("2026-11-20T23:00:00Z"));
    assert_eq!(plan.sign_offs[0].signed_by.as_deref(), Some("Ana"));
    let criteria: Vec<_> = gate.criteria.iter().map(|one| (one.text.as_str(), one.met)).collect();
    let expected = [
        ("Rollback tested", Some(true)),
        ("Budget approved", Some(true)),
        ("Contract signed", None),
        ("Staff trained", Some(false)),
    ];
    assert_eq!(criteria, expected);
}

#[test]
fn risks_and_schedules_are_read_from_lists_and_tables() {
    let text = "- [ ] dns\n## Risks\n- **Vendor late** (probability: 30 %, impact: high, mitigation: a second one, and money, delays: dns, delay: 1-2-5 days)\n- Rain\n  - Probability: low\n\n\
                | Risk | Likelihood | Impact | Mitigation | Owner | Delays |\n|---|---|---|---|---|---|\n| Fire | 0.05 | Critical | Water | Eve | dns |\n\
                ## Communication plan\n- Weekly: status mail (owner: Ana)\n- [ ] not a message\n\n| Message | When | Who | Audience |\n|---|---|---|---|\n| Outage | within 15 min | Ben | Clients |\n| News | every 2 weeks | Cy | All |\n";
    let plan = plan(text);
    assert_eq!(plan.diagnostics, []);
    let risks: Vec<_> =
        plan.risks.iter().map(|one| (one.title.as_str(), one.probability, one.impact, one.delays.join("+"))).collect();
    let expected = [
        ("Vendor late", Some(0.3), Some(RiskLevel::High), "b/dns".to_owned()),
        ("Rain", Some(0.1), None, String::new()),
        ("Fire", Some(0.05), Some(RiskLevel::Critical), "b/dns".to_owned()),
    ];
    assert_eq!(risks, expected);
    assert_eq!(
        (plan.risks[0].mitigation.as_str(), plan.risks[2].owner.as_deref()),
        ("a second one, and money", Some("Eve"))
    );
    assert_eq!(plan.risks[0].delay, Some("1-2-5 days".parse().unwrap()));
    let schedules: Vec<_> = plan
        .schedules
        .iter()
        .map(|one| (one.title.as_str(), one.every.map(|span| span.to_string()), one.who.as_deref()))
        .collect();
    let expected = [
        ("status mail", Some("1 week".to_owned()), Some("Ana")),
        ("Outage", None, Some("Ben")),
        ("News", Some("2 weeks".to_owned()), Some("Cy")),
    ];
    assert_eq!(schedules, expected);
    assert_eq!(plan.schedules[1].within, Some("15 min".parse().unwrap()));
    assert!(plan.schedules.iter().all(|one| one.kind == RecurringKind::Communication));
    assert_eq!((plan.tables.len(), plan.tables[0].rows.len()), (2, 1));
}

#[test]
fn a_signature_with_its_date_is_an_approval_in_a_table_as_in_a_line() {
    let table = |head: &str, row: &str| {
        let line = "---|".repeat(head.split('|').count());
        let text = format!("# A\n**Time Zone:** UTC\n## Sign-Off\n\n| {head} |\n|{line}\n| {row} |\n");
        let sign_off = read(&text).sign_offs.remove(0);
        (sign_off.state, sign_off.signed_by, sign_off.signed_at.is_some())
    };
    let by = |name: &str| Some(name.to_owned());
    for (head, row, expected) in [
        ("Approver | Signature | Date", "Ana | A. Lee | 2026-11-20", (SignOffState::Approved, by("A. Lee"), true)),
        ("Approver | Signature | Date", "Ana | A. Lee | |", (SignOffState::Pending, by("A. Lee"), false)),
        ("Approver | Signature | Date", "Ana | ______ | ____", (SignOffState::Pending, None, false)),
        ("Approver | Signature | Date", "Ana | Approved | 2026-11-20", (SignOffState::Approved, None, true)),
        ("Approver | Signature | Date", "Ana | no | 2026-11-20", (SignOffState::Rejected, None, true)),
        ("Name | Role | Signature", "Ana | Ops | A. Lee", (SignOffState::Approved, by("A. Lee"), false)),
        (
            "Name | Status | Signed by | Date",
            "QA | | A. Lee | 2026-11-20",
            (SignOffState::Approved, by("A. Lee"), true),
        ),
        (
            "Name | Status | Signed by | Date",
            "QA | Pending | A. Lee | 2026-11-20",
            (SignOffState::Pending, by("A. Lee"), true),
        ),
        (
            "Name | Status | Signed by | Date",
            "QA | see mail | A. Lee | 2026-11-20",
            (SignOffState::Pending, by("A. Lee"), true),
        ),
    ] {
        assert_eq!(table(head, row), expected, "{head}: {row}");
    }
}

#[test]
fn quorums_that_are_not_understood_or_cannot_be_reached_are_diagnosed() {
    let quorum = |value: &str| {
        let text = format!("## Sign-Off\n**Quorum:** {value}\n- [ ] **Ana**: a\n- [ ] **Ben**: b\n- [ ] **Cy**: c\n");
        let plan = read(&text);
        let found: Vec<_> = plan.diagnostics.iter().map(|one| (one.code, one.line)).collect();
        (plan.gates[0].required[0].needed, found)
    };
    for (value, needed) in [("2 of 3", 2), ("majority", 2), ("Two of three", 2), ("all", 3), ("3", 3), ("1", 1)] {
        assert_eq!(quorum(value), (needed, vec![]), "{value}");
    }
    for (value, needed) in
        [("6 of 5", 3), ("0", 1), ("most of them", 3), ("2/3", 3), ("50 %", 3), ("two-thirds", 3), ("3 quarters", 3)]
    {
        assert_eq!(quorum(value), (needed, vec![(Code::SignOff, 2)]), "{value}");
    }
}

#[test]
fn signatures_are_not_read_into_refusals() {
    let states = |head: &str, cells: &[&str]| -> Vec<SignOffState> {
        let rule = head.replace(|sign: char| sign != '|', "-");
        let rows: Vec<String> = cells.iter().map(|cell| format!("| Ben {} | {cell} |\n", cell.len())).collect();
        let plan = read(&format!("## Go/No-Go\n- [x] ok\n\n{head}\n{rule}\n{}", rows.concat()));
        plan.sign_offs.iter().map(|sign_off| sign_off.state).collect()
    };
    let cells = ["declined: backups untested | 2026-11-20", "Not approved yet | 2026-11-20", "B. Lee | 2026-11-20"];
    use SignOffState::{Approved, Pending, Rejected};
    assert_eq!(states("| Name | Signature | Date |", &cells), [Rejected, Rejected, Approved]);
    let cells = ["on leave", "TBC", "waiting for legal", "?", "approved", "Rejected - data loss"];
    assert_eq!(states("| Name | Signature |", &cells), [Pending, Pending, Pending, Pending, Approved, Rejected]);
    // Inside of a gate a status is enough; elsewhere it may be that of anything.
    assert_eq!(states("| Name | Status |", &["approved", "rejected"]), [Approved, Rejected]);
    assert!(read("## Team\n| Name | Status |\n|---|---|\n| Ben | approved |\n").sign_offs.is_empty());
}

#[test]
fn a_quorum_of_nobody_is_warned_of() {
    let plan = read("## Go/No-Go\n**Quorum:** 2 of 3\n- [x] ok\n");
    assert_eq!(plan.diagnostics.iter().map(|one| (one.code, one.line)).collect::<Vec<_>>(), [(Code::SignOff, 2)]);
}

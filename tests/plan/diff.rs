//! What is different between two plans.

use hypercare::plan::{ChangeKind, ChangeSubject, ItemState, Plan};
use proptest::prelude::*;

use super::read;

fn words(old: &str, new: &str) -> Vec<String> {
    read(old).diff(&read(new)).to_text().lines().map(str::to_owned).collect()
}

#[test]
fn changes_are_told_in_words() {
    let old =
        "# O\n## Checks (Day -7 to -1)\n- [ ] Backups\n- [x] DNS lowered to 60 s\n- [ ] Tour\n## After\n- [ ] Party\n";
    assert_eq!(words(old, old), ["Nothing changed."]);
    assert_eq!(words(old, &old.replace("[ ] Backups", "[x] Backups")), ["ticked item \"Backups\" (checks/backups)"]);
    assert_eq!(
        words(old, &old.replace("[x] DNS", "[ ] DNS")),
        ["unticked item \"DNS lowered to 60 s\" (checks/dns-lowered-to-60-s)"]
    );
    assert_eq!(
        words(old, &old.replace("60 s", "30 s")),
        ["renamed item \"DNS lowered to 30 s\" (checks/dns-lowered-to-30-s): was \"DNS lowered to 60 s\""]
    );
    assert_eq!(words(old, &old.replace("- [ ] Tour\n", "")), ["removed item \"Tour\" (checks/tour) from checks"]);
    assert_eq!(
        words(old, &old.replace("- [ ] Party", "- [ ] Party\n- [ ] Zebra")),
        ["added item \"Zebra\" (after/zebra) in after"]
    );
    assert_eq!(
        words(old, &old.replace("- [ ] Tour\n", "").replace("- [ ] Party", "- [ ] Party\n- [ ] Tour")),
        ["moved item \"Tour\" (after/tour): from checks to after"]
    );
    assert_eq!(
        words(old, &old.replace("- [ ] Backups\n", "").replace("- [ ] Tour\n", "- [ ] Tour\n- [ ] Backups\n")),
        ["moved item \"Backups\" (checks/backups): from place 1 to place 3"]
    );
    assert_eq!(
        words(old, &old.replace("Day -7 to -1", "Day -3 to -1")),
        [
            "renamed section \"Checks (Day -3 to -1)\" (checks): was \"Checks (Day -7 to -1)\"",
            "changed the window of section \"Checks (Day -3 to -1)\" (checks): Day -7 to -1 -> Day -3 to -1"
        ]
    );
    assert_eq!(
        words(old, &old.replace("Tour", "Tour (optional)")),
        [
            "renamed item \"Tour (optional)\" (checks/tour-optional): was \"Tour\"",
            "changed item \"Tour (optional)\" (checks/tour-optional): blocking -> not blocking"
        ]
    );
    assert_eq!(
        words(old, &old.replace("## Checks", "## Final checks")),
        ["renamed section \"Final checks (Day -7 to -1)\" (final-checks): was \"Checks (Day -7 to -1)\""],
        "what lies in it is the same"
    );
    assert_eq!(words(old, &old.replace("# O\n", "# P\n"))[0], "renamed the plan: was \"O\"");
}

#[test]
fn owners_estimates_and_dependencies_are_compared() {
    let old = "# O\n## A\n- [ ] One (owner: Ana, estimate: 4 h)\n- [ ] Two (after: One)\n";
    let new = "# O\n## A\n- [ ] One (owner: Ben, estimate: 2-4-8 h)\n- [ ] Two (after: One +1 h)\n";
    let diff = read(old).diff(&read(new));
    let kinds: Vec<ChangeKind> = diff.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::Owner, ChangeKind::Estimate, ChangeKind::Dependencies]);
    assert_eq!(diff.changes[0].to_text(), "changed the owner of item \"One\" (a/one): Ana -> Ben");
    assert_eq!(diff.changes[2].before.as_deref(), Some("a/one"));
    assert!(diff.changes[2].after.as_deref().unwrap().starts_with("a/one +1 h"));
    let renamed = old.replace("## A", "## B");
    let diff = read(old).diff(&read(&renamed));
    assert_eq!(diff.count(ChangeKind::Dependencies), 0, "it waits for the same under another name");
    assert_eq!((diff.changes.len(), diff.kept), (1, 2), "{}", diff.to_text());
}

#[test]
fn fields_risks_tables_and_sign_offs_are_compared() {
    let old = "# O\n**Rollback owner:** Ana\n## Risks\n\n| Risk | Probability | Impact |\n|---|---|---|\n| Overload | 10 % | high |\n\n## Sign-Off\n\n| Approver | Role | Status |\n|---|---|---|\n| Ben | Technical | Approved |\n";
    let told = |new: &str| {
        let diff = read(old).diff(&read(new));
        diff.changes.iter().map(|change| (change.subject, change.kind)).collect::<Vec<_>>()
    };
    use ChangeKind::Content;
    assert_eq!(told(old), []);
    assert_eq!(told(&old.replace("Ana", "Cy")), [(ChangeSubject::Field, Content)]);
    assert_eq!(told(&old.replace("10 %", "80 %")), [(ChangeSubject::Risk, Content), (ChangeSubject::Table, Content)]);
    assert_eq!(
        told(&old.replace("Approved", "Rejected")),
        [(ChangeSubject::SignOff, Content), (ChangeSubject::Table, Content)]
    );
    let ticked = "# O\n- [x] A (done 2026-11-20 by Ana)\n";
    let diff = read(ticked).diff(&read(&ticked.replace("Ana", "Ben")));
    assert_eq!(
        diff.changes.iter().map(|change| change.kind).collect::<Vec<_>>(),
        [ChangeKind::Tick],
        "{}",
        diff.to_text()
    );
}

/// A plan of a few sections and items with short titles, many of them the same.
fn plan() -> impl Strategy<Value = String> {
    let title =
        prop_oneof![Just("alpha"), Just("beta"), Just("gamma"), Just("delta one"), Just("delta two"), Just("omega")];
    let line = (0..10_u8, title).prop_map(|(kind, title)| match kind {
        0..=1 => format!("## {title}\n"),
        2 => format!("### {title} (Day -1)\n"),
        3..=5 => format!("- [ ] {title}\n"),
        6..=7 => format!("- [x] {title}\n"),
        8 => format!("  - [ ] {title}\n"),
        _ => format!("- {title}\n"),
    });
    prop::collection::vec(line, 0..12).prop_map(|lines| format!("# Plan\n## Start\n{}", lines.concat()))
}

/// The sections without the places where they stand, which no difference tells.
fn content(plan: &Plan) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            serde_json::Value::Object(fields) => {
                fields.retain(|name, _| !matches!(name.as_str(), "line" | "column" | "end_line"));
                fields.values_mut().for_each(strip);
            }
            _ => {}
        }
    }
    let mut sections = serde_json::to_value(&plan.sections).expect("JSON");
    strip(&mut sections);
    sections
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_difference_accounts_for_every_item((old, new) in (plan(), plan())) {
        let (old, new): (Plan, Plan) = (read(&old), read(&new));
        let diff = old.diff(&new);
        let count = |kind: ChangeKind, subject: ChangeSubject| diff.changes.iter().filter(|change| change.kind == kind && change.subject == subject).count();
        let of_items = |kind| count(kind, ChangeSubject::Item);
        prop_assert_eq!(of_items(ChangeKind::Added) + diff.kept, new.items().count());
        prop_assert_eq!(of_items(ChangeKind::Removed) + diff.kept, old.items().count());
        prop_assert_eq!(diff.is_empty(), content(&old) == content(&new));
        prop_assert!(old.diff(&old).is_empty());
        let sections = |plan: &Plan| plan.sections.len();
        prop_assert_eq!(
            sections(&new) + count(ChangeKind::Removed, ChangeSubject::Section),
            sections(&old) + count(ChangeKind::Added, ChangeSubject::Section)
        );
        prop_assert_eq!(diff.to_text().lines().count(), diff.changes.len().max(1));
    }

    #[test]
    fn ticking_is_the_only_change_it_makes(text in plan(), which in any::<prop::sample::Index>()) {
        let old = read(&text);
        let boxes: Vec<_> = old.items().filter(|item| item.state != ItemState::None).map(|item| (item.id.clone(), item.state)).collect();
        prop_assume!(!boxes.is_empty());
        let (id, state) = which.get(&boxes);
        let mut new = old.clone();
        new.tick(id, *state == ItemState::Open).unwrap();
        let diff = old.diff(&new);
        prop_assert_eq!(diff.changes.len(), 1);
        prop_assert_eq!(&diff.changes[0].id, id);
        prop_assert_eq!(diff.changes[0].kind, if *state == ItemState::Open { ChangeKind::Ticked } else { ChangeKind::Unticked });
    }
}

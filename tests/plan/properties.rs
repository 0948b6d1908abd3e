//! What holds for every text.

use std::collections::HashSet;

use hypercare::plan::{ItemState, Plan};
use proptest::prelude::*;

use super::{at, read, uncovered};

/// Texts made of what Markdown is made of.
pub(super) fn markdown() -> impl Strategy<Value = String> {
    let start = prop_oneof![
        Just(""),
        Just("# "),
        Just("## "),
        Just("### "),
        Just("- "),
        Just("- [ ] "),
        Just("- [x] "),
        Just("  - [ ] "),
        Just("  - "),
        Just("    - [x] "),
        Just("1. "),
        Just("> "),
        Just("```\n"),
        Just("```\nA:\n├── "),
        Just("## Sign-Off\n- [ ] **"),
        Just("## Risks\n- "),
        Just("~~~"),
        Just("    "),
        Just("\t"),
        Just("| a | b |\n|---|---|\n| "),
        Just("<div>\n"),
        Just("<!-- "),
        Just("[a]: "),
        Just("---\n"),
        Just("* * *\n"),
        Just("**Risk Level:** "),
        Just("**Launch Date:** "),
        Just("- **"),
        Just("===\n"),
        Just("\u{feff}"),
        Just("-\n"),
        Just("- - "),
        Just("* - 1) "),
        Just("\r"),
        Just("+   "),
        Just("***"),
    ];
    let middle = prop_oneof![
        Just(""),
        Just("words"),
        Just("Phase 1: x (Day -7 to -1)"),
        Just("Day 0"),
        Just("Hour 2-8:"),
        Just("(2 weeks)"),
        Just("**bold** rest"),
        Just("**bold:** rest"),
        Just("[a](b) ![c](d)"),
        Just("`code` <br>"),
        Just("low"),
        Just("2026-11-24 09:00 Europe/Paris"),
        Just("‚Üí √© é"),
        Just("[x]"),
        Just("Day X to"),
        Just("a\\"),
        Just("-->"),
        Just("a | b"),
        Just("&nbsp;"),
        Just("Week 0 (Day 5 to 2)"),
        Just("***"),
        Just("日本"),
        Just("(optional)"),
        Just("(owner: Ana, after: words, due: Day -1) {#x}"),
        Just("Owner: Ana"),
        Just("├── a"),
        Just("{#x} (estimate: 2-4 h"),
    ];
    let end = prop_oneof![6 => Just("\n"), 2 => Just("\n\n"), 1 => Just("\r\n"), 1 => Just(""), 1 => Just("  \n")];
    proptest::collection::vec((start, middle, end), 0..25)
        .prop_map(|parts| parts.into_iter().map(|(start, middle, end)| format!("{start}{middle}{end}")).collect())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let Ok(plan) = Plan::from_markdown(text) else { return Ok(()) };
    prop_assert_eq!(uncovered(text, &plan), Vec::<usize>::new());

    let mut ids = HashSet::new();
    for (index, section) in plan.sections.iter().enumerate() {
        prop_assert!(!section.id.is_empty() && ids.insert(section.id.clone()));
        prop_assert!(section.parent.is_none_or(|parent| parent < index && plan.sections[parent].level < section.level));
        for (index, item) in section.items.iter().enumerate() {
            prop_assert!(!item.id.is_empty() && ids.insert(item.id.clone()));
            prop_assert!(item.parent.is_none_or(|parent| parent < index));
            prop_assert!(!item.blocking || item.state != ItemState::None);
        }
    }
    let lines: Vec<&str> = text.split('\n').collect();
    for diagnostic in &plan.diagnostics {
        let line = lines[diagnostic.line as usize - 1];
        prop_assert!(diagnostic.column as usize <= line.chars().count() + 1 && diagnostic.line <= diagnostic.end_line);
    }

    let readiness = plan.readiness(at("2026-11-24T09:00:00Z")).unwrap();
    let of = |state| plan.items().filter(|item| item.state == state).count();
    prop_assert_eq!((readiness.done, readiness.open), (of(ItemState::Done), of(ItemState::Open)));
    prop_assert_eq!(
        readiness.blocking.len(),
        plan.items().filter(|i| i.blocking && i.state == ItemState::Open).count()
    );
    prop_assert_eq!(readiness.ready, readiness.blocking.is_empty());

    prop_assert_eq!(&Plan::from_json(&plan.to_json().unwrap()).unwrap(), &plan);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_text_is_read_without_a_line_lost(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn any_markdown_is_read_without_a_line_lost(text in markdown()) {
        check(&text)?;
    }

    #[test]
    fn any_letters_of_markdown_are_read_without_a_line_lost(text in "[-*_#>`~|<!\\[\\]()x a1.:&\\\\\n\r\té’‚Üí]{0,80}") {
        check(&text)?;
    }

    #[test]
    fn ids_do_not_change_by_ticking_in_the_text(text in markdown()) {
        let plan = read(&text);
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        for item in plan.items().filter(|item| item.state == ItemState::Open) {
            let line = &mut lines[item.line as usize - 1];
            let bullet = line.char_indices().nth(item.column as usize - 1).map_or(line.len(), |(at, _)| at);
            let (before, after) = line.split_at(bullet);
            *line = format!("{before}{}", after.replacen("[ ]", "[x]", 1));
        }
        let ticked = read(&lines.join("\n"));
        let ids = |plan: &Plan| plan.items().map(|item| item.id.clone()).collect::<Vec<_>>();
        prop_assert_eq!(ids(&plan), ids(&ticked));
        let open = ticked.items().filter(|item| item.state == ItemState::Open).count();
        prop_assert_eq!(open, 0);
    }

    #[test]
    fn ticking_all_that_blocks_makes_the_plan_ready(text in markdown()) {
        let mut plan = read(&text);
        let now = at("2026-11-24T09:00:00Z");
        let before = plan.readiness(now).unwrap();
        for item in &before.blocking {
            plan.tick(&item.id, true).unwrap();
        }
        let after = plan.readiness(now).unwrap();
        prop_assert!(after.ready);
        prop_assert_eq!(after.done, before.done + before.blocking.len());
        prop_assert_eq!(after.done + after.open, before.done + before.open);
    }
}

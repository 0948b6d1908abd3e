//! Texts that are made to keep the reader busy: each takes well under a second where time and memory grow with the text,
//! and hours or all memory where they grow with its square.

use hypercare::plan::Plan;

use super::read;

#[test]
fn nested_brackets_on_one_line_are_linear() {
    const DEEP: usize = 20_000;
    for open in ["(", "(a", "(optional,", "(owner:", "( "] {
        let plan = read(&format!("- [ ] a {}{}\n", open.repeat(DEEP), ")".repeat(DEEP)));
        assert_eq!(plan.items().count(), 1);
    }
}

#[test]
fn many_signs_in_a_name_are_linear() {
    let plan = read(&format!("- [ ] b\n- [ ] a (after: {}b +2 h)\n", "x -1 ".repeat(100_000)));
    let after = &plan.items().nth(1).unwrap().after[0];
    assert_eq!((after.lag.to_string().as_str(), after.on.len()), ("2 h", 500_001));
}

#[test]
fn names_that_mean_nothing_are_linear() {
    let lines: String = (0..2_000).map(|number| format!("- [ ] a{number} (after: zz{number})\n")).collect();
    let plan = read(&lines);
    assert_eq!(plan.diagnostics.len(), 2_000);
    assert!(plan.diagnostics[0].message.starts_with("no item or section is named"));
    let lines: String = (0..2_000).map(|number| format!("## Phase {number}\n- [ ] a (after: Phase 99999)\n")).collect();
    assert!(read(&lines).diagnostics.len() >= 2_000);
}

#[test]
fn a_name_of_many_is_linear() {
    for word in ["t", "nowhere/t", "A/B"] {
        let plan = read(&format!("## A\n{}", format!("- [ ] T (after: {word})\n").repeat(2_000)));
        assert_eq!(plan.items().count(), 2_000);
        assert!(plan.diagnostics.len() >= 1_999, "{word}");
    }
}

#[test]
fn ends_of_ids_begin_at_a_slash() {
    let plan = read("## Backup\n- [ ] Tests\n## Up\n- [ ] Load\n## Go\n- [ ] Run (after: up/tests)\n");
    assert!(plan.diagnostics.iter().any(|one| one.message.contains("\"up/tests\"")), "{:?}", plan.diagnostics);
}

#[test]
fn an_id_without_a_slash_is_meant_only_by_paths_through_what_is_around_it() {
    let text =
        |word: &str| format!("## Checks\n- [ ] Tests\n  - [ ] Load {{#load}}\n## Go\n- [ ] Run (after: {word})\n");
    for word in ["load", "tests/load", "checks/tests/load", "Tests/Load"] {
        let plan = read(&text(word));
        assert_eq!((plan.item("go/run").unwrap().after[0].on.as_str(), plan.diagnostics.len()), ("load", 0), "{word}");
    }
    for word in ["nowhere/load", "ests/load", "checks/load", "go/load"] {
        let plan = read(&text(word));
        assert!(plan.diagnostics.iter().any(|one| one.message.contains(&format!("named {word:?}"))), "{word}");
    }
}

#[test]
fn lag_and_lead_of_one_dependency_are_both_written() {
    let mut plan = read("- [ ] b\n- [ ] a (after: b)\n");
    let after = &mut plan.sections[0].items[1].after[0];
    (after.lag, after.lead) = ("2 h".parse().unwrap(), "30 min".parse().unwrap());
    plan.source = None;
    let text = plan.to_markdown().unwrap();
    assert!(text.contains("b +2 h -30 min"), "{text}");
    let after = &read(&text).sections[0].items[1].after[0];
    assert_eq!((after.lag.to_string().as_str(), after.lead.to_string().as_str()), ("2 h", "30 min"));
}

#[test]
fn titles_are_not_copied_whole_to_each_below() {
    let title = "x".repeat(200_000);
    for heading in ["Metrics", "Risks", "Launch Sign-Off", "Training Schedule"] {
        for below in ["a: <1 s", "a: ___ Date: ___", "b", "[ ] **c**: d"] {
            let text = format!("## {heading}\n- {title}\n{}", format!("  - {below}\n").repeat(2_000));
            let json = read(&text).to_json().unwrap();
            assert!(json.len() < 10_000_000, "{heading} {below}: {}", json.len());
        }
    }
}

#[test]
fn reports_on_one_long_line_are_linear() {
    let plan = read(&"a <b> ".repeat(20_000));
    assert!(plan.diagnostics.len() >= 20_000);
    let report = plan.report("x", None);
    assert!(report.contains("1 | ...") && report.len() < 10_000_000);
    let first = &plan.diagnostics[1_000];
    assert!(report.contains(&first.render("x", &"a <b> ".repeat(20_000))));
}

#[test]
fn what_is_read_can_be_written_as_json_and_read_again() {
    // Over a million values, more than the caps of other documents.
    let plan = read(&format!("## Checks\n{}", "- [ ] a\n".repeat(23_000)));
    assert!(Plan::from_json(&plan.to_json().unwrap()).unwrap() == plan);
}

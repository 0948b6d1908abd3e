//! Real plans: the three documents that the library was asked for from, and the one of the rehearsal.

use hypercare::plan::{DiagnosticCode as Code, DiagnosticLevel, Plan, SectionKind, WindowUnit};

use super::{at, read, uncovered};

/// The text of a mission document; none, with a reason printed, where it is not there.
fn mission(name: &str) -> Option<String> {
    let path = format!("{}/../../shared/mission/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {path} is not there");
    }
    text
}

fn kinds(plan: &Plan, kind: SectionKind) -> usize {
    plan.sections.iter().filter(|section| section.kind == kind).count()
}

fn count(plan: &Plan, code: Code) -> usize {
    plan.diagnostics.iter().filter(|diagnostic| diagnostic.code == code).count()
}

// The numbers below were counted with grep, fenced blocks left out for headings and bullets.

#[test]
fn the_launch_plan_is_read_whole_although_its_utf_8_was_broken() {
    let Some(text) = mission("000_261b1529dfb7a9b3.txt") else { return };
    let plan = read(&text);
    assert_eq!(uncovered(&text, &plan), [] as [usize; 0]);
    assert_eq!((plan.sections.len(), plan.items().count()), (57, 302));
    let readiness = plan.readiness(at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!((readiness.done, readiness.open), (125, 37));
    // 13 boxes of Day -7 to -1, 3 of the migration, 3 of training, 10 sign-offs; the 8 of Day 0 to 7 do not block.
    assert_eq!(readiness.blocking.len(), 29);

    let numbers = |kind| {
        let sections = plan.sections.iter().filter(move |section| section.kind == kind);
        sections.filter_map(|section| section.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(SectionKind::Wave), [0, 1, 2, 3]);
    assert_eq!(numbers(SectionKind::Phase), [1, 2, 3]);
    assert_eq!((kinds(&plan, SectionKind::Day), kinds(&plan, SectionKind::Hour)), (9, 3));
    let windows = |unit| {
        let windows = plan.sections.iter().filter_map(|section| section.window);
        windows.filter(|window| window.unit == unit).map(|window| window.to_string()).collect::<Vec<_>>()
    };
    let days = "Day -7 to -1|Day -7|Day -6|Day -5|Day -4|Day -3|Day -2|Day -1|Day 0|Day 1 to 7|Day 1 to 3|Day 4 to 7";
    assert_eq!(windows(WindowUnit::Day).join("|"), days);
    assert_eq!(windows(WindowUnit::Hour), ["Hour 0 to 2", "Hour 2 to 8", "Hour 8 to 24"]);

    assert_eq!(plan.field("Launch Date"), Some("[TO BE DETERMINED]"));
    assert_eq!((plan.fields.len(), plan.launch), (3, None));
    let phase = plan.sections.iter().find(|section| section.number == Some(1) && section.kind == SectionKind::Phase);
    let phase = phase.unwrap();
    assert_eq!((phase.duration.map(|span| span.to_string()), phase.fields.len()), (Some("1 week".to_owned()), 2));
    assert!(plan.sections.iter().any(|section| section.title == "🎯 Executive Summary" && section.line == 10));
    assert!(plan.sections.iter().any(|section| section.title == "Wave 0 Foundations Validation ✅"));

    let warnings: Vec<_> = plan.diagnostics.iter().filter(|one| one.level == DiagnosticLevel::Warning).collect();
    assert_eq!(warnings.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::LaunchDate, Code::RepairedText]);
    assert_eq!((warnings[1].line, warnings[1].column), (10, 4));
    assert!(
        warnings[1].message.starts_with("266 runs of characters were UTF-8 read as Mac Roman"),
        "{}",
        warnings[1].message
    );
    assert_eq!((count(&plan, Code::CodeBlock), count(&plan, Code::Paragraph), plan.diagnostics.len()), (18, 3, 23));
}

#[test]
fn the_support_framework_is_read_whole() {
    let Some(text) = mission("001_1546839ed041968f.txt") else { return };
    let plan = read(&text);
    assert_eq!(uncovered(&text, &plan), [] as [usize; 0]);
    assert_eq!((plan.sections.len(), plan.items().count()), (49, 75));
    let readiness = plan.readiness(at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!((readiness.done, readiness.open, readiness.ready), (0, 0, true));
    assert_eq!(plan.field("Review Cycle"), Some("Monthly"));
    assert_eq!((count(&plan, Code::CodeBlock), count(&plan, Code::Paragraph), plan.diagnostics.len()), (15, 2, 17));
    assert!(plan.sections.iter().any(|section| section.title == "🎯 Post-Launch Support Overview"));
}

#[test]
fn the_go_live_checklist_is_read_whole() {
    let Some(text) = mission("003_029e26f54d6cc251.txt") else { return };
    let plan = read(&text);
    assert_eq!(uncovered(&text, &plan), [] as [usize; 0]);
    assert_eq!((plan.sections.len(), plan.items().count(), plan.diagnostics.len()), (33, 100, 0));
    let readiness = plan.readiness(at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!((readiness.done, readiness.open, readiness.blocking.len()), (0, 24, 24));
    let phases = plan.sections.iter().filter(|section| section.kind == SectionKind::Phase);
    let durations: Vec<_> = phases.map(|phase| (phase.number, phase.duration.map(|span| span.to_string()))).collect();
    let expected = [2, 3, 4, 2, 3, 2].map(|weeks| Some(format!("{weeks} weeks")));
    assert_eq!(durations, (1..).map(Some).zip(expected).collect::<Vec<_>>());
}

#[test]
fn the_plan_of_the_rehearsal_has_no_warnings() {
    let text = include_str!("../../examples/launch_day/plan.md");
    let plan = read(text);
    assert_eq!(uncovered(text, &plan), [] as [usize; 0]);
    assert!(plan.diagnostics.iter().all(|one| one.level == DiagnosticLevel::Info), "{:?}", plan.diagnostics);
    assert_eq!(plan.launch.map(|launch| launch.zone.name()), Some("America/New_York"));
    assert_eq!((kinds(&plan, SectionKind::Wave), kinds(&plan, SectionKind::Phase)), (4, 3));
    // At the midnight that begins launch day, what Day -2 and Day -1 left open is late.
    let readiness = plan.readiness(at("2026-11-24T05:00:00Z")).unwrap();
    assert_eq!((readiness.done, readiness.open), (67, 21));
    assert_eq!((readiness.blocking.len(), readiness.overdue.len()), (6, 3));
}

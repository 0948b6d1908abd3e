//! Real plans: the three documents that the library was asked for from, and the one of the rehearsal.

use hypercare::plan::{
    DiagnosticCode as Code, DiagnosticLevel, Plan, PlanCriterion, RecurringKind, SectionKind, SignOffState, WindowUnit,
};

use super::{at, read, uncovered};

/// The text of a mission document; none, with a reason printed, where it is not there.
pub(super) fn mission(name: &str) -> Option<String> {
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

/// How many criteria there are, how many have a number, and how many a target.
fn criteria(plan: &Plan) -> (usize, usize, usize) {
    let with = |has: fn(&PlanCriterion) -> bool| plan.criteria.iter().filter(|one| has(one)).count();
    (plan.criteria.len(), with(|one| one.threshold.is_some()), with(|one| one.target.is_some()))
}

// The numbers below were counted with grep and awk: headings and bullets outside of fenced blocks; inside of fenced
// blocks without a language lines with a branch, lines with a number and a point, and the other lines; of these by the
// head of their group, those with a comparison or a colon before a number ("24/7" is none), and those with "Target".

#[test]
fn the_launch_plan_is_read_whole_although_its_utf_8_was_broken() {
    let Some(text) = mission("000_261b1529dfb7a9b3.txt") else { return };
    let plan = read(&text);
    assert_eq!(uncovered(&text, &plan), [] as [usize; 0]);
    assert_eq!((plan.sections.len(), plan.items().count()), (57, 302 + 229 + 12 + 48));
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
    assert_eq!((count(&plan, Code::CodeBlock), count(&plan, Code::Paragraph), plan.diagnostics.len()), (0, 3, 5));

    // 15 system metrics, 15 alerts, 5 rollback criteria, 5 recovery times, 15 technical and 15 business KPIs, 5
    // commitments; with numbers 4 + 5, 2 + 4, 2, 5, 5 + 5 + 4, 5 + 5 + 5 and 4.
    assert_eq!(criteria(&plan), (75, 55, 4 + 3));
    let [gate] = plan.gates.as_slice() else { panic!("{:?}", plan.gates) };
    let required = gate.required.iter().map(|quorum| (quorum.role.as_str(), quorum.needed, quorum.names.len()));
    assert_eq!(required.collect::<Vec<_>>(), [("Technical", 5, 5), ("Business", 5, 5), ("Final", 5, 5)]);
    assert_eq!((gate.criteria.len(), gate.criteria.iter().filter(|one| one.met == Some(true)).count()), (8, 8));
    assert_eq!(plan.sign_offs.len(), 15);
    assert!(plan.sign_offs.iter().all(|one| one.state == SignOffState::Pending && one.signed_by.is_none()));
    // 3 weeks and 3 stretches of training, 5 messages, 5 reports, 3 reviews.
    let of = |kind| plan.schedules.iter().filter(|one| one.kind == kind).count();
    use RecurringKind::{Communication, Reporting, Review, Training};
    assert_eq!([of(Training), of(Communication), of(Reporting), of(Review)], [6, 5, 5, 3]);
    // The go-live by sections, the migration and the optimization by code blocks.
    let timelines: Vec<_> = plan.timelines.iter().map(|one| (one.title.as_str(), one.steps.len())).collect();
    let expected =
        [("Phase 2: Production Go-Live (Day 0)", 3), ("Migration Timeline", 5), ("Continuous Optimization Plan", 3)];
    assert_eq!(timelines, expected);
    let migration = &plan.timelines[1];
    assert_eq!(migration.duration, Some("4-6 hours".parse().unwrap()));
    let hours: Vec<_> =
        migration.steps.iter().map(|step| (step.window.start, step.window.end, step.tasks.len())).collect();
    assert_eq!(hours, [(0, 1, 5), (1, 3, 5), (3, 4, 5), (4, 5, 5), (5, 6, 5)]);
    assert_eq!(plan.to_markdown().unwrap(), text, "to the byte, broken characters and all");
}

#[test]
fn the_support_framework_is_read_whole() {
    let Some(text) = mission("001_1546839ed041968f.txt") else { return };
    let plan = read(&text);
    assert_eq!(uncovered(&text, &plan), [] as [usize; 0]);
    assert_eq!((plan.sections.len(), plan.items().count()), (49, 75 + 50 + 10));
    let readiness = plan.readiness(at("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!((readiness.done, readiness.open, readiness.ready), (0, 0, true));
    assert_eq!(plan.field("Review Cycle"), Some("Monthly"));
    assert_eq!((count(&plan, Code::CodeBlock), count(&plan, Code::Paragraph), plan.diagnostics.len()), (10, 2, 12));
    // Support objectives; performance, features, infrastructure; response, efficiency; performance, infrastructure.
    assert_eq!(criteria(&plan), (5 + 15 + 10 + 10, 3 + 15 + 9 + 10, 4 + 4 + 4 + 4 + 3));
    let reviews: Vec<_> =
        plan.schedules.iter().filter_map(|one| Some((one.every?.to_string(), one.topics.len()))).collect();
    let reviews: Vec<_> = reviews.iter().map(|(every, topics)| (every.as_str(), *topics)).collect();
    assert_eq!(reviews, [[("1 month", 4); 3], [("3 months", 4); 3]].concat());
    assert!(plan.gates.is_empty() && plan.risks.is_empty() && plan.timelines.is_empty());
    assert_eq!(plan.to_markdown().unwrap(), text);
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
    assert_eq!(criteria(&plan), (12, 0, 0));
    let risks =
        ["Technical", "Business", "Security"].map(|kind| plan.risks.iter().filter(|one| one.category == kind).count());
    assert_eq!((risks, plan.risks.len()), ([4; 3], 12));
    assert!(plan.gates.is_empty() && plan.schedules.is_empty() && plan.timelines.is_empty());
    assert_eq!(plan.to_markdown().unwrap(), text);
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

//! Launch plans: how Markdown is read, what blocks, what is late, and that nothing is dropped silently.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "shared/cases.rs"]
mod cases;

#[path = "plan/attributes.rs"]
mod attributes;
#[path = "plan/diff.rs"]
mod diff;
#[path = "plan/edits.rs"]
mod edits;
#[path = "plan/export.rs"]
mod export;
#[path = "plan/gate_properties.rs"]
mod gate_properties;
#[path = "plan/gates.rs"]
mod gates;
#[path = "plan/hostile.rs"]
mod hostile;
#[path = "plan/launch.rs"]
mod launch;
#[path = "plan/live.rs"]
mod live;
#[path = "plan/mission.rs"]
mod mission;
#[path = "plan/names.rs"]
mod names;
#[path = "plan/path.rs"]
mod path;
#[path = "plan/properties.rs"]
mod properties;
#[path = "plan/readiness.rs"]
mod readiness;
#[path = "plan/round_trip.rs"]
mod round_trip;
#[path = "plan/schedule.rs"]
mod schedule;
#[path = "plan/shared.rs"]
mod shared;
#[path = "plan/shared_documents.rs"]
mod shared_documents;
#[path = "plan/simulate.rs"]
mod simulate;

use chrono::{DateTime, Utc};
use hypercare::document::Limits;
use hypercare::document::value::{Keys, from_value, to_value};
use hypercare::plan::{
    Diagnostic, DiagnosticCode as Code, DiagnosticLevel, Item, ItemState, Plan, RiskLevel, Section, SectionKind,
    Window, WindowUnit,
};
use hypercare::time::{parse_instant, parse_zone};

fn read(text: &str) -> Plan {
    Plan::from_markdown(text).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    parse_instant(text).unwrap()
}

fn section(heading: &str) -> Section {
    read(&format!("## {heading}\n")).sections.remove(0)
}

fn item(text: &str) -> Item {
    read(text).items().next().unwrap().clone()
}

fn codes(text: &str) -> Vec<Code> {
    read(text).diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn places(text: &str) -> Vec<(Code, u32, u32, u32)> {
    let place = |d: &Diagnostic| (d.code, d.line, d.column, d.end_line);
    read(text).diagnostics.iter().map(place).collect()
}

/// The lines that neither the plan nor a diagnostic covers. Horizontal rules say nothing and are passed over.
fn uncovered(text: &str, plan: &Plan) -> Vec<usize> {
    let mut covered = vec![false; text.split('\n').count()];
    let mut cover = |from: u32, to: u32| covered[from as usize - 1..to as usize].fill(true);
    for section in &plan.sections {
        cover(section.line, section.end_line);
        for item in &section.items {
            cover(item.line, item.end_line);
            item.fields.iter().for_each(|field| cover(field.line, field.end_line));
        }
    }
    let fields = plan.fields.iter().chain(plan.sections.iter().flat_map(|section| &section.fields));
    fields.for_each(|field| cover(field.line, field.end_line));
    plan.diagnostics.iter().for_each(|diagnostic| cover(diagnostic.line, diagnostic.end_line));
    plan.tables.iter().for_each(|table| cover(table.line, table.end_line));
    let is_rule = |line: &str| {
        let signs: String = line.chars().filter(|sign| !sign.is_whitespace()).collect();
        signs.len() >= 3 && ["-", "*", "_"].iter().any(|sign| signs.replace(sign, "").is_empty())
    };
    // The fences of a tree, and the branches between its items, say nothing either.
    let is_fence = |line: &str| {
        let fence = ["```", "~~~"].iter().any(|fence| line.trim().starts_with(fence));
        fence || line.chars().all(|sign| sign.is_whitespace() || "├└│┌".contains(sign))
    };
    let lines = text.trim_start_matches('\u{feff}').split('\n').zip(covered).enumerate();
    let left =
        lines.filter(|(_, (line, covered))| !covered && !line.trim().is_empty() && !is_rule(line) && !is_fence(line));
    left.map(|(index, _)| index + 1).collect()
}

#[test]
fn windows_are_read_as_people_write_them() {
    use WindowUnit::{Day, Hour, Month};
    for (text, unit, start, end) in [
        ("Day -7", Day, -7, -6),
        ("Day -7 to -1", Day, -7, 0),
        ("Day -7 to Day -1", Day, -7, 0),
        ("days −7 – −1", Day, -7, 0),
        ("Day -7--1", Day, -7, 0),
        ("Day 0", Day, 0, 1),
        ("Day 1-7", Day, 1, 8),
        ("Day 1 through 7", Day, 1, 8),
        ("Day +1", Day, 1, 2),
        ("T-7 to T-1", Day, -7, 0),
        ("D+3", Day, 3, 4),
        ("Hour 0-2", Hour, 0, 2),
        ("Hours 2–8", Hour, 2, 8),
        ("Hour 3", Hour, 3, 4),
        ("Hour -2 to 0", Hour, -2, 0),
        ("Week 1", Day, 1, 8),
        ("Week 1-2", Day, 1, 15),
        ("Weeks 1-4", Day, 1, 29),
        ("Week -2", Day, -14, -7),
        ("Week -1 to 1", Day, -7, 8),
        ("Month 1-3", Month, 0, 3),
        ("Quarter 1", Month, 0, 3),
        ("Quarter 2", Month, 3, 6),
    ] {
        assert_eq!(text.parse::<Window>().unwrap(), Window { unit, start, end, day: 0 }, "{text}");
    }
    for text in [
        "",
        "Day",
        "Day X",
        "Day 1 to",
        "Day 5 to 2",
        "Hour 2-2",
        "Hour 8-2",
        "Week 0",
        "Month 0",
        "Month -1",
        "Day 8+",
        "Day 1st",
        "Day 1.5",
        "Day 99999",
        "Day 99999999999999999999",
        "Hour 24/7",
        "Days of rest",
        "Day 1 and 2",
        "Q1",
        "T7",
        "Monday 1",
    ] {
        assert_eq!(text.parse::<Window>().unwrap_err().code(), "parse", "{text}");
    }
}

#[test]
fn headings_tell_kind_number_window_and_duration() {
    let window = |text: &str| Some(text.parse::<Window>().unwrap());
    for (heading, kind, number, expected) in [
        ("Wave 0 Foundations ✅", SectionKind::Wave, Some(0), None),
        ("🚀 wave 12: more", SectionKind::Wave, Some(12), None),
        ("Wave 0-3 Integration", SectionKind::Other, None, None),
        ("Phase 1: Preparation (Day -7 to -1)", SectionKind::Phase, Some(1), window("Day -7 to -1")),
        ("Phase 2: Day 0", SectionKind::Phase, Some(2), window("Day 0")),
        ("Phase 3 - Day 1-7", SectionKind::Phase, Some(3), window("Day 1-7")),
        ("Phase 4a", SectionKind::Other, None, None),
        ("Day -7: Servers", SectionKind::Day, None, window("Day -7")),
        ("Day -7 - Servers", SectionKind::Day, None, window("Day -7")),
        ("Day 2 - 3 teams move", SectionKind::Day, None, window("Day 2")),
        ("Hour 2-8: Traffic", SectionKind::Hour, None, window("Hour 2-8")),
        ("Week 1-2: Tuning", SectionKind::Week, None, window("Week 1-2")),
        ("Month 1-3: Features", SectionKind::Month, None, window("Month 1-3")),
        ("Quarter 1: Strategy", SectionKind::Quarter, None, window("Quarter 1")),
        ("Post-Launch (Weeks 1-4)", SectionKind::Other, None, window("Week 1-4")),
        ("24/7 support (tRPC, 30+ models)", SectionKind::Other, None, None),
        ("Days of rest", SectionKind::Other, None, None),
        ("Day-to-day work", SectionKind::Other, None, None),
        ("Monthly reviews (monthly)", SectionKind::Other, None, None),
    ] {
        let section = section(heading);
        assert_eq!((section.kind, section.number, section.window), (kind, number, expected), "{heading}");
        assert_eq!(codes(&format!("## {heading}\n")), [], "{heading}");
    }
    assert_eq!(section("Phase 1 (2 weeks)").duration, Some("2 weeks".parse().unwrap()));
    let both = section("Migration (Day -1, about 4-6 hours)");
    assert_eq!((both.window, both.duration), (window("Day -1"), Some("4-6 hours".parse().unwrap())));
    assert_eq!(both.id, "migration");
}

#[test]
fn windows_that_are_not_understood_are_diagnosed() {
    for heading in
        ["Phase 1 (Day X to)", "Day X to Y", "Day zero: go", "Phase 2 (Day 1 and 2)", "Go (Week 0)", "Day 8+"]
    {
        assert_eq!(places(&format!("# A\n\n##  {heading}\n")), [(Code::Window, 3, 1, 3)], "{heading}");
        assert_eq!(section(heading).window, None, "{heading}");
    }
    assert_eq!(codes("# A\n## Phase 1 (Day 5 to 2)\n"), [Code::ReversedWindow]);
    assert_eq!(codes("# A\n## Day 1 (Day 2)\n"), [Code::Window]);
    assert_eq!(
        codes("# A\n## Phase 1 (Day -7 to -1)\n### Day -8: Early\n### Day -7: Servers\n"),
        [Code::WindowOutside]
    );
}

#[test]
fn items_keep_title_text_state_and_place() {
    let first = item("# A\n\n- [x] **DNS**: [lowered](https://ns.example) to `60 s`\n  and tried\n");
    assert_eq!((first.title.as_str(), first.state, first.blocking), ("DNS", ItemState::Done, true));
    assert_eq!(first.text, "DNS: lowered (https://ns.example) to 60 s and tried");
    assert_eq!((first.line, first.column, first.end_line), (3, 1, 4));
    assert_eq!(item("1. [X] *one* <https://a.example>\n").text, "one https://a.example");
    assert_eq!(item("- **a\n  b:** c\n").title, "a b");
    assert_eq!(item("- # Heading\n").text, "Heading");
    assert_eq!(item("- Heading\n  ---\n").end_line, 2);
    assert_eq!(item("- [ ] loose\n\n  - [x] below\n").state, ItemState::Open);

    // Indented by a tab, the parser places it at the end of the line before.
    let tabbed = read("- a\n\t- [ ] b\n").items().nth(1).map(|item| (item.line, item.column));
    assert_eq!(tabbed, Some((2, 2)));

    let plan = read("# A\n- [ ] **a**\n  - b\n    1. [x] c\n- d\n");
    let items: Vec<_> = plan.items().map(|item| (item.id.as_str(), item.state, item.parent, item.column)).collect();
    let (open, done, none) = (ItemState::Open, ItemState::Done, ItemState::None);
    assert_eq!(
        items,
        [("a", open, None, 1), ("a/b", none, Some(0), 3), ("a/b/c", done, Some(1), 5), ("d", none, None, 1)]
            .map(|(id, state, parent, column)| (["a/", id].concat().leak() as &str, state, parent, column))
    );
}

#[test]
fn what_is_not_taken_in_is_diagnosed_where_it_stands() {
    let text = "# A\n\nSome words\nand more.\n\n```sh\nrun\n```\n\n> quoted\n> - [ ] hidden\n\n| a | b |\n|---|---|\n| [ ] | c |\n\n\
                <div>\n</div>\n\n[ref]: https://a.example\n\n- ![picture](p.png) and <br>\n\n  more words\n\n***\n[ ] no list\n";
    let expected = [
        (Code::Paragraph, 3, 1, 4),
        (Code::CodeBlock, 6, 1, 8),
        (Code::Quote, 10, 1, 11),
        (Code::Table, 13, 1, 15),
        (Code::Html, 17, 1, 18),
        (Code::Unread, 20, 1, 20),
        (Code::Image, 22, 3, 22),
        (Code::Html, 22, 25, 22),
        (Code::Paragraph, 24, 3, 24),
        (Code::Box, 27, 1, 27),
    ];
    assert_eq!(places(text), expected);
    let plan = read(text);
    let warnings = plan.diagnostics.iter().filter(|diagnostic| diagnostic.level == DiagnosticLevel::Warning);
    assert_eq!(warnings.map(|diagnostic| diagnostic.line).collect::<Vec<_>>(), [10, 13, 27]);
    assert_eq!(uncovered(text, &plan), [] as [usize; 0]);
}

#[test]
fn things_that_look_like_boxes_are_diagnosed() {
    for text in ["- [x]close\n", "- [] empty\n", "- [-] left out\n", "- [✓] done\n", "- [ x ] wide\n"] {
        assert_eq!(codes(text), [Code::Box], "{text}");
    }
    for text in ["- [1] note\n", "- [a link] to\n", "- [ ] right\n", "- [X] right\n"] {
        assert_eq!(codes(text), [], "{text}");
    }
    assert_eq!(codes("- [ ]\n"), [Code::EmptyItem]);
    assert_eq!(codes("- - a\n"), [Code::EmptyItem]);
}

#[test]
fn contradictions_are_diagnosed() {
    assert_eq!(
        places("# A\n- [x] a\n  - [x] b\n    - [ ] c\n"),
        [(Code::OpenBelowDone, 2, 1, 2), (Code::OpenBelowDone, 3, 3, 3)]
    );
    assert_eq!(codes("# A\n- [ ] a\n  - [x] b\n"), []);
    assert_eq!(
        places("# A\n## B\n## b!\n- [ ] c\n- [ ] C\n- c\n"),
        [(Code::DuplicateTitle, 3, 1, 3), (Code::DuplicateTitle, 5, 1, 5)]
    );
    assert_eq!(codes("# A\n## B\n- [ ] c\n## D\n- [ ] c\n"), []);
    let empty = read("nothing but words");
    assert_eq!(empty.diagnostics.iter().map(|one| one.code).collect::<Vec<_>>(), [Code::EmptyPlan, Code::Paragraph]);
    assert_eq!(codes(""), [Code::EmptyPlan]);
}

#[test]
fn fields_are_kept_as_text_and_read_into_their_types() {
    let text = "# A\n## B\n\n**Launch Date:** 2026-11-24T09:00:00-05:00 (America/New_York)\n**Project Status**: ready\nfor sure\n\
                **Risk Level:** Medium (new vendor)\n**Duration:** 3 weeks\n\n## Phase 1\nWords first.\n**Duration:** 4-6 hours (nights)\n\
                **Risk Level:** 🔴 High\n- [ ] a\n";
    let plan = read(text);
    assert_eq!(plan.title, "A");
    assert_eq!(plan.field("project status"), Some("ready for sure"));
    assert_eq!(
        plan.fields.iter().map(|field| (field.line, field.end_line)).collect::<Vec<_>>(),
        [(4, 4), (5, 6), (7, 7), (8, 8)]
    );
    assert_eq!((plan.risk, plan.duration), (Some(RiskLevel::Medium), Some("3 weeks".parse().unwrap())));
    let launch = plan.launch.unwrap();
    assert_eq!((launch.at, launch.zone.name()), (at("2026-11-24T14:00:00Z"), "America/New_York"));
    let phase = &plan.sections[2];
    assert_eq!((phase.risk, phase.duration), (Some(RiskLevel::High), Some("4-6 hours".parse().unwrap())));
    assert_eq!(plan.diagnostics.iter().map(|one| (one.code, one.line)).collect::<Vec<_>>(), [(Code::Paragraph, 11)]);

    // A first section with something to do is no head of the plan.
    let plan = read("# A\n## Servers\n**Risk Level:** High\n- [ ] a\n");
    assert_eq!((plan.risk, plan.sections[1].risk), (None, Some(RiskLevel::High)));
}

#[test]
fn readiness_counts_every_box_once_and_adds_up_along_the_sections() {
    let text = "# A\n## P (Day -2 to -1)\n- [x] a\n  - [ ] b\n### Q\n- [ ] c\n## R (Day 0)\n- [ ] d\n";
    let mut plan =
        read(text).with_launch(at("2026-11-24T09:00:00-05:00"), parse_zone("America/New_York").unwrap()).unwrap();
    let counts = |plan: &Plan, now: &str| {
        let readiness = plan.readiness(at(now)).unwrap();
        let sections: Vec<_> = readiness.sections.iter().map(|s| (s.done, s.open, s.blocking, s.overdue)).collect();
        assert_eq!((readiness.done, readiness.open), (sections[0].0, sections[0].1));
        sections
    };
    // Day -1 ends at midnight in New York, Day 0 a day later.
    assert_eq!(counts(&plan, "2026-11-24T04:59:59Z"), [(1, 3, 2, 0), (1, 2, 2, 0), (0, 1, 1, 0), (0, 1, 0, 0)]);
    assert_eq!(counts(&plan, "2026-11-24T05:00:00Z"), [(1, 3, 2, 2), (1, 2, 2, 2), (0, 1, 1, 1), (0, 1, 0, 0)]);
    assert_eq!(counts(&plan, "2026-11-25T05:00:00Z"), [(1, 3, 2, 3), (1, 2, 2, 2), (0, 1, 1, 1), (0, 1, 0, 1)]);
    let readiness = plan.readiness(at("2026-11-24T05:00:00Z")).unwrap();
    assert_eq!(readiness.contradictions, ["p/a"]);
    assert_eq!(readiness.overdue[0].due, Some(at("2026-11-24T05:00:00Z")));
    plan.tick("p/a/b", true).unwrap();
    plan.tick("p/q/c", true).unwrap();
    let readiness = plan.readiness(at("2026-11-24T05:00:00Z")).unwrap();
    assert!(readiness.ready && readiness.contradictions.is_empty() && readiness.overdue.is_empty());
}

#[test]
fn ticking_changes_one_box_only() {
    let text = "# A\n- [ ] a\n  - [ ] b\n    - step\n";
    let mut plan = read(text);
    plan.tick("a/a", true).unwrap();
    let states = |plan: &Plan| plan.items().map(|item| item.state).collect::<Vec<_>>();
    assert_eq!(states(&plan), [ItemState::Done, ItemState::Open, ItemState::None]);
    plan.tick("a/a", true).unwrap();
    plan.tick("a/a", false).unwrap();
    assert_eq!(plan, read(text));
    assert_eq!(plan.tick("a/a/b/step", true).unwrap_err().code(), "invalid");
    let error = plan.tick("a/b", true).unwrap_err();
    assert_eq!(error.code(), "unknown");
    assert!(error.to_string().contains("a/a/b"), "{error}");
    assert_eq!(plan.section("x").unwrap_err().code(), "unknown");
}

#[test]
fn documents_travel_and_broken_ones_are_refused() {
    let text =
        "# A\n**Launch Date:** 2026-11-24 09:00 Europe/Paris\n## P (Day -2, 3 days)\n- [x] a\n  - [ ] é\n\nwords\n";
    let plan = read(text);
    let json = plan.to_json().unwrap();
    assert!(json.starts_with("{\n  \"version\": 1,\n  \"title\": \"A\""), "{json}");
    assert_eq!(Plan::from_json(&json).unwrap(), plan);
    assert_eq!(from_value::<Plan>(to_value(&plan).unwrap(), "plan", Keys::Snake).unwrap(), plan);
    for (from, to, code) in [
        ("\"version\": 1", "\"version\": 2", "parse"),
        ("\"title\": \"A\"", "\"titel\": \"A\"", "parse"),
        ("\"parent\": 0", "\"parent\": 7", "invalid"),
        ("\"start\": -2", "\"start\": 2", "invalid"),
        ("\"day\": 0", "\"day\": -2147483648", "invalid"),
        ("\"id\": \"p/a/é\"", "\"id\": \"p/a\"", "duplicate"),
        ("\"id\": \"p/a/é\"", "\"id\": \"\"", "invalid"),
        ("\"level\": 2", "\"level\": 7", "invalid"),
        ("Europe/Paris\"\n", "Europe/Pairs\"\n", "parse"),
    ] {
        assert!(json.contains(from), "{from} in {json}");
        assert_eq!(Plan::from_json(&json.replacen(from, to, 1)).unwrap_err().code(), code, "{to}");
    }
}

#[test]
fn caps_are_errors_that_name_them() {
    let limits = Limits { bytes: 100, depth: 3, nodes: 5 };
    let code = |text: &str| Plan::from_markdown_with(text, limits).map_err(|error| error.to_string());
    assert!(code(&"a".repeat(101)).unwrap_err().contains("bytes"));
    assert!(code("- - - - a").unwrap_err().contains("levels"));
    assert!(code("> > > > a").unwrap_err().contains("levels"));
    assert!(code("- a\n- b\n- c\n- d\n- e\n").unwrap_err().contains("items"));
    let deep = Limits { nodes: 100, ..limits };
    assert!(Plan::from_markdown_with("- - - a", deep).is_ok());
    assert!(Plan::from_markdown_with("> - > a", deep).is_ok());
}

#[test]
fn hostile_nesting_ends_quickly() {
    let grown: String = (0..2_000).map(|level| format!("{}- a\n", " ".repeat(2 * level))).collect();
    for text in
        [">".repeat(100_000), "- ".repeat(100_000) + "a", "1. ".repeat(100_000) + "a", grown + &"b\n".repeat(100_000)]
    {
        assert_eq!(Plan::from_markdown(&text).unwrap_err().code(), "limit");
    }
    for text in
        ["[".repeat(100_000), "*_".repeat(50_000), "- ".repeat(100_000), "`".repeat(100_000), "![a](".repeat(20_000)]
    {
        assert_eq!(uncovered(&text, &read(&text)), [] as [usize; 0]);
    }
}

/// A box that is mistyped must not let a plan pass as ready without a word.
#[test]
fn mistyped_boxes_are_warned_of() {
    for (text, line) in [
        ("### [ ] DNS\n", 3),
        ("- ☐ Backups\n", 3),
        ("**[ ] Backups:** now\n", 3),
        ("-[ ] Backups\n", 3),
        ("Intro text:\n[ ] Backups\n", 4),
        ("Intro:\n2. [ ] Backups\n", 4),
        ("**Owner:** me\n[ ] Backups\n", 4),
        ("Text\n\n    - [ ] Backups\n", 5),
        ("• [ ] Backups\n", 3),
        ("☐ Backups\n", 3),
        ("> ☐ Backups\n", 3),
    ] {
        let plan = Plan::from_markdown(&format!("# Plan\n\n{text}")).expect("a plan");
        let warned = plan.diagnostics.iter().any(|found| found.level == DiagnosticLevel::Warning && found.line == line);
        assert!(warned, "{text:?}: {:?}", plan.diagnostics);
    }
    for fine in ["Intro text.\n", "- [1] a footnote\n", "2 - 1 = 1\n", "```\n- [ ] an example\n```\n", "[a link](x)\n"]
    {
        let plan = Plan::from_markdown(&format!("# Plan\n\n- [ ] Backups\n\n{fine}")).expect("a plan");
        assert!(plan.diagnostics.iter().all(|found| found.level == DiagnosticLevel::Info), "{fine:?}");
    }
}

/// The window of the title would be that of everything, and lift every block.
#[test]
fn a_window_in_the_title_is_not_taken() {
    for title in ["Orchard launch (Day 0)", "Orchard: Day 0"] {
        let plan = Plan::from_markdown(&format!("# {title}\n- [ ] a\n## Checks\n- [ ] b\n")).expect("a plan");
        assert_eq!(plan.items().filter(|item| item.blocking).count(), 2, "{title}");
        assert_eq!(plan.diagnostics[0].level, DiagnosticLevel::Warning, "{title}");
    }
}

#[test]
fn doubtful_launch_dates_are_warned_of() {
    let warnings = |text: &str| {
        let plan = Plan::from_markdown(&format!("# Plan\n\n{text}\n\n- [ ] a\n")).expect("a plan");
        plan.diagnostics.iter().filter(|found| found.level == DiagnosticLevel::Warning).count()
    };
    assert_eq!(warnings("**Launch Date:** 2026-11-24T09:00:00-05:00 (America/New_York)"), 0);
    assert_eq!(warnings("**Launch Date:** 2026-11-24T14:00:00Z (America/New_York)"), 0);
    assert_eq!(warnings("**Launch Date:** 2026-11-24T09:00:00-05:00 (America/NewYork)"), 1);
    assert_eq!(warnings("**Launch Date:** 2026-11-24T09:00:00-05:00 (Europe/Paris)"), 1);
    let text = "# Plan\n\n- [ ] a\n\n## Rehearsal\n\n**Launch Date:** 2026-11-20T09:00:00Z\n";
    let plan = Plan::from_markdown(text).expect("a plan");
    assert_eq!((plan.launch, plan.diagnostics.len()), (None, 1));
}

#[test]
fn instants_that_documents_cannot_write_are_refused() {
    let far = at("9999-12-31T23:59:59Z") + chrono::TimeDelta::seconds(1);
    let mut plan = read("# A\n- [ ] b\n");
    let before = plan.clone();
    assert_eq!(plan.set_launch(far, chrono_tz::Tz::UTC).unwrap_err().code(), "range");
    assert_eq!(plan, before);
    assert_eq!(plan.readiness(far).unwrap_err().code(), "range");
}

//! The plan in the forms of other programs.

use std::io::Write as _;
use std::process::{Command, Stdio};

use hypercare::plan::{ExportOptions, Gate, GateRecord, Item, ItemState, Plan};
use icalendar::{CalendarDateTime, Component, DatePerhapsTime};
use proptest::prelude::*;

use super::{at, read};

pub(super) fn launched(text: &str) -> Plan {
    read(text).with_launch(at("2026-11-24T09:00:00-05:00"), chrono_tz::America::New_York).unwrap()
}

const PLAN: &str = "# Orchard 2.0\n## Phase 1: Preparation (Day -7 to -1)\n- [x] **Backups** tested\n  - [x] restored once\n- [ ] DNS: 60 s\n## Phase 2: Go-live (Day 0)\n### Hour 0-2: Cutover\n- [ ] Traffic moved\n### Hour 2-8\n## Lists\n- [ ] Contacts\n- a step\n";

#[test]
fn mermaid_shows_windows_on_the_clock_of_the_launch() {
    let text = launched(PLAN).to_mermaid().unwrap();
    assert_eq!(
        text,
        "gantt
    title Orchard 2.0
    dateFormat YYYY-MM-DD HH:mm
    axisFormat %m-%d %H:%M
    section Phase 1#58; Preparation (Day -7 to -1)
    Backups :done, t1, 2026-11-17 00:00, 2026-11-24 00:00
    DNS#58; 60 s :crit, t2, 2026-11-17 00:00, 2026-11-24 00:00
    section Phase 2#58; Go-live (Day 0)
    Phase 2#58; Go-live (Day 0) :t3, 2026-11-24 00:00, 2026-11-25 00:00
    section Hour 0-2#58; Cutover
    Traffic moved :t4, 2026-11-24 09:00, 2026-11-24 11:00
    section Hour 2-8
    Hour 2-8 :t5, 2026-11-24 11:00, 2026-11-24 17:00
    section Lists
    Contacts :crit, milestone, t6, 2026-11-24 09:00, 0m
    section Go-live
    Go-live :milestone, launch, 2026-11-24 09:00, 0m
"
    );
    let unknown = read("# O\n## Day 0\n- [ ] a\n").to_mermaid().unwrap();
    assert!(unknown.contains("%% The launch is not known") && unknown.contains("2000-01-01 00:00, 2000-01-02 00:00"));
}

#[test]
fn a_calendar_reads_back_what_was_written() {
    let stamp = at("2026-11-01T00:00:00Z");
    let text = launched(PLAN).to_ics(stamp).unwrap();
    let calendar: icalendar::Calendar = text.parse().unwrap();
    let events: Vec<_> = calendar.components.iter().filter_map(|component| component.as_event()).collect();
    let utc = |time: Option<DatePerhapsTime>| match time {
        Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(at))) => Some(at),
        _ => None,
    };
    let summaries: Vec<_> =
        events.iter().map(|event| event.get_summary().unwrap_or_default().replace('\\', "")).collect();
    assert_eq!(
        summaries,
        ["Phase 1: Preparation (Day -7 to -1)", "Phase 2: Go-live (Day 0)", "Hour 0-2: Cutover", "Hour 2-8", "Go-live"]
    );
    assert_eq!(utc(events[2].get_start()), Some(at("2026-11-24T14:00:00Z")));
    assert_eq!(utc(events[2].get_end()), Some(at("2026-11-24T16:00:00Z")));
    assert_eq!(events[4].get_end(), None, "no event ends as it starts");
    assert_eq!(events[0].get_description(), Some("2 of 3 done"));
    assert_eq!(read("# O\n## A\n- [ ] a\n").to_ics(stamp).unwrap_err().code(), "invalid");
}

#[test]
fn spreadsheets_read_back_the_items_and_take_none_for_a_formula() {
    let plan = launched("# O\n## A (Day -1)\n- [x] a, \"b\"\n- [ ] =1+1\n  - @you\n");
    let text = plan.to_csv();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cells =
        |row: usize, columns: &[usize]| columns.iter().map(|&column| rows[row][column].to_owned()).collect::<Vec<_>>();
    assert_eq!(
        cells(0, &[0, 2, 4, 5, 8, 9]),
        ["a/a-b", "a, \"b\"", "done", "true", "2026-11-23T05:00:00Z", "2026-11-24T05:00:00Z"]
    );
    assert_eq!(cells(1, &[2, 4]), ["'=1+1", "open"]);
    assert_eq!(cells(2, &[2, 4]), ["'@you", "none"]);
    assert_eq!(reader.headers().unwrap().len(), 15);
}

#[test]
fn owners_kinds_and_lags_are_told_in_every_form() {
    let text = "# O\n**Time Zone:** UTC\n## A (owner: Ops)\n### B\n- [ ] one (owner: Ana, estimate: 2 h, due: 2026-11-20)\n  - [ ] two\n- [ ] three (starts with: one +30 min, after: two -1 h, evidence: report (https://a.example))\n";
    let plan = read(text);
    let csv = plan.to_csv();
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(rows.iter().map(|row| row[6].to_owned()).collect::<Vec<_>>(), ["Ana", "Ana", "Ops"]);
    assert_eq!(&rows[2][13], "start-to-start: a/b/one +30 min; a/b/one/two -1 h");
    assert_eq!(
        plan.to_github()[0].body,
        "### B\n\n- [ ] one (owner: Ana, estimate: 2 h, due: 2026-11-20)\n  - [ ] two\n- [ ] three (owner: Ops, start-to-start: one +30 min, after: two -1 h, evidence: report https://a.example)\n"
    );
    let long = read(&format!("# O\n## A\n- [ ] {}\n", "x".repeat(10_000))).to_github();
    assert!(long[0].body.ends_with("x … (6250 characters more)\n"));
    let gate = Gate { all_blocking: true, evidence: vec!["a/b/one/two".to_owned()], ..Gate::new("g") };
    let decision = gate.decide(&plan, &GateRecord::default(), at("2026-11-20T00:00:00Z")).unwrap();
    let owners: Vec<_> = decision.missing.iter().map(|missing| missing.owner.as_deref().unwrap()).collect();
    assert_eq!(owners, ["Ana", "Ana", "Ops", "Ana"]);
}

#[test]
fn without_a_launch_all_is_drawn_on_one_axis() {
    let plan = read("# O\n## A (Day -1)\n- [ ] one\n## B (window: 2026-11-20 to 2026-11-22)\n- [ ] two\n");
    let text = plan.to_mermaid().unwrap();
    assert!(text.contains("%% The launch is not known: Day 0 is drawn as 2026-11-20."), "{text}");
    assert!(text.contains("one :crit, t1, 2026-11-19 00:00, 2026-11-20 00:00"), "{text}");
    assert!(plan.to_svg().unwrap().contains("(Day 0 drawn as 2026-11-20)"));
}

#[test]
fn issues_are_one_for_each_phase() {
    let issues = launched(PLAN).to_github();
    let titles: Vec<_> = issues.iter().map(|issue| (issue.title.as_str(), issue.done, issue.open)).collect();
    assert_eq!(
        titles,
        [
            ("Orchard 2.0: Phase 1: Preparation (Day -7 to -1)", 2, 1),
            ("Orchard 2.0: Phase 2: Go-live (Day 0)", 0, 1),
            ("Orchard 2.0: Lists", 0, 1)
        ]
    );
    assert_eq!(issues[0].body, "- [x] Backups tested\n  - [x] restored once\n- [ ] DNS: 60 s\n");
    assert_eq!(issues[1].body, "### Hour 0-2: Cutover\n\n- [ ] Traffic moved\n");
    let long: String = (0..3_000).map(|item| format!("- [ ] item {item} with many words of text\n")).collect();
    let parts = read(&format!("# O\n## A\n{long}")).to_github();
    assert_eq!(parts.iter().map(|part| part.open).sum::<usize>(), 3_000);
    assert!(parts.len() > 1 && parts.iter().all(|part| part.body.chars().count() <= 60_000));
    assert_eq!(parts[0].title, format!("O: A (1 of {})", parts.len()));
}

/// The words that may stand where a plan's author likes.
fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("section "),
        Just("title "),
        Just("click "),
        Just("gantt"),
        Just("%%"),
        Just("%%{init: {}}%%"),
        Just("#"),
        Just(";"),
        Just(":"),
        Just("\""),
        Just("\\"),
        Just("\\N"),
        Just("</svg><script>alert(1)</script>"),
        Just("<b>"),
        Just("&amp;"),
        Just("&#0;"),
        Just("'"),
        Just(","),
        Just("=1"),
        Just("-1"),
        Just("@all"),
        Just("#12"),
        Just("**"),
        Just("`"),
        Just("[x](y)"),
        Just("2026-01-01"),
        Just("end"),
        Just("style a:#b;"),
        Just("]"),
        Just("}"),
        Just("{"),
        Just("|"),
        Just("\u{202e}"),
        Just("日本"),
        Just("é"),
        Just(" "),
        Just("\u{7}"),
        Just("\u{2028}"),
        Just("\r\n"),
        Just("\n"),
        Just("\t"),
        Just("BEGIN:VEVENT"),
        Just("$x$"),
        Just("1. "),
        Just("--"),
        Just("words"),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

/// A plan whose titles are these, whatever Markdown makes of them.
fn plan_of(titles: &[String]) -> Plan {
    let mut plan = launched("# O\n## A (Day -1)\n- [ ] one\n- [x] two\n  - [ ] three\n## B\n- [ ] four\n");
    let mut titles = titles.iter().cloned();
    plan.title = titles.next().unwrap();
    for (index, section) in plan.sections.iter_mut().enumerate() {
        section.title = if index == 0 { plan.title.clone() } else { titles.next().unwrap() };
        for item in &mut section.items {
            item.title = titles.next().unwrap();
            item.text.clone_from(&item.title);
        }
    }
    plan
}

fn shape(plan: &Plan) -> Vec<(ItemState, Option<usize>)> {
    plan.items().map(|item: &Item| (item.state, item.parent)).collect()
}

/// What a reader of XML would say first: every tag is closed in order, and no bare sign stands between them.
fn is_well_formed(xml: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some((text, after)) = rest.split_once('<') {
        let entity = |part: &str| ["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|name| part.starts_with(name));
        if text.contains('>') || !text.split('&').skip(1).all(entity) {
            return false;
        }
        let Some((tag, after)) = after.split_once('>') else { return false };
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        rest = after;
    }
    open.is_empty() && !rest.contains('>')
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_title_breaks_a_form(titles in prop::collection::vec(hostile(), 7)) {
        let plan = plan_of(&titles);
        let mermaid = plan.to_mermaid().unwrap();
        prop_assert_eq!(mermaid.lines().count(), 4 + 2 + 3 + 2, "{}", mermaid);
        for line in mermaid.lines().skip(4) {
            let line = line.strip_prefix("    ").unwrap();
            if let Some(section) = line.strip_prefix("section ") {
                prop_assert!(!section.contains([':', '%', '"', '<']));
                continue;
            }
            let (title, data) = line.split_once(" :").unwrap();
            prop_assert!(!title.is_empty() && !title.contains([':', '%', '"', '<', '{']), "{}", line);
            prop_assert!(!data.contains([':', '#', ';']) || data.split(", ").all(|part| part.len() <= 16), "{}", line);
            let entities = title.split('#').skip(1).all(|part| part.split_once(';').is_some_and(|(code, _)| code.parse::<u32>().is_ok()));
            prop_assert!(entities && title.matches(';').count() == title.matches('#').count(), "{}", line);
            for word in ["section", "title", "click", "gantt", "2026", "style"] {
                prop_assert!(!title.starts_with(word), "{}", line);
            }
        }
        let svg = plan.to_svg().unwrap();
        prop_assert!(is_well_formed(&svg), "{}", svg);
        prop_assert!(!svg.contains("<script") && !svg.contains("<b>"));
        let rows = plan.to_csv();
        let mut reader = csv::Reader::from_reader(rows.as_bytes());
        let back: Vec<String> = reader.records().map(|row| row.unwrap()[2].to_owned()).collect();
        let guarded = |title: &str| if title.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{title}") } else { title.to_owned() };
        prop_assert_eq!(back, plan.items().map(|item| guarded(&item.title)).collect::<Vec<_>>());
        let calendar: icalendar::Calendar = plan.to_ics(at("2026-11-01T00:00:00Z")).unwrap().parse().unwrap();
        prop_assert_eq!(calendar.components.len(), 2);
        for (issue, items) in plan.to_github().iter().zip([3, 1]) {
            prop_assert_eq!(issue.done + issue.open, items);
            let back = read(&format!("# T\n## S\n{}", issue.body));
            prop_assert_eq!(back.items().count(), items, "{}", issue.body);
            let section = plan.sections.iter().find(|section| section.id == issue.section).unwrap();
            let mine: Vec<_> = section.items.iter().map(|item| (item.state, item.parent)).collect();
            prop_assert_eq!(shape(&back), mine, "{}", issue.body);
        }
        prop_assert!(dot_is_sound(&plan.to_dot()));
    }
}

/// Whether quotation marks and braces of a DOT text fit together.
fn dot_is_sound(dot: &str) -> bool {
    let (mut quoted, mut escaped, mut depth) = (false, false, 0);
    for character in dot.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => depth -= 1,
            '\n' if quoted => return false,
            _ => {}
        }
    }
    !quoted && depth == 0
}

pub(super) fn dot(text: &str) -> Option<Result<String, String>> {
    let child =
        Command::new("dot").arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            println!("skipped: dot of Graphviz does not start: {error}");
            return None;
        }
    };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let read = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Some(if output.status.success() { Ok(read(output.stdout)) } else { Err(read(output.stderr)) })
}

#[test]
fn graphviz_accepts_the_graph() {
    let plan = read(
        "# O\n## A\n- [x] Backups\n- [ ] Import (after: Backups +30 min)\n- [ ] Open (start-to-start: Import)\n## B (after: A)\n- [ ] Tell\n",
    );
    let text = plan.to_dot();
    assert!(text.contains("\"a/backups\" -> \"a/import\" [label=\"+30 min\"]"), "{text}");
    assert!(text.contains("\"a/import\" -> \"a/open\" [label=\"start to start\"]"), "{text}");
    if let Some(drawn) = dot(&text) {
        let drawn = drawn.unwrap();
        assert_eq!(drawn.lines().filter(|line| line.starts_with("edge")).count(), 3, "{drawn}");
        assert_eq!(drawn.lines().filter(|line| line.starts_with("node")).count(), 6, "{drawn}");
    }
    let hostile = ["\\", "\"", "\\\"", "\" ]; x -> y [label=\"", "a\\", "<b>", "&lt;", "日本\\N"].map(str::to_owned);
    if let Some(drawn) = dot(&plan_of(&hostile).to_dot()) {
        let drawn = drawn.unwrap();
        assert_eq!(drawn.lines().filter(|line| line.starts_with("node")).count(), 3, "{drawn}");
        assert_eq!(drawn.lines().filter(|line| line.starts_with("edge")).count(), 0, "{drawn}");
    }
}

#[test]
fn a_picture_is_complete_in_itself_and_says_what_it_leaves_out() {
    let svg = launched(PLAN).to_svg().unwrap();
    assert!(
        is_well_formed(&svg) && svg.contains("Go-live 2026-11-24 09:00") && svg.contains("prefers-color-scheme:dark")
    );
    assert_eq!(svg.matches("<path").count(), 2, "one milestone, and the one that the legend explains");
    assert!(!svg.contains("http") || svg.matches("http").count() == svg.matches("http://www.w3.org/2000/svg").count());
    let many: String = (0..700).map(|item| format!("- [ ] {item}\n")).collect();
    let svg = read(&format!("# O\n## A\n{many}")).to_svg().unwrap();
    assert!(svg.contains("and 200 more"));
    assert!(read("").to_svg().unwrap().starts_with("<svg"));
    assert!(launched(PLAN).to_html().unwrap().starts_with("<div"));
}

#[test]
fn a_schedule_gives_bars_to_what_has_no_window() {
    let plan = read(
        "# O\n## A\n- [ ] One (estimate: 2 h)\n- [ ] Two (estimate: 1 h, after: One +30 min)\n- [ ] Three (estimate: 1 h)\n## B (2 days) (after: A)\n- [ ] Four\n",
    );
    let start = at("2026-11-20T09:00:00Z");
    let options = ExportOptions::scheduled(start);
    let text = plan.to_mermaid_with(&options).unwrap();
    for line in [
        "One :crit, t1, 2026-11-20 09:00, 2026-11-20 11:00\n",
        "Two :crit, t2, 2026-11-20 11:30, 2026-11-20 12:30\n    %% t2 after t1\n",
        "Three :t3, 2026-11-20 09:00, 2026-11-20 10:00\n",
        "B (2 days) :crit, t4, 2026-11-20 12:30, 2026-11-22 12:30\n",
    ] {
        assert!(text.contains(&format!("\n    {line}")), "{line}{text}");
    }
    let svg = plan.to_svg_with(&options).unwrap();
    assert!(is_well_formed(&svg), "{svg}");
    assert_eq!((svg.matches("hcg-crit\"").count() >= 3, svg.matches("hcg-arrow\"").count()), (true, 2), "{svg}");
    let csv = plan.to_csv_with(&options).unwrap();
    assert!(csv.contains("2026-11-20T11:30:00Z,2026-11-20T12:30:00Z"), "{csv}");
    let ics = plan.to_ics_with(start, &options).unwrap();
    assert!(ics.contains("DTSTART:20261120T113000Z\r\nDTEND:20261120T123000Z"), "{ics}");
    assert_eq!(plan.to_mermaid_with(&ExportOptions::default()).unwrap(), plan.to_mermaid().unwrap());
}

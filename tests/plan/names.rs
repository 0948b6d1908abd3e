//! Whatever people call things, every form of the plan stays whole.

use std::collections::HashSet;

use hypercare::plan::{EvidenceLink, ExportOptions, ItemState, Plan};
use proptest::prelude::*;

use super::export::{dot, launched};
use super::{at, read};

/// Words that would break a form whose writer takes them as they are.
fn name() -> impl Strategy<Value = String> {
    const PARTS: [&str; 40] = [
        "words",
        " ",
        "\"",
        "'",
        "\n",
        "\r\n",
        "\u{2028}",
        "\0",
        "\u{1b}[31m",
        "</script><script>alert(1)</script>",
        "]]>",
        "<!--",
        "&amp;",
        "&#x0;",
        "<b>",
        "**",
        "`",
        "~~",
        "[x](https://a.example)",
        "- [ ] ",
        "# ",
        "| a |",
        "@all",
        "#12",
        "\\",
        "\\N",
        "{}",
        ";",
        ",",
        ":",
        "%%",
        "=1+1",
        "\u{202e}",
        "עברית",
        "العربية",
        "👩‍👩‍👧",
        "日本",
        "e\u{301}",
        "BEGIN:VEVENT",
        "\u{ffff}",
    ];
    let part = prop::sample::select(&PARTS[..]);
    prop_oneof![
        8 => prop::collection::vec(part.clone(), 0..6).prop_map(|parts| parts.concat()),
        1 => (part, "[a-z<&\"\\\\]").prop_map(|(part, sign)| part.repeat(10_240 / part.len() + 1) + &sign),
    ]
}

/// A plan with these names for all that has one.
fn plan_of(names: &[String]) -> Plan {
    let text = "# O\n## A (Day -1) (owner: x)\n- [ ] one (estimate: 2 h)\n- [x] two (after: one +1 h)\n  - [ ] three\n## B\n- [ ] four (after: A)\n";
    let mut plan = launched(text);
    let mut names = names.iter().cycle().cloned();
    let mut next = || names.next().unwrap();
    plan.title = next();
    for (index, section) in plan.sections.iter_mut().enumerate() {
        (section.title, section.owner) = (next(), Some(next()));
        // Ids that people write hold less; those of documents may hold anything.
        let old = std::mem::replace(&mut section.id, format!("{}/{index}", next()));
        let _ = old;
        for (place, item) in section.items.iter_mut().enumerate() {
            (item.title, item.text, item.owner) = (next(), next(), Some(next()));
            item.id = format!("{}/{index}/{place}", next());
            item.evidence.push(EvidenceLink { title: next(), url: next() });
            item.ticked_by = Some(next());
        }
    }
    let ids: Vec<String> = plan.items().map(|item| item.id.clone()).collect();
    let first = plan.sections[1].id.clone();
    plan.sections[1].items[1].after[0].on.clone_from(&ids[0]);
    plan.sections[2].items[0].after[0].on = first;
    plan
}

fn xml(text: &str) -> Result<usize, String> {
    let read = roxmltree::Document::parse(text).map_err(|error| format!("{error}\n{text}"))?;
    Ok(read.descendants().filter(|node| node.has_tag_name("text") || node.tag_name().name() == "text").count())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_form_is_whole_whatever_things_are_called(names in prop::collection::vec(name(), 5..25)) {
        let plan = plan_of(&names);
        let start = at("2026-11-20T09:00:00Z");
        for options in [ExportOptions::default(), ExportOptions::scheduled(start)] {
            let mermaid = plan.to_mermaid_with(&options).unwrap();
            let tasks = mermaid.lines().filter(|line| line.contains(" :") && !line.trim_start().starts_with("%%"));
            prop_assert!((4..=6).contains(&tasks.count()), "{}", mermaid);
            prop_assert!(!mermaid.contains("<script") && mermaid.lines().all(|line| !line.is_empty()));
            let svg = plan.to_svg_with(&options).unwrap();
            let texts = xml(&svg);
            prop_assert!(texts.as_ref().is_ok_and(|&texts| texts > 8), "{:?}", texts);
            let html = plan.to_html_with(&options).unwrap();
            prop_assert!(xml(&html).is_ok() && !html.contains("<script"));

            let csv = plan.to_csv_with(&options).unwrap();
            let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect();
            prop_assert_eq!(rows.len(), 4);
            for (row, item) in rows.iter().zip(plan.items()) {
                let bare = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
                let plain = |text: &str| bare(text);
                prop_assert_eq!((plain(&row[0]), plain(&row[2]), plain(&row[6])), (plain(&item.id), plain(&item.title), plain(item.owner.as_ref().unwrap())));
            }

            let ics = plan.to_ics_with(start, &options).unwrap();
            prop_assert!(ics.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])), "{}", ics);
            let calendar: icalendar::Calendar = ics.parse().unwrap();
            prop_assert_eq!(calendar.components.len(), ics.matches("\r\nBEGIN:VEVENT\r\n").count());
            let uids: HashSet<&str> = ics.split("\r\nUID:").skip(1).map(|rest| rest.split("\r\nDTSTAMP").next().unwrap()).collect();
            prop_assert_eq!(uids.len(), calendar.components.len());
        }
        let issues = plan.to_github();
        prop_assert_eq!(issues.iter().map(|issue| issue.done + issue.open).sum::<usize>(), 4);
        for issue in &issues {
            prop_assert!(issue.title.chars().count() <= 250 && issue.body.chars().count() <= 60_000);
            prop_assert!(!issue.title.contains(['\n', '\r']));
            let back = read(&format!("# T\n## S\n{}", issue.body));
            let boxes = back.items().filter(|item| item.state != ItemState::None).count();
            prop_assert_eq!((boxes, back.items().count()), (issue.done + issue.open, boxes), "{}", issue.body);
        }
        // Written anew, the boxes come back.
        let mut fresh = plan.clone();
        fresh.source = None;
        let boxes = |plan: &Plan| plan.items().map(|item| item.state).collect::<Vec<_>>();
        let text = fresh.to_markdown().unwrap();
        prop_assert_eq!(boxes(&read(&text)), boxes(&plan), "{}", text);
    }
}

#[test]
fn graphviz_accepts_whatever_things_are_called() {
    let names =
        ["\"", "\\", "</script>", "a\nb", "\u{202e}x", "👩‍👩‍👧", "**b**", "&lt;\u{0}", "]]>", "{|}"].map(str::to_owned);
    for turn in 0..names.len() {
        let mut turned = names.to_vec();
        turned.rotate_left(turn);
        if turn == 0 {
            turned[0] = "<x>\"\\".repeat(2_048);
        }
        let Some(drawn) = dot(&plan_of(&turned).to_dot()) else { return };
        let drawn = drawn.unwrap();
        let count = |word: &str| drawn.lines().filter(|line| line.starts_with(word)).count();
        assert_eq!((count("node"), count("edge")), (4, 2), "{drawn}");
    }
}

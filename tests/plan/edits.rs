//! Changes by the program reach the text that people write, and nothing else of it changes.

use std::collections::HashSet;

use hypercare::plan::{EvidenceLink, Gate, ItemEdit, ItemState, MarkdownOptions, Plan, RiskLevel, SignOffState};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::properties::markdown;
use super::round_trip::bare;
use super::{at, read};

/// What people write, in many ways.
const TEXT: &str = "\u{feff}# Orchard 2.0

**Launch Date:** 2026-11-24 09:00 America/New_York
**Risk Level:** Low

Some words (owner: nobody).

## Phase 1: Preparation (Day -7 to -1) (owner: Ops)

- [x] **Backups** tested (done 2026-11-18 by Ben) {#backups}
  - [ ] restored once, see [the log](https://log.example/a_b)
    over two lines
  - a step
* [ ] **DNS**: lowered to `60 s` (owner: Ana; estimate: 1-2-4 h, needs: backups +30 min) and tried

    indented words

+   [ ] Wide
    - Owner: Eve (ops)
    - **Evidence:** https://a.example/x,y
    - [X] below

1. [ ] first  
2. [ ] second\\
   goes on

## Closed (optional) ##
- [ ] with (brackets) and \\*stars\\* (non-blocking, due: Day -1)
- [ ] *emphasis* (evidence: report (https://b.example), https://c.example)
- [ ]

---

```
Steps:
├── one
│   └── [ ] inner
└── two (owner: Cy)
```

## Empty

---

## Last\t
\t- [ ] tabbed";

#[derive(Clone, Debug)]
enum Change {
    Tick(bool, Option<&'static str>, Option<&'static str>),
    Attach(&'static str, &'static str),
    Edit(ItemEdit),
    Add(&'static str, ItemEdit),
    Remove,
}

fn edit() -> impl Strategy<Value = ItemEdit> {
    let some = |values: &'static [&'static str]| prop::option::weighted(0.4, prop::sample::select(values));
    let list = |values: &'static [&'static str]| {
        prop::option::weighted(0.3, prop::collection::vec(prop::sample::select(values), 0..3))
    };
    (
        some(&["Ana", "Ana, Ben", "Eve (ops)", "", "a_b*c", "日本 <b>", "[x](y)"]),
        some(&["4 h", "1-2-6 days triangular", "", "2-8 h"]),
        list(&["backups", "closed +1 h", "starts with: phase 1", "empty"]),
        some(&["Day -3 to -1", "Hour 0-2", "2026-11-20 to 2026-11-22", ""]),
        some(&["Day -1", "2026-11-20", "2026-11-20 18:00", "2026-12-20T10:00:01Z", ""]),
        list(&["https://d.example", "proof (https://e.example/?a=b&c)", "https://f.example/x,y"]),
        some(&["yes", "no", ""]),
    )
        .prop_map(|(owner, estimate, after, window, due, evidence, blocking)| ItemEdit {
            owner: owner.map(str::to_owned),
            estimate: estimate.map(str::to_owned),
            after: after.map(|after| after.into_iter().map(str::to_owned).collect()),
            window: window.map(str::to_owned),
            due: due.map(str::to_owned),
            evidence: evidence.map(|links| links.into_iter().map(str::to_owned).collect()),
            blocking: blocking.map(str::to_owned),
        })
}

fn change() -> impl Strategy<Value = Change> {
    const INSTANTS: [Option<&str>; 4] =
        [None, Some("2026-11-20T05:00:00Z"), Some("2026-11-20T14:03:00Z"), Some("2026-11-20T14:03:00.5Z")];
    let tick = (any::<bool>(), prop::sample::select(&INSTANTS[..]), prop::option::of(Just("Ana B.")));
    let words =
        prop::sample::select(&["New thing", "**stars** & <b>", "1. one", "- [ ] x", "Wide", "Hour 0-1: go"][..]);
    prop_oneof![
        2 => tick.prop_map(|(done, at, by)| Change::Tick(done, at, by)),
        1 => prop::sample::select(&[("", "https://g.example"), ("report, all", "https://h.example/(1)")][..]).prop_map(|(title, url)| Change::Attach(title, url)),
        3 => edit().prop_map(Change::Edit),
        2 => (words, edit()).prop_map(|(words, edit)| Change::Add(words, edit)),
        1 => Just(Change::Remove),
    ]
}

/// The plan as it is compared: what it waits for and evidence in any order.
fn said(plan: &Plan) -> Value {
    let mut plan = plan.clone();
    for item in plan.sections.iter_mut().flat_map(|section| &mut section.items) {
        item.after.sort_by_key(ToString::to_string);
        item.evidence.sort_by(|a, b| (&a.url, &a.title).cmp(&(&b.url, &b.title)));
        item.fields.clear();
    }
    let mut value = bare(&plan);
    // What is derived from the words is as it was when they were read.
    for key in ["gates", "sign_offs", "criteria", "risks", "schedules", "timelines"] {
        value.as_object_mut().unwrap().remove(key);
    }
    value
}

/// Applies a change to the picked item, and tells whether it could.
fn apply(plan: &mut Plan, change: &Change, pick: Index) -> Option<String> {
    let ids: Vec<String> = plan.items().map(|item| item.id.clone()).collect();
    let id = ids.get(pick.index(ids.len().max(1)))?.clone();
    let before = plan.clone();
    let done = match change {
        Change::Tick(done, when, by) => plan.tick_by(&id, *done, when.map(at), *by),
        Change::Attach(title, url) => {
            let link = EvidenceLink { title: (*title).to_owned(), url: (*url).to_owned() };
            plan.attach(&id, link)
        }
        Change::Edit(edit) => plan.edit(&id, edit),
        Change::Add(words, edit) => {
            let places: Vec<&String> = plan
                .sections
                .iter()
                .filter(|section| section.level > 0)
                .map(|section| &section.id)
                .chain(&ids)
                .collect();
            let under = places[pick.index(places.len())].clone();
            plan.add(&under, words, edit).map(|_| ())
        }
        Change::Remove => plan.remove(&id),
    };
    if done.is_err() {
        assert_eq!(*plan, before);
    }
    done.ok().map(|()| id)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn changes_are_read_back_from_the_text(changes in prop::collection::vec((change(), any::<Index>()), 1..6)) {
        let mut plan = read(TEXT);
        for (change, pick) in &changes {
            apply(&mut plan, change, *pick);
        }
        match plan.to_markdown() {
            Ok(text) => prop_assert_eq!(said(&read(&text)), said(&plan), "{}", text),
            Err(error) => prop_assert_eq!(error.code(), "invalid", "{}", error),
        }
        // Written anew, all of it comes back.
        let fresh = plan.to_markdown_with(&MarkdownOptions { anew: true, ..MarkdownOptions::default() }).unwrap();
        let states = |plan: &Plan| plan.items().map(|item| (item.id.clone(), item.state, item.owner.clone())).collect::<Vec<_>>();
        prop_assert_eq!(states(&read(&fresh)), states(&plan), "{}", fresh);
    }

    #[test]
    fn one_change_changes_the_lines_of_its_item_alone(change in change(), pick in any::<Index>()) {
        let mut plan = read(TEXT);
        let old = plan.clone();
        if let Some(id) = apply(&mut plan, &change, pick)
            && let Ok(text) = plan.to_markdown()
        {
            let item = old.item(&id).unwrap();
            let own = item.line..=item.fields.iter().map(|field| field.end_line).max().unwrap_or(0).max(item.end_line);
            // All other lines stand there as before, in their order.
            let mut left = text.lines();
            let removed: HashSet<&str> = old.items().filter(|old| plan.item(&old.id).is_err()).map(|item| item.id.as_str()).collect();
            for (number, line) in (1..).zip(TEXT.lines()) {
                let gone = old.items().any(|item| removed.contains(item.id.as_str()) && (item.line..=item.end_line + 2).contains(&number));
                prop_assert!(own.contains(&number) || gone || left.any(|new| new == line), "{:?}\n{}", line, text);
            }
        }
    }

    #[test]
    fn changes_to_any_text_are_read_back_or_refused(text in markdown(), changes in prop::collection::vec((change(), any::<Index>()), 1..4)) {
        let mut plan = read(&text);
        for (change, pick) in &changes {
            apply(&mut plan, change, *pick);
        }
        match plan.to_markdown() {
            Ok(text) => prop_assert_eq!(said(&read(&text)), said(&plan), "{}", text),
            Err(error) => prop_assert_eq!(error.code(), "invalid", "{}", error),
        }
    }
}

#[test]
fn most_changes_to_what_people_write_can_be_written() {
    let edit = ItemEdit {
        owner: Some("Eve (ops)".to_owned()),
        due: Some("2026-11-20".to_owned()),
        evidence: Some(vec!["https://x.example".to_owned()]),
        ..ItemEdit::default()
    };
    let all: Vec<String> = read(TEXT).items().map(|item| item.id.clone()).collect();
    for id in &all {
        let mut plan = read(TEXT);
        let tree = id.starts_with("closed-optional/steps");
        let simple = ItemEdit { owner: Some("Eve".to_owned()), ..ItemEdit::default() };
        plan.edit(id, if tree { &simple } else { &edit }).unwrap();
        if plan.item(id).unwrap().state != ItemState::None {
            plan.tick_by(id, true, Some(at("2026-11-20T05:00:00Z")), Some("Ana")).unwrap();
            assert!(plan.to_markdown().unwrap().contains("done 2026-11-20 by Ana"), "{id}");
        }
        plan.remove(id).map_or_else(|error| assert!(error.to_string().contains("waits for"), "{error}"), |()| ());
        let mut plan = read(TEXT);
        if !tree {
            plan.add(id, "More", &edit).unwrap();
        }
    }
}

#[test]
fn what_a_text_cannot_hold_is_refused_by_name() {
    let mut plan = read("# A\n## B\n- [ ] c\n");
    plan.sections[1].title = "D".to_owned();
    plan.sections[1].items[0].text = "e".to_owned();
    let error = plan.to_markdown().unwrap_err();
    assert_eq!(error.code(), "invalid");
    let text = error.to_string();
    assert!(text.contains("the title of section \"b\", the words of item \"b/c\""), "{text}");
    let fresh = plan.to_markdown_with(&MarkdownOptions { anew: true, ..MarkdownOptions::default() }).unwrap();
    assert!(fresh.contains("## D"), "{fresh}");
    // The go-live of the program is its own, unless the text names another one or it is asked for.
    let launched =
        |text: &str| read(text).with_launch(at("2026-11-24T14:00:00Z"), chrono_tz::America::New_York).unwrap();
    let options = MarkdownOptions { launch: true, ..MarkdownOptions::default() };
    assert_eq!(launched("# A\n").to_markdown().unwrap(), "# A\n");
    for (text, written) in [
        ("# A\n\n## B\n", "# A\n\n**Launch Date:** 2026-11-24 09:00 America/New_York\n\n## B\n"),
        ("# A\n**Launch Date:** [TBD]\n", "# A\n**Launch Date:** 2026-11-24 09:00 America/New_York\n"),
        (
            "# A\n- **Go-live**: no\n",
            "# A\n\n**Launch Date:** 2026-11-24 09:00 America/New_York\n\n- **Go-live**: no\n",
        ),
        ("- [ ] a\n", "**Launch Date:** 2026-11-24 09:00 America/New_York\n\n- [ ] a\n"),
    ] {
        assert_eq!(launched(text).to_markdown_with(&options).unwrap(), written);
    }
    let other = launched("# A\n\n**Launch Date**: 2026-11-25 09:00 America/New_York\n");
    assert_eq!(other.to_markdown().unwrap(), "# A\n\n**Launch Date**: 2026-11-24 09:00 America/New_York\n");
}

#[test]
fn removals_keep_the_ids_of_others() {
    let mut plan = read("## A\n- [ ] x\n- [ ] x\n- [ ] y (after: x-2)\n");
    plan.remove("a/x").unwrap();
    assert_eq!(plan.to_markdown().unwrap(), "## A\n- [ ] x {#a/x-2}\n- [ ] y (after: x-2)\n");
    let error = plan.remove("a/x-2").unwrap_err();
    assert!(error.to_string().contains("\"a/y\" does"), "{error}");
}

/// Lists that the program has set, and the text or the form does not name.
fn with_own(mut plan: Plan) -> Plan {
    plan.gates.push(Gate { all_blocking: true, ..Gate::new("go") });
    let given = json!({
        "sign_off": {"gate": "go", "role": "", "name": "Cy", "statement": "", "state": "approved", "signed_by": null,
            "signed_at": null, "item": null, "line": 0},
        "criterion": {"section": "", "group": "", "text": "Errors: <1%", "name": "Errors", "value": "<1%", "unit": "%",
            "item": "", "line": 0},
    });
    plan.sign_offs.push(serde_json::from_value(given["sign_off"].clone()).unwrap());
    plan.criteria.push(serde_json::from_value(given["criterion"].clone()).unwrap());
    plan
}

#[test]
fn lists_of_the_program_stay_and_do_not_hinder_other_changes() {
    let owner = ItemEdit { owner: Some("Ana".to_owned()), ..ItemEdit::default() };
    let own = |plan: &Plan| {
        let gates: Vec<_> = plan.gates.iter().map(|gate| gate.id.clone()).collect();
        let names: Vec<_> = plan.sign_offs.iter().map(|one| (one.name.clone(), one.state)).collect();
        (gates, names, plan.criteria.iter().map(|one| one.name.clone()).collect::<Vec<_>>())
    };
    let text =
        "# A\n## B\n- [ ] c\n- [ ] d\n## Gate: Launch\n### Ops\n- [ ] Ben\n## Success Criteria\n- Latency: <2 s\n";
    let yaml = "title: A\nphases:\n  - {title: B, items: [c, d]}\n\
                criteria: ['Latency: <2 s']\ngates: [{title: Launch, required: [{role: Ops, names: [Ben]}]}]\n";
    for plan in [read(text), Plan::from_yaml(yaml).unwrap(), bare_text(read(text))] {
        let (gates, mut names, criteria) = own(&plan);
        assert_eq!((names.len(), criteria.len()), (1, 1));
        let mut plan = with_own(plan);
        plan.risk = plan.source.is_none().then_some(RiskLevel::High);
        let risk = plan.risk;
        let ben = plan.items().find(|item| item.title == "Ben").unwrap().id.clone();
        plan.tick(&ben, true).unwrap();
        plan.to_markdown().unwrap();
        plan.edit("b/c", &owner).unwrap();
        plan.add("b", "e", &owner).unwrap();
        plan.remove("b/d").unwrap();
        let written = plan.to_markdown().unwrap();
        assert!(written.contains("- [ ] c (owner: Ana)\n- [ ] e (owner: Ana)\n"), "{written}");
        // What follows from the text goes on to follow from it.
        names[0].1 = SignOffState::Approved;
        names.push(("Cy".to_owned(), SignOffState::Approved));
        let expected = ([gates, vec!["go".to_owned()]].concat(), names, [criteria, vec!["Errors".to_owned()]].concat());
        assert_eq!((own(&plan), plan.risk), (expected, risk));
        assert!(plan.gates.last().unwrap().all_blocking);
    }
    // One of the text that the program changed or took away.
    let mut plan = read(text);
    plan.criteria.clear();
    plan.gates[0].all_blocking = true;
    plan.edit("b/c", &owner).unwrap();
    assert!(plan.criteria.is_empty() && plan.gates[0].all_blocking);
    assert!(plan.to_markdown().unwrap().contains("Latency"));
}

/// The same as a document without its text.
fn bare_text(mut plan: Plan) -> Plan {
    plan.source = None;
    Plan::from_json(&plan.to_json().unwrap()).unwrap()
}

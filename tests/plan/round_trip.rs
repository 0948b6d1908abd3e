//! Markdown to plan and back, YAML and JSON to plan and Markdown and back.

use hypercare::plan::{ItemState, MarkdownOptions, Plan};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::properties::markdown;
use super::read;

const WITH_IDS: MarkdownOptions = MarkdownOptions { ids: true, launch: false, anew: false };

/// The plan without the places of its text.
pub(super) fn bare(plan: &Plan) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                for key in ["line", "column", "end_line", "source", "diagnostics"] {
                    map.remove(key);
                }
                map.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(plan).unwrap();
    strip(&mut value);
    value
}

fn words() -> impl Strategy<Value = String> {
    let signs = "[a-z0-9 .,;:()\\[\\]*_#+<>&|~!?'\"{}=`\\\\é日-]{1,16}";
    prop_oneof![
        2 => signs.prop_map(|text| format!("{} x", text.trim())),
        2 => "[a-z]{1,8}( [a-z]{1,8}){0,2}",
        1 => Just("1. Hour 0-2: go".to_owned()),
        1 => Just("- [ ] **b** `c`".to_owned()),
        1 => Just("Error rate: <0.1% (Target: <0.05%)".to_owned()),
    ]
}

fn item() -> impl Strategy<Value = Value> {
    let leaf = (words(), words(), 0..32_u32, any::<prop::sample::Index>()).prop_map(|(title, text, parts, pick)| {
        let mut item = json!({"title": title});
        let pick = pick.index(4);
        let values = [
            ("text", text),
            ("owner", ["Ana", "Ana, Ben", "Eve (ops)", "C; D"][pick].to_owned()),
            ("estimate", ["4 h", "1-2-6 days triangular", "30 min - 2 h", "1-2 months"][pick].to_owned()),
            ("due", ["Day -1", "2026-11-20", "2026-11-20 18:00 Asia/Tokyo", "Hour 2"][pick].to_owned()),
            ("done", ["true", "2026-11-20 by Ana", "false", "by Bo"][pick].to_owned()),
        ];
        for (bit, (name, value)) in values.into_iter().enumerate() {
            if parts >> bit & 1 == 1 {
                item[name] = json!(value);
            }
        }
        if pick == 1 {
            item["blocking"] = json!(parts % 2 == 0);
            item["evidence"] = json!(["https://a.example/x,y", "report (https://b.example)"]);
            item["window"] = json!("Day -3 to -1");
        }
        item
    });
    prop_oneof![3 => leaf, 1 => words().prop_map(Value::String)].prop_recursive(2, 8, 3, |inner| {
        (words(), proptest::collection::vec(inner, 1..3))
            .prop_map(|(title, items)| json!({"title": title, "items": items}))
    })
}

fn form() -> impl Strategy<Value = Value> {
    let phase = (words(), proptest::collection::vec(item(), 0..4), any::<[bool; 3]>()).prop_map(
        |(title, items, [owner, risk, window])| {
            let mut phase = json!({"title": title, "items": items});
            if owner {
                phase["owner"] = json!("Ops (night), and more");
            }
            if risk {
                phase["risk"] = json!("low");
                phase["fields"] = json!({"Budget": "10 * 2"});
            }
            if window {
                phase["window"] = json!("Day -7 to -1");
            }
            phase
        },
    );
    (words(), proptest::collection::vec(phase, 0..3), any::<bool>()).prop_map(|(title, phases, rest)| {
        let mut form = json!({"title": title, "phases": phases});
        if rest {
            form["launch"] = json!("2026-11-24 09:00 Europe/Paris");
            form["criteria"] = json!(["Load: <2 s (Target: <1 s)"]);
            form["risks"] = json!([{"title": "Rain", "category": "Sky", "probability": 0.3, "impact": "high", "mitigation": "roof, coat", "delay": "1-2-3 days"}]);
            form["gates"] = json!([{"title": "Go", "deadline": "Day -1", "required": [{"role": "Tech", "names": ["Ana", "[x] Ben"], "needed": 1, "veto": false}], "criteria": ["[x] ready", "safe"]}]);
            form["schedules"] = json!([{"kind": "training", "title": "Basics", "when": "Week 1", "who": "Ana"}, {"kind": "review", "title": "KPIs", "when": "Weekly"}]);
        }
        form
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn markdown_comes_back_to_the_byte(text in markdown()) {
        prop_assert_eq!(read(&text).to_markdown().unwrap(), text);
    }

    #[test]
    fn ticks_are_written_into_the_text_and_nothing_else(text in markdown(), pick in any::<u64>()) {
        let mut plan = read(&text);
        let boxes: Vec<_> = plan.items().filter(|item| item.state != ItemState::None).map(|item| item.id.clone()).collect();
        for (at, id) in boxes.iter().enumerate() {
            plan.tick(id, pick >> (at % 64) & 1 == 1).unwrap();
        }
        let written = plan.to_markdown().unwrap();
        let states = |plan: &Plan| plan.items().map(|item| (item.id.clone(), item.state)).collect::<Vec<_>>();
        prop_assert_eq!(states(&read(&written)), states(&plan));
        let without = |text: &str| text.replace("[x]", "[ ]").replace("[X]", "[ ]");
        prop_assert_eq!(without(&written), without(&text));
    }

    #[test]
    fn forms_come_back_from_their_markdown(form in form()) {
        let plan = Plan::from_json(&form.to_string()).unwrap();
        let text = plan.to_markdown().unwrap();
        prop_assert_eq!(bare(&read(&text)), bare(&plan), "{}", text);
        // JSON is YAML.
        prop_assert_eq!(&Plan::from_yaml(&form.to_string()).unwrap(), &plan);
        prop_assert_eq!(&Plan::from_json(&plan.to_json().unwrap()).unwrap(), &plan);
        // Ids that are written stay.
        let with_ids = read(&plan.to_markdown_with(&WITH_IDS).unwrap());
        prop_assert_eq!(bare(&with_ids), bare(&plan));
    }
}

#[test]
fn ids_are_written_where_there_are_none() {
    let text = "Title\n=====\n\n## One ##\n\n* [ ] **a** {#x}  \n  more\n- [x] b (owner: Ana)\n  - c\\\n    d\n";
    let written = read(text).to_markdown_with(&WITH_IDS).unwrap();
    let expected = "Title {#title}\n=====\n\n## One {#one} ##\n\n* [ ] **a** {#x}  \n  more\n- [x] b (owner: Ana) {#one/b}\n  - c {#one/b/c-d}\\\n    d\n";
    assert_eq!(written, expected);
    let ids = |text: &str| read(text).items().map(|item| item.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&written), ids(text));
    assert_eq!(read(&written).to_markdown_with(&WITH_IDS).unwrap(), written);
}

#[test]
fn ids_that_are_written_keep_what_is_read() {
    let mixed = "A:\n1. Hour 0-1: b\n2. c:\n   ├── d\n\nRollback Criteria:\n├── Errors: >1%\n└── e";
    let blocks = ["Steps:\n1. a\n2. b", "A:\n├── b\n└── c\n\nD:\n└── e", mixed];
    let texts = blocks.map(|block| format!("## A\n```\n{block}\n```\n")).into_iter();
    for text in texts.chain(["- ```\n  x\n  ```\n- b\n".to_owned(), "1. ~~~\n   x\n   ~~~\n".to_owned()]) {
        let plan = read(&text);
        let written = plan.to_markdown_with(&WITH_IDS).unwrap();
        assert_eq!(bare(&read(&written)), bare(&plan), "{written}");
    }
    let missions = ["000_261b1529dfb7a9b3.txt", "001_1546839ed041968f.txt", "003_029e26f54d6cc251.txt"];
    for name in missions.into_iter().filter_map(super::mission::mission) {
        let plan = read(&name);
        let written = plan.to_markdown_with(&WITH_IDS).unwrap();
        assert_eq!(bare(&read(&written)), bare(&plan));
    }
}

#[test]
fn hostile_places_in_a_document_do_no_harm() {
    let plan = read("# A\n- [ ] é\n- [x] b\n");
    let mut value = serde_json::to_value(&plan).unwrap();
    for (line, column) in [(0, 0), (2, 3), (u32::MAX, u32::MAX), (3, 5), (2, u32::MAX)] {
        for item in value["sections"][0]["items"].as_array_mut().unwrap() {
            item["line"] = json!(line);
            item["column"] = json!(column);
            item["state"] = json!("done");
        }
        let plan = Plan::from_json(&value.to_string()).unwrap();
        let _ = (plan.to_markdown(), plan.to_markdown_with(&WITH_IDS), plan.report("x", None));
    }
}

#[test]
fn errors_of_forms_stand_at_their_line() {
    let yaml = "title: A\nphases:\n  - title: B\n    items:\n      - ok\n      - {title: x, estimate: soon}\n      - title: y\n        after: nobody\n";
    let plan = Plan::from_yaml(yaml).unwrap();
    let places: Vec<_> = plan.diagnostics.iter().map(|one| (one.line, one.column)).collect();
    assert_eq!(places, [(6, 9), (7, 9)]);
    assert!(plan.report("p.yaml", Some(yaml)).contains("6 |       - {title: x, estimate: soon}\n"));
    for (text, line) in [("title: A\nphase: []\n", 2), ("phases:\n  - title: [1]\n", 2), ("title: 'a\n", 2), ("[]", 1)]
    {
        let error = Plan::from_yaml(text).unwrap_err();
        assert_eq!((error.code(), error.position().map(|at| at.line)), ("parse", Some(line)), "{text} {error}");
    }
    // All of them at once.
    let yaml = "version: 1\ntitel: A\nphases:\n  - title: [1]\n    items:\n      - {done: true, step: maybe}\n      - [x]\n    owner: {a: b}\ngates: none\nschedules:\n  - kind: dance\n";
    let error = Plan::from_yaml(yaml).unwrap_err().to_string();
    for part in [
        "plan, line 2, column 1: expected a known key (did you mean title?), found the key \"titel\"",
        "line 4, column 12: expected a text, found a list",
        "line 6, column 28: expected yes or no, found \"maybe\"",
        "line 7, column 9: expected a map of fields, found a list",
        "line 8, column 12: expected a text, found a map",
        "line 9, column 8: expected a list, found \"none\"",
        "line 11, column 11: expected one of communication, training, reporting, review, found \"dance\"",
    ] {
        assert!(error.contains(part), "{part}\n{error}");
    }
    let deep = (0..6).fold("[]".to_owned(), |inner, _| format!("[{{phases: {inner}}}]"));
    assert_eq!(Plan::from_yaml(&format!("phases: {deep}")).unwrap_err().code(), "limit");
    let json = Plan::from_json("{\n\t\"title\": \"\\ud83d\\ude00 \\\"x\\\"\",\n\t\"phases\": [{\"titel\": 1}]\n}")
        .unwrap_err();
    assert_eq!(json.position().map(|at| at.line), Some(3), "{json}");
    let json = Plan::from_json("{\n\t\"title\": \"\\ud83d\\ude00 \\\"x\\\"\"}").unwrap();
    assert_eq!(json.title, "😀 \"x\"");
}

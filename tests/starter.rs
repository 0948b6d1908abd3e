//! The starter texts: how many, none twice, none under two labels.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::{BTreeMap, HashMap};

use hypercare::Priority;
use hypercare::tickets::{Classifier, ClassifierOptions, IncomingTicket, Router, RoutingTable, starter_texts};

/// Lower case, words only: two texts that differ in signs alone are one.
fn normalised(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { lower } else { words.join(" ") }
}

#[test]
fn every_issue_type_has_at_least_60_texts_and_none_300() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (label, _) in starter_texts() {
        *counts.entry(label).or_default() += 1;
    }
    let table = RoutingTable::default();
    for (label, _) in table.types() {
        assert!(counts.get(label).is_some_and(|count| *count >= 60), "{label}: {:?}", counts.get(label));
    }
    assert!(counts.get("none").is_some_and(|count| *count >= 300));
    assert_eq!(counts.len(), table.types().count() + 1, "{counts:?}");
}

#[test]
fn no_text_comes_twice_or_under_two_labels() {
    let mut seen: HashMap<String, (&str, &str)> = HashMap::new();
    for (label, text) in starter_texts() {
        if let Some(other) = seen.insert(normalised(text), (label, text)) {
            panic!("{:?} and {:?} are the same text", other, (label, text));
        }
    }
}

#[test]
fn texts_are_lines_of_a_ticket_and_not_nothing_or_novels() {
    for (label, text) in starter_texts() {
        assert_eq!(text.trim(), text, "{label}: blanks around a text");
        assert!(!text.contains('\t'), "{label}: a tab in {text:?}");
        assert!((1..=600).contains(&text.chars().count()), "{label}: {text:?}");
    }
    let lengths: Vec<_> = starter_texts().map(|(_, text)| text.chars().count()).collect();
    assert!(lengths.iter().filter(|length| **length < 25).count() > 100, "terse ones");
    assert!(lengths.iter().filter(|length| **length > 120).count() > 40, "chatty ones");
}

#[test]
fn every_line_of_the_files_is_a_text() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tickets/starter");
    let mut lines = 0;
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "tsv") {
            let text = std::fs::read_to_string(&path).expect("a file");
            let label = path.file_stem().expect("a name").to_string_lossy().into_owned();
            assert!(text.lines().all(|line| line.split('\t').next() == Some(label.as_str())), "{label}");
            lines += text.lines().count();
        }
    }
    assert_eq!(starter_texts().count(), lines);
}

/// Tickets that were written before the model was last changed and never trained on: label, plain or hard, text.
const HELD_OUT: &str = include_str!("starter/held_out.tsv");

fn held_out() -> Vec<(&'static str, &'static str, &'static str)> {
    let row = |line: &'static str| -> Option<_> {
        let (label, rest) = line.split_once('\t')?;
        let (level, text) = rest.split_once('\t')?;
        Some((label, level, text))
    };
    HELD_OUT.lines().map(|line| row(line).expect("three columns")).collect()
}

#[test]
fn tickets_kept_apart_are_answered_right() {
    let rows = held_out();
    let model = Classifier::starter().unwrap();
    let trained: HashMap<String, &str> = starter_texts().map(|(label, text)| (normalised(text), label)).collect();
    let (mut right, mut hard, mut hard_right, mut none, mut calm) = (0, 0, 0, 0, 0);
    for (label, level, text) in &rows {
        assert!(!trained.contains_key(&normalised(text)), "{text:?} is trained on");
        let answer = model.classify(text);
        right += usize::from(answer.label == *label);
        hard += usize::from(*level == "hard");
        hard_right += usize::from(*level == "hard" && answer.label == *label);
        none += usize::from(*label == "none");
        calm += usize::from(*label == "none" && (!answer.known || answer.label == "none"));
        if answer.label != *label {
            println!("{label}, not {} ({:.2}): {text}", answer.label, answer.confidence);
        }
    }
    println!("{right} of {} right, {hard_right} of {hard} hard ones, {calm} of {none} calm", rows.len());
    assert!(hard * 3 >= rows.len(), "a third is hard");
    assert!(right * 100 >= rows.len() * 85, "{right} of {}", rows.len());
    assert!(calm * 100 >= none * 80, "{calm} of {none} are left alone");
}

/// A text whose words all speak of something else cannot be told by its words: a few such are let through, and printed.
#[test]
fn danger_is_hardly_ever_routed_low() {
    let (router, model) = (Router::default(), Classifier::starter().unwrap());
    let (mut all, mut low) = (0, 0);
    for (label, _, text) in held_out() {
        if ["security_breach", "unauthorized_access", "data_leak", "data_loss"].contains(&label) {
            let ticket = IncomingTicket { text: text.to_owned(), ..IncomingTicket::default() };
            let routed = router.route_by(&ticket, &[], &model).unwrap();
            all += 1;
            if routed.priority > Priority::High {
                low += 1;
                println!("{label} goes low: {text}: {:?}", routed.reasons);
            }
        }
    }
    println!("{low} of {all} go low");
    assert!(low <= 2, "{low} of {all}");
}

/// After a change of the texts or of the training, write the model anew:
/// `HYPERCARE_BLESS=1 cargo test --release --test starter the_model`.
#[test]
#[cfg_attr(debug_assertions, ignore = "slow without optimisation; the tests of the bindings compare the same bytes")]
fn the_model_is_what_training_gives() {
    let (labels, texts): (Vec<_>, Vec<_>) = starter_texts().unzip();
    let bytes = Classifier::train(&texts, &labels, &ClassifierOptions::starter()).unwrap().to_bytes();
    if std::env::var_os("HYPERCARE_BLESS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tickets/starter/model.bin");
        std::fs::write(path, &bytes).unwrap();
    } else {
        assert!(bytes == Classifier::starter().unwrap().to_bytes(), "the model is older than its texts: bless it");
    }
}

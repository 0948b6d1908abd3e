//! The ticket classifier: right answers, honest doubts, explanations, learning, bytes from anywhere.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

#[path = "classifier/bytes.rs"]
mod bytes;
#[path = "classifier/explanations.rs"]
mod explanations;
#[path = "classifier/input.rs"]
mod input;
#[path = "classifier/learning.rs"]
mod learning;
#[path = "classifier/real.rs"]
mod real;
#[path = "classifier/shared.rs"]
mod shared;
#[path = "classifier/similar.rs"]
mod similar;

use hypercare::tickets::{Classifier, ClassifierOptions};

/// A small model of four labels in plain words.
fn small() -> Classifier {
    let (texts, labels): (Vec<&str>, Vec<&str>) = SMALL.iter().map(|&(label, text)| (text, label)).unzip();
    Classifier::train(&texts, &labels, &ClassifierOptions::default()).expect("a model")
}

const SMALL: [(&str, &str); 24] = [
    ("login", "I cannot log in to my account"),
    ("login", "password rejected at login again"),
    ("login", "the sign in page says my password is wrong"),
    ("login", "locked out after three attempts to log in"),
    ("login", "login code never arrives on my phone"),
    ("login", "cannot sign in since the update"),
    ("billing", "I was charged twice this month"),
    ("billing", "my invoice shows the wrong amount"),
    ("billing", "please refund the payment of yesterday"),
    ("billing", "the credit card was charged after I cancelled"),
    ("billing", "where do I find my invoice for June"),
    ("billing", "the bill has the wrong address"),
    ("sync", "the calendar does not sync with Outlook"),
    ("sync", "contacts stopped syncing this morning"),
    ("sync", "sync hangs at 40 percent for hours"),
    ("sync", "changes on the phone do not appear on the laptop"),
    ("sync", "QuickBooks no longer syncs our customers"),
    ("sync", "synchronisation fails with error 504"),
    ("slow", "the dashboard takes a minute to load"),
    ("slow", "everything is very slow since Monday"),
    ("slow", "reports time out, the page is so slow"),
    ("slow", "loading the customer list takes forever"),
    ("slow", "the app became sluggish and freezes"),
    ("slow", "search needs twenty seconds for each query"),
];

/// The rows `label<TAB>text` of a public set, or nothing where the data is not there.
fn public(name: &str) -> Option<(Vec<String>, Vec<String>)> {
    let path = format!("{}/../../shared/data/tickets/{name}.tsv", env!("CARGO_MANIFEST_DIR"));
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {path} is not there");
        return None;
    };
    Some(text.lines().filter_map(|line| line.split_once('\t')).map(|(label, text)| (label.into(), text.into())).unzip())
}

/// The share of right answers.
fn accuracy(model: &Classifier, labels: &[String], texts: &[String]) -> f64 {
    let answers = model.classify_batch(texts);
    let right = answers.iter().zip(labels).filter(|(answer, label)| answer.label == **label).count();
    right as f64 / labels.len() as f64
}

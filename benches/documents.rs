//! Reading plans: a million items from Markdown, beside the Markdown parser alone, and writing them back. Prints seconds
//! and millions of items a second.
//!
//! `cargo bench --bench documents`

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Instant;

use hypercare::document::Limits;
use hypercare::plan::Plan;
use pulldown_cmark::{Options, Parser};

const ITEMS: usize = 1_000_000;

/// Sections of a hundred items each: plain ones, or every tenth with attributes.
fn text(attributes: bool) -> String {
    let mut text = "# Orchard\n\n**Launch Date:** 2026-11-24 09:00 America/New_York\n".to_owned();
    for item in 0..ITEMS {
        if item % 100 == 0 {
            text += &format!("\n## Phase {}: Part {} (Day -7 to -1)\n\n", item / 100 % 9 + 1, item / 100);
        }
        let mark = ["[ ]", "[x]"][item % 2];
        if attributes && item % 10 == 9 {
            let before = item % 100 - 1;
            text += &format!(
                "- {mark} **Task {item}** (owner: Ana, estimate: 2-4-8 h, after: part-{before}, due: Day -1)\n"
            );
        } else if attributes {
            text += &format!("- {mark} Step {item} of it {{#part-{}-{}}}\n", item / 100, item % 100);
        } else {
            text += &format!("- {mark} Step {item} of it\n");
        }
    }
    text
}

/// The shortest of some runs, in seconds.
fn best(mut call: impl FnMut()) -> f64 {
    let times = (0..5).map(|_| {
        let began = Instant::now();
        call();
        began.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}

fn main() {
    let limits = Limits { bytes: 1 << 30, nodes: 1 << 30, ..Limits::default() };
    println!("| a million items | read | the parser alone | written |");
    println!("|---|---|---|---|");
    for (name, attributes) in [("plain", false), ("every tenth with attributes, the others with ids", true)] {
        let text = text(attributes);
        let read = best(|| {
            black_box(Plan::from_markdown_with(black_box(&text), limits).expect("a plan"));
        });
        let options = Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES;
        let parsed = best(|| {
            black_box(Parser::new_ext(black_box(&text), options).into_offset_iter().count());
        });
        let plan = Plan::from_markdown_with(&text, limits).expect("a plan");
        assert_eq!(plan.items().count(), ITEMS);
        let written = best(|| {
            _ = black_box(plan.to_markdown());
        });
        println!("| {name}, {} MB | {read:.2} s | {parsed:.2} s | {written:.2} s |", text.len() >> 20);
    }
}

//! Reading plans from Markdown, beside the Markdown parser alone in the same run, and writing them back: nanoseconds
//! per item, the shortest of some runs that take turns.
//!
//! `cargo bench --bench documents --no-default-features --features plan`, with a number of items behind `--` for that
//! size alone.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::time::Instant;

use hypercare::plan::Plan;
use pulldown_cmark::{Options, Parser};

/// What the lines of a document look like.
#[derive(Clone, Copy)]
enum Kind {
    /// Boxes with words behind them.
    Plain,
    /// Steps below boxes, and bold words at the start of those.
    Nested,
    /// Ids behind nine of ten, and behind the tenth owner, estimate, due day and what it waits for.
    Attributes,
    /// Links, code and emphasis in each: all for the Markdown parser.
    Marked,
}

const KINDS: [(Kind, &str); 4] = [
    (Kind::Plain, "boxes"),
    (Kind::Nested, "boxes with steps below"),
    (Kind::Attributes, "ids, every tenth with attributes"),
    (Kind::Marked, "links and code"),
];

/// Sections of a hundred items each.
fn text(kind: Kind, items: usize) -> String {
    let mut text = "# Orchard\n\n**Launch Date:** 2026-11-24 09:00 America/New_York\n".to_owned();
    for item in 0..items {
        let (part, place) = (item / 100, item % 100);
        if place == 0 {
            text += &format!("\n## Phase {}: Part {part} (Day -7 to -1)\n\n", part % 9 + 1);
        }
        let mark = ["[ ]", "[x]"][item % 2];
        text += &match kind {
            Kind::Plain => format!("- {mark} Step {item} of it\n"),
            Kind::Nested if place % 4 == 0 => format!("- {mark} **Task {item}**: all of it\n"),
            Kind::Nested => format!("  - Step {item} of it\n"),
            Kind::Attributes if place % 10 == 9 => format!(
                "- {mark} **Task {item}** (owner: Ana, estimate: 2-4-8 h, after: part-{part}-{}, due: Day -1)\n",
                place - 1
            ),
            Kind::Attributes => format!("- {mark} Step {item} of it {{#part-{part}-{place}}}\n"),
            Kind::Marked => format!("- {mark} Step `{item}` of [it](https://it.example/{item}), *well*\n"),
        };
    }
    text
}

fn timed(best: &mut f64, call: impl FnOnce()) {
    let began = Instant::now();
    call();
    *best = best.min(began.elapsed().as_secs_f64());
}

fn main() {
    let options = Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES;
    let chosen: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if chosen.is_empty() { vec![10_000, 100_000, 1_000_000] } else { chosen };
    println!("| items | of | MB | read, ns an item | the parser alone | ratio | dropped | written |");
    println!("|---|---|---|---|---|---|---|---|");
    for items in sizes {
        for (kind, name) in KINDS {
            let text = text(kind, items);
            let (mut read, mut parsed, mut dropped, mut written) =
                (f64::INFINITY, f64::INFINITY, f64::INFINITY, f64::INFINITY);
            for _ in 0..(2_000_000 / items.max(1)).clamp(4, 40) {
                timed(&mut parsed, || {
                    black_box(Parser::new_ext(black_box(&text), options).into_offset_iter().count());
                });
                let mut plan = None;
                timed(&mut read, || plan = Some(Plan::from_markdown(black_box(&text)).expect("a plan")));
                let plan = plan.expect("a plan");
                assert_eq!((plan.items().count(), plan.diagnostics.len()), (items, 0));
                timed(&mut written, || {
                    _ = black_box(plan.to_markdown());
                });
                timed(&mut dropped, || drop(plan));
            }
            let [read, parsed, dropped, written] =
                [read, parsed, dropped, written].map(|time| time * 1e9 / items as f64);
            println!(
                "| {items} | {name} | {:.1} | {read:.0} | {parsed:.0} | {:.2} | {dropped:.0} | {written:.0} |",
                text.len() as f64 / 1e6,
                read / parsed
            );
        }
    }
}

//! What sections, items and tables mean besides being done: gates and sign-offs, criteria, risks, schedules, timelines.

mod gates;
mod measures;
mod risks;
mod schedules;

use chrono_tz::Tz;

use super::check::Holds;
use super::references::Index;
use super::settle::Stated;
use super::{Diagnostic, Item, Plan, Section};

pub(super) use gates::is_sign_off_table;
pub(super) use risks::probability;

/// Reads them all, and tells what it does not understand.
pub(super) fn all(
    plan: &mut Plan,
    stated: &Stated,
    index: &Index,
    holds: &[Holds],
    zone: Option<Tz>,
) -> Vec<Diagnostic> {
    let problems = gates::read(plan, zone);
    let taken = schedules::read(plan, holds);
    measures::read(plan, holds, &taken);
    risks::read(plan, stated, index);
    problems
}

/// Whether a text holds one of some words, in any case; a word may have blanks and signs in it.
fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let before = text[..at].chars().next_back().is_none_or(|sign| !sign.is_alphanumeric());
            let after = text[at + word.len()..].chars().next().is_none_or(|sign| !sign.is_alphanumeric());
            before && after
        })
    })
}

/// As much of a title as is copied to each of those below it, and looked at for each: titles have no end.
fn head(title: &str) -> &str {
    const MOST: usize = 200;
    title.get(..title.floor_char_boundary(MOST)).unwrap_or(title).trim_end()
}

/// For each item of a section, whether another stands below it.
fn has_children(section: &Section) -> Vec<bool> {
    let mut has = vec![false; section.items.len()];
    for item in &section.items {
        if let Some(parent) = item.parent.and_then(|parent| has.get_mut(parent)) {
            *parent = true;
        }
    }
    has
}

/// The item above another.
fn above<'a>(section: &'a Section, item: &Item) -> Option<&'a Item> {
    item.parent.and_then(|parent| section.items.get(parent))
}

/// The titles of the items directly below one.
fn below(section: &Section, index: usize) -> Vec<String> {
    // Items stand in the order of the text: those below one follow it.
    let inner = section.items.iter().skip(index + 1).take_while(|item| item.parent.is_some_and(|above| above >= index));
    inner.filter(|item| item.parent == Some(index)).map(|item| item.text.clone()).collect()
}

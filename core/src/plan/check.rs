//! What a plan says of itself: which boxes block, where it contradicts itself, whether a document of one is sound.

use std::collections::HashSet;

use super::{Item, ItemState, Plan, Section, Window, WindowUnit};
use crate::{Error, Result};

/// The items that are ticked while boxes below them are open: their index, and how many are open.
pub(super) fn open_below_done(items: &[Item]) -> Vec<(usize, usize)> {
    let mut below = vec![0_usize; items.len()];
    // Children stand after their parents.
    for (index, item) in items.iter().enumerate().rev() {
        let open = below.get(index).copied().unwrap_or(0) + usize::from(item.state == ItemState::Open);
        if let Some(count) = item.parent.filter(|&parent| parent < index).and_then(|parent| below.get_mut(parent)) {
            *count += open;
        }
    }
    let done = items.iter().zip(below).enumerate();
    done.filter(|(_, (item, open))| item.state == ItemState::Done && *open > 0)
        .map(|(index, (_, open))| (index, open))
        .collect()
}

/// Counts hours from the first day of the window around them.
pub(super) fn anchor_hours(sections: &mut [Section]) {
    let mut days: Vec<i32> = Vec::with_capacity(sections.len());
    for section in sections {
        let around = section.parent.and_then(|parent| days.get(parent).copied()).unwrap_or(0);
        days.push(match &mut section.window {
            Some(window) if window.unit == WindowUnit::Hour => {
                window.day = around;
                around
            }
            Some(window) if window.unit == WindowUnit::Day => window.start,
            _ => around,
        });
    }
}

/// The sections whose window reaches beyond that of the section around, with both windows.
pub(super) fn windows_outside(plan: &Plan) -> Vec<(usize, Window, Window)> {
    let windows = plan.windows();
    let sections = plan.sections.iter().enumerate();
    sections
        .filter_map(|(index, section)| {
            let inner = section.window?;
            let outer = windows.get(section.parent?).copied().flatten()?;
            (!outer.holds(&inner)).then_some((index, inner, outer))
        })
        .collect()
}

/// Marks the boxes that must be ticked before the go-live.
pub(super) fn mark_blocking(plan: &mut Plan) {
    let windows = plan.windows();
    let mut optional: Vec<bool> = Vec::with_capacity(plan.sections.len());
    for (section, window) in plan.sections.iter_mut().zip(windows) {
        let around = section.parent.and_then(|parent| optional.get(parent).copied()).unwrap_or(false);
        let here = around || is_optional(&section.title);
        optional.push(here);
        let due = window.is_none_or(|window| window.before_launch());
        let mut below: Vec<bool> = Vec::with_capacity(section.items.len());
        for item in &mut section.items {
            let above = item.parent.and_then(|parent| below.get(parent).copied()).unwrap_or(here);
            let optional = above || is_optional(&item.text);
            below.push(optional);
            item.blocking = due && !optional && item.state != ItemState::None;
        }
    }
}

fn is_optional(text: &str) -> bool {
    const WORDS: [&str; 6] =
        ["(optional)", "[optional]", "(non-blocking)", "[non-blocking]", "(not blocking)", "[not blocking]"];
    if !text.contains(['(', '[']) {
        return false;
    }
    let text = text.to_lowercase();
    WORDS.into_iter().any(|word| text.contains(word))
}

/// Refuses a document whose indices, ids or windows are not those of any plan.
pub(super) fn validate(plan: &Plan) -> Result<()> {
    let mut ids = HashSet::new();
    let mut id = |kind: &str, id: &str| {
        if id.is_empty() {
            return Err(Error::invalid(format!("{kind}.id"), "a text that is not empty", "\"\""));
        }
        if ids.insert(id.to_owned()) {
            Ok(())
        } else {
            Err(Error::Duplicate { kind: "id".to_owned(), name: id.to_owned() })
        }
    };
    let parent = |name: String, parent: Option<usize>, index: usize| match parent {
        Some(parent) if parent >= index => Err(Error::invalid(name, "an index before its own", parent)),
        _ => Ok(()),
    };
    for (index, section) in plan.sections.iter().enumerate() {
        let name = format!("sections[{index}]");
        id(&name, &section.id)?;
        parent(format!("{name}.parent"), section.parent, index)?;
        if section.level > 6 {
            return Err(Error::invalid(format!("{name}.level"), "0 to 6", section.level));
        }
        if let Some(window) = section.window.filter(|window| !window.is_sound()) {
            let found = format!("{} to {} on day {}", window.start, window.end, window.day);
            return Err(Error::invalid(
                format!("{name}.window"),
                "a start before its end, within a hundred years",
                found,
            ));
        }
        for (index, item) in section.items.iter().enumerate() {
            id(&format!("{name}.items[{index}]"), &item.id)?;
            parent(format!("{name}.items[{index}].parent"), item.parent, index)?;
        }
    }
    Ok(())
}

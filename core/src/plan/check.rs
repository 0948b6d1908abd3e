//! What a plan says of itself: which boxes block, where it contradicts itself, whether a document of one is sound.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Due, Item, ItemState, Period, Plan, Section, TaskEstimate, Window, WindowUnit};
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

/// What the items of a section have, so that those are not looked through in vain that have none of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Holds {
    /// Some have no box.
    pub(super) steps: bool,
    /// Some have a window.
    pub(super) windows: bool,
    /// Some stand below others.
    pub(super) nested: bool,
}

/// Counts hours from the first day of the window around them, and marks the boxes that must be ticked before the
/// go-live. `stated` are items (section, item) of which an attribute says whether they block. Tells what each section
/// holds.
pub(super) fn mark(plan: &mut Plan, stated: &[(usize, usize, bool)]) -> Vec<Holds> {
    for &(section, item, blocking) in stated {
        if let Some(item) = plan.sections.get_mut(section).and_then(|section| section.items.get_mut(item)) {
            item.stated_blocking = Some(blocking);
        }
    }
    let mut days: Vec<i32> = Vec::with_capacity(plan.sections.len());
    let mut marker = Marker::of(plan);
    let mark = |section: &mut Section| {
        let around = section.parent.and_then(|parent| days.get(parent).copied()).unwrap_or(0);
        days.push(anchor_hours(section, around));
        marker.mark(section)
    };
    plan.sections.iter_mut().map(mark).collect()
}

/// Marks the boxes that must be ticked before the go-live.
pub(super) fn mark_blocking(plan: &mut Plan) {
    let mut marker = Marker::of(plan);
    plan.sections.iter_mut().for_each(|section| {
        marker.mark(section);
    });
}

/// Counts hours of a section from the first day of the window around it; gives that of what is in it.
fn anchor_hours(section: &mut Section, around: i32) -> i32 {
    let day = match &mut section.window {
        Some(window) if window.unit == WindowUnit::Hour => {
            window.day = around;
            around
        }
        Some(window) if window.unit == WindowUnit::Day => window.start,
        _ => around,
    };
    let anchor = |window: &mut Window| {
        if window.unit == WindowUnit::Hour {
            window.day = day;
        }
    };
    for item in &mut section.items {
        item.window.iter_mut().for_each(anchor);
        item.due.iter_mut().flat_map(|due| &mut due.window).for_each(anchor);
    }
    section.due.iter_mut().flat_map(|due| &mut due.window).for_each(anchor);
    day
}

/// Goes through the sections of a plan and marks the boxes that block.
struct Marker {
    launch: Option<DateTime<Utc>>,
    /// For each section whether it is optional, and whether what is in it comes before the launch.
    sections: Vec<(bool, bool)>,
    /// The same for each item of the section.
    items: Vec<(bool, bool)>,
}

impl Marker {
    fn of(plan: &Plan) -> Self {
        let launch = plan.launch.map(|launch| launch.at);
        Self { launch, sections: Vec::with_capacity(plan.sections.len()), items: Vec::new() }
    }

    fn mark(&mut self, section: &mut Section) -> Holds {
        let mut holds = Holds::default();
        let around = section.parent.and_then(|parent| self.sections.get(parent).copied()).unwrap_or((false, true));
        let here = around.0 || is_optional(&section.title);
        let due = before(section.window, section.period, section.due, self.launch, around.1);
        self.sections.push((here, due));
        self.items.clear();
        for item in &mut section.items {
            let above = item.parent.and_then(|parent| self.items.get(parent).copied()).unwrap_or((here, due));
            let said = item.stated_blocking;
            let optional = said.map_or(above.0 || is_optional(&item.text), |blocking| !blocking);
            let due = before(item.window, item.period, item.due, self.launch, above.1);
            self.items.push((optional, due));
            item.blocking = (due || said == Some(true)) && !optional && item.state != ItemState::None;
            holds.steps |= item.state == ItemState::None;
            holds.windows |= item.window.is_some();
            holds.nested |= item.parent.is_some();
        }
        holds
    }
}

/// Whether something comes before the launch: by its window, else by its period where the launch is known, else as what
/// is around it; and not where it is due on a later day only.
fn before(
    window: Option<Window>,
    period: Option<Period>,
    due: Option<Due>,
    launch: Option<DateTime<Utc>>,
    around: bool,
) -> bool {
    let period = period.zip(launch).map(|(period, launch)| period.start < launch);
    let later = due.is_some_and(|due| match (due.window, due.at.zip(launch)) {
        (Some(window), _) => match window.unit {
            WindowUnit::Day => window.start > 0,
            WindowUnit::Hour => i64::from(window.day) * 24 + i64::from(window.start) > 0,
            WindowUnit::Month => window.start >= 0,
        },
        // A date alone ends at the midnight after it: one on the day of the launch is none after it.
        (None, Some((at, launch))) => at.signed_duration_since(launch) > TimeDelta::days(1),
        (None, None) => false,
    });
    !later && window.map(|window| window.before_launch()).or(period).unwrap_or(around)
}

fn is_optional(text: &str) -> bool {
    const WORDS: [&str; 6] =
        ["(optional)", "[optional]", "(non-blocking)", "[non-blocking]", "(not blocking)", "[not blocking]"];
    if memchr::memchr2(b'(', b'[', text.as_bytes()).is_none() {
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
        sound(&name, [section.window, section.due.and_then(|due| due.window)], section.estimate, section.period)?;
        for (index, item) in section.items.iter().enumerate() {
            let name = format!("{name}.items[{index}]");
            id(&name, &item.id)?;
            parent(format!("{name}.parent"), item.parent, index)?;
            sound(&name, [item.window, item.due.and_then(|due| due.window)], item.estimate, item.period)?;
        }
    }
    Ok(())
}

/// Refuses windows, estimates and periods that no text gives.
fn sound(
    name: &str,
    windows: [Option<Window>; 2],
    estimate: Option<TaskEstimate>,
    period: Option<Period>,
) -> Result<()> {
    if let Some(window) = windows.into_iter().flatten().find(|window| !window.is_sound()) {
        let found = format!("{} to {} on day {}", window.start, window.end, window.day);
        let expected = "a start before its end, within a hundred years";
        return Err(Error::invalid(format!("{name}.window"), expected, found));
    }
    if let Some(estimate) = estimate {
        estimate.check(&format!("{name}.estimate"))?;
    }
    match period.filter(|period| period.start >= period.end) {
        Some(period) => Err(Error::invalid(format!("{name}.period"), "a start before its end", period)),
        None => Ok(()),
    }
}

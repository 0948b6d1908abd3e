//! Training, communication, reports and reviews; and timelines, which are steps with windows.

use std::collections::{BTreeMap, HashSet};

use super::super::check::Holds;
use super::super::heading::Heading;
use super::super::{
    Item, ItemState, Plan, PlanTable, PlanTimeline, Recurring, RecurringKind, Section, SectionKind, TimelineStep,
    WindowUnit,
};
use super::{below, has_children, says};
use crate::time::Span;

/// Fills schedules and timelines; gives the items (section, item) that are part of a schedule.
pub(super) fn read(plan: &mut Plan, holds: &[Holds]) -> HashSet<(usize, usize)> {
    let mut taken = HashSet::new();
    let mut schedules = Vec::new();
    for (index, (section, holds)) in plan.sections.iter().zip(holds).enumerate() {
        if holds.steps {
            read_section(section, index, &mut schedules, &mut taken);
        }
    }
    for table in &plan.tables {
        read_table(table, &mut schedules);
    }
    schedules.sort_by_key(|one| one.line);
    plan.schedules = schedules;
    plan.timelines = timelines(plan, holds, &taken);
    taken
}

/// What kind a heading names.
fn kind(text: &str) -> Option<RecurringKind> {
    let kinds: [(&[&str], RecurringKind); 4] = [
        (&["review", "reviews", "retrospective", "retrospectives"], RecurringKind::Review),
        (&["training", "trainings", "lessons"], RecurringKind::Training),
        (&["communication", "communications", "announcements", "notifications"], RecurringKind::Communication),
        (&["reporting", "reports"], RecurringKind::Reporting),
    ];
    kinds.into_iter().find(|(words, _)| says(text, words)).map(|(_, kind)| kind)
}

/// How often, by the first word, and how many bytes say so: "Weekly", "Every 2 weeks".
fn frequency(text: &str) -> Option<(Span, usize)> {
    const WORDS: [&str; 10] = [
        "hourly",
        "daily",
        "weekly",
        "biweekly",
        "fortnightly",
        "monthly",
        "quarterly",
        "annual",
        "annually",
        "yearly",
    ];
    let end = text.find(|sign: char| !sign.is_alphabetic()).unwrap_or(text.len());
    let word = text[..end].to_lowercase();
    if WORDS.contains(&word.as_str()) {
        return Some((word.parse().ok()?, end));
    }
    if word == "every" {
        let rest = text[end..].split([':', '(', ',']).next()?;
        return Some((rest.trim().parse().ok()?, end + rest.len()));
    }
    None
}

fn read_section(section: &Section, index: usize, schedules: &mut Vec<Recurring>, taken: &mut HashSet<(usize, usize)>) {
    let section_kind = kind(&section.title);
    let every = frequency(&section.title);
    let scheduled = says(&section.title, &["schedule", "program", "programme", "plan", "process", "calendar"]);
    let has = has_children(section);
    // For each item whether it is part of a schedule already, or below a box.
    let mut part: Vec<bool> = Vec::with_capacity(section.items.len());
    for (at, (item, &group)) in section.items.iter().zip(&has).enumerate() {
        let above = item.parent.and_then(|parent| part.get(parent).copied()).unwrap_or(false);
        if above || item.state != ItemState::None {
            // What is part of a schedule is so with all below it; boxes are work.
            let within = item.parent.is_some_and(|parent| taken.contains(&(index, parent)));
            if within {
                taken.insert((index, at));
            }
            part.push(true);
            continue;
        }
        let own_kind = if group { kind(&item.title) } else { None };
        let own_every = frequency(&item.title);
        let timed = own_every.is_some() || item.window.is_some();
        let found = match (section_kind, own_kind) {
            (Some(kind), _) if every.is_some() && item.parent.is_none() => Some(kind),
            (Some(kind), None) if timed || group && scheduled => Some(kind),
            (_, Some(kind)) if own_every.is_some() || item.window.is_some() => Some(kind),
            _ => None,
        };
        if let Some(kind) = found {
            schedules.push(entry(section, at, kind, every.map(|(span, _)| span)));
            taken.insert((index, at));
            part.push(true);
        } else if let Some(kind) = own_kind {
            // "Reporting Schedule:" and lines below it.
            let inner = section.items.iter().enumerate().skip(at + 1);
            let inner = inner.take_while(|(_, item)| item.parent.is_some_and(|above| above >= at));
            let lines: Vec<usize> = inner
                .filter(|(_, item)| item.parent == Some(at) && item.state == ItemState::None)
                .map(|(line, _)| line)
                .collect();
            schedules.extend(lines.into_iter().map(|line| entry(section, line, kind, None)));
            taken.insert((index, at));
            part.push(true);
        } else {
            part.push(false);
        }
    }
}

/// An item as an entry: "Weekly: KPI summary", "Team notification (5 minutes)", "Week 1: Administration".
fn entry(section: &Section, at: usize, kind: RecurringKind, every: Option<Span>) -> Recurring {
    let mut entry = Recurring {
        kind,
        title: String::new(),
        when: String::new(),
        every,
        within: None,
        window: None,
        who: None,
        audience: None,
        topics: below(section, at),
        section: section.id.clone(),
        line: section.line,
    };
    let Some(item) = section.items.get(at) else { return entry };
    entry.line = item.line;
    entry.window = item.window;
    entry.who.clone_from(&item.owner);
    let text = item.text.trim();
    let (when, rest) = split_when(item, text);
    entry.when = when.to_owned();
    entry.every = frequency(text).map(|(span, _)| span).or(every);
    entry.title = rest.to_owned();
    if when.is_empty()
        && let Some((title, note)) = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("))
    {
        let within: Option<Span> = note.parse().ok();
        if within.is_some() || Heading::read(text).window.is_some() {
            entry.within = within;
            entry.when = note.to_owned();
            entry.title = title.to_owned();
        }
    }
    if entry.title.is_empty() {
        entry.title = text.to_owned();
    }
    entry
}

/// What says when, and the rest: ("Weekly", "KPI summary"). "Daily Reviews" is the name as well.
fn split_when<'a>(item: &Item, text: &'a str) -> (&'a str, &'a str) {
    if let Some((when, rest)) = text.split_once(':')
        && (frequency(when).is_some() || item.window.is_some())
    {
        return (when.trim(), rest.trim());
    }
    match frequency(text) {
        Some((_, length)) => (&text[..length], text),
        None => ("", text),
    }
}

/// The column whose head says one of some words.
fn column(head: &[String], words: &[&str]) -> Option<usize> {
    head.iter().position(|cell| says(cell, words))
}

/// A table that says what and when, in a section or with a head that names the kind.
fn read_table(table: &PlanTable, schedules: &mut Vec<Recurring>) {
    let head = &table.head;
    let Some(when) = column(head, &["frequency", "when", "cadence", "schedule", "how often"]) else { return };
    let section = table.section.rsplit('/').next().unwrap_or_default().replace('-', " ");
    let Some(kind) = kind(&section).or_else(|| kind(&head.join(" "))) else { return };
    let what = ["message", "report", "training", "review", "communication", "topic", "what", "meeting", "session"];
    let title = column(head, &what).filter(|&title| title != when).unwrap_or(usize::from(when == 0));
    let who = column(head, &["owner", "who", "responsible", "sender", "presenter", "trainer", "by"]);
    let audience = column(head, &["audience", "to", "to whom", "recipients", "attendees", "participants"]);
    for (row, line) in table.rows.iter().zip(table.line.saturating_add(2)..) {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(|cell| cell.trim().to_owned());
        let cell = |at: Option<usize>| cell(at).filter(|cell| !cell.is_empty());
        let Some(title) = cell(Some(title)) else { continue };
        let when = cell(Some(when)).unwrap_or_default();
        schedules.push(Recurring {
            kind,
            title,
            every: frequency(&when).map(|(span, _)| span),
            within: when.strip_prefix("within ").and_then(|span| span.parse().ok()),
            window: when.parse().ok(),
            when,
            who: cell(who),
            audience: cell(audience),
            topics: Vec::new(),
            section: table.section.clone(),
            line,
        });
    }
}

/// Two or more items with windows in one place, and two or more sections of hours below one.
fn timelines(plan: &Plan, holds: &[Holds], taken: &HashSet<(usize, usize)>) -> Vec<PlanTimeline> {
    let mut timelines = Vec::new();
    let mut hours: BTreeMap<usize, Vec<&Section>> = BTreeMap::new();
    for (index, (section, holds)) in plan.sections.iter().zip(holds).enumerate() {
        if let Some(parent) = section.parent.filter(|_| section.kind == SectionKind::Hour && section.window.is_some()) {
            hours.entry(parent).or_default().push(section);
        }
        if !holds.windows {
            continue;
        }
        let mut places: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, item) in section.items.iter().enumerate() {
            if item.window.is_some_and(|window| item.state == ItemState::None || window.unit == WindowUnit::Hour)
                && !taken.contains(&(index, at))
            {
                places.entry(item.parent).or_default().push(at);
            }
        }
        for (parent, items) in places.into_iter().filter(|(_, items)| items.len() > 1) {
            let parent = parent.and_then(|parent| section.items.get(parent));
            let (title, line) = parent.map_or((&section.title, section.line), |parent| (&parent.title, parent.line));
            let heading = Heading::read(title);
            let steps = items.into_iter().filter_map(|at| {
                let item = section.items.get(at)?;
                Some(TimelineStep {
                    id: item.id.clone(),
                    title: named(&item.title),
                    window: item.window?,
                    tasks: below(section, at),
                    line: item.line,
                })
            });
            timelines.push(PlanTimeline {
                title: heading.name.trim().to_owned(),
                duration: heading.duration,
                section: section.id.clone(),
                steps: steps.collect(),
                line,
            });
        }
    }
    for (parent, sections) in hours.into_iter().filter(|(_, sections)| sections.len() > 1) {
        let Some(parent) = plan.sections.get(parent) else { continue };
        let steps = sections.into_iter().filter_map(|section| {
            Some(TimelineStep {
                id: section.id.clone(),
                title: named(&section.title),
                window: section.window?,
                tasks: section
                    .items
                    .iter()
                    .filter(|item| item.parent.is_none())
                    .map(|item| item.title.clone())
                    .collect(),
                line: section.line,
            })
        });
        timelines.push(PlanTimeline {
            title: parent.title.clone(),
            duration: parent.duration,
            section: parent.id.clone(),
            steps: steps.collect(),
            line: parent.line,
        });
    }
    timelines.sort_by_key(|timeline| timeline.line);
    timelines
}

/// "Hour 0-1: Setup" without the window.
fn named(title: &str) -> String {
    title.split_once(':').map_or(title, |(_, name)| name).trim().to_owned()
}

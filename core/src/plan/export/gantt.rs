//! What a gantt chart shows: the sections that hold boxes, and a bar for each box.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::super::when::{Slot, slots};
use super::super::{Due, Item, ItemState, Launch, Period, Plan, Schedule, ScheduledTask, Section, TaskBasis};
use crate::Result;
use crate::time::to_local;

pub(super) struct Gantt<'a> {
    pub(super) zone: Tz,
    /// The go-live, where it is known.
    pub(super) launch: Option<DateTime<Utc>>,
    /// As what Day 0 is drawn.
    pub(super) nominal: DateTime<Utc>,
    pub(super) rows: Vec<Row<'a>>,
}

pub(super) struct Row<'a> {
    pub(super) section: &'a Section,
    pub(super) bars: Vec<Bar<'a>>,
}

pub(super) struct Bar<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    /// Whether it is on the critical path; never without a schedule.
    pub(super) critical: bool,
    /// The ids of what it waits for; none without a schedule.
    pub(super) after: Vec<&'a str>,
    pub(super) done: bool,
    /// Whether it must be done before the go-live and is not.
    pub(super) blocking: bool,
    pub(super) start: DateTime<Utc>,
    /// The start for a milestone.
    pub(super) end: DateTime<Utc>,
}

impl Bar<'_> {
    pub(super) fn is_milestone(&self) -> bool {
        self.start == self.end
    }
}

/// Where the launch is not known, Day 0 is drawn as the first day that the plan names, so that all is on one axis; as the
/// first of January 2000 where it names none. Midnight UTC.
fn nominal(plan: &Plan) -> Launch {
    let of = |period: Option<Period>, due: Option<Due>| {
        period.map(|period| period.start).into_iter().chain(due.and_then(|due| due.at)).min()
    };
    let sections = plan.sections.iter().filter_map(|section| of(section.period, section.due));
    let first = sections.chain(plan.items().filter_map(|item| of(item.period, item.due))).min();
    let day = first.map_or(946_684_800, |first| first.timestamp().div_euclid(86_400) * 86_400);
    Launch { at: DateTime::from_timestamp(day, 0).unwrap_or_default(), zone: Tz::UTC }
}

/// The boxes that stand below no other box; sections without any are left out, unless they have a window of their own.
pub(super) fn gantt<'a>(plan: &'a Plan, schedule: Option<&Schedule>) -> Gantt<'a> {
    let launch = plan.launch.unwrap_or_else(|| nominal(plan));
    let tasks = schedule.into_iter().flat_map(|schedule| &schedule.tasks);
    let tasks: HashMap<&str, &ScheduledTask> = tasks.map(|task| (task.id.as_str(), task)).collect();
    let mut rows = Vec::new();
    for (section, (slot, slots)) in plan.sections.iter().zip(slots(plan, Some(&launch))) {
        let mut boxed: Vec<bool> = Vec::with_capacity(section.items.len());
        let mut bars = Vec::new();
        for (item, slot) in section.items.iter().zip(slots) {
            let above = item.parent.and_then(|parent| boxed.get(parent).copied()).unwrap_or(false);
            let here = item.state != ItemState::None;
            boxed.push(above || here);
            if here && !above {
                let after = item.after.iter().map(|on| on.on.as_str()).collect();
                bars.push(scheduled(bar(item, slot, launch.at), after, &tasks));
            }
        }
        // A section has a bar of its own where nothing in it says when, or how long it takes.
        let windowed = section.window.is_some() || section.period.is_some();
        let task = tasks.get(section.id.as_str());
        let lasting = task.filter(|task| task.basis != TaskBasis::Contained && task.begin < task.early_finish);
        let period = match lasting {
            Some(task) => Some((task.begin, task.early_finish)),
            None => slot.period.filter(|_| windowed && bars.is_empty() && tasks.is_empty()),
        };
        if let Some((start, end)) = period {
            let (id, title) = (section.id.as_str(), section.title.as_str());
            let bar = Bar { id, title, critical: false, after: Vec::new(), done: false, blocking: false, start, end };
            let after = section.after.iter().map(|on| on.on.as_str()).collect();
            bars.insert(0, scheduled(bar, after, &tasks));
        }
        if !bars.is_empty() {
            rows.push(Row { section, bars });
        }
    }
    Gantt { zone: launch.zone, launch: plan.launch.map(|launch| launch.at), nominal: launch.at, rows }
}

/// A box without any time is a milestone: it must be done by the go-live, or when it is due.
fn bar<'a>(item: &'a Item, slot: Slot, launch: DateTime<Utc>) -> Bar<'a> {
    let point = slot.due.unwrap_or(launch);
    let (start, end) = slot.period.unwrap_or((point, point));
    let done = item.state == ItemState::Done;
    let (id, title) = (item.id.as_str(), item.title.as_str());
    Bar { id, title, critical: false, after: Vec::new(), done, blocking: item.blocking && !done, start, end }
}

/// The bar by its dates of the schedule, if it has any.
fn scheduled<'a>(mut bar: Bar<'a>, after: Vec<&'a str>, tasks: &HashMap<&str, &ScheduledTask>) -> Bar<'a> {
    if let Some(task) = tasks.get(bar.id) {
        (bar.start, bar.end) = (task.begin, task.early_finish.max(task.begin));
        (bar.critical, bar.after) = (task.critical, after);
    }
    bar
}

impl Gantt<'_> {
    /// The clock on the wall where days are counted.
    pub(super) fn local(&self, at: DateTime<Utc>) -> Result<NaiveDateTime> {
        to_local(at, self.zone)
    }
}

//! What a gantt chart shows: the sections that hold boxes, and a bar for each box.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::super::when::{Slot, slots};
use super::super::{Item, ItemState, Launch, Plan, Section};
use crate::Result;
use crate::time::to_local;

pub(super) struct Gantt<'a> {
    pub(super) zone: Tz,
    /// The go-live, where it is known.
    pub(super) launch: Option<DateTime<Utc>>,
    pub(super) rows: Vec<Row<'a>>,
}

pub(super) struct Row<'a> {
    pub(super) section: &'a Section,
    pub(super) bars: Vec<Bar<'a>>,
}

pub(super) struct Bar<'a> {
    pub(super) title: &'a str,
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

/// Where the launch is not known, Day 0 is drawn as the first of January 2000, midnight UTC.
fn nominal() -> Launch {
    Launch { at: DateTime::from_timestamp(946_684_800, 0).unwrap_or_default(), zone: Tz::UTC }
}

/// The boxes that stand below no other box; sections without any are left out, unless they have a window of their own.
pub(super) fn gantt(plan: &Plan) -> Gantt<'_> {
    let launch = plan.launch.unwrap_or_else(nominal);
    let mut rows = Vec::new();
    for (section, (slot, slots)) in plan.sections.iter().zip(slots(plan, Some(&launch))) {
        let mut boxed: Vec<bool> = Vec::with_capacity(section.items.len());
        let mut bars = Vec::new();
        for (item, slot) in section.items.iter().zip(slots) {
            let above = item.parent.and_then(|parent| boxed.get(parent).copied()).unwrap_or(false);
            let here = item.state != ItemState::None;
            boxed.push(above || here);
            if here && !above {
                bars.push(bar(item, slot, launch.at));
            }
        }
        let own = section.window.is_some() || section.period.is_some();
        if bars.is_empty()
            && own
            && let Some((start, end)) = slot.period
        {
            bars.push(Bar { title: &section.title, done: false, blocking: false, start, end });
        }
        if !bars.is_empty() {
            rows.push(Row { section, bars });
        }
    }
    Gantt { zone: launch.zone, launch: plan.launch.map(|launch| launch.at), rows }
}

/// A box without any time is a milestone: it must be done by the go-live, or when it is due.
fn bar<'a>(item: &'a Item, slot: Slot, launch: DateTime<Utc>) -> Bar<'a> {
    let point = slot.due.unwrap_or(launch);
    let (start, end) = slot.period.unwrap_or((point, point));
    let done = item.state == ItemState::Done;
    Bar { title: &item.title, done, blocking: item.blocking && !done, start, end }
}

impl Gantt<'_> {
    /// The clock on the wall where days are counted.
    pub(super) fn local(&self, at: DateTime<Utc>) -> Result<NaiveDateTime> {
        to_local(at, self.zone)
    }
}

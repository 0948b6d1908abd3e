//! When sections and items are to happen and to be done, in instants.

use chrono::{DateTime, Utc};

use super::{Due, Launch, Period, Plan, Window};

/// When something is to happen, and by when it must be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) period: Option<(DateTime<Utc>, DateTime<Utc>)>,
    pub(super) due: Option<DateTime<Utc>>,
}

impl Slot {
    /// What holds for something inside this: its own period or window before that around it, its own due instant
    /// before the end of its own period, and that before what is due around it.
    fn inside(self, launch: Option<&Launch>, period: Option<Period>, window: Option<Window>, due: Option<Due>) -> Self {
        let of_window = || {
            let (window, launch) = window.zip(launch)?;
            Some((window.start_at(launch).ok()?, window.end_at(launch).ok()?))
        };
        let own = period.map(|period| (period.start, period.end)).or_else(of_window);
        let due = due.and_then(|due| due.instant(launch)).or(own.map(|own| own.1)).or(self.due);
        Self { period: own.or(self.period), due }
    }
}

/// For each section its slot and those of its items.
pub(super) fn slots(plan: &Plan, launch: Option<&Launch>) -> Vec<(Slot, Vec<Slot>)> {
    let mut slots: Vec<(Slot, Vec<Slot>)> = Vec::with_capacity(plan.sections.len());
    for section in &plan.sections {
        let around = section.parent.and_then(|parent| slots.get(parent)).map(|slot| slot.0).unwrap_or_default();
        let here = around.inside(launch, section.period, section.window, section.due);
        let mut items: Vec<Slot> = Vec::with_capacity(section.items.len());
        for item in &section.items {
            let above = item.parent.and_then(|parent| items.get(parent).copied()).unwrap_or(here);
            items.push(above.inside(launch, item.period, item.window, item.due));
        }
        slots.push((here, items));
    }
    slots
}

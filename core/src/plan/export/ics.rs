use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::super::when::slots;
use super::{ExportOptions, one_line};
use crate::plan::{ItemState, Plan, ScheduledTask};
use crate::time::check_instant;
use crate::time::ical::{EventOut, write};
use crate::{Error, Result};

/// Name, start, end, summary and description of an event.
type Written = (String, DateTime<Utc>, DateTime<Utc>, String, String);

impl Plan {
    /// The plan as an iCalendar text (RFC 5545): an event for each section that has a window of its own, one for each
    /// item that has one or is due at an instant of its own, and one for the go-live. All times are in UTC; what is only
    /// due is an event of no length at that instant. `stamp` is the instant at which the text is written.
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// # use hypercare::time::{parse_instant, parse_zone};
    /// let plan = Plan::from_markdown("# Orchard\n## Phase 1 (Day -7 to -1)\n- [ ] Backups\n")?;
    /// let plan = plan.with_launch(parse_instant("2026-11-24T09:00:00Z")?, parse_zone("UTC")?)?;
    /// let text = plan.to_ics(parse_instant("2026-11-01T00:00:00Z")?)?;
    /// assert!(text.contains("SUMMARY:Phase 1 (Day -7 to -1)\r\n"));
    /// assert!(text.contains("DTSTART:20261117T000000Z\r\nDTEND:20261124T000000Z\r\n"));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] without a launch and without any instant: there would be nothing to write;
    /// [`Error::Range`] for a stamp outside the years 0 to 9999.
    pub fn to_ics(&self, stamp: DateTime<Utc>) -> Result<String> {
        self.to_ics_with(stamp, &ExportOptions::default())
    }

    /// The same by other options: with a start, there is an event for everything that takes time in the schedule instead
    /// of those of windows.
    ///
    /// # Errors
    ///
    /// As for [`to_ics`](Self::to_ics) and, with a start, [`schedule_with`](Self::schedule_with).
    pub fn to_ics_with(&self, stamp: DateTime<Utc>, options: &ExportOptions) -> Result<String> {
        check_instant(stamp, "stamp")?;
        let schedule = options.schedule(self)?;
        let tasks = schedule.iter().flat_map(|schedule| &schedule.tasks);
        let tasks: HashMap<&str, &ScheduledTask> = tasks.map(|task| (task.id.as_str(), task)).collect();
        let of_schedule = |id: &str| {
            let task = tasks.get(id).filter(|task| task.begin < task.early_finish)?;
            Some((task.begin, task.early_finish))
        };
        let by_windows = tasks.is_empty();
        let mut events: Vec<Written> = Vec::new();
        let launch = self.launch.as_ref();
        for (section, (slot, slots)) in self.sections.iter().zip(slots(self, launch)) {
            let due = section.due.and_then(|due| due.instant(launch));
            let windowed = by_windows && (section.window.is_some() || section.period.is_some());
            let own = of_schedule(&section.id).or(slot.period.filter(|_| windowed));
            let done = section.items.iter().filter(|item| item.state == ItemState::Done).count();
            let boxes = section.items.iter().filter(|item| item.state != ItemState::None).count();
            if let Some((start, end)) = own.or(due.map(|due| (due, due))) {
                let about = if boxes > 0 { format!("{done} of {boxes} done") } else { String::new() };
                events.push((uid(&section.id), start, end, one_line(&section.title), about));
            }
            for (item, slot) in section.items.iter().zip(slots) {
                let due = item.due.and_then(|due| due.instant(launch));
                let windowed = by_windows && (item.window.is_some() || item.period.is_some());
                let own = of_schedule(&item.id).or(slot.period.filter(|_| windowed));
                if let Some((start, end)) = own.or(due.map(|due| (due, due))) {
                    events.push((uid(&item.id), start, end, one_line(&item.title), one_line(&item.text)));
                }
            }
        }
        if let Some(launch) = launch {
            events.push((
                "launch@go-live.hypercare".to_owned(),
                launch.at,
                launch.at,
                "Go-live".to_owned(),
                one_line(&self.title),
            ));
        }
        if events.is_empty() {
            return Err(Error::invalid("plan", "a launch, or instants to write", "neither"));
        }
        for (_, start, end, ..) in &events {
            check_instant(*start, "an event")?;
            check_instant(*end, "an event")?;
        }
        let events = events.iter().map(|(uid, start, end, summary, description)| EventOut {
            uid: uid.clone(),
            start: *start,
            end: *end,
            summary,
            description,
        });
        Ok(write(&one_line(&self.title), stamp, events))
    }
}

/// The same plan gives the same names, so that a calendar that reads it again changes its events.
fn uid(id: &str) -> String {
    format!("{id}@plan.hypercare")
}

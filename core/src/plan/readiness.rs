use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ItemState, Plan, check};
use crate::Result;
use crate::time::check_instant;

/// How far a plan is: what is done, what is open, what stands in the way of going live, what is late.
///
/// Every box counts once, in the plan as a whole and in its section; steps count for nothing. `done + open` is the
/// number of boxes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Readiness {
    /// The instant that was asked about.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// Whether nothing blocks.
    pub ready: bool,
    /// Boxes that are ticked.
    pub done: usize,
    /// Boxes that are not.
    pub open: usize,
    /// Open boxes that must be ticked before the go-live (see the [module](super)), in the order of the text.
    pub blocking: Vec<OpenItem>,
    /// Open boxes whose window had ended by then, in the order of the text; none while the launch is not known.
    pub overdue: Vec<OpenItem>,
    /// The ids of items that are ticked while a box below them is open.
    pub contradictions: Vec<String>,
    /// One for each section of the plan, in the same order.
    pub sections: Vec<SectionReadiness>,
}

/// A box that is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenItem {
    /// The id of the item.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The id of the section it stands in.
    pub section: String,
    /// Its line in the text, from 1.
    pub line: u32,
    /// The end of the window that holds for it, where launch and window are known.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub due: Option<DateTime<Utc>>,
}

/// How far a section is, the sections below it counted in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SectionReadiness {
    /// The id of the section.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The level of its heading.
    pub level: u8,
    /// Boxes that are ticked.
    pub done: usize,
    /// Boxes that are not.
    pub open: usize,
    /// How many of the open ones block.
    pub blocking: usize,
    /// How many of the open ones are overdue.
    pub overdue: usize,
}

impl Plan {
    /// How far the plan is at `now`.
    ///
    /// A window is over when `now` has reached its end: a day window ends at the local midnight after its last day. A
    /// window whose end cannot be represented, some 260,000 years from now, is never over.
    ///
    /// # Errors
    ///
    /// [`Error::Range`](crate::Error::Range) outside the years 0 to 9999.
    pub fn readiness(&self, now: DateTime<Utc>) -> Result<Readiness> {
        check_instant(now, "now")?;
        let mut readiness = Readiness {
            at: now,
            ready: true,
            done: 0,
            open: 0,
            blocking: Vec::new(),
            overdue: Vec::new(),
            contradictions: Vec::new(),
            sections: Vec::with_capacity(self.sections.len()),
        };
        for (section, window) in self.sections.iter().zip(self.windows()) {
            let due = window.zip(self.launch).and_then(|(window, launch)| window.end_at(&launch).ok());
            let over = due.is_some_and(|due| due <= now);
            let (mut done, mut open, mut blocking, mut overdue) = (0, 0, 0, 0);
            for item in &section.items {
                match item.state {
                    ItemState::Done => done += 1,
                    ItemState::Open => open += 1,
                    ItemState::None => {}
                }
                if item.state != ItemState::Open || !(item.blocking || over) {
                    continue;
                }
                let named = OpenItem {
                    id: item.id.clone(),
                    title: item.title.clone(),
                    section: section.id.clone(),
                    line: item.line,
                    due,
                };
                if over {
                    overdue += 1;
                    readiness.overdue.push(named.clone());
                }
                if item.blocking {
                    blocking += 1;
                    readiness.blocking.push(named);
                }
            }
            let contradictions = check::open_below_done(&section.items).into_iter();
            let ids = contradictions.filter_map(|(index, _)| section.items.get(index).map(|item| item.id.clone()));
            readiness.contradictions.extend(ids);
            readiness.done += done;
            readiness.open += open;
            readiness.sections.push(SectionReadiness {
                id: section.id.clone(),
                title: section.title.clone(),
                level: section.level,
                done,
                open,
                blocking,
                overdue,
            });
        }
        readiness.ready = readiness.blocking.is_empty();
        // From the last section up: each is whole before it is counted into the one around it.
        for (index, section) in self.sections.iter().enumerate().rev() {
            let Some(parent) = section.parent.filter(|&parent| parent < index) else { continue };
            let (before, from) = readiness.sections.split_at_mut(index);
            if let (Some(into), Some(from)) = (before.get_mut(parent), from.first()) {
                into.done += from.done;
                into.open += from.open;
                into.blocking += from.blocking;
                into.overdue += from.overdue;
            }
        }
        Ok(readiness)
    }
}

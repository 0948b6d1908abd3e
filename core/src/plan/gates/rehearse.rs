use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::facts::Index;
use super::{GateDecision, GateEvent, GateRecord};
use crate::plan::when::slots;
use crate::plan::{EvidenceLink, Gate, ItemState, Plan, Readiness, RehearsedDates, ScheduleOptions, unknown};
use crate::time::check_instant;
use crate::{Error, Result};

/// Most gates times items and events of a rehearsal.
const WORK: u64 = 500_000_000;

/// A rehearsal: what if these are not done by then?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WhatIf {
    /// Ids of the items and sections that are not done; all boxes below them, and the boxes they stand below, are open.
    pub not_done: Vec<String>,
    /// The instant that is asked about.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub by: DateTime<Utc>,
    /// Whether all other boxes that block the go-live or are due by then are done, but for sign-offs and criteria; otherwise
    /// they stay as they are.
    #[serde(default = "yes")]
    pub others_done: bool,
    /// When the work of the plan begins, for the dates that move. If left out, with the first window or period of the plan.
    #[serde(default, with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub start: Option<DateTime<Utc>>,
}

fn yes() -> bool {
    true
}

impl WhatIf {
    /// These are not done by then, and all others are.
    pub fn not_done<S: Into<String>>(ids: impl IntoIterator<Item = S>, by: DateTime<Utc>) -> Self {
        let not_done = ids.into_iter().map(Into::into).collect();
        Self { not_done, by, others_done: true, start: None }
    }
}

/// What would be if some things were not done by an instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rehearsal {
    /// The instant that was asked about.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// How far the plan would be.
    pub readiness: Readiness,
    /// What would be decided at each gate of the plan, in its order.
    pub gates: Vec<GateDecision>,
    /// The ids of the items and sections that wait for what is not done, directly or by way of others, in the order of the
    /// text.
    pub waiting: Vec<String>,
    /// What moves, from when to when, and the new finish beside the launch: what is not done is finished at the instant at
    /// the earliest. None where neither [`WhatIf::start`] nor the plan says when work begins.
    pub dates: Option<RehearsedDates>,
}

impl Plan {
    /// The plan as the record leaves it at an instant: boxes ticked and unticked, with when and by whom, and evidence
    /// attached. Events of items that the plan does not have are passed over.
    ///
    /// ```
    /// use hypercare::plan::{GateEvent, GateRecord, Plan};
    /// # use hypercare::time::parse_instant;
    /// let plan = Plan::from_markdown("# Orchard\n## Checks\n- [ ] Backups\n")?;
    /// let at = parse_instant("2026-11-20T12:00:00Z")?;
    /// let record = GateRecord::new([GateEvent::ticked(at, "checks/backups", true)])?;
    /// assert!(plan.as_of(&record, at).readiness(at)?.ready);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    #[must_use]
    pub fn as_of(&self, record: &GateRecord, at: DateTime<Utc>) -> Self {
        let mut plan = self.clone();
        let mut places: HashMap<String, (usize, usize)> = HashMap::new();
        for (section, outline) in self.sections.iter().enumerate() {
            places.extend(outline.items.iter().enumerate().map(|(item, named)| (named.id.clone(), (section, item))));
        }
        // What the plan says was ticked later is open at that instant.
        for item in plan.sections.iter_mut().flat_map(|section| &mut section.items) {
            if item.state == ItemState::Done && item.ticked_at.is_some_and(|ticked| ticked > at) {
                (item.state, item.ticked_at, item.ticked_by) = (ItemState::Open, None, None);
            }
        }
        for event in record.events().iter().take_while(|event| event.at() <= at) {
            let id = match event {
                GateEvent::Ticked(tick) => &tick.item,
                GateEvent::Evidence(evidence) => &evidence.item,
                _ => continue,
            };
            let place = places.get(id).and_then(|&(section, item)| plan.sections.get_mut(section)?.items.get_mut(item));
            match (event, place) {
                (GateEvent::Ticked(tick), Some(item))
                    if item.state != ItemState::None && item.ticked_at.is_none_or(|known| known <= tick.at) =>
                {
                    item.state = if tick.done { ItemState::Done } else { ItemState::Open };
                    item.ticked_at = tick.done.then_some(tick.at);
                    item.ticked_by = tick.by.clone().filter(|_| tick.done);
                }
                (GateEvent::Evidence(evidence), Some(item)) => {
                    let title = evidence.title.clone().unwrap_or_default();
                    item.evidence.push(EvidenceLink { title, url: evidence.url.clone() });
                }
                _ => {}
            }
        }
        plan
    }

    /// What would be if some things were not done by an instant, by this plan and the record up to then.
    ///
    /// ```
    /// use hypercare::plan::{Gate, GateOutcome, GateRecord, Plan, WhatIf};
    /// # use hypercare::time::parse_instant;
    /// let mut plan = Plan::from_markdown("
    /// # Orchard
    /// ## Checks
    /// - [ ] Backups
    /// - [ ] Import (estimate: 2 h, after: Backups)
    /// ")?;
    /// plan.gates.push(Gate { all_blocking: true, ..Gate::new("go") });
    /// let by = parse_instant("2026-11-20T12:00:00Z")?;
    /// let start = Some(parse_instant("2026-11-20T08:00:00Z")?);
    /// let what = WhatIf { start, ..WhatIf::not_done(["checks/backups"], by) };
    /// let rehearsal = plan.what_if(&what, &GateRecord::default())?;
    /// assert_eq!(rehearsal.gates[0].outcome, GateOutcome::Pending);
    /// assert_eq!(rehearsal.waiting, ["checks/import"]);
    /// let dates = rehearsal.dates.expect("a start");
    /// assert_eq!(dates.finish_before, parse_instant("2026-11-20T10:00:00Z")?);
    /// assert_eq!(dates.finish_after, parse_instant("2026-11-20T14:00:00Z")?);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for ids that are not in the plan, [`Error::Limit`] for more than 500 million gates times items
    /// and events, and as for [`Gate::decide`] and [`Plan::schedule_with`].
    pub fn what_if(&self, what: &WhatIf, record: &GateRecord) -> Result<Rehearsal> {
        self.what_if_with(what, record, &ScheduleOptions::default())
    }

    /// The same with calendars and other options for the dates that move.
    ///
    /// # Errors
    ///
    /// As for [`what_if`](Self::what_if).
    pub fn what_if_with(&self, what: &WhatIf, record: &GateRecord, options: &ScheduleOptions) -> Result<Rehearsal> {
        check_instant(what.by, "by")?;
        let missing = self.inside(&what.not_done)?;
        let asked: HashSet<&str> = self
            .sign_offs
            .iter()
            .filter_map(|sign| sign.item.as_deref())
            .chain(self.gates.iter().flat_map(|gate| &gate.criteria).map(|criterion| criterion.item.as_str()))
            .collect();
        let mut plan = self.as_of(record, what.by);
        let slots = slots(&plan, plan.launch.as_ref());
        let all = slots.iter().flat_map(|(section, items)| items.iter().chain([section]));
        let begins = all.filter_map(|slot| slot.period).map(|period| period.0).min();
        for (section, (_, slots)) in plan.sections.iter_mut().zip(slots) {
            for (item, slot) in section.items.iter_mut().zip(slots) {
                if item.state == ItemState::None {
                    continue;
                }
                let due = item.blocking || slot.due.is_some_and(|due| due <= what.by);
                if missing.contains(item.id.as_str()) {
                    (item.state, item.ticked_at, item.ticked_by) = (ItemState::Open, None, None);
                } else if what.others_done && due && !asked.contains(item.id.as_str()) {
                    item.state = ItemState::Done;
                }
            }
        }
        // Ticks are in the plan now; those of sign-offs and criteria say more than a box does.
        let kept = record.events().iter().take_while(|event| event.at() <= what.by).filter(|event| match event {
            GateEvent::Ticked(tick) => asked.contains(tick.item.as_str()) && !missing.contains(tick.item.as_str()),
            _ => true,
        });
        let record = GateRecord::new(kept.cloned())?;
        let (items, index) = (plan.items().count(), Index::of(&plan));
        Error::cap(
            "what if, gates times items and events",
            WORK,
            plan.gates.len().saturating_mul(items + record.events().len()),
        )?;
        let decide = |gate: &Gate| gate.decide_in(&plan, &index, &record, what.by);
        let gates = plan.gates.iter().map(decide).collect::<Result<_>>()?;
        let start = what.start.or(begins);
        let dates = start.map(|start| self.not_done(&missing, what.by, start, options)).transpose()?;
        let (readiness, waiting) = (plan.readiness(what.by)?, self.waiting(&missing));
        Ok(Rehearsal { at: what.by, readiness, gates, waiting, dates })
    }

    /// The ids of items and sections that are named, stand below one that is, or hold one as a box above it.
    fn inside(&self, ids: &[String]) -> Result<HashSet<&str>> {
        let wanted: HashSet<&str> = ids.iter().map(String::as_str).collect();
        let mut inside: HashSet<&str> = HashSet::new();
        let mut open: Vec<bool> = Vec::with_capacity(self.sections.len());
        for section in &self.sections {
            let around = section.parent.and_then(|parent| open.get(parent).copied()).unwrap_or(false);
            let here = around || wanted.contains(section.id.as_str());
            open.push(here);
            inside.extend(here.then_some(section.id.as_str()));
            let mut below: Vec<bool> = Vec::with_capacity(section.items.len());
            for item in &section.items {
                let above = item.parent.and_then(|parent| below.get(parent).copied()).unwrap_or(here);
                below.push(above || wanted.contains(item.id.as_str()));
            }
            // The boxes above what is not done are not done either. Children stand behind their parents.
            for (index, item) in section.items.iter().enumerate().rev() {
                let named = below.get(index).copied().unwrap_or(false);
                if named {
                    inside.insert(&item.id);
                }
                let parent = item.parent.filter(|&parent| named && parent < index && !here);
                if let Some(above) = parent.and_then(|parent| below.get_mut(parent)) {
                    *above = true;
                }
            }
        }
        match ids.iter().find(|id| !inside.contains(id.as_str())) {
            Some(absent) => {
                let known = self.sections.iter().map(|section| section.id.as_str());
                Err(unknown("item or section", absent, known.chain(self.items().map(|item| item.id.as_str()))))
            }
            None => Ok(inside),
        }
    }

    /// What waits for any of these, directly or by way of others.
    fn waiting(&self, missing: &HashSet<&str>) -> Vec<String> {
        let mut followers: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut inside: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut around: HashMap<&str, &str> = HashMap::new();
        for section in &self.sections {
            let outer = section.parent.and_then(|parent| self.sections.get(parent));
            let items = section.items.iter().map(|item| (item.id.as_str(), Some(section), &item.after));
            for (id, outer, after) in std::iter::once((section.id.as_str(), outer, &section.after)).chain(items) {
                if let Some(outer) = outer {
                    inside.entry(&outer.id).or_default().push(id);
                    around.insert(id, &outer.id);
                }
                for on in after {
                    followers.entry(&on.on).or_default().push(id);
                }
            }
        }
        // What is late makes late what waits for it; a section is late with anything in it, and all in it with it if it is
        // the one that waits.
        let mut late: HashSet<&str> = missing.clone();
        let mut waits: HashSet<&str> = HashSet::new();
        let mut holding: HashSet<&str> = HashSet::new();
        let mut next: Vec<&str> = missing.iter().copied().collect();
        while let Some(id) = next.pop() {
            let (mut place, mut first) = (Some(id), true);
            while let Some(here) = place.filter(|&here| first || holding.insert(here)) {
                first = false;
                for &follower in followers.get(here).into_iter().flatten() {
                    if late.insert(follower) {
                        waits.insert(follower);
                        next.push(follower);
                    }
                }
                place = around.get(here).copied();
            }
            if waits.contains(id) || !missing.contains(id) {
                let below = inside.get(id).into_iter().flatten();
                next.extend(below.copied().filter(|&member| late.insert(member)));
            }
        }
        let ids = self.sections.iter().flat_map(|section| {
            std::iter::once(section.id.as_str()).chain(section.items.iter().map(|item| item.id.as_str()))
        });
        ids.filter(|id| waits.contains(id)).map(str::to_owned).collect()
    }
}

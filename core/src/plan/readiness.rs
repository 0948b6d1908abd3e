use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::when::slots;
use super::{Item, ItemState, Plan, Section, SectionKind, check};
use crate::time::{Span, check_instant};
use crate::{Error, Result};

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
    /// The weight of the boxes that are ticked as a share of that of all, 0 to 1; none without boxes. See
    /// [`ReadinessOptions`].
    pub score: Option<f64>,
    /// Open boxes that must be ticked before the go-live (see the [module](super)), in the order of the text.
    pub blocking: Vec<OpenItem>,
    /// Open boxes that were due by then, in the order of the text; none of those that depend on the launch while that is
    /// not known.
    pub overdue: Vec<OpenItem>,
    /// Ticked boxes without a link to evidence, where evidence is asked for.
    pub without_evidence: Vec<OpenItem>,
    /// Boxes that were ticked too long ago: somebody should look again.
    pub stale: Vec<StaleTick>,
    /// The ids of items that are ticked while a box below them is open.
    pub contradictions: Vec<String>,
    /// One for each section of the plan, in the same order.
    pub sections: Vec<SectionReadiness>,
    /// One for each owner, in the order of the alphabet. Boxes belong to the owner of the item, of the nearest item above,
    /// or of the nearest section around that has one.
    pub owners: Vec<OwnerReadiness>,
}

/// A box that is open, or lacks something.
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
    /// When it is due: by its own date, else by the end of its own window, else by that of what stands around it.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub due: Option<DateTime<Utc>>,
    /// Who does it, where the plan says so.
    pub owner: Option<String>,
}

/// A box that was ticked too long ago.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StaleTick {
    /// The id of the item.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its line in the text, from 1.
    pub line: u32,
    /// When it was ticked.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub ticked_at: DateTime<Utc>,
    /// How many days ago that was.
    pub age_days: f64,
    /// Who does it, where the plan says so.
    pub owner: Option<String>,
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
    /// What it is: a wave, a phase, a day.
    pub kind: SectionKind,
    /// Boxes that are ticked.
    pub done: usize,
    /// Boxes that are not.
    pub open: usize,
    /// How many of the open ones block.
    pub blocking: usize,
    /// How many of the open ones are overdue.
    pub overdue: usize,
    /// The weight of the boxes that are ticked as a share of that of all, 0 to 1; none without boxes.
    pub score: Option<f64>,
}

/// How far somebody's work is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnerReadiness {
    /// Who.
    pub owner: String,
    /// Boxes that are ticked.
    pub done: usize,
    /// Boxes that are not.
    pub open: usize,
    /// How many of the open ones block.
    pub blocking: usize,
    /// How many of the open ones are overdue.
    pub overdue: usize,
    /// The weight of the boxes that are ticked as a share of that of all, 0 to 1.
    pub score: Option<f64>,
}

/// What counts how much, and from when a tick is too old.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ReadinessOptions {
    /// The weight of a box that must be ticked before the go-live; 3 by default.
    pub blocking_weight: f64,
    /// The weight of any other box; 1 by default.
    pub other_weight: f64,
    /// Whether a box weighs as many times that as its estimate has hours, the mean of low, four times likely and high; one
    /// without estimate weighs as one of an hour. No by default.
    pub by_estimate: bool,
    /// From what age a tick is stale, without months; 30 days by default. Ticks without a date are never stale.
    pub stale_after: Span,
    /// For which ticked boxes evidence is asked for: those that must be ticked before the go-live, all, or none (the
    /// default).
    pub evidence: EvidenceScope,
}

/// For which ticked boxes evidence is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EvidenceScope {
    /// For none.
    #[default]
    None,
    /// For those that must be ticked before the go-live.
    Blocking,
    /// For all.
    All,
}

impl Default for ReadinessOptions {
    fn default() -> Self {
        Self {
            blocking_weight: 3.0,
            other_weight: 1.0,
            by_estimate: false,
            stale_after: Span::minutes(30 * 24 * 60),
            evidence: EvidenceScope::None,
        }
    }
}

impl ReadinessOptions {
    fn check(&self) -> Result<()> {
        for (name, weight) in [("blocking_weight", self.blocking_weight), ("other_weight", self.other_weight)] {
            if !(0.0..=1e9).contains(&weight) {
                return Err(Error::invalid(name, "a number from 0 to 1e9", weight));
            }
        }
        if self.stale_after.calendar_months() > 0 {
            return Err(Error::invalid(
                "stale_after",
                "a length of time without months, such as 30 days",
                self.stale_after,
            ));
        }
        Ok(())
    }

    fn weight(&self, item: &Item) -> f64 {
        let weight = if item.blocking { self.blocking_weight } else { self.other_weight };
        let Some(estimate) = item.estimate.filter(|_| self.by_estimate) else { return weight };
        let hours = |span: Span| {
            let exact = span.exact().num_seconds() as f64 / 3_600.0;
            exact + f64::from(span.calendar_months()) * 30.436_875 * 24.0
        };
        weight * (hours(estimate.low) + 4.0 * hours(estimate.likely) + hours(estimate.high)) / 6.0
    }
}

/// What is counted of a plan, a section or an owner.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    done: usize,
    open: usize,
    blocking: usize,
    overdue: usize,
    done_weight: f64,
    weight: f64,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.done += other.done;
        self.open += other.open;
        self.blocking += other.blocking;
        self.overdue += other.overdue;
        self.done_weight += other.done_weight;
        self.weight += other.weight;
    }

    fn score(&self) -> Option<f64> {
        (self.weight > 0.0).then(|| self.done_weight / self.weight)
    }
}

impl Plan {
    /// How far the plan is at `now`, with the default [`ReadinessOptions`].
    ///
    /// A window is over when `now` has reached its end: a day window ends at the local midnight after its last day. A
    /// window whose end cannot be represented, some 260,000 years from now, is never over.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn readiness(&self, now: DateTime<Utc>) -> Result<Readiness> {
        self.readiness_with(now, &ReadinessOptions::default())
    }

    /// The same with other options.
    ///
    /// ```
    /// use hypercare::plan::{EvidenceScope, Plan, ReadinessOptions};
    /// # use hypercare::time::parse_instant;
    /// let plan = Plan::from_markdown("# Orchard\n## Checks\n- [x] Backups (done 2026-09-01 by Ana)\n- [ ] Tour (optional)\n")?;
    /// let options = ReadinessOptions { evidence: EvidenceScope::Blocking, ..ReadinessOptions::default() };
    /// let readiness = plan.readiness_with(parse_instant("2026-11-20T12:00:00Z")?, &options)?;
    /// assert_eq!(readiness.score, Some(0.75)); // 3 of 3 + 1
    /// assert_eq!(readiness.stale[0].id, "checks/backups");
    /// assert_eq!(readiness.without_evidence[0].id, "checks/backups");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999, [`Error::Invalid`] for weights that are not finite or less than
    /// zero, or an age in months.
    pub fn readiness_with(&self, now: DateTime<Utc>, options: &ReadinessOptions) -> Result<Readiness> {
        check_instant(now, "now")?;
        options.check()?;
        let mut readiness = Readiness {
            at: now,
            ready: true,
            done: 0,
            open: 0,
            score: None,
            blocking: Vec::new(),
            overdue: Vec::new(),
            without_evidence: Vec::new(),
            stale: Vec::new(),
            contradictions: Vec::new(),
            sections: Vec::with_capacity(self.sections.len()),
            owners: Vec::new(),
        };
        let mut owners: BTreeMap<&str, Tally> = BTreeMap::new();
        let mut tallies: Vec<Tally> = Vec::with_capacity(self.sections.len());
        let mut around: Vec<Option<&str>> = Vec::with_capacity(self.sections.len());
        for (section, (_, slots)) in self.sections.iter().zip(slots(self, self.launch.as_ref())) {
            let outer = section.parent.and_then(|parent| around.get(parent).copied().flatten());
            let responsible = section.owner.as_deref().or(outer);
            around.push(responsible);
            let mut tally = Tally::default();
            let mut above: Vec<Option<&str>> = Vec::with_capacity(section.items.len());
            for (item, slot) in section.items.iter().zip(slots) {
                let outer = item.parent.and_then(|parent| above.get(parent).copied()).unwrap_or(responsible);
                let owner = item.owner.as_deref().or(outer);
                above.push(owner);
                if item.state == ItemState::None {
                    continue;
                }
                let one = readiness.take(section, item, owner, slot.due, options);
                tally.add(&one);
                if let Some(owner) = owner {
                    owners.entry(owner).or_default().add(&one);
                }
            }
            tallies.push(tally);
            let contradictions = check::open_below_done(&section.items).into_iter();
            let ids = contradictions.filter_map(|(index, _)| section.items.get(index).map(|item| item.id.clone()));
            readiness.contradictions.extend(ids);
        }
        let mut all = Tally::default();
        tallies.iter().for_each(|tally| all.add(tally));
        (readiness.done, readiness.open, readiness.score) = (all.done, all.open, all.score());
        readiness.ready = readiness.blocking.is_empty();
        // From the last section up: each is whole before it is counted into the one around it.
        for (index, section) in self.sections.iter().enumerate().rev() {
            let Some(parent) = section.parent.filter(|&parent| parent < index) else { continue };
            let (before, from) = tallies.split_at_mut(index);
            if let (Some(into), Some(from)) = (before.get_mut(parent), from.first()) {
                into.add(from);
            }
        }
        readiness.sections.extend(self.sections.iter().zip(&tallies).map(|(section, tally)| SectionReadiness {
            id: section.id.clone(),
            title: section.title.clone(),
            level: section.level,
            kind: section.kind,
            done: tally.done,
            open: tally.open,
            blocking: tally.blocking,
            overdue: tally.overdue,
            score: tally.score(),
        }));
        readiness.owners.extend(owners.iter().map(|(owner, tally)| OwnerReadiness {
            owner: (*owner).to_owned(),
            done: tally.done,
            open: tally.open,
            blocking: tally.blocking,
            overdue: tally.overdue,
            score: tally.score(),
        }));
        Ok(readiness)
    }
}

impl Readiness {
    /// Notes what there is to say of a box, and gives what it counts.
    fn take(
        &mut self,
        section: &Section,
        item: &Item,
        owner: Option<&str>,
        due: Option<DateTime<Utc>>,
        options: &ReadinessOptions,
    ) -> Tally {
        let named = || OpenItem {
            id: item.id.clone(),
            title: item.title.clone(),
            section: section.id.clone(),
            line: item.line,
            due,
            owner: owner.map(str::to_owned),
        };
        let weight = options.weight(item);
        // What was ticked later is open at that instant.
        if item.state == ItemState::Done && item.ticked_at.is_none_or(|ticked| ticked <= self.at) {
            let asked = match options.evidence {
                EvidenceScope::None => false,
                EvidenceScope::Blocking => item.blocking,
                EvidenceScope::All => true,
            };
            if asked && item.evidence.is_empty() {
                self.without_evidence.push(named());
            }
            let age = item.ticked_at.map(|ticked| (ticked, self.at - ticked));
            if let Some((ticked_at, age)) = age.filter(|(_, age)| *age >= options.stale_after.exact()) {
                self.stale.push(StaleTick {
                    id: item.id.clone(),
                    title: item.title.clone(),
                    line: item.line,
                    ticked_at,
                    age_days: age.num_seconds() as f64 / 86_400.0,
                    owner: owner.map(str::to_owned),
                });
            }
            return Tally { done: 1, done_weight: weight, weight, ..Tally::default() };
        }
        let over = due.is_some_and(|due| due <= self.at);
        if over {
            self.overdue.push(named());
        }
        if item.blocking {
            self.blocking.push(named());
        }
        Tally { open: 1, blocking: item.blocking.into(), overdue: over.into(), weight, ..Tally::default() }
    }
}

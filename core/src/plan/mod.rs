//! What must happen before go-live, and is it done?
//!
//! A launch plan is a Markdown text that lives in the repository: headings are phases and days, task boxes are what
//! has to be done.
//!
//! ```
//! use hypercare::plan::Plan;
//! # use hypercare::time::{parse_instant, parse_zone};
//! let text = "
//! # Orchard 2.0
//! ## Phase 1: Preparation (Day -7 to -1)
//! - [x] **Backups** tested
//! - [ ] **DNS** lowered to 60 s
//! ## Phase 2: Go-live (Day 0)
//! - [ ] Traffic moved
//! ";
//! let launch = parse_instant("2026-11-24T09:00:00-05:00")?;
//! let plan = Plan::from_markdown(text)?.with_launch(launch, parse_zone("America/New_York")?)?;
//! let readiness = plan.readiness(parse_instant("2026-11-20T12:00:00Z")?)?;
//! assert_eq!((readiness.done, readiness.open), (1, 2));
//! assert_eq!(readiness.blocking[0].id, "phase-1-preparation/dns");
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! # How a text is read
//!
//! - Headings become [`Section`]s. "Wave 0", "Phase 1" at their start give the kind; a [`Window`] is read at the start
//!   ("Day -7: ..."), in brackets ("(Day -7 to -1)") or after a separator; brackets also give a duration
//!   ("(2 weeks)").
//! - List items become [`Item`]s of the section they stand in. `- [x]` is done, `- [ ]` is open, and an item without a
//!   box is a step: it says how, and counts for nothing.
//! - Code blocks without a language that hold a tree (`├──`), groups under a line with a colon or a numbered procedure
//!   become items, too.
//! - Lines such as `**Risk Level:** Low` become [`Field`]s; launch date, time zone, risk level and duration are also
//!   read into their types. The fields below the title, or below a subtitle without any items, are those of the plan.
//! - Tables are kept as [`PlanTable`]s; those of risks, sign-offs and schedules are also read into their types.
//! - Everything else (paragraphs, code, quotes, HTML) gives a [`Diagnostic`] with line and column, so that nothing is
//!   dropped silently. Only horizontal rules are passed over: they say nothing.
//!
//! # Attributes
//!
//! What a box cannot say stands in brackets behind the words of an item or heading, an id in braces; or in fields below:
//!
//! ```
//! use hypercare::plan::{DependencyKind, Plan};
//! let plan = Plan::from_markdown("
//! **Time Zone:** Europe/Paris
//! ## Checks
//! - [x] **Backups** (owner: Ben, done 2026-11-18 by Ben)
//! - [ ] **Load test** (owner: Ana, estimate: 2-4-8 h, after: backups +30 min, due: 2026-11-20) {#load}
//!   - Evidence: https://ci.example/load
//! - [ ] **Report** (starts with: load, window: Day -1, non-blocking)
//! ")?;
//! let load = plan.item("load")?;
//! assert_eq!(load.owner.as_deref(), Some("Ana"));
//! assert_eq!(load.estimate.map(|estimate| estimate.likely), Some("4 h".parse()?));
//! assert_eq!((load.after[0].on.as_str(), load.after[0].lag), ("checks/backups", "30 min".parse()?));
//! assert_eq!(load.evidence[0].url, "https://ci.example/load");
//! assert_eq!(plan.item("checks/report")?.after[0].kind, DependencyKind::StartToStart);
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! | attribute | says |
//! |---|---|
//! | `owner` | who does it |
//! | `estimate` (`effort`) | `4 h`, `2-8 h` or `2-4-8 h`, `triangular` behind it: [`TaskEstimate`] |
//! | `after` (`depends on`, `needs`, `blocked by`, `waits for`), `starts with`, `ends with`, `start-to-finish` | [`Dependency`]: an id, the end of one, or a title, with `+30 min` or `-1 h` |
//! | `due` (`deadline`) | `Day -1`, `2026-11-20`, `2026-11-20 18:00 Europe/Paris`: [`Due`] |
//! | `window` (`when`, `period`) | `Day -3 to -1`, or `2026-11-20 to 2026-11-22`: [`Window`] or [`Period`] |
//! | `evidence` (`proof`) | where it leads: [`EvidenceLink`]; links in the text count as well |
//! | `done 2026-11-20 by Ana` | when it was ticked, and by whom |
//! | `blocking: yes`, `blocking: no`, `non-blocking`, `optional` | whether it blocks the go-live |
//! | `probability`, `impact`, `mitigation`, `delays`, `delay` | a risk: [`PlanRisk`] |
//!
//! # What is read besides
//!
//! - A section whose heading says "Sign-Off", "Go/No-Go" or "Gate" is a [`Gate`] with all sections in it: its boxes with
//!   bold names, its lines "Technical Lead: ____ Date: ____" and its tables are [`SignOff`]s, groups and sections of
//!   criteria and its other boxes are what must hold. Fields "Quorum: 3 of 5", "Veto: no" and "Deadline: ..." say more.
//! - Lines with a comparison behind a name, and all lines under a heading that says metrics, KPIs, objectives, criteria,
//!   thresholds, alerts or commitments, are [`PlanCriterion`]s.
//! - Lines under a heading that says "Risks" are [`PlanRisk`]s.
//! - "Weekly: ...", "Daily Reviews", "Week 1: ..." where a heading says training, communication, reporting or review are
//!   [`Recurring`].
//! - Steps with windows of their own, such as "Hour 0-1: ...", make a [`PlanTimeline`].
//!
//! # When it is finished
//!
//! [`Plan::schedule`] gives the earliest and latest dates of every section and item, slack, the critical chain, and what
//! binds each date (steps below a heading that begins with "Rollback" or "Fallback" are left out: they are taken only if the
//! go-live is given up); [`Plan::slip`] what moves if one of them slips; [`Plan::simulate`] how likely the finish is when.
//!
//! # What blocks the go-live
//!
//! A box blocks while it is open, if it stands in a section whose window ends by the go-live (days before Day 0, hours
//! up to hour 0), or in a section that has no window, nor has any section around it. A window of its own counts before
//! that of a section around. A period counts as a window does where the launch is known: it blocks if it begins before
//! the go-live; and what is due on a later day than the go-live does not block. Boxes of Day 0 and later do not block, nor does a box that says "(optional)" or
//! "(non-blocking)", in round or square brackets, or stands below an item or in a section that says so. An attribute
//! `blocking` comes before all of that.
//!
//! # Deciding, cutting over, telling others
//!
//! [`Plan::gate`] and [`Gate::decide`] decide from the plan and a [`GateRecord`] of what happened whether it may go on;
//! [`Plan::what_if`] rehearses. A [`Cutover`] says during the hours of the go-live what runs, what is late, and whether to
//! go back. [`Plan::diff`] tells what changed, and [`Plan::to_mermaid`], [`Plan::to_dot`], [`Plan::to_ics`],
//! [`Plan::to_csv`], [`Plan::to_github`] and [`Plan::to_svg`] write the plan for other programs.

mod attributes;
mod check;
mod derive;
mod diagnostic;
mod diff;
mod edit;
mod estimate;
mod export;
mod fields;
mod form;
mod fresh;
mod gates;
mod heading;
mod ids;
mod inline;
mod items;
mod launch;
mod live;
mod markdown;
mod model;
mod mojibake;
mod nesting;
mod outline;
mod owners;
mod path;
mod pending;
mod plain;
mod readiness;
mod references;
mod schedule;
mod settle;
mod simulate;
mod source;
mod stretch;
mod table;
mod tree;
mod values;
mod when;
mod window;
mod write;

use serde::{Deserialize, Serialize};

use crate::document::{self, Limits, field};
use crate::time::SpanRange;
use crate::{Error, Result};

pub use diagnostic::{Diagnostic, DiagnosticCode, DiagnosticLevel};
pub use diff::{ChangeKind, ChangeSubject, PlanChange, PlanDiff};
pub use edit::ItemEdit;
pub use estimate::{Estimate, EstimateShape};
pub use export::{ExportOptions, IssueChecklist};
pub use form::PlanForm;
pub use gates::{
    CriterionStanding, GateCondition, GateDecision, GateEvent, GateMissing, GateMissingKind, GateOutcome, GateRecord,
    IgnoredGateEvent, PlanGate, QuorumStanding, RecordedEvidence, RecordedMeasurement, RecordedTick, RecordedVote,
    RecordedWaiver, Rehearsal, Vote, WhatIf,
};
pub use launch::Launch;
pub use live::{
    Cutover, CutoverAdvice, CutoverEvent, CutoverPhase, CutoverStatus, CutoverStep, CutoverStepState, NoReturn,
    RecoveryKind, RollbackBegun, RollbackBranch, RollbackOutlook, StepChecked, StepFailed, StepFinished, StepSkipped,
    StepStarted, StepStatus,
};
pub use model::{
    CriterionSign, Dependency, DependencyKind, Due, EvidenceLink, Gate, GateCriterion, Period, PlanCriterion, PlanRisk,
    PlanTable, PlanTimeline, Recurring, RecurringKind, RoleQuorum, SignOff, SignOffState, TaskEstimate, TimelineStep,
};
pub use outline::{Field, Item, ItemState, RiskLevel, Section, SectionKind};
pub use path::{CriticalPath, critical_path};
pub use readiness::{
    EvidenceScope, OpenItem, OwnerReadiness, Readiness, ReadinessOptions, SectionReadiness, StaleTick,
};
pub use schedule::{
    BindingKind, ChainStep, ConflictKind, CriticalChain, EstimatePoint, FinishBin, MovedTask, PlanRiskEvent,
    PlanSimulation, PlanSimulationOptions, RehearsedDates, RiskImpact, Schedule, ScheduleConflict, ScheduleOptions,
    ScheduledTask, ShortenGain, Slip, TaskBasis, TaskBinding, TaskCriticality, TaskKind,
};
pub use simulate::{RiskEvent, Simulation, SimulationOptions, simulate};
pub use window::{Window, WindowUnit};
pub use write::MarkdownOptions;

/// A launch plan: sections with their items, in the order of the text.
///
/// See the [module](self) for how a text is read and which boxes block.
///
/// ```
/// use hypercare::plan::{ItemState, Plan};
/// let mut plan = Plan::from_markdown("# Orchard\n## Checks\n- [ ] **Load test**: 2,000 users\n  - 30 minutes\n")?;
/// let item = plan.item("checks/load-test")?;
/// assert_eq!((item.title.as_str(), item.text.as_str()), ("Load test", "Load test: 2,000 users"));
/// assert!(item.blocking);
/// plan.tick("checks/load-test", true)?;
/// assert_eq!(plan.item("checks/load-test")?.state, ItemState::Done);
/// assert_eq!(plan.item("checks/load-test/30-minutes")?.state, ItemState::None);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    version: u32,
    /// The first heading, unless it is that of a wave, phase or window.
    pub title: String,
    /// When it goes live, where that is known.
    pub launch: Option<Launch>,
    /// The risk of the launch as a whole.
    pub risk: Option<RiskLevel>,
    /// How long the launch takes as a whole.
    pub duration: Option<SpanRange>,
    /// The fields that stand at the head of the text.
    pub fields: Vec<Field>,
    /// All sections in the order of the text. A section stands after the one around it.
    pub sections: Vec<Section>,
    /// Where the launch is decided.
    #[serde(default)]
    pub gates: Vec<Gate>,
    /// Who has signed at the gates, or is to sign.
    #[serde(default)]
    pub sign_offs: Vec<SignOff>,
    /// What is measured, in the order of the text.
    #[serde(default)]
    pub criteria: Vec<PlanCriterion>,
    /// What may go wrong.
    #[serde(default)]
    pub risks: Vec<PlanRisk>,
    /// Training, communication, reports and reviews.
    #[serde(default)]
    pub schedules: Vec<Recurring>,
    /// Steps by the hour, or by the week.
    #[serde(default)]
    pub timelines: Vec<PlanTimeline>,
    /// All tables as they stand, those of risks and sign-offs as well.
    #[serde(default)]
    pub tables: Vec<PlanTable>,
    /// What was not taken in, not understood or looks contradictory, in the order of the text. They are those of the
    /// text: ticking boxes does not change them.
    pub diagnostics: Vec<Diagnostic>,
    /// The Markdown that it was read from, so that [`to_markdown`](Self::to_markdown) keeps it.
    #[serde(default)]
    pub source: Option<String>,
}

impl Plan {
    /// A plan without anything in it.
    pub(super) fn empty() -> Self {
        Self {
            version: 1,
            title: String::new(),
            launch: None,
            risk: None,
            duration: None,
            fields: Vec::new(),
            sections: Vec::new(),
            gates: Vec::new(),
            sign_offs: Vec::new(),
            criteria: Vec::new(),
            risks: Vec::new(),
            schedules: Vec::new(),
            timelines: Vec::new(),
            tables: Vec::new(),
            diagnostics: Vec::new(),
            source: None,
        }
    }

    /// Reads a plan from Markdown, of at most 64 MiB, with at most 64 levels of lists and quotes, and two million sections,
    /// items, attributes, fields, cells of tables and diagnostics.
    ///
    /// A text without any heading or item is no error: the plan is empty and a diagnostic says so. UTF-8 that was read
    /// as Mac Roman or Windows-1252 on its way here is put right, and a diagnostic says so.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] over a cap. Nothing else in a text is an error.
    pub fn from_markdown(text: &str) -> Result<Self> {
        markdown::read(text, markdown::LIMITS)
    }

    /// The same with other caps; `nodes` counts sections, items, attributes, fields, cells of tables and diagnostics.
    ///
    /// # Errors
    ///
    /// As for [`from_markdown`](Self::from_markdown).
    pub fn from_markdown_with(text: &str, limits: Limits) -> Result<Self> {
        markdown::read(text, limits)
    }

    /// Reads a plan from YAML as people write it by hand: [`PlanForm`], whose schema is published as `plan-form`. Values are
    /// those of the [attributes](self#attributes) in Markdown; an item may be a text alone. What is not understood gives
    /// diagnostics as in Markdown, at the lines of the YAML.
    ///
    /// ```
    /// use hypercare::plan::Plan;
    /// let plan = Plan::from_yaml("
    /// title: Orchard 2.0
    /// launch: 2026-11-24 09:00 America/New_York
    /// phases:
    ///   - title: Preparation
    ///     window: Day -7 to -1
    ///     items:
    ///       - '[x] Backups tested'
    ///       - {title: DNS lowered, owner: Ana, estimate: 1-2-4 h, after: backups-tested +30 min}
    /// ")?;
    /// assert_eq!(plan.item("preparation/dns-lowered")?.after[0].on, "preparation/backups-tested");
    /// assert!(plan.to_markdown()?.contains("- [ ] DNS lowered (owner: Ana, estimate: 1 h - 2 h - 4 h, after: "));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not such a form, [`Error::Limit`] over the caps of
    /// [`Limits`].
    pub fn from_yaml(text: &str) -> Result<Self> {
        form::read(text, Limits::default())
    }

    /// The same with other caps.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_yaml_with(text: &str, limits: Limits) -> Result<Self> {
        form::read(text, limits)
    }

    /// Reads a plan from the JSON that [`to_json`](Self::to_json) writes, or from the form of
    /// [`from_yaml`](Self::from_yaml) in JSON. The first has sections.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not a plan of version 1, [`Error::Invalid`] and
    /// [`Error::Duplicate`] for a plan that contradicts itself (a parent that stands after its child, an id given
    /// twice), [`Error::Limit`] over a GiB, 64 levels or 100 million values: a plan of a million items, as
    /// [`from_markdown`](Self::from_markdown) takes it, fits.
    pub fn from_json(text: &str) -> Result<Self> {
        Self::from_json_with(text, Limits { bytes: 1 << 30, nodes: 100_000_000, ..Limits::default() })
    }

    /// The same with other caps. The JSON of a plan is several times as long as its Markdown.
    ///
    /// # Errors
    ///
    /// As for [`from_json`](Self::from_json).
    pub fn from_json_with(text: &str, limits: Limits) -> Result<Self> {
        /// Looks for the one field that forms have not.
        #[derive(Deserialize)]
        struct Probe {
            sections: Option<serde::de::IgnoredAny>,
        }
        document::check_json(text, "plan", limits)?;
        if serde_json::from_str::<Probe>(text).is_ok_and(|probe| probe.sections.is_none()) {
            return form::read_json(text, limits);
        }
        let plan: Self = document::from_json(text, "plan", limits)?;
        check::validate(&plan)?;
        Ok(plan)
    }

    /// Writes the plan as canonical JSON.
    ///
    /// # Errors
    ///
    /// None that a plan can cause.
    pub fn to_json(&self) -> Result<String> {
        document::to_json(self)
    }

    /// All items in the order of the text.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    /// The item with this id.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] with the ids most like it.
    pub fn item(&self, id: &str) -> Result<&Item> {
        self.items().find(|item| item.id == id).ok_or_else(|| {
            let ids = self.items().map(|item| item.id.as_str());
            unknown("item", id, ids)
        })
    }

    /// The section with this id.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] with the ids most like it.
    pub fn section(&self, id: &str) -> Result<&Section> {
        self.sections.iter().find(|section| section.id == id).ok_or_else(|| {
            let ids = self.sections.iter().map(|section| section.id.as_str());
            unknown("section", id, ids)
        })
    }

    /// The value of the plan's field with this name, in any case.
    pub fn field(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|field| field.name.to_lowercase() == name.to_lowercase());
        field.map(|field| field.value.as_str())
    }

    /// For each section the window that holds for it: its own, or that of the nearest section around it that has one.
    fn windows(&self) -> Vec<Option<Window>> {
        let mut windows: Vec<Option<Window>> = Vec::with_capacity(self.sections.len());
        for section in &self.sections {
            let around = section.parent.and_then(|parent| windows.get(parent).copied().flatten());
            windows.push(section.window.or(around));
        }
        windows
    }
}

fn unknown<'a>(kind: &str, id: &str, ids: impl Iterator<Item = &'a str>) -> Error {
    Error::Unknown {
        kind: kind.to_owned(),
        name: id.chars().take(200).collect(),
        known: ids::near(id.get(..id.floor_char_boundary(400)).unwrap_or(id), ids),
    }
}

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
//! - Lines such as `**Risk Level:** Low` become [`Field`]s; launch date, time zone, risk level and duration are also
//!   read into their types. The fields below the title, or below a subtitle without any items, are those of the plan.
//! - Everything else (paragraphs, code, tables, quotes, HTML) gives a [`Diagnostic`] with line and column, so that
//!   nothing is dropped silently. Only horizontal rules are passed over: they say nothing.
//!
//! # What blocks the go-live
//!
//! A box blocks while it is open, if it stands in a section whose window ends by the go-live (days before Day 0, hours
//! up to hour 0), or in a section that has no window, nor has any section around it. A window of its own counts before
//! that of a section around. Boxes of Day 0 and later do not block, nor does a box that says "(optional)" or
//! "(non-blocking)", in round or square brackets, or stands below an item or in a section that says so.

mod check;
mod diagnostic;
mod estimate;
mod fields;
mod heading;
mod ids;
mod inline;
mod items;
mod launch;
mod markdown;
mod mojibake;
mod nesting;
mod path;
mod readiness;
mod simulate;
mod source;
mod window;

use serde::{Deserialize, Serialize};

use crate::document::{self, Limits, field};
use crate::time::SpanRange;
use crate::{Error, Result};

pub use diagnostic::{Diagnostic, DiagnosticCode, DiagnosticLevel};
pub use estimate::{Estimate, EstimateShape};
pub use launch::Launch;
pub use path::{CriticalPath, critical_path};
pub use readiness::{OpenItem, Readiness, SectionReadiness};
pub use simulate::{RiskEvent, Simulation, SimulationOptions, simulate};
pub use window::{Window, WindowUnit};

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
    /// What was not taken in, not understood or looks contradictory, in the order of the text. They are those of the
    /// text: ticking boxes does not change them.
    pub diagnostics: Vec<Diagnostic>,
}

/// A heading and what stands below it, up to the next heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The name to call it by: slugs of the headings around it and its own, joined by "/", without brackets that hold
    /// a window or a duration, and without the title of the plan. A second one of the same name ends in "-2".
    pub id: String,
    /// The heading, without markup.
    pub title: String,
    /// Level of the heading, 1 to 6; 0 for the section that holds items before the first heading.
    #[cfg_attr(feature = "schema", schemars(range(max = 6)))]
    pub level: u8,
    /// Line of the heading, from 1.
    pub line: u32,
    /// Column of the heading in characters, from 1.
    pub column: u32,
    /// Last line of the heading.
    pub end_line: u32,
    /// What it is.
    pub kind: SectionKind,
    /// Its number, for waves and phases.
    pub number: Option<u32>,
    /// Index in [`Plan::sections`] of the section around it: the nearest before it with a lower level.
    pub parent: Option<usize>,
    /// When it is to happen. Without one, that of the section around it holds.
    pub window: Option<Window>,
    /// How long it takes, from its heading or its field.
    pub duration: Option<SpanRange>,
    /// Its risk.
    pub risk: Option<RiskLevel>,
    /// The fields that stand in it.
    pub fields: Vec<Field>,
    /// The items that stand in it, not those of sections below it, in the order of the text.
    pub items: Vec<Item>,
}

/// What a section is, by the start of its heading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// "Wave 0 ...".
    Wave,
    /// "Phase 1: ...".
    Phase,
    /// "Day -7: ...".
    Day,
    /// "Hour 0-2: ...".
    Hour,
    /// "Week 1: ...".
    Week,
    /// "Month 1-3: ...".
    Month,
    /// "Quarter 1: ...".
    Quarter,
    /// Anything else.
    #[default]
    Other,
}

/// A list item: something to be done, or a step of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The name to call it by: the id of its section and slugs of the titles along the list, joined by "/". Ticking
    /// does not change it.
    pub id: String,
    /// The bold text it begins with, or else its whole text.
    pub title: String,
    /// Its whole text without markup, lines joined by blanks; the address of a link stands in brackets after its words.
    pub text: String,
    /// Whether its box is ticked, if it has one.
    pub state: ItemState,
    /// Whether it has a box that must be ticked before the go-live, ticked or not: see the [module](self).
    pub blocking: bool,
    /// Index in [`Section::items`] of the item that it stands below.
    pub parent: Option<usize>,
    /// Line of its bullet, from 1.
    pub line: u32,
    /// Column of its bullet in characters, from 1.
    pub column: u32,
    /// Last line of its text, items below it not counted.
    pub end_line: u32,
}

/// The box of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// `[x]`.
    Done,
    /// `[ ]`.
    Open,
    /// No box: a step.
    None,
}

/// A line such as `**Risk Level:** Low`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The bold words, without the colon.
    pub name: String,
    /// What follows, lines joined by blanks; may be empty.
    pub value: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its column in characters, from 1.
    pub column: u32,
    /// Its last line.
    pub end_line: u32,
}

/// How risky a launch or a phase is, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RiskLevel {
    /// "Low".
    Low,
    /// "Medium", "Moderate".
    Medium,
    /// "High".
    High,
    /// "Critical", "Very high".
    Critical,
}

impl Section {
    /// A section without anything in it.
    fn at(id: String, line: u32, column: u32) -> Self {
        Self {
            id,
            title: String::new(),
            level: 0,
            line,
            column,
            end_line: line,
            kind: SectionKind::Other,
            number: None,
            parent: None,
            window: None,
            duration: None,
            risk: None,
            fields: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl Plan {
    /// Reads a plan from Markdown, with the default caps of [`Limits`]: 16 MiB, 64 levels of lists and quotes, and a
    /// million sections, items, fields and diagnostics.
    ///
    /// A text without any heading or item is no error: the plan is empty and a diagnostic says so. UTF-8 that was read
    /// as Mac Roman or Windows-1252 on its way here is put right, and a diagnostic says so.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] over a cap. Nothing else in a text is an error.
    pub fn from_markdown(text: &str) -> Result<Self> {
        markdown::read(text, Limits::default())
    }

    /// The same with other caps; `nodes` counts sections, items, fields and diagnostics.
    ///
    /// # Errors
    ///
    /// As for [`from_markdown`](Self::from_markdown).
    pub fn from_markdown_with(text: &str, limits: Limits) -> Result<Self> {
        markdown::read(text, limits)
    }

    /// Reads a plan from the JSON that [`to_json`](Self::to_json) writes.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not a plan of version 1, [`Error::Invalid`] and
    /// [`Error::Duplicate`] for a plan that contradicts itself (a parent that stands after its child, an id given
    /// twice), [`Error::Limit`] over the caps of [`Limits`].
    pub fn from_json(text: &str) -> Result<Self> {
        Self::from_json_with(text, Limits::default())
    }

    /// The same with other caps. The JSON of a plan is several times as long as its Markdown.
    ///
    /// # Errors
    ///
    /// As for [`from_json`](Self::from_json).
    pub fn from_json_with(text: &str, limits: Limits) -> Result<Self> {
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

    /// Ticks the box of the item with this id, or unticks it. It changes that box only: not those below it, nor the
    /// one above it. Ticking a box that is ticked changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] with the ids most like it, [`Error::Invalid`] for an item without a box.
    pub fn tick(&mut self, id: &str, done: bool) -> Result<()> {
        let Some(item) = self.sections.iter_mut().flat_map(|section| &mut section.items).find(|item| item.id == id)
        else {
            return Err(unknown("item", id, self.items().map(|item| item.id.as_str())));
        };
        if item.state == ItemState::None {
            return Err(Error::invalid("item", "an item with a box", format!("{id:?}, which has none")));
        }
        item.state = if done { ItemState::Done } else { ItemState::Open };
        Ok(())
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

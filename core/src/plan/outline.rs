//! Sections and their items.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Plan;
use super::{Dependency, Due, EvidenceLink, Period, TaskEstimate, Window};
use crate::time::SpanRange;

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
    /// Who answers for it.
    #[serde(default)]
    pub owner: Option<String>,
    /// How long the work takes, where an attribute says so; [`duration`](Self::duration) otherwise.
    #[serde(default)]
    pub estimate: Option<TaskEstimate>,
    /// What it waits for.
    #[serde(default)]
    pub after: Vec<Dependency>,
    /// When it is to happen, in instants.
    #[serde(default)]
    pub period: Option<Period>,
    /// By when it must be done.
    #[serde(default)]
    pub due: Option<Due>,
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
    /// Whether it has a box that must be ticked before the go-live, ticked or not: see the [module](super).
    pub blocking: bool,
    /// What an attribute says of that: "blocking: yes", "non-blocking".
    #[serde(default)]
    pub stated_blocking: Option<bool>,
    /// Index in [`Section::items`] of the item that it stands below.
    pub parent: Option<usize>,
    /// Who does it.
    #[serde(default)]
    pub owner: Option<String>,
    /// How long it takes.
    #[serde(default)]
    pub estimate: Option<TaskEstimate>,
    /// What it waits for, in the order of the text.
    #[serde(default)]
    pub after: Vec<Dependency>,
    /// When it is to happen, relative to the go-live: an attribute, or at the start of its text ("Hour 0-1: ...").
    /// Without one, that of the item or section around it holds.
    #[serde(default)]
    pub window: Option<Window>,
    /// When it is to happen, in instants.
    #[serde(default)]
    pub period: Option<Period>,
    /// By when it must be done.
    #[serde(default)]
    pub due: Option<Due>,
    /// The links of its text and of its attributes.
    #[serde(default)]
    pub evidence: Vec<EvidenceLink>,
    /// When it was ticked: "(done 2026-11-20 by Ana)". A date is the start of that day in the zone of the plan.
    #[serde(default, with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub ticked_at: Option<DateTime<Utc>>,
    /// Who ticked it.
    #[serde(default)]
    pub ticked_by: Option<String>,
    /// The lines of fields below it, such as "Owner: Ana", that were read into the above or are not known.
    #[serde(default)]
    pub fields: Vec<Field>,
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
    pub(super) fn at(id: String, line: u32, column: u32) -> Self {
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
            owner: None,
            estimate: None,
            after: Vec::new(),
            period: None,
            due: None,
            fields: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl Item {
    /// An item without anything in it.
    pub(super) fn at(parent: Option<usize>, line: u32, column: u32) -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            text: String::new(),
            state: ItemState::None,
            blocking: false,
            stated_blocking: None,
            parent,
            owner: None,
            estimate: None,
            after: Vec::new(),
            window: None,
            period: None,
            due: None,
            evidence: Vec::new(),
            ticked_at: None,
            ticked_by: None,
            fields: Vec::new(),
            line,
            column,
            end_line: line,
        }
    }
}

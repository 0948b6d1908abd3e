//! What is different between two plans?

mod compare;
mod lists;
mod matching;

use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// What changed from one plan to another.
///
/// See [`Plan::diff`](super::Plan::diff).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanDiff {
    /// The changes: those of the plan itself, then those of sections and items in the order of the new plan, then what
    /// was removed of these, in the order of the old one; then those of fields, sign-offs in tables, risks, schedules,
    /// timelines and tables. Lines, columns and diagnostics are not compared.
    pub changes: Vec<PlanChange>,
    /// How many items both plans have.
    pub kept: usize,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanChange {
    /// What was done.
    pub kind: ChangeKind,
    /// To what.
    pub subject: ChangeSubject,
    /// Its id in the new plan, or in the old one if it was removed; empty for the plan itself.
    pub id: String,
    /// Its id in the old plan, where that is another.
    pub old_id: Option<String>,
    /// Its title in the new plan, or in the old one if it was removed.
    pub title: String,
    /// How it was, in words; none for what was added.
    pub before: Option<String>,
    /// How it is, in words; none for what was removed.
    pub after: Option<String>,
}

/// What a change is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeSubject {
    /// The plan itself.
    Plan,
    /// A section.
    Section,
    /// An item.
    Item,
    /// A gate.
    Gate,
    /// A line such as "Rollback owner: Ana".
    Field,
    /// A sign-off in a table.
    SignOff,
    /// A measurable line in a table.
    Criterion,
    /// A risk.
    Risk,
    /// Training, communication, a report or a review.
    Schedule,
    /// A timeline.
    Timeline,
    /// A table.
    Table,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another title.
    Renamed,
    /// It stands in another section, or below another item.
    Moved,
    /// It stands at another place among those that both plans have in the same section or below the same item.
    Reordered,
    /// Its box was ticked.
    Ticked,
    /// Its box was unticked.
    Unticked,
    /// It got a box, or lost it.
    Box,
    /// Its text is another, the title apart.
    Text,
    /// It blocks the go-live now, or no more.
    Blocking,
    /// Somebody else does it.
    Owner,
    /// It is estimated differently.
    Estimate,
    /// It waits for something else.
    Dependencies,
    /// It is to happen at another time.
    Window,
    /// It must be done by another time.
    Due,
    /// Its evidence is different.
    Evidence,
    /// Its risk is another.
    Risk,
    /// The go-live, its zone, or the length of the launch.
    Launch,
    /// A gate asks for something else.
    Requirements,
    /// A box was ticked at another time, or by somebody else.
    Tick,
    /// A field, sign-off, risk, schedule, timeline or table says something else.
    Content,
}

impl PlanDiff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// How many changes are of this kind.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.kind == kind).count()
    }

    /// The changes in words, one line each; "Nothing changed." without any.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for change in &self.changes {
            _ = writeln!(text, "{}", change.to_text());
        }
        if text.is_empty() { "Nothing changed.\n".to_owned() } else { text }
    }
}

impl PlanChange {
    /// The change in words.
    pub fn to_text(&self) -> String {
        let word = match self.subject {
            ChangeSubject::Plan => "the plan",
            ChangeSubject::Section => "section",
            ChangeSubject::Item => "item",
            ChangeSubject::Gate => "gate",
            ChangeSubject::Field => "field",
            ChangeSubject::SignOff => "sign-off",
            ChangeSubject::Criterion => "criterion",
            ChangeSubject::Risk => "risk",
            ChangeSubject::Schedule => "schedule",
            ChangeSubject::Timeline => "timeline",
            ChangeSubject::Table => "table",
        };
        let what = match self.subject {
            ChangeSubject::Plan => word.to_owned(),
            _ if self.id.is_empty() => format!("{word} {:?}", self.title),
            _ => format!("{word} {:?} ({})", self.title, self.id),
        };
        let nothing = "none";
        let (before, after) = (self.before.as_deref().unwrap_or(nothing), self.after.as_deref().unwrap_or(nothing));
        match self.kind {
            ChangeKind::Added => format!("added {what} in {after}"),
            ChangeKind::Removed => format!("removed {what} from {before}"),
            ChangeKind::Renamed => format!("renamed {what}: was {before:?}"),
            ChangeKind::Moved => format!("moved {what}: from {before} to {after}"),
            ChangeKind::Reordered => format!("moved {what}: from place {before} to place {after}"),
            ChangeKind::Ticked => format!("ticked {what}"),
            ChangeKind::Unticked => format!("unticked {what}"),
            ChangeKind::Box => format!("changed {what}: box {before} -> {after}"),
            ChangeKind::Text => format!("changed the text of {what}: {before:?} -> {after:?}"),
            ChangeKind::Blocking => format!("changed {what}: {before} -> {after}"),
            kind => {
                let name = match kind {
                    ChangeKind::Owner => "owner",
                    ChangeKind::Estimate => "estimate",
                    ChangeKind::Dependencies => "dependencies",
                    ChangeKind::Window => "window",
                    ChangeKind::Due => "due date",
                    ChangeKind::Evidence => "evidence",
                    ChangeKind::Risk => "risk",
                    ChangeKind::Launch => "launch",
                    ChangeKind::Tick => "tick",
                    ChangeKind::Content => "content",
                    _ => "requirements",
                };
                format!("changed the {name} of {what}: {before} -> {after}")
            }
        }
    }
}

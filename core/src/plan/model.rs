//! What a plan holds besides sections and items: estimates, dependencies, gates, criteria, risks, schedules.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{EstimateShape, Launch, RiskLevel, Window};
use crate::time::{Span, SpanRange};

/// How long a task may take, as its text says: "4 h" (all three the same), "2-4-8 h", "2-8 h" (likely in the middle).
///
/// ```
/// use hypercare::plan::{EstimateShape, TaskEstimate};
/// let estimate: TaskEstimate = "2-4-8 h".parse()?;
/// assert_eq!((estimate.low, estimate.high), ("2 h".parse()?, "8 h".parse()?));
/// assert_eq!("1 day - 3 days".parse::<TaskEstimate>()?.likely, "2 days".parse()?);
/// assert_eq!("1-2-6 h triangular".parse::<TaskEstimate>()?.shape, EstimateShape::Triangular);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaskEstimate {
    /// The shortest.
    pub low: Span,
    /// The most likely.
    pub likely: Span,
    /// The longest.
    pub high: Span,
    /// How durations lie between them.
    #[serde(default)]
    pub shape: EstimateShape,
}

/// What a task waits for: "after: dns +30 min".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// Id of an item or section of the plan; the words of the text where none of that name is there.
    pub on: String,
    /// Which end waits for which.
    #[serde(default)]
    pub kind: DependencyKind,
    /// How long after it, at least.
    #[serde(default)]
    pub lag: Span,
    /// How long before it already. At most one of lag and lead is not zero.
    #[serde(default)]
    pub lead: Span,
}

/// Which end of a task waits for which end of the one it depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DependencyKind {
    /// It starts after the other has finished.
    #[default]
    FinishToStart,
    /// It starts after the other has started.
    StartToStart,
    /// It finishes after the other has finished.
    FinishToFinish,
    /// It finishes after the other has started.
    StartToFinish,
}

/// By when something must be done: one of the two is there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// An instant. A date in the text means the end of that day in the zone of the plan.
    #[serde(default, with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub at: Option<DateTime<Utc>>,
    /// A window relative to the go-live: by its end.
    #[serde(default)]
    pub window: Option<Window>,
}

impl Due {
    /// The instant, if the launch that a relative one needs is known and it can be represented.
    pub fn instant(&self, launch: Option<&Launch>) -> Option<DateTime<Utc>> {
        self.at.or_else(|| self.window?.end_at(launch?).ok())
    }
}

/// An absolute stretch of time, half-open: "2026-11-20 to 2026-11-22", "2026-11-20 22:00 to 2026-11-21 02:00".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Its first instant. A date in the text is the start of that day in the zone of the plan.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// Its end, which does not belong to it. A date in the text is the end of that day.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
}

/// A link in the text of an item: where the evidence is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EvidenceLink {
    /// Its words; may be empty.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// Where the launch is decided: a section such as "Launch Readiness Sign-Off" or "Go/No-Go", or one made by the program.
///
/// [`decide`](Self::decide) says whether it is passed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// The id of its section, or the name to call it by.
    pub id: String,
    /// The title of its section, or what people call it.
    #[serde(default)]
    pub title: String,
    /// Who must approve, by role, in the order of the text.
    #[serde(default)]
    pub required: Vec<RoleQuorum>,
    /// What must hold.
    #[serde(default)]
    pub criteria: Vec<GateCriterion>,
    /// Whether every box that blocks the go-live (see the [module](super)) must be ticked.
    #[serde(default)]
    pub all_blocking: bool,
    /// Ids of items and sections whose boxes, and all below them, must be ticked.
    #[serde(default)]
    pub items: Vec<String>,
    /// Ids of items that need evidence: a link in the plan, or one in the record.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// By when it is to be decided: from that instant on it is too late.
    #[serde(default)]
    pub deadline: Option<Due>,
    /// Its line, from 1; 0 if it was not read from a text.
    #[serde(default)]
    pub line: u32,
}

/// How many people of one role must approve.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RoleQuorum {
    /// The role: "Technical" for the section "Technical Validation". Case and blanks do not count.
    pub role: String,
    /// Who signs, in the order of the text; without names anybody may who signs in this role.
    #[serde(default)]
    pub names: Vec<String>,
    /// How many of them must approve: all, unless a field "Quorum: 3 of 5" says otherwise. 0 means all, and one where there
    /// are no names.
    #[serde(default)]
    pub needed: u32,
    /// Whether one rejection is enough to stop: yes, unless a field "Veto: no" says otherwise.
    #[serde(default)]
    pub veto: bool,
    /// How long an approval counts, without months; for ever if left out.
    #[serde(default)]
    pub valid_for: Option<Span>,
}

/// What must hold for a gate to open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GateCriterion {
    /// Its words, by which it is measured. Case and blanks do not count.
    pub text: String,
    /// Whether the text says that it holds: "✅", a ticked box; `false` for "❌", an open box; none for
    /// "\[PENDING\]" and where it says nothing.
    #[serde(default)]
    pub met: Option<bool>,
    /// The id of the item that says so; may be empty.
    #[serde(default)]
    pub item: String,
    /// The largest value that passes. Without any bound somebody must say whether it is met.
    #[serde(default)]
    pub at_most: Option<f64>,
    /// The smallest value that passes.
    #[serde(default)]
    pub at_least: Option<f64>,
    /// The value that all that pass are below.
    #[serde(default)]
    pub below: Option<f64>,
    /// The value that all that pass are above.
    #[serde(default)]
    pub above: Option<f64>,
    /// The unit of the value, for people.
    #[serde(default)]
    pub unit: Option<String>,
    /// How long a measurement counts, without months; for ever if left out.
    #[serde(default)]
    pub valid_for: Option<Span>,
}

/// Who has signed, or is to sign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    /// The id of the gate.
    pub gate: String,
    /// The role as in [`RoleQuorum::role`].
    pub role: String,
    /// Who is to sign: a team, a function or a person.
    pub name: String,
    /// What is signed; may be empty.
    pub statement: String,
    /// Whether it is.
    pub state: SignOffState,
    /// The person who signed, where the text says so.
    pub signed_by: Option<String>,
    /// When, where the text says so. A date is the start of that day in the zone of the plan.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub signed_at: Option<DateTime<Utc>>,
    /// The id of the item that says so; none for the row of a table.
    pub item: Option<String>,
    /// Its line, from 1.
    pub line: u32,
}

/// How far a sign-off is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignOffState {
    /// Nothing yet.
    Pending,
    /// Yes.
    Approved,
    /// No.
    Rejected,
    /// Neither.
    Abstained,
}

/// A measurable line: "Response Time: <2 seconds (Target: <1.5s)", or one that stands among such.
///
/// The text is split, not judged: for verdicts give [`text`](Self::text) to `objectives`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanCriterion {
    /// The id of its section.
    pub section: String,
    /// The heading of its group within the section; may be empty.
    pub group: String,
    /// The whole line.
    pub text: String,
    /// What is measured: what stands before the colon or the comparison.
    pub name: String,
    /// The value as written, without what stands in brackets; empty where there is none.
    pub value: String,
    /// The target as written in brackets: "<1.5s" of "(Target: <1.5s)".
    pub target: Option<String>,
    /// How to compare, where the value says so.
    pub sign: Option<CriterionSign>,
    /// The first number of the value.
    pub threshold: Option<f64>,
    /// What follows the number: "seconds", "% average"; may be empty.
    pub unit: String,
    /// The id of the item that says so.
    pub item: String,
    /// Its line, from 1.
    pub line: u32,
}

/// How a value is compared with the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CriterionSign {
    /// "<2".
    Below,
    /// "<=2", "≤2".
    AtMost,
    /// ">2".
    Above,
    /// ">=2", "≥2", "2+".
    AtLeast,
}

/// What may go wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanRisk {
    /// What may happen.
    pub title: String,
    /// The heading it stands under.
    pub category: String,
    /// How likely, 0 to 1; words count as 0.1 (low), 0.3 (medium), 0.6 (high) and 0.9 (critical, very high).
    pub probability: Option<f64>,
    /// How bad it would be.
    pub impact: Option<RiskLevel>,
    /// What is done about it; may be empty.
    pub mitigation: String,
    /// Who watches it.
    pub owner: Option<String>,
    /// Ids of the items and sections that it delays, or the words of the text where there are none.
    pub delays: Vec<String>,
    /// By how much each of them.
    pub delay: Option<TaskEstimate>,
    /// The id of its section.
    pub section: String,
    /// The id of the item that says so; none for the row of a table.
    #[serde(default)]
    pub item: Option<String>,
    /// Its line, from 1.
    pub line: u32,
}

/// What happens again and again, or on a schedule beside the work: training, communication, reports, reviews.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recurring {
    /// What kind of thing.
    pub kind: RecurringKind,
    /// What: the report, the lesson, the message.
    pub title: String,
    /// When, as written: "Weekly", "Week 1", "15 minutes"; may be empty.
    pub when: String,
    /// How often.
    pub every: Option<Span>,
    /// How long after the event that it answers.
    pub within: Option<Span>,
    /// When, relative to the go-live.
    pub window: Option<Window>,
    /// Who does it.
    pub who: Option<String>,
    /// For whom.
    pub audience: Option<String>,
    /// What it is about, line by line.
    pub topics: Vec<String>,
    /// The id of its section.
    pub section: String,
    /// Its line, from 1.
    pub line: u32,
}

/// What a [`Recurring`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecurringKind {
    /// Messages to people inside and outside.
    Communication,
    /// Lessons and their material.
    Training,
    /// Reports and dashboards.
    Reporting,
    /// Reviews of how it goes.
    Review,
}

/// Steps one after the other, each with its window: "Hour 0-1: Setup".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanTimeline {
    /// What it is of.
    pub title: String,
    /// How long it takes as a whole, where the text says so.
    pub duration: Option<SpanRange>,
    /// The id of its section.
    pub section: String,
    /// Its steps in the order of the text.
    pub steps: Vec<TimelineStep>,
    /// Its line, from 1.
    pub line: u32,
}

/// One step of a [`PlanTimeline`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TimelineStep {
    /// The id of the item or section that it is.
    pub id: String,
    /// Its name, without the window.
    pub title: String,
    /// When. Hours of a timeline in a section without a window count from its start.
    pub window: Window,
    /// What is done in it: titles of the items below.
    pub tasks: Vec<String>,
    /// Its line, from 1.
    pub line: u32,
}

/// A table as it stands, with the markup taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanTable {
    /// The id of its section; empty before the first heading.
    pub section: String,
    /// The cells of its head.
    pub head: Vec<String>,
    /// The cells of its rows, as many each as the head has.
    pub rows: Vec<Vec<String>>,
    /// Its first line, from 1.
    pub line: u32,
    /// Its column, from 1.
    pub column: u32,
    /// Its last line.
    pub end_line: u32,
}

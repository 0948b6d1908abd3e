use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Position, Reason};

/// What is decided at a gate at one instant, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GateDecision {
    /// The id of the gate.
    pub gate: String,
    /// Its title.
    pub title: String,
    /// The instant that was asked about.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The decision.
    pub outcome: GateOutcome,
    /// Why: first what decided, then what else was looked at.
    pub reasons: Vec<Reason>,
    /// What is still missing, in the order items, evidence, criteria, sign-offs; and the go-live, where the deadline counts
    /// from it and it is not known.
    pub missing: Vec<GateMissing>,
    /// On which conditions it is open, and what was waived.
    pub conditions: Vec<GateCondition>,
    /// The first instant at which a condition must be met, where one is set.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub until: Option<DateTime<Utc>>,
    /// By when it must be passed.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub deadline: Option<DateTime<Utc>>,
    /// The next instant at which the decision may change by itself: an approval, a waiver or a measurement lapses, or
    /// the deadline is there.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub next_change: Option<DateTime<Utc>>,
    /// How each role stands, in the order of the gate.
    pub quorums: Vec<QuorumStanding>,
    /// How each criterion stands, in the order of the gate.
    pub criteria: Vec<CriterionStanding>,
    /// Events of the record that name what is not there, or come from somebody who may not sign.
    pub ignored: Vec<IgnoredGateEvent>,
}

/// What is decided at a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GateOutcome {
    /// All is there.
    Go,
    /// All is there, under conditions: something was waived, or approved with conditions.
    ConditionalGo,
    /// Something speaks against it, or the deadline was missed.
    NoGo,
    /// Nothing speaks against it, but something is missing.
    Pending,
}

impl GateOutcome {
    /// Whether it goes on, with conditions or without.
    pub fn passes(self) -> bool {
        matches!(self, Self::Go | Self::ConditionalGo)
    }
}

/// Something that a gate still waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GateMissing {
    /// What kind of thing.
    pub kind: GateMissingKind,
    /// The id of the item, the text of the criterion, or the name that has not signed; the role where anybody may; "launch".
    pub subject: String,
    /// The title of the item, the role of the name, or what is wrong with the criterion.
    pub detail: String,
    /// Who is responsible, where the plan says so.
    pub owner: Option<String>,
    /// Where it stands in the text of the plan.
    pub position: Option<Position>,
}

/// What a gate may still wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GateMissingKind {
    /// A box is open.
    Item,
    /// An item has no evidence.
    Evidence,
    /// A criterion is not known to be met.
    Criterion,
    /// An approval.
    SignOff,
    /// The go-live, from which the deadline counts. It holds nothing up: without it there is no deadline.
    Launch,
}

/// A condition under which a gate is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GateCondition {
    /// The condition, or the reason of the waiver.
    pub text: String,
    /// What was waived: the id of an item or the text of a criterion; none for the condition of an approval.
    pub waived: Option<String>,
    /// Who made the condition or allowed the waiver.
    pub by: Option<String>,
    /// Until when it must be met; at this instant the approval or the waiver ends.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub until: Option<DateTime<Utc>>,
}

/// How the votes of a role stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuorumStanding {
    /// The role.
    pub role: String,
    /// How many must approve.
    pub needed: usize,
    /// Whether as many have.
    pub reached: bool,
    /// Who approved, conditions or not.
    pub approved: Vec<String>,
    /// Who rejected.
    pub rejected: Vec<String>,
    /// Who abstained.
    pub abstained: Vec<String>,
    /// Whose approval has lapsed.
    pub lapsed: Vec<String>,
    /// Who has not voted, of those named; not those whose approval has lapsed.
    pub waiting: Vec<String>,
}

/// How a criterion stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CriterionStanding {
    /// Its text.
    pub text: String,
    /// Whether it is met; none where nobody has said so, or too long ago.
    pub met: Option<bool>,
    /// The value measured, where there is one.
    pub value: Option<f64>,
    /// When it was measured or confirmed.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub measured_at: Option<DateTime<Utc>>,
    /// Whether a waiver takes its place.
    pub waived: bool,
}

/// An event that was passed over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IgnoredGateEvent {
    /// Its index in the record, from 0.
    pub index: usize,
    /// Why.
    pub why: String,
}

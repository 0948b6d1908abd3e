use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What really happened in a cutover: `type` is started, finished, failed, skipped, checked or rolled_back.
///
/// Events may come in any order: they are sorted by their instants, those of one instant stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CutoverEvent {
    /// A step began, for the first time or again.
    Started(StepStarted),
    /// A step is over.
    Finished(StepFinished),
    /// A step went wrong.
    Failed(StepFailed),
    /// A step is left out.
    Skipped(StepSkipped),
    /// A check of a step passed or not.
    Checked(StepChecked),
    /// It was decided to go back.
    RolledBack(RollbackBegun),
}

/// A step began, for the first time or again: what was known of it before counts no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StepStarted {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The id of the step.
    pub step: String,
}

/// A step is over. It is done when its checks have passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StepFinished {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The id of the step.
    pub step: String,
}

/// A step went wrong; it may begin again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StepFailed {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The id of the step.
    pub step: String,
    /// What went wrong.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A step is left out: those after it need not wait for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StepSkipped {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The id of the step.
    pub step: String,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A check of a step passed or not; the last word holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StepChecked {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The id of the step.
    pub step: String,
    /// The check, as the step names it.
    pub check: String,
    /// Whether it passed.
    pub passed: bool,
}

/// It was decided to go back. The first such decision holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RollbackBegun {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The id of the way back; the one that holds then if left out.
    #[serde(default)]
    pub branch: Option<String>,
    /// Who decided.
    #[serde(default)]
    pub by: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

impl CutoverEvent {
    /// A step began.
    pub fn started(at: DateTime<Utc>, step: impl Into<String>) -> Self {
        Self::Started(StepStarted { at, step: step.into() })
    }

    /// A step is over.
    pub fn finished(at: DateTime<Utc>, step: impl Into<String>) -> Self {
        Self::Finished(StepFinished { at, step: step.into() })
    }

    /// A step went wrong.
    pub fn failed(at: DateTime<Utc>, step: impl Into<String>) -> Self {
        Self::Failed(StepFailed { at, step: step.into(), reason: None })
    }

    /// A step is left out.
    pub fn skipped(at: DateTime<Utc>, step: impl Into<String>) -> Self {
        Self::Skipped(StepSkipped { at, step: step.into(), reason: None })
    }

    /// A check passed or not.
    pub fn checked(at: DateTime<Utc>, step: impl Into<String>, check: impl Into<String>, passed: bool) -> Self {
        Self::Checked(StepChecked { at, step: step.into(), check: check.into(), passed })
    }

    /// It was decided to go back, the way that holds.
    pub fn rolled_back(at: DateTime<Utc>) -> Self {
        Self::RolledBack(RollbackBegun { at, branch: None, by: None, reason: None })
    }

    /// When it happened.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Started(event) => event.at,
            Self::Finished(event) => event.at,
            Self::Failed(event) => event.at,
            Self::Skipped(event) => event.at,
            Self::Checked(event) => event.at,
            Self::RolledBack(event) => event.at,
        }
    }

    /// The step that this says has begun.
    pub(super) fn begins(&self) -> Option<&str> {
        match self {
            Self::Started(event) => Some(&event.step),
            Self::Finished(event) => Some(&event.step),
            Self::Failed(event) => Some(&event.step),
            _ => None,
        }
    }
}

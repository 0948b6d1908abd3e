use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Reason;

/// How a cutover stands at one instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CutoverStatus {
    /// What moves.
    pub title: String,
    /// The instant that was asked about.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// Whole hours since Hour 0, negative before it.
    pub hour: i64,
    /// How far it is.
    pub phase: CutoverPhase,
    /// What to do now.
    pub advice: CutoverAdvice,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The steps, in the order of the runbook.
    pub steps: Vec<StepStatus>,
    /// The ids of the steps that run now, or whose checks are awaited; while going back, those of the rollback.
    pub running: Vec<String>,
    /// The ids of the steps that could begin now.
    pub ready: Vec<String>,
    /// The ids of the steps that should have begun or be done by now and have not or are not.
    pub late: Vec<String>,
    /// When it was to be over.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub planned_finish: DateTime<Utc>,
    /// When it will be over, as it looks now: what is done stands, what runs takes as long as planned but not less than
    /// until now, what has failed is done again from now on, and the rest follows.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub projected_finish: DateTime<Utc>,
    /// How many seconds after the planned finish that is; negative if before.
    pub slip_seconds: i64,
    /// When the service must be up again.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub back_by: Option<DateTime<Utc>>,
    /// The point of no return.
    pub no_return: Option<NoReturn>,
    /// The way back that holds now, or is taken.
    pub rollback: Option<RollbackOutlook>,
}

/// How far a cutover is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CutoverPhase {
    /// Nothing has begun.
    NotStarted,
    /// Something has.
    Running,
    /// Every step is done or skipped.
    Finished,
    /// It was decided to go back.
    RollingBack,
    /// The way back is done.
    RolledBack,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CutoverAdvice {
    /// Wait for Hour 0.
    Wait,
    /// Go on.
    Proceed,
    /// It will be over too late, as it looks now, or something failed: make up for it, or decide to go back by
    /// `rollback.decide_by`.
    Decide,
    /// Go back: something failed, or there is no more time to decide.
    RollBack,
    /// Something failed or is too late, and there is no way back: go on and mend it.
    FixForward,
    /// Nothing: it is over.
    Done,
}

/// The point of no return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoReturn {
    /// The id of the step whose beginning it is.
    pub step: String,
    /// When it was to be reached.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub planned_at: DateTime<Utc>,
    /// When it will be reached as it looks now, or was.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub projected_at: DateTime<Utc>,
    /// Whether it has been.
    pub passed: bool,
}

/// The way back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RollbackOutlook {
    /// The id of the branch.
    pub branch: String,
    /// What people call it.
    pub title: String,
    /// Whether it can still be taken: the point of no return is not passed, or it is being taken.
    pub possible: bool,
    /// When it was decided.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub decided_at: Option<DateTime<Utc>>,
    /// Its steps: as they are if it is being taken, else as they would be if it were decided now.
    pub steps: Vec<StepStatus>,
    /// When the service is back.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub back_at: DateTime<Utc>,
    /// Seconds from the decision until then.
    pub takes_seconds: i64,
    /// The recovery-time objective in seconds.
    pub objective_seconds: Option<i64>,
    /// Whether it takes no longer than that.
    pub meets_objective: Option<bool>,
    /// The last instant to decide it, so that the service is back in time; none without a time to be back by, or once it
    /// is decided.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub decide_by: Option<DateTime<Utc>>,
}

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepStatus {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Who does it.
    pub owner: Option<String>,
    /// How far it is.
    pub state: CutoverStepState,
    /// When it was to begin.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub planned_start: DateTime<Utc>,
    /// When it was to be done.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub planned_finish: DateTime<Utc>,
    /// When it began or will begin, as it looks now.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub projected_start: DateTime<Utc>,
    /// When it was or will be done, as it looks now.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub projected_finish: DateTime<Utc>,
    /// How many seconds after the planned finish that is; negative if before.
    pub slip_seconds: i64,
    /// What its projected start follows from.
    pub why: Reason,
    /// Checks that have neither passed nor failed.
    pub open_checks: Vec<String>,
    /// Checks that have failed.
    pub failed_checks: Vec<String>,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CutoverStepState {
    /// Those before it are not done, or it is too early.
    Waiting,
    /// It could begin.
    Ready,
    /// It runs.
    Running,
    /// It is over, but not all of its checks have passed.
    Checking,
    /// It is over and has passed.
    Done,
    /// It was left out.
    Skipped,
    /// It or one of its checks failed.
    Failed,
}

impl CutoverStepState {
    /// Whether those after it may begin.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Skipped)
    }
}

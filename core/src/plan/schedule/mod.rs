//! When does each item begin and end, and why then?
//!
//! Every task, an item or a section, has two events: its start and its finish. Windows, dependencies and the tasks'
//! own work are constraints between events, so that the earliest dates are the longest ways through them, and the latest
//! dates the shortest ways back.

mod chain;
mod dates;
mod hours;
mod late;
mod network;
mod options;
mod outcome;
mod report;
mod samples;
mod simulate;
mod slip;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{DependencyKind, Plan};
use crate::{Reason, Result};

pub use chain::{ChainStep, CriticalChain};
pub use late::RehearsedDates;
pub use options::{EstimatePoint, ScheduleOptions};
pub use outcome::{
    FinishBin, PlanRiskEvent, PlanSimulation, PlanSimulationOptions, RiskImpact, ShortenGain, TaskCriticality,
};
pub use slip::{MovedTask, Slip};

/// When each task of a plan begins and ends at the earliest and at the latest, and what decides it.
///
/// ```
/// use hypercare::plan::Plan;
/// # use hypercare::time::parse_instant;
/// let plan = Plan::from_markdown("
/// ## Cutover
/// - [ ] Backups (estimate: 2 h)
/// - [ ] Migration (estimate: 4 h, after: backups)
/// - [ ] Briefing (estimate: 1 h)
/// - [ ] Checks (estimate: 1 h, after: migration +30 min, after: briefing)
/// ")?;
/// let schedule = plan.schedule(parse_instant("2026-11-24T09:00:00Z")?)?;
/// assert_eq!(schedule.finish, parse_instant("2026-11-24T16:30:00Z")?);
/// assert_eq!(schedule.task("cutover/briefing")?.total_slack_seconds, 5.5 * 3600.0);
/// assert_eq!(schedule.critical, ["cutover", "cutover/backups", "cutover/migration", "cutover/checks"]);
/// println!("{}", schedule.critical_path()); // each step with its dates and its reason
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Schedule {
    /// Before this nothing begins.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// When the last task ends at the earliest.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub finish: DateTime<Utc>,
    /// All sections and items in the order of the text.
    pub tasks: Vec<ScheduledTask>,
    /// The ids of tasks without slack, in the order of the text.
    pub critical: Vec<String>,
    /// What makes the finish what it is: from the first task to the last. They have no slack; only where calendars
    /// differ, one may have some while another's hours are closed.
    pub chain: Vec<ChainStep>,
    /// Where the plan cannot be kept as it is written, in the order of the text.
    pub conflicts: Vec<ScheduleConflict>,
    /// What was not taken into account, such as windows where no launch is known.
    pub notes: Vec<Reason>,
}

/// A section or item with its dates.
///
/// Early dates are the soonest that dependencies, windows and hours allow. Late dates are the last ones that move
/// neither the finish of the plan nor break a window, a due date or the launch; so slack is negative where one of these
/// is broken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScheduledTask {
    /// The id of the section or item.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which of the two it is.
    pub kind: TaskKind,
    /// Who does it: its owner, or that of the nearest item or section around it that has one.
    pub owner: Option<String>,
    /// Where its length comes from.
    pub basis: TaskBasis,
    /// How long the work takes: seconds of open time where a calendar holds, of time otherwise.
    pub work_seconds: f64,
    /// The earliest start; of a section or item with others in it the earliest of theirs.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub early_start: DateTime<Utc>,
    /// The earliest finish. Where it waits for something else, this is later than the work alone takes.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub early_finish: DateTime<Utc>,
    /// The latest start.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub late_start: DateTime<Utc>,
    /// The latest finish.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub late_finish: DateTime<Utc>,
    /// When to begin so that the work runs without a pause to the earliest finish. It is later than the earliest start
    /// only where the finish waits for something else.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub begin: DateTime<Utc>,
    /// How long it can slip, its start or its finish, without moving the finish or breaking a limit, in seconds of its
    /// open time.
    pub total_slack_seconds: f64,
    /// How long it can slip without moving any other item, in seconds of its open time; at most its total slack, and not
    /// below 0.
    pub free_slack_seconds: f64,
    /// Whether it has no total slack.
    pub critical: bool,
    /// What decides its earliest start.
    pub start_binding: TaskBinding,
    /// What decides its earliest finish.
    pub finish_binding: TaskBinding,
    /// Its line in the text, from 1.
    pub line: u32,
}

/// What a [`ScheduledTask`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// A section.
    Section,
    /// An item.
    Item,
}

/// Where the length of a [`ScheduledTask`] comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaskBasis {
    /// Its estimate.
    Estimate,
    /// The duration in the heading or a field of a section in which not all has an estimate; it lasts at least so long.
    Duration,
    /// The window of a section in which nothing has an estimate: it ends with the window at the earliest.
    Window,
    /// What is in it.
    Contained,
    /// Nothing says how long it takes: no time at all.
    Milestone,
    /// It is ticked, and what remains was asked for: no time any more.
    Done,
}

/// What decides a date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaskBinding {
    /// What kind of thing.
    pub kind: BindingKind,
    /// The id of the section or item that it waits for, where it is one.
    pub on: Option<String>,
    /// In words and numbers.
    pub reason: Reason,
}

/// The kinds of [`TaskBinding`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BindingKind {
    /// Nothing but the start of the schedule.
    Start,
    /// Its own work.
    Work,
    /// Another task's finish decides its start.
    FinishToStart,
    /// Another task's start decides its start.
    StartToStart,
    /// Another task's finish decides its finish.
    FinishToFinish,
    /// Another task's start decides its finish.
    StartToFinish,
    /// Its window begins then, or for the finish of a section, ends then.
    Window,
    /// What it stands in begins then.
    Inside,
    /// The last of what stands in it ends then.
    Contents,
    /// The wave or phase before it ends then.
    Order,
    /// It is made to slip.
    Slip,
}

/// Something in the plan that cannot be kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScheduleConflict {
    /// What kind of thing.
    pub kind: ConflictKind,
    /// The id of the section or item.
    pub id: String,
    /// By when it should be finished, for those with a time.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub limit: Option<DateTime<Utc>>,
    /// When it is finished at the earliest, for those with a time.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub finish: Option<DateTime<Utc>>,
    /// In words and numbers.
    pub reason: Reason,
}

/// The kinds of [`ScheduleConflict`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// It ends after its window.
    Window,
    /// It ends after it is due.
    Due,
    /// It blocks the launch and ends after it.
    Launch,
    /// It waits for something that is not in the plan.
    Unknown,
}

impl From<DependencyKind> for BindingKind {
    fn from(kind: DependencyKind) -> Self {
        match kind {
            DependencyKind::FinishToStart => Self::FinishToStart,
            DependencyKind::StartToStart => Self::StartToStart,
            DependencyKind::FinishToFinish => Self::FinishToFinish,
            DependencyKind::StartToFinish => Self::StartToFinish,
        }
    }
}

impl Plan {
    /// Schedules the plan from `start` on, around the clock, with the most likely durations.
    ///
    /// - An item takes its estimate. Without one it takes no time, or as long as the items below it. A section lasts
    ///   until the last item in it ends, and unless all in it has estimates, at least its own estimate or duration, which
    ///   is time as it runs; where nothing in it has an estimate, it lasts to the end of its window
    ///   ([`ScheduledTask::basis`] says which).
    /// - Waiting for the finish of a section, or of an item with items below it, is waiting for all that is in it. It
    ///   starts when what it waits for and the first window in it let it. All that is in it waits where it waits to
    ///   start; where it waits to finish, only its own finish does.
    /// - Numbered waves and phases without windows and dependencies of their own follow each other.
    /// - A finish that waits for something else is late, and the work may pause: [`ScheduledTask::begin`] says when to
    ///   begin so that it need not.
    /// - Lags and leads are time as it runs, also where calendars hold. A month counts as its mean, 30.436875 days.
    /// - Windows hold at both ends, where the launch is known: nothing in them begins before, and what ends after them
    ///   is a conflict. So is what ends after its due date, and a blocking box that ends after the launch.
    ///
    /// # Errors
    ///
    /// [`Error::Cycle`](crate::Error::Cycle) with the ids of tasks that wait for each other,
    /// [`Error::Range`](crate::Error::Range) outside the years 1678 to 2261.
    pub fn schedule(&self, start: DateTime<Utc>) -> Result<Schedule> {
        self.schedule_with(start, &ScheduleOptions::default())
    }

    /// The same with calendars and other options.
    ///
    /// ```
    /// use hypercare::plan::{Plan, ScheduleOptions};
    /// use hypercare::time::{Calendar, parse_instant};
    /// let plan = Plan::from_markdown("## Checks\n- [ ] Load test (estimate: 6 h)\n")?;
    /// let calendar = Calendar::from_yaml("weekly: {mon: [09:00-12:00, 13:00-17:00], tue: [09:00-17:00]}")?;
    /// let options = ScheduleOptions { calendar: Some(calendar), ..ScheduleOptions::default() };
    /// let schedule = plan.schedule_with(parse_instant("2026-11-22T18:00:00Z")?, &options)?; // a Sunday
    /// let test = schedule.task("checks/load-test")?;
    /// assert_eq!(test.early_start, parse_instant("2026-11-23T09:00:00Z")?);
    /// assert_eq!(test.early_finish, parse_instant("2026-11-23T16:00:00Z")?);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`schedule`](Self::schedule), and [`Error::Unknown`](crate::Error::Unknown) for a calendar of a section
    /// that is not there; [`Error::Range`](crate::Error::Range) outside the years of calendars, 1900 to 2199.
    pub fn schedule_with(&self, start: DateTime<Utc>, options: &ScheduleOptions) -> Result<Schedule> {
        let network = network::Network::new(self, start, options)?;
        let early = dates::early(&network, &[])?;
        report::schedule(&network, &early)
    }

    /// Why a section or item is finished when it is: from what begins first to the task itself.
    ///
    /// # Errors
    ///
    /// As for [`schedule_with`](Self::schedule_with), and [`Error::Unknown`](crate::Error::Unknown) for an id that is
    /// not there.
    pub fn path_to(&self, id: &str, start: DateTime<Utc>, options: &ScheduleOptions) -> Result<Vec<ChainStep>> {
        let network = network::Network::new(self, start, options)?;
        let node = network.node(id)?;
        let early = dates::early(&network, &[])?;
        Ok(chain::to(&network, &early, network::finish_of(node)))
    }
}

impl Schedule {
    /// The section or item with this id.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`](crate::Error::Unknown) with the ids most like it.
    pub fn task(&self, id: &str) -> Result<&ScheduledTask> {
        let found = self.tasks.iter().find(|task| task.id == id);
        found.ok_or_else(|| super::unknown("task", id, self.tasks.iter().map(|task| task.id.as_str())))
    }

    /// The chain that makes the finish what it is, to be printed.
    pub fn critical_path(&self) -> CriticalChain<'_> {
        CriticalChain(&self.chain)
    }
}

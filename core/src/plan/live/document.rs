use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::document::{self, Limits, field};
use crate::plan::{Plan, PlanTimeline, WindowUnit, ids, unknown};
use crate::time::{Span, check_instant};
use crate::{Error, Result};

/// Most steps of a runbook with its rollbacks, and most tasks, checks and predecessors of all of them.
const STEPS: u64 = 10_000;
const PARTS: u64 = 100_000;

/// A runbook for the hours of a go-live or a migration.
///
/// ```
/// use hypercare::plan::{Cutover, CutoverAdvice, CutoverEvent};
/// # use hypercare::time::parse_instant;
/// let cutover = Cutover::from_yaml("
/// version: 1
/// title: Orchard moves
/// start: 2026-11-24T09:00:00Z
/// steps:
///   - {id: backup, duration: 30 min}
///   - {id: import, duration: 2 h, checks: [record counts]}
///   - {id: open, title: Open the doors, duration: 15 min}
/// point_of_no_return: open
/// back_by: 4 h
/// rollbacks:
///   - {id: restore, recovery: point_in_time, steps: [{id: replay, duration: 45 min}]}
/// ")?;
/// let events = [CutoverEvent::started(parse_instant("2026-11-24T09:20:00Z")?, "backup")];
/// let status = cutover.status(&events, parse_instant("2026-11-24T09:30:00Z")?)?;
/// assert_eq!((status.running, status.slip_seconds), (vec!["backup".to_owned()], 20 * 60));
/// assert_eq!(status.advice, CutoverAdvice::Proceed);
/// assert_eq!(status.rollback.expect("a way back").decide_by, Some(parse_instant("2026-11-24T12:15:00Z")?));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cutover {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    version: u32,
    /// What moves.
    #[serde(default)]
    pub title: String,
    /// Hour 0.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// The steps; each follows the one before it unless it says otherwise.
    pub steps: Vec<CutoverStep>,
    /// The id of the step whose beginning is the point of no return.
    #[serde(default)]
    pub point_of_no_return: Option<String>,
    /// How long after Hour 0 the service must be up again, moved or rolled back.
    #[serde(default)]
    pub back_by: Option<Span>,
    /// How long after a failure there is to decide what to do, without months: until then the advice is to decide. It is to
    /// go back at once if left out.
    #[serde(default)]
    pub decide_within: Option<Span>,
    /// The ways back. The last one that holds is taken: see [`RollbackBranch::from`].
    #[serde(default)]
    pub rollbacks: Vec<RollbackBranch>,
}

/// A step of a runbook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CutoverStep {
    /// The name to call it by, unique over all steps, those of rollbacks included.
    pub id: String,
    /// What people call it; the id if left out.
    #[serde(default)]
    pub title: Option<String>,
    /// Who does it.
    #[serde(default)]
    pub owner: Option<String>,
    /// How long it takes, without months.
    pub duration: Span,
    /// How long after Hour 0 (for a rollback: after its decision) it begins at the earliest.
    #[serde(default)]
    pub not_before: Option<Span>,
    /// Ids of the steps that must be done before; the step before it if left out, none for the first.
    #[serde(default)]
    pub after: Option<Vec<String>>,
    /// What is done in it, for people.
    #[serde(default)]
    pub tasks: Vec<String>,
    /// Validation gates: the step is done when all of these have passed.
    #[serde(default)]
    pub checks: Vec<String>,
}

/// A way back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RollbackBranch {
    /// The name to call it by.
    pub id: String,
    /// What people call it; the id if left out.
    #[serde(default)]
    pub title: Option<String>,
    /// The id of the step from whose beginning on it holds; from Hour 0 on if left out. Of several that hold, the last
    /// in the list is taken.
    #[serde(default)]
    pub from: Option<String>,
    /// Its steps.
    pub steps: Vec<CutoverStep>,
    /// What kind of recovery it is, which sets the objective where none is given.
    #[serde(default)]
    pub recovery: Option<RecoveryKind>,
    /// The recovery-time objective: the longest from the decision until the service is back.
    #[serde(default)]
    pub objective: Option<Span>,
}

/// Kinds of recovery with their usual objectives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecoveryKind {
    /// Another system takes over: 15 minutes.
    EmergencyFailover,
    /// A change of the schema is undone: 30 minutes.
    SchemaChange,
    /// The database as it was at an instant: 1 hour.
    PointInTime,
    /// A data migration is undone: 2 hours.
    DataMigration,
    /// The whole database from a backup: 4 hours.
    FullRestore,
}

impl RecoveryKind {
    /// Its usual recovery-time objective.
    pub fn objective(self) -> Span {
        Span::minutes(match self {
            Self::EmergencyFailover => 15,
            Self::SchemaChange => 30,
            Self::PointInTime => 60,
            Self::DataMigration => 120,
            Self::FullRestore => 240,
        })
    }
}

impl RollbackBranch {
    /// The recovery-time objective, its own or that of its kind.
    pub fn objective(&self) -> Option<Span> {
        self.objective.or_else(|| self.recovery.map(RecoveryKind::objective))
    }
}

impl CutoverStep {
    /// A step that follows the one before it.
    pub fn new(id: impl Into<String>, duration: Span) -> Self {
        Self { id: id.into(), duration, ..Self::default() }
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.id)
    }
}

impl Cutover {
    /// A runbook of these steps, without a way back.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml), but for the text.
    pub fn new(start: DateTime<Utc>, steps: Vec<CutoverStep>) -> Result<Self> {
        let cutover = Self {
            version: 1,
            title: String::new(),
            start,
            steps,
            point_of_no_return: None,
            back_by: None,
            decide_within: None,
            rollbacks: Vec::new(),
        };
        cutover.check().map(|()| cutover)
    }

    /// Reads a runbook from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not a runbook of version 1; [`Error::Duplicate`] for
    /// an id given twice, [`Error::Unknown`] for a step that is not there, [`Error::Cycle`] with all of its steps,
    /// [`Error::Invalid`] for lengths of time with months or a runbook without steps, [`Error::Limit`] over 10,000
    /// steps, 100,000 parts of them or the caps of [`Limits`].
    pub fn from_yaml(text: &str) -> Result<Self> {
        let cutover: Self = document::from_yaml(text, "cutover", Limits::default())?;
        cutover.check().map(|()| cutover)
    }

    /// Reads a runbook from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        let cutover: Self = document::from_json(text, "cutover", Limits::default())?;
        cutover.check().map(|()| cutover)
    }

    /// Writes the runbook as JSON.
    ///
    /// # Errors
    ///
    /// None that a runbook can cause.
    pub fn to_json(&self) -> Result<String> {
        document::to_json(self)
    }

    /// The runbook of a timeline of a plan, whose Hour 0 is `start`: one step for each of its windows, in which its
    /// tasks stand. A step waits for all that end by its hour, and begins no earlier than that where there is a pause.
    ///
    /// ```
    /// use hypercare::plan::{Cutover, Plan};
    /// # use hypercare::time::parse_instant;
    /// let plan = Plan::from_markdown("# Move\n## Migration\n```\nHour 0-1: Setup\n├── Backup\n└── Freeze\n\nHour 1-3: Data\n└── Import\n```\n")?;
    /// let cutover = Cutover::from_timeline(&plan.timelines[0], parse_instant("2026-11-24T09:00:00Z")?)?;
    /// assert_eq!(cutover.steps[1].duration.to_string(), "2 h");
    /// assert_eq!(cutover.steps[0].tasks, ["Backup", "Freeze"]);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a timeline that does not count hours or days from 0 on, or has no steps.
    pub fn from_timeline(timeline: &PlanTimeline, start: DateTime<Utc>) -> Result<Self> {
        let mut names = ids::Ids::default();
        // Id, first and last hour of the steps so far.
        let mut known: Vec<(String, u32, u32)> = Vec::with_capacity(timeline.steps.len());
        let mut steps = Vec::with_capacity(timeline.steps.len());
        let mut parts = 0;
        for step in &timeline.steps {
            let unit = match step.window.unit {
                WindowUnit::Hour => 1,
                WindowUnit::Day => 24,
                WindowUnit::Month => 0,
            };
            let hours = |count: i32| u32::try_from(count).ok()?.checked_mul(unit).filter(|_| unit > 0);
            let window = hours(step.window.start).zip(hours(step.window.end));
            let Some((from, to)) = window.filter(|(from, to)| from < to) else {
                let expected = "a timeline in hours or days from 0 on";
                return Err(Error::invalid(format!("timeline {:?}", timeline.title), expected, step.window));
            };
            let span = |hours: u32| Span::of(TimeDelta::hours(hours.into()));
            // It waits for all that end by its start, but for those that others of these wait for already.
            let before = || known.iter().filter(|(_, _, end)| *end <= from);
            let last = before().map(|(_, start, _)| *start).max().unwrap_or(0);
            let over = before().map(|(_, _, end)| *end).max().unwrap_or(0);
            let after: Vec<String> = before().filter(|(_, _, end)| *end > last).map(|(id, ..)| id.clone()).collect();
            parts += after.len();
            Error::cap("timeline, predecessors", PARTS, parts)?;
            let follows = after.len() == 1 && after.last() == known.last().map(|(id, ..)| id);
            let id = names.assign("", &step.title, "step").0;
            known.push((id.clone(), from, to));
            steps.push(CutoverStep {
                title: Some(step.title.clone()),
                not_before: if from == over { None } else { Some(span(from)?) },
                after: (!follows && known.len() > 1).then_some(after),
                tasks: step.tasks.clone(),
                ..CutoverStep::new(id, span(to - from)?)
            });
        }
        let cutover = Self { title: timeline.title.clone(), ..Self::new(start, steps)? };
        cutover.check().map(|()| cutover)
    }

    /// Refuses a runbook that contradicts itself.
    pub(super) fn check(&self) -> Result<()> {
        check_instant(self.start, "start")?;
        let lists = || std::iter::once(&self.steps).chain(self.rollbacks.iter().map(|branch| &branch.steps));
        Error::cap("cutover, steps", STEPS, lists().map(Vec::len).sum::<usize>().saturating_add(self.rollbacks.len()))?;
        let parts = |step: &CutoverStep| step.tasks.len() + step.checks.len() + step.after.as_ref().map_or(0, Vec::len);
        Error::cap("cutover, tasks, checks and predecessors", PARTS, lists().flatten().map(parts).sum())?;
        let mut seen = HashSet::new();
        let mut once = |kind: &str, id: &str| {
            if id.trim().is_empty() {
                return Err(Error::invalid(format!("{kind}.id"), "a text that is not blank", format!("{id:?}")));
            }
            if seen.insert(id.to_owned()) { Ok(()) } else { Err(Error::duplicate(kind, id)) }
        };
        for step in lists().flatten() {
            once("step", &step.id)?;
        }
        self.rollbacks.iter().try_for_each(|branch| once("rollback", &branch.id))?;
        for (name, list) in
            std::iter::once(("steps", &self.steps)).chain(self.rollbacks.iter().map(|b| (b.id.as_str(), &b.steps)))
        {
            if list.is_empty() {
                return Err(Error::invalid(name, "at least one step", "none"));
            }
            for step in list {
                for span in [Some(step.duration), step.not_before].into_iter().flatten() {
                    exact(&step.id, span)?;
                }
                let mut checks = HashSet::new();
                if let Some(twice) = step.checks.iter().find(|check| !checks.insert(check.as_str())) {
                    return Err(Error::duplicate("check", twice));
                }
            }
            order(list)?;
        }
        for span in [self.back_by, self.decide_within]
            .into_iter()
            .chain(self.rollbacks.iter().map(|branch| branch.objective))
            .flatten()
        {
            exact("back_by, decide_within or objective", span)?;
        }
        let known = |id: &str| self.steps.iter().any(|step| step.id == id);
        let named =
            self.point_of_no_return.iter().chain(self.rollbacks.iter().filter_map(|branch| branch.from.as_ref()));
        match named.into_iter().find(|id| !known(id)) {
            Some(id) => Err(unknown("step", id, self.steps.iter().map(|step| step.id.as_str()))),
            None => Ok(()),
        }
    }
}

impl Plan {
    /// The runbook of a timeline of the plan, whose Hour 0 is `start`: that of this title, or the first one in the section
    /// of this id; see [`Cutover::from_timeline`]. Besides, tasks that begin with a word such as "validate", "verify",
    /// "test" or "confirm" become the [`checks`](CutoverStep::checks) of their step, and each recovery-time objective of
    /// the plan ("Data migration: <2 hours") becomes a way back of one step that takes as long. Which of them holds when, and
    /// where the point of no return lies, is for people to say.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] with timelines that are there, and as for [`Cutover::from_timeline`].
    pub fn cutover(&self, timeline: &str, start: DateTime<Utc>) -> Result<Cutover> {
        let titled = self.timelines.iter().find(|known| known.title == timeline);
        let found = titled.or_else(|| self.timelines.iter().find(|known| known.section == timeline));
        let Some(found) = found else {
            let known = self.timelines.iter().take(3).map(|timeline| timeline.title.clone()).collect();
            return Err(Error::unknown("timeline", timeline, known));
        };
        let mut cutover = Cutover::from_timeline(found, start)?;
        for step in &mut cutover.steps {
            let mut seen = HashSet::new();
            step.checks =
                step.tasks.iter().filter(|task| is_check(task) && seen.insert(task.as_str())).cloned().collect();
        }
        let mut names = ids::Ids::default();
        for step in &cutover.steps {
            names.claim(&step.id);
        }
        for criterion in &self.criteria {
            let recovery = format!("{} {}", criterion.group, criterion.section).to_lowercase().replace('-', " ");
            if !recovery.contains("recovery time") {
                continue;
            }
            // "<2 hours"
            let length = criterion.value.trim_start_matches(|sign: char| "<=≤ ".contains(sign)).parse::<Span>();
            let Some(objective) = length.ok().filter(|length| length.calendar_months() == 0) else { continue };
            let id = names.assign("", &criterion.name, "rollback").0;
            let step = names.assign("", &format!("{} done", criterion.name), "rollback-step").0;
            cutover.rollbacks.push(RollbackBranch {
                id,
                title: Some(criterion.name.clone()),
                steps: vec![CutoverStep { title: Some(criterion.name.clone()), ..CutoverStep::new(step, objective) }],
                objective: Some(objective),
                ..RollbackBranch::default()
            });
        }
        cutover.check().map(|()| cutover)
    }
}

/// Whether a task is there to look whether something is right.
fn is_check(task: &str) -> bool {
    const WORDS: [&str; 7] =
        ["validate", "verify", "test", "confirm", "check", "execute smoke tests", "final validation"];
    let start: String = task.chars().take(40).collect::<String>().to_lowercase();
    WORDS.iter().any(|word| start.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
}

fn exact(name: &str, span: Span) -> Result<()> {
    if span.calendar_months() == 0 {
        return Ok(());
    }
    Err(Error::invalid(name, "a length of time without months, such as 30 min", span))
}

/// The predecessors of each step, as indices.
pub(super) fn predecessors(steps: &[CutoverStep]) -> Result<Vec<Vec<usize>>> {
    let index: HashMap<&str, usize> = steps.iter().enumerate().map(|(index, step)| (step.id.as_str(), index)).collect();
    let list = |(at, step): (usize, &CutoverStep)| match &step.after {
        None => Ok(at.checked_sub(1).into_iter().collect()),
        Some(after) => after
            .iter()
            .map(|id| match index.get(id.as_str()) {
                Some(&index) => Ok(index),
                None => Err(unknown("step", id, steps.iter().map(|step| step.id.as_str()))),
            })
            .collect(),
    };
    steps.iter().enumerate().map(list).collect()
}

/// An order in which every step stands behind its predecessors; of several, the one nearest that of the list.
pub(super) fn order(steps: &[CutoverStep]) -> Result<Vec<usize>> {
    let before = predecessors(steps)?;
    let mut waits: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (index, before) in before.iter().enumerate() {
        for &other in before {
            if let Some(list) = after.get_mut(other) {
                list.push(index);
            }
        }
    }
    let mut free: std::collections::BTreeSet<usize> =
        (0..steps.len()).filter(|&step| waits.get(step) == Some(&0)).collect();
    let mut order = Vec::with_capacity(steps.len());
    while let Some(step) = free.pop_first() {
        order.push(step);
        for &next in after.get(step).into_iter().flatten() {
            if let Some(left) = waits.get_mut(next) {
                *left -= 1;
                if *left == 0 {
                    free.insert(next);
                }
            }
        }
    }
    if order.len() == steps.len() { Ok(order) } else { Err(cycle(steps, &before, &waits)) }
}

/// Every step that still waits has a predecessor that does: going back from one must come round.
fn cycle(steps: &[CutoverStep], before: &[Vec<usize>], waits: &[usize]) -> Error {
    let waiting = |step: usize| waits.get(step).is_some_and(|&left| left > 0);
    let mut path: Vec<usize> = (0..steps.len()).find(|&step| waiting(step)).into_iter().collect();
    let mut place: HashMap<usize, usize> = path.iter().map(|&step| (step, 0)).collect();
    while let Some(next) = path.last().and_then(|&last| before.get(last)?.iter().copied().find(|&step| waiting(step))) {
        if let Some(&from) = place.get(&next) {
            path.drain(..from);
            path.push(next);
            break;
        }
        place.insert(next, path.len());
        path.push(next);
    }
    path.reverse();
    let name = |&step: &usize| steps.get(step).map_or(String::new(), |step| step.id.clone());
    Error::Cycle { what: "cutover steps".to_owned(), path: path.iter().map(name).collect() }
}

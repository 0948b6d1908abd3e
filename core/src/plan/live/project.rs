//! When steps begin and end: as planned, and as it looks from what really happened.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::document::{CutoverStep, order, predecessors};
use super::{CutoverEvent, CutoverStepState, StepStatus};
use crate::time::{Span, check_instant};
use crate::{Error, Reason, Result};

/// What is known of a step.
#[derive(Clone, Debug, Default)]
struct Actual<'a> {
    started: Option<DateTime<Utc>>,
    finished: Option<DateTime<Utc>>,
    skipped: Option<DateTime<Utc>>,
    failed: bool,
    checks: HashMap<&'a str, (bool, DateTime<Utc>)>,
}

impl<'a> Actual<'a> {
    fn take(&mut self, event: &'a CutoverEvent) {
        match event {
            CutoverEvent::Started(event) => *self = Self { started: Some(event.at), ..Self::default() },
            CutoverEvent::Finished(event) => {
                self.started.get_or_insert(event.at);
                (self.finished, self.failed) = (Some(event.at), false);
            }
            CutoverEvent::Failed(event) => {
                self.started.get_or_insert(event.at);
                (self.finished, self.failed) = (None, true);
            }
            CutoverEvent::Skipped(event) => self.skipped = Some(event.at),
            CutoverEvent::Checked(event) => {
                self.checks.insert(&event.check, (event.passed, event.at));
            }
            CutoverEvent::RolledBack(_) => {}
        }
    }

    /// How far it is, without regard to the steps before it.
    fn state(&self, step: &CutoverStep) -> CutoverStepState {
        let failed_check = self.checks.values().any(|(passed, _)| !passed);
        let all_passed = step.checks.iter().all(|check| self.checks.contains_key(check.as_str()));
        match self {
            Self { skipped: Some(_), .. } => CutoverStepState::Skipped,
            Self { failed: true, .. } => CutoverStepState::Failed,
            _ if failed_check => CutoverStepState::Failed,
            Self { finished: Some(_), .. } if all_passed => CutoverStepState::Done,
            Self { finished: Some(_), .. } => CutoverStepState::Checking,
            Self { started: Some(_), .. } => CutoverStepState::Running,
            _ => CutoverStepState::Waiting,
        }
    }

    /// When it was over, checks included.
    fn over(&self) -> Option<DateTime<Utc>> {
        let checked = self.checks.values().map(|&(_, at)| at).max();
        self.skipped.or_else(|| self.finished.max(checked.filter(|_| self.finished.is_some())))
    }
}

/// The steps of a list as they stand at `now`, in the order of the list. `anchor` is the instant that `not_before`
/// counts from, and `events` are sorted; those of other lists are passed over.
pub(super) fn project(
    steps: &[CutoverStep],
    anchor: DateTime<Utc>,
    events: &[&CutoverEvent],
    now: DateTime<Utc>,
) -> Result<Vec<StepStatus>> {
    let index: HashMap<&str, usize> = steps.iter().enumerate().map(|(index, step)| (step.id.as_str(), index)).collect();
    let mut actuals: Vec<Actual<'_>> = vec![Actual::default(); steps.len()];
    for event in events {
        let step = named(event).and_then(|(step, _)| index.get(step));
        if let Some(actual) = step.and_then(|&step| actuals.get_mut(step)) {
            actual.take(event);
        }
    }
    let before = predecessors(steps)?;
    let mut times: Vec<Option<StepStatus>> = vec![None; steps.len()];
    for at in order(steps)? {
        let (Some(step), Some(before), Some(actual)) = (steps.get(at), before.get(at), actuals.get(at)) else {
            continue;
        };
        let before: Vec<&StepStatus> = before.iter().filter_map(|&step| times.get(step)?.as_ref()).collect();
        let status = one(step, &before, actual, anchor, now)?;
        if let Some(slot) = times.get_mut(at) {
            *slot = Some(status);
        }
    }
    Ok(times.into_iter().flatten().collect())
}

fn one(
    step: &CutoverStep,
    before: &[&StepStatus],
    actual: &Actual<'_>,
    anchor: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<StepStatus> {
    let earliest = later(anchor, step.not_before.unwrap_or(Span::ZERO))?;
    let planned_start = before.iter().map(|step| step.planned_finish).fold(earliest, Ord::max);
    let planned_finish = later(planned_start, step.duration)?;
    let mut state = actual.state(step);
    let free = before.iter().all(|step| step.state.is_over());
    if state == CutoverStepState::Waiting && free && earliest <= now {
        state = CutoverStepState::Ready;
    }
    // The last of those before it, the first of the list where several end together.
    let binding = before.iter().copied().reduce(|a, b| if b.projected_finish > a.projected_finish { b } else { a });
    let mut why = Reason::new(format!("steps.{}", step.id), "it has begun");
    let (projected_start, projected_finish) = match state {
        CutoverStepState::Skipped => {
            why.detail = "it is left out".to_owned();
            let at = actual.over().unwrap_or(now);
            (actual.started.unwrap_or(at), at)
        }
        CutoverStepState::Done => {
            let over = actual.over().unwrap_or(now);
            (actual.started.unwrap_or(over), over)
        }
        // A check may take as long as it likes: it is over now at the earliest.
        CutoverStepState::Checking => (actual.started.unwrap_or(now), now),
        CutoverStepState::Running => {
            let started = actual.started.unwrap_or(now);
            (started, later(started, step.duration)?.max(now))
        }
        CutoverStepState::Failed => {
            why.detail = "it failed and is done again from now on".to_owned();
            (now, later(now, step.duration)?)
        }
        CutoverStepState::Waiting | CutoverStepState::Ready => {
            let (mut start, mut detail) = match binding {
                Some(last) if last.projected_finish > earliest => {
                    (last.projected_finish, format!("it follows {}", last.id))
                }
                _ if step.not_before.is_some() => (earliest, "it begins no earlier".to_owned()),
                _ => (earliest, "nothing is before it".to_owned()),
            };
            if start < now {
                (start, detail) = (now, "it could begin now".to_owned());
            }
            why.detail = detail;
            (start, later(start, step.duration)?)
        }
    };
    let checks = |wanted: Option<bool>| {
        let word = |check: &&String| actual.checks.get(check.as_str()).map(|&(passed, _)| passed) == wanted;
        step.checks.iter().filter(word).cloned().collect()
    };
    Ok(StepStatus {
        id: step.id.clone(),
        title: step.name().to_owned(),
        owner: step.owner.clone(),
        state,
        planned_start,
        planned_finish,
        projected_start,
        projected_finish,
        slip_seconds: (projected_finish - planned_finish).num_seconds(),
        why,
        open_checks: checks(None),
        failed_checks: checks(Some(false)),
    })
}

pub(super) fn later(at: DateTime<Utc>, span: Span) -> Result<DateTime<Utc>> {
    let later = at.checked_add_signed(span.exact()).ok_or_else(|| Error::range(format!("{span} after {at}")))?;
    check_instant(later, "the end of a step").map(|()| later)
}

/// The step of an event, and its check.
pub(super) fn named(event: &CutoverEvent) -> Option<(&str, Option<&str>)> {
    match event {
        CutoverEvent::Started(event) => Some((&event.step, None)),
        CutoverEvent::Finished(event) => Some((&event.step, None)),
        CutoverEvent::Failed(event) => Some((&event.step, None)),
        CutoverEvent::Skipped(event) => Some((&event.step, None)),
        CutoverEvent::Checked(event) => Some((&event.step, Some(&event.check))),
        CutoverEvent::RolledBack(_) => None,
    }
}

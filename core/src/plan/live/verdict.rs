use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::project::{later, named, project};
use super::{
    Cutover, CutoverAdvice, CutoverEvent, CutoverPhase, CutoverStatus, CutoverStepState, NoReturn, RollbackBegun,
    RollbackBranch, RollbackOutlook, StepStatus,
};
use crate::plan::unknown;
use crate::time::check_instant;
use crate::{Error, Reason, Result};

/// Most events of a cutover.
const EVENTS: u64 = 1_000_000;

impl Cutover {
    /// How it stands at `now`, by the runbook and by what happened up to and including that instant.
    ///
    /// Advice: before the point of no return, go back when a step or a check failed, or when it will be over after the
    /// time to be back by and a later decision could not be made good in time; decide when it will be over too late, or
    /// something failed less than [`decide_within`](Self::decide_within) ago, and there is still time. A decision to go
    /// back holds until a later one names another way back. Behind the point of no return, or without a way back, mend it.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for an event of a step, check or way back that the runbook does not have, [`Error::Range`]
    /// outside the years 0 to 9999, [`Error::Limit`] for more than a million events, and as for
    /// [`from_yaml`](Self::from_yaml) if the runbook was changed since it was read.
    pub fn status(&self, events: &[CutoverEvent], now: DateTime<Utc>) -> Result<CutoverStatus> {
        check_instant(now, "now")?;
        self.check()?;
        Error::cap("cutover, events", EVENTS, events.len())?;
        self.check_events(events)?;
        let mut known: Vec<&CutoverEvent> = events.iter().filter(|event| event.at() <= now).collect();
        known.sort_by_key(|event| event.at());
        let (decided, instead) = self.decided(&known);
        let steps = project(&self.steps, self.start, &known, now)?;
        let planned_finish = steps.iter().map(|step| step.planned_finish).fold(self.start, Ord::max);
        let projected_finish = steps.iter().map(|step| step.projected_finish).fold(self.start, Ord::max);
        let no_return = self.no_return(&steps);
        let back_by = self.back_by.map(|span| later(self.start, span)).transpose()?;
        let passed = no_return.as_ref().is_some_and(|point| point.passed);
        let mut rollback = self.outlook(&known, decided, now, back_by, passed)?;
        let failed_at = failed_at(&known, &steps);
        let decide_by = match failed_at.zip(self.decide_within) {
            Some((at, span)) => Some(later(at, span)?),
            None => None,
        };
        if let (Some(back), Some(by), None) = (&mut rollback, decide_by, decided) {
            back.decide_by = Some(back.decide_by.map_or(by, |known| known.min(by)));
        }
        let phase = phase(&steps, rollback.as_ref());
        let active: &[StepStatus] = match (&rollback, phase) {
            (Some(taken), CutoverPhase::RollingBack | CutoverPhase::RolledBack) => &taken.steps,
            _ => &steps,
        };
        let ids = |wanted: &dyn Fn(&StepStatus) -> bool| {
            active.iter().filter(|step| wanted(step)).map(|step| step.id.clone()).collect::<Vec<_>>()
        };
        let running = ids(&|step| matches!(step.state, CutoverStepState::Running | CutoverStepState::Checking));
        let ready = ids(&|step| step.state == CutoverStepState::Ready);
        let late = ids(&|step| is_late(step, now));
        let mut status = CutoverStatus {
            title: self.title.clone(),
            at: now,
            hour: (now - self.start).num_seconds().div_euclid(3_600),
            phase,
            advice: CutoverAdvice::Proceed,
            reasons: Vec::new(),
            running,
            ready,
            late,
            planned_finish,
            projected_finish,
            slip_seconds: (projected_finish - planned_finish).num_seconds(),
            back_by,
            no_return,
            rollback,
            steps,
        };
        (status.advice, status.reasons) = advise(&status, passed, decide_by.is_some());
        if let (Some(old), Some(back)) = (instead, &status.rollback) {
            let detail = format!("decided later, instead of {old}");
            status.reasons.insert(0, Reason::new(format!("rollbacks.{}", back.branch), detail));
        }
        Ok(status)
    }

    /// The decision to go back that holds, and the way back that it was taken instead of: the first one, until a later one
    /// names another way.
    fn decided<'a>(&'a self, events: &[&'a CutoverEvent]) -> (Option<&'a RollbackBegun>, Option<&'a str>) {
        let (mut decided, mut instead): (Option<(&RollbackBegun, &str)>, _) = (None, None);
        for event in events {
            let CutoverEvent::RolledBack(begun) = event else { continue };
            let branch = self.branch(events, Some(begun), begun.at).map_or("", |branch| branch.id.as_str());
            match decided {
                Some((_, held)) if begun.branch.is_none() || held == branch => {}
                held => {
                    instead = held.map(|(_, held)| held);
                    decided = Some((begun, branch));
                }
            }
        }
        (decided.map(|(begun, _)| begun), instead)
    }

    /// The way back that was decided at an instant, or that holds then.
    fn branch(
        &self,
        events: &[&CutoverEvent],
        decided: Option<&RollbackBegun>,
        at: DateTime<Utc>,
    ) -> Option<&RollbackBranch> {
        match decided.and_then(|begun| begun.branch.as_ref()) {
            Some(id) => self.rollbacks.iter().find(|branch| branch.id == *id),
            None => {
                let begun = events.iter().filter(|event| event.at() <= at).filter_map(|event| event.begins());
                let begun: HashSet<&str> = begun.collect();
                let holds = |branch: &&RollbackBranch| branch.from.as_deref().is_none_or(|id| begun.contains(id));
                self.rollbacks.iter().rev().find(holds)
            }
        }
    }

    fn check_events(&self, events: &[CutoverEvent]) -> Result<()> {
        let all = || self.steps.iter().chain(self.rollbacks.iter().flat_map(|branch| &branch.steps));
        let steps: HashMap<&str, &super::CutoverStep> = all().map(|step| (step.id.as_str(), step)).collect();
        let branches: HashSet<&str> = self.rollbacks.iter().map(|branch| branch.id.as_str()).collect();
        for event in events {
            check_instant(event.at(), "an event")?;
            if let CutoverEvent::RolledBack(begun) = event {
                match &begun.branch {
                    Some(id) if !branches.contains(id.as_str()) => {
                        return Err(unknown("rollback", id, self.rollbacks.iter().map(|branch| branch.id.as_str())));
                    }
                    None if self.rollbacks.is_empty() => {
                        return Err(Error::invalid("rolled_back", "a runbook with a way back", "none"));
                    }
                    _ => {}
                }
            }
            let Some((id, check)) = named(event) else { continue };
            let Some(step) = steps.get(id) else {
                return Err(unknown("step", id, all().map(|step| step.id.as_str())));
            };
            if let Some(check) = check.filter(|check| !step.checks.iter().any(|known| known == check)) {
                return Err(unknown("check", check, step.checks.iter().map(String::as_str)));
            }
        }
        Ok(())
    }

    fn no_return(&self, steps: &[StepStatus]) -> Option<NoReturn> {
        let id = self.point_of_no_return.as_ref()?;
        let step = steps.iter().find(|step| step.id == *id)?;
        Some(NoReturn {
            step: id.clone(),
            planned_at: step.planned_start,
            projected_at: step.projected_start,
            passed: has_begun(step),
        })
    }

    /// The way back that was decided, or that holds now.
    fn outlook(
        &self,
        events: &[&CutoverEvent],
        decided: Option<&RollbackBegun>,
        now: DateTime<Utc>,
        back_by: Option<DateTime<Utc>>,
        passed: bool,
    ) -> Result<Option<RollbackOutlook>> {
        let from = decided.map_or(now, |begun| begun.at);
        let branch = self.branch(events, decided, from);
        let Some(branch) = branch else { return Ok(None) };
        // What was done before the decision was not done for it.
        let since: Vec<&CutoverEvent> = match decided {
            Some(_) => events.iter().copied().filter(|event| event.at() >= from).collect(),
            None => Vec::new(),
        };
        let steps = project(&branch.steps, from, &since, now)?;
        let back_at = steps.iter().map(|step| step.projected_finish).fold(from, Ord::max);
        let takes = back_at - from;
        let objective = branch.objective();
        Ok(Some(RollbackOutlook {
            branch: branch.id.clone(),
            title: branch.title.clone().unwrap_or_else(|| branch.id.clone()),
            possible: decided.is_some() || !passed,
            decided_at: decided.map(|begun| begun.at),
            back_at,
            takes_seconds: takes.num_seconds(),
            objective_seconds: objective.map(|objective| objective.exact().num_seconds()),
            meets_objective: objective.map(|objective| takes <= objective.exact()),
            decide_by: back_by.filter(|_| decided.is_none()).and_then(|by| by.checked_sub_signed(takes)),
            steps,
        }))
    }
}

/// Since when something has failed that has not been mended.
fn failed_at(events: &[&CutoverEvent], steps: &[StepStatus]) -> Option<DateTime<Utc>> {
    let mut since: HashMap<(&str, Option<&str>), DateTime<Utc>> = HashMap::new();
    for event in events {
        match event {
            CutoverEvent::Failed(event) => _ = since.entry((&event.step, None)).or_insert(event.at),
            CutoverEvent::Checked(event) if !event.passed => {
                since.entry((&event.step, Some(&event.check))).or_insert(event.at);
            }
            CutoverEvent::Checked(event) => _ = since.remove(&(event.step.as_str(), Some(event.check.as_str()))),
            CutoverEvent::Started(event) => _ = since.remove(&(event.step.as_str(), None)),
            _ => {}
        }
    }
    let failed = steps.iter().filter(|step| step.state == CutoverStepState::Failed);
    let failed: HashSet<&str> = failed.map(|step| step.id.as_str()).collect();
    since.into_iter().filter(|((step, _), _)| failed.contains(step)).map(|(_, at)| at).min()
}

fn has_begun(step: &StepStatus) -> bool {
    !matches!(step.state, CutoverStepState::Waiting | CutoverStepState::Ready | CutoverStepState::Skipped)
}

fn is_late(step: &StepStatus, now: DateTime<Utc>) -> bool {
    let due = if has_begun(step) { step.planned_finish } else { step.planned_start };
    !step.state.is_over() && due < now
}

fn phase(steps: &[StepStatus], rollback: Option<&RollbackOutlook>) -> CutoverPhase {
    match rollback {
        Some(back) if back.decided_at.is_some() => {
            let over = back.steps.iter().all(|step| step.state.is_over());
            if over { CutoverPhase::RolledBack } else { CutoverPhase::RollingBack }
        }
        _ if steps.iter().all(|step| step.state.is_over()) => CutoverPhase::Finished,
        _ if steps.iter().any(|step| has_begun(step) || step.state.is_over()) => CutoverPhase::Running,
        _ => CutoverPhase::NotStarted,
    }
}

fn advise(status: &CutoverStatus, passed: bool, given: bool) -> (CutoverAdvice, Vec<Reason>) {
    let mut reasons = Vec::new();
    let back = status.rollback.as_ref();
    if let Some(back) = back.filter(|back| back.meets_objective == Some(false)) {
        let objective = back.objective_seconds.unwrap_or_default();
        let reason = Reason::new(format!("rollbacks.{}.objective", back.branch), "going back takes longer than it may");
        reasons.push(
            reason.number("takes_seconds", back.takes_seconds as f64).number("objective_seconds", objective as f64),
        );
    }
    match status.phase {
        CutoverPhase::Finished | CutoverPhase::RolledBack => return (CutoverAdvice::Done, reasons),
        CutoverPhase::RollingBack => return (CutoverAdvice::RollBack, reasons),
        _ => {}
    }
    for step in status.steps.iter().filter(|step| step.state == CutoverStepState::Failed) {
        let what = if step.failed_checks.is_empty() {
            "it failed".to_owned()
        } else {
            step.failed_checks.join(", ") + ": not passed"
        };
        reasons.push(Reason::new(format!("steps.{}", step.id), what));
    }
    let failed = status.steps.iter().any(|step| step.state == CutoverStepState::Failed);
    let too_late = status.back_by.filter(|&by| status.projected_finish > by);
    if let Some(by) = too_late {
        let over = (status.projected_finish - by).num_seconds();
        reasons.push(
            Reason::new("back_by", "it will be over too late, as it looks now").number("over_seconds", over as f64),
        );
    }
    let way_back = back.filter(|back| back.possible);
    if (failed || too_late.is_some()) && way_back.is_none() {
        let detail = if passed { "the point of no return is passed" } else { "there is no way back" };
        reasons.push(Reason::new("point_of_no_return", detail));
        return (CutoverAdvice::FixForward, reasons);
    }
    if failed && !given {
        return (CutoverAdvice::RollBack, reasons);
    }
    if failed || too_late.is_some() {
        let left = way_back.and_then(|back| back.decide_by).map(|by| (by - status.at).num_seconds());
        return match left {
            Some(left) if left > 0 => {
                reasons.push(
                    Reason::new("decide_by", "there is still time to decide").number("left_seconds", left as f64),
                );
                (CutoverAdvice::Decide, reasons)
            }
            _ => {
                reasons.push(Reason::new("decide_by", "there is no more time to decide"));
                (CutoverAdvice::RollBack, reasons)
            }
        };
    }
    for id in &status.late {
        reasons.push(Reason::new(format!("steps.{id}"), "late"));
    }
    let early = status.phase == CutoverPhase::NotStarted && status.ready.is_empty();
    (if early { CutoverAdvice::Wait } else { CutoverAdvice::Proceed }, reasons)
}

mod action;
mod index;
mod patient;
mod saved;

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::{HealthCheck, Playbook, Remedy, check_name, later};
use crate::time::{check_instant, format_instant};
use crate::{Error, Reason, Result};
pub use action::{HealAction, HealActionKind, HealRecord, HealthReport, RemedyOutcome};
use index::{Index, Noted, Place};
use patient::{Begun, Patient, Stage, UnderWay, Watched};

/// Most instances of all checks together.
const INSTANCES: usize = 100_000;
/// How many ended remedies are remembered.
const HISTORY: usize = 1_000;

/// Follows a [`Playbook`]: from a failed check over its remedies to an escalation, with the guards between them.
///
/// A remedy begins only if none of its name was begun on the same instance within its cooldown, if nothing else is under
/// way on that instance, if with it no more than its share of the instances have a remedy under way, and, where it loses
/// anything, once somebody has agreed: over all checks. What is blocked by its cooldown or its share of too small a
/// fleet is left out; what would only be too much at once waits for the others. Where nobody reports about an instance
/// for a remedy's `timeout` after it should have shown its effect, it did not help.
///
/// ```
/// use hypercare::recovery::{HealActionKind, HealthReport, Healer, Playbook};
/// use hypercare::time::parse_instant;
/// let mut healer = Healer::new(Playbook::default())?;
/// let at = |minute: u32| parse_instant(&format!("2026-11-24T14:{minute:02}:00Z"));
/// let first = healer.observe(&HealthReport::new("database", "db-1", at(0)?, false))?;
/// assert!(first.is_empty(), "two failures in a row are asked for");
/// let actions = healer.observe(&HealthReport::new("database", "db-1", at(1)?, false))?;
/// assert_eq!(actions[0].kind, HealActionKind::Remedy);
/// assert_eq!(actions[0].remedy.as_deref(), Some("restart database pool"));
/// healer.done(actions[0].run.expect("a run"), at(2)?, true)?;
/// let actions = healer.observe(&HealthReport::new("database", "db-1", at(5)?, false))?; // it has not helped
/// assert_eq!(actions[0].kind, HealActionKind::Escalate);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Healer {
    playbook: Playbook,
    /// By check, in the order of the playbook, and by instance.
    checks: Vec<Watched>,
    clock: Option<DateTime<Utc>>,
    runs: u64,
    history: VecDeque<HealRecord>,
    index: Index,
}

impl Healer {
    /// A healer that follows a playbook.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`], [`Error::Duplicate`] and [`Error::Limit`] for a playbook out of its ranges.
    pub fn new(playbook: Playbook) -> Result<Self> {
        playbook.check()?;
        let (checks, index) = (vec![Watched::default(); playbook.checks.len()], Index::of(&playbook));
        Ok(Self { playbook, checks, clock: None, runs: 0, history: VecDeque::new(), index })
    }

    /// Takes a report in and says what to do.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a check that the playbook does not have, [`Error::Invalid`] for a report without what its
    /// check asks for, [`Error::Limit`] over 100,000 instances, [`Error::OutOfOrder`] before the last instant,
    /// [`Error::Range`] outside the years 0 to 9999. The healer is unchanged then.
    pub fn observe(&mut self, report: &HealthReport) -> Result<Vec<HealAction>> {
        check_name("the name of an instance", &report.instance)?;
        let place = self.index.check(&report.check).ok_or_else(|| {
            let known = self.playbook.checks.iter().take(10).map(|check| check.name.clone());
            Error::unknown("check", &report.check, known.collect())
        })?;
        let healthy = match self.playbook.checks.get(place).and_then(|check| check.above) {
            None => report.healthy.ok_or_else(|| Error::invalid(&report.check, "healthy, true or false", "none"))?,
            Some(above) => {
                let value = report.value.filter(|value| value.is_finite());
                value.ok_or_else(|| Error::invalid(&report.check, "a finite value", "none"))? <= above
            }
        };
        Error::cap("instances", INSTANCES as u64, report.fleet.unwrap_or(0) as usize)?;
        let known = self.checks.get(place).is_some_and(|watched| watched.instances.contains_key(&report.instance));
        if !known {
            Error::cap("instances", INSTANCES as u64, self.index.patients + 1)?;
        }
        self.reach(report.at)?;
        let mut actions = Vec::new();
        if let Some(watched) = self.checks.get_mut(place) {
            watched.fleet = report.fleet.unwrap_or(watched.fleet);
            watched.instances.entry(report.instance.clone()).or_default();
        }
        self.index.open.insert(place);
        let place = (place, report.instance.clone());
        self.index.admit(&place);
        self.change(&place, |patient| patient.seen = Some(report.at));
        if healthy {
            self.well(&place, report.at, &mut actions)
        } else {
            self.ill(&place, report.at)
        }
        self.go_on(report.at, &mut actions);
        Ok(actions)
    }

    /// Somebody agrees to a remedy, or does not.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a run that nobody was asked about or a blank name; else as for
    /// [`observe`](Self::observe).
    pub fn confirm(&mut self, run: u64, by: &str, agreed: bool, at: DateTime<Utc>) -> Result<Vec<HealAction>> {
        check_name("who agrees", by)?;
        let place = self.find(run, Stage::Asking)?;
        self.reach(at)?;
        let mut actions = Vec::new();
        // The time may have run out by now.
        if let Some(under_way) = self.patient(&place).and_then(|patient| patient.under_way.as_mut())
            && (under_way.run, under_way.stage) == (run, Stage::Asking)
        {
            under_way.by = Some(by.to_owned());
            if agreed { self.begin(&place, at, &mut actions) } else { self.end(&place, at, RemedyOutcome::Refused) }
        }
        self.go_on(at, &mut actions);
        Ok(actions)
    }

    /// A remedy has been done, or could not be.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a run that is not under way; else as for [`observe`](Self::observe).
    pub fn done(&mut self, run: u64, at: DateTime<Utc>, success: bool) -> Result<Vec<HealAction>> {
        let place = self.find(run, Stage::Running)?;
        self.reach(at)?;
        let mut actions = Vec::new();
        let settle = self.remedy_of(&place).map_or(TimeDelta::zero(), |remedy| remedy.settle.exact());
        let until = later(at, settle, "the end of a remedy")?;
        let silence = self.remedy_of(&place).map_or(TimeDelta::zero(), |remedy| remedy.timeout.exact());
        let silent_until = Some(later(until, silence, "the end of a remedy")?);
        // The time may have run out by now.
        if self.find(run, Stage::Running).is_ok() {
            if success {
                self.change(&place, |patient| {
                    if let Some(under_way) = patient.under_way.as_mut() {
                        (under_way.stage, under_way.until) = (Stage::Settling, until);
                        under_way.silent_until = silent_until;
                    }
                });
            } else {
                self.end(&place, at, RemedyOutcome::Failed);
            }
        }
        self.go_on(at, &mut actions);
        Ok(actions)
    }

    /// Lets the time come to `now` and says what to do.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] before the last instant, [`Error::Range`] outside the years 0 to 9999.
    pub fn advance(&mut self, now: DateTime<Utc>) -> Result<Vec<HealAction>> {
        self.reach(now)?;
        // A fleet whose size nobody gave is smaller by those who have fallen silent.
        self.index.open.extend(0..self.checks.len());
        let mut actions = Vec::new();
        self.go_on(now, &mut actions);
        Ok(actions)
    }

    /// When something may be to do without a report: call [`advance`](Self::advance) then.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        self.index.next_end()
    }

    /// Remedies that have ended, the latest last; the last thousand of them.
    pub fn history(&self) -> impl Iterator<Item = &HealRecord> {
        self.history.iter()
    }

    /// The playbook.
    pub fn playbook(&self) -> &Playbook {
        &self.playbook
    }

    /// Moves the clock, and ends what has run out by then.
    fn reach(&mut self, at: DateTime<Utc>) -> Result<()> {
        check_instant(at, "an instant of a healer")?;
        if let Some(clock) = self.clock.filter(|clock| at < *clock) {
            let (at, clock) = (format_instant(at), format_instant(clock));
            return Err(Error::OutOfOrder { what: "an event of a healer".to_owned(), at, clock });
        }
        self.clock = Some(at);
        while let Some((ended, place)) = self.index.ended(at) {
            let stage = self.under_way(&place).map(|under_way| under_way.stage);
            let outcome = match stage {
                Some(Stage::Asking) => RemedyOutcome::Unanswered,
                Some(Stage::Running) | None => RemedyOutcome::TimedOut,
                // No report is no sign of health.
                Some(Stage::Settling) => RemedyOutcome::DidNotHelp,
            };
            self.end(&place, ended, outcome);
        }
        Ok(())
    }

    /// Changes what is known of an instance, and the index with it.
    fn change(&mut self, place: &Place, change: impl FnOnce(&mut Patient)) {
        let check = self.playbook.checks.get(place.0);
        let patient = self.checks.get_mut(place.0).and_then(|watched| watched.instances.get_mut(&place.1));
        if let (Some(check), Some(patient)) = (check, patient) {
            let before = Noted::of(patient);
            change(patient);
            self.index.update(place, &before, patient, patient.is_ill(check));
        }
    }

    /// A report that is well.
    fn well(&mut self, place: &Place, at: DateTime<Utc>, actions: &mut Vec<HealAction>) {
        let Some(patient) = self.patient(place) else { return };
        let stage = patient.under_way.as_ref().map(|under_way| (under_way.stage, under_way.remedy));
        // Before a remedy is done nothing is certain: a restart has its own moments of health.
        if stage.is_some_and(|(stage, _)| stage == Stage::Running) {
            self.change(place, |patient| patient.failures = 0);
            return;
        }
        let was_ill = patient.escalated || patient.next > 0 || stage.is_some();
        match stage {
            Some((Stage::Asking, _)) => self.end(place, at, RemedyOutcome::Unneeded),
            Some(_) => self.end(place, at, RemedyOutcome::Helped),
            None => {}
        }
        self.change(place, |patient| (patient.failures, patient.next, patient.escalated) = (0, 0, false));
        if was_ill {
            let reason = Reason::new(self.rule(place), "the check is well again");
            let helped = stage.filter(|(stage, _)| *stage == Stage::Settling);
            let name = helped.and_then(|(_, remedy)| Some(self.check(place)?.remedies.get(remedy)?.name.clone()));
            actions.extend(
                self.action(place, HealActionKind::Healed, None, reason)
                    .map(|action| HealAction { remedy: name, ..action }),
            );
        }
    }

    /// A report that is not.
    fn ill(&mut self, place: &Place, at: DateTime<Utc>) {
        let settled = |under_way: &UnderWay| under_way.stage == Stage::Settling && under_way.until <= at;
        if self.under_way(place).is_some_and(settled) {
            self.end(place, at, RemedyOutcome::DidNotHelp);
        }
        self.change(place, |patient| patient.failures = patient.failures.saturating_add(1));
    }

    /// Begins what may begin, on every instance that is ill and has nothing under way: check by check, in the order of
    /// their names. Looked at are those about whom something has changed, and those for whose remedy there is room.
    fn go_on(&mut self, at: DateTime<Utc>, actions: &mut Vec<HealAction>) {
        let fresh = std::mem::take(&mut self.index.fresh);
        let mut checks = std::mem::take(&mut self.index.open);
        checks.extend(fresh.iter().map(|place| place.0));
        for check in checks {
            let (size, mut name) = (self.size(check, at), String::new());
            let remedies = self.playbook.checks.get(check).map_or(&[][..], |check| &check.remedies);
            let most: Vec<usize> = remedies.iter().map(|remedy| remedy.most(size)).collect();
            let room = |busy: usize, next: usize| most.get(next).is_none_or(|most| *most == 0 || busy < *most);
            while let Some(next) = {
                let busy = self.index.busy(check);
                self.index.next_ill(check, &fresh, &name, |remedy| room(busy, remedy))
            } {
                let place = (check, next);
                self.treat(&place, at, size, actions);
                name = place.1;
            }
        }
    }

    /// How many instances a check has: as the host says, else those of which it reports.
    fn size(&mut self, check: usize, at: DateTime<Utc>) -> usize {
        let given = self.checks.get(check).map_or(0, |watched| watched.fleet as usize);
        if given > 0 { given } else { self.index.here(check, at) }
    }

    fn treat(&mut self, place: &Place, at: DateTime<Utc>, size: usize, actions: &mut Vec<HealAction>) {
        let Some(mut next) = self.patient(place).map(|patient| patient.next) else { return };
        if self.index.is_busy(&place.1) {
            self.index.hold(place); // until what another check does is over
            return;
        }
        let mut blocked = String::new();
        while let Some(remedy) = self.check(place).and_then(|check| check.remedies.get(next)).cloned() {
            let most = remedy.most(size);
            let begun = self.index.begun(&place.1, &remedy.name);
            let cooling = begun.is_some_and(|begun| at.signed_duration_since(begun) < remedy.cooldown.exact());
            if cooling || most == 0 {
                let why =
                    if cooling { "was begun within its cooldown" } else { "may be on no instance of so few at once" };
                blocked = format!("; {} {why}", remedy.name);
                next += 1;
                continue;
            }
            let until = later(at, remedy.timeout.exact(), "the end of a remedy").ok();
            let Some(until) = until.filter(|_| self.index.busy(place.0) < most) else {
                self.change(place, |patient| patient.next = next);
                self.index.park(place, next);
                return;
            };
            self.runs += 1;
            let run = self.runs;
            let stage = if remedy.destructive { Stage::Asking } else { Stage::Running };
            self.change(place, |patient| {
                patient.next = next + 1;
                patient.under_way =
                    Some(UnderWay { run, remedy: next, stage, started: at, until, silent_until: None, by: None });
            });
            if remedy.destructive {
                let reason = Reason::new(
                    self.rule(place),
                    format!("{} loses something, so that somebody must agree", remedy.name),
                );
                actions.extend(self.action(place, HealActionKind::Confirm, Some(run), reason));
            } else {
                self.begin(place, at, actions);
            }
            return;
        }
        self.change(place, |patient| (patient.next, patient.escalated) = (next, true));
        let reason = Reason::new(self.rule(place), format!("no remedy is left{blocked}"));
        actions.extend(self.action(place, HealActionKind::Escalate, None, reason));
    }

    /// A remedy begins that may.
    fn begin(&mut self, place: &Place, at: DateTime<Utc>, actions: &mut Vec<HealAction>) {
        let Some(remedy) = self.remedy_of(place).cloned() else { return };
        let Ok(until) = later(at, remedy.timeout.exact(), "the end of a remedy") else { return };
        self.change(place, |patient| {
            if let Some(under_way) = patient.under_way.as_mut() {
                (under_way.stage, under_way.started, under_way.until) = (Stage::Running, at, until);
                patient.begun.insert(under_way.remedy, Begun(at));
            }
        });
        self.index.begin(&place.1, &remedy.name, at);
        let run = self.under_way(place).map(|under_way| under_way.run);
        let failures = f64::from(self.patient(place).map_or(0, |patient| patient.failures));
        let reason = Reason::new(self.rule(place), "the check fails").number("failures", failures);
        actions.extend(self.action(place, HealActionKind::Remedy, run, reason));
    }

    /// A remedy ends, however.
    fn end(&mut self, place: &Place, at: DateTime<Utc>, outcome: RemedyOutcome) {
        let remedy = self.remedy_of(place).map(|remedy| remedy.name.clone()).unwrap_or_default();
        let check = self.check(place).map(|check| check.name.clone()).unwrap_or_default();
        let mut under_way = None;
        self.change(place, |patient| under_way = patient.under_way.take());
        let Some(under_way) = under_way else { return };
        let UnderWay { run, started, by, .. } = under_way;
        let instance = place.1.clone();
        self.history.push_back(HealRecord { run, check, instance, remedy, started, ended: at, outcome, by });
        if self.history.len() > HISTORY {
            self.history.pop_front();
        }
    }

    fn check(&self, place: &Place) -> Option<&HealthCheck> {
        self.playbook.checks.get(place.0)
    }

    fn patient(&mut self, place: &Place) -> Option<&mut Patient> {
        self.checks.get_mut(place.0)?.instances.get_mut(&place.1)
    }

    fn under_way(&self, place: &Place) -> Option<&UnderWay> {
        self.checks.get(place.0)?.instances.get(&place.1)?.under_way.as_ref()
    }

    /// The remedy that is under way.
    fn remedy_of(&self, place: &Place) -> Option<&Remedy> {
        self.check(place)?.remedies.get(self.under_way(place)?.remedy)
    }

    fn find(&self, run: u64, stage: Stage) -> Result<Place> {
        let place = self.index.run(run).filter(|place| self.under_way(place).is_some_and(|one| one.stage == stage));
        place.cloned().ok_or_else(|| {
            let expected =
                if stage == Stage::Asking { "a run that somebody was asked about" } else { "a run that is under way" };
            Error::invalid("run", expected, run)
        })
    }

    fn rule(&self, place: &Place) -> String {
        let name = self.check(place).map_or("", |check| check.name.as_str());
        format!("checks.{name} on {}", place.1)
    }

    fn action(&self, place: &Place, kind: HealActionKind, run: Option<u64>, reason: Reason) -> Option<HealAction> {
        let check = self.check(place)?;
        let under_way = self.under_way(place);
        let remedy = self.remedy_of(place);
        Some(HealAction {
            kind,
            run,
            check: check.name.clone(),
            instance: place.1.clone(),
            diagnosis: check.diagnosis.clone(),
            remedy: remedy.map(|remedy| remedy.name.clone()),
            steps: remedy.map(|remedy| remedy.steps.clone()).unwrap_or_default(),
            destructive: remedy.is_some_and(|remedy| remedy.destructive),
            until: under_way.map(|under_way| under_way.until),
            priority: check.priority,
            escalate_to: check.escalate_to.clone(),
            reason,
        })
    }
}

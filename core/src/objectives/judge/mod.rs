//! Shall this release stay, wait, or go back?
//!
//! ```
//! use hypercare::objectives::{ReleaseDecision, ReleaseJudge, ReleaseSample};
//! use hypercare::time::parse_instant;
//! let mut judge = ReleaseJudge::default(); // error rate over 0.5 %, response time over 5 s, ..., for two hours
//! let at = parse_instant("2026-11-24T14:01:00Z")?;
//! let verdict = judge.observe(&ReleaseSample::share("error_rate", at, 9, 6_000))?;
//! assert_eq!(verdict.decision, ReleaseDecision::Hold);
//! let verdict = judge.observe(&ReleaseSample::event("data_integrity", at))?;
//! assert_eq!(verdict.decision, ReleaseDecision::RollBack);
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! The host feeds samples and does what the verdict says: `traffic` is the share of requests the release should get.
//! However often one looks, a release that is within its limits and no worse than its baseline (by more than `margin`)
//! is rolled back with a chance of at most `false_alarm` in the whole watch, because every criterion is a test that
//! stays valid at any time (its source stands with `Evidence` in the code: the mixture sequential test of Robbins, and
//! Ville's inequality). A release that changed nothing goes back where the old version was over its limit already, and
//! events roll back without any test. The promise holds for trials that are independent of each other; where failures
//! come in bursts, or values resemble those of the minute before, `dispersion` says so. Data that stop are missing data:
//! a criterion without a sample for `stale_after` takes no step and no promotion. [`compare`](super::compare) is for
//! one look at the end.

mod document;
mod evidence;
mod recovery;
mod sample;
mod verdict;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use document::{CriterionKind, JudgeDocument, RecoveryObjective, ReleaseCriterion, TrafficPlan};
pub use recovery::{RecoveryState, RecoveryStatus};
pub use sample::ReleaseSample;
pub use verdict::{CriterionState, CriterionVerdict, ReleaseDecision, ReleaseVerdict};

use crate::document::{Limits, from_json, to_json};
use crate::time::{check_instant, format_instant};
use crate::{Error, Result};
use evidence::Evidence;
use recovery::RecoveryRun;

/// Watches a release after its deployment and says whether it may stay.
///
/// The default judges by five criteria for a rollback (an error rate over 0.5 %, a response time over 5 s, a critical
/// feature that fails, a security vulnerability, a data integrity issue), watches for two hours and wants a decision
/// within 15 minutes of a suspicion. Other criteria are [documents](JudgeDocument).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReleaseJudge {
    document: JudgeDocument,
    state: Watching,
}

/// What a judge has seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Watching {
    #[serde(with = "crate::time::instant::option")]
    started: Option<DateTime<Utc>>,
    #[serde(with = "crate::time::instant::option")]
    clock: Option<DateTime<Utc>>,
    /// Whether the rules of time (steps, the end) have decided at the clock's instant.
    settled: bool,
    step: usize,
    #[serde(with = "crate::time::instant::option")]
    step_since: Option<DateTime<Utc>>,
    #[serde(with = "crate::time::instant::option")]
    suspect_since: Option<DateTime<Utc>>,
    /// One for each criterion, once the watch has begun.
    criteria: Vec<Seen>,
    finished: Option<ReleaseDecision>,
    recoveries: Vec<RecoveryRun>,
}

/// What was seen of one criterion.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    limit: Evidence,
    baseline: Evidence,
    /// Requests of the release and of the baseline where both are known, and bad ones of the baseline.
    compared: [u64; 3],
    events: u64,
    #[serde(with = "crate::time::instant::option")]
    last: Option<DateTime<Utc>>,
    detail: Option<String>,
    /// Whether it was suspect at the last look.
    #[serde(default)]
    suspect: bool,
}

/// A judge in the middle of its work.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Snapshot {
    version: u32,
    document: JudgeDocument,
    state: Watching,
}

impl ReleaseJudge {
    /// A judge of a document.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`], [`Error::Duplicate`] and [`Error::Limit`] for a document out of its ranges.
    pub fn new(document: JudgeDocument) -> Result<Self> {
        document.check()?;
        Ok(Self { document, state: Watching::default() })
    }

    /// The default criteria with canary traffic: 5, 25, 50 and 100 %, each held for at least 15 minutes.
    pub fn canary() -> Self {
        let mut judge = Self::default();
        judge.document.traffic.steps = vec![5.0, 25.0, 50.0, 100.0];
        judge
    }

    /// Reads the document from YAML.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not such a document; else as [`new`](Self::new).
    pub fn from_yaml(text: &str) -> Result<Self> {
        Self::new(JudgeDocument::from_yaml(text)?)
    }

    /// Reads the document from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::new(JudgeDocument::from_json(text)?)
    }

    /// Writes the document as canonical JSON, without what was seen.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never, in practice.
    pub fn to_json(&self) -> Result<String> {
        to_json(&self.document)
    }

    /// The document.
    pub fn document(&self) -> &JudgeDocument {
        &self.document
    }

    /// Begins the watch: the instant of the deployment. Without it the first sample begins it.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if it has begun, [`Error::Range`] outside the years 0 to 9999 or where its end would lie
    /// there.
    pub fn start(&mut self, at: DateTime<Utc>) -> Result<ReleaseVerdict> {
        if let Some(started) = self.state.started {
            return Err(Error::invalid("at", "a watch that has not begun", format_instant(started)));
        }
        self.reach(at)?;
        Ok(self.decide(at, true))
    }

    /// Takes a sample in and says what to do now.
    ///
    /// Samples come in the order of their instants; those of one instant in any order: steps of traffic and the end of
    /// the watch are decided by [`advance`](Self::advance), or once a later sample shows that the instant is over.
    /// After a rollback or the end they change nothing; a breach at the very end turns a promotion.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a metric that no criterion has, [`Error::Invalid`] for a sample that lacks what its kind
    /// needs or holds what it must not, [`Error::OutOfOrder`] for one before the last, [`Error::Range`] outside the
    /// years 0 to 9999. The judge is unchanged then.
    pub fn observe(&mut self, sample: &ReleaseSample) -> Result<ReleaseVerdict> {
        let (place, criterion) = self.criterion(&sample.metric)?;
        let counted = sample.read(criterion)?;
        let settled = self.reach(sample.at)?;
        let watched = self.end().is_some_and(|end| sample.at <= end);
        if watched
            && self.state.finished != Some(ReleaseDecision::RollBack)
            && let Some((seen, criterion)) = self.state.criteria.get_mut(place).zip(self.document.criteria.get(place))
        {
            seen.take(&counted, criterion, sample);
        }
        let verdict = self.decide(sample.at, false);
        Ok(verdict.after(settled))
    }

    /// Lets the time come to `now` and says what to do.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfOrder`] before the last instant, [`Error::Range`] outside the years 0 to 9999.
    pub fn advance(&mut self, now: DateTime<Utc>) -> Result<ReleaseVerdict> {
        let settled = self.reach(now)?;
        let verdict = self.decide(now, true);
        Ok(verdict.after(settled))
    }

    /// When the verdict may change without a sample: call [`advance`](Self::advance) then. `None` before the watch and
    /// after its decision.
    pub fn next_wakeup(&self) -> Option<DateTime<Utc>> {
        if self.state.finished.is_some() {
            return None;
        }
        let (end, clock) = (self.end()?, self.state.clock?);
        let step = self.step_end().filter(|_| self.state.step + 1 < self.document.traffic.steps.len());
        if !self.state.settled && step.into_iter().chain([end]).any(|at| at <= clock) {
            return Some(clock);
        }
        let silences = self.document.criteria.iter().zip(&self.state.criteria).flat_map(|(criterion, seen)| {
            let stale = seen.stale_at(criterion, self.document.stale_after);
            [stale, self.missing_at(criterion, seen)]
        });
        let times = [Some(end), step, self.decide_by()];
        times.into_iter().chain(silences).flatten().filter(|at| *at > clock).min()
    }

    /// The judge with all it has seen, as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never, in practice.
    pub fn snapshot(&self) -> Result<String> {
        to_json(&Snapshot { version: 1, document: self.document.clone(), state: self.state.clone() })
    }

    /// Reads what [`snapshot`](Self::snapshot) wrote: the judge goes on as if it had never stopped.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] for another text, [`Error::Invalid`] for state that no judge can be in.
    pub fn restore(text: &str) -> Result<Self> {
        let Snapshot { version, document, state } = from_json(text, "release judge", Limits::default())?;
        if version != 1 {
            return Err(Error::invalid("version", "1", version));
        }
        document.check()?;
        let begun = state.started.is_some();
        let expected = if begun { document.criteria.len() } else { 0 };
        let whole =
            state.criteria.len() == expected && state.clock.is_some() == begun && state.step_since.is_some() == begun;
        let placed = state.step < document.traffic.steps.len()
            && state.recoveries.iter().all(|run| run.objective < document.recovery.len());
        if !whole || !placed || state.started > state.step_since || state.step_since > state.clock {
            return Err(Error::invalid("state", "what a judge of this document has seen", "something else"));
        }
        for seen in &state.criteria {
            seen.limit.check()?;
            seen.baseline.check()?;
            if seen.last > state.clock {
                return Err(Error::invalid("state", "no sample after the clock", "one"));
            }
            if seen.events > 1 << 62 {
                return Err(Error::invalid("events", "a count that can be", seen.events));
            }
        }
        Ok(Self { document, state })
    }

    fn criterion(&self, metric: &str) -> Result<(usize, &ReleaseCriterion)> {
        let mut criteria = self.document.criteria.iter().enumerate();
        criteria.find(|(_, criterion)| criterion.metric == metric).ok_or_else(|| {
            let known = self.document.criteria.iter().take(10).map(|criterion| criterion.metric.clone());
            Error::unknown("metric", metric, known.collect())
        })
    }

    /// Moves the clock, and lets the rules of time decide about what is over by then: the last word about it.
    fn reach(&mut self, at: DateTime<Utc>) -> Result<Option<ReleaseVerdict>> {
        check_instant(at, "an instant of a watch")?;
        if let Some(clock) = self.state.clock.filter(|clock| at < *clock) {
            let (at, clock) = (format_instant(at), format_instant(clock));
            return Err(Error::OutOfOrder { what: "a sample of a release".to_owned(), at, clock });
        }
        if self.state.started.is_none() {
            let end =
                at.checked_add_signed(self.document.watch.exact()).ok_or_else(|| Error::range("the watch's end"))?;
            check_instant(end, "the watch's end")?;
            self.state.started = Some(at);
            self.state.step_since = Some(at);
            self.state.criteria = self.document.criteria.iter().map(|_| Seen::default()).collect();
        }
        let over = match (self.state.clock, self.end()) {
            (Some(clock), Some(end)) if clock <= end && end < at => Some(end),
            (Some(clock), _) if clock < at && !self.state.settled => Some(clock),
            _ => None,
        };
        let settled = over.filter(|_| self.state.finished.is_none()).map(|over| self.decide(over, true));
        if self.state.clock != Some(at) {
            (self.state.clock, self.state.settled) = (Some(at), false);
        }
        Ok(settled)
    }

    /// The end of the watch, once it has begun.
    fn end(&self) -> Option<DateTime<Utc>> {
        self.state.started?.checked_add_signed(self.document.watch.exact())
    }

    /// The earliest end of the step of traffic.
    fn step_end(&self) -> Option<DateTime<Utc>> {
        self.state.step_since?.checked_add_signed(self.document.traffic.hold.exact())
    }

    /// When somebody must decide about a criterion without data, if none come.
    fn missing_at(&self, criterion: &ReleaseCriterion, seen: &Seen) -> Option<DateTime<Utc>> {
        let since = seen.last.or(self.state.started).filter(|_| criterion.needed())?;
        let stale = seen.stale_at(criterion, self.document.stale_after);
        since.checked_add_signed(self.document.decide_within.exact()).max(stale)
    }

    /// Until when a suspicion must be decided.
    fn decide_by(&self) -> Option<DateTime<Utc>> {
        self.state.suspect_since?.checked_add_signed(self.document.decide_within.exact())
    }
}

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::{CriterionKind, ReleaseCriterion, ReleaseJudge, Seen};
use crate::Reason;
use crate::time::Span;

/// Evidence in favour of a breach from which on a criterion is suspect: the logarithm of the square root of ten, which
/// Jeffreys (1961, appendix B) calls substantial.
const SUSPECT: f64 = 0.5 * std::f64::consts::LN_10;

/// What to do with a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReleaseDecision {
    /// Give it the traffic that the verdict names: the next step, or all of it for good at the end of the watch.
    Promote,
    /// Keep the traffic and watch on.
    Hold,
    /// Take it back.
    RollBack,
    /// The data do not decide: somebody must.
    Inconclusive,
}

/// What to do now, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReleaseVerdict {
    /// What to do.
    pub decision: ReleaseDecision,
    /// Whether it is the last word: the watch is over, or the release goes back.
    pub finished: bool,
    /// The instant of the verdict.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The share of the traffic that the release should get from now on, in percent.
    pub traffic: f64,
    /// The step of the traffic, from 0.
    pub step: u32,
    /// When the watch ends.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub watch_ends: DateTime<Utc>,
    /// Until when somebody must decide, while there is a suspicion.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub decide_by: Option<DateTime<Utc>>,
    /// Every criterion, in the order of the document.
    pub criteria: Vec<CriterionVerdict>,
    /// What decided.
    pub reason: Reason,
}

/// Where one criterion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CriterionState {
    /// Enough data, and nothing speaks against the release.
    Healthy,
    /// Too little data so far to call it healthy, and nothing speaks against the release.
    Watching,
    /// No data yet, or none for longer than `stale_after`.
    NoData,
    /// More speaks for a breach than against it, by ten to the half or more; from then on until more speaks against it.
    Suspect,
    /// A breach is shown.
    Breached,
}

/// One criterion and the statistic behind its state.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CriterionVerdict {
    /// Its name.
    pub name: String,
    /// Its metric.
    pub metric: String,
    /// Where it stands.
    pub state: CriterionState,
    /// Trials: requests of a share, samples of a value.
    pub trials: u64,
    /// Bad ones among them; for an event how often it came.
    pub bad: u64,
    /// The share of bad ones, 0 to 1; 0 without trials.
    pub share: f64,
    /// The share that is accepted, 0 to 1; of an event the count that is.
    pub accepted: f64,
    /// The chance to have seen so much against the limit at any time of the watch, were the release within it, 0 to 1.
    /// It stays valid however often one looks.
    pub p_value: f64,
    /// The same against the baseline, were the release no worse; missing where there is none.
    pub baseline_p_value: Option<f64>,
    /// Of a share: the release's share of bad requests over the baseline's, where both are known and the latter is not
    /// 0.
    pub baseline_ratio: Option<f64>,
    /// The chance from which on a test counts as a breach: this criterion's part of the false alarms. 0 for an event.
    pub alpha: f64,
    /// The numbers in words.
    pub reason: Reason,
}

impl ReleaseVerdict {
    /// The same after what the rules of time decided on the way: a step that was taken is told, and the last word.
    pub(super) fn after(self, settled: Option<Self>) -> Self {
        match settled {
            Some(settled) if settled.finished => Self { at: self.at, ..settled },
            Some(settled) if settled.decision == ReleaseDecision::Promote && self.decision == ReleaseDecision::Hold => {
                Self { decision: settled.decision, reason: settled.reason, ..self }
            }
            _ => self,
        }
    }
}

impl ReleaseJudge {
    /// The verdict at an instant that has been reached; `timed` lets the rules of time decide, which wait until all
    /// samples of an instant are in.
    pub(super) fn decide(&mut self, at: DateTime<Utc>, timed: bool) -> ReleaseVerdict {
        self.state.settled = timed;
        let criteria: Vec<_> = self.document.criteria.iter().zip(&self.state.criteria).collect();
        let tests: f64 = self.document.criteria.iter().map(|one| one.tests() * one.weight).sum();
        let missed = self.document.missed;
        let verdicts: Vec<CriterionVerdict> = criteria
            .into_iter()
            .map(|(criterion, seen)| {
                let alpha = if tests > 0.0 { self.document.false_alarm * criterion.weight / tests } else { 0.0 };
                let stale = seen.stale_at(criterion, self.document.stale_after).is_some_and(|stale| at >= stale);
                seen.verdict(criterion, alpha, missed, stale)
            })
            .collect();
        for (seen, verdict) in self.state.criteria.iter_mut().zip(&verdicts) {
            seen.suspect = verdict.state == CriterionState::Suspect;
        }
        let (decision, reason) = self.conclude(at, &verdicts, timed);
        let last = self.document.traffic.steps.len().saturating_sub(1);
        let traffic = self.document.traffic.steps.get(self.state.step.min(last)).copied().unwrap_or(100.0);
        ReleaseVerdict {
            decision,
            finished: self.state.finished.is_some(),
            at,
            traffic: if decision == ReleaseDecision::RollBack { 0.0 } else { traffic },
            step: u32::try_from(self.state.step).unwrap_or(u32::MAX),
            watch_ends: self.end().unwrap_or(at),
            decide_by: self.decide_by(),
            criteria: verdicts,
            reason,
        }
    }

    /// The rules in the order in which they decide.
    fn conclude(&mut self, at: DateTime<Utc>, verdicts: &[CriterionVerdict], timed: bool) -> (ReleaseDecision, Reason) {
        use ReleaseDecision::{Hold, Inconclusive, Promote, RollBack};
        let find = |state: CriterionState| verdicts.iter().find(|verdict| verdict.state == state);
        if let Some(breached) = find(CriterionState::Breached) {
            self.state.finished = Some(RollBack);
            return (RollBack, breached.reason.clone());
        }
        if let Some(decision) = self.state.finished {
            return (decision, Reason::new("watch", "the watch is over, and this was its verdict"));
        }
        let suspect = find(CriterionState::Suspect);
        self.state.suspect_since = suspect.map(|_| self.state.suspect_since.unwrap_or(at));
        let overdue = self.decide_by().filter(|by| at >= *by);
        let required = |verdict: &&CriterionVerdict| {
            let mut criteria = self.document.criteria.iter();
            criteria.any(|one| one.metric == verdict.metric && one.needed())
        };
        let open = verdicts.iter().filter(required).find(|verdict| verdict.state != CriterionState::Healthy);
        let silent = verdicts.iter().zip(self.document.criteria.iter().zip(&self.state.criteria)).find(
            |(verdict, (criterion, seen))| {
                verdict.state == CriterionState::NoData && self.missing_at(criterion, seen).is_some_and(|by| at >= by)
            },
        );
        let last = self.state.step + 1 >= self.document.traffic.steps.len();
        if timed && self.end().is_some_and(|end| at >= end) {
            let (decision, reason) = match (suspect, open) {
                (Some(criterion), _) => (Inconclusive, criterion.reason.clone()),
                (None, Some(criterion)) => (Inconclusive, criterion.reason.clone()),
                (None, None) if !last => {
                    let detail = "ended before all traffic had moved to the release";
                    (Inconclusive, Reason::new(format!("watch: {}", self.document.watch), detail))
                }
                (None, None) => {
                    let detail = "is over, and every criterion is healthy";
                    (Promote, Reason::new(format!("watch: {}", self.document.watch), detail))
                }
            };
            self.state.finished = Some(decision);
            return (decision, reason);
        }
        if let Some(criterion) = suspect {
            let decision = if overdue.is_some() { Inconclusive } else { Hold };
            return (decision, criterion.reason.clone());
        }
        if let Some((criterion, _)) = silent {
            return (Inconclusive, criterion.reason.clone());
        }
        if timed && !last && self.step_end().is_some_and(|end| at >= end) {
            if let Some(criterion) = open {
                return (Hold, criterion.reason.clone());
            }
            self.state.step += 1;
            self.state.step_since = Some(at);
            let step = self.document.traffic.steps.get(self.state.step).copied().unwrap_or(100.0);
            let rule = format!("traffic.steps[{}]: {step} %", self.state.step);
            let detail =
                format!("the step before was held for {}, and every criterion is healthy", self.document.traffic.hold);
            return (Promote, Reason::new(rule, detail));
        }
        (Hold, Reason::new(format!("watch: {}", self.document.watch), "runs, and nothing speaks against the release"))
    }
}

impl Seen {
    /// When it becomes a criterion without data again, if no sample comes.
    pub(super) fn stale_at(&self, criterion: &ReleaseCriterion, after: Span) -> Option<DateTime<Utc>> {
        self.last.filter(|_| criterion.kind != CriterionKind::Event)?.checked_add_signed(after.exact())
    }

    fn verdict(&self, criterion: &ReleaseCriterion, alpha: f64, missed: f64, stale: bool) -> CriterionVerdict {
        let event = criterion.kind == CriterionKind::Event;
        let accepted = if event { criterion.limit.unwrap_or(0.0) } else { criterion.accepted() };
        let (trials, bad) = if event { (0, self.events) } else { (self.limit.trials, self.limit.bad) };
        let share = if trials > 0 { bad as f64 / trials as f64 } else { 0.0 };
        let compared = self.baseline.trials > 0;
        let breached = |evidence: &Evidence| evidence.p_value() <= alpha;
        // Evidence that swings about the bound must not begin the time to decide anew with each swing.
        let bound = if self.suspect { f64::MIN_POSITIVE } else { SUSPECT };
        let suspect = |evidence: &Evidence| evidence.log() >= bound;
        let state = if event {
            if bad as f64 > accepted { CriterionState::Breached } else { CriterionState::Healthy }
        } else if breached(&self.limit) || breached(&self.baseline) {
            CriterionState::Breached
        } else if suspect(&self.limit) || suspect(&self.baseline) {
            CriterionState::Suspect
        } else if trials == 0 || stale {
            CriterionState::NoData
        } else if self.limit.healthy(missed) {
            CriterionState::Healthy
        } else {
            CriterionState::Watching
        };
        let [own, others, baseline_bad] = self.compared;
        let ratio = (own > 0 && baseline_bad > 0).then(|| {
            let own_bad = self.baseline.bad;
            (own_bad as f64 / own as f64) / (baseline_bad as f64 / others as f64)
        });
        let mut verdict = CriterionVerdict {
            name: criterion.name.clone(),
            metric: criterion.metric.clone(),
            state,
            trials,
            bad,
            share,
            accepted,
            p_value: if event { 1.0 } else { self.limit.p_value() },
            baseline_p_value: compared.then(|| self.baseline.p_value()),
            baseline_ratio: ratio,
            alpha: if event { 0.0 } else { alpha },
            reason: Reason::default(),
        };
        verdict.reason = self.reason(criterion, &verdict);
        verdict
    }

    fn reason(&self, criterion: &ReleaseCriterion, verdict: &CriterionVerdict) -> Reason {
        let CriterionVerdict { state, trials, bad, share, accepted, .. } = verdict;
        let rule = match (criterion.kind, criterion.limit) {
            (CriterionKind::Share, _) => format!("{}: at most {accepted} of {}", criterion.name, criterion.metric),
            (CriterionKind::Value, Some(limit)) => {
                let least = if criterion.below { "at least" } else { "at most" };
                format!("{}: {} {least} {limit}", criterion.name, criterion.metric)
            }
            _ => format!("{}: at most {accepted} events", criterion.name),
        };
        let beside = verdict.baseline_p_value.is_some_and(|p_value| p_value < verdict.p_value);
        let against = if beside { "the baseline and its margin" } else { "the limit" };
        let words = match state {
            CriterionState::Healthy => "nothing speaks against the release",
            CriterionState::Watching => "too little data so far",
            CriterionState::NoData if *trials > 0 => "no data any more",
            CriterionState::NoData => "no data yet",
            CriterionState::Suspect => "the data speak for a breach, but do not show it yet",
            CriterionState::Breached => "a breach is shown",
        };
        let detail = if criterion.kind == CriterionKind::Event {
            let what = self.detail.as_deref().map(|detail| format!(": {detail}")).unwrap_or_default();
            format!("{bad} seen{what}")
        } else if *trials == 0 {
            words.to_owned()
        } else {
            format!("{words}, {bad} of {trials} are bad; weighed against {against}")
        };
        let mut reason = Reason::new(rule, detail).number("bad", *bad as f64).number("accepted", *accepted);
        if criterion.kind != CriterionKind::Event {
            reason = reason.number("trials", *trials as f64).number("share", *share);
            reason = reason.number("p_value", verdict.p_value).number("alpha", verdict.alpha);
            let compared = verdict.baseline_p_value.map(|_| criterion.margin);
            reason = compared.into_iter().fold(reason, |reason, margin| reason.number("margin", margin));
        }
        for (name, number) in
            [("baseline_p_value", verdict.baseline_p_value), ("baseline_ratio", verdict.baseline_ratio)]
        {
            reason = number.into_iter().fold(reason, |reason, number| reason.number(name, number));
        }
        reason
    }
}

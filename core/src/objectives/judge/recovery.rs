use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ReleaseJudge;
use crate::time::{check_instant, format_instant};
use crate::{Error, Reason, Result};

/// Where one way back stands against its recovery-time objective.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryStatus {
    /// The objective's name.
    pub name: String,
    /// Where it stands.
    pub state: RecoveryState,
    /// When it began.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub started: DateTime<Utc>,
    /// When it must be done.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub due: DateTime<Utc>,
    /// When it was done.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub finished: Option<DateTime<Utc>>,
    /// How long it took, or has taken so far, in seconds.
    pub elapsed_seconds: f64,
    /// What is left of its time, in seconds; less than 0 over it.
    pub remaining_seconds: f64,
    /// The numbers.
    pub reason: Reason,
}

/// Where a way back stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecoveryState {
    /// Not done, and in time so far.
    Running,
    /// Not done, and over its time.
    Overdue,
    /// Done in time.
    Met,
    /// Done too late.
    Missed,
}

/// One way back, as a judge keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecoveryRun {
    /// The place of its objective.
    pub(super) objective: usize,
    #[serde(with = "crate::time::instant")]
    pub(super) started: DateTime<Utc>,
    #[serde(with = "crate::time::instant::option")]
    pub(super) finished: Option<DateTime<Utc>>,
}

impl ReleaseJudge {
    /// Begins one of the ways back, by the name of its recovery-time objective. Begun again, it counts from then on.
    ///
    /// ```
    /// use hypercare::objectives::{RecoveryState, ReleaseJudge};
    /// use hypercare::time::parse_instant;
    /// let mut judge = ReleaseJudge::default();
    /// judge.recovery_started("schema change", parse_instant("2026-11-24T14:00:00Z")?)?;
    /// judge.recovery_finished("schema change", parse_instant("2026-11-24T14:30:00Z")?)?;
    /// let all = judge.recoveries(parse_instant("2026-11-24T15:00:00Z")?)?;
    /// assert_eq!(all[0].state, RecoveryState::Missed, "less than 30 minutes were promised");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a name that no objective has, [`Error::Range`] outside the years 0 to 9999.
    pub fn recovery_started(&mut self, name: &str, at: DateTime<Utc>) -> Result<()> {
        check_instant(at, "the begin of a recovery")?;
        let objective = self.objective(name)?;
        self.state.recoveries.retain(|run| run.objective != objective);
        self.state.recoveries.push(RecoveryRun { objective, started: at, finished: None });
        Ok(())
    }

    /// Ends a way back that was begun.
    ///
    /// # Errors
    ///
    /// As for [`recovery_started`](Self::recovery_started); [`Error::Invalid`] for one that was not begun or is done,
    /// [`Error::OutOfOrder`] before its begin.
    pub fn recovery_finished(&mut self, name: &str, at: DateTime<Utc>) -> Result<()> {
        check_instant(at, "the end of a recovery")?;
        let objective = self.objective(name)?;
        let mut runs = self.state.recoveries.iter_mut();
        let Some(run) = runs.find(|run| run.objective == objective && run.finished.is_none()) else {
            return Err(Error::invalid("name", "a recovery that was begun and is not done", name));
        };
        if at < run.started {
            let clock = format!("its begin, {}", format_instant(run.started));
            return Err(Error::OutOfOrder { what: format!("the end of {name}"), at: format_instant(at), clock });
        }
        run.finished = Some(at);
        Ok(())
    }

    /// Where every way back that was begun stands at `now`, in the order of their begins.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside the years 0 to 9999.
    pub fn recoveries(&self, now: DateTime<Utc>) -> Result<Vec<RecoveryStatus>> {
        check_instant(now, "the instant of a recovery's state")?;
        let status = |run: &RecoveryRun| {
            let objective = self.document.recovery.get(run.objective)?;
            let within = objective.within.exact();
            let due = run.started.checked_add_signed(within)?;
            // Before its begin nothing has been spent.
            let elapsed = (run.finished.unwrap_or(now) - run.started).max(chrono::TimeDelta::zero());
            let state = match (run.finished.is_some(), elapsed < within) {
                (false, true) => RecoveryState::Running,
                (false, false) => RecoveryState::Overdue,
                (true, true) => RecoveryState::Met,
                (true, false) => RecoveryState::Missed,
            };
            let seconds = |span: chrono::TimeDelta| span.num_milliseconds() as f64 / 1_000.0;
            let detail = match state {
                RecoveryState::Running => "is under way",
                RecoveryState::Overdue => "is not done in time",
                RecoveryState::Met => "was done in time",
                RecoveryState::Missed => "was done too late",
            };
            let reason = Reason::new(format!("{} in less than {}", objective.name, objective.within), detail)
                .number("elapsed_seconds", seconds(elapsed))
                .number("within_seconds", seconds(within));
            Some(RecoveryStatus {
                name: objective.name.clone(),
                state,
                started: run.started,
                due,
                finished: run.finished,
                elapsed_seconds: seconds(elapsed),
                remaining_seconds: seconds(within - elapsed),
                reason,
            })
        };
        Ok(self.state.recoveries.iter().filter_map(status).collect())
    }

    fn objective(&self, name: &str) -> Result<usize> {
        let found = self.document.recovery.iter().position(|objective| objective.name == name.trim());
        found.ok_or_else(|| {
            let known = self.document.recovery.iter().take(10).map(|objective| objective.name.clone());
            Error::unknown("recovery-time objective", name, known.collect())
        })
    }
}

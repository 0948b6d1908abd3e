use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::recovery::HealthCheck;

/// An instance without a report for so long is no longer counted as one of its fleet.
pub(super) const GONE: TimeDelta = TimeDelta::hours(1);

/// What one check has seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Watched {
    pub(super) fleet: u32,
    pub(super) instances: BTreeMap<String, Patient>,
}

/// One instance as one check sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Patient {
    /// Failed reports in a row.
    pub(super) failures: u32,
    /// The remedy to come next.
    pub(super) next: usize,
    pub(super) under_way: Option<UnderWay>,
    pub(super) escalated: bool,
    /// The last report.
    #[serde(with = "crate::time::instant::option")]
    pub(super) seen: Option<DateTime<Utc>>,
    /// When each remedy was last begun.
    pub(super) begun: BTreeMap<usize, Begun>,
}

/// An instant as a map's value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Begun(#[serde(with = "crate::time::instant")] pub(super) DateTime<Utc>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnderWay {
    pub(super) run: u64,
    pub(super) remedy: usize,
    pub(super) stage: Stage,
    #[serde(with = "crate::time::instant")]
    pub(super) started: DateTime<Utc>,
    /// When the stage ends.
    #[serde(with = "crate::time::instant")]
    pub(super) until: DateTime<Utc>,
    /// When a report is overdue, after the remedy was done.
    #[serde(with = "crate::time::instant::option")]
    pub(super) silent_until: Option<DateTime<Utc>>,
    pub(super) by: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    Asking,
    Running,
    Settling,
}

impl UnderWay {
    /// When it ends without a word from anybody.
    pub(super) fn ends(&self) -> Option<DateTime<Utc>> {
        match self.stage {
            Stage::Asking | Stage::Running => Some(self.until),
            Stage::Settling => self.silent_until,
        }
    }
}

impl Patient {
    /// Whether it is to be treated.
    pub(super) fn is_ill(&self, check: &HealthCheck) -> bool {
        self.under_way.is_none() && !self.escalated && self.failures >= check.failures
    }
}

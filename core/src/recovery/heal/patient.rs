use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// An instance without a report for so long is no longer counted as one of its fleet.
const GONE: TimeDelta = TimeDelta::hours(1);

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

impl Watched {
    /// How many instances there are: as the host says, else those of which it reports.
    pub(super) fn size(&self, at: DateTime<Utc>) -> usize {
        let here = |seen: DateTime<Utc>| at.signed_duration_since(seen) < GONE;
        let reported = || self.instances.values().filter(|patient| patient.seen.is_some_and(here)).count();
        if self.fleet > 0 { self.fleet as usize } else { reported() }
    }
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

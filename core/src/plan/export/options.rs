use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::plan::{Plan, Schedule, ScheduleOptions};
use crate::time::check_instant;

/// What a plan is written by: its windows, or its schedule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ExportOptions {
    /// When work begins: bars run from the earliest start to the earliest finish of the schedule, and critical items are
    /// marked. If left out they fill their windows.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub start: Option<DateTime<Utc>>,
    /// How to schedule.
    pub schedule: ScheduleOptions,
}

impl ExportOptions {
    /// By the schedule from this instant on.
    pub fn scheduled(start: DateTime<Utc>) -> Self {
        Self { start: Some(start), schedule: ScheduleOptions::default() }
    }

    pub(super) fn schedule(&self, plan: &Plan) -> Result<Option<Schedule>> {
        let Some(start) = self.start else { return Ok(None) };
        check_instant(start, "start")?;
        plan.schedule_with(start, &self.schedule).map(Some)
    }
}

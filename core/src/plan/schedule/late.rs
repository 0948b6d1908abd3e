//! What moves if some things are not done by an instant?

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::chain::seconds;
use super::dates::{Early, early};
use super::network::{Event, Network, finish_of, instant, nanos};
use super::slip::moves;
use super::{ConflictKind, MovedTask, ScheduleConflict, ScheduleOptions};
use crate::plan::Plan;
use crate::{Reason, Result};

/// What moves if some sections and items are not done by an instant: they are finished then at the earliest, and what waits
/// for them comes later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RehearsedDates {
    /// From when on the plan was scheduled.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// The finish of the plan as it is written.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub finish_before: DateTime<Utc>,
    /// The finish of the plan then.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub finish_after: DateTime<Utc>,
    /// When the plan is to go live, where that is known.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub launch: Option<DateTime<Utc>>,
    /// When the last box that blocks the launch is finished as the plan is written; none without a launch or such boxes.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub ready_before: Option<DateTime<Utc>>,
    /// When it is finished then: after `launch`, the launch does not hold.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub ready_after: Option<DateTime<Utc>>,
    /// All sections and items of which the earliest start or finish moves, those not done included, in the order of the
    /// text.
    pub moved: Vec<MovedTask>,
    /// The conflicts that there are then and were not before.
    pub conflicts: Vec<ScheduleConflict>,
    /// In words and numbers.
    pub reason: Reason,
}

impl Plan {
    /// What moves if the sections and items with these ids are not done by an instant.
    pub(in crate::plan) fn not_done(
        &self,
        ids: &HashSet<&str>,
        by: DateTime<Utc>,
        start: DateTime<Utc>,
        options: &ScheduleOptions,
    ) -> Result<RehearsedDates> {
        let network = Network::new(self, start, options)?;
        let by = nanos(by, "by")?;
        let late = network.nodes.iter().enumerate().filter(|(_, node)| ids.contains(node.id));
        let floors: Vec<(Event, i64)> = late.map(|(index, _)| (finish_of(index), by)).collect();
        let (before, after) = (early(&network, &[])?, early(&network, &floors)?);
        let (moved, conflicts) = moves(&network, &before, &after);
        let (ready_before, ready_after) = (ready(&network, &before), ready(&network, &after));
        let launch = self.launch.as_ref().map(|launch| launch.at);
        let late =
            |(at, launch): (i64, DateTime<Utc>)| Ok::<_, crate::Error>(at.saturating_sub(nanos(launch, "launch")?));
        let late = ready_after.zip(launch).map(late).transpose()?;
        let detail = match late {
            Some(late) if late > 0 => "what blocks the launch is done after it",
            Some(_) => "what blocks the launch is done by then",
            None if after.finish > before.finish => "the finish of the plan moves",
            None => "the finish of the plan stays",
        };
        let mut reason = Reason::new("not done", detail)
            .number("finish_moves_seconds", seconds(after.finish.saturating_sub(before.finish)))
            .number("moved", moved.len() as f64);
        if let Some(late) = late {
            reason = reason.number("after_launch_seconds", seconds(late));
        }
        Ok(RehearsedDates {
            start,
            finish_before: instant(before.finish),
            finish_after: instant(after.finish),
            launch,
            ready_before: ready_before.map(instant),
            ready_after: ready_after.map(instant),
            moved,
            conflicts,
            reason,
        })
    }
}

/// When all that must be done before the launch is done.
fn ready(network: &Network<'_>, early: &Early) -> Option<i64> {
    let blocking = network.limits.iter().filter(|limit| limit.kind == ConflictKind::Launch);
    blocking.map(|limit| early.at[finish_of(limit.node)]).max()
}

//! What moves if something slips?

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::dates::{Early, early};
use super::network::{Event, Network, finish_of, instant, start_of};
use super::report::{begins, conflicts, in_order};
use super::{ScheduleConflict, ScheduleOptions};
use crate::plan::Plan;
use crate::time::Span;
use crate::{Reason, Result};

/// What moves if a task slips.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Slip {
    /// The id of the section or item that slips.
    pub id: String,
    /// How far its start is put off, in seconds as they run.
    pub slip_seconds: f64,
    /// The finish of the plan before.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub finish_before: DateTime<Utc>,
    /// The finish of the plan then.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub finish_after: DateTime<Utc>,
    /// All sections and items of which the earliest start or finish moves, itself included, in the order of the text.
    pub moved: Vec<MovedTask>,
    /// The conflicts that there are then and were not before.
    pub conflicts: Vec<ScheduleConflict>,
    /// In words and numbers.
    pub reason: Reason,
}

/// A section or item that moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MovedTask {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its earliest start before.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start_before: DateTime<Utc>,
    /// Its earliest start then.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start_after: DateTime<Utc>,
    /// Its earliest finish before.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub finish_before: DateTime<Utc>,
    /// Its earliest finish then.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub finish_after: DateTime<Utc>,
}

impl Plan {
    /// What moves if the earliest start of a section or item is put off by so much; a section puts off all that is in
    /// it. What has slack may not move at all.
    ///
    /// ```
    /// use hypercare::plan::{Plan, ScheduleOptions};
    /// # use hypercare::time::parse_instant;
    /// let plan = Plan::from_markdown("
    /// ## Cutover
    /// - [ ] Backups (estimate: 2 h)
    /// - [ ] Migration (estimate: 4 h, after: backups)
    /// ")?;
    /// let (start, options) = (parse_instant("2026-11-24T09:00:00Z")?, ScheduleOptions::default());
    /// let slip = plan.slip("cutover/backups", "1 day".parse()?, start, &options)?;
    /// assert_eq!(slip.finish_after - slip.finish_before, chrono::TimeDelta::days(1));
    /// assert_eq!(slip.moved.len(), 3); // the section, the backups and the migration
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`schedule_with`](Self::schedule_with), and [`Error::Unknown`](crate::Error::Unknown) for an id that is
    /// not there.
    pub fn slip(&self, id: &str, by: Span, start: DateTime<Utc>, options: &ScheduleOptions) -> Result<Slip> {
        let network = Network::new(self, start, options)?;
        let node = network.node(id)?;
        let before = early(&network, &[])?;
        let by = nanos_of(by)?;
        let mut within = vec![false; network.nodes.len()];
        let mut slips: Vec<(Event, i64)> = Vec::new();
        for (index, one) in network.nodes.iter().enumerate() {
            let inside = index == node || one.around.is_some_and(|around| within.get(around) == Some(&true));
            if let (true, Some(within)) = (inside, within.get_mut(index)) {
                *within = true;
                let at = before.at.get(start_of(index)).copied().unwrap_or_default();
                if !one.holds || one.work > 0 {
                    slips.push((start_of(index), at.checked_add(by).ok_or_else(super::hours::range)?));
                }
            }
        }
        let after = early(&network, &slips)?;
        let (moved, conflicts) = moves(&network, &before, &after);
        let late = super::chain::seconds(after.finish.saturating_sub(before.finish));
        let detail = if late > 0.0 { "the finish of the plan moves" } else { "the finish of the plan stays" };
        let slip_seconds = super::chain::seconds(by);
        let reason = Reason::new(format!("slip {id}"), detail)
            .number("slip_seconds", slip_seconds)
            .number("finish_moves_seconds", late)
            .number("moved", moved.len() as f64);
        Ok(Slip {
            id: id.to_owned(),
            slip_seconds,
            finish_before: instant(before.finish),
            finish_after: instant(after.finish),
            moved,
            conflicts,
            reason,
        })
    }
}

/// What moves between two schedules, and the conflicts that only the later one has.
pub(super) fn moves(network: &Network<'_>, before: &Early, after: &Early) -> (Vec<MovedTask>, Vec<ScheduleConflict>) {
    let (begins_before, begins_after) = (begins(network, before), begins(network, after));
    let mut moved = Vec::new();
    for index in in_order(network) {
        let starts = (begins_before[index], begins_after[index]);
        let finishes = (before.at[finish_of(index)], after.at[finish_of(index)]);
        if starts.0 != starts.1 || finishes.0 != finishes.1 {
            moved.push(MovedTask {
                id: network.nodes[index].id.to_owned(),
                title: network.nodes[index].title.to_owned(),
                start_before: instant(starts.0),
                start_after: instant(starts.1),
                finish_before: instant(finishes.0),
                finish_after: instant(finishes.1),
            });
        }
    }
    let old = conflicts(network, before);
    let old: HashSet<_> = old.iter().map(|one| (&one.id, one.kind)).collect();
    let mut new = conflicts(network, after);
    new.retain(|one| !old.contains(&(&one.id, one.kind)));
    (moved, new)
}

fn nanos_of(span: Span) -> Result<i64> {
    ScheduleOptions::default().nanos(span, false)
}

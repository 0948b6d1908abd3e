use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::plan::{Plan, TaskEstimate};
use crate::time::{Calendar, Span};
use crate::{Error, Result};

/// How to schedule.
///
/// The calendar of an owner counts before that of the nearest section around, and that before the calendar of the plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ScheduleOptions {
    /// When work is done; around the clock if left out.
    pub calendar: Option<Calendar>,
    /// When it is done in single sections, by their ids, the sections below them included.
    pub sections: BTreeMap<String, Calendar>,
    /// When single owners work, by their names as the plan writes them.
    pub owners: BTreeMap<String, Calendar>,
    /// How much work a day of an estimate is where a calendar holds, such as 8 h; a week is five of them. If left out a
    /// day is 24 h, and a week seven days.
    pub work_day: Option<Span>,
    /// Which length of an estimate of three points counts; the most likely if left out.
    pub estimate: EstimatePoint,
    /// Whether each numbered wave or phase waits for the one of its kind before it, in the same section.
    pub phases_in_order: bool,
    /// Whether windows are left out of account; due dates and the launch still hold.
    pub ignore_windows: bool,
    /// Whether only what remains is scheduled: ticked boxes take no time any more.
    pub remaining: bool,
}

/// Which length of a [`TaskEstimate`] counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EstimatePoint {
    /// The most likely.
    #[default]
    Likely,
    /// The mean: (low + 4 likely + high) / 6, for triangles (low + likely + high) / 3.
    Mean,
    /// The shortest.
    Low,
    /// The longest.
    High,
}

/// Seconds of a mean month of the Gregorian calendar.
const MONTH: i64 = 2_629_746;
const DAY: i64 = 86_400;
/// Nanoseconds of a second.
pub(super) const SECOND: i64 = 1_000_000_000;
/// Nanoseconds of a millisecond.
pub(super) const MILLISECOND: i64 = 1_000_000;

impl ScheduleOptions {
    /// Refuses calendars of sections that are not there.
    pub(super) fn check(&self, plan: &Plan) -> Result<()> {
        self.sections.keys().try_for_each(|id| plan.section(id).map(|_| ()))?;
        let short = |span: &Span| span.calendar_months() == 0 && span.exact() <= chrono::TimeDelta::days(1);
        match self.work_day.filter(|day| !short(day)) {
            Some(day) => Err(Error::invalid("work_day", "at most 24 h", day)),
            None => Ok(()),
        }
    }

    /// The length that counts, in nanoseconds.
    pub(super) fn length(&self, estimate: &TaskEstimate, hours: bool) -> Result<i64> {
        let of = |span| self.nanos(span, hours);
        Ok(match self.estimate {
            EstimatePoint::Likely => of(estimate.likely)?,
            EstimatePoint::Low => of(estimate.low)?,
            EstimatePoint::High => of(estimate.high)?,
            EstimatePoint::Mean => milliseconds(self.points(estimate, hours)?.mean()),
        })
    }

    /// The estimate in seconds.
    pub(super) fn points(&self, estimate: &TaskEstimate, hours: bool) -> Result<crate::plan::Estimate> {
        let of = |span| Ok::<_, Error>(self.nanos(span, hours)? as f64 / SECOND as f64);
        let TaskEstimate { low, likely, high, shape } = *estimate;
        Ok(crate::plan::Estimate { low: of(low)?, likely: of(likely)?, high: of(high)?, shape })
    }

    /// A length of work in nanoseconds; `hours` says whether a calendar holds.
    pub(super) fn nanos(&self, span: Span, hours: bool) -> Result<i64> {
        let range = || Error::range(format!("the work of {span}"));
        let day = match self.work_day.filter(|_| hours) {
            Some(day) => day.exact().num_seconds(),
            None => DAY,
        };
        let week = if day == DAY { 7 * DAY } else { 5 * day };
        let whole = span.exact().num_seconds();
        let months = i64::from(span.calendar_months()) * MONTH;
        let (weeks, days) = ((months + whole) / (7 * DAY), (months + whole) / DAY % 7);
        let seconds = (weeks * week).checked_add(days * day + (months + whole) % DAY).ok_or_else(range)?;
        let nanos = seconds.checked_mul(SECOND).ok_or_else(range)?;
        nanos.checked_add(span.exact().subsec_nanos().into()).ok_or_else(range)
    }
}

/// Seconds as nanoseconds, rounded to milliseconds: other languages have no finer instants.
pub(super) fn milliseconds(seconds: f64) -> i64 {
    ((seconds * 1000.0).round() as i64).saturating_mul(MILLISECOND)
}

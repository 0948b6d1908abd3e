use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::plan::{Estimate, Plan, TaskEstimate};
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
    /// How much work a day of an estimate is where a calendar holds, such as 8 h, from a minute to 24 h; 24 h if left
    /// out. It is for estimates in days: those whose points are all whole or half days of 24 h, and one of them whole.
    /// "10 days" are then 80 h of work, "5 days" 40 h, and a week is seven days. Others are hours of work as they stand.
    pub work_day: Option<Span>,
    /// Which length of an estimate of three points counts; the most likely if left out.
    pub estimate: EstimatePoint,
    /// Whether numbered waves and phases may run side by side. Otherwise each of them that has neither window nor
    /// dependency of its own waits for the one of its kind before it, in the same section.
    pub phases_side_by_side: bool,
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
const MONTH: i128 = 2_629_746;
const DAY: i64 = 86_400;
/// Nanoseconds of a second.
pub(super) const SECOND: i64 = 1_000_000_000;
/// Nanoseconds of a millisecond.
pub(super) const MILLISECOND: i64 = 1_000_000;

impl ScheduleOptions {
    /// Refuses calendars of sections that are not there.
    pub(super) fn check(&self, plan: &Plan) -> Result<()> {
        self.sections.keys().try_for_each(|id| plan.section(id).map(|_| ()))?;
        let fits = |span: &Span| {
            span.calendar_months() == 0 && (TimeDelta::minutes(1)..=TimeDelta::days(1)).contains(&span.exact())
        };
        match self.work_day.filter(|day| !fits(day)) {
            Some(day) => Err(Error::invalid("work_day", "1 min to 24 h", day)),
            None => Ok(()),
        }
    }

    /// The length that counts, in nanoseconds; `hours` says whether a calendar holds.
    pub(super) fn length(&self, estimate: &TaskEstimate, hours: bool) -> Result<i64> {
        let of = |span| self.nanos(span, hours && in_days(estimate));
        Ok(match self.estimate {
            EstimatePoint::Likely => of(estimate.likely)?,
            EstimatePoint::Low => of(estimate.low)?,
            EstimatePoint::High => of(estimate.high)?,
            EstimatePoint::Mean => milliseconds(self.points(estimate, hours)?.mean()),
        })
    }

    /// The estimate in seconds.
    pub(super) fn points(&self, estimate: &TaskEstimate, hours: bool) -> Result<Estimate> {
        let days = hours && in_days(estimate);
        let of = |span| Ok::<_, Error>(self.nanos(span, days)? as f64 / SECOND as f64);
        let TaskEstimate { low, likely, high, shape } = *estimate;
        Ok(Estimate { low: of(low)?, likely: of(likely)?, high: of(high)?, shape })
    }

    /// A length of time in nanoseconds; `days` says whether it is one of work in days.
    pub(super) fn nanos(&self, span: Span, days: bool) -> Result<i64> {
        let day = self.work_day.filter(|_| days).map_or(DAY, |day| day.exact().num_seconds());
        let seconds = i128::from(span.exact().num_seconds()) + i128::from(span.calendar_months()) * MONTH;
        let nanos = seconds * i128::from(SECOND) + i128::from(span.exact().subsec_nanos());
        let nanos = nanos * i128::from(day) / i128::from(DAY);
        i64::try_from(nanos).map_err(|_| Error::range(format!("the work of {span}")))
    }
}

/// Whether all points are whole or half days, and one of them whole.
fn in_days(estimate: &TaskEstimate) -> bool {
    let points = [estimate.low, estimate.likely, estimate.high];
    let times = |span: Span, of: i64| span.exact().num_seconds() % of == 0 && span.exact().subsec_nanos() == 0;
    let whole = |span: &Span| times(*span, DAY) && (span.calendar_months() > 0 || !span.exact().is_zero());
    points.iter().all(|span| times(*span, DAY / 2)) && points.iter().any(whole)
}

/// Seconds as nanoseconds, rounded to milliseconds: other languages have no finer instants.
pub(super) fn milliseconds(seconds: f64) -> i64 {
    ((seconds * 1000.0).round() as i64).saturating_mul(MILLISECOND)
}

//! When is a good time to work on it?

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::ladder::Ladder;
use super::options::{DeclaredEvent, ForecastOptions};
use super::scaling::steps_in;
use crate::time::{Span, check_instant, format_instant, parse_zone, to_local};
use crate::{Error, Result};

/// Most steps of all windows that may be chosen.
const MOST_LOOKS: u64 = 1_000_000_000;
/// A week in milliseconds.
const WEEK: i64 = 7 * 86_400_000;

/// Which maintenance windows to look for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MaintenanceOptions {
    /// From one value to the next: a text such as "1h", or a number of seconds.
    #[serde(deserialize_with = "super::lengths::length")]
    #[cfg_attr(feature = "schema", schemars(with = "super::lengths::LengthText"))]
    pub step: Span,
    /// The instant of the history's first value.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// How long the work takes.
    #[serde(deserialize_with = "super::lengths::length")]
    #[cfg_attr(feature = "schema", schemars(with = "super::lengths::LengthText"))]
    pub duration: Span,
    /// How many windows to find.
    #[serde(default = "three")]
    pub count: usize,
    /// The IANA zone of the local times, in which days and weeks repeat; UTC if left out, as for work that no clock of
    /// people drives: a load that keeps to UTC surprises a forecast in another zone on the night when clocks change.
    #[serde(default)]
    pub zone: Option<String>,
    /// Times to stay out of.
    #[serde(default)]
    pub avoid: Vec<AvoidedTime>,
    /// What is known to happen, past and to come: it is kept out of what is usual, foretold, and stayed out of unless it is
    /// told to lower the load.
    #[serde(default)]
    pub events: Vec<DeclaredEvent>,
    /// The load up to which work is possible: windows then say how probable it is to stay below.
    #[serde(default)]
    pub limit: Option<f64>,
    /// How many steps to look ahead; a week if left out, four for recurring windows.
    #[serde(default)]
    pub horizon: Option<usize>,
    /// Whether to look for windows that come again every week at the same local time, rather than for single ones.
    #[serde(default)]
    pub recurring: bool,
}

/// A time in which no work is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AvoidedTime {
    /// When it begins.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// When it is over; itself not part of it.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
}

/// A time of little use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MaintenanceWindow {
    /// When it begins; a recurring one for the first time.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// When it is over; a recurring one for the first time.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// Its start on the wall clock of the zone, such as "Sun 03:00": the same every week for recurring work.
    pub local: String,
    /// How often it comes within the horizon: 1 for a single one.
    pub occurrences: usize,
    /// The mean load expected in it, of recurring ones over all weeks.
    pub expected: f64,
    /// The highest load expected at one of its steps.
    pub peak: f64,
    /// The probability that the load stays below the limit all the time, in the week in which that is least probable;
    /// only with a limit.
    pub probability: Option<f64>,
}

fn three() -> usize {
    3
}

impl MaintenanceOptions {
    /// Options with the defaults: three windows in the week to come, UTC.
    pub fn new(step: Span, start: DateTime<Utc>, duration: Span) -> Self {
        Self {
            step,
            start,
            duration,
            count: three(),
            zone: None,
            avoid: Vec::new(),
            events: Vec::new(),
            limit: None,
            horizon: None,
            recurring: false,
        }
    }
}

/// The windows of lowest use after the end of a history, the best first, none overlapping another. Of equal ones the
/// earlier is better. Recurring ones are the best local times of a week: those whose load is lowest over all weeks of the
/// horizon, and that meet no time to avoid in any of them.
///
/// ```
/// use hypercare::capacity::{MaintenanceOptions, maintenance_windows};
/// use hypercare::time::parse_instant;
/// let load: Vec<f64> = (0..336).map(|hour| if (2..5).contains(&(hour % 24)) { 5.0 } else { 60.0 }).collect();
/// let options = MaintenanceOptions::new("1h".parse()?, parse_instant("2026-01-05T00:00:00Z")?, "2h".parse()?);
/// let windows = maintenance_windows(&load, &MaintenanceOptions { limit: Some(10.0), ..options.clone() })?;
/// assert_eq!((windows.len(), windows[0].local.as_str()), (3, "Mon 02:00"));
/// assert!(windows[0].probability > Some(0.9));
/// let weekly = maintenance_windows(&load, &MaintenanceOptions { recurring: true, count: 1, ..options })?;
/// assert_eq!((weekly[0].local.as_str(), weekly[0].occurrences), ("Mon 02:00", 4));
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
/// [`Error::Invalid`] for a duration of zero or longer than the horizon, a count of 0 or over 1000, a limit that is NaN,
/// a time to avoid that ends before it begins, and for recurring
/// windows a step of which a week is no whole number or a horizon under a week; [`Error::Limit`] for more than 10^9 steps of all
/// windows that may be chosen; and those of
/// [`forecast`](super::forecast).
pub fn maintenance_windows(values: &[f64], options: &MaintenanceOptions) -> Result<Vec<MaintenanceWindow>> {
    let step = options.step;
    if step == Span::ZERO {
        return Err(Error::invalid("step", "a length of time of at least 1 ms", step));
    }
    if let Some(limit) = options.limit.filter(|limit| limit.is_nan()) {
        return Err(Error::invalid("limit", "a number", limit));
    }
    let week = steps_in(Span::minutes(7 * 24 * 60), step).max(1);
    let horizon = options.horizon.unwrap_or(if options.recurring { 4 * week } else { week });
    if options.recurring {
        let milliseconds = step.exact().num_milliseconds();
        if step.calendar_months() > 0 || milliseconds == 0 || WEEK % milliseconds != 0 {
            return Err(Error::invalid("step", "a length of time of which a week is a whole number", step));
        }
        if horizon < week {
            return Err(Error::invalid("horizon", format!("a week or more: {week} steps"), horizon));
        }
    }
    check_looks(horizon, steps_in(options.duration, step))?;
    let forecasts = ForecastOptions {
        start: Some(options.start),
        zone: options.zone.clone(),
        events: options.events.clone(),
        ..ForecastOptions::new(step, horizon)
    };
    let clock = Clock::new(options.start, step, options.zone.as_deref())?;
    let ladder = Ladder::new(values, &forecasts, clock)?;
    let stays = |steps: Range<usize>| {
        // Below the limit means not at it either.
        let passed = options.limit.map(|limit| ladder.reached_by(steps, limit));
        passed.map(|passed| 1.0 - passed.last().copied().unwrap_or(0.0))
    };
    lowest(&ladder.forecast.mean, stays, options, &clock.from(values.len()))
}

/// Each window sums its own steps, so that equal ones are equal to the bit.
fn check_looks(steps: usize, length: usize) -> Result<()> {
    let windows = steps.saturating_add(1).saturating_sub(length);
    Error::cap("steps of all windows", MOST_LOOKS, windows.saturating_mul(length))
}

/// A time to choose: the steps at which it begins, and the mean load over all of them.
struct Slot {
    load: f64,
    starts: Vec<usize>,
}

/// The best windows of a path of loads that begins with the clock; `stays` tells how probable it is that the load stays
/// below the limit over some steps.
pub(super) fn lowest(
    load: &[f64],
    stays: impl Fn(Range<usize>) -> Option<f64>,
    options: &MaintenanceOptions,
    clock: &Clock,
) -> Result<Vec<MaintenanceWindow>> {
    let length = steps_in(options.duration, options.step);
    if length == 0 || length > load.len() {
        let expected = format!("a length of time above 0 and of at most {} steps", load.len());
        return Err(Error::invalid("duration", expected, options.duration));
    }
    if !(1..=1000).contains(&options.count) {
        return Err(Error::invalid("count", "a number from 1 to 1000", options.count));
    }
    Error::cap("times to avoid", 10_000, options.avoid.len())?;
    check_looks(load.len(), length)?;
    let mut free = vec![true; load.len()];
    for (place, time) in options.avoid.iter().enumerate() {
        let field = |field: &str| format!("avoid[{place}].{field}");
        check_instant(time.start, &field("start"))?;
        check_instant(time.end, &field("end"))?;
        if time.end <= time.start {
            return Err(Error::invalid(field("end"), "an instant after its start", format_instant(time.end)));
        }
    }
    let busy =
        options.events.iter().filter(|event| event.floor.is_some() || event.multiplier.is_none_or(|by| by >= 1.0));
    let busy = busy.map(|event| AvoidedTime { start: event.start, end: event.end });
    for time in options.avoid.iter().copied().chain(busy) {
        // The step in which it begins is the one before the first after it; past the last step none.
        let from = clock.index(time.start + chrono::TimeDelta::nanoseconds(1), load.len() + 1).saturating_sub(1);
        let to = clock.index(time.end, load.len());
        let from = if time.start < clock.at(0)? { 0 } else { from };
        free.get_mut(from..to).unwrap_or_default().fill(false);
    }
    let zone = options.zone.as_deref().map_or(Ok(chrono_tz::Tz::UTC), parse_zone)?;
    // Fixed sums of each window, so that equal windows are equal to the bit.
    let mean = |at: usize| load[at..at + length].iter().sum::<f64>() / length as f64;
    let mut slots: Vec<Slot> = if options.recurring {
        let mut times: BTreeMap<i64, Slot> = BTreeMap::new();
        for at in 0..=load.len() - length {
            let local = to_local(clock.at(at)?, zone)?.and_utc().timestamp_millis().rem_euclid(WEEK);
            let slot = times.entry(local).or_insert(Slot { load: 0.0, starts: Vec::new() });
            slot.load += mean(at);
            slot.starts.push(at);
        }
        let whole = |slot: Slot| Slot { load: slot.load / slot.starts.len() as f64, ..slot };
        times.into_values().map(whole).collect()
    } else {
        (0..=load.len() - length).map(|at| Slot { load: mean(at), starts: vec![at] }).collect()
    };
    slots.sort_by(|one, other| one.load.total_cmp(&other.load).then(one.starts.cmp(&other.starts)));
    let mut windows = Vec::new();
    for slot in slots {
        if windows.len() == options.count {
            break;
        }
        let steps = || slot.starts.iter().map(|at| *at..at + length);
        if !steps().all(|steps| free[steps].iter().all(|free| *free)) {
            continue;
        }
        steps().for_each(|steps| free[steps].fill(false));
        let Some(&first) = slot.starts.first() else { continue };
        let start = clock.at(first)?;
        let local = to_local(start, zone)?;
        windows.push(MaintenanceWindow {
            start,
            end: clock.at(first + length)?,
            local: format!("{} {:02}:{:02}", local.weekday(), local.hour(), local.minute()),
            occurrences: slot.starts.len(),
            expected: slot.load,
            peak: steps().flat_map(|steps| &load[steps]).copied().fold(f64::NEG_INFINITY, f64::max),
            probability: steps().filter_map(&stays).reduce(f64::min),
        });
    }
    Ok(windows)
}

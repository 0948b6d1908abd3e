//! When is a good time to work on it?

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::ladder::Ladder;
use super::options::ForecastOptions;
use super::scaling::steps_in;
use crate::time::{Span, check_instant, parse_zone, to_local};
use crate::{Error, Result};

/// Which maintenance windows to look for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MaintenanceOptions {
    /// From one value to the next: a text such as "1h", or a number of seconds.
    #[serde(deserialize_with = "super::options::step")]
    pub step: Span,
    /// The instant of the history's first value.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// How long the work takes.
    #[serde(deserialize_with = "super::options::step")]
    pub duration: Span,
    /// How many windows to find.
    #[serde(default = "three")]
    pub count: usize,
    /// The IANA zone of the local times; UTC if left out.
    #[serde(default)]
    pub zone: Option<String>,
    /// Times to stay out of.
    #[serde(default)]
    pub avoid: Vec<AvoidedTime>,
    /// The load up to which work is possible: windows then say how probable it is to stay below.
    #[serde(default)]
    pub limit: Option<f64>,
    /// How many steps to look ahead; a week if left out.
    #[serde(default)]
    pub horizon: Option<usize>,
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
    /// When it begins.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// When it is over.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// Its start on the wall clock of the zone, such as "Sun 03:00": the same every week for recurring work.
    pub local: String,
    /// The mean load expected in it.
    pub expected: f64,
    /// The highest load expected at one of its steps.
    pub peak: f64,
    /// The probability that the load stays below the limit, at the step where it is lowest; only with a limit.
    pub probability: Option<f64>,
}

fn three() -> usize {
    3
}

impl MaintenanceOptions {
    /// Options with the defaults: three windows in the week to come, UTC.
    pub fn new(step: Span, start: DateTime<Utc>, duration: Span) -> Self {
        Self { step, start, duration, count: three(), zone: None, avoid: Vec::new(), limit: None, horizon: None }
    }
}

/// The windows of lowest use after the end of a history, the best first, none overlapping another. Of equal ones the
/// earlier is better. With a horizon of a week, the default, their local times are the best of every week.
///
/// ```
/// use hypercare::capacity::{MaintenanceOptions, maintenance_windows};
/// use hypercare::time::parse_instant;
/// let load: Vec<f64> = (0..336).map(|hour| if (2..5).contains(&(hour % 24)) { 5.0 } else { 60.0 }).collect();
/// let options = MaintenanceOptions::new("1h".parse()?, parse_instant("2026-01-05T00:00:00Z")?, "2h".parse()?);
/// let windows = maintenance_windows(&load, &MaintenanceOptions { limit: Some(10.0), ..options })?;
/// assert_eq!((windows.len(), windows[0].local.as_str()), (3, "Mon 02:00"));
/// assert!(windows[0].probability > Some(0.9));
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
/// [`Error::Invalid`] for a duration of zero or longer than the horizon and a count of 0 or over 1000, and those of
/// [`forecast`](super::forecast).
pub fn maintenance_windows(values: &[f64], options: &MaintenanceOptions) -> Result<Vec<MaintenanceWindow>> {
    let week = Span::minutes(7 * 24 * 60);
    let step = options.step;
    if step == Span::ZERO {
        return Err(Error::invalid("step", "a length of time of at least 1 ms", step));
    }
    let horizon = options.horizon.unwrap_or_else(|| steps_in(week, step).max(1));
    let forecasts = ForecastOptions {
        start: Some(options.start),
        zone: options.zone.clone(),
        ..ForecastOptions::new(step, horizon)
    };
    let ladder = Ladder::new(values, &forecasts)?;
    let first = ladder.forecast.start.ok_or_else(|| Error::range("the forecast's start"))?;
    let clock = Clock::new(first, step, options.zone.as_deref())?;
    lowest(&ladder.forecast.mean, |at| options.limit.map(|limit| ladder.below(at, limit)), options, &clock)
}

/// The best windows of a path of loads that begins with the clock.
pub(super) fn lowest(
    load: &[f64],
    probability: impl Fn(usize) -> Option<f64>,
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
    let mut free = vec![true; load.len()];
    for time in &options.avoid {
        check_instant(time.start, "a time to avoid")?;
        // The step in which it begins is the one before the first after it.
        let from = clock.index(time.start + chrono::TimeDelta::nanoseconds(1), load.len()).saturating_sub(1);
        let to = clock.index(time.end, load.len());
        let from = if time.start < clock.at(0)? { 0 } else { from };
        free.get_mut(from..to).unwrap_or_default().fill(false);
    }
    // Fixed sums of each window, so that equal windows are equal to the bit.
    let mean = |at: usize| load[at..at + length].iter().sum::<f64>() / length as f64;
    let mut ranked: Vec<(f64, usize)> = (0..=load.len() - length).map(|at| (mean(at), at)).collect();
    ranked.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let zone = options.zone.as_deref().map_or(Ok(chrono_tz::Tz::UTC), parse_zone)?;
    let mut windows = Vec::new();
    for (expected, at) in ranked {
        if windows.len() == options.count {
            break;
        }
        if !free[at..at + length].iter().all(|free| *free) {
            continue;
        }
        free[at..at + length].fill(false);
        let start = clock.at(at)?;
        let local = to_local(start, zone)?;
        let steps = at..at + length;
        windows.push(MaintenanceWindow {
            start,
            end: clock.at(at + length)?,
            local: format!("{} {:02}:{:02}", local.weekday(), local.hour(), local.minute()),
            expected,
            peak: load[steps.clone()].iter().copied().fold(f64::NEG_INFINITY, f64::max),
            probability: steps.filter_map(&probability).reduce(f64::min),
        });
    }
    Ok(windows)
}

//! Measurements at any instants as values at regular steps.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::options::MOST_VALUES;
use crate::time::{Span, format_instant};
use crate::{Error, Result};

/// What a step's value is where several measurements fall into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResampleRule {
    /// Their mean: for loads and shares.
    #[default]
    Mean,
    /// Their sum: for counts.
    Sum,
    /// The largest: for peaks.
    Max,
    /// The smallest.
    Min,
    /// The latest: for fill levels.
    Last,
}

/// Values at regular steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Resampled {
    /// The instant at which the first step begins.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// From one value to the next.
    pub step: Span,
    /// One value for each step up to the last measurement's; NaN where none fell into a step.
    pub values: Vec<f64>,
}

/// Puts measurements into steps: one belongs to the step that begins at or before it. Steps begin at `start`, or where
/// it is left out at the first measurement. NaN measurements count as missing.
///
/// ```
/// use hypercare::capacity::{ResampleRule, resample};
/// use hypercare::time::parse_instant;
/// let at = [parse_instant("2026-01-05T00:02:00Z")?, parse_instant("2026-01-05T00:40:00Z")?, parse_instant("2026-01-05T02:10:00Z")?];
/// let hours = resample(&at, &[4.0, 8.0, 5.0], "1h".parse()?, Some(parse_instant("2026-01-05T00:00:00Z")?), ResampleRule::Mean)?;
/// assert_eq!((hours.values[0], hours.values[2]), (6.0, 5.0));
/// assert!(hours.values[1].is_nan()); // nothing was measured from 01:00 to 02:00
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] for lists of different lengths or empty ones, [`Error::OutOfOrder`] for an instant before the one it
/// follows (equal ones are fine) or before `start`, [`Error::Invalid`] for an infinite value or a step of zero,
/// [`Error::Limit`] for more than 10 million steps.
pub fn resample(
    instants: &[DateTime<Utc>],
    values: &[f64],
    step: Span,
    start: Option<DateTime<Utc>>,
    rule: ResampleRule,
) -> Result<Resampled> {
    let (Some(first), Some(last)) = (instants.first(), instants.last()) else {
        return Err(Error::shape("instants", "at least one", "none"));
    };
    if instants.len() != values.len() {
        let (expected, found) = (format!("{} values", instants.len()), values.len().to_string());
        return Err(Error::shape("values", expected, found));
    }
    Error::cap("values", MOST_VALUES, values.len())?;
    if step.calendar_months() == 0 && step.exact() < chrono::TimeDelta::milliseconds(1) {
        return Err(Error::invalid("step", "a length of time of at least 1 ms", step));
    }
    let start = start.unwrap_or(*first);
    let mut before = start;
    for (index, at) in instants.iter().enumerate() {
        if *at < before {
            let other = if *at < start { "start".to_owned() } else { format!("instants[{}]", index.saturating_sub(1)) };
            return Err(Error::OutOfOrder {
                what: format!("instants[{index}]"),
                at: format_instant(*at),
                clock: format!("{other}, {}", format_instant(before)),
            });
        }
        before = *at;
    }
    if let Some(index) = values.iter().position(|value| value.is_infinite()) {
        return Err(Error::invalid(format!("value {index}"), "a finite number, or NaN for a missing one", "infinity"));
    }
    let clock = Clock::new(start, step, None)?;
    let most = usize::try_from(MOST_VALUES).unwrap_or(usize::MAX);
    // The step in which the last one lies is the one before the first step after it.
    let after =
        last.checked_add_signed(chrono::TimeDelta::nanoseconds(1)).ok_or_else(|| Error::range("the last instant"))?;
    let count = clock.index(after, most + 1);
    Error::cap("steps", MOST_VALUES, count)?;
    let mut cells = vec![(f64::NAN, 0.0); count];
    let mut place = 0;
    let mut next = if count > 1 { Some(clock.at(1)?) } else { None };
    for (at, value) in instants.iter().zip(values) {
        while next.is_some_and(|next| *at >= next) && place + 1 < count {
            place += 1;
            next = if place + 1 < count { Some(clock.at(place + 1)?) } else { None };
        }
        if value.is_nan() {
            continue;
        }
        let (sum, seen) = &mut cells[place];
        *sum = match (*seen > 0.0, rule) {
            (false, _) | (_, ResampleRule::Last) => *value,
            (true, ResampleRule::Mean | ResampleRule::Sum) => *sum + value,
            (true, ResampleRule::Max) => sum.max(*value),
            (true, ResampleRule::Min) => sum.min(*value),
        };
        *seen += 1.0;
    }
    let finish = |(value, seen): (f64, f64)| if rule == ResampleRule::Mean { value / seen } else { value };
    Ok(Resampled { start, step, values: cells.into_iter().map(finish).collect() })
}

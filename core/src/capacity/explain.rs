//! What a forecast was made of, in words and numbers.

use super::clock::Clock;
use super::ensemble::Outcome;
use super::forecast::{ForecastExplanation, ForecastSeason, LevelShift, MethodWeight};
use super::history::{self, History, Scale};
use super::levels;
use super::options::ForecastOptions;
use super::season::{self, Found};
use super::wall::Wall;
use crate::Result;

/// What stands around a forecast.
pub(super) struct Context<'a> {
    pub(super) options: &'a ForecastOptions,
    pub(super) values: &'a [f64],
    pub(super) silent: usize,
    pub(super) missing: usize,
    pub(super) clock: Option<&'a Clock>,
    pub(super) wall: &'a Wall<'a>,
    pub(super) scale: Scale,
    /// Up to which level intervals have no width.
    pub(super) sharp: f64,
    /// How many expected values were cut to the bounds.
    pub(super) cut: usize,
    pub(super) bounds: (f64, f64),
}

pub(super) fn explain(
    history: &History,
    found: &[Found],
    outcome: &Outcome,
    context: Context<'_>,
) -> Result<ForecastExplanation> {
    let short = found.first().map_or(1, |season| season.period);
    let back = |value: f64| context.scale.back(value * history.scale);
    let last = history.values.last().copied().unwrap_or(0.0);
    // How far a distance leads from the last value.
    let apart = |distance: f64| back(last + distance) - back(last);
    let mut weights: Vec<MethodWeight> = outcome
        .members
        .iter()
        .map(|member| MethodWeight {
            method: member.method,
            logarithm: member.logarithm,
            bounded: member.bounded,
            weight: member.weight,
            error: match context.scale {
                Scale::Plain => back(member.error),
                Scale::Logarithm => apart(member.error),
            },
        })
        .collect();
    weights.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let mut level_shifts = Vec::new();
    let periods: Vec<usize> = found.iter().map(|season| season.period).collect();
    for shift in levels::told(history, &periods, &weeks(context.options)) {
        let index = context.wall.observed(shift.index, context.values);
        level_shifts.push(LevelShift {
            index,
            at: context.clock.map(|clock| clock.at(index)).transpose()?,
            before: back(shift.before),
            after: back(shift.after),
        });
    }
    let mut notes = Vec::new();
    if history.values.iter().all(|value| *value == history.values[0]) {
        notes.push("the history is constant: nothing in it tells how far off the forecast may be".to_owned());
    } else if outcome.origins.is_empty() {
        notes.push("the history is too short to try a method: its last value is repeated".to_owned());
    } else if context.sharp > 0.0 {
        notes.push(format!(
            "intervals of up to {} % have no width: nothing in the history tells how far off the forecast may be that often",
            context.sharp
        ));
    }
    if context.scale == Scale::Logarithm {
        notes.push("values grow by a factor: they are foretold on their logarithms".to_owned());
    }
    if context.cut > 0 {
        let (low, high) = context.bounds;
        let ends = match (low > -f64::MAX, high < f64::MAX) {
            (true, true) => format!("bounds of {low} and {high}"),
            (true, false) => format!("lower bound of {low}"),
            _ => format!("upper bound of {high}"),
        };
        notes.push(format!("{} expected values end at the {ends}", context.cut));
    }
    let dropped: Vec<String> = context
        .options
        .periods
        .iter()
        .flatten()
        .filter(|period| found.iter().all(|season| season.period != **period))
        .map(usize::to_string)
        .collect();
    if !dropped.is_empty() {
        notes.push(format!("the history is too short for the seasons of {} steps: it takes two", dropped.join(", ")));
    }
    let reached = outcome.origins.iter().map(|origin| origin.length).max().unwrap_or(0);
    if reached < context.options.horizon && reached > 0 {
        notes.push(format!("errors were seen up to {reached} steps ahead; further ones are taken to grow on"));
    }
    if context.silent > 0 {
        notes.push(format!("the last {} values are missing: they are foretold, too", context.silent));
    }
    Ok(ForecastExplanation {
        seasons: if context.options.periods.is_some() { given(found) } else { named(history, found, &periods) },
        trend: match context.scale {
            Scale::Plain => back(slope(&history.values, short)),
            Scale::Logarithm => apart(slope(&history.values, short)),
        },
        weights,
        origins: outcome.origins.len(),
        level_shifts,
        events: Vec::new(),
        missing: context.missing,
        outliers: outcome.outliers,
        notes,
    })
}

/// Seasons that values may have though too little of them was observed to find them.
fn weeks(options: &ForecastOptions) -> Vec<usize> {
    if options.periods.is_some() { Vec::new() } else { season::natural(options.step) }
}

fn given(found: &[Found]) -> Vec<ForecastSeason> {
    found.iter().map(|season| ForecastSeason { period: season.period, strength: season.strength }).collect()
}

/// The seasons by their shortest names, each once.
fn named(history: &History, found: &[Found], periods: &[usize]) -> Vec<ForecastSeason> {
    let mut rest = history::calmed(&history.values, periods);
    let mut told: Vec<ForecastSeason> = Vec::with_capacity(found.len());
    for (number, season) in found.iter().enumerate() {
        let period = season::shortest(&rest, &history.known, season.period);
        season::measure(&mut rest, season.period);
        // What is left of a season that was taken out is none of its own.
        let left = found.iter().take(number).any(|before| before.period.is_multiple_of(period));
        if !left && told.iter().all(|other| other.period != period) {
            told.push(ForecastSeason { period, strength: season.strength });
        }
    }
    told.sort_by_key(|season| season.period);
    told
}

/// The change of level a step: the mean of the last seasons against that of as many before.
fn slope(values: &[f64], period: usize) -> f64 {
    let seasons = if period > 1 { (values.len() / (2 * period)).min(4) } else { values.len() / 4 };
    let block = (seasons * period).max(1);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    match values.len().checked_sub(2 * block) {
        Some(from) => (mean(&values[from + block..]) - mean(&values[from..from + block])) / block as f64,
        None => 0.0,
    }
}

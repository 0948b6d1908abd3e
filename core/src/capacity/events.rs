//! Declared events: what they did, and what they will do.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::forecast::ForecastInterval;
use super::options::{DeclaredEvent, ForecastOptions, MOST_VALUES};
use super::spread::normal_quantile;
use crate::{Error, Result};

/// What a declared event does to the values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventEffect {
    /// Which event.
    pub name: String,
    /// When it begins.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// When it is over.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// How many times the usual values are expected, or were met.
    pub multiplier: f64,
    /// What values are at least.
    pub floor: Option<f64>,
    /// Whether the multiplier or the floor was learned from events of this name in the history.
    pub learned: bool,
    /// How unsure a learned multiplier is: the standard deviation of its logarithm, from how past events of this name
    /// differ. After a single one it is half of the logarithm itself. 0 for one that was told or met.
    pub uncertainty: f64,
}

/// Where events lie in the history and in the forecast.
pub(super) struct Planned<'a> {
    options: &'a ForecastOptions,
    /// The steps of each event, from the history's first.
    spans: Vec<(usize, usize)>,
    /// Which values of the history lie in an event; empty without events.
    covered: Vec<bool>,
    length: usize,
    /// Whether enough is left of the history without its events.
    hidden: bool,
}

/// The options as they would have been told after `length` steps: without the events that nobody knew the effect of yet.
pub(super) fn known(options: &ForecastOptions, clock: Option<&Clock>, length: usize, end: usize) -> ForecastOptions {
    let Some(clock) = clock else { return options.clone() };
    let begun = options.events.iter().filter(|event| clock.index(event.start, end) < length);
    let begun: BTreeSet<&str> = begun.map(|event| event.name.as_str()).collect();
    let known = |event: &&DeclaredEvent| event.told() || begun.contains(event.name.as_str());
    let events = options.events.iter().filter(known).cloned().collect();
    ForecastOptions { events, ..options.clone() }
}

/// Finds the steps of the events. One that begins before the horizon ends must know what it does, or have one of its name
/// in the history.
pub(super) fn plan<'a>(
    options: &'a ForecastOptions,
    clock: Option<&Clock>,
    length: usize,
    end: usize,
) -> Result<Planned<'a>> {
    let mut spans = Vec::with_capacity(options.events.len());
    for event in &options.events {
        let Some(clock) = clock else { break };
        let (mut from, to) = (clock.index(event.start, end), clock.index(event.end, end));
        // An event between two steps is one of the step that it lies in.
        if from == to && from > 0 && clock.at(from).is_ok_and(|next| next > event.start) {
            from -= 1;
        }
        spans.push((from, to));
    }
    let past = options.events.iter().zip(&spans).filter(|(_, (from, to))| from < to && *from < length);
    let past: BTreeSet<&str> = past.map(|(event, _)| event.name.as_str()).collect();
    for (event, (from, to)) in options.events.iter().zip(&spans) {
        if from < to && *to > length && !event.told() && !past.contains(event.name.as_str()) {
            let name = format!("event {:?}", crate::error::shorten(&event.name));
            return Err(Error::invalid(name, "a multiplier, a floor, or an event of this name in the history", "none"));
        }
    }
    let ahead = |(from, to): &(usize, usize)| to.saturating_sub(*from.max(&length));
    Error::cap("steps of all events together", MOST_VALUES, spans.iter().map(ahead).sum())?;
    // How many more events begin than end at each value.
    let mut opened = vec![0_i64; if spans.is_empty() { 0 } else { length + 1 }];
    for (from, to) in &spans {
        opened.get_mut((*from).min(length)).into_iter().for_each(|count| *count += 1);
        opened.get_mut((*to).max(*from).min(length)).into_iter().for_each(|count| *count -= 1);
    }
    let mut open = 0;
    let covered: Vec<bool> = opened
        .iter()
        .take(length)
        .map(|count| {
            open += count;
            open > 0
        })
        .collect();
    let left = length - covered.iter().filter(|covered| **covered).count();
    Ok(Planned { options, spans, covered, length, hidden: left >= 2 && 2 * left >= length })
}

impl Planned<'_> {
    /// The values with those of events missing, so that they do not pass for usual; all of them where little else is.
    pub(super) fn without(&self, values: &[f64]) -> Vec<f64> {
        let mut usual = values.to_vec();
        usual.iter_mut().zip(&self.covered).filter(|(_, covered)| **covered).for_each(|(value, _)| *value = f64::NAN);
        let left = usual.iter().filter(|value| !value.is_nan()).take(2).count();
        if self.hidden && left == 2 { usual } else { values.to_vec() }
    }

    /// What each event did or will do: `usual` tells what the history would have been without. And what could not be
    /// learned, as sentences for people.
    pub(super) fn learn(&self, values: &[f64], usual: impl Fn(usize) -> f64) -> (Vec<EventEffect>, Vec<String>) {
        let met = Met::new(values, &self.covered, usual);
        let all = || self.options.events.iter().zip(&self.spans).filter(|(_, (from, to))| from < to);
        let mut past: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (event, (from, to)) in all().filter(|(_, (from, _))| self.hidden && *from < self.length) {
            past.entry(&event.name).or_default().push((*from, *to));
        }
        past.values_mut().for_each(|spans| spans.sort_unstable());
        let mut notes = Vec::new();
        let mut effects = Vec::new();
        for (event, (from, to)) in all() {
            let before = past.get(event.name.as_str()).map_or(&[][..], Vec::as_slice);
            let learned = if event.told() {
                None
            } else if *from < self.length {
                met.effect(*from, *to).filter(|_| self.hidden)
            } else {
                before.iter().rev().find_map(|(from, to)| met.effect(*from, *to))
            };
            if learned.is_none() && !event.told() && *to > self.length {
                let name = crate::error::shorten(&event.name);
                notes.push(format!(
                    "of {name:?} nothing is known that could be told from what is usual: none is foretold"
                ));
            }
            let (multiplier, floor) = learned.unwrap_or((1.0, None));
            effects.push(EventEffect {
                name: event.name.clone(),
                start: event.start,
                end: event.end,
                multiplier: event.multiplier.unwrap_or(multiplier),
                floor: event.floor.or(floor),
                learned: learned.is_some(),
                uncertainty: if learned.is_some() && *from >= self.length { met.uncertainty(before) } else { 0.0 },
            });
        }
        (effects, notes)
    }

    /// Puts the effects on a forecast.
    pub(super) fn apply(
        &self,
        effects: &[EventEffect],
        mean: &mut [f64],
        intervals: &mut [ForecastInterval],
        bounds: (f64, f64),
    ) {
        let normals: Vec<f64> =
            intervals.iter().map(|interval| normal_quantile((1.0 + interval.level / 100.0) / 2.0)).collect();
        let spans = self.spans.iter().filter(|(from, to)| from < to);
        for (effect, (from, to)) in effects.iter().zip(spans) {
            let times = effect.multiplier;
            let raised = |value: f64| {
                let raised = value.max(effect.floor.unwrap_or(f64::NEG_INFINITY));
                raised.clamp(-f64::MAX, f64::MAX).clamp(bounds.0, bounds.1)
            };
            for step in from.saturating_sub(self.length)..to.saturating_sub(self.length).min(mean.len()) {
                let middle = mean[step];
                for (interval, normal) in intervals.iter_mut().zip(&normals) {
                    // Two errors that know nothing of each other: of what is usual, and of the multiplier.
                    let factor = libm::exp(normal * effect.uncertainty);
                    let off = |bound: f64, size: f64| {
                        let value = times * middle + size.signum() * libm::hypot(times * (bound - middle), size);
                        raised(if size != 0.0 && value.is_finite() { value } else { times * bound })
                    };
                    let size = times * middle.abs();
                    interval.lower[step] = off(interval.lower[step], -size * (1.0 - 1.0 / factor));
                    interval.upper[step] = off(interval.upper[step], size * (factor - 1.0));
                }
                mean[step] = raised(times * middle);
            }
        }
    }
}

/// What was met in the events of the history, beside what is usual: sums up to each value.
struct Met {
    /// Met, usual, how many.
    sums: Vec<(f64, f64, f64)>,
}

impl Met {
    fn new(values: &[f64], covered: &[bool], usual: impl Fn(usize) -> f64) -> Self {
        let (mut seen, mut expected, mut count) = (0.0, 0.0, 0.0);
        let mut sums = vec![(0.0, 0.0, 0.0)];
        sums.extend(values.iter().zip(covered).enumerate().map(|(index, (value, covered))| {
            if *covered && !value.is_nan() {
                seen += value;
                expected += usual(index);
                count += 1.0;
            }
            (seen, expected, count)
        }));
        Self { sums }
    }

    fn of(&self, from: usize, to: usize) -> (f64, f64, f64) {
        let at = |index: usize| self.sums[index.min(self.sums.len() - 1)];
        let ((seen, expected, count), (before, usual, earlier)) = (at(to), at(from));
        (seen - before, expected - usual, count - earlier)
    }

    /// How many times the usual was met.
    fn ratio(&self, from: usize, to: usize) -> Option<f64> {
        let (seen, expected, _) = self.of(from, to);
        let ratio = seen / expected;
        (ratio.is_finite() && ratio > 0.0).then_some(ratio)
    }

    /// A multiplier, or, where nothing is usual, a floor.
    fn effect(&self, from: usize, to: usize) -> Option<(f64, Option<f64>)> {
        let (seen, expected, count) = self.of(from, to);
        if let Some(ratio) = self.ratio(from, to) {
            return Some((ratio, None));
        }
        let floor = seen / count;
        (floor.is_finite() && expected.abs() <= 1e-9 * seen.abs()).then_some((1.0, Some(floor)))
    }

    fn uncertainty(&self, spans: &[(usize, usize)]) -> f64 {
        let ratios: Vec<f64> = spans.iter().filter_map(|(from, to)| self.ratio(*from, *to)).map(libm::log).collect();
        let count = ratios.len() as f64;
        let mean = ratios.iter().sum::<f64>() / count.max(1.0);
        match ratios.len() {
            0 => 0.0,
            1 => mean.abs() / 2.0,
            _ => {
                let square = ratios.iter().map(|ratio| (ratio - mean) * (ratio - mean)).sum::<f64>() / (count - 1.0);
                libm::sqrt(square * (1.0 + 1.0 / count))
            }
        }
    }
}

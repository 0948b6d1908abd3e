//! Declared events: what they did, and what they will do.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::options::{DeclaredEvent, ForecastOptions};
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
    /// Whether the multiplier was learned from an event of this name in the history.
    pub learned: bool,
}

/// Where events lie in the history and in the forecast.
pub(super) struct Planned<'a> {
    options: &'a ForecastOptions,
    /// The steps of each event, from the history's first.
    spans: Vec<(usize, usize)>,
    length: usize,
    /// Whether enough is left of the history without its events.
    hidden: bool,
}

/// The options as they would have been told after `length` steps: without the events that nobody knew the effect of yet.
pub(super) fn known(options: &ForecastOptions, clock: Option<&Clock>, length: usize, end: usize) -> ForecastOptions {
    let Some(clock) = clock else { return options.clone() };
    let begun = |event: &DeclaredEvent| clock.index(event.start, end) < length;
    let told = |event: &DeclaredEvent| event.multiplier.is_some() || event.floor.is_some() || begun(event);
    let named = |name: &str| options.events.iter().any(|other| other.name == name && begun(other));
    let events = options.events.iter().filter(|event| told(event) || named(&event.name)).cloned().collect();
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
    for (event, (from, to)) in options.events.iter().zip(&spans) {
        let mut same = options.events.iter().zip(&spans).filter(|(other, _)| other.name == event.name);
        let told = event.multiplier.is_some() || event.floor.is_some();
        if from < to && *to > length && !told && !same.any(|(_, (from, to))| *from < *to && *from < length) {
            let name = format!("event {:?}", crate::error::shorten(&event.name));
            return Err(Error::invalid(name, "a multiplier, a floor, or an event of this name in the history", "none"));
        }
    }
    let mut covered = vec![false; if spans.is_empty() { 0 } else { length }];
    for (from, to) in &spans {
        covered[(*from).min(length)..(*to).min(length)].fill(true);
    }
    let left = length - covered.iter().filter(|covered| **covered).count();
    Ok(Planned { options, spans, length, hidden: left >= 2 && 2 * left >= length })
}

impl Planned<'_> {
    /// The values with those of events missing, so that they do not pass for usual; all of them where little else is.
    pub(super) fn without(&self, values: &[f64]) -> Vec<f64> {
        let mut usual = values.to_vec();
        for (from, to) in &self.spans {
            usual[(*from).min(self.length)..(*to).min(self.length)].fill(f64::NAN);
        }
        let left = usual.iter().filter(|value| !value.is_nan()).take(2).count();
        if self.hidden && left == 2 { usual } else { values.to_vec() }
    }

    /// What each event did or will do: `usual` tells what the history would have been without.
    pub(super) fn learn(&self, values: &[f64], usual: impl Fn(usize) -> f64) -> Vec<EventEffect> {
        let met = |from: usize, to: usize| {
            let (mut seen, mut expected) = (0.0, 0.0);
            for (index, value) in values.iter().enumerate().take(to).skip(from).filter(|(_, value)| !value.is_nan()) {
                seen += value;
                expected += usual(index);
            }
            let ratio = seen / expected;
            (ratio.is_finite() && ratio > 0.0).then_some(ratio)
        };
        let events = self.options.events.iter().zip(&self.spans).filter(|(_, (from, to))| from < to);
        events
            .map(|(event, (from, to))| {
                let past = self
                    .options
                    .events
                    .iter()
                    .zip(&self.spans)
                    .filter(|(other, (start, _))| other.name == event.name && *start < self.length);
                let latest = past.max_by_key(|(_, (start, _))| *start).and_then(|(_, (from, to))| met(*from, *to));
                let own = (*from < self.length).then(|| met(*from, *to)).flatten();
                let told = event.multiplier.is_some() || event.floor.is_some();
                let learned = own.or(latest).filter(|_| !told);
                EventEffect {
                    name: event.name.clone(),
                    start: event.start,
                    end: event.end,
                    multiplier: event.multiplier.or(learned).unwrap_or(1.0),
                    floor: event.floor,
                    learned: learned.is_some(),
                }
            })
            .collect()
    }

    /// Puts the effects on a path of the forecast.
    pub(super) fn apply(&self, effects: &[EventEffect], path: &mut [f64], bounds: (f64, f64)) {
        let spans = self.spans.iter().filter(|(from, to)| from < to);
        for (effect, (from, to)) in effects.iter().zip(spans) {
            let steps = from.saturating_sub(self.length)..to.saturating_sub(self.length).min(path.len());
            for value in path.get_mut(steps).unwrap_or_default() {
                let raised = (*value * effect.multiplier).max(effect.floor.unwrap_or(f64::NEG_INFINITY));
                *value = raised.clamp(-f64::MAX, f64::MAX).clamp(bounds.0, bounds.1);
            }
        }
    }
}

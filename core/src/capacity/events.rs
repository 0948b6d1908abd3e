//! Declared events: what they did, and what they will do.
//!
//! A few steps tell little of an event: its first night hour may be as usual, though its days are three times that. So an
//! event that is not over is learned from one season's worth of steps, its own first, then those of the newest past ones of
//! its name.

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
    /// How unsure a learned multiplier is until the event is over: the standard deviation of its logarithm, from how events
    /// of this name differ, without those that were measured for less than half as long as others or as it takes to learn
    /// from one alone. After a single one it is half of the logarithm itself. 0 for one that was told or is over.
    pub uncertainty: f64,
}

/// Where events lie in the history and in the forecast.
pub(super) struct Planned<'a> {
    options: &'a ForecastOptions,
    /// The steps of each event, from the history's first.
    spans: Vec<(usize, usize)>,
    /// How many steps each takes, those after the forecast included.
    sizes: Vec<usize>,
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
    let mut sizes = Vec::with_capacity(options.events.len());
    for event in &options.events {
        let Some(clock) = clock else { break };
        let (mut from, to) = (clock.index(event.start, end), clock.index(event.end, end));
        // An event between two steps is one of the step that it lies in.
        if from == to && from > 0 && clock.at(from).is_ok_and(|next| next > event.start) {
            from -= 1;
        }
        let last = if to < end { to } else { clock.index(event.end, usize::MAX) };
        sizes.push(last.saturating_sub(from));
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
    Ok(Planned { options, spans, sizes, covered, length, hidden: left >= 2 && 2 * left >= length })
}

impl Planned<'_> {
    /// The values with those of events missing, so that they do not pass for usual; all of them where little else is.
    pub(super) fn without(&self, values: &[f64]) -> Vec<f64> {
        let mut usual = values.to_vec();
        usual.iter_mut().zip(&self.covered).filter(|(_, covered)| **covered).for_each(|(value, _)| *value = f64::NAN);
        let left = usual.iter().filter(|value| !value.is_nan()).take(2).count();
        if self.hidden && left == 2 { usual } else { values.to_vec() }
    }

    /// What each event did or will do: `usual` tells what the history would have been without, `season` is the longest that
    /// was found in it. And what could not be learned, or on how little it rests, as sentences for people.
    pub(super) fn learn(
        &self,
        values: &[f64],
        usual: impl Fn(usize) -> f64,
        season: Option<usize>,
    ) -> (Vec<EventEffect>, Vec<String>) {
        let met = Met::new(values, &self.covered, usual);
        let all = || {
            let spans = self.spans.iter().copied().zip(&self.sizes);
            self.options.events.iter().zip(spans).filter(|(_, ((from, to), _))| from < to)
        };
        let mut begun: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (event, (span, _)) in all().filter(|(_, (span, _))| self.hidden && span.0 < self.length) {
            begun.entry(&event.name).or_default().push(span);
        }
        for spans in begun.values_mut() {
            spans.sort_unstable();
            spans.dedup();
        }
        let mut notes = Vec::new();
        let mut effects = Vec::new();
        for (event, (span, size)) in all() {
            let spans = begun.get(event.name.as_str()).map_or(&[][..], Vec::as_slice);
            let enough = season.map_or(*size, |season| season.min(*size)).max(1) as f64;
            let over = span.1 <= self.length;
            let learned = match () {
                () if event.told() || !self.hidden => None,
                () if over => met.effect(span.0, span.1),
                () => met.learn(span, spans, enough).map(|learned| {
                    if span.0 < self.length && learned.own < enough {
                        notes.push(format!(
                            "{:?} has shown {} of the {enough} steps that tell what it does: {} of past ones count as well",
                            crate::error::shorten(&event.name),
                            learned.own,
                            learned.past
                        ));
                    }
                    learned.effect
                }),
            };
            if learned.is_none() && !event.told() && !over {
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
                uncertainty: if learned.is_some() && !over { met.uncertainty(spans, enough) } else { 0.0 },
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

/// What is known of an event that is not over.
struct Learned {
    /// A multiplier, or a floor.
    effect: (f64, Option<f64>),
    /// How many of its own steps tell it.
    own: f64,
    /// How many steps of past events.
    past: f64,
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

    /// What the newest `enough` steps tell: an event's own, then those of the spans that began before it. Logarithms of
    /// ratios count by steps; floors do where more steps tell one than a ratio.
    fn learn(&self, own: (usize, usize), spans: &[(usize, usize)], enough: f64) -> Option<Learned> {
        let (mut edge, mut left) = (own.1, enough);
        let mut measured = Vec::new();
        for (from, to) in std::iter::once(&own).chain(spans.iter().rev()) {
            // What two spans share counts once; spans that begin within the event are part of it.
            if left <= 0.0 || *from >= edge {
                continue;
            }
            let (first, to) = (edge == own.1, (*to).min(edge));
            edge = *from;
            if let Some((ratio, floor)) = self.effect(*from, to) {
                let steps = self.of(*from, to).2.min(left);
                left -= steps;
                measured.push((steps, ratio, floor, first));
            }
        }
        let steps = |floor: bool| measured.iter().filter(|span| span.2.is_some() == floor).map(|span| span.0).sum();
        let (floors, ratios): (f64, f64) = (steps(true), steps(false));
        measured.retain(|span| span.2.is_some() == (floors > ratios));
        let newest = measured.first()?;
        // Around the newest, so that one that tells alone tells its own to the bit.
        let place = |ratio: f64, floor: Option<f64>| floor.unwrap_or_else(|| libm::log(ratio));
        let middle = place(newest.1, newest.2);
        let off = measured.iter().map(|span| span.0 * (place(span.1, span.2) - middle)).sum::<f64>();
        let off = Some(off / floors.max(ratios)).filter(|off| off.is_finite()).unwrap_or(0.0);
        let effect = match newest.2 {
            Some(floor) => (1.0, Some((floor + off).clamp(-f64::MAX, f64::MAX))),
            None => ((newest.1 * libm::exp(off)).min(f64::MAX), None),
        };
        let of = |own: bool| measured.iter().filter(|span| span.3 == own).map(|span| span.0).sum();
        Some(Learned { effect, own: of(true), past: of(false) })
    }

    /// How far spans differ that were measured for long enough to be alike.
    fn uncertainty(&self, spans: &[(usize, usize)], enough: f64) -> f64 {
        let measured = spans.iter().filter_map(|(from, to)| Some((self.of(*from, *to).2, self.ratio(*from, *to)?)));
        let measured: Vec<(f64, f64)> = measured.collect();
        let most = measured.iter().map(|(steps, _)| *steps).fold(0.0, f64::max);
        let long = measured.iter().filter(|(steps, _)| 2.0 * steps >= most.min(enough));
        let ratios: Vec<f64> = long.map(|(_, ratio)| libm::log(*ratio)).collect();
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

//! What a plan would have done, beside a rule that reacts and a size that stays.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::planner::Planner;
use super::scaling::{ScalingRules, steps_in};
use crate::{Error, Result};

/// The risks that a simulation tries beside the planner's own.
const RISKS: [f64; 5] = [0.2, 0.1, 0.05, 0.02, 0.005];

/// How scaling would have gone on history that the plan did not know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScalingSimulation {
    /// The planner, asked anew at each horizon's end.
    pub planned: ScalingScore,
    /// A rule that adds at once what the last interval needed, and takes away what no interval of the cooldown needed.
    pub reactive: ScalingScore,
    /// As many units as the history before ever needed.
    pub fixed: ScalingScore,
    /// The planner at other risks, from the cheapest to the safest.
    pub trade_off: Vec<ScalingTrade>,
}

/// How good a way of scaling is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScalingScore {
    /// The share of intervals with enough units, 0 to 1.
    pub enough: f64,
    /// Units not needed, times hours.
    pub excess_unit_hours: f64,
    /// Changes a day.
    pub changes_per_day: f64,
}

/// A risk and what it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScalingTrade {
    /// The risk for each interval.
    pub risk: f64,
    /// The score.
    pub score: ScalingScore,
}

impl Planner {
    /// Plays the last `held` values of a metric, which ends at `now`, with plans made from what came before.
    ///
    /// # Errors
    /// [`Error::Shape`] if fewer than two values come before those held, and those of [`plan`](Self::plan).
    pub fn simulate(&self, metric: &str, values: &[f64], held: usize, now: DateTime<Utc>) -> Result<ScalingSimulation> {
        self.check()?;
        let threshold = self.threshold(metric)?;
        let Some(first) = values.len().checked_sub(held).filter(|first| *first >= 2 && held > 0) else {
            let expected = format!("more than two values before the {held} held back, and one of them at least");
            return Err(Error::shape("values", expected, values.len().to_string()));
        };
        let mean = threshold.scales && threshold.capacity.is_none();
        let seen = if mean { self.scaling.scaled(values, metric)? } else { Cow::Borrowed(values) };
        // Units are told once: what follows sees the load of those of now.
        let planner = Self { scaling: ScalingRules { history: Vec::new(), ..self.scaling.clone() }, ..self.clone() };
        let values = &*seen;
        let need = |value: &f64| if value.is_nan() { 0 } else { threshold.units(*value, self.scaling.units) };
        let limit = |units: u32| units.clamp(self.scaling.minimum, self.scaling.maximum);
        let needed: Vec<u32> = values[first..].iter().map(need).collect();
        let known: Vec<bool> = values[first..].iter().map(|value| !value.is_nan()).collect();
        let clock = Clock::ending(now, values.len(), self.step, self.zone.as_deref())?;
        let hours = clock.from(first).hours(held)?;
        let score = |units: &[u32]| ScalingScore::of(units, &needed, &known, &hours);
        let fixed = values[..first].iter().map(need).max().map_or(self.scaling.minimum, limit);
        let rest = steps_in(self.scaling.cooldown_down, self.step).max(1);
        let reactive: Vec<u32> = (first..values.len())
            .map(|at| limit(values[at.saturating_sub(rest)..at].iter().map(need).max().unwrap_or(0)))
            .collect();
        let planned = |risk: f64| -> Result<ScalingScore> {
            let planner = Self { scaling: ScalingRules { risk, ..planner.scaling.clone() }, ..planner.clone() };
            Ok(score(&planner.play(metric, values, first, &clock)?))
        };
        let trade = |risk: f64| Ok(ScalingTrade { risk, score: planned(risk)? });
        Ok(ScalingSimulation {
            planned: planned(self.scaling.risk)?,
            reactive: score(&reactive),
            fixed: score(&vec![fixed; held]),
            trade_off: RISKS.into_iter().map(trade).collect::<Result<_>>()?,
        })
    }

    /// The units ready in plans made one after the other, each from where the last one ended.
    fn play(&self, metric: &str, values: &[f64], first: usize, clock: &Clock) -> Result<Vec<u32>> {
        let threshold = self.threshold(metric)?;
        let mut rules = ScalingRules { last_added: None, last_removed: None, ..self.scaling.clone() };
        let mut units = Vec::with_capacity(values.len() - first);
        let mut at = first;
        while at < values.len() {
            let steps = self.horizon.min(values.len() - at);
            let ladder = self.foretell(metric, &values[..at], *clock, steps + self.reach())?;
            let instants = clock.from(at).instants(steps + self.reach())?;
            let limits: Vec<_> = instants.iter().map(|at| rules.limits(*at)).collect();
            let pace = rules.pace(&self.demand(threshold, &ladder), &limits, &instants);
            units.extend(pace.ready.iter().take(steps));
            at += steps;
            let end = clock.at(at)?;
            for change in pace.moves.iter().filter(|change| change.at < end) {
                rules.units = change.after;
                *(if change.after > change.before { &mut rules.last_added } else { &mut rules.last_removed }) =
                    Some(change.at);
            }
        }
        Ok(units)
    }
}

impl ScalingScore {
    fn of(units: &[u32], needed: &[u32], known: &[bool], hours: &[f64]) -> Self {
        let pairs = units.iter().zip(needed).zip(hours).zip(known);
        let seen = || pairs.clone().filter(|(_, known)| **known).map(|(pair, _)| pair);
        let count = seen().count().max(1) as f64;
        let changes = units.windows(2).filter(|pair| pair[0] != pair[1]).count() as f64;
        let excess = |((units, needed), hours): ((&u32, &u32), &f64)| f64::from(units.saturating_sub(*needed)) * hours;
        Self {
            enough: seen().filter(|((units, needed), _)| units >= needed).count() as f64 / count,
            excess_unit_hours: seen().map(excess).sum(),
            changes_per_day: changes * 24.0 / hours.iter().sum::<f64>(),
        }
    }
}

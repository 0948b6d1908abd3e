//! What a plan would have done, beside a rule that reacts and a size that stays.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::many::CapacityProgress;
use super::planner::Planner;
use super::scaling::{ScalingRules, steps_in};
use crate::{Error, Result};

/// The risks that a simulation tries beside the planner's own.
const RISKS: [f64; 5] = [0.2, 0.1, 0.05, 0.02, 0.005];

/// Most plans of one simulation.
const MOST_PLANS: u64 = 10_000;

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
    /// Plays the last `held` values of a metric, which ends at `now`, with plans made from what came before: one for each
    /// horizon. A declared event without a told effect counts from its first occurrence on.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a metric that units do not help, [`Error::Shape`] if fewer than two values come before those
    /// held, or all of these are missing, [`Error::Limit`] for more than 10,000 plans, and those of [`plan`](Self::plan).
    pub fn simulate(&self, metric: &str, values: &[f64], held: usize, now: DateTime<Utc>) -> Result<ScalingSimulation> {
        self.simulate_with(metric, values, held, now, &mut |_, _| Ok(()))
    }

    /// The same as [`simulate`](Self::simulate); `progress` is told after each plan how many are made of how many, and ends
    /// the work by an error.
    ///
    /// # Errors
    /// As for [`simulate`](Self::simulate), and that of `progress`.
    pub fn simulate_with(
        &self,
        metric: &str,
        values: &[f64],
        held: usize,
        now: DateTime<Utc>,
        progress: &mut CapacityProgress<'_>,
    ) -> Result<ScalingSimulation> {
        self.check()?;
        let threshold = self.threshold(metric)?;
        if !threshold.scales {
            let name = crate::error::shorten(metric);
            return Err(Error::invalid(
                "metric",
                "one that units help",
                format!("{name:?}, of which `scales` is false"),
            ));
        }
        let Some(first) = values.len().checked_sub(held).filter(|first| *first >= 2 && held > 0) else {
            let expected = format!("more than two values before the {held} held back, and one of them at least");
            return Err(Error::shape("values", expected, values.len().to_string()));
        };
        Error::cap("plans", MOST_PLANS, held.div_ceil(self.horizon))?;
        if values.iter().skip(first).all(|value| value.is_nan()) {
            let expected = format!("one at least that is not missing among the {held} held back");
            return Err(Error::shape("values", expected, "none"));
        }
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
        let risks: Vec<f64> = std::iter::once(self.scaling.risk).chain(RISKS).collect();
        let played = planner.play(metric, values, first, &clock, &risks, progress)?;
        let scores: Vec<ScalingScore> = played.iter().map(|units| score(units)).collect();
        let Some((planned, others)) = scores.split_first() else { return Err(Error::shape("risks", "one", "none")) };
        Ok(ScalingSimulation {
            planned: *planned,
            reactive: score(&reactive),
            fixed: score(&vec![fixed; held]),
            trade_off: RISKS
                .into_iter()
                .zip(others)
                .map(|(risk, score)| ScalingTrade { risk, score: *score })
                .collect(),
        })
    }

    /// For each risk the units ready in plans made one after the other, each from where the last one ended.
    fn play(
        &self,
        metric: &str,
        values: &[f64],
        first: usize,
        clock: &Clock,
        risks: &[f64],
        progress: &mut CapacityProgress<'_>,
    ) -> Result<Vec<Vec<u32>>> {
        let threshold = self.threshold(metric)?;
        let rules = |risk: &f64| Planner {
            scaling: ScalingRules { risk: *risk, last_added: None, last_removed: None, ..self.scaling.clone() },
            ..self.clone()
        };
        let mut plays: Vec<(Planner, ScalingRules, Vec<u32>)> =
            risks.iter().map(rules).map(|planner| (planner.clone(), planner.scaling, Vec::new())).collect();
        let mut at = first;
        let of = (values.len() - first).div_ceil(self.horizon);
        for done in 1..=of {
            let steps = self.horizon.min(values.len() - at);
            let ladder = self.foretell(metric, &values[..at], *clock, steps + self.reach(), true)?;
            let instants = clock.from(at).instants(steps + self.reach())?;
            at += steps;
            let end = clock.at(at)?;
            for (planner, rules, units) in &mut plays {
                let limits: Vec<_> = instants.iter().map(|at| rules.limits(*at)).collect();
                let pace = rules.pace(&planner.demand(threshold, &ladder), &limits, &instants);
                units.extend(pace.ready.iter().take(steps));
                for change in pace.moves.iter().filter(|change| change.at < end) {
                    rules.units = change.after;
                    *(if change.after > change.before { &mut rules.last_added } else { &mut rules.last_removed }) =
                        Some(change.at);
                }
            }
            progress(done, of)?;
        }
        Ok(plays.into_iter().map(|(_, _, units)| units).collect())
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

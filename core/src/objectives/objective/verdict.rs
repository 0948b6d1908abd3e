//! Holds values against an objective.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Objective, ObjectiveBound, Statistic};
use crate::objectives::quantity::{Dimension, Measure, beside, show};
use crate::{Error, Reason, Result};

/// Where an objective stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ObjectiveState {
    /// The target is reached.
    OnTarget,
    /// The threshold is kept; the target, if there is one, is not reached.
    Met,
    /// The threshold is not kept.
    Missed,
    /// Nobody measured it.
    NoData,
    /// There is nothing to meet: the metric is only watched.
    Tracked,
}

/// Where one bound of an objective stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BoundVerdict {
    /// Which one: its statistic or qualifier, "value" for the first without either, "peak" for that of the peak.
    pub bound: String,
    /// Where it stands.
    pub status: ObjectiveState,
    /// The value in the base unit of its threshold.
    pub value: Option<f64>,
    /// The threshold and the numbers.
    pub reason: Reason,
}

/// Where an objective stands, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObjectiveVerdict {
    /// The objective's name.
    pub objective: String,
    /// Its metric.
    pub metric: String,
    /// Where it stands: the worst of its bounds.
    pub status: ObjectiveState,
    /// The value that decided, in the base unit of the threshold.
    pub value: Option<f64>,
    /// How far the deciding value lies on the good side of its threshold, as a share of the threshold; negative on the
    /// bad side. Missing without a value and for a threshold of zero.
    pub margin: Option<f64>,
    /// What decided, with the numbers.
    pub reason: Reason,
    /// Each bound that was looked at.
    pub bounds: Vec<BoundVerdict>,
}

impl ObjectiveBound {
    /// What a value of this bound is called.
    pub(in crate::objectives) fn label(&self, index: usize) -> String {
        match (self.statistic, &self.qualifier) {
            (Some(statistic), _) => statistic.to_string(),
            (None, Some(qualifier)) if index > 0 => qualifier.clone(),
            _ if index == 0 => "value".to_owned(),
            _ => format!("value {}", index + 1),
        }
    }

    fn margin(&self, value: f64) -> Option<f64> {
        let threshold = self.threshold.value;
        let distance = (value - threshold) / threshold.abs();
        let signed = if self.comparison.holds(threshold + 1.0, threshold) { distance } else { -distance };
        signed.is_finite().then_some(signed)
    }
}

impl Objective {
    /// Where the objective stands with one value: a number in the base unit of the threshold, a
    /// [`Quantity`](crate::objectives::Quantity) with its own unit, or nothing. The value is held against the first bound
    /// and the target; [`status_each`](Self::status_each) and [`status_of`](Self::status_of) judge every bound.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a quantity of another kind, for infinity, and for a bare number over 1 where at least 50 % to
    /// 100 % are asked for: 99.9 is meant as 99.9 % then. NaN is a missing value.
    pub fn status(&self, value: impl Into<Measure>) -> Result<ObjectiveVerdict> {
        let value = value.into();
        let checked = match self.bounds.first() {
            Some(bound) => vec![self.check(0, bound, &value)?],
            None => self.aimed(&value)?.into_iter().collect(),
        };
        Ok(self.verdict(checked))
    }

    /// Where the objective stands with a value for each bound, by its statistic or its qualifier: "average" and "peak" of
    /// "<70% average, <90% peak", "critical" and "normal" of "<2 hours critical, <24 hours normal". The first bound also
    /// answers to "value", that of "(Peak: 5000+ req/sec)" to "peak". A bound without a value has no data.
    ///
    /// # Errors
    ///
    /// As for [`status`](Self::status); [`Error::Unknown`] for a name that no bound has.
    pub fn status_each(&self, values: &BTreeMap<String, Measure>) -> Result<ObjectiveVerdict> {
        Ok(self.verdict(self.check_each(values)?))
    }

    /// As [`status_each`](Self::status_each), by the bounds that have a value as long as one has.
    pub(in crate::objectives) fn status_known(&self, values: &BTreeMap<String, Measure>) -> Result<ObjectiveVerdict> {
        Ok(self.worst(self.check_each(values)?, 0))
    }

    /// What the values of the bounds are called.
    pub(in crate::objectives) fn labels(&self) -> Vec<String> {
        let mut known: Vec<String> = self.bounds.iter().enumerate().map(|(index, bound)| bound.label(index)).collect();
        known.push("value".to_owned());
        known.extend(self.peak.as_ref().map(|_| "peak".to_owned()));
        known
    }

    fn check_each(&self, values: &BTreeMap<String, Measure>) -> Result<Vec<BoundVerdict>> {
        let known = self.labels();
        if let Some(name) = values.keys().find(|name| !known.contains(name)) {
            return Err(Error::unknown("bound", name, known));
        }
        let mut checked = Vec::new();
        for (index, bound) in self.bounds.iter().enumerate() {
            let value = values.get(&bound.label(index)).or_else(|| values.get("value").filter(|_| index == 0));
            checked.push(self.check(index, bound, value.unwrap_or(&Measure::Missing))?);
        }
        if let (Some(peak), Some(value)) = (&self.peak, values.get("peak")) {
            checked.push(check("peak".to_owned(), &self.name, peak, None, value)?);
        }
        if self.bounds.is_empty() {
            checked.extend(self.aimed(values.get("value").unwrap_or(&Measure::Missing))?);
        }
        Ok(checked)
    }

    /// Where the objective stands with the samples of its window, in the base unit of the threshold: each bound is held
    /// against its statistic, the first against the average if the line names none. Bounds of another subset ("critical")
    /// and that of the peak are left out. NaN is a missing sample.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for infinity, [`Error::Range`] for samples whose sum is too large.
    pub fn status_of(&self, samples: &[f64]) -> Result<ObjectiveVerdict> {
        let mut checked = Vec::new();
        for (index, bound) in self.bounds.iter().enumerate() {
            let statistic = bound.statistic.or((index == 0).then_some(Statistic::Average));
            if let Some(statistic) = statistic {
                checked.push(self.check(index, bound, &Measure::from(statistic.of(samples)?))?);
            }
        }
        if self.bounds.is_empty() {
            checked.extend(self.aimed(&Measure::from(Statistic::Average.of(samples)?))?);
        }
        Ok(self.verdict(checked))
    }

    fn check(&self, index: usize, bound: &ObjectiveBound, value: &Measure) -> Result<BoundVerdict> {
        let target = self.target.as_ref().filter(|_| index == 0);
        check(bound.label(index), &self.name, bound, target, value)
    }

    /// A line that has a target alone.
    fn aimed(&self, value: &Measure) -> Result<Option<BoundVerdict>> {
        let Some(target) = &self.target else { return Ok(None) };
        let mut found = check("value".to_owned(), &self.name, target, None, value)?;
        if found.status == ObjectiveState::Met {
            found.status = ObjectiveState::OnTarget;
        }
        Ok(Some(found))
    }

    fn verdict(&self, checked: Vec<BoundVerdict>) -> ObjectiveVerdict {
        self.worst(checked, 3)
    }

    /// The verdict of the worst bound; `missing` says how bad one without data is.
    fn worst(&self, checked: Vec<BoundVerdict>, missing: u8) -> ObjectiveVerdict {
        let rank = |status: ObjectiveState| match status {
            ObjectiveState::Missed => 4_u8,
            ObjectiveState::NoData => missing,
            ObjectiveState::Met => 2,
            ObjectiveState::OnTarget => 1,
            ObjectiveState::Tracked => 0,
        };
        // Of several equally bad ones the first decides.
        let mut worst: Option<(usize, &BoundVerdict)> = None;
        for (index, each) in checked.iter().enumerate() {
            if worst.is_none_or(|(_, worst)| rank(each.status) > rank(worst.status)) {
                worst = Some((index, each));
            }
        }
        let nothing = || Reason::new(self.text.clone(), "there is no threshold to meet");
        let bound = worst.and_then(|(index, each)| match each.bound.as_str() {
            "peak" if index == self.bounds.len() => self.peak.as_ref(),
            _ => self.bounds.get(index).or(self.target.as_ref()),
        });
        ObjectiveVerdict {
            objective: self.name.clone(),
            metric: self.metric.clone(),
            status: worst.map_or(ObjectiveState::Tracked, |(_, worst)| worst.status),
            value: worst.and_then(|(_, worst)| worst.value),
            margin: worst.and_then(|(_, worst)| worst.value).zip(bound).and_then(|(value, bound)| bound.margin(value)),
            reason: worst.map_or_else(nothing, |(_, worst)| worst.reason.clone()),
            bounds: checked,
        }
    }
}

fn check(
    label: String,
    name: &str,
    bound: &ObjectiveBound,
    target: Option<&ObjectiveBound>,
    given: &Measure,
) -> Result<BoundVerdict> {
    let ObjectiveBound { comparison, threshold, .. } = bound;
    let rule = format!("{name} {bound}");
    let numbers = |reason: Reason| {
        let reason = reason.number("threshold", threshold.value);
        target.map_or(reason.clone(), |target| reason.number("target", target.threshold.value))
    };
    let Some(value) = given.within(&threshold.unit).map_err(|error| error.about(name))? else {
        let reason = numbers(Reason::new(rule, "there is no value"));
        return Ok(BoundVerdict { bound: label, status: ObjectiveState::NoData, value: None, reason });
    };
    let bare = match given {
        Measure::Number(_) => true,
        Measure::Quantity(quantity) => quantity.unit.dimension == Dimension::Number,
        Measure::Missing => false,
    };
    let most = threshold.unit.dimension == Dimension::Share && (0.5..=1.0).contains(&threshold.value);
    if bare && most && comparison.is_upward() && value > 1.0 {
        return Err(Error::invalid(name, "a share such as 0.999, or a percentage as text: 99.9%", value));
    }
    let limit = format!("{}{threshold}", comparison.as_str());
    let shown = beside(value, threshold.value, &threshold.unit);
    let (status, detail) = if !comparison.holds(value, threshold.value) {
        (ObjectiveState::Missed, format!("{shown} is not {limit}"))
    } else {
        match target {
            None => (ObjectiveState::Met, format!("{shown} is {limit}")),
            Some(target) => {
                let aim = format!("{}{}", target.comparison.as_str(), show(target.threshold.value, &threshold.unit));
                let near = beside(value, target.threshold.value, &threshold.unit);
                // Whichever of the two shows more digits keeps both comparisons right.
                let shown = if near.len() > shown.len() { near } else { shown };
                if target.comparison.holds(value, target.threshold.value) {
                    (ObjectiveState::OnTarget, format!("{shown} is {limit}, and on the target of {aim}"))
                } else {
                    (ObjectiveState::Met, format!("{shown} is {limit}, not on the target of {aim}"))
                }
            }
        }
    };
    let reason = numbers(Reason::new(rule, detail)).number("value", value);
    Ok(BoundVerdict { bound: label, status, value: Some(value), reason })
}

//! From need to units: a plan that is ready in time and never flaps.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::options::MOST_VALUES;
use crate::time::{Span, check_instant, format_instant};
use crate::{Error, Reason, Result};

/// How units may be changed.
///
/// ```
/// use hypercare::capacity::ScalingRules;
/// let rules = ScalingRules { minimum: 2, step_down: Some(1), ..ScalingRules::default() };
/// assert_eq!(rules.risk, 0.02);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ScalingRules {
    /// How many units there are now, those ordered and not yet ready included.
    pub units: u32,
    /// How many units there were at each step of the history, up to the last one, for metrics that are the mean of a unit;
    /// as many as now throughout if left empty.
    pub history: Vec<u32>,
    /// When units were last added: no more are before `cooldown_up` is over, and none taken away before `cooldown_down`.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub last_added: Option<DateTime<Utc>>,
    /// When units were last taken away: no more are before `cooldown_down` is over.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub last_removed: Option<DateTime<Utc>>,
    /// The least. This and `maximum`, floors and ceilings hold at once, whatever cooldowns and `step_up` say.
    pub minimum: u32,
    /// The most.
    pub maximum: u32,
    /// The most to add at once; any number if left out. Climbing begins so early that it is done in time.
    pub step_up: Option<u32>,
    /// The most to take away at once; any number if left out.
    pub step_down: Option<u32>,
    /// Take away only if at least this share of the units is to spare, 0 to 1.
    pub hysteresis: f64,
    /// How long one addition must suffice: it is made large enough for the needs of that time, and the next comes no
    /// earlier.
    #[serde(deserialize_with = "super::lengths::length")]
    #[cfg_attr(feature = "schema", schemars(with = "super::lengths::LengthText"))]
    pub cooldown_up: Span,
    /// How long after a change nothing is taken away, and for how long what is left must suffice.
    #[serde(deserialize_with = "super::lengths::length")]
    #[cfg_attr(feature = "schema", schemars(with = "super::lengths::LengthText"))]
    pub cooldown_down: Span,
    /// How long a unit takes from its start until it carries load: it is ordered so long before it is needed.
    #[serde(deserialize_with = "super::lengths::length")]
    #[cfg_attr(feature = "schema", schemars(with = "super::lengths::LengthText"))]
    pub lead_time: Span,
    /// The probability, for each interval, that units do not suffice. From 0.001 to 0.5.
    pub risk: f64,
    /// What a unit costs in an hour.
    pub cost_per_unit_hour: Option<f64>,
    /// Floors and ceilings at certain times, all within `minimum` and `maximum` and none against another.
    pub schedule: Vec<ScheduledLimit>,
}

/// A floor or ceiling of units for a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScheduledLimit {
    /// When it begins.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// When it is over; itself not part of it.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// The least units.
    #[serde(default)]
    pub floor: Option<u32>,
    /// The most units.
    #[serde(default)]
    pub ceiling: Option<u32>,
}

/// How many units when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScalingPlan {
    /// The instant of the first interval.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// The length of an interval.
    pub step: Span,
    /// The zone on whose calendar intervals of days and months are counted; UTC if left out.
    #[serde(default)]
    pub zone: Option<String>,
    /// The least and the most units of the rules.
    pub limits: (u32, u32),
    /// Units needed in each interval at the stated risk, before any rule.
    pub needed: Vec<u32>,
    /// Units planned for each interval.
    pub units: Vec<u32>,
    /// The changes from the units that there are now on. Units are added a lead time before the interval that needs them,
    /// or at once where that is past.
    pub changes: Vec<ScalingChange>,
    /// In how many intervals fewer units are ready than needed, because rules forbid more or because it is too late.
    pub short: usize,
    /// Units times hours, from the instants of the changes.
    pub unit_hours: f64,
    /// What that costs, if the rules say what a unit does.
    pub cost: Option<f64>,
}

/// A change of the number of units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScalingChange {
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// Units before.
    pub before: u32,
    /// Units after.
    pub after: u32,
    /// Why.
    pub reason: Reason,
}

impl Default for ScalingRules {
    /// One unit now, 1 to 100, 10 % hysteresis, an hour of cooldown for both directions, 5 minutes of lead, 2 % risk.
    fn default() -> Self {
        Self {
            units: 1,
            history: Vec::new(),
            last_added: None,
            last_removed: None,
            minimum: 1,
            maximum: 100,
            step_up: None,
            step_down: None,
            hysteresis: 0.1,
            cooldown_up: Span::minutes(60),
            cooldown_down: Span::minutes(60),
            lead_time: Span::minutes(5),
            risk: 0.02,
            cost_per_unit_hour: None,
            schedule: Vec::new(),
        }
    }
}

impl ScalingRules {
    pub(super) fn check(&self) -> Result<()> {
        if self.units == 0 {
            return Err(Error::invalid("scaling.units", "at least 1", self.units));
        }
        Error::cap("units of the history", MOST_VALUES, self.history.len())?;
        for change in [self.last_added, self.last_removed].into_iter().flatten() {
            check_instant(change, "the last change")?;
        }
        if self.minimum > self.maximum {
            return Err(Error::invalid(
                "scaling.maximum",
                format!("at least the minimum, {}", self.minimum),
                self.maximum,
            ));
        }
        if self.step_up == Some(0) || self.step_down == Some(0) {
            let field = if self.step_up == Some(0) { "scaling.step_up" } else { "scaling.step_down" };
            return Err(Error::invalid(field, "at least 1", 0));
        }
        if !(0.0..=1.0).contains(&self.hysteresis) {
            return Err(Error::invalid("scaling.hysteresis", "a share from 0 to 1", self.hysteresis));
        }
        if !(0.001..=0.5).contains(&self.risk) {
            return Err(Error::invalid("scaling.risk", "a probability from 0.001 to 0.5", self.risk));
        }
        if let Some(cost) = self.cost_per_unit_hour.filter(|cost| !(cost.is_finite() && *cost >= 0.0)) {
            return Err(Error::invalid("scaling.cost_per_unit_hour", "a number of 0 or more", cost));
        }
        Error::cap("scheduled limits", 10_000, self.schedule.len())?;
        for (place, limit) in self.schedule.iter().enumerate() {
            let field = |field: &str| format!("scaling.schedule[{place}].{field}");
            check_instant(limit.start, &field("start"))?;
            check_instant(limit.end, &field("end"))?;
            if limit.end <= limit.start {
                return Err(Error::invalid(field("end"), "an instant after its start", format_instant(limit.end)));
            }
            if let Some(floor) = limit.floor.filter(|floor| *floor > self.maximum) {
                return Err(Error::invalid(field("floor"), format!("at most the maximum, {}", self.maximum), floor));
            }
            if let Some(ceiling) = limit.ceiling.filter(|ceiling| *ceiling < self.minimum) {
                return Err(Error::invalid(
                    field("ceiling"),
                    format!("at least the minimum, {}", self.minimum),
                    ceiling,
                ));
            }
        }
        self.check_overlaps()
    }

    /// Refuses a floor above a ceiling of the same time.
    fn check_overlaps(&self) -> Result<()> {
        let ends = |(place, limit): (usize, &ScheduledLimit)| [(limit.start, true, place), (limit.end, false, place)];
        let mut ends: Vec<_> = self.schedule.iter().enumerate().flat_map(ends).collect();
        ends.sort_unstable(); // what ends comes before what begins
        let (mut floors, mut ceilings) = (BTreeSet::new(), BTreeSet::new());
        for (at, begins, place) in ends {
            let Some(limit) = self.schedule.get(place) else { continue };
            for (limit, set) in [(limit.floor, &mut floors), (limit.ceiling, &mut ceilings)] {
                match limit {
                    Some(units) if begins => _ = set.insert((units, place)),
                    Some(units) => _ = set.remove(&(units, place)),
                    None => {}
                }
            }
            if let Some(((floor, here), (ceiling, there))) = floors.last().zip(ceilings.first())
                && floor > ceiling
            {
                let name = format!("scaling.schedule[{here}].floor");
                let at = format_instant(at);
                let expected = format!("at most {ceiling}, the ceiling of scaling.schedule[{there}] at {at}");
                return Err(Error::invalid(name, expected, floor));
            }
        }
        Ok(())
    }

    /// The least and most units at an instant.
    pub(super) fn limits(&self, at: DateTime<Utc>) -> (u32, u32) {
        let now = || self.schedule.iter().filter(|limit| limit.start <= at && at < limit.end);
        let most = now().filter_map(|limit| limit.ceiling).fold(self.maximum, u32::min);
        let least = now().filter_map(|limit| limit.floor).fold(self.minimum, u32::max);
        (least.min(most), most)
    }

    /// The values as the units of now would have seen them, where the metric is the mean of a unit.
    pub(super) fn scaled<'a>(&self, values: &'a [f64], name: &str) -> Result<Cow<'a, [f64]>> {
        if self.history.is_empty() {
            return Ok(Cow::Borrowed(values));
        }
        let Some(from) = self.history.len().checked_sub(values.len()) else {
            let expected = format!("one for each of the {} values of {}", values.len(), crate::error::shorten(name));
            return Err(Error::shape("scaling.history", expected, self.history.len().to_string()));
        };
        let then = self.history.iter().skip(from);
        let now = f64::from(self.units);
        Ok(values.iter().zip(then).map(|(value, then)| value * (f64::from(*then) / now)).collect())
    }
}

const MONTH: f64 = 2_629_746.0; // the mean month of the Gregorian calendar, in seconds

fn seconds(span: Span) -> f64 {
    span.exact().as_seconds_f64() + f64::from(span.calendar_months()) * MONTH
}

/// How many steps a span takes, a part counting as one.
pub(super) fn steps_in(span: Span, step: Span) -> usize {
    let steps = (seconds(span) / seconds(step)).ceil();
    // So many never are; more would overflow what is added to them.
    if steps.is_finite() { (steps as usize).min(usize::MAX / 4) } else { 0 }
}

/// How long a span is, months being mean ones.
pub(super) fn length(span: Span) -> TimeDelta {
    let months = TimeDelta::try_seconds(i64::from(span.calendar_months()) * MONTH as i64).unwrap_or(TimeDelta::MAX);
    span.exact().checked_add(&months).unwrap_or(TimeDelta::MAX)
}

/// How many steps lie at least between instants that are a span apart, one or more.
pub(super) fn steps_between(span: Span, instants: &[DateTime<Utc>]) -> usize {
    let far = instants.first().and_then(|first| first.checked_add_signed(length(span)));
    far.map_or(instants.len(), |far| instants.partition_point(|instant| *instant < far)).max(1)
}

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::events;
use super::ladder::Ladder;
use super::many::{CapacityProgress, of};
use super::options::{Bounds, DeclaredEvent, ForecastOptions, MOST_STEPS, MOST_VALUES};
use super::pace::{Demand, Move};
use super::reasons::Driver;
use super::scaling::{ScalingChange, ScalingPlan, ScalingRules, length, steps_in};
use super::threshold::{CapacityThreshold, ThresholdCrossing};
use super::windows::{MaintenanceOptions, MaintenanceWindow, lowest};
use crate::time::{Span, format_instant};
use crate::{Error, Result};

/// Most metrics of one plan.
const MOST_METRICS: u64 = 10_000;

/// What to expect of metrics with thresholds, and what to do about it.
///
/// ```
/// use std::collections::BTreeMap;
/// use hypercare::capacity::{Planner, ScalingRules};
/// use hypercare::time::parse_instant;
/// let planner = Planner { scaling: ScalingRules { units: 4, ..ScalingRules::default() }, ..Planner::default() };
/// let cpu: Vec<f64> = (0..240).map(|hour| if hour % 24 > 7 { 85.0 } else { 20.0 }).collect();
/// let plan = planner.plan(&BTreeMap::from([("cpu".to_owned(), cpu)]), parse_instant("2026-01-05T00:00:00Z")?)?;
/// assert_eq!(plan.scaling.units[12], 5); // 4 units at 85 % are 5 at 70 %
/// assert_eq!(plan.crossings[0].probability, 1.0);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Planner {
    /// From one value to the next: a text such as "1h", or a number of seconds.
    #[serde(deserialize_with = "super::lengths::length")]
    #[cfg_attr(feature = "schema", schemars(with = "super::lengths::LengthText"))]
    pub step: Span,
    /// How many steps to look ahead.
    pub horizon: usize,
    /// The thresholds of each metric. Metrics without any are refused.
    pub thresholds: BTreeMap<String, CapacityThreshold>,
    /// The IANA zone in which days and weeks repeat; UTC if left out.
    pub zone: Option<String>,
    /// What is known to happen.
    pub events: Vec<DeclaredEvent>,
    /// How units may be changed.
    pub scaling: ScalingRules,
    /// How long maintenance takes; two hours if left out, or the horizon where that is shorter.
    #[serde(deserialize_with = "super::lengths::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<super::lengths::LengthText>"))]
    pub window: Option<Span>,
    /// How many maintenance windows to look for; 0 for none.
    pub windows: usize,
    /// How long before now the last value of a metric may lie; as long as the horizon if left out, a day at least. What
    /// ended before that is refused: nothing is planned on the word of an exporter that is dead.
    #[serde(deserialize_with = "super::lengths::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<super::lengths::LengthText>"))]
    pub stale_after: Option<Span>,
}

/// What a planner found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CapacityPlan {
    /// For each metric, those of `scale_up`, `warn_at` and `scale_down`, as far as it has them. Crossings by a metric that
    /// is the mean of a unit are those that today's number of units would see.
    pub crossings: Vec<ThresholdCrossing>,
    /// Units for each interval.
    pub scaling: ScalingPlan,
    /// The times of least use: the load is the mean over all metrics that units help of the share of its threshold that
    /// each reaches (over all others where there is none). Times of declared events are avoided, unless the event is told
    /// to lower the load.
    pub windows: Vec<MaintenanceWindow>,
    /// What else should be known, as sentences for people.
    pub notes: Vec<String>,
}

impl Default for Planner {
    /// Hourly values, a week ahead, with the thresholds of the launch plan: processor 70 and 30 percent, memory 80 and
    /// 40, requests 1000 and 200 for each unit, disk 90 with a warning at 75.
    fn default() -> Self {
        let percent = |scale_up: f64, scale_down: f64| CapacityThreshold {
            scale_up,
            scale_down: Some(scale_down),
            warn_at: None,
            capacity: None,
            bounds: Bounds::Percent,
            scales: true,
        };
        let requests = CapacityThreshold { bounds: Bounds::Nonnegative, ..percent(1000.0, 200.0) };
        let disk = CapacityThreshold { scale_down: None, warn_at: Some(75.0), scales: false, ..percent(90.0, 0.0) };
        let thresholds =
            [("cpu", percent(70.0, 30.0)), ("memory", percent(80.0, 40.0)), ("requests", requests), ("disk", disk)];
        Self {
            step: Span::minutes(60),
            horizon: 168,
            thresholds: thresholds.map(|(name, threshold)| (name.to_owned(), threshold)).into(),
            zone: None,
            events: Vec::new(),
            scaling: ScalingRules::default(),
            window: None,
            windows: 3,
            stale_after: None,
        }
    }
}

impl Planner {
    /// Foretells every metric from `now` on and plans for them. The last value of each series is of the step before
    /// `now`; NaN means missing, and where the last values are, the notes say since when. Without a metric that units help
    /// they stay as many as they are.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a metric without thresholds, [`Error::Invalid`] for thresholds and rules out of their
    /// ranges or against each other and for a metric whose last value is older than `stale_after`, [`Error::Limit`] for more than 100,000 steps or 10 million of all metrics, [`Error::Shape`] for fewer units
    /// of the history than values, and those of [`forecast`](super::forecast).
    pub fn plan(&self, metrics: &BTreeMap<String, Vec<f64>>, now: DateTime<Utc>) -> Result<CapacityPlan> {
        self.plan_with(metrics, now, &mut |_, _| Ok(()))
    }

    /// The same as [`plan`](Self::plan); `progress` is told after each metric how many are done of how many, and ends the
    /// work by an error.
    ///
    /// # Errors
    /// As for [`plan`](Self::plan), and that of `progress`.
    pub fn plan_with(
        &self,
        metrics: &BTreeMap<String, Vec<f64>>,
        now: DateTime<Utc>,
        progress: &mut CapacityProgress<'_>,
    ) -> Result<CapacityPlan> {
        self.check()?;
        Error::cap("metrics", MOST_METRICS, metrics.len())?;
        if metrics.is_empty() {
            return Err(Error::shape("metrics", "at least one", "none"));
        }
        let steps = self.horizon + self.reach();
        Error::cap("steps of all metrics", MOST_VALUES, steps.saturating_mul(metrics.len()))?;
        let ahead = Clock::new(now, self.step, self.zone.as_deref())?;
        let instants = ahead.instants(steps)?;
        let (mut crossings, mut notes) = (Vec::new(), Vec::new());
        let mut load = Load::new(self.horizon);
        let mut demand = Demand { needed: vec![0; steps], kept: vec![0; steps] };
        let mut drivers: Vec<Option<Driver<'_>>> = vec![None; steps];
        for (done, (name, values)) in metrics.iter().enumerate() {
            progress(done, metrics.len())?;
            let threshold = self.threshold(name)?;
            let clock = Clock::ending(now, values.len(), self.step, self.zone.as_deref())?;
            let late = values.iter().rev().take_while(|value| value.is_nan()).count();
            if (1..values.len()).contains(&late) {
                let end = clock.at(values.len() - late)?;
                self.check_age(name, end, now)?;
                let age = Span::of(now - end)?;
                notes.push(format!(
                    "{name} ends {age} before now: the last {late} values are missing, and foretold, too"
                ));
            }
            let ladder = self.foretell(name, values, clock, steps, false)?;
            crossings.extend(threshold.crossings(name, &ladder, &instants[..self.horizon]));
            let unit = threshold.unit();
            let by = if threshold.capacity.is_some() { f64::from(self.scaling.units) } else { 1.0 };
            load.add(ladder.forecast.mean.iter().map(|mean| mean / unit / by), threshold.scales);
            if !threshold.scales {
                continue;
            }
            for (step, driver) in drivers.iter_mut().enumerate() {
                let upper = ladder.quantile(step, 1.0 - self.scaling.risk);
                let units = threshold.units(upper, self.scaling.units);
                if units > demand.needed[step] {
                    demand.needed[step] = units;
                    *driver = Some(Driver { name, threshold, upper });
                }
                let kept = threshold.kept(ladder.forecast.mean[step], self.scaling.units);
                demand.kept[step] = demand.kept[step].max(kept);
            }
            let full = values.iter().filter(|value| **value >= threshold.most()).count();
            if full > 0 {
                notes.push(format!(
                    "{name} was full in {full} of {} steps: what was asked for beyond that is not known, more units may be needed",
                    values.len()
                ));
            }
        }
        progress(metrics.len(), metrics.len())?;
        let silent = !metrics.keys().any(|name| self.scales(name));
        if silent {
            demand.needed.fill(self.scaling.units);
            notes.push(
                "no metric says how many units are needed: they stay as many as they are within their limits"
                    .to_owned(),
            );
        }
        let mut scaling = self.scale(&demand, &drivers, &instants, &ahead)?;
        if silent {
            scaling.needed.fill(0);
        }
        let windows = self.maintain(&load.mean(), &ahead, &mut notes)?;
        Ok(CapacityPlan { crossings, scaling, windows, notes })
    }

    /// The plan for what is asked of units.
    fn scale(
        &self,
        demand: &Demand,
        drivers: &[Option<Driver<'_>>],
        instants: &[DateTime<Utc>],
        ahead: &Clock,
    ) -> Result<ScalingPlan> {
        let limits: Vec<_> = instants.iter().map(|at| self.scaling.limits(*at)).collect();
        let mut pace = self.scaling.pace(demand, &limits, instants);
        let end = ahead.at(self.horizon)?;
        pace.moves.retain(|change| change.at < end);
        pace.units.truncate(self.horizon);
        let short = pace.ready.iter().zip(&demand.needed).take(self.horizon).filter(|(ready, needed)| ready < needed);
        let (mut unit_hours, mut level, mut since) = (0.0, self.scaling.units, ahead.at(0)?);
        let hours = |from: DateTime<Utc>, to: DateTime<Utc>| (to - from).as_seconds_f64() / 3600.0;
        for change in &pace.moves {
            unit_hours += f64::from(level) * hours(since, change.at);
            (level, since) = (change.after, change.at);
        }
        unit_hours += f64::from(level) * hours(since, end);
        let change = |change: &Move| ScalingChange {
            at: change.at,
            before: change.before,
            after: change.after,
            reason: self.reason(change, demand, drivers, &limits, instants),
        };
        Ok(ScalingPlan {
            start: ahead.at(0)?,
            step: self.step,
            zone: self.zone.clone(),
            limits: (self.scaling.minimum, self.scaling.maximum),
            short: short.count(),
            cost: self.scaling.cost_per_unit_hour.map(|cost| cost * unit_hours),
            needed: demand.needed.iter().take(self.horizon).copied().collect(),
            changes: pace.moves.iter().map(change).collect(),
            units: pace.units,
            unit_hours,
        })
    }

    /// Times for maintenance.
    fn maintain(&self, load: &[f64], ahead: &Clock, notes: &mut Vec<String>) -> Result<Vec<MaintenanceWindow>> {
        if self.windows == 0 {
            return Ok(Vec::new());
        }
        let start = ahead.at(0)?;
        let horizon = Span::of(ahead.at(self.horizon)? - start)?;
        let usual = Span::minutes(120);
        let window = self.window.unwrap_or(if steps_in(usual, self.step) > self.horizon { horizon } else { usual });
        let length = steps_in(window, self.step);
        if length == 0 || length > self.horizon {
            let expected = format!("a length of time above 0 and of at most {} steps", self.horizon);
            return Err(Error::invalid("window", expected, window));
        }
        let options = MaintenanceOptions {
            count: self.windows,
            zone: self.zone.clone(),
            events: self.events.clone(),
            ..MaintenanceOptions::new(self.step, start, window)
        };
        let found = lowest(load, |_| None, &options, ahead)?;
        if found.is_empty() {
            notes.push("no time for maintenance is free of declared events".to_owned());
        }
        Ok(found)
    }

    /// How many steps past the horizon decide on its last ones: units that are taken away stay away.
    pub(super) fn reach(&self) -> usize {
        let steps = |span: Span| steps_in(span, self.step);
        let cooldown = steps(self.scaling.cooldown_up).max(steps(self.scaling.cooldown_down));
        let most = usize::try_from(MOST_STEPS).unwrap_or(usize::MAX);
        cooldown.saturating_add(steps(self.scaling.lead_time)).min(most.saturating_sub(self.horizon))
    }

    pub(super) fn check(&self) -> Result<()> {
        if length(self.step) < chrono::TimeDelta::milliseconds(1) {
            return Err(Error::invalid("step", "a length of time of at least 1 ms", self.step));
        }
        if self.horizon == 0 {
            return Err(Error::invalid("horizon", "at least one step", self.horizon));
        }
        Error::cap("horizon, steps", MOST_STEPS, self.horizon)?;
        if self.windows > 1000 {
            return Err(Error::invalid("windows", "a number from 0 to 1000", self.windows));
        }
        self.scaling.check()?;
        for (name, threshold) in &self.thresholds {
            let field = |field: &str| format!("threshold {:?}, {field}", crate::error::shorten(name));
            if !(threshold.scale_up.is_finite() && threshold.scale_up > 0.0) {
                return Err(Error::invalid(field("scale_up"), "a number above 0", threshold.scale_up));
            }
            for (what, value) in [("scale_down", threshold.scale_down), ("warn_at", threshold.warn_at)] {
                if let Some(value) = value.filter(|value| !(value.is_finite() && *value < threshold.scale_up)) {
                    let expected = format!("a number below {}, above which there are too few", threshold.scale_up);
                    return Err(Error::invalid(field(what), expected, value));
                }
            }
            if let Some(capacity) = threshold.capacity.filter(|capacity| !(capacity.is_finite() && *capacity > 0.0)) {
                return Err(Error::invalid(field("capacity"), "a number above 0", capacity));
            }
        }
        Ok(())
    }

    fn scales(&self, metric: &str) -> bool {
        self.thresholds.get(metric).is_some_and(|threshold| threshold.scales)
    }

    /// Refuses a metric whose values ended too long ago.
    fn check_age(&self, metric: &str, end: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
        let ahead = Clock::new(now, self.step, self.zone.as_deref())?.at(self.horizon)? - now;
        let most = self.stale_after.map_or(ahead.max(chrono::TimeDelta::days(1)), length);
        if now - end <= most {
            return Ok(());
        }
        let name = format!("metric {:?}, end", crate::error::shorten(metric));
        let expected = format!("at most {} before {}, which is now", Span::of(most)?, format_instant(now));
        Err(Error::invalid(name, expected, format_instant(end)))
    }

    pub(super) fn threshold(&self, metric: &str) -> Result<&CapacityThreshold> {
        let known = || self.thresholds.keys().take(5).cloned().collect();
        self.thresholds.get(metric).ok_or_else(|| Error::unknown("metric with thresholds", metric, known()))
    }

    /// A forecast of a metric that begins with a clock; if `then`, of events only with what was known then.
    pub(super) fn foretell(
        &self,
        name: &str,
        values: &[f64],
        clock: Clock,
        horizon: usize,
        then: bool,
    ) -> Result<Ladder> {
        let threshold = self.threshold(name)?;
        let options = ForecastOptions {
            start: Some(clock.at(0)?),
            bounds: threshold.demanded(),
            zone: self.zone.clone(),
            events: self.events.clone(),
            ..ForecastOptions::new(self.step, horizon)
        };
        let end = values.len() + horizon;
        let options = if then { events::known(&options, Some(&clock), values.len(), end) } else { options };
        let mean = threshold.scales && threshold.capacity.is_none();
        let values = if mean { self.scaling.scaled(values, name)? } else { Cow::Borrowed(values) };
        let of = |error| of(error, &format!("metric {:?}", crate::error::shorten(name)));
        Ladder::new(&values, &options, clock).map_err(of)
    }

    /// The history of a metric as [`plan`](Self::plan) takes it, from one that says when it began and how long its steps
    /// are: what is missing up to `now` is NaN.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a step other than the planner's, and for values that do not end before `now`, or not at a
    /// step before it, or before `stale_after`.
    pub fn aligned(
        &self,
        metric: &str,
        values: &[f64],
        step: Option<Span>,
        start: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<Vec<f64>> {
        let name = |field: &str| format!("metric {:?}, {field}", crate::error::shorten(metric));
        if let Some(step) = step.filter(|step| *step != self.step) {
            return Err(Error::invalid(name("step"), format!("the planner's, {}", self.step), step));
        }
        let mut values = values.to_vec();
        if let Some(start) = start {
            let clock = Clock::new(start, self.step, self.zone.as_deref())?;
            let most = usize::try_from(MOST_VALUES).unwrap_or(usize::MAX);
            let count = clock.index(now, most);
            let end = clock.at(values.len())?;
            if end <= now {
                self.check_age(metric, end, now)?;
            }
            if count < values.len() || clock.at(count)? != now {
                let expected = format!("a whole number of steps, and at least {}, before now", values.len());
                return Err(Error::invalid(name("start"), expected, format_instant(start)));
            }
            values.resize(count, f64::NAN);
        }
        Ok(values)
    }

    /// What a metric asks of units at each step of its forecast.
    pub(super) fn demand(&self, threshold: &CapacityThreshold, ladder: &Ladder) -> Demand {
        let units = self.scaling.units;
        let need = |step: usize| threshold.units(ladder.quantile(step, 1.0 - self.scaling.risk), units);
        let means = &ladder.forecast.mean;
        Demand {
            needed: (0..means.len()).map(need).collect(),
            kept: means.iter().map(|mean| threshold.kept(*mean, units)).collect(),
        }
    }
}

/// The mean of what metrics reach of their thresholds.
struct Load {
    helped: (Vec<f64>, f64),
    others: (Vec<f64>, f64),
}

impl Load {
    fn new(steps: usize) -> Self {
        Self { helped: (vec![0.0; steps], 0.0), others: (vec![0.0; steps], 0.0) }
    }

    fn add(&mut self, shares: impl Iterator<Item = f64>, scales: bool) {
        let (sums, count) = if scales { &mut self.helped } else { &mut self.others };
        sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share);
        *count += 1.0;
    }

    fn mean(&self) -> Vec<f64> {
        let (sums, count) = if self.helped.1 > 0.0 { &self.helped } else { &self.others };
        sums.iter().map(|sum| sum / count).collect()
    }
}

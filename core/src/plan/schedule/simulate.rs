//! When may the plan be finished, and which items decide it?

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::chain::seconds;
use super::network::{Network, instant, nanos};
use super::options::{MILLISECOND, SECOND, milliseconds};
use super::outcome::{FinishBin, PlanSimulation, PlanSimulationOptions, RiskImpact, ShortenGain, TaskCriticality};
use super::samples::{Found, Risk, Sampler};
use crate::plan::estimate::Shapes;
use crate::plan::{Estimate, Plan};
use crate::{Error, Reason, Result};

/// Most samples of one simulation.
const MOST_SAMPLES: usize = 10_000_000;
/// Most samples times events, constraints and what risks delay.
const MOST_DRAWS: u64 = 1 << 36;
/// Most risks.
const MOST_RISKS: u64 = 10_000;
/// Most items that are tried shorter.
const MOST_TRIED: usize = 100;
/// Bins of a histogram.
const BINS: i64 = 20;

impl Plan {
    /// Draws the length of every item with a three-point estimate, and every risk, many times, and schedules each draw.
    ///
    /// The risks of the plan count that have a probability, a delay and something to delay. Which items to shorten is
    /// first judged by criticality times mean work, and then tried on the same draws.
    ///
    /// ```
    /// use hypercare::plan::{Plan, PlanSimulationOptions};
    /// # use hypercare::time::parse_instant;
    /// let plan = Plan::from_markdown("
    /// ## Cutover
    /// - [ ] Migration (estimate: 2-4-12 h)
    /// - [ ] Briefing (estimate: 1 h)
    /// - [ ] Checks (estimate: 1-2-3 h, after: migration +30 min, after: briefing)
    /// ")?;
    /// let start = parse_instant("2026-11-24T09:00:00Z")?;
    /// let options =
    ///     PlanSimulationOptions { deadline: Some(parse_instant("2026-11-24T17:00:00Z")?), ..Default::default() };
    /// let simulation = plan.simulate(start, &options)?;
    /// assert!(simulation.p50 < simulation.p80 && simulation.p80 < simulation.p95);
    /// assert!(simulation.on_time.is_some_and(|share| (0.5..0.8).contains(&share)));
    /// assert_eq!(simulation.shorten_first[0].id, "cutover/migration");
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`schedule_with`](Self::schedule_with); [`Error::Invalid`] for an option out of its range,
    /// [`Error::Unknown`] for a risk's id that is not there, [`Error::Limit`] for more than 10,000 risks or 2^36 steps:
    /// samples times starts, finishes, constraints and what risks delay, once more for each item that is tried.
    pub fn simulate(&self, start: DateTime<Utc>, options: &PlanSimulationOptions) -> Result<PlanSimulation> {
        check(options)?;
        let network = Network::new(self, start, &options.schedule)?;
        let mut notes = network.notes.clone();
        let risks = risks(self, options, &network, &mut notes)?;
        let targets: usize = risks.iter().map(|risk| risk.nodes.len()).sum();
        let steps = network.size().saturating_add(targets).saturating_mul(1 + options.tried);
        let what = "simulation, samples times events, dependencies and what risks delay, once more for each item tried";
        Error::cap(what, MOST_DRAWS, options.samples.saturating_mul(steps))?;
        let estimates = network.nodes.iter().map(|node| match node.estimate {
            Some(estimate) => options.schedule.points(&estimate, node.calendar.is_some()).map(Some),
            None => Ok(None),
        });
        let estimates: Vec<Option<Estimate>> = estimates.collect::<Result<_>>()?;
        let delays: Vec<Estimate> = risks.iter().map(|risk| risk.delay).collect();
        for (estimate, node) in estimates.iter().zip(&network.nodes) {
            if let Some(estimate) = estimate {
                estimate.check(&format!("the estimate of {}", node.id))?;
            }
        }
        let shapes = Shapes::of(estimates.iter().flatten().chain(&delays));
        let draw = |estimate: &Estimate| Some(shapes.draw(estimate)).filter(|draw| !draw.is_fixed());
        let draws = estimates.iter().map(|one| one.as_ref().and_then(draw)).collect();
        let delays = delays.iter().map(|delay| shapes.draw(delay)).collect();
        let launch = network.blocking(&mut notes);
        let simulation = Simulated {
            network: &network,
            options,
            risks: &risks,
            launch: launch.is_some(),
            sampler: Sampler::new(&network, options, &risks, draws, delays, launch),
        };
        let found = simulation.sampler.run(None)?;
        simulation.summary(&estimates, &found, notes)
    }
}

fn check(options: &PlanSimulationOptions) -> Result<()> {
    let range = |name: &str, low: usize, most: usize, value: usize| {
        let fits = (low..=most).contains(&value);
        if fits { Ok(()) } else { Err(Error::invalid(name, format!("{low} to {most}"), value)) }
    };
    range("samples", 1, MOST_SAMPLES, options.samples)?;
    range("jobs", 1, 1024, options.jobs)?;
    range("tried", 0, MOST_TRIED, options.tried)?;
    if !(options.shorten > 0.0 && options.shorten <= 1.0) {
        return Err(Error::invalid("shorten", "above 0 and up to 1", options.shorten));
    }
    Ok(())
}

fn risks(
    plan: &Plan,
    options: &PlanSimulationOptions,
    network: &Network<'_>,
    notes: &mut Vec<Reason>,
) -> Result<Vec<Risk>> {
    let ids: HashMap<&str, usize> = network.nodes.iter().enumerate().map(|(index, node)| (node.id, index)).collect();
    let mut found = Vec::new();
    for risk in plan.risks.iter().filter(|_| !options.ignore_plan_risks) {
        let nodes: Vec<usize> = risk.delays.iter().filter_map(|id| ids.get(id.as_str()).copied()).collect();
        match (risk.probability, risk.delay) {
            (Some(probability), Some(delay)) if !nodes.is_empty() && (0.0..=1.0).contains(&probability) => {
                let delay = options.schedule.points(&delay, false)?;
                found.push(Risk { title: risk.title.clone(), probability, delay, nodes });
            }
            _ => {
                let detail = "it has no probability, no delay or nothing to delay, and was left out of account";
                let title: String = risk.title.chars().take(80).collect();
                notes.push(Reason::new(format!("risk {title}"), detail));
            }
        }
    }
    for (index, risk) in options.risks.iter().enumerate() {
        if !(0.0..=1.0).contains(&risk.probability) {
            return Err(Error::invalid(format!("risks[{index}].probability"), "0 to 1", risk.probability));
        }
        let node = |id: &String| ids.get(id.as_str()).map_or_else(|| network.node(id), |&node| Ok(node));
        let nodes = risk.tasks.iter().map(node).collect::<Result<_>>()?;
        let delay = options.schedule.points(&risk.delay, false)?;
        found.push(Risk { title: risk.title.clone(), probability: risk.probability, delay, nodes });
    }
    Error::cap("simulation, risks", MOST_RISKS, found.len())?;
    for risk in &found {
        risk.delay.check("the delay of a risk")?;
    }
    Ok(found)
}

struct Simulated<'a> {
    network: &'a Network<'a>,
    options: &'a PlanSimulationOptions,
    risks: &'a [Risk],
    launch: bool,
    sampler: Sampler<'a>,
}

impl Simulated<'_> {
    fn summary(&self, estimates: &[Option<Estimate>], found: &Found, notes: Vec<Reason>) -> Result<PlanSimulation> {
        let Self { network, options, .. } = *self;
        let finishes = &found.finishes;
        let count = finishes.len();
        let samples = count as f64;
        let mean = mean(finishes, network.start);
        let from_mean = |finish: &i64| seconds(finish.saturating_sub(network.start)) - mean;
        let variance = finishes.iter().map(|finish| from_mean(finish) * from_mean(finish)).sum::<f64>() / samples;
        let (first, last) =
            (finishes.first().copied().unwrap_or_default(), finishes.last().copied().unwrap_or_default());
        let deviation = if first == last { 0.0 } else { variance.sqrt() };
        let quantile = |percent: usize| {
            instant(finishes.get((count * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default())
        };
        let deadline = options.deadline.map(|deadline| nanos(deadline, "deadline")).transpose()?;
        let by = |deadline: i64| finishes.partition_point(|finish| *finish <= deadline) as f64 / samples;
        let share = |node: usize| found.critical.get(node).map_or(0.0, |&count| count as f64 / samples);
        let work = |node: usize| estimates.get(node).copied().flatten().map_or(0.0, |estimate| estimate.mean());
        let mut tasks = Vec::new();
        let mut gains: Vec<(f64, usize)> = Vec::new();
        for (index, node) in network.nodes.iter().enumerate().filter(|(_, node)| node.item.is_some()) {
            let criticality = share(index);
            if criticality == 0.0 && node.estimate.is_none() {
                continue;
            }
            let spread = estimates.get(index).copied().flatten().map_or(0.0, |estimate| estimate.deviation());
            tasks.push(TaskCriticality {
                id: node.id.to_owned(),
                title: node.title.to_owned(),
                criticality,
                sensitivity: if deviation > 0.0 { criticality * spread / deviation } else { 0.0 },
                work_seconds: work(index),
            });
            if criticality * work(index) > 0.0 {
                gains.push((criticality * work(index), index));
            }
        }
        gains.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let mut shorten_first = Vec::new();
        for &(_, index) in gains.iter().take(options.tried) {
            let Some(node) = network.nodes.get(index) else { continue };
            let gain_seconds = mean - self::mean(&self.sampler.run(Some(index))?.finishes, network.start);
            let reason =
                Reason::new(format!("shorten {}", node.id), "the mean finish of the same samples with it shorter")
                    .number("share", options.shorten)
                    .number("criticality", share(index))
                    .number("work_seconds", work(index))
                    .number("gain_seconds", gain_seconds)
                    .at(node.position());
            let (id, title) = (node.id.to_owned(), node.title.to_owned());
            shorten_first.push(ShortenGain { id, title, gain_seconds, reason });
        }
        shorten_first.sort_by(|one, other| other.gain_seconds.total_cmp(&one.gain_seconds));
        let sum: i128 = finishes.iter().map(|finish| i128::from(*finish) - i128::from(network.start)).sum();
        let risks = self.risks.iter().zip(&found.happened).map(|(risk, &(times, then))| {
            let mean = |sum: i128, count: usize| sum as f64 / count as f64 / SECOND as f64;
            let both = times > 0 && times < count;
            let delay_seconds = both.then(|| mean(then, times) - mean(sum - then, count - times));
            RiskImpact { title: risk.title.clone(), happened: times as f64 / samples, delay_seconds }
        });
        Ok(PlanSimulation {
            samples: count,
            mean: instant(network.start.saturating_add(milliseconds(mean))),
            deviation_seconds: deviation,
            p50: quantile(50),
            p80: quantile(80),
            p95: quantile(95),
            on_time: deadline.map(by),
            launch_on_time: self.launch.then(|| found.ready as f64 / samples),
            histogram: histogram(finishes, first, last),
            tasks,
            shorten_first,
            risks: risks.collect(),
            notes,
        })
    }
}

/// The mean in seconds after the start.
fn mean(finishes: &[i64], start: i64) -> f64 {
    let sum: i128 = finishes.iter().map(|finish| i128::from(*finish) - i128::from(start)).sum();
    sum as f64 / finishes.len() as f64 / SECOND as f64
}

fn histogram(finishes: &[i64], first: i64, last: i64) -> Vec<FinishBin> {
    let width = milliseconds(seconds(last.saturating_sub(first) / BINS)).saturating_add(MILLISECOND);
    let mut bins = Vec::new();
    let (mut start, mut counted) = (first, 0);
    while counted < finishes.len() {
        let end = start.saturating_add(width).min(if first == last { last.saturating_add(MILLISECOND) } else { last });
        let below = if end >= last { finishes.len() } else { finishes.partition_point(|finish| *finish < end) };
        bins.push(FinishBin { start: instant(start), end: instant(end), count: below - counted });
        (start, counted) = (end, below);
    }
    bins
}

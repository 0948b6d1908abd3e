//! When may everything be finished, and which tasks decide it?

mod blocks;

use serde::{Deserialize, Serialize};

use blocks::{Job, LANES, Part, Room};

use super::estimate::{Estimate, Shapes};
use crate::stats::jobs::in_rooms;
use crate::stats::wide::widest;
use crate::{Error, Result};

/// Most samples of one simulation.
const MOST_SAMPLES: u64 = 10_000_000;
/// Most tasks of one simulation.
const MOST_TASKS: u64 = 1_000_000;
/// Most samples times tasks, edges and what risks delay.
const MOST_DRAWS: u64 = 1 << 40;

/// Something that may happen and then delays tasks, all of them in the same sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskEvent {
    /// How likely, 0 to 1.
    pub probability: f64,
    /// By how much each of the tasks takes longer if it happens.
    pub delay: Estimate,
    /// The tasks, by index.
    pub tasks: Vec<usize>,
}

/// How to simulate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SimulationOptions {
    /// How many times, 1 to 10,000,000; 10,000 otherwise.
    pub samples: usize,
    /// Same seed, same samples.
    pub seed: u64,
    /// The time by which all should be finished, in the unit of the estimates.
    pub deadline: Option<f64>,
    /// Threads, 1 to 1024; they change no bit.
    pub jobs: usize,
    /// What may happen besides.
    pub risks: Vec<RiskEvent>,
}

impl Default for SimulationOptions {
    fn default() -> Self {
        Self { samples: 10_000, seed: 0, deadline: None, jobs: 1, risks: Vec::new() }
    }
}

/// When everything may be finished, and which tasks decide it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Simulation {
    /// The mean finish.
    pub mean: f64,
    /// Its standard deviation, with samples as the divisor.
    pub deviation: f64,
    /// Half of the samples were finished by then.
    pub p50: f64,
    /// Four in five.
    pub p80: f64,
    /// Nineteen in twenty.
    pub p95: f64,
    /// The share of samples finished by the deadline, if one was given.
    pub on_time: Option<f64>,
    /// For each task the criticality index: the share of samples in which it had no slack.
    pub criticality: Vec<f64>,
    /// For each task the schedule sensitivity index: its criticality times the deviation of its estimate over that of the
    /// finish (PMBOK; Vanhoucke 2010). 0 where the finish never varies.
    pub sensitivity: Vec<f64>,
    /// Up to ten tasks, best first, by how much the mean finish moves when the task is shortened by a small share of its
    /// mean: criticality times mean duration.
    pub shorten_first: Vec<usize>,
    /// The finish of every sample, ascending.
    pub finishes: Vec<f64>,
}

/// Draws every task's duration many times and schedules each draw by the critical path method.
///
/// `edges` are (predecessor, successor, lag) as for [`critical_path`](crate::plan::critical_path), in the unit of the
/// estimates. Times are kept as 32-bit floating-point numbers, to about a ten-millionth part of the longest. Every quantile
/// is that sample which so many are at most as large as.
///
/// ```
/// use hypercare::plan::{Estimate, SimulationOptions, simulate};
/// // Migrate, brief the team, then test.
/// let estimates = [Estimate::pert(2.0, 4.0, 12.0), Estimate::fixed(1.0), Estimate::pert(1.0, 2.0, 3.0)];
/// let options = SimulationOptions { deadline: Some(8.0), ..SimulationOptions::default() };
/// let simulation = simulate(&estimates, &[(0, 2, 0.5), (1, 2, 0.0)], &options)?;
/// assert!((simulation.mean - 7.5).abs() < 0.1); // 5 + 0.5 + 2
/// assert_eq!((simulation.criticality[0], simulation.shorten_first[0]), (1.0, 0));
/// assert!(simulation.on_time.is_some_and(|share| (0.5..0.8).contains(&share)));
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Invalid`] for an estimate or option out of its range and a task that is not there, [`Error::Cycle`],
/// [`Error::Limit`] for more than a million tasks, 10,000 risks or 2^40 draws.
pub fn simulate(
    estimates: &[Estimate],
    edges: &[(usize, usize, f64)],
    options: &SimulationOptions,
) -> Result<Simulation> {
    check(estimates, edges, options)?;
    let SimulationOptions { samples, jobs, .. } = *options;
    let shapes = Shapes::of(estimates.iter().chain(options.risks.iter().map(|risk| &risk.delay)));
    let job = Job::new(&shapes, estimates, edges, options)?;
    let blocks = samples.div_ceil(job.width * LANES);
    // Some parts a thread, so that none waits long for another; sums of whole numbers do not depend on who finds them.
    let parts = blocks.min(4 * jobs);
    let (rooms, _) = in_rooms(
        jobs,
        parts,
        || Room::new(&job),
        |part, room| {
            let before = room.last.len();
            widest(Part { job: &job, room, blocks: (blocks * part / parts)..(blocks * (part + 1) / parts) });
            room.last[before..].sort_unstable_by(f32::total_cmp);
        },
    );
    let mut critical = vec![0_u64; estimates.len()];
    let mut finishes: Vec<f64> = Vec::with_capacity(samples);
    for room in rooms {
        finishes.extend(room.last.iter().map(|&finish| f64::from(finish)));
        for (&task, count) in job.network.order.iter().zip(room.counts) {
            critical[task as usize] += u64::from(count);
        }
    }
    // The parts are sorted, which this sort makes use of.
    finishes.sort_by(f64::total_cmp);
    Ok(summary(estimates, &critical, finishes, options.deadline))
}

fn check(estimates: &[Estimate], edges: &[(usize, usize, f64)], options: &SimulationOptions) -> Result<()> {
    let range = |name: &str, most: u64, value: usize| {
        let fits = (1..=most).contains(&(value as u64));
        if fits { Ok(()) } else { Err(Error::invalid(name, format!("1 to {most}"), value)) }
    };
    range("samples", MOST_SAMPLES, options.samples)?;
    range("jobs", 1024, options.jobs)?;
    Error::cap("simulation, tasks", MOST_TASKS, estimates.len())?;
    Error::cap("simulation, risks", 10_000, options.risks.len())?;
    let targets: usize = options.risks.iter().map(|risk| risk.tasks.len()).sum();
    let draws = options.samples.saturating_mul(estimates.len().saturating_add(edges.len()).saturating_add(targets));
    Error::cap("simulation, samples times tasks, edges and what risks delay", MOST_DRAWS, draws)?;
    if let Some(deadline) = options.deadline.filter(|deadline| !deadline.is_finite()) {
        return Err(Error::invalid("deadline", "a finite number", deadline));
    }
    for (task, estimate) in estimates.iter().enumerate() {
        estimate.check(&format!("estimates[{task}]"))?;
    }
    for (index, (_, _, lag)) in edges.iter().enumerate() {
        if lag.is_nan() || lag.abs() > 1e30 {
            return Err(Error::invalid(format!("edges[{index}]"), "a lag from -1e30 to 1e30", lag));
        }
    }
    for (index, risk) in options.risks.iter().enumerate() {
        if !(0.0..=1.0).contains(&risk.probability) {
            return Err(Error::invalid(format!("risks[{index}].probability"), "0 to 1", risk.probability));
        }
        risk.delay.check(&format!("risks[{index}].delay"))?;
        if let Some(task) = risk.tasks.iter().find(|&&task| task >= estimates.len()) {
            let expected = format!("tasks below {}", estimates.len());
            return Err(Error::invalid(format!("risks[{index}].tasks"), expected, task));
        }
    }
    Ok(())
}

fn summary(estimates: &[Estimate], critical: &[u64], finishes: Vec<f64>, deadline: Option<f64>) -> Simulation {
    let samples = finishes.len() as f64;
    let mean = finishes.iter().sum::<f64>() / samples;
    let variance = finishes.iter().map(|finish| (finish - mean) * (finish - mean)).sum::<f64>() / samples;
    let (first, last) = (finishes.first().copied().unwrap_or(0.0), finishes.last().copied().unwrap_or(0.0));
    let deviation = if first == last { 0.0 } else { variance.sqrt() };
    let quantile = |percent: usize| {
        finishes.get((finishes.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0.0)
    };
    let criticality: Vec<f64> = critical.iter().map(|&count| count as f64 / samples).collect();
    let each = || estimates.iter().zip(&criticality);
    let sensitivity = each()
        .map(|(estimate, share)| if deviation > 0.0 { share * estimate.deviation() / deviation } else { 0.0 })
        .collect();
    let gains: Vec<f64> = each().map(|(estimate, share)| share * estimate.mean()).collect();
    let mut shorten_first: Vec<usize> = (0..gains.len()).filter(|&task| gains[task] > 0.0).collect();
    shorten_first.sort_by(|&one, &other| gains[other].total_cmp(&gains[one]).then(one.cmp(&other)));
    shorten_first.truncate(10);
    Simulation {
        mean,
        deviation,
        p50: quantile(50),
        p80: quantile(80),
        p95: quantile(95),
        on_time: deadline.map(|deadline| finishes.partition_point(|finish| *finish <= deadline) as f64 / samples),
        criticality,
        sensitivity,
        shorten_first,
        finishes,
    }
}

//! Draws durations and passes over the network many times.
//!
//! Samples run in blocks: each task is visited once a block, with its numbers for all samples of the block side by side in
//! lines of sixteen, so that drawing and both passes are plain loops over lines.

use serde::{Deserialize, Serialize};

use super::critical_path;
use super::estimate::{Draw, Estimate, Shapes};
use crate::stats::jobs::in_order;
use crate::stats::lanes::Lanes;
use crate::{Error, Result};

/// Most samples of one simulation.
const MOST_SAMPLES: u64 = 10_000_000;
/// Most tasks of one simulation.
const MOST_TASKS: u64 = 1_000_000;
/// Most samples times tasks, edges and what risks delay.
const MOST_DRAWS: u64 = 1 << 40;
/// Samples that are drawn and passed side by side.
const LANES: usize = 16;
/// Most lines of a task in a block, and lines of all tasks where that is less, so that they stay in the cache.
const WIDTHS: (usize, usize) = (1, 64);
const BLOCK: usize = 1 << 11;

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
/// `edges` are (predecessor, successor, lag) as for [`critical_path`], in the unit of the estimates. Times are kept as
/// 32-bit floating-point numbers, to about a ten-millionth part of the longest. Every quantile is that sample which so
/// many are at most as large as.
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
    let SimulationOptions { samples, seed, deadline, jobs, risks } = options;
    let (samples, jobs) = (*samples, *jobs);
    check(estimates, edges, options)?;
    let network = Network::new(estimates.len(), edges, risks)?;
    let shapes = Shapes::of(estimates.iter().chain(risks.iter().map(|risk| &risk.delay)));
    let draws: Vec<Draw<'_>> = network.order.iter().map(|&task| shapes.draw(&estimates[task])).collect();
    let delays: Vec<Draw<'_>> = risks.iter().map(|risk| shapes.draw(&risk.delay)).collect();
    let width = (BLOCK / estimates.len().max(1)).clamp(WIDTHS.0, WIDTHS.1).min(samples.div_ceil(LANES));
    let blocks = samples.div_ceil(width * LANES);
    // Some parts a thread, so that none waits long for another; sums of whole numbers do not depend on the parts.
    let parts = blocks.min(4 * jobs);
    let run = |part: usize| {
        let mut room = Room::new(width, estimates.len(), risks.len());
        let mut found = Found { critical: vec![0; estimates.len()], finishes: Vec::new() };
        for block in (blocks * part / parts)..(blocks * (part + 1) / parts) {
            let mut lanes = Lanes::new(*seed, block as u64);
            room.risks(&delays, risks, &mut lanes);
            room.forward(&network, &draws, &mut lanes);
            room.backward(&network, (width * LANES).min(samples - block * width * LANES), &mut found);
        }
        found
    };
    let mut critical = vec![0_u64; estimates.len()];
    let mut finishes: Vec<f64> = Vec::with_capacity(samples);
    for found in in_order(jobs, parts, run) {
        finishes.extend(found.finishes.iter().map(|&finish| f64::from(finish)));
        for (rank, count) in found.critical.into_iter().enumerate() {
            critical[network.order[rank]] += u64::from(count);
        }
    }
    finishes.sort_unstable_by(f64::total_cmp);
    Ok(summary(estimates, &critical, finishes, *deadline))
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

/// The tasks in an order in which each stands after those before it.
struct Network {
    /// The task with each rank.
    order: Vec<usize>,
    /// Where the edges that lead to each rank begin, and where those of the last end.
    starts: Vec<usize>,
    /// Rank of the predecessor, and lag.
    before: Vec<(u32, f32)>,
    /// For each rank whether it may be the last to end: nothing follows it, but with a lead.
    ends: Vec<bool>,
    /// For each rank the risks that delay it.
    risks: Vec<Vec<usize>>,
}

impl Network {
    fn new(tasks: usize, edges: &[(usize, usize, f64)], risks: &[RiskEvent]) -> Result<Self> {
        // With all durations 1 and no lags, the earliest start is the length of the longest way to a task.
        let bare: Vec<_> = edges.iter().map(|&(from, to, _)| (from, to, 0)).collect();
        let level = critical_path(&vec![1; tasks], &bare)?.early_start;
        let mut order: Vec<usize> = (0..tasks).collect();
        order.sort_by_key(|&task| level[task]);
        let mut rank = vec![0; tasks];
        for (place, &task) in order.iter().enumerate() {
            rank[task] = place;
        }
        let mut sorted: Vec<_> = edges.iter().map(|&(from, to, lag)| (rank[to], rank[from], lag as f32)).collect();
        sorted.sort_by_key(|&(to, from, _)| (to, from));
        let starts = (0..=tasks).map(|place| sorted.partition_point(|edge| edge.0 < place)).collect();
        let mut ends = vec![true; tasks];
        sorted.iter().filter(|(_, _, lag)| *lag >= 0.0).for_each(|&(_, from, _)| ends[from] = false);
        let before = sorted.into_iter().map(|(_, from, lag)| (from as u32, lag)).collect();
        let mut delaying = vec![Vec::new(); tasks];
        for (index, risk) in risks.iter().enumerate() {
            for &task in &risk.tasks {
                delaying[rank[task]].push(index);
            }
        }
        Ok(Self { order, starts, before, ends, risks: delaying })
    }

    fn before(&self, rank: usize) -> &[(u32, f32)] {
        &self.before[self.starts[rank]..self.starts[rank + 1]]
    }
}

/// What the blocks of one part found.
struct Found {
    /// For each rank the samples in which it was critical.
    critical: Vec<u32>,
    finishes: Vec<f32>,
}

/// Numbers of samples, one line of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([f32; LANES]);

/// The lines of a block, those of one task side by side.
struct Room {
    width: usize,
    starts: Vec<Line>,
    finishes: Vec<Line>,
    /// A bit for each sample: whether the task is critical in it.
    critical: Vec<u16>,
    delays: Vec<Line>,
    last: Vec<Line>,
}

impl Room {
    fn new(width: usize, tasks: usize, risks: usize) -> Self {
        let lines = |count: usize| vec![Line([0.0; LANES]); count * width];
        let critical = vec![0; tasks * width];
        Self { width, starts: lines(tasks), finishes: lines(tasks), critical, delays: lines(risks), last: lines(1) }
    }

    /// By how much each risk delays.
    fn risks(&mut self, delays: &[Draw<'_>], risks: &[RiskEvent], lanes: &mut Lanes) {
        for ((lines, draw), risk) in self.delays.chunks_exact_mut(self.width).zip(delays).zip(risks) {
            let bound = risk.probability * 4_294_967_296.0;
            for line in lines {
                // Both words are drawn for every sample, so that a probability moves no other draw.
                *line = Line(draw.next(lanes));
                for (delay, word) in line.0.iter_mut().zip(lanes.next()) {
                    *delay = if f64::from(word) < bound { *delay } else { 0.0 };
                }
            }
        }
    }

    /// Draws durations and adds them up along the edges. Not by f32::max, which costs more for the sake of what is not a
    /// number.
    #[allow(clippy::needless_range_loop)] // see Draw::durations
    fn forward(&mut self, network: &Network, draws: &[Draw<'_>], lanes: &mut Lanes) {
        let width = self.width;
        self.last.fill(Line([0.0; LANES]));
        for (rank, draw) in draws.iter().enumerate() {
            let (earlier, here) = self.finishes.split_at_mut(rank * width);
            let (here, starts) = (&mut here[..width], &mut self.starts[rank * width..][..width]);
            let (before, risks) = (network.before(rank), &network.risks[rank]);
            for at in 0..width {
                let mut length = draw.next(lanes);
                for &risk in risks {
                    let more = &self.delays[risk * width + at].0;
                    for lane in 0..LANES {
                        length[lane] += more[lane];
                    }
                }
                let mut start = [0.0; LANES];
                for &(before, lag) in before {
                    let finish = &earlier[before as usize * width + at].0;
                    for lane in 0..LANES {
                        let after = finish[lane] + lag;
                        start[lane] = if after > start[lane] { after } else { start[lane] };
                    }
                }
                starts[at].0 = start;
                for lane in 0..LANES {
                    here[at].0[lane] = start[lane] + length[lane];
                }
            }
            if network.ends[rank] {
                for at in 0..width {
                    let (last, finish) = (&mut self.last[at].0, &here[at].0);
                    for lane in 0..LANES {
                        last[lane] = if finish[lane] > last[lane] { finish[lane] } else { last[lane] };
                    }
                }
            }
        }
    }

    /// From the last task back: critical is what ends last, and what a critical task waited for to the end.
    fn backward(&mut self, network: &Network, samples: usize, found: &mut Found) {
        let width = self.width;
        self.critical.fill(0);
        // Samples beyond the last are no samples.
        let whole = |at: usize| ((1_u32 << samples.saturating_sub(at * LANES).min(LANES)) - 1) as u16;
        for rank in (0..network.order.len()).rev() {
            let (earlier, here) = self.critical.split_at_mut(rank * width);
            for (at, critical) in here[..width].iter_mut().enumerate() {
                if network.ends[rank] {
                    *critical |= equal(&self.finishes[rank * width + at], 0.0, &self.last[at]) & whole(at);
                }
                if *critical == 0 {
                    continue;
                }
                found.critical[rank] += critical.count_ones();
                let start = &self.starts[rank * width + at];
                for &(before, lag) in network.before(rank) {
                    let place = before as usize * width + at;
                    earlier[place] |= *critical & equal(&self.finishes[place], lag, start);
                }
            }
        }
        found.finishes.extend(self.last.iter().flat_map(|line| line.0).take(samples));
    }
}

/// In which samples `line + lag` is `other`.
#[allow(clippy::needless_range_loop)] // see Draw::durations
#[inline(always)]
fn equal(line: &Line, lag: f32, other: &Line) -> u16 {
    let mut bits = 0;
    for lane in 0..LANES {
        bits |= u16::from(line.0[lane] + lag == other.0[lane]) << lane;
    }
    bits
}

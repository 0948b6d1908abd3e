//! Draws durations and passes over the network many times.
//!
//! Samples run in blocks: each task is visited once a block, with its numbers for all samples of the block side by side in
//! lines of sixteen, so that drawing and both passes are plain loops over lines.

use std::ops::Range;

use super::{RiskEvent, SimulationOptions};
use crate::Result;
use crate::plan::estimate::{Draw, Estimate, Shapes};
use crate::plan::path;
use crate::stats::lanes::Lanes;
use crate::stats::wide::Loops;

/// Samples that are drawn and passed side by side.
pub(super) const LANES: usize = 16;
/// Lines of all tasks in a block, so that they stay in the cache, and most lines of a task.
const BLOCK: usize = 1 << 12;
const WIDEST: usize = 64;
/// Blocks that there are at least where samples are enough, for threads to share.
const BLOCKS: usize = 32;

/// The tasks in an order in which each stands after those before it.
pub(super) struct Network {
    /// The task with each rank.
    pub(super) order: Vec<u32>,
    /// Where the edges that lead to each rank begin, and where those of the last end.
    starts: Vec<usize>,
    /// The first line of the predecessor, and the lag.
    before: Vec<(u32, f32)>,
    /// The ranks that may be the last to end: nothing follows them, but with a lead.
    ends: Vec<usize>,
    /// For each rank the risks that delay it, if there are any.
    risks: Vec<Vec<usize>>,
}

impl Network {
    fn new(tasks: usize, edges: &[(usize, usize, f64)], risks: &[RiskEvent], width: usize) -> Result<Self> {
        let bare: Vec<_> = edges.iter().map(|&(from, to, _)| (from, to, 0)).collect();
        let order = path::order(tasks, &bare)?;
        let mut rank = vec![0; tasks];
        for (place, &task) in order.iter().enumerate() {
            rank[task as usize] = place;
        }
        let (mut starts, mut follows) = (vec![0; tasks + 1], vec![false; tasks]);
        for &(from, to, lag) in edges {
            starts[rank[to]] += 1;
            follows[rank[from]] |= lag >= 0.0;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        // Filled from the end of each, so that where they end becomes where they begin.
        let mut before = vec![(0, 0.0); edges.len()];
        for &(from, to, lag) in edges {
            let place = &mut starts[rank[to]];
            *place -= 1;
            before[*place] = ((rank[from] * width) as u32, lag as f32);
        }
        let mut delaying = vec![Vec::new(); if risks.is_empty() { 0 } else { tasks }];
        for (index, risk) in risks.iter().enumerate() {
            risk.tasks.iter().for_each(|&task| delaying[rank[task]].push(index));
        }
        let ends = (0..tasks).filter(|&place| !follows[place]).collect();
        Ok(Self { order, starts, before, ends, risks: delaying })
    }

    #[inline(always)]
    fn before(&self, rank: usize) -> &[(u32, f32)] {
        &self.before[self.starts[rank]..self.starts[rank + 1]]
    }
}

/// All that the samples have in common.
pub(super) struct Job<'a> {
    pub(super) network: Network,
    /// By rank.
    draws: Vec<Draw<'a>>,
    delays: Vec<Draw<'a>>,
    risks: &'a [RiskEvent],
    seed: u64,
    samples: usize,
    /// Lines of a task in a block.
    pub(super) width: usize,
}

impl<'a> Job<'a> {
    pub(super) fn new(
        shapes: &'a Shapes,
        estimates: &[Estimate],
        edges: &[(usize, usize, f64)],
        options: &'a SimulationOptions,
    ) -> Result<Self> {
        let SimulationOptions { samples, seed, ref risks, .. } = *options;
        let width = (BLOCK / estimates.len().max(1)).min(samples / (BLOCKS * LANES)).clamp(1, WIDEST);
        let network = Network::new(estimates.len(), edges, risks, width)?;
        let draws = network.order.iter().map(|&task| shapes.draw(&estimates[task as usize])).collect();
        let delays = risks.iter().map(|risk| shapes.draw(&risk.delay)).collect();
        Ok(Self { network, draws, delays, risks, seed, samples, width })
    }
}

/// Numbers of samples, one line of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([f32; LANES]);

/// All bits of samples in which something is so.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Mask([u32; LANES]);

/// What a thread works with, and what it found.
pub(super) struct Room {
    /// The lines of a block, those of one task side by side.
    finishes: Vec<Line>,
    /// Samples in which a task is critical; none between two blocks.
    critical: Vec<Mask>,
    delays: Vec<Line>,
    /// For each rank the samples in which it was critical.
    pub(super) counts: Vec<u32>,
    /// The finish of every sample.
    pub(super) last: Vec<f32>,
}

impl Room {
    pub(super) fn new(job: &Job<'_>) -> Self {
        let (tasks, lines) = (job.draws.len(), |count: usize| vec![Line([0.0; LANES]); count * job.width]);
        Self {
            finishes: lines(tasks),
            critical: vec![Mask([0; LANES]); tasks * job.width],
            delays: lines(job.risks.len()),
            counts: vec![0; tasks],
            last: Vec::new(),
        }
    }
}

/// Some blocks, by one thread.
pub(super) struct Part<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) room: &'a mut Room,
    pub(super) blocks: Range<usize>,
}

impl Loops for Part<'_> {
    type Found = ();

    #[inline(always)]
    fn run(mut self) {
        for block in self.blocks.clone() {
            let mut lanes = Lanes::new(self.job.seed, block as u64);
            self.risks(&mut lanes);
            self.forward(&mut lanes);
            let size = self.job.width * LANES;
            self.last(size.min(self.job.samples - block * size));
            self.backward();
        }
    }
}

/// Loops with one thing to do for each lane, as compilers turn those into vector instructions.
#[allow(clippy::needless_range_loop)]
impl Part<'_> {
    /// By how much each risk delays.
    #[inline(always)]
    fn risks(&mut self, lanes: &mut Lanes) {
        let Job { delays, risks, width, .. } = self.job;
        for ((lines, draw), risk) in self.room.delays.chunks_exact_mut(*width).zip(delays).zip(*risks) {
            let bound = risk.probability * 4_294_967_296.0;
            for line in lines {
                // Both words are drawn for every sample, so that a probability moves no other draw.
                *line = Line(draw.next(lanes));
                let words = lanes.next();
                for lane in 0..LANES {
                    line.0[lane] = if f64::from(words[lane]) < bound { line.0[lane] } else { 0.0 };
                }
            }
        }
    }

    /// Draws durations and adds them up along the edges.
    #[inline(always)]
    fn forward(&mut self, lanes: &mut Lanes) {
        let (network, width) = (&self.job.network, self.job.width);
        for (rank, draw) in self.job.draws.iter().enumerate() {
            let (earlier, here) = self.room.finishes.split_at_mut(rank * width);
            let before = network.before(rank);
            for at in 0..width {
                let (mut finish, length) = (start(earlier, before, at), draw.next(lanes));
                for lane in 0..LANES {
                    finish[lane] += length[lane];
                }
                here[at].0 = finish;
            }
            for &risk in network.risks.get(rank).map_or(&[][..], |risks| risks) {
                for at in 0..width {
                    let delay = &self.room.delays[risk * width + at].0;
                    for lane in 0..LANES {
                        here[at].0[lane] += delay[lane];
                    }
                }
            }
        }
    }

    /// The last finishes, and which of the tasks that may be the last to end they are of. Samples beyond the last are no
    /// samples.
    #[inline(always)]
    fn last(&mut self, samples: usize) {
        let (ends, width) = (&self.job.network.ends, self.job.width);
        let Room { finishes, critical, last, .. } = &mut *self.room;
        for at in 0..samples.div_ceil(LANES) {
            let mut latest = [0.0; LANES];
            for &rank in ends {
                let finish = &finishes[rank * width + at].0;
                for lane in 0..LANES {
                    latest[lane] = larger(finish[lane], latest[lane]);
                }
            }
            let count = LANES.min(samples - at * LANES);
            for &rank in ends {
                let (finish, mut mask) = (finishes[rank * width + at].0, [0; LANES]);
                for lane in 0..LANES {
                    mask[lane] = u32::from(finish[lane] == latest[lane] && lane < count).wrapping_neg();
                }
                critical[rank * width + at].0 = mask;
            }
            last.extend_from_slice(&latest[..count]);
        }
    }

    /// From the last task back: critical is what ends last, and what a critical task waited for to the end.
    #[inline(always)]
    fn backward(&mut self) {
        let (network, width) = (&self.job.network, self.job.width);
        let Room { finishes, critical, counts, .. } = &mut *self.room;
        for rank in (0..network.order.len()).rev() {
            let before = network.before(rank);
            for at in 0..width {
                let mask = critical[rank * width + at].0;
                let mut count = 0;
                for lane in 0..LANES {
                    count += mask[lane] & 1;
                }
                if count == 0 {
                    continue;
                }
                counts[rank] += count;
                critical[rank * width + at].0 = [0; LANES];
                let start = start(finishes, before, at);
                for &(first, lag) in before {
                    let place = first as usize + at;
                    let (finish, mut earlier) = (finishes[place].0, critical[place].0);
                    for lane in 0..LANES {
                        let waits = u32::from(finish[lane] + lag == start[lane]);
                        earlier[lane] |= mask[lane] & waits.wrapping_neg();
                    }
                    critical[place].0 = earlier;
                }
            }
        }
    }
}

/// When a task begins whose predecessors have ended.
#[allow(clippy::needless_range_loop)]
#[inline(always)]
fn start(finishes: &[Line], before: &[(u32, f32)], at: usize) -> [f32; LANES] {
    let mut start = [0.0; LANES];
    for &(first, lag) in before {
        let finish = &finishes[first as usize + at].0;
        for lane in 0..LANES {
            start[lane] = larger(finish[lane] + lag, start[lane]);
        }
    }
    start
}

/// Not `f32::max`, which costs more for the sake of what is not a number.
#[inline(always)]
fn larger(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::wide::widest;

    #[test]
    fn every_processor_gives_the_same_bits() {
        let estimate = |task: usize| match task % 5 {
            0 => Estimate::triangular(task as f64, 2.0 * task as f64, 9.0 * task as f64),
            1 => Estimate::fixed(task as f64),
            _ => Estimate::pert(1.0, 1.0 + task as f64, 300.0),
        };
        let estimates: Vec<Estimate> = (0..40).map(estimate).collect();
        let edges: Vec<_> = (1..120).map(|at| (at / 3 / 2, at / 3, at as f64 / 7.0 - 5.0)).collect();
        let edges: Vec<_> = edges.into_iter().filter(|(from, to, _)| from < to).collect();
        let risks = vec![RiskEvent { probability: 0.3, delay: Estimate::pert(1.0, 5.0, 60.0), tasks: vec![0, 7, 39] }];
        let options = SimulationOptions { samples: 5000, seed: 9, risks, ..SimulationOptions::default() };
        let shapes = Shapes::of(estimates.iter());
        let job = Job::new(&shapes, &estimates, &edges, &options).unwrap();
        let found = |wide: bool| {
            let mut room = Room::new(&job);
            let part = Part { job: &job, room: &mut room, blocks: 0..5000_usize.div_ceil(job.width * LANES) };
            if wide {
                widest(part)
            } else {
                part.run()
            }
            (room.last, room.counts)
        };
        assert_eq!(found(true), found(false));
    }
}

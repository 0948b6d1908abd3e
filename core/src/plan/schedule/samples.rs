//! Dates of many samples, sixteen side by side: the passes of [`dates`](super::dates) for all of them at once.

use std::ops::Range;

use super::BindingKind;
use super::hours::{due, opening, range};
use super::network::{Event, Network, finish_of, start_of};
use super::options::{MILLISECOND, milliseconds};
use super::outcome::PlanSimulationOptions;
use crate::Result;
use crate::plan::Estimate;
use crate::plan::estimate::Draw;
use crate::stats::jobs::in_rooms;
use crate::stats::lanes::Lanes;
use crate::stats::wide::{Loops, widest};
use crate::time::Calendar;

/// The longest length in milliseconds, about 290 years.
const MOST_MILLISECONDS: f64 = (i64::MAX / MILLISECOND) as f64 - 1024.0;

/// Samples side by side.
pub(super) const LANES: usize = 16;

/// A risk with its nodes.
pub(super) struct Risk {
    pub(super) title: String,
    pub(super) probability: f64,
    /// In seconds.
    pub(super) delay: Estimate,
    pub(super) nodes: Vec<usize>,
}

/// All that samples have in common.
pub(super) struct Sampler<'a> {
    network: &'a Network<'a>,
    options: &'a PlanSimulationOptions,
    risks: &'a [Risk],
    /// One for each node that has an estimate of more than one length.
    draws: Vec<Option<Draw<'a>>>,
    delays: Vec<Draw<'a>>,
    /// The nodes that must be finished by the launch, and when that is.
    launch: Option<(i64, Vec<usize>)>,
    calendars: Vec<Option<&'a Calendar>>,
    /// The events that may be the last: nothing follows them, but with a lead.
    ends: Vec<Event>,
}

/// What some samples gave.
#[derive(Default)]
pub(super) struct Found {
    /// Ascending.
    pub(super) finishes: Vec<i64>,
    /// For each node the samples in which it was critical.
    pub(super) critical: Vec<u64>,
    /// The samples in which all was finished by the launch that must be.
    pub(super) ready: usize,
    /// For each risk how often it happened, and the sum of the finishes then, in nanoseconds from the start.
    pub(super) happened: Vec<(usize, i128)>,
}

impl<'a> Sampler<'a> {
    pub(super) fn new(
        network: &'a Network<'a>,
        options: &'a PlanSimulationOptions,
        risks: &'a [Risk],
        draws: Vec<Option<Draw<'a>>>,
        delays: Vec<Draw<'a>>,
        launch: Option<(i64, Vec<usize>)>,
    ) -> Self {
        let mut follows = vec![false; network.floors.len()];
        for edge in network.edges().iter().filter(|edge| edge.lag >= 0) {
            follows[edge.from] = true;
        }
        Self {
            calendars: network.nodes.iter().map(|node| node.calendar).collect(),
            ends: (0..follows.len()).filter(|&event| !follows[event]).collect(),
            network,
            options,
            risks,
            draws,
            delays,
            launch,
        }
    }

    /// All samples; or those with one node shorter, without criticality.
    pub(super) fn run(&self, shorter: Option<usize>) -> Result<Found> {
        let PlanSimulationOptions { samples, jobs, .. } = *self.options;
        let blocks = samples.div_ceil(LANES);
        let parts = blocks.min(4 * jobs);
        let blocks_of = |part: usize| (blocks * part / parts)..(blocks * (part + 1) / parts);
        let room = || Room::new(self);
        let (rooms, results) = in_rooms(jobs, parts, room, |part, room| {
            widest(Part { all: self, room, blocks: blocks_of(part), shorter })
        });
        results.into_iter().collect::<Result<()>>()?;
        let mut all = Found {
            critical: vec![0; self.network.nodes.len()],
            happened: vec![(0, 0); self.risks.len()],
            ..Found::default()
        };
        for Found { finishes, critical, ready, happened } in rooms.into_iter().map(|room| room.found) {
            all.finishes.extend(finishes);
            all.ready += ready;
            all.critical.iter_mut().zip(critical).for_each(|(sum, count)| *sum += count);
            for (sum, (count, finishes)) in all.happened.iter_mut().zip(happened) {
                (sum.0, sum.1) = (sum.0 + count, sum.1 + finishes);
            }
        }
        all.finishes.sort_unstable();
        Ok(all)
    }
}

/// Nanoseconds of sixteen samples.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Times([i64; LANES]);

/// What a thread works with, and what it found.
struct Room {
    /// The time of each event, and when what decides would let it come.
    at: Vec<Times>,
    let_by: Vec<Times>,
    /// For each event a bit for each sample in which it decides the finish.
    marks: Vec<u16>,
    /// How long each node takes.
    work: Vec<Times>,
    /// What puts off the finish of nodes that hold others, where risks do.
    put_off: Vec<Times>,
    /// By how much risks delay, and in which samples they do.
    late: Vec<(Times, u16)>,
    found: Found,
}

impl Room {
    fn new(all: &Sampler<'_>) -> Self {
        let (nodes, events, none) = (all.network.nodes.len(), all.network.floors.len(), Times([0; LANES]));
        Self {
            at: vec![none; events],
            let_by: vec![none; events],
            marks: vec![0; events],
            work: vec![none; nodes],
            put_off: vec![none; if all.risks.is_empty() { 0 } else { nodes }],
            late: vec![(none, 0); all.risks.len()],
            found: Found { critical: vec![0; nodes], happened: vec![(0, 0); all.risks.len()], ..Found::default() },
        }
    }
}

/// Some blocks, by one thread.
struct Part<'a> {
    all: &'a Sampler<'a>,
    room: &'a mut Room,
    blocks: Range<usize>,
    shorter: Option<usize>,
}

impl Loops for Part<'_> {
    type Found = Result<()>;

    #[inline(always)]
    fn run(mut self) -> Result<()> {
        let Sampler { network, options, .. } = self.all;
        for block in self.blocks.clone() {
            let count = LANES.min(options.samples - block * LANES);
            let whole = bits(|lane| lane < count);
            self.draw(&mut Lanes::new(options.seed, block as u64));
            let finish = self.forward(count)?;
            let found = &mut self.room.found;
            found.finishes.extend_from_slice(&finish[..count]);
            if self.shorter.is_some() {
                continue;
            }
            for (sum, (_, happens)) in found.happened.iter_mut().zip(&self.room.late) {
                for finish in (0..count).filter(|lane| happens >> lane & 1 == 1).map(|lane| finish[lane]) {
                    *sum = (sum.0 + 1, sum.1 + i128::from(finish) - i128::from(network.start));
                }
            }
            if let Some((at, blocking)) = &self.all.launch {
                let done = |ready: u16, &node: &usize| {
                    let finish = &self.room.at[finish_of(node)].0;
                    ready & bits(|lane| finish[lane] <= *at)
                };
                found.ready += blocking.iter().fold(whole, done).count_ones() as usize;
            }
            self.mark(&finish, whole)?;
        }
        Ok(())
    }
}

/// Loops with one thing to do for each lane, as compilers turn those into vector instructions.
#[allow(clippy::needless_range_loop)]
impl Part<'_> {
    /// How long nodes take and by how much risks delay them.
    #[inline(always)]
    fn draw(&mut self, lanes: &mut Lanes) {
        let Sampler { network, options, risks, draws, delays, .. } = self.all;
        let Room { work, put_off, late, .. } = &mut *self.room;
        for ((late, draw), risk) in late.iter_mut().zip(delays).zip(*risks) {
            // Both words are drawn for every sample, so that a probability moves no other draw.
            let (bound, delay, words) = (risk.probability * 4_294_967_296.0, draw.next(lanes), lanes.next());
            let happens = bits(|lane| f64::from(words[lane]) < bound);
            *late = (nanos(&delay), happens);
            for lane in 0..LANES {
                late.0.0[lane] = if happens >> lane & 1 == 1 { late.0.0[lane] } else { 0 };
            }
        }
        for (node, draw) in draws.iter().enumerate() {
            work[node] = match draw {
                Some(draw) => nanos(&draw.next(lanes)),
                None => Times([network.nodes[node].work; LANES]),
            };
        }
        put_off.fill(Times([0; LANES]));
        for (risk, (late, _)) in risks.iter().zip(late) {
            for &node in &risk.nodes {
                let length = if network.nodes[node].holds { &mut put_off[node] } else { &mut work[node] };
                for lane in 0..LANES {
                    length.0[lane] = length.0[lane].saturating_add(late.0[lane]);
                }
            }
        }
        if let Some(Times(work)) = self.shorter.map(|node| &mut work[node]) {
            for work in work {
                *work -= milliseconds(super::chain::seconds(*work) * options.shorten).min(*work);
            }
        }
    }

    /// The earliest times that edges allow, and the last of them.
    #[inline(always)]
    fn forward(&mut self, count: usize) -> Result<[i64; LANES]> {
        let Sampler { network, calendars, ends, .. } = self.all;
        let Room { at, let_by, work, put_off, .. } = &mut *self.room;
        for &event in &network.order {
            let node = event / 2;
            let (mut time, calendar, work) = ([network.floors[event]; LANES], calendars[node], &work[node].0);
            for edge in network.before(event) {
                let from = &at[edge.from].0;
                match (edge.kind, calendar) {
                    (BindingKind::Work, Some(_)) => {
                        for lane in 0..count {
                            time[lane] = time[lane].max(due(calendar, from[lane], work[lane])?);
                        }
                    }
                    (BindingKind::Work, None) => {
                        for lane in 0..LANES {
                            time[lane] = time[lane].max(from[lane].saturating_add(work[lane]));
                        }
                    }
                    _ if edge.lag == 0 => {
                        for lane in 0..LANES {
                            time[lane] = time[lane].max(from[lane]);
                        }
                    }
                    _ => {
                        for lane in 0..LANES {
                            time[lane] = time[lane].max(from[lane].saturating_add(edge.lag));
                        }
                    }
                }
            }
            let_by[event].0 = time;
            if event == start_of(node) && calendar.is_some() {
                for lane in 0..count {
                    time[lane] = opening(calendar, time[lane], work[lane])?;
                }
            } else if event == finish_of(node)
                && let Some(Times(more)) = put_off.get(node)
            {
                for lane in 0..LANES {
                    time[lane] = time[lane].saturating_add(more[lane]);
                }
            }
            at[event].0 = time;
        }
        let mut last = [network.start; LANES];
        for &event in ends {
            let time = &at[event].0;
            for lane in 0..LANES {
                last[lane] = last[lane].max(time[lane]);
            }
        }
        // What is beyond 64 bits stays at their end.
        if last[..count].contains(&i64::MAX) { Err(range()) } else { Ok(last) }
    }

    /// Marks the events that decide when the last ones come, and counts their nodes.
    #[inline(always)]
    fn mark(&mut self, finish: &[i64; LANES], whole: u16) -> Result<()> {
        let Sampler { network, calendars, ends, .. } = self.all;
        let Room { at, let_by, marks, work, found, .. } = &mut *self.room;
        marks.fill(0);
        for &event in ends {
            let time = &at[event].0;
            marks[event] = bits(|lane| time[lane] == finish[lane]) & whole;
        }
        for &event in network.order.iter().rev() {
            let (node, marked) = (event / 2, marks[event]);
            if event == start_of(node) {
                // The finish of a node comes after its start.
                found.critical[node] += u64::from((marked | marks[finish_of(node)]).count_ones());
            }
            if marked == 0 {
                continue;
            }
            let (time, work) = (&let_by[event].0, &work[node].0);
            for edge in network.before(event) {
                let from = &at[edge.from].0;
                marks[edge.from] |= marked
                    & match (edge.kind, calendars[node]) {
                        (BindingKind::Work, Some(_)) => {
                            let mut decides = 0;
                            for lane in (0..LANES).filter(|lane| marked >> lane & 1 == 1) {
                                let done = due(calendars[node], from[lane], work[lane])?;
                                decides |= u16::from(done == time[lane]) << lane;
                            }
                            decides
                        }
                        (BindingKind::Work, None) => bits(|lane| from[lane].saturating_add(work[lane]) == time[lane]),
                        _ => bits(|lane| from[lane].saturating_add(edge.lag) == time[lane]),
                    };
            }
        }
        Ok(())
    }
}

/// Seconds in nanoseconds, rounded to milliseconds, as far as 64 bits hold them.
#[allow(clippy::needless_range_loop)]
#[inline(always)]
fn nanos(seconds: &[f32; LANES]) -> Times {
    let mut times = [0; LANES];
    for lane in 0..LANES {
        let milliseconds = (f64::from(seconds[lane]) * 1000.0 + 0.5).min(MOST_MILLISECONDS) as i64;
        times[lane] = milliseconds * MILLISECOND;
    }
    Times(times)
}

/// A bit for each lane for which it is so.
#[inline(always)]
fn bits(so: impl Fn(usize) -> bool) -> u16 {
    let mut bits = 0;
    for lane in 0..LANES {
        bits |= u16::from(so(lane)) << lane;
    }
    bits
}

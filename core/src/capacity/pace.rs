//! How units follow needs: ready in time, and never back and forth.

use chrono::{DateTime, TimeDelta, Utc};

use super::scaling::{ScalingRules, length};

/// What is asked of units at each step.
pub(super) struct Demand {
    /// Units needed at the stated risk.
    pub(super) needed: Vec<u32>,
    /// Up to so many are not too many: the load of each is not below its lower threshold.
    pub(super) kept: Vec<u32>,
}

/// Why units change.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cause {
    /// For the need, or the floor, of a step, which lies later where climbing takes time.
    Need(usize),
    /// Nothing within the cooldown needs them, that step most.
    Spare(usize),
    /// The floor of the step itself.
    Floor,
    /// The ceiling of the step itself.
    Ceiling,
}

/// A change, ordered at an instant for a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) step: usize,
    pub(super) at: DateTime<Utc>,
    pub(super) before: u32,
    pub(super) after: u32,
    pub(super) cause: Cause,
}

/// Units over time.
pub(super) struct Pace {
    /// For each step.
    pub(super) units: Vec<u32>,
    /// For each step, those that are ready from its beginning.
    pub(super) ready: Vec<u32>,
    pub(super) moves: Vec<Move>,
}

impl ScalingRules {
    /// Units for each step. Whoever goes down can stay down for the cooldown, and whoever went up stays up for it, so the
    /// plan never flaps, whatever the needs; only floors and ceilings may force it.
    pub(super) fn pace(&self, demand: &Demand, limits: &[(u32, u32)], instants: &[DateTime<Utc>]) -> Pace {
        let (lead, up, down) = (length(self.lead_time), length(self.cooldown_up), length(self.cooldown_down));
        let now = instants.first().copied().unwrap_or_default();
        let plus = |at: DateTime<Utc>, by: TimeDelta| at.checked_add_signed(by).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let before = |at: DateTime<Utc>| instants.partition_point(|instant| *instant < at);
        let (wanted, origin) = self.wanted(&demand.needed, limits, instants);
        let (wanted, kept) = (Peaks::new(&wanted), Peaks::new(&demand.kept));
        let mut level = self.units;
        let (mut added, mut removed) = (self.last_added, self.last_removed);
        let mut cut = false;
        let mut moves: Vec<Move> = Vec::new();
        let mut units = Vec::with_capacity(limits.len());
        for (step, (&(least, most), &start)) in limits.iter().zip(instants).enumerate() {
            let was = level;
            let mut cause = Cause::Floor;
            let order = start.checked_sub_signed(lead).unwrap_or(now).max(now);
            if wanted.of(step) > level {
                // An addition that a ceiling has cut may go on when the ceiling is over.
                if cut || added.is_none_or(|added| order >= plus(added, up)) {
                    let peak = wanted.highest(step, before(plus(plus(order, up), lead)));
                    level = wanted.of(peak).min(level.saturating_add(self.step_up.unwrap_or(u32::MAX)));
                    cause = Cause::Need(origin.get(peak).copied().unwrap_or(peak));
                    cut = level > most;
                }
            } else {
                let end = before(plus(plus(start, down), lead));
                let peak = wanted.highest(step, end);
                let spare = level.saturating_sub(wanted.of(peak));
                let many = kept.of(kept.highest(step, end)) < level;
                let rested = added.max(removed).is_none_or(|change| start >= plus(change, down));
                if spare > 0 && many && rested && f64::from(spare) >= self.hysteresis * f64::from(level) {
                    level -= spare.min(self.step_down.unwrap_or(u32::MAX));
                    cause = Cause::Spare(peak);
                }
            }
            if level < least {
                (level, cause) = (least, Cause::Floor);
            } else if level > most {
                cause = if most > was { cause } else { Cause::Ceiling };
                level = most;
            }
            units.push(level);
            if level == was {
                continue;
            }
            let mut at = start;
            if level > was {
                // Ready in time, but not before the change before it, nor under a ceiling that forbids it.
                at = moves.last().map_or(order, |last| order.max(last.at));
                for past in (0..step).rev() {
                    let (Some(end), Some((_, most))) = (instants.get(past + 1), limits.get(past)) else { break };
                    if *end <= at {
                        break;
                    }
                    if *most < level {
                        at = *end;
                        break;
                    }
                }
                added = Some(at);
            } else {
                removed = Some(at);
            }
            moves.push(Move { step, at, before: was, after: level, cause });
        }
        let mut ready = units.clone();
        for change in moves.iter().filter(|change| change.after > change.before) {
            let from = plus(change.at, lead);
            for step in change.step..before(from) {
                if let Some(ready) = ready.get_mut(step) {
                    *ready = change.before.min(*ready);
                }
            }
        }
        Pace { units, ready, moves }
    }

    /// Units wanted at each step, and the step for whose sake.
    fn wanted(&self, needed: &[u32], limits: &[(u32, u32)], instants: &[DateTime<Utc>]) -> (Vec<u32>, Vec<usize>) {
        let within = needed.iter().zip(limits).map(|(&need, &(least, most))| need.clamp(least, most));
        let mut wanted: Vec<u32> = within.collect();
        let mut origin: Vec<usize> = (0..wanted.len()).collect();
        if let Some(most) = self.step_up {
            // Who may only climb slowly must begin early.
            let apart = super::scaling::steps_between(self.cooldown_up, instants);
            for at in (apart..wanted.len()).rev() {
                let earlier = wanted[at].saturating_sub(most);
                if earlier > wanted[at - apart] {
                    (wanted[at - apart], origin[at - apart]) = (earlier, origin[at]);
                }
            }
        }
        // What cannot be ready before is ordered at once.
        let first = instants.first().and_then(|now| now.checked_add_signed(length(self.lead_time)));
        let soon = first.map_or(wanted.len(), |first| instants.partition_point(|instant| *instant <= first));
        if let Some(peak) = (0..soon.min(wanted.len())).rev().max_by_key(|at| wanted[*at]) {
            let (most, cause) = (wanted[peak], origin[peak]);
            wanted[..soon].fill(most);
            origin[..soon].fill(cause);
        }
        (wanted, origin)
    }
}

/// Where a part of a list is highest, in constant time: for each power of two the highest place of so many from each on.
struct Peaks {
    values: Vec<u32>,
    places: Vec<Vec<u32>>,
}

impl Peaks {
    fn new(values: &[u32]) -> Self {
        let mut places = vec![(0..values.len() as u32).collect::<Vec<_>>()];
        let mut size = 1;
        while 2 * size <= values.len() {
            let last = &places[places.len() - 1];
            let better = |at: usize| Self::better(values, last[at], last[at + size]);
            let next = (0..=values.len() - 2 * size).map(better).collect();
            places.push(next);
            size *= 2;
        }
        Self { values: values.to_vec(), places }
    }

    /// Of equal ones the first.
    fn better(values: &[u32], one: u32, other: u32) -> u32 {
        if values[other as usize] > values[one as usize] { other } else { one }
    }

    fn of(&self, at: usize) -> u32 {
        self.values.get(at).copied().unwrap_or(0)
    }

    /// The highest place from `from` on and before `to`, at least that of `from` itself.
    fn highest(&self, from: usize, to: usize) -> usize {
        let count = to.min(self.values.len()).saturating_sub(from).max(1);
        let power = count.ilog2() as usize;
        let places = &self.places[power.min(self.places.len() - 1)];
        let (Some(one), Some(other)) = (places.get(from), places.get(from + count - (1 << power))) else { return from };
        Self::better(&self.values, *one, *other) as usize
    }
}

//! What the last calls were like.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// Calls counted together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counts {
    pub(super) calls: u32,
    pub(super) failed: u32,
    pub(super) slow: u32,
}

impl Counts {
    pub(super) fn of(failed: bool, slow: bool) -> Self {
        Self { calls: 1, failed: u32::from(failed), slow: u32::from(slow) }
    }

    fn add(&mut self, other: Self) {
        self.calls = self.calls.saturating_add(other.calls);
        self.failed = self.failed.saturating_add(other.failed);
        self.slow = self.slow.saturating_add(other.slow);
    }

    fn subtract(&mut self, other: Self) {
        self.calls = self.calls.saturating_sub(other.calls);
        self.failed = self.failed.saturating_sub(other.failed);
        self.slow = self.slow.saturating_sub(other.slow);
    }

    fn fits(self) -> bool {
        self.failed <= self.calls && self.slow <= self.calls
    }
}

/// A sliding window: the last calls, or those of the last seconds counted by the second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Window {
    /// How many calls, or how many seconds.
    size: u32,
    timed: bool,
    /// The second of each entry, or 0, and what was counted.
    entries: VecDeque<(i64, Counts)>,
    total: Counts,
}

impl Window {
    pub(super) fn calls(size: u32) -> Self {
        Self { size, timed: false, entries: VecDeque::new(), total: Counts::default() }
    }

    pub(super) fn seconds(size: u32) -> Self {
        Self { timed: true, ..Self::calls(size) }
    }

    pub(super) fn record(&mut self, second: i64, counts: Counts) {
        self.reach(second);
        self.total.add(counts);
        match self.entries.back_mut().filter(|(last, _)| self.timed && *last >= second) {
            Some((_, last)) => last.add(counts),
            None => self.entries.push_back((second, counts)),
        }
        if !self.timed && self.entries.len() > self.size as usize {
            self.drop_first();
        }
    }

    /// Forgets the seconds that lie behind a window which ends with this one.
    pub(super) fn reach(&mut self, second: i64) {
        if self.timed {
            let first = second.saturating_sub(i64::from(self.size)).saturating_add(1);
            while self.entries.front().is_some_and(|(at, _)| *at < first) {
                self.drop_first();
            }
        }
    }

    /// Forgets the seconds behind this one, which have not come yet after all.
    pub(super) fn unwind(&mut self, second: i64) {
        while self.timed && self.entries.back().is_some_and(|(at, _)| *at > second) {
            if let Some((_, counts)) = self.entries.pop_back() {
                self.total.subtract(counts);
            }
        }
    }

    fn drop_first(&mut self) {
        if let Some((_, counts)) = self.entries.pop_front() {
            self.total.subtract(counts);
        }
    }

    pub(super) fn total(&self) -> Counts {
        self.total
    }

    /// Whether this is a window of the same kind in a state that it can have.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let mut total = Counts::default();
        self.entries.iter().for_each(|(_, counts)| total.add(*counts));
        let ordered = self.entries.iter().is_sorted_by_key(|(second, _)| *second);
        (self.size, self.timed) == (other.size, other.timed)
            && total == self.total
            && self.entries.len() <= self.size as usize
            && (!self.timed || ordered)
            && self.entries.iter().all(|(_, counts)| counts.fits() && (self.timed || counts.calls == 1))
    }
}

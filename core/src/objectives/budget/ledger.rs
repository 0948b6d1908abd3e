//! Counts of good and bad events by slots of time, with sums over any window.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::time::format_instant;
use crate::{Error, Result};

/// Events in all: beyond it a count is no exact float.
const EVENTS: u64 = 1 << 53;

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Slot {
    events: u64,
    bad: u64,
}

/// Counts by slot. A slot that has begun counts whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ledger {
    /// Seconds of a slot.
    resolution: i64,
    /// Slots that are kept.
    kept: i64,
    /// The last slot that events came in.
    last: Option<i64>,
    /// Events of all slots.
    events: u64,
    slots: BTreeMap<i64, Slot>,
}

impl Ledger {
    pub(super) fn new(resolution: i64, window: i64) -> Self {
        let kept = window.div_euclid(resolution).max(1);
        Self { resolution, kept, last: None, events: 0, slots: BTreeMap::new() }
    }

    fn slot(&self, at: DateTime<Utc>) -> i64 {
        at.timestamp().div_euclid(self.resolution)
    }

    fn out_of_order(&self, what: &str, at: DateTime<Utc>, clock: i64) -> Error {
        let clock = DateTime::UNIX_EPOCH.checked_add_signed(TimeDelta::seconds(clock.saturating_mul(self.resolution)));
        Error::OutOfOrder {
            what: what.to_owned(),
            at: format_instant(at),
            clock: clock.map(format_instant).unwrap_or_default(),
        }
    }

    pub(super) fn in_order(&self, now: DateTime<Utc>) -> Result<()> {
        match self.last.filter(|last| self.slot(now) < *last) {
            Some(last) => Err(self.out_of_order("a status", now, last)),
            None => Ok(()),
        }
    }

    pub(super) fn add(&mut self, at: DateTime<Utc>, good: u64, bad: u64) -> Result<()> {
        let slot = self.slot(at);
        let first = self.last.map(|last| last - self.kept + 1);
        if let Some(first) = first.filter(|first| slot < *first) {
            return Err(self.out_of_order("an event", at, first));
        }
        let range = || Error::range("events counted: at most 2^53");
        let new = good.checked_add(bad).ok_or_else(range)?;
        let events = self.events.checked_add(new).filter(|sum| *sum <= EVENTS).ok_or_else(range)?;
        let last = self.last.map_or(slot, |last| last.max(slot));
        self.events = events;
        self.last = Some(last);
        while let Some(oldest) = self.slots.first_entry().filter(|oldest| *oldest.key() <= last - self.kept) {
            self.events -= oldest.remove().events;
        }
        let entry = self.slots.entry(slot).or_default();
        entry.events += new;
        entry.bad += bad;
        Ok(())
    }

    /// Events and bad ones of the slots of the window that ends with that of `now`.
    pub(super) fn within(&self, now: DateTime<Utc>, seconds: i64) -> (u64, u64) {
        let last = self.slot(now);
        let first = last - seconds.div_euclid(self.resolution).max(1) + 1;
        let slots = self.slots.range(first..=last).map(|(_, slot)| slot);
        slots.fold((0, 0), |(events, bad), slot| (events + slot.events, bad + slot.bad))
    }

    /// This ledger with the counts of another, which may come from anywhere.
    pub(super) fn refill(&self, other: Self) -> Result<Self> {
        let fail = || Error::invalid("snapshot", "counts of this budget's slots", "others");
        let last = other.last.unwrap_or_default();
        let slots = other.slots.iter().all(|(at, slot)| {
            slot.bad <= slot.events && *at <= last && last.checked_sub(*at).is_some_and(|age| age < self.kept)
        });
        let sum = other.slots.values().try_fold(0_u64, |sum, slot| sum.checked_add(slot.events));
        let same = other.resolution == self.resolution && other.kept == self.kept;
        let years = last.checked_mul(self.resolution).and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let fits = same && slots && sum == Some(other.events) && other.events <= EVENTS && years.is_some();
        if fits && (other.last.is_some() || other.slots.is_empty()) { Ok(other) } else { Err(fail()) }
    }
}

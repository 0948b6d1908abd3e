//! Which keys come twice, and which are missing elsewhere, in bounded memory.

use std::collections::BTreeMap;

/// The keys with the smallest hashes, each with how often it came: a sample that any order and any partition gives
/// alike (bottom-k, Cohen and Kaplan 2007), and all keys where there are no more than its cap. Two samples of one hash
/// agree on which keys to keep, so that one can be looked up in the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct KeySample {
    pub(super) entries: BTreeMap<u64, (u64, String)>,
    /// Whether keys were left out.
    pub(super) full: bool,
}

/// Most characters of a key that are kept.
pub(super) const SHOWN: usize = 40;

impl KeySample {
    /// `shown` is asked for only where the key is new.
    pub(super) fn add(&mut self, hash: u64, count: u64, cap: usize, shown: impl FnOnce() -> String) {
        if let Some((copies, _)) = self.entries.get_mut(&hash) {
            *copies = copies.saturating_add(count);
            return;
        }
        let largest = self.entries.last_key_value().map_or(0, |(hash, _)| *hash);
        if self.entries.len() >= cap {
            self.full = true;
            if hash > largest {
                return;
            }
            self.entries.pop_last();
        }
        self.entries.insert(hash, (count, shown()));
    }

    pub(super) fn merge(&mut self, other: &Self, cap: usize) {
        self.full |= other.full;
        for (hash, (count, shown)) in &other.entries {
            self.add(*hash, *count, cap, || shown.clone());
        }
    }

    /// The largest hash up to which every key is there.
    pub(super) fn reach(&self) -> u64 {
        if self.full { self.entries.last_key_value().map_or(0, |(hash, _)| *hash) } else { u64::MAX }
    }

    /// How many different keys there are: exactly where none was left out, else by the share of hashes that were kept.
    pub(super) fn distinct(&self) -> f64 {
        let kept = self.entries.len() as f64;
        if self.full { (kept - 1.0) / ((self.reach() as f64 + 1.0) / 18_446_744_073_709_551_616.0) } else { kept }
    }
}

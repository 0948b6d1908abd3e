//! Which sets of labels are held, and for how long.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::document::Labels;
use super::groups::group_key;
use super::machine::{AlertManager, Timer};
use super::notice::AlertSample;
use super::series::{Series, SeriesKey};
use crate::objectives::AlertRule;
use crate::{Error, Result};

/// Most sets of labels that are watched at once, over all rules.
pub(super) const SERIES: u64 = 100_000;
/// How many silent ones make room at once at least, so that not each sample has to look for one.
const AT_ONCE: usize = 1_000;

impl AlertManager {
    /// Sees to it that there may be all series that the samples need, and fails if there may not.
    pub(super) fn make_room(&mut self, samples: &[AlertSample]) -> Result<()> {
        let Some(now) = samples.first().map(|sample| sample.at) else { return Ok(()) };
        let rules = |sample: &AlertSample| self.config.by_metric.get(&sample.metric).map_or(0, Vec::len);
        let waiting = || self.config.rules.iter().filter(|rule| rule.awaits()).count();
        let placeholders = if self.clock.is_none() { waiting() } else { 0 };
        let cap = usize::try_from(SERIES).unwrap_or(usize::MAX);
        if self.series.len() + placeholders + samples.iter().map(rules).sum::<usize>() <= cap {
            return Ok(());
        }
        let mut wanted = BTreeSet::new();
        for sample in samples {
            let rules = self.config.by_metric.get(&sample.metric).into_iter().flatten();
            let about = |rule: &&usize| self.config.rules.get(**rule).is_some_and(|rule| rule.matches(&sample.labels));
            wanted.extend(rules.filter(about).map(|rule| (*rule, sample.labels.clone())));
        }
        let new = wanted.iter().filter(|key| !self.series.contains_key(key)).count();
        let needed = self.series.len() + placeholders + new;
        let excess = needed.saturating_sub(cap);
        if excess == 0 {
            return Ok(());
        }
        let missed = |(key, series): &(&SeriesKey, &Series)| {
            let rule = self.config.rules.get(key.0).filter(|_| !key.1.is_empty() && !wanted.contains(key));
            rule.is_some_and(|rule| series.is_missed(rule, self.config.terms(key), now))
        };
        let mut silent: Vec<(DateTime<Utc>, SeriesKey)> =
            self.series.iter().filter(missed).map(|(key, series)| (series.seen(), key.clone())).collect();
        Error::cap("sets of labels", SERIES, needed - silent.len().min(excess))?;
        silent.sort();
        for (_, key) in silent.into_iter().take(excess.max(AT_ONCE)) {
            self.forget(&key);
            self.note(&key, false, now);
            if let Some(rule) = self.config.rules.get(key.0) {
                self.hasten(&group_key(&self.config, &Series::labels(rule, &key.1)), now);
            }
            self.await_again(key.0, now);
        }
        Ok(())
    }

    /// A rule that misses samples and has no series left waits for one anew.
    pub(super) fn await_again(&mut self, index: usize, at: DateTime<Utc>) {
        let nameless = (index, Labels::new());
        let watched = self.series.range(nameless.clone()..).next().is_some_and(|(key, _)| key.0 == index);
        if !watched && self.config.rules.get(index).is_some_and(AlertRule::awaits) {
            self.series.insert(nameless.clone(), Series::new(at, true));
            self.settle(&nameless, at);
        }
    }

    pub(super) fn forget(&mut self, key: &SeriesKey) {
        if let Some(due) = self.series.remove(key).and_then(|series| series.due) {
            self.timers.remove(&(due, Timer::Series(key.clone())));
        }
    }
}

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};

use super::Action;

/// What the desk remembers for its report: bounded, the oldest leaves first and is counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    pub(super) actions: VecDeque<Action>,
    pub(super) actions_dropped: u64,
    pub(super) series: BTreeMap<String, VecDeque<(DateTime<Utc>, f64)>>,
    pub(super) metrics_passed_over: u64,
}

impl Journal {
    const MOST_ACTIONS: usize = 10_000;
    const MOST_METRICS: usize = 200;
    const MOST_SAMPLES: usize = 5_000;

    pub(super) fn record(&mut self, actions: &[Action]) {
        for action in actions {
            if self.actions.len() == Self::MOST_ACTIONS {
                self.actions.pop_front();
                self.actions_dropped = self.actions_dropped.saturating_add(1);
            }
            self.actions.push_back(action.clone());
        }
    }

    pub(super) fn sample(&mut self, metric: &str, at: DateTime<Utc>, value: f64) {
        if !self.series.contains_key(metric) {
            if self.series.len() == Self::MOST_METRICS {
                self.metrics_passed_over = self.metrics_passed_over.saturating_add(1);
                return;
            }
            self.series.insert(metric.to_owned(), VecDeque::new());
        }
        if let Some(samples) = self.series.get_mut(metric) {
            if samples.len() == Self::MOST_SAMPLES {
                samples.pop_front();
            }
            samples.push_back((at, value));
        }
    }
}

//! What the support must and should reach, and how a value stands against it.

use chrono::{DateTime, Utc};

use super::{MetricState, Now, SupportMetric};
use crate::Reason;

/// What a metric is held against.
pub(super) struct Goal {
    pub(super) name: &'static str,
    pub(super) threshold: Option<f64>,
    pub(super) target: Option<f64>,
    pub(super) higher: bool,
    pub(super) detail: &'static str,
}

impl Goal {
    pub(super) const fn new(
        name: &'static str,
        threshold: f64,
        target: f64,
        higher: bool,
        detail: &'static str,
    ) -> Self {
        Self { name, threshold: Some(threshold), target: Some(target), higher, detail }
    }

    pub(super) fn judge(&self, value: Option<f64>, count: usize) -> SupportMetric {
        // "Under 15 minutes" is strict, "at least 85 %" is not.
        let meets = |value: f64, goal: f64| if self.higher { value >= goal } else { value < goal };
        let state = match (value, self.threshold) {
            (None, _) => MetricState::NoData,
            (Some(_), None) => MetricState::Info,
            (Some(value), Some(threshold)) if !meets(value, threshold) => MetricState::Missed,
            (Some(value), _) if self.target.is_none_or(|target| meets(value, target)) => MetricState::OnTarget,
            _ => MetricState::Acceptable,
        };
        let mut reason = Reason::new(self.name, self.detail);
        for (name, number) in [("value", value), ("threshold", self.threshold), ("target", self.target)] {
            if let Some(number) = number {
                reason = reason.number(name, number);
            }
        }
        SupportMetric {
            name: self.name.to_owned(),
            value,
            count,
            threshold: self.threshold,
            target: self.target,
            higher_is_better: self.higher,
            state,
            reason,
        }
    }

    pub(super) fn share(&self, of: impl Iterator<Item = bool>) -> SupportMetric {
        let (mut count, mut hits) = (0_usize, 0_usize);
        for hit in of {
            count += 1;
            hits += usize::from(hit);
        }
        self.judge(ratio(hits, count), count)
    }

    /// The median of how long tickets took, in `unit` seconds. One that still waits counts from the moment on at which it
    /// misses the threshold, with what it has waited: the median can only grow from there.
    pub(super) fn median(
        &self,
        tickets: impl Iterator<Item = (DateTime<Utc>, Option<DateTime<Utc>>)>,
        unit: f64,
        now: Now,
    ) -> SupportMetric {
        let (mut values, mut open) = (Vec::new(), 0.0);
        for (opened, done) in tickets {
            let taken = (done.unwrap_or(now.at) - opened).as_seconds_f64() / unit;
            let late = done.is_none() && self.threshold.is_some_and(|threshold| taken >= threshold);
            if done.is_some() || late {
                values.push(taken);
                open += f64::from(u8::from(late));
            }
        }
        values.sort_by(f64::total_cmp);
        let middle = |place: usize| values.get(place).copied();
        let half = values.len() / 2;
        let median = match (middle(half), half.checked_sub(1).and_then(middle)) {
            (Some(upper), Some(lower)) if values.len().is_multiple_of(2) => Some(f64::midpoint(lower, upper)),
            (upper, _) => upper,
        };
        let mut metric = self.judge(median, values.len());
        metric.reason = metric.reason.number("still_waiting", open);
        metric
    }
}

#[allow(clippy::cast_precision_loss)] // counts of tickets
pub(super) fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CriterionKind, ReleaseCriterion, Seen};
use crate::error::shorten;
use crate::{Error, Result};

/// Most requests of one sample: counts add up without overflow, and are exact as floats.
const REQUESTS: u64 = 1_000_000_000_000;

/// What was measured of one criterion: counts for a share, a number for a value, nothing more for an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReleaseSample {
    /// The metric, as the criterion names it.
    pub metric: String,
    /// When.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// Bad requests of the release since the last sample. For a share.
    #[serde(default)]
    pub bad: Option<u64>,
    /// All requests of the release since the last sample. For a share.
    #[serde(default)]
    pub total: Option<u64>,
    /// The value of the release. For a value; NaN is no value.
    #[serde(default)]
    pub value: Option<f64>,
    /// Bad requests of the baseline in the same time. For a share.
    #[serde(default)]
    pub baseline_bad: Option<u64>,
    /// All requests of the baseline in the same time. For a share. Of a blue-green switch: those of the same minutes of
    /// the day before, say.
    #[serde(default)]
    pub baseline_total: Option<u64>,
    /// The value of the baseline at the same time. For a value; NaN is no value.
    #[serde(default)]
    pub baseline_value: Option<f64>,
    /// What happened, in words. For an event.
    #[serde(default)]
    pub detail: Option<String>,
}

/// A sample as trials.
pub(super) struct Counted {
    /// Bad ones and all.
    own: (u64, u64),
    baseline: Option<(u64, u64)>,
    /// For a value: whether the release is worse than the baseline beyond the margin, where there is one.
    worse: Option<bool>,
    event: bool,
}

impl ReleaseSample {
    fn empty(metric: &str, at: DateTime<Utc>) -> Self {
        let (bad, total, value, detail) = (None, None, None, None);
        let (baseline_bad, baseline_total, baseline_value) = (None, None, None);
        let metric = metric.to_owned();
        Self { metric, at, bad, total, value, baseline_bad, baseline_total, baseline_value, detail }
    }

    /// So many bad requests of so many in all.
    pub fn share(metric: &str, at: DateTime<Utc>, bad: u64, total: u64) -> Self {
        Self { bad: Some(bad), total: Some(total), ..Self::empty(metric, at) }
    }

    /// A number.
    pub fn value(metric: &str, at: DateTime<Utc>, value: f64) -> Self {
        Self { value: Some(value), ..Self::empty(metric, at) }
    }

    /// Something that must not happen has happened.
    pub fn event(metric: &str, at: DateTime<Utc>) -> Self {
        Self::empty(metric, at)
    }

    /// The same with the counts of the baseline in the same time.
    #[must_use]
    pub fn against(self, bad: u64, total: u64) -> Self {
        Self { baseline_bad: Some(bad), baseline_total: Some(total), ..self }
    }

    /// The same with the value of the baseline at the same time.
    #[must_use]
    pub fn against_value(self, value: f64) -> Self {
        Self { baseline_value: Some(value), ..self }
    }

    /// Checks a sample against its criterion.
    pub(super) fn read(&self, criterion: &ReleaseCriterion) -> Result<Counted> {
        let counts = self.bad.is_some() || self.total.is_some();
        let baseline_counts = self.baseline_bad.is_some() || self.baseline_total.is_some();
        let values = self.value.is_some() || self.baseline_value.is_some();
        let wrong = |expected: &str, found: &str| Err(Error::invalid(&self.metric, expected, found));
        let mut counted = Counted { own: (0, 0), baseline: None, worse: None, event: false };
        match criterion.kind {
            CriterionKind::Share => {
                if values {
                    return wrong("bad and total, as it is a share", "a value");
                }
                let (Some(bad), Some(total)) = (self.bad, self.total) else {
                    return wrong("bad and total, as it is a share", "one of them, or none");
                };
                counted.own = checked(&self.metric, bad, total)?;
                if baseline_counts {
                    let (Some(bad), Some(total)) = (self.baseline_bad, self.baseline_total) else {
                        return wrong("baseline_bad and baseline_total", "one of them");
                    };
                    counted.baseline = Some(checked(&self.metric, bad, total)?);
                }
            }
            CriterionKind::Value => {
                if counts || baseline_counts {
                    return wrong("a value", "counts");
                }
                let Some(value) = self.value else { return wrong("a value", "none") };
                let baseline = self.baseline_value.unwrap_or(f64::NAN);
                if value.is_infinite() || baseline.is_infinite() {
                    return wrong("a finite value, or NaN for none", "an infinite one");
                }
                if !value.is_nan() {
                    let limit = criterion.limit.unwrap_or(f64::INFINITY);
                    let bad = if criterion.below { value < limit } else { value > limit };
                    counted.own = (u64::from(bad), 1);
                    let over = if criterion.below { baseline - value } else { value - baseline };
                    counted.worse = (!baseline.is_nan()).then(|| over > criterion.margin * baseline.abs());
                }
            }
            CriterionKind::Event if counts || baseline_counts || values => {
                return wrong("neither counts nor values, as it is an event", "some");
            }
            CriterionKind::Event => counted.event = true,
        }
        Ok(counted)
    }
}

fn checked(metric: &str, bad: u64, total: u64) -> Result<(u64, u64)> {
    if total > REQUESTS {
        return Err(Error::Limit { what: format!("requests of {}", shorten(metric)), limit: REQUESTS, found: total });
    }
    if bad > total {
        return Err(Error::invalid(metric, format!("at most {total} bad requests, as there are no more in all"), bad));
    }
    Ok((bad, total))
}

impl Seen {
    pub(super) fn take(&mut self, counted: &Counted, criterion: &ReleaseCriterion, sample: &ReleaseSample) {
        let (bad, total) = counted.own;
        if counted.event {
            self.events = self.events.saturating_add(1);
            self.detail = sample.detail.as_deref().map(shorten);
        }
        if total == 0 {
            return;
        }
        self.last = Some(sample.at);
        self.limit.add(bad, total, criterion.accepted(), criterion.detect, criterion.dispersion);
        if !criterion.baseline {
            return;
        }
        if let Some((baseline_bad, baseline_total)) = counted.baseline.filter(|(_, total)| *total > 0) {
            let accepted = total as f64 * (1.0 + criterion.margin);
            let share = accepted / (accepted + baseline_total as f64);
            self.baseline.add(bad, bad + baseline_bad, share, criterion.detect, criterion.dispersion);
            for (sum, more) in self.compared.iter_mut().zip([total, baseline_total, baseline_bad]) {
                *sum = sum.saturating_add(more);
            }
        }
        if let Some(worse) = counted.worse {
            // Were nothing changed, the release would be the worse one in at most half of the samples.
            self.baseline.add(u64::from(worse), 1, 0.5, criterion.detect, criterion.dispersion);
        }
    }
}

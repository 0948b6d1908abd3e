use chrono::{DateTime, Utc};

use super::{AnomalyChange, AnomalyNotice, MetricValue};
use crate::anomaly::IsolationForest;
use crate::stats::Matrix;
use crate::time::format_instant;
use crate::{Error, Reason, Result};

/// A group of metrics that a fitted forest watches together.
///
/// The samples of one instant make one row; the row is scored as soon as every metric has its value, or, with the
/// others missing, when a sample of another instant arrives. A run of `rows` anomalous rows begins an anomaly, a run of
/// `rows` normal ones ends it.
#[derive(Clone, Debug)]
pub struct Watch {
    name: String,
    metrics: Vec<String>,
    forest: IsolationForest,
    rows: u32,
    row: Vec<Option<f64>>,
    row_at: Option<DateTime<Utc>>,
    /// The first instant of the current run, and its length, of rows that speak against the present state.
    run: Option<(DateTime<Utc>, u32)>,
    anomalous_since: Option<DateTime<Utc>>,
}

impl Watch {
    /// Watches `metrics`, in the order of the forest's columns; `rows`, at least 1, is how many rows in a row it takes
    /// to change its mind.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if the forest has another number of columns, [`Error::Duplicate`] for a metric named twice,
    /// [`Error::Invalid`] if `rows` is zero.
    pub fn new(name: impl Into<String>, metrics: &[&str], forest: IsolationForest, rows: u32) -> Result<Self> {
        if metrics.len() != forest.n_features() {
            let expected = format!("{} metrics, as the forest has columns", forest.n_features());
            return Err(Error::shape("metrics", expected, metrics.len().to_string()));
        }
        if rows == 0 {
            return Err(Error::invalid("rows", "1 or more", rows));
        }
        for (index, metric) in metrics.iter().enumerate() {
            if metrics.iter().take(index).any(|earlier| earlier == metric) {
                return Err(Error::duplicate("metric", metric));
            }
        }
        Ok(Self {
            name: name.into(),
            metrics: metrics.iter().map(|&metric| metric.to_owned()).collect(),
            row: vec![None; metrics.len()],
            forest,
            rows,
            row_at: None,
            run: None,
            anomalous_since: None,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its metrics, in the order of the forest's columns.
    pub fn metrics(&self) -> &[String] {
        &self.metrics
    }

    /// Takes a finite sample in; other metrics are passed over.
    pub(super) fn observe(&mut self, metric: &str, at: DateTime<Utc>, value: f64) -> Result<Vec<AnomalyNotice>> {
        let Some(column) = self.metrics.iter().position(|name| name == metric) else {
            return Ok(Vec::new());
        };
        let mut notices = Vec::new();
        let taken = self.row.get(column).is_some_and(Option::is_some);
        if taken || self.row_at != Some(at) {
            notices.extend(self.score(at)?);
            self.row_at = Some(at);
        }
        if let Some(slot) = self.row.get_mut(column) {
            *slot = Some(value);
        }
        if self.row.iter().all(Option::is_some) {
            notices.extend(self.score(at)?);
        }
        Ok(notices)
    }

    /// Scores the row at `now`, if it holds anything, and empties it.
    fn score(&mut self, now: DateTime<Utc>) -> Result<Option<AnomalyNotice>> {
        let Some(row_at) = self.row_at.filter(|_| self.row.iter().any(Option::is_some)) else {
            return Ok(None);
        };
        let values: Vec<f64> = self.row.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
        let score = self.score_of(&values)?;
        let row = std::mem::replace(&mut self.row, vec![None; self.metrics.len()]);

        let threshold = self.forest.offset();
        let against = (score < threshold) != self.anomalous_since.is_some();
        if !against {
            self.run = None;
            return Ok(None);
        }
        let (since, length) = self.run.map_or((row_at, 1), |(since, length)| (since, length.saturating_add(1)));
        if length < self.rows {
            self.run = Some((since, length));
            return Ok(None);
        }
        self.run = None;
        let change = match self.anomalous_since.take() {
            Some(_) => AnomalyChange::Ended,
            None => {
                self.anomalous_since = Some(since);
                AnomalyChange::Began
            }
        };
        let suspect = if change == AnomalyChange::Began { self.suspect(&values, score)? } else { None };
        let detail = match (change, &suspect) {
            (AnomalyChange::Began, Some((metric, without))) => format!(
                "{length} rows in a row score below the threshold; without {metric} the last would score {without:.3}"
            ),
            (AnomalyChange::Began, None) => format!("{length} rows in a row score below the threshold"),
            (AnomalyChange::Ended, _) => {
                format!("{length} rows in a row score at or above the threshold since {}", format_instant(since))
            }
        };
        let values = self.metrics.iter().cloned().zip(row).map(|(metric, value)| MetricValue { metric, value });
        Ok(Some(AnomalyNotice {
            at: now,
            row_at,
            watch: self.name.clone(),
            change,
            since,
            score,
            threshold,
            values: values.collect(),
            suspect: suspect.map(|(metric, _)| metric),
            reason: Reason::new(format!("watch {}", self.name), detail)
                .number("score", score)
                .number("threshold", threshold),
        }))
    }

    fn score_of(&self, row: &[f64]) -> Result<f64> {
        let scores = self.forest.score_samples(Matrix::new(row, 1, row.len())?)?;
        scores.first().copied().ok_or_else(|| Error::Internal { message: "a row without a score".to_owned() })
    }

    /// The metric without which the row looks most normal, and the score without it.
    fn suspect(&self, row: &[f64], score: f64) -> Result<Option<(String, f64)>> {
        let mut best: Option<(String, f64)> = None;
        let mut without = row.to_vec();
        for (column, metric) in self.metrics.iter().enumerate() {
            let Some(slot) = without.get_mut(column) else { continue };
            let value = std::mem::replace(slot, f64::NAN);
            let freed = self.score_of(&without)?;
            if freed > best.as_ref().map_or(score, |(_, best)| *best) {
                best = Some((metric.clone(), freed));
            }
            if let Some(slot) = without.get_mut(column) {
                *slot = value;
            }
        }
        Ok(best)
    }
}

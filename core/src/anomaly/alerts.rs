use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::time::check_instant;
use crate::{Reason, Result, Severity};

use super::drift::ColumnDrift;
use super::monitor::{Detection, DetectionSummary, Monitor};

/// What an [`AnomalyAlert`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AnomalyAlertType {
    /// Rows that are strange.
    AnomalyDetected,
    /// Columns that have moved since the training rows, so that scores may mislead.
    DriftDetected,
}

/// Somebody should look at a group of metrics.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnomalyAlert {
    /// What it is about.
    #[serde(rename = "type")]
    pub kind: AnomalyAlertType,
    /// The group of metrics.
    pub metric: String,
    /// How loud it is.
    pub severity: Severity,
    /// What to look at first and why, in words. The wording may change between versions.
    pub recommendation: String,
    /// When it was raised, as the caller said.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub timestamp: DateTime<Utc>,
    /// The responsible columns, most responsible first.
    pub columns: Vec<String>,
    /// The rule and its numbers.
    pub reason: Reason,
}

impl Monitor {
    /// The alerts that detections call for, raised at an instant; the loudest first, then by group. At most one for
    /// anomalies and one for drift per group.
    ///
    /// The severity, before the group's [loudest](super::MonitorOptions::loudest):
    ///
    /// | severity | if |
    /// |---|---|
    /// | critical | a row is stranger than every training row and its isolation score at most -0.7, or over 4 times the expected share are anomalous points |
    /// | warning | a row is stranger than every training row and its isolation score at most -0.6, or over twice the expected share are |
    /// | info | any row is an anomalous point; any column has drifted |
    ///
    /// The expected share is the percentile. A larger share counts where chance alone gives it in fewer than one of a
    /// thousand batches (Chernoff's bound for independent rows): 3 rows of 3, 12 of 60, at a twentieth. -0.6 and below is
    /// where Liu et al. 2008 see potential anomalies; of rows like the training rows, some lie there too, so that nothing
    /// new has happened until one lies lower than all of those. Where rows were judged by themselves, the isolation score
    /// alone decides.
    ///
    /// # Errors
    /// [`Error::Unknown`](crate::Error::Unknown) for a group without contamination; [`Error::Range`](crate::Error::Range)
    /// for an instant that documents cannot write.
    pub fn alerts(&self, detections: &BTreeMap<String, Detection>, at: DateTime<Utc>) -> Result<Vec<AnomalyAlert>> {
        let summaries = detections.iter().map(|(group, found)| (group.clone(), found.summary.clone())).collect();
        self.alerts_of(&summaries, at)
    }

    /// [`alerts`](Self::alerts) of detections of which only the summaries were kept.
    ///
    /// # Errors
    /// As [`alerts`](Self::alerts).
    pub fn alerts_of(
        &self,
        summaries: &BTreeMap<String, DetectionSummary>,
        at: DateTime<Utc>,
    ) -> Result<Vec<AnomalyAlert>> {
        check_instant(at, "the instant of alerts")?;
        let mut alerts = Vec::new();
        for (group, summary) in summaries {
            self.share(group)?;
            alerts.extend(self.anomaly(group, summary, at));
            alerts.extend(self.drifted(group, summary, at));
        }
        alerts.sort_by(|first, second| (first.severity, &first.metric).cmp(&(second.severity, &second.metric)));
        Ok(alerts)
    }

    fn anomaly(&self, group: &str, summary: &DetectionSummary, at: DateTime<Utc>) -> Option<AnomalyAlert> {
        let explanation = summary.explanation.as_ref().filter(|_| summary.anomalous > 0)?;
        let expected = self.options.percentile / 100.0;
        let share = summary.anomalous as f64 / summary.rows.max(1) as f64;
        let times = if by_chance(summary.rows, share, expected) < 0.001 { share / expected } else { 0.0 };
        let score = explanation.score;
        let worst = summary.worst_score?;
        let isolated = if summary.strangest_trained.is_none_or(|lowest| worst < lowest) { score } else { 0.0 };
        let severity = if isolated <= -0.7 || times > 4.0 {
            Severity::Critical
        } else if isolated <= -0.6 || times > 2.0 {
            Severity::Warning
        } else {
            Severity::Info
        };
        let rule = format!("scores below the {}. percentile of the training rows", self.options.percentile);
        let rows = if summary.rows == 1 { "row" } else { "rows" };
        let detail = format!("{} of {} {rows} are anomalous points", summary.anomalous, summary.rows);
        let columns: Vec<String> = summary
            .columns
            .iter()
            .filter(|column| column.contribution < 0.0 && (column.first_in > 0))
            .map(|column| column.column.clone())
            .collect();
        let first = match columns.as_slice() {
            [] => String::new(),
            [column] => format!("Look at {column} first"),
            [column, rest @ ..] => format!("Look at {column} first, then at {}", rest.join(", ")),
        };
        let recommendation = format!("{first}: {}. Rule: {rule}; {detail}.", explanation.sentence);
        let mut reason = Reason::new(rule, detail)
            .number("worst_isolation_score", score)
            .number("worst_score", worst)
            .number("threshold", summary.threshold)
            .number("anomalous_rows", summary.anomalous as f64)
            .number("rows", summary.rows as f64)
            .number("expected_share", expected);
        if let Some(lowest) = summary.strangest_trained {
            reason = reason.number("strangest_training_score", lowest);
        }
        Some(AnomalyAlert {
            kind: AnomalyAlertType::AnomalyDetected,
            metric: group.to_owned(),
            severity: self.at_most(group, severity),
            recommendation: recommendation.trim_start_matches(": ").to_owned(),
            timestamp: at,
            columns,
            reason,
        })
    }

    fn drifted(&self, group: &str, summary: &DetectionSummary, at: DateTime<Utc>) -> Option<AnomalyAlert> {
        let mut drifted: Vec<&ColumnDrift> = summary.drift.iter().filter(|column| column.drifted).collect();
        drifted.sort_by(|first, second| second.distance.total_cmp(&first.distance));
        let most = drifted.first()?;
        let columns: Vec<String> = drifted.iter().map(|column| column.column.clone()).collect();
        let detail = format!("{} of {} columns have moved", columns.len(), summary.drift.len());
        let named = columns.join(", ");
        Some(AnomalyAlert {
            kind: AnomalyAlertType::DriftDetected,
            metric: group.to_owned(),
            severity: Severity::Info,
            recommendation: format!(
                "No longer spread as in the training rows: {named}. If this is how things are now, fit the group anew; \
                 until then its scores say less. Rule: {}; {detail}.",
                ColumnDrift::RULE
            ),
            timestamp: at,
            reason: Reason::new(ColumnDrift::RULE, detail)
                .number("distance", most.distance)
                .number("p_value", most.p_value),
            columns,
        })
    }

    fn at_most(&self, group: &str, severity: Severity) -> Severity {
        // The most urgent is the least.
        self.options.loudest.get(group).map_or(severity, |&loudest| severity.max(loudest))
    }
}

/// How likely at most, of so many independent rows, at least this share is where another is expected (Chernoff 1952).
fn by_chance(rows: u64, share: f64, expected: f64) -> f64 {
    if share <= expected {
        return 1.0;
    }
    let term = |share: f64, expected: f64| if share > 0.0 { share * libm::log(share / expected) } else { 0.0 };
    libm::exp(-(rows as f64) * (term(share, expected) + term(1.0 - share, 1.0 - expected)))
}

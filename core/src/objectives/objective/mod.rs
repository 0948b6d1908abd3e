//! Which numbers does a line of a launch plan promise, and does this value keep it?

mod clause;
mod document;
mod line;
mod statistic;
mod verdict;

pub use document::ObjectiveDocument;
pub(super) use line::metric_name;
pub use statistic::Statistic;
pub use verdict::{BoundVerdict, ObjectiveState, ObjectiveVerdict};

use std::fmt;

use serde::Serialize;

use super::{Comparison, Quantity};
use crate::time::Span;

/// One bound of an objective: "<70% average", ">60% within 30 days".
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObjectiveBound {
    /// How a value must stand to the threshold.
    pub comparison: Comparison,
    /// Whether the text says so; otherwise the comparison was concluded from target, unit and name.
    pub stated: bool,
    /// The threshold.
    pub threshold: Quantity,
    /// Of the samples, the statistic that is meant.
    pub statistic: Option<Statistic>,
    /// The length of time over which it is measured: "within 30 days", "quarterly".
    pub window: Option<Span>,
    /// What else the text says: "critical", "of pool", "per document".
    pub qualifier: Option<String>,
}

/// What healthy means for one metric, as a line of a plan says it.
///
/// | line | read as |
/// |---|---|
/// | `Response Time: <2 seconds (Target: <1.5s)` | below 2 s, on target below 1.5 s |
/// | `Uptime: 99.9% (Target: 99.95%)` | at least 99.9 %, as the target lies above |
/// | `Throughput: 1000+ requests/second (Peak: 5000+ req/sec)` | at least 1000 each second, 5000 at the peak |
/// | `Feature Adoption Rate: >60% within 30 days` | above 60 %, window 30 days |
/// | `CPU Utilization: <70% average, <90% peak` | two bounds, each with its statistic |
/// | `Manual Work Reduction: 60-80%` | at least 60 %, on target from 80 % on |
/// | `Data Breach Incidents: 0` | at most 0 |
/// | `Active Users: Real-time tracking` | tracked: nothing to meet |
///
/// Where the text states no comparison, the target decides which way is better; without one, times and zeros are most
/// that is allowed, and so is what names an error, failure, cost, churn or the like; everything else is the least. Of a
/// range the far end is the target (of a time: the near end). The conclusion stands in `bounds`, with `stated` false.
///
/// A number without a unit is in the base unit of the threshold: shares for percentages, seconds, bytes, and for rates the
/// unit that is written.
///
/// ```
/// use hypercare::objectives::{Objective, ObjectiveState, Quantity};
/// let objective = Objective::parse("Response Time: <2 seconds (Target: <1.5s)")?;
/// assert_eq!(objective.metric, "response_time");
/// assert_eq!(objective.status("1500 ms".parse::<Quantity>()?)?.status, ObjectiveState::Met);
/// assert_eq!(objective.status(1.2)?.status, ObjectiveState::OnTarget); // seconds
/// assert_eq!(objective.status(None)?.status, ObjectiveState::NoData);
/// let missed = objective.status(2.0)?;
/// assert_eq!(missed.status, ObjectiveState::Missed);
/// assert_eq!(missed.reason.to_string(), "Response Time <2 s: 2 s is not <2 s (target 1.5, threshold 2, value 2)");
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Objective {
    /// Its name as written: "Response Time".
    pub name: String,
    /// The metric it is about: the name in lower case with underscores, unless a document names another.
    pub metric: String,
    /// The line it was read from, without list marks.
    pub text: String,
    /// What must hold; empty where the line only says that the metric is watched. The first is the one that a single
    /// value is held against.
    pub bounds: Vec<ObjectiveBound>,
    /// What is aimed for.
    pub target: Option<ObjectiveBound>,
    /// What must be borne at the peak.
    pub peak: Option<ObjectiveBound>,
    /// What the line says instead of a threshold: "Real-time tracking", "24/7".
    pub tracking: Option<String>,
    /// How often it is looked at, where the line says that instead of a threshold: "Weekly analysis".
    pub cadence: Option<Span>,
    /// Its weight in a scorecard: 0 or more, 1 unless a document says otherwise.
    pub weight: f64,
    /// Whether a scorecard fails where it is missed.
    pub key: bool,
}

impl fmt::Display for ObjectiveBound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.comparison.as_str(), self.threshold)?;
        if let Some(statistic) = self.statistic {
            write!(formatter, " {statistic}")?;
        }
        if let Some(window) = self.window {
            write!(formatter, " within {}", super::quantity::length(window))?;
        }
        match &self.qualifier {
            Some(qualifier) => write!(formatter, " {qualifier}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Objective {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

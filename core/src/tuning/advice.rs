use serde::{Deserialize, Serialize};

use crate::{Priority, Reason};

/// What kind of change is advised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TuningKind {
    /// Create an index.
    CreateIndex,
    /// Drop an index that nobody uses, or that another one replaces.
    DropIndex,
    /// Vacuum a table, and more often from now on.
    Vacuum,
    /// Let the planner count a table anew.
    Analyze,
    /// Write a query in another way.
    RewriteQuery,
    /// Keep values for another time in a cache.
    CacheTtl,
    /// Fill a cache in another way.
    CacheStrategy,
    /// Give a cache more room.
    CacheCapacity,
    /// Do without a cache.
    CacheRemoval,
    /// Mend a step of a journey.
    JourneyStep,
    /// Act on a metric that is past its threshold.
    Performance,
}

/// One piece of advice: what to do, why, what it should bring, and how to see whether it did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TuningAdvice {
    /// The same for the same advice in each run: the kind and what it is about.
    pub id: String,
    /// What kind of change it is.
    pub kind: TuningKind,
    /// What it is about: a table, an index, a cache, a step or a metric.
    pub subject: String,
    /// How much it matters.
    pub priority: Priority,
    /// What to do, as a sentence for people.
    pub summary: String,
    /// The statements that do it, in order, without semicolons; empty where it is not done in SQL.
    pub statements: Vec<String>,
    /// The statements that undo it, in order; empty where there are none.
    pub undo: Vec<String>,
    /// Why: each rule with its numbers.
    pub evidence: Vec<Reason>,
    /// What it should bring.
    pub effect: ExpectedEffect,
    /// How to see whether it did.
    pub verification: TuningVerification,
}

/// What a change should bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExpectedEffect {
    /// What changes; the name ends in its unit where it has one.
    pub metric: String,
    /// Its value now, where it is known.
    pub now: Option<f64>,
    /// Its value afterwards, where it can be foretold.
    pub expected: Option<f64>,
    /// By how much it gets better, as a share of its value now: 0.5 halves a time that should be low.
    pub improvement: Option<f64>,
    /// How that was computed, or why it could not be.
    pub formula: String,
}

/// How to see whether a change worked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TuningVerification {
    /// What to measure before and after, by the names that [`verify`](super::verify()) should be given.
    pub metrics: Vec<String>,
    /// Whether they should be low.
    pub lower_is_better: bool,
    /// What to do to measure them, as a sentence for people.
    pub how: String,
}

/// A text ready to be filed in a tracker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TuningTicket {
    /// One line.
    pub title: String,
    /// What, why, what it should bring and how to verify, in Markdown.
    pub body: String,
    /// How urgent it is.
    pub priority: Priority,
    /// Words to find it by.
    pub labels: Vec<String>,
}

impl TuningAdvice {
    /// The advice as a text ready to be filed in a tracker.
    ///
    /// ```
    /// use hypercare::tuning::{PerformanceRules, advise_performance};
    /// let metrics = [("cpu_usage".to_owned(), 0.93)].into();
    /// let report = advise_performance(&metrics, &PerformanceRules::default())?;
    /// let ticket = report.advice[0].ticket();
    /// assert!(ticket.title.contains("cpu_usage") && ticket.body.contains("0.93"));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn ticket(&self) -> TuningTicket {
        let mut body = format!("{}\n\n## Why\n\n", self.summary);
        for reason in &self.evidence {
            body.push_str(&format!("- {}\n", line(&reason.to_string())));
        }
        if !self.statements.is_empty() {
            body.push_str("\n## How\n\n");
            for statement in &self.statements {
                body.push_str(&format!("    {};\n", line(statement)));
            }
        }
        body.push_str("\n## Expected effect\n\n");
        let numbers = [("now", self.effect.now), ("expected", self.effect.expected)];
        let numbers: Vec<_> =
            numbers.iter().filter_map(|(name, value)| value.map(|value| format!("{name} {}", short(value)))).collect();
        let numbers = if numbers.is_empty() { String::new() } else { format!(": {}", numbers.join(", ")) };
        body.push_str(&format!("{}{numbers}. {}\n", self.effect.metric, self.effect.formula));
        body.push_str(&format!("\n## How to verify\n\n{}\n", self.verification.how));
        if !self.undo.is_empty() {
            body.push_str("\n## How to undo\n\n");
            for statement in &self.undo {
                body.push_str(&format!("    {};\n", line(statement)));
            }
        }
        let kind = serde_json::to_value(self.kind).ok();
        let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default().to_owned();
        TuningTicket {
            title: line(&format!("{}: {}", self.subject, self.summary)),
            body,
            priority: self.priority,
            labels: vec!["tuning".to_owned(), kind],
        }
    }
}

/// A text that came from outside on one line, so that it cannot make headings or fences of its own.
pub(super) fn line(text: &str) -> String {
    text.split(|character: char| character.is_control()).collect::<Vec<_>>().join(" ")
}

/// A number for people: at most four digits behind the point.
pub(super) fn short(value: f64) -> f64 {
    let rounded = libm::round(value * 1e4) / 1e4;
    if rounded.is_finite() { rounded } else { value }
}

/// A share as a percentage for people.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", libm::round(share * 1000.0) / 10.0)
}

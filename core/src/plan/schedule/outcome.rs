//! What a simulation of a plan takes and gives.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ScheduleOptions;
use crate::Reason;
use crate::plan::TaskEstimate;

/// How to simulate a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PlanSimulationOptions {
    /// How many times, 1 to 10,000,000; 10,000 otherwise.
    pub samples: usize,
    /// Same seed, same samples.
    pub seed: u64,
    /// Threads, 1 to 1024; they change no bit.
    pub jobs: usize,
    /// By when all of the plan should be finished.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub deadline: Option<DateTime<Utc>>,
    /// What may happen besides the risks of the plan.
    pub risks: Vec<PlanRiskEvent>,
    /// Whether the risks of the plan are left out.
    pub ignore_plan_risks: bool,
    /// By which share of its length an item is tried shorter, above 0 and up to 1; 0.1 otherwise.
    pub shorten: f64,
    /// How many items are tried shorter, at most 100; 5 otherwise. Each costs another simulation.
    pub tried: usize,
    /// Calendars and the like; its `estimate` says how long items count that have no three points.
    pub schedule: ScheduleOptions,
}

impl Default for PlanSimulationOptions {
    fn default() -> Self {
        Self {
            samples: 10_000,
            seed: 0,
            jobs: 1,
            deadline: None,
            risks: Vec::new(),
            ignore_plan_risks: false,
            shorten: 0.1,
            tried: 5,
            schedule: ScheduleOptions::default(),
        }
    }
}

/// Something that may happen and then delays sections and items, all of them in the same sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanRiskEvent {
    /// What may happen.
    pub title: String,
    /// How likely, 0 to 1.
    pub probability: f64,
    /// By how much the work of each item takes longer then, and by how much the finish of each section, or of an item
    /// with others below it, comes later.
    pub delay: TaskEstimate,
    /// The ids of the sections and items.
    pub tasks: Vec<String>,
}

/// When a plan may be finished, and what decides it.
///
/// Lengths are drawn to the millisecond. A quantile is that sample which so many are at most as large as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlanSimulation {
    /// How many samples were drawn.
    pub samples: usize,
    /// The mean finish.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub mean: DateTime<Utc>,
    /// The standard deviation of the finish in seconds, with samples as the divisor.
    pub deviation_seconds: f64,
    /// Half of the samples were finished by then.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub p50: DateTime<Utc>,
    /// Four in five.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub p80: DateTime<Utc>,
    /// Nineteen in twenty.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub p95: DateTime<Utc>,
    /// The share of samples finished by the deadline, if one was given.
    pub on_time: Option<f64>,
    /// The share of samples in which every box that blocks the launch was finished by the launch, if there are a launch
    /// and such boxes. None, too, where not one of them has an estimate: that they take no time is no forecast.
    pub launch_on_time: Option<f64>,
    /// How many samples were finished when: at most twenty bins of the same width, in order.
    pub histogram: Vec<FinishBin>,
    /// One for each item that has an estimate or is critical in some sample, in the order of the text.
    pub tasks: Vec<TaskCriticality>,
    /// Which items to shorten first, best first, with what it brings.
    pub shorten_first: Vec<ShortenGain>,
    /// What the risks did, in the order given, those of the plan first.
    pub risks: Vec<RiskImpact>,
    /// What was not taken into account.
    pub notes: Vec<Reason>,
}

/// Samples that were finished between two instants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FinishBin {
    /// From this instant on.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// Before this one; in the last bin also at it.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// How many.
    pub count: usize,
}

/// How often an item decides the finish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaskCriticality {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The criticality index: the share of samples in which its start or finish decided the finish of the plan.
    pub criticality: f64,
    /// The schedule sensitivity index: its criticality times the deviation of its estimate over that of the finish
    /// (PMBOK; Vanhoucke 2010). 0 where the finish never varies.
    pub sensitivity: f64,
    /// The mean of its work in seconds, without risks.
    pub work_seconds: f64,
}

/// What it brings to shorten one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShortenGain {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How much earlier the mean finish is, in seconds, in the same samples with the item shorter by the share asked for.
    pub gain_seconds: f64,
    /// In words and numbers.
    pub reason: Reason,
}

/// What one risk did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RiskImpact {
    /// What may happen.
    pub title: String,
    /// The share of samples in which it happened.
    pub happened: f64,
    /// How much later the mean finish of samples in which it happened is than that of the others, in seconds; none where
    /// it always or never happened.
    pub delay_seconds: Option<f64>,
}

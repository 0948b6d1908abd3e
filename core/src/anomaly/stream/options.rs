use serde::{Deserialize, Serialize};

use crate::{Error, Result};

use super::StreamDetector;

const MAX_METRICS: u64 = 4_096;
const MAX_HISTORY: u64 = 1 << 24;

/// How a [`StreamDetector`] works; [`build`](Self::build) makes one.
///
/// ```
/// use hypercare::anomaly::StreamDetector;
/// let detector = StreamDetector::builder().alarm_rate(0.01).zone("Europe/Paris").metrics(3).build()?;
/// assert_eq!(detector.options().metrics, 3);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct StreamOptions {
    /// The share of points that may alarm on a stream without incidents, from 0.00001 to 0.1; 0.001 unless told.
    pub alarm_rate: f64,
    /// How many values of each metric score 0 before it is judged, from 20 to 1,000,000; 100 unless told.
    pub warm_up: u32,
    /// How many of the last values shapes are compared with, from 128 to 65,536; 4,096 unless told. Two weeks of points
    /// every five minutes are 4,032.
    pub history: u32,
    /// Whether the profiles of the day and the week are learned; they are unless told.
    pub season: bool,
    /// The IANA zone on whose wall clock days and weeks run; UTC unless told.
    pub zone: Option<String>,
    /// How many metrics a point has, from 1 to 4,096; 1 unless told.
    pub metrics: u32,
}

impl Default for StreamOptions {
    fn default() -> Self {
        Self { alarm_rate: 0.001, warm_up: 100, history: 4_096, season: true, zone: None, metrics: 1 }
    }
}

impl StreamOptions {
    /// The share of points that may alarm on a stream without incidents.
    pub fn alarm_rate(mut self, rate: f64) -> Self {
        self.alarm_rate = rate;
        self
    }

    /// How many values of each metric score 0 before it is judged.
    pub fn warm_up(mut self, values: u32) -> Self {
        self.warm_up = values;
        self
    }

    /// How many of the last values shapes are compared with.
    pub fn history(mut self, values: u32) -> Self {
        self.history = values;
        self
    }

    /// Whether the profiles of the day and the week are learned.
    pub fn season(mut self, learned: bool) -> Self {
        self.season = learned;
        self
    }

    /// The IANA zone on whose wall clock days and weeks run.
    pub fn zone(mut self, zone: impl Into<String>) -> Self {
        self.zone = Some(zone.into());
        self
    }

    /// How many metrics a point has.
    pub fn metrics(mut self, metrics: u32) -> Self {
        self.metrics = metrics;
        self
    }

    /// A detector that has seen nothing.
    ///
    /// # Errors
    /// As [`StreamDetector::new`].
    pub fn build(self) -> Result<StreamDetector> {
        StreamDetector::new(self)
    }

    pub(super) fn check(&self) -> Result<()> {
        if !(1e-5..=0.1).contains(&self.alarm_rate) {
            return Err(Error::invalid("alarm_rate", "a rate from 0.00001 to 0.1", self.alarm_rate));
        }
        if !(20..=1_000_000).contains(&self.warm_up) {
            return Err(Error::invalid("warm_up", "a number of values from 20 to 1,000,000", self.warm_up));
        }
        if !(128..=65_536).contains(&self.history) {
            return Err(Error::invalid("history", "a number of values from 128 to 65,536", self.history));
        }
        if self.metrics == 0 {
            return Err(Error::invalid("metrics", "at least one", self.metrics));
        }
        Error::cap("metrics of the stream", MAX_METRICS, self.metrics as usize)?;
        Error::cap("history over all metrics", MAX_HISTORY, self.history as usize * self.metrics as usize)
    }
}

//! Is this point of a metric strange, as it arrives?
//!
//! ```
//! use chrono::{DateTime, TimeDelta};
//! use hypercare::anomaly::StreamDetector;
//! let mut detector = StreamDetector::builder().alarm_rate(0.001).build()?;
//! let mut at = DateTime::UNIX_EPOCH;
//! for point in 0..400 {
//!     let calm = detector.update(at, 20.0 + f64::from(point * point % 7))?;
//!     assert!(!calm.anomalous);
//!     at += TimeDelta::minutes(5);
//! }
//! let spike = detector.update(at, 60.0)?;
//! assert!(spike.anomalous && spike.score > 0.999, "{spike:?}");
//! println!("{}", spike.reason.expect("alarms say why")); // range: 60 lies above the range of the values before ...
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! A [`StreamDetector`] looks at each point once and never ahead. Six parts look at it, [`StreamPart`] names them, and
//! the one that speaks loudest gives the strength. From the strength come two things:
//!
//! - the **score**, on one scale for all streams: on simulated normal noise about the share of points that the user
//!   asked for, the alarm rate, scores 1 less that rate or more;
//! - the **alarm**, by a threshold of this stream's own. It rises by a tenth with each alarm and falls slowly between
//!   them, so that in the long run the alarm rate holds whatever the noise is like (Gibbs and Candès 2021, "Adaptive
//!   conformal inference under distribution shift").
//!
//! A cluster of strange points is one incident: once a point has crossed, the next ones count for nothing for 30 points,
//! unless they are five times as strong, and then only those stronger than the 250 points before them count (fewer
//! points for alarm rates over 0.001).

mod bytes;
mod channel;
mod lags;
mod options;
mod parts;
mod score;
mod season;
mod threshold;

pub use options::StreamOptions;
pub use score::{StreamPart, StreamScore, StreamStrengths};

use chrono::{DateTime, Utc};

use crate::time::{check_instant, format_instant, parse_zone, to_local};
use crate::{Error, Result};

use channel::{Channel, Reading};
use threshold::Threshold;

/// Scores a metric, or several at once, point by point.
///
/// **Memory.** For each metric 24 bytes per point of [`history`](StreamOptions::history) and less than 10 kB besides:
/// 108 kB unless told otherwise, however long the stream. **Time.** It grows with the history; about 2 µs a point.
///
/// **Warm-up.** The first [`warm_up`](StreamOptions::warm_up) values score 0; the part for shapes needs 150 values, the
/// one for seasons two days.
///
/// **Missing values.** NaN scores 0 and changes nothing but the clock. Values beyond 1e150 count as 1e150; an infinity
/// is an error.
///
/// **Mad values.** A value far outside the range of those before alarms by its own size, but is remembered as one 20 widths
/// of the range beyond it: a sentinel such as 2^63 - 1 does not hide the incidents after it. So a shift by more than
/// that is learned in more than one step.
///
/// **Time stamps.** They may come at any distance, with gaps and several at one instant; one before the last is an error.
/// Seasons go by the clock, everything else counts points: a gap is no anomaly and nothing is forgotten over it.
///
/// **Level shifts.** A shift alarms once. What is normal follows it: the mean level by its mean over the last 5,000
/// points or so, the profiles of day and week in about 8 of them, the extremes in about 10,000 points by a factor of e.
///
/// **Several metrics.** Each keeps its own state and warm-up, and the strongest gives the score; the alarm rate holds for all
/// together. What no metric shows alone is not seen: use an [`IsolationForest`](super::IsolationForest) for that.
///
/// Equal points and options give equal bits on every platform, also over [`to_bytes`](Self::to_bytes) and
/// [`from_bytes`](Self::from_bytes).
#[derive(Clone, Debug, PartialEq)]
pub struct StreamDetector {
    options: StreamOptions,
    zone: Option<chrono_tz::Tz>,
    last: Option<DateTime<Utc>>,
    threshold: Threshold,
    channels: Vec<Channel>,
}

impl StreamDetector {
    /// The options to start from; [`StreamOptions::build`] ends them.
    pub fn builder() -> StreamOptions {
        StreamOptions::default()
    }

    /// A detector that has seen nothing.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an option outside its range, [`Error::Unknown`] for a zone that is not there,
    /// [`Error::Limit`] for more than 4,096 metrics or 2^24 points of history over all metrics.
    pub fn new(options: StreamOptions) -> Result<Self> {
        options.check()?;
        Ok(Self {
            zone: options.zone.as_deref().map(parse_zone).transpose()?,
            last: None,
            threshold: Threshold::new(options.alarm_rate, options.metrics),
            channels: vec![Channel::new(); options.metrics as usize],
            options,
        })
    }

    /// What it was made with.
    pub fn options(&self) -> &StreamOptions {
        &self.options
    }

    /// Whether the warm-up is over for any of the metrics: the others are judged from the end of their own on.
    pub fn warm(&self) -> bool {
        self.channels.iter().any(|channel| channel.seen() >= u64::from(self.options.warm_up))
    }

    /// Scores the next point of one metric.
    ///
    /// # Errors
    /// As [`update_many`](Self::update_many).
    pub fn update(&mut self, at: DateTime<Utc>, value: f64) -> Result<StreamScore> {
        self.update_many(at, &[value])
    }

    /// Scores the next point of all metrics, in their order.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of values than [`metrics`](StreamOptions::metrics), [`Error::Invalid`] for an
    /// infinite value, [`Error::OutOfOrder`] for an instant before the last and [`Error::Range`] for one outside the
    /// years 0 to 9999. After an error the detector is as before.
    pub fn update_many(&mut self, at: DateTime<Utc>, values: &[f64]) -> Result<StreamScore> {
        if values.len() != self.channels.len() {
            let [expected, found] = [self.channels.len(), values.len()].map(|count| format!("{count} values"));
            return Err(Error::shape("values", expected, found));
        }
        if let Some(metric) = values.iter().position(|value| value.is_infinite()) {
            return Err(Error::invalid(format!("values[{metric}]"), "a finite number or NaN", values[metric]));
        }
        check_instant(at, "the instant of a point")?;
        if let Some(last) = self.last.filter(|last| at < *last) {
            let [at, clock] = [at, last].map(format_instant);
            return Err(Error::OutOfOrder { what: "a point".to_owned(), at, clock });
        }
        let wall = match self.zone {
            Some(zone) => to_local(at, zone)?,
            None => at.naive_utc(),
        };

        let (warm_up, warm) = (u64::from(self.options.warm_up), self.warm());
        let mut strongest: Option<(usize, f64, Reading)> = None;
        for (metric, (channel, &value)) in self.channels.iter_mut().zip(values).enumerate() {
            if value.is_nan() {
                continue;
            }
            let reading = channel.update(at, wall, value, &self.options, warm_up);
            let strength = reading.strengths.loudest().1;
            if strongest.as_ref().is_none_or(|(_, _, before)| strength > before.strengths.loudest().1) {
                strongest = Some((metric, value, reading));
            }
        }
        self.last = Some(at);
        let Some((metric, value, reading)) = strongest else {
            return Ok(StreamScore::missing(warm));
        };
        let verdict = self.threshold.judge(reading.strengths.loudest().1, warm);
        Ok(StreamScore::new(metric, value, reading, verdict, warm))
    }
}

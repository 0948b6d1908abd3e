use serde::Serialize;

use crate::Reason;

use super::channel::Reading;
use super::threshold::Verdict;

/// What a part of the detector looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StreamPart {
    /// The value lies outside the range of the values before, whose ends come back to the mean in about 10,000 points.
    Range,
    /// The mean of the last 5 values or so lies outside the range of such means before, which comes back likewise.
    Level,
    /// The mean of the last 100 values or so lies far from the long mean, in standard deviations of such means.
    Shift,
    /// The last 20 values or so differ from the profile of the day or the week.
    Season,
    /// The last 12 values or so are unlike any stretch of the history (the discord of Keogh, Lin and Fu 2005).
    Shape,
    /// The step from the value before is large, in standard deviations of such steps.
    Step,
}

/// How loudly each part spoke; 1 is about the strength of an alarm at the default rate. 0 to 1,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StreamStrengths {
    /// Of [`StreamPart::Range`].
    pub range: f64,
    /// Of [`StreamPart::Level`].
    pub level: f64,
    /// Of [`StreamPart::Shift`].
    pub shift: f64,
    /// Of [`StreamPart::Season`].
    pub season: f64,
    /// Of [`StreamPart::Shape`].
    pub shape: f64,
    /// Of [`StreamPart::Step`].
    pub step: f64,
}

impl StreamStrengths {
    /// The first of the loudest parts.
    pub(super) fn loudest(&self) -> (StreamPart, f64) {
        let others = [
            (StreamPart::Level, self.level),
            (StreamPart::Shift, self.shift),
            (StreamPart::Season, self.season),
            (StreamPart::Shape, self.shape),
            (StreamPart::Step, self.step),
        ];
        others
            .into_iter()
            .fold((StreamPart::Range, self.range), |best, other| if other.1 > best.1 { other } else { best })
    }
}

/// What a detector says of one point.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StreamScore {
    /// How strange, from 0 to 1, on one scale for all streams. On normal noise about the alarm rate's share of the points
    /// scores 1 less that rate or more: within a factor of 2 at a rate of 0.001, which the scale is made for, of 5 at
    /// 0.01, and more often than asked below 0.0005.
    pub score: f64,
    /// Whether to alarm: the strength reached the threshold that this stream has come to.
    pub anomalous: bool,
    /// Whether this point was as strange as one that scores 1 less the alarm rate, but was held back, with a score of 0,
    /// as part of an incident that is known already.
    pub quiet: bool,
    /// Whether the warm-up was over for any of the metrics before this point.
    pub warm: bool,
    /// The metric that spoke, counted from 0; none where every value is missing.
    pub metric: Option<u32>,
    /// The part that spoke loudest; none where nothing spoke.
    pub part: Option<StreamPart>,
    /// How loudly each part spoke, for that metric.
    pub strengths: StreamStrengths,
    /// The value that was expected there: of the last values' mean and the profiles of day and week, the one that has
    /// served best. None for the first value.
    pub expected: Option<f64>,
    /// Three standard deviations of the expectation's errors under it.
    pub low: Option<f64>,
    /// The same over it.
    pub high: Option<f64>,
    /// Why, for alarms.
    pub reason: Option<Reason>,
}

impl StreamScore {
    pub(super) fn missing(warm: bool) -> Self {
        Self {
            score: 0.0,
            anomalous: false,
            quiet: false,
            warm,
            metric: None,
            part: None,
            strengths: StreamStrengths::default(),
            expected: None,
            low: None,
            high: None,
            reason: None,
        }
    }

    pub(super) fn new(metric: usize, value: f64, reading: Reading, verdict: Verdict, warm: bool) -> Self {
        let (part, strength) = reading.strengths.loudest();
        let part = Some(part).filter(|_| strength > 0.0);
        Self {
            score: verdict.score,
            anomalous: verdict.alarm,
            quiet: verdict.quiet,
            warm,
            metric: u32::try_from(metric).ok(),
            part,
            strengths: reading.strengths,
            expected: reading.expected.map(|(expected, _)| expected),
            low: reading.expected.map(|(expected, spread)| expected - spread),
            high: reading.expected.map(|(expected, spread)| expected + spread),
            reason: part.filter(|_| verdict.alarm).map(|part| reason(part, value, &reading, &verdict)),
        }
    }
}

fn reason(part: StreamPart, value: f64, reading: &Reading, verdict: &Verdict) -> Reason {
    let side = if value > reading.high { "above" } else { "below" };
    let (rule, detail) = match part {
        StreamPart::Range => ("range", format!("{value} lies {side} the range of the values before")),
        StreamPart::Level => {
            ("level", "the mean of the last values lies outside the range of such means before".to_owned())
        }
        StreamPart::Shift => ("shift", "the mean of the last 100 values or so lies far from the long mean".to_owned()),
        StreamPart::Season => ("season", "the last values differ from what is usual at this time".to_owned()),
        StreamPart::Shape => ("shape", "the last values are unlike any stretch of the history".to_owned()),
        StreamPart::Step => ("step", "the step from the value before is unusually large".to_owned()),
    };
    let mut reason = Reason::new(rule, detail)
        .number("value", value)
        .number("strength", verdict.strength)
        .number("threshold", verdict.threshold)
        .number("lowest_before", reading.low)
        .number("highest_before", reading.high);
    if let Some((expected, _)) = reading.expected {
        reason = reason.number("expected", expected);
    }
    reason
}

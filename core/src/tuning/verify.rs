use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::advice::percent;
use super::chance::{self, Shift};
use crate::{Error, Reason, Result};

/// Most values of one sample, and most measurements.
const MOST_VALUES: u64 = 1_000_000;

/// What was measured of one metric in one period: a mean with its deviation and count, a part of a whole, or the single
/// values. The first of these that is given counts, from the last to the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TuningMeasurement {
    /// What was measured: the name by which before and after find each other.
    pub metric: String,
    /// Whether it should be low.
    #[serde(default = "yes")]
    pub lower_is_better: bool,
    /// The mean of all values.
    #[serde(default)]
    pub mean: Option<f64>,
    /// Their sample deviation, 0 or more.
    #[serde(default)]
    pub deviation: Option<f64>,
    /// How many values there were.
    #[serde(default)]
    pub count: Option<f64>,
    /// Of how many it was true: hits of a cache, users who finished.
    #[serde(default)]
    pub part: Option<f64>,
    /// Of how many it could have been: reads, users who began.
    #[serde(default)]
    pub whole: Option<f64>,
    /// The single values.
    #[serde(default)]
    pub samples: Vec<f64>,
}

fn yes() -> bool {
    true
}

impl TuningMeasurement {
    /// A mean that should be low, such as a time.
    pub fn mean(metric: impl Into<String>, mean: f64, deviation: f64, count: f64) -> Self {
        Self { mean: Some(mean), deviation: Some(deviation), count: Some(count), ..Self::new(metric, true) }
    }

    /// A share that should be high, such as a hit ratio or a completion.
    pub fn share(metric: impl Into<String>, part: f64, whole: f64) -> Self {
        Self { part: Some(part), whole: Some(whole), ..Self::new(metric, false) }
    }

    /// Single values that should be low.
    pub fn samples(metric: impl Into<String>, samples: Vec<f64>) -> Self {
        Self { samples, ..Self::new(metric, true) }
    }

    fn new(metric: impl Into<String>, lower_is_better: bool) -> Self {
        Self {
            metric: metric.into(),
            lower_is_better,
            mean: None,
            deviation: None,
            count: None,
            part: None,
            whole: None,
            samples: Vec::new(),
        }
    }
}

/// How [`verify`] decides.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct VerifyOptions {
    /// By how much a metric must get better for the change to be worth keeping, as a share of its value before, 0 or more
    /// and under 1. The support framework asks for 10 %.
    pub least_improvement: f64,
    /// How sure a verdict must be, over 0.5 and under 1: of metrics that did not change, at most `1 - confidence` of all
    /// calls judge one to have changed.
    pub confidence: f64,
    /// Fewest values, or wholes, before and after; at least 2.
    pub least_count: u32,
}

impl Default for VerifyOptions {
    /// 10 %, 95 % sure, 20 values on each side.
    fn default() -> Self {
        Self { least_improvement: 0.10, confidence: 0.95, least_count: 20 }
    }
}

/// Whether a change worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TuningVerdict {
    /// It got better by as much as asked for, or more: the whole interval says so. Keep it.
    Worked,
    /// It got better; by how much is not certain enough: as much as asked for lies within the interval. Keep it for now.
    Improved,
    /// It got better, but by less than asked for: the whole interval says so. Consider to undo it.
    Minimal,
    /// It did not get better by as much as asked for, and there is enough data to say so: undo it.
    Unchanged,
    /// It got worse: undo it.
    Worse,
    /// There is too little data to tell: measure on.
    Inconclusive,
}

/// What became of one metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MetricVerdict {
    /// The metric.
    pub metric: String,
    /// Whether the change worked for it.
    pub verdict: TuningVerdict,
    /// Its value before: the mean, the share, or the median of the single values.
    pub before: Option<f64>,
    /// The same after.
    pub after: Option<f64>,
    /// By how much it got better, as a share of its value before; negative where it got worse.
    pub improvement: Option<f64>,
    /// The lower end of the interval of `improvement`.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// The two-sided p-value, corrected for the number of metrics (Holm 1979).
    pub p_value: Option<f64>,
    /// Which test, on which numbers.
    pub reason: Reason,
}

/// Whether a change worked, in all and for each metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TuningOutcome {
    /// The verdict in all: worse where any metric is; otherwise the best that any metric has, but unchanged only where all
    /// are.
    pub verdict: TuningVerdict,
    /// What to do now, as a sentence for people.
    pub next: String,
    /// Each metric that was measured before or after, in the order of their names.
    pub metrics: Vec<MetricVerdict>,
}

/// Judges whether a change worked, from what was measured before and after it.
///
/// Means are compared by Welch's t-test, shares by the score test with Newcombe's interval, single values by the test of
/// Mann and Whitney with the Hodges-Lehmann shift. Where several metrics are given, their p-values are corrected.
///
/// ```
/// use hypercare::tuning::{TuningMeasurement, TuningVerdict, VerifyOptions, verify};
/// let before = TuningMeasurement::mean("mean_exec_time:42", 180.0, 60.0, 400.0);
/// let after = TuningMeasurement::mean("mean_exec_time:42", 3.5, 1.0, 350.0);
/// let outcome = verify(&[before.clone()], &[after], &VerifyOptions::default())?;
/// assert_eq!(outcome.verdict, TuningVerdict::Worked);
/// let few = TuningMeasurement::mean("mean_exec_time:42", 3.5, 1.0, 3.0);
/// assert_eq!(verify(&[before], &[few], &VerifyOptions::default())?.verdict, TuningVerdict::Inconclusive);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Invalid`] for options out of their range, numbers that are not finite, a negative deviation or count and a part
/// over its whole; [`Error::Duplicate`] for a metric given twice on one side; [`Error::Shape`] without any metric;
/// [`Error::Limit`] over a million metrics or values.
pub fn verify(
    before: &[TuningMeasurement],
    after: &[TuningMeasurement],
    options: &VerifyOptions,
) -> Result<TuningOutcome> {
    options.check()?;
    let mut pairs: BTreeMap<&str, [Option<&TuningMeasurement>; 2]> = BTreeMap::new();
    for (side, list) in [before, after].into_iter().enumerate() {
        Error::cap("measurements", MOST_VALUES, list.len())?;
        let mut names = BTreeSet::new();
        for measurement in list {
            measurement.check()?;
            if !names.insert(measurement.metric.as_str()) {
                return Err(Error::duplicate("metric", &measurement.metric));
            }
            let pair = pairs.entry(&measurement.metric).or_default();
            if let Some(place) = pair.get_mut(side) {
                *place = Some(measurement);
            }
        }
    }
    if pairs.is_empty() {
        return Err(Error::shape("measurements", "at least one metric", "none"));
    }
    let mut metrics: Vec<_> = pairs.into_iter().map(|(name, pair)| compare(name, pair, options)).collect();
    correct(&mut metrics);
    for metric in &mut metrics {
        metric.verdict = options.judge(metric);
    }
    let verdict = overall(&metrics);
    let next = match verdict {
        TuningVerdict::Worked => "keep the change",
        TuningVerdict::Improved => "keep the change for now, and measure on: by how much it helps is not certain yet",
        TuningVerdict::Minimal => "the change brings less than was asked for: consider to undo it",
        TuningVerdict::Unchanged => "the change brings nothing: undo it",
        TuningVerdict::Worse => "undo the change",
        TuningVerdict::Inconclusive => "measure on: there is too little data to tell",
    };
    Ok(TuningOutcome { verdict, next: next.to_owned(), metrics })
}

impl VerifyOptions {
    fn check(&self) -> Result<()> {
        if !(0.0..1.0).contains(&self.least_improvement) {
            return Err(Error::invalid("least_improvement", "0 or more and under 1", self.least_improvement));
        }
        if !(self.confidence > 0.5 && self.confidence < 1.0) {
            return Err(Error::invalid("confidence", "over 0.5 and under 1", self.confidence));
        }
        if self.least_count < 2 {
            return Err(Error::invalid("least_count", "at least 2", self.least_count));
        }
        Ok(())
    }

    fn judge(&self, metric: &MetricVerdict) -> TuningVerdict {
        let (Some(improvement), Some(p), Some((low, high))) =
            (metric.improvement, metric.p_value, metric.low.zip(metric.high))
        else {
            return TuningVerdict::Inconclusive;
        };
        if p < 1.0 - self.confidence {
            return match self.least_improvement {
                _ if improvement <= 0.0 => TuningVerdict::Worse,
                least if low >= least => TuningVerdict::Worked,
                least if high < least => TuningVerdict::Minimal,
                _ => TuningVerdict::Improved,
            };
        }
        if high < self.least_improvement { TuningVerdict::Unchanged } else { TuningVerdict::Inconclusive }
    }
}

impl TuningMeasurement {
    fn check(&self) -> Result<()> {
        let name = |field: &str| format!("{field} of {}", self.metric);
        Error::cap(&name("samples"), MOST_VALUES, self.samples.len())?;
        if let Some(value) = self.samples.iter().find(|value| !value.is_finite()) {
            return Err(Error::invalid(name("samples"), "finite numbers", value));
        }
        if let Some(mean) = self.mean.filter(|mean| !mean.is_finite()) {
            return Err(Error::invalid(name("mean"), "a finite number", mean));
        }
        let fields = [("deviation", self.deviation), ("count", self.count), ("part", self.part), ("whole", self.whole)];
        for (field, value) in fields {
            if let Some(value) = value.filter(|value| !(value.is_finite() && *value >= 0.0)) {
                return Err(Error::invalid(name(field), "a finite number of 0 or more", value));
            }
        }
        match (self.part, self.whole) {
            (Some(part), Some(whole)) if part > whole => {
                Err(Error::invalid(name("part"), format!("at most the whole of {whole}"), part))
            }
            _ => Ok(()),
        }
    }

    fn as_mean(&self) -> Option<(f64, f64, f64)> {
        Some((self.mean?, self.deviation?, self.count?))
    }

    fn as_share(&self) -> Option<(f64, f64)> {
        Some((self.part?, self.whole?))
    }
}

/// One metric before and after, not judged yet.
fn compare(name: &str, pair: [Option<&TuningMeasurement>; 2], options: &VerifyOptions) -> MetricVerdict {
    let unknown = |detail: &str| MetricVerdict {
        metric: name.to_owned(),
        verdict: TuningVerdict::Inconclusive,
        before: None,
        after: None,
        improvement: None,
        low: None,
        high: None,
        p_value: None,
        reason: Reason::new("verify", detail),
    };
    let [Some(before), Some(after)] = pair else {
        let side = if pair[0].is_none() { "before" } else { "after" };
        return unknown(&format!("it was not measured {side} the change"));
    };
    let least = f64::from(options.least_count);
    let z = chance::z_of(options.confidence);
    let counts: (f64, f64);
    let values: (f64, f64);
    let test: (&str, &dyn Fn() -> Shift);
    let (by_samples, by_shares, by_means);
    if !before.samples.is_empty() && !after.samples.is_empty() {
        counts = (before.samples.len() as f64, after.samples.len() as f64);
        values = (chance::median(&before.samples), chance::median(&after.samples));
        by_samples = || chance::samples(&before.samples, &after.samples, options.confidence);
        test = ("the test of Mann and Whitney on single values; values are medians", &by_samples);
    } else if let (Some(first), Some(second)) = (before.as_share(), after.as_share()) {
        counts = (first.1, second.1);
        values = (ratio(first.0, first.1), ratio(second.0, second.1));
        by_shares = move || chance::shares(first, second, z);
        test = ("the score test on shares with Newcombe's interval", &by_shares);
    } else if let (Some(first), Some(second)) = (before.as_mean(), after.as_mean()) {
        counts = (first.2, second.2);
        values = (first.0, second.0);
        by_means = move || chance::means(first, second, options.confidence);
        test = ("Welch's test on means", &by_means);
    } else {
        return unknown(
            "before and after have no measure in common: samples, a part of a whole, or a mean with its deviation and count",
        );
    }
    let reason = Reason::new("verify", test.0).number("before_count", counts.0).number("after_count", counts.1);
    let known = MetricVerdict {
        before: (counts.0 > 0.0).then_some(values.0),
        after: (counts.1 > 0.0).then_some(values.1),
        reason,
        ..unknown("")
    };
    if counts.0 < least || counts.1 < least {
        let rule = format!("fewer than {} values on one side", options.least_count);
        return MetricVerdict { reason: Reason { detail: rule, ..known.reason }, ..known };
    }
    let shift = test.1();
    // A share of nothing has no relative change: its own difference is taken instead.
    let unit = if values.0 == 0.0 { 1.0 } else { values.0.abs() };
    let sign = if before.lower_is_better { -1.0 } else { 1.0 };
    let ends = (sign * shift.low / unit, sign * shift.high / unit);
    let all = [sign * shift.estimate / unit, ends.0.min(ends.1), ends.0.max(ends.1), shift.p];
    if all.iter().any(|value| !value.is_finite()) {
        let detail = "the values are too large to compare".to_owned();
        return MetricVerdict { reason: Reason { detail, ..known.reason }, ..known };
    }
    let [improvement, low, high, p] = all;
    let detail = format!("{}: better by {}, {} to {}", test.0, percent(improvement), percent(low), percent(high));
    let reason = Reason { detail, ..known.reason }.number("p_value_alone", p);
    let (improvement, low, high, p_value) = (Some(improvement), Some(low), Some(high), Some(p));
    MetricVerdict { improvement, low, high, p_value, reason, ..known }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// Holm's step-down correction: of the sorted p-values each is multiplied by the number of those from it on.
fn correct(metrics: &mut [MetricVerdict]) {
    let mut order: Vec<&mut f64> = metrics.iter_mut().filter_map(|metric| metric.p_value.as_mut()).collect();
    order.sort_by(|a, b| a.total_cmp(b));
    let count = order.len();
    let mut least: f64 = 0.0;
    for (place, p) in order.into_iter().enumerate() {
        least = least.max((*p * (count - place) as f64).min(1.0));
        *p = least;
    }
}

fn overall(metrics: &[MetricVerdict]) -> TuningVerdict {
    use TuningVerdict::{Improved, Inconclusive, Minimal, Unchanged, Worked, Worse};
    let any = |verdict| metrics.iter().any(|metric| metric.verdict == verdict);
    match [Worse, Worked, Improved, Minimal].into_iter().find(|verdict| any(*verdict)) {
        Some(verdict) => verdict,
        None if any(Inconclusive) => Inconclusive,
        None => Unchanged,
    }
}

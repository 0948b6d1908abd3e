//! Is the canary's metric worse than the baseline's, or do they only scatter?
//!
//! ```
//! use hypercare::objectives::{CompareOptions, CompareVerdict, compare};
//! let baseline = [210.0, 190.0, 205.0, 220.0, 198.0, 215.0, 201.0, 207.0]; // milliseconds
//! let canary = [240.0, 251.0, 233.0, 262.0, 247.0, 239.0, 255.0, 244.0];
//! let answer = compare(&baseline, &canary, &CompareOptions::default())?;
//! assert_eq!(answer.verdict, CompareVerdict::Fail);
//! assert!(answer.lower > 0.0, "the shift is {} ({} to {})", answer.shift, answer.lower, answer.upper);
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! The test is Mann and Whitney's, with the interval and the estimate that Hodges and Lehmann have for the shift,
//! number by number as R's `wilcox.test(canary, baseline, conf.int = TRUE)` gives them: exact for fewer than 50 values
//! on each side without ties, else by the normal approximation with corrections for ties and continuity. The verdict is
//! Kayenta's idea: the whole interval must lie beyond a part of the shift. Constant series get no noise added: the
//! answer is always the same.

use serde::{Deserialize, Serialize};

use crate::stats::ranks::{median, rank_test, sorted};
use crate::{Error, Reason, Result};

/// Most values of one side.
const VALUES: u64 = 1_000_000;

/// What [`compare`] looks for. Everything has a default.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CompareOptions {
    /// How sure the interval is, 0.5 to 0.9999.
    pub confidence: f64,
    /// Which change is for the worse.
    pub worse: CompareDirection,
    /// The part of the estimated shift that the interval must lie beyond, from 0 up to but not including 1. 0 asks that
    /// the interval leave out zero.
    pub tolerance: f64,
    /// A change that matters to nobody, as a share of the baseline's median, 0 or more: 0.05 lets 5 % pass.
    pub margin: f64,
    /// Fewest values on each side; with fewer the answer is inconclusive.
    pub min_values: u32,
    /// The largest share of missing values (NaN) on a side, 0 to 1; with more the answer is inconclusive.
    pub max_missing: f64,
}

impl Default for CompareOptions {
    fn default() -> Self {
        Self {
            confidence: 0.95,
            worse: CompareDirection::Increase,
            tolerance: 0.25,
            margin: 0.0,
            min_values: 4,
            max_missing: 0.5,
        }
    }
}

/// Which change of a metric is for the worse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CompareDirection {
    /// More is worse: latency, errors.
    #[default]
    Increase,
    /// Less is worse: throughput, conversions.
    Decrease,
    /// Any change is worse.
    Either,
}

/// What [`compare`] concludes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CompareVerdict {
    /// No change for the worse is shown.
    Pass,
    /// A change for the worse is shown.
    Fail,
    /// There is too little data to show anything.
    Inconclusive,
}

/// How the canary's values lie to the baseline's.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CanaryComparison {
    /// The conclusion.
    pub verdict: CompareVerdict,
    /// Hodges and Lehmann's estimate of the shift: the median of all differences, canary less baseline. In the metric's
    /// unit, as are the bounds. 0 where a side has no values.
    pub shift: f64,
    /// The lower end of the interval for the shift.
    pub lower: f64,
    /// The upper end of the interval for the shift.
    pub upper: f64,
    /// How sure the interval really is: more than asked for where the test is exact, less where so few values cannot
    /// give it. 0 without values.
    pub confidence: f64,
    /// Mann and Whitney's U, R's W: pairs in which the canary's value is the larger, ties counted as a half.
    pub statistic: f64,
    /// The chance of a U so far from its middle, were there no change. 1 where all values are equal.
    pub p_value: f64,
    /// The chance of so large a U, were there no change.
    pub p_greater: f64,
    /// The chance of so small a U, were there no change.
    pub p_less: f64,
    /// Whether the chances are exact; else they are those of the normal approximation.
    pub exact: bool,
    /// The share of pairs in which the canary's value is the larger, ties counted as a half, 0 to 1: a half is no
    /// effect.
    pub superiority: f64,
    /// Cliff's delta, -1 to 1: the same on another scale. By convention .147 is a small effect, .33 a medium, .474 a
    /// large one (Romano et al. 2006).
    pub effect: f64,
    /// Values of the baseline that are there.
    pub baseline_values: u32,
    /// Values of the canary that are there.
    pub canary_values: u32,
    /// Values of both that are missing.
    pub missing: u32,
    /// The median of the baseline. 0 without values.
    pub baseline_median: f64,
    /// The median of the canary. 0 without values.
    pub canary_median: f64,
    /// The numbers behind the verdict.
    pub reason: Reason,
}

/// Compares a canary's values with a baseline's. NaN is a missing value; the order of the values does not matter.
///
/// # Errors
///
/// [`Error::Invalid`] for infinite values and options out of their range, [`Error::Limit`] over a million values on a
/// side.
pub fn compare(baseline: &[f64], canary: &[f64], options: &CompareOptions) -> Result<CanaryComparison> {
    options.check()?;
    let (baseline_all, canary_all) = (baseline.len(), canary.len());
    let (baseline, canary) = (present(baseline, "baseline")?, present(canary, "canary")?);
    let count = |values: &[f64]| u32::try_from(values.len()).unwrap_or(u32::MAX);
    let missing = baseline_all - baseline.len() + canary_all - canary.len();
    let mut answer = CanaryComparison {
        verdict: CompareVerdict::Inconclusive,
        shift: 0.0,
        lower: 0.0,
        upper: 0.0,
        confidence: 0.0,
        statistic: 0.0,
        p_value: 1.0,
        p_greater: 1.0,
        p_less: 1.0,
        exact: false,
        superiority: 0.5,
        effect: 0.0,
        baseline_values: count(&baseline),
        canary_values: count(&canary),
        missing: u32::try_from(missing).unwrap_or(u32::MAX),
        baseline_median: median(&baseline),
        canary_median: median(&canary),
        reason: Reason::default(),
    };
    if !baseline.is_empty() && !canary.is_empty() {
        let test = rank_test(&baseline, &canary, options.confidence)
            .ok_or_else(|| Error::range("a difference of two values"))?;
        answer = CanaryComparison {
            shift: test.shift,
            lower: test.lower,
            upper: test.upper,
            confidence: test.confidence,
            statistic: test.statistic,
            p_value: test.p_value,
            p_greater: test.p_greater,
            p_less: test.p_less,
            exact: test.exact,
            superiority: test.superiority,
            effect: 2.0 * test.superiority - 1.0,
            ..answer
        };
    }
    let thin = |all: usize, there: usize| (all - there) as f64 > options.max_missing * all as f64;
    let lacking = thin(baseline_all, baseline.len()) || thin(canary_all, canary.len());
    judge(options, lacking, &mut answer);
    Ok(answer)
}

fn judge(options: &CompareOptions, lacking: bool, answer: &mut CanaryComparison) {
    let margin = options.margin * answer.baseline_median.abs();
    let bound = (options.tolerance * answer.shift.abs()).max(margin);
    let fewest = answer.baseline_values.min(answer.canary_values);
    let higher = answer.lower > bound;
    let lower = answer.upper < -bound;
    let worse = match options.worse {
        CompareDirection::Increase => higher,
        CompareDirection::Decrease => lower,
        CompareDirection::Either => higher || lower,
    };
    // One part in a thousand, so that a confidence does not fail by the last bit of its own subtraction.
    let unsure = answer.confidence < options.confidence - 1e-3;
    let (verdict, detail) = if fewest < options.min_values || fewest == 0 {
        (
            CompareVerdict::Inconclusive,
            format!("{fewest} values on a side are too few, {} are asked for", options.min_values),
        )
    } else if lacking {
        (CompareVerdict::Inconclusive, "too many values are missing".to_owned())
    } else if unsure {
        let detail = format!("so few values give no interval of {} % confidence", 100.0 * options.confidence);
        (CompareVerdict::Inconclusive, detail)
    } else if worse {
        (CompareVerdict::Fail, format!("the shift lies from {} to {}, all beyond {bound}", answer.lower, answer.upper))
    } else {
        let detail =
            format!("the shift lies from {} to {}, not all for the worse beyond {bound}", answer.lower, answer.upper);
        (CompareVerdict::Pass, detail)
    };
    answer.verdict = verdict;
    answer.reason = Reason::new("the interval of the shift against the tolerance", detail)
        .number("shift", answer.shift)
        .number("lower", answer.lower)
        .number("upper", answer.upper)
        .number("bound", bound)
        .number("confidence", answer.confidence)
        .number("p_value", answer.p_value);
}

impl CompareOptions {
    fn check(&self) -> Result<()> {
        let within = |name: &str, value: f64, low: f64, high: f64| {
            let expected = || format!("a number from {low} to {high}");
            if (low..=high).contains(&value) { Ok(()) } else { Err(Error::invalid(name, expected(), value)) }
        };
        within("confidence", self.confidence, 0.5, 0.9999)?;
        within("tolerance", self.tolerance, 0.0, 0.999_999)?;
        within("margin", self.margin, 0.0, 1e9)?;
        within("max_missing", self.max_missing, 0.0, 1.0)
    }
}

/// The values that are there, sorted.
fn present(values: &[f64], what: &str) -> Result<Vec<f64>> {
    Error::cap(&format!("values of the {what}"), VALUES, values.len())?;
    if let Some(value) = values.iter().find(|value| value.is_infinite()) {
        return Err(Error::invalid(
            format!("a value of the {what}"),
            "a finite number, or NaN if it is missing",
            value,
        ));
    }
    Ok(sorted(values.iter().copied().filter(|value| !value.is_nan())))
}

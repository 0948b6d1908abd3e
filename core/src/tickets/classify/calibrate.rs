//! From margins to probabilities, by what happened on texts that were held out.

/// What the model said of a held-out text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    pub(super) top: f64,
    pub(super) right: bool,
}

/// How margins become probabilities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Calibration {
    /// Confidence is the logistic function of these times the highest margin and 1. The lead over the second label would
    /// tell wrong answers a little better, and texts that belong to no label much worse.
    pub(super) answer: [f64; 2],
    /// The probability of a label on its own is the logistic function of these times its margin and 1.
    pub(super) single: [f64; 2],
    /// How many times smaller the odds become for each unit that a margin lies below the highest.
    pub(super) sharpness: f64,
    /// The confidence from which an answer counts as known.
    pub(super) threshold: f64,
}

impl Default for Calibration {
    /// What holds where too few texts were held out to say: near what the public sets give.
    fn default() -> Self {
        Self { answer: [3.0, 1.5], single: [4.0, -0.5], sharpness: 6.0, threshold: LEAST_THRESHOLD }
    }
}

/// How often the bound of the error rate may fail.
const CHANCE: f64 = 0.1;
/// A higher margin is never less probable, whatever few texts seem to say.
const LEAST_SLOPE: f64 = 0.01;
/// An answer that is more probably wrong than right is not known, whatever error rate is allowed.
const LEAST_THRESHOLD: f64 = 0.5;

impl Calibration {
    pub(super) fn confidence(&self, top: f64) -> f64 {
        let [of_top, constant] = self.answer;
        logistic(of_top * top + constant)
    }

    pub(super) fn probability(&self, margin: f64) -> f64 {
        let [of_margin, constant] = self.single;
        logistic(of_margin * margin + constant)
    }

    /// The probabilities of the labels behind the first, whose margins are given: as far apart as their margins say, and
    /// with the first's confidence at most 1 together.
    pub(super) fn alternatives(&self, confidence: f64, top: f64, margins: &[f64]) -> Vec<f64> {
        let odds: Vec<f64> =
            margins.iter().map(|margin| confidence * libm::exp(self.sharpness * (margin - top).min(0.0))).collect();
        let sum: f64 = odds.iter().sum();
        let scale = if sum > 1.0 - confidence { (1.0 - confidence) / sum } else { 1.0 };
        odds.into_iter().map(|odds| odds * scale).collect()
    }

    /// `singles` are margins of single labels, and whether the text has the label; `leads` are the margins of each text
    /// less that of its answer, with the place of the right one.
    pub(super) fn fit(trials: &[Trial], singles: &[(f64, bool)], leads: &[(Vec<f64>, usize)], error_rate: f64) -> Self {
        let start = Self::default();
        let tops: Vec<(f64, bool)> = trials.iter().map(|trial| (trial.top, trial.right)).collect();
        let answer = logistic_regression(&tops, start.answer);
        let mut fitted = Self { answer, single: logistic_regression(singles, start.single), ..start };
        fitted.sharpness = sharpness(leads).unwrap_or(start.sharpness);
        fitted.threshold = fitted.threshold_for(trials, error_rate);
        fitted
    }

    /// The lowest confidence above which so few trials went wrong that a share of wrong ones over `error_rate` can be
    /// ruled out; above all of them where there are too few to rule that out.
    fn threshold_for(&self, trials: &[Trial], error_rate: f64) -> f64 {
        let mut sorted: Vec<(f64, bool)> =
            trials.iter().map(|trial| (self.confidence(trial.top), trial.right)).collect();
        sorted.sort_by(|one, other| other.0.total_cmp(&one.0));
        let (mut wrong, mut count, mut lowest) = (0, 0, None);
        // Answers that are equally sure are known together or not at all.
        for equal in sorted.chunk_by(|one, other| one.0 == other.0) {
            count += equal.len();
            wrong += equal.iter().filter(|trial| !trial.1).count();
            if rules_out(wrong, count, error_rate) {
                lowest = equal.first().map(|trial| trial.0);
            }
        }
        match lowest {
            Some(lowest) => lowest.max(LEAST_THRESHOLD),
            None => sorted.first().map_or(1.0, |&(confidence, _)| f64::midpoint(confidence, 1.0)),
        }
    }
}

/// Whether so few wrong ones of so many would come by chance in at most one of ten cases, were their share `rate`: the
/// one-sided bound of Clopper and Pearson (1934).
fn rules_out(wrong: usize, count: usize, rate: f64) -> bool {
    if rate >= 1.0 {
        return true;
    }
    // More than the rate are never few enough, and need no sum.
    if wrong as f64 > rate * count as f64 {
        return false;
    }
    let odds = rate / (1.0 - rate);
    let (mut log, mut sum) = (count as f64 * libm::log(1.0 - rate), 0.0);
    for found in 0..=wrong {
        sum += libm::exp(log);
        log += libm::log((count - found) as f64 / (found + 1) as f64 * odds);
    }
    sum <= CHANCE
}

/// The sharpness under which the right labels are most probable, from a fixed grid of ratio 1.05.
fn sharpness(leads: &[(Vec<f64>, usize)]) -> Option<f64> {
    let loss = |sharpness: f64| -> f64 {
        leads
            .iter()
            .map(|(margins, right)| {
                let sum: f64 = margins.iter().map(|margin| libm::exp(sharpness * margin)).sum();
                libm::log(sum) - sharpness * margins.get(*right).copied().unwrap_or_default()
            })
            .sum()
    };
    if leads.is_empty() {
        return None;
    }
    // The loss has one valley.
    let mut best = (1.0, loss(1.0));
    while best.0 < 40.0 {
        let next = best.0 * 1.05;
        let found = loss(next);
        if found >= best.1 {
            break;
        }
        best = (next, found);
    }
    Some(best.0)
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Newton's method on the logistic loss, held to `start` by a penalty as strong as one text.
fn logistic_regression(rows: &[(f64, bool)], start: [f64; 2]) -> [f64; 2] {
    let [mut slope, mut constant] = start;
    for _ in 0..30 {
        let mut gradient = [slope - start[0], constant - start[1]];
        let (mut xx, mut x1, mut one) = (1.0, 0.0, 1.0);
        for &(x, right) in rows {
            let expected = logistic(slope * x + constant);
            let error = expected - f64::from(u8::from(right));
            gradient[0] += error * x;
            gradient[1] += error;
            let curvature = expected * (1.0 - expected);
            xx += curvature * x * x;
            x1 += curvature * x;
            one += curvature;
        }
        let determinant = xx * one - x1 * x1;
        let steps =
            [(one * gradient[0] - x1 * gradient[1]) / determinant, (xx * gradient[1] - x1 * gradient[0]) / determinant];
        // A longer step may overshoot to where the slopes vanish.
        slope = (slope - steps[0].clamp(-2.0, 2.0)).clamp(LEAST_SLOPE, 100.0);
        constant = (constant - steps[1].clamp(-2.0, 2.0)).clamp(-100.0, 100.0);
        if steps.iter().all(|step| step.abs() < 1e-9) {
            break;
        }
    }
    [slope, constant]
}

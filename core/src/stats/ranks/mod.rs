//! Do two samples lie apart, and by how much?
//!
//! The test is that of Mann and Whitney (1947), with the estimate of the shift and its interval by Hodges and Lehmann
//! (1963), number by number as R's `wilcox.test(second, first, conf.int = TRUE)` gives them: exact for fewer than 50
//! values on each side without ties, else by the normal approximation with corrections for ties and continuity.

mod exact;
mod shift;

pub(crate) use shift::median;

/// How the second sample lies to the first.
#[cfg_attr(not(feature = "objectives"), allow(dead_code))] // tuning needs some of it
pub(crate) struct RankTest {
    /// The estimate of the shift, second less first, and the ends of its interval.
    pub(crate) shift: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
    /// How sure the interval really is.
    pub(crate) confidence: f64,
    /// Pairs in which the second is the larger, ties as a half; and their share.
    pub(crate) statistic: f64,
    pub(crate) superiority: f64,
    /// The chances of a statistic so far from its middle, so large and so small, were there no shift.
    pub(crate) p_value: f64,
    pub(crate) p_greater: f64,
    pub(crate) p_less: f64,
    pub(crate) exact: bool,
}

/// Numbers in their order. -0 counts as 0: the order of floats would put it before, and a tie is a tie.
pub(crate) fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.map(|value| value + 0.0).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// Tests two samples, finite, sorted and not empty; `None` where their differences are beyond all floats.
pub(crate) fn rank_test(first: &[f64], second: &[f64], confidence: f64) -> Option<RankTest> {
    let (rows, columns) = (second.len(), first.len());
    let pairs = rows as f64 * columns as f64;
    let tied = Ties::of(first, second);
    let statistic = statistic(first, second);
    let mut test = RankTest {
        shift: shift::middle(second, first),
        lower: 0.0,
        upper: 0.0,
        confidence,
        statistic,
        superiority: statistic / pairs,
        p_value: 1.0,
        p_greater: 1.0,
        p_less: 1.0,
        exact: false,
    };
    let alpha = 1.0 - confidence;
    if rows < 50 && columns < 50 && !tied.any {
        let odds = exact::Distribution::new(rows, columns);
        let u = statistic as usize; // whole, as nothing is tied
        test.exact = true;
        (test.p_less, test.p_greater) = (odds.at_most(u), odds.at_least(u));
        test.p_value = (2.0 * test.p_less.min(test.p_greater)).min(1.0);
        // As R does: the smallest count that is not too rare, at least 1.
        let quantile = odds.quantile(alpha / 2.0).max(1);
        let all = rows * columns;
        test.confidence = 1.0 - 2.0 * odds.at_most(quantile - 1);
        test.lower = shift::nth(second, first, quantile);
        test.upper = shift::nth(second, first, all + 1 - quantile);
    } else {
        let middle = statistic - pairs / 2.0;
        let sigma = deviation(rows, columns, tied.all);
        if sigma > 0.0 {
            let below = |correction: f64| normal((middle - correction) / sigma);
            let correction = if middle == 0.0 { 0.0 } else { 0.5_f64.copysign(middle) };
            let z = (middle - correction) / sigma;
            test.p_value = (2.0 * normal(-z.abs())).min(1.0);
            (test.p_less, test.p_greater) = (below(-0.5), normal(-(middle - 0.5) / sigma));
        }
        // While the second is moved, values of both sides are tied at single points alone, where the interval may end.
        let sigma = deviation(rows, columns, tied.within);
        let z = normal_quantile(1.0 - alpha / 2.0);
        let place = (pairs / 2.0 - 0.5 - z * sigma).floor() + 1.0;
        if place < 1.0 {
            test.confidence = (1.0 - 2.0 * normal(-(pairs / 2.0 - 0.5).max(0.0) / sigma)).max(0.0);
        }
        let place = place.clamp(1.0, pairs) as usize;
        test.lower = shift::nth(second, first, place);
        test.upper = shift::nth(second, first, rows * columns + 1 - place);
    }
    let finite = test.shift.is_finite() && test.lower.is_finite() && test.upper.is_finite();
    finite.then_some(test)
}

/// Pairs in which the second is the larger, ties as a half. Both are sorted.
fn statistic(first: &[f64], second: &[f64]) -> f64 {
    let (mut below, mut upto, mut doubled) = (0, 0, 0_u64);
    for value in second {
        while first.get(below).is_some_and(|other| other < value) {
            below += 1;
        }
        upto = upto.max(below);
        while first.get(upto).is_some_and(|other| other <= value) {
            upto += 1;
        }
        doubled += (below + upto) as u64;
    }
    doubled as f64 / 2.0
}

struct Ties {
    /// Whether a value comes twice, on whichever side.
    any: bool,
    /// The sum of t³ - t over groups of t equal values, both sides together.
    all: f64,
    /// The same, each side for itself.
    within: f64,
}

impl Ties {
    fn of(first: &[f64], second: &[f64]) -> Self {
        let mut both: Vec<f64> = first.iter().chain(second).copied().collect();
        both.sort_unstable_by(f64::total_cmp);
        let all = groups(&both);
        Self { any: all > 0.0, all, within: groups(first) + groups(second) }
    }
}

fn groups(sorted: &[f64]) -> f64 {
    sorted.chunk_by(|one, next| one == next).map(|group| group.len() as f64).map(|t| t * (t * t - 1.0)).sum()
}

/// The standard deviation of U without a change.
fn deviation(rows: usize, columns: usize, ties: f64) -> f64 {
    let (m, n) = (rows as f64, columns as f64);
    let all = m + n;
    (m * n / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)))).max(0.0).sqrt()
}

/// The chance that a standard normal number is at most this.
fn normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// Its inverse for chances over a half, by halving: 60 steps reach the last bits.
fn normal_quantile(chance: f64) -> f64 {
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        if normal(-middle) > 1.0 - chance { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

//! Intervals and tests on shares, means and samples, all on libm, so that they give the same bits everywhere.

use std::f64::consts::SQRT_2;

use crate::stats::ranks::{self, rank_test, sorted};

/// A shift or difference with its two-sided p-value and interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shift {
    pub(super) estimate: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) p: f64,
}

/// The probability of a standard normal to lie further from 0 than `z`.
pub(super) fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// How far from 0 a standard normal lies with a probability of `1 - confidence`; `confidence` in 0..1.
pub(super) fn z_of(confidence: f64) -> f64 {
    bisect(|z| two_sided(z) > 1.0 - confidence, 40.0)
}

/// Wilson's score interval of a share (E. B. Wilson 1927).
pub(super) fn wilson(part: f64, whole: f64, z: f64) -> (f64, f64) {
    let share = part / whole;
    let square = z * z;
    let middle = share + square / (2.0 * whole);
    let width = z * libm::sqrt((share * (1.0 - share) + square / (4.0 * whole)) / whole);
    let scale = 1.0 + square / whole;
    // At the ends the formula comes out even but for rounding.
    let low = if part <= 0.0 { 0.0 } else { ((middle - width) / scale).clamp(0.0, share) };
    let high = if part >= whole { 1.0 } else { ((middle + width) / scale).clamp(share, 1.0) };
    (low, high)
}

/// The difference of two shares, second less first: interval by R. G. Newcombe 1998 (method 10), p-value of the pooled
/// score test.
pub(super) fn shares(first: (f64, f64), second: (f64, f64), z: f64) -> Shift {
    let (p1, p2) = (first.0 / first.1, second.0 / second.1);
    let ((low1, high1), (low2, high2)) = (wilson(first.0, first.1, z), wilson(second.0, second.1, z));
    let estimate = p2 - p1;
    let pooled = (first.0 + second.0) / (first.1 + second.1);
    let deviation = libm::sqrt(pooled * (1.0 - pooled) * (1.0 / first.1 + 1.0 / second.1));
    let p = if deviation > 0.0 { two_sided(estimate / deviation) } else { 1.0 };
    let low = estimate - libm::hypot(p2 - low2, high1 - p1);
    let high = estimate + libm::hypot(high2 - p2, p1 - low1);
    Shift { estimate, low, high, p }
}

/// The difference of two means, second less first, whose deviations may differ (B. L. Welch 1947). Each is a mean, a
/// sample deviation and a count over 1.
pub(super) fn means(first: (f64, f64, f64), second: (f64, f64, f64), confidence: f64) -> Shift {
    let estimate = second.0 - first.0;
    let (v1, v2) = (first.1 * first.1 / first.2, second.1 * second.1 / second.2);
    let error = libm::sqrt(v1 + v2);
    if error <= 0.0 {
        let p = if estimate == 0.0 { 1.0 } else { 0.0 };
        return Shift { estimate, low: estimate, high: estimate, p };
    }
    let (w1, w2) = (v1 / (v1 + v2), v2 / (v1 + v2));
    let freedom = 1.0 / (w1 * w1 / (first.2 - 1.0) + w2 * w2 / (second.2 - 1.0));
    let width = bisect(|t| student(t, freedom) > 1.0 - confidence, 1e6) * error;
    Shift { estimate, low: estimate - width, high: estimate + width, p: student(estimate / error, freedom) }
}

/// The shift between two samples of finite numbers that are not empty, second less first.
pub(super) fn samples(first: &[f64], second: &[f64], confidence: f64) -> Shift {
    let (first, second) = (sorted(first.iter().copied()), sorted(second.iter().copied()));
    let infinite = Shift { estimate: f64::INFINITY, low: f64::NEG_INFINITY, high: f64::INFINITY, p: 1.0 };
    rank_test(&first, &second, confidence).map_or(infinite, |test| Shift {
        estimate: test.shift,
        low: test.lower,
        high: test.upper,
        p: test.p_value,
    })
}

/// The middle of the values.
pub(super) fn median(values: &[f64]) -> f64 {
    ranks::median(&sorted(values.iter().copied()))
}

/// The probability of Student's t to lie further from 0 than `t`.
fn student(t: f64, freedom: f64) -> f64 {
    beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

/// The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22).
fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(b, a, 1.0 - x);
    }
    let logs = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b);
    let front = libm::exp(logs + a * libm::log(x) + b * libm::log1p(-x)) / a;
    let guard = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let (mut c, mut d) = (1.0, 1.0 / guard(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for step in 1..10_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        fraction *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        fraction *= c * d;
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (front * fraction).clamp(0.0, 1.0)
}

/// The point of 0..`most` up to which `below` holds.
fn bisect(below: impl Fn(f64) -> bool, most: f64) -> f64 {
    let (mut low, mut high) = (0.0, most);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

    #[test]
    fn published_intervals_of_shares() {
        // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I: method 3.
        let z = z_of(0.95);
        assert!((z - 1.959_963_985).abs() < 1e-9);
        for (part, whole, low, high) in [
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            let found = wilson(part, whole, z);
            assert!((found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5, "{part}/{whole}: {found:?}");
        }
        // Newcombe 1998, "Interval estimation for the difference between independent proportions", table II: method 10.
        for (first, second, low, high) in [
            ((48.0, 80.0), (56.0, 70.0), 0.0524, 0.3339),
            ((3.0, 10.0), (9.0, 10.0), 0.1705, 0.8090),
            ((0.0, 10.0), (10.0, 10.0), 0.6075, 1.0),
        ] {
            let found = shares(first, second, z);
            assert!((found.low - low).abs() < 6e-5 && (found.high - high).abs() < 6e-5, "{found:?}");
        }
    }

    #[test]
    fn no_spread_and_no_difference_is_no_evidence() {
        assert_eq!(means((1.0, 0.0, 5.0), (1.0, 0.0, 5.0), 0.95).p, 1.0);
        assert_eq!(shares((5.0, 5.0), (9.0, 9.0), 1.96).p, 1.0);
    }

    proptest! {
        #[test]
        fn distributions_agree_with_statrs(t in -30.0..30.0_f64, freedom in 1.0..5000.0_f64) {
            let peer = 2.0 * StudentsT::new(0.0, 1.0, freedom).unwrap().cdf(-t.abs());
            prop_assert!((student(t, freedom) - peer).abs() < 1e-9, "{} {}", student(t, freedom), peer);
            let peer = 2.0 * Normal::standard().cdf(-t.abs());
            prop_assert!((two_sided(t) - peer).abs() < 1e-10);
        }

        #[test]
        fn intervals_hold_the_estimate(
            (part, whole) in (1_u32..500).prop_flat_map(|whole| (0..=whole, Just(whole))),
        ) {
            let (part, whole) = (f64::from(part), f64::from(whole));
            let (low, high) = wilson(part, whole, 1.96);
            prop_assert!(0.0 <= low && low <= part / whole && part / whole <= high && high <= 1.0);
        }
    }
}

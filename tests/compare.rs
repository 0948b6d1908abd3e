//! The comparison of two samples: against R's published answers, against SciPy's, and against its own definition.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

use hypercare::objectives::{CanaryComparison, CompareDirection, CompareOptions, CompareVerdict, compare};
use proptest::prelude::*;

const WITHOUT: CompareOptions = CompareOptions {
    confidence: 0.95,
    worse: CompareDirection::Increase,
    tolerance: 0.25,
    margin: 0.0,
    min_values: 4,
    max_missing: 0.5,
};

fn answer(baseline: &[f64], canary: &[f64]) -> CanaryComparison {
    compare(baseline, canary, &WITHOUT).expect("an answer")
}

/// The example of R's `?wilcox.test`, after Hollander and Wolfe (1973), p. 69: W = 35, p = 0.1272 for "greater" and
/// 0.2544 for both sides; estimate and interval as printed for the same data by package coin (r-help, 1 October 2006,
/// with the groups the other way round).
#[test]
fn exact_answers_are_those_published_for_r() {
    let term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    let early = [1.15, 0.88, 0.90, 0.74, 1.21];
    let found = answer(&early, &term);
    assert!(found.exact);
    assert_eq!(found.statistic, 35.0);
    assert!((found.p_greater - 0.1272).abs() < 5e-5, "{found:?}");
    assert!((found.p_value - 0.2544).abs() < 5e-5, "{found:?}");
    for (found, published) in [(found.shift, 0.305), (found.lower, -0.15), (found.upper, 0.76)] {
        assert!((found - published).abs() < 1e-12, "{found} instead of {published}");
    }
    assert_eq!((found.superiority, found.effect), (0.7, 0.3999999999999999));
    assert_eq!(found.verdict, CompareVerdict::Pass);
}

/// The other example of `?wilcox.test`: ozone in May against August, with ties and missing values; R prints W = 127.5
/// and p = 0.0001208.
#[test]
fn tied_answers_are_those_published_for_r() {
    const NA: f64 = f64::NAN;
    let may = [
        41.0, 36.0, 12.0, 18.0, NA, 28.0, 23.0, 19.0, 8.0, NA, 7.0, 16.0, 11.0, 14.0, 18.0, 14.0, 34.0, 6.0, 30.0,
        11.0, 1.0, 11.0, 4.0, 32.0, NA, NA, NA, 23.0, 45.0, 115.0, 37.0,
    ];
    let august = [
        39.0, 9.0, 16.0, 78.0, 35.0, 66.0, 122.0, 89.0, 110.0, NA, NA, 44.0, 28.0, 65.0, NA, 22.0, 59.0, 23.0, 31.0,
        44.0, 21.0, 9.0, NA, 45.0, 168.0, 73.0, NA, 76.0, 118.0, 84.0, 85.0,
    ];
    let found = answer(&august, &may);
    assert!(!found.exact);
    assert_eq!((found.statistic, found.missing), (127.5, 10));
    assert!((found.p_value - 0.0001208).abs() < 5e-8, "{found:?}");
    // Two more that R's users have printed (endmemo.com/r/wilcoxon.php).
    let x = [1.0, 5.0, 9.0, 24.0, 56.0, 21.0, 3.0, 7.0, 21.0, 4.0];
    let y = [12.0, 15.0, 5.0, 9.0, 9.0, 14.0, 56.0, 22.0, 3.0, 7.0, 32.0, 5.0];
    let found = answer(&y, &x);
    assert_eq!(found.statistic, 51.5);
    assert!((found.p_value - 0.5966).abs() < 5e-5, "{found:?}");
    let found = answer(&[1233.0, 4356.0, 987.0, 39999.0, 1111.0, 200000.0], &x);
    assert_eq!(found.statistic, 0.0);
    assert!((found.p_value - 0.001364).abs() < 5e-7, "{found:?}");
}

#[test]
fn chances_and_shifts_are_scipys() {
    let cases: Vec<serde_json::Value> = serde_json::from_str(include_str!("compare/scipy.json")).expect("cases");
    for case in &cases {
        let values = |name: &str| -> Vec<f64> {
            case[name].as_array().expect("a list").iter().map(|value| value.as_f64().expect("a number")).collect()
        };
        let found = answer(&values("baseline"), &values("canary"));
        assert_eq!(found.exact, case["exact"].as_bool().expect("a truth value"));
        assert_eq!(found.statistic, case["statistic"].as_f64().expect("a number"));
        let pairs = [
            ("p_value", found.p_value),
            ("p_greater", found.p_greater),
            ("p_less", found.p_less),
            ("shift", found.shift),
        ];
        for (name, found) in pairs {
            let expected = case[name].as_f64().expect("a number");
            assert!((found - expected).abs() <= 1e-10 * expected.abs().max(1e-3), "{name}: {found}, not {expected}");
        }
    }
}

#[test]
fn constant_series_have_one_answer() {
    let same = answer(&[5.0; 30], &[5.0; 30]);
    assert_eq!((same.verdict, same.p_value, same.shift, same.effect), (CompareVerdict::Pass, 1.0, 0.0, 0.0));
    assert_eq!(same, answer(&[5.0; 30], &[5.0; 30]));
    let higher = answer(&[5.0; 30], &[6.0; 30]);
    assert_eq!((higher.verdict, higher.shift), (CompareVerdict::Fail, 1.0));
    assert_eq!((higher.lower, higher.upper, higher.effect), (1.0, 1.0, 1.0));
    let lower = answer(&[5.0; 30], &[4.0; 30]);
    assert_eq!(lower.verdict, CompareVerdict::Pass, "less is not worse here");
    let options = CompareOptions { worse: CompareDirection::Either, ..WITHOUT };
    assert_eq!(compare(&[5.0; 30], &[4.0; 30], &options).expect("an answer").verdict, CompareVerdict::Fail);
    let options = CompareOptions { margin: 0.25, ..WITHOUT };
    assert_eq!(compare(&[5.0; 30], &[6.0; 30], &options).expect("an answer").verdict, CompareVerdict::Pass);
    assert_eq!(answer(&[0.0; 5], &[-0.0; 5]).p_value, 1.0, "zeros are equal");
}

#[test]
fn too_little_data_is_inconclusive() {
    let many = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    let high = [101.0, 102.0, 103.0, 104.0, 105.0];
    for canary in [&[][..], &[f64::NAN; 9], &[100.0, 101.0, 102.0], &[f64::NAN; 6]] {
        let found = answer(&many, canary);
        assert_eq!(found.verdict, CompareVerdict::Inconclusive, "{canary:?}");
        assert!(found.lower.is_finite() && found.p_value <= 1.0);
    }
    assert_eq!(answer(&many, &high).verdict, CompareVerdict::Fail);
    let mut holes = [f64::NAN; 12];
    holes[..5].copy_from_slice(&high);
    assert_eq!(answer(&many, &holes).verdict, CompareVerdict::Inconclusive, "over half is missing");
    // Three values a side reach a confidence of 90 % at most.
    let options = CompareOptions { min_values: 1, ..WITHOUT };
    let few = compare(&many[..3], &high[..3], &options).expect("an answer");
    assert_eq!((few.verdict, few.confidence), (CompareVerdict::Inconclusive, 0.9));
}

#[test]
fn what_is_no_sample_is_an_error() {
    let code = |baseline: &[f64], options: &CompareOptions| compare(baseline, &[1.0], options).unwrap_err().code();
    assert_eq!(code(&[f64::INFINITY], &WITHOUT), "invalid");
    assert_eq!(code(&[1.0], &CompareOptions { confidence: 1.0, ..WITHOUT }), "invalid");
    assert_eq!(code(&[1.0], &CompareOptions { tolerance: f64::NAN, ..WITHOUT }), "invalid");
    assert_eq!(code(&vec![0.0; 1_000_001], &WITHOUT), "limit");
    assert_eq!(compare(&[-f64::MAX], &[f64::MAX], &WITHOUT).unwrap_err().code(), "range");
}

#[test]
fn many_values_take_little_time_and_no_memory_for_their_pairs() {
    let baseline: Vec<f64> = (0..100_000).map(|at| f64::from(at * 7 % 1_000)).collect();
    let canary: Vec<f64> = (0..100_000).map(|at| f64::from(at * 11 % 1_000) + 10.0).collect();
    let found = answer(&baseline, &canary);
    assert_eq!((found.shift, found.verdict), (10.0, CompareVerdict::Fail));
}

/// The chance of U at most `u`, by going over all ways to choose the canary's ranks.
fn by_counting(rows: usize, columns: usize, u: usize) -> f64 {
    let all = rows + columns;
    let (mut met, mut total) = (0_u64, 0_u64);
    for chosen in 0_u32..1 << all {
        if chosen.count_ones() as usize == rows {
            let ranks: usize = (0..all).filter(|rank| chosen >> rank & 1 == 1).map(|rank| rank + 1).sum();
            total += 1;
            met += u64::from(ranks - rows * (rows + 1) / 2 <= u);
        }
    }
    met as f64 / total as f64
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn exact_chances_count_every_order(baseline in prop::collection::hash_set(-999_i32..999, 1..6), canary in prop::collection::hash_set(1_000_i32..2_999, 1..6)) {
        let baseline: Vec<f64> = baseline.into_iter().map(|value| f64::from(value) * 2.0).collect();
        let canary: Vec<f64> = canary.into_iter().map(|value| f64::from(value - 2_000) * 2.0 + 1.0).collect();
        let found = answer(&baseline, &canary);
        let (rows, columns) = (canary.len(), baseline.len());
        let less = by_counting(rows, columns, found.statistic as usize);
        let greater = by_counting(rows, columns, rows * columns - found.statistic as usize);
        prop_assert!(found.exact);
        prop_assert!((found.p_less - less).abs() < 1e-12 && (found.p_greater - greater).abs() < 1e-12, "{:?}", found);
        prop_assert!((found.p_value - (2.0 * less.min(greater)).min(1.0)).abs() < 1e-12);
    }

    /// The interval holds the shifts that the test does not reject: that is its definition.
    #[test]
    fn the_interval_holds_what_the_test_accepts(baseline in prop::collection::hash_set(0_i32..10_000, 5..30), canary in prop::collection::hash_set(0_i32..10_000, 5..30)) {
        let baseline: Vec<f64> = baseline.into_iter().map(f64::from).collect();
        let canary: Vec<f64> = canary.into_iter().map(|value| f64::from(value) + 0.5).collect();
        let found = answer(&baseline, &canary);
        prop_assert!(found.exact && found.confidence >= 0.95);
        // Just beside a bound, so that nothing is tied.
        for (shift, accepted) in [(found.lower - 0.25, false), (found.lower + 0.25, true), (found.upper - 0.25, true), (found.upper + 0.25, false)] {
            if shift > found.lower && shift < found.upper && !accepted || found.upper - found.lower < 0.5 {
                continue;
            }
            let moved: Vec<f64> = canary.iter().map(|value| value - shift).collect();
            let p_value = answer(&baseline, &moved).p_value;
            prop_assert_eq!(p_value > 1.0 - found.confidence + 1e-12, accepted, "{} at {}: {:?}", p_value, shift, found);
        }
    }

    #[test]
    fn the_shift_is_the_median_of_all_differences(baseline in prop::collection::vec(-50_i8..50, 1..20), canary in prop::collection::vec(-50_i8..50, 1..20)) {
        let (baseline, canary): (Vec<f64>, Vec<f64>) = (baseline.into_iter().map(f64::from).collect(), canary.into_iter().map(f64::from).collect());
        let found = answer(&baseline, &canary);
        let mut all: Vec<f64> = canary.iter().flat_map(|one| baseline.iter().map(move |other| one - other)).collect();
        all.sort_by(f64::total_cmp);
        let (low, high) = (all[(all.len() - 1) / 2], all[all.len() / 2]);
        prop_assert_eq!(found.shift, 0.5 * (low + high));
        prop_assert!(found.lower <= found.shift && found.shift <= found.upper);
        prop_assert!(all.contains(&found.lower) && all.contains(&found.upper));
        let half: f64 = all.iter().map(|difference| if *difference > 0.0 { 1.0 } else if *difference == 0.0 { 0.5 } else { 0.0 }).sum();
        prop_assert_eq!(found.statistic, half);
    }

    #[test]
    fn sides_and_orders_only_change_signs(baseline in prop::collection::vec(-1e3..1e3, 1..60), canary in prop::collection::vec(-1e3..1e3, 1..60)) {
        let found = answer(&baseline, &canary);
        let reversed = |values: &[f64]| values.iter().rev().copied().collect::<Vec<f64>>();
        prop_assert_eq!(&found, &answer(&reversed(&baseline), &reversed(&canary)));
        let other = answer(&canary, &baseline);
        prop_assert!((found.p_greater - other.p_less).abs() < 1e-12 && (found.p_value - other.p_value).abs() < 1e-12);
        prop_assert_eq!((found.shift, found.lower, found.upper), (-other.shift, -other.upper, -other.lower));
    }
}

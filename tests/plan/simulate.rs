//! Simulated schedules.

use hypercare::plan::{Estimate, RiskEvent, SimulationOptions, critical_path, simulate};
use proptest::prelude::*;

fn options(samples: usize) -> SimulationOptions {
    SimulationOptions { samples, ..SimulationOptions::default() }
}

/// Tasks with whole durations, and edges to later tasks.
fn network() -> impl Strategy<Value = (Vec<i64>, Vec<(usize, usize, i64)>)> {
    (1..30_usize).prop_flat_map(|tasks| {
        let edge = (0..tasks, 0..tasks, -5..20_i64).prop_map(|(one, other, lag)| (one.min(other), one.max(other), lag));
        (prop::collection::vec(0..50_i64, tasks), prop::collection::vec(edge, 0..60))
    })
}

fn estimate() -> impl Strategy<Value = Estimate> {
    (0..100_u32, 0..100_u32, 0..100_u32, any::<bool>()).prop_map(|(low, more, rest, pert)| {
        let (low, likely, high) = (f64::from(low), f64::from(low + more), f64::from(low + more + rest));
        if pert { Estimate::pert(low, likely, high) } else { Estimate::triangular(low, likely, high) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn fixed_durations_give_the_critical_path((durations, mut edges) in network()) {
        edges.retain(|(from, to, _)| from < to);
        let path = critical_path(&durations, &edges).unwrap();
        let estimates: Vec<_> = durations.iter().map(|&duration| Estimate::fixed(duration as f64)).collect();
        let edges: Vec<_> = edges.into_iter().map(|(from, to, lag)| (from, to, lag as f64)).collect();
        let found = simulate(&estimates, &edges, &options(3)).unwrap();
        prop_assert_eq!(&found.finishes, &[path.makespan as f64; 3]);
        prop_assert_eq!(found.deviation, 0.0);
        let critical: Vec<usize> = (0..durations.len()).filter(|&task| found.criticality[task] == 1.0).collect();
        prop_assert_eq!(critical, path.critical);
    }

    #[test]
    fn finishes_lie_between_the_schedules_of_the_ends(
        estimates in prop::collection::vec(estimate(), 1..20),
        samples in 1..200_usize,
        seed: u64,
    ) {
        let edges: Vec<_> = (1..estimates.len()).map(|task| (task / 2, task, 0.0)).collect();
        let found = simulate(&estimates, &edges, &SimulationOptions { seed, ..options(samples) }).unwrap();
        let end = |pick: fn(&Estimate) -> f64| {
            let fixed: Vec<_> = estimates.iter().map(|one| Estimate::fixed(pick(one))).collect();
            simulate(&fixed, &edges, &options(1)).unwrap().mean
        };
        let (low, high) = (end(|one| one.low), end(|one| one.high));
        prop_assert_eq!(found.finishes.len(), samples);
        // Sums of a dozen 32-bit numbers are off by some millionths.
        let slack = 1e-5 * high.max(1.0);
        prop_assert!(found.finishes.iter().all(|finish| (low - slack..=high + slack).contains(finish)));
        prop_assert!(found.finishes.is_sorted() && found.p50 <= found.p80 && found.p80 <= found.p95);
        prop_assert!(found.criticality.iter().all(|share| (0.0..=1.0).contains(share)));
        // In every sample something ends last.
        prop_assert!(found.criticality.iter().sum::<f64>() > 0.999);
    }

    #[test]
    fn threads_and_repeats_change_no_bit(estimates in prop::collection::vec(estimate(), 1..60), seed: u64) {
        let edges: Vec<_> = (1..estimates.len()).map(|task| (task / 3, task, 1.5)).collect();
        let risks = vec![RiskEvent { probability: 0.4, delay: Estimate::pert(1.0, 2.0, 9.0), tasks: vec![0] }];
        let one = SimulationOptions { seed, risks, ..options(3000) };
        let two = SimulationOptions { jobs: 2, ..one.clone() };
        let found = simulate(&estimates, &edges, &one).unwrap();
        prop_assert_eq!(&found, &simulate(&estimates, &edges, &two).unwrap());
    }
}

#[test]
fn means_deviations_and_quantiles_are_those_of_the_distributions() {
    let chain = [Estimate::pert(2.0, 4.0, 12.0), Estimate::triangular(1.0, 2.0, 6.0), Estimate::fixed(3.0)];
    let found = simulate(&chain, &[(0, 1, 0.0), (1, 2, -1.0)], &options(100_000)).unwrap();
    // Means 5, 3, 3 and the lead; variances 100 x 1.8 x 4.2 / 252 and (1 + 4 + 36 - 2 - 6 - 12) / 18.
    let (mean, deviation) = (10.0, (3.0_f64 + 21.0 / 18.0).sqrt());
    // Five standard errors of a mean and of a deviation of 100,000 samples.
    assert!((found.mean - mean).abs() < 5.0 * deviation / 100_000_f64.sqrt(), "{} {mean}", found.mean);
    assert!((found.deviation - deviation).abs() < 5.0 * deviation / 200_000_f64.sqrt(), "{}", found.deviation);
    assert_eq!(found.criticality, [1.0; 3]);
    assert_eq!(found.shorten_first, [0, 1, 2]);
    // The quantile of a triangle has a closed form: 1 + sqrt(u (6 - 1) (2 - 1)) up to the tip, at u = 1/5.
    let one = simulate(&chain[1..2], &[], &options(100_000)).unwrap();
    let quantile = |u: f64| 6.0 - ((1.0 - u) * 5.0 * 4.0).sqrt();
    for (found, u) in [(one.p50, 0.5), (one.p80, 0.8), (one.p95, 0.95)] {
        assert!((found - quantile(u)).abs() < 0.03, "{found} {}", quantile(u));
    }
}

#[test]
fn equal_rivals_are_critical_half_of_the_time_and_the_deadline_is_counted() {
    let twins = [Estimate::pert(1.0, 2.0, 3.0), Estimate::pert(1.0, 2.0, 3.0), Estimate::fixed(0.0)];
    let options = SimulationOptions { deadline: Some(2.0), ..options(100_000) };
    let found = simulate(&twins, &[(0, 2, 0.0), (1, 2, 0.0)], &options).unwrap();
    assert!((found.criticality[0] - 0.5).abs() < 0.01 && (found.criticality[1] - 0.5).abs() < 0.01);
    // Both by the median of each: a quarter. 0.007 is five standard errors.
    assert!((found.on_time.unwrap() - 0.25).abs() < 0.007, "{:?}", found.on_time);
}

#[test]
fn a_risk_delays_its_tasks_together() {
    let chain = [Estimate::fixed(1.0), Estimate::fixed(1.0)];
    let risks = vec![RiskEvent { probability: 0.3, delay: Estimate::fixed(5.0), tasks: vec![0, 1] }];
    let found = simulate(&chain, &[(0, 1, 0.0)], &SimulationOptions { risks, ..options(100_000) }).unwrap();
    let distinct: std::collections::BTreeSet<u64> = found.finishes.iter().map(|finish| *finish as u64).collect();
    assert_eq!(Vec::from_iter(distinct), [2, 12]);
    assert!((found.mean - 5.0).abs() < 0.08, "{}", found.mean); // 2 + 0.3 x 10, five standard errors
}

#[test]
fn what_cannot_be_simulated_is_refused() {
    let fine = [Estimate::fixed(1.0), Estimate::fixed(1.0)];
    let code = |estimates: &[Estimate], edges: &[(usize, usize, f64)], options: &SimulationOptions| {
        simulate(estimates, edges, options).unwrap_err().code()
    };
    for bad in [
        Estimate::fixed(-1.0),
        Estimate::fixed(f64::NAN),
        Estimate::fixed(f64::INFINITY),
        Estimate::pert(2.0, 1.0, 3.0),
        Estimate::pert(1.0, 2.0, f64::NAN),
        Estimate::triangular(0.0, 3.0, 2.0),
    ] {
        assert_eq!(code(&[bad], &[], &options(10)), "invalid", "{bad:?}");
    }
    assert_eq!(code(&fine, &[(0, 1, f64::NAN)], &options(10)), "invalid");
    assert_eq!(code(&fine, &[(0, 9, 0.0)], &options(10)), "invalid");
    assert_eq!(code(&fine, &[(0, 1, 0.0), (1, 0, 0.0)], &options(10)), "cycle");
    assert_eq!(code(&fine, &[], &options(0)), "invalid");
    assert_eq!(code(&fine, &[], &options(usize::MAX)), "invalid");
    assert_eq!(code(&fine, &[], &SimulationOptions { jobs: 0, ..options(10) }), "invalid");
    assert_eq!(code(&fine, &[], &SimulationOptions { deadline: Some(f64::NAN), ..options(10) }), "invalid");
    let risk = |probability, task| {
        let risks = vec![RiskEvent { probability, delay: Estimate::fixed(1.0), tasks: vec![task] }];
        SimulationOptions { risks, ..options(10) }
    };
    for bad in [risk(1.5, 0), risk(f64::NAN, 0), risk(0.5, 2)] {
        assert_eq!(code(&fine, &[], &bad), "invalid");
    }
    assert_eq!(simulate(&[], &[], &options(10)).unwrap().finishes, [0.0; 10]);
}

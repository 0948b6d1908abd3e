//! How often the judge errs: a small version of `benches/judge.rs`.

use hypercare::objectives::{JudgeDocument, ReleaseDecision, ReleaseJudge, ReleaseSample};
use hypercare::stats::Stream;

use super::minute;

/// A binomial number, trial by trial.
fn binomial(chance: &mut Stream, trials: u32, share: f64) -> u64 {
    let bound = (share * f64::from(u32::MAX)) as u32;
    (0..trials).map(|_| u64::from(chance.next_u32() < bound)).sum()
}

/// How many of so many watches of two hours, looked at each minute, end in a rollback.
fn rolled_back(watches: u64, requests: u32, share: f64, baseline: Option<f64>) -> u64 {
    // The error rate alone, with all the false alarms that are allowed.
    let mut document = JudgeDocument::default();
    document.criteria.truncate(1);
    document.criteria[0].baseline = baseline.is_some();
    let watch = |index: u64| {
        let mut chance = Stream::new(2026, index);
        let mut judge = ReleaseJudge::new(document.clone()).expect("a judge");
        (1..=120).any(|at| {
            let sample =
                ReleaseSample::share("error_rate", minute(at), binomial(&mut chance, requests, share), requests.into());
            let sample = match baseline {
                Some(other) => sample.against(binomial(&mut chance, requests, other), requests.into()),
                None => sample,
            };
            judge.observe(&sample).expect("a verdict").decision == ReleaseDecision::RollBack
        })
    };
    (0..watches).map(|index| u64::from(watch(index))).sum()
}

/// With a chance of 5 % for each of 150 watches over 18 rollbacks come less than once in a thousand runs (binomial
/// tail: 3.7e-4); the seed is fixed, so that a run that passes always does.
#[test]
fn a_release_that_changed_nothing_is_rarely_rolled_back() {
    // At the limit itself, which is the worst case, and beside a baseline of the same rate.
    assert!(rolled_back(150, 200, 0.005, None) <= 18);
    assert!(rolled_back(150, 200, 0.0025, Some(0.0025)) <= 18);
}

#[test]
fn a_doubled_error_rate_is_rolled_back() {
    // At least 95 % of 40 within a binomial bound: fewer than 34 come less than once in a thousand runs (tail 4e-4).
    assert!(rolled_back(40, 300, 0.01, None) >= 34);
    assert!(rolled_back(40, 300, 0.005, Some(0.0025)) >= 34);
}

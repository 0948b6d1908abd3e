//! Whatever comes: the same future after a restart, the same verdict in each order of one instant, and no step back.

use hypercare::objectives::{ReleaseDecision, ReleaseJudge, ReleaseSample};
use proptest::prelude::*;

use super::minute;

fn samples() -> impl Strategy<Value = Vec<ReleaseSample>> {
    let sample = (0_i64..4, 0_u8..3, 0_u64..40, 0.0_f64..10.0, any::<bool>());
    prop::collection::vec(sample, 1..60).prop_map(|steps| {
        let mut at = 0;
        let sample = |(wait, kind, bad, value, paired): (i64, u8, u64, f64, bool)| {
            at += wait;
            match (kind, paired) {
                (0, false) => ReleaseSample::share("error_rate", minute(at), bad, 2_000),
                (0, true) => ReleaseSample::share("error_rate", minute(at), bad, 2_000).against(10, 1_500),
                (1, false) => ReleaseSample::value("response_time", minute(at), value),
                (1, true) => ReleaseSample::value("response_time", minute(at), value).against_value(5.0),
                _ if bad == 39 => ReleaseSample::event("data_integrity", minute(at)),
                _ => ReleaseSample::share("error_rate", minute(at), 0, 0),
            }
        };
        steps.into_iter().map(sample).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_restart_changes_nothing(samples in samples(), stop in 0_usize..60) {
        let mut whole = ReleaseJudge::canary();
        let mut stopped = ReleaseJudge::canary();
        for (index, sample) in samples.iter().enumerate() {
            if index == stop {
                stopped = ReleaseJudge::restore(&stopped.snapshot().unwrap()).unwrap();
            }
            let (one, other) = (whole.observe(sample).unwrap(), stopped.observe(sample).unwrap());
            prop_assert_eq!(one, other);
            prop_assert_eq!(whole.next_wakeup(), stopped.next_wakeup());
        }
    }

    #[test]
    fn a_decision_is_kept_and_steps_only_climb(samples in samples()) {
        let mut judge = ReleaseJudge::canary();
        let (mut step, mut last) = (0, None);
        for sample in &samples {
            let verdict = judge.observe(sample).unwrap();
            prop_assert!(verdict.step >= step && verdict.step <= step + 1);
            prop_assert_eq!(verdict.step > step, verdict.decision == ReleaseDecision::Promote && !verdict.finished);
            step = verdict.step;
            if let Some(decision) = last {
                prop_assert_eq!(verdict.decision, decision);
                prop_assert!(verdict.finished);
            }
            last = verdict.finished.then_some(verdict.decision);
            let shares = verdict.criteria.iter().flat_map(|one| [Some(one.p_value), one.baseline_p_value]).flatten();
            prop_assert!(shares.into_iter().all(|share| (0.0..=1.0).contains(&share)));
            let alphas: f64 = verdict.criteria.iter().map(|one| one.alpha * if one.alpha > 0.0 { 2.0 } else { 0.0 }).sum();
            prop_assert!((alphas - 0.05).abs() < 1e-12, "two tests for each criterion share what is allowed");
            prop_assert_eq!(verdict.decision == ReleaseDecision::RollBack, verdict.traffic == 0.0);
        }
    }

    #[test]
    fn counts_may_come_in_parts(parts in prop::collection::vec((0_u64..20, 0_u64..2_000), 1..10)) {
        let counted: Vec<_> = parts.iter().map(|&(bad, more)| (bad, bad + more)).collect();
        let (bad, total) = counted.iter().fold((0, 0), |(bad, total), part| (bad + part.0, total + part.1));
        let mut whole = ReleaseJudge::default();
        let one = whole.observe(&ReleaseSample::share("error_rate", minute(1), bad, total)).unwrap();
        let mut judge = ReleaseJudge::default();
        let verdict = counted.iter().map(|&(bad, total)| {
            judge.observe(&ReleaseSample::share("error_rate", minute(1), bad, total)).unwrap()
        });
        let other = verdict.last().unwrap();
        if other.finished && !one.finished {
            return Ok(()); // what comes after a rollback is not counted
        }
        prop_assert!(other.finished || (one.criteria[0].bad, one.criteria[0].trials) == (other.criteria[0].bad, other.criteria[0].trials));
        // Looks on the way only add to what speaks against a release, and never more than they may.
        prop_assert!(other.finished || other.criteria[0].p_value <= one.criteria[0].p_value * (1.0 + 1e-9));
    }

    #[test]
    fn hostile_snapshots_are_errors(place in 0_usize..4_000, byte in 0_u8..128) {
        let mut judge = ReleaseJudge::canary();
        judge.observe(&ReleaseSample::share("error_rate", minute(1), 4, 2_000).against(1, 900)).unwrap();
        let mut bytes = judge.snapshot().unwrap().into_bytes();
        let place = place % bytes.len();
        bytes[place] = byte;
        if let Ok(text) = String::from_utf8(bytes)
            && let Ok(mut judge) = ReleaseJudge::restore(&text)
        {
            let verdict = judge.advance(minute(200));
            prop_assert!(verdict.is_ok() || verdict.is_err());
        }
    }
}

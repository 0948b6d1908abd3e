//! Retries and their budget.

use std::time::Duration;

use hypercare::recovery::{Jitter, RetryBudget, RetryBudgetOptions, RetryFailure, RetryPolicy};
use proptest::prelude::*;

use super::second;

fn failure(attempt: u32) -> RetryFailure {
    RetryFailure::new(attempt, "timeout", second(0), second(0))
}

fn policies() -> impl Strategy<Value = RetryPolicy> {
    let jitter = prop_oneof![Just(Jitter::Full), Just(Jitter::Equal), Just(Jitter::None)];
    (1_u32..30, 0_i64..5_000, 1.0_f64..10.0, 0_i64..60_000, jitter, any::<u64>()).prop_map(
        |(attempts, base, factor, longest, jitter, seed)| {
            let span = |millis| hypercare::time::Span::of(chrono::TimeDelta::milliseconds(millis)).expect("a span");
            RetryPolicy {
                attempts,
                base: span(base),
                factor,
                longest: span(longest),
                jitter,
                seed,
                ..RetryPolicy::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn waits_stay_within_their_bounds_and_come_again(policy in policies(), call: u64) {
        let all: Vec<Duration> = policy.delays(call).collect();
        prop_assert_eq!(all.len() as u32, policy.attempts - 1);
        for (index, delay) in all.iter().enumerate() {
            let attempt = index as u32 + 1;
            let answer = policy.next(call, &failure(attempt)).unwrap();
            prop_assert!(answer.retry);
            // The iterator and the answers are one.
            prop_assert!((answer.delay_seconds - delay.as_secs_f64()).abs() < 1e-9);
            prop_assert_eq!(&answer, &policy.next(call, &failure(attempt)).unwrap());
            let grown = policy.base.exact().as_seconds_f64() * policy.factor.powi(attempt as i32 - 1);
            let whole = grown.min(policy.longest.exact().as_seconds_f64());
            let least = match policy.jitter { Jitter::Full => 0.0, Jitter::Equal => 0.5 * whole, Jitter::None => whole };
            prop_assert!(answer.delay_seconds >= least * (1.0 - 1e-9) - 1e-9);
            prop_assert!(answer.delay_seconds <= whole * (1.0 + 1e-9) + 1e-9);
        }
        let end = policy.next(call, &failure(policy.attempts)).unwrap();
        prop_assert!(!end.retry && end.at.is_none());
    }

    /// A bucket by the book: tokens never over the most, never under 0, and a retry takes exactly one.
    #[test]
    fn a_budget_is_a_bucket(per_call in 0.0_f64..2.0, per_second in 0.0_f64..5.0, most in 1.0_f64..20.0, steps in prop::collection::vec((0_i64..5, any::<bool>()), 0..80)) {
        let mut budget = RetryBudget::new(RetryBudgetOptions { per_call, per_second, most }).unwrap();
        let (mut model, mut at) = (most, 0);
        for (index, (wait, call)) in steps.into_iter().enumerate() {
            at += wait;
            model = (model + wait as f64 * if index == 0 { 0.0 } else { per_second }).min(most);
            if call {
                budget.called(second(at)).unwrap();
                model = (model + per_call).min(most);
            } else {
                let granted = model >= 1.0 - 1e-9;
                prop_assert_eq!(budget.take(second(at)), Ok(granted));
                model -= if granted { 1.0 } else { 0.0 };
            }
            model = model.max(0.0);
            prop_assert!((budget.tokens() - model).abs() < 1e-6 && (0.0..=most).contains(&budget.tokens()));
            budget = RetryBudget::restore(&budget.snapshot().unwrap()).unwrap();
        }
    }
}

/// Full jitter is uniform on the wait: the mean of many is half of it. With 4,000 draws the mean strays by more than
/// five standard errors (0.0046 of the wait each) less than once in a million seeds; the seed is fixed.
#[test]
fn full_jitter_spreads_evenly() {
    let policy = RetryPolicy::default();
    let delays: Vec<f64> =
        (0..4_000).map(|call| policy.next(call, &failure(2)).expect("an answer").delay_seconds).collect();
    let mean = delays.iter().sum::<f64>() / 4_000.0;
    assert!((mean / 0.4 - 0.5).abs() < 0.023, "{mean}");
    assert!(delays.iter().any(|delay| *delay < 0.01) && delays.iter().any(|delay| *delay > 0.39));
}

#[test]
fn what_is_not_tried_again() {
    let policy = RetryPolicy::from_yaml(
        "{attempts: 9, deadline: 10 s, jitter: none, base: 4 s, retry_on: [timeout, '503'], give_up_on: [fraud]}",
    )
    .expect("a policy");
    let rule = |failure: &RetryFailure| policy.next(1, failure).expect("an answer").reason.rule;
    let kind = |kind: &str| RetryFailure { kind: kind.to_owned(), ..failure(1) };
    assert_eq!(rule(&kind("fraud")), "give_up_on");
    assert_eq!(rule(&kind("404")), "retry_on");
    assert_eq!(rule(&failure(9)), "attempts");
    let late = RetryFailure { at: second(7), ..failure(1) };
    assert_eq!(rule(&late), "deadline", "4 s later are 11 s");
    let wish = RetryFailure { retry_after: Some("9 s".parse().expect("a span")), ..failure(1) };
    let answer = policy.next(1, &wish).expect("an answer");
    assert_eq!((answer.delay_seconds, answer.at), (9.0, Some(second(9))));
    let mut budget =
        RetryBudget::new(RetryBudgetOptions { per_second: 0.0, most: 1.0, per_call: 0.5 }).expect("a budget");
    assert!(policy.next_within(&mut budget, 1, &failure(1)).expect("an answer").retry);
    assert_eq!(policy.next_within(&mut budget, 1, &failure(1)).expect("an answer").reason.rule, "budget");
    budget.called(second(0)).expect("a call");
    budget.called(second(0)).expect("a call");
    assert!(policy.next_within(&mut budget, 1, &failure(1)).expect("an answer").retry);
}

#[test]
fn what_is_no_policy_is_an_error() {
    for text in [
        "{retry_on: [timeout, fraud], give_up_on: [fraud]}",
        "{attempts: 0}",
        "{factor: 0.5}",
        "{base: 1 month}",
        "{retry_on: ['']}",
        "{deadline: 2 years}",
    ] {
        assert_eq!(RetryPolicy::from_yaml(text).unwrap_err().code(), "invalid", "{text}");
    }
    assert_eq!(RetryPolicy::from_yaml("{attempts: many}").unwrap_err().code(), "parse");
    let policy = RetryPolicy::default();
    assert_eq!(RetryPolicy::from_json(&policy.to_json().expect("a text")), Ok(policy.clone()));
    assert_eq!(policy.next(0, &failure(0)).unwrap_err().code(), "invalid");
    let early = RetryFailure { at: second(-1), ..failure(1) };
    assert_eq!(policy.next(0, &early).unwrap_err().code(), "out_of_order");
    assert_eq!(RetryPolicy { attempts: 0, ..policy }.delays(0).count(), 0);
    assert_eq!(RetryBudget::new(RetryBudgetOptions { most: 0.0, ..Default::default() }).unwrap_err().code(), "invalid");
    assert_eq!(
        RetryBudget::restore("{\"options\": {}, \"tokens\": 99, \"clock\": {\"now\": null, \"doubted\": null}}")
            .unwrap_err()
            .code(),
        "invalid"
    );
}

#[test]
fn no_wait_stays_none_however_often_it_grows() {
    let policy = RetryPolicy {
        attempts: 1_000,
        base: hypercare::time::Span::ZERO,
        factor: 10.0,
        jitter: Jitter::None,
        ..RetryPolicy::default()
    };
    assert_eq!(policy.next(0, &failure(400)).expect("an answer").delay_seconds, 0.0);
    assert!(policy.delays(0).all(|wait| wait.is_zero()));
}

#[test]
fn a_wrong_clock_does_not_move_a_budget_for_good() {
    let options = RetryBudgetOptions { per_call: 0.0, per_second: 1.0, most: 2.0 };
    let year_9999 = hypercare::time::parse_instant("9999-12-31T00:00:00Z").expect("an instant");
    for wrong in [year_9999, second(-86_400), second(86_400)] {
        let mut budget = RetryBudget::new(options).expect("a budget");
        for at in [second(0), wrong, second(0), second(0), second(0)] {
            let _ = budget.take(at).expect("an answer");
        }
        assert!(!budget.take(second(0)).expect("an answer"), "{wrong}");
        assert!(budget.take(second(1)).expect("an answer"), "a token a second, again: {wrong}");
        assert_eq!(RetryBudget::restore(&budget.snapshot().expect("a text")), Ok(budget));
    }
    let mut budget = RetryBudget::new(options).expect("a budget");
    let never = year_9999 + chrono::TimeDelta::days(900);
    assert_eq!(budget.take(never).unwrap_err().code(), "range");
    assert_eq!(budget.called(never).unwrap_err().code(), "range");
}

//! The circuit breaker: the transitions that resilience4j's documentation describes, and a model.

use std::collections::VecDeque;

use hypercare::recovery::{BreakerOptions, BreakerState, CallOutcome, CallResult, CircuitBreaker};
use proptest::prelude::*;

use super::second;

fn call(breaker: &mut CircuitBreaker, at: i64, outcome: CallOutcome) -> bool {
    let permit = breaker.acquire(second(at)).expect("an answer").permit;
    if let Some(permit) = permit {
        breaker.record(permit, second(at), &outcome).expect("a record");
    }
    permit.is_some()
}

fn small() -> BreakerOptions {
    BreakerOptions { window_calls: 10, min_calls: 5, half_open_calls: 3, ..BreakerOptions::default() }
}

fn state(breaker: &CircuitBreaker) -> BreakerState {
    breaker.status().state
}

const GOOD: CallOutcome = CallOutcome { result: CallResult::Success, seconds: 0.1 };
const BAD: CallOutcome = CallOutcome { result: CallResult::Failure, seconds: 0.1 };

/// 50 % of at least 100 calls open it for 60 s, then 10 calls decide.
#[test]
fn the_defaults_are_those_documented() {
    let mut breaker = CircuitBreaker::default();
    for at in 0..99 {
        assert!(call(&mut breaker, at, if at % 2 == 0 { BAD } else { GOOD }));
        assert_eq!(breaker.status().failure_rate, None, "a rate needs a hundred calls");
    }
    assert_eq!(state(&breaker), BreakerState::Closed);
    let permit = breaker.acquire(second(99)).expect("an answer").permit.expect("closed");
    let change = breaker.record(permit, second(99), &GOOD).expect("a record").expect("a change");
    // 50 of 100: equal to the threshold is enough.
    assert_eq!((change.from, change.to), (BreakerState::Closed, BreakerState::Open));
    assert_eq!(change.reason.numbers["rate"], 0.5);
    let refused = breaker.acquire(second(158)).expect("an answer");
    assert_eq!((refused.permit, refused.retry_at), (None, Some(second(159))));
    let probe = breaker.acquire(second(159)).expect("an answer");
    assert_eq!(
        (probe.state, probe.change.map(|change| change.to)),
        (BreakerState::HalfOpen, Some(BreakerState::HalfOpen))
    );
    let permit = probe.permit.expect("the first of ten");
    let more = (0..12).filter(|_| breaker.acquire(second(160)).expect("an answer").permit.is_some()).count();
    assert_eq!(more, 9, "ten calls in all");
    for _ in 0..10 {
        breaker.record(permit, second(161), &GOOD).expect("a record");
    }
    assert_eq!((state(&breaker), breaker.status().calls), (BreakerState::Closed, 0));
}

#[test]
fn an_open_breaker_opens_again_if_the_calls_on_trial_fail() {
    let mut breaker = CircuitBreaker::new(small()).expect("a breaker");
    for _ in 0..5 {
        call(&mut breaker, 0, BAD);
    }
    assert_eq!(state(&breaker), BreakerState::Open);
    assert!(!call(&mut breaker, 59, GOOD));
    // Two of three fail.
    assert!(call(&mut breaker, 60, BAD) && call(&mut breaker, 60, GOOD));
    assert_eq!(state(&breaker), BreakerState::HalfOpen, "the third has to end first");
    assert!(call(&mut breaker, 60, BAD));
    assert_eq!((state(&breaker), breaker.next_wakeup()), (BreakerState::Open, Some(second(120))));
}

#[test]
fn slow_calls_open_it_as_failures_do() {
    let options = BreakerOptions { slow_after: "2 s".parse().expect("a span"), slow_rate: 0.6, ..small() };
    let mut breaker = CircuitBreaker::new(options).expect("a breaker");
    for seconds in [2.0, 2.1, 3.0, 0.1, 9.0] {
        assert_eq!(state(&breaker), BreakerState::Closed);
        call(&mut breaker, 0, CallOutcome::success(seconds));
    }
    // Three of five took longer than 2 s; 2 s itself is not longer.
    assert_eq!(state(&breaker), BreakerState::Open);
}

#[test]
fn only_the_last_calls_count() {
    let mut breaker = CircuitBreaker::new(BreakerOptions { failure_rate: 0.6, ..small() }).expect("a breaker");
    for outcome in [BAD, BAD, GOOD, GOOD, GOOD].repeat(10) {
        call(&mut breaker, 0, outcome);
        assert_eq!(state(&breaker), BreakerState::Closed);
    }
    assert_eq!((breaker.status().calls, breaker.status().failed), (10, 4));
}

#[test]
fn only_the_last_seconds_count() {
    let options = BreakerOptions { window_time: Some("10 s".parse().expect("a span")), min_calls: 4, ..small() };
    let mut breaker = CircuitBreaker::new(options).expect("a breaker");
    for at in [0, 0, 0, 9] {
        call(&mut breaker, at, GOOD);
    }
    assert_eq!(breaker.status().failure_rate, Some(0.0));
    call(&mut breaker, 10, BAD);
    // The three of second 0 are out.
    assert_eq!((breaker.status().calls, breaker.status().failure_rate), (2, None));
    for _ in 0..2 {
        call(&mut breaker, 11, BAD);
    }
    assert_eq!(state(&breaker), BreakerState::Open);
}

#[test]
fn late_and_ignored_outcomes_change_nothing() {
    let mut breaker = CircuitBreaker::new(small()).expect("a breaker");
    let early = breaker.acquire(second(0)).expect("an answer").permit.expect("closed");
    for _ in 0..5 {
        call(&mut breaker, 1, BAD);
    }
    // Its call began before the breaker opened.
    assert_eq!(breaker.record(early, second(61), &GOOD), Ok(None));
    assert_eq!((state(&breaker), breaker.status().late), (BreakerState::Open, 1));
    for _ in 0..9 {
        assert!(call(&mut breaker, 62, CallOutcome::ignored()), "a place that was not used comes back");
    }
    assert_eq!(state(&breaker), BreakerState::HalfOpen);
    assert_eq!(breaker.record(99, second(62), &GOOD).unwrap_err().code(), "invalid");
    assert_eq!(breaker.record(2, second(62), &CallOutcome::success(f64::NAN)).unwrap_err().code(), "invalid");
}

#[test]
fn calls_on_trial_may_have_a_limit_in_time() {
    let mut breaker =
        CircuitBreaker::new(BreakerOptions { half_open_for: Some("5 s".parse().expect("a span")), ..small() })
            .expect("a breaker");
    breaker.force(BreakerState::HalfOpen, second(0)).expect("a change");
    assert!(breaker.acquire(second(4)).expect("an answer").permit.is_some());
    assert_eq!(breaker.advance(second(5)).expect("a change").map(|change| change.to), Some(BreakerState::Open));
}

#[test]
fn special_states_hold_until_somebody_ends_them() {
    for (special, passes, counts) in [
        (BreakerState::Disabled, true, false),
        (BreakerState::ForcedOpen, false, false),
        (BreakerState::MetricsOnly, true, true),
    ] {
        let mut breaker = CircuitBreaker::new(small()).expect("a breaker");
        breaker.force(special, second(0)).expect("a change");
        for at in 0..20 {
            assert_eq!(call(&mut breaker, at * 100, BAD), passes);
        }
        assert_eq!((state(&breaker), breaker.status().failed > 0), (special, counts));
        breaker.force(BreakerState::Closed, second(3_000)).expect("a change");
        assert!(call(&mut breaker, 3_000, GOOD));
    }
}

#[test]
fn what_is_no_breaker_is_an_error() {
    let code = |options: BreakerOptions| CircuitBreaker::new(options).unwrap_err().code();
    assert_eq!(code(BreakerOptions { failure_rate: 0.0, ..small() }), "invalid");
    assert_eq!(code(BreakerOptions { slow_rate: f64::NAN, ..small() }), "invalid");
    assert_eq!(code(BreakerOptions { window_calls: 0, ..small() }), "invalid");
    assert_eq!(code(BreakerOptions { window_time: Some("2 h".parse().expect("a span")), ..small() }), "invalid");
    assert_eq!(code(BreakerOptions { open_for: hypercare::time::Span::ZERO, ..small() }), "invalid");
    let mut text = CircuitBreaker::default().snapshot().expect("a text");
    text = text.replace("\"calls\": 0", "\"calls\": 7");
    assert_eq!(CircuitBreaker::restore(&text).unwrap_err().code(), "invalid");
}

/// The rules once more, over a list of all calls since the last change.
#[derive(Debug)]
struct Model {
    state: BreakerState,
    since: i64,
    calls: VecDeque<(i64, CallResult)>,
    begun: usize,
}

impl Model {
    fn turn(&mut self, state: BreakerState, at: i64) {
        (self.state, self.since, self.begun) = (state, at, 0);
        self.calls.clear();
    }

    fn call(&mut self, options: &BreakerOptions, at: i64, result: CallResult) -> bool {
        if self.state == BreakerState::Open && at >= self.since + 60 {
            self.turn(BreakerState::HalfOpen, at);
        }
        if self.state == BreakerState::Open
            || (self.state == BreakerState::HalfOpen && self.begun == options.half_open_calls as usize)
        {
            return false;
        }
        if result == CallResult::Ignored {
            return true;
        }
        self.begun += 1;
        self.calls.push_back((at, result));
        let trial = self.state == BreakerState::HalfOpen;
        let counted: Vec<_> = if trial {
            self.calls.iter().collect()
        } else if options.window_time.is_some() {
            self.calls.iter().filter(|(then, _)| *then > at - 10).collect()
        } else {
            self.calls.iter().rev().take(options.window_calls as usize).collect()
        };
        let enough = if trial { options.half_open_calls.min(options.min_calls) } else { options.min_calls };
        if counted.len() >= enough as usize {
            let failed = counted.iter().filter(|(_, result)| *result == CallResult::Failure).count();
            let over = failed as f64 / counted.len() as f64 >= options.failure_rate;
            if over {
                self.turn(BreakerState::Open, at);
            } else if trial {
                self.turn(BreakerState::Closed, at);
            }
        }
        true
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_breaker_is_its_model(timed: bool, rate in 0.05_f64..1.0, min in 1_u32..8, trial in 1_u32..6, steps in prop::collection::vec((0_i64..40, 0_u8..9), 1..120)) {
        let window_time = timed.then(|| "10 s".parse().unwrap());
        let options = BreakerOptions { window_time, failure_rate: rate, min_calls: min, half_open_calls: trial, ..small() };
        let mut breaker = CircuitBreaker::new(options).unwrap();
        let mut model = Model { state: BreakerState::Closed, since: 0, calls: VecDeque::new(), begun: 0 };
        let mut at = 0;
        for (wait, dice) in steps {
            at += wait / 10 * if dice % 2 == 0 { 1 } else { 20 };
            let result = match dice { 0 => CallResult::Ignored, 1..=4 => CallResult::Failure, _ => CallResult::Success };
            let passed = call(&mut breaker, at, CallOutcome { result, seconds: 0.0 });
            prop_assert_eq!(passed, model.call(&options, at, result));
            prop_assert_eq!(state(&breaker), model.state);
            let text = breaker.snapshot().unwrap();
            let restored = CircuitBreaker::restore(&text).unwrap();
            prop_assert_eq!(&restored, &breaker);
            breaker = restored;
        }
    }
}

#[test]
fn a_wrong_clock_does_not_move_a_breaker_for_good() {
    let year_9999 = hypercare::time::parse_instant("9999-12-31T00:00:00Z").expect("an instant");
    let options =
        BreakerOptions { min_calls: 2, window_time: Some("10 s".parse().expect("a span")), ..Default::default() };
    let mut breaker = CircuitBreaker::new(options).expect("a breaker");
    let fail = |breaker: &mut CircuitBreaker, at| {
        let permit = breaker.acquire(at).expect("an answer").permit.expect("a permit");
        breaker.record(permit, at, &CallOutcome::failure(0.1)).expect("an answer")
    };
    assert!(fail(&mut breaker, second(0)).is_none());
    assert!(fail(&mut breaker, second(1)).is_some(), "it opens");
    // An instant that cannot be right is passed over.
    assert_eq!(breaker.acquire(year_9999).expect("an answer").state, BreakerState::Open);
    assert_eq!(breaker.next_wakeup(), Some(second(61)));
    // One that could be is believed, until two later ones speak against it.
    assert_eq!(breaker.acquire(second(7_200)).expect("an answer").state, BreakerState::HalfOpen);
    breaker.force(BreakerState::Closed, second(7_200)).expect("a change");
    assert!(fail(&mut breaker, second(20)).is_none(), "its call is the first, its outcome the second right instant");
    assert_eq!(breaker.status().calls, 1);
    breaker.acquire(second(40)).expect("an answer");
    assert_eq!(breaker.status().calls, 0, "the window empties again");
    assert_eq!(CircuitBreaker::restore(&breaker.snapshot().expect("a text")), Ok(breaker));
}

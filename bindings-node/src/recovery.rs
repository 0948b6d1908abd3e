use std::cell::RefCell;

use chrono::{DateTime, Utc};
use hypercare::recovery::{
    self, BreakerOptions, BreakerState, BulkheadOptions, CallOutcome, DeadLetter, DeadLetterOptions, FallbackChain,
    HealthReport, RetryBudgetOptions, RetryFailure,
};
use napi_derive::napi;

use crate::bridge::{Js, js};
use crate::export::{Maybe, Of};

type At = DateTime<Utc>;

#[napi]
pub struct RetryPolicy(recovery::RetryPolicy);

document!(RetryPolicy, recovery::RetryPolicy: from_yaml, from_json);

exports! { RetryPolicy:
    #[constructor] fn new(policy: Option<recovery::RetryPolicy>) -> Self { Self(policy.unwrap_or_default().checked()?) }
    fn next(&self, call: u64, failure: RetryFailure, budget: Maybe<Of<'_, RetryBudget>>) -> Js {
        js(&match budget.0 {
            Some(budget) => self.0.next_within(&mut budget.0.0.borrow_mut(), call, &failure)?,
            None => self.0.next(call, &failure)?,
        })?
    }
    fn delays(&self, call: u64) -> Vec<f64> { self.0.delays(call).map(|delay| delay.as_secs_f64()).collect() }
}

#[napi]
pub struct RetryBudget(RefCell<recovery::RetryBudget>);

exports! { RetryBudget:
    #[constructor] fn new(options: Option<RetryBudgetOptions>) -> Self {
        Self(recovery::RetryBudget::new(options.unwrap_or_default())?.into())
    }
    #[factory] fn restore(snapshot: String) -> Self { Self(recovery::RetryBudget::restore(&snapshot)?.into()) }
    fn snapshot(&self) -> String { self.0.borrow().snapshot()? }
    fn called(&self, at: At) -> () { self.0.borrow_mut().called(at)? }
    fn take(&self, at: At) -> bool { self.0.borrow_mut().take(at)? }
    #[getter] fn tokens(&self) -> f64 { self.0.borrow().tokens() }
}

#[napi]
pub struct CircuitBreaker(recovery::CircuitBreaker);

machine!(CircuitBreaker, recovery::CircuitBreaker);

exports! { CircuitBreaker:
    #[constructor] fn new(options: Option<BreakerOptions>) -> Self { Self(recovery::CircuitBreaker::new(options.unwrap_or_default())?) }
    fn acquire(&mut self, at: At) -> Js { js(&self.0.acquire(at)?)? }
    fn record(&mut self, permit: u64, at: At, outcome: CallOutcome) -> Js { js(&self.0.record(permit, at, &outcome)?)? }
    fn advance(&mut self, at: At) -> Js { js(&self.0.advance(at)?)? }
    fn force(&mut self, state: BreakerState, at: At) -> Js { js(&self.0.force(state, at)?)? }
    fn status(&self) -> Js { js(&self.0.status())? }
}

#[napi]
pub struct DeadLetters(recovery::DeadLetters);

machine!(DeadLetters, recovery::DeadLetters);

exports! { DeadLetters:
    #[constructor] fn new(options: Option<DeadLetterOptions>) -> Self { Self(recovery::DeadLetters::new(options.unwrap_or_default())?) }
    fn put(&mut self, letter: DeadLetter) -> Js { js(&self.0.put(&letter)?)? }
    fn replay(&mut self, now: At, most: u32) -> Js { js(&self.0.replay(now, most)?)? }
    fn replayed(&mut self, id: String, at: At, error: Option<String>) -> Js { js(&self.0.replayed(&id, at, error.as_deref())?)? }
    fn release(&mut self, id: String, at: At) -> () { self.0.release(&id, at)? }
    fn discard(&mut self, id: String) -> Js { js(&self.0.discard(&id)?)? }
    fn get(&self, id: String) -> Js { js(&self.0.get(&id))? }
    fn entries(&self) -> Js { js(&self.0.entries().collect::<Vec<_>>())? }
    fn summary(&self) -> Js { js(&self.0.summary())? }
}

#[napi]
pub struct Bulkhead(recovery::Bulkhead);

machine!(Bulkhead, recovery::Bulkhead);

exports! { Bulkhead:
    #[constructor] fn new(options: Option<BulkheadOptions>) -> Self { Self(recovery::Bulkhead::new(options.unwrap_or_default())?) }
    fn enter(&mut self, id: String, at: At) -> Js { js(&self.0.enter(&id, at)?)? }
    fn leave(&mut self, id: String, at: At) -> Js { js(&self.0.leave(&id, at)?)? }
    fn advance(&mut self, at: At) -> Js { js(&self.0.advance(at)?)? }
}

#[napi]
pub struct FallbackRun(recovery::FallbackRun);

exports! { FallbackRun:
    #[constructor] fn new(chain: FallbackChain) -> Self { Self(chain.run()?) }
    fn failed(&mut self, kind: String) -> Js { js(&self.0.failed(&kind)?)? }
    fn succeeded(&mut self) -> Js { js(&self.0.succeeded()?)? }
    fn status(&self) -> Js { js(&self.0.status())? }
}

#[napi]
pub struct Playbook(recovery::Playbook);

document!(Playbook, recovery::Playbook: from_yaml, from_json);

exports! { Playbook:
    #[factory, js_name = "default"]
    fn built_in() -> Self { Self(recovery::Playbook::default()) }
    fn to_object(&self) -> Js { js(&self.0)? }
}

#[napi]
pub struct Healer(recovery::Healer);

machine!(Healer, recovery::Healer);

exports! { Healer:
    #[constructor] fn new(playbook: Of<'_, Playbook>) -> Self { Self(recovery::Healer::new(playbook.0.0.clone())?) }
    fn observe(&mut self, report: HealthReport) -> Js { js(&self.0.observe(&report)?)? }
    fn confirm(&mut self, run: u64, by: String, agreed: bool, at: At) -> Js { js(&self.0.confirm(run, &by, agreed, at)?)? }
    fn done(&mut self, run: u64, at: At, success: bool) -> Js { js(&self.0.done(run, at, success)?)? }
    fn advance(&mut self, now: At) -> Js { js(&self.0.advance(now)?)? }
    fn history(&self) -> Js { js(&self.0.history().collect::<Vec<_>>())? }
}

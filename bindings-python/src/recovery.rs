use chrono::{DateTime, Utc};
use hypercare::recovery::{
    self, BreakerOptions, BreakerState, BulkheadOptions, CallOutcome, DeadLetter, DeadLetterOptions, FallbackChain,
    HealthReport, RetryBudgetOptions, RetryFailure,
};
use pyo3::prelude::*;

use crate::bridge::{Moment, Of};
use crate::class::classes;

type At = DateTime<Utc>;

classes! {
    RetryPolicy(recovery::RetryPolicy) reads[from_yaml from_json] writes[to_json]
        makes[new(policy: recovery::RetryPolicy) => policy.checked()?;]
    {
        next(call: u64, failure: RetryFailure) of policy => policy.next(call, &failure)?;
        delays(call: u64) of policy => policy.delays(call).map(|delay| delay.as_secs_f64()).collect::<Vec<_>>();
    }

    RetryBudget(recovery::RetryBudget) reads[restore] writes[snapshot]
        makes[new(options: RetryBudgetOptions) => recovery::RetryBudget::new(options)?;]
    {
        called(at: At) of budget => budget.called(at)?;
        take(at: At) of budget => budget.take(at)?;
        tokens() of budget => budget.tokens();
        next(policy: Of<recovery::RetryPolicy>, call: u64, failure: RetryFailure) of budget =>
            policy.0.next_within(budget, call, &failure)?;
    }

    CircuitBreaker(recovery::CircuitBreaker) reads[restore] writes[snapshot]
        makes[new(options: BreakerOptions) => recovery::CircuitBreaker::new(options)?;]
    {
        acquire(at: At) of breaker => breaker.acquire(at)?;
        record(permit: u64, at: At, outcome: CallOutcome) of breaker => breaker.record(permit, at, &outcome)?;
        advance(at: At) of breaker => breaker.advance(at)?;
        force(state: BreakerState, at: At) of breaker => breaker.force(state, at)?;
        status() of breaker => breaker.status();
        next_wakeup() of breaker => Moment(breaker.next_wakeup());
    }

    DeadLetters(recovery::DeadLetters) reads[restore] writes[snapshot]
        makes[new(options: DeadLetterOptions) => recovery::DeadLetters::new(options)?;]
    {
        put(letter: DeadLetter) of letters => letters.put(&letter)?;
        replay(now: At, most: u32) of letters => letters.replay(now, most)?;
        replayed(id: String, at: At, error: Option<String>) of letters => letters.replayed(&id, at, error.as_deref())?;
        release(id: String, at: At) of letters => letters.release(&id, at)?;
        discard(id: String) of letters => letters.discard(&id)?;
        get(id: String) of letters => letters.get(&id);
        entries() of letters => letters.entries().collect::<Vec<_>>();
        summary() of letters => letters.summary();
        next_wakeup() of letters => Moment(letters.next_wakeup());
    }

    Bulkhead(recovery::Bulkhead) reads[restore] writes[snapshot]
        makes[new(options: BulkheadOptions) => recovery::Bulkhead::new(options)?;]
    {
        enter(id: String, at: At) of bulkhead => bulkhead.enter(&id, at)?;
        leave(id: String, at: At) of bulkhead => bulkhead.leave(&id, at)?;
        advance(at: At) of bulkhead => bulkhead.advance(at)?;
        next_wakeup() of bulkhead => Moment(bulkhead.next_wakeup());
    }

    FallbackRun(recovery::FallbackRun) reads[] writes[] makes[new(chain: FallbackChain) => chain.run()?;]
    {
        failed(kind: String) of run => run.failed(&kind)?;
        succeeded() of run => run.succeeded()?;
        status() of run => run.status();
    }

    Playbook(recovery::Playbook) reads[from_yaml from_json] writes[to_json]
        makes[default() => recovery::Playbook::default();]
    {
    }

    Healer(recovery::Healer) reads[restore] writes[snapshot]
        makes[new(playbook: Of<recovery::Playbook>) => recovery::Healer::new(playbook.0)?;]
    {
        observe(report: HealthReport) of healer => healer.observe(&report)?;
        confirm(run: u64, by: String, agreed: bool, at: At) of healer => healer.confirm(run, &by, agreed, at)?;
        done(run: u64, at: At, success: bool) of healer => healer.done(run, at, success)?;
        advance(now: At) of healer => healer.advance(now)?;
        history() of healer => healer.history().collect::<Vec<_>>();
        next_wakeup() of healer => Moment(healer.next_wakeup());
    }
}

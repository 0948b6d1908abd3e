//! The shared cases.

use std::cell::RefCell;

use hypercare::recovery::{
    Bulkhead, BulkheadOptions, CallOutcome, CircuitBreaker, DeadLetter, DeadLetters, FallbackChain, Healer,
    HealthReport, Playbook, RetryBudget, RetryFailure, RetryPolicy,
};
use hypercare::time::format_instant;
use hypercare::{Error, Result};
use serde_json::{Value, json};

use super::cases;

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("a part of a case")
}

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn wakeup(at: Option<chrono::DateTime<chrono::Utc>>) -> Value {
    at.map_or(Value::Null, |at| json!(format_instant(at)))
}

/// Calls on something that changes.
fn calls<T>(input: &Value, machine: T, answer: impl Fn(&mut T, &str, &[Value]) -> Result<Value>) -> Value {
    let machine = RefCell::new(machine);
    cases::calls(input, |name, arguments| answer(&mut machine.borrow_mut(), name, arguments))
}

fn retry(input: &Value) -> Result<Value> {
    let policy = cases::document(&input["policy"], RetryPolicy::from_yaml, RetryPolicy::from_json)?;
    let budget = input.get("budget").map(|options| RetryBudget::new(read(options))).transpose()?;
    Ok(calls(input, budget, |budget, name, arguments| {
        Ok(match (name, budget) {
            ("next", None) => written(&policy.next(read(&arguments[0]), &read::<RetryFailure>(&arguments[1]))?),
            ("next", Some(budget)) => {
                written(&policy.next_within(budget, read(&arguments[0]), &read::<RetryFailure>(&arguments[1]))?)
            }
            ("delays", _) => policy.delays(read(&arguments[0])).map(|delay| delay.as_secs_f64()).collect(),
            (other, _) => panic!("no call named {other}"),
        })
    }))
}

fn breaker(input: &Value) -> Result<Value> {
    Ok(calls(input, CircuitBreaker::new(read(&input["options"]))?, |breaker, name, arguments| {
        Ok(match name {
            "acquire" => written(&breaker.acquire(cases::instant(&arguments[0])?)?),
            "record" => {
                let at = cases::instant(&arguments[1])?;
                written(&breaker.record(read(&arguments[0]), at, &read::<CallOutcome>(&arguments[2]))?)
            }
            "force" => written(&breaker.force(read(&arguments[0]), cases::instant(&arguments[1])?)?),
            "advance" => written(&breaker.advance(cases::instant(&arguments[0])?)?),
            "status" => written(&breaker.status()),
            "next_wakeup" => wakeup(breaker.next_wakeup()),
            "restart" => {
                *breaker = CircuitBreaker::restore(&breaker.snapshot()?)?;
                Value::Null
            }
            other => panic!("no call named {other}"),
        })
    }))
}

fn letters(input: &Value) -> Result<Value> {
    Ok(calls(input, DeadLetters::new(read(&input["options"]))?, |letters, name, arguments| {
        Ok(match name {
            "put" => written(&letters.put(&read::<DeadLetter>(&arguments[0]))?),
            "replay" => written(&letters.replay(cases::instant(&arguments[0])?, read(&arguments[1]))?),
            "replayed" => written(&letters.replayed(
                text(&arguments[0]),
                cases::instant(&arguments[1])?,
                arguments[2].as_str(),
            )?),
            "release" => {
                letters.release(text(&arguments[0]), cases::instant(&arguments[1])?)?;
                Value::Null
            }
            "discard" => written(&letters.discard(text(&arguments[0]))?),
            "summary" => written(&letters.summary()),
            "next_wakeup" => wakeup(letters.next_wakeup()),
            "restart" => {
                *letters = DeadLetters::restore(&letters.snapshot()?)?;
                Value::Null
            }
            other => panic!("no call named {other}"),
        })
    }))
}

fn bulkhead(input: &Value) -> Result<Value> {
    let options: BulkheadOptions = read(&input["options"]);
    Ok(calls(input, Bulkhead::new(options)?, |bulkhead, name, arguments| {
        Ok(match name {
            "enter" => written(&bulkhead.enter(text(&arguments[0]), cases::instant(&arguments[1])?)?),
            "leave" => written(&bulkhead.leave(text(&arguments[0]), cases::instant(&arguments[1])?)?),
            "advance" => written(&bulkhead.advance(cases::instant(&arguments[0])?)?),
            "next_wakeup" => wakeup(bulkhead.next_wakeup()),
            other => panic!("no call named {other}"),
        })
    }))
}

fn fallback(input: &Value) -> Result<Value> {
    let chain: FallbackChain = read(&input["chain"]);
    Ok(calls(input, chain.run()?, |run, name, arguments| {
        Ok(match name {
            "failed" => written(&run.failed(text(&arguments[0]))?),
            "succeeded" => written(&run.succeeded()?),
            "status" => written(&run.status()),
            other => panic!("no call named {other}"),
        })
    }))
}

fn heal(input: &Value) -> Result<Value> {
    let playbook = match input["playbook"].as_str() {
        Some("default") => Playbook::default(),
        _ => cases::document(&input["playbook"], Playbook::from_yaml, Playbook::from_json)?,
    };
    if input.get("calls").is_none() {
        return serde_json::from_str(&playbook.to_json()?)
            .map_err(|error| Error::Internal { message: error.to_string() });
    }
    Ok(calls(input, Healer::new(playbook)?, |healer, name, arguments| {
        Ok(match name {
            "observe" => written(&healer.observe(&read::<HealthReport>(&arguments[0]))?),
            "confirm" => {
                let at = cases::instant(&arguments[3])?;
                written(&healer.confirm(read(&arguments[0]), text(&arguments[1]), read(&arguments[2]), at)?)
            }
            "done" => {
                written(&healer.done(read(&arguments[0]), cases::instant(&arguments[1])?, read(&arguments[2]))?)
            }
            "advance" => written(&healer.advance(cases::instant(&arguments[0])?)?),
            "history" => written(&healer.history().collect::<Vec<_>>()),
            "next_wakeup" => wakeup(healer.next_wakeup()),
            "restart" => {
                *healer = Healer::restore(&healer.snapshot()?)?;
                Value::Null
            }
            other => panic!("no call named {other}"),
        })
    }))
}

#[test]
fn the_shared_cases_come_out_as_written() {
    cases::run("recovery.json", |input| match text(&input["call"]) {
        "retry" => retry(input),
        "breaker" => breaker(input),
        "letters" => letters(input),
        "bulkhead" => bulkhead(input),
        "fallback" => fallback(input),
        "heal" => heal(input),
        other => panic!("no call named {other}"),
    });
}

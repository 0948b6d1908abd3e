//! Recovery: retries, circuit breakers, bulkheads, fallbacks, dead letters, playbooks.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

#[path = "recovery/breaker.rs"]
mod breaker;
#[path = "shared/cases.rs"]
mod cases;
#[path = "recovery/heal.rs"]
mod heal;
#[path = "recovery/queues.rs"]
mod queues;
#[path = "recovery/retry.rs"]
mod retry;
#[path = "recovery/shared.rs"]
mod shared;

use chrono::{DateTime, TimeDelta, Utc};

fn second(second: i64) -> DateTime<Utc> {
    hypercare::time::parse_instant("2026-11-24T14:00:00Z").expect("an instant") + TimeDelta::seconds(second)
}

//! Advice on indexes, caches, journeys and metrics, and whether it worked.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

#[path = "shared/cases.rs"]
mod cases;

#[path = "tuning/caches.rs"]
mod caches;
#[path = "tuning/hostile.rs"]
mod hostile;
#[path = "tuning/indexes.rs"]
mod indexes;
#[path = "tuning/journeys.rs"]
mod journeys;
#[path = "tuning/performance.rs"]
mod performance;
#[path = "tuning/postgres.rs"]
mod postgres;
#[path = "tuning/shared.rs"]
mod shared;
#[path = "tuning/upkeep.rs"]
mod upkeep;
#[path = "tuning/verify.rs"]
mod verify;

//! Objectives, scorecards, error budgets and alerts.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

#[path = "shared/cases.rs"]
mod cases;

#[path = "objectives/budget.rs"]
mod budget;
#[path = "objectives/kpi.rs"]
mod kpi;
#[path = "objectives/manager.rs"]
mod manager;
#[path = "objectives/muting.rs"]
mod muting;
#[path = "objectives/prometheus.rs"]
mod prometheus;
#[path = "objectives/quantity.rs"]
mod quantity;
#[path = "objectives/rules.rs"]
mod rules;
#[path = "objectives/score.rs"]
mod score;
#[path = "objectives/shared.rs"]
mod shared;

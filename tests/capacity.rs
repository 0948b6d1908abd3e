//! Capacity: forecasts and their intervals, plans, maintenance windows.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "shared/cases.rs"]
mod cases;
#[path = "capacity/crossings.rs"]
mod crossings;
#[path = "capacity/explained.rs"]
mod explained;
#[path = "capacity/exports.rs"]
mod exports;
#[path = "capacity/forecasts.rs"]
mod forecasts;
#[path = "capacity/honest.rs"]
mod honest;
#[path = "capacity/maintenance.rs"]
mod maintenance;
#[path = "capacity/plans.rs"]
mod plans;
#[path = "capacity/properties.rs"]
mod properties;
#[path = "capacity/real.rs"]
mod real;
#[path = "capacity/refusals.rs"]
mod refusals;
#[path = "capacity/scores.rs"]
mod scores;
#[path = "capacity/shared.rs"]
mod shared;

use hypercare::capacity::ForecastOptions;
use hypercare::time::parse_instant;

/// Hourly options.
fn hourly(horizon: usize) -> ForecastOptions {
    ForecastOptions::new("1h".parse().expect("a step"), horizon)
}

/// Small whole numbers that look random and are the same everywhere.
fn noise(index: usize) -> f64 {
    (index.wrapping_mul(2_654_435_761) >> 7 & 0xff) as f64 / 255.0 - 0.5
}

/// Load that is high from 8 to 18 o'clock, higher on five days of seven.
fn office(hour: usize) -> f64 {
    let (busy, workday) = ((8..18).contains(&(hour % 24)), hour / 24 % 7 < 5);
    20.0 + if busy { 40.0 } else { 0.0 } * if workday { 1.0 } else { 0.3 } + 4.0 * noise(hour)
}

fn at(text: &str) -> chrono::DateTime<chrono::Utc> {
    parse_instant(text).expect("an instant")
}

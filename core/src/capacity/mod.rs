//! How much will be needed, and when?
//!
//! ```
//! use hypercare::capacity::{ForecastOptions, forecast};
//! # let cpu: Vec<f64> = (0..72).map(|hour| 40.0 + (hour % 24) as f64).collect();
//! let tomorrow = forecast(&cpu, &ForecastOptions::new("1h".parse()?, 24))?;
//! let (lower, upper) = tomorrow.interval(95.0)?;
//! println!("{:.0} % expected at noon, {:.0} to {:.0} likely", tomorrow.mean[12], lower[12], upper[12]);
//! # Ok::<(), hypercare::Error>(())
//! ```

mod backtest;
mod clock;
mod drawing;
mod ensemble;
mod events;
mod exhaustion;
mod explain;
mod export;
mod forecast;
mod history;
mod ladder;
mod lengths;
mod levels;
mod makeup;
mod many;
mod members;
mod options;
mod pace;
mod paths;
mod planner;
mod reasons;
mod resample;
mod scaling;
mod season;
mod simulation;
mod spread;
mod threshold;
mod wall;
mod windows;

pub use backtest::{Backtest, HorizonScore, LevelCoverage, NaiveScores, backtest, backtest_with};
pub use ensemble::ForecastMethod;
pub use events::EventEffect;
pub use exhaustion::{Exhaustion, ExhaustionOptions, exhaustion};
pub use forecast::{
    Forecast, ForecastExplanation, ForecastInterval, ForecastSeason, LevelShift, MethodWeight, forecast,
};
pub use many::{CapacityProgress, forecast_many};
pub use options::{Bounds, DeclaredEvent, ForecastOptions};
pub use planner::{CapacityPlan, Planner};
pub use resample::{ResampleRule, Resampled, resample};
pub use scaling::{ScalingChange, ScalingPlan, ScalingRules, ScheduledLimit};
pub use simulation::{ScalingScore, ScalingSimulation, ScalingTrade};
pub use threshold::{CapacityThreshold, Crossing, ThresholdCrossing};
pub use windows::{AvoidedTime, MaintenanceOptions, MaintenanceWindow, maintenance_windows};

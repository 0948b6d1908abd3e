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

mod clock;
mod ensemble;
mod events;
mod forecast;
mod history;
mod members;
mod options;
mod season;
mod spread;

pub use ensemble::ForecastMethod;
pub use events::EventEffect;
pub use forecast::{
    Forecast, ForecastExplanation, ForecastInterval, ForecastSeason, LevelShift, MethodWeight, forecast,
};
pub use options::{Bounds, DeclaredEvent, ForecastOptions};

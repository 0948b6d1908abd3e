//! Many series at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::forecast::{Forecast, forecast};
use super::options::ForecastOptions;
use crate::stats::jobs::in_order;
use crate::{Error, Result};

/// Told how many of how many parts of a job are done; an error ends it.
pub type CapacityProgress<'a> = dyn FnMut(usize, usize) -> Result<()> + 'a;

/// Most numbers in all results together.
const MOST_NUMBERS: u64 = 200_000_000;

/// Foretells several series with the same options, on up to `jobs` threads (feature `parallel`; without it on the
/// caller's). `progress` is told how many are done of how many, from any thread, and says whether to go on.
///
/// Gives the forecasts in the order of the series, the same bits on any number of threads, or `None` where `progress`
/// said to stop.
///
/// ```
/// use hypercare::capacity::{ForecastOptions, forecast_many};
/// let series = [[1.0, 2.0, 3.0, 4.0], [9.0, 8.0, 9.0, 8.0]];
/// let found = forecast_many(&series, &ForecastOptions::new("1 day".parse()?, 2), 2, |done, of| done <= of)?;
/// assert_eq!(found.map(|forecasts| forecasts.len()), Some(2));
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
/// As for [`forecast`], of the first series that has one, whose number the error names; [`Error::Invalid`] for `jobs`
/// other than 1 to 1024; [`Error::Limit`] for results of more than 200 million numbers.
pub fn forecast_many<S: AsRef<[f64]> + Sync>(
    series: &[S],
    options: &ForecastOptions,
    jobs: usize,
    progress: impl Fn(usize, usize) -> bool + Sync,
) -> Result<Option<Vec<Forecast>>> {
    options.check()?;
    if !(1..=1024).contains(&jobs) {
        return Err(Error::invalid("jobs", "1 to 1024", jobs));
    }
    let numbers = options.horizon.saturating_mul(1 + 2 * options.levels.len()).saturating_mul(series.len());
    Error::cap("numbers in all forecasts", MOST_NUMBERS, numbers)?;
    let (done, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let task = |index: usize| {
        if stopped.load(Ordering::Relaxed) {
            return None;
        }
        let found = series.get(index).map(|values| forecast(values.as_ref(), options));
        if !progress(done.fetch_add(1, Ordering::Relaxed) + 1, series.len()) {
            stopped.store(true, Ordering::Relaxed);
        }
        found
    };
    let found = in_order(jobs, series.len(), task);
    if stopped.load(Ordering::Relaxed) && found.iter().any(Option::is_none) {
        return Ok(None);
    }
    let named = found.into_iter().flatten().enumerate();
    let named = named.map(|(index, found)| found.map_err(|error| of(error, &format!("series {index}"))));
    named.collect::<Result<Vec<_>>>().map(Some)
}

/// The same error, of one series among many.
pub(super) fn of(error: Error, series: &str) -> Error {
    match error {
        Error::Invalid { name, expected, found } => {
            Error::Invalid { name: format!("{series}, {name}"), expected, found }
        }
        Error::Shape { name, expected, found } => Error::Shape { name: format!("{series}, {name}"), expected, found },
        other => other,
    }
}

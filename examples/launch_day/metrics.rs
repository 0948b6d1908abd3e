//! Reads the CloudWatch series and lays the chosen day of each on the launch day.

use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use crate::Failure;

/// One metric: its samples before the day, and those of the day with their time since midnight.
pub(crate) struct Series {
    pub(crate) metric: &'static str,
    pub(crate) before: Vec<f64>,
    pub(crate) day: Vec<(TimeDelta, f64)>,
}

/// Metric (its file is called so, too) and the day that is replayed.
const SERIES: [(&str, (i32, u32, u32)); 4] =
    [("cpu", (2014, 2, 25)), ("web_cpu", (2014, 2, 24)), ("requests", (2014, 4, 22)), ("latency", (2014, 3, 18))];

/// Reads all series of a folder.
pub(crate) fn read_all(folder: &Path) -> Result<Vec<Series>, Failure> {
    SERIES.iter().map(|&(metric, day)| read(&folder.join(format!("{metric}.csv")), metric, day)).collect()
}

fn read(path: &Path, metric: &'static str, day: (i32, u32, u32)) -> Result<Series, Failure> {
    let day = NaiveDate::from_ymd_opt(day.0, day.1, day.2).ok_or_else(|| Failure::in_file(path, "no such day"))?;
    let mut reader = csv::Reader::from_path(path).map_err(|error| Failure::in_file(path, error))?;
    let mut series = Series { metric, before: Vec::new(), day: Vec::new() };
    for row in reader.deserialize() {
        let (timestamp, value): (String, f64) = row.map_err(|error| Failure::in_file(path, error))?;
        let at = NaiveDateTime::parse_from_str(&timestamp, "%Y-%m-%d %H:%M:%S")
            .map_err(|error| Failure::in_file(path, format!("{timestamp:?}: {error}")))?;
        if !value.is_finite() {
            return Err(Failure::in_file(path, format!("{timestamp}: expected a finite value, found {value}")));
        }
        if at.date() < day {
            series.before.push(value);
        } else if at.date() == day {
            // The series tick at different minutes: the start of the slot of five minutes is common to them.
            let seconds = at.time().num_seconds_from_midnight();
            let slot = TimeDelta::seconds(i64::from(seconds - seconds % 300));
            if series.day.last().is_none_or(|(last, _)| *last < slot) {
                series.day.push((slot, value));
            }
        }
    }
    if series.before.is_empty() || series.day.is_empty() {
        return Err(Failure::in_file(path, format!("expected samples on {day} and before it")));
    }
    Ok(series)
}

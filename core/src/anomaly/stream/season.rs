//! What is usual at this time of the day and of the week?

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};

use super::parts::Moments;

/// A day in quarters of an hour, a week in hours.
const DAY: (usize, f64) = (96, 900.0);
const WEEK: (usize, f64) = (168, 3_600.0);
/// After how many visits to a time of day or week older values count exponentially less.
const VISITS: f64 = 8.0;
/// Over how many values the differences are smoothed, and how many of those say what is usual.
const SMOOTH: f64 = 20.0;
const MEMORY: f64 = 4_000.0;
/// Over how many values the errors of expectations are averaged.
const ERRORS: f64 = 500.0;
/// How much smaller the week's errors must be before it is preferred: it has fewer values to learn from.
const PREFERRED: f64 = 0.9;
const TWO_DAYS: i64 = 2 * 86_400;

/// The mean at each time of a cycle.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Profile {
    pub(super) means: Vec<f64>,
    pub(super) counts: Vec<f64>,
    /// The mean absolute error of the profile as an expectation; its count is that of the expectations.
    pub(super) error: Moments,
}

impl Profile {
    fn new(slots: usize) -> Self {
        Self { means: vec![0.0; slots], counts: vec![0.0; slots], error: Moments::default() }
    }

    fn expected(&self, slot: usize) -> Option<f64> {
        let seen = self.counts.get(slot).is_some_and(|&count| count > 0.0);
        self.means.get(slot).copied().filter(|_| seen)
    }

    fn add(&mut self, slot: usize, value: f64, memory: f64) {
        if let Some(expected) = self.expected(slot) {
            self.error.add((value - expected).abs(), ERRORS);
        }
        if let (Some(mean), Some(count)) = (self.means.get_mut(slot), self.counts.get_mut(slot)) {
            *count = (*count + 1.0).min(memory);
            *mean += (value - *mean) / *count;
        }
    }
}

/// Both profiles and how far the last values are from the better one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Season {
    pub(super) day: Profile,
    pub(super) week: Profile,
    /// Seconds since the epoch at the first and the last value.
    pub(super) first: i64,
    pub(super) last: i64,
    /// The mean distance of two values in seconds.
    pub(super) step: Moments,
    /// The smoothed difference, and what is usual of it.
    pub(super) difference: f64,
    pub(super) usual: Moments,
}

impl Season {
    pub(super) fn new() -> Self {
        Self {
            day: Profile::new(DAY.0),
            week: Profile::new(WEEK.0),
            first: 0,
            last: 0,
            step: Moments::default(),
            difference: 0.0,
            usual: Moments::default(),
        }
    }

    /// The expected value, its mean absolute error, and how unusually far the last values are from what is expected, in
    /// standard deviations.
    pub(super) fn update(&mut self, at: DateTime<Utc>, wall: NaiveDateTime, value: f64, tiny: f64) -> Seasonal {
        let now = at.timestamp();
        if self.day.counts.iter().all(|&count| count == 0.0) {
            (self.first, self.last) = (now, now);
        } else {
            self.step.add((now - self.last) as f64, MEMORY);
            self.last = now;
        }
        let seconds = wall.time().num_seconds_from_midnight();
        let hour = wall.weekday().num_days_from_monday() * 24 + seconds / 3_600;
        let (quarter, hour) = ((seconds / 900) as usize, hour as usize);

        let day = self.day.expected(quarter).map(|expected| (expected, self.day.error.mean));
        let better = self.week.error.mean < PREFERRED * self.day.error.mean;
        let week = self.week.expected(hour).filter(|_| better && self.week.error.count >= ERRORS);
        let expected = week.map(|expected| (expected, self.week.error.mean)).or(day);
        let mut strange = 0.0;
        if let Some((expected, _)) = expected {
            self.difference += (value - expected - self.difference) / SMOOTH;
            if now - self.first > TWO_DAYS {
                strange = self.usual.away(self.difference, tiny);
            }
            self.usual.add(self.difference, MEMORY);
        }

        let memory = |width: f64| VISITS * (width / self.step.mean.max(1e-3)).max(1.0);
        let (quarters, hours) = (memory(DAY.1), memory(WEEK.1));
        self.day.add(quarter, value, quarters);
        self.week.add(hour, value, hours);
        Seasonal { expected, strange }
    }
}

pub(super) struct Seasonal {
    pub(super) expected: Option<(f64, f64)>,
    pub(super) strange: f64,
}

use chrono::{DateTime, NaiveDateTime, Utc};

use super::StreamOptions;
use super::lags::Lags;
use super::parts::{Extremes, Moments, relative};
use super::score::StreamStrengths;
use super::season::Season;

// What counts as strength 1. Chosen on 25 files of the Numenta benchmark, see benches/README.md.
/// Widths of the range beyond it.
const RANGE: f64 = 0.03;
const LEVEL: f64 = 0.02;
/// Standard deviations.
const SHIFT: f64 = 5.0;
const SEASON: f64 = 8.0;
const SHAPE: f64 = 7.0;
const STEP: f64 = 15.0;

/// Over how many values the level and the shift are means, in effect.
const SHORT: f64 = 5.0;
const LONG: f64 = 100.0;
/// From how many values on older ones count less in what is usual.
const MEMORY: f64 = 5_000.0;
/// Over how many values the error of the level as an expectation is averaged.
const ERRORS: f64 = 500.0;
/// How many values the part for shapes needs.
const SHAPES: u64 = 150;
/// Three standard deviations of normal noise in mean absolute errors.
const SPREAD: f64 = 3.76;
/// Larger values would overflow when squared and summed.
const LARGEST: f64 = 1e150;
/// How many widths beyond the range a value counts in what is remembered, so that one mad value blinds nobody.
const FAR: f64 = 20.0;
/// Values that are remembered as they come, for there is no range yet to be far from.
const FEW: u64 = 8;

/// All that is known of one metric.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Channel {
    pub(super) seen: u64,
    pub(super) largest: f64,
    pub(super) before: f64,
    pub(super) short: f64,
    pub(super) long: f64,
    pub(super) values: Extremes,
    pub(super) levels: Extremes,
    pub(super) shifts: Moments,
    pub(super) steps: Moments,
    pub(super) error: Moments,
    pub(super) season: Season,
    pub(super) lags: Lags,
}

/// What a channel says of a value.
pub(super) struct Reading {
    pub(super) strengths: StreamStrengths,
    /// The expected value and three standard deviations.
    pub(super) expected: Option<(f64, f64)>,
    /// The extremes before the value.
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Channel {
    pub(super) fn new() -> Self {
        Self {
            seen: 0,
            largest: 0.0,
            before: 0.0,
            short: 0.0,
            long: 0.0,
            values: Extremes::default(),
            levels: Extremes::default(),
            shifts: Moments::default(),
            steps: Moments::default(),
            error: Moments::default(),
            season: Season::new(),
            lags: Lags::default(),
        }
    }

    /// How many values came, missing ones aside.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    pub(super) fn update(
        &mut self,
        at: DateTime<Utc>,
        wall: NaiveDateTime,
        value: f64,
        options: &StreamOptions,
        warm_up: u64,
    ) -> Reading {
        let given = value.clamp(-LARGEST, LARGEST);
        let value = if self.seen < FEW { given } else { self.values.near(given, FAR, self.largest) };
        self.largest = self.largest.max(value.abs());
        // Differences this small are rounding of sums of such values.
        let tiny = 1e-12 * self.largest;
        if self.seen == 0 {
            (self.before, self.short, self.long) = (value, value, value);
            self.shifts.mean = value;
            self.values.add(value);
            self.levels.add(value);
        }

        let season = options.season.then(|| self.season.update(at, wall, value, tiny));
        let level = Some((self.short, self.error.mean)).filter(|_| self.seen > 0);
        let better = season.as_ref().and_then(|season| season.expected).filter(|day| day.1 < self.error.mean);
        let expected = better.or(level).map(|(expected, error)| (expected, SPREAD * error));
        self.error.add((value - self.short).abs(), ERRORS);
        let (low, high) = (self.values.low, self.values.high);

        let range = self.values.outside(given, tiny);
        self.short += (value - self.short) / SHORT;
        let level = self.levels.outside(self.short, tiny);
        self.long += (value - self.long) / LONG;
        let shift = self.shifts.away(self.long, tiny);
        let leap = self.steps.above((given - self.before).abs(), tiny);
        let step = (value - self.before).abs();
        let shape = self.lags.update(value, options.history as usize, tiny);

        self.values.add(value);
        self.levels.add(self.short);
        self.shifts.add(self.long, MEMORY);
        self.steps.add(step, MEMORY);
        self.before = value;
        self.seen += 1;

        let strengths = if self.seen <= warm_up {
            StreamStrengths::default()
        } else {
            StreamStrengths {
                range: relative(range, RANGE),
                level: relative(level, LEVEL),
                shift: relative(shift, SHIFT),
                season: relative(season.map_or(0.0, |season| season.strange), SEASON),
                shape: relative(if self.seen > SHAPES { shape } else { 0.0 }, SHAPE),
                step: relative(leap, STEP),
            }
        };
        Reading { strengths, expected, low, high }
    }
}

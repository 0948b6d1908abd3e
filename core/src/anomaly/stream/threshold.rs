use std::collections::VecDeque;

/// How much an alarm raises the logarithm of the threshold. Ten alarms too many make it 2.7 times as high.
const GAIN: f64 = 0.1;
/// The threshold stays within these factors of where it started.
const LOWEST: f64 = 0.25;
const HIGHEST: f64 = 16.0;

/// For how many points after a crossing nothing counts, and how many strengths before it a point must pass, at most; for
/// high alarm rates fewer, so that the quiet does not keep the rate from being reached.
const QUIET: f64 = 30.0;
const MEMORY: f64 = 250.0;
/// The quiet ends early for a strength this many times all in that memory.
const LEAP: f64 = 5.0;

/// Turns strengths into scores and alarms.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Threshold {
    rate: f64,
    start: f64,
    quiet: u64,
    memory: u64,
    pub(super) state: ThresholdState,
}

/// What changes from point to point.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ThresholdState {
    pub(super) threshold: f64,
    /// Points judged so far.
    pub(super) points: u64,
    /// The point of the last alarm, and of the last score that reached 1 less the rate, counted from 1.
    pub(super) alarm: u64,
    pub(super) crossing: u64,
    /// The points whose strength may still be the largest of the last `memory`: each smaller than the one before.
    pub(super) peaks: VecDeque<(u64, f64)>,
}

pub(super) struct Verdict {
    pub(super) score: f64,
    pub(super) alarm: bool,
    pub(super) quiet: bool,
    pub(super) strength: f64,
    pub(super) threshold: f64,
}

impl Threshold {
    pub(super) fn new(rate: f64, metrics: u32) -> Self {
        let start = start(rate / f64::from(metrics));
        let short = 0.001 / rate;
        Self {
            rate,
            start,
            quiet: (QUIET * short).min(QUIET) as u64,
            memory: (MEMORY * short).min(MEMORY) as u64,
            state: ThresholdState { threshold: start, points: 0, alarm: 0, crossing: 0, peaks: VecDeque::new() },
        }
    }

    pub(super) fn bounds(&self) -> std::ops::RangeInclusive<f64> {
        self.start * LOWEST..=self.start * HIGHEST
    }

    pub(super) fn memory(&self) -> u64 {
        self.memory
    }

    pub(super) fn judge(&mut self, strength: f64, warm: bool) -> Verdict {
        let state = &mut self.state;
        state.points += 1;
        while state.peaks.front().is_some_and(|peak| peak.0 + self.memory < state.points) {
            state.peaks.pop_front();
        }
        let peak = state.peaks.front().map_or(0.0, |peak| peak.1);
        let fresh = strength > peak;
        // Something far stronger than what began the quiet is another incident.
        let quiet = |last: u64| last > 0 && state.points - last <= self.quiet && strength < LEAP * peak;
        let held = quiet(state.crossing) || !fresh;
        let counts = warm && strength > 0.0 && !held;
        let alarm = counts && strength >= state.threshold && !quiet(state.alarm);
        while state.peaks.back().is_some_and(|peak| peak.1 <= strength) {
            state.peaks.pop_back();
        }
        if strength > 0.0 && self.memory > 0 {
            state.peaks.push_back((state.points, strength));
        }
        let threshold = state.threshold;
        let score = if counts { 1.0 - libm::pow(self.rate, strength / self.start) } else { 0.0 };
        if counts && strength >= self.start {
            state.crossing = state.points;
        }
        if alarm {
            state.alarm = state.points;
        }
        if warm {
            let step = GAIN * (f64::from(u8::from(alarm)) - self.rate);
            state.threshold = (threshold * libm::exp(step)).clamp(self.start * LOWEST, self.start * HIGHEST);
        }
        // What is weaker than the alarms began with would not have counted alone.
        let quiet = warm && held && strength >= self.start;
        Verdict { score, alarm, quiet, strength, threshold }
    }
}

/// The strength that normal noise passes at the rate, counted in simulated streams: a line over the decades below a rate
/// of 0.001, and above it a curve that stays over 0.
fn start(rate: f64) -> f64 {
    let decades = libm::log10(0.001 / rate);
    0.96 * if decades > 0.0 { 1.0 + 1.5 * decades } else { libm::pow(0.45, -decades) }
}

//! Exponential smoothing of a level and up to two seasons, with errors that depend on the last one (Taylor 2010,
//! "Triple seasonal methods for short-term electricity demand forecasting").

use super::{Origin, Paths, average};

/// The seasons to smooth, in steps; 1 for none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::capacity) struct Seasons {
    pub(in crate::capacity) short: usize,
    pub(in crate::capacity) long: usize,
}

/// How many parameter sets run side by side.
const LANES: usize = 8;
/// Level, short season, long season, dependence of errors.
const PARAMETERS: usize = 4;
const ROUNDS: usize = 10;

type Lanes = [f64; LANES];
type Parameters = [f64; PARAMETERS];

const LOWEST: Parameters = [0.0, 0.0, 0.0, 0.0];
const HIGHEST: Parameters = [0.9, 0.9, 0.9, 0.98];

/// Where the search begins: from slow to fast.
const STARTS: [Parameters; LANES] = [
    [0.01, 0.10, 0.10, 0.90],
    [0.01, 0.25, 0.25, 0.80],
    [0.05, 0.10, 0.30, 0.60],
    [0.10, 0.20, 0.20, 0.30],
    [0.30, 0.10, 0.10, 0.00],
    [0.60, 0.20, 0.20, 0.00],
    [0.02, 0.05, 0.05, 0.97],
    [0.15, 0.40, 0.40, 0.60],
];

/// Forecasts from every origin with the parameters that best foretell each next value.
pub(in crate::capacity) fn smooth(values: &[f64], seasons: Seasons, origins: &[Origin]) -> Paths {
    let start = State::new(values, seasons);
    let fitted = fit(values, &start);
    let mut state = start;
    let mut order: Vec<usize> = (0..origins.len()).collect();
    order.sort_by_key(|&index| origins[index].at);
    let mut paths = vec![Vec::new(); origins.len()];
    let mut pending = order.into_iter().peekable();
    for place in 0..=values.len() {
        while let Some(index) = pending.next_if(|&index| origins[index].at == place) {
            paths[index] = state.path(place, origins[index].length, &fitted);
        }
        if let Some(&value) = values.get(place) {
            state.update(place, value, &fitted);
        }
    }
    paths
}

#[derive(Clone, Debug)]
struct State {
    level: f64,
    short: Vec<f64>,
    long: Vec<f64>,
    error: f64,
}

impl State {
    /// The mean of the first seasons, and what each phase lies above it.
    fn new(values: &[f64], seasons: Seasons) -> Self {
        let head = |season: usize| &values[..values.len().min(3 * season) / season * season];
        let above = |values: &[f64], season: usize| {
            let mut phases = vec![0.0; season];
            let rounds = (values.len() / season).max(1) as f64;
            for round in values.chunks_exact(season) {
                phases.iter_mut().zip(round).for_each(|(phase, value)| *phase += value / rounds);
            }
            phases
        };
        let first = head(seasons.long.max(seasons.short));
        let level = average(first);
        let centred: Vec<f64> = first.iter().map(|value| value - level).collect();
        let short = if seasons.short > 1 { above(&centred, seasons.short) } else { vec![0.0] };
        let left: Vec<f64> = centred.iter().zip(short.iter().cycle()).map(|(value, phase)| value - phase).collect();
        let long = if seasons.long > 1 { above(&left, seasons.long) } else { vec![0.0] };
        Self { level, short, long, error: 0.0 }
    }

    fn update(&mut self, place: usize, value: f64, parameters: &Parameters) {
        let (short, long) = (place % self.short.len(), place % self.long.len());
        let error = value - (self.level + self.short[short] + self.long[long]);
        self.level += parameters[0] * error;
        if self.short.len() > 1 {
            self.short[short] += parameters[1] * error;
        }
        if self.long.len() > 1 {
            self.long[long] += parameters[2] * error;
        }
        self.error = error;
    }

    fn path(&self, place: usize, length: usize, parameters: &Parameters) -> Vec<f64> {
        let mut carried = self.error;
        (place..place + length)
            .map(|step| {
                carried *= parameters[3];
                self.level + self.short[step % self.short.len()] + self.long[step % self.long.len()] + carried
            })
            .collect()
    }
}

/// Pattern search: of eight neighbours of the best set so far, one step up or down in each parameter, take the best;
/// where none is better, halve the step.
fn fit(values: &[f64], start: &State) -> Parameters {
    let mut best = (f64::INFINITY, STARTS[0]);
    let better = |sets: &[Parameters; LANES], best: &mut (f64, Parameters)| {
        let mut improved = false;
        for (loss, set) in losses(values, start, sets).iter().zip(sets) {
            if *loss < best.0 {
                *best = (*loss, *set);
                improved = true;
            }
        }
        improved
    };
    better(&STARTS, &mut best);
    let mut step = 0.5;
    for _ in 0..ROUNDS {
        let centre = best.1;
        let mut sets = [centre; LANES];
        for (index, set) in sets.iter_mut().enumerate() {
            let (parameter, up) = (index / 2, index % 2 == 0);
            let value = &mut set[parameter];
            // Towards its bounds by a share of the way, so that small values get small steps.
            *value = if up {
                *value + step * (HIGHEST[parameter] - *value) * (*value + 0.02).min(1.0) * 2.0
            } else {
                *value - step * (*value - LOWEST[parameter])
            }
            .clamp(LOWEST[parameter], HIGHEST[parameter]);
        }
        if !better(&sets, &mut best) {
            step *= 0.5;
        }
    }
    best.1
}

/// The sum of squared one-step errors for eight parameter sets at once.
fn losses(values: &[f64], start: &State, sets: &[Parameters; LANES]) -> Lanes {
    let lanes = |value: f64| [value; LANES];
    let of = |parameter: usize| std::array::from_fn::<f64, LANES, _>(|lane| sets[lane][parameter]);
    let (alpha, mut gamma, mut delta, phi) = (of(0), of(1), of(2), of(3));
    if start.short.len() <= 1 {
        gamma = lanes(0.0);
    }
    if start.long.len() <= 1 {
        delta = lanes(0.0);
    }
    let mut level = lanes(start.level);
    let mut short: Vec<Lanes> = start.short.iter().map(|&value| lanes(value)).collect();
    let mut long: Vec<Lanes> = start.long.iter().map(|&value| lanes(value)).collect();
    let mut before = lanes(0.0);
    let mut loss = lanes(0.0);
    let (mut at_short, mut at_long) = (0, 0);
    for &value in values {
        let (day, week) = (&mut short[at_short], &mut long[at_long]);
        for lane in 0..LANES {
            let error = value - (level[lane] + day[lane] + week[lane]);
            let surprise = error - phi[lane] * before[lane];
            loss[lane] += surprise * surprise;
            level[lane] += alpha[lane] * error;
            day[lane] += gamma[lane] * error;
            week[lane] += delta[lane] * error;
            before[lane] = error;
        }
        at_short = if at_short + 1 == short.len() { 0 } else { at_short + 1 };
        at_long = if at_long + 1 == long.len() { 0 } else { at_long + 1 };
    }
    loss
}

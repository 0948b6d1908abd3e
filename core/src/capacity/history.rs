//! A history made ready: scaled, gaps filled, outliers bounded, level shifts found.

use super::ensemble::Line;

/// What the methods work on: values in a range near 1, none missing.
#[derive(Clone, Debug)]
pub(super) struct History {
    pub(super) values: Vec<f64>,
    /// Which of them were observed.
    pub(super) known: Vec<bool>,
    /// A power of two: the original is this times the value.
    pub(super) scale: f64,
}

impl History {
    /// Scales by a power of two, which rounds nothing, and bridges gaps by straight lines. At least one value is there.
    pub(super) fn new(values: &[f64]) -> Self {
        let known: Vec<bool> = values.iter().map(|value| !value.is_nan()).collect();
        let most = values.iter().filter(|value| !value.is_nan()).fold(0.0, |most: f64, value| most.max(value.abs()));
        let exponent = libm::frexp(most).1 - 1;
        let values = values.iter().map(|value| libm::scalbn(*value, -exponent)).collect();
        let mut history = Self { values, known, scale: libm::scalbn(1.0, exponent) };
        history.bridge();
        history
    }

    /// Fills what is missing by lines between its neighbours, and by the nearest value at the ends.
    fn bridge(&mut self) {
        let mut before: Option<usize> = None;
        for index in 0..=self.values.len() {
            if index < self.values.len() && !self.known[index] {
                continue;
            }
            let from = before.map_or(0, |place| place + 1);
            let left = before.map(|place| self.values[place]);
            let right = self.values.get(index).copied();
            for place in from..index {
                let share = (place + 1 - from) as f64 / (index + 1 - from) as f64;
                self.values[place] = match (left, right) {
                    (Some(left), Some(right)) => left + (right - left) * share,
                    (Some(value), None) | (None, Some(value)) => value,
                    (None, None) => 0.0,
                };
            }
            before = Some(index);
        }
    }

    /// Fills longer gaps anew with what the seasons say, the longest that knows: the mean of the values one season, or
    /// several, before and after.
    pub(super) fn fill(&mut self, seasons: &[usize]) {
        let Some(&short) = seasons.first() else { return };
        let mut index = 0;
        while index < self.values.len() {
            let end = (index..self.values.len()).find(|&place| self.known[place]).unwrap_or(self.values.len());
            // A line does for a few steps.
            if end - index > (short / 8).max(1) {
                for place in index..end {
                    let around = seasons.iter().rev().find_map(|&season| self.around(place, season));
                    self.values[place] = around.unwrap_or(self.values[place]);
                }
            }
            index = end + 1;
        }
    }

    fn around(&self, place: usize, season: usize) -> Option<f64> {
        const SEASONS: usize = 8;
        let seen = |place: &usize| self.known.get(*place).copied().unwrap_or(false);
        let before = (1..=SEASONS).filter_map(|count| place.checked_sub(count * season)).find(seen);
        let after = (1..=SEASONS).map(|count| place + count * season).find(seen);
        let value = |place: usize| self.values[place];
        match (before.map(value), after.map(value)) {
            (Some(before), Some(after)) => Some((before + after) / 2.0),
            (value, None) | (None, value) => value,
        }
    }
}

/// What the methods work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// The values themselves.
    Plain,
    /// Their logarithms.
    Logarithm,
}

impl Scale {
    /// The value of what a method gives.
    pub(super) fn back(self, value: f64) -> f64 {
        match self {
            Self::Plain => value.clamp(-f64::MAX, f64::MAX),
            Self::Logarithm => libm::exp(value).min(f64::MAX),
        }
    }
}

/// Whether values grow, or shrink, by a factor rather than by an amount: their logarithms lie on a line, far better than
/// they do themselves.
pub(super) fn grows_by_a_factor(values: &[f64]) -> bool {
    const FEWEST: usize = 8;
    const TIMES: f64 = 8.0;
    const SHARE: f64 = 0.95;
    let known = || values.iter().copied().filter(|value| !value.is_nan());
    let (low, high) = known().fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    if low <= 0.0 || high / TIMES < low || known().count() < FEWEST {
        return false;
    }
    let history = History::new(values);
    let logarithms: Vec<f64> = history.values.iter().copied().map(libm::log).collect();
    let [plain, grown] = [&history.values, &logarithms].map(|values| Line::fitted(values).1);
    grown >= SHARE && 1.0 - grown < (1.0 - plain) / 2.0
}

/// How many usual distances from its usual value make an outlier.
const REACH: f64 = 4.0;

/// The values with outliers brought back to what is usual at their place, and how many there were. Usual is the median of
/// the same phase in the seasons around and of the two neighbours.
pub(super) fn bounded(values: &[f64], seasons: &[usize]) -> (Vec<f64>, usize) {
    let mut offsets = Vec::new();
    match seasons {
        [] => offsets.extend(1..=3),
        [short, rest @ ..] => {
            offsets.extend([1, *short, 2 * short, 3 * short]);
            offsets.extend(rest.iter().flat_map(|long| [*long, 2 * long]));
        }
    }
    let mut around = Vec::with_capacity(2 * offsets.len());
    let mut usual = Vec::with_capacity(values.len());
    for index in 0..values.len() {
        around.clear();
        for offset in &offsets {
            around.extend(index.checked_sub(*offset).map(|place| values[place]));
            around.extend(values.get(index + offset));
        }
        usual.push(median(&mut around).unwrap_or(values[index]));
    }
    let mut off: Vec<f64> = values.iter().zip(&usual).map(|(value, usual)| (value - usual).abs()).collect();
    // 1.4826 times the median distance is the standard deviation of a normal distribution.
    let most = REACH * 1.4826 * median(&mut off).unwrap_or(0.0);
    if most <= 0.0 {
        return (values.to_vec(), 0);
    }
    let mut outliers = 0;
    let bounded = values.iter().zip(&usual).map(|(&value, &usual)| {
        let bounded = value.clamp(usual - most, usual + most);
        outliers += usize::from(bounded != value);
        bounded
    });
    (bounded.collect(), outliers)
}

/// The values less spikes and changes of level, which would hide the pattern below them.
pub(super) fn calmed(values: &[f64], seasons: &[usize]) -> Vec<f64> {
    let (mut rest, _) = bounded(values, seasons);
    for shift in shifts(&rest, seasons.first().copied().unwrap_or(1)) {
        rest[shift.index..].iter_mut().for_each(|value| *value -= shift.after - shift.before);
    }
    rest
}

/// The upper median; orders the values.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
}

/// A change of level that stays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shift {
    pub(super) index: usize,
    pub(super) before: f64,
    pub(super) after: f64,
}

/// Changes of level that last at least three seasons on both sides and stand out of how much seasons' medians vary.
pub(super) fn shifts(values: &[f64], period: usize) -> Vec<Shift> {
    const SIDE: usize = 3;
    let block = block(values.len(), period);
    let offset = values.len() % block;
    let mut medians: Vec<f64> =
        values[offset..].chunks_exact(block).filter_map(|chunk| median(&mut chunk.to_vec())).collect();
    let count = medians.len();
    if count < 2 * SIDE {
        return Vec::new();
    }
    let mut moves: Vec<f64> = medians.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let usual = median(&mut moves).unwrap_or(0.0);
    let spread = {
        let centre = median(&mut medians.clone()).unwrap_or(0.0);
        median(&mut medians.iter().map(|value| (value - centre).abs()).collect::<Vec<_>>()).unwrap_or(0.0)
    };
    let threshold = (5.0 * usual).max(0.5 * spread).max(1e-3 * centre_size(&mut medians));
    let sides = |at: usize| {
        let before = median(&mut medians[at.saturating_sub(5)..at].to_vec()).unwrap_or(0.0);
        let after = median(&mut medians[at..(at + 5).min(count)].to_vec()).unwrap_or(0.0);
        (before, after)
    };
    let step = |at: usize| (medians[at] - medians[at - 1]).abs();
    let size = |at: usize| {
        let (before, after) = sides(at);
        (after - before).abs().min(2.0 * step(at))
    };
    let mut found = Vec::new();
    let mut at = SIDE;
    while at + SIDE <= count {
        if size(at) > threshold {
            // The sharpest of the neighbouring places is where it happened.
            let end = (at + SIDE).min(count - SIDE + 1);
            let best = (at..end).fold(at, |best, place| if step(place) > step(best) { place } else { best });
            let (before, after) = sides(best);
            found.push(Shift { index: offset + best * block, before, after });
            at = best + SIDE;
        } else {
            at += 1;
        }
    }
    found
}

/// How many values make one block to look for changes of level in: a season, or where there is none, a hundredth.
pub(super) fn block(length: usize, period: usize) -> usize {
    if period > 1 { period } else { (length / 100).max(3) }
}

fn centre_size(medians: &mut [f64]) -> f64 {
    medians.iter().fold(0.0, |most: f64, value| most.max(value.abs()))
}

//! A series on the steps of a wall clock, so that nine o'clock stays nine o'clock when clocks change.

use super::history::History;

/// A series on the steps of a wall clock.
pub(super) struct Wall<'a> {
    pub(super) places: Option<&'a [usize]>,
    pub(super) length: usize,
}

impl Wall<'_> {
    pub(super) fn place(&self, index: usize) -> usize {
        self.places.and_then(|places| places.get(index)).copied().unwrap_or(index)
    }

    /// The index of the value that was observed at a place, or of the one nearest to it.
    pub(super) fn observed(&self, place: usize, values: &[f64]) -> usize {
        // Steps of the wall clock and of the series lie two hours apart at most, in seconds.
        const APART: usize = 7_200;
        let reach = if self.places.is_some() { APART } else { 0 };
        let near = place.saturating_sub(reach)..(place + reach + 1).min(self.length);
        let seen = near.filter(|index| !values[*index].is_nan());
        seen.min_by_key(|index| self.place(*index).abs_diff(place)).unwrap_or(place.min(self.length - 1))
    }

    /// How many steps of the wall clock the history reaches over.
    pub(super) fn count(&self) -> usize {
        self.places.map_or(self.length, |places| places[..self.length].iter().max().map_or(0, |last| last + 1))
    }

    /// The values where the wall clock has them: the hour that a clock skips is missing, of the hour it shows twice the
    /// mean stands.
    pub(super) fn lay(&self, values: &[f64]) -> Vec<f64> {
        let Some(places) = self.places else { return values.to_vec() };
        let mut laid = vec![f64::NAN; self.count()];
        for (value, &place) in values.iter().zip(places) {
            laid[place] = if laid[place].is_nan() {
                *value
            } else if value.is_nan() {
                laid[place]
            } else {
                laid[place] / 2.0 + value / 2.0
            };
        }
        laid
    }

    /// How many steps of the wall clock the forecast reaches over.
    pub(super) fn horizon(&self, steps: usize) -> usize {
        let last = (self.length..self.length + steps).map(|index| self.place(index)).max().unwrap_or(0);
        (last + 1).saturating_sub(self.count()).max(1)
    }
}

/// What stands at a place of the wall clock: the history, as where the clock shows again what it has shown, or the path
/// that goes on from it.
pub(super) fn read(place: usize, history: &History, path: &[f64]) -> f64 {
    let ahead = place.checked_sub(history.values.len());
    ahead.map_or_else(|| history.values[place], |ahead| path[ahead])
}

//! Which earlier stretch is most like the last values?

use super::parts::Moments;

/// How many values a stretch has, in effect: older ones count exponentially less.
const STRETCH: f64 = 12.0;
/// The nearest lag that is compared: a stretch is always like itself.
const NEAREST: usize = 24;
/// How many distances say what is usual.
const MEMORY: f64 = 2_000.0;
const LANES: usize = 8;
const LEAST_ROOM: usize = 256;

/// The last values and, for each lag, the squared distance of the last stretch from the one that long before.
///
/// A new value updates all distances in one pass, without looking at the stretches again: the sum of squared
/// differences at a lag shrinks by a constant factor and gains one term.
#[derive(Clone, Debug, Default)]
pub(super) struct Lags {
    /// The last values, newest first from `head` on, in up to twice the room of the history, so that they stay in one
    /// piece and rarely move.
    values: Vec<f64>,
    head: usize,
    pub(super) distances: Vec<f64>,
    pub(super) usual: Moments,
}

/// How much room there is makes no difference.
impl PartialEq for Lags {
    fn eq(&self, other: &Self) -> bool {
        self.values() == other.values() && self.distances == other.distances && self.usual == other.usual
    }
}

impl Lags {
    /// The values that lags reach, newest first.
    pub(super) fn values(&self) -> &[f64] {
        self.values.get(self.head..).and_then(|rest| rest.get(..self.distances.len())).unwrap_or_default()
    }

    /// The same from values, newest first, and as many distances.
    pub(super) fn restore(&mut self, values: &[f64], distances: Vec<f64>) {
        (self.values, self.head, self.distances) = (values.to_vec(), 0, distances);
    }

    /// Adds a value and says how much further than usual the last stretch is from the nearest earlier one, in standard
    /// deviations.
    pub(super) fn update(&mut self, value: f64, history: usize, tiny: f64) -> f64 {
        let known = self.distances.len();
        advance(&mut self.distances, self.values.get(self.head..).unwrap_or_default(), value);
        // The last lag reaches only as far as the stretch has values before it.
        let compared = self.distances.get(NEAREST - 1..known.saturating_sub(NEAREST - 1)).unwrap_or_default();
        let strange = least(compared).map_or(0.0, |nearest| {
            let distance = nearest.sqrt();
            let strange = self.usual.above(distance, tiny);
            self.usual.add(distance, MEMORY);
            strange
        });
        self.push(value, history);
        strange
    }

    fn push(&mut self, value: f64, history: usize) {
        if self.head == 0 {
            let kept = self.values.len().min(history);
            let room = (2 * kept).max(LEAST_ROOM);
            if room == self.values.len() {
                self.values.copy_within(..kept, room - kept);
            } else {
                let mut values = vec![0.0; room - kept];
                values.extend_from_slice(self.values.get(..kept).unwrap_or_default());
                self.values = values;
            }
            self.head = room - kept;
        }
        self.head -= 1;
        if let Some(place) = self.values.get_mut(self.head) {
            *place = value;
        }
        if self.distances.len() < history {
            self.distances.push(0.0);
        }
    }
}

fn advance(distances: &mut [f64], values: &[f64], value: f64) {
    const KEPT: f64 = 1.0 - 1.0 / STRETCH;
    for (distance, before) in distances.iter_mut().zip(values) {
        let gap = value - before;
        *distance = KEPT * *distance + gap * gap;
    }
}

/// The least, in lanes that the compiler can take at once.
fn least(distances: &[f64]) -> Option<f64> {
    let (chunks, rest) = distances.as_chunks::<LANES>();
    let mut lanes = [f64::INFINITY; LANES];
    for chunk in chunks {
        for (lane, &distance) in lanes.iter_mut().zip(chunk) {
            *lane = if distance < *lane { distance } else { *lane };
        }
    }
    let least = lanes.iter().chain(rest).fold(f64::INFINITY, |least, &one| if one < least { one } else { least });
    Some(least).filter(|least| least.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_stretches() {
        let series: Vec<f64> = (0..300_u32).map(|k| f64::from(k * k % 17)).collect();
        let mut lags = Lags::default();
        for &value in &series {
            lags.update(value, 128, 1e-9);
        }
        let last = series.len() - 1;
        for lag in [1, 24, 100, 128] {
            let direct: f64 = (0..=last - lag)
                .map(|back| {
                    let gap = series[last - back] - series[last - back - lag];
                    (1.0 - 1.0 / STRETCH).powi(back as i32) * gap * gap
                })
                .sum();
            assert!((lags.distances[lag - 1] - direct).abs() < 1e-9 * direct, "lag {lag}");
        }
        assert_eq!(lags.values().len(), 128);
        assert_eq!(lags.values()[0], series[last]);
    }
}

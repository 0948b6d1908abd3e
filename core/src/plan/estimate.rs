use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How long a task may take: at least `low`, at most `high`, most likely `likely`, in any unit of time.
///
/// ```
/// use hypercare::plan::Estimate;
/// let migration = Estimate::pert(2.0, 4.0, 12.0);
/// assert_eq!(migration.mean(), 5.0); // (2 + 4 x 4 + 12) / 6
/// assert_eq!(Estimate::fixed(3.0).deviation(), 0.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The shortest, 0 or more.
    pub low: f64,
    /// The most likely.
    pub likely: f64,
    /// The longest, at most 1e30.
    pub high: f64,
    /// How durations lie between them.
    #[serde(default)]
    pub shape: EstimateShape,
}

/// How durations lie between the shortest and the longest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EstimateShape {
    /// The beta distribution of the program evaluation and review technique (Malcolm et al. 1959), whose mean is
    /// (low + 4 likely + high) / 6: with r = (likely - low) / (high - low), its parameters are 1 + 4r and 5 - 4r.
    #[default]
    Pert,
    /// A triangle with its tip at the most likely.
    Triangular,
}

impl Estimate {
    /// Always the same.
    pub fn fixed(duration: f64) -> Self {
        Self { low: duration, likely: duration, high: duration, shape: EstimateShape::Pert }
    }

    /// The three points of PERT.
    pub fn pert(low: f64, likely: f64, high: f64) -> Self {
        Self { low, likely, high, shape: EstimateShape::Pert }
    }

    /// Three points, with straight lines between them.
    pub fn triangular(low: f64, likely: f64, high: f64) -> Self {
        Self { low, likely, high, shape: EstimateShape::Triangular }
    }

    /// The mean duration.
    pub fn mean(&self) -> f64 {
        match self.shape {
            EstimateShape::Pert => (self.low + 4.0 * self.likely + self.high) / 6.0,
            EstimateShape::Triangular => (self.low + self.likely + self.high) / 3.0,
        }
    }

    /// The standard deviation of the duration.
    pub fn deviation(&self) -> f64 {
        let range = self.high - self.low;
        match self.shape {
            // Variance of a beta distribution whose parameters a and b add up to 6: ab / (36 x 7).
            EstimateShape::Pert => {
                let a = 1.0 + 4.0 * self.place();
                range * (a * (6.0 - a) / 252.0).sqrt()
            }
            EstimateShape::Triangular => {
                let r = self.place();
                range * ((1.0 - r * (1.0 - r)) / 18.0).sqrt()
            }
        }
    }

    /// Where the most likely lies between the others, from 0 to 1.
    fn place(&self) -> f64 {
        if self.high > self.low { (self.likely - self.low) / (self.high - self.low) } else { 0.0 }
    }

    pub(super) fn check(&self, name: &str) -> Result<()> {
        let Self { low, likely, high, .. } = *self;
        // Not-a-number fails every comparison.
        if low >= 0.0 && likely >= low && high >= likely && high <= 1e30 {
            return Ok(());
        }
        Err(Error::invalid(name, "0 <= low <= likely <= high <= 1e30", format!("{low}, {likely}, {high}")))
    }
}

/// Cells of a table: the even numbers from 0 to 1 in 1,024 parts, and then the first and the last of them once more in
/// as many, as quantiles are steep at the ends.
const CELLS: usize = 1024;
/// Places of the most likely that have a table; between them quantiles are interpolated.
const PLACES: usize = 64;
/// Parts in which a density is summed.
const PARTS: usize = 4096;

/// The quantiles of one shape at the start of each cell, with their growth to its end.
type Table = Vec<[f32; 2]>;

/// The tables that some estimates need: a draw costs two looks at tables instead of the inversion of a beta function.
/// Quantiles are within a thousandth of the range, and within a ten-thousandth but for the outer 5 % on each side.
#[derive(Default)]
pub(super) struct Shapes(BTreeMap<usize, Table>);

impl Shapes {
    pub(super) fn of<'a>(estimates: impl Iterator<Item = &'a Estimate>) -> Self {
        let mut needed = BTreeMap::new();
        for estimate in estimates.filter(|one| one.shape == EstimateShape::Pert && one.high > one.low) {
            let first = nearest(estimate.place()).0;
            needed.entry(first).or_insert_with(Table::new);
            needed.entry(first + 1).or_insert_with(Table::new);
        }
        if needed.is_empty() {
            return Self(needed);
        }
        // ln x at the middle of each part; that of 1 - x is the same list from its end.
        let logs: Vec<f64> = (0..PARTS).map(|part| libm::log((part as f64 + 0.5) / PARTS as f64)).collect();
        for (place, table) in &mut needed {
            *table = quantiles(*place as f64 / PLACES as f64, &logs);
        }
        Self(needed)
    }

    pub(super) fn draw(&self, estimate: &Estimate) -> Draw<'_> {
        let (low, range) = (estimate.low as f32, (estimate.high - estimate.low) as f32);
        let place = estimate.place();
        if estimate.high <= estimate.low {
            return Draw { low, range: 0.0, shape: Shape::Fixed };
        }
        let (first, weight) = nearest(place);
        let shape = match (estimate.shape, self.0.get(&first), self.0.get(&(first + 1))) {
            (EstimateShape::Pert, Some(left), Some(right)) => Shape::Pert { left, right, weight },
            _ => Shape::Triangular { place: place as f32 },
        };
        Draw { low, range, shape }
    }
}

/// The table before a place, at most the last but one, and how far the place is from it to the next.
fn nearest(place: f64) -> (usize, f32) {
    let scaled = place.clamp(0.0, 1.0) * PLACES as f64;
    let first = (scaled as usize).min(PLACES - 1);
    (first, (scaled - first as f64) as f32)
}

/// Sums the density of the beta distribution and turns the sum round.
fn quantiles(place: f64, logs: &[f64]) -> Table {
    let mut sum = 0.0;
    let mut sums = Vec::with_capacity(logs.len() + 1);
    sums.push(0.0);
    for (log, log_rest) in logs.iter().zip(logs.iter().rev()) {
        sum += libm::exp(4.0 * place * log + 4.0 * (1.0 - place) * log_rest);
        sums.push(sum);
    }
    let invert = |from: f64, to: f64| {
        let mut part = 0;
        let mut points: Vec<f64> = Vec::with_capacity(CELLS + 1);
        for cell in 0..=CELLS {
            let target = sum * (from + (to - from) * cell as f64 / CELLS as f64);
            while part + 1 < PARTS && sums[part + 1] < target {
                part += 1;
            }
            let within = (target - sums[part]) / (sums[part + 1] - sums[part]);
            points.push((part as f64 + within) / PARTS as f64);
        }
        points.windows(2).map(|ends| [ends[0] as f32, (ends[1] - ends[0]) as f32]).collect::<Vec<_>>()
    };
    let cell = 1.0 / CELLS as f64;
    [invert(0.0, 1.0), invert(0.0, cell), invert(1.0 - cell, 1.0)].concat()
}

/// How one task is drawn.
pub(super) struct Draw<'a> {
    low: f32,
    range: f32,
    shape: Shape<'a>,
}

enum Shape<'a> {
    Fixed,
    Pert { left: &'a Table, right: &'a Table, weight: f32 },
    Triangular { place: f32 },
}

impl Draw<'_> {
    /// Whether it draws words at all.
    pub(super) fn is_fixed(&self) -> bool {
        matches!(self.shape, Shape::Fixed)
    }

    /// Durations for words, as many as there is room for.
    #[inline]
    pub(super) fn durations(&self, words: &[u32; 16], into: &mut [f32]) {
        let Self { low, range, .. } = *self;
        match &self.shape {
            Shape::Fixed => into.fill(low),
            Shape::Pert { left, right, weight } => {
                let (left, right) = (left.as_slice(), right.as_slice());
                for (duration, &word) in into.iter_mut().zip(words) {
                    let (cell, within) = cell(word);
                    if let (Some(left), Some(right)) = (left.get(cell), right.get(cell)) {
                        let (left, right) = (left[0] + within * left[1], right[0] + within * right[1]);
                        *duration = low + range * (left + weight * (right - left)).min(1.0);
                    }
                }
            }
            Shape::Triangular { place } => {
                for (duration, &word) in into.iter_mut().zip(words) {
                    let even = (word >> 8) as f32 * (1.0 / 16_777_216.0);
                    let (rising, falling) = ((even * place).sqrt(), 1.0 - ((1.0 - even) * (1.0 - place)).sqrt());
                    *duration = low + range * if even < *place { rising } else { falling };
                }
            }
        }
    }
}

/// Where in a table the quantile of a word stands, and how far on in its cell.
#[inline]
fn cell(word: u32) -> (usize, f32) {
    let cell = (word >> 22) as usize;
    if cell.wrapping_sub(1) < CELLS - 2 {
        return (cell, (word & 0x3f_ffff) as f32 * (1.0 / 4_194_304.0));
    }
    let fine = if cell == 0 { CELLS } else { 2 * CELLS };
    (fine + (word >> 12 & 0x3ff) as usize, (word & 0xfff) as f32 * (1.0 / 4096.0))
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{Beta, ContinuousCDF};

    use super::*;

    #[test]
    fn quantiles_equal_those_of_the_beta_distribution() {
        for place in [0.0, 0.003, 0.1, 0.25, 0.3701, 0.5, 0.8, 0.997, 1.0] {
            let estimate = Estimate::pert(0.0, place, 1.0);
            let shapes = Shapes::of([estimate].iter());
            let beta = Beta::new(1.0 + 4.0 * place, 5.0 - 4.0 * place).unwrap();
            let ends = [1e-6, 1e-4, 4e-4, 0.999, 0.9996, 0.9999, 0.999_999];
            for even in (1..200_u32).map(|step| f64::from(step) / 200.0).chain(ends) {
                let word = (even * 4_294_967_296.0) as u32;
                let mut found = [0.0];
                shapes.draw(&estimate).durations(&[word; 16], &mut found);
                let found = f64::from(found[0]);
                let expected = beta.inverse_cdf(even);
                let close = if (0.05..=0.95).contains(&even) { 1e-4 } else { 1e-3 };
                assert!((found - expected).abs() < close, "place {place}, {even}: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn mean_and_deviation_are_those_of_what_is_drawn() {
        for estimate in [
            Estimate::pert(2.0, 4.0, 12.0),
            Estimate::pert(1.0, 1.0, 3.0),
            Estimate::triangular(0.0, 1.0, 5.0),
            Estimate::triangular(2.0, 5.0, 5.0),
        ] {
            let shapes = Shapes::of([estimate].iter());
            let draw = shapes.draw(&estimate);
            // Every quantile once.
            let all: Vec<f64> = (0..1_u32 << 16)
                .map(|at| {
                    let mut found = [0.0];
                    draw.durations(&[(at << 16) + 0x8000; 16], &mut found);
                    f64::from(found[0])
                })
                .collect();
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            let variance = all.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>() / all.len() as f64;
            let range = estimate.high - estimate.low;
            assert!((mean - estimate.mean()).abs() < 1e-4 * range, "{estimate:?}: {mean}");
            assert!((variance.sqrt() - estimate.deviation()).abs() < 3e-4 * range, "{estimate:?}: {variance}");
            assert!(all.iter().all(|one| (estimate.low..=estimate.high).contains(one)));
        }
    }
}

use serde::{Deserialize, Serialize};

use crate::stats::lanes::Lanes;
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

/// Binary orders of magnitude of a chance below one half that a table tells apart, down to 2^-24.
const ORDERS: usize = 24;
/// Cells of each of them: quantiles are steep where chances are small, and nearly straight in a cell.
const CELLS: usize = 16;
/// Cells of one half of a table, of which the last stay empty.
const HALF: usize = 512;
/// Cells of a table: chances below one half, and then those above it by their distance to 1.
const TABLE: usize = 2 * HALF;
/// Places of the most likely that have a table.
const PLACES: usize = 64;
/// Parts in which a density is summed.
const PARTS: usize = 4096;
/// What a quantile of 1 is in a cell.
const ONE: f32 = 32_768.0;

/// Cells of two tables that follow each other. The low half of a cell is the quantile at its begin, the high half that at
/// its end: one look, and few lines of the cache.
type Pair = [u32; 2 * TABLE];

/// The quantiles that some estimates need: a draw costs one look at a table instead of the inversion of a beta function.
/// Quantiles of a table are within a ten-thousandth of the range, and between tables draws come from both, each by its
/// share, which leaves mean and range as they are and moves no probability by more than about a ten-thousandth.
#[derive(Default)]
pub(super) struct Shapes(Vec<u32>);

impl Shapes {
    pub(super) fn of<'a>(estimates: impl Iterator<Item = &'a Estimate>) -> Self {
        let mut needed = [false; PLACES + 1];
        for estimate in estimates.filter(|one| one.shape == EstimateShape::Pert && one.high > one.low) {
            let first = nearest(estimate.place()).0;
            needed[first..first + 2].fill(true);
        }
        if !needed.contains(&true) {
            return Self::default();
        }
        // The density of a place is that of the place before times a power of x / (1 - x).
        let x = |part: usize| (part as f64 + 0.5) / PARTS as f64;
        let step = 4.0 / PLACES as f64;
        let steps: Vec<f64> = (0..PARTS).map(|part| libm::exp(step * libm::log(x(part) / (1.0 - x(part))))).collect();
        let square = |part: usize| (1.0 - x(part)) * (1.0 - x(part));
        let mut densities: Vec<f64> = (0..PARTS).map(|part| square(part) * square(part)).collect();
        let mut tables = vec![0; (PLACES + 1) * TABLE];
        for (place, needed) in needed.into_iter().enumerate() {
            if needed {
                let shape = place as f64 * step;
                let whole: f64 = densities.iter().sum();
                let (low, high) = tables[place * TABLE..][..TABLE].split_at_mut(HALF);
                half(densities.iter().copied(), whole, 1.0 + shape, low, |quantile| quantile);
                half(densities.iter().rev().copied(), whole, 5.0 - shape, high, |quantile| 1.0 - quantile);
            }
            densities.iter_mut().zip(&steps).for_each(|(density, step)| *density *= step);
        }
        Self(tables)
    }

    pub(super) fn draw(&self, estimate: &Estimate) -> Draw<'_> {
        let (low, range) = (estimate.low as f32, (estimate.high - estimate.low) as f32);
        let place = estimate.place();
        if estimate.high <= estimate.low {
            return Draw { low, range: 0.0, shape: Shape::Fixed };
        }
        let (first, share) = nearest(place);
        let pair = self.0.get(first * TABLE..).and_then(|tables| tables.first_chunk());
        let shape = match (estimate.shape, pair) {
            (EstimateShape::Pert, Some(pair)) => Shape::Pert { pair, share: (share * 256.0).round() as i32 },
            _ => Shape::Triangular { place: place as f32 },
        };
        Draw { low, range, shape }
    }
}

/// The table before a place, at most the last but one, and how far the place is from it to the next.
fn nearest(place: f64) -> (usize, f64) {
    let scaled = place.clamp(0.0, 1.0) * PLACES as f64;
    let first = (scaled as usize).min(PLACES - 1);
    (first, scaled - first as f64)
}

/// Sums densities, `whole` in all, and turns the sum round, for chances up to one half. Near 0 the density is a power of
/// which `power` is one more.
fn half(densities: impl Iterator<Item = f64>, whole: f64, power: f64, cells: &mut [u32], turned: impl Fn(f64) -> f64) {
    let mut parts = densities.enumerate();
    let (mut below, mut sum, mut part) = (0.0, 0.0, 0);
    let mut quantile = |chance: f64| {
        let target = chance * whole;
        while sum < target
            && let Some((next, density)) = parts.next()
        {
            (below, sum, part) = (sum, sum + density, next);
        }
        let within = (target - below) / (sum - below);
        let within = if part == 0 { libm::pow(within, 1.0 / power) } else { within };
        (turned((part as f64 + within) / PARTS as f64).clamp(0.0, 1.0) * f64::from(ONE)).round() as u32
    };
    let start = |cell: usize| (1.0 + (cell % CELLS) as f64 / CELLS as f64) * (1_u32 << (cell / CELLS)) as f64 / 2.0;
    let mut from = quantile(start(0) / 16_777_216.0);
    for (cell, both) in cells.iter_mut().take(ORDERS * CELLS).enumerate() {
        let to = quantile(start(cell + 1) / 16_777_216.0);
        *both = from | to << 16;
        from = to;
    }
}

/// How one task is drawn.
pub(super) struct Draw<'a> {
    low: f32,
    range: f32,
    shape: Shape<'a>,
}

enum Shape<'a> {
    Fixed,
    /// `share` of 256 draws are of the second table.
    Pert {
        pair: &'a Pair,
        share: i32,
    },
    Triangular {
        place: f32,
    },
}

impl Draw<'_> {
    /// Whether it draws words at all.
    pub(super) fn is_fixed(&self) -> bool {
        matches!(self.shape, Shape::Fixed)
    }

    /// The next durations.
    #[inline(always)]
    pub(super) fn next(&self, lanes: &mut Lanes) -> [f32; 16] {
        self.durations(&if self.is_fixed() { [0; 16] } else { lanes.next() })
    }

    /// Durations for words.
    ///
    /// Plain loops over numbers, each with one thing to do, as compilers turn those into vector instructions; so is the
    /// product behind the look at the table.
    #[allow(clippy::needless_range_loop)]
    #[inline(always)]
    fn durations(&self, words: &[u32; 16]) -> [f32; 16] {
        let Self { low, range, .. } = *self;
        let mut into = [low; 16];
        match self.shape {
            Shape::Fixed => {}
            Shape::Pert { pair, share } => {
                let (mut cells, mut within) = ([0_u32; 16], [0.0; 16]);
                for lane in 0..16 {
                    // From the highest bit down: above or below one half, 23 bits of the chance, 8 bits for the table.
                    let word = words[lane];
                    let chance = ((word >> 8 & 0x7f_ffff) as i32 as f32 + 0.5).to_bits();
                    let second = if ((word & 0xff) as i32) < share { TABLE as u32 } else { 0 };
                    // The exponent, which is that of one half at the least, and the next four bits.
                    let cell = (chance >> 19).wrapping_sub(126 << 4);
                    cells[lane] = (cell | word >> 31 << 9) + second;
                    // The other bits say how far it is into the cell.
                    within[lane] = (chance & 0x7_ffff) as i32 as f32 * (1.0 / (ONE * 524_288.0));
                }
                let mut both = [0_u32; 16];
                for lane in 0..16 {
                    both[lane] = pair[cells[lane] as usize & (2 * TABLE - 1)];
                }
                for lane in 0..16 {
                    let (from, to) = ((both[lane] & 0xffff) as i32, (both[lane] >> 16) as i32);
                    let part = from as f32 * (1.0 / ONE) + (to - from) as f32 * within[lane];
                    into[lane] = low + range * part;
                }
            }
            Shape::Triangular { place } => {
                for lane in 0..16 {
                    let even = (words[lane] >> 8) as i32 as f32 * (1.0 / 16_777_216.0);
                    let (rising, falling) = ((even * place).sqrt(), 1.0 - ((1.0 - even) * (1.0 - place)).sqrt());
                    into[lane] = low + range * if even < place { rising } else { falling };
                }
            }
        }
        into
    }
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{Beta, ContinuousCDF};

    use super::*;

    #[test]
    fn quantiles_equal_those_of_the_beta_distribution() {
        for place in [0.0, 1.0, 7.0, 16.0, 24.0, 32.0, 51.0, 63.0, 64.0].map(|place| place / 64.0) {
            let estimate = Estimate::pert(0.0, place, 1.0);
            let shapes = Shapes::of([estimate].iter());
            let beta = Beta::new(1.0 + 4.0 * place, 5.0 - 4.0 * place).unwrap();
            let ends = [1e-6, 1e-4, 4e-4, 0.999, 0.9996, 0.9999, 0.999_999];
            for even in (1..200_u32).map(|step| f64::from(step) / 200.0).chain(ends) {
                // Chances above one half are counted back from 1.
                let word = if even < 0.5 { even * 4_294_967_296.0 } else { 4_294_967_296.0 * (1.5 - even) } as u32;
                let found = f64::from(shapes.draw(&estimate).durations(&[word; 16])[0]);
                let expected = beta.inverse_cdf(even);
                let close = if (0.05..=0.95).contains(&even) { 1e-4 } else { 1e-3 };
                assert!((found - expected).abs() < close, "place {place}, {even}: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn probabilities_between_tables_are_those_of_the_beta_distribution() {
        for place in [0.003, 0.1, 0.3701, 0.5078, 0.8, 0.997] {
            let estimate = Estimate::pert(0.0, place, 1.0);
            let shapes = Shapes::of([estimate].iter());
            let draw = shapes.draw(&estimate);
            let mut all: Vec<f32> = (0..1_u32 << 18).map(|at| draw.durations(&[word(at); 16])[0]).collect();
            all.sort_by(f32::total_cmp);
            let beta = Beta::new(1.0 + 4.0 * place, 5.0 - 4.0 * place).unwrap();
            for (rank, &found) in all.iter().enumerate().step_by(997) {
                let share = (rank as f64 + 0.5) / all.len() as f64;
                let expected = beta.cdf(f64::from(found));
                assert!((share - expected).abs() < 5e-4, "place {place}, {found}: {share}, not {expected}");
            }
        }
    }

    /// Words whose chances are even and whose low bits take turns.
    fn word(at: u32) -> u32 {
        (at << 14) + 0x2000 + (at.wrapping_mul(0x9e37_79b1) >> 24)
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
            let all: Vec<f64> = (0..1_u32 << 18).map(|at| f64::from(draw.durations(&[word(at); 16])[0])).collect();
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            let variance = all.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>() / all.len() as f64;
            let range = estimate.high - estimate.low;
            assert!((mean - estimate.mean()).abs() < 1e-4 * range, "{estimate:?}: {mean}");
            assert!((variance.sqrt() - estimate.deviation()).abs() < 3e-4 * range, "{estimate:?}: {variance}");
            assert!(all.iter().all(|one| (estimate.low..=estimate.high).contains(one)));
        }
    }
}

//! How the steps of a forecast hang together: the chance that something happens at any of several steps.
//!
//! Intervals speak of each step alone. Whether a threshold is passed on the way depends on whether a forecast that is too
//! low now is still too low tomorrow, and that is seen in the errors from places in the past.

use super::spread::normal_quantile;
use crate::stats::Stream;

/// How many paths are drawn; fewer for long ones, so that the work stays bounded.
const PATHS: usize = 1000;
const FEWEST: usize = 200;
const STEPS: usize = 2_000_000;
/// Where the paths' random numbers begin: any number does, a fixed one gives the same answer each time.
const SEED: u64 = 0x9a75;
/// Errors further out than this many usual ones say little about the others.
const REACH: f64 = 5.0;

/// How the errors at two steps of one forecast belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ties {
    /// As those of a random walk: nothing else is known of a history too short to try anything.
    Walk,
    /// A part of the variance is the same at all steps, as where the level is missed; the rest carries over from one step
    /// to the next by a share.
    Mixed { lasting: f64, fading: f64 },
}

impl Ties {
    /// From the errors of each origin, and the usual size of an error at each step.
    pub(super) fn new(errors: &[Vec<f64>], scale: &[f64]) -> Self {
        const MOST_LASTING: f64 = 0.9;
        const MOST_FADING: f64 = 0.99;
        let (mut square, mut next, mut far) = (Mean::default(), Mean::default(), Mean::default());
        for errors in errors {
            let relative = errors.iter().zip(scale).map(|(error, scale)| {
                let ratio = error / scale;
                if ratio.is_nan() { 0.0 } else { ratio.clamp(-REACH, REACH) }
            });
            let relative: Vec<f64> = relative.collect();
            // Far apart is half a forecast, where what fades has faded.
            let apart = (relative.len() / 2).max(2);
            let mut before = 0.0;
            for (step, error) in relative.iter().enumerate() {
                square.add(error * error, 1.0);
                if let Some(last) = step.checked_sub(1) {
                    next.add(error * relative[last], 1.0);
                }
                if let Some(last) = step.checked_sub(apart) {
                    before += relative[last];
                    far.add(error * before, (last + 1) as f64);
                }
            }
        }
        if square.count < 2.0 || square.of() <= 0.0 {
            return Self::Walk;
        }
        let lasting = (far.of() / square.of()).clamp(0.0, MOST_LASTING);
        let fading = ((next.of() / square.of() - lasting) / (1.0 - lasting)).clamp(0.0, MOST_FADING);
        Self::Mixed { lasting, fading }
    }

    /// The share of paths that were above the barrier at some step so far, for each step. Barriers are in standard
    /// deviations of their step, the first of them `from` steps after the forecast's first.
    pub(super) fn passed(self, from: usize, barriers: &[f64]) -> Vec<f64> {
        let mut counts = vec![0_u32; barriers.len()];
        let paths = (STEPS / barriers.len().max(1)).clamp(FEWEST, PATHS);
        // Past eight standard deviations nothing is drawn.
        let reachable = barriers.iter().any(|barrier| *barrier < 8.0);
        for path in 0..if reachable { paths } else { 0 } {
            let mut stream = Stream::new(SEED, path as u64);
            let mut draw = || normal_quantile((f64::from(stream.next_u32()) + 0.5) / 4_294_967_296.0);
            // The level takes each part of its distribution once, so that it adds no chance of its own.
            let level = normal_quantile((path as f64 + 0.5) / paths as f64);
            let mut state = match self {
                Self::Walk => level * libm::sqrt(from as f64),
                Self::Mixed { .. } => draw(),
            };
            for (step, barrier) in barriers.iter().enumerate() {
                let off = match self {
                    Self::Walk => {
                        state += draw();
                        state / libm::sqrt((from + step + 1) as f64)
                    }
                    Self::Mixed { lasting, fading } => {
                        if step > 0 {
                            state = fading * state + libm::sqrt(1.0 - fading * fading) * draw();
                        }
                        libm::sqrt(lasting) * level + libm::sqrt(1.0 - lasting) * state
                    }
                };
                if off > *barrier {
                    counts[step] += 1;
                    break;
                }
            }
        }
        let mut sum = 0_u32;
        let so_far = counts.into_iter().map(|count| {
            sum += count;
            f64::from(sum) / paths as f64
        });
        so_far.collect()
    }
}

/// The barrier in standard deviations that a share of outcomes stays below.
pub(super) fn barrier(below: f64) -> f64 {
    match below {
        below if below <= 0.0 => f64::NEG_INFINITY,
        below if below >= 1.0 => f64::INFINITY,
        below => normal_quantile(below),
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    fn add(&mut self, value: f64, count: f64) {
        self.sum += value;
        self.count += count;
    }

    fn of(self) -> f64 {
        if self.count > 0.0 { self.sum / self.count } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_steps_add_up_and_tied_ones_do_not() {
        let barriers = [barrier(0.9); 10];
        let last = |ties: Ties| ties.passed(0, &barriers)[9];
        let free = last(Ties::Mixed { lasting: 0.0, fading: 0.0 });
        assert!((free - (1.0 - 0.9_f64.powi(10))).abs() < 0.05, "{free}");
        let tied = last(Ties::Mixed { lasting: 0.9, fading: 0.9 });
        assert!((0.1..0.3).contains(&tied), "{tied}");
        assert!((0.1..free).contains(&last(Ties::Walk)));
        assert_eq!(Ties::Walk.passed(3, &[barrier(1.0), barrier(0.0)]), [0.0, 1.0]);
    }

    #[test]
    fn errors_that_miss_the_level_last() {
        let level: Vec<Vec<f64>> = [1.0, -1.2, 0.9, -0.8].iter().map(|level| vec![*level; 40]).collect();
        let Ties::Mixed { lasting, .. } = Ties::new(&level, &[1.0; 40]) else { panic!("no walk") };
        assert!(lasting > 0.85, "{lasting}");
        let noise = |at: usize| (at.wrapping_mul(2_654_435_761) >> 9 & 0xff) as f64 / 255.0 - 0.5;
        let loose: Vec<Vec<f64>> = (0..8).map(|row| (0..40).map(|at| noise(40 * row + at)).collect()).collect();
        let Ties::Mixed { lasting, fading } = Ties::new(&loose, &[0.3; 40]) else { panic!("no walk") };
        assert!(lasting < 0.2 && fading < 0.3, "{lasting} {fading}");
        assert_eq!(Ties::new(&[], &[]), Ties::Walk);
    }
}

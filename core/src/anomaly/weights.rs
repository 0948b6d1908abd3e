//! Drawing places with given probabilities.

use std::collections::HashMap;

use crate::stats::Stream;
use crate::{Error, Result};

/// Weights of places, with the sums of ever more of them: a complete binary tree in one list, whose root is at 1 and whose
/// last half are the weights themselves. So a draw takes as many steps as the count of places has binary digits.
pub(super) struct Weights {
    sums: Vec<f64>,
    positive: usize,
}

impl Weights {
    /// Checks weights, of which only the ratios count.
    pub(super) fn new(name: &str, weights: &[f64]) -> Result<Self> {
        if let Some(at) = weights.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
            let found = weights.get(at).copied().unwrap_or_default();
            return Err(Error::invalid(format!("{name}, number {at} (from 0)"), "a finite number from 0 on", found));
        }
        // Against the largest, so that no sum overflows.
        let largest = weights.iter().copied().fold(0.0, f64::max);
        if largest == 0.0 {
            return Err(Error::invalid(name, "at least one weight over 0", "none"));
        }
        let leaves = weights.len().next_power_of_two();
        let mut sums = vec![0.0; 2 * leaves];
        for (sum, weight) in sums.iter_mut().skip(leaves).zip(weights) {
            *sum = weight / largest;
        }
        let positive = sums.iter().filter(|&&sum| sum > 0.0).count();
        for at in (1..leaves).rev() {
            sums[at] = sums[2 * at] + sums[2 * at + 1];
        }
        Ok(Self { sums, positive })
    }

    /// How many places can be drawn: weights that are next to nothing beside the largest count as 0.
    pub(super) fn positive(&self) -> usize {
        self.positive
    }

    pub(super) fn of(&self, place: usize) -> f64 {
        self.sums.get(self.leaves() + place).copied().unwrap_or_default()
    }

    /// A place; each as likely as its weight says.
    pub(super) fn draw(&self, stream: &mut Stream) -> usize {
        self.descend(stream, |at| self.sums[at]) - self.leaves()
    }

    /// `count` different places, one drawn after the other; all that can be drawn if they are fewer.
    pub(super) fn sample(&self, stream: &mut Stream, count: usize) -> Vec<usize> {
        // The sums that differ from the list's because places are gone. Each is added anew, so what is left of nothing
        // is nothing.
        let mut changed: HashMap<usize, f64> = HashMap::new();
        let mut drawn = Vec::with_capacity(count.min(self.positive));
        while drawn.len() < count.min(self.positive) {
            let sum = |at: usize| changed.get(&at).copied().unwrap_or_else(|| self.sums[at]);
            let mut at = self.descend(stream, sum);
            drawn.push(at - self.leaves());
            changed.insert(at, 0.0);
            while at > 1 {
                at /= 2;
                let sum = |at: usize| changed.get(&at).copied().unwrap_or_else(|| self.sums[at]);
                let both = sum(2 * at) + sum(2 * at + 1);
                changed.insert(at, both);
            }
        }
        drawn
    }

    fn leaves(&self) -> usize {
        self.sums.len() / 2
    }

    /// From the root to a leaf over 0.
    fn descend(&self, stream: &mut Stream, sum: impl Fn(usize) -> f64) -> usize {
        let mut at = 1;
        let mut rest = stream.unit() * sum(at);
        while at < self.leaves() {
            let (left, right) = (sum(2 * at), sum(2 * at + 1));
            // Rounding may leave a rest where nothing is.
            let goes_right = (rest >= left && right > 0.0) || left == 0.0;
            rest -= if goes_right { left } else { 0.0 };
            at = 2 * at + usize::from(goes_right);
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_come_as_often_as_their_weights_say() {
        let weights = Weights::new("w", &[1.0, 0.0, 2.0, 5.0, 1e-320]).unwrap();
        assert_eq!(weights.positive(), 4);
        let mut stream = Stream::new(1, 0);
        let mut counts = [0_i32; 5];
        (0..8000).for_each(|_| counts[weights.draw(&mut stream)] += 1);
        for (count, expected) in counts.into_iter().zip([1000, 0, 2000, 5000, 0]) {
            assert!((count - expected).abs() <= 200.min(expected), "{counts:?}");
        }
        // Of two places without return, place 2 is drawn first in 2/8 of the cases, second in 1/8 * 2/7 + 5/8 * 2/3.
        let mut with_two = 0;
        (0..8000).for_each(|_| with_two += i32::from(weights.sample(&mut stream, 2).contains(&2)));
        assert!((with_two - 8000 * 59 / 84).abs() < 200, "{with_two}");
    }

    #[test]
    fn what_is_no_weight_is_named() {
        for (weights, text) in [
            (&[1.0, -0.5][..], "w, number 1 (from 0): expected a finite number from 0 on, found -0.5"),
            (&[f64::NAN], "w, number 0 (from 0): expected a finite number from 0 on, found NaN"),
            (&[1.0, 2.0, f64::INFINITY], "w, number 2 (from 0): expected a finite number from 0 on, found inf"),
            (&[0.0, 0.0], "w: expected at least one weight over 0, found none"),
            (&[], "w: expected at least one weight over 0, found none"),
        ] {
            assert_eq!(Weights::new("w", weights).map(drop).unwrap_err().to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn a_sample_holds_different_places_with_weight(
            weights in prop::collection::vec(prop_oneof![Just(0.0), Just(f64::MAX), Just(1e-300), 0.0..9.0], 1..40),
            count in 0_usize..50,
            seed: u64,
        ) {
            let Ok(table) = Weights::new("w", &weights) else { return Ok(()) };
            let mut drawn = table.sample(&mut Stream::new(seed, 0), count);
            prop_assert_eq!(drawn.len(), count.min(table.positive()));
            prop_assert!(drawn.iter().all(|&place| weights[place] > 0.0));
            drawn.sort_unstable();
            drawn.dedup();
            prop_assert_eq!(drawn.len(), count.min(table.positive()));
        }
    }
}

//! Evidence against "no worse than accepted" that may be looked at as often as one likes.
//!
//! Each trial is bad or not, and at most a share of them is accepted to be bad. For an alternative with odds r times
//! the accepted ones the likelihood ratio is r^bad / (1 + (r - 1) share)^trials. The mean of these ratios over several
//! r is a test martingale at the accepted share and a supermartingale below it (the ratio is monotone in the share): by
//! Ville's inequality it ever exceeds 1 / alpha with a chance of at most alpha. That is the mixture sequential test of
//! Robbins 1970 ("Statistical methods related to the law of the iterated logarithm") as release tests use it since
//! Johari, Koomen, Pekelis and Walsh 2022 ("Always valid inference").
//!
//! Against a baseline the trials are the bad requests of both sides, and the share is the release's part of all
//! requests: conditional on how many were bad, those of the release are hypergeometric if nothing changed, which
//! scatters less than the binomial of the formula (Hoeffding 1963, theorem 4), so that the chance of a false alarm only
//! shrinks.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How many alternatives are mixed: odds of 2^(1/4), 2^(2/4), ... 2^5 times the accepted ones.
const RATIOS: u32 = 20;
/// Counts end here, far within what the other languages' whole numbers hold.
const COUNTS: u64 = 1 << 62;

/// The evidence of one test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Evidence {
    /// The logarithm of the likelihood ratio for each alternative.
    ratios: Vec<f64>,
    /// The same for the odds that must not be missed.
    detect: f64,
    /// The largest logarithm of the mixture so far.
    best: f64,
    /// Trials so far, and bad ones.
    pub(super) trials: u64,
    pub(super) bad: u64,
}

impl Default for Evidence {
    fn default() -> Self {
        Self { ratios: vec![0.0; RATIOS as usize], detect: 0.0, best: 0.0, trials: 0, bad: 0 }
    }
}

fn log_ratio(at: usize) -> f64 {
    (at + 1) as f64 * 0.25 * std::f64::consts::LN_2
}

impl Evidence {
    /// Takes trials in: `bad` of `trials`, where at most `share` is accepted.
    pub(super) fn add(&mut self, bad: u64, trials: u64, share: f64, detect: f64, dispersion: f64) {
        let gain =
            |log: f64, ratio: f64| (bad as f64 * log - trials as f64 * libm::log1p((ratio - 1.0) * share)) / dispersion;
        for (at, sum) in self.ratios.iter_mut().enumerate() {
            let log = log_ratio(at);
            *sum += gain(log, libm::exp(log));
        }
        self.detect += gain(libm::log(detect), detect);
        self.trials = self.trials.saturating_add(trials).min(COUNTS);
        self.bad = self.bad.saturating_add(bad).min(COUNTS);
        self.best = self.best.max(self.log());
    }

    /// The logarithm of the mixture: over 0 the data speak for a share that is not accepted.
    pub(super) fn log(&self) -> f64 {
        let most = self.ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = self.ratios.iter().map(|ratio| libm::exp(ratio - most)).sum();
        most + libm::log(sum / f64::from(RATIOS))
    }

    /// The chance to have seen so much evidence at any time, were the share accepted.
    pub(super) fn p_value(&self) -> f64 {
        libm::exp(-self.best).min(1.0)
    }

    /// Whether the data would have come with a chance of at most `missed` from odds that must not be missed.
    pub(super) fn healthy(&self, missed: f64) -> bool {
        -self.detect >= -libm::log(missed)
    }

    /// For state that was read.
    pub(super) fn check(&self) -> Result<()> {
        let numbers = self.ratios.iter().chain([&self.detect, &self.best]);
        let counted = self.bad <= self.trials && self.trials <= COUNTS;
        if self.ratios.len() != RATIOS as usize || !counted || numbers.into_iter().any(|number| !number.is_finite()) {
            return Err(Error::invalid("evidence", format!("{RATIOS} finite numbers"), self.ratios.len()));
        }
        Ok(())
    }
}

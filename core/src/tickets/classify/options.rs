//! How a classifier is trained.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// How a [`Classifier`](super::Classifier) is trained. The defaults were chosen by cross-validation on three public sets.
///
/// ```
/// use hypercare::tickets::ClassifierOptions;
/// let options = ClassifierOptions { error_rate: 0.02, ..ClassifierOptions::default() };
/// assert_eq!((options.seed, options.cost), (0, 0.5));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ClassifierOptions {
    /// Where chance comes from: the order in which texts are looked at, and which are held out. The same seed and texts
    /// give the same bits.
    pub seed: u64,
    /// The share of wrong answers among those given as known, above 0 and at most 1. On training texts held out, a higher
    /// share is ruled out in nine of ten cases (the bound of Clopper and Pearson); answers that are less sure are given
    /// with `known` false. It takes some 45 texts to rule out 5 %, and hundreds where the answers are not that good.
    pub error_rate: f64,
    /// The cost of a training text on the wrong side, 0.0001 to 10,000; the higher, the closer the fit.
    pub cost: f64,
    /// In how many training texts a piece must stand to count, 1 to 1000. 2 makes the model smaller.
    pub min_count: u32,
    /// The most threads that training and batches may use, 1 to 1024. No number changes a result.
    pub jobs: usize,
}

impl Default for ClassifierOptions {
    fn default() -> Self {
        Self { seed: 0, error_rate: 0.05, cost: 0.5, min_count: 1, jobs: 1 }
    }
}

impl ClassifierOptions {
    pub(super) fn check(&self) -> Result<()> {
        if !(self.error_rate > 0.0 && self.error_rate <= 1.0) {
            return Err(Error::invalid("error_rate", "above 0 and at most 1", self.error_rate));
        }
        if !(1e-4..=1e4).contains(&self.cost) {
            return Err(Error::invalid("cost", "0.0001 to 10000", self.cost));
        }
        if !(1..=1000).contains(&self.min_count) {
            return Err(Error::invalid("min_count", "1 to 1000", self.min_count));
        }
        if !(1..=1024).contains(&self.jobs) {
            return Err(Error::invalid("jobs", "1 to 1024", self.jobs));
        }
        Ok(())
    }
}

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

use super::forest::{MAX_JOBS, MAX_NODES, MAX_TREES};

/// How many rows each tree is grown on. In documents "auto", a whole number or a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Amount", into = "Amount")]
pub enum MaxSamples {
    /// 256, or all rows where there are fewer.
    #[default]
    Auto,
    /// This many, at least 1. Where there are fewer rows all are taken, and the model
    /// [warns](super::IsolationForest::warnings).
    Count(usize),
    /// This share of the rows, over 0 and at most 1, rounded down, but at least one row.
    Share(f64),
}

/// Which share of the training rows counts as anomalous: it sets the [offset](super::IsolationForest::offset). In
/// documents "auto" or a fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Amount", into = "Amount")]
pub enum Contamination {
    /// The offset is -0.5, the score of a row that is told apart as fast as a row among random ones.
    #[default]
    Auto,
    /// The offset is the quantile of the training scores at this share, over 0 and at most 0.5. Fitting then scores
    /// every row.
    Share(f64),
}

/// How many columns each tree may look at; they are drawn anew for each tree. In documents a whole number or a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Amount", into = "Amount")]
pub enum MaxFeatures {
    /// This many, from 1 to the number of columns.
    Count(usize),
    /// This share of the columns, over 0 and at most 1, rounded down, but at least one column.
    Share(f64),
}

impl Contamination {
    /// The share, if one is given and in its range.
    pub(super) fn share(self) -> Result<Option<f64>> {
        match self {
            Self::Auto => Ok(None),
            Self::Share(share) if share > 0.0 && share <= 0.5 => Ok(Some(share)),
            Self::Share(share) => {
                Err(Error::invalid("contamination", "auto, or a share over 0 and at most 0.5", share))
            }
        }
    }
}

impl Default for MaxFeatures {
    fn default() -> Self {
        Self::Share(1.0)
    }
}

/// What documents hold for the three above.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Amount {
    Count(usize),
    Share(f64),
    Word(String),
}

impl Amount {
    fn auto() -> Self {
        Self::Word("auto".to_owned())
    }

    fn unexpected(self, name: &str, expected: &str) -> Error {
        let found = match self {
            Self::Count(count) => count.to_string(),
            Self::Share(share) => share.to_string(),
            Self::Word(word) => format!("{word:?}"),
        };
        Error::invalid(name, expected, found)
    }
}

impl TryFrom<Amount> for MaxSamples {
    type Error = Error;

    fn try_from(amount: Amount) -> Result<Self> {
        match amount {
            Amount::Count(count) => Ok(Self::Count(count)),
            Amount::Share(share) => Ok(Self::Share(share)),
            Amount::Word(word) if word == "auto" => Ok(Self::Auto),
            other => Err(other.unexpected("max_samples", "\"auto\", a whole number or a fraction")),
        }
    }
}

impl From<MaxSamples> for Amount {
    fn from(samples: MaxSamples) -> Self {
        match samples {
            MaxSamples::Auto => Self::auto(),
            MaxSamples::Count(count) => Self::Count(count),
            MaxSamples::Share(share) => Self::Share(share),
        }
    }
}

impl TryFrom<Amount> for Contamination {
    type Error = Error;

    fn try_from(amount: Amount) -> Result<Self> {
        match amount {
            Amount::Share(share) => Ok(Self::Share(share)),
            Amount::Word(word) if word == "auto" => Ok(Self::Auto),
            other => Err(other.unexpected("contamination", "\"auto\" or a fraction")),
        }
    }
}

impl From<Contamination> for Amount {
    fn from(contamination: Contamination) -> Self {
        match contamination {
            Contamination::Auto => Self::auto(),
            Contamination::Share(share) => Self::Share(share),
        }
    }
}

impl TryFrom<Amount> for MaxFeatures {
    type Error = Error;

    fn try_from(amount: Amount) -> Result<Self> {
        match amount {
            Amount::Count(count) => Ok(Self::Count(count)),
            Amount::Share(share) => Ok(Self::Share(share)),
            other => Err(other.unexpected("max_features", "a whole number or a fraction")),
        }
    }
}

impl From<MaxFeatures> for Amount {
    fn from(features: MaxFeatures) -> Self {
        match features {
            MaxFeatures::Count(count) => Self::Count(count),
            MaxFeatures::Share(share) => Self::Share(share),
        }
    }
}

/// The parameters of an [`IsolationForest`](super::IsolationForest), all with scikit-learn's defaults;
/// [`fit`](Self::fit) checks them. As a document: an object with the names below as keys, all optional.
///
/// ```
/// use hypercare::anomaly::{Contamination, IsolationForest, MaxSamples};
/// use hypercare::stats::Matrix;
/// let values: Vec<f64> = (0..60).map(|k| f64::from(k * k % 11)).collect();
/// let forest = IsolationForest::builder()
///     .n_estimators(50)
///     .max_samples(MaxSamples::Share(0.5))
///     .contamination(Contamination::Share(0.1))
///     .random_state(7)
///     .fit(Matrix::new(&values, 20, 3)?)?;
/// assert_eq!((forest.n_estimators(), forest.max_samples_used()), (50, 10));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IsolationForestBuilder {
    pub(super) n_estimators: usize,
    pub(super) max_samples: MaxSamples,
    pub(super) contamination: Contamination,
    pub(super) max_features: MaxFeatures,
    pub(super) bootstrap: bool,
    pub(super) extension_level: usize,
    pub(super) feature_weights: Option<Vec<f64>>,
    pub(super) first_tree: u64,
    pub(super) random_state: u64,
    // How many threads there are is a matter of the machine, not of the document.
    #[serde(skip_serializing)]
    pub(super) n_jobs: usize,
}

impl Default for IsolationForestBuilder {
    fn default() -> Self {
        Self {
            n_estimators: 100,
            max_samples: MaxSamples::default(),
            contamination: Contamination::default(),
            max_features: MaxFeatures::default(),
            bootstrap: false,
            extension_level: 0,
            feature_weights: None,
            first_tree: 0,
            random_state: 0,
            n_jobs: 1,
        }
    }
}

impl IsolationForestBuilder {
    /// The number of trees, 1 to 65,536; 100 unless told.
    pub fn n_estimators(mut self, trees: usize) -> Self {
        self.n_estimators = trees;
        self
    }

    /// How many rows each tree is grown on; [`MaxSamples::Auto`] unless told.
    ///
    /// The setting to try after the default: 300 trees of 512 rows, with the square root of each column's kurtosis (fourth
    /// central moment over squared variance) as its [weight](Self::feature_weights). Over 14 sets of ADBench its mean area
    /// under the ROC curve was .860 and its average precision .533, those of the default .857 and .505 (`benches/README.md`).
    pub fn max_samples(mut self, samples: MaxSamples) -> Self {
        self.max_samples = samples;
        self
    }

    /// Which share of the training rows counts as anomalous; [`Contamination::Auto`] unless told.
    pub fn contamination(mut self, contamination: Contamination) -> Self {
        self.contamination = contamination;
        self
    }

    /// How many columns each tree may look at; all unless told.
    pub fn max_features(mut self, features: MaxFeatures) -> Self {
        self.max_features = features;
        self
    }

    /// Whether a row may be drawn more than once for a tree, in which it then counts once; not unless told.
    pub fn bootstrap(mut self, bootstrap: bool) -> Self {
        self.bootstrap = bootstrap;
        self
    }

    /// How many columns a split looks at besides the first, from 0 to the number of columns - 1; 0 unless told.
    ///
    /// From 1 on the forest is the extended one (Hariri, Carrasco Kind and Brunner 2019): a split draws so many columns
    /// that have different values in its node, or as many as there are, and a random direction in them, and parts the
    /// rows by their place along it. The factor of a column is a draw from the normal distribution divided by the
    /// column's range in the node, so that units don't matter; the place is drawn between the first and the last row, so
    /// that both sides get rows (the paper draws a point between the least and largest values of all columns). A value
    /// missing in any of the columns sends the row to the side of more training rows, and so does a sum that no number
    /// holds.
    pub fn extension_level(mut self, level: usize) -> Self {
        self.extension_level = level;
        self
    }

    /// How likely each column is drawn for a split, among those that have different values there, and where a tree may
    /// not look at [all](Self::max_features), for the tree: finite numbers from 0 on, of which only the ratios count. A
    /// column of weight 0 takes no part. All equal unless told.
    pub fn feature_weights(mut self, weights: impl Into<Vec<f64>>) -> Self {
        self.feature_weights = Some(weights.into());
        self
    }

    /// The number of the first tree; 0 unless told. A tree depends on its number and on nothing that the others do, so
    /// that a forest may be grown in parts, here or elsewhere: trees 0 to 49 and 50 to 99
    /// [merged](super::IsolationForest::merge) are the forest of 100, to the byte.
    pub fn first_tree(mut self, number: u64) -> Self {
        self.first_tree = number;
        self
    }

    /// The seed; 0 unless told. Equal seeds, parameters and rows give equal models, to the bit.
    pub fn random_state(mut self, seed: u64) -> Self {
        self.random_state = seed;
        self
    }

    /// The most threads that fitting and, unless [told otherwise](super::IsolationForest::with_n_jobs), scoring may use, 1 to
    /// 1024; 1 unless told. No number changes a result. Without the feature `parallel` the work stays on one thread.
    pub fn n_jobs(mut self, jobs: usize) -> Self {
        self.n_jobs = jobs;
        self
    }

    pub(super) fn trees(&self) -> Result<usize> {
        Error::cap("trees of the forest", u64::from(MAX_TREES), self.n_estimators)?;
        if self.n_estimators == 0 {
            return Err(Error::invalid("n_estimators", "at least 1", 0));
        }
        Ok(self.n_estimators)
    }

    /// The rows for each tree, of which `drawable` can be drawn, and what to warn of.
    pub(super) fn samples(&self, rows: usize, drawable: usize) -> Result<(u32, Vec<String>)> {
        let mut warnings = Vec::new();
        let samples = match self.max_samples {
            MaxSamples::Auto => drawable.min(256),
            MaxSamples::Count(0) => return Err(Error::invalid("max_samples", "at least 1", 0)),
            MaxSamples::Count(count) if count > drawable => {
                // "will be set to n_samples" is what programs written for scikit-learn look for.
                let which = if drawable < rows { "rows with a weight" } else { "rows" };
                warnings
                    .push(format!("max_samples ({count}) is over the {drawable} {which}: it will be set to n_samples"));
                drawable
            }
            MaxSamples::Count(count) => count,
            MaxSamples::Share(share) => share_of("max_samples", share, rows)?.min(drawable),
        };
        Error::cap("rows sampled for a tree", MAX_NODES, samples)?;
        Ok((samples as u32, warnings))
    }

    pub(super) fn features(&self, columns: usize) -> Result<usize> {
        match self.max_features {
            MaxFeatures::Count(count) if (1..=columns).contains(&count) => Ok(count),
            MaxFeatures::Count(count) => {
                Err(Error::invalid("max_features", format!("1 to the number of columns, {columns}"), count))
            }
            MaxFeatures::Share(share) => share_of("max_features", share, columns),
        }
    }
}

/// The number of threads, if it is one.
pub(super) fn check_jobs(jobs: usize) -> Result<usize> {
    if (1..=MAX_JOBS).contains(&jobs) {
        return Ok(jobs);
    }
    Err(Error::invalid("n_jobs", format!("1 to {MAX_JOBS}"), jobs))
}

/// The most splits on a path: what a balanced tree would take, ceil(log2(samples)), and at least 1.
pub(super) fn depth_limit(samples: u32) -> u32 {
    u32::BITS - (samples.max(2) - 1).leading_zeros()
}

fn share_of(name: &str, share: f64, whole: usize) -> Result<usize> {
    if share > 0.0 && share <= 1.0 {
        return Ok(((share * whole as f64) as usize).clamp(1, whole));
    }
    Err(Error::invalid(name, "a share over 0 and at most 1", share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_depth_limit_is_the_depth_of_a_balanced_tree() {
        let limits = [1, 2, 3, 4, 5, 8, 9, 255, 256, 257, 1 << 31, u32::MAX].map(depth_limit);
        assert_eq!(limits, [1, 1, 2, 2, 3, 3, 4, 8, 8, 9, 31, 32]);
    }
}

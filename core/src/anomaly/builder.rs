use crate::stats::{Matrix, quantile};
use crate::{Error, Result};

use super::forest::{IsolationForest, MAX_JOBS, MAX_NODES, MAX_TREES};
use super::grow::{Recipe, grow};
use super::jobs::in_order;
use super::trees::{PathLengths, Planter, Trees};

/// How many rows each tree is grown on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum MaxSamples {
    /// 256, or all rows where there are fewer.
    #[default]
    Auto,
    /// This many, at least 1. Where there are fewer rows all are taken, and the model
    /// [warns](IsolationForest::warnings).
    Count(usize),
    /// This share of the rows, over 0 and at most 1, rounded down, but at least one row.
    Share(f64),
}

/// Which share of the training rows counts as anomalous: it sets the [offset](IsolationForest::offset).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Contamination {
    /// The offset is -0.5, the score of a row that is told apart as fast as a row among random ones.
    #[default]
    Auto,
    /// The offset is the quantile of the training scores at this share, over 0 and at most 0.5. Fitting then scores
    /// every row.
    Share(f64),
}

/// How many columns each tree may look at; they are drawn anew for each tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MaxFeatures {
    /// This many, from 1 to the number of columns.
    Count(usize),
    /// This share of the columns, over 0 and at most 1, rounded down, but at least one column.
    Share(f64),
}

impl Default for MaxFeatures {
    fn default() -> Self {
        Self::Share(1.0)
    }
}

/// The parameters of an [`IsolationForest`], all with scikit-learn's defaults; [`fit`](Self::fit) checks them.
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
#[derive(Clone, Debug, PartialEq)]
pub struct IsolationForestBuilder {
    n_estimators: usize,
    max_samples: MaxSamples,
    contamination: Contamination,
    max_features: MaxFeatures,
    bootstrap: bool,
    random_state: u64,
    n_jobs: usize,
}

impl Default for IsolationForestBuilder {
    fn default() -> Self {
        Self {
            n_estimators: 100,
            max_samples: MaxSamples::default(),
            contamination: Contamination::default(),
            max_features: MaxFeatures::default(),
            bootstrap: false,
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

    /// The seed; 0 unless told. Equal seeds, parameters and rows give equal models, to the bit.
    pub fn random_state(mut self, seed: u64) -> Self {
        self.random_state = seed;
        self
    }

    /// The most threads that fitting and, unless [told otherwise](IsolationForest::with_n_jobs), scoring may use, 1 to
    /// 1024; 1 unless told. No number changes a result. Without the feature `parallel` the work stays on one thread.
    pub fn n_jobs(mut self, jobs: usize) -> Self {
        self.n_jobs = jobs;
        self
    }

    /// Grows the forest on the rows of a matrix, of which NaN is a missing value.
    ///
    /// Looks only at the rows that it samples, unless a [share](Contamination::Share) asks for the scores of all.
    ///
    /// # Errors
    /// - [`Error::Invalid`] for a parameter out of its range, or an infinity in a row that was looked at
    /// - [`Error::Shape`] for a matrix without rows or columns
    /// - [`Error::Limit`] for more than 65,536 trees, 2^28 nodes or 2^32 - 1 columns
    pub fn fit(&self, matrix: Matrix<'_>) -> Result<IsolationForest> {
        if matrix.rows() == 0 || matrix.columns() == 0 {
            let found = format!("{} x {}", matrix.rows(), matrix.columns());
            return Err(Error::shape("matrix", "at least one row and one column", found));
        }
        Error::cap("columns of the matrix", u64::from(u32::MAX), matrix.columns())?;
        let jobs = check_jobs(self.n_jobs)?;
        let trees = self.trees()?;
        let (samples, warnings) = self.samples(matrix.rows())?;
        let recipe = Recipe {
            samples: samples as usize,
            features: self.features(matrix.columns())?,
            depth: depth_limit(samples),
            bootstrap: self.bootstrap,
            seed: self.random_state,
        };
        let share = match self.contamination {
            Contamination::Auto => None,
            Contamination::Share(share) if share > 0.0 && share <= 0.5 => Some(share),
            Contamination::Share(share) => {
                return Err(Error::invalid("contamination", "auto, or a share over 0 and at most 0.5", share));
            }
        };
        // A tree has at most one leaf per row, and one split fewer.
        Error::cap("nodes of the forest", MAX_NODES, trees.saturating_mul(2 * recipe.samples - 1))?;

        let grown = in_order(jobs, trees, |tree| grow(matrix, &recipe, tree as u64));
        let grown = grown.into_iter().collect::<Result<Vec<_>>>()?;
        let nodes = grown.iter().map(Vec::len).sum();
        let lengths = PathLengths::new(samples);
        let mut planter = Planter::new(Trees::with_capacity(trees, nodes), &lengths);
        for steps in grown {
            planter.begin();
            steps.into_iter().for_each(|step| planter.step(step));
            planter.end();
        }
        let mut forest = IsolationForest::new(planter.finish(), matrix.columns() as u32, samples, -0.5);
        forest.warnings = warnings;
        forest.jobs = jobs;
        if let Some(share) = share {
            // In percent and back, as scikit-learn hands it to numpy, so that rounding picks the same place.
            forest.offset = quantile(&forest.score_samples(matrix)?, 100.0 * share / 100.0)?;
        }
        Ok(forest)
    }

    fn trees(&self) -> Result<usize> {
        Error::cap("trees of the forest", u64::from(MAX_TREES), self.n_estimators)?;
        if self.n_estimators == 0 {
            return Err(Error::invalid("n_estimators", "at least 1", 0));
        }
        Ok(self.n_estimators)
    }

    fn samples(&self, rows: usize) -> Result<(u32, Vec<String>)> {
        let mut warnings = Vec::new();
        let samples = match self.max_samples {
            MaxSamples::Auto => rows.min(256),
            MaxSamples::Count(0) => return Err(Error::invalid("max_samples", "at least 1", 0)),
            MaxSamples::Count(count) if count > rows => {
                // "will be set to n_samples" is what programs written for scikit-learn look for.
                warnings.push(format!("max_samples ({count}) is over the {rows} rows: it will be set to n_samples"));
                rows
            }
            MaxSamples::Count(count) => count,
            MaxSamples::Share(share) => share_of("max_samples", share, rows)?,
        };
        Error::cap("rows sampled for a tree", MAX_NODES, samples)?;
        Ok((samples as u32, warnings))
    }

    fn features(&self, columns: usize) -> Result<usize> {
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

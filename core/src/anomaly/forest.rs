use std::sync::OnceLock;

use crate::stats::Matrix;
use crate::{Error, Result};

use super::builder::{IsolationForestBuilder, check_jobs};
use super::grow::infinite;
use super::jobs::fill;
use super::paths::{Block, Paths, block_rows};
use super::power::powers;
use super::trees::{PLANE, PathLengths, Trees};

/// Trees in a forest at most.
pub(super) const MAX_TREES: u32 = 1 << 16;

/// Nodes in a forest at most; a node takes 32 bytes, so 2 GiB.
pub(super) const MAX_NODES: u64 = 1 << 26;

/// Terms in all planes of a forest at most; a term takes 16 bytes, so 1 GiB.
pub(super) const MAX_TERMS: u64 = 1 << 26;

/// Columns of a matrix at most.
pub(super) const MAX_COLUMNS: u64 = PLANE as u64 - 1;

/// Threads at most.
pub(super) const MAX_JOBS: usize = 1024;

/// Rows that one thread scores at a time, about.
const TASK: usize = 4096;

/// A fitted forest: says how much a row differs from the rows it was fitted on. Never changes.
///
/// Scores are scikit-learn's: below 0, the lower the stranger, -0.5 for a row that is told apart as fast as a row among
/// random ones. The [module](crate::anomaly) says where it differs from scikit-learn on purpose.
///
/// ```
/// use hypercare::anomaly::{Contamination, IsolationForest};
/// use hypercare::stats::Matrix;
/// let mut values: Vec<f64> = (0..99).map(|k| f64::from(k % 7)).collect();
/// values.push(40.0);
/// let matrix = Matrix::new(&values, 100, 1)?;
/// let forest = IsolationForest::builder().contamination(Contamination::Share(0.01)).random_state(7).fit(matrix)?;
/// let found: Vec<usize> = (0..100).filter(|&row| forest.predict(matrix).is_ok_and(|all| all[row] == -1)).collect();
/// assert_eq!(found, [99]);
///
/// let bytes = forest.to_bytes(); // the same file is read by Rust, Python and Node
/// assert_eq!(IsolationForest::from_bytes(&bytes)?, forest);
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct IsolationForest {
    pub(super) trees: Trees,
    /// The same trees as scoring wants them, made when it does so first.
    paths: OnceLock<Paths>,
    /// Whether to score as on a processor without AVX-512.
    portable: bool,
    pub(super) columns: u32,
    pub(super) samples: u32,
    pub(super) offset: f64,
    pub(super) jobs: usize,
    pub(super) warnings: Vec<String>,
}

/// Forests are equal if they score alike: threads and warnings don't count.
impl PartialEq for IsolationForest {
    fn eq(&self, other: &Self) -> bool {
        (self.columns, self.samples, self.offset) == (other.columns, other.samples, other.offset)
            && self.trees == other.trees
    }
}

impl IsolationForest {
    pub(super) fn new(trees: Trees, columns: u32, samples: u32, offset: f64) -> Self {
        let (paths, portable) = (OnceLock::new(), false);
        Self { trees, paths, portable, columns, samples, offset, jobs: 1, warnings: Vec::new() }
    }

    /// Parameters to fit a forest with.
    pub fn builder() -> IsolationForestBuilder {
        IsolationForestBuilder::default()
    }

    /// One forest of the trees of several, in their order.
    ///
    /// Forests may be merged one after the other or in any grouping: as long as the trees keep their order, the bytes are
    /// the same. The offset is the one that all have; where they differ it is -0.5, and
    /// [`with_contamination`](Self::with_contamination) sets another. The number of threads is that of the first.
    ///
    /// # Errors
    /// - [`Error::Shape`] for no forest at all, and for forests of different columns
    /// - [`Error::Invalid`] for forests grown on different numbers of rows per tree
    /// - [`Error::Limit`] for more than 65,536 trees, 2^26 nodes or terms in all
    ///
    /// ```
    /// use hypercare::anomaly::IsolationForest;
    /// use hypercare::stats::Matrix;
    /// let values: Vec<f64> = (0..60).map(|k| f64::from(k * k % 11)).collect();
    /// let matrix = Matrix::new(&values, 20, 3)?;
    /// let half = |first| IsolationForest::builder().n_estimators(50).first_tree(first).fit(matrix);
    /// let whole = IsolationForest::merge(&[half(0)?, half(50)?])?;
    /// assert_eq!(whole.to_bytes(), IsolationForest::builder().fit(matrix)?.to_bytes());
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn merge<'a>(forests: impl IntoIterator<Item = &'a Self>) -> Result<Self> {
        let forests: Vec<&Self> = forests.into_iter().collect();
        let Some((first, others)) = forests.split_first() else {
            return Err(Error::shape("forests", "at least one forest", "none"));
        };
        for other in others {
            if other.columns != first.columns {
                let (expected, found) = (first.columns, other.columns);
                return Err(Error::shape("forests", format!("{expected} columns in each"), format!("{found}")));
            }
            if other.samples != first.samples {
                let expected = format!("{} rows per tree in each", first.samples);
                return Err(Error::invalid("forests", expected, other.samples));
            }
        }
        let sum = |count: fn(&Trees) -> usize| forests.iter().map(|forest| count(&forest.trees)).sum();
        Error::cap("trees of the forest", u64::from(MAX_TREES), sum(|trees| trees.roots.len()))?;
        Error::cap("nodes of the forest", MAX_NODES, sum(|trees| trees.nodes.len()))?;
        Error::cap("terms of the forest's planes", MAX_TERMS, sum(|trees| trees.terms.len()))?;
        let trees = Trees::concat(forests.iter().map(|forest| &forest.trees));
        // Equal or -0.5: a join, so that no grouping and no order changes it.
        let offset = if others.iter().all(|other| other.offset == first.offset) { first.offset } else { -0.5 };
        let mut merged = Self::new(trees, first.columns, first.samples, offset);
        merged.jobs = first.jobs;
        for warning in forests.iter().flat_map(|forest| &forest.warnings) {
            if !merged.warnings.contains(warning) {
                merged.warnings.push(warning.clone());
            }
        }
        Ok(merged)
    }

    /// How ordinary each row is, from -1 up to but not including 0: the lower, the stranger. -2^(-d / c), where d is the
    /// mean length of the row's paths over the trees and c that of a row among as many random ones as a tree was grown
    /// on; -0.5 for trees grown on one row. Each path length is rounded to a multiple of 2^-40.
    ///
    /// # Errors
    /// - [`Error::Shape`] if the matrix has other columns than the one fitted
    /// - [`Error::Invalid`] for an infinity, with its row and column; NaN is a missing value
    pub fn score_samples(&self, matrix: Matrix<'_>) -> Result<Vec<f64>> {
        let columns = self.columns as usize;
        if matrix.columns() != columns {
            let found = format!("{} columns", matrix.columns());
            return Err(Error::shape("matrix", format!("{columns} columns, as in fit"), found));
        }
        let paths = self.paths.get_or_init(|| Paths::new(&self.trees, columns, self.portable));
        let block = block_rows(columns);
        let task = TASK.next_multiple_of(block);
        let mut scores = vec![0.0; matrix.rows()];
        fill(self.jobs, &mut scores, task, |at, scores| self.score(paths, matrix, at * task, block, scores))?;
        Ok(scores)
    }

    /// [`score_samples`](Self::score_samples) less the [`offset`](Self::offset): below 0 for anomalies.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn decision_function(&self, matrix: Matrix<'_>) -> Result<Vec<f64>> {
        let mut scores = self.score_samples(matrix)?;
        scores.iter_mut().for_each(|score| *score -= self.offset);
        Ok(scores)
    }

    /// -1 for each row whose [`decision_function`](Self::decision_function) is below 0, an anomaly, and 1 for the others.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn predict(&self, matrix: Matrix<'_>) -> Result<Vec<i8>> {
        Ok(self.decision_function(matrix)?.into_iter().map(|decision| if decision < 0.0 { -1 } else { 1 }).collect())
    }

    /// The score under which a row is an anomaly; scikit-learn's `offset_`.
    pub fn offset(&self) -> f64 {
        self.offset
    }

    /// The number of trees.
    pub fn n_estimators(&self) -> usize {
        self.trees.roots.len()
    }

    /// The number of columns; scikit-learn's `n_features_in_`.
    pub fn n_features(&self) -> usize {
        self.columns as usize
    }

    /// How many rows each tree was grown on; scikit-learn's `max_samples_`.
    pub fn max_samples_used(&self) -> usize {
        self.samples as usize
    }

    /// What fitting did otherwise than asked, in words; empty after [`from_bytes`](Self::from_bytes).
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The same forest that scores on up to `jobs` threads, 1 to 1024. No number changes a score.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another number.
    pub fn with_n_jobs(mut self, jobs: usize) -> Result<Self> {
        self.jobs = check_jobs(jobs)?;
        Ok(self)
    }

    /// The same forest that scores as on a processor without AVX-512: the same bits, later. For measuring that.
    #[doc(hidden)]
    pub fn portable(mut self) -> Self {
        (self.paths, self.portable) = (OnceLock::new(), true);
        self
    }

    /// Scores the rows from `start` on, block by block.
    fn score(&self, paths: &Paths, matrix: Matrix<'_>, start: usize, block: usize, scores: &mut [f64]) -> Result<()> {
        let columns = self.columns as usize;
        let longest = self.n_estimators() as u64 * PathLengths::new(0).get(self.samples);
        let (mut buffer, mut room) = (Vec::new(), Block::default());
        for (place, scores) in scores.chunks_mut(block).enumerate() {
            let first = start + place * block;
            let values = matrix.block(first..first + scores.len(), &mut buffer);
            if paths.add_up(&self.trees, values, columns, &mut room).infinite {
                let at = values.iter().position(|value| value.is_infinite()).unwrap_or_default();
                return Err(infinite(matrix.number(first + at / columns), at % columns, values[at]));
            }
            if longest == 0 {
                scores.fill(-0.5); // trees grown on one row have paths of no length
            } else {
                powers(&room.sums, longest as f64, scores, self.portable);
            }
        }
        Ok(())
    }
}

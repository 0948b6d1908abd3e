use crate::stats::{Matrix, quantile};
use crate::{Error, Result};

use super::builder::{Contamination, IsolationForestBuilder, check_jobs, depth_limit};
use super::forest::{IsolationForest, MAX_COLUMNS, MAX_NODES, MAX_TERMS};
use super::grow::{Recipe, grow};
use super::jobs::in_order;
use super::trees::{PathLengths, Trees};
use super::weights::Weights;

/// Trees that one thread grows between two calls of progress.
const BATCH: usize = 8;

/// Trees that are grown before they are put together, where nobody wants to know the progress.
const TOGETHER: usize = 1024;

/// Rows that are scored between two calls of progress.
const CHUNK: usize = 1 << 16;

/// What a fit may be given besides the rows.
///
/// ```
/// use hypercare::anomaly::{FitOptions, IsolationForest};
/// use hypercare::stats::Matrix;
/// let values: Vec<f64> = (0..60).map(|k| f64::from(k * k % 11)).collect();
/// let matrix = Matrix::new(&values, 20, 3)?;
/// let builder = IsolationForest::builder();
/// let half = builder.clone().n_estimators(50).fit(matrix)?;
/// let whole = builder.fit_with(matrix, FitOptions { warm_start: Some(&half), ..FitOptions::default() })?;
/// assert_eq!(whole, builder.fit(matrix)?); // 50 trees more
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Default)]
pub struct FitOptions<'a> {
    /// How likely each row is drawn for a tree: a finite number from 0 on for each, of which only the ratios count. A
    /// row of weight 0 is never drawn. Without them all rows are as likely.
    pub sample_weight: Option<&'a [f64]>,
    /// A forest to add trees to, until there are as many as the builder says: with its seed and rows the same as if all
    /// had been grown at once. The offset is set anew.
    pub warm_start: Option<&'a IsolationForest>,
    /// Told how many trees of how many are grown, again and again; for a [share](Contamination::Share) then some more
    /// times that all are, while the rows are scored. The fit ends with the first error that this returns.
    pub progress: Option<&'a mut Progress<'a>>,
}

/// Told how much of how much is done.
pub type Progress<'a> = dyn FnMut(usize, usize) -> Result<()> + 'a;

impl IsolationForestBuilder {
    /// Grows the forest on the rows of a matrix, of which NaN is a missing value.
    ///
    /// Looks only at the rows that it samples, unless a [share](Contamination::Share) asks for the scores of all.
    ///
    /// # Errors
    /// - [`Error::Invalid`] for a parameter out of its range, or an infinity in a row that was looked at
    /// - [`Error::Shape`] for a matrix without rows or columns, or other than one weight for each column
    /// - [`Error::Limit`] for more than 65,536 trees, 2^26 nodes or terms, or 2^31 - 1 columns
    pub fn fit(&self, matrix: Matrix<'_>) -> Result<IsolationForest> {
        self.fit_with(matrix, FitOptions::default())
    }

    /// [`fit`](Self::fit) with weights on rows, onto a forest, or with an eye on the progress.
    ///
    /// # Errors
    /// Those of [`fit`](Self::fit); [`Error::Invalid`] for a weight that is negative or not finite, for weights that are
    /// all zero, for a forest to start from that has more trees than wanted or was grown on other than the rows per tree
    /// that this one would be; [`Error::Shape`] for other than one weight for each row, and for a forest of other columns;
    /// and what progress returns.
    pub fn fit_with(&self, matrix: Matrix<'_>, options: FitOptions<'_>) -> Result<IsolationForest> {
        let FitOptions { sample_weight, warm_start, mut progress } = options;
        let jobs = check_jobs(self.n_jobs)?;
        let (recipe, samples, mut warnings) = self.recipe(matrix, sample_weight)?;
        let share = self.contamination.share()?;
        let trees = self.trees()?;
        let grown = warm_start.map_or(Ok(0), |forest| self.grown(forest, matrix.columns(), samples))?;
        if warm_start.is_some() && grown == trees {
            // Again the words that programs look for.
            warnings.push("Warm-start fitting without increasing n_estimators does not fit new trees.".to_owned());
        }
        // A tree has at most one leaf per row, and one split fewer.
        let splits = recipe.samples - 1;
        Error::cap("nodes of the forest", MAX_NODES, trees.saturating_mul(2 * splits + 1))?;
        if recipe.together > 1 {
            let terms = trees.saturating_mul(splits).saturating_mul(recipe.together);
            Error::cap("terms of the forest's planes", MAX_TERMS, terms)?;
        }

        let batch = if progress.is_some() { BATCH * jobs } else { TOGETHER };
        let mut all = Trees::concat(warm_start.map(|forest| &forest.trees).into_iter());
        for start in (grown..trees).step_by(batch) {
            let first = self.first_tree.wrapping_add(start as u64);
            let count = batch.min(trees - start);
            let parts = in_order(jobs, count, |at| grow(matrix, &recipe, first.wrapping_add(at as u64)));
            all.append_all(parts.into_iter().collect::<Result<Vec<_>>>()?.iter());
            if let Some(progress) = &mut progress {
                progress(start + count, trees)?;
            }
        }
        let mut forest = IsolationForest::new(all, matrix.columns() as u32, samples, -0.5);
        forest.warnings = warnings;
        forest.jobs = jobs;
        if let Some(share) = share {
            forest.offset = forest.quantile_of_scores(matrix, share, &mut progress)?;
        }
        Ok(forest)
    }

    fn recipe(&self, matrix: Matrix<'_>, sample_weight: Option<&[f64]>) -> Result<(Recipe, u32, Vec<String>)> {
        let (rows, columns) = (matrix.rows(), matrix.columns());
        if rows == 0 || columns == 0 {
            return Err(Error::shape("matrix", "at least one row and one column", format!("{rows} x {columns}")));
        }
        Error::cap("columns of the matrix", MAX_COLUMNS, columns)?;
        let row_weights = weights("sample_weight", sample_weight, rows, "row")?;
        let column_weights = weights("feature_weights", self.feature_weights.as_deref(), columns, "column")?;
        let drawable = row_weights.as_ref().filter(|_| !self.bootstrap).map_or(rows, Weights::positive);
        let (samples, warnings) = self.samples(rows, drawable)?;
        if self.extension_level >= columns {
            let expected = format!("0 to the number of columns - 1, {}", columns - 1);
            return Err(Error::invalid("extension_level", expected, self.extension_level));
        }
        let recipe = Recipe {
            samples: samples as usize,
            features: self.features(columns)?,
            depth: depth_limit(samples),
            bootstrap: self.bootstrap,
            together: self.extension_level + 1,
            row_weights,
            column_weights,
            lengths: PathLengths::new(samples),
            seed: self.random_state,
        };
        Ok((recipe, samples, warnings))
    }

    /// How many trees a forest to start from has, if it is fit for it.
    fn grown(&self, forest: &IsolationForest, columns: usize, samples: u32) -> Result<usize> {
        if forest.n_features() != columns {
            let expected = format!("{} columns, as in the forest to start from", forest.n_features());
            return Err(Error::shape("matrix", expected, format!("{columns} columns")));
        }
        if forest.samples != samples {
            let expected = format!("{} rows per tree, as in the forest to start from", forest.samples);
            return Err(Error::invalid("max_samples", expected, samples));
        }
        let (grown, wanted) = (forest.n_estimators(), self.trees()?);
        if grown > wanted {
            let expected = format!("at least the {grown} of the forest to start from");
            return Err(Error::invalid("n_estimators", expected, wanted));
        }
        Ok(grown)
    }
}

impl IsolationForest {
    /// The same trees with another offset: that of a contamination among the rows of a matrix, which may be others than
    /// the ones fitted.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples); [`Error::Invalid`] for a share out of its range, [`Error::Shape`] for a
    /// matrix without rows.
    ///
    /// ```
    /// use hypercare::anomaly::{Contamination, IsolationForest};
    /// use hypercare::stats::Matrix;
    /// let values: Vec<f64> = (0..100).map(|k| f64::from(k * k % 37)).collect();
    /// let matrix = Matrix::new(&values, 100, 1)?;
    /// let tenth = Contamination::Share(0.1);
    /// let forest = IsolationForest::builder().fit(matrix)?.with_contamination(tenth, matrix)?;
    /// assert_eq!(forest, IsolationForest::builder().contamination(tenth).fit(matrix)?);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn with_contamination(mut self, contamination: Contamination, matrix: Matrix<'_>) -> Result<Self> {
        self.offset = match contamination.share()? {
            Some(share) => self.quantile_of_scores(matrix, share, &mut None)?,
            None => -0.5,
        };
        Ok(self)
    }

    fn quantile_of_scores(
        &self,
        matrix: Matrix<'_>,
        share: f64,
        progress: &mut Option<&mut Progress<'_>>,
    ) -> Result<f64> {
        let scores = match progress {
            Some(progress) => {
                let mut scores = Vec::with_capacity(matrix.rows());
                for start in (0..matrix.rows()).step_by(CHUNK) {
                    scores.append(&mut self.score_samples(matrix.part(start..start + CHUNK))?);
                    progress(self.n_estimators(), self.n_estimators())?;
                }
                scores
            }
            None => self.score_samples(matrix)?,
        };
        // In percent and back, as scikit-learn hands it to numpy, so that rounding picks the same place.
        quantile(&scores, 100.0 * share / 100.0)
    }
}

fn weights(name: &str, given: Option<&[f64]>, count: usize, each: &str) -> Result<Option<Weights>> {
    let Some(weights) = given else { return Ok(None) };
    if weights.len() != count {
        return Err(Error::shape(name, format!("{count} numbers, one for each {each}"), weights.len().to_string()));
    }
    Weights::new(name, weights).map(Some)
}

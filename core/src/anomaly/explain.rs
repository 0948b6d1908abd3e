//! Which column made a row strange, and by how much.
//!
//! The Shapley value of each column for the length of the row's path: what a column adds, averaged over all orders in
//! which the columns may become known, where a tree that does not know a column follows both sides of its splits in
//! proportion to the training rows on them (Lundberg et al. 2020, "From local explanations to global understanding with
//! explainable AI for trees", path-dependent). The average over orders is an integral of a polynomial over 0..1
//! (Owen 1972, "Multilinear extensions of games"), which Gauss-Legendre quadrature gives exactly in half as many points
//! as a path has columns. So one pass down a tree and one up give all columns at once, whichever way the row takes.
//!
//! A split on a plane has no such half-known side. There the change of the expected path length from split to split is
//! shared out among the plane's columns (Saabas 2014, "Interpreting random forests", for the change; the shares are ours).

use crate::stats::Matrix;
use crate::{Error, Result};

use super::forest::IsolationForest;
use super::grow::{any_missing, infinite};
use super::jobs::in_order;
use super::shapley::{Quadrature, Walk};
use super::trees::{PathLengths, Root, Step, Term, WHOLE, project};

/// Rows explained while the plan of a tree is at hand.
const TASK: usize = 64;

impl IsolationForest {
    /// How much each column pushed each row away from the [`baseline`](Self::baseline): row after row, one contribution
    /// per column, below 0 where the column makes the row stranger. The contributions of a row add up to its score less
    /// the baseline, but for rounding.
    ///
    /// They are exact Shapley values of the mean path length (path-dependent TreeSHAP; Lundberg et al. 2020), all brought
    /// to the scale of scores by one factor per row: the score's distance from the baseline over the path length's. A
    /// column that no split on any tree looks at gets 0. A row of 10 columns takes about half a millisecond, and a single row two, with
    /// the default forest.
    ///
    /// Trees that split on [several columns](crate::anomaly::IsolationForestBuilder::extension_level) at once are explained
    /// split by split along the row's path: the change of the expected path length is shared among the split's columns in
    /// proportion to the size of their terms, factor times value, or if values are missing, equally among those. The
    /// shares tell most where columns lie about 0, as in a [monitor](crate::anomaly::Monitor); the sum holds anyway.
    ///
    /// ```
    /// use hypercare::anomaly::IsolationForest;
    /// use hypercare::stats::Matrix;
    /// let metrics = [12.0, 0.31, 14.0, 0.29, 13.0, 0.33, 12.5, 0.30, 95.0, 0.32]; // 5 rows of 2 columns
    /// let forest = IsolationForest::builder().random_state(7).fit(Matrix::new(&metrics, 5, 2)?)?;
    /// let last = Matrix::row(&metrics[8..]);
    /// let parts = forest.explain(last)?;
    /// assert!(parts[0] < -0.1 && parts[0] < parts[1]); // the first column is what is strange about it
    /// let distance = forest.score_samples(last)?[0] - forest.baseline();
    /// assert!((parts[0] + parts[1] - distance).abs() < 1e-12);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn explain(&self, matrix: Matrix<'_>) -> Result<Vec<f64>> {
        let columns = self.columns as usize;
        if matrix.columns() != columns {
            let found = format!("{} columns", matrix.columns());
            return Err(Error::shape("matrix", format!("{columns} columns, as in fit"), found));
        }
        let deepest = self.trees.roots.iter().map(|root| root.depth as usize).max().unwrap_or(0);
        // A path has no more columns than splits; `n` points are exact for 2n columns.
        let explain = match deepest.min(columns) {
            0..=2 => Self::explain_rows::<1>,
            3..=4 => Self::explain_rows::<2>,
            5..=8 => Self::explain_rows::<4>,
            9..=16 => Self::explain_rows::<8>,
            17..=32 => Self::explain_rows::<16>,
            _ => Self::explain_rows::<32>,
        };
        let mut parts = Vec::with_capacity(matrix.rows() * columns);
        for part in in_order(self.jobs, matrix.rows().div_ceil(TASK), |at| explain(self, matrix, at * TASK)) {
            parts.append(&mut part?);
        }
        Ok(parts)
    }

    /// The score that [`explain`](Self::explain) starts from: that of a row whose path is as long as those of the
    /// training rows are in the mean of all trees.
    pub fn baseline(&self) -> f64 {
        let expected = self.trees.roots.iter().map(|&root| Plan::new(self, root).expected).sum::<f64>();
        self.score_of(expected / self.n_estimators() as f64)
    }

    /// How much each column matters for the scores of some rows: the mean of the absolute
    /// [contributions](Self::explain), on the scale of scores; 0 for a matrix without rows.
    ///
    /// ```
    /// # use hypercare::anomaly::IsolationForest;
    /// # use hypercare::stats::Matrix;
    /// let values: Vec<f64> = (0..40).flat_map(|k| [f64::from(k * k), 1.0]).collect();
    /// let matrix = Matrix::new(&values, 40, 2)?;
    /// let weights = IsolationForest::builder().fit(matrix)?.importance(matrix)?;
    /// assert!(weights[0] > 0.0 && weights[1] == 0.0);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn importance(&self, matrix: Matrix<'_>) -> Result<Vec<f64>> {
        // First what checks the matrix: a model from strangers may speak of more columns than memory holds.
        let parts = self.explain(matrix)?;
        let mut sums = vec![0.0; self.columns as usize];
        for row in parts.chunks_exact(sums.len().max(1)) {
            sums.iter_mut().zip(row).for_each(|(sum, part)| *sum += part.abs());
        }
        sums.iter_mut().for_each(|sum| *sum /= matrix.rows().max(1) as f64);
        Ok(sums)
    }

    /// The score of a mean path length.
    fn score_of(&self, length: f64) -> f64 {
        let longest = length_of(PathLengths::new(0).get(self.samples));
        if longest == 0.0 { -0.5 } else { -libm::exp2(-length / longest) }
    }

    fn explain_rows<const POINTS: usize>(&self, matrix: Matrix<'_>, start: usize) -> Result<Vec<f64>> {
        let columns = self.columns as usize;
        let mut buffer = Vec::new();
        let values = matrix.block(start..start + TASK, &mut buffer);
        any_missing(values).map_err(|at| infinite(matrix.number(start + at / columns), at % columns, values[at]))?;
        let quadrature = Quadrature::<POINTS>::new();
        let mut parts = vec![0.0; values.len()];
        let mut expected = 0.0;
        let mut walk = Walk::new();
        for &root in &self.trees.roots {
            let plan = Plan::new(self, root);
            expected += plan.expected;
            let rows = values.chunks_exact(columns).zip(parts.chunks_exact_mut(columns));
            if root.planes {
                rows.for_each(|(row, parts)| plan.follow(row, parts));
                continue;
            }
            walk.prepare(&plan, &quadrature);
            rows.for_each(|(row, parts)| walk.add(&plan, &quadrature, row, parts));
        }
        let trees = self.n_estimators() as f64;
        let baseline = self.score_of(expected / trees);
        let longest = length_of(PathLengths::new(0).get(self.samples));
        for parts in parts.chunks_exact_mut(columns) {
            let factor = to_scores(baseline, longest, parts.iter().sum::<f64>() / trees) / trees;
            parts.iter_mut().for_each(|part| *part *= factor);
        }
        Ok(parts)
    }
}

/// What a difference in path length is worth as a difference in scores: (2^(-b/c) - 2^(-(b + difference)/c)) /
/// difference, for a baseline -2^(-b/c).
fn to_scores(baseline: f64, longest: f64, difference: f64) -> f64 {
    if longest == 0.0 {
        return 0.0;
    }
    let exponent = -std::f64::consts::LN_2 * difference / longest;
    // exp(x) - 1 over x tends to 1.
    let slope = if exponent == 0.0 { 1.0 } else { libm::expm1(exponent) / exponent };
    -baseline * slope * std::f64::consts::LN_2 / longest
}

fn length_of(units: u64) -> f64 {
    units as f64 / WHOLE as f64
}

/// A node, and the edge that leads to it.
#[derive(Default)]
pub(super) struct Stop<'a> {
    /// The node above; for the root itself.
    pub(super) parent: u32,
    /// The training rows that came through.
    pub(super) size: f64,
    /// The column and threshold of its split; the terms of its plane, if it is one.
    pub(super) feature: u32,
    pub(super) threshold: f64,
    pub(super) terms: &'a [Term],
    /// The right child, the left one being the next node; 0 for leaves.
    pub(super) right: u32,
    pub(super) missing_right: bool,
    /// The mean path length of the training rows that came through, less that of all, which changes no contribution but
    /// loses fewer digits.
    pub(super) mean: f64,
    /// The nearest node above whose edge depends on the same column as this one's; 0, the root, if there is none.
    pub(super) above: u32,
    /// The share of training rows that stay on the path at its edges that depend on that column, multiplied.
    pub(super) share: f64,
}

/// A tree in preorder, ready to explain rows.
pub(super) struct Plan<'a> {
    pub(super) stops: Vec<Stop<'a>>,
    /// The mean path length of the training rows.
    pub(super) expected: f64,
}

impl<'a> Plan<'a> {
    fn new(forest: &'a IsolationForest, root: Root) -> Self {
        let lengths = PathLengths::new(forest.samples);
        let mut stops: Vec<Stop<'_>> = Vec::new();
        let mut waiting = vec![(0, 0, false)];
        for step in forest.trees.preorder(root) {
            let Some((parent, depth, right)) = waiting.pop() else { break };
            let at = stops.len() as u32;
            let mut stop = Stop { parent, ..Stop::default() };
            match step {
                Step::Split { feature, threshold } => (stop.feature, stop.threshold) = (feature, threshold),
                Step::Plane { terms, threshold } => (stop.terms, stop.threshold) = (terms, threshold),
                Step::Leaf { size } => {
                    stop.size = f64::from(size);
                    stop.mean = f64::from(depth) + length_of(lengths.get(size));
                }
            }
            if !matches!(step, Step::Leaf { .. }) {
                waiting.extend([(at, depth + 1, true), (at, depth + 1, false)]);
            }
            stops.push(stop);
            if right {
                stops[parent as usize].right = at;
            }
        }
        for at in (0..stops.len()).rev() {
            if stops[at].right == 0 {
                continue;
            }
            let (left, right) = (&stops[at + 1], &stops[stops[at].right as usize]);
            let size = left.size + right.size;
            let mean = (left.size * left.mean + right.size * right.mean) / size;
            let missing_right = right.size > left.size;
            let stop = &mut stops[at];
            (stop.size, stop.mean, stop.missing_right) = (size, mean, missing_right);
        }
        let expected = stops[0].mean;
        for at in 0..stops.len() {
            stops[at].mean -= expected;
            let parent = stops[at].parent as usize;
            let by = stops[parent].feature;
            let mut above = parent;
            while above != 0 && stops[stops[above].parent as usize].feature != by {
                above = stops[above].parent as usize;
            }
            let before = if above == 0 { 1.0 } else { stops[above].share };
            (stops[at].above, stops[at].share) = (above as u32, before * stops[at].size / stops[parent].size);
        }
        Self { stops, expected }
    }

    /// Adds the contributions of a tree with planes to those of a row.
    fn follow(&self, row: &[f64], parts: &mut [f64]) {
        let mut at = 0;
        while self.stops[at].right != 0 {
            let stop = &self.stops[at];
            let value = match stop.terms {
                [] => row[stop.feature as usize],
                terms => project(terms, |column| row[column as usize]),
            };
            let goes_right = if value.is_nan() { stop.missing_right } else { value > stop.threshold };
            at = if goes_right { stop.right as usize } else { at + 1 };
            let change = self.stops[at].mean - stop.mean;
            if stop.terms.is_empty() {
                parts[stop.feature as usize] += change;
                continue;
            }
            let missing = stop.terms.iter().any(|term| row[term.feature as usize].is_nan());
            let size = |term: &Term| match row[term.feature as usize] {
                value if missing => f64::from(u8::from(value.is_nan())),
                value => (term.factor * value).abs().min(f64::MAX),
            };
            let largest = stop.terms.iter().map(size).fold(0.0, f64::max);
            let share = |term: &Term| if largest > 0.0 { size(term) / largest } else { 1.0 };
            let all: f64 = stop.terms.iter().map(share).sum();
            stop.terms.iter().for_each(|term| parts[term.feature as usize] += change * share(term) / all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anomaly::{MaxFeatures, MaxSamples};
    use proptest::prelude::*;

    /// The mean path length of a row of which only the columns of a set are known.
    fn known(plan: &Plan<'_>, row: &[f64], set: u32) -> f64 {
        let (mut sum, mut waiting) = (plan.expected, vec![(0, 1.0)]);
        while let Some((at, weight)) = waiting.pop() {
            let stop = &plan.stops[at];
            let right = stop.right as usize;
            if right == 0 {
                sum += weight * stop.mean;
            } else if set >> stop.feature & 1 == 1 {
                let value = row[stop.feature as usize];
                let goes_right = if value.is_nan() { stop.missing_right } else { value > stop.threshold };
                waiting.push((if goes_right { right } else { at + 1 }, weight));
            } else {
                let share = |child: usize| weight * plan.stops[child].size / stop.size;
                waiting.extend([(right, share(right)), (at + 1, share(at + 1))]);
            }
        }
        sum
    }

    /// Shapley values by their definition, on the scale of scores.
    fn by_definition(forest: &IsolationForest, row: &[f64]) -> Vec<f64> {
        let columns = row.len() as u32;
        let plans: Vec<_> = forest.trees.roots.iter().map(|&root| Plan::new(forest, root)).collect();
        let lengths: Vec<f64> = (0..1 << columns)
            .map(|set| plans.iter().map(|plan| known(plan, row, set)).sum::<f64>() / plans.len() as f64)
            .collect();
        let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
        let mut parts: Vec<f64> = (0..columns)
            .map(|column| {
                let without = (0..1_u32 << columns).filter(|set| set >> column & 1 == 0);
                let gain = |set: u32| {
                    let size = set.count_ones();
                    let orders = factorial(size) * factorial(columns - size - 1) / factorial(columns);
                    orders * (lengths[(set | 1 << column) as usize] - lengths[set as usize])
                };
                without.map(gain).sum()
            })
            .collect();
        let longest = length_of(PathLengths::new(0).get(forest.samples));
        let factor = to_scores(forest.score_of(lengths[0]), longest, lengths[lengths.len() - 1] - lengths[0]);
        parts.iter_mut().for_each(|part| *part *= factor);
        parts
    }

    fn close(found: &[f64], expected: &[f64]) -> bool {
        found.len() == expected.len() && found.iter().zip(expected).all(|(found, wanted)| (found - wanted).abs() < 1e-9)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn contributions_are_shapley_values(
            columns in 1_usize..10,
            cells in prop::collection::vec(prop_oneof![(-3..3).prop_map(f64::from), Just(f64::NAN), -1e3..1e3], 10..400),
            samples in 1_usize..100,
            seed: u64,
        ) {
            let count = cells.len() / columns;
            let cells = &cells[..count * columns];
            let forest = IsolationForest::builder()
                .n_estimators(4)
                .max_samples(MaxSamples::Count(samples.min(count)))
                .max_features(MaxFeatures::Share(0.8))
                .random_state(seed)
                .fit(Matrix::new(cells, count, columns).unwrap())
                .unwrap();
            for row in cells.chunks(columns).take(3) {
                let found = forest.explain(Matrix::row(row)).unwrap();
                let expected = by_definition(&forest, row);
                prop_assert!(close(&found, &expected), "{found:?} {expected:?}");
            }
        }
    }

    #[test]
    fn more_points_than_needed_change_nothing() {
        let mut stream = crate::stats::Stream::new(5, 0);
        let cells: Vec<f64> = (0..300 * 40).map(|_| stream.unit()).collect();
        let matrix = Matrix::new(&cells, 300, 40).unwrap();
        let forest = IsolationForest::builder().n_estimators(20).fit(matrix).unwrap();
        let row = Matrix::row(&cells[..40]);
        let four = forest.explain(row).unwrap();
        assert!(close(&four, &forest.explain_rows::<8>(row, 0).unwrap()));
        assert!(close(&four, &forest.explain_rows::<16>(row, 0).unwrap()));
        assert!(close(&four, &forest.explain_rows::<32>(row, 0).unwrap()));
        assert!(!close(&four, &forest.explain_rows::<2>(row, 0).unwrap()));
    }
}

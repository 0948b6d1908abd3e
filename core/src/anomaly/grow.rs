//! Growing one tree.

use crate::stats::{Matrix, Stream};
use crate::{Error, Result};

use super::trees::Step;

/// What all trees of a forest have in common.
pub(super) struct Recipe {
    /// Rows drawn for each tree, at most those of the matrix.
    pub(super) samples: usize,
    /// Columns drawn for each tree, at most those of the matrix.
    pub(super) features: usize,
    /// Splits on a path at most.
    pub(super) depth: u32,
    /// Whether a row may be drawn more than once for a tree.
    pub(super) bootstrap: bool,
    pub(super) seed: u64,
}

/// A node that is still to be split: a part of the sampled rows.
struct Open {
    start: usize,
    end: usize,
    depth: u32,
    /// Columns known to be constant here: so many at the front of the pool.
    constant: usize,
}

/// The tree with a given index, in preorder.
///
/// What it draws, in this order: its columns (only if not all), its rows, then for each node in preorder a column among
/// those not known to be constant there, again until one is not constant, and a place between the column's least and
/// largest value.
pub(super) fn grow(matrix: Matrix<'_>, recipe: &Recipe, index: u64) -> Result<Vec<Step>> {
    let mut stream = Stream::new(recipe.seed, index);
    let columns = if recipe.features < matrix.columns() {
        stream.sample(matrix.columns(), recipe.features)?
    } else {
        (0..matrix.columns()).collect()
    };
    let sample = Sample::gather(matrix, &draw_rows(&mut stream, matrix.rows(), recipe)?, &columns)?;

    let mut rows: Vec<u32> = (0..sample.count() as u32).collect();
    let mut pool: Vec<usize> = (0..columns.len()).collect();
    let mut steps = Vec::with_capacity(rows.len());
    let mut open = vec![Open { start: 0, end: rows.len(), depth: 0, constant: 0 }];
    while let Some(mut node) = open.pop() {
        let members = &mut rows[node.start..node.end];
        let range = if node.depth < recipe.depth && members.len() > 1 {
            draw_column(&mut stream, &sample, members, &mut pool, &mut node.constant)
        } else {
            None
        };
        let Some((column, low, high)) = range else {
            steps.push(Step::Leaf { size: members.len() as u32 });
            continue;
        };
        let threshold = draw_threshold(&mut stream, low, high);
        let middle = node.start + sample.part(column, members, threshold);
        steps.push(Step::Split { feature: columns[column] as u32, threshold });
        let (depth, constant) = (node.depth + 1, node.constant);
        open.push(Open { start: middle, end: node.end, depth, constant });
        open.push(Open { start: node.start, end: middle, depth, constant });
    }
    Ok(steps)
}

/// The rows for a tree. A row that a bootstrap draws twice counts once, as in scikit-learn.
fn draw_rows(stream: &mut Stream, rows: usize, recipe: &Recipe) -> Result<Vec<usize>> {
    if !recipe.bootstrap {
        return stream.sample(rows, recipe.samples);
    }
    let mut drawn: Vec<usize> = (0..recipe.samples).map(|_| stream.below(rows as u64) as usize).collect();
    drawn.sort_unstable();
    drawn.dedup();
    Ok(drawn)
}

/// Draws columns until one is not constant: its place among the tree's columns, least and largest value. Those found
/// constant move to the front of the pool, behind those known before.
fn draw_column(
    stream: &mut Stream,
    sample: &Sample,
    members: &[u32],
    pool: &mut [usize],
    constant: &mut usize,
) -> Option<(usize, f64, f64)> {
    while *constant < pool.len() {
        let at = *constant + stream.below((pool.len() - *constant) as u64) as usize;
        let column = pool[at];
        let (low, high) = sample.range(column, members);
        if low < high {
            return Some((column, low, high));
        }
        pool.swap(at, *constant);
        *constant += 1;
    }
    None
}

/// A place from `low` up to but not including `high`, so that both sides get a row.
fn draw_threshold(stream: &mut Stream, low: f64, high: f64) -> f64 {
    let share = stream.unit();
    let width = high - low;
    let drawn = if width.is_finite() { low + share * width } else { low * (1.0 - share) + high * share };
    // Rounding may reach either end. Adding zero turns -0 into 0: which of the two the least value was may depend on
    // the order of the rows.
    if low <= drawn && drawn < high { drawn + 0.0 } else { low + 0.0 }
}

/// The values that a tree may look at, row after row: those of its columns.
struct Sample {
    values: Vec<f64>,
    columns: usize,
    missing: bool,
}

impl Sample {
    fn gather(matrix: Matrix<'_>, rows: &[usize], columns: &[usize]) -> Result<Self> {
        let mut values = Vec::with_capacity(rows.len() * columns.len());
        let mut buffer = Vec::new();
        // Nothing but copying in this loop: the rows lie far apart, and the less stands between two of them, the more of
        // them are fetched at once.
        for &row in rows {
            let row = matrix.block(row..row + 1, &mut buffer);
            if columns.len() == row.len() {
                values.extend_from_slice(row);
            } else {
                values.extend(columns.iter().filter_map(|&column| row.get(column)));
            }
        }
        let missing = any_missing(&values)
            .map_err(|at| infinite(rows[at / columns.len()], columns[at % columns.len()], values[at]))?;
        Ok(Self { values, columns: columns.len(), missing })
    }

    fn count(&self) -> usize {
        self.values.len() / self.columns
    }

    fn value(&self, row: u32, column: usize) -> f64 {
        self.values[row as usize * self.columns + column]
    }

    /// The least and the largest value; NaN takes no part.
    fn range(&self, column: usize, members: &[u32]) -> (f64, f64) {
        members.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &row| {
            let value = self.value(row, column);
            (if value < low { value } else { low }, if value > high { value } else { high })
        })
    }

    /// Brings the rows that go left to the front and returns how many they are.
    fn part(&self, column: usize, members: &mut [u32], threshold: f64) -> usize {
        if self.missing {
            let (mut left, mut right) = (0, 0);
            for &row in members.iter() {
                left += usize::from(self.value(row, column) <= threshold);
                right += usize::from(self.value(row, column) > threshold);
            }
            if left >= right {
                return part_by(members, |row| {
                    let value = self.value(row, column);
                    value <= threshold || value.is_nan()
                });
            }
        }
        part_by(members, |row| self.value(row, column) <= threshold)
    }
}

/// Without a branch on the values, which are as good as random.
fn part_by(members: &mut [u32], goes_left: impl Fn(u32) -> bool) -> usize {
    let mut left = 0;
    for at in 0..members.len() {
        let goes = goes_left(members[at]);
        members.swap(at, left);
        left += usize::from(goes);
    }
    left
}

/// Whether a value is NaN; the place of the first infinity if there is one. Goes through all values without stopping, which
/// is faster than stopping at the first.
pub(super) fn any_missing(values: &[f64]) -> std::result::Result<bool, usize> {
    let (mut missing, mut infinity) = (false, false);
    for value in values {
        missing |= value.is_nan();
        infinity |= value.is_infinite();
    }
    if infinity { values.iter().position(|value| value.is_infinite()).map_or(Ok(missing), Err) } else { Ok(missing) }
}

/// The error for an infinity in the data, with its row and column from 0.
pub(super) fn infinite(row: usize, column: usize, value: f64) -> Error {
    Error::invalid(
        format!("matrix, row {row}, column {column} (from 0)"),
        "a finite number, or NaN where the value is missing",
        value,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_threshold_always_parts_the_least_from_the_largest() {
        let mut stream = Stream::new(1, 0);
        let next_up = f64::from_bits(1.0_f64.to_bits() + 1);
        for (low, high) in [
            (-f64::MAX, f64::MAX),
            (1e308, f64::MAX),
            (1.0, next_up),
            (0.0, f64::from_bits(1)),
            (-f64::from_bits(1), 0.0),
            (-1e-300, 1e300),
        ] {
            for _ in 0..1000 {
                let drawn = draw_threshold(&mut stream, low, high);
                assert!(low <= drawn && drawn < high, "{drawn} is not in {low}..{high}");
            }
        }
    }

    #[test]
    fn a_threshold_is_never_minus_zero() {
        let mut stream = Stream::new(3, 0);
        let drawn = (0..100).map(|_| draw_threshold(&mut stream, -0.0, f64::from_bits(1)));
        assert!(drawn.into_iter().all(|drawn| drawn.to_bits() == 0));
    }

    #[test]
    fn a_huge_range_is_cut_on_either_side_of_zero() {
        let mut stream = Stream::new(2, 0);
        let below = (0..1000).filter(|_| draw_threshold(&mut stream, -f64::MAX, f64::MAX) < 0.0).count();
        assert!((400..600).contains(&below), "{below}");
    }

    /// Follows the training rows down a tree: each must come to a leaf of the size that says how many came there.
    fn assert_describes_its_rows(steps: &[Step], rows: &[&[f64]], depth: u32) {
        let mut waiting = vec![(rows.to_vec(), 0)];
        for step in steps {
            let (here, above) = waiting.pop().expect("a node for each step");
            match *step {
                Step::Leaf { size } => {
                    assert_eq!(size as usize, here.len());
                    let tellable = (0..here[0].len()).any(|column| {
                        let mut present = here.iter().map(|row| row[column]).filter(|value| !value.is_nan());
                        present.next().is_some_and(|first| present.any(|other| other != first))
                    });
                    assert!(size == 1 || above == depth || !tellable, "a leaf that could have been split");
                }
                Step::Split { feature, threshold } => {
                    let side = |row: &&[f64]| row[feature as usize].partial_cmp(&threshold).map(|order| order.is_gt());
                    let (left, right) =
                        [false, true].map(|wanted| here.iter().filter(|row| side(row) == Some(wanted)).count()).into();
                    assert!(left > 0 && right > 0 && above < depth);
                    let (right, left): (Vec<_>, Vec<_>) =
                        here.into_iter().partition(|row| side(row).unwrap_or(right > left));
                    waiting.extend([(right, above + 1), (left, above + 1)]);
                }
            }
        }
        assert!(waiting.is_empty());
    }

    proptest! {
        #[test]
        fn every_split_parts_rows_and_every_leaf_counts_its_own(
            columns in 1_usize..4,
            cells in prop::collection::vec(prop_oneof![(-3..3).prop_map(f64::from), Just(f64::NAN), -1e9..1e9], 4..120),
            seed: u64,
            depth in 1_u32..7,
        ) {
            let count = cells.len() / columns;
            let cells = &cells[..count * columns];
            let matrix = Matrix::new(cells, count, columns).unwrap();
            let recipe = Recipe { samples: count, features: columns, depth, bootstrap: false, seed };
            let steps = grow(matrix, &recipe, 0).unwrap();
            assert_describes_its_rows(&steps, &cells.chunks(columns).collect::<Vec<_>>(), depth);
        }
    }
}

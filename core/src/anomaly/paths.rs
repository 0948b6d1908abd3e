//! How far the rows of a block come before the trees of a forest have told them apart: the fastest way there is.
//!
//! Where a tree's thresholds all are numbers of 32 bits, which fitting sees to if the data allow it, a value of 64 bits may
//! be rounded up to one of 32 before it is compared: for a threshold t of 32 bits, x <= t exactly if the least number of 32
//! bits from x on is <= t. So nothing is lost. On processors with AVX-512 such trees become [`Treelets`] for rows of up to
//! 128 columns; else they become [`Complete`] ones. The other trees, those with planes among them, have the plain [walk](super::walk) on values of 64
//! bits. The sums are the same.

use super::portable::{self, Complete};
use super::treelets::Treelets;
use super::trees::{Root, Trees};
use super::{simd, walk};

/// Sixteen numbers of a row, as one register holds them; the last line of a row may have room for more.
#[derive(Clone, Copy, Default)]
#[repr(C, align(64))]
pub(super) struct Line(pub(super) [f32; 16]);

/// Rows in a block at most.
pub(super) const BLOCK: usize = 256;

/// Lines of a row at most for treelets, so that it stays in registers.
pub(super) const LINES: usize = 8;

/// Rows whose exits are found at once in treelets.
pub(super) const GROUP: usize = 32;

/// Room for a block of rows.
#[derive(Default)]
pub(super) struct Block {
    rows: Vec<Line>,
    keys: Vec<i32>,
    groups: walk::Groups,
    /// The sums of the path lengths, one for each row, and some more.
    pub(super) sums: Vec<u64>,
}

/// What a block of rows holds besides numbers.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    pub(super) missing: bool,
    pub(super) infinite: bool,
}

/// How many rows a block should have, so that it stays in the nearest cache.
pub(super) fn block_rows(columns: usize) -> usize {
    (256 / columns.div_ceil(16)).next_multiple_of(GROUP).clamp(GROUP, BLOCK)
}

/// The trees of a forest, ready to score.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    fast: Fast,
    /// Trees that only the plain walk knows.
    others: Vec<Root>,
}

#[derive(Clone, Debug)]
enum Fast {
    Treelets(Treelets),
    Complete(Complete),
}

impl Paths {
    /// `portable`: without instructions that not all processors have.
    pub(super) fn new(trees: &Trees, columns: usize, portable: bool) -> Self {
        let mut fast = if simd::available() && !portable && columns <= 16 * LINES {
            Fast::Treelets(Treelets::new(columns, &trees.roots))
        } else {
            Fast::Complete(Complete::default())
        };
        let mut others = Vec::new();
        let ends = trees.roots.iter().skip(1).map(|root| root.node as usize).chain([trees.nodes.len()]);
        for (&root, end) in trees.roots.iter().zip(ends) {
            let count = end - root.node as usize;
            let added = match &mut fast {
                Fast::Treelets(treelets) => treelets.add(trees, root, count),
                Fast::Complete(complete) => complete.add(trees, root, count),
            };
            if !added {
                others.push(root);
            }
        }
        Self { fast, others }
    }

    /// Sums the path lengths over all trees, for each row of a block; nothing useful where an infinity is found.
    pub(super) fn add_up(&self, trees: &Trees, values: &[f64], columns: usize, block: &mut Block) -> Found {
        let (count, lines) = (values.len() / columns, columns.div_ceil(16));
        let Block { rows, keys, groups, sums } = block;
        sums.clear();
        sums.resize(count.next_multiple_of(GROUP), 0);
        let found = match &self.fast {
            Fast::Treelets(treelets) => {
                rows.resize(count * lines, Line::default());
                let found = simd::round_up(values, columns, rows);
                if !found.infinite {
                    simd::add_lengths(treelets, rows, lines, found.missing, sums);
                }
                found
            }
            Fast::Complete(complete) => {
                let found = portable::round_up(values, columns, keys);
                if !found.infinite {
                    complete.add_lengths(keys, columns, found.missing, &mut sums[..count]);
                }
                found
            }
        };
        if !found.infinite {
            walk::add_lengths(trees, &self.others, values, columns, found.missing, groups, &mut sums[..count]);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anomaly::{IsolationForest, MaxSamples};
    use crate::stats::{Matrix, Stream};
    use proptest::prelude::*;

    #[test]
    fn rounding_up_is_the_least_number_from_the_value_on() {
        if !simd::available() {
            return;
        }
        let edges = [0.0, -0.0, 5e-324, -5e-324, 1e-45, -1e-45, 0.1, -0.1, 1.0, 3.5e38, -3.5e38, f64::MAX, f64::MIN];
        let mut stream = Stream::new(1, 0);
        let drawn = std::iter::repeat_with(move || f64::from_bits(stream.next_u64())).take(10_000);
        let values: Vec<f64> = edges.into_iter().chain(drawn.filter(|value| value.is_finite())).collect();
        let mut rows = vec![Line::default(); values.len()];
        simd::round_up(&values, 1, &mut rows);
        for (value, Line(row)) in values.iter().zip(&rows) {
            assert!(f64::from(row[0]) >= *value && f64::from(row[0].next_down()) < *value, "{value} to {}", row[0]);
        }
        let found = simd::round_up(&[f64::NAN, 1.0], 2, &mut rows);
        assert!(rows[0].0[0].is_nan() && found.missing && !found.infinite);
        assert!(simd::round_up(&[f64::NEG_INFINITY], 1, &mut rows).infinite);
    }

    fn sums(forest: &IsolationForest, paths: &Paths, matrix: Matrix<'_>) -> Vec<u64> {
        let (mut sums, mut buffer, mut block) = (Vec::new(), Vec::new(), Block::default());
        let size = block_rows(matrix.columns());
        for start in (0..matrix.rows()).step_by(size) {
            let values = matrix.block(start..start + size, &mut buffer);
            paths.add_up(&forest.trees, values, matrix.columns(), &mut block);
            sums.extend_from_slice(&block.sums[..values.len() / matrix.columns()]);
        }
        sums
    }

    #[test]
    fn no_tree_walks_plainly_where_numbers_of_32_bits_part_the_rows() {
        let values: Vec<f64> = (0..7000).map(|at| f64::from(at * at % 997)).collect();
        for samples in [256, 500, 9] {
            let builder = IsolationForest::builder().max_samples(MaxSamples::Count(samples));
            let forest = builder.fit(Matrix::new(&values, 1000, 7).unwrap()).unwrap();
            for portable in [false, true] {
                assert!(Paths::new(&forest.trees, 7, portable).others.is_empty());
            }
        }
    }

    proptest! {
        /// Every way adds up what a plain walk from node to node does.
        #[test]
        fn all_ways_down_are_one(
            columns in prop_oneof![1_usize..18, 28_usize..36, 60_usize..71, 72_usize..132],
            rows in prop_oneof![1_usize..70, 250_usize..300],
            samples in prop_oneof![Just(256_usize), Just(40), Just(700)],
            missing: bool,
            wild in 0_usize..4,
            level in prop_oneof![9 => Just(0_usize), 1 => Just(1_usize)],
            seed: u64,
        ) {
            let mut stream = Stream::new(seed, 0);
            let mut draw = |_| match stream.below(40) {
                0 if missing => f64::NAN,
                1 if wild > 0 => 1e300 * (stream.unit() - 0.5),
                2 if wild > 1 => f64::from_bits(stream.below(3)),
                3 if wild > 2 => 1e9 + stream.unit(),
                4..=9 => stream.below(5) as f64,
                _ => stream.unit() - 0.5,
            };
            let training: Vec<f64> = (0..samples * columns).map(&mut draw).collect();
            let scored: Vec<f64> = (0..rows * columns).map(&mut draw).collect();
            let forest = IsolationForest::builder()
                .n_estimators(9)
                .max_samples(MaxSamples::Share(1.0))
                .extension_level(level.min(columns - 1))
                .random_state(seed)
                .fit(Matrix::new(&training, samples, columns).unwrap())
                .unwrap();
            let matrix = Matrix::new(&scored, rows, columns).unwrap();
            let trees = &forest.trees;
            let expected: Vec<u64> = scored
                .chunks(columns)
                .map(|row| trees.roots.iter().map(|&root| walk::length(trees, root, row)).sum())
                .collect();
            for portable in [false, true] {
                let paths = Paths::new(trees, columns, portable);
                prop_assert_eq!(&sums(&forest, &paths, matrix), &expected);
            }
        }
    }
}

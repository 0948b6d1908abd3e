//! Trees cut into treelets of four levels, which one comparison of sixteen numbers takes a row through.
//!
//! A treelet holds 15 splits, as thresholds and columns in the order of a heap; the outcomes of all 15 comparisons, one
//! bit each, tell in a table by which of its 16 exits the row leaves. Behind the last layer of treelets stand the path
//! lengths. Paths that end early wait in treelets that let everything pass by the first exit.
//!
//! Thresholds here are of 32 bits. Where a tree's thresholds all are such numbers, which fitting sees to if the data
//! allow it, a value of 64 bits may be rounded up to one of 32 before it is compared: for a threshold t of 32 bits, x <= t
//! exactly if the least number of 32 bits from x on is <= t. So nothing is lost. The other trees, those with planes, rows of
//! more than 64 columns, which fill too many registers, and other processors have the plain walk, with the same sums.

use super::grow::any_missing;
use super::simd;
use super::trees::{Root, Step, Trees};
use super::walk;

/// Splits in a treelet.
const SPLITS: usize = 15;

/// Fifteen splits in the order of a heap: behind split k come 2k + 1 and 2k + 2. The last place of each list is unused.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Treelet {
    /// Larger values go right; infinite where there is no split.
    pub(super) thresholds: [f32; 16],
    pub(super) features: [u32; 16],
}

const EMPTY: Treelet = Treelet { thresholds: [f32::INFINITY; 16], features: [0; 16] };

/// By which exit the outcomes of 15 comparisons lead out of a treelet. The sixteenth outcome is always 0, so the second
/// half is there only to save a check, and never fetched.
pub(super) static EXITS: [u8; 1 << 16] = {
    let mut exits = [0; 1 << 16];
    let mut outcomes = 0;
    while outcomes < 1 << SPLITS {
        let mut at = 0;
        while at < SPLITS {
            at = 2 * at + 1 + (outcomes >> at & 1);
        }
        exits[outcomes] = (at - SPLITS) as u8;
        outcomes += 1;
    }
    exits
};

/// Where a tree stands in the lists.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tree {
    /// The first treelet.
    pub(super) root: u32,
    /// How many treelets each path goes through.
    pub(super) layers: u32,
    /// The first treelet of the last layer, and the path lengths behind it.
    pub(super) last: u32,
    pub(super) lengths: u32,
}

/// The trees of a forest, ready to score.
#[derive(Clone, Debug, Default)]
pub(super) struct Treelets {
    pub(super) treelets: Vec<Treelet>,
    /// Splits of each treelet at which a missing value goes right, one bit each.
    pub(super) missing: Vec<u16>,
    /// The treelet behind the first exit of each; the others follow it. Not for the last layer.
    pub(super) first: Vec<u32>,
    pub(super) lengths: Vec<[u64; 16]>,
    pub(super) trees: Vec<Tree>,
    /// Trees that are no treelets.
    others: Vec<Root>,
}

/// Room for a block of rows: [`width`] numbers each.
#[derive(Default)]
pub(super) struct Block {
    pub(super) rows: Vec<f32>,
    groups: walk::Groups,
}

/// What a block of rows holds besides numbers.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    pub(super) missing: bool,
    pub(super) infinite: bool,
}

/// Numbers of a row in a [`Block`]: enough for whole registers. `None` if they would be too many.
fn width(columns: usize) -> Option<usize> {
    [16, 32, 64].into_iter().find(|width| columns <= *width)
}

/// How many rows a block should have, so that it stays in the nearest cache.
pub(super) fn block_rows(columns: usize) -> usize {
    const ROOM: usize = 4096;
    (ROOM / width(columns).unwrap_or(2 * columns)).next_multiple_of(8).clamp(8, 1024)
}

impl Treelets {
    pub(super) fn new(trees: &Trees) -> Self {
        let mut all = Self::default();
        if !simd::available() {
            return all;
        }
        for &root in &trees.roots {
            if !all.add(trees, root) {
                all.others.push(root);
            }
        }
        all
    }

    /// Adds a tree if it can be treelets, and not more of them than it has nodes.
    fn add(&mut self, trees: &Trees, root: Root) -> bool {
        let start = (self.treelets.len(), self.lengths.len());
        let layers = root.depth.div_ceil(4).max(1);
        let mut count = 0;
        let splits = trees.preorder(root).try_fold(0, |splits, step| {
            count += 1;
            match step {
                Step::Split { threshold, .. } if f64::from(threshold as f32) == threshold => Some(splits + 1),
                Step::Leaf { .. } => Some(splits),
                _ => None,
            }
        });
        if splits.is_none() {
            return false;
        }
        let mut layer = vec![root.node];
        let mut last = start.0;
        for above in (0..layers).rev() {
            last = self.treelets.len();
            let mut next = Vec::new();
            let behind = last + layer.len();
            if behind - start.0 > count.max(1) {
                self.treelets.truncate(start.0);
                self.missing.truncate(start.0);
                self.first.truncate(start.0);
                return false;
            }
            for node in layer {
                self.first.push((behind + next.len()) as u32);
                let exits = self.add_treelet(trees, node);
                if above == 0 {
                    self.lengths.push(exits.map(|leaf| trees.marks[leaf as usize].length));
                } else if trees.nodes[node as usize].left == node {
                    next.push(node);
                } else {
                    next.extend(exits);
                }
            }
            layer = next;
        }
        let (root, lengths) = (start.0 as u32, start.1 as u32);
        self.trees.push(Tree { root, layers, last: last as u32, lengths });
        true
    }

    /// Adds the treelet that begins at a node and returns the nodes behind its exits.
    fn add_treelet(&mut self, trees: &Trees, node: u32) -> [u32; 16] {
        let mut heap = [node; 2 * SPLITS + 1];
        let (mut treelet, mut missing) = (EMPTY, 0);
        for at in 0..SPLITS {
            let place = heap[at];
            let node = trees.nodes[place as usize];
            let is_leaf = node.left == place;
            if !is_leaf {
                (treelet.thresholds[at], treelet.features[at]) = (node.threshold as f32, node.feature);
                missing |= u16::from(trees.marks[place as usize].missing_right) << at;
            }
            // Nothing goes right from a leaf.
            let children = if is_leaf { [place; 2] } else { [node.left, node.left + 1] };
            [heap[2 * at + 1], heap[2 * at + 2]] = children;
        }
        self.treelets.push(treelet);
        self.missing.push(missing);
        std::array::from_fn(|exit| heap[SPLITS + exit])
    }

    /// Of a tree of two layers: the sixteen treelets of the second, and the path lengths behind each.
    #[inline]
    pub(super) fn two_layers(&self, tree: &Tree) -> Option<(&[Treelet; 16], &[[u64; 16]; 16])> {
        if tree.layers != 2 {
            return None;
        }
        Some((
            self.treelets.get(tree.last as usize..)?.first_chunk()?,
            self.lengths.get(tree.lengths as usize..)?.first_chunk()?,
        ))
    }

    /// The sum of the path lengths over all trees, for each row of a block; nothing useful where an infinity is found.
    pub(super) fn path_lengths(
        &self,
        trees: &Trees,
        values: &[f64],
        columns: usize,
        block: &mut Block,
        sums: &mut [u64],
    ) -> Found {
        let fast = simd::available();
        self.path_lengths_by(fast, trees, values, columns, block, sums)
    }

    fn path_lengths_by(
        &self,
        fast: bool,
        trees: &Trees,
        values: &[f64],
        columns: usize,
        block: &mut Block,
        sums: &mut [u64],
    ) -> Found {
        sums.fill(0);
        let Some(width) = width(columns).filter(|_| fast) else {
            let Ok(missing) = any_missing(values) else { return Found { missing: false, infinite: true } };
            walk::add_lengths(trees, &trees.roots, values, columns, missing, &mut block.groups, sums);
            return Found { missing, infinite: false };
        };
        block.rows.resize(sums.len() * width, 0.0);
        let found = simd::round_up(values, columns, width, &mut block.rows);
        if !found.infinite {
            simd::add_lengths(self, &block.rows, width, found.missing, sums);
            walk::add_lengths(trees, &self.others, values, columns, found.missing, &mut block.groups, sums);
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
        let edges = [0.0, -0.0, 5e-324, -5e-324, 1e-45, -1e-45, 0.1, -0.1, 1.0, 3.5e38, -3.5e38, f64::MAX, f64::MIN];
        let mut stream = Stream::new(1, 0);
        let drawn = std::iter::repeat_with(move || f64::from_bits(stream.next_u64())).take(10_000);
        if !simd::available() {
            return;
        }
        let values: Vec<f64> = edges.into_iter().chain(drawn.filter(|value| value.is_finite())).collect();
        let mut rows = vec![0.0; 16 * values.len()];
        simd::round_up(&values, 1, 16, &mut rows);
        for (value, row) in values.iter().zip(rows.chunks(16)) {
            assert!(f64::from(row[0]) >= *value && f64::from(row[0].next_down()) < *value, "{value} to {}", row[0]);
        }
        let found = simd::round_up(&[f64::NAN, 1.0], 2, 16, &mut rows);
        assert!(rows[0].is_nan() && found.missing && !found.infinite);
        assert!(simd::round_up(&[f64::NEG_INFINITY], 1, 16, &mut rows).infinite);
    }

    fn sums(forest: &IsolationForest, plan: &Treelets, fast: bool, matrix: Matrix<'_>) -> Vec<u64> {
        let mut sums = vec![0; matrix.rows()];
        let mut buffer = Vec::new();
        let values = matrix.block(0..matrix.rows(), &mut buffer);
        plan.path_lengths_by(fast, &forest.trees, values, matrix.columns(), &mut Block::default(), &mut sums);
        sums
    }

    proptest! {
        /// Treelets, portable and not, add up what a plain walk from node to node does.
        #[test]
        fn all_ways_down_are_one(
            columns in prop_oneof![1_usize..18, 28_usize..36, 60_usize..71],
            rows in 1_usize..70,
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
            let plan = Treelets::new(trees);
            // A tree of 256 rows that are not all alike is 8 levels deep, so it has at least the 17 nodes of its treelets.
            let short = |step| match step {
                Step::Split { threshold, .. } => f64::from(threshold as f32) == threshold,
                Step::Leaf { .. } => true,
                _ => false,
            };
            prop_assert!(samples != 256 || plan.others.iter().all(|&root| !trees.preorder(root).all(short)));
            prop_assert_eq!(&sums(&forest, &plan, false, matrix), &expected);
            if simd::available() {
                prop_assert_eq!(&sums(&forest, &plan, true, matrix), &expected);
            }
        }
    }
}

//! Walking rows down all trees.
//!
//! A walk takes a fixed number of steps, because leaves point to themselves, and no step branches on the data; several
//! walks run side by side so that their loads overlap. Rows come in blocks that stay in the nearest cache while tree
//! after tree passes over them. Whichever way is taken, a row's path lengths add up to the same whole number.

use std::array;

use super::trees::{Root, Trees};

/// Walks that run side by side.
const LANES: usize = 8;

/// Values in a block of rows: 16 KiB.
const BLOCK: usize = 2048;

/// How many rows a block should have.
pub(super) fn block_rows(columns: usize) -> usize {
    (BLOCK / columns.max(1)).next_multiple_of(LANES).clamp(LANES, 1024)
}

/// The sum of the path lengths over all trees, for each row of a block, as [`Trees::lengths`] count them. `missing` tells whether a value may be NaN.
pub(super) fn path_lengths(trees: &Trees, block: &[f64], columns: usize, missing: bool, sums: &mut [u64]) {
    if missing {
        sum_block::<true>(trees, block, columns, sums)
    } else {
        sum_block::<false>(trees, block, columns, sums)
    }
}

fn sum_block<const MISSING: bool>(trees: &Trees, block: &[f64], columns: usize, sums: &mut [u64]) {
    sums.fill(0);
    let groups = block.chunks_exact(columns * LANES);
    for (row, sum) in groups.remainder().chunks_exact(columns).zip(sums.chunks_exact_mut(LANES).into_remainder()) {
        *sum = sum_row::<MISSING>(trees, row);
    }
    for &root in &trees.roots {
        for (group, sums) in groups.clone().zip(sums.chunks_exact_mut(LANES)) {
            let rows: [&[f64]; LANES] = array::from_fn(|lane| &group[lane * columns..(lane + 1) * columns]);
            let ends = descend::<LANES, MISSING>(trees, [root.node; LANES], root.depth, rows);
            for (sum, end) in sums.iter_mut().zip(ends) {
                *sum += trees.lengths[end as usize];
            }
        }
    }
}

/// One row alone: its walks down several trees run side by side.
fn sum_row<const MISSING: bool>(trees: &Trees, row: &[f64]) -> u64 {
    let mut sum = 0;
    let groups = trees.roots.chunks_exact(LANES);
    let rest = groups.remainder();
    for group in groups {
        let roots = array::from_fn(|lane| group[lane].node);
        for end in descend::<LANES, MISSING>(trees, roots, deepest(group), [row; LANES]) {
            sum += trees.lengths[end as usize];
        }
    }
    for root in rest {
        let [end] = descend::<1, MISSING>(trees, [root.node], root.depth, [row]);
        sum += trees.lengths[end as usize];
    }
    sum
}

fn deepest(roots: &[Root]) -> u32 {
    roots.iter().map(|root| root.depth).max().unwrap_or(0)
}

/// The leaves that the rows reach, each from its node.
#[inline(always)]
fn descend<const N: usize, const MISSING: bool>(
    trees: &Trees,
    mut at: [u32; N],
    depth: u32,
    rows: [&[f64]; N],
) -> [u32; N] {
    for _ in 0..depth {
        for lane in 0..N {
            let node = &trees.nodes[at[lane] as usize];
            let value = rows[lane][node.feature as usize];
            let mut right = value > node.threshold;
            if MISSING {
                right |= value.is_nan() & trees.missing_right[at[lane] as usize];
            }
            at[lane] = node.left + u32::from(right);
        }
    }
    at
}

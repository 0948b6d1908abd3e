//! Walking rows down all trees.
//!
//! A walk takes a fixed number of steps, because leaves point to themselves, and no step branches on the data; several
//! walks run side by side so that their loads overlap. Rows come in blocks that stay in the nearest cache while tree
//! after tree passes over them. Whichever way is taken, a row's path lengths add up to the same whole number.

use std::array;

use super::trees::{PLANE, Root, Trees, project};

/// Walks that run side by side.
const LANES: usize = 8;

/// Values in a block of rows: 16 KiB.
const BLOCK: usize = 2048;

/// How many rows a block should have.
pub(super) fn block_rows(columns: usize) -> usize {
    (BLOCK / columns.max(1)).next_multiple_of(LANES).clamp(LANES, 1024)
}

/// Room for a block of rows in groups of [`LANES`], each group column after column: rows that walk side by side then
/// need one address for all.
pub(super) type Groups = Vec<[f64; LANES]>;

/// The sum of the path lengths over all trees, for each row of a block, as marks count them. `missing` tells whether a
/// value may be NaN.
pub(super) fn path_lengths(
    trees: &Trees,
    block: &[f64],
    columns: usize,
    missing: bool,
    groups: &mut Groups,
    sums: &mut [u64],
) {
    if missing {
        sum_block::<true>(trees, block, columns, groups, sums);
    } else {
        sum_block::<false>(trees, block, columns, groups, sums);
    }
}

fn sum_block<const MISSING: bool>(trees: &Trees, block: &[f64], columns: usize, groups: &mut Groups, sums: &mut [u64]) {
    sums.fill(0);
    let whole = block.chunks_exact(columns * LANES);
    let rest = whole.remainder();
    for (row, sum) in rest.chunks_exact(columns).zip(sums.chunks_exact_mut(LANES).into_remainder()) {
        *sum = sum_row::<MISSING>(trees, row);
    }
    groups.clear();
    for rows in whole {
        groups.extend((0..columns).map(|column| array::from_fn(|lane| rows[lane * columns + column])));
    }
    for &root in &trees.roots {
        if root.planes {
            let rows = block.chunks_exact(columns * LANES).flat_map(|rows| rows.chunks_exact(columns));
            for (row, sum) in rows.zip(sums.iter_mut()) {
                *sum += through_planes(trees, root, row);
            }
            continue;
        }
        for (group, sums) in groups.chunks_exact(columns).zip(sums.chunks_exact_mut(LANES)) {
            let start = [root.node; LANES];
            let ends = descend::<LANES, MISSING>(trees, start, root.depth, |lane, column| group[column][lane]);
            for (sum, end) in sums.iter_mut().zip(ends) {
                *sum += trees.marks[end as usize].length;
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
        if group.iter().any(|root| root.planes) {
            sum += group.iter().map(|&root| through_planes(trees, root, row)).sum::<u64>();
            continue;
        }
        let start = array::from_fn(|lane| group[lane].node);
        for end in descend::<LANES, MISSING>(trees, start, deepest(group), |_, column| row[column]) {
            sum += trees.marks[end as usize].length;
        }
    }
    for &root in rest {
        sum += through_planes(trees, root, row);
    }
    sum
}

/// The length of a row's path in a tree of any kind.
fn through_planes(trees: &Trees, root: Root, row: &[f64]) -> u64 {
    let mut at = root.node;
    loop {
        let node = &trees.nodes[at as usize];
        let mark = &trees.marks[at as usize];
        if node.left == at {
            return mark.length;
        }
        let value = if node.feature & PLANE == 0 {
            row[node.feature as usize]
        } else {
            project(trees.plane(node.feature), |column| row[column as usize])
        };
        let right = value > node.threshold || (value.is_nan() && mark.missing_right);
        at = node.left + u32::from(right);
    }
}

fn deepest(roots: &[Root]) -> u32 {
    roots.iter().map(|root| root.depth).max().unwrap_or(0)
}

/// The leaves that walks reach, each from its node; `value` gives the value that a walk sees in a column.
///
/// "Not at most the threshold" instead of "over it" lets the processor add the outcome of the comparison in one
/// instruction, which makes walking a quarter faster. It differs for NaN, which the second part looks after.
#[inline(always)]
#[allow(clippy::neg_cmp_op_on_partial_ord)]
fn descend<const N: usize, const MISSING: bool>(
    trees: &Trees,
    mut at: [u32; N],
    depth: u32,
    value: impl Fn(usize, usize) -> f64,
) -> [u32; N] {
    let nodes = trees.nodes.as_slice();
    for _ in 0..depth {
        for (lane, at) in at.iter_mut().enumerate() {
            let node = &nodes[*at as usize];
            let value = value(lane, node.feature as usize);
            let mut right = !(node.threshold >= value);
            if MISSING {
                right &= !value.is_nan() | trees.marks[*at as usize].missing_right;
            }
            *at = node.left + u32::from(right);
        }
    }
    at
}

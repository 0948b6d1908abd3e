//! Walking rows down trees node by node, on values of 64 bits: for what treelets cannot do.
//!
//! A walk takes a fixed number of steps, because leaves point to themselves, and no step branches on the data; several
//! walks run side by side so that their loads overlap.

use std::array;

use super::trees::{PLANE, Root, Trees, project};

/// Walks that run side by side.
const LANES: usize = 8;

/// Room for a block of rows in groups of [`LANES`], each group column after column: rows that walk side by side then
/// need one address for all.
pub(super) type Groups = Vec<[f64; LANES]>;

/// Adds the path lengths in some trees to the sums of the rows of a block. `missing` tells whether a value may be NaN.
pub(super) fn add_lengths(
    trees: &Trees,
    roots: &[Root],
    block: &[f64],
    columns: usize,
    missing: bool,
    groups: &mut Groups,
    sums: &mut [u64],
) {
    if roots.is_empty() {
        return;
    }
    let whole = block.chunks_exact(columns * LANES);
    for (row, sum) in whole.remainder().chunks_exact(columns).zip(sums.chunks_exact_mut(LANES).into_remainder()) {
        *sum += roots.iter().map(|&root| length(trees, root, row)).sum::<u64>();
    }
    groups.clear();
    for rows in whole {
        groups.extend((0..columns).map(|column| array::from_fn(|lane| rows[lane * columns + column])));
    }
    for &root in roots {
        if root.planes {
            let rows = block.chunks_exact(columns * LANES).flat_map(|rows| rows.chunks_exact(columns));
            for (row, sum) in rows.zip(sums.iter_mut()) {
                *sum += length(trees, root, row);
            }
        } else if missing {
            add_groups::<true>(trees, root, groups, columns, sums);
        } else {
            add_groups::<false>(trees, root, groups, columns, sums);
        }
    }
}

fn add_groups<const MISSING: bool>(trees: &Trees, root: Root, groups: &Groups, columns: usize, sums: &mut [u64]) {
    for (group, sums) in groups.chunks_exact(columns).zip(sums.chunks_exact_mut(LANES)) {
        let ends = descend::<MISSING>(trees, root, |lane, column| group[column][lane]);
        for (sum, end) in sums.iter_mut().zip(ends) {
            *sum += trees.marks[end as usize].length;
        }
    }
}

/// The length of a row's path in a tree of any kind.
pub(super) fn length(trees: &Trees, root: Root, row: &[f64]) -> u64 {
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

/// The leaves that walks from a root reach; `value` gives the value that a walk sees in a column.
///
/// "Not at most the threshold" instead of "over it" lets the processor add the outcome of the comparison in one
/// instruction, which makes walking a quarter faster. It differs for NaN, which the second part looks after.
#[inline(always)]
#[allow(clippy::neg_cmp_op_on_partial_ord)]
fn descend<const MISSING: bool>(trees: &Trees, root: Root, value: impl Fn(usize, usize) -> f64) -> [u32; LANES] {
    let nodes = trees.nodes.as_slice();
    let mut at = [root.node; LANES];
    for _ in 0..root.depth {
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

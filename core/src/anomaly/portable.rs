//! The way down on any processor: trees filled up to complete ones, in which the nodes behind node k are 2k and 2k + 1, so
//! that a step needs no address from memory.
//!
//! At the first three levels all rows of a group are compared with all seven splits, which compilers turn into vector
//! instructions of any processor; from there four rows walk side by side. Numbers are compared by keys,
//! whole numbers in the same order, with which a processor is done sooner; and the outcome of a comparison is added to a
//! place instead of branched on.

use super::grow::any_missing;
use super::paths::Found;
use super::trees::{Root, Trees};

/// Rows of a group, and of the groups for the rows left over.
const MANY: usize = 32;
const FEW: usize = 4;

/// Levels at which rows are compared with all splits.
const TOP: u32 = 3;

/// Stands for a missing value: it is less than any key.
const NONE: i32 = i32::MIN;

/// Values with a key over this one go right. Where there is no split it is that of a number which is none, over all others.
#[derive(Clone, Copy, Debug)]
struct Node {
    key: i32,
    feature: u32,
}

/// Where a tree starts in the lists, and how many splits each path has.
#[derive(Clone, Copy, Debug)]
struct Tree {
    nodes: usize,
    lengths: usize,
    depth: u32,
}

/// Trees whose thresholds are numbers of 32 bits, filled up.
#[derive(Clone, Debug, Default)]
pub(super) struct Complete {
    /// The first node of a tree is not used.
    nodes: Vec<Node>,
    /// For each node: whether a missing value goes right.
    missing: Vec<bool>,
    lengths: Vec<u64>,
    trees: Vec<Tree>,
}

fn key(number: f32) -> i32 {
    let bits = number.to_bits() as i32;
    bits ^ (bits >> 31 & i32::MAX)
}

/// The key of the least number of 32 bits from a value on.
fn key_from(value: f64) -> i32 {
    let near = value as f32;
    // The next key is that of the next number.
    let key = key(near) + i32::from(f64::from(near) < value);
    if value.is_nan() { NONE } else { key }
}

/// The keys of a block of rows in groups, each column after column; the last group may hold too many rows.
pub(super) fn round_up(values: &[f64], columns: usize, keys: &mut Vec<i32>) -> Found {
    let Ok(missing) = any_missing(values) else { return Found { missing: false, infinite: true } };
    keys.clear();
    let groups = values.chunks_exact(columns * MANY);
    let rest = groups.remainder();
    groups.for_each(|rows| add_keys::<MANY>(rows, columns, keys));
    rest.chunks(columns * FEW).for_each(|rows| add_keys::<FEW>(rows, columns, keys));
    Found { missing, infinite: false }
}

fn add_keys<const N: usize>(rows: &[f64], columns: usize, keys: &mut Vec<i32>) {
    let start = keys.len();
    keys.resize(start + columns * N, NONE);
    let group = keys[start..].as_chunks_mut::<N>().0;
    for (lane, row) in rows.chunks_exact(columns).enumerate() {
        for (lanes, &value) in group.iter_mut().zip(row) {
            lanes[lane] = key_from(value);
        }
    }
}

impl Complete {
    /// Adds a tree of `count` nodes if its thresholds are numbers of 32 bits and filling it up does not take too much.
    pub(super) fn add(&mut self, trees: &Trees, root: Root, count: usize) -> bool {
        let depth = root.depth.max(TOP);
        let size = 1_usize.checked_shl(depth).unwrap_or(usize::MAX);
        if root.planes || size > 4 * count.max(2) {
            return false;
        }
        let mut heap = vec![root.node; 2 * size];
        let start = self.nodes.len();
        self.nodes.push(Node { key: 0, feature: 0 });
        self.missing.push(false);
        for at in 1..size {
            let place = heap[at];
            let node = trees.nodes[place as usize];
            let splits = node.left != place;
            // Not -0, whose key is not that of 0.
            let threshold = if splits { node.threshold as f32 + 0.0 } else { f32::NAN };
            if splits && f64::from(threshold) != node.threshold {
                self.nodes.truncate(start);
                self.missing.truncate(start);
                return false;
            }
            self.nodes.push(Node { key: key(threshold), feature: node.feature });
            self.missing.push(trees.marks[place as usize].missing_right);
            (heap[2 * at], heap[2 * at + 1]) = (node.left, node.left + u32::from(splits));
        }
        self.trees.push(Tree { nodes: start, lengths: self.lengths.len(), depth });
        self.lengths.extend(heap[size..].iter().map(|&leaf| trees.marks[leaf as usize].length));
        true
    }

    /// Adds the path lengths of the rows that [`round_up`] was given to their sums.
    pub(super) fn add_lengths(&self, keys: &[i32], columns: usize, missing: bool, sums: &mut [u64]) {
        let count = sums.len() - sums.len() % MANY;
        let (groups, rest) = keys.split_at(columns * count);
        let (many, few) = sums.split_at_mut(count);
        if missing {
            self.add_groups::<MANY, true>(groups, columns, many);
            self.add_groups::<FEW, true>(rest, columns, few);
        } else {
            self.add_groups::<MANY, false>(groups, columns, many);
            self.add_groups::<FEW, false>(rest, columns, few);
        }
    }

    fn add_groups<const N: usize, const MISSING: bool>(&self, keys: &[i32], columns: usize, sums: &mut [u64]) {
        let groups = keys.as_chunks::<N>().0;
        for tree in &self.trees {
            let size = 1 << tree.depth;
            let nodes = &self.nodes[tree.nodes..tree.nodes + size];
            let missing = &self.missing[tree.nodes..tree.nodes + size];
            let lengths = &self.lengths[tree.lengths..tree.lengths + size];
            for (group, sums) in groups.chunks_exact(columns).zip(sums.chunks_mut(N)) {
                let mut ends = top::<N, MISSING>(nodes, missing, group);
                for (start, four) in ends.as_chunks_mut::<4>().0.iter_mut().enumerate() {
                    for _ in TOP..tree.depth {
                        for (lane, at) in four.iter_mut().enumerate() {
                            let node = &nodes[*at];
                            let value = group[node.feature as usize][4 * start + lane];
                            let mut right = value > node.key;
                            if MISSING {
                                right |= value == NONE && missing[*at];
                            }
                            *at = *at + *at + usize::from(right);
                        }
                    }
                }
                for (sum, end) in sums.iter_mut().zip(ends) {
                    *sum += lengths[end - size];
                }
            }
        }
    }
}

/// Where the rows of a group are after the first levels.
#[inline]
fn top<const N: usize, const MISSING: bool>(nodes: &[Node], missing: &[bool], group: &[[i32; N]]) -> [usize; N] {
    // All bits of a number are set where the row goes right.
    let mut right = [[0; N]; 1 << TOP];
    for (at, right) in right.iter_mut().enumerate().skip(1) {
        let (node, values) = (nodes[at], &group[nodes[at].feature as usize]);
        for (right, &value) in right.iter_mut().zip(values) {
            *right = -i32::from(value > node.key);
        }
        if MISSING && missing[at] {
            for (right, &value) in right.iter_mut().zip(values) {
                *right |= -i32::from(value == NONE);
            }
        }
    }
    let mut places = [0; N];
    for (lane, place) in places.iter_mut().enumerate() {
        let either = |which: i32, left: usize| right[left][lane] & !which | right[left + 1][lane] & which;
        let first = right[1][lane];
        let second = either(first, 2);
        let third = either(second, 4) & !first | either(second, 6) & first;
        *place = (8 - 4 * first - 2 * second - third) as usize;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Stream;

    #[test]
    fn keys_keep_the_order_of_numbers_and_none_is_left_out_in_rounding() {
        let edges = [0.0, 5e-324, 1e-45, 0.1, 1.0, 3.4e38, 3.5e38, f64::MAX];
        let mut stream = Stream::new(1, 0);
        let drawn = std::iter::repeat_with(move || f64::from_bits(stream.next_u64())).take(10_000);
        for value in edges.into_iter().flat_map(|edge| [edge, -edge]).chain(drawn.filter(|value| value.is_finite())) {
            let near = value as f32;
            let above = if f64::from(near) < value { near.next_up() } else { near };
            assert!(f64::from(above) >= value && f64::from(above.next_down()) < value);
            // The key of -0 is not that of 0, but no threshold lies between.
            assert!(key_from(value) == key(above) || above == 0.0, "{value}");
            assert!(above == 0.0 || key(above.next_down()) < key(above));
            assert!(NONE < key(above) && key(above) < key(f32::NAN));
        }
        assert!(key(-0.0) < key(0.0) && key_from(f64::NAN) == NONE);
    }
}

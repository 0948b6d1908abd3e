//! Trees cut into treelets of four levels, which one comparison of sixteen numbers takes a row through.
//!
//! A treelet holds 15 splits, as thresholds and columns in the order of a heap; the outcomes of all 15 comparisons, one
//! bit each, tell by which of its 16 exits the row leaves. Behind the last layer of treelets stand the path lengths. Paths
//! that end early wait in treelets that let everything pass by the first exit.

use super::trees::{Root, Trees};

/// Treelets for each node of a tree at most: more of them are slower than to walk from node to node.
const MOST: usize = 4;

/// What treelets may take in all, but for the last tree; trees past that are walked, which takes no memory.
const BYTES: usize = 1 << 28;

/// Fifteen splits in the order of a heap: behind split k come 2k and 2k + 1. The first place of each list is unused.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub(super) struct Treelet {
    /// Larger values go right. Where there is no split it is no number, over which nothing is.
    pub(super) thresholds: [f32; 16],
    pub(super) features: [u32; 16],
}

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
    /// Every feature is less.
    pub(super) columns: usize,
    pub(super) treelets: Vec<Treelet>,
    /// Splits of each treelet at which a missing value goes right, one bit each.
    pub(super) missing: Vec<u16>,
    /// The treelet behind the first exit of each; the others follow it. Not for the last layer.
    pub(super) first: Vec<u32>,
    pub(super) lengths: Vec<[u64; 16]>,
    /// The most common shape by far: a treelet, sixteen behind it, and path lengths behind each of these.
    pub(super) pairs: Vec<Tree>,
    /// Trees of other shapes.
    pub(super) trees: Vec<Tree>,
}

impl Treelets {
    /// For rows of so many columns, with room for trees of at most two layers.
    pub(super) fn new(columns: usize, roots: &[Root]) -> Self {
        let of_two = roots.iter().filter(|root| (5..=8).contains(&root.depth)).count();
        let (last, all) = (roots.len() + 15 * of_two, roots.len() + 16 * of_two);
        Self {
            columns,
            treelets: Vec::with_capacity(all),
            missing: Vec::with_capacity(all),
            first: Vec::with_capacity(all),
            lengths: Vec::with_capacity(last),
            ..Self::default()
        }
    }

    /// Adds a tree of `count` nodes if it can be treelets, not over [`MOST`] of them for each of its nodes, and if those there
    /// are don't take [`BYTES`] yet.
    pub(super) fn add(&mut self, trees: &Trees, root: Root, count: usize) -> bool {
        let start = (self.treelets.len(), self.lengths.len());
        let taken = start.0 * size_of::<Treelet>() + start.1 * size_of::<[u64; 16]>();
        let added = !root.planes && taken < BYTES && self.add_layers(trees, root, count).is_some();
        if !added {
            self.treelets.truncate(start.0);
            self.missing.truncate(start.0);
            self.first.truncate(start.0);
            self.lengths.truncate(start.1);
        }
        added
    }

    fn add_layers(&mut self, trees: &Trees, root: Root, count: usize) -> Option<()> {
        let start = (self.treelets.len(), self.lengths.len());
        let layers = root.depth.div_ceil(4).max(1);
        let mut layer = vec![root.node];
        let mut last = start.0;
        for above in (0..layers).rev() {
            last = self.treelets.len();
            let behind = last + layer.len();
            if behind - start.0 > MOST * count {
                return None;
            }
            let mut next = Vec::with_capacity(16 * layer.len());
            for node in layer {
                self.first.push((behind + next.len()) as u32);
                let exits = self.add_treelet(trees, node)?;
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
        let list = if layers == 2 { &mut self.pairs } else { &mut self.trees };
        list.push(Tree { root, layers, last: last as u32, lengths });
        Some(())
    }

    /// Adds the treelet that begins at a node and returns the nodes behind its exits. `None` if a threshold is no number of
    /// 32 bits.
    fn add_treelet(&mut self, trees: &Trees, node: u32) -> Option<[u32; 16]> {
        let mut heap = [node; 32];
        let mut treelet = Treelet { thresholds: [f32::NAN; 16], features: [0; 16] };
        let (mut missing, mut exact) = (0, true);
        for at in 1..16 {
            let place = heap[at];
            let node = trees.nodes[place as usize];
            let splits = node.left != place;
            // Not -0, from which 0 taken away is -0 again.
            let threshold = node.threshold as f32 + 0.0;
            exact &= f64::from(threshold) == node.threshold;
            treelet.thresholds[at] = if splits { threshold } else { f32::NAN };
            treelet.features[at] = node.feature;
            missing |= u16::from(trees.marks[place as usize].missing_right) << at;
            // Nothing goes right from a leaf.
            heap[2 * at] = node.left;
            heap[2 * at + 1] = node.left + u32::from(splits);
        }
        self.treelets.push(treelet);
        self.missing.push(missing);
        exact.then(|| std::array::from_fn(|exit| heap[16 + exit]))
    }
}

//! The trees of a forest: one list of nodes, the children of a node side by side.
//!
//! Whoever explains a forest finds here, for the node at a place: what it asks ([`Trees::step`]: the columns, the
//! threshold), its children (`nodes[at].left` and the one after it), how many training rows came through it
//! (`marks[at].size`), where rows go that lack a value it asks for (`marks[at].missing_right`), and for a leaf the length
//! of the path that ends there (`marks[at].length`). [`Trees::preorder`] goes through a tree from the root.

use std::array;

/// One step of a tree written in preorder: a node, then its left part, then its right part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step<'a> {
    /// Rows whose value in a column is at most the threshold go left, the others right.
    Split { feature: u32, threshold: f64 },
    /// Rows whose [`project`]ed value is at most the threshold go left, the others right.
    Plane { terms: &'a [Term], threshold: f64 },
    /// The end of a path, with the number of training rows that came here.
    Leaf { size: u32 },
}

/// A column and what its value is multiplied by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Term {
    pub(super) factor: f64,
    pub(super) feature: u32,
}

/// The sum of the terms in their order, which is that of the columns; NaN if a value is missing, or if the sum of values
/// near the largest number has none.
#[inline]
pub(super) fn project(terms: &[Term], value: impl Fn(u32) -> f64) -> f64 {
    terms.iter().fold(0.0, |sum, term| sum + term.factor * value(term.feature))
}

/// Marks a node whose `feature` is the place of a plane.
pub(super) const PLANE: u32 = 1 << 31;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Node {
    /// Larger values go right. Infinite in a leaf, from which nothing can go right.
    pub(super) threshold: f64,
    /// The column to look at, or [`PLANE`] and the place of a plane.
    pub(super) feature: u32,
    /// The left child, the right one being next to it; in a leaf the leaf itself, so that a descent of a fixed number of
    /// steps waits here.
    pub(super) left: u32,
}

/// Where a tree starts among all nodes, how many splits its longest path has, and whether any of them is a plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Root {
    pub(super) node: u32,
    pub(super) depth: u32,
    pub(super) planes: bool,
}

/// What a walk without missing values needs to know of a node only at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Mark {
    /// For leaves: the number of splits above, plus the splits that telling the rows in it apart would have taken, as
    /// multiples of 2^-40.
    pub(super) length: u64,
    /// The training rows that came through.
    pub(super) size: u32,
    /// For splits: whether more training rows went right, and so missing values do.
    pub(super) missing_right: bool,
}

/// All trees of a forest; each node has a mark.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Trees {
    pub(super) nodes: Vec<Node>,
    pub(super) marks: Vec<Mark>,
    pub(super) roots: Vec<Root>,
    /// Where the terms of each plane start and end.
    pub(super) planes: Vec<(u32, u32)>,
    pub(super) terms: Vec<Term>,
}

impl Trees {
    pub(super) fn with_capacity(trees: usize, nodes: usize, terms: usize) -> Self {
        Self {
            nodes: Vec::with_capacity(nodes),
            marks: Vec::with_capacity(nodes),
            roots: Vec::with_capacity(trees),
            planes: Vec::new(),
            terms: Vec::with_capacity(terms),
        }
    }

    /// All trees of the parts, in their order.
    pub(super) fn concat<'a>(parts: impl Iterator<Item = &'a Self> + Clone) -> Self {
        let mut all = Self::default();
        all.append_all(parts);
        all
    }

    /// Adds all trees of the parts, in their order.
    pub(super) fn append_all<'a>(&mut self, parts: impl Iterator<Item = &'a Self> + Clone) {
        let sum = |count: fn(&Self) -> usize| parts.clone().map(count).sum();
        self.nodes.reserve(sum(|part| part.nodes.len()));
        self.marks.reserve(sum(|part| part.marks.len()));
        self.roots.reserve(sum(|part| part.roots.len()));
        self.planes.reserve(sum(|part| part.planes.len()));
        self.terms.reserve(sum(|part| part.terms.len()));
        parts.for_each(|part| self.append(part));
    }

    fn append(&mut self, other: &Self) {
        let (nodes, planes, terms) = (self.nodes.len() as u32, self.planes.len() as u32, self.terms.len() as u32);
        self.nodes.extend(other.nodes.iter().map(|node| Node {
            left: node.left + nodes,
            feature: if node.feature & PLANE == 0 { node.feature } else { node.feature + planes },
            ..*node
        }));
        self.marks.extend_from_slice(&other.marks);
        self.roots.extend(other.roots.iter().map(|root| Root { node: root.node + nodes, ..*root }));
        self.planes.extend(other.planes.iter().map(|(start, end)| (start + terms, end + terms)));
        self.terms.extend_from_slice(&other.terms);
    }

    /// What the node at a place does; `None` where there is none.
    pub(super) fn step(&self, at: u32) -> Option<Step<'_>> {
        let Node { threshold, feature, left } = *self.nodes.get(at as usize)?;
        Some(if left == at {
            Step::Leaf { size: self.marks.get(at as usize)?.size }
        } else if feature & PLANE == 0 {
            Step::Split { feature, threshold }
        } else {
            Step::Plane { terms: self.plane(feature), threshold }
        })
    }

    /// The terms of the plane that a node's `feature` marks.
    pub(super) fn plane(&self, feature: u32) -> &[Term] {
        let place = self.planes.get((feature ^ PLANE) as usize);
        place.and_then(|&(start, end)| self.terms.get(start as usize..end as usize)).unwrap_or_default()
    }

    /// The tree that starts at a root, in preorder.
    pub(super) fn preorder(&self, root: Root) -> impl Iterator<Item = Step<'_>> {
        let mut waiting = vec![root.node];
        std::iter::from_fn(move || {
            let at = waiting.pop()?;
            let step = self.step(at)?;
            if !matches!(step, Step::Leaf { .. }) {
                let left = self.nodes.get(at as usize)?.left;
                waiting.extend([left + 1, left]);
            }
            Some(step)
        })
    }

    /// Adds leaves without content and returns the first.
    #[inline]
    fn add_leaves<const N: usize>(&mut self) -> u32 {
        let first = self.nodes.len() as u32;
        let leaf = |at| Node { threshold: f64::INFINITY, feature: 0, left: first + at as u32 };
        self.nodes.extend_from_slice(&array::from_fn::<_, N, _>(leaf));
        self.marks.extend_from_slice(&[Mark::default(); N]);
        first
    }
}

/// Lays out one tree after the other from steps in preorder.
pub(super) struct Planter<'a> {
    trees: Trees,
    lengths: &'a PathLengths,
    /// Nodes still without content, with their depth; the next in preorder is the last.
    waiting: Vec<(u32, u32)>,
    /// Splits on the longest path of the tree so far.
    deepest: u32,
}

impl<'a> Planter<'a> {
    pub(super) fn new(trees: Trees, lengths: &'a PathLengths) -> Self {
        Self { trees, lengths, waiting: Vec::new(), deepest: 0 }
    }

    /// Starts a tree.
    pub(super) fn begin(&mut self) {
        let node = self.trees.add_leaves::<1>();
        self.trees.roots.push(Root { node, depth: 0, planes: false });
        self.waiting.clear();
        self.waiting.push((node, 0));
        self.deepest = 0;
    }

    /// The depth at which the next step will stand; `None` when the tree is complete.
    #[inline]
    pub(super) fn depth(&self) -> Option<u32> {
        self.waiting.last().map(|&(_, depth)| depth)
    }

    /// The nodes laid out so far, those without content among them.
    pub(super) fn nodes(&self) -> usize {
        self.trees.nodes.len()
    }

    /// The terms of all planes so far.
    pub(super) fn terms(&self) -> usize {
        self.trees.terms.len()
    }

    /// Takes the next step of the tree; does nothing when the tree is complete.
    #[inline(always)]
    pub(super) fn step(&mut self, step: Step<'_>) {
        let Some((at, depth)) = self.waiting.pop() else { return };
        match step {
            Step::Split { feature, threshold } => self.split(at, depth, feature, threshold),
            Step::Plane { terms, threshold } => {
                let start = self.trees.terms.len();
                self.trees.terms.extend_from_slice(terms);
                let plane = self.trees.planes.len() as u32;
                self.trees.planes.push((start as u32, (start + terms.len()) as u32));
                if let Some(root) = self.trees.roots.last_mut() {
                    root.planes = true;
                }
                self.split(at, depth, PLANE | plane, threshold);
            }
            Step::Leaf { size } => {
                if let Some(mark) = self.trees.marks.get_mut(at as usize) {
                    *mark = Mark { length: u64::from(depth) * WHOLE + self.lengths.get(size), size, ..*mark };
                }
                self.deepest = self.deepest.max(depth);
            }
        }
    }

    #[inline(always)]
    fn split(&mut self, at: u32, depth: u32, feature: u32, threshold: f64) {
        let left = self.trees.add_leaves::<2>();
        self.waiting.extend([(left + 1, depth + 1), (left, depth + 1)]);
        if let Some(node) = self.trees.nodes.get_mut(at as usize) {
            *node = Node { threshold, feature, left };
        }
    }

    /// Ends a tree: counts the rows that came through its splits, from the leaves up.
    pub(super) fn end(&mut self) {
        let Some(root) = self.trees.roots.last_mut() else { return };
        root.depth = self.deepest;
        for at in (root.node as usize..self.trees.nodes.len()).rev() {
            let left = self.trees.nodes[at].left as usize;
            if left != at {
                // Children are laid out after their parent, so theirs are known here.
                let (on_left, on_right) = (self.trees.marks[left].size, self.trees.marks[left + 1].size);
                let mark = &mut self.trees.marks[at];
                (mark.size, mark.missing_right) = (on_left.saturating_add(on_right), on_right > on_left);
            }
        }
    }

    pub(super) fn finish(self) -> Trees {
        self.trees
    }
}

/// Path lengths are summed as whole multiples of 2^-40, this many to a split. So the sum does not depend on the order of the trees, and rows that
/// the forest cannot tell apart get the same score, of exactly -0.5 if it can tell none. A length is under 2^7 and there
/// are at most 2^16 trees: a sum has room in 64 bits.
pub(super) const WHOLE: u64 = 1 << 40;

fn to_units(length: f64) -> u64 {
    (length * WHOLE as f64 + 0.5) as u64
}

/// The mean number of splits that it takes to tell one of `n` rows from the others: c(n) of Liu et al. 2008, equation 1,
/// with the harmonic number as ln(n - 1) + Euler's constant, and 1 for two rows.
fn average_path_length(n: u32) -> f64 {
    const EULER: f64 = 0.577_215_664_901_532_9;
    match n {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => {
            let n = f64::from(n);
            2.0 * (libm::log(n - 1.0) + EULER) - 2.0 * (n - 1.0) / n
        }
    }
}

/// [`average_path_length`] in multiples of 2^-40, with a table for the sizes that occur most.
pub(super) struct PathLengths(Vec<u64>);

impl PathLengths {
    const MOST: u32 = 512;

    /// For leaves of up to `largest` rows; larger ones are computed each time.
    pub(super) fn new(largest: u32) -> Self {
        Self((0..=largest.min(Self::MOST)).map(|size| to_units(average_path_length(size))).collect())
    }

    pub(super) fn get(&self, size: u32) -> u64 {
        self.0.get(size as usize).copied().unwrap_or_else(|| to_units(average_path_length(size)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn average_path_length_equals_scikit_learn() {
        // sklearn.ensemble._iforest._average_path_length of version 1.9.1.
        let expected = [
            (0, 0.0),
            (1, 0.0),
            (2, 1.0),
            (3, 1.207392357589623),
            (4, 1.8516559071392855),
            (5, 2.327020052042847),
            (10, 3.748880484475505),
            (64, 7.471950782586131),
            (255, 10.23694300109504),
            (256, 10.244770920119917),
            (257, 10.252568319929505),
            (512, 11.631076760210474),
            (1000, 12.969940887100174),
            (65_536, 21.335141107488486),
            (1_000_000, 26.785452445730613),
            (4_294_967_295, 43.515850885173904),
        ];
        for (n, length) in expected {
            let found = average_path_length(n);
            assert!((found - length).abs() <= 4.0 * f64::EPSILON * length, "c({n}) = {found}, not {length}");
            assert!((PathLengths::new(1000).get(n) as f64 / WHOLE as f64 - found).abs() <= 1.0 / WHOLE as f64);
        }
    }

    #[test]
    fn preorder_gives_back_what_was_planted() {
        let split = |feature, threshold| Step::Split { feature, threshold };
        let leaf = |size| Step::Leaf { size };
        let terms = [Term { factor: 0.5, feature: 1 }, Term { factor: -2.0, feature: 7 }];
        let trees = [
            vec![leaf(9)],
            vec![split(1, 0.5), leaf(2), split(0, -1.0), split(3, 7.0), leaf(4), leaf(1), leaf(2)],
            vec![split(2, 0.0), Step::Plane { terms: &terms, threshold: -1.0 }, leaf(5), leaf(1), leaf(3)],
        ];
        let lengths = PathLengths::new(9);
        let mut planter = Planter::new(Trees::default(), &lengths);
        for steps in &trees {
            planter.begin();
            steps.iter().for_each(|&step| planter.step(step));
            assert_eq!(planter.depth(), None);
            planter.end();
        }
        let planted = planter.finish();
        assert_eq!(Trees::concat([&planted].into_iter()), planted);
        let twice = Trees::concat([&planted, &planted].into_iter());
        assert_eq!(twice.preorder(twice.roots[5]).collect::<Vec<_>>(), trees[2]);
        for (&root, steps) in planted.roots.iter().zip(&trees) {
            assert_eq!(&planted.preorder(root).collect::<Vec<_>>(), steps);
        }
        assert_eq!(planted.roots.iter().map(|root| root.planes).collect::<Vec<_>>(), [false, false, true]);
        assert_eq!(planted.roots.iter().map(|root| root.depth).collect::<Vec<_>>(), [0, 3, 2]);
        let sizes: Vec<u32> = planted.marks.iter().map(|mark| mark.size).collect();
        assert_eq!(sizes, [9, 9, 2, 7, 5, 2, 4, 1, 9, 6, 3, 5, 1]);
        let right: Vec<usize> = (0..13).filter(|&at| planted.marks[at].missing_right).collect();
        assert_eq!(right, [1]);
        assert_eq!(planted.marks[2].length, 2 << 40);
        assert_eq!(planted.marks[6].length, (3 << 40) + to_units(average_path_length(4)));
    }
}

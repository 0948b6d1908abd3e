//! Growing one tree.

use crate::stats::{Matrix, Stream};
use crate::{Error, Result};

use super::trees::{PathLengths, Planter, Step, Term, Trees, project};
use super::weights::Weights;

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
    /// Columns that a split looks at together.
    pub(super) together: usize,
    pub(super) row_weights: Option<Weights>,
    pub(super) column_weights: Option<Weights>,
    pub(super) lengths: PathLengths,
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

/// The tree with a given index.
///
/// What it draws, in this order: its columns (only if not all), its rows, then for each node in preorder a column among
/// those not known to be constant there, again until one is not constant, and a place between the column's least and
/// largest value. For a split on several columns all of these are drawn so, then a factor for each, then a place between
/// the least and the largest sum.
pub(super) fn grow(matrix: Matrix<'_>, recipe: &Recipe, index: u64) -> Result<Trees> {
    let mut stream = Stream::new(recipe.seed, index);
    let columns = draw_columns(&mut stream, matrix.columns(), recipe)?;
    let sample = Sample::gather(matrix, &draw_rows(&mut stream, matrix.rows(), recipe)?, &columns)?;

    let mut rows: Vec<u32> = (0..sample.count() as u32).collect();
    let weights = recipe.column_weights.as_ref();
    let weights = weights.map(|weights| columns.iter().map(|&column| weights.of(column)).collect());
    let mut pool = Pool { places: (0..columns.len()).collect(), weights, constant: 0 };
    let mut planter = Planter::new(Trees::with_capacity(1, rows.len(), 0), &recipe.lengths);
    planter.begin();
    let mut open = vec![Open { start: 0, end: rows.len(), depth: 0, constant: 0 }];
    while let Some(node) = open.pop() {
        let members = &mut rows[node.start..node.end];
        pool.constant = node.constant;
        let first = if node.depth < recipe.depth && members.len() > 1 {
            pool.draw(&mut stream, &sample, members, 0)
        } else {
            None
        };
        let Some(first) = first else {
            planter.step(Step::Leaf { size: members.len() as u32 });
            continue;
        };
        let plane = if recipe.together > 1 {
            draw_plane(&mut stream, &sample, members, &mut pool, &first, recipe.together, &columns)
        } else {
            None
        };
        let left = if let Some(mut plane) = plane {
            let left = sample.part(members, plane.threshold, |row| sample.project(&plane.terms, row));
            for term in &mut plane.terms {
                term.feature = columns[term.feature as usize] as u32;
            }
            planter.step(Step::Plane { terms: &plane.terms, threshold: plane.threshold });
            left
        } else {
            let Drawn { column, low, high } = first;
            let drawn = draw_threshold(&mut stream, low, high);
            let (threshold, left) = sample.split(members, column, drawn);
            planter.step(Step::Split { feature: columns[column] as u32, threshold });
            left
        };
        let (middle, depth, constant) = (node.start + left, node.depth + 1, pool.constant);
        open.push(Open { start: middle, end: node.end, depth, constant });
        open.push(Open { start: node.start, end: middle, depth, constant });
    }
    planter.end();
    Ok(planter.finish())
}

/// The columns for a tree; one that has no weight is never looked at.
fn draw_columns(stream: &mut Stream, columns: usize, recipe: &Recipe) -> Result<Vec<usize>> {
    match &recipe.column_weights {
        Some(weights) if recipe.features < weights.positive() => Ok(weights.sample(stream, recipe.features)),
        Some(weights) => Ok((0..columns).filter(|&column| weights.of(column) > 0.0).collect()),
        None if recipe.features < columns => stream.sample(columns, recipe.features),
        None => Ok((0..columns).collect()),
    }
}

/// The rows for a tree. A row that a bootstrap draws twice counts once, as in scikit-learn.
fn draw_rows(stream: &mut Stream, rows: usize, recipe: &Recipe) -> Result<Vec<usize>> {
    let mut drawn: Vec<usize> = match (&recipe.row_weights, recipe.bootstrap) {
        (None, false) => return stream.sample(rows, recipe.samples),
        (Some(weights), false) => return Ok(weights.sample(stream, recipe.samples)),
        (None, true) => (0..recipe.samples).map(|_| stream.below(rows as u64) as usize).collect(),
        (Some(weights), true) => (0..recipe.samples).map(|_| weights.draw(stream)).collect(),
    };
    drawn.sort_unstable();
    drawn.dedup();
    Ok(drawn)
}

/// A column with different values in a node: its place among the tree's columns, its least and its largest value.
struct Drawn {
    column: usize,
    low: f64,
    high: f64,
}

/// The columns of a tree, as places in its list: those known to be constant in the node at the front.
struct Pool {
    places: Vec<usize>,
    /// How likely each column is drawn, by its place in the tree's list.
    weights: Option<Vec<f64>>,
    constant: usize,
}

impl Pool {
    /// Draws columns until one is not constant. It comes to stand behind those `taken` before, which stand behind those
    /// known to be constant.
    fn draw(&mut self, stream: &mut Stream, sample: &Sample, members: &[u32], taken: usize) -> Option<Drawn> {
        while self.constant + taken < self.places.len() {
            let free = self.constant + taken;
            let at = free + self.choose(stream, free);
            let column = self.places[at];
            let (low, high) = sample.range(column, members);
            self.places.swap(at, free);
            if low < high {
                return Some(Drawn { column, low, high });
            }
            self.places.swap(free, self.constant);
            self.constant += 1;
        }
        None
    }

    fn choose(&self, stream: &mut Stream, free: usize) -> usize {
        let places = &self.places[free..];
        let Some(weights) = &self.weights else { return stream.below(places.len() as u64) as usize };
        let weight = |place: &usize| weights[*place];
        let mut rest = stream.unit() * places.iter().map(weight).sum::<f64>();
        let past = |place| {
            rest -= weight(place);
            rest < 0.0
        };
        places.iter().position(past).unwrap_or(places.len() - 1)
    }
}

/// A split on several columns: terms by places among the tree's columns.
struct Plane {
    terms: Vec<Term>,
    threshold: f64,
}

/// A random direction in `together` columns, the first of them given, or in as many as are not constant here. `None` if
/// that is one, or if no number tells rows apart along the direction.
fn draw_plane(
    stream: &mut Stream,
    sample: &Sample,
    members: &[u32],
    pool: &mut Pool,
    first: &Drawn,
    together: usize,
    columns: &[usize],
) -> Option<Plane> {
    let mut ranges = vec![(first.column, first.high - first.low)];
    while ranges.len() < together {
        let Some(Drawn { column, low, high }) = pool.draw(stream, sample, members, ranges.len()) else { break };
        ranges.push((column, high - low));
    }
    ranges.sort_unstable_by_key(|&(column, _)| columns[column]);
    let mut terms: Vec<Term> = ranges
        .into_iter()
        .map(|(column, range)| Term { factor: normal(stream) / range, feature: column as u32 })
        .collect();
    terms.retain(|term| term.factor.is_normal());
    let sums = members.iter().map(|&row| sample.project(&terms, row));
    let (low, high) = range_of(sums);
    if terms.len() < 2 || low >= high || !(low.is_finite() && high.is_finite()) {
        return None;
    }
    Some(Plane { threshold: draw_threshold(stream, low, high), terms })
}

/// A number of the standard normal distribution, by Marsaglia's polar method.
fn normal(stream: &mut Stream) -> f64 {
    loop {
        let (x, y) = (2.0 * stream.unit() - 1.0, 2.0 * stream.unit() - 1.0);
        let square = x * x + y * y;
        if square > 0.0 && square < 1.0 {
            return x * (-2.0 * libm::log(square) / square).sqrt();
        }
    }
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

/// The number of 32 bits next to a threshold that still lies from `below` up to but not including `above`; the threshold
/// itself if there is none.
fn narrowed(threshold: f64, below: f64, above: f64) -> f64 {
    let near = threshold as f32;
    [near, near.next_down(), near.next_up()]
        .map(|number| f64::from(number) + 0.0)
        .into_iter()
        .find(|number| number.is_finite() && below <= *number && *number < above)
        .unwrap_or(threshold)
}

fn range_of(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (if value < low { value } else { low }, if value > high { value } else { high })
    })
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
            .map_err(|at| infinite(matrix.number(rows[at / columns.len()]), columns[at % columns.len()], values[at]))?;
        Ok(Self { values, columns: columns.len(), missing })
    }

    fn count(&self) -> usize {
        self.values.len() / self.columns
    }

    fn value(&self, row: u32, column: usize) -> f64 {
        self.values[row as usize * self.columns + column]
    }

    fn project(&self, terms: &[Term], row: u32) -> f64 {
        project(terms, |column| self.value(row, column as usize))
    }

    /// The least and the largest value; NaN takes no part.
    fn range(&self, column: usize, members: &[u32]) -> (f64, f64) {
        range_of(members.iter().map(|&row| self.value(row, column)))
    }

    /// Parts the members by a threshold [narrowed](Self::narrow), which it returns with the number of rows that go left.
    fn split(&self, members: &mut [u32], column: usize, threshold: f64) -> (f64, usize) {
        let near = f64::from(threshold as f32) + 0.0;
        if near.is_finite() && !self.missing {
            // Mostly no value lies between the two, which one pass finds out and acts on.
            let (from, to) = if near < threshold { (near, threshold) } else { (threshold, near) };
            let mut between = false;
            let left = part_by(members, |row| {
                let value = self.value(row, column);
                between |= (from < value) & (value <= to);
                value <= near
            });
            if !between {
                return (near, left);
            }
        }
        let threshold = self.narrow(members, column, threshold);
        (threshold, self.part(members, threshold, |row| self.value(row, column)))
    }

    /// A threshold that parts the members as the given one does and is a number of 32 bits if any such does.
    fn narrow(&self, members: &[u32], column: usize, threshold: f64) -> f64 {
        let (below, above) = members.iter().fold((f64::NEG_INFINITY, f64::INFINITY), |(below, above), &row| {
            let value = self.value(row, column);
            let goes_left = value <= threshold;
            (
                if goes_left && value > below { value } else { below },
                if !goes_left && value < above { value } else { above },
            )
        });
        narrowed(threshold, below, above)
    }

    /// Brings the rows that go left to the front and returns how many they are.
    fn part(&self, members: &mut [u32], threshold: f64, value: impl Fn(u32) -> f64) -> usize {
        if self.missing {
            let (mut left, mut right) = (0, 0);
            for &row in members.iter() {
                left += usize::from(value(row) <= threshold);
                right += usize::from(value(row) > threshold);
            }
            if left >= right {
                return part_by(members, |row| value(row) <= threshold || value(row).is_nan());
            }
        }
        part_by(members, |row| value(row) <= threshold)
    }
}

/// Without a branch on the values, which are as good as random.
fn part_by(members: &mut [u32], mut goes_left: impl FnMut(u32) -> bool) -> usize {
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

    type Value<'a> = dyn Fn(&[f64]) -> f64 + 'a;

    /// Follows the training rows down a tree: each must come to a leaf of the size that says how many came there.
    fn assert_describes_its_rows(trees: &Trees, rows: &[&[f64]], depth: u32) {
        let mut waiting = vec![(rows.to_vec(), 0)];
        for step in trees.preorder(trees.roots[0]) {
            let (here, above) = waiting.pop().expect("a node for each step");
            let (threshold, value): (f64, Box<Value<'_>>) = match step {
                Step::Leaf { size } => {
                    assert_eq!(size as usize, here.len());
                    let tellable = (0..here[0].len()).any(|column| {
                        let mut present = here.iter().map(|row| row[column]).filter(|value| !value.is_nan());
                        present.next().is_some_and(|first| present.any(|other| other != first))
                    });
                    assert!(size == 1 || above == depth || !tellable, "a leaf that could have been split");
                    continue;
                }
                Step::Split { feature, threshold } => (threshold, Box::new(move |row| row[feature as usize])),
                Step::Plane { terms, threshold } => {
                    assert!(terms.len() > 1 && terms.is_sorted_by(|one, next| one.feature < next.feature));
                    (threshold, Box::new(|row| project(terms, |column| row[column as usize])))
                }
            };
            let side = |row: &&[f64]| value(row).partial_cmp(&threshold).map(|order| order.is_gt());
            let (left, right) =
                [false, true].map(|wanted| here.iter().filter(|row| side(row) == Some(wanted)).count()).into();
            assert!(left > 0 && right > 0 && above < depth);
            let (right, left): (Vec<_>, Vec<_>) = here.into_iter().partition(|row| side(row).unwrap_or(right > left));
            waiting.extend([(right, above + 1), (left, above + 1)]);
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
            together in 1_usize..5,
            weights in prop::option::of(prop::collection::vec(0.1..9.0, 4)),
        ) {
            let count = cells.len() / columns;
            let cells = &cells[..count * columns];
            let matrix = Matrix::new(cells, count, columns).unwrap();
            let recipe = Recipe {
                samples: count,
                features: columns,
                depth,
                bootstrap: false,
                together,
                row_weights: None,
                column_weights: weights.map(|weights| Weights::new("w", &weights[..columns]).unwrap()),
                lengths: PathLengths::new(count as u32),
                seed,
            };
            let tree = grow(matrix, &recipe, 0).unwrap();
            assert_describes_its_rows(&tree, &cells.chunks(columns).collect::<Vec<_>>(), depth);
        }

        #[test]
        fn a_narrowed_threshold_parts_alike(below in -1e9_f64..1e9, step in 0.0_f64..1e-3, share in 0.0_f64..1.0) {
            let above = (below + step).max(below.next_up());
            let threshold = (below + share * (above - below)).clamp(below, above.next_down());
            let found = narrowed(threshold, below, above);
            prop_assert!(below <= found && found < above);
            let between = f64::from((below as f32).next_down().next_up());
            prop_assert!(found == f64::from(found as f32) || !(below <= between && between < above));
        }
    }
}

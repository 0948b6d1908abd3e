//! The weights: a row for each piece, a column for each label, small whole numbers times one scale a column.

use crate::stats::wide::{Loops, widest};

use super::machines::{LANES, Lanes};

/// The matrix of weights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cells {
    pub(super) cells: Width,
    /// Columns, of which those past the labels hold zeros; a multiple of [`LANES`].
    pub(super) stride: usize,
    /// What 1 in a column stands for.
    pub(super) scale: Vec<f32>,
}

/// How many bits a weight has. Trained models need 8; what is learned afterwards moves in steps that need 16.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Width {
    Narrow(Vec<i8>),
    Wide(Vec<i16>),
}

const NARROW: f32 = 127.0;
/// How many steps of a wide weight make one of a narrow one.
const WIDER: f32 = 128.0;

/// A group of columns in narrow form, and their scales.
pub(super) type Group = (Vec<[i8; LANES]>, Lanes);

/// Rounds the weights of a group of labels.
pub(super) fn narrow(weights: &[Lanes]) -> Group {
    let mut most = [0.0_f32; LANES];
    for row in weights {
        for (most, weight) in most.iter_mut().zip(row) {
            *most = most.max(weight.abs());
        }
    }
    let scale = most.map(|most| most / NARROW);
    let per = scale.map(|scale| if scale > 0.0 { 1.0 / scale } else { 0.0 });
    let round =
        |row: &Lanes| std::array::from_fn(|lane| libm::roundf(row[lane] * per[lane]).clamp(-NARROW, NARROW) as i8);
    (weights.iter().map(round).collect(), scale)
}

impl Cells {
    /// Puts the groups side by side. Rows that are equal become one; the second result says which each row became.
    pub(super) fn join(groups: &[Group], rows: usize) -> (Self, Vec<u32>) {
        let stride = groups.len() * LANES;
        let row = |at: usize| groups.iter().filter_map(move |(cells, _)| cells.get(at)).flatten().copied();
        let mut order: Vec<u32> = (0..rows as u32).collect();
        order.sort_by(|&one, &other| row(one as usize).cmp(row(other as usize)).then(one.cmp(&other)));
        // The first of equal rows stands for all of them.
        let mut stands: Vec<u32> = (0..rows as u32).collect();
        let mut first = None;
        for &at in &order {
            match first {
                Some(first) if row(first as usize).eq(row(at as usize)) => {
                    if let Some(place) = stands.get_mut(at as usize) {
                        *place = first;
                    }
                }
                _ => first = Some(at),
            }
        }
        let mut cells = Vec::new();
        let mut became: Vec<u32> = Vec::with_capacity(rows);
        for (at, &first) in stands.iter().enumerate() {
            if first as usize == at {
                became.push((cells.len() / stride.max(1)) as u32);
                cells.extend(row(at));
            } else {
                became.push(became.get(first as usize).copied().unwrap_or_default());
            }
        }
        let scale = groups.iter().flat_map(|(_, scale)| scale).copied().collect();
        (Self { cells: Width::Narrow(cells), stride, scale }, became)
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        let cells = match &self.cells {
            Width::Narrow(cells) => cells.len(),
            Width::Wide(cells) => cells.len(),
        };
        cells / self.stride.max(1)
    }

    /// The sums of the rows times the values, by column.
    pub(super) fn sums(&self, rows: &[u32], values: &[f32]) -> Vec<f32> {
        let mut sums = match &self.cells {
            Width::Narrow(cells) => widest(Sums { cells, stride: self.stride, rows, values }),
            Width::Wide(cells) => widest(Sums { cells, stride: self.stride, rows, values }),
        };
        for (sum, scale) in sums.iter_mut().zip(&self.scale) {
            *sum *= scale;
        }
        sums
    }

    /// One weight.
    pub(super) fn weight(&self, row: u32, column: usize) -> f32 {
        let at = row as usize * self.stride + column;
        let cell = match &self.cells {
            Width::Narrow(cells) => cells.get(at).map_or(0.0, |&cell| cell.into()),
            Width::Wide(cells) => cells.get(at).map_or(0.0, |&cell| cell.into()),
        };
        cell * self.scale.get(column).copied().unwrap_or_default()
    }

    /// The same weights in wide form, with rows in the order given, so that no two pieces share one. Says
    /// whether the matrix was narrow before; nothing happens where it was not.
    pub(super) fn widen(&mut self, order: impl Iterator<Item = u32>) -> bool {
        let Width::Narrow(cells) = &self.cells else { return false };
        let row =
            |row: u32| cells.get(row as usize * self.stride..(row as usize + 1) * self.stride).unwrap_or_default();
        let wide = order.flat_map(|at| row(at).iter().map(|&cell| i16::from(cell) * WIDER as i16)).collect();
        self.cells = Width::Wide(wide);
        self.scale.iter_mut().for_each(|scale| *scale /= WIDER);
        true
    }

    /// Adds rows of zeros to a wide matrix.
    pub(super) fn add_rows(&mut self, count: usize) {
        if let Width::Wide(cells) = &mut self.cells {
            cells.resize(cells.len() + count * self.stride, 0);
        }
    }

    /// Makes room for one more column after `columns`, with the scale that the others have on average.
    pub(super) fn add_column(&mut self, columns: usize) {
        let used = self.scale.get(..columns).unwrap_or_default();
        let mean = used.iter().sum::<f32>() / used.len().max(1) as f32;
        // A model whose columns are all empty has no scale to go by: weights stay below 4.
        let mean = if mean > 0.0 { mean } else { 4.0 / (NARROW * WIDER) };
        if columns == self.stride {
            let stride = self.stride + LANES;
            if let Width::Wide(cells) = &mut self.cells {
                let mut wider = Vec::with_capacity(cells.len() / self.stride * stride);
                for row in cells.chunks_exact(self.stride) {
                    wider.extend_from_slice(row);
                    wider.extend([0; LANES]);
                }
                *cells = wider;
            }
            self.stride = stride;
            self.scale.resize(stride, 0.0);
        }
        if let Some(scale) = self.scale.get_mut(columns) {
            *scale = mean;
        }
    }

    /// Adds the steps of some columns times the values to the rows of a wide matrix. Weights at the end of their range
    /// stay there.
    pub(super) fn add(&mut self, rows: &[u32], values: &[f32], steps: &[(usize, f32)]) {
        let Width::Wide(cells) = &mut self.cells else { return };
        let scale = |column: usize| self.scale.get(column).copied().filter(|scale| *scale > 0.0);
        let steps: Vec<(usize, f32)> =
            steps.iter().filter_map(|&(column, step)| Some((column, step / scale(column)?))).collect();
        for (&row, value) in rows.iter().zip(values) {
            let from = row as usize * self.stride;
            let row = cells.get_mut(from..from + self.stride).unwrap_or_default();
            for &(column, step) in &steps {
                if let Some(cell) = row.get_mut(column) {
                    let sum = f32::from(*cell) + step * value;
                    // To the nearest, away from zero; the conversion cuts off and saturates.
                    *cell = (sum + 0.5_f32.copysign(sum)) as i16;
                }
            }
        }
    }
}

/// Sums by column of rows times values. Each column is summed in the order of the rows, whatever the processor.
struct Sums<'a, T> {
    cells: &'a [T],
    stride: usize,
    rows: &'a [u32],
    values: &'a [f32],
}

impl<T: Copy + Into<f32>> Loops for Sums<'_, T> {
    type Found = Vec<f32>;

    #[inline(always)]
    fn run(self) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.stride];
        let (wide, rest) = sums.as_chunks_mut::<WIDE>();
        let mut first = 0;
        for sums in wide {
            *sums = self.block(first);
            first += WIDE;
        }
        let (blocks, rest) = rest.as_chunks_mut::<BLOCK>();
        for sums in blocks {
            *sums = self.block(first);
            first += BLOCK;
        }
        for sums in rest.as_chunks_mut::<LANES>().0 {
            *sums = self.block(first);
            first += LANES;
        }
        sums
    }
}

/// Columns that are summed together, few enough to stay in registers.
const WIDE: usize = 8 * LANES;
const BLOCK: usize = 2 * LANES;

impl<T: Copy + Into<f32>> Sums<'_, T> {
    /// The sums of `N` columns from `first` on.
    #[inline(always)]
    fn block<const N: usize>(&self, first: usize) -> [f32; N] {
        let mut sums = [0.0_f32; N];
        for (&row, &value) in self.rows.iter().zip(self.values) {
            let from = row as usize * self.stride + first;
            if let Some(cells) = self.cells.get(from..).and_then(|cells| cells.first_chunk::<N>()) {
                for at in 0..N {
                    let cell: f32 = cells[at].into();
                    sums[at] += cell * value;
                }
            }
        }
        sums
    }
}

//! Texts that are remembered, so that what is learned later does not undo what was trained or learned before.

use crate::stats::Stream;

use super::vocabulary::Vector;

/// Texts that are kept from training, and texts that are remembered at most.
const KEPT: usize = 1024;
const MOST: usize = 2048;
/// The pieces and labels that remembered texts may have together: memory stays below 24 MB.
const MOST_NUMBERS: usize = 1 << 22;
const STREAM: u64 = 2;

/// A text, as the pieces that it has, not as it was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Remembered {
    /// The places of its pieces among all by increasing key; once a classifier has learned, they are the rows of the
    /// weights.
    pub(super) rows: Vec<u32>,
    /// What each weighs, in parts of 255 of the heaviest.
    pub(super) weights: Vec<u8>,
    /// What 1 of that stands for.
    pub(super) scale: f32,
    /// Its labels, in increasing order; a correction has one.
    pub(super) labels: Vec<u32>,
    /// How many texts it stands for.
    pub(super) times: u32,
    /// Whether it is a correction, and stands for itself alone.
    pub(super) taught: bool,
    /// How much it moves each label: its dual variables, none below 0; none at all until the classifier learns.
    pub(super) duals: Vec<f32>,
}

impl Remembered {
    /// `pieces` in the order that is kept.
    pub(super) fn new(pieces: &[(u32, f32)], labels: Vec<u32>) -> Self {
        let scale = pieces.iter().fold(0.0_f32, |most, piece| most.max(piece.1)) / 255.0;
        let weight = |value: f32| if scale > 0.0 { libm::roundf(value / scale).clamp(1.0, 255.0) as u8 } else { 1 };
        let (rows, weights) = pieces.iter().map(|&(row, value)| (row, weight(value))).unzip();
        Self { rows, weights, scale, labels, times: 1, taught: false, duals: Vec::new() }
    }

    /// What the pieces weigh.
    pub(super) fn values(&self) -> Vec<f32> {
        self.weights.iter().map(|&weight| f32::from(weight) * self.scale).collect()
    }

    fn numbers(&self, labels: usize) -> usize {
        self.rows.len() + labels
    }
}

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Memory {
    pub(super) texts: Vec<Remembered>,
    /// How many turns have been taken.
    pub(super) turns: u32,
}

impl Memory {
    /// Texts of the training, as many of each label as there is room for: one of each label in turn, in a shuffled
    /// order. `rows` of the vectors increase with the keys.
    pub(super) fn of_training(vectors: &[&Vector], targets: &[&[u32]], labels: usize, seed: u64) -> Self {
        let mut order: Vec<usize> = (0..vectors.len()).collect();
        Stream::new(seed, STREAM).shuffle(&mut order);
        // The last list is for texts without a label.
        let mut lists: Vec<Vec<usize>> = vec![Vec::new(); labels + 1];
        for at in order {
            let first = targets.get(at).and_then(|labels| labels.first());
            if let Some(list) = lists.get_mut(first.map_or(labels, |&label| label as usize)) {
                list.push(at);
            }
        }
        let longest = lists.iter().map(Vec::len).max().unwrap_or_default();
        let mut chosen: Vec<(usize, usize)> = Vec::new();
        let mut kept = vec![0_u32; lists.len()];
        let mut numbers = 0;
        'full: for round in 0..longest {
            for (number, list) in lists.iter().enumerate() {
                let Some(&at) = list.get(round) else { continue };
                numbers += vectors.get(at).map_or(0, |vector| vector.rows.len()) + labels;
                if chosen.len() == KEPT || numbers > MOST_NUMBERS / 2 {
                    break 'full;
                }
                chosen.push((number, at));
                if let Some(kept) = kept.get_mut(number) {
                    *kept += 1;
                }
            }
        }
        let texts = chosen.into_iter().filter_map(|(number, at)| {
            let (vector, labels) = (vectors.get(at)?, targets.get(at)?);
            let mut pieces: Vec<(u32, f32)> = vector.rows.iter().copied().zip(vector.values.iter().copied()).collect();
            pieces.sort_unstable_by_key(|piece| piece.0);
            let times = (lists.get(number)?.len() as u32 / (*kept.get(number)?).max(1)).max(1);
            Some(Remembered { times, ..Remembered::new(&pieces, labels.to_vec()) })
        });
        Self { texts: texts.collect(), turns: 0 }
    }

    /// Whether so many texts with so many pieces in all may be remembered beside so many labels.
    pub(super) fn may_hold(texts: usize, pieces: usize, labels: usize) -> bool {
        texts <= MOST && pieces.saturating_add(texts.saturating_mul(labels)) <= MOST_NUMBERS
    }

    /// Where a text stands that has these pieces.
    pub(super) fn find(&self, text: &Remembered) -> Option<usize> {
        self.texts.iter().position(|old| old.rows == text.rows && old.weights == text.weights)
    }

    /// Adds a text, the last, and forgets the oldest of the label that has the most where there are too many: what they
    /// taught stays in the weights.
    pub(super) fn add(&mut self, new: Remembered, labels: usize) {
        self.texts.push(new);
        let mut numbers: usize = self.texts.iter().map(|text| text.numbers(labels)).sum();
        while self.texts.len() > MOST || (numbers > MOST_NUMBERS && self.texts.len() > 1) {
            let Some((last, earlier)) = self.texts.split_last() else { return };
            let group = |text: &Remembered| text.labels.first().map_or(labels, |&label| label as usize);
            let mut counts = vec![0_usize; labels + 1];
            for text in earlier.iter().chain([last]) {
                if let Some(count) = counts.get_mut(group(text)) {
                    *count += 1;
                }
            }
            let count = |text: &Remembered| counts.get(group(text)).copied().unwrap_or_default();
            let most = earlier.iter().map(count).max().unwrap_or_default();
            let Some(oldest) = earlier.iter().position(|text| count(text) == most) else { return };
            numbers -= self.texts.remove(oldest).numbers(labels);
        }
    }

    /// The text to go over next: turns are spread evenly over all of them, however they are ordered.
    pub(super) fn turn(&mut self) -> usize {
        self.turns = self.turns.wrapping_add(1);
        let share = self.turns.wrapping_mul(0x9e37_79b9); // the golden ratio: the Weyl sequence that is spread best
        ((u64::from(share) * self.texts.len() as u64) >> 32) as usize
    }
}

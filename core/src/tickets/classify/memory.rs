//! Corrections that are remembered, so that a later one does not undo an earlier one.

use super::vocabulary::Vector;

/// Corrections that are remembered at most, and the numbers that they may take together: memory stays below 6 MB.
const MOST: usize = 512;
const MOST_NUMBERS: usize = 1 << 20;

/// A correction: pieces of a text with their weights, not the text itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Remembered {
    pub(super) vector: Vector,
    pub(super) label: u32,
    /// How often it was taught.
    pub(super) times: u32,
    /// How much it has moved each label so far: its dual variables, none below 0.
    pub(super) duals: Vec<f32>,
}

impl Remembered {
    fn numbers(&self) -> usize {
        2 * self.vector.rows.len() + self.duals.len()
    }
}

/// The last corrections, in a ring.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Memory {
    pub(super) corrections: Vec<Remembered>,
    /// The correction that is gone over next.
    pub(super) next: usize,
    numbers: usize,
}

impl Memory {
    /// The memory of some corrections, or nothing if that is more than one may have.
    pub(super) fn of(corrections: Vec<Remembered>, next: usize) -> Option<Self> {
        let numbers = corrections.iter().map(Remembered::numbers).sum();
        let fits = corrections.len() <= MOST && numbers <= MOST_NUMBERS && next <= corrections.len();
        fits.then_some(Self { corrections, next, numbers })
    }

    /// Whether a memory of so many corrections may be.
    pub(super) fn may_hold(corrections: usize) -> bool {
        corrections <= MOST
    }

    /// Where a text stands that has these pieces.
    pub(super) fn find(&self, vector: &Vector) -> Option<usize> {
        self.corrections.iter().position(|old| old.vector.rows == vector.rows && old.vector.values == vector.values)
    }

    /// Adds a correction and says where it stands. The oldest are forgotten where there are too many: what they taught
    /// stays in the weights.
    pub(super) fn add(&mut self, new: Remembered) -> Option<usize> {
        let size = new.numbers();
        if size > MOST_NUMBERS {
            return None;
        }
        let mut forgotten = 0;
        let mut freed = 0;
        while self.corrections.len() - forgotten >= MOST || self.numbers - freed + size > MOST_NUMBERS {
            freed += self.corrections.get(forgotten).map_or(0, Remembered::numbers);
            forgotten += 1;
        }
        self.corrections.drain(..forgotten);
        self.next = self.next.saturating_sub(forgotten);
        self.numbers = self.numbers - freed + size;
        self.corrections.push(new);
        Some(self.corrections.len() - 1)
    }

    /// Counts what the duals of a correction grow by.
    pub(super) fn grown(&mut self, numbers: usize) {
        self.numbers += numbers;
    }

    /// The next correction to go over.
    pub(super) fn turn(&mut self) -> usize {
        let place = if self.next < self.corrections.len() { self.next } else { 0 };
        self.next = place + 1;
        place
    }
}

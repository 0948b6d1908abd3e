//! Learning from a correction without training anew.

use crate::{Error, Result};

use super::fit::{MAX_CELLS, MAX_LABELS, check_label};
use super::machines::{LANES, balance};
use super::memory::Remembered;
use super::model::Classifier;

/// New pieces that one text may add.
const MAX_NEW_PIECES: usize = 4096;
/// A text moves a label no further than this, and nothing but forged bytes leads there.
const MAX_DUAL: f32 = 1e6;
/// Weights, and texts, that are gone over for each correction, which bounds its time.
const WORK: usize = 1 << 19;
const MOST_VISITS: usize = 128;
/// Steps below this change no answer.
const LEAST_STEP: f32 = 2e-3;

impl Classifier {
    /// Learns that the text has this label, which may be a new one. Takes about half a millisecond on a usual model, the
    /// first time longer. Teaching the same text again makes it count more; teaching it with another label takes back the
    /// first.
    ///
    /// This is the step that training makes for one text (dual coordinate descent), followed by the same step for some
    /// of the texts that are remembered: up to 1,024 of those that the classifier was trained on, as many of each label
    /// as there is room for, and the corrections, up to 2,048 in all, of which the oldest of the most frequent label are
    /// forgotten first. So a correction counts as if it had been there when the classifier was trained, in whatever order
    /// corrections come, many of one label in a row included. Kept of a text are the numbers of its pieces, not the text.
    /// Pieces of the text that are new join the vocabulary. Confidence is still measured as when the model was trained;
    /// after thousands of corrections train anew. Learning makes a model about twice as large.
    ///
    /// ```
    /// use hypercare::tickets::Classifier;
    /// let mut classifier = Classifier::starter()?;
    /// let before = classifier.summary().remembered;
    /// classifier.learn("the franking machine is out of ink", "office supplies")?;
    /// classifier.learn("no more toner in the copier", "office supplies")?;
    /// assert_eq!(classifier.classify("no more toner in our copier").label, "office supplies");
    /// assert_eq!(classifier.summary().remembered, before + 2);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank label; [`Error::Limit`] for a label over 1 KiB, or over 4096 labels or 2^27
    /// weights in all. The classifier is unchanged then.
    pub fn learn(&mut self, text: &str, label: &str) -> Result<()> {
        let label = check_label(label)?;
        let new = !self.numbers.contains_key(&label);
        Error::cap("labels", MAX_LABELS as u64, self.labels.len() + usize::from(new))?;
        let stride = (self.labels.len() + usize::from(new)).next_multiple_of(LANES);
        Error::cap("weights", MAX_CELLS as u64, self.vocabulary.len().saturating_mul(stride))?;

        if self.cells.widen(self.vocabulary.entries().map(|entry| entry.row)) {
            let rows: Vec<u32> = (0..self.vocabulary.len() as u32).collect();
            self.vocabulary.set_rows(&rows);
            self.wake();
        }
        let number = self.number_of(label);
        let room = MAX_CELLS / stride - self.vocabulary.len();
        let added = self.vocabulary.learn(text, self.cells.rows() as u32, MAX_NEW_PIECES.min(room));
        self.cells.add_rows(added);
        if let Some(count) = self.counts.get_mut(number) {
            *count = count.saturating_add(1);
        }

        let mut one =
            Remembered { taught: true, ..Remembered::new(&self.vocabulary.pieces_of(text), vec![number as u32]) };
        if let Some(place) = self.memory.find(&one) {
            let old = self.memory.texts.remove(place);
            if old.labels == one.labels {
                one.times = old.times.saturating_add(1);
                one.duals = old.duals;
            } else {
                self.take_back(&old);
            }
        }
        self.memory.add(one, self.labels.len());
        self.rehearse();
        Ok(())
    }

    /// Gives each remembered text of the training the dual variables that it must have had: those under which it would
    /// not move.
    fn wake(&mut self) {
        for place in 0..self.memory.texts.len() {
            let Some(slot) = self.memory.texts.get_mut(place) else { continue };
            let mut one = std::mem::take(slot);
            let margins = self.margins_on(&one.rows, &one.values());
            let dual = |(label, margin): (usize, &f32)| {
                let (sign, diagonal) = self.side(&one, label);
                ((1.0 - sign * margin) / diagonal).clamp(0.0, MAX_DUAL)
            };
            one.duals = margins.iter().enumerate().map(dual).collect();
            if let Some(slot) = self.memory.texts.get_mut(place) {
                *slot = one;
            }
        }
    }

    /// Goes over the newest text and others that are remembered, which pull back what it moved too far, in turn.
    fn rehearse(&mut self) {
        let newest = self.memory.texts.len() - 1;
        let mut work = self.visit(newest);
        for turn in 1..=newest.min(MOST_VISITS) {
            if work >= WORK {
                break;
            }
            let place = self.memory.turn();
            work += self.visit(place);
            // A few times on the way, so that neither has the last word.
            if turn % 16 == 0 {
                work += self.visit(newest);
            }
        }
        self.visit(newest);
    }

    /// On which side of a label a text is to lie, and how soft that is.
    fn side(&self, one: &Remembered, label: usize) -> (f32, f32) {
        let diagonal = 0.5 / self.options.cost as f32 / one.times as f32;
        if !one.labels.contains(&(label as u32)) {
            return (-1.0, diagonal);
        }
        let count = self.counts.get(label).copied().unwrap_or_default();
        (1.0, diagonal / balance(self.vocabulary.texts.max(count).saturating_add(1), count))
    }

    /// Moves the weights as far as one remembered text asks, and says how many it looked at. Constant terms stay: they
    /// would answer for texts that share nothing with this one.
    fn visit(&mut self, place: usize) -> usize {
        let Some(slot) = self.memory.texts.get_mut(place) else { return 0 };
        let mut one = std::mem::take(slot);
        one.duals.resize(self.labels.len(), 0.0);

        let values = one.values();
        let margins = self.margins_on(&one.rows, &values);
        let square: f32 = values.iter().map(|value| value * value).sum();
        let mut steps = Vec::new();
        for (label, margin) in margins.iter().enumerate() {
            let (sign, diagonal) = self.side(&one, label);
            let Some(dual) = one.duals.get_mut(label) else { continue };
            let gradient = sign * margin - 1.0 + diagonal * *dual;
            let next = (*dual - gradient / (square + diagonal)).clamp(0.0, MAX_DUAL);
            let step = (next - *dual) * sign;
            if step.abs() > LEAST_STEP {
                steps.push((label, step));
                *dual = next;
            }
        }
        self.cells.add(&one.rows, &values, &steps);
        let work = one.rows.len() * self.cells.stride;
        if let Some(slot) = self.memory.texts.get_mut(place) {
            *slot = one;
        }
        work
    }

    /// Takes back what a text did to the weights: it has another label now.
    fn take_back(&mut self, old: &Remembered) {
        let share = if old.taught { 1.0 } else { 1.0 / old.times as f32 };
        let back = |(label, dual)| (label, -self.side(old, label).0 * share * dual);
        let steps: Vec<(usize, f32)> = old.duals.iter().copied().enumerate().map(back).collect();
        self.cells.add(&old.rows, &old.values(), &steps);
    }

    /// The number of a label, which is given a place if it is new.
    fn number_of(&mut self, label: String) -> usize {
        if let Some(&number) = self.numbers.get(&label) {
            return number as usize;
        }
        let number = self.labels.len();
        self.cells.add_column(number);
        self.numbers.insert(label.clone(), number as u32);
        self.labels.push(label);
        self.counts.push(0);
        self.bias.push(-1.0);
        number
    }
}

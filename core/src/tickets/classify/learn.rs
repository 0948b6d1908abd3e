//! Learning from a correction without training anew.

use crate::{Error, Result};

use super::fit::{MAX_CELLS, MAX_LABELS, check_label};
use super::machines::{LANES, balance};
use super::memory::Remembered;
use super::model::Classifier;

/// New pieces that one text may add.
const MAX_NEW_PIECES: usize = 4096;
/// Constant terms beyond this are refused in bytes, and nothing but forged bytes leads there.
const MAX_BIAS: f32 = 1e6;
/// Earlier corrections that are gone over for each new one.
const REPLAYED: usize = 48;
/// Steps below this change no answer.
const LEAST_STEP: f32 = 1e-4;

impl Classifier {
    /// Learns that the text has this label, which may be a new one. Takes about a millisecond on a usual model. Teaching
    /// the same text again makes it count more; teaching it with another label takes back the first.
    ///
    /// This is the step that training makes for one text (dual coordinate descent): each label whose margin the text
    /// violates moves just as far as its squared hinge loss asks, and all else stays, so that nothing learned before is
    /// forgotten. The last 512 corrections are remembered and gone over in turn, as training goes over its texts, so that
    /// the newest does not win over those before it; kept are numbers of their pieces, not the texts. Pieces of the text
    /// that are new join the vocabulary. Confidence is still measured as when the model was trained; after thousands of
    /// corrections train anew. Learning makes a model about twice as large.
    ///
    /// ```
    /// use hypercare::tickets::Classifier;
    /// let mut classifier = Classifier::starter()?;
    /// classifier.learn("the franking machine is out of ink", "office supplies")?;
    /// classifier.learn("no more toner in the copier", "office supplies")?;
    /// assert_eq!(classifier.classify("no more toner in our copier").label, "office supplies");
    /// assert_eq!(classifier.summary().remembered, 2);
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
        }
        let number = self.number_of(label);
        let room = MAX_CELLS / stride - self.vocabulary.len();
        let added = self.vocabulary.learn(text, self.cells.rows() as u32, MAX_NEW_PIECES.min(room));
        self.cells.add_rows(added);
        if let Some(count) = self.counts.get_mut(number) {
            *count = count.saturating_add(1);
        }

        let vector = self.vocabulary.vector(text);
        let place = match self.memory.find(&vector) {
            Some(place) => {
                self.teach_again(place, number as u32);
                Some(place)
            }
            None => {
                let duals = vec![0.0; self.labels.len()];
                self.memory.add(Remembered { vector, label: number as u32, times: 1, duals })
            }
        };
        let Some(place) = place else { return Ok(()) };
        self.visit(place);
        let others = REPLAYED.min(self.memory.corrections.len() - 1);
        let mut moved = false;
        for _ in 0..others {
            let turn = self.memory.turn();
            moved |= self.visit(turn);
        }
        if moved {
            self.visit(place);
        }
        Ok(())
    }

    /// Counts a text that was taught before once more; where its label is another now, takes back what it did to both.
    fn teach_again(&mut self, place: usize, label: u32) {
        let Some(mut old) = self.memory.corrections.get(place).cloned() else { return };
        if old.label == label {
            old.times = old.times.saturating_add(1);
        } else {
            let mut steps = vec![0.0; self.labels.len()];
            for (number, sign) in [(old.label as usize, -1.0), (label as usize, 1.0)] {
                if let (Some(step), Some(dual)) = (steps.get_mut(number), old.duals.get_mut(number)) {
                    *step = sign * *dual;
                    *dual = 0.0;
                }
            }
            self.step(&old, &steps);
            (old.label, old.times) = (label, 1);
        }
        if let Some(place) = self.memory.corrections.get_mut(place) {
            *place = old;
        }
    }

    /// Moves the weights as far as one remembered correction asks, and says whether that was any step.
    fn visit(&mut self, place: usize) -> bool {
        let Some(slot) = self.memory.corrections.get_mut(place) else { return false };
        let empty = Remembered { vector: Default::default(), label: 0, times: 1, duals: Vec::new() };
        let mut one = std::mem::replace(slot, empty);
        let missing = self.labels.len() - one.duals.len().min(self.labels.len());
        one.duals.resize(self.labels.len(), 0.0);
        self.memory.grown(missing);

        let margins = self.margins_of(&one.vector);
        let square = one.vector.square();
        let diagonal = 0.5 / self.options.cost as f32 / one.times as f32;
        let texts = self.vocabulary.texts.saturating_add(1);
        let mut moved = false;
        let mut steps = vec![0.0; self.labels.len()];
        let sums = margins.sums.iter().zip(&margins.bias);
        for (label, (((sum, bias), dual), step)) in sums.zip(&mut one.duals).zip(&mut steps).enumerate() {
            let own = label == one.label as usize;
            let sign = if own { 1.0 } else { -1.0 };
            let count = self.counts.get(label).copied().unwrap_or_default();
            let diagonal = if own { diagonal / balance(texts, count) } else { diagonal };
            // The constant term of a label that was learned later does not move: see `step`.
            let square = if label < self.trained { 1.0 + square } else { square };
            let gradient = sign * (sum + bias) - 1.0 + diagonal * *dual;
            let next = (*dual - gradient / (square + diagonal)).clamp(0.0, MAX_BIAS);
            *step = (next - *dual) * sign;
            *dual = next;
            moved |= step.abs() > LEAST_STEP;
        }
        if moved {
            self.step(&one, &steps);
        }
        if let Some(slot) = self.memory.corrections.get_mut(place) {
            *slot = one;
        }
        moved
    }

    /// Adds the steps of the labels times the text to the weights. The constant term of a new label would answer for
    /// texts that share nothing with those it was taught: it stays.
    fn step(&mut self, one: &Remembered, steps: &[f32]) {
        for (&row, &value) in one.vector.rows.iter().zip(&one.vector.values) {
            self.cells.add(row, value, steps);
        }
        for (bias, step) in self.bias.iter_mut().zip(steps).take(self.trained) {
            *bias = (*bias + step).clamp(-MAX_BIAS, MAX_BIAS);
        }
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

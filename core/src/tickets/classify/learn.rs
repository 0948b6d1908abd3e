//! Learning from a correction without training anew.

use crate::{Error, Result};

use super::fit::{MAX_CELLS, MAX_LABELS, check_label};
use super::machines::{LANES, balance};
use super::model::Classifier;

/// New pieces that one text may add.
const MAX_NEW_PIECES: usize = 4096;
/// Constant terms beyond this are refused in bytes, and nothing but forged bytes leads there.
const MAX_BIAS: f32 = 1e6;

impl Classifier {
    /// Learns that the text has this label, which may be a new one. Takes less than a millisecond on a usual model.
    ///
    /// This is the step that training makes for one text: each label whose margin the text violates moves just as far as
    /// its squared hinge loss asks, and all else stays, so that nothing learned before is forgotten. Pieces of the text
    /// that are new join the vocabulary. Confidence is still measured as when the model was trained; after thousands of
    /// corrections train anew. Learning makes a model about twice as large.
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
        let margins = self.margins_of(&vector);
        let square = 1.0 + vector.square();
        let diagonal = 0.5 / self.options.cost as f32;
        let texts = self.vocabulary.texts.saturating_add(1);
        let steps: Vec<f32> = margins
            .sums
            .iter()
            .zip(&margins.bias)
            .enumerate()
            .map(|(label, (sum, bias))| {
                let own = label == number;
                let sign = if own { 1.0 } else { -1.0 };
                let loss = (1.0 - sign * (sum + bias)).max(0.0);
                let count = self.counts.get(label).copied().unwrap_or_default();
                let diagonal = if own { diagonal / balance(texts, count) } else { diagonal };
                sign * loss / (square + diagonal)
            })
            .collect();
        for (&row, &value) in vector.rows.iter().zip(&vector.values) {
            self.cells.add(row, value, &steps);
        }
        for (label, (bias, step)) in self.bias.iter_mut().zip(&steps).enumerate() {
            // The constant term of a new label would answer for texts that share nothing with those it was taught.
            if label < self.trained || *step < 0.0 {
                *bias = (*bias + step).clamp(-MAX_BIAS, MAX_BIAS);
            }
        }
        Ok(())
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

use std::collections::HashMap;

use serde::Serialize;

use crate::{Error, Result};

use super::fold::fold;
use super::grams::keys;

/// Finds the texts that are most like a given one: similar tickets, and duplicates.
///
/// ```
/// use hypercare::tickets::SimilarTexts;
/// let mut seen = SimilarTexts::new();
/// for text in ["The invoice is wrong", "I cannot log in", "login is broken since noon"] {
///     seen.add(text)?;
/// }
/// let found = seen.similar("the invoice is wrong!!", 2);
/// assert_eq!(found[0].index, 0);
/// assert!(found[0].similarity > 0.8);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// Texts are compared by the words, pairs of words and runs of 2 to 5 characters that they share, rare ones counting
/// most: the cosine of tf-idf vectors. How rare a piece is, is counted anew whenever the index has grown by a tenth, so
/// that adding stays cheap. Only the first 65,536 bytes of a text are read.
#[derive(Clone, Debug, Default)]
pub struct SimilarTexts {
    texts: Vec<Indexed>,
    pieces: HashMap<u32, Posting>,
    /// Texts when rarity was counted, and pieces of all texts.
    counted: usize,
    size: usize,
}

/// A text of a [`SimilarTexts`] index, and how like the given one it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimilarText {
    /// The number of the text: 0 for the first that was added.
    pub index: u32,
    /// From 0, nothing shared, to 1, the same but for case, blanks and Unicode form.
    pub similarity: f64,
}

#[derive(Clone, Debug)]
struct Indexed {
    pieces: Vec<(u32, f32)>,
    length: f64,
}

#[derive(Clone, Debug)]
struct Posting {
    rarity: f64,
    texts: Vec<(u32, f32)>,
}

const MAX_TEXTS: u64 = 1 << 24;
const MAX_PIECES: u64 = 1 << 28;

impl SimilarTexts {
    /// An empty index.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Adds a text and gives its number.
    ///
    /// # Errors
    /// [`Error::Limit`] over 2^24 texts, or 2^28 different pieces summed over the texts.
    pub fn add(&mut self, text: &str) -> Result<u32> {
        Error::cap("texts of the index", MAX_TEXTS, self.texts.len() + 1)?;
        let pieces = pieces(text);
        Error::cap("pieces of the index", MAX_PIECES, self.size + pieces.len())?;
        self.size += pieces.len();
        let index = self.texts.len() as u32;
        let rare = rarity(self.texts.len() + 1, 1);
        for &(key, weight) in &pieces {
            let posting = self.pieces.entry(key).or_insert_with(|| Posting { rarity: rare, texts: Vec::new() });
            posting.texts.push((index, weight));
        }
        let length = self.length(&pieces);
        self.texts.push(Indexed { pieces, length });
        if self.texts.len() * 10 >= self.counted * 11 {
            self.count();
        }
        Ok(index)
    }

    /// The `k` texts most like this one, the most similar first, those added earlier first where they are alike; fewer
    /// where fewer share anything with it. Duplicates are those with a similarity of 0.9 and more, say.
    pub fn similar(&self, text: &str, k: usize) -> Vec<SimilarText> {
        let pieces = pieces(text);
        let length = self.length(&pieces);
        let mut sums = vec![0.0_f64; self.texts.len()];
        for (key, weight) in &pieces {
            if let Some(posting) = self.pieces.get(key) {
                let part = posting.rarity * posting.rarity * f64::from(*weight);
                for &(index, weight) in &posting.texts {
                    if let Some(sum) = sums.get_mut(index as usize) {
                        *sum += part * f64::from(weight);
                    }
                }
            }
        }
        let mut found: Vec<SimilarText> = (0..)
            .zip(sums.iter().zip(&self.texts))
            .filter(|(_, (sum, _))| **sum > 0.0)
            .map(|(index, (sum, text))| SimilarText {
                index,
                similarity: (sum / (length * text.length)).clamp(0.0, 1.0),
            })
            .collect();
        found.sort_by(|one, other| other.similarity.total_cmp(&one.similarity).then(one.index.cmp(&other.index)));
        found.truncate(k);
        found
    }

    fn length(&self, pieces: &[(u32, f32)]) -> f64 {
        let rare = rarity(self.counted.max(1), 1);
        let square: f64 = pieces
            .iter()
            .map(|(key, weight)| self.pieces.get(key).map_or(rare, |posting| posting.rarity) * f64::from(*weight))
            .map(|weight| weight * weight)
            .sum();
        square.sqrt()
    }

    fn count(&mut self) {
        self.counted = self.texts.len();
        for posting in self.pieces.values_mut() {
            posting.rarity = rarity(self.counted, posting.texts.len());
        }
        let lengths: Vec<f64> = self.texts.iter().map(|text| self.length(&text.pieces)).collect();
        for (text, length) in self.texts.iter_mut().zip(lengths) {
            text.length = length;
        }
    }
}

/// The pieces of a text by key, with their weights before rarity.
fn pieces(text: &str) -> Vec<(u32, f32)> {
    let mut keys = keys(&fold(text).chars).0;
    keys.sort_unstable();
    let same = keys.chunk_by(|one, other| one == other);
    same.filter_map(|keys| keys.first().map(|&key| (key, 1.0 + libm::logf(keys.len() as f32)))).collect()
}

fn rarity(texts: usize, holding: usize) -> f64 {
    libm::log((1.0 + texts as f64) / (1.0 + holding as f64)) + 1.0
}

//! Which words and pieces of a text drove an answer, and where they stand in it.

use serde::Serialize;

use crate::{Error, Result};

use super::fold::{Folded, fold_with_origins};
use super::grams::{is_ideograph, is_word, visit};
use super::model::Classifier;

/// A part of a text, in the three units in which programs count: the end is not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextSpan {
    /// First byte of the text in UTF-8, as Rust counts.
    pub byte_start: u32,
    /// The byte after the last.
    pub byte_end: u32,
    /// First character (Unicode code point), as Python counts.
    pub char_start: u32,
    /// The character after the last.
    pub char_end: u32,
    /// First UTF-16 code unit, as JavaScript counts.
    pub utf16_start: u32,
    /// The code unit after the last.
    pub utf16_end: u32,
}

/// A piece of a text and what it did to the answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExplainedPiece {
    /// The piece as it stands in the text.
    pub text: String,
    /// Where it stands; where it stands several times, the first of them.
    pub span: TextSpan,
    /// What it adds to the margin of the label; negative where it speaks against the label.
    pub weight: f64,
}

/// Why a [`Classifier`] says what it says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// The label that is explained.
    pub label: String,
    /// How far the text lies on the label's side, usually -2 to 2: `base` and the weights of all words together.
    pub margin: f64,
    /// The margin of a text that holds nothing known.
    pub base: f64,
    /// The words of the text in order, and what stands between them where it counts. The part of every piece is spread
    /// evenly over its characters; a word has what fell to its own.
    pub words: Vec<ExplainedPiece>,
    /// The ten words, pairs of words and runs of characters that weigh most, either way, the heaviest first.
    pub pieces: Vec<ExplainedPiece>,
}

const PIECES: usize = 10;

/// A piece that the vocabulary knows: its characters, where it stands and its row.
struct Known {
    start: usize,
    end: usize,
    row: u32,
    part: f64,
    key: u32,
}

impl Classifier {
    /// Why [`classify`](Self::classify) gives this text its label.
    ///
    /// ```
    /// use hypercare::tickets::{Classifier, ClassifierOptions};
    /// let texts = ["cannot log in", "login rejected", "charged twice", "wrong invoice"];
    /// let classifier = Classifier::train(&texts, &["login", "login", "billing", "billing"], &ClassifierOptions::default())?;
    /// let why = classifier.explain("Ünexpected: charged again");
    /// let word = why.words.iter().max_by(|one, other| one.weight.total_cmp(&other.weight)).unwrap();
    /// assert_eq!((why.label.as_str(), word.text.as_str()), ("billing", "charged"));
    /// assert_eq!((word.span.byte_start, word.span.char_start), (13, 12)); // Ü is one character and two bytes
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn explain(&self, text: &str) -> Explanation {
        let label = self.margins(text).best().map_or(0, |best| best.0);
        self.explain_number(text, label)
    }

    /// What in this text speaks for and against a label.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a label that the classifier does not have.
    pub fn explain_label(&self, text: &str, label: &str) -> Result<Explanation> {
        let form = super::fold::label_form(label);
        match self.numbers.get(&form) {
            Some(&number) => Ok(self.explain_number(text, number as usize)),
            None => Err(Error::unknown("label", label, self.labels.iter().take(5).cloned().collect())),
        }
    }

    fn explain_number(&self, text: &str, label: usize) -> Explanation {
        let folded = fold_with_origins(text);
        let vector = self.vocabulary.vector_of(&folded.chars);
        // The same pieces in the same order as in the vector: a piece's value is shared by its occurrences.
        let mut known: Vec<Known> = Vec::new();
        visit(&folded.chars, |gram| {
            if let Some(piece) = self.vocabulary.find(gram.key) {
                known.push(Known { start: gram.start, end: gram.end, row: piece.row, part: 0.0, key: gram.key });
            }
        });
        let mut order: Vec<usize> = (0..known.len()).collect();
        let key = |at: usize| known.get(at).map(|known| (known.key, at));
        order.sort_unstable_by_key(|&at| key(at));
        let same =
            |one: usize, other: usize| key(one).map(|key| (key.0, key.1)) == key(other).map(|key| (key.0, key.1));
        let mut groups: Vec<Vec<usize>> =
            order.chunk_by(|&one, &other| same(one, other)).map(<[usize]>::to_vec).collect();
        groups.sort_unstable_by_key(|group| group.first().copied());

        let mut pieces: Vec<(usize, f64)> = Vec::with_capacity(groups.len());
        for (group, &value) in groups.iter().zip(&vector.values) {
            let Some(&first) = group.first() else { continue };
            let weight = known.get(first).map_or(0.0, |known| self.cells.weight(known.row, label) * value);
            pieces.push((first, weight.into()));
            for &at in group {
                if let Some(known) = known.get_mut(at) {
                    known.part = f64::from(weight) / group.len() as f64;
                }
            }
        }

        let places = Places::new(text);
        let base = self.bias.get(label).copied().unwrap_or_default().into();
        let words = words(&folded, &known, &places);
        pieces.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()).then(one.0.cmp(&other.0)));
        let pieces = pieces.iter().take(PIECES).filter_map(|&(at, weight)| {
            let known = known.get(at)?;
            places.piece(&folded, known.start, known.end, weight)
        });
        Explanation {
            label: self.labels.get(label).cloned().unwrap_or_default(),
            margin: base + known.iter().map(|known| known.part).sum::<f64>(),
            base,
            pieces: pieces.collect(),
            words,
        }
    }
}

/// Spreads the parts over the characters and sums them by word.
fn words(folded: &Folded, known: &[Known], places: &Places<'_>) -> Vec<ExplainedPiece> {
    let mut weights = vec![0.0_f64; folded.chars.len()];
    for known in known {
        let chars = folded.chars.get(known.start..known.end).unwrap_or_default();
        let count = chars.iter().filter(|&&char| char != ' ').count();
        let weights = weights.get_mut(known.start..known.end).unwrap_or_default();
        for (weight, _) in weights.iter_mut().zip(chars).filter(|(_, char)| **char != ' ') {
            *weight += known.part / count as f64;
        }
    }
    let mut words = Vec::new();
    let mut start = 0;
    for chars in folded.chars.chunk_by(|&one, &other| kind(one) == kind(other) && !is_ideograph(one)) {
        let end = start + chars.len();
        let weight: f64 = weights.get(start..end).unwrap_or_default().iter().sum();
        let first = chars.first().copied().unwrap_or(' ');
        if first != ' ' && (is_word(first) || weight != 0.0) {
            words.extend(places.piece(folded, start, end, weight));
        }
        start = end;
    }
    words
}

fn kind(char: char) -> u8 {
    if char == ' ' { 0 } else { 1 + u8::from(is_word(char)) + u8::from(is_ideograph(char)) }
}

/// How bytes count in the other units.
struct Places<'a> {
    text: &'a str,
    /// For each byte the characters and code units before it.
    before: Vec<(u32, u32)>,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        let text = super::fold::head(text);
        let mut before = Vec::with_capacity(text.len() + 1);
        let (mut chars, mut units) = (0, 0);
        for char in text.chars() {
            before.extend(std::iter::repeat_n((chars, units), char.len_utf8()));
            chars += 1;
            units += char.len_utf16() as u32;
        }
        before.push((chars, units));
        Self { text, before }
    }

    /// The piece of the original behind some folded characters, without the blanks at its ends.
    fn piece(&self, folded: &Folded, start: usize, end: usize, weight: f64) -> Option<ExplainedPiece> {
        let inner = |at: &usize| folded.chars.get(*at).is_some_and(|&char| char != ' ');
        let (first, last) = ((start..end).find(inner)?, (start..end).rev().find(inner)?);
        let (byte_start, byte_end) = (folded.origins.get(first)?.0, folded.origins.get(last)?.1);
        let (char_start, utf16_start) = *self.before.get(byte_start as usize)?;
        let (char_end, utf16_end) = *self.before.get(byte_end as usize)?;
        let text = self.text.get(byte_start as usize..byte_end as usize)?.to_owned();
        let span = TextSpan { byte_start, byte_end, char_start, char_end, utf16_start, utf16_end };
        Some(ExplainedPiece { text, span, weight })
    }
}

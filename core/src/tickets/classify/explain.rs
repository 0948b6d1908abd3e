//! Which words and pieces of a text drove an answer, and where they stand in it.

use serde::Serialize;

use crate::error::shorten;
use crate::tickets::{TicketGuess, redact};
use crate::{Error, Result};

use super::fold::{Folded, fold_with_origins, head};
use super::grams::{is_ideograph, is_word, visit};
use super::model::{Classification, Classifier};
use super::vocabulary::Vector;

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

/// Words of a guess.
const WORDS: usize = 5;

/// A text as it is read: its characters, its pieces as numbers, and of each piece in the order of the text which of these
/// numbers it is.
struct Read {
    folded: Folded,
    vector: Vector,
    numbers: Vec<u32>,
}

/// Where a piece stands, in folded characters, its number, and its share of the weight of all places of that.
struct Known {
    start: usize,
    end: usize,
    number: usize,
    share: f64,
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
        let read = self.read(text);
        let label = self.margins_of(&read.vector).best().map_or(0, |best| best.0);
        self.explain_number(text, &read, label)
    }

    /// What in this text speaks for and against a label.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a label that the classifier does not have.
    pub fn explain_label(&self, text: &str, label: &str) -> Result<Explanation> {
        let form = super::fold::label_form(label);
        match self.numbers.get(&form) {
            Some(&number) => Ok(self.explain_number(text, &self.read(text), number as usize)),
            None => Err(Error::unknown("label", label, self.labels.iter().take(5).cloned().collect())),
        }
    }

    /// What [`Router::route_by`](crate::tickets::Router::route_by) asks: the classification, and the five words that
    /// speak most for it, the strongest first, without secrets and personal data.
    ///
    /// ```
    /// use hypercare::tickets::Classifier;
    /// let guess = Classifier::starter()?.guess("The refund has not arrived on my card");
    /// assert_eq!(guess.label, "payment_failures");
    /// assert!(guess.words.contains(&"refund".to_owned()));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    pub fn guess(&self, text: &str) -> TicketGuess {
        let read = self.read(text);
        let margins = self.margins_of(&read.vector);
        let Classification { label, confidence, known, alternatives } = self.answer(&margins);
        let places = self.places(&read, &self.weights(&read, margins.best().map_or(0, |best| best.0)));
        let mut words = read.words(&places);
        words.retain(|word| word.2 > 0.0);
        words.sort_by(|one, other| other.2.total_cmp(&one.2));
        let text = head(text);
        let secrets = if words.is_empty() { Vec::new() } else { redact(text).spans };
        let open =
            |&(start, end): &(usize, usize)| !secrets.iter().any(|secret| secret.start < end && start < secret.end);
        let words = words.iter().filter_map(|&(start, end, _)| read.folded.bytes(start, end)).filter(open);
        let words = words.filter_map(|(start, end)| text.get(start..end)).map(shorten).take(WORDS).collect();
        TicketGuess { label, confidence, known, alternatives, words }
    }

    fn read(&self, text: &str) -> Read {
        let folded = fold_with_origins(text);
        let (vector, numbers) = self.vocabulary.read(&folded.chars);
        Read { folded, vector, numbers }
    }

    /// What the pieces add to the margin of a label.
    fn weights(&self, read: &Read, label: usize) -> Vec<f32> {
        let pieces = read.vector.rows.iter().zip(&read.vector.values);
        pieces.map(|(&row, value)| self.cells.weight(row, label) * value).collect()
    }

    /// Where each piece of a weight stands; its places share that.
    fn places(&self, read: &Read, weights: &[f32]) -> Vec<Known> {
        let mut times = vec![0_u32; weights.len()];
        for &number in &read.numbers {
            if let Some(times) = times.get_mut(number as usize) {
                *times += 1;
            }
        }
        let mut places = Vec::with_capacity(read.numbers.len());
        let mut numbers = read.numbers.iter().map(|&number| number as usize);
        visit(&read.folded.chars, |gram| {
            let Some(number) = numbers.next() else { return };
            if let (Some(&weight), Some(&times)) = (weights.get(number), times.get(number)) {
                let share = f64::from(weight) / f64::from(times);
                places.push(Known { start: gram.start, end: gram.end, number, share });
            }
        });
        places
    }

    fn explain_number(&self, text: &str, read: &Read, label: usize) -> Explanation {
        let weights = self.weights(read, label);
        let known = self.places(read, &weights);
        let mut first: Vec<Option<&Known>> = vec![None; weights.len()];
        for known in &known {
            if let Some(first) = first.get_mut(known.number) {
                first.get_or_insert(known);
            }
        }
        let mut pieces: Vec<(&Known, f64)> =
            first.into_iter().zip(weights).filter_map(|(first, weight)| Some((first?, weight.into()))).collect();
        // Where they weigh alike, those that begin to be read earlier; the sort is stable.
        pieces.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()));

        let base = self.bias.get(label).copied().unwrap_or_default().into();
        let counts = Counts::new(text);
        let explained = |(start, end, weight)| counts.piece(&read.folded, start, end, weight);
        Explanation {
            label: self.labels.get(label).cloned().unwrap_or_default(),
            margin: base + known.iter().map(|known| known.share).sum::<f64>(),
            base,
            words: read.words(&known).into_iter().filter_map(explained).collect(),
            pieces: pieces
                .iter()
                .take(PIECES)
                .filter_map(|(known, weight)| explained((known.start, known.end, *weight)))
                .collect(),
        }
    }
}

impl Read {
    /// The words, and what else weighs something, from a character to behind another: the shares of the pieces spread
    /// over the characters, summed by word.
    fn words(&self, known: &[Known]) -> Vec<(usize, usize, f64)> {
        let chars = &self.folded.chars;
        let mut weights = vec![0.0_f64; chars.len()];
        for known in known {
            let own = chars.get(known.start..known.end).unwrap_or_default();
            let share = known.share / own.iter().filter(|&&char| char != ' ').count() as f64;
            let weights = weights.get_mut(known.start..known.end).unwrap_or_default();
            for (weight, _) in weights.iter_mut().zip(own).filter(|(_, char)| **char != ' ') {
                *weight += share;
            }
        }
        let mut words = Vec::new();
        let mut start = 0;
        for chars in chars.chunk_by(|&one, &other| kind(one) == kind(other) && !is_ideograph(one)) {
            let end = start + chars.len();
            let weight: f64 = weights.get(start..end).unwrap_or_default().iter().sum();
            let first = chars.first().copied().unwrap_or(' ');
            if first != ' ' && (is_word(first) || weight != 0.0) {
                words.push((start, end, weight));
            }
            start = end;
        }
        words
    }
}

fn kind(char: char) -> u8 {
    if char == ' ' { 0 } else { 1 + u8::from(is_word(char)) + u8::from(is_ideograph(char)) }
}

/// How bytes count in the other units.
struct Counts<'a> {
    text: &'a str,
    /// For each byte the characters and code units before it; none for ASCII, where they are as many.
    before: Vec<(u32, u32)>,
}

impl<'a> Counts<'a> {
    fn new(text: &'a str) -> Self {
        let text = head(text);
        if text.is_ascii() {
            return Self { text, before: Vec::new() };
        }
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

    fn before(&self, byte: usize) -> Option<(u32, u32)> {
        if self.before.is_empty() { Some((byte as u32, byte as u32)) } else { self.before.get(byte).copied() }
    }

    /// The piece of the original behind some folded characters, without the blanks at its ends.
    fn piece(&self, folded: &Folded, start: usize, end: usize, weight: f64) -> Option<ExplainedPiece> {
        let (start, end) = folded.bytes(start, end)?;
        let ((char_start, utf16_start), (char_end, utf16_end)) = (self.before(start)?, self.before(end)?);
        let text = self.text.get(start..end)?.to_owned();
        let (byte_start, byte_end) = (start as u32, end as u32);
        let span = TextSpan { byte_start, byte_end, char_start, char_end, utf16_start, utf16_end };
        Some(ExplainedPiece { text, span, weight })
    }
}

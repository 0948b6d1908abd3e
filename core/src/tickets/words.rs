//! Words and phrases in a text, in one pass.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Deserializer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::Error;
use crate::document::text_with;

/// Longest part of a word that counts: one of 10 MB costs no more than this.
const LONGEST: usize = 32;

/// Letters in a row with as much between any two of them as between the first two are a word that was spelled out, from
/// so many on.
const SPELLED: usize = 4;

/// A word of a text: in NFKC and lower case, look-alikes of Latin letters as these, apostrophes left out, and where it
/// stands, in bytes.
pub(crate) struct Word {
    pub(crate) folded: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Word {
    /// The word in the form in which words are compared.
    fn fold(mut self) -> Self {
        self.folded = match self.folded.is_ascii() {
            true => self.folded.to_ascii_lowercase(),
            false => self.folded.nfkc().flat_map(char::to_lowercase).nfkc().map(latin).collect(),
        };
        self
    }

    fn is_letter(&self) -> bool {
        let mut chars = self.folded.chars();
        chars.next().is_some_and(|c| c.is_alphabetic() && !is_unspaced(c)) && chars.next().is_none()
    }
}

/// The Latin letter that a small Cyrillic or Greek one passes for: words of theirs are compared in the same form.
fn latin(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'с' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' => 'e',
        'һ' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' => 'u',
        'ν' => 'v',
        'х' | 'χ' => 'x',
        'у' => 'y',
        c => c,
    }
}

/// The words of a text: runs of letters, digits and their marks. Scripts that put no blanks between words give a word
/// for each of their letters, so that a phrase in them is found inside of a sentence. A word that is s p e l l e d out is
/// one word.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let (mut length, mut whole) = (0, false);
    for (offset, c) in text.char_indices() {
        let joins = word.is_some() && (is_silent(c) || !c.is_ascii() && is_combining_mark(c));
        if !joins {
            if whole || !c.is_alphanumeric() || is_unspaced(c) {
                words.extend(word.take().map(Word::fold));
            }
            if !c.is_alphanumeric() {
                continue;
            }
            whole = is_unspaced(c);
        }
        let current = word.get_or_insert_with(|| {
            length = 0;
            Word { folded: String::new(), start: offset, end: offset }
        });
        if !is_silent(c) {
            current.end = offset + c.len_utf8();
            if length < LONGEST {
                current.folded.push(c);
                length += 1;
            }
        }
    }
    words.extend(word.map(Word::fold));
    match words.windows(SPELLED).any(|words| words.iter().all(Word::is_letter)) {
        true => joined(words),
        false => words,
    }
}

/// The words, with those that are spelled out in one.
fn joined(words: Vec<Word>) -> Vec<Word> {
    let mut rest = words.into_iter().peekable();
    let mut words = Vec::new();
    while let Some(first) = rest.next() {
        let mut run = vec![first];
        let mut gap = None;
        while let Some(next) = rest.next_if(|next| {
            let last = run.last().filter(|last| last.is_letter() && next.is_letter() && run.len() < LONGEST);
            last.is_some_and(|last| *gap.get_or_insert(next.start - last.end) == next.start - last.end)
        }) {
            run.push(next);
        }
        match (run.len() >= SPELLED, run.first().map(|word| word.start), run.last().map(|word| word.end)) {
            (true, Some(start), Some(end)) => {
                words.push(Word { folded: run.into_iter().map(|word| word.folded).collect(), start, end });
            }
            _ => words.append(&mut run),
        }
    }
    words
}

/// What stands inside of a word without being part of it: apostrophes, soft hyphens, signs without a width.
fn is_silent(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese, which have no blanks between words.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// A phrase: words in a row, the last of which may be a beginning only.
#[derive(Debug)]
struct Phrase {
    rest: Vec<String>,
    open: bool,
    group: usize,
}

/// Where a phrase was found.
pub(crate) struct Hit {
    /// The group that the phrase was added for.
    pub(crate) group: usize,
    /// From its first byte to behind its last.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Phrases by the word they begin with.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    whole: HashMap<String, Vec<Phrase>>,
    /// Single words of which only the beginning is given.
    beginnings: HashMap<String, Vec<usize>>,
    /// Lengths of beginnings, in characters.
    lengths: BTreeMap<usize, usize>,
}

impl Phrases {
    /// Adds a phrase under a group; a `*` at its end stands for any end of its last word, and signs for blanks. One
    /// without a word is never found.
    pub(crate) fn add(&mut self, phrase: &str, group: usize) {
        let open = phrase.ends_with('*');
        let mut rest = words(phrase).into_iter().map(|word| word.folded);
        let Some(first) = rest.next() else { return };
        let rest: Vec<_> = rest.collect();
        if open && rest.is_empty() {
            *self.lengths.entry(first.chars().count()).or_default() += 1;
            self.beginnings.entry(first).or_default().push(group);
        } else {
            self.whole.entry(first).or_default().push(Phrase { rest, open, group });
        }
    }

    /// Every phrase of every group in the text, in the order of the words they begin with.
    pub(crate) fn find(&self, words: &[Word]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let ends: Vec<usize> = word.folded.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
            for length in self.lengths.keys() {
                let Some(end) = length.checked_sub(1).and_then(|last| ends.get(last)) else { continue };
                let groups = word.folded.get(..*end).and_then(|beginning| self.beginnings.get(beginning));
                let hit = |group: &usize| Hit { group: *group, start: word.start, end: word.end };
                hits.extend(groups.into_iter().flatten().map(hit));
            }
            for phrase in self.whole.get(&word.folded).into_iter().flatten() {
                let following = words.get(index + 1..index + 1 + phrase.rest.len());
                let Some(following) = following else { continue };
                let last = phrase.rest.len();
                let fits = phrase.rest.iter().zip(following).enumerate().all(|(place, (wanted, word))| {
                    if phrase.open && place + 1 == last {
                        word.folded.starts_with(wanted.as_str())
                    } else {
                        word.folded == *wanted
                    }
                });
                if fits {
                    let end = following.last().map_or(word.end, |word| word.end);
                    hits.push(Hit { group: phrase.group, start: word.start, end });
                }
            }
        }
        hits
    }
}

/// A list of phrases in a document, each with at least one word: one without would never be found.
pub(crate) fn phrases<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    struct Listed(#[serde(deserialize_with = "phrase")] String);

    fn phrase<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        text_with(deserializer, |text| match words(text).is_empty() {
            true => Err(Error::parse("phrase", text, 0, "at least one letter or digit")),
            false => Ok(text.to_owned()),
        })
    }

    Ok(Vec::<Listed>::deserialize(deserializer)?.into_iter().map(|listed| listed.0).collect())
}

//! Words and phrases in a text, in one pass.

use std::collections::{BTreeMap, HashMap};

/// Longest part of a word that counts: one of 10 MB costs no more than this.
const LONGEST: usize = 32;

/// A word of a text: in lower case, apostrophes left out, and where it stands, in bytes.
pub(crate) struct Word {
    pub(crate) folded: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The words of a text: runs of letters and digits.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<Word> = None;
    let mut length = 0;
    for (offset, c) in text.char_indices() {
        let inside = matches!(c, '\'' | '\u{2019}') && word.is_some();
        if !c.is_alphanumeric() && !inside {
            words.extend(word.take());
            continue;
        }
        let current = word.get_or_insert_with(|| {
            length = 0;
            Word { folded: String::new(), start: offset, end: offset }
        });
        if !inside {
            current.end = offset + c.len_utf8();
            if length < LONGEST {
                current.folded.extend(c.to_lowercase());
                length += 1;
            }
        }
    }
    words.extend(word);
    words
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
    /// Adds a phrase under a group; a `*` at its end stands for any end of its last word.
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

//! The words of safeguards and rules in a text.

use std::collections::{BTreeMap, BTreeSet};

use super::Router;
use crate::tickets::words::{Hit, words};
use crate::tickets::{Classifier, redact};

/// Of a text over twice as many bytes so many at its beginning and at its end are read for words.
const TEXT_BYTES: usize = 64 << 10;

/// Words of a text by the group of phrases that they belong to.
pub(super) type Said<'a> = BTreeMap<usize, Vec<&'a str>>;

/// The first three of the words, each once, for a reason; without secrets, as reasons are kept.
pub(super) fn quoted<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut list = String::new();
    let mut seen = BTreeSet::new();
    for word in words.into_iter().filter(|word| seen.insert(word.to_lowercase())).take(3) {
        list.push_str(if list.is_empty() { ": " } else { ", " });
        // A short word of letters alone is no secret, and needs no search for one.
        let plain = word.len() < 16 && word.chars().all(char::is_alphabetic);
        let told = if plain { word.to_owned() } else { redact(word).text };
        list.push_str(&format!("{:?}", crate::error::shorten(&told)));
    }
    list
}

/// The words of a text that speak most for a label, without those of secrets.
pub(super) fn telling(classifier: &Classifier, text: &str, label: &str) -> Vec<String> {
    let Ok(why) = classifier.explain_label(text, label) else { return Vec::new() };
    let secrets = redact(&text[..text.floor_char_boundary(TEXT_BYTES)]).spans;
    let mut words = why.words;
    words.retain(|word| {
        let (start, end) = (word.span.byte_start as usize, word.span.byte_end as usize);
        word.weight > 0.0 && !secrets.iter().any(|secret| secret.start < end && start < secret.end)
    });
    words.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    words.into_iter().map(|word| word.text).collect()
}

impl Router {
    /// The groups of words that are in the text, with the words as they stand there.
    pub(super) fn said<'a>(&self, text: &'a str) -> Said<'a> {
        let (head, tail) = match text.len() > 2 * TEXT_BYTES {
            true => (text.floor_char_boundary(TEXT_BYTES), text.ceil_char_boundary(text.len() - TEXT_BYTES)),
            false => (text.len(), text.len()),
        };
        let mut said = Said::new();
        for part in [&text[..head], &text[tail..]] {
            let hits = self.phrases.find(&words(part));
            for hit in &self.without_talk(part, hits) {
                said.entry(hit.group).or_default().extend(part.get(hit.start..hit.end));
            }
        }
        said
    }

    /// The hits but for those of safeguards that lie in a phrase of their `unless`, or follow it at once.
    fn without_talk(&self, text: &str, mut hits: Vec<Hit>) -> Vec<Hit> {
        let (guards, rules) = (self.document.safeguards.len(), self.document.rules.len());
        // For each safeguard where its phrases begin, and the end of the furthest up to there. Hits come in order.
        let mut talk: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        for hit in hits.extract_if(.., |hit| hit.group >= guards + rules) {
            let rest = text.get(hit.end..).unwrap_or_default();
            let end = hit.end + (rest.len() - rest.trim_start().len());
            let phrases = talk.entry(hit.group - guards - rules).or_default();
            let furthest = phrases.last().map_or(end, |(_, furthest)| end.max(*furthest));
            phrases.push((hit.start, furthest));
        }
        hits.retain(|hit| {
            let phrases = talk.get(&hit.group).map(Vec::as_slice).unwrap_or_default();
            let before = phrases.partition_point(|(start, _)| *start < hit.end);
            before.checked_sub(1).and_then(|last| phrases.get(last)).is_none_or(|(_, furthest)| *furthest < hit.start)
        });
        hits
    }
}

//! A text as the classifier reads it: NFKC, lower case, every blank a space, with the way back to the original.

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Bytes of a text that are read; what follows is not looked at.
pub(super) const MAX_TEXT_BYTES: usize = 65_536;

/// The characters of a text between two spaces, and where each comes from.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) chars: Vec<char>,
    /// For each character the bytes of the original that it stands for; empty unless asked for, and for ASCII, where each
    /// stands for the byte before its place.
    origins: Vec<(u32, u32)>,
}

impl Folded {
    /// Which bytes of the original some characters stand for, those of the blanks at their ends left out; none where
    /// nothing is left.
    pub(super) fn bytes(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let chars = self.chars.get(start..end)?;
        let first = start + chars.iter().position(|&char| char != ' ')?;
        let last = start + chars.iter().rposition(|&char| char != ' ')?;
        if self.origins.is_empty() {
            return Some((first.checked_sub(1)?, last));
        }
        Some((self.origins.get(first)?.0 as usize, self.origins.get(last)?.1 as usize))
    }
}

/// The text as it is classified.
pub(super) fn fold(text: &str) -> Folded {
    fold_with(text, false)
}

/// The same with the origin of every character.
pub(super) fn fold_with_origins(text: &str) -> Folded {
    fold_with(text, true)
}

/// The part of a text that is read.
pub(super) fn head(text: &str) -> &str {
    let mut end = text.len().min(MAX_TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn fold_with(text: &str, origins: bool) -> Folded {
    let text = head(text);
    let mut folded = Folded { chars: Vec::with_capacity(text.len() + 2), origins: Vec::new() };
    folded.chars.push(' ');
    if text.is_ascii() {
        folded.chars.extend(text.bytes().map(fold_ascii));
        folded.chars.push(' ');
        return folded;
    }
    if origins {
        folded.origins.push((0, 0));
    }
    let mut start = 0;
    while let Some(cluster) = text.get(start..).filter(|rest| !rest.is_empty()).map(first_cluster) {
        let before = folded.chars.len();
        match cluster.as_bytes() {
            &[byte] => folded.chars.push(fold_ascii(byte)),
            _ => folded.chars.extend(cluster.nfkc().flat_map(char::to_lowercase).map(blank_as_space)),
        }
        if origins {
            let origin = (start as u32, (start + cluster.len()) as u32);
            folded.origins.extend(folded.chars.iter().skip(before).map(|_| origin));
        }
        start += cluster.len();
    }
    folded.chars.push(' ');
    if origins {
        folded.origins.push((start as u32, start as u32));
    }
    folded
}

fn fold_ascii(byte: u8) -> char {
    if byte <= b' ' || byte == 127 { ' ' } else { byte.to_ascii_lowercase().into() }
}

/// The characters up to the next one that normalisation can never join with those before: folding cluster by cluster
/// gives what folding the whole text gives.
fn first_cluster(text: &str) -> &str {
    let end = text.char_indices().skip(1).find(|&(_, char)| starts_anew(char)).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

fn starts_anew(char: char) -> bool {
    // No character before the combining marks composes with, or is sorted before, one on its left.
    if char < '\u{300}' {
        return true;
    }
    let mut first = None;
    decompose_compatible(char, |part| {
        first.get_or_insert(part);
    });
    let first = first.unwrap_or(char);
    canonical_combining_class(first) == 0 && is_nfc_quick(std::iter::once(first)) == IsNormalized::Yes
}

fn blank_as_space(char: char) -> char {
    if char.is_whitespace() || char.is_control() || char == '\u{feff}' || char == '\u{200b}' { ' ' } else { char }
}

/// A label in the one form in which labels are compared: NFC, without blanks around it.
pub(super) fn label_form(label: &str) -> String {
    label.nfc().collect::<String>().trim().to_owned()
}

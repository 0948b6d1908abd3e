//! The pieces of a text that count: words, pairs of words, and runs of 2 to 5 characters within blanks.

use unicode_normalization::char::canonical_combining_class;

/// The two kinds of pieces. Each is weighed on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Words,
    Chars,
}

pub(super) const LONGEST: usize = 5;

/// One piece: its key and the characters it spans, the end not included. A pair of words spans both and what is between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gram {
    pub(super) key: u32,
    pub(super) block: Block,
    pub(super) start: usize,
    pub(super) end: usize,
}

const WORD_SEED: u64 = 0x243f_6a88_85a3_08d3;
const PAIR_SEED: u64 = 0x1319_8a2e_0370_7344;
const CHAR_SEED: u64 = 0xa409_3822_299f_31d0;

/// Calls `each` for every piece of a folded text, which starts and ends with a space.
pub(super) fn visit(chars: &[char], mut each: impl FnMut(Gram)) {
    visit_words(chars, &mut each);
    visit_chars(chars, &mut each);
}

fn visit_words(chars: &[char], each: &mut impl FnMut(Gram)) {
    let mut previous: Option<(u64, usize)> = None;
    let mut at = 0;
    while let Some(start) =
        chars.get(at..).and_then(|rest| rest.iter().position(|&char| is_word(char))).map(|skip| at + skip)
    {
        let rest = chars.get(start..).unwrap_or_default();
        let length = match rest {
            [first, ..] if is_ideograph(*first) => 1,
            _ => rest.iter().position(|&char| !is_word(char) || is_ideograph(char)).unwrap_or(rest.len()),
        };
        let end = start + length;
        let hash = rest.iter().take(length).fold(WORD_SEED, |hash, &char| mix(hash, char.into()));
        each(Gram { key: key(hash), block: Block::Words, start, end });
        if let Some((before, start)) = previous {
            each(Gram { key: key(mix(mix(PAIR_SEED, before), hash)), block: Block::Words, start, end });
        }
        previous = Some((hash, start));
        at = end;
    }
}

fn visit_chars(chars: &[char], each: &mut impl FnMut(Gram)) {
    let mut at = 0;
    while let Some(start) =
        chars.get(at..).and_then(|rest| rest.iter().position(|&char| char != ' ')).map(|skip| at + skip)
    {
        let rest = chars.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(|&char| char == ' ').unwrap_or(rest.len());
        // The space on each side belongs to the piece: the beginnings and ends of words are pieces of their own.
        let padded = chars.get(start.saturating_sub(1)..=end).unwrap_or_default();
        for first in 0..padded.len() {
            let window = padded.get(first..padded.len().min(first + LONGEST)).unwrap_or_default();
            let mut hash = CHAR_SEED;
            for (length, &char) in (1..).zip(window) {
                hash = mix(hash, char.into());
                if length > 1 {
                    let start = start - 1 + first;
                    each(Gram { key: key(hash), block: Block::Chars, start, end: start + length });
                }
            }
        }
        at = end;
    }
}

/// A letter, a digit, or a mark on one.
pub(super) fn is_word(char: char) -> bool {
    if char.is_ascii() {
        char.is_ascii_alphanumeric() || char == '_'
    } else {
        char.is_alphanumeric() || canonical_combining_class(char) != 0
    }
}

/// Han characters stand for words and are written without blanks: each is a word here.
pub(super) fn is_ideograph(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn mix(hash: u64, next: u64) -> u64 {
    (hash.rotate_left(23) ^ next).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn key(hash: u64) -> u32 {
    (hash >> 32) as u32
}

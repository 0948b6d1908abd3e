//! The pieces of a text that count: words, pairs of words, and runs of 2 to 5 characters within blanks.

use unicode_normalization::char::canonical_combining_class;

/// The longest run of characters.
const LONGEST: usize = 5;
/// Runs that begin at one character.
const RUNS: usize = LONGEST - 1;

/// One piece: its key and the characters it spans, the end not included. A pair of words spans both and what is between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gram {
    pub(super) key: u32,
    pub(super) start: usize,
    pub(super) end: usize,
}

const WORD_SEED: u64 = 0x243f_6a88_85a3_08d3;
const PAIR_SEED: u64 = 0x1319_8a2e_0370_7344;
const CHAR_SEED: u64 = 0xa409_3822_299f_31d0;

/// Calls `each` for every piece of a folded text, which starts and ends with a space.
pub(super) fn visit(chars: &[char], mut each: impl FnMut(Gram)) {
    visit_words(chars, &mut each);
    for start in 0..chars.len() {
        let (keys, count) = runs(&window(chars, start));
        for (key, end) in keys.into_iter().take(count).zip(start + 2..) {
            each(Gram { key, start, end });
        }
    }
}

/// The keys of all pieces in the order in which they are visited, and how many of them are words and pairs of words.
pub(super) fn keys(chars: &[char]) -> (Vec<u32>, usize) {
    let mut keys = Vec::with_capacity((RUNS + 1) * (chars.len() + 1));
    visit_words(chars, &mut |gram| keys.push(gram.key));
    let words = keys.len();
    let mut end = words;
    keys.resize(words + RUNS * (chars.len() + 1), 0);
    // All runs are written and those that are none written over, which takes less time than to tell them apart first.
    for start in 0..chars.len() {
        let (runs, count) = runs(&window(chars, start));
        if let Some(places) = keys.get_mut(end..).and_then(|rest| rest.first_chunk_mut()) {
            *places = runs;
        }
        end += count;
    }
    keys.truncate(end);
    (keys, words)
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
        each(Gram { key: key(hash), start, end });
        if let Some((before, start)) = previous {
            each(Gram { key: key(mix(mix(PAIR_SEED, before), hash)), start, end });
        }
        previous = Some((hash, start));
        at = end;
    }
}

/// The characters from `start` on, with spaces behind the last.
#[inline(always)]
fn window(chars: &[char], start: usize) -> [char; LONGEST] {
    let rest = chars.get(start..).unwrap_or_default();
    match rest.first_chunk() {
        Some(window) => *window,
        None => std::array::from_fn(|at| rest.get(at).copied().unwrap_or(' ')),
    }
}

/// The keys of the runs that begin with the first of these characters, the shortest first, and how many of them are
/// within blanks. The space on each side belongs to a run: the beginnings and ends of words are pieces of their own.
#[inline(always)]
fn runs(window: &[char; LONGEST]) -> ([u32; RUNS], usize) {
    let mut keys = [0; RUNS];
    let mut hash = mix(CHAR_SEED, window[0].into());
    for at in 0..RUNS {
        hash = mix(hash, window[at + 1].into());
        keys[at] = key(hash);
    }
    let inner = |at: usize| usize::from(window[at] != ' ');
    (keys, (inner(0) | inner(1)) + inner(1) * (1 + inner(2) * (1 + inner(3))))
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

#[inline(always)]
fn mix(hash: u64, next: u64) -> u64 {
    (hash.rotate_left(23) ^ next).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[inline(always)]
fn key(hash: u64) -> u32 {
    (hash >> 32) as u32
}

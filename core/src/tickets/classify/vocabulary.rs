//! Which pieces the model knows, and what a text weighs in them.

use super::fold::fold;
use super::grams::{Block, Gram, visit};

/// The pieces that the training texts hold, by key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Vocabulary {
    /// Where the keys of each value of the upper 16 bits start in `pieces`; one entry more than there are values.
    starts: Vec<u32>,
    /// The lower 16 bits of the keys, sorted within each value of the upper ones; a window more than there are keys.
    low: Vec<u16>,
    /// The keys that were learned later, sorted, with their places: to sort all of them in takes too long for each text.
    late: Vec<(u32, u32)>,
    /// By increasing key, those that were learned later behind all others.
    pieces: Vec<Piece>,
    /// How many texts the pieces were counted in.
    pub(super) texts: u32,
}

/// What is known of a piece.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// In how many texts it stands, at least 1.
    pub(super) texts: u32,
    /// The row of its weights.
    pub(super) row: u32,
    /// What one occurrence weighs: the inverse document frequency.
    idf: f32,
}

/// A text in the vocabulary: rows and weights, in the order in which the pieces first occur. Each block has length 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Vector {
    pub(super) rows: Vec<u32>,
    pub(super) values: Vec<f32>,
    /// What share of the text the vocabulary covers: 1 where it knows every piece, 0 where it knows none.
    pub(super) covered: f32,
}

/// A key with the number of texts that hold it and the row of its weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: u32,
    pub(super) texts: u32,
    pub(super) row: u32,
}

impl Vector {
    /// The square of its length.
    pub(super) fn square(&self) -> f32 {
        self.values.iter().map(|value| value * value).sum()
    }
}

const BUCKETS: usize = 1 << 16;
/// Pieces learned later that are kept apart.
const MOST_LATE: usize = 4096;
/// No place: there are fewer pieces.
const UNKNOWN: u32 = u32::MAX;
/// Keys that are compared at once.
const WINDOW: usize = 8;

impl Vocabulary {
    /// `entries` has its keys in increasing order.
    pub(super) fn new(entries: &[Entry], texts: u32) -> Self {
        let mut starts = vec![0_u32; BUCKETS + 1];
        for entry in entries {
            if let Some(count) = starts.get_mut((entry.key >> 16) as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        // Most pieces stand in few texts, and a logarithm takes longer than the rest.
        let rare: Vec<f32> = (0..256).map(|holding| idf(texts, holding)).collect();
        let pieces = entries.iter().map(|&Entry { texts: holding, row, .. }| Piece {
            texts: holding,
            row,
            idf: rare.get(holding as usize).copied().unwrap_or_else(|| idf(texts, holding)),
        });
        let low = entries.iter().map(|entry| entry.key as u16).chain([0; WINDOW]);
        Self { starts, low: low.collect(), late: Vec::new(), pieces: pieces.collect(), texts }
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// All pieces, by increasing key.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        let lengths = self.starts.array_windows().map(|[from, to]| to - from);
        let highs = (0_u32..).zip(lengths).flat_map(|(high, length)| std::iter::repeat_n(high, length as usize));
        let entry = |key, piece: &Piece| Entry { key, texts: piece.texts, row: piece.row };
        let first = highs.zip(&self.low).zip(&self.pieces);
        let mut first = first.map(move |((high, &low), piece)| entry(high << 16 | u32::from(low), piece)).peekable();
        let late = self.late.iter().filter_map(move |&(key, at)| Some(entry(key, self.pieces.get(at as usize)?)));
        let mut late = late.peekable();
        std::iter::from_fn(move || match (first.peek(), late.peek()) {
            (Some(one), Some(other)) if other.key < one.key => late.next(),
            (None, _) => late.next(),
            _ => first.next(),
        })
    }

    /// The number of the piece with this key.
    fn place(&self, key: u32) -> Option<usize> {
        self.first_place(key).or_else(|| {
            let at = self.late.binary_search_by_key(&key, |late| late.0).ok()?;
            self.late.get(at).map(|late| late.1 as usize)
        })
    }

    fn first_place(&self, key: u32) -> Option<usize> {
        let bucket = (key >> 16) as usize;
        let &[from, to] = self.starts.get(bucket..)?.first_chunk()?;
        let (from, length) = (from as usize, (to - from) as usize);
        let low = key as u16;
        // All keys of a usual bucket at once, without a branch on what they are.
        let window: &[u16; WINDOW] = self.low.get(from..)?.first_chunk()?;
        let equal = (0..).zip(window).fold(0_u32, |bits, (at, &other)| bits | u32::from(other == low) << at);
        let within = equal & ((1 << length.min(WINDOW)) - 1);
        if within != 0 {
            return Some(from + within.trailing_zeros() as usize);
        }
        if length <= WINDOW {
            return None;
        }
        // Keys are hashes, so that a bucket holds few; a forged model that crowds one gains nothing.
        let keys = self.low.get(from..from + length)?;
        keys.binary_search(&low).ok().map(|at| from + at)
    }

    pub(super) fn find(&self, key: u32) -> Option<&Piece> {
        self.pieces.get(self.place(key)?)
    }

    /// Sets the row of each piece, by increasing key.
    pub(super) fn set_rows(&mut self, rows: &[u32]) {
        for (piece, &row) in self.pieces.iter_mut().zip(rows) {
            piece.row = row;
        }
    }

    /// Adds the pieces of a text that are not known yet, at most `most`, each with a row of its own from `row` on, and
    /// says how many.
    pub(super) fn learn(&mut self, text: &str, row: u32, most: usize) -> usize {
        let mut keys = Vec::new();
        visit(&fold(text).chars, |gram| {
            if self.place(gram.key).is_none() {
                keys.push(gram.key);
            }
        });
        keys.sort_unstable();
        keys.dedup();
        keys.truncate(most);
        let rare = idf(self.texts, 1);
        self.late.extend(keys.iter().copied().zip(self.pieces.len() as u32..));
        self.late.sort_unstable();
        self.pieces.extend((row..).take(keys.len()).map(|row| Piece { texts: 1, row, idf: rare }));
        if self.late.len() > MOST_LATE {
            let entries: Vec<Entry> = self.entries().collect();
            *self = Self::new(&entries, self.texts);
        }
        keys.len()
    }

    /// The pieces of a text with their rows and what they weigh, by increasing key.
    pub(super) fn pieces_of(&self, text: &str) -> Vec<(u32, f32)> {
        let chars = fold(text).chars;
        let Vector { rows, values, .. } = self.vector_of(&chars);
        let mut weighed: Vec<(u32, f32)> = rows.into_iter().zip(values).collect();
        weighed.sort_unstable_by_key(|piece| piece.0);
        let mut keys = Vec::new();
        visit(&chars, |gram| keys.push(gram.key));
        keys.sort_unstable();
        keys.dedup();
        let found = keys.iter().filter_map(|&key| {
            let row = self.find(key)?.row;
            weighed.binary_search_by_key(&row, |piece| piece.0).ok().and_then(|at| weighed.get(at).copied())
        });
        found.collect()
    }

    /// The text as numbers.
    pub(super) fn vector(&self, text: &str) -> Vector {
        self.vector_of(&fold(text).chars)
    }

    /// The same for a folded text.
    pub(super) fn vector_of(&self, chars: &[char]) -> Vector {
        // Each loop does one thing, so that the processor looks up many keys at a time.
        let mut keys = Vec::with_capacity(5 * chars.len());
        let mut words = 0;
        visit(chars, |Gram { key, block, .. }| {
            keys.push(key);
            words += usize::from(block == Block::Words);
        });
        // What was keys becomes places.
        keys.iter_mut().for_each(|key| *key = self.place(*key).map_or(UNKNOWN, |place| place as u32));
        let mut counts = Counts::with_room(keys.len());
        let (first, second) = keys.split_at(words.min(keys.len()));
        let known = |places: &[u32], counts: &mut Counts| {
            places.iter().filter(|place| **place != UNKNOWN).for_each(|&place| counts.add(place));
        };
        known(first, &mut counts);
        let words = counts.found.len();
        known(second, &mut counts);
        let unknown = keys.iter().filter(|place| **place == UNKNOWN).count();
        let pieces = || counts.found.iter().map(|&place| self.pieces.get(place as usize));
        let mut values: Vec<f32> = pieces()
            .zip(&counts.times)
            .map(|(piece, &times)| piece.map_or(0.0, |piece| piece.idf) * sublinear(times))
            .collect();
        let rows = pieces().map(|piece| piece.map_or(0, |piece| piece.row)).collect();
        let (first, second) = values.split_at_mut(words.min(counts.found.len()));
        let known = normalise(first) + normalise(second);
        let rare = idf(self.texts, 1);
        let covered = if known > 0.0 { (known / (known + unknown as f32 * rare * rare)).sqrt() } else { 0.0 };
        Vector { rows, values, covered }
    }
}

/// The weight of a piece that stands in `holding` of `texts` texts.
fn idf(texts: u32, holding: u32) -> f32 {
    libm::logf((1.0 + texts as f32) / (1.0 + holding as f32)) + 1.0
}

fn sublinear(times: u32) -> f32 {
    if times == 1 { 1.0 } else { 1.0 + libm::logf(times as f32) }
}

/// Gives the values length 1 and says the square of the length they had.
fn normalise(values: &mut [f32]) -> f32 {
    let squares: f32 = values.iter().map(|value| value * value).sum();
    if squares > 0.0 {
        let scale = 1.0 / squares.sqrt();
        values.iter_mut().for_each(|value| *value *= scale);
    }
    squares
}

/// How often each piece occurs, in the order of first occurrence.
struct Counts {
    found: Vec<u32>,
    times: Vec<u32>,
    /// Open addressing, at most half full: place in `found` plus one, 0 for empty.
    slots: Vec<u32>,
    shift: u32,
}

impl Counts {
    fn with_room(most: usize) -> Self {
        let length = (2 * most).next_power_of_two().max(64);
        Self {
            found: Vec::with_capacity(most),
            times: Vec::with_capacity(most),
            slots: vec![0; length],
            shift: 32 - length.trailing_zeros(),
        }
    }

    fn add(&mut self, feature: u32) {
        let mask = self.slots.len() - 1;
        let mut slot = (feature.wrapping_mul(0x9e37_79b1) >> self.shift) as usize;
        while let Some(entry) = self.slots.get_mut(slot) {
            if *entry == 0 {
                self.found.push(feature);
                self.times.push(1);
                *entry = self.found.len() as u32;
                return;
            }
            let place = *entry as usize - 1;
            if self.found.get(place) == Some(&feature) {
                if let Some(times) = self.times.get_mut(place) {
                    *times += 1;
                }
                return;
            }
            slot = (slot + 1) & mask;
        }
    }
}

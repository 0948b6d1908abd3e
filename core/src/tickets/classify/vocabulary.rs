//! Which pieces the model knows, and what a text weighs in them.

use super::fold::fold;
use super::grams::keys;

/// The pieces that the training texts hold, by key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Vocabulary {
    /// Where the keys of each value of the upper bits start in `pieces`; one entry more than there are values.
    starts: Vec<u32>,
    /// How many lower bits the keys have, at most 16.
    lower: u32,
    /// The lower 16 bits of the keys, sorted within each value of the upper ones; a window more than there are keys.
    low: Vec<u16>,
    /// The keys that were learned later, sorted, with their places: to sort all of them in takes too long for each text.
    late: Vec<(u32, u32)>,
    /// By increasing key, those that were learned later behind all others.
    pieces: Vec<Piece>,
    /// In how many texts each piece stands, at least 1.
    holding: Vec<u32>,
    /// How many texts the pieces were counted in.
    pub(super) texts: u32,
    /// What a piece weighs that stands in one text.
    rare: f32,
    /// How many times its weight a piece weighs that occurs so often: a logarithm takes longer than the rest.
    sublinear: [f32; OFTEN],
}

/// What a text needs of a piece.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Piece {
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

/// The least number of upper bits of keys.
const LEAST_UPPER: u32 = 16;
/// Pieces learned later that are kept apart.
const MOST_LATE: usize = 4096;
const OFTEN: usize = 16;
/// No place: there are fewer pieces.
const UNKNOWN: u32 = u32::MAX;
/// Lower bits of keys that are compared at once.
const WINDOW: usize = 4;

impl Vocabulary {
    /// `entries` has its keys in increasing order.
    pub(super) fn new(entries: &[Entry], texts: u32) -> Self {
        // Keys are hashes: so many upper bits that a value of them has one on average.
        let lower = 32 - entries.len().next_power_of_two().ilog2().clamp(LEAST_UPPER, 32);
        let mut starts = vec![0_u32; (1 << (32 - lower)) + 1];
        for entry in entries {
            if let Some(count) = starts.get_mut((entry.key >> lower) as usize + 1) {
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
        let piece = |entry: &Entry| {
            let weight = rare.get(entry.texts as usize).copied();
            Piece { row: entry.row, idf: weight.unwrap_or_else(|| idf(texts, entry.texts)) }
        };
        let mut low: Vec<u16> = Vec::with_capacity(entries.len() + WINDOW);
        low.extend(entries.iter().map(|entry| entry.key as u16));
        low.extend([0; WINDOW]);
        Self {
            starts,
            lower,
            low,
            late: Vec::new(),
            pieces: entries.iter().map(piece).collect(),
            holding: entries.iter().map(|entry| entry.texts).collect(),
            texts,
            rare: idf(texts, 1),
            sublinear: std::array::from_fn(|times| sublinear(times as u32)),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.len()
    }

    /// All pieces, by increasing key.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        let lengths = self.starts.array_windows().map(|[from, to]| to - from);
        let highs = (0_u32..).zip(lengths).flat_map(|(high, length)| std::iter::repeat_n(high, length as usize));
        let mask = (1_u32 << self.lower) - 1;
        let keys = highs.zip(&self.low).map(move |(high, &low)| high << self.lower | u32::from(low) & mask);
        let pieces = || self.pieces.iter().zip(&self.holding);
        let entry = |key, (piece, &texts): (&Piece, &u32)| Entry { key, texts, row: piece.row };
        let mut first = keys.zip(pieces()).map(move |(key, piece)| entry(key, piece)).peekable();
        // Those that were learned later stand behind the others, but for these are not in the order of their keys.
        let late = self.late.iter().filter_map(move |&(key, at)| {
            let piece = (self.pieces.get(at as usize)?, self.holding.get(at as usize)?);
            Some(entry(key, piece))
        });
        let mut late = late.peekable();
        std::iter::from_fn(move || match (first.peek(), late.peek()) {
            (Some(one), Some(other)) if other.key < one.key => late.next(),
            (None, _) => late.next(),
            _ => first.next(),
        })
    }

    /// The number of the piece with this key, or [`UNKNOWN`].
    #[inline(always)]
    fn place(&self, key: u32) -> u32 {
        const ONES: u64 = 0x0001_0001_0001_0001;
        let Some(&[from, to]) = self.starts.get((key >> self.lower) as usize..).and_then(|starts| starts.first_chunk())
        else {
            return UNKNOWN;
        };
        let low = self.low.get(from as usize..).and_then(|low| low.first_chunk::<WINDOW>()).unwrap_or(&[0; WINDOW]);
        // All keys of a usual bucket at once, without a branch on what they are: the lowest 16 bits that are zero, and
        // none below them, turn into bits of which the highest is set.
        let four = u64::from(low[0]) | u64::from(low[1]) << 16 | u64::from(low[2]) << 32 | u64::from(low[3]) << 48;
        let differ = four ^ (u64::from(key as u16) * ONES);
        let at = (differ.wrapping_sub(ONES) & !differ & ONES << 15).trailing_zeros() / 16;
        let found = if at < (to - from).min(WINDOW as u32) { from + at } else { UNKNOWN };
        let rare = to - from > WINDOW as u32 || !self.late.is_empty();
        if rare && found == UNKNOWN { self.rare_place(key, from, to) } else { found }
    }

    /// The same for a crowded bucket, or with keys that were learned later. A forged model that crowds one gains nothing.
    #[cold]
    fn rare_place(&self, key: u32, from: u32, to: u32) -> u32 {
        let keys = self.low.get(from as usize..to as usize).unwrap_or_default();
        if let Ok(at) = keys.binary_search(&(key as u16)) {
            return from + at as u32;
        }
        let late = self.late.binary_search_by_key(&key, |late| late.0).ok();
        late.and_then(|at| self.late.get(at)).map_or(UNKNOWN, |late| late.1)
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
        let mut keys = keys(&fold(text).chars).0;
        keys.retain(|&key| self.place(key) == UNKNOWN);
        keys.sort_unstable();
        keys.dedup();
        keys.truncate(most);
        self.late.extend(keys.iter().copied().zip(self.pieces.len() as u32..));
        self.late.sort_unstable();
        self.pieces.extend((row..).take(keys.len()).map(|row| Piece { row, idf: self.rare }));
        self.holding.resize(self.pieces.len(), 1);
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
        let mut keys = keys(&chars).0;
        keys.sort_unstable();
        keys.dedup();
        let found = keys.iter().filter_map(|&key| {
            let row = self.pieces.get(self.place(key) as usize)?.row;
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
        let (places, words) = self.places(chars);
        self.weigh(places, words).0
    }

    /// The same, and for each piece in the order in which they are visited its place in the vector, or one behind all.
    pub(super) fn read(&self, chars: &[char]) -> (Vector, Vec<u32>) {
        let (mut places, words) = self.places(chars);
        let (vector, counts) = self.weigh(places.clone(), words);
        places.iter_mut().for_each(|place| *place = counts.number(*place));
        (vector, places)
    }

    /// The places of the pieces of a text, or [`UNKNOWN`], and how many of them are words.
    fn places(&self, chars: &[char]) -> (Vec<u32>, usize) {
        // Each loop does one thing, so that the processor looks up many keys at a time.
        let (mut keys, words) = keys(chars);
        for key in &mut keys {
            *key = self.place(*key);
        }
        (keys, words)
    }

    fn weigh(&self, mut places: Vec<u32>, words: usize) -> (Vector, Counts) {
        let all = places.len();
        let (first, second) = places.split_at_mut(words.min(all));
        let (first, second) = (known(first), known(second));
        let unknown = all - first.len() - second.len();
        let mut counts = Counts::with_room(first.len() + second.len());
        first.iter().for_each(|&place| counts.add(place));
        let words = counts.found.len();
        second.iter().for_each(|&place| counts.add(place));

        let weight = |times: u32| self.sublinear.get(times as usize).copied().unwrap_or_else(|| sublinear(times));
        let pieces = || counts.found.iter().map(|&place| self.pieces.get(place as usize).copied().unwrap_or_default());
        let mut values: Vec<f32> =
            pieces().zip(&counts.times).map(|(piece, &times)| piece.idf * weight(times)).collect();
        let rows = pieces().map(|piece| piece.row).collect();
        let (first, second) = values.split_at_mut(words);
        let known = normalise(first) + normalise(second);
        let covered = if known > 0.0 { (known / (known + unknown as f32 * self.rare * self.rare)).sqrt() } else { 0.0 };
        (Vector { rows, values, covered }, counts)
    }
}

/// Moves the places that are known to the front, without a branch on which they are.
fn known(places: &mut [u32]) -> &[u32] {
    let mut known = 0;
    for at in 0..places.len() {
        let place = places[at];
        places[known] = place;
        known += usize::from(place != UNKNOWN);
    }
    &places[..known]
}

/// The weight of a piece that stands in `holding` of `texts` texts.
fn idf(texts: u32, holding: u32) -> f32 {
    libm::logf((1.0 + texts as f32) / (1.0 + holding as f32)) + 1.0
}

fn sublinear(times: u32) -> f32 {
    1.0 + libm::logf(times as f32)
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
    /// Open addressing, at most a quarter full: place in `found` plus one, 0 for empty.
    slots: Vec<u32>,
    shift: u32,
}

impl Counts {
    fn with_room(most: usize) -> Self {
        let length = (4 * most).next_power_of_two().max(64);
        Self {
            found: Vec::with_capacity(most),
            times: Vec::with_capacity(most),
            slots: vec![0; length],
            shift: 32 - length.trailing_zeros(),
        }
    }

    #[inline(always)]
    fn add(&mut self, piece: u32) {
        let (slot, number) = self.probe(piece);
        match self.times.get_mut((number as usize).wrapping_sub(1)) {
            Some(times) => *times += 1,
            None => {
                self.found.push(piece);
                self.times.push(1);
                if let Some(slot) = self.slots.get_mut(slot) {
                    *slot = self.found.len() as u32;
                }
            }
        }
    }

    /// Which of those found a piece is.
    fn number(&self, piece: u32) -> u32 {
        self.probe(piece).1.wrapping_sub(1)
    }

    /// The slot of a piece, and what stands there.
    #[inline(always)]
    fn probe(&self, piece: u32) -> (usize, u32) {
        let mask = self.slots.len() - 1;
        let mut slot = (piece.wrapping_mul(0x9e37_79b1) >> self.shift) as usize;
        loop {
            let number = self.slots.get(slot).copied().unwrap_or_default();
            if number == 0 || self.found.get(number as usize - 1) == Some(&piece) {
                return (slot, number);
            }
            slot = (slot + 1) & mask;
        }
    }
}

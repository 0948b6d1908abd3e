//! Which rows differ, in memory that grows with the differences alone.

use super::cell::hash_words;

/// How many places each row has.
const PLACES: u64 = 4;

/// Sums of rows by the places that their hashes give: an invertible Bloom lookup table (Eppstein, Goodrich, Uyeda and
/// Varghese 2011, "What's the difference?"), with sums instead of exclusive ors so that copies of a row count. Two
/// tables less each other hold the rows that differ; a place with one of them gives it away, and taking it out gives
/// the next.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sketch {
    /// Words of a row: the last is the hash of the others.
    pub(super) width: usize,
    pub(super) counts: Vec<i64>,
    pub(super) sums: Vec<i128>,
}

/// Rows that differ, each with its words and how often more it is in the first sketch; the second has it more often
/// where that is less than 0.
pub(super) struct Peeled {
    pub(super) rows: Vec<(Vec<u64>, i64)>,
    /// Whether these are all.
    pub(super) complete: bool,
}

impl Sketch {
    pub(super) fn new(cells: usize, width: usize) -> Self {
        Self { width, counts: vec![0; cells], sums: vec![0; cells * width] }
    }

    /// How many places it takes to tell so many rows apart, twice over as a changed row counts on both sides. Peeling
    /// ends well under 0.77 rows a place (Molloy 2005, 4 places each), with some room where there are few.
    pub(super) fn cells(differences: u32) -> usize {
        let cells = 3 * differences as usize + 64;
        cells.next_multiple_of(PLACES as usize)
    }

    pub(super) fn add(&mut self, words: &[u64], count: i64, bytes: &mut Vec<u8>) {
        for place in self.places(words, bytes) {
            if let Some(sum) = self.counts.get_mut(place) {
                *sum = sum.wrapping_add(count);
            }
            let start = place * self.width;
            if let Some(sums) = self.sums.get_mut(start..start + self.width) {
                for (sum, word) in sums.iter_mut().zip(words) {
                    *sum = sum.wrapping_add(i128::from(*word).wrapping_mul(i128::from(count)));
                }
            }
        }
    }

    /// The last word, the hash of the others, gives the places.
    fn places(&self, words: &[u64], bytes: &mut Vec<u8>) -> [usize; PLACES as usize] {
        let quarter = (self.counts.len() as u64 / PLACES).max(1);
        let last = words.last().copied().unwrap_or(0);
        let mut places = [0; PLACES as usize];
        for (at, place) in places.iter_mut().enumerate() {
            let within = hash_words(&[last], 1 + at as u64, bytes) % quarter;
            *place = usize::try_from(at as u64 * quarter + within).unwrap_or(usize::MAX);
        }
        places
    }

    pub(super) fn merge(&mut self, other: &Self, sign: i64) {
        for (sum, more) in self.counts.iter_mut().zip(&other.counts) {
            *sum = sum.wrapping_add(more.wrapping_mul(sign));
        }
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum = sum.wrapping_add(more.wrapping_mul(i128::from(sign)));
        }
    }

    /// The row that alone is at a place, and how often.
    fn alone(&self, place: usize, bytes: &mut Vec<u8>) -> Option<(Vec<u64>, i64)> {
        let count = self.counts.get(place).copied().filter(|count| *count != 0)?;
        let sums = self.sums.get(place * self.width..(place + 1) * self.width)?;
        let many = i128::from(count);
        let word = |sum: &i128| u64::try_from(sum.checked_div(many)?).ok().filter(|_| sum.checked_rem(many) == Some(0));
        let words: Vec<u64> = sums.iter().map(word).collect::<Option<_>>()?;
        let (last, others) = words.split_last()?;
        let whole = hash_words(others, 0, bytes) == *last && self.places(&words, bytes).contains(&place);
        whole.then_some((words, count))
    }

    /// Takes out row after row.
    pub(super) fn peel(mut self) -> Peeled {
        let (mut bytes, mut rows) = (Vec::new(), Vec::new());
        let mut waiting: Vec<usize> = (0..self.counts.len()).collect();
        while let Some(place) = waiting.pop() {
            // Sums from outside could lead in a ring; real ones never hold more rows than places.
            if rows.len() > self.counts.len() {
                break;
            }
            if let Some((words, count)) = self.alone(place, &mut bytes) {
                self.add(&words, count.wrapping_neg(), &mut bytes);
                waiting.extend(self.places(&words, &mut bytes));
                rows.push((words, count));
            }
        }
        let complete = self.counts.iter().all(|count| *count == 0) && self.sums.iter().all(|sum| *sum == 0);
        Peeled { rows, complete }
    }
}

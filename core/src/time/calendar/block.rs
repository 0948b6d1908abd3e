//! Two years of a calendar as sorted spans with running sums, and tables that lead to them without a search.

use super::expand::Seconds;

/// The length of a block is 2^26 s, about 2.1 years.
pub(super) const SHIFT: u32 = 26;
/// The tables have an entry for every 2^14 s, about 4.5 hours, of physical or of open time: most hold the end of one span
/// at most.
const STEP: u32 = 14;

/// A span of a block: its ends in seconds from the block's start, and the open seconds before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) open: u32,
    pub(super) close: u32,
    pub(super) before: u32,
}

impl Piece {
    /// The open seconds up to its end.
    fn sum(&self) -> u32 {
        self.before + (self.close - self.open)
    }
}

/// The spans between two multiples of 2^26 s.
#[derive(Debug)]
pub(super) struct Block {
    /// In order; at the end stands an empty one that begins where the block ends.
    pieces: Vec<Piece>,
    /// For every 2^14 s the first piece that closes later.
    by_time: Vec<u32>,
    /// For every 2^14 open seconds the first piece with more behind it.
    by_sum: Vec<u32>,
    /// Open seconds.
    pub(super) total: u32,
}

impl Block {
    /// The block that begins at `start`; the spans lie within it.
    pub(super) fn new(start: i64, spans: &[Seconds]) -> Self {
        let length = 1_u32 << SHIFT;
        let offset = |at: i64| u32::try_from(at - start).unwrap_or_default().min(length);
        let mut pieces = Vec::with_capacity(spans.len() + 1);
        let mut total = 0;
        for &(open, close) in spans {
            let piece = Piece { open: offset(open), close: offset(close), before: total };
            total += piece.close - piece.open;
            pieces.push(piece);
        }
        pieces.push(Piece { open: length, close: length, before: total });
        let index = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let table = |length: u32, behind: &dyn Fn(&Piece) -> u32| {
            let mut first = 0;
            let entries = 0..=length >> STEP;
            let entry = |entry: u32| {
                while pieces.get(first).is_some_and(|piece| behind(piece) <= entry << STEP) && first + 1 < pieces.len()
                {
                    first += 1;
                }
                index(first)
            };
            entries.map(entry).collect()
        };
        let by_time = table(length, &|piece| piece.close);
        let by_sum = table(total, &Piece::sum);
        Self { pieces, by_time, by_sum, total }
    }

    /// The first piece that closes after the second `at` of the block; at its end the empty one.
    #[inline]
    pub(super) fn at_time(&self, at: u32) -> Piece {
        self.first(&self.by_time, at, |piece| piece.close)
    }

    /// The piece in which the open second number `sum` lies; from the total on, the empty one at the end.
    #[inline]
    pub(super) fn at_sum(&self, sum: u32) -> Piece {
        self.first(&self.by_sum, sum, Piece::sum)
    }

    /// The first piece whose end lies after `at`, from where the table says.
    #[inline]
    fn first(&self, table: &[u32], at: u32, end: impl Fn(&Piece) -> u32) -> Piece {
        let ended = |index| self.pieces.get(index).is_some_and(|piece| end(piece) <= at);
        let mut index = table.get((at >> STEP) as usize).map_or(usize::MAX, |&index| index as usize);
        // Whether the end in this entry has passed is even odds: a sum costs less than a branch that is guessed wrong.
        index += usize::from(ended(index));
        while ended(index) {
            index += 1;
        }
        self.pieces.get(index).copied().unwrap_or_else(|| self.end())
    }

    /// The last piece that opens before the second `at`, if one does.
    pub(super) fn last_before(&self, at: u32) -> Option<Piece> {
        let end = self.pieces.partition_point(|piece| piece.open < at);
        self.spans().get(..end.min(self.pieces.len() - 1))?.last().copied()
    }

    /// All pieces without the empty one.
    pub(super) fn spans(&self) -> &[Piece] {
        self.pieces.split_last().map_or(&[], |(_, pieces)| pieces)
    }

    #[cold]
    fn end(&self) -> Piece {
        let length = 1 << SHIFT;
        Piece { open: length, close: length, before: self.total }
    }
}

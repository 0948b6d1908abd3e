//! Two years of a calendar as sorted spans with running sums, and tables that answer most questions with one look.

use super::expand::Seconds;

/// The length of a block is 2^26 s, about 2.1 years.
pub(super) const SHIFT: u32 = 26;
/// Entries of a table cover at least 2^10 s, so that no calendar needs more than 2^16 of them.
const LEAST: u32 = 10;

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

    /// The closed seconds before it.
    fn gap(&self) -> u32 {
        self.open - self.before
    }
}

/// What a stretch of time begins with: the first piece that closes in it or later, and when the one behind it opens.
/// Aligned, so that one cache line has it.
#[derive(Clone, Copy, Debug)]
#[repr(align(16))]
struct Place {
    piece: Piece,
    next: u32,
}

/// What a stretch of open time begins with: where it ends, the closed time before it and behind that end, and where what
/// follows ends.
#[derive(Clone, Copy, Debug)]
#[repr(align(16))]
struct Ahead {
    end: u32,
    gap: u32,
    then: u32,
    next: u32,
}

/// The spans between two multiples of 2^26 s.
#[derive(Debug)]
pub(super) struct Block {
    /// In order; at the end stands an empty one that begins where the block ends.
    pieces: Vec<Piece>,
    /// For every 2^`time_step` seconds; half as long as a piece and the closed time before it are in the mean.
    by_time: Vec<Place>,
    time_step: u32,
    /// For every 2^`sum_step` open seconds; at most as long as a piece is in the mean.
    by_sum: Vec<Ahead>,
    sum_step: u32,
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
        let end = Piece { open: length, close: length, before: total };
        pieces.push(end);
        let count = u32::try_from(pieces.len()).unwrap_or(length);
        let step = |length: u32| (length / count).checked_ilog2().unwrap_or_default();
        let (time_step, sum_step) = (step(length).saturating_sub(1).max(LEAST), step(total).max(LEAST));
        // A copy of the end stands for what is behind it.
        let ahead = |place: usize| (pieces.get(place).unwrap_or(&end), pieces.get(place + 1).unwrap_or(&end));
        let last = pieces.len() - 1;
        let mut first = 0;
        let by_time = (0..=length >> time_step).map(|entry| {
            while first < last && ahead(first).0.close <= entry << time_step {
                first += 1;
            }
            let (piece, behind) = ahead(first);
            Place { piece: *piece, next: if first < last { behind.open } else { u32::MAX } }
        });
        let by_time = by_time.collect();
        let mut first = 0;
        let by_sum = (0..=total >> sum_step).map(|entry| {
            while first < last && ahead(first).0.sum() <= entry << sum_step {
                first += 1;
            }
            let (piece, behind) = ahead(first);
            Ahead { end: piece.sum(), gap: piece.gap(), then: behind.gap(), next: behind.sum() }
        });
        let by_sum = by_sum.collect();
        Self { pieces, by_time, time_step, by_sum, sum_step, total }
    }

    /// The piece around the second `at` of the block, or one next to it: open time until then is that before the piece
    /// and as much of it as has run.
    #[inline(always)]
    pub(super) fn around(&self, at: u32) -> Piece {
        match self.by_time.get((at >> self.time_step) as usize) {
            Some(place) if at < place.next => place.piece,
            _ => self.search(|piece| piece.open <= at, 1),
        }
    }

    /// The closed seconds before the open second number `sum`, which is less than the total.
    #[inline(always)]
    pub(super) fn closed_before(&self, sum: u32) -> u32 {
        match self.by_sum.get((sum >> self.sum_step) as usize) {
            // Whether the end has passed is even odds: the choice must not become a branch that is guessed wrong.
            Some(ahead) if sum < ahead.next => std::hint::select_unpredictable(sum < ahead.end, ahead.gap, ahead.then),
            _ => self.search(|piece| piece.sum() <= sum, 0).gap(),
        }
    }

    /// The first piece that closes after the second `at` of the block; at its end the empty one.
    pub(super) fn at_time(&self, at: u32) -> Piece {
        let around = self.around(at);
        if at < around.close { around } else { self.search(|piece| piece.close <= at, 0) }
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

    /// So many pieces before the first that is not `passed`; behind the last one that at the end.
    #[cold]
    #[inline(never)]
    fn search(&self, passed: impl Fn(&Piece) -> bool, back: usize) -> Piece {
        let place = self.pieces.partition_point(passed).saturating_sub(back);
        let length = 1 << SHIFT;
        self.pieces.get(place).copied().unwrap_or(Piece { open: length, close: length, before: self.total })
    }
}

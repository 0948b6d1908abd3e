//! Lines and columns of the original text, for offsets into the text that is read, and which lines were accounted for.

use std::cell::Cell;
use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter};

use super::mojibake::{Patch, Repaired};
use crate::Position;

pub(super) struct Source<'a> {
    original: &'a str,
    text: &'a str,
    patches: &'a [Patch],
    /// Where each line starts in `text`. Repairs never add or remove a line feed.
    lines: Vec<usize>,
    /// Where each row starts, if they are others than the lines: a carriage return alone ends a row too, as it does for
    /// Markdown.
    rows: Option<Vec<usize>>,
    /// For each row whether the plan or a diagnostic covers it.
    covered: Vec<bool>,
    /// The line and the row answered last: offsets are asked for nearly in order.
    hints: [Cell<usize>; 2],
    /// The position answered last, as line index, offset in `original` and column: offsets are asked for in order,
    /// and counting on from there keeps a text of one long line linear.
    last: (usize, usize, u32),
}

impl<'a> Source<'a> {
    pub(super) fn new(original: &'a str, repaired: &'a Repaired<'a>) -> Self {
        let text: &str = &repaired.text;
        let bytes = text.as_bytes();
        let mut lines = vec![0];
        lines.extend(memchr_iter(b'\n', bytes).map(|at| at + 1));
        let bare = memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'));
        let rows = bare.then(|| {
            let ends = memchr2_iter(b'\n', b'\r', bytes);
            let ends = ends.filter(|&at| bytes.get(at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
            std::iter::once(0).chain(ends.map(|at| at + 1)).collect()
        });
        let covered = vec![false; rows.as_ref().unwrap_or(&lines).len()];
        let (hints, last) = (Default::default(), (0, 0, 1));
        Self { original, text, patches: &repaired.patches, lines, rows, covered, hints, last }
    }

    fn index(&self, offset: usize) -> usize {
        near(&self.hints[0], &self.lines, offset)
    }

    /// The row of an offset, from 0.
    fn row(&self, offset: usize) -> usize {
        self.rows.as_ref().map_or_else(|| self.index(offset), |rows| near(&self.hints[1], rows, offset))
    }

    /// The line of an offset, from 1.
    pub(super) fn line(&self, offset: usize) -> u32 {
        number(self.index(offset)).saturating_add(1)
    }

    /// The last line of a range, from 1, its trailing blanks left out.
    pub(super) fn last_line(&self, range: &Range<usize>) -> u32 {
        self.line(self.last_offset(range))
    }

    fn last_offset(&self, range: &Range<usize>) -> usize {
        let length = self.text.get(range.clone()).map_or(0, |slice| slice.trim_end().len());
        range.start + length.saturating_sub(1)
    }

    fn original_offset(&self, offset: usize) -> usize {
        let after = self.patches.partition_point(|patch| patch.start <= offset);
        match after.checked_sub(1).and_then(|index| self.patches.get(index)) {
            Some(patch) if offset < patch.start + patch.length => patch.original_start,
            Some(patch) => patch.original_start + patch.original_length + (offset - patch.start - patch.length),
            None => offset,
        }
    }

    /// The position in the original text of an offset into the text that is read.
    pub(super) fn position(&mut self, offset: usize) -> Position {
        let index = self.index(offset);
        let target = self.original_offset(offset);
        let (last_index, mut from, mut column) = self.last;
        if last_index != index || target < from {
            // A byte order mark counts as a character of the first line.
            from = if index == 0 { 0 } else { self.original_offset(self.lines.get(index).copied().unwrap_or(0)) };
            column = 1;
        }
        let between = self.original.get(from..target).map_or(0, |slice| slice.chars().count());
        column = column.saturating_add(number(between));
        self.last = (index, target, column);
        Position { line: number(index).saturating_add(1), column }
    }

    /// Notes that the rows of a range are accounted for.
    pub(super) fn cover(&mut self, range: &Range<usize>) {
        let (first, last) = (self.row(range.start), self.row(self.last_offset(range)) + 1);
        if let Some(rows) = self.covered.get_mut(first..last) {
            rows.fill(true);
        }
    }

    /// The runs of rows that are neither blank nor accounted for, as ranges of the text.
    pub(super) fn left_over(&self) -> Vec<Range<usize>> {
        let starts = self.rows.as_ref().unwrap_or(&self.lines);
        let mut runs: Vec<Range<usize>> = Vec::new();
        // The row after the last one of the last run.
        let mut next = 0;
        for (index, (&start, _)) in starts.iter().zip(&self.covered).enumerate().filter(|(_, (_, covered))| !**covered)
        {
            let end = starts.get(index + 1).copied().unwrap_or(self.text.len());
            let row = self.text.get(start..end).unwrap_or_default();
            let blanks = row.len() - row.trim_start().len();
            if blanks == row.len() {
                continue;
            }
            match runs.last_mut().filter(|_| next == index) {
                Some(run) => run.end = end,
                None => runs.push(start + blanks..end),
            }
            next = index + 1;
        }
        runs
    }
}

/// The last of some places in order that is not beyond an offset, found from the one answered last; the first if all
/// are.
fn near(hint: &Cell<usize>, places: &[usize], offset: usize) -> usize {
    const STEPS: usize = 8;
    let reached = |place: usize| places.get(place).is_some_and(|&start| start <= offset);
    let start = hint.get();
    let mut found = None;
    if reached(start) {
        found = (start..start + STEPS).find(|&place| !reached(place + 1));
    }
    let place = found.unwrap_or_else(|| places.partition_point(|&start| start <= offset).saturating_sub(1));
    hint.set(place);
    place
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::mojibake::repair;
    use super::*;

    proptest! {
        #[test]
        fn positions_are_those_of_the_original_text(
            text in "(\u{feff}|)([a-z \n]|é|‚Üí|🎯){0,40}", picks in proptest::collection::vec(any::<prop::sample::Index>(), 1..20),
        ) {
            let repaired = repair(&text);
            let mut source = Source::new(&text, &repaired);
            for pick in picks {
                let offset = pick.index(repaired.text.len() + 1);
                let target = source.original_offset(offset);
                if repaired.text.is_char_boundary(offset) {
                    prop_assert_eq!(source.position(offset), Position::of(&text, target));
                }
            }
        }
    }
}

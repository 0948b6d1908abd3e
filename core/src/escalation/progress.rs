//! How much of a length of time is left: counted once over the past of a ticket, and from then on wait by wait.

use super::compiled::{Compiled, Count, HELD, NEVER, Term, Tick, mean};
use super::policy::{WARNINGS, WarnAt};
use super::track::Track;
use crate::Result;

/// What is left of a length of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rest {
    /// Where `left` is counted from. Months are steps on the wall: they end here, and a wait moves them by its length.
    pub(super) from: Tick,
    /// Microseconds in the calendar of the count.
    pub(super) left: i64,
    /// The instant for which this holds, if nothing ran since.
    pub(super) still: Tick,
}

impl Rest {
    /// What is due at an instant that no wait moves any more.
    pub(super) fn done(at: Tick) -> Self {
        Self { from: at, left: 0, still: NEVER }
    }

    /// Nothing ran until `to`.
    #[inline]
    pub(super) fn skip(&mut self, to: Tick) {
        if self.still != NEVER {
            self.from = self.from.saturating_add(to - self.still);
            self.still = to;
        }
    }
}

impl Compiled {
    /// All of a length of time.
    #[inline]
    pub(super) fn whole(&self, anchor: Tick, count: &Count) -> Result<Rest> {
        if count.months == 0 {
            return Ok(Rest { from: anchor, left: count.exact, still: anchor });
        }
        let from = self.step(anchor, count)?;
        Ok(match count.calendar {
            None => Rest { from: self.due(None, from, count.exact)?, left: 0, still: anchor },
            Some(_) => Rest { from, left: count.exact, still: anchor },
        })
    }

    /// When it is over if nothing stops it.
    #[inline]
    pub(super) fn finish(&self, count: &Count, rest: &Rest) -> Result<Tick> {
        if rest.still == NEVER { Ok(rest.from) } else { self.end(count, rest.from, rest.left) }
    }

    /// It ran until `to`.
    pub(super) fn bank(&self, calendar: Option<u16>, rest: &mut Rest, to: Tick) -> Result<()> {
        if rest.from < to {
            rest.left = (rest.left - self.elapsed(calendar, rest.from, to)?).max(0);
            rest.from = to;
        }
        rest.still = to;
        Ok(())
    }

    /// When a length of time has run on a track, `None` if that is not known while the ticket waits; and what is left of it
    /// where that begins which is not over yet.
    #[inline]
    pub(super) fn progress(&self, track: &Track, count: &Count) -> Result<(Option<Tick>, Rest)> {
        let rest = self.whole(track.anchor(), count)?;
        if track.is_whole(count.pauses) {
            return Ok((Some(self.finish(count, &rest)?), rest));
        }
        self.progress_in_pieces(track, count, rest)
    }

    fn progress_in_pieces(&self, track: &Track, count: &Count, mut rest: Rest) -> Result<(Option<Tick>, Rest)> {
        let due = track.pieces(count, |piece| {
            // Months are counted on the wall, whatever the calendar of then was.
            let calendar = if count.months == 0 { piece.calendar } else { count.calendar };
            rest.skip(piece.from);
            let at = self.finish(&Count { calendar, ..*count }, &rest)?;
            if piece.holds(at) {
                return Ok(Some(at));
            }
            self.bank(calendar, &mut rest, piece.to)?;
            Ok(None)
        })?;
        Ok((due, rest))
    }

    /// When this much time has run on a track; `None` if that is not known while the ticket waits.
    #[inline]
    pub(super) fn reach(&self, track: &Track, count: &Count) -> Result<Option<Tick>> {
        Ok(self.progress(track, count)?.0)
    }

    /// The time in microseconds that has run on a track by `until`.
    pub(super) fn run(&self, track: &Track, count: &Count, until: Tick) -> Result<i64> {
        let mut run = 0;
        track.pieces(count, |piece| {
            if piece.from >= until {
                return Ok(Some(()));
            }
            run += self.elapsed(piece.calendar, piece.from, piece.to.min(until))?;
            Ok(None)
        })?;
        Ok(run)
    }

    /// When a clock warns, in the order of the policy.
    pub(super) fn warnings(&self, track: &Track, term: &Term, due: Tick) -> Result<[Tick; WARNINGS]> {
        let mut warnings = [NEVER; WARNINGS];
        let (count, anchor) = (&term.count, track.anchor());
        for (slot, warn) in warnings.iter_mut().zip(&term.warnings) {
            *slot = if due == HELD {
                HELD
            } else if count.months == 0 {
                let exact = count.exact - margin(count.exact, *warn);
                self.reach(track, &Count { exact, ..*count })?.unwrap_or(HELD)
            } else if let WarnAt::Before(lead) = *warn {
                due.saturating_sub(mean(lead)).max(anchor)
            } else {
                let at = self.whole(anchor, count)?.from;
                let count = Count { calendar: None, ..*count };
                let rest = Rest { from: at - margin(at - anchor, *warn), left: 0, still: anchor };
                self.progress_in_pieces(track, &count, rest)?.0.unwrap_or(HELD)
            };
        }
        Ok(warnings)
    }

    /// When a clock warns that goes on after a wait.
    pub(super) fn warning_after(
        &self,
        term: &Term,
        warn: WarnAt,
        anchor: Tick,
        rest: &Rest,
        due: Tick,
    ) -> Result<Tick> {
        let count = &term.count;
        let at = match warn {
            _ if count.months == 0 => {
                self.due(count.calendar, rest.from, (rest.left - margin(count.exact, warn)).max(0))?
            }
            WarnAt::Before(lead) => due.saturating_sub(mean(lead)),
            WarnAt::Share(_) => rest.from - margin(self.whole(anchor, count)?.from - anchor, warn),
        };
        Ok(at.max(rest.still))
    }
}

/// How long before the end of a length of time to warn, at most all of it.
fn margin(length: i64, warn: WarnAt) -> i64 {
    match warn {
        WarnAt::Share(share) => {
            let run = i128::from(length) * i128::from(share) / 100;
            length - i64::try_from(run).unwrap_or(length)
        }
        WarnAt::Before(lead) => mean(lead).clamp(0, length.max(0)),
    }
}

//! When a clock runs: from its anchor on, less the time for which the ticket waits.

use super::compiled::{Count, NEVER, Tick};
use crate::Result;

/// The ticket waits for the customer; [`NEVER`] is the end of a wait that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pause {
    pub(super) from: Tick,
    pub(super) to: Tick,
}

/// An earlier time of a clock that stays counted, in the calendar of then and with the waits that counted then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spell {
    pub(super) from: Tick,
    pub(super) to: Tick,
    pub(super) calendar: Option<u16>,
    pub(super) pauses: bool,
}

/// The time of a clock or of steps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Track<'a> {
    pub(super) earlier: &'a [Spell],
    /// Where the present spell begins.
    pub(super) since: Tick,
    /// The waits of the ticket, in order.
    pub(super) pauses: &'a [Pause],
    /// The end of a wait that goes on, for those who ask what would be if it ended there; [`NEVER`] otherwise.
    pub(super) held: Tick,
}

/// A stretch of running time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) from: Tick,
    /// [`NEVER`] if nothing ends it.
    pub(super) to: Tick,
    pub(super) calendar: Option<u16>,
    /// A wait ends it. What is due at its very instant waits, too: events act first.
    waits: bool,
}

impl Piece {
    /// Whether something due at `at` falls due in it.
    pub(super) fn holds(&self, at: Tick) -> bool {
        at < self.to || at == self.to && !self.waits
    }
}

impl Track<'_> {
    pub(super) fn anchor(&self) -> Tick {
        self.earlier.first().map_or(self.since, |spell| spell.from)
    }

    /// Whether it runs without a break.
    #[inline]
    pub(super) fn is_whole(&self, pauses: bool) -> bool {
        self.earlier.is_empty() && (!pauses || self.pauses.last().is_none_or(|pause| pause.to <= self.since))
    }

    /// Visits the stretches in order until one answers; a wait that goes on ends them.
    pub(super) fn pieces<T>(
        &self,
        count: &Count,
        mut visit: impl FnMut(Piece) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        let last = Spell { from: self.since, to: NEVER, calendar: count.calendar, pauses: count.pauses };
        for spell in self.earlier.iter().chain([&last]) {
            let calendar = spell.calendar;
            let pauses = if spell.pauses { self.pauses } else { &[] };
            let first = pauses.partition_point(|pause| pause.to <= spell.from);
            let mut from = spell.from;
            for pause in pauses.iter().skip(first).take_while(|pause| pause.from < spell.to) {
                if pause.from > from
                    && let Some(found) = visit(Piece { from, to: pause.from, calendar, waits: true })?
                {
                    return Ok(Some(found));
                }
                let end = if pause.to == NEVER { self.held } else { pause.to };
                if end == NEVER && spell.to == NEVER {
                    return Ok(None);
                }
                from = from.max(end);
            }
            if from < spell.to
                && let Some(found) = visit(Piece { from, to: spell.to, calendar, waits: false })?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

//! From turns, swaps and overrides to the shifts that people work.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::turns::{Turn, Turns, instant};
use super::{Rota, covering, window};
use crate::time::{date, resolve};
use crate::{Error, Result};

/// Most shifts of one answer.
const SHIFTS: u64 = 100_000;

/// Who is on call at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnCall {
    /// Who.
    pub person: String,
    /// The layer whose turn it is; `None` for an override.
    pub layer: Option<String>,
    /// By what.
    pub source: ShiftSource,
    /// The IANA zone in which they live.
    #[serde(with = "date::zone")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub zone: Tz,
    /// When the turn, or the override, began. Another layer or override may have cut it since.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub since: DateTime<Utc>,
    /// When the turn, or the override, ends. Another layer or override may cut it earlier;
    /// [`shifts`](Rota::shifts) knows.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub until: DateTime<Utc>,
}

/// Time for which one person is on call without a break.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// From when.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub start: DateTime<Utc>,
    /// Until when.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub end: DateTime<Utc>,
    /// Who.
    pub person: String,
    /// The layer whose turn it is; `None` for an override.
    pub layer: Option<String>,
    /// By what.
    pub source: ShiftSource,
    /// The number of the turn in its layer, from 0; `None` for an override.
    pub turn: Option<u64>,
}

/// By what somebody is on call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShiftSource {
    /// It is their turn.
    Rotation,
    /// They swapped with whose turn it is.
    Swap,
    /// An override names them.
    Override,
}

/// A shift with numbers instead of names.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    /// What goes before what: layers, then overrides.
    rank: usize,
    who: Who,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    /// A member of a layer, by the number of the turn.
    Member { layer: usize, member: usize, turn: i64 },
    /// The person of a swap: the first or the second of it.
    Swapped { layer: usize, swap: usize, first: bool, turn: i64 },
    /// The person of an override.
    Override(usize),
}

impl Rota {
    /// Who is on call at an instant, or nobody.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] outside of the years 1900 to 2199; [`Error::Gap`] and [`Error::Fold`] where the rota's rules say
    /// so.
    pub fn on_call(&self, at: DateTime<Utc>) -> Result<Option<OnCall>> {
        window(at, at)?;
        let (inner, moment) = (&self.inner, at + TimeDelta::nanoseconds(1));
        let last = covering(&inner.overrides, at, moment).max_by_key(|change| change.index);
        if let Some((change, found)) = last.and_then(|found| Some((inner.document.overrides.get(found.index)?, found)))
        {
            let (person, layer, source) = (change.person.clone(), None, ShiftSource::Override);
            let zone = self.zone_of(&person);
            return Ok(Some(OnCall { person, layer, source, zone, since: found.start, until: found.end }));
        }
        for (turns, layer) in inner.layers.iter().zip(&inner.document.layers).rev() {
            let Some(turn) = turns.at(at.timestamp())? else { continue };
            let Some(name) = turn.member.and_then(|member| layer.members.get(member)) else { continue };
            let there = turns.hours.as_ref().map_or(Ok(true), |hours| hours.is_open(at))?;
            if !there || turns.cuts() && turns.is_excluded(self.date(at)?) {
                continue;
            }
            let (person, source) = self.swapped(name, at, moment);
            let (since, until) = (instant(turn.start)?, instant(turn.end)?);
            let (person, layer) = (person.to_owned(), Some(layer.name.clone()));
            let zone = self.zone_of(&person);
            return Ok(Some(OnCall { person, layer, source, zone, since, until }));
        }
        Ok(None)
    }

    /// The shifts between two instants, in order, cut where the instants cut them.
    ///
    /// # Errors
    ///
    /// As for [`on_call`](Self::on_call); [`Error::Invalid`] if `to` lies before `from`; [`Error::Limit`] over 100,000
    /// shifts.
    pub fn shifts(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Shift>> {
        window(from, to)?;
        let inner = &self.inner;
        let mut pieces = Vec::new();
        for (index, turns) in inner.layers.iter().enumerate() {
            self.layer(index, turns, from, to, &mut pieces)?;
        }
        let mut pieces = self.exchange(sweep(pieces), from, to);
        let ranks = inner.layers.len();
        for change in covering(&inner.overrides, from, to) {
            let (start, end) = (change.start.max(from), change.end.min(to));
            pieces.push(Piece { start, end, rank: ranks + change.index, who: Who::Override(change.index) });
        }
        let mut shifts: Vec<Shift> = Vec::new();
        for piece in sweep(pieces) {
            let shift = self.shift(piece);
            match shifts.last_mut() {
                Some(last)
                    if last.end == shift.start
                        && (&last.person, &last.layer, last.source, last.turn)
                            == (&shift.person, &shift.layer, shift.source, shift.turn) =>
                {
                    last.end = shift.end;
                }
                _ => shifts.push(shift),
            }
        }
        Error::cap("shifts of a rota", SHIFTS, shifts.len())?;
        Ok(shifts)
    }

    /// What one layer gives.
    fn layer(
        &self,
        index: usize,
        turns: &Turns,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        pieces: &mut Vec<Piece>,
    ) -> Result<()> {
        let end = to.timestamp().saturating_add(1);
        let mut turn = match turns.at(from.timestamp())? {
            Some(turn) => turn,
            None => turns.first()?,
        };
        let hours = match &turns.hours {
            Some(hours) => Some(hours.open_spans(from, to)?.into_iter().map(|span| (span.open, span.close)).collect()),
            None => None,
        };
        let mut free: Vec<(DateTime<Utc>, DateTime<Utc>)> = hours.unwrap_or_else(|| vec![(from, to)]);
        if turns.cuts() {
            free = self.without_excluded(turns, free)?;
        }
        let mut free = free.into_iter().peekable();
        while turn.start < end && free.peek().is_some() {
            let (start, close) = (instant(turn.start)?.max(from), instant(turn.end)?.min(to));
            while free.peek().is_some_and(|span| span.1 <= start) {
                free.next();
            }
            while let Some(&(opens, closes)) = free.peek().filter(|span| span.0 < close) {
                self.piece(index, turn, (start.max(opens), close.min(closes)), pieces)?;
                if closes > close {
                    break;
                }
                free.next();
            }
            turn = turns.after(turn)?;
        }
        Ok(())
    }

    fn piece(
        &self,
        layer: usize,
        turn: Turn,
        (start, end): (DateTime<Utc>, DateTime<Utc>),
        pieces: &mut Vec<Piece>,
    ) -> Result<()> {
        if let Some(member) = turn.member.filter(|_| start < end) {
            let who = Who::Member { layer, member, turn: turn.number };
            pieces.push(Piece { start, end, rank: layer, who });
        }
        Error::cap("shifts of a rota", SHIFTS, pieces.len())
    }

    /// Times without the excluded dates, from midnight to midnight.
    fn without_excluded(
        &self,
        turns: &Turns,
        spans: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    ) -> Result<Vec<(DateTime<Utc>, DateTime<Utc>)>> {
        let document = &self.inner.document;
        let midnight = |day: chrono::NaiveDate| {
            resolve(day.and_hms_opt(0, 0, 0).unwrap_or_default(), document.zone, document.rules)
        };
        let mut kept = Vec::new();
        for (mut start, end) in spans {
            while start < end {
                let day = self.date(start)?;
                let next = day.checked_add_days(Days::new(1)).ok_or_else(|| Error::range("a date of a rota"))?;
                // Where clocks go back over midnight the next one may seem to have passed.
                let until = midnight(next)?.max(start + TimeDelta::seconds(1)).min(end);
                if !turns.is_excluded(day) {
                    kept.push((start, until));
                }
                start = until;
            }
        }
        Ok(kept)
    }

    fn date(&self, at: DateTime<Utc>) -> Result<chrono::NaiveDate> {
        Ok(crate::time::to_local(at, self.inner.document.zone)?.date())
    }

    /// Who stands in at an instant for somebody: swaps in their order.
    fn swapped<'a>(&'a self, name: &'a str, at: DateTime<Utc>, moment: DateTime<Utc>) -> (&'a str, ShiftSource) {
        let mut found: Vec<usize> = covering(&self.inner.swaps, at, moment).map(|change| change.index).collect();
        found.sort_unstable();
        let mut person = name;
        for swap in found.into_iter().filter_map(|index| self.inner.document.swaps.get(index)) {
            if person == swap.first {
                person = &swap.second;
            } else if person == swap.second {
                person = &swap.first;
            }
        }
        (person, if person == name { ShiftSource::Rotation } else { ShiftSource::Swap })
    }

    /// The pieces after all swaps: cut where a swap begins or ends.
    fn exchange(&self, pieces: Vec<Piece>, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Piece> {
        let document = &self.inner.document;
        let cuts: BTreeSet<DateTime<Utc>> =
            covering(&self.inner.swaps, from, to).flat_map(|change| [change.start, change.end]).collect();
        if cuts.is_empty() {
            return pieces;
        }
        let mut exchanged = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let Who::Member { layer, member, turn } = piece.who else { continue };
            let name = document.layers.get(layer).and_then(|layer| layer.members.get(member));
            let inside = cuts.range(piece.start..piece.end).copied().filter(|&cut| cut > piece.start);
            let edges: Vec<_> = std::iter::once(piece.start).chain(inside).chain([piece.end]).collect();
            for pair in edges.windows(2) {
                let &[start, end] = pair else { continue };
                let mut found: Vec<usize> =
                    covering(&self.inner.swaps, start, end).map(|change| change.index).collect();
                found.sort_unstable();
                let (mut person, mut who) = (name, piece.who);
                for (index, swap) in found.into_iter().filter_map(|index| Some((index, document.swaps.get(index)?))) {
                    let first = person == Some(&swap.second);
                    if first || person == Some(&swap.first) {
                        person = Some(if first { &swap.first } else { &swap.second });
                        who = Who::Swapped { layer, swap: index, first, turn };
                    }
                }
                let who = if person == name { piece.who } else { who };
                exchanged.push(Piece { start, end, who, ..piece });
            }
        }
        exchanged
    }

    fn shift(&self, Piece { start, end, who, .. }: Piece) -> Shift {
        let document = &self.inner.document;
        let layer_of = |layer: usize| document.layers.get(layer);
        let (person, layer, source, turn) = match who {
            Who::Member { layer, member, turn } => {
                let person = layer_of(layer).and_then(|layer| layer.members.get(member));
                (person, layer_of(layer), ShiftSource::Rotation, Some(turn))
            }
            Who::Swapped { layer, swap, first, turn } => {
                let swap = document.swaps.get(swap);
                let person = swap.map(|swap| if first { &swap.first } else { &swap.second });
                (person, layer_of(layer), ShiftSource::Swap, Some(turn))
            }
            Who::Override(index) => {
                (document.overrides.get(index).map(|change| &change.person), None, ShiftSource::Override, None)
            }
        };
        Shift {
            start,
            end,
            person: person.cloned().unwrap_or_default(),
            layer: layer.map(|layer| layer.name.clone()),
            source,
            turn: turn.and_then(|turn| u64::try_from(turn).ok()),
        }
    }
}

/// Of overlapping pieces at each instant the one of the highest rank; in order, apart from each other.
fn sweep(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut edges: Vec<(DateTime<Utc>, bool, usize)> = Vec::with_capacity(pieces.len() * 2);
    for (index, piece) in pieces.iter().enumerate() {
        edges.extend([(piece.start, true, index), (piece.end, false, index)]);
    }
    edges.sort_unstable();
    let (mut active, mut swept): (BTreeSet<(usize, usize)>, Vec<Piece>) = (BTreeSet::new(), Vec::new());
    for (number, &(at, begins, index)) in edges.iter().enumerate() {
        let Some(piece) = pieces.get(index) else { continue };
        if begins {
            active.insert((piece.rank, index));
        } else {
            active.remove(&(piece.rank, index));
        }
        let next = edges.get(number + 1).map_or(at, |edge| edge.0);
        if let Some(top) = active.last().and_then(|&(_, index)| pieces.get(index)).filter(|_| at < next) {
            match swept.last_mut() {
                Some(last) if last.end == at && last.who == top.who => last.end = next,
                _ => swept.push(Piece { start: at, end: next, ..*top }),
            }
        }
    }
    swept
}

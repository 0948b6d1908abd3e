//! Which changes of level to tell of: not those that missing values or a season make.

use super::history::{self, History, Shift, block, median};

/// How far back a value is compared with one of the same phase, in seasons.
const SEASONS: usize = 60;
/// How many blocks on each side tell its level.
const BLOCKS: usize = 5;

/// How often changes are looked at anew without those that a season makes.
const ROUNDS: usize = 4;

/// Changes of level between values that were observed, which the seasons found, and those that `may` be there, do not
/// make by themselves.
pub(super) fn told(history: &History, seasons: &[usize], may: &[usize]) -> Vec<Shift> {
    let short = seasons.first().copied().unwrap_or(1);
    let kept = kept(&history.known, short);
    let values: Vec<f64> = kept.iter().map(|index| history.values[*index]).collect();
    let least = block(values.len(), short);
    let next = |index: usize| (index..history.known.len()).find(|index| history.known[*index]);
    let mut places: Vec<usize> =
        history::shifts(&values, short).iter().filter_map(|shift| next(kept[shift.index])).collect();
    places.dedup();
    let mut verdicts = Vec::new();
    for _ in 0..ROUNDS {
        verdicts = verdict(history, &places, least, seasons, may);
        let before = places.len();
        places = places.iter().zip(&verdicts).filter(|(_, stays)| **stays != Some(false)).map(|(at, _)| *at).collect();
        verdicts.retain(|stays| *stays != Some(false));
        if places.len() == before {
            break;
        }
    }
    places = places.into_iter().zip(verdicts).filter(|(_, stays)| *stays == Some(true)).map(|(at, _)| at).collect();
    let shift = |change: Change<'_>| {
        let (before, after) = change.sides(least)?;
        Some(Shift { index: change.place, before, after })
    };
    changes(history, &places).filter_map(shift).collect()
}

/// Each place with the stretches between it and its neighbours.
fn changes<'a>(history: &'a History, places: &'a [usize]) -> impl Iterator<Item = Change<'a>> {
    places.iter().enumerate().map(move |(number, &place)| {
        let from = number.checked_sub(1).map_or(0, |before| places[before]);
        Change { history, from, place, to: places.get(number + 1).copied().unwrap_or(history.values.len()) }
    })
}

/// Whether changes stand beyond what seasons make; `None` where too little was observed to tell.
fn verdict(history: &History, places: &[usize], least: usize, seasons: &[usize], may: &[usize]) -> Vec<Option<bool>> {
    let lengths: Vec<usize> = seasons.iter().chain(may).copied().filter(|length| *length > 1).collect();
    let usual: Vec<f64> = match places {
        [] => Vec::new(),
        _ => lengths.iter().map(|length| usual(history, places, *length, least)).collect(),
    };
    let stands = |change: Change<'_>| {
        let (before, after) = change.sides(least)?;
        let half = (after - before) / 2.0;
        let mut told = Some(half != 0.0);
        for (&length, usual) in lengths.iter().zip(&usual) {
            match change.across(length, least) {
                Some(across) if half * (across - usual - half) < 0.0 => return Some(false),
                // A season that was found must be seen on both sides, one that may be there need not be.
                None if seasons.contains(&length) => told = None,
                _ => {}
            }
        }
        told
    };
    changes(history, places).map(stands).collect()
}

/// By how much values one season apart usually differ, with no change between them.
fn usual(history: &History, places: &[usize], season: usize, least: usize) -> f64 {
    let History { values, known, .. } = history;
    let number = |index: usize| places.partition_point(|place| *place <= index);
    let alike = |index: &usize| known[*index] && known[index - season] && number(*index) == number(index - season);
    let mut apart: Vec<f64> =
        (season..values.len()).filter(alike).map(|index| values[index] - values[index - season]).collect();
    if apart.len() < least { 0.0 } else { median(&mut apart).unwrap_or(0.0) }
}

/// The indexes of a history from its first value on that was observed, less whole seasons in which none was, so that what
/// stands in for them makes no level of its own.
fn kept(known: &[bool], season: usize) -> Vec<usize> {
    let mut kept = Vec::with_capacity(known.len());
    let mut last = None;
    for index in (0..known.len()).filter(|index| known[*index]) {
        let missing = last.map_or(0, |last: usize| index - last - 1);
        kept.extend(index - missing % season..=index);
        last = Some(index);
    }
    kept
}

/// A change of level at a place, between the changes before and after it.
struct Change<'a> {
    history: &'a History,
    from: usize,
    place: usize,
    to: usize,
}

impl Change<'_> {
    /// The medians of what was observed nearest on each side, if that is at least so much.
    fn sides(&self, least: usize) -> Option<(f64, f64)> {
        let History { values, known, .. } = self.history;
        let seen = |index: &usize| known[*index];
        let mut before: Vec<f64> =
            (self.from..self.place).rev().filter(seen).take(BLOCKS * least).map(|index| values[index]).collect();
        let mut after: Vec<f64> =
            (self.place..self.to).filter(seen).take(BLOCKS * least).map(|index| values[index]).collect();
        if before.len() < least || after.len() < least {
            return None;
        }
        median(&mut before).zip(median(&mut after))
    }

    /// By how much the values after it differ from those of the same phase before it; `None` where fewer than `least` can
    /// be compared.
    fn across(&self, season: usize, least: usize) -> Option<f64> {
        let History { values, known, .. } = self.history;
        let earlier = |index: usize| {
            let before = (1..=SEASONS).map_while(|count| index.checked_sub(count * season));
            before.take_while(|before| *before >= self.from).find(|before| *before < self.place && known[*before])
        };
        let pairs = (self.place..self.to).filter(|index| known[*index]);
        let mut across: Vec<f64> =
            pairs.filter_map(|index| Some(values[index] - values[earlier(index)?])).take(season.max(least)).collect();
        if across.len() < least { None } else { median(&mut across) }
    }
}

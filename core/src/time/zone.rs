use chrono::{DateTime, MappedLocalTime, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// The version of the IANA zone database that is compiled in, such as "2025b".
pub const ZONE_DATABASE: &str = chrono_tz::IANA_TZDB_VERSION;

/// What a local time means that clocks were put forward over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// Read with the offset before the gap: 02:30 becomes 03:30 (RFC 5545 section 3.3.5).
    #[default]
    OffsetBefore,
    /// Read with the offset after the gap: 02:30 becomes 01:30.
    OffsetAfter,
    /// An [`Error::Gap`].
    Reject,
}

/// Which of two instants a local time means that clocks were put back over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// The first occurrence (RFC 5545 section 3.3.5).
    #[default]
    First,
    /// The second occurrence.
    Second,
    /// An [`Error::Fold`].
    Reject,
}

/// How local times are read where clocks change. The default is that of RFC 5545 and of Temporal's "compatible".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// For times that do not exist.
    pub gap: Gap,
    /// For times that happen twice.
    pub fold: Fold,
}

/// Finds an IANA zone by name.
///
/// # Errors
///
/// [`Error::Unknown`] for a name that the database does not hold, with those that are most like it; names are
/// case-sensitive.
///
/// ```
/// let error = hypercare::time::parse_zone("Europe/Pari").unwrap_err();
/// assert_eq!(error.to_string(), "no zone named \"Europe/Pari\"; known: Europe/Paris");
/// ```
pub fn parse_zone(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| Error::unknown("zone", name, alike(name)))
}

/// The zones that somebody may have meant, at most three: those whose name, or city alone, takes the fewest changes of
/// one letter, and no more than a third of its letters.
#[cold]
fn alike(name: &str) -> Vec<String> {
    /// Longer than any zone.
    const LONGEST: usize = 40;
    if name.len() > LONGEST {
        return Vec::new();
    }
    let typed = name.trim().to_ascii_lowercase().replace(' ', "_");
    let changes = |zone: &Tz| {
        let full = zone.name().to_ascii_lowercase();
        let city = full.rsplit('/').next().unwrap_or(&full);
        let (whole, part) = (distance(&typed, &full), distance(&typed, city));
        whole.min(part)
    };
    let most = (typed.chars().count() / 3).min(3);
    let mut near: Vec<_> = chrono_tz::TZ_VARIANTS.iter().map(|zone| (changes(zone), zone.name())).collect();
    near.sort_unstable();
    let least = near.first().map_or(0, |first| first.0);
    near.into_iter()
        .filter(|(count, _)| *count == least && *count <= most)
        .take(3)
        .map(|(_, zone)| zone.to_owned())
        .collect()
}

/// How many letters must be added, dropped or replaced (Levenshtein 1965).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut corner = line;
        let mut left = line + 1;
        for (place, letter_of_other) in row.iter_mut().skip(1).zip(other.chars()) {
            let found = (corner + usize::from(letter != letter_of_other)).min(left + 1).min(*place + 1);
            corner = std::mem::replace(place, found);
            left = found;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// What a clock on the wall in `zone` shows at `at`.
///
/// # Errors
///
/// [`Error::Range`] near the ends of representable time, where chrono's own conversion panics.
pub fn to_local(at: DateTime<Utc>, zone: Tz) -> Result<NaiveDateTime> {
    let utc = at.naive_utc();
    utc.checked_add_offset(zone.offset_from_utc_datetime(&utc).fix())
        .ok_or_else(|| Error::range(format!("{utc} UTC in {zone}")))
}

/// The instant that a clock on the wall in `zone` means.
///
/// # Errors
///
/// [`Error::Gap`] and [`Error::Fold`] where `rules` say so; [`Error::Range`] near the ends of representable time.
pub fn resolve(local: NaiveDateTime, zone: Tz, rules: Rules) -> Result<DateTime<Utc>> {
    let range = || Error::range(format!("{local} in {zone}"));
    match zone.offset_from_local_datetime(&local) {
        MappedLocalTime::Single(offset) => subtract(local, offset.fix().local_minus_utc()).ok_or_else(range),
        MappedLocalTime::Ambiguous(first, second) => {
            // Of the two offsets the one further east is the one in force before clocks go back.
            let (first, second) = (first.fix().local_minus_utc(), second.fix().local_minus_utc());
            match rules.fold {
                Fold::First => subtract(local, first.max(second)).ok_or_else(range),
                Fold::Second => subtract(local, first.min(second)).ok_or_else(range),
                Fold::Reject => Err(Error::Fold { local: local.to_string(), zone: zone.to_string() }),
            }
        }
        MappedLocalTime::None => {
            let gap = GapInfo::new(&local, &zone).ok_or_else(range)?;
            match rules.gap {
                Gap::OffsetBefore => gap.begin.map(|(_, offset)| offset.fix().local_minus_utc()),
                Gap::OffsetAfter => gap.end.map(|end| end.offset().fix().local_minus_utc()),
                Gap::Reject => return Err(Error::Gap { local: local.to_string(), zone: zone.to_string() }),
            }
            .and_then(|offset| subtract(local, offset))
            .ok_or_else(range)
        }
    }
}

fn subtract(local: NaiveDateTime, offset_seconds: i32) -> Option<DateTime<Utc>> {
    local.checked_sub_offset(chrono::FixedOffset::east_opt(offset_seconds)?).map(|utc| utc.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().expect("a local time")
    }

    fn at(text: &str, zone: Tz, rules: Rules) -> String {
        super::super::format_instant(resolve(local(text), zone, rules).expect("an instant"))
    }

    #[test]
    fn gap_and_fold_follow_the_rules() {
        let later = Rules { gap: Gap::OffsetAfter, fold: Fold::Second };
        let paris = Tz::Europe__Paris;
        assert_eq!(at("2026-03-29T02:30:00", paris, Rules::default()), "2026-03-29T01:30:00Z");
        assert_eq!(at("2026-03-29T02:30:00", paris, later), "2026-03-29T00:30:00Z");
        assert_eq!(at("2026-10-25T02:30:00", paris, Rules::default()), "2026-10-25T00:30:00Z");
        assert_eq!(at("2026-10-25T02:30:00", paris, later), "2026-10-25T01:30:00Z");
        // Lord Howe moves by half an hour, Havana at midnight, Apia skipped a whole day.
        assert_eq!(at("2026-10-04T02:15:00", Tz::Australia__Lord_Howe, Rules::default()), "2026-10-03T15:45:00Z");
        assert_eq!(at("2026-03-08T00:00:00", Tz::America__Havana, Rules::default()), "2026-03-08T05:00:00Z");
        assert_eq!(at("2011-12-30T12:00:00", Tz::Pacific__Apia, Rules::default()), "2011-12-30T22:00:00Z");
        // Ireland's winter time is a negative saving: the first occurrence is still the earlier instant.
        assert_eq!(at("2026-10-25T01:30:00", Tz::Europe__Dublin, Rules::default()), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn zones_that_are_not_there_are_answered_by_those_alike() {
        let known = |name: &str| match parse_zone(name) {
            Err(Error::Unknown { known, .. }) => known,
            other => panic!("{other:?}"),
        };
        assert_eq!(known("europe/paris"), ["Europe/Paris"]);
        assert_eq!(known("Paris"), ["Europe/Paris"]);
        assert_eq!(known("New York"), ["America/New_York"]);
        assert_eq!(known("America/Los_Angelos"), ["America/Los_Angeles"]);
        assert_eq!(known("Mars/Olympus_Mons"), [""; 0]);
        assert_eq!(known(""), [""; 0]);
        assert_eq!(known(&"é".repeat(1_000_000)), [""; 0]);
        assert_eq!((distance("kitten", "sitting"), distance("", "abc"), distance("abc", "")), (3, 3, 3));
    }

    #[test]
    fn rejecting_rules_and_extremes_are_errors() {
        let strict = Rules { gap: Gap::Reject, fold: Fold::Reject };
        let code = |text, zone| resolve(local(text), zone, strict).expect_err("an error").code();
        assert_eq!(code("2026-03-29T02:30:00", Tz::Europe__Paris), "gap");
        assert_eq!(code("2026-10-25T02:30:00", Tz::Europe__Paris), "fold");
        for extreme in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
            for zone in [Tz::Europe__Paris, Tz::Pacific__Apia, Tz::America__Havana] {
                let _ = resolve(extreme, zone, strict);
            }
        }
        assert_eq!(resolve(NaiveDateTime::MAX, Tz::America__Havana, strict).expect_err("an error").code(), "range");
    }
}

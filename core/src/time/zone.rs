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
/// [`Error::Unknown`] for a name that the database does not hold; names are case-sensitive.
pub fn parse_zone(name: &str) -> Result<Tz> {
    let known = || ["UTC", "Europe/Paris", "America/New_York"].map(String::from).to_vec();
    name.parse().map_err(|_| Error::unknown("zone", name, known()))
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

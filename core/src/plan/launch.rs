use chrono::{DateTime, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Plan;
use crate::Result;
use crate::time::{Rules, check_instant, parse_instant, parse_zone, resolve};

/// When the launch goes live, and in whose zone its days are counted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Launch {
    /// The instant of the go-live: Hour 0, on Day 0.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The IANA zone in which days begin and end.
    #[serde(serialize_with = "write_zone", deserialize_with = "read_zone")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub zone: Tz,
}

impl Plan {
    /// Sets the instant of the go-live and the zone in which its days are counted.
    ///
    /// # Errors
    ///
    /// [`Error::Range`](crate::Error::Range) outside the years 0 to 9999; the plan is unchanged then.
    pub fn set_launch(&mut self, at: DateTime<Utc>, zone: Tz) -> Result<()> {
        check_instant(at, "launch")?;
        self.launch = Some(Launch { at, zone });
        Ok(())
    }

    /// The same plan with this go-live.
    ///
    /// # Errors
    ///
    /// As for [`set_launch`](Self::set_launch).
    pub fn with_launch(mut self, at: DateTime<Utc>, zone: Tz) -> Result<Self> {
        self.set_launch(at, zone)?;
        Ok(self)
    }
}

/// Why a text gives no launch, or less than a whole one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shortfall {
    /// It is not an instant, nor a local time with a zone.
    NotUnderstood,
    /// A local time without a zone.
    NoZone,
    /// A name with a slash that is the name of no zone.
    UnknownZone,
    /// An instant whose offset is not that of the zone at that instant.
    OtherOffset,
    /// An instant without a zone, whose offset is that of no zone of whole hours: days are counted in UTC.
    CountedInUtc,
}

/// Reads "2026-11-24T09:00:00-05:00 (America/New_York)", the same without the zone, or "2026-11-24 09:00
/// America/New_York". `zone` is one given elsewhere, which holds where the text names none.
pub(super) fn read(text: &str, zone: Option<Tz>) -> (Option<Launch>, Option<Shortfall>) {
    let text = text.trim();
    let names = || {
        text.split(|character: char| !(character.is_ascii_alphanumeric() || "/_+-".contains(character)))
            .filter(|word| word.contains('/') || *word == "UTC")
    };
    let named = names().find_map(|word| parse_zone(word).ok());
    let misspelt = named.is_none() && names().next().is_some();
    let zone = named.or(zone);
    let end =
        text.find(|character: char| character.is_whitespace() || "[(,;".contains(character)).unwrap_or(text.len());
    if let Ok(at) = parse_instant(&text[..end]) {
        let (zone, shortfall) = match zone.or_else(|| zone_of_offset(&text[..end])) {
            Some(zone) if misspelt => (zone, Some(Shortfall::UnknownZone)),
            Some(zone) if named.is_some() && !agrees(&text[..end], zone) => (zone, Some(Shortfall::OtherOffset)),
            Some(zone) => (zone, None),
            None => (Tz::UTC, Some(Shortfall::CountedInUtc)),
        };
        return (Some(Launch { at, zone }), shortfall);
    }
    // A local time: the date, and the time after a T or a blank.
    let Some(local) = local_time(text) else {
        return (None, Some(Shortfall::NotUnderstood));
    };
    let Some(zone) = zone else {
        return (None, Some(Shortfall::NoZone));
    };
    match resolve(local, zone, Rules::default()) {
        Ok(at) => (Some(Launch { at, zone }), None),
        Err(_) => (None, Some(Shortfall::NotUnderstood)),
    }
}

fn local_time(text: &str) -> Option<NaiveDateTime> {
    let text = text.replacen('T', " ", 1);
    let mut words = text.split_whitespace();
    let (date, time) = (words.next()?, words.next()?.trim_end_matches([',', ';']));
    let local = format!("{date} {time}");
    ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&local, form).ok())
}

/// Whether the offset of the text is that of the zone at its instant; "Z" says nothing of a zone.
fn agrees(instant: &str, zone: Tz) -> bool {
    instant.ends_with(['Z', 'z'])
        || DateTime::parse_from_rfc3339(instant)
            .is_ok_and(|at| zone.offset_from_utc_datetime(&at.naive_utc()).fix() == *at.offset())
}

/// The zone of a fixed number of whole hours, whose IANA name has the sign the other way round.
fn zone_of_offset(instant: &str) -> Option<Tz> {
    let seconds = DateTime::parse_from_rfc3339(instant).ok()?.offset().local_minus_utc();
    match (seconds / 3_600, seconds % 3_600) {
        (0, 0) => Some(Tz::UTC),
        (hours, 0) => parse_zone(&format!("Etc/GMT{:+}", -hours)).ok(),
        _ => None,
    }
}

fn write_zone<S: Serializer>(zone: &Tz, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(zone.name())
}

fn read_zone<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Tz, D::Error> {
    crate::document::text_with(deserializer, parse_zone)
}

//! Instants as documents write them: RFC 3339 text in UTC.
//!
//! As a serde module, `#[serde(with = "crate::time::instant")]`; the newtype's name tells the bindings' bridges that
//! the text is an instant, so that Python gets a `datetime` and Node a `Date`.

use chrono::{DateTime, Datelike, NaiveDateTime, SecondsFormat, Utc};
use serde::{Deserializer, Serializer};

use crate::{Error, Result};

/// Reads an RFC 3339 instant, with a `Z` or an offset. A leap second, 23:59:60, is the second after it: time here runs
/// without them, as Unix time does.
///
/// # Errors
///
/// [`Error::Parse`] for anything else, local times without an offset included: which instant they mean depends on the
/// zone, so [`resolve`](super::resolve) them.
///
/// ```
/// use hypercare::time::{format_instant, parse_instant};
/// assert_eq!(format_instant(parse_instant("2026-11-22T09:00:00-05:00")?), "2026-11-22T14:00:00Z");
/// assert_eq!(parse_instant("2026-11-22T09:00:00").unwrap_err().code(), "parse");
/// # Ok::<(), hypercare::Error>(())
/// ```
pub fn parse_instant(text: &str) -> Result<DateTime<Utc>> {
    let trimmed = text.trim();
    DateTime::parse_from_rfc3339(trimmed).map(|at| without_leap(at.to_utc())).map_err(|_| {
        let naive = NaiveDateTime::parse_from_str(trimmed, "%Y-%m-%dT%H:%M:%S%.f").is_ok()
            || NaiveDateTime::parse_from_str(trimmed, "%Y-%m-%d %H:%M:%S%.f").is_ok();
        let expected = if naive {
            "an instant with Z or an offset (this one has none)"
        } else {
            "an RFC 3339 instant such as 2026-11-22T09:00:00Z"
        };
        Error::parse("instant", text, 0, expected)
    })
}

/// Fails outside the years 0 to 9999, which RFC 3339 cannot write: what goes in must be able to come out.
#[allow(dead_code)] // used by the engines that keep instants
pub(crate) fn check_instant(at: DateTime<Utc>, what: &str) -> Result<()> {
    if (0..=9999).contains(&at.year()) { Ok(()) } else { Err(Error::range(what)) }
}

/// Writes an instant as RFC 3339 text in UTC, with as many digits of the second as it needs.
pub fn format_instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[allow(dead_code)] // used by the engines that write instants
pub(crate) fn serialize<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(crate::document::value::INSTANT, &format_instant(*at))
}

#[allow(dead_code)] // used by the engines that read instants
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<DateTime<Utc>, D::Error> {
    crate::document::text_with(deserializer, parse_instant)
}

/// chrono keeps 23:59:60 as 23:59:59 with more than a second of nanoseconds.
fn without_leap(at: DateTime<Utc>) -> DateTime<Utc> {
    let nanos = at.timestamp_subsec_nanos();
    let next = nanos.checked_sub(1_000_000_000).zip(at.timestamp().checked_add(1));
    next.and_then(|(nanos, second)| DateTime::from_timestamp(second, nanos)).unwrap_or(at)
}

/// The same for many instants.
#[allow(dead_code)] // used by the engines that write instants
pub(crate) mod list {
    use super::{DateTime, Deserializer, Serializer, Utc};
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Instant(#[serde(with = "super")] DateTime<Utc>);

    pub(crate) fn serialize<S: Serializer>(
        instants: &[DateTime<Utc>],
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq(instants.iter().map(|at| Instant(*at)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Vec<DateTime<Utc>>, D::Error> {
        Ok(Vec::<Instant>::deserialize(deserializer)?.into_iter().map(|instant| instant.0).collect())
    }
}

/// The same for an instant that may be missing.
#[allow(dead_code)] // used by the engines that read instants
pub(crate) mod option {
    use super::{DateTime, Deserializer, Serializer, Utc, format_instant};

    pub(crate) fn serialize<S: Serializer>(
        at: &Option<DateTime<Utc>>,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        struct Instant(DateTime<Utc>);
        impl serde::Serialize for Instant {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_newtype_struct(crate::document::value::INSTANT, &format_instant(self.0))
            }
        }
        match at {
            Some(at) => serializer.serialize_some(&Instant(*at)),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Option<DateTime<Utc>>, D::Error> {
        use serde::Deserialize;
        struct Instant(DateTime<Utc>);
        impl<'de> Deserialize<'de> for Instant {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                super::deserialize(deserializer).map(Self)
            }
        }
        Ok(Option::<Instant>::deserialize(deserializer)?.map(|instant| instant.0))
    }
}

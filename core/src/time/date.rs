//! Dates and zones as documents write them, and lists with a cap.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ZONE_DATABASE, parse_zone};
use crate::document::{self, field};
use crate::{Error, Result};

/// A date as text, "2026-12-25".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Date(NaiveDate);

/// Reads "2026-12-25", of the years 0 to 9999.
pub(crate) fn parse_date(text: &str) -> Result<NaiveDate> {
    let trimmed = text.trim();
    let shape = trimmed.len() == 10 && trimmed.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = if shape { NaiveDate::parse_from_str(trimmed, "%Y-%m-%d").ok() } else { None };
    date.ok_or_else(|| Error::parse("date", text, 0, "a date such as 2026-12-25"))
}

impl FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        parse_date(text).map(Self)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.format("%Y-%m-%d"))
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        document::from_text(deserializer)
    }
}

/// A zone, as a serde module.
pub(crate) mod zone {
    use super::{Deserializer, Serializer, Tz, document, parse_zone};

    pub(crate) fn serialize<S: Serializer>(zone: &Tz, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(zone.name())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Tz, D::Error> {
        document::text_with(deserializer, parse_zone)
    }
}

/// The version of the zone database that a document asks for: an error unless it is the one compiled in.
pub(crate) fn database<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct Version(#[serde(deserialize_with = "read_database")] String);

    Ok(Option::<Version>::deserialize(deserializer)?.map(|version| version.0))
}

fn read_database<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    document::text_with(deserializer, |text| match text == ZONE_DATABASE {
        true => Ok(text.to_owned()),
        false => Err(Error::parse("zone database", text, 0, format!("{ZONE_DATABASE}, which is compiled in"))),
    })
}

/// The same for a document built in Rust.
pub(crate) fn check_database(version: Option<&str>) -> Result<()> {
    match version {
        Some(version) if version != ZONE_DATABASE => Err(Error::invalid("zone_database", ZONE_DATABASE, version)),
        _ => Ok(()),
    }
}

/// A set of dates, written as a list, as a serde module.
pub(crate) mod set {
    use super::{BTreeSet, Date, Deserializer, NaiveDate, Serializer, list};

    pub(crate) fn serialize<S: Serializer>(
        dates: &BTreeSet<NaiveDate>,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq(dates.iter().copied().map(Date))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<BTreeSet<NaiveDate>, D::Error> {
        let dates = list::<Date, D, { super::super::calendar::DATES }>(deserializer)?;
        Ok(dates.into_iter().map(|date| date.0).collect())
    }
}

/// A map from dates, as a serde module.
pub(crate) mod map {
    use super::{BTreeMap, Date, Deserialize, Deserializer, NaiveDate, Serialize, Serializer, field};

    pub(crate) fn serialize<T: Serialize, S: Serializer>(
        dates: &BTreeMap<NaiveDate, T>,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(dates.iter().map(|(&date, value)| (Date(date), value)))
    }

    pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<BTreeMap<NaiveDate, T>, D::Error> {
        let map = field::unique_map::<Date, T, D>(deserializer)?;
        Ok(map.into_iter().map(|(date, value)| (date.0, value)).collect())
    }
}

/// Reads a list of at most `MOST` items; one more is an error where it stands.
pub(crate) fn list<'de, T, D, const MOST: usize>(deserializer: D) -> std::result::Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct Items<T, const MOST: usize>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Items<T, MOST> {
        type Value = Vec<T>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(formatter, "a list of at most {MOST}")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Vec<T>, A::Error> {
            let mut list = Vec::new();
            while let Some(item) = items.next_element()? {
                if list.len() == MOST {
                    return Err(A::Error::custom(format_args!("an item more, expected at most {MOST}")));
                }
                list.push(item);
            }
            Ok(list)
        }
    }

    deserializer.deserialize_seq(Items::<T, MOST>(PhantomData))
}

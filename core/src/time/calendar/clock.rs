use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, Result};

/// Seconds of a day on the wall.
const DAY: u32 = 86_400;

/// A time of day on the wall, "09:00" or "09:00:30", to "24:00", which is the next midnight.
///
/// ```
/// use hypercare::time::ClockTime;
/// let closing: ClockTime = "24:00".parse()?;
/// assert_eq!((closing.seconds(), closing.to_string()), (86_400, "24:00".to_owned()));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(u32);

impl ClockTime {
    /// 00:00.
    pub const MIDNIGHT: Self = Self(0);
    /// 24:00, the midnight that ends the day.
    pub const END: Self = Self(DAY);

    /// The time `seconds` after midnight as the clock on the wall counts, at most 86,400.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] over 86,400.
    pub fn from_seconds(seconds: u32) -> Result<Self> {
        if seconds > DAY {
            return Err(Error::invalid("seconds of the day", "0 to 86400", seconds));
        }
        Ok(Self(seconds))
    }

    /// Seconds after midnight as the clock on the wall counts, 0 to 86,400.
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl FromStr for ClockTime {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::parse("time of day", text, 0, "a time from 00:00 to 24:00, such as 09:00 or 17:30");
        let mut parts = text.trim().split(':');
        let mut seconds = 0;
        let mut number = |most: u32, unit: u32, part: Option<&str>, short: bool| {
            let part = part.filter(|part| part.len() == 2 || short && part.len() == 1).ok_or_else(wrong)?;
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            let value = part.parse::<u32>().ok().filter(|&value| digits && value <= most).ok_or_else(wrong)?;
            seconds += value * unit;
            Ok::<_, Error>(())
        };
        number(24, 3_600, parts.next(), true)?;
        number(59, 60, parts.next(), false)?;
        if let Some(part) = parts.next() {
            number(59, 1, Some(part), false)?;
        }
        if parts.next().is_some() || seconds > DAY { Err(wrong()) } else { Ok(Self(seconds)) }
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3_600, self.0 / 60 % 60, self.0 % 60);
        if seconds == 0 {
            write!(formatter, "{hours:02}:{minutes:02}")
        } else {
            write!(formatter, "{hours:02}:{minutes:02}:{seconds:02}")
        }
    }
}

/// Hours of a day, "09:00-17:00": the opening belongs to them, the closing does not. A closing that is not after the
/// opening is on the next day: "22:00-06:00".
///
/// Documents may write the two times as a list as well: `["09:00", "17:00"]`.
///
/// ```
/// use hypercare::time::ClockRange;
/// assert!("22:00-06:00".parse::<ClockRange>()?.is_overnight());
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockRange {
    open: ClockTime,
    close: ClockTime,
}

impl ClockRange {
    /// All of a day, "00:00-24:00".
    pub const DAY: Self = Self { open: ClockTime::MIDNIGHT, close: ClockTime::END };

    /// Hours from `open` to `close`.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if both are the same time, or `open` is 24:00.
    pub fn new(open: ClockTime, close: ClockTime) -> Result<Self> {
        if open == close || open == ClockTime::END {
            let found = format!("{open}-{close}");
            return Err(Error::invalid("hours", "an opening before 24:00 and another closing", found));
        }
        Ok(Self { open, close })
    }

    /// When they begin.
    pub const fn open(self) -> ClockTime {
        self.open
    }

    /// When they end, on the same day or the next.
    pub const fn close(self) -> ClockTime {
        self.close
    }

    /// Whether they end on the next day. Hours to 24:00 or 00:00 end at the midnight between and are not overnight.
    pub fn is_overnight(self) -> bool {
        self.close <= self.open && self.close != ClockTime::MIDNIGHT
    }

    /// The part on the first day, in seconds of the wall's day.
    pub(super) fn first_day(self) -> (u32, u32) {
        (self.open.0, if self.close <= self.open { DAY } else { self.close.0 })
    }

    /// The part on the next day.
    pub(super) fn next_day(self) -> Option<(u32, u32)> {
        self.is_overnight().then_some((0, self.close.0))
    }
}

impl FromStr for ClockRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::parse("hours", text, 0, "hours such as 09:00-17:00 or 22:00-06:00");
        let (open, close) = text.split_once(['-', '–']).ok_or_else(wrong)?;
        Self::new(open.parse().map_err(|_| wrong())?, close.parse().map_err(|_| wrong())?).map_err(|_| wrong())
    }
}

impl fmt::Display for ClockRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.open, self.close)
    }
}

impl<'de> Deserialize<'de> for ClockRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Hours;

        impl<'de> Visitor<'de> for Hours {
            type Value = ClockRange;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("hours such as 09:00-17:00, or an opening and a closing time")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<ClockRange, E> {
                text.parse()
                    .map_err(|_| E::invalid_value(serde::de::Unexpected::Str(&crate::error::shorten(text)), &self))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<ClockRange, A::Error> {
                let missing = |length| A::Error::invalid_length(length, &"an opening and a closing time");
                let open = items.next_element()?.ok_or_else(|| missing(0))?;
                let close = items.next_element()?.ok_or_else(|| missing(1))?;
                if items.next_element::<serde::de::IgnoredAny>()?.is_some() {
                    return Err(missing(3));
                }
                ClockRange::new(open, close).map_err(A::Error::custom)
            }
        }

        deserializer.deserialize_any(Hours)
    }
}

/// A day that comes every year, "12-25"; 29 February is "02-29".
///
/// ```
/// assert!("02-29".parse::<hypercare::time::MonthDay>().is_ok());
/// assert!("02-30".parse::<hypercare::time::MonthDay>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u32,
    day: u32,
}

impl MonthDay {
    /// A month from 1 and a day from 1.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a day that no year has.
    pub fn new(month: u32, day: u32) -> Result<Self> {
        match NaiveDate::from_ymd_opt(2000, month, day) {
            Some(_) => Ok(Self { month, day }),
            None => Err(Error::invalid("month and day", "a day such as 12-25", format!("{month:02}-{day:02}"))),
        }
    }

    /// The month, from 1.
    pub const fn month(self) -> u32 {
        self.month
    }

    /// The day of the month, from 1.
    pub const fn day(self) -> u32 {
        self.day
    }

    pub(super) fn of(date: NaiveDate) -> Self {
        Self { month: date.month(), day: date.day() }
    }
}

impl FromStr for MonthDay {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::parse("day of every year", text, 0, "a month and a day such as 12-25");
        let (month, day) = text.trim().split_once('-').ok_or_else(wrong)?;
        let number = |part: &str| {
            let digits = matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<u32>().ok()).flatten().ok_or_else(wrong)
        };
        Self::new(number(month)?, number(day)?).map_err(|_| wrong())
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}-{:02}", self.month, self.day)
    }
}

macro_rules! as_text {
    ($($name:ident, $schema:tt;)+) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    )+};
}

as_text! {
    ClockTime, {"type": "string", "examples": ["09:00", "24:00"]};
    MonthDay, {"type": "string", "examples": ["12-25", "02-29"]};
    ClockRange, {
        "anyOf": [
            {"type": "string", "examples": ["09:00-17:00", "22:00-06:00"]},
            {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
        ]
    };
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        crate::document::from_text(deserializer)
    }
}

impl<'de> Deserialize<'de> for MonthDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        crate::document::from_text(deserializer)
    }
}

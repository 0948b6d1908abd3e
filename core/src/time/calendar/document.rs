use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{ClockRange, MonthDay};
use crate::document::field;
use crate::time::{Rules, date};
use crate::{Error, Result};

/// Most hours of one day.
pub(super) const RANGES: usize = 48;
/// Most holidays, breaks or dated hours of one calendar.
pub(crate) const DATES: usize = 40_000;
/// Most days that come every year.
const YEARLY: usize = 366;
/// Most calendars inside a combined one, counted over all levels.
const MEMBERS: usize = 64;
/// Deepest combination of calendars.
const DEPTH: usize = 4;

/// When somebody works: the written form of a [`Calendar`](super::Calendar), as YAML or JSON.
///
/// ```
/// use hypercare::time::Calendar;
/// let calendar = Calendar::from_yaml("
/// version: 1
/// zone: Europe/Paris
/// weekly:
///   mon: [09:00-12:30, 13:30-18:00]         # several hours a day
///   fri: [['22:00', '06:00']]               # overnight, into the Saturday; a list of two times says the same
/// holidays: [2026-12-25]                    # closed from midnight to midnight
/// yearly: [01-01, 02-29]                    # the same every year
/// leap_day: march_1                         # where 02-29 goes in other years: skip, february_28, march_1
/// breaks: {2026-12-24: [12:00-24:00]}       # closed at these hours of the date
/// dated: {2026-12-31: [09:00-12:00]}        # these hours instead of the week's, also on a holiday
/// rules: {gap: offset_before, fold: first}  # openings and closings where clocks change
/// due_at_closing: closing                   # or next_opening
/// ")?;
/// assert_eq!(Calendar::from_json(&calendar.to_json()?)?, calendar);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// It is open in its own hours and whenever any calendar of `union` is, but only while all calendars of `intersection`
/// are. Overnight hours mean what the same hours split at midnight mean: a holiday on the second day closes their second
/// part. Those of `dated` alone belong together, and run on into a holiday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CalendarDocument {
    /// Version of the document: 1.
    #[serde(deserialize_with = "field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub version: u32,
    /// The IANA zone of all dates and times; UTC if left out.
    #[serde(with = "date::zone")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub zone: Tz,
    /// The version of the zone database that it must be read with, such as "2025b"; any if left out.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "date::database")]
    pub zone_database: Option<String>,
    /// The hours of every week.
    pub weekly: WeeklyHours,
    /// Dates that are closed from midnight to midnight, at most 40,000.
    #[serde(with = "date::set")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub holidays: BTreeSet<NaiveDate>,
    /// Days that are closed every year.
    #[serde(deserialize_with = "read_yearly")]
    pub yearly: BTreeSet<MonthDay>,
    /// Where a yearly 29 February goes in years without one.
    pub leap_day: LeapDay,
    /// Hours at which the calendar is closed on a date; at most 40,000 dates of 48 hours.
    #[serde(with = "ranges")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Vec<ClockRange>>"))]
    pub breaks: BTreeMap<NaiveDate, Vec<ClockRange>>,
    /// Hours that replace those of the week on a date, holiday or not; none at all close it. At most 40,000 dates.
    #[serde(with = "ranges")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Vec<ClockRange>>"))]
    pub dated: BTreeMap<NaiveDate, Vec<ClockRange>>,
    /// What opening and closing times mean where clocks change.
    pub rules: Rules,
    /// When a length of time that runs out exactly at closing time is over.
    pub due_at_closing: DueAtClosing,
    /// Calendars whose hours are added, each in its own zone.
    #[serde(deserialize_with = "date::list::<_, _, MEMBERS>")]
    pub union: Vec<CalendarDocument>,
    /// Calendars that must be open, too.
    #[serde(deserialize_with = "date::list::<_, _, MEMBERS>")]
    pub intersection: Vec<CalendarDocument>,
}

/// The hours of every week, by the day on which they begin; a day that is left out is closed.
///
/// At most 48 hours a day, which must not overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct WeeklyHours {
    /// Monday.
    #[serde(deserialize_with = "read_day")]
    pub mon: Vec<ClockRange>,
    /// Tuesday.
    #[serde(deserialize_with = "read_day")]
    pub tue: Vec<ClockRange>,
    /// Wednesday.
    #[serde(deserialize_with = "read_day")]
    pub wed: Vec<ClockRange>,
    /// Thursday.
    #[serde(deserialize_with = "read_day")]
    pub thu: Vec<ClockRange>,
    /// Friday.
    #[serde(deserialize_with = "read_day")]
    pub fri: Vec<ClockRange>,
    /// Saturday.
    #[serde(deserialize_with = "read_day")]
    pub sat: Vec<ClockRange>,
    /// Sunday.
    #[serde(deserialize_with = "read_day")]
    pub sun: Vec<ClockRange>,
}

/// Where a yearly 29 February goes in years without one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeapDay {
    /// Nowhere: it is a holiday in leap years only (RFC 5545 section 3.3.10).
    #[default]
    Skip,
    /// To 28 February.
    #[serde(rename = "february_28")]
    February28,
    /// To 1 March.
    #[serde(rename = "march_1")]
    March1,
}

/// When a length of time that runs out exactly at closing time is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DueAtClosing {
    /// At the closing: the first instant by which it has run. No time at all is over where it starts.
    #[default]
    Closing,
    /// At the next opening: the last instant before more of it would run. No time at all, outside hours, is over at the
    /// next opening.
    NextOpening,
}

impl Default for CalendarDocument {
    /// Closed for ever, in UTC.
    fn default() -> Self {
        Self {
            version: 1,
            zone: Tz::UTC,
            zone_database: None,
            weekly: WeeklyHours::default(),
            holidays: BTreeSet::new(),
            yearly: BTreeSet::new(),
            leap_day: LeapDay::default(),
            breaks: BTreeMap::new(),
            dated: BTreeMap::new(),
            rules: Rules::default(),
            due_at_closing: DueAtClosing::default(),
            union: Vec::new(),
            intersection: Vec::new(),
        }
    }
}

impl CalendarDocument {
    /// Checks what a document built in Rust may have wrong: the caps, and hours that overlap.
    pub(super) fn check(&self) -> Result<()> {
        let (mut members, mut rest) = (0, vec![(self, 0)]);
        while let Some((document, depth)) = rest.pop() {
            members += 1;
            Error::cap("calendar, combined calendars", MEMBERS as u64, members - 1)?;
            Error::cap("calendar, levels of combination", DEPTH as u64, depth)?;
            document.check_one()?;
            rest.extend(document.union.iter().chain(&document.intersection).map(|member| (member, depth + 1)));
        }
        Ok(())
    }

    fn check_one(&self) -> Result<()> {
        if self.version != 1 {
            return Err(Error::invalid("version", "1", self.version));
        }
        date::check_database(self.zone_database.as_deref())?;
        Error::cap("calendar, holidays", DATES as u64, self.holidays.len())?;
        Error::cap("calendar, dates with breaks", DATES as u64, self.breaks.len())?;
        Error::cap("calendar, dates with hours", DATES as u64, self.dated.len())?;
        for ranges in self.weekly.days().into_iter().chain(self.breaks.values()).chain(self.dated.values()) {
            Error::cap("calendar, hours of a day", RANGES as u64, ranges.len())?;
            if let Some([first, second]) = overlap(ranges) {
                return Err(Error::invalid(
                    "hours of a day",
                    "hours that do not overlap",
                    format!("{first}, {second}"),
                ));
            }
        }
        Ok(())
    }
}

impl WeeklyHours {
    /// The same hours on every day from Monday to Friday.
    pub fn weekdays(hours: &[ClockRange]) -> Self {
        let day = || hours.to_vec();
        Self { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), ..Self::default() }
    }

    /// The same hours on all seven days.
    pub fn daily(hours: &[ClockRange]) -> Self {
        Self { sat: hours.to_vec(), sun: hours.to_vec(), ..Self::weekdays(hours) }
    }

    /// The hours that begin on a day.
    pub fn on(&self, day: Weekday) -> &[ClockRange] {
        match day {
            Weekday::Mon => &self.mon,
            Weekday::Tue => &self.tue,
            Weekday::Wed => &self.wed,
            Weekday::Thu => &self.thu,
            Weekday::Fri => &self.fri,
            Weekday::Sat => &self.sat,
            Weekday::Sun => &self.sun,
        }
    }

    pub(super) fn days(&self) -> [&Vec<ClockRange>; 7] {
        [&self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun]
    }
}

/// Two hours of a day that overlap, if any do.
fn overlap(ranges: &[ClockRange]) -> Option<[ClockRange; 2]> {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).find_map(|pair| match *pair {
        [first, second] if first.first_day().1 > second.first_day().0 => Some([first, second]),
        _ => None,
    })
}

fn read_day<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<ClockRange>, D::Error> {
    let ranges = date::list::<ClockRange, D, RANGES>(deserializer)?;
    match overlap(&ranges) {
        Some([first, second]) => {
            Err(D::Error::custom(format_args!("{first} and {second}, expected hours that do not overlap")))
        }
        None => Ok(ranges),
    }
}

fn read_yearly<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<BTreeSet<MonthDay>, D::Error> {
    Ok(date::list::<_, D, YEARLY>(deserializer)?.into_iter().collect())
}

/// Hours by date, as a serde module.
mod ranges {
    use super::{BTreeMap, ClockRange, DATES, Deserialize, Deserializer, NaiveDate, date, read_day};
    use serde::Serializer;
    use serde::de::Error as _;

    pub(super) fn serialize<S: Serializer>(
        dates: &BTreeMap<NaiveDate, Vec<ClockRange>>,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        date::map::serialize(dates, serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<BTreeMap<NaiveDate, Vec<ClockRange>>, D::Error> {
        #[derive(Deserialize)]
        struct Day(#[serde(deserialize_with = "read_day")] Vec<ClockRange>);

        let dates = date::map::deserialize::<Day, D>(deserializer)?;
        if dates.len() > DATES {
            return Err(D::Error::custom(format_args!("{} dates, expected at most {DATES}", dates.len())));
        }
        Ok(dates.into_iter().map(|(date, day)| (date, day.0)).collect())
    }
}

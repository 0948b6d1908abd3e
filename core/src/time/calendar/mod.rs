mod batch;
mod block;
mod clock;
mod combine;
mod document;
mod expand;
mod query;
mod trace;

use std::fmt;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::Limits;
use crate::{Error, Result};
pub use batch::TimeUnit;
use block::Block;
pub use clock::{ClockRange, ClockTime, MonthDay};
pub use combine::{SeamOverlap, SeamReport};
pub(crate) use document::DATES;
pub use document::{CalendarDocument, DueAtClosing, LeapDay, WeeklyHours};
pub(crate) use query::OpenTime;
pub use query::{OpenSpan, Roll};
pub use trace::BusinessTime;

/// The first second of the horizon, 1900-01-01T00:00:00Z.
const FIRST: i64 = -2_208_988_800;
/// The end of the horizon, 2200-01-01T00:00:00Z.
const END: i64 = 7_258_118_400;
/// The horizon as instants.
#[allow(dead_code)] // used by the rota
pub(crate) const HORIZON: (DateTime<Utc>, DateTime<Utc>) = (edge(FIRST), edge(END));
/// The number of the block that holds the first second.
const FIRST_BLOCK: i64 = FIRST >> block::SHIFT;
/// Blocks up to the end.
const BLOCKS: usize = (((END - 1) >> block::SHIFT) - FIRST_BLOCK + 1) as usize;

const fn edge(second: i64) -> DateTime<Utc> {
    match DateTime::from_timestamp(second, 0) {
        Some(at) => at,
        None => DateTime::UNIX_EPOCH,
    }
}

/// Business time: when is somebody there, and when have four hours of it run?
///
/// ```
/// use chrono::TimeDelta;
/// use hypercare::time::{Calendar, parse_instant};
/// let desk = Calendar::from_yaml("
/// zone: Europe/Paris
/// weekly: {mon: [09:00-17:00], tue: [09:00-17:00], wed: [09:00-17:00], thu: [09:00-17:00], fri: [09:00-17:00]}
/// holidays: [2026-12-25]
/// ")?;
/// let friday = parse_instant("2026-12-18T15:00:00Z")?; // 16:00 in Paris, an hour before closing
/// assert_eq!(desk.due(friday, TimeDelta::hours(4))?, parse_instant("2026-12-21T11:00:00Z")?);
/// assert_eq!(desk.elapsed(friday, parse_instant("2026-12-21T11:00:00Z")?)?, TimeDelta::hours(4));
/// assert!(!desk.is_open(parse_instant("2026-12-25T10:00:00Z")?)?);
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// - Seconds are physical seconds: on a day of 23 hours a calendar that never closes is open for 82,800 s.
/// - Openings belong to the hours, closings do not; but time that runs out exactly at closing is over at the closing
///   ([`DueAtClosing`] says otherwise).
/// - An opening or closing that clocks are put forward over is read with the offset before the change, one that comes
///   twice is its first occurrence ([`Rules`](super::Rules) say otherwise; where they reject, every question that looks
///   into the same two years is refused). A date that the zone skipped has no hours.
/// - The horizon is 1900 to 2199 (UTC). Instants outside of it, and time that has not run by its end, are
///   [`Error::Range`]; the work until then is bounded.
///
/// Hours are worked out for two years at a time, when they are first asked for, and kept; clones share them, and so may
/// threads.
#[derive(Clone)]
pub struct Calendar {
    inner: Arc<Inner>,
}

struct Inner {
    document: CalendarDocument,
    /// Whether what is due at closing is due at the next opening.
    late: bool,
    /// Every two years of the horizon, once they have been asked for.
    blocks: [Built; BLOCKS],
}

/// A block once it has been asked for, or why there is none.
type Built = OnceLock<std::result::Result<Box<Block>, Box<Error>>>;

impl Calendar {
    /// The calendar of a document.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] over the caps, [`Error::Invalid`] for hours of a day that overlap.
    pub fn new(document: CalendarDocument) -> Result<Self> {
        document.check()?;
        Ok(Self::checked(document))
    }

    /// A calendar that never closes; its zone matters for months alone.
    pub fn always(zone: Tz) -> Self {
        let weekly = WeeklyHours::daily(&[ClockRange::DAY]);
        let document = CalendarDocument { zone, weekly, ..CalendarDocument::default() };
        Self::checked(document)
    }

    fn checked(document: CalendarDocument) -> Self {
        let late = document.due_at_closing == DueAtClosing::NextOpening;
        Self { inner: Arc::new(Inner { document, late, blocks: [const { OnceLock::new() }; BLOCKS] }) }
    }

    /// Reads a calendar from YAML. What may be written stands at [`CalendarDocument`].
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything that is not a calendar of version 1; [`Error::Limit`] over
    /// the caps.
    pub fn from_yaml(text: &str) -> Result<Self> {
        Self::new(crate::document::from_yaml(text, "calendar", Limits::default())?)
    }

    /// Reads a calendar from JSON.
    ///
    /// # Errors
    ///
    /// As for [`from_yaml`](Self::from_yaml).
    pub fn from_json(text: &str) -> Result<Self> {
        Self::new(crate::document::from_json(text, "calendar", Limits::default())?)
    }

    /// The same calendar, closed on the dates of an iCalendar text (RFC 5545) as well: all-day events, those that recur
    /// yearly up to the year 2199. Cancelled events do not count. The dates of a combined calendar are those of its own
    /// zone; it is one level of combination more.
    ///
    /// ```
    /// use hypercare::time::{Calendar, parse_instant};
    /// let feed = "BEGIN:VCALENDAR
    /// BEGIN:VEVENT
    /// DTSTART;VALUE=DATE:20201126
    /// RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH
    /// SUMMARY:Thanksgiving
    /// END:VEVENT
    /// END:VCALENDAR";
    /// let desk = Calendar::always(chrono_tz::America::New_York).with_ical_holidays(feed)?;
    /// assert!(!desk.is_open(parse_instant("2026-11-26T15:00:00Z")?)?);
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with the line for a text that is not iCalendar, an event with clock times, and a recurrence
    /// that is not yearly; [`Error::Limit`] over 16 MiB, 1,000,000 lines, 40,000 events or 40,000 holidays, and for
    /// rules that hardly ever hold.
    pub fn with_ical_holidays(&self, text: &str) -> Result<Self> {
        let (mut document, dates) = (self.inner.document.clone(), super::ical::all_day_dates(text)?);
        if document.union.is_empty() && document.intersection.is_empty() {
            document.holidays.extend(dates);
            return Self::new(document);
        }
        // The members have holidays of their own, in their own zones: all of them together are closed on these.
        let (zone, rules, due_at_closing) = (document.zone, document.rules, document.due_at_closing);
        let weekly = WeeklyHours::daily(&[ClockRange::DAY]);
        let others = CalendarDocument { zone, weekly, holidays: dates, ..CalendarDocument::default() };
        let (union, intersection) = (vec![document], vec![others]);
        Self::new(CalendarDocument { zone, rules, due_at_closing, union, intersection, ..CalendarDocument::default() })
    }

    /// Writes the calendar as canonical JSON.
    ///
    /// # Errors
    ///
    /// None that a calendar can cause; see [`to_json`](crate::document::to_json).
    pub fn to_json(&self) -> Result<String> {
        crate::document::to_json(self)
    }

    /// The document that the calendar was made from.
    pub fn document(&self) -> &CalendarDocument {
        &self.inner.document
    }

    /// The zone of its dates and times.
    pub fn zone(&self) -> Tz {
        self.inner.document.zone
    }

    /// The block with this number from the beginning of the horizon; `None` at its end.
    #[inline]
    fn block(&self, index: usize) -> Option<Result<&Block>> {
        let block = self.inner.blocks.get(index)?;
        Some(if let Some(Ok(block)) = block.get() { Ok(block) } else { self.build(index, block) })
    }

    #[cold]
    #[inline(never)]
    fn build<'a>(&self, index: usize, block: &'a Built) -> Result<&'a Block> {
        let built = block.get_or_init(|| {
            let start = block_start(index);
            let (from, to) = (start.max(FIRST), (start + (1 << block::SHIFT)).min(END));
            let spans = expand::spans(&self.inner.document, from, to)?;
            Ok(Box::new(Block::new(start, &spans)))
        });
        built.as_deref().map_err(|error| (**error).clone())
    }
}

/// The first second of a block.
#[inline]
fn block_start(index: usize) -> i64 {
    (FIRST_BLOCK + index as i64) << block::SHIFT
}

impl PartialEq for Calendar {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.inner.document == other.inner.document
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Calendar").field(&self.inner.document).finish()
    }
}

impl Serialize for Calendar {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.inner.document.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Calendar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::new(CalendarDocument::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Calendar {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        CalendarDocument::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        CalendarDocument::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        CalendarDocument::json_schema(generator)
    }
}

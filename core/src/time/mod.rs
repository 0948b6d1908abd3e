//! How long is "4-6 hours", when is 02:30 on the night the clocks change, and when have four business hours run?
//!
//! ```
//! use chrono::NaiveDate;
//! use hypercare::time::{Rules, Span, SpanRange, parse_zone, resolve, to_local};
//!
//! let response: Span = "15 min".parse()?;
//! let restore: SpanRange = "<4 hours".parse()?;
//! assert!(restore.contains(response));
//!
//! // 02:30 does not exist on this morning in Paris: it is read with the offset before the change.
//! let local = NaiveDate::from_ymd_opt(2026, 3, 29).and_then(|day| day.and_hms_opt(2, 30, 0)).expect("a date");
//! let at = resolve(local, parse_zone("Europe/Paris")?, Rules::default())?;
//! assert_eq!(at.to_rfc3339(), "2026-03-29T01:30:00+00:00");
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! Business time is a [`Calendar`]'s.
//!
//! Instants are [`chrono::DateTime<Utc>`](chrono::DateTime), written in documents as RFC 3339 text.
//!
//! Zones are [`chrono_tz::Tz`], compiled in: the zone files of the machine are never read, because the same input must give
//! the same bits everywhere. [`ZONE_DATABASE`] names the version. Every trace in which a zone played a part repeats it, and
//! a calendar, rota or policy may ask for one (`zone_database: 2025b`): read with another it is an error. A newer database
//! comes with a newer chrono-tz, to be had by `cargo update -p chrono-tz` where the library or its packages are built.
//! Until then a change that was announced late can be met with the `dated` hours of a calendar.

mod calendar;
pub(crate) mod date;
#[cfg_attr(not(feature = "escalation"), allow(dead_code, unused_imports))] // a rota reads and writes more of it
pub(crate) mod ical;
pub(crate) mod instant;
mod read;
mod span;
mod zone;

pub use calendar::{
    BusinessTime, Calendar, CalendarDocument, ClockRange, ClockTime, DueAtClosing, LeapDay, MonthDay, OpenSpan, Roll,
    SeamOverlap, SeamReport, TimeUnit, WeeklyHours,
};
#[allow(unused_imports)] // used by the rota and the clocks
pub(crate) use calendar::{HORIZON, OpenTime};
#[allow(unused_imports)] // used by the engines that keep instants
pub(crate) use instant::check_instant;
pub use instant::{format_instant, parse_instant};
#[allow(unused_imports)] // used by the alert rules
pub(crate) use read::unit_seconds;
pub use span::{Span, SpanRange};
pub use zone::{Fold, Gap, Rules, ZONE_DATABASE, parse_zone, resolve, to_local};

//! How the values of attributes are written: estimates, dependencies, instants and periods.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Dependency, DependencyKind, EstimateShape, Period, TaskEstimate};
use crate::time::{Rules, Span, format_instant, parse_instant, parse_zone, resolve, to_local};
use crate::{Error, Result};

/// The mean month of the Gregorian calendar, in seconds.
const MONTH: f64 = 2_629_746.0;

impl TaskEstimate {
    /// The same for all three.
    pub fn fixed(span: Span) -> Self {
        Self { low: span, likely: span, high: span, shape: EstimateShape::Pert }
    }

    fn order(span: Span) -> f64 {
        #[allow(clippy::cast_precision_loss)] // enough to compare what people write
        let seconds = span.exact().num_milliseconds() as f64 / 1e3;
        seconds + f64::from(span.calendar_months()) * MONTH
    }

    fn is_sound(&self) -> bool {
        Self::order(self.low) <= Self::order(self.likely) && Self::order(self.likely) <= Self::order(self.high)
    }

    /// Refuses one whose ends are not in order.
    pub(super) fn check(&self, name: &str) -> Result<()> {
        if self.is_sound() { Ok(()) } else { Err(Error::invalid(name, "low <= likely <= high", self)) }
    }
}

impl FromStr for TaskEstimate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        const EXPECTED: &str = "a length of time such as 4 h, 2-8 h or 2-4-8 h, the shorter first";
        let fail = || Error::parse("estimate", text, 0, EXPECTED);
        let mut rest = text.trim().trim_start_matches('~').trim_start();
        let mut shape = EstimateShape::Pert;
        for (word, found) in [("triangular", EstimateShape::Triangular), ("pert", EstimateShape::Pert)] {
            let bare = rest.trim_end_matches(')');
            let cut = bare.len().checked_sub(word.len()).filter(|&cut| bare.is_char_boundary(cut));
            if let Some(before) = cut.filter(|&cut| bare[cut..].eq_ignore_ascii_case(word)).map(|cut| &bare[..cut]) {
                shape = found;
                rest = before.trim_end_matches(['(', ' ', ',']);
            }
        }
        let parts: Vec<&str> = rest.split(['-', '–', '—', '/']).flat_map(|part| part.split(" to ")).collect();
        let last = parts.last().map(|part| part.trim()).unwrap_or_default();
        let unit = last.trim_start_matches(|sign: char| !sign.is_alphabetic());
        let read = |part: &str| -> Result<Span> {
            let part = part.trim();
            let bare = part.ends_with(|sign: char| sign.is_ascii_digit());
            if bare { format!("{part} {unit}").parse() } else { part.parse() }.map_err(|_| fail())
        };
        let estimate = match parts.as_slice() {
            [one] => Self::fixed(read(one)?),
            [low, high] => {
                let (low, high) = (read(low)?, read(high)?);
                Self { low, likely: middle(low, high).ok_or_else(fail)?, high, shape }
            }
            [low, likely, high] => Self { low: read(low)?, likely: read(likely)?, high: read(high)?, shape },
            _ => return Err(fail()),
        };
        if estimate.is_sound() { Ok(Self { shape, ..estimate }) } else { Err(fail()) }
    }
}

/// Half way between two spans; half a month is 15 days.
fn middle(low: Span, high: Span) -> Option<Span> {
    let months = low.calendar_months().checked_add(high.calendar_months())?;
    let exact = low.exact().checked_add(&high.exact())? / 2;
    let odd = if months % 2 == 1 { TimeDelta::days(15) } else { TimeDelta::zero() };
    Span::months(months / 2).plus(Span::of(exact.checked_add(&odd)?).ok()?).ok()
}

impl fmt::Display for TaskEstimate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low == self.likely && self.likely == self.high {
            write!(formatter, "{}", self.low)?;
        } else {
            write!(formatter, "{} - {} - {}", self.low, self.likely, self.high)?;
        }
        if self.shape == EstimateShape::Triangular { formatter.write_str(" triangular") } else { Ok(()) }
    }
}

impl DependencyKind {
    /// The word by which attributes name it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::FinishToStart => "after",
            Self::StartToStart => "start-to-start",
            Self::FinishToFinish => "finish-to-finish",
            Self::StartToFinish => "start-to-finish",
        }
    }
}

impl Dependency {
    /// Reads "dns", "dns +30 min", "dns -1 h": what stands behind the last signs, if it is a length of time, each sign
    /// once.
    pub(super) fn read(text: &str, kind: DependencyKind) -> Self {
        let mut read = Self { on: text.trim().to_owned(), kind, lag: Span::ZERO, lead: Span::ZERO };
        while let Some((before, lag, span)) = shifted(&read.on) {
            let shift = if lag { &mut read.lag } else { &mut read.lead };
            if *shift != Span::ZERO {
                break;
            }
            *shift = span;
            read.on.truncate(before);
        }
        read
    }
}

/// The length of the name before the last sign that a length of time follows, and whether it is a plus.
fn shifted(text: &str) -> Option<(usize, bool, Span)> {
    // No length of time is longer: what stands before is the name, however many signs it has.
    const LONGEST: usize = 100;
    let signs = text.char_indices().rev().take_while(|(at, _)| text.len() - at <= LONGEST);
    signs.filter(|(_, sign)| matches!(sign, '+' | '-' | '−' | '–')).find_map(|(at, sign)| {
        let (before, after) = (text.get(..at)?, text.get(at + sign.len_utf8()..)?.trim_start());
        let name = before.trim_end();
        if name.is_empty() || name.len() == before.len() || !after.starts_with(|digit: char| digit.is_ascii_digit()) {
            return None;
        }
        after.parse().ok().map(|span| (name.len(), sign == '+', span))
    })
}

impl fmt::Display for Dependency {
    /// As an attribute is written: "after: dns +30 min".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.kind.word(), self.on)?;
        if self.lag != Span::ZERO {
            write!(formatter, " +{}", self.lag)?;
        }
        if self.lead != Span::ZERO {
            write!(formatter, " -{}", self.lead)?;
        }
        Ok(())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} to {}", format_instant(self.start), format_instant(self.end))
    }
}

/// What a text says of absolute time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    pub(super) start: DateTime<Utc>,
    /// The end of the day for a date; `start` for a time.
    pub(super) end: DateTime<Utc>,
    /// Whether it was counted in UTC for want of a zone.
    pub(super) unzoned: bool,
}

/// Reads "2026-11-20", "2026-11-20 18:00", "2026-11-20 18:00 Europe/Paris", "2026-11-20T18:00:00Z".
pub(super) fn moment(text: &str, zone: Option<Tz>) -> Option<Moment> {
    let text = text.trim();
    // Dates begin with four digits of a year: nothing else is tried.
    if !text.starts_with(|digit: char| digit.is_ascii_digit()) {
        return None;
    }
    let (zone, text) = match text.rsplit_once(char::is_whitespace) {
        Some((before, name)) => match parse_zone(name.trim_matches(['(', ')', '[', ']'])) {
            Ok(zone) => (Some(zone), before.trim_end()),
            Err(_) => (zone, text),
        },
        None => (zone, text),
    };
    if let Ok(at) = parse_instant(text) {
        return Some(Moment { start: at, end: at, unzoned: false });
    }
    let unzoned = zone.is_none();
    let instant = |local: NaiveDateTime| resolve(local, zone.unwrap_or(Tz::UTC), Rules::default()).ok();
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        let next = date.checked_add_days(Days::new(1))?;
        let (start, end) = (instant(date.and_time(NaiveTime::MIN))?, instant(next.and_time(NaiveTime::MIN))?);
        return in_range(Moment { start, end, unzoned });
    }
    let local = text.replacen('T', " ", 1);
    let forms = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];
    let at = instant(forms.into_iter().find_map(|form| NaiveDateTime::parse_from_str(&local, form).ok())?)?;
    in_range(Moment { start: at, end: at, unzoned })
}

/// An instant as people write it where they are, if that is read back as the same: a date, a time of day, or all of it.
/// The end of a day is written as that day where `ends`.
pub(super) fn moment_text(at: DateTime<Utc>, zone: Option<Tz>, ends: bool) -> String {
    let same = |text: &String| {
        moment(text, zone).is_some_and(|found| !found.unzoned && if ends { found.end == at } else { found.start == at })
    };
    let written = zone.and_then(|zone| to_local(at, zone).ok()).and_then(|local| {
        let date = if ends { local.checked_sub_days(Days::new(1))? } else { local };
        let forms = [(date, "%Y-%m-%d"), (local, "%Y-%m-%d %H:%M"), (local, "%Y-%m-%d %H:%M:%S")];
        forms.into_iter().map(|(local, form)| local.format(form).to_string()).find(same)
    });
    written.unwrap_or_else(|| format_instant(at))
}

/// Refuses years that documents cannot write.
fn in_range(moment: Moment) -> Option<Moment> {
    let sound = |at| crate::time::check_instant(at, "date").is_ok();
    (sound(moment.start) && sound(moment.end)).then_some(moment)
}

/// Reads "2026-11-20 to 2026-11-22", "2026-11-20 22:00 to 02:00", a single date; `true` where a zone was missing.
pub(super) fn period(text: &str, zone: Option<Tz>) -> Option<(Period, bool)> {
    let ends = [" to ", " – ", " - ", " until ", "/"].into_iter().find_map(|sign| text.split_once(sign));
    let (first, last) = ends.unwrap_or((text, text));
    let start = moment(first, zone)?;
    let end = match moment(last, zone) {
        Some(end) => end,
        // A time alone is on the same day, or on the next one where it is not later.
        None => {
            let date = first.trim().get(..10)?;
            let end = moment(&format!("{date} {}", last.trim()), zone)?;
            if end.end > start.start {
                end
            } else {
                let next = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?.checked_add_days(Days::new(1))?;
                moment(&format!("{next} {}", last.trim()), zone)?
            }
        }
    };
    let period = Period { start: start.start, end: end.end };
    (period.start < period.end).then_some((period, start.unzoned || end.unzoned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_read_as_people_write_them() {
        let spans = |text: &str| {
            let estimate: TaskEstimate = text.parse().unwrap();
            assert_eq!(estimate.to_string().parse::<TaskEstimate>().unwrap(), estimate, "{text}");
            [estimate.low, estimate.likely, estimate.high].map(|span| span.to_string()).join("|")
        };
        for (text, expected) in [
            ("4 h", "4 h|4 h|4 h"),
            ("~1h30m", "1 h 30 min|1 h 30 min|1 h 30 min"),
            ("2-4-8 h", "2 h|4 h|8 h"),
            ("2 – 4 – 8 hours", "2 h|4 h|8 h"),
            ("2/4/8h", "2 h|4 h|8 h"),
            ("30 min - 1 h - 2 h", "30 min|1 h|2 h"),
            ("2-8 h", "2 h|5 h|8 h"),
            ("2 to 4 days", "2 days|3 days|4 days"),
            ("1-2 months", "1 month|1 month 2 weeks 1 day|2 months"),
            ("1-2-6 h (triangular)", "1 h|2 h|6 h"),
        ] {
            assert_eq!(spans(text), expected, "{text}");
        }
        for text in ["", "soon", "4", "8-4 h", "1-2-3-4 h", "h", "-4 h", "1-4-2 h", "triangular"] {
            assert_eq!(text.parse::<TaskEstimate>().unwrap_err().code(), "parse", "{text}");
        }
    }

    #[test]
    fn dependencies_carry_lag_and_lead() {
        let read = |text: &str| Dependency::read(text, DependencyKind::FinishToStart).to_string();
        assert_eq!(read("dns"), "after: dns");
        assert_eq!(read("dns +30 min"), "after: dns +30 min");
        assert_eq!(read("phase-1/dns - 1 h"), "after: phase-1/dns -1 h");
        assert_eq!(read("dns +2 h -30 min"), "after: dns +2 h -30 min");
        assert_eq!(read("dns -30 min +2 h"), "after: dns +2 h -30 min");
        assert_eq!(read("dns +1 h +2 h"), "after: dns +1 h +2 h");
        assert_eq!(read("phase - two"), "after: phase - two");
        assert_eq!(read("day-7 -x"), "after: day-7 -x");
    }

    #[test]
    fn moments_and_periods_need_a_zone_only_where_they_name_no_offset() {
        let paris = parse_zone("Europe/Paris").ok();
        let start = |text, zone| moment(text, zone).map(|found| (format_instant(found.start), found.unzoned));
        assert_eq!(start("2026-11-20", paris), Some(("2026-11-19T23:00:00Z".to_owned(), false)));
        assert_eq!(start("2026-11-20", None), Some(("2026-11-20T00:00:00Z".to_owned(), true)));
        assert_eq!(start("2026-11-20 18:00 Asia/Tokyo", paris), Some(("2026-11-20T09:00:00Z".to_owned(), false)));
        assert_eq!(start("2026-11-20T18:00:00Z", paris), Some(("2026-11-20T18:00:00Z".to_owned(), false)));
        assert_eq!(start("Friday", paris), None);
        let both = |text| period(text, paris).map(|(period, _)| period.to_string());
        assert_eq!(both("2026-11-20 to 2026-11-22").as_deref(), Some("2026-11-19T23:00:00Z to 2026-11-22T23:00:00Z"));
        assert_eq!(both("2026-11-20 22:00 to 02:00").as_deref(), Some("2026-11-20T21:00:00Z to 2026-11-21T01:00:00Z"));
        assert_eq!(both("2026-11-22 to 2026-11-20"), None);
    }
}

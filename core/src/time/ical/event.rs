use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::{ContentLine, lines, wrong};
use crate::time::{Rules, Span, parse_zone, resolve};
use crate::{Error, Result};

/// Most events of a text.
const EVENTS: u64 = 40_000;

/// A `VEVENT`: its lines, without those of components inside it.
#[derive(Debug)]
pub(crate) struct IcalEvent {
    line: u32,
    properties: Vec<ContentLine>,
}

/// A `DTSTART` or `DTEND`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IcalTime {
    Date(NaiveDate),
    Instant(DateTime<Utc>),
}

/// The events of an iCalendar text, in its order; cancelled ones are left out.
pub(crate) fn events(text: &str) -> Result<Vec<IcalEvent>> {
    let mut open: Vec<ContentLine> = Vec::new();
    let (mut events, mut current): (Vec<IcalEvent>, Option<IcalEvent>) = (Vec::new(), None);
    let mut calendars = 0;
    for line in lines(text)? {
        match line.name.as_str() {
            "BEGIN" => {
                let kind = line.value.to_ascii_uppercase();
                if open.is_empty() != (kind == "VCALENDAR") {
                    return Err(line.error(if open.is_empty() {
                        "BEGIN:VCALENDAR"
                    } else {
                        "a component of a calendar"
                    }));
                }
                Error::cap("iCalendar, levels of components", 8, open.len() + 1)?;
                if kind == "VEVENT" && open.len() == 1 {
                    Error::cap("iCalendar, events", EVENTS, events.len() + 1)?;
                    current = Some(IcalEvent { line: line.line, properties: Vec::new() });
                }
                open.push(line);
            }
            "END" => {
                let begun = open.pop().ok_or_else(|| line.error("BEGIN:VCALENDAR"))?;
                if !begun.value.eq_ignore_ascii_case(&line.value) {
                    return Err(line.error(format!("END:{}", begun.value)));
                }
                calendars += usize::from(open.is_empty());
                if open.len() == 1
                    && let Some(event) = current.take()
                    && event.value("STATUS").is_none_or(|status| !status.eq_ignore_ascii_case("CANCELLED"))
                {
                    events.push(event);
                }
            }
            _ if open.is_empty() => return Err(line.error("BEGIN:VCALENDAR")),
            _ => {
                if let Some(event) = current.as_mut().filter(|_| open.len() == 2) {
                    event.properties.push(line);
                }
            }
        }
    }
    match open.last() {
        Some(begun) => Err(wrong(begun.line, format!("END:{} after it", begun.value), &begun.value)),
        None if calendars == 0 => Err(wrong(1, "BEGIN:VCALENDAR", "nothing")),
        None => Ok(events),
    }
}

impl IcalEvent {
    /// The first property of a name.
    pub(crate) fn property(&self, name: &str) -> Option<&ContentLine> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// All properties of a name.
    pub(super) fn all<'a>(&'a self, name: &'static str) -> impl Iterator<Item = &'a ContentLine> {
        self.properties.iter().filter(move |property| property.name == name)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.property(name).map(|property| property.value.as_str())
    }

    /// The text of a property.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.property(name).map(ContentLine::text)
    }

    /// An error that stands where the event begins.
    pub(crate) fn error(&self, expected: impl Into<String>) -> Error {
        wrong(self.line, expected, "BEGIN:VEVENT")
    }

    pub(super) fn start(&self) -> Result<(&ContentLine, IcalTime)> {
        let line = self.property("DTSTART").ok_or_else(|| self.error("an event with DTSTART"))?;
        Ok((line, time(line, &line.value, None)?))
    }

    /// The instants of an event with clock times; those without a zone are read in `zone`.
    pub(crate) fn instants(&self, zone: Tz) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
        let line = self.property("DTSTART").ok_or_else(|| self.error("an event with DTSTART"))?;
        let instant = |line: &ContentLine| match time(line, &line.value, Some(zone))? {
            IcalTime::Instant(at) => Ok(at),
            IcalTime::Date(day) => resolve(day.and_hms_opt(0, 0, 0).unwrap_or_default(), zone, Rules::default()),
        };
        let start = instant(line)?;
        let end = match (self.property("DTEND"), self.property("DURATION")) {
            (Some(end), _) => instant(end)?,
            (None, Some(length)) => {
                let span: Span = length.value.parse().map_err(|_| length.error("a duration such as PT8H"))?;
                span.after(start, zone, Rules::default())?
            }
            (None, None) if matches!(time(line, &line.value, Some(zone))?, IcalTime::Date(_)) => {
                Span::minutes(24 * 60).after(start, zone, Rules::default())?
            }
            (None, None) => return Err(self.error("an event with DTEND or DURATION")),
        };
        if end <= start {
            return Err(self.error("an event that ends after it starts"));
        }
        Ok((start, end))
    }

    /// How many dates an all-day event takes.
    pub(super) fn days(&self, first: NaiveDate) -> Result<u64> {
        let days = match (self.property("DTEND"), self.property("DURATION")) {
            (Some(line), _) => match time(line, &line.value, None)? {
                IcalTime::Date(end) => (end - first).num_days(),
                IcalTime::Instant(_) => return Err(line.error("a date, as DTSTART is one")),
            },
            (None, Some(line)) => {
                let span: Span = line.value.parse().map_err(|_| line.error("a duration such as P1D"))?;
                span.exact().num_days()
            }
            (None, None) => 1,
        };
        // Some writers end a day's event on the day itself, against RFC 5545 section 3.6.1.
        u64::try_from(days.max(1)).ok().filter(|&days| days <= 3_660).ok_or_else(|| self.error("at most 3660 days"))
    }
}

/// A date or an instant; clock times without a zone need one.
pub(super) fn time(line: &ContentLine, value: &str, zone: Option<Tz>) -> Result<IcalTime> {
    if value.len() == 8 {
        return Ok(IcalTime::Date(date(line, value)?));
    }
    let bad = || line.error("a date such as 20261225 or a time such as 20261225T090000Z");
    let (local, utc) = value.strip_suffix('Z').map_or((value, false), |local| (local, true));
    let shape = local.len() == 15 && local.bytes().all(|byte| byte.is_ascii_digit() || byte == b'T');
    let local = if shape { NaiveDateTime::parse_from_str(local, "%Y%m%dT%H%M%S").ok() } else { None };
    let local = local.ok_or_else(bad)?;
    let zone = match line.param("TZID") {
        _ if utc => Tz::UTC,
        Some(name) => parse_zone(name).map_err(|_| line.error(format!("an IANA zone, not {name:?}")))?,
        None => zone.ok_or_else(|| line.error("a date, or a time with Z or TZID"))?,
    };
    Ok(IcalTime::Instant(resolve(local, zone, Rules::default())?))
}

/// "20261225".
pub(super) fn date(line: &ContentLine, value: &str) -> Result<NaiveDate> {
    let shape = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    let date = if shape { NaiveDate::parse_from_str(value, "%Y%m%d").ok() } else { None };
    date.filter(|date| date.checked_add_days(Days::new(36_600)).is_some())
        .ok_or_else(|| line.error("a date such as 20261225"))
}

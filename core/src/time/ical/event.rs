use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{ContentLine, lines, wrong};
use crate::time::{Rules, Span, parse_zone, resolve, to_local};
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

/// The events of an iCalendar text, in its order, cancelled ones too.
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

    /// Whether it does not take place.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.value("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED"))
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
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

    /// The instants of an event; those without a zone are read in `zone`. Whole days, also those of a duration, end when
    /// the clock on the wall says so (RFC 5545 section 3.3.6).
    pub(crate) fn instants(&self, zone: Tz, rules: Rules) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
        let line = self.property("DTSTART").ok_or_else(|| self.error("an event with DTSTART"))?;
        let read = |line: &ContentLine| moment(line, &line.value, Some(zone), rules);
        let instant = |line: &ContentLine| match read(line)? {
            IcalTime::Instant(at) => Ok(at),
            IcalTime::Date(day) => resolve(day.and_time(NaiveTime::MIN), zone, rules),
        };
        let start = instant(line)?;
        let home = wall_zone(line, &line.value, Some(zone))?;
        let later = |days: i64| {
            let local = to_local(start, home)?.checked_add_signed(TimeDelta::days(days));
            resolve(local.ok_or_else(|| self.error("an end by the year 9999"))?, home, rules)
        };
        let end = match (self.property("DTEND"), self.property("DURATION")) {
            (Some(end), _) => instant(end)?,
            (None, Some(length)) => {
                let bad = || length.error("a duration such as PT8H or P1D");
                let span: Span = length.value.parse().map_err(|_| bad())?;
                // Hours, minutes and seconds stand behind a T; what stands before it is days.
                let days = length.value.split(['T', 't']).next().filter(|days| days.len() > 1);
                let days = match days {
                    Some(days) => days.parse::<Span>().map_err(|_| bad())?.exact().num_days(),
                    None => 0,
                };
                let rest = Span::of(span.exact() - TimeDelta::days(days)).map_err(|_| bad())?;
                rest.after(if days == 0 { start } else { later(days)? }, home, rules)?
            }
            (None, None) if matches!(read(line)?, IcalTime::Date(_)) => later(1)?,
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
    moment(line, value, zone, Rules::default())
}

fn moment(line: &ContentLine, value: &str, zone: Option<Tz>, rules: Rules) -> Result<IcalTime> {
    if value.len() == 8 {
        return Ok(IcalTime::Date(date(line, value)?));
    }
    let bad = || line.error("a date such as 20261225 or a time such as 20261225T090000Z");
    let local = value.strip_suffix('Z').unwrap_or(value);
    let shape = local.len() == 15 && local.bytes().all(|byte| byte.is_ascii_digit() || byte == b'T');
    let local = if shape { NaiveDateTime::parse_from_str(local, "%Y%m%dT%H%M%S").ok() } else { None };
    let local = local.ok_or_else(bad)?;
    Ok(IcalTime::Instant(resolve(local, wall_zone(line, value, zone)?, rules)?))
}

/// The zone of a value: UTC, that of the line, or `zone`.
fn wall_zone(line: &ContentLine, value: &str, zone: Option<Tz>) -> Result<Tz> {
    match line.param("TZID") {
        _ if value.ends_with('Z') => Ok(Tz::UTC),
        Some(name) if value.len() > 8 => {
            parse_zone(name).map_err(|_| line.error(format!("an IANA zone, not {name:?}")))
        }
        _ => zone.ok_or_else(|| line.error("a date, or a time with Z or TZID")),
    }
}

/// "20261225".
pub(super) fn date(line: &ContentLine, value: &str) -> Result<NaiveDate> {
    let shape = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    let date = if shape { NaiveDate::parse_from_str(value, "%Y%m%d").ok() } else { None };
    date.filter(|date| date.checked_add_days(Days::new(36_600)).is_some())
        .ok_or_else(|| line.error("a date such as 20261225"))
}

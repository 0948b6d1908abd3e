use chrono::{DateTime, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Plan, check};
use crate::Result;
use crate::time::{Rules, check_instant, format_instant, parse_instant, parse_zone, resolve, to_local};

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
    /// Sets the instant of the go-live and the zone in which its days are counted, and marks anew which boxes block it:
    /// periods and due dates count once it is known.
    ///
    /// It is the program's: [`to_markdown`](Self::to_markdown) writes it only where the text names another one, or on demand
    /// ([`MarkdownOptions::launch`](super::MarkdownOptions::launch)).
    ///
    /// # Errors
    ///
    /// [`Error::Range`](crate::Error::Range) outside the years 0 to 9999; the plan is unchanged then.
    pub fn set_launch(&mut self, at: DateTime<Utc>, zone: Tz) -> Result<()> {
        check_instant(at, "launch")?;
        self.launch = Some(Launch { at, zone });
        check::mark_blocking(self);
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
    /// A date alone: it is taken for its midnight.
    NoTime,
    /// A local time without a zone.
    NoZone,
    /// A zone by letters such as EST, which is taken for one where they are used.
    Letters,
    /// A name with a slash that is the name of no zone.
    UnknownZone,
    /// Letters behind the time that are those of no zone known here, where the zone is known from elsewhere.
    UnknownLetters,
    /// An instant whose offset is not that of the zone at that instant.
    OtherOffset,
    /// An instant without a zone, whose offset is that of no zone of whole hours: days are counted in UTC.
    CountedInUtc,
}

/// Letters for the time of a zone: where they are used, and by how many hours it is before UTC; none where that depends on
/// the season.
const LETTERS: [(&str, Tz, Option<i32>); 17] = [
    ("UTC", Tz::UTC, Some(0)),
    ("GMT", Tz::UTC, Some(0)),
    ("ET", Tz::America__New_York, None),
    ("EST", Tz::America__New_York, Some(-5)),
    ("EDT", Tz::America__New_York, Some(-4)),
    ("CT", Tz::America__Chicago, None),
    ("CST", Tz::America__Chicago, Some(-6)),
    ("CDT", Tz::America__Chicago, Some(-5)),
    ("MT", Tz::America__Denver, None),
    ("MST", Tz::America__Denver, Some(-7)),
    ("MDT", Tz::America__Denver, Some(-6)),
    ("PT", Tz::America__Los_Angeles, None),
    ("PST", Tz::America__Los_Angeles, Some(-8)),
    ("PDT", Tz::America__Los_Angeles, Some(-7)),
    ("CET", Tz::Europe__Berlin, Some(1)),
    ("CEST", Tz::Europe__Berlin, Some(2)),
    ("BST", Tz::Europe__London, Some(1)),
];

type Letters = &'static (&'static str, Tz, Option<i32>);

/// Reads "2026-11-24T09:00:00-05:00 (America/New_York)", the same without the zone, "2026-11-24 09:00 America/New_York",
/// "Tuesday, November 24, 2026 at 9:00 AM EST", or a date alone. `zone` is one given elsewhere, which holds where the text
/// names none.
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
    let Some(Said { date, time, letters, offset }) = said(text) else {
        return (None, Some(Shortfall::NotUnderstood));
    };
    let local = date.and_time(time.unwrap_or_default());
    if let Some(Some(offset)) = offset {
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
        return read(&format!("{}{sign}{hours:02}:{minutes:02}", local.format("%Y-%m-%dT%H:%M:%S")), zone);
    }
    let (zone, at, shortfall) = match (zone, letters) {
        (None, None) => return (None, Some(Shortfall::NoZone)),
        (Some(zone), None) => {
            let unknown = offset.is_some().then_some(Shortfall::UnknownLetters);
            (zone, resolve(local, zone, Rules::default()), unknown)
        }
        (known, Some((_, usual, hours))) => {
            let guessed = known.is_none().then_some(Shortfall::Letters);
            let zone = known.unwrap_or(*usual);
            let resolved = resolve(local, zone, Rules::default());
            let offset = hours.and_then(|hours| local.checked_sub_signed(TimeDelta::try_hours(hours.into())?));
            match offset.map(|offset| offset.and_utc()) {
                Some(at) if resolved.as_ref().ok() != Some(&at) => (zone, Ok(at), Some(Shortfall::OtherOffset)),
                _ => (zone, resolved, guessed),
            }
        }
    };
    match at.and_then(|at| check_instant(at, "launch").map(|()| at)) {
        Ok(at) => {
            let shortfall = shortfall.or(time.is_none().then_some(Shortfall::NoTime));
            (Some(Launch { at, zone }), shortfall)
        }
        Err(_) => (None, Some(Shortfall::NotUnderstood)),
    }
}

/// A launch as a text from which it is read.
pub(super) fn text(launch: &Launch) -> String {
    let local = to_local(launch.at, launch.zone).map(|local| local.format("%Y-%m-%d %H:%M").to_string());
    let short = local.map(|local| format!("{local} {}", launch.zone.name()));
    let same = |text: &String| read(text, None) == (Some(*launch), None);
    short.ok().filter(same).unwrap_or_else(|| format!("{} ({})", format_instant(launch.at), launch.zone.name()))
}

/// What words say of a local time.
struct Said {
    date: NaiveDate,
    time: Option<NaiveTime>,
    letters: Option<Letters>,
    /// What else stands behind the time as its zone: minutes before UTC, or letters that are not known.
    offset: Option<Option<i32>>,
}

/// Reads "2026-11-24 09:00", "November 24, 2026 9:00 AM EST", "Tue 24th Nov 2026, 9 am"; what follows is passed over.
fn said(text: &str) -> Option<Said> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    const FILLING: [&str; 7] = ["at", "on", "the", "of", "by", "@", "t"];
    // Notes in brackets say nothing of it, and no date is longer.
    let text = text.split(['(', '[']).next().unwrap_or_default();
    let text: String = text.chars().take(80).collect::<String>().replace(['\u{202f}', '\u{a0}'], " ");
    let of = |names: &[&str], word: &str| {
        let start = word.len() >= 3 && word.is_ascii();
        names.iter().position(|name| start && (name.starts_with(word) || word == "sept" && *name == "september"))
    };
    let (mut iso, mut month, mut day, mut year) = (None, None, None, None);
    let (mut time, mut letters, mut offset): (Option<NaiveTime>, Option<Letters>, _) = (None, None, None);
    // "2026-11-24T09:00" is two words, and so is "9am".
    let spaced = match text.split_at_checked(10) {
        Some((date, rest)) if rest.starts_with('T') && date.ends_with(|sign: char| sign.is_ascii_digit()) => {
            format!("{date} {}", &rest[1..])
        }
        _ => text,
    };
    let mut words = spaced.split(|sign: char| sign.is_whitespace() || ",;".contains(sign)).peekable();
    while let Some(word) = words.next() {
        let lower = word.to_ascii_lowercase();
        let bare = lower.trim_end_matches('.');
        let digits: &str = bare.get(..bare.bytes().take_while(u8::is_ascii_digit).count()).unwrap_or_default();
        let number: Option<u32> = digits.parse().ok();
        let rest = bare.get(digits.len()..).unwrap_or_default();
        let half = |word: &str| match word.replace('.', "").as_str() {
            "am" => Some(false),
            "pm" => Some(true),
            _ => None,
        };
        if bare.is_empty() || FILLING.contains(&bare) || of(&DAYS, bare).is_some() {
            continue;
        }
        let next = words.peek().and_then(|next| half(&next.to_ascii_lowercase()));
        if let Ok(date) = NaiveDate::parse_from_str(bare, "%Y-%m-%d") {
            iso.get_or_insert(date);
        } else if let Some(found) = of(&MONTHS, bare) {
            month.get_or_insert(u32::try_from(found + 1).ok()?);
        } else if let Some((hour, after)) =
            number.filter(|_| time.is_none()).and_then(|hour| clock(hour, rest, next, half))
        {
            time = Some(hour);
            if after {
                words.next();
            }
        } else if let Some(found) = LETTERS.iter().find(|(name, ..)| *name == word) {
            letters.get_or_insert(found);
        } else if word.contains('/') {
            // A zone, or a note.
        } else if matches!(rest, "" | "st" | "nd" | "rd" | "th") && number.is_some() && iso.is_none() {
            match number {
                Some(found @ 1..=31) if day.is_none() && digits.len() <= 2 => day = Some(found),
                Some(found) if year.is_none() && digits.len() == 4 => year = Some(found),
                _ => return None,
            }
        } else if time.is_none() {
            return None;
        } else {
            offset = letters.is_none().then(|| offset_of(word)).flatten();
            break;
        }
    }
    let date = iso.or_else(|| NaiveDate::from_ymd_opt(i32::try_from(year?).ok()?, month?, day?))?;
    Some(Said { date, time, letters, offset })
}

/// The minutes of "-08:00", "+0530", "+5" or "GMT+5"; none inside for letters that are those of no zone known here.
fn offset_of(word: &str) -> Option<Option<i32>> {
    let (letters, figures) = word.split_at(word.bytes().take_while(u8::is_ascii_uppercase).count());
    let Some(digits) = figures.strip_prefix(['+', '-']).filter(|_| matches!(letters, "" | "GMT" | "UTC")) else {
        return (figures.is_empty() && (3..=5).contains(&letters.len())).then_some(None);
    };
    let digits = digits.replacen(':', "", 1);
    let (hours, minutes) = digits.split_at_checked(if digits.len() > 2 { digits.len() - 2 } else { digits.len() })?;
    let number = |digits: &str| digits.parse::<u8>().ok().map(i32::from);
    let minutes =
        if minutes.is_empty() { 0 } else { number(minutes).filter(|minutes| *minutes < 60 && minutes % 15 == 0)? };
    let whole = number(hours)? * 60 + minutes;
    let offset = if figures.starts_with('-') { -whole } else { whole };
    // No place is further from UTC: "-17:00" is the end of a span of hours.
    (-12 * 60..=14 * 60).contains(&offset).then_some(Some(offset))
}

/// "9:00", "09:00:30", "9am", and "9" or "9:00" before "AM"; whether that word belongs to it.
fn clock(hour: u32, rest: &str, next: Option<bool>, half: impl Fn(&str) -> Option<bool>) -> Option<(NaiveTime, bool)> {
    let figures = rest.trim_end_matches(|sign: char| sign.is_ascii_alphabetic() || sign == '.');
    let own = half(rest.get(figures.len()..)?);
    let afternoon = own.or(next);
    let mut parts = figures.strip_prefix(':').map(|parts| parts.split(':'));
    let mut part = || parts.as_mut().and_then(Iterator::next).map(str::parse::<u32>);
    let (minute, second) = (part().transpose().ok()?, part().transpose().ok()?);
    if own.is_none() && figures.len() < rest.len() || minute.is_none() && (afternoon.is_none() || !figures.is_empty()) {
        return None;
    }
    let hour = match afternoon {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        None => hour,
    };
    let time = NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), second.unwrap_or(0))?;
    Some((time, own.is_none() && next.is_some()))
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

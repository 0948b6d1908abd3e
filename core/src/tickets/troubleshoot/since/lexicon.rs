//! The words of the grammar.

use chrono::{FixedOffset, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::Place;

pub(super) fn part(word: &str) -> Option<NaiveTime> {
    let hour = match word {
        "morning" => 8,
        "noon" | "midday" | "lunch" | "lunchtime" => 12,
        "afternoon" => 14,
        "evening" => 18,
        "night" => 22,
        "midnight" => 0,
        _ => return None,
    };
    NaiveTime::from_hms_opt(hour, 0, 0)
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let name = word.strip_suffix("'s").unwrap_or(word);
    match name {
        "monday" | "mon" => Some(Weekday::Mon),
        "tuesday" | "tue" | "tues" => Some(Weekday::Tue),
        "wednesday" | "wed" => Some(Weekday::Wed),
        "thursday" | "thu" | "thur" | "thurs" => Some(Weekday::Thu),
        "friday" | "fri" => Some(Weekday::Fri),
        "saturday" | "sat" => Some(Weekday::Sat),
        "sunday" | "sun" => Some(Weekday::Sun),
        _ => None,
    }
}

pub(super) fn month(word: &str) -> Option<u32> {
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
    let word = word.trim_end_matches('.');
    let place = MONTHS.iter().position(|month| {
        *month == word || (word.len() >= 3 && word == &month[..3]) || word == "sept" && *month == "september"
    });
    place.and_then(|place| u32::try_from(place + 1).ok())
}

/// "14th".
pub(super) fn ordinal(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

/// "two", "2", "2.5", "2,5", "1,500".
pub(super) fn number(word: &str) -> Option<f64> {
    const NAMES: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    match word {
        "a" | "an" => Some(1.0),
        "couple" => Some(2.0),
        "few" | "several" => Some(3.0),
        "fifteen" => Some(15.0),
        "twenty" => Some(20.0),
        "thirty" => Some(30.0),
        "forty" => Some(40.0),
        "sixty" => Some(60.0),
        "ninety" => Some(90.0),
        _ => match NAMES.iter().position(|name| *name == word) {
            Some(place) => u8::try_from(place).ok().map(f64::from),
            None => digits(word),
        },
    }
}

fn digits(word: &str) -> Option<f64> {
    let starts = word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 8;
    let plain = match word.split_once(',') {
        Some((whole, rest)) if rest.len() == 3 => format!("{whole}{rest}"),
        _ => word.replace(',', "."),
    };
    let known = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain.parse().ok().filter(|count| starts && known && *count <= 100_000.0)
}

#[derive(Clone, Copy)]
pub(super) enum Unit {
    Seconds(f64),
    Months(u32),
}

impl Unit {
    /// To tell which of two is longer.
    pub(super) fn seconds(self) -> f64 {
        match self {
            Self::Seconds(seconds) => seconds,
            Self::Months(months) => f64::from(months) * 2_629_746.0,
        }
    }
}

pub(super) fn unit_of(word: &str) -> Option<Unit> {
    Some(match word.trim_end_matches('.') {
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Seconds(1.0),
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Seconds(60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Seconds(3_600.0),
        "d" | "day" | "days" => Unit::Seconds(86_400.0),
        "w" | "week" | "weeks" => Unit::Seconds(604_800.0),
        "month" | "months" => Unit::Months(1),
        "year" | "years" => Unit::Months(12),
        _ => return None,
    })
}

/// "2h", "45min", "1h30m", "1h30".
pub(super) fn short_length(word: &str) -> Option<(f64, Unit)> {
    let split = |text: &str| {
        let end = text.find(|c: char| c.is_ascii_alphabetic())?;
        let rest = text.get(end..)?;
        let next = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        Some((digits(text.get(..end)?)?, unit_of(rest.get(..next)?)?, rest.get(next..)?.to_owned()))
    };
    let (count, unit, rest) = split(word)?;
    match (rest.as_str(), unit) {
        ("", _) => Some((count, unit)),
        (rest, Unit::Seconds(first)) => {
            let (more, second) = match split(rest) {
                Some((more, Unit::Seconds(second), rest)) if rest.is_empty() && second < first => (more, second),
                None if first <= 3_600.0 => (digits(rest)?, first / 60.0),
                _ => return None,
            };
            Some((count * first + more * second, Unit::Seconds(1.0)))
        }
        _ => None,
    }
}

/// A clock without what a log writes at its end: "16:00:00.5+02:00" and "16:00Z" have a zone there.
pub(super) fn without_zone(word: &str) -> (&str, &str) {
    let place = word.rfind(['+', '-', 'z']).filter(|place| word[..*place].contains(':'));
    place.map_or((word, ""), |place| word.split_at(place))
}

/// A zone as people name it behind a clock: an abbreviation, or an offset with or without "UTC".
pub(super) fn zone_of(word: &str) -> Option<Place> {
    let hours = |hours: f64| {
        #[allow(clippy::cast_possible_truncation)] // quarters of hours
        let offset = FixedOffset::east_opt((hours * 3_600.0) as i32);
        offset.map(Place::Offset)
    };
    let offset = word.strip_prefix("utc").or(word.strip_prefix("gmt")).unwrap_or(word);
    match word {
        "utc" | "gmt" | "z" => Some(Place::Zone(Tz::UTC)),
        "et" => Some(Place::Zone(Tz::America__New_York)),
        "pt" => Some(Place::Zone(Tz::America__Los_Angeles)),
        "est" | "cdt" => hours(-5.0),
        "edt" => hours(-4.0),
        "cst" | "mdt" => hours(-6.0),
        "mst" | "pdt" => hours(-7.0),
        "pst" => hours(-8.0),
        "brt" => hours(-3.0),
        "wet" => hours(0.0),
        "bst" | "cet" | "west" => hours(1.0),
        "cest" | "eet" | "sast" => hours(2.0),
        "eest" | "msk" => hours(3.0),
        "sgt" | "hkt" | "awst" => hours(8.0),
        "jst" | "kst" => hours(9.0),
        "aest" => hours(10.0),
        "aedt" => hours(11.0),
        "nzst" => hours(12.0),
        "nzdt" => hours(13.0),
        "ist" => Some(Place::Unsure),
        _ if offset.starts_with(['+', '-']) => {
            let (digits, sign) = (offset.get(1..)?, if offset.starts_with('-') { -1.0 } else { 1.0 });
            let (hour, minute) = match digits.split_once(':') {
                Some((hour, minute)) if minute.len() == 2 => (hour, minute),
                Some(_) => return None,
                None if digits.len() == 4 => digits.split_at_checked(2)?,
                None => (digits, "0"),
            };
            let plain = [hour, minute].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
            if plain && hour <= 14 && minute < 60 {
                hours(sign * (f64::from(hour) + f64::from(minute) / 60.0))
            } else {
                None
            }
        }
        _ => None,
    }
}

//! Since when? A small grammar of English, read in one pass.
//!
//! ```text
//! since    = ("since" | "from" | "started" | "starting" | "began" | "beginning") point
//!          | length "ago"
//!          | ("for" | "past" | "last" | "these") length
//!          | "this" part | "last night" | "yesterday" [clock] | "today" [clock]
//! length   = ["about" ...] (number | "a" | "half an" | "a couple of" | ...) unit
//! point    = ["on" | "at" | "about" ...] (day [clock] | clock [day])
//! day      = "yesterday" | "today" | ["last" | "this"] weekday | "last" unit | "the weekend" | date
//! date     = 2026-03-14 | 3/14[/2026] | 14.3.[2026] | "March 14[th]" [2026] | "14 March" | "the 14th"
//! clock    = 16:00 | 4[:30] "pm" | "noon" | "midnight" | part
//! part     = "morning" (08:00) | "lunch" (12:00) | "afternoon" (14:00) | "evening" (18:00) | "night" (22:00)
//! ```
//!
//! Of several, "since" comes before "ago", that before "for", and that before the others; of two of one kind, the first.
//! Two numbers with a slash are month and day, unless the first is over 12. A point that lies in the future is the last
//! one before it: "since Friday", said on a Thursday, is six days ago.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;

use super::{Timeframe, TimeframePrecision};
use crate::Reason;
use crate::time::{Rules, resolve, to_local};

/// A word as the grammar sees it: between blanks, in lower case, without the signs around it.
struct Piece {
    word: String,
    start: usize,
    end: usize,
}

/// Since when the text says that it goes on, for somebody who writes it at `at` in `zone`.
pub(super) fn since(text: &str, at: DateTime<Utc>, zone: Tz) -> Option<Timeframe> {
    let now = to_local(at, zone).ok()?;
    let pieces = pieces(text);
    let reader = Reader { pieces: &pieces, now };
    let mut found: Vec<(u8, usize)> = Vec::new();
    for index in 0..pieces.len() {
        found.extend(reader.at(index).map(|(rank, ..)| (rank, index)));
    }
    // The first of the clearest kind that can be: nothing goes on since tomorrow.
    found.sort_unstable();
    found.into_iter().find_map(|(_, first)| reader.timeframe(first, text, at, zone))
}

impl Reader<'_> {
    /// What begins at the piece `first`, if it lies before the report.
    fn timeframe(&self, first: usize, text: &str, at: DateTime<Utc>, zone: Tz) -> Option<Timeframe> {
        let pieces = self.pieces;
        let (_, mut used, mut moment, rule) = self.at(first)?;
        let mut zone = zone;
        if self.is(first + used, &["utc", "gmt"]) {
            zone = Tz::UTC;
            let reader = Reader { pieces, now: at.naive_utc() };
            (_, used, moment, _) = reader.at(first)?;
        }
        let since = match moment.local {
            Local::At(local) => resolve(local, zone, Rules::default()).ok()?,
            Local::Before(length) => at.checked_sub_signed(length)?,
        };
        let (start, end) = (pieces.get(first)?.start, pieces.get(first + used.checked_sub(1)?)?.end);
        (since <= at).then(|| Timeframe {
            since,
            precision: moment.precision,
            text: text.get(start..end).unwrap_or_default().to_owned(),
            start,
            end,
            reason: Reason::new(rule, format!("relative to the report, in {zone}"))
                .number("elapsed_seconds", (at - since).as_seconds_f64()),
        })
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    const SIGNS: [char; 14] = [',', ';', '!', '?', '(', ')', '"', '\'', ':', '[', ']', '<', '>', '\u{2026}'];
    let mut from = 0;
    let mut pieces = Vec::new();
    for part in text.split(char::is_whitespace) {
        let start = from + (part.len() - part.trim_start_matches(SIGNS).len());
        let bare = part.trim_matches(SIGNS);
        let bare =
            if bare.bytes().filter(|byte| *byte == b'.').count() == 1 { bare.trim_end_matches('.') } else { bare };
        if !bare.is_empty() && bare.len() <= 32 {
            pieces.push(Piece { word: bare.to_lowercase(), start, end: start + bare.len() });
        } else if !bare.is_empty() {
            pieces.push(Piece { word: String::new(), start, end: start + bare.len() });
        }
        from += part.len() + text[from + part.len()..].chars().next().map_or(0, char::len_utf8);
    }
    pieces
}

#[derive(Clone, Copy)]
enum Local {
    /// On the wall calendar of the zone.
    At(NaiveDateTime),
    /// So long before the report.
    Before(TimeDelta),
}

#[derive(Clone, Copy)]
struct Moment {
    local: Local,
    precision: TimeframePrecision,
}

struct Reader<'a> {
    pieces: &'a [Piece],
    now: NaiveDateTime,
}

/// A day, and what the step back is where it lies in the future.
#[derive(Clone, Copy)]
struct Day {
    date: NaiveDate,
    back: Back,
    precision: TimeframePrecision,
    /// A part of the day that came with it: "last night".
    time: Option<NaiveTime>,
}

#[derive(Clone, Copy)]
enum Back {
    None,
    Week,
    Month,
    Year,
}

impl Reader<'_> {
    fn word(&self, index: usize) -> &str {
        self.pieces.get(index).map_or("", |piece| piece.word.as_str())
    }

    fn is(&self, index: usize, words: &[&str]) -> bool {
        let word = self.word(index);
        !word.is_empty() && words.contains(&word)
    }

    /// What begins at this word: rank, words used, moment, and the rule's name.
    fn at(&self, index: usize) -> Option<(u8, usize, Moment, &'static str)> {
        const SINCE: [&str; 7] = ["since", "started", "starting", "began", "beginning", "begun", "starts"];
        if self.is(index, &SINCE) {
            // "started about two hours ago" is a length.
            if let Some((used, moment)) = self.point(index + 1) {
                return Some((0, used + 1, moment, "since"));
            }
        }
        if let Some((used, length, precision)) = self.length(index)
            && self.is(index + used, &["ago", "back"])
        {
            return Some((1, used + 1, Moment { local: length, precision }, "ago"));
        }
        // "valid for 30 days" says how long something is meant to last.
        const MEANT: [&str; 12] = [
            "invoice",
            "invoices",
            "license",
            "licence",
            "valid",
            "trial",
            "subscription",
            "plan",
            "contract",
            "paid",
            "charged",
            "billed",
        ];
        let meant = index > 0 && self.is(index - 1, &MEANT);
        if !meant && self.is(index, &["for", "past", "last", "these", "over"]) {
            let skip = self.skip(index + 1, &["the", "past", "last", "over", "more", "than", "at", "least", "now"]);
            if let Some((used, length, precision)) = self.length(skip) {
                return Some((2, skip + used - index, Moment { local: length, precision }, "for"));
            }
        }
        let bare = self.is(index, &["yesterday", "today"])
            || (self.is(index, &["this"]) && part(self.word(index + 1)).is_some())
            || (self.is(index, &["last"]) && self.is(index + 1, &["night", "evening"]));
        if bare && let Some((used, moment)) = self.point(index) {
            return Some((3, used, moment, "day"));
        }
        // "from" says as often where something comes from.
        if self.is(index, &["from"])
            && let Some((used, moment)) = self.point(index + 1)
        {
            return Some((4, used + 1, moment, "since"));
        }
        None
    }

    fn skip(&self, mut index: usize, words: &[&str]) -> usize {
        // Nobody writes more of them, and texts of nothing else would take quadratic time.
        let most = index + 6;
        while index < most && self.is(index, words) {
            index += 1;
        }
        index
    }

    /// "about two and a half hours": words used, and the length.
    fn length(&self, index: usize) -> Option<(usize, Local, TimeframePrecision)> {
        const ABOUT: [&str; 9] =
            ["about", "around", "nearly", "almost", "roughly", "approximately", "approx", "some", "maybe"];
        let mut at = self.skip(index, &ABOUT);
        let (mut count, mut unit) = (None, None);
        if self.is(at, &["half"]) {
            count = Some(0.5);
            at = self.skip(at + 1, &["a", "an", "of"]);
        } else if self.is(at, &["a", "an", "the"]) && self.is(at + 1, &["couple", "few", "half"]) {
            count = match self.word(at + 1) {
                "couple" => Some(2.0),
                "few" => Some(3.0),
                _ => Some(0.5),
            };
            at = self.skip(at + 2, &["of", "a", "an"]);
        } else if let Some(number) = number(self.word(at)) {
            count = Some(number);
            at += 1;
            if self.is(at, &["and"]) && self.is(at + 1, &["a"]) && self.is(at + 2, &["half"]) {
                count = Some(number + 0.5);
                at += 3;
            }
        } else {
            // "2h", "45min"
            let word = self.word(at);
            let digits = word.find(|c: char| !c.is_ascii_digit() && c != '.')?;
            count = number(&word[..digits]).or(count);
            unit = unit_of(&word[digits..]);
            at += 1;
        }
        let unit = match unit {
            Some(unit) => unit,
            None => {
                at += 1;
                unit_of(self.word(at - 1))?
            }
        };
        let count = count.filter(|count| (0.0..=100_000.0).contains(count))?;
        let (local, precision) = match unit {
            Unit::Seconds(seconds) => {
                // Exact: a count is at most 100,000, and a unit at most a week.
                #[allow(clippy::cast_possible_truncation)]
                let length = TimeDelta::milliseconds((count * seconds * 1000.0) as i64);
                let precision = if seconds < 86_400.0 { TimeframePrecision::Minute } else { TimeframePrecision::Day };
                (Local::Before(length), precision)
            }
            Unit::Months(months) => {
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let months = (count * f64::from(months)).round() as u32;
                (Local::At(self.now.checked_sub_months(Months::new(months))?), TimeframePrecision::Day)
            }
        };
        Some((at - index, local, precision))
    }

    /// A day, a clock, or both in any order.
    fn point(&self, index: usize) -> Option<(usize, Moment)> {
        const ON: [&str; 14] = [
            "on",
            "at",
            "around",
            "about",
            "approximately",
            "approx",
            "roughly",
            "early",
            "late",
            "sometime",
            "the",
            "in",
            "last",
            "circa",
        ];
        // "the" and "last" mean something before some words; where they do, they are read with them.
        let mut at = index;
        let day = loop {
            if let Some(day) = self.day(at) {
                break Some(day);
            }
            if !self.is(at, &ON) {
                break None;
            }
            at += 1;
        };
        if let Some((used, mut day)) = day {
            at += used;
            let clock = self.skip(at, &["at", "around", "about", "in", "the", "from", "early", "late"]);
            if let Some((used, time, precision)) = self.clock(clock) {
                at = clock + used;
                (day.time, day.precision) = (Some(time), precision);
            }
            return Some((at - index, self.settle(day)?));
        }
        at = self.skip(index, &ON);
        let (used, time, precision) = self.clock(at)?;
        at += used;
        let after = self.skip(at, &["on", "in", "the"]);
        let mut day = Day { date: self.now.date(), back: Back::None, precision, time: Some(time) };
        match self.day(after) {
            Some((used, other)) => {
                at = after + used;
                day = Day { time: Some(time), precision, ..other };
            }
            // "9 this morning": the day is today's, or yesterday's for a clock that is yet to come.
            None => {
                if self.is(after, &["this"]) && part(self.word(after + 1)).is_some() {
                    at = after + 2;
                }
                if day.date.and_time(time) > self.now {
                    day.date = day.date.pred_opt()?;
                }
            }
        }
        Some((at - index, self.settle(day)?))
    }

    /// The day's moment, stepped back while it lies in the future.
    fn settle(&self, day: Day) -> Option<Moment> {
        let time = day.time.unwrap_or(NaiveTime::MIN);
        let mut local = day.date.and_time(time);
        if local > self.now {
            local = match day.back {
                Back::None => local,
                Back::Week => local.checked_sub_days(Days::new(7))?,
                Back::Month => local.checked_sub_months(Months::new(1))?,
                Back::Year => local.checked_sub_months(Months::new(12))?,
            };
        }
        Some(Moment { local: Local::At(local), precision: day.precision })
    }

    fn day(&self, index: usize) -> Option<(usize, Day)> {
        let today = self.now.date();
        let day = |date, back| Day { date, back, precision: TimeframePrecision::Day, time: None };
        let word = self.word(index);
        let back = |days| today.checked_sub_days(Days::new(days));
        match word {
            "yesterday" => return Some((1, day(back(1)?, Back::None))),
            "today" => return Some((1, day(today, Back::None))),
            "tonight" => return Some((1, Day { time: part("evening"), ..day(today, Back::None) })),
            "weekend" => return Some((1, day(self.weekday(Weekday::Sat)?, Back::Week))),
            "this" | "last" => {
                let last = word == "last";
                let next = self.word(index + 1);
                if let Some(weekday) = weekday(next) {
                    let date = self.weekday(weekday)?;
                    let date = if last && date == today { back(7)? } else { date };
                    return Some((2, day(date, Back::Week)));
                }
                let time = part(next);
                let found = match next {
                    "night" | "evening" if last => Day { time, ..day(back(1)?, Back::None) },
                    "week" => {
                        let monday = back(u64::from(today.weekday().num_days_from_monday()))?;
                        day(if last { monday.checked_sub_days(Days::new(7))? } else { monday }, Back::None)
                    }
                    "month" => {
                        let first = today.with_day(1)?;
                        day(if last { first.checked_sub_months(Months::new(1))? } else { first }, Back::None)
                    }
                    "year" => day(NaiveDate::from_ymd_opt(today.year() - i32::from(last), 1, 1)?, Back::None),
                    "weekend" => day(self.weekday(Weekday::Sat)?, Back::Week),
                    _ if !last && time.is_some() => Day { time, ..day(today, Back::None) },
                    _ => return None,
                };
                let precision = if time.is_some() { TimeframePrecision::PartOfDay } else { TimeframePrecision::Day };
                return Some((2, Day { precision, ..found }));
            }
            _ => {}
        }
        if let Some(weekday) = weekday(word) {
            return Some((1, day(self.weekday(weekday)?, Back::Week)));
        }
        if let Some((date, sure)) = self.numeric_date(word) {
            return Some((1, day(date, if sure { Back::None } else { Back::Year })));
        }
        let year_at = |index: usize| self.word(index).parse::<i32>().ok().filter(|year| (1970..=2200).contains(year));
        let named = |month: u32, number: u32, used: usize| {
            let year = year_at(index + used);
            let date = NaiveDate::from_ymd_opt(year.unwrap_or(today.year()), month, number)?;
            let back = if year.is_some() { Back::None } else { Back::Year };
            Some((used + usize::from(year.is_some()), day(date, back)))
        };
        if let Some(month) = month(word) {
            let next = self.word(index + 1);
            return match ordinal(next).or_else(|| next.parse().ok().filter(|number| *number <= 31)) {
                Some(number) => named(month, number, 2),
                None => named(month, 1, 1),
            };
        }
        let number = ordinal(word).or_else(|| word.trim_end_matches('.').parse().ok().filter(|day| *day <= 31))?;
        let of = usize::from(self.is(index + 1, &["of"]));
        if let Some(month) = month(self.word(index + 1 + of)) {
            return named(month, number, 2 + of);
        }
        ordinal(word)?;
        Some((1, day(today.with_day(number)?, Back::Month)))
    }

    /// The last such day up to today.
    fn weekday(&self, weekday: Weekday) -> Option<NaiveDate> {
        let today = self.now.date();
        let days = (7 + today.weekday().num_days_from_monday() - weekday.num_days_from_monday()) % 7;
        today.checked_sub_days(Days::new(u64::from(days)))
    }

    /// 2026-03-14, 3/14/2026, 14.3.2026: the date, and whether the year was given.
    fn numeric_date(&self, word: &str) -> Option<(NaiveDate, bool)> {
        let sign = ['-', '/', '.'].into_iter().find(|sign| word.contains(*sign))?;
        let parts: Vec<&str> = word.trim_end_matches('.').split(sign).collect();
        if parts.iter().any(|part| part.is_empty() || part.len() > 4 || !part.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return None;
        }
        let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let year = |year: u32| i32::try_from(if year < 100 { year + 2000 } else { year }).ok();
        let this_year = self.now.year();
        let day_month = |first: u32, second: u32| match sign {
            '.' => (second, first),
            _ if first > 12 => (second, first),
            _ => (first, second),
        };
        match (numbers.as_slice(), sign) {
            ([first, month, day], '-' | '/') if *first > 31 => {
                Some((NaiveDate::from_ymd_opt(year(*first)?, *month, *day)?, true))
            }
            ([first, second, last], '/' | '.') => {
                let (month, day) = day_month(*first, *second);
                Some((NaiveDate::from_ymd_opt(year(*last)?, month, day)?, true))
            }
            ([first, second], '/') => {
                let (month, day) = day_month(*first, *second);
                Some((NaiveDate::from_ymd_opt(this_year, month, day)?, false))
            }
            ([day, month], '.') if word.ends_with('.') => {
                Some((NaiveDate::from_ymd_opt(this_year, *month, *day)?, false))
            }
            _ => None,
        }
    }

    /// 16:00, 4 pm, 4:30pm, noon, a part of the day: words used, the time, how sure it is.
    fn clock(&self, index: usize) -> Option<(usize, NaiveTime, TimeframePrecision)> {
        let word = self.word(index);
        if let Some(time) = part(word) {
            let precision = match word {
                "noon" | "midnight" => TimeframePrecision::Minute,
                _ => TimeframePrecision::PartOfDay,
            };
            return Some((1, time, precision));
        }
        let digits = word.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(word.len());
        let (clock, mut suffix) = word.split_at(digits);
        let clock = clock.trim_end_matches('.');
        let mut used = 1;
        if suffix.is_empty()
            && self.is(index + 1, &["am", "pm", "a.m", "p.m", "a.m.", "p.m.", "uhr", "oclock", "o'clock"])
        {
            suffix = self.word(index + 1);
            used = 2;
        }
        let mut parts = clock.split([':', '.']);
        let hour: u32 = parts.next()?.parse().ok()?;
        let minute: Option<u32> = match parts.next() {
            Some(text) if text.len() == 2 => Some(text.parse().ok()?),
            Some(_) => return None,
            None => None,
        };
        let second: u32 = parts.next().map_or(Some(0), |text| text.parse().ok())?;
        let hour = match suffix.replace('.', "").as_str() {
            "am" if (1..=12).contains(&hour) => hour % 12,
            "pm" if (1..=12).contains(&hour) => hour % 12 + 12,
            "h" | "uhr" | "oclock" | "o'clock" => hour,
            "" | "z" if minute.is_some() && clock.contains(':') => hour,
            _ => return None,
        };
        let time = NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), second)?;
        Some((used, time, TimeframePrecision::Minute))
    }
}

fn part(word: &str) -> Option<NaiveTime> {
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

fn weekday(word: &str) -> Option<Weekday> {
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

fn month(word: &str) -> Option<u32> {
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
fn ordinal(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn number(word: &str) -> Option<f64> {
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
        _ => match NAMES.iter().position(|name| *name == word) {
            Some(place) => u8::try_from(place).ok().map(f64::from),
            None if word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 8 => word.parse().ok(),
            None => None,
        },
    }
}

enum Unit {
    Seconds(f64),
    Months(u32),
}

fn unit_of(word: &str) -> Option<Unit> {
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

//! Days and clocks.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Weekday};

use super::lexicon::{month, number, ordinal, part, weekday, without_zone, zone_of};
use super::{Moment, Reader, TimeframePrecision};

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
    Year,
}

fn whole(date: NaiveDate, back: Back) -> Day {
    Day { date, back, precision: TimeframePrecision::Day, time: None }
}

impl Reader<'_> {
    /// An instant, or a day, a clock, or both in any order.
    pub(super) fn point(&self, index: usize) -> Option<(usize, Moment)> {
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
        let behind = self.skip(index, &ON);
        if let Some(moment) = self.stamp(behind) {
            return Some((behind + 1 - index, moment));
        }
        let day = (index..=behind).find_map(|at| self.day(at).map(|(used, day)| (at + used, day)));
        let (mut at, moment) = match day {
            Some((at, day)) => self.clock_of(at, day)?,
            None => self.day_of(behind)?,
        };
        // A clock takes its zone; "UTC" stands behind days, too.
        at += usize::from(self.is(at, &["utc", "gmt"]));
        Some((at - index, moment))
    }

    /// RFC 3339, with or without an offset.
    fn stamp(&self, index: usize) -> Option<Moment> {
        let word = self.word(index).to_uppercase();
        let local = || NaiveDateTime::parse_from_str(&word, "%Y-%m-%dT%H:%M:%S%.f").ok();
        let since = match DateTime::parse_from_rfc3339(&word) {
            Ok(at) => at.to_utc(),
            Err(_) => self.instant(local()?)?,
        };
        Some(Moment { since, precision: TimeframePrecision::Minute })
    }

    /// A part of the day, the clock, or one behind the other, after the day: where they end, and the moment.
    fn clock_of(&self, mut at: usize, mut day: Day) -> Option<(usize, Moment)> {
        for _ in 0..2 {
            let clock = self.skip(at, &["at", "around", "about", "in", "the", "from", "early", "late"]);
            // "yesterday evening at 8": without the "at", a number counts something else.
            let named = day.time.filter(|_| clock > at);
            let Some((used, time, precision)) = self.clock(clock, named) else { break };
            let night = day.time.is_some_and(|part| part.hour() == 22) && time.hour() < 6;
            if night {
                day.date = day.date.succ_opt()?;
            }
            at = clock + used;
            (day.time, day.precision) = (Some(time), precision);
            if precision == TimeframePrecision::Minute {
                break;
            }
        }
        Some((at, self.settle(day)?))
    }

    /// The clock, and the day after it.
    fn day_of(&self, index: usize) -> Option<(usize, Moment)> {
        let (used, mut time, precision) = self.clock(index, None)?;
        let mut at = index + used;
        // "Half past 8" at nine in the evening.
        let later = time.overflowing_add_signed(TimeDelta::hours(12)).0;
        if self.spoken(index).is_some_and(|(words, _)| words == used) && later > time && later <= self.now.time() {
            time = later;
        }
        let after = self.skip(at, &["on", "in", "the"]);
        let today = Day { time: Some(time), precision, ..whole(self.now.date(), Back::None) };
        let day = match self.day(after) {
            Some((used, other)) => {
                at = after + used;
                Day { time: Some(time), precision, ..other }
            }
            // The last time that the clock showed it.
            None if self.is_ahead(today.date.and_time(time)) => Day { date: today.date.pred_opt()?, ..today },
            None => today,
        };
        Some((at, self.settle(day)?))
    }

    fn is_ahead(&self, local: NaiveDateTime) -> bool {
        self.instant(local).is_none_or(|since| since > self.at)
    }

    /// The day's moment, stepped back while it lies in the future.
    fn settle(&self, day: Day) -> Option<Moment> {
        let mut local = day.date.and_time(day.time.unwrap_or(NaiveTime::MIN));
        if self.is_ahead(local) {
            local = match day.back {
                Back::None => local,
                Back::Week => local.checked_sub_days(Days::new(7))?,
                Back::Year => local.checked_sub_months(Months::new(12))?,
            };
        }
        Some(Moment { since: self.instant(local)?, precision: day.precision })
    }

    fn day(&self, index: usize) -> Option<(usize, Day)> {
        let today = self.now.date();
        let back = |days| today.checked_sub_days(Days::new(days));
        let word = self.word(index);
        match word {
            "yesterday" => Some((1, whole(back(1)?, Back::None))),
            "day" if self.is(index + 1, &["before"]) && self.is(index + 2, &["yesterday"]) => {
                Some((3, whole(back(2)?, Back::None)))
            }
            "today" => Some((1, whole(today, Back::None))),
            "tonight" => Some((1, Day { time: part("evening"), ..whole(today, Back::None) })),
            "christmas" | "xmas" => Some((1, whole(NaiveDate::from_ymd_opt(today.year(), 12, 25)?, Back::Year))),
            "weekend" => Some((1, whole(self.weekday(Weekday::Sat)?, Back::Week))),
            "this" | "last" => self.named_day(index, word == "last"),
            _ => match weekday(word) {
                Some(weekday) => self.on_weekday(index, weekday),
                None => self.date(index),
            },
        }
    }

    /// "this morning", "last Friday", "last week on Friday".
    fn named_day(&self, index: usize, last: bool) -> Option<(usize, Day)> {
        let today = self.now.date();
        let next = self.word(index + 1);
        if let Some(weekday) = weekday(next) {
            let date = self.weekday(weekday)?;
            let date = if last && date == today { today.checked_sub_days(Days::new(7))? } else { date };
            return Some((2, whole(date, Back::Week)));
        }
        let time = part(next);
        let first = today.with_day(1)?;
        let found = match next {
            "night" | "evening" if last => Day { time, ..whole(today.pred_opt()?, Back::None) },
            "week" => {
                let on = usize::from(self.is(index + 2, &["on"]));
                return match weekday(self.word(index + 2 + on)) {
                    Some(weekday) => Some((3 + on, whole(self.of_week(last, weekday)?, Back::None))),
                    None => Some((2, whole(self.of_week(last, Weekday::Mon)?, Back::None))),
                };
            }
            "month" => whole(if last { first.checked_sub_months(Months::new(1))? } else { first }, Back::None),
            "year" => whole(NaiveDate::from_ymd_opt(today.year() - i32::from(last), 1, 1)?, Back::None),
            "weekend" => whole(self.weekday(Weekday::Sat)?, Back::Week),
            _ if !last && time.is_some() => Day { time, ..whole(today, Back::None) },
            _ => return None,
        };
        let precision = if time.is_some() { TimeframePrecision::PartOfDay } else { TimeframePrecision::Day };
        Some((2, Day { precision, ..found }))
    }

    /// "Monday", "Monday, March 16", "Friday of last week".
    fn on_weekday(&self, index: usize, weekday: Weekday) -> Option<(usize, Day)> {
        let of = usize::from(self.is(index + 1, &["of"]));
        if self.is(index + 1 + of, &["last", "this"]) && self.is(index + 2 + of, &["week"]) {
            let date = self.of_week(self.is(index + 1 + of, &["last"]), weekday)?;
            return Some((3 + of, whole(date, Back::None)));
        }
        let the = usize::from(self.is(index + 1, &["the"]));
        let told = self.pieces.get(index).is_some_and(|piece| !piece.last);
        match self.date(index + 1 + the).filter(|_| told) {
            Some((used, day)) => Some((1 + the + used, day)),
            None => Some((1, whole(self.weekday(weekday)?, Back::Week))),
        }
    }

    /// "March 14th", "14 March 2026", "3/14", "the 14th".
    fn date(&self, index: usize) -> Option<(usize, Day)> {
        let today = self.now.date();
        let word = self.word(index);
        if let Some((date, sure)) = self.numeric_date(word) {
            return Some((1, whole(date, if sure { Back::None } else { Back::Year })));
        }
        let year_at = |index: usize| self.word(index).parse::<i32>().ok().filter(|year| (1970..=2200).contains(year));
        let named = |month: u32, number: u32, used: usize| {
            let year = year_at(index + used);
            let date = NaiveDate::from_ymd_opt(year.unwrap_or(today.year()), month, number)?;
            let back = if year.is_some() { Back::None } else { Back::Year };
            Some((used + usize::from(year.is_some()), whole(date, back)))
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
        // The last month that has the day: no two without it follow each other.
        let first = today.with_day(1)?;
        let of_month = |back| first.checked_sub_months(Months::new(back))?.with_day(number);
        let date = (0..3).filter_map(of_month).find(|date| *date <= today)?;
        Some((1, whole(date, Back::None)))
    }

    /// The last such day up to today.
    fn weekday(&self, weekday: Weekday) -> Option<NaiveDate> {
        let today = self.now.date();
        let days = (7 + today.weekday().num_days_from_monday() - weekday.num_days_from_monday()) % 7;
        today.checked_sub_days(Days::new(u64::from(days)))
    }

    /// The day of this week, or of the one before it; weeks begin with Monday.
    fn of_week(&self, last: bool, weekday: Weekday) -> Option<NaiveDate> {
        let today = self.now.date();
        let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
        let monday = monday.checked_sub_days(Days::new(if last { 7 } else { 0 }))?;
        monday.checked_add_days(Days::new(u64::from(weekday.num_days_from_monday())))
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

    /// 16:00, 4 pm, 4:30pm, 10 this morning, noon, a part of the day, each with its zone: words used, the time, how sure it
    /// is. `named` is the part of the day in which a bare hour is meant.
    pub(super) fn clock(
        &self,
        index: usize,
        mut named: Option<NaiveTime>,
    ) -> Option<(usize, NaiveTime, TimeframePrecision)> {
        let word = self.word(index);
        if let Some(time) = part(word) {
            let precision = match word {
                "noon" | "midnight" => TimeframePrecision::Minute,
                _ => TimeframePrecision::PartOfDay,
            };
            return Some((1, time, precision));
        }
        if let Some((used, time)) = self.spoken(index) {
            return Some((used, time, TimeframePrecision::Minute));
        }
        let (word, zone) = without_zone(word);
        let word = word.split(',').next().unwrap_or_default(); // of "16:00:00,123" no more is meant
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
        let behind = self.skip(index + used, &["in", "the", "this", "at"]);
        if behind > index + used
            && let Some(time) = part(self.word(behind))
        {
            used = behind + 1 - index;
            named = Some(time);
        }
        let mut parts = clock.split([':', '.']);
        let hour: u32 = parts.next()?.parse().ok()?;
        let minute: Option<u32> = match parts.next() {
            Some(text) if text.len() == 2 => Some(text.parse().ok()?),
            Some(_) => return None,
            None => None,
        };
        let second: u32 = parts.next().map_or(Some(0), |text| text.parse().ok())?;
        let half = (1..=12).contains(&hour);
        let hour = match (suffix.replace('.', "").as_str(), named) {
            ("am", _) if half => hour % 12,
            ("pm", _) if half => hour % 12 + 12,
            ("uhr" | "oclock" | "o'clock", None) => hour,
            ("" | "oclock" | "o'clock", Some(part)) if half => match part.hour() {
                8 | 0 => hour % 12,
                12 if hour > 10 => hour,
                22 if hour < 6 || hour == 12 => hour % 12,
                _ => hour % 12 + 12,
            },
            ("" | "uhr" | "oclock" | "o'clock", _) if minute.is_some() && clock.contains(':') => hour,
            _ => return None,
        };
        let time = NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), second)?;
        let zoned = zone.is_empty() && zone_of(self.word(index + used)).is_some();
        Some((used + usize::from(zoned), time, TimeframePrecision::Minute))
    }

    /// "half past 8", "quarter to nine pm", "ten past nine": words used, and the time; without more, one of the day.
    fn spoken(&self, index: usize) -> Option<(usize, NaiveTime)> {
        let article = usize::from(self.is(index, &["a"]));
        let word = self.word(index + article);
        let minutes = match word {
            "half" => 30.0,
            "quarter" => 15.0,
            _ => number(word)
                .filter(|minutes| article == 0 && (1.0..30.0).contains(minutes) && minutes.fract() == 0.0)?,
        };
        let sign = match self.word(index + article + 1) {
            "past" | "after" => 1.0,
            "to" | "before" if word != "half" => -1.0,
            _ => return None,
        };
        let hour =
            number(self.word(index + article + 2)).filter(|hour| (1.0..=12.0).contains(hour) && hour.fract() == 0.0)?;
        let behind = index + article + 3;
        let (half, more) = match self.word(behind).replace('.', "").as_str() {
            "am" => (0.0, 1),
            "pm" => (12.0, 1),
            _ if self.is(behind, &["in", "this"]) => {
                let part_at = self.skip(behind, &["in", "the", "this"]);
                match part(self.word(part_at)).map(|part| part.hour()) {
                    Some(8) => (0.0, part_at + 1 - behind),
                    Some(14 | 18 | 22) => (12.0, part_at + 1 - behind),
                    _ => return None,
                }
            }
            _ => (if (7.0..12.0).contains(&hour) { 0.0 } else { 12.0 }, 0),
        };
        let minutes = (hour % 12.0 + half) * 60.0 + sign * minutes;
        #[allow(clippy::cast_possible_truncation)] // minutes of a day
        let time = NaiveTime::MIN.overflowing_add_signed(TimeDelta::minutes(minutes as i64)).0;
        Some((article + 3 + more, time))
    }
}

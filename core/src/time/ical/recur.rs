use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::event::{IcalTime, date, time};
use super::{ContentLine, IcalEvent, events};
use crate::time::calendar::DATES;
use crate::{Error, Result};

/// The last year to which a rule without an end is followed: the horizon's.
const LAST_YEAR: i32 = 2199;
/// The first year that can matter: the one before the horizon.
const FIRST_YEAR: i32 = 1899;
/// Most days that the rules of a text are asked about: 500 rules of a month in every year of the horizon, 40 of any month.
const TRIED: u64 = 5_000_000;
/// The date of a recurring event that another event is about.
const INSTANCE: &str = "RECURRENCE-ID";

/// The dates of all all-day events of a text, those that recur yearly to the year 2199.
///
/// # Errors
///
/// [`Error::Parse`] with the line for a text that is not iCalendar, an event with clock times, or a recurrence that is
/// not yearly; [`Error::Limit`] over the caps.
pub(crate) fn all_day_dates(text: &str) -> Result<BTreeSet<NaiveDate>> {
    let events = events(text)?;
    let moved = moved(&events)?;
    let (mut dates, mut tried) = (BTreeSet::new(), 0);
    for event in events.iter().filter(|event| !event.is_cancelled()) {
        let (line, start) = event.start()?;
        let IcalTime::Date(first) = start else { return Err(line.error("the date of an all-day event")) };
        let days = event.days(first)?;
        let gone = event.value("UID").and_then(|uid| moved.get(uid)).filter(|_| event.property(INSTANCE).is_none());
        for start in starts(event, first, &mut tried)? {
            if gone.is_some_and(|gone| gone.contains(&start)) {
                continue;
            }
            for day in 0..days {
                dates.extend(start.checked_add_days(Days::new(day)));
            }
            Error::cap("holidays of an iCalendar text", DATES as u64, dates.len())?;
        }
    }
    Ok(dates)
}

/// The dates of recurring events on which another event says what is so, by the id of both.
fn moved(events: &[IcalEvent]) -> Result<BTreeMap<&str, BTreeSet<NaiveDate>>> {
    let mut moved: BTreeMap<&str, BTreeSet<NaiveDate>> = BTreeMap::new();
    for event in events {
        let Some(line) = event.property(INSTANCE) else { continue };
        let uid = event.value("UID").ok_or_else(|| line.error("a UID beside RECURRENCE-ID"))?;
        if line.param("RANGE").is_some() {
            return Err(line.error("RECURRENCE-ID without RANGE"));
        }
        let day = match time(line, &line.value, Some(chrono_tz::UTC))? {
            IcalTime::Date(day) => day,
            IcalTime::Instant(at) => at.date_naive(),
        };
        moved.entry(uid).or_default().insert(day);
    }
    Ok(moved)
}

/// The dates on which an all-day event begins (RFC 5545 section 3.8.5).
fn starts(event: &IcalEvent, first: NaiveDate, tried: &mut usize) -> Result<BTreeSet<NaiveDate>> {
    let mut starts = BTreeSet::from([first]);
    for line in event.all("RRULE") {
        starts.extend(Yearly::read(line, first)?.dates(first, tried)?);
    }
    for line in event.all("RDATE") {
        for value in line.value.split(',') {
            starts.insert(date(line, value)?);
        }
    }
    for line in event.all("EXDATE") {
        for value in line.value.split(',') {
            match time(line, value, Some(chrono_tz::UTC))? {
                IcalTime::Date(day) => starts.remove(&day),
                IcalTime::Instant(at) => starts.remove(&at.date_naive()),
            };
        }
    }
    Ok(starts)
}

/// A rule that recurs yearly.
struct Yearly {
    interval: i32,
    count: Option<usize>,
    until: Option<NaiveDate>,
    months: Vec<u32>,
    /// Days of the month, the last is -1; none for any.
    month_days: Vec<i32>,
    /// Days of the week, with the how-manieth of the month it is, the last is -1.
    week_days: Vec<(Option<i32>, Weekday)>,
}

impl Yearly {
    fn read(line: &ContentLine, first: NaiveDate) -> Result<Self> {
        let mut rule =
            Self { interval: 1, count: None, until: None, months: vec![], month_days: vec![], week_days: vec![] };
        let (mut yearly, mut monthly) = (false, false);
        for part in line.value.split(';').filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').ok_or_else(|| line.error("parts such as FREQ=YEARLY"))?;
            let number = |low: i32, high: i32, text: &str| {
                let number = text.parse::<i32>().ok().filter(|number| (low..=high).contains(number) && *number != 0);
                number.ok_or_else(|| line.error(format!("{key} from {low} to {high}")))
            };
            match key.to_ascii_uppercase().as_str() {
                "FREQ" => yearly = value.eq_ignore_ascii_case("YEARLY"),
                "INTERVAL" => rule.interval = number(1, 1_000, value)?,
                "COUNT" => rule.count = usize::try_from(number(1, 100_000, value)?).ok(),
                "UNTIL" => {
                    rule.until = Some(match time(line, value, Some(chrono_tz::UTC))? {
                        IcalTime::Date(day) => day,
                        IcalTime::Instant(at) => at.date_naive(),
                    });
                }
                "BYMONTH" => {
                    for month in value.split(',') {
                        let month = number(1, 12, month)?.unsigned_abs();
                        if !rule.months.contains(&month) {
                            rule.months.push(month);
                        }
                    }
                }
                "BYMONTHDAY" => {
                    for day in value.split(',') {
                        let day = number(-31, 31, day)?;
                        if !rule.month_days.contains(&day) {
                            rule.month_days.push(day);
                        }
                    }
                }
                "BYDAY" => {
                    for day in value.split(',') {
                        let split = day.len().saturating_sub(2);
                        let (place, name) =
                            day.split_at_checked(split).ok_or_else(|| line.error("a day such as 4TH"))?;
                        let place = if place.is_empty() { None } else { Some(number(-5, 5, place)?) };
                        let name = week_day(name).ok_or_else(|| line.error("days such as MO or 4TH"))?;
                        if !rule.week_days.contains(&(place, name)) {
                            rule.week_days.push((place, name));
                        }
                        monthly = true;
                    }
                }
                "WKST" => {}
                _ => return Err(line.error("a yearly rule of INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY and BYDAY")),
            }
        }
        if !yearly || monthly && rule.months.is_empty() {
            return Err(line.error("FREQ=YEARLY, with BYMONTH where there is BYDAY"));
        }
        if rule.months.is_empty() {
            rule.months = if rule.month_days.is_empty() { vec![first.month()] } else { (1..=12).collect() };
        }
        if rule.month_days.is_empty() && rule.week_days.is_empty() {
            rule.month_days = i32::try_from(first.day()).into_iter().collect();
        }
        rule.months.sort_unstable();
        Ok(rule)
    }

    fn dates(&self, first: NaiveDate, tried: &mut usize) -> Result<BTreeSet<NaiveDate>> {
        let mut dates = BTreeSet::new();
        let mut year = first.year();
        if self.count.is_none() && year < FIRST_YEAR {
            // Nobody asks about the years before, and none of them is counted.
            year += (FIRST_YEAR - year) / self.interval * self.interval;
        }
        while year <= LAST_YEAR {
            for &month in &self.months {
                *tried += 31;
                Error::cap("days tried for the holidays of an iCalendar text", TRIED, *tried)?;
                let days = (1..=31).filter_map(|day| NaiveDate::from_ymd_opt(year, month, day));
                for day in days.filter(|&day| day >= first && self.holds(day)) {
                    // The start counts as the first, whether the rule names it or not.
                    let full = self.count.is_some_and(|count| {
                        dates.len() + usize::from(!dates.contains(&first) && !self.holds(first)) >= count
                    });
                    if full || self.until.is_some_and(|until| day > until) {
                        return Ok(dates);
                    }
                    dates.insert(day);
                }
            }
            Error::cap("holidays of an iCalendar text", DATES as u64, dates.len())?;
            year += self.interval;
        }
        Ok(dates)
    }

    fn holds(&self, day: NaiveDate) -> bool {
        let last = i32::from(day.num_days_in_month());
        let number = i32::try_from(day.day()).unwrap_or(0);
        let by_month_day = self.month_days.is_empty()
            || self.month_days.iter().any(|&place| place == number || place == number - last - 1);
        let (from_start, from_end) = ((number - 1) / 7 + 1, -((last - number) / 7) - 1);
        let by_week_day = self.week_days.is_empty()
            || self.week_days.iter().any(|&(place, name)| {
                name == day.weekday() && place.is_none_or(|place| place == from_start || place == from_end)
            });
        by_month_day && by_week_day && self.months.contains(&day.month())
    }
}

fn week_day(name: &str) -> Option<Weekday> {
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let index = days.iter().position(|day| day.eq_ignore_ascii_case(name))?;
    Weekday::try_from(u8::try_from(index).ok()?).ok()
}

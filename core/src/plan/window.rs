use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Launch, SectionKind};
use crate::time::{Rules, resolve, to_local};
use crate::{Error, Result};

/// What a [`Window`] counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WindowUnit {
    /// Calendar days in the zone of the launch; Day 0 is the day of the go-live. Weeks are written as days: Week 1 is
    /// Day 1 to 7, Week -1 is Day -7 to -1.
    Day,
    /// Elapsed hours from the go-live, or from the same time of day on another day.
    Hour,
    /// Calendar months from Day 1 on; a quarter is three of them.
    Month,
}

/// When something is to happen, relative to the go-live: "Day -7 to -1", "Hour 2-8", "Week 1-2", "Month 1-3".
///
/// Half-open: it holds the instants from [`start_at`](Self::start_at) on and before [`end_at`](Self::end_at).
/// Days and months are written with both ends included ("Day -7 to -1" is seven days), hours as points in time
/// ("Hour 2-8" is six hours, "Hour 3" alone is one); `start` and `end` are half-open for all of them.
///
/// ```
/// use hypercare::plan::{Window, WindowUnit};
/// let window: Window = "Day -7 to -1".parse()?;
/// assert_eq!((window.unit, window.start, window.end), (WindowUnit::Day, -7, 0));
/// assert!(window.before_launch());
/// assert_eq!("Week 1-2".parse::<Window>()?.to_string(), "Day 1 to 14");
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// What `start` and `end` count.
    pub unit: WindowUnit,
    /// The first day, hour or month; 0 is Day 0, the go-live, or the month that begins with Day 1.
    pub start: i32,
    /// The day, hour or month after the last.
    pub end: i32,
    /// For hours: the day on which they are counted, from the time of day of the go-live. It is the first day of the
    /// window of the section around, 0 without one.
    pub day: i32,
}

impl Window {
    /// Whether all of it lies before the go-live: days before Day 0, or hours that end by the go-live.
    pub fn before_launch(&self) -> bool {
        match self.unit {
            WindowUnit::Day => self.end <= 0,
            WindowUnit::Hour => i64::from(self.day) * 24 + i64::from(self.end) <= 0,
            WindowUnit::Month => false,
        }
    }

    /// The instant it begins. A day begins at local midnight in the zone of the launch, or where clocks skip midnight,
    /// at the first instant of the day.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] past the ends of representable time.
    pub fn start_at(&self, launch: &Launch) -> Result<DateTime<Utc>> {
        self.edge(launch, self.start)
    }

    /// The instant it ends; it does not belong to the window.
    ///
    /// # Errors
    ///
    /// [`Error::Range`] past the ends of representable time.
    pub fn end_at(&self, launch: &Launch) -> Result<DateTime<Utc>> {
        self.edge(launch, self.end)
    }

    fn edge(&self, launch: &Launch, edge: i32) -> Result<DateTime<Utc>> {
        let range = || Error::range(format!("{self} around {}", launch.at));
        let local = to_local(launch.at, launch.zone)?;
        let midnight = |date: NaiveDate| resolve(date.and_time(NaiveTime::MIN), launch.zone, Rules::default());
        match self.unit {
            WindowUnit::Day => midnight(shift(local.date(), edge).ok_or_else(range)?),
            WindowUnit::Month => {
                let months = u32::try_from(edge).map(Months::new).map_err(|_| range())?;
                let first = shift(local.date(), 1).and_then(|date| date.checked_add_months(months));
                midnight(first.ok_or_else(range)?)
            }
            WindowUnit::Hour => {
                let anchor = if self.day == 0 {
                    launch.at
                } else {
                    let date = shift(local.date(), self.day).ok_or_else(range)?;
                    resolve(date.and_time(local.time()), launch.zone, Rules::default())?
                };
                anchor.checked_add_signed(TimeDelta::hours(edge.into())).ok_or_else(range)
            }
        }
    }

    /// Whether all of `inner` lies in it, where both count days.
    pub(super) fn holds(&self, inner: &Self) -> bool {
        self.unit != WindowUnit::Day
            || inner.unit != WindowUnit::Day
            || (self.start <= inner.start && inner.end <= self.end)
    }

    /// Whether it has the shape that reading gives: not empty, not too far away.
    pub(super) fn is_sound(&self) -> bool {
        let (least, most) = match self.unit {
            WindowUnit::Day => (-FAR_DAYS, FAR_DAYS + 1),
            WindowUnit::Hour => (-FAR_DAYS * 24, FAR_DAYS * 24 + 1),
            WindowUnit::Month => (0, FAR_MONTHS),
        };
        least <= self.start && self.start < self.end && self.end <= most && (-FAR_DAYS..=FAR_DAYS).contains(&self.day)
    }
}

fn shift(date: NaiveDate, days: i32) -> Option<NaiveDate> {
    let distance = Days::new(days.unsigned_abs().into());
    if days < 0 { date.checked_sub_days(distance) } else { date.checked_add_days(distance) }
}

impl fmt::Display for Window {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, first, last) = match self.unit {
            WindowUnit::Day => ("Day", self.start, self.end.saturating_sub(1)),
            WindowUnit::Hour => ("Hour", self.start, self.end),
            WindowUnit::Month => ("Month", self.start.saturating_add(1), self.end),
        };
        if first == last {
            write!(formatter, "{name} {first}")?;
        } else {
            write!(formatter, "{name} {first} to {last}")?;
        }
        if self.unit == WindowUnit::Hour && self.day != 0 { write!(formatter, " of Day {}", self.day) } else { Ok(()) }
    }
}

impl FromStr for Window {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let start = text.len() - text.trim_start().len();
        let expected = |what: &str, at| Err(Error::parse("window", text, at, what));
        match read(&text[start..]) {
            Reading::Found { window, length, .. } if text[start + length..].trim().is_empty() => Ok(window),
            Reading::Found { length, .. } => expected("the end of the window", start + length),
            Reading::Wrong(fault) => expected(fault.expected(), start),
            Reading::Absent | Reading::Unnumbered { .. } => expected(Fault::NotUnderstood.expected(), start),
        }
    }
}

/// What is wrong with a text that begins like a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NotUnderstood,
    Reversed,
    Zero,
    TooFar,
    Second,
}

impl Fault {
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::NotUnderstood => "a window such as Day -7 to -1, Hour 2-8, Week 1 or Month 1-3",
            Self::Reversed => "the earlier end first, and for hours a later second end",
            Self::Zero => {
                "a week, month or quarter counted from 1 (or a week from -1 back), as there is none numbered 0"
            }
            Self::TooFar => "a window at most a hundred years from the go-live",
            Self::Second => "one window in a heading",
        }
    }
}

/// What stands at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// No unit.
    Absent,
    /// A unit without a number after it, the length of the unit.
    Unnumbered {
        length: usize,
    },
    Found {
        window: Window,
        kind: SectionKind,
        length: usize,
    },
    Wrong(Fault),
}

/// A hundred years.
const FAR_DAYS: i32 = 36_525;
const FAR_MONTHS: i32 = 1_200;

/// Reads the window that `text` begins with, if it does.
pub(super) fn read(text: &str) -> Reading {
    let name = &text[..text.len() - text.trim_start_matches(|character: char| character.is_alphabetic()).len()];
    let Some(kind) = unit(name, &text[name.len()..]) else {
        return Reading::Absent;
    };
    let Some((first, after)) = integer(text, skip(text, name.len())) else {
        return Reading::Unnumbered { length: name.len() };
    };
    // "Day 1st", "Day 3.5", "Day 8+" and "Hour 24/7" are no windows.
    let clean = |at: usize| match text[at..].chars().next() {
        Some('.') => !text[at + 1..].starts_with(|character: char| character.is_ascii_digit()),
        Some(character) => !character.is_alphanumeric() && !"+/%".contains(character),
        None => true,
    };
    if !clean(after) {
        return Reading::Wrong(Fault::NotUnderstood);
    }
    let single = |first| finish(kind, first, None, after);
    let gap = skip(text, after);
    let rest = &text[gap..];
    let word = ["to", "through", "until"].into_iter().find(|word| {
        let tail = rest.get(word.len()..).unwrap_or_default();
        rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && !tail.starts_with(|character: char| character.is_alphanumeric())
    });
    let dash = rest.chars().next().filter(|&character| is_dash(character)).map(char::len_utf8);
    let Some(separator) = word.map(str::len).or(dash) else {
        return single(first);
    };
    let mut second_at = skip(text, gap + separator);
    // The unit may come again: "Day -7 to Day -1".
    let tail = &text[second_at..];
    let again = tail.len() - tail.trim_start_matches(|character: char| character.is_alphabetic()).len();
    if unit(&tail[..again], &tail[again..]) == Some(kind) {
        second_at = skip(text, second_at + again);
    }
    match integer(text, second_at) {
        Some((second, end)) if clean(end) => {
            // "Day 2 - 3 teams move": after a dash between blanks, more words mean that it was no range.
            let spaced = word.is_none() && gap > after;
            let open = text[skip(text, end)..].starts_with(|character: char| character.is_alphanumeric());
            if spaced && open { single(first) } else { finish(kind, first, Some(second), end) }
        }
        _ if word.is_some() => Reading::Wrong(Fault::NotUnderstood),
        _ => single(first),
    }
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '‐' | '‑' | '–' | '—' | '−')
}

fn skip(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// The unit with this name; `rest` is what follows it.
fn unit(name: &str, rest: &str) -> Option<SectionKind> {
    const NAMES: [(&str, SectionKind); 14] = [
        ("day", SectionKind::Day),
        ("days", SectionKind::Day),
        ("hour", SectionKind::Hour),
        ("hours", SectionKind::Hour),
        ("hr", SectionKind::Hour),
        ("hrs", SectionKind::Hour),
        ("week", SectionKind::Week),
        ("weeks", SectionKind::Week),
        ("wk", SectionKind::Week),
        ("wks", SectionKind::Week),
        ("month", SectionKind::Month),
        ("months", SectionKind::Month),
        ("quarter", SectionKind::Quarter),
        ("quarters", SectionKind::Quarter),
    ];
    // T-7, D+1: the sign must follow at once, and a digit after it.
    if matches!(name, "t" | "T" | "d" | "D") {
        let mut rest = rest.chars();
        let sign = rest.next().is_some_and(|sign| sign == '+' || is_dash(sign));
        let digit = rest.next().is_some_and(|digit| digit.is_ascii_digit());
        return (sign && digit).then_some(SectionKind::Day);
    }
    NAMES.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, kind)| kind)
}

/// A whole number with an optional sign, and where it ends; one that is too large for anything is read as `i32::MAX`.
fn integer(text: &str, at: usize) -> Option<(i32, usize)> {
    let rest = &text[at..];
    let sign = rest.chars().next().filter(|&sign| sign == '+' || is_dash(sign));
    let digits = &rest[sign.map_or(0, char::len_utf8)..];
    let length = digits.len() - digits.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    if length == 0 {
        return None;
    }
    let value: i32 = digits[..length].parse().unwrap_or(i32::MAX);
    let value = if sign.is_some_and(is_dash) { -value } else { value };
    Some((value, at + sign.map_or(0, char::len_utf8) + length))
}

fn finish(kind: SectionKind, first: i32, second: Option<i32>, length: usize) -> Reading {
    let last = second.unwrap_or(first);
    let farthest = match kind {
        SectionKind::Hour => FAR_DAYS * 24,
        SectionKind::Week => FAR_DAYS / 7,
        SectionKind::Month => FAR_MONTHS,
        SectionKind::Quarter => FAR_MONTHS / 3,
        _ => FAR_DAYS,
    };
    if first.abs().max(last.abs()) > farthest {
        return Reading::Wrong(Fault::TooFar);
    }
    let counted = matches!(kind, SectionKind::Week | SectionKind::Month | SectionKind::Quarter);
    if counted && (first == 0 || last == 0) {
        return Reading::Wrong(Fault::Zero);
    }
    let months = |size: i32| (WindowUnit::Month, (first - 1) * size, last * size);
    let (unit, start, end) = match kind {
        SectionKind::Hour => (WindowUnit::Hour, first, second.unwrap_or(first + 1)),
        SectionKind::Week => {
            let start = if first > 0 { 7 * (first - 1) + 1 } else { 7 * first };
            let end = if last > 0 { 7 * last + 1 } else { 7 * (last + 1) };
            (WindowUnit::Day, start, end)
        }
        SectionKind::Month | SectionKind::Quarter if first < 0 || last < 0 => {
            return Reading::Wrong(Fault::NotUnderstood);
        }
        SectionKind::Month => months(1),
        SectionKind::Quarter => months(3),
        _ => (WindowUnit::Day, first, last + 1),
    };
    let window = Window { unit, start, end, day: 0 };
    if start >= end { Reading::Wrong(Fault::Reversed) } else { Reading::Found { window, kind, length } }
}

//! Since when? A small grammar of English, read in one pass; phrases of six other languages are put into it before.
//!
//! ```text
//! since    = ("since" | "started" | "starting" | "began" | "beginning") (point | length) | "from" point "on"
//!          | "since" up to four words ("on" | "last" | "yesterday") point
//!          | length "ago" ["at" clock]
//!          | ("for" | "past" | "last" | "these") length | ("about" | ...) length, behind "down" and the like or first
//!          | "this" part | "last night" | ["the day before"] "yesterday" [clock] | "today" [clock]
//!          | ("happened" | "stopped" | ...) up to four words "on" weekday clock
//!          | "all" ("day" | part | "week") | "over" "the weekend"
//! length   = ["about" ...] (number | "a" | "half an" | "a couple of" | ...) unit [["and"] number unit ...] | 1h30m
//! point    = instant | ["on" | "at" | "about" ...] (day [clock] | clock [day])
//! day      = "yesterday" | "today" | ["last" | "this"] weekday | weekday date | weekday ("last" | "this") "week"
//!          | "last" unit | "the weekend" | date
//! date     = 2026-03-14 | 3/14[/2026] | 14.3.[2026] | "March 14[th]" [2026] | "14 March" | "the 14th"
//! clock    = (16:00 | 4[:30] "pm" | 10 "this morning" | ("half" | "quarter" | number) ("past" | "to") hour | "noon"
//!          | "midnight" | part) [zone]
//! part     = "morning" (08:00) | "lunch" (12:00) | "afternoon" (14:00) | "evening" (18:00) | "night" (22:00)
//! zone     = "UTC" | "EST" | "CET" | ... | "UTC+2" | +02:00
//! instant  = 2026-03-14T16:00:00Z (RFC 3339; without an offset in the zone of the report)
//! ```
//!
//! Of several, "since" comes before "ago", that before "for", and that before the others; of two of one kind, the first.
//! How long somebody has been a customer comes last.
//! Two numbers with a slash are month and day, unless the first is over 12. A point that lies in the future is the last
//! one before it: "since Friday", said on a Thursday, is six days ago. "Half past 8" is the last one of its two; on another
//! day it lies between 7 and 18:59. A clock that clocks were put back over is the first
//! of the two. Of the abbreviations of zones that mean several, CST is that of Chicago; with IST a clock is a part of a day.

mod lexicon;
mod point;
mod tongues;

use chrono::{DateTime, FixedOffset, Months, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Timeframe, TimeframePrecision};
use crate::Reason;
use crate::time::{Gap, Rules, check_instant, resolve, to_local};
use lexicon::{Unit, number, part, unit_of, without_zone, zone_of};

/// Who somebody is for years, and tells before it comes to the point.
const CUSTOMERS: [&str; 25] = [
    "customer",
    "customers",
    "client",
    "clients",
    "subscriber",
    "subscribers",
    "member",
    "members",
    "user",
    "users",
    "kunde",
    "kunden",
    "kundin",
    "mitglied",
    "nutzer",
    "cliente",
    "clientes",
    "clienti",
    "usuario",
    "utilisateur",
    "abonné",
    "abonnée",
    "abonnés",
    "klant",
    "klanten",
];

/// A word as the grammar sees it: between blanks, in lower case, without the signs around it.
struct Piece {
    word: String,
    start: usize,
    end: usize,
    /// Whether a sentence ends here.
    last: bool,
}

/// Since when the text says that it goes on, for somebody who writes it at `at` in `zone`.
pub(super) fn since(text: &str, at: DateTime<Utc>, zone: Tz) -> Option<Timeframe> {
    let pieces = tongues::english(pieces(text));
    let reader = Reader::new(&pieces, at, Place::Zone(zone))?;
    let mut found: Vec<(u8, usize)> = Vec::new();
    for index in 0..pieces.len() {
        found.extend(reader.at(index).map(|(rank, ..)| (rank, index)));
    }
    // The first of the clearest kind that can be: nothing goes on since tomorrow.
    found.sort_unstable();
    found.into_iter().find_map(|(_, first)| reader.timeframe(first, text))
}

fn pieces(text: &str) -> Vec<Piece> {
    const SIGNS: [char; 14] = [',', ';', '!', '?', '(', ')', '"', '\'', ':', '[', ']', '<', '>', '\u{2026}'];
    /// No word of the grammar is longer.
    const LONGEST: usize = 40;
    let mut from = 0;
    let mut pieces = Vec::new();
    for part in text.split(char::is_whitespace) {
        let start = from + (part.len() - part.trim_start_matches(SIGNS).len());
        let bare = part.trim_matches(SIGNS);
        let bare =
            if bare.bytes().filter(|byte| *byte == b'.').count() == 1 { bare.trim_end_matches('.') } else { bare };
        if !bare.is_empty() {
            let word = if bare.len() <= LONGEST { bare.to_lowercase() } else { String::new() };
            // "Mon." is a word, "Monday." ends a sentence.
            let last = bare.len() > 4 && part.ends_with(['.', '!', '?', ';']);
            pieces.push(Piece { word, start, end: start + bare.len(), last });
        }
        from += part.len() + text[from + part.len()..].chars().next().map_or(0, char::len_utf8);
    }
    pieces
}

impl Piece {
    /// Another word at the same place.
    fn saying(&self, word: &str) -> Self {
        Self { word: word.to_owned(), ..*self }
    }
}

/// What stands before a length that nobody has measured.
const ABOUT: [&str; 9] = ["about", "around", "nearly", "almost", "roughly", "approximately", "approx", "some", "maybe"];

/// Whose clock it is.
#[derive(Clone, Copy)]
enum Place {
    Zone(Tz),
    Offset(FixedOffset),
    /// That of the report, but nobody knows.
    Unsure,
}

#[derive(Clone, Copy)]
struct Moment {
    since: DateTime<Utc>,
    precision: TimeframePrecision,
}

/// A length of time before the report.
enum Length {
    Exact(TimeDelta),
    Months(u32),
}

struct Reader<'a> {
    pieces: &'a [Piece],
    at: DateTime<Utc>,
    place: Place,
    /// What the clock there shows.
    now: NaiveDateTime,
}

impl<'a> Reader<'a> {
    fn new(pieces: &'a [Piece], at: DateTime<Utc>, place: Place) -> Option<Self> {
        let now = match place {
            Place::Zone(zone) => to_local(at, zone).ok()?,
            Place::Offset(offset) => at.naive_utc().checked_add_offset(offset)?,
            Place::Unsure => return None,
        };
        Some(Self { pieces, at, place, now })
    }

    /// What begins at the piece `first`, if it lies before the report.
    fn timeframe(&self, first: usize, text: &str) -> Option<Timeframe> {
        let (_, mut used, mut moment, rule) = self.at(first)?;
        let named = (first..first + used).find_map(|index| {
            zone_of(match without_zone(self.word(index)) {
                (word, "") => word,
                (_, zone) => zone,
            })
        });
        let there = named.and_then(|place| Reader::new(self.pieces, self.at, place));
        if let Some(reader) = &there {
            (_, used, moment, _) = reader.at(first)?;
        } else if named.is_some() {
            moment.precision = moment.precision.max(TimeframePrecision::PartOfDay);
        }
        let place = match there.as_ref().map_or(self.place, |reader| reader.place) {
            Place::Zone(zone) => zone.to_string(),
            Place::Offset(offset) => format!("UTC{offset}"),
            Place::Unsure => return None,
        };
        let (start, end) = (self.pieces.get(first)?.start, self.pieces.get(first + used.checked_sub(1)?)?.end);
        let told = moment.since <= self.at && check_instant(moment.since, "since").is_ok();
        told.then(|| Timeframe {
            since: moment.since,
            precision: moment.precision,
            text: text.get(start..end).unwrap_or_default().to_owned(),
            start,
            end,
            reason: Reason::new(rule, format!("relative to the report, in {place}"))
                .number("elapsed_seconds", (self.at - moment.since).as_seconds_f64()),
        })
    }

    fn word(&self, index: usize) -> &str {
        self.pieces.get(index).map_or("", |piece| piece.word.as_str())
    }

    fn is(&self, index: usize, words: &[&str]) -> bool {
        let word = self.word(index);
        !word.is_empty() && words.contains(&word)
    }

    fn skip(&self, mut index: usize, words: &[&str]) -> usize {
        // Nobody writes more of them, and texts of nothing else would take quadratic time.
        let most = index + 6;
        while index < most && self.is(index, words) {
            index += 1;
        }
        index
    }

    /// What begins at this word: rank, words used, moment, and the rule's name.
    fn at(&self, index: usize) -> Option<(u8, usize, Moment, &'static str)> {
        const SINCE: [&str; 7] = ["since", "started", "starting", "began", "beginning", "begun", "starts"];
        if self.is(index, &SINCE) {
            if let Some((used, length)) = self.length(index + 1) {
                // "started two hours ago" is a length, which is read where it stands.
                if !self.is(index + 1 + used, &["ago", "back"]) {
                    // "I have been a customer since three years" says since when all was well.
                    let near = (index.saturating_sub(3)..index).chain(index + 1 + used..index + 3 + used);
                    let rank = if near.into_iter().any(|near| self.is(near, &CUSTOMERS)) { 9 } else { 0 };
                    return Some((rank, 1 + used, self.before(length)?, "since"));
                }
            } else if let Some((used, moment)) = self.point(index + 1) {
                return Some((0, used + 1, moment, "since"));
            } else if let Some((used, moment)) =
                self.point_behind(index + 1, &["on", "last", "yesterday", "yesterday's"])
            {
                // "since the release on Thursday"
                return Some((0, used + 1, moment, "since"));
            }
        }
        if let Some((used, length)) = self.length(index)
            && self.is(index + used, &["ago", "back"])
        {
            return self.ago(index + used + 1, length).map(|(more, moment)| (1, used + 1 + more, moment, "ago"));
        }
        // "valid for 30 days" says how long something is meant to last, "customers for two years" how long all was well.
        const MEANT: [&str; 20] = [
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
            "customer",
            "customers",
            "client",
            "clients",
            "subscriber",
            "subscribers",
            "member",
            "members",
        ];
        let meant = index > 0 && self.is(index - 1, &MEANT);
        if !meant && self.is(index, &["for", "past", "last", "these", "over"]) {
            let skip = self.skip(index + 1, &["the", "past", "last", "over", "more", "than", "at", "least", "now"]);
            if let Some((used, length)) = self.length(skip) {
                return Some((2, skip + used - index, self.before(length)?, "for"));
            }
        }
        // "takes about 2 minutes" is none: it stands alone, or behind what says that something is not well.
        const DOWN: [&str; 14] = [
            "down",
            "out",
            "offline",
            "broken",
            "unavailable",
            "unreachable",
            "failing",
            "stuck",
            "hanging",
            "frozen",
            "slow",
            "dead",
            "gone",
            "already",
        ];
        if (index == 0 || self.is(index - 1, &DOWN))
            && self.is(index, &ABOUT)
            && let Some((used, length)) = self.length(index)
        {
            return Some((2, used, self.before(length)?, "for"));
        }
        if self.is(index, &["all"]) {
            let (word, night) = (self.word(index + 1), self.is(index + 1, &["night"]));
            let whole = ["this", if word == "day" { "today" } else { word }];
            let whole = if night { ["last", "night"] } else { whole };
            if matches!(word, "day" | "week" | "night" | "morning" | "afternoon" | "evening") {
                let first = usize::from(word == "day");
                let words = whole.iter().skip(first).map(|word| Piece {
                    word: (*word).to_owned(),
                    start: 0,
                    end: 0,
                    last: false,
                });
                let pieces: Vec<Piece> = words.collect();
                let (_, moment) = Reader { pieces: &pieces, ..*self }.point(0)?;
                return Some((3, 2, moment, "day"));
            }
        }
        if self.is(index, &["over"]) && self.is(index + 1, &["the", "this", "last"]) && self.is(index + 2, &["weekend"])
        {
            return Some((3, 3, self.point(index + 2)?.1, "day"));
        }
        // "on Monday at 10:15" may as well be an appointment.
        const HAPPENED: [&str; 15] = [
            "happened",
            "occurred",
            "occured",
            "appeared",
            "stopped",
            "broke",
            "failed",
            "crashed",
            "vanished",
            "disappeared",
            "noticed",
            "saw",
            "lost",
            "died",
            "froze",
        ];
        if self.is(index, &HAPPENED)
            && let Some((used, moment)) = self.point_behind(index + 1, &["on"])
            && moment.precision < TimeframePrecision::Day
        {
            return Some((3, used + 1, moment, "day"));
        }
        let bare = self.is(index, &["yesterday", "today"])
            || (self.is(index, &["day"]) && self.is(index + 1, &["before"]))
            || (self.is(index, &["this"]) && part(self.word(index + 1)).is_some())
            || (self.is(index, &["last"]) && self.is(index + 1, &["night", "evening"]));
        if bare && let Some((used, moment)) = self.point(index) {
            return Some((3, used, moment, "day"));
        }
        // "from" says as often where something comes from.
        if self.is(index, &["from"])
            && let Some((used, moment)) = self.point(index + 1)
            && self.is(index + 1 + used, &["on", "onward", "onwards"])
        {
            return Some((4, used + 2, moment, "since"));
        }
        None
    }

    /// The point that begins with one of these words, up to four words further on in the sentence: where it ends.
    fn point_behind(&self, index: usize, words: &[&str]) -> Option<(usize, Moment)> {
        const MOST: usize = 4;
        let ends = |at: usize| self.pieces.get(at).is_none_or(|piece| piece.last);
        let last = (index..index + MOST).find(|at| ends(*at)).unwrap_or(index + MOST);
        (index..=last).filter(|at| self.is(*at, words)).find_map(|at| {
            let (used, moment) = self.point(at)?;
            Some((at + used - index, moment))
        })
    }

    /// So long before the report.
    fn before(&self, length: Length) -> Option<Moment> {
        match length {
            Length::Exact(length) => {
                let short = length < TimeDelta::days(1);
                let precision = if short { TimeframePrecision::Minute } else { TimeframePrecision::Day };
                Some(Moment { since: self.at.checked_sub_signed(length)?, precision })
            }
            Length::Months(months) => {
                let local = self.now.checked_sub_months(Months::new(months))?;
                Some(Moment { since: self.instant(local)?, precision: TimeframePrecision::Day })
            }
        }
    }

    /// The same with the clock that stands behind "ago", if any: words used, and the moment.
    fn ago(&self, index: usize, length: Length) -> Option<(usize, Moment)> {
        let moment = self.before(length)?;
        let clock = self.skip(index, &["at", "around", "about"]);
        match self.clock(clock, None) {
            Some((used, time, precision)) if moment.precision == TimeframePrecision::Day => {
                let there = Reader::new(&[], moment.since, self.place)?;
                let since = self.instant(there.now.date().and_time(time))?;
                Some((clock + used - index, Moment { since, precision }))
            }
            _ => Some((0, moment)),
        }
    }

    /// When the clock shows it: one that clocks were put forward over is read so that it is not in the future.
    fn instant(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let zone = match self.place {
            Place::Zone(zone) => zone,
            Place::Offset(offset) => return Some(local.checked_sub_offset(offset)?.and_utc()),
            Place::Unsure => return None,
        };
        let with = |gap| resolve(local, zone, Rules { gap, ..Rules::default() }).ok();
        with(Gap::OffsetBefore).filter(|since| *since <= self.at).or_else(|| with(Gap::OffsetAfter))
    }

    /// "about two and a half hours", "1 hour 30 minutes", "1h30m": words used, and the length.
    fn length(&self, index: usize) -> Option<(usize, Length)> {
        let first = self.skip(index, &ABOUT);
        let (mut at, mut seconds, mut months) = (first, 0.0, 0.0);
        let mut smallest = f64::INFINITY;
        while let Some((used, count, unit)) = self.counted(at).filter(|(.., unit)| unit.seconds() < smallest) {
            smallest = unit.seconds();
            match unit {
                Unit::Seconds(unit) => seconds += count * unit,
                Unit::Months(unit) => months += count * f64::from(unit),
            }
            at += used;
            let and = usize::from(self.is(at, &["and"]));
            if self.counted(at + and).is_none() {
                break;
            }
            at += and;
        }
        if at == first || (months > 0.0 && seconds > 0.0) || seconds > 1e11 || months > 1e6 {
            return None;
        }
        // Exact: both are capped above.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let length = match months > 0.0 {
            true => Length::Months(months.round() as u32),
            false => Length::Exact(TimeDelta::milliseconds((seconds * 1000.0) as i64)),
        };
        Some((at - index, length))
    }

    /// A count and its unit: words used, and both.
    fn counted(&self, index: usize) -> Option<(usize, f64, Unit)> {
        let mut at = index;
        let count = if self.is(at, &["half"]) {
            at = self.skip(at + 1, &["a", "an", "of"]);
            0.5
        } else if self.is(at, &["a", "an", "the"]) && self.is(at + 1, &["couple", "few", "half"]) {
            let count = match self.word(at + 1) {
                "couple" => 2.0,
                "few" => 3.0,
                _ => 0.5,
            };
            at = self.skip(at + 2, &["of", "a", "an"]);
            count
        } else if let Some(count) = number(self.word(at)) {
            at += 1;
            let half = self.is(at, &["and"]) && self.is(at + 1, &["a"]) && self.is(at + 2, &["half"]);
            at += if half { 3 } else { 0 };
            if half { count + 0.5 } else { count }
        } else {
            let (count, unit) = lexicon::short_length(self.word(at))?;
            return Some((1, count, unit));
        };
        let unit = unit_of(self.word(at))?;
        Some((at + 1 - index, count, unit))
    }
}

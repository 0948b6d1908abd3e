//! Business calendars: vectors on which peers agree, properties over random zones and hours, clock changes, extremes.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use hypercare::time::{Calendar, CalendarDocument, DueAtClosing, OpenSpan, Roll, Span, format_instant, parse_instant};
use hypercare::{Error, Result};

#[path = "shared/cases.rs"]
mod cases;
#[path = "calendar/properties.rs"]
mod properties;
#[path = "calendar/vectors.rs"]
mod vectors;

fn at(text: &str) -> DateTime<Utc> {
    parse_instant(text).unwrap_or_else(|error| panic!("{error}"))
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn calendar(yaml: &str) -> Calendar {
    Calendar::from_yaml(yaml).unwrap_or_else(|error| panic!("{error}"))
}

fn code(result: Result<impl Sized>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "no error")
}

fn due(calendar: &Calendar, start: &str, seconds: i64) -> String {
    let due = calendar.due(at(start), TimeDelta::seconds(seconds));
    format_instant(due.unwrap_or_else(|error| panic!("{error}")))
}

fn spans(calendar: &Calendar, from: &str, to: &str) -> Vec<String> {
    let spans = calendar.open_spans(at(from), at(to)).unwrap_or_else(|error| panic!("{error}"));
    spans.iter().map(|span| format!("{} {}", format_instant(span.open), format_instant(span.close))).collect()
}

#[test]
fn overnight_hours_are_those_split_at_midnight() {
    let whole =
        calendar("{zone: Europe/Paris, weekly: {fri: ['22:00-06:00'], sat: ['08:00-24:00']}, holidays: [2026-12-25]}");
    let split = calendar(
        "{zone: Europe/Paris, weekly: {fri: [[22:00, 24:00]], sat: [[00:00, 06:00], [08:00, 24:00]]}, holidays: [2026-12-25]}",
    );
    let (from, to) = ("2026-12-17T00:00:00Z", "2026-12-28T00:00:00Z");
    let expected = [
        "2026-12-18T21:00:00Z 2026-12-19T05:00:00Z",
        "2026-12-19T07:00:00Z 2026-12-19T23:00:00Z",
        "2026-12-25T23:00:00Z 2026-12-26T05:00:00Z",
        "2026-12-26T07:00:00Z 2026-12-26T23:00:00Z",
    ];
    assert_eq!(spans(&whole, from, to), expected);
    assert_eq!(spans(&split, from, to), expected);
}

#[test]
fn dates_replace_the_week_and_breaks_close() {
    let desk = calendar(
        "
zone: UTC
weekly: {mon: ['09:00-17:00'], tue: ['09:00-17:00']}
holidays: [2026-11-23, 2026-11-24]
breaks: {2026-11-30: ['12:00-13:00', '16:00-24:00'], 2026-12-01: ['00:00-09:30']}
dated: {2026-11-24: ['10:00-11:00', '23:00-02:00'], 2026-11-28: ['10:00-12:00'], 2026-12-07: []}
",
    );
    let expected = [
        "2026-11-24T10:00:00Z 2026-11-24T11:00:00Z",
        "2026-11-24T23:00:00Z 2026-11-25T02:00:00Z",
        "2026-11-28T10:00:00Z 2026-11-28T12:00:00Z",
        "2026-11-30T09:00:00Z 2026-11-30T12:00:00Z",
        "2026-11-30T13:00:00Z 2026-11-30T16:00:00Z",
        "2026-12-01T09:30:00Z 2026-12-01T17:00:00Z",
        "2026-12-08T09:00:00Z 2026-12-08T17:00:00Z",
    ];
    assert_eq!(spans(&desk, "2026-11-23T00:00:00Z", "2026-12-09T00:00:00Z"), expected);
}

#[test]
fn yearly_days_come_every_year() {
    let days = |leap: &str| {
        let desk = calendar(&format!(
            "{{yearly: [12-25, 02-29], leap_day: {leap}, weekly: {{mon: [00:00-24:00], tue: [00:00-24:00], wed: [00:00-24:00], thu: [00:00-24:00], fri: [00:00-24:00], sat: [00:00-24:00], sun: [00:00-24:00]}}}}"
        ));
        let closed = |day: &str| !desk.is_open(at(&format!("{day}T12:00:00Z"))).expect("within the horizon");
        ["2027-12-25", "2096-12-25", "2028-02-29", "2028-02-28", "2028-03-01", "2027-02-28", "2027-03-01"].map(closed)
    };
    assert_eq!(days("skip"), [true, true, true, false, false, false, false]);
    assert_eq!(days("february_28"), [true, true, true, false, false, true, false]);
    assert_eq!(days("march_1"), [true, true, true, false, false, false, true]);
}

#[test]
fn time_over_at_closing_is_due_then_or_at_the_next_opening() {
    let text = "{zone: UTC, weekly: {mon: ['09:00-12:00', '13:00-17:00']}, due_at_closing: RULE}";
    let [first, last] = ["closing", "next_opening"].map(|rule| calendar(&text.replace("RULE", rule)));
    let monday = "2026-11-23T09:00:00Z";
    assert_eq!(due(&first, monday, 3 * 3_600), "2026-11-23T12:00:00Z");
    assert_eq!(due(&last, monday, 3 * 3_600), "2026-11-23T13:00:00Z");
    assert_eq!(due(&first, monday, 7 * 3_600), "2026-11-23T17:00:00Z");
    assert_eq!(due(&last, monday, 7 * 3_600), "2026-11-30T09:00:00Z");
    assert_eq!(due(&first, "2026-11-22T00:00:00.5Z", 0), "2026-11-22T00:00:00.500Z");
    assert_eq!(due(&last, "2026-11-22T00:00:00.5Z", 0), "2026-11-23T09:00:00Z");
    assert_eq!(due(&last, "2026-11-23T09:00:00.5Z", 0), "2026-11-23T09:00:00.500Z");
}

#[test]
fn fractions_of_a_second_count_during_the_hours_alone() {
    let desk = calendar("{zone: UTC, weekly: {mon: ['09:00-12:00'], tue: ['09:00-12:00']}}");
    let half = |start: &str, millis: i64| {
        format_instant(desk.due(at(start), TimeDelta::milliseconds(millis)).expect("a due time"))
    };
    assert_eq!(half("2026-11-23T11:59:59.750Z", 250), "2026-11-23T12:00:00Z");
    assert_eq!(half("2026-11-23T11:59:59.750Z", 251), "2026-11-24T09:00:00.001Z");
    assert_eq!(half("2026-11-23T12:00:00.750Z", 250), "2026-11-24T09:00:00.250Z");
    let elapsed = desk.elapsed(at("2026-11-23T11:59:59.750Z"), at("2026-11-24T09:00:00.500Z")).expect("a length");
    assert_eq!(elapsed, TimeDelta::milliseconds(750));
}

#[test]
fn steps_are_clamped_and_rolled() {
    let desk = calendar("{zone: Europe/Paris, weekly: {mon: ['09:00-17:00'], fri: ['09:00-17:00']}}");
    let anchor = at("2026-01-31T23:30:00Z"); // 1 February in Paris
    let step = |months, roll| format_instant(desk.step(anchor, months, roll).expect("a step"));
    assert_eq!(step(1, Roll::Stay), "2026-02-28T23:30:00Z");
    let anchor = at("2026-01-31T12:00:00Z");
    let step = |months, roll| format_instant(desk.step(anchor, months, roll).expect("a step"));
    assert_eq!(step(1, Roll::Stay), "2026-02-28T12:00:00Z");
    assert_eq!(step(2, Roll::Stay), "2026-03-31T11:00:00Z"); // the same time on the wall, in summer
    assert_eq!(step(1, Roll::NextOpening), "2026-03-02T08:00:00Z");
    assert_eq!(step(1, Roll::PreviousClosing), "2026-02-27T16:00:00Z");
    assert_eq!(step(1, Roll::PreviousOpening), "2026-02-27T08:00:00Z");
    let span: Span = "1 month 2 h".parse().expect("a span");
    assert_eq!(format_instant(desk.due_span(anchor, span).expect("a due time")), "2026-03-02T10:00:00Z");
}

#[test]
fn a_day_that_the_zone_skipped_has_no_hours() {
    let desk =
        calendar("{zone: Pacific/Apia, weekly: {thu: ['09:00-17:00'], fri: ['09:00-17:00'], mon: ['09:00-17:00']}}");
    let expected = ["2011-12-29T19:00:00Z 2011-12-30T03:00:00Z", "2012-01-01T19:00:00Z 2012-01-02T03:00:00Z"];
    assert_eq!(spans(&desk, "2011-12-29T12:00:00Z", "2012-01-02T12:00:00Z"), expected);
}

#[test]
fn a_calendar_that_never_closes_counts_physical_seconds() {
    let always = Calendar::always(chrono_tz::Europe::Paris);
    let (start, end) = (at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z")); // the 29th in Paris
    assert_eq!(always.elapsed(start, end).expect("a length"), TimeDelta::hours(23));
    assert_eq!(always.next_close(start).expect("within the horizon"), None);
    let span = always.next_span(start).expect("within the horizon").expect("hours");
    assert_eq!(span, OpenSpan { open: at("1900-01-01T00:00:00Z"), close: at("2200-01-01T00:00:00Z") });
    assert_eq!(always.open_spans(start, end).expect("spans"), [OpenSpan { open: start, close: end }]);
}

#[test]
fn a_calendar_that_never_opens_says_so() {
    let never = Calendar::new(CalendarDocument::default()).expect("a calendar");
    let now = at("2026-11-22T09:00:00Z");
    assert_eq!(code(never.due(now, TimeDelta::seconds(1))), "range");
    assert_eq!(never.due(now, TimeDelta::zero()), Ok(now));
    assert_eq!(never.next_open(now), Ok(None));
    assert_eq!(never.next_close(now), Ok(None));
    assert_eq!(never.elapsed(now, at("2199-01-01T00:00:00Z")), Ok(TimeDelta::zero()));
    assert_eq!(code(never.roll(now, Roll::NextOpening)), "range");
    assert_eq!(code(never.roll(now, Roll::PreviousClosing)), "range");
    let late = CalendarDocument { due_at_closing: DueAtClosing::NextOpening, ..CalendarDocument::default() };
    assert_eq!(code(Calendar::new(late).expect("a calendar").due(now, TimeDelta::zero())), "range");
}

#[test]
fn extremes_are_errors() {
    let always = Calendar::always(chrono_tz::UTC);
    let now = at("2026-11-22T09:00:00Z");
    for extreme in
        [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at("1899-12-31T23:59:59Z"), at("2200-01-01T00:00:00Z")]
    {
        assert_eq!(code(always.due(extreme, TimeDelta::seconds(1))), "range");
        assert_eq!(code(always.elapsed(now, extreme)), "range");
        assert_eq!(code(always.is_open(extreme)), "range");
        assert_eq!(code(always.next_open(extreme)), "range");
        assert_eq!(code(always.roll(extreme, Roll::NextOpening)), "range");
        assert_ne!(code(always.open_spans(extreme, extreme)), "no error");
    }
    assert_eq!(code(always.due(now, TimeDelta::MAX)), "range");
    assert_eq!(code(always.due(now, TimeDelta::milliseconds(-1))), "invalid");
    assert_eq!(code(always.step(now, u32::MAX, Roll::Stay)), "range");
    assert_eq!(always.due(at("1900-01-01T00:00:00Z"), TimeDelta::seconds(1)), Ok(at("1900-01-01T00:00:01Z")));
    assert_eq!(always.due(at("2199-12-31T23:59:58Z"), TimeDelta::seconds(2)), Ok(at("2200-01-01T00:00:00Z")));
    assert_eq!(code(always.due(at("2199-12-31T23:59:58Z"), TimeDelta::milliseconds(2_001))), "range");
}

#[test]
fn documents_are_checked_where_they_are_wrong() {
    for (text, line, expected) in [
        ("version: 2\n", 1, "1"),
        ("zone: UTC\nweekly:\n  mon: ['09:00-25:00']\n", 3, "hours such as"),
        ("weekly:\n  mon: ['09:00-12:00', '11:00-13:00']\n", 2, "not overlap"),
        ("weekly:\n  mon: [['09:00', '12:00', '13:00']]\n", 2, "an opening and a closing"),
        ("weekly:\n  monday: ['09:00-12:00']\n", 2, "mon"),
        ("zone: Europe/Pariss\n", 1, "Paris"),
        ("holidays:\n  - 2026-02-28\n  - 2026-02-30\n", 3, "a date such as"),
        ("yearly: [02-30]\n", 1, "a month and a day"),
        ("breaks: {2026-12-24: 12:00}\n", 1, "a list"),
        ("union:\n  - {zone: UTC}\n  - {zone: Mars}\n", 3, "Mars"),
    ] {
        let error = Calendar::from_yaml(text).expect_err(text);
        assert_eq!(error.position().map(|position| position.line), Some(line), "{text}: {error}");
        assert!(error.to_string().contains(expected), "{text}: {error}");
    }
    let many = format!("{{\"weekly\": {{\"mon\": [{}]}}}}", vec!["\"09:00-10:00\""; 49].join(","));
    assert_eq!(code(Calendar::from_json(&many)), "parse");
    let deep = format!("{}{{}}{}", "{\"union\": [".repeat(8), "]}".repeat(8));
    assert!(matches!(Calendar::from_json(&deep), Err(Error::Limit { .. })));
    let wide = format!("{{\"union\": [{}]}}", vec!["{}"; 65].join(","));
    assert_eq!(code(Calendar::from_json(&wide)), "parse");
}

#[test]
fn holidays_come_from_icalendar_texts() {
    let feed = |lines: &str| {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    };
    let always = Calendar::always(chrono_tz::UTC);
    let closed = |lines: &str, day: &str| {
        let desk = always.with_ical_holidays(&feed(lines)).unwrap_or_else(|error| panic!("{lines}: {error}"));
        !desk.is_open(at(&format!("{day}T12:00:00Z"))).expect("within the horizon")
    };
    for (lines, yes, no) in [
        ("DTSTART;VALUE=DATE:20261225", "2026-12-25", "2027-12-25"),
        ("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227", "2026-12-26", "2026-12-27"),
        ("DTSTART;VALUE=DATE:20261224\r\nDURATION:P3D", "2026-12-26", "2026-12-27"),
        ("DTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY", "2199-12-25", "2019-12-25"),
        ("DTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY;COUNT=3", "2022-12-25", "2023-12-25"),
        ("DTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY;UNTIL=20221225T000000Z", "2022-12-25", "2023-12-25"),
        ("DTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY;INTERVAL=2", "2022-12-25", "2021-12-25"),
        ("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY", "2028-02-29", "2026-02-28"),
        ("DTSTART;VALUE=DATE:20201126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "2026-11-26", "2026-11-19"),
        ("DTSTART;VALUE=DATE:20200525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", "2026-05-25", "2026-05-18"),
        (
            "DTSTART;VALUE=DATE:20201103\r\nRRULE:FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            "2028-11-07",
            "2028-11-14",
        ),
        ("DTSTART;VALUE=DATE:20200131\r\nRRULE:FREQ=YEARLY;BYMONTHDAY=-1", "2026-02-28", "2026-02-27"),
        ("DTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20221225", "2023-12-25", "2022-12-25"),
        ("DTSTART;VALUE=DATE:20201225\r\nRDATE;VALUE=DATE:20210106,20220106", "2022-01-06", "2023-01-06"),
        (
            "DTSTART;VALUE=DATE:20201225\r\nSUMMARY:a long name\r\n  that goes on\r\nBEGIN:VALARM\r\nDTSTART:x\r\nEND:VALARM",
            "2020-12-25",
            "2020-12-24",
        ),
    ] {
        assert!(closed(lines, yes), "{lines}: {yes}");
        assert!(!closed(lines, no), "{lines}: {no}");
    }
    assert!(!closed("DTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED", "2026-12-25"));
    for (lines, line, expected) in [
        ("DTSTART:20261225T090000Z", 4, "all-day"),
        ("DTSTART;VALUE=DATE:20261232", 4, "a date"),
        ("SUMMARY:x", 3, "DTSTART"),
        ("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=WEEKLY", 5, "YEARLY"),
        ("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY;BYDAY=MO", 5, "BYMONTH"),
        ("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY;BYSETPOS=1", 5, "a yearly rule"),
        ("DTSTART;VALUE=DATE:20261225\r\nno colon", 5, "NAME"),
        ("DTSTART;VALUE=DATE:20261225\r\nEND:VTODO", 5, "END:VEVENT"),
    ] {
        let error = always.with_ical_holidays(&feed(lines)).expect_err(lines);
        assert_eq!(error.position().map(|position| position.line), Some(line), "{lines}: {error}");
        assert!(error.to_string().contains(expected), "{lines}: {error}");
    }
    for text in ["", "hello", "BEGIN:VEVENT\nEND:VEVENT", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT"] {
        assert_eq!(code(always.with_ical_holidays(text)), "parse", "{text}");
    }
    let wide = feed(
        "DTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO,TU,WE,TH,FR,SA,SU",
    );
    assert_eq!(code(always.with_ical_holidays(&wide)), "limit");
}

#[test]
fn icalendar_texts_close_combined_calendars_and_move_instances() {
    let feed = |lines: &str| format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
    let is_open = |calendar: &Calendar, day: &str| calendar.is_open(at(&format!("{day}T12:00:00Z"))).expect("in range");
    let always = Calendar::always(chrono_tz::UTC);
    let christmas = feed("DTSTART;VALUE=DATE:20261225");
    for combine in [Calendar::union, Calendar::intersection] {
        let both = combine(&[always.clone(), always.clone()]).expect("a calendar");
        let closed = both.with_ical_holidays(&christmas).expect("a calendar");
        assert!(is_open(&both, "2026-12-25") && !is_open(&closed, "2026-12-25"));
        assert!(is_open(&closed, "2026-12-24") && is_open(&closed, "2026-12-26"));
    }
    let series = "UID:x\nDTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY";
    let instance = "END:VEVENT\nBEGIN:VEVENT\nUID:x\nRECURRENCE-ID;VALUE=DATE:20261225\nDTSTART;VALUE=DATE:2026122";
    for (rest, moved) in [("8", true), ("8\nSTATUS:CANCELLED", false)] {
        let calendar = always.with_ical_holidays(&feed(&format!("{series}\n{instance}{rest}"))).expect("a calendar");
        assert!(is_open(&calendar, "2026-12-25") && !is_open(&calendar, "2027-12-25"));
        assert_eq!(is_open(&calendar, "2026-12-28"), !moved);
    }
    let days = "-31,".repeat(100_000);
    let many = format!("DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=YEARLY;BYMONTHDAY={days}31");
    let calendar = always.with_ical_holidays(&feed(&many)).expect("one day of a month is named very often");
    assert!(!is_open(&calendar, "2026-12-31") && !is_open(&calendar, "2026-12-01") && is_open(&calendar, "2026-12-30"));
    let rarely =
        "DTSTART;VALUE=DATE:00010101\nRRULE:FREQ=YEARLY;COUNT=1000;BYMONTHDAY=31;BYMONTH=2\nEND:VEVENT\nBEGIN:VEVENT\n";
    let hard = feed(&format!("{}DTSTART;VALUE=DATE:20261225", rarely.repeat(1_000)));
    assert_eq!(code(always.with_ical_holidays(&hard)), "limit");
    let lines = format!("BEGIN:VCALENDAR\n{}", "A:\n".repeat(1_000_001));
    assert_eq!(code(always.with_ical_holidays(&lines)), "limit");
}

#[test]
fn seams_of_many_years_are_those_of_each() {
    let teams = ["Asia/Singapore", "Europe/London"]
        .map(|zone| calendar(&format!("{{zone: {zone}, weekly: {{mon: ['00:00-24:00'], tue: ['08:00-16:00']}}}}")));
    let (from, middle, to) = (at("2024-01-01T06:00:00Z"), at("2026-07-01T07:30:00Z"), at("2029-01-01T00:00:00Z"));
    let all = Calendar::seams(&teams, from, to).expect("seams");
    let [first, second] =
        [(from, middle), (middle, to)].map(|(from, to)| Calendar::seams(&teams, from, to).expect("seams"));
    assert_eq!(all.gap_seconds, first.gap_seconds + second.gap_seconds);
    assert_eq!(all.overlap_seconds, first.overlap_seconds + second.overlap_seconds);
    // The two halves cut one gap in two.
    assert_eq!(all.gaps.len() + 1, first.gaps.len() + second.gaps.len());
    assert!(all.gaps.windows(2).all(|pair| pair[0].close < pair[1].open));
    assert!(all.overlaps.windows(2).all(|pair| pair[0].close < pair[1].open));
}

#[test]
fn three_teams_follow_the_sun() {
    let team =
        |zone: &str| calendar(&format!("{{zone: {zone}, weekly: {{mon: ['08:00-16:00'], tue: ['08:00-16:00']}}}}"));
    let teams = ["Asia/Singapore", "Europe/London", "America/Los_Angeles"].map(team);
    let sun = Calendar::union(&teams).expect("a union");
    assert_eq!(
        spans(&sun, "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"),
        ["2026-11-23T00:00:00Z 2026-11-24T00:00:00Z"]
    );
    // In summer London opens an hour earlier, which overlaps with Singapore, and leaves a gap before Los Angeles does.
    let (from, to) = (at("2026-07-20T00:00:00Z"), at("2026-07-21T00:00:00Z"));
    let seams = Calendar::seams(&teams, from, to).expect("a report");
    assert_eq!(seams.gap_seconds, 3_600.0);
    assert_eq!(seams.gaps, [OpenSpan { open: at("2026-07-20T23:00:00Z"), close: to }]);
    assert_eq!((seams.overlaps.len(), &seams.overlaps[0].calendars), (1, &vec![0, 1]));
    let both = Calendar::intersection(&teams[..2]).expect("an intersection");
    assert_eq!(both.elapsed(from, to).expect("a length"), TimeDelta::hours(1));
    assert_eq!(Calendar::from_json(&sun.to_json().expect("a text")), Ok(sun));
    assert_eq!(code(Calendar::union(&[])), "invalid");
}

#[test]
fn a_batch_answers_as_single_questions_do() {
    use hypercare::time::TimeUnit;
    let desk = calendar("{zone: Europe/Paris, weekly: {mon: ['09:00-17:00'], wed: ['22:00-06:00']}}");
    let starts: Vec<DateTime<Utc>> =
        (0..500).map(|k| at("2026-03-01T00:00:00Z") + TimeDelta::milliseconds(k * 40_000_123)).collect();
    type Count = fn(DateTime<Utc>) -> i64;
    let units: [(TimeUnit, i64, Count); 3] = [
        (TimeUnit::Milliseconds, 1, |at| at.timestamp_millis()),
        (TimeUnit::Microseconds, 1_000, |at| at.timestamp_micros()),
        (TimeUnit::Nanoseconds, 1_000_000, |at| at.timestamp_nanos_opt().expect("in range")),
    ];
    let lengths: Vec<i64> = (0..500).map(|k| k * 77_777).collect();
    for (unit, scale, count) in units {
        let rows: Vec<i64> = starts.iter().map(|&start| count(start)).collect();
        let scaled: Vec<i64> = lengths.iter().map(|length| length * scale).collect();
        let dues = desk.due_batch(&rows, &scaled, unit).expect("due times");
        for ((&start, &length), &due) in starts.iter().zip(&lengths).zip(&dues) {
            assert_eq!(due, count(desk.due(start, TimeDelta::milliseconds(length)).expect("a due time")));
        }
        assert_eq!(desk.elapsed_batch(&rows, &dues, unit).expect("lengths"), scaled);
    }
    assert_eq!(code(desk.due_batch(&[0, 1], &[1, 2, 3], TimeUnit::Seconds)), "shape");
    let error = desk.due_batch(&[0, i64::MIN, i64::MAX], &[60], TimeUnit::Seconds).expect_err("out of the horizon");
    assert!(error.to_string().starts_with("row 2"), "{error}");
    assert_eq!(code(desk.due_batch(&[0], &[-1], TimeUnit::Seconds)), "invalid");
}

#[test]
fn a_trace_lists_the_hours_that_counted() {
    let desk = calendar("{zone: Europe/Paris, weekly: {mon: ['09:00-12:00', '13:00-17:00']}}");
    let trace = desk.explain_due(at("2026-11-23T10:00:00Z"), TimeDelta::hours(6)).expect("a trace");
    assert_eq!(trace.end, at("2026-11-30T09:00:00Z"));
    assert_eq!((trace.open_seconds, trace.counted.len(), trace.more), (21_600.0, 3, 0));
    assert_eq!((trace.zones, trace.zone_database.as_str()), (vec!["Europe/Paris".to_owned()], "2025b"));
    let long = desk.explain_elapsed(at("2026-01-01T00:00:00Z"), at("2036-01-01T00:00:00Z")).expect("a trace");
    assert_eq!((long.counted.len(), long.more), (100, 522 * 2 - 100));
    assert_eq!(long.open_seconds, 522.0 * 7.0 * 3_600.0);
}

#[test]
fn shared_cases() {
    use cases::instant;
    use serde_json::{Value, json, to_value};
    let read = |source: &Value| cases::document(source, Calendar::from_yaml, Calendar::from_json);
    let written = |at: Option<DateTime<Utc>>| Ok(json!(at.map(format_instant)));
    cases::run("calendar.json", |input| {
        let members = input["members"].as_array().map(Vec::as_slice).unwrap_or_default();
        let members: Vec<Calendar> = members.iter().map(read).collect::<Result<_>>()?;
        let calendar = match input["combine"].as_str() {
            Some("union") => Calendar::union(&members)?,
            Some(_) => Calendar::intersection(&members)?,
            None => read(&input["calendar"])?,
        };
        let calendar = match input["holidays"].as_str() {
            Some(text) => calendar.with_ical_holidays(text)?,
            None => calendar,
        };
        if input["calls"].is_null() {
            return Ok(serde_json::from_str(&calendar.to_json()?).expect("JSON"));
        }
        Ok(cases::calls(input, |name, arguments| {
            let first = instant(&arguments[0])?;
            let other = |read: &dyn Fn(DateTime<Utc>) -> Result<Value>| read(instant(&arguments[1])?);
            let span = || arguments[1].as_str().expect("a length").parse::<Span>();
            match name {
                "due" => written(Some(calendar.due_span(first, span()?)?)),
                "explain_due" => Ok(to_value(calendar.explain_due_span(first, span()?)?).expect("JSON")),
                "elapsed" => other(&|end| Ok(json!(calendar.elapsed(first, end)?.as_seconds_f64()))),
                "explain_elapsed" => other(&|end| Ok(to_value(calendar.explain_elapsed(first, end)?).expect("JSON"))),
                "open_spans" => other(&|end| Ok(to_value(calendar.open_spans(first, end)?).expect("JSON"))),
                "seams" => other(&|end| Ok(to_value(Calendar::seams(&members, first, end)?).expect("JSON"))),
                "is_open" => Ok(json!(calendar.is_open(first)?)),
                "next_open" => written(calendar.next_open(first)?),
                "next_close" => written(calendar.next_close(first)?),
                "roll" => {
                    let roll: Roll = serde_json::from_value(arguments[1].clone()).expect("where to roll");
                    written(Some(calendar.roll(first, roll)?))
                }
                other => panic!("no call {other}"),
            }
        }))
    });
}

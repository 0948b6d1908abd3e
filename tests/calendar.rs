//! Business calendars: vectors on which peers agree, properties over random zones and hours, clock changes, extremes.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use hypercare::time::{Calendar, CalendarDocument, DueAtClosing, OpenSpan, Roll, Span, format_instant, parse_instant};
use hypercare::{Error, Result};

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
        ("breaks: {2026-12-24: 12:00}\n", 1, "sequence"),
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

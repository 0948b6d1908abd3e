//! Lengths of time as people write them, and the instants they lead to.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use hypercare::Position;
use hypercare::time::{Fold, Gap, Rules, Span, SpanRange, format_instant, parse_instant, parse_zone, resolve};
use proptest::prelude::*;

fn span(text: &str) -> Span {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn range(text: &str) -> SpanRange {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn any_span() -> impl Strategy<Value = Span> {
    (0_u32..100_000, 0_i64..10_000_000_000, 0_u32..1_000_000_000).prop_map(|(months, seconds, nanos)| {
        let exact = Span::of(TimeDelta::new(seconds, nanos).expect("a length")).expect("not negative");
        Span::months(months).plus(exact).expect("in range")
    })
}

fn any_zone() -> impl Strategy<Value = Tz> {
    proptest::sample::select(chrono_tz::TZ_VARIANTS.to_vec())
}

fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    (-2_000_000_000_i64..4_000_000_000).prop_map(|seconds| DateTime::from_timestamp(seconds, 0).expect("an instant"))
}

proptest! {
    #[test]
    fn a_span_is_read_back_from_its_text(span in any_span()) {
        prop_assert_eq!(span.to_string().parse::<Span>().unwrap(), span);
    }

    #[test]
    fn a_range_is_read_back_from_its_text(low in any_span(), more in 1_i64..1_000_000, kind in 0..6) {
        let high = low.plus(Span::of(TimeDelta::seconds(more)).unwrap()).unwrap();
        let range = match kind {
            0 => SpanRange::Exactly(low),
            1 => SpanRange::Between(low, high),
            2 => SpanRange::Below(low),
            3 => SpanRange::AtMost(low),
            4 => SpanRange::Above(low),
            _ => SpanRange::AtLeast(low),
        };
        prop_assert_eq!(range.to_string().parse::<SpanRange>().unwrap(), range);
        prop_assert_eq!(range.contains(low), !matches!(range, SpanRange::Below(_) | SpanRange::Above(_)));
    }

    #[test]
    fn any_text_is_a_span_or_an_error(text in "[0-9PTYMWDHS.,<>=+ -]{0,12}[a-z ]{0,8}[0-9µ]{0,22}|\\PC{0,40}") {
        let _ = text.parse::<Span>();
        let _ = text.parse::<SpanRange>();
    }

    /// Every local time that exists once is the one clock reading of its instant, whatever the rules.
    #[test]
    fn a_clock_reading_resolves_to_an_instant_that_shows_it(at in any_instant(), zone in any_zone()) {
        let local = at.with_timezone(&zone).naive_local();
        let first = resolve(local, zone, Rules::default()).unwrap();
        let second = resolve(local, zone, Rules { gap: Gap::Reject, fold: Fold::Second }).unwrap();
        prop_assert!(first <= at && at <= second && (at == first || at == second));
        for instant in [first, second] {
            prop_assert_eq!(instant.with_timezone(&zone).naive_local(), local);
        }
    }

    /// In a gap, the offset before it leads to a clock reading later by exactly the length of the gap.
    #[test]
    fn a_local_time_always_resolves(seconds in -2_000_000_000_i64..4_000_000_000, zone in any_zone()) {
        let local = DateTime::from_timestamp(seconds, 0).unwrap().naive_utc();
        let later = resolve(local, zone, Rules::default()).unwrap();
        let earlier = resolve(local, zone, Rules { gap: Gap::OffsetAfter, fold: Fold::First }).unwrap();
        let shift = later.with_timezone(&zone).naive_local() - local;
        prop_assert!(shift >= TimeDelta::zero() && shift <= TimeDelta::hours(24));
        prop_assert_eq!(later - earlier, shift);
    }

    #[test]
    fn steps_keep_their_order_and_the_day_of_the_month(at in any_instant(), zone in any_zone(), months in 0_u32..600) {
        use chrono::Datelike;
        let next = Span::months(months).after(at, zone, Rules::default()).unwrap();
        prop_assert!(next <= Span::months(months + 1).after(at, zone, Rules::default()).unwrap());
        let (from, to) = (at.with_timezone(&zone).naive_local(), next.with_timezone(&zone).naive_local());
        // A gap of a whole day (Apia, Kwajalein) may carry the step over midnight; elsewhere the day is kept or clamped.
        let clamped = from.date().checked_add_months(chrono::Months::new(months)).unwrap();
        prop_assert!(to.date() == clamped || to.date() == clamped.succ_opt().unwrap(), "{from} {to}");
        prop_assert!(clamped.day() == from.day() || clamped.succ_opt().unwrap().day() == 1);
    }
}

#[test]
fn people_write_lengths_in_many_ways() {
    for (text, seconds) in [
        ("15 min", 900),
        ("15min", 900),
        ("15m", 900),
        ("15 Minutes", 900),
        ("1 hour", 3_600),
        ("1.5 h", 5_400),
        ("1h30m", 5_400),
        ("1 hour and 30 minutes", 5_400),
        ("1 day, 2 hours", 93_600),
        ("48 hours", 172_800),
        ("1 week", 604_800),
        ("2 weeks", 1_209_600),
        ("immediate", 0),
        ("Immediately", 0),
        ("weekly", 604_800),
        ("PT15M", 900),
        ("P1DT2H", 93_600),
        ("P1W", 604_800),
        ("0 s", 0),
    ] {
        assert_eq!(span(text), Span::of(TimeDelta::seconds(seconds)).expect("a length"), "{text}");
    }
    for (text, months) in
        [("monthly", 1), ("quarterly", 3), ("annual", 12), ("yearly", 12), ("2 quarters", 6), ("P1Y2M", 14)]
    {
        assert_eq!(span(text), Span::months(months), "{text}");
    }
    assert_eq!(span("250ms").exact(), TimeDelta::milliseconds(250));
    assert_eq!(span("P1M2D"), span("1 month 2 days"));
    assert_eq!(span("1.000000001 s").exact(), TimeDelta::new(1, 1).expect("a length"));
}

#[test]
fn people_write_bounds_in_many_ways() {
    for (text, meaning) in [
        ("4-6 hours", SpanRange::Between(span("4 h"), span("6 h"))),
        ("4 to 6 hours", SpanRange::Between(span("4 h"), span("6 h"))),
        ("4–6 hours", SpanRange::Between(span("4 h"), span("6 h"))),
        ("30 min - 2 h", SpanRange::Between(span("30 min"), span("2 h"))),
        ("1-2 months", SpanRange::Between(span("1 month"), span("2 months"))),
        ("<2 seconds", SpanRange::Below(span("2 s"))),
        ("≤ 2 s", SpanRange::AtMost(span("2 s"))),
        ("within 30 days", SpanRange::AtMost(span("30 days"))),
        (">15 minutes", SpanRange::Above(span("15 min"))),
        ("Up to 2 hours", SpanRange::AtMost(span("2 h"))),
        ("15+ minutes", SpanRange::AtLeast(span("15 min"))),
        ("15 min+", SpanRange::AtLeast(span("15 min"))),
        ("<PT1H", SpanRange::Below(span("1 h"))),
        ("monthly", SpanRange::Exactly(span("1 month"))),
        ("2-2 h", SpanRange::Exactly(span("2 h"))),
    ] {
        assert_eq!(range(text), meaning, "{text}");
    }
    assert!(range("1-2 months").contains(span("45 days")));
    assert!(!range("1-2 months").contains(span("29 days")));
}

#[test]
fn wrong_texts_say_where() {
    for (text, column) in [
        ("", 1),
        ("soon", 1),
        ("15", 3),
        ("15 parsecs", 4),
        ("1.5 months", 1),
        ("15 min later", 8),
        ("99999999999999999999 s", 1),
        ("9999999999 months", 1),
        ("0.0000000001 s", 1),
        ("P", 2),
        ("PT", 3),
        ("P1H", 3),
        ("PT1S1H", 6),
        ("-3 min", 1),
        ("1 h and", 5),
    ] {
        let error = text.parse::<Span>().expect_err(text);
        assert_eq!(error.position(), Some(Position { line: 1, column }), "{text}: {error}");
    }
    for text in ["6-4 hours", "<", "4-", "1-2", "4-6 parsecs", "> soon"] {
        assert_eq!(text.parse::<SpanRange>().expect_err(text).code(), "parse", "{text}");
    }
}

#[test]
fn calendar_steps_count_from_their_anchor() {
    let anchor = parse_instant("2026-01-31T09:00:00Z").unwrap();
    let month = |count| format_instant(Span::months(count).after(anchor, Tz::UTC, Rules::default()).unwrap());
    assert_eq!(month(1), "2026-02-28T09:00:00Z");
    assert_eq!(month(2), "2026-03-31T09:00:00Z");
    assert_eq!(month(25), "2028-02-29T09:00:00Z");
    // Nine in the morning stays nine over a clock change; the step from a time that the change skips moves on.
    let paris = parse_zone("Europe/Paris").unwrap();
    let winter = parse_instant("2026-02-28T08:00:00Z").unwrap();
    assert_eq!(
        format_instant(span("2 months").after(winter, paris, Rules::default()).unwrap()),
        "2026-04-28T07:00:00Z"
    );
    let skipped = parse_instant("2026-02-28T01:30:00Z").unwrap();
    let rejecting = Rules { gap: Gap::Reject, ..Rules::default() };
    assert_eq!(
        Span::months(1).after(skipped, paris, rejecting).unwrap(),
        parse_instant("2026-03-28T01:30:00Z").unwrap()
    );
    let gap = parse_instant("2026-01-29T01:30:00Z").unwrap();
    assert_eq!(Span::months(2).after(gap, paris, rejecting).unwrap_err().code(), "gap");
}

#[test]
fn the_ends_of_time_are_errors() {
    for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for span in [Span::months(u32::MAX), Span::of(TimeDelta::MAX).unwrap(), Span::months(1)] {
            for zone in [Tz::UTC, Tz::Pacific__Apia, Tz::America__Havana] {
                let _ = span.after(at, zone, Rules::default());
            }
        }
    }
    assert_eq!(
        Span::months(u32::MAX).after(DateTime::UNIX_EPOCH, Tz::UTC, Rules::default()).unwrap_err().code(),
        "range"
    );
    assert_eq!(Span::of(TimeDelta::MAX).unwrap().times(2).unwrap_err().code(), "range");
    assert_eq!(Span::months(u32::MAX).plus(Span::months(1)).unwrap_err().code(), "range");
    assert_eq!(Span::of(TimeDelta::seconds(-1)).unwrap_err().code(), "invalid");
}

#[test]
fn unknown_zones_and_naive_instants_are_refused() {
    assert_eq!(parse_zone("Mars/Olympus_Mons").unwrap_err().code(), "unknown");
    assert!(parse_zone(&"x".repeat(1 << 20)).unwrap_err().to_string().len() < 300);
    let naive = parse_instant("2026-11-24T09:00:00").unwrap_err();
    assert!(naive.to_string().contains("offset"), "{naive}");
    let leap = parse_instant("2016-12-31T23:59:60.5Z").unwrap();
    assert_eq!(format_instant(leap), "2017-01-01T00:00:00.500Z");
    assert_eq!(parse_instant("2026-02-30T09:00:00Z").unwrap_err().code(), "parse");
}

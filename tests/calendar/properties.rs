//! What holds in every zone and for every calendar.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use hypercare::time::{Calendar, CalendarDocument, ClockRange, ClockTime, DueAtClosing, TimeUnit, WeeklyHours};
use proptest::prelude::*;

/// Hours of a day in steps of five minutes, apart from each other; the last may be overnight.
fn any_day() -> impl Strategy<Value = Vec<ClockRange>> {
    (proptest::collection::btree_set(0_u32..=288, 0..7), proptest::option::weighted(0.1, 1_u32..60)).prop_map(
        |(times, night)| {
            let time = |step: u32| ClockTime::from_seconds(step * 300).expect("a time");
            let times: Vec<_> = times.into_iter().collect();
            let mut day: Vec<_> = times
                .chunks_exact(2)
                .map(|pair| ClockRange::new(time(pair[0]), time(pair[1])).expect("hours"))
                .collect();
            let last = day.last().map_or(0, |range| range.close().seconds() / 300);
            if let Some(end) = night.filter(|&end| end < last && last < 288) {
                day.push(ClockRange::new(time(last), time(end)).expect("hours"));
            }
            day
        },
    )
}

fn any_week() -> impl Strategy<Value = WeeklyHours> {
    proptest::array::uniform7(any_day()).prop_map(|[mon, tue, wed, thu, fri, sat, sun]| WeeklyHours {
        mon,
        tue,
        wed,
        thu,
        fri,
        sat,
        sun,
    })
}

/// Days about the second around which a test looks.
fn day_near(second: i64, offset: i64) -> NaiveDate {
    DateTime::from_timestamp(second + offset * 86_400, 0).expect("an instant").date_naive()
}

/// A calendar, and a second near which its zone, its holidays and its dates are rich.
fn any_calendar() -> impl Strategy<Value = (Calendar, i64)> {
    let zone = prop_oneof![
        3 => proptest::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        2 => proptest::sample::select(vec![Tz::Australia__Lord_Howe, Tz::Pacific__Apia, Tz::America__Havana, Tz::Europe__Dublin, Tz::Africa__Casablanca, Tz::Antarctica__Troll]),
    ];
    let near = prop_oneof![-2_000_000_000_i64..7_000_000_000, Just(1_325_240_000), 1_700_000_000_i64..1_900_000_000];
    let dates = || proptest::collection::vec((-10_i64..10, any_day()), 0..4);
    (zone, any_week(), near, proptest::collection::vec(-10_i64..10, 0..4), dates(), dates()).prop_map(
        |(zone, weekly, near, holidays, breaks, dated)| {
            let document = CalendarDocument {
                zone,
                weekly,
                holidays: holidays.into_iter().map(|day| day_near(near, day)).collect::<BTreeSet<_>>(),
                breaks: breaks.into_iter().map(|(day, ranges)| (day_near(near, day), ranges)).collect(),
                dated: dated.into_iter().map(|(day, ranges)| (day_near(near, day), ranges)).collect(),
                ..CalendarDocument::default()
            };
            (Calendar::new(document).expect("a calendar"), near)
        },
    )
}

fn instant(second: i64, milli: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(second, milli * 1_000_000).expect("an instant")
}

/// The same by going through the hours one by one; `None` if they do not suffice within three years.
fn plain_due(calendar: &Calendar, start: DateTime<Utc>, length: TimeDelta) -> Option<DateTime<Utc>> {
    let late = calendar.document().due_at_closing == DueAtClosing::NextOpening;
    if length.is_zero() && !late {
        return Some(start);
    }
    let mut left = length;
    for span in calendar.open_spans(start, start + TimeDelta::days(1_100)).unwrap() {
        let hours = span.close - span.open;
        if left < hours || left == hours && !late {
            return Some(span.open + left);
        }
        left -= hours;
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn elapsed_adds_up_and_grows((calendar, near) in any_calendar(), mut times in proptest::array::uniform3((-900_000_i64..900_000, 0_u32..1_000))) {
        times.sort_unstable();
        let [a, b, c] = times.map(|(second, milli)| instant(near + second, milli));
        let elapsed = |from, to| calendar.elapsed(from, to).unwrap();
        prop_assert_eq!(elapsed(a, b) + elapsed(b, c), elapsed(a, c));
        prop_assert_eq!(elapsed(b, a), -elapsed(a, b));
        prop_assert!(TimeDelta::zero() <= elapsed(a, b) && elapsed(a, b) <= b - a);
    }

    #[test]
    fn due_is_the_first_instant_by_which_the_time_has_run((calendar, near) in any_calendar(), second in -900_000_i64..900_000, milli in 0_u32..1_000, millis in 1_i64..300_000_000) {
        let (start, length) = (instant(near + second, milli), TimeDelta::milliseconds(millis));
        let Ok(due) = calendar.due(start, length) else {
            prop_assert_eq!(calendar.document().weekly.clone(), WeeklyHours::default());
            return Ok(());
        };
        prop_assert_eq!(calendar.elapsed(start, due).unwrap(), length);
        let before = due - TimeDelta::milliseconds(1);
        prop_assert_eq!(calendar.elapsed(start, before).unwrap(), length - TimeDelta::milliseconds(1));
        // The other rule gives the last such instant.
        let late = CalendarDocument { due_at_closing: DueAtClosing::NextOpening, ..calendar.document().clone() };
        if let Ok(last) = Calendar::new(late).unwrap().due(start, length) {
            prop_assert_eq!(calendar.elapsed(start, last).unwrap(), length);
            prop_assert!(calendar.is_open(last).unwrap());
            prop_assert!(last == due || last == calendar.next_open(due).unwrap().unwrap());
        }
    }

    #[test]
    fn a_later_start_is_never_due_earlier((calendar, near) in any_calendar(), second in -900_000_i64..900_000, later in 0_i64..400_000, length in 1_i64..300_000, more in 0_i64..100_000) {
        let due = |second: i64, length: i64| calendar.due(instant(near + second, 0), TimeDelta::seconds(length));
        if let (Ok(first), Ok(second), Ok(longer)) = (due(second, length), due(second + later, length), due(second, length + more)) {
            prop_assert!(first <= second);
            prop_assert!(first <= longer);
        }
    }

    /// One look into a table finds what the hours one by one do, in every unit, and where two tables meet.
    #[test]
    fn tables_answer_as_the_hours_one_by_one(
        (calendar, near) in any_calendar(),
        late in any::<bool>(),
        seam in proptest::option::weighted(0.2, -30_i64..100),
        rows in proptest::collection::vec((-900_000_i64..900_000, 0_u32..1_000, 0_i64..900_000_000), 1..4),
    ) {
        let due_at_closing = if late { DueAtClosing::NextOpening } else { DueAtClosing::Closing };
        let calendar = Calendar::new(CalendarDocument { due_at_closing, ..calendar.document().clone() }).unwrap();
        let near = seam.map_or(near, |seam| seam << 26);
        let rows = rows.into_iter().map(|(second, milli, length)| {
            // Often a round number, which meets openings and closings.
            let (milli, length) = if milli % 2 == 0 { (0, length - length % 300_000) } else { (milli, length) };
            let second = if milli == 0 { near + second - (near + second).rem_euclid(300) } else { near + second };
            (instant(second, milli), TimeDelta::milliseconds(length))
        });
        let rows: Vec<_> = rows.filter(|&(start, length)| plain_due(&calendar, start, length).is_some()).collect();
        let dues: Vec<_> = rows.iter().map(|&(start, length)| calendar.due(start, length).unwrap()).collect();
        for (&(start, length), &due) in rows.iter().zip(&dues) {
            prop_assert_eq!(Some(due), plain_due(&calendar, start, length), "{} {}", start, length);
            let hours = calendar.open_spans(start, due).unwrap();
            let open = hours.iter().fold(TimeDelta::zero(), |sum, span| sum + (span.close - span.open));
            prop_assert_eq!(calendar.elapsed(start, due).unwrap(), open);
        }
        for (unit, name) in [(1_000, TimeUnit::Milliseconds), (1, TimeUnit::Microseconds)] {
            let number = |at: &DateTime<Utc>| at.timestamp_micros() / unit;
            let starts: Vec<_> = rows.iter().map(|row| number(&row.0)).collect();
            let lengths: Vec<_> = rows.iter().map(|row| row.1.num_microseconds().unwrap() / unit).collect();
            let ends: Vec<_> = dues.iter().map(number).collect();
            prop_assert_eq!(&calendar.due_batch(&starts, &lengths, name).unwrap(), &ends);
            if !lengths.contains(&0) {
                prop_assert_eq!(&calendar.elapsed_batch(&starts, &ends, name).unwrap(), &lengths);
            }
        }
    }

    /// The sum of the spans is the elapsed time, and every question agrees with the spans.
    #[test]
    fn spans_openings_and_closings_agree((calendar, near) in any_calendar(), second in -900_000_i64..900_000, length in 0_i64..2_000_000) {
        let (from, to) = (instant(near + second, 0), instant(near + second + length, 0));
        let spans = calendar.open_spans(from, to).unwrap();
        let sum = spans.iter().fold(TimeDelta::zero(), |sum, span| sum + (span.close - span.open));
        prop_assert_eq!(sum, calendar.elapsed(from, to).unwrap());
        for pair in spans.windows(2) {
            prop_assert!(pair[0].close < pair[1].open);
        }
        let moment = TimeDelta::milliseconds(1);
        for span in &spans {
            prop_assert!(span.open < span.close);
            prop_assert!(calendar.is_open(span.open).unwrap());
            prop_assert!(calendar.is_open(span.close - moment).unwrap());
            prop_assert!(span.open == from || !calendar.is_open(span.open - moment).unwrap());
            prop_assert!(span.close == to || !calendar.is_open(span.close).unwrap());
            prop_assert!(span.close == to || calendar.next_close(span.open).unwrap() == Some(span.close));
        }
        let next = calendar.next_open(from).unwrap();
        match spans.first() {
            Some(first) => prop_assert_eq!(next, Some(first.open)),
            None => prop_assert!(next.is_none_or(|next| next >= to)),
        }
    }

    /// Hours that were worked out from another block, or by asking for a longer time, are the same.
    #[test]
    fn hours_of_a_day_do_not_depend_on_the_question((calendar, near) in any_calendar(), day in 0_u64..10) {
        let date = day_near(near, 0).checked_add_days(Days::new(day)).unwrap();
        let (from, to) = (date.and_hms_opt(0, 0, 0).unwrap().and_utc(), date.and_hms_opt(23, 59, 59).unwrap().and_utc());
        let fresh = Calendar::new(calendar.document().clone()).unwrap();
        let whole = calendar.open_spans(from - TimeDelta::days(900), to + TimeDelta::days(900)).unwrap();
        let part: Vec<_> = whole.iter().filter(|span| span.close > from && span.open < to).map(|span| (span.open.max(from), span.close.min(to))).collect();
        let fresh: Vec<_> = fresh.open_spans(from, to).unwrap().iter().map(|span| (span.open, span.close)).collect();
        prop_assert_eq!(part, fresh);
    }

    #[test]
    fn any_document_is_a_calendar_or_an_error(text in "(zone|weekly|holidays|yearly|rules|dated|union): ?[\\[{]?[a-z0-9: ,'-]{0,20}[\\]}]?") {
        let _ = Calendar::from_yaml(&text);
        let _ = text.parse::<ClockTime>();
        let _ = text.parse::<ClockRange>();
    }

    #[test]
    fn a_calendar_is_read_back_from_its_text((calendar, _) in any_calendar()) {
        let text = calendar.to_json().unwrap();
        prop_assert_eq!(&Calendar::from_json(&text).unwrap(), &calendar);
        prop_assert_eq!(&Calendar::from_yaml(&text).unwrap(), &calendar);
    }
}

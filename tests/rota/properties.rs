//! What holds for every rota.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::escalation::Rota;
use hypercare::time::format_instant;
use proptest::prelude::*;

use super::{at, rota};

/// A rota of up to three layers with swaps and overrides around March 2026, when clocks change.
fn any_rota() -> impl Strategy<Value = Rota> {
    let layer = (
        proptest::sample::select(vec!["hourly", "45 min", "12 h", "daily", "3 days", "weekly", "monthly", "2 months"]),
        1_usize..4,
        1_u32..29,
        0_u32..24,
        proptest::option::of(proptest::sample::select(vec![
            "mon: ['09:00-17:00'], sat: ['00:00-24:00']",
            "sun: ['22:00-06:00'], wed: ['01:30-03:15']",
        ])),
        proptest::sample::subsequence(vec!["mon", "sat", "sun"], 0..3),
        proptest::collection::btree_set(1_u32..31, 0..4),
    );
    let change = || proptest::collection::vec((0_i64..60 * 24, 1_i64..5 * 24, 0_usize..4), 0..4);
    let zone = proptest::sample::select(vec!["UTC", "Europe/Paris", "America/Havana", "Australia/Lord_Howe"]);
    (zone, proptest::collection::vec(layer, 1..4), change(), change()).prop_map(|(zone, layers, swaps, overrides)| {
        let mut text = format!("zone: {zone}\nlayers:\n");
        for (index, (every, members, day, hour, hours, excluded_days, excluded)) in layers.into_iter().enumerate() {
            let members: Vec<_> = ["ana", "ben", "chloe", "dan"].into_iter().skip(index).take(members).collect();
            let members = if members.is_empty() { vec!["eva"] } else { members };
            let excluded: Vec<_> = excluded.into_iter().map(|day| format!("2026-03-{day:02}")).collect();
            write!(
                text,
                "  - {{name: l{index}, members: [{}], every: {every}, start: 2026-02-{day:02}, hand_off: '{hour:02}:00', excluded: [{}], excluded_days: [{}]",
                members.join(", "),
                excluded.join(", "),
                excluded_days.join(", ")
            )
            .expect("a text");
            text += &hours.map_or("}\n".to_owned(), |hours| format!(", hours: {{{hours}}}}}\n"));
        }
        let span = |start: i64, length: i64| {
            let start = at("2026-02-15T00:00:00Z") + TimeDelta::hours(start);
            format!("start: '{}', end: '{}'", format_instant(start), format_instant(start + TimeDelta::hours(length)))
        };
        let names = ["ana", "ben", "chloe", "dan", "eva"];
        text += "swaps:";
        for &(start, length, who) in &swaps {
            write!(text, "\n  - {{{}, first: {}, second: {}}}", span(start, length), names[who], names[who + 1]).expect("a text");
        }
        text += if swaps.is_empty() { " []\noverrides:" } else { "\noverrides:" };
        for &(start, length, who) in &overrides {
            write!(text, "\n  - {{{}, person: {}}}", span(start, length), names[who]).expect("a text");
        }
        text += if overrides.is_empty() { " []\n" } else { "\n" };
        rota(&text)
    })
}

fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..70 * 24 * 60).prop_map(|minutes| at("2026-02-10T00:00:00Z") + TimeDelta::minutes(minutes))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn shifts_and_who_is_on_call_agree(rota in any_rota(), moments in proptest::collection::vec(any_instant(), 16)) {
        let (from, to) = (at("2026-02-10T00:00:00Z"), at("2026-04-25T00:00:00Z"));
        let shifts = rota.shifts(from, to).unwrap();
        for pair in shifts.windows(2) {
            prop_assert!(pair[0].start < pair[0].end && pair[0].end <= pair[1].start);
        }
        let edges = shifts.iter().flat_map(|shift| [shift.start, shift.end - TimeDelta::milliseconds(1)]).take(20);
        for moment in moments.into_iter().chain(edges) {
            let expected = shifts.iter().find(|shift| shift.start <= moment && moment < shift.end);
            let found = rota.on_call(moment).unwrap();
            prop_assert_eq!(found.as_ref().map(|found| (&found.person, found.source, &found.layer)), expected.map(|shift| (&shift.person, shift.source, &shift.layer)), "{}", moment);
            if let Some((found, shift)) = found.zip(expected) {
                prop_assert!(found.since <= shift.start.max(from) && shift.end.min(to) <= found.until || found.since <= moment && moment < found.until);
            }
        }
    }

    #[test]
    fn a_window_shows_its_part_of_the_whole(rota in any_rota(), mut ends in proptest::array::uniform2(any_instant())) {
        ends.sort_unstable();
        let [from, to] = ends;
        let whole = rota.shifts(at("2026-02-10T00:00:00Z"), at("2026-04-25T00:00:00Z")).unwrap();
        let part: Vec<_> = whole.into_iter().filter(|shift| shift.end > from && shift.start < to).map(|shift| (shift.start.max(from), shift.end.min(to), shift.person)).collect();
        let found: Vec<_> = rota.shifts(from, to).unwrap().into_iter().map(|shift| (shift.start, shift.end, shift.person)).collect();
        prop_assert_eq!(part, found);
    }

    #[test]
    fn loads_gaps_and_hand_offs_add_up(rota in any_rota(), mut ends in proptest::array::uniform2(any_instant())) {
        ends.sort_unstable();
        let [from, to] = ends;
        let report = rota.fairness(from, to).unwrap();
        let hours: f64 = report.people.iter().map(|load| load.hours).sum();
        let gaps: f64 = rota.gaps(from, to, None).unwrap().iter().map(|gap| (gap.close - gap.open).num_minutes() as f64 / 60.0).sum();
        prop_assert!((hours - report.hours).abs() < 1e-6 && (gaps - report.uncovered_hours).abs() < 1e-6);
        prop_assert!((hours + gaps - (to - from).num_minutes() as f64 / 60.0).abs() < 1e-6);
        for change in rota.hand_offs(from, to).unwrap() {
            let name = |at| rota.on_call(at).unwrap().map(|found| found.person);
            prop_assert_eq!(&name(change.at), &change.takes_over);
            prop_assert_eq!(&name(change.at - TimeDelta::milliseconds(1)), &change.leaves);
        }
    }

    #[test]
    fn a_rota_is_read_back_from_its_text(rota in any_rota()) {
        prop_assert_eq!(&Rota::from_json(&rota.to_json().unwrap()).unwrap(), &rota);
    }

    #[test]
    fn any_calendar_text_is_read_or_refused(body in "(DTSTART|DTEND|SUMMARY|RRULE|BEGIN|END|EXDATE)[;:][A-Z0-9=;:,\\-\"]{0,24}\\n{0,2}", tail in "\\PC{0,20}") {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\n{body}\n{tail}\nEND:VEVENT\nEND:VCALENDAR");
        let _ = Rota::default().with_ical_overrides(&text);
        let _ = hypercare::time::Calendar::always(chrono_tz::UTC).with_ical_holidays(&text);
    }
}

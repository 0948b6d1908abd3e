//! Who is on call: turns over clock changes and month ends, layers, swaps, overrides, fairness, calendar texts.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::Result;
use hypercare::escalation::{Calendar, Rota, ShiftSource};
use hypercare::time::{format_instant, parse_instant};

#[path = "shared/cases.rs"]
mod cases;
#[path = "rota/properties.rs"]
mod properties;

fn at(text: &str) -> DateTime<Utc> {
    parse_instant(text).unwrap_or_else(|error| panic!("{error}"))
}

fn rota(yaml: &str) -> Rota {
    Rota::from_yaml(yaml).unwrap_or_else(|error| panic!("{error}"))
}

fn code(result: Result<impl Sized>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "no error")
}

/// "ana 2026-01-05T09:00:00Z", one for every shift, and when the last ends.
fn shifts(rota: &Rota, from: &str, to: &str) -> Vec<String> {
    let shifts = rota.shifts(at(from), at(to)).unwrap_or_else(|error| panic!("{error}"));
    let mut texts: Vec<_> =
        shifts.iter().map(|shift| format!("{} {}", shift.person, format_instant(shift.start))).collect();
    texts.extend(shifts.last().map(|shift| format_instant(shift.end)));
    texts
}

fn person(rota: &Rota, instant: &str) -> Option<String> {
    rota.on_call(at(instant)).unwrap_or_else(|error| panic!("{error}")).map(|on_call| on_call.person)
}

const WEEK: &str = "{name: week, members: [ana, ben, chloe], every: weekly, start: 2026-01-05, hand_off: '09:00'}";

#[test]
fn a_week_over_a_clock_change_has_167_or_169_hours() {
    let rota = rota(&format!("{{zone: Europe/Paris, layers: [{WEEK}]}}"));
    let hours = |from: &str, to: &str| {
        let shifts = rota.shifts(at(from), at(to)).expect("shifts");
        shifts.iter().map(|shift| (shift.end - shift.start).num_hours()).collect::<Vec<_>>()
    };
    assert_eq!(hours("2026-03-16T08:00:00Z", "2026-04-06T07:00:00Z"), [168, 167, 168]);
    assert_eq!(hours("2026-10-12T07:00:00Z", "2026-11-02T08:00:00Z"), [168, 169, 168]);
}

#[test]
fn monthly_turns_are_clamped_and_keep_their_day() {
    let rota = rota("layers: [{name: m, members: [ana, ben], every: monthly, start: 2026-01-31, hand_off: '00:00'}]");
    let expected = [
        "ana 2026-01-31T00:00:00Z",
        "ben 2026-02-28T00:00:00Z",
        "ana 2026-03-31T00:00:00Z",
        "ben 2026-04-30T00:00:00Z",
        "2026-05-31T00:00:00Z",
    ];
    assert_eq!(shifts(&rota, "2026-01-01T00:00:00Z", "2026-05-31T00:00:00Z"), expected);
    assert_eq!(person(&rota, "2028-02-28T23:59:59Z").as_deref(), Some("ana"));
    assert_eq!(person(&rota, "2028-02-29T00:00:00Z").as_deref(), Some("ben"));
}

#[test]
fn hourly_turns_last_an_hour_over_gaps_and_folds() {
    let rota = rota(
        "{zone: Europe/Paris, layers: [{name: h, members: [a, b, c], every: hourly, start: 2026-03-28, hand_off: '00:00'}]}",
    );
    for (from, to) in
        [("2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"), ("2026-10-24T21:00:00Z", "2026-10-25T05:00:00Z")]
    {
        let shifts = rota.shifts(at(from), at(to)).expect("shifts");
        assert!(shifts.iter().all(|shift| shift.end - shift.start == TimeDelta::hours(1)), "{shifts:?}");
        for pair in shifts.windows(2) {
            assert_eq!(pair[1].turn, pair[0].turn.map(|turn| turn + 1));
            assert_ne!(pair[0].person, pair[1].person);
        }
    }
}

#[test]
fn a_daily_hand_off_in_a_gap_waits_for_the_clock() {
    let rota = rota(
        "{zone: Europe/Paris, layers: [{name: d, members: [a, b], every: daily, start: 2026-03-28, hand_off: '02:30'}]}",
    );
    let expected =
        ["a 2026-03-28T01:30:00Z", "b 2026-03-29T01:30:00Z", "a 2026-03-30T00:30:00Z", "2026-03-31T00:00:00Z"];
    assert_eq!(shifts(&rota, "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"), expected);
}

#[test]
fn overrides_in_the_middle_at_the_edges_and_over_each_other() {
    let rota = rota(&format!(
        "
layers: [{WEEK}]
overrides:
  - {{start: '2026-01-05T09:00:00Z', end: '2026-01-06T00:00:00Z', person: edge}}
  - {{start: '2026-01-07T00:00:00Z', end: '2026-01-08T00:00:00Z', person: first}}
  - {{start: '2026-01-07T12:00:00Z', end: '2026-01-07T18:00:00Z', person: second}}
  - {{start: '2026-01-11T00:00:00Z', end: '2026-01-13T00:00:00Z', person: seam}}
"
    ));
    let expected = [
        "edge 2026-01-05T09:00:00Z",
        "ana 2026-01-06T00:00:00Z",
        "first 2026-01-07T00:00:00Z",
        "second 2026-01-07T12:00:00Z",
        "first 2026-01-07T18:00:00Z",
        "ana 2026-01-08T00:00:00Z",
        "seam 2026-01-11T00:00:00Z",
        "ben 2026-01-13T00:00:00Z",
        "2026-01-14T00:00:00Z",
    ];
    assert_eq!(shifts(&rota, "2026-01-04T00:00:00Z", "2026-01-14T00:00:00Z"), expected);
    assert_eq!(person(&rota, "2026-01-05T08:59:59Z"), None);
    assert_eq!(person(&rota, "2026-01-07T17:59:59.999Z").as_deref(), Some("second"));
    assert_eq!(person(&rota, "2026-01-07T18:00:00Z").as_deref(), Some("first"));
    let found = rota.on_call(at("2026-01-12T09:00:00Z")).expect("in range").expect("somebody");
    assert_eq!((found.source, found.layer), (ShiftSource::Override, None));
}

#[test]
fn a_swap_exchanges_two_people_at_the_seam_of_two_teams() {
    let rota = rota(
        "
layers:
  - {name: east, members: [mei], every: daily, start: 2026-01-05, hand_off: '00:00', hours: {mon: ['00:00-12:00'], tue: ['00:00-12:00']}}
  - {name: west, members: [joe], every: daily, start: 2026-01-05, hand_off: '00:00', hours: {mon: ['12:00-24:00'], tue: ['12:00-24:00']}}
swaps:
  - {start: '2026-01-05T06:00:00Z', end: '2026-01-05T18:00:00Z', first: mei, second: joe}
",
    );
    let expected = [
        "mei 2026-01-05T00:00:00Z",
        "joe 2026-01-05T06:00:00Z",
        "mei 2026-01-05T12:00:00Z",
        "joe 2026-01-05T18:00:00Z",
        "mei 2026-01-06T00:00:00Z",
        "joe 2026-01-06T12:00:00Z",
        "2026-01-07T00:00:00Z",
    ];
    assert_eq!(shifts(&rota, "2026-01-05T00:00:00Z", "2026-01-08T00:00:00Z"), expected);
    assert_eq!(person(&rota, "2026-01-05T06:00:00Z").as_deref(), Some("joe"));
}

#[test]
fn excluded_days_cost_nobody_a_turn() {
    let rota = rota(
        "
layers:
  - {name: d, members: [a, b, c], every: daily, start: 2026-12-21, hand_off: '00:00', excluded: [2026-12-24, 2026-12-26], excluded_days: [sat, sun]}
",
    );
    let people: Vec<_> =
        (21..=31).map(|day| person(&rota, &format!("2026-12-{day}T12:00:00Z")).unwrap_or("-".into())).collect();
    assert_eq!(people, ["a", "b", "c", "-", "a", "-", "-", "b", "c", "a", "b"]);
    let hourly = Rota::from_yaml(
        "layers: [{name: h, members: [a, b, c, d, e], every: hourly, start: 2026-12-23, hand_off: '22:00', excluded: [2026-12-24]}]",
    );
    let hourly = hourly.expect("a rota");
    let people = ["2026-12-23T23:30:00Z", "2026-12-24T12:00:00Z", "2026-12-25T00:30:00Z"].map(|at| person(&hourly, at));
    assert_eq!(people, [Some("b".to_owned()), None, Some("c".to_owned())]);
    let weekly = Rota::from_yaml(
        "layers: [{name: w, members: [a, b], every: weekly, start: 2026-12-21, hand_off: '09:00', excluded: [2026-12-25]}]",
    );
    let expected =
        ["a 2026-12-21T09:00:00Z", "a 2026-12-26T00:00:00Z", "b 2026-12-28T09:00:00Z", "2026-12-29T00:00:00Z"];
    assert_eq!(shifts(&weekly.expect("a rota"), "2026-12-21T00:00:00Z", "2026-12-29T00:00:00Z"), expected);
}

#[test]
fn the_load_is_counted() {
    let rota = rota(&format!("{{zone: Europe/Paris, layers: [{WEEK}], holidays: [2026-01-06, 2026-01-14]}}"));
    let report = rota.fairness(at("2026-01-05T08:00:00Z"), at("2026-01-26T08:00:00Z")).expect("a report");
    assert_eq!(report.hours, 3.0 * 168.0);
    assert_eq!((report.uncovered_hours, report.spread_hours), (0.0, 0.0));
    let ana = &report.people[0];
    assert_eq!((ana.person.as_str(), ana.shifts, ana.weekend_hours, ana.night_hours), ("ana", 1, 48.0, 56.0));
    let holidays: Vec<_> = report.people.iter().map(|load| (load.holidays, load.holiday_hours)).collect();
    assert_eq!(holidays, [(1, 24.0), (1, 24.0), (0, 0.0)]);
}

#[test]
fn hand_offs_are_told_before_and_gaps_are_found() {
    let rota = rota(
        "
layers: [{name: d, members: [a, b], every: daily, start: 2026-01-05, hand_off: '08:00', hours: {mon: ['08:00-20:00'], tue: ['00:00-24:00']}}]
notice: 12 h
",
    );
    let hand_offs = rota.hand_offs(at("2026-01-05T08:00:00Z"), at("2026-01-08T00:00:00Z")).expect("hand-offs");
    let texts: Vec<_> = hand_offs
        .iter()
        .map(|change| {
            format!("{} {:?} {:?}", format_instant(change.at), change.leaves.as_deref(), change.takes_over.as_deref())
        })
        .collect();
    let expected = [
        "2026-01-05T08:00:00Z None Some(\"a\")",
        "2026-01-05T20:00:00Z Some(\"a\") None",
        "2026-01-06T00:00:00Z None Some(\"a\")",
        "2026-01-06T08:00:00Z Some(\"a\") Some(\"b\")",
        "2026-01-07T00:00:00Z Some(\"b\") None",
    ];
    assert_eq!(texts, expected);
    assert_eq!(hand_offs[0].notify_at, at("2026-01-04T20:00:00Z"));
    let (from, to) = (at("2026-01-05T08:00:00Z"), at("2026-01-07T12:00:00Z"));
    let gaps = rota.gaps(from, to, None).expect("gaps");
    assert_eq!(gaps.iter().map(|gap| (gap.close - gap.open).num_hours()).collect::<Vec<_>>(), [4, 12]);
    let office = Calendar::from_yaml("weekly: {wed: ['09:00-10:00']}").expect("a calendar");
    assert_eq!(rota.gaps(from, to, Some(&office)).expect("gaps").len(), 1);
}

#[test]
fn calendar_programs_read_the_export_and_overrides_come_back() {
    use icalendar::parser::{read_calendar, unfold};
    let yaml = format!("{{name: 'plat; form, é', layers: [{}]}}", WEEK.replace("chloe", "'Zoë \\ of the very long name, which is so long that a line of content must be folded; twice é é é é é é é é é'"));
    let rota = rota(&yaml);
    let (from, to) = (at("2026-01-05T09:00:00Z"), at("2026-02-02T09:00:00Z"));
    let text = rota.to_ical(from, to, from).expect("a text");
    assert!(text.split("\r\n").all(|line| line.len() <= 75) && !text.replace("\r\n", "").contains('\n'));
    let unfolded = unfold(&text);
    let calendar = read_calendar(&unfolded).expect("a calendar");
    let shifts = rota.shifts(from, to).expect("shifts");
    let events: Vec<_> = calendar.components.iter().filter(|component| component.name == "VEVENT").collect();
    assert_eq!(events.len(), shifts.len());
    for (event, shift) in events.iter().zip(&shifts) {
        let value = |name| event.find_prop(name).map(|property| property.val.to_string()).expect("the property");
        assert_eq!(value("DTSTART"), shift.start.format("%Y%m%dT%H%M%SZ").to_string());
        assert_eq!(value("DTEND"), shift.end.format("%Y%m%dT%H%M%SZ").to_string());
        let plain = value("SUMMARY").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
        assert_eq!(plain, shift.person);
    }
    // Read back as overrides of an empty rota they are the same shifts.
    let copy = Rota::default().with_ical_overrides(&text).expect("a rota");
    let people = |rota: &Rota| {
        let shifts = rota.shifts(from, to).expect("shifts");
        shifts.into_iter().map(|shift| (shift.start, shift.end, shift.person)).collect::<Vec<_>>()
    };
    assert_eq!(people(&copy), people(&rota));
}

#[test]
fn overrides_are_read_strictly() {
    let feed = |lines: &str| format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
    let paris = rota(&format!("{{zone: Europe/Paris, layers: [{WEEK}]}}"));
    let zoned = "DTSTART;TZID=America/New_York:20260107T090000\nDTEND:20260107T150000Z\nSUMMARY:dan";
    let rota = paris.with_ical_overrides(&feed(zoned)).expect("a rota");
    assert_eq!(person(&rota, "2026-01-07T14:00:00Z").as_deref(), Some("dan"));
    assert_eq!(person(&rota, "2026-01-07T13:59:59Z").as_deref(), Some("ana"));
    let local = "DTSTART:20260107T090000\nDURATION:PT2H\nSUMMARY:dan";
    let rota = paris.with_ical_overrides(&feed(local)).expect("a rota");
    assert_eq!(person(&rota, "2026-01-07T08:00:00Z").as_deref(), Some("dan"));
    assert_eq!(person(&rota, "2026-01-07T10:00:00Z").as_deref(), Some("ana"));
    for lines in [
        "DTSTART:20260107T090000Z\nDTEND:20260107T080000Z\nSUMMARY:dan",
        "DTSTART:20260107T090000Z\nDTEND:20260107T100000Z",
        "DTSTART:20260107T090000Z\nSUMMARY:dan",
        "DTSTART:20260107T090000Z\nDTEND:20260107T100000Z\nSUMMARY:dan\nRRULE:FREQ=DAILY",
        "DTSTART;TZID=Mars/Base:20260107T090000\nDTEND:20260107T100000Z\nSUMMARY:dan",
    ] {
        assert_eq!(code(paris.with_ical_overrides(&feed(lines))), "parse", "{lines}");
    }
}

#[test]
fn documents_are_checked_where_they_are_wrong() {
    for (text, line) in [
        ("layers:\n  - {name: a, members: [], start: 2026-01-05}\n", 2),
        ("layers:\n  - {name: a, members: [x], start: 2026-01-35}\n", 2),
        ("layers:\n  - name: a\n    members: [x]\n    start: 2026-01-05\n    every: 1 min\n", 5),
        ("layers:\n  - {name: a, members: [x], start: 2026-01-05, excluded_days: [funday]}\n", 2),
        ("overrides:\n  - {start: tomorrow, end: '2026-01-05T00:00:00Z', person: x}\n", 2),
        ("zone: UTC\nlayer: []\n", 2),
    ] {
        let error = Rota::from_yaml(text).expect_err(text);
        assert_eq!(error.position().map(|position| position.line), Some(line), "{text}: {error}");
    }
    let twice = "layers: [{name: a, members: [x], start: 2026-01-05}, {name: a, members: [x], start: 2026-01-05}]";
    assert_eq!(code(Rota::from_yaml(twice)), "duplicate");
    let back = "overrides: [{start: '2026-01-05T00:00:00Z', end: '2026-01-05T00:00:00Z', person: x}]";
    assert_eq!(code(Rota::from_yaml(back)), "invalid");
}

#[test]
fn extremes_are_errors() {
    let hourly = rota("layers: [{name: h, members: [a], every: 15 min, start: 1900-01-02}]");
    assert_eq!(code(hourly.shifts(at("1900-01-01T00:00:00Z"), at("2199-12-31T00:00:00Z"))), "limit");
    for extreme in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at("2200-01-01T00:00:00Z")] {
        assert_eq!(code(hourly.on_call(extreme)), "range");
        assert_eq!(code(hourly.shifts(extreme, extreme)), "range");
        assert_eq!(code(hourly.hand_offs(extreme, extreme)), "range");
    }
    assert_eq!(code(hourly.shifts(at("2026-01-02T00:00:00Z"), at("2026-01-01T00:00:00Z"))), "invalid");
    for start in ["0000-01-01", "9999-12-31"] {
        let rota = Rota::from_yaml(&format!("layers: [{{name: h, members: [a], every: monthly, start: {start}}}]"));
        let _ = rota.and_then(|rota| rota.on_call(at("2026-01-01T00:00:00Z")));
    }
    let excluded = rota(
        "layers: [{name: h, members: [a], every: 15 min, start: 1900-01-02, excluded_days: [mon, tue, wed, thu, fri, sat, sun]}]",
    );
    assert_eq!(excluded.on_call(at("2199-12-31T00:00:00Z")), Ok(None));
}

#[test]
fn shared_cases() {
    use cases::instant;
    use serde_json::{json, to_value};
    cases::run("rota.json", |input| {
        let rota = cases::document(&input["rota"], Rota::from_yaml, Rota::from_json)?;
        let rota = match input["overrides"].as_str() {
            Some(text) => rota.with_ical_overrides(text)?,
            None => rota,
        };
        if input["calls"].is_null() {
            return Ok(serde_json::from_str(&rota.to_json()?).expect("JSON"));
        }
        Ok(cases::calls(input, |name, arguments| {
            let from = instant(&arguments[0])?;
            let to = || instant(&arguments[1]);
            Ok(match name {
                "on_call" => to_value(rota.on_call(from)?).expect("JSON"),
                "shifts" => to_value(rota.shifts(from, to()?)?).expect("JSON"),
                "hand_offs" => to_value(rota.hand_offs(from, to()?)?).expect("JSON"),
                "fairness" => to_value(rota.fairness(from, to()?)?).expect("JSON"),
                "gaps" => {
                    let coverage = arguments[2].as_str().map(Calendar::from_yaml).transpose()?;
                    to_value(rota.gaps(from, to()?, coverage.as_ref())?).expect("JSON")
                }
                "to_ical" => json!(rota.to_ical(from, to()?, instant(&arguments[2])?)?),
                other => panic!("no call {other}"),
            })
        }))
    });
}

#[test]
fn whole_days_of_icalendar_overrides_end_with_the_day_on_the_wall() {
    let rota =
        Rota::from_yaml("{zone: Europe/Paris, layers: [{name: day, members: [ana], every: daily, start: 2026-01-05}]}")
            .unwrap();
    let feed =
        |lines: &str| format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:ben\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
    for (lines, start, end) in [
        ("DTSTART;VALUE=DATE:20260329", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("DTSTART;VALUE=DATE:20261025", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        ("DTSTART:20260328T120000\nDURATION:P1D", "2026-03-28T11:00:00Z", "2026-03-29T10:00:00Z"),
        ("DTSTART:20260328T120000\nDURATION:PT24H", "2026-03-28T11:00:00Z", "2026-03-29T11:00:00Z"),
        ("DTSTART:20260328T120000\nDURATION:P1DT2H", "2026-03-28T11:00:00Z", "2026-03-29T12:00:00Z"),
        ("DTSTART:20260328T120000Z\nDURATION:P1W", "2026-03-28T12:00:00Z", "2026-04-04T12:00:00Z"),
    ] {
        let moved = rota.with_ical_overrides(&feed(lines)).unwrap();
        let last = moved.document().overrides.last().expect("an override");
        let format = hypercare::time::format_instant;
        assert_eq!((format(last.start), format(last.end)), (start.to_owned(), end.to_owned()), "{lines}");
    }
}

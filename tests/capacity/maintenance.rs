//! Times for maintenance.

use std::collections::BTreeMap;

use chrono::{Datelike, TimeDelta, Timelike};
use hypercare::capacity::{AvoidedTime, DeclaredEvent, MaintenanceOptions, Planner, maintenance_windows};
use hypercare::time::Span;

use crate::{at, noise};

#[test]
fn maintenance_lies_in_quiet_hours_and_out_of_events() {
    // Quiet from 2 to 6 in New York, which is 7 to 11 UTC in winter.
    let values: Vec<f64> =
        (0..21 * 24).map(|hour| if (7..11).contains(&(hour % 24)) { 8.0 } else { 70.0 } + noise(hour)).collect();
    let options = MaintenanceOptions {
        zone: Some("America/New_York".to_owned()),
        count: 4,
        limit: Some(15.0),
        avoid: vec![AvoidedTime { start: at("2026-01-26T00:00:00Z"), end: at("2026-01-27T00:00:00Z") }],
        ..MaintenanceOptions::new("1h".parse().unwrap(), at("2026-01-05T00:00:00Z"), "3h".parse().unwrap())
    };
    let found = maintenance_windows(&values, &options).unwrap();
    assert_eq!(found.len(), 4);
    for window in &found {
        assert!(window.local.ends_with(" 02:00") || window.local.ends_with(" 03:00"), "{window:?}");
        assert!(window.start >= at("2026-01-27T00:00:00Z") && window.end - window.start == TimeDelta::hours(3));
        assert!(window.expected < 10.0 && window.probability.unwrap() > 0.9, "{window:?}");
    }
    for (index, one) in found.iter().enumerate() {
        assert!(found[..index].iter().all(|other| one.end <= other.start || other.end <= one.start));
    }
    // A declared event is stayed out of like a time to avoid, unless it lowers the load.
    let event = |multiplier| DeclaredEvent {
        name: "season".to_owned(),
        start: at("2026-01-26T00:00:00Z"),
        end: at("2026-01-27T00:00:00Z"),
        multiplier: Some(multiplier),
        floor: None,
    };
    let season = MaintenanceOptions { avoid: Vec::new(), events: vec![event(3.0)], ..options.clone() };
    assert_eq!(maintenance_windows(&values, &season).unwrap(), found);
    let holiday = MaintenanceOptions { events: vec![event(0.1)], count: 1, ..season };
    let quiet = &maintenance_windows(&values, &holiday).unwrap()[0];
    assert!(quiet.end <= at("2026-01-27T00:00:00Z") && quiet.expected < 2.0, "{quiet:?}");
    let long = MaintenanceOptions { duration: "8 days".parse().unwrap(), ..options };
    assert_eq!(maintenance_windows(&values, &long).unwrap_err().code(), "invalid");
    let many = MaintenanceOptions { duration: "50000h".parse().unwrap(), horizon: Some(100_000), ..long };
    assert_eq!(maintenance_windows(&values, &many).unwrap_err().code(), "limit");
}

#[test]
fn times_to_avoid_block_what_they_touch_and_no_more() {
    // One window of an hour for each hour of a day: all are offered that are free.
    let values: Vec<f64> = (0..14 * 24).map(|hour| 50.0 + noise(hour)).collect();
    let start = at("2026-01-05T00:00:00Z");
    let ahead = |hour: i64| start + TimeDelta::hours(14 * 24 + hour);
    let free = |from: i64, to: i64| {
        let avoid = vec![AvoidedTime { start: ahead(from), end: ahead(to) }];
        let hour: Span = "1h".parse().unwrap();
        let options =
            MaintenanceOptions { count: 1000, horizon: Some(24), avoid, ..MaintenanceOptions::new(hour, start, hour) };
        maintenance_windows(&values, &options).map(|found| found.len()).map_err(|error| error.code())
    };
    assert_eq!((free(30, 40), free(24, 40), free(-9, 0)), (Ok(24), Ok(24), Ok(24)), "outside of the horizon");
    assert_eq!((free(23, 40), free(-9, 1), free(5, 7)), (Ok(23), Ok(23), Ok(22)));
    assert_eq!((free(5, 5), free(7, 5)), (Err("invalid"), Err("invalid")));
    let nan = MaintenanceOptions {
        limit: Some(f64::NAN),
        ..MaintenanceOptions::new("1h".parse().unwrap(), start, "1h".parse().unwrap())
    };
    assert_eq!(maintenance_windows(&values, &nan).unwrap_err().code(), "invalid");
}

#[test]
fn recurring_maintenance_is_the_best_time_of_every_week() {
    // Quiet on Sundays from 3 to 6 in New York, and on one Wednesday night more than ever.
    let start = at("2026-01-05T00:00:00Z");
    let load = |hour: usize| {
        let local = (start + TimeDelta::hours(hour as i64)).with_timezone(&chrono_tz::America::New_York);
        let quiet = local.weekday() == chrono::Weekday::Sun && (3..6).contains(&local.hour());
        (if quiet { 8.0 } else { 70.0 }) + noise(hour)
    };
    let values: Vec<f64> = (0..8 * 7 * 24).map(load).collect();
    let options = MaintenanceOptions {
        zone: Some("America/New_York".to_owned()),
        count: 2,
        limit: Some(15.0),
        recurring: true,
        ..MaintenanceOptions::new("1h".parse().unwrap(), start, "3h".parse().unwrap())
    };
    let found = maintenance_windows(&values, &options).unwrap();
    // The eight weeks end on 2 March, and clocks change on the 8th: the local time stays.
    assert_eq!((found[0].local.as_str(), found[0].occurrences), ("Sun 03:00", 4));
    assert_eq!(found[0].start, at("2026-03-08T07:00:00Z"));
    assert!(found[0].expected < 12.0 && found[0].probability.unwrap() > 0.8, "{found:?}");
    assert!(found[1].expected > 60.0 && found[1].probability < Some(0.01));
    // A week in which it cannot be takes the time out of all weeks.
    let avoid = vec![AvoidedTime { start: at("2026-03-15T00:00:00Z"), end: at("2026-03-16T00:00:00Z") }];
    let other = maintenance_windows(&values, &MaintenanceOptions { avoid, ..options.clone() }).unwrap();
    assert!(other.iter().all(|window| !window.local.starts_with("Sun 0")), "{other:?}");
    for wrong in [
        MaintenanceOptions { horizon: Some(100), ..options.clone() },
        MaintenanceOptions { step: "5h".parse().unwrap(), ..options.clone() },
        MaintenanceOptions { step: "monthly".parse().unwrap(), duration: "monthly".parse().unwrap(), ..options },
    ] {
        let found = maintenance_windows(&values, &wrong).map_err(|error| error.code());
        assert_eq!(found, Err("invalid"));
    }
}

#[test]
fn plans_keep_maintenance_to_the_zone_and_out_of_events() {
    let cpu: Vec<f64> =
        (0..28 * 24).map(|hour| if (7..11).contains(&(hour % 24)) { 20.0 } else { 60.0 } + noise(hour)).collect();
    let metrics = BTreeMap::from([("cpu".to_owned(), cpu), ("disk".to_owned(), vec![82.0; 28 * 24])]);
    let sale = DeclaredEvent {
        name: "sale".to_owned(),
        start: at("2026-02-03T00:00:00Z"),
        end: at("2026-02-09T00:00:00Z"),
        multiplier: Some(1.0),
        floor: None,
    };
    let planner =
        Planner { zone: Some("America/New_York".to_owned()), events: vec![sale], windows: 2, ..Planner::default() };
    let now = at("2026-02-02T00:00:00Z");
    let found = planner.plan(&metrics, now).unwrap();
    let mut local: Vec<_> = found.windows.iter().map(|window| window.local.as_str()).collect();
    local.sort_unstable();
    assert_eq!(local, ["Mon 02:00", "Mon 04:00"]);
    assert!(found.windows[0].expected < 0.4, "a full disk hides no quiet hour: {:?}", found.windows);
    // Two hours do not fit into one: the window is made to fit, unless told, and none may be looked for.
    let short = Planner { step: Span::minutes(1), horizon: 60, events: Vec::new(), ..planner };
    let window = &short.plan(&metrics, now).unwrap().windows[0];
    assert_eq!(window.end - window.start, TimeDelta::hours(1));
    assert!(Planner { windows: 0, ..short.clone() }.plan(&metrics, now).unwrap().windows.is_empty());
    let told = Planner { window: Some(Span::minutes(61)), ..short.clone() }.plan(&metrics, now).unwrap_err();
    assert!(told.to_string().contains("window"), "{told}");
    assert_eq!(Planner { windows: 1001, ..short }.plan(&metrics, now).unwrap_err().code(), "invalid");
}

#[test]
fn nights_that_are_alike_are_equally_likely_to_stay_quiet_over_a_change_of_clocks() {
    // Four weeks of the same quiet night in Berlin; clocks go back in the last of them, or in the first week to come.
    for start in ["2026-09-28T00:00:00Z", "2026-09-22T00:00:00Z"] {
        let load = |hour: usize| {
            let local = (at(start) + TimeDelta::hours(hour as i64)).with_timezone(&chrono_tz::Europe::Berlin);
            (if (4..7).contains(&local.hour()) { 5.0 } else { 60.0 }) + 3.5 * noise(hour)
        };
        let values: Vec<f64> = (0..28 * 24).map(load).collect();
        let options = MaintenanceOptions {
            zone: Some("Europe/Berlin".to_owned()),
            count: 7,
            limit: Some(10.0),
            recurring: true,
            ..MaintenanceOptions::new("1h".parse().unwrap(), at(start), "2h".parse().unwrap())
        };
        let found = maintenance_windows(&values, &options).unwrap();
        for window in &found {
            assert!(window.local.ends_with(" 04:00") || window.local.ends_with(" 05:00"), "{window:?}");
            assert!(window.probability > Some(0.95) && window.occurrences == 4, "{window:?}");
        }
    }
}

//! What cannot be is refused and says so, what is old or stands still is noted.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::capacity::{
    CapacityPlan, ExhaustionOptions, ForecastOptions, Planner, ScalingRules, ScheduledLimit, exhaustion, forecast,
};
use hypercare::document::{Limits, from_json};
use proptest::prelude::*;

use crate::{at, hourly, office};

fn now() -> DateTime<Utc> {
    at("2026-02-02T00:00:00Z")
}

/// The plan of a metric of four weeks whose last hours are missing.
fn late(planner: &Planner, hours: usize) -> hypercare::Result<CapacityPlan> {
    let mut values: Vec<f64> = (0..28 * 24).map(office).collect();
    let length = values.len();
    values[length - hours..].fill(f64::NAN);
    planner.plan(&BTreeMap::from([("cpu".to_owned(), values)]), now())
}

#[test]
fn a_metric_that_ended_early_is_noted_and_one_that_is_long_dead_refused() {
    let planner = Planner { horizon: 24, windows: 0, ..Planner::default() };
    assert!(late(&planner, 0).unwrap().notes.is_empty());
    assert_eq!(
        late(&planner, 5).unwrap().notes,
        ["cpu ends 5 h before now: the last 5 values are missing, and foretold, too"]
    );
    assert!(late(&planner, 24).is_ok());
    let dead = late(&planner, 25).unwrap_err();
    let said = "metric \"cpu\", end: expected at most 1 day before 2026-02-02T00:00:00Z, which is now, found 2026-01-31T23:00:00Z";
    assert_eq!((dead.code(), dead.to_string().as_str()), ("invalid", said));
    // A short horizon is no reason to refuse an exporter that restarts, a long one lets more be missing.
    assert!(late(&Planner { horizon: 1, ..planner.clone() }, 24).is_ok());
    assert!(late(&Planner { horizon: 168, ..planner.clone() }, 100).is_ok());
    let strict = Planner { stale_after: Some("2h".parse().unwrap()), ..planner };
    assert!(late(&strict, 2).is_ok());
    assert_eq!(late(&strict, 3).unwrap_err().code(), "invalid");
    // One that says when it began is refused before what is missing is laid out.
    let aligned = |start: &str| strict.aligned("cpu", &[1.0, 2.0], None, Some(at(start)), now());
    assert_eq!(aligned("2026-02-01T21:00:00Z").unwrap().len(), 3);
    assert!(aligned("1990-01-01T00:00:00Z").unwrap_err().to_string().contains("1990-01-01T02:00:00Z"));
}

#[test]
fn without_a_metric_that_units_help_they_stay() {
    let disk: Vec<f64> = (0..240).map(|hour| 40.0 + f64::from(hour % 24)).collect();
    let planner = Planner { scaling: ScalingRules { units: 7, ..ScalingRules::default() }, ..Planner::default() };
    let found = planner.plan(&BTreeMap::from([("disk".to_owned(), disk.clone())]), now()).unwrap();
    assert!(found.scaling.changes.is_empty() && found.scaling.units.iter().all(|units| *units == 7), "{found:?}");
    assert!(found.notes[0].contains("no metric says how many units"), "{:?}", found.notes);
    // Nor is there anything to play.
    let error = planner.simulate("disk", &disk, 24, now()).unwrap_err();
    assert_eq!(error.code(), "invalid");
    assert!(error.to_string().contains("disk"), "{error}");
    let gone: Vec<f64> = (0..240).map(|hour| if hour < 200 { 50.0 } else { f64::NAN }).collect();
    assert_eq!(planner.simulate("cpu", &gone, 40, now()).unwrap_err().code(), "shape");
}

fn limit(from: i64, to: i64, floor: Option<u32>, ceiling: Option<u32>) -> ScheduledLimit {
    ScheduledLimit { start: now() + TimeDelta::hours(from), end: now() + TimeDelta::hours(to), floor, ceiling }
}

fn scheduled(schedule: Vec<ScheduledLimit>) -> hypercare::Result<CapacityPlan> {
    let scaling = ScalingRules { units: 4, minimum: 2, maximum: 20, schedule, ..ScalingRules::default() };
    late(&Planner { scaling, windows: 0, horizon: 24, ..Planner::default() }, 0)
}

#[test]
fn floors_and_ceilings_that_cannot_be_are_refused_with_their_places() {
    let said = |schedule: Vec<ScheduledLimit>| scheduled(schedule).unwrap_err().to_string();
    assert_eq!(
        said(vec![limit(0, 3, None, Some(9)), limit(5, 9, Some(90), None)]),
        "scaling.schedule[1].floor: expected at most the maximum, 20, found 90"
    );
    assert_eq!(
        said(vec![limit(0, 3, None, Some(1))]),
        "scaling.schedule[0].ceiling: expected at least the minimum, 2, found 1"
    );
    assert_eq!(
        said(vec![limit(0, 9, None, Some(3)), limit(9, 12, Some(5), None), limit(7, 8, Some(9), None)]),
        "scaling.schedule[2].floor: expected at most 3, the ceiling of scaling.schedule[0] at 2026-02-02T07:00:00Z, found 9"
    );
    assert!(said(vec![limit(3, 3, Some(3), None)]).starts_with("scaling.schedule[0].end: "));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Some instant has a floor above a ceiling, or the schedule is taken.
    #[test]
    fn a_schedule_is_refused_where_it_contradicts_itself(
        limits in prop::collection::vec((0_i64..12, 1_i64..6, 2_u32..9, prop::bool::ANY), 0..7)
    ) {
        let entry = |&(from, long, units, floor): &(i64, i64, u32, bool)| {
            limit(from, from + long, floor.then_some(units), (!floor).then_some(units))
        };
        let schedule: Vec<ScheduledLimit> = limits.iter().map(entry).collect();
        let crossed = (0..18).any(|hour| {
            let here = |wanted: bool| {
                let within = limits.iter().filter(move |(from, long, _, floor)| {
                    *floor == wanted && (*from..from + long).contains(&hour)
                });
                within.map(|(_, _, units, _)| *units)
            };
            here(true).max().zip(here(false).min()).is_some_and(|(floor, ceiling)| floor > ceiling)
        });
        let rules = Planner {
            scaling: ScalingRules { units: 4, schedule, ..ScalingRules::default() },
            horizon: 1,
            windows: 0,
            ..Planner::default()
        };
        let plan = rules.plan(&BTreeMap::from([("cpu".to_owned(), vec![30.0, 40.0, 35.0])]), now());
        prop_assert_eq!(plan.is_err(), crossed);
    }
}

#[test]
fn a_share_is_no_percentage() {
    let values: Vec<f64> = (0..48).map(office).collect();
    let told = |levels: &[f64]| forecast(&values, &ForecastOptions { levels: levels.to_vec(), ..hourly(3) });
    let said = told(&[0.8, 0.95]).unwrap_err().to_string();
    assert_eq!(said, "levels: expected percentages from 1 to 99.99, such as 80, found 0.8");
    assert!(told(&[1.0, 99.99]).is_ok());
    let options =
        ExhaustionOptions { step: "1h".parse().unwrap(), start: now(), capacity: 90.0, level: 0.9, zone: None };
    assert_eq!(exhaustion(&values, &options).unwrap_err().code(), "invalid");
}

#[test]
fn a_bound_that_does_not_exist_is_not_named() {
    let values: Vec<f64> = (0..48).map(office).collect();
    let notes = |lower: Option<f64>, upper: Option<f64>| {
        forecast(&values, &ForecastOptions { lower, upper, ..hourly(3) }).unwrap().explanation.notes
    };
    assert!(notes(Some(200.0), None).iter().any(|note| note.ends_with("end at the lower bound of 200")));
    assert!(notes(None, Some(-5.0)).iter().any(|note| note.ends_with("end at the upper bound of -5")));
    assert!(notes(Some(-9.0), Some(-5.0)).iter().any(|note| note.ends_with("end at the bounds of -9 and -5")));
}

#[test]
fn lengths_of_time_come_as_texts_or_seconds_and_errors_say_what_is_wrong() {
    let read = |text: &str| from_json::<Planner>(text, "planner", Limits::default());
    let told =
        read(r#"{"window": 5400, "stale_after": "2 days", "scaling": {"cooldown_up": 600, "lead_time": "90 s"}}"#);
    let told = told.unwrap();
    assert_eq!((told.window, told.stale_after), ("90 min".parse().ok(), "2 days".parse().ok()));
    assert_eq!(told.scaling.cooldown_up, "10 min".parse().unwrap());
    let said = |text: &str| read(text).unwrap_err().to_string();
    assert!(said(r#"{"scaling": {"lead_time": "-1h"}}"#).contains("of zero or more such as \"1h\", found \"-1h\""));
    assert!(said(r#"{"scaling": {"cooldown_down": -5}}"#).contains("a number of seconds from 0 to 10^12, found -5"));
    assert!(said(r#"{"scaling": {"units": 1000000000000}}"#).contains("a whole number from 0 to 4,294,967,295"));
    let none = Planner { window: Some("0 s".parse().unwrap()), ..Planner::default() };
    let said = late(&none, 0).unwrap_err().to_string();
    assert_eq!(said, "window: expected a length of time above 0 and of at most 168 steps, found 0 s");
}

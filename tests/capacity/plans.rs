//! What a planner does with forecasts: crossings, units, windows; and the scores of forecasts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{Datelike, TimeDelta, Timelike};
use hypercare::capacity::{
    AvoidedTime, CapacityPlan, CapacityThreshold, Crossing, ExhaustionOptions, MaintenanceOptions, Planner,
    ResampleRule, ScalingRules, ScheduledLimit, backtest, exhaustion, forecast, forecast_many, maintenance_windows,
    resample,
};
use hypercare::stats::Stream;
use hypercare::time::Span;
use proptest::prelude::*;

use crate::{at, hourly, noise, office};

fn plan(planner: &Planner, metric: &str, values: Vec<f64>) -> CapacityPlan {
    planner.plan(&BTreeMap::from([(metric.to_owned(), values)]), at("2026-02-02T00:00:00Z")).expect("a plan")
}

fn with(scaling: ScalingRules) -> Planner {
    Planner { scaling, ..Planner::default() }
}

#[test]
fn a_backtest_shows_that_the_model_earns_its_keep() {
    let values: Vec<f64> = (0..28 * 24).map(office).collect();
    let scores = backtest(&values, &hourly(48), 4).unwrap();
    assert_eq!((scores.origins, scores.period, scores.by_horizon.len()), (4, 24, 48));
    assert!(scores.mase < scores.seasonal_naive.mase && scores.msis < scores.seasonal_naive.msis, "{scores:?}");
    assert!(scores.owa.unwrap() < 0.5 && scores.pinball < scores.seasonal_naive.pinball);
    assert!(scores.coverage[0].share > 0.6 && scores.coverage[1].share > 0.85, "{:?}", scores.coverage);
    let mean = scores.by_horizon.iter().map(|step| step.mase.unwrap()).sum::<f64>() / 48.0;
    assert!((mean - scores.mase.unwrap()).abs() < 1e-9);
    assert_eq!(backtest(&values[..60], &hourly(48), 4).unwrap_err().code(), "shape");
    assert_eq!(backtest(&[5.0; 90], &hourly(2), 3).unwrap().mase, None);
}

#[test]
fn many_series_are_the_same_on_any_number_of_threads() {
    let series: Vec<Vec<f64>> =
        (0..9).map(|shift| (0..100 + shift).map(|hour| office(hour + 5 * shift)).collect()).collect();
    let done = AtomicUsize::new(0);
    let run = |jobs: usize| {
        forecast_many(&series, &hourly(5), jobs, |_, of| done.fetch_add(1, Ordering::Relaxed) < usize::MAX && of == 9)
    };
    let (one, four) = (run(1).unwrap().unwrap(), run(4).unwrap().unwrap());
    assert_eq!(one, four);
    assert_eq!(one[3], forecast(&series[3], &hourly(5)).unwrap());
    assert_eq!(done.load(Ordering::Relaxed), 18);
    assert_eq!(forecast_many(&series, &hourly(5), 1, |done, _| done < 2).unwrap(), None);
    for jobs in [0, 1025, usize::MAX] {
        assert_eq!(forecast_many(&series, &hourly(5), jobs, |_, _| true).unwrap_err().code(), "invalid");
    }
    let error = forecast_many(&[vec![1.0, 2.0], vec![1.0]], &hourly(5), 1, |_, _| true).unwrap_err();
    assert!(error.to_string().starts_with("series 1, values"), "{error}");
}

#[test]
fn measurements_at_any_instants_become_steps() {
    let start = at("2026-01-01T00:00:00Z");
    let instants: Vec<_> = [0, 10, 10, 70, 200].map(|minute| start + TimeDelta::minutes(minute)).to_vec();
    let values = [1.0, 2.0, 6.0, 4.0, f64::NAN];
    let by = |rule| resample(&instants, &values, "1h".parse().unwrap(), None, rule).unwrap().values;
    assert_eq!(by(ResampleRule::Mean)[..2], [3.0, 4.0]);
    assert_eq!(by(ResampleRule::Sum)[0], 9.0);
    assert_eq!((by(ResampleRule::Max)[0], by(ResampleRule::Min)[0], by(ResampleRule::Last)[0]), (6.0, 1.0, 6.0));
    assert!(by(ResampleRule::Sum).len() == 4 && by(ResampleRule::Sum)[2].is_nan());
    let mut down = instants.clone();
    down.reverse();
    let hour: Span = "1h".parse().unwrap();
    let code =
        |instants, values: &[f64], step| resample(instants, values, step, None, ResampleRule::Mean).unwrap_err().code();
    assert_eq!(code(&down, &values, hour), "out_of_order");
    assert_eq!(code(&instants, &values[1..], hour), "shape");
    assert_eq!(code(&instants, &[f64::INFINITY; 5], hour), "invalid");
    assert_eq!(code(&instants, &values, Span::ZERO), "invalid");
    let far = [start, at("9000-01-01T00:00:00Z")];
    assert_eq!(code(&far, &[1.0, 2.0], hour), "limit");
}

#[test]
fn a_growing_metric_crosses_its_threshold_and_a_flat_one_does_not() {
    let planner = Planner { step: "1 day".parse().unwrap(), horizon: 60, ..Planner::default() };
    let grown = plan(&planner, "disk", (0..120).map(|day| 40.0 + 0.3 * day as f64 + noise(day)).collect());
    let above = &grown.crossings[0];
    assert_eq!((above.crossing, above.threshold), (Crossing::Above, 90.0));
    // 76 % now and 0.3 a day: 47 days.
    let expected = (above.expected.unwrap() - at("2026-02-02T00:00:00Z")).num_days();
    assert!((42..=52).contains(&expected), "{above:?}");
    assert!(
        above.early.unwrap() <= above.expected.unwrap()
            && above.late.is_none_or(|late| late >= above.expected.unwrap())
    );
    assert!(grown.scaling.units.iter().all(|units| *units == 1), "more servers do not empty a disk");
    let flat = plan(&planner, "disk", (0..120).map(|day| 60.0 + noise(day)).collect());
    assert_eq!((flat.crossings[0].probability, flat.crossings[0].expected), (0.0, None));
}

#[test]
fn units_follow_the_day_with_lead_and_reasons() {
    let rules = ScalingRules {
        units: 10,
        lead_time: Span::minutes(60),
        cost_per_unit_hour: Some(0.5),
        ..ScalingRules::default()
    };
    let found = plan(&with(rules), "cpu", (0..28 * 24).map(|hour| 1.2 * office(hour)).collect());
    // 72 % of 10 units at most, 24 % by night.
    let (most, least) = (found.scaling.units.iter().max().unwrap(), found.scaling.units.iter().min().unwrap());
    assert!((10..=13).contains(most) && *least <= 6, "{:?}", found.scaling.units);
    assert_eq!(found.scaling.short, 0);
    for (step, need) in found.scaling.needed.iter().enumerate().skip(1) {
        assert!(found.scaling.units[step - 1] >= *need, "ready an hour before");
    }
    assert!(found.scaling.changes.iter().all(|change| change.reason.numbers.contains_key("needed")));
    assert_eq!(found.scaling.cost, Some(0.5 * found.scaling.unit_hours));
    assert_eq!(found.windows.len(), 3);
}

#[test]
fn a_scheduled_floor_holds_and_totals_count_by_capacity() {
    let floor = ScheduledLimit {
        start: at("2026-02-03T00:00:00Z"),
        end: at("2026-02-04T00:00:00Z"),
        floor: Some(9),
        ceiling: None,
    };
    let mut planner = with(ScalingRules { units: 3, schedule: vec![floor], ..ScalingRules::default() });
    planner.thresholds.get_mut("requests").unwrap().capacity = Some(500.0);
    let found = plan(&planner, "requests", (0..240).map(|hour| 1400.0 + 10.0 * noise(hour)).collect());
    assert!(found.scaling.units[..23].iter().all(|units| *units == 3), "{:?}", found.scaling.units);
    assert!(found.scaling.units[24..48].iter().all(|units| *units == 9), "{:?}", found.scaling.units);
    assert_eq!(*found.scaling.units.last().unwrap(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_plan_never_flaps(
        values in prop::collection::vec(0.0..100.0, 30..200),
        units in 1_u32..20,
        step_up in prop::option::of(1_u32..5),
        step_down in prop::option::of(1_u32..5),
        hours in 1_u32..8,
        hysteresis in 0.0..0.3,
    ) {
        let cooldown = Span::minutes(60 * hours);
        let rules = ScalingRules {
            units, step_up, step_down, hysteresis, cooldown_up: cooldown, cooldown_down: cooldown, ..ScalingRules::default()
        };
        let found = plan(&with(rules), "cpu", values).scaling;
        let hour = |change: &hypercare::capacity::ScalingChange| (change.at - found.start).num_hours();
        for pair in found.changes.windows(2) {
            let (up, down) = (pair[0].after > pair[0].before, pair[1].after < pair[1].before);
            prop_assert_eq!(pair[0].after, pair[1].before);
            if up == down {
                prop_assert!(hour(&pair[1]) - hour(&pair[0]) >= i64::from(hours), "{:?}", pair);
            }
        }
        for change in &found.changes {
            prop_assert!(step_up.is_none_or(|most| change.after <= change.before + most));
            prop_assert!(step_down.is_none_or(|most| change.after + most >= change.before));
        }
        prop_assert!(found.units.iter().all(|units| (1..=100).contains(units)));
    }
}

#[test]
fn wrong_plans_are_typed_errors() {
    let now = at("2026-02-02T00:00:00Z");
    let metrics = |name: &str| BTreeMap::from([(name.to_owned(), vec![1.0, 2.0, 3.0])]);
    assert_eq!(Planner::default().plan(&metrics("temperature"), now).unwrap_err().code(), "unknown");
    assert_eq!(Planner::default().plan(&BTreeMap::new(), now).unwrap_err().code(), "shape");
    for rules in [
        ScalingRules { units: 0, ..ScalingRules::default() },
        ScalingRules { minimum: 5, maximum: 4, ..ScalingRules::default() },
        ScalingRules { step_up: Some(0), ..ScalingRules::default() },
        ScalingRules { risk: 0.0, ..ScalingRules::default() },
        ScalingRules { hysteresis: f64::NAN, ..ScalingRules::default() },
    ] {
        assert_eq!(with(rules).plan(&metrics("cpu"), now).unwrap_err().code(), "invalid");
    }
}

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
    let long = MaintenanceOptions { duration: "8 days".parse().unwrap(), ..options };
    assert_eq!(maintenance_windows(&values, &long).unwrap_err().code(), "invalid");
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
fn a_plan_is_played_on_history_that_it_did_not_know() {
    let values: Vec<f64> = (0..28 * 24).map(office).collect();
    let planner = with(ScalingRules { units: 10, cooldown_down: Span::minutes(180), ..ScalingRules::default() });
    let found = planner.simulate("cpu", &values, 168, at("2026-02-02T00:00:00Z")).unwrap();
    assert!(found.planned.enough >= 0.95, "{found:?}");
    assert!(found.planned.enough > found.reactive.enough, "who reacts comes late each morning");
    assert!(found.planned.excess_unit_hours < found.fixed.excess_unit_hours);
    assert_eq!(found.fixed.changes_per_day, 0.0);
    let trade = &found.trade_off;
    assert!(trade[0].score.enough <= trade[4].score.enough);
    assert!(trade[0].score.excess_unit_hours <= trade[4].score.excess_unit_hours);
    assert_eq!(planner.simulate("cpu", &values, values.len(), at("2026-02-02T00:00:00Z")).unwrap_err().code(), "shape");
}

#[test]
fn the_trade_off_is_drawn() {
    let values: Vec<f64> = (0..28 * 24).map(office).collect();
    let planner = with(ScalingRules { units: 10, ..ScalingRules::default() });
    let found = planner.simulate("cpu", &values, 168, at("2026-02-02T00:00:00Z")).unwrap();
    let svg = found.to_svg();
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
    assert_eq!(svg.matches("<circle").count(), found.trade_off.len() + 2);
    for word in ["risk 20 %", "risk 0.5 %", "reactive", "fixed size", "goal 95 %", "goal 98 %", "unit-hours"] {
        assert!(svg.contains(word), "{word} is missing: {svg}");
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    // Nothing to spare, and nothing enough.
    let flat = with(ScalingRules { maximum: 1, ..ScalingRules::default() });
    let flat = flat.simulate("cpu", &[90.0; 60], 10, at("2026-02-02T00:00:00Z")).unwrap();
    assert_eq!((flat.planned.enough, flat.planned.excess_unit_hours), (0.0, 0.0));
    assert!(!flat.to_svg().contains("NaN"), "{}", flat.to_svg());
}

#[test]
fn monthly_plans_take_months_of_the_calendar() {
    let planner = Planner {
        step: "monthly".parse().unwrap(),
        horizon: 3,
        ..with(ScalingRules { units: 2, ..ScalingRules::default() })
    };
    let sales: Vec<f64> = (0..48).map(|month| if month % 12 < 6 { 40.0 } else { 65.0 }).collect();
    let metrics = BTreeMap::from([("cpu".to_owned(), sales.clone())]);
    let found = planner.plan(&metrics, at("2026-01-31T00:00:00Z")).unwrap();
    // From 31 January over 28 February and 31 March to 30 April: 89 days.
    assert_eq!(found.scaling.unit_hours, 89.0 * 24.0 * f64::from(found.scaling.units[0]));
    // The winter half of the last year but one, whose limits lie in its own months.
    let limit = ScheduledLimit {
        start: at("2025-02-28T00:00:00Z"),
        end: at("2025-03-31T00:00:00Z"),
        floor: Some(50),
        ceiling: None,
    };
    let floor =
        Planner { scaling: ScalingRules { schedule: vec![limit], ..planner.scaling.clone() }, ..planner.clone() };
    let (plain, floored) = (
        planner.simulate("cpu", &sales, 12, at("2026-01-31T00:00:00Z")).unwrap(),
        floor.simulate("cpu", &sales, 12, at("2026-01-31T00:00:00Z")).unwrap(),
    );
    // The floor holds for the 31 days from the end of February, so at least 48 more units stand idle then.
    let more = floored.planned.excess_unit_hours - plain.planned.excess_unit_hours;
    assert!(more >= 46.0 * 31.0 * 24.0, "{more}");
}

/// Hours at 50 with noise of a standard deviation of 2, in which nothing but chance crosses a threshold.
fn restless(hours: usize) -> Vec<f64> {
    let mut stream = Stream::new(7, 0);
    (0..hours).map(|_| 44.0 + 4.0 * (stream.unit() + stream.unit() + stream.unit())).collect()
}

#[test]
fn crossing_at_all_is_likelier_than_at_any_one_step() {
    let found = plan(&Planner::default(), "cpu", restless(600));
    let metric = BTreeMap::from([("cpu".to_owned(), restless(600))]);
    let threshold = |scale_up: f64| CapacityThreshold { scale_up, ..Planner::default().thresholds["cpu"].clone() };
    let near = Planner { thresholds: BTreeMap::from([("cpu".to_owned(), threshold(53.5))]), ..Planner::default() };
    let near = near.plan(&metric, at("2026-02-02T00:00:00Z")).unwrap();
    let crossing = &near.crossings[0];
    assert!(crossing.highest < 0.2, "{crossing:?}");
    assert!(crossing.probability > 0.8, "in a week of hours one is high: {crossing:?}");
    assert_eq!(crossing.by_step.last(), Some(&crossing.probability));
    assert!(crossing.early < crossing.expected && crossing.early.is_some());
    for crossing in found.crossings.iter().chain(&near.crossings) {
        assert_eq!((crossing.at_step.len(), crossing.by_step.len()), (168, 168));
        assert!(crossing.by_step.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(crossing.at_step.iter().zip(&crossing.by_step).all(|(at, by)| (0.0..=*by).contains(at) && *by <= 1.0));
    }
    // 70 is far off: nothing in the horizon.
    assert_eq!((found.crossings[0].probability, found.crossings[0].early), (0.0, None));
}

#[test]
fn a_line_crosses_when_it_is_there() {
    let rising: Vec<f64> = (0..400).map(|hour| 20.0 + 0.1 * hour as f64 + noise(hour)).collect();
    let found = plan(&Planner { horizon: 200, ..Planner::default() }, "cpu", rising);
    let above = &found.crossings[0];
    // 60 now, 70 in a hundred hours.
    let hours =
        |at: Option<chrono::DateTime<chrono::Utc>>| (at.unwrap() - crate::at("2026-02-02T00:00:00Z")).num_hours();
    assert!((80..=110).contains(&hours(above.expected)), "{above:?}");
    assert!(hours(above.early) <= hours(above.expected) && hours(above.expected) <= hours(above.late));
    assert!(hours(above.late) - hours(above.early) < 60, "{above:?}");
    // A threshold that values only touch is not crossed.
    let touching = plan(&Planner::default(), "cpu", vec![70.0; 100]);
    assert_eq!(touching.crossings[0].probability, 0.0);
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
fn plans_go_to_scalers_as_their_documents() {
    let rules = ScalingRules { units: 10, minimum: 2, maximum: 30, ..ScalingRules::default() };
    let found = plan(&with(rules), "cpu", (0..28 * 24).map(|hour| 1.2 * office(hour)).collect()).scaling;
    let keda = found.to_keda("web").unwrap();
    assert!(
        keda.contains("kind: ScaledObject") && keda.contains("start: \"0 ") && keda.contains("maxReplicaCount: 30")
    );
    let triggers = keda.matches("type: cron").count();
    assert!((5..60).contains(&triggers), "{triggers}");
    let hpa = found.to_hpa("web", 70).unwrap();
    assert!(hpa.contains("averageUtilization: 70") && hpa.contains("maxReplicas: 30"));
    let aws: serde_json::Value = serde_json::from_str(&found.to_aws("web-group").unwrap()).unwrap();
    let actions = aws["ScheduledUpdateGroupActions"].as_array().unwrap();
    assert_eq!(actions[0]["StartTime"], "2026-02-02T00:00:00Z");
    assert_eq!(actions[0]["DesiredCapacity"], serde_json::json!(found.units[0]));
    assert!(actions.len() == found.changes.len() || actions.len() == found.changes.len() + 1);
    for name in ["", "Web", "web\nspec:", "-web", &"a".repeat(64)] {
        assert_eq!(found.to_keda(name).unwrap_err().code(), "invalid");
        assert_eq!(found.to_hpa(name, 70).unwrap_err().code(), "invalid");
    }
    assert_eq!(found.to_hpa("web", 0).unwrap_err().code(), "invalid");
}

#[test]
fn a_disk_is_full_when_its_growth_says_even_after_it_was_emptied() {
    let options = ExhaustionOptions {
        step: "1 day".parse().unwrap(),
        start: at("2026-01-01T00:00:00Z"),
        capacity: 1000.0,
        level: 80.0,
        zone: None,
    };
    // 10 a day, emptied to 100 every 40 days.
    let used: Vec<f64> = (0..100).map(|day| 100.0 + 10.0 * (day % 40) as f64 + 4.0 * noise(day)).collect();
    let found = exhaustion(&used, &options).unwrap();
    assert_eq!(found.resets, [40, 80]);
    assert!((found.rate - 10.0).abs() < 0.3 && found.highest_before_reset.unwrap() > 480.0, "{found:?}");
    // 290 on day 99: 71 more days.
    let days = |at: Option<chrono::DateTime<chrono::Utc>>| (at.unwrap() - options.start).num_days();
    assert!((168..=173).contains(&days(found.expected)), "{found:?}");
    assert!(days(found.early) <= days(found.expected) && days(found.expected) <= days(found.late));
    let flat = exhaustion(&[5.0; 50], &options).unwrap();
    assert_eq!((flat.rate, flat.expected, flat.early), (0.0, None, None));
    assert_eq!(exhaustion(&[1000.0, 1001.0], &options).unwrap().expected, Some(at("2026-01-02T00:00:00Z")));
    assert_eq!(exhaustion(&[5.0], &options).unwrap_err().code(), "shape");
    let wrong = ExhaustionOptions { capacity: f64::NAN, ..options };
    assert_eq!(exhaustion(&used, &wrong).unwrap_err().code(), "invalid");
}

#[test]
fn what_only_moves_is_neither_emptied_nor_full_one_day() {
    let options = ExhaustionOptions {
        step: "1h".parse().unwrap(),
        start: at("2026-01-01T00:00:00Z"),
        capacity: 100.0,
        level: 80.0,
        zone: None,
    };
    // Whole percents, as df shows them.
    let percents: Vec<f64> = (0..120).map(|hour| if hour % 6 < 3 { 50.0 } else { 51.0 }).collect();
    let found = exhaustion(&percents, &options).unwrap();
    assert_eq!((found.resets.len(), found.expected), (0, None), "{found:?}");
    // Connections that jitter; mostly flat with spikes that end and dips that are made good.
    let jitter: Vec<f64> = (0..200).map(|hour| (40.0 + 20.0 * noise(hour)).round()).collect();
    let found = exhaustion(&jitter, &options).unwrap();
    assert_eq!((found.resets.len(), found.expected), (0, None), "{found:?}");
    let spikes: Vec<f64> =
        (0..200).map(|hour| [30.0, 90.0, 30.0, 5.0][[0, 1, 0, 3][hour / 7 % 4 * usize::from(hour % 7 == 0)]]).collect();
    let found = exhaustion(&spikes, &options).unwrap();
    assert_eq!((found.resets.len(), found.expected), (0, None), "{found:?}");
    // Whole percents that do grow, a point in five hours, and are emptied: found as before.
    let grown: Vec<f64> = (0..300).map(|hour| 10.0 + ((hour % 200) / 5) as f64).collect();
    let found = exhaustion(&grown, &options).unwrap();
    assert_eq!(found.resets, [200]);
    assert!((found.rate - 0.2).abs() < 0.02 && found.expected.is_some(), "{found:?}");
    // Slow growth of fine steps is not lost: 10^8 seconds are three years.
    let slow: Vec<f64> = (0..100).map(|second| f64::from(second) * 1e-6).collect();
    let options = ExhaustionOptions { step: "1s".parse().unwrap(), ..options };
    let years = (exhaustion(&slow, &options).unwrap().expected.unwrap() - options.start).num_days() / 365;
    assert_eq!(years, 3);
}

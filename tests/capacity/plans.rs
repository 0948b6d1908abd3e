//! What a planner does with forecasts: crossings, units, windows; and the scores of forecasts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{Datelike, TimeDelta, Timelike};
use hypercare::capacity::{
    AvoidedTime, CapacityPlan, CapacityThreshold, Crossing, DeclaredEvent, ExhaustionOptions, MaintenanceOptions,
    Planner, ResampleRule, ScalingPlan, ScalingRules, ScheduledLimit, backtest, exhaustion, forecast, forecast_many,
    maintenance_windows, resample,
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
        assert!(found.scaling.units[step] >= *need, "ready in time");
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
    let requests = planner.thresholds.get_mut("requests").unwrap();
    // A unit carries 500, and is one too many below 200.
    (requests.capacity, requests.scale_down) = (Some(500.0), Some(400.0));
    let found = plan(&planner, "requests", (0..240).map(|hour| 1400.0 + 10.0 * noise(hour)).collect());
    assert!(found.scaling.units[..23].iter().all(|units| *units == 3), "{:?}", found.scaling.units);
    assert!(found.scaling.units[24..48].iter().all(|units| *units == 9), "{:?}", found.scaling.units);
    let up = &found.scaling.changes[0];
    assert_eq!(up.at, at("2026-02-02T23:55:00Z"), "the lead time before, to the minute");
    assert_eq!((up.reason.rule.as_str(), up.reason.numbers["floor"]), ("floor", 9.0));
    assert!(up.reason.detail.contains("2026-02-03T00:00:00Z"), "{}", up.reason);
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

/// Instants and sizes of all actions, each document being one that AWS takes.
fn actions(plan: &ScalingPlan) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    for document in plan.to_aws("web-group").unwrap() {
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert_eq!(document["AutoScalingGroupName"], "web-group");
        let actions = document["ScheduledUpdateGroupActions"].as_array().unwrap();
        assert!((1..=50).contains(&actions.len()));
        for action in actions {
            let number = |name: &str| u32::try_from(action[name].as_u64().unwrap()).unwrap();
            assert!(number("MinSize") <= number("DesiredCapacity") && number("DesiredCapacity") <= number("MaxSize"));
            found.push((action["StartTime"].as_str().unwrap().to_owned(), number("DesiredCapacity")));
        }
    }
    found
}

/// The triggers of a manifest: start, end, replicas.
fn triggers(keda: &str) -> Vec<(String, String, u32)> {
    let field = |block: &str, name: &str| {
        let text = block.split_once(&format!("{name}: \"")).unwrap().1;
        text.split_once('"').unwrap().0.to_owned()
    };
    let blocks = keda.split("- type: cron").skip(1);
    let read =
        |block: &str| (field(block, "start"), field(block, "end"), field(block, "desiredReplicas").parse().unwrap());
    blocks.map(read).collect()
}

#[test]
fn plans_go_to_scalers_as_their_documents() {
    let rules = ScalingRules { units: 10, minimum: 2, maximum: 30, ..ScalingRules::default() };
    let found = plan(&with(rules), "cpu", (0..28 * 24).map(|hour| 1.2 * office(hour)).collect()).scaling;
    let keda = found.to_keda("web").unwrap();
    assert!(keda.contains("kind: ScaledObject") && keda.contains("maxReplicaCount: 30"));
    let triggers = keda.matches("type: cron").count();
    assert!((5..60).contains(&triggers), "{triggers}");
    let hpa = found.to_hpa("web", 70).unwrap();
    assert!(hpa.contains("averageUtilization: 70") && hpa.contains("maxReplicas: 30"));
    let actions = actions(&found);
    let later: Vec<_> = found.changes.iter().filter(|change| change.at > found.start).collect();
    assert_eq!(actions.len(), later.len(), "what is due at once is the caller's: AWS refuses the past");
    for (action, change) in actions.iter().zip(later) {
        assert_eq!((&action.0, action.1), (&hypercare::time::format_instant(change.at), change.after));
    }
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

/// A plan of so many steps whose units follow one another.
fn made(start: &str, step: &str, units: Vec<u32>) -> ScalingPlan {
    let (start, step): (_, Span) = (at(start), step.parse().unwrap());
    let one = step.exact();
    let change = |place: usize| hypercare::capacity::ScalingChange {
        at: start + one * i32::try_from(place).unwrap(),
        before: units[place - 1],
        after: units[place],
        reason: hypercare::Reason::new("test", "test"),
    };
    ScalingPlan {
        start,
        step,
        zone: None,
        limits: (0, 100),
        needed: units.clone(),
        changes: (1..units.len()).filter(|place| units[place - 1] != units[*place]).map(change).collect(),
        units,
        short: 0,
        unit_hours: 0.0,
        cost: None,
    }
}

/// Whether a trigger is on at a minute of the plan's days, as KEDA finds it: its end comes before its next start.
fn on(trigger: &(String, String, u32), minute: chrono::DateTime<chrono::Utc>) -> bool {
    let next = |text: &str| {
        let part: Vec<u32> = text.split(' ').take(4).map(|part| part.parse().unwrap()).collect();
        let year = |year: i32| {
            chrono::NaiveDate::from_ymd_opt(year, part[3], part[2])
                .unwrap()
                .and_hms_opt(part[1], part[0], 0)
                .unwrap()
                .and_utc()
        };
        [minute.year(), minute.year() + 1].map(year).into_iter().find(|at| *at > minute).unwrap()
    };
    next(&trigger.1) < next(&trigger.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn at_every_minute_the_highest_trigger_is_the_plan(units in prop::collection::vec(0_u32..6, 1..40), seconds in 20_i32..4000) {
        let plan = made("2026-12-28T22:17:00Z", &format!("{seconds} s"), units.clone());
        let keda = plan.to_keda("web").unwrap();
        let (found, least) = (triggers(&keda), *units.iter().min().unwrap());
        prop_assert!(!found.is_empty());
        for (start, end, replicas) in &found {
            prop_assert!(start != end && *replicas >= 1, "KEDA refuses such");
        }
        let of = |at: chrono::DateTime<chrono::Utc>| {
            units[usize::try_from((at - plan.start).num_milliseconds() / (1000 * i64::from(seconds))).unwrap()]
        };
        let minutes = i64::try_from(units.len()).unwrap() * i64::from(seconds) / 60;
        for minute in 0..minutes {
            let now = plan.start + TimeDelta::minutes(minute);
            let asked = found.iter().filter(|trigger| on(trigger, now)).map(|trigger| trigger.2).max().unwrap_or(0).max(least);
            // Within a minute the most of it.
            let most = (0..60).map(|second| of((now + TimeDelta::seconds(second)).min(plan.start + TimeDelta::seconds(i64::from(seconds) * units.len() as i64 - 1)))).max().unwrap();
            prop_assert_eq!(asked, most, "minute {}: {}", minute, keda);
        }
    }

}

proptest! {
    // Each case makes forty plans.
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn re_plans_never_flap(seed in 0_u64..1000, lead in 0_u32..90, hours in 1_u32..5, step_up in prop::option::of(1_u32..4)) {
        let mut stream = Stream::new(seed, 0);
        let values: Vec<f64> = (0..90).map(|hour| (office(hour) * (0.4 + 1.2 * stream.unit())).min(100.0)).collect();
        let (up, down) = (Span::minutes(60 * (1 + hours / 2)), Span::minutes(60 * hours));
        let mut rules = ScalingRules {
            units: 6, step_up, cooldown_up: up, cooldown_down: down, lead_time: Span::minutes(lead), ..ScalingRules::default()
        };
        let mut done: Vec<hypercare::capacity::ScalingChange> = Vec::new();
        for length in 50..values.len() {
            let now = at("2026-02-02T00:00:00Z") + TimeDelta::hours(length as i64);
            let planner = Planner { horizon: 6, windows: 0, ..with(rules.clone()) };
            let metric = BTreeMap::from([("cpu".to_owned(), values[..length].to_vec())]);
            let found = planner.plan(&metric, now).unwrap().scaling;
            // The next plan comes in an hour; what it decides is not done.
            for change in found.changes.into_iter().filter(|change| change.at < now + TimeDelta::hours(1)) {
                prop_assert!(change.at >= now);
                rules.units = change.after;
                *(if change.after > change.before { &mut rules.last_added } else { &mut rules.last_removed }) = Some(change.at);
                done.push(change);
            }
        }
        for (place, one) in done.iter().enumerate() {
            for other in &done[..place] {
                let (rose, rises) = (other.after > other.before, one.after > one.before);
                let rest = if rises && rose { up } else if rises { Span::ZERO } else { down };
                prop_assert!(one.at - other.at >= rest.exact(), "{:?} after {:?}", one, other);
                prop_assert_eq!(done[place - 1].after, one.before);
            }
        }
    }
}

#[test]
fn aws_takes_every_document_of_a_long_plan() {
    let plan = made("2026-02-02T00:00:00.123456Z", "20 min", (0..120).map(|step| 2 + step % 3).collect());
    let found = actions(&plan);
    assert_eq!((found.len(), plan.to_aws("web-group").unwrap().len()), (119, 3));
    for (start, _) in &found {
        assert!(start.len() == 20 && start.as_str() > "2026-02-02T00:00:01Z", "{start}");
    }
    assert_eq!(made("2026-02-02T00:00:00Z", "1h", vec![3; 9]).to_aws("web-group").unwrap(), Vec::<String>::new());
    let many = made("2026-02-02T00:00:00Z", "20 min", (0..200).map(|step| 2 + step % 3).collect());
    assert_eq!(many.to_aws("web-group").unwrap_err().code(), "limit");
}

#[test]
fn plans_from_outside_are_checked() {
    let plan = made("2026-02-02T00:00:00Z", "1h", vec![2, 5, 3]);
    let late = at("2027-02-02T00:00:00Z");
    let with = |change: &dyn Fn(&mut ScalingPlan)| {
        let mut other = plan.clone();
        change(&mut other);
        let codes = [other.to_keda("web").map(drop), other.to_hpa("web", 60).map(drop), other.to_aws("web").map(drop)];
        codes.map(|found| found.map_err(|error| error.code()))
    };
    assert_eq!(with(&|_| ()), [Ok(()); 3]);
    assert_eq!(with(&|plan| plan.step = Span::ZERO), [Err("invalid"); 3]);
    assert_eq!(with(&|plan| plan.units.clear()), [Err("invalid"); 3]);
    assert_eq!(with(&|plan| plan.units[1] = 101), [Err("invalid"); 3]);
    assert_eq!(with(&|plan| plan.limits = (5, 4)), [Err("invalid"); 3]);
    assert_eq!(with(&|plan| plan.changes[0].after = 900), [Err("invalid"); 3]);
    assert_eq!(with(&|plan| plan.changes[1].before = 4), [Err("invalid"); 3]);
    assert_eq!(with(&|plan| plan.changes.swap(0, 1)), [Err("invalid"); 3]);
    assert_eq!(with(&|plan| plan.changes[1].at = late), [Err("invalid"); 3]);
    assert_eq!(with(&|plan| plan.zone = Some("Moon".to_owned())).map(|found| found.is_err()), [true; 3]);
    let year = made("2026-02-02T00:00:00Z", "1 day", vec![2; 365]);
    assert_eq!(year.to_keda("web").unwrap_err().code(), "invalid");
    // A plan of nothing: KEDA refuses no replicas.
    assert_eq!(triggers(&made("2026-02-02T00:00:00Z", "1h", vec![0; 9]).to_keda("web").unwrap())[0].2, 1);
}

#[test]
fn horizons_are_capped_before_anything_is_made() {
    let now = at("2026-02-02T00:00:00Z");
    let metric = BTreeMap::from([("cpu".to_owned(), vec![1.0, 2.0, 3.0])]);
    for step in ["1 ms", "1h", "monthly"] {
        let planner = Planner { step: step.parse().unwrap(), horizon: 1_000_000_000, ..Planner::default() };
        assert_eq!(planner.plan(&metric, now).unwrap_err().code(), "limit");
        assert_eq!(planner.simulate("cpu", &[1.0, 2.0, 3.0], 1, now).unwrap_err().code(), "limit");
        let none = Planner { horizon: 0, ..planner };
        assert_eq!(none.plan(&metric, now).unwrap_err().code(), "invalid");
    }
    let threshold = Planner::default().thresholds["cpu"].clone();
    let names = || (0..200).map(|place| format!("metric {place}"));
    let planner = Planner {
        horizon: 100_000,
        thresholds: names().map(|name| (name, threshold.clone())).collect(),
        ..Planner::default()
    };
    let metrics = names().map(|name| (name, vec![1.0, 2.0])).collect();
    assert_eq!(planner.plan(&metrics, now).unwrap_err().code(), "limit");
    assert_eq!(Planner { step: Span::ZERO, ..Planner::default() }.plan(&metric, now).unwrap_err().code(), "invalid");
}

#[test]
fn units_of_the_history_are_told_apart_from_those_of_now() {
    // 60 percent of 10 units by day and 14 by night, seen at 2 units by night and 8 by day: 70 and 75 percent all day.
    let busy = |hour: usize| (8..20).contains(&(hour % 24));
    let total = |hour: usize| if busy(hour) { 560.0 } else { 140.0 } + 10.0 * noise(hour);
    let history: Vec<u32> = (0..28 * 24).map(|hour| if busy(hour) { 8 } else { 2 }).collect();
    let cpu: Vec<f64> = history.iter().enumerate().map(|(hour, units)| total(hour) / f64::from(*units)).collect();
    for units in [2, 8, 20] {
        let rules = ScalingRules { units, history: history.clone(), ..ScalingRules::default() };
        let found = plan(&with(rules), "cpu", cpu.clone()).scaling;
        for (hour, needed) in found.needed.iter().enumerate() {
            assert!(if busy(hour) { (8..=9).contains(needed) } else { (2..=3).contains(needed) }, "{units}: {found:?}");
        }
        assert!(found.units[30] <= 9 && found.units[24] <= 4, "{:?}", found.units);
    }
    let short = ScalingRules { units: 2, history: vec![1; 5], ..ScalingRules::default() };
    let metric = BTreeMap::from([("cpu".to_owned(), cpu)]);
    assert_eq!(with(short).plan(&metric, at("2026-02-02T00:00:00Z")).unwrap_err().code(), "shape");
}

#[test]
fn growth_past_full_asks_for_units_and_crossings_stay_bounded() {
    // 0.4 a step to 95 percent of 10 units; 168 steps on it is 162 percent.
    let rising: Vec<f64> = (0..200).map(|hour| 15.4 + 0.4 * hour as f64 + noise(hour)).collect();
    let mut planner = with(ScalingRules { units: 10, ..ScalingRules::default() });
    planner.thresholds.get_mut("cpu").unwrap().scale_up = 70.0;
    let found = plan(&planner, "cpu", rising.clone());
    assert!(*found.scaling.needed.last().unwrap() >= 22, "{:?}", found.scaling.needed);
    assert_eq!(found.notes, Vec::<String>::new());
    planner.thresholds.get_mut("cpu").unwrap().scale_up = 100.0;
    assert_eq!(plan(&planner, "cpu", rising.clone()).crossings[0].probability, 0.0, "a percentage is never above 100");
    let pinned =
        plan(&with(ScalingRules::default()), "cpu", rising.iter().map(|value| (2.0 * value).min(100.0)).collect());
    assert!(pinned.notes[0].starts_with("cpu was full in"), "{:?}", pinned.notes);
}

#[test]
fn a_disk_warns_before_it_alerts_and_is_never_too_empty() {
    let found = plan(
        &Planner { horizon: 400, ..Planner::default() },
        "disk",
        (0..400).map(|hour| 20.0 + 0.1 * hour as f64 + noise(hour)).collect(),
    );
    let limits: Vec<_> = found.crossings.iter().map(|crossing| (crossing.threshold, crossing.crossing)).collect();
    assert_eq!(limits, [(90.0, Crossing::Above), (75.0, Crossing::Above)]);
    let (alert, warning) = (found.crossings[0].expected.unwrap(), found.crossings[1].expected.unwrap());
    assert!(warning > found.scaling.start + TimeDelta::hours(100) && warning < alert);
}

#[test]
fn units_within_the_band_stay() {
    let of = |value: f64, scale_down| {
        let mut planner = with(ScalingRules { units: 10, ..ScalingRules::default() });
        planner.thresholds.get_mut("cpu").unwrap().scale_down = scale_down;
        let found = plan(&planner, "cpu", (0..240).map(|hour| value + noise(hour)).collect()).scaling;
        *found.units.last().unwrap()
    };
    assert_eq!(of(35.0, Some(30.0)), 10, "35 percent is not below 30");
    assert_eq!(of(35.0, Some(40.0)), 6, "350 percent of a unit at 70 and the risk");
    assert_eq!(of(35.0, None), 6);
    assert_eq!(of(18.0, Some(30.0)), 3);
}

#[test]
fn reasons_name_what_forces_a_change() {
    let limit = |floor, ceiling| {
        vec![ScheduledLimit { start: at("2026-02-02T08:00:00Z"), end: at("2026-02-02T12:00:00Z"), floor, ceiling }]
    };
    let first = |rules: ScalingRules, value: f64| {
        let found = plan(&with(rules), "cpu", (0..240).map(|hour| value + noise(hour)).collect()).scaling;
        found.changes[0].clone()
    };
    let rules = |units| ScalingRules { units, ..ScalingRules::default() };
    let floor = first(ScalingRules { schedule: limit(Some(10), None), ..rules(1) }, 40.0);
    assert_eq!((floor.reason.rule.as_str(), floor.after, floor.at), ("floor", 10, at("2026-02-02T07:55:00Z")));
    let minimum = first(ScalingRules { minimum: 4, ..rules(1) }, 40.0);
    assert_eq!((minimum.reason.rule.as_str(), minimum.after), ("minimum", 4));
    let ceiling = first(ScalingRules { schedule: limit(None, Some(3)), ..rules(6) }, 50.0);
    assert_eq!((ceiling.reason.rule.as_str(), ceiling.after, ceiling.at), ("ceiling", 3, at("2026-02-02T08:00:00Z")));
    let maximum = first(ScalingRules { maximum: 5, ..rules(9) }, 60.0);
    assert_eq!((maximum.reason.rule.as_str(), maximum.after), ("maximum", 5));
    let cut = first(ScalingRules { maximum: 7, ..rules(6) }, 95.0);
    assert_eq!((cut.reason.rule.as_str(), cut.reason.numbers["maximum"]), ("cpu > 70", 7.0));
    assert!(cut.reason.numbers["needed"] > 8.0);
    let slow = first(ScalingRules { step_up: Some(1), ..rules(6) }, 95.0);
    assert_eq!((slow.reason.rule.as_str(), slow.reason.numbers["step_up"]), ("cpu > 70", 1.0));
    let down = first(rules(6), 15.0);
    assert_eq!((down.reason.rule.as_str(), down.after), ("cpu < 30", 2));
}

#[test]
fn climbing_begins_so_early_that_it_is_done_in_time() {
    let busy = |hour: usize| if hour % 24 >= 20 { 90.0 } else { 20.0 };
    let rules = ScalingRules {
        units: 2,
        step_up: Some(1),
        cooldown_up: Span::minutes(180),
        lead_time: Span::minutes(20),
        ..ScalingRules::default()
    };
    // 20 percent of 10 units and 90, seen at 10.
    let planner = with(ScalingRules { history: vec![10; 28 * 24], ..rules });
    let found = plan(&planner, "cpu", (0..28 * 24).map(|hour| busy(hour) + noise(hour)).collect()).scaling;
    let ups: Vec<_> = found.changes.iter().filter(|change| change.after > change.before).collect();
    assert!(ups.iter().all(|change| change.after == change.before + 1));
    for pair in ups.windows(2) {
        assert!(pair[1].at - pair[0].at >= TimeDelta::hours(3), "{pair:?}");
    }
    assert_eq!(found.needed[47], 13);
    assert_eq!(found.units[44], 13, "the second evening is reached: {:?}", found.units);
    assert!(ups[1..].iter().any(|change| change.at.minute() == 40), "twenty minutes ahead");
    // Who was changed just now waits, and what cannot be ready is told.
    let now = at("2026-02-02T00:00:00Z");
    let high = |rules| plan(&with(rules), "cpu", (0..240).map(|hour| 90.0 + noise(hour)).collect()).scaling;
    let rest = high(ScalingRules {
        units: 5,
        cooldown_up: Span::minutes(120),
        last_added: Some(now - TimeDelta::minutes(30)),
        ..ScalingRules::default()
    });
    assert_eq!((rest.changes[0].at, rest.short), (at("2026-02-02T01:55:00Z"), 2));
    let late = high(ScalingRules { units: 5, lead_time: Span::minutes(90), ..ScalingRules::default() });
    assert_eq!((late.changes[0].at, late.short), (now, 2));
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

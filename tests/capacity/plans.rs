//! What a planner does with forecasts: crossings, units, windows; and the scores of forecasts.

use std::collections::BTreeMap;

use chrono::{TimeDelta, Timelike};
use hypercare::capacity::{
    CapacityPlan, CapacityThreshold, Crossing, DeclaredEvent, Planner, ScalingRules, ScheduledLimit,
};
use hypercare::stats::Stream;
use hypercare::time::Span;
use proptest::prelude::*;

use crate::{at, noise, office};

pub(crate) fn plan(planner: &Planner, metric: &str, values: Vec<f64>) -> CapacityPlan {
    planner.plan(&BTreeMap::from([(metric.to_owned(), values)]), at("2026-02-02T00:00:00Z")).expect("a plan")
}

pub(crate) fn with(scaling: ScalingRules) -> Planner {
    Planner { scaling, ..Planner::default() }
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
fn errors_name_the_metric_and_limits_do_not_contradict_each_other() {
    let now = at("2026-02-02T00:00:00Z");
    let fine: Vec<f64> = (0..48).map(office).collect();
    for wrong in [vec![f64::NAN; 48], vec![f64::INFINITY; 48]] {
        let metrics = BTreeMap::from([("cpu".to_owned(), fine.clone()), ("memory".to_owned(), wrong)]);
        let error = Planner::default().plan(&metrics, now).unwrap_err().to_string();
        assert!(error.contains("memory"), "{error}");
    }
    let crossed = ScheduledLimit { start: now, end: now + TimeDelta::hours(1), floor: Some(6), ceiling: Some(3) };
    let rules = ScalingRules { schedule: vec![crossed], ..ScalingRules::default() };
    let metrics = BTreeMap::from([("cpu".to_owned(), fine)]);
    assert_eq!(with(rules).plan(&metrics, now).unwrap_err().code(), "invalid");
}

#[test]
fn a_simulation_knows_of_events_what_was_known_then() {
    let sale = DeclaredEvent {
        name: "sale".to_owned(),
        start: at("2026-01-27T00:00:00Z"),
        end: at("2026-01-28T00:00:00Z"),
        multiplier: None,
        floor: None,
    };
    let planner = Planner { events: vec![sale], ..with(ScalingRules { units: 10, ..ScalingRules::default() }) };
    let values: Vec<f64> = (0..28 * 24).map(office).collect();
    let mut told = Vec::new();
    let mut tell = |done, of| {
        told.push((done, of));
        Ok(())
    };
    let now = at("2026-02-02T00:00:00Z");
    let planner = Planner { horizon: 84, ..planner };
    let found = planner.simulate_with("cpu", &values, 168, now, &mut tell).unwrap();
    assert!(found.planned.enough > 0.9 && told == [(1, 2), (2, 2)], "{told:?} {found:?}");
    let mut stop = |_, _| Err(hypercare::Error::Internal { message: "stopped".to_owned() });
    assert_eq!(planner.simulate_with("cpu", &values, 168, now, &mut stop).unwrap_err().code(), "internal");
    let long: Vec<f64> = vec![1.0; 20_002];
    let hourly = Planner { horizon: 1, ..planner };
    assert_eq!(hourly.simulate("cpu", &long, 20_000, now).unwrap_err().code(), "limit");
}

#[test]
fn a_series_that_says_when_it_began_is_brought_up_to_now() {
    let (planner, now) = (Planner::default(), at("2026-02-02T00:00:00Z"));
    let aligned = |step: Option<&str>, start: &str| {
        let step = step.map(|step| step.parse().unwrap());
        planner.aligned("cpu", &[1.0, 2.0], step, Some(at(start)), now)
    };
    assert_eq!(aligned(Some("60 min"), "2026-02-01T22:00:00Z").unwrap(), [1.0, 2.0]);
    let late = aligned(None, "2026-02-01T20:00:00Z").unwrap();
    assert!(late.len() == 4 && late[2].is_nan() && late[3].is_nan());
    for (step, start) in [
        (Some("15 min"), "2026-02-01T22:00:00Z"),
        (None, "2026-02-01T23:00:00Z"),
        (None, "2026-02-01T20:30:00Z"),
        (None, "2026-05-01T20:00:00Z"),
    ] {
        let error = aligned(step, start).unwrap_err();
        assert!(error.code() == "invalid" && error.to_string().contains("cpu"), "{error}");
    }
}

//! Simulated plans.

use chrono::TimeDelta;
use hypercare::plan::{
    DependencyKind, EstimateShape, Plan, PlanRisk, PlanRiskEvent, PlanSimulationOptions, RiskLevel, ScheduleOptions,
    TaskEstimate, critical_path,
};
use hypercare::time::{Calendar, parse_zone};
use proptest::prelude::*;

use super::{after, at, fixed, hours, plan, start};

fn points(low: i64, likely: i64, high: i64) -> TaskEstimate {
    TaskEstimate { low: hours(low), likely: hours(likely), high: hours(high), shape: EstimateShape::Pert }
}

fn chain(estimates: &[TaskEstimate]) -> Plan {
    let mut plan = plan(&[estimates.len()]);
    for (index, estimate) in estimates.iter().enumerate() {
        let item = &mut plan.sections[0].items[index];
        item.estimate = Some(*estimate);
        if let Some(before) = index.checked_sub(1) {
            item.after = vec![after(&format!("s0/i{before}"), DependencyKind::FinishToStart, 0)];
        }
    }
    plan
}

fn risk(probability: f64, tasks: &[&str]) -> PlanRiskEvent {
    let tasks = tasks.iter().map(|&id| id.to_owned()).collect();
    PlanRiskEvent { title: "outage".to_owned(), probability, delay: fixed(hours(5)), tasks }
}

#[test]
fn means_and_deviations_add_up_along_a_chain() {
    let plan = chain(&[points(2, 4, 12), points(1, 2, 3), fixed(hours(3))]);
    let deadline = start() + TimeDelta::hours(10);
    let options = PlanSimulationOptions { deadline: Some(deadline), ..Default::default() };
    let found = plan.simulate(start(), &options).unwrap();
    // Means 5, 2 and 3; variances 100 x 1.8 x 4.2 / 252 and 4 x 3 x 3 / 252 in hours. Five standard errors.
    let deviation = (3.0_f64 + 36.0 / 252.0).sqrt() * 3600.0;
    let mean = (found.mean - start()).num_milliseconds() as f64 / 1000.0;
    assert!((mean - 36_000.0).abs() < 5.0 * deviation / 100.0, "{mean}");
    assert!((found.deviation_seconds - deviation).abs() < 5.0 * deviation / 141.0, "{}", found.deviation_seconds);
    assert!(found.p50 < found.p80 && found.p80 < found.p95);
    assert!(found.on_time.is_some_and(|share| (0.45..0.62).contains(&share)), "{:?}", found.on_time);
    assert_eq!(found.histogram.iter().map(|bin| bin.count).sum::<usize>(), 10_000);
    assert!(found.histogram.len() <= 20 && found.histogram.windows(2).all(|bins| bins[0].end == bins[1].start));
    assert!(found.tasks.iter().all(|task| task.criticality == 1.0));
    // A tenth of the mean of each, as all of them are always critical.
    let gains: Vec<_> = found.shorten_first.iter().map(|one| (one.id.as_str(), one.gain_seconds)).collect();
    assert_eq!(gains.iter().map(|one| one.0).collect::<Vec<_>>(), ["s0/i0", "s0/i2", "s0/i1"]);
    for ((_, gain), mean) in gains.iter().zip([5.0, 3.0, 2.0]) {
        assert!((gain - 360.0 * mean).abs() < 0.03 * 360.0 * mean, "{gain} {mean}");
    }
    assert_eq!(found.launch_on_time, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn fixed_lengths_give_the_schedule(works in prop::collection::vec(0..9_i64, 2..8), lag in -3..4_i64) {
        let mut plan = chain(&works.iter().map(|&work| fixed(hours(work))).collect::<Vec<_>>());
        plan.sections[0].items[1].after = vec![after("s0/i0", DependencyKind::StartToStart, lag)];
        let schedule = plan.schedule(start()).unwrap();
        let found = plan.simulate(start(), &PlanSimulationOptions { samples: 20, ..Default::default() }).unwrap();
        prop_assert_eq!((found.mean, found.p50, found.p95), (schedule.finish, schedule.finish, schedule.finish));
        prop_assert_eq!((found.deviation_seconds, found.histogram.len()), (0.0, 1));
        for one in &found.tasks {
            let task = schedule.task(&one.id).unwrap();
            prop_assert!(one.criticality == 0.0 || one.criticality == 1.0);
            // What decides has no slack.
            prop_assert!(one.criticality == 0.0 || task.critical, "{}", one.id);
        }
    }

    #[test]
    fn threads_change_no_bit(works in prop::collection::vec((0..9_i64, 0..9_i64, 0..9_i64), 1..6), seed: u64) {
        let plan = chain(&works.iter().map(|&(a, b, c)| points(a, a + b, a + b + c)).collect::<Vec<_>>());
        let one = PlanSimulationOptions { samples: 333, seed, risks: vec![risk(0.3, &["s0/i0"])], ..Default::default() };
        let many = PlanSimulationOptions { jobs: 3, ..one.clone() };
        prop_assert_eq!(plan.simulate(start(), &one).unwrap(), plan.simulate(start(), &many).unwrap());
    }
}

#[test]
fn risks_delay_together_and_are_held_to_account() {
    let mut plan = chain(&[fixed(hours(1)), fixed(hours(1))]);
    let options = PlanSimulationOptions { risks: vec![risk(0.3, &["s0/i0", "s0/i1"])], ..Default::default() };
    let found = plan.simulate(start(), &options).unwrap();
    let mean = (found.mean - start()).num_seconds() as f64 / 3600.0;
    assert!((mean - 5.0).abs() < 0.23, "{mean}"); // 2 + 0.3 x 10; five standard errors of 10,000 samples
    let counts: Vec<_> = found.histogram.iter().map(|bin| bin.count).filter(|&count| count > 0).collect();
    assert_eq!(counts.len(), 2, "both or none");
    assert_eq!(found.risks[0].delay_seconds, Some(36_000.0));
    // A section is delayed as a whole, and the risks of the plan are taken as they stand in it.
    let mut flood = PlanRisk {
        title: "flood".to_owned(),
        category: String::new(),
        probability: Some(1.0),
        impact: Some(RiskLevel::High),
        mitigation: String::new(),
        owner: None,
        delays: vec!["s0".to_owned()],
        delay: Some(fixed(hours(4))),
        section: "s0".to_owned(),
        item: None,
        line: 1,
    };
    plan.risks.push(flood.clone());
    flood.delay = None;
    plan.risks.push(flood);
    let found = plan.simulate(start(), &PlanSimulationOptions::default()).unwrap();
    assert_eq!(found.p50, start() + TimeDelta::hours(6));
    assert_eq!((found.risks.len(), found.risks[0].delay_seconds, found.notes.len()), (1, None, 1));
    let without = PlanSimulationOptions { ignore_plan_risks: true, ..Default::default() };
    assert_eq!(plan.simulate(start(), &without).unwrap().p50, start() + TimeDelta::hours(2));
}

#[test]
fn calendars_windows_and_the_launch_count_in_every_sample() {
    let mut plan = Plan::from_markdown("## Day -1: Prepare\n- [ ] a\n## Day 0\n- [ ] b\n").unwrap();
    plan.set_launch(at("2026-11-25T12:00:00Z"), parse_zone("UTC").unwrap()).unwrap();
    plan.sections[0].items[0].estimate = Some(points(2, 3, 4));
    plan.sections[1].items[0].estimate = Some(points(1, 1, 1));
    let calendar = Calendar::from_yaml("weekly: {tue: [09:00-12:00], wed: [09:00-17:00]}").unwrap();
    let schedule = ScheduleOptions { calendar: Some(calendar), ..Default::default() };
    let options = PlanSimulationOptions { schedule, ..Default::default() };
    let found = plan.simulate(start(), &options).unwrap();
    // Half of the first tasks are done on Tuesday by noon, the others on Wednesday from nine on, and all by the launch.
    assert_eq!(found.launch_on_time, Some(1.0));
    assert!(found.p50 <= at("2026-11-25T10:00:00Z") && found.p95 >= at("2026-11-25T10:00:00Z"));
    assert!(found.p95 <= at("2026-11-25T10:01:00Z"));
    plan.set_launch(at("2026-11-25T09:00:00Z"), parse_zone("UTC").unwrap()).unwrap();
    let found = plan.simulate(start(), &options).unwrap();
    assert!(found.launch_on_time.is_some_and(|share| (share - 0.5).abs() < 0.025), "{:?}", found.launch_on_time);
}

#[test]
fn samples_are_those_of_the_plain_simulation() {
    // The mean durations give the critical path; the mean finish of rivals lies behind it.
    let mut plan = chain(&[points(2, 4, 12), points(2, 4, 12)]);
    plan.sections[0].items[1].after.clear();
    let found = plan.simulate(start(), &PlanSimulationOptions::default()).unwrap();
    let makespan = critical_path(&[5, 5], &[]).unwrap().makespan;
    assert!(found.mean > start() + TimeDelta::hours(makespan));
    assert!(found.tasks.iter().all(|task| (task.criticality - 0.5).abs() < 0.025));
}

#[test]
fn what_cannot_be_simulated_is_refused() {
    let plan = chain(&[points(1, 2, 3)]);
    let code = |options: PlanSimulationOptions| plan.simulate(start(), &options).unwrap_err().code();
    let base = PlanSimulationOptions::default;
    assert_eq!(code(PlanSimulationOptions { samples: 0, ..base() }), "invalid");
    assert_eq!(code(PlanSimulationOptions { samples: 10_000_001, ..base() }), "invalid");
    assert_eq!(code(PlanSimulationOptions { jobs: 0, ..base() }), "invalid");
    assert_eq!(code(PlanSimulationOptions { tried: 101, ..base() }), "invalid");
    assert_eq!(code(PlanSimulationOptions { shorten: f64::NAN, ..base() }), "invalid");
    assert_eq!(code(PlanSimulationOptions { risks: vec![risk(f64::NAN, &[])], ..base() }), "invalid");
    assert_eq!(code(PlanSimulationOptions { risks: vec![risk(0.5, &["nowhere"])], ..base() }), "unknown");
    let backwards = chain(&[points(3, 2, 1)]);
    assert_eq!(backwards.simulate(start(), &base()).unwrap_err().code(), "invalid");
    let empty = Plan::from_markdown("").unwrap();
    assert_eq!(empty.simulate(start(), &base()).unwrap().p95, start());
}

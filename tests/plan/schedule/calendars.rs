//! Work on calendars: every date against the calendar's own answers.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::plan::{Plan, PlanSimulationOptions, Schedule, ScheduleOptions, ScheduledTask};
use hypercare::time::{Calendar, Roll};
use proptest::prelude::*;

use super::{after, at, fixed, hours, plan, start};

fn office() -> Calendar {
    Calendar::from_yaml(
        "zone: Europe/Paris
weekly: {mon: [09:00-12:00, 13:00-17:00], tue: [09:00-17:00], wed: [09:00-17:00], thu: [09:00-17:00], fri: [09:00-15:00]}
holidays: [2026-11-26]",
    )
    .unwrap()
}

fn nights() -> Calendar {
    Calendar::from_yaml(
        "zone: America/New_York\nweekly: {mon: ['22:00-06:00'], wed: ['22:00-06:00'], sat: [00:00-24:00]}",
    )
    .unwrap()
}

/// Items in one section: hours, the owner, and what of the items before each waits for.
type Given = Vec<(i64, usize, Vec<(prop::sample::Index, i64)>)>;

const OWNERS: [&str; 3] = ["Ana", "Ben", "Cy"];

fn given() -> impl Strategy<Value = Given> {
    let dependency = (any::<prop::sample::Index>(), -6..7_i64);
    prop::collection::vec((0..20_i64, 0..3_usize, prop::collection::vec(dependency, 0..3)), 1..8)
}

fn built(given: &Given) -> Plan {
    let mut plan = plan(&[given.len()]);
    for (index, (work, owner, befores)) in given.iter().enumerate() {
        let item = &mut plan.sections[0].items[index];
        item.estimate = Some(fixed(hours(*work)));
        item.owner = Some(OWNERS[*owner].to_owned());
        item.after = befores
            .iter()
            .filter(|_| index > 0)
            .map(|(before, lag)| after(&format!("s0/i{}", before.index(index)), Default::default(), *lag))
            .collect();
    }
    plan
}

/// Ana works at the office, Ben at night, Cy around the clock.
fn options() -> ScheduleOptions {
    let owners = BTreeMap::from([("Ana".to_owned(), office()), ("Ben".to_owned(), nights())]);
    ScheduleOptions { owners, ..Default::default() }
}

fn task(schedule: &Schedule, item: usize) -> &ScheduledTask {
    schedule.task(&format!("s0/i{item}")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn dates_are_those_of_the_calendars(given in given()) {
        let schedule = built(&given).schedule_with(start(), &options()).unwrap();
        let calendar = |item: usize| match given[item].1 {
            0 => office(),
            1 => nights(),
            _ => Calendar::always(chrono_tz::Tz::UTC),
        };
        for (item, (work, _, befores)) in given.iter().enumerate() {
            let (found, own, length) = (task(&schedule, item), calendar(item), TimeDelta::hours(*work));
            let bounds = befores.iter().filter(|_| item > 0).map(|(before, lag)| {
                task(&schedule, before.index(item)).early_finish + TimeDelta::hours(*lag)
            });
            let bound = bounds.fold(start(), DateTime::max);
            let begin = if *work > 0 { own.roll(bound, Roll::NextOpening).unwrap() } else { bound };
            prop_assert_eq!(found.early_start, begin);
            let due = if *work > 0 { own.due(begin, length).unwrap() } else { begin };
            prop_assert_eq!(found.early_finish, due);
            // The latest finish is what those after it and the plan allow, the latest start the last that keeps it.
            let limits = given.iter().enumerate().skip(item + 1).flat_map(|(other, (_, _, befores))| {
                let late = task(&schedule, other).late_start;
                let here = befores.iter().filter(move |(before, _)| before.index(other) == item);
                here.map(move |(_, lag)| late - TimeDelta::hours(*lag))
            });
            prop_assert_eq!(found.late_finish, limits.fold(schedule.finish, DateTime::min));
            if *work > 0 {
                prop_assert!(own.is_open(found.late_start).unwrap());
                prop_assert!(own.due(found.late_start, length).unwrap() <= found.late_finish);
                let later = found.late_start + TimeDelta::seconds(1);
                prop_assert!(own.due(later, length).unwrap() > found.late_finish);
            }
            let slack = own.elapsed(found.early_finish, found.late_finish).unwrap();
            let ahead = own.elapsed(found.early_start, found.late_start).unwrap();
            prop_assert_eq!(found.total_slack_seconds, slack.min(ahead).num_seconds() as f64);
            prop_assert!(found.total_slack_seconds >= 0.0 && found.free_slack_seconds <= found.total_slack_seconds);
        }
        prop_assert_eq!(schedule.chain.last().map(|step| step.finish), Some(schedule.finish));
    }
}

#[test]
fn the_owner_counts_before_the_section_and_that_before_the_plan() {
    let mut plan = plan(&[2, 1]);
    for section in &mut plan.sections {
        section.items.iter_mut().for_each(|item| item.estimate = Some(fixed(hours(4))));
    }
    plan.sections[0].items[1].owner = Some("Ana".to_owned());
    let from = at("2026-11-23T00:00:00Z");
    let day = |open: &str| Calendar::from_yaml(&format!("weekly: {{mon: ['{open}'], tue: ['{open}']}}")).unwrap();
    let options = ScheduleOptions {
        calendar: Some(day("08:00-20:00")),
        sections: BTreeMap::from([("s0".to_owned(), day("10:00-20:00"))]),
        owners: BTreeMap::from([("Ana".to_owned(), day("12:00-14:00"))]),
        ..Default::default()
    };
    let schedule = plan.schedule_with(from, &options).unwrap();
    let dates = |id: &str| (schedule.task(id).unwrap().early_start, schedule.task(id).unwrap().early_finish);
    let on = |day: i64, hour: i64| from + TimeDelta::days(day) + TimeDelta::hours(hour);
    assert_eq!(dates("s1/i0"), (on(0, 8), on(0, 12)));
    assert_eq!(dates("s0/i0"), (on(0, 10), on(0, 14)));
    assert_eq!(dates("s0/i1"), (on(0, 12), on(1, 14)));
    let reason = &schedule.task("s0/i1").unwrap().start_binding.reason;
    assert_eq!(reason.numbers["closed_seconds"], 12.0 * 3600.0);
    let unknown = ScheduleOptions { sections: BTreeMap::from([("s9".to_owned(), office())]), ..Default::default() };
    assert_eq!(plan.schedule_with(from, &unknown).unwrap_err().code(), "unknown");
    let never = ScheduleOptions { calendar: Some(Calendar::from_yaml("weekly: {}").unwrap()), ..Default::default() };
    assert_eq!(plan.schedule_with(from, &never).unwrap_err().code(), "range");
}

#[test]
fn a_day_of_an_estimate_can_be_a_day_of_work() {
    let mut plan = plan(&[1]);
    let calendar = || {
        Some(Calendar::from_yaml("weekly: {mon: [09:00-17:00], tue: [09:00-17:00], wed: [09:00-17:00], thu: [09:00-17:00], fri: [09:00-17:00]}").unwrap())
    };
    let day = ScheduleOptions { calendar: calendar(), work_day: Some(hours(8)), ..Default::default() };
    let bare = ScheduleOptions { calendar: calendar(), ..Default::default() };
    let finish = |plan: &Plan, options: &ScheduleOptions| -> DateTime<Utc> {
        plan.schedule_with(start(), options).unwrap().finish
    };
    plan.sections[0].items[0].estimate = Some(fixed("2 days".parse().unwrap()));
    assert_eq!(finish(&plan, &day), at("2026-11-24T17:00:00Z"));
    assert_eq!(finish(&plan, &bare), at("2026-11-30T17:00:00Z")); // 48 hours are six days of eight
    // Around the clock a day is a day.
    let clock = ScheduleOptions { work_day: Some(hours(8)), ..Default::default() };
    assert_eq!(finish(&plan, &clock), start() + TimeDelta::hours(48));
    let work = |estimate: &str| {
        let mut plan = plan.clone();
        plan.sections[0].items[0].estimate = Some(estimate.parse().unwrap());
        plan.schedule_with(start(), &day).unwrap().tasks.last().unwrap().work_seconds / 3600.0
    };
    // Whole days are work, however many; hours are work as they stand.
    let found = ["5 days", "6 days", "1 week", "10 days", "20 h", "30 h", "1-1.5-2 days"].map(work);
    assert_eq!(found, [40.0, 48.0, 56.0, 80.0, 20.0, 30.0, 12.0]);
    plan.sections[0].items[0].estimate = Some("5-6-7 days".parse().unwrap());
    let options = PlanSimulationOptions { schedule: day.clone(), samples: 50, ..Default::default() };
    assert!(plan.simulate(start(), &options).is_ok_and(|found| found.p50 > at("2026-11-27T17:00:00Z")));
    for wrong in ["0 h", "1 s", "25 h"] {
        let options = ScheduleOptions { work_day: Some(wrong.parse().unwrap()), ..Default::default() };
        assert_eq!(plan.schedule_with(start(), &options).unwrap_err().code(), "invalid");
    }
}

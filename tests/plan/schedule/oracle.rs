//! Schedules against the definition: constraints between starts and finishes, relaxed until nothing changes.

use chrono::TimeDelta;
use hypercare::plan::{DependencyKind, Plan, Schedule, critical_path};
use proptest::prelude::*;

use super::{after, fixed, hours, plan, start};

/// Sections with their items' hours, and dependencies: from and to as places among all sections and items, a kind, a lag.
type Given = (Vec<Vec<i64>>, Vec<(usize, usize, DependencyKind, i64)>);

const KINDS: [DependencyKind; 4] = [
    DependencyKind::FinishToStart,
    DependencyKind::StartToStart,
    DependencyKind::FinishToFinish,
    DependencyKind::StartToFinish,
];

/// A node of the oracle: its name, the section it stands in, and its hours.
#[derive(Clone)]
struct Place {
    id: String,
    section: Option<usize>,
    work: i64,
}

fn given() -> impl Strategy<Value = Given> {
    let sections = prop::collection::vec(prop::collection::vec(0..9_i64, 1..4), 1..4);
    let dependency = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4_usize, -4..5_i64);
    (sections, prop::collection::vec(dependency, 0..9)).prop_map(|(sections, dependencies)| {
        let places = places(&sections);
        let dependencies = dependencies.into_iter().filter_map(|(one, other, kind, lag)| {
            let (one, other) = (one.index(places.len()), other.index(places.len()));
            // Only from one section to a later one, or from an item to a later one beside it: free of rings.
            let of = |place: usize| places[place].section.unwrap_or(place);
            let (from, to) = if (of(one), one) < (of(other), other) { (one, other) } else { (other, one) };
            let beside = of(from) == of(to) && places[from].section.is_some() && places[to].section.is_some();
            (of(from) < of(to) || beside && from < to).then_some((from, to, KINDS[kind], lag))
        });
        let dependencies = dependencies.collect();
        (sections, dependencies)
    })
}

/// Sections first, then all items.
fn places(sections: &[Vec<i64>]) -> Vec<Place> {
    let mut places: Vec<Place> =
        (0..sections.len()).map(|section| Place { id: format!("s{section}"), section: None, work: 0 }).collect();
    for (section, items) in sections.iter().enumerate() {
        for (item, &work) in items.iter().enumerate() {
            places.push(Place { id: format!("s{section}/i{item}"), section: Some(section), work });
        }
    }
    places
}

fn built((sections, dependencies): &Given) -> Plan {
    let mut plan = plan(&sections.iter().map(Vec::len).collect::<Vec<_>>());
    let places = places(sections);
    for (section, items) in sections.iter().enumerate() {
        for (item, &work) in items.iter().enumerate() {
            plan.sections[section].items[item].estimate = Some(fixed(hours(work)));
        }
    }
    for &(from, to, kind, lag) in dependencies {
        let dependency = after(&places[from].id, kind, lag);
        let section = places[to].section.unwrap_or(to);
        let item = places[to].id.split_once("/i").map(|(_, item)| item.parse::<usize>().unwrap());
        match item {
            Some(item) => plan.sections[section].items[item].after.push(dependency),
            None => plan.sections[section].after.push(dependency),
        }
    }
    plan
}

/// Constraints `to >= from + hours` between events: twice the place for its start, one more for its finish.
fn constraints((sections, dependencies): &Given) -> Vec<(usize, usize, i64)> {
    let places = places(sections);
    let items = |place: usize| -> Vec<usize> {
        match places[place].section {
            Some(_) => vec![place],
            None => (0..places.len()).filter(|&item| places[item].section == Some(place)).collect(),
        }
    };
    let (s, f) = (|place: usize| 2 * place, |place: usize| 2 * place + 1);
    let mut found = Vec::new();
    for (place, one) in places.iter().enumerate() {
        found.push((s(place), f(place), one.work));
        if let Some(section) = one.section {
            found.push((f(place), f(section), 0));
            found.push((s(section), s(place), 0));
        }
    }
    // To wait for the finish of a section is to wait for each of its items; what a section waits for to start, each of
    // its items does.
    for &(from, to, kind, lag) in dependencies {
        let starts = matches!(kind, DependencyKind::StartToStart | DependencyKind::StartToFinish);
        for one in if starts { vec![from] } else { items(from) } {
            let (from, targets) = match kind {
                DependencyKind::FinishToStart => (f(one), vec![s(to)]),
                DependencyKind::StartToStart => (s(one), vec![s(to)]),
                DependencyKind::FinishToFinish => (f(one), vec![f(to)]),
                DependencyKind::StartToFinish => (s(one), vec![f(to)]),
            };
            found.extend(targets.into_iter().map(|to| (from, to, lag)));
        }
        // The finish of a section may be later than those of its items, where it waits itself.
        if places[from].section.is_none() && matches!(kind, DependencyKind::FinishToStart) {
            found.push((f(from), s(to), lag));
        }
        if places[from].section.is_none() && matches!(kind, DependencyKind::FinishToFinish) {
            found.push((f(from), f(to), lag));
        }
    }
    found
}

/// The earliest hours of all events, with some held back.
fn early(events: usize, constraints: &[(usize, usize, i64)], held: &[(usize, i64)]) -> Vec<i64> {
    let mut at = vec![0; events];
    held.iter().for_each(|&(event, hour)| at[event] = at[event].max(hour));
    for _ in 0..=events {
        constraints.iter().for_each(|&(from, to, hours)| at[to] = at[to].max(at[from] + hours));
    }
    at
}

fn late(finish: i64, events: usize, constraints: &[(usize, usize, i64)]) -> Vec<i64> {
    let mut at = vec![finish; events];
    for _ in 0..=events {
        constraints.iter().for_each(|&(from, to, hours)| at[from] = at[from].min(at[to] - hours));
    }
    at
}

fn hour(at: chrono::DateTime<chrono::Utc>) -> i64 {
    (at - start()).num_hours()
}

fn task<'a>(schedule: &'a Schedule, id: &str) -> &'a hypercare::plan::ScheduledTask {
    schedule.task(id).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn dates_and_slacks_are_those_of_the_constraints(given in given()) {
        let schedule = built(&given).schedule(start()).unwrap();
        let (places, constraints) = (places(&given.0), constraints(&given));
        let events = 2 * places.len();
        let first = early(events, &constraints, &[]);
        let finish = first.iter().copied().max().unwrap();
        prop_assert_eq!(hour(schedule.finish), finish);
        let last = late(finish, events, &constraints);
        for (place, one) in places.iter().enumerate() {
            let (found, s, f) = (task(&schedule, &one.id), 2 * place, 2 * place + 1);
            prop_assert_eq!(hour(found.early_finish), first[f], "{}", one.id);
            prop_assert_eq!(hour(found.late_finish), last[f], "{}", one.id);
            if one.section.is_none() {
                continue;
            }
            prop_assert_eq!((hour(found.early_start), hour(found.late_start)), (first[s], last[s]), "{}", one.id);
            prop_assert_eq!(hour(found.begin), first[f] - one.work);
            let total = (last[s] - first[s]).min(last[f] - first[f]);
            prop_assert_eq!(found.total_slack_seconds, total as f64 * 3600.0, "{}", one.id);
            prop_assert_eq!(found.critical, total == 0);
            // Free slack: slip hour by hour until something else moves, or the finish does.
            let stays = |by: i64| {
                let slipped = early(events, &constraints, &[(s, first[s] + by), (f, first[f] + by)]);
                let moved = |other: usize| other != place && places[other].section.is_some()
                    && (slipped[2 * other] != first[2 * other] || slipped[2 * other + 1] != first[2 * other + 1]);
                !(0..places.len()).any(moved) && slipped.iter().copied().max() == Some(finish)
            };
            let free = (0..).find(|&by| !stays(by + 1)).unwrap();
            prop_assert_eq!(found.free_slack_seconds, free as f64 * 3600.0, "{}", one.id);
        }
    }

    #[test]
    fn a_chain_is_tight_from_its_start_to_its_end(given in given()) {
        let plan = built(&given);
        let schedule = plan.schedule(start()).unwrap();
        let chain = &schedule.chain;
        prop_assert_eq!(chain.last().unwrap().finish, schedule.finish);
        prop_assert_eq!(chain[0].start, start());
        prop_assert_eq!(chain[0].binding.on.as_deref(), None);
        for step in chain.windows(2) {
            prop_assert_eq!(step[1].binding.on.as_deref(), Some(step[0].id.as_str()));
        }
        prop_assert!(chain.iter().all(|step| task(&schedule, &step.id).critical));
        for one in &schedule.tasks {
            let path = plan.path_to(&one.id, start(), &Default::default()).unwrap();
            prop_assert_eq!(path.last().unwrap().finish, one.early_finish);
        }
    }

    #[test]
    fn a_slip_moves_to_where_the_constraints_say(given in given(), pick: prop::sample::Index, by in 1..9_i64) {
        let (places, constraints) = (places(&given.0), constraints(&given));
        let items: Vec<usize> = (0..places.len()).filter(|&place| places[place].section.is_some()).collect();
        let place = items[pick.index(items.len())];
        let plan = built(&given);
        let found = plan.slip(&places[place].id, hours(by), start(), &Default::default()).unwrap();
        let events = 2 * places.len();
        let before = early(events, &constraints, &[]);
        let then = early(events, &constraints, &[(2 * place, before[2 * place] + by)]);
        prop_assert_eq!(hour(found.finish_after), then.iter().copied().max().unwrap());
        for &item in &items {
            let moved = found.moved.iter().find(|one| one.id == places[item].id);
            let (s, f) = (2 * item, 2 * item + 1);
            prop_assert_eq!(moved.is_some(), before[s] != then[s] || before[f] != then[f]);
            if let Some(moved) = moved {
                let dates = [moved.start_before, moved.start_after, moved.finish_before, moved.finish_after].map(hour);
                prop_assert_eq!(dates, [before[s], then[s], before[f], then[f]]);
            }
        }
    }
}

#[test]
fn finish_to_start_alone_is_the_critical_path() {
    let sections = vec![vec![3, 0, 5, 2], vec![4, 1]];
    // Items stand behind the two sections.
    let edges = [(2, 4, 1), (3, 4, -2), (2, 5, 0), (4, 6, 0), (5, 6, -1), (5, 7, 3)];
    let kind = DependencyKind::FinishToStart;
    let given = (sections, edges.iter().map(|&(from, to, lag)| (from, to, kind, lag)).collect());
    let schedule = built(&given).schedule(start()).unwrap();
    let tasks: Vec<_> = edges.iter().map(|&(from, to, lag)| (from - 2, to - 2, lag)).collect();
    let path = critical_path(&[3, 0, 5, 2, 4, 1], &tasks).unwrap();
    assert_eq!(schedule.finish, start() + TimeDelta::hours(path.makespan));
    for (item, place) in places(&given.0)[2..].iter().enumerate() {
        let found = task(&schedule, &place.id);
        let dates = [found.early_start, found.early_finish, found.late_start, found.late_finish].map(hour);
        let expected = [&path.early_start, &path.early_finish, &path.late_start, &path.late_finish];
        assert_eq!(dates, expected.map(|dates| dates[item]), "{}", place.id);
        assert_eq!(found.total_slack_seconds, path.total_slack[item] as f64 * 3600.0);
        assert_eq!(found.free_slack_seconds, path.free_slack[item] as f64 * 3600.0, "{}", place.id);
    }
}

//! Staffing: the formulas against their definitions and published figures, and the simulation against the formulas.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

use hypercare::Result;
use hypercare::escalation::{
    ArrivalPattern, Calendar, HandlingTime, QueueOdds, QueueOptions, StaffingOptions, StaffingPriority, StaffingReport,
    StaffingTeam, StaffingTier, agents_needed, erlang_b, erlang_c, queue_odds, staffing,
};
use hypercare::{Priority, time::Span};
use proptest::prelude::*;

#[path = "shared/cases.rs"]
mod cases;

fn code(result: Result<impl Sized>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "no error")
}

/// The loss by its definition (Erlang 1917): the weight of all lines busy among the weights loadⁿ / n!, each taken
/// relative to the last. The library counts by a recursion instead.
fn loss(lines: u32, load: f64) -> f64 {
    let (mut sum, mut weight) = (1.0, 1.0);
    for busy in (1..=lines).rev() {
        weight *= f64::from(busy) / load;
        sum += weight;
    }
    1.0 / sum
}

/// Offered erlangs by lines and loss, to the digits of printed tables. The first line is the example of the manual at
/// erlang.com ("How much traffic?": 15 lines, one call in a hundred blocked, 8.108 erlangs). The others are where the
/// recursion B(n) = load B(n - 1) / (n + load B(n - 1)), done with exact fractions, crosses the loss.
#[test]
fn erlang_b_is_the_table() {
    for (lines, blocked, load) in [
        (15, 0.01, 8.108),
        (1, 0.01, 0.0101),
        (5, 0.01, 1.3608),
        (10, 0.001, 3.0920),
        (10, 0.01, 4.4612),
        (10, 0.02, 5.0840),
        (10, 0.05, 6.2157),
        (20, 0.01, 12.031),
        (20, 0.02, 13.182),
        (30, 0.02, 21.932),
        (50, 0.01, 37.901),
        (100, 0.01, 84.064),
    ] {
        let found = erlang_b(lines, load).expect("a loss");
        assert!((found - blocked).abs() < 5e-6, "{lines} lines, {load} erlangs: {found}, not {blocked}");
        assert!((found - loss(lines, load)).abs() < 1e-12, "{lines} lines, {load} erlangs: {found}");
    }
    assert_eq!(erlang_b(0, 3.0), Ok(1.0));
    assert_eq!(erlang_b(3, 0.0), Ok(0.0));
}

/// A worked example that call centres teach with: 100 calls in half an hour, 3 minutes each, answered within 20 s, which
/// needs 14 agents for a level of 80 %. The shares are by the formula from the definition of the loss above:
/// C = B / (1 - ρ(1 - B)), in time 1 - C e^(-(agents - load) 20 s / 3 min).
#[test]
fn erlang_c_is_the_worked_example() {
    for (agents, wait, within) in [(11, 0.682, 0.390), (12, 0.449, 0.640), (13, 0.285, 0.796), (14, 0.174, 0.888)] {
        let odds = queue_odds(&example(agents, None)).expect("odds");
        assert!((odds.wait - wait).abs() < 6e-4 && (odds.within - within).abs() < 6e-4, "{agents}: {odds:?}");
        let lost = loss(agents, 10.0);
        let waits = lost / (1.0 - 10.0 / f64::from(agents) * (1.0 - lost));
        assert!((odds.wait - waits).abs() < 1e-12, "{agents}: {odds:?}");
        let late = waits * (-(f64::from(agents) - 10.0) / 9.0).exp();
        assert!((odds.within - (1.0 - late)).abs() < 1e-12, "{agents}: {odds:?}");
        assert_eq!(odds.wait, erlang_c(agents, 10.0).expect("a share"));
    }
    let odds = queue_odds(&example(14, None)).expect("odds");
    assert!(
        (odds.mean_wait_minutes.expect("a mean") * 60.0 - 7.8).abs() < 0.05 && (odds.occupancy - 0.714).abs() < 1e-3
    );
    assert_eq!(agents_needed(&example(0, None), 0.8), Ok(14));
    assert_eq!(queue_odds(&example(10, None)).expect("odds").mean_wait_minutes, None);
}

fn example(agents: u32, patience_minutes: Option<f64>) -> QueueOptions {
    QueueOptions {
        arrivals_per_hour: 200.0,
        handling_minutes: 3.0,
        agents,
        within_minutes: 20.0 / 60.0,
        patience_minutes,
    }
}

/// Erlang A solved as the birth-and-death chain it is, without the series.
fn chain(options: &QueueOptions) -> (f64, f64) {
    let (arrive, handle) = (options.arrivals_per_hour, 60.0 / options.handling_minutes);
    let leave = 60.0 / options.patience_minutes.expect("a patience");
    let mut weights = vec![1.0_f64];
    let mut sum = 1.0;
    for state in 1..4_000_u32 {
        let busy = f64::from(state.min(options.agents)) * handle;
        let waiting = f64::from(state.saturating_sub(options.agents)) * leave;
        let weight = weights[state as usize - 1] * arrive / (busy + waiting);
        weights.push(weight);
        sum += weight;
    }
    let wait: f64 = weights.iter().skip(options.agents as usize).sum::<f64>() / sum;
    let waiting = |(state, weight): (usize, &f64)| (state as f64 - f64::from(options.agents)).max(0.0) * weight;
    let queue: f64 = weights.iter().enumerate().map(waiting).sum::<f64>() / sum;
    (wait, queue * leave / arrive)
}

#[test]
fn erlang_a_is_its_birth_and_death_chain() {
    for agents in [1, 5, 9, 10, 12, 20] {
        for patience in [0.5, 3.0, 30.0] {
            let options = example(agents, Some(patience));
            let odds = queue_odds(&options).expect("odds");
            let (wait, abandoned) = chain(&options);
            assert!((odds.wait - wait).abs() < 1e-9, "{agents} {patience}: {odds:?}, not {wait}");
            assert!((odds.abandoned - abandoned).abs() < 1e-9, "{agents} {patience}: {odds:?}, not {abandoned}");
        }
    }
    // Without patience nobody waits, with endless patience it is Erlang C.
    let endless = queue_odds(&example(13, Some(1e6))).expect("odds");
    let never = queue_odds(&example(13, None)).expect("odds");
    assert!((endless.wait - never.wait).abs() < 1e-4 && (endless.within - never.within).abs() < 1e-4);
}

proptest! {
    #[test]
    fn more_agents_are_never_worse(load in 0.1_f64..200.0, agents in 1_u32..250, within in 0.0_f64..60.0, patience in proptest::option::of(0.1_f64..1e4)) {
        let options = |agents| QueueOptions { arrivals_per_hour: load * 6.0, handling_minutes: 10.0, agents, within_minutes: within, patience_minutes: patience };
        let [few, more] = [agents, agents + 1].map(|agents| queue_odds(&options(agents)).unwrap());
        for QueueOdds { wait, within, abandoned, occupancy, .. } in [few, more] {
            for share in [wait, within, abandoned, occupancy] {
                prop_assert!((0.0..=1.0).contains(&share), "{}", share);
            }
            prop_assert!(within >= 1.0 - wait - 1e-9);
        }
        prop_assert!(more.within >= few.within - 1e-9 && more.wait <= few.wait + 1e-9 && more.abandoned <= few.abandoned + 1e-9);
        let needed = agents_needed(&options(0), 0.9).unwrap();
        prop_assert!(queue_odds(&options(needed)).unwrap().within >= 0.9);
        prop_assert!(needed == 1 || queue_odds(&options(needed - 1)).unwrap().within < 0.9);
    }
}

/// One tier of constant load, one priority: what the formulas assume.
fn queue(agents: u32, patience_minutes: Option<f64>) -> StaffingOptions {
    let tier = StaffingTier {
        name: "calls".to_owned(),
        teams: vec![StaffingTeam { agents, coverage: None }],
        handling_minutes: 30.0,
        handling: HandlingTime::Exponential,
        variation: 1.0,
        escalates: 0.0,
        within: Some(Span::minutes(10)),
        patience_minutes,
    };
    StaffingOptions {
        arrivals: vec![8.0],
        days: 120,
        warm_up_days: 5,
        tiers: vec![tier],
        priorities: vec![StaffingPriority { priority: Priority::High, share: 1.0, within: Span::minutes(10) }],
        samples: 12,
        ..StaffingOptions::default()
    }
}

fn report(options: &StaffingOptions) -> StaffingReport {
    staffing(options).unwrap_or_else(|error| panic!("{error}"))
}

/// Where the simulation's assumptions are the formula's, they agree within four standard errors, as estimated from the
/// spread between the samples: one false alarm in some ten thousand seeds, and the seed is fixed.
#[test]
fn the_simulation_is_the_formula_where_that_holds() {
    for (agents, patience) in [(5, None), (6, None), (4, Some(20.0)), (5, Some(5.0))] {
        let report = report(&queue(agents, patience));
        let odds = queue_odds(&QueueOptions {
            arrivals_per_hour: 8.0,
            handling_minutes: 30.0,
            agents,
            within_minutes: 10.0,
            patience_minutes: patience,
        })
        .expect("odds");
        let tier = &report.tiers[0];
        assert!((tier.arrivals_per_hour - 8.0).abs() < 0.1 && tier.agents == f64::from(agents), "{tier:?}");
        // Of those that give up within the ten minutes the formula counts some as in time, the simulation none.
        let given_up = patience.map_or(0.0, |_| tier.abandoned);
        let (found, error) = (tier.within.expect("a share"), tier.within_error.expect("an error"));
        assert!(error > 0.0 && error < 0.01);
        assert!(
            found <= odds.within + 4.0 * error && found >= odds.within - given_up - 4.0 * error,
            "{found} {odds:?}"
        );
        assert!((tier.abandoned - odds.abandoned).abs() < 0.006, "{tier:?} {odds:?}");
        assert!((tier.wait.expect("a share") - odds.wait).abs() < 6.0 * error + 0.004, "{tier:?} {odds:?}");
        assert_eq!(report.commitments[0].odds, tier.within);
    }
    // Constant handling halves the mean wait of one agent (Pollaczek and Khinchine).
    let mut one = queue(1, None);
    (one.arrivals, one.tiers[0].handling) = (vec![1.0], HandlingTime::Constant);
    (one.samples, one.days) = (40, 365);
    let mean = report(&one).tiers[0].mean_wait_minutes.expect("a mean");
    let expected = 0.5 * 30.0 / (2.0 * 0.5);
    assert!((mean - expected).abs() < 0.5, "{mean}, not {expected}");
}

#[test]
fn the_mission_team_holds_its_promises_at_an_easy_load() {
    let options = StaffingOptions { arrivals: vec![3.0], ..StaffingOptions::default() };
    let report = report(&options);
    let agents: Vec<_> = report.tiers.iter().map(|tier| tier.agents).collect();
    assert!((agents[0] - 2.0).abs() < 1e-9 && agents[1] < 1.5 && agents[2] < 1.7, "{agents:?}");
    let people: u32 = options.tiers.iter().flat_map(|tier| &tier.teams).map(|team| team.agents).sum();
    assert_eq!(people, 6 + 4 + 3);
    let odds: Vec<_> = report.commitments.iter().map(|one| one.odds.expect("odds")).collect();
    assert!(odds.iter().all(|&odds| odds > 0.9), "{odds:?}");
    assert!(report.tiers[1].within.expect("a share") < 0.9, "nobody is there at night: {:?}", report.tiers[1]);
    assert_eq!(report.tiers[0].hours.len(), 1);
    assert_eq!(report.tiers[0].hours[0].needed, 2);
}

#[test]
fn urgent_tickets_go_first_and_nights_wait_for_the_morning() {
    let mut options = queue(4, None);
    options.arrivals = (0..24).map(|hour| if (8..18).contains(&hour) { 4.0 } else { 0.5 }).collect();
    let office = "weekly: {mon: ['08:00-18:00'], tue: ['08:00-18:00'], wed: ['08:00-18:00'], thu: ['08:00-18:00'], fri: ['08:00-18:00']}";
    options.tiers[0].teams[0].coverage = Some(Calendar::from_yaml(office).expect("a calendar"));
    let promise = |priority, share, minutes| StaffingPriority { priority, share, within: Span::minutes(minutes) };
    options.priorities = vec![promise(Priority::Critical, 1.0, 60), promise(Priority::Low, 3.0, 60)];
    let report = report(&options);
    let [urgent, low] = [0, 1].map(|index| report.commitments[index].odds.expect("odds"));
    assert!(urgent > low && low < 0.6, "{urgent} {low}");
    let hours = &report.tiers[0].hours;
    assert_eq!(hours.len(), 24);
    assert_eq!(hours[3].agents, 0.0);
    assert!(hours[12].agents > 2.0 && hours[12].needed > hours[3].needed);
    let longest = report.tiers[0].waits.last().expect("a quantile").minutes.expect("handled");
    assert!(longest > 24.0 * 60.0, "over a weekend: {longest}");
}

#[test]
fn the_same_seed_gives_the_same_report() {
    let options = StaffingOptions { arrivals: vec![5.0; 48], samples: 3, seed: 7, ..StaffingOptions::default() };
    assert_eq!(options.pattern, None);
    let first = report(&options);
    assert_eq!(first, report(&options));
    assert_eq!(first.tiers[0].hours.len(), 48);
    assert_ne!(first, report(&StaffingOptions { seed: 8, ..options }));
}

#[test]
fn more_than_can_be_handled_is_said() {
    let mut options = queue(1, None);
    options.days = 10;
    options.warm_up_days = 0;
    let tier = &report(&options).tiers[0];
    assert!(tier.load_per_agent.expect("a load") > 3.5 && tier.unserved > 0.2 && tier.within.expect("a share") < 0.1);
    assert_eq!(tier.waits.last().expect("a quantile").minutes, None);
    options.tiers[0].teams.clear();
    let tier = &report(&options).tiers[0];
    assert_eq!((tier.load_per_agent, tier.unserved, tier.mean_wait_minutes), (None, 1.0, None));
}

#[test]
fn options_out_of_their_range_are_errors() {
    let with = |change: fn(&mut StaffingOptions)| {
        let mut options = queue(2, None);
        change(&mut options);
        code(staffing(&options))
    };
    assert_eq!(with(|options| options.arrivals = vec![]), "invalid");
    assert_eq!(with(|options| options.arrivals = vec![f64::NAN]), "invalid");
    assert_eq!(with(|options| options.arrivals = vec![1e6]), "limit");
    assert_eq!(with(|options| options.pattern = Some(ArrivalPattern::Daily)), "invalid");
    assert_eq!(with(|options| options.samples = 0), "invalid");
    assert_eq!(with(|options| options.days = u32::MAX), "invalid");
    assert_eq!(with(|options| options.warm_up_days = 120), "invalid");
    assert_eq!(with(|options| options.service_level = 1.0), "invalid");
    assert_eq!(with(|options| options.quantiles = vec![1.5]), "invalid");
    assert_eq!(with(|options| options.tiers.clear()), "invalid");
    assert_eq!(with(|options| options.tiers[0].handling_minutes = 0.0), "invalid");
    assert_eq!(with(|options| options.priorities[0].share = 0.0), "invalid");
    assert_eq!(with(|options| options.start = chrono::DateTime::<chrono::Utc>::MAX_UTC), "range");
    assert_eq!(with(|options| options.start = "2199-12-30T00:00:00Z".parse().expect("an instant")), "range");
    assert_eq!(code(erlang_b(1, f64::NAN)), "invalid");
    assert_eq!(code(erlang_c(u32::MAX, 1.0)), "limit");
    assert_eq!(code(queue_odds(&QueueOptions { within_minutes: -1.0, ..example(1, None) })), "invalid");
    assert_eq!(code(queue_odds(&QueueOptions { handling_minutes: 0.0, ..example(1, None) })), "invalid");
    assert_eq!(code(agents_needed(&example(0, None), 1.0)), "invalid");
    assert_eq!(code(queue_odds(&QueueOptions { handling_minutes: 1e-300, ..example(1, None) })), "invalid");
    assert_eq!(code(queue_odds(&example(1, Some(1e9)))), "invalid");
    assert_eq!(with(|options| options.priorities = vec![options.priorities[0]; 2]), "invalid");
    // The longest series there is: it ends, and soon.
    let long = QueueOptions { arrivals_per_hour: 1e6, handling_minutes: 0.00102, ..example(17, Some(1e6)) };
    assert!(queue_odds(&long).is_ok_and(|odds| odds.wait > 0.0));
    let json = serde_json::from_str::<StaffingOptions>("{\"arrivals\": [1.0], \"agents\": 3}");
    assert!(json.expect_err("an unknown field").to_string().contains("agents"));
}

#[test]
fn shared_cases() {
    use hypercare::document::{Limits, from_json};
    use serde_json::{json, to_value};
    cases::run("staffing.json", |input| {
        if let Some(options) = input.get("staffing") {
            let options: StaffingOptions = from_json(&options.to_string(), "options", Limits::default())?;
            return Ok(to_value(staffing(&options)?).expect("JSON"));
        }
        let options: QueueOptions = from_json(&input["queue"].to_string(), "options", Limits::default())?;
        match input["level"].as_f64() {
            Some(level) => Ok(json!(agents_needed(&options, level)?)),
            None => Ok(to_value(queue_odds(&options)?).expect("JSON")),
        }
    });
}

//! What holds for every record.

use chrono::{DateTime, Utc};
use hypercare::plan::{Gate, GateCriterion, GateEvent, GateOutcome, GateRecord, RoleQuorum, Vote};
use proptest::prelude::*;

use super::gates::{PLAN, minute};
use super::read;

fn events() -> impl Strategy<Value = Vec<GateEvent>> {
    let name = || prop_oneof![Just("A"), Just("B"), Just("C"), Just("Z")];
    let event = prop_oneof![
        any::<bool>().prop_map(|done| GateEvent::ticked(minute(0), "checks/dns", done)),
        (name(), 0..4_usize).prop_map(|(name, vote)| {
            let votes = [Vote::Approve, Vote::Reject, Vote::Abstain, Vote::Withdraw];
            GateEvent::signed(minute(0), "r", name, votes[vote])
        }),
        any::<bool>().prop_map(|met| GateEvent::confirmed(minute(0), "c", met)),
        (0..40_i64).prop_map(|until| GateEvent::waived(minute(0), "checks/dns", "why", Some(minute(until)))),
    ];
    prop::collection::vec((event, 0..3_i64), 0..20).prop_map(|events| {
        let mut now = 0;
        let later = |(mut event, step): (GateEvent, i64)| {
            now += step;
            match &mut event {
                GateEvent::Ticked(tick) => tick.at = minute(now),
                GateEvent::Signed(vote) => vote.at = minute(now),
                GateEvent::Evidence(evidence) => evidence.at = minute(now),
                GateEvent::Waived(waiver) => waiver.at = minute(now),
                GateEvent::Measured(measured) => measured.at = minute(now),
            }
            event
        };
        events.into_iter().map(later).collect()
    })
}

/// The same decision, made the long way round: every question is asked of the whole record.
fn by_hand(veto: bool, needed: usize, events: &[GateEvent], now: DateTime<Utc>) -> GateOutcome {
    let known: Vec<&GateEvent> = events.iter().filter(|event| event.at() <= now).collect();
    let last_vote = |wanted: &str| {
        known.iter().rev().find_map(|event| match event {
            GateEvent::Signed(vote) if vote.name == wanted => Some(vote.vote),
            _ => None,
        })
    };
    let votes = ["A", "B", "C"].map(last_vote);
    let count = |wanted: Vote| votes.iter().filter(|&&vote| vote == Some(wanted)).count();
    let met = known.iter().rev().find_map(|event| match event {
        GateEvent::Measured(measured) => measured.met,
        _ => None,
    });
    let ticked = known.iter().rev().find_map(|event| match event {
        GateEvent::Ticked(tick) => Some(tick.done),
        _ => None,
    });
    let waiver = known.iter().rev().find_map(|event| match event {
        GateEvent::Waived(waiver) => Some(waiver.until.is_none_or(|until| now < until)),
        _ => None,
    });
    let closed = met == Some(false)
        || (veto && count(Vote::Reject) > 0)
        || 3 - count(Vote::Reject) - count(Vote::Abstain) < needed;
    let done = ticked == Some(true);
    if closed {
        GateOutcome::NoGo
    } else if met.is_none() || count(Vote::Approve) < needed || !(done || waiver == Some(true)) {
        GateOutcome::Pending
    } else if done {
        GateOutcome::Go
    } else {
        GateOutcome::ConditionalGo
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn decisions_are_those_made_by_hand_and_later_events_do_not_count(
        events in events(), veto in any::<bool>(), needed in 1..=3_u32, now in 0..50_i64,
    ) {
        let plan = read(PLAN);
        let quorum = RoleQuorum { veto, ..RoleQuorum::some_of(needed, "r", ["A", "B", "C"]) };
        let gate = Gate {
            all_blocking: true,
            required: vec![quorum],
            criteria: vec![GateCriterion::confirmed("c")],
            ..Gate::new("g")
        };
        let record = GateRecord::new(events.clone()).unwrap();
        let decision = gate.decide(&plan, &record, minute(now)).unwrap();
        prop_assert_eq!(decision.outcome, by_hand(veto, needed as usize, &events, minute(now)));
        let known = events.iter().filter(|event| event.at() <= minute(now)).cloned();
        prop_assert_eq!(&decision, &gate.decide(&plan, &GateRecord::new(known).unwrap(), minute(now)).unwrap());
        let read_back = GateRecord::from_json(&record.to_json().unwrap()).unwrap();
        prop_assert_eq!(&decision, &gate.decide(&plan, &read_back, minute(now)).unwrap());
        // The plan that carries the ticks says the same without them.
        let others = events.iter().filter(|event| !matches!(event, GateEvent::Ticked(_))).cloned();
        let carried = plan.as_of(&record, minute(now));
        let others = GateRecord::new(others).unwrap();
        prop_assert_eq!(decision.outcome, gate.decide(&carried, &others, minute(now)).unwrap().outcome);
        prop_assert_eq!(decision.outcome == GateOutcome::Go, decision.missing.is_empty() && decision.conditions.is_empty() && decision.outcome.passes());
        // Until the next change by itself, nothing changes without an event.
        let quiet = events.iter().map(GateEvent::at).filter(|&at| at > minute(now)).chain(decision.next_change).min();
        for later in now + 1..52 {
            if quiet.is_none_or(|quiet| minute(later) < quiet) {
                prop_assert_eq!(gate.decide(&plan, &record, minute(later)).unwrap().outcome, decision.outcome);
            }
        }
    }
}

//! Scaling plans as documents that scalers take.

use chrono::{Datelike, TimeDelta};
use hypercare::capacity::{ScalingPlan, ScalingRules};
use hypercare::time::Span;
use proptest::prelude::*;

use crate::plans::{plan, with};
use crate::{at, office};

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
    for name in ["", "a: b", "a\nb", "a b", "ä", &"a".repeat(256)] {
        assert_eq!(many.to_aws(name).unwrap_err().code(), "invalid", "{name:?}");
    }
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

//! Where users get lost, how sure that is, and what is filed.

use hypercare::Priority;
use hypercare::tuning::{
    Journey, JourneyCount, JourneyOptions, JourneyState, TuningVerdict, VerifyOptions, advise_journeys,
    journey_measurements, verify,
};
use proptest::prelude::*;

fn journey(name: &str, users: &[u64]) -> Journey {
    let step = |(place, users): (usize, &u64)| JourneyCount {
        name: format!("step {place}"),
        users: *users,
        issue: None,
        suggestion: None,
    };
    Journey { name: name.to_owned(), steps: users.iter().enumerate().map(step).collect() }
}

fn states(users: &[u64]) -> (JourneyState, Vec<JourneyState>, usize) {
    let report = advise_journeys(&[journey("j", users)], &JourneyOptions::default()).expect("a report");
    let steps = report.journeys[0].steps.iter().map(|step| step.state).collect();
    (report.journeys[0].state, steps, report.friction_points.len())
}

#[test]
fn thresholds_are_those_of_the_support_framework() {
    use JourneyState::{Bad, Good, LikelyBad, LikelyGood, TooFew};
    assert_eq!(states(&[100_000, 96_000]), (Good, vec![Good], 0));
    // 95 % finish: that is enough, but it may be chance. 10 % leave: likewise.
    assert_eq!(states(&[1_000, 950]).0, LikelyGood);
    assert_eq!(states(&[1_000, 900]), (Bad, vec![LikelyGood], 0));
    assert_eq!(states(&[1_000, 899]), (Bad, vec![LikelyBad], 1));
    assert_eq!(states(&[100, 94]), (LikelyBad, vec![LikelyGood], 0));
    assert_eq!(states(&[99, 0]), (TooFew, vec![TooFew], 0));
    assert_eq!(states(&[0, 0]), (TooFew, vec![TooFew], 0));
    assert_eq!(states(&[100, 0]), (Bad, vec![Bad], 1));
    // Steps that lose many of a journey that most finish do not exist; steps of few users are not judged.
    assert_eq!(states(&[10_000, 99, 50]).1, [Bad, TooFew]);
}

#[test]
fn friction_points_are_ranked_by_the_users_lost() {
    let mut upload = journey("document_upload_to_analysis", &[2_000, 1_950, 1_400, 1_000]);
    upload.steps[1].issue = Some("HTTP 413\n# pretends to be a heading".to_owned());
    upload.steps[1].suggestion = Some("allow larger files".to_owned());
    let journeys =
        [journey("report_generation", &[5_000, 4_999, 4_540]), upload, journey("user_login", &[9_000, 8_900])];
    let report = advise_journeys(&journeys, &JourneyOptions::default()).expect("a report");
    let ranked: Vec<_> =
        report.friction_points.iter().map(|point| (point.journey.as_str(), point.step.as_str(), point.lost)).collect();
    assert_eq!(
        ranked,
        [("document_upload_to_analysis", "step 1", 550), ("document_upload_to_analysis", "step 2", 400)]
    );
    let point = &report.friction_points[0];
    assert_eq!(point.ticket.priority, Priority::High);
    assert!(point.ticket.title.contains("550 of 1950 users leave at step 1: allow larger files"), "{:?}", point.ticket);
    for words in ["## Why", "HTTP 413 # pretends", "drop_off 0.28205", "## Expected effect", "## How to verify"] {
        assert!(point.ticket.body.contains(words), "{words}: {}", point.ticket.body);
    }
    // 0.5 x 0.9 / (1400 / 1950).
    assert!((point.advice.effect.expected.expect("a forecast") - 0.626_785_714).abs() < 1e-9);
    let mut mended = journeys[1].clone();
    (mended.steps[2].users, mended.steps[3].users) = (1_850, 1_330);
    let [before, after] = [&journeys[1], &mended].map(|journey| journey_measurements(std::slice::from_ref(journey)));
    assert!(point.advice.verification.metrics.iter().all(|metric| before.iter().any(|one| one.metric == *metric)));
    let outcome = verify(&before, &after, &VerifyOptions::default()).expect("an outcome");
    let verdicts: Vec<_> = outcome.metrics.iter().map(|metric| metric.verdict).collect();
    use TuningVerdict::{Unchanged, Worked};
    assert_eq!(verdicts, [Worked, Unchanged, Worked, Unchanged], "{outcome:#?}");
}

#[test]
fn wrong_counts_are_refused() {
    let code = |journey: Journey| advise_journeys(&[journey], &JourneyOptions::default()).expect_err("refused").code();
    assert_eq!(code(journey("j", &[10, 11])), "invalid");
    assert_eq!(code(journey("j", &[10])), "shape");
    let mut twice = journey("j", &[10, 9]);
    twice.steps[1].name = "step 0".to_owned();
    assert_eq!(code(twice), "duplicate");
    let same = [journey("j", &[1, 1]), journey("j", &[1, 1])];
    assert_eq!(advise_journeys(&same, &JourneyOptions::default()).expect_err("twice").code(), "duplicate");
    for wrong in [
        JourneyOptions { completion: 0.0, ..JourneyOptions::default() },
        JourneyOptions { drop_off: f64::NAN, ..JourneyOptions::default() },
        JourneyOptions { confidence: 1.0, ..JourneyOptions::default() },
        JourneyOptions { least_users: 0, ..JourneyOptions::default() },
    ] {
        assert_eq!(advise_journeys(&[], &wrong).expect_err("wrong").code(), "invalid");
    }
}

proptest! {
    #[test]
    fn nobody_is_lost_twice(losses in prop::collection::vec(0_u64..5_000, 1..8), rest in 0_u64..20_000) {
        let mut users: Vec<u64> = vec![rest];
        for loss in &losses {
            users.insert(0, users[0] + loss);
        }
        let report = advise_journeys(&[journey("j", &users)], &JourneyOptions::default()).expect("a report");
        let found = &report.journeys[0];
        prop_assert_eq!(found.steps.iter().map(|step| step.lost).sum::<u64>(), users[0] - rest);
        prop_assert!(report.friction_points.windows(2).all(|pair| pair[0].lost >= pair[1].lost));
        for point in &report.friction_points {
            let effect = &point.advice.effect;
            prop_assert!(effect.expected.is_none_or(|expected| expected >= found.completion.unwrap() && expected <= 1.0));
        }
        for step in &found.steps {
            if let (Some(share), Some(low), Some(high)) = (step.drop_off, step.low, step.high) {
                prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
            }
        }
    }
}

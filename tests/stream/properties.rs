use chrono::TimeDelta;
use hypercare::anomaly::{StreamDetector, StreamOptions};
use proptest::prelude::*;

use super::{detector, instant, noise, run};

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -10.0..10.0_f64,
        1 => Just(f64::NAN),
        1 => Just(0.0),
        1 => prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL,
        1 => prop_oneof![Just(f64::MAX), Just(f64::MIN), Just(f64::MIN_POSITIVE)],
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn scores_lie_between_0_and_1_and_all_numbers_are_finite(
        values in prop::collection::vec(any_value(), 1..400),
        gaps in prop::collection::vec(0..100_000_i64, 400),
    ) {
        let mut detector = StreamDetector::builder().history(128).warm_up(20).build()?;
        let mut at = instant(0);
        for (value, gap) in values.iter().zip(gaps) {
            let score = detector.update(at, *value)?;
            prop_assert!((0.0..=1.0).contains(&score.score));
            prop_assert!(!score.anomalous || score.warm);
            let range = [score.expected, score.low, score.high];
            prop_assert!(range.iter().flatten().all(|number| number.is_finite()), "{range:?}");
            let parts = score.strengths;
            for part in [parts.range, parts.level, parts.shift, parts.season, parts.shape, parts.step] {
                prop_assert!((0.0..=1_000.0).contains(&part));
            }
            if value.is_nan() {
                prop_assert_eq!((score.score, score.metric), (0.0, None));
            }
            at += TimeDelta::seconds(gap);
        }
        let restored = StreamDetector::from_bytes(&detector.to_bytes())?;
        prop_assert_eq!(restored.to_bytes(), detector.to_bytes());
    }

    #[test]
    fn a_restored_detector_goes_on_with_the_same_bits(
        values in prop::collection::vec(any_value(), 300..600),
        cut in 0..300_usize,
    ) {
        let options = StreamOptions::default().history(128).warm_up(20).zone("Europe/Paris");
        let mut whole = StreamDetector::new(options)?;
        run(&mut whole, &values[..cut]);
        let mut restored = StreamDetector::from_bytes(&whole.to_bytes())?;
        prop_assert_eq!(&restored, &whole);
        for (point, value) in values.iter().enumerate().skip(cut) {
            let [one, other] = [&mut whole, &mut restored].map(|detector| detector.update(instant(point), *value));
            prop_assert_eq!(one?, other?);
        }
        prop_assert_eq!(restored.to_bytes(), whole.to_bytes());
    }

    #[test]
    fn scale_and_shift_make_no_difference(scale in 1e-3..1e3_f64, shift in -1e3..1e3_f64, seed in 0..1_000_u64) {
        let mut values = noise(500, seed);
        values[400] += 12.0;
        let moved: Vec<_> = values.iter().map(|value| scale * value + shift).collect();
        let scores = run(&mut detector(), &values);
        for (one, other) in scores.iter().zip(run(&mut detector(), &moved)) {
            prop_assert!((one.score - other.score).abs() < 1e-6, "{one:?} {other:?}");
        }
    }

    /// Over the whole range of rates, and for several metrics of which some are silent.
    #[test]
    fn any_alarm_rate_and_silent_metrics_do(
        rate in prop_oneof![1e-5..=0.1_f64, Just(0.1), Just(1e-5)],
        metrics in 1..5_u32,
        speaking in 0..4_usize,
        seed in 0..1_000_u64,
    ) {
        let speaking = speaking % metrics as usize;
        let mut detector = StreamDetector::builder().alarm_rate(rate).metrics(metrics).history(128).build()?;
        let mut values = noise(400, seed);
        values[390] = 200.0;
        for (point, value) in values.iter().enumerate() {
            let mut row = vec![f64::NAN; metrics as usize];
            row[speaking] = *value;
            let score = detector.update_many(instant(point), &row)?;
            prop_assert!((0.0..=1.0).contains(&score.score), "{score:?}");
            prop_assert_eq!(score.warm, point >= 100);
            prop_assert!(point != 390 || score.anomalous || score.quiet, "{score:?}");
        }
        prop_assert_eq!(StreamDetector::from_bytes(&detector.to_bytes())?, detector);
    }

    /// A sentinel value in the data is an incident of its own and hides none after it.
    #[test]
    fn a_mad_value_blinds_nobody(mad in prop_oneof![Just(9.2e18), Just(-1e300), 1e4..1e9], seed in 0..1_000_u64) {
        let mut values = noise(900, seed);
        values[300] = mad;
        values[800] = 400.0;
        let scores = run(&mut detector(), &values);
        prop_assert!(scores[300].anomalous && scores[800].anomalous, "{:?} {:?}", scores[300], scores[800]);
    }

    #[test]
    fn equal_values_never_alarm(value in any_value(), count in 100..400_usize) {
        let scores = run(&mut detector(), &vec![value; count]);
        prop_assert!(scores.iter().all(|score| score.score == 0.0 && !score.anomalous));
    }

    #[test]
    fn missing_values_change_nothing_but_the_clock(seed in 0..1_000_u64, missing in prop::collection::vec(0..300_usize, 1..20)) {
        let values = noise(300, seed);
        let (mut whole, mut with_gaps) = (detector(), detector());
        for (point, value) in values.iter().enumerate() {
            if missing.contains(&point) {
                with_gaps.update(instant(point), f64::NAN)?;
            }
            prop_assert_eq!(whole.update(instant(point), *value)?, with_gaps.update(instant(point), *value)?);
        }
    }

    #[test]
    fn what_comes_later_changes_no_score(seed in 0..1_000_u64, cut in 1..300_usize) {
        let values = noise(300, seed);
        let whole = run(&mut detector(), &values);
        prop_assert_eq!(&run(&mut detector(), &values[..cut])[..], &whole[..cut]);
    }
}

#[test]
fn memory_is_bounded() {
    let mut detector = detector();
    let values = noise(3_000, 1);
    run(&mut detector, &values[..1_000]);
    let early = detector.to_bytes().len();
    for (point, value) in values.iter().enumerate().skip(1_000) {
        detector.update(instant(point), *value).expect("a score");
    }
    // The peaks of the last 250 points come and go.
    assert!(detector.to_bytes().len() <= early + 250 * 16);
    assert!(detector.to_bytes().len() < 24 * 256 + 10_000);
}

#[test]
fn bad_input_is_an_error_and_changes_nothing() {
    let mut detector = StreamDetector::builder().metrics(2).build().expect("a detector");
    detector.update_many(instant(5), &[1.0, 2.0]).expect("a score");
    let before = detector.clone();
    assert_eq!(detector.update(instant(6), 1.0).unwrap_err().code(), "shape");
    assert_eq!(detector.update_many(instant(6), &[1.0, f64::INFINITY]).unwrap_err().code(), "invalid");
    assert_eq!(detector.update_many(instant(4), &[1.0, 2.0]).unwrap_err().code(), "out_of_order");
    assert_eq!(
        detector.update_many(chrono::DateTime::<chrono::Utc>::MAX_UTC, &[1.0, 2.0]).unwrap_err().code(),
        "range"
    );
    assert_eq!(detector, before);
    detector.update_many(instant(5), &[1.0, 2.0]).expect("several points at one instant");
}

#[test]
fn options_are_checked() {
    let code = |options: StreamOptions| StreamDetector::new(options).unwrap_err().code();
    let options = StreamOptions::default;
    assert_eq!(code(options().alarm_rate(f64::NAN)), "invalid");
    assert_eq!(code(options().alarm_rate(0.5)), "invalid");
    assert_eq!(code(options().warm_up(0)), "invalid");
    assert_eq!(code(options().history(1)), "invalid");
    assert_eq!(code(options().metrics(0)), "invalid");
    assert_eq!(code(options().metrics(5_000)), "limit");
    assert_eq!(code(options().metrics(4_096).history(65_536)), "limit");
    assert_eq!(code(options().zone("Mars/Olympus")), "unknown");
}

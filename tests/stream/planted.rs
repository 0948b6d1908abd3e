use hypercare::anomaly::{StreamDetector, StreamPart};

use super::{alarms, detector, instant, noise, normal, run};
use hypercare::stats::Stream;

#[test]
fn a_spike_is_found_at_once() {
    for seed in 0..10 {
        let mut values = noise(1_200, seed);
        values[1_000] += 15.0;
        let scores = run(&mut detector(), &values);
        assert!(scores[1_000].score > 0.999 && scores[1_000].anomalous, "seed {seed}: {:?}", scores[1_000]);
        let reason = scores[1_000].reason.as_ref().expect("a reason");
        assert!(reason.numbers["value"] > reason.numbers["highest_before"]);
        assert!(matches!(scores[1_000].part, Some(StreamPart::Range | StreamPart::Level)));
    }
}

#[test]
fn a_level_shift_alarms_soon_and_then_is_normal() {
    for seed in 0..10 {
        let mut values = noise(3_000, seed);
        values[1_500..].iter_mut().for_each(|value| *value += 6.0);
        let found = alarms(&run(&mut detector(), &values));
        assert!(found.iter().any(|point| (1_500..1_510).contains(point)), "seed {seed}: {found:?}");
        assert!(found.iter().filter(|point| **point >= 1_600).count() <= 4, "seed {seed}: {found:?}");
    }
}

#[test]
fn a_flat_line_in_a_daily_wave_is_found() {
    let mut stream = Stream::new(3, 0);
    let wave = |point: usize| (std::f64::consts::TAU * point as f64 / 288.0).sin();
    let mut values: Vec<_> = (0..8 * 288).map(|point| 10.0 * wave(point) + 0.3 * normal(&mut stream)).collect();
    let start = 7 * 288;
    values[start..start + 144].fill(0.0);
    let scores = run(&mut StreamDetector::builder().history(2_048).build().expect("a detector"), &values);
    let found = alarms(&scores);
    assert!(found.iter().any(|point| (start..start + 144).contains(point)), "{found:?}");
    let part = scores[start..start + 144].iter().find(|score| score.anomalous).and_then(|score| score.part);
    assert!(matches!(part, Some(StreamPart::Shape | StreamPart::Season)), "{part:?}");
    assert!(found.iter().filter(|point| **point < start).count() <= 4, "{found:?}");
}

#[test]
fn the_profile_of_the_day_becomes_what_is_expected() {
    let mut stream = Stream::new(4, 0);
    let work = |point: usize| if (96..216).contains(&(point % 288)) { 50.0 } else { 5.0 };
    let values: Vec<_> = (0..6 * 288).map(|point| work(point) + normal(&mut stream)).collect();
    let scores = run(&mut detector(), &values);
    // The first value of a working day, which no mean of the last values foresees.
    let first = &scores[5 * 288 + 96];
    assert!((first.expected.expect("an expectation") - 50.0).abs() < 2.0, "{first:?}");
    assert!(!first.anomalous);
}

#[test]
fn the_alarm_rate_holds_on_all_kinds_of_noise() {
    const POINTS: usize = 12_000;
    let rate = 0.005;
    let mut stream = Stream::new(5, 0);
    let mut last = 0.0;
    let kinds: [(&str, Vec<f64>); 4] = [
        ("normal", noise(POINTS, 6)),
        ("uniform", (0..POINTS).map(|_| stream.unit()).collect()),
        ("exponential", noise(POINTS, 7).iter().map(|value| (2.0 * value).exp()).collect()),
        (
            "autoregressive",
            noise(POINTS, 8)
                .iter()
                .map(|value| {
                    last = 0.9 * last + value;
                    last
                })
                .collect(),
        ),
    ];
    for (name, values) in kinds {
        let options = StreamDetector::builder().alarm_rate(rate).history(128);
        let found = alarms(&run(&mut options.build().expect("a detector"), &values)).len() as f64;
        let times = found / (rate * POINTS as f64);
        println!("{name}: {times:.2} times the rate");
        assert!((1.0 / 3.0..=3.0).contains(&times), "{name}: {times:.2} times the rate asked for");
    }
}

#[test]
fn several_metrics_name_the_one_that_spoke() {
    let mut detector = StreamDetector::builder().metrics(3).history(256).build().expect("a detector");
    let mut points: Vec<_> = noise(1_800, 1).as_chunks::<3>().0.to_vec();
    points[500][1] = 30.0;
    for (point, values) in points.iter().enumerate() {
        let score = detector.update_many(instant(point), values).expect("a score");
        if point == 500 {
            assert!(score.anomalous);
            assert_eq!(score.metric, Some(1));
        }
    }
}

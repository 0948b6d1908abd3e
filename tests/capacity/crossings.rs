//! Whether and when a threshold is crossed, against the truth of simulated processes. How close is stated with each; all
//! is drawn from fixed seeds.

use std::collections::BTreeMap;

use hypercare::capacity::{Bounds, CapacityThreshold, ExhaustionOptions, Planner, ThresholdCrossing, exhaustion};
use hypercare::stats::Stream;

use crate::at;

fn normal(stream: &mut Stream) -> f64 {
    let (size, angle) = (1.0 - stream.unit(), stream.unit());
    (-2.0 * size.ln()).sqrt() * (angle * std::f64::consts::TAU).cos()
}

fn crossing(values: Vec<f64>, limit: f64, horizon: usize) -> ThresholdCrossing {
    crossings(values, limit, None, horizon).remove(0)
}

fn crossings(values: Vec<f64>, limit: f64, warn_at: Option<f64>, horizon: usize) -> Vec<ThresholdCrossing> {
    let threshold = CapacityThreshold {
        scale_up: limit,
        scale_down: None,
        warn_at,
        capacity: None,
        bounds: Bounds::None,
        scales: false,
    };
    let thresholds = BTreeMap::from([("metric".to_owned(), threshold)]);
    let planner = Planner { horizon, thresholds, windows: 0, ..Planner::default() };
    let metrics = BTreeMap::from([("metric".to_owned(), values)]);
    planner.plan(&metrics, at("2026-02-02T00:00:00Z")).unwrap().crossings
}

fn days(at: Option<chrono::DateTime<chrono::Utc>>) -> f64 {
    at.map_or(f64::INFINITY, |at| (at - crate::at("2026-02-02T00:00:00Z")).num_hours() as f64 / 24.0)
}

/// What is told on average of four histories, and the least and most of it.
fn told(limit: f64, horizon: usize, history: impl Fn(&mut Stream) -> Vec<f64>) -> (f64, f64, f64) {
    let one = |seed| {
        let values = history(&mut Stream::new(seed, 0));
        let last = values.last().copied().unwrap_or(0.0);
        crossing(values, if limit < 0.0 { last - limit } else { limit }, horizon).probability
    };
    let all: Vec<f64> = (0..4).map(one).collect();
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    (mean, all.iter().copied().fold(1.0, f64::min), all.iter().copied().fold(0.0, f64::max))
}

#[test]
fn noise_alone_crosses_as_often_as_it_does() {
    // 60 with a standard deviation of 4: of weeks, 1 - .9938^168 = .65 have an hour above 70.
    let noise = |stream: &mut Stream| (0..504).map(|_| 60.0 + 4.0 * normal(stream)).collect();
    let (mean, least, most) = told(70.0, 168, noise);
    assert!((mean - 0.65).abs() < 0.12 && least > 0.35 && most < 0.9, "{mean} {least} {most}");
    let (mean, ..) = told(68.0, 24, |stream| (0..504).map(|_| 60.0 + 4.0 * normal(stream)).collect());
    assert!((mean - 0.42).abs() < 0.2, "{mean}");
}

#[test]
fn what_is_flat_does_not_cross_far_away() {
    // 50 with a standard deviation of 3: of weeks, .005 have an hour above 62, one in 20,000 one above 65, none above 70.
    let mut before = [1.0; 3];
    let mut means = [0.0; 3];
    for seed in 0..6 {
        let mut stream = Stream::new(seed, 4);
        let values: Vec<f64> = (0..300).map(|_| 50.0 + 3.0 * normal(&mut stream)).collect();
        let found = [62.0, 65.0, 70.0].map(|limit| crossing(values.clone(), limit, 168));
        for (found, mean) in found.iter().zip(&mut means) {
            assert!(found.by_step.windows(2).all(|pair| pair[0] <= pair[1]), "by later is likelier");
            assert!(found.probability >= found.highest);
            *mean += found.probability / 6.0;
        }
        assert!(found[1..].iter().all(|found| found.early.is_none() && found.expected.is_none()));
        before = found.map(|found| found.probability);
        assert!(before[0] >= before[1] && before[1] >= before[2], "further is less likely: {before:?}");
    }
    assert!(means[0] < 0.0265 && means[1] < 0.01 && means[2] < 0.01 && before[2] < 0.01, "{means:?}");
}

#[test]
fn a_walk_crosses_twice_as_often_as_it_ends_above() {
    // 10 above the last value after 168 steps of 1: twice the .22 that end above it, less what lies between the steps.
    let walk = |stream: &mut Stream| {
        let mut place = 1000.0;
        let step = |_| {
            place += normal(stream);
            place
        };
        (0..504).map(step).collect()
    };
    let (mean, ..) = told(-10.0, 168, walk);
    assert!((mean - 0.42).abs() < 0.2, "{mean}");
}

#[test]
fn a_day_crosses_at_its_peaks_or_not_at_all() {
    let day = |hour: usize, stream: &mut Stream| {
        50.0 + 20.0 * (hour as f64 / 24.0 * std::f64::consts::TAU).sin() + 3.0 * normal(stream)
    };
    let history = |stream: &mut Stream| (0..504).map(|hour| day(hour, stream)).collect::<Vec<f64>>();
    // Simulated: of weeks, .71 have an hour above 75, and one in a thousand one above 82.
    let (mean, least, _) = told(75.0, 168, history);
    assert!((mean - 0.71).abs() < 0.25 && least > 0.4, "{mean} {least}");
    let (mean, ..) = told(85.0, 168, history);
    assert!(mean < 0.1, "{mean}");
}

#[test]
fn a_disk_that_grows_slowly_is_full_when_it_is() {
    // 48 now and .3 a day: the line reaches 75 after 90 days, with its noise of 1 first after 83, give or take a day.
    let mut stream = Stream::new(1, 0);
    let history = (0..1440).map(|hour| 30.0 + 0.0125 * f64::from(hour) + normal(&mut stream)).collect();
    let found = crossings(history, 90.0, Some(75.0), 2640);
    let (never, full) = (&found[0], &found[1]);
    let (early, expected, late) = (days(full.early), days(full.expected), days(full.late));
    assert!(full.probability > 0.95 && (expected - 83.4).abs() < 2.0, "{early} {expected} {late}");
    assert!((65.0..82.0).contains(&early) && (85.0..100.0).contains(&late), "{early} {expected} {late}");
    assert!(never.probability < 0.1 && never.early.is_none(), "{} of a line that ends at 81", never.probability);
}

fn disk(step: &str, capacity: f64) -> ExhaustionOptions {
    ExhaustionOptions {
        step: step.parse().unwrap(),
        start: at("2026-02-02T00:00:00Z"),
        capacity,
        level: 80.0,
        zone: None,
    }
}

#[test]
fn growth_that_began_lately_is_what_is_told() {
    // Flat for 200 days, then 2 a day for 20, 58 now: 21 more days.
    let leak = |noise: f64| {
        let mut stream = Stream::new(7, 0);
        let level = |day: i32| 20.0 + f64::from((day - 200).max(0)) * 2.0;
        (0..220).map(|day| level(day) + noise * normal(&mut stream)).collect::<Vec<f64>>()
    };
    let exact = exhaustion(&leak(0.0), &disk("1 day", 100.0)).unwrap();
    assert_eq!((exact.rate, exact.since, days(exact.expected)), (2.0, 200, 240.0));
    let noisy = exhaustion(&leak(1.0), &disk("1 day", 100.0)).unwrap();
    assert!(noisy.since.abs_diff(200) <= 4 && (noisy.rate - 2.0).abs() < 0.3, "{noisy:?}");
    assert!(days(noisy.early) <= 240.0 && days(noisy.late) >= 238.0 && days(noisy.late) < 270.0, "{noisy:?}");
    // And growth that is over is none.
    let over: Vec<f64> = (0..300).map(|day| f64::from(day.clamp(100, 200)) / 2.0).collect();
    let found = exhaustion(&over, &disk("1 day", 200.0)).unwrap();
    assert_eq!((found.rate, found.since, found.expected), (0.0, 200, None), "{found:?}");
}

#[test]
fn what_goes_on_as_it_did_has_not_changed() {
    let since = |step: &str, values: &[f64]| exhaustion(values, &disk(step, 1e6)).unwrap().since;
    let mut found = 0;
    for seed in 0..40 {
        let mut stream = Stream::new(seed, 1);
        let line: Vec<f64> = (0..300).map(|hour| 20.0 + 0.05 * f64::from(hour) + normal(&mut stream)).collect();
        let mut place = 0.0;
        let walk = |_| {
            place += 0.1 + normal(&mut stream);
            place
        };
        let walk: Vec<f64> = (0..300).map(walk).collect();
        let percents: Vec<f64> = line.iter().map(|value| value.round()).collect();
        found += [line, walk, percents].iter().filter(|values| since("1h", values) > 0).count();
    }
    assert!(found <= 4, "{found} of 120");
    // Logs that grow on working days: a Sunday is no end of growth.
    let level = |hour: i32| f64::from(hour / 168 * 120 + (hour % 168).min(120));
    let weeks: Vec<f64> = (0..4 * 168).map(level).collect();
    let weekly = exhaustion(&weeks, &disk("1h", 1e4)).unwrap();
    assert!(weekly.since == 0 && (weekly.rate - 120.0 / 168.0).abs() < 0.02, "{weekly:?}");
    // Emptied every forty days, and growing alike before and after.
    let emptied: Vec<f64> = (0..100).map(|day| 100.0 + 10.0 * f64::from(day % 40)).collect();
    assert_eq!(since("1 day", &emptied), 0);
}

#[test]
fn intervals_of_exhaustion_hold() {
    // A walk with a drift of 1 and noise of 2 a step, full at 400: of 80 % intervals about so many hold the truth.
    let (mut inside, mut count) = (0, 0);
    for seed in 0..150 {
        let mut stream = Stream::new(seed, 2);
        let mut place = 0.0;
        let mut step = || {
            place += 1.0 + 2.0 * normal(&mut stream);
            place
        };
        let values: Vec<f64> = (0..150).map(|_| step()).collect();
        let truth = (150..5000).find(|_| step() >= 400.0).unwrap_or(5000) as f64;
        let found = exhaustion(&values, &disk("1h", 400.0)).unwrap();
        let hours = |at| days(at) * 24.0;
        inside += usize::from(hours(found.early) <= truth && truth <= hours(found.late));
        count += 1;
    }
    let share = f64::from(u32::try_from(inside).unwrap()) / f64::from(count);
    assert!((0.72..0.93).contains(&share), "{share}");
}

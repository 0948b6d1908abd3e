//! What a forecast says of its history: seasons by their names, changes of level where there were any.

use hypercare::capacity::{ForecastOptions, LevelShift, forecast};
use proptest::prelude::*;

use crate::{at, hourly, noise, office};

fn periods(values: &[f64], step: &str) -> Vec<usize> {
    let found = forecast(values, &ForecastOptions::new(step.parse().unwrap(), 5)).unwrap();
    found.explain().seasons.iter().map(|season| season.period).collect()
}

fn shifts(values: &[f64]) -> Vec<LevelShift> {
    forecast(values, &hourly(24)).unwrap().explain().level_shifts.clone()
}

fn repeated(pattern: &[f64], times: usize) -> Vec<f64> {
    pattern.iter().copied().cycle().take(pattern.len() * times).collect()
}

/// Smooth days and weeks.
fn week(hour: usize) -> f64 {
    let day = (hour as f64 / 24.0 * std::f64::consts::TAU).sin();
    100.0 + 20.0 * day - if hour / 24 % 7 >= 5 { 30.0 } else { 0.0 } + 2.0 * noise(hour)
}

#[test]
fn a_season_is_named_by_its_shortest_period() {
    for step in ["1h", "5 min", "1 day"] {
        assert_eq!(periods(&repeated(&[1.0, 2.0, 3.0], 40), step), [3], "{step}");
        assert_eq!(periods(&repeated(&[1.0, 5.0], 40), step), [2], "{step}");
        assert_eq!(periods(&repeated(&[99.0, 99.5, 100.0, 100.0], 20), step), [4], "{step}");
    }
    assert_eq!(periods(&repeated(&[1.0, 2.0, 3.0], 400), "1h"), [3]);
    let noisy: Vec<f64> = (0..960).map(|hour| (hour % 6) as f64 + noise(hour)).collect();
    assert_eq!(periods(&noisy, "1h"), [6]);
    let rising: Vec<f64> = (0..960).map(|hour| (hour % 8) as f64 + 0.01 * hour as f64 + noise(hour)).collect();
    assert_eq!(periods(&rising, "1h"), [8]);
    let gaps: Vec<f64> =
        (0..960).map(|hour| if noise(hour * 7) > 0.2 { f64::NAN } else { (hour % 6) as f64 + noise(hour) }).collect();
    assert_eq!(periods(&gaps, "1h"), [6]);
}

#[test]
fn a_day_and_a_week_keep_their_names() {
    for length in [48, 60, 96, 168, 336, 400, 840] {
        let values: Vec<f64> = (0..length).map(office).collect();
        let found = periods(&values, "1h");
        assert!(found == [24] || found == [24, 168], "{length} {found:?}");
    }
    assert_eq!(periods(&(0..840).map(week).collect::<Vec<_>>(), "1h"), [24, 168]);
    // Two shifts of twelve hours are alike but for a little: that little makes the day.
    let nearly = |hour: usize| (hour % 12) as f64 + if hour % 24 == 3 { 2.0 } else { 0.0 } + noise(hour);
    assert_eq!(periods(&(0..480).map(nearly).collect::<Vec<_>>(), "1h"), [24]);
    let given = ForecastOptions { periods: Some(vec![24]), ..hourly(5) };
    let found = forecast(&repeated(&[1.0, 2.0, 3.0], 40), &given).unwrap();
    assert_eq!(found.explain().seasons[0].period, 24, "a period that was given is told as it was given");
}

#[test]
fn missing_values_and_weekends_are_no_changes_of_level() {
    for pattern in [week, office] {
        let full: Vec<f64> = (0..840).map(pattern).collect();
        assert_eq!(shifts(&full), []);
        for missing in [0..400, 0..300, 0..500, 200..500, 250..650] {
            let mut values = full.clone();
            values[missing.clone()].fill(f64::NAN);
            assert_eq!(shifts(&values), [], "{missing:?}");
        }
    }
}

#[test]
fn a_change_of_level_is_told_at_a_value_that_was_observed() {
    for missing in [0..0, 0..200, 100..300, 450..500, 400..600] {
        let mut values: Vec<f64> = (0..840).map(|hour| week(hour) + if hour >= 480 { 90.0 } else { 0.0 }).collect();
        values[missing.clone()].fill(f64::NAN);
        let found = shifts(&values);
        let [shift] = &found[..] else { panic!("{missing:?} {found:?}") };
        let at = if missing.contains(&480) { missing.end } else { 480 };
        assert!(shift.index.abs_diff(at) <= 24 && !values[shift.index].is_nan(), "{missing:?} {shift:?}");
        assert!((shift.after - shift.before - 90.0).abs() < 30.0, "{missing:?} {shift:?}");
    }
    // A stretch too short to tell a level from is none.
    let mut values: Vec<f64> = (0..840).map(|hour| week(hour) + if hour >= 480 { 90.0 } else { 0.0 }).collect();
    values[10..480].fill(f64::NAN);
    assert_eq!(shifts(&values), []);
    let flat: Vec<f64> = (0..300).map(|step| noise(step) + if step < 150 { 10.0 } else { 30.0 }).collect();
    let found = forecast(&flat, &ForecastOptions::new("7 min".parse().unwrap(), 5)).unwrap();
    let [shift] = &found.explain().level_shifts[..] else { panic!("{:?}", found.explain()) };
    assert!(shift.index.abs_diff(150) <= 3, "{shift:?}");
}

proptest! {
    #[test]
    fn changes_of_level_lie_at_observed_values_in_order(
        length in 60_usize..900,
        jumps in prop::collection::vec((0.0..1.0, -100.0..100.0), 0..4),
        gaps in prop::collection::vec((0.0..1.0, 1_usize..400), 0..4),
        season in prop::sample::select(vec![1_usize, 5, 24, 168]),
        zone in prop::option::of(Just("America/New_York".to_owned())),
    ) {
        let place = |share: f64| (share * length as f64) as usize;
        let mut values: Vec<f64> = (0..length).map(|hour| {
            let jumped: f64 = jumps.iter().filter(|(share, _)| hour >= place(*share)).map(|(_, size)| size).sum();
            jumped + (hour % season) as f64 + noise(hour)
        }).collect();
        for (share, size) in gaps {
            let from = place(share);
            values[from..(from + size).min(length)].fill(f64::NAN);
        }
        prop_assume!(values.iter().filter(|value| !value.is_nan()).count() > 1);
        let options = ForecastOptions { zone, ..hourly(3).starting(at("2026-03-06T00:00:00Z")) };
        let found = forecast(&values, &options).unwrap();
        let told: Vec<usize> = found.explain().level_shifts.iter().map(|shift| shift.index).collect();
        prop_assert!(told.iter().all(|index| !values[*index].is_nan()), "{told:?}");
        prop_assert!(told.is_sorted_by(|one, other| one < other), "{told:?}");
        for (number, shift) in told.iter().enumerate() {
            let from = number.checked_sub(1).map_or(0, |before| told[before]);
            prop_assert!(values[from..*shift].iter().filter(|value| !value.is_nan()).count() >= 3, "{told:?}");
        }
    }
}

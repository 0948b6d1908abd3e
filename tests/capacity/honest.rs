//! How sure forecasts are where little is known: growth by a factor, a part of a day, what never erred, events, trends.

use hypercare::capacity::{Bounds, DeclaredEvent, EventEffect, ForecastOptions, backtest, backtest_with, forecast};
use hypercare::stats::Stream;

use crate::{at, hourly, noise, office};

#[test]
fn what_doubles_goes_on_doubling() {
    let values: Vec<f64> = (0..40).map(|step| f64::from(step).exp2()).collect();
    let found = forecast(&values, &hourly(3)).unwrap();
    for (step, value) in found.mean.iter().enumerate() {
        assert!((value / (step as f64 + 40.0).exp2() - 1.0).abs() < 1e-6, "{:?}", found.mean);
    }
    assert!(found.explain().level_shifts.is_empty() && found.explain().outliers == 0, "{:?}", found.explain());
    assert!(found.explain().notes.iter().any(|note| note.contains("factor")));
    // With noise, up and down.
    for sign in [1.0, -1.0] {
        let value = |step: usize| 1e4 * (sign * 0.1 * step as f64 + 0.3 * noise(step)).exp();
        let values: Vec<f64> = (0..80).map(value).collect();
        let found = forecast(&values, &hourly(10)).unwrap();
        let (lower, upper) = found.interval(95.0).unwrap();
        let mut inside = 0;
        for step in 0..10 {
            let truth = value(80 + step);
            assert!((found.mean[step] / truth - 1.0).abs() < 0.4, "{sign} {step}: {} for {truth}", found.mean[step]);
            assert!(lower[step] > 0.0, "{sign} {step}");
            inside += usize::from(lower[step] <= truth && truth <= upper[step]);
        }
        assert!(inside >= 8, "{sign}: {inside} of 10");
    }
    // A line is no growth by a factor.
    let line: Vec<f64> = (0..100).map(|step| 5.0 + f64::from(step)).collect();
    assert!((forecast(&line, &hourly(1)).unwrap().mean[0] - 105.0).abs() < 0.5);
}

#[test]
fn a_part_of_a_day_is_no_guide_to_the_whole() {
    let mut inside = 0;
    for first in 0..24 {
        let day = |hour: usize| 50.0 + 20.0 * ((hour as f64 + 0.3) / 24.0 * std::f64::consts::TAU).sin() + noise(hour);
        let values: Vec<f64> = (first..first + 6).map(day).collect();
        let found = forecast(&values, &hourly(24)).unwrap();
        let (lower, upper) = found.interval(95.0).unwrap();
        inside += (0..24).filter(|step| (lower[*step]..=upper[*step]).contains(&day(first + 6 + step))).count();
    }
    assert!(inside > 24 * 24 * 85 / 100, "{inside} of {}", 24 * 24);
}

#[test]
fn what_never_erred_and_what_ends_at_a_bound_are_said() {
    let says = |values: &[f64], word: &str| {
        let found = forecast(values, &hourly(12)).unwrap();
        found.explain().notes.iter().any(|note| note.contains(word))
    };
    let jump = forecast(&[0.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0], &hourly(12)).unwrap();
    let (lower, upper) = jump.interval(95.0).unwrap();
    assert!(lower[11] < 100.0 && upper[11] > 100.0, "one jump in eight hours may come again: {lower:?} {upper:?}");
    let steps: Vec<f64> = (0..336).map(|hour| if hour % 24 < 8 { 10.0 } else { 60.0 }).collect();
    assert!(says(&steps, "no width"));
    assert!(!says(&(0..336).map(office).collect::<Vec<f64>>(), "no width"));
    assert!(says(&(0..30).rev().map(f64::from).collect::<Vec<f64>>(), "lower bound of 0"));
}

fn season(start: &str, end: &str) -> DeclaredEvent {
    DeclaredEvent { name: "tax season".to_owned(), start: at(start), end: at(end), multiplier: None, floor: None }
}

#[test]
fn a_learned_multiplier_is_no_surer_than_its_events_are_alike() {
    let events = vec![
        season("2026-03-05T00:00:00Z", "2026-03-07T00:00:00Z"),
        season("2026-03-15T00:00:00Z", "2026-03-17T00:00:00Z"),
        season("2026-03-31T12:00:00Z", "2026-04-01T12:00:00Z"),
    ];
    let options = ForecastOptions { events, ..hourly(48).starting(at("2026-03-01T00:00:00Z")) };
    let values = |first: f64, second: f64| -> Vec<f64> {
        let times = |hour: usize| match hour {
            96..144 => first,
            336..384 => second,
            _ => 1.0,
        };
        (0..30 * 24).map(|hour| office(hour) * times(hour)).collect()
    };
    let learned = |first, second| {
        let found = forecast(&values(first, second), &options).unwrap();
        let effect = found.explain().events[2].clone();
        assert!(effect.learned && (effect.multiplier - second).abs() < 0.2, "{effect:?}");
        assert_eq!(found.explain().events[0].uncertainty, 0.0, "what was met is known");
        let (lower, upper) = found.interval(95.0).unwrap();
        assert!(lower[20] <= found.mean[20] && found.mean[20] <= upper[20]);
        (effect.uncertainty, upper[20] - lower[20])
    };
    let (alike, unlike) = (learned(2.5, 2.5), learned(1.5, 2.5));
    assert!(alike.0 < 0.1 && unlike.0 > 0.3 && unlike.1 > 2.0 * alike.1, "{alike:?} {unlike:?}");
    // The last one was not measured: the one before tells.
    let mut unseen = values(2.0, 2.0);
    unseen[336..384].fill(f64::NAN);
    let found = forecast(&unseen, &options).unwrap();
    assert!((found.explain().events[2].multiplier - 2.0).abs() < 0.2, "{:?}", found.explain().events);
    // After one event alone little is known.
    let one = ForecastOptions { events: options.events[1..].to_vec(), ..options.clone() };
    let found = forecast(&values(1.0, 2.0), &one).unwrap();
    assert!((found.explain().events[1].uncertainty - 0.35).abs() < 0.05, "{:?}", found.explain().events);
}

#[test]
fn where_usually_nothing_is_a_floor_is_learned_and_what_cannot_be_is_said() {
    let events = vec![
        season("2026-03-05T00:00:00Z", "2026-03-07T00:00:00Z"),
        season("2026-03-31T12:00:00Z", "2026-04-01T12:00:00Z"),
    ];
    let options = ForecastOptions { events, ..hourly(48).starting(at("2026-03-01T00:00:00Z")) };
    let values: Vec<f64> = (0..30 * 24).map(|hour| if (96..144).contains(&hour) { 40.0 } else { 0.0 }).collect();
    let found = forecast(&values, &options).unwrap();
    assert_eq!((found.explain().events[1].floor, found.mean[20], found.mean[2]), (Some(40.0), 40.0, 0.0));
    // An event over most of the history leaves nothing usual to compare with.
    let most = season("2026-03-01T00:00:00Z", "2026-03-25T00:00:00Z");
    let options = ForecastOptions { events: vec![most, options.events[1].clone()], ..options };
    let found = forecast(&(0..30 * 24).map(office).collect::<Vec<f64>>(), &options).unwrap();
    assert!(found.explain().events.iter().all(|effect| !effect.learned), "{:?}", found.explain().events);
    assert!(found.explain().notes.iter().any(|note| note.contains("tax season")), "{:?}", found.explain().notes);
}

/// A season of 60 days that begins on 22 May after 80 days, of which `own` hours are known, each so many times the
/// usual, or not measured; that of March was three times the usual, and what else of its name lies in between once.
fn running(own: &[f64], between: &[DeclaredEvent]) -> (EventEffect, Vec<String>, f64) {
    let start = at("2026-03-03T00:00:00Z");
    let mut events = vec![season("2026-03-13T00:00:00Z", "2026-04-12T00:00:00Z")];
    events.extend_from_slice(between);
    events.push(season("2026-05-22T00:00:00Z", "2026-07-21T00:00:00Z"));
    let options = ForecastOptions { events, ..hourly(48).starting(start) };
    let mut values: Vec<f64> =
        (0..80 * 24).map(|hour| office(hour) * if (240..960).contains(&hour) { 3.0 } else { 1.0 }).collect();
    values.extend(own.iter().enumerate().map(|(hour, times)| office(80 * 24 + hour) * times));
    let found = forecast(&values, &options).unwrap();
    let (lower, upper) = found.interval(95.0).unwrap();
    let explanation = found.explain().clone();
    (explanation.events.last().unwrap().clone(), explanation.notes, (upper[20] - lower[20]) / found.mean[20])
}

fn close(effect: &EventEffect, multiplier: f64) -> bool {
    effect.learned && (effect.multiplier / multiplier - 1.0).abs() < 0.05
}

#[test]
fn the_first_hours_of_an_event_do_not_decide_it() {
    let none = f64::NAN;
    // One hour at night that is as usual, as the first hours were not measured, of a season that was threefold.
    let (effect, notes, width) = running(&[none, none, none, 1.0], &[]);
    assert!(close(&effect, 3.0) && (effect.uncertainty - 0.55).abs() < 0.03, "{effect:?}");
    assert!(notes.iter().any(|note| note.contains("1 of the 168") && note.contains("167 of past")), "{notes:?}");
    // Nothing of it was measured: the past tells.
    let (effect, notes, unseen) = running(&[none; 30], &[]);
    assert!(close(&effect, 3.0) && effect.uncertainty > 0.5, "{effect:?}");
    assert!(notes.iter().any(|note| note.contains("0 of the 168 steps")), "{notes:?}");
    // Half of a week counts half.
    let (effect, ..) = running(&[1.5; 84], &[]);
    assert!(close(&effect, libm::sqrt(4.5)), "{effect:?}");
    // A week of its own tells alone, and is one of two that tell how far they differ.
    let (effect, notes, _) = running(&[1.5; 168], &[]);
    assert!(close(&effect, 1.5) && (effect.uncertainty - 0.6).abs() < 0.05, "{effect:?}");
    assert!(!notes.iter().any(|note| note.contains("tax season")), "{notes:?}");
    // Both are less sure than one whose effect was told.
    let usual = DeclaredEvent { multiplier: Some(3.0), ..season("2026-05-22T00:00:00Z", "2026-07-21T00:00:00Z") };
    let options = ForecastOptions { events: vec![usual], ..hourly(48).starting(at("2026-03-03T00:00:00Z")) };
    let told = forecast(&(0..80 * 24).map(office).collect::<Vec<f64>>(), &options).unwrap();
    let (lower, upper) = told.interval(95.0).unwrap();
    let told = (upper[20] - lower[20]) / told.mean[20];
    assert!(width > 2.0 * told && unseen > 2.0 * told, "{width} {unseen} {told}");
}

#[test]
fn a_past_event_of_one_step_does_not_decide_the_next() {
    let hour = season("2026-05-01T03:00:00Z", "2026-05-01T04:00:00Z");
    let (effect, notes, _) = running(&[], std::slice::from_ref(&hour));
    assert!(close(&effect, 3.0) && (effect.uncertainty - 0.55).abs() < 0.03, "{effect:?}");
    assert!(!notes.iter().any(|note| note.contains("tax season")), "{notes:?}");
    // Told twice, it counts once.
    let (twice, ..) = running(&[], &[hour.clone(), hour]);
    assert_eq!(twice, effect);
}

#[test]
fn steps_of_events_are_capped_together() {
    let mut options = hourly(100_000).starting(at("2026-03-01T00:00:00Z"));
    let year = |_| DeclaredEvent { multiplier: Some(2.0), ..season("2026-03-01T00:00:00Z", "2037-03-01T00:00:00Z") };
    options.events = (0..200).map(year).collect();
    assert_eq!(forecast(&[1.0, 2.0, 3.0], &options).unwrap_err().code(), "limit");
}

#[test]
fn intervals_hold_where_values_drift() {
    // Walks with a drift that a line explains, of which the past must not know where they will lead.
    let (mut inside, mut count) = ([0.0; 2], 0.0);
    for seed in 0..40 {
        let mut stream = Stream::new(seed, 3);
        let mut place = 100.0;
        let mut step = |_| {
            place += 0.5 + 2.0 * (stream.unit() + stream.unit() + stream.unit() - 1.5);
            place
        };
        let values: Vec<f64> = (0..200).map(&mut step).collect();
        let options = ForecastOptions { bounds: Bounds::None, ..ForecastOptions::new("7 min".parse().unwrap(), 20) };
        let found = forecast(&values, &options).unwrap();
        for ahead in 0..20 {
            let truth = step(ahead);
            for (interval, inside) in found.intervals.iter().zip(&mut inside) {
                *inside += f64::from(u8::from((interval.lower[ahead]..=interval.upper[ahead]).contains(&truth)));
            }
            count += 1.0;
        }
    }
    let [narrow, wide] = inside.map(|inside| inside / count);
    assert!((0.72..0.95).contains(&narrow) && wide > 0.88, "{narrow} {wide}");
}

#[test]
fn intervals_of_noise_hold_alone_and_on_a_day() {
    let normal = |stream: &mut Stream| {
        let (size, angle) = (1.0 - stream.unit(), stream.unit());
        (-2.0 * size.ln()).sqrt() * (angle * std::f64::consts::TAU).cos()
    };
    for (height, length, horizon) in [(0.0, 300, 24), (0.0, 300, 168), (12.0, 300, 168), (0.0, 720, 168)] {
        let (mut inside, mut count) = ([0.0; 2], 0.0);
        for seed in 0..16 {
            let mut stream = Stream::new(seed, 5);
            let mut value = |hour: usize| {
                50.0 + height * (hour as f64 / 24.0 * std::f64::consts::TAU).sin() + 3.0 * normal(&mut stream)
            };
            let values: Vec<f64> = (0..length).map(&mut value).collect();
            let found = forecast(&values, &hourly(horizon)).unwrap();
            for step in (0..horizon).chain(0..horizon) {
                let met = value(length + step);
                for (interval, inside) in found.intervals.iter().zip(&mut inside) {
                    *inside += f64::from(u8::from((interval.lower[step]..=interval.upper[step]).contains(&met)));
                }
                count += 1.0;
            }
        }
        let [narrow, wide] = inside.map(|inside| inside / count);
        assert!((0.77..0.84).contains(&narrow), "{height} {length} {horizon}: {narrow}");
        assert!((0.93..0.975).contains(&wide), "{height} {length} {horizon}: {wide}");
    }
}

#[test]
fn the_last_season_is_repeated_on_the_same_clock_and_in_the_same_bounds() {
    // New York puts clocks forward on 8 March: nine o'clock there is the naive forecast's, too.
    let busy = |hour: usize| {
        let local = hour + usize::from(hour >= 15 * 24 + 7) + 19;
        if (9..17).contains(&(local % 24)) { 60.0 } else { 1.0 + noise(hour) }
    };
    let values: Vec<f64> = (0..25 * 24).map(busy).collect();
    let options = ForecastOptions { zone: Some("America/New_York".to_owned()), ..hourly(24) };
    let scores = backtest(&values, &options.starting(at("2026-02-21T00:00:00Z")), 12).unwrap();
    assert!(scores.seasonal_naive.mase.unwrap() < 2.0, "{scores:?}");
    let mut told = Vec::new();
    let mut tell = |done, of| {
        told.push((done, of));
        Ok(())
    };
    backtest_with(&values, &hourly(24), 3, &mut tell).unwrap();
    assert_eq!(told, [(1, 3), (2, 3), (3, 3)]);
}

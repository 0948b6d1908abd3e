//! Forecasts of histories whose future is known.

use hypercare::capacity::{Bounds, DeclaredEvent, ForecastMethod, ForecastOptions, backtest, forecast};
use hypercare::document::value::{Keys, Value, from_value};
use hypercare::document::{Limits, from_json};

use crate::{at, hourly, noise, office};

fn error(found: &[f64], expected: impl Fn(usize) -> f64) -> f64 {
    found.iter().enumerate().map(|(step, value)| (value - expected(step)).abs()).sum::<f64>() / found.len() as f64
}

#[test]
fn a_day_and_a_week_are_found_and_continued() {
    let values: Vec<f64> = (0..28 * 24).map(office).collect();
    let found = forecast(&values, &hourly(168)).unwrap();
    assert!(error(&found.mean, |step| office(values.len() + step)) < 1.5, "{found:?}");
    let periods: Vec<_> = found.explain().seasons.iter().map(|season| season.period).collect();
    assert_eq!(periods, [24, 168]);
    assert!(found.explain().seasons[0].strength > 0.7);
    assert_eq!(found.explain().origins, 14);
}

#[test]
fn a_season_that_no_calendar_has_is_found_too() {
    let values: Vec<f64> = (0..400).map(|step| f64::from(u8::from(step % 17 < 3)) * 10.0 + noise(step)).collect();
    let found = forecast(&values, &ForecastOptions::new("7 min".parse().unwrap(), 34)).unwrap();
    assert_eq!(found.explain().seasons[0].period, 17);
    assert!(error(&found.mean, |step| f64::from(u8::from((400 + step) % 17 < 3)) * 10.0) < 0.6);
}

#[test]
fn monthly_values_have_a_year_and_calendar_instants() {
    let sales = |month: usize| 100.0 + month as f64 + if month % 12 == 3 { 50.0 } else { 0.0 };
    let values: Vec<f64> = (0..60).map(sales).collect();
    let options = ForecastOptions::new("monthly".parse().unwrap(), 12).starting(at("2021-01-31T00:00:00Z"));
    let found = forecast(&values, &options).unwrap();
    assert_eq!(found.start, Some(at("2026-01-31T00:00:00Z")));
    assert!(error(&found.mean, |step| sales(60 + step)) < 4.0, "{:?}", found.mean);
    assert!((found.explain().trend - 1.0).abs() < 0.2);
}

#[test]
fn instants_are_those_of_the_calendar() {
    let values: Vec<f64> = (0..25).map(|month| 100.0 + noise(month)).collect();
    let monthly = ForecastOptions::new("monthly".parse().unwrap(), 4).starting(at("2024-01-31T00:00:00Z"));
    let found = forecast(&values, &monthly).unwrap();
    let ends = ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"].map(|day| at(&format!("{day}T00:00:00Z")));
    assert_eq!((found.start, &found.instants[..]), (Some(ends[0]), &ends[..]));
    // Days are steps on the calendar of a zone: midnight in Paris stays midnight when clocks go forward on 29 March.
    let daily =
        ForecastOptions { zone: Some("Europe/Paris".to_owned()), ..ForecastOptions::new("1 day".parse().unwrap(), 3) };
    let found = forecast(&values, &daily.clone().starting(at("2026-03-02T23:00:00Z"))).unwrap();
    assert_eq!(found.instants, ["2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"].map(at));
    let exact =
        forecast(&values, &ForecastOptions { zone: None, ..daily }.starting(at("2026-03-02T23:00:00Z"))).unwrap();
    assert_eq!(exact.instants[2], at("2026-03-29T23:00:00Z"));
    assert!(forecast(&values, &hourly(3)).unwrap().instants.is_empty());
}

#[test]
fn a_line_goes_on() {
    let values: Vec<f64> = (0..90).map(|day| 200.0 + 3.0 * day as f64 + noise(day)).collect();
    let found = forecast(&values, &ForecastOptions::new("1 day".parse().unwrap(), 30)).unwrap();
    assert!(error(&found.mean, |step| 200.0 + 3.0 * (90 + step) as f64) < 3.0, "{:?}", found.mean);
}

#[test]
fn a_level_that_shifted_stays_where_it_is() {
    let values: Vec<f64> = (0..40 * 24).map(|hour| office(hour) + if hour >= 25 * 24 { 100.0 } else { 0.0 }).collect();
    let found = forecast(&values, &hourly(48)).unwrap();
    let off = error(&found.mean, |step| office(values.len() + step) + 100.0);
    assert!(off < 9.0, "{off} {:?}", found.explain().weights);
    let [shift] = found.explain().level_shifts[..] else { panic!("{:?}", found.explain().level_shifts) };
    assert!(shift.index.abs_diff(25 * 24) <= 24, "{shift:?}");
    assert!((shift.after - shift.before - 100.0).abs() < 15.0, "{shift:?}");
}

#[test]
fn gaps_and_spikes_do_little_harm() {
    let mut values: Vec<f64> = (0..21 * 24).map(office).collect();
    values[100..130].fill(f64::NAN);
    values[333] = f64::NAN;
    for spike in [50, 222, 400] {
        values[spike] = 900.0;
    }
    let found = forecast(&values, &hourly(48)).unwrap();
    assert!(error(&found.mean, |step| office(values.len() + step)) < 6.0, "{:?}", found.mean);
    assert_eq!(found.explain().missing, 31);
    assert!(found.explain().outliers >= 3);
}

#[test]
fn counts_that_are_mostly_zero_stay_at_or_above_it() {
    let values: Vec<f64> = (0..600).map(|hour| if hour % 24 == 3 { 8.0 } else { 0.0 }).collect();
    let found = forecast(&values, &hourly(24)).unwrap();
    let (lower, _) = found.interval(95.0).unwrap();
    assert!(lower.iter().all(|value| *value >= 0.0));
    assert!((found.mean[3] - 8.0).abs() < 0.5 && found.mean[10] < 0.5, "{:?}", found.mean);
}

#[test]
fn percentages_end_at_a_hundred() {
    let values: Vec<f64> = (0..240).map(|hour| (50.0 + hour as f64 / 5.0 + 3.0 * noise(hour)).min(100.0)).collect();
    let found = forecast(&values, &ForecastOptions { bounds: Bounds::Percent, ..hourly(72) }).unwrap();
    assert!(found.interval(95.0).unwrap().1.iter().all(|value| *value <= 100.0));
    let own = ForecastOptions { lower: Some(10.0), upper: Some(60.0), ..hourly(72) };
    assert!(forecast(&values, &own).unwrap().mean.iter().all(|value| (10.0..=60.0).contains(value)));
}

#[test]
fn two_points_give_the_last_and_an_honest_width() {
    let found = forecast(&[10.0, 12.0], &hourly(4)).unwrap();
    assert_eq!(found.mean, [12.0; 4]);
    let (lower, upper) = found.interval(95.0).unwrap();
    // Student's distribution of one degree of freedom: 12.7 times the one step seen.
    assert!((upper[0] - 12.0 - 2.0 * 12.706).abs() < 0.01 && lower[0] == 0.0, "{lower:?} {upper:?}");
    assert!((upper[3] - 12.0 - 4.0 * 12.706).abs() < 0.02);
    assert!(found.explain().notes[0].contains("too short"));
}

#[test]
fn a_constant_stays_and_says_so() {
    let found = forecast(&[7.0; 50], &hourly(3)).unwrap();
    assert_eq!(found.mean, [7.0; 3]);
    assert_eq!(found.interval(80.0).unwrap(), (&[7.0; 3][..], &[7.0; 3][..]));
    assert!(found.explain().notes[0].contains("constant"));
    assert_eq!(forecast(&[0.0; 50], &hourly(3)).unwrap().mean, [0.0; 3]);
}

#[test]
fn the_peak_of_nine_oclock_stays_there_when_clocks_change() {
    // New York puts clocks forward on 8 March 2026 at 07:00 UTC, back on 1 November at 06:00 UTC.
    for (start, hours, before, after) in [
        ("2026-02-20T00:00:00Z", 15 * 24, 14, 13), // ends on 7 March
        ("2026-10-15T00:00:00Z", 15 * 24, 13, 14), // ends on 30 October
        ("2026-02-24T00:00:00Z", 15 * 24, 14, 13), // ends a day and a half after the change
    ] {
        let change = if start.contains("-02-") { at("2026-03-08T07:00:00Z") } else { at("2026-11-01T06:00:00Z") };
        let load = |hour: usize| {
            let instant = at(start) + chrono::TimeDelta::hours(hour as i64);
            let nine = if instant < change { before } else { after };
            let hour = instant.timestamp() / 3600 % 24;
            if hour == nine { 100.0 } else { 10.0 + noise(hour as usize) }
        };
        let values: Vec<f64> = (0..hours).map(load).collect();
        let options = ForecastOptions { zone: Some("America/New_York".to_owned()), ..hourly(120) }.starting(at(start));
        let found = forecast(&values, &options).unwrap();
        let far = error(&found.mean, |step| load(hours + step));
        assert!(far < 2.0, "{start}: {far}");
    }
}

#[test]
fn an_event_is_learned_from_the_last_one() {
    let event = |start: &str, end: &str| DeclaredEvent {
        name: "tax season".to_owned(),
        start: at(start),
        end: at(end),
        multiplier: None,
        floor: None,
    };
    let values: Vec<f64> =
        (0..30 * 24).map(|hour| office(hour) * if (240..312).contains(&hour) { 2.5 } else { 1.0 }).collect();
    let mut options = hourly(72).starting(at("2026-03-01T00:00:00Z"));
    options.events.push(event("2026-03-11T00:00:00Z", "2026-03-14T00:00:00Z"));
    options.events.push(event("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z"));
    let found = forecast(&values, &options).unwrap();
    let expected = |step: usize| office(values.len() + step) * if (24..48).contains(&step) { 2.5 } else { 1.0 };
    assert!(error(&found.mean, expected) < 6.0, "{:?}", found.mean);
    let effect = &found.explain().events[1];
    assert!(effect.learned && (effect.multiplier - 2.5).abs() < 0.2, "{effect:?}");

    options.events.remove(0);
    assert_eq!(forecast(&values, &options).unwrap_err().code(), "invalid");
    options.events[0].floor = Some(500.0);
    let floored = forecast(&values, &options).unwrap();
    assert!(floored.mean[24..48].iter().all(|value| *value >= 500.0) && floored.mean[48] < 100.0);
}

#[test]
fn bad_input_is_a_typed_error() {
    let good: Vec<f64> = (0..48).map(office).collect();
    let code = |values: &[f64], options: ForecastOptions| forecast(values, &options).unwrap_err().code();
    assert_eq!(code(&[], hourly(1)), "shape");
    assert_eq!(code(&[3.0], hourly(1)), "shape");
    assert_eq!(code(&[f64::NAN, 3.0, f64::NAN], hourly(1)), "shape");
    assert_eq!(code(&[f64::NAN; 9], hourly(1)), "shape");
    assert_eq!(code(&[1.0, f64::INFINITY], hourly(1)), "invalid");
    assert_eq!(code(&good, hourly(0)), "invalid");
    assert_eq!(code(&good, hourly(1_000_000_000)), "limit");
    assert_eq!(code(&good, ForecastOptions::new("0 s".parse().unwrap(), 1)), "invalid");
    assert_eq!(code(&good, ForecastOptions { levels: vec![100.0], ..hourly(1) }), "invalid");
    assert_eq!(code(&good, ForecastOptions { levels: vec![f64::NAN], ..hourly(1) }), "invalid");
    assert_eq!(code(&good, ForecastOptions { periods: Some(vec![1]), ..hourly(1) }), "invalid");
    assert_eq!(
        code(
            &good,
            ForecastOptions { zone: Some("Mars".to_owned()), ..hourly(1) }.starting(at("2026-01-01T00:00:00Z"))
        ),
        "unknown"
    );
    assert_eq!(code(&good, ForecastOptions { zone: Some("UTC".to_owned()), ..hourly(1) }), "invalid");
    assert_eq!(code(&good, ForecastOptions { lower: Some(5.0), upper: Some(5.0), ..hourly(1) }), "invalid");
    assert_eq!(code(&good, hourly(1).starting(at("9999-12-31T00:00:00Z"))), "range");
    assert_eq!(forecast(&good, &hourly(1)).unwrap().interval(50.0).unwrap_err().code(), "unknown");
}

#[test]
fn options_come_as_documents() {
    let read = |text: &str| from_json::<ForecastOptions>(text, "options", Limits::default());
    let options = read(r#"{"step": "5 min", "horizon": 12, "periods": "auto", "bounds": "percent"}"#).unwrap();
    assert_eq!((options.bounds, options.levels.len(), options.periods), (Bounds::Percent, 2, None));
    assert_eq!(read(r#"{"step": 300, "horizon": 12, "periods": [288]}"#).unwrap().step, options.step);
    for wrong in [
        r#"{"step": -1, "horizon": 12}"#,
        r#"{"step": "soon", "horizon": 12}"#,
        r#"{"step": 300, "horizon": -1}"#,
        r#"{"step": 300, "horizon": 1, "period": 24}"#,
        r#"{"step": 300, "horizon": 1, "periods": "weekly"}"#,
    ] {
        assert_eq!(read(wrong).unwrap_err().code(), "parse", "{wrong}");
    }
    let wrong = Value::Map(vec![("step".to_owned(), Value::Float(-60.0)), ("horizon".to_owned(), Value::Int(3))]);
    let message = from_value::<ForecastOptions>(wrong, "options", Keys::Camel).unwrap_err().to_string();
    assert!(message.contains("options.step") && message.contains("seconds"), "{message}");
}

#[test]
fn a_season_given_but_too_long_is_said_to_be_left_out() {
    let values: Vec<f64> = (0..100).map(office).collect();
    let found = forecast(&values, &ForecastOptions { periods: Some(vec![24, 168]), ..hourly(5) }).unwrap();
    assert!(found.explain().notes.iter().any(|note| note.contains("168")), "{:?}", found.explain());
    let none = forecast(&values, &ForecastOptions { periods: Some(Vec::new()), ..hourly(5) }).unwrap();
    assert!(none.explain().seasons.is_empty());
    assert!(none.explain().weights.iter().any(|weight| weight.method == ForecastMethod::Mean));
}

fn unknown_event(name: &str, start: &str, end: &str) -> DeclaredEvent {
    DeclaredEvent { name: name.to_owned(), start: at(start), end: at(end), multiplier: None, floor: None }
}

#[test]
fn events_ask_for_their_effect_only_where_they_play_a_part() {
    let values: Vec<f64> = (0..30 * 24).map(office).collect();
    let options = hourly(24).starting(at("2026-06-01T00:00:00Z"));
    let with = |event| ForecastOptions { events: vec![event], ..options.clone() };
    let next_year = unknown_event("tax season", "2027-03-01T00:00:00Z", "2027-04-15T00:00:00Z");
    assert_eq!(forecast(&values, &with(next_year)).unwrap().mean, forecast(&values, &options).unwrap().mean);
    let tomorrow = unknown_event("sale", "2026-07-01T08:00:00Z", "2026-07-01T20:00:00Z");
    assert_eq!(forecast(&values, &with(tomorrow)).unwrap_err().code(), "invalid");
    // A backtest knows an event that nobody told the effect of from its first time on.
    let past = unknown_event("outage", "2026-06-20T08:00:00Z", "2026-06-20T20:00:00Z");
    assert_eq!(backtest(&values, &with(past), 15).unwrap().origins, 15);
}

#[test]
fn an_event_between_two_steps_is_one_of_the_step_it_lies_in() {
    let values: Vec<f64> = (0..40).map(|day| 100.0 + noise(day)).collect();
    let mut options = ForecastOptions::new("1 day".parse().unwrap(), 5).starting(at("2026-06-01T00:00:00Z"));
    let usual = forecast(&values, &options).unwrap();
    let sale = unknown_event("sale", "2026-07-12T08:00:00Z", "2026-07-12T20:00:00Z");
    options.events = vec![DeclaredEvent { multiplier: Some(3.0), ..sale }];
    let found = forecast(&values, &options).unwrap();
    for (step, (found, usual)) in found.mean.iter().zip(&usual.mean).enumerate() {
        let times = if step == 1 { 3.0 } else { 1.0 };
        assert!((found / usual - times).abs() < 1e-9, "day {step}: {found} for {usual}");
    }
}

#[test]
fn the_hour_that_comes_twice_is_no_surer_than_another() {
    let values: Vec<f64> = (0..28 * 24).map(|hour| office(hour) + 5.0 * noise(hour)).collect();
    let options = ForecastOptions { zone: Some("America/New_York".to_owned()), ..hourly(24) };
    let found = forecast(&values, &options.starting(at("2026-10-04T06:00:00Z"))).unwrap();
    for interval in &found.intervals {
        let widths = || interval.upper.iter().zip(&interval.lower).map(|(upper, lower)| upper - lower);
        let narrowest = widths().fold(f64::INFINITY, f64::min);
        assert!(narrowest > 0.2 * widths().fold(0.0, f64::max), "{interval:?}");
    }
}

#[test]
fn levels_are_told_once_and_mean_something() {
    let values: Vec<f64> = (0..96).map(office).collect();
    let with = |levels: &[f64]| ForecastOptions { levels: levels.to_vec(), ..hourly(12) };
    assert_eq!(forecast(&values, &with(&[95.0, 80.0, 95.0])).unwrap_err().code(), "duplicate");
    assert_eq!(forecast(&values, &with(&[99.999_999_999_999_99])).unwrap_err().code(), "invalid");
    let scores = backtest(&values, &with(&[]), 2).unwrap();
    assert_eq!((scores.msis, scores.pinball, scores.by_horizon[0].msis), (None, None, None));
    let mut silent = values;
    silent[60..].fill(f64::NAN);
    assert_eq!(backtest(&silent, &hourly(12), 3).unwrap_err().code(), "shape");
}

#[test]
fn what_is_missing_at_the_end_is_foretold_as_well() {
    let ramp: Vec<f64> = (0..90).map(|step| f64::from(step) + noise(step as usize)).collect();
    let whole = forecast(&ramp[..60], &hourly(40)).unwrap();
    for silent in [1, 5, 30] {
        let mut values = ramp[..60].to_vec();
        values.extend(std::iter::repeat_n(f64::NAN, silent));
        let found = forecast(&values, &hourly(3)).unwrap();
        let truth = |step: usize| (60 + silent + step) as f64;
        assert!(error(&found.mean, truth) < 2.0, "{silent} missing: {:?}", found.mean);
        let width = |found: &hypercare::capacity::Forecast, step: usize| {
            found.intervals[1].upper[step] - found.intervals[1].lower[step]
        };
        assert!(width(&found, 0) > 0.7 * width(&whole, silent), "{silent} missing");
        assert!(found.explain().notes.iter().any(|note| note.contains("missing: they are foretold")));
    }
}

//! The scores of forecasts, many of them, series made of measurements, and resources that fill up.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use hypercare::capacity::{ExhaustionOptions, ResampleRule, backtest, exhaustion, forecast, forecast_many, resample};
use hypercare::time::Span;

use crate::{at, hourly, noise, office};

#[test]
fn a_backtest_shows_that_the_model_earns_its_keep() {
    let values: Vec<f64> = (0..28 * 24).map(office).collect();
    let scores = backtest(&values, &hourly(48), 4).unwrap();
    assert_eq!((scores.origins, scores.period, scores.by_horizon.len()), (4, 24, 48));
    assert!(scores.mase < scores.seasonal_naive.mase && scores.msis < scores.seasonal_naive.msis, "{scores:?}");
    assert!(scores.owa.unwrap() < 0.5 && scores.pinball < scores.seasonal_naive.pinball);
    assert!(scores.coverage[0].share > 0.6 && scores.coverage[1].share > 0.85, "{:?}", scores.coverage);
    let mean = scores.by_horizon.iter().map(|step| step.mase.unwrap()).sum::<f64>() / 48.0;
    assert!((mean - scores.mase.unwrap()).abs() < 1e-9);
    assert_eq!(backtest(&values[..60], &hourly(48), 4).unwrap_err().code(), "shape");
    assert_eq!(backtest(&[5.0; 90], &hourly(2), 3).unwrap().mase, None);
}

#[test]
fn many_series_are_the_same_on_any_number_of_threads() {
    let series: Vec<Vec<f64>> =
        (0..9).map(|shift| (0..100 + shift).map(|hour| office(hour + 5 * shift)).collect()).collect();
    let done = AtomicUsize::new(0);
    let run = |jobs: usize| {
        forecast_many(&series, &hourly(5), jobs, |_, of| done.fetch_add(1, Ordering::Relaxed) < usize::MAX && of == 9)
    };
    let (one, four) = (run(1).unwrap().unwrap(), run(4).unwrap().unwrap());
    assert_eq!(one, four);
    assert_eq!(one[3], forecast(&series[3], &hourly(5)).unwrap());
    assert_eq!(done.load(Ordering::Relaxed), 18);
    assert_eq!(forecast_many(&series, &hourly(5), 1, |done, _| done < 2).unwrap(), None);
    for jobs in [0, 1025, usize::MAX] {
        assert_eq!(forecast_many(&series, &hourly(5), jobs, |_, _| true).unwrap_err().code(), "invalid");
    }
    let error = forecast_many(&[vec![1.0, 2.0], vec![1.0]], &hourly(5), 1, |_, _| true).unwrap_err();
    assert!(error.to_string().starts_with("series 1, values"), "{error}");
}

#[test]
fn measurements_at_any_instants_become_steps() {
    let start = at("2026-01-01T00:00:00Z");
    let instants: Vec<_> = [0, 10, 10, 70, 200].map(|minute| start + TimeDelta::minutes(minute)).to_vec();
    let values = [1.0, 2.0, 6.0, 4.0, f64::NAN];
    let by = |rule| resample(&instants, &values, "1h".parse().unwrap(), None, rule).unwrap().values;
    assert_eq!(by(ResampleRule::Mean)[..2], [3.0, 4.0]);
    assert_eq!(by(ResampleRule::Sum)[0], 9.0);
    assert_eq!((by(ResampleRule::Max)[0], by(ResampleRule::Min)[0], by(ResampleRule::Last)[0]), (6.0, 1.0, 6.0));
    assert!(by(ResampleRule::Sum).len() == 4 && by(ResampleRule::Sum)[2].is_nan());
    let mut down = instants.clone();
    down.reverse();
    let hour: Span = "1h".parse().unwrap();
    let code =
        |instants, values: &[f64], step| resample(instants, values, step, None, ResampleRule::Mean).unwrap_err().code();
    assert_eq!(code(&down, &values, hour), "out_of_order");
    assert_eq!(code(&instants, &values[1..], hour), "shape");
    assert_eq!(code(&instants, &[f64::INFINITY; 5], hour), "invalid");
    assert_eq!(code(&instants, &values, Span::ZERO), "invalid");
    let far = [start, at("9000-01-01T00:00:00Z")];
    assert_eq!(code(&far, &[1.0, 2.0], hour), "limit");
}

#[test]
fn a_disk_is_full_when_its_growth_says_even_after_it_was_emptied() {
    let options = ExhaustionOptions {
        step: "1 day".parse().unwrap(),
        start: at("2026-01-01T00:00:00Z"),
        capacity: 1000.0,
        level: 80.0,
        zone: None,
    };
    // 10 a day, emptied to 100 every 40 days.
    let used: Vec<f64> = (0..100).map(|day| 100.0 + 10.0 * (day % 40) as f64 + 4.0 * noise(day)).collect();
    let found = exhaustion(&used, &options).unwrap();
    assert_eq!(found.resets, [40, 80]);
    assert!((found.rate - 10.0).abs() < 0.3 && found.highest_before_reset.unwrap() > 480.0, "{found:?}");
    // 290 on day 99: 71 more days.
    let days = |at: Option<chrono::DateTime<chrono::Utc>>| (at.unwrap() - options.start).num_days();
    assert!((168..=173).contains(&days(found.expected)), "{found:?}");
    assert!(days(found.early) <= days(found.expected) && days(found.expected) <= days(found.late));
    let flat = exhaustion(&[5.0; 50], &options).unwrap();
    assert_eq!((flat.rate, flat.expected, flat.early), (0.0, None, None));
    assert_eq!(exhaustion(&[1000.0, 1001.0], &options).unwrap().expected, Some(at("2026-01-02T00:00:00Z")));
    assert_eq!(exhaustion(&[5.0], &options).unwrap_err().code(), "shape");
    let wrong = ExhaustionOptions { capacity: f64::NAN, ..options };
    assert_eq!(exhaustion(&used, &wrong).unwrap_err().code(), "invalid");
}

#[test]
fn what_only_moves_is_neither_emptied_nor_full_one_day() {
    let options = ExhaustionOptions {
        step: "1h".parse().unwrap(),
        start: at("2026-01-01T00:00:00Z"),
        capacity: 100.0,
        level: 80.0,
        zone: None,
    };
    // Whole percents, as df shows them.
    let percents: Vec<f64> = (0..120).map(|hour| if hour % 6 < 3 { 50.0 } else { 51.0 }).collect();
    let found = exhaustion(&percents, &options).unwrap();
    assert_eq!((found.resets.len(), found.expected), (0, None), "{found:?}");
    // Connections that jitter; mostly flat with spikes that end and dips that are made good.
    let jitter: Vec<f64> = (0..200).map(|hour| (40.0 + 20.0 * noise(hour)).round()).collect();
    let found = exhaustion(&jitter, &options).unwrap();
    assert_eq!((found.resets.len(), found.expected), (0, None), "{found:?}");
    let spikes: Vec<f64> =
        (0..200).map(|hour| [30.0, 90.0, 30.0, 5.0][[0, 1, 0, 3][hour / 7 % 4 * usize::from(hour % 7 == 0)]]).collect();
    let found = exhaustion(&spikes, &options).unwrap();
    assert_eq!((found.resets.len(), found.expected), (0, None), "{found:?}");
    // Whole percents that do grow, a point in five hours, and are emptied: found as before.
    let grown: Vec<f64> = (0..300).map(|hour| 10.0 + ((hour % 200) / 5) as f64).collect();
    let found = exhaustion(&grown, &options).unwrap();
    assert_eq!(found.resets, [200]);
    assert!((found.rate - 0.2).abs() < 0.02 && found.expected.is_some(), "{found:?}");
    // Slow growth of fine steps is not lost: 10^8 seconds are three years.
    let slow: Vec<f64> = (0..100).map(|second| f64::from(second) * 1e-6).collect();
    let options = ExhaustionOptions { step: "1s".parse().unwrap(), ..options };
    let years = (exhaustion(&slow, &options).unwrap().expected.unwrap() - options.start).num_days() / 365;
    assert_eq!(years, 3);
}

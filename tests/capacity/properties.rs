//! What holds for every history.

use hypercare::capacity::{Bounds, DeclaredEvent, Forecast, ForecastOptions, forecast};
use hypercare::document::value::to_value;
use proptest::prelude::*;

use crate::{at, hourly};

/// Histories as people have them, and as nobody does: magnitudes, gaps, spikes, few distinct values.
fn histories() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![
        4 => -1e3..1e3,
        4 => (0..4).prop_map(f64::from),
        1 => Just(f64::NAN),
    ];
    let scale = prop_oneof![8 => Just(1.0), 1 => Just(1e300), 1 => Just(1e-310), 1 => Just(1e9)];
    let plain = (prop::collection::vec(value, 2..90), scale)
        .prop_map(|(values, scale)| values.into_iter().map(|value| value * scale).collect::<Vec<f64>>());
    let seasonal = (2_usize..400, 1_usize..30, -1.0..1.0, any::<bool>()).prop_map(|(length, period, slope, count)| {
        let value = |index: usize| {
            ((index % period) as f64 * 3.0 + slope * index as f64)
                * f64::from(u8::from(!count || index.is_multiple_of(3)))
        };
        (0..length).map(value).collect()
    });
    prop_oneof![plain, seasonal]
        .prop_filter("two values", |values| values.iter().filter(|value| !value.is_nan()).count() > 1)
}

fn options() -> impl Strategy<Value = ForecastOptions> {
    let steps = prop::sample::select(vec!["1 min", "5 min", "1h", "7 min", "1 day", "1 week", "1 month"]);
    let bounds = prop::sample::select(vec![Bounds::Auto, Bounds::None, Bounds::Nonnegative, Bounds::Percent]);
    let periods = prop_oneof![3 => Just(None), 1 => prop::collection::vec(2_usize..60, 0..3).prop_map(Some)];
    let zone = prop_oneof![2 => Just(None), 1 => Just(Some("America/New_York".to_owned()))];
    (steps, 1_usize..60, bounds, periods, zone, any::<bool>()).prop_map(
        |(step, horizon, bounds, periods, zone, event)| {
            let start = Some(at("2026-03-06T00:00:00Z"));
            let mut options = ForecastOptions {
                bounds,
                periods,
                zone,
                start,
                ..ForecastOptions::new(step.parse().unwrap(), horizon)
            };
            if event {
                options.events.push(DeclaredEvent {
                    name: "launch".to_owned(),
                    start: at("2026-03-06T05:00:00Z"),
                    end: at("2026-03-08T12:00:00Z"),
                    multiplier: Some(1.5),
                    floor: None,
                });
            }
            options
        },
    )
}

fn bits(forecast: &Forecast) -> Vec<u64> {
    let bounds = forecast.intervals.iter().flat_map(|interval| interval.lower.iter().chain(&interval.upper));
    forecast.mean.iter().chain(bounds).map(|value| value.to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_history_has_a_forecast_in_order_and_in_bounds(values in histories(), options in options()) {
        let found = forecast(&values, &options).unwrap();
        prop_assert_eq!(found.mean.len(), options.horizon);
        let (low80, high80) = found.interval(80.0).unwrap();
        let (low95, high95) = found.interval(95.0).unwrap();
        for step in 0..options.horizon {
            prop_assert!(found.mean[step].is_finite() && low95[step].is_finite() && high95[step].is_finite());
            prop_assert!(low95[step] <= low80[step] && low80[step] <= found.mean[step], "{step}");
            prop_assert!(found.mean[step] <= high80[step] && high80[step] <= high95[step], "{step}");
            match options.bounds {
                Bounds::Percent => prop_assert!(low95[step] >= 0.0 && high95[step] <= 100.0),
                Bounds::Nonnegative => prop_assert!(low95[step] >= 0.0),
                Bounds::Auto | Bounds::None => {}
            }
        }
        let weights: f64 = found.explain().weights.iter().map(|weight| weight.weight).sum();
        prop_assert!((weights - 1.0).abs() < 1e-9);
        to_value(&found).unwrap();
        prop_assert_eq!(bits(&forecast(&values, &options).unwrap()), bits(&found));
    }

    #[test]
    fn nothing_diverges(values in histories(), horizon in 1_usize..200) {
        let options = ForecastOptions { bounds: Bounds::None, ..hourly(horizon) };
        let found = forecast(&values, &options).unwrap();
        let there = || values.iter().copied().filter(|value| !value.is_nan());
        let (low, high) = (there().fold(f64::INFINITY, f64::min), there().fold(f64::NEG_INFINITY, f64::max));
        // The halves keep the width of the widest histories finite.
        let room = (high / 2.0 - low / 2.0) * 2.0001 * (1.0 + horizon as f64 / values.len() as f64);
        for value in found.mean {
            prop_assert!(low - room <= value && value <= high + room, "{value} left {low}..{high}");
        }
    }

    #[test]
    fn units_do_not_matter(values in prop::collection::vec(0.0..100.0, 60..120), power in -30_i32..30) {
        let scale = 2_f64.powi(power);
        let scaled: Vec<f64> = values.iter().map(|value| value * scale).collect();
        let (one, other) = (forecast(&values, &hourly(5)).unwrap(), forecast(&scaled, &hourly(5)).unwrap());
        for (one, other) in one.mean.iter().zip(&other.mean) {
            prop_assert_eq!(one * scale, *other);
        }
    }
}

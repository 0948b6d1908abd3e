use std::collections::BTreeMap;

use hypercare::document::value::to_value;
use hypercare::tuning::{
    self, CacheOptions, CacheSimulationOptions, CacheStatistics, DatabaseStatistics, IndexOptions, Journey,
    JourneyOptions, TuningAdvice, TuningMeasurement, VerifyOptions,
};
use napi::bindgen_prelude::Unknown;
use napi::{JsValue, ValueType};
use napi_derive::napi;

use crate::bridge::{Js, js};
use crate::errors::Outcome;
use crate::export::{Argument, Maybe, Of};
use crate::work::{Job, Watch};

/// Rows, or the JSON text of the query that collects them.
struct Statistics(DatabaseStatistics);

impl<'a> Argument<'a> for Statistics {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        if value.get_type()? == ValueType::String {
            return Ok(Self(DatabaseStatistics::from_json(&String::from_js(value, name)?)?));
        }
        DatabaseStatistics::from_js(value, name).map(Self)
    }
}

/// One measurement, or a list of them.
struct Measurements(Vec<TuningMeasurement>);

impl<'a> Argument<'a> for Measurements {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        if value.is_array()? {
            return Vec::from_js(value, name).map(Self);
        }
        Ok(Self(vec![TuningMeasurement::from_js(value, name)?]))
    }
}

#[napi]
pub struct PerformanceRules(tuning::PerformanceRules);

document!(PerformanceRules, tuning::PerformanceRules: from_yaml, from_json);

exports! { PerformanceRules:
    #[factory, js_name = "default"]
    fn built_in() -> Self { Self(tuning::PerformanceRules::default()) }
    fn effective(&self) -> Js { js(&self.0.effective()?)? }
}

exports! {
    async fn advise_indexes(statistics: Statistics, options: Option<IndexOptions>) {
        let options = options.unwrap_or_default();
        Job::new(move |_: &Watch| Ok(to_value(&tuning::advise_indexes(&statistics.0, &options)?)?), Js)
    }
    fn advise_indexes_sync(statistics: Statistics, options: Option<IndexOptions>) -> Js {
        js(&tuning::advise_indexes(&statistics.0, &options.unwrap_or_default())?)?
    }
    fn statement_measurements(statistics: Statistics, since: Maybe<Statistics>) -> Js {
        js(&tuning::statement_measurements(&statistics.0, since.0.as_ref().map(|since| &since.0))?)?
    }
    fn statistics_sql() -> String { tuning::statistics_sql().to_owned() }
    async fn advise_caches(caches: Vec<CacheStatistics>, options: Option<CacheOptions>) {
        let options = options.unwrap_or_default();
        Job::new(move |_: &Watch| Ok(to_value(&tuning::advise_caches(&caches, &options)?)?), Js)
    }
    fn advise_caches_sync(caches: Vec<CacheStatistics>, options: Option<CacheOptions>) -> Js {
        js(&tuning::advise_caches(&caches, &options.unwrap_or_default())?)?
    }
    fn cache_measurements(caches: Vec<CacheStatistics>) -> Js { js(&tuning::cache_measurements(&caches))? }
    fn default_cache(name: String) -> Js { js(&tuning::default_cache(&name))? }
    async fn simulate_cache(options: Option<CacheSimulationOptions>) {
        let options = options.unwrap_or_default();
        Job::new(move |_: &Watch| Ok(to_value(&tuning::simulate_cache(&options)?)?), Js)
    }
    fn simulate_cache_sync(options: Option<CacheSimulationOptions>) -> Js {
        js(&tuning::simulate_cache(&options.unwrap_or_default())?)?
    }
    fn expected_hit_ratio(options: Option<CacheSimulationOptions>) -> Option<f64> {
        tuning::expected_hit_ratio(&options.unwrap_or_default())?
    }
    async fn advise_journeys(journeys: Vec<Journey>, options: Option<JourneyOptions>) {
        let options = options.unwrap_or_default();
        Job::new(move |_: &Watch| Ok(to_value(&tuning::advise_journeys(&journeys, &options)?)?), Js)
    }
    fn advise_journeys_sync(journeys: Vec<Journey>, options: Option<JourneyOptions>) -> Js {
        js(&tuning::advise_journeys(&journeys, &options.unwrap_or_default())?)?
    }
    fn journey_measurements(journeys: Vec<Journey>) -> Js { js(&tuning::journey_measurements(&journeys))? }
    fn advise_performance(metrics: BTreeMap<String, f64>, rules: Maybe<Of<'_, PerformanceRules>>) -> Js {
        let rules = rules.0.map(|rules| rules.0.0.clone()).unwrap_or_default();
        js(&tuning::advise_performance(&metrics, &rules)?)?
    }
    async fn verify_tuning(before: Measurements, after: Measurements, options: Option<VerifyOptions>) {
        let options = options.unwrap_or_default();
        Job::new(move |_: &Watch| Ok(to_value(&tuning::verify(&before.0, &after.0, &options)?)?), Js)
    }
    fn verify_tuning_sync(before: Measurements, after: Measurements, options: Option<VerifyOptions>) -> Js {
        js(&tuning::verify(&before.0, &after.0, &options.unwrap_or_default())?)?
    }
    fn advice_ticket(advice: TuningAdvice) -> Js { js(&advice.ticket())? }
}

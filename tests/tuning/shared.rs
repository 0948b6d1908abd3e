//! The cases that all languages run.

use hypercare::Result;
use hypercare::tuning::{
    CacheOptions, CacheSimulationOptions, CacheStatistics, DatabaseStatistics, IndexOptions, Journey, JourneyOptions,
    PerformanceRules, TuningMeasurement, VerifyOptions, advise_caches, advise_indexes, advise_journeys,
    advise_performance, cache_measurements, journey_measurements, simulate_cache, statement_measurements, verify,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// An argument of a case; its default where it is left out.
fn argument<T: DeserializeOwned + Default>(input: &Value, name: &str) -> Result<T> {
    input.get(name).map_or_else(
        || Ok(T::default()),
        |value| hypercare::document::from_json(&value.to_string(), name, hypercare::document::Limits::default()),
    )
}

fn answer(input: &Value) -> Result<Value> {
    let options = "options";
    Ok(match input["call"].as_str().expect("a call") {
        "advise_indexes" => json!(advise_indexes(
            &argument::<DatabaseStatistics>(input, "statistics")?,
            &argument::<IndexOptions>(input, options)?
        )?),
        "advise_caches" => json!(advise_caches(
            &argument::<Vec<CacheStatistics>>(input, "caches")?,
            &argument::<CacheOptions>(input, options)?
        )?),
        "simulate_cache" => json!(simulate_cache(&argument::<CacheSimulationOptions>(input, options)?)?),
        "advise_journeys" => json!(advise_journeys(
            &argument::<Vec<Journey>>(input, "journeys")?,
            &argument::<JourneyOptions>(input, options)?
        )?),
        "advise_performance" => {
            let rules = match input.get("rules") {
                Some(rules) => crate::cases::document(rules, PerformanceRules::from_yaml, PerformanceRules::from_json)?,
                None => PerformanceRules::default(),
            };
            json!(advise_performance(&argument(input, "metrics")?, &rules)?)
        }
        "verify" => json!(verify(
            &argument::<Vec<TuningMeasurement>>(input, "before")?,
            &argument::<Vec<TuningMeasurement>>(input, "after")?,
            &argument::<VerifyOptions>(input, options)?
        )?),
        "statement_measurements" => {
            let since = input.get("since").map(|_| argument::<DatabaseStatistics>(input, "since")).transpose()?;
            json!(statement_measurements(&argument(input, "statistics")?, since.as_ref())?)
        }
        "cache_measurements" => json!(cache_measurements(&argument::<Vec<CacheStatistics>>(input, "caches")?)),
        "journey_measurements" => json!(journey_measurements(&argument::<Vec<Journey>>(input, "journeys")?)),
        other => panic!("no call {other}"),
    })
}

#[test]
fn shared_cases() {
    crate::cases::run("tuning.json", answer);
}

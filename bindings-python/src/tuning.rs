use std::collections::BTreeMap;

use hypercare::tuning::{
    self, CacheOptions, CacheSimulationOptions, CacheStatistics, DatabaseStatistics, IndexOptions, Journey,
    JourneyOptions, TuningAdvice, TuningMeasurement, VerifyOptions,
};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::bridge::{Argument, Of, take};
use crate::class::{classes, functions};
use crate::guard::Fallible;

/// Rows, or the JSON text of the query that collects them.
struct Statistics(DatabaseStatistics);

impl Argument for Statistics {
    fn from_py(argument: &Bound<'_, PyAny>, name: &str) -> Fallible<Self> {
        if argument.is_instance_of::<PyString>() {
            return Ok(Self(DatabaseStatistics::from_json(&take::<String>(argument, name)?)?));
        }
        Ok(Self(take(argument, name)?))
    }
}

/// Something that may be left out.
struct Maybe<T>(Option<T>);

impl<T: Argument> Argument for Maybe<T> {
    fn from_py(argument: &Bound<'_, PyAny>, name: &str) -> Fallible<Self> {
        Ok(Self(if argument.is_none() { None } else { Some(T::from_py(argument, name)?) }))
    }
}

classes! {
    PerformanceRules(tuning::PerformanceRules) reads[from_yaml from_json] writes[to_json]
        makes[default() => tuning::PerformanceRules::default();]
    {
        effective() of rules => rules.effective()?;
    }
}

functions! {
    #[long] advise_indexes(statistics: Statistics, options: IndexOptions) =>
        tuning::advise_indexes(&statistics.0, &options)?;
    #[long] statement_measurements(statistics: Statistics, since: Maybe<Statistics>) =>
        tuning::statement_measurements(&statistics.0, since.0.as_ref().map(|since| &since.0))?;
    statistics_sql() => tuning::statistics_sql();
    #[long] advise_caches(caches: Vec<CacheStatistics>, options: CacheOptions) =>
        tuning::advise_caches(&caches, &options)?;
    cache_measurements(caches: Vec<CacheStatistics>) => tuning::cache_measurements(&caches);
    default_cache(name: String) => tuning::default_cache(&name);
    #[long] simulate_cache(options: CacheSimulationOptions) => tuning::simulate_cache(&options)?;
    #[long] expected_hit_ratio(options: CacheSimulationOptions) => tuning::expected_hit_ratio(&options)?;
    #[long] advise_journeys(journeys: Vec<Journey>, options: JourneyOptions) =>
        tuning::advise_journeys(&journeys, &options)?;
    journey_measurements(journeys: Vec<Journey>) => tuning::journey_measurements(&journeys);
    advise_performance(metrics: BTreeMap<String, f64>, rules: Of<tuning::PerformanceRules>) =>
        tuning::advise_performance(&metrics, &rules.0)?;
    #[long] verify(before: Vec<TuningMeasurement>, after: Vec<TuningMeasurement>, options: VerifyOptions) =>
        tuning::verify(&before, &after, &options)?;
    advice_ticket(advice: TuningAdvice) => advice.ticket();
}

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hypercare::Error;
use hypercare::capacity::{
    self, ExhaustionOptions, ForecastOptions, MaintenanceOptions, ResampleRule, ScalingPlan, ScalingSimulation,
};
use hypercare::document::value::to_value;
use hypercare::time::Span;
use napi::ValueType;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::anomaly::threads;
use crate::bridge::{self, Js, is_plain, js, options, series};
use crate::errors::{Outcome, invalid};
use crate::export::{Argument, Each};
use crate::work::{Job, Watch, once};

/// Values at regular steps, of a typed array or a list, copied: a job reads them later.
pub(crate) struct Series(Vec<f64>);

impl<'a> Argument<'a> for Series {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        series(value, name).map(Self)
    }
}

impl AsRef<[f64]> for Series {
    fn as_ref(&self) -> &[f64] {
        &self.0
    }
}

exports! {
    fn scaling_to_keda(plan: ScalingPlan, deployment: String) -> String { plan.to_keda(&deployment)? }
    fn scaling_to_hpa(plan: ScalingPlan, deployment: String, cpu_percent: u32) -> String { camel(plan.to_hpa(&deployment, cpu_percent))? }
    fn scaling_to_aws(plan: ScalingPlan, group: String) -> Vec<String> { plan.to_aws(&group)? }
    fn scaling_simulation_to_svg(simulation: ScalingSimulation) -> String { simulation.to_svg() }
    fn forecast(values: Series, options: ForecastOptions) -> Js { js(&capacity::forecast(&values.0, &options)?)? }
    async fn forecast_many(series: Each<Series>, options: ForecastOptions, jobs: Option<i64>) {
        let jobs = threads(jobs.unwrap_or(1), "jobs")?;
        Job::new(move |watch: &Watch| {
            let tell = |done: usize, of: usize| watch.done(done as f64 / of as f64).is_ok();
            Ok(to_value(&capacity::forecast_many(&series.0, &options, jobs, tell)?.ok_or_else(once)?)?)
        }, Js)
    }
    fn forecast_many_sync(series: Each<Series>, options: ForecastOptions, jobs: Option<i64>) -> Js {
        js(&capacity::forecast_many(&series.0, &options, threads(jobs.unwrap_or(1), "jobs")?, |_, _| true)?)?
    }
    async fn backtest(values: Series, options: ForecastOptions, origins: usize) {
        let work = move |watch: &Watch| watch.tell(|tell| capacity::backtest_with(&values.0, &options, origins, tell));
        Job::new(move |watch: &Watch| Ok(to_value(&work(watch)?)?), Js)
    }
    fn backtest_sync(values: Series, options: ForecastOptions, origins: usize) -> Js {
        js(&capacity::backtest(&values.0, &options, origins)?)?
    }
    async fn maintenance_windows(values: Series, options: MaintenanceOptions) {
        Job::new(move |_: &Watch| Ok(to_value(&capacity::maintenance_windows(&values.0, &options)?)?), Js)
    }
    fn maintenance_windows_sync(values: Series, options: MaintenanceOptions) -> Js {
        js(&capacity::maintenance_windows(&values.0, &options)?)?
    }
    async fn exhaustion(values: Series, options: ExhaustionOptions) {
        Job::new(move |_: &Watch| Ok(to_value(&capacity::exhaustion(&values.0, &options)?)?), Js)
    }
    fn exhaustion_sync(values: Series, options: ExhaustionOptions) -> Js { js(&capacity::exhaustion(&values.0, &options)?)? }
    async fn resample(instants: Vec<DateTime<Utc>>, values: Series, step: Span, start: Option<DateTime<Utc>>, rule: Option<ResampleRule>) {
        let rule = rule.unwrap_or_default();
        Job::new(move |_: &Watch| Ok(to_value(&capacity::resample(&instants, &values.0, step, start, rule)?)?), Js)
    }
    fn resample_sync(instants: Vec<DateTime<Utc>>, values: Series, step: Span, start: Option<DateTime<Utc>>, rule: Option<ResampleRule>) -> Js {
        js(&capacity::resample(&instants, &values.0, step, start, rule.unwrap_or_default())?)?
    }
}

#[napi]
pub struct Planner(capacity::Planner);

exports! { Planner:
    #[constructor] fn new(options: Option<capacity::Planner>) -> Self { Self(options.unwrap_or_default()) }
    async fn plan(&self, metrics: Metrics, now: DateTime<Utc>) {
        let planner = self.0.clone();
        Job::new(move |watch: &Watch| Ok(to_value(&watch.tell(|tell| camel(planner.plan_with(&metrics.0, now, tell)))?)?), Js)
    }
    fn plan_sync(&self, metrics: Metrics, now: DateTime<Utc>) -> Js { js(&camel(self.0.plan(&metrics.0, now))?)? }
    async fn simulate(&self, metric: String, values: Series, held: usize, now: DateTime<Utc>) {
        let planner = self.0.clone();
        let work = move |watch: &Watch| watch.tell(|tell| camel(planner.simulate_with(&metric, &values.0, held, now, tell)));
        Job::new(move |watch: &Watch| Ok(to_value(&work(watch)?)?), Js)
    }
    fn simulate_sync(&self, metric: String, values: Series, held: usize, now: DateTime<Utc>) -> Js {
        js(&camel(self.0.simulate(&metric, &values.0, held, now))?)?
    }
}

/// Errors that name fields as JavaScript spells them; names that users gave stand in quotes.
fn camel<T>(found: hypercare::Result<T>) -> hypercare::Result<T> {
    let spelled = |name: &str| {
        let parts = name.split('"').enumerate();
        let spelled = parts.map(|(at, part)| if at % 2 == 0 { bridge::camel(part) } else { part.to_owned() });
        spelled.collect::<Vec<_>>().join("\"")
    };
    found.map_err(|error| match error {
        Error::Invalid { name, expected, found } => Error::Invalid { name: spelled(&name), expected, found },
        error => error,
    })
}

/// A series for each name.
struct Metrics(BTreeMap<String, Vec<f64>>);

impl<'a> Argument<'a> for Metrics {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        let found = match value.get_type()? {
            ValueType::Undefined | ValueType::Null => "nothing",
            ValueType::Object if !is_plain(&unsafe { value.cast()? })? => "another object, such as a Map or an array",
            _ => "",
        };
        if !found.is_empty() {
            return Err(invalid(name, "a plain object with a series for each metric", found));
        }
        let metrics = options(value, name)?.into_iter();
        let read = |(metric, values)| Ok((Series::from_js(values, &format!("{name}.{metric}"))?.0, metric));
        metrics.map(|metric| read(metric).map(|(values, metric)| (metric, values))).collect::<Outcome<_>>().map(Self)
    }
}

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hypercare::capacity::{
    self, ExhaustionOptions, ForecastOptions, MaintenanceOptions, ResampleRule, ScalingPlan, ScalingSimulation,
};
use hypercare::document::value::to_value;
use hypercare::time::Span;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::anomaly::threads;
use crate::bridge::{Elements, Js, elements, js, numbers, options};
use crate::errors::{Outcome, invalid};
use crate::export::{Argument, Each};
use crate::work::{Job, Watch, once};

/// Values at regular steps, of a typed array or a list, copied: a job reads them later.
pub(crate) struct Series(Vec<f64>);

impl<'a> Argument<'a> for Series {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        match elements(value, name)? {
            Some(Elements::Numbers(values)) => Ok(Self(values.into_owned())),
            Some(_) => Err(invalid(name, "a Float64Array, Float32Array or Int32Array", "another typed array")),
            None => numbers(value, name).map(Self),
        }
    }
}

impl AsRef<[f64]> for Series {
    fn as_ref(&self) -> &[f64] {
        &self.0
    }
}

exports! {
    fn scaling_to_keda(plan: ScalingPlan, deployment: String) -> String { plan.to_keda(&deployment)? }
    fn scaling_to_hpa(plan: ScalingPlan, deployment: String, cpu_percent: u32) -> String { plan.to_hpa(&deployment, cpu_percent)? }
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
    fn maintenance_windows(values: Series, options: MaintenanceOptions) -> Js {
        js(&capacity::maintenance_windows(&values.0, &options)?)?
    }
    fn exhaustion(values: Series, options: ExhaustionOptions) -> Js { js(&capacity::exhaustion(&values.0, &options)?)? }
    fn resample(instants: Vec<DateTime<Utc>>, values: Series, step: Span, start: Option<DateTime<Utc>>, rule: Option<ResampleRule>) -> Js {
        js(&capacity::resample(&instants, &values.0, step, start, rule.unwrap_or_default())?)?
    }
}

#[napi]
pub struct Planner(capacity::Planner);

exports! { Planner:
    #[constructor] fn new(options: Option<capacity::Planner>) -> Self { Self(options.unwrap_or_default()) }
    async fn plan(&self, metrics: Metrics, now: DateTime<Utc>) {
        let planner = self.0.clone();
        Job::new(move |watch: &Watch| Ok(to_value(&watch.tell(|tell| planner.plan_with(&metrics.0, now, tell))?)?), Js)
    }
    fn plan_sync(&self, metrics: Metrics, now: DateTime<Utc>) -> Js { js(&self.0.plan(&metrics.0, now)?)? }
    async fn simulate(&self, metric: String, values: Series, held: usize, now: DateTime<Utc>) {
        let planner = self.0.clone();
        let work = move |watch: &Watch| watch.tell(|tell| planner.simulate_with(&metric, &values.0, held, now, tell));
        Job::new(move |watch: &Watch| Ok(to_value(&work(watch)?)?), Js)
    }
    fn simulate_sync(&self, metric: String, values: Series, held: usize, now: DateTime<Utc>) -> Js {
        js(&self.0.simulate(&metric, &values.0, held, now)?)?
    }
}

/// A series for each name.
struct Metrics(BTreeMap<String, Vec<f64>>);

impl<'a> Argument<'a> for Metrics {
    fn from_js(value: Unknown<'a>, name: &str) -> Outcome<Self> {
        let metrics = options(value, name)?.into_iter();
        let read = |(metric, values)| Ok((Series::from_js(values, &format!("{name}.{metric}"))?.0, metric));
        metrics.map(|metric| read(metric).map(|(values, metric)| (metric, values))).collect::<Outcome<_>>().map(Self)
    }
}

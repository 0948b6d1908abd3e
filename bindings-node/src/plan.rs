use chrono::{DateTime, Utc};
use hypercare::document::value::to_value;
use hypercare::plan::{Estimate, SimulationOptions};
use hypercare::{plan, time};
use napi_derive::napi;

use crate::bridge::{Js, js};
use crate::work::{Job, Watch};

#[napi]
pub struct Plan(pub(crate) plan::Plan);

document!(Plan, plan::Plan: from_markdown, from_json);

exports! { Plan:
    fn to_object(&self) -> Js { js(&self.0)? }
    fn readiness(&self, now: DateTime<Utc>) -> Js { js(&self.0.readiness(now)?)? }
    fn item(&self, id: String) -> Js { js(self.0.item(&id)?)? }
    fn section(&self, id: String) -> Js { js(self.0.section(&id)?)? }
    fn tick(&mut self, id: String, done: bool) -> () { self.0.tick(&id, done)? }
    fn with_launch(&self, at: DateTime<Utc>, zone: String) -> Self { Self(self.0.clone().with_launch(at, time::parse_zone(&zone)?)?) }
}

exports! {
    fn critical_path(durations: Vec<i64>, edges: Vec<(usize, usize, i64)>) -> Js { js(&plan::critical_path(&durations, &edges)?)? }
    async fn simulate(estimates: Vec<Estimate>, edges: Vec<(usize, usize, f64)>, options: Option<SimulationOptions>) {
        let options = options.unwrap_or_default();
        Job::new(move |_: &Watch| Ok(to_value(&plan::simulate(&estimates, &edges, &options)?)?), Js)
    }
    fn simulate_sync(estimates: Vec<Estimate>, edges: Vec<(usize, usize, f64)>, options: Option<SimulationOptions>) -> Js {
        js(&plan::simulate(&estimates, &edges, &options.unwrap_or_default())?)?
    }
}

use chrono::{DateTime, Utc};
use hypercare::document::value::to_value;
use hypercare::plan::{
    CutoverEvent, Estimate, ExportOptions, Gate, GateEvent, ItemEdit, MarkdownOptions, PlanDiff, PlanSimulationOptions,
    ReadinessOptions, Schedule, ScheduleOptions, SimulationOptions, WhatIf,
};
use hypercare::{plan, time};
use napi_derive::napi;

use crate::bridge::{Js, js};
use crate::export::Of;
use crate::work::{Job, Watch};

type At = DateTime<Utc>;

#[napi]
pub struct Plan(pub(crate) plan::Plan);

document!(Plan, plan::Plan: from_markdown, from_yaml, from_json);

exports! { Plan:
    fn to_object(&self) -> Js { js(&self.0)? }
    fn readiness(&self, now: At, options: Option<ReadinessOptions>) -> Js {
        js(&self.0.readiness_with(now, &options.unwrap_or_default())?)?
    }
    fn item(&self, id: String) -> Js { js(self.0.item(&id)?)? }
    fn section(&self, id: String) -> Js { js(self.0.section(&id)?)? }
    fn tick(&mut self, id: String, done: bool, at: Option<At>, by: Option<String>) -> () {
        self.0.tick_by(&id, done, at, by.as_deref())?
    }
    fn attach(&mut self, id: String, link: plan::EvidenceLink) -> () { self.0.attach(&id, link)? }
    fn edit(&mut self, id: String, edit: ItemEdit) -> () { self.0.edit(&id, &edit)? }
    fn add(&mut self, under: String, words: String, edit: Option<ItemEdit>) -> String {
        self.0.add(&under, &words, &edit.unwrap_or_default())?
    }
    fn remove(&mut self, id: String) -> () { self.0.remove(&id)? }
    fn with_launch(&self, at: At, zone: String) -> Self { Self(self.0.clone().with_launch(at, time::parse_zone(&zone)?)?) }
    fn as_of(&self, record: Of<'_, GateRecord>, at: At) -> Self { Self(self.0.as_of(&record.0.0, at)) }
    fn gate(&self, id: String) -> PlanGate { PlanGate { gate: self.0.gate(&id)?.gate().clone(), plan: self.0.clone() } }
    fn decide(&self, gate: Gate, record: Of<'_, GateRecord>, at: At) -> Js { js(&gate.decide(&self.0, &record.0.0, at)?)? }
    fn what_if(&self, what: WhatIf, record: Of<'_, GateRecord>, options: Option<ScheduleOptions>) -> Js {
        js(&self.0.what_if_with(&what, &record.0.0, &options.unwrap_or_default())?)?
    }
    fn cutover(&self, section: String, start: At) -> Cutover { Cutover(self.0.cutover(&section, start)?) }
    fn schedule(&self, start: At, options: Option<ScheduleOptions>) -> Js {
        js(&self.0.schedule_with(start, &options.unwrap_or_default())?)?
    }
    fn path_to(&self, id: String, start: At, options: Option<ScheduleOptions>) -> Js {
        js(&self.0.path_to(&id, start, &options.unwrap_or_default())?)?
    }
    fn slip(&self, id: String, by: time::Span, start: At, options: Option<ScheduleOptions>) -> Js {
        js(&self.0.slip(&id, by, start, &options.unwrap_or_default())?)?
    }
    async fn simulate(&self, start: At, options: Option<PlanSimulationOptions>) {
        let (plan, options) = (self.0.clone(), options.unwrap_or_default());
        Job::new(move |_: &Watch| Ok(to_value(&plan.simulate(start, &options)?)?), Js)
    }
    fn simulate_sync(&self, start: At, options: Option<PlanSimulationOptions>) -> Js {
        js(&self.0.simulate(start, &options.unwrap_or_default())?)?
    }
    fn diff(&self, other: Of<'_, Plan>) -> Js { js(&self.0.diff(&other.0.0))? }
    fn report(&self, name: String, text: Option<String>) -> String { self.0.report(&name, text.as_deref()) }
    fn to_markdown(&self, options: Option<MarkdownOptions>) -> String { self.0.to_markdown_with(&options.unwrap_or_default())? }
    fn to_mermaid(&self, options: Option<ExportOptions>) -> String { self.0.to_mermaid_with(&options.unwrap_or_default())? }
    fn to_dot(&self) -> String { self.0.to_dot() }
    fn to_csv(&self, options: Option<ExportOptions>) -> String { self.0.to_csv_with(&options.unwrap_or_default())? }
    fn to_github(&self) -> Js { js(&self.0.to_github())? }
    fn to_ics(&self, stamp: At, options: Option<ExportOptions>) -> String {
        self.0.to_ics_with(stamp, &options.unwrap_or_default())?
    }
    fn to_svg(&self, options: Option<ExportOptions>) -> String { self.0.to_svg_with(&options.unwrap_or_default())? }
    fn to_html(&self, options: Option<ExportOptions>) -> String { self.0.to_html_with(&options.unwrap_or_default())? }
}

/// A gate with the plan that it is of.
#[napi]
pub struct PlanGate {
    plan: plan::Plan,
    gate: Gate,
}

exports! { PlanGate:
    fn to_object(&self) -> Js { js(&self.gate)? }
    fn decide(&self, record: Of<'_, GateRecord>, at: At) -> Js { js(&self.gate.decide(&self.plan, &record.0.0, at)?)? }
}

#[napi]
pub struct GateRecord(plan::GateRecord);

document!(GateRecord, plan::GateRecord: from_yaml, from_json);

exports! { GateRecord:
    #[constructor] fn new(events: Option<Vec<GateEvent>>) -> Self { Self(plan::GateRecord::new(events.unwrap_or_default())?) }
    fn push(&mut self, event: GateEvent) -> () { self.0.push(event)? }
    #[getter] fn events(&self) -> Js { js(self.0.events())? }
}

#[napi]
pub struct Cutover(plan::Cutover);

document!(Cutover, plan::Cutover: from_yaml, from_json);

exports! { Cutover:
    fn to_object(&self) -> Js { js(&self.0)? }
    fn status(&self, events: Vec<CutoverEvent>, now: At) -> Js { js(&self.0.status(&events, now)?)? }
}

exports! {
    fn go_no_go() -> Js { js(&Gate::go_no_go())? }
    fn diff_to_text(diff: PlanDiff) -> String { diff.to_text() }
    fn schedule_to_text(schedule: Schedule) -> String { schedule.critical_path().to_string() }
    fn critical_path(durations: Vec<i64>, edges: Vec<(usize, usize, i64)>) -> Js { js(&plan::critical_path(&durations, &edges)?)? }
    async fn simulate(estimates: Vec<Estimate>, edges: Vec<(usize, usize, f64)>, options: Option<SimulationOptions>) {
        let options = options.unwrap_or_default();
        Job::new(move |_: &Watch| Ok(to_value(&plan::simulate(&estimates, &edges, &options)?)?), Js)
    }
    fn simulate_sync(estimates: Vec<Estimate>, edges: Vec<(usize, usize, f64)>, options: Option<SimulationOptions>) -> Js {
        js(&plan::simulate(&estimates, &edges, &options.unwrap_or_default())?)?
    }
}

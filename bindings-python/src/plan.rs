use chrono::{DateTime, Utc};
use hypercare::Error;
use hypercare::plan::{
    self, CutoverEvent, Estimate, ExportOptions, Gate, GateEvent, ItemEdit, MarkdownOptions, Plan as Core, PlanDiff,
    PlanSimulationOptions, ReadinessOptions, Schedule, ScheduleOptions, SimulationOptions, WhatIf,
    critical_path as core_critical_path, simulate as core_simulate,
};
use hypercare::time::{Span, parse_zone};
use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::bridge::{Of, take};
use crate::class::{classes, functions};
use crate::guard::guard;

type At = DateTime<Utc>;

classes! {
    Plan(Core) reads[from_markdown from_yaml from_json] writes[to_json]
        makes[
            with_launch(plan: Of<Core>, at: At, zone: String) => plan.0.with_launch(at, parse_zone(&zone)?)?;
            as_of(plan: Of<Core>, record: Of<plan::GateRecord>, at: At) => plan.0.as_of(&record.0, at);
        ]
    {
        equals(other: Of<Core>) of plan => *plan == other.0;
        view() of plan => plan;
        item(id: String) of plan => plan.item(&id)?;
        section(id: String) of plan => plan.section(&id)?;
        tick(id: String, done: bool, at: Option<At>, by: Option<String>) of plan =>
            plan.tick_by(&id, done, at, by.as_deref())?;
        attach(id: String, link: plan::EvidenceLink) of plan => plan.attach(&id, link.clone())?;
        edit(id: String, edit: ItemEdit) of plan => plan.edit(&id, &edit)?;
        add(under: String, words: String, edit: ItemEdit) of plan => plan.add(&under, &words, &edit)?;
        remove(id: String) of plan => plan.remove(&id)?;
        #[long] readiness(now: At, options: ReadinessOptions) of plan => plan.readiness_with(now, &options)?;
        gate(id: String) of plan => plan.gate(&id)?.gate();
        #[long] decide(gate: Gate, record: Of<plan::GateRecord>, at: At) of plan => gate.decide(plan, &record.0, at)?;
        #[long] what_if(what: WhatIf, record: Of<plan::GateRecord>, options: ScheduleOptions) of plan =>
            plan.what_if_with(&what, &record.0, &options)?;
        #[long] schedule(start: At, options: ScheduleOptions) of plan => plan.schedule_with(start, &options)?;
        #[long] path_to(id: String, start: At, options: ScheduleOptions) of plan => plan.path_to(&id, start, &options)?;
        #[long] slip(id: String, by: Span, start: At, options: ScheduleOptions) of plan =>
            plan.slip(&id, by, start, &options)?;
        #[long] simulate(start: At, options: PlanSimulationOptions) of plan => plan.simulate(start, &options)?;
        #[long] diff(other: Of<Core>) of plan => plan.diff(&other.0);
        report(name: String, text: Option<String>) of plan => plan.report(&name, text.as_deref());
        to_markdown(options: MarkdownOptions) of plan => plan.to_markdown_with(&options)?;
        to_mermaid(options: ExportOptions) of plan => plan.to_mermaid_with(&options)?;
        to_dot() of plan => plan.to_dot();
        to_csv(options: ExportOptions) of plan => plan.to_csv_with(&options)?;
        to_github() of plan => plan.to_github();
        to_ics(stamp: At, options: ExportOptions) of plan => plan.to_ics_with(stamp, &options)?;
        to_svg(options: ExportOptions) of plan => plan.to_svg_with(&options)?;
        to_html(options: ExportOptions) of plan => plan.to_html_with(&options)?;
    }

    GateRecord(plan::GateRecord) reads[from_yaml from_json] writes[to_json]
        makes[new(events: Vec<GateEvent>) => plan::GateRecord::new(events)?;]
    {
        push(event: GateEvent) of record => record.push(event.clone())?;
        events() of record => record.events();
    }

    Cutover(plan::Cutover) reads[from_yaml from_json] writes[to_json]
        makes[of_plan(plan: Of<Core>, section: String, start: At) => plan.0.cutover(&section, start)?;]
    {
        #[long] status(events: Vec<CutoverEvent>, now: At) of cutover => cutover.status(&events, now)?;
    }
}

functions! {
    go_no_go() => Gate::go_no_go();
    diff_text(diff: PlanDiff) => diff.to_text();
    schedule_text(schedule: Schedule) => schedule.critical_path().to_string();
}

type Dates<'py> = Bound<'py, PyArray1<i64>>;

/// Early and late dates, slacks, critical tasks, makespan.
type Path<'py> = (Dates<'py>, Dates<'py>, Dates<'py>, Dates<'py>, Dates<'py>, Dates<'py>, Dates<'py>, i64);

#[pyfunction]
pub(crate) fn critical_path<'py>(
    py: Python<'py>,
    durations: PyReadonlyArray1<'py, i64>,
    edges: PyReadonlyArray2<'py, i64>,
) -> PyResult<Path<'py>> {
    guard(py, || {
        let durations = durations.as_slice().map_err(PyErr::from)?;
        let edges = edges.as_slice().map_err(PyErr::from)?;
        let path = py.detach(|| {
            let (edges, _) = edges.as_chunks::<3>();
            let edges = edges.iter().map(|&[from, to, lag]| Ok((task(from)?, task(to)?, lag)));
            core_critical_path(durations, &edges.collect::<hypercare::Result<Vec<_>>>()?)
        })?;
        let dates = |dates| PyArray1::from_vec(py, dates);
        Ok((
            dates(path.early_start),
            dates(path.early_finish),
            dates(path.late_start),
            dates(path.late_finish),
            dates(path.total_slack),
            dates(path.free_slack),
            dates(path.critical.iter().filter_map(|&task| i64::try_from(task).ok()).collect()),
            path.makespan,
        ))
    })
}

/// Mean, deviation, p50, p80, p95, share on time, criticality, sensitivity, what to shorten first, finishes.
type Simulated<'py> = (
    (f64, f64, f64, f64, f64, Option<f64>),
    Bound<'py, PyArray1<f64>>,
    Bound<'py, PyArray1<f64>>,
    Bound<'py, PyArray1<i64>>,
    Bound<'py, PyArray1<f64>>,
);

/// `estimates` is an array of low, likely and high, or a list of estimates; `edges` tasks and lags.
#[pyfunction]
pub(crate) fn simulate<'py>(
    estimates: &Bound<'py, PyAny>,
    tasks: PyReadonlyArray2<'py, i64>,
    lags: PyReadonlyArray1<'py, f64>,
    options: &Bound<'py, PyAny>,
) -> PyResult<Simulated<'py>> {
    guard(options.py(), || {
        let py = options.py();
        let options: SimulationOptions = take(options, "options")?;
        let estimates: Vec<Estimate> = match estimates.extract::<PyReadonlyArray2<'py, f64>>() {
            Ok(rows) => {
                let (rows, _) = rows.as_slice().map_err(PyErr::from)?.as_chunks::<3>();
                rows.iter().map(|&[low, likely, high]| Estimate::pert(low, likely, high)).collect()
            }
            Err(_) => take(estimates, "estimates")?,
        };
        let (pairs, _) = tasks.as_slice().map_err(PyErr::from)?.as_chunks::<2>();
        let lags = lags.as_slice().map_err(PyErr::from)?;
        let found = py.detach(|| {
            let edges = pairs.iter().zip(lags).map(|(&[from, to], &lag)| Ok((task(from)?, task(to)?, lag)));
            core_simulate(&estimates, &edges.collect::<hypercare::Result<Vec<_>>>()?, &options)
        })?;
        let array = |values| PyArray1::from_vec(py, values);
        let first = found.shorten_first.iter().filter_map(|&task| i64::try_from(task).ok()).collect();
        Ok((
            (found.mean, found.deviation, found.p50, found.p80, found.p95, found.on_time),
            array(found.criticality),
            array(found.sensitivity),
            PyArray1::from_vec(py, first),
            array(found.finishes),
        ))
    })
}

fn task(number: i64) -> hypercare::Result<usize> {
    usize::try_from(number).map_err(|_| Error::Invalid {
        name: "edges".to_owned(),
        expected: "tasks from 0 on".to_owned(),
        found: number.to_string(),
    })
}

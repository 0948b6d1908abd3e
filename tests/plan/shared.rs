//! The cases that all languages run.

use hypercare::plan::{Cutover, CutoverEvent, Gate, GateEvent, GateRecord, Plan, ReadinessOptions, WhatIf};
use hypercare::{Error, Result};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::cases;

fn part<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

fn plan(value: &Value) -> Result<Plan> {
    Plan::from_markdown(value.as_str().expect("a plan"))
}

/// Any result as JSON.
fn shown<T: serde::Serialize>(result: &T) -> Value {
    serde_json::to_value(result).expect("JSON")
}

fn record(input: &Value) -> Result<GateRecord> {
    let events: Vec<GateEvent> = if input["events"].is_null() { Vec::new() } else { part(&input["events"]) };
    GateRecord::new(events)
}

fn answer(input: &Value) -> Result<Value> {
    if let Some(runbook) = input.get("cutover") {
        let cutover = cases::document(runbook, Cutover::from_yaml, Cutover::from_json)?;
        let Some(now) = input.get("now") else { return Ok(shown(&cutover)) };
        let events: Vec<CutoverEvent> = part(&input["events"]);
        return Ok(shown(&cutover.status(&events, cases::instant(now)?)?));
    }
    let plan = plan(&input["plan"])?;
    if let Some(other) = input.get("other") {
        let diff = plan.diff(&Plan::from_markdown(other.as_str().expect("a plan"))?);
        return Ok(json!({"diff": shown(&diff), "text": diff.to_text()}));
    }
    if let Some(form) = input["export"].as_str() {
        return Ok(match form {
            "mermaid" => json!(plan.to_mermaid()?),
            "dot" => json!(plan.to_dot()),
            "csv" => json!(plan.to_csv()),
            "ics" => json!(plan.to_ics(cases::instant(&input["stamp"])?)?),
            "github" => shown(&plan.to_github()),
            "svg" => json!(plan.to_svg()?),
            other => return Err(Error::Internal { message: other.to_owned() }),
        });
    }
    if let Some(what) = input.get("what_if") {
        return Ok(shown(&plan.what_if(&part::<WhatIf>(what), &record(input)?)?));
    }
    let at = cases::instant(&input["at"])?;
    if let Some(options) = input.get("readiness") {
        return Ok(shown(&plan.readiness_with(at, &part::<ReadinessOptions>(options))?));
    }
    let decision = match &input["gate"] {
        Value::String(id) if id == "go-no-go" => Gate::go_no_go().decide(&plan, &record(input)?, at)?,
        Value::String(id) => plan.gate(id)?.decide(&record(input)?, at)?,
        gate => part::<Gate>(gate).decide(&plan, &record(input)?, at)?,
    };
    Ok(shown(&decision))
}

#[test]
fn gates_cutovers_differences_and_exports_are_the_same_in_all_languages() {
    cases::run("gates.json", answer);
}

//! The shared cases: see tests/shared/README.md.

use std::collections::BTreeMap;

use hypercare::objectives::{
    AlertManager, AlertRule, AlertSample, ErrorBudget, Measure, Objective, PrometheusRules, Scorecard, WebhookOptions,
    from_webhook, to_webhook,
};
use hypercare::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::cases;

fn read<T: DeserializeOwned>(value: &Value) -> Result<T> {
    hypercare::document::from_json(&value.to_string(), "argument", hypercare::document::Limits::default())
}

fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("JSON")
}

fn objective(input: &Value) -> Result<Value> {
    let source = &input["objective"];
    let objective = match source.as_str() {
        Some(line) => Objective::parse(line)?,
        None => Objective::from_json(&source.to_string())?,
    };
    if let Some(values) = input["values"].as_array() {
        let verdicts = values.iter().map(|value| Ok(written(&objective.status(read::<Measure>(value)?)?)));
        return verdicts.collect::<Result<Vec<Value>>>().map(Value::from);
    }
    if input["each"].is_object() {
        return objective.status_each(&read::<BTreeMap<String, Measure>>(&input["each"])?).map(|found| written(&found));
    }
    if input["samples"].is_array() {
        return objective.status_of(&read::<Vec<f64>>(&input["samples"])?).map(|found| written(&found));
    }
    Ok(written(&objective))
}

fn alerts(input: &Value) -> Result<Value> {
    let mut manager = match input["alerts"].as_str() {
        Some("default") => AlertManager::default(),
        _ => cases::document(&input["alerts"], AlertManager::from_yaml, AlertManager::from_json)?,
    };
    let mut told = Vec::new();
    let mut payloads = Vec::new();
    for event in input["events"].as_array().into_iter().flatten() {
        let notifications = match event {
            Value::String(word) if word == "restart" => {
                manager = AlertManager::restore(&manager.snapshot()?)?;
                continue;
            }
            Value::String(_) => manager.advance(cases::instant(event)?)?,
            Value::Array(_) => manager.observe_all(&read::<Vec<AlertSample>>(event)?)?,
            _ if event["id"].is_string() => {
                manager.silence(read(event)?)?;
                continue;
            }
            _ => manager.observe(&read::<AlertSample>(event)?)?,
        };
        for notification in &notifications {
            payloads.push(written(&from_webhook(&to_webhook(notification, &WebhookOptions::default())?)?));
        }
        told.extend(notifications);
    }
    let payloads = if input["webhook"] == true { payloads } else { Vec::new() };
    Ok(
        json!({"told": told, "alerts": manager.alerts(), "next_wakeup": manager.next_wakeup().map(hypercare::time::format_instant), "webhooks": payloads}),
    )
}

fn answer(input: &Value) -> Result<Value> {
    let fields = input.as_object().expect("an input");
    if fields.contains_key("objective") {
        objective(input)
    } else if let Some(text) = input["lines"].as_str() {
        Ok(written(&Objective::parse_lines(text)?))
    } else if fields.contains_key("scorecard") {
        let card = cases::document(&input["scorecard"], Scorecard::from_yaml, Scorecard::from_json)?;
        let score = card.score(&read(&input["values"])?, &read(&input["before"])?)?;
        Ok(written(&score))
    } else if fields.contains_key("budget") {
        let mut budget = cases::document(&input["budget"], ErrorBudget::from_yaml, ErrorBudget::from_json)?;
        for event in input["events"].as_array().expect("events") {
            let count =
                |index: usize| event[index].as_u64().ok_or_else(|| Error::Internal { message: "counts".to_owned() });
            budget.observe(cases::instant(&event[0])?, count(1)?, count(2)?)?;
        }
        let budget = ErrorBudget::restore(&budget.snapshot()?)?;
        Ok(json!({"downtime": budget.downtime(), "status": budget.status(cases::instant(&input["now"])?)?}))
    } else if fields.contains_key("rule") {
        let severity = input["severity"].as_str().expect("a severity").parse()?;
        Ok(written(&AlertRule::parse(input["rule"].as_str().expect("a rule"), severity)?))
    } else if let Some(text) = input["prometheus"].as_str() {
        let rules = PrometheusRules::from_yaml(text)?;
        Ok(json!({"rules": rules, "yaml": rules.to_yaml()?}))
    } else if let Some(text) = input["webhook"].as_str() {
        Ok(written(&from_webhook(text)?))
    } else {
        alerts(input)
    }
}

#[test]
fn shared_cases() {
    cases::run("objectives.json", answer);
}

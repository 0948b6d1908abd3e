//! The shared cases of comparison, judge and reconciliation.

use hypercare::Result;
use hypercare::objectives::{
    Cell, CompareOptions, ReconcileOptions, ReleaseJudge, ReleaseSample, TableSummary, compare, reconcile,
};
use serde_json::{Value, json};

use super::cases;

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("a part of a case")
}

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("JSON")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_str().expect("numbers").split_whitespace().map(|number| number.parse().expect("a number")).collect()
}

fn judge(input: &Value) -> Result<Value> {
    let mut judge = match &input["judge"] {
        Value::String(name) if name == "default" => ReleaseJudge::default(),
        Value::String(name) if name == "canary" => ReleaseJudge::canary(),
        other => cases::document(other, ReleaseJudge::from_yaml, ReleaseJudge::from_json)?,
    };
    if input.get("calls").is_none() {
        return Ok(serde_json::from_str(&judge.to_json()?).expect("JSON"));
    }
    let calls = std::cell::RefCell::new(&mut judge);
    Ok(cases::calls(input, |name, arguments| {
        let mut judge = calls.borrow_mut();
        Ok(match name {
            "start" => written(&judge.start(cases::instant(&arguments[0])?)?),
            "observe" => written(&judge.observe(&read::<ReleaseSample>(&arguments[0]))?),
            "advance" => written(&judge.advance(cases::instant(&arguments[0])?)?),
            "next_wakeup" => judge.next_wakeup().map_or(Value::Null, |at| json!(hypercare::time::format_instant(at))),
            "restart" => {
                **judge = ReleaseJudge::restore(&judge.snapshot()?)?;
                Value::Null
            }
            "recovery_started" => {
                judge.recovery_started(arguments[0].as_str().expect("a name"), cases::instant(&arguments[1])?)?;
                Value::Null
            }
            "recovery_finished" => {
                judge.recovery_finished(arguments[0].as_str().expect("a name"), cases::instant(&arguments[1])?)?;
                Value::Null
            }
            "recoveries" => written(&judge.recoveries(cases::instant(&arguments[0])?)?),
            other => panic!("no call named {other}"),
        })
    }))
}

fn tables(input: &Value) -> Result<Value> {
    let options: ReconcileOptions = read(&input["options"]);
    let summary = |rows: &Value| -> Result<TableSummary> {
        let mut summary = TableSummary::new(options.clone())?;
        summary.add_rows(&read::<Vec<Vec<Cell>>>(rows))?;
        TableSummary::from_json(&summary.to_json()?)
    };
    let source = summary(&input["source"])?;
    if let Some(reference) = input.get("reference") {
        let mut parent = TableSummary::new(read(&input["parent_options"]))?;
        parent.add_rows(&read::<Vec<Vec<Cell>>>(&input["parent"]))?;
        return Ok(written(&source.check_reference(reference.as_str().expect("a name"), &parent)?));
    }
    Ok(written(&reconcile(&source, &summary(&input["target"])?)?))
}

#[test]
fn the_shared_cases_come_out_as_written() {
    cases::run("judge.json", |input| match input["call"].as_str().expect("a call") {
        "compare" => {
            let options: CompareOptions = read(&input["options"]);
            Ok(written(&compare(&numbers(&input["baseline"]), &numbers(&input["canary"]), &options)?))
        }
        "judge" => judge(input),
        "reconcile" => tables(input),
        other => panic!("no call named {other}"),
    });
}

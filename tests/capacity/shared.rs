//! The cases that the three languages share: what a call gives, to the bit, and how it refuses bad input.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hypercare::Result;
use hypercare::capacity::{
    ForecastOptions, Planner, ResampleRule, backtest, exhaustion, forecast, forecast_many, maintenance_windows,
    resample,
};
use hypercare::document::value::{Keys, from_value, to_value};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::cases;

/// Numbers between blanks.
fn numbers(text: &Value) -> Vec<f64> {
    text.as_str().expect("numbers").split_whitespace().map(|number| number.parse().expect("a number")).collect()
}

fn read<T: DeserializeOwned>(value: &Value, what: &str) -> Result<T> {
    from_value(to_value(value)?, what, Keys::Snake)
}

fn metrics(input: &Value) -> BTreeMap<String, Vec<f64>> {
    let metrics = input["metrics"].as_object().expect("metrics");
    metrics.iter().map(|(name, values)| (name.clone(), numbers(values))).collect()
}

fn plain<T: serde::Serialize>(found: Result<T>) -> Result<Value> {
    Ok(serde_json::to_value(found?).expect("JSON"))
}

fn answer(input: &Value) -> Result<Value> {
    let values = || numbers(&input["values"]);
    let count = |name: &str| usize::try_from(input[name].as_u64().expect("a count")).expect("a count");
    match input["call"].as_str().expect("a call") {
        "forecast" => plain(forecast(&values(), &read(&input["options"], "options")?)),
        "forecast_many" => {
            let series: Vec<_> = input["series"].as_array().expect("series").iter().map(numbers).collect();
            let options: ForecastOptions = read(&input["options"], "options")?;
            plain(forecast_many(&series, &options, 2, |_, _| true))
        }
        "backtest" => plain(backtest(&values(), &read(&input["options"], "options")?, count("origins"))),
        "exhaustion" => plain(exhaustion(&values(), &read(&input["options"], "options")?)),
        "maintenance_windows" => plain(maintenance_windows(&values(), &read(&input["options"], "options")?)),
        "resample" => {
            let texts = input["instants"].as_array().expect("instants");
            let instants: Vec<DateTime<Utc>> = texts.iter().map(|at| crate::at(at.as_str().expect("text"))).collect();
            let rule = input.get("rule").map_or(Ok(ResampleRule::Mean), |rule| read(rule, "rule"))?;
            let found = resample(&instants, &values(), read(&input["step"], "step")?, None, rule)?;
            // JSON knows no NaN.
            let values: Vec<String> = found.values.iter().map(f64::to_string).collect();
            Ok(
                json!({"start": hypercare::time::format_instant(found.start), "step": found.step.to_string(), "values": values.join(" ")}),
            )
        }
        "plan" => plain(
            read::<Planner>(&input["options"], "options")?
                .plan(&metrics(input), crate::at(input["now"].as_str().expect("now"))),
        ),
        "simulate" => {
            let planner: Planner = read(&input["options"], "options")?;
            let now = crate::at(input["now"].as_str().expect("now"));
            plain(planner.simulate(input["metric"].as_str().expect("a metric"), &values(), count("held"), now))
        }
        other => panic!("no call {other}"),
    }
}

#[test]
fn shared_cases() {
    cases::run("capacity.json", answer);
}

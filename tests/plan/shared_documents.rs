//! The cases that all languages run: see tests/shared/README.md.

use hypercare::Result;
use hypercare::plan::{MarkdownOptions, Plan};
use serde_json::{Value, json};

use super::cases;

fn answer(input: &Value) -> Result<Value> {
    let text = |key: &str| input[key].as_str();
    let (source, plan) = match (text("markdown"), text("yaml"), text("json")) {
        (Some(text), _, _) => (text, Plan::from_markdown(text)),
        (_, Some(text), _) => (text, Plan::from_yaml(text)),
        (_, _, text) => (text.unwrap(), Plan::from_json(text.unwrap())),
    };
    let mut plan = plan?;
    let report = plan.report("plan", Some(source));
    for id in input["ticks"].as_array().into_iter().flatten() {
        plan.tick(id.as_str().unwrap(), true)?;
    }
    let options: MarkdownOptions = serde_json::from_value(input["options"].clone()).unwrap_or_default();
    let document: Value = serde_json::from_str(&plan.to_json()?).unwrap();
    Ok(json!({"plan": document, "markdown": plan.to_markdown_with(&options), "report": report}))
}

#[test]
fn shared_cases_of_documents_agree() {
    cases::run("documents.json", answer);
}

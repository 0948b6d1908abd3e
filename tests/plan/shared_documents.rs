//! The cases that all languages run: see tests/shared/README.md.

use hypercare::Result;
use hypercare::plan::{EvidenceLink, MarkdownOptions, Plan};
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
    for edit in input["edits"].as_array().into_iter().flatten() {
        let text = |at: usize| edit[at].as_str();
        let id = text(1).unwrap();
        match text(0).unwrap() {
            "tick" => plan.tick_by(id, edit[2].as_bool().unwrap(), text(3).map(super::at), text(4))?,
            "attach" => {
                let (url, title) = (text(2).unwrap().to_owned(), text(3).unwrap().to_owned());
                plan.attach(id, EvidenceLink { title, url })?;
            }
            "edit" => plan.edit(id, &serde_json::from_value(edit[2].clone()).unwrap())?,
            "add" => _ = plan.add(id, text(2).unwrap(), &serde_json::from_value(edit[3].clone()).unwrap())?,
            _ => plan.remove(id)?,
        }
    }
    let options: MarkdownOptions = serde_json::from_value(input["options"].clone()).unwrap_or_default();
    let document: Value = serde_json::from_str(&plan.to_json()?).unwrap();
    Ok(json!({"plan": document, "markdown": plan.to_markdown_with(&options)?, "report": report}))
}

#[test]
fn shared_cases_of_documents_agree() {
    cases::run("documents.json", answer);
}

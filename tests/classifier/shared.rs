//! The cases that Python and Node run, too.

use hypercare::tickets::{Classifier, ClassifierOptions, SimilarTexts};
use hypercare::{Error, Result};
use serde_json::{Value, json};

#[path = "../shared/cases.rs"]
mod cases;

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).expect("a case of the right form")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

fn model(input: &Value) -> Result<Classifier> {
    if let Some(model) = input["model"].as_str() {
        return Classifier::from_bytes(&unhex(model));
    }
    let options: ClassifierOptions = read(&input["options"]);
    let texts: Vec<String> = read(&input["texts"]);
    match serde_json::from_value::<Vec<String>>(input["labels"].clone()) {
        Ok(labels) => Classifier::train(&texts, &labels, &options),
        Err(_) => Classifier::train_multi(&texts, &read::<Vec<Vec<String>>>(&input["labels"]), &options),
    }
}

fn answer(input: &Value) -> Result<Value> {
    if let Some(texts) = input.get("similar") {
        let mut index = SimilarTexts::new();
        for text in read::<Vec<String>>(&input["texts"]) {
            index.add(&text)?;
        }
        return Ok(json!(read::<Vec<String>>(texts).iter().map(|text| index.similar(text, 3)).collect::<Vec<_>>()));
    }
    let mut model = model(input)?;
    for (text, label) in read::<Vec<(String, String)>>(&input["learn"]) {
        model.learn(&text, &label)?;
    }
    let texts: Vec<String> = read(&input["ask"]);
    let one = |text: &String| {
        Ok::<_, Error>(json!({
            "answer": model.classify(text),
            "labels": model.labels(text, 0.25)?,
            "explanation": model.explain(text),
        }))
    };
    Ok(json!({
        "answers": texts.iter().map(one).collect::<Result<Vec<_>>>()?,
        "summary": model.summary(),
        "model": hex(&model.to_bytes()),
    }))
}

#[test]
fn every_language_answers_alike() {
    cases::run("classifier.json", answer);
}

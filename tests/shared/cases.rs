//! Runs a file of shared cases: see README.md in this folder.

use hypercare::{Error, Result};
use serde_json::{Value, json};

/// Runs every case of `file` through `answer`. With `HYPERCARE_BLESS=1` in the environment the expectations are written anew
/// instead; review the difference before you keep it.
pub(crate) fn run(file: &str, answer: impl Fn(&Value) -> Result<Value>) {
    let path = format!("{}/../tests/shared/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut cases: Vec<Value> = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(!cases.is_empty(), "{path} holds no cases");
    let bless = std::env::var_os("HYPERCARE_BLESS").is_some();
    for case in &mut cases {
        let found = answer(&case["input"]).unwrap_or_else(|error| failure(&error));
        if bless {
            case["expected"] = found;
        } else {
            assert_eq!(found, case["expected"], "{file}: {}", case["name"]);
        }
    }
    if bless {
        let text = serde_json::to_string_pretty(&cases).expect("JSON") + "\n";
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

/// The answers to the `calls` of a case, each a name and its arguments; an error stands in the place of its answer.
#[allow(dead_code)] // some suites have no calls
pub(crate) fn calls(input: &Value, answer: impl Fn(&str, &[Value]) -> Result<Value>) -> Value {
    let calls = input["calls"].as_array().expect("calls").iter().map(|call| {
        let (name, arguments) = call.as_array().and_then(|call| call.split_first()).expect("a call");
        answer(name.as_str().expect("a name"), arguments).unwrap_or_else(|error| failure(&error))
    });
    calls.collect()
}

/// A document of a case: YAML text, or the document itself.
#[allow(dead_code)]
pub(crate) fn document<T>(source: &Value, yaml: fn(&str) -> Result<T>, json: fn(&str) -> Result<T>) -> Result<T> {
    source.as_str().map_or_else(|| json(&source.to_string()), yaml)
}

/// An instant of a case.
#[allow(dead_code)]
pub(crate) fn instant(value: &Value) -> Result<chrono::DateTime<chrono::Utc>> {
    hypercare::time::parse_instant(value.as_str().expect("an instant"))
}

fn failure(error: &Error) -> Value {
    match error.position() {
        Some(position) => json!({"error": error.code(), "line": position.line, "column": position.column}),
        None => json!({"error": error.code()}),
    }
}

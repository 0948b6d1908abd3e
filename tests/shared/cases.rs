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

fn failure(error: &Error) -> Value {
    match error.position() {
        Some(position) => json!({"error": error.code(), "line": position.line, "column": position.column}),
        None => json!({"error": error.code()}),
    }
}

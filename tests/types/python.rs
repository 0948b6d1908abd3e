//! Frozen dataclasses for Python.

use std::fmt::Write;

use serde_json::Value;

use super::model::{Field, Kind, Model, Named, Type};

const HEAD: &str = r#""""The objects that the library takes and gives.

Written from the Rust types by ``tests/types.rs``: change those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from ._calls import DiffCalls, ScalingCalls, ScheduleCalls, SupportCalls, TradeCalls
from ._record import Record
"#;

/// Types that Python has in another form: arrays of numpy, a class with calls.
const OTHERWISE: [&str; 5] = ["CriticalPath", "Forecast", "ForecastInterval", "Resampled", "Simulation"];

/// Types with calls, and the classes of `_calls.py` that have them.
const CALLS: [(&str, &str); 5] = [
    ("PlanDiff", "DiffCalls"),
    ("ScalingPlan", "ScalingCalls"),
    ("ScalingSimulation", "TradeCalls"),
    ("Schedule", "ScheduleCalls"),
    ("SupportReport", "SupportCalls"),
];

pub(crate) fn render(model: &Model) -> String {
    let mut text = HEAD.to_owned() + "\n__all__ = [\n";
    for name in model.types.keys().filter(|name| !OTHERWISE.contains(&name.as_str())) {
        writeln!(text, "    \"{name}\",").expect("text");
    }
    text += "]\n";
    let of_kind = |wanted: fn(&Kind) -> bool| {
        let types = model.types.iter().filter(|(name, _)| !OTHERWISE.contains(&name.as_str()));
        types.filter(move |(_, named)| wanted(&named.kind))
    };
    for (name, named) in of_kind(|kind| matches!(kind, Kind::Words(_))) {
        let Kind::Words(words) = &named.kind else { continue };
        let words: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
        alias(&mut text, name, named, Form::Words, &words);
    }
    for (name, named) in of_kind(|kind| matches!(kind, Kind::Record(_))) {
        let Kind::Record(fields) = &named.kind else { continue };
        record(&mut text, name, named, fields, model.tag(name));
    }
    text.push('\n');
    for (name, named) in of_kind(|kind| matches!(kind, Kind::Union(_))) {
        let Kind::Union(variants) = &named.kind else { continue };
        let records: Vec<_> = variants.iter().map(|variant| variant.record.clone()).collect();
        alias(&mut text, name, named, Form::Union, &records);
    }
    text
}

enum Form {
    Words,
    Union,
}

/// As few lines as fit, as the formatter of the Python sources has it.
fn alias(text: &mut String, name: &str, named: &Named, form: Form, items: &[String]) {
    let start = format!("{name}: TypeAlias = ");
    let forms = match form {
        Form::Words => vec![
            format!("{start}Literal[{}]", items.join(", ")),
            format!("{start}Literal[\n    {},\n]", items.join(",\n    ")),
        ],
        Form::Union => vec![
            format!("{start}{}", items.join(" | ")),
            format!("{start}(\n    {}\n)", items.join(" | ")),
            format!("{start}(\n    {}\n)", items.join("\n    | ")),
        ],
    };
    let fits = |form: &&String| form.lines().all(|line| line.len() <= 120);
    let alias = forms.iter().find(fits).expect("one item fits a line");
    write!(text, "\n{alias}\n{}\"\"\"{}\"\"\"\n", raw([named.doc.as_str()]), named.doc).expect("text");
}

fn record(text: &mut String, name: &str, named: &Named, fields: &[Field], tag: Option<&str>) {
    let mut fields: Vec<_> =
        fields.iter().map(|field| (spelled(&field.name), field.doc.as_str(), declare(field))).collect();
    let constant = tag.map(|tag| format!("Literal[\"{tag}\"] = \"{tag}\""));
    if let Some(constant) = constant {
        fields.push(("type".to_owned(), "Which of the alternatives this is.", constant));
    }
    let base = CALLS.iter().find(|(named, _)| *named == name).map_or("Record", |(_, calls)| calls);
    let raw = raw(fields.iter().map(|(_, doc, _)| *doc).chain([named.doc.as_str()]));
    write!(text, "\n\n@dataclass(frozen=True, slots=True, kw_only=True)\nclass {name}({base}):\n    {raw}\"\"\"")
        .expect("text");
    text.push_str(&indent(&named.doc, "    "));
    text.push_str("\n\n    Attributes\n    ----------\n");
    for (field, doc, of) in &fields {
        let of = of.split(" = ").next().unwrap_or(of);
        writeln!(text, "    {field} : {of}\n        {}", indent(doc, "        ")).expect("text");
    }
    text.push_str("    \"\"\"\n\n");
    for (field, _, of) in fields {
        writeln!(text, "    {field}: {of}").expect("text");
    }
}

/// A field's name; behind a keyword of Python stands an underscore, as the bridge has it.
fn spelled(name: &str) -> String {
    const KEYWORDS: [&str; 10] = ["and", "as", "class", "def", "global", "if", "import", "in", "is", "with"];
    assert!(!KEYWORDS.contains(&name), "{name} is a keyword of Python");
    if matches!(name, "for" | "from") { format!("{name}_") } else { name.to_owned() }
}

fn declare(field: &Field) -> String {
    let of = hint(&field.of);
    match &field.default {
        None => of,
        Some(Value::Null) => {
            assert!(matches!(field.of, Type::Maybe(_)), "{}: a default that Python cannot write", field.name);
            of + " = None"
        }
        Some(Value::Bool(truth)) => of + if *truth { " = True" } else { " = False" },
        Some(Value::Array(items)) if items.is_empty() => of + " = ()",
        Some(Value::Object(fields)) if fields.is_empty() => of + " = field(default_factory=dict)",
        Some(default @ (Value::String(_) | Value::Number(_))) => format!("{of} = {default}"),
        Some(default) => panic!("{}: a default that Python cannot write: {default}", field.name),
    }
}

fn hint(of: &Type) -> String {
    match of {
        Type::Text => "str".to_owned(),
        Type::Instant => "datetime".to_owned(),
        Type::Whole => "int".to_owned(),
        Type::Number => "float".to_owned(),
        Type::Truth => "bool".to_owned(),
        Type::Named(name) => name.clone(),
        Type::List(of) => format!("tuple[{}, ...]", hint(of)),
        Type::Tuple(items) => format!("tuple[{}]", items.iter().map(hint).collect::<Vec<_>>().join(", ")),
        Type::Map(of) => format!("Mapping[str, {}]", hint(of)),
        Type::Maybe(of) => hint(of) + " | None",
        Type::Either(one, other) => format!("{} | {}", hint(one), hint(other)),
    }
}

/// What stands before a docstring of these texts: a backslash would begin a character of its own.
fn raw<'a>(texts: impl IntoIterator<Item = &'a str>) -> &'static str {
    if texts.into_iter().any(|text| text.contains('\\')) { "r" } else { "" }
}

fn indent(text: &str, by: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join(&format!("\n{by}")).replace(&format!("\n{by}\n"), "\n\n")
}

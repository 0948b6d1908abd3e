//! Interfaces for TypeScript: fields in camelCase, instants as `Date`.

use std::fmt::Write;

use super::model::{Kind, Model, Type};

const HEAD: &str =
    "// The objects that the library takes and gives, written from the Rust types by tests/types.rs: change those.\n";

pub(crate) fn render(model: &Model) -> String {
    let mut text = HEAD.to_owned();
    for (name, named) in &model.types {
        write!(text, "\n{}", comment(&named.doc, "")).expect("text");
        match &named.kind {
            Kind::Words(words) => {
                let words: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
                writeln!(text, "export type {name} = {}", words.join(" | ")).expect("text");
            }
            Kind::Union(variants) => {
                writeln!(text, "export type {name} =").expect("text");
                for variant in variants {
                    writeln!(text, "  | ({{ type: '{}' }} & {})", variant.tag, variant.record).expect("text");
                }
            }
            Kind::Record(fields) => {
                writeln!(text, "export interface {name} {{").expect("text");
                for field in fields {
                    let optional = if field.default.is_some() { "?" } else { "" };
                    let name = camel(&field.name);
                    let doc = comment(&field.doc, "  ");
                    writeln!(text, "{doc}  {name}{optional}: {}", hint(&field.of)).expect("text");
                }
                text.push_str("}\n");
            }
        }
    }
    text
}

fn comment(doc: &str, by: &str) -> String {
    assert!(!doc.contains("*/"), "{doc}");
    match doc.lines().count() {
        0 => String::new(),
        1 => format!("{by}/** {doc} */\n"),
        _ => {
            let lines: String = doc.lines().map(|line| format!("{by} * {line}").trim_end().to_owned() + "\n").collect();
            format!("{by}/**\n{lines}{by} */\n")
        }
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_ascii_uppercase() + rest
    })
}

fn hint(of: &Type) -> String {
    let item = |of: &Type| match of {
        Type::Maybe(_) | Type::Either(..) => format!("({})", hint(of)),
        _ => hint(of),
    };
    match of {
        Type::Text => "string".to_owned(),
        Type::Instant => "Date".to_owned(),
        Type::Whole | Type::Number => "number".to_owned(),
        Type::Truth => "boolean".to_owned(),
        Type::Named(name) => name.clone(),
        Type::List(of) => item(of) + "[]",
        Type::Tuple(items) => format!("[{}]", items.iter().map(hint).collect::<Vec<_>>().join(", ")),
        Type::Map(of) => format!("Record<string, {}>", hint(of)),
        Type::Maybe(of) => hint(of) + " | null",
        Type::Either(one, other) => format!("{} | {}", hint(one), hint(other)),
    }
}

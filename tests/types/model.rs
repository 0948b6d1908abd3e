//! What a schema says about the types, in the few terms that Python and TypeScript share.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub(crate) struct Model {
    pub(crate) types: BTreeMap<String, Named>,
}

pub(crate) struct Named {
    pub(crate) doc: String,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    /// A text that is one of a few words.
    Words(Vec<String>),
    Record(Vec<Field>),
    /// One of several records, told apart by the word in their field `type`.
    Union(Vec<Variant>),
}

pub(crate) struct Variant {
    pub(crate) tag: String,
    pub(crate) record: String,
}

pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) of: Type,
    /// What it is where it is left out; a field without one must be there.
    pub(crate) default: Option<Value>,
}

pub(crate) enum Type {
    Text,
    Instant,
    Whole,
    Number,
    Truth,
    Named(String),
    List(Box<Type>),
    Tuple(Vec<Type>),
    Map(Box<Type>),
    Maybe(Box<Type>),
    Either(Box<Type>, Box<Type>),
}

impl Model {
    /// `written` and `read`: the definitions as they are serialized and deserialized; `input`: those that come in.
    /// `unions`: the records of unions whose schema spells out their fields instead of naming them.
    pub(crate) fn new(
        written: &Map<String, Value>,
        read: &Map<String, Value>,
        input: &Map<String, Value>,
        unions: &BTreeMap<String, Vec<String>>,
    ) -> Self {
        // The list of required fields also keeps their order.
        let required = |definitions: &Map<String, Value>, name: &str, field: &str| {
            definitions.get(name)?["required"].as_array()?.iter().position(|required| required == field)
        };
        let mut types = BTreeMap::new();
        for (name, schema) in written {
            let base = name.trim_end_matches(|character: char| character.is_ascii_digit());
            assert!(base == name || !written.contains_key(base), "two types are named {base}");
            assert!(read.contains_key(name), "{name} is read and written under two names");
            let mut kind = kind(name, schema, unions.get(name).map_or(&[], Vec::as_slice));
            if let Kind::Record(fields) = &mut kind {
                fields.sort_by_key(|field| required(written, name, &field.name).unwrap_or(usize::MAX));
                for field in fields {
                    let may_miss = required(written, name, &field.name).is_none()
                        || input.contains_key(name) && required(read, name, &field.name).is_none();
                    field.default = field.default.take().filter(|_| may_miss);
                }
            }
            types.insert(name.clone(), Named { doc: doc(schema), kind });
        }
        for (name, records) in unions {
            for (record, variant) in records.iter().zip(written[name]["oneOf"].as_array().expect("variants")) {
                let fields = written[record]["properties"].as_object().expect("fields");
                let spelled = variant["properties"].as_object().expect("fields");
                assert!(spelled.keys().filter(|field| *field != "type").eq(fields.keys()), "{record} is not of {name}");
            }
        }
        Self { types }
    }

    /// The tag of a record that is a variant of a union.
    pub(crate) fn tag(&self, record: &str) -> Option<&str> {
        let mut tags = self.types.values().filter_map(|named| match &named.kind {
            Kind::Union(variants) => variants.iter().find(|variant| variant.record == record),
            _ => None,
        });
        let tag = tags.next().map(|variant| variant.tag.as_str());
        assert!(tags.all(|variant| Some(variant.tag.as_str()) == tag), "{record} is told apart by two words");
        tag
    }
}

fn doc(schema: &Value) -> String {
    plain(schema["description"].as_str().unwrap_or_default())
}

/// A documentation without its examples and without the links of rustdoc.
pub(crate) fn plain(text: &str) -> String {
    let parts: Vec<_> = text.split("```").map(str::trim).collect();
    let kept = parts.iter().enumerate().step_by(2).map(|(index, part)| match part.strip_suffix(':') {
        // The sentence that leads to an example goes with it.
        Some(part) if index + 1 < parts.len() => {
            let sentence = [part.rfind("\n\n"), part.rfind(". ").map(|at| at + 1)].into_iter().flatten().max();
            part[..sentence.unwrap_or(0)].trim()
        }
        _ => part,
    });
    let text = kept.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        plain += before;
        let (name, after) = after.split_once(']').unwrap_or((after, ""));
        rest = match after.strip_prefix('(').and_then(|after| after.split_once(')')) {
            Some((_, after)) => {
                plain += name;
                after
            }
            None if name.starts_with('`') => {
                plain += name;
                after
            }
            None => {
                plain = plain + "[" + name + "]";
                after
            }
        };
    }
    (plain + rest).replace("\\[", "[").replace("\\]", "]")
}

fn kind(name: &str, schema: &Value, records: &[String]) -> Kind {
    let words = |schema: &Value| match (&schema["const"], &schema["enum"]) {
        (Value::String(word), _) => Some(vec![word.clone()]),
        (_, Value::Array(words)) => words.iter().map(|word| word.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    if let Some(words) = words(schema) {
        return Kind::Words(words);
    }
    if let Some(variants) = schema["oneOf"].as_array() {
        if let Some(words) = variants.iter().map(words).collect::<Option<Vec<_>>>() {
            return Kind::Words(words.concat());
        }
        let variant = |(index, schema): (usize, &Value)| {
            let tag = schema["properties"]["type"]["const"].as_str();
            let record = schema["$ref"].as_str().map(referred).or(records.get(index).map(String::as_str));
            let (tag, record) =
                tag.zip(record).unwrap_or_else(|| panic!("{name}: no tag \"type\", or not a record that was named"));
            Variant { tag: tag.to_owned(), record: record.to_owned() }
        };
        return Kind::Union(variants.iter().enumerate().map(variant).collect());
    }
    let none = Map::new();
    let fields = schema["properties"].as_object().unwrap_or(&none);
    Kind::Record(
        fields
            .iter()
            .map(|(field, schema)| Field {
                name: field.clone(),
                doc: doc(schema),
                of: of(&format!("{name}.{field}"), schema),
                default: Some(schema["default"].clone()),
            })
            .collect(),
    )
}

fn referred(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

fn of(place: &str, schema: &Value) -> Type {
    if let Some(reference) = schema["$ref"].as_str() {
        return Type::Named(referred(reference).to_owned());
    }
    if let Some([some, other]) = schema["anyOf"].as_array().map(Vec::as_slice) {
        let some = Box::new(of(place, some));
        let null = other["type"] == "null";
        return if null { Type::Maybe(some) } else { Type::Either(some, Box::new(of(place, other))) };
    }
    let word = match &schema["type"] {
        Value::Array(words) => {
            let mut plain = schema.clone();
            plain["type"] = words[0].clone();
            return Type::Maybe(Box::new(of(place, &plain)));
        }
        word => word.as_str().unwrap_or_default(),
    };
    match word {
        "string" if schema["format"] == "date-time" => Type::Instant,
        "string" => Type::Text,
        "integer" => Type::Whole,
        "number" => Type::Number,
        "boolean" => Type::Truth,
        "array" => match schema["prefixItems"].as_array() {
            Some(items) => Type::Tuple(items.iter().map(|item| of(place, item)).collect()),
            None if schema["minItems"] == 2 && schema["maxItems"] == 2 => {
                Type::Tuple(vec![of(place, &schema["items"]), of(place, &schema["items"])])
            }
            None => Type::List(Box::new(of(place, &schema["items"]))),
        },
        "object" => Type::Map(Box::new(of(place, &schema["additionalProperties"]))),
        _ => panic!("{place}: no type for {schema}"),
    }
}

//! All that is wrong with the structure of a form, not the first thing only.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::super::ids;
use super::types::At;
use crate::document::{self, Limits};
use crate::error::shorten;
use crate::{Error, Position};

/// Most problems that an error names.
const MOST: usize = 20;

/// The keys of a map, and what each may hold.
type Keys = &'static [(&'static str, Shape)];

/// What a key may hold.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    /// A text, or a list of texts.
    Texts,
    /// The same, where each may be a map of these.
    Afters(fn() -> Keys),
    Truth,
    Whole,
    /// Texts by names of any kind.
    Named,
    /// A list of maps; of texts as well where `bool` says so.
    List(fn() -> Keys, bool),
    /// A list of texts.
    Lines,
    OneOf(&'static [&'static str]),
}

static PLAN: Keys = &[
    ("version", Shape::Whole),
    ("title", Shape::Text),
    ("launch", Shape::Text),
    ("time_zone", Shape::Text),
    ("risk", Shape::Text),
    ("duration", Shape::Text),
    ("fields", Shape::Named),
    ("items", Shape::List(|| ITEM, true)),
    ("phases", Shape::List(|| PHASE, false)),
    ("gates", Shape::List(|| GATE, false)),
    ("criteria", Shape::Lines),
    ("risks", Shape::List(|| RISK, false)),
    ("schedules", Shape::List(|| SCHEDULE, false)),
];
static PHASE: Keys = &[
    ("title", Shape::Text),
    ("id", Shape::Text),
    ("owner", Shape::Text),
    ("estimate", Shape::Text),
    ("after", Shape::Afters(|| AFTER)),
    ("window", Shape::Text),
    ("due", Shape::Text),
    ("risk", Shape::Text),
    ("duration", Shape::Text),
    ("fields", Shape::Named),
    ("items", Shape::List(|| ITEM, true)),
    ("phases", Shape::List(|| PHASE, false)),
];
static ITEM: Keys = &[
    ("title", Shape::Text),
    ("text", Shape::Text),
    ("id", Shape::Text),
    ("done", Shape::Text),
    ("step", Shape::Truth),
    ("owner", Shape::Text),
    ("estimate", Shape::Text),
    ("after", Shape::Afters(|| AFTER)),
    ("window", Shape::Text),
    ("due", Shape::Text),
    ("evidence", Shape::Texts),
    ("blocking", Shape::Text),
    ("items", Shape::List(|| ITEM, true)),
];
static AFTER: Keys = &[
    ("on", Shape::Text),
    ("kind", Shape::OneOf(&["finish_to_start", "start_to_start", "finish_to_finish", "start_to_finish"])),
    ("lag", Shape::Text),
    ("lead", Shape::Text),
];
static GATE: Keys = &[
    ("title", Shape::Text),
    ("id", Shape::Text),
    ("deadline", Shape::Text),
    ("required", Shape::List(|| ROLE, false)),
    ("criteria", Shape::Lines),
];
static ROLE: Keys = &[("role", Shape::Text), ("names", Shape::Lines), ("needed", Shape::Whole), ("veto", Shape::Truth)];
static RISK: Keys = &[
    ("title", Shape::Text),
    ("category", Shape::Text),
    ("probability", Shape::Text),
    ("impact", Shape::Text),
    ("mitigation", Shape::Text),
    ("owner", Shape::Text),
    ("delays", Shape::Texts),
    ("delay", Shape::Text),
];
static SCHEDULE: Keys = &[
    ("kind", Shape::OneOf(&["communication", "training", "reporting", "review"])),
    ("title", Shape::Text),
    ("when", Shape::Text),
    ("who", Shape::Text),
    ("audience", Shape::Text),
];

/// A document of any structure, with the places of its parts.
enum Node {
    Nothing,
    Truth,
    Number(Option<u32>),
    Text(String),
    List(Vec<At<Node>>),
    Map(Vec<(At<String>, At<Node>)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Node;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Nothing)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
                Ok(Node::Truth)
            }

            fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
                Ok(Node::Number(u32::try_from(number).ok()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
                Ok(Node::Number(u32::try_from(number).ok()))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
                Ok(Node::Number(None))
            }

            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(Node::Text(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Node, A::Error> {
                let mut all = Vec::new();
                while let Some(one) = sequence.next_element()? {
                    all.push(one);
                }
                Ok(Node::List(all))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    all.push(entry);
                }
                Ok(Node::Map(all))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

impl Node {
    fn named(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Truth => "yes or no",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

struct Problem {
    position: Position,
    expected: String,
    found: String,
}

/// The error of a form with all that is wrong with its structure, if that is what is wrong.
pub(super) fn all(text: &str, limits: Limits, first: Error) -> Error {
    let Error::Parse { what, .. } = &first else { return first };
    let Ok(root) = document::from_yaml::<At<Node>>(text, what, limits) else { return first };
    let mut problems = Vec::new();
    map(&root, PLAN, &mut problems);
    let count = problems.len();
    let mut problems = problems.into_iter();
    let Some(Problem { position, expected, mut found }) = problems.next() else { return first };
    for Problem { position, expected, found: next } in problems.take(MOST - 1) {
        found += &format!("; {position}: expected {expected}, found {next}");
    }
    if count > MOST {
        found += &format!("; and {} more", count - MOST);
    }
    Error::Parse { what: what.clone(), position, expected, found }
}

fn report(node: &At<Node>, expected: &str, problems: &mut Vec<Problem>) {
    let found = match &node.value {
        Node::Text(text) => format!("{:?}", shorten(text)),
        other => other.named().to_owned(),
    };
    problems.push(Problem { position: node.position, expected: expected.to_owned(), found });
}

fn map(node: &At<Node>, keys: Keys, problems: &mut Vec<Problem>) {
    let Node::Map(entries) = &node.value else { return report(node, "a map of fields", problems) };
    for (key, value) in entries {
        if let Some((_, shape)) = keys.iter().find(|(name, _)| *name == key.value) {
            check(value, *shape, problems);
            continue;
        }
        let names = || keys.iter().map(|&(name, _)| name);
        let expected = match ids::near(&key.value.to_lowercase(), names()).first() {
            Some(near) => format!("a known key (did you mean {near}?)"),
            None => format!("one of {}", names().collect::<Vec<_>>().join(", ")),
        };
        let found = format!("the key {:?}", shorten(&key.value));
        problems.push(Problem { position: key.position, expected, found });
    }
}

fn check(node: &At<Node>, shape: Shape, problems: &mut Vec<Problem>) {
    let scalar = matches!(node.value, Node::Nothing | Node::Truth | Node::Number(_) | Node::Text(_));
    match (shape, &node.value) {
        (_, Node::Nothing) => {}
        (Shape::Text, _) if !scalar => report(node, "a text", problems),
        (Shape::Texts, Node::List(all)) => all.iter().for_each(|one| check(one, Shape::Text, problems)),
        (Shape::Texts, Node::Map(_)) => report(node, "a text or a list of them", problems),
        (Shape::Afters(keys), Node::List(all)) => all.iter().for_each(|one| match one.value {
            Node::Map(_) => map(one, keys(), problems),
            _ => check(one, Shape::Text, problems),
        }),
        (Shape::Afters(keys), Node::Map(_)) => map(node, keys(), problems),
        (Shape::Truth, other) if !matches!(other, Node::Truth) => report(node, "yes or no", problems),
        (Shape::Whole, other) if !matches!(other, Node::Number(Some(_))) => report(node, "a whole number", problems),
        (Shape::Named, Node::Map(all)) => all.iter().for_each(|(_, one)| check(one, Shape::Text, problems)),
        (Shape::Named, _) => report(node, "a map of texts", problems),
        (Shape::List(keys, texts), Node::List(all)) => all.iter().for_each(|one| match one.value {
            Node::Text(_) if texts => {}
            _ => map(one, keys(), problems),
        }),
        (Shape::Lines, Node::List(all)) => all.iter().for_each(|one| check(one, Shape::Text, problems)),
        (Shape::List(..) | Shape::Lines, _) => report(node, "a list", problems),
        (Shape::OneOf(words), Node::Text(text)) if words.contains(&text.as_str()) => {}
        (Shape::OneOf(words), _) => report(node, &format!("one of {}", words.join(", ")), problems),
        _ => {}
    }
}

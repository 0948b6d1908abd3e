//! Is this YAML or JSON text the document I expect, and if not, where is it wrong?
//!
//! Policies and routing tables are documents that any of the three languages writes and any reads. Reading checks the
//! caps of [`Limits`] before it builds anything, and every error carries line and column.
//!
//! ```
//! use hypercare::document::{from_yaml, Limits};
//! let error = from_yaml::<Vec<u8>>("- 1\n- two\n", "list", Limits::default()).unwrap_err();
//! assert_eq!(error.position().map(|position| position.line), Some(2));
//! ```

#[cfg_attr(not(all(feature = "escalation", feature = "tickets")), allow(dead_code))] // a calendar uses some of it
pub(crate) mod field;
mod strict;
pub mod value;
mod words;

use std::fmt;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::shorten;
use crate::{Error, Position, Result};
use strict::Strict;

/// Caps that guard against hostile documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of text.
    pub bytes: u64,
    /// Deepest nesting.
    pub depth: u64,
    /// Most values, keys counted.
    pub nodes: u64,
}

impl Default for Limits {
    /// 16 MiB, 64 levels, a million values.
    fn default() -> Self {
        Self { bytes: 16 << 20, depth: 64, nodes: 1_000_000 }
    }
}

/// Reads a JSON document. `what` names it in errors.
///
/// # Errors
///
/// [`Error::Limit`] over a cap, [`Error::Parse`] with line and column for anything that is not the document expected.
pub fn from_json<T: DeserializeOwned>(text: &str, what: &str, limits: Limits) -> Result<T> {
    check_json(text, what, limits)?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = T::deserialize(Strict(&mut reader)).and_then(|document| reader.end().map(|()| document));
    read.map_err(|error| {
        let full = error.to_string();
        let message = full.rsplit_once(" at line ").map_or(full.as_str(), |(message, _)| message);
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
        let column = u32::try_from(error.column()).unwrap_or(u32::MAX).max(1);
        mismatch(what, Position { line, column }, message)
    })
}

/// Reads a YAML document (JSON is read too, as YAML contains it). `what` names it in errors. Duplicate keys are errors.
///
/// # Errors
///
/// As for [`from_json`].
pub fn from_yaml<T: DeserializeOwned>(text: &str, what: &str, limits: Limits) -> Result<T> {
    Error::cap(&format!("{what}, bytes"), limits.bytes, text.len())?;
    let cap = |limit| usize::try_from(limit).unwrap_or(usize::MAX);
    let options = serde_saphyr::options! {
        // The scanner looks 1,024 characters ahead: its own cap on brackets must not come before that on depth.
        budget: serde_saphyr::budget! { flow_nesting_limit: 2_048, max_depth: cap(limits.depth), max_nodes: cap(limits.nodes), max_events: cap(limits.nodes.saturating_mul(4)) },
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let position = error.location().map_or(Position { line: 1, column: 1 }, |location| Position {
            line: u32::try_from(location.line()).unwrap_or(u32::MAX).max(1),
            column: u32::try_from(location.column()).unwrap_or(u32::MAX).max(1),
        });
        if let Some(over) = over_budget(error.without_snippet(), what, limits) {
            return over;
        }
        let full = error.without_snippet().to_string();
        let message = full.rsplit_once(" at line ").map_or(full.as_str(), |(message, _)| message);
        mismatch(what, position, message)
    })
}

/// Writes a document as canonical JSON: keys in the order of the type, two spaces of indent, a newline at the end.
///
/// # Errors
///
/// [`Error::Internal`] for a value that JSON cannot hold; no document of this crate is one.
pub fn to_json<T: Serialize>(document: &T) -> Result<String> {
    let mut text =
        serde_json::to_string_pretty(document).map_err(|error| Error::Internal { message: error.to_string() })?;
    text.push('\n');
    Ok(text)
}

/// A parse error from a reader's message.
fn mismatch(what: &str, position: Position, message: &str) -> Error {
    let (expected, found) = words::told(message, what);
    Error::Parse { what: what.to_owned(), position, expected, found: shorten(&found) }
}

/// The cap that a YAML text is over, if that is its error.
fn over_budget(error: &serde_saphyr::Error, what: &str, limits: Limits) -> Option<Error> {
    use serde_saphyr::budget::BudgetBreach;
    let (kind, limit, found) = match error {
        serde_saphyr::Error::Budget { breach: BudgetBreach::Depth { depth }, .. } => {
            ("levels of nesting", limits.depth, *depth)
        }
        serde_saphyr::Error::Budget { breach: BudgetBreach::Nodes { nodes }, .. } => ("values", limits.nodes, *nodes),
        // The parser's own caps, against aliases that repeat themselves among others, where it names no count of ours.
        serde_saphyr::Error::Budget { .. } => ("values", limits.nodes, usize::MAX),
        other if other.to_string().starts_with("budget breached") => ("values", limits.nodes, usize::MAX),
        _ => return None,
    };
    Some(Error::Limit { what: format!("{what}, {kind}"), limit, found: u64::try_from(found).unwrap_or(u64::MAX) })
}

/// Checks the caps of a JSON text by counting its brackets and separators outside of strings.
pub(crate) fn check_json(text: &str, what: &str, limits: Limits) -> Result<()> {
    Error::cap(&format!("{what}, bytes"), limits.bytes, text.len())?;
    let (mut depth, mut nodes, mut quoted, mut escaped) = (0_usize, 1_usize, false, false);
    for byte in text.bytes() {
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'[' | b'{' => {
                depth += 1;
                nodes += 1;
                Error::cap(&format!("{what}, levels of nesting"), limits.depth, depth)?;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' | b':' => nodes += 1,
            _ => {}
        }
    }
    Error::cap(&format!("{what}, values"), limits.nodes, nodes)
}

/// Deserializes a type that documents write as text.
pub(crate) fn from_text<'de, T: FromStr<Err = Error>, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<T, D::Error> {
    text_with(deserializer, T::from_str)
}

/// The same with a function that reads the text.
pub(crate) fn text_with<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    read: fn(&str) -> Result<T>,
) -> std::result::Result<T, D::Error> {
    text_as(deserializer, "a text", read)
}

/// The same, saying what the text must be where something else stands.
pub(crate) fn text_as<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    expected: &'static str,
    read: fn(&str) -> Result<T>,
) -> std::result::Result<T, D::Error> {
    struct Text<T>(fn(&str) -> Result<T>, &'static str);

    impl<T> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.1)
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<T, E> {
            read_text(text, self.0)
        }
    }

    deserializer.deserialize_str(Text(read, expected))
}

/// Deserializes a type that documents write as text in short, and in full as a map.
#[cfg_attr(not(any(feature = "escalation", feature = "objectives", feature = "plan")), allow(dead_code))] // documents of engines
pub(crate) fn text_or_map<'de, T, M: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
    expected: &'static str,
    text: fn(&str) -> Result<T>,
    map: fn(M) -> T,
) -> std::result::Result<T, D::Error> {
    struct Either<T, M>(&'static str, fn(&str) -> Result<T>, fn(M) -> T);

    impl<'de, T, M: Deserialize<'de>> Visitor<'de> for Either<T, M> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.0)
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<T, E> {
            read_text(text, self.1)
        }

        fn visit_map<A: MapAccess<'de>>(self, entries: A) -> std::result::Result<T, A::Error> {
            M::deserialize(MapAccessDeserializer::new(entries)).map(self.2)
        }
    }

    deserializer.deserialize_any(Either(expected, text, map))
}

/// Deserializes a type from the fields of a map, with a check that fails while the map is read, so that the error stands
/// there and not behind it.
#[cfg_attr(not(feature = "escalation"), expect(dead_code, reason = "only events are such types"))]
pub(crate) fn fields_with<'de, T, M: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
    expected: &'static str,
    make: fn(M) -> std::result::Result<T, String>,
) -> std::result::Result<T, D::Error> {
    struct Fields<T, M>(&'static str, fn(M) -> std::result::Result<T, String>);

    impl<'de, T, M: Deserialize<'de>> Visitor<'de> for Fields<T, M> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.0)
        }

        fn visit_map<A: MapAccess<'de>>(self, entries: A) -> std::result::Result<T, A::Error> {
            let fields = M::deserialize(MapAccessDeserializer::new(entries))?;
            self.1(fields).map_err(serde::de::Error::custom)
        }
    }

    deserializer.deserialize_struct("", &[], Fields(expected, make))
}

fn read_text<T, E: serde::de::Error>(text: &str, read: fn(&str) -> Result<T>) -> std::result::Result<T, E> {
    read(text).map_err(|error| match error {
        // The position inside the scalar would be mistaken for one in the document.
        Error::Parse { what, expected, .. } => {
            E::custom(format_args!("{what} {:?}, expected {expected}", shorten(text)))
        }
        other => E::custom(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Priority;
    use std::collections::BTreeMap;

    type Map = BTreeMap<String, Priority>;

    #[test]
    fn errors_carry_line_and_column() {
        let yaml = from_yaml::<Map>("a: high\nb: urgent\n", "table", Limits::default()).unwrap_err();
        assert_eq!(yaml.position(), Some(Position { line: 2, column: 4 }), "{yaml}");
        assert!(yaml.to_string().contains("P1 to P5"), "{yaml}");
        let json = from_json::<Map>("{\"a\": \"high\",\n \"b\": \"urgent\"}", "table", Limits::default()).unwrap_err();
        assert_eq!(json.position().map(|position| position.line), Some(2), "{json}");
        assert!(json.to_string().contains("P1 to P5"), "{json}");
        assert_eq!(from_yaml::<Map>("a: [", "table", Limits::default()).unwrap_err().code(), "parse");
        assert_eq!(from_json::<Map>("{", "table", Limits::default()).unwrap_err().code(), "parse");
    }

    #[test]
    fn structs_are_maps_and_never_lists() {
        #[derive(Debug, Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct Document {
            inner: Option<Position>,
        }
        for text in ["[]", "[null]", "{\"inner\": [1, 2]}", "{\"inner\": {\"line\": 1, \"column\": 1}} 2"] {
            for read in [from_json::<Document>, from_yaml::<Document>] {
                assert_eq!(read(text, "document", Limits::default()).unwrap_err().code(), "parse", "{text}");
            }
        }
        let read = from_json::<Document>("{\"inner\": {\"line\": 1, \"column\": 2}}", "document", Limits::default());
        assert_eq!(read.unwrap().inner, Some(Position { line: 1, column: 2 }));
        let error = from_json::<Document>("{\n  \"inner\": [1, 2]}", "document", Limits::default()).unwrap_err();
        assert_eq!(error.position().map(|position| position.line), Some(2), "{error}");
    }

    #[test]
    fn duplicate_keys_are_errors_in_yaml() {
        assert_eq!(from_yaml::<Map>("a: high\na: low\n", "table", Limits::default()).unwrap_err().code(), "parse");
    }

    #[test]
    fn caps_are_checked_first() {
        let deep = "[".repeat(100_000);
        let small = Limits { bytes: 100, ..Limits::default() };
        assert_eq!(from_json::<Map>(&deep, "table", Limits::default()).unwrap_err().code(), "limit");
        assert_eq!(from_yaml::<serde_json::Value>(&deep, "table", Limits::default()).unwrap_err().code(), "limit");
        assert_eq!(from_yaml::<Map>(&deep, "table", small).unwrap_err().code(), "limit");
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n";
        assert_eq!(from_yaml::<serde_json::Value>(bomb, "table", Limits::default()).unwrap_err().code(), "limit");
        let huge = "x".repeat(1 << 20);
        for text in [format!("a: {huge}"), format!("{{\"a\": \"{huge}\"}}")] {
            assert!(from_yaml::<Map>(&text, "table", Limits::default()).unwrap_err().to_string().len() < 400);
        }
    }
}

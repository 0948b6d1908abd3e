use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::{Keys, Value};
use crate::document::words;
use crate::{Error, Result};

/// Reads a type of this crate from a [`Value`]. `what` names it in errors, which say where in it they stand:
/// `events[3].priority`.
///
/// # Errors
///
/// [`Error::Invalid`] if the value is not of that type.
pub fn from_value<T: DeserializeOwned>(value: Value, what: &str, keys: Keys) -> Result<T> {
    T::deserialize(Reader { value, keys, place: Place::Alone }).map_err(|Failure { message, place }| {
        let (expected, found) = match keys {
            Keys::Snake => words::told(&message, what),
            Keys::Camel => words::told(&words::camel_fields(&message), what),
        };
        Error::invalid(format!("{what}{place}"), expected, found)
    })
}

#[derive(Debug)]
struct Failure {
    message: String,
    place: String,
}

impl Failure {
    /// The same failure, seen from the list or struct around it.
    fn within(mut self, step: impl fmt::Display) -> Self {
        self.place.insert_str(0, &step.to_string());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), place: String::new() }
    }
}

struct Reader {
    value: Value,
    keys: Keys,
    place: Place,
}

/// Where a value stands: NaN in a field of a record of a list is how tables of Python write what is missing.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Alone,
    Item,
    OfRecord,
}

/// `issueType` as `issue_type`.
fn snake(key: &str) -> String {
    let mut text = String::with_capacity(key.len() + 4);
    for character in key.chars() {
        if character.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}

impl Reader {
    fn list<'de, V: Visitor<'de>>(items: Vec<Value>, keys: Keys, visitor: V) -> std::result::Result<V::Value, Failure> {
        let mut items = Items { rest: items.into_iter(), index: 0, keys };
        let value = visitor.visit_seq(&mut items)?;
        match items.rest.len() {
            0 => Ok(value),
            more => Err(de::Error::invalid_length(items.index + more, &"fewer items")),
        }
    }

    /// `fields`: whether the keys are field names, spelled as the language spells them.
    fn map<'de, V: Visitor<'de>>(
        entries: Vec<(Cow<'static, str>, Value)>,
        keys: Keys,
        fields: bool,
        place: Place,
        visitor: V,
    ) -> std::result::Result<V::Value, Failure> {
        let place = if place == Place::Item { Place::OfRecord } else { Place::Alone };
        visitor.visit_map(Entries { rest: entries.into_iter(), value: None, keys, fields, place })
    }

    fn entries(value: Value) -> std::result::Result<Vec<(Cow<'static, str>, Value)>, Value> {
        match value {
            Value::Map(entries) => Ok(entries.into_iter().map(|(key, value)| (Cow::Owned(key), value)).collect()),
            Value::Struct(_, fields) => {
                Ok(fields.into_iter().map(|(key, value)| (Cow::Borrowed(key), value)).collect())
            }
            other => Err(other),
        }
    }
}

struct Items {
    rest: std::vec::IntoIter<Value>,
    index: usize,
    keys: Keys,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> std::result::Result<Option<T::Value>, Failure> {
        let Some(value) = self.rest.next() else { return Ok(None) };
        let item = seed.deserialize(Reader { value, keys: self.keys, place: Place::Item });
        let item = item.map_err(|failure| failure.within(format_args!("[{}]", self.index)))?;
        self.index += 1;
        Ok(Some(item))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Entries {
    rest: std::vec::IntoIter<(Cow<'static, str>, Value)>,
    value: Option<(Cow<'static, str>, Value)>,
    keys: Keys,
    fields: bool,
    place: Place,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> std::result::Result<Option<K::Value>, Failure> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        let key = if self.fields && self.keys == Keys::Camel { snake(&name) } else { name.clone().into_owned() };
        self.value = Some((name, value));
        seed.deserialize(IntoDeserializer::<Failure>::into_deserializer(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> std::result::Result<V::Value, Failure> {
        let (name, value) = self.value.take().unwrap_or((Cow::Borrowed("?"), Value::Null));
        let value = seed.deserialize(Reader { value, keys: self.keys, place: self.place });
        value.map_err(|failure| failure.within(format_args!(".{name}")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

impl<'de> de::Deserializer<'de> for Reader {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Failure> {
        let Self { value, keys, place } = self;
        match value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Int(value) => visitor.visit_i64(value),
            Value::Float(value) => visitor.visit_f64(value),
            Value::Text(text) => visitor.visit_string(text),
            Value::Instant(at) => visitor.visit_string(crate::time::format_instant(at)),
            Value::List(items) => Self::list(items, keys, visitor),
            // What is text in short and a map in full asks here for its fields.
            map => match Self::entries(map) {
                Ok(entries) => Self::map(entries, keys, true, place, visitor),
                Err(_) => visitor.visit_unit(),
            },
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Failure> {
        match self.value {
            Value::Null => visitor.visit_none(),
            Value::Float(value) if value.is_nan() && self.place == Place::OfRecord && self.keys == Keys::Snake => {
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Failure> {
        let Self { value, keys, place } = self;
        match Self::entries(value) {
            Ok(entries) => Self::map(entries, keys, false, place, visitor),
            Err(value) => Self { value, keys, place }.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, Failure> {
        match self.value {
            // Serde would take the items for the fields in their order, and none for defaults.
            Value::List(_) => Err(de::Error::invalid_type(de::Unexpected::Seq, &visitor)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, Failure> {
        let _ = name;
        let wrong = |found: de::Unexpected<'_>| {
            let words: Vec<String> = variants.iter().map(|word| format!("`{word}`")).collect();
            Err(de::Error::custom(format_args!("invalid type: {found}, expected {}", words.join(" or "))))
        };
        match &self.value {
            Value::Text(text) => visitor.visit_enum(IntoDeserializer::<Failure>::into_deserializer(text.clone())),
            Value::Null => wrong(de::Unexpected::Unit),
            Value::Bool(value) => wrong(de::Unexpected::Bool(*value)),
            Value::Int(value) => wrong(de::Unexpected::Signed(*value)),
            Value::Float(value) => wrong(de::Unexpected::Float(*value)),
            Value::List(_) => wrong(de::Unexpected::Seq),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> std::result::Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::super::to_value;
    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Everything {
        two_words: Option<i64>,
        of_maps: BTreeMap<String, f64>,
        some_lists: Vec<(bool, String)>,
        #[serde(with = "crate::time::instant")]
        at: chrono::DateTime<chrono::Utc>,
        an_event: Event,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
    enum Event {
        PriorityChanged { new_priority: crate::Priority },
        Resolved { ticket_id: String },
    }

    fn camel(value: Value) -> Value {
        match value {
            Value::Struct(_, fields) => Value::Map(
                fields
                    .into_iter()
                    .map(|(key, value)| {
                        let mut words = key.split('_');
                        let first = words.next().unwrap_or_default().to_owned();
                        let key = words.fold(first, |key, word| key + &word[..1].to_uppercase() + &word[1..]);
                        (key, camel(value))
                    })
                    .collect(),
            ),
            Value::List(items) => Value::List(items.into_iter().map(camel).collect()),
            Value::Map(entries) => Value::Map(entries.into_iter().map(|(key, value)| (key, camel(value))).collect()),
            other => other,
        }
    }

    proptest! {
        #[test]
        fn values_survive_the_bridge_in_both_spellings(
            two_words in proptest::option::of(any::<i64>()),
            of_maps in proptest::collection::btree_map("[a-zA-Z_]{0,8}", -1e9..1e9, 0..4),
            some_lists in proptest::collection::vec((any::<bool>(), any::<String>()), 0..4),
            seconds in -8_000_000_000_000_i64..8_000_000_000_000,
            resolved in any::<bool>(),
        ) {
            let an_event = if resolved {
                Event::Resolved { ticket_id: "T-1".to_owned() }
            } else {
                Event::PriorityChanged { new_priority: crate::Priority::High }
            };
            let at = chrono::DateTime::from_timestamp(seconds / 1000, 0).unwrap();
            let everything = Everything { two_words, of_maps, some_lists, at, an_event };
            let value = to_value(&everything).unwrap();
            let from_camel: Everything = from_value(camel(value.clone()), "everything", Keys::Camel).unwrap();
            prop_assert_eq!(&from_camel, &everything);
            prop_assert_eq!(from_value::<Everything>(value, "everything", Keys::Snake).unwrap(), everything);
        }
    }

    #[test]
    fn nan_is_missing_in_records_of_lists_alone() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Row {
            name: Option<String>,
            grade: Option<f64>,
        }
        let row = || {
            let nan = || Value::Float(f64::NAN);
            Value::Map(vec![("name".to_owned(), nan()), ("grade".to_owned(), nan())])
        };
        let rows: Vec<Row> = from_value(Value::List(vec![row()]), "rows", Keys::Snake).unwrap();
        assert_eq!(rows, [Row { name: None, grade: None }]);
        assert_eq!(from_value::<Row>(row(), "row", Keys::Snake).unwrap_err().code(), "invalid");
        let numbers: Vec<f64> = from_value(Value::List(vec![Value::Float(f64::NAN)]), "it", Keys::Snake).unwrap();
        assert!(numbers[0].is_nan());
        assert!(from_value::<Vec<Row>>(Value::List(vec![row()]), "rows", Keys::Camel).is_err());
    }

    #[test]
    fn wrong_words_say_which_ones_there_are() {
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Word {
            High,
            Low,
        }
        assert_eq!((Word::High as u8, Word::Low as u8), (0, 1));
        let error = from_value::<Word>(Value::Int(3), "impact", Keys::Snake).unwrap_err().to_string();
        assert_eq!(error, "impact: expected `high` or `low`, found 3");
    }

    #[test]
    fn wrong_values_say_what_was_expected() {
        let value = Value::Map(vec![("line".to_owned(), Value::Float(2.5)), ("column".to_owned(), Value::Int(1))]);
        let error = from_value::<crate::Position>(value, "position", Keys::Snake).unwrap_err();
        assert_eq!(error.code(), "invalid");
        assert_eq!(error.to_string(), "position.line: expected a whole number of 0 or more, found 2.5");
        let list = Value::List(vec![Value::Int(1), Value::Int(1)]);
        let error = from_value::<crate::Position>(list, "position", Keys::Snake).unwrap_err();
        assert_eq!(error.to_string(), "position: expected a map of fields, found a list");
        let missing = from_value::<crate::Position>(Value::Map(Vec::new()), "position", Keys::Snake).unwrap_err();
        assert!(missing.to_string().contains("expected a field `line`"), "{missing}");
        let pairs = Value::List(vec![
            Value::List(vec![Value::Bool(true), Value::Int(1)]),
            Value::List(vec![Value::Bool(true), Value::Int(1), Value::Int(2)]),
        ]);
        let long = from_value::<Vec<(bool, i64)>>(pairs, "pairs", Keys::Snake).unwrap_err();
        assert_eq!(long.to_string(), "pairs[1]: expected fewer items, found 3 items");
    }
}

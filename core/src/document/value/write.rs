use std::fmt;

use serde::ser::{self, Serialize};

use super::{INSTANT, Value};
use crate::{Error, Result};

/// Turns any result into a [`Value`].
///
/// # Errors
///
/// [`Error::Internal`] for a shape that the bridges do not carry (bytes, whole numbers over `i64`); no public type of
/// this crate has one.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value> {
    value.serialize(Writer).map_err(|error| Error::Internal { message: error.0 })
}

#[derive(Debug)]
struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl ser::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Written<T = Value> = std::result::Result<T, Failure>;

struct Writer;

struct List(Vec<Value>);

struct Map {
    entries: Vec<(String, Value)>,
    key: String,
}

struct Fields {
    name: &'static str,
    fields: Vec<(&'static str, Value)>,
    variant: Option<&'static str>,
}

fn tagged(variant: &'static str, value: Value) -> Value {
    Value::Map(vec![(variant.to_owned(), value)])
}

macro_rules! whole {
    ($($method:ident: $type:ty),+) => {$(
        fn $method(self, value: $type) -> Written {
            i64::try_from(value).map(Value::Int).map_err(|_| Failure(format!("{value} does not fit 64 signed bits")))
        }
    )+};
}

impl ser::Serializer for Writer {
    type Ok = Value;
    type Error = Failure;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = ser::Impossible<Value, Failure>;
    type SerializeMap = Map;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    whole!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);

    fn serialize_bool(self, value: bool) -> Written {
        Ok(Value::Bool(value))
    }

    fn serialize_f32(self, value: f32) -> Written {
        Ok(Value::Float(value.into()))
    }

    fn serialize_f64(self, value: f64) -> Written {
        Ok(Value::Float(value))
    }

    fn serialize_char(self, value: char) -> Written {
        Ok(Value::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Written {
        Ok(Value::Text(value.to_owned()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(Failure("bytes do not cross the bridge".to_owned()))
    }

    fn serialize_none(self) -> Written {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        Ok(Value::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Written {
        let value = value.serialize(self)?;
        match value {
            Value::Text(text) if name == INSTANT => {
                crate::time::parse_instant(&text).map(Value::Instant).map_err(|error| Failure(error.to_string()))
            }
            value => Ok(value),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        Ok(tagged(variant, value.serialize(self)?))
    }

    fn serialize_seq(self, length: Option<usize>) -> Written<List> {
        Ok(List(Vec::with_capacity(length.unwrap_or_default())))
    }

    fn serialize_tuple(self, length: usize) -> Written<List> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Written<List> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Written<Self::SerializeTupleVariant> {
        Err(Failure(format!("the tuple variant {variant} does not cross the bridge")))
    }

    fn serialize_map(self, length: Option<usize>) -> Written<Map> {
        Ok(Map { entries: Vec::with_capacity(length.unwrap_or_default()), key: String::new() })
    }

    fn serialize_struct(self, name: &'static str, length: usize) -> Written<Fields> {
        Ok(Fields { name, fields: Vec::with_capacity(length), variant: None })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Written<Fields> {
        Ok(Fields { name, fields: Vec::with_capacity(length), variant: Some(variant) })
    }
}

macro_rules! list {
    ($($trait:ident: $method:ident),+) => {$(
        impl ser::$trait for List {
            type Ok = Value;
            type Error = Failure;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
                self.0.push(value.serialize(Writer)?);
                Ok(())
            }

            fn end(self) -> Written {
                Ok(Value::List(self.0))
            }
        }
    )+};
}

list!(SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field);

impl ser::SerializeMap for Map {
    type Ok = Value;
    type Error = Failure;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written<()> {
        self.key = match key.serialize(Writer)? {
            Value::Text(text) => text,
            Value::Int(number) => number.to_string(),
            _ => return Err(Failure("the keys of a map are texts".to_owned())),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
        self.entries.push((std::mem::take(&mut self.key), value.serialize(Writer)?));
        Ok(())
    }

    fn end(self) -> Written {
        Ok(Value::Map(self.entries))
    }
}

macro_rules! fields {
    ($($trait:ident),+) => {$(
        impl ser::$trait for Fields {
            type Ok = Value;
            type Error = Failure;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Written<()> {
                self.fields.push((key, value.serialize(Writer)?));
                Ok(())
            }

            fn end(self) -> Written {
                let value = Value::Struct(self.name, self.fields);
                Ok(match self.variant {
                    Some(variant) => tagged(variant, value),
                    None => value,
                })
            }
        }
    )+};
}

fields!(SerializeStruct, SerializeStructVariant);

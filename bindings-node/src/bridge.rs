//! The one bridge: any JavaScript value to a [`Value`] and back.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::{self, Display};
use std::ptr::null_mut;
use std::slice::from_raw_parts;

use chrono::{DateTime, Datelike, Utc};
use hypercare::Error;
use hypercare::document::Limits;
use hypercare::document::value::{Keys, Value, from_value, to_value};
use napi::bindgen_prelude::*;
use napi::{JsDate, JsString, JsValue, Property, ValueType, check_status, sys};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::errors::{Outcome, invalid, realm};
use crate::export::{Argument, Text};

/// Most values in a table that is an array of rows.
const CELLS: u64 = 1 << 25;
/// `Number.MAX_SAFE_INTEGER`.
pub(crate) const SAFE: f64 = 9_007_199_254_740_991.0;

/// Turns a result of the core into a JavaScript value.
pub(crate) fn js<T: Serialize + ?Sized>(result: &T) -> Outcome<Js> {
    Ok(Js(to_value(result)?))
}

/// An instant that stands alone, if there is one.
pub(crate) fn date(at: Option<DateTime<Utc>>) -> Js {
    Js(at.map_or(Value::Null, Value::Instant))
}

/// A result whose spans count the bytes of a text in UTF-8: of a string they count its units in UTF-16, as JavaScript does;
/// of bytes they stay.
pub(crate) fn as_given(Text(text, bytes): &Text, mut result: Value) -> Js {
    if !bytes && !text.is_ascii() {
        let (mut units, mut unit) = (Vec::with_capacity(text.len() + 1), 0);
        for character in text.chars() {
            units.resize(units.len() + character.len_utf8(), unit);
            unit += character.len_utf16() as i64;
        }
        units.push(unit);
        recount(&mut result, &units);
    }
    Js(result)
}

fn recount(result: &mut Value, units: &[i64]) {
    match result {
        Value::List(items) => items.iter_mut().for_each(|item| recount(item, units)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, field)| recount(field, units)),
        Value::Struct(_, fields) => fields.iter_mut().for_each(|(name, field)| match field {
            Value::Int(at) if matches!(*name, "start" | "end") => {
                *at = usize::try_from(*at).ok().and_then(|byte| units.get(byte)).copied().unwrap_or(*at);
            }
            field => recount(field, units),
        }),
        _ => {}
    }
}

/// The fields of an argument that is an object, or left out, each with its place.
pub(crate) fn options<'a>(value: Unknown<'a>, name: &str) -> Outcome<Vec<(String, Unknown<'a>)>> {
    match value.get_type()? {
        ValueType::Undefined | ValueType::Null => Ok(Vec::new()),
        ValueType::Object => {
            let object: Object<'a> = unsafe { value.cast()? };
            let fields = fields(&object, name)?;
            if fields.is_empty() && !is_plain(&object)? {
                return Err(invalid(name, "an object with fields", class_of(&object)));
            }
            Ok(fields)
        }
        other => Err(invalid(name, "an object", of_type(other))),
    }
}

/// The items of an argument that is an array.
pub(crate) fn items<'a>(value: Unknown<'a>, name: &str) -> Outcome<Vec<Unknown<'a>>> {
    if !value.is_array()? {
        return Err(invalid(name, "an array", of_type(value.get_type()?)));
    }
    let array: Object<'a> = unsafe { value.cast()? };
    let length = array.get_array_length()?;
    Walk::new(Limits::default().nodes).count(length, Place::Argument(name))?;
    (0..length).map(|index| Ok(array.get_element(index)?)).collect()
}

pub(crate) fn of_type(kind: ValueType) -> String {
    format!("a value of type {}", kind.to_string().to_lowercase())
}

/// The elements of a typed array, borrowed until JavaScript runs again.
pub(crate) enum Elements<'a> {
    Bytes(&'a [u8]),
    Words(&'a [u32]),
    /// Of 32 bits each, they are a copy.
    Numbers(Cow<'a, [f64]>),
}

/// The typed arrays that hold numbers.
const ARRAYS: &str = "a Float64Array, Float32Array, or one of whole numbers of at most 32 bits";

/// Borrows an argument that is a typed array; none if it is something else.
pub(crate) fn elements<'a>(value: Unknown<'a>, name: &str) -> Outcome<Option<Elements<'a>>> {
    if !value.is_typedarray()? {
        return Ok(None);
    }
    let env = value.value().env;
    let (mut kind, mut length, mut data, mut buffer, mut offset) = (0, 0, null_mut(), null_mut(), 0);
    let (mut own, mut detached) = (false, false);
    // SAFETY: the handles are live, and `value` is a typed array.
    check_status!(unsafe {
        sys::napi_get_typedarray_info(env, value.raw(), &mut kind, &mut length, &mut data, &mut buffer, &mut offset)
    })?;
    check_status!(unsafe { sys::napi_is_arraybuffer(env, buffer, &mut own) })?;
    if length == 0 {
        check_status!(unsafe { sys::napi_is_detached_arraybuffer(env, buffer, &mut detached) })?;
        data = std::ptr::NonNull::<f64>::dangling().as_ptr().cast();
    }
    if !own || detached {
        let found = if detached { "a detached one" } else { "shared memory, which may change meanwhile: pass a copy" };
        return Err(invalid(name, "a typed array with memory of its own", found));
    }
    // SAFETY: the engine says that `length` aligned elements of this type lie at `data`.
    Ok(Some(unsafe {
        match kind {
            sys::TypedarrayType::uint8_array => Elements::Bytes(from_raw_parts(data.cast(), length)),
            sys::TypedarrayType::uint32_array => Elements::Words(from_raw_parts(data.cast(), length)),
            sys::TypedarrayType::float32_array => {
                Elements::Numbers(from_raw_parts(data.cast(), length).iter().map(|&it: &f32| it.into()).collect())
            }
            sys::TypedarrayType::float64_array => Elements::Numbers(from_raw_parts(data.cast(), length).into()),
            sys::TypedarrayType::int32_array => {
                Elements::Numbers(from_raw_parts(data.cast(), length).iter().map(|&it: &i32| it.into()).collect())
            }
            sys::TypedarrayType::int16_array => {
                Elements::Numbers(from_raw_parts(data.cast(), length).iter().map(|&it: &i16| it.into()).collect())
            }
            sys::TypedarrayType::uint16_array => {
                Elements::Numbers(from_raw_parts(data.cast(), length).iter().map(|&it: &u16| it.into()).collect())
            }
            sys::TypedarrayType::int8_array => {
                Elements::Numbers(from_raw_parts(data.cast(), length).iter().map(|&it: &i8| it.into()).collect())
            }
            _ => return Err(invalid(name, ARRAYS, "another typed array")),
        }
    }))
}

/// Where in an argument a value stands.
#[derive(Clone, Copy)]
enum Place<'a> {
    Argument(&'a str),
    Field(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, u32),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(name) => formatter.write_str(name),
            Self::Field(parent, name) => write!(formatter, "{parent}.{name}"),
            Self::Item(parent, index) => write!(formatter, "{parent}[{index}]"),
        }
    }
}

/// Reads an argument. Values that contain themselves end at the cap of nesting.
pub(crate) fn read(value: Unknown<'_>, name: &str) -> Outcome<Value> {
    Walk::new(Limits::default().nodes).value(value, Place::Argument(name))
}

/// Reads an argument that is values at regular steps, of a typed array or a list; null is a missing one.
pub(crate) fn series(value: Unknown<'_>, name: &str) -> Outcome<Vec<f64>> {
    Ok(match elements(value, name)? {
        Some(Elements::Numbers(values)) => values.into_owned(),
        Some(Elements::Bytes(values)) => values.iter().map(|&value| value.into()).collect(),
        Some(Elements::Words(values)) => values.iter().map(|&value| value.into()).collect(),
        None => {
            let mut values = Walk::new(CELLS).value(value, Place::Argument(name))?;
            if let Value::List(items) = &mut values {
                let missing = items.iter_mut().filter(|item| **item == Value::Null);
                missing.for_each(|item| *item = Value::Float(f64::NAN));
            }
            from_value(values, name, Keys::Camel)?
        }
    })
}

/// Reads an argument that is a table in rows.
pub(crate) fn numbers<T: DeserializeOwned>(value: Unknown<'_>, name: &str) -> Outcome<T> {
    Ok(from_value(Walk::new(CELLS).value(value, Place::Argument(name))?, name, Keys::Camel)?)
}

/// Borrows an argument that is bytes.
pub(crate) fn bytes<'a>(value: Unknown<'a>, name: &str) -> Outcome<&'a [u8]> {
    match elements(value, name)? {
        Some(Elements::Bytes(bytes)) => Ok(bytes),
        _ => Err(invalid(name, "a Uint8Array or Buffer", "something else")),
    }
}

struct Walk {
    most: u64,
    left: u64,
    /// The objects around the value that is read.
    around: Vec<sys::napi_value>,
}

impl Walk {
    fn new(most: u64) -> Self {
        Self { most, left: most, around: Vec::new() }
    }

    /// Counts values before they are read.
    fn count(&mut self, values: u32, place: Place<'_>) -> Outcome<()> {
        let found = self.most - self.left + u64::from(values);
        let over = || Error::Limit { what: format!("{place}, values"), limit: self.most, found };
        self.left = self.left.checked_sub(values.into()).ok_or_else(over)?;
        Ok(())
    }

    /// How many levels above itself an object that contains itself stands.
    fn ring(&self, value: Unknown<'_>) -> Outcome<Option<usize>> {
        for (level, outer) in self.around.iter().rev().enumerate() {
            let mut same = false;
            // SAFETY: the handles live as long as the call.
            check_status!(unsafe { sys::napi_strict_equals(value.value().env, *outer, value.raw(), &mut same) })?;
            if same {
                return Ok(Some(level + 1));
            }
        }
        Ok(None)
    }

    fn value(&mut self, value: Unknown<'_>, place: Place<'_>) -> Outcome<Value> {
        // SAFETY: each cast follows the type that the engine reported.
        Ok(match value.get_type()? {
            ValueType::Undefined | ValueType::Null => Value::Null,
            ValueType::Boolean => Value::Bool(unsafe { value.cast()? }),
            ValueType::Number => number(unsafe { value.cast()? }),
            ValueType::BigInt => match unsafe { value.cast::<BigInt>()? }.get_i64() {
                (whole, true) => Value::Int(whole),
                _ => return Err(invalid(place, "a whole number of 64 bits", "a BigInt out of that range")),
            },
            ValueType::String => Value::Text(text(unsafe { value.cast()? }, place)?),
            ValueType::Object => {
                let limit = Limits::default().depth;
                let found = self.around.len() as u64 + 1;
                if let Some(ring) = self.ring(value)? {
                    let what = format!("{place}, which is the object {ring} levels above it: levels of nesting");
                    return Err(Error::Limit { what, limit, found: limit + 1 }.into());
                }
                if found > limit {
                    return Err(Error::Limit { what: format!("{place}, levels of nesting"), limit, found }.into());
                }
                self.around.push(value.raw());
                let read = self.object(unsafe { value.cast()? }, place)?;
                self.around.pop();
                read
            }
            other => return Err(invalid(place, "data", of_type(other))),
        })
    }

    fn object(&mut self, object: Object<'_>, place: Place<'_>) -> Outcome<Value> {
        if let Place::Field(_, "text") = place
            && (object.is_typedarray()? || object.is_date()?)
        {
            return Ok(Value::Text(Text::from_js(object.to_unknown(), &place.to_string())?.0));
        }
        if object.is_date()? {
            let millis = unsafe { object.to_unknown().cast::<JsDate<'_>>()? }.value_of()?;
            let at = DateTime::from_timestamp_millis(millis as i64).filter(|_| !millis.is_nan());
            // Years that RFC 3339 cannot write could go in and never come out.
            let at = at.filter(|at| (0..=9999).contains(&at.year()));
            return at.map(Value::Instant).ok_or_else(|| invalid(place, "a Date in the years 0 to 9999", "another"));
        }
        if object.is_array()? || object.is_typedarray()? {
            let length: u32 = object.get_named_property("length")?;
            self.count(length, place)?;
            let mut items = Vec::new();
            for index in 0..length {
                items.push(self.value(object.get_element(index)?, Place::Item(&place, index))?);
            }
            return Ok(Value::List(items));
        }
        let mut entries = Vec::new();
        for (name, field) in fields(&object, place)? {
            self.count(1, place)?;
            let field = self.value(field, Place::Field(&place, &name))?;
            entries.push((name, field));
        }
        if entries.is_empty() && !is_plain(&object)? {
            return Err(invalid(place, "data", class_of(&object)));
        }
        Ok(Value::Map(entries))
    }
}

/// The own fields of an object. As in JSON, a key that is a symbol is nobody's, and a field that is undefined is missing.
fn fields<'a>(object: &Object<'a>, place: impl Display) -> Outcome<Vec<(String, Unknown<'a>)>> {
    let (own, texts) = (KeyCollectionMode::OwnOnly, KeyConversion::NumbersToStrings);
    let keys = object.get_all_property_names(own, KeyFilter::Enumerable, texts)?;
    let mut fields = Vec::new();
    for index in 0..keys.get_array_length()? {
        let key: Unknown<'_> = keys.get_element(index)?;
        let field: Unknown<'_> = object.get_property(key)?;
        if key.get_type()? == ValueType::String && field.get_type()? != ValueType::Undefined {
            fields.push((text(unsafe { key.cast()? }, &place)?, field));
        }
    }
    Ok(fields)
}

/// A number that is whole and exact arrives as `Int`; anything else, -0 and NaN included, as `Float`, which the core
/// refuses where a whole number is meant.
fn number(value: f64) -> Value {
    let whole = value.trunc() == value && value.abs() <= SAFE && !(value == 0.0 && value.is_sign_negative());
    if whole { Value::Int(value as i64) } else { Value::Float(value) }
}

/// JavaScript strings can hold half a character, which no text of the core can.
fn text(string: JsString<'_>, place: impl Display) -> Outcome<String> {
    let units = string.into_utf16()?;
    let units = units.strip_suffix(&[0]).unwrap_or(&units); // the terminator
    String::from_utf16(units).map_err(|_| invalid(place, "well-formed text", "a lone surrogate"))
}

/// The class of an object, for errors: "a Map".
fn class_of(object: &Object<'_>) -> String {
    let name = || {
        let class: Object<'_> = object.get_named_property("constructor")?;
        class.get_named_property::<String>("name")
    };
    name().map_or_else(|_| "an object without fields of its own".to_owned(), |name| format!("a {name}"))
}

/// Whether it is an object literal or the like, in whatever realm it was made.
pub(crate) fn is_plain(object: &Object<'_>) -> Result<bool> {
    let prototype = object.get_prototype()?;
    let plain = prototype.get_type()? != ValueType::Object;
    Ok(plain || unsafe { prototype.cast::<Object<'_>>()? }.get_prototype()?.get_type()? == ValueType::Null)
}

/// A result on its way to JavaScript.
pub struct Js(pub(crate) Value);

impl ToNapiValue for Js {
    unsafe fn to_napi_value(raw: sys::napi_env, Self(value): Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(raw);
        // SAFETY: `raw` is the live environment that this call was given.
        unsafe {
            match value {
                Value::Null => Null::to_napi_value(raw, Null),
                Value::Bool(value) => bool::to_napi_value(raw, value),
                Value::Int(whole) if whole.unsigned_abs() <= SAFE as u64 => f64::to_napi_value(raw, whole as f64),
                Value::Int(whole) => BigInt::to_napi_value(raw, BigInt::from(whole)),
                Value::Float(value) => f64::to_napi_value(raw, value),
                Value::Text(text) => String::to_napi_value(raw, text),
                Value::Instant(at) => Ok(env.create_date(at.timestamp_millis() as f64)?.raw()),
                Value::List(items) => Ok(Array::from_vec(&env, items.into_iter().map(Self).collect())?.raw()),
                Value::Map(entries) => defined(&env, entries),
                Value::Struct(name, fields) => made(&env, name, fields),
            }
        }
    }
}

impl TypeName for Js {
    fn type_name() -> &'static str {
        "any"
    }

    fn value_type() -> ValueType {
        ValueType::Unknown
    }
}

/// Fields are defined, not assigned: a map may hold the key `__proto__`.
fn defined(env: &Env, entries: Vec<(String, Value)>) -> Result<sys::napi_value> {
    let field = |(name, value)| Property::new().with_name(env, name)?.with_napi_value(env, Js(value));
    let mut object = Object::new(env)?;
    object.define_properties(&entries.into_iter().map(field).collect::<Result<Vec<_>>>()?)?;
    Ok(object.raw())
}

/// The functions that make objects, as references that the engine frees with the environment: for each struct of the core,
/// known by where its name lies, one for each shape that it has come in.
pub(crate) type Makers = RefCell<HashMap<usize, Vec<(Vec<Mark>, sys::napi_ref)>>>;

/// So many levels of an object, and of lists in it with so many objects at most, are made by one call of JavaScript.
const DEEP: usize = 3;
const SHORT: usize = 4;
/// From so many marks on nothing more is made along.
const LARGE: usize = 64;
/// A struct of more shapes than that is made level by level, which has few.
const SHAPES: usize = 16;

/// A step on the way through a shape.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mark {
    Object(usize),
    Field(&'static str),
    List(usize),
    Leaf,
}

/// A result laid out flat: its shape, and the values that are filled in.
struct Flat<'a> {
    env: &'a Env,
    deep: usize,
    marks: Vec<Mark>,
    leaves: Vec<sys::napi_value>,
}

impl Flat<'_> {
    fn add(&mut self, value: Value, level: usize) -> Result<()> {
        let along = level < self.deep && self.marks.len() < LARGE;
        match value {
            Value::Struct(_, fields) if along => self.fields(fields, level),
            Value::List(items)
                if along && items.len() <= SHORT && items.iter().all(|item| matches!(item, Value::Struct(..))) =>
            {
                self.marks.push(Mark::List(items.len()));
                items.into_iter().try_for_each(|item| self.add(item, level + 1))
            }
            value => {
                self.marks.push(Mark::Leaf);
                // SAFETY: the environment is that of the call.
                self.leaves.push(unsafe { Js::to_napi_value(self.env.raw(), Js(value))? });
                Ok(())
            }
        }
    }

    fn fields(&mut self, fields: Vec<(&'static str, Value)>, level: usize) -> Result<()> {
        self.marks.push(Mark::Object(fields.len()));
        for (name, value) in fields {
            self.marks.push(Mark::Field(name));
            self.add(value, level + 1)?;
        }
        Ok(())
    }
}

/// The object of a struct, with what is small in it, by one call of a function of JavaScript for its shape.
fn made(env: &Env, name: &'static str, fields: Vec<(&'static str, Value)>) -> Result<sys::napi_value> {
    let shapes = realm(env)?.makers.borrow().get(&name.as_ptr().addr()).map_or(0, Vec::len);
    let deep = if shapes < SHAPES { DEEP } else { 1 };
    let mut flat = Flat { env, deep, marks: Vec::with_capacity(LARGE), leaves: Vec::with_capacity(16) };
    flat.fields(fields, 0)?;
    let maker = maker(env, name, flat.marks)?;
    let mut object = null_mut();
    // SAFETY: maker and values were made in this environment.
    check_status!(unsafe {
        sys::napi_call_function(env.raw(), maker, maker, flat.leaves.len(), flat.leaves.as_ptr(), &mut object)
    })?;
    Ok(object)
}

/// The function of JavaScript that makes objects of a shape from the values that are filled in. It is an object literal,
/// the only thing whose keys the engine looks up once: to set them from here would take ten times as long.
fn maker(env: &Env, name: &'static str, marks: Vec<Mark>) -> Result<sys::napi_value> {
    let mut makers = realm(env)?.makers.borrow_mut();
    let makers = makers.entry(name.as_ptr().addr()).or_default();
    let mut maker = null_mut();
    if let Some(&(_, held)) = makers.iter().find(|(shape, _)| *shape == marks) {
        // SAFETY: the reference was made in this environment.
        check_status!(unsafe { sys::napi_get_reference_value(env.raw(), held, &mut maker) })?;
        return Ok(maker);
    }
    let mut leaves = 0;
    let literal = literal(&mut marks.iter().copied(), &mut leaves);
    let parameters = (0..leaves).map(|leaf| format!("_{leaf}")).collect::<Vec<_>>().join(", ");
    let made: Unknown<'_> = env.run_script(format!("({parameters}) => ({literal})"))?;
    let mut held = null_mut();
    // SAFETY: the function was just made in this environment.
    check_status!(unsafe { sys::napi_create_reference(env.raw(), made.raw(), 1, &mut held) })?;
    makers.push((marks, held));
    Ok(made.raw())
}

/// The literal of a shape; each leaf is a parameter.
fn literal(marks: &mut dyn Iterator<Item = Mark>, leaves: &mut usize) -> String {
    let mark = marks.next();
    let mut several = |count: usize| (0..count).map(|_| literal(marks, leaves)).collect::<Vec<_>>().join(", ");
    match mark {
        Some(Mark::Object(fields)) => format!("{{ {} }}", several(fields)),
        Some(Mark::List(items)) => format!("[{}]", several(items)),
        Some(Mark::Field(name)) => format!("{}: {}", camel(name), several(1)),
        Some(Mark::Leaf) | None => {
            *leaves += 1;
            format!("_{}", *leaves - 1)
        }
    }
}

/// `issue_type` as `issueType`.
pub(crate) fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| match word.split_at_checked(1) {
        Some((initial, rest)) => name + &initial.to_ascii_uppercase() + rest,
        None => name,
    })
}

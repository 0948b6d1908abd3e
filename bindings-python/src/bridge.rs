//! The one translation between the values of the core and the objects of Python.
//!
//! A struct of the core becomes the frozen dataclass of the same name in `hypercare._types`, an instant an aware
//! `datetime`, a list a tuple; back come dataclasses, dicts, sequences, numpy scalars and arrays, enums of words.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use hypercare::Error;
use hypercare::document::Limits;
use hypercare::document::value::{Keys, Value, from_value, to_value};
use hypercare::time::Span;
use numpy::PyReadonlyArray1;
use pyo3::PyClass;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyBool, PyBytes, PyDate, PyDateTime, PyDelta, PyDict, PyFloat, PyInt, PyMapping, PyModule, PyString, PyTuple,
    PyType,
};

use crate::guard::Fallible;

/// A result of the core as a Python object.
pub(crate) fn give<'py, T: serde::Serialize + ?Sized>(py: Python<'py>, value: &T) -> Fallible<Bound<'py, PyAny>> {
    to_python(py, to_value(value)?)
}

/// The argument `name` as a type of the core.
pub(crate) fn take<T: serde::de::DeserializeOwned>(argument: &Bound<'_, PyAny>, name: &str) -> Fallible<T> {
    Ok(from_value(read(argument, name)?, name, Keys::Snake)?)
}

/// What a call takes.
pub(crate) trait Argument: Sized {
    fn from_py(argument: &Bound<'_, PyAny>, name: &str) -> Fallible<Self>;
}

/// Any type of the core, by way of the bridge.
impl<T: serde::de::DeserializeOwned> Argument for T {
    fn from_py(argument: &Bound<'_, PyAny>, name: &str) -> Fallible<Self> {
        take(argument, name)
    }
}

/// The object of a class of this half that the argument is or keeps.
pub(crate) fn object<'py, T: PyClass>(argument: &Bound<'py, PyAny>, name: &str) -> Fallible<Bound<'py, T>> {
    // The classes of the Python half keep that of this half.
    let native = argument.getattr_opt("_native")?;
    let class = native.as_ref().unwrap_or(argument).cast::<T>();
    let expected = format!("an object of class {}", T::type_object(argument.py()).name()?);
    Ok(class.map_err(|_| invalid(argument, name, &expected))?.clone())
}

/// What an object of a class of this package holds, copied.
pub(crate) struct Of<T>(pub(crate) T);

/// A type of the core around which there is a class.
pub(crate) trait Held: Sized {
    type Class: PyClass;

    fn held(class: &Self::Class) -> Fallible<Self>;
}

impl<T: Held> Argument for Of<T> {
    fn from_py(argument: &Bound<'_, PyAny>, name: &str) -> Fallible<Self> {
        Ok(Self(T::held(&*object::<T::Class>(argument, name)?.borrow())?))
    }
}

/// Numbers of an array of numpy, or of a list.
pub(crate) struct Numbers(pub(crate) Vec<f64>);

impl Argument for Numbers {
    fn from_py(argument: &Bound<'_, PyAny>, name: &str) -> Fallible<Self> {
        match argument.extract::<PyReadonlyArray1<'_, f64>>() {
            Ok(values) => Ok(Self(values.as_array().to_vec())),
            Err(_) => Ok(Self(take(argument, name)?)),
        }
    }
}

/// What a call of the core gives, for the bridge.
pub(crate) trait Answer {
    fn value(&self) -> hypercare::Result<Value>;
}

impl<T: serde::Serialize> Answer for T {
    fn value(&self) -> hypercare::Result<Value> {
        to_value(self)
    }
}

/// An instant that stands alone, if there is one.
pub(crate) struct Moment(pub(crate) Option<DateTime<Utc>>);

impl Answer for Moment {
    fn value(&self) -> hypercare::Result<Value> {
        Ok(self.0.map_or(Value::Null, Value::Instant))
    }
}

/// The argument `name` as an instant.
pub(crate) fn take_instant(argument: &Bound<'_, PyAny>, name: &str) -> Fallible<DateTime<Utc>> {
    if !argument.is_instance_of::<PyDateTime>() {
        Err(invalid(argument, name, AWARE))?;
    }
    instant(argument, &Place::Argument(name))
}

/// The error for the argument `name`, which is of the wrong type.
pub(crate) fn invalid(argument: &Bound<'_, PyAny>, name: &str, expected: &str) -> Error {
    Place::Argument(name).invalid(expected, type_name(argument))
}

fn type_name(object: &Bound<'_, PyAny>) -> String {
    object.get_type().fully_qualified_name().map_or_else(|_| "something else".to_owned(), |name| name.to_string())
}

/// The argument `name` as a value.
pub(crate) fn read(argument: &Bound<'_, PyAny>, name: &str) -> Fallible<Value> {
    from_python(argument, &Place::Argument(name), &mut { Limits::default().nodes }, 0)
}

const AWARE: &str = "an aware datetime, such as datetime.now(timezone.utc)";

/// What Python can hold in fewer years than the core.
pub(crate) fn time<'py, T: IntoPyObject<'py>>(
    py: Python<'py>,
    time: T,
    text: &dyn fmt::Display,
) -> Fallible<T::Output> {
    Ok(time.into_pyobject(py).map_err(|_| Error::Range { what: format!("{text} as an object of Python") })?)
}

pub(crate) fn to_python(py: Python<'_>, value: Value) -> Fallible<Bound<'_, PyAny>> {
    static TYPES: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(value) => PyBool::new(py, value).to_owned().into_any(),
        Value::Int(value) => PyInt::new(py, value).into_any(),
        Value::Float(value) => PyFloat::new(py, value).into_any(),
        Value::Text(text) => PyString::new(py, &text).into_any(),
        Value::Instant(at) => time(py, at, &at)?.into_any(),
        Value::List(items) => {
            let items = items.into_iter().map(|item| to_python(py, item)).collect::<Fallible<Vec<_>>>()?;
            PyTuple::new(py, items)?.into_any()
        }
        Value::Map(entries) => {
            let dict = PyDict::new(py);
            for (key, value) in entries {
                dict.set_item(key, to_python(py, value)?)?;
            }
            dict.into_any()
        }
        Value::Struct(name, fields) => {
            let types = TYPES.get_or_try_init(py, || py.import("hypercare._types").map(Bound::unbind))?;
            let values = PyDict::new(py);
            for (field, value) in fields {
                let field = match field {
                    "for" => "for_", // keywords
                    "from" => "from_",
                    other => other,
                };
                // Interned, as the parameters of the class are: found by their address.
                values.set_item(PyString::intern(py, field), to_python(py, value)?)?;
            }
            types.bind(py).getattr(PyString::intern(py, name))?.call((), Some(&values))?
        }
    })
}

/// Where a value stands in an argument, for errors: `events[3].at`.
enum Place<'a> {
    Argument(&'a str),
    Item(&'a Place<'a>, usize),
    Field(&'a Place<'a>, &'a str),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(name) => formatter.write_str(name),
            Self::Item(outer, index) => write!(formatter, "{outer}[{index}]"),
            Self::Field(outer, name) => write!(formatter, "{outer}.{name}"),
        }
    }
}

impl Place<'_> {
    /// Whether it is a field of a record of a list, where tables write NaN, NaT and NA for what is missing.
    fn of_record(&self) -> bool {
        matches!(self, Self::Field(Place::Item(..), _))
    }

    fn invalid(&self, expected: &str, found: impl Into<String>) -> Error {
        Error::Invalid { name: self.to_string(), expected: expected.to_owned(), found: found.into() }
    }
}

fn from_python(object: &Bound<'_, PyAny>, place: &Place<'_>, nodes: &mut u64, depth: u64) -> Fallible<Value> {
    let Limits { depth: deepest, nodes: most, .. } = Limits::default();
    if depth > deepest {
        Err(Error::Limit { what: format!("{place}, levels of nesting"), limit: deepest, found: depth })?;
    }
    *nodes = nodes.checked_sub(1).ok_or_else(|| {
        let what = format!("{place}, values");
        Error::Limit { what, limit: most, found: most.saturating_add(1) }
    })?;
    let py = object.py();
    if object.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(value) = object.cast::<PyBool>() {
        return Ok(Value::Bool(value.is_true()));
    }
    if object.is_instance_of::<PyString>() {
        return Ok(Value::Text(text(object, place)?));
    }
    if object.is_instance_of::<PyInt>() {
        let value = object.extract();
        return Ok(Value::Int(value.map_err(|_| place.invalid("a whole number of 64 bits", "a larger one"))?));
    }
    if let Ok(value) = object.cast::<PyFloat>() {
        return Ok(Value::Float(value.value()));
    }
    if place.of_record() && matches!(type_name(object).rsplit('.').next(), Some("NaTType" | "NAType")) {
        return Ok(Value::Null);
    }
    if object.is_instance_of::<PyDateTime>() {
        return Ok(Value::Instant(instant(object, place)?));
    }
    if object.is_instance_of::<PyDate>() {
        return Ok(Value::Text(object.call_method0("isoformat")?.extract()?));
    }
    if object.is_instance_of::<PyDelta>() {
        let wrong = || place.invalid("a length of time of zero or more", object.to_string());
        let length = object.extract().map_err(|_| wrong())?;
        let span = Span::of(length).map_err(|error| match error {
            Error::Invalid { expected, found, .. } => place.invalid(&expected, found),
            other => other,
        })?;
        return Ok(Value::Text(span.to_string()));
    }
    if let Ok(mapping) = object.cast::<PyMapping>() {
        // The list of items is a copy: code that runs while it is read cannot change it.
        let items = mapping.items()?;
        let mut entries = Vec::with_capacity(items.len());
        for item in items {
            let (key, value) = item.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
            let key = text(&key, &Place::Field(place, "keys()"))?;
            let value = from_python(&value, &Place::Field(place, &key), nodes, depth + 1)?;
            entries.push((key, value));
        }
        return Ok(Value::Map(entries));
    }
    if object.is_instance_of::<pyo3::types::PyList>() || object.is_instance_of::<PyTuple>() {
        let mut items = Vec::with_capacity(object.len()?);
        for (index, item) in object.try_iter()?.enumerate() {
            items.push(from_python(&item?, &Place::Item(place, index), nodes, depth + 1)?);
        }
        return Ok(Value::List(items));
    }
    if let Some(fields) = object.getattr_opt("__dataclass_fields__")?.filter(|_| !object.is_instance_of::<PyType>()) {
        let mut entries = Vec::new();
        for name in fields.try_iter()? {
            let name = text(&name?, place)?;
            let value = object.getattr(name.as_str())?;
            let value = from_python(&value, &Place::Field(place, &name), nodes, depth + 1)?;
            entries.push((name.trim_end_matches('_').to_owned(), value));
        }
        return Ok(Value::Map(entries));
    }
    static ENUM: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    if object.is_instance(ENUM.import(py, "enum", "Enum")?)? {
        return from_python(&object.getattr("value")?, place, nodes, depth + 1);
    }
    static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    if object.is_instance(DECIMAL.import(py, "decimal", "Decimal")?)? {
        // As text, which keeps every digit: what drivers give for columns of money. An exponent may stand for a
        // gigabyte of zeros, and what is no number has none.
        let digits = object.call_method0("adjusted")?.extract::<i64>()?;
        if !object.call_method0("is_finite")?.extract::<bool>()? || digits.abs() > 1_000 {
            Err(place.invalid("a decimal of at most 1,000 digits", object.to_string()))?;
        }
        return Ok(Value::Text(object.call_method1("__format__", ("f",))?.extract()?));
    }
    // Scalars and arrays of numpy, series of pandas.
    if let Some(tolist) = object.getattr_opt("tolist")? {
        return from_python(&tolist.call0()?, place, nodes, depth + 1);
    }
    // Generators, sets and the like; one text is no list of texts.
    if !object.is_instance_of::<PyBytes>()
        && let Ok(found) = object.try_iter()
    {
        let mut items = Vec::new();
        for (index, item) in found.enumerate() {
            items.push(from_python(&item?, &Place::Item(place, index), nodes, depth + 1)?);
        }
        return Ok(Value::List(items));
    }
    let expected = "text, numbers, aware datetimes, dates, timedeltas, and lists, dicts and dataclasses of them";
    Err(place.invalid(expected, type_name(object)))?
}

fn text(object: &Bound<'_, PyAny>, place: &Place<'_>) -> Result<String, Error> {
    let text = object.cast::<PyString>().map_err(|_| place.invalid("text", type_name(object)))?;
    text.to_str().map(str::to_owned).map_err(|_| place.invalid("text", "a lone surrogate, which is no character"))
}

/// The instant of an aware `datetime`, whatever zone it names and on whichever side of a fold it stands.
fn instant(object: &Bound<'_, PyAny>, place: &Place<'_>) -> Fallible<DateTime<Utc>> {
    static EPOCH: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = object.py();
    if !object.eq(object)? {
        Err(place.invalid(AWARE, object.to_string()))?; // NaT of pandas, which is a datetime that is not equal to itself
    }
    if object.call_method0("utcoffset")?.is_none() {
        Err(place.invalid(AWARE, format!("{object}, which names no zone")))?;
    }
    let epoch =
        EPOCH.get_or_try_init(py, || Ok::<_, PyErr>(DateTime::UNIX_EPOCH.into_pyobject(py)?.into_any().unbind()))?;
    let since = object.sub(epoch)?;
    let wrong = || place.invalid(AWARE, object.to_string());
    let mut elapsed = since.extract::<TimeDelta>().map_err(|_| wrong())?;
    if let Some(nanoseconds) = since.getattr_opt("nanoseconds")? {
        elapsed += TimeDelta::nanoseconds(nanoseconds.extract()?); // pandas
    }
    Ok(DateTime::UNIX_EPOCH.checked_add_signed(elapsed).ok_or_else(wrong)?)
}

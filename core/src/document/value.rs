//! What the bindings translate: any result as a tree that keeps the names of structs and knows instants, and back.
//!
//! A binding turns a [`Value`] into its own objects with one small function instead of a wrapper for every type, so that
//! a new result type costs no binding code. [`Value::Struct`] carries the Rust name, by which Python finds its
//! dataclass; Node writes the fields of structs in camelCase and leaves the keys of maps alone.
//!
//! ```
//! use hypercare::document::value::{from_value, to_value, Keys, Value};
//! use hypercare::Position;
//! let value = to_value(&Position { line: 3, column: 1 })?;
//! assert_eq!(value, Value::Struct("Position", vec![("line", Value::Int(3)), ("column", Value::Int(1))]));
//! assert_eq!(from_value::<Position>(value, "position", Keys::Snake)?.line, 3);
//! # Ok::<(), hypercare::Error>(())
//! ```

mod read;
mod write;

pub use read::from_value;
pub use write::to_value;

use chrono::{DateTime, Utc};

/// The name of the newtype that marks a text as an instant.
pub(crate) const INSTANT: &str = "hypercare::Instant";

/// A value on its way between Rust and another language.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating-point number, NaN and infinity included.
    Float(f64),
    /// Text.
    Text(String),
    /// An instant.
    Instant(DateTime<Utc>),
    /// A list.
    List(Vec<Value>),
    /// A map from names that the user chose.
    Map(Vec<(String, Value)>),
    /// A struct of this crate: its name, and its fields in order.
    Struct(&'static str, Vec<(&'static str, Value)>),
}

/// How the fields of structs are spelled in values that come from a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// `issue_type`, as in Rust and Python.
    Snake,
    /// `issueType`, as in Node.
    Camel,
}

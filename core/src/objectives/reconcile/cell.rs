use std::fmt;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::decimal::Decimal;

/// One field of a row, as any database gives it.
///
/// Whole numbers are equal however they are held (`1` and `1.0`), so that a change of a column's type alone is no
/// difference; NaN equals NaN, and -0 equals 0. Texts are compared byte by byte; in columns that the options call
/// decimal, by their value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// NULL.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// Text; dates as text, too, and decimals, which are summed exactly as they stand: "1234.50".
    Text(String),
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Null, Into::into)
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By its value, so that equal fields are written alike.
        if let Some(number) = self.whole() {
            return write!(formatter, "{number}");
        }
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Bool(truth) => write!(formatter, "{truth}"),
            Self::Int(number) => write!(formatter, "{number}"),
            Self::Float(number) => write!(formatter, "{number}"),
            Self::Text(text) => formatter.write_str(text),
        }
    }
}

impl Cell {
    /// The whole number that it holds, in whatever form.
    pub(super) fn whole(&self) -> Option<i64> {
        const END: f64 = 9_223_372_036_854_775_808.0; // 2^63
        match *self {
            Self::Int(number) => Some(number),
            Self::Float(number) if number.fract() == 0.0 && (-END..END).contains(&number) => Some(number as i64),
            _ => None,
        }
    }

    /// Writes a field of a decimal column: numbers by their value, however they are held.
    fn write_decimal(&self, bytes: &mut Vec<u8>) {
        let shortest = match self {
            Self::Float(number) => number.to_string(),
            _ => String::new(),
        };
        let text = if let Self::Text(text) = self { text } else { &shortest };
        match Decimal::read(text) {
            Some(number) => match number.integer() {
                Some(whole) => Self::Int(whole).write(bytes),
                None => {
                    bytes.push(5);
                    number.write(bytes);
                }
            },
            None => self.write(bytes),
        }
    }

    /// Writes it so that different fields give different bytes, one behind the other as well.
    fn write(&self, bytes: &mut Vec<u8>) {
        if let Some(number) = self.whole() {
            bytes.push(2);
            bytes.extend(number.to_le_bytes());
            return;
        }
        match self {
            Self::Null | Self::Int(_) => bytes.push(0),
            Self::Bool(truth) => bytes.extend([1, u8::from(*truth)]),
            Self::Float(number) => {
                let number = if number.is_nan() { f64::NAN } else { *number };
                bytes.push(3);
                bytes.extend(number.to_bits().to_le_bytes());
            }
            Self::Text(text) => {
                bytes.push(4);
                bytes.extend((text.len() as u64).to_le_bytes());
                bytes.extend(text.as_bytes());
            }
        }
    }
}

/// The hash of some fields together; of each it is known whether its column is decimal.
pub(super) fn hash(cells: &[(&Cell, bool)], seed: u64, bytes: &mut Vec<u8>) -> u64 {
    bytes.clear();
    for (cell, decimal) in cells {
        if *decimal { cell.write_decimal(bytes) } else { cell.write(bytes) }
    }
    xxh3_64_with_seed(bytes, seed)
}

/// The hash of words.
pub(super) fn hash_words(words: &[u64], seed: u64, bytes: &mut Vec<u8>) -> u64 {
    bytes.clear();
    bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    xxh3_64_with_seed(bytes, seed)
}

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Position;

/// Why: what rule decided, on which numbers, and where it stands. Every verdict of this library carries one.
///
/// ```
/// use hypercare::Reason;
/// let reason = Reason::new("error_rate > 1%", "above the threshold").number("value", 0.012).number("threshold", 0.01);
/// assert_eq!(reason.to_string(), "error_rate > 1%: above the threshold (threshold 0.01, value 0.012)");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The rule: its path in the document it comes from, such as `types.login_failed`, or its text.
    pub rule: String,
    /// What the rule made of the facts, as a sentence for people. The wording may change between versions.
    pub detail: String,
    /// The numbers that decided, by name. Names of times end in their unit, such as `elapsed_seconds`.
    #[serde(default)]
    pub numbers: BTreeMap<String, f64>,
    /// Where the rule stands in the text it was read from, where that is known.
    #[serde(default)]
    pub position: Option<Position>,
}

impl Reason {
    /// A reason without numbers and position.
    pub fn new(rule: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { rule: rule.into(), detail: detail.into(), numbers: BTreeMap::new(), position: None }
    }

    /// The same with one more number.
    #[must_use]
    pub fn number(mut self, name: impl Into<String>, value: f64) -> Self {
        self.numbers.insert(name.into(), value);
        self
    }

    /// The same with the place in the text that holds the rule.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.rule, self.detail)?;
        for (index, (name, value)) in self.numbers.iter().enumerate() {
            write!(formatter, "{}{name} {value}", if index == 0 { " (" } else { ", " })?;
        }
        if !self.numbers.is_empty() {
            formatter.write_str(")")?;
        }
        match self.position {
            Some(position) => write!(formatter, ", {position}"),
            None => Ok(()),
        }
    }
}

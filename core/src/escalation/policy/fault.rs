//! What may be wrong between one part of a policy and another, and where it stands.

use std::fmt;

use crate::error::shorten;
use crate::{Error, Position};

/// A name in a policy that means nothing, or steps that cannot be.
#[derive(Debug)]
pub(in crate::escalation) struct Fault {
    /// Where: "priorities.critical.steps[0].rota".
    path: String,
    found: String,
    expected: String,
}

impl Fault {
    pub(in crate::escalation) fn new(field: &str, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { path: field.to_owned(), found: found.into(), expected: expected.into() }
    }

    /// The same fault, seen from what is around it.
    pub(in crate::escalation) fn within(mut self, outer: impl fmt::Display) -> Self {
        self.path = format!("{outer}.{}", self.path);
        self
    }

    /// As an error of the text in which it stands.
    pub(super) fn of(self, text: &str) -> Error {
        let field = self.path.rsplit('.').next().unwrap_or_default();
        let at = value_of(text, field, &self.found).or_else(|| text.find(field)).unwrap_or_default();
        let found = format!("{:?} at {}", shorten(&self.found), self.path);
        Error::Parse { what: "policy".to_owned(), position: Position::of(text, at), expected: self.expected, found }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} at {}, expected {}", shorten(&self.found), self.path, self.expected)
    }
}

/// Where `value` stands in a document as the value of `field`: after the field and a colon, and before no letter.
fn value_of(text: &str, field: &str, value: &str) -> Option<usize> {
    let quotes = ['"', '\''];
    text.match_indices(value).map(|(at, _)| at).find(|&at| {
        let before = text[..at].trim_end_matches(quotes).trim_end().strip_suffix(':');
        let before = before.is_some_and(|before| before.trim_end().trim_end_matches(quotes).ends_with(field));
        let after = text[at + value.len()..].trim_start_matches(quotes).chars().next();
        before && after.is_none_or(|character| character.is_whitespace() || ",]}#".contains(character))
    })
}

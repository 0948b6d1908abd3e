use std::fmt;

use serde::{Deserialize, Serialize};

/// The result of every fallible call.
pub type Result<T> = std::result::Result<T, Error>;

/// A place in a text: line and column, both from 1, the column in Unicode characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Position {
    /// The position of the byte at `offset` in `text`; an offset past the end, or inside a character, counts as the
    /// next place that exists.
    ///
    /// ```
    /// # use hypercare::Position;
    /// assert_eq!(Position::of("héllo\nwörld", 9), Position { line: 2, column: 3 });
    /// ```
    pub fn of(text: &str, offset: usize) -> Self {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let before = &text[..end];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: saturating_u32(before.bytes().filter(|&byte| byte == b'\n').count() + 1),
            column: saturating_u32(before[start..].chars().count() + 1),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}", self.line, self.column)
    }
}

fn saturating_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What went wrong: what, where, and what was expected.
///
/// [`code`](Error::code) is a stable word for programs; the text is for people. In Python each variant is an exception
/// class under `HypercareError`, in Node every error carries the word as `err.code`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text could not be read.
    #[error("{what}, {position}: expected {expected}, found {found}")]
    Parse {
        /// The kind of text, such as "duration".
        what: String,
        /// Where in the text.
        position: Position,
        /// What would have been right.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// An argument is not in its range or not of its kind.
    #[error("{name}: expected {expected}, found {found}")]
    Invalid {
        /// The argument or field.
        name: String,
        /// What would have been right.
        expected: String,
        /// What was given.
        found: String,
    },
    /// A matrix or list has the wrong number of rows, columns or values.
    #[error("{name}: expected {expected}, found {found}")]
    Shape {
        /// The argument.
        name: String,
        /// The shape that would have been right.
        expected: String,
        /// The shape that was given.
        found: String,
    },
    /// The input is larger than the cap that guards against hostile input.
    #[error("{what}: {found} is over the cap of {limit}")]
    Limit {
        /// What is too large, with its unit.
        what: String,
        /// The cap.
        limit: u64,
        /// The size that was found; where reading stopped at the cap, the first size over it.
        found: u64,
    },
    /// Things that wait for each other in a ring.
    #[error("{what}: a cycle: {}", .path.join(" -> "))]
    Cycle {
        /// What forms the cycle.
        what: String,
        /// Every member in order, the first again at the end.
        path: Vec<String>,
    },
    /// A name that is not there.
    #[error("no {kind} named {name:?}{}", among(.known))]
    Unknown {
        /// The kind of thing.
        kind: String,
        /// The name that was asked for.
        name: String,
        /// Names that are there, at most a few.
        known: Vec<String>,
    },
    /// A name that is there already.
    #[error("{kind} {name:?} is there already")]
    Duplicate {
        /// The kind of thing.
        kind: String,
        /// The name given twice.
        name: String,
    },
    /// An event that lies before one already handled, or an instant before another that it cannot precede.
    #[error("{what} at {at} lies before {clock}{}", handled(.clock))]
    OutOfOrder {
        /// The kind of event.
        what: String,
        /// Its instant, RFC 3339.
        at: String,
        /// The instant already reached, RFC 3339; where nothing was handled yet, what it is the instant of, and the instant:
        /// `opened_at of T-1, 2026-03-16T09:00:00Z`.
        clock: String,
    },
    /// An instant or length of time that cannot be represented.
    #[error("{what}: out of the range of time that can be represented")]
    Range {
        /// The computation.
        what: String,
    },
    /// A local time that does not exist, because clocks were put forward over it.
    #[error("{local} does not exist in {zone}: clocks were put forward over it")]
    Gap {
        /// The local time.
        local: String,
        /// The IANA zone.
        zone: String,
    },
    /// A local time that happens twice, because clocks were put back over it.
    #[error("{local} happens twice in {zone}: clocks were put back over it")]
    Fold {
        /// The local time.
        local: String,
        /// The IANA zone.
        zone: String,
    },
    /// Bytes that are not a model of this library, are damaged, or come from a newer version.
    #[error("{what}, byte {offset}: {problem}")]
    Format {
        /// The kind of model.
        what: String,
        /// Offset of the first byte that is wrong.
        offset: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// A model was asked before it was fitted.
    #[error("{what} is not fitted yet: call fit first")]
    NotFitted {
        /// The kind of model.
        what: String,
    },
    /// A defect in this library: please report it.
    #[error("internal error, please report it: {message}")]
    Internal {
        /// What is known about it.
        message: String,
    },
}

/// A bare instant is that of a clock, which has handled events.
fn handled(clock: &str) -> &'static str {
    if clock.contains(' ') { "" } else { ", which has been handled already" }
}

fn among(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("; known: {}", names.join(", ")) }
}

impl Error {
    /// A stable word for this kind of error, the same in every language.
    ///
    /// ```
    /// let error = "soon".parse::<hypercare::time::Span>().unwrap_err();
    /// assert_eq!(error.code(), "parse");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::Parse { .. } => "parse",
            Self::Invalid { .. } => "invalid",
            Self::Shape { .. } => "shape",
            Self::Limit { .. } => "limit",
            Self::Cycle { .. } => "cycle",
            Self::Unknown { .. } => "unknown",
            Self::Duplicate { .. } => "duplicate",
            Self::OutOfOrder { .. } => "out_of_order",
            Self::Range { .. } => "range",
            Self::Gap { .. } => "gap",
            Self::Fold { .. } => "fold",
            Self::Format { .. } => "format",
            Self::NotFitted { .. } => "not_fitted",
            Self::Internal { .. } => "internal",
        }
    }

    /// Where in the input text the error stands, for errors of texts.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Parse { position, .. } => Some(*position),
            _ => None,
        }
    }

    /// The members of the cycle, for [`Error::Cycle`]: the first stands again at the end.
    pub fn cycle(&self) -> Option<&[String]> {
        match self {
            Self::Cycle { path, .. } => Some(path),
            _ => None,
        }
    }

    pub(crate) fn invalid(name: impl Into<String>, expected: impl Into<String>, found: impl fmt::Display) -> Self {
        Self::Invalid { name: shorten(&name.into()), expected: expected.into(), found: shorten(&found.to_string()) }
    }

    #[cfg_attr(not(any(feature = "anomaly", feature = "tickets")), allow(dead_code))]
    pub(crate) fn shape(name: impl Into<String>, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self::Shape { name: name.into(), expected: expected.into(), found: found.into() }
    }

    pub(crate) fn parse(what: &str, text: &str, offset: usize, expected: impl Into<String>) -> Self {
        let rest = text.get(offset..).unwrap_or_default();
        let found = if rest.is_empty() { "the end of the text".to_owned() } else { format!("{:?}", shorten(rest)) };
        Self::Parse { what: what.to_owned(), position: Position::of(text, offset), expected: expected.into(), found }
    }

    #[cfg_attr(not(feature = "desk"), allow(dead_code))]
    pub(crate) fn duplicate(kind: &str, name: &str) -> Self {
        Self::Duplicate { kind: kind.to_owned(), name: shorten(name) }
    }

    pub(crate) fn unknown(kind: &str, name: &str, known: Vec<String>) -> Self {
        Self::Unknown { kind: kind.to_owned(), name: shorten(name), known }
    }

    pub(crate) fn range(what: impl Into<String>) -> Self {
        Self::Range { what: what.into() }
    }

    /// The same error, saying which of many things it is about.
    #[cfg_attr(not(feature = "escalation"), allow(dead_code))]
    pub(crate) fn about(mut self, which: &str) -> Self {
        let name = match &mut self {
            Self::Parse { what, .. }
            | Self::Limit { what, .. }
            | Self::Cycle { what, .. }
            | Self::OutOfOrder { what, .. }
            | Self::Range { what }
            | Self::Format { what, .. }
            | Self::NotFitted { what } => what,
            Self::Invalid { name, .. } | Self::Shape { name, .. } => name,
            Self::Unknown { kind, .. } | Self::Duplicate { kind, .. } => kind,
            Self::Gap { local, .. } | Self::Fold { local, .. } => local,
            Self::Internal { message } => message,
        };
        *name = format!("{name} ({which})");
        self
    }

    /// Fails if `found` is over `limit`.
    pub(crate) fn cap(what: &str, limit: u64, found: usize) -> Result<()> {
        let found = u64::try_from(found).unwrap_or(u64::MAX);
        if found > limit { Err(Self::Limit { what: what.to_owned(), limit, found }) } else { Ok(()) }
    }
}

/// The first characters of a text that came from outside, so that an error never repeats a whole hostile input.
pub(crate) fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

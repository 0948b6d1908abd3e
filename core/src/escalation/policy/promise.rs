use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{self, field};
use crate::time::{Span, date};
use crate::{Error, Result};

/// Most warnings of one promise.
pub(in crate::escalation) const WARNINGS: usize = 4;

/// What a clock of a [`Policy`](super::Policy) promises. A text is short for a promise of that time and nothing else:
///
/// ```
/// use hypercare::escalation::{Policy, Promise};
/// let policy = Policy::from_yaml("
/// version: 1
/// calendars:
///   office: {weekly: {mon: [09:00-17:00], tue: [09:00-17:00], wed: [09:00-17:00]}}
/// priorities:
///   P1: {response: 15 min}
///   P3:
///     response: {within: 4 h, calendar: office, warn: [75 %, 30 min]}
/// ")?;
/// let promises: Vec<_> = policy.priorities().values().filter_map(|commitment| commitment.response.as_ref()).collect();
/// assert_eq!(promises[0], &Promise::within("15 min".parse()?));
/// assert_eq!(promises[1].calendar.as_deref(), Some("office"));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// How long it may take.
    pub within: Span,
    /// The calendar in whose open time it is counted; elapsed time if left out. Months, quarters and years are steps on
    /// the policy's wall calendar, and end no earlier than when this calendar is open.
    pub calendar: Option<String>,
    /// Whether the clock stands still while the ticket waits for the customer; true if left out.
    pub pauses: bool,
    /// When to warn that the promise may be broken, at most 4 times.
    pub warn: Vec<WarnAt>,
}

/// When a clock warns: "75 %" of the time has run, or "10 min" of it are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarnAt {
    /// Once this share of the time has run, in percent, 1 to 99.
    Share(u8),
    /// Once no more than this is left, counted as the clock counts.
    Before(Span),
}

/// A promise with all its fields.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, expecting = "a promise")]
struct PromiseFields {
    /// How long it may take.
    within: Span,
    /// The calendar in whose open time it is counted; elapsed time if left out.
    #[serde(default, deserialize_with = "field::optional_name")]
    calendar: Option<String>,
    /// Whether the clock stands still while the ticket waits for the customer.
    #[serde(default = "yes")]
    pauses: bool,
    /// When to warn: "75 %" of the time has run, or "10 min" of it are left.
    #[serde(default, deserialize_with = "date::list::<_, _, WARNINGS>")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>", length(max = 4)))]
    warn: Vec<WarnAt>,
}

pub(super) fn yes() -> bool {
    true
}

impl Promise {
    /// A promise of this time, counted as elapsed time, without warnings.
    pub fn within(within: Span) -> Self {
        Self { within, calendar: None, pauses: true, warn: Vec::new() }
    }
}

impl<'de> Deserialize<'de> for Promise {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        document::text_or_map(
            deserializer,
            "a length of time, or a promise with `within`",
            |text| text.parse().map(Self::within),
            |PromiseFields { within, calendar, pauses, warn }| Self { within, calendar, pauses, warn },
        )
    }
}

impl Serialize for Promise {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Full<'a> {
            within: Span,
            #[serde(skip_serializing_if = "Option::is_none")]
            calendar: &'a Option<String>,
            #[serde(skip_serializing_if = "bool::clone")]
            pauses: bool,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            warn: &'a [WarnAt],
        }

        let Self { within, calendar, pauses, warn } = self;
        if *self == Self::within(*within) {
            return within.serialize(serializer);
        }
        Full { within: *within, calendar, pauses: *pauses, warn }.serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Promise {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Promise".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let (text, fields) = (generator.subschema_for::<Span>(), PromiseFields::json_schema(generator));
        schemars::json_schema!({"description": "What a clock promises.", "anyOf": [text, fields]})
    }
}

impl FromStr for WarnAt {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.trim().strip_suffix('%') {
            Some(share) => match share.trim().parse() {
                Ok(share @ 1..=99) => Ok(Self::Share(share)),
                _ => Err(Error::parse("warning", text, 0, "1 % to 99 %")),
            },
            None => text.parse().map(Self::Before),
        }
    }
}

impl fmt::Display for WarnAt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(share) => write!(formatter, "{share} %"),
            Self::Before(span) => write!(formatter, "{span}"),
        }
    }
}

impl Serialize for WarnAt {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WarnAt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        document::from_text(deserializer)
    }
}

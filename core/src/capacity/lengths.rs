//! Lengths of time as options take them: a text such as "1h", or a number of seconds.

use chrono::TimeDelta;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::time::Span;

#[derive(Deserialize)]
#[serde(untagged, expecting = "invalid value, expected a length of time such as \"1h\", or a number of seconds")]
enum Length {
    Seconds(f64),
    Text(String),
}

impl Length {
    fn read<E: Error>(self) -> Result<Span, E> {
        match self {
            Self::Text(text) => text.parse().map_err(|_| {
                let least = if text.trim_start().starts_with('-') { " of zero or more" } else { "" };
                let text = crate::error::shorten(&text);
                E::custom(format_args!("{text:?}, expected a length of time{least} such as \"1h\""))
            }),
            Self::Seconds(seconds) if (0.0..1e12).contains(&seconds) => {
                Span::of(TimeDelta::microseconds((seconds * 1e6).round() as i64)).map_err(E::custom)
            }
            Self::Seconds(seconds) => {
                Err(E::custom(format_args!("{seconds}, expected a number of seconds from 0 to 10^12")))
            }
        }
    }
}

pub(super) fn length<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
    Length::deserialize(deserializer)?.read()
}

/// One that may be left out.
pub(super) fn option<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Span>, D::Error> {
    Option::<Length>::deserialize(deserializer)?.map(Length::read).transpose()
}

/// How documents write it.
#[cfg(feature = "schema")]
pub(super) struct LengthText;

#[cfg(feature = "schema")]
impl schemars::JsonSchema for LengthText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LengthText".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        if generator.contract().is_serialize() {
            return schemars::json_schema!({"type": "string"});
        }
        schemars::json_schema!({"anyOf": [{"type": "string"}, {"type": "number"}]})
    }
}

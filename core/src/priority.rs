use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, Result};

macro_rules! words {
    ($(#[doc = $line:literal])* $name:ident, $what:literal, $expected:literal, $(#[doc = $doc:literal] $variant:ident = $word:literal $(| $other:literal)*,)+) => {
        $(#[doc = $line])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $doc] $variant,)+
        }

        impl $name {
            /// Every value, most urgent first.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word that documents use.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> {
                match text.trim().to_ascii_lowercase().as_str() {
                    $($word $(| $other)* => Ok(Self::$variant),)+
                    _ => Err(Error::parse($what, text, 0, $expected)),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// As it is written there is one word for each; other spellings are read, too.
        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let word = |word: &str, doc: &str| serde_json::json!({"description": doc.trim(), "type": "string", "const": word});
                let mut words = vec![$(word($word, $doc)),+];
                if generator.contract().is_deserialize() {
                    let others: [(&str, &str); _] = [$($(($other, $word),)*)+];
                    words.extend(others.iter().map(|(other, same)| word(&other.to_ascii_uppercase(), &format!("The same as {same}."))));
                }
                let lines = [$($line),*].map(|line: &str| line.strip_prefix(' ').unwrap_or(line));
                schemars::json_schema!({"description": lines.join("\n"), "oneOf": words})
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                crate::document::from_text(deserializer)
            }
        }
    };
}

words! {
    /// How urgent a ticket or incident is. Both spellings parse everywhere: "P1" and "critical".
    ///
    /// ```
    /// use hypercare::Priority;
    /// assert_eq!("p2".parse::<Priority>()?, Priority::High);
    /// assert_eq!("High".parse::<Priority>()?, Priority::High);
    /// assert!(Priority::Critical < Priority::Planning); // most urgent first
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    Priority, "priority", "P1 to P5, or critical, high, medium, low, planning",
    /// P1: system down, data loss, security breach.
    Critical = "critical" | "p1",
    /// P2: a major feature fails, performance degrades.
    High = "high" | "p2",
    /// P3: a minor feature fails.
    Medium = "medium" | "p3",
    /// P4: enhancement requests, documentation.
    Low = "low" | "p4",
    /// P5: future improvements, research.
    Planning = "planning" | "p5",
}

impl Priority {
    /// The short spelling, "P1" to "P5".
    pub fn short(self) -> &'static str {
        match self {
            Self::Critical => "P1",
            Self::High => "P2",
            Self::Medium => "P3",
            Self::Low => "P4",
            Self::Planning => "P5",
        }
    }
}

words! {
    /// How loud an alert is.
    Severity, "severity", "critical, warning or info",
    /// Act at once.
    Critical = "critical",
    /// Act within half an hour.
    Warning = "warning",
    /// Look at it on the next business day.
    Info = "info",
}

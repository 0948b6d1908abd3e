//! The types of the form.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::Position;
use crate::document;

/// A plan as people write it by hand in YAML or JSON: phases with items, in the words of the attributes of Markdown. Read
/// by [`Plan::from_yaml`](super::super::Plan::from_yaml), which shows one.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PlanForm {
    /// Version of the form: 1.
    #[allow(dead_code)] // checked while it is read
    #[serde(default = "version", deserialize_with = "crate::document::field::version_1")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    version: u32,
    /// The title of the plan.
    pub(super) title: Text,
    /// The go-live: "2026-11-24 09:00 America/New_York".
    pub(super) launch: Text,
    /// The zone of dates that name none, an IANA name.
    pub(super) time_zone: Text,
    /// low, medium, high or critical.
    pub(super) risk: Text,
    /// How long it all takes: "3 weeks".
    pub(super) duration: Text,
    /// Other fields of the head, by name.
    pub(super) fields: BTreeMap<String, Text>,
    /// Items that stand in no phase.
    pub(super) items: Vec<At<Entry>>,
    /// Phases in their order.
    pub(super) phases: Vec<At<PhaseForm>>,
    /// Where the launch is decided.
    pub(super) gates: Vec<At<GateForm>>,
    /// What is measured: "Error rate: <0.1% (Target: <0.05%)".
    pub(super) criteria: Vec<At<Text>>,
    /// What may go wrong.
    pub(super) risks: Vec<At<RiskForm>>,
    /// Training, communication, reports and reviews.
    pub(super) schedules: Vec<At<ScheduleForm>>,
}

fn version() -> u32 {
    1
}

/// A phase, wave, day or whatever has items.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(super) struct PhaseForm {
    /// What a heading would say: "Phase 1: Preparation (Day -7 to -1)".
    pub(super) title: Text,
    /// The name to call it by.
    pub(super) id: Text,
    /// Who answers for it.
    pub(super) owner: Text,
    /// "4 h", "2-8 h" or "2-4-8 h".
    pub(super) estimate: Text,
    /// What it waits for.
    pub(super) after: Texts<AfterForm>,
    /// "Day -7 to -1", or "2026-11-17 to 2026-11-23".
    pub(super) window: Text,
    /// "Day -1", or "2026-11-20".
    pub(super) due: Text,
    /// low, medium, high or critical.
    pub(super) risk: Text,
    /// How long it takes: "2 weeks".
    pub(super) duration: Text,
    /// Other fields, by name.
    pub(super) fields: BTreeMap<String, Text>,
    /// Its items.
    pub(super) items: Vec<At<Entry>>,
    /// The phases within it.
    pub(super) phases: Vec<At<PhaseForm>>,
}

/// An item as a text, with attributes in brackets and "\[x\]" before it, or in full.
#[derive(Debug)]
pub(super) enum Entry {
    Short(String),
    Full(Box<ItemForm>),
}

/// An item in full.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(super) struct ItemForm {
    /// Its name.
    pub(super) title: Text,
    /// What is to be said besides.
    pub(super) text: Text,
    /// The name to call it by.
    pub(super) id: Text,
    /// Whether it is done, or when and by whom: "2026-11-20 by Ana".
    pub(super) done: Text,
    /// It has no box: it says how.
    pub(super) step: bool,
    /// Who does it.
    pub(super) owner: Text,
    /// "4 h", "2-8 h" or "2-4-8 h".
    pub(super) estimate: Text,
    /// What it waits for.
    pub(super) after: Texts<AfterForm>,
    /// "Day -3 to -1", or "2026-11-20 to 2026-11-22".
    pub(super) window: Text,
    /// "Day -1", or "2026-11-20".
    pub(super) due: Text,
    /// Where the evidence is: an address, or "report (address)".
    pub(super) evidence: Texts<Text>,
    /// Whether it blocks the go-live; its window tells otherwise.
    pub(super) blocking: Text,
    /// The items below it.
    pub(super) items: Vec<At<Entry>>,
}

/// What is waited for: "dns +30 min", or in full.
#[derive(Debug, Default)]
pub(super) struct AfterForm {
    kind: super::super::DependencyKind,
    text: String,
}

impl AfterForm {
    pub(super) fn name(&self) -> &'static str {
        self.kind.word()
    }

    pub(super) fn value(&self) -> String {
        self.text.clone()
    }
}

/// The same in full.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
struct AfterFields {
    /// An id, the end of one, or a title.
    on: Text,
    /// Which end waits for which.
    kind: super::super::DependencyKind,
    /// How long after it.
    lag: Text,
    /// How long before it already.
    lead: Text,
}

/// A gate.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(super) struct GateForm {
    /// Its name.
    pub(super) title: Text,
    /// The name to call it by.
    pub(super) id: Text,
    /// "Day -1", or "2026-11-20".
    pub(super) deadline: Text,
    /// Who must approve.
    pub(super) required: Vec<At<RoleForm>>,
    /// What must hold; "\[x\]" before what does.
    pub(super) criteria: Vec<At<Text>>,
}

/// Who must approve for one role.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(super) struct RoleForm {
    /// The role.
    pub(super) role: Text,
    /// Teams, functions or people; "\[x\]" before those that have signed.
    pub(super) names: Vec<At<Text>>,
    /// How many of them: all otherwise.
    pub(super) needed: Option<u32>,
    /// Whether one rejection is enough to stop: it is otherwise.
    pub(super) veto: Option<bool>,
}

/// What may go wrong.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(super) struct RiskForm {
    /// What may happen.
    pub(super) title: Text,
    /// "Technical", "Business".
    pub(super) category: Text,
    /// "30 %", 0.3 or low.
    pub(super) probability: Text,
    /// low, medium, high or critical.
    pub(super) impact: Text,
    /// What is done about it.
    pub(super) mitigation: Text,
    /// Who watches it.
    pub(super) owner: Text,
    /// Items and phases that it delays.
    pub(super) delays: Texts<Text>,
    /// By how much each: "2 days" or "1-2-5 days".
    pub(super) delay: Text,
}

/// Something that happens again and again.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ScheduleForm {
    /// What kind of thing.
    pub(super) kind: super::super::RecurringKind,
    /// What.
    pub(super) title: Text,
    /// "Weekly", "Week 1", "within 15 min".
    #[serde(default)]
    pub(super) when: Text,
    /// Who does it.
    #[serde(default)]
    pub(super) who: Text,
    /// For whom.
    #[serde(default)]
    pub(super) audience: Text,
}

/// A text, or a number or yes and no as a text.
#[derive(Debug, Default, Clone)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Scalar;

        impl Visitor<'_> for Scalar {
            type Value = Text;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.trim().to_owned()))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }

            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text::default())
            }
        }

        deserializer.deserialize_any(Scalar)
    }
}

/// One, or a list of them.
#[derive(Debug)]
pub(super) struct Texts<T>(pub(super) Vec<T>);

impl<T> Default for Texts<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Texts<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
            type Value = Texts<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text or a list of them")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Texts<T>, E> {
                Ok(Texts(vec![T::deserialize(serde::de::value::StrDeserializer::new(text))?]))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Texts<T>, A::Error> {
                Ok(Texts(vec![T::deserialize(serde::de::value::MapAccessDeserializer::new(map))?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Texts<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(one) = sequence.next_element()? {
                    all.push(one);
                }
                Ok(Texts(all))
            }
        }

        deserializer.deserialize_any(OneOrMany(std::marker::PhantomData))
    }
}

impl<'de> Deserialize<'de> for AfterForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let short = |text: &str| Ok(Self { text: text.to_owned(), ..Self::default() });
        let full = |AfterFields { on, kind, lag, lead }: AfterFields| {
            let mut text = on.0;
            for (sign, span) in [(" +", lag.0), (" -", lead.0)] {
                if !span.is_empty() {
                    text += sign;
                    text += &span;
                }
            }
            Self { kind, text }
        };
        document::text_or_map(deserializer, "a name such as dns +30 min, or a map of fields", short, full)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let short = |text: &str| Ok(Self::Short(text.to_owned()));
        document::text_or_map(deserializer, "a text, or a map of fields", short, |full| Self::Full(Box::new(full)))
    }
}

/// Something, and where it stands in the text.
#[derive(Debug)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) position: Position,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = serde_saphyr::Spanned::<T>::deserialize(deserializer)?;
        let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX).max(1);
        let place = found.referenced;
        let position = Position { line: number(place.line()), column: number(place.column()) };
        Ok(Self { value: found.value, position })
    }
}

#[cfg(feature = "schema")]
mod schemas {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{AfterFields, AfterForm, At, Entry, ItemForm, Text, Texts};

    impl JsonSchema for Text {
        fn schema_name() -> Cow<'static, str> {
            "Text".into()
        }

        fn inline_schema() -> bool {
            true
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": ["string", "number", "boolean", "null"]})
        }
    }

    impl<T: JsonSchema> JsonSchema for At<T> {
        fn schema_name() -> Cow<'static, str> {
            T::schema_name()
        }

        fn inline_schema() -> bool {
            T::inline_schema()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            T::json_schema(generator)
        }
    }

    impl<T: JsonSchema> JsonSchema for Texts<T> {
        fn schema_name() -> Cow<'static, str> {
            format!("{}s", T::schema_name()).into()
        }

        fn inline_schema() -> bool {
            true
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let one = generator.subschema_for::<T>();
            json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
        }
    }

    impl JsonSchema for AfterForm {
        fn schema_name() -> Cow<'static, str> {
            "AfterForm".into()
        }

        fn inline_schema() -> bool {
            true
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            json_schema!({"anyOf": [{"type": "string"}, generator.subschema_for::<AfterFields>()]})
        }
    }

    impl JsonSchema for Entry {
        fn schema_name() -> Cow<'static, str> {
            "Entry".into()
        }

        fn inline_schema() -> bool {
            true
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            json_schema!({"anyOf": [{"type": "string"}, generator.subschema_for::<ItemForm>()]})
        }
    }
}

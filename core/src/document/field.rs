//! Checks of single fields, made while they are read so that the error stands where the field does.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error as _, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::Result;

/// Tiers of the support organisation run from 1 to this.
pub(crate) const TIERS: u8 = 4;

/// A whole number of a range.
pub(crate) fn checked<'de, D: Deserializer<'de>>(
    deserializer: D,
    low: u64,
    high: u64,
) -> std::result::Result<u64, D::Error> {
    struct Whole(u64, u64);

    impl Whole {
        fn check<E: serde::de::Error>(self, number: u64) -> std::result::Result<u64, E> {
            let Self(low, high) = self;
            if (low..=high).contains(&number) {
                Ok(number)
            } else {
                Err(E::invalid_value(Unexpected::Unsigned(number), &self))
            }
        }
    }

    impl Visitor<'_> for Whole {
        type Value = u64;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            if self.0 == self.1 {
                write!(formatter, "{} as the version", self.0) // of documents, which have but one
            } else {
                write!(formatter, "{} to {}", self.0, self.1)
            }
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> std::result::Result<u64, E> {
            self.check(number)
        }

        fn visit_i64<E: serde::de::Error>(self, number: i64) -> std::result::Result<u64, E> {
            match u64::try_from(number) {
                Ok(number) => self.check(number),
                Err(_) => Err(E::invalid_value(Unexpected::Signed(number), &self)),
            }
        }
    }

    // Not `deserialize_u64`: that of YAML would answer "invalid u64" to a word, and not say what was expected.
    deserializer.deserialize_any(Whole(low, high))
}

/// The version of a document whose only version is 1.
pub(crate) fn version_1<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u32, D::Error> {
    checked(deserializer, 1, 1).and_then(|version| u32::try_from(version).map_err(D::Error::custom))
}

/// A tier of the support organisation.
pub(crate) fn tier<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u8, D::Error> {
    checked(deserializer, 1, TIERS.into()).and_then(|tier| u8::try_from(tier).map_err(D::Error::custom))
}

/// A text that says something, without the blanks around it.
pub(crate) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    super::text_with(deserializer, read_name)
}

pub(crate) fn read_name(text: &str) -> Result<String> {
    match text.trim() {
        "" => Err(crate::Error::parse("name", text, 0, "a text that is not blank")),
        name => Ok(name.to_owned()),
    }
}

/// The same where it may be missing.
pub(crate) fn optional_name<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<String>, D::Error> {
    struct Name(String);

    impl<'de> Deserialize<'de> for Name {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
            name(deserializer).map(Self)
        }
    }

    Ok(Option::<Name>::deserialize(deserializer)?.map(|name| name.0))
}

/// What is null is left out, as programs write JSON that have nothing to say.
pub(crate) fn or_default<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A tier that may be missing.
pub(crate) fn optional_tier<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<u8>, D::Error> {
    struct Tier(u8);

    impl<'de> Deserialize<'de> for Tier {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
            tier(deserializer).map(Self)
        }
    }

    Ok(Option::<Tier>::deserialize(deserializer)?.map(|tier| tier.0))
}

/// A map in which no key comes twice, not even in two spellings ("P1" and "critical").
pub(crate) fn unique_map<'de, K, V, D>(deserializer: D) -> std::result::Result<BTreeMap<K, V>, D::Error>
where
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    capped_map::<K, V, D, { usize::MAX }>(deserializer)
}

/// The same with at most so many entries.
pub(crate) fn capped_map<'de, K, V, D, const MOST: usize>(
    deserializer: D,
) -> std::result::Result<BTreeMap<K, V>, D::Error>
where
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct Unique<K, V, const MOST: usize>(PhantomData<(K, V)>);

    struct NewKey<'a, K, V>(&'a BTreeMap<K, V>);

    impl<'de, K: Deserialize<'de> + Ord, V> DeserializeSeed<'de> for NewKey<'_, K, V> {
        type Value = K;

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<K, D::Error> {
            let key = K::deserialize(deserializer)?;
            if self.0.contains_key(&key) {
                return Err(D::Error::custom("a key that is there already, expected each key once"));
            }
            Ok(key)
        }
    }

    impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>, const MOST: usize> Visitor<'de> for Unique<K, V, MOST> {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> std::result::Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some(key) = entries.next_key_seed(NewKey(&map))? {
                if map.len() == MOST {
                    return Err(A::Error::custom(format_args!("an entry more, expected at most {MOST}")));
                }
                let value = entries.next_value()?;
                map.insert(key, value);
            }
            Ok(map)
        }
    }

    deserializer.deserialize_map(Unique::<K, V, MOST>(PhantomData))
}

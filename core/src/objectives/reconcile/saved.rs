//! A summary as text, to be carried to where the other one is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::sample::{KeySample, SHOWN};
use super::summary::{ColumnState, ReconcileOptions, TableSummary};
use crate::document::{Limits, from_json, to_json};
use crate::{Error, Result};

/// A summary as text: the sketch in base64, and the keys.
const LIMITS: Limits = Limits { bytes: 512 << 20, depth: 16, nodes: 24_000_000 };

impl TableSummary {
    /// The summary as JSON, to be carried to where the other one is.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] never, in practice.
    pub fn to_json(&self) -> Result<String> {
        let counts = self.sketch.counts.iter().flat_map(|count| count.to_le_bytes());
        let sums = self.sketch.sums.iter().flat_map(|sum| sum.to_le_bytes());
        to_json(&Document {
            version: 1,
            options: self.options.clone(),
            rows: self.rows,
            null_keys: self.null_keys,
            columns: self.columns.clone(),
            sketch: STANDARD.encode(counts.chain(sums).collect::<Vec<u8>>()),
            keys: Keys::of(&self.keys, 0),
            references: self.references.iter().map(|state| Keys::of(&state.keys, state.nulls)).collect(),
        })
    }

    /// Reads what [`to_json`](Self::to_json) wrote. Safe on text from anywhere: everything is checked.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column; [`Error::Limit`], [`Error::Invalid`] and [`Error::Shape`] for parts that
    /// don't belong together.
    pub fn from_json(text: &str) -> Result<Self> {
        let document: Document = from_json(text, "summary of a table", LIMITS)?;
        if document.version != 1 {
            return Err(Error::invalid("version", "1", document.version));
        }
        document.options.check()?;
        // Before memory is taken for it: a short text must not ask for much.
        if document.sketch.len() != document.options.bytes().div_ceil(3) * 4 {
            let expected = format!("{} bytes in base64", document.options.bytes());
            return Err(Error::invalid("sketch", expected, format!("{} characters", document.sketch.len())));
        }
        let mut summary = Self::new(document.options)?;
        let wrong = |part: &str| Error::invalid(part, "what a summary with these options holds", "something else");
        let bytes = STANDARD.decode(document.sketch).map_err(|_| wrong("sketch"))?;
        let places = summary.sketch.counts.len();
        if bytes.len() != 8 * places + 16 * summary.sketch.sums.len() {
            return Err(wrong("sketch"));
        }
        let (counts, sums) = bytes.split_at(8 * places);
        let count = |bytes: &[u8]| bytes.try_into().map(i64::from_le_bytes).unwrap_or_default();
        let sum = |bytes: &[u8]| bytes.try_into().map(i128::from_le_bytes).unwrap_or_default();
        summary.sketch.counts = counts.chunks_exact(8).map(count).collect();
        summary.sketch.sums = sums.chunks_exact(16).map(sum).collect();
        let whole = document.columns.iter().all(|column| column.sum.is_whole() && column.decimal_sum.is_whole());
        if document.columns.len() != summary.columns.len() || !whole {
            return Err(wrong("columns"));
        }
        if document.references.len() != summary.references.len() {
            return Err(wrong("references"));
        }
        // Counts cross into other languages as signed numbers.
        let most = document.columns.iter().flat_map(|column| [column.nulls, column.numbers, column.decimals]);
        if most.chain([document.rows, document.null_keys]).any(|count| count > 1 << 62) {
            return Err(wrong("rows"));
        }
        let cap = summary.options.sample as usize;
        (summary.keys, _) = document.keys.read(cap).ok_or_else(|| wrong("keys"))?;
        for (state, keys) in summary.references.iter_mut().zip(document.references) {
            (state.keys, state.nulls) = keys.read(cap).ok_or_else(|| wrong("references"))?;
        }
        (summary.rows, summary.null_keys, summary.columns) = (document.rows, document.null_keys, document.columns);
        Ok(summary)
    }
}

/// The written form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    options: ReconcileOptions,
    rows: u64,
    null_keys: u64,
    columns: Vec<ColumnState>,
    sketch: String,
    keys: Keys,
    references: Vec<Keys>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    nulls: u64,
    full: bool,
    /// The hash in hex, the count, and the key's beginning, between blanks.
    keys: Vec<String>,
}

impl Keys {
    fn of(sample: &KeySample, nulls: u64) -> Self {
        let key = |(hash, (count, shown)): (&u64, &(u64, String))| format!("{hash:016x} {count} {shown}");
        Self { nulls, full: sample.full, keys: sample.entries.iter().map(key).collect() }
    }

    fn read(self, cap: usize) -> Option<(KeySample, u64)> {
        let key = |line: &String| {
            let (hash, rest) = line.split_once(' ')?;
            let (count, shown) = rest.split_once(' ')?;
            let count = count.parse().ok().filter(|count| (1..1 << 62).contains(count))?;
            let short = shown.chars().count() <= SHOWN + 3;
            short.then_some((u64::from_str_radix(hash, 16).ok()?, (count, shown.to_owned())))
        };
        let entries: std::collections::BTreeMap<_, _> = self.keys.iter().map(key).collect::<Option<_>>()?;
        let fits = entries.len() == self.keys.len() && entries.len() <= cap && (!self.full || entries.len() == cap);
        (fits && self.nulls < 1 << 62).then_some((KeySample { entries, full: self.full }, self.nulls))
    }
}

pub(super) mod hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{number:016x}"))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map_err(|_| serde::de::Error::custom("another text, expected 16 hex digits"))
    }
}

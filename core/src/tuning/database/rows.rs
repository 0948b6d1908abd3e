use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::{Error as _, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::document::{self, Limits};
use crate::error::shorten;
use crate::time::check_instant;
use crate::{Error, Result};

/// Most rows of each view.
const MOST_ROWS: u64 = 2_000_000;

/// What PostgreSQL knows of a database: rows of its statistics views, with their own column names.
///
/// Columns that this library does not use are skipped, and those that a version of PostgreSQL does not have may be missing.
/// [`statistics_sql`] gives the one query that collects all of it as one JSON text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseStatistics {
    /// When the rows were read.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub collected_at: Option<DateTime<Utc>>,
    /// Since when scans are counted: `stats_reset` of `pg_stat_database`. Where that is null, as they were never reset, the
    /// day the database was made. Without it no index is called unused.
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub stats_reset: Option<DateTime<Utc>>,
    /// Rows of `pg_stat_statements`.
    #[serde(alias = "pg_stat_statements")]
    pub statements: Vec<StatementRow>,
    /// Rows of `pg_stat_user_indexes`, better with columns of `pg_index`.
    #[serde(alias = "pg_stat_user_indexes")]
    pub indexes: Vec<IndexRow>,
    /// Rows of `pg_stat_user_tables`.
    #[serde(alias = "pg_stat_user_tables")]
    pub tables: Vec<TableRow>,
    /// Rows of `pg_stats`: how many different values columns have. Without them PostgreSQL's own guesses are taken.
    #[serde(alias = "pg_stats")]
    pub columns: Vec<ColumnRow>,
}

/// A row of `pg_stat_statements`. Times are in milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = loosen))]
#[serde(default)]
pub struct StatementRow {
    /// The number by which PostgreSQL knows the query; as text, for it has up to 64 bits.
    #[serde(deserialize_with = "word")]
    pub queryid: Option<String>,
    /// The query, with `$1` in the place of values.
    pub query: Option<String>,
    /// How often it ran.
    #[serde(deserialize_with = "number")]
    pub calls: Option<f64>,
    /// Its mean time (`mean_time` before version 13).
    #[serde(alias = "mean_time", deserialize_with = "number")]
    pub mean_exec_time: Option<f64>,
    /// Its time in all (`total_time` before version 13).
    #[serde(alias = "total_time", deserialize_with = "number")]
    pub total_exec_time: Option<f64>,
    /// The deviation of its times, of the population (`stddev_time` before version 13).
    #[serde(alias = "stddev_time", deserialize_with = "number")]
    pub stddev_exec_time: Option<f64>,
    /// Since when it is counted (from version 17 on).
    #[serde(with = "crate::time::instant::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<chrono::DateTime<chrono::Utc>>"))]
    pub stats_since: Option<DateTime<Utc>>,
    /// How many rows it gave or changed in all.
    #[serde(deserialize_with = "number")]
    pub rows: Option<f64>,
    /// Blocks that were in the cache.
    #[serde(deserialize_with = "number")]
    pub shared_blks_hit: Option<f64>,
    /// Blocks that were not.
    #[serde(deserialize_with = "number")]
    pub shared_blks_read: Option<f64>,
}

/// A row of `pg_stat_user_indexes`, and of `pg_index` where they are joined.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = loosen))]
#[serde(default)]
pub struct IndexRow {
    /// The schema of its table.
    pub schemaname: String,
    /// Its table (`tablename` in `pg_indexes`).
    #[serde(alias = "tablename")]
    pub relname: String,
    /// Its name (`indexname` in `pg_indexes`).
    #[serde(alias = "indexname")]
    pub indexrelname: String,
    /// How often it was scanned.
    #[serde(deserialize_with = "number")]
    pub idx_scan: Option<f64>,
    /// Its definition: `pg_get_indexdef(indexrelid)`, or `indexdef` of `pg_indexes`. Without it, it is not known what the
    /// index is good for.
    pub indexdef: Option<String>,
    /// Whether its keys are unique (`pg_index`).
    pub indisunique: Option<bool>,
    /// Whether it is of the primary key (`pg_index`).
    pub indisprimary: Option<bool>,
    /// Whether it is of an exclusion constraint (`pg_index`).
    pub indisexclusion: Option<bool>,
    /// Whether it may be used (`pg_index`): an index that failed to build is not valid.
    pub indisvalid: Option<bool>,
    /// Whether replication tells rows apart by it (`pg_index`).
    pub indisreplident: Option<bool>,
    /// Whether it is a part of an index of a partitioned table (`pg_class`): it cannot be dropped alone.
    pub relispartition: Option<bool>,
    /// Its size: `pg_relation_size(indexrelid)`.
    #[serde(deserialize_with = "number")]
    pub index_bytes: Option<f64>,
}

/// A row of `pg_stat_user_tables`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = loosen))]
#[serde(default)]
pub struct TableRow {
    /// Its schema.
    pub schemaname: String,
    /// Its name.
    #[serde(alias = "tablename")]
    pub relname: String,
    /// How often it was read from end to end.
    #[serde(deserialize_with = "number")]
    pub seq_scan: Option<f64>,
    /// How many rows that were.
    #[serde(deserialize_with = "number")]
    pub seq_tup_read: Option<f64>,
    /// How often an index on it was scanned.
    #[serde(deserialize_with = "number")]
    pub idx_scan: Option<f64>,
    /// Rows added.
    #[serde(alias = "inserts", deserialize_with = "number")]
    pub n_tup_ins: Option<f64>,
    /// Rows changed.
    #[serde(alias = "updates", deserialize_with = "number")]
    pub n_tup_upd: Option<f64>,
    /// Rows deleted.
    #[serde(alias = "deletes", deserialize_with = "number")]
    pub n_tup_del: Option<f64>,
    /// Rows there are, as far as PostgreSQL knows.
    #[serde(deserialize_with = "number")]
    pub n_live_tup: Option<f64>,
    /// Rows that are dead and still take room.
    #[serde(alias = "dead_tuples", deserialize_with = "number")]
    pub n_dead_tup: Option<f64>,
    /// Rows changed since the planner counted last.
    #[serde(deserialize_with = "number")]
    pub n_mod_since_analyze: Option<f64>,
    /// What kind of table it is (`pg_class`): `r` for a plain one, `p` for one of partitions.
    pub relkind: Option<String>,
    /// Its size: `pg_relation_size(relid)`.
    #[serde(deserialize_with = "number")]
    pub table_bytes: Option<f64>,
}

/// A row of `pg_stats`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = loosen))]
#[serde(default)]
pub struct ColumnRow {
    /// The schema of its table.
    pub schemaname: String,
    /// Its table.
    pub tablename: String,
    /// Its name.
    pub attname: String,
    /// How many different values it has; negative for a share of the rows.
    #[serde(deserialize_with = "signed")]
    pub n_distinct: Option<f64>,
    /// The share of its values that are null.
    #[serde(deserialize_with = "number")]
    pub null_frac: Option<f64>,
}

impl DatabaseStatistics {
    /// Reads the JSON text that [`statistics_sql`] gives.
    ///
    /// # Errors
    ///
    /// [`Error::Parse`] with line and column for anything else, [`Error::Limit`] over 512 MiB or 60 million values.
    pub fn from_json(text: &str) -> Result<Self> {
        let limits = Limits { bytes: 512 << 20, depth: 16, nodes: 60_000_000 };
        document::from_json(text, "database statistics", limits)
    }

    /// Checks what deserializing cannot: rows made in Rust may hold anything.
    pub(super) fn check(&self) -> Result<()> {
        let counts = [
            ("statements", self.statements.len()),
            ("indexes", self.indexes.len()),
            ("tables", self.tables.len()),
            ("columns", self.columns.len()),
        ];
        for (what, count) in counts {
            Error::cap(&format!("rows of {what}"), MOST_ROWS, count)?;
        }
        for (name, at) in [("collected_at", self.collected_at), ("stats_reset", self.stats_reset)] {
            if let Some(at) = at {
                check_instant(at, name)?;
            }
        }
        for (place, row) in self.statements.iter().enumerate() {
            sound(
                "statements",
                place,
                &[
                    ("calls", row.calls),
                    ("mean_exec_time", row.mean_exec_time),
                    ("total_exec_time", row.total_exec_time),
                    ("stddev_exec_time", row.stddev_exec_time),
                    ("rows", row.rows),
                    ("shared_blks_hit", row.shared_blks_hit),
                    ("shared_blks_read", row.shared_blks_read),
                ],
            )?;
        }
        for (place, row) in self.indexes.iter().enumerate() {
            sound("indexes", place, &[("idx_scan", row.idx_scan), ("index_bytes", row.index_bytes)])?;
        }
        for (place, row) in self.tables.iter().enumerate() {
            sound(
                "tables",
                place,
                &[
                    ("seq_scan", row.seq_scan),
                    ("seq_tup_read", row.seq_tup_read),
                    ("idx_scan", row.idx_scan),
                    ("n_tup_ins", row.n_tup_ins),
                    ("n_tup_upd", row.n_tup_upd),
                    ("n_tup_del", row.n_tup_del),
                    ("n_live_tup", row.n_live_tup),
                    ("n_dead_tup", row.n_dead_tup),
                    ("n_mod_since_analyze", row.n_mod_since_analyze),
                    ("table_bytes", row.table_bytes),
                ],
            )?;
        }
        for (place, row) in self.columns.iter().enumerate() {
            sound("columns", place, &[("n_distinct", row.n_distinct.map(f64::abs)), ("null_frac", row.null_frac)])?;
        }
        Ok(())
    }
}

/// Counts, times and sizes are not negative, and none is so large that sums of squares would overflow.
fn sound(view: &str, place: usize, numbers: &[(&str, Option<f64>)]) -> Result<()> {
    let wrong = |value: &f64| !(0.0..=1e30).contains(value);
    match numbers.iter().find_map(|(name, value)| value.filter(wrong).map(|value| (name, value))) {
        Some((name, value)) => Err(Error::invalid(format!("{view}[{place}].{name}"), "a number from 0 to 1e30", value)),
        None => Ok(()),
    }
}

/// The query that collects [`DatabaseStatistics`] of the database it runs in, as one JSON text; it needs the extension
/// `pg_stat_statements` and the rights of `pg_read_all_stats`.
///
/// ```
/// assert!(hypercare::tuning::statistics_sql().contains("pg_stat_statements"));
/// ```
pub fn statistics_sql() -> &'static str {
    "SELECT json_build_object(\n  \
       'collected_at', now(),\n  \
       'stats_reset', (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),\n  \
       'statements', (SELECT coalesce(json_agg(row), '[]') FROM (\n    \
         SELECT s.* FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid\n    \
         WHERE d.datname = current_database()) row),\n  \
       'indexes', (SELECT coalesce(json_agg(row), '[]') FROM (\n    \
         SELECT s.*, i.indisunique, i.indisprimary, i.indisexclusion, i.indisvalid, i.indisreplident,\n      \
           c.relispartition, pg_get_indexdef(s.indexrelid) AS indexdef, pg_relation_size(s.indexrelid) AS index_bytes\n    \
         FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid) JOIN pg_class c ON c.oid = indexrelid) row),\n  \
       'tables', (SELECT coalesce(json_agg(row), '[]') FROM (\n    \
         SELECT s.*, c.relkind, pg_relation_size(s.relid) AS table_bytes\n    \
         FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid) row),\n  \
       'columns', (SELECT coalesce(json_agg(row), '[]') FROM (\n    \
         SELECT schemaname, tablename, attname, n_distinct, null_frac FROM pg_stats\n    \
         WHERE schemaname NOT IN ('pg_catalog', 'information_schema')) row)) AS statistics"
}

/// Says in the schema of a row that its numbers may be text, and its id a number.
#[cfg(feature = "schema")]
fn loosen(schema: &mut schemars::Schema) {
    let fields = schema.get_mut("properties").and_then(serde_json::Value::as_object_mut);
    for (name, field) in fields.into_iter().flatten() {
        let Some(types) = field.get_mut("type").filter(|types| types.is_array()) else { continue };
        if types[0] == "number" {
            *types = serde_json::json!(["number", "string", "null"]);
        } else if name == "queryid" {
            *types = serde_json::json!(["string", "integer", "null"]);
        }
    }
}

/// A number, or a text that is one: some clients give what has 64 bits as text.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<f64>, D::Error> {
    let value = signed(deserializer)?;
    match value {
        Some(number) if number < 0.0 => {
            Err(D::Error::invalid_value(Unexpected::Float(number), &"a number of 0 or more"))
        }
        value => Ok(value),
    }
}

fn signed<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<f64>, D::Error> {
    struct Number;

    impl<'de> Visitor<'de> for Number {
        type Value = Option<f64>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a finite number")
        }

        fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<Option<f64>, E> {
            Ok(None)
        }

        fn visit_none<E: serde::de::Error>(self) -> std::result::Result<Option<f64>, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Option<f64>, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> std::result::Result<Option<f64>, E> {
            Ok(Some(number as f64))
        }

        fn visit_i64<E: serde::de::Error>(self, number: i64) -> std::result::Result<Option<f64>, E> {
            Ok(Some(number as f64))
        }

        fn visit_f64<E: serde::de::Error>(self, number: f64) -> std::result::Result<Option<f64>, E> {
            if number.is_finite() { Ok(Some(number)) } else { Err(E::invalid_value(Unexpected::Float(number), &self)) }
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<Option<f64>, E> {
            match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Some(number)),
                _ => Err(E::invalid_value(Unexpected::Str(&shorten(text)), &self)),
            }
        }
    }

    deserializer.deserialize_any(Number)
}

/// A text, or a whole number as text.
fn word<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<String>, D::Error> {
    struct Word;

    impl<'de> Visitor<'de> for Word {
        type Value = Option<String>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a whole number or a text")
        }

        fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<Option<String>, E> {
            Ok(None)
        }

        fn visit_none<E: serde::de::Error>(self) -> std::result::Result<Option<String>, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Option<String>, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_u64<E: serde::de::Error>(self, number: u64) -> std::result::Result<Option<String>, E> {
            Ok(Some(number.to_string()))
        }

        fn visit_i64<E: serde::de::Error>(self, number: i64) -> std::result::Result<Option<String>, E> {
            Ok(Some(number.to_string()))
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<Option<String>, E> {
            Ok(Some(text.to_owned()))
        }
    }

    deserializer.deserialize_any(Word)
}

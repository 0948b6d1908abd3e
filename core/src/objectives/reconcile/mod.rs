//! Did every record arrive as it left?
//!
//! ```
//! use hypercare::objectives::{Cell, ReconcileOptions, ReconcileVerdict, TableSummary, reconcile};
//! let options = ReconcileOptions::new(&["id", "email"]);
//! let (mut source, mut target) = (TableSummary::new(options.clone())?, TableSummary::new(options)?);
//! source.add_rows(&[[Cell::from(1), Cell::from("a@x")], [Cell::from(2), Cell::from("b@x")]])?;
//! target.add_rows(&[[Cell::from(2), Cell::from("b@x")]])?;
//! let answer = reconcile(&source, &target)?;
//! assert_eq!((answer.verdict, answer.missing[0].key.as_str()), (ReconcileVerdict::Differs, "1"));
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! Each side is summarised where it lies, row by row, in any order and in any number of parts; only the summaries meet.
//! Counts, nulls, exact sums and checksums by column are compared, and the rows that differ are named with their
//! columns, up to the number that the options allow for. Decimals travel as text and are summed in full, so that money
//! agrees to the last cent; where "7.5" and "7.50" are the same, say that the column is one of the `decimals`. Hashes are of 64 bits and not made against somebody who looks
//! for collisions.

mod cell;
mod decimal;
mod sample;
mod saved;
mod sketch;
mod sum;
mod summary;

use std::collections::BTreeMap;

use serde::Serialize;

pub use cell::Cell;
pub use summary::{ReconcileOptions, TableReference, TableSummary};

use crate::{Error, Reason, Result};
use summary::{key_of, parts_of};

/// What [`reconcile`] concludes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReconcileVerdict {
    /// Both tables hold the same rows.
    Matches,
    /// They don't.
    Differs,
}

/// How a target differs from its source.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reconciliation {
    /// The conclusion.
    pub verdict: ReconcileVerdict,
    /// Rows of the source.
    pub source_rows: u64,
    /// Rows of the target.
    pub target_rows: u64,
    /// Whether all rows that differ were found. Otherwise there are more than the options allow for: those found are
    /// right, and the columns below say where to look, or summarise again with more `differences` or by ranges of the
    /// key.
    pub complete: bool,
    /// Rows found that only the source has.
    pub missing_rows: u64,
    /// Rows found that only the target has.
    pub extra_rows: u64,
    /// Rows found whose fields differ.
    pub changed_rows: u64,
    /// Rows that only the source has, by key, as many as are to be listed.
    pub missing: Vec<KeyedRow>,
    /// Rows that only the target has, by key, as many as are to be listed.
    pub extra: Vec<KeyedRow>,
    /// Rows whose fields differ, by key, as many as are to be listed.
    pub changed: Vec<ChangedRow>,
    /// Every column.
    pub columns: Vec<ColumnDifference>,
    /// The source for itself.
    pub source: TableReport,
    /// The target for itself.
    pub target: TableReport,
    /// What differs, in words; empty where nothing does.
    pub reasons: Vec<Reason>,
}

/// A row that one side alone has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyedRow {
    /// Its key: fields between commas, cut behind 31 bytes.
    pub key: String,
    /// How many copies more than the other side has.
    pub copies: u64,
}

/// A row that both sides have, with other fields.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangedRow {
    /// Its key: fields between commas, cut behind 31 bytes.
    pub key: String,
    /// The columns whose fields differ. A difference is overlooked with a chance of 2^-16 for each field.
    pub columns: Vec<String>,
    /// How many rows of this key have these differences.
    pub copies: u64,
}

/// One column on both sides.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnDifference {
    /// Its name.
    pub name: String,
    /// Whether both sides hold the same fields in the same rows, by their checksums.
    pub equal: bool,
    /// The column in the source.
    pub source: ColumnSummary,
    /// The column in the target.
    pub target: ColumnSummary,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnSummary {
    /// Its name.
    pub name: String,
    /// NULLs.
    pub nulls: u64,
    /// Finite numbers, and texts that are plain decimals, such as "-1234.50".
    pub numbers: u64,
    /// Their sum, exact until it is rounded once to a float; twice where a column holds fractions as floats and as text.
    pub sum: f64,
    /// Their sum in full, "-1234.5": missing without numbers, where one of them is a float with a fraction, and beyond
    /// 53 places.
    pub exact_sum: Option<String>,
    /// The checksum over its fields with the keys of their rows, 16 hex digits.
    pub checksum: String,
}

/// One table for itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableReport {
    /// Rows.
    pub rows: u64,
    /// Rows with a NULL in their key.
    pub null_keys: u64,
    /// Different keys; an estimate where there are more than the sample holds.
    pub distinct_keys: f64,
    /// Whether the keys are a sample only.
    pub sampled: bool,
    /// Keys that come more than once, among those looked at.
    pub duplicate_keys: u64,
    /// Rows too many because of them.
    pub duplicate_rows: u64,
    /// Such keys with the number of their rows, as many as are to be listed.
    pub duplicates: Vec<KeyedRow>,
    /// Its columns.
    pub columns: Vec<ColumnSummary>,
}

/// Whether the rows that a table points to are there.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReferenceCheck {
    /// The reference's name.
    pub name: String,
    /// Whether no row points to one that is not there, as far as was looked.
    pub intact: bool,
    /// Whether the keys are a sample only.
    pub sampled: bool,
    /// Different keys that were looked up.
    pub checked_keys: u64,
    /// Keys among them that are not there.
    pub orphan_keys: u64,
    /// Rows that point to them.
    pub orphan_rows: u64,
    /// Rows that point nowhere, as one of the columns is NULL.
    pub null_rows: u64,
    /// Such keys with the number of rows that point to them, as many as are to be listed.
    pub orphans: Vec<KeyedRow>,
    /// The numbers.
    pub reason: Reason,
}

/// Compares the summaries of a table before and after its migration.
///
/// # Errors
///
/// [`Error::Invalid`] if the summaries were made with different options.
pub fn reconcile(source: &TableSummary, target: &TableSummary) -> Result<Reconciliation> {
    if source.options != target.options {
        return Err(Error::invalid("target", "a summary with the options of the source", "other options"));
    }
    let listed = source.options.listed as usize;
    let mut difference = source.sketch.clone();
    difference.merge(&target.sketch, -1);
    let peeled = difference.peel();
    let found = Found::of(&peeled.rows, &source.options.columns);
    let columns: Vec<_> = source.report_columns().into_iter().zip(target.report_columns()).collect();
    let columns: Vec<_> = columns
        .into_iter()
        .map(|(source, target)| ColumnDifference {
            name: source.name.clone(),
            equal: source.checksum == target.checksum && source.nulls == target.nulls,
            source,
            target,
        })
        .collect();
    let mut answer = Reconciliation {
        verdict: ReconcileVerdict::Matches,
        source_rows: source.rows,
        target_rows: target.rows,
        complete: peeled.complete,
        missing_rows: total(found.missing.iter().map(|row| row.copies)),
        extra_rows: total(found.extra.iter().map(|row| row.copies)),
        changed_rows: total(found.changed.iter().map(|row| row.copies)),
        missing: found.missing,
        extra: found.extra,
        changed: found.changed,
        columns,
        source: source.report(),
        target: target.report(),
        reasons: Vec::new(),
    };
    answer.reasons = answer.reasons(&source.options);
    if !answer.reasons.is_empty() {
        answer.verdict = ReconcileVerdict::Differs;
    }
    answer.missing.truncate(listed);
    answer.extra.truncate(listed);
    answer.changed.truncate(listed);
    Ok(answer)
}

impl Reconciliation {
    fn reasons(&self, options: &ReconcileOptions) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if self.source_rows != self.target_rows {
            let reason = Reason::new("rows", "the target has another number of rows than the source");
            let reason = reason.number("source", self.source_rows as f64).number("target", self.target_rows as f64);
            reasons.push(reason);
        }
        let of = [
            ("missing", self.missing_rows, "rows are in the source alone", self.missing.first().map(|row| &row.key)),
            ("extra", self.extra_rows, "rows are in the target alone", self.extra.first().map(|row| &row.key)),
            ("changed", self.changed_rows, "rows have other fields", self.changed.first().map(|row| &row.key)),
        ];
        for (rule, count, words, key) in of {
            if let Some(key) = key {
                reasons.push(
                    Reason::new(rule, format!("{count} {words}, the first is {key}")).number("rows", count as f64),
                );
            }
        }
        if !self.complete {
            let detail = format!("more rows differ than can be told apart, which are {}", options.differences);
            reasons.push(Reason::new("differences", detail).number("differences", options.differences.into()));
        }
        for column in self.columns.iter().filter(|column| !column.equal) {
            let ColumnDifference { source, target, .. } = column;
            let sum = |side: &ColumnSummary| side.exact_sum.clone().unwrap_or_else(|| side.sum.to_string());
            let (before, after) = (sum(source), sum(target));
            let detail = if before == after {
                "the fields differ".to_owned()
            } else {
                format!("the fields differ: they sum to {before} in the source and {after} in the target")
            };
            let reason = Reason::new(format!("columns.{}", column.name), detail);
            let reason = reason.number("source_nulls", source.nulls as f64).number("target_nulls", target.nulls as f64);
            reasons.push(reason.number("source_sum", source.sum).number("target_sum", target.sum));
        }
        reasons
    }
}

/// Rows that differ, sorted out.
struct Found {
    missing: Vec<KeyedRow>,
    extra: Vec<KeyedRow>,
    changed: Vec<ChangedRow>,
}

/// Copies of rows with their columns' bits.
type Rows = Vec<(Vec<u16>, u64)>;

impl Found {
    fn of(rows: &[(Vec<u64>, i64)], columns: &[String]) -> Self {
        // By key: those of the source, and those of the target.
        let mut keys: BTreeMap<(String, u64), [Rows; 2]> = BTreeMap::new();
        for (words, count) in rows {
            let (hash, bits) = parts_of(words, columns.len());
            let [source, target] = keys.entry((key_of(words), hash)).or_default();
            let side = if *count > 0 { source } else { target };
            side.push((bits, count.unsigned_abs()));
        }
        let mut found = Self { missing: Vec::new(), extra: Vec::new(), changed: Vec::new() };
        for ((key, _), [mut source, mut target]) in keys {
            source.sort_unstable();
            target.sort_unstable();
            // Rows of one key on both sides have changed, one for one; what is left over is on one side alone.
            while let (Some(one), Some(other)) = (source.last_mut(), target.last_mut()) {
                let names = one.0.iter().zip(&other.0).zip(columns).filter(|((one, other), _)| one != other);
                let columns = names.map(|(_, name)| name.clone()).collect();
                let copies = one.1.min(other.1);
                (one.1, other.1) = (one.1 - copies, other.1 - copies);
                let spent = [one.1 == 0, other.1 == 0];
                found.changed.push(ChangedRow { key: key.clone(), columns, copies });
                // Only the last of each can be used up.
                source.truncate(source.len() - usize::from(spent[0]));
                target.truncate(target.len() - usize::from(spent[1]));
            }
            for (rows, list) in [(&source, &mut found.missing), (&target, &mut found.extra)] {
                if !rows.is_empty() {
                    list.push(KeyedRow { key: key.clone(), copies: total(rows.iter().map(|(_, copies)| *copies)) });
                }
            }
        }
        found
    }
}

/// The sum of counts; at most what the other languages' whole numbers hold.
fn total(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add).min(i64::MAX as u64)
}

impl TableSummary {
    /// The table for itself: rows, NULLs, sums, checksums, duplicate keys.
    pub fn report(&self) -> TableReport {
        let duplicates: Vec<_> = self.keys.entries.values().filter(|(count, _)| *count > 1).collect();
        let rows = total(duplicates.iter().map(|(count, _)| count - 1));
        TableReport {
            rows: self.rows,
            null_keys: self.null_keys,
            distinct_keys: self.keys.distinct(),
            sampled: self.keys.full,
            duplicate_keys: duplicates.len() as u64,
            duplicate_rows: rows,
            duplicates: self.listed(&duplicates),
            columns: self.report_columns(),
        }
    }

    fn report_columns(&self) -> Vec<ColumnSummary> {
        let column = |(name, state): (&String, &summary::ColumnState)| {
            let (numbers, sum, exact_sum) = state.sums();
            let checksum = format!("{:016x}", state.checksum);
            ColumnSummary { name: name.clone(), nulls: state.nulls, numbers, sum, exact_sum, checksum }
        };
        self.options.columns.iter().zip(&self.columns).map(column).collect()
    }

    fn listed(&self, keys: &[&(u64, String)]) -> Vec<KeyedRow> {
        let mut rows: Vec<_> =
            keys.iter().map(|(copies, key)| KeyedRow { key: key.clone(), copies: *copies }).collect();
        rows.sort_unstable();
        rows.truncate(self.options.listed as usize);
        rows
    }

    /// Whether the rows that this table points to are among the keys of another.
    ///
    /// Exact where neither table has more different keys than its sample holds; beyond that the keys of both samples
    /// are compared, which hold the same keys of one another.
    ///
    /// ```
    /// use hypercare::objectives::{Cell, ReconcileOptions, TableReference, TableSummary};
    /// let mut customers = TableSummary::new(ReconcileOptions::new(&["id"]))?;
    /// customers.add_rows(&[[Cell::from(1)], [Cell::from(2)]])?;
    /// let reference = TableReference { name: "customer".into(), columns: vec!["customer_id".into()] };
    /// let options = ReconcileOptions { references: vec![reference], ..ReconcileOptions::new(&["id", "customer_id"]) };
    /// let mut orders = TableSummary::new(options)?;
    /// orders.add_rows(&[[Cell::from(10), Cell::from(2)], [Cell::from(11), Cell::from(3)]])?;
    /// let check = orders.check_reference("customer", &customers)?;
    /// assert_eq!((check.intact, check.orphans[0].key.as_str()), (false, "3"));
    /// # Ok::<(), hypercare::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a reference that the options don't have, [`Error::Invalid`] if it has another number of
    /// columns than the other table's key.
    pub fn check_reference(&self, name: &str, parent: &Self) -> Result<ReferenceCheck> {
        let mut references = self.options.references.iter().zip(&self.references);
        let Some((reference, state)) = references.find(|(reference, _)| reference.name == name) else {
            let known = self.options.references.iter().map(|reference| reference.name.clone());
            return Err(Error::unknown("reference", name, known.collect()));
        };
        let (own, others) = (reference.columns.len(), parent.options.key.len());
        if own != others {
            return Err(Error::invalid("parent", format!("a key of {own} columns"), others));
        }
        let reach = state.keys.reach().min(parent.keys.reach());
        let keys: Vec<_> = state.keys.entries.range(..=reach).collect();
        let orphans = keys.iter().filter(|(hash, _)| !parent.keys.entries.contains_key(hash));
        let orphans: Vec<_> = orphans.map(|(_, key)| *key).collect();
        let rows = total(orphans.iter().map(|(rows, _)| *rows));
        let sampled = state.keys.full || parent.keys.full;
        let looked = if sampled { "of a sample of the keys" } else { "of all keys" };
        let reason = Reason::new(format!("references.{name}"), format!("{} {looked} are not there", orphans.len()));
        Ok(ReferenceCheck {
            name: reference.name.clone(),
            intact: orphans.is_empty(),
            sampled,
            checked_keys: keys.len() as u64,
            orphan_keys: orphans.len() as u64,
            orphan_rows: rows,
            null_rows: state.nulls,
            orphans: self.listed(&orphans),
            reason: reason.number("checked_keys", keys.len() as f64).number("orphan_rows", rows as f64),
        })
    }
}

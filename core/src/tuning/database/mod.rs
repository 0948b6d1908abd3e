//! Which indexes does a database lack, which does it not need, and which tables want upkeep?

mod catalog;
mod cost;
mod create;
mod keys;
mod predicate;
mod rows;
mod shape;
mod sql;
mod upkeep;
mod walk;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use rows::{ColumnRow, DatabaseStatistics, IndexRow, StatementRow, TableRow, statistics_sql};

use super::advice::TuningAdvice;
use super::verify::TuningMeasurement;
use crate::error::shorten;
use crate::time::Span;
use crate::{Error, Reason, Result};
use catalog::Catalog;

/// Most slow queries that are read.
const MOST_QUERIES: u64 = 10_000;

/// When indexes are advised, and when they are advised against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct IndexOptions {
    /// From which mean time on a query is slow, in milliseconds, 0 or more: 100 in the support framework.
    pub slow_ms: f64,
    /// From which mean time on it should be written in another way as well: 1000 there.
    pub rewrite_ms: f64,
    /// How many of the slow queries are read, those first that take the most time in all; 1 to 10,000.
    pub most_queries: u64,
    /// The share of a query's cost that an index must save, 0 up to but not including 1: 0.3 there.
    pub least_gain: f64,
    /// Fewest rows of a table for which an index is worth while.
    pub least_rows: f64,
    /// Most columns of an advised index, 1 to 32.
    pub most_columns: usize,
    /// An index with fewer scans than this counts as unused: 10 there.
    pub unused_scans: f64,
    /// For how long scans must have been counted before an index is called unused.
    pub unused_after: Span,
    /// From how many dead rows on a table is looked at: 1000 there.
    pub dead_rows: f64,
    /// The share of its rows that may be dead, 0 to 1: 0.2, at which PostgreSQL's own vacuum should come.
    pub dead_share: f64,
    /// Whether indexes are built and dropped without locking the table, which takes longer and not in a transaction.
    pub concurrently: bool,
}

impl Default for IndexOptions {
    /// The numbers of the support framework; 500 queries, tables from 1,000 rows on, 3 columns, two weeks.
    fn default() -> Self {
        Self {
            slow_ms: 100.0,
            rewrite_ms: 1_000.0,
            most_queries: 500,
            least_gain: 0.3,
            least_rows: 1_000.0,
            most_columns: 3,
            unused_scans: 10.0,
            unused_after: Span::minutes(14 * 24 * 60),
            dead_rows: 1_000.0,
            dead_share: 0.2,
            concurrently: true,
        }
    }
}

/// A query whose mean time is over the threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SlowQuery {
    /// By what PostgreSQL knows it; the beginning of the query where that is not given.
    pub queryid: String,
    /// The beginning of the query.
    pub query: String,
    /// How often it ran.
    pub calls: f64,
    /// Its mean time in milliseconds.
    pub mean_ms: f64,
    /// Its time in all, in milliseconds.
    pub total_ms: f64,
    /// The share of the time of all statements that is, 0 to 1.
    pub share_of_time: f64,
    /// How many rows it gives or changes each time.
    pub rows_per_call: Option<f64>,
    /// The share of its blocks that were in the cache, 0 to 1.
    pub cache_share: Option<f64>,
    /// The known tables it reads, in the order of their names.
    pub tables: Vec<String>,
    /// What about it may be written in another way, as sentences for people.
    pub hints: Vec<String>,
    /// Why no index is advised for it, where that is known: it could not be read, or what it reads is no table.
    pub skipped: Option<String>,
    /// Which threshold it is over.
    pub reason: Reason,
}

/// What a database lacks, and what it does not need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IndexReport {
    /// Slow queries, those first that take the most time in all.
    pub slow_queries: Vec<SlowQuery>,
    /// What to do: indexes to create, those first that save the most time; then queries to rewrite, indexes to drop, tables
    /// to vacuum and to analyze.
    pub advice: Vec<TuningAdvice>,
    /// What was not judged, and why, as sentences for people.
    pub notes: Vec<String>,
}

/// Which indexes a database lacks and which it does not need, from PostgreSQL's own statistics.
///
/// Slow queries are parsed. For each table they read, the cost of the best index there is stands beside that of the index
/// that would serve best: columns compared for equality first, then a range, or the order where there is a limit. What saves
/// enough is advised, one index for all queries that it serves. Nothing is ever advised against that is unique, of a
/// constraint, or has not been watched for long enough.
///
/// ```
/// use hypercare::tuning::{DatabaseStatistics, IndexOptions, advise_indexes};
/// let statistics = DatabaseStatistics::from_json(r#"{
///   "statements": [{"queryid": 42, "query": "SELECT * FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT $2",
///                   "calls": 900, "mean_exec_time": 180.5, "total_exec_time": 162450.0, "rows": 18000}],
///   "tables": [{"schemaname": "public", "relname": "orders", "seq_scan": 900, "n_live_tup": 1000000}]
/// }"#)?;
/// let report = advise_indexes(&statistics, &IndexOptions::default())?;
/// assert_eq!(
///     report.advice[0].statements,
///     ["CREATE INDEX CONCURRENTLY idx_orders_customer_id_created_at ON public.orders (customer_id, created_at)"]
/// );
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Invalid`] for options out of their range and for numbers that are not finite or negative, with the row;
/// [`Error::Limit`] over 2 million rows of a view; [`Error::Range`] for an instant outside of the years 0 to 9999.
pub fn advise_indexes(statistics: &DatabaseStatistics, options: &IndexOptions) -> Result<IndexReport> {
    options.check()?;
    statistics.check()?;
    let catalog = Catalog::new(statistics);
    let mut report = IndexReport { slow_queries: Vec::new(), advice: Vec::new(), notes: Vec::new() };
    create::advise(statistics, &catalog, options, &mut report);
    upkeep::advise(statistics, &catalog, options, &mut report);
    Ok(report)
}

impl IndexOptions {
    fn check(&self) -> Result<()> {
        let amounts = [
            ("slow_ms", self.slow_ms),
            ("rewrite_ms", self.rewrite_ms),
            ("least_rows", self.least_rows),
            ("unused_scans", self.unused_scans),
            ("dead_rows", self.dead_rows),
        ];
        if let Some((name, value)) = amounts.iter().find(|(_, value)| !(value.is_finite() && *value >= 0.0)) {
            return Err(Error::invalid(*name, "a finite number of 0 or more", value));
        }
        if !(1..=MOST_QUERIES).contains(&self.most_queries) {
            return Err(Error::invalid("most_queries", "1 to 10,000", self.most_queries));
        }
        if !(0.0..1.0).contains(&self.least_gain) {
            return Err(Error::invalid("least_gain", "0 up to but not including 1", self.least_gain));
        }
        if !(0.0..=1.0).contains(&self.dead_share) {
            return Err(Error::invalid("dead_share", "0 to 1", self.dead_share));
        }
        if !(1..=32).contains(&self.most_columns) {
            return Err(Error::invalid("most_columns", "1 to 32", self.most_columns));
        }
        Ok(())
    }
}

/// The mean times of statements as [`verify`](super::verify()) takes them, by the names that the advice on them gives. With
/// `since`, an earlier reading, only of what ran since then: that is how the time after a change is told from the time
/// before it; where counting began anew in between, of all that is counted. Rows of the same query are put together, and have
/// no deviation where one of them has none: [`verify`](super::verify()) then calls them inconclusive.
///
/// ```
/// use hypercare::tuning::{DatabaseStatistics, StatementRow, statement_measurements};
/// let read = |calls, mean, deviation| DatabaseStatistics {
///     statements: vec![StatementRow {
///         queryid: Some("42".into()), calls: Some(calls), mean_exec_time: Some(mean), stddev_exec_time: Some(deviation),
///         ..Default::default()
///     }],
///     ..Default::default()
/// };
/// // A hundred calls of 100 ms, then a hundred of 20 ms.
/// let after = statement_measurements(&read(200.0, 60.0, 40.0), Some(&read(100.0, 100.0, 0.0)))?;
/// assert_eq!((after[0].metric.as_str(), after[0].mean, after[0].count), ("mean_exec_time:42", Some(20.0), Some(100.0)));
/// # Ok::<(), hypercare::Error>(())
/// ```
///
/// # Errors
///
/// As for [`advise_indexes`].
pub fn statement_measurements(
    statistics: &DatabaseStatistics,
    since: Option<&DatabaseStatistics>,
) -> Result<Vec<TuningMeasurement>> {
    let mut all = moments(statistics)?;
    if let Some(since) = since {
        for (id, before) in moments(since)? {
            if let Some(now) = all.get_mut(&id) {
                *now = now.after(&before);
            }
        }
    }
    let measured = all.into_iter().filter(|(_, moments)| moments.calls > 0.0).map(|(id, moments)| {
        let Moments { calls, sum, squares, .. } = moments;
        let mean = sum / calls;
        // Rounding alone can bring it under 0.
        let variance = (squares / calls - mean * mean).max(0.0) * if calls > 1.0 { calls / (calls - 1.0) } else { 0.0 };
        let measured = TuningMeasurement::mean(metric(&id), mean, libm::sqrt(variance), calls);
        // Without it no verdict is possible: none is better than one that takes all times for the same.
        TuningMeasurement { deviation: measured.deviation.filter(|_| moments.spread), ..measured }
    });
    Ok(measured.collect())
}

/// Calls, sum and sum of squares of the times of a query.
#[derive(Clone, Copy)]
struct Moments {
    calls: f64,
    sum: f64,
    squares: f64,
    /// Whether the deviation of all of them is known.
    spread: bool,
    since: Option<DateTime<Utc>>,
}

impl Moments {
    /// What came after an earlier reading; all of it where the times were counted anew in between.
    fn after(self, before: &Self) -> Self {
        let (calls, sum, squares) = (self.calls - before.calls, self.sum - before.sum, self.squares - before.squares);
        let fewer = calls < 0.0 || sum < -1e-9 * before.sum || squares < -1e-9 * before.squares;
        // No times have a smaller sum of squares than as many that are all the same.
        let impossible = squares * calls < sum * sum * (1.0 - 1e-6) - 1e-9 * self.squares * calls;
        let known = self.spread && before.spread;
        if fewer || (known && impossible) || (before.since.is_some() && self.since != before.since) {
            return self;
        }
        Self { calls, sum: sum.max(0.0), squares: squares.max(0.0), spread: known, since: self.since }
    }
}

fn moments(statistics: &DatabaseStatistics) -> Result<BTreeMap<String, Moments>> {
    statistics.check()?;
    let mut all: BTreeMap<String, Moments> = BTreeMap::new();
    for row in &statistics.statements {
        let (Some(calls), Some(mean)) = (row.calls, row.mean_exec_time) else { continue };
        let deviation = row.stddev_exec_time;
        let none = Moments { calls: 0.0, sum: 0.0, squares: 0.0, spread: true, since: None };
        let old = all.entry(id(row)).or_insert(none);
        *old = Moments {
            calls: old.calls + calls,
            sum: old.sum + calls * mean,
            squares: old.squares + calls * (mean * mean + deviation.map_or(0.0, |deviation| deviation * deviation)),
            spread: old.spread && (deviation.is_some() || calls == 0.0),
            since: old.since.max(row.stats_since),
        };
    }
    Ok(all)
}

/// By what a query is known.
fn id(row: &StatementRow) -> String {
    match (&row.queryid, &row.query) {
        (Some(id), _) => id.clone(),
        (None, Some(query)) => shorten(query),
        (None, None) => "unknown".to_owned(),
    }
}

fn metric(id: &str) -> String {
    format!("mean_exec_time:{id}")
}

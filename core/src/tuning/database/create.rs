//! Slow queries, and the indexes that would help them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::catalog::{Catalog, Table};
use super::cost::{Costs, Proposal};
use super::keys::IndexKey;
use super::rows::{DatabaseStatistics, StatementRow};
use super::shape::Shape;
use super::sql::{parse, qualified, quote};
use super::{IndexOptions, IndexReport, SlowQuery, id, metric};
use crate::tuning::advice::{ExpectedEffect, TuningAdvice, TuningKind, TuningVerification, line, percent};
use crate::{Priority, Reason};

/// Most characters of a query that are given back.
const MOST_SHOWN: usize = 500;

/// Most bytes of a name in PostgreSQL.
const MOST_NAME: usize = 63;

/// An index that some queries ask for.
struct Candidate {
    table: usize,
    keys: Vec<IndexKey>,
    /// How many of its first keys may change places.
    equal: usize,
    /// How many of its first keys must stay where they are, for another query's sake.
    fixed: usize,
    gains: Vec<Gain>,
}

/// What a query saves by an index.
struct Gain {
    /// The place of the query in the report.
    query: usize,
    /// The share of its cost, 0 to 1.
    saved: f64,
}

pub(super) fn advise(
    statistics: &DatabaseStatistics,
    catalog: &Catalog<'_>,
    options: &IndexOptions,
    report: &mut IndexReport,
) {
    let time = |row: &StatementRow| {
        row.total_exec_time.unwrap_or_else(|| row.calls.unwrap_or(0.0) * row.mean_exec_time.unwrap_or(0.0))
    };
    let all: f64 = statistics.statements.iter().map(time).sum();
    let slow = |row: &&StatementRow| row.mean_exec_time.is_some_and(|mean| mean > options.slow_ms);
    let mut slow: Vec<&StatementRow> = statistics.statements.iter().filter(slow).collect();
    slow.sort_by(|a, b| time(b).total_cmp(&time(a)).then_with(|| id(a).cmp(&id(b))));
    let most = usize::try_from(options.most_queries).unwrap_or(usize::MAX);
    if slow.len() > most {
        report.notes.push(format!(
            "{} of {} slow queries were not read: those with the least time",
            slow.len() - most,
            slow.len()
        ));
    }
    slow.truncate(most);
    let (mut candidates, mut rewrites) = (Vec::new(), Vec::new());
    for row in slow {
        let place = report.slow_queries.len();
        let mut query = describe(row, time(row), all, options);
        match row.query.as_deref().map(parse) {
            None => query.skipped = Some("its text is not given".to_owned()),
            Some(Err(why)) => query.skipped = Some(format!("it could not be read: {why}")),
            Some(Ok(statement)) => {
                let shape = Shape::of(&statement, catalog);
                let names = |used: &super::shape::Use| {
                    catalog.tables.get(used.table).map(|table| format!("{}.{}", table.schema, table.row.relname))
                };
                query.tables = shape.uses.iter().filter_map(names).collect::<BTreeSet<_>>().into_iter().collect();
                query.hints = shape.hints.iter().cloned().collect();
                if shape.uses.is_empty() && !shape.unknown.is_empty() {
                    let unknown: Vec<_> = shape.unknown.iter().take(5).map(|name| line(name)).collect();
                    query.skipped = Some(format!("no table of the statistics: {}", unknown.join(", ")));
                }
                candidates.extend(propose(statistics, catalog, options, &shape, &query, place));
                if query.mean_ms > options.rewrite_ms && !query.hints.is_empty() {
                    rewrites.push(rewrite(&query));
                }
            }
        }
        report.slow_queries.push(query);
    }
    let mut taken: HashSet<(&str, String)> =
        statistics.indexes.iter().map(|row| (row.schemaname.as_str(), row.indexrelname.clone())).collect();
    let mut created: Vec<(f64, TuningAdvice)> = Vec::new();
    for candidate in merge(candidates) {
        if let Some(table) = catalog.tables.get(candidate.table) {
            created.push(create(table, &candidate, all, options, report, &mut taken));
        }
    }
    created.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    report.advice.extend(created.into_iter().map(|(_, advice)| advice));
    report.advice.extend(rewrites);
}

fn describe(row: &StatementRow, time: f64, all: f64, options: &IndexOptions) -> SlowQuery {
    let mean_ms = row.mean_exec_time.unwrap_or(0.0);
    let calls = row.calls.unwrap_or(0.0);
    let blocks = row.shared_blks_hit.unwrap_or(0.0) + row.shared_blks_read.unwrap_or(0.0);
    let query: String = row.query.as_deref().unwrap_or_default().chars().take(MOST_SHOWN).collect();
    let reason = Reason::new("slow_ms", "the mean time is over the threshold")
        .number("mean_ms", mean_ms)
        .number("threshold_ms", options.slow_ms)
        .number("calls", calls);
    SlowQuery {
        queryid: id(row),
        query,
        calls,
        mean_ms,
        total_ms: time,
        share_of_time: if all > 0.0 { time / all } else { 0.0 },
        rows_per_call: row.rows.filter(|_| calls > 0.0).map(|rows| rows / calls),
        cache_share: (blocks > 0.0).then(|| row.shared_blks_hit.unwrap_or(0.0) / blocks),
        tables: Vec::new(),
        hints: Vec::new(),
        skipped: None,
        reason,
    }
}

/// The indexes that one query asks for: those that save enough of its cost beside what there is.
fn propose(
    statistics: &DatabaseStatistics,
    catalog: &Catalog<'_>,
    options: &IndexOptions,
    shape: &Shape,
    query: &SlowQuery,
    place: usize,
) -> Vec<Candidate> {
    let costs: Vec<_> = (0..shape.uses.len())
        .filter_map(|place| {
            let used = shape.uses.get(place)?;
            let costs = Costs::new(catalog, shape, place, query.rows_per_call)?;
            let now = costs.now(&statistics.indexes);
            Some((used, costs, now))
        })
        .collect();
    let total: f64 = costs.iter().map(|(_, _, now)| now).sum();
    let mut found = Vec::new();
    for (used, costs, now) in &costs {
        let Some(Proposal { keys, equal, cost }) = costs.best(options.most_columns) else { continue };
        let saved = (now - cost) / total;
        if costs.scan() >= options.least_rows && saved > options.least_gain {
            let gains = vec![Gain { query: place, saved }];
            found.push(Candidate { table: used.table, keys, equal, fixed: 0, gains });
        }
    }
    found
}

/// One index where one serves several queries: it begins with all keys of the other, or can be made to.
fn merge(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    // The longest first, so that the shorter find them; the rest of the order makes the result the same in each run.
    candidates.sort_by(|a, b| {
        let (first, second) = ((a.table, b.keys.len()), (b.table, a.keys.len()));
        first.cmp(&second).then_with(|| a.keys.cmp(&b.keys)).then_with(|| b.equal.cmp(&a.equal))
    });
    let mut merged: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        let first = merged.partition_point(|other| other.table < candidate.table);
        let home = merged.iter_mut().skip(first).find_map(|other| {
            let fits = other.table == candidate.table && (begins(other, &candidate) || reorder(other, &candidate));
            fits.then_some(other)
        });
        match home {
            Some(other) => {
                other.fixed = other.fixed.max(candidate.keys.len());
                // A query that mentions a table twice gains by an index once.
                for gain in candidate.gains {
                    match other.gains.iter_mut().find(|old| old.query == gain.query) {
                        Some(old) => old.saved = (old.saved + gain.saved).min(1.0),
                        None => other.gains.push(gain),
                    }
                }
            }
            None => merged.push(candidate),
        }
    }
    merged
}

fn begins(long: &Candidate, short: &Candidate) -> bool {
    long.keys.starts_with(&short.keys)
}

/// Puts the keys of a shorter index in front of a longer one, where all that move are compared for equality.
fn reorder(long: &mut Candidate, short: &Candidate) -> bool {
    let front = long.keys.get(..long.equal).unwrap_or_default();
    let inside = short.keys.len() == short.equal && short.keys.iter().all(|key| front.contains(key));
    let pinned = long.keys.get(..long.fixed).unwrap_or_default();
    // What is pinned must stay in front: the shorter one has to begin with it.
    if !inside || !short.keys.starts_with(pinned) {
        return false;
    }
    let rest: Vec<_> = long.keys.iter().filter(|key| !short.keys.contains(key)).cloned().collect();
    long.keys = short.keys.iter().cloned().chain(rest).collect();
    true
}

/// The advice to create an index, with the time that it saves in all.
fn create<'a>(
    table: &Table<'a>,
    candidate: &Candidate,
    all: f64,
    options: &IndexOptions,
    report: &IndexReport,
    taken: &mut HashSet<(&'a str, String)>,
) -> (f64, TuningAdvice) {
    let name = free_name(table, &candidate.keys, taken);
    let columns: Vec<_> = candidate.keys.iter().map(IndexKey::sql).collect();
    let relation = qualified(table.schema, &table.row.relname);
    // PostgreSQL builds no index of a partitioned table that way.
    let parted = table.row.relkind.as_deref() == Some("p");
    let concurrently = if options.concurrently && !parted { "CONCURRENTLY " } else { "" };
    let columns = columns.join(", ");
    let (mut calls, mut now, mut expected, mut saved) = (0.0, 0.0, 0.0, 0.0);
    let mut queries: BTreeMap<&str, Reason> = BTreeMap::new();
    for gain in &candidate.gains {
        let Some(query) = report.slow_queries.get(gain.query) else { continue };
        // A query that is not known to have run counts as if it had once.
        let times = query.calls.max(1.0);
        calls += times;
        now += times * query.mean_ms;
        expected += times * query.mean_ms * (1.0 - gain.saved);
        saved += query.total_ms * gain.saved;
        let reason = Reason::new(format!("statements.{}", line(&query.queryid)), line(&query.query))
            .number("mean_ms", query.mean_ms)
            .number("calls", query.calls)
            .number("saved_share", gain.saved);
        queries.insert(&query.queryid, reason);
    }
    let (now, expected) = (now / calls.max(1.0), expected / calls.max(1.0));
    let share = if all > 0.0 { saved / all } else { 0.0 };
    let row = table.row;
    let writes = row.n_tup_ins.unwrap_or(0.0) + row.n_tup_upd.unwrap_or(0.0) + row.n_tup_del.unwrap_or(0.0);
    let mut evidence = vec![
        Reason::new("tables", format!("{relation}: every write will keep up the index as well"))
            .number("rows", table.rows)
            .number("seq_scan", row.seq_scan.unwrap_or(0.0))
            .number("seq_tup_read", row.seq_tup_read.unwrap_or(0.0))
            .number("idx_scan", row.idx_scan.unwrap_or(0.0))
            .number("writes", writes),
    ];
    if parted {
        let detail = "building it locks all partitions: to avoid that, build one on each partition concurrently first, create this one ON ONLY the table, and attach them";
        evidence.push(Reason::new("partitions", detail));
    }
    for key in &candidate.keys {
        let column = table.columns.iter().find(|(name, _)| quote(name) == key.text);
        evidence.extend(column.and_then(|(name, _)| table.distinct(name)).map(|distinct| {
            Reason::new("columns", format!("{} has different values", key.text)).number("n_distinct", distinct)
        }));
    }
    let metrics = queries.keys().map(|query| metric(query)).collect();
    let count = queries.len();
    evidence.extend(queries.into_values());
    let index = qualified(table.schema, &name);
    let advice = TuningAdvice {
        id: format!("create_index:{relation}:{columns}"),
        kind: TuningKind::CreateIndex,
        subject: relation.clone(),
        priority: match share {
            large if large >= 0.2 => Priority::High,
            some if some >= 0.02 => Priority::Medium,
            _ => Priority::Low,
        },
        summary: format!(
            "create an index on {relation} ({columns}) for {count} slow quer{}, which would save an estimated {} of the time of all statements",
            if count == 1 { "y" } else { "ies" },
            percent(share)
        ),
        statements: vec![format!("CREATE INDEX {concurrently}{} ON {relation} ({columns})", quote(&name))],
        undo: vec![format!("DROP INDEX {concurrently}{index}")],
        evidence,
        effect: ExpectedEffect {
            metric: "mean_exec_time_ms".to_owned(),
            now: Some(now),
            expected: Some(expected),
            improvement: (now > 0.0).then(|| 1.0 - expected / now),
            formula: "mean time x (1 - saved share), weighed by calls; saved share = (cost now - cost with the index) / cost of all tables of the query; a scan costs a unit per row, an index the logarithm of the rows and four units for each row it finds; rows found = rows x share of each condition, from n_distinct, rows per call, or PostgreSQL's own guesses".to_owned(),
        },
        verification: TuningVerification {
            metrics,
            lower_is_better: true,
            how: "Run EXPLAIN on the queries: the plan must name the index. Read the statistics before it is created and again after as long as before, and verify the statement_measurements.".to_owned(),
        },
    };
    (saved, advice)
}

/// A name that no index of the schema has.
fn free_name<'a>(table: &Table<'a>, keys: &[IndexKey], taken: &mut HashSet<(&'a str, String)>) -> String {
    let mut name = format!("idx_{}", table.row.relname);
    for key in keys {
        name.push('_');
        name.push_str(&key.text);
    }
    let word = |character: char| if character.is_alphanumeric() { character } else { '_' };
    let mut name: String = name.to_lowercase().chars().map(word).collect();
    while name.contains("__") {
        name = name.replace("__", "_");
    }
    let name = cut(name.trim_end_matches('_'), MOST_NAME).to_owned();
    let mut free = name.clone();
    let mut number = 2;
    while taken.contains(&(table.schema, free.clone())) {
        let ending = format!("_{number}");
        free = format!("{}{ending}", cut(&name, MOST_NAME - ending.len()));
        number += 1;
    }
    taken.insert((table.schema, free.clone()));
    free
}

/// The beginning of a text, of at most so many bytes.
fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

fn rewrite(query: &SlowQuery) -> TuningAdvice {
    let hints = query.hints.iter().map(|hint| Reason::new("hints", hint.as_str()));
    TuningAdvice {
        id: format!("rewrite_query:{}", query.queryid),
        kind: TuningKind::RewriteQuery,
        subject: line(&query.queryid),
        priority: Priority::Medium,
        summary: format!("write the query in another way: {}", query.hints.join("; ")),
        statements: Vec::new(),
        undo: Vec::new(),
        evidence: std::iter::once(query.reason.clone()).chain(hints).collect(),
        effect: ExpectedEffect {
            metric: "mean_exec_time_ms".to_owned(),
            now: Some(query.mean_ms),
            expected: None,
            improvement: None,
            formula: "not foretold: it depends on how the query is written".to_owned(),
        },
        verification: TuningVerification {
            metrics: vec![metric(&query.queryid)],
            lower_is_better: true,
            how: "Compare the results and the plans of both ways. Another text has another queryid: give the measurement of the new one the name of the old, and verify them.".to_owned(),
        },
    }
}

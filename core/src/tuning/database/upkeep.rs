//! Indexes that nobody needs, and tables that want vacuum.

use std::collections::{BTreeMap, HashMap};

use super::catalog::{Catalog, Table};
use super::keys::IndexShape;
use super::rows::{DatabaseStatistics, IndexRow};
use super::sql::qualified;
use super::{IndexOptions, IndexReport};
use crate::time::Rules;
use crate::tuning::advice::{ExpectedEffect, TuningAdvice, TuningKind, TuningVerification, percent};
use crate::{Priority, Reason};

/// From which share of changed rows on PostgreSQL counts a table anew, and how many rows on top.
const ANALYZE: (f64, f64) = (0.1, 50.0);

pub(super) fn advise(
    statistics: &DatabaseStatistics,
    catalog: &Catalog<'_>,
    options: &IndexOptions,
    report: &mut IndexReport,
) {
    let mut dropped = HashMap::new();
    for table in &catalog.tables {
        replaced(statistics, table, options, report, &mut dropped);
    }
    unused(statistics, catalog, options, report, &dropped);
    for table in &catalog.tables {
        vacuum(table, options, report);
        analyze(table, options, report);
    }
}

/// Whether the index holds something up besides queries; none where that is not known.
fn holds(row: &IndexRow) -> Option<bool> {
    let known = [row.indisunique, row.indisprimary, row.indisexclusion];
    if known.contains(&Some(true)) || row.indisreplident == Some(true) || row.relispartition == Some(true) {
        return Some(true);
    }
    known.iter().all(Option::is_some).then_some(false)
}

/// Indexes whose work another index of the table does: the same keys, or more behind them.
fn replaced(
    statistics: &DatabaseStatistics,
    table: &Table<'_>,
    options: &IndexOptions,
    report: &mut IndexReport,
    dropped: &mut HashMap<usize, usize>,
) {
    let sound = |(place, _): &&(usize, IndexShape)| {
        statistics.indexes.get(*place).is_some_and(|row| row.indisvalid != Some(false))
    };
    let indexes: Vec<_> = table.indexes.iter().filter(sound).collect();
    // Of indexes with the same keys the one stays that must, or that is used most.
    let mut same: BTreeMap<(&str, &str, &[String]), Vec<usize>> = BTreeMap::new();
    for (place, shape) in &indexes {
        same.entry((&shape.method, &shape.rest, &shape.written)).or_default().push(*place);
    }
    let scans = |place: usize| statistics.indexes.get(place).and_then(|row| row.idx_scan).unwrap_or(0.0);
    let needed = |place: usize| statistics.indexes.get(place).and_then(holds) != Some(false);
    let mut homes: HashMap<(&str, &[String]), usize> = HashMap::new();
    for ((method, rest, written), mut places) in same {
        places.sort_by(|a, b| {
            needed(*b).cmp(&needed(*a)).then_with(|| scans(*b).total_cmp(&scans(*a))).then_with(|| a.cmp(b))
        });
        let Some((stays, others)) = places.split_first() else { continue };
        for place in others.iter().filter(|place| !needed(**place)) {
            if dropped.insert(*place, *stays).is_none() {
                push(statistics, *place, Some(*stays), "another index has the same keys", options, report);
            }
        }
        if method != "btree" {
            continue;
        }
        // Every beginning of its keys is served by this index as well.
        for length in 1..written.len() {
            if let Some(front) = written.get(..length) {
                homes.entry((rest, front)).or_insert(*stays);
            }
        }
    }
    for (place, shape) in indexes {
        let home = homes.get(&(shape.rest.as_str(), shape.written.as_slice()));
        if let Some(home) = home.filter(|_| shape.method == "btree" && shape.rest.is_empty() && !needed(*place))
            && !dropped.contains_key(place)
        {
            dropped.insert(*place, *home);
            push(statistics, *place, Some(*home), "another index begins with the same keys", options, report);
        }
    }
}

/// Indexes that were watched for long enough and hardly ever scanned.
fn unused(
    statistics: &DatabaseStatistics,
    catalog: &Catalog<'_>,
    options: &IndexOptions,
    report: &mut IndexReport,
    dropped: &HashMap<usize, usize>,
) {
    if !statistics.indexes.iter().any(|row| row.idx_scan.is_some_and(|scans| scans < options.unused_scans)) {
        return;
    }
    let (Some(from), Some(to)) = (statistics.stats_reset, statistics.collected_at) else {
        report.notes.push("no index is called unused: it is not known since when scans are counted (stats_reset) and when they were read (collected_at); where PostgreSQL gives no stats_reset, as nobody ever reset its statistics, give the day the database was made, or take the scans of an earlier reading off and give its collected_at".to_owned());
        return;
    };
    let watched = (to - from).as_seconds_f64();
    let due = options.unused_after.after(from, chrono_tz::Tz::UTC, Rules::default());
    if due.is_ok_and(|due| due <= to) {
        idle_indexes(statistics, catalog, options, report, dropped, watched / 86_400.0);
        return;
    }
    let days = libm::round(watched / 8_640.0) / 10.0;
    let least = options.unused_after;
    report.notes.push(format!("no index is called unused: scans are counted for {days} days, less than {least}"));
}

/// The same, where they were watched for long enough.
fn idle_indexes(
    statistics: &DatabaseStatistics,
    catalog: &Catalog<'_>,
    options: &IndexOptions,
    report: &mut IndexReport,
    dropped: &HashMap<usize, usize>,
    watched_days: f64,
) {
    // Who takes over the work of another index takes over its scans.
    let mut scans: Vec<Option<f64>> = statistics.indexes.iter().map(|row| row.idx_scan).collect();
    for (gone, first) in dropped {
        let mut home = *first;
        // Its home may go as well, for one that begins with its keys in turn: each step is to a longer one, or to a twin.
        while let Some(next) = dropped.get(&home) {
            home = *next;
        }
        let more = statistics.indexes.get(*gone).and_then(|row| row.idx_scan);
        if let Some(sum) = scans.get_mut(home) {
            *sum = sum.zip(more).map(|(sum, more)| sum + more);
        }
    }
    let idle = |place: usize| scans.get(place).is_some_and(|sum| sum.is_some_and(|sum| sum < options.unused_scans));
    let mut unclear = 0_usize;
    for (place, row) in statistics.indexes.iter().enumerate().filter(|(place, _)| idle(*place)) {
        match holds(row) {
            _ if dropped.contains_key(&place) || row.indisvalid == Some(false) => {}
            Some(true) => {}
            None => unclear += 1,
            Some(false) if catalog.find(Some(&row.schemaname), &row.relname).is_none() => {}
            Some(false) => {
                push(
                    statistics,
                    place,
                    None,
                    "hardly any query uses the index, and every write keeps it up",
                    options,
                    report,
                );
                if let Some(advice) = report.advice.last_mut()
                    && let Some(reason) = advice.evidence.first_mut()
                {
                    reason.numbers.insert("watched_days".to_owned(), watched_days);
                    reason.numbers.insert("threshold_scans".to_owned(), options.unused_scans);
                }
            }
        }
    }
    if unclear > 0 {
        report.notes.push(format!("{unclear} idle indexes are not judged: whether they are unique, primary or of a constraint is not given (indisunique, indisprimary, indisexclusion)"));
    }
}

/// The advice to drop an index.
fn push(
    statistics: &DatabaseStatistics,
    place: usize,
    home: Option<usize>,
    detail: &str,
    options: &IndexOptions,
    report: &mut IndexReport,
) {
    let Some(row) = statistics.indexes.get(place) else { return };
    let index = qualified(&row.schemaname, &row.indexrelname);
    let bytes = row.index_bytes;
    let mut reason = Reason::new(format!("indexes.{index}"), detail).number("idx_scan", row.idx_scan.unwrap_or(0.0));
    if let Some(bytes) = bytes {
        reason = reason.number("index_bytes", bytes);
    }
    let mut evidence = vec![reason];
    let mut by = String::new();
    if let Some(other) = home.and_then(|home| statistics.indexes.get(home)) {
        let other_name = qualified(&other.schemaname, &other.indexrelname);
        let definition = other.indexdef.as_deref().unwrap_or_default();
        evidence.push(Reason::new(format!("indexes.{other_name}"), definition));
        by = format!(", whose work {other_name} does");
    } else {
        evidence.push(Reason::new("replicas", "scans on replicas are not counted here: look at those first"));
    }
    let concurrently = if options.concurrently { "CONCURRENTLY " } else { "" };
    // The definition makes it again, in the same way.
    let undo = row.indexdef.as_ref().map(|definition| match definition.strip_prefix("CREATE INDEX ") {
        Some(rest) if options.concurrently => format!("CREATE INDEX CONCURRENTLY {rest}"),
        _ => definition.clone(),
    });
    report.advice.push(TuningAdvice {
        id: format!("drop_index:{index}"),
        kind: TuningKind::DropIndex,
        subject: index.clone(),
        priority: Priority::Low,
        summary: format!("drop the index {index}{by}"),
        statements: vec![format!("DROP INDEX {concurrently}{index}")],
        undo: undo.into_iter().collect(),
        evidence,
        effect: ExpectedEffect {
            metric: "index_bytes".to_owned(),
            now: bytes,
            expected: bytes.map(|_| 0.0),
            improvement: bytes.filter(|bytes| *bytes > 0.0).map(|_| 1.0),
            formula: "all of its size; writes to the table get cheaper by one index".to_owned(),
        },
        verification: TuningVerification {
            metrics: Vec::new(),
            lower_is_better: true,
            how: "Read the statistics before and after, and verify the statement_measurements of all statements on the table: none may get worse.".to_owned(),
        },
    });
}

/// Tables with many dead rows.
fn vacuum(table: &Table<'_>, options: &IndexOptions, report: &mut IndexReport) {
    let row = table.row;
    let dead = row.n_dead_tup.unwrap_or(0.0);
    let share = if dead > 0.0 { dead / (dead + table.rows) } else { 0.0 };
    if dead <= options.dead_rows || share <= options.dead_share {
        return;
    }
    let name = qualified(table.schema, &row.relname);
    let changed = row.n_tup_ins.unwrap_or(0.0) + row.n_tup_upd.unwrap_or(0.0) + row.n_tup_del.unwrap_or(0.0);
    let mut reason = Reason::new("dead_share", "more rows are dead than PostgreSQL's own vacuum should leave")
        .number("n_dead_tup", dead)
        .number("n_live_tup", table.rows)
        .number("dead_share", share)
        .number("threshold", options.dead_share);
    if changed > 0.0 {
        reason = reason.number("dead_tuple_percent", 100.0 * dead / changed);
    }
    let free = row.table_bytes.map(|bytes| bytes * share);
    report.advice.push(TuningAdvice {
        id: format!("vacuum:{name}"),
        kind: TuningKind::Vacuum,
        subject: name.clone(),
        priority: if share > 0.5 { Priority::High } else { Priority::Medium },
        summary: format!("vacuum {name}, of whose rows {} are dead, and let autovacuum come sooner", percent(share)),
        statements: vec![
            format!("VACUUM (ANALYZE) {name}"),
            format!("ALTER TABLE {name} SET (autovacuum_vacuum_scale_factor = 0.05)"),
        ],
        undo: vec![format!("ALTER TABLE {name} RESET (autovacuum_vacuum_scale_factor)")],
        evidence: vec![reason],
        effect: ExpectedEffect {
            metric: "n_dead_tup".to_owned(),
            now: Some(dead),
            expected: Some(0.0),
            improvement: Some(1.0),
            formula: match free {
                Some(bytes) => format!("dead / (dead + live) of the table's size can be used again: about {} bytes", libm::round(bytes)),
                None => "dead / (dead + live) of the table's size can be used again".to_owned(),
            },
        },
        verification: TuningVerification {
            metrics: vec![format!("n_dead_tup:{name}")],
            lower_is_better: true,
            how: "Read n_dead_tup once an hour for a day before and after, and verify the samples; where it does not fall, look for old transactions and replication slots.".to_owned(),
        },
    });
}

/// Tables that changed much since the planner counted them.
fn analyze(table: &Table<'_>, options: &IndexOptions, report: &mut IndexReport) {
    let changed = table.row.n_mod_since_analyze.unwrap_or(0.0);
    let threshold = ANALYZE.0 * table.rows + ANALYZE.1;
    if table.rows < options.least_rows || changed <= 2.0 * threshold {
        return;
    }
    let name = qualified(table.schema, &table.row.relname);
    report.advice.push(TuningAdvice {
        id: format!("analyze:{name}"),
        kind: TuningKind::Analyze,
        subject: name.clone(),
        priority: Priority::Medium,
        summary: format!("let the planner count {name} anew"),
        statements: vec![format!("ANALYZE {name}")],
        undo: Vec::new(),
        evidence: vec![
            Reason::new("n_mod_since_analyze", "twice as many rows changed as should call for a new count")
                .number("n_mod_since_analyze", changed)
                .number("threshold", 2.0 * threshold)
                .number("n_live_tup", table.rows),
        ],
        effect: ExpectedEffect {
            metric: "n_mod_since_analyze".to_owned(),
            now: Some(changed),
            expected: Some(0.0),
            improvement: Some(1.0),
            formula: "plans are made on counts of now; PostgreSQL itself counts from 10 % of the rows and 50 on"
                .to_owned(),
        },
        verification: TuningVerification {
            metrics: Vec::new(),
            lower_is_better: true,
            how: "Compare EXPLAIN's rows with those of EXPLAIN ANALYZE before and after.".to_owned(),
        },
    });
}

//! Indexes that nobody needs, and tables that want vacuum.

use chrono::TimeDelta;
use hypercare::tuning::{DatabaseStatistics, IndexOptions, IndexRow, TuningKind, advise_indexes};

use proptest::prelude::*;

use crate::indexes::{advise, index, shop};

fn watched(days: i64, indexes: Vec<IndexRow>) -> DatabaseStatistics {
    let now = hypercare::time::parse_instant("2026-11-22T12:00:00Z").expect("an instant");
    let mut statistics = shop(&[]);
    statistics.indexes.extend(indexes);
    DatabaseStatistics { collected_at: Some(now), stats_reset: Some(now - TimeDelta::days(days)), ..statistics }
}

fn dropped(statistics: &DatabaseStatistics) -> Vec<String> {
    let advice = advise(statistics).advice;
    advice.into_iter().filter(|advice| advice.kind == TuningKind::DropIndex).map(|advice| advice.subject).collect()
}

fn idle(name: &str, keys: &str) -> IndexRow {
    IndexRow { idx_scan: Some(9.0), ..index(name, "orders", keys) }
}

#[test]
fn unused_indexes_are_dropped_once_they_were_watched() {
    let statistics = watched(14, vec![idle("idle", "state"), index("used", "orders", "customer_id")]);
    assert_eq!(dropped(&statistics), ["public.idle"]);
    let advice = &advise(&statistics).advice[0];
    assert_eq!(advice.statements, ["DROP INDEX CONCURRENTLY public.idle"]);
    assert_eq!(advice.undo, ["CREATE INDEX CONCURRENTLY idle ON public.orders USING btree (state)"]);
    assert_eq!(advice.evidence[0].numbers["watched_days"], 14.0);
    let scanned = watched(14, vec![IndexRow { idx_scan: Some(10.0), ..idle("busy", "state") }]);
    assert!(dropped(&scanned).is_empty());
    let early = watched(13, vec![idle("idle", "state")]);
    assert!(dropped(&early).is_empty() && advise(&early).notes[0].contains("13 days"));
    let unknown = DatabaseStatistics { stats_reset: None, ..watched(99, vec![idle("idle", "state")]) };
    assert!(dropped(&unknown).is_empty() && advise(&unknown).notes[0].contains("stats_reset"));
}

#[test]
fn what_holds_something_up_is_never_dropped() {
    let kept = [
        IndexRow { indisunique: Some(true), ..idle("unique", "state") },
        IndexRow { indisprimary: Some(true), ..idle("primary", "state") },
        IndexRow { indisexclusion: Some(true), ..idle("exclusion", "state") },
        IndexRow { indisreplident: Some(true), ..idle("replica", "state") },
        IndexRow { indisunique: None, ..idle("unknown", "state") },
        IndexRow { relispartition: Some(true), ..idle("part", "state") },
    ];
    for row in kept {
        let name = row.indexrelname.clone();
        assert!(dropped(&watched(99, vec![row.clone()])).is_empty(), "{name}");
        // Not even beside a twin, or behind a longer one: the twin goes.
        let twins = vec![index("twin", "orders", "state"), row.clone(), index("longer", "orders", "state, flag")];
        assert_eq!(dropped(&watched(1, twins)), ["public.twin"], "{name}");
    }
}

#[test]
fn doubles_and_beginnings_are_dropped_at_once() {
    let statistics = watched(
        0,
        vec![
            IndexRow { idx_scan: Some(5.0), ..index("seldom", "orders", "state, flag") },
            IndexRow { idx_scan: Some(50.0), ..index("often", "orders", "state, flag") },
            index("beginning", "orders", "state"),
            index("other_order", "orders", "state DESC"),
            index("other_table", "customers", "state"),
        ],
    );
    assert_eq!(dropped(&statistics), ["public.seldom", "public.beginning"]);
    let mut partial = index("partial", "orders", "state");
    partial.indexdef.as_mut().expect("a definition").push_str(" WHERE (flag = 1)");
    assert!(dropped(&watched(0, vec![partial, index("whole", "orders", "state, flag")])).is_empty());
    let broken = IndexRow { indisvalid: Some(false), ..index("broken", "orders", "state") };
    assert!(dropped(&watched(0, vec![broken, index("sound", "orders", "state")])).is_empty());
}

#[test]
fn dead_rows_call_for_vacuum_and_changes_for_a_count() {
    let mut statistics = shop(&[]);
    let kinds = |statistics: &DatabaseStatistics| {
        advise(statistics).advice.iter().map(|advice| (advice.kind, advice.subject.clone())).collect::<Vec<_>>()
    };
    statistics.tables[2].n_dead_tup = Some(1_000.0);
    statistics.tables[0].n_dead_tup = Some(250_000.0);
    statistics.tables[0].n_mod_since_analyze = Some(200_100.0);
    assert!(kinds(&statistics).is_empty());
    statistics.tables[2].n_dead_tup = Some(1_001.0);
    statistics.tables[0].n_dead_tup = Some(250_001.0);
    statistics.tables[0].n_mod_since_analyze = Some(200_101.0);
    let (orders, small) = ("public.orders".to_owned(), "public.small".to_owned());
    let all = [(TuningKind::Vacuum, orders.clone()), (TuningKind::Analyze, orders), (TuningKind::Vacuum, small)];
    assert_eq!(kinds(&statistics), all);
    let options = IndexOptions { dead_share: 1.0, ..IndexOptions::default() };
    let report = advise_indexes(&statistics, &options).expect("a report");
    assert_eq!(report.advice.len(), 1);
}

#[test]
fn who_takes_over_the_work_of_an_index_stays() {
    let front = IndexRow { idx_scan: Some(1e6), ..index("front", "orders", "state") };
    let whole = IndexRow { idx_scan: Some(0.0), ..index("whole", "orders", "state, flag") };
    assert_eq!(dropped(&watched(30, vec![front.clone(), whole.clone()])), ["public.front"]);
    let nobody = IndexRow { idx_scan: Some(0.0), ..front };
    assert_eq!(dropped(&watched(30, vec![nobody, whole])), ["public.front", "public.whole"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_index_in_use_keeps_one_that_does_its_work(
        rows in prop::collection::vec((prop::sample::select(vec!["a", "b", "a, b", "a, b, c", "b, a", "a DESC"]), 0.0..30.0_f64, any::<bool>()), 1..8),
    ) {
        let indexes: Vec<_> = rows.iter().enumerate().map(|(place, (keys, scans, unique))| IndexRow {
            idx_scan: Some(scans.floor()),
            indisunique: Some(*unique),
            ..index(&format!("i{place}"), "orders", keys)
        }).collect();
        let gone = dropped(&watched(30, indexes.clone()));
        let keys = |row: &IndexRow| row.indexdef.as_deref().unwrap().split_once('(').unwrap().1.trim_end_matches(')').to_owned() + ",";
        let left: Vec<_> = indexes.iter().filter(|row| !gone.contains(&format!("public.{}", row.indexrelname))).collect();
        for row in indexes.iter().filter(|row| row.idx_scan >= Some(10.0) || row.indisunique == Some(true)) {
            prop_assert!(left.iter().any(|other| keys(other).starts_with(&keys(row))), "{:?} of {rows:?}: {gone:?}", row.indexrelname);
        }
    }
}

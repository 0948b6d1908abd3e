//! Which index a slow query asks for.

use hypercare::tuning::{
    ColumnRow, DatabaseStatistics, IndexOptions, IndexReport, IndexRow, StatementRow, TableRow, TuningKind,
    advise_indexes,
};
use proptest::prelude::*;

/// A shop: a million orders of 50,000 customers, 20 states; 50,000 customers with emails of their own.
pub(crate) fn shop(queries: &[&str]) -> DatabaseStatistics {
    let table = |name: &str, rows: f64| TableRow {
        schemaname: "public".to_owned(),
        relname: name.to_owned(),
        n_live_tup: Some(rows),
        seq_scan: Some(100.0),
        ..TableRow::default()
    };
    let column = |table: &str, name: &str, distinct: f64| ColumnRow {
        schemaname: "public".to_owned(),
        tablename: table.to_owned(),
        attname: name.to_owned(),
        n_distinct: Some(distinct),
        null_frac: Some(0.0),
    };
    let primary = |table: &str| IndexRow {
        indexdef: Some(format!("CREATE UNIQUE INDEX {table}_pkey ON public.{table} USING btree (id)")),
        indisunique: Some(true),
        indisprimary: Some(true),
        indisexclusion: Some(false),
        ..index(&format!("{table}_pkey"), table, "id")
    };
    DatabaseStatistics {
        statements: queries.iter().enumerate().map(|(place, query)| statement(place, query)).collect(),
        tables: vec![table("orders", 1e6), table("customers", 5e4), table("small", 200.0)],
        columns: vec![
            column("orders", "id", -1.0),
            column("orders", "customer_id", 50_000.0),
            column("orders", "state", 20.0),
            column("orders", "flag", 2.0),
            column("orders", "created_at", -0.9),
            column("orders", "Odd \"Name\"", 90_000.0),
            column("customers", "id", -1.0),
            column("customers", "email", -1.0),
            column("customers", "country", 40.0),
        ],
        indexes: vec![primary("orders"), primary("customers")],
        ..DatabaseStatistics::default()
    }
}

fn statement(place: usize, query: &str) -> StatementRow {
    StatementRow {
        queryid: Some(place.to_string()),
        query: Some(query.to_owned()),
        calls: Some(1_000.0),
        mean_exec_time: Some(150.0),
        total_exec_time: Some(150_000.0),
        stddev_exec_time: Some(20.0),
        rows: Some(20_000.0),
        ..StatementRow::default()
    }
}

/// An index that may be dropped.
pub(crate) fn index(name: &str, table: &str, keys: &str) -> IndexRow {
    IndexRow {
        schemaname: "public".to_owned(),
        relname: table.to_owned(),
        indexrelname: name.to_owned(),
        idx_scan: Some(100.0),
        indexdef: Some(format!("CREATE INDEX {name} ON public.{table} USING btree ({keys})")),
        indisunique: Some(false),
        indisprimary: Some(false),
        indisexclusion: Some(false),
        indisvalid: Some(true),
        ..IndexRow::default()
    }
}

pub(crate) fn advise(statistics: &DatabaseStatistics) -> IndexReport {
    advise_indexes(statistics, &IndexOptions::default()).expect("a report")
}

/// Table and columns of the indexes to create.
fn created(statistics: &DatabaseStatistics) -> Vec<String> {
    let report = advise(statistics);
    let create = report.advice.iter().filter(|advice| advice.kind == TuningKind::CreateIndex);
    create.map(|advice| advice.statements[0].split_once(" ON ").expect("a table").1.to_owned()).collect()
}

fn asks(query: &str) -> Vec<String> {
    created(&shop(&[query]))
}

#[test]
fn equality_comes_first_then_a_range_or_the_order() {
    for (query, index) in [
        ("SELECT * FROM orders WHERE customer_id = $1", "(customer_id)"),
        ("SELECT * FROM orders o WHERE $1 = o.customer_id AND state = $2", "(customer_id, state)"),
        ("SELECT * FROM orders WHERE created_at > $1 AND state = $2", "(state, created_at)"),
        ("SELECT * FROM orders WHERE created_at BETWEEN $1 AND $2", "(created_at)"),
        ("SELECT * FROM orders WHERE state = $1 ORDER BY created_at DESC LIMIT 10", "(state, created_at)"),
        ("SELECT * FROM orders ORDER BY created_at LIMIT $1", "(created_at)"),
        ("SELECT state, flag, created_at FROM orders ORDER BY 1, 2, 3 LIMIT $1", "(state, flag, created_at)"),
        ("SELECT * FROM orders ORDER BY state, created_at DESC FETCH FIRST 5 ROWS ONLY", "(state, created_at DESC)"),
        ("SELECT id AS n, created_at AS c FROM orders ORDER BY c LIMIT 5", "(created_at)"),
        ("SELECT * FROM orders WHERE customer_id IN ($1, $2, $3, $4)", "(customer_id)"),
        ("SELECT * FROM orders WHERE customer_id = ANY($1)", "(customer_id)"),
        ("SELECT * FROM orders WHERE customer_id = $1 OR customer_id = $2", "(customer_id)"),
        ("SELECT * FROM public.orders WHERE \"Odd \"\"Name\"\"\" = $1", "(\"Odd \"\"Name\"\"\")"),
        ("SELECT count(*) FROM orders WHERE customer_id = $1::bigint GROUP BY state", "(customer_id)"),
        ("UPDATE orders SET state = $1 WHERE customer_id = $2", "(customer_id)"),
        ("DELETE FROM orders WHERE customer_id = $1", "(customer_id)"),
        ("INSERT INTO archive SELECT * FROM orders WHERE customer_id = $1", "(customer_id)"),
        (
            "WITH mine AS (SELECT * FROM orders WHERE customer_id = $1) SELECT * FROM mine WHERE state = $2",
            "(customer_id)",
        ),
        ("SELECT 1 UNION ALL (SELECT id FROM orders WHERE customer_id = $1)", "(customer_id)"),
        ("SELECT * FROM (SELECT * FROM orders) o, orders p WHERE p.customer_id = $1", "(customer_id)"),
    ] {
        assert_eq!(asks(query), [format!("public.orders {index}")], "{query}");
    }
    let lower = asks("SELECT * FROM customers WHERE lower(email) = lower($1)");
    assert_eq!(lower, ["public.customers (lower(email))"]);
}

#[test]
fn joins_are_served_from_the_side_that_is_narrowed() {
    let join = "SELECT * FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.email = $1";
    assert_eq!(asks(join), ["public.orders (customer_id)"]);
    // The customers cost too little beside the orders, until those have their index.
    let mut statistics = shop(&[join]);
    statistics.indexes.push(index("by_customer", "orders", "customer_id"));
    assert_eq!(created(&statistics), ["public.customers (email)"]);
    for same in [
        "SELECT * FROM customers c, orders o WHERE o.customer_id = c.id AND c.email = $1",
        "SELECT * FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE email = $1",
        "SELECT * FROM customers c WHERE c.email = $1 AND EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)",
        "SELECT (SELECT max(created_at) FROM orders WHERE customer_id = c.id) FROM customers c WHERE c.email = $1",
    ] {
        assert_eq!(asks(same), ["public.orders (customer_id)"], "{same}");
    }
    // Nothing narrows the one side: all rows of both are joined, and no index helps.
    assert!(asks("SELECT * FROM customers c JOIN orders o ON o.customer_id = c.id").is_empty());
    // A condition on the kept side of an outer join drops none of its rows.
    assert!(asks("SELECT * FROM orders o LEFT JOIN small s ON s.id = o.id AND o.customer_id = $1").is_empty());
}

#[test]
fn what_an_index_cannot_help_gets_none() {
    for query in [
        "SELECT * FROM orders",
        "SELECT * FROM orders WHERE flag = $1",
        "SELECT * FROM orders WHERE id = $1",
        "SELECT * FROM small WHERE anything = $1",
        "SELECT * FROM orders WHERE customer_id <> $1",
        "SELECT * FROM orders WHERE customer_id NOT IN ($1, $2)",
        "SELECT * FROM orders WHERE customer_id + 1 = $1",
        "SELECT * FROM orders WHERE customer_id = id",
        "SELECT * FROM orders WHERE customer_id = $1 OR state = $2",
        "SELECT * FROM orders ORDER BY random() LIMIT 1",
        "SELECT sum(id) FROM orders WHERE created_at > $1",
        "WITH orders AS (SELECT 1 AS customer_id) SELECT * FROM orders WHERE customer_id = $1",
        "COMMIT",
    ] {
        assert!(asks(query).is_empty(), "{query}: {:?}", asks(query));
    }
    // 990,000 of a million rows are given: no range is that narrow.
    let mut many = shop(&["SELECT * FROM orders WHERE created_at > $1"]);
    many.statements[0].rows = Some(990_000.0 * 1_000.0);
    assert!(created(&many).is_empty());
    many.statements[0].rows = Some(100.0 * 1_000.0);
    assert_eq!(created(&many), ["public.orders (created_at)"]);
    let mut fast = shop(&["SELECT * FROM orders WHERE customer_id = $1"]);
    fast.statements[0].mean_exec_time = Some(100.0);
    assert!(created(&fast).is_empty() && advise(&fast).slow_queries.is_empty());
}

#[test]
fn existing_indexes_count_with_their_beginnings() {
    let query = "SELECT * FROM orders WHERE customer_id = $1";
    let with = |row: IndexRow| {
        let mut statistics = shop(&[query]);
        statistics.indexes.push(row);
        created(&statistics)
    };
    assert!(with(index("a", "orders", "customer_id")).is_empty());
    assert!(with(index("a", "orders", "customer_id, state")).is_empty());
    assert!(with(index("a", "orders", "customer_id DESC NULLS LAST")).is_empty());
    let hash = index("a", "orders", "customer_id");
    let hash = IndexRow { indexdef: hash.indexdef.map(|text| text.replace("btree", "hash")), ..hash };
    assert!(with(hash).is_empty());
    let asked = ["public.orders (customer_id)"];
    assert_eq!(with(index("a", "orders", "state, customer_id")), asked);
    assert_eq!(with(index("a", "customers", "customer_id")), asked);
    assert_eq!(with(IndexRow { indisvalid: Some(false), ..index("a", "orders", "customer_id") }), asked);
    let mut partial = index("a", "orders", "customer_id");
    partial.indexdef.as_mut().expect("a definition").push_str(" WHERE (state = 1)");
    assert_eq!(with(partial), asked);
    // An order is served backwards as well, but not with one of its columns turned.
    let query = "SELECT * FROM orders WHERE customer_id = $1 ORDER BY state, created_at DESC LIMIT 5";
    let sorted = |keys: &str| {
        let mut statistics = shop(&[query]);
        statistics.columns[1].n_distinct = Some(5.0);
        statistics.indexes.push(index("a", "orders", keys));
        created(&statistics).is_empty()
    };
    assert!(sorted("customer_id, state, created_at DESC") && sorted("customer_id, state DESC, created_at"));
    assert!(!sorted("customer_id, state, created_at"));
}

#[test]
fn one_index_serves_several_queries() {
    let queries = [
        "SELECT * FROM orders WHERE customer_id = $1",
        "SELECT * FROM orders WHERE customer_id = $1 AND state = $2 AND flag = $3",
        "SELECT * FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT $2",
    ];
    let statistics = shop(&queries);
    let report = advise(&statistics);
    let on_orders: Vec<_> = report.advice.iter().map(|advice| advice.statements[0].clone()).collect();
    assert_eq!(
        on_orders,
        ["CREATE INDEX CONCURRENTLY idx_orders_customer_id_state ON public.orders (customer_id, state)"]
    );
    assert_eq!(report.advice[0].verification.metrics, ["mean_exec_time:0", "mean_exec_time:1", "mean_exec_time:2"]);
    // Where customers have many orders, the order of the last query is worth an index of its own.
    let mut busy = shop(&queries);
    busy.columns[1].n_distinct = Some(50.0);
    let keys = ["public.orders (customer_id, created_at)", "public.orders (customer_id, state, flag)"];
    let mut found = created(&busy);
    found.sort();
    assert_eq!(found, keys);
}

#[test]
fn advice_says_what_it_saves_and_how_to_undo_it() {
    let mut statistics = shop(&["SELECT * FROM orders WHERE customer_id = $1"]);
    statistics.indexes.push(index("idx_orders_customer_id", "customers", "country"));
    let report = advise(&statistics);
    let advice = &report.advice[0];
    assert_eq!(advice.id, "create_index:public.orders:customer_id");
    assert_eq!(
        advice.statements,
        ["CREATE INDEX CONCURRENTLY idx_orders_customer_id_2 ON public.orders (customer_id)"]
    );
    assert_eq!(advice.undo, ["DROP INDEX CONCURRENTLY public.idx_orders_customer_id_2"]);
    assert_eq!(advice.verification.metrics, ["mean_exec_time:0"]);
    let (now, expected) = (advice.effect.now.expect("now"), advice.effect.expected.expect("expected"));
    // 20 rows of a million: log2(1e6) + 4 x 20 of 1e6.
    assert!(now == 150.0 && (expected - 150.0 * 99.93e-6).abs() < 1e-4, "{expected}");
    let ticket = advice.ticket();
    assert!(ticket.body.contains("    CREATE INDEX CONCURRENTLY") && ticket.body.contains("## How to undo"));
    assert_eq!(ticket.labels, ["tuning", "create_index"]);
    let options = IndexOptions { concurrently: false, ..IndexOptions::default() };
    let mut parted = statistics.clone();
    parted.tables[0].relkind = Some("p".to_owned());
    assert!(advise(&parted).advice[0].statements[0].starts_with("CREATE INDEX idx_orders"));
    let locked = advise_indexes(&statistics, &options).expect("a report");
    assert!(locked.advice[0].statements[0].starts_with("CREATE INDEX idx_orders"));
}

#[test]
fn slow_queries_say_what_may_be_written_otherwise() {
    let mut statistics = shop(&[
        "SELECT * FROM orders WHERE lower(state) LIKE $1 OFFSET $2",
        "SELECT id FROM orders WHERE date(created_at) = $1",
        "SELECT id FROM missing WHERE x = $1",
        "SELECT FROM WHERE x = = 1",
    ]);
    statistics.statements[0].mean_exec_time = Some(1_500.0);
    statistics.statements.push(StatementRow { mean_exec_time: Some(101.0), ..StatementRow::default() });
    let report = advise(&statistics);
    assert_eq!(report.slow_queries[0].hints.len(), 3, "{:?}", report.slow_queries[0].hints);
    assert_eq!(report.slow_queries[1].hints.len(), 1);
    let skipped: Vec<_> = report.slow_queries.iter().map(|query| query.skipped.clone().unwrap_or_default()).collect();
    assert_eq!(skipped[2], "no table of the statistics: missing");
    assert!(skipped[3].starts_with("it could not be read") && skipped[4] == "its text is not given");
    let rewrites: Vec<_> = report.advice.iter().map(|advice| advice.id.as_str()).collect();
    assert_eq!(rewrites, ["rewrite_query:0"]);
}

#[test]
fn old_and_new_column_names_are_read() {
    let text = r#"{
      "pg_stat_statements": [{"userid": 10, "queryid": -9223372036854775808, "query": "SELECT * FROM t WHERE a = $1",
        "calls": "900", "mean_time": 180.5, "total_time": 162450.0, "rows": 900, "wal_bytes": null}],
      "pg_stat_user_tables": [{"relid": 1, "schemaname": "s", "relname": "t", "n_live_tup": "1000000", "last_vacuum": null}],
      "pg_stat_user_indexes": [{"schemaname": "s", "tablename": "t", "indexname": "i", "idx_scan": 3}],
      "pg_stats": [{"schemaname": "s", "tablename": "t", "attname": "a", "n_distinct": -0.5, "null_frac": 0.1}],
      "collected_at": "2026-11-22T13:06:20.123456+01:00", "stats_reset": null
    }"#;
    let statistics = DatabaseStatistics::from_json(text).expect("statistics");
    let report = advise(&statistics);
    assert_eq!(report.slow_queries[0].queryid, "-9223372036854775808");
    assert_eq!(report.advice[0].statements, ["CREATE INDEX CONCURRENTLY idx_t_a ON s.t (a)"]);
    for wrong in [r#"{"tables": [{"n_live_tup": -1}]}"#, r#"{"tables": [{"n_live_tup": "x"}]}"#, r#"{"table": []}"#] {
        assert_eq!(DatabaseStatistics::from_json(wrong).expect_err(wrong).code(), "parse");
    }
    assert!(hypercare::tuning::statistics_sql().contains("pg_get_indexdef"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn following_the_advice_leaves_none(
        picks in prop::collection::vec((0_usize..5, 0_usize..5, 0_usize..3, any::<bool>()), 1..6),
    ) {
        let columns = ["customer_id", "state", "flag", "created_at", "\"Odd \"\"Name\"\"\""];
        let queries: Vec<String> = picks.iter().map(|(first, second, third, limit)| {
            let order = ["created_at", "state DESC", "id"][*third];
            let end = if *limit { format!(" ORDER BY {order} LIMIT 10") } else { String::new() };
            format!("SELECT * FROM orders WHERE {} = $1 AND {} > $2{end}", columns[*first], columns[*second])
        }).collect();
        let texts: Vec<&str> = queries.iter().map(String::as_str).collect();
        let mut statistics = shop(&texts);
        let forward = advise(&statistics);
        prop_assert_eq!(&advise(&statistics), &forward);
        for (place, advice) in forward.advice.iter().filter(|advice| advice.kind == TuningKind::CreateIndex).enumerate() {
            prop_assert!(advice.effect.expected < advice.effect.now);
            let keys = advice.statements[0].split_once('(').expect("keys").1.trim_end_matches(')');
            statistics.indexes.push(index(&format!("new_{place}"), "orders", keys));
        }
        let again: Vec<_> = created(&statistics);
        prop_assert!(again.is_empty(), "{again:?} after {:?}", forward.advice);
    }
}

#[test]
fn rows_without_a_schema_are_named_without_one() {
    let mut statistics = shop(&["SELECT * FROM orders WHERE customer_id = $1"]);
    statistics.tables.iter_mut().for_each(|row| row.schemaname.clear());
    statistics.columns.iter_mut().for_each(|row| row.schemaname.clear());
    statistics.indexes.clear();
    assert_eq!(created(&statistics), ["orders (customer_id)"]);
}

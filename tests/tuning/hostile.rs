//! Input that means harm: it is refused or skipped, in bounded time, and nothing panics.

use std::time::{Duration, Instant};

use hypercare::tuning::{
    ColumnRow, DatabaseStatistics, IndexOptions, IndexRow, StatementRow, TableRow, advise_indexes, statistics_sql,
};
use proptest::prelude::*;

use crate::indexes::{advise, shop};

fn skipped(query: &str) -> Option<String> {
    advise(&shop(&[query])).slow_queries[0].skipped.clone()
}

#[test]
fn huge_and_deep_statements_are_skipped() {
    let deep = |open: &str, inner: &str, close: &str, times: usize| {
        format!("SELECT * FROM orders WHERE customer_id = {}{inner}{}", open.repeat(times), close.repeat(times))
    };
    let chains =
        [" + 1", " AND 1 = 1", " OR customer_id = 1", " IS NULL", "::int", " || 'x'", " COLLATE \"C\"", "!", "[1]"];
    let start = Instant::now();
    for times in [10, 100, 1_000, 10_000, 100_000] {
        for chain in chains {
            skipped(&format!("SELECT * FROM orders WHERE customer_id = 1{}", chain.repeat(times)));
        }
        for (open, close) in [
            ("(", ")"),
            ("NOT ", ""),
            ("- ", ""),
            ("CASE WHEN ", " THEN 1 END"),
            ("(SELECT ", ")"),
            ("f(", ")"),
            ("[", "]"),
            ("ARRAY[", "]"),
            ("CAST(", " AS int)"),
            ("INTERVAL ", ""),
        ] {
            skipped(&deep(open, "1", close, times));
        }
        skipped(&format!("SELECT * FROM {}orders{}", "(".repeat(times), ")".repeat(times)));
        skipped(&format!("SELECT * FROM orders{}", " JOIN orders ON true".repeat(times)));
        skipped(&format!("SELECT 1{}", " UNION SELECT 1".repeat(times)));
        skipped(&format!("{}SELECT 1", "EXPLAIN ".repeat(times)));
        skipped(&format!("{}SELECT 1", "WITH a AS (".repeat(times)));
        skipped(&format!("SELECT 1 FROM t AS x({})", "a struct<".repeat(times)));
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    let ten_megabytes = format!("SELECT {}", "1,".repeat(5 << 20));
    assert!(skipped(&ten_megabytes).expect("skipped").contains("bytes"));
    assert!(skipped(&format!("SELECT{}", " a.b,".repeat(9_999))).expect("skipped").contains("tokens"));
    // A long list of values is no harm.
    let list = format!("SELECT * FROM orders WHERE customer_id IN ({}$1)", "$2, ".repeat(100_000));
    assert_eq!(skipped(&list), None);
    assert_eq!(advise(&shop(&[&list])).advice.len(), 1);
}

/// As PostgreSQL writes them, with parameters in the place of every constant.
#[test]
fn statements_of_real_programs_are_read() {
    let queries = [
        "SELECT \"orders\".* FROM \"orders\" WHERE \"orders\".\"customer_id\" = $1 AND \"orders\".\"state\" IN ($2, $3, $4) ORDER BY \"orders\".\"created_at\" DESC LIMIT $5 /*application:shop,controller:orders*/",
        "SELECT \"t0\".\"id\", \"t0\".\"email\" FROM \"public\".\"customers\" AS \"t0\" WHERE (\"t0\".\"email\" = $1 AND $2=$3) OFFSET $4",
        "SELECT o.id FROM orders o WHERE o.created_at > now() - interval $1 AND o.created_at < date $2 + $3::interval",
        "SELECT count(*), date_trunc($1, created_at) FROM orders WHERE created_at >= timestamp with time zone $2 GROUP BY date_trunc($1, created_at)",
        "SELECT extract($1 from created_at), EXTRACT(year FROM created_at) FROM orders WHERE customer_id = $2",
        "SELECT * FROM orders WHERE customer_id = $1 FOR UPDATE SKIP LOCKED",
        "SELECT * FROM orders WHERE (customer_id, state) = ($1, $2) AND note ->> $3 = $4 AND note @> $5::jsonb",
        "SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY created_at DESC) FROM orders WHERE state = $1 FETCH FIRST $2 ROWS ONLY",
        "INSERT INTO orders (id, customer_id) VALUES ($1, $2), ($3, $4) ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state RETURNING id",
        "UPDATE orders SET state = $1, note = coalesce(note, $2) FROM customers c WHERE c.id = orders.customer_id AND c.email ILIKE $3",
        "DELETE FROM orders USING customers c WHERE c.id = orders.customer_id AND c.country = $1",
        "WITH RECURSIVE tree AS (SELECT id FROM orders WHERE customer_id = $1 UNION ALL SELECT o.id FROM orders o JOIN tree t ON o.id = t.id) SELECT * FROM tree",
        "SELECT DISTINCT ON (customer_id) * FROM orders o LEFT JOIN LATERAL (SELECT max(id) AS m FROM customers c WHERE c.id = o.customer_id) x ON $1 WHERE o.state = ANY ($2::text[])",
        "SELECT CASE WHEN state = $1 THEN $2 ELSE $3 END, array_agg(id ORDER BY id) FILTER (WHERE flag) FROM orders GROUP BY ROLLUP (state) HAVING count(*) > $4",
        "SELECT * FROM orders o NATURAL JOIN customers c WHERE substring(c.email from $1 for $2) = $3 AND position($4 in c.email) > $5 AND o.created_at AT TIME ZONE $6 > $7",
        "SELECT x.* FROM unnest($1::bigint[]) WITH ORDINALITY AS x(id, n) JOIN orders USING (id) ORDER BY x.n NULLS LAST",
        "select string_agg(s, $1) from generate_series($2, $3) s where s between symmetric $4 and $5",
        "MERGE INTO orders o USING customers c ON c.id = o.customer_id WHEN MATCHED THEN UPDATE SET state = $1",
        "EXPLAIN SELECT * FROM orders WHERE customer_id = $1",
        "VALUES ($1), ($2)",
        "SELECT * FROM ONLY orders WHERE id = $1",
        "SELECT * FROM orders TABLESAMPLE SYSTEM ($1)",
        "SELECT * FROM orders WHERE created_at <@ tstzrange($1, $2) AND state ~* $3 AND NOT (customer_id <> ALL ($4))",
    ];
    let report = advise(&shop(&queries));
    let unread: Vec<_> =
        report.slow_queries.iter().filter_map(|query| Some((query.query.clone(), query.skipped.clone()?))).collect();
    assert!(unread.iter().all(|(_, why)| !why.contains("read")), "{unread:#?}");
}

#[test]
fn levels_of_brackets_take_no_exponential_time() {
    let start = Instant::now();
    for (open, close) in [
        ("(", ")"),
        ("(SELECT * FROM (", ")) t"),
        ("(SELECT (", "))"),
        ("f(", ")"),
        ("(a, (", "))"),
        ("CASE WHEN (", ") THEN 1 END"),
    ] {
        for times in 1..24 {
            skipped(&format!("SELECT * FROM orders WHERE id = {}1{}", open.repeat(times), close.repeat(times)));
            skipped(&format!("SELECT * FROM {}orders{}", open.repeat(times), close.repeat(times)));
        }
    }
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn many_rows_take_bounded_time() {
    let rows = 100_000;
    let name = |number: usize| format!("t{number}");
    let statistics = DatabaseStatistics {
        statements: (0..rows)
            .map(|number| StatementRow {
                query: Some(format!("SELECT * FROM t{number} WHERE a = $1")),
                calls: Some(1.0),
                mean_exec_time: Some(200.0),
                ..StatementRow::default()
            })
            .collect(),
        tables: (0..rows)
            .map(|number| TableRow {
                relname: name(number),
                n_live_tup: Some(1e6),
                n_dead_tup: Some(1e6),
                ..TableRow::default()
            })
            .collect(),
        columns: (0..rows)
            .map(|number| ColumnRow {
                tablename: name(number),
                attname: "a".to_owned(),
                n_distinct: Some(-1.0),
                ..ColumnRow::default()
            })
            .collect(),
        // All on one table.
        indexes: (0..rows)
            .map(|number| IndexRow {
                relname: name(0),
                indexrelname: format!("i{number}"),
                indexdef: Some(format!("CREATE INDEX i{number} ON t0 USING btree (a, b{number})")),
                idx_scan: Some(0.0),
                ..IndexRow::default()
            })
            .collect(),
        ..DatabaseStatistics::default()
    };
    let start = Instant::now();
    let report = advise(&statistics);
    assert_eq!(report.slow_queries.len(), 500);
    assert!(report.notes[0].contains("99500 of 100000 slow queries"));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn numbers_that_are_none_are_refused() {
    for wrong in [f64::NAN, -1.0, f64::INFINITY, 1e40] {
        let mut statistics = shop(&["SELECT 1"]);
        statistics.statements[0].mean_exec_time = Some(wrong);
        let error = advise_indexes(&statistics, &IndexOptions::default()).expect_err("refused");
        assert!(error.code() == "invalid" && error.to_string().contains("statements[0].mean_exec_time"), "{error}");
        let mut statistics = shop(&[]);
        statistics.columns[1].n_distinct = Some(wrong);
        let refused = advise_indexes(&statistics, &IndexOptions::default()).is_err();
        assert_eq!(refused, wrong != -1.0);
        let options = IndexOptions { slow_ms: wrong, ..IndexOptions::default() };
        assert_eq!(advise_indexes(&shop(&[]), &options).is_err(), wrong != 1e40);
    }
    let empty = advise(&DatabaseStatistics::default());
    assert!(empty.advice.is_empty() && empty.slow_queries.is_empty());
    assert_eq!(DatabaseStatistics::from_json("{}").expect("nothing"), DatabaseStatistics::default());
    assert!(!statistics_sql().contains(';'));
}

/// Pieces that statements are made of, in any order.
fn soup() -> impl Strategy<Value = String> {
    let words = [
        "SELECT",
        "*",
        "FROM",
        "orders",
        "o",
        "WHERE",
        "customer_id",
        "=",
        "$1",
        "AND",
        "OR",
        "(",
        ")",
        ",",
        "JOIN",
        "ON",
        "USING",
        "LEFT",
        "GROUP BY",
        "ORDER BY",
        "LIMIT",
        "OFFSET",
        "1",
        "'a'",
        "IN",
        "ANY",
        "NOT",
        "EXISTS",
        "UPDATE",
        "SET",
        "DELETE",
        "INSERT INTO",
        "VALUES",
        "WITH",
        "AS",
        "UNION",
        "CASE",
        "WHEN",
        "THEN",
        "END",
        "IS NULL",
        "BETWEEN",
        "LIKE",
        "::",
        "int",
        "lower(",
        ".",
        "\"x\"",
        "<",
        ">=",
        "<>",
        "DISTINCT",
        "LATERAL",
        "NATURAL",
        "HAVING",
        "FETCH FIRST",
        "ROWS ONLY",
        "[",
        "]",
        "ARRAY",
        "INTERVAL",
        "EXTRACT(",
        "OVER (",
        "PARTITION BY",
        "FILTER (",
        "--",
        "/*",
        ";",
        "$$",
        "E'\\",
        "\u{0}",
        "é",
        "@>",
        "->>",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_statement_panics(text in prop_oneof![soup(), ".{0,80}".prop_map(|text| format!("SELECT * FROM orders WHERE {text}"))]) {
        let report = advise(&shop(&[&text]));
        prop_assert_eq!(report.slow_queries.len(), 1);
    }

    #[test]
    fn no_definition_panics(text in prop_oneof![
        ".{0,60}",
        ".{0,40}".prop_map(|text| format!("CREATE INDEX i ON t USING btree ({text})")),
    ]) {
        let mut statistics = shop(&["SELECT * FROM orders WHERE customer_id = $1"]);
        statistics.indexes.push(IndexRow { indexdef: Some(text), ..crate::indexes::index("x", "orders", "id") });
        prop_assert!(advise(&statistics).slow_queries.len() == 1);
    }
}

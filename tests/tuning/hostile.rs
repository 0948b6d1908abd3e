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
    #![proptest_config(ProptestConfig::with_cases(400))]

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

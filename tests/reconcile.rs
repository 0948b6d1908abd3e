//! Reconciliation: any order, any partition, the same bits; and every difference is found and named.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)] // clippy.toml frees only the #[test] functions

use std::collections::BTreeMap;

use hypercare::objectives::{
    Cell, ReconcileOptions, ReconcileVerdict, Reconciliation, TableReference, TableSummary, reconcile,
};
use proptest::prelude::*;

type Row = Vec<Cell>;

fn options() -> ReconcileOptions {
    ReconcileOptions { differences: 50, sample: 64, ..ReconcileOptions::new(&["id", "name", "amount", "paid", "note"]) }
}

fn summary(options: &ReconcileOptions, rows: &[Row]) -> TableSummary {
    let mut summary = TableSummary::new(options.clone()).expect("options");
    summary.add_rows(rows).expect("rows");
    summary
}

fn compared(source: &[Row], target: &[Row]) -> Reconciliation {
    reconcile(&summary(&options(), source), &summary(&options(), target)).expect("an answer")
}

fn row(id: i64, name: &str, amount: f64) -> Row {
    vec![Cell::from(id), Cell::from(name), Cell::from(amount), Cell::from(id % 2 == 0), Cell::Null]
}

fn table(rows: i64) -> Vec<Row> {
    (0..rows).map(|id| row(id, &format!("customer {id}"), id as f64 * 0.1)).collect()
}

fn cells() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Null),
        any::<bool>().prop_map(Cell::Bool),
        any::<i64>().prop_map(Cell::Int),
        any::<f64>().prop_map(Cell::Float),
        "\\PC{0,12}".prop_map(Cell::Text),
    ]
}

fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(prop::collection::vec(cells(), 5), 0..most)
}

/// Whether two fields are the same to a database, whatever their type.
fn same(one: &Cell, other: &Cell) -> bool {
    let whole = |cell: &Cell| match *cell {
        Cell::Int(number) => Some(i128::from(number)),
        Cell::Float(number) if number.fract() == 0.0 && number.abs() < 1e18 => Some(number as i128),
        _ => None,
    };
    match (one, other) {
        (Cell::Float(one), Cell::Float(other)) if one.is_nan() => other.is_nan(),
        _ => one == other || whole(one).is_some_and(|number| whole(other) == Some(number)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_order_and_any_partition_give_the_same_bits(rows in rows(120), cut in 0_usize..120, turn in 0_usize..120) {
        let whole = summary(&options(), &rows);
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len().max(1));
        turned.reverse();
        let (first, second) = turned.split_at(cut.min(rows.len()));
        let mut merged = summary(&options(), second);
        merged.merge(&TableSummary::from_json(&summary(&options(), first).to_json().unwrap()).unwrap()).unwrap();
        prop_assert_eq!(merged.to_json().unwrap(), whole.to_json().unwrap());
        prop_assert_eq!(&merged, &whole);
        let answer = reconcile(&whole, &merged).unwrap();
        prop_assert_eq!((answer.verdict, answer.complete, answer.reasons.len()), (ReconcileVerdict::Matches, true, 0));
    }

    #[test]
    fn one_changed_cell_is_found_and_named(rows in 1_i64..300, place in 0_i64..300, column in 1_usize..5, cell in cells()) {
        let source = table(rows);
        let mut target = source.clone();
        let place = (place % rows) as usize;
        prop_assume!(!same(&target[place][column], &cell));
        target[place][column] = cell;
        target.rotate_left(place);
        let answer = compared(&source, &target);
        prop_assert_eq!((answer.verdict, answer.complete), (ReconcileVerdict::Differs, true));
        prop_assert_eq!((answer.missing_rows, answer.extra_rows, answer.changed_rows), (0, 0, 1));
        let name = ["id", "name", "amount", "paid", "note"][column];
        prop_assert_eq!(&answer.changed[0].key, &place.to_string());
        prop_assert_eq!(&answer.changed[0].columns, &[name.to_owned()]);
        let unequal: Vec<_> = answer.columns.iter().filter(|one| !one.equal).map(|one| one.name.as_str()).collect();
        prop_assert_eq!(unequal, [name]);
    }

    /// Against two maps: whatever is taken away, added, changed and doubled.
    #[test]
    fn every_difference_is_found(size in 20_i64..200, edits in prop::collection::vec((0_u8..4, 0_i64..200), 0..25)) {
        let source = table(size);
        let mut target: BTreeMap<i64, Vec<Row>> = source.iter().enumerate().map(|(id, row)| (id as i64, vec![row.clone()])).collect();
        for (edit, at) in edits {
            let id = at % size;
            match edit {
                0 => drop(target.remove(&id)),
                1 => drop(target.insert(1_000 + at, vec![row(1_000 + at, "new", 1.0)])),
                2 => if let Some(rows) = target.get_mut(&id) { rows[0][1] = Cell::from("renamed") },
                _ => if let Some(rows) = target.get_mut(&id) && rows.len() < 3 { rows.push(rows[0].clone()) },
            }
        }
        let flat: Vec<Row> = target.values().flatten().cloned().collect();
        let answer = compared(&source, &flat);
        prop_assert!(answer.complete);
        let (mut missing, mut extra, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        for id in (0..size).chain(1_000..1_200) {
            // What is left of both sides once equal rows have met.
            let mut before: Vec<_> = source.get(id as usize).cloned().into_iter().collect();
            let mut after = target.get(&id).cloned().unwrap_or_default();
            before.retain(|row| after.iter().position(|other| other == row).map(|place| after.remove(place)).is_none());
            let pairs = before.len().min(after.len());
            changed.extend((0..pairs).map(|_| id.to_string()));
            for (rows, list) in [(&before, &mut missing), (&after, &mut extra)] {
                if rows.len() > pairs {
                    list.push((id.to_string(), (rows.len() - pairs) as u64));
                }
            }
        }
        let keyed = |rows: &[hypercare::objectives::KeyedRow]| {
            let mut keys: Vec<_> = rows.iter().map(|row| (row.key.clone(), row.copies)).collect();
            keys.sort();
            keys
        };
        for list in [&mut missing, &mut extra] {
            list.sort();
        }
        changed.sort();
        prop_assert_eq!(keyed(&answer.missing), missing);
        prop_assert_eq!(keyed(&answer.extra), extra);
        prop_assert_eq!(answer.changed.iter().map(|row| row.key.clone()).collect::<Vec<_>>(), changed);
    }

    #[test]
    fn hostile_summaries_are_errors(place in 0_usize..1 << 20, byte in 32_u8..127) {
        let whole = summary(&ReconcileOptions { differences: 1, ..options() }, &table(9));
        let mut bytes = whole.to_json().unwrap().into_bytes();
        let place = place % bytes.len();
        bytes[place] = byte;
        if let Ok(read) = TableSummary::from_json(std::str::from_utf8(&bytes).unwrap()) {
            let answers = [reconcile(&read, &whole), reconcile(&whole, &read)];
            prop_assert!(answers.iter().all(|answer| answer.is_ok() || read.options() != whole.options()));
        }
    }
}

#[test]
fn rows_that_swap_their_fields_differ() {
    let source = vec![row(1, "a", 1.0), row(3, "b", 2.0)];
    let target = vec![row(1, "b", 1.0), row(3, "a", 2.0)];
    let answer = compared(&source, &target);
    let sums: Vec<_> = answer.columns.iter().map(|one| one.source.sum == one.target.sum).collect();
    assert!(sums.iter().all(|equal| *equal), "the sums see nothing");
    assert_eq!((answer.changed_rows, answer.columns[1].equal), (2, false));
    assert_eq!(answer.changed[0].columns, ["name"]);
}

#[test]
fn a_change_of_type_alone_is_no_difference() {
    let source = vec![vec![Cell::Int(1), Cell::Null, Cell::Int(7), Cell::Bool(true), Cell::Float(-0.0)]];
    let target = vec![vec![Cell::Float(1.0), Cell::Null, Cell::Float(7.0), Cell::Bool(true), Cell::Float(0.0)]];
    assert_eq!(compared(&source, &target).verdict, ReconcileVerdict::Matches);
    let text = vec![vec![Cell::from("1"), Cell::Null, Cell::Int(7), Cell::Bool(true), Cell::Int(0)]];
    assert_eq!(compared(&source, &text).verdict, ReconcileVerdict::Differs);
}

#[test]
fn counts_sums_and_nulls_are_exact() {
    let rows: Vec<Row> = (0..1_000).map(|id| row(id, "x", 0.1)).chain([row(1_000, "x", 1e17)]).collect();
    let report = summary(&options(), &rows).report();
    assert_eq!((report.rows, report.columns[4].nulls, report.columns[2].numbers), (1_001, 1_001, 1_001));
    // A thousand times the float next to 0.1 is 100.0000000000000055...; a running sum of floats would have lost it.
    assert_eq!(report.columns[2].sum, 1e17 + 100.0);
    assert_eq!(report.columns[0].sum, 500_500.0);
}

#[test]
fn more_differences_than_can_be_told_apart_are_said_to_be_more() {
    let answer = compared(&table(2_000), &[]);
    assert_eq!((answer.verdict, answer.complete), (ReconcileVerdict::Differs, false));
    assert!(answer.missing.iter().all(|row| row.key.parse::<i64>().is_ok()), "those that were found are right");
    assert!(answer.reasons.iter().any(|reason| reason.rule == "differences"));
    // As many as the options promise are found: a hundred changed rows, of which 50 are promised.
    let mut target = table(2_000);
    for row in target.iter_mut().take(50) {
        row[1] = Cell::from("changed");
    }
    let answer = compared(&table(2_000), &target);
    assert_eq!((answer.complete, answer.changed_rows), (true, 50));
    let listed = ReconcileOptions { listed: 7, ..options() };
    let answer = reconcile(&summary(&listed, &table(2_000)), &summary(&listed, &target)).expect("an answer");
    assert_eq!((answer.changed.len(), answer.changed_rows), (7, 50));
}

#[test]
fn keys_that_come_twice_are_named() {
    let mut rows = table(40);
    rows.extend([row(7, "again", 1.0), row(7, "and again", 1.0), row(9, "customer 9", 0.9)]);
    let report = summary(&options(), &rows).report();
    assert_eq!((report.duplicate_keys, report.duplicate_rows, report.sampled), (2, 3, false));
    let named: Vec<_> = report.duplicates.iter().map(|row| (row.key.as_str(), row.copies)).collect();
    assert_eq!((named, report.distinct_keys), (vec![("7", 3), ("9", 2)], 40.0));
    // Beyond the sample: an estimate, and the duplicates among the keys kept.
    let many: Vec<Row> = (0..20_000).map(|at| row(at / 2, "x", 1.0)).collect();
    let wide = ReconcileOptions { sample: 1_024, ..options() };
    let report = summary(&wide, &many).report();
    assert_eq!((report.sampled, report.duplicate_keys, report.duplicate_rows), (true, 1_024, 1_024));
    assert!((report.distinct_keys / 10_000.0 - 1.0).abs() < 0.1, "{}", report.distinct_keys);
}

#[test]
fn references_that_lead_nowhere_are_named() {
    let customers =
        summary(&ReconcileOptions::new(&["id"]), &(0..100).map(|id| vec![Cell::from(id)]).collect::<Vec<_>>());
    let reference = TableReference { name: "customer".to_owned(), columns: vec!["customer".to_owned()] };
    let options = ReconcileOptions { references: vec![reference], ..ReconcileOptions::new(&["id", "customer"]) };
    let order = |id: i64, customer: Cell| vec![Cell::from(id), customer];
    let mut rows: Vec<Row> = (0..500).map(|id| order(id, Cell::from(id % 100))).collect();
    let check = summary(&options, &rows).check_reference("customer", &customers).expect("a check");
    assert!(check.intact && check.checked_keys == 100);
    rows.extend([
        order(500, Cell::from(100)),
        order(501, Cell::from(100)),
        order(502, Cell::Null),
        order(503, Cell::from("x")),
    ]);
    let orders = summary(&options, &rows);
    let check = orders.check_reference("customer", &customers).expect("a check");
    assert_eq!((check.orphan_keys, check.orphan_rows, check.null_rows), (2, 3, 1));
    let named: Vec<_> = check.orphans.iter().map(|row| (row.key.as_str(), row.copies)).collect();
    assert_eq!(named, [("100", 2), ("x", 1)]);
    assert_eq!(orders.check_reference("product", &customers).unwrap_err().code(), "unknown");
    let read = TableSummary::from_json(&orders.to_json().expect("a text")).expect("a summary");
    assert_eq!(read, orders);
    // Samples of both sides hold the same keys of one another: no reference is called broken that is not.
    let wide = ReconcileOptions { sample: 500, ..ReconcileOptions::new(&["id"]) };
    let parents = summary(&wide, &(0..20_000).map(|id| vec![Cell::from(id)]).collect::<Vec<_>>());
    let narrow = ReconcileOptions { sample: 300, ..options };
    let children: Vec<Row> = (0..30_000).map(|id| order(id, Cell::from(id))).collect();
    let check = summary(&narrow, &children).check_reference("customer", &parents).expect("a check");
    assert!(check.sampled && !check.intact);
    assert!(check.orphans.iter().all(|row| row.key.parse::<i64>().is_ok_and(|id| id >= 20_000)));
    let share = check.orphan_keys as f64 / check.checked_keys as f64;
    assert!((share - 1.0 / 3.0).abs() < 0.15, "{share}");
}

#[test]
fn long_keys_are_cut_and_told_apart() {
    let options = ReconcileOptions { differences: 10, ..ReconcileOptions::new(&["id"]) };
    let long = |end: &str| vec![Cell::Text(format!("{}{end}", "ключ/".repeat(20)))];
    let answer =
        reconcile(&summary(&options, &[long("a"), long("b")]), &summary(&options, &[long("a")])).expect("an answer");
    assert_eq!((answer.missing_rows, answer.complete), (1, true));
    assert!(answer.missing[0].key.starts_with("ключ/ключ/") && answer.missing[0].key.ends_with("..."));
}

#[test]
fn what_is_no_table_is_an_error() {
    let code = |options: ReconcileOptions| TableSummary::new(options).expect_err("a fault").code();
    let base = ReconcileOptions::new(&["id", "x"]);
    assert_eq!(code(ReconcileOptions::default()), "invalid");
    assert_eq!(code(ReconcileOptions { key: vec!["y".to_owned()], ..base.clone() }), "unknown");
    assert_eq!(code(ReconcileOptions::new(&["id", "id"])), "duplicate");
    assert_eq!(code(ReconcileOptions { differences: 0, ..base.clone() }), "invalid");
    assert_eq!(code(ReconcileOptions { sample: 2_000_000, ..base.clone() }), "invalid");
    let names: Vec<String> = (0..256).map(|at| at.to_string()).collect();
    let wide: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(code(ReconcileOptions { differences: 100_000, ..ReconcileOptions::new(&wide) }), "limit");
    let mut summary = TableSummary::new(base.clone()).expect("options");
    assert_eq!(summary.add(&[Cell::Null]).unwrap_err().code(), "shape");
    assert_eq!(summary.add_rows(&[vec![Cell::Null; 2], vec![]]).unwrap_err().code(), "shape");
    assert_eq!(summary.report().rows, 0, "none of the rows was taken");
    let other = TableSummary::new(ReconcileOptions { sample: 9, ..base }).expect("options");
    assert_eq!(reconcile(&summary, &other).unwrap_err().code(), "invalid");
    assert_eq!(summary.merge(&other).unwrap_err().code(), "invalid");
    assert_eq!(TableSummary::from_json("{}").unwrap_err().code(), "parse");
}

#[test]
fn decimals_as_text_are_summed_to_the_last_cent() {
    let table = |amounts: &[&str]| -> Vec<Row> {
        let row = |(id, amount): (usize, &&str)| vec![Cell::from(id as i64), Cell::from(*amount)];
        amounts.iter().enumerate().map(row).collect()
    };
    let plain = ReconcileOptions { differences: 50, ..ReconcileOptions::new(&["id", "amount"]) };
    let source = table(&["12345678901234567.01", "-0.02", "1.5", "not a number", "1e3"]);
    let report = summary(&plain, &source).report();
    let column = &report.columns[1];
    assert_eq!((column.numbers, column.exact_sum.as_deref()), (3, Some("12345678901234568.49")));
    assert_eq!(column.sum, 12_345_678_901_234_568.49);
    assert_eq!(report.columns[0].exact_sum.as_deref(), Some("10"));
    // A cent is lost where a float would not see it.
    let answer = reconcile(
        &summary(&plain, &source),
        &summary(&plain, &table(&["12345678901234567.00", "-0.02", "1.5", "not a number", "1e3"])),
    );
    let answer = answer.expect("an answer");
    assert_eq!(answer.columns[1].source.sum, answer.columns[1].target.sum);
    let reason = answer.reasons.iter().find(|reason| reason.rule == "columns.amount").expect("a reason");
    assert!(
        reason.detail.contains("12345678901234568.49") && reason.detail.contains("12345678901234568.48"),
        "{reason}"
    );
    // By their value only where the options say so; a float is the decimal that it is written as.
    let decimal = ReconcileOptions { decimals: vec!["amount".to_owned()], ..plain.clone() };
    let (long, short) = (table(&["7.50", "+3", "-0.0", "0.10"]), table(&["7.5", "3.00", "0", "0.1"]));
    let verdict = |options: &ReconcileOptions, target: &[Row]| {
        reconcile(&summary(options, &long), &summary(options, target)).expect("an answer").verdict
    };
    assert_eq!(verdict(&plain, &short), ReconcileVerdict::Differs);
    assert_eq!(verdict(&decimal, &short), ReconcileVerdict::Matches);
    let floats: Vec<Row> =
        [7.5, 3.0, 0.0, 0.1].iter().zip(0..).map(|(one, id)| vec![Cell::Int(id), Cell::Float(*one)]).collect();
    assert_eq!(verdict(&decimal, &floats), ReconcileVerdict::Matches);
    let keyed = ReconcileOptions { key: vec!["amount".to_owned()], ..decimal.clone() };
    let renumbered = |rows: &[Row]| rows.iter().map(|row| vec![Cell::Int(0), row[1].clone()]).collect::<Vec<_>>();
    let (one, other) = (summary(&keyed, &renumbered(&long)), summary(&keyed, &renumbered(&short)));
    assert_eq!(reconcile(&one, &other).expect("an answer").changed_rows + 4 - one.report().rows, 0);
    let unknown = ReconcileOptions { decimals: vec!["price".to_owned()], ..plain };
    assert_eq!(TableSummary::new(unknown).expect_err("a fault").code(), "unknown");
}

//! What one condition says of which column.

use sqlparser::ast::{BinaryOperator, Expr, Ident};

use super::shape::{Equal, Range, Reader};
use super::sql::quote;
use super::walk::{bare, folded, mentions, only_argument};

/// With how many values a column is compared where their number is not known: PostgreSQL's own guess for arrays.
const UNKNOWN_VALUES: f64 = 10.0;

/// What a condition says.
pub(super) enum Found {
    Equal { used: usize, equal: Equal },
    Joined { used: usize, equal: Equal, correlated: bool },
    Range { used: usize, range: Range },
    Hint(String),
}

/// The two sides of an AND.
pub(super) fn both(condition: &Expr) -> Option<(&Expr, &Expr)> {
    match bare(condition) {
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => Some((left, right)),
        _ => None,
    }
}

/// What a condition that is no AND says.
pub(super) fn read(reader: &Reader<'_>, condition: &Expr, scope: usize) -> Vec<Found> {
    match bare(condition) {
        Expr::BinaryOp { op: BinaryOperator::Or, .. } => either(reader, condition, scope),
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => {
            let found = [equal(reader, left, right, scope), equal(reader, right, left, scope)];
            let found: Vec<_> = found.into_iter().flatten().collect();
            if found.is_empty() { wrapped(reader, &[left, right], scope) } else { found }
        }
        Expr::BinaryOp {
            left,
            op: BinaryOperator::Lt | BinaryOperator::LtEq | BinaryOperator::Gt | BinaryOperator::GtEq,
            right,
        } => {
            let found = [narrowed(reader, left, &[right], 1, scope), narrowed(reader, right, &[left], 1, scope)];
            let found: Vec<_> = found.into_iter().flatten().collect();
            if found.is_empty() { wrapped(reader, &[left, right], scope) } else { found }
        }
        Expr::Between { expr, negated: false, low, high } => {
            narrowed(reader, expr, &[low, high], 2, scope).into_iter().collect()
        }
        Expr::InList { expr, list, negated: false } => {
            let others: Vec<&Expr> = list.iter().collect();
            // Longer lists are cut short before they are parsed.
            let values = if list.len() > 2 { UNKNOWN_VALUES } else { list.len() as f64 };
            constant(reader, expr, &others, values, scope).into_iter().collect()
        }
        Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => {
            constant(reader, left, &[right], UNKNOWN_VALUES, scope).into_iter().collect()
        }
        Expr::InSubquery { expr, negated: false, .. } => {
            let found = key(reader, expr, scope).map(|(used, key, column)| {
                let equal = Equal { key, column, values: 1.0, null: false };
                Found::Joined { used, equal, correlated: false }
            });
            found.into_iter().collect()
        }
        Expr::InSubquery { negated: true, .. } => {
            vec![Found::Hint(
                "NOT IN with a query cannot be turned into a join, and is never true beside a null: use NOT EXISTS"
                    .to_owned(),
            )]
        }
        Expr::IsNull(expr) => {
            let found = key(reader, expr, scope).map(|(used, key, column)| Found::Equal {
                used,
                equal: Equal { key, column, values: 1.0, null: true },
            });
            found.into_iter().collect()
        }
        Expr::Like { expr, .. } | Expr::ILike { expr, .. } | Expr::SimilarTo { expr, .. } => {
            let hint = key(reader, expr, scope).map(|(_, key, _)| {
                Found::Hint(format!(
                    "LIKE on {key} is not served by a plain index: where patterns begin with text, index it with text_pattern_ops, otherwise with a trigram index of pg_trgm"
                ))
            });
            hint.into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Any of several conditions: equality where all are on the same key.
fn either(reader: &Reader<'_>, condition: &Expr, scope: usize) -> Vec<Found> {
    let mut rest = vec![condition];
    let mut same: Option<(usize, Equal)> = None;
    while let Some(branch) = rest.pop() {
        let branch = bare(branch);
        if let Expr::BinaryOp { left, op: BinaryOperator::Or, right } = branch {
            rest.extend([&**left, right]);
            continue;
        }
        let next = match branch {
            Expr::BinaryOp { op: BinaryOperator::Eq, .. }
            | Expr::InList { .. }
            | Expr::AnyOp { .. }
            | Expr::IsNull(_) => {
                let mut found = read(reader, branch, scope).into_iter();
                match (found.next(), found.next()) {
                    (Some(Found::Equal { used, equal }), None) => Some((used, equal)),
                    _ => None,
                }
            }
            _ => None,
        };
        same = match (same, next) {
            (None, Some(first)) => Some(first),
            (Some((used, equal)), Some((other, more))) if used == other && equal.key == more.key => {
                Some((used, Equal { values: equal.values + more.values, ..equal }))
            }
            _ => {
                return vec![Found::Hint(
                    "OR over different columns: one index cannot serve it; try UNION of one query each".to_owned(),
                )];
            }
        };
    }
    same.map(|(used, equal)| Found::Equal { used, equal }).into_iter().collect()
}

/// A key equal to another side: a value, or a column of another table.
fn equal(reader: &Reader<'_>, side: &Expr, other: &Expr, scope: usize) -> Option<Found> {
    let (used, key, column) = key(reader, side, scope)?;
    let equal = Equal { key, column, values: 1.0, null: false };
    match source(reader, &[other], used, scope)? {
        Source::Value => Some(Found::Equal { used, equal }),
        Source::Sibling => Some(Found::Joined { used, equal, correlated: false }),
        Source::Around => Some(Found::Joined { used, equal, correlated: true }),
    }
}

/// A key equal to one of several values.
fn constant(reader: &Reader<'_>, side: &Expr, others: &[&Expr], values: f64, scope: usize) -> Option<Found> {
    let (used, key, column) = key(reader, side, scope)?;
    let fits = matches!(source(reader, others, used, scope)?, Source::Value);
    fits.then_some(Found::Equal { used, equal: Equal { key, column, values, null: false } })
}

/// A key in a range whose ends are values.
fn narrowed(reader: &Reader<'_>, side: &Expr, others: &[&Expr], ends: u32, scope: usize) -> Option<Found> {
    let (used, key, column) = key(reader, side, scope)?;
    let fits = matches!(source(reader, others, used, scope)?, Source::Value | Source::Around);
    fits.then_some(Found::Range { used, range: Range { key, column, ends } })
}

/// A hint where a column is hidden in an expression, so that no index on it can serve.
fn wrapped(reader: &Reader<'_>, sides: &[&Expr], scope: usize) -> Vec<Found> {
    let hidden = |side: &&&Expr| {
        !matches!(bare(side), Expr::Identifier(_) | Expr::CompoundIdentifier(_))
            && mentions(side)
                .columns
                .iter()
                .any(|path| resolve(reader, path, scope).is_some_and(|(of, used)| of == scope && used.is_some()))
    };
    sides
        .iter()
        .find(hidden)
        .map(|_| {
            Found::Hint(
                "a column inside an expression is not served by an index on it: compare the column itself".to_owned(),
            )
        })
        .into_iter()
        .collect()
}

/// Where the values come from that a key is compared with.
enum Source {
    Value,
    Sibling,
    Around,
}

/// None where they come from the table itself, or cannot be told.
fn source(reader: &Reader<'_>, others: &[&Expr], used: usize, scope: usize) -> Option<Source> {
    let mut source = Source::Value;
    for other in others {
        let found = mentions(other);
        if found.unknown {
            return None;
        }
        for path in found.columns {
            let (of, from) = resolve(reader, path, scope)?;
            if of == scope && from == Some(used) {
                return None;
            }
            source = match (source, of == scope) {
                (Source::Sibling, _) | (_, true) => Source::Sibling,
                (_, false) => Source::Around,
            };
        }
    }
    Some(source)
}

/// The table, key and column that an expression is, if it is one that an index can hold: a column of this scope, or its
/// lower or upper case.
pub(super) fn key(reader: &Reader<'_>, expression: &Expr, scope: usize) -> Option<(usize, String, String)> {
    let (call, path) = match bare(expression) {
        Expr::Identifier(name) => (None, std::slice::from_ref(name)),
        Expr::CompoundIdentifier(path) => (None, path.as_slice()),
        Expr::Function(function) => {
            let name = function.name.0.last().and_then(|part| part.as_ident()).map(folded)?;
            let call = ["lower", "upper"].into_iter().find(|call| *call == name)?;
            let path = match only_argument(&function.args)? {
                Expr::Identifier(name) => std::slice::from_ref(name),
                Expr::CompoundIdentifier(path) => path.as_slice(),
                _ => return None,
            };
            (Some(call), path)
        }
        _ => return None,
    };
    let (of, used) = resolve(reader, path, scope)?;
    let used = used.filter(|_| of == scope)?;
    let column = path.last().map(folded)?;
    let quoted = quote(&column);
    let key = call.map_or(quoted.clone(), |call| format!("{call}({quoted})"));
    Some((used, key, column))
}

/// The scope and table of a column: by the alias before it, or by the one table around that has it. The table is none for
/// what is not a known table.
fn resolve(reader: &Reader<'_>, path: &[Ident], scope: usize) -> Option<(usize, Option<usize>)> {
    let column = path.last().map(folded)?;
    let alias = path.iter().rev().nth(1).map(folded);
    let mut next = Some(scope);
    while let Some(place) = next {
        let here = reader.scopes.get(place)?;
        next = here.parent;
        if let Some(alias) = &alias {
            if let Some(entry) = here.entries.iter().find(|entry| entry.alias == *alias) {
                return Some((place, entry.used));
            }
            continue;
        }
        // 0: it has no such column, 1: its columns are not known, 2: it has.
        let has = |used: Option<usize>| {
            let table = used
                .and_then(|used| reader.shape.uses.get(used))
                .and_then(|used| reader.catalog.tables.get(used.table));
            match table {
                Some(table) if !table.columns.is_empty() => {
                    if table.columns.contains_key(column.as_str()) {
                        2
                    } else {
                        0
                    }
                }
                _ => 1,
            }
        };
        let best = here.entries.iter().map(|entry| has(entry.used)).max().unwrap_or(0);
        if best == 0 {
            continue;
        }
        let mut those = here.entries.iter().filter(|entry| has(entry.used) == best);
        return match (those.next(), those.next()) {
            (Some(only), None) => Some((place, only.used)),
            _ => None,
        };
    }
    None
}

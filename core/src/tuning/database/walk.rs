//! One step down from an expression; whoever walks keeps the stack.

use sqlparser::ast::{Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, Query, Value, ValueWithSpan};

/// What stands below an expression.
#[derive(Default)]
pub(super) struct Below<'a> {
    pub(super) expressions: Vec<&'a Expr>,
    pub(super) queries: Vec<&'a Query>,
    /// Whether there is something that is not looked into.
    pub(super) unknown: bool,
}

/// What stands directly below an expression.
pub(super) fn below<'a>(expression: &'a Expr, found: &mut Below<'a>) {
    let Below { expressions: list, queries, unknown } = found;
    match expression {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Value(_) | Expr::TypedString(_) => {}
        Expr::IsFalse(inner)
        | Expr::IsNotFalse(inner)
        | Expr::IsTrue(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::IsUnknown(inner)
        | Expr::IsNotUnknown(inner)
        | Expr::Nested(inner)
        | Expr::UnaryOp { expr: inner, .. }
        | Expr::Cast { expr: inner, .. }
        | Expr::Collate { expr: inner, .. }
        | Expr::Extract { expr: inner, .. }
        | Expr::Ceil { expr: inner, .. }
        | Expr::Floor { expr: inner, .. }
        | Expr::JsonAccess { value: inner, .. } => list.push(inner),
        Expr::Interval(interval) => list.push(&interval.value),
        Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => list.extend([&**left, right]),
        Expr::BinaryOp { left, right, .. } | Expr::AnyOp { left, right, .. } | Expr::AllOp { left, right, .. } => {
            list.extend([&**left, right]);
        }
        Expr::Like { expr, pattern, .. }
        | Expr::ILike { expr, pattern, .. }
        | Expr::SimilarTo { expr, pattern, .. }
        | Expr::RLike { expr, pattern, .. } => list.extend([&**expr, pattern]),
        Expr::AtTimeZone { timestamp, time_zone } => list.extend([&**timestamp, time_zone]),
        Expr::Position { expr, r#in } => list.extend([&**expr, r#in]),
        Expr::Between { expr, low, high, .. } => list.extend([&**expr, low, high]),
        Expr::InUnnest { expr, array_expr, .. } => list.extend([&**expr, array_expr]),
        Expr::InList { expr, list: values, .. } => {
            list.push(expr);
            list.extend(values);
        }
        Expr::InSubquery { expr, subquery, .. } => {
            list.push(expr);
            queries.push(subquery);
        }
        Expr::Exists { subquery, .. } | Expr::Subquery(subquery) => queries.push(subquery),
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            list.push(expr);
            list.extend([substring_from, substring_for].into_iter().flatten().map(|part| &**part));
        }
        Expr::Trim { expr, trim_what, .. } => {
            list.push(expr);
            list.extend(trim_what.iter().map(|part| &**part));
        }
        Expr::Tuple(values) => list.extend(values),
        Expr::Array(array) => list.extend(&array.elem),
        Expr::Case { operand, conditions, else_result, .. } => {
            list.extend([operand, else_result].into_iter().flatten().map(|part| &**part));
            list.extend(conditions.iter().flat_map(|when| [&when.condition, &when.result]));
        }
        Expr::CompoundFieldAccess { root, .. } => {
            list.push(root);
            *unknown = true;
        }
        Expr::Function(function) => {
            match &function.args {
                FunctionArguments::None => {}
                FunctionArguments::Subquery(query) => queries.push(query),
                FunctionArguments::List(arguments) => {
                    list.extend(arguments.args.iter().filter_map(argument));
                }
            }
            list.extend(function.filter.iter().map(|filter| &**filter));
        }
        _ => *unknown = true,
    }
}

fn argument(argument: &FunctionArg) -> Option<&Expr> {
    match argument {
        FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg) => match arg {
            FunctionArgExpr::Expr(expression) => Some(expression),
            _ => None,
        },
    }
}

/// What an expression mentions, but for what its subqueries do.
#[derive(Default)]
pub(super) struct Mentions<'a> {
    pub(super) columns: Vec<&'a [Ident]>,
    pub(super) queries: Vec<&'a Query>,
    /// Whether it calls a function.
    pub(super) calls: bool,
    pub(super) unknown: bool,
}

pub(super) fn mentions(expression: &Expr) -> Mentions<'_> {
    let (mut found, mut under) = (Mentions::default(), Below::default());
    under.expressions.push(expression);
    while let Some(next) = under.expressions.pop() {
        match next {
            Expr::Identifier(name) => found.columns.push(std::slice::from_ref(name)),
            Expr::CompoundIdentifier(path) => found.columns.push(path),
            other => {
                found.calls |= matches!(other, Expr::Function(_));
                below(other, &mut under);
            }
        }
    }
    found.queries = under.queries;
    found.unknown = under.unknown;
    found
}

/// The expression without brackets around it.
pub(super) fn bare(mut expression: &Expr) -> &Expr {
    while let Expr::Nested(inner) = expression {
        expression = inner;
    }
    expression
}

/// The name as PostgreSQL keeps it: in lower case unless quoted.
pub(super) fn folded(name: &Ident) -> String {
    if name.quote_style.is_some() { name.value.clone() } else { name.value.to_lowercase() }
}

/// The one argument of a function with one.
pub(super) fn only_argument(arguments: &FunctionArguments) -> Option<&Expr> {
    match arguments {
        FunctionArguments::List(list) => match list.args.as_slice() {
            [only] => argument(only).map(bare),
            _ => None,
        },
        _ => None,
    }
}

/// The number that a literal stands for.
pub(super) fn literal(expression: &Expr) -> Option<f64> {
    match bare(expression) {
        Expr::Value(ValueWithSpan { value: Value::Number(digits, _), .. }) => {
            digits.parse().ok().filter(|number: &f64| number.is_finite())
        }
        _ => None,
    }
}

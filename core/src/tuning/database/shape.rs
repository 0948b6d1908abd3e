//! What a statement asks of each table: which columns it compares with values, joins, narrows and sorts by.

use std::collections::BTreeSet;

use sqlparser::ast::{
    Distinct, Expr, FromTable, GroupByExpr, Ident, JoinConstraint, JoinOperator, LimitClause, ObjectName, OrderBy,
    OrderByKind, OrderBySort, Query, Select, SelectItem, SetExpr, Statement, TableFactor, TableWithJoins,
    UpdateTableFromKind,
};

use super::catalog::Catalog;
use super::keys::IndexKey;
use super::predicate::{self, Found};
use super::walk::{bare, folded, literal, mentions};

/// What LIMIT is taken for where its number is not known.
const UNKNOWN_LIMIT: f64 = 100.0;

/// What a statement asks.
#[derive(Debug, Default)]
pub(super) struct Shape {
    pub(super) uses: Vec<Use>,
    /// Whether the rows that it gives are all those that its only table's conditions leave.
    pub(super) counted: bool,
    /// What may be written in another way.
    pub(super) hints: BTreeSet<String>,
    /// Names that are no table of the statistics.
    pub(super) unknown: BTreeSet<String>,
}

/// What one mention of a table asks of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Use {
    pub(super) table: usize,
    /// The SELECT, UPDATE or DELETE it stands in.
    pub(super) scope: usize,
    pub(super) equal: Vec<Equal>,
    pub(super) joined: Vec<Equal>,
    pub(super) ranges: Vec<Range>,
    pub(super) order: Vec<IndexKey>,
    pub(super) limit: Option<f64>,
    /// Whether a query around it hands it the values it is joined by.
    pub(super) correlated: bool,
}

/// A key that is compared for equality.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Equal {
    pub(super) key: String,
    pub(super) column: String,
    /// With how many values.
    pub(super) values: f64,
    pub(super) null: bool,
}

/// A key that is narrowed to a range.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Range {
    pub(super) key: String,
    pub(super) column: String,
    /// How many of its ends are given.
    pub(super) ends: u32,
}

/// The tables that names in one SELECT, UPDATE or DELETE stand for.
pub(super) struct Scope {
    pub(super) parent: Option<usize>,
    pub(super) entries: Vec<Entry>,
}

/// One of them.
pub(super) struct Entry {
    pub(super) alias: String,
    /// Which of the uses it is; none for anything but a known table.
    pub(super) used: Option<usize>,
}

/// What is still to be looked at.
enum Work<'a> {
    Statement(&'a Statement, Option<usize>),
    Query(&'a Query, Option<usize>),
}

pub(super) struct Reader<'a> {
    pub(super) catalog: &'a Catalog<'a>,
    pub(super) scopes: Vec<Scope>,
    pub(super) shape: Shape,
    work: Vec<Work<'a>>,
    /// Names that WITH gives to queries.
    named: BTreeSet<String>,
    selects: usize,
}

/// Which conditions of an ON narrow the table itself.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Narrows {
    All,
    /// Only those on the use.
    Only(Option<usize>),
    None,
}

impl Shape {
    pub(super) fn of(statement: &Statement, catalog: &Catalog<'_>) -> Self {
        let mut reader = Reader {
            catalog,
            scopes: Vec::new(),
            shape: Shape::default(),
            work: vec![Work::Statement(statement, None)],
            named: BTreeSet::new(),
            selects: 0,
        };
        while let Some(work) = reader.work.pop() {
            match work {
                Work::Statement(statement, around) => reader.statement(statement, around),
                Work::Query(query, around) => reader.query(query, around),
            }
        }
        let single = reader.selects == 1 && reader.shape.uses.len() == 1 && reader.shape.unknown.is_empty();
        reader.shape.counted &= single;
        reader.shape
    }
}

impl<'a> Reader<'a> {
    fn statement(&mut self, statement: &'a Statement, around: Option<usize>) {
        match statement {
            Statement::Query(query) => self.work.push(Work::Query(query, around)),
            Statement::Explain { statement, .. } => self.work.push(Work::Statement(statement, around)),
            Statement::Insert(insert) => self.work.extend(insert.source.iter().map(|query| Work::Query(query, around))),
            Statement::Update(update) => {
                let from: &[TableWithJoins] = match &update.from {
                    Some(UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) => from,
                    None => &[],
                };
                let scope = self.open(std::iter::once(&update.table).chain(from), around);
                self.selects += 1;
                self.shape.counted = true;
                self.conditions(update.selection.iter(), scope, Narrows::All);
                for assignment in &update.assignments {
                    self.look_into(&assignment.value, scope);
                }
            }
            Statement::Delete(delete) => {
                let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
                let scope = self.open(from.iter().chain(delete.using.iter().flatten()), around);
                self.selects += 1;
                self.shape.counted = true;
                self.conditions(delete.selection.iter(), scope, Narrows::All);
            }
            _ => {}
        }
    }

    fn query(&mut self, query: &'a Query, around: Option<usize>) {
        for named in query.with.iter().flat_map(|with| &with.cte_tables) {
            self.named.insert(folded(&named.alias.name));
            self.work.push(Work::Query(&named.query, around));
        }
        let (limit, offset) = limit(query);
        if offset {
            self.shape.hints.insert(
                "OFFSET reads and throws away all rows before it: page by the last key seen instead".to_owned(),
            );
        }
        if let SetExpr::Select(select) = &*query.body {
            return self.select(select, query.order_by.as_ref(), limit, around);
        }
        let mut bodies = vec![&*query.body];
        while let Some(body) = bodies.pop() {
            match body {
                SetExpr::Select(select) => self.select(select, None, None, around),
                SetExpr::Query(query) => self.work.push(Work::Query(query, around)),
                SetExpr::SetOperation { left, right, .. } => bodies.extend([&**left, right]),
                SetExpr::Insert(statement)
                | SetExpr::Update(statement)
                | SetExpr::Delete(statement)
                | SetExpr::Merge(statement) => self.work.push(Work::Statement(statement, around)),
                SetExpr::Values(_) | SetExpr::Table(_) => {}
            }
        }
    }

    fn select(&mut self, select: &'a Select, order: Option<&'a OrderBy>, limit: Option<f64>, around: Option<usize>) {
        self.selects += 1;
        let scope = self.open(&select.from, around);
        self.conditions(select.selection.iter(), scope, Narrows::All);
        let mut calls = false;
        for item in &select.projection {
            match item {
                SelectItem::UnnamedExpr(expression)
                | SelectItem::ExprWithAlias { expr: expression, .. }
                | SelectItem::ExprWithAliases { expr: expression, .. } => calls |= self.look_into(expression, scope),
                SelectItem::QualifiedWildcard(..) | SelectItem::Wildcard(_) => {
                    self.shape.hints.insert("* gives all columns: name those that are needed".to_owned());
                }
            }
        }
        if let Some(having) = &select.having {
            self.look_into(having, scope);
        }
        let grouped = match &select.group_by {
            GroupByExpr::All(_) => true,
            GroupByExpr::Expressions(list, _) => !list.is_empty(),
        };
        let distinct = matches!(select.distinct, Some(Distinct::Distinct | Distinct::On(_)));
        let all = !grouped && !distinct && !calls;
        self.shape.counted = all && limit.is_none();
        if all && let Some(limit) = limit {
            self.sorted(select, order, limit, scope);
        }
    }

    /// Names the tables of a FROM, and reads its joins.
    fn open(&mut self, from: impl IntoIterator<Item = &'a TableWithJoins>, around: Option<usize>) -> usize {
        let scope = self.scopes.len();
        self.scopes.push(Scope { parent: around, entries: Vec::new() });
        let mut joins = Vec::new();
        let mut trees: Vec<&TableWithJoins> = from.into_iter().collect();
        // From the last to the first, so that entries come in the order of the text.
        trees.reverse();
        while let Some(tree) = trees.pop() {
            self.name(&tree.relation, scope, around, &mut trees);
            for join in &tree.joins {
                let entry = self.scopes.get(scope).map_or(0, |scope| scope.entries.len());
                self.name(&join.relation, scope, around, &mut trees);
                joins.push((join, entry));
            }
        }
        for (join, entry) in joins {
            let used = self.scopes.get(scope).and_then(|scope| scope.entries.get(entry)).and_then(|entry| entry.used);
            let (constraint, narrows) = match &join.join_operator {
                JoinOperator::Join(constraint)
                | JoinOperator::Inner(constraint)
                | JoinOperator::CrossJoin(constraint) => (constraint, Narrows::All),
                JoinOperator::Left(constraint) | JoinOperator::LeftOuter(constraint) => {
                    (constraint, Narrows::Only(used))
                }
                JoinOperator::Right(constraint)
                | JoinOperator::RightOuter(constraint)
                | JoinOperator::FullOuter(constraint) => (constraint, Narrows::None),
                _ => continue,
            };
            match constraint {
                JoinConstraint::On(condition) => self.conditions(std::iter::once(condition), scope, narrows),
                JoinConstraint::Using(columns) => {
                    for column in columns.iter().filter_map(last) {
                        self.using(&folded(column), used, scope);
                    }
                }
                JoinConstraint::Natural | JoinConstraint::None => {}
            }
        }
        scope
    }

    fn name(
        &mut self,
        factor: &'a TableFactor,
        scope: usize,
        around: Option<usize>,
        trees: &mut Vec<&'a TableWithJoins>,
    ) {
        let (alias, used) = match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                let mut path = name.0.iter().rev().map(|part| part.as_ident().map(folded));
                let Some(Some(table)) = path.next() else { return };
                let schema = path.next().flatten();
                let used = self.table(schema.as_deref(), &table, scope);
                (alias.as_ref().map_or(table, |alias| folded(&alias.name)), used)
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                self.work.push(Work::Query(subquery, if *lateral { Some(scope) } else { around }));
                (alias.as_ref().map(|alias| folded(&alias.name)).unwrap_or_default(), None)
            }
            TableFactor::NestedJoin { table_with_joins, alias: None, .. } => return trees.push(table_with_joins),
            TableFactor::Function { alias, .. }
            | TableFactor::TableFunction { alias, .. }
            | TableFactor::UNNEST { alias, .. }
            | TableFactor::Table { alias, .. } => {
                (alias.as_ref().map(|alias| folded(&alias.name)).unwrap_or_default(), None)
            }
            _ => (String::new(), None),
        };
        if let Some(scope) = self.scopes.get_mut(scope) {
            scope.entries.push(Entry { alias, used });
        }
    }

    fn table(&mut self, schema: Option<&str>, name: &str, scope: usize) -> Option<usize> {
        if schema.is_none() && self.named.contains(name) {
            return None;
        }
        let Some(table) = self.catalog.find(schema, name) else {
            self.shape.unknown.insert(name.to_owned());
            return None;
        };
        self.shape.uses.push(Use { table, scope, ..Use::default() });
        Some(self.shape.uses.len() - 1)
    }

    /// Reads conditions that must all hold.
    fn conditions(&mut self, all: impl Iterator<Item = &'a Expr>, scope: usize, narrows: Narrows) {
        let mut rest: Vec<&Expr> = all.collect();
        while let Some(condition) = rest.pop() {
            if let Some((left, right)) = predicate::both(condition) {
                rest.extend([left, right]);
                continue;
            }
            self.look_into(condition, scope);
            for found in predicate::read(self, condition, scope) {
                self.note(found, narrows);
            }
        }
    }

    fn note(&mut self, found: Found, narrows: Narrows) {
        match found {
            Found::Equal { used, equal } if allowed(narrows, used) => {
                if let Some(table) = self.shape.uses.get_mut(used)
                    && !table.equal.iter().any(|other| other.key == equal.key)
                {
                    table.equal.push(equal);
                }
            }
            Found::Joined { used, equal, correlated } => {
                if let Some(table) = self.shape.uses.get_mut(used) {
                    table.correlated |= correlated;
                    if !table.joined.iter().any(|other| other.key == equal.key) {
                        table.joined.push(equal);
                    }
                }
            }
            Found::Range { used, range } if allowed(narrows, used) => {
                if let Some(table) = self.shape.uses.get_mut(used) {
                    match table.ranges.iter_mut().find(|other| other.key == range.key) {
                        Some(other) => other.ends = (other.ends + range.ends).min(2),
                        None => table.ranges.push(range),
                    }
                }
            }
            Found::Hint(hint) => {
                self.shape.hints.insert(hint);
            }
            Found::Equal { .. } | Found::Range { .. } => {}
        }
    }

    /// The column of USING joins the table to those before it.
    fn using(&mut self, column: &str, used: Option<usize>, scope: usize) {
        let Some(entries) = self.scopes.get(scope).map(|scope| &scope.entries) else { return };
        let before = entries.iter().filter_map(|entry| entry.used).take_while(|other| Some(*other) != used);
        let has = |place: &usize| {
            let table = self.shape.uses.get(*place).and_then(|used| self.catalog.tables.get(used.table));
            table.is_some_and(|table| table.columns.is_empty() || table.columns.contains_key(column))
        };
        let places: Vec<usize> = before.filter(has).last().into_iter().chain(used).collect();
        for used in places {
            let equal = Equal { key: super::sql::quote(column), column: column.to_owned(), values: 1.0, null: false };
            self.note(Found::Joined { used, equal, correlated: false }, Narrows::All);
        }
    }

    /// Puts the queries inside an expression aside for later; whether it calls a function.
    fn look_into(&mut self, expression: &'a Expr, scope: usize) -> bool {
        let found = mentions(expression);
        self.work.extend(found.queries.into_iter().map(|query| Work::Query(query, Some(scope))));
        found.calls
    }

    /// Notes what a SELECT with a limit is sorted by, where all of it is columns of one table.
    fn sorted(&mut self, select: &'a Select, order: Option<&'a OrderBy>, limit: f64, scope: usize) {
        let Some(OrderByKind::Expressions(list)) = order.map(|order| &order.kind) else { return };
        let (mut keys, mut of) = (Vec::new(), None);
        for by in list {
            let expression = output(select, &by.expr);
            let (Expr::Identifier(_) | Expr::CompoundIdentifier(_)) = expression else { return };
            let Some((used, key, _)) = predicate::key(self, expression, scope) else { return };
            if of.is_some_and(|of| of != used) {
                return;
            }
            of = Some(used);
            let descending = match by.options.sort {
                None | Some(OrderBySort::Asc) => false,
                Some(OrderBySort::Desc) => true,
                Some(OrderBySort::Using(_)) => return,
            };
            keys.push(IndexKey::new(key, descending, by.options.nulls_first.unwrap_or(descending)));
        }
        if let Some(table) = of.and_then(|of| self.shape.uses.get_mut(of)) {
            (table.order, table.limit) = (keys, Some(limit));
        }
    }
}

fn allowed(narrows: Narrows, used: usize) -> bool {
    match narrows {
        Narrows::All => true,
        Narrows::Only(only) => only == Some(used),
        Narrows::None => false,
    }
}

fn last(name: &ObjectName) -> Option<&Ident> {
    name.0.last().and_then(|part| part.as_ident())
}

/// What an ORDER BY names: a column of the output by its alias or number, or the expression itself.
fn output<'a>(select: &'a Select, by: &'a Expr) -> &'a Expr {
    let by = bare(by);
    if let Expr::Identifier(name) = by {
        let named = select.projection.iter().find_map(|item| match item {
            SelectItem::ExprWithAlias { expr, alias } if folded(alias) == folded(name) => Some(bare(expr)),
            _ => None,
        });
        return named.unwrap_or(by);
    }
    let place = literal(by).filter(|number| *number >= 1.0).map(|number| number as usize - 1);
    match place.and_then(|place| select.projection.get(place)) {
        Some(SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) => bare(expr),
        _ => by,
    }
}

/// How many rows a query is cut to, with those that OFFSET skips; and whether there is an OFFSET.
fn limit(query: &Query) -> (Option<f64>, bool) {
    let number = |expression: &Expr| literal(expression).unwrap_or(UNKNOWN_LIMIT);
    let fetch = query.fetch.as_ref().filter(|fetch| !fetch.percent);
    let fetch = fetch.map(|fetch| fetch.quantity.as_ref().map_or(1.0, number));
    let (limit, offset) = match &query.limit_clause {
        Some(LimitClause::LimitOffset { limit, offset, .. }) => {
            (limit.as_ref().map(number), offset.as_ref().map(|offset| number(&offset.value)))
        }
        Some(LimitClause::OffsetCommaLimit { offset, limit }) => (Some(number(limit)), Some(number(offset))),
        None => (None, None),
    };
    let rows = limit.or(fetch).map(|rows| (rows + offset.unwrap_or(0.0)).max(1.0));
    (rows, offset.is_some())
}

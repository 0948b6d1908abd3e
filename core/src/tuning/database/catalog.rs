//! The tables that statistics tell of, with their columns and indexes.

use std::collections::{BTreeMap, HashMap};

use super::keys::IndexShape;
use super::rows::{ColumnRow, DatabaseStatistics, TableRow};

/// Most indexes of a table that are looked at.
const MOST_INDEXES: usize = 1_000;

pub(super) struct Catalog<'a> {
    pub(super) tables: Vec<Table<'a>>,
    by_name: HashMap<&'a str, Vec<usize>>,
}

pub(super) struct Table<'a> {
    pub(super) row: &'a TableRow,
    /// How many rows it has.
    pub(super) rows: f64,
    pub(super) columns: BTreeMap<&'a str, &'a ColumnRow>,
    /// Indexes of a known shape: the place of each in the statistics.
    pub(super) indexes: Vec<(usize, IndexShape)>,
    /// All names of indexes in its schema, so that a new one finds a free one; filled when needed.
    pub(super) schema: &'a str,
}

impl<'a> Catalog<'a> {
    pub(super) fn new(statistics: &'a DatabaseStatistics) -> Self {
        let mut tables = Vec::with_capacity(statistics.tables.len());
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut places: HashMap<(&str, &str), usize> = HashMap::new();
        for row in &statistics.tables {
            let place = tables.len();
            // A table given twice counts once.
            if places.contains_key(&(row.schemaname.as_str(), row.relname.as_str())) {
                continue;
            }
            places.insert((&row.schemaname, &row.relname), place);
            by_name.entry(&row.relname).or_default().push(place);
            tables.push(Table {
                row,
                rows: row.n_live_tup.unwrap_or(0.0),
                columns: BTreeMap::new(),
                indexes: Vec::new(),
                schema: &row.schemaname,
            });
        }
        for column in &statistics.columns {
            let place = places.get(&(column.schemaname.as_str(), column.tablename.as_str()));
            if let Some(table) = place.and_then(|place| tables.get_mut(*place)) {
                table.columns.insert(&column.attname, column);
            }
        }
        for (number, index) in statistics.indexes.iter().enumerate() {
            let place = places.get(&(index.schemaname.as_str(), index.relname.as_str()));
            if let Some(table) = place.and_then(|place| tables.get_mut(*place))
                && table.indexes.len() < MOST_INDEXES
                && let Some(shape) = index.indexdef.as_deref().and_then(IndexShape::read)
            {
                table.indexes.push((number, shape));
            }
        }
        Self { tables, by_name }
    }

    /// The table that a query means: by schema and name, or by name alone where only one schema, or `public`, has it.
    pub(super) fn find(&self, schema: Option<&str>, name: &str) -> Option<usize> {
        let places = self.by_name.get(name)?;
        let in_schema = |wanted: &str| {
            places.iter().copied().find(|place| self.tables.get(*place).is_some_and(|table| table.schema == wanted))
        };
        match (schema, places.as_slice()) {
            (Some(schema), _) => in_schema(schema),
            (None, [only]) => Some(*only),
            (None, _) => in_schema("public"),
        }
    }
}

impl Table<'_> {
    /// How many different values a column has, if that is known; at least one.
    pub(super) fn distinct(&self, column: &str) -> Option<f64> {
        let count = self.columns.get(column)?.n_distinct?;
        let count = if count < 0.0 { -count * self.rows } else { count };
        (count > 0.0).then(|| count.max(1.0))
    }

    /// The share of rows with a given value in a column; PostgreSQL's own guess of 0.5 % where nothing is known.
    pub(super) fn equal_share(&self, column: &str, null: bool) -> f64 {
        let nulls = self.columns.get(column).and_then(|row| row.null_frac);
        let share = match (null, nulls, self.distinct(column)) {
            (true, Some(nulls), _) => nulls,
            (false, nulls, Some(distinct)) => (1.0 - nulls.unwrap_or(0.0)) / distinct,
            _ => 0.005,
        };
        share.clamp(0.0, 1.0)
    }
}

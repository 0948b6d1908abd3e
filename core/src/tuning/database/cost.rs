//! What reading a table costs with an index, and which index would cost least.
//!
//! The unit is the reading of one row in the order of the table. A row found by an index costs four, PostgreSQL's default
//! ratio of random to sequential pages, and the way down an index the logarithm of the table's rows.

use super::catalog::{Catalog, Table};
use super::keys::{IndexKey, IndexShape};
use super::rows::IndexRow;
use super::shape::{Equal, Shape, Use};

const RANDOM: f64 = 4.0;

/// The share of rows in a range with one end, and with both: PostgreSQL's own guesses.
const ONE_END: f64 = 1.0 / 3.0;
const BOTH_ENDS: f64 = 0.005;

/// What is known of the rows that one use of a table leaves.
pub(super) struct Costs<'a> {
    table: &'a Table<'a>,
    used: &'a Use,
    /// How often the table is looked into where it is joined; none if nothing hands it few values.
    loops: Option<f64>,
    /// How many rows the statement gives per call, where those are the rows its conditions leave.
    given: Option<f64>,
}

/// An index that would serve a use.
pub(super) struct Proposal {
    pub(super) keys: Vec<IndexKey>,
    /// How many of its first keys are compared for equality: their order may be changed.
    pub(super) equal: usize,
    pub(super) cost: f64,
}

impl<'a> Costs<'a> {
    /// None for a table of which nothing is known any more.
    pub(super) fn new(catalog: &'a Catalog<'a>, shape: &'a Shape, place: usize, given: Option<f64>) -> Option<Self> {
        let used = shape.uses.get(place)?;
        let table = catalog.tables.get(used.table)?;
        let given = given.filter(|_| shape.counted);
        let drives = |(other, one): (usize, &Use)| {
            let narrowed = !one.equal.is_empty() || !one.ranges.is_empty();
            let near = if used.correlated { one.scope != used.scope } else { one.scope == used.scope };
            if other != place && narrowed && near { left(catalog, one) } else { None }
        };
        let loops = if used.joined.is_empty() {
            None
        } else {
            shape.uses.iter().enumerate().filter_map(drives).min_by(f64::total_cmp)
        };
        Some(Self { table, used, loops, given })
    }

    /// The share of rows that a range leaves: from the rows that the statement gives, where only this range is not known.
    fn range(&self, ends: u32) -> f64 {
        let guess = if ends > 1 { BOTH_ENDS } else { ONE_END };
        match (self.given, self.used.ranges.as_slice()) {
            (Some(given), [_]) if self.table.rows >= 1.0 => {
                let equal: f64 = self.used.equal.iter().map(|equal| share(self.table, equal)).product();
                (given / (self.table.rows * equal).max(1.0)).clamp(1.0 / self.table.rows, 1.0)
            }
            _ => guess,
        }
    }

    /// What it costs to read the table from end to end.
    pub(super) fn scan(&self) -> f64 {
        self.table.rows
    }

    /// What it costs with the best index there is, or without.
    pub(super) fn now(&self, rows: &[IndexRow]) -> f64 {
        let usable = |(place, shape): &&(usize, IndexShape)| {
            let valid = rows.get(*place).is_none_or(|row| row.indisvalid != Some(false));
            valid && !shape.partial && matches!(shape.method.as_str(), "btree" | "hash")
        };
        let costs = self.table.indexes.iter().filter(usable).map(|(_, shape)| {
            if shape.method == "hash" {
                let keys = shape.keys.iter().take(1).cloned();
                let keys: Vec<_> = keys.map(|key| IndexKey { plain: false, ..key }).collect();
                return self.with(&keys);
            }
            self.with(&shape.keys)
        });
        costs.fold(self.scan(), f64::min)
    }

    /// What it costs with an index of these keys, at most a scan.
    pub(super) fn with(&self, keys: &[IndexKey]) -> f64 {
        let (table, used) = (self.table, self.used);
        let (mut left, mut matched, mut ordered, mut by_join) = (1.0, 0, true, false);
        let mut served = Vec::new();
        for key in keys {
            let constant = used.equal.iter().find(|equal| equal.key == key.text);
            let joined = used.joined.iter().filter(|_| self.loops.is_some()).find(|equal| equal.key == key.text);
            let Some(equal) = constant.or(joined) else { break };
            left *= share(table, equal);
            ordered &= equal.values <= 1.0;
            by_join |= constant.is_none();
            served.push(key.text.as_str());
            matched += 1;
        }
        let rest = keys.get(matched..).unwrap_or_default();
        let mut sorted = false;
        if used.limit.is_some() {
            let order: Vec<_> = used.order.iter().filter(|key| !served.contains(&key.text.as_str())).collect();
            sorted = ordered && !order.is_empty() && rest.len() >= order.len() && in_order(rest, &order);
            // Without anything to sort by, equality alone has put the rows in order.
            sorted |= ordered && order.is_empty() && matched > 0 && !used.order.is_empty();
        }
        let range = rest.first().filter(|key| key.plain);
        let range = range.and_then(|key| used.ranges.iter().find(|range| range.key == key.text));
        if let Some(range) = range {
            left *= self.range(range.ends);
            served.push(range.key.as_str());
            matched += 1;
        }
        if matched == 0 && !sorted {
            return self.scan();
        }
        let mut rows = (table.rows * left).max(1.0);
        if let Some(given) = self.given.filter(|_| !by_join) {
            rows = rows.max(given);
        }
        if let Some(limit) = used.limit.filter(|_| sorted) {
            rows = rows.min(limit / self.unserved(&served));
        }
        let loops = if by_join { self.loops.unwrap_or(1.0) } else { 1.0 };
        (loops * (libm::log2(table.rows + 2.0) + RANDOM * rows)).min(self.scan())
    }

    /// The share of rows that the conditions leave which an index does not serve.
    fn unserved(&self, served: &[&str]) -> f64 {
        let equal = self.used.equal.iter().filter(|equal| !served.contains(&equal.key.as_str()));
        let ranges = self.used.ranges.iter().filter(|range| !served.contains(&range.key.as_str()));
        let equal: f64 = equal.map(|equal| share(self.table, equal)).product();
        let ranges: f64 = ranges.map(|range| self.range(range.ends)).product();
        (equal * ranges).max(1e-12)
    }

    /// The index that costs least: columns compared for equality first, the most selective in front, then the one that is
    /// narrowed to a range, or those that it is sorted by. A column behind a range only filters, so none is put there
    /// but those by which the range is sorted as well.
    pub(super) fn best(&self, most_columns: usize) -> Option<Proposal> {
        let mut best: Option<Proposal> = None;
        for joined in [false, true] {
            if joined && (self.loops.is_none() || self.used.joined.is_empty()) {
                continue;
            }
            let front = self.front(joined, most_columns);
            for tail in self.tails(&front) {
                let mut keys: Vec<_> = front.iter().map(|key| IndexKey::new(key.as_str(), false, false)).collect();
                keys.extend(tail);
                keys.truncate(most_columns);
                if keys.is_empty() {
                    continue;
                }
                let cost = self.with(&keys);
                let better =
                    |other: &Proposal| cost < other.cost || (cost <= other.cost && keys.len() < other.keys.len());
                if best.as_ref().is_none_or(better) {
                    best = Some(Proposal { equal: front.len().min(keys.len()), keys, cost });
                }
            }
        }
        best
    }

    /// The columns compared for equality, the most selective first, as many as narrow the rows any further.
    fn front(&self, joined: bool, most: usize) -> Vec<String> {
        let mut all: Vec<(&Equal, f64, bool)> =
            self.used.equal.iter().map(|equal| (equal, share(self.table, equal), false)).collect();
        if joined {
            let more = self.used.joined.iter().filter(|key| !self.used.equal.iter().any(|equal| equal.key == key.key));
            all.extend(more.map(|equal| (equal, share(self.table, equal), true)));
        }
        // Those of the join come first: without one of them the index is none for the join.
        all.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.total_cmp(&b.1)).then_with(|| a.0.key.cmp(&b.0.key)));
        let mut rows = self.table.rows;
        let mut front = Vec::new();
        for (equal, share, _) in all {
            if front.len() == most || (rows <= 1.0 && !front.is_empty()) {
                break;
            }
            rows *= share;
            front.push(equal.key.clone());
        }
        front
    }

    /// What may follow the columns compared for equality: nothing, each range, the order.
    fn tails(&self, front: &[String]) -> Vec<Vec<IndexKey>> {
        let mut tails = vec![Vec::new()];
        let ranges = self.used.ranges.iter().filter(|range| !front.contains(&range.key));
        tails.extend(ranges.map(|range| vec![IndexKey::new(range.key.as_str(), false, false)]));
        let order: Vec<_> = self.used.order.iter().filter(|key| !front.contains(&key.text)).cloned().collect();
        if !order.is_empty() {
            // An index is read backwards as well: ascending is the plain one.
            let flipped = order.iter().all(|key| key.descending);
            let turn = |key: IndexKey| IndexKey { descending: false, nulls_first: !key.nulls_first, ..key };
            tails.push(if flipped { order.into_iter().map(turn).collect() } else { order });
        }
        tails
    }
}

/// How many rows the conditions on a use leave.
fn left(catalog: &Catalog<'_>, used: &Use) -> Option<f64> {
    let table = catalog.tables.get(used.table)?;
    let equal: f64 = used.equal.iter().map(|equal| share(table, equal)).product();
    let ranges: f64 = used.ranges.iter().map(|range| if range.ends > 1 { BOTH_ENDS } else { ONE_END }).product();
    Some((table.rows * equal * ranges).max(1.0))
}

/// The share of rows with the value, or one of the values.
fn share(table: &Table<'_>, equal: &Equal) -> f64 {
    (table.equal_share(&equal.column, equal.null) * equal.values).min(1.0)
}

/// Whether keys give this order, read forwards or backwards.
fn in_order(keys: &[IndexKey], order: &[&IndexKey]) -> bool {
    let same = |flip: bool| {
        keys.iter().zip(order).all(|(key, by)| {
            key.plain
                && key.text == by.text
                && (key.descending != by.descending) == flip
                && (key.nulls_first != by.nulls_first) == flip
        })
    };
    same(false) || same(true)
}

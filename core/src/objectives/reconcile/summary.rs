use serde::{Deserialize, Serialize};

use super::cell::{self, Cell};
use super::decimal::{Decimal, DecimalSum};
use super::sample::{KeySample, SHOWN};
use super::sketch::Sketch;
use super::sum::ExactSum;
use crate::{Error, Result};

/// Most columns of a table.
const COLUMNS: u64 = 256;
/// Most references of a table.
const REFERENCES: u64 = 16;
/// Most bytes that the tables of a summary take.
const BYTES: u64 = 256 << 20;
/// Words that hold the beginning of a key: 4 of 8 bytes.
const KEY_WORDS: usize = 4;
/// What a summary of a table keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ReconcileOptions {
    /// The columns in the order of the rows, 1 to 256.
    pub columns: Vec<String>,
    /// The columns that tell rows apart.
    pub key: Vec<String>,
    /// The columns of decimal numbers: the texts "7.5" and "7.50", and the number 7.5, are one value there.
    pub decimals: Vec<String>,
    /// The columns that point to rows of other tables, at most 16.
    pub references: Vec<TableReference>,
    /// How many differing rows can be found and named, 1 to 100,000; memory grows with it (a thousand rows of 8 columns
    /// take half a megabyte), not with the rows.
    pub differences: u32,
    /// How many keys are kept to look for duplicates and missing references, 1 to 1,000,000. Up to so many different
    /// keys both are exact; beyond that they are those of a sample.
    pub sample: u32,
    /// Most rows or keys to list in an answer.
    pub listed: u32,
}

/// Columns that point to rows of another table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TableReference {
    /// What it is called.
    pub name: String,
    /// The columns, in the order of the other table's key.
    pub columns: Vec<String>,
}

impl Default for ReconcileOptions {
    fn default() -> Self {
        let (columns, key, decimals, references) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { columns, key, decimals, references, differences: 1_000, sample: 65_536, listed: 100 }
    }
}

impl ReconcileOptions {
    /// Columns by their names, with the first as the key.
    pub fn new(columns: &[&str]) -> Self {
        let columns: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
        Self { key: columns.first().cloned().into_iter().collect(), columns, ..Self::default() }
    }

    fn places(&self, columns: &[String], what: &str) -> Result<Vec<usize>> {
        if columns.is_empty() {
            return Err(Error::invalid(what, "at least one column", "none"));
        }
        self.known(columns)
    }

    fn known(&self, columns: &[String]) -> Result<Vec<usize>> {
        let place = |name: &String| {
            let found = self.columns.iter().position(|column| column == name);
            found.ok_or_else(|| Error::unknown("column", name, self.columns.iter().take(10).cloned().collect()))
        };
        columns.iter().map(place).collect()
    }

    pub(super) fn check(&self) -> Result<()> {
        Error::cap("columns", COLUMNS, self.columns.len())?;
        Error::cap("references", REFERENCES, self.references.len())?;
        for (index, name) in self.columns.iter().enumerate() {
            Error::cap("bytes of a column's name", 200, name.len())?;
            if self.columns.iter().take(index).any(|before| before == name) {
                return Err(Error::duplicate("column", name));
            }
        }
        let within = |name: &str, value: u32, most: u32| {
            let fits = (1..=most).contains(&value);
            if fits { Ok(()) } else { Err(Error::invalid(name, format!("1 to {most}"), value)) }
        };
        within("differences", self.differences, 100_000)?;
        within("sample", self.sample, 1_000_000)?;
        within("listed", self.listed, 100_000)?;
        for (index, reference) in self.references.iter().enumerate() {
            Error::cap("bytes of a reference's name", 200, reference.name.len())?;
            if self.references.iter().take(index).any(|before| before.name == reference.name) {
                return Err(Error::duplicate("reference", &reference.name));
            }
        }
        Error::cap("bytes of a summary", BYTES, self.bytes())
    }

    /// Bytes of the sketch.
    pub(super) fn bytes(&self) -> usize {
        Sketch::cells(self.differences) * (8 + 16 * self.width())
    }

    /// Words of a row in the sketch: its key's beginning and hash, 16 bits for each column, and the hash of all these.
    fn width(&self) -> usize {
        KEY_WORDS + 1 + self.columns.len().div_ceil(4) + 1
    }
}

/// What is kept of one column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnState {
    pub(super) nulls: u64,
    /// Finite numbers, and their sum.
    pub(super) numbers: u64,
    pub(super) sum: ExactSum,
    /// Texts that are decimal numbers, and their sum.
    pub(super) decimals: u64,
    pub(super) decimal_sum: DecimalSum,
    /// The sum of the hashes of its fields, each with the key of its row, in hex.
    #[serde(with = "super::saved::hex")]
    pub(super) checksum: u64,
}

/// A summary of a table: what [`reconcile`](super::reconcile) compares.
///
/// Rows stream in, in any order; summaries of parts merge, in any order, to the same bits as one of the whole. Memory
/// is bounded by the options, whatever comes.
///
/// ```
/// use hypercare::objectives::{Cell, ReconcileOptions, TableSummary, reconcile};
/// let options = ReconcileOptions::new(&["id", "name", "balance"]);
/// let (mut source, mut target) = (TableSummary::new(options.clone())?, TableSummary::new(options)?);
/// for id in 0..1_000 {
///     source.add(&[Cell::from(id), Cell::from("x"), Cell::from(0.1)])?;
///     target.add(&[Cell::from(id), Cell::from("x"), Cell::from(if id == 7 { 0.2 } else { 0.1 })])?;
/// }
/// let answer = reconcile(&source, &target)?;
/// assert_eq!((answer.changed[0].key.as_str(), answer.changed[0].columns[0].as_str()), ("7", "balance"));
/// # Ok::<(), hypercare::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TableSummary {
    pub(super) options: ReconcileOptions,
    pub(super) rows: u64,
    /// Rows with a NULL in their key.
    pub(super) null_keys: u64,
    pub(super) columns: Vec<ColumnState>,
    pub(super) sketch: Sketch,
    pub(super) keys: KeySample,
    pub(super) references: Vec<ReferenceState>,
    /// Of each column, whether it is decimal.
    decimal: Vec<bool>,
    key_places: Vec<usize>,
    reference_places: Vec<Vec<usize>>,
}

/// What is kept of one reference.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ReferenceState {
    pub(super) keys: KeySample,
    /// Rows that point nowhere, as one of the columns is NULL.
    pub(super) nulls: u64,
}

impl TableSummary {
    /// A summary of no rows.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`], [`Error::Unknown`], [`Error::Duplicate`] and [`Error::Limit`] for options out of their
    /// ranges.
    pub fn new(options: ReconcileOptions) -> Result<Self> {
        options.check()?;
        let key_places = options.places(&options.key, "key")?;
        let place = |reference: &TableReference| options.places(&reference.columns, "the columns of a reference");
        let reference_places = options.references.iter().map(place).collect::<Result<_>>()?;
        let mut decimal = vec![false; options.columns.len()];
        for place in options.known(&options.decimals)? {
            if let Some(column) = decimal.get_mut(place) {
                *column = true;
            }
        }
        Ok(Self {
            rows: 0,
            null_keys: 0,
            columns: vec![ColumnState::default(); options.columns.len()],
            sketch: Sketch::new(Sketch::cells(options.differences), options.width()),
            keys: KeySample::default(),
            references: vec![ReferenceState::default(); options.references.len()],
            decimal,
            key_places,
            reference_places,
            options,
        })
    }

    /// The options.
    pub fn options(&self) -> &ReconcileOptions {
        &self.options
    }

    /// Takes a row in, its fields in the order of the columns.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] for another number of fields.
    pub fn add(&mut self, row: &[Cell]) -> Result<()> {
        self.fits(row, "a row")?;
        self.take(row, &mut Vec::new(), &mut Vec::new());
        Ok(())
    }

    /// Takes many rows in, or none of them.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] if a row has another number of fields than there are columns.
    pub fn add_rows<R: AsRef<[Cell]>>(&mut self, rows: &[R]) -> Result<()> {
        for (index, row) in rows.iter().enumerate() {
            self.fits(row.as_ref(), &format!("rows[{index}]"))?;
        }
        let (mut bytes, mut words) = (Vec::new(), Vec::new());
        rows.iter().for_each(|row| self.take(row.as_ref(), &mut bytes, &mut words));
        Ok(())
    }

    fn fits(&self, row: &[Cell], what: &str) -> Result<()> {
        let expected = self.columns.len();
        if row.len() == expected {
            return Ok(());
        }
        Err(Error::shape(what, format!("{expected} fields, one for each column"), row.len().to_string()))
    }

    fn take(&mut self, row: &[Cell], bytes: &mut Vec<u8>, words: &mut Vec<u64>) {
        let key = pick(row, &self.key_places, &self.decimal);
        let key_hash = cell::hash(&key, 0, bytes);
        words.clear();
        words.extend(beginning(&key));
        words.push(key_hash);
        let mut packed = 0;
        for (at, ((field, column), decimal)) in row.iter().zip(&mut self.columns).zip(&self.decimal).enumerate() {
            // With the key in the seed, so that two rows that swap their fields are seen.
            let hash = cell::hash(&[(field, *decimal)], key_hash ^ (at as u64 + 1), bytes);
            column.take(field, hash);
            packed |= (hash >> 48) << (16 * (at % 4));
            if at % 4 == 3 || at + 1 == row.len() {
                words.push(packed);
                packed = 0;
            }
        }
        let check = cell::hash_words(words, 0, bytes);
        words.push(check);
        self.sketch.add(words, 1, bytes);
        self.rows = self.rows.saturating_add(1);
        if is_null(&key) {
            self.null_keys = self.null_keys.saturating_add(1);
        }
        let cap = self.options.sample as usize;
        self.keys.add(key_hash, 1, cap, || shown(&key));
        for (state, places) in self.references.iter_mut().zip(&self.reference_places) {
            let target = pick(row, places, &self.decimal);
            if is_null(&target) {
                state.nulls = state.nulls.saturating_add(1);
            } else {
                let hash = cell::hash(&target, 0, bytes);
                state.keys.add(hash, 1, cap, || shown(&target));
            }
        }
    }

    /// Takes the summary of another part of the same table in.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the options differ.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.options != other.options {
            return Err(Error::invalid("options", "those of the other summary", "others"));
        }
        let cap = self.options.sample as usize;
        self.rows = self.rows.saturating_add(other.rows);
        self.null_keys = self.null_keys.saturating_add(other.null_keys);
        self.sketch.merge(&other.sketch, 1);
        self.keys.merge(&other.keys, cap);
        for (column, more) in self.columns.iter_mut().zip(&other.columns) {
            column.nulls = column.nulls.saturating_add(more.nulls);
            column.numbers = column.numbers.saturating_add(more.numbers);
            column.sum.merge(&more.sum);
            column.decimals = column.decimals.saturating_add(more.decimals);
            column.decimal_sum.merge(&more.decimal_sum);
            column.checksum = column.checksum.wrapping_add(more.checksum);
        }
        for (state, more) in self.references.iter_mut().zip(&other.references) {
            state.nulls = state.nulls.saturating_add(more.nulls);
            state.keys.merge(&more.keys, cap);
        }
        Ok(())
    }
}

impl ColumnState {
    fn take(&mut self, field: &Cell, hash: u64) {
        self.checksum = self.checksum.wrapping_add(hash);
        match field {
            Cell::Null => self.nulls = self.nulls.saturating_add(1),
            Cell::Int(number) => {
                self.numbers = self.numbers.saturating_add(1);
                self.sum.add_whole(*number);
            }
            Cell::Float(number) if number.is_finite() => {
                self.numbers = self.numbers.saturating_add(1);
                self.sum.add_float(*number);
            }
            Cell::Text(text) => {
                if let Some(number) = Decimal::read(text) {
                    self.decimals = self.decimals.saturating_add(1);
                    self.decimal_sum.add(number);
                }
            }
            _ => {}
        }
    }

    /// All numbers, their sum as a float, and in full where no float has a fraction.
    pub(super) fn sums(&self) -> (u64, f64, Option<String>) {
        let numbers = self.numbers.saturating_add(self.decimals).min(i64::MAX as u64);
        let exact = self.sum.digits().and_then(|digits| self.decimal_sum.with(digits)).map(|sum| sum.to_string());
        let rounded = |text: &str| text.parse().unwrap_or(0.0);
        let sum = match &exact {
            _ if self.decimals == 0 => self.sum.value(),
            Some(exact) => rounded(exact),
            None => self.sum.value() + rounded(&self.decimal_sum.to_string()),
        };
        (numbers, sum, exact.filter(|_| numbers > 0))
    }
}

/// Fields, and whether their columns are decimal.
fn pick<'a>(row: &'a [Cell], places: &[usize], decimal: &[bool]) -> Vec<(&'a Cell, bool)> {
    places.iter().filter_map(|place| Some((row.get(*place)?, *decimal.get(*place)?))).collect()
}

fn is_null(key: &[(&Cell, bool)]) -> bool {
    key.iter().any(|(cell, _)| **cell == Cell::Null)
}

/// A key as people read it, cut where it is long.
fn shown(key: &[(&Cell, bool)]) -> String {
    let text = key.iter().map(|(cell, _)| cell.to_string()).collect::<Vec<_>>().join(", ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// The first 31 bytes of a key as words, the first byte their number; 32 where there are more.
fn beginning(key: &[(&Cell, bool)]) -> [u64; KEY_WORDS] {
    let text = shown(key);
    let mut bytes = [0_u8; 8 * KEY_WORDS];
    if let Some((length, rest)) = bytes.split_first_mut() {
        for (place, byte) in rest.iter_mut().zip(text.bytes()) {
            *place = byte;
        }
        *length = text.len().min(8 * KEY_WORDS) as u8;
    }
    let mut words = [0; KEY_WORDS];
    for (word, chunk) in words.iter_mut().zip(bytes.chunks_exact(8)) {
        *word = chunk.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    }
    words
}

/// The key that such words hold.
pub(super) fn key_of(words: &[u64]) -> String {
    let bytes: Vec<u8> = words.iter().take(KEY_WORDS).flat_map(|word| word.to_le_bytes()).collect();
    let length = bytes.first().map_or(0, |length| usize::from(*length));
    let text = bytes.get(1..).unwrap_or_default();
    let text = String::from_utf8_lossy(text.get(..length.min(text.len())).unwrap_or_default()).into_owned();
    if length > 31 { format!("{}...", text.trim_end_matches('\u{fffd}')) } else { text }
}

/// The hash of the key, and the 16 bits of each column.
pub(super) fn parts_of(words: &[u64], columns: usize) -> (u64, Vec<u16>) {
    let hash = words.get(KEY_WORDS).copied().unwrap_or(0);
    let bits = |at: usize| words.get(KEY_WORDS + 1 + at / 4).copied().unwrap_or(0) >> (16 * (at % 4));
    (hash, (0..columns).map(|at| bits(at) as u16).collect())
}

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use hypercare::anomaly::{self, Contamination, IsolationForestBuilder, MaxFeatures, MaxSamples};
use hypercare::document::value::Value;
use hypercare::stats::Matrix;
use hypercare::{Error, Result as Core};
use napi::ValueType;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::bridge::{Elements, Js, elements, js, options, read, rows};
use crate::errors::{Outcome, guard, invalid};
use crate::export::{Any, Argument};
use crate::work::{Job, Watch};

/// Rows scored between two looks at the signal: about 30 ms with 100 trees.
const CHUNK: usize = 1 << 16;

#[napi]
pub struct IsolationForest {
    builder: IsolationForestBuilder,
    fitted: Arc<Mutex<Option<Arc<anomaly::IsolationForest>>>>,
}

exports! { IsolationForest:
    #[constructor] fn new(options: Any<'_>) -> Self { Self { builder: builder(options.0)?, fitted: Arc::default() } }
    async fn fit(&self, data: Any<'_>, columns: Option<usize>) {
        let (table, builder, fitted) = (table(data.0, columns)?.owned(), self.builder.clone(), Arc::clone(&self.fitted));
        let work = move |watch: &Watch| {
            watch.done(0.0)?;
            Ok(builder.fit(table.rows(0..table.count)?)?)
        };
        Job::new(work, move |forest| keep(&fitted, forest))
    }
    #[getter] fn offset(&self) -> f64 { self.model()?.offset() }
    #[getter] fn n_features(&self) -> f64 { self.model()?.n_features() as f64 }
    #[getter] fn max_samples_used(&self) -> f64 { self.model()?.max_samples_used() as f64 }
    #[getter] fn warnings(&self) -> Js { js(self.model()?.warnings())? }
    fn to_bytes(&self) -> Buffer { self.model()?.to_bytes().into() }
    #[factory]
    fn from_bytes(bytes: Any<'_>, n_jobs: Option<usize>) -> Self {
        let Some(Elements::Bytes(bytes)) = elements(bytes.0, "bytes")? else {
            return Err(invalid("bytes", "a Uint8Array or Buffer", "something else"));
        };
        let model = anomaly::IsolationForest::from_bytes(bytes)?;
        let model = if let Some(jobs) = n_jobs { model.with_n_jobs(jobs)? } else { model };
        Self { builder: IsolationForestBuilder::default(), fitted: Arc::new(Mutex::new(Some(Arc::new(model)))) }
    }
}

#[napi]
impl IsolationForest {
    #[napi]
    pub fn fit_sync<'a>(&self, env: &Env, this: This<'a>, data: Unknown<'_>, columns: Unknown<'_>) -> Result<This<'a>> {
        guard(env, || {
            let table = table(data, Argument::from_js(columns, "columns")?)?;
            keep(&self.fitted, self.builder.fit(table.rows(0..table.count)?)?);
            Ok(this)
        })
    }

    pub(crate) fn model(&self) -> Outcome<Arc<anomaly::IsolationForest>> {
        let fitted = self.fitted.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(fitted.clone().ok_or_else(|| Error::NotFitted { what: "isolation forest".to_owned() })?)
    }
}

/// A result for each row: a Promise of it, and the same at once. Then results are copied, which for few rows is much
/// faster than to hand over their memory.
macro_rules! per_row {
    ($($later:ident, $now:ident: $array:ident, $slice:ident;)+) => {$(
        exports! { IsolationForest:
            async fn $later(&self, data: Any<'_>, columns: Option<usize>) {
                let (model, table) = (self.model()?, table(data.0, columns)?.owned());
                Job::new(move |watch: &Watch| in_chunks(&table, watch, |rows| model.$later(rows)), $array::new)
            }
        }

        #[napi]
        impl IsolationForest {
            #[napi]
            pub fn $now<'a>(&self, env: &'a Env, data: Unknown<'_>, columns: Unknown<'_>) -> Result<$slice<'a>> {
                guard(env, || {
                    let table = table(data, Argument::from_js(columns, "columns")?)?;
                    Ok($slice::copy_from(env, self.model()?.$later(table.rows(0..table.count)?)?)?)
                })
            }
        }
    )+};
}

per_row! {
    score_samples, score_samples_sync: Float64Array, Float64ArraySlice;
    decision_function, decision_function_sync: Float64Array, Float64ArraySlice;
    predict, predict_sync: Int8Array, Int8ArraySlice;
}

/// Between chunks of rows the job looks at its signal. An empty table is a chunk, too: its columns are checked.
fn in_chunks<T>(table: &Table<'_>, watch: &Watch, each: impl Fn(Matrix<'_>) -> Core<Vec<T>>) -> Outcome<Vec<T>> {
    let mut results = Vec::new();
    for start in (0..table.count.max(1)).step_by(CHUNK) {
        watch.done(start as f64 / table.count.max(1) as f64)?;
        results.append(&mut each(table.rows(start..table.count.min(start + CHUNK))?)?);
    }
    Ok(results)
}

fn keep(fitted: &Mutex<Option<Arc<anomaly::IsolationForest>>>, forest: anomaly::IsolationForest) {
    *fitted.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(forest));
}

fn builder(given: Unknown<'_>) -> Outcome<IsolationForestBuilder> {
    let mut builder = IsolationForestBuilder::default();
    for (key, value) in options(given, "options")? {
        let name = format!("options.{key}");
        builder = match key.as_str() {
            "nEstimators" => builder.n_estimators(usize::from_js(value, &name)?),
            "maxSamples" => builder.max_samples(match amount(value, &name)? {
                (share, None) => share.map_or(MaxSamples::Auto, MaxSamples::Share),
                (_, Some(count)) => MaxSamples::Count(count),
            }),
            "contamination" => {
                builder.contamination(amount(value, &name)?.0.map_or(Contamination::Auto, Contamination::Share))
            }
            "maxFeatures" => builder.max_features(match amount(value, &name)? {
                (_, Some(count)) => MaxFeatures::Count(count),
                (share, None) => MaxFeatures::Share(share.ok_or_else(|| invalid(name, "a number", "\"auto\""))?),
            }),
            "bootstrap" => builder.bootstrap(bool::from_js(value, &name)?),
            "randomState" => builder.random_state(u64::from_js(value, &name)?),
            "nJobs" => builder.n_jobs(usize::from_js(value, &name)?),
            _ => return Err(invalid(name, "a known name", "another one")),
        };
    }
    Ok(builder)
}

/// "auto" or a number. JavaScript has one kind of these: a whole one over 1 is also a count, and so is a bigint; any
/// other is a share. The core checks the ranges.
fn amount(value: Unknown<'_>, name: &str) -> Outcome<(Option<f64>, Option<usize>)> {
    match read(value, name)? {
        Value::Text(word) if word == "auto" => Ok((None, None)),
        Value::Int(whole) if whole <= 1 && value.get_type()? == ValueType::Number => Ok((Some(whole as f64), None)),
        Value::Int(_) => Ok((Some(f64::from_js(value, name)?), Some(usize::from_js(value, name)?))),
        _ => Ok((Some(f64::from_js(value, name)?), None)),
    }
}

/// A table of numbers, borrowed until JavaScript runs again.
struct Table<'a> {
    values: Cow<'a, [f64]>,
    count: usize,
    columns: usize,
}

/// Nothing of JavaScript may run between the borrow of the values and their use: read other arguments before.
fn table<'a>(data: Unknown<'a>, columns: Option<usize>) -> Outcome<Table<'a>> {
    let (values, columns) = match elements(data, "data")? {
        Some(Elements::Numbers(values)) => {
            let missing = || invalid("columns", "the number of columns of a typed array", "nothing");
            (values, columns.ok_or_else(missing)?)
        }
        Some(Elements::Bytes(_)) => return Err(invalid("data", "numbers", "bytes")),
        None => {
            let rows = rows(data, "data")?;
            let columns = columns.or(rows.first().map(Vec::len)).unwrap_or(0);
            if let Some(row) = rows.iter().find(|row| row.len() != columns) {
                let (expected, found) = (format!("{columns} values in each row"), row.len().to_string());
                return Err(Error::Shape { name: "data".to_owned(), expected, found }.into());
            }
            (rows.concat().into(), columns)
        }
    };
    let count = values.len().checked_div(columns).unwrap_or(0);
    Matrix::new(&values, count, columns)?;
    Ok(Table { values, count, columns })
}

impl Table<'_> {
    fn rows(&self, rows: Range<usize>) -> Core<Matrix<'_>> {
        Matrix::new(&self.values[rows.start * self.columns..rows.end * self.columns], rows.len(), self.columns)
    }

    fn owned(self) -> Table<'static> {
        Table { values: self.values.into_owned().into(), ..self }
    }
}

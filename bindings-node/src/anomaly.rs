use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use hypercare::anomaly::{
    self, Contamination, Detection, DetectionSummary, FitOptions, IsolationForestBuilder, MetricRows, Profile,
    StreamOptions,
};
use hypercare::document::value::{Keys, Value, from_value, to_value};
use hypercare::stats::Matrix;
use hypercare::{Error, Result as Core};
use napi::ValueType;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::bridge::{Elements, Js, bytes, elements, js, numbers, options, read};
use crate::errors::{Fault, Outcome, guard, invalid};
use crate::export::{Any, Argument, Each, Of};
use crate::work::{Job, Watch, promise_with};

/// Rows scored between two looks at the signal: about 30 ms with 100 trees.
const CHUNK: usize = 1 << 16;

/// The same for rows that are explained, which takes up to half a millisecond for each.
const EXPLAINED: usize = 1 << 7;

#[napi]
pub struct IsolationForest {
    builder: IsolationForestBuilder,
    warm_start: bool,
    fitted: Arc<Mutex<Option<Arc<anomaly::IsolationForest>>>>,
}

exports! { IsolationForest:
    #[constructor]
    fn new(options: Any<'_>) -> Self {
        let (mut told, mut warm_start) = (parameters(options.0, "options")?, false);
        if let Some(at) = told.iter().position(|(key, _)| key == "warmStart") {
            warm_start = from_value(told.remove(at).1, "options.warmStart", Keys::Camel)?;
        }
        let builder = from_value(Value::Map(told), "options", Keys::Camel)?;
        Self { builder, warm_start, fitted: Arc::default() }
    }
    #[getter] fn offset(&self) -> f64 { self.model()?.offset() }
    #[getter] fn n_features(&self) -> f64 { self.model()?.n_features() as f64 }
    #[getter] fn max_samples_used(&self) -> f64 { self.model()?.max_samples_used() as f64 }
    #[getter] fn warnings(&self) -> Js { js(self.model()?.warnings())? }
    fn to_bytes(&self) -> Buffer { self.model()?.to_bytes().into() }
    #[factory]
    fn from_bytes(given: Any<'_>, n_jobs: Option<i64>) -> Self {
        Self::of(model_of(bytes(given.0, "bytes")?, n_jobs)?)
    }
    #[factory]
    fn merge(forests: Each<Of<'_, IsolationForest>>) -> Self {
        let models = forests.0.iter().map(|forest| forest.0.model()).collect::<Outcome<Vec<_>>>()?;
        Self::of(anomaly::IsolationForest::merge(models.iter().map(|model| &**model))?)
    }
    #[getter] fn baseline(&self) -> f64 { self.model()?.baseline() }
    async fn with_contamination(&self, share: f64, data: Any<'_>, columns: Option<usize>) {
        let (model, table) = (self.model()?, table(data.0, columns)?.owned());
        Job::new(move |_: &Watch| Ok(contaminated(&model, share, &table)?), Self::of)
    }
    fn with_contamination_sync(&self, share: f64, data: Any<'_>, columns: Option<usize>) -> Self {
        Self::of(contaminated(&*self.model()?, share, &table(data.0, columns)?)?)
    }
    async fn importance(&self, data: Any<'_>, columns: Option<usize>) {
        let (model, table) = (self.model()?, table(data.0, columns)?.owned());
        Job::new(move |_: &Watch| Ok(model.importance(table.all()?)?), Float64Array::new)
    }
    fn importance_sync(&self, data: Any<'_>, columns: Option<usize>) -> Float64Array {
        let table = table(data.0, columns)?;
        self.model()?.importance(table.all()?)?.into()
    }
    async fn save(&self, path: String) {
        let model = self.model()?;
        Job::new(move |_: &Watch| save(&model, path), |()| ())
    }
    fn save_sync(&self, path: String) -> () { save(&*self.model()?, path)? }
    async fn load(path: String, n_jobs: Option<i64>) { Job::new(move |_: &Watch| load(path, n_jobs), Self::of) }
    #[factory] fn load_sync(path: String, n_jobs: Option<i64>) -> Self { Self::of(load(path, n_jobs)?) }
    fn describe(&self, data: Any<'_>, reference: Any<'_>, columns: Any<'_>) -> Js {
        let (model, given) = (self.model()?, columns_of(columns.0)?);
        let count = Some(model.n_features());
        let profile = table(reference.0, count)?;
        let profile = Profile::new(profile.all()?, given.as_deref())?;
        let rows = table(data.0, count)?;
        js(&model.describe(rows.all()?, &profile)?)?
    }
}

#[napi]
impl IsolationForest {
    #[napi]
    pub fn fit<'env>(
        &self,
        env: &'env Env,
        this: This<'env>,
        data: Unknown<'env>,
        columns: Unknown<'env>,
        options: Unknown<'env>,
    ) -> Result<Unknown<'env>> {
        promise_with(env, options, this, &["sampleWeight"], || {
            let (weights, from, builder) = (sample_weight(options)?, self.start(), self.builder.clone());
            let table = table(data, Argument::from_js(columns, "columns")?)?.owned();
            let work = move |watch: &Watch| {
                watch.done(0.0)?;
                watch.tell(|tell| {
                    let (sample_weight, warm_start) = (weights.as_deref(), from.as_deref());
                    let options = FitOptions { sample_weight, warm_start, progress: Some(tell) };
                    builder.fit_with(table.all()?, options)
                })
            };
            let fitted = Arc::clone(&self.fitted);
            Ok(Job::new(work, move |forest| keep(&fitted, forest)))
        })
    }

    #[napi]
    pub fn fit_sync<'a>(
        &self,
        env: &Env,
        this: This<'a>,
        data: Unknown<'_>,
        columns: Unknown<'_>,
        options: Unknown<'_>,
    ) -> Result<This<'a>> {
        guard(env, || {
            let (weights, from) = (sample_weight(options)?, self.start());
            let table = table(data, Argument::from_js(columns, "columns")?)?;
            let (sample_weight, warm_start) = (weights.as_deref(), from.as_deref());
            let options = FitOptions { sample_weight, warm_start, progress: None };
            keep(&self.fitted, self.builder.fit_with(table.all()?, options)?);
            Ok(this)
        })
    }

    fn of(model: anomaly::IsolationForest) -> Self {
        let fitted = Arc::new(Mutex::new(Some(Arc::new(model))));
        Self { builder: IsolationForestBuilder::default(), warm_start: false, fitted }
    }

    /// The forest that a fit adds trees to.
    fn start(&self) -> Option<Arc<anomaly::IsolationForest>> {
        let fitted = self.fitted.lock().unwrap_or_else(PoisonError::into_inner);
        fitted.clone().filter(|_| self.warm_start)
    }

    pub(crate) fn model(&self) -> Outcome<Arc<anomaly::IsolationForest>> {
        let fitted = self.fitted.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(fitted.clone().ok_or_else(|| Error::NotFitted { what: "isolation forest".to_owned() })?)
    }
}

/// A result for each row: a Promise of it, and the same at once. Then results are copied, which for few rows is much
/// faster than to hand over their memory.
macro_rules! per_row {
    ($($later:ident, $now:ident: $array:ident, $slice:ident, $chunk:expr;)+) => {$(
        exports! { IsolationForest:
            async fn $later(&self, data: Any<'_>, columns: Option<usize>) {
                let (model, table) = (self.model()?, table(data.0, columns)?.owned());
                Job::new(move |watch: &Watch| in_chunks(&table, $chunk, watch, |rows| model.$later(rows)), $array::new)
            }
        }

        #[napi]
        impl IsolationForest {
            #[napi]
            pub fn $now<'a>(&self, env: &'a Env, data: Unknown<'_>, columns: Unknown<'_>) -> Result<$slice<'a>> {
                guard(env, || {
                    let table = table(data, Argument::from_js(columns, "columns")?)?;
                    Ok($slice::copy_from(env, self.model()?.$later(table.all()?)?)?)
                })
            }
        }
    )+};
}

per_row! {
    score_samples, score_samples_sync: Float64Array, Float64ArraySlice, CHUNK;
    decision_function, decision_function_sync: Float64Array, Float64ArraySlice, CHUNK;
    predict, predict_sync: Int8Array, Int8ArraySlice, CHUNK;
    explain, explain_sync: Float64Array, Float64ArraySlice, EXPLAINED;
}

/// Between chunks of rows the job looks at its signal. An empty table is a chunk, too: its columns are checked.
fn in_chunks<T>(
    table: &Table<'_>,
    chunk: usize,
    watch: &Watch,
    each: impl Fn(Matrix<'_>) -> Core<Vec<T>>,
) -> Outcome<Vec<T>> {
    let mut results = Vec::new();
    for start in (0..table.count.max(1)).step_by(chunk) {
        watch.done(start as f64 / table.count.max(1) as f64)?;
        results.append(&mut each(table.all()?.part(start..start + chunk))?);
    }
    Ok(results)
}

fn keep(fitted: &Mutex<Option<Arc<anomaly::IsolationForest>>>, forest: anomaly::IsolationForest) {
    *fitted.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(forest));
}

fn contaminated(model: &anomaly::IsolationForest, share: f64, table: &Table<'_>) -> Core<anomaly::IsolationForest> {
    model.clone().with_contamination(Contamination::Share(share), table.all()?)
}

fn load(path: String, jobs: Option<i64>) -> Outcome<anomaly::IsolationForest> {
    match std::fs::read(&path) {
        Ok(bytes) => model_of(&bytes, jobs),
        Err(error) => Err(Fault::File(path, error)),
    }
}

fn save(model: &anomaly::IsolationForest, path: String) -> Outcome<()> {
    std::fs::write(&path, model.to_bytes()).map_err(|error| Fault::File(path, error))
}

fn model_of(bytes: &[u8], jobs: Option<i64>) -> Outcome<anomaly::IsolationForest> {
    let model = anomaly::IsolationForest::from_bytes(bytes)?;
    Ok(if let Some(jobs) = jobs { model.with_n_jobs(threads(jobs, "nJobs")?)? } else { model })
}

fn sample_weight(given: Unknown<'_>) -> Outcome<Option<Vec<f64>>> {
    let told = options(given, "options")?.into_iter().find(|(key, _)| key == "sampleWeight");
    told.map_or(Ok(None), |(_, weights)| Argument::from_js(weights, "options.sampleWeight"))
}

/// JavaScript has one kind of numbers: where a share or a count may stand, a whole one over 1 is a count, and so is a
/// bigint; any other is a share.
fn parameters(given: Unknown<'_>, name: &str) -> Outcome<Vec<(String, Value)>> {
    let mut told = Vec::new();
    for (key, value) in options(given, name)? {
        let name = format!("{name}.{key}");
        let share = matches!(&*key, "maxSamples" | "maxFeatures" | "contamination");
        told.push(match (read(value, &name)?, &*key) {
            (Value::Int(whole), _) if share && whole <= 1 && value.get_type()? == ValueType::Number => {
                (key, Value::Float(whole as f64))
            }
            (Value::Int(jobs), "nJobs") => (key, Value::Int(threads(jobs, &name)? as i64)),
            (value, _) => (key, value),
        });
    }
    Ok(told)
}

/// -1 is one for each processor.
pub(crate) fn threads(jobs: i64, name: &str) -> Outcome<usize> {
    match jobs {
        -1 => Ok(std::thread::available_parallelism().map_or(1, usize::from)),
        _ => usize::try_from(jobs).map_err(|_| invalid(name, "a number of threads, or -1", jobs.to_string())),
    }
}

fn columns_of(value: Unknown<'_>) -> Outcome<Option<Vec<String>>> {
    Argument::from_js(value, "columns")
}

/// A table of numbers, borrowed until JavaScript runs again.
struct Table<'a> {
    values: Cow<'a, [f64]>,
    count: usize,
    columns: usize,
}

/// Nothing of JavaScript may run between the borrow of the values and their use: read other arguments before.
fn table<'a>(data: Unknown<'a>, columns: Option<usize>) -> Outcome<Table<'a>> {
    let counted = || columns.ok_or_else(|| invalid("columns", "the number of columns of a typed array", "nothing"));
    let (values, columns) = match elements(data, "data")? {
        Some(Elements::Numbers(values)) => (values, counted()?),
        Some(Elements::Words(words)) => (words.iter().map(|&word| f64::from(word)).collect(), counted()?),
        Some(Elements::Bytes(bytes)) => (bytes.iter().map(|&byte| f64::from(byte)).collect(), counted()?),
        None => {
            let rows: Vec<Vec<f64>> = numbers(data, "data")?;
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
    fn all(&self) -> Core<Matrix<'_>> {
        Matrix::new(&self.values, self.count, self.columns)
    }

    fn owned(self) -> Table<'static> {
        Table { values: self.values.into_owned().into(), ..self }
    }
}

#[napi]
pub struct Monitor(Arc<Mutex<Arc<anomaly::Monitor>>>);

exports! { Monitor:
    #[constructor]
    fn new(given: Any<'_>) -> Self {
        let read = |(key, value): (String, Unknown<'_>)| {
            let name = format!("options.{key}");
            let value = if key == "forest" { Value::Map(parameters(value, &name)?) } else { read(value, &name)? };
            Ok((key, value))
        };
        let told = options(given.0, "options")?.into_iter().map(read).collect::<Outcome<_>>()?;
        Self::of(anomaly::Monitor::new(from_value(Value::Map(told), "options", Keys::Camel)?)?)
    }
    async fn fit(&self, groups: Any<'_>) {
        let (groups, monitor, before) = (groups_of(groups.0)?, Arc::clone(&self.0), self.now());
        Job::new(move |watch: &Watch| fitted(&before, &groups, watch), move |fresh| adopt(&monitor, fresh))
    }
    async fn detect(&self, groups: Any<'_>) {
        let (groups, monitor) = (groups_of(groups.0)?, self.now());
        Job::new(move |watch: &Watch| Ok(to_value(&detected(&monitor, &groups, watch)?)?), Js)
    }
    fn detect_sync(&self, groups: Any<'_>) -> Js { js(&self.now().detect(&rows_of(&groups_of(groups.0)?)?)?)? }
    fn alerts(&self, detections: Any<'_>, at: DateTime<Utc>) -> Js {
        let mut summaries = BTreeMap::new();
        for (group, found) in options(detections.0, "detections")? {
            let name = format!("detections.{group}.summary");
            let summary = options(found, &name)?.into_iter().find(|(key, _)| key == "summary");
            let (_, summary) = summary.ok_or_else(|| invalid(&name, "what detect gave", "nothing"))?;
            summaries.insert(group, DetectionSummary::from_js(summary, &name)?);
        }
        js(&self.now().alerts_of(&summaries, at)?)?
    }
    #[getter] fn fitted(&self) -> Js { js(&self.now().fitted())? }
    fn to_json(&self) -> String { self.now().to_json()? }
    fn with_n_jobs(&self, jobs: i64) -> Self { Self::of(anomaly::Monitor::clone(&self.now()).with_n_jobs(threads(jobs, "jobs")?)?) }
    #[factory] fn from_json(text: String) -> Self { Self::of(anomaly::Monitor::from_json(&text)?) }
}

#[napi]
impl Monitor {
    #[napi]
    pub fn fit_sync<'a>(&self, env: &Env, this: This<'a>, groups: Unknown<'_>) -> Result<This<'a>> {
        guard(env, || {
            Arc::make_mut(&mut held(&self.0)).fit(&rows_of(&groups_of(groups)?)?)?;
            Ok(this)
        })
    }

    fn of(monitor: anomaly::Monitor) -> Self {
        Self(Arc::new(Mutex::new(Arc::new(monitor))))
    }

    /// As it is now: what is fitted later changes another.
    fn now(&self) -> Arc<anomaly::Monitor> {
        Arc::clone(&held(&self.0))
    }
}

fn held(monitor: &Mutex<Arc<anomaly::Monitor>>) -> MutexGuard<'_, Arc<anomaly::Monitor>> {
    monitor.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Fits groups aside, so that nothing changes if the job is stopped between two of them.
fn fitted(monitor: &anomaly::Monitor, groups: &[Group], watch: &Watch) -> Outcome<anomaly::Monitor> {
    let mut fresh = anomaly::Monitor::new(monitor.options().clone())?;
    for (at, rows) in rows_of(groups)?.into_iter().enumerate() {
        watch.done(at as f64 / groups.len() as f64)?;
        fresh.fit(&[rows])?;
    }
    Ok(fresh)
}

/// The groups that were fitted aside are those of the monitor, so it knows them all.
fn adopt(monitor: &Mutex<Arc<anomaly::Monitor>>, fresh: anomaly::Monitor) {
    let _ = Arc::make_mut(&mut held(monitor)).adopt(fresh);
}

fn detected(monitor: &anomaly::Monitor, groups: &[Group], watch: &Watch) -> Outcome<BTreeMap<String, Detection>> {
    let mut found = BTreeMap::new();
    for (at, rows) in rows_of(groups)?.into_iter().enumerate() {
        watch.done(at as f64 / groups.len() as f64)?;
        found.extend(monitor.detect(&[rows])?);
    }
    Ok(found)
}

/// A group, its rows, and the names of its columns.
type Group = (String, Table<'static>, Option<Vec<String>>);

/// Rows, or an object with `data` and `columns`: their names, or how many they are.
fn groups_of(given: Unknown<'_>) -> Outcome<Vec<Group>> {
    let group = |(group, value): (String, Unknown<'_>)| {
        let name = format!("groups.{group}");
        if value.is_array()? {
            return Ok((group, table(value, None)?.owned(), None));
        }
        let (mut data, mut names, mut count) = (None, None, None);
        for (key, value) in options(value, &name)? {
            match &*key {
                "data" => data = Some(value),
                "columns" if value.is_array()? => names = Some(Vec::<String>::from_js(value, &name)?),
                "columns" => count = Some(usize::from_js(value, &name)?),
                _ => return Err(invalid(format!("{name}.{key}"), "data or columns", "another name")),
            }
        }
        let data = data.ok_or_else(|| invalid(&name, "rows, or an object with data and columns", "no data"))?;
        Ok((group, table(data, count.or(names.as_ref().map(Vec::len)))?.owned(), names))
    };
    options(given, "groups")?.into_iter().map(group).collect()
}

fn rows_of(groups: &[Group]) -> Core<Vec<MetricRows<'_>>> {
    let rows = groups
        .iter()
        .map(|(group, table, columns)| Ok(MetricRows { group, matrix: table.all()?, columns: columns.as_deref() }));
    rows.collect()
}

#[napi]
pub struct StreamDetector(anomaly::StreamDetector);

exports! { StreamDetector:
    #[constructor]
    fn new(options: Option<StreamOptions>) -> Self { Self(anomaly::StreamDetector::new(options.unwrap_or_default())?) }
    fn update(&mut self, at: DateTime<Utc>, value: Any<'_>) -> Js {
        let given = read(value.0, "value")?;
        let values = if matches!(given, Value::List(_)) { given } else { Value::List(vec![given]) };
        js(&self.0.update_many(at, &from_value::<Vec<f64>>(values, "value", Keys::Camel)?)?)?
    }
    #[getter] fn warm(&self) -> bool { self.0.warm() }
    fn to_bytes(&self) -> Buffer { self.0.to_bytes().into() }
    #[factory] fn from_bytes(given: Any<'_>) -> Self { Self(anomaly::StreamDetector::from_bytes(bytes(given.0, "bytes")?)?) }
}

use std::collections::BTreeMap;
use std::sync::Arc;

use hypercare::Error;
use hypercare::anomaly::{
    Contamination, DetectionSummary, FitOptions, IsolationForest, IsolationForestBuilder, MetricRows,
    Monitor as CoreMonitor, Profile, Progress,
};
use hypercare::stats::Matrix;
use numpy::{Element, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBytes;

use crate::bridge::{give, invalid, take, take_instant};
use crate::guard::{Fallible, Shared, guard, telling};

/// Rows times trees from which on it pays to let other Python threads run meanwhile, which costs about 0.2 microseconds.
const LONG: usize = 6400;

/// A matrix of numpy, row after row.
enum Numbers<'py> {
    F64(PyReadonlyArray2<'py, f64>),
    F32(PyReadonlyArray2<'py, f32>),
}

impl<'py> Numbers<'py> {
    /// Borrows the numbers where they lie if they can be read so, or has the Python half convert them.
    fn of(object: &Bound<'py, PyAny>) -> Fallible<Self> {
        static CONVERT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        if let Some(numbers) = Self::direct(object)? {
            return Ok(numbers);
        }
        let convert = CONVERT.import(object.py(), "hypercare._arrays", "matrix")?;
        let message = "the conversion to a matrix gave something else".to_owned();
        Ok(Self::direct(&convert.call1((object,))?)?.ok_or(Error::Internal { message })?)
    }

    fn direct(object: &Bound<'py, PyAny>) -> Fallible<Option<Self>> {
        Ok(match (rows(object)?, rows(object)?) {
            (Some(array), _) => Some(Self::F64(array)),
            (_, Some(array)) => Some(Self::F32(array)),
            _ => None,
        })
    }

    fn matrix(&self) -> Fallible<Matrix<'_>> {
        Ok(match self {
            Self::F64(array) => Matrix::new(slice(array)?, array.shape()[0], array.shape()[1])?,
            Self::F32(array) => Matrix::from_f32(slice(array)?, array.shape()[0], array.shape()[1])?,
        })
    }
}

fn rows<'py, T: Element>(object: &Bound<'py, PyAny>) -> Fallible<Option<PyReadonlyArray2<'py, T>>> {
    let Ok(array) = object.cast_exact::<PyArray2<T>>() else { return Ok(None) };
    // Fortran order is contiguous, too, but read as rows its values would change places.
    let readable = array.is_c_contiguous() && array.is_aligned();
    Ok(readable.then(|| array.try_readonly()).transpose().map_err(PyErr::from)?)
}

fn slice<'a, T: Element>(array: &'a PyReadonlyArray2<'_, T>) -> Fallible<&'a [T]> {
    Ok(array.as_slice().map_err(PyErr::from)?)
}

/// A fitted isolation forest.
#[pyclass(frozen)]
pub(crate) struct Forest(pub(crate) IsolationForest);

impl Forest {
    /// Runs a question of the rows of a matrix, without the interpreter if there are many.
    fn ask<T: Send>(
        &self,
        object: &Bound<'_, PyAny>,
        question: impl FnOnce(&IsolationForest, Matrix<'_>) -> hypercare::Result<T> + Send,
    ) -> Fallible<T> {
        let numbers = Numbers::of(object)?;
        let matrix = numbers.matrix()?;
        if matrix.rows().saturating_mul(self.0.n_estimators()) < LONG {
            return Ok(question(&self.0, matrix)?);
        }
        Ok(object.py().detach(|| question(&self.0, matrix))?)
    }
}

#[pymethods]
impl Forest {
    /// `options` are those of the core; `progress` is called with how many trees of how many are grown.
    #[staticmethod]
    fn fit(
        py: Python<'_>,
        matrix: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
        sample_weight: Option<PyReadonlyArray1<'_, f64>>,
        warm_start: Option<&Self>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        guard(py, || {
            let builder: IsolationForestBuilder = take(options, "parameters")?;
            let numbers = Numbers::of(matrix)?;
            let matrix = numbers.matrix()?;
            let sample_weight =
                sample_weight.as_ref().map(|array| array.as_slice().map_err(PyErr::from)).transpose()?;
            let warm_start = warm_start.map(|forest| &forest.0);
            // Untold, all trees are grown at once, which is a little faster.
            let silent = progress.is_none();
            Ok(Self(telling(py, progress, |tell| {
                let mut tell = |done, of| tell(done, of);
                let progress: Option<&mut Progress<'_>> = if silent { None } else { Some(&mut tell) };
                builder.fit_with(matrix, FitOptions { sample_weight, warm_start, progress })
            })?))
        })
    }

    #[staticmethod]
    fn merge(py: Python<'_>, forests: Vec<PyRef<'_, Self>>) -> PyResult<Self> {
        guard(py, || Ok(Self(IsolationForest::merge(forests.iter().map(|forest| &forest.0))?)))
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &Bound<'_, PyAny>, n_jobs: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(py, || {
            let bytes = data.cast::<PyBytes>().map_err(|_| invalid(data, "data", "bytes"))?.as_bytes();
            let forest = py.detach(|| IsolationForest::from_bytes(bytes))?;
            Ok(Self(match take(n_jobs, "n_jobs")? {
                Some(jobs) => forest.with_n_jobs(jobs)?,
                None => forest,
            }))
        })
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guard(py, || Ok(PyBytes::new(py, &py.detach(|| self.0.to_bytes()))))
    }

    fn score_samples<'py>(&self, matrix: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray1<f64>>> {
        guard(matrix.py(), || Ok(PyArray1::from_vec(matrix.py(), self.ask(matrix, IsolationForest::score_samples)?)))
    }

    fn decision_function<'py>(&self, matrix: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray1<f64>>> {
        guard(matrix.py(), || {
            Ok(PyArray1::from_vec(matrix.py(), self.ask(matrix, IsolationForest::decision_function)?))
        })
    }

    fn predict<'py>(&self, matrix: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray1<i64>>> {
        guard(matrix.py(), || {
            let words = self.ask(matrix, IsolationForest::predict)?;
            Ok(PyArray1::from_iter(matrix.py(), words.into_iter().map(i64::from)))
        })
    }

    fn explain<'py>(&self, matrix: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        guard(matrix.py(), || {
            let numbers = Numbers::of(matrix)?;
            let rows = numbers.matrix()?;
            let parts = matrix.py().detach(|| self.0.explain(rows))?;
            let shape = [parts.len() / self.0.n_features(), self.0.n_features()];
            Ok(PyArray1::from_vec(matrix.py(), parts).reshape(shape)?)
        })
    }

    fn importance<'py>(&self, matrix: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray1<f64>>> {
        guard(matrix.py(), || {
            let numbers = Numbers::of(matrix)?;
            let rows = numbers.matrix()?;
            Ok(PyArray1::from_vec(matrix.py(), matrix.py().detach(|| self.0.importance(rows))?))
        })
    }

    fn describe<'py>(
        &self,
        matrix: &Bound<'py, PyAny>,
        reference: &Bound<'py, PyAny>,
        columns: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(matrix.py(), || {
            let names: Option<Vec<String>> = take(columns, "columns")?;
            let reference = Numbers::of(reference)?;
            let reference = reference.matrix()?;
            let profile = matrix.py().detach(|| Profile::new(reference, names.as_deref()))?;
            let numbers = Numbers::of(matrix)?;
            let rows = numbers.matrix()?;
            give(matrix.py(), &matrix.py().detach(|| self.0.describe(rows, &profile))?)
        })
    }

    fn with_contamination(&self, share: &Bound<'_, PyAny>, matrix: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(matrix.py(), || {
            let share = Contamination::Share(take(share, "contamination")?);
            Ok(Self(self.ask(matrix, |forest, matrix| forest.clone().with_contamination(share, matrix))?))
        })
    }

    fn baseline(&self, py: Python<'_>) -> PyResult<f64> {
        guard(py, || Ok(py.detach(|| self.0.baseline())))
    }

    /// Offset, features, trees, rows per tree, warnings.
    fn facts(&self, py: Python<'_>) -> PyResult<(f64, usize, usize, usize, Vec<String>)> {
        guard(py, || {
            let Self(forest) = self;
            let (trees, samples) = (forest.n_estimators(), forest.max_samples_used());
            Ok((forest.offset(), forest.n_features(), trees, samples, forest.warnings().to_vec()))
        })
    }

    fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        guard(py, || Ok(self.0 == other.0))
    }
}

/// A group, its rows, the names of its columns.
type Group<'py> = (String, Bound<'py, PyAny>, Option<Vec<String>>);

/// A group, the scores and the threshold, the anomalous points, the summary.
type Found<'py> = (String, Bound<'py, PyArray1<f64>>, f64, Bound<'py, PyArray1<i64>>, Bound<'py, PyAny>);

/// Forests that watch groups of metrics.
#[pyclass(frozen)]
pub(crate) struct Monitor(Shared<Arc<CoreMonitor>>);

impl Monitor {
    fn of(monitor: CoreMonitor) -> Self {
        Self(Shared::new(Arc::new(monitor)))
    }

    /// Asks the monitor as it is now.
    fn with<R: Send>(
        &self,
        py: Python<'_>,
        groups: &[Group<'_>],
        call: impl FnOnce(&CoreMonitor, &[MetricRows<'_>]) -> hypercare::Result<R> + Send,
    ) -> Fallible<R> {
        let numbers = groups.iter().map(|(_, rows, _)| Numbers::of(rows)).collect::<Fallible<Vec<_>>>()?;
        let rows = numbers.iter().zip(groups).map(|(numbers, (group, _, columns))| {
            Ok(MetricRows { group, matrix: numbers.matrix()?, columns: columns.as_deref() })
        });
        let rows = rows.collect::<Fallible<Vec<_>>>()?;
        let now = self.0.copy()?;
        Ok(py.detach(|| call(&now, &rows))?)
    }
}

#[pymethods]
impl Monitor {
    #[new]
    fn new(options: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(options.py(), || Ok(Self::of(CoreMonitor::new(take(options, "options")?)?)))
    }

    #[staticmethod]
    fn from_json(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self::of(CoreMonitor::from_json(&take::<String>(text, "text")?)?)))
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || {
            let now = self.0.copy()?;
            Ok(py.detach(|| now.to_json())?)
        })
    }

    fn with_n_jobs(&self, jobs: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(jobs.py(), || Ok(Self::of(CoreMonitor::clone(&*self.0.copy()?).with_n_jobs(take(jobs, "n_jobs")?)?)))
    }

    fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        guard(py, || Ok(self.0.copy()? == other.0.copy()?))
    }

    fn fitted<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || give(py, &self.0.copy()?.fitted()))
    }

    fn fit(&self, py: Python<'_>, groups: Vec<Group<'_>>) -> PyResult<()> {
        guard(py, || {
            // Aside, so that others go on with what was learnt before.
            let fresh = self.with(py, &groups, |monitor, rows| {
                let mut fresh = CoreMonitor::new(monitor.options().clone())?;
                fresh.fit(rows).map(|()| fresh)
            })?;
            self.0.with(|monitor| Arc::make_mut(monitor).adopt(fresh))
        })
    }

    fn detect<'py>(&self, py: Python<'py>, groups: Vec<Group<'py>>) -> PyResult<Vec<Found<'py>>> {
        guard(py, || {
            let found = self.with(py, &groups, |monitor, rows| monitor.detect(rows))?;
            let found = found.into_iter().map(|(group, found)| {
                let points = PyArray1::from_iter(py, found.anomalous_points.into_iter().map(|row| row as i64));
                let summary = give(py, &found.summary)?;
                Ok((group, PyArray1::from_vec(py, found.scores), found.threshold, points, summary))
            });
            found.collect()
        })
    }

    fn alerts<'py>(&self, summaries: &Bound<'py, PyAny>, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(at.py(), || {
            let summaries: BTreeMap<String, DetectionSummary> = take(summaries, "detections")?;
            let at_instant = take_instant(at, "at")?;
            give(at.py(), &self.0.copy()?.alerts_of(&summaries, at_instant)?)
        })
    }
}

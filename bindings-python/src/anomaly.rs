use hypercare::Error;
use hypercare::anomaly::{Contamination, IsolationForest, MaxFeatures, MaxSamples};
use hypercare::document::value::Value;
use hypercare::stats::Matrix;
use numpy::{Element, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBytes;

use crate::bridge::{invalid, read, take};
use crate::guard::{Fallible, guard};

/// Rows from which on it pays to let other Python threads run meanwhile, which costs about 0.2 microseconds.
const LONG: usize = 64;

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

/// A whole number counts, a fraction is a share.
fn amount<T>(argument: &Bound<'_, PyAny>, name: &str, count: fn(usize) -> T, share: fn(f64) -> T) -> Fallible<T> {
    match read(argument, name)? {
        Value::Float(value) => Ok(share(value)),
        _ => Ok(count(take(argument, name)?)),
    }
}

fn is_auto(argument: &Bound<'_, PyAny>, name: &str) -> Fallible<bool> {
    Ok(matches!(read(argument, name)?, Value::Text(word) if word == "auto"))
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
        if matrix.rows() < LONG {
            return Ok(question(&self.0, matrix)?);
        }
        Ok(object.py().detach(|| question(&self.0, matrix))?)
    }
}

#[pymethods]
impl Forest {
    #[staticmethod]
    #[allow(clippy::too_many_arguments)] // as many as scikit-learn has
    fn fit(
        py: Python<'_>,
        matrix: &Bound<'_, PyAny>,
        n_estimators: &Bound<'_, PyAny>,
        max_samples: &Bound<'_, PyAny>,
        contamination: &Bound<'_, PyAny>,
        max_features: &Bound<'_, PyAny>,
        bootstrap: &Bound<'_, PyAny>,
        n_jobs: &Bound<'_, PyAny>,
        random_state: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        guard(py, || {
            let mut builder = IsolationForest::builder()
                .n_estimators(take(n_estimators, "n_estimators")?)
                .max_features(amount(max_features, "max_features", MaxFeatures::Count, MaxFeatures::Share)?)
                .bootstrap(take(bootstrap, "bootstrap")?);
            if !is_auto(max_samples, "max_samples")? {
                builder =
                    builder.max_samples(amount(max_samples, "max_samples", MaxSamples::Count, MaxSamples::Share)?);
            }
            if !is_auto(contamination, "contamination")? {
                builder = builder.contamination(Contamination::Share(take(contamination, "contamination")?));
            }
            if let Some(jobs) = take(n_jobs, "n_jobs")? {
                builder = builder.n_jobs(jobs);
            }
            if let Some(seed) = take(random_state, "random_state")? {
                builder = builder.random_state(seed);
            }
            let numbers = Numbers::of(matrix)?;
            let matrix = numbers.matrix()?;
            Ok(Self(py.detach(|| builder.fit(matrix))?))
        })
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

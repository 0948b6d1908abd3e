use hypercare::anomaly::StreamDetector as Core;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::bridge::{give, invalid, read, take, take_instant};
use crate::guard::{Shared, guard};
use hypercare::document::value::Value;

/// Scores a stream point by point.
#[pyclass(frozen)]
pub(crate) struct StreamDetector(Shared<Core>);

#[pymethods]
impl StreamDetector {
    #[new]
    fn new(options: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(options.py(), || Ok(Self(Shared::new(Core::new(take(options, "options")?)?))))
    }

    #[staticmethod]
    fn from_bytes(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(data.py(), || {
            let bytes = data.cast::<PyBytes>().map_err(|_| invalid(data, "data", "bytes"))?.as_bytes();
            Ok(Self(Shared::new(Core::from_bytes(bytes)?)))
        })
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guard(py, || Ok(PyBytes::new(py, &self.0.with(|stream| Ok(stream.to_bytes()))?)))
    }

    fn warm(&self, py: Python<'_>) -> PyResult<bool> {
        guard(py, || self.0.with(|stream| Ok(stream.warm())))
    }

    fn update<'py>(&self, at: &Bound<'py, PyAny>, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(at.py(), || {
            let instant = take_instant(at, "at")?;
            let values = match read(value, "value")? {
                Value::List(_) => take(value, "value")?,
                _ => vec![take(value, "value")?],
            };
            give(at.py(), &self.0.with(|stream| stream.update_many(instant, &values))?)
        })
    }
}

use hypercare::Error;
use hypercare::plan::{
    Estimate, Plan as Core, SimulationOptions, critical_path as core_critical_path, simulate as core_simulate,
};
use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::bridge::{give, take, take_instant};
use crate::guard::{Shared, guard};

/// A launch plan, whose boxes can be ticked.
#[pyclass(frozen)]
pub(crate) struct Plan(pub(crate) Shared<Core>);

#[pymethods]
impl Plan {
    #[staticmethod]
    fn from_markdown(py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(py, || {
            let text: String = take(text, "text")?;
            Ok(Self(Shared::new(py.detach(|| Core::from_markdown(&text))?)))
        })
    }

    #[staticmethod]
    fn from_json(py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(py, || {
            let text: String = take(text, "text")?;
            Ok(Self(Shared::new(py.detach(|| Core::from_json(&text))?)))
        })
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || self.0.with(|plan| plan.to_json()))
    }

    fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        guard(py, || Ok(self.0.copy()? == other.0.copy()?))
    }

    fn view<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || give(py, &self.0.copy()?))
    }

    fn item<'py>(&self, id: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(id.py(), || {
            let name: String = take(id, "id")?;
            give(id.py(), &self.0.with(|plan| plan.item(&name).cloned())?)
        })
    }

    fn section<'py>(&self, id: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(id.py(), || {
            let name: String = take(id, "id")?;
            give(id.py(), &self.0.with(|plan| plan.section(&name).cloned())?)
        })
    }

    fn readiness<'py>(&self, now: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(now.py(), || {
            let at = take_instant(now, "now")?;
            give(now.py(), &self.0.with(|plan| plan.readiness(at))?)
        })
    }

    fn with_launch(&self, at: &Bound<'_, PyAny>, zone: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(at.py(), || {
            let (at, zone) = (take_instant(at, "at")?, take::<String>(zone, "zone")?);
            Ok(Self(Shared::new(self.0.copy()?.with_launch(at, hypercare::time::parse_zone(&zone)?)?)))
        })
    }

    fn tick(&self, id: &Bound<'_, PyAny>, done: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(id.py(), || {
            let (name, done): (String, bool) = (take(id, "id")?, take(done, "done")?);
            self.0.with(|plan| plan.tick(&name, done))
        })
    }
}

type Dates<'py> = Bound<'py, PyArray1<i64>>;

/// Early and late dates, slacks, critical tasks, makespan.
type Path<'py> = (Dates<'py>, Dates<'py>, Dates<'py>, Dates<'py>, Dates<'py>, Dates<'py>, Dates<'py>, i64);

#[pyfunction]
pub(crate) fn critical_path<'py>(
    py: Python<'py>,
    durations: PyReadonlyArray1<'py, i64>,
    edges: PyReadonlyArray2<'py, i64>,
) -> PyResult<Path<'py>> {
    guard(py, || {
        let durations = durations.as_slice().map_err(PyErr::from)?;
        let edges = edges.as_slice().map_err(PyErr::from)?;
        let path = py.detach(|| {
            let (edges, _) = edges.as_chunks::<3>();
            let edges = edges.iter().map(|&[from, to, lag]| Ok((task(from)?, task(to)?, lag)));
            core_critical_path(durations, &edges.collect::<hypercare::Result<Vec<_>>>()?)
        })?;
        let dates = |dates| PyArray1::from_vec(py, dates);
        Ok((
            dates(path.early_start),
            dates(path.early_finish),
            dates(path.late_start),
            dates(path.late_finish),
            dates(path.total_slack),
            dates(path.free_slack),
            dates(path.critical.iter().filter_map(|&task| i64::try_from(task).ok()).collect()),
            path.makespan,
        ))
    })
}

/// Mean, deviation, p50, p80, p95, share on time, criticality, sensitivity, what to shorten first, finishes.
type Simulated<'py> = (
    (f64, f64, f64, f64, f64, Option<f64>),
    Bound<'py, PyArray1<f64>>,
    Bound<'py, PyArray1<f64>>,
    Bound<'py, PyArray1<i64>>,
    Bound<'py, PyArray1<f64>>,
);

/// `estimates` is an array of low, likely and high, or a list of estimates; `edges` tasks and lags.
#[pyfunction]
pub(crate) fn simulate<'py>(
    estimates: &Bound<'py, PyAny>,
    tasks: PyReadonlyArray2<'py, i64>,
    lags: PyReadonlyArray1<'py, f64>,
    options: &Bound<'py, PyAny>,
) -> PyResult<Simulated<'py>> {
    guard(options.py(), || {
        let py = options.py();
        let options: SimulationOptions = take(options, "options")?;
        let estimates: Vec<Estimate> = match estimates.extract::<PyReadonlyArray2<'py, f64>>() {
            Ok(rows) => {
                let (rows, _) = rows.as_slice().map_err(PyErr::from)?.as_chunks::<3>();
                rows.iter().map(|&[low, likely, high]| Estimate::pert(low, likely, high)).collect()
            }
            Err(_) => take(estimates, "estimates")?,
        };
        let (pairs, _) = tasks.as_slice().map_err(PyErr::from)?.as_chunks::<2>();
        let lags = lags.as_slice().map_err(PyErr::from)?;
        let found = py.detach(|| {
            let edges = pairs.iter().zip(lags).map(|(&[from, to], &lag)| Ok((task(from)?, task(to)?, lag)));
            core_simulate(&estimates, &edges.collect::<hypercare::Result<Vec<_>>>()?, &options)
        })?;
        let array = |values| PyArray1::from_vec(py, values);
        let first = found.shorten_first.iter().filter_map(|&task| i64::try_from(task).ok()).collect();
        Ok((
            (found.mean, found.deviation, found.p50, found.p80, found.p95, found.on_time),
            array(found.criticality),
            array(found.sensitivity),
            PyArray1::from_vec(py, first),
            array(found.finishes),
        ))
    })
}

fn task(number: i64) -> hypercare::Result<usize> {
    usize::try_from(number).map_err(|_| Error::Invalid {
        name: "edges".to_owned(),
        expected: "tasks from 0 on".to_owned(),
        found: number.to_string(),
    })
}

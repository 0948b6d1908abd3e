use std::collections::BTreeMap;
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use hypercare::Error;
use hypercare::capacity::{self, Forecast, ForecastOptions, Planner as Core, ScalingPlan, ScalingSimulation};
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyDict};

use crate::bridge::{give, take, take_instant, time};
use crate::guard::{Failure, Fallible, guard, telling};

type Values<'py> = PyReadonlyArray1<'py, f64>;
type Array<'py> = Bound<'py, PyArray1<f64>>;

/// Start, step, instants in microseconds since 1970, means, (level, lower, upper), explanation.
type Foretold<'py> = (
    Option<Bound<'py, PyDateTime>>,
    String,
    Bound<'py, PyArray1<i64>>,
    Array<'py>,
    Vec<(f64, Array<'py>, Array<'py>)>,
    Bound<'py, PyAny>,
);

fn foretold(py: Python<'_>, found: Forecast) -> Fallible<Foretold<'_>> {
    let array = |values| PyArray1::from_vec(py, values);
    let intervals = found.intervals.into_iter().map(|one| (one.level, array(one.lower), array(one.upper)));
    let start = found.start.map(|at| time(py, at, &at)).transpose()?;
    let instants = PyArray1::from_iter(py, found.instants.iter().map(DateTime::timestamp_micros));
    let (step, mean, intervals) = (found.step.to_string(), array(found.mean), intervals.collect());
    Ok((start, step, instants, mean, intervals, give(py, &found.explanation)?))
}

fn slice<'a>(values: &'a Values<'_>) -> Fallible<&'a [f64]> {
    Ok(values.as_slice().map_err(PyErr::from)?)
}

#[pyfunction]
pub(crate) fn forecast<'py>(values: Values<'py>, options: &Bound<'py, PyAny>) -> PyResult<Foretold<'py>> {
    guard(options.py(), || {
        let py = options.py();
        let (options, values): (ForecastOptions, _) = (take(options, "options")?, slice(&values)?);
        foretold(py, py.detach(|| capacity::forecast(values, &options))?)
    })
}

#[pyfunction]
pub(crate) fn forecast_many<'py>(
    py: Python<'py>,
    series: Vec<Values<'py>>,
    options: &Bound<'py, PyAny>,
    jobs: &Bound<'py, PyAny>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Foretold<'py>>> {
    guard(py, || {
        let (options, jobs): (ForecastOptions, usize) = (take(options, "options")?, take(jobs, "n_jobs")?);
        let series = series.iter().map(slice).collect::<Fallible<Vec<_>>>()?;
        let stopped = Mutex::new(None);
        let tell = |done: usize, of: usize| {
            let told = Python::attach(|py| {
                py.check_signals()?;
                progress.as_ref().map_or(Ok(()), |call| call.call1(py, (done, of)).map(drop))
            });
            let going = told.is_ok();
            if let (Err(error), Ok(mut stopped)) = (told, stopped.lock()) {
                stopped.get_or_insert(error);
            }
            going
        };
        let found = py.detach(|| capacity::forecast_many(&series, &options, jobs, tell));
        if let Some(error) = stopped.into_inner().unwrap_or_default() {
            return Err(Failure::Python(error));
        }
        found?.unwrap_or_default().into_iter().map(|found| foretold(py, found)).collect()
    })
}

#[pyfunction]
pub(crate) fn backtest<'py>(
    values: Values<'py>,
    options: &Bound<'py, PyAny>,
    origins: &Bound<'py, PyAny>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(options.py(), || {
        let py = options.py();
        let (options, origins, values): (ForecastOptions, _, _) =
            (take(options, "options")?, take(origins, "origins")?, slice(&values)?);
        give(py, &telling(py, progress, |tell| capacity::backtest_with(values, &options, origins, tell))?)
    })
}

#[pyfunction]
pub(crate) fn maintenance_windows<'py>(
    values: Values<'py>,
    options: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(options.py(), || {
        let py = options.py();
        let (options, values) = (take(options, "options")?, slice(&values)?);
        give(py, &py.detach(|| capacity::maintenance_windows(values, &options))?)
    })
}

#[pyfunction]
pub(crate) fn exhaustion<'py>(values: Values<'py>, options: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    guard(options.py(), || {
        let py = options.py();
        let (options, values) = (take(options, "options")?, slice(&values)?);
        give(py, &py.detach(|| capacity::exhaustion(values, &options))?)
    })
}

/// The step of options as people write it, however it was told.
#[pyfunction]
pub(crate) fn read_step(step: &Bound<'_, PyAny>) -> PyResult<String> {
    guard(step.py(), || {
        let options = PyDict::new(step.py());
        options.set_item("step", step)?;
        options.set_item("horizon", 1)?;
        Ok(take::<ForecastOptions>(&options, "options")?.step.to_string())
    })
}

/// Instants in microseconds since 1970; gives the start, the step and the values.
#[pyfunction]
pub(crate) fn resample<'py>(
    py: Python<'py>,
    instants: PyReadonlyArray1<'py, i64>,
    values: Values<'py>,
    step: &Bound<'py, PyAny>,
    start: Option<&Bound<'py, PyAny>>,
    rule: &Bound<'py, PyAny>,
) -> PyResult<(Bound<'py, PyDateTime>, String, Array<'py>)> {
    guard(py, || {
        let start = start.map(|start| take_instant(start, "start")).transpose()?;
        let (step, rule) = (take(step, "step")?, take(rule, "rule")?);
        let (instants, values) = (instants.as_slice().map_err(PyErr::from)?, slice(&values)?);
        let found = py.detach(|| {
            let instant = |(place, at): (usize, &i64)| {
                let wrong = || Error::Invalid {
                    name: format!("instants[{place}]"),
                    expected: "an instant".to_owned(),
                    found: "none".to_owned(),
                };
                DateTime::from_timestamp_micros(*at).ok_or_else(wrong)
            };
            let instants = instants.iter().enumerate().map(instant).collect::<Result<Vec<DateTime<Utc>>, _>>()?;
            capacity::resample(&instants, values, step, start, rule)
        })?;
        Ok((time(py, found.start, &found.start)?, found.step.to_string(), PyArray1::from_vec(py, found.values)))
    })
}

/// A scaling plan as the documents that a scaler takes; `percent` is for the one of Kubernetes.
#[pyfunction]
pub(crate) fn export_scaling(
    plan: &Bound<'_, PyAny>,
    form: &str,
    name: &Bound<'_, PyAny>,
    percent: &Bound<'_, PyAny>,
) -> PyResult<Vec<String>> {
    guard(plan.py(), || {
        let (plan, name): (ScalingPlan, String) = (take(plan, "plan")?, take(name, "name")?);
        Ok(match form {
            "keda" => vec![plan.to_keda(&name)?],
            "hpa" => vec![plan.to_hpa(&name, take(percent, "cpu_percent")?)?],
            _ => plan.to_aws(&name)?,
        })
    })
}

/// The trade-off of a simulation as an SVG picture.
#[pyfunction]
pub(crate) fn draw_scaling(simulation: &Bound<'_, PyAny>) -> PyResult<String> {
    guard(simulation.py(), || Ok(take::<ScalingSimulation>(simulation, "simulation")?.to_svg()))
}

/// Thresholds and rules.
#[pyclass(frozen)]
pub(crate) struct Planner(Core);

#[pymethods]
impl Planner {
    #[new]
    fn new(options: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(options.py(), || Ok(Self(take(options, "options")?)))
    }

    fn thresholds<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || give(py, &self.0.thresholds))
    }

    /// Each metric with its values, its step and its start, as far as its index knows them.
    fn plan<'py>(
        &self,
        metrics: Vec<(String, Values<'py>, Index<'py>)>,
        now: &Bound<'py, PyAny>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(now.py(), || {
            let (py, now) = (now.py(), take_instant(now, "now")?);
            let aligned = |(name, values, index): &(String, Values<'_>, Index<'_>)| {
                Ok((name.clone(), self.aligned(name, values, index, now)?))
            };
            let metrics = metrics.iter().map(aligned).collect::<Fallible<BTreeMap<_, _>>>()?;
            give(py, &telling(py, progress, |tell| self.0.plan_with(&metrics, now, tell))?)
        })
    }

    fn simulate<'py>(
        &self,
        metric: &Bound<'py, PyAny>,
        values: Values<'py>,
        index: Index<'py>,
        held: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(now.py(), || {
            let py = now.py();
            let (metric, held, now): (String, _, _) =
                (take(metric, "metric")?, take(held, "held")?, take_instant(now, "now")?);
            let values = self.aligned(&metric, &values, &index, now)?;
            give(py, &telling(py, progress, |tell| self.0.simulate_with(&metric, &values, held, now, tell))?)
        })
    }

    fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        guard(py, || Ok(self.0 == other.0))
    }
}

/// The step and the start that the index of a series knows.
type Index<'py> = (Option<Bound<'py, PyAny>>, Option<Bound<'py, PyAny>>);

impl Planner {
    fn aligned(
        &self,
        metric: &str,
        values: &Values<'_>,
        (step, start): &Index<'_>,
        now: DateTime<Utc>,
    ) -> Fallible<Vec<f64>> {
        let step = step.as_ref().map(|step| take(step, metric)).transpose()?;
        let start = start.as_ref().map(|start| take_instant(start, metric)).transpose()?;
        Ok(self.0.aligned(metric, slice(values)?, step, start, now)?)
    }
}

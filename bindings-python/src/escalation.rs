use chrono::{DateTime, TimeDelta, Utc};
use hypercare::time::{CalendarDocument, Roll, Span, TimeUnit, parse_zone};
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDelta;

use crate::bridge::{give, take, take_instant, time};
use crate::documents::document;
use crate::guard::{Fallible, guard};

type Instants<'py> = PyReadonlyArray1<'py, i64>;
type Batch = fn(&hypercare::time::Calendar, &[i64], &[i64], TimeUnit) -> hypercare::Result<Vec<i64>>;

impl Calendar {
    /// One question for many instants, without the interpreter.
    fn batch<'py>(
        &self,
        (rows, others): (&Instants<'py>, &Instants<'py>),
        unit: &Bound<'py, PyAny>,
        question: Batch,
    ) -> Fallible<Bound<'py, PyArray1<i64>>> {
        let unit = take(unit, "unit")?;
        let (one, other) = (rows.as_slice().map_err(PyErr::from)?, others.as_slice().map_err(PyErr::from)?);
        let found = rows.py().detach(|| question(&self.0, one, other, unit))?;
        Ok(PyArray1::from_vec(rows.py(), found))
    }
}

document!(Calendar, hypercare::time::Calendar, {
    #[new]
    fn new(document: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(document.py(), || {
            Ok(Self(hypercare::time::Calendar::new(take::<CalendarDocument>(document, "calendar")?)?))
        })
    }

    #[staticmethod]
    fn always(zone: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(zone.py(), || Ok(Self(hypercare::time::Calendar::always(parse_zone(&take::<String>(zone, "zone")?)?))))
    }

    #[staticmethod]
    fn from_yaml(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self(hypercare::time::Calendar::from_yaml(&take::<String>(text, "text")?)?)))
    }

    #[staticmethod]
    fn combine(py: Python<'_>, calendars: Vec<PyRef<'_, Self>>, every: bool) -> PyResult<Self> {
        guard(py, || {
            let calendars: Vec<_> = calendars.iter().map(|calendar| calendar.0.clone()).collect();
            let combine = if every { hypercare::time::Calendar::intersection } else { hypercare::time::Calendar::union };
            Ok(Self(combine(&calendars)?))
        })
    }

    #[staticmethod]
    fn seams<'py>(
        py: Python<'py>,
        calendars: Vec<PyRef<'py, Self>>,
        start: &Bound<'py, PyAny>,
        end: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let calendars: Vec<_> = calendars.iter().map(|calendar| calendar.0.clone()).collect();
            let (start, end) = (take_instant(start, "start")?, take_instant(end, "end")?);
            give(py, &hypercare::time::Calendar::seams(&calendars, start, end)?)
        })
    }

    fn with_ical_holidays(&self, text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self(self.0.with_ical_holidays(&take::<String>(text, "text")?)?)))
    }

    fn elapsed<'py>(&self, start: &Bound<'py, PyAny>, end: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDelta>> {
        guard(start.py(), || {
            let found: TimeDelta = self.0.elapsed(take_instant(start, "start")?, take_instant(end, "end")?)?;
            time(start.py(), found, &found)
        })
    }

    fn instant<'py>(
        &self,
        py: Python<'py>,
        question: &str,
        at: &Bound<'py, PyAny>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let (calendar, at) = (&self.0, take_instant(at, "at")?);
            let found = match question {
                "due" => Some(calendar.due_span(at, take::<Span>(other, "duration")?)?),
                "roll" => Some(calendar.roll(at, take::<Roll>(other, "roll")?)?),
                "open" => calendar.next_open(at)?,
                _ => calendar.next_close(at)?,
            };
            Ok(match found {
                Some(found) => time(py, found, &found)?.into_any(),
                None => py.None().into_bound(py),
            })
        })
    }

    fn due_batch<'py>(&self, starts: Instants<'py>, durations: Instants<'py>, unit: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray1<i64>>> {
        guard(unit.py(), || self.batch((&starts, &durations), unit, hypercare::time::Calendar::due_batch))
    }

    fn elapsed_batch<'py>(&self, starts: Instants<'py>, ends: Instants<'py>, unit: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray1<i64>>> {
        guard(unit.py(), || self.batch((&starts, &ends), unit, hypercare::time::Calendar::elapsed_batch))
    }
}
    is_open(at: DateTime<Utc>) of calendar => calendar.is_open(at)?;
    open_spans(start: DateTime<Utc>, end: DateTime<Utc>) of calendar => calendar.open_spans(start, end)?;
    explain_due(start: DateTime<Utc>, duration: Span) of calendar => calendar.explain_due_span(start, duration)?;
    explain_elapsed(start: DateTime<Utc>, end: DateTime<Utc>) of calendar => calendar.explain_elapsed(start, end)?;
);

document!(Rota, hypercare::escalation::Rota, {
    #[staticmethod]
    fn from_yaml(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self(hypercare::escalation::Rota::from_yaml(&take::<String>(text, "text")?)?)))
    }

    #[new]
    fn new(document: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(document.py(), || Ok(Self(hypercare::escalation::Rota::new(take(document, "rota")?)?)))
    }

    fn with_ical_overrides(&self, text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self(self.0.with_ical_overrides(&take::<String>(text, "text")?)?)))
    }

    fn gaps<'py>(
        &self,
        start: &Bound<'py, PyAny>,
        end: &Bound<'py, PyAny>,
        coverage: Option<PyRef<'py, Calendar>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(start.py(), || {
            let coverage = coverage.as_ref().map(|calendar| &calendar.0);
            give(start.py(), &self.0.gaps(take_instant(start, "start")?, take_instant(end, "end")?, coverage)?)
        })
    }
}
    on_call(at: DateTime<Utc>) of rota => rota.on_call(at)?;
    shifts(start: DateTime<Utc>, end: DateTime<Utc>) of rota => rota.shifts(start, end)?;
    fairness(start: DateTime<Utc>, end: DateTime<Utc>) of rota => rota.fairness(start, end)?;
    hand_offs(start: DateTime<Utc>, end: DateTime<Utc>) of rota => rota.hand_offs(start, end)?;
    to_ical(start: DateTime<Utc>, end: DateTime<Utc>, stamp: DateTime<Utc>) of rota => rota.to_ical(start, end, stamp)?;
);

#[pyfunction]
pub(crate) fn queue_odds<'py>(options: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    guard(options.py(), || give(options.py(), &hypercare::escalation::queue_odds(&take(options, "options")?)?))
}

#[pyfunction]
pub(crate) fn agents_needed(options: &Bound<'_, PyAny>, level: &Bound<'_, PyAny>) -> PyResult<u32> {
    guard(options.py(), || Ok(hypercare::escalation::agents_needed(&take(options, "options")?, take(level, "level")?)?))
}

#[pyfunction]
pub(crate) fn erlang(formula: &str, agents: &Bound<'_, PyAny>, load: &Bound<'_, PyAny>) -> PyResult<f64> {
    guard(agents.py(), || {
        let share = if formula == "b" { hypercare::escalation::erlang_b } else { hypercare::escalation::erlang_c };
        Ok(share(take(agents, "agents")?, take(load, "load")?)?)
    })
}

#[pyfunction]
pub(crate) fn staffing<'py>(options: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    guard(options.py(), || {
        let py = options.py();
        let options = take(options, "options")?;
        let report = py.detach(|| hypercare::escalation::staffing(&options))?;
        give(py, &report)
    })
}

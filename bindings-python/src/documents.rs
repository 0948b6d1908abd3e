use chrono::{DateTime, Utc};
use hypercare::Severity;
use hypercare::escalation::{EventColumns, TicketEvent};
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::bridge::{give, take, take_instant};
use crate::guard::guard;

/// A class around a document of the core: the calls that all documents have, its own, and questions, each of which takes
/// its arguments as types of the core and gives what the bridge makes of the answer.
macro_rules! document {
    ($name:ident, $core:ty, { $($calls:tt)* } $($question:ident($($arg:ident: $type:ty),*) of $this:ident => $answer:expr;)*) => {
        #[pyclass(frozen)]
        pub(crate) struct $name(pub(crate) $core);

        #[pymethods]
        impl $name {
            #[staticmethod]
            fn from_json(text: &Bound<'_, PyAny>) -> PyResult<Self> {
                guard(text.py(), || Ok(Self(<$core>::from_json(&take::<String>(text, "text")?)?)))
            }

            fn to_json(&self, py: Python<'_>) -> PyResult<String> {
                guard(py, || Ok(self.0.to_json()?))
            }

            fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
                guard(py, || Ok(self.0 == other.0))
            }

            $($calls)*

            $(fn $question<'py>(&self, py: Python<'py>, $($arg: &Bound<'py, PyAny>),*) -> PyResult<Bound<'py, PyAny>> {
                guard(py, || {
                    $(let $arg: $type = take($arg, stringify!($arg))?;)*
                    let $this = &self.0;
                    give(py, &$answer)
                })
            })*
        }
    };
}
pub(crate) use document;

document!(RoutingTable, hypercare::tickets::RoutingTable, {
    #[staticmethod]
    fn default(py: Python<'_>) -> PyResult<Self> {
        guard(py, || Ok(Self(Default::default())))
    }

    #[staticmethod]
    fn from_yaml(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self(hypercare::tickets::RoutingTable::from_yaml(&take::<String>(text, "text")?)?)))
    }

    fn route<'py>(&self, issue_type: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(issue_type.py(), || {
            let name: Option<String> = take(issue_type, "issue_type")?;
            give(issue_type.py(), &self.0.route(name.as_deref()))
        })
    }
});

/// Ticket, instant, kind and priority of events.
type EventArrays<'py> =
    (PyReadonlyArray1<'py, u32>, PyReadonlyArray1<'py, i64>, PyReadonlyArray1<'py, u8>, PyReadonlyArray1<'py, u8>);

document!(Policy, hypercare::escalation::Policy, {
    #[staticmethod]
    fn default(py: Python<'_>) -> PyResult<Self> {
        guard(py, || Ok(Self(Default::default())))
    }

    #[staticmethod]
    fn from_yaml(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self(hypercare::escalation::Policy::from_yaml(&take::<String>(text, "text")?)?)))
    }

    fn in_zone(&self, zone: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(zone.py(), || Ok(Self(self.0.in_zone(&take::<String>(zone, "zone")?)?)))
    }

    fn timeline<'py>(&self, events: &Bound<'py, PyAny>, now: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(now.py(), || {
            let events: Vec<TicketEvent> = take(events, "events")?;
            give(now.py(), &self.0.timeline(&events, take_instant(now, "now")?)?)
        })
    }

    fn timelines<'py>(
        &self,
        py: Python<'py>,
        columns: EventArrays<'py>,
        tickets: &Bound<'py, PyAny>,
        now: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyDict>> {
        guard(py, || {
            let (ticket, at, kind, priority) = columns;
            let (tickets, now) = (take(tickets, "tickets")?, take_instant(now, "now")?);
            let (ticket, at) = (ticket.as_slice().map_err(PyErr::from)?, at.as_slice().map_err(PyErr::from)?);
            let (kind, priority) = (kind.as_slice().map_err(PyErr::from)?, priority.as_slice().map_err(PyErr::from)?);
            let found = py.detach(|| self.0.timelines(&EventColumns { ticket, at, kind, priority }, tickets, now))?;
            let columns = PyDict::new(py);
            macro_rules! set {
                ($($name:ident)+) => { $(columns.set_item(stringify!($name), PyArray1::from_vec(py, found.$name))?;)+ };
            }
            set!(state paused priority next_at next_kind next_step breached warned sent);
            set!(first_response_due next_response_due update_due resolution_due);
            Ok(columns)
        })
    }
}
    incident(started: DateTime<Utc>, now: DateTime<Utc>) of policy => policy.incident(started, now)?;
    alert_due(severity: Severity, at: DateTime<Utc>) of policy => policy.alert_due(severity, at)?;
);

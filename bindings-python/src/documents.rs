use hypercare::escalation::TicketEvent;
use pyo3::prelude::*;

use crate::bridge::{give, take, take_instant};
use crate::guard::guard;

/// A class around a document of the core: the calls that all documents have, and its own.
macro_rules! document {
    ($name:ident, $core:ty, { $($calls:tt)* }) => {
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
        }
    };
}

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
});

//! The native half of the Python package `hypercare`: translation only. The Python half documents every call.

mod anomaly;
mod bridge;
mod documents;
mod guard;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use hypercare::time::{Rules, Span, SpanRange};
use pyo3::prelude::*;

use bridge::{invalid, take};
use guard::guard;

/// A span's text, calendar months and exact part.
type Parts = (String, u32, TimeDelta);

fn parts(span: Span) -> Parts {
    (span.to_string(), span.calendar_months(), span.exact())
}

#[pyfunction]
fn parse_span(text: &Bound<'_, PyAny>) -> PyResult<Parts> {
    guard(text.py(), || Ok(parts(take::<String>(text, "text")?.parse()?)))
}

#[pyfunction]
fn parse_span_range(text: &Bound<'_, PyAny>) -> PyResult<(String, Parts, Option<Parts>)> {
    guard(text.py(), || {
        let range: SpanRange = take::<String>(text, "text")?.parse()?;
        Ok((range.to_string(), parts(range.lower()), range.upper().map(parts)))
    })
}

#[pyfunction]
fn resolve(local: &Bound<'_, PyAny>, zone: &Bound<'_, PyAny>, rules: &Bound<'_, PyAny>) -> PyResult<DateTime<Utc>> {
    guard(local.py(), || {
        let wrong = |_| invalid(local, "local", "a datetime without a zone");
        let local: NaiveDateTime = local.extract().map_err(wrong)?;
        let zone = hypercare::time::parse_zone(&take::<String>(zone, "zone")?)?;
        Ok(hypercare::time::resolve(local, zone, take::<Rules>(rules, "rules")?)?)
    })
}

#[cfg(feature = "test-hooks")]
#[pyfunction]
fn _panic_for_test(py: Python<'_>) -> PyResult<()> {
    guard(py, || Ok(hypercare::panic_for_test()?))
}

#[pymodule]
mod _hypercare {
    #[cfg(feature = "test-hooks")]
    #[pymodule_export]
    use super::_panic_for_test;
    #[pymodule_export]
    use super::anomaly::Forest;
    #[pymodule_export]
    use super::documents::{Policy, RoutingTable};
    #[pymodule_export]
    use super::{parse_span, parse_span_range, resolve};

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
    #[pymodule_export]
    const ZONE_DATABASE: &str = hypercare::time::ZONE_DATABASE;
}

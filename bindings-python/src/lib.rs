//! The native half of the Python package `hypercare`: translation only. The Python half documents every call.

mod anomaly;
mod bridge;
mod capacity;
mod class;
mod classifier;
mod desk;
mod documents;
mod escalation;
mod guard;
mod objectives;
mod plan;
mod recovery;
mod stream;
mod tickets;
mod tuning;

use chrono::NaiveDateTime;
use hypercare::time::{Rules, Span, SpanRange};
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyDelta};

use bridge::{invalid, take, take_instant, time};
use guard::{Fallible, guard};

/// A span's text, calendar months and exact part.
type Parts<'py> = (String, u32, Bound<'py, PyDelta>);

fn parts(py: Python<'_>, span: Span) -> Fallible<Parts<'_>> {
    Ok((span.to_string(), span.calendar_months(), time(py, span.exact(), &span)?))
}

#[pyfunction]
fn parse_span<'py>(text: &Bound<'py, PyAny>) -> PyResult<Parts<'py>> {
    guard(text.py(), || parts(text.py(), take::<String>(text, "text")?.parse()?))
}

#[pyfunction]
fn parse_span_range<'py>(text: &Bound<'py, PyAny>) -> PyResult<(String, Parts<'py>, Option<Parts<'py>>)> {
    guard(text.py(), || {
        let py = text.py();
        let range: SpanRange = take::<String>(text, "text")?.parse()?;
        Ok((range.to_string(), parts(py, range.lower())?, range.upper().map(|span| parts(py, span)).transpose()?))
    })
}

#[pyfunction]
fn contains(range: &Bound<'_, PyAny>, span: &Bound<'_, PyAny>) -> PyResult<bool> {
    guard(range.py(), || {
        let range: SpanRange = take::<String>(range, "range")?.parse()?;
        Ok(range.contains(take::<String>(span, "span")?.parse()?))
    })
}

#[pyfunction]
fn span_after<'py>(
    span: &Bound<'_, PyAny>,
    at: &Bound<'py, PyAny>,
    zone: &Bound<'_, PyAny>,
    rules: &Bound<'_, PyAny>,
) -> PyResult<Bound<'py, PyDateTime>> {
    guard(at.py(), || {
        let span: Span = take::<String>(span, "span")?.parse()?;
        let zone = hypercare::time::parse_zone(&take::<String>(zone, "zone")?)?;
        let after = span.after(take_instant(at, "at")?, zone, take(rules, "rules")?)?;
        time(at.py(), after, &after)
    })
}

#[pyfunction]
fn resolve<'py>(
    local: &Bound<'py, PyAny>,
    zone: &Bound<'_, PyAny>,
    rules: &Bound<'_, PyAny>,
) -> PyResult<Bound<'py, PyDateTime>> {
    guard(local.py(), || {
        let wrong = |_| invalid(local, "local", "a datetime without a zone");
        let wall: NaiveDateTime = local.extract().map_err(wrong)?;
        let zone = hypercare::time::parse_zone(&take::<String>(zone, "zone")?)?;
        let at = hypercare::time::resolve(wall, zone, take::<Rules>(rules, "rules")?)?;
        time(local.py(), at, &at)
    })
}

#[cfg(feature = "test-hooks")]
#[pyfunction]
#[allow(clippy::panic)]
fn _panic_for_test(py: Python<'_>) -> PyResult<()> {
    guard(py, || panic!("forced by a test"))
}

#[pymodule]
mod _hypercare {
    #[cfg(feature = "test-hooks")]
    #[pymodule_export]
    use super::_panic_for_test;
    #[pymodule_export]
    use super::anomaly::{Forest, Monitor};
    #[pymodule_export]
    use super::capacity::{
        Planner, backtest, draw_scaling, exhaustion, export_scaling, forecast, forecast_many, maintenance_windows,
        read_step, resample,
    };
    #[pymodule_export]
    use super::classifier::{Classifier, SimilarTexts};
    #[pymodule_export]
    use super::desk::{AlertRule, AlertState, Desk, Watch};
    #[pymodule_export]
    use super::documents::{Policy, RoutingTable};
    #[pymodule_export]
    use super::escalation::{Calendar, Rota, agents_needed, erlang, queue_odds, staffing};
    #[pymodule_export]
    use super::objectives::{
        AlertManager, ErrorBudget, Objective, ReleaseJudge, Scorecard, TableSummary, compare, export_prometheus,
        from_webhook, import_prometheus, objective_lines, parse_quantity, reconcile, to_webhook,
    };
    #[pymodule_export]
    use super::plan::{Cutover, GateRecord, Plan, critical_path, diff_text, go_no_go, schedule_text, simulate};
    #[pymodule_export]
    use super::recovery::{
        Bulkhead, CircuitBreaker, DeadLetters, FallbackRun, Healer, Playbook, RetryBudget, RetryPolicy,
    };
    #[pymodule_export]
    use super::stream::StreamDetector;
    #[pymodule_export]
    use super::tickets::{Router, Troubleshooter, redact, support_metrics};
    #[pymodule_export]
    use super::tuning::{
        PerformanceRules, advice_ticket, advise_caches, advise_indexes, advise_journeys, advise_performance,
        cache_measurements, default_cache, expected_hit_ratio, journey_measurements, simulate_cache,
        statement_measurements, statistics_sql, verify,
    };
    #[pymodule_export]
    use super::{contains, parse_span, parse_span_range, resolve, span_after};

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
    #[pymodule_export]
    const ZONE_DATABASE: &str = hypercare::time::ZONE_DATABASE;
}

use hypercare::desk::{Desk as CoreDesk, Event, Watch as CoreWatch};
use hypercare::objectives::{AlertRule as CoreRule, AlertState as CoreState};
use pyo3::prelude::*;
use pyo3::types::PyDateTime;

use crate::anomaly::Forest;
use crate::bridge::{give, take, take_instant, time};
use crate::documents::{Policy, RoutingTable};
use crate::guard::{Shared, guard};
use crate::parts;
use crate::plan::Plan;

/// An alert rule.
#[pyclass(frozen)]
pub(crate) struct AlertRule(CoreRule);

#[pymethods]
impl AlertRule {
    #[staticmethod]
    fn parse(text: &Bound<'_, PyAny>, severity: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self(CoreRule::parse(&take::<String>(text, "text")?, take(severity, "severity")?)?)))
    }

    /// Text, metric, comparison, threshold, severity, and how long it must last.
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let Self(rule) = self;
            let (comparison, severity) = (rule.comparison.as_str(), rule.severity.as_str());
            let lasting = parts(py, rule.lasting)?;
            Ok((rule.to_string(), &rule.metric, comparison, rule.threshold, severity, lasting)
                .into_pyobject(py)?
                .into_any())
        })
    }

    fn view<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || give(py, &self.0))
    }

    fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        guard(py, || Ok(self.0 == other.0))
    }
}

/// Where one alert rule stands.
#[pyclass(frozen)]
pub(crate) struct AlertState(Shared<(CoreRule, CoreState)>);

#[pymethods]
impl AlertState {
    #[new]
    fn new(py: Python<'_>, rule: &AlertRule) -> PyResult<Self> {
        guard(py, || Ok(Self(Shared::new((rule.0.clone(), CoreState::default())))))
    }

    fn observe<'py>(&self, at: &Bound<'py, PyAny>, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(at.py(), || {
            let (instant, value): (_, f64) = (take_instant(at, "at")?, take(value, "value")?);
            give(at.py(), &self.0.with(|(rule, state)| state.observe(rule, instant, value))?)
        })
    }

    fn firing(&self, py: Python<'_>) -> PyResult<bool> {
        guard(py, || self.0.with(|(_, state)| Ok(state.is_firing())))
    }
}

/// A group of metrics that a forest watches together.
#[pyclass(frozen)]
pub(crate) struct Watch(CoreWatch);

#[pymethods]
impl Watch {
    #[new]
    fn new(
        name: &Bound<'_, PyAny>,
        metrics: &Bound<'_, PyAny>,
        forest: &Forest,
        rows: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        guard(name.py(), || {
            let metrics: Vec<String> = take(metrics, "metrics")?;
            let metrics: Vec<&str> = metrics.iter().map(String::as_str).collect();
            Ok(Self(CoreWatch::new(take::<String>(name, "name")?, &metrics, forest.0.clone(), take(rows, "rows")?)?))
        })
    }
}

/// The loop over a launch.
#[pyclass(frozen)]
pub(crate) struct Desk(Shared<CoreDesk>);

#[pymethods]
impl Desk {
    #[new]
    fn new(
        py: Python<'_>,
        plan: Option<&Plan>,
        policy: Option<&Policy>,
        routing: Option<&RoutingTable>,
        rules: Vec<PyRef<'_, AlertRule>>,
        watches: Vec<PyRef<'_, Watch>>,
    ) -> PyResult<Self> {
        guard(py, || {
            let mut desk = CoreDesk::builder();
            if let Some(plan) = plan {
                desk = desk.plan(plan.0.copy()?);
            }
            if let Some(policy) = policy {
                desk = desk.policy(policy.0.clone());
            }
            if let Some(routing) = routing {
                desk = desk.routing(routing.0.clone());
            }
            desk = rules.iter().fold(desk, |desk, rule| desk.rule(rule.0.clone()));
            desk = watches.iter().fold(desk, |desk, watch| desk.watch(watch.0.clone()));
            Ok(Self(Shared::new(desk.build()?)))
        })
    }

    fn handle<'py>(&self, event: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(event.py(), || {
            let fact: Event = take(event, "event")?;
            give(event.py(), &self.0.with(|desk| desk.handle(fact))?)
        })
    }

    fn advance<'py>(&self, now: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(now.py(), || {
            let at = take_instant(now, "now")?;
            give(now.py(), &self.0.with(|desk| desk.advance(at))?)
        })
    }

    fn next_wakeup<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        guard(py, || {
            let wakeup = self.0.with(|desk| Ok(desk.next_wakeup()))?;
            wakeup.map(|at| time(py, at, &at)).transpose()
        })
    }

    fn clock<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        guard(py, || {
            let clock = self.0.with(|desk| Ok(desk.clock()))?;
            clock.map(|at| time(py, at, &at)).transpose()
        })
    }

    fn plan(&self, py: Python<'_>) -> PyResult<Option<Plan>> {
        guard(py, || self.0.with(|desk| Ok(desk.plan().cloned().map(|plan| Plan(Shared::new(plan))))))
    }

    fn timeline<'py>(&self, ticket: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guard(ticket.py(), || {
            let id: String = take(ticket, "ticket")?;
            give(ticket.py(), &self.0.with(|desk| desk.timeline(&id))?)
        })
    }

    fn forget(&self, ticket: &Bound<'_, PyAny>) -> PyResult<()> {
        guard(ticket.py(), || {
            let id: String = take(ticket, "ticket")?;
            self.0.with(|desk| desk.forget(&id))
        })
    }

    fn report(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || self.0.with(|desk| Ok(desk.report())))
    }
}

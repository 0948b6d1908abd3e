use hypercare::tickets::{
    AgentState, DiagnoseOptions, IncomingTicket, RedactOptions, ResolutionOutcome, SupportOptions, SupportRecord,
    Troubleshooter as Core,
};
use pyo3::prelude::*;

use crate::bridge::{give, object, take, take_instant};
use crate::classifier::Classifier;
use crate::documents::document;
use crate::guard::{Shared, guard};

/// Turns places in bytes of UTF-8 into places in characters, which are what Python counts.
fn in_characters<'a>(text: &str, places: impl Iterator<Item = (&'a mut usize, &'a mut usize)>) {
    if text.is_ascii() {
        return;
    }
    // For each byte the characters that begin before it.
    let mut counts = Vec::with_capacity(text.len() + 1);
    for (count, character) in text.chars().enumerate() {
        counts.resize(counts.len() + character.len_utf8(), count);
    }
    counts.push(text.chars().count());
    for (start, end) in places {
        for place in [start, end] {
            *place = counts.get(*place).copied().unwrap_or(*place);
        }
    }
}

#[pyfunction]
pub(crate) fn redact<'py>(text: &Bound<'py, PyAny>, options: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    guard(text.py(), || {
        let py = text.py();
        let (text, options): (String, RedactOptions) = (take(text, "text")?, take(options, "options")?);
        let mut found = py.detach(|| hypercare::tickets::redact_with(&text, &options));
        in_characters(&text, found.spans.iter_mut().map(|span| (&mut span.start, &mut span.end)));
        give(py, &found)
    })
}

#[pyfunction]
pub(crate) fn support_metrics<'py>(
    records: &Bound<'py, PyAny>,
    options: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(records.py(), || {
        let py = records.py();
        let (records, options): (Vec<SupportRecord>, SupportOptions) =
            (take(records, "records")?, take(options, "options")?);
        give(py, &py.detach(|| hypercare::tickets::support_metrics_with(&records, &options))?)
    })
}

/// Knowledge of causes and resolutions, which learns from outcomes.
#[pyclass(frozen)]
pub(crate) struct Troubleshooter(Shared<Core>);

#[pymethods]
impl Troubleshooter {
    #[staticmethod]
    fn default(py: Python<'_>) -> PyResult<Self> {
        guard(py, || Ok(Self(Shared::new(Core::default()))))
    }

    #[staticmethod]
    fn from_yaml(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self(Shared::new(Core::from_yaml(&take::<String>(text, "text")?)?))))
    }

    #[staticmethod]
    fn from_json(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self(Shared::new(Core::from_json(&take::<String>(text, "text")?)?))))
    }

    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        guard(py, || self.0.with(|helper| helper.to_json()))
    }

    fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        guard(py, || Ok(self.0.copy()? == other.0.copy()?))
    }

    fn in_zone(&self, zone: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(zone.py(), || {
            let zone: String = take(zone, "zone")?;
            Ok(Self(Shared::new(self.0.with(|helper| helper.in_zone(&zone))?)))
        })
    }

    fn diagnose<'py>(
        &self,
        text: &Bound<'py, PyAny>,
        at: &Bound<'py, PyAny>,
        options: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(text.py(), || {
            let py = text.py();
            let (text, at): (String, _) = (take(text, "text")?, take_instant(at, "at")?);
            let options: DiagnoseOptions = take(options, "options")?;
            let mut found = py.detach(|| self.0.with(|helper| helper.diagnose_with(&text, at, &options)))?;
            let said = &mut found.symptoms;
            let lists = [&mut said.keywords, &mut said.error_codes, &mut said.actions, &mut said.features];
            let words = lists.into_iter().flatten().map(|symptom| (&mut symptom.start, &mut symptom.end));
            in_characters(&text, words.chain(said.since.iter_mut().map(|since| (&mut since.start, &mut since.end))));
            give(py, &found)
        })
    }

    fn record(&self, outcome: &Bound<'_, PyAny>) -> PyResult<f64> {
        guard(outcome.py(), || {
            let outcome: ResolutionOutcome = take(outcome, "outcome")?;
            self.0.with(|helper| helper.record(&outcome))
        })
    }

    fn success_rate(&self, resolution: &Bound<'_, PyAny>) -> PyResult<f64> {
        guard(resolution.py(), || {
            let resolution: String = take(resolution, "resolution")?;
            self.0.with(|helper| helper.success_rate(&resolution))
        })
    }
}

document!(Router, hypercare::tickets::Router, {
    #[new]
    fn new(document: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(document.py(), || Ok(Self(hypercare::tickets::Router::new(take(document, "router")?)?)))
    }

    #[staticmethod]
    fn default(py: Python<'_>) -> PyResult<Self> {
        guard(py, || Ok(Self(Default::default())))
    }

    #[staticmethod]
    fn from_yaml(text: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(text.py(), || Ok(Self(hypercare::tickets::Router::from_yaml(&take::<String>(text, "text")?)?)))
    }

    fn route_by<'py>(
        &self,
        ticket: &Bound<'py, PyAny>,
        classifier: &Bound<'py, PyAny>,
        agents: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(ticket.py(), || {
            let py = ticket.py();
            let (ticket, agents): (IncomingTicket, Vec<AgentState>) = (take(ticket, "ticket")?, take(agents, "agents")?);
            let model = object::<Classifier>(classifier, "classifier")?.borrow().0.copy()?;
            give(py, &self.0.route_by(&ticket, &agents, &model)?)
        })
    }

    /// `classifier`: the one to ask, if any.
    fn dry_run<'py>(
        &self,
        changed: &Bound<'py, PyAny>,
        tickets: &Bound<'py, PyAny>,
        classifier: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(tickets.py(), || {
            let py = tickets.py();
            let changed = object::<Self>(changed, "changed")?.borrow().0.clone();
            let tickets: Vec<IncomingTicket> = take(tickets, "tickets")?;
            let model = match classifier.is_none() {
                true => None,
                false => Some(object::<Classifier>(classifier, "classifier")?.borrow().0.copy()?),
            };
            give(py, &py.detach(|| match &model {
                Some(model) => self.0.dry_run_by(&changed, &tickets, model),
                None => self.0.dry_run(&changed, &tickets),
            })?)
        })
    }
}
    route(ticket: IncomingTicket, agents: Vec<AgentState>) of router => router.route(&ticket, &agents)?;
);

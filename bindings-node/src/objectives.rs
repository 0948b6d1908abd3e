use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hypercare::document::value::to_value;
use hypercare::objectives::{
    AlertNotification, AlertSample, AlertsDocument, BurnRule, Cell, CompareOptions, ErrorBudgetOptions, JudgeDocument,
    Measure, ObjectiveDocument, PrometheusRules, Quantity, ReconcileOptions, ReleaseSample, ScorecardDocument, Silence,
    WebhookOptions,
};
use hypercare::{Severity, objectives};
use napi_derive::napi;

use crate::bridge::{Js, js};
use crate::capacity::Series;
use crate::export::Of;
use crate::time::Span;
use crate::work::{Job, Watch};

type At = DateTime<Utc>;
type Measures = BTreeMap<String, Measure>;

#[napi]
pub struct AlertRule(pub(crate) objectives::AlertRule);

exports! { AlertRule:
    #[factory]
    fn parse(text: String, severity: Severity) -> Self { Self(objectives::AlertRule::parse(&text, severity)?) }
    #[getter] fn metric(&self) -> String { self.0.metric.clone() }
    #[getter] fn comparison(&self) -> Js { js(&self.0.comparison)? }
    #[getter] fn threshold(&self) -> f64 { self.0.threshold }
    #[getter] fn lasting(&self) -> Span { Span(self.0.lasting) }
    #[getter] fn severity(&self) -> Js { js(&self.0.severity)? }
    #[js_name = "toString"] fn text(&self) -> String { self.0.to_string() }
    fn to_object(&self) -> Js { js(&self.0)? }
}

#[napi]
pub struct AlertState {
    rule: objectives::AlertRule,
    state: objectives::AlertState,
}

exports! { AlertState:
    #[constructor]
    fn new(rule: Of<'_, AlertRule>) -> Self { Self { rule: rule.0.0.clone(), state: objectives::AlertState::default() } }
    #[getter] fn firing(&self) -> bool { self.state.is_firing() }
    fn observe(&mut self, at: At, value: f64) -> Js { js(&self.state.observe(&self.rule, at, value)?)? }
}

#[napi]
pub struct Objective(objectives::Objective);

document!(Objective, objectives::Objective: parse, from_yaml, from_json);

exports! { Objective:
    #[constructor] fn new(document: ObjectiveDocument) -> Self { Self(document.objective()?) }
    fn parse_lines(text: String) -> Vec<Objective> { objectives::Objective::parse_lines(&text)?.into_iter().map(Objective).collect() }
    fn to_object(&self) -> Js { js(&self.0)? }
    #[js_name = "toString"] fn text(&self) -> String { self.0.to_string() }
    fn status(&self, value: Measure) -> Js { js(&self.0.status(value)?)? }
    fn status_each(&self, values: Measures) -> Js { js(&self.0.status_each(&values)?)? }
    fn status_of(&self, samples: Series) -> Js { js(&self.0.status_of(samples.as_ref())?)? }
}

#[napi]
pub struct Scorecard(objectives::Scorecard);

document!(Scorecard, objectives::Scorecard: parse_lines, from_yaml, from_json);

exports! { Scorecard:
    #[constructor] fn new(document: ScorecardDocument) -> Self { Self(objectives::Scorecard::new(document)?) }
    #[getter] fn objectives(&self) -> Vec<Objective> { self.0.objectives().iter().cloned().map(Objective).collect() }
    fn score(&self, values: Measures, before: Option<Measures>) -> Js { js(&self.0.score(&values, &before.unwrap_or_default())?)? }
}

#[napi]
pub struct ErrorBudget(objectives::ErrorBudget);

exports! { ErrorBudget:
    #[constructor] fn new(options: ErrorBudgetOptions) -> Self { Self(objectives::ErrorBudget::new(options)?) }
    #[factory] fn from_yaml(text: String) -> Self { Self(objectives::ErrorBudget::from_yaml(&text)?) }
    #[factory] fn from_json(text: String) -> Self { Self(objectives::ErrorBudget::from_json(&text)?) }
    #[factory] fn restore(snapshot: String) -> Self { Self(objectives::ErrorBudget::restore(&snapshot)?) }
    fn snapshot(&self) -> String { self.0.snapshot()? }
    #[getter] fn options(&self) -> Js { js(self.0.options())? }
    fn budget(&self) -> f64 { self.0.budget() }
    fn downtime(&self) -> Span { Span(self.0.downtime()) }
    fn lasts(&self, error_rate: f64) -> Option<f64> { self.0.lasts(error_rate)? }
    fn detection_time(&self, rule: BurnRule, error_rate: f64) -> Option<f64> { self.0.detection_time(&rule, error_rate)? }
    fn observe(&mut self, at: At, good: u64, bad: u64) -> () { self.0.observe(at, good, bad)? }
    fn status(&self, now: At) -> Js { js(&self.0.status(now)?)? }
}

#[napi]
pub struct AlertManager(objectives::AlertManager);

document!(AlertManager, objectives::AlertManager: from_yaml, from_json);
machine!(AlertManager, objectives::AlertManager);

exports! { AlertManager:
    #[constructor] fn new(document: Option<AlertsDocument>) -> Self { Self(objectives::AlertManager::new(document.unwrap_or_default())?) }
    #[factory] fn resume(document: AlertsDocument, snapshot: String) -> Self { Self(objectives::AlertManager::resume(document, &snapshot)?) }
    #[getter] fn rules(&self) -> Vec<AlertRule> { self.0.rules().iter().cloned().map(AlertRule).collect() }
    fn observe(&mut self, sample: AlertSample) -> Js { js(&self.0.observe(&sample)?)? }
    fn observe_all(&mut self, samples: Vec<AlertSample>) -> Js { js(&self.0.observe_all(&samples)?)? }
    fn advance(&mut self, now: At) -> Js { js(&self.0.advance(now)?)? }
    fn alerts(&self) -> Js { js(&self.0.alerts())? }
    fn silence(&mut self, silence: Silence) -> () { self.0.silence(silence)? }
    fn end_silence(&mut self, id: String) -> () { self.0.end_silence(&id)? }
}

#[napi]
pub struct ReleaseJudge(objectives::ReleaseJudge);

document!(ReleaseJudge, objectives::ReleaseJudge: from_yaml, from_json);
machine!(ReleaseJudge, objectives::ReleaseJudge);

exports! { ReleaseJudge:
    #[constructor] fn new(document: Option<JudgeDocument>) -> Self { Self(objectives::ReleaseJudge::new(document.unwrap_or_default())?) }
    #[factory, js_name = "default"]
    fn built_in() -> Self { Self(objectives::ReleaseJudge::default()) }
    #[factory] fn canary() -> Self { Self(objectives::ReleaseJudge::canary()) }
    fn start(&mut self, at: At) -> Js { js(&self.0.start(at)?)? }
    fn observe(&mut self, sample: ReleaseSample) -> Js { js(&self.0.observe(&sample)?)? }
    fn advance(&mut self, now: At) -> Js { js(&self.0.advance(now)?)? }
    fn recovery_started(&mut self, name: String, at: At) -> () { self.0.recovery_started(&name, at)? }
    fn recovery_finished(&mut self, name: String, at: At) -> () { self.0.recovery_finished(&name, at)? }
    fn recoveries(&self, now: At) -> Js { js(&self.0.recoveries(now)?)? }
}

/// A cell, for one summary may be merged with itself.
#[napi]
pub struct TableSummary(RefCell<objectives::TableSummary>);

exports! { TableSummary:
    #[constructor] fn new(options: ReconcileOptions) -> Self { Self(objectives::TableSummary::new(options)?.into()) }
    #[factory] fn from_json(text: String) -> Self { Self(objectives::TableSummary::from_json(&text)?.into()) }
    fn to_json(&self) -> String { self.0.borrow().to_json()? }
    fn add_rows(&self, rows: Vec<Vec<Cell>>) -> () { self.0.borrow_mut().add_rows(&rows)? }
    fn merge(&self, other: Of<'_, TableSummary>) -> () {
        let other = other.0.0.borrow().clone();
        self.0.borrow_mut().merge(&other)?
    }
    fn report(&self) -> Js { js(&self.0.borrow().report())? }
    fn check_reference(&self, name: String, parent: Of<'_, TableSummary>) -> Js {
        js(&self.0.borrow().check_reference(&name, &parent.0.0.borrow())?)?
    }
}

exports! {
    async fn compare(baseline: Series, canary: Series, options: Option<CompareOptions>) {
        let options = options.unwrap_or_default();
        Job::new(move |_: &Watch| Ok(to_value(&objectives::compare(baseline.as_ref(), canary.as_ref(), &options)?)?), Js)
    }
    fn compare_sync(baseline: Series, canary: Series, options: Option<CompareOptions>) -> Js {
        js(&objectives::compare(baseline.as_ref(), canary.as_ref(), &options.unwrap_or_default())?)?
    }
    fn import_prometheus(text: String) -> Js { js(&PrometheusRules::from_yaml(&text)?)? }
    fn export_prometheus(rules: PrometheusRules) -> String { rules.to_yaml()? }
    fn to_webhook(notification: AlertNotification, options: Option<WebhookOptions>) -> String {
        objectives::to_webhook(&notification, &options.unwrap_or_default())?
    }
    fn from_webhook(text: String) -> Js { js(&objectives::from_webhook(&text)?)? }
    fn parse_quantity(text: String) -> Js { js(&text.parse::<Quantity>()?)? }
    async fn reconcile(source: Of<'_, TableSummary>, target: Of<'_, TableSummary>) {
        let (source, target) = (source.0.0.borrow().clone(), target.0.0.borrow().clone());
        Job::new(move |_: &Watch| Ok(to_value(&objectives::reconcile(&source, &target)?)?), Js)
    }
    fn reconcile_sync(source: Of<'_, TableSummary>, target: Of<'_, TableSummary>) -> Js {
        js(&objectives::reconcile(&source.0.0.borrow(), &target.0.0.borrow())?)?
    }
}

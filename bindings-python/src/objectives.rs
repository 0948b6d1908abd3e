use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hypercare::objectives::{
    self, AlertNotification, AlertSample, AlertsDocument, BurnRule, Cell, CompareOptions, ErrorBudgetOptions,
    JudgeDocument, Measure, ObjectiveDocument, PrometheusRules, Quantity, ReconcileOptions, ReleaseSample,
    ScorecardDocument, Silence, WebhookOptions,
};
use pyo3::prelude::*;

use crate::bridge::{Moment, Numbers, Of};
use crate::class::{classes, functions};

type At = DateTime<Utc>;
type Measures = BTreeMap<String, Measure>;

classes! {
    Objective(objectives::Objective) reads[parse from_yaml from_json] writes[to_json]
        makes[new(document: ObjectiveDocument) => document.objective()?;]
    {
        view() of objective => objective;
        status(value: Measure) of objective => objective.status(value)?;
        status_each(values: Measures) of objective => objective.status_each(&values)?;
        status_of(samples: Numbers) of objective => objective.status_of(&samples.0)?;
    }

    Scorecard(objectives::Scorecard) reads[parse_lines from_yaml from_json] writes[to_json]
        makes[new(document: ScorecardDocument) => objectives::Scorecard::new(document)?;]
    {
        objectives() of card => card.objectives().iter().map(objectives::Objective::to_json).collect::<hypercare::Result<Vec<_>>>()?;
        score(values: Measures, before: Measures) of card => card.score(&values, &before)?;
    }

    ErrorBudget(objectives::ErrorBudget) reads[from_yaml from_json restore] writes[snapshot]
        makes[new(options: ErrorBudgetOptions) => objectives::ErrorBudget::new(options)?;]
    {
        budget() of budget => budget.budget();
        downtime() of budget => budget.downtime();
        lasts(error_rate: f64) of budget => budget.lasts(error_rate)?;
        detection_time(rule: BurnRule, error_rate: f64) of budget => budget.detection_time(&rule, error_rate)?;
        observe(at: At, good: u64, bad: u64) of budget => budget.observe(at, good, bad)?;
        status(now: At) of budget => budget.status(now)?;
    }

    AlertManager(objectives::AlertManager) reads[from_yaml from_json restore] writes[to_json snapshot]
        makes[
            new(document: AlertsDocument) => objectives::AlertManager::new(document)?;
            resume(document: AlertsDocument, snapshot: String) => objectives::AlertManager::resume(document, &snapshot)?;
        ]
    {
        observe(sample: AlertSample) of manager => manager.observe(&sample)?;
        #[long] observe_all(samples: Vec<AlertSample>) of manager => manager.observe_all(&samples)?;
        advance(now: At) of manager => manager.advance(now)?;
        rules() of manager => &manager.document().rules;
        alerts() of manager => manager.alerts();
        silence(silence: Silence) of manager => manager.silence(silence.clone())?;
        end_silence(id: String) of manager => manager.end_silence(&id)?;
        next_wakeup() of manager => Moment(manager.next_wakeup());
    }

    ReleaseJudge(objectives::ReleaseJudge) reads[from_yaml from_json restore] writes[to_json snapshot]
        makes[
            default() => objectives::ReleaseJudge::default();
            canary() => objectives::ReleaseJudge::canary();
            new(document: JudgeDocument) => objectives::ReleaseJudge::new(document)?;
        ]
    {
        start(at: At) of judge => judge.start(at)?;
        observe(sample: ReleaseSample) of judge => judge.observe(&sample)?;
        advance(now: At) of judge => judge.advance(now)?;
        recovery_started(name: String, at: At) of judge => judge.recovery_started(&name, at)?;
        recovery_finished(name: String, at: At) of judge => judge.recovery_finished(&name, at)?;
        recoveries(now: At) of judge => judge.recoveries(now)?;
        next_wakeup() of judge => Moment(judge.next_wakeup());
    }

    TableSummary(objectives::TableSummary) reads[from_json] writes[to_json]
        makes[new(options: ReconcileOptions) => objectives::TableSummary::new(options)?;]
    {
        #[long] add_rows(rows: Vec<Vec<Cell>>) of summary => summary.add_rows(&rows)?;
        #[long] merge(other: Of<objectives::TableSummary>) of summary => summary.merge(&other.0)?;
        report() of summary => summary.report();
        check_reference(name: String, parent: Of<objectives::TableSummary>) of summary =>
            summary.check_reference(&name, &parent.0)?;
    }
}

functions! {
    #[long] compare(baseline: Numbers, canary: Numbers, options: CompareOptions) =>
        objectives::compare(&baseline.0, &canary.0, &options)?;
    #[long] reconcile(source: Of<objectives::TableSummary>, target: Of<objectives::TableSummary>) =>
        objectives::reconcile(&source.0, &target.0)?;
    import_prometheus(text: String) => PrometheusRules::from_yaml(&text)?;
    export_prometheus(rules: PrometheusRules) => rules.to_yaml()?;
    to_webhook(notification: AlertNotification, options: WebhookOptions) =>
        objectives::to_webhook(&notification, &options)?;
    from_webhook(text: String) => objectives::from_webhook(&text)?;
    parse_quantity(text: String) => text.parse::<Quantity>()?;
    objective_lines(text: String) => {
        let found = objectives::Objective::parse_lines(&text)?;
        found.iter().map(objectives::Objective::to_json).collect::<hypercare::Result<Vec<_>>>()?
    };
}

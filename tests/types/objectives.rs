//! What objectives, budgets and alerts take and give.

use std::collections::BTreeMap;

use hypercare::document::value::{Value, to_value};
use hypercare::objectives::{
    ActiveAlert, AlertManager, AlertNotification, AlertRuleDocument, AlertSample, AlertmanagerWebhook, AlertsDocument,
    BudgetStatus, BurnRule, ErrorBudget, ErrorBudgetOptions, Objective, ObjectiveDocument, ObjectiveVerdict,
    PrometheusRules, Quantity, Score, Scorecard, ScorecardDocument, Silence, WebhookOptions, from_webhook, to_webhook,
};

use super::Roots;

pub(super) fn inputs(roots: &mut Roots) {
    roots.one::<AlertSample>();
    roots.one::<AlertRuleDocument>();
    roots.one::<BurnRule>();
    roots.one::<ObjectiveDocument>();
    roots.one::<PrometheusRules>();
    roots.one::<Silence>();
    roots.one::<WebhookOptions>();
}

pub(super) fn documents(roots: &mut Roots) {
    roots.one::<AlertsDocument>();
    roots.one::<ErrorBudgetOptions>();
    roots.one::<ScorecardDocument>();
}

pub(super) fn results(roots: &mut Roots) {
    roots.one::<ActiveAlert>();
    roots.one::<AlertNotification>();
    roots.one::<AlertmanagerWebhook>();
    roots.one::<BudgetStatus>();
    roots.one::<Objective>();
    roots.one::<ObjectiveVerdict>();
    roots.one::<Quantity>();
    roots.one::<Score>();
}

/// What they really give.
pub(super) fn given() -> Vec<Value> {
    let at = |minutes| chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minutes);
    let line = "Throughput: 1000+ req/s average, 900+ req/s minimum (Target: 1200 req/s) (Peak: 5000+ req/s)";
    let objective = Objective::parse(line).expect("an objective");
    let card = Scorecard::parse_lines("Error Rate: <0.1%").expect("a card");
    let values = |value: f64| BTreeMap::from([("error_rate".to_owned(), value.into())]);
    let mut budget = ErrorBudget::new(ErrorBudgetOptions::new(0.999)).expect("a budget");
    budget.observe(at(0), 90, 10).expect("counts");
    let alerts = "rules: [{rule: 'load{host=~\"a.*\"} > 1, resolve < 0.5, no data after 5m', severity: warning}]";
    let mut manager = AlertManager::from_yaml(alerts).expect("a manager");
    let sample = AlertSample::new("load", at(0), 2.0).label("host", "a");
    let told = manager.observe(&sample).expect("a notification");
    let webhook = to_webhook(&told[0], &WebhookOptions::default()).expect("a payload");
    let silence = Silence {
        id: "move".to_owned(),
        matchers: BTreeMap::from([("host".to_owned(), "a".to_owned())]),
        matching: vec!["code=~\"5..\"".to_owned()],
        from: at(0),
        until: at(1),
        comment: String::new(),
    };
    let rules = "groups: [{name: g, interval: 1m, rules: [{alert: a, expr: m > 1}]}]";
    vec![
        to_value(&objective).expect("a value"),
        to_value(&objective.document()).expect("a value"),
        to_value(&objective.status_of(&[1100.0]).expect("a verdict")).expect("a value"),
        to_value(&card.score(&values(0.0005), &values(0.002)).expect("a score")).expect("a value"),
        to_value(&budget.status(at(0)).expect("a status")).expect("a value"),
        to_value(&manager.rules()[0]).expect("a value"),
        to_value(&manager.alerts()).expect("a value"),
        to_value(&sample).expect("a value"),
        to_value(&told).expect("a value"),
        to_value(&silence).expect("a value"),
        to_value(&from_webhook(&webhook).expect("a payload")).expect("a value"),
        to_value(&PrometheusRules::from_yaml(rules).expect("rules")).expect("a value"),
        to_value(&WebhookOptions::default()).expect("a value"),
    ]
}

use chrono::{DateTime, Utc};
use hypercare::{Severity, objectives};
use napi_derive::napi;

use crate::bridge::{Js, js};
use crate::export::Of;
use crate::time::Span;

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
    fn observe(&mut self, at: DateTime<Utc>, value: f64) -> Js { js(&self.state.observe(&self.rule, at, value)?)? }
}

use std::sync::Arc;

use chrono::{DateTime, Utc};
use hypercare::desk;
use napi_derive::napi;

use crate::anomaly::IsolationForest;
use crate::bridge::{Js, date, js, options};
use crate::errors::invalid;
use crate::escalation::Policy;
use crate::export::{Any, Argument, Each, Of};
use crate::objectives::AlertRule;
use crate::plan::Plan;
use crate::tickets::RoutingTable;

#[napi]
pub struct Watch(desk::Watch);

exports! { Watch:
    #[constructor]
    fn new(name: String, metrics: Vec<String>, forest: Of<'_, IsolationForest>, rows: u32) -> Self {
        let metrics: Vec<&str> = metrics.iter().map(String::as_str).collect();
        Self(desk::Watch::new(name, &metrics, Arc::unwrap_or_clone(forest.0.model()?), rows)?)
    }
}

#[napi]
pub struct Desk(desk::Desk);

exports! { Desk:
    #[constructor]
    fn new(parts: Any<'_>) -> Self {
        let mut builder = desk::Desk::builder();
        for (key, value) in options(parts.0, "parts")? {
            let name = format!("parts.{key}");
            builder = match key.as_str() {
                "plan" => builder.plan(Of::<Plan>::from_js(value, &name)?.0.0.clone()),
                "policy" => builder.policy(Of::<Policy>::from_js(value, &name)?.0.0.clone()),
                "routing" => builder.routing(Of::<RoutingTable>::from_js(value, &name)?.0.0.clone()),
                "rules" => Each::<Of<'_, AlertRule>>::from_js(value, &name)?
                    .0
                    .iter()
                    .fold(builder, |builder, rule| builder.rule(rule.0.0.clone())),
                "watches" => Each::<Of<'_, Watch>>::from_js(value, &name)?
                    .0
                    .iter()
                    .fold(builder, |builder, watch| builder.watch(watch.0.0.clone())),
                _ => return Err(invalid(name, "a known name", "another one")),
            };
        }
        Self(builder.build()?)
    }
    #[getter] fn plan(&self) -> Option<Plan> { self.0.plan().cloned().map(Plan) }
    #[getter] fn clock(&self) -> Js { date(self.0.clock()) }
    fn handle(&mut self, event: desk::Event) -> Js { js(&self.0.handle(event)?)? }
    fn advance(&mut self, now: DateTime<Utc>) -> Js { js(&self.0.advance(now)?)? }
    fn next_wakeup(&self) -> Js { date(self.0.next_wakeup()) }
    fn timeline(&self, ticket: String) -> Js { js(&self.0.timeline(&ticket)?)? }
    fn forget(&mut self, ticket: String) -> () { self.0.forget(&ticket)? }
    fn report(&self) -> String { self.0.report() }
}

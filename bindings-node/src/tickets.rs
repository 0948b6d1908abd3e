use chrono::{DateTime, Utc};
use hypercare::document::value::to_value;
use hypercare::tickets::{
    self, AgentState, DiagnoseOptions, IncomingTicket, RedactOptions, ResolutionOutcome, RouterDocument, SupportRecord,
};
use napi_derive::napi;

use crate::bridge::{Js, in_utf16, js};
use crate::export::Of;

#[napi]
pub struct RoutingTable(pub(crate) tickets::RoutingTable);

document!(RoutingTable, tickets::RoutingTable: from_yaml, from_json);

exports! { RoutingTable:
    #[factory, js_name = "default"]
    fn built_in() -> Self { Self(tickets::RoutingTable::default()) }
    fn route(&self, issue_type: Option<String>) -> Js { js(&self.0.route(issue_type.as_deref()))? }
}

#[napi]
pub struct Router(tickets::Router);

document!(Router, tickets::Router: from_yaml, from_json);

exports! { Router:
    #[constructor] fn new(document: RouterDocument) -> Self { Self(tickets::Router::new(document)?) }
    #[factory, js_name = "default"] fn built_in() -> Self { Self(tickets::Router::default()) }
    fn route(&self, ticket: IncomingTicket, agents: Option<Vec<AgentState>>) -> Js {
        js(&self.0.route(&ticket, &agents.unwrap_or_default())?)?
    }
    fn dry_run(&self, changed: Of<'_, Router>, tickets: Vec<IncomingTicket>) -> Js { js(&self.0.dry_run(&changed.0.0, &tickets)?)? }
}

#[napi]
pub struct Troubleshooter(tickets::Troubleshooter);

document!(Troubleshooter, tickets::Troubleshooter: from_yaml, from_json);

exports! { Troubleshooter:
    #[factory, js_name = "default"] fn built_in() -> Self { Self(tickets::Troubleshooter::default()) }
    fn in_zone(&self, zone: String) -> Self { Self(self.0.in_zone(&zone)?) }
    fn diagnose(&self, text: String, at: DateTime<Utc>, options: Option<DiagnoseOptions>) -> Js {
        in_utf16(&text, to_value(&self.0.diagnose_with(&text, at, &options.unwrap_or_default())?)?)
    }
    fn record(&mut self, outcome: ResolutionOutcome) -> f64 { self.0.record(&outcome)? }
    fn success_rate(&self, resolution: String) -> f64 { self.0.success_rate(&resolution)? }
}

exports! {
    fn redact(text: String, options: Option<RedactOptions>) -> Js {
        in_utf16(&text, to_value(&tickets::redact_with(&text, &options.unwrap_or_default()))?)
    }
    fn support_metrics(tickets: Vec<SupportRecord>) -> Js { js(&tickets::support_metrics(&tickets)?)? }
}

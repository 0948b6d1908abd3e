use hypercare::tickets;
use napi_derive::napi;

use crate::bridge::{Js, js};

#[napi]
pub struct RoutingTable(pub(crate) tickets::RoutingTable);

document!(RoutingTable, tickets::RoutingTable: from_yaml, from_json);

exports! { RoutingTable:
    #[factory, js_name = "default"]
    fn built_in() -> Self { Self(tickets::RoutingTable::default()) }
    fn route(&self, issue_type: Option<String>) -> Js { js(&self.0.route(issue_type.as_deref()))? }
}

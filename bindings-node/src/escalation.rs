use chrono::{DateTime, Utc};
use hypercare::escalation::{self, TicketEvent};
use napi_derive::napi;

use crate::bridge::{Js, js};

#[napi]
pub struct Policy(pub(crate) escalation::Policy);

document!(Policy, escalation::Policy: from_yaml, from_json);

exports! { Policy:
    #[factory, js_name = "default"]
    fn built_in() -> Self { Self(escalation::Policy::default()) }
    fn in_zone(&self, zone: String) -> Self { Self(self.0.in_zone(&zone)?) }
    fn timeline(&self, events: Vec<TicketEvent>, now: DateTime<Utc>) -> Js { js(&self.0.timeline(&events, now)?)? }
}

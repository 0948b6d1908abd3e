use chrono::{DateTime, Utc};
use hypercare::document::value::Value;
use hypercare::time::{self, Rules};
use napi_derive::napi;

use crate::bridge::Js;
use crate::errors::invalid;
use crate::export::Of;

#[napi]
pub const ZONE_DATABASE: &str = time::ZONE_DATABASE;

#[napi]
pub struct Span(pub(crate) time::Span);

exports! { Span:
    #[factory] fn parse(text: String) -> Self { Self(text.parse()?) }
    #[getter] fn months(&self) -> u32 { self.0.calendar_months() }
    #[getter] fn seconds(&self) -> f64 { self.0.exact().as_seconds_f64() }
    fn after(&self, at: DateTime<Utc>, zone: String, rules: Option<Rules>) -> Js {
        Js(Value::Instant(self.0.after(at, time::parse_zone(&zone)?, rules.unwrap_or_default())?))
    }
    #[js_name = "toString"] fn text(&self) -> String { self.0.to_string() }
}

#[napi]
pub struct SpanRange(time::SpanRange);

exports! { SpanRange:
    #[factory] fn parse(text: String) -> Self { Self(text.parse()?) }
    #[getter] fn lower(&self) -> Span { Span(self.0.lower()) }
    #[getter] fn upper(&self) -> Option<Span> { self.0.upper().map(Span) }
    fn contains(&self, span: Of<'_, Span>) -> bool { self.0.contains(span.0.0) }
    #[js_name = "toString"] fn text(&self) -> String { self.0.to_string() }
}

exports! {
    fn resolve(local: String, zone: String, rules: Option<Rules>) -> Js {
        let parsed = local.parse().map_err(|_| invalid("local", "a local time such as 2026-03-29T02:30:00", local))?;
        Js(Value::Instant(time::resolve(parsed, time::parse_zone(&zone)?, rules.unwrap_or_default())?))
    }
}

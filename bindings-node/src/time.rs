use chrono::{DateTime, Utc};
use hypercare::document::value::Value;
use hypercare::time::{self, Rules};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::bridge::Js;
use crate::errors::{guard, invalid};
use crate::export::{Argument, Of};

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

#[napi]
pub fn resolve(env: &Env, local: Unknown<'_>, zone: Unknown<'_>, rules: Unknown<'_>) -> Result<Js> {
    guard(env, || {
        let text = String::from_js(local, "local")?;
        let local = text.parse().map_err(|_| invalid("local", "a local time such as 2026-03-29T02:30:00", text))?;
        let rules = Option::<Rules>::from_js(rules, "rules")?.unwrap_or_default();
        let zone = time::parse_zone(&String::from_js(zone, "zone")?)?;
        Ok(Js(Value::Instant(time::resolve(local, zone, rules)?)))
    })
}

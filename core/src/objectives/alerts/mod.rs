//! Who must be told what, once, about which alerts?

mod defaults;
mod document;
mod groups;
mod held;
mod machine;
mod notice;
mod savepoint;
mod series;
mod silence;

pub use document::{AlertResponses, AlertRuleDocument, AlertsDocument, FlapRule, InhibitRule, RateLimit, Silence};
pub use machine::AlertManager;
pub use notice::{ActiveAlert, AlertNotification, AlertSample, AlertStanding, NotifiedAlert};

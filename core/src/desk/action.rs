use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::escalation::{ClockWarning, EscalationStep, SlaClock};
use crate::objectives::Alert;
use crate::{Priority, Reason};

macro_rules! action {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name {
            /// The instant of the decision.
            #[serde(with = "crate::time::instant")]
            #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
            pub at: DateTime<Utc>,
            $($(#[$field_meta])* pub $field: $type,)*
            /// Why.
            pub reason: Reason,
        }
    };
}

action! {
    /// The plan's readiness changed.
    ReadinessChanged {
        /// The item that was ticked or unticked.
        item: String,
        /// Whether it is done now.
        done: bool,
        /// Boxes that are ticked, of all boxes of the plan.
        done_count: usize,
        /// Boxes that are not ticked.
        open_count: usize,
        /// Open boxes that must be ticked before go-live.
        blocking_count: usize,
    }
}

/// Whether a run of anomalous rows began or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AnomalyChange {
    /// The watch has seen enough anomalous rows in a row.
    Began,
    /// It has seen enough normal rows in a row.
    Ended,
}

/// A metric and its value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MetricValue {
    /// The metric.
    pub metric: String,
    /// Its value; null where it was missing.
    pub value: Option<f64>,
}

action! {
    /// The metrics of a watch began to look unlike its baseline, or do no longer.
    AnomalyNotice {
        /// The watch.
        watch: String,
        /// What happened.
        change: AnomalyChange,
        /// The instant of the row that decided it: earlier than `at` where a metric stayed away.
        #[serde(with = "crate::time::instant")]
        #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
        row_at: DateTime<Utc>,
        /// The first row of the run.
        #[serde(with = "crate::time::instant")]
        #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
        since: DateTime<Utc>,
        /// The forest's score of the row, in [-1, 0): lower is more anomalous.
        score: f64,
        /// The score below which a row is anomalous.
        threshold: f64,
        /// The row.
        values: Vec<MetricValue>,
        /// The metric without which the row would look most normal, if any would make it so.
        suspect: Option<String>,
    }
}

action! {
    /// A ticket has a tier, a priority and a department.
    TicketRouted {
        /// The ticket.
        ticket: String,
        /// The issue type that the client named.
        issue_type: Option<String>,
        /// Tier, 1 to 4.
        tier: u8,
        /// How urgent.
        priority: Priority,
        /// Who gets it.
        department: String,
    }
}

/// A step of a ticket's escalation is reached: tell its target.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketEscalated {
    /// The instant at which the desk said so; the step's own instant is `step.due`.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The ticket.
    pub ticket: String,
    /// The step, with its target and its reason.
    pub step: EscalationStep,
}

/// A promise for a ticket may soon be broken.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PromiseAtRisk {
    /// The instant at which the desk said so; the warning's own instant is `warning.at`.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The ticket.
    pub ticket: String,
    /// The warning, with its reason.
    pub warning: ClockWarning,
}

/// A promise for a ticket is broken: a response, an update or the resolution did not come in time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PromiseBroken {
    /// The instant at which the desk said so; the promised instant is `clock.due`.
    #[serde(with = "crate::time::instant")]
    #[cfg_attr(feature = "schema", schemars(with = "chrono::DateTime<chrono::Utc>"))]
    pub at: DateTime<Utc>,
    /// The ticket.
    pub ticket: String,
    /// The clock, with its reason.
    pub clock: SlaClock,
}

/// What the host program should do, or tell somebody.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    /// The plan's readiness changed.
    Readiness(ReadinessChanged),
    /// Metrics began to look unlike their baseline, or do no longer.
    Anomaly(AnomalyNotice),
    /// An alert fires or is resolved.
    Alert(Alert),
    /// A ticket has a tier, a priority and a department.
    Routed(TicketRouted),
    /// Tell the next tier about a ticket.
    Escalate(TicketEscalated),
    /// A promise for a ticket may soon be broken.
    Warning(PromiseAtRisk),
    /// A promise for a ticket is broken.
    Breach(PromiseBroken),
}

impl Action {
    /// The instant of the decision.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Readiness(action) => action.at,
            Self::Anomaly(action) => action.at,
            Self::Alert(action) => action.at,
            Self::Routed(action) => action.at,
            Self::Escalate(action) => action.at,
            Self::Warning(action) => action.at,
            Self::Breach(action) => action.at,
        }
    }

    /// Why.
    pub fn reason(&self) -> &Reason {
        match self {
            Self::Readiness(action) => &action.reason,
            Self::Anomaly(action) => &action.reason,
            Self::Alert(action) => &action.reason,
            Self::Routed(action) => &action.reason,
            Self::Escalate(action) => &action.step.reason,
            Self::Warning(action) => &action.warning.reason,
            Self::Breach(action) => &action.clock.reason,
        }
    }
}

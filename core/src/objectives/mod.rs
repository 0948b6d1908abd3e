//! Is this metric healthy, and since when is it not?
//!
//! ```
//! use hypercare::objectives::{AlertRule, AlertState, Objective, ObjectiveState};
//! use hypercare::{Severity, time::parse_instant};
//!
//! // What a plan promises, and whether a value keeps it.
//! let objective = Objective::parse("Response Time: <2 seconds (Target: <1.5s)")?;
//! assert_eq!(objective.status(1.8)?.status, ObjectiveState::Met);
//!
//! // When somebody must be told.
//! let rule = AlertRule::parse("error_rate > 1% for 5m", Severity::Critical)?;
//! let mut state = AlertState::default();
//! let at = |minute| parse_instant(&format!("2026-11-24T14:{minute:02}:00Z"));
//! assert_eq!(state.observe(&rule, at(0)?, 0.012)?, None); // over 1 %, not yet for 5 minutes
//! let firing = state.observe(&rule, at(5)?, 0.015)?.expect("it fires");
//! assert_eq!(firing.since, at(0)?);
//! # Ok::<(), hypercare::Error>(())
//! ```
//!
//! A [`Scorecard`] weighs many objectives, an [`ErrorBudget`] says how much may still go wrong and how fast it is spent,
//! an [`AlertManager`] whom to tell what, once.

mod alerts;
mod budget;
mod compare;
mod judge;
mod matcher;
mod objective;
mod prometheus;
mod quantity;
mod reconcile;
mod rule;
mod score;
mod state;

pub use alerts::{
    ActiveAlert, AlertManager, AlertNotification, AlertResponses, AlertRuleDocument, AlertSample, AlertStanding,
    AlertsDocument, FlapRule, InhibitRule, NotifiedAlert, RateLimit, Silence,
};
pub use budget::{BudgetStatus, BurnAction, BurnAlert, BurnRule, ErrorBudget, ErrorBudgetOptions};
pub use compare::{CanaryComparison, CompareDirection, CompareOptions, CompareVerdict, compare};
pub use judge::{
    CriterionKind, CriterionState, CriterionVerdict, JudgeDocument, RecoveryObjective, RecoveryState, RecoveryStatus,
    ReleaseCriterion, ReleaseDecision, ReleaseJudge, ReleaseSample, ReleaseVerdict, TrafficPlan,
};
pub use matcher::{LabelMatcher, MatchOperator};
pub use objective::{
    BoundVerdict, Objective, ObjectiveBound, ObjectiveDocument, ObjectiveState, ObjectiveVerdict, Statistic,
};
pub use prometheus::{
    AlertmanagerAlert, AlertmanagerWebhook, PrometheusGroup, PrometheusRules, WebhookOptions, from_webhook, to_webhook,
};
pub use quantity::{Dimension, Measure, Quantity, RateUnit, Unit};
pub use reconcile::{
    Cell, ChangedRow, ColumnDifference, ColumnSummary, KeyedRow, ReconcileOptions, ReconcileVerdict, Reconciliation,
    ReferenceCheck, TableReference, TableReport, TableSummary, reconcile,
};
pub use rule::{AlertRule, Comparison, ResolveCondition};
pub use score::{
    MissingData, ObjectiveTrend, Score, ScoreLine, ScoreResult, Scorecard, ScorecardDocument, ScoredObjective,
    TrendDirection,
};
pub use state::{Alert, AlertChange, AlertState};

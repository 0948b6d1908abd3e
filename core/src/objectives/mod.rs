//! Is this metric healthy, and since when is it not?
//!
//! ```
//! use hypercare::objectives::{AlertRule, AlertState};
//! use hypercare::{Severity, time::parse_instant};
//!
//! let rule = AlertRule::parse("error_rate > 1% for 5m", Severity::Critical)?;
//! let mut state = AlertState::default();
//! let at = |minute| parse_instant(&format!("2026-11-24T14:{minute:02}:00Z"));
//! assert_eq!(state.observe(&rule, at(0)?, 0.012)?, None); // over 1 %, not yet for 5 minutes
//! let firing = state.observe(&rule, at(5)?, 0.015)?.expect("it fires");
//! assert_eq!(firing.since, at(0)?);
//! # Ok::<(), hypercare::Error>(())
//! ```

mod compare;
mod judge;
mod reconcile;
mod rule;
mod state;

pub use compare::{CanaryComparison, CompareDirection, CompareOptions, CompareVerdict, compare};
pub use judge::{
    CriterionKind, CriterionState, CriterionVerdict, JudgeDocument, RecoveryObjective, RecoveryState, RecoveryStatus,
    ReleaseCriterion, ReleaseDecision, ReleaseJudge, ReleaseSample, ReleaseVerdict, TrafficPlan,
};
pub use reconcile::{
    Cell, ChangedRow, ColumnDifference, ColumnSummary, KeyedRow, ReconcileOptions, ReconcileVerdict, Reconciliation,
    ReferenceCheck, TableReference, TableReport, TableSummary, reconcile,
};
pub use rule::{AlertRule, Comparison};
pub use state::{Alert, AlertChange, AlertState};

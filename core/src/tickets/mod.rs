//! Who gets this ticket, and how urgent is it?
//!
//! ```
//! use hypercare::tickets::RoutingTable;
//! let route = RoutingTable::default().route(Some("payment_failures"));
//! assert_eq!((route.tier, route.department.as_str()), (3, "billing"));
//! ```

mod classify;
mod redact;
mod router;
mod routing;
mod starter;
mod support;
mod troubleshoot;
mod words;

pub use classify::{
    Classification, Classifier, ClassifierOptions, ClassifierSummary, ExplainedPiece, Explanation, LabelCount,
    LabelProbability, SimilarText, SimilarTexts, TextSpan, TrainProgress,
};
pub use redact::{RedactOptions, RedactedKind, RedactedSpan, RedactedText, redact, redact_with};
pub use router::{
    AgentState, DryRun, DryRunChange, Inbox, IncomingTicket, IssueSource, MatrixRow, PriorityMatrix, RoutedTicket,
    Router, RouterCondition, RouterDocument, RouterEffect, RouterRule, Safeguard, TicketChannel, TicketGuess,
    TicketLevel,
};
pub use routing::{Route, RoutingRule, RoutingTable};
pub use starter::starter_texts;
pub use support::{
    MetricState, MonthlyVolume, SupportMetric, SupportOptions, SupportRecord, SupportReport, support_metrics,
    support_metrics_with,
};
pub use troubleshoot::{
    DiagnoseOptions, Diagnosis, DiagnosticStep, Knowledge, KnownCause, KnownIssue, KnownResolution, KnownSign,
    KnownStep, PossibleCause, REPORT_BYTES, ResolutionAdvice, ResolutionCount, ResolutionOutcome, StepAnswer, Symptoms,
    TextSymptom, Timeframe, TimeframePrecision, Troubleshooter,
};

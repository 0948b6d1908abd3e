"""The objects that the library takes and gives.

Written from the Rust types by ``tests/types.rs``: change those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from ._calls import DiffCalls, ScalingCalls, ScheduleCalls, SupportCalls, TradeCalls
from ._record import Record

__all__ = [
    "Action",
    "ActiveAlert",
    "AgentState",
    "Alert",
    "AlertChange",
    "AlertDue",
    "AlertNotification",
    "AlertRule",
    "AlertRuleDocument",
    "AlertSample",
    "AlertStanding",
    "AlertmanagerAlert",
    "AlertmanagerWebhook",
    "AnomalyAlert",
    "AnomalyAlertType",
    "AnomalyChange",
    "AnomalyNotice",
    "AvoidedTime",
    "Backtest",
    "BindingKind",
    "BoundVerdict",
    "Bounds",
    "BreakerChange",
    "BreakerOptions",
    "BreakerPermission",
    "BreakerState",
    "BreakerStatus",
    "BudgetStatus",
    "BulkheadAnswer",
    "BulkheadOptions",
    "BulkheadPlace",
    "BurnAction",
    "BurnAlert",
    "BurnRule",
    "BusinessTime",
    "CacheFinding",
    "CacheReport",
    "CacheSettings",
    "CacheSimulation",
    "CacheStatistics",
    "CacheStrategy",
    "CallOutcome",
    "CallResult",
    "CanaryComparison",
    "CapacityPlan",
    "CapacityThreshold",
    "ChainStep",
    "ChangeKind",
    "ChangeSubject",
    "ChangedRow",
    "Classification",
    "ClassifierOptions",
    "ClassifierSummary",
    "ClockKind",
    "ClockSegment",
    "ClockState",
    "ClockWarning",
    "ColumnDifference",
    "ColumnDrift",
    "ColumnRow",
    "ColumnSummary",
    "CommitmentOdds",
    "CompareDirection",
    "CompareOptions",
    "CompareVerdict",
    "Comparison",
    "ConflictKind",
    "CriterionSign",
    "CriterionStanding",
    "CriterionState",
    "CriterionVerdict",
    "Crossing",
    "CutoverAdvice",
    "CutoverEvent",
    "CutoverPhase",
    "CutoverStatus",
    "CutoverStepState",
    "DatabaseStatistics",
    "DeadLetter",
    "DeadLetterEntry",
    "DeadLetterOptions",
    "DeadLetterPut",
    "DeadLetterState",
    "DeadLetterSummary",
    "DeclaredEvent",
    "Dependency",
    "DependencyKind",
    "DetectionSummary",
    "DiagnoseOptions",
    "Diagnosis",
    "Diagnostic",
    "DiagnosticCode",
    "DiagnosticLevel",
    "DiagnosticStep",
    "Dimension",
    "DryRun",
    "DryRunChange",
    "Due",
    "DueAtClosing",
    "DueKind",
    "EscalationStep",
    "EscalationTarget",
    "Estimate",
    "EstimateShape",
    "Event",
    "EventEffect",
    "EvidenceLink",
    "EvidenceScope",
    "Exhaustion",
    "ExpectedEffect",
    "ExplainedPiece",
    "Explanation",
    "Fairness",
    "FallbackChain",
    "FallbackFailure",
    "FallbackState",
    "FallbackStatus",
    "FeatureReason",
    "Field",
    "FinishBin",
    "Fold",
    "ForecastExplanation",
    "ForecastMethod",
    "ForecastSeason",
    "FrictionPoint",
    "FullQueue",
    "Gap",
    "Gate",
    "GateCondition",
    "GateCriterion",
    "GateDecision",
    "GateEvent",
    "GateMissing",
    "GateMissingKind",
    "GateOutcome",
    "HandOff",
    "HealAction",
    "HealActionKind",
    "HealRecord",
    "HealthReport",
    "HorizonScore",
    "HourNeed",
    "IgnoredGateEvent",
    "IncidentNotice",
    "IncidentTimeline",
    "IncomingTicket",
    "IndexReport",
    "IndexRow",
    "IssueChecklist",
    "IssueSource",
    "Item",
    "ItemEdit",
    "ItemState",
    "ItemTicked",
    "Journey",
    "JourneyCount",
    "JourneyFinding",
    "JourneyReport",
    "JourneyState",
    "JourneyStepFinding",
    "KeyedRow",
    "LabelCount",
    "LabelMatcher",
    "LabelProbability",
    "Launch",
    "LevelCoverage",
    "LevelShift",
    "MaintenanceWindow",
    "MarkdownOptions",
    "MatchOperator",
    "MethodWeight",
    "MetricState",
    "MetricValue",
    "MetricVerdict",
    "MonthlyVolume",
    "MovedTask",
    "NaiveScores",
    "NextDue",
    "NoReturn",
    "NotifiedAlert",
    "Objective",
    "ObjectiveBound",
    "ObjectiveDocument",
    "ObjectiveState",
    "ObjectiveTrend",
    "ObjectiveVerdict",
    "OnCall",
    "OpenItem",
    "OpenSpan",
    "OwnerReadiness",
    "PerformanceFinding",
    "PerformanceReport",
    "PerformanceRule",
    "PerformanceState",
    "Period",
    "PersonLoad",
    "Plan",
    "PlanChange",
    "PlanCriterion",
    "PlanDiff",
    "PlanRisk",
    "PlanRiskEvent",
    "PlanSimulation",
    "PlanTable",
    "PlanTimeline",
    "Position",
    "PossibleCause",
    "Priority",
    "PrometheusGroup",
    "PrometheusRules",
    "PromiseAtRisk",
    "PromiseBroken",
    "Quantity",
    "QueueOdds",
    "QueueOptions",
    "QuorumStanding",
    "RateUnit",
    "Readiness",
    "ReadinessChanged",
    "ReadinessOptions",
    "Reason",
    "ReconcileOptions",
    "ReconcileVerdict",
    "Reconciliation",
    "RecordedEvidence",
    "RecordedMeasurement",
    "RecordedTick",
    "RecordedVote",
    "RecordedWaiver",
    "RecoveryState",
    "RecoveryStatus",
    "Recurring",
    "RecurringKind",
    "RedactOptions",
    "RedactedKind",
    "RedactedSpan",
    "RedactedText",
    "ReferenceCheck",
    "Rehearsal",
    "RehearsedDates",
    "ReleaseDecision",
    "ReleaseSample",
    "ReleaseVerdict",
    "RemedyOutcome",
    "ResampleRule",
    "ResolutionAdvice",
    "ResolutionOutcome",
    "ResolveCondition",
    "ResponsibleColumn",
    "RetryAnswer",
    "RetryBudgetOptions",
    "RetryFailure",
    "RiskEvent",
    "RiskImpact",
    "RiskLevel",
    "RoleQuorum",
    "Roll",
    "RollbackBegun",
    "RollbackOutlook",
    "Route",
    "RoutedTicket",
    "RowExplanation",
    "Rules",
    "Sample",
    "ScalingChange",
    "ScalingPlan",
    "ScalingScore",
    "ScalingSimulation",
    "ScalingTrade",
    "Schedule",
    "ScheduleConflict",
    "ScheduledLimit",
    "ScheduledTask",
    "Score",
    "ScoreLine",
    "ScoreResult",
    "SeamOverlap",
    "SeamReport",
    "Section",
    "SectionKind",
    "SectionReadiness",
    "Severity",
    "Shift",
    "ShiftSource",
    "ShortenGain",
    "SignOff",
    "SignOffState",
    "Silence",
    "SimilarText",
    "SlaClock",
    "Slip",
    "SlowQuery",
    "StaffingReport",
    "StaleTick",
    "StatementRow",
    "StepAnswer",
    "StepChecked",
    "StepFailed",
    "StepFinished",
    "StepSkipped",
    "StepStarted",
    "StepState",
    "StepStatus",
    "StreamOptions",
    "StreamPart",
    "StreamScore",
    "StreamStrengths",
    "SupportMetric",
    "SupportOptions",
    "SupportRecord",
    "SupportReport",
    "Symptoms",
    "TableReference",
    "TableReport",
    "TableRow",
    "TaskBasis",
    "TaskBinding",
    "TaskCriticality",
    "TaskEstimate",
    "TaskKind",
    "TextSpan",
    "TextSymptom",
    "ThresholdCrossing",
    "TicketAcknowledged",
    "TicketChannel",
    "TicketCustomerReplied",
    "TicketEscalated",
    "TicketEvent",
    "TicketGuess",
    "TicketLevel",
    "TicketOpened",
    "TicketPause",
    "TicketPaused",
    "TicketPriorityChanged",
    "TicketReassigned",
    "TicketReopened",
    "TicketReported",
    "TicketResolved",
    "TicketResponded",
    "TicketResumed",
    "TicketRouted",
    "TicketState",
    "TicketUpdated",
    "TierStaffing",
    "TimeUnit",
    "Timeframe",
    "TimeframePrecision",
    "Timeline",
    "TimelineStep",
    "TrendDirection",
    "TuningAdvice",
    "TuningKind",
    "TuningMeasurement",
    "TuningOutcome",
    "TuningTicket",
    "TuningVerdict",
    "TuningVerification",
    "Unit",
    "Vote",
    "WaitQuantile",
    "WebhookOptions",
    "WhatIf",
    "Window",
    "WindowUnit",
]

AlertChange: TypeAlias = Literal["firing", "resolved"]
"""What happened to an alert."""

AlertStanding: TypeAlias = Literal["pending", "firing", "no_data", "flapping", "resolved"]
"""Where an alert stands."""

AnomalyAlertType: TypeAlias = Literal["anomaly_detected", "drift_detected"]
"""What an `AnomalyAlert` is about."""

AnomalyChange: TypeAlias = Literal["began", "ended"]
"""Whether a run of anomalous rows began or ended."""

BindingKind: TypeAlias = Literal[
    "start",
    "work",
    "finish_to_start",
    "start_to_start",
    "finish_to_finish",
    "start_to_finish",
    "window",
    "inside",
    "contents",
    "order",
    "slip",
]
"""The kinds of `TaskBinding`."""

Bounds: TypeAlias = Literal["auto", "none", "nonnegative", "percent"]
"""What values can be."""

BreakerState: TypeAlias = Literal["closed", "open", "half_open", "disabled", "forced_open", "metrics_only"]
"""The state of a circuit breaker."""

BulkheadPlace: TypeAlias = Literal["entered", "waiting", "rejected"]
"""What becomes of a call."""

BurnAction: TypeAlias = Literal["page", "ticket"]
"""What a burn-rate alert asks for."""

CacheStrategy: TypeAlias = Literal["write_through", "lazy_loading", "refresh_ahead", "cache_aside"]
"""How a cache is filled."""

CallResult: TypeAlias = Literal["success", "failure", "ignored"]
"""How a call ended."""

ChangeKind: TypeAlias = Literal[
    "added",
    "removed",
    "renamed",
    "moved",
    "reordered",
    "ticked",
    "unticked",
    "box",
    "text",
    "blocking",
    "owner",
    "estimate",
    "dependencies",
    "window",
    "due",
    "evidence",
    "risk",
    "launch",
    "requirements",
    "tick",
    "content",
]
"""What was done."""

ChangeSubject: TypeAlias = Literal[
    "plan",
    "section",
    "item",
    "gate",
    "field",
    "sign_off",
    "criterion",
    "risk",
    "schedule",
    "timeline",
    "table",
]
"""What a change is of."""

ClockKind: TypeAlias = Literal["first_response", "next_response", "update", "resolution"]
"""What a clock measures."""

ClockState: TypeAlias = Literal["running", "paused", "met", "breached", "cancelled"]
"""How a promise stands."""

CompareDirection: TypeAlias = Literal["increase", "decrease", "either"]
"""Which change of a metric is for the worse."""

CompareVerdict: TypeAlias = Literal["pass", "fail", "inconclusive"]
"""What `compare` concludes."""

Comparison: TypeAlias = Literal[">", ">=", "<", "<="]
"""How a value is compared with a threshold."""

ConflictKind: TypeAlias = Literal["window", "due", "launch", "unknown"]
"""The kinds of `ScheduleConflict`."""

CriterionSign: TypeAlias = Literal["below", "at_most", "above", "at_least"]
"""How a value is compared with the threshold."""

CriterionState: TypeAlias = Literal["healthy", "watching", "no_data", "suspect", "breached"]
"""Where one criterion stands."""

Crossing: TypeAlias = Literal["above", "below"]
"""Which way a threshold is crossed."""

CutoverAdvice: TypeAlias = Literal["wait", "proceed", "decide", "roll_back", "fix_forward", "done"]
"""What to do now."""

CutoverPhase: TypeAlias = Literal["not_started", "running", "finished", "rolling_back", "rolled_back"]
"""How far a cutover is."""

CutoverStepState: TypeAlias = Literal["waiting", "ready", "running", "checking", "done", "skipped", "failed"]
"""How far a step is."""

DeadLetterState: TypeAlias = Literal["waiting", "replaying", "poisoned"]
"""Where a dead letter stands."""

DependencyKind: TypeAlias = Literal["finish_to_start", "start_to_start", "finish_to_finish", "start_to_finish"]
"""Which end of a task waits for which end of the one it depends on."""

DiagnosticCode: TypeAlias = Literal[
    "empty_plan",
    "repaired_text",
    "paragraph",
    "code_block",
    "table",
    "html",
    "image",
    "quote",
    "heading",
    "unread",
    "box",
    "empty_item",
    "open_below_done",
    "duplicate_title",
    "duplicate_field",
    "window",
    "reversed_window",
    "window_outside",
    "duration",
    "risk_level",
    "launch_date",
    "time_zone",
    "attribute",
    "unknown_attribute",
    "reference",
    "ambiguous_reference",
    "cycle",
    "duplicate_id",
    "sign_off",
]
"""The kinds of `Diagnostic`."""

DiagnosticLevel: TypeAlias = Literal["info", "warning"]
"""How much a `Diagnostic` matters, least first."""

Dimension: TypeAlias = Literal["number", "share", "time", "bytes", "money", "rating", "count"]
"""What kind of thing a quantity measures. Only quantities of one kind can be compared."""

DueAtClosing: TypeAlias = Literal["closing", "next_opening"]
"""When a length of time that runs out exactly at closing time is over."""

DueKind: TypeAlias = Literal["first_response", "next_response", "update", "resolution", "escalation", "warning"]
"""A kind of thing that falls due."""

EstimateShape: TypeAlias = Literal["pert", "triangular"]
"""How durations lie between the shortest and the longest."""

EvidenceScope: TypeAlias = Literal["none", "blocking", "all"]
"""For which ticked boxes evidence is asked for."""

FallbackState: TypeAlias = Literal["trying", "answered", "exhausted", "given_up"]
"""Where one request stands in its chain."""

Fold: TypeAlias = Literal["first", "second", "reject"]
"""Which of two instants a local time means that clocks were put back over."""

ForecastMethod: TypeAlias = Literal[
    "seasonal_naive",
    "profile",
    "long_profile",
    "smoothing",
    "double_smoothing",
    "lags",
    "wide_lags",
    "long_lags",
    "mean",
    "damped_trend",
    "trend",
]
"""A way to foretell."""

FullQueue: TypeAlias = Literal["refuse", "drop_oldest"]
"""What happens to a letter that comes into a full queue."""

Gap: TypeAlias = Literal["offset_before", "offset_after", "reject"]
"""What a local time means that clocks were put forward over."""

GateMissingKind: TypeAlias = Literal["item", "evidence", "criterion", "sign_off", "launch"]
"""What a gate may still wait for."""

GateOutcome: TypeAlias = Literal["go", "conditional_go", "no_go", "pending"]
"""What is decided at a gate."""

HealActionKind: TypeAlias = Literal["remedy", "confirm", "escalate", "healed"]
"""What a host is to do."""

IssueSource: TypeAlias = Literal["given", "classified", "none"]
"""Where the issue type of a `RoutedTicket` comes from."""

ItemState: TypeAlias = Literal["done", "open", "none"]
"""The box of an item."""

JourneyState: TypeAlias = Literal["good", "likely_good", "likely_bad", "bad", "too_few"]
"""How a journey or step stands against its threshold."""

MatchOperator: TypeAlias = Literal["=", "!=", "=~", "!~"]
"""How a label is compared."""

MetricState: TypeAlias = Literal["on_target", "acceptable", "missed", "info", "no_data"]
"""How a metric stands."""

ObjectiveState: TypeAlias = Literal["on_target", "met", "missed", "no_data", "tracked"]
"""Where an objective stands."""

PerformanceState: TypeAlias = Literal["good", "past", "no_data"]
"""How a metric stands."""

Priority: TypeAlias = Literal["critical", "high", "medium", "low", "planning"]
"""How urgent a ticket or incident is. Both spellings parse everywhere: "P1" and "critical"."""

RateUnit: TypeAlias = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
"""The time unit of a rate. A month is the mean month of the Gregorian calendar, 30.436875 days, as in
`SpanRange`; a quarter is three of them, a year twelve."""

ReconcileVerdict: TypeAlias = Literal["matches", "differs"]
"""What `reconcile` concludes."""

RecoveryState: TypeAlias = Literal["running", "overdue", "met", "missed"]
"""Where a way back stands."""

RecurringKind: TypeAlias = Literal["communication", "training", "reporting", "review"]
"""What a `Recurring` is."""

RedactedKind: TypeAlias = Literal[
    "private_key",
    "api_key",
    "token",
    "password",
    "card",
    "iban",
    "account",
    "email",
    "social_security",
    "phone",
    "ip",
]
"""A kind of secret or of personal data."""

ReleaseDecision: TypeAlias = Literal["promote", "hold", "roll_back", "inconclusive"]
"""What to do with a release."""

RemedyOutcome: TypeAlias = Literal["helped", "did_not_help", "failed", "timed_out", "refused", "unanswered", "unneeded"]
"""How a remedy ended."""

ResampleRule: TypeAlias = Literal["mean", "sum", "max", "min", "last"]
"""What a step's value is where several measurements fall into it."""

RiskLevel: TypeAlias = Literal["low", "medium", "high", "critical"]
"""How risky a launch or a phase is, least first."""

Roll: TypeAlias = Literal["stay", "next_opening", "previous_closing", "previous_opening"]
"""Where an instant outside of the hours is moved."""

ScoreResult: TypeAlias = Literal["pass", "warning", "fail"]
"""How the card stands."""

SectionKind: TypeAlias = Literal["wave", "phase", "day", "hour", "week", "month", "quarter", "other"]
"""What a section is, by the start of its heading."""

Severity: TypeAlias = Literal["critical", "warning", "info"]
"""How loud an alert is."""

ShiftSource: TypeAlias = Literal["rotation", "swap", "override"]
"""By what somebody is on call."""

SignOffState: TypeAlias = Literal["pending", "approved", "rejected", "abstained"]
"""How far a sign-off is."""

StepState: TypeAlias = Literal["reached", "pending", "held", "skipped", "cancelled"]
"""How an escalation step stands."""

StreamPart: TypeAlias = Literal["range", "level", "shift", "season", "shape", "step"]
"""What a part of the detector looks at."""

TaskBasis: TypeAlias = Literal["estimate", "duration", "window", "contained", "milestone", "done"]
"""Where the length of a `ScheduledTask` comes from."""

TaskKind: TypeAlias = Literal["section", "item"]
"""What a `ScheduledTask` is."""

TicketChannel: TypeAlias = Literal["chat", "email", "phone", "portal", "api"]
"""How a ticket came in."""

TicketLevel: TypeAlias = Literal["high", "medium", "low"]
"""How much something harms, or how soon it does."""

TicketState: TypeAlias = Literal["open", "acknowledged", "resolved"]
"""Whether somebody has to act on a ticket."""

TimeUnit: TypeAlias = Literal["s", "ms", "us", "ns"]
"""What the whole numbers of a batch count since 1970, as in numpy's `datetime64[ms]`.

Microseconds hold Python's `datetime` and every year to 9999 exactly; a JavaScript `Date` counts milliseconds."""

TimeframePrecision: TypeAlias = Literal["minute", "part_of_day", "day"]
"""How sure a `Timeframe` is."""

TrendDirection: TypeAlias = Literal["better", "steady", "worse"]
"""Which way a value went since the last period."""

TuningKind: TypeAlias = Literal[
    "create_index",
    "drop_index",
    "vacuum",
    "analyze",
    "rewrite_query",
    "cache_ttl",
    "cache_strategy",
    "cache_capacity",
    "cache_removal",
    "journey_step",
    "performance",
]
"""What kind of change is advised."""

TuningVerdict: TypeAlias = Literal["worked", "improved", "minimal", "unchanged", "worse", "inconclusive"]
"""Whether a change worked."""

Vote: TypeAlias = Literal["approve", "reject", "abstain", "withdraw"]
"""What somebody says of a gate."""

WindowUnit: TypeAlias = Literal["day", "hour", "month"]
"""What a `Window` counts in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveAlert(Record):
    """An alert as it stands now, told or not.

    Attributes
    ----------
    alert : NotifiedAlert
        The alert.
    muted_by : str | None
        Why it is not told: "silence planned-work", "inhibited by DatabaseDown"; missing if it is.
    """

    alert: NotifiedAlert
    muted_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentState(Record):
    """An agent who may take a ticket.

    Attributes
    ----------
    id : str
        The agent.
    departments : tuple[str, ...]
        Departments whose tickets the agent takes; all if empty.
    skills : tuple[str, ...]
        What the agent can do; issue types may be among it.
    languages : tuple[str, ...]
        Languages the agent speaks; all if empty.
    tier : int
        Highest tier of the agent, 1 to 4.
    open : int
        Tickets the agent has.
    capacity : int
        Tickets the agent can have.
    """

    id: str
    departments: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tier: int = 1
    open: int = 0
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(Record):
    """An alert that began to fire, or ended.

    Attributes
    ----------
    metric : str
        The metric.
    severity : Severity
        How loud.
    change : AlertChange
        What happened.
    value : float
        The value that decided it.
    at : datetime
        The instant of that value.
    since : datetime
        Since when the condition held.
    reason : Reason
        The rule and the numbers.
    type : Literal["alert"]
        Which of the alternatives this is.
    """

    metric: str
    severity: Severity
    change: AlertChange
    value: float
    at: datetime
    since: datetime
    reason: Reason
    type: Literal["alert"] = "alert"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDue(Record):
    """When somebody looks at an alert.

    Attributes
    ----------
    severity : Severity
        How loud it is.
    at : datetime
        When it came.
    due : datetime
        By when.
    reason : Reason
        The rule that gave the instant.
    """

    severity: Severity
    at: datetime
    due: datetime
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertNotification(Record):
    """What to tell: the alerts of one group.

    Attributes
    ----------
    at : datetime
        When.
    group : Mapping[str, str]
        The labels that all of them share and are grouped by.
    severity : Severity
        The loudest severity of those that go on, or of all if none does.
    resolved : bool
        Whether all of them are over.
    respond_by : datetime | None
        By when somebody should look at it; missing where all are over.
    alerts : tuple[NotifiedAlert, ...]
        The alerts, loudest first.
    """

    at: datetime
    group: Mapping[str, str]
    severity: Severity
    resolved: bool
    respond_by: datetime | None
    alerts: tuple[NotifiedAlert, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule(Record):
    """A rule such as "error_rate > 1% for 5m, resolve < 0.5%, keep firing 10m, no data after 15m".

    The text is a metric name (letters, digits, `_`, `.`, `:`, `-`), a comparison (`>`, `>=`, `<`, `<=`), a number and, if
    the condition must last, `for` and a `Span`. Several words make one name: "Response Time > 5 seconds" is about
    `response_time`. The unit of the number says how the metric is measured: `%` is a share (1% is 0.01), a unit of time is
    seconds (1500ms is 1.5), one of data is bytes, and a bare number is the metric's own unit. Braces behind the metric say
    which of its labels are meant, as in Prometheus: `errors{job="api", code=~"5.."} > 0.01`. Behind commas may follow:

    - `resolve < 0.5%`: a firing alert ends only there, not as soon as the condition no longer holds;
    - `keep firing 10m`: it goes on that long after the condition for its end first held; a new breach starts that anew;
    - `no data after 15m`: without a sample for that long, the alert is in the state "no data"; with `once seen` behind it
      only where there has been a sample before.

    Attributes
    ----------
    name : str
        What its alerts are called: the metric, unless a document names it.
    metric : str
        The metric that is watched.
    matchers : tuple[LabelMatcher, ...]
        Which of its labels are meant; any if there are none here.
    comparison : Comparison
        How its value is compared.
    threshold : float
        What it is compared with, in the metric's unit.
    threshold_text : str
        How the threshold is written, with its unit.
    for_ : str
        How long the condition must last before the alert fires; zero fires at once.
    resolve : ResolveCondition | None
        When a firing alert ends; as soon as the condition does not hold if left out.
    keep_firing : str
        How long a firing alert goes on once its end has come.
    no_data : str | None
        How long there may be no sample before the alert is in the state "no data"; forever if left out.
    once_seen : bool
        Whether samples are missed only where there has been one before.
    severity : Severity
        How loud the alert is.
    labels : Mapping[str, str]
        What its alerts are marked with, beside the labels of the samples.
    annotations : Mapping[str, str]
        What is said with its alerts: "summary", "runbook".
    """

    name: str
    metric: str
    matchers: tuple[LabelMatcher, ...]
    comparison: Comparison
    threshold: float
    threshold_text: str
    for_: str
    resolve: ResolveCondition | None
    keep_firing: str
    no_data: str | None
    once_seen: bool
    severity: Severity
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRuleDocument(Record):
    """A rule with what its text cannot say.

    Attributes
    ----------
    rule : str
        The text: "error_rate > 1% for 5m, resolve < 0.5%".
    severity : Severity
        How loud its alerts are.
    alert : str | None
        What its alerts are called; the metric if left out.
    labels : Mapping[str, str]
        What its alerts are marked with, beside the labels of the samples.
    annotations : Mapping[str, str]
        What is said with its alerts.
    """

    rule: str
    severity: Severity
    alert: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSample(Record):
    """A metric was measured.

    Attributes
    ----------
    metric : str
        The metric's name.
    at : datetime
        When.
    value : float
        The value, finite, in the metric's own unit.
    labels : Mapping[str, str]
        What it was measured on: `service`, `instance`. Each set of labels is watched by itself.
    """

    metric: str
    at: datetime
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertmanagerAlert(Record):
    """An alert that Alertmanager posts.

    Attributes
    ----------
    resolved : bool
        Whether it is over.
    labels : Mapping[str, str]
        Its labels.
    annotations : Mapping[str, str]
        Its annotations.
    starts_at : datetime
        Since when it fires.
    ends_at : datetime | None
        When it ended; missing while it goes on.
    generator_url : str
        Where it comes from.
    fingerprint : str
        What tells its labels from others.
    """

    resolved: bool
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime | None
    generator_url: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertmanagerWebhook(Record):
    """What Alertmanager posts to a webhook.

    Attributes
    ----------
    receiver : str
        Who receives it.
    resolved : bool
        Whether all of its alerts are over.
    group_key : str
        What tells the group from others.
    truncated_alerts : int
        Alerts that were left out for length.
    group_labels : Mapping[str, str]
        The labels by which its alerts are grouped.
    common_labels : Mapping[str, str]
        Labels that all alerts share.
    common_annotations : Mapping[str, str]
        Annotations that all alerts share.
    external_url : str
        Where the Alertmanager can be reached.
    alerts : tuple[AlertmanagerAlert, ...]
        The alerts.
    """

    receiver: str
    resolved: bool
    group_key: str
    truncated_alerts: int
    group_labels: Mapping[str, str]
    common_labels: Mapping[str, str]
    common_annotations: Mapping[str, str]
    external_url: str
    alerts: tuple[AlertmanagerAlert, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyAlert(Record):
    """Somebody should look at a group of metrics.

    Attributes
    ----------
    type : AnomalyAlertType
        What it is about.
    metric : str
        The group of metrics.
    severity : Severity
        How loud it is.
    recommendation : str
        What to look at first and why, in words. The wording may change between versions.
    timestamp : datetime
        When it was raised, as the caller said.
    columns : tuple[str, ...]
        The responsible columns, most responsible first.
    reason : Reason
        The rule and its numbers.
    """

    type: AnomalyAlertType
    metric: str
    severity: Severity
    recommendation: str
    timestamp: datetime
    columns: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyNotice(Record):
    """The metrics of a watch began to look unlike its baseline, or do no longer.

    Attributes
    ----------
    at : datetime
        The instant of the decision.
    watch : str
        The watch.
    change : AnomalyChange
        What happened.
    row_at : datetime
        The instant of the row that decided it: earlier than `at` where a metric stayed away.
    since : datetime
        The first row of the run.
    score : float
        The forest's score of the row, in [-1, 0): lower is more anomalous.]
    threshold : float
        The score below which a row is anomalous.
    values : tuple[MetricValue, ...]
        The row.
    suspect : str | None
        The metric without which the row would look most normal, if any would make it so.
    reason : Reason
        Why.
    type : Literal["anomaly"]
        Which of the alternatives this is.
    """

    at: datetime
    watch: str
    change: AnomalyChange
    row_at: datetime
    since: datetime
    score: float
    threshold: float
    values: tuple[MetricValue, ...]
    suspect: str | None
    reason: Reason
    type: Literal["anomaly"] = "anomaly"


@dataclass(frozen=True, slots=True, kw_only=True)
class AvoidedTime(Record):
    """A time in which no work is to be done.

    Attributes
    ----------
    start : datetime
        When it begins.
    end : datetime
        When it is over; itself not part of it.
    """

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest(Record):
    """Scores of forecasts from places in the past, beside those of the last season repeated.

    Attributes
    ----------
    origins : int
        From how many places forecasts were made: as many as asked for, or as the history has room for.
    period : int
        The season that scales the errors, in steps; 1 without one.
    mase : float | None
        Mean absolute scaled error of the forecasts: 1 is what repeating the last season errs within the history.
        Missing where that errs nothing.
    smape : float
        Symmetric mean absolute percentage error, 0 to 200.
    owa : float | None
        The mean of sMAPE and MASE over those of Naive2, the M4 competition's measure: below 1 is better than Naive2.
    msis : float | None
        Mean scaled interval score of the widest level.
    pinball : float | None
        Mean pinball loss of the bounds of all levels, scaled as MASE is.
    coverage : tuple[LevelCoverage, ...]
        The share of observations inside the interval, for each level in the order of the options.
    seasonal_naive : NaiveScores
        The same scores of the last season repeated, with intervals of a seasonal random walk.
    by_horizon : tuple[HorizonScore, ...]
        Scores by how far ahead.
    """

    origins: int
    period: int
    mase: float | None
    smape: float
    owa: float | None
    msis: float | None
    pinball: float | None
    coverage: tuple[LevelCoverage, ...]
    seasonal_naive: NaiveScores
    by_horizon: tuple[HorizonScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundVerdict(Record):
    """Where one bound of an objective stands.

    Attributes
    ----------
    bound : str
        Which one: its statistic or qualifier, "value" for the first without either, "peak" for that of the peak.
    status : ObjectiveState
        Where it stands.
    value : float | None
        The value in the base unit of its threshold.
    reason : Reason
        The threshold and the numbers.
    """

    bound: str
    status: ObjectiveState
    value: float | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerChange(Record):
    """A change of a breaker's state.

    Attributes
    ----------
    from_ : BreakerState
        The state before.
    to : BreakerState
        The state now.
    at : datetime
        When.
    reason : Reason
        The rates that led to it.
    """

    from_: BreakerState
    to: BreakerState
    at: datetime
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerOptions(Record):
    """When a circuit breaker opens and closes. The defaults and the rules are those of resilience4j.

    Attributes
    ----------
    window_calls : int
        How many of the last calls are counted, 1 to 100,000, where `window_time` is left out.
    window_time : str | None
        The calls of how long a time are counted, by the second, 1 s to 1 h; instead of a number of calls.
    min_calls : int
        Fewest calls in the window from which rates are taken, 1 to 100,000; at most `window_calls` count.
    failure_rate : float
        The share of failed calls from which on it opens, over 0, at most 1.
    slow_after : str
        A call is slow if it takes longer.
    slow_rate : float
        The share of slow calls from which on it opens, over 0, at most 1.
    open_for : str
        How long it stays open.
    half_open_calls : int
        How many calls it lets through to see whether all is well again, 1 to 100,000.
    half_open_for : str | None
        How long it waits for these calls until it opens again; for ever if left out.
    """

    window_calls: int = 100
    window_time: str | None = None
    min_calls: int = 100
    failure_rate: float = 0.5
    slow_after: str = "1 min"
    slow_rate: float = 1.0
    open_for: str = "1 min"
    half_open_calls: int = 10
    half_open_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerPermission(Record):
    """Whether a call may be made.

    Attributes
    ----------
    permit : int | None
        What to give back with the call's outcome; missing where the call may not be made.
    state : BreakerState
        The state of the breaker.
    retry_at : datetime | None
        When calls may go through again, where that is known.
    change : BreakerChange | None
        A change of state that this brought.
    """

    permit: int | None
    state: BreakerState
    retry_at: datetime | None
    change: BreakerChange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerStatus(Record):
    """Where a breaker stands.

    Attributes
    ----------
    state : BreakerState
        The state.
    since : datetime | None
        Since when; missing before the first call.
    calls : int
        Calls in the window.
    failed : int
        Failed ones among them.
    slow : int
        Slow ones among them.
    failure_rate : float | None
        The share of failed calls; missing where there are too few.
    slow_rate : float | None
        The share of slow calls; missing where there are too few.
    rejected : int
        Calls that were not let through.
    late : int
        Outcomes that came after their state had ended, and were not counted.
    """

    state: BreakerState
    since: datetime | None
    calls: int
    failed: int
    slow: int
    failure_rate: float | None
    slow_rate: float | None
    rejected: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetStatus(Record):
    """How an error budget stands.

    Attributes
    ----------
    at : datetime
        The instant.
    events : int
        Events of the window.
    bad : int
        Bad ones among them.
    error_rate : float | None
        The share of bad events, 0 to 1; missing without events.
    allowed : float
        Bad events that the window's events allow.
    consumed : float
        The share of the budget that is spent: 1 is all of it, more is too much.
    remaining : float
        The share that is left; negative where too much is spent.
    alerts : tuple[BurnAlert, ...]
        Each row of the alerts.
    action : BurnAction | None
        The loudest that fires: a page before a ticket.
    exhausted_at : datetime | None
        When the budget will be spent at the rate of the first row's long window; missing where it is not being spent
        faster than it lasts.
    reason : Reason
        The objective and the numbers.
    """

    at: datetime
    events: int
    bad: int
    error_rate: float | None
    allowed: float
    consumed: float
    remaining: float
    alerts: tuple[BurnAlert, ...]
    action: BurnAction | None
    exhausted_at: datetime | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkheadAnswer(Record):
    """What becomes of a call, and what the time brought to others.

    Attributes
    ----------
    place : BulkheadPlace | None
        What becomes of the call; missing where the question was of none.
    entered : tuple[str, ...]
        Calls that waited and may run now, in the order of their coming.
    expired : tuple[str, ...]
        Calls that waited too long and are out.
    running : int
        Calls that run.
    waiting : int
        Calls that wait.
    """

    place: BulkheadPlace | None
    entered: tuple[str, ...]
    expired: tuple[str, ...]
    running: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkheadOptions(Record):
    """How many calls may run and wait.

    Attributes
    ----------
    concurrent : int
        Most calls at once, 1 to 100,000.
    waiting : int
        Most calls that wait, 0 to 100,000.
    wait : str
        How long a call waits at most.
    """

    concurrent: int = 25
    waiting: int = 0
    wait: str = "1 min"


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnAlert(Record):
    """How fast one row sees the budget go.

    Attributes
    ----------
    rule : BurnRule
        The row.
    threshold : float
        The burn rate above which it fires: 1 spends the budget in exactly the window of the objective.
    long_rate : float
        The burn rate over the long window; 0 without events.
    short_rate : float
        The burn rate over the short window.
    firing : bool
        Whether it fires now.
    reason : Reason
        The numbers.
    """

    rule: BurnRule
    threshold: float
    long_rate: float
    short_rate: float
    firing: bool
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnRule(Record):
    """One row of a table of burn-rate alerts: it fires while the budget is spent faster than `burn_rate` over both windows.

    Attributes
    ----------
    action : BurnAction
        Page or ticket.
    budget : float
        The share of the whole budget, 0 to 1, that the long window has spent when the alert fires.
    long : str
        The long window.
    short : str
        The short window, which ends the alert soon after the errors end.
    """

    action: BurnAction
    budget: float
    long: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessTime(Record):
    """How business time was counted between two instants.

    Attributes
    ----------
    start : datetime
        The earlier instant.
    end : datetime
        The later instant, which is the due time where that was asked for.
    open_seconds : float
        Seconds of open time between them.
    counted : tuple[OpenSpan, ...]
        The hours that counted, cut where the two instants cut them; the first 100.
    more : int
        How many more hours counted.
    zones : tuple[str, ...]
        The zones of the calendar and of those that are combined in it, each once.
    zone_database : str
        The version of the zone database, such as "2025b".
    rules : Rules
        What openings and closings meant where clocks change.
    due_at_closing : DueAtClosing
        What time meant that ran out at closing.
    """

    start: datetime
    end: datetime
    open_seconds: float
    counted: tuple[OpenSpan, ...]
    more: int
    zones: tuple[str, ...]
    zone_database: str
    rules: Rules
    due_at_closing: DueAtClosing


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheFinding(Record):
    """What was found on one cache.

    Attributes
    ----------
    name : str
        The cache.
    reads : int
        How many reads it is judged by.
    hit_ratio : float | None
        The share of reads that found a value, 0 to 1; none without reads.
    low : float | None
        The lower end of its Wilson interval.
    high : float | None
        The upper end.
    access_frequency : float | None
        The share of values read again while they are kept: measured, or `1 - exp(-x)` with `x = hits / misses`, the reads
        that come at random while a value is kept.
    write_share : float | None
        Writes over reads and writes; none without either.
    saved_ms : float | None
        What each read saves, in milliseconds: the hit ratio times `fetch_ms`, less `lookup_ms`; negative where the cache
        costs more than it saves.
    saved_ms_per_megabyte : float | None
        What all reads save for each megabyte of memory, in milliseconds.
    settings : CacheSettings
        How it is set.
    advised : CacheSettings
        How it should be set; the same where nothing is advised.
    needed_ttl_seconds : float | None
        The time to live at which the hit ratio asked for would be reached, in seconds, if values were dropped for their age
        alone and reads came at random.
    """

    name: str
    reads: int
    hit_ratio: float | None
    low: float | None
    high: float | None
    access_frequency: float | None
    write_share: float | None
    saved_ms: float | None
    saved_ms_per_megabyte: float | None
    settings: CacheSettings
    advised: CacheSettings
    needed_ttl_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheReport(Record):
    """What was found on all caches.

    Attributes
    ----------
    caches : tuple[CacheFinding, ...]
        Each cache, as given.
    advice : tuple[TuningAdvice, ...]
        What to do: most urgent first, then in the order of the caches.
    notes : tuple[str, ...]
        What could not be judged, and why, as sentences for people.
    """

    caches: tuple[CacheFinding, ...]
    advice: tuple[TuningAdvice, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheSettings(Record):
    """How a cache is set.

    Attributes
    ----------
    ttl_seconds : float
        How long a value is kept, in seconds.
    strategy : CacheStrategy
        How it is filled.
    capacity : int | None
        How many values it holds at most, where that is known.
    """

    ttl_seconds: float
    strategy: CacheStrategy
    capacity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheSimulation(Record):
    """What a cache would have done.

    Attributes
    ----------
    reads : int
        Reads.
    writes : int
        Writes.
    hits : int
        Reads that found a value.
    cold_misses : int
        Reads that did not, the first of a value.
    expired_misses : int
        Reads of values that had become too old.
    evicted_misses : int
        Reads of values dropped for want of room.
    written_misses : int
        Reads of values dropped as they were written.
    hit_ratio : float | None
        The share of reads that found a value; none without reads.
    loads : int
        How often a value was loaded from where it comes from: misses, and values refreshed ahead.
    most_held : int
        The most values held at a time.
    expected_hit_ratio : float | None
        The hit ratio by the formula of `expected_hit_ratio`; none for a trace, or where there is no formula.
    """

    reads: int
    writes: int
    hits: int
    cold_misses: int
    expired_misses: int
    evicted_misses: int
    written_misses: int
    hit_ratio: float | None
    loads: int
    most_held: int
    expected_hit_ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheStatistics(Record):
    """What a cache did in a period of time.

    Attributes
    ----------
    name : str
        Its name.
    settings : CacheSettings | None
        How it is set; left out, as `default_cache` says of its name.
    hits : int
        Reads that found a value.
    misses : int
        Reads that did not.
    writes : int
        Writes of values that may be in the cache.
    evictions : int
        Values dropped for want of room; 0 where there is none.
    access_frequency : float | None
        The share of values that are read again while they are kept, 0 to 1, where it was measured; left out, it is inferred
        from the hit ratio.
    most_seconds : float | None
        How old a value may be that is served, in seconds: no longer time to live is advised.
    lookup_ms : float | None
        What it takes to look a value up in the cache, in milliseconds.
    fetch_ms : float | None
        What it takes to get it from where it comes from, in milliseconds.
    bytes : float | None
        The memory it uses, in bytes.
    """

    name: str = ""
    settings: CacheSettings | None = None
    hits: int = 0
    misses: int = 0
    writes: int = 0
    evictions: int = 0
    access_frequency: float | None = None
    most_seconds: float | None = None
    lookup_ms: float | None = None
    fetch_ms: float | None = None
    bytes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOutcome(Record):
    """How a call ended, and how long it took.

    Attributes
    ----------
    result : CallResult
        How.
    seconds : float
        How long, in seconds, 0 or more.
    """

    result: CallResult
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryComparison(Record):
    """How the canary's values lie to the baseline's.

    Attributes
    ----------
    verdict : CompareVerdict
        The conclusion.
    shift : float
        Hodges and Lehmann's estimate of the shift: the median of all differences, canary less baseline. In the metric's
        unit, as are the bounds. 0 where a side has no values.
    lower : float
        The lower end of the interval for the shift.
    upper : float
        The upper end of the interval for the shift.
    confidence : float
        How sure the interval really is: more than asked for where the test is exact, less where so few values cannot
        give it. 0 without values.
    statistic : float
        Mann and Whitney's U, R's W: pairs in which the canary's value is the larger, ties counted as a half.
    p_value : float
        The chance of a U so far from its middle, were there no change. 1 where all values are equal.
    p_greater : float
        The chance of so large a U, were there no change.
    p_less : float
        The chance of so small a U, were there no change.
    exact : bool
        Whether the chances are exact; else they are those of the normal approximation.
    superiority : float
        The share of pairs in which the canary's value is the larger, ties counted as a half, 0 to 1: a half is no
        effect.
    effect : float
        Cliff's delta, -1 to 1: the same on another scale. By convention .147 is a small effect, .33 a medium, .474 a
        large one (Romano et al. 2006).
    baseline_values : int
        Values of the baseline that are there.
    canary_values : int
        Values of the canary that are there.
    missing : int
        Values of both that are missing.
    baseline_median : float
        The median of the baseline. 0 without values.
    canary_median : float
        The median of the canary. 0 without values.
    reason : Reason
        The numbers behind the verdict.
    """

    verdict: CompareVerdict
    shift: float
    lower: float
    upper: float
    confidence: float
    statistic: float
    p_value: float
    p_greater: float
    p_less: float
    exact: bool
    superiority: float
    effect: float
    baseline_values: int
    canary_values: int
    missing: int
    baseline_median: float
    canary_median: float
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityPlan(Record):
    """What a planner found.

    Attributes
    ----------
    crossings : tuple[ThresholdCrossing, ...]
        For each metric, those of `scale_up`, `warn_at` and `scale_down`, as far as it has them. Crossings by a metric that
        is the mean of a unit are those that today's number of units would see.
    scaling : ScalingPlan
        Units for each interval.
    windows : tuple[MaintenanceWindow, ...]
        The times of least use: the load is the mean over all metrics that units help of the share of its threshold that
        each reaches (over all others where there is none). Times of declared events are avoided, unless the event is told
        to lower the load.
    notes : tuple[str, ...]
        What else should be known, as sentences for people.
    """

    crossings: tuple[ThresholdCrossing, ...]
    scaling: ScalingPlan
    windows: tuple[MaintenanceWindow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityThreshold(Record):
    """When a metric asks for more units, and when for fewer.

    Attributes
    ----------
    scale_up : float
        Above this there are too few; of a metric that more units do not help, above this something must be done.
    scale_down : float | None
        Below this there are too many: units are taken away only while the expected load of one is below. If left out, as
        soon as fewer carry it.
    warn_at : float | None
        Above this, which lies below `scale_up`, somebody should know.
    capacity : float | None
        What one unit carries, if the metric is the total over all units; left out, it is the mean of a unit, and a unit
        carries as much as `scale_up`.
    bounds : Bounds
        What the metric's values can be.
    scales : bool
        Whether more units help. A disk that fills up is not emptied by another server.
    """

    scale_up: float
    scale_down: float | None = None
    warn_at: float | None = None
    capacity: float | None = None
    bounds: Bounds = "auto"
    scales: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStep(Record):
    """One task of a chain in which each decides when the next one comes.

    Attributes
    ----------
    id : str
        The id of the section or item.
    title : str
        Its title.
    start : datetime
        Its earliest start.
    finish : datetime
        Its earliest finish.
    binding : TaskBinding
        What it waits for: why it is in the chain where it is.
    """

    id: str
    title: str
    start: datetime
    finish: datetime
    binding: TaskBinding


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow(Record):
    """A row that both sides have, with other fields.

    Attributes
    ----------
    key : str
        Its key: fields between commas, cut behind 31 bytes.
    columns : tuple[str, ...]
        The columns whose fields differ. A difference is overlooked with a chance of 2^-16 for each field.
    copies : int
        How many rows of this key have these differences.
    """

    key: str
    columns: tuple[str, ...]
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification(Record):
    """What a `Classifier` says of a text.

    Attributes
    ----------
    label : str
        The most probable label.
    confidence : float
        How probable it is that the label is right, 0 to 1, as measured on texts held out of training.
    known : bool
        Whether the answer is sure enough: its confidence is at least 0.5, and so high that no more than the stated
        error rate of such answers is wrong. Where false, ask a person.
    alternatives : tuple[LabelProbability, ...]
        The next labels, the most probable first, at most three. Their probabilities and the confidence sum to at most 1.
    """

    label: str
    confidence: float
    known: bool
    alternatives: tuple[LabelProbability, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifierOptions(Record):
    """How a `Classifier` is trained. The defaults were chosen by cross-validation on three public sets.

    Attributes
    ----------
    seed : int
        Where chance comes from: the order in which texts are looked at, and which are held out. The same seed and texts
        give the same bits.
    error_rate : float
        The share of wrong answers among those given as known, above 0 and at most 1. On training texts held out, a higher
        share is ruled out in nine of ten cases (the bound of Clopper and Pearson); answers that are less sure are given
        with `known` false. It takes some 45 texts to rule out 5 %, and hundreds where the answers are not that good.
    cost : float
        The cost of a training text on the wrong side, 0.0001 to 10,000; the higher, the closer the fit.
    min_count : int
        In how many training texts a piece must stand to count, 1 to 1000. 2 makes the model smaller.
    jobs : int
        The most threads that training and batches may use, 1 to 1024. No number changes a result.
    """

    seed: int = 0
    error_rate: float = 0.05
    cost: float = 0.5
    min_count: int = 1
    jobs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifierSummary(Record):
    """What a trained `Classifier` is made of.

    Attributes
    ----------
    labels : tuple[LabelCount, ...]
        The labels with the number of texts of each, trained on or learned; those learned first later come last.
    texts : int
        Texts that the classifier was trained on.
    pieces : int
        Different pieces of text that count.
    threshold : float
        The confidence from which an answer is known.
    remembered : int
        Texts that are remembered for what is learned later: of the training at most 1,024, with the
        corrections at most 2,048.
    """

    labels: tuple[LabelCount, ...]
    texts: int
    pieces: int
    threshold: float
    remembered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSegment(Record):
    """A stretch of time that a clock counted.

    Attributes
    ----------
    start : datetime
        Its beginning.
    end : datetime
        Its end: a wait, a change, the stop of the clock, or the instant of the view.
    calendar : str | None
        The calendar whose open time counted; elapsed time otherwise.
    seconds : float
        How much of it counted, in seconds.
    """

    start: datetime
    end: datetime
    calendar: str | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWarning(Record):
    """A warning that a promise may be broken.

    Attributes
    ----------
    kind : ClockKind
        What is promised.
    priority : Priority
        The priority whose commitment it is.
    at : datetime
        When it is given unless the clock stops before.
    due : datetime
        When the promise is broken.
    state : StepState
        Given, pending, held or cancelled.
    reason : Reason
        The rule that gave the instant.
    """

    kind: ClockKind
    priority: Priority
    at: datetime
    due: datetime
    state: StepState
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDifference(Record):
    """One column on both sides.

    Attributes
    ----------
    name : str
        Its name.
    equal : bool
        Whether both sides hold the same fields in the same rows, by their checksums.
    source : ColumnSummary
        The column in the source.
    target : ColumnSummary
        The column in the target.
    """

    name: str
    equal: bool
    source: ColumnSummary
    target: ColumnSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDrift(Record):
    """Whether the values of a column are spread as in the training rows.

    Attributes
    ----------
    column : str
        The column.
    distance : float
        The largest distance between the shares of values up to a point, then and now: the two-sample statistic of
        Kolmogorov and Smirnov, 0 to 1. A shift by half a standard deviation of a normal column makes 0.2.
    p_value : float
        How likely so large a distance is between two samples of one distribution (Stephens 1970). The new rows count as
        fewer the more each is like the one before: n (1 - r) / (1 + r) for a correlation r of neighbours (Bayley and
        Hammersley 1946).
    missing_before : float
        The share of training rows without a value.
    missing_now : float
        The share of the new rows without a value.
    drifted : bool
        Whether the column has moved: the distance is at least 0.2 and its likelihood under 0.001 divided by the number of
        columns, or the shares without a value differ by at least 0.2 in ten rows or more, by the two-proportion z test at
        the same likelihood.
    """

    column: str
    distance: float
    p_value: float
    missing_before: float
    missing_now: float
    drifted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRow(Record):
    """A row of `pg_stats`.

    Attributes
    ----------
    schemaname : str
        The schema of its table.
    tablename : str
        Its table.
    attname : str
        Its name.
    n_distinct : float | None
        How many different values it has; negative for a share of the rows.
    null_frac : float | None
        The share of its values that are null.
    """

    schemaname: str = ""
    tablename: str = ""
    attname: str = ""
    n_distinct: float | None = None
    null_frac: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSummary(Record):
    """One column of a table.

    Attributes
    ----------
    name : str
        Its name.
    nulls : int
        NULLs.
    numbers : int
        Finite numbers, and texts that are plain decimals, such as "-1234.50".
    sum : float
        Their sum, exact until it is rounded once to a float; twice where a column holds fractions as floats and as text.
    exact_sum : str | None
        Their sum in full, "-1234.5": missing without numbers, where one of them is a float with a fraction, and beyond
        53 places.
    checksum : str
        The checksum over its fields with the keys of their rows, 16 hex digits.
    """

    name: str
    nulls: int
    numbers: int
    sum: float
    exact_sum: str | None
    checksum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentOdds(Record):
    """The odds of one promise.

    Attributes
    ----------
    priority : Priority
        The tickets it is made for.
    within : str
        What is promised: the first tier begins within this time.
    odds : float | None
        The share of them for which it holds, 0 to 1; `None` if there were none.
    error : float | None
        The standard error of `odds` over the samples; `None` for fewer than two.
    tickets : int
        Tickets that were counted.
    """

    priority: Priority
    within: str
    odds: float | None
    error: float | None
    tickets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareOptions(Record):
    """What `compare` looks for. Everything has a default.

    Attributes
    ----------
    confidence : float
        How sure the interval is, 0.5 to 0.9999.
    worse : CompareDirection
        Which change is for the worse.
    tolerance : float
        The part of the estimated shift that the interval must lie beyond, from 0 up to but not including 1. 0 asks that
        the interval leave out zero.
    margin : float
        A change that matters to nobody, as a share of the baseline's median, 0 or more: 0.05 lets 5 % pass.
    min_values : int
        Fewest values on each side; with fewer the answer is inconclusive.
    max_missing : float
        The largest share of missing values (NaN) on a side, 0 to 1; with more the answer is inconclusive.
    """

    confidence: float = 0.95
    worse: CompareDirection = "increase"
    tolerance: float = 0.25
    margin: float = 0.0
    min_values: int = 4
    max_missing: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionStanding(Record):
    """How a criterion stands.

    Attributes
    ----------
    text : str
        Its text.
    met : bool | None
        Whether it is met; none where nobody has said so, or too long ago.
    value : float | None
        The value measured, where there is one.
    measured_at : datetime | None
        When it was measured or confirmed.
    waived : bool
        Whether a waiver takes its place.
    """

    text: str
    met: bool | None
    value: float | None
    measured_at: datetime | None
    waived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionVerdict(Record):
    """One criterion and the statistic behind its state.

    Attributes
    ----------
    name : str
        Its name.
    metric : str
        Its metric.
    state : CriterionState
        Where it stands.
    trials : int
        Trials: requests of a share, samples of a value.
    bad : int
        Bad ones among them; for an event how often it came.
    share : float
        The share of bad ones, 0 to 1; 0 without trials.
    accepted : float
        The share that is accepted, 0 to 1; of an event the count that is.
    p_value : float
        The chance to have seen so much against the limit at any time of the watch, were the release within it, 0 to 1.
        It stays valid however often one looks.
    baseline_p_value : float | None
        The same against the baseline, were the release no worse; missing where there is none.
    baseline_ratio : float | None
        Of a share: the release's share of bad requests over the baseline's, where both are known and the latter is not
        0.
    alpha : float
        The chance from which on a test counts as a breach: this criterion's part of the false alarms. 0 for an event.
    reason : Reason
        The numbers in words.
    """

    name: str
    metric: str
    state: CriterionState
    trials: int
    bad: int
    share: float
    accepted: float
    p_value: float
    baseline_p_value: float | None
    baseline_ratio: float | None
    alpha: float
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CutoverStatus(Record):
    """How a cutover stands at one instant.

    Attributes
    ----------
    title : str
        What moves.
    at : datetime
        The instant that was asked about.
    hour : int
        Whole hours since Hour 0, negative before it.
    phase : CutoverPhase
        How far it is.
    advice : CutoverAdvice
        What to do now.
    reasons : tuple[Reason, ...]
        Why.
    steps : tuple[StepStatus, ...]
        The steps, in the order of the runbook.
    running : tuple[str, ...]
        The ids of the steps that run now, or whose checks are awaited; while going back, those of the rollback.
    ready : tuple[str, ...]
        The ids of the steps that could begin now.
    late : tuple[str, ...]
        The ids of the steps that should have begun or be done by now and have not or are not.
    planned_finish : datetime
        When it was to be over.
    projected_finish : datetime
        When it will be over, as it looks now: what is done stands, what runs takes as long as planned but not less than
        until now, what has failed is done again from now on, and the rest follows.
    slip_seconds : int
        How many seconds after the planned finish that is; negative if before.
    back_by : datetime | None
        When the service must be up again.
    no_return : NoReturn | None
        The point of no return.
    rollback : RollbackOutlook | None
        The way back that holds now, or is taken.
    """

    title: str
    at: datetime
    hour: int
    phase: CutoverPhase
    advice: CutoverAdvice
    reasons: tuple[Reason, ...]
    steps: tuple[StepStatus, ...]
    running: tuple[str, ...]
    ready: tuple[str, ...]
    late: tuple[str, ...]
    planned_finish: datetime
    projected_finish: datetime
    slip_seconds: int
    back_by: datetime | None
    no_return: NoReturn | None
    rollback: RollbackOutlook | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseStatistics(Record):
    """What PostgreSQL knows of a database: rows of its statistics views, with their own column names.

    Columns that this library does not use are skipped, and those that a version of PostgreSQL does not have may be missing.
    `statistics_sql` gives the one query that collects all of it as one JSON text.

    Attributes
    ----------
    collected_at : datetime | None
        When the rows were read.
    stats_reset : datetime | None
        Since when scans are counted: `stats_reset` of `pg_stat_database`. Where that is null, as they were never reset, the
        day the database was made. Without it no index is called unused.
    statements : tuple[StatementRow, ...]
        Rows of `pg_stat_statements`.
    indexes : tuple[IndexRow, ...]
        Rows of `pg_stat_user_indexes`, better with columns of `pg_index`.
    tables : tuple[TableRow, ...]
        Rows of `pg_stat_user_tables`.
    columns : tuple[ColumnRow, ...]
        Rows of `pg_stats`: how many different values columns have. Without them PostgreSQL's own guesses are taken.
    """

    collected_at: datetime | None = None
    stats_reset: datetime | None = None
    statements: tuple[StatementRow, ...] = ()
    indexes: tuple[IndexRow, ...] = ()
    tables: tuple[TableRow, ...] = ()
    columns: tuple[ColumnRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter(Record):
    """Work that failed for good.

    Attributes
    ----------
    id : str
        Its name, by which it is known when it comes again.
    payload : str
        What it holds, at most 1 MiB; a reference where it is larger.
    kind : str
        The kind of error, a word of the host.
    error : str
        The error in words, at most 4 kB.
    at : datetime
        When it failed.
    """

    id: str
    payload: str = ""
    kind: str
    error: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterEntry(Record):
    """A dead letter in its queue.

    Attributes
    ----------
    id : str
        Its name.
    payload : str
        What it holds.
    kind : str
        The kind of its last error.
    error : str
        Its last error in words.
    state : DeadLetterState
        Where it stands.
    replays : int
        Tries that failed since it came or was released: replays, and those of a host that tries by itself.
    failures : int
        How often it failed in all.
    first : datetime
        When it failed first.
    last : datetime
        When it failed last.
    due : datetime
        From when on it may be replayed.
    """

    id: str
    payload: str
    kind: str
    error: str
    state: DeadLetterState
    replays: int
    failures: int
    first: datetime
    last: datetime
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterOptions(Record):
    """How many dead letters are kept, and when they are poison.

    Attributes
    ----------
    letters : int
        Most letters, 1 to 100,000.
    bytes : int
        Most bytes of all payloads together, 1 to 256 MiB.
    full : FullQueue
        What happens where it is full.
    poison_after : int
        After so many tries that failed once more a letter is poison and is not replayed again, 1 to 1,000. A replay
        is such a try, and so is one of a host that takes its work up again by itself and puts the letter in anew.
    wait : str
        The wait before a letter is tried once more, twice as long after each try.
    """

    letters: int = 10000
    bytes: int = 67108864
    full: FullQueue = "refuse"
    poison_after: int = 3
    wait: str = "1 min"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterPut(Record):
    """What became of a letter.

    Attributes
    ----------
    kept : bool
        Whether it is in the queue.
    state : DeadLetterState | None
        Where it stands there.
    dropped : tuple[str, ...]
        Letters that went to make room.
    """

    kept: bool
    state: DeadLetterState | None
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterSummary(Record):
    """What is in the queue.

    Attributes
    ----------
    letters : int
        Letters.
    bytes : int
        Bytes of their payloads.
    waiting : int
        Letters that wait for a replay.
    replaying : int
        Letters given out for a replay.
    poisoned : int
        Letters that wait for somebody.
    kinds : Mapping[str, int]
        Letters by the kind of their last error.
    refused : int
        Letters that were refused.
    dropped : int
        Letters that went to make room.
    """

    letters: int
    bytes: int
    waiting: int
    replaying: int
    poisoned: int
    kinds: Mapping[str, int]
    refused: int
    dropped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredEvent(Record):
    """A time in which values are not as usual: a tax season, a launch, a holiday.

    What lies within is kept out of what is learned of usual days. An event without `multiplier` and `floor` that is not
    over takes its multiplier, or, where usually there is nothing, its floor, from its own values so far and then from the
    last past ones of its name, until as many steps as the longest season found, or as the event itself if it is shorter,
    were measured. Each counts by its steps of these, so that neither the first hours of an event nor a past one of a single
    step decide alone. How far those of the name differ widens the intervals until the event is over.

    Attributes
    ----------
    name : str
        Which event it is: those of one name are alike.
    start : datetime
        When it begins.
    end : datetime
        When it is over; itself not part of it.
    multiplier : float | None
        How many times the usual values are met, above 0.
    floor : float | None
        What values are at least.
    """

    name: str
    start: datetime
    end: datetime
    multiplier: float | None = None
    floor: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency(Record):
    """What a task waits for: "after: dns +30 min".

    Attributes
    ----------
    on : str
        Id of an item or section of the plan; the words of the text where none of that name is there.
    kind : DependencyKind
        Which end waits for which.
    lag : str
        How long after it, at least.
    lead : str
        How long before it already. At most one of lag and lead is not zero.
    """

    on: str
    kind: DependencyKind
    lag: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionSummary(Record):
    """What is strange in the rows of one group, all in all.

    Attributes
    ----------
    rows : int
        Rows looked at.
    anomalous : int
        How many of them are anomalous points.
    threshold : float
        The threshold for the decision function.
    worst : int | None
        The strangest row, from 0; nothing if no row is an anomalous point.
    worst_score : float | None
        The decision function for that row, to be compared with the threshold.
    strangest_trained : float | None
        The decision function for the strangest of the training rows; nothing where rows were judged by themselves.
    explanation : RowExplanation | None
        Why it is strange; its score there is the isolation score, which has no threshold taken off.
    columns : tuple[ResponsibleColumn, ...]
        Of the anomalous points, or the 256 strangest of them: how much each column makes them strange, most first.
    drift : tuple[ColumnDrift, ...]
        Whether columns have moved since the training rows, column by column; empty for rows that were trained on just
        now.
    """

    rows: int
    anomalous: int
    threshold: float
    worst: int | None = None
    worst_score: float | None = None
    strangest_trained: float | None = None
    explanation: RowExplanation | None = None
    columns: tuple[ResponsibleColumn, ...]
    drift: tuple[ColumnDrift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnoseOptions(Record):
    """What is known beside the text of a report.

    Attributes
    ----------
    issue_type : str | None
        The issue type, if somebody or a classifier named one: its causes weigh 20 times more. One that the knowledge does
        not have changes nothing.
    answers : tuple[StepAnswer, ...]
        Answers given so far, at most one a step.
    """

    issue_type: str | None = None
    answers: tuple[StepAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis(Record):
    """What a `Troubleshooter` makes of a report.

    Attributes
    ----------
    symptoms : Symptoms
        What the report says.
    causes : tuple[PossibleCause, ...]
        What may lie behind it, the likeliest first, at most ten.
    others : float
        How likely it is one of the causes that are not named, as they are too unlikely or behind the tenth, from 0 to 1.
    unknown : float
        How likely it is a cause that the knowledge does not hold, from 0 to 1. The confidences, `others` and this add up
        to 1.
    issue_type : str | None
        The issue type that was given, if the knowledge has it: of one that it does not have nothing follows.
    steps : tuple[DiagnosticStep, ...]
        What to ask next, the most telling first, at most ten.
    resolutions : tuple[ResolutionAdvice, ...]
        What helps against the causes that are at least a quarter as likely as the first, by success rate.
    confidence : float
        How likely the first cause is; 0 without any.
    """

    symptoms: Symptoms
    causes: tuple[PossibleCause, ...]
    others: float
    unknown: float
    issue_type: str | None
    steps: tuple[DiagnosticStep, ...]
    resolutions: tuple[ResolutionAdvice, ...]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic(Record):
    """Something in the text of a plan that was not taken in, was not understood or looks contradictory.

    Attributes
    ----------
    level : DiagnosticLevel
        How much it matters.
    code : DiagnosticCode
        What kind of thing it is.
    line : int
        Line of the original text, from 1.
    column : int
        Column of the original text in characters, from 1.
    end_line : int
        Last line it is about.
    message : str
        What was found. The wording may change between versions.
    hint : str
        What to do about it; may be empty.
    """

    level: DiagnosticLevel
    code: DiagnosticCode
    line: int
    column: int
    end_line: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosticStep(Record):
    """A question that tells causes apart.

    Attributes
    ----------
    id : str
        The step's id in the knowledge: answer with it.
    text : str
        The question.
    minutes : int
        How long it takes to answer, in minutes.
    information_bits : float
        How much the answer is expected to tell, in bits.
    yes_probability : float
        How likely the answer is yes, from 0 to 1.
    """

    id: str
    text: str
    minutes: int
    information_bits: float
    yes_probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun(Record):
    """What a changed router would do to tickets of the past.

    Attributes
    ----------
    tickets : int
        How many tickets were routed.
    raised : int
        How many would become more urgent.
    lowered : int
        How many would become less urgent.
    moved : int
        How many would go to another department.
    changes : tuple[DryRunChange, ...]
        Those whose tier, priority, department or queue changes.
    """

    tickets: int
    raised: int
    lowered: int
    moved: int
    changes: tuple[DryRunChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRunChange(Record):
    """A ticket that another router would route otherwise.

    Attributes
    ----------
    index : int
        Its place in the list, from 0.
    before : RoutedTicket
        What this router does.
    after : RoutedTicket
        What the other would do.
    """

    index: int
    before: RoutedTicket
    after: RoutedTicket


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Record):
    """By when something must be done: one of the two is there.

    Attributes
    ----------
    at : datetime | None
        An instant. A date in the text means the end of that day in the zone of the plan.
    window : Window | None
        A window relative to the go-live: by its end.
    """

    at: datetime | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStep(Record):
    """A step of the escalation matrix.

    Attributes
    ----------
    priority : Priority
        The priority whose step it is.
    index : int
        Its index among that priority's steps, from 0.
    round : int
        How often the steps have come before.
    anchor : datetime
        What it counts from: the opening, the change of priority, the reassignment or the reopening.
    after : str
        How long after the anchor.
    due : datetime
        When it is sent unless it is cancelled before: later than its rule says where its hours are closed or quiet; while
        the ticket waits for the customer, as if it went on now.
    target : EscalationTarget
        Who is called.
    state : StepState
        Reached, pending, held, skipped or cancelled.
    stopped : datetime | None
        When it was cancelled.
    reason : Reason
        The rule that gave the due instant; its number is `after_seconds`.
    """

    priority: Priority
    index: int
    round: int
    anchor: datetime
    after: str
    due: datetime
    target: EscalationTarget
    state: StepState
    stopped: datetime | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationTarget(Record):
    """Who is called: everybody that is named.

    Attributes
    ----------
    tier : int | None
        The tier of the support organisation, 1 to 4.
    person : str | None
        Somebody by name.
    rota : str | None
        Whoever is on call, by the name of the rota.
    on_call : str | None
        Who that is when the step is due, if the policy has the rota.
    channel : str | None
        A channel.
    name : str
        For people: the names of all of these, the tier's in place of its number, that of who is on call in place of the
        rota's.
    """

    tier: int | None
    person: str | None
    rota: str | None
    on_call: str | None
    channel: str | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Record):
    """How long a task may take: at least `low`, at most `high`, most likely `likely`, in any unit of time.

    Attributes
    ----------
    low : float
        The shortest, 0 or more.
    likely : float
        The most likely.
    high : float
        The longest, at most 1e30.
    shape : EstimateShape
        How durations lie between them.
    """

    low: float
    likely: float
    high: float
    shape: EstimateShape = "pert"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEffect(Record):
    """What a declared event does to the values.

    Attributes
    ----------
    name : str
        Which event.
    start : datetime
        When it begins.
    end : datetime
        When it is over.
    multiplier : float
        How many times the usual values are expected, or were met.
    floor : float | None
        What values are at least.
    learned : bool
        Whether the multiplier or the floor was learned from events of this name in the history.
    uncertainty : float
        How unsure a learned multiplier is until the event is over: the standard deviation of its logarithm, from how events
        of this name differ, without those that were measured for less than half as long as others or as it takes to learn
        from one alone. After a single one it is half of the logarithm itself. 0 for one that was told or is over.
    """

    name: str
    start: datetime
    end: datetime
    multiplier: float
    floor: float | None
    learned: bool
    uncertainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLink(Record):
    """A link in the text of an item: where the evidence is.

    Attributes
    ----------
    title : str
        Its words; may be empty.
    url : str
        Where it leads.
    """

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhaustion(Record):
    """When a resource is full, if nobody empties it.

    Attributes
    ----------
    rate : float
        The growth of one step, emptyings left out: the mean since it last changed.
    since : int
        The step from which on it has grown at this rate: the history's first, or where growth last changed.
    expected : datetime | None
        When it is as likely as not full; none if it does not grow by more than chance may explain (one standard error),
        or past the year 9999.
    early : datetime | None
        The early end of the interval.
    late : datetime | None
        The late end of the interval; none if it may never be full.
    resets : tuple[int, ...]
        The steps at which it was found emptied: deletions, rotations, resets.
    highest_before_reset : float | None
        The highest value before one of them; where it always was emptied below the capacity, it may well be again.
    """

    rate: float
    since: int
    expected: datetime | None
    early: datetime | None
    late: datetime | None
    resets: tuple[int, ...]
    highest_before_reset: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedEffect(Record):
    """What a change should bring.

    Attributes
    ----------
    metric : str
        What changes; the name ends in its unit where it has one.
    now : float | None
        Its value now, where it is known.
    expected : float | None
        Its value afterwards, where it can be foretold.
    improvement : float | None
        By how much it gets better, as a share of its value now: 0.5 halves a time that should be low.
    formula : str
        How that was computed, or why it could not be.
    """

    metric: str
    now: float | None
    expected: float | None
    improvement: float | None
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedPiece(Record):
    """A piece of a text and what it did to the answer.

    Attributes
    ----------
    text : str
        The piece as it stands in the text.
    span : TextSpan
        Where it stands; where it stands several times, the first of them.
    weight : float
        What it adds to the margin of the label; negative where it speaks against the label.
    """

    text: str
    span: TextSpan
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Record):
    """Why a `Classifier` says what it says.

    Attributes
    ----------
    label : str
        The label that is explained.
    margin : float
        How far the text lies on the label's side, usually -2 to 2: `base` and the weights of all words together.
    base : float
        The margin of a text that holds nothing known.
    words : tuple[ExplainedPiece, ...]
        The words of the text in order, and what stands between them where it counts. The part of every piece is spread
        evenly over its characters; a word has what fell to its own.
    pieces : tuple[ExplainedPiece, ...]
        The ten words, pairs of words and runs of characters that weigh most, either way, the heaviest first.
    """

    label: str
    margin: float
    base: float
    words: tuple[ExplainedPiece, ...]
    pieces: tuple[ExplainedPiece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness(Record):
    """How on-call time is shared.

    Attributes
    ----------
    people : tuple[PersonLoad, ...]
        Everybody who is on call or a member, by name.
    hours : float
        Hours in which somebody is on call.
    uncovered_hours : float
        Hours in which nobody is.
    spread_hours : float
        The most hours of one person less the fewest.
    """

    people: tuple[PersonLoad, ...]
    hours: float
    uncovered_hours: float
    spread_hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackChain(Record):
    """The ways to an answer, best first: the service, its replica, the cache, a fixed answer.

    Attributes
    ----------
    steps : tuple[str, ...]
        The ways, best first, 1 to 100.
    give_up_on : tuple[str, ...]
        Kinds of errors that no other way would mend, such as a request that is wrong in itself.
    """

    steps: tuple[str, ...] = ()
    give_up_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackFailure(Record):
    """One way that failed.

    Attributes
    ----------
    step : str
        Which way.
    kind : str
        The kind of error, or why it was left out.
    """

    step: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackStatus(Record):
    """Where one request stands.

    Attributes
    ----------
    state : FallbackState
        Whether it goes on.
    current : str | None
        The way to try, or the one that answered.
    degraded : bool
        Whether that is another way than the best.
    failures : tuple[FallbackFailure, ...]
        The ways that failed, in their order.
    reason : Reason
        In words.
    """

    state: FallbackState
    current: str | None
    degraded: bool
    failures: tuple[FallbackFailure, ...]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureReason(Record):
    """What one column adds to how strange a row is.

    Attributes
    ----------
    column : str
        The column.
    value : float | None
        Its value; nothing if it is missing.
    contribution : float
        By how much it moves the score; below 0 where it makes the row stranger.
    sentence : str
        Where the value lies among those of the training rows, in words. The wording may change between versions.
    """

    column: str
    value: float | None = None
    contribution: float
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Record):
    """A line such as `**Risk Level:** Low`.

    Attributes
    ----------
    name : str
        The bold words, without the colon.
    value : str
        What follows, lines joined by blanks; may be empty.
    line : int
        Its line, from 1.
    column : int
        Its column in characters, from 1.
    end_line : int
        Its last line.
    """

    name: str
    value: str
    line: int
    column: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishBin(Record):
    """Samples that were finished between two instants.

    Attributes
    ----------
    start : datetime
        From this instant on.
    end : datetime
        Before this one; in the last bin also at it.
    count : int
        How many.
    """

    start: datetime
    end: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastExplanation(Record):
    """What a forecast was made of.

    Attributes
    ----------
    seasons : tuple[ForecastSeason, ...]
        The seasons found, the shortest first, or the periods given. A season found is named by its shortest divisor that
        explains as much: by an F-test at 95 percent it leaves no more than chance would, and it has nine tenths of the
        season's strength.
    trend : float
        By how much the level changes from one step to the next, over the last seasons (of a history without, over its
        last half).
    weights : tuple[MethodWeight, ...]
        The methods by weight, the heaviest first.
    origins : int
        From how many places in the past the methods were tried; 0 for a history too short for it.
    level_shifts : tuple[LevelShift, ...]
        Changes of level that stayed, each at a value that was observed, with values of a season or more observed on both
        sides (of a history without a season, 3 values or a hundredth of it). Values after it differ from those whole
        seasons before it by at least half of the change: a weekend is no change of level where a week is known.
    events : tuple[EventEffect, ...]
        Declared events that touch the history or the forecast.
    missing : int
        How many values were missing.
    outliers : int
        How many values stood out so far that some methods saw them bounded.
    notes : tuple[str, ...]
        What else should be known, as sentences for people.
    """

    seasons: tuple[ForecastSeason, ...]
    trend: float
    weights: tuple[MethodWeight, ...]
    origins: int
    level_shifts: tuple[LevelShift, ...]
    events: tuple[EventEffect, ...]
    missing: int
    outliers: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastSeason(Record):
    """A pattern that repeats.

    Attributes
    ----------
    period : int
        Its length in steps.
    strength : float
        The share of the variation around the moving level that it explains beyond chance, 0 to 1.
    """

    period: int
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FrictionPoint(Record):
    """A step that loses too many, with a text ready to be filed.

    Attributes
    ----------
    journey : str
        The journey.
    step : str
        The step.
    lost : int
        How many users it lost: the points are ranked by it.
    share_of_journey : float
        The share of the journey's users that is.
    advice : TuningAdvice
        What to do, why, what it should bring and how to verify it.
    ticket : TuningTicket
        The same as a text for a tracker.
    """

    journey: str
    step: str
    lost: int
    share_of_journey: float
    advice: TuningAdvice
    ticket: TuningTicket


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Record):
    """Where the launch is decided: a section such as "Launch Readiness Sign-Off" or "Go/No-Go", or one made by the program.

    `decide` says whether it is passed.

    Attributes
    ----------
    id : str
        The id of its section, or the name to call it by.
    title : str
        The title of its section, or what people call it.
    required : tuple[RoleQuorum, ...]
        Who must approve, by role, in the order of the text.
    criteria : tuple[GateCriterion, ...]
        What must hold.
    all_blocking : bool
        Whether every box that blocks the go-live (see the module) must be ticked.
    items : tuple[str, ...]
        Ids of items and sections whose boxes, and all below them, must be ticked.
    evidence : tuple[str, ...]
        Ids of items that need evidence: a link in the plan, or one in the record.
    deadline : Due | None
        By when it is to be decided: from that instant on it is too late.
    line : int
        Its line, from 1; 0 if it was not read from a text.
    """

    id: str
    title: str = ""
    required: tuple[RoleQuorum, ...] = ()
    criteria: tuple[GateCriterion, ...] = ()
    all_blocking: bool = False
    items: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    deadline: Due | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GateCondition(Record):
    """A condition under which a gate is open.

    Attributes
    ----------
    text : str
        The condition, or the reason of the waiver.
    waived : str | None
        What was waived: the id of an item or the text of a criterion; none for the condition of an approval.
    by : str | None
        Who made the condition or allowed the waiver.
    until : datetime | None
        Until when it must be met; at this instant the approval or the waiver ends.
    """

    text: str
    waived: str | None
    by: str | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateCriterion(Record):
    """What must hold for a gate to open.

    Attributes
    ----------
    text : str
        Its words, by which it is measured. Case and blanks do not count.
    met : bool | None
        Whether the text says that it holds: "✅", a ticked box; `false` for "❌", an open box; none for
        "[PENDING]" and where it says nothing.
    item : str
        The id of the item that says so; may be empty.
    at_most : float | None
        The largest value that passes. Without any bound somebody must say whether it is met.
    at_least : float | None
        The smallest value that passes.
    below : float | None
        The value that all that pass are below.
    above : float | None
        The value that all that pass are above.
    unit : str | None
        The unit of the value, for people.
    valid_for : str | None
        How long a measurement counts, without months; for ever if left out.
    """

    text: str
    met: bool | None = None
    item: str = ""
    at_most: float | None = None
    at_least: float | None = None
    below: float | None = None
    above: float | None = None
    unit: str | None = None
    valid_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDecision(Record):
    """What is decided at a gate at one instant, and why.

    Attributes
    ----------
    gate : str
        The id of the gate.
    title : str
        Its title.
    at : datetime
        The instant that was asked about.
    outcome : GateOutcome
        The decision.
    reasons : tuple[Reason, ...]
        Why: first what decided, then what else was looked at.
    missing : tuple[GateMissing, ...]
        What is still missing, in the order items, evidence, criteria, sign-offs; and the go-live, where the deadline counts
        from it and it is not known.
    conditions : tuple[GateCondition, ...]
        On which conditions it is open, and what was waived.
    until : datetime | None
        The first instant at which a condition must be met, where one is set.
    deadline : datetime | None
        By when it must be passed.
    next_change : datetime | None
        The next instant at which the decision may change by itself: an approval, a waiver or a measurement lapses, or
        the deadline is there.
    quorums : tuple[QuorumStanding, ...]
        How each role stands, in the order of the gate.
    criteria : tuple[CriterionStanding, ...]
        How each criterion stands, in the order of the gate.
    ignored : tuple[IgnoredGateEvent, ...]
        Events of the record that name what is not there, or come from somebody who may not sign.
    """

    gate: str
    title: str
    at: datetime
    outcome: GateOutcome
    reasons: tuple[Reason, ...]
    missing: tuple[GateMissing, ...]
    conditions: tuple[GateCondition, ...]
    until: datetime | None
    deadline: datetime | None
    next_change: datetime | None
    quorums: tuple[QuorumStanding, ...]
    criteria: tuple[CriterionStanding, ...]
    ignored: tuple[IgnoredGateEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateMissing(Record):
    """Something that a gate still waits for.

    Attributes
    ----------
    kind : GateMissingKind
        What kind of thing.
    subject : str
        The id of the item, the text of the criterion, or the name that has not signed; the role where anybody may; "launch".
    detail : str
        The title of the item, the role of the name, or what is wrong with the criterion.
    owner : str | None
        Who is responsible, where the plan says so.
    position : Position | None
        Where it stands in the text of the plan.
    """

    kind: GateMissingKind
    subject: str
    detail: str
    owner: str | None
    position: Position | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOff(Record):
    """One person takes over from another, or a time without anybody begins or ends.

    Attributes
    ----------
    at : datetime
        When.
    notify_at : datetime
        When to tell them: the rota's `notice` before.
    leaves : str | None
        Who was on call; `None` for nobody.
    takes_over : str | None
        Who is on call from then on; `None` for nobody.
    """

    at: datetime
    notify_at: datetime
    leaves: str | None
    takes_over: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealAction(Record):
    """Something to do, and why.

    Attributes
    ----------
    kind : HealActionKind
        What.
    run : int | None
        The number of the remedy's run, for `done` and `confirm`; missing for an escalation before any.
    check : str
        The check.
    instance : str
        The instance.
    diagnosis : str
        What the failure means.
    remedy : str | None
        The remedy: to do, to confirm, or, of a healed instance, the one that helped.
    steps : tuple[str, ...]
        What to do for it.
    destructive : bool
        Whether it loses anything.
    until : datetime | None
        Until when it must be done or confirmed.
    priority : Priority
        How urgent an escalation is.
    escalate_to : str
        Who is to be told by an escalation.
    reason : Reason
        Why.
    """

    kind: HealActionKind
    run: int | None
    check: str
    instance: str
    diagnosis: str
    remedy: str | None
    steps: tuple[str, ...]
    destructive: bool
    until: datetime | None
    priority: Priority
    escalate_to: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class HealRecord(Record):
    """A remedy that has ended.

    Attributes
    ----------
    run : int
        The number of its run.
    check : str
        The check.
    instance : str
        The instance.
    remedy : str
        The remedy.
    started : datetime
        When it was begun, or asked for.
    ended : datetime
        When it ended.
    outcome : RemedyOutcome
        How.
    by : str | None
        Who agreed or refused, if somebody was asked.
    """

    run: int
    check: str
    instance: str
    remedy: str
    started: datetime
    ended: datetime
    outcome: RemedyOutcome
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReport(Record):
    """What a check found on an instance.

    Attributes
    ----------
    check : str
        The check, as the playbook names it.
    instance : str
        The instance that was checked.
    at : datetime
        When.
    healthy : bool | None
        Whether it is well. For checks without `above`.
    value : float | None
        The number found. For checks with `above`.
    fleet : int | None
        How many instances there are, at most 100,000; if it was never said, those reported within the last hour.
    """

    check: str
    instance: str
    at: datetime
    healthy: bool | None = None
    value: float | None = None
    fleet: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizonScore(Record):
    """Scores of one step ahead, or two, and so on.

    Attributes
    ----------
    ahead : int
        How many steps ahead, from 1.
    mase : float | None
        Mean absolute scaled error.
    naive_mase : float | None
        That of the last season repeated.
    smape : float | None
        Symmetric mean absolute percentage error, 0 to 200; missing where nothing was observed.
    msis : float | None
        Mean scaled interval score of the widest level.
    pinball : float | None
        Mean pinball loss of the bounds of all levels, scaled.
    coverage : float | None
        The share of observations inside the widest interval; missing where none was observed.
    """

    ahead: int
    mase: float | None
    naive_mase: float | None
    smape: float | None
    msis: float | None
    pinball: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HourNeed(Record):
    """The agents that an hour needs.

    Attributes
    ----------
    hour : int
        The place in the options' arrivals: the hour of the day, the hour of the week from Monday 00:00 on, or the hour
        of the forecast.
    arrivals : float
        Tickets expected in it, those that earlier tiers pass on included without their delay.
    agents : float
        Agents there in the mean, in the simulated time.
    needed : int
        The fewest agents that hold the tier's promise for the wanted share, by Erlang C, or A where people give up, as if
        the hour went on for ever; of a tier that promises nothing, those by which the share does not wait at all. The
        formula counts as held what would have been in time, had nobody given up before; `within` of the tier does not.
    """

    hour: int
    arrivals: float
    agents: float
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredGateEvent(Record):
    """An event that was passed over.

    Attributes
    ----------
    index : int
        Its index in the record, from 0.
    why : str
        Why.
    """

    index: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentNotice(Record):
    """Somebody who must be told of an incident.

    Attributes
    ----------
    index : int
        Its index in the policy, from 0.
    after : str
        How long after the beginning.
    due : datetime
        By when.
    target : EscalationTarget
        Who.
    state : StepState
        Reached, pending or skipped.
    reason : Reason
        The rule that gave the instant.
    """

    index: int
    after: str
    due: datetime
    target: EscalationTarget
    state: StepState
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTimeline(Record):
    """Who must be told of an incident by when.

    Attributes
    ----------
    started : datetime
        When the incident began.
    now : datetime
        The instant of this view.
    notices : tuple[IncidentNotice, ...]
        Everything that must be told, in the order of the policy.
    next : IncidentNotice | None
        What must be told next.
    """

    started: datetime
    now: datetime
    notices: tuple[IncidentNotice, ...]
    next: IncidentNotice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingTicket(Record):
    """A ticket to be routed; everything may be left out, or null.

    Attributes
    ----------
    id : str | None
        Its id.
    text : str
        What it says.
    issue_type : str | None
        The issue type that the client or an agent named: it beats the text if the table knows it, but for the safeguards,
        which see what the text says in any case. One that the table does not know counts for rules alone.
    classification : TicketGuess | None
        What a classifier says; then none is asked.
    channel : TicketChannel | None
        How it came in.
    address : str | None
        The address it was sent to, or several, as mails write them: `Desk <desk@example.org>, jo@example.org`.
    plan : str | None
        The customer's plan.
    past_tickets : int
        How many tickets the customer had before.
    language : str | None
        Its language, such as `de` or `pt-BR`.
    impact : TicketLevel | None
        How much is harmed.
    urgency : TicketLevel | None
        How soon it must be mended.
    affected_users : int
        How many people are affected.
    at : datetime | None
        When it came in.
    in_hours : bool | None
        Whether it came inside the hours; from `at` and the router's hours otherwise.
    """

    id: str | None = None
    text: str = ""
    issue_type: str | None = None
    classification: TicketGuess | None = None
    channel: TicketChannel | None = None
    address: str | None = None
    plan: str | None = None
    past_tickets: int = 0
    language: str | None = None
    impact: TicketLevel | None = None
    urgency: TicketLevel | None = None
    affected_users: int = 0
    at: datetime | None = None
    in_hours: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport(Record):
    """What a database lacks, and what it does not need.

    Attributes
    ----------
    slow_queries : tuple[SlowQuery, ...]
        Slow queries, those first that take the most time in all.
    advice : tuple[TuningAdvice, ...]
        What to do: indexes to create, those first that save the most time; then queries to rewrite, indexes to drop, tables
        to vacuum and to analyze.
    notes : tuple[str, ...]
        What was not judged, and why, as sentences for people.
    """

    slow_queries: tuple[SlowQuery, ...]
    advice: tuple[TuningAdvice, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow(Record):
    """A row of `pg_stat_user_indexes`, and of `pg_index` where they are joined.

    Attributes
    ----------
    schemaname : str
        The schema of its table.
    relname : str
        Its table (`tablename` in `pg_indexes`).
    indexrelname : str
        Its name (`indexname` in `pg_indexes`).
    idx_scan : float | None
        How often it was scanned.
    indexdef : str | None
        Its definition: `pg_get_indexdef(indexrelid)`, or `indexdef` of `pg_indexes`. Without it, it is not known what the
        index is good for.
    indisunique : bool | None
        Whether its keys are unique (`pg_index`).
    indisprimary : bool | None
        Whether it is of the primary key (`pg_index`).
    indisexclusion : bool | None
        Whether it is of an exclusion constraint (`pg_index`).
    indisvalid : bool | None
        Whether it may be used (`pg_index`): an index that failed to build is not valid.
    indisreplident : bool | None
        Whether replication tells rows apart by it (`pg_index`).
    relispartition : bool | None
        Whether it is a part of an index of a partitioned table (`pg_class`): it cannot be dropped alone.
    index_bytes : float | None
        Its size: `pg_relation_size(indexrelid)`.
    """

    schemaname: str = ""
    relname: str = ""
    indexrelname: str = ""
    idx_scan: float | None = None
    indexdef: str | None = None
    indisunique: bool | None = None
    indisprimary: bool | None = None
    indisexclusion: bool | None = None
    indisvalid: bool | None = None
    indisreplident: bool | None = None
    relispartition: bool | None = None
    index_bytes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueChecklist(Record):
    """An issue with a task list.

    Attributes
    ----------
    title : str
        The title, of at most 250 characters.
    body : str
        The body: Markdown of GitHub's kind, of at most 60,000 characters.
    section : str
        The id of the section that it is of.
    done : int
        Boxes in it that are ticked.
    open : int
        Boxes in it that are not.
    """

    title: str
    body: str
    section: str
    done: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Record):
    """A list item: something to be done, or a step of it.

    Attributes
    ----------
    id : str
        The name to call it by: the id of its section and slugs of the titles along the list, joined by "/". Ticking
        does not change it.
    title : str
        The bold text it begins with, or else its whole text.
    text : str
        Its whole text without markup, lines joined by blanks; the address of a link stands in brackets after its words.
    state : ItemState
        Whether its box is ticked, if it has one.
    blocking : bool
        Whether it has a box that must be ticked before the go-live, ticked or not: see the module.
    stated_blocking : bool | None
        What an attribute says of that: "blocking: yes", "non-blocking".
    parent : int | None
        Index in `Section::items` of the item that it stands below.
    owner : str | None
        Who does it.
    estimate : TaskEstimate | None
        How long it takes.
    after : tuple[Dependency, ...]
        What it waits for, in the order of the text.
    window : Window | None
        When it is to happen, relative to the go-live: an attribute, or at the start of its text ("Hour 0-1: ...").
        Without one, that of the item or section around it holds.
    period : Period | None
        When it is to happen, in instants.
    due : Due | None
        By when it must be done.
    evidence : tuple[EvidenceLink, ...]
        The links of its text and of its attributes.
    ticked_at : datetime | None
        When it was ticked: "(done 2026-11-20 by Ana)". A date is the start of that day in the zone of the plan.
    ticked_by : str | None
        Who ticked it.
    fields : tuple[Field, ...]
        The lines of fields below it, such as "Owner: Ana", that were read into the above or are not known.
    line : int
        Line of its bullet, from 1.
    column : int
        Column of its bullet in characters, from 1.
    end_line : int
        Last line of its text, items below it not counted.
    """

    id: str
    title: str
    text: str
    state: ItemState
    blocking: bool
    stated_blocking: bool | None
    parent: int | None
    owner: str | None
    estimate: TaskEstimate | None
    after: tuple[Dependency, ...]
    window: Window | None
    period: Period | None
    due: Due | None
    evidence: tuple[EvidenceLink, ...]
    ticked_at: datetime | None
    ticked_by: str | None
    fields: tuple[Field, ...]
    line: int
    column: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEdit(Record):
    """Other attributes for an item, as the text would say them. What is left out stays; an empty text or list takes away.

    Attributes
    ----------
    owner : str | None
        Who does it.
    estimate : str | None
        "4 h", "2-8 h" or "2-4-8 h".
    after : tuple[str, ...] | None
        What it waits for: "dns +30 min", "starts with: dns".
    window : str | None
        "Day -3 to -1", or "2026-11-20 to 2026-11-22".
    due : str | None
        "Day -1", or "2026-11-20".
    evidence : tuple[str, ...] | None
        Where the evidence is: an address, or "report (address)". Links in the words stay.
    blocking : str | None
        "yes" or "no"; its windows tell otherwise.
    """

    owner: str | None = None
    estimate: str | None = None
    after: tuple[str, ...] | None = None
    window: str | None = None
    due: str | None = None
    evidence: tuple[str, ...] | None = None
    blocking: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTicked(Record):
    """A box of the plan was ticked, or unticked.

    Attributes
    ----------
    at : datetime
        When.
    item : str
        The item's id.
    done : bool
        Whether it is done now.
    type : Literal["item_ticked"]
        Which of the alternatives this is.
    """

    at: datetime
    item: str
    done: bool
    type: Literal["item_ticked"] = "item_ticked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey(Record):
    """A way through the product, counted step by step.

    Attributes
    ----------
    name : str
        Its name, such as `document_upload_to_analysis`.
    steps : tuple[JourneyCount, ...]
        Its steps in order; the last counts those who finished. At least two.
    """

    name: str
    steps: tuple[JourneyCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyCount(Record):
    """How many users came to one step.

    Attributes
    ----------
    name : str
        Its name.
    users : int
        How many users came to it, at most those of the step before.
    issue : str | None
        What most of those who left it met, where that is known: an error, a wait, a question.
    suggestion : str | None
        What may help, where that is known.
    """

    name: str
    users: int
    issue: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyFinding(Record):
    """What was found on one journey.

    Attributes
    ----------
    name : str
        The journey.
    users : int
        How many users began it.
    completion : float | None
        The share of them who finished, 0 to 1; none where nobody began.
    low : float | None
        The lower end of its Wilson interval.
    high : float | None
        The upper end.
    state : JourneyState
        How it stands against the completion asked for.
    steps : tuple[JourneyStepFinding, ...]
        Its steps but the last, in order.
    reason : Reason
        Why it stands so.
    """

    name: str
    users: int
    completion: float | None
    low: float | None
    high: float | None
    state: JourneyState
    steps: tuple[JourneyStepFinding, ...]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyReport(Record):
    """Where users get lost.

    Attributes
    ----------
    journeys : tuple[JourneyFinding, ...]
        Each journey, as given.
    friction_points : tuple[FrictionPoint, ...]
        The steps that lose too many on journeys that too few finish, most users lost first.
    """

    journeys: tuple[JourneyFinding, ...]
    friction_points: tuple[FrictionPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyStepFinding(Record):
    """What was found on one step.

    Attributes
    ----------
    name : str
        The step.
    users : int
        How many users came to it.
    lost : int
        How many of them did not come to the next.
    drop_off : float | None
        The share of them, 0 to 1; none where nobody came.
    low : float | None
        The lower end of its Wilson interval.
    high : float | None
        The upper end.
    state : JourneyState
        How it stands against the share it may lose.
    """

    name: str
    users: int
    lost: int
    drop_off: float | None
    low: float | None
    high: float | None
    state: JourneyState


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedRow(Record):
    """A row that one side alone has.

    Attributes
    ----------
    key : str
        Its key: fields between commas, cut behind 31 bytes.
    copies : int
        How many copies more than the other side has.
    """

    key: str
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCount(Record):
    """A label and how many texts had it.

    Attributes
    ----------
    label : str
        The label.
    texts : int
        Texts.
    """

    label: str
    texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelMatcher(Record):
    r"""One label and what it must be, as Prometheus and Alertmanager write it: `code=~"5.."`.

    A label that is missing counts as an empty text. Regular expressions are those of RE2, hold for the whole text, and
    take time that grows with it alone; `\d`, `\w`, `\s` and `\b` know ASCII. What RE2 and this crate read differently
    (one class inside of another, `--`, `&&` or `~~` in one) and `(?i)` are refused.

    Attributes
    ----------
    name : str
        The label's name.
    operator : MatchOperator
        How it is compared.
    value : str
        What it is compared with.
    """

    name: str
    operator: MatchOperator
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelProbability(Record):
    """A label and how probable it is.

    Attributes
    ----------
    label : str
        The label.
    probability : float
        Its probability, 0 to 1.
    """

    label: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch(Record):
    """When the launch goes live, and in whose zone its days are counted.

    Attributes
    ----------
    at : datetime
        The instant of the go-live: Hour 0, on Day 0.
    zone : str
        The IANA zone in which days begin and end.
    """

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCoverage(Record):
    """How often the truth lay inside.

    Attributes
    ----------
    level : float
        The level in percent.
    share : float
        The share of observations inside, 0 to 1.
    """

    level: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelShift(Record):
    """A change of level that stayed.

    Attributes
    ----------
    index : int
        The step of the history from which on the level is new, to within a season.
    at : datetime | None
        Its instant, if the history's start is known.
    before : float
        The median of what was observed before, over up to five seasons.
    after : float
        The median of what was observed from then on, over up to five seasons.
    """

    index: int
    at: datetime | None
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceWindow(Record):
    """A time of little use.

    Attributes
    ----------
    start : datetime
        When it begins; a recurring one for the first time.
    end : datetime
        When it is over; a recurring one for the first time.
    local : str
        Its start on the wall clock of the zone, such as "Sun 03:00": the same every week for recurring work.
    occurrences : int
        How often it comes within the horizon: 1 for a single one.
    expected : float
        The mean load expected in it, of recurring ones over all weeks.
    peak : float
        The highest load expected at one of its steps.
    probability : float | None
        The probability that the load stays below the limit all the time, in the week in which that is least probable;
        only with a limit.
    """

    start: datetime
    end: datetime
    local: str
    occurrences: int
    expected: float
    peak: float
    probability: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownOptions(Record):
    """How to write Markdown.

    Attributes
    ----------
    ids : bool
        Write the id of every item and section behind its words, so that it stays when the words change: `{#load-test}`.
    launch : bool
        Write the go-live below the title, also where the program set it and the text names none.
    anew : bool
        Write the text anew, from what the plan holds: paragraphs, code and the author's own way to write are not kept.
    """

    ids: bool = False
    launch: bool = False
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodWeight(Record):
    """A method, and what it counts in the forecast.

    Attributes
    ----------
    method : ForecastMethod
        The method.
    logarithm : bool
        Whether it worked on the logarithms of the values.
    bounded : bool
        Whether it worked on values with outliers bounded.
    weight : float
        Its weight, 0 to 1; those of all methods sum to 1.
    error : float
        Its mean absolute error from places in the past, in the unit of the values.
    """

    method: ForecastMethod
    logarithm: bool
    bounded: bool
    weight: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricValue(Record):
    """A metric and its value.

    Attributes
    ----------
    metric : str
        The metric.
    value : float | None
        Its value; null where it was missing.
    """

    metric: str
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricVerdict(Record):
    """What became of one metric.

    Attributes
    ----------
    metric : str
        The metric.
    verdict : TuningVerdict
        Whether the change worked for it.
    before : float | None
        Its value before: the mean, the share, or the median of the single values.
    after : float | None
        The same after.
    improvement : float | None
        By how much it got better, as a share of its value before; negative where it got worse.
    low : float | None
        The lower end of the interval of `improvement`.
    high : float | None
        The upper end.
    p_value : float | None
        The two-sided p-value, corrected for the number of metrics (Holm 1979).
    reason : Reason
        Which test, on which numbers.
    """

    metric: str
    verdict: TuningVerdict
    before: float | None
    after: float | None
    improvement: float | None
    low: float | None
    high: float | None
    p_value: float | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyVolume(Record):
    """How many tickets were opened in a month.

    Attributes
    ----------
    month : str
        The month, such as `2026-03`, in the zone of the report.
    tickets : int
        How many.
    whole : bool
        Whether the tickets tell of all of it: it was over when they were looked at, and they did not begin within it. The
        trend is that of such months.
    """

    month: str
    tickets: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedTask(Record):
    """A section or item that moves.

    Attributes
    ----------
    id : str
        Its id.
    title : str
        Its title.
    start_before : datetime
        Its earliest start before.
    start_after : datetime
        Its earliest start then.
    finish_before : datetime
        Its earliest finish before.
    finish_after : datetime
        Its earliest finish then.
    """

    id: str
    title: str
    start_before: datetime
    start_after: datetime
    finish_before: datetime
    finish_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NaiveScores(Record):
    """Scores of the last season repeated, within the same bounds and on the same wall clock as the forecasts.

    Attributes
    ----------
    mase : float | None
        Mean absolute scaled error.
    smape : float
        Symmetric mean absolute percentage error, 0 to 200.
    msis : float | None
        Mean scaled interval score of the widest level.
    pinball : float | None
        Mean pinball loss of the bounds of all levels, scaled.
    coverage : tuple[LevelCoverage, ...]
        The share of observations inside, for each level.
    """

    mase: float | None
    smape: float
    msis: float | None
    pinball: float | None
    coverage: tuple[LevelCoverage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDue(Record):
    """What is due next.

    Attributes
    ----------
    kind : DueKind
        A promise, a warning or an escalation step.
    at : datetime
        When.
    target : EscalationTarget | None
        Who is called then, for an escalation step.
    reason : Reason
        The rule that gave the instant.
    """

    kind: DueKind
    at: datetime
    target: EscalationTarget | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReturn(Record):
    """The point of no return.

    Attributes
    ----------
    step : str
        The id of the step whose beginning it is.
    planned_at : datetime
        When it was to be reached.
    projected_at : datetime
        When it will be reached as it looks now, or was.
    passed : bool
        Whether it has been.
    """

    step: str
    planned_at: datetime
    projected_at: datetime
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifiedAlert(Record):
    """One alert of a notification.

    Attributes
    ----------
    name : str
        What it is called.
    severity : Severity
        How loud.
    standing : AlertStanding
        Where it stands.
    repeated : bool
        Whether it was told before, and stands as then.
    labels : Mapping[str, str]
        Its labels: those of the sample and of the rule, `alertname` and `severity`.
    annotations : Mapping[str, str]
        What its rule says with it.
    value : float | None
        The last value; missing before the first sample.
    since : datetime
        Since when its condition has held, or there has been no sample.
    ended : datetime | None
        When it ended; missing while it goes on.
    fingerprint : str
        The same 16 hexadecimal digits for the same labels, always: those of Alertmanager.
    reason : Reason
        The rule and the numbers.
    """

    name: str
    severity: Severity
    standing: AlertStanding
    repeated: bool
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    value: float | None
    since: datetime
    ended: datetime | None
    fingerprint: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Record):
    """What healthy means for one metric, as a line of a plan says it.

    | line | read as |
    |---|---|
    | `Response Time: <2 seconds (Target: <1.5s)` | below 2 s, on target below 1.5 s |
    | `Uptime: 99.9% (Target: 99.95%)` | at least 99.9 %, as the target lies above |
    | `Throughput: 1000+ requests/second (Peak: 5000+ req/sec)` | at least 1000 each second, 5000 at the peak |
    | `Feature Adoption Rate: >60% within 30 days` | above 60 %, window 30 days |
    | `CPU Utilization: <70% average, <90% peak` | two bounds, each with its statistic |
    | `Manual Work Reduction: 60-80%` | at least 60 %, on target from 80 % on |
    | `Data Breach Incidents: 0` | at most 0 |
    | `Active Users: Real-time tracking` | tracked: nothing to meet |

    Where the text states no comparison, the target decides which way is better; without one, times and zeros are most
    that is allowed, and so is what names an error, failure, cost, churn or the like; everything else is the least. Of a
    range the far end is the target (of a time: the near end). The conclusion stands in `bounds`, with `stated` false.

    A number without a unit is in the base unit of the threshold: shares for percentages, seconds, bytes, and for rates the
    unit that is written.

    Attributes
    ----------
    name : str
        Its name as written: "Response Time".
    metric : str
        The metric it is about: the name in lower case with underscores, unless a document names another.
    text : str
        The line it was read from, without list marks.
    bounds : tuple[ObjectiveBound, ...]
        What must hold; empty where the line only says that the metric is watched. The first is the one that a single
        value is held against.
    target : ObjectiveBound | None
        What is aimed for.
    peak : ObjectiveBound | None
        What must be borne at the peak.
    tracking : str | None
        What the line says instead of a threshold: "Real-time tracking", "24/7".
    cadence : str | None
        How often it is looked at, where the line says that instead of a threshold: "Weekly analysis".
    weight : float
        Its weight in a scorecard: 0 or more, 1 unless a document says otherwise.
    key : bool
        Whether a scorecard fails where it is missed.
    """

    name: str
    metric: str
    text: str
    bounds: tuple[ObjectiveBound, ...]
    target: ObjectiveBound | None
    peak: ObjectiveBound | None
    tracking: str | None
    cadence: str | None
    weight: float
    key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveBound(Record):
    """One bound of an objective: "<70% average", ">60% within 30 days".

    Attributes
    ----------
    comparison : Comparison
        How a value must stand to the threshold.
    stated : bool
        Whether the text says so; otherwise the comparison was concluded from target, unit and name.
    threshold : Quantity
        The threshold.
    statistic : str | None
        Of the samples, the statistic that is meant.
    window : str | None
        The length of time over which it is measured: "within 30 days", "quarterly".
    qualifier : str | None
        What else the text says: "critical", "of pool", "per document".
    """

    comparison: Comparison
    stated: bool
    threshold: Quantity
    statistic: str | None
    window: str | None
    qualifier: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveDocument(Record):
    """An objective as documents write it: its line, and what a line cannot say.

    Attributes
    ----------
    version : int
        Version of the document: 1.
    line : str
        The line: "Uptime: 99.9% (Target: 99.95%)".
    metric : str | None
        The metric it is about; the name in lower case with underscores if left out.
    weight : float
        Its weight in a scorecard, 0 to a billion.
    key : bool
        Whether a scorecard fails where it is missed.
    """

    version: int = 1
    line: str
    metric: str | None = None
    weight: float = 1.0
    key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveTrend(Record):
    """What a value did since the last period.

    Attributes
    ----------
    direction : TrendDirection
        Which way it went.
    before : float
        The value of the last period, in the base unit of the threshold.
    change : float | None
        The change as a share of the last value: 0.1 is a tenth more. Missing where that was zero.
    reason : Reason
        The numbers.
    """

    direction: TrendDirection
    before: float
    change: float | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveVerdict(Record):
    """Where an objective stands, and why.

    Attributes
    ----------
    objective : str
        The objective's name.
    metric : str
        Its metric.
    status : ObjectiveState
        Where it stands: the worst of its bounds.
    value : float | None
        The value that decided, in the base unit of the threshold.
    margin : float | None
        How far the deciding value lies on the good side of its threshold, as a share of the threshold; negative on the
        bad side. Missing without a value and for a threshold of zero.
    reason : Reason
        What decided, with the numbers.
    bounds : tuple[BoundVerdict, ...]
        Each bound that was looked at.
    """

    objective: str
    metric: str
    status: ObjectiveState
    value: float | None
    margin: float | None
    reason: Reason
    bounds: tuple[BoundVerdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall(Record):
    """Who is on call at an instant.

    Attributes
    ----------
    person : str
        Who.
    layer : str | None
        The layer whose turn it is; `None` for an override.
    source : ShiftSource
        By what.
    zone : str
        The IANA zone in which they live.
    since : datetime
        When the turn, or the override, began. Another layer or override may have cut it since.
    until : datetime
        When the turn, or the override, ends. Another layer or override may cut it earlier;
        `shifts` knows.
    """

    person: str
    layer: str | None
    source: ShiftSource
    zone: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem(Record):
    """A box that is open, or lacks something.

    Attributes
    ----------
    id : str
        The id of the item.
    title : str
        Its title.
    section : str
        The id of the section it stands in.
    line : int
        Its line in the text, from 1.
    due : datetime | None
        When it is due: by its own date, else by the end of its own window, else by that of what stands around it.
    owner : str | None
        Who does it, where the plan says so.
    """

    id: str
    title: str
    section: str
    line: int
    due: datetime | None
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpan(Record):
    """Hours in which somebody is there, as two instants.

    Attributes
    ----------
    open : datetime
        The opening.
    close : datetime
        The closing, which does not belong to it.
    """

    open: datetime
    close: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerReadiness(Record):
    """How far somebody's work is.

    Attributes
    ----------
    owner : str
        Who.
    done : int
        Boxes that are ticked.
    open : int
        Boxes that are not.
    blocking : int
        How many of the open ones block.
    overdue : int
        How many of the open ones are overdue.
    score : float | None
        The weight of the boxes that are ticked as a share of that of all, 0 to 1.
    """

    owner: str
    done: int
    open: int
    blocking: int
    overdue: int
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceFinding(Record):
    """What one rule found.

    Attributes
    ----------
    rule : str
        The rule.
    metric : str
        Its metric.
    value : float | None
        The value of the metric.
    threshold : float
        The threshold.
    state : PerformanceState
        How it stands.
    """

    rule: str
    metric: str
    value: float | None
    threshold: float
    state: PerformanceState


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceReport(Record):
    """What the rules found.

    Attributes
    ----------
    findings : tuple[PerformanceFinding, ...]
        Each rule, in the order of its document.
    advice : tuple[TuningAdvice, ...]
        What to do, most urgent first, then by how far the metric is past its threshold.
    unknown : tuple[str, ...]
        Metrics that no rule speaks of.
    """

    findings: tuple[PerformanceFinding, ...]
    advice: tuple[TuningAdvice, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceRule(Record):
    """One threshold and what is done past it.

    Attributes
    ----------
    name : str
        Its name, not blank.
    metric : str
        The metric, not blank; its name ends in its unit where it has one.
    above : float | None
        Above this something is done. Either this or `below`.
    below : float | None
        Below this something is done.
    share : bool
        Whether values are shares: 20 or more, such as 95 for 95 %, is then an error. So it is of the default's `error_rate`,
        `cpu_usage`, `memory_usage`, `cache_hit_ratio` and `origin_load`.
    action : str
        What is done, not blank.
    priority : Priority
        How urgent it is.
    verify : str | None
        How to see whether it worked; by measuring the metric again if left out.
    """

    name: str
    metric: str
    above: float | None
    below: float | None
    share: bool
    action: str
    priority: Priority
    verify: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Record):
    """An absolute stretch of time, half-open: "2026-11-20 to 2026-11-22", "2026-11-20 22:00 to 2026-11-21 02:00".

    Attributes
    ----------
    start : datetime
        Its first instant. A date in the text is the start of that day in the zone of the plan.
    end : datetime
        Its end, which does not belong to it. A date in the text is the end of that day.
    """

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLoad(Record):
    """The load of one person. Hours of a holiday's night count in all columns.

    Attributes
    ----------
    person : str
        Who.
    shifts : int
        Shifts, one after the other without a break counting as one.
    hours : float
        Hours on call.
    weekend_hours : float
        Of them, on Saturdays and Sundays.
    night_hours : float
        Of them, at night.
    holiday_hours : float
        Of them, on holidays.
    holidays : int
        Holidays on which the person is on call for some time.
    share : float
        The part of all on-call hours, 0 to 1.
    """

    person: str
    shifts: int
    hours: float
    weekend_hours: float
    night_hours: float
    holiday_hours: float
    holidays: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Record):
    """A launch plan: sections with their items, in the order of the text.

    See the module for how a text is read and which boxes block.

    Attributes
    ----------
    version : int
        Version of the document: 1.
    title : str
        The first heading, unless it is that of a wave, phase or window.
    launch : Launch | None
        When it goes live, where that is known.
    risk : RiskLevel | None
        The risk of the launch as a whole.
    duration : str | None
        How long the launch takes as a whole.
    fields : tuple[Field, ...]
        The fields that stand at the head of the text.
    sections : tuple[Section, ...]
        All sections in the order of the text. A section stands after the one around it.
    gates : tuple[Gate, ...]
        Where the launch is decided.
    sign_offs : tuple[SignOff, ...]
        Who has signed at the gates, or is to sign.
    criteria : tuple[PlanCriterion, ...]
        What is measured, in the order of the text.
    risks : tuple[PlanRisk, ...]
        What may go wrong.
    schedules : tuple[Recurring, ...]
        Training, communication, reports and reviews.
    timelines : tuple[PlanTimeline, ...]
        Steps by the hour, or by the week.
    tables : tuple[PlanTable, ...]
        All tables as they stand, those of risks and sign-offs as well.
    diagnostics : tuple[Diagnostic, ...]
        What was not taken in, not understood or looks contradictory, in the order of the text. They are those of the
        text: ticking boxes does not change them.
    source : str | None
        The Markdown that it was read from, so that `to_markdown` keeps it.
    """

    version: int
    title: str
    launch: Launch | None
    risk: RiskLevel | None
    duration: str | None
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    gates: tuple[Gate, ...]
    sign_offs: tuple[SignOff, ...]
    criteria: tuple[PlanCriterion, ...]
    risks: tuple[PlanRisk, ...]
    schedules: tuple[Recurring, ...]
    timelines: tuple[PlanTimeline, ...]
    tables: tuple[PlanTable, ...]
    diagnostics: tuple[Diagnostic, ...]
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange(Record):
    """One change.

    Attributes
    ----------
    kind : ChangeKind
        What was done.
    subject : ChangeSubject
        To what.
    id : str
        Its id in the new plan, or in the old one if it was removed; empty for the plan itself.
    old_id : str | None
        Its id in the old plan, where that is another.
    title : str
        Its title in the new plan, or in the old one if it was removed.
    before : str | None
        How it was, in words; none for what was added.
    after : str | None
        How it is, in words; none for what was removed.
    """

    kind: ChangeKind
    subject: ChangeSubject
    id: str
    old_id: str | None
    title: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCriterion(Record):
    """A measurable line: "Response Time: <2 seconds (Target: <1.5s)", or one that stands among such.

    The text is split, not judged: for verdicts give `text` to `objectives`.

    Attributes
    ----------
    section : str
        The id of its section.
    group : str
        The heading of its group within the section; may be empty.
    text : str
        The whole line.
    name : str
        What is measured: what stands before the colon or the comparison.
    value : str
        The value as written, without what stands in brackets; empty where there is none.
    target : str | None
        The target as written in brackets: "<1.5s" of "(Target: <1.5s)".
    sign : CriterionSign | None
        How to compare, where the value says so.
    threshold : float | None
        The first number of the value.
    unit : str
        What follows the number: "seconds", "% average"; may be empty.
    item : str
        The id of the item that says so.
    line : int
        Its line, from 1.
    """

    section: str
    group: str
    text: str
    name: str
    value: str
    target: str | None
    sign: CriterionSign | None
    threshold: float | None
    unit: str
    item: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDiff(DiffCalls):
    """What changed from one plan to another.

    See `Plan::diff`.

    Attributes
    ----------
    changes : tuple[PlanChange, ...]
        The changes: those of the plan itself, then those of sections and items in the order of the new plan, then what
        was removed of these, in the order of the old one; then those of fields, sign-offs in tables, risks, schedules,
        timelines and tables. Lines, columns and diagnostics are not compared.
    kept : int
        How many items both plans have.
    """

    changes: tuple[PlanChange, ...]
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRisk(Record):
    """What may go wrong.

    Attributes
    ----------
    title : str
        What may happen.
    category : str
        The heading it stands under.
    probability : float | None
        How likely, 0 to 1; words count as 0.1 (low), 0.3 (medium), 0.6 (high) and 0.9 (critical, very high).
    impact : RiskLevel | None
        How bad it would be.
    mitigation : str
        What is done about it; may be empty.
    owner : str | None
        Who watches it.
    delays : tuple[str, ...]
        Ids of the items and sections that it delays, or the words of the text where there are none.
    delay : TaskEstimate | None
        By how much each of them.
    section : str
        The id of its section.
    item : str | None
        The id of the item that says so; none for the row of a table.
    line : int
        Its line, from 1.
    """

    title: str
    category: str
    probability: float | None
    impact: RiskLevel | None
    mitigation: str
    owner: str | None
    delays: tuple[str, ...]
    delay: TaskEstimate | None
    section: str
    item: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRiskEvent(Record):
    """Something that may happen and then delays sections and items, all of them in the same sample.

    Attributes
    ----------
    title : str
        What may happen.
    probability : float
        How likely, 0 to 1.
    delay : TaskEstimate
        By how much the work of each item takes longer then, and by how much the finish of each section, or of an item
        with others below it, comes later.
    tasks : tuple[str, ...]
        The ids of the sections and items.
    """

    title: str
    probability: float
    delay: TaskEstimate
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSimulation(Record):
    """When a plan may be finished, and what decides it.

    Lengths are drawn to the millisecond. A quantile is that sample which so many are at most as large as.

    Attributes
    ----------
    samples : int
        How many samples were drawn.
    mean : datetime
        The mean finish.
    deviation_seconds : float
        The standard deviation of the finish in seconds, with samples as the divisor.
    p50 : datetime
        Half of the samples were finished by then.
    p80 : datetime
        Four in five.
    p95 : datetime
        Nineteen in twenty.
    on_time : float | None
        The share of samples finished by the deadline, if one was given.
    launch_on_time : float | None
        The share of samples in which every box that blocks the launch was finished by the launch, if there are a launch
        and such boxes. None, too, where not one of them has an estimate: that they take no time is no forecast.
    histogram : tuple[FinishBin, ...]
        How many samples were finished when: at most twenty bins of the same width, in order.
    tasks : tuple[TaskCriticality, ...]
        One for each item that has an estimate or is critical in some sample, in the order of the text.
    shorten_first : tuple[ShortenGain, ...]
        Which items to shorten first, best first, with what it brings.
    risks : tuple[RiskImpact, ...]
        What the risks did, in the order given, those of the plan first.
    notes : tuple[Reason, ...]
        What was not taken into account.
    """

    samples: int
    mean: datetime
    deviation_seconds: float
    p50: datetime
    p80: datetime
    p95: datetime
    on_time: float | None
    launch_on_time: float | None
    histogram: tuple[FinishBin, ...]
    tasks: tuple[TaskCriticality, ...]
    shorten_first: tuple[ShortenGain, ...]
    risks: tuple[RiskImpact, ...]
    notes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTable(Record):
    """A table as it stands, with the markup taken away.

    Attributes
    ----------
    section : str
        The id of its section; empty before the first heading.
    head : tuple[str, ...]
        The cells of its head.
    rows : tuple[tuple[str, ...], ...]
        The cells of its rows, as many each as the head has.
    line : int
        Its first line, from 1.
    column : int
        Its column, from 1.
    end_line : int
        Its last line.
    """

    section: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int
    column: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTimeline(Record):
    """Steps one after the other, each with its window: "Hour 0-1: Setup".

    Attributes
    ----------
    title : str
        What it is of.
    duration : str | None
        How long it takes as a whole, where the text says so.
    section : str
        The id of its section.
    steps : tuple[TimelineStep, ...]
        Its steps in the order of the text.
    line : int
        Its line, from 1.
    """

    title: str
    duration: str | None
    section: str
    steps: tuple[TimelineStep, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Record):
    """A place in a text: line and column, both from 1, the column in Unicode characters.

    Attributes
    ----------
    line : int
        Line, from 1.
    column : int
        Column in characters, from 1.
    """

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleCause(Record):
    """What may lie behind a report.

    Attributes
    ----------
    id : str
        The cause's id in the knowledge.
    issue_type : str
        The issue type that it belongs to.
    description : str
        What it is.
    confidence : float
        How likely it is, from 0 to 1.
    reasons : tuple[Reason, ...]
        The signs that made it likelier or less likely, with their weights.
    """

    id: str
    issue_type: str
    description: str
    confidence: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrometheusGroup(Record):
    """A group of Prometheus rules.

    Attributes
    ----------
    name : str
        Its name.
    interval : str | None
        How often Prometheus evaluates it; its own default if left out. Here, every sample is one evaluation.
    rules : tuple[AlertRuleDocument, ...]
        The rules.
    """

    name: str
    interval: str | None = None
    rules: tuple[AlertRuleDocument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrometheusRules(Record):
    """A file of Prometheus alerting rules, as far as both sides can hold it.

    A rule is an expression `metric OP number` with `>`, `>=`, `<` or `<=`, the metric with label matchers (`=`, `!=`, `=~`,
    `!~`) if need be, `for`, `keep_firing_for`, labels and annotations. The label `severity` becomes the rule's severity:
    `critical`, `warning` (or none) and `info`. Everything else is an error that says where: functions, other operators,
    recording rules, unknown fields. So is, on the way out, a rule with a resolve threshold or one that misses samples, as
    Prometheus knows neither. The templates in labels and annotations stay what they are, with the variables and functions of
    Prometheus; other braces are text, and are written so that Prometheus takes them as that.

    Attributes
    ----------
    groups : tuple[PrometheusGroup, ...]
        The groups, in the order of the file.
    """

    groups: tuple[PrometheusGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseAtRisk(Record):
    """A promise for a ticket may soon be broken.

    Attributes
    ----------
    at : datetime
        The instant at which the desk said so; the warning's own instant is `warning.at`.
    ticket : str
        The ticket.
    warning : ClockWarning
        The warning, with its reason.
    type : Literal["warning"]
        Which of the alternatives this is.
    """

    at: datetime
    ticket: str
    warning: ClockWarning
    type: Literal["warning"] = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseBroken(Record):
    """A promise for a ticket is broken: a response, an update or the resolution did not come in time.

    Attributes
    ----------
    at : datetime
        The instant at which the desk said so; the promised instant is `clock.due`.
    ticket : str
        The ticket.
    clock : SlaClock
        The clock, with its reason.
    type : Literal["breach"]
        Which of the alternatives this is.
    """

    at: datetime
    ticket: str
    clock: SlaClock
    type: Literal["breach"] = "breach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Record):
    """A number with its unit.

    | written | value | unit |
    |---|---|---|
    | `0.1%`, `10x`, `0.5 percent` | 0.001, 10, 0.005 | share |
    | `1500 ms`, `2 hours` | 1.5, 7200 | seconds |
    | `512 MB`, `4 GiB`, `100 Mbit/s` | 512e6, 4294967296, 12.5e6 | bytes, bytes each second |
    | `$10,000`, `EUR 5`, `$1.5M` | 10000, 5, 1.5e6 | money of a currency |
    | `4.5/5` | 4.5 | rating of 5 |
    | `1000 requests/second`, `1000 TPS`, `20 tickets` | 1000, 1000, 20 | count, each second if so written |

    The value is in the base unit of its kind, and for rates in the time unit that is written. Decimal units are read from
    the digits, so that `99.95%` is 0.9995 to the bit.

    Attributes
    ----------
    value : float
        The number, in the base unit of its kind: shares, seconds, bytes, and as written for the others.
    unit : Unit
        Its unit.
    """

    value: float
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOdds(Record):
    """How long tickets wait in a queue in the long run.

    Attributes
    ----------
    wait : float
        The share of tickets that wait at all, 0 to 1.
    within : float
        The share of tickets whose turn comes in time, 0 to 1: for those that give up, whose turn would have come.
    abandoned : float
        The share of tickets that give up, 0 to 1.
    mean_wait_minutes : float | None
        The mean wait in minutes, of those that give up too; `None` where it grows without end.
    occupancy : float
        The share of their time that agents work, 0 to 1.
    """

    wait: float
    within: float
    abandoned: float
    mean_wait_minutes: float | None
    occupancy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOptions(Record):
    """A queue with the same load and the same agents at all times.

    Attributes
    ----------
    arrivals_per_hour : float
        Tickets that arrive per hour, over 0, at most a million.
    handling_minutes : float
        The mean time that handling one takes, in minutes, 0.001 to a million.
    agents : int
        Agents, at most a million.
    within_minutes : float
        The wait that counts as in time, in minutes.
    patience_minutes : float | None
        The mean time after which somebody who waits gives up, in minutes, 0.001 to a million (Erlang A); nobody does if
        left out (Erlang C).
    """

    arrivals_per_hour: float
    handling_minutes: float
    agents: int
    within_minutes: float = 0.0
    patience_minutes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumStanding(Record):
    """How the votes of a role stand.

    Attributes
    ----------
    role : str
        The role.
    needed : int
        How many must approve.
    reached : bool
        Whether as many have.
    approved : tuple[str, ...]
        Who approved, conditions or not.
    rejected : tuple[str, ...]
        Who rejected.
    abstained : tuple[str, ...]
        Who abstained.
    lapsed : tuple[str, ...]
        Whose approval has lapsed.
    waiting : tuple[str, ...]
        Who has not voted, of those named; not those whose approval has lapsed.
    """

    role: str
    needed: int
    reached: bool
    approved: tuple[str, ...]
    rejected: tuple[str, ...]
    abstained: tuple[str, ...]
    lapsed: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness(Record):
    """How far a plan is: what is done, what is open, what stands in the way of going live, what is late.

    Every box counts once, in the plan as a whole and in its section; steps count for nothing. `done + open` is the
    number of boxes.

    Attributes
    ----------
    at : datetime
        The instant that was asked about.
    ready : bool
        Whether nothing blocks.
    done : int
        Boxes that are ticked.
    open : int
        Boxes that are not.
    score : float | None
        The weight of the boxes that are ticked as a share of that of all, 0 to 1; none without boxes. See
        `ReadinessOptions`.
    blocking : tuple[OpenItem, ...]
        Open boxes that must be ticked before the go-live (see the module), in the order of the text.
    overdue : tuple[OpenItem, ...]
        Open boxes that were due by then, in the order of the text; none of those that depend on the launch while that is
        not known.
    without_evidence : tuple[OpenItem, ...]
        Ticked boxes without a link to evidence, where evidence is asked for.
    stale : tuple[StaleTick, ...]
        Boxes that were ticked too long ago: somebody should look again.
    contradictions : tuple[str, ...]
        The ids of items that are ticked while a box below them is open.
    sections : tuple[SectionReadiness, ...]
        One for each section of the plan, in the same order.
    owners : tuple[OwnerReadiness, ...]
        One for each owner, in the order of the alphabet. Boxes belong to the owner of the item, of the nearest item above,
        or of the nearest section around that has one.
    """

    at: datetime
    ready: bool
    done: int
    open: int
    score: float | None
    blocking: tuple[OpenItem, ...]
    overdue: tuple[OpenItem, ...]
    without_evidence: tuple[OpenItem, ...]
    stale: tuple[StaleTick, ...]
    contradictions: tuple[str, ...]
    sections: tuple[SectionReadiness, ...]
    owners: tuple[OwnerReadiness, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessChanged(Record):
    """The plan's readiness changed.

    Attributes
    ----------
    at : datetime
        The instant of the decision.
    item : str
        The item that was ticked or unticked.
    done : bool
        Whether it is done now.
    done_count : int
        Boxes that are ticked, of all boxes of the plan.
    open_count : int
        Boxes that are not ticked.
    blocking_count : int
        Open boxes that must be ticked before go-live.
    reason : Reason
        Why.
    type : Literal["readiness"]
        Which of the alternatives this is.
    """

    at: datetime
    item: str
    done: bool
    done_count: int
    open_count: int
    blocking_count: int
    reason: Reason
    type: Literal["readiness"] = "readiness"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessOptions(Record):
    """What counts how much, and from when a tick is too old.

    Attributes
    ----------
    blocking_weight : float
        The weight of a box that must be ticked before the go-live; 3 by default.
    other_weight : float
        The weight of any other box; 1 by default.
    by_estimate : bool
        Whether a box weighs as many times that as its estimate has hours, the mean of low, four times likely and high; one
        without estimate weighs as one of an hour. No by default.
    stale_after : str
        From what age a tick is stale, without months; 30 days by default. Ticks without a date are never stale.
    evidence : EvidenceScope
        For which ticked boxes evidence is asked for: those that must be ticked before the go-live, all, or none (the
        default).
    """

    blocking_weight: float = 3.0
    other_weight: float = 1.0
    by_estimate: bool = False
    stale_after: str = "4 weeks 2 days"
    evidence: EvidenceScope = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Record):
    """Why: what rule decided, on which numbers, and where it stands. Every verdict of this library carries one.

    Attributes
    ----------
    rule : str
        The rule: its path in the document it comes from, such as `types.login_failed`, or its text.
    detail : str
        What the rule made of the facts, as a sentence for people. The wording may change between versions.
    numbers : Mapping[str, float]
        The numbers that decided, by name. Names of times end in their unit, such as `elapsed_seconds`.
    position : Position | None
        Where the rule stands in the text it was read from, where that is known.
    """

    rule: str
    detail: str
    numbers: Mapping[str, float]
    position: Position | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileOptions(Record):
    """What a summary of a table keeps.

    Attributes
    ----------
    columns : tuple[str, ...]
        The columns in the order of the rows, 1 to 256.
    key : tuple[str, ...]
        The columns that tell rows apart.
    decimals : tuple[str, ...]
        The columns of decimal numbers: the texts "7.5" and "7.50", and the number 7.5, are one value there.
    references : tuple[TableReference, ...]
        The columns that point to rows of other tables, at most 16.
    differences : int
        How many differing rows can be found and named, 1 to 100,000; memory grows with it (a thousand rows of 8 columns
        take half a megabyte), not with the rows.
    sample : int
        How many keys are kept to look for duplicates and missing references, 1 to 1,000,000. Up to so many different
        keys both are exact; beyond that they are those of a sample.
    listed : int
        Most rows or keys to list in an answer.
    """

    columns: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    decimals: tuple[str, ...] = ()
    references: tuple[TableReference, ...] = ()
    differences: int = 1000
    sample: int = 65536
    listed: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation(Record):
    """How a target differs from its source.

    Attributes
    ----------
    verdict : ReconcileVerdict
        The conclusion.
    source_rows : int
        Rows of the source.
    target_rows : int
        Rows of the target.
    complete : bool
        Whether all rows that differ were found. Otherwise there are more than the options allow for: those found are
        right, and the columns below say where to look, or summarise again with more `differences` or by ranges of the
        key.
    missing_rows : int
        Rows found that only the source has.
    extra_rows : int
        Rows found that only the target has.
    changed_rows : int
        Rows found whose fields differ.
    missing : tuple[KeyedRow, ...]
        Rows that only the source has, by key, as many as are to be listed.
    extra : tuple[KeyedRow, ...]
        Rows that only the target has, by key, as many as are to be listed.
    changed : tuple[ChangedRow, ...]
        Rows whose fields differ, by key, as many as are to be listed.
    columns : tuple[ColumnDifference, ...]
        Every column.
    source : TableReport
        The source for itself.
    target : TableReport
        The target for itself.
    reasons : tuple[Reason, ...]
        What differs, in words; empty where nothing does.
    """

    verdict: ReconcileVerdict
    source_rows: int
    target_rows: int
    complete: bool
    missing_rows: int
    extra_rows: int
    changed_rows: int
    missing: tuple[KeyedRow, ...]
    extra: tuple[KeyedRow, ...]
    changed: tuple[ChangedRow, ...]
    columns: tuple[ColumnDifference, ...]
    source: TableReport
    target: TableReport
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEvidence(Record):
    """Evidence was attached to an item.

    Attributes
    ----------
    at : datetime
        When.
    item : str
        The id of the item.
    url : str
        Where it is.
    title : str | None
        What it is.
    by : str | None
        Who attached it.
    type : Literal["evidence"]
        Which of the alternatives this is.
    """

    at: datetime
    item: str
    url: str
    title: str | None = None
    by: str | None = None
    type: Literal["evidence"] = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMeasurement(Record):
    """A criterion was measured or confirmed. The last one holds, before what the plan says.

    Attributes
    ----------
    at : datetime
        When.
    criterion : str
        The text of the criterion; case and blanks do not count.
    value : float | None
        The value, for a criterion with bounds: finite.
    met : bool | None
        Whether it is met, for a criterion without bounds. One of the two must be there.
    by : str | None
        Who says so.
    type : Literal["measured"]
        Which of the alternatives this is.
    """

    at: datetime
    criterion: str
    value: float | None = None
    met: bool | None = None
    by: str | None = None
    type: Literal["measured"] = "measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTick(Record):
    """A box was ticked or unticked. The last word on a box holds, before that of the plan.

    Attributes
    ----------
    at : datetime
        When.
    item : str
        The id of the item.
    done : bool
        Whether it is done now.
    by : str | None
        Who did it.
    type : Literal["ticked"]
        Which of the alternatives this is.
    """

    at: datetime
    item: str
    done: bool
    by: str | None = None
    type: Literal["ticked"] = "ticked"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedVote(Record):
    """Somebody voted. The last vote of a name in a role holds, before that of the plan.

    Attributes
    ----------
    at : datetime
        When.
    gate : str | None
        The id of the gate; left out, it counts for every gate that knows the role.
    role : str
        In which role.
    name : str
        Who or which team votes.
    vote : Vote
        The vote.
    conditions : tuple[str, ...]
        On which conditions it is approved.
    until : datetime | None
        Until when the conditions must be met, by an approval without any: at this instant the approval ends.
    by : str | None
        The person who signed for the name.
    comment : str | None
        Why, for people.
    type : Literal["signed"]
        Which of the alternatives this is.
    """

    at: datetime
    gate: str | None = None
    role: str
    name: str
    vote: Vote
    conditions: tuple[str, ...] = ()
    until: datetime | None = None
    by: str | None = None
    comment: str | None = None
    type: Literal["signed"] = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedWaiver(Record):
    """A requirement was waived: the gate may be passed without it, on the condition that it is made up for.

    Attributes
    ----------
    at : datetime
        When.
    subject : str
        The id of the item, or the text of the criterion.
    reason : str
        Why it may be.
    until : datetime | None
        Until when; at this instant it is asked for again.
    by : str | None
        Who allowed it.
    type : Literal["waived"]
        Which of the alternatives this is.
    """

    at: datetime
    subject: str
    reason: str
    until: datetime | None = None
    by: str | None = None
    type: Literal["waived"] = "waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryStatus(Record):
    """Where one way back stands against its recovery-time objective.

    Attributes
    ----------
    name : str
        The objective's name.
    state : RecoveryState
        Where it stands.
    started : datetime
        When it began.
    due : datetime
        When it must be done.
    finished : datetime | None
        When it was done.
    elapsed_seconds : float
        How long it took, or has taken so far, in seconds.
    remaining_seconds : float
        What is left of its time, in seconds; less than 0 over it.
    reason : Reason
        The numbers.
    """

    name: str
    state: RecoveryState
    started: datetime
    due: datetime
    finished: datetime | None
    elapsed_seconds: float
    remaining_seconds: float
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring(Record):
    """What happens again and again, or on a schedule beside the work: training, communication, reports, reviews.

    Attributes
    ----------
    kind : RecurringKind
        What kind of thing.
    title : str
        What: the report, the lesson, the message.
    when : str
        When, as written: "Weekly", "Week 1", "15 minutes"; may be empty.
    every : str | None
        How often.
    within : str | None
        How long after the event that it answers.
    window : Window | None
        When, relative to the go-live.
    who : str | None
        Who does it.
    audience : str | None
        For whom.
    topics : tuple[str, ...]
        What it is about, line by line.
    section : str
        The id of its section.
    line : int
        Its line, from 1.
    """

    kind: RecurringKind
    title: str
    when: str
    every: str | None
    within: str | None
    window: Window | None
    who: str | None
    audience: str | None
    topics: tuple[str, ...]
    section: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactOptions(Record):
    """What `redact_with` looks for beside what `redact` always does.

    Attributes
    ----------
    ips : bool
        Whether IP addresses go, too. They are personal data to some laws, and the very thing a support team needs.
    """

    ips: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedSpan(Record):
    """Where something was, without saying what.

    Attributes
    ----------
    kind : RedactedKind
        What it was.
    start : int
        Where it begins in the text that was given: in bytes of UTF-8; in Python in characters, in Node in
        units of UTF-16.
    end : int
        Where it ends, counted alike: the place behind it.
    """

    kind: RedactedKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedText(Record):
    """A text without its secrets and personal data.

    Attributes
    ----------
    text : str
        The text, with a placeholder for each thing found.
    kinds : tuple[RedactedKind, ...]
        The kinds found, each once.
    spans : tuple[RedactedSpan, ...]
        Where they were, in the order of the text; they do not overlap.
    """

    text: str
    kinds: tuple[RedactedKind, ...]
    spans: tuple[RedactedSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceCheck(Record):
    """Whether the rows that a table points to are there.

    Attributes
    ----------
    name : str
        The reference's name.
    intact : bool
        Whether no row points to one that is not there, as far as was looked.
    sampled : bool
        Whether the keys are a sample only.
    checked_keys : int
        Different keys that were looked up.
    orphan_keys : int
        Keys among them that are not there.
    orphan_rows : int
        Rows that point to them.
    null_rows : int
        Rows that point nowhere, as one of the columns is NULL.
    orphans : tuple[KeyedRow, ...]
        Such keys with the number of rows that point to them, as many as are to be listed.
    reason : Reason
        The numbers.
    """

    name: str
    intact: bool
    sampled: bool
    checked_keys: int
    orphan_keys: int
    orphan_rows: int
    null_rows: int
    orphans: tuple[KeyedRow, ...]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal(Record):
    """What would be if some things were not done by an instant.

    Attributes
    ----------
    at : datetime
        The instant that was asked about.
    readiness : Readiness
        How far the plan would be.
    gates : tuple[GateDecision, ...]
        What would be decided at each gate of the plan, in its order.
    waiting : tuple[str, ...]
        The ids of the items and sections that wait for what is not done, directly or by way of others, in the order of the
        text.
    dates : RehearsedDates | None
        What moves, from when to when, and the new finish beside the launch: what is not done is finished at the instant at
        the earliest. None where neither `WhatIf::start` nor the plan says when work begins.
    """

    at: datetime
    readiness: Readiness
    gates: tuple[GateDecision, ...]
    waiting: tuple[str, ...]
    dates: RehearsedDates | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedDates(Record):
    """What moves if some sections and items are not done by an instant: they are finished then at the earliest, and what waits
    for them comes later.

    Attributes
    ----------
    start : datetime
        From when on the plan was scheduled.
    finish_before : datetime
        The finish of the plan as it is written.
    finish_after : datetime
        The finish of the plan then.
    launch : datetime | None
        When the plan is to go live, where that is known.
    ready_before : datetime | None
        When the last box that blocks the launch is finished as the plan is written; none without a launch or such boxes.
    ready_after : datetime | None
        When it is finished then: after `launch`, the launch does not hold.
    moved : tuple[MovedTask, ...]
        All sections and items of which the earliest start or finish moves, those not done included, in the order of the
        text.
    conflicts : tuple[ScheduleConflict, ...]
        The conflicts that there are then and were not before.
    reason : Reason
        In words and numbers.
    """

    start: datetime
    finish_before: datetime
    finish_after: datetime
    launch: datetime | None
    ready_before: datetime | None
    ready_after: datetime | None
    moved: tuple[MovedTask, ...]
    conflicts: tuple[ScheduleConflict, ...]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSample(Record):
    """What was measured of one criterion: counts for a share, a number for a value, nothing more for an event.

    Attributes
    ----------
    metric : str
        The metric, as the criterion names it.
    at : datetime
        When.
    bad : int | None
        Bad requests of the release since the last sample. For a share.
    total : int | None
        All requests of the release since the last sample. For a share.
    value : float | None
        The value of the release. For a value; NaN is no value.
    baseline_bad : int | None
        Bad requests of the baseline in the same time. For a share.
    baseline_total : int | None
        All requests of the baseline in the same time. For a share. Of a blue-green switch: those of the same minutes of
        the day before, say.
    baseline_value : float | None
        The value of the baseline at the same time. For a value; NaN is no value.
    detail : str | None
        What happened, in words. For an event.
    """

    metric: str
    at: datetime
    bad: int | None = None
    total: int | None = None
    value: float | None = None
    baseline_bad: int | None = None
    baseline_total: int | None = None
    baseline_value: float | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseVerdict(Record):
    """What to do now, and why.

    Attributes
    ----------
    decision : ReleaseDecision
        What to do.
    finished : bool
        Whether it is the last word: the watch is over, or the release goes back.
    at : datetime
        The instant of the verdict.
    traffic : float
        The share of the traffic that the release should get from now on, in percent.
    step : int
        The step of the traffic, from 0.
    watch_ends : datetime
        When the watch ends.
    decide_by : datetime | None
        Until when somebody must decide, while there is a suspicion.
    criteria : tuple[CriterionVerdict, ...]
        Every criterion, in the order of the document.
    reason : Reason
        What decided.
    """

    decision: ReleaseDecision
    finished: bool
    at: datetime
    traffic: float
    step: int
    watch_ends: datetime
    decide_by: datetime | None
    criteria: tuple[CriterionVerdict, ...]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionAdvice(Record):
    """What helps against a cause.

    Attributes
    ----------
    id : str
        The resolution's id in the knowledge: record its outcome with it.
    cause : str
        The id of the cause it is for.
    steps : tuple[str, ...]
        What to do, in order.
    estimated_minutes : int
        How long it takes, in minutes.
    success_rate : float
        How often it helps if the cause is right, from 0 to 1: the mean of its Beta posterior.
    requires_escalation : bool
        Whether a higher tier must do it.
    reason : Reason
        The prior, and the outcomes recorded.
    """

    id: str
    cause: str
    steps: tuple[str, ...]
    estimated_minutes: int
    success_rate: float
    requires_escalation: bool
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionOutcome(Record):
    """Whether a resolution helped.

    Attributes
    ----------
    resolution : str
        The resolution's id.
    solved : bool
        Whether it did.
    """

    resolution: str
    solved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveCondition(Record):
    """When a firing alert ends: "resolve < 0.5%".

    Attributes
    ----------
    comparison : Comparison
        How the value is compared.
    threshold : float
        What it is compared with, in the metric's unit.
    threshold_text : str
        How the threshold is written, with its unit.
    """

    comparison: Comparison
    threshold: float
    threshold_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibleColumn(Record):
    """How much a column makes the anomalous points of a group strange.

    Attributes
    ----------
    column : str
        The column.
    contribution : float
        Its mean contribution to the score; below 0 where it makes rows stranger.
    first_in : int
        In how many of the points it is the column that makes them strangest.
    """

    column: str
    contribution: float
    first_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryAnswer(Record):
    """Whether to try again.

    Attributes
    ----------
    retry : bool
        Whether to try again; otherwise the call has failed for good.
    delay_seconds : float
        How long to wait before, in seconds.
    at : datetime | None
        When to try.
    reason : Reason
        Why.
    """

    retry: bool
    delay_seconds: float
    at: datetime | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryBudgetOptions(Record):
    """How many tries a client may add to its calls.

    Attributes
    ----------
    per_call : float
        Tokens that each call brings, 0 to 10: 0.1 lets a tenth of the calls be tried again.
    per_second : float
        Tokens that each second brings, 0 to 1,000,000, so that clients with few calls can try again.
    most : float
        Most tokens, 1 to 1,000,000; so many are there at first.
    """

    per_call: float = 0.1
    per_second: float = 1.0
    most: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryFailure(Record):
    """A try that failed.

    Attributes
    ----------
    attempt : int
        Which try of the call it was, from 1.
    kind : str
        The kind of error, a word of the host: `timeout`, `503`.
    started : datetime
        When the first try began.
    at : datetime
        When this try failed.
    retry_after : str | None
        How long the other side asks to wait at least, such as a `Retry-After` of HTTP.
    """

    attempt: int
    kind: str
    started: datetime
    at: datetime
    retry_after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskEvent(Record):
    """Something that may happen and then delays tasks, all of them in the same sample.

    Attributes
    ----------
    probability : float
        How likely, 0 to 1.
    delay : Estimate
        By how much each of the tasks takes longer if it happens.
    tasks : tuple[int, ...]
        The tasks, by index.
    """

    probability: float
    delay: Estimate
    tasks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskImpact(Record):
    """What one risk did.

    Attributes
    ----------
    title : str
        What may happen.
    happened : float
        The share of samples in which it happened.
    delay_seconds : float | None
        How much later the mean finish of samples in which it happened is than that of the others, in seconds; none where
        it always or never happened.
    """

    title: str
    happened: float
    delay_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleQuorum(Record):
    """How many people of one role must approve.

    Attributes
    ----------
    role : str
        The role: "Technical" for the section "Technical Validation". Case and blanks do not count.
    names : tuple[str, ...]
        Who signs, in the order of the text; without names anybody may who signs in this role.
    needed : int
        How many of them must approve: all, unless a field "Quorum: 3 of 5" says otherwise. 0 means all, and one where there
        are no names.
    veto : bool
        Whether one rejection is enough to stop: yes, unless a field "Veto: no" says otherwise.
    valid_for : str | None
        How long an approval counts, without months; for ever if left out.
    """

    role: str
    names: tuple[str, ...] = ()
    needed: int = 0
    veto: bool = False
    valid_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackBegun(Record):
    """It was decided to go back. The first such decision holds.

    Attributes
    ----------
    at : datetime
        When.
    branch : str | None
        The id of the way back; the one that holds then if left out.
    by : str | None
        Who decided.
    reason : str | None
        Why.
    type : Literal["rolled_back"]
        Which of the alternatives this is.
    """

    at: datetime
    branch: str | None = None
    by: str | None = None
    reason: str | None = None
    type: Literal["rolled_back"] = "rolled_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackOutlook(Record):
    """The way back.

    Attributes
    ----------
    branch : str
        The id of the branch.
    title : str
        What people call it.
    possible : bool
        Whether it can still be taken: the point of no return is not passed, or it is being taken.
    decided_at : datetime | None
        When it was decided.
    steps : tuple[StepStatus, ...]
        Its steps: as they are if it is being taken, else as they would be if it were decided now.
    back_at : datetime
        When the service is back.
    takes_seconds : int
        Seconds from the decision until then.
    objective_seconds : int | None
        The recovery-time objective in seconds.
    meets_objective : bool | None
        Whether it takes no longer than that.
    decide_by : datetime | None
        The last instant to decide it, so that the service is back in time; none without a time to be back by, or once it
        is decided.
    """

    branch: str
    title: str
    possible: bool
    decided_at: datetime | None
    steps: tuple[StepStatus, ...]
    back_at: datetime
    takes_seconds: int
    objective_seconds: int | None
    meets_objective: bool | None
    decide_by: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Record):
    """Where a ticket goes, and why.

    Attributes
    ----------
    tier : int
        Tier of the support organisation, 1 to 4.
    priority : Priority
        How urgent it is.
    department : str
        The department.
    known : bool
        Whether the table knows the issue type; otherwise this is the default route.
    reason : Reason
        The rule that decided: `types.` and the issue type, or `default`.
    """

    tier: int
    priority: Priority
    department: str
    known: bool
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedTicket(Record):
    """Where a ticket goes, and why.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    issue_type : str | None
        The issue type that counted.
    issue_source : IssueSource
        Where it comes from.
    tier : int
        Tier of the support organisation, 1 to 4.
    priority : Priority
        How urgent it is.
    department : str
        The department.
    queue : str
        The queue: the department's, a rule's, or the one for critical tickets outside of the hours.
    agent : str | None
        The agent, if one was given who can take it.
    inform : tuple[str, ...]
        Departments that should know of it, too: those of safeguards that hold while the ticket goes elsewhere, and of an
        inbox with a least priority that it was sent to.
    reasons : tuple[Reason, ...]
        Every rule that counted, in order.
    """

    id: str | None
    issue_type: str | None
    issue_source: IssueSource
    tier: int
    priority: Priority
    department: str
    queue: str
    agent: str | None
    inform: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowExplanation(Record):
    """What makes a row strange, column by column and in words.

    Attributes
    ----------
    score : float
        The score, from -1 up to 0: the lower, the stranger.
    baseline : float
        The score that the contributions start from.
    features : tuple[FeatureReason, ...]
        One entry per column, the one that makes the row strangest first.
    sentence : str
        The columns that make up most of the distance, in words. The wording may change between versions.
    """

    score: float
    baseline: float
    features: tuple[FeatureReason, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules(Record):
    """How local times are read where clocks change. The default is that of RFC 5545 and of Temporal's "compatible".

    Attributes
    ----------
    gap : Gap
        For times that do not exist.
    fold : Fold
        For times that happen twice.
    """

    gap: Gap = "offset_before"
    fold: Fold = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Record):
    """A metric was measured.

    Attributes
    ----------
    at : datetime
        When.
    metric : str
        The metric's name.
    value : float
        The value, finite, in the metric's own unit.
    type : Literal["sample"]
        Which of the alternatives this is.
    """

    at: datetime
    metric: str
    value: float
    type: Literal["sample"] = "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingChange(Record):
    """A change of the number of units.

    Attributes
    ----------
    at : datetime
        When.
    before : int
        Units before.
    after : int
        Units after.
    reason : Reason
        Why.
    """

    at: datetime
    before: int
    after: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingPlan(ScalingCalls):
    """How many units when.

    Attributes
    ----------
    start : datetime
        The instant of the first interval.
    step : str
        The length of an interval.
    zone : str | None
        The zone on whose calendar intervals of days and months are counted; UTC if left out.
    limits : tuple[int, int]
        The least and the most units of the rules.
    needed : tuple[int, ...]
        Units needed in each interval at the stated risk, before any rule.
    units : tuple[int, ...]
        Units planned for each interval.
    changes : tuple[ScalingChange, ...]
        The changes from the units that there are now on. Units are added a lead time before the interval that needs them,
        or at once where that is past.
    short : int
        In how many intervals fewer units are ready than needed, because rules forbid more or because it is too late.
    unit_hours : float
        Units times hours, from the instants of the changes.
    cost : float | None
        What that costs, if the rules say what a unit does.
    """

    start: datetime
    step: str
    zone: str | None
    limits: tuple[int, int]
    needed: tuple[int, ...]
    units: tuple[int, ...]
    changes: tuple[ScalingChange, ...]
    short: int
    unit_hours: float
    cost: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingScore(Record):
    """How good a way of scaling is.

    Attributes
    ----------
    enough : float
        The share of intervals with enough units, 0 to 1.
    excess_unit_hours : float
        Units not needed, times hours.
    changes_per_day : float
        Changes a day.
    """

    enough: float
    excess_unit_hours: float
    changes_per_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingSimulation(TradeCalls):
    """How scaling would have gone on history that the plan did not know.

    Attributes
    ----------
    planned : ScalingScore
        The planner, asked anew at each horizon's end.
    reactive : ScalingScore
        A rule that adds at once what the last interval needed, and takes away what no interval of the cooldown needed.
    fixed : ScalingScore
        As many units as the history before ever needed.
    trade_off : tuple[ScalingTrade, ...]
        The planner at other risks, from the cheapest to the safest.
    """

    planned: ScalingScore
    reactive: ScalingScore
    fixed: ScalingScore
    trade_off: tuple[ScalingTrade, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingTrade(Record):
    """A risk and what it leads to.

    Attributes
    ----------
    risk : float
        The risk for each interval.
    score : ScalingScore
        The score.
    """

    risk: float
    score: ScalingScore


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(ScheduleCalls):
    """When each task of a plan begins and ends at the earliest and at the latest, and what decides it.

    Attributes
    ----------
    start : datetime
        Before this nothing begins.
    finish : datetime
        When the last task ends at the earliest.
    tasks : tuple[ScheduledTask, ...]
        All sections and items in the order of the text.
    critical : tuple[str, ...]
        The ids of tasks without slack, in the order of the text.
    chain : tuple[ChainStep, ...]
        What makes the finish what it is: from the first task to the last. They have no slack; only where calendars
        differ, one may have some while another's hours are closed.
    conflicts : tuple[ScheduleConflict, ...]
        Where the plan cannot be kept as it is written, in the order of the text.
    notes : tuple[Reason, ...]
        What was not taken into account, such as windows where no launch is known.
    """

    start: datetime
    finish: datetime
    tasks: tuple[ScheduledTask, ...]
    critical: tuple[str, ...]
    chain: tuple[ChainStep, ...]
    conflicts: tuple[ScheduleConflict, ...]
    notes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleConflict(Record):
    """Something in the plan that cannot be kept.

    Attributes
    ----------
    kind : ConflictKind
        What kind of thing.
    id : str
        The id of the section or item.
    limit : datetime | None
        By when it should be finished, for those with a time.
    finish : datetime | None
        When it is finished at the earliest, for those with a time.
    reason : Reason
        In words and numbers.
    """

    kind: ConflictKind
    id: str
    limit: datetime | None
    finish: datetime | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledLimit(Record):
    """A floor or ceiling of units for a time.

    Attributes
    ----------
    start : datetime
        When it begins.
    end : datetime
        When it is over; itself not part of it.
    floor : int | None
        The least units.
    ceiling : int | None
        The most units.
    """

    start: datetime
    end: datetime
    floor: int | None = None
    ceiling: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledTask(Record):
    """A section or item with its dates.

    Early dates are the soonest that dependencies, windows and hours allow. Late dates are the last ones that move
    neither the finish of the plan nor break a window, a due date or the launch; so slack is negative where one of these
    is broken.

    Attributes
    ----------
    id : str
        The id of the section or item.
    title : str
        Its title.
    kind : TaskKind
        Which of the two it is.
    owner : str | None
        Who does it: its owner, or that of the nearest item or section around it that has one.
    basis : TaskBasis
        Where its length comes from.
    work_seconds : float
        How long the work takes: seconds of open time where a calendar holds, of time otherwise.
    early_start : datetime
        The earliest start; of a section or item with others in it the earliest of theirs.
    early_finish : datetime
        The earliest finish. Where it waits for something else, this is later than the work alone takes.
    late_start : datetime
        The latest start.
    late_finish : datetime
        The latest finish.
    begin : datetime
        When to begin so that the work runs without a pause to the earliest finish. It is later than the earliest start
        only where the finish waits for something else.
    total_slack_seconds : float
        How long it can slip, its start or its finish, without moving the finish or breaking a limit, in seconds of its
        open time.
    free_slack_seconds : float
        How long it can slip without moving any other item, in seconds of its open time; at most its total slack, and not
        below 0.
    critical : bool
        Whether it has no total slack.
    start_binding : TaskBinding
        What decides its earliest start.
    finish_binding : TaskBinding
        What decides its earliest finish.
    line : int
        Its line in the text, from 1.
    """

    id: str
    title: str
    kind: TaskKind
    owner: str | None
    basis: TaskBasis
    work_seconds: float
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    begin: datetime
    total_slack_seconds: float
    free_slack_seconds: float
    critical: bool
    start_binding: TaskBinding
    finish_binding: TaskBinding
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Record):
    """A score over all objectives.

    Attributes
    ----------
    result : ScoreResult
        Pass, warning or fail.
    score : float | None
        The share of the possible points, 0 to 1; missing where nothing could be scored.
    points : float
        The points.
    possible : float
        The points that were possible.
    failed_keys : tuple[str, ...]
        Names of the key objectives that were missed.
    lines : tuple[ScoreLine, ...]
        Each objective, in the order of the card.
    reason : Reason
        The rule and the numbers.
    """

    result: ScoreResult
    score: float | None
    points: float
    possible: float
    failed_keys: tuple[str, ...]
    lines: tuple[ScoreLine, ...]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine(Record):
    """One line of a scorecard.

    Attributes
    ----------
    verdict : ObjectiveVerdict
        Where the objective stands.
    possible : float
        The points it can give: its weight; 0 for what is only tracked, or ignored for want of data.
    points : float
        The points it gives: all on target (or met, where there is no target), half if met, none if missed.
    key : bool
        Whether the card fails where it is missed.
    trend : ObjectiveTrend | None
        What the value did since the last period, where both are known.
    """

    verdict: ObjectiveVerdict
    possible: float
    points: float
    key: bool
    trend: ObjectiveTrend | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeamOverlap(Record):
    """Hours at which the same calendars, more than one, are open.

    Attributes
    ----------
    open : datetime
        When it begins.
    close : datetime
        When it ends.
    calendars : tuple[int, ...]
        The calendars, by their places in the list from 0.
    """

    open: datetime
    close: datetime
    calendars: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeamReport(Record):
    """Where several calendars leave a gap between them, and where more than one is open: follow-the-sun coverage.

    Attributes
    ----------
    gaps : tuple[OpenSpan, ...]
        Hours at which no calendar is open, in order.
    overlaps : tuple[SeamOverlap, ...]
        Hours at which more than one is, in order.
    gap_seconds : float
        Seconds at which none is open.
    overlap_seconds : float
        Seconds at which more than one is open.
    open_seconds : float
        Seconds at which at least one is open.
    """

    gaps: tuple[OpenSpan, ...]
    overlaps: tuple[SeamOverlap, ...]
    gap_seconds: float
    overlap_seconds: float
    open_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Record):
    """A heading and what stands below it, up to the next heading.

    Attributes
    ----------
    id : str
        The name to call it by: slugs of the headings around it and its own, joined by "/", without brackets that hold
        a window or a duration, and without the title of the plan. A second one of the same name ends in "-2".
    title : str
        The heading, without markup.
    level : int
        Level of the heading, 1 to 6; 0 for the section that holds items before the first heading.
    line : int
        Line of the heading, from 1.
    column : int
        Column of the heading in characters, from 1.
    end_line : int
        Last line of the heading.
    kind : SectionKind
        What it is.
    number : int | None
        Its number, for waves and phases.
    parent : int | None
        Index in `Plan::sections` of the section around it: the nearest before it with a lower level.
    window : Window | None
        When it is to happen. Without one, that of the section around it holds.
    duration : str | None
        How long it takes, from its heading or its field.
    risk : RiskLevel | None
        Its risk.
    owner : str | None
        Who answers for it.
    estimate : TaskEstimate | None
        How long the work takes, where an attribute says so; `duration` otherwise.
    after : tuple[Dependency, ...]
        What it waits for.
    period : Period | None
        When it is to happen, in instants.
    due : Due | None
        By when it must be done.
    fields : tuple[Field, ...]
        The fields that stand in it.
    items : tuple[Item, ...]
        The items that stand in it, not those of sections below it, in the order of the text.
    """

    id: str
    title: str
    level: int
    line: int
    column: int
    end_line: int
    kind: SectionKind
    number: int | None
    parent: int | None
    window: Window | None
    duration: str | None
    risk: RiskLevel | None
    owner: str | None
    estimate: TaskEstimate | None
    after: tuple[Dependency, ...]
    period: Period | None
    due: Due | None
    fields: tuple[Field, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionReadiness(Record):
    """How far a section is, the sections below it counted in.

    Attributes
    ----------
    id : str
        The id of the section.
    title : str
        Its title.
    level : int
        The level of its heading.
    kind : SectionKind
        What it is: a wave, a phase, a day.
    done : int
        Boxes that are ticked.
    open : int
        Boxes that are not.
    blocking : int
        How many of the open ones block.
    overdue : int
        How many of the open ones are overdue.
    score : float | None
        The weight of the boxes that are ticked as a share of that of all, 0 to 1; none without boxes.
    """

    id: str
    title: str
    level: int
    kind: SectionKind
    done: int
    open: int
    blocking: int
    overdue: int
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift(Record):
    """Time for which one person is on call without a break.

    Attributes
    ----------
    start : datetime
        From when.
    end : datetime
        Until when.
    person : str
        Who.
    layer : str | None
        The layer whose turn it is; `None` for an override.
    source : ShiftSource
        By what.
    turn : int | None
        The number of the turn in its layer, from 0; `None` for an override.
    """

    start: datetime
    end: datetime
    person: str
    layer: str | None
    source: ShiftSource
    turn: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortenGain(Record):
    """What it brings to shorten one item.

    Attributes
    ----------
    id : str
        Its id.
    title : str
        Its title.
    gain_seconds : float
        How much earlier the mean finish is, in seconds, in the same samples with the item shorter by the share asked for.
    reason : Reason
        In words and numbers.
    """

    id: str
    title: str
    gain_seconds: float
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff(Record):
    """Who has signed, or is to sign.

    Attributes
    ----------
    gate : str
        The id of the gate.
    role : str
        The role as in `RoleQuorum::role`.
    name : str
        Who is to sign: a team, a function or a person.
    statement : str
        What is signed; may be empty.
    state : SignOffState
        Whether it is.
    signed_by : str | None
        The person who signed, where the text says so.
    signed_at : datetime | None
        When, where the text says so. A date is the start of that day in the zone of the plan.
    item : str | None
        The id of the item that says so; none for the row of a table.
    line : int
        Its line, from 1.
    """

    gate: str
    role: str
    name: str
    statement: str
    state: SignOffState
    signed_by: str | None
    signed_at: datetime | None
    item: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence(Record):
    """Alerts that are not told for a while.

    Attributes
    ----------
    id : str
        Its name, by which it can be ended.
    matchers : Mapping[str, str]
        Labels that an alert must have.
    matching : tuple[str, ...]
        What its labels must be, too: texts such as `env!="test"` or `code=~"5.."`, at most 16. One of all these must ask
        for a label that is there.
    from_ : datetime
        From when.
    until : datetime
        Until when; that instant is no part of it.
    comment : str
        Why, and by whom.
    """

    id: str
    matchers: Mapping[str, str] = field(default_factory=dict)
    matching: tuple[str, ...] = ()
    from_: datetime
    until: datetime
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarText(Record):
    """A text of a `SimilarTexts` index, and how like the given one it is.

    Attributes
    ----------
    index : int
        The number of the text: 0 for the first that was added.
    similarity : float
        From 0, nothing shared, to 1, the same but for case, blanks and Unicode form.
    """

    index: int
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaClock(Record):
    """A promise with a due instant.

    Attributes
    ----------
    kind : ClockKind
        What is promised.
    priority : Priority
        The priority whose commitment it is.
    anchor : datetime
        What it counts from: the opening or reopening, the customer's reply, the last update.
    due : datetime
        The last instant at which the promise is kept; while it is paused, as if it went on now.
    state : ClockState
        Running, paused, met, breached or cancelled.
    stopped : datetime | None
        When it stopped: what was promised came, or the priority changed to one that promises nothing.
    warnings : tuple[ClockWarning, ...]
        The warnings of this promise, and those that were given under an earlier one.
    segments : tuple[ClockSegment, ...]
        The time that was counted: without waits for the customer, each stretch in its calendar.
    reason : Reason
        The commitment that gave the due instant; its numbers are `allowed_seconds`, and `elapsed_seconds` and
        `remaining_seconds`, which are whole.
    """

    kind: ClockKind
    priority: Priority
    anchor: datetime
    due: datetime
    state: ClockState
    stopped: datetime | None
    warnings: tuple[ClockWarning, ...]
    segments: tuple[ClockSegment, ...]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip(Record):
    """What moves if a task slips.

    Attributes
    ----------
    id : str
        The id of the section or item that slips.
    slip_seconds : float
        How far its start is put off, in seconds as they run.
    finish_before : datetime
        The finish of the plan before.
    finish_after : datetime
        The finish of the plan then.
    moved : tuple[MovedTask, ...]
        All sections and items of which the earliest start or finish moves, itself included, in the order of the text.
    conflicts : tuple[ScheduleConflict, ...]
        The conflicts that there are then and were not before.
    reason : Reason
        In words and numbers.
    """

    id: str
    slip_seconds: float
    finish_before: datetime
    finish_after: datetime
    moved: tuple[MovedTask, ...]
    conflicts: tuple[ScheduleConflict, ...]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowQuery(Record):
    """A query whose mean time is over the threshold.

    Attributes
    ----------
    queryid : str
        By what PostgreSQL knows it; the beginning of the query where that is not given.
    query : str
        The beginning of the query.
    calls : float
        How often it ran.
    mean_ms : float
        Its mean time in milliseconds.
    total_ms : float
        Its time in all, in milliseconds.
    share_of_time : float
        The share of the time of all statements that is, 0 to 1.
    rows_per_call : float | None
        How many rows it gives or changes each time.
    cache_share : float | None
        The share of its blocks that were in the cache, 0 to 1.
    tables : tuple[str, ...]
        The known tables it reads, in the order of their names.
    hints : tuple[str, ...]
        What about it may be written in another way, as sentences for people.
    skipped : str | None
        Why no index is advised for it, where that is known: it could not be read, or what it reads is no table.
    reason : Reason
        Which threshold it is over.
    """

    queryid: str
    query: str
    calls: float
    mean_ms: float
    total_ms: float
    share_of_time: float
    rows_per_call: float | None
    cache_share: float | None
    tables: tuple[str, ...]
    hints: tuple[str, ...]
    skipped: str | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingReport(Record):
    """Whether a roster holds its promises.

    Attributes
    ----------
    tiers : tuple[TierStaffing, ...]
        Every tier, in order.
    commitments : tuple[CommitmentOdds, ...]
        Every promise of a first response, in the order of the options' priorities.
    tickets : int
        Tickets that were simulated and counted.
    zone_database : str
        The version of the zone database, such as "2025b".
    """

    tiers: tuple[TierStaffing, ...]
    commitments: tuple[CommitmentOdds, ...]
    tickets: int
    zone_database: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleTick(Record):
    """A box that was ticked too long ago.

    Attributes
    ----------
    id : str
        The id of the item.
    title : str
        Its title.
    line : int
        Its line in the text, from 1.
    ticked_at : datetime
        When it was ticked.
    age_days : float
        How many days ago that was.
    owner : str | None
        Who does it, where the plan says so.
    """

    id: str
    title: str
    line: int
    ticked_at: datetime
    age_days: float
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow(Record):
    """A row of `pg_stat_statements`. Times are in milliseconds.

    Attributes
    ----------
    queryid : str | None
        The number by which PostgreSQL knows the query; as text, for it has up to 64 bits.
    query : str | None
        The query, with `$1` in the place of values.
    calls : float | None
        How often it ran.
    mean_exec_time : float | None
        Its mean time (`mean_time` before version 13).
    total_exec_time : float | None
        Its time in all (`total_time` before version 13).
    stddev_exec_time : float | None
        The deviation of its times, of the population (`stddev_time` before version 13).
    stats_since : datetime | None
        Since when it is counted (from version 17 on).
    rows : float | None
        How many rows it gave or changed in all.
    shared_blks_hit : float | None
        Blocks that were in the cache.
    shared_blks_read : float | None
        Blocks that were not.
    """

    queryid: str | None = None
    query: str | None = None
    calls: float | None = None
    mean_exec_time: float | None = None
    total_exec_time: float | None = None
    stddev_exec_time: float | None = None
    stats_since: datetime | None = None
    rows: float | None = None
    shared_blks_hit: float | None = None
    shared_blks_read: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAnswer(Record):
    """The answer to a `DiagnosticStep`.

    Attributes
    ----------
    step : str
        The step's id.
    yes : bool
        Whether the answer is yes.
    """

    step: str
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChecked(Record):
    """A check of a step passed or not; the last word holds.

    Attributes
    ----------
    at : datetime
        When.
    step : str
        The id of the step.
    check : str
        The check, as the step names it.
    passed : bool
        Whether it passed.
    type : Literal["checked"]
        Which of the alternatives this is.
    """

    at: datetime
    step: str
    check: str
    passed: bool
    type: Literal["checked"] = "checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFailed(Record):
    """A step went wrong; it may begin again.

    Attributes
    ----------
    at : datetime
        When.
    step : str
        The id of the step.
    reason : str | None
        What went wrong.
    type : Literal["failed"]
        Which of the alternatives this is.
    """

    at: datetime
    step: str
    reason: str | None = None
    type: Literal["failed"] = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFinished(Record):
    """A step is over. It is done when its checks have passed.

    Attributes
    ----------
    at : datetime
        When.
    step : str
        The id of the step.
    type : Literal["finished"]
        Which of the alternatives this is.
    """

    at: datetime
    step: str
    type: Literal["finished"] = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSkipped(Record):
    """A step is left out: those after it need not wait for it.

    Attributes
    ----------
    at : datetime
        When.
    step : str
        The id of the step.
    reason : str | None
        Why.
    type : Literal["skipped"]
        Which of the alternatives this is.
    """

    at: datetime
    step: str
    reason: str | None = None
    type: Literal["skipped"] = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted(Record):
    """A step began, for the first time or again: what was known of it before counts no more.

    Attributes
    ----------
    at : datetime
        When.
    step : str
        The id of the step.
    type : Literal["started"]
        Which of the alternatives this is.
    """

    at: datetime
    step: str
    type: Literal["started"] = "started"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStatus(Record):
    """How a step stands.

    Attributes
    ----------
    id : str
        Its id.
    title : str
        What people call it.
    owner : str | None
        Who does it.
    state : CutoverStepState
        How far it is.
    planned_start : datetime
        When it was to begin.
    planned_finish : datetime
        When it was to be done.
    projected_start : datetime
        When it began or will begin, as it looks now.
    projected_finish : datetime
        When it was or will be done, as it looks now.
    slip_seconds : int
        How many seconds after the planned finish that is; negative if before.
    why : Reason
        What its projected start follows from.
    open_checks : tuple[str, ...]
        Checks that have neither passed nor failed.
    failed_checks : tuple[str, ...]
        Checks that have failed.
    """

    id: str
    title: str
    owner: str | None
    state: CutoverStepState
    planned_start: datetime
    planned_finish: datetime
    projected_start: datetime
    projected_finish: datetime
    slip_seconds: int
    why: Reason
    open_checks: tuple[str, ...]
    failed_checks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamOptions(Record):
    """How a `StreamDetector` works; `build` makes one.

    Attributes
    ----------
    alarm_rate : float
        The share of points that may alarm on a stream without incidents, from 0.00001 to 0.1; 0.001 unless told.
    warm_up : int
        How many values of each metric score 0 before it is judged, from 20 to 1,000,000; 100 unless told.
    history : int
        How many of the last values shapes are compared with, from 128 to 65,536; 4,096 unless told. Two weeks of points
        every five minutes are 4,032.
    season : bool
        Whether the profiles of the day and the week are learned; they are unless told.
    zone : str | None
        The IANA zone on whose wall clock days and weeks run; UTC unless told.
    metrics : int
        How many metrics a point has, from 1 to 4,096; 1 unless told.
    """

    alarm_rate: float = 0.001
    warm_up: int = 100
    history: int = 4096
    season: bool = True
    zone: str | None = None
    metrics: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamScore(Record):
    """What a detector says of one point.

    Attributes
    ----------
    score : float
        How strange, from 0 to 1, on one scale for all streams. On normal noise about the alarm rate's share of the points
        scores 1 less that rate or more: within a factor of 2 at a rate of 0.001, which the scale is made for, of 5 at
        0.01, and more often than asked below 0.0005.
    anomalous : bool
        Whether to alarm: the strength reached the threshold that this stream has come to.
    quiet : bool
        Whether this point was as strange as one that scores 1 less the alarm rate, but was held back, with a score of 0,
        as part of an incident that is known already.
    warm : bool
        Whether the warm-up was over for any of the metrics before this point.
    metric : int | None
        The metric that spoke, counted from 0; none where every value is missing.
    part : StreamPart | None
        The part that spoke loudest; none where nothing spoke.
    strengths : StreamStrengths
        How loudly each part spoke, for that metric.
    expected : float | None
        The value that was expected there: of the last values' mean and the profiles of day and week, the one that has
        served best. None for the first value.
    low : float | None
        Three standard deviations of the expectation's errors under it.
    high : float | None
        The same over it.
    reason : Reason | None
        Why, for alarms.
    """

    score: float
    anomalous: bool
    quiet: bool
    warm: bool
    metric: int | None
    part: StreamPart | None
    strengths: StreamStrengths
    expected: float | None
    low: float | None
    high: float | None
    reason: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamStrengths(Record):
    """How loudly each part spoke; 1 is about the strength of an alarm at the default rate. 0 to 1,000.

    Attributes
    ----------
    range : float
        Of `StreamPart::Range`.
    level : float
        Of `StreamPart::Level`.
    shift : float
        Of `StreamPart::Shift`.
    season : float
        Of `StreamPart::Season`.
    shape : float
        Of `StreamPart::Shape`.
    step : float
        Of `StreamPart::Step`.
    """

    range: float
    level: float
    shift: float
    season: float
    shape: float
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportMetric(Record):
    """One metric of the support.

    Attributes
    ----------
    name : str
        Its name; it ends in the unit where it has one.
    value : float | None
        Its value; shares are 0 to 1.
    count : int
        How many tickets, or agent days or months, it is of.
    threshold : float | None
        What it must reach.
    target : float | None
        What it should reach.
    higher_is_better : bool
        Whether it is to be high; otherwise low.
    state : MetricState
        How it stands.
    reason : Reason
        How it was computed, and on which numbers.
    """

    name: str
    value: float | None
    count: int
    threshold: float | None
    target: float | None
    higher_is_better: bool
    state: MetricState
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportOptions(Record):
    """When and where `support_metrics_with` looks at the tickets.

    Attributes
    ----------
    as_of : datetime | None
        When: not before anything that the tickets tell. The latest instant that they tell if left out.
    zone : str | None
        The IANA zone whose days and months are counted; UTC if left out.
    since : datetime | None
        From when on the tickets are complete, not after the first of them: months from there on count in the trend. If left
        out, the month of the first ticket counts only if that was opened on its first day.
    """

    as_of: datetime | None = None
    zone: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRecord(Record):
    """What became of a ticket; what is not known may be left out, or null.

    Attributes
    ----------
    id : str
        Its id.
    opened_at : datetime
        When it was opened.
    priority : Priority
        How urgent it was.
    first_response_at : datetime | None
        When somebody first answered.
    resolved_at : datetime | None
        When it was resolved, the last time.
    responses : int | None
        How often support answered until then, if that is known.
    reopened : int
        How often it was opened again.
    escalated : bool
        Whether it went to a higher tier.
    satisfaction : float | None
        The customer's grade, 1 to 5.
    automated : bool
        Whether a machine resolved it.
    self_service : bool | None
        Whether the customer tried to help himself first, and if so, whether it worked.
    knowledge_used : bool | None
        Whether an article of the knowledge base was used.
    agent : str | None
        Who resolved it.
    """

    id: str
    opened_at: datetime
    priority: Priority
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    responses: int | None = None
    reopened: int = 0
    escalated: bool = False
    satisfaction: float | None = None
    automated: bool = False
    self_service: bool | None = None
    knowledge_used: bool | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportReport(SupportCalls):
    """The metrics of the support, each against its threshold and target.

    Attributes
    ----------
    tickets : int
        How many tickets it is of.
    as_of : datetime | None
        When the tickets were looked at: as told, or the latest instant that they tell.
    metrics : tuple[SupportMetric, ...]
        The metrics, always the same ones in the same order.
    volume : tuple[MonthlyVolume, ...]
        The months from `since` or the first ticket on to the one in which the tickets were looked at.
    """

    tickets: int
    as_of: datetime | None
    metrics: tuple[SupportMetric, ...]
    volume: tuple[MonthlyVolume, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptoms(Record):
    """What a report says, in the order of its words, each thing once.

    Attributes
    ----------
    keywords : tuple[TextSymptom, ...]
        Words and phrases of the knowledge.
    error_codes : tuple[TextSymptom, ...]
        Error codes: HTTP states, SQLSTATEs, `ORA-00942`, `0x80070005`, `ERR_...`, `ECONNREFUSED` and the like.
    actions : tuple[TextSymptom, ...]
        What the user did.
    features : tuple[TextSymptom, ...]
        What is affected.
    since : Timeframe | None
        Since when.
    """

    keywords: tuple[TextSymptom, ...]
    error_codes: tuple[TextSymptom, ...]
    actions: tuple[TextSymptom, ...]
    features: tuple[TextSymptom, ...]
    since: Timeframe | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReference(Record):
    """Columns that point to rows of another table.

    Attributes
    ----------
    name : str
        What it is called.
    columns : tuple[str, ...]
        The columns, in the order of the other table's key.
    """

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport(Record):
    """One table for itself.

    Attributes
    ----------
    rows : int
        Rows.
    null_keys : int
        Rows with a NULL in their key.
    distinct_keys : float
        Different keys; an estimate where there are more than the sample holds.
    sampled : bool
        Whether the keys are a sample only.
    duplicate_keys : int
        Keys that come more than once, among those looked at.
    duplicate_rows : int
        Rows too many because of them.
    duplicates : tuple[KeyedRow, ...]
        Such keys with the number of their rows, as many as are to be listed.
    columns : tuple[ColumnSummary, ...]
        Its columns.
    """

    rows: int
    null_keys: int
    distinct_keys: float
    sampled: bool
    duplicate_keys: int
    duplicate_rows: int
    duplicates: tuple[KeyedRow, ...]
    columns: tuple[ColumnSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow(Record):
    """A row of `pg_stat_user_tables`.

    Attributes
    ----------
    schemaname : str
        Its schema.
    relname : str
        Its name.
    seq_scan : float | None
        How often it was read from end to end.
    seq_tup_read : float | None
        How many rows that were.
    idx_scan : float | None
        How often an index on it was scanned.
    n_tup_ins : float | None
        Rows added.
    n_tup_upd : float | None
        Rows changed.
    n_tup_del : float | None
        Rows deleted.
    n_live_tup : float | None
        Rows there are, as far as PostgreSQL knows.
    n_dead_tup : float | None
        Rows that are dead and still take room.
    n_mod_since_analyze : float | None
        Rows changed since the planner counted last.
    relkind : str | None
        What kind of table it is (`pg_class`): `r` for a plain one, `p` for one of partitions.
    table_bytes : float | None
        Its size: `pg_relation_size(relid)`.
    """

    schemaname: str = ""
    relname: str = ""
    seq_scan: float | None = None
    seq_tup_read: float | None = None
    idx_scan: float | None = None
    n_tup_ins: float | None = None
    n_tup_upd: float | None = None
    n_tup_del: float | None = None
    n_live_tup: float | None = None
    n_dead_tup: float | None = None
    n_mod_since_analyze: float | None = None
    relkind: str | None = None
    table_bytes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskBinding(Record):
    """What decides a date.

    Attributes
    ----------
    kind : BindingKind
        What kind of thing.
    on : str | None
        The id of the section or item that it waits for, where it is one.
    reason : Reason
        In words and numbers.
    """

    kind: BindingKind
    on: str | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCriticality(Record):
    """How often an item decides the finish.

    Attributes
    ----------
    id : str
        Its id.
    title : str
        Its title.
    criticality : float
        The criticality index: the share of samples in which its start or finish decided the finish of the plan.
    sensitivity : float
        The schedule sensitivity index: its criticality times the deviation of its estimate over that of the finish
        (PMBOK; Vanhoucke 2010). 0 where the finish never varies.
    work_seconds : float
        The mean of its work in seconds, without risks.
    """

    id: str
    title: str
    criticality: float
    sensitivity: float
    work_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEstimate(Record):
    """How long a task may take, as its text says: "4 h" (all three the same), "2-4-8 h", "2-8 h" (likely in the middle).

    Attributes
    ----------
    low : str
        The shortest.
    likely : str
        The most likely.
    high : str
        The longest.
    shape : EstimateShape
        How durations lie between them.
    """

    low: str
    likely: str
    high: str
    shape: EstimateShape = "pert"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSpan(Record):
    """A part of a text, in the three units in which programs count: the end is not included.

    Attributes
    ----------
    byte_start : int
        First byte of the text in UTF-8, as Rust counts.
    byte_end : int
        The byte after the last.
    char_start : int
        First character (Unicode code point), as Python counts.
    char_end : int
        The character after the last.
    utf16_start : int
        First UTF-16 code unit, as JavaScript counts.
    utf16_end : int
        The code unit after the last.
    """

    byte_start: int
    byte_end: int
    char_start: int
    char_end: int
    utf16_start: int
    utf16_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSymptom(Record):
    """Something that a report says, and where.

    Attributes
    ----------
    name : str
        What it is: the keyword, the code as it is usually written, the action or feature of the knowledge.
    text : str
        The words of the report.
    start : int
        Where they begin in the report: in bytes of UTF-8; in Python in characters, in Node in
        units of UTF-16.
    end : int
        Where they end, counted alike: the place behind them.
    """

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdCrossing(Record):
    """Whether and when a threshold is crossed.

    Attributes
    ----------
    metric : str
        The metric.
    threshold : float
        The threshold.
    crossing : Crossing
        Which way.
    probability : float
        The probability that it is crossed at any step of the horizon, from paths whose steps hang together as the errors
        of past forecasts did: the last of `by_step`.
    highest : float
        The probability at the one step where it is highest; never above `probability`.
    expected : datetime | None
        By when it is as likely as not crossed: the middle of the dates at which paths first cross it; none if not in the
        horizon.
    early : datetime | None
        By when one path in ten has crossed it; none if not in the horizon.
    late : datetime | None
        By when nine in ten have; none if not in the horizon.
    at_step : tuple[float, ...]
        The probability at each step, looked at alone.
    by_step : tuple[float, ...]
        The probability that it was crossed by the end of each step.
    """

    metric: str
    threshold: float
    crossing: Crossing
    probability: float
    highest: float
    expected: datetime | None
    early: datetime | None
    late: datetime | None
    at_step: tuple[float, ...]
    by_step: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAcknowledged(Record):
    """Somebody has taken it in hand, without an answer to the customer yet: stops the pending escalation steps.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["acknowledged"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["acknowledged"] = "acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCustomerReplied(Record):
    """The customer wrote: ends a wait for the customer, and the clock of the next response begins, unless the customer
    waits for one already.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["customer_replied"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["customer_replied"] = "customer_replied"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEscalated(Record):
    """A step of a ticket's escalation is reached: tell its target.

    Attributes
    ----------
    at : datetime
        The instant at which the desk said so; the step's own instant is `step.due`.
    ticket : str
        The ticket.
    step : EscalationStep
        The step, with its target and its reason.
    type : Literal["escalate"]
        Which of the alternatives this is.
    """

    at: datetime
    ticket: str
    step: EscalationStep
    type: Literal["escalate"] = "escalate"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketGuess(Record):
    """What a classifier says about a ticket: what `Classifier::guess` gives, or what
    another one says; a `Classification` has the same fields.

    Attributes
    ----------
    label : str
        The issue type; `none` and what the table does not know are no issue types.
    confidence : float
        How sure it is, 0 to 1.
    known : bool
        Whether it holds that it knows at all.
    alternatives : tuple[LabelProbability, ...]
        What else it may be, with probabilities that sum to at most 1 with the confidence.
    words : tuple[str, ...]
        The words of the text that spoke most for the label, for reasons.
    """

    label: str
    confidence: float
    known: bool
    alternatives: tuple[LabelProbability, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Record):
    """The ticket begins. Always the first event, and only once.

    Attributes
    ----------
    id : str
        The ticket's id: 1 to 1,000 bytes.
    priority : Priority
        How urgent it is.
    at : datetime
        When it happened.
    type : Literal["opened"]
        Which of the alternatives this is.
    """

    id: str
    priority: Priority
    at: datetime
    type: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPause(Record):
    """A wait for the customer.

    Attributes
    ----------
    start : datetime
        Its beginning.
    end : datetime | None
        Its end, if it has ended.
    """

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPaused(Record):
    """It waits for the customer: clocks and steps stand still.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["paused"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["paused"] = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPriorityChanged(Record):
    """The ticket is more or less urgent than it was.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    priority : Priority
        How urgent it is now.
    at : datetime
        When it happened.
    type : Literal["priority_changed"]
        Which of the alternatives this is.
    """

    id: str | None = None
    priority: Priority
    at: datetime
    type: Literal["priority_changed"] = "priority_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReassigned(Record):
    """Somebody else takes care of it.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    to : str
        Who: a person or a team, 1 to 1,000 bytes.
    at : datetime
        When it happened.
    type : Literal["reassigned"]
        Which of the alternatives this is.
    """

    id: str | None = None
    to: str
    at: datetime
    type: Literal["reassigned"] = "reassigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReopened(Record):
    """The ticket was not done after all.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["reopened"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["reopened"] = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReported(Record):
    """Somebody reported an issue: a ticket is opened.

    Attributes
    ----------
    at : datetime
        When.
    id : str
        The ticket's id, unique among all tickets of the desk.
    issue_type : str | None
        The issue type, if the client named one.
    priority : Priority | None
        A priority that somebody chose; the routing table's otherwise.
    type : Literal["reported"]
        Which of the alternatives this is.
    """

    at: datetime
    id: str
    issue_type: str | None = None
    priority: Priority | None = None
    type: Literal["reported"] = "reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResolved(Record):
    """The ticket is done.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["resolved"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["resolved"] = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResponded(Record):
    """Somebody answered the customer: stops the response clocks and the pending escalation steps, and is an update, too.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["responded"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["responded"] = "responded"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResumed(Record):
    """It waits no more.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["resumed"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["resumed"] = "resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRouted(Record):
    """A ticket has a tier, a priority and a department.

    Attributes
    ----------
    at : datetime
        The instant of the decision.
    ticket : str
        The ticket.
    issue_type : str | None
        The issue type that the client named.
    tier : int
        Tier, 1 to 4.
    priority : Priority
        How urgent.
    department : str
        Who gets it.
    reason : Reason
        Why.
    type : Literal["routed"]
        Which of the alternatives this is.
    """

    at: datetime
    ticket: str
    issue_type: str | None
    tier: int
    priority: Priority
    department: str
    reason: Reason
    type: Literal["routed"] = "routed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUpdated(Record):
    """Somebody told how it stands: the update clock begins again.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["updated"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["updated"] = "updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class TierStaffing(Record):
    """How one tier fares.

    Attributes
    ----------
    name : str
        Its name.
    arrivals_per_hour : float
        Tickets that came to it in the mean, per hour.
    agents : float
        Agents there in the mean.
    load_per_agent : float | None
        Work in erlangs per agent there: over 1 the queue grows without end.
    within : float | None
        The share of tickets whose handling begins within the tier's promise, 0 to 1; `None` without a promise or tickets.
    within_error : float | None
        The standard error of `within` over the samples; `None` for fewer than two.
    wait : float | None
        The share of tickets that wait at all.
    mean_wait_minutes : float | None
        The mean wait of those whose handling begins, in minutes.
    waits : tuple[WaitQuantile, ...]
        Quantiles of the wait, as the options name them.
    abandoned : float
        The share of tickets that give up.
    unserved : float
        The share of tickets that nobody had come to by the end.
    hours : tuple[HourNeed, ...]
        The agents that every hour of the arrivals' pattern needs.
    """

    name: str
    arrivals_per_hour: float
    agents: float
    load_per_agent: float | None
    within: float | None
    within_error: float | None
    wait: float | None
    mean_wait_minutes: float | None
    waits: tuple[WaitQuantile, ...]
    abandoned: float
    unserved: float
    hours: tuple[HourNeed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeframe(Record):
    """Since when it goes on, as the report says.

    Attributes
    ----------
    since : datetime
        The instant, never after the report's.
    precision : TimeframePrecision
        How sure it is.
    text : str
        The words of the report.
    start : int
        Where they begin in the report: in bytes of UTF-8; in Python in characters, in Node in
        units of UTF-16.
    end : int
        Where they end, counted alike: the place behind them.
    reason : Reason
        The rule that read them, `since`, `ago`, `for` or `day`, and the seconds since then.
    """

    since: datetime
    precision: TimeframePrecision
    text: str
    start: int
    end: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Record):
    """Where a ticket stands at an instant.

    Attributes
    ----------
    id : str
        The ticket.
    now : datetime
        The instant of this view.
    priority : Priority
        How urgent the ticket is.
    state : TicketState
        Whether it is open, acknowledged or resolved.
    paused : bool
        Whether it waits for the customer.
    assignee : str | None
        Who takes care of it, if that was said.
    clocks : tuple[SlaClock, ...]
        Every clock that promised something, in the order of their starts: a first response, an update and a resolution
        for every opening, a next response for every reply, an update for every update.
    steps : tuple[EscalationStep, ...]
        Every escalation step of every opening, change of priority, reassignment and reopening, cancelled ones too: grouped
        by what started them, in time order, within a group in the order of the policy.
    next : NextDue | None
        What is due next if nothing happens before; of a promise and a step due at the same instant the promise.
    pauses : tuple[TicketPause, ...]
        When it waited for the customer.
    trace : tuple[Reason, ...]
        The policy's settings and every event that changed something, in order.
    """

    id: str
    now: datetime
    priority: Priority
    state: TicketState
    paused: bool
    assignee: str | None
    clocks: tuple[SlaClock, ...]
    steps: tuple[EscalationStep, ...]
    next: NextDue | None
    pauses: tuple[TicketPause, ...]
    trace: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineStep(Record):
    """One step of a `PlanTimeline`.

    Attributes
    ----------
    id : str
        The id of the item or section that it is.
    title : str
        Its name, without the window.
    window : Window
        When. Hours of a timeline in a section without a window count from its start.
    tasks : tuple[str, ...]
        What is done in it: titles of the items below.
    line : int
        Its line, from 1.
    """

    id: str
    title: str
    window: Window
    tasks: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningAdvice(Record):
    """One piece of advice: what to do, why, what it should bring, and how to see whether it did.

    Attributes
    ----------
    id : str
        The same for the same advice in each run: the kind and what it is about.
    kind : TuningKind
        What kind of change it is.
    subject : str
        What it is about: a table, an index, a cache, a step or a metric.
    priority : Priority
        How much it matters.
    summary : str
        What to do, as a sentence for people.
    statements : tuple[str, ...]
        The statements that do it, in order, without semicolons; empty where it is not done in SQL.
    undo : tuple[str, ...]
        The statements that undo it, in order; empty where there are none.
    evidence : tuple[Reason, ...]
        Why: each rule with its numbers.
    effect : ExpectedEffect
        What it should bring.
    verification : TuningVerification
        How to see whether it did.
    """

    id: str
    kind: TuningKind
    subject: str
    priority: Priority
    summary: str
    statements: tuple[str, ...]
    undo: tuple[str, ...]
    evidence: tuple[Reason, ...]
    effect: ExpectedEffect
    verification: TuningVerification


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningMeasurement(Record):
    """What was measured of one metric in one period: a mean with its deviation and count, a part of a whole, or the single
    values. The first of these that is given counts, from the last to the first.

    Attributes
    ----------
    metric : str
        What was measured: the name by which before and after find each other.
    lower_is_better : bool
        Whether it should be low.
    mean : float | None
        The mean of all values.
    deviation : float | None
        Their sample deviation, 0 or more.
    count : float | None
        How many values there were.
    part : float | None
        Of how many it was true: hits of a cache, users who finished.
    whole : float | None
        Of how many it could have been: reads, users who began.
    samples : tuple[float, ...]
        The single values.
    """

    metric: str
    lower_is_better: bool = True
    mean: float | None = None
    deviation: float | None = None
    count: float | None = None
    part: float | None = None
    whole: float | None = None
    samples: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningOutcome(Record):
    """Whether a change worked, in all and for each metric.

    Attributes
    ----------
    verdict : TuningVerdict
        The verdict in all: worse where any metric is; otherwise the best that any metric has, but unchanged only where all
        are.
    next : str
        What to do now, as a sentence for people.
    metrics : tuple[MetricVerdict, ...]
        Each metric that was measured before or after, in the order of their names.
    """

    verdict: TuningVerdict
    next: str
    metrics: tuple[MetricVerdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningTicket(Record):
    """A text ready to be filed in a tracker.

    Attributes
    ----------
    title : str
        One line.
    body : str
        What, why, what it should bring and how to verify, in Markdown.
    priority : Priority
        How urgent it is.
    labels : tuple[str, ...]
        Words to find it by.
    """

    title: str
    body: str
    priority: Priority
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningVerification(Record):
    """How to see whether a change worked.

    Attributes
    ----------
    metrics : tuple[str, ...]
        What to measure before and after, by the names that `verify`) should be given.
    lower_is_better : bool
        Whether they should be low.
    how : str
        What to do to measure them, as a sentence for people.
    """

    metrics: tuple[str, ...]
    lower_is_better: bool
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Record):
    """The unit of a quantity.

    Attributes
    ----------
    dimension : Dimension
        What kind of thing is measured, which also says in what: shares, seconds, bytes.
    of : str | None
        The currency ("USD") of money, the top ("5") of a rating, what is counted ("tickets") by a count.
    per : RateUnit | None
        The time unit of a rate: "1000 requests/second". Of a share, the time over which it changes: "10%/month".
    """

    dimension: Dimension
    of: str | None
    per: RateUnit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitQuantile(Record):
    """The wait that a share of the tickets does not exceed.

    Attributes
    ----------
    fraction : float
        The share, 0 to 1.
    minutes : float | None
        The wait in minutes; `None` if those tickets were not handled by the end, or there were none.
    """

    fraction: float
    minutes: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookOptions(Record):
    """What a webhook says of the sender.

    Attributes
    ----------
    receiver : str
        Who receives it.
    external_url : str
        Where the sender can be reached.
    generator_url : str
        Where each alert comes from.
    """

    receiver: str = "hypercare"
    external_url: str = ""
    generator_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf(Record):
    """A rehearsal: what if these are not done by then?

    Attributes
    ----------
    not_done : tuple[str, ...]
        Ids of the items and sections that are not done; all boxes below them, and the boxes they stand below, are open.
    by : datetime
        The instant that is asked about.
    others_done : bool
        Whether all other boxes that block the go-live or are due by then are done, but for sign-offs and criteria; otherwise
        they stay as they are.
    start : datetime | None
        When the work of the plan begins, for the dates that move. If left out, with the first window or period of the plan.
    """

    not_done: tuple[str, ...]
    by: datetime
    others_done: bool = True
    start: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Record):
    """When something is to happen, relative to the go-live: "Day -7 to -1", "Hour 2-8", "Week 1-2", "Month 1-3".

    Half-open: it holds the instants from `start_at` on and before `end_at`.
    Days and months are written with both ends included ("Day -7 to -1" is seven days), hours as points in time
    ("Hour 2-8" is six hours, "Hour 3" alone is one); `start` and `end` are half-open for all of them.

    Attributes
    ----------
    unit : WindowUnit
        What `start` and `end` count.
    start : int
        The first day, hour or month; 0 is Day 0, the go-live, or the month that begins with Day 1.
    end : int
        The day, hour or month after the last.
    day : int
        For hours: the day on which they are counted, from the time of day of the go-live. It is the first day of the
        window of the section around, 0 without one.
    """

    unit: WindowUnit
    start: int
    end: int
    day: int


Action: TypeAlias = (
    ReadinessChanged | AnomalyNotice | Alert | TicketRouted | TicketEscalated | PromiseAtRisk | PromiseBroken
)
"""What the host program should do, or tell somebody."""

CutoverEvent: TypeAlias = StepStarted | StepFinished | StepFailed | StepSkipped | StepChecked | RollbackBegun
"""What really happened in a cutover: `type` is started, finished, failed, skipped, checked or rolled_back.

Events may come in any order: they are sorted by their instants, those of one instant stay as they are."""

Event: TypeAlias = (
    Sample
    | ItemTicked
    | TicketReported
    | TicketPriorityChanged
    | TicketReassigned
    | TicketAcknowledged
    | TicketCustomerReplied
    | TicketResponded
    | TicketUpdated
    | TicketPaused
    | TicketResumed
    | TicketResolved
    | TicketReopened
)
"""A fact that the host program tells the desk."""

GateEvent: TypeAlias = RecordedTick | RecordedVote | RecordedEvidence | RecordedWaiver | RecordedMeasurement
"""Something that happened: `type` is ticked, signed, evidence, waived or measured."""

TicketEvent: TypeAlias = (
    TicketOpened
    | TicketPriorityChanged
    | TicketReassigned
    | TicketAcknowledged
    | TicketCustomerReplied
    | TicketResponded
    | TicketUpdated
    | TicketPaused
    | TicketResumed
    | TicketResolved
    | TicketReopened
)
"""Something that happened to a ticket.

Instants lie in the years 0 to 9999 and are cut to whole microseconds. Only `opened` must name the ticket; an
id on another event is checked. Events at one instant take place in the order of this list; of two changes of
priority the more urgent is the last."""

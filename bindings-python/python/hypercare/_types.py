"""The objects that the library takes and gives.

Written from the Rust types by ``tests/types.rs``: change those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ._calls import ScalingCalls, SupportCalls, TradeCalls
from ._record import Record

__all__ = [
    "Action",
    "AgentState",
    "Alert",
    "AlertChange",
    "AlertDue",
    "AnomalyAlert",
    "AnomalyAlertType",
    "AnomalyChange",
    "AnomalyNotice",
    "AvoidedTime",
    "Backtest",
    "Bounds",
    "BusinessTime",
    "CapacityPlan",
    "CapacityThreshold",
    "Classification",
    "ClassifierOptions",
    "ClassifierSummary",
    "ClockKind",
    "ClockSegment",
    "ClockState",
    "ClockWarning",
    "ColumnDrift",
    "CommitmentOdds",
    "Comparison",
    "Crossing",
    "DeclaredEvent",
    "DetectionSummary",
    "DiagnoseOptions",
    "Diagnosis",
    "Diagnostic",
    "DiagnosticCode",
    "DiagnosticLevel",
    "DiagnosticStep",
    "DryRun",
    "DryRunChange",
    "DueAtClosing",
    "DueKind",
    "EscalationStep",
    "EscalationTarget",
    "Estimate",
    "EstimateShape",
    "Event",
    "EventEffect",
    "Exhaustion",
    "ExplainedPiece",
    "Explanation",
    "Fairness",
    "FeatureReason",
    "Field",
    "Fold",
    "ForecastExplanation",
    "ForecastMethod",
    "ForecastSeason",
    "Gap",
    "HandOff",
    "HorizonScore",
    "HourNeed",
    "IncidentNotice",
    "IncidentTimeline",
    "IncomingTicket",
    "IssueSource",
    "Item",
    "ItemState",
    "ItemTicked",
    "LabelCount",
    "LabelProbability",
    "Launch",
    "LevelCoverage",
    "LevelShift",
    "MaintenanceWindow",
    "MethodWeight",
    "MetricState",
    "MetricValue",
    "MonthlyVolume",
    "NaiveScores",
    "NextDue",
    "OnCall",
    "OpenItem",
    "OpenSpan",
    "PersonLoad",
    "Plan",
    "Position",
    "PossibleCause",
    "Priority",
    "PromiseAtRisk",
    "PromiseBroken",
    "QueueOdds",
    "QueueOptions",
    "Readiness",
    "ReadinessChanged",
    "Reason",
    "RedactOptions",
    "RedactedKind",
    "RedactedSpan",
    "RedactedText",
    "ResampleRule",
    "ResolutionAdvice",
    "ResolutionOutcome",
    "ResponsibleColumn",
    "RiskEvent",
    "RiskLevel",
    "Roll",
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
    "ScheduledLimit",
    "SeamOverlap",
    "SeamReport",
    "Section",
    "SectionKind",
    "SectionReadiness",
    "Severity",
    "Shift",
    "ShiftSource",
    "SimilarText",
    "SlaClock",
    "StaffingReport",
    "StepAnswer",
    "StepState",
    "StreamOptions",
    "StreamPart",
    "StreamScore",
    "StreamStrengths",
    "SupportMetric",
    "SupportRecord",
    "SupportReport",
    "Symptoms",
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
    "WaitQuantile",
    "Window",
    "WindowUnit",
]

AlertChange: TypeAlias = Literal["firing", "resolved"]
"""What happened to an alert."""

AnomalyAlertType: TypeAlias = Literal["anomaly_detected", "drift_detected"]
"""What an `AnomalyAlert` is about."""

AnomalyChange: TypeAlias = Literal["began", "ended"]
"""Whether a run of anomalous rows began or ended."""

Bounds: TypeAlias = Literal["auto", "none", "nonnegative", "percent"]
"""What values can be."""

ClockKind: TypeAlias = Literal["first_response", "next_response", "update", "resolution"]
"""What a clock measures."""

ClockState: TypeAlias = Literal["running", "paused", "met", "breached", "cancelled"]
"""How a promise stands."""

Comparison: TypeAlias = Literal[">", ">=", "<", "<="]
"""How a value is compared with a threshold."""

Crossing: TypeAlias = Literal["above", "below"]
"""Which way a threshold is crossed."""

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
]
"""The kinds of `Diagnostic`."""

DiagnosticLevel: TypeAlias = Literal["info", "warning"]
"""How much a `Diagnostic` matters, least first."""

DueAtClosing: TypeAlias = Literal["closing", "next_opening"]
"""When a length of time that runs out exactly at closing time is over."""

DueKind: TypeAlias = Literal["first_response", "next_response", "update", "resolution", "escalation", "warning"]
"""A kind of thing that falls due."""

EstimateShape: TypeAlias = Literal["pert", "triangular"]
"""How durations lie between the shortest and the longest."""

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

Gap: TypeAlias = Literal["offset_before", "offset_after", "reject"]
"""What a local time means that clocks were put forward over."""

IssueSource: TypeAlias = Literal["given", "classified", "none"]
"""Where the issue type of a `RoutedTicket` comes from."""

ItemState: TypeAlias = Literal["done", "open", "none"]
"""The box of an item."""

MetricState: TypeAlias = Literal["on_target", "acceptable", "missed", "info", "no_data"]
"""How a metric stands."""

Priority: TypeAlias = Literal["critical", "high", "medium", "low", "planning"]
"""How urgent a ticket or incident is. Both spellings parse everywhere: "P1" and "critical"."""

RedactedKind: TypeAlias = Literal[
    "private_key",
    "api_key",
    "token",
    "password",
    "card",
    "iban",
    "email",
    "social_security",
    "phone",
    "ip",
]
"""A kind of secret or of personal data."""

ResampleRule: TypeAlias = Literal["mean", "sum", "max", "min", "last"]
"""What a step's value is where several measurements fall into it."""

RiskLevel: TypeAlias = Literal["low", "medium", "high", "critical"]
"""How risky a launch or a phase is, least first."""

Roll: TypeAlias = Literal["stay", "next_opening", "previous_closing", "previous_opening"]
"""Where an instant outside of the hours is moved."""

SectionKind: TypeAlias = Literal["wave", "phase", "day", "hour", "week", "month", "quarter", "other"]
"""What a section is, by the start of its heading."""

Severity: TypeAlias = Literal["critical", "warning", "info"]
"""How loud an alert is."""

ShiftSource: TypeAlias = Literal["rotation", "swap", "override"]
"""By what somebody is on call."""

StepState: TypeAlias = Literal["reached", "pending", "held", "skipped", "cancelled"]
"""How an escalation step stands."""

StreamPart: TypeAlias = Literal["range", "level", "shift", "season", "shape", "step"]
"""What a part of the detector looks at."""

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

WindowUnit: TypeAlias = Literal["day", "hour", "month"]
"""What a `Window` counts in."""


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
        The share of wrong answers among those given as known, above 0 and at most 1. Answers that are less sure than
        this allows on held-out training texts are given with `known` false.
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
        Corrections that are remembered, at most 512.
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
class DeclaredEvent(Record):
    """A time in which values are not as usual: a tax season, a launch, a holiday.

    What lies within is kept out of what is learned of usual days. A coming event without `multiplier` and `floor` takes
    its multiplier from the last past one of its name.

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
        The issue type, if somebody or a classifier named one: its causes weigh 20 times more.
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
    unknown : float
        How likely it is something else, from 0 to 1. The confidences and this add up to 1.
    steps : tuple[DiagnosticStep, ...]
        What to ask next, the most telling first, at most ten.
    resolutions : tuple[ResolutionAdvice, ...]
        What helps against the causes that are at least a quarter as likely as the first, by success rate.
    confidence : float
        How likely the first cause is; 0 without any.
    """

    symptoms: Symptoms
    causes: tuple[PossibleCause, ...]
    unknown: float
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
        Whether the multiplier was learned from an event of this name in the history.
    """

    name: str
    start: datetime
    end: datetime
    multiplier: float
    floor: float | None
    learned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhaustion(Record):
    """When a resource is full, if nobody empties it.

    Attributes
    ----------
    rate : float
        The growth of one step, emptyings left out: the mean of the whole history told.
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
    expected: datetime | None
    early: datetime | None
    late: datetime | None
    resets: tuple[int, ...]
    highest_before_reset: float | None


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
class ForecastExplanation(Record):
    """What a forecast was made of.

    Attributes
    ----------
    seasons : tuple[ForecastSeason, ...]
        The seasons used, the shortest first.
    trend : float
        By how much the level changes from one step to the next, over the last seasons (of a history without, over its
        last half).
    weights : tuple[MethodWeight, ...]
        The methods by weight, the heaviest first.
    origins : int
        From how many places in the past the methods were tried; 0 for a history too short for it.
    level_shifts : tuple[LevelShift, ...]
        Changes of level that stayed.
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
    """A ticket to be routed; everything may be left out.

    Attributes
    ----------
    id : str | None
        Its id.
    text : str
        What it says.
    issue_type : str | None
        The issue type that the client or an agent named: it beats the text.
    classification : TicketGuess | None
        What a classifier says.
    channel : TicketChannel | None
        How it came in.
    address : str | None
        The address it was sent to.
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
    parent : int | None
        Index in `Section::items` of the item that it stands below.
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
    parent: int | None
    line: int
    column: int
    end_line: int


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
        The median before.
    after : float
        The median after.
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
class MonthlyVolume(Record):
    """How many tickets were opened in a month.

    Attributes
    ----------
    month : str
        The month, such as `2026-03`, in UTC.
    tickets : int
        How many.
    """

    month: str
    tickets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NaiveScores(Record):
    """Scores of the last season repeated.

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
    """A box that is open.

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
        The end of the window that holds for it, where launch and window are known.
    """

    id: str
    title: str
    section: str
    line: int
    due: datetime | None


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
    diagnostics : tuple[Diagnostic, ...]
        What was not taken in, not understood or looks contradictory, in the order of the text. They are those of the
        text: ticking boxes does not change them.
    """

    version: int
    title: str
    launch: Launch | None
    risk: RiskLevel | None
    duration: str | None
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    diagnostics: tuple[Diagnostic, ...]


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
    blocking : tuple[OpenItem, ...]
        Open boxes that must be ticked before the go-live (see the module), in the order of the text.
    overdue : tuple[OpenItem, ...]
        Open boxes whose window had ended by then, in the order of the text; none while the launch is not known.
    contradictions : tuple[str, ...]
        The ids of items that are ticked while a box below them is open.
    sections : tuple[SectionReadiness, ...]
        One for each section of the plan, in the same order.
    """

    at: datetime
    ready: bool
    done: int
    open: int
    blocking: tuple[OpenItem, ...]
    overdue: tuple[OpenItem, ...]
    contradictions: tuple[str, ...]
    sections: tuple[SectionReadiness, ...]


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
    done : int
        Boxes that are ticked.
    open : int
        Boxes that are not.
    blocking : int
        How many of the open ones block.
    overdue : int
        How many of the open ones are overdue.
    """

    id: str
    title: str
    level: int
    done: int
    open: int
    blocking: int
    overdue: int


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
class SupportRecord(Record):
    """What became of a ticket.

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
    responses : int
        How often support answered until then.
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
    responses: int = 0
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
    metrics : tuple[SupportMetric, ...]
        The metrics, always the same ones in the same order.
    volume : tuple[MonthlyVolume, ...]
        The months from the first ticket to the last.
    """

    tickets: int
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

"""Is this metric healthy, and since when is it not? Shall this release stay?

What a plan promises, and whether a value keeps it:

>>> from hypercare.objectives import Objective
>>> Objective.parse("Response Time: <2 seconds (Target: <1.5s)").status("1800 ms").status
'met'

When somebody must be told:

>>> from datetime import datetime, timezone
>>> from hypercare.objectives import AlertRule, AlertState
>>> state = AlertState(AlertRule.parse("error_rate > 1% for 5m", severity="critical"))
>>> start = datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc)
>>> state.observe(start, 0.012)  # over 1 %, not yet for 5 minutes
>>> state.observe(start.replace(minute=5), 0.015).since == start
True

A :class:`Scorecard` weighs many objectives, an :class:`ErrorBudget` says how much may still go wrong and how fast it is
spent, an :class:`AlertManager` whom to tell what, once; a :class:`ReleaseJudge` watches a release, :func:`compare`
looks at a canary once, and :func:`reconcile` says whether two tables hold the same rows.
"""

from __future__ import annotations

from ._alerts import (
    AlertManager,
    export_prometheus,
    from_webhook,
    import_prometheus,
    to_webhook,
)
from ._budget import (
    ErrorBudget,
)
from ._promises import (
    Objective,
    Scorecard,
    parse_quantity,
)
from ._release import (
    ReleaseJudge,
    TableSummary,
    compare,
    reconcile,
)
from ._rules import (
    AlertRule,
    AlertState,
)
from ._types import (
    ActiveAlert,
    Alert,
    AlertChange,
    AlertmanagerAlert,
    AlertmanagerWebhook,
    AlertNotification,
    AlertRuleDocument,
    AlertSample,
    AlertStanding,
    BoundVerdict,
    BudgetStatus,
    BurnAction,
    BurnAlert,
    BurnRule,
    CanaryComparison,
    ChangedRow,
    ColumnDifference,
    ColumnSummary,
    CompareDirection,
    CompareOptions,
    CompareVerdict,
    Comparison,
    CriterionState,
    CriterionVerdict,
    Dimension,
    KeyedRow,
    LabelMatcher,
    MatchOperator,
    NotifiedAlert,
    ObjectiveBound,
    ObjectiveDocument,
    ObjectiveState,
    ObjectiveTrend,
    ObjectiveVerdict,
    PrometheusGroup,
    PrometheusRules,
    Quantity,
    RateUnit,
    ReconcileOptions,
    ReconcileVerdict,
    Reconciliation,
    RecoveryState,
    RecoveryStatus,
    ReferenceCheck,
    ReleaseDecision,
    ReleaseSample,
    ReleaseVerdict,
    ResolveCondition,
    Score,
    ScoreLine,
    ScoreResult,
    Silence,
    TableReference,
    TableReport,
    TrendDirection,
    Unit,
    WebhookOptions,
)

__all__ = [
    "ActiveAlert",
    "Alert",
    "AlertChange",
    "AlertManager",
    "AlertNotification",
    "AlertRule",
    "AlertRuleDocument",
    "AlertSample",
    "AlertStanding",
    "AlertState",
    "AlertmanagerAlert",
    "AlertmanagerWebhook",
    "BoundVerdict",
    "BudgetStatus",
    "BurnAction",
    "BurnAlert",
    "BurnRule",
    "CanaryComparison",
    "ChangedRow",
    "ColumnDifference",
    "ColumnSummary",
    "CompareDirection",
    "CompareOptions",
    "CompareVerdict",
    "Comparison",
    "CriterionState",
    "CriterionVerdict",
    "Dimension",
    "ErrorBudget",
    "KeyedRow",
    "LabelMatcher",
    "MatchOperator",
    "NotifiedAlert",
    "Objective",
    "ObjectiveBound",
    "ObjectiveDocument",
    "ObjectiveState",
    "ObjectiveTrend",
    "ObjectiveVerdict",
    "PrometheusGroup",
    "PrometheusRules",
    "Quantity",
    "RateUnit",
    "ReconcileOptions",
    "ReconcileVerdict",
    "Reconciliation",
    "RecoveryState",
    "RecoveryStatus",
    "ReferenceCheck",
    "ReleaseDecision",
    "ReleaseJudge",
    "ReleaseSample",
    "ReleaseVerdict",
    "ResolveCondition",
    "Score",
    "ScoreLine",
    "ScoreResult",
    "Scorecard",
    "Silence",
    "TableReference",
    "TableReport",
    "TableSummary",
    "TrendDirection",
    "Unit",
    "WebhookOptions",
    "compare",
    "export_prometheus",
    "from_webhook",
    "import_prometheus",
    "parse_quantity",
    "reconcile",
    "to_webhook",
]

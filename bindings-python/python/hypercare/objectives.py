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

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._document import Document, Written
from ._errors import InvalidError
from ._machine import Machine, Savepoint
from ._series import floats
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
from .time import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from typing import TypeAlias

    from ._types import Severity

    _Value: TypeAlias = float | str | None

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


class AlertRule:
    """A rule such as "error_rate > 1% for 5m". Never changes.

    The text is a metric name, a comparison, a number and, if the condition must last, "for" and a length of time. The
    unit of the number says how the metric is measured: "%" is a share (1% is 0.01), a unit of time is seconds (1500ms
    is 1.5), and a bare number is the metric's own unit.

    Examples
    --------
    >>> rule = AlertRule.parse("latency > 1500ms for 5m", severity="warning")
    >>> rule.metric, rule.comparison, rule.threshold, str(rule.lasting)
    ('latency', '>', 1.5, '5 min')
    """

    __slots__ = ("_native",)

    _native: _hypercare.AlertRule

    def __init__(self) -> None:
        message = "AlertRule has no empty rule: use AlertRule.parse"
        raise TypeError(message)

    @classmethod
    def parse(cls, text: str, severity: Severity) -> AlertRule:
        """Read a rule.

        Parameters
        ----------
        text : str
            Such as "error_rate > 1% for 5m".
        severity : {"critical", "warning", "info"}
            How loud the alert is.

        Returns
        -------
        AlertRule

        Raises
        ------
        ParseError
            For a text that is no rule, with the column of what was not understood.
        InvalidError
            For another severity.

        Examples
        --------
        >>> str(AlertRule.parse("queue >= 100", severity="info"))
        'queue >= 100'
        """
        rule = object.__new__(cls)
        rule._native = _hypercare.AlertRule.parse(text, severity)
        return rule

    @property
    def metric(self) -> str:
        """The metric that is watched."""
        return self._native.facts()[1]

    @property
    def comparison(self) -> Comparison:
        """How its value is compared."""
        return self._native.facts()[2]

    @property
    def threshold(self) -> float:
        """What it is compared with, in the metric's unit."""
        return self._native.facts()[3]

    @property
    def severity(self) -> Severity:
        """How loud the alert is."""
        return self._native.facts()[4]

    @property
    def lasting(self) -> Span:
        """How long the condition must last before the alert fires; zero fires at once."""
        return Span(*self._native.facts()[5])

    def to_dict(self) -> dict[str, Any]:
        """Give all that the rule says as plain data: also its name, when it resolves, how long it keeps firing.

        Returns
        -------
        dict

        Examples
        --------
        >>> rule = AlertRule.parse("error_rate > 1% for 5m, resolve < 0.5%", severity="critical")
        >>> rule.to_dict()["resolve"]["threshold"]
        0.005
        """
        return self._native.view().to_dict()

    def __str__(self) -> str:
        return self._native.facts()[0]

    def __repr__(self) -> str:
        return f"AlertRule.parse({str(self)!r}, severity={self.severity!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AlertRule):
            return NotImplemented
        return self._native.equals(other._native)

    def __hash__(self) -> int:
        return hash((str(self), self.severity))

    def __reduce__(self) -> tuple[Any, ...]:
        return AlertRule.parse, (str(self), self.severity)


class AlertState:
    """Where one rule stands: quiet, waiting for its "for", or firing.

    A rule is judged at its samples: it fires at the first one, at or after the end of its "for", at which the condition
    has held without a break, and is resolved by the first one at which the condition does not hold.

    Parameters
    ----------
    rule : AlertRule
        The rule.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> state = AlertState(AlertRule.parse("cpu > 90%", severity="warning"))
    >>> state.observe(datetime(2026, 11, 24, tzinfo=timezone.utc), 0.95).change
    'firing'
    """

    __slots__ = ("_native",)

    def __init__(self, rule: AlertRule) -> None:
        if not isinstance(rule, AlertRule):
            message = f"rule: expected an AlertRule, found {type(rule).__name__}"
            raise InvalidError(message)
        self._native = _hypercare.AlertState(rule._native)

    def observe(self, at: datetime, value: float) -> Alert | None:
        """Take a sample in and say what changed.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant of the sample, not before the last one.
        value : float
            The value, finite.

        Returns
        -------
        Alert or None
            The alert that began to fire or was resolved, if one did.

        Raises
        ------
        InvalidError
            For NaN and infinity; the state is unchanged then.
        OutOfOrderError
            For a sample before the last one; the state is unchanged then.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> state = AlertState(AlertRule.parse("cpu > 90%", severity="warning"))
        >>> state.observe(datetime(2026, 11, 24, tzinfo=timezone.utc), 0.5) is None
        True
        """
        return self._native.observe(at, value)

    @property
    def firing(self) -> bool:
        """Whether the alert is firing."""
        return self._native.firing()


class Objective(Written):
    """What a plan promises of a metric: "Response Time: <2 seconds (Target: <1.5s)". Never changes.

    Parameters
    ----------
    line : str
        The line, as :meth:`parse` reads it.
    **document
        What a line cannot say: ``metric`` (the name in lower case with underscores unless told), ``weight`` (1) and
        ``key`` (False).

    Raises
    ------
    InvalidError
        For a line that is no objective, and a weight out of its range.

    Examples
    --------
    >>> objective = Objective.parse("Uptime: 99.9% (Target: 99.95%)")
    >>> objective.status(0.998).status, objective.status("99.97%").status
    ('missed', 'on_target')
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.Objective]] = _hypercare.Objective
    _native: _hypercare.Objective

    def __init__(self, line: str, **document: Any) -> None:
        self._native = _hypercare.Objective.new({"line": line, **document})

    @classmethod
    def parse(cls, line: str) -> Objective:
        """Read an objective.

        Parameters
        ----------
        line : str
            Such as "CPU Usage: <70% average, <90% peak"; of Markdown, too.

        Returns
        -------
        Objective

        Raises
        ------
        ParseError
            With the column of what was not understood.

        Examples
        --------
        >>> Objective.parse("API Rate: 1000 req/sec (Peak: 5000+ req/sec)").metric
        'api_rate'
        """
        return cls._of(_hypercare.Objective.parse(line))

    @classmethod
    def parse_lines(cls, text: str) -> list[Objective]:
        r"""Read the objectives of a text, one for each line that is one.

        Parameters
        ----------
        text : str
            Lines, such as those of a plan.

        Returns
        -------
        list of Objective

        Examples
        --------
        >>> [one.metric for one in Objective.parse_lines("- Uptime: 99.9%\n- Error Rate: <0.1%")]
        ['uptime', 'error_rate']
        """
        return [cls.from_json(document) for document in _hypercare.objective_lines(text)]

    @property
    def name(self) -> str:
        """What it is called."""
        return self._native.view().name

    @property
    def metric(self) -> str:
        """The metric that it is about."""
        return self._native.view().metric

    @property
    def text(self) -> str:
        """The line."""
        return self._native.view().text

    @property
    def bounds(self) -> tuple[ObjectiveBound, ...]:
        """What the value must keep to."""
        return self._native.view().bounds

    @property
    def target(self) -> ObjectiveBound | None:
        """What it should reach."""
        return self._native.view().target

    @property
    def peak(self) -> ObjectiveBound | None:
        """What it must bear at its peak."""
        return self._native.view().peak

    @property
    def tracking(self) -> str | None:
        """What is only watched, in words."""
        return self._native.view().tracking

    @property
    def cadence(self) -> Span | None:
        """How often somebody looks."""
        text = self._native.view().cadence
        return None if text is None else Span.parse(text)

    @property
    def weight(self) -> float:
        """Its weight in a scorecard."""
        return self._native.view().weight

    @property
    def key(self) -> bool:
        """Whether a scorecard fails where it is missed."""
        return self._native.view().key

    def to_dict(self) -> dict[str, Any]:
        """Give all that the line says as plain data.

        Returns
        -------
        dict

        Examples
        --------
        >>> Objective.parse("Uptime: 99.9%").to_dict()["bounds"][0]["threshold"]["value"]
        0.999
        """
        return self._native.view().to_dict()

    def __str__(self) -> str:
        return self.text

    def status(self, value: _Value) -> ObjectiveVerdict:
        """Say where the objective stands with one value.

        Parameters
        ----------
        value : float or str or None
            A number in the base unit of the threshold (seconds, shares, bytes), a quantity such as "1500 ms", or
            nothing; NaN is nothing.

        Returns
        -------
        ObjectiveVerdict

        Raises
        ------
        InvalidError
            For a quantity of another kind, and for infinity.

        Examples
        --------
        >>> Objective.parse("Error Rate: <0.1%").status(None).status
        'no_data'
        """
        return self._native.status(value)

    def status_each(self, values: Mapping[str, _Value]) -> ObjectiveVerdict:
        """Say where the objective stands with a value for each of its bounds.

        Parameters
        ----------
        values : mapping of str to float or str or None
            By the statistic or qualifier of the bound: "average", "peak", "critical"; the first is "value", too.

        Returns
        -------
        ObjectiveVerdict

        Raises
        ------
        UnknownError
            For a name that no bound has.

        Examples
        --------
        >>> Objective.parse("CPU Usage: <70% average, <90% peak").status_each({"average": 0.5, "peak": 0.95}).status
        'missed'
        """
        return self._native.status_each(values)

    def status_of(self, samples: Any) -> ObjectiveVerdict:
        """Say where the objective stands with the samples of its window.

        Parameters
        ----------
        samples : array_like
            In the base unit of the threshold; each bound is held against its statistic. NaN is a missing sample.

        Returns
        -------
        ObjectiveVerdict

        Raises
        ------
        InvalidError
            For infinity.

        Examples
        --------
        >>> Objective.parse("CPU Usage: <70% average, <90% peak").status_of([0.5, 0.6, 0.8]).status
        'met'
        """
        return self._native.status_of(floats(samples, "samples"))


class Scorecard(Written):
    """A weighted score over objectives. Never changes.

    An objective gives all of its weight on target, half of it if only the threshold is kept, and nothing if it is
    missed; a missed key objective fails the whole.

    Parameters
    ----------
    objectives : sequence of str or mapping
        Lines, or mappings with ``line``, ``metric``, ``weight``, ``key``.
    **document
        ``pass`` (0.9 unless told) and ``warning`` (0.75), shares of the points; ``missing``; ``steady``.

    Raises
    ------
    DuplicateError
        For a metric that comes twice.
    InvalidError
        For what is no scorecard.

    Examples
    --------
    >>> card = Scorecard(["Response Time: <2 seconds (Target: <1.5s)", {"line": "Uptime: 99.9%", "weight": 2}])
    >>> score = card.score({"response_time": "1800 ms", "uptime": 0.9997})
    >>> score.points, score.possible, score.result
    (2.5, 3.0, 'warning')
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.Scorecard]] = _hypercare.Scorecard
    _native: _hypercare.Scorecard

    def __init__(self, objectives: Sequence[str | Mapping[str, Any]], **document: Any) -> None:
        self._native = _hypercare.Scorecard.new({"objectives": objectives, **document})

    @classmethod
    def parse_lines(cls, text: str) -> Scorecard:
        """Make a card of the lines of a text that are objectives.

        Parameters
        ----------
        text : str
            The text.

        Returns
        -------
        Scorecard

        Examples
        --------
        >>> Scorecard.parse_lines("Error Rate: <0.1%").score({"error_rate": 0.0005}).result
        'pass'
        """
        return cls._of(_hypercare.Scorecard.parse_lines(text))

    def score(self, values: Mapping[str, _Value], before: Mapping[str, _Value] | None = None) -> Score:
        """Weigh the values.

        Parameters
        ----------
        values : mapping of str to float or str or None
            By metric and bound: "latency.p95", "cpu_utilization.peak". The metric alone stands for its first bound.
            Each bound is judged, the worst counts, and one without a value has no data.
        before : mapping, optional
            Those of the last period, for the trends.

        Returns
        -------
        Score

        Raises
        ------
        UnknownError
            For a name that is not on the card.
        InvalidError
            For a metric alone whose objectives are of several statistics.
        """
        return self._native.score(values, {} if before is None else before)


class ErrorBudget(Savepoint):
    """How much may still go wrong, and how fast it is spent.

    Parameters
    ----------
    objective : float or str
        The share of events that must be good: "99.9%".
    **options
        The other fields of :class:`ErrorBudgetOptions`: ``window`` (30 days unless told), ``resolution`` (1 min),
        ``alerts`` (those of the SRE workbook), ``minimum_events``.

    Raises
    ------
    InvalidError
        For an objective that is not between 0 and 1, and windows that do not fit each other.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> budget, at = ErrorBudget("99.9%"), datetime(2026, 11, 24, tzinfo=timezone.utc)
    >>> str(budget.downtime())
    '43 min 12 s'
    >>> budget.observe(at, good=900, bad=100)
    >>> budget.status(at).action
    'page'
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.ErrorBudget]] = _hypercare.ErrorBudget
    _native: _hypercare.ErrorBudget

    def __init__(self, objective: float | str, **options: Any) -> None:
        super().__init__(objective=objective, **options)

    @classmethod
    def from_yaml(cls, text: str) -> ErrorBudget:
        """Read the options of a budget from YAML.

        Parameters
        ----------
        text : str
            YAML text; JSON is YAML.

        Returns
        -------
        ErrorBudget

        Raises
        ------
        ParseError
            With line and column.

        Examples
        --------
        >>> ErrorBudget.from_yaml("objective: 99.5%").budget()
        0.005
        """
        return cls._of(_hypercare.ErrorBudget.from_yaml(text))

    @classmethod
    def from_json(cls, text: str) -> ErrorBudget:
        """Read the options of a budget from JSON.

        Parameters
        ----------
        text : str
            JSON text.

        Returns
        -------
        ErrorBudget

        Raises
        ------
        ParseError
            With line and column.
        """
        return cls._of(_hypercare.ErrorBudget.from_json(text))

    def budget(self) -> float:
        """Give the share of events that may be bad.

        Returns
        -------
        float
        """
        return self._native.budget()

    def downtime(self) -> Span:
        """Say how long everything may be down within the window.

        Returns
        -------
        Span
        """
        return Span.parse(self._native.downtime())

    def lasts(self, error_rate: float) -> float | None:
        """Say how long the budget lasts at an error rate.

        Parameters
        ----------
        error_rate : float
            0 to 1.

        Returns
        -------
        float or None
            Seconds; None at zero.
        """
        return self._native.lasts(error_rate)

    def detection_time(self, rule: BurnRule | Mapping[str, Any], error_rate: float) -> float | None:
        """Say after how long a steady error rate that begins now makes a rule fire.

        Parameters
        ----------
        rule : BurnRule or mapping
            The rule.
        error_rate : float
            0 to 1.

        Returns
        -------
        float or None
            Seconds; None if it never does.
        """
        return self._native.detection_time(rule, error_rate)

    def observe(self, at: datetime, good: int, bad: int) -> None:
        """Count events.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant.
        good, bad : int
            How many.

        Raises
        ------
        OutOfOrderError
            For events that have fallen out of the window already.
        """
        self._native.observe(at, good, bad)

    def status(self, now: datetime) -> BudgetStatus:
        """Say how the budget stands.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant, not before the last events.

        Returns
        -------
        BudgetStatus

        Raises
        ------
        OutOfOrderError
            For an instant before the last events.
        """
        return self._native.status(now)


class AlertManager(Machine, Written):
    """Says whom to tell what, once: groups alerts, mutes and repeats them.

    Parameters
    ----------
    **document
        ``rules``, ``group_by``, ``group_wait``, ``group_interval``, ``repeat_interval``, ``inhibit``, ``silences``,
        ``rate_limit``, ``flapping``, ``response``; the built-in ones unless told.

    Raises
    ------
    DuplicateError, InvalidError, LimitError
        For rules and intervals that cannot be.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
    >>> manager = AlertManager(rules=[{"rule": "error_rate > 1%", "severity": "critical"}])
    >>> told = manager.observe("error_rate", at, 0.02, {"service": "api"})
    >>> told[0].severity, told[0].alerts[0].labels["service"]
    ('critical', 'api')
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.AlertManager]] = _hypercare.AlertManager
    _native: _hypercare.AlertManager

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    @classmethod
    def resume(cls, document: Mapping[str, Any], snapshot: str) -> AlertManager:
        """Give a manager with another document that goes on where a snapshot ends.

        Parameters
        ----------
        document : mapping
            The document, as the keywords of the class.
        snapshot : str
            What :meth:`snapshot` wrote. Rules that are the same in both keep their state.

        Returns
        -------
        AlertManager
        """
        return cls._of(_hypercare.AlertManager.resume(document, snapshot))

    def observe(
        self, metric: str, at: datetime, value: float, labels: Mapping[str, str] | None = None
    ) -> tuple[AlertNotification, ...]:
        """Take a sample in, and give what is to be told by its instant.

        Parameters
        ----------
        metric : str
            The metric; one without a rule is passed over.
        at : datetime.datetime
            The aware instant, not before the last one.
        value : float
            The value, finite.
        labels : mapping of str to str, optional
            What tells its series from others: ``{"service": "api"}``.

        Returns
        -------
        tuple of AlertNotification

        Raises
        ------
        OutOfOrderError
            For a sample before the last one.
        InvalidError
            For NaN and infinity.
        """
        sample = {"metric": metric, "at": at, "value": value, "labels": {} if labels is None else labels}
        return self._native.observe(sample)

    def observe_all(self, samples: Iterable[AlertSample | Mapping[str, Any]]) -> tuple[AlertNotification, ...]:
        """Take samples in, in the order of their instants.

        Parameters
        ----------
        samples : iterable of AlertSample or mapping
            ``metric``, ``at``, ``value``, ``labels``, as for :meth:`observe`.

        Returns
        -------
        tuple of AlertNotification
            What is to be told by the instant of the last.
        """
        return self._native.observe_all(list(samples))

    def advance(self, now: datetime) -> tuple[AlertNotification, ...]:
        """Let time pass, and give what is to be told by now.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant.

        Returns
        -------
        tuple of AlertNotification

        Raises
        ------
        OutOfOrderError
            For an instant before the last one.
        """
        return self._native.advance(now)

    def alerts(self) -> tuple[ActiveAlert, ...]:
        """List alerts that are pending or go on, told or not, loudest first.

        Returns
        -------
        tuple of ActiveAlert
        """
        return self._native.alerts()

    def silence(self, silence: Silence | Mapping[str, Any]) -> None:
        """Add a silence, or change the one of its id.

        Parameters
        ----------
        silence : Silence or mapping
            ``id``, ``matchers``, ``from``, ``until``, ``comment``.

        Raises
        ------
        InvalidError
            For one without labels, or that ends before it begins.
        """
        self._native.silence(silence)

    def end_silence(self, id: str) -> None:
        """End a silence.

        Parameters
        ----------
        id : str
            Its name.

        Raises
        ------
        UnknownError
            If there is none of this name.
        """
        self._native.end_silence(id)


class ReleaseJudge(Machine, Written):
    """Watches a release after its deployment and says whether it may stay.

    However often one looks, a release that changed nothing is rolled back with a chance of at most ``false_alarm`` in
    the whole watch.

    Parameters
    ----------
    **document
        Any of the fields of its YAML form: ``criteria``, ``watch``, ``false_alarm``, ``traffic``, ``recovery`` and so
        on; what is left out has its default.

    Raises
    ------
    InvalidError, DuplicateError, LimitError
        For a document out of its ranges.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 11, 24, 14, 1, tzinfo=timezone.utc)
    >>> judge = ReleaseJudge.default()  # error rate over 0.5 %, response time over 5 s, ..., for two hours
    >>> judge.observe(metric="error_rate", at=at, bad=9, total=6000).decision
    'hold'
    >>> judge.observe(metric="data_integrity", at=at).decision
    'roll_back'
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.ReleaseJudge]] = _hypercare.ReleaseJudge
    _native: _hypercare.ReleaseJudge

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    @classmethod
    def default(cls) -> ReleaseJudge:
        """Give the judge of a release that gets all traffic at once.

        Returns
        -------
        ReleaseJudge
        """
        return cls._of(_hypercare.ReleaseJudge.default())

    @classmethod
    def canary(cls) -> ReleaseJudge:
        """Give the judge of a release that gets more and more of the traffic.

        Returns
        -------
        ReleaseJudge

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> ReleaseJudge.canary().start(datetime(2026, 11, 24, 14, tzinfo=timezone.utc)).traffic < 100
        True
        """
        return cls._of(_hypercare.ReleaseJudge.canary())

    def start(self, at: datetime) -> ReleaseVerdict:
        """Begin the watch; the first sample would, too.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        ReleaseVerdict
        """
        return self._native.start(at)

    def observe(self, sample: ReleaseSample | Mapping[str, Any] | None = None, **fields: Any) -> ReleaseVerdict:
        """Take a sample in and say what to do now.

        Parameters
        ----------
        sample : ReleaseSample or mapping, optional
            The sample; or its fields as keywords.
        **fields
            ``metric`` and ``at``; ``bad`` and ``total`` for a share, ``value`` for a value; those of the baseline as
            ``baseline_bad``, ``baseline_total``, ``baseline_value``; ``detail`` for an event.

        Returns
        -------
        ReleaseVerdict

        Raises
        ------
        UnknownError
            For a metric that no criterion is about.
        InvalidError
            For a sample without what its criterion asks for.
        OutOfOrderError
            For an instant before the last one.
        """
        return self._native.observe(fields if sample is None else sample)

    def advance(self, now: datetime) -> ReleaseVerdict:
        """Let time pass and say what to do now.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant.

        Returns
        -------
        ReleaseVerdict
        """
        return self._native.advance(now)

    def recovery_started(self, name: str, at: datetime) -> None:
        """Tell that a recovery has begun, whose time is limited.

        Parameters
        ----------
        name : str
            The recovery objective of the document: "emergency failover".
        at : datetime.datetime
            The aware instant.

        Raises
        ------
        UnknownError
            For an objective that the document does not name.
        """
        self._native.recovery_started(name, at)

    def recovery_finished(self, name: str, at: datetime) -> None:
        """Tell that a recovery is over.

        Parameters
        ----------
        name : str
            The recovery objective.
        at : datetime.datetime
            The aware instant.

        Raises
        ------
        InvalidError
            For one that has not begun.
        """
        self._native.recovery_finished(name, at)

    def recoveries(self, now: datetime) -> tuple[RecoveryStatus, ...]:
        """Say how the recoveries stand that have begun.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant.

        Returns
        -------
        tuple of RecoveryStatus
        """
        return self._native.recoveries(now)


def import_prometheus(text: str) -> PrometheusRules:
    r"""Read the alert rules of a file of Prometheus.

    Parameters
    ----------
    text : str
        YAML with ``groups``.

    Returns
    -------
    PrometheusRules
        Its groups hold rules as an :class:`AlertManager` takes them.

    Raises
    ------
    ParseError
        With line and column; also for an expression that is more than a metric beside a threshold.

    Examples
    --------
    >>> text = "groups: [{name: web, rules: [{alert: Slow, expr: latency > 1.5, labels: {severity: warning}}]}]"
    >>> import_prometheus(text).groups[0].rules[0].rule
    'latency > 1.5'
    """
    return _hypercare.import_prometheus(text)


def export_prometheus(rules: PrometheusRules | Mapping[str, Any]) -> str:
    """Write alert rules as a file of Prometheus.

    Parameters
    ----------
    rules : PrometheusRules or mapping
        Groups of rules.

    Returns
    -------
    str
        YAML.

    Raises
    ------
    InvalidError
        For a rule that Prometheus cannot have.

    Examples
    --------
    >>> rule = {"rule": "latency > 1.5 for 5m", "severity": "warning", "alert": "Slow"}
    >>> "for: 5m" in export_prometheus({"groups": [{"name": "web", "rules": [rule]}]})
    True
    """
    return _hypercare.export_prometheus(rules)


def to_webhook(notification: AlertNotification, **options: Any) -> str:
    """Write a notification as Alertmanager sends it to a webhook.

    Parameters
    ----------
    notification : AlertNotification
        What an :class:`AlertManager` told.
    **options
        The fields of :class:`WebhookOptions`: ``receiver``, ``external_url``, ``generator_url``.

    Returns
    -------
    str
        JSON.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> manager = AlertManager(rules=[{"rule": "error_rate > 1%", "severity": "critical"}])
    >>> told = manager.observe("error_rate", datetime(2026, 11, 24, tzinfo=timezone.utc), 0.02)
    >>> from_webhook(to_webhook(told[0])).receiver
    'hypercare'
    """
    return _hypercare.to_webhook(notification, options)


def from_webhook(text: str) -> AlertmanagerWebhook:
    """Read what Alertmanager sends to a webhook.

    Parameters
    ----------
    text : str
        JSON.

    Returns
    -------
    AlertmanagerWebhook

    Raises
    ------
    ParseError
        For another text.
    """
    return _hypercare.from_webhook(text)


def parse_quantity(text: str) -> Quantity:
    """Read a number with its unit.

    Parameters
    ----------
    text : str
        Such as "1500 ms", "99.9%" or "1000 req/s".

    Returns
    -------
    Quantity
        In the base unit.

    Raises
    ------
    ParseError
        With the column of what was not understood.

    Examples
    --------
    >>> parse_quantity("1500 ms").value
    1.5
    """
    return _hypercare.parse_quantity(text)


def compare(baseline: Any, canary: Any, **options: Any) -> CanaryComparison:
    """Compare the values of a canary with those of the baseline by the Mann-Whitney test, once.

    Parameters
    ----------
    baseline, canary : array_like
        The values of a metric; NaN is a missing value.
    **options
        The fields of :class:`CompareOptions`: ``confidence`` (0.95 unless told), ``worse`` ("increase", "decrease" or
        "either"), ``tolerance``, ``margin``, ``min_values``, ``max_missing``.

    Returns
    -------
    CanaryComparison

    Raises
    ------
    InvalidError
        For infinity, and options out of their ranges.
    LimitError
        For more than a million values.

    Examples
    --------
    >>> found = compare([2.1, 1.9, 2.0, 2.2], [2.6, 2.4, 2.7, 2.5])
    >>> found.verdict, round(found.shift, 3)
    ('fail', 0.5)
    """
    return _hypercare.compare(floats(baseline, "baseline"), floats(canary, "canary"), options)


class TableSummary(Document):
    """What is kept of a table to hold it against another one: made row by row, merged, and sent as text.

    Parameters
    ----------
    columns : sequence of str
        The columns in the order of the rows.
    key : sequence of str
        Those that tell rows apart.
    **options
        The other fields of :class:`ReconcileOptions`: ``references``, ``differences``, ``sample``, ``listed``.

    Raises
    ------
    UnknownError, DuplicateError, InvalidError, LimitError
        For columns that are not there or come twice, and options out of their ranges.

    Examples
    --------
    >>> source = TableSummary(["id", "balance"], key=["id"])
    >>> source.add_rows([[1, 9.5], [2, 0.0]])
    >>> source.report().rows
    2
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.TableSummary]] = _hypercare.TableSummary
    _native: _hypercare.TableSummary

    def __init__(self, columns: Sequence[str], key: Sequence[str], **options: Any) -> None:
        self._native = _hypercare.TableSummary.new({"columns": columns, "key": key, **options})

    def add_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take rows in, in any order.

        Parameters
        ----------
        rows : iterable of sequence
            Each a text, number, truth or None for each column.

        Raises
        ------
        ShapeError
            For a row of another width; none is taken in then.
        """
        self._native.add_rows(rows if isinstance(rows, (list, tuple)) else list(rows))

    def merge(self, other: TableSummary) -> None:
        """Take in another part of the same table.

        Parameters
        ----------
        other : TableSummary
            Its summary, with the same options.

        Raises
        ------
        InvalidError
            For other options.
        """
        self._native.merge(other)

    def report(self) -> TableReport:
        """Count rows, nulls, sums and duplicates of the table for itself.

        Returns
        -------
        TableReport
        """
        return self._native.report()

    def check_reference(self, name: str, parent: TableSummary) -> ReferenceCheck:
        """Say whether all that a reference points to is there.

        Parameters
        ----------
        name : str
            The reference, as the options name it.
        parent : TableSummary
            The table that it points to.

        Returns
        -------
        ReferenceCheck

        Raises
        ------
        UnknownError
            For a reference that the options do not name.
        """
        return self._native.check_reference(name, parent)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TableSummary):
            return NotImplemented
        return self.to_json() == other.to_json()

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


def reconcile(source: TableSummary, target: TableSummary) -> Reconciliation:
    """Say whether two tables hold the same rows, and which differ.

    Parameters
    ----------
    source, target : TableSummary
        Their summaries, with the same options.

    Returns
    -------
    Reconciliation

    Raises
    ------
    InvalidError
        For other options.

    Examples
    --------
    >>> source, target = (TableSummary(["id", "balance"], key=["id"]) for _ in range(2))
    >>> source.add_rows([[1, 9.5], [2, 0.0]])
    >>> target.add_rows([[2, 0.0], [1, 9.0]])
    >>> [(row.key, row.columns) for row in reconcile(source, target).changed]
    [('1', ('balance',))]
    """
    return _hypercare.reconcile(source, target)

"""What should be improved next, and did it work?

>>> from hypercare.tuning import advise_performance
>>> [advice.id for advice in advise_performance({"cache_hit_ratio": 0.71}).advice]
['performance:cache_hit_ratio']

PostgreSQL tells by the query :func:`statistics_sql` what :func:`advise_indexes` reads. Every advice says why, what it
should bring, and how to verify it; nothing is done to anything. :func:`verify` holds measurements before a change
against those after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._document import Written
from ._types import (
    CacheFinding,
    CacheReport,
    CacheSettings,
    CacheSimulation,
    CacheStatistics,
    CacheStrategy,
    ColumnRow,
    DatabaseStatistics,
    ExpectedEffect,
    FrictionPoint,
    IndexReport,
    IndexRow,
    Journey,
    JourneyCount,
    JourneyFinding,
    JourneyReport,
    JourneyState,
    JourneyStepFinding,
    MetricVerdict,
    PerformanceFinding,
    PerformanceReport,
    PerformanceRule,
    PerformanceState,
    SlowQuery,
    StatementRow,
    TableRow,
    TuningAdvice,
    TuningKind,
    TuningMeasurement,
    TuningOutcome,
    TuningTicket,
    TuningVerdict,
    TuningVerification,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CacheFinding",
    "CacheReport",
    "CacheSettings",
    "CacheSimulation",
    "CacheStatistics",
    "CacheStrategy",
    "ColumnRow",
    "DatabaseStatistics",
    "ExpectedEffect",
    "FrictionPoint",
    "IndexReport",
    "IndexRow",
    "Journey",
    "JourneyCount",
    "JourneyFinding",
    "JourneyReport",
    "JourneyState",
    "JourneyStepFinding",
    "MetricVerdict",
    "PerformanceFinding",
    "PerformanceReport",
    "PerformanceRule",
    "PerformanceRules",
    "PerformanceState",
    "SlowQuery",
    "StatementRow",
    "TableRow",
    "TuningAdvice",
    "TuningKind",
    "TuningMeasurement",
    "TuningOutcome",
    "TuningTicket",
    "TuningVerdict",
    "TuningVerification",
    "advice_ticket",
    "advise_caches",
    "advise_indexes",
    "advise_journeys",
    "advise_performance",
    "cache_measurements",
    "default_cache",
    "expected_hit_ratio",
    "journey_measurements",
    "simulate_cache",
    "statement_measurements",
    "statistics_sql",
    "verify",
]


def _statistics(statistics: Any) -> Any:
    """Rows as a driver gives them: numbers may be decimals, and columns that nobody reads anything."""
    if not isinstance(statistics, Mapping):
        return statistics
    return {
        name: [_row(row) for row in rows] if isinstance(rows, Sequence) and not isinstance(rows, str) else rows
        for name, rows in statistics.items()
    }


def _row(row: Any) -> Any:
    if not isinstance(row, Mapping):
        return row
    plain = {name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()}
    return {name: value for name, value in plain.items() if value is None or isinstance(value, (bool, int, float, str))}


def advise_indexes(statistics: Mapping[str, Any] | str, **options: Any) -> IndexReport:
    """Say which indexes to create and to drop, which queries to rewrite, which tables to vacuum.

    Parameters
    ----------
    statistics : mapping or str
        Rows of PostgreSQL's statistics views as ``statements``, ``indexes``, ``tables`` and ``columns``, or the JSON
        that the query :func:`statistics_sql` gives.
    **options
        What counts as slow, large and unused.

    Returns
    -------
    IndexReport

    Raises
    ------
    InvalidError
        For numbers that cannot be.
    ParseError, LimitError
        For another text, or too much of it.

    Examples
    --------
    >>> query = "SELECT * FROM invoices WHERE customer = $1"
    >>> statement = {"queryid": 7, "query": query, "calls": 5000, "mean_exec_time": 900, "rows": 5000}
    >>> table = {"relname": "invoices", "n_live_tup": 1_000_000}
    >>> report = advise_indexes({"statements": [statement], "tables": [table]})
    >>> report.advice[0].statements
    ('CREATE INDEX CONCURRENTLY idx_invoices_customer ON invoices (customer)',)
    """
    return _hypercare.advise_indexes(_statistics(statistics), options)


def statistics_sql() -> str:
    """Give the query that collects what :func:`advise_indexes` reads, as one JSON text.

    Returns
    -------
    str

    Examples
    --------
    >>> "pg_stat_statements" in statistics_sql()
    True
    """
    return _hypercare.statistics_sql()


def statement_measurements(
    statistics: Mapping[str, Any] | str, since: Mapping[str, Any] | str | None = None
) -> tuple[TuningMeasurement, ...]:
    """Measure how long each statement takes, for :func:`verify`.

    Parameters
    ----------
    statistics : mapping or str
        As for :func:`advise_indexes`.
    since : mapping or str, optional
        Earlier ones: only what happened since then counts.

    Returns
    -------
    tuple of TuningMeasurement

    Examples
    --------
    >>> rows = {"statements": [{"queryid": 7, "calls": 10, "mean_exec_time": 900, "stddev_exec_time": 5}]}
    >>> [(one.mean, one.count) for one in statement_measurements(rows)]
    [(900.0, 10.0)]
    """
    return _hypercare.statement_measurements(_statistics(statistics), _statistics(since))


def advise_caches(caches: Iterable[CacheStatistics | Mapping[str, Any]], **options: Any) -> CacheReport:
    """Say which caches to keep longer, to write otherwise, to give room.

    Parameters
    ----------
    caches : iterable of CacheStatistics or mapping
        ``name``, ``hits``, ``misses`` and what else is known of each.
    **options
        What counts as low, often and many.

    Returns
    -------
    CacheReport

    Raises
    ------
    InvalidError, DuplicateError
        For numbers that cannot be, and names that come twice.

    Examples
    --------
    >>> report = advise_caches([{"name": "customers", "hits": 600, "misses": 400}])
    >>> len(report.advice)
    1
    """
    return _hypercare.advise_caches(list(caches), options)


def cache_measurements(caches: Iterable[CacheStatistics | Mapping[str, Any]]) -> tuple[TuningMeasurement, ...]:
    """Measure how often each cache hits, for :func:`verify`.

    Parameters
    ----------
    caches : iterable of CacheStatistics or mapping
        As for :func:`advise_caches`.

    Returns
    -------
    tuple of TuningMeasurement

    Examples
    --------
    >>> len(cache_measurements([{"name": "customers", "hits": 600, "misses": 400}]))
    1
    """
    return _hypercare.cache_measurements(list(caches))


def default_cache(name: str) -> CacheSettings:
    """Give the settings that a cache of this name begins with.

    Parameters
    ----------
    name : str
        Such as "sessions".

    Returns
    -------
    CacheSettings

    Examples
    --------
    >>> default_cache("anything").ttl_seconds > 0
    True
    """
    return _hypercare.default_cache(name)


def simulate_cache(**options: Any) -> CacheSimulation:
    """Play accesses to a cache and count what hits.

    Parameters
    ----------
    **options
        Time to live, room, strategy, and a load or a trace.

    Returns
    -------
    CacheSimulation

    Raises
    ------
    InvalidError, LimitError
        For options out of their ranges.

    Examples
    --------
    >>> 0 < simulate_cache(ttl_seconds=60, load={"accesses": 1000}).hit_ratio < 1
    True
    """
    return _hypercare.simulate_cache(options)


def expected_hit_ratio(**options: Any) -> float | None:
    """Give the hit ratio that theory expects of such a cache, where it has a formula.

    Parameters
    ----------
    **options
        As for :func:`simulate_cache`.

    Returns
    -------
    float or None

    Examples
    --------
    >>> 0 < expected_hit_ratio(ttl_seconds=60) < 1
    True
    """
    return _hypercare.expected_hit_ratio(options)


def advise_journeys(journeys: Iterable[Journey | Mapping[str, Any]], **options: Any) -> JourneyReport:
    """Say at which steps of their journeys most users are lost.

    Parameters
    ----------
    journeys : iterable of Journey or mapping
        ``name`` and ``steps``, each with its ``name`` and ``users``.
    **options
        What counts as complete and as lost.

    Returns
    -------
    JourneyReport

    Raises
    ------
    ShapeError
        For a journey of one step.
    InvalidError, DuplicateError
        For numbers that cannot be, and names that come twice.

    Examples
    --------
    >>> steps = [{"name": "choose", "users": 2000}, {"name": "done", "users": 1400}]
    >>> len(advise_journeys([{"name": "upload", "steps": steps}]).friction_points)
    1
    """
    return _hypercare.advise_journeys(list(journeys), options)


def journey_measurements(journeys: Iterable[Journey | Mapping[str, Any]]) -> tuple[TuningMeasurement, ...]:
    """Measure how many users complete each journey, for :func:`verify`.

    Parameters
    ----------
    journeys : iterable of Journey or mapping
        As for :func:`advise_journeys`.

    Returns
    -------
    tuple of TuningMeasurement

    Examples
    --------
    >>> steps = [{"name": "choose", "users": 2000}, {"name": "done", "users": 1400}]
    >>> len(journey_measurements([{"name": "upload", "steps": steps}])) > 0
    True
    """
    return _hypercare.journey_measurements(list(journeys))


class PerformanceRules(Written):
    """What to do past which threshold. Never changes.

    Examples
    --------
    >>> PerformanceRules.from_yaml(PerformanceRules.default().to_json()) == PerformanceRules.default()
    True
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.PerformanceRules]] = _hypercare.PerformanceRules
    _native: _hypercare.PerformanceRules

    @classmethod
    def default(cls) -> PerformanceRules:
        """Give the built-in rules.

        Returns
        -------
        PerformanceRules

        Examples
        --------
        >>> len(PerformanceRules.default().effective()) > 0
        True
        """
        return cls._of(_hypercare.PerformanceRules.default())

    def effective(self) -> tuple[PerformanceRule, ...]:
        """List the rules that hold, built-in ones included.

        Returns
        -------
        tuple of PerformanceRule

        Examples
        --------
        >>> PerformanceRules.default().effective()[0].metric is not None
        True
        """
        return self._native.effective()


def advise_performance(metrics: Mapping[str, float], rules: PerformanceRules | None = None) -> PerformanceReport:
    """Say what to do about metrics that are past their thresholds.

    Parameters
    ----------
    metrics : mapping of str to float
        By name; NaN is no data. The built-in rules read shares from 0 to 1 (``error_rate``, ``cpu_usage``,
        ``memory_usage``, ``cache_hit_ratio``, ``origin_load``), milliseconds (``response_time_ms``,
        ``slowest_query_ms``, ``database_query_time_ms``, ``page_load_time_ms``), ``slow_queries`` as a count, and
        ``performance_regression`` as the share by which a release is slower.
    rules : PerformanceRules, optional
        The built-in ones unless told.

    Returns
    -------
    PerformanceReport

    Raises
    ------
    InvalidError
        For infinite values, and for shares below 0 or from 20 on, such as 95 for 95 %.

    Examples
    --------
    >>> advise_performance({"cache_hit_ratio": 0.95}).advice
    ()
    >>> advise_performance({"cpu_usage": 0.91}).advice[0].priority
    'high'
    """
    return _hypercare.advise_performance(metrics, PerformanceRules.default() if rules is None else rules)


def verify(before: Any, after: Any, **options: Any) -> TuningOutcome:
    """Say whether a change has worked.

    Parameters
    ----------
    before, after : TuningMeasurement or mapping, or a sequence of them
        What was measured, by metric.
    **options
        The least improvement, how sure, how many values.

    Returns
    -------
    TuningOutcome

    Raises
    ------
    ShapeError
        Without any measurement.
    InvalidError, DuplicateError
        For numbers that cannot be, and metrics that come twice.

    Examples
    --------
    >>> before = TuningMeasurement(metric="load", mean=900, deviation=90, count=1000)
    >>> after = TuningMeasurement(metric="load", mean=300, deviation=60, count=1000)
    >>> verify(before, after).verdict
    'worked'
    """
    return _hypercare.verify(_several(before), _several(after), options)


def _several(measurements: Any) -> Any:
    return measurements if isinstance(measurements, (list, tuple)) else [measurements]


def advice_ticket(advice: TuningAdvice | Mapping[str, Any]) -> TuningTicket:
    """Write an advice for the tracker.

    Parameters
    ----------
    advice : TuningAdvice or mapping
        The advice.

    Returns
    -------
    TuningTicket

    Examples
    --------
    >>> advice_ticket(advise_performance({"cache_hit_ratio": 0.71}).advice[0]).title != ""
    True
    """
    return _hypercare.advice_ticket(advice)

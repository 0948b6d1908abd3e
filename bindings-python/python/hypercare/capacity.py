"""How much will be needed, and when?

>>> from datetime import datetime, timezone
>>> from hypercare.capacity import Planner, forecast
>>> cpu = [40 + 35 * (8 <= hour % 24 < 18) for hour in range(240)]
>>> tomorrow = forecast(cpu, step="1h", horizon=24)
>>> lower, upper = tomorrow.interval(95)
>>> tomorrow.mean[[3, 12]].round().tolist(), tomorrow.explain().seasons[0].period
([40.0, 75.0], 24)
>>> plan = Planner(scaling={"units": 4}).plan({"cpu": cpu}, datetime(2026, 11, 24, tzinfo=timezone.utc))
>>> max(plan.scaling.units)  # 4 units at 75 % are 5 at 70 %
5
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _hypercare
from ._forecast import Forecast
from ._series import floats, many, nanoseconds, series
from ._types import (
    AvoidedTime,
    Backtest,
    Bounds,
    CapacityPlan,
    CapacityThreshold,
    Crossing,
    DeclaredEvent,
    EventEffect,
    Exhaustion,
    ForecastExplanation,
    ForecastMethod,
    ForecastSeason,
    HorizonScore,
    LevelCoverage,
    LevelShift,
    MaintenanceWindow,
    MethodWeight,
    NaiveScores,
    ResampleRule,
    ScalingChange,
    ScalingPlan,
    ScalingScore,
    ScalingSimulation,
    ScalingTrade,
    ScheduledLimit,
    ThresholdCrossing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta
    from typing import TypeAlias

    from numpy.typing import NDArray

    _Length: TypeAlias = timedelta | str | float

__all__ = [
    "AvoidedTime",
    "Backtest",
    "Bounds",
    "CapacityPlan",
    "CapacityThreshold",
    "Crossing",
    "DeclaredEvent",
    "EventEffect",
    "Exhaustion",
    "Forecast",
    "ForecastExplanation",
    "ForecastMethod",
    "ForecastSeason",
    "HorizonScore",
    "LevelCoverage",
    "LevelShift",
    "MaintenanceWindow",
    "MethodWeight",
    "NaiveScores",
    "Planner",
    "ResampleRule",
    "Resampled",
    "ScalingChange",
    "ScalingPlan",
    "ScalingScore",
    "ScalingSimulation",
    "ScalingTrade",
    "ScheduledLimit",
    "ThresholdCrossing",
    "backtest",
    "exhaustion",
    "forecast",
    "forecast_many",
    "maintenance_windows",
    "resample",
]


def _given(**options: Any) -> dict[str, Any]:
    """Leave out what has the core's default."""
    return {name: value for name, value in options.items() if value is not None}


def _foretold(parts: Any) -> Forecast:
    start, step, instants, mean, intervals, explanation = parts
    bounds = {level: (lower, upper) for level, lower, upper in intervals}
    return Forecast(start, step, instants.view("datetime64[us]"), mean, bounds, explanation)


def forecast(
    values: Any,
    *,
    step: _Length | None = None,
    start: datetime | None = None,
    horizon: int,
    periods: Sequence[int] | str = "auto",
    levels: Sequence[float] | None = None,
    **options: Any,
) -> Forecast:
    """Foretell the next values of a series.

    Parameters
    ----------
    values : array_like
        The history in one dimension: numpy, pandas, polars, a list. NaN is a missing value.
    step : datetime.timedelta, str or float, optional
        From one value to the next: a timedelta, a text such as "1h" or "monthly", or seconds. A Series of pandas with
        a DatetimeIndex knows it; all others must say it.
    start : datetime.datetime, optional
        The aware instant of the first value; needed for events and a zone. A DatetimeIndex knows it, and its zone.
    horizon : int
        How many steps to foretell, 1 to 100,000.
    periods : sequence of int, or "auto"
        The seasons in steps, such as ``[24, 168]``; found in the history unless told.
    levels : sequence of float, optional
        The intervals to give, in percent; 80 and 95 unless told.
    **options
        ``bounds`` ("auto", "none", "nonnegative", "percent"), ``lower``, ``upper`` (numbers), ``zone`` (an IANA name,
        in whose wall time days repeat), ``events`` (:class:`DeclaredEvent` or dicts).

    Returns
    -------
    Forecast

    Raises
    ------
    InvalidError
        For an infinite value, and options out of their ranges.
    ShapeError
        For fewer than two values that are not missing.
    LimitError
        For more than 10 million values or 100,000 steps.

    Examples
    --------
    >>> import numpy as np
    >>> load = np.array([20.0 + 60 * (8 <= hour % 24 < 18) + hour * 7 % 5 for hour in range(240)])
    >>> week = forecast(load, step="1h", horizon=168)
    >>> week.mean.shape, bool(week.mean[10] > 70), bool(week.mean[2] < 30)
    ((168,), True, True)
    """
    numbers, told = series(values, step, start)
    told |= _given(horizon=horizon, periods=periods, levels=levels, **options)
    return _foretold(_hypercare.forecast(numbers, told))


def forecast_many(
    values: Any,
    *,
    step: _Length | None = None,
    start: datetime | None = None,
    horizon: int,
    periods: Sequence[int] | str = "auto",
    levels: Sequence[float] | None = None,
    n_jobs: int = 1,
    progress: Callable[[int, int], object] | None = None,
    **options: Any,
) -> list[Forecast]:
    """Foretell several series, all with the same options.

    Parameters
    ----------
    values : matrix, iterable of array_like, or table
        The rows of a matrix or list are the series, and may differ in length; of a table of pandas or polars the
        columns are. Those of pandas with a DatetimeIndex know their step and start, which must be the same.
    step, start, horizon, periods, levels, **options
        As for :func:`forecast`.
    n_jobs : int, default 1
        Threads, which change no bit; -1 is one for each processor.
    progress : callable, optional
        Called with how many are done of how many, from any of the threads. What it raises ends the work.

    Returns
    -------
    list of Forecast

    Raises
    ------
    HypercareError
        As for :func:`forecast`, of the first series that has one.

    Examples
    --------
    >>> found = forecast_many([[1, 2, 3, 4], [9, 8, 9, 8, 9]], step="1 day", horizon=2)
    >>> [len(one) for one in found]
    [2, 2]
    """
    rows, told = many(values, step, start)
    told |= _given(horizon=horizon, periods=periods, levels=levels, **options)
    jobs = os.cpu_count() if n_jobs == -1 else n_jobs
    return [_foretold(parts) for parts in _hypercare.forecast_many(rows, told, jobs, progress)]


def backtest(
    values: Any,
    *,
    step: _Length | None = None,
    start: datetime | None = None,
    horizon: int,
    origins: int,
    periods: Sequence[int] | str = "auto",
    levels: Sequence[float] | None = None,
    progress: Callable[[int, int], object] | None = None,
    **options: Any,
) -> Backtest:
    """Say how good the forecasts would have been, beside the last season repeated.

    Parameters
    ----------
    values, step, start, horizon, periods, levels, **options
        As for :func:`forecast`.
    origins : int
        From how many places in the past to foretell, one horizon apart.
    progress : callable, optional
        Called after each place with how many are done of how many. What it raises ends the work.

    Returns
    -------
    Backtest

    Raises
    ------
    ShapeError
        If the history has no room for one horizon and as much before.

    Examples
    --------
    >>> load = [hour % 24 + hour * 7 % 11 / 4 for hour in range(480)]
    >>> scores = backtest(load, step="1h", horizon=24, origins=5)
    >>> scores.mase < scores.seasonal_naive.mase
    True
    """
    numbers, told = series(values, step, start)
    told |= _given(horizon=horizon, periods=periods, levels=levels, **options)
    return _hypercare.backtest(numbers, told, origins, progress)


class Planner:
    """What to expect of metrics with thresholds, and what to do about it.

    Parameters
    ----------
    thresholds : mapping of str to CapacityThreshold or mapping, optional
        By metric: ``scale_up``, and as needed ``scale_down``, ``warn_at``, ``capacity``, ``bounds``, ``scales``. Unless
        told, cpu 70 and 30 percent, memory 80 and 40, disk 90 with a warning at 75, requests 1,000 and 200 for each
        unit.
    step : datetime.timedelta or str, optional
        From one value to the next; an hour unless told.
    horizon : int, optional
        How many steps to look ahead; 168 unless told.
    zone : str, optional
        The IANA zone in which days and weeks repeat; UTC unless told.
    events : sequence of DeclaredEvent or mapping, optional
        What is known to happen.
    scaling : mapping, optional
        How units may be changed: ``units`` (now), ``history`` (units at each step of the metrics, if they varied),
        ``last_added`` and ``last_removed`` (instants, so that plans made one after the other keep to cooldowns),
        ``minimum``, ``maximum``, ``step_up``, ``step_down``, ``hysteresis``, ``cooldown_up``,
        ``cooldown_down``, ``lead_time``, ``risk``, ``cost_per_unit_hour``, ``schedule``.
    window : datetime.timedelta or str, optional
        How long maintenance takes; two hours unless told, or the horizon where that is shorter.
    windows : int, optional
        How many maintenance windows to look for; 3 unless told, 0 for none.

    Raises
    ------
    InvalidError
        For options that are none.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> planner = Planner({"cpu": {"scale_up": 70, "scale_down": 30}}, scaling={"units": 4})
    >>> cpu = [85 if hour % 24 > 7 else 20 for hour in range(240)]
    >>> plan = planner.plan({"cpu": cpu}, datetime(2026, 1, 5, tzinfo=timezone.utc))
    >>> plan.scaling.units[12], plan.crossings[0].probability
    (5, 1.0)
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        thresholds: Mapping[str, CapacityThreshold | Mapping[str, Any]] | None = None,
        *,
        step: _Length | None = None,
        horizon: int | None = None,
        zone: str | None = None,
        events: Sequence[DeclaredEvent | Mapping[str, Any]] | None = None,
        scaling: Mapping[str, Any] | None = None,
        window: timedelta | str | None = None,
        windows: int | None = None,
    ) -> None:
        told = _given(thresholds=thresholds, step=step, horizon=horizon, zone=zone, events=events, scaling=scaling)
        self._native = _hypercare.Planner(told | _given(window=window, windows=windows))

    def plan(
        self, metrics: Mapping[str, Any], now: datetime, *, progress: Callable[[int, int], object] | None = None
    ) -> CapacityPlan:
        """Foretell every metric from now on and plan for them.

        Parameters
        ----------
        metrics : mapping of str to array_like
            The history of each, whose last value is of the step before ``now``; NaN is a missing value. A Series of
            pandas with a DatetimeIndex must have the planner's step; what it lacks up to ``now`` is missing.
        now : datetime.datetime
            The aware instant of the first interval.
        progress : callable, optional
            Called after each metric with how many are done of how many. What it raises ends the work.

        Returns
        -------
        CapacityPlan
            Crossings of thresholds, units for each interval, maintenance windows. Its ``scaling`` has ``to_keda``,
            ``to_hpa`` and ``to_aws``.

        Raises
        ------
        UnknownError
            For a metric without thresholds.
        InvalidError
            For thresholds and rules out of their ranges.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> load = [30 + hour % 24 for hour in range(240)]
        >>> plan = Planner(horizon=48).plan({"memory": load}, datetime(2026, 1, 5, tzinfo=timezone.utc))
        >>> plan.windows[0].local, plan.crossings[0].expected
        ('Mon 00:00', None)
        """
        return self._native.plan([(name, *_indexed(values, name)) for name, values in metrics.items()], now, progress)

    def simulate(
        self,
        metric: str,
        values: Any,
        *,
        held: int,
        now: datetime,
        progress: Callable[[int, int], object] | None = None,
    ) -> ScalingSimulation:
        """Play the last values of a metric with plans made from what came before.

        Parameters
        ----------
        metric : str
            The metric.
        values : array_like
            Its history, which ends at ``now``, as for :meth:`plan`.
        held : int
            How many of the last values to play.
        now : datetime.datetime
            The aware instant.
        progress : callable, optional
            Called after each plan with how many are made of how many. What it raises ends the work.

        Returns
        -------
        ScalingSimulation
            The planner beside a rule that reacts, a size that stays, and other risks; its ``plot`` draws them.

        Raises
        ------
        ShapeError
            If fewer than two values come before those held.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> cpu = [60 if hour % 24 > 7 else 20 for hour in range(240)]
        >>> found = Planner(scaling={"units": 4}).simulate(
        ...     "cpu", cpu, held=48, now=datetime(2026, 1, 5, tzinfo=timezone.utc)
        ... )
        >>> found.planned.enough
        1.0
        """
        return self._native.simulate(metric, *_indexed(values, metric), held, now, progress)

    @property
    def thresholds(self) -> dict[str, CapacityThreshold]:
        """The thresholds by metric."""
        return self._native.thresholds()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Planner):
            return NotImplemented
        return self._native.equals(other._native)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


def _indexed(values: Any, name: str) -> tuple[NDArray[np.float64], tuple[Any, Any]]:
    """Give the numbers of a series, and the step and start that its index knows."""
    numbers, told = series(values, None, None, name)
    return numbers, (told.get("step"), told.get("start"))


def maintenance_windows(
    values: Any,
    *,
    start: datetime | None = None,
    step: _Length | None = None,
    duration: _Length,
    count: int | None = None,
    zone: str | None = None,
    avoid: Iterable[AvoidedTime | Mapping[str, Any]] = (),
    limit: float | None = None,
    horizon: int | None = None,
    recurring: bool = False,
) -> tuple[MaintenanceWindow, ...]:
    """Find the times of least use after the end of a history, the best first.

    Parameters
    ----------
    values, start, step
        As for :func:`forecast`; the start must be known.
    duration : datetime.timedelta, str or float
        How long the work takes.
    count : int, optional
        How many windows to find; 3 unless told.
    zone : str, optional
        The IANA zone of the local times; UTC unless told.
    avoid : iterable of AvoidedTime or mapping
        Times to stay out of.
    limit : float, optional
        The load up to which work is possible: windows then say how probable it is to stay below all the time.
    horizon : int, optional
        How many steps to look ahead; a week unless told, four for recurring windows.
    recurring : bool, default False
        Whether to look for windows that come again every week at the same local time, rather than for single ones.

    Returns
    -------
    tuple of MaintenanceWindow

    Raises
    ------
    InvalidError
        For a duration of zero or longer than the horizon, a count of 0 or over 1,000, and for recurring windows a step
        of which a week is no whole number or a horizon under a week.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> load = [5 if 2 <= hour % 24 < 5 else 60 for hour in range(336)]
    >>> start = datetime(2026, 1, 5, tzinfo=timezone.utc)
    >>> maintenance_windows(load, start=start, step="1h", duration="2h", limit=10)[0].local
    'Mon 02:00'
    >>> weekly = maintenance_windows(load, start=start, step="1h", duration="2h", recurring=True)[0]
    >>> weekly.local, weekly.occurrences
    ('Mon 02:00', 4)
    """
    numbers, told = series(values, step, start)
    told |= _given(duration=duration, count=count, zone=zone, avoid=list(avoid), limit=limit, horizon=horizon)
    told["recurring"] = recurring
    return _hypercare.maintenance_windows(numbers, told)


def exhaustion(
    values: Any,
    *,
    start: datetime | None = None,
    step: _Length | None = None,
    capacity: float,
    level: float | None = None,
    zone: str | None = None,
) -> Exhaustion:
    """Foretell when a resource that fills up is full, if nobody empties it.

    Parameters
    ----------
    values, start, step
        As for :func:`forecast`; the start must be known.
    capacity : float
        The value at which it is full.
    level : float, optional
        So many percent of outcomes lie between the early and the late instant; 80 unless told.
    zone : str, optional
        The IANA zone on whose calendar steps of days and months are counted; UTC unless told.

    Returns
    -------
    Exhaustion

    Raises
    ------
    InvalidError
        For an infinite value or capacity, and a level not between 0 and 100.
    ShapeError
        For fewer than two values that are not missing.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> used = [200 + 5 * day + day * 7 % 3 for day in range(60)]
    >>> full = exhaustion(used, start=datetime(2026, 1, 1, tzinfo=timezone.utc), step="1 day", capacity=600)
    >>> round(full.rate), full.early <= full.expected <= full.late
    (5, True)
    """
    numbers, told = series(values, step, start)
    return _hypercare.exhaustion(numbers, told | _given(capacity=capacity, level=level, zone=zone))


@dataclass(frozen=True, eq=False)
class Resampled:
    """Values at regular steps.

    Attributes
    ----------
    start : datetime.datetime
        The instant at which the first step begins.
    step : str
        From one value to the next, as :meth:`hypercare.time.Span.parse` reads it.
    values : numpy.ndarray of float64
        One for each step; NaN where nothing was measured.
    """

    start: datetime
    step: str
    values: NDArray[np.float64]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Resampled):
            return NotImplemented
        same = (self.start, self.step) == (other.start, other.step)
        return same and np.array_equal(self.values, other.values, equal_nan=True)

    def __hash__(self) -> int:
        return hash((self.start, self.step, len(self.values)))


def resample(
    instants: Any,
    values: Any,
    *,
    step: timedelta | str,
    start: datetime | None = None,
    rule: ResampleRule = "mean",
) -> Resampled:
    """Put measurements at any instants into regular steps.

    Parameters
    ----------
    instants : iterable of datetime.datetime, or pandas.DatetimeIndex
        Aware instants, ascending.
    values : array_like
        A number for each; NaN is a missing value.
    step : datetime.timedelta or str
        The length of a step.
    start : datetime.datetime, optional
        Where steps begin; at the first measurement unless told.
    rule : {"mean", "sum", "max", "min", "last"}
        What a step's value is where several measurements fall into it.

    Returns
    -------
    Resampled

    Raises
    ------
    ShapeError
        For other than one value for each instant, or none.
    OutOfOrderError
        For an instant before the one it follows, or before the start.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> midnight = datetime(2026, 1, 5, tzinfo=timezone.utc)
    >>> at = [midnight.replace(minute=2), midnight.replace(minute=40), midnight.replace(hour=2)]
    >>> resample(at, [4, 8, 5], step="1h", start=midnight).values
    array([ 6., nan,  5.])
    """
    return Resampled(*_hypercare.resample(nanoseconds(instants), floats(values), step, start, rule))

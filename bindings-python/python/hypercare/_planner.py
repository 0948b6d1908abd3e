"""Plans: when thresholds are crossed, and how many units are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._series import given, named, series

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from ._series import Length
    from ._types import CapacityPlan, CapacityThreshold, DeclaredEvent, ScalingSimulation

__all__ = ["Planner"]


class Planner:
    """What to expect of metrics with thresholds, and what to do about it.

    Parameters
    ----------
    thresholds : mapping of str to CapacityThreshold or mapping, optional
        By metric: ``scale_up``, and as needed ``scale_down``, ``warn_at``, ``capacity``, ``bounds``, ``scales``. Unless
        told, cpu 70 and 30 percent, memory 80 and 40, disk 90 with a warning at 75, requests 1,000 and 200 for each
        unit.
    step : datetime.timedelta, str or float, optional
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
    window : datetime.timedelta, str or float, optional
        How long maintenance takes; two hours unless told, or the horizon where that is shorter.
    windows : int, optional
        How many maintenance windows to look for; 3 unless told, 0 for none.
    stale_after : datetime.timedelta, str or float, optional
        How long before now the last value of a metric may lie; as long as the horizon unless told, a day at least.
        Older ones are refused.

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
        step: Length | None = None,
        horizon: int | None = None,
        zone: str | None = None,
        events: Sequence[DeclaredEvent | Mapping[str, Any]] | None = None,
        scaling: Mapping[str, Any] | None = None,
        window: Length | None = None,
        windows: int | None = None,
        stale_after: Length | None = None,
    ) -> None:
        told = given(thresholds=thresholds, step=step, horizon=horizon, zone=zone, events=events, scaling=scaling)
        self._native = _hypercare.Planner(told | given(window=window, windows=windows, stale_after=stale_after))

    def plan(
        self, metrics: Any, now: datetime, *, progress: Callable[[int, int], object] | None = None
    ) -> CapacityPlan:
        """Foretell every metric from now on and plan for them.

        Parameters
        ----------
        metrics : mapping of str to array_like, or table
            The history of each, in a mapping or in the columns of a table of pandas or polars, whose last value is of
            the step before ``now``; NaN is a missing value. A Series of pandas with a DatetimeIndex must have the
            planner's step; what it lacks up to ``now`` is missing. The notes say of each metric how long ago it ended.
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
            For thresholds and rules out of their ranges or against each other, and a metric that ended before
            ``stale_after``.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> load = [30 + hour % 24 for hour in range(240)]
        >>> plan = Planner(horizon=48).plan({"memory": load}, datetime(2026, 1, 5, tzinfo=timezone.utc))
        >>> plan.windows[0].local, plan.crossings[0].expected
        ('Mon 00:00', None)
        """
        series = [(name, *_indexed(values, name)) for name, values in named(metrics, "metrics").items()]
        return self._native.plan(series, now, progress)

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
        InvalidError
            For a metric that units do not help.
        ShapeError
            If fewer than two values come before those held, or all of these are missing.

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

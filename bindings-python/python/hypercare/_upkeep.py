"""Times for maintenance, what fills up, and measurements at any instants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _hypercare
from ._series import floats, given, microseconds, same_instants, series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from numpy.typing import NDArray

    from ._series import Length
    from ._types import AvoidedTime, DeclaredEvent, Exhaustion, MaintenanceWindow, ResampleRule

__all__ = ["Resampled", "exhaustion", "maintenance_windows", "resample"]


def maintenance_windows(
    values: Any,
    *,
    start: datetime | None = None,
    step: Length | None = None,
    duration: Length,
    count: int | None = None,
    zone: str | None = None,
    avoid: Iterable[AvoidedTime | Mapping[str, Any]] | None = None,
    events: Iterable[DeclaredEvent | Mapping[str, Any]] | None = None,
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
        The IANA zone of the local times, in which days and weeks repeat; UTC unless told.
    avoid : iterable of AvoidedTime or mapping, optional
        Times to stay out of.
    events : iterable of DeclaredEvent or mapping, optional
        What is known to happen: it is foretold, and stayed out of unless it is told to lower the load.
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
    told |= given(duration=duration, count=count, zone=zone, limit=limit, horizon=horizon)
    told |= {"avoid": list(avoid or ()), "events": list(events or ()), "recurring": recurring}
    return _hypercare.maintenance_windows(numbers, told)


def exhaustion(
    values: Any,
    *,
    start: datetime | None = None,
    step: Length | None = None,
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
        So many percent of outcomes, from 1 to 99.99, lie between the early and the late instant; 80 unless told.
    zone : str, optional
        The IANA zone on whose calendar steps of days and months are counted; UTC unless told.

    Returns
    -------
    Exhaustion

    Raises
    ------
    InvalidError
        For an infinite value or capacity, and a level out of its range.
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
    return _hypercare.exhaustion(numbers, told | given(capacity=capacity, level=level, zone=zone))


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
    step: Length,
    start: datetime | None = None,
    rule: ResampleRule = "mean",
) -> Resampled:
    """Put measurements at any instants into regular steps.

    Parameters
    ----------
    instants : iterable of datetime.datetime, or pandas.DatetimeIndex
        Aware instants, ascending.
    values : array_like
        A number for each; NaN is a missing value. A DatetimeIndex of theirs must be the instants.
    step : datetime.timedelta, str or float
        The length of a step; a number is one of seconds.
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
    at = microseconds(instants)
    same_instants(values, at)
    return Resampled(*_hypercare.resample(at, floats(values), _hypercare.read_step(step), start, rule))

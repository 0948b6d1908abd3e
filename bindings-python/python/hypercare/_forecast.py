"""Forecasts, as arrays, and how good they would have been."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _hypercare
from ._errors import UnknownError
from ._series import given, many, series

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from ._series import Length
    from ._types import Backtest, ForecastExplanation

__all__ = ["Forecast", "backtest", "forecast", "forecast_many"]


@dataclass(frozen=True, eq=False, repr=False)
class Forecast:
    """What values are expected, and how far off that may be.

    Attributes
    ----------
    start : datetime.datetime or None
        The instant of the first step, where the history's start is known.
    step : str
        From one value to the next, as :meth:`hypercare.time.Span.parse` reads it.
    instants : numpy.ndarray of datetime64[us]
        The instant of each step in UTC; empty where the start is not known. Months and, where a zone is told, days are
        steps on its calendar, so that month ends stay month ends.
    mean : numpy.ndarray of float64
        The middle of what is expected at each step, half of outcomes lying above. Of counts that are mostly 0 it lies
        far below their arithmetic mean: do not add it up for a total.
    intervals : mapping of float to tuple of numpy.ndarray
        The lower and upper bounds by level in percent.
    explanation : ForecastExplanation
        Why these.
    zone : str or None
        The IANA zone that was told or that the history's index knows: pictures show its time.

    Examples
    --------
    >>> from hypercare.capacity import forecast
    >>> found = forecast([40 + hour % 24 for hour in range(72)], step="1h", horizon=24)
    >>> found
    <hypercare.capacity.Forecast of 24 steps of 1 h>
    >>> found.mean[:3].round().tolist()
    [40.0, 41.0, 42.0]
    """

    start: datetime | None
    step: str
    instants: NDArray[np.datetime64]
    mean: NDArray[np.float64]
    intervals: Mapping[float, tuple[NDArray[np.float64], NDArray[np.float64]]]
    explanation: ForecastExplanation
    zone: str | None = None

    def interval(self, level: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the bounds within which a share of outcomes is expected.

        Parameters
        ----------
        level : float
            The share in percent, one of those asked for.

        Returns
        -------
        lower, upper : numpy.ndarray of float64

        Raises
        ------
        UnknownError
            For a level that was not asked for.

        Examples
        --------
        >>> from hypercare.capacity import forecast
        >>> lower, upper = forecast([3, 5, 4, 6, 5, 7, 6, 8], step="1 day", horizon=2).interval(95)
        >>> bool((lower < upper).all())
        True
        """
        try:
            return self.intervals[level]
        except KeyError:
            message = f"unknown level {level!r}; there are {', '.join(map(str, self.intervals))}"
            raise UnknownError(message) from None

    def explain(self) -> ForecastExplanation:
        """Give the seasons, trend, methods, level shifts and events that led to it.

        Returns
        -------
        ForecastExplanation

        Examples
        --------
        >>> from hypercare.capacity import forecast
        >>> found = forecast([40 + hour % 24 for hour in range(72)], step="1h", horizon=24)
        >>> found.explain().seasons[0].period
        24
        """
        return self.explanation

    def to_pandas(self) -> Any:
        """Give the forecast as a table of pandas, by instant where the start is known, else by step.

        Returns
        -------
        pandas.DataFrame
            The columns "mean", and "lower_80" and "upper_80" for each level; instants are in UTC.

        Raises
        ------
        ImportError
            Without pandas.

        Examples
        --------
        >>> from hypercare.capacity import forecast
        >>> table = forecast([3, 5, 4, 6, 5, 7, 6, 8], step="1 day", horizon=2).to_pandas()
        >>> list(table.columns), len(table)
        (['mean', 'lower_80', 'upper_80', 'lower_95', 'upper_95'], 2)
        """
        import pandas as pd  # type: ignore[import-untyped]

        columns = {"mean": self.mean}
        for level, (lower, upper) in self.intervals.items():
            columns |= {f"lower_{level:g}": lower, f"upper_{level:g}": upper}
        index = pd.DatetimeIndex(self.instants).tz_localize("UTC") if len(self.instants) else None
        return pd.DataFrame(columns, index=index)

    def plot(self, history: Any = None, *, ax: Any = None) -> Any:
        """Draw the forecast with its intervals.

        Parameters
        ----------
        history : array_like, optional
            The last values before it, to be drawn in front. Where the forecast's start is known the axis has dates, in
            its zone.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure unless told.

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        ImportError
            Without matplotlib: ``pip install hypercare[plot]``.

        Examples
        --------
        >>> from hypercare.capacity import forecast
        >>> forecast([3, 5, 4, 6, 5, 7, 6, 8], step="1 day", horizon=2).plot()  # doctest: +SKIP
        """
        from ._plot import draw_forecast

        return draw_forecast(self, history, ax)

    def __len__(self) -> int:
        return len(self.mean)

    def __repr__(self) -> str:
        since = "" if self.start is None else f" from {self.start.isoformat()}"
        return f"<hypercare.capacity.Forecast of {len(self.mean)} steps of {self.step}{since}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Forecast):
            return NotImplemented
        same = (self.start, self.step, self.explanation) == (other.start, other.step, other.explanation)
        return same and np.array_equal(self.instants, other.instants) and self._bounds() == other._bounds()

    def _bounds(self) -> list[Any]:
        bounds = [(level, lower.tolist(), upper.tolist()) for level, (lower, upper) in self.intervals.items()]
        return [self.mean.tolist(), *bounds]

    def __hash__(self) -> int:
        return hash((self.start, self.step, tuple(self.mean.tolist())))


def _foretold(parts: Any, told: Mapping[str, Any]) -> Forecast:
    start, step, instants, mean, intervals, explanation = parts
    bounds = {level: (lower, upper) for level, lower, upper in intervals}
    return Forecast(start, step, instants.view("datetime64[us]"), mean, bounds, explanation, told.get("zone"))


def forecast(
    values: Any,
    *,
    step: Length | None = None,
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
        a DatetimeIndex knows it; all others must say it. What is told against an index is an error.
    start : datetime.datetime, optional
        The aware instant of the first value; needed for events and a zone. A DatetimeIndex knows it, and its zone.
    horizon : int
        How many steps to foretell, 1 to 100,000.
    periods : sequence of int, or "auto"
        The seasons in steps, such as ``[24, 168]``; found in the history unless told.
    levels : sequence of float, optional
        The intervals to give, in percent from 1 to 99.99; 80 and 95 unless told.
    **options
        ``bounds`` ("auto", "none", "nonnegative", "percent"), ``lower``, ``upper`` (numbers), ``zone`` (an IANA name,
        in whose wall time days repeat), ``events`` (:class:`DeclaredEvent` or dicts).

    Returns
    -------
    Forecast

    Raises
    ------
    InvalidError
        For an infinite value, options out of their ranges, and a step or start that contradicts the index.
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
    told |= given(horizon=horizon, periods=periods, levels=levels, **options)
    return _foretold(_hypercare.forecast(numbers, told), told)


def forecast_many(
    values: Any,
    *,
    step: Length | None = None,
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
    values : matrix, mapping or iterable of array_like, or table
        The rows of a matrix or list are the series, and may differ in length; of a table of pandas or polars the
        columns are, of a mapping what it holds. Those of pandas with a DatetimeIndex know their step and start, which
        must be the same.
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
    told |= given(horizon=horizon, periods=periods, levels=levels, **options)
    jobs = os.cpu_count() if n_jobs == -1 else n_jobs
    return [_foretold(parts, told) for parts in _hypercare.forecast_many(rows, told, jobs, progress)]


def backtest(
    values: Any,
    *,
    step: Length | None = None,
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
    told |= given(horizon=horizon, periods=periods, levels=levels, **options)
    return _hypercare.backtest(numbers, told, origins, progress)

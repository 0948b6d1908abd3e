"""Forecasts, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ._errors import UnknownError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from numpy.typing import NDArray

    from ._types import ForecastExplanation

__all__ = ["Forecast"]


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
            The last values before it, to be drawn in front.
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

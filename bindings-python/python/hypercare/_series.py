"""Series from whatever holds numbers, with the instants that some of them know."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import numpy as np

from ._arrays import weights
from ._errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["floats", "many", "nanoseconds", "series"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def floats(values: Any, name: str = "values") -> NDArray[np.float64]:
    """Give the numbers of a series.

    Parameters
    ----------
    values : array_like
        Numbers in one dimension: numpy, pandas, polars, lists. What is missing, None too, becomes NaN.
    name : str
        What errors call it.

    Returns
    -------
    numpy.ndarray of float64

    Raises
    ------
    InvalidError
        For what is no number.
    ShapeError
        For other than one dimension.

    Examples
    --------
    >>> floats([1, 2])
    array([1., 2.])
    """
    array = weights(values, name)
    if array is None:
        message = f"{name}: expected numbers in one dimension, found None"
        raise InvalidError(message)
    return array


def many(data: Any, step: Any, start: Any) -> tuple[list[NDArray[np.float64]], dict[str, Any]]:
    """Give several series, and the step and start that are told or that their indexes know.

    Parameters
    ----------
    data : table, matrix or iterable of array_like
        The columns of a table of pandas or polars; the rows of anything else, of any lengths.
    step, start
        What is told, or None.

    Returns
    -------
    tuple of list of numpy.ndarray and dict
        As for :func:`series`.

    Raises
    ------
    InvalidError
        For an index whose steps differ or that does not ascend, and for indexes that differ in step or start.

    Examples
    --------
    >>> many([[1, 2], [3]], "1h", None)
    ([array([1., 2.]), array([3.])], {'step': '1h'})
    """
    rows: Iterable[Any] = [data[name] for name in data.columns] if hasattr(data, "columns") else data
    found = [series(row, step, start, f"series {index}") for index, row in enumerate(rows)]
    known = found[0][1] if found else series((), step, start)[1]
    for place, (_, told) in enumerate(found):
        if told != known:
            message = f"series {place}: expected the step and start of series 0, {known}, found {told}"
            raise InvalidError(message)
    return [values for values, _ in found], known


def series(values: Any, step: Any, start: Any, name: str = "values") -> tuple[NDArray[np.float64], dict[str, Any]]:
    """Give the numbers of a series, and the step and start that are told or that its index knows.

    Parameters
    ----------
    values : array_like
        As for :func:`floats`; a Series of pandas with a DatetimeIndex knows its step and start.
    step, start
        What is told, or None.
    name : str
        What errors call it.

    Returns
    -------
    tuple of numpy.ndarray and dict
        The dict holds what is known of ``step``, ``start`` and ``zone``.

    Raises
    ------
    InvalidError
        For an index whose steps differ or that does not ascend.

    Examples
    --------
    >>> series([1, 2], "1h", None)
    (array([1., 2.]), {'step': '1h'})
    """
    index: Any = getattr(values, "index", None)
    zone = None
    if hasattr(index, "tz") and len(index) > 1:
        start = index[0] if start is None else start
        equal = _step(index, name)
        step = equal if step is None else step
        # pandas takes zones of zoneinfo and of pytz; what is neither, such as a fixed offset, has no calendar.
        zone = getattr(index.tz, "key", getattr(index.tz, "zone", None))
    told = {"step": step, "start": start, "zone": None if zone == "UTC" else zone}
    return floats(values, name), {key: value for key, value in told.items() if value is not None}


def _step(index: Any, name: str) -> timedelta | str:
    """Give the step of a DatetimeIndex: of equal length, or of whole days or months on its wall clock."""
    for clock in (index, index.tz_localize(None)):
        steps = clock[1:] - clock[:-1]
        first: timedelta = steps[0].to_pytimedelta()
        if first <= timedelta(0):
            message = f"{name}: expected an index in ascending order, found {index[1]} after {index[0]}"
            raise InvalidError(message)
        if (steps == steps[0]).all() and (clock is index or first % timedelta(days=1) == timedelta(0)):
            return first
    import pandas as pd  # type: ignore[import-untyped]

    wall = index.tz_localize(None)
    months = 12 * (wall[1].year - wall[0].year) + wall[1].month - wall[0].month
    if months > 0 and all(wall[0] + pd.DateOffset(months=months * n) == at for n, at in enumerate(wall)):
        return f"{months} months"
    message = f"{name}: expected an index of equal steps; fill it up (asfreq) or use resample first"
    raise InvalidError(message)


def nanoseconds(instants: Any) -> NDArray[np.int64]:
    """Give instants in nanoseconds since 1970.

    Parameters
    ----------
    instants : iterable of datetime.datetime, or pandas.DatetimeIndex
        Aware instants.

    Returns
    -------
    numpy.ndarray of int64

    Raises
    ------
    InvalidError
        For an instant without a zone.

    Examples
    --------
    >>> nanoseconds([_EPOCH + timedelta(seconds=2)])
    array([2000000000])
    """
    index = getattr(instants, "dt", instants)
    if getattr(index, "tz", None) is not None and hasattr(instants, "to_numpy"):  # pandas
        naive = index.tz_convert(None)
        return np.ascontiguousarray(naive.to_numpy().astype("datetime64[ns]").astype(np.int64))
    found = []
    for place, at in enumerate(instants):
        if not isinstance(at, datetime) or at.utcoffset() is None:
            message = f"instants[{place}]: expected an aware datetime, found {at!r}"
            raise InvalidError(message)
        found.append((at - _EPOCH) // timedelta(microseconds=1) * 1000)
    return np.array(found, dtype=np.int64)

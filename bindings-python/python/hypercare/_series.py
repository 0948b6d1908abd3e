"""Series from whatever holds numbers, with the instants that some of them know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from . import _hypercare
from ._arrays import weights
from ._errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["floats", "given", "many", "microseconds", "named", "same_instants", "series"]

# How long something takes: also as people write it, or in seconds.
Length: TypeAlias = timedelta | str | float

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def given(**options: Any) -> dict[str, Any]:
    """Leave out what has the core's default.

    Returns
    -------
    dict
        The options that are not None.

    Examples
    --------
    >>> given(horizon=3, zone=None)
    {'horizon': 3}
    """
    return {name: value for name, value in options.items() if value is not None}


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


def named(data: Any, name: str) -> dict[str, Any]:
    """Give series by their names.

    Parameters
    ----------
    data : mapping, or table
        Of array_like, or a table of pandas or polars, whose columns they are.
    name : str
        What errors call it.

    Returns
    -------
    dict

    Raises
    ------
    InvalidError
        For anything else.

    Examples
    --------
    >>> named({"cpu": [1, 2]}, "metrics")
    {'cpu': [1, 2]}
    """
    if hasattr(data, "columns"):
        return {column: data[column] for column in data.columns}
    if isinstance(data, Mapping):
        return dict(data)
    message = f"{name}: expected a mapping with a series for each metric, found {type(data).__name__}"
    raise InvalidError(message)


def many(data: Any, step: Any, start: Any) -> tuple[list[NDArray[np.float64]], dict[str, Any]]:
    """Give several series, and the step and start that are told or that their indexes know.

    Parameters
    ----------
    data : table, matrix, mapping or iterable of array_like
        The columns of a table of pandas or polars, what a mapping holds; the rows of anything else, of any lengths.
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
    rows: Iterable[Any] = data
    if hasattr(data, "columns") or isinstance(data, Mapping):
        rows = named(data, "values").values()
    elif not hasattr(data, "__iter__"):
        message = f"values: expected series, a matrix or a table, found {type(data).__name__}"
        raise InvalidError(message)
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
        For an index whose steps differ, that does not ascend or has no zone, and for what is told against it.

    Examples
    --------
    >>> series([1, 2], "1h", None)
    (array([1., 2.]), {'step': '1h'})
    """
    index: Any = getattr(values, "index", None)
    zone = None
    if hasattr(index, "tz") and len(index) > 1:
        start = _start(index, start, name)
        step = _step(index, step, name)
        # pandas takes zones of zoneinfo and of pytz; what is neither, such as a fixed offset, has no calendar.
        zone = getattr(index.tz, "key", getattr(index.tz, "zone", None))
    told = {"step": step, "start": start, "zone": None if zone == "UTC" else zone}
    return floats(values, name), given(**told)


def _start(index: Any, told: datetime | None, name: str) -> datetime:
    """Give the start that an index knows, which must be the one told; an index without a zone has the wall time."""
    if told is None:
        if index.tz is None:
            message = f"{name}: expected an aware index, found one without a zone: tz_localize it"
            raise InvalidError(message)
        first: datetime = index[0]
        return first
    aware = getattr(told, "tzinfo", None) is not None
    if aware and (told if index.tz is not None else told.replace(tzinfo=None)) != index[0]:
        message = f"{name}: expected the start of its index, {index[0]}, found {told} as start"
        raise InvalidError(message)
    return told


def _step(index: Any, told: Any, name: str) -> Any:
    """Give the step that an index knows, which must be the one that is told."""
    known = _known(index, name)
    if told is None:
        return known
    read = _hypercare.read_step
    if read(told) not in {read(known), read(_months(index) or known)}:
        message = f"{name}: expected the step of its index, {read(known)}, found {read(told)} as step"
        raise InvalidError(message)
    return told


def _known(index: Any, name: str) -> timedelta | str:
    """Give the step of a DatetimeIndex: of equal length, or of whole days or months on its wall clock."""
    if index.hasnans:
        message = f"{name}: expected an instant for each value in its index, found NaT"
        raise InvalidError(message)
    for clock in (index, index.tz_localize(None)):
        steps = clock[1:] - clock[:-1]
        first: timedelta = steps[0].to_pytimedelta()
        if first <= timedelta(0):
            message = f"{name}: expected an index in ascending order, found {index[1]} after {index[0]}"
            raise InvalidError(message)
        if (steps == steps[0]).all() and (clock is index or first % timedelta(days=1) == timedelta(0)):
            return first
    months = _months(index)
    if months is None:
        message = f"{name}: expected an index of equal steps; fill it up (asfreq) or use resample first"
        raise InvalidError(message)
    return months


def _months(index: Any) -> str | None:
    """Give the step of an index whose instants are whole months apart on its wall clock."""
    import pandas as pd  # type: ignore[import-untyped]

    wall = index.tz_localize(None)
    months = 12 * (wall[1].year - wall[0].year) + wall[1].month - wall[0].month
    if months > 0 and all(wall[0] + pd.DateOffset(months=months * n) == at for n, at in enumerate(wall)):
        return f"{months} months"
    return None


def same_instants(values: Any, at: NDArray[np.int64]) -> None:
    """Refuse values whose own index has other instants than those told.

    Parameters
    ----------
    values : array_like
        Of pandas, with a DatetimeIndex, or without.
    at : numpy.ndarray of int64
        The instants in microseconds since 1970.

    Raises
    ------
    InvalidError
        For other instants.
    """
    index: Any = getattr(values, "index", None)
    if getattr(index, "tz", None) is not None and not np.array_equal(microseconds(index), at):
        message = "values: expected the instants that are told in their index, found others"
        raise InvalidError(message)


def microseconds(instants: Any) -> NDArray[np.int64]:
    """Give instants in microseconds since 1970.

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
    >>> microseconds([_EPOCH + timedelta(seconds=2)])
    array([2000000])
    """
    index = getattr(instants, "dt", instants)
    if getattr(index, "tz", None) is not None and hasattr(instants, "to_numpy"):  # pandas
        naive = index.tz_convert(None)
        return np.ascontiguousarray(naive.to_numpy().astype("datetime64[us]").astype(np.int64))
    found = []
    for place, at in enumerate(instants):
        if not isinstance(at, datetime) or at.utcoffset() is None:
            message = f"instants[{place}]: expected an aware datetime, found {at!r}"
            raise InvalidError(message)
        found.append((at - _EPOCH) // timedelta(microseconds=1))
    return np.array(found, dtype=np.int64)

"""Instants, lengths of time and small numbers as the columns that the library takes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

import numpy as np

from ._arrays import integers
from ._errors import InvalidError

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray


_PER_SECOND: Final = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def instants(instants: Any, name: str, unit: str = "us") -> NDArray[np.int64]:
    index = getattr(instants, "dt", instants)
    if getattr(index, "tz", None) is not None:  # aware columns and indexes of pandas
        instants = index.tz_convert(None).to_numpy()
    elif isinstance(instants, datetime):
        instants = _naive(instants, name)
    elif _holds_objects(instants):
        instants = np.array([_naive(at, f"{name}[{row}]") for row, at in enumerate(instants)], dtype="datetime64[us]")
    return _whole(instants, name, f"M8[{unit}]", "aware datetimes or datetime64 in UTC")


def lengths(durations: Any, name: str) -> NDArray[np.int64]:
    if isinstance(durations, timedelta):
        durations = np.timedelta64(durations)
    elif _holds_objects(durations):
        for row, length in enumerate(durations):
            if not isinstance(length, (timedelta, np.timedelta64)):
                message = f"{name}[{row}]: expected a timedelta, found {length!r}"
                raise InvalidError(message)
        durations = np.array(list(durations), dtype="timedelta64[us]")
    return _whole(durations, name, "m8[us]", "timedeltas or timedelta64")


def _holds_objects(values: Any) -> bool:
    return isinstance(values, (list, tuple)) or str(getattr(values, "dtype", "")) == "object"


def _whole(values: Any, name: str, to: str, expected: str) -> NDArray[np.int64]:
    """Give instants or lengths as whole numbers; numbers and text, whose unit nobody knows, are refused.

    Rows that lie side by side in the unit wanted are not copied.
    """
    array, wanted = np.atleast_1d(np.asarray(values)), np.dtype(to)
    if array.dtype.kind != wanted.kind:
        message = f"{name}: expected {expected}, found {array.dtype}"
        raise InvalidError(message)
    (unit, step), (unit_wanted, _) = np.datetime_data(array.dtype), np.datetime_data(wanted)
    if unit == unit_wanted or unit not in _PER_SECOND or step != 1 or not array.dtype.isnative:
        return np.ascontiguousarray(array, dtype=wanted).view(np.int64)
    # Numpy's own conversion takes longer and lets what is out of range come back as another year.
    numbers, limits = array.view(np.int64), np.iinfo(np.int64)
    have, want = _PER_SECOND[unit], _PER_SECOND[unit_wanted]
    if have > want:
        whole = numbers // (have // want)
    else:
        most = limits.max // (want // have)
        whole = np.clip(numbers, -most, most) * (want // have)
    np.copyto(whole, limits.min, where=np.isnat(array))
    return whole


def _naive(at: Any, name: str) -> Any:
    """Give a datetime as numpy has it: in UTC, without a zone."""
    if isinstance(at, np.datetime64):
        return at
    if isinstance(at, datetime) and at != at:  # NaT of pandas
        return np.datetime64("NaT")
    if not isinstance(at, datetime) or at.utcoffset() is None:
        message = f"{name}: expected an aware datetime, such as datetime.now(timezone.utc), found {at!r}"
        raise InvalidError(message)
    return at.astimezone(timezone.utc).replace(tzinfo=None)


def column(values: Any, name: str, of: type[np.unsignedinteger[Any]]) -> NDArray[Any]:
    """Give a column of small whole numbers, none of them cut to fit."""
    if isinstance(values, np.ndarray) and values.dtype == of and values.ndim == 1:
        return np.ascontiguousarray(values)
    numbers, most = integers(values, name), int(np.iinfo(of).max)
    wrong = np.flatnonzero((numbers < 0) | (numbers > most))
    if wrong.size:
        row = int(wrong[0])
        message = f"{name}[{row}]: expected a whole number from 0 to {most}, found {numbers[row]}"
        raise InvalidError(message)
    return numbers.astype(of)

"""Matrices from whatever holds numbers: numpy, pandas, polars, Arrow, lists."""

from __future__ import annotations

from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np

from ._errors import InvalidError, ShapeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["integers", "matrix", "names", "weights"]

_EXACT = 2**53
_NUMBERS = "fiub"


def matrix(data: Any, name: str = "X") -> NDArray[Any]:
    """Give the numbers as a matrix of 64-bit or 32-bit floats whose rows lie one after the other.

    Parameters
    ----------
    data : array_like or table
        Two dimensions of numbers: an array of numpy of any layout, a list of lists, a DataFrame of pandas or polars,
        a table of Arrow. What is missing in a table or masked in an array becomes NaN.
    name : str
        What errors call it.

    Returns
    -------
    numpy.ndarray
        float32 where all of the data is float32 or float16, float64 otherwise; None is NaN.

    Raises
    ------
    InvalidError
        For text, objects, complex numbers, and whole numbers that float64 does not hold exactly.
    ShapeError
        For other than two dimensions, or rows of unequal length.

    Examples
    --------
    >>> matrix([[1, 2], [3, 4]])
    array([[1., 2.],
           [3., 4.]])
    """
    columns = _columns(data)
    if columns is None:
        array = _floats(_asarray(data, name), name)
    elif columns:
        array = np.column_stack([_column(column, name) for column in columns])
    else:
        array = np.empty((len(data), 0))
    if array.ndim != 2:
        hint = "; for one row use X.reshape(1, -1), for one column X.reshape(-1, 1)" if array.ndim == 1 else ""
        message = f"{name}: expected two dimensions, found {array.ndim}{hint}"
        raise ShapeError(message)
    return np.require(array, None, ["C_CONTIGUOUS", "ALIGNED"])


def integers(data: Any, name: str, columns: int | None = None) -> NDArray[np.int64]:
    """Give whole numbers as an array of int64.

    Parameters
    ----------
    data : array_like
        Whole numbers.
    name : str
        What errors call it.
    columns : int, optional
        The number of columns of a matrix; one dimension unless told.

    Returns
    -------
    numpy.ndarray of int64

    Raises
    ------
    InvalidError
        For other than whole numbers of 64 bits.
    ShapeError
        For other dimensions or columns.

    Examples
    --------
    >>> integers([(0, 1, 5)], "edges", 3)
    array([[0, 1, 5]])
    """
    array = _asarray(data, name)
    shape: tuple[int, ...] = array.shape
    if shape == (0,):
        array = np.empty((0,) if columns is None else (0, columns), dtype=np.int64)
    elif len(shape) != (1 if columns is None else 2) or (columns is not None and shape[1] != columns):
        expected = "one dimension" if columns is None else f"{columns} columns"
        message = f"{name}: expected {expected}, found the shape {shape}"
        raise ShapeError(message)
    if array.dtype.kind not in "iu" or (array.size and int(array.max()) > np.iinfo(np.int64).max):
        message = f"{name}: expected whole numbers of 64 bits, found {array.dtype}"
        raise InvalidError(message)
    return np.require(array, np.int64, ["C_CONTIGUOUS", "ALIGNED"])


def names(data: Any) -> list[str] | None:
    """Give what the columns of a table are called.

    Parameters
    ----------
    data : array_like or table
        Any matrix.

    Returns
    -------
    list of str or None
        None for what has no names, or names that are no text.

    Examples
    --------
    >>> names([[1, 2]]) is None
    True
    """
    told = getattr(data, "column_names", None)  # Arrow
    found = list(getattr(data, "columns", ())) if told is None else list(told)  # pandas, polars
    return [str(name) for name in found] if found and all(isinstance(name, str) for name in found) else None


def weights(data: Any, name: str = "sample_weight") -> NDArray[np.float64] | None:
    """Give weights as an array of float64.

    Parameters
    ----------
    data : array_like or None
        Numbers, one for each row.
    name : str
        What errors call it.

    Returns
    -------
    numpy.ndarray of float64, or None

    Raises
    ------
    InvalidError
        For what is no number.
    ShapeError
        For other than one dimension.

    Examples
    --------
    >>> weights([1, 2])
    array([1., 2.])
    """
    if data is None:
        return None
    array = _floats(_asarray(data, name), name)
    if array.ndim != 1:
        message = f"{name}: expected one dimension, found {array.ndim}"
        raise ShapeError(message)
    return np.require(array, np.float64, ["C_CONTIGUOUS", "ALIGNED"])


def _columns(data: Any) -> list[Any] | None:
    """Give the columns of a table, whose types may differ."""
    if hasattr(data, "iloc") and hasattr(data, "columns"):  # pandas
        return [data.iloc[:, index] for index in range(data.shape[1])]
    for columns in ("get_columns", "itercolumns"):  # polars, Arrow
        if hasattr(data, columns):
            return list(getattr(data, columns)())
    return None


def _column(column: Any, name: str) -> NDArray[Any]:
    label = getattr(column, "name", None)
    name = name if label is None else f"{name}[{label!r}]"
    return _floats(_asarray(column, name), name)


def _asarray(data: Any, name: str) -> NDArray[Any]:
    kind = getattr(getattr(data, "dtype", None), "kind", "")
    if isinstance(kind, str) and kind and kind in "iub" and getattr(data, "hasnans", False):
        # A nullable column of pandas, which numpy would take as objects.
        _floats(np.asarray(data.dropna().to_numpy()), name)
        return np.asarray(data.to_numpy(dtype=np.float64, na_value=np.nan))
    for full in ("drop_nulls", "drop_null"):  # columns of polars and Arrow, which numpy would round
        if hasattr(data, full):
            _floats(np.asarray(getattr(data, full)()), name)
    if isinstance(data, np.ma.MaskedArray):
        return _floats(np.asarray(data), name) if not np.ma.is_masked(data) else _unmasked(data, name)
    try:
        return np.asarray(data)
    except ValueError as error:
        message = f"{name}: expected rows of equal length"
        raise ShapeError(message) from error


def _unmasked(data: np.ma.MaskedArray[Any, Any], name: str) -> NDArray[Any]:
    values = _floats(np.asarray(data), name).copy()
    values[np.ma.getmaskarray(data)] = np.nan
    return values


def _present(array: NDArray[Any], name: str) -> NDArray[np.float64]:
    """Give numbers among which None or NA stand for what is missing."""
    found = np.full(array.shape, np.nan)
    for place, value in np.ndenumerate(array):
        if value is None or type(value).__name__ == "NAType":
            continue
        if not isinstance(value, Real) or (isinstance(value, Integral) and abs(int(value)) > _EXACT):
            message = f"{name}[{', '.join(map(str, place))}]: expected a number, found {value!r:.60}"
            raise InvalidError(message)
        found[place] = float(value)
    return found


def _floats(array: NDArray[Any], name: str) -> NDArray[Any]:
    if array.dtype.kind == "O":
        array = _present(array, name)
    kind, size = array.dtype.kind, array.dtype.itemsize
    problem = None
    if kind not in _NUMBERS:
        problem = f"numbers, found {array.dtype}"
    elif kind == "f" and size > 8:
        problem = f"numbers of 64 bits or fewer, found {array.dtype}"
    elif kind in "iu" and array.size and max(int(array.max()), -int(array.min())) > _EXACT:
        problem = "numbers that float64 holds exactly, found a whole number over 2**53"
    if problem is not None:
        message = f"{name}: expected {problem}"
        raise InvalidError(message)
    return array.astype(np.float32 if kind == "f" and size <= 4 else np.float64, copy=False)

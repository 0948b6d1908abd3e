"""The exceptions, one class for each code of the core."""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "CycleError",
    "DuplicateError",
    "FoldError",
    "FormatError",
    "GapError",
    "HypercareError",
    "InternalError",
    "InvalidError",
    "LimitError",
    "NotFittedError",
    "OutOfOrderError",
    "ParseError",
    "RangeError",
    "ShapeError",
    "UnknownError",
]


class HypercareError(Exception):
    """What every error of this library derives from.

    Attributes
    ----------
    code : str
        A stable word for the kind of error, the same in Rust, Python and Node. The text is for people and may change.

    Examples
    --------
    >>> from hypercare import HypercareError
    >>> from hypercare.time import Span
    >>> try:
    ...     Span.parse("soon")
    ... except HypercareError as error:
    ...     print(error.code)
    parse
    """

    code: ClassVar[str] = "unknown_kind"


class ParseError(HypercareError, ValueError):
    r"""A text could not be read.

    Attributes
    ----------
    line : int
        The line of the text, from 1.
    column : int
        The column in characters, from 1.

    Examples
    --------
    >>> from hypercare.tickets import RoutingTable
    >>> try:
    ...     RoutingTable.from_yaml("version: 1\nlines: none")
    ... except ParseError as error:
    ...     print(error.line, error.column)
    2 1
    """

    code: ClassVar[str] = "parse"
    line: int = 1
    column: int = 1


class InvalidError(HypercareError, ValueError):
    """An argument is not in its range or not of its kind."""

    code: ClassVar[str] = "invalid"


class ShapeError(HypercareError, ValueError):
    """A matrix or list has the wrong number of dimensions, rows, columns or values."""

    code: ClassVar[str] = "shape"


class LimitError(HypercareError, ValueError):
    """The input is larger than the cap that guards against hostile input."""

    code: ClassVar[str] = "limit"


class CycleError(HypercareError, ValueError):
    """Things that wait for each other in a ring.

    Attributes
    ----------
    path : tuple of str
        Every member of the ring in order, the first again at the end.
    """

    code: ClassVar[str] = "cycle"
    path: tuple[str, ...] = ()


class UnknownError(HypercareError, ValueError):
    """A name that is not there."""

    code: ClassVar[str] = "unknown"


class DuplicateError(HypercareError, ValueError):
    """A name that is there already."""

    code: ClassVar[str] = "duplicate"


class OutOfOrderError(HypercareError, ValueError):
    """An event that lies before one already handled."""

    code: ClassVar[str] = "out_of_order"


class RangeError(HypercareError, ValueError):
    """An instant or length of time that cannot be represented."""

    code: ClassVar[str] = "range"


class GapError(HypercareError, ValueError):
    """A local time that does not exist, because clocks were put forward over it."""

    code: ClassVar[str] = "gap"


class FoldError(HypercareError, ValueError):
    """A local time that happens twice, because clocks were put back over it."""

    code: ClassVar[str] = "fold"


class FormatError(HypercareError, ValueError):
    """Bytes that are not a model of this library, are damaged, or come from a newer version."""

    code: ClassVar[str] = "format"


class NotFittedError(HypercareError, ValueError, AttributeError):
    """A model was asked before it was fitted."""

    code: ClassVar[str] = "not_fitted"


class InternalError(HypercareError, RuntimeError):
    """A defect in this library: please report it."""

    code: ClassVar[str] = "internal"


_BY_CODE = {
    error.code: error
    for error in (
        ParseError,
        InvalidError,
        ShapeError,
        LimitError,
        CycleError,
        UnknownError,
        DuplicateError,
        OutOfOrderError,
        RangeError,
        GapError,
        FoldError,
        FormatError,
        NotFittedError,
        InternalError,
    )
}


def build(code: str, message: str, position: tuple[int, int] | None, path: list[str] | None) -> HypercareError:
    """Build the exception of a code; the native half calls this."""
    error = _BY_CODE[code](message)
    if isinstance(error, ParseError) and position is not None:
        error.line, error.column = position
    if isinstance(error, CycleError) and path is not None:
        error.path = tuple(path)
    return error

"""How long is "4-6 hours", and when is 02:30 on the night the clocks change?

>>> from hypercare.time import parse_span
>>> parse_span("1 h 30 min").exact.total_seconds()
5400.0
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import _hypercare
from ._hypercare import ZONE_DATABASE
from ._types import Fold, Gap, Rules

if TYPE_CHECKING:
    from datetime import datetime, timedelta

__all__ = ["ZONE_DATABASE", "Fold", "Gap", "Rules", "Span", "SpanRange", "parse_span", "parse_span_range", "resolve"]


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time. Months are calendar steps, whose length depends on where they start; the rest is exact.

    Attributes
    ----------
    text : str
        The span as documents write it.
    months : int
        Calendar months; a quarter is 3, a year 12.
    exact : datetime.timedelta
        The rest; a day is 86,400 seconds, a week 7 days.
    """

    text: str
    months: int
    exact: timedelta

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class SpanRange:
    """A length of time with its bounds.

    Attributes
    ----------
    text : str
        The range as documents write it.
    lower : Span
        The lower end; zero where only an upper end is written.
    upper : Span or None
        The upper end, if there is one.
    """

    text: str
    lower: Span
    upper: Span | None

    def __str__(self) -> str:
        return self.text


def parse_span(text: str) -> Span:
    """Read a length of time as people write it.

    Parameters
    ----------
    text : str
        Such as "15 min", "1h30m", "2 weeks", "quarterly", "immediate" or "PT15M".

    Returns
    -------
    Span

    Raises
    ------
    ParseError
        For anything else.

    Examples
    --------
    >>> parse_span("quarterly").months
    3
    >>> str(parse_span("90 minutes"))
    '1 h 30 min'
    """
    return Span(*_hypercare.parse_span(text))


def parse_span_range(text: str) -> SpanRange:
    """Read a length of time with bounds.

    Parameters
    ----------
    text : str
        Such as "4-6 hours", "<2 seconds", ">15 min", "up to 2 days" or "1 week".

    Returns
    -------
    SpanRange

    Raises
    ------
    ParseError
        For anything else.

    Examples
    --------
    >>> window = parse_span_range("4-6 hours")
    >>> str(window.lower), str(window.upper)
    ('4 h', '6 h')
    """
    text, lower, upper = _hypercare.parse_span_range(text)
    return SpanRange(text, Span(*lower), None if upper is None else Span(*upper))


def resolve(local: datetime, zone: str, rules: Rules | None = None) -> datetime:
    """Give the instant that a clock on the wall means.

    Parameters
    ----------
    local : datetime.datetime
        The local time, without a zone.
    zone : str
        The IANA zone, such as "Europe/Paris".
    rules : Rules, optional
        What local times mean that do not exist or happen twice; those of RFC 5545 unless told.

    Returns
    -------
    datetime.datetime
        The instant, in UTC.

    Raises
    ------
    GapError, FoldError
        Where the rules reject such a time.
    UnknownError
        For a zone that the database does not hold.

    Examples
    --------
    >>> from datetime import datetime
    >>> resolve(datetime(2026, 3, 29, 2, 30), "Europe/Paris").isoformat()
    '2026-03-29T01:30:00+00:00'
    """
    return _hypercare.resolve(local, zone, Rules() if rules is None else rules)

"""How long is "4-6 hours", and when is 02:30 on the night the clocks change?

>>> from hypercare.time import Span
>>> Span.parse("1 h 30 min").exact.total_seconds()
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

__all__ = ["ZONE_DATABASE", "Fold", "Gap", "Rules", "Span", "SpanRange", "resolve"]


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
        The rest; a day is 86,400 seconds, a week 7 days. What is finer than a microsecond stands in the text only.
    """

    text: str
    months: int
    exact: timedelta

    @classmethod
    def parse(cls, text: str) -> Span:
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
        RangeError
            For a time longer than a timedelta can be.

        Examples
        --------
        >>> Span.parse("quarterly").months
        3
        >>> str(Span.parse("90 minutes"))
        '1 h 30 min'
        """
        return cls(*_hypercare.parse_span(text))

    def after(self, at: datetime, zone: str, rules: Rules | None = None) -> datetime:
        """Give the instant that lies this span after another.

        Parameters
        ----------
        at : datetime.datetime
            An aware instant.
        zone : str
            The IANA zone on whose wall calendar months are counted, such as "Europe/Paris".
        rules : Rules, optional
            As for :func:`resolve`.

        Returns
        -------
        datetime.datetime
            The instant, in UTC.

        Raises
        ------
        GapError, FoldError
            Where the rules reject a local time.
        RangeError
            Past the ends of representable time.
        UnknownError
            For a zone that the database does not hold.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> Span.parse("1 month").after(datetime(2026, 1, 31, tzinfo=timezone.utc), "UTC").isoformat()
        '2026-02-28T00:00:00+00:00'
        """
        return _hypercare.span_after(self.text, at, zone, Rules() if rules is None else rules)

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

    @classmethod
    def parse(cls, text: str) -> SpanRange:
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
        RangeError
            For a time longer than a timedelta can be.

        Examples
        --------
        >>> window = SpanRange.parse("4-6 hours")
        >>> str(window.lower), str(window.upper)
        ('4 h', '6 h')
        """
        text, lower, upper = _hypercare.parse_span_range(text)
        return cls(text, Span(*lower), None if upper is None else Span(*upper))

    def contains(self, span: Span) -> bool:
        """Say whether a span lies within the bounds; a month counts as 30.436875 days.

        Parameters
        ----------
        span : Span
            The span.

        Returns
        -------
        bool

        Examples
        --------
        >>> SpanRange.parse("<2 seconds").contains(Span.parse("1500 ms"))
        True
        """
        return _hypercare.contains(self.text, span.text)

    def __str__(self) -> str:
        return self.text


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

"""Who is on call, and how many does it take?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from . import _hypercare
from ._document import Document
from ._types import Fairness, HandOff, OnCall, OpenSpan, QueueOdds, Shift, StaffingReport

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ._calendar import Calendar


class Rota(Document):
    """Who is on call when: people who take turns, in layers, with overrides and swaps.

    Parameters
    ----------
    document : mapping
        The fields of the rota document, such as :meth:`from_yaml` reads: ``name``, ``zone``, ``zones`` (where people
        live who do not live there, by name), ``zone_database``, ``rules``, ``layers``, ``swaps`` (``start``, ``end``,
        ``first``, ``second``), ``overrides`` (``start``, ``end``, ``person``), ``holidays``, ``night`` and ``notice``.
        A layer has a ``name``, ``members`` and a ``start``, and where wanted ``every``, ``hand_off``, ``hours``,
        ``excluded`` and ``excluded_days``; where several have somebody, the later layer is on call. Turns change at
        ``hand_off``, 09:00 unless told, and the first begins at that time of the ``start``.

    Raises
    ------
    InvalidError
        For a layer of nobody, a change that ends before it starts, a field that does not exist.
    DuplicateError
        For two layers of one name.

    Examples
    --------
    >>> from datetime import datetime, timedelta, timezone
    >>> rota = Rota.from_yaml('''
    ... zone: Europe/Paris
    ... layers:
    ...   - {name: primary, members: [ada, bob], every: 1 week, start: 2026-11-02, hand_off: "09:00"}
    ... ''')
    >>> rota.on_call(datetime(2026, 11, 10, tzinfo=timezone.utc)).person
    'bob'
    """

    __slots__ = ()
    _class: ClassVar[type[_hypercare.Rota]] = _hypercare.Rota
    _native: _hypercare.Rota

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._native = _hypercare.Rota(document)

    @classmethod
    def from_yaml(cls, text: str) -> Rota:
        """Read a rota from YAML.

        Parameters
        ----------
        text : str
            YAML text; JSON is YAML, too.

        Returns
        -------
        Rota

        Raises
        ------
        ParseError
            For anything that is not a rota, with line and column.

        Examples
        --------
        >>> Rota.from_yaml("layers: [{name: first, members: [ada], start: 2026-11-02}]") == Rota(
        ...     {"layers": [{"name": "first", "members": ["ada"], "start": "2026-11-02"}]}
        ... )
        True
        """
        return cls._of(_hypercare.Rota.from_yaml(text))

    def with_ical_overrides(self, text: str) -> Rota:
        """Add the events of an iCalendar text as overrides.

        Parameters
        ----------
        text : str
            The text of an ``.ics`` file (RFC 5545).

        Returns
        -------
        Rota

        Examples
        --------
        >>> rota = Rota({"layers": [{"name": "first", "members": ["ada"], "start": "2026-11-02"}]})
        >>> from datetime import datetime, timedelta, timezone
        >>> first = datetime(2026, 11, 3, tzinfo=timezone.utc)
        >>> text = rota.to_ical(first, first.replace(day=9), first)
        >>> rota.with_ical_overrides(text) == rota
        False
        """
        return self._of(self._native.with_ical_overrides(text))

    def on_call(self, at: datetime) -> OnCall | None:
        """Say who is on call; None if nobody is.

        Parameters
        ----------
        at : datetime.datetime
            An aware instant.

        Returns
        -------
        OnCall or None

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> rota = Rota({"layers": [{"name": "first", "members": ["ada"], "start": "2026-11-02"}]})
        >>> rota.on_call(datetime(2026, 11, 1, tzinfo=timezone.utc)) is None
        True
        """
        return self._native.on_call(at)

    def shifts(self, start: datetime, end: datetime) -> tuple[Shift, ...]:
        """Give the shifts between two instants.

        Parameters
        ----------
        start, end : datetime.datetime
            Aware instants.

        Returns
        -------
        tuple of Shift

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> layer = {"name": "first", "members": ["ada", "bob"], "start": "2026-11-02", "every": "1 day"}
        >>> rota = Rota({"layers": [layer]})
        >>> first = datetime(2026, 11, 2, 9, tzinfo=timezone.utc)
        >>> [shift.person for shift in rota.shifts(first, first.replace(day=4))]
        ['ada', 'bob']
        """
        return self._native.shifts(start, end)

    def hand_offs(self, start: datetime, end: datetime) -> tuple[HandOff, ...]:
        """Give the hand-offs between two instants: who hands over to whom.

        Parameters
        ----------
        start, end : datetime.datetime
            Aware instants.

        Returns
        -------
        tuple of HandOff

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> layer = {"name": "first", "members": ["ada", "bob"], "start": "2026-11-02", "every": "1 day"}
        >>> rota = Rota({"layers": [layer]})
        >>> first = datetime(2026, 11, 2, 12, tzinfo=timezone.utc)
        >>> len(rota.hand_offs(first, first.replace(day=4)))
        2
        """
        return self._native.hand_offs(start, end)

    def gaps(self, start: datetime, end: datetime, coverage: Calendar | None = None) -> tuple[OpenSpan, ...]:
        """Say when nobody is on call.

        Parameters
        ----------
        start, end : datetime.datetime
            Aware instants.
        coverage : Calendar, optional
            Look only at these hours.

        Returns
        -------
        tuple of OpenSpan

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> rota = Rota({"layers": [{"name": "first", "members": ["ada"], "start": "2026-11-02"}]})
        >>> first = datetime(2026, 11, 1, tzinfo=timezone.utc)
        >>> [gap.close.day for gap in rota.gaps(first, first.replace(day=4))]
        [2]
        """
        return self._native.gaps(start, end, None if coverage is None else coverage._native)

    def fairness(self, start: datetime, end: datetime) -> Fairness:
        """Say how the load is shared: hours, nights, weekends and holidays of every person.

        Parameters
        ----------
        start, end : datetime.datetime
            Aware instants.

        Returns
        -------
        Fairness

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> layer = {"name": "first", "members": ["ada", "bob"], "start": "2026-11-02", "every": "1 day"}
        >>> rota = Rota({"layers": [layer]})
        >>> first = datetime(2026, 11, 2, tzinfo=timezone.utc)
        >>> [person.person for person in rota.fairness(first, first.replace(day=4)).people]
        ['ada', 'bob']
        """
        return self._native.fairness(start, end)

    def to_ical(self, start: datetime, end: datetime, stamp: datetime) -> str:
        """Write the shifts between two instants as iCalendar text (RFC 5545).

        Parameters
        ----------
        start, end : datetime.datetime
            Aware instants.
        stamp : datetime.datetime
            When the text is written.

        Returns
        -------
        str

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> rota = Rota({"layers": [{"name": "first", "members": ["ada"], "start": "2026-11-02"}]})
        >>> first = datetime(2026, 11, 2, tzinfo=timezone.utc)
        >>> "ada" in rota.to_ical(first, first.replace(day=4), first)
        True
        """
        text: str = self._native.to_ical(start, end, stamp)
        return text


def staffing(**options: Any) -> StaffingReport:
    """Say whether a roster holds its promises.

    Simulates the calendars of the tiers with seeded arrivals and handling times.

    Parameters
    ----------
    **options
        ``arrivals``, tickets per hour: one rate, or 24 of a day, or 168 of a week, or those of a forecast by the hour
        from ``start`` on (the ``mean`` of :func:`hypercare.capacity.forecast`). Besides them ``pattern``, ``zone``,
        ``start``, ``days``, ``warm_up_days``, ``tiers``, ``priorities``, ``service_level``, ``quantiles``,
        ``samples`` and ``seed``; without ``tiers`` teams of 6, 4 and 3.

    Returns
    -------
    StaffingReport

    Raises
    ------
    InvalidError
        For options out of their range.
    LimitError
        Over five million tickets.

    Examples
    --------
    >>> report = staffing(arrivals=[4.0], samples=5)
    >>> len(report.tiers), all(odds.odds > 0.9 for odds in report.commitments)
    (3, True)
    """
    return _hypercare.staffing(options)


def queue_odds(**options: Any) -> QueueOdds:
    """Give the odds of a queue whose load and agents are the same at all times: Erlang C, or A with patience.

    Parameters
    ----------
    **options
        ``arrivals_per_hour``, ``handling_minutes``, ``agents``, and where wanted ``within_minutes`` and
        ``patience_minutes``.

    Returns
    -------
    QueueOdds

    Raises
    ------
    InvalidError
        For options out of their range.

    Examples
    --------
    >>> round(queue_odds(arrivals_per_hour=200, handling_minutes=3, agents=12).wait, 3)
    0.449
    """
    return _hypercare.queue_odds(options)


def agents_needed(level: float, **options: Any) -> int:
    """Give the fewest agents by which at least a share of the tickets is answered in time.

    Parameters
    ----------
    level : float
        The share, from 0 to below 1.
    **options
        As for :func:`queue_odds`, without agents.

    Returns
    -------
    int

    Examples
    --------
    >>> agents_needed(0.8, arrivals_per_hour=200, handling_minutes=3, within_minutes=1)
    13
    """
    return _hypercare.agents_needed({"agents": 0, **options}, level)


def erlang_b(agents: int, load: float) -> float:
    """Give the share of tickets that find all agents busy and are lost (Erlang B).

    Parameters
    ----------
    agents : int
        How many there are, at most a million.
    load : float
        The load in erlangs: arrivals per hour times the hours that each takes.

    Returns
    -------
    float

    Raises
    ------
    InvalidError
        For a load below 0.

    Examples
    --------
    >>> round(erlang_b(15, 8.108), 4)
    0.01
    """
    return _hypercare.erlang("b", agents, load)


def erlang_c(agents: int, load: float) -> float:
    """Give the share of tickets that wait (Erlang C); 1 where the load is not under the agents.

    Parameters
    ----------
    agents : int
        How many there are, at most a million.
    load : float
        The load in erlangs, as for :func:`erlang_b`.

    Returns
    -------
    float

    Raises
    ------
    InvalidError
        For a load below 0.

    Examples
    --------
    >>> round(erlang_c(14, 10), 3)
    0.174
    """
    return _hypercare.erlang("c", agents, load)

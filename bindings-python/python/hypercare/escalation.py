"""Who must act by when?

>>> from datetime import datetime, timedelta, timezone
>>> from hypercare.escalation import Policy, TicketOpened
>>> opened = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.utc)
>>> events = [TicketOpened(id="T-1", at=opened, priority="critical")]
>>> timeline = Policy.default().timeline(events, opened.replace(minute=20))
>>> timeline.next.target.tier, timeline.next.at.isoformat()
(3, '2026-11-22T09:30:00+00:00')
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from . import _hypercare
from ._arrays import integers
from ._document import Document
from ._errors import InvalidError
from ._types import (
    AlertDue,
    BusinessTime,
    ClockKind,
    ClockSegment,
    ClockState,
    ClockWarning,
    CommitmentOdds,
    DueAtClosing,
    DueKind,
    EscalationStep,
    EscalationTarget,
    Fairness,
    HandOff,
    HourNeed,
    IncidentNotice,
    IncidentTimeline,
    NextDue,
    OnCall,
    OpenSpan,
    PersonLoad,
    QueueOdds,
    QueueOptions,
    Roll,
    SeamOverlap,
    SeamReport,
    Severity,
    Shift,
    ShiftSource,
    SlaClock,
    StaffingReport,
    StepState,
    TicketAcknowledged,
    TicketCustomerReplied,
    TicketEvent,
    TicketOpened,
    TicketPause,
    TicketPaused,
    TicketPriorityChanged,
    TicketReassigned,
    TicketReopened,
    TicketResolved,
    TicketResponded,
    TicketResumed,
    TicketState,
    TicketUpdated,
    TierStaffing,
    Timeline,
    TimeUnit,
    WaitQuantile,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Any

    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "EVENT_KINDS",
    "AlertDue",
    "BusinessTime",
    "Calendar",
    "ClockKind",
    "ClockSegment",
    "ClockState",
    "ClockWarning",
    "CommitmentOdds",
    "DueAtClosing",
    "DueKind",
    "EscalationStep",
    "EscalationTarget",
    "Fairness",
    "HandOff",
    "HourNeed",
    "IncidentNotice",
    "IncidentTimeline",
    "NextDue",
    "OnCall",
    "OpenSpan",
    "PersonLoad",
    "Policy",
    "QueueOdds",
    "QueueOptions",
    "Roll",
    "Rota",
    "SeamOverlap",
    "SeamReport",
    "Shift",
    "ShiftSource",
    "SlaClock",
    "StaffingReport",
    "StepState",
    "TicketAcknowledged",
    "TicketCustomerReplied",
    "TicketEvent",
    "TicketOpened",
    "TicketPause",
    "TicketPaused",
    "TicketPriorityChanged",
    "TicketReassigned",
    "TicketReopened",
    "TicketResolved",
    "TicketResponded",
    "TicketResumed",
    "TicketState",
    "TicketUpdated",
    "TierStaffing",
    "TimeUnit",
    "Timeline",
    "WaitQuantile",
    "agents_needed",
    "erlang_b",
    "erlang_c",
    "queue_odds",
    "staffing",
]

#: The kinds of events in the columns of :meth:`Policy.timelines`: 0 is "opened".
EVENT_KINDS: Final = (
    "opened",
    "priority_changed",
    "reassigned",
    "acknowledged",
    "customer_replied",
    "responded",
    "updated",
    "paused",
    "resumed",
    "resolved",
    "reopened",
)


class Calendar(Document):
    """Business time: when is somebody there, and when have four hours of it run?

    Openings belong to the hours, closings do not. Seconds are physical seconds: on a day of 23 hours a calendar that
    never closes is open for 82,800 s. The horizon is 1900 to 2199.

    Parameters
    ----------
    zone : str
        The IANA zone of all dates and times.
    weekly : mapping
        Hours by day, ``"mon"`` to ``"sun"``: pairs of times such as ``("09:00", "17:00")``, or the text
        ``"09:00-17:00"``. ``"24:00"`` is the midnight at the end, and ``("22:00", "06:00")`` runs into the next day.
    holidays : iterable of datetime.date or str
        Dates closed from midnight to midnight.
    yearly : iterable of str
        Days closed every year, such as ``"12-25"``.
    leap_day : {"skip", "february_28", "march_1"}, optional
        Where a yearly 29 February goes in other years.
    breaks, dated : mapping
        Hours by date: closed at these hours, or open at these instead of those of the week.
    rules : mapping, optional
        What openings and closings mean where clocks change: ``gap`` and ``fold``.
    due_at_closing : {"closing", "next_opening"}, optional
        When a length of time that runs out exactly at closing time is over.
    zone_database : str, optional
        The version of the zone database that it must be read with; any unless told.

    Raises
    ------
    InvalidError
        For hours that overlap, days that are none, zones that are unknown.

    Examples
    --------
    >>> from datetime import datetime, timedelta, timezone
    >>> week = {day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
    >>> paris = Calendar("Europe/Paris", weekly=week, holidays=["2026-12-25"])
    >>> friday = datetime(2026, 12, 18, 15, 0, tzinfo=timezone.utc)
    >>> due = paris.due(friday, timedelta(hours=4))
    >>> due.isoformat(), paris.elapsed(friday, due)
    ('2026-12-21T11:00:00+00:00', datetime.timedelta(seconds=14400))
    """

    __slots__ = ()
    _class: ClassVar[type[_hypercare.Calendar]] = _hypercare.Calendar
    _native: _hypercare.Calendar

    def __init__(
        self,
        zone: str = "UTC",
        weekly: Mapping[str, Sequence[tuple[str, str] | str]] | None = None,
        holidays: Sequence[date | str] = (),
        *,
        yearly: Sequence[str] = (),
        leap_day: str | None = None,
        breaks: Mapping[date | str, Sequence[tuple[str, str] | str]] | None = None,
        dated: Mapping[date | str, Sequence[tuple[str, str] | str]] | None = None,
        rules: Mapping[str, str] | None = None,
        due_at_closing: str | None = None,
        zone_database: str | None = None,
    ) -> None:
        document = {
            "zone": zone,
            "weekly": weekly,
            "holidays": [str(day) for day in holidays],
            "yearly": list(yearly),
            "leap_day": leap_day,
            "breaks": breaks and {str(day): hours for day, hours in breaks.items()},
            "dated": dated and {str(day): hours for day, hours in dated.items()},
            "rules": rules,
            "due_at_closing": due_at_closing,
            "zone_database": zone_database,
        }
        given = {name: value for name, value in document.items() if value is not None}
        self._native = _hypercare.Calendar(given)

    @classmethod
    def always(cls, zone: str = "UTC") -> Calendar:
        """Give a calendar that never closes.

        Parameters
        ----------
        zone : str
            The IANA zone, which matters for months alone.

        Returns
        -------
        Calendar

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> Calendar.always("UTC").is_open(datetime(2026, 11, 22, tzinfo=timezone.utc))
        True
        """
        return cls._of(_hypercare.Calendar.always(zone))

    @classmethod
    def from_yaml(cls, text: str) -> Calendar:
        r"""Read a calendar from YAML.

        Parameters
        ----------
        text : str
            YAML text; JSON is YAML, too.

        Returns
        -------
        Calendar

        Raises
        ------
        ParseError
            For anything that is not a calendar, with line and column.

        Examples
        --------
        >>> Calendar.from_yaml("weekly: {mon: [09:00-17:00]}") == Calendar(weekly={"mon": ["09:00-17:00"]})
        True
        """
        return cls._of(_hypercare.Calendar.from_yaml(text))

    @classmethod
    def union(cls, calendars: Sequence[Calendar]) -> Calendar:
        """Combine calendars: open whenever one of them is, as for teams that follow the sun.

        Parameters
        ----------
        calendars : sequence of Calendar
            Up to 64, each in its own zone.

        Returns
        -------
        Calendar

        Examples
        --------
        >>> Calendar.union([Calendar.always("UTC"), Calendar("Asia/Tokyo")]).zone
        'UTC'
        """
        return cls._of(_hypercare.Calendar.combine([calendar._native for calendar in calendars], every=False))

    @classmethod
    def intersection(cls, calendars: Sequence[Calendar]) -> Calendar:
        """Combine calendars: open only while all of them are.

        Parameters
        ----------
        calendars : sequence of Calendar
            Up to 64, each in its own zone.

        Returns
        -------
        Calendar

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> never = Calendar.intersection([Calendar.always("UTC"), Calendar("Asia/Tokyo")])
        >>> never.is_open(datetime(2026, 11, 22, tzinfo=timezone.utc))
        False
        """
        return cls._of(_hypercare.Calendar.combine([calendar._native for calendar in calendars], every=True))

    @staticmethod
    def seams(calendars: Sequence[Calendar], start: datetime, end: datetime) -> SeamReport:
        """Say where teams that follow the sun leave gaps, and where they overlap.

        Parameters
        ----------
        calendars : sequence of Calendar
            One a team.
        start, end : datetime.datetime
            The aware instants to look between.

        Returns
        -------
        SeamReport

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> first = datetime(2026, 11, 23, tzinfo=timezone.utc)
        >>> early = Calendar(weekly={"mon": ["00:00-12:00"]})
        >>> late = Calendar(weekly={"mon": ["13:00-24:00"]})
        >>> report = Calendar.seams([early, late], first, first.replace(day=24))
        >>> [(gap.open.hour, gap.close.hour) for gap in report.gaps]
        [(12, 13)]
        """
        return _hypercare.Calendar.seams([calendar._native for calendar in calendars], start, end)

    @property
    def zone(self) -> str:
        """The IANA zone of its dates and times."""
        zone: str = json.loads(self.to_json())["zone"]
        return zone

    def with_ical_holidays(self, text: str) -> Calendar:
        r"""Add the all-day events of an iCalendar text as holidays.

        Parameters
        ----------
        text : str
            The text of an ``.ics`` file (RFC 5545).

        Returns
        -------
        Calendar

        Raises
        ------
        ParseError
            With the line.

        Examples
        --------
        >>> text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        >>> text += "DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261225\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        >>> Calendar.always("UTC").with_ical_holidays(text) == Calendar.always("UTC")
        False
        """
        return self._of(self._native.with_ical_holidays(text))

    def due(self, start: datetime, duration: timedelta | str) -> datetime:
        """Give the instant by which so much open time has run.

        Parameters
        ----------
        start : datetime.datetime
            An aware instant.
        duration : datetime.timedelta or str
            Open time; a text such as ``"1 month 4 h"`` counts its months on the wall calendar first.

        Returns
        -------
        datetime.datetime
            In UTC.

        Raises
        ------
        RangeError
            If the time has not run by the end of the horizon.

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> office = Calendar(weekly={"mon": ["09:00-17:00"], "tue": ["09:00-17:00"]})
        >>> office.due(datetime(2026, 11, 23, 16, tzinfo=timezone.utc), "2 h").isoformat()
        '2026-11-24T10:00:00+00:00'
        """
        found: datetime = self._native.instant("due", start, duration)
        return found

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Give the open time between two instants; negative if the end comes first.

        Parameters
        ----------
        start, end : datetime.datetime
            Aware instants.

        Returns
        -------
        datetime.timedelta

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> office = Calendar(weekly={"mon": ["09:00-17:00"]})
        >>> monday = datetime(2026, 11, 23, tzinfo=timezone.utc)
        >>> office.elapsed(monday, monday.replace(day=24))
        datetime.timedelta(seconds=28800)
        """
        return self._native.elapsed(start, end)

    def is_open(self, at: datetime) -> bool:
        """Say whether somebody is there.

        Parameters
        ----------
        at : datetime.datetime
            An aware instant.

        Returns
        -------
        bool

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> Calendar(weekly={"mon": ["09:00-17:00"]}).is_open(datetime(2026, 11, 22, 12, tzinfo=timezone.utc))
        False
        """
        return self._native.is_open(at)

    def next_open(self, at: datetime) -> datetime | None:
        """Give the first instant from ``at`` on at which somebody is there; None if nobody comes any more.

        Parameters
        ----------
        at : datetime.datetime
            An aware instant.

        Returns
        -------
        datetime.datetime or None

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> office = Calendar(weekly={"mon": ["09:00-17:00"]})
        >>> office.next_open(datetime(2026, 11, 22, tzinfo=timezone.utc)).isoformat()
        '2026-11-23T09:00:00+00:00'
        """
        found: datetime | None = self._native.instant("open", at, None)
        return found

    def next_close(self, at: datetime) -> datetime | None:
        """Give the first closing after ``at``; None if there is none any more.

        Parameters
        ----------
        at : datetime.datetime
            An aware instant.

        Returns
        -------
        datetime.datetime or None

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> Calendar.always("UTC").next_close(datetime(2026, 11, 22, tzinfo=timezone.utc)) is None
        True
        """
        found: datetime | None = self._native.instant("close", at, None)
        return found

    def roll(self, at: datetime, roll: Roll) -> datetime:
        """Move an instant outside of the hours; during the hours it stays.

        Parameters
        ----------
        at : datetime.datetime
            An aware instant.
        roll : {"stay", "next_opening", "previous_opening", "previous_closing"}
            Where to.

        Returns
        -------
        datetime.datetime

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> office = Calendar(weekly={"mon": ["09:00-17:00"]})
        >>> office.roll(datetime(2026, 11, 22, tzinfo=timezone.utc), "next_opening").day
        23
        """
        found: datetime = self._native.instant("roll", at, roll)
        return found

    def open_spans(self, start: datetime, end: datetime) -> tuple[OpenSpan, ...]:
        """Give the hours between two instants, cut where the instants cut them.

        Parameters
        ----------
        start, end : datetime.datetime
            Aware instants.

        Returns
        -------
        tuple of OpenSpan

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> office = Calendar(weekly={"mon": ["09:00-12:00", "13:00-17:00"]})
        >>> monday = datetime(2026, 11, 23, 10, tzinfo=timezone.utc)
        >>> [(span.open.hour, span.close.hour) for span in office.open_spans(monday, monday.replace(hour=20))]
        [(10, 12), (13, 17)]
        """
        return self._native.open_spans(start, end)

    def explain_due(self, start: datetime, duration: timedelta | str) -> BusinessTime:
        """Say why a time is due then: which hours counted, by which rules and zone database.

        Parameters
        ----------
        start : datetime.datetime
            An aware instant.
        duration : datetime.timedelta or str
            Open time; the months of a text are counted on the wall calendar first, as :meth:`due` does.

        Returns
        -------
        BusinessTime

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> office = Calendar(weekly={"mon": ["09:00-17:00"]})
        >>> trace = office.explain_due(datetime(2026, 11, 23, 16, tzinfo=timezone.utc), "2 h")
        >>> len(trace.counted)
        2
        """
        return self._native.explain_due(start, duration)

    def explain_elapsed(self, start: datetime, end: datetime) -> BusinessTime:
        """Say which hours counted between two instants.

        Parameters
        ----------
        start, end : datetime.datetime
            Aware instants.

        Returns
        -------
        BusinessTime

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> office = Calendar(weekly={"mon": ["09:00-17:00"]})
        >>> monday = datetime(2026, 11, 23, tzinfo=timezone.utc)
        >>> len(office.explain_elapsed(monday, monday.replace(day=24)).counted)
        1
        """
        return self._native.explain_elapsed(start, end)

    def due_batch(self, starts: ArrayLike, durations: ArrayLike) -> NDArray[np.datetime64]:
        """Give the due instants of many starts at once.

        Parameters
        ----------
        starts : array_like of datetime64
            In UTC. Aware columns and indexes of pandas are read as the instants they are, and so are lists of aware
            datetimes and of pandas timestamps. NaT stays NaT. Naive datetimes and plain numbers are refused.
        durations : array_like of timedelta64
            One for all, or one each; timedeltas will do, too.

        Returns
        -------
        numpy.ndarray of datetime64[us]

        Examples
        --------
        >>> import numpy as np
        >>> starts = np.array(["2026-11-23T16:00", "NaT"], dtype="datetime64[s]")
        >>> Calendar(weekly={"mon": ["09:00-17:00"]}).due_batch(starts, np.timedelta64(2, "h"))
        array(['2026-11-30T10:00:00.000000',                        'NaT'],
              dtype='datetime64[us]')
        """
        lengths = _lengths(durations, "durations")
        return self._native.due_batch(_instants(starts, "starts"), lengths, "us").view("datetime64[us]")

    def elapsed_batch(self, starts: ArrayLike, ends: ArrayLike) -> NDArray[np.timedelta64]:
        """Give the open time between many pairs of instants at once.

        Parameters
        ----------
        starts, ends : array_like of datetime64
            As for :meth:`due_batch`; as long as each other, or one end for all. NaT gives NaT.

        Returns
        -------
        numpy.ndarray of timedelta64[us]

        Examples
        --------
        >>> import numpy as np
        >>> starts = np.array(["2026-11-23T16:00"], dtype="datetime64[s]")
        >>> Calendar.always("UTC").elapsed_batch(starts, starts + np.timedelta64(90, "m"))
        array([5400000000], dtype='timedelta64[us]')
        """
        return self._native.elapsed_batch(_instants(starts, "starts"), _instants(ends, "ends"), "us").view(
            "timedelta64[us]"
        )


_PER_SECOND: Final = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def _instants(instants: Any, name: str, unit: str = "us") -> NDArray[np.int64]:
    index = getattr(instants, "dt", instants)
    if getattr(index, "tz", None) is not None:  # aware columns and indexes of pandas
        instants = index.tz_convert(None).to_numpy()
    elif isinstance(instants, datetime):
        instants = _naive(instants, name)
    elif _holds_objects(instants):
        instants = np.array([_naive(at, f"{name}[{row}]") for row, at in enumerate(instants)], dtype="datetime64[us]")
    return _whole(instants, name, f"M8[{unit}]", "aware datetimes or datetime64 in UTC")


def _lengths(durations: Any, name: str) -> NDArray[np.int64]:
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


def _column(values: Any, name: str, of: type[np.unsignedinteger[Any]]) -> NDArray[Any]:
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


class Policy(Document):
    """What is promised for each priority: the first response, and who is called when it does not come. Never changes.

    Time is elapsed time unless a clock or a step names a calendar: seconds are physical seconds, and only months,
    quarters and years are steps on the wall calendar of the policy's zone.

    Its document has ``priorities``, P1 to P5, and where wanted ``zone``, ``zone_database``, ``rules``, ``tiers``,
    ``calendars``, ``rotas``, ``changes``, ``quiet``, ``communication`` and ``alerts``. A priority has promises
    (``response``, ``next_response``, ``update``, ``resolution``: a length of time, or ``within``, ``calendar``,
    ``pauses``, ``warn``), ``steps`` and a ``repeat``. A step comes ``after`` a time to a ``tier``, ``person``, ``rota``
    or ``channel``; ``calendar`` counts the time, ``hours`` and the ``local_hours`` of whoever is on call are
    conditions, and ``otherwise`` says whether to delay or skip it. A policy without ``rotas`` leaves them to the host
    program; with some, a rota that is not there is an error.

    Examples
    --------
    >>> policy = Policy.from_yaml('''
    ... version: 1
    ... calendars:
    ...   office: {zone: Europe/Paris, weekly: {mon: [09:00-17:00], tue: [09:00-17:00]}}
    ... rotas:
    ...   primary:
    ...     zone: Europe/Paris
    ...     zones: {bob: Asia/Tokyo}
    ...     layers: [{name: week, members: [ada, bob], every: weekly, start: 2026-11-02}]
    ... priorities:
    ...   P1: {response: 5 min, steps: [{after: 10 min, tier: 2}]}
    ...   P3:
    ...     resolution: {within: 8 h, calendar: office, warn: [75 %]}
    ...     steps: [{after: 1 h, rota: primary, local_hours: {mon: [08:00-20:00], tue: [08:00-20:00]}}]
    ... ''')
    >>> policy == Policy.from_json(policy.to_json())
    True
    """

    __slots__ = ()
    _class: ClassVar[type[_hypercare.Policy]] = _hypercare.Policy
    _native: _hypercare.Policy

    @classmethod
    def default(cls) -> Policy:
        """Give the policy for P1 to P5 that the library brings.

        Returns
        -------
        Policy

        Examples
        --------
        >>> Policy.default() == Policy.default()
        True
        """
        return cls._of(_hypercare.Policy.default())

    @classmethod
    def from_yaml(cls, text: str) -> Policy:
        r"""Read a policy from YAML.

        Parameters
        ----------
        text : str
            YAML text; JSON is YAML, too.

        Returns
        -------
        Policy

        Raises
        ------
        ParseError
            For anything that is not a policy, with line and column.
        LimitError
            For a text that is too long, too deep or too full.

        Examples
        --------
        >>> Policy.from_yaml("version: 1\npriorities: {P1: {response: 15 min}}")
        <hypercare.escalation.Policy>
        """
        return cls._of(_hypercare.Policy.from_yaml(text))

    def in_zone(self, zone: str) -> Policy:
        """Give the same policy, with months, quarters and years counted on the calendar of another zone.

        Parameters
        ----------
        zone : str
            The IANA zone, such as "Europe/Paris".

        Returns
        -------
        Policy

        Raises
        ------
        UnknownError
            For a zone that the database does not hold.

        Examples
        --------
        >>> Policy.default().in_zone("Europe/Paris") == Policy.default()
        False
        """
        return self._of(self._native.in_zone(zone))

    def timeline(self, events: Sequence[TicketEvent | Mapping[str, Any]], now: datetime) -> Timeline:
        """Say where one ticket stands: its clocks, its escalation steps, and what falls due next.

        Parameters
        ----------
        events : sequence of TicketEvent or of dict
            What happened to the ticket, in any order and however often; a dict names its ``type``. Events after ``now``
            do not count.
        now : datetime.datetime
            The aware instant of the question.

        Returns
        -------
        Timeline

        Raises
        ------
        InvalidError
            If no event opens the ticket by ``now``, or an event is of another ticket.
        DuplicateError
            For two different openings.
        OutOfOrderError
            For an event before the opening.
        UnknownError
            For a priority that the policy does not have.

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> opened = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.utc)
        >>> answered = opened + timedelta(minutes=40)
        >>> events = [
        ...     {"type": "opened", "id": "T-1", "at": opened, "priority": "P2"},
        ...     TicketResponded(at=answered),
        ... ]
        >>> timeline = Policy.default().timeline(events, answered)
        >>> timeline.clocks[0].state, timeline.next
        ('met', None)
        """
        return self._native.timeline(events, now)

    def incident(self, started: datetime, now: datetime) -> IncidentTimeline:
        """Say who is to be told of an incident by when, by the policy's communication protocol.

        Parameters
        ----------
        started, now : datetime.datetime
            Aware instants.

        Returns
        -------
        IncidentTimeline

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> began = datetime(2026, 11, 22, 9, tzinfo=timezone.utc)
        >>> len(Policy.default().incident(began, began).notices)
        5
        """
        return self._native.incident(started, now)

    def alert_due(self, severity: Severity, at: datetime) -> AlertDue:
        """Say by when somebody must look at an alert.

        Parameters
        ----------
        severity : {"critical", "warning", "info"}
            How loud it is.
        at : datetime.datetime
            The aware instant at which it began.

        Returns
        -------
        AlertDue

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> Policy.default().alert_due("warning", datetime(2026, 11, 22, 9, tzinfo=timezone.utc)).due.minute
        30
        """
        return self._native.alert_due(severity, at)

    def timelines(
        self, ticket: ArrayLike, at: ArrayLike, kind: ArrayLike, priority: ArrayLike, *, tickets: int, now: datetime
    ) -> dict[str, NDArray[Any]]:
        """Say where many tickets stand, from columns of events.

        Parameters
        ----------
        ticket : array_like of uint32
            The ticket of each event, from 0 on.
        at : array_like of datetime64
            Its instant, as for :meth:`Calendar.due_batch`, cut to whole milliseconds.
        kind : array_like of uint8
            Its place in :data:`EVENT_KINDS`.
        priority : array_like of uint8
            1 to 5, for events that open a ticket or change its priority.
        tickets : int
            How many tickets there are.
        now : datetime.datetime
            The aware instant of the question.

        Returns
        -------
        dict of str to numpy.ndarray
            One row a ticket: ``state`` (0 open, 1 acknowledged, 2 resolved, 255 not open yet), ``paused``,
            ``priority``, ``next_at``, ``next_kind`` (0 nothing, 1 first response, 2 next response, 3 update,
            4 resolution, 5 escalation, 6 warning), ``next_step``, ``breached`` and ``warned`` (1, 2, 4, 8 for the four
            clocks, added), ``sent``, and the due instants, NaT where nothing is promised.

        Raises
        ------
        ShapeError
            For columns of different lengths.
        InvalidError
            For a ticket, kind or priority out of range.
        HypercareError
            What :meth:`timeline` raises for any of the tickets, which the error names by its number.

        Examples
        --------
        >>> import numpy as np
        >>> from datetime import datetime, timedelta, timezone
        >>> opened = np.array(["2026-11-22T09:00"], dtype="datetime64[ms]")
        >>> now = datetime(2026, 11, 22, 9, 20, tzinfo=timezone.utc)
        >>> Policy.default().timelines([0], opened, [0], [1], tickets=1, now=now)["breached"]
        array([1], dtype=uint8)
        """
        columns = (
            _column(ticket, "ticket", np.uint32),
            _instants(at, "at", "ms"),
            _column(kind, "kind", np.uint8),
            _column(priority, "priority", np.uint8),
        )
        found = self._native.timelines(columns, tickets, now)
        return {
            name: column.view("datetime64[ms]") if name == "next_at" or name.endswith("_due") else column
            for name, column in found.items()
        }

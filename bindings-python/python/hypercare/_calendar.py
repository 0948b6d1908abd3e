"""When is the office open, and when is something due by its hours?"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from . import _hypercare
from ._document import Document
from ._instants import instants, lengths
from ._types import BusinessTime, OpenSpan, Roll, SeamReport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import ArrayLike, NDArray


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
        spans = lengths(durations, "durations")
        return self._native.due_batch(instants(starts, "starts"), spans, "us").view("datetime64[us]")

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
        return self._native.elapsed_batch(instants(starts, "starts"), instants(ends, "ends"), "us").view(
            "timedelta64[us]"
        )

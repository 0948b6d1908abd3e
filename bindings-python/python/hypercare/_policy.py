"""What is promised, and who is called when?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from . import _hypercare
from ._document import Document
from ._instants import column, instants
from ._types import AlertDue, IncidentTimeline, Severity, TicketEvent, Timeline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import ArrayLike, NDArray


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
        >>> Policy.from_yaml("version: 1\npriorities: {P1: {response: 15 min}}") == Policy.default()
        False
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
        >>> from hypercare.escalation import TicketResponded
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
            column(ticket, "ticket", np.uint32),
            instants(at, "at", "ms"),
            column(kind, "kind", np.uint8),
            column(priority, "priority", np.uint8),
        )
        found = self._native.timelines(columns, tickets, now)
        return {
            name: column.view("datetime64[ms]") if name == "next_at" or name.endswith("_due") else column
            for name, column in found.items()
        }

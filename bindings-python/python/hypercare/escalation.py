"""Who must act by when?

>>> from datetime import datetime, timezone
>>> from hypercare.escalation import Policy, TicketOpened
>>> opened = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.utc)
>>> events = [TicketOpened(id="T-1", at=opened, priority="critical")]
>>> timeline = Policy.default().timeline(events, opened.replace(minute=20))
>>> timeline.next.target.tier, timeline.next.at.isoformat()
(3, '2026-11-22T09:30:00+00:00')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from . import _hypercare
from ._document import Document
from ._types import (
    ClockKind,
    ClockState,
    DueKind,
    EscalationStep,
    EscalationTarget,
    NextDue,
    SlaClock,
    StepState,
    TicketEvent,
    TicketOpened,
    TicketPriorityChanged,
    TicketReopened,
    TicketResolved,
    TicketResponded,
    TicketState,
    Timeline,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

__all__ = [
    "ClockKind",
    "ClockState",
    "DueKind",
    "EscalationStep",
    "EscalationTarget",
    "NextDue",
    "Policy",
    "SlaClock",
    "StepState",
    "TicketEvent",
    "TicketOpened",
    "TicketPriorityChanged",
    "TicketReopened",
    "TicketResolved",
    "TicketResponded",
    "TicketState",
    "Timeline",
]


class Policy(Document):
    """What is promised for each priority: the first response, and who is called when it does not come. Never changes.

    Time is elapsed time: seconds are physical seconds, and only months, quarters and years are steps on the wall
    calendar of the policy's zone.

    Examples
    --------
    >>> policy = Policy.from_yaml('''
    ... version: 1
    ... priorities:
    ...   P1: {response: 5 min, steps: [{after: 10 min, tier: 2}]}
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
            What happened to the ticket, in the order of the instants, the opening first; a dict names its ``type``.
        now : datetime.datetime
            The aware instant of the question, not before the last event.

        Returns
        -------
        Timeline

        Raises
        ------
        InvalidError
            If the first event is not the opening, or an event is of another ticket.
        OutOfOrderError
            For an event before the one before it.
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

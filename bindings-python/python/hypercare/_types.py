"""The objects that the library takes and gives.

Written from the Rust types by ``tests/types.rs``: change those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ._record import Record

__all__ = [
    "ClockKind",
    "ClockState",
    "DueKind",
    "EscalationStep",
    "EscalationTarget",
    "Fold",
    "Gap",
    "NextDue",
    "Position",
    "Priority",
    "Reason",
    "Route",
    "Rules",
    "Severity",
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

ClockKind: TypeAlias = Literal["first_response"]
"""What a clock measures."""

ClockState: TypeAlias = Literal["running", "met", "breached", "cancelled"]
"""How a promise stands."""

DueKind: TypeAlias = Literal["first_response", "escalation"]
"""A kind of thing that falls due."""

Fold: TypeAlias = Literal["first", "second", "reject"]
"""Which of two instants a local time means that clocks were put back over."""

Gap: TypeAlias = Literal["offset_before", "offset_after", "reject"]
"""What a local time means that clocks were put forward over."""

Priority: TypeAlias = Literal["critical", "high", "medium", "low", "planning"]
"""How urgent a ticket or incident is. Both spellings parse everywhere: "P1" and "critical"."""

Severity: TypeAlias = Literal["critical", "warning", "info"]
"""How loud an alert is."""

StepState: TypeAlias = Literal["reached", "pending", "cancelled"]
"""How an escalation step stands."""

TicketState: TypeAlias = Literal["open", "acknowledged", "resolved"]
"""Whether somebody has to act on a ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStep(Record):
    """A step of the escalation matrix.

    Attributes
    ----------
    priority : Priority
        The priority whose step it is.
    index : int
        Its index among that priority's steps, from 0.
    anchor : datetime
        What it counts from: the opening, the change of priority or the reopening.
    after : str
        How long after the anchor.
    due : datetime
        When it is reached unless it is cancelled before.
    target : EscalationTarget
        Who is called.
    state : StepState
        Reached, pending or cancelled.
    stopped : datetime | None
        When it was cancelled.
    reason : Reason
        The rule that gave the due instant; its number is `after_seconds`.
    """

    priority: Priority
    index: int
    anchor: datetime
    after: str
    due: datetime
    target: EscalationTarget
    state: StepState
    stopped: datetime | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationTarget(Record):
    """Who is called.

    Attributes
    ----------
    tier : int
        The tier of the support organisation, 1 to 4.
    name : str
        Its name.
    """

    tier: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDue(Record):
    """What is due next.

    Attributes
    ----------
    kind : DueKind
        A first response or an escalation step.
    at : datetime
        When.
    target : EscalationTarget | None
        Who is called then, for an escalation step.
    reason : Reason
        The rule that gave the instant.
    """

    kind: DueKind
    at: datetime
    target: EscalationTarget | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Record):
    """A place in a text: line and column, both from 1, the column in Unicode characters.

    Attributes
    ----------
    line : int
        Line, from 1.
    column : int
        Column in characters, from 1.
    """

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Record):
    """Why: what rule decided, on which numbers, and where it stands. Every verdict of this library carries one.

    Attributes
    ----------
    rule : str
        The rule: its path in the document it comes from, such as `types.login_failed`, or its text.
    detail : str
        What the rule made of the facts, as a sentence for people. The wording may change between versions.
    numbers : Mapping[str, float]
        The numbers that decided, by name. Names of times end in their unit, such as `elapsed_seconds`.
    position : Position | None
        Where the rule stands in the text it was read from, where that is known.
    """

    rule: str
    detail: str
    numbers: Mapping[str, float]
    position: Position | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Record):
    """Where a ticket goes, and why.

    Attributes
    ----------
    tier : int
        Tier of the support organisation, 1 to 4.
    priority : Priority
        How urgent it is.
    department : str
        The department.
    known : bool
        Whether the table knows the issue type; otherwise this is the default route.
    reason : Reason
        The rule that decided: `types.` and the issue type, or `default`.
    """

    tier: int
    priority: Priority
    department: str
    known: bool
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules(Record):
    """How local times are read where clocks change. The default is that of RFC 5545 and of Temporal's "compatible".

    Attributes
    ----------
    gap : Gap
        For times that do not exist.
    fold : Fold
        For times that happen twice.
    """

    gap: Gap = "offset_before"
    fold: Fold = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaClock(Record):
    """A promise with a due instant.

    Attributes
    ----------
    kind : ClockKind
        What is promised.
    priority : Priority
        The priority whose commitment it is.
    anchor : datetime
        What it counts from: the opening or reopening.
    due : datetime
        The last instant at which the promise is kept.
    state : ClockState
        Running, met, breached or cancelled.
    stopped : datetime | None
        When it stopped: the answer, or the change to a priority that promises nothing.
    reason : Reason
        The commitment that gave the due instant; its numbers are `allowed_seconds` and `elapsed_seconds`.
    """

    kind: ClockKind
    priority: Priority
    anchor: datetime
    due: datetime
    state: ClockState
    stopped: datetime | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Record):
    """A ticket begins.

    Attributes
    ----------
    id : str
        The ticket's id: 1 to 1,000 bytes.
    priority : Priority
        How urgent it is.
    at : datetime
        When it happened.
    type : Literal["opened"]
        Which of the alternatives this is.
    """

    id: str
    priority: Priority
    at: datetime
    type: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPriorityChanged(Record):
    """A ticket's priority changed.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    priority : Priority
        How urgent it is now.
    at : datetime
        When it happened.
    type : Literal["priority_changed"]
        Which of the alternatives this is.
    """

    id: str | None = None
    priority: Priority
    at: datetime
    type: Literal["priority_changed"] = "priority_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReopened(Record):
    """A ticket was not done after all.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["reopened"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["reopened"] = "reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResolved(Record):
    """A ticket is done.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["resolved"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["resolved"] = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResponded(Record):
    """Somebody answered or acknowledged a ticket.

    Attributes
    ----------
    id : str | None
        The ticket's id.
    at : datetime
        When it happened.
    type : Literal["responded"]
        Which of the alternatives this is.
    """

    id: str | None = None
    at: datetime
    type: Literal["responded"] = "responded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Record):
    """Where a ticket stands at an instant.

    Attributes
    ----------
    id : str
        The ticket.
    now : datetime
        The instant of this view.
    priority : Priority
        How urgent the ticket is.
    state : TicketState
        Whether it is open, acknowledged or resolved.
    clocks : tuple[SlaClock, ...]
        One clock for every opening and reopening whose priority promises a first response, in time order.
    steps : tuple[EscalationStep, ...]
        Every escalation step of every opening, change of priority and reopening, cancelled ones too: grouped by what
        started them, in time order, due instants within a group ascending.
    next : NextDue | None
        What is due next if nothing happens before; of a response and a step due at the same instant the response.
    trace : tuple[Reason, ...]
        The policy's settings and every event that changed something, in order.
    """

    id: str
    now: datetime
    priority: Priority
    state: TicketState
    clocks: tuple[SlaClock, ...]
    steps: tuple[EscalationStep, ...]
    next: NextDue | None
    trace: tuple[Reason, ...]


TicketEvent: TypeAlias = TicketOpened | TicketResponded | TicketPriorityChanged | TicketResolved | TicketReopened
"""Something that happened to a ticket.

Instants lie in the years 0 to 9999. Only `opened` must name the ticket; an id on another event is checked."""

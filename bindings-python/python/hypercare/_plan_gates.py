"""Gates, their records, and runbooks of a cutover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._document import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ._plan import Plan
    from ._types import (
        CutoverEvent,
        CutoverStatus,
        Gate,
        GateDecision,
        GateEvent,
    )


class PlanGate:
    """A gate with the plan that it is of. See :meth:`Plan.gate`."""

    __slots__ = ("_plan", "gate")

    gate: Gate
    """What it asks for."""

    def __init__(self, plan: Plan, gate: Gate) -> None:
        self._plan = plan
        self.gate = gate

    def decide(self, record: GateRecord, at: datetime) -> GateDecision:
        r"""Decide by the plan and the record.

        Parameters
        ----------
        record : GateRecord
            What happened.
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        GateDecision

        Raises
        ------
        UnknownError, InvalidError, DuplicateError, LimitError
            As for :meth:`Plan.decide`.

        Examples
        --------
        >>> from hypercare.plan import Plan
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 20, tzinfo=timezone.utc)
        >>> plan = Plan.from_markdown("# Orchard\n## Go/No-Go\n- [ ] Backups tested")
        >>> plan.gate(plan.gates[0].id).decide(GateRecord(), at).outcome
        'pending'
        """
        return self._plan.decide(self.gate, record, at)

    @staticmethod
    def go_no_go() -> Gate:
        """Give the gate before a go-live that has it all: every blocking box, five criteria, fifteen approvals.

        Returns
        -------
        Gate

        Examples
        --------
        >>> [role.role for role in PlanGate.go_no_go().required]
        ['Technical', 'Business', 'Final']
        """
        return _hypercare.go_no_go()


class GateRecord(Written):
    """What happened around the gates of a plan, in the order of time; it only grows.

    Parameters
    ----------
    events : iterable of GateEvent or mapping
        ``type`` is "ticked", "signed", "evidence", "waived" or "measured".

    Raises
    ------
    OutOfOrderError
        For an event before the last one.
    InvalidError
        For an event that says nothing.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> from hypercare.plan import RecordedVote
    >>> at = datetime(2026, 11, 20, 9, tzinfo=timezone.utc)
    >>> record = GateRecord([{"type": "ticked", "at": at, "item": "checks/backups", "done": True}])
    >>> record.push(RecordedVote(at=at, role="technical", name="Security Team", vote="approve"))
    >>> [event.type for event in record.events()]
    ['ticked', 'signed']
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.GateRecord]] = _hypercare.GateRecord
    _native: _hypercare.GateRecord

    def __init__(self, events: Iterable[GateEvent | Mapping[str, Any]] = ()) -> None:
        self._native = _hypercare.GateRecord.new(list(events))

    def push(self, event: GateEvent | Mapping[str, Any]) -> None:
        """Append an event.

        Parameters
        ----------
        event : GateEvent or mapping
            The event, not before the last one.

        Raises
        ------
        OutOfOrderError
            For an event before the last one; the record is unchanged then.
        """
        self._native.push(event)

    def events(self) -> tuple[GateEvent, ...]:
        """List the events.

        Returns
        -------
        tuple of GateEvent
        """
        return self._native.events()

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


class Cutover(Written):
    """A runbook: steps in their order, a point of no return, ways back. Never changes.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> cutover = Cutover.from_yaml("{version: 1, start: 2026-11-24T09:00:00Z, steps: [{id: copy, duration: 1 h}]}")
    >>> begun = {"type": "started", "at": datetime(2026, 11, 24, 9, 30, tzinfo=timezone.utc), "step": "copy"}
    >>> cutover.status([begun], datetime(2026, 11, 24, 9, 45, tzinfo=timezone.utc)).steps[0].state
    'running'
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.Cutover]] = _hypercare.Cutover
    _native: _hypercare.Cutover

    def status(self, events: Iterable[CutoverEvent | Mapping[str, Any]], now: datetime) -> CutoverStatus:
        """Say how it stands, and what to do.

        Parameters
        ----------
        events : iterable of CutoverEvent or mapping
            What really happened, in any order; ``type`` is "started", "finished", "failed", "skipped", "checked" or
            "rolled_back".
        now : datetime.datetime
            The aware instant.

        Returns
        -------
        CutoverStatus

        Raises
        ------
        UnknownError
            For an event of a step, check or way back that the runbook does not have.
        """
        return self._native.status(list(events), now)

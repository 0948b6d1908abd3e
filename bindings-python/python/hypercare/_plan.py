"""A launch plan as an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._document import documents
from ._plan_edits import Edited
from ._plan_exports import Exported
from ._plan_gates import GateRecord, PlanGate
from ._plan_timing import Timed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ._types import (
        Diagnostic,
        Field,
        Gate,
        GateDecision,
        Item,
        Launch,
        PlanCriterion,
        PlanDiff,
        PlanRisk,
        PlanTimeline,
        Readiness,
        Recurring,
        Rehearsal,
        RiskLevel,
        Section,
        WhatIf,
    )


class Plan(Timed, Exported, Edited):
    r"""A launch plan: sections with their items, in the order of the text.

    :meth:`tick`, :meth:`attach`, :meth:`edit`, :meth:`add` and :meth:`remove` change it, and :meth:`to_markdown`
    writes that into the text.

    Headings become sections: "Wave 0" and "Phase 1" at their start give the kind, and a window is read from
    "Day -7: ...", "(Day -7 to -1)" or "Hour 2-8". List items become items: ``- [x]`` is done, ``- [ ]`` is open, and an
    item without a box is a step. What is not understood is a diagnostic with line and column.

    Examples
    --------
    >>> plan = Plan.from_markdown("# Orchard\n## Checks\n- [ ] **Load test**: 2,000 users")
    >>> plan.title, plan.sections[1].items[0].title
    ('Orchard', 'Load test')
    >>> plan.tick("checks/load-test")
    >>> plan.item("checks/load-test").state
    'done'
    """

    __slots__ = ()
    _class: ClassVar[type[_hypercare.Plan]] = _hypercare.Plan
    _native: _hypercare.Plan

    @classmethod
    def from_markdown(cls, text: str) -> Plan:
        """Read a plan from Markdown.

        Parameters
        ----------
        text : str
            Any Markdown. UTF-8 that was read with a wrong encoding on its way here is put right, and a diagnostic says
            so.

        Returns
        -------
        Plan

        Raises
        ------
        LimitError
            For a text that is too long, too deep or too full. Nothing else in a text is an error.

        Examples
        --------
        >>> [diagnostic.code for diagnostic in Plan.from_markdown("Just a sentence.").diagnostics]
        ['empty_plan', 'paragraph']
        """
        return cls._of(_hypercare.Plan.from_markdown(text))

    @classmethod
    def from_yaml(cls, text: str) -> Plan:
        """Read a plan from YAML.

        Parameters
        ----------
        text : str
            ``title``, ``launch``, ``phases`` with ``items``, and so on, as people write it.

        Returns
        -------
        Plan

        Raises
        ------
        ParseError
            With line and column.
        LimitError
            For a text that is too long, too deep or too full.

        Examples
        --------
        >>> Plan.from_yaml("{title: Orchard, phases: [{title: Checks, items: [Backups]}]}").item("checks/backups").title
        'Backups'
        """
        return cls._of(_hypercare.Plan.from_yaml(text))

    @property
    def title(self) -> str:
        """The first heading, unless it is that of a wave, phase or window."""
        return self._native.view().title

    @property
    def launch(self) -> Launch | None:
        """When it goes live, where that is known."""
        return self._native.view().launch

    @property
    def risk(self) -> RiskLevel | None:
        """The risk of the launch as a whole."""
        return self._native.view().risk

    @property
    def duration(self) -> str | None:
        """How long the launch takes as a whole, as :meth:`hypercare.time.SpanRange.parse` reads it."""
        return self._native.view().duration

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that stand at the head of the text."""
        return self._native.view().fields

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections in the order of the text, with their items; made anew at each call."""
        return self._native.view().sections

    @property
    def gates(self) -> tuple[Gate, ...]:
        """What must hold before it goes on."""
        return self._native.view().gates

    @property
    def criteria(self) -> tuple[PlanCriterion, ...]:
        """What is to be measured."""
        return self._native.view().criteria

    @property
    def risks(self) -> tuple[PlanRisk, ...]:
        """What may go wrong."""
        return self._native.view().risks

    @property
    def schedules(self) -> tuple[Recurring, ...]:
        """What happens again and again."""
        return self._native.view().schedules

    @property
    def timelines(self) -> tuple[PlanTimeline, ...]:
        """Steps with windows of their own."""
        return self._native.view().timelines

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was not taken in, not understood or looks contradictory, in the order of the text."""
        return self._native.view().diagnostics

    def item(self, id: str) -> Item:
        r"""Give the item of an id.

        Parameters
        ----------
        id : str
            Such as "phase-1-preparation/dns".

        Returns
        -------
        Item

        Raises
        ------
        UnknownError
            For an id that is not there, with those most like it.

        Examples
        --------
        >>> Plan.from_markdown("# Checks\n- [x] Backups").item("checks/backups").state
        'done'
        """
        return self._native.item(id)

    def section(self, id: str) -> Section:
        r"""Give the section of an id.

        Parameters
        ----------
        id : str
            Such as "phase-1-preparation".

        Returns
        -------
        Section

        Raises
        ------
        UnknownError
            For an id that is not there, with those most like it.

        Examples
        --------
        >>> Plan.from_markdown("# Orchard\n## Phase 1: Checks (2 weeks)\n- [ ] a").section("phase-1-checks").duration
        '2 weeks'
        """
        return self._native.section(id)

    def readiness(self, now: datetime, **options: Any) -> Readiness:
        r"""Say what is done, what is open, and what blocks the go-live.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant of the question.
        **options
            The fields of :class:`ReadinessOptions`: how boxes weigh, of which evidence is asked for, how old ticks may
            be.

        Returns
        -------
        Readiness

        Raises
        ------
        InvalidError
            For options out of their ranges.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> plan = Plan.from_markdown("# Checks\n- [x] Backups\n- [ ] DNS")
        >>> plan.readiness(datetime(2026, 11, 20, tzinfo=timezone.utc)).ready
        False
        """
        return self._native.readiness(now, options)

    def gate(self, id: str) -> PlanGate:
        r"""Give the gate of an id, to be decided.

        Parameters
        ----------
        id : str
            The gate.

        Returns
        -------
        PlanGate

        Raises
        ------
        UnknownError
            For an id that is not there, with those most like it.

        Examples
        --------
        >>> plan = Plan.from_markdown("# Orchard\n## Go/No-Go\n- [ ] Backups tested")
        >>> plan.gate(plan.gates[0].id).gate == plan.gates[0]
        True
        """
        return PlanGate(self, self._native.gate(id))

    def decide(self, gate: Gate | Mapping[str, Any], record: GateRecord, at: datetime) -> GateDecision:
        r"""Decide at a gate that need not stand in the plan.

        Parameters
        ----------
        gate : Gate or mapping
            What it asks for, such as :meth:`PlanGate.go_no_go`.
        record : GateRecord
            What happened.
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        GateDecision

        Raises
        ------
        UnknownError
            For items that are not in the plan.
        InvalidError, DuplicateError, LimitError
            For a gate that contradicts itself.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> plan = Plan.from_markdown("# Orchard\n## Checks\n- [x] Backups")
        >>> at = datetime(2026, 11, 20, tzinfo=timezone.utc)
        >>> plan.decide({"id": "go", "all_blocking": True}, GateRecord(), at).outcome
        'go'
        """
        return self._native.decide(gate, record, at)

    def what_if(self, what: WhatIf | Mapping[str, Any], record: GateRecord | None = None, **options: Any) -> Rehearsal:
        r"""Say what would be if some things were not done by an instant.

        Parameters
        ----------
        what : WhatIf or mapping
            ``not_done`` (ids), ``by``, ``others_done``, and ``start`` for the dates that move.
        record : GateRecord, optional
            What happened until then.
        **options
            Those of :meth:`schedule`, for the dates that move.

        Returns
        -------
        Rehearsal
            Its ``dates`` say what moves, from when to when, and the new finish beside the launch. They are None where
            neither ``start`` nor a window of the plan says when work begins.

        Raises
        ------
        UnknownError
            For ids that are not in the plan.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> start, by = (datetime(2026, 11, 20, hour, tzinfo=timezone.utc) for hour in (8, 12))
        >>> plan = Plan.from_markdown(
        ...     "# Orchard\n## Checks\n- [ ] Backups\n- [ ] Import (estimate: 2 h, after: Backups)"
        ... )
        >>> rehearsal = plan.what_if({"not_done": ["checks/backups"], "by": by, "start": start})
        >>> rehearsal.waiting
        ('checks/import',)
        >>> (rehearsal.dates.finish_before.hour, rehearsal.dates.finish_after.hour)
        (10, 14)
        """
        return self._native.what_if(what, GateRecord() if record is None else record, documents(options))

    def as_of(self, record: GateRecord, at: datetime) -> Plan:
        """Give the plan as a record leaves it at an instant.

        Parameters
        ----------
        record : GateRecord
            What happened; what concerns items that the plan does not have is passed over.
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        Plan
        """
        return self._of(_hypercare.Plan.as_of(self, record, at))

    def diff(self, other: Plan) -> PlanDiff:
        r"""Say what changed from this plan to another.

        Parameters
        ----------
        other : Plan
            The new one.

        Returns
        -------
        PlanDiff
            Its ``to_text`` says it in words.

        Examples
        --------
        >>> old = Plan.from_markdown("# Orchard\n- [ ] Backups")
        >>> new = Plan.from_markdown("# Orchard\n- [x] Backups\n- [ ] DNS")
        >>> [change.kind for change in old.diff(new).changes]
        ['ticked', 'added']
        """
        return self._native.diff(other)

    def report(self, name: str, text: str | None = None) -> str:
        r"""Write all diagnostics as a compiler would.

        Parameters
        ----------
        name : str
            That of the text, such as a path.
        text : str, optional
            What the plan was read from; one that was read from Markdown knows it.

        Returns
        -------
        str
            Empty without any.

        Examples
        --------
        >>> print(Plan.from_markdown("# Orchard\n\nBring cake.").report("plan.md").splitlines()[1])
         --> plan.md:3:1
        """
        return self._native.report(name, text)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

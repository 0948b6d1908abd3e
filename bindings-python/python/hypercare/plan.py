"""What must happen before go-live, and is it done?

A launch plan is a Markdown text that lives in the repository: headings are phases and days, task boxes are what has to
be done.

>>> from datetime import datetime, timezone
>>> from hypercare.plan import Plan
>>> plan = Plan.from_markdown('''
... # Orchard 2.0
... ## Phase 1: Preparation (Day -7 to -1)
... - [x] **Backups** tested
... - [ ] **DNS** lowered to 60 s
... ## Phase 2: Go-live (Day 0)
... - [ ] Traffic moved
... ''').with_launch(datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc), "America/New_York")
>>> readiness = plan.readiness(datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc))
>>> readiness.done, readiness.open, readiness.blocking[0].id
(1, 2, 'phase-1-preparation/dns')

What a box cannot say stands in brackets behind the words of an item or heading, an id in braces; or in lines below it:
``- [ ] **Load test** (owner: Ana, estimate: 2-4-8 h, after: backups +30 min, due: 2026-11-20) {#load}``.

- ``owner``: who does it
- ``estimate``, ``effort``: 4 h, 2-8 h or 2-4-8 h (least, likely, most); ``triangular`` behind it for that
  distribution
- ``after``, ``depends on``, ``needs``, ``blocked by``, ``waits for``: what must end first: an id, the end of one, or
  a title, with ``+30 min`` or ``-1 h``
- ``starts with``, ``ends with``, ``start-to-finish``: the other kinds of dependency
- ``due``, ``deadline``: Day -1, 2026-11-20, or 2026-11-20 18:00 Europe/Paris
- ``window``, ``when``, ``period``: Day -3 to -1, or 2026-11-20 to 2026-11-22
- ``evidence``, ``proof``: where it leads; links in the text count as well
- ``done 2026-11-20 by Ana``: when it was ticked, and by whom
- ``blocking: yes``, ``non-blocking``, ``optional``: whether it blocks the go-live
- ``probability``, ``impact``, ``mitigation``, ``delays``, ``delay``: a risk

A section whose heading says Sign-Off, Go/No-Go or Gate is a gate: its boxes with bold names, its lines "Technical
Lead: ____ Date: ____" and its tables are signatures, its other boxes criteria, and the fields ``Quorum: 3 of 5``,
``Veto: no`` and ``Deadline: ...`` say more. Lines under a heading Risks are risks; steps with windows of their own,
such as "Hour 0-1: ...", make a timeline. What is not understood is a diagnostic with its line and column.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _hypercare
from ._arrays import integers, matrix
from ._document import Document, Written
from ._errors import InvalidError, ShapeError
from ._types import (
    BindingKind,
    ChainStep,
    ChangeKind,
    ChangeSubject,
    ConflictKind,
    CriterionSign,
    CriterionStanding,
    CutoverAdvice,
    CutoverEvent,
    CutoverPhase,
    CutoverStatus,
    CutoverStepState,
    Dependency,
    DependencyKind,
    Diagnostic,
    DiagnosticCode,
    DiagnosticLevel,
    Due,
    Estimate,
    EstimateShape,
    EvidenceLink,
    EvidenceScope,
    Field,
    FinishBin,
    Gate,
    GateCondition,
    GateCriterion,
    GateDecision,
    GateEvent,
    GateMissing,
    GateMissingKind,
    GateOutcome,
    IgnoredGateEvent,
    IssueChecklist,
    Item,
    ItemEdit,
    ItemState,
    Launch,
    MarkdownOptions,
    MovedTask,
    NoReturn,
    OpenItem,
    OwnerReadiness,
    Period,
    PlanChange,
    PlanCriterion,
    PlanDiff,
    PlanRisk,
    PlanRiskEvent,
    PlanSimulation,
    PlanTable,
    PlanTimeline,
    QuorumStanding,
    Readiness,
    ReadinessOptions,
    RecordedEvidence,
    RecordedMeasurement,
    RecordedTick,
    RecordedVote,
    RecordedWaiver,
    Recurring,
    RecurringKind,
    Rehearsal,
    RehearsedDates,
    RiskEvent,
    RiskImpact,
    RiskLevel,
    RoleQuorum,
    RollbackBegun,
    RollbackOutlook,
    Schedule,
    ScheduleConflict,
    ScheduledTask,
    Section,
    SectionKind,
    SectionReadiness,
    ShortenGain,
    SignOff,
    SignOffState,
    Slip,
    StaleTick,
    StepChecked,
    StepFailed,
    StepFinished,
    StepSkipped,
    StepStarted,
    StepState,
    StepStatus,
    TaskBasis,
    TaskBinding,
    TaskCriticality,
    TaskEstimate,
    TaskKind,
    TimelineStep,
    Vote,
    WhatIf,
    Window,
    WindowUnit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

    from numpy.typing import NDArray

__all__ = [
    "BindingKind",
    "ChainStep",
    "ChangeKind",
    "ChangeSubject",
    "ConflictKind",
    "CriterionSign",
    "CriterionStanding",
    "CriticalPath",
    "Cutover",
    "CutoverAdvice",
    "CutoverEvent",
    "CutoverPhase",
    "CutoverStatus",
    "CutoverStepState",
    "Dependency",
    "DependencyKind",
    "Diagnostic",
    "DiagnosticCode",
    "DiagnosticLevel",
    "Due",
    "Estimate",
    "EstimateShape",
    "EvidenceLink",
    "EvidenceScope",
    "Field",
    "FinishBin",
    "Gate",
    "GateCondition",
    "GateCriterion",
    "GateDecision",
    "GateEvent",
    "GateMissing",
    "GateMissingKind",
    "GateOutcome",
    "GateRecord",
    "IgnoredGateEvent",
    "IssueChecklist",
    "Item",
    "ItemEdit",
    "ItemState",
    "Launch",
    "MarkdownOptions",
    "MovedTask",
    "NoReturn",
    "OpenItem",
    "OwnerReadiness",
    "Period",
    "Plan",
    "PlanChange",
    "PlanCriterion",
    "PlanDiff",
    "PlanGate",
    "PlanRisk",
    "PlanRiskEvent",
    "PlanSimulation",
    "PlanTable",
    "PlanTimeline",
    "QuorumStanding",
    "Readiness",
    "ReadinessOptions",
    "RecordedEvidence",
    "RecordedMeasurement",
    "RecordedTick",
    "RecordedVote",
    "RecordedWaiver",
    "Recurring",
    "RecurringKind",
    "Rehearsal",
    "RehearsedDates",
    "RiskEvent",
    "RiskImpact",
    "RiskLevel",
    "RoleQuorum",
    "RollbackBegun",
    "RollbackOutlook",
    "Schedule",
    "ScheduleConflict",
    "ScheduledTask",
    "Section",
    "SectionKind",
    "SectionReadiness",
    "ShortenGain",
    "SignOff",
    "SignOffState",
    "Simulation",
    "Slip",
    "StaleTick",
    "StepChecked",
    "StepFailed",
    "StepFinished",
    "StepSkipped",
    "StepStarted",
    "StepState",
    "StepStatus",
    "TaskBasis",
    "TaskBinding",
    "TaskCriticality",
    "TaskEstimate",
    "TaskKind",
    "TimelineStep",
    "Vote",
    "WhatIf",
    "Window",
    "WindowUnit",
    "critical_path",
    "simulate",
]


class Plan(Document):
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
        return self._native.what_if(what, GateRecord() if record is None else record, _documents(options))

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

    def schedule(self, start: datetime, **options: Any) -> Schedule:
        r"""Say when each section and item begins and ends, at the earliest and at the latest, and why.

        Parameters
        ----------
        start : datetime.datetime
            The aware instant before which nothing begins.
        **options
            ``calendar``, ``sections`` and ``owners`` (calendars by id and by name), ``work_day``, ``estimate``,
            ``phases_side_by_side``, ``ignore_windows``, ``remaining``.

        Returns
        -------
        Schedule
            Its ``task`` gives a section or item, its ``critical_path`` says what decides the finish.

        Raises
        ------
        CycleError
            For tasks that wait for each other in a ring; its ``path`` names them.
        UnknownError
            For a calendar of a section that is not there.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> text = "## Cutover\n- [ ] Backups (estimate: 2 h)\n- [ ] Import (estimate: 4 h, after: backups)"
        >>> plan = Plan.from_markdown(text)
        >>> schedule = plan.schedule(datetime(2026, 11, 24, 9, tzinfo=timezone.utc))
        >>> schedule.finish.hour, schedule.critical[-1]
        (15, 'cutover/import')
        """
        return self._native.schedule(start, _documents(options))

    def path_to(self, id: str, start: datetime, **options: Any) -> tuple[ChainStep, ...]:
        """Say why a section or item is finished when it is: from what begins first to the task itself.

        Parameters
        ----------
        id : str
            The section or item.
        start : datetime.datetime
            The aware instant.
        **options
            As for :meth:`schedule`.

        Returns
        -------
        tuple of ChainStep

        Raises
        ------
        UnknownError
            For an id that is not there.
        """
        return self._native.path_to(id, start, _documents(options))

    def slip(self, id: str, by: timedelta | str, start: datetime, **options: Any) -> Slip:
        """Say what moves if a section or item is put off.

        Parameters
        ----------
        id : str
            The section or item.
        by : datetime.timedelta or str
            By how much: "1 day".
        start : datetime.datetime
            The aware instant.
        **options
            As for :meth:`schedule`.

        Returns
        -------
        Slip

        Raises
        ------
        UnknownError
            For an id that is not there.
        """
        return self._native.slip(id, by, start, _documents(options))

    def simulate(self, start: datetime, **options: Any) -> PlanSimulation:
        r"""Draw all estimates and risks many times, and schedule each draw.

        Parameters
        ----------
        start : datetime.datetime
            The aware instant.
        **options
            ``samples`` (10,000 unless told), ``seed``, ``jobs``, ``deadline``, ``risks``, ``ignore_plan_risks``,
            ``shorten``, ``tried``, and ``schedule`` (a mapping of the options of :meth:`schedule`).

        Returns
        -------
        PlanSimulation

        Raises
        ------
        InvalidError, LimitError
            For options out of their ranges.
        UnknownError
            For a risk of what is not there.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> plan = Plan.from_markdown("## Cutover\n- [ ] Import (estimate: 2-4-12 h)")
        >>> found = plan.simulate(datetime(2026, 11, 24, 9, tzinfo=timezone.utc), samples=1000)
        >>> found.p50 < found.p80 < found.p95
        True
        """
        return self._native.simulate(start, _documents(options))

    def cutover(self, section: str, start: datetime) -> Cutover:
        """Make a runbook of the first timeline that stands in a section.

        Parameters
        ----------
        section : str
            Its id.
        start : datetime.datetime
            The aware instant of Hour 0.

        Returns
        -------
        Cutover

        Raises
        ------
        UnknownError
            For a section without a timeline.
        """
        return Cutover._of(_hypercare.Cutover.of_plan(self, section, start))

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

    def to_markdown(self, *, ids: bool = False, launch: bool = False, anew: bool = False) -> str:
        r"""Write the plan as Markdown: the text that it was read from with what changed since, all else to the byte.

        Parameters
        ----------
        ids : bool, default False
            Write the id of every item and section behind its words.
        launch : bool, default False
            Write the go-live below the title, also where the program set it and the text names none.
        anew : bool, default False
            Write the text anew; the author's own way to write is not kept.

        Returns
        -------
        str

        Raises
        ------
        InvalidError
            For changes that the kept text cannot hold, which it names.

        Examples
        --------
        >>> plan = Plan.from_markdown("# Checks\n- [ ] Backups\n")
        >>> plan.tick("checks/backups", by="Ana")
        >>> plan.to_markdown()
        '# Checks\n- [x] Backups (done by Ana)\n'
        """
        return self._native.to_markdown({"ids": ids, "launch": launch, "anew": anew})

    def to_mermaid(self, **options: Any) -> str:
        """Write the plan as a Gantt chart of Mermaid.

        Parameters
        ----------
        **options
            With ``start``, an aware instant, bars run as scheduled from then on; ``schedule`` holds the options of
            :meth:`schedule`.

        Returns
        -------
        str

        Raises
        ------
        InvalidError
            For options that contradict themselves.
        """
        return self._native.to_mermaid(_documents(options))

    def to_dot(self) -> str:
        r"""Write who waits for whom as a graph of Graphviz.

        Returns
        -------
        str

        Examples
        --------
        >>> Plan.from_markdown("# Checks\n- [ ] Backups").to_dot().startswith("digraph")
        True
        """
        return self._native.to_dot()

    def to_csv(self, **options: Any) -> str:
        r"""Write the items as CSV.

        Parameters
        ----------
        **options
            As for :meth:`to_mermaid`.

        Returns
        -------
        str

        Examples
        --------
        >>> len(Plan.from_markdown("# Checks\n- [ ] Backups").to_csv().splitlines())
        2
        """
        return self._native.to_csv(_documents(options))

    def to_github(self) -> tuple[IssueChecklist, ...]:
        r"""Write the plan as issues with task lists.

        Returns
        -------
        tuple of IssueChecklist

        Examples
        --------
        >>> Plan.from_markdown("# Orchard\n## Phase 1\n- [x] Backups").to_github()[0].body
        '- [x] Backups\n'
        """
        return self._native.to_github()

    def to_ics(self, stamp: datetime, **options: Any) -> str:
        """Write the instants of the plan as an iCalendar text.

        Parameters
        ----------
        stamp : datetime.datetime
            When the text is written.
        **options
            As for :meth:`to_mermaid`.

        Returns
        -------
        str

        Raises
        ------
        InvalidError
            For a plan without any instant.
        """
        return self._native.to_ics(stamp, _documents(options))

    def to_svg(self, **options: Any) -> str:
        """Draw the plan as a Gantt chart.

        Parameters
        ----------
        **options
            As for :meth:`to_mermaid`.

        Returns
        -------
        str

        Raises
        ------
        InvalidError
            For options that contradict themselves.
        """
        return self._native.to_svg(_documents(options))

    def to_html(self, **options: Any) -> str:
        """Draw the plan as a Gantt chart for a page or a notebook.

        Parameters
        ----------
        **options
            As for :meth:`to_mermaid`.

        Returns
        -------
        str

        Raises
        ------
        InvalidError
            For options that contradict themselves.
        """
        return self._native.to_html(_documents(options))

    def _repr_html_(self) -> str | None:
        """Show the chart in a notebook, where there is one."""
        try:
            return self.to_html()
        except InvalidError:
            return None

    def with_launch(self, at: datetime, zone: str) -> Plan:
        r"""Give the same plan with a go-live.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant of the go-live: Hour 0, on Day 0.
        zone : str
            The IANA zone in which days begin and end, such as "America/New_York".

        Returns
        -------
        Plan

        Raises
        ------
        UnknownError
            For a zone that the database does not hold.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> plan = Plan.from_markdown("# Checks\n- [x] Backups")
        >>> plan.with_launch(datetime(2026, 11, 24, 14, tzinfo=timezone.utc), "Europe/Paris").launch.zone
        'Europe/Paris'
        """
        return self._of(_hypercare.Plan.with_launch(self, at, zone))

    def tick(self, id: str, done: bool = True, at: datetime | None = None, by: str | None = None) -> None:
        r"""Tick the box of an item, or untick it; no other box changes.

        Parameters
        ----------
        id : str
            The item.
        done : bool, default True
            Whether it is done now. Unticking also takes away when it was done and by whom.
        at : datetime.datetime, optional
            When it was done, aware.
        by : str, optional
            Who did it.

        Raises
        ------
        UnknownError
            For an id that is not there, with those most like it.
        InvalidError
            For an item without a box.

        Examples
        --------
        >>> plan = Plan.from_markdown("# Checks\n- [ ] Backups")
        >>> plan.tick("checks/backups", by="Ana")
        >>> plan.item("checks/backups").state, plan.item("checks/backups").ticked_by
        ('done', 'Ana')
        """
        self._native.tick(id, done, at, by)

    def attach(self, id: str, url: str, title: str = "") -> None:
        r"""Add a link to the evidence of an item, unless it is there.

        Parameters
        ----------
        id : str
            The item.
        url : str
            Where it leads.
        title : str, default ""
            Its words.

        Raises
        ------
        UnknownError
            For an id that is not there, with those most like it.
        InvalidError
            For a link that leads nowhere.

        Examples
        --------
        >>> plan = Plan.from_markdown("# Checks\n- [ ] Backups\n")
        >>> plan.attach("checks/backups", "https://ci.example/7")
        >>> plan.to_markdown()
        '# Checks\n- [ ] Backups (evidence: https://ci.example/7)\n'
        """
        self._native.attach(id, {"title": title, "url": url})

    def edit(self, id: str, **edit: Any) -> None:
        r"""Give an item other attributes, as the text would say them; :meth:`to_markdown` writes them there.

        Parameters
        ----------
        id : str
            The item.
        **edit
            Those of ``ItemEdit``: ``owner``, ``estimate``, ``after``, ``window``, ``due``, ``evidence``, ``blocking``.
            What is left out stays; an empty text or list takes away.

        Raises
        ------
        UnknownError
            For the item, and for names that it waits for.
        InvalidError
            For values that are not understood, or that the kept text cannot hold.

        Examples
        --------
        >>> plan = Plan.from_markdown("# Checks\n- [ ] Backups\n")
        >>> plan.edit("checks/backups", owner="Ana", estimate="2-4 h")
        >>> plan.to_markdown()
        '# Checks\n- [ ] Backups (owner: Ana, estimate: 2 h - 3 h - 4 h)\n'
        """
        self._native.edit(id, edit)

    def add(self, under: str, words: str, **edit: Any) -> str:
        r"""Add an open box as the last one in a section or below an item.

        Parameters
        ----------
        under : str
            The id of the section or item.
        words : str
            What is to be done.
        **edit
            As for :meth:`edit`.

        Returns
        -------
        str
            Its id.

        Raises
        ------
        UnknownError
            For an id that is not there, with those most like it.
        InvalidError
            For words that the text would take for something else.

        Examples
        --------
        >>> plan = Plan.from_markdown("# Checks\n* [ ] Backups\n")
        >>> plan.add("checks", "Load test", owner="Ana")
        'checks/load-test'
        >>> plan.to_markdown()
        '# Checks\n* [ ] Backups\n* [ ] Load test (owner: Ana)\n'
        """
        return self._native.add(under, words, edit)

    def remove(self, id: str) -> None:
        r"""Take an item away, with all that stands below it.

        Parameters
        ----------
        id : str
            The item.

        Raises
        ------
        UnknownError
            For an id that is not there, with those most like it.
        InvalidError
            While others wait for it.

        Examples
        --------
        >>> plan = Plan.from_markdown("# Checks\n- [ ] Backups\n- [ ] DNS\n")
        >>> plan.remove("checks/backups")
        >>> plan.to_markdown()
        '# Checks\n- [ ] DNS\n'
        """
        self._native.remove(id)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


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


@dataclass(frozen=True, eq=False)
class CriticalPath:
    """When each task can and must begin and end, so that all of them end as early as possible.

    Every array has one entry for each task, in the unit of the durations; the project begins at 0.

    Attributes
    ----------
    early_start, early_finish : numpy.ndarray of int64
        The earliest dates.
    late_start, late_finish : numpy.ndarray of int64
        The latest dates that do not move the end of the project.
    total_slack : numpy.ndarray of int64
        How long the task can slip without moving the end of the project.
    free_slack : numpy.ndarray of int64
        How long it can slip without moving any other task.
    critical : numpy.ndarray of int64
        The tasks without total slack, ascending.
    makespan : int
        When the last task ends.
    """

    early_start: NDArray[np.int64]
    early_finish: NDArray[np.int64]
    late_start: NDArray[np.int64]
    late_finish: NDArray[np.int64]
    total_slack: NDArray[np.int64]
    free_slack: NDArray[np.int64]
    critical: NDArray[np.int64]
    makespan: int


def critical_path(durations: Any, edges: Any) -> CriticalPath:
    """Schedule tasks that wait for each other, by the critical path method.

    Parameters
    ----------
    durations : array_like of int
        How long each task takes, 0 or more, in any unit.
    edges : array_like of int of shape (n_edges, 3)
        Predecessor, successor and lag: the successor starts at the earliest the lag after the predecessor's finish. A
        negative lag is a lead.

    Returns
    -------
    CriticalPath

    Raises
    ------
    CycleError
        For tasks that wait for each other in a ring; its ``path`` names them.
    InvalidError
        For a negative duration, an edge to a task that is not there, or values that are no whole numbers.
    ShapeError
        For other than one row of durations and three columns of edges.
    RangeError
        Where a date is beyond 64 bits.

    Examples
    --------
    Migrate (4 h) and brief the team (1 h), then test (2 h, at the earliest 30 min after the migration).

    >>> path = critical_path([240, 60, 120], [(0, 2, 30), (1, 2, 0)])
    >>> path.makespan, path.critical.tolist(), path.total_slack.tolist()
    (390, [0, 2], [0, 210, 0])
    """
    return CriticalPath(*_hypercare.critical_path(integers(durations, "durations"), integers(edges, "edges", 3)))


@dataclass(frozen=True, eq=False)
class Simulation:
    """When everything may be finished, and which tasks decide it.

    Attributes
    ----------
    mean, deviation : float
        The mean finish, and its standard deviation.
    p50, p80, p95 : float
        By then 50, 80, 95 percent of the samples were finished.
    on_time : float or None
        The share of samples finished by the deadline, if one was given.
    criticality : numpy.ndarray of float64
        For each task the share of samples in which it had no slack.
    sensitivity : numpy.ndarray of float64
        For each task its criticality times the deviation of its estimate over that of the finish.
    shorten_first : numpy.ndarray of int64
        Up to ten tasks whose shortening moves the mean finish most, best first.
    finishes : numpy.ndarray of float64
        The finish of every sample, ascending.
    """

    mean: float
    deviation: float
    p50: float
    p80: float
    p95: float
    on_time: float | None
    criticality: NDArray[np.float64]
    sensitivity: NDArray[np.float64]
    shorten_first: NDArray[np.int64]
    finishes: NDArray[np.float64]


def simulate(
    estimates: Any,
    edges: Any,
    *,
    samples: int | None = None,
    seed: int | None = None,
    deadline: float | None = None,
    jobs: int | None = None,
    risks: Sequence[RiskEvent | Mapping[str, Any]] = (),
) -> Simulation:
    """Draw every task's duration many times and schedule each draw by the critical path method.

    Parameters
    ----------
    estimates : array_like of shape (n_tasks, 3), or sequence of Estimate or mapping
        The shortest, most likely and longest duration of each task, drawn by PERT unless the estimate says otherwise.
    edges : array_like of shape (n_edges, 3)
        Predecessor, successor and lag, as for :func:`critical_path`, in the unit of the estimates.
    samples : int, optional
        How many times, 1 to 10,000,000; 10,000 unless told.
    seed : int, optional
        Same seed, same samples; 0 unless told.
    deadline : float, optional
        The time by which all should be finished.
    jobs : int, optional
        Threads, which change no bit; 1 unless told.
    risks : sequence of RiskEvent or mapping
        What may happen and then delays tasks.

    Returns
    -------
    Simulation

    Raises
    ------
    InvalidError
        For an estimate or option out of its range, and a task that is not there.
    CycleError
        For tasks that wait for each other in a ring; its ``path`` names them.
    LimitError
        For more than a million tasks, 10,000 risks or 2**40 draws.

    Examples
    --------
    Migrate, brief the team, then test.

    >>> found = simulate([(2, 4, 12), (1, 1, 1), (1, 2, 3)], [(0, 2, 0.5), (1, 2, 0)], deadline=8)
    >>> round(found.mean, 1), found.shorten_first.tolist(), 0.5 < found.on_time < 0.8
    (7.5, [0, 2], True)
    """
    listed = isinstance(estimates, (list, tuple))
    rows = listed and not all(isinstance(one, (list, tuple)) for one in estimates)
    given = list(estimates) if rows else _rows(estimates, "estimates")
    arcs = _rows(edges, "edges")
    tasks = arcs[:, :2].astype(np.int64)
    if not (tasks == arcs[:, :2]).all():
        message = "edges: expected tasks as whole numbers"
        raise InvalidError(message)
    told = {"samples": samples, "seed": seed, "deadline": deadline, "jobs": jobs, "risks": list(risks)}
    options = {name: value for name, value in told.items() if value is not None}
    found = _hypercare.simulate(given, tasks, np.ascontiguousarray(arcs[:, 2]), options)
    return Simulation(*found[0], *found[1:])


def _documents(value: Any) -> Any:
    """Calendars as the documents that they are."""
    if isinstance(value, Document):
        return json.loads(value.to_json())
    return {name: _documents(one) for name, one in value.items()} if isinstance(value, Mapping) else value


def _rows(data: Any, name: str) -> NDArray[np.float64]:
    """Three numbers a row."""
    if not hasattr(data, "shape") and len(data) == 0:
        return np.empty((0, 3))
    rows = matrix(data, name).astype(np.float64)
    if rows.shape[1] != 3:
        message = f"{name}: expected 3 columns, found {rows.shape[1]}"
        raise ShapeError(message)
    return rows

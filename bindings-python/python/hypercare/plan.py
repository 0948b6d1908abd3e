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
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _hypercare
from ._arrays import integers, matrix
from ._document import Document
from ._errors import InvalidError, ShapeError
from ._types import (
    Diagnostic,
    DiagnosticCode,
    DiagnosticLevel,
    Estimate,
    EstimateShape,
    Field,
    Item,
    ItemState,
    Launch,
    OpenItem,
    Readiness,
    RiskEvent,
    RiskLevel,
    Section,
    SectionKind,
    SectionReadiness,
    Window,
    WindowUnit,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

__all__ = [
    "CriticalPath",
    "Diagnostic",
    "DiagnosticCode",
    "DiagnosticLevel",
    "Estimate",
    "EstimateShape",
    "Field",
    "Item",
    "ItemState",
    "Launch",
    "OpenItem",
    "Plan",
    "Readiness",
    "RiskEvent",
    "RiskLevel",
    "Section",
    "SectionKind",
    "SectionReadiness",
    "Simulation",
    "Window",
    "WindowUnit",
    "critical_path",
    "simulate",
]


class Plan(Document):
    r"""A launch plan: sections with their items, in the order of the text. Only :meth:`tick` changes it.

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

    def readiness(self, now: datetime) -> Readiness:
        r"""Say what is done, what is open, and what blocks the go-live.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant of the question.

        Returns
        -------
        Readiness

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> plan = Plan.from_markdown("# Checks\n- [x] Backups\n- [ ] DNS")
        >>> plan.readiness(datetime(2026, 11, 20, tzinfo=timezone.utc)).ready
        False
        """
        return self._native.readiness(now)

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
        return self._of(self._native.with_launch(at, zone))

    def tick(self, id: str, done: bool = True) -> None:
        r"""Tick the box of an item, or untick it; no other box changes.

        Parameters
        ----------
        id : str
            The item.
        done : bool, default True
            Whether it is done now.

        Raises
        ------
        UnknownError
            For an id that is not there, with those most like it.
        InvalidError
            For an item without a box.

        Examples
        --------
        >>> plan = Plan.from_markdown("# Checks\n- [ ] Backups")
        >>> plan.tick("checks/backups")
        >>> plan.item("checks/backups").state
        'done'
        """
        self._native.tick(id, done)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


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


def _rows(data: Any, name: str) -> NDArray[np.float64]:
    """Three numbers a row."""
    if not hasattr(data, "shape") and len(data) == 0:
        return np.empty((0, 3))
    rows = matrix(data, name).astype(np.float64)
    if rows.shape[1] != 3:
        message = f"{name}: expected 3 columns, found {rows.shape[1]}"
        raise ShapeError(message)
    return rows

"""When a plan's tasks happen: schedules, slips, simulations, cutovers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _hypercare
from ._document import Document, documents
from ._plan_gates import Cutover

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from ._types import (
        ChainStep,
        PlanSimulation,
        Schedule,
        Slip,
    )


class Timed(Document):
    """A plan by the clock."""

    __slots__ = ()
    _native: _hypercare.Plan

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
        >>> from hypercare.plan import Plan
        >>> from datetime import datetime, timezone
        >>> text = "## Cutover\n- [ ] Backups (estimate: 2 h)\n- [ ] Import (estimate: 4 h, after: backups)"
        >>> plan = Plan.from_markdown(text)
        >>> schedule = plan.schedule(datetime(2026, 11, 24, 9, tzinfo=timezone.utc))
        >>> schedule.finish.hour, schedule.critical[-1]
        (15, 'cutover/import')
        """
        return self._native.schedule(start, documents(options))

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
        return self._native.path_to(id, start, documents(options))

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
        return self._native.slip(id, by, start, documents(options))

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
        >>> from hypercare.plan import Plan
        >>> from datetime import datetime, timezone
        >>> plan = Plan.from_markdown("## Cutover\n- [ ] Import (estimate: 2-4-12 h)")
        >>> found = plan.simulate(datetime(2026, 11, 24, 9, tzinfo=timezone.utc), samples=1000)
        >>> found.p50 < found.p80 < found.p95
        True
        """
        return self._native.simulate(start, documents(options))

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

"""What other programs read of a plan: Markdown, diagrams, calendars, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._document import Document, documents
from ._errors import InvalidError

if TYPE_CHECKING:
    from datetime import datetime

    from . import _hypercare
    from ._types import (
        IssueChecklist,
    )


class Exported(Document):
    """A plan as a text or picture."""

    __slots__ = ()
    _native: _hypercare.Plan

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
        >>> from hypercare.plan import Plan
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
        return self._native.to_mermaid(documents(options))

    def to_dot(self) -> str:
        r"""Write who waits for whom as a graph of Graphviz.

        Returns
        -------
        str

        Examples
        --------
        >>> from hypercare.plan import Plan
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
        >>> from hypercare.plan import Plan
        >>> len(Plan.from_markdown("# Checks\n- [ ] Backups").to_csv().splitlines())
        2
        """
        return self._native.to_csv(documents(options))

    def to_github(self) -> tuple[IssueChecklist, ...]:
        r"""Write the plan as issues with task lists.

        Returns
        -------
        tuple of IssueChecklist

        Examples
        --------
        >>> from hypercare.plan import Plan
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
        return self._native.to_ics(stamp, documents(options))

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
        return self._native.to_svg(documents(options))

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
        return self._native.to_html(documents(options))

    def _repr_html_(self) -> str | None:
        """Show the chart in a notebook, where there is one."""
        try:
            return self.to_html()
        except InvalidError:
            return None

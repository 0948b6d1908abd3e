"""What a program changes in a plan; :meth:`Plan.to_markdown` writes it into the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _hypercare
from ._document import Document

if TYPE_CHECKING:
    from datetime import datetime

    from typing_extensions import Self


class Edited(Document):
    """A plan that changes."""

    __slots__ = ()
    _native: _hypercare.Plan

    def with_launch(self, at: datetime, zone: str) -> Self:
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
        >>> from hypercare.plan import Plan
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
        >>> from hypercare.plan import Plan
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
        >>> from hypercare.plan import Plan
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
        >>> from hypercare.plan import Plan
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
        >>> from hypercare.plan import Plan
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
        >>> from hypercare.plan import Plan
        >>> plan = Plan.from_markdown("# Checks\n- [ ] Backups\n- [ ] DNS\n")
        >>> plan.remove("checks/backups")
        >>> plan.to_markdown()
        '# Checks\n- [ ] DNS\n'
        """
        self._native.remove(id)

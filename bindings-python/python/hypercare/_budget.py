"""How much may still go wrong, and how fast it is spent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._machine import Savepoint
from .time import Span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ._types import (
        BudgetStatus,
        BurnRule,
    )

__all__ = ["ErrorBudget"]


class ErrorBudget(Savepoint):
    """How much may still go wrong, and how fast it is spent.

    Parameters
    ----------
    objective : float or str
        The share of events that must be good: "99.9%".
    **options
        The other fields of :class:`ErrorBudgetOptions`: ``window`` (30 days unless told), ``resolution`` (1 min),
        ``alerts`` (those of the SRE workbook), ``minimum_events``.

    Raises
    ------
    InvalidError
        For an objective that is not between 0 and 1, and windows that do not fit each other.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> budget, at = ErrorBudget("99.9%"), datetime(2026, 11, 24, tzinfo=timezone.utc)
    >>> str(budget.downtime())
    '43 min 12 s'
    >>> budget.observe(at, good=900, bad=100)
    >>> budget.status(at).action
    'page'
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.ErrorBudget]] = _hypercare.ErrorBudget
    _native: _hypercare.ErrorBudget

    def __init__(self, objective: float | str, **options: Any) -> None:
        super().__init__(objective=objective, **options)

    @classmethod
    def from_yaml(cls, text: str) -> ErrorBudget:
        """Read the options of a budget from YAML.

        Parameters
        ----------
        text : str
            YAML text; JSON is YAML.

        Returns
        -------
        ErrorBudget

        Raises
        ------
        ParseError
            With line and column.

        Examples
        --------
        >>> ErrorBudget.from_yaml("objective: 99.5%").budget()
        0.005
        """
        return cls._of(_hypercare.ErrorBudget.from_yaml(text))

    @classmethod
    def from_json(cls, text: str) -> ErrorBudget:
        """Read the options of a budget from JSON.

        Parameters
        ----------
        text : str
            JSON text.

        Returns
        -------
        ErrorBudget

        Raises
        ------
        ParseError
            With line and column.

        Examples
        --------
        >>> round(ErrorBudget.from_json('{"objective": 0.999}').budget(), 6)
        0.001
        """
        return cls._of(_hypercare.ErrorBudget.from_json(text))

    def budget(self) -> float:
        """Give the share of events that may be bad.

        Returns
        -------
        float

        Examples
        --------
        >>> round(ErrorBudget("99.9%").budget(), 6)
        0.001
        """
        return self._native.budget()

    def downtime(self) -> Span:
        """Say how long everything may be down within the window.

        Returns
        -------
        Span

        Examples
        --------
        >>> str(ErrorBudget("99.9%").downtime())
        '43 min 12 s'
        """
        return Span.parse(self._native.downtime())

    def lasts(self, error_rate: float) -> float | None:
        """Say how long the budget lasts at an error rate.

        Parameters
        ----------
        error_rate : float
            0 to 1.

        Returns
        -------
        float or None
            Seconds; None at zero.

        Examples
        --------
        >>> ErrorBudget("99.9%").lasts(0.01) / 86400  # days, at ten times what is allowed
        3.0
        """
        return self._native.lasts(error_rate)

    def detection_time(self, rule: BurnRule | Mapping[str, Any], error_rate: float) -> float | None:
        """Say after how long a steady error rate that begins now makes a rule fire.

        Parameters
        ----------
        rule : BurnRule or mapping
            The rule.
        error_rate : float
            0 to 1.

        Returns
        -------
        float or None
            Seconds; None if it never does.

        Examples
        --------
        >>> rule = {"budget": 0.02, "long": "1 h", "short": "5 min", "action": "page"}
        >>> round(ErrorBudget("99.9%").detection_time(rule, 1.0), 1)  # everything fails
        51.8
        """
        return self._native.detection_time(rule, error_rate)

    def observe(self, at: datetime, good: int, bad: int) -> None:
        """Count events.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant.
        good, bad : int
            How many.

        Raises
        ------
        OutOfOrderError
            For events that have fallen out of the window already.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> budget = ErrorBudget("99.9%")
        >>> budget.observe(at, good=9_990, bad=10)
        >>> round(budget.status(at).consumed, 3)
        1.0
        """
        self._native.observe(at, good, bad)

    def status(self, now: datetime) -> BudgetStatus:
        """Say how the budget stands.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant, not before the last events.

        Returns
        -------
        BudgetStatus

        Raises
        ------
        OutOfOrderError
            For an instant before the last events.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> budget = ErrorBudget("99.9%")
        >>> budget.observe(at, good=9_995, bad=5)
        >>> round(budget.status(at).consumed, 3)
        0.5
        """
        return self._native.status(now)

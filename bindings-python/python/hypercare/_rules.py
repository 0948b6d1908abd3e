"""When a metric calls for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _hypercare
from ._errors import InvalidError
from .time import Span

if TYPE_CHECKING:
    from datetime import datetime

    from ._types import (
        Alert,
        Comparison,
        Severity,
    )

__all__ = ["AlertRule", "AlertState"]


class AlertRule:
    """A rule such as "error_rate > 1% for 5m". Never changes.

    The text is a metric name, with label matchers in braces if need be (``errors{job="api", code=~"5.."}``), a
    comparison, a number and, if the condition must last, "for" and a length of time. The
    unit of the number says how the metric is measured: "%" is a share (1% is 0.01), a unit of time is seconds (1500ms
    is 1.5), and a bare number is the metric's own unit.

    Examples
    --------
    >>> rule = AlertRule.parse("latency > 1500ms for 5m", severity="warning")
    >>> rule.metric, rule.comparison, rule.threshold, str(rule.lasting)
    ('latency', '>', 1.5, '5 min')
    """

    __slots__ = ("_native",)

    _native: _hypercare.AlertRule

    def __init__(self) -> None:
        message = "AlertRule has no empty rule: use AlertRule.parse"
        raise TypeError(message)

    @classmethod
    def parse(cls, text: str, severity: Severity) -> AlertRule:
        """Read a rule.

        Parameters
        ----------
        text : str
            Such as "error_rate > 1% for 5m".
        severity : {"critical", "warning", "info"}
            How loud the alert is.

        Returns
        -------
        AlertRule

        Raises
        ------
        ParseError
            For a text that is no rule, with the column of what was not understood.
        InvalidError
            For another severity.

        Examples
        --------
        >>> str(AlertRule.parse("queue >= 100", severity="info"))
        'queue >= 100'
        """
        rule = object.__new__(cls)
        rule._native = _hypercare.AlertRule.parse(text, severity)
        return rule

    @property
    def metric(self) -> str:
        """The metric that is watched."""
        return self._native.facts()[1]

    @property
    def comparison(self) -> Comparison:
        """How its value is compared."""
        return self._native.facts()[2]

    @property
    def threshold(self) -> float:
        """What it is compared with, in the metric's unit."""
        return self._native.facts()[3]

    @property
    def severity(self) -> Severity:
        """How loud the alert is."""
        return self._native.facts()[4]

    @property
    def lasting(self) -> Span:
        """How long the condition must last before the alert fires; zero fires at once."""
        return Span(*self._native.facts()[5])

    def to_dict(self) -> dict[str, Any]:
        """Give all that the rule says as plain data: also its name, when it resolves, how long it keeps firing.

        Returns
        -------
        dict

        Examples
        --------
        >>> rule = AlertRule.parse("error_rate > 1% for 5m, resolve < 0.5%", severity="critical")
        >>> rule.to_dict()["resolve"]["threshold"]
        0.005
        """
        return self._native.view().to_dict()

    def __str__(self) -> str:
        return self._native.facts()[0]

    def __repr__(self) -> str:
        return f"AlertRule.parse({str(self)!r}, severity={self.severity!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AlertRule):
            return NotImplemented
        return self._native.equals(other._native)

    def __hash__(self) -> int:
        return hash((str(self), self.severity))

    def __reduce__(self) -> tuple[Any, ...]:
        return AlertRule.parse, (str(self), self.severity)


class AlertState:
    """Where one rule stands: quiet, waiting for its "for", or firing.

    A rule is judged at its samples: it fires at the first one, at or after the end of its "for", at which the condition
    has held without a break, and is resolved by the first one at which the condition does not hold.

    Parameters
    ----------
    rule : AlertRule
        The rule.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> state = AlertState(AlertRule.parse("cpu > 90%", severity="warning"))
    >>> state.observe(datetime(2026, 11, 24, tzinfo=timezone.utc), 0.95).change
    'firing'
    """

    __slots__ = ("_native",)

    def __init__(self, rule: AlertRule) -> None:
        if not isinstance(rule, AlertRule):
            message = f"rule: expected an AlertRule, found {type(rule).__name__}"
            raise InvalidError(message)
        self._native = _hypercare.AlertState(rule._native)

    def observe(self, at: datetime, value: float) -> Alert | None:
        """Take a sample in and say what changed.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant of the sample, not before the last one.
        value : float
            The value, finite.

        Returns
        -------
        Alert or None
            The alert that began to fire or was resolved, if one did.

        Raises
        ------
        InvalidError
            For NaN and infinity; the state is unchanged then.
        OutOfOrderError
            For a sample before the last one; the state is unchanged then.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> state = AlertState(AlertRule.parse("cpu > 90%", severity="warning"))
        >>> state.observe(datetime(2026, 11, 24, tzinfo=timezone.utc), 0.5) is None
        True
        """
        return self._native.observe(at, value)

    @property
    def firing(self) -> bool:
        """Whether the alert is firing."""
        return self._native.firing()

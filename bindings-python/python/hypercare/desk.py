"""What should be done now?

The desk is the one loop that ties the engines. The host program tells it facts with their instants, does what it
answers, and sleeps until :meth:`Desk.next_wakeup` or the next fact, whichever comes first.

>>> from datetime import datetime, timezone
>>> from hypercare.desk import Desk, TicketReported
>>> desk = Desk()
>>> start = datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc)
>>> [action.type for action in desk.handle(TicketReported(at=start, id="T-1", issue_type="data_loss"))]
['routed', 'escalate']
>>> wakeup = desk.next_wakeup()
>>> wakeup.isoformat()  # nobody has answered yet
'2026-11-24T14:15:00+00:00'
>>> desk.advance(wakeup)[0].step.target.tier
2
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _hypercare
from ._errors import InvalidError
from ._types import (
    Action,
    AnomalyChange,
    AnomalyNotice,
    Event,
    ItemTicked,
    MetricValue,
    PromiseAtRisk,
    PromiseBroken,
    ReadinessChanged,
    Sample,
    TicketEscalated,
    TicketReported,
    TicketRouted,
)
from .anomaly import IsolationForest
from .escalation import Policy
from .objectives import AlertRule
from .plan import Plan
from .tickets import RoutingTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from .escalation import Timeline

__all__ = [
    "Action",
    "AnomalyChange",
    "AnomalyNotice",
    "Desk",
    "Event",
    "ItemTicked",
    "MetricValue",
    "PromiseAtRisk",
    "PromiseBroken",
    "ReadinessChanged",
    "Sample",
    "TicketEscalated",
    "TicketReported",
    "TicketRouted",
    "Watch",
]


class Watch:
    """A group of metrics that a fitted forest watches together. Never changes.

    The samples of one instant make one row; the row is scored as soon as every metric has its value, or, with the
    others missing, when a sample of another instant arrives.

    Parameters
    ----------
    name : str
        What to call it.
    metrics : sequence of str
        The metrics, in the order of the forest's columns.
    forest : IsolationForest
        A fitted forest, of which a copy is taken.
    rows : int
        How many anomalous rows in a row begin an anomaly, and how many normal ones end it; 1 or more.

    Raises
    ------
    NotFittedError
        For a forest that is not fitted.
    ShapeError
        If the forest has another number of columns.
    DuplicateError
        For a metric named twice.
    InvalidError
        If ``rows`` is 0.

    Examples
    --------
    >>> forest = IsolationForest().fit([[0.3], [0.4], [0.5]])
    >>> Watch("load", ["cpu"], forest, rows=2)
    Watch('load', ['cpu'])
    """

    __slots__ = ("_native", "metrics", "name")

    def __init__(self, name: str, metrics: Sequence[str], forest: IsolationForest, rows: int) -> None:
        self._native = _hypercare.Watch(name, metrics, _part(forest, IsolationForest, "forest")._fitted, rows)
        self.name: str = name
        self.metrics: tuple[str, ...] = tuple(metrics)

    def __repr__(self) -> str:
        return f"Watch({self.name!r}, {list(self.metrics)!r})"


class Desk:
    """The loop over a launch: a plan, alert rules, watches, and the tickets.

    Facts arrive in the order of their instants. A fact that is refused changes nothing.

    Parameters
    ----------
    plan : Plan, optional
        The launch plan, whose boxes events tick; a copy is taken.
    policy : Policy, optional
        Who must act by when; :meth:`Policy.default` unless told.
    routing : RoutingTable, optional
        Where tickets go; :meth:`RoutingTable.default` unless told.
    rules : iterable of AlertRule
        Alert rules over metrics; several may watch one metric.
    watches : iterable of Watch
        Watches for anomalies.

    Raises
    ------
    DuplicateError
        For two watches of one name, or a rule given twice.
    InvalidError
        For a part of another type.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> desk = Desk(rules=[AlertRule.parse("error_rate > 1%", severity="critical")])
    >>> at = datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc)
    >>> [action.type for action in desk.handle(Sample(at=at, metric="error_rate", value=0.012))]
    ['alert']
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        plan: Plan | None = None,
        policy: Policy | None = None,
        routing: RoutingTable | None = None,
        rules: Iterable[AlertRule] = (),
        watches: Iterable[Watch] = (),
    ) -> None:
        self._native = _hypercare.Desk(
            None if plan is None else _part(plan, Plan, "plan")._native,
            None if policy is None else _part(policy, Policy, "policy")._native,
            None if routing is None else _part(routing, RoutingTable, "routing")._native,
            [_part(rule, AlertRule, "rules")._native for rule in rules],
            [_part(watch, Watch, "watches")._native for watch in watches],
        )

    def handle(self, event: Event | Mapping[str, Any]) -> list[Action]:
        """Take a fact in and say what to do.

        Parameters
        ----------
        event : Event or dict
            The fact; a dict names its ``type``. It must not lie before one already handled.

        Returns
        -------
        list of Action
            What to do, in the order in which it fell due. Tell actions apart by ``type`` or by class.

        Raises
        ------
        OutOfOrderError
            For a fact before one already handled.
        InvalidError
            For what is no event, and for a value that is not finite.
        DuplicateError
            For a ticket reported twice.
        UnknownError
            For a ticket, item or priority that is not there.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc)
        >>> Desk().handle({"type": "sample", "at": at, "metric": "cpu", "value": 0.4})
        []
        """
        return list(self._native.handle(event))

    def advance(self, now: datetime) -> list[Action]:
        """Say what has fallen due while nothing else happened.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant, not before one already handled.

        Returns
        -------
        list of Action

        Raises
        ------
        OutOfOrderError
            For an instant before one already handled.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> Desk().advance(datetime(2026, 11, 24, tzinfo=timezone.utc))
        []
        """
        return list(self._native.advance(now))

    def next_wakeup(self) -> datetime | None:
        """Say when :meth:`advance` will have something to say if nothing happens before.

        Returns
        -------
        datetime.datetime or None
            The instant, in UTC; None if nothing is pending.

        Examples
        --------
        >>> Desk().next_wakeup() is None
        True
        """
        return self._native.next_wakeup()

    @property
    def clock(self) -> datetime | None:
        """The last instant handled."""
        return self._native.clock()

    @property
    def plan(self) -> Plan | None:
        """A copy of the plan as it stands."""
        plan = self._native.plan()
        return None if plan is None else Plan._of(plan)

    def timeline(self, ticket: str) -> Timeline:
        """Say where a ticket stands at the last instant handled.

        Parameters
        ----------
        ticket : str
            Its id.

        Returns
        -------
        Timeline

        Raises
        ------
        UnknownError
            For a ticket that was not reported.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> desk = Desk()
        >>> _ = desk.handle(TicketReported(at=datetime(2026, 11, 24, tzinfo=timezone.utc), id="T-1"))
        >>> desk.timeline("T-1").priority
        'medium'
        """
        return self._native.timeline(ticket)

    def forget(self, ticket: str) -> None:
        """Drop a ticket from memory, with its deadlines. A desk keeps every ticket until then.

        Parameters
        ----------
        ticket : str
            Its id.

        Raises
        ------
        UnknownError
            For a ticket that is not there.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> desk = Desk()
        >>> _ = desk.handle(TicketReported(at=datetime(2026, 11, 24, tzinfo=timezone.utc), id="T-1"))
        >>> desk.forget("T-1")
        >>> desk.next_wakeup() is None
        True
        """
        self._native.forget(ticket)

    def report(self) -> str:
        """Show everything that the desk remembers as one HTML page that needs nothing else.

        Returns
        -------
        str
            The page. The same desk gives the same page in every language.

        Examples
        --------
        >>> Desk().report()[:15]
        '<!doctype html>'
        """
        return self._native.report()

    def __repr__(self) -> str:
        return f"<hypercare.desk.Desk at {'the beginning' if self.clock is None else self.clock.isoformat()}>"


def _part(value: Any, cls: type[Any], name: str) -> Any:
    if not isinstance(value, cls):
        message = f"{name}: expected {cls.__name__}, found {type(value).__name__}"
        raise InvalidError(message)
    return value

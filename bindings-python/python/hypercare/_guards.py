"""Stop trying, keep to a few at once, take another way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._machine import Machine, Native

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ._types import (
        BreakerChange,
        BreakerPermission,
        BreakerState,
        BreakerStatus,
        BulkheadAnswer,
        CallOutcome,
        FallbackStatus,
    )

__all__ = ["Bulkhead", "CircuitBreaker", "FallbackRun"]


class CircuitBreaker(Machine):
    """Stops calls to what fails or is slow, and tries it again after a while.

    Ask :meth:`acquire` before a call and tell :meth:`record` after it. Instants may come a little out of order, as
    calls of several threads do: the breaker's clock never runs back.

    Parameters
    ----------
    **options
        The fields of :class:`BreakerOptions`: ``window_calls``, ``window_time``, ``min_calls``, ``failure_rate``,
        ``slow_after``, ``slow_rate``, ``open_for``, ``half_open_calls``, ``half_open_for``.

    Raises
    ------
    InvalidError
        For options out of their ranges.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> breaker, at = CircuitBreaker(window_calls=2, min_calls=2), datetime(2026, 11, 24, tzinfo=timezone.utc)
    >>> for _ in range(2):
    ...     change = breaker.record(breaker.acquire(at).permit, at, {"result": "failure", "seconds": 0.1})
    >>> change.to, breaker.acquire(at).permit
    ('open', None)
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.CircuitBreaker]] = _hypercare.CircuitBreaker
    _native: _hypercare.CircuitBreaker

    def acquire(self, at: datetime) -> BreakerPermission:
        """Ask whether a call may be made. Every permit must come back by :meth:`record`.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        BreakerPermission
            Its ``permit`` is None where the call may not be made.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> permission = CircuitBreaker().acquire(at)
        >>> permission.permit is not None, permission.state
        (True, 'closed')
        """
        return self._native.acquire(at)

    def record(self, permit: int, at: datetime, outcome: CallOutcome | Mapping[str, Any]) -> BreakerChange | None:
        """Tell how a call ended.

        Parameters
        ----------
        permit : int
            What :meth:`acquire` gave.
        at : datetime.datetime
            The aware instant.
        outcome : CallOutcome or mapping
            ``result`` ("success", "failure", or "ignored" for one that says nothing or was never made) and
            ``seconds``.

        Returns
        -------
        BreakerChange or None
            The change of state that this brought.

        Raises
        ------
        InvalidError
            For a permit that was not given.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> breaker = CircuitBreaker(window_calls=1, min_calls=1)
        >>> permit = breaker.acquire(at).permit
        >>> breaker.record(permit, at, {"result": "failure", "seconds": 0.1}).to
        'open'
        """
        return self._native.record(permit, at, outcome)

    def advance(self, at: datetime) -> BreakerChange | None:
        """Let the time come to an instant.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        BreakerChange or None
            The change of state that this brought.

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> breaker = CircuitBreaker(open_for="30 s")
        >>> change = breaker.force("open", at)
        >>> breaker.advance(at + timedelta(seconds=30)).to
        'half_open'
        """
        return self._native.advance(at)

    def force(self, state: BreakerState, at: datetime) -> BreakerChange:
        """Put it into a state by hand.

        Parameters
        ----------
        state : {"closed", "open", "half_open", "disabled", "forced_open", "metrics_only"}
            The state.
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        BreakerChange

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> CircuitBreaker().force("forced_open", at).to
        'forced_open'
        """
        return self._native.force(state, at)

    def status(self) -> BreakerStatus:
        """Say where it stands.

        Returns
        -------
        BreakerStatus

        Examples
        --------
        >>> CircuitBreaker().status().state
        'closed'
        """
        return self._native.status()


class Bulkhead(Machine):
    """One slow neighbour must not take all the places of the others.

    Parameters
    ----------
    **options
        The fields of :class:`BulkheadOptions`: ``concurrent``, ``waiting``, ``wait``.

    Raises
    ------
    InvalidError
        For options out of their ranges.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> bulkhead, at = Bulkhead(concurrent=1, waiting=1), datetime(2026, 11, 24, tzinfo=timezone.utc)
    >>> [bulkhead.enter(id, at).place for id in "abc"]
    ['entered', 'waiting', 'rejected']
    >>> bulkhead.leave("a", at).entered
    ('b',)
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.Bulkhead]] = _hypercare.Bulkhead
    _native: _hypercare.Bulkhead

    def enter(self, id: str, at: datetime) -> BulkheadAnswer:
        """Tell that a call wants to run.

        Parameters
        ----------
        id : str
            The call.
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        BulkheadAnswer

        Raises
        ------
        DuplicateError
            For one that runs or waits already.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> bulkhead = Bulkhead(concurrent=1, waiting=1)
        >>> [bulkhead.enter(call, at).place for call in ("a", "b", "c")]
        ['entered', 'waiting', 'rejected']
        """
        return self._native.enter(id, at)

    def leave(self, id: str, at: datetime) -> BulkheadAnswer:
        """Tell that a call is over, or no longer waits.

        Parameters
        ----------
        id : str
            The call.
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        BulkheadAnswer

        Raises
        ------
        UnknownError
            For one that neither runs nor waits.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> bulkhead = Bulkhead(concurrent=1, waiting=1)
        >>> places = [bulkhead.enter(call, at).place for call in ("a", "b")]
        >>> bulkhead.leave("a", at).entered
        ('b',)
        """
        return self._native.leave(id, at)

    def advance(self, at: datetime) -> BulkheadAnswer:
        """Let the time come to an instant: who has waited too long is out.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        BulkheadAnswer

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> bulkhead = Bulkhead(concurrent=1, waiting=1, wait="30 s")
        >>> places = [bulkhead.enter(call, at).place for call in ("a", "b")]
        >>> bulkhead.advance(at + timedelta(seconds=30)).expired
        ('b',)
        """
        return self._native.advance(at)


class FallbackRun(Native):
    """One request on its way along a chain of ways, best first.

    Parameters
    ----------
    steps : sequence of str
        The ways: "service", "cache", "static page".
    give_up_on : sequence of str
        Kinds of errors that no other way would mend.

    Raises
    ------
    InvalidError, DuplicateError, LimitError
        For a chain without ways, with one twice, or with too many.

    Examples
    --------
    >>> run = FallbackRun(["service", "cache"])
    >>> run.failed("timeout").current
    'cache'
    >>> run.succeeded().degraded
    True
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.FallbackRun]] = _hypercare.FallbackRun
    _native: _hypercare.FallbackRun

    def __init__(self, steps: Sequence[str], give_up_on: Sequence[str] = ()) -> None:
        self._native = _hypercare.FallbackRun.new({"steps": steps, "give_up_on": give_up_on})

    def failed(self, kind: str) -> FallbackStatus:
        """Tell that the current way has failed, or is left out.

        Parameters
        ----------
        kind : str
            The kind of error, or why it is left out: "open circuit".

        Returns
        -------
        FallbackStatus
            Which way comes next.

        Raises
        ------
        InvalidError
            If the request is over.

        Examples
        --------
        >>> run = FallbackRun(["live prices", "prices of yesterday"])
        >>> run.failed("timeout").current
        'prices of yesterday'
        """
        return self._native.failed(kind)

    def succeeded(self) -> FallbackStatus:
        """Tell that the current way has answered.

        Returns
        -------
        FallbackStatus

        Raises
        ------
        InvalidError
            If the request is over.

        Examples
        --------
        >>> FallbackRun(["live prices"]).succeeded().state
        'answered'
        """
        return self._native.succeeded()

    def status(self) -> FallbackStatus:
        """Say where the request stands.

        Returns
        -------
        FallbackStatus

        Examples
        --------
        >>> FallbackRun(["live prices"]).status().state
        'trying'
        """
        return self._native.status()

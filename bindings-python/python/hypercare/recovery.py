"""What to do when it breaks: try again, stop trying, keep it for later, take another way, heal it?

>>> from datetime import datetime, timezone
>>> from hypercare.recovery import CircuitBreaker, RetryPolicy
>>> now = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
>>> failed = {"attempt": 1, "kind": "timeout", "started": now, "at": now}
>>> RetryPolicy().next(7, failed).retry
True
>>> breaker = CircuitBreaker()
>>> permit = breaker.acquire(now).permit  # a closed breaker lets calls through
>>> breaker.record(permit, now, {"result": "success", "seconds": 0.1}) is None  # nothing has changed
True

Every machine here is driven by its host: it holds no clock, no thread and no lock, does nothing by itself, and gives
the same answers to the same calls in each language. ``snapshot`` writes it down and ``restore`` reads it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._document import Written
from ._machine import Machine, Native, Savepoint
from ._types import (
    BreakerChange,
    BreakerOptions,
    BreakerPermission,
    BreakerState,
    BreakerStatus,
    BulkheadAnswer,
    BulkheadOptions,
    BulkheadPlace,
    CallOutcome,
    CallResult,
    DeadLetter,
    DeadLetterEntry,
    DeadLetterOptions,
    DeadLetterPut,
    DeadLetterState,
    DeadLetterSummary,
    FallbackChain,
    FallbackFailure,
    FallbackState,
    FallbackStatus,
    FullQueue,
    HealAction,
    HealActionKind,
    HealRecord,
    HealthReport,
    RemedyOutcome,
    RetryAnswer,
    RetryBudgetOptions,
    RetryFailure,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

__all__ = [
    "BreakerChange",
    "BreakerOptions",
    "BreakerPermission",
    "BreakerState",
    "BreakerStatus",
    "Bulkhead",
    "BulkheadAnswer",
    "BulkheadOptions",
    "BulkheadPlace",
    "CallOutcome",
    "CallResult",
    "CircuitBreaker",
    "DeadLetter",
    "DeadLetterEntry",
    "DeadLetterOptions",
    "DeadLetterPut",
    "DeadLetterState",
    "DeadLetterSummary",
    "DeadLetters",
    "FallbackChain",
    "FallbackFailure",
    "FallbackRun",
    "FallbackState",
    "FallbackStatus",
    "FullQueue",
    "HealAction",
    "HealActionKind",
    "HealRecord",
    "Healer",
    "HealthReport",
    "Playbook",
    "RemedyOutcome",
    "RetryAnswer",
    "RetryBudget",
    "RetryBudgetOptions",
    "RetryFailure",
    "RetryPolicy",
]


class RetryPolicy(Written):
    """Whether and when a call that failed is tried again. Never changes.

    The wait before try n + 1 is ``base`` times ``factor`` to the n - 1, at most ``longest``; with full jitter it is a
    random part of that, which spreads the calls of many clients best. The same call waits as long in each language.

    Parameters
    ----------
    **policy
        Any of ``attempts`` (tries in all, 5 unless told), ``base`` (200 ms), ``factor`` (2), ``longest`` (30 s),
        ``jitter`` ("full", "equal" or "none"), ``deadline`` (none), ``retry_on`` and ``give_up_on`` (kinds of errors),
        ``seed``. Lengths of time are timedeltas or texts such as "200 ms".

    Raises
    ------
    InvalidError
        For what is no policy.

    Examples
    --------
    >>> policy = RetryPolicy(attempts=3, base="100 ms", jitter="none", give_up_on=["fraud"])
    >>> policy.delays(1)
    (0.1, 0.2)
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.RetryPolicy]] = _hypercare.RetryPolicy
    _native: _hypercare.RetryPolicy

    def __init__(self, **policy: Any) -> None:
        self._native = _hypercare.RetryPolicy.new(policy)

    def next(
        self, call: int, failure: RetryFailure | Mapping[str, Any], budget: RetryBudget | None = None
    ) -> RetryAnswer:
        """Say whether a call that failed is tried again, and when.

        Parameters
        ----------
        call : int
            The number of the call, from which its chance comes.
        failure : RetryFailure or mapping
            ``attempt`` (from 1), ``kind`` (the host's word for the error), ``started`` (of the first try), ``at``, and
            ``retry_after`` where the other side asks for it.
        budget : RetryBudget, optional
            A token is taken from it for another try.

        Returns
        -------
        RetryAnswer

        Raises
        ------
        InvalidError
            For a policy or failure out of its ranges.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, tzinfo=timezone.utc)
        >>> RetryPolicy(give_up_on=["fraud"]).next(1, RetryFailure(attempt=1, kind="fraud", started=at, at=at)).retry
        False
        """
        if budget is None:
            return self._native.next(call, failure)
        return budget._native.next(self, call, failure)

    def delays(self, call: int) -> tuple[float, ...]:
        """List the waits of a call that fails each time, in seconds.

        Parameters
        ----------
        call : int
            The number of the call.

        Returns
        -------
        tuple of float

        Examples
        --------
        >>> len(RetryPolicy().delays(7))
        4
        """
        return self._native.delays(call)


class RetryBudget(Savepoint):
    """How many retries a client may afford: a bucket of tokens, which all its calls share.

    Parameters
    ----------
    **options
        The fields of :class:`RetryBudgetOptions`: ``per_call`` (0.1 unless told), ``per_second`` (1), ``most`` (10).

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> budget, at = RetryBudget(most=1), datetime(2026, 11, 24, tzinfo=timezone.utc)
    >>> budget.take(at), budget.take(at)
    (True, False)
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.RetryBudget]] = _hypercare.RetryBudget
    _native: _hypercare.RetryBudget

    def called(self, at: datetime) -> None:
        """Count a call, not a retry.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant.
        """
        self._native.called(at)

    def take(self, at: datetime) -> bool:
        """Take a token for a retry, if one is there.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        bool
        """
        return self._native.take(at)

    @property
    def tokens(self) -> float:
        """Tokens that are there."""
        return self._native.tokens()


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
        """
        return self._native.force(state, at)

    def status(self) -> BreakerStatus:
        """Say where it stands.

        Returns
        -------
        BreakerStatus
        """
        return self._native.status()


class DeadLetters(Machine):
    """A bounded queue of work that failed, with its reasons, to be replayed when the cause is gone.

    Parameters
    ----------
    **options
        The fields of :class:`DeadLetterOptions`: ``letters`` and ``bytes`` (most of them), ``full`` ("refuse" or
        "drop_oldest"), ``poison_after``, ``wait``.

    Raises
    ------
    InvalidError
        For options out of their ranges.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> letters, at = DeadLetters(), datetime(2026, 11, 24, tzinfo=timezone.utc)
    >>> letters.put(DeadLetter(id="invoice-7", payload="{}", kind="timeout", at=at)).state
    'waiting'
    >>> [letters.replayed(letter.id, at, "schema") for letter in letters.replay(at, 100)]
    ['waiting']
    >>> letters.get("invoice-7").replays
    1
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.DeadLetters]] = _hypercare.DeadLetters
    _native: _hypercare.DeadLetters

    def put(self, letter: DeadLetter | Mapping[str, Any]) -> DeadLetterPut:
        """Take a letter in. One that is there already has failed once more.

        Parameters
        ----------
        letter : DeadLetter or mapping
            ``id``, ``payload``, ``kind``, ``error``, ``at``.

        Returns
        -------
        DeadLetterPut

        Raises
        ------
        InvalidError, LimitError
            For its name, kind or size.
        """
        return self._native.put(letter)

    def replay(self, now: datetime, most: int) -> tuple[DeadLetterEntry, ...]:
        """Give out letters that are due, the oldest first. Tell :meth:`replayed` how each went.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant.
        most : int
            How many at most.

        Returns
        -------
        tuple of DeadLetterEntry
        """
        return self._native.replay(now, most)

    def replayed(self, id: str, at: datetime, error: str | None = None) -> DeadLetterState | None:
        """Tell how a replay went.

        Parameters
        ----------
        id : str
            The letter.
        at : datetime.datetime
            The aware instant.
        error : str, optional
            The kind of error; None if it went well and the letter goes.

        Returns
        -------
        {"waiting", "poisoned"} or None
            Where the letter stands now, if it is still there.

        Raises
        ------
        UnknownError
            For a letter that is not there.
        InvalidError
            For one that was not given out.
        """
        return self._native.replayed(id, at, error)

    def release(self, id: str, at: datetime) -> None:
        """Say that somebody has mended the cause: the letter may be replayed as if it had just come.

        Parameters
        ----------
        id : str
            The letter.
        at : datetime.datetime
            The aware instant.

        Raises
        ------
        UnknownError
            For a letter that is not there.
        """
        self._native.release(id, at)

    def discard(self, id: str) -> DeadLetterEntry:
        """Take a letter out for good.

        Parameters
        ----------
        id : str
            The letter.

        Returns
        -------
        DeadLetterEntry

        Raises
        ------
        UnknownError
            For a letter that is not there.
        """
        return self._native.discard(id)

    def get(self, id: str) -> DeadLetterEntry | None:
        """Give a letter.

        Parameters
        ----------
        id : str
            Its name.

        Returns
        -------
        DeadLetterEntry or None
        """
        return self._native.get(id)

    def entries(self) -> tuple[DeadLetterEntry, ...]:
        """List all letters, in the order of their coming.

        Returns
        -------
        tuple of DeadLetterEntry
        """
        return self._native.entries()

    def summary(self) -> DeadLetterSummary:
        """Count what is in the queue.

        Returns
        -------
        DeadLetterSummary
        """
        return self._native.summary()


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
        """
        return self._native.succeeded()

    def status(self) -> FallbackStatus:
        """Say where the request stands.

        Returns
        -------
        FallbackStatus
        """
        return self._native.status()


class Playbook(Written):
    """Which checks a service has, and what to do when one fails, step by step. Never changes.

    Examples
    --------
    >>> Playbook.from_yaml(Playbook.default().to_json()) == Playbook.default()
    True
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.Playbook]] = _hypercare.Playbook
    _native: _hypercare.Playbook

    @classmethod
    def default(cls) -> Playbook:
        """Give the built-in playbook: database, cache, application, disk and memory.

        Returns
        -------
        Playbook
        """
        return cls._of(_hypercare.Playbook.default())


class Healer(Machine):
    """Follows a playbook: says what to do when a check fails, and whom to tell when nothing helps.

    Parameters
    ----------
    playbook : Playbook
        What to do.

    Raises
    ------
    InvalidError, DuplicateError, LimitError
        For a playbook out of its ranges.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> healer, at = Healer(Playbook.default()), datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
    >>> report = HealthReport(check="database", instance="db-1", at=at, healthy=False)
    >>> healer.observe(report)  # two failures in a row are asked for
    ()
    >>> [(action.kind, action.remedy) for action in healer.observe(report)]
    [('remedy', 'restart database pool')]
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.Healer]] = _hypercare.Healer
    _native: _hypercare.Healer

    def __init__(self, playbook: Playbook) -> None:
        self._native = _hypercare.Healer.new(playbook)

    def observe(self, report: HealthReport | Mapping[str, Any]) -> tuple[HealAction, ...]:
        """Take in what a check found.

        Parameters
        ----------
        report : HealthReport or mapping
            ``check``, ``instance``, ``at``, and ``healthy`` or, for checks with a threshold, ``value``; ``fleet`` where
            there are more instances than were ever reported.

        Returns
        -------
        tuple of HealAction
            What to do now.

        Raises
        ------
        UnknownError
            For a check that the playbook does not name.
        InvalidError
            For a report without what its check asks for.
        OutOfOrderError
            For an instant before the last one.
        """
        return self._native.observe(report)

    def confirm(self, run: int, by: str, agreed: bool, at: datetime) -> tuple[HealAction, ...]:
        """Tell whether somebody agreed to a remedy.

        Parameters
        ----------
        run : int
            The run of the action.
        by : str
            Who.
        agreed : bool
            Whether they agreed.
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        tuple of HealAction

        Raises
        ------
        InvalidError
            For a run that nobody was asked about.
        """
        return self._native.confirm(run, by, agreed, at)

    def done(self, run: int, at: datetime, success: bool) -> tuple[HealAction, ...]:
        """Tell that a remedy was done, or could not be.

        Parameters
        ----------
        run : int
            The run of the action.
        at : datetime.datetime
            The aware instant.
        success : bool
            Whether it could be done. Whether it helped, the next reports say.

        Returns
        -------
        tuple of HealAction

        Raises
        ------
        InvalidError
            For a run that is not under way.
        """
        return self._native.done(run, at, success)

    def advance(self, now: datetime) -> tuple[HealAction, ...]:
        """Let the time come to an instant.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant.

        Returns
        -------
        tuple of HealAction
        """
        return self._native.advance(now)

    def history(self) -> tuple[HealRecord, ...]:
        """List the last remedies that have ended, oldest first.

        Returns
        -------
        tuple of HealRecord
        """
        return self._native.history()

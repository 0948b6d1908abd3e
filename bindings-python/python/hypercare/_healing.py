"""Keep it for later, and heal it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._document import Written
from ._machine import Machine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ._types import (
        DeadLetter,
        DeadLetterEntry,
        DeadLetterPut,
        DeadLetterState,
        DeadLetterSummary,
        HealAction,
        HealRecord,
        HealthReport,
    )

__all__ = ["DeadLetters", "Healer", "Playbook"]


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
    >>> from hypercare.recovery import DeadLetter
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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> letters = DeadLetters()
        >>> letters.put({"id": "invoice-7", "kind": "timeout", "at": at}).state
        'waiting'
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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> letters = DeadLetters()
        >>> put = letters.put({"id": "invoice-7", "kind": "timeout", "at": at})
        >>> [letter.id for letter in letters.replay(at, 10)]
        ['invoice-7']
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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> letters = DeadLetters(poison_after=1)
        >>> put = letters.put({"id": "invoice-7", "kind": "timeout", "at": at})
        >>> given = letters.replay(at, 10)
        >>> letters.replayed("invoice-7", at, "timeout")
        'poisoned'
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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> letters = DeadLetters(poison_after=1)
        >>> for _ in range(2):
        ...     put = letters.put({"id": "invoice-7", "kind": "timeout", "at": at})
        >>> put.state
        'poisoned'
        >>> letters.release("invoice-7", at)
        >>> letters.get("invoice-7").state
        'waiting'
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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> letters = DeadLetters()
        >>> put = letters.put({"id": "invoice-7", "kind": "timeout", "at": at})
        >>> letters.discard("invoice-7").failures
        1
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

        Examples
        --------
        >>> DeadLetters().get("invoice-7") is None
        True
        """
        return self._native.get(id)

    def entries(self) -> tuple[DeadLetterEntry, ...]:
        """List all letters, in the order of their coming.

        Returns
        -------
        tuple of DeadLetterEntry

        Examples
        --------
        >>> DeadLetters().entries()
        ()
        """
        return self._native.entries()

    def summary(self) -> DeadLetterSummary:
        """Count what is in the queue.

        Returns
        -------
        DeadLetterSummary

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> letters = DeadLetters()
        >>> put = letters.put({"id": "invoice-7", "kind": "timeout", "at": at})
        >>> letters.summary().kinds
        {'timeout': 1}
        """
        return self._native.summary()


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

        Examples
        --------
        >>> Playbook.default() == Playbook.from_json(Playbook.default().to_json())
        True
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
    >>> from hypercare.recovery import HealthReport
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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> healer = Healer(Playbook.default())
        >>> for _ in range(2):
        ...     actions = healer.observe({"check": "database", "instance": "db-1", "at": at, "healthy": False})
        >>> actions[0].remedy
        'restart database pool'
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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> healer = Healer(Playbook.default())
        >>> for _ in range(2):
        ...     actions = healer.observe({"check": "cache", "instance": "c", "at": at, "healthy": False})
        >>> actions = healer.done(actions[0].run, at, success=False)
        >>> actions[0].kind, actions[0].remedy  # it loses something: somebody must agree
        ('confirm', 'flush cache')
        >>> healer.confirm(actions[0].run, "ana", agreed=True, at=at)[0].kind
        'remedy'
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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> healer = Healer(Playbook.default())
        >>> for _ in range(2):
        ...     actions = healer.observe({"check": "database", "instance": "db-1", "at": at, "healthy": False})
        >>> healer.done(actions[0].run, at, success=False)[0].kind
        'escalate'
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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> healer = Healer(Playbook.default())
        >>> for _ in range(2):
        ...     actions = healer.observe({"check": "database", "instance": "db-1", "at": at, "healthy": False})
        >>> healer.advance(healer.next_wakeup())[0].kind  # nobody said how the remedy went
        'escalate'
        """
        return self._native.advance(now)

    def history(self) -> tuple[HealRecord, ...]:
        """List the last remedies that have ended, oldest first.

        Returns
        -------
        tuple of HealRecord

        Examples
        --------
        >>> Healer(Playbook.default()).history()
        ()
        """
        return self._native.history()

"""Try again, but not too often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._document import Written
from ._machine import Savepoint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ._types import (
        RetryAnswer,
        RetryFailure,
    )

__all__ = ["RetryBudget", "RetryPolicy"]


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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> budget = RetryBudget(per_call=0.5, per_second=0, most=1)
        >>> budget.take(at)
        True
        >>> for _ in range(2):
        ...     budget.called(at)
        >>> budget.tokens
        1.0
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

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> RetryBudget().take(at)
        True
        """
        return self._native.take(at)

    @property
    def tokens(self) -> float:
        """Tokens that are there."""
        return self._native.tokens()


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
        >>> from hypercare.recovery import RetryFailure
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

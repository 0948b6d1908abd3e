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

from ._guards import (
    Bulkhead,
    CircuitBreaker,
    FallbackRun,
)
from ._healing import (
    DeadLetters,
    Healer,
    Playbook,
)
from ._retry import (
    RetryBudget,
    RetryPolicy,
)
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

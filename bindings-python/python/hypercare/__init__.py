"""From launch plan to steady state, inside your own program.

hypercare reads a launch plan, says whether you may go, watches the metrics, routes the tickets, and tells who must act
by when. It owns no server, clock, socket or thread: the host program passes in facts with their instants, and does what
it is told.

===========================  =====================================================================
module                       question it answers
===========================  =====================================================================
:mod:`hypercare.plan`        What must happen before go-live, and is it done?
:mod:`hypercare.objectives`  Is this metric healthy? Shall this release stay?
:mod:`hypercare.anomaly`     Which rows look unlike the others?
:mod:`hypercare.capacity`    How much will be needed, and when?
:mod:`hypercare.escalation`  Who must act by when?
:mod:`hypercare.tickets`     Who gets this ticket, and how urgent is it?
:mod:`hypercare.recovery`    What to do when it breaks?
:mod:`hypercare.tuning`      What should be improved next, and did it work?
:mod:`hypercare.desk`        What should be done now?
:mod:`hypercare.time`        How long is "4-6 hours", and when is 02:30 when the clocks change?
===========================  =====================================================================

Instants are aware :class:`datetime.datetime` objects, in and out. Every error derives from :class:`HypercareError`,
whose ``code`` is the same word in Rust, Python and Node.
"""

from . import anomaly, capacity, desk, escalation, objectives, plan, recovery, tickets, time, tuning
from ._errors import (
    CycleError,
    DuplicateError,
    FoldError,
    FormatError,
    GapError,
    HypercareError,
    InternalError,
    InvalidError,
    LimitError,
    NotFittedError,
    OutOfOrderError,
    ParseError,
    RangeError,
    ShapeError,
    UnknownError,
)
from ._hypercare import __version__
from ._types import Position, Priority, Reason, Severity

__all__ = [
    "CycleError",
    "DuplicateError",
    "FoldError",
    "FormatError",
    "GapError",
    "HypercareError",
    "InternalError",
    "InvalidError",
    "LimitError",
    "NotFittedError",
    "OutOfOrderError",
    "ParseError",
    "Position",
    "Priority",
    "RangeError",
    "Reason",
    "Severity",
    "ShapeError",
    "UnknownError",
    "__version__",
    "anomaly",
    "capacity",
    "desk",
    "escalation",
    "objectives",
    "plan",
    "recovery",
    "tickets",
    "time",
    "tuning",
]

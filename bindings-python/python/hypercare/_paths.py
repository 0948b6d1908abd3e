"""The critical path of bare numbers, and the simulation of their chances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _hypercare
from ._arrays import integers, matrix
from ._errors import InvalidError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from ._types import (
        RiskEvent,
    )


@dataclass(frozen=True, eq=False)
class CriticalPath:
    """When each task can and must begin and end, so that all of them end as early as possible.

    Every array has one entry for each task, in the unit of the durations; the project begins at 0.

    Attributes
    ----------
    early_start, early_finish : numpy.ndarray of int64
        The earliest dates.
    late_start, late_finish : numpy.ndarray of int64
        The latest dates that do not move the end of the project.
    total_slack : numpy.ndarray of int64
        How long the task can slip without moving the end of the project.
    free_slack : numpy.ndarray of int64
        How long it can slip without moving any other task.
    critical : numpy.ndarray of int64
        The tasks without total slack, ascending.
    makespan : int
        When the last task ends.
    """

    early_start: NDArray[np.int64]
    early_finish: NDArray[np.int64]
    late_start: NDArray[np.int64]
    late_finish: NDArray[np.int64]
    total_slack: NDArray[np.int64]
    free_slack: NDArray[np.int64]
    critical: NDArray[np.int64]
    makespan: int


def critical_path(durations: Any, edges: Any) -> CriticalPath:
    """Schedule tasks that wait for each other, by the critical path method.

    Parameters
    ----------
    durations : array_like of int
        How long each task takes, 0 or more, in any unit.
    edges : array_like of int of shape (n_edges, 3)
        Predecessor, successor and lag: the successor starts at the earliest the lag after the predecessor's finish. A
        negative lag is a lead.

    Returns
    -------
    CriticalPath

    Raises
    ------
    CycleError
        For tasks that wait for each other in a ring; its ``path`` names them.
    InvalidError
        For a negative duration, an edge to a task that is not there, or values that are no whole numbers.
    ShapeError
        For other than one row of durations and three columns of edges.
    RangeError
        Where a date is beyond 64 bits.

    Examples
    --------
    Migrate (4 h) and brief the team (1 h), then test (2 h, at the earliest 30 min after the migration).

    >>> path = critical_path([240, 60, 120], [(0, 2, 30), (1, 2, 0)])
    >>> path.makespan, path.critical.tolist(), path.total_slack.tolist()
    (390, [0, 2], [0, 210, 0])
    """
    return CriticalPath(*_hypercare.critical_path(integers(durations, "durations"), integers(edges, "edges", 3)))


@dataclass(frozen=True, eq=False)
class Simulation:
    """When everything may be finished, and which tasks decide it.

    Attributes
    ----------
    mean, deviation : float
        The mean finish, and its standard deviation.
    p50, p80, p95 : float
        By then 50, 80, 95 percent of the samples were finished.
    on_time : float or None
        The share of samples finished by the deadline, if one was given.
    criticality : numpy.ndarray of float64
        For each task the share of samples in which it had no slack.
    sensitivity : numpy.ndarray of float64
        For each task its criticality times the deviation of its estimate over that of the finish.
    shorten_first : numpy.ndarray of int64
        Up to ten tasks whose shortening moves the mean finish most, best first.
    finishes : numpy.ndarray of float64
        The finish of every sample, ascending.
    """

    mean: float
    deviation: float
    p50: float
    p80: float
    p95: float
    on_time: float | None
    criticality: NDArray[np.float64]
    sensitivity: NDArray[np.float64]
    shorten_first: NDArray[np.int64]
    finishes: NDArray[np.float64]


def simulate(
    estimates: Any,
    edges: Any,
    *,
    samples: int | None = None,
    seed: int | None = None,
    deadline: float | None = None,
    jobs: int | None = None,
    risks: Sequence[RiskEvent | Mapping[str, Any]] = (),
) -> Simulation:
    """Draw every task's duration many times and schedule each draw by the critical path method.

    Parameters
    ----------
    estimates : array_like of shape (n_tasks, 3), or sequence of Estimate or mapping
        The shortest, most likely and longest duration of each task, drawn by PERT unless the estimate says otherwise.
    edges : array_like of shape (n_edges, 3)
        Predecessor, successor and lag, as for :func:`critical_path`, in the unit of the estimates.
    samples : int, optional
        How many times, 1 to 10,000,000; 10,000 unless told.
    seed : int, optional
        Same seed, same samples; 0 unless told.
    deadline : float, optional
        The time by which all should be finished.
    jobs : int, optional
        Threads, which change no bit; 1 unless told.
    risks : sequence of RiskEvent or mapping
        What may happen and then delays tasks.

    Returns
    -------
    Simulation

    Raises
    ------
    InvalidError
        For an estimate or option out of its range, and a task that is not there.
    CycleError
        For tasks that wait for each other in a ring; its ``path`` names them.
    LimitError
        For more than a million tasks, 10,000 risks or 2**40 draws.

    Examples
    --------
    Migrate, brief the team, then test.

    >>> found = simulate([(2, 4, 12), (1, 1, 1), (1, 2, 3)], [(0, 2, 0.5), (1, 2, 0)], deadline=8)
    >>> round(found.mean, 1), found.shorten_first.tolist(), 0.5 < found.on_time < 0.8
    (7.5, [0, 2], True)
    """
    listed = isinstance(estimates, (list, tuple))
    rows = listed and not all(isinstance(one, (list, tuple)) for one in estimates)
    given = list(estimates) if rows else _rows(estimates, "estimates")
    arcs = _rows(edges, "edges")
    tasks = arcs[:, :2].astype(np.int64)
    if not (tasks == arcs[:, :2]).all():
        message = "edges: expected tasks as whole numbers"
        raise InvalidError(message)
    told = {"samples": samples, "seed": seed, "deadline": deadline, "jobs": jobs, "risks": list(risks)}
    options = {name: value for name, value in told.items() if value is not None}
    found = _hypercare.simulate(given, tasks, np.ascontiguousarray(arcs[:, 2]), options)
    return Simulation(*found[0], *found[1:])


def _rows(data: Any, name: str) -> NDArray[np.float64]:
    """Three numbers a row."""
    if not hasattr(data, "shape") and len(data) == 0:
        return np.empty((0, 3))
    rows = matrix(data, name).astype(np.float64)
    if rows.shape[1] != 3:
        message = f"{name}: expected 3 columns, found {rows.shape[1]}"
        raise ShapeError(message)
    return rows

"""Pictures of scores and explanations, with matplotlib."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from ._arrays import matrix, names
from ._errors import InvalidError, ShapeError
from ._series import floats, microseconds
from .time import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._calls import TradeCalls
    from ._forecast import Forecast
    from ._scorer import Scorer

__all__ = ["draw", "draw_forecast", "draw_trade"]

_STRANGE, _USUAL, _LINE = "#c0392b", "#4878a8", "#555555"
_MOST = 12  # columns drawn one by one


def draw(forest: Scorer, X: Any, columns: Iterable[str] | None, row: int | None, ax: Any) -> Any:
    """Draw the scores of rows, or the explanation of one; see :meth:`IsolationForest.plot`.

    Parameters
    ----------
    forest : Scorer
        A fitted forest.
    X : array_like or table
        The rows.
    columns : sequence of str, optional
        What the columns are called.
    row : int, optional
        The row to explain.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        message = "drawing needs matplotlib: pip install hypercare[plot]"
        raise ImportError(message) from error
    forest._check_names(X)
    told = list(columns) if columns is not None else names(X)
    values = matrix(X)
    labels = told or [f"column {index}" for index in range(values.shape[1])]
    if len(labels) != values.shape[1]:
        message = f"columns: expected {values.shape[1]} names, found {len(labels)}"
        raise ShapeError(message)
    if row is not None and not -len(values) <= row < len(values):
        message = f"row: expected {-len(values)} to {len(values) - 1}, found {row}"
        raise InvalidError(message)
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4), layout="constrained")
    if row is None:
        _scores(forest, values, ax)
    else:
        _explanation(forest, values[row : row + 1] if row >= 0 else values[[row]], labels, row, ax)
    return ax


def _scores(forest: Scorer, values: Any, ax: Any) -> None:
    scores = forest.score_samples(values)
    rows = np.arange(len(scores))
    strange = scores < forest.offset_
    size = 14 if len(scores) < 2000 else 4
    ax.scatter(rows[~strange], scores[~strange], s=size, color=_USUAL, linewidths=0, label="ordinary")
    ax.scatter(rows[strange], scores[strange], s=2 * size, color=_STRANGE, linewidths=0, label="anomaly")
    ax.axhline(forest.offset_, color=_LINE, linewidth=1, linestyle="--", label=f"offset {forest.offset_:.3f}")
    ax.set(
        xlabel="row",
        ylabel="score (the lower, the stranger)",
        title=f"{int(strange.sum())} of {len(scores)} rows are anomalies",
    )
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    ax.margins(x=0.01)


def _explanation(forest: Scorer, values: Any, labels: list[str], row: int, ax: Any) -> None:
    parts = forest.explain(values)[0]
    order = np.argsort(-np.abs(parts), kind="stable")
    shown, rest = order[:_MOST], order[_MOST:]
    widths = [float(parts[column]) for column in shown]
    texts = [f"{labels[column]} = {values[0, column]:.6g}" for column in shown]
    if len(rest):
        widths.append(float(parts[rest].sum()))
        texts.append(f"{len(rest)} other columns")
    start, places = forest.baseline_, np.arange(len(widths))
    lefts = start + np.concatenate([[0.0], np.cumsum(widths)[:-1]])
    ax.barh(places, widths, left=lefts, color=[_STRANGE if width < 0 else _USUAL for width in widths], height=0.7)
    ends = lefts + np.array(widths)
    for place, left, end, width in zip(places, lefts, ends, widths, strict=True):
        ax.text(max(left, end), place, f" {width:+.3f}", va="center", ha="left", fontsize="small", color=_LINE)
        if place + 1 < len(widths):
            ax.plot([end, end], [place, place + 1], color=_LINE, linewidth=0.6)
    ax.axvline(start, color=_LINE, linewidth=1, linestyle="--")
    ax.set_yticks(places, texts)
    ax.invert_yaxis()
    low, high = min(ends.min(), start), max(ends.max(), start)
    margin = 0.12 * max(high - low, 1e-3)
    ax.set_xlim(low - margin, high + 1.6 * margin)
    score = start + float(parts.sum())
    ax.set(xlabel="score (the lower, the stranger)", title=f"row {row}: score {score:.3f}, baseline {start:.3f}")


def draw_forecast(forecast: Forecast, history: Any, ax: Any) -> Any:
    """Draw a forecast with its intervals; see :meth:`Forecast.plot`.

    Parameters
    ----------
    forecast : Forecast
        The forecast.
    history : array_like, optional
        The last values before it.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        message = "drawing needs matplotlib: pip install hypercare[plot]"
        raise ImportError(message) from error
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4), layout="constrained")
    ink = ax.xaxis.label.get_color()
    past = None if history is None else floats(history, "history")
    before, steps = _places(forecast, history, 0 if past is None else len(past))
    for level, (lower, upper) in sorted(forecast.intervals.items(), reverse=True):
        ax.fill_between(steps, lower, upper, color=_USUAL, alpha=0.25, linewidth=0, label=f"{level:g} %")
    if past is not None:
        ax.plot(before, past, color=ink, alpha=0.7, linewidth=1, label="history")
    ax.plot(steps, forecast.mean, color=_USUAL, linewidth=1.5, label="expected")
    if forecast.start is None:
        ax.set(xlabel=f"steps of {forecast.step} from the first step foretold")
    else:
        _dates(ax, forecast.zone)
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    ax.margins(x=0.01)
    return ax


def _places(forecast: Forecast, history: Any, count: int) -> tuple[Any, Any]:
    """Give where the history and the forecast stand on the axis: at their instants in UTC, or by steps."""
    if forecast.start is None:
        return np.arange(-count, 0), np.arange(len(forecast.mean))
    steps = forecast.instants
    index = getattr(history, "index", None)
    if getattr(index, "tz", None) is not None:
        return microseconds(index).view("datetime64[us]"), steps
    span = Span.parse(forecast.step)
    apart = np.timedelta64(span.exact + span.months * timedelta(days=30.436875))  # months of mean length
    return steps[0] - apart * np.arange(count, 0, -1), steps


def _dates(ax: Any, zone: str | None) -> None:
    """Make the axis one of dates, in the time of a zone."""
    from zoneinfo import ZoneInfo

    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    zone = zone or "UTC"
    locator = AutoDateLocator(tz=ZoneInfo(zone))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=ZoneInfo(zone)))  # type: ignore[no-untyped-call]
    ax.set(xlabel=f"time in {zone}")


def draw_trade(simulation: TradeCalls, ax: Any) -> Any:
    """Draw what safety costs; see :meth:`ScalingSimulation.plot`.

    Parameters
    ----------
    simulation : ScalingSimulation
        The simulation.
    ax : matplotlib.axes.Axes, optional
        Where to draw.

    Returns
    -------
    matplotlib.axes.Axes
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        message = "drawing needs matplotlib: pip install hypercare[plot]"
        raise ImportError(message) from error
    if ax is None:
        _, ax = plt.subplots(figsize=(8, 4.5), layout="constrained")
    trades = [(f"{100 * trade.risk:g} %", trade.score) for trade in simulation.trade_off]
    excess = [score.excess_unit_hours for _, score in trades]
    enough = [100 * score.enough for _, score in trades]
    ax.plot(excess, enough, color=_USUAL, marker="o", label="planned, by risk")
    near = max(max(excess), simulation.fixed.excess_unit_hours) / 20
    labels: list[tuple[float, float, list[str]]] = []
    for (name, _), x, y in zip(trades, excess, enough, strict=True):
        there = [names_there for at, high, names_there in labels if abs(at - x) <= near and abs(high - y) <= 2]
        if there:  # risks that lead to nearly the same share a label
            there[0].append(name)
        else:
            labels.append((x, y, [name]))
    middle = max(max(excess), simulation.fixed.excess_unit_hours, simulation.reactive.excess_unit_hours) / 2
    for x, y, together in labels:
        text = together[0] if len(together) == 1 else f"{together[0]} to {together[-1]}"
        side = {"xytext": (-4, -14), "ha": "right"} if x > middle else {"xytext": (4, -14), "ha": "left"}
        ax.annotate(text, (x, y), textcoords="offset points", fontsize="small", color=_USUAL, **side)
    ink = ax.xaxis.label.get_color()
    others = (("reactive", simulation.reactive, _STRANGE, "s"), ("fixed size", simulation.fixed, ink, "D"))
    for name, score, colour, marker in others:
        ax.scatter([score.excess_unit_hours], [100 * score.enough], color=colour, marker=marker, label=name, zorder=3)
    for goal in (95, 98):
        ax.axhline(goal, color=ink, alpha=0.6, linewidth=0.8, linestyle="--")
        at, inside = (0, goal), {"xytext": (4, 2), "textcoords": "offset points", "va": "bottom"}
        ax.annotate(f"goal {goal} %", at, xycoords=("axes fraction", "data"), fontsize="small", color=ink, **inside)
    ax.set(xlabel="unit-hours not needed", ylabel="intervals with enough units, percent", title="What safety costs")
    ax.set_xlim(left=0)
    ax.margins(y=0.12)
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)
    return ax

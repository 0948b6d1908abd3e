"""What a plan promises, and how it is weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._document import Written
from ._series import floats
from .time import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from ._types import (
        ObjectiveBound,
        ObjectiveVerdict,
        Quantity,
        Score,
    )

    _Value: TypeAlias = float | str | None

__all__ = ["Objective", "Scorecard", "parse_quantity"]


class Objective(Written):
    """What a plan promises of a metric: "Response Time: <2 seconds (Target: <1.5s)". Never changes.

    Parameters
    ----------
    line : str
        The line, as :meth:`parse` reads it.
    **document
        What a line cannot say: ``metric`` (the name in lower case with underscores unless told), ``weight`` (1) and
        ``key`` (False).

    Raises
    ------
    InvalidError
        For a line that is no objective, and a weight out of its range.

    Examples
    --------
    >>> objective = Objective.parse("Uptime: 99.9% (Target: 99.95%)")
    >>> objective.status(0.998).status, objective.status("99.97%").status
    ('missed', 'on_target')
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.Objective]] = _hypercare.Objective
    _native: _hypercare.Objective

    def __init__(self, line: str, **document: Any) -> None:
        self._native = _hypercare.Objective.new({"line": line, **document})

    @classmethod
    def parse(cls, line: str) -> Objective:
        """Read an objective.

        Parameters
        ----------
        line : str
            Such as "CPU Usage: <70% average, <90% peak"; of Markdown, too.

        Returns
        -------
        Objective

        Raises
        ------
        ParseError
            With the column of what was not understood.

        Examples
        --------
        >>> Objective.parse("API Rate: 1000 req/sec (Peak: 5000+ req/sec)").metric
        'api_rate'
        """
        return cls._of(_hypercare.Objective.parse(line))

    @classmethod
    def parse_lines(cls, text: str) -> list[Objective]:
        r"""Read the objectives of a text, one for each line that is one.

        Parameters
        ----------
        text : str
            Lines, such as those of a plan.

        Returns
        -------
        list of Objective

        Examples
        --------
        >>> [one.metric for one in Objective.parse_lines("- Uptime: 99.9%\n- Error Rate: <0.1%")]
        ['uptime', 'error_rate']
        """
        return [cls.from_json(document) for document in _hypercare.objective_lines(text)]

    @property
    def name(self) -> str:
        """What it is called."""
        return self._native.view().name

    @property
    def metric(self) -> str:
        """The metric that it is about."""
        return self._native.view().metric

    @property
    def text(self) -> str:
        """The line."""
        return self._native.view().text

    @property
    def bounds(self) -> tuple[ObjectiveBound, ...]:
        """What the value must keep to."""
        return self._native.view().bounds

    @property
    def target(self) -> ObjectiveBound | None:
        """What it should reach."""
        return self._native.view().target

    @property
    def peak(self) -> ObjectiveBound | None:
        """What it must bear at its peak."""
        return self._native.view().peak

    @property
    def tracking(self) -> str | None:
        """What is only watched, in words."""
        return self._native.view().tracking

    @property
    def cadence(self) -> Span | None:
        """How often somebody looks."""
        text = self._native.view().cadence
        return None if text is None else Span.parse(text)

    @property
    def weight(self) -> float:
        """Its weight in a scorecard."""
        return self._native.view().weight

    @property
    def key(self) -> bool:
        """Whether a scorecard fails where it is missed."""
        return self._native.view().key

    def to_dict(self) -> dict[str, Any]:
        """Give all that the line says as plain data.

        Returns
        -------
        dict

        Examples
        --------
        >>> Objective.parse("Uptime: 99.9%").to_dict()["bounds"][0]["threshold"]["value"]
        0.999
        """
        return self._native.view().to_dict()

    def __str__(self) -> str:
        return self.text

    def status(self, value: _Value) -> ObjectiveVerdict:
        """Say where the objective stands with one value.

        Parameters
        ----------
        value : float or str or None
            A number in the base unit of the threshold (seconds, shares, bytes), a quantity such as "1500 ms", or
            nothing; NaN is nothing.

        Returns
        -------
        ObjectiveVerdict

        Raises
        ------
        InvalidError
            For a quantity of another kind, and for infinity.

        Examples
        --------
        >>> Objective.parse("Error Rate: <0.1%").status(None).status
        'no_data'
        """
        return self._native.status(value)

    def status_each(self, values: Mapping[str, _Value]) -> ObjectiveVerdict:
        """Say where the objective stands with a value for each of its bounds.

        Parameters
        ----------
        values : mapping of str to float or str or None
            By the statistic or qualifier of the bound: "average", "peak", "critical"; the first is "value", too.

        Returns
        -------
        ObjectiveVerdict

        Raises
        ------
        UnknownError
            For a name that no bound has.

        Examples
        --------
        >>> Objective.parse("CPU Usage: <70% average, <90% peak").status_each({"average": 0.5, "peak": 0.95}).status
        'missed'
        """
        return self._native.status_each(values)

    def status_of(self, samples: Any) -> ObjectiveVerdict:
        """Say where the objective stands with the samples of its window.

        Parameters
        ----------
        samples : array_like
            In the base unit of the threshold; each bound is held against its statistic. NaN is a missing sample.

        Returns
        -------
        ObjectiveVerdict

        Raises
        ------
        InvalidError
            For infinity.

        Examples
        --------
        >>> Objective.parse("CPU Usage: <70% average, <90% peak").status_of([0.5, 0.6, 0.8]).status
        'met'
        """
        return self._native.status_of(floats(samples, "samples"))


class Scorecard(Written):
    """A weighted score over objectives. Never changes.

    An objective gives all of its weight on target, half of it if only the threshold is kept, and nothing if it is
    missed; a missed key objective fails the whole.

    Parameters
    ----------
    objectives : sequence of str or mapping
        Lines, or mappings with ``line``, ``metric``, ``weight``, ``key``.
    **document
        ``pass`` (0.9 unless told) and ``warning`` (0.75), shares of the points; ``missing``; ``steady``.

    Raises
    ------
    DuplicateError
        For a metric that comes twice.
    InvalidError
        For what is no scorecard.

    Examples
    --------
    >>> card = Scorecard(["Response Time: <2 seconds (Target: <1.5s)", {"line": "Uptime: 99.9%", "weight": 2}])
    >>> score = card.score({"response_time": "1800 ms", "uptime": 0.9997})
    >>> score.points, score.possible, score.result
    (2.5, 3.0, 'warning')
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.Scorecard]] = _hypercare.Scorecard
    _native: _hypercare.Scorecard

    def __init__(self, objectives: Sequence[str | Mapping[str, Any]], **document: Any) -> None:
        self._native = _hypercare.Scorecard.new({"objectives": objectives, **document})

    @classmethod
    def parse_lines(cls, text: str) -> Scorecard:
        """Make a card of the lines of a text that are objectives.

        Parameters
        ----------
        text : str
            The text.

        Returns
        -------
        Scorecard

        Examples
        --------
        >>> Scorecard.parse_lines("Error Rate: <0.1%").score({"error_rate": 0.0005}).result
        'pass'
        """
        return cls._of(_hypercare.Scorecard.parse_lines(text))

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """The objectives, in the order of the card."""
        return tuple(Objective.from_json(text) for text in self._native.objectives())

    def score(self, values: Mapping[str, _Value], before: Mapping[str, _Value] | None = None) -> Score:
        """Weigh the values.

        Parameters
        ----------
        values : mapping of str to float or str or None
            By metric and bound: "latency.p95", "cpu_utilization.peak". The metric alone stands for its first bound.
            Each bound is judged, the worst counts, and one without a value has no data.
        before : mapping, optional
            Those of the last period, for the trends.

        Returns
        -------
        Score

        Raises
        ------
        UnknownError
            For a name that is not on the card.
        InvalidError
            For a metric alone whose objectives are of several statistics.

        Examples
        --------
        >>> card = Scorecard(["Uptime: 99.9%"])
        >>> card.score({"uptime": "99.95%"}, before={"uptime": "99.9%"}).result
        'pass'
        """
        return self._native.score(values, {} if before is None else before)


def parse_quantity(text: str) -> Quantity:
    """Read a number with its unit.

    Parameters
    ----------
    text : str
        Such as "1500 ms", "99.9%" or "1000 req/s".

    Returns
    -------
    Quantity
        In the base unit.

    Raises
    ------
    ParseError
        With the column of what was not understood.

    Examples
    --------
    >>> parse_quantity("1500 ms").value
    1.5
    """
    return _hypercare.parse_quantity(text)

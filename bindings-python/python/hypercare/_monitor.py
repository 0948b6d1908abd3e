"""The monitor: groups of metrics watched against a baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._arrays import names
from ._document import Document
from ._forest import options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from ._types import AnomalyAlert, DetectionSummary, Severity

__all__ = ["Detection", "Monitor"]


@dataclass(frozen=True, eq=False)
class Detection:
    """What is strange in the rows of one group.

    Attributes
    ----------
    scores : numpy.ndarray of float64
        The decision function for each row: below 0 for rows as strange as the strangest of the training rows, as many
        of those as the group's contamination says.
    threshold : float
        The percentile of the training rows' scores.
    anomalous_points : numpy.ndarray of int64
        The rows, from 0, whose score is below the threshold.
    summary : DetectionSummary
        The worst row and why, the responsible columns, the drift of each column.
    """

    scores: NDArray[np.float64]
    threshold: float
    anomalous_points: NDArray[np.int64]
    summary: DetectionSummary

    def to_dict(self) -> dict[str, Any]:
        """Give the detection as a dict of plain values.

        Returns
        -------
        dict
            As the fields, arrays as lists.

        Examples
        --------
        >>> found = Monitor(random_state=7).detect({"performance": [[1.0], [2.0], [3.0], [9.0]]})
        >>> found["performance"].to_dict()["anomalous_points"]
        [3]
        """
        return {
            "scores": self.scores.tolist(),
            "threshold": self.threshold,
            "anomalous_points": self.anomalous_points.tolist(),
            "summary": self.summary.to_dict(),
        }

    def __repr__(self) -> str:
        return f"<Detection: {len(self.anomalous_points)} of {len(self.scores)} rows under {self.threshold:.4f}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Detection):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


class Monitor(Document):
    """Watch groups of metrics: a forest per group learns what is usual, and stranger rows raise alerts.

    Parameters
    ----------
    contamination : mapping of str to float, optional
        The groups of metrics, each with the share of its training rows that counts as anomalous, over 0 and at most
        0.5: it sets where scores change sign. Performance 0.1, usage_patterns 0.05 and error_trends 0.15 unless told.
    percentile : float, default 5
        The percentile of the training scores under which a row is an anomalous point.
    random_state : int or None, default None
        The seed; None is 0.
    standardise : bool, default True
        Whether columns are brought to mean 0 and standard deviation 1 of the training rows. Splits on one column don't
        care but for rounding; splits on several are explained by the distance from the mean only so.
    loudest : mapping of str to str, optional
        How loud the alerts of a group may get: "critical", "warning" or "info". Info for usage_patterns unless told.
    **forest
        Other parameters of the forests, as :class:`IsolationForest` has them, such as ``n_estimators`` or ``n_jobs``.

    Raises
    ------
    InvalidError
        For a parameter out of its range.
    UnknownError
        For a loudest severity of a group without contamination.

    Examples
    --------
    >>> import numpy as np
    >>> from datetime import datetime, timezone
    >>> rows = np.arange(1000)
    >>> usual = np.column_stack([40.0 + rows % 23, rows % 7])
    >>> monitor = Monitor().fit({"performance": usual}, columns={"performance": ["cpu", "queue"]})
    >>> found = monitor.detect({"performance": [[45.0, 3.0], [97.0, 30.0]]})
    >>> found["performance"].anomalous_points
    array([1])
    >>> alert = monitor.alerts(found, datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc))[0]
    >>> alert.type, "cpu 97 is above all training rows" in alert.recommendation
    ('anomaly_detected', True)
    """

    __slots__ = ()
    __hash__: ClassVar[None] = None  # type: ignore[assignment]
    _native: _hypercare.Monitor
    _class: ClassVar[type[_hypercare.Monitor]] = _hypercare.Monitor

    def __init__(
        self,
        contamination: Mapping[str, float] | None = None,
        percentile: float = 5,
        random_state: int | None = None,
        *,
        standardise: bool = True,
        loudest: Mapping[str, Severity] | None = None,
        **forest: Any,
    ) -> None:
        told = {
            "contamination": contamination,
            "percentile": percentile,
            "random_state": random_state,
            "standardise": standardise,
            "loudest": loudest,
            "forest": options(forest),
        }
        self._native = _hypercare.Monitor({name: value for name, value in told.items() if value is not None})

    def fit(self, groups: Mapping[str, Any], columns: Mapping[str, Any] | None = None) -> Monitor:
        """Learn what is usual from the rows of a baseline period that you chose.

        Parameters
        ----------
        groups : mapping of str to table
            For each group its rows: an array of numpy, a DataFrame of pandas or polars, a table of Arrow, a list of
            lists; NaN is a missing value. A group fitted before is fitted anew, others stay as they are.
        columns : mapping of str to sequence of str, optional
            What the columns of groups are called. Tables bring their own names.

        Returns
        -------
        Monitor
            The monitor itself.

        Raises
        ------
        UnknownError
            For a group without contamination.
        ShapeError
            For no rows or columns, or other than one name for each column.
        InvalidError
            For an infinity, or a parameter of the forests out of its range.

        Examples
        --------
        >>> Monitor().fit({"performance": [[1.0], [2.0], [3.0]]}).fitted
        {'performance': ('column 0',)}
        """
        self._native.fit(_rows(groups, columns))
        return self

    def detect(self, groups: Mapping[str, Any], columns: Mapping[str, Any] | None = None) -> dict[str, Detection]:
        """Score rows against what was learnt.

        A monitor that has learnt nothing judges the rows by themselves: their own percentile is the threshold, so that
        some of them are always anomalous points. A value outside the range of the training rows moves its row's score
        nearer to -1, the farther outside the more, since a forest alone sees no difference there.

        Parameters
        ----------
        groups : mapping of str to table
            As for :meth:`fit`.
        columns : mapping of str to sequence of str, optional
            As for :meth:`fit`.

        Returns
        -------
        dict of str to Detection
            One for each group.

        Raises
        ------
        UnknownError
            For a group without contamination.
        NotFittedError
            For a group that was not fitted where others were.
        ShapeError
            For other columns than the group was fitted on.
        InvalidError
            For an infinity, or columns of other names.

        Examples
        --------
        >>> found = Monitor(random_state=7).detect({"error_trends": [[0.01], [0.02], [0.01], [0.4]]})
        >>> found["error_trends"].anomalous_points
        array([3])
        """
        return {found[0]: Detection(*found[1:]) for found in self._native.detect(_rows(groups, columns))}

    def alerts(self, detections: Mapping[str, Detection], at: datetime) -> list[AnomalyAlert]:
        """Give the alerts that detections call for, the loudest first.

        Before the group's loudest severity, an alert is critical if a row is stranger than every training row and its
        isolation score at most -0.7, or if over four times the expected share are anomalous points; a warning if a row
        is stranger than every training row and its score at most -0.6, or if over twice the expected share are; info
        otherwise, and for columns that have drifted. A larger share counts where chance alone gives it in fewer than
        one of a thousand batches: 12 rows of 60 at a twentieth. Where rows were judged by themselves, the score alone
        decides.

        Parameters
        ----------
        detections : mapping of str to Detection
            What :meth:`detect` gave.
        at : datetime.datetime
            The aware instant that the alerts carry.

        Returns
        -------
        list of AnomalyAlert
            At most one for anomalies and one for drift per group.

        Raises
        ------
        UnknownError
            For a group without contamination.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> monitor = Monitor(random_state=7)
        >>> found = monitor.detect({"error_trends": [[0.01], [0.02], [0.01], [0.4]]})
        >>> [alert] = monitor.alerts(found, datetime(2026, 11, 24, tzinfo=timezone.utc))
        >>> alert.type, alert.metric
        ('anomaly_detected', 'error_trends')
        """
        summaries = {group: found.summary for group, found in detections.items()}
        return list(self._native.alerts(summaries, at))

    def with_n_jobs(self, n_jobs: int) -> Monitor:
        """Give the same monitor on other threads: what was saved, or pickled, comes back on one.

        Parameters
        ----------
        n_jobs : int
            The most threads to use, 1 to 1024. No number changes a verdict.

        Returns
        -------
        Monitor

        Raises
        ------
        InvalidError
            For another number.

        Examples
        --------
        >>> Monitor(random_state=7).with_n_jobs(2) == Monitor(random_state=7)
        True
        """
        return self._of(self._native.with_n_jobs(n_jobs))

    @property
    def fitted(self) -> dict[str, tuple[str, ...]]:
        """The groups that were fitted, with their columns."""
        return self._native.fitted()


def _rows(groups: Mapping[str, Any], columns: Mapping[str, Any] | None) -> list[tuple[str, Any, Any]]:
    told = columns or {}
    return [(group, rows, told.get(group, names(rows))) for group, rows in groups.items()]

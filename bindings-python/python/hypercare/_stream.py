"""The stream detector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from ._types import StreamScore

__all__ = ["StreamDetector"]


class StreamDetector:
    """Score a metric, or several at once, point by point, in bounded memory and without a look ahead.

    Parameters
    ----------
    alarm_rate : float, optional
        The share of points that may alarm on a stream without incidents, from 0.00001 to 0.1; 0.001 unless told.
    warm_up : int, optional
        How many values of each metric score 0 before it is judged; 100 unless told.
    history : int, optional
        How many of the last values shapes are compared with; 4,096 unless told.
    season : bool, optional
        Whether the profiles of the day and the week are learned; they are unless told.
    zone : str, optional
        The IANA zone on whose wall clock days and weeks run; UTC unless told.
    metrics : int, optional
        How many metrics a point has; 1 unless told.

    Raises
    ------
    InvalidError
        For an option out of its range.
    UnknownError
        For a zone that is not there.

    Examples
    --------
    >>> from datetime import datetime, timedelta, timezone
    >>> detector = StreamDetector()
    >>> at = datetime(2026, 11, 24, tzinfo=timezone.utc)
    >>> for minute in range(500):
    ...     told = detector.update(at + timedelta(minutes=minute), 40 + minute * 7 % 5)
    >>> told.anomalous, detector.update(at + timedelta(minutes=500), 97).anomalous
    (False, True)
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        alarm_rate: float | None = None,
        *,
        warm_up: int | None = None,
        history: int | None = None,
        season: bool | None = None,
        zone: str | None = None,
        metrics: int | None = None,
    ) -> None:
        told = {
            "alarm_rate": alarm_rate,
            "warm_up": warm_up,
            "history": history,
            "season": season,
            "zone": zone,
            "metrics": metrics,
        }
        self._native = _hypercare.StreamDetector({name: value for name, value in told.items() if value is not None})

    def update(self, at: datetime, value: float | Sequence[float] | NDArray[np.float64]) -> StreamScore:
        """Score the next point.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant, not before the last.
        value : float, or sequence of float
            The value of the metric, or of each; NaN is a missing value.

        Returns
        -------
        StreamScore
            The score from 0 to 1, whether it is an alarm, and why.

        Raises
        ------
        OutOfOrderError
            For an instant before the last.
        ShapeError
            For another number of values than there are metrics.
        InvalidError
            For an infinity.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> StreamDetector(metrics=2).update(datetime(2026, 11, 24, tzinfo=timezone.utc), [0.4, 12]).score
        0.0
        """
        return self._native.update(at, value)

    @property
    def warm(self) -> bool:
        """Whether the warm-up is over for any metric."""
        return self._native.warm()

    def to_bytes(self) -> bytes:
        """Write the detector as it stands, in the format that Rust, Python and Node read.

        Returns
        -------
        bytes

        Examples
        --------
        >>> detector = StreamDetector()
        >>> StreamDetector.from_bytes(detector.to_bytes()) == detector
        True
        """
        return self._native.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> StreamDetector:
        """Read a detector that goes on where it stood.

        Parameters
        ----------
        data : bytes
            What :meth:`to_bytes` wrote. Everything is checked: bytes from strangers do no harm.

        Returns
        -------
        StreamDetector

        Raises
        ------
        FormatError
            For bytes that are no detector, or are damaged.

        Examples
        --------
        >>> StreamDetector.from_bytes(StreamDetector().to_bytes()).warm
        False
        """
        detector = object.__new__(cls)
        detector._native = _hypercare.StreamDetector.from_bytes(data)
        return detector

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StreamDetector):
            return NotImplemented
        return self.to_bytes() == other.to_bytes()

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_bytes, (self.to_bytes(),)

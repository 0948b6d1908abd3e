"""Which rows look unlike the others?

>>> import numpy as np
>>> from hypercare.anomaly import IsolationForest
>>> metrics = np.array([[12.0, 0.31], [14.0, 0.29], [13.0, 0.33], [12.5, 0.30], [95.0, 0.97]])
>>> forest = IsolationForest(random_state=7).fit(metrics)
>>> int(forest.score_samples(metrics).argmin())  # the lower, the stranger
4

Groups of metrics are watched against a baseline, with alerts, by :class:`Monitor`; single metrics
point by point, as they arrive, by :class:`StreamDetector`.
"""

from __future__ import annotations

from ._forest import IsolationForest
from ._monitor import Detection, Monitor
from ._stream import StreamDetector
from ._types import (
    AnomalyAlert,
    AnomalyAlertType,
    ColumnDrift,
    DetectionSummary,
    FeatureReason,
    ResponsibleColumn,
    RowExplanation,
    StreamOptions,
    StreamPart,
    StreamScore,
    StreamStrengths,
)

__all__ = [
    "AnomalyAlert",
    "AnomalyAlertType",
    "ColumnDrift",
    "Detection",
    "DetectionSummary",
    "FeatureReason",
    "IsolationForest",
    "Monitor",
    "ResponsibleColumn",
    "RowExplanation",
    "StreamDetector",
    "StreamOptions",
    "StreamPart",
    "StreamScore",
    "StreamStrengths",
]

"""The stream detector."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypercare import FormatError, InvalidError, OutOfOrderError, ShapeError, UnknownError
from hypercare.anomaly import StreamDetector

AT = datetime(2026, 11, 24, tzinfo=timezone.utc)


def warmed(**options):
    detector = StreamDetector(**options)
    for minute in range(400):
        detector.update(AT + timedelta(minutes=minute), 20.0 + minute * minute % 7)
    return detector


def test_a_jump_is_an_alarm_with_a_reason():
    detector = warmed()
    assert detector.warm
    told = detector.update(AT + timedelta(minutes=400), 60)
    assert told.anomalous
    assert told.reason is not None


def test_a_detector_goes_on_where_it_stood():
    one = warmed()
    others = [pickle.loads(pickle.dumps(one)), copy.deepcopy(one), StreamDetector.from_bytes(one.to_bytes())]
    assert all(other == one for other in others)
    later = AT + timedelta(minutes=401)
    told = one.update(later, 33)
    assert [other.update(later, np.float64(33)) for other in others] == [told] * 3


def test_several_metrics_and_missing_values():
    detector = StreamDetector(metrics=2)
    assert detector.update(AT, [1, float("nan")]).score == 0
    assert detector.update(AT, np.array([1.0, 2.0])).score == 0
    assert detector.update(AT, (1, 2)).score == 0
    with pytest.raises(ShapeError):
        detector.update(AT, 1)


def test_what_cannot_be_is_refused():
    detector = StreamDetector()
    detector.update(AT, 1)
    with pytest.raises(OutOfOrderError):
        detector.update(AT - timedelta(seconds=1), 1)
    with pytest.raises(InvalidError):
        detector.update(AT, float("inf"))
    with pytest.raises(InvalidError, match="aware"):
        detector.update(AT.replace(tzinfo=None), 1)
    with pytest.raises(InvalidError):
        StreamDetector(alarm_rate=0.9)
    with pytest.raises(UnknownError):
        StreamDetector(zone="Mars/Olympus")
    with pytest.raises(FormatError):
        StreamDetector.from_bytes(b"nothing")
    with pytest.raises(InvalidError, match="bytes"):
        StreamDetector.from_bytes("text")  # type: ignore[arg-type]

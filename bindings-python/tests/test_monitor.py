"""The monitor, as Python sees it."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timezone

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypercare import InvalidError, NotFittedError, ParseError, ShapeError, UnknownError
from hypercare.anomaly import AnomalyAlert, DetectionSummary, Monitor

AT = datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc)
NAMES = ["cpu", "errors", "latency"]


def usual(count, seed):
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.normal(45, 5, count), rng.normal(0.01, 0.002, count), rng.normal(300, 40, count)])


@pytest.fixture(scope="module")
def monitor():
    return Monitor(random_state=7).fit({"performance": pd.DataFrame(usual(1000, 1), columns=NAMES)})


def test_without_a_baseline_the_rows_are_judged_by_themselves():
    groups = {"performance": usual(400, 1), "usage_patterns": usual(300, 2), "error_trends": usual(200, 3)}
    found = Monitor(random_state=7).detect(groups)
    assert set(found) == set(groups)
    for detection in found.values():
        assert detection.threshold == np.percentile(detection.scores, 5)
        np.testing.assert_array_equal(detection.anomalous_points, np.where(detection.scores < detection.threshold)[0])
        assert detection.summary.drift == ()


def test_new_rows_are_held_against_the_baseline(monitor):
    rows = usual(100, 2)
    rows[[20, 70]] = [[97.0, 0.05, 310.0], [95.0, 0.011, 900.0]]
    found = monitor.detect({"performance": rows})["performance"]
    assert found.scores.dtype == np.float64
    assert {20, 70} <= set(found.anomalous_points.tolist())
    assert isinstance(found.summary, DetectionSummary)
    assert [column.drifted for column in found.summary.drift] == [False, False, False]
    assert found.to_dict()["summary"]["worst"] in (20, 70)
    [alert] = monitor.alerts({"performance": found}, AT)
    assert isinstance(alert, AnomalyAlert)
    assert (alert.type, alert.metric, alert.timestamp) == ("anomaly_detected", "performance", AT)
    assert alert.severity in ("critical", "warning")
    assert "is above all training rows" in alert.recommendation
    assert alert.reason.numbers["rows"] == 100


def test_drift_is_noticed(monitor):
    rows = usual(200, 3)
    rows[:, 2] += 80
    found = monitor.detect({"performance": pl.DataFrame(rows, schema=NAMES, orient="row")})
    alerts = {alert.type: alert for alert in monitor.alerts(found, AT)}
    assert alerts["drift_detected"].columns == ("latency",)


def test_names_of_columns_are_checked(monitor):
    assert monitor.fitted == {"performance": tuple(NAMES)}
    frame = pd.DataFrame(usual(10, 4), columns=["errors", "cpu", "latency"])
    with pytest.raises(InvalidError, match="columns of performance"):
        monitor.detect({"performance": frame})
    with pytest.raises(InvalidError, match="columns of performance"):
        monitor.detect({"performance": usual(10, 4)}, columns={"performance": ["errors", "cpu", "latency"]})


def test_a_monitor_travels(monitor, tmp_path):
    text = monitor.to_json()
    (tmp_path / "web.json").write_text(text, encoding="utf-8")
    rows = {"performance": usual(50, 5)}
    for other in (
        Monitor.from_json(text),
        Monitor.load(tmp_path / "web.json"),
        pickle.loads(pickle.dumps(monitor)),
        copy.deepcopy(monitor),
    ):
        assert other == monitor
        assert other.to_json() == text
        assert other.detect(rows) == monitor.detect(rows)
    with pytest.raises(TypeError):
        hash(monitor)
    with pytest.raises(ParseError):
        Monitor.from_json(text[:-30])


def test_what_cannot_be_watched_is_refused(monitor):
    rows = usual(10, 6)
    with pytest.raises(UnknownError, match="moods"):
        monitor.detect({"moods": rows})
    with pytest.raises(NotFittedError, match="error_trends"):
        monitor.detect({"error_trends": rows})
    with pytest.raises(ShapeError, match="performance"):
        monitor.detect({"performance": rows[:, :2]})
    with pytest.raises(InvalidError):
        monitor.detect({"performance": [[1.0, np.inf, 2.0]]})
    with pytest.raises(UnknownError):
        monitor.alerts({"moods": monitor.detect({"performance": rows})["performance"]}, AT)
    with pytest.raises(InvalidError):
        monitor.alerts({}, datetime(2026, 1, 1))
    for wrong in (
        {"percentile": 0},
        {"contamination": {"web": 0.9}},
        {"n_trees": 5},
        {"loudest": {"performance": "loud"}},
        {"random_state": -1},
    ):
        with pytest.raises(InvalidError):
            Monitor(**wrong)


def test_groups_and_forests_are_the_users():
    monitor = Monitor({"web": 0.1}, n_estimators=20, extension_level=1, n_jobs=-1, loudest={"web": "info"})
    found = monitor.fit({"web": usual(200, 7)}).detect({"web": [[900.0, 9.0, 9000.0]]})
    assert [alert.severity for alert in monitor.alerts(found, AT)] == ["info"]

"""Simulations of plans."""

from __future__ import annotations

import numpy as np
import pytest
from hypercare import CycleError, InvalidError, ShapeError
from hypercare.plan import Estimate, RiskEvent, simulate

POINTS = [(2, 4, 12), (1, 1, 1), (1, 2, 3)]
EDGES = [(0, 2, 0.5), (1, 2, 0)]


def test_estimates_come_in_many_forms():
    expected = simulate(POINTS, EDGES, deadline=8, seed=3).finishes
    records = [Estimate(low=low, likely=likely, high=high) for low, likely, high in POINTS]
    dicts = [{"low": low, "likely": likely, "high": high} for low, likely, high in POINTS]
    for estimates in (np.array(POINTS), np.array(POINTS, order="F"), records, dicts):
        np.testing.assert_array_equal(simulate(estimates, np.array(EDGES), seed=3).finishes, expected)
    assert not np.array_equal(simulate(POINTS, EDGES, seed=4).finishes, expected)


def test_threads_change_no_bit():
    one, two = (simulate(POINTS, EDGES, samples=20_000, jobs=jobs) for jobs in (1, 2))
    np.testing.assert_array_equal(one.finishes, two.finishes)


def test_the_answer_is_that_of_the_core():
    found = simulate(POINTS, EDGES, deadline=8)
    assert abs(found.mean - 7.5) < 0.1
    assert found.p50 <= found.p80 <= found.p95
    assert found.on_time == np.mean(found.finishes <= 8)
    assert found.criticality.shape == found.sensitivity.shape == (3,)
    assert found.finishes.shape == (10_000,)


def test_risks_delay():
    risk = RiskEvent(probability=1, delay=Estimate(low=5, likely=5, high=5), tasks=(2,))
    plain, late = simulate(POINTS, EDGES).mean, simulate(POINTS, EDGES, risks=[risk]).mean
    assert abs(late - plain - 5) < 0.2


def test_shapes_count():
    flat = [{"low": 0, "likely": 0, "high": 9, "shape": "triangular"}]
    assert abs(simulate(flat, []).mean - 3) < 0.1
    assert abs(simulate([(0, 0, 9)], []).mean - 1.5) < 0.1


def test_what_cannot_be_is_refused():
    with pytest.raises(CycleError):
        simulate(POINTS, [(0, 1, 0), (1, 0, 0)])
    with pytest.raises(InvalidError, match="whole"):
        simulate(POINTS, [(0.5, 1, 0)])
    with pytest.raises(InvalidError, match="edges"):
        simulate(POINTS, [(-1, 1, 0)])
    with pytest.raises(InvalidError, match="estimates"):
        simulate([(3, 2, 1)], [])
    with pytest.raises(ShapeError):
        simulate([(1, 2)], [])
    with pytest.raises(InvalidError, match="samples"):
        simulate(POINTS, EDGES, samples=0)

"""What the tests share."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = ROOT / "tests" / "shared"

# A busy machine is no failure. The same cases in each run, so that a failure tells of a change;
# `pytest --hypothesis-profile=fresh` draws others.
calm = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("fresh", **calm)
settings.register_profile("same", derandomize=True, **calm)
settings.load_profile("same")


def shared(name):
    return json.loads((SHARED / name).read_text(encoding="utf-8"))


@pytest.fixture
def rows():
    """400 ordinary rows of 5 columns and a strange one, the last."""
    matrix = np.random.default_rng(3).normal(size=(401, 5))
    matrix[-1] = 9.0
    return matrix

"""Explanations, weights, merged and extended forests, and pictures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypercare import InvalidError, NotFittedError, ShapeError
from hypercare.anomaly import IsolationForest


@pytest.fixture(scope="module")
def usual():
    rng = np.random.default_rng(5)
    return np.column_stack([rng.normal(45, 5, 800), rng.normal(0.01, 0.002, 800), rng.normal(300, 40, 800)])


@pytest.fixture(scope="module")
def forest(usual):
    return IsolationForest(random_state=7).fit(usual)


STRANGE = np.array([[97.0, 0.011, 310.0], [44.0, 0.08, 290.0]])


def test_contributions_add_up_and_point_at_what_is_strange(forest, usual):
    parts = forest.explain(usual)
    assert parts.shape == usual.shape
    assert parts.dtype == np.float64
    np.testing.assert_allclose(parts.sum(axis=1), forest.score_samples(usual) - forest.baseline_, atol=1e-12)
    np.testing.assert_array_equal(forest.explain(STRANGE).argmin(axis=1), [0, 1])
    np.testing.assert_allclose(forest.importance(usual), np.abs(parts).mean(axis=0))
    assert forest.explain(usual[:0]).shape == (0, 3)


@pytest.mark.parametrize("table", [pd.DataFrame, lambda rows: pl.DataFrame(rows, orient="row"), np.asfortranarray])
def test_every_table_is_explained_alike(forest, table):
    np.testing.assert_array_equal(forest.explain(table(STRANGE)), forest.explain(STRANGE))


def test_explanations_are_told_in_words(forest, usual):
    told = forest.describe(STRANGE, usual, ["cpu", "errors", "latency"])
    assert [row.features[0].column for row in told] == ["cpu", "errors"]
    assert told[0].features[0].sentence.startswith("cpu 97 is above all training rows, which end at ")
    assert told[0].score == forest.score_samples(STRANGE)[0]
    assert told[0].baseline == forest.baseline_
    frame = pd.DataFrame(usual, columns=["cpu", "errors", "latency"])
    arrow = pa.table({name: frame[name].to_numpy() for name in frame})
    assert forest.describe(STRANGE, frame) == forest.describe(STRANGE, arrow) == told
    assert forest.describe([[np.nan, 0.01, 300.0]], usual)[0].to_dict()["features"][0]["column"].startswith("column")
    with pytest.raises(ShapeError):
        forest.describe(STRANGE, usual, ["cpu"])


def test_what_cannot_be_scored_cannot_be_explained(forest):
    with pytest.raises(ShapeError):
        forest.explain([[1.0, 2.0]])
    with pytest.raises(InvalidError, match="row 0, column 1"):
        forest.explain([[1.0, np.inf, 2.0]])
    with pytest.raises(NotFittedError):
        IsolationForest().explain([[1.0]])
    assert not hasattr(IsolationForest(), "baseline_")


def test_halves_merged_are_the_whole(forest, usual):
    halves = [IsolationForest(n_estimators=50, first_tree=at, random_state=7).fit(usual) for at in (0, 50)]
    assert IsolationForest.merge(halves).to_bytes() == forest.to_bytes()
    with pytest.raises(ShapeError):
        IsolationForest.merge([])
    with pytest.raises(InvalidError):
        IsolationForest.merge([halves[0], "forest"])
    with pytest.raises(NotFittedError):
        IsolationForest.merge([halves[0], IsolationForest()])


def test_a_warm_start_adds_trees(forest, usual):
    grown = IsolationForest(n_estimators=30, random_state=7, warm_start=True).fit(usual)
    grown.n_estimators = 100
    assert grown.fit(usual).to_bytes() == forest.to_bytes()
    with pytest.warns(UserWarning, match="does not fit new trees"):
        grown.fit(usual)


def test_weights_decide_what_is_drawn(usual):
    rows = np.vstack([usual, [[45.0, 0.01, 9000.0]]])
    weight = np.append(np.ones(800), 0.0)
    without = IsolationForest(n_estimators=20, random_state=7).fit(rows, sample_weight=weight)
    assert (
        without.to_bytes() == IsolationForest(n_estimators=20, random_state=7).fit(rows, None, list(weight)).to_bytes()
    )
    assert without.importance(usual).min() > 0
    blind = IsolationForest(random_state=7, feature_weights=[1.0, 0.0, 1.0]).fit(usual)
    assert blind.importance(usual)[1] == 0
    for wrong in ([1.0], [[1.0] * 801], ["much"] * 801, np.full(801, -1.0)):
        with pytest.raises((ShapeError, InvalidError)):
            IsolationForest().fit(rows, sample_weight=wrong)


def test_an_extended_forest_is_explained_too(usual):
    scaled = (usual - usual.mean(axis=0)) / usual.std(axis=0)
    forest = IsolationForest(extension_level=2, random_state=7).fit(scaled)
    strange = np.array([[0.1, 12.0, 0.1]])
    parts = forest.explain(strange)
    assert parts[0].argmin() == 1
    np.testing.assert_allclose(parts.sum(), forest.score_samples(strange)[0] - forest.baseline_, atol=1e-12)
    assert IsolationForest.from_bytes(forest.to_bytes()) == forest


def test_progress_is_told_and_can_stop(usual):
    told = []
    fitted = IsolationForest(n_estimators=40, random_state=7).fit(
        usual, progress=lambda done, of: told.append((done, of))
    )
    assert told[-1] == (40, 40)
    assert told == sorted(told)
    assert len(told) > 2
    assert fitted == IsolationForest(n_estimators=40, random_state=7).fit(usual)

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        IsolationForest().fit(usual, progress=stop)


def test_pictures_show_the_rows(forest, usual):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    frame = pd.DataFrame(np.vstack([usual, STRANGE]), columns=["cpu", "errors", "latency"])
    ax = forest.plot(frame)
    assert "802 rows are anomalies" in ax.get_title()
    assert sum(len(points.get_offsets()) for points in ax.collections) == 802
    ax = forest.plot(frame, row=800, ax=plt.figure().subplots())
    assert "row 800" in ax.get_title()
    assert any(label.get_text() == "cpu = 97" for label in ax.get_yticklabels())
    assert forest.plot(usual, row=-1).get_yticklabels()[0].get_text().startswith("column ")
    plt.close("all")

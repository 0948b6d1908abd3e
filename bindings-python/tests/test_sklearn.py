"""The estimator: scikit-learn's own tests of its class, and of estimators in general."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("sklearn")

from hypercare import LimitError, anomaly
from hypercare.sklearn import IsolationForest
from sklearn.base import clone
from sklearn.utils.estimator_checks import check_estimator

PLUGIN = """
import sklearn.ensemble
import sklearn.ensemble._iforest
from hypercare.sklearn import IsolationForest
sklearn.ensemble.IsolationForest = IsolationForest
sklearn.ensemble._iforest.IsolationForest = IsolationForest
"""

# They look into the class and not at what it does.
INTERNAL = {
    "test_recalculate_max_depth": "trees as objects of scikit-learn, in estimators_",
    "test_max_samples_consistency": "the attribute _max_samples of its base class",
    "test_iforest_warm_start": "trees as objects, in estimators_; what it is for is tested below",
    "test_iforest_chunks_works1": "how often a private function is called, 2 variants",
    "test_iforest_chunks_works2": "how often a private function is called, 2 variants",
}


def test_scikit_learns_own_tests_of_the_class_pass(tmp_path):
    (tmp_path / "substitute.py").write_text(PLUGIN, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    tests = ["--pyargs", "sklearn.ensemble.tests.test_iforest"]
    command = [sys.executable, "-m", "pytest", "-p", "substitute", "-q", "-rf", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    failed = set(re.findall(r"^FAILED \S*::(\w+)", done.stdout, flags=re.MULTILINE))
    passed = re.search(r"(\d+) passed", done.stdout)
    assert failed == set(INTERNAL), done.stdout[-3000:]
    assert passed is not None
    assert int(passed[1]) >= 26


@pytest.mark.filterwarnings("ignore")
def test_it_is_an_estimator_as_scikit_learn_wants_them():
    weights = "as scikit-learn's own: weights are chances of being drawn, and not repetitions"
    expected = dict.fromkeys(
        ("check_sample_weight_equivalence_on_dense_data", "check_sample_weight_equivalence_on_sparse_data"), weights
    )
    results = check_estimator(IsolationForest(n_estimators=5), expected_failed_checks=expected, on_fail=None)
    failed = [result["check_name"] for result in results if result["status"] == "failed"]
    assert failed == []
    assert sum(result["status"] == "passed" for result in results) >= 50


@pytest.fixture(scope="module")
def rows():
    return np.random.default_rng(3).normal(size=(300, 4))


def test_it_is_the_forest_of_the_package(rows):
    estimator = IsolationForest(random_state=3, contamination=0.1).fit(rows)
    np.testing.assert_array_equal(estimator.score_samples(rows), estimator.forest_.score_samples(rows))
    np.testing.assert_array_equal(estimator.predict(rows), estimator.forest_.predict(rows))
    assert estimator.offset_ == estimator.forest_.offset_
    assert estimator.forest_.explain(rows).shape == rows.shape
    copy = pickle.loads(pickle.dumps(estimator))
    np.testing.assert_array_equal(copy.score_samples(rows), estimator.score_samples(rows))
    assert clone(estimator).get_params() == estimator.get_params()
    again = clone(estimator).set_params(n_jobs=-2).fit(rows)
    np.testing.assert_array_equal(again.score_samples(rows), estimator.score_samples(rows))


def test_a_warm_start_adds_trees(rows):
    warm = IsolationForest(n_estimators=10, random_state=np.random.RandomState(1), warm_start=True).fit(rows)
    first = warm.forest_.to_bytes()
    warm.set_params(n_estimators=25).fit(rows)
    whole = IsolationForest(n_estimators=25, random_state=np.random.RandomState(1)).fit(rows)
    assert warm.forest_.to_bytes() == whole.forest_.to_bytes() != first


def test_weights_and_missing_values_and_words(rows, capsys):
    rows = rows.copy()
    rows[::7, 2] = np.nan
    weighted = IsolationForest(random_state=1, verbose=1).fit(rows, sample_weight=np.arange(300) < 100)
    assert "100 of 100 trees" in capsys.readouterr().out
    assert np.isfinite(weighted.score_samples(rows)).all()
    with pytest.raises(ValueError, match="infinity"):
        IsolationForest().fit([[np.inf], [1.0]])
    for wrong in ({"n_estimators": 0}, {"contamination": 0.7}, {"max_features": 9}, {"max_samples": 1.5}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            IsolationForest(**wrong).fit(rows)


def test_whole_numbers_are_not_rounded():
    with pytest.raises(ValueError, match="exactly"):
        IsolationForest().fit([[2**53], [2**53 + 1]] * 50)
    with pytest.raises(ValueError, match="64 bits"):
        IsolationForest().fit(np.ones((10, 2), dtype=np.longdouble))
    pandas = pytest.importorskip("pandas")
    instants = pandas.DataFrame({"at": [2**53, 2**53 + 1] * 50, "load": 0.5})
    for table in (instants, instants.astype({"at": "Int64"})):
        with pytest.raises(ValueError, match="column 0 of X"):
            IsolationForest().fit(table)
        with pytest.raises(ValueError, match="exactly"):
            anomaly.IsolationForest().fit(table)
    missing = pandas.DataFrame({"at": pandas.array([2**53 + 1, None] * 50, dtype="Int64"), "load": 0.5})
    with pytest.raises(ValueError, match="exactly"):
        anomaly.IsolationForest().fit(missing)
    rows = np.arange(300).reshape(100, 3) % 17
    whole = IsolationForest(random_state=1).fit(rows).score_samples(rows)
    np.testing.assert_array_equal(whole, IsolationForest(random_state=1).fit(rows * 1.0).score_samples(rows * 1.0))


def test_one_weight_for_all_subclasses_and_numbers_of_threads(rows):
    plain = IsolationForest(random_state=1).fit(rows)
    np.testing.assert_array_equal(
        IsolationForest(random_state=1).fit(rows, sample_weight=np.ones(len(rows))).score_samples(rows),
        IsolationForest(random_state=1).fit(rows, sample_weight=1.0).score_samples(rows),
    )

    class Named(IsolationForest):
        def __init__(self, *, name="web", random_state=None):
            super().__init__(random_state=random_state)
            self.name = name

    np.testing.assert_array_equal(Named(random_state=1).fit(rows).score_samples(rows), plain.score_samples(rows))
    with pytest.raises(ValueError, match="n_jobs"):
        IsolationForest(n_jobs=0).fit(rows)
    sparse = pytest.importorskip("scipy.sparse")
    with pytest.raises(LimitError, match="dense"):
        IsolationForest().fit(sparse.csr_matrix((200_000, 20_000)))

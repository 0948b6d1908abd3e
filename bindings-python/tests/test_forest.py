"""The isolation forest, as Python sees it."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypercare import FormatError, InvalidError, LimitError, NotFittedError, ShapeError
from hypercare.anomaly import IsolationForest


def test_the_strange_row_is_found(rows):
    forest = IsolationForest(random_state=7)
    assert forest.fit(rows) is forest
    scores = forest.score_samples(rows)
    assert scores.argmin() == 400
    assert scores.dtype == np.float64
    assert ((scores >= -1) & (scores < 0)).all()
    assert forest.offset_ == -0.5
    assert forest.n_features_in_ == 5
    assert forest.max_samples_ == 256
    np.testing.assert_array_equal(forest.decision_function(rows), scores - forest.offset_)
    predictions = forest.predict(rows)
    assert predictions.dtype == np.int64
    np.testing.assert_array_equal(predictions, np.where(scores < -0.5, -1, 1))


def test_no_number_of_threads_changes_a_result(rows):
    one = IsolationForest(random_state=7, contamination=0.1).fit(rows)
    for n_jobs in (1, 2, 3, -1):
        many = IsolationForest(random_state=7, contamination=0.1, n_jobs=n_jobs).fit(rows)
        assert many.to_bytes() == one.to_bytes()
        np.testing.assert_array_equal(many.score_samples(rows), one.score_samples(rows))


def test_the_seed_decides(rows):
    assert IsolationForest().fit(rows) == IsolationForest(random_state=0).fit(rows)
    assert IsolationForest(random_state=1).fit(rows) != IsolationForest(random_state=2).fit(rows)
    assert IsolationForest(random_state=np.int64(1)).fit(rows) == IsolationForest(random_state=1).fit(rows)


@pytest.mark.parametrize(
    "parameters",
    [
        {"n_estimators": 0},
        {"n_estimators": -1},
        {"n_estimators": 2.5},
        {"n_estimators": "many"},
        {"n_estimators": None},
        {"n_estimators": True},
        {"n_estimators": 10**30},
        {"max_samples": 0},
        {"max_samples": -5},
        {"max_samples": 1.5},
        {"max_samples": "all"},
        {"max_samples": None},
        {"max_samples": np.array([1, 2])},
        {"contamination": np.array([0.1, 0.2])},
        {"contamination": 0.0},
        {"contamination": 0.6},
        {"contamination": float("nan")},
        {"contamination": "none"},
        {"max_features": 0},
        {"max_features": 6},
        {"max_features": 1.5},
        {"max_features": "sqrt"},
        {"bootstrap": "yes"},
        {"bootstrap": 1},
        {"n_jobs": 0},
        {"n_jobs": -2},
        {"n_jobs": 1.0},
        {"random_state": -1},
        {"random_state": 1.5},
        {"random_state": np.random.default_rng(0)},
    ],
    ids=str,
)
def test_parameters_are_checked(rows, parameters):
    (name,) = parameters
    forest = IsolationForest(**parameters)
    with pytest.raises(InvalidError, match=name):
        forest.fit(rows)


def test_limits_are_checked(rows):
    with pytest.raises(LimitError):
        IsolationForest(n_estimators=70_000).fit(rows)


def test_a_wish_that_cannot_be_met_is_told(rows):
    with pytest.warns(UserWarning, match="max_samples") as told:
        IsolationForest(max_samples=1000).fit(rows)
    assert told[0].filename == __file__


def test_an_unfitted_forest_says_so(rows):
    forest = IsolationForest()
    for ask in (forest.score_samples, forest.decision_function, forest.predict):
        with pytest.raises(NotFittedError, match="call fit first"):
            ask(rows)
    for name in ("offset_", "n_features_in_", "max_samples_"):
        assert not hasattr(forest, name)
    with pytest.raises(NotFittedError):
        forest.to_bytes()


def test_a_failed_fit_leaves_the_forest_as_it_was(rows):
    forest = IsolationForest(random_state=7).fit(rows)
    before = forest.to_bytes()
    with pytest.raises(ShapeError):
        forest.fit(rows[:0])
    assert forest.to_bytes() == before


def test_other_columns_are_refused(rows):
    with pytest.raises(ShapeError, match="5 columns"):
        IsolationForest().fit(rows).score_samples(rows[:, :4])


def test_forests_travel(rows, tmp_path):
    forest = IsolationForest(random_state=7, contamination=0.1, n_jobs=2).fit(rows)
    data = forest.to_bytes()
    assert isinstance(data, bytes)
    forest.save(tmp_path / "web.forest")
    copies = [
        IsolationForest.from_bytes(data),
        IsolationForest.from_bytes(data, n_jobs=2),
        IsolationForest.load(tmp_path / "web.forest"),
        IsolationForest.load(str(tmp_path / "web.forest"), n_jobs=-1),
        pickle.loads(pickle.dumps(forest)),
        copy.copy(forest),
        copy.deepcopy(forest),
    ]
    for other in copies:
        assert other == forest
        assert other.to_bytes() == data
        assert other.offset_ == forest.offset_
        np.testing.assert_array_equal(other.predict(rows), forest.predict(rows))
    assert copies[0].n_estimators == 100
    assert pickle.loads(pickle.dumps(forest)).contamination == 0.1
    assert pickle.loads(pickle.dumps(IsolationForest(n_estimators=3))) == IsolationForest(n_estimators=3)


@pytest.mark.parametrize("data", [b"", b"x", b"CHIF" * 100, 7, "text", None, [1, 2]])
def test_what_is_no_forest_is_refused(data):
    with pytest.raises((FormatError, InvalidError)):
        IsolationForest.from_bytes(data)


def test_a_damaged_forest_is_refused(rows):
    data = IsolationForest(n_estimators=5).fit(rows).to_bytes()
    for at in range(0, len(data), 97):
        damaged = bytearray(data)
        damaged[at] ^= 1
        with pytest.raises(FormatError):
            IsolationForest.from_bytes(bytes(damaged))
        with pytest.raises(FormatError):
            IsolationForest.from_bytes(data[:at])


def test_repr_and_equality():
    assert repr(IsolationForest()) == "IsolationForest()"
    assert repr(IsolationForest(50, contamination=0.1)) == "IsolationForest(n_estimators=50, contamination=0.1)"
    assert IsolationForest(50) == IsolationForest(50)
    assert IsolationForest(50) != IsolationForest(60)
    assert IsolationForest() != "forest"
    with pytest.raises(TypeError):
        hash(IsolationForest())


def test_one_forest_serves_many_threads(rows):
    forest = IsolationForest(random_state=7).fit(rows)
    expected = forest.score_samples(rows)
    with ThreadPoolExecutor(8) as pool:
        for scores in pool.map(lambda _: forest.score_samples(rows), range(64)):
            np.testing.assert_array_equal(scores, expected)
        fitted = list(pool.map(lambda seed: IsolationForest(random_state=seed % 3).fit(rows), range(24)))
    assert all(fitted[seed] == fitted[seed % 3] for seed in range(24))


def test_other_threads_run_meanwhile():
    big = np.random.default_rng(0).normal(size=(200_000, 10))
    forest = IsolationForest(n_estimators=200, random_state=0).fit(big)
    started, took = threading.Event(), []

    def work():
        started.set()
        begin = time.perf_counter()
        forest.score_samples(big)
        took.append(time.perf_counter() - begin)

    worker = threading.Thread(target=work)
    worker.start()
    started.wait()
    ticks = 0
    while worker.is_alive():
        time.sleep(0.001)
        ticks += 1
    worker.join()
    assert ticks > 20 * took[0], f"{ticks} ticks in {took[0]:.2f} s: the interpreter was held"


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="reads /proc")
def test_memory_is_given_back(rows):
    def resident():
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    forest = IsolationForest(n_estimators=20).fit(rows)
    wide = np.asfortranarray(np.tile(rows, (50, 1)))

    def work(times):
        for _ in range(times):
            forest.score_samples(wide)
            IsolationForest.from_bytes(forest.to_bytes())
            IsolationForest(n_estimators=20).fit(rows)

    work(20)
    before = resident()
    work(200)
    assert resident() - before < 20 * 2**20


def test_the_package_asks_for_numpy_only():
    code = (
        "import sys, numpy; before = set(sys.modules); import hypercare;"
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert set(found) <= {"hypercare", "numpy"}


def test_names_of_columns_are_remembered(rows):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(rows[:, :2], columns=["cpu", "mem"])
    forest = IsolationForest(n_estimators=5).fit(table)
    scores = forest.score_samples(table)
    np.testing.assert_array_equal(forest.score_samples(table.to_numpy()), scores)
    for question in (forest.score_samples, forest.predict, forest.explain, forest.importance):
        with pytest.raises(InvalidError, match=r"column 0 of X: expected 'cpu', as in fit, found 'mem'"):
            question(table[["mem", "cpu"]])
    assert pickle.loads(pickle.dumps(forest)) == forest
    with pytest.raises(InvalidError, match="column 0"):
        pickle.loads(pickle.dumps(forest)).score_samples(table[["mem", "cpu"]])
    with pytest.raises(InvalidError, match="column 1"):
        forest.score_samples(table.rename(columns={"mem": "disk"}))
    forest.fit(rows)
    assert forest.n_features_in_ == rows.shape[1]


def test_merged_forests_have_their_offset_anew(rows):
    halves = [
        IsolationForest(n_estimators=20, contamination=0.1, first_tree=start).fit(part)
        for start, part in ((0, rows[:260]), (20, rows[100:]))
    ]
    merged = IsolationForest.merge(halves)
    assert merged.offset_ == -0.5
    renewed = merged.with_contamination(0.1, rows)
    assert merged.offset_ == -0.5
    assert (renewed.predict(rows) == -1).sum() == pytest.approx(0.1 * len(rows), abs=1)
    for wrong in (0, 0.6, float("nan"), "much", None):
        with pytest.raises(InvalidError):
            merged.with_contamination(wrong, rows)

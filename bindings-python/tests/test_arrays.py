"""Numbers are read where they lie or converted, never misread."""

from __future__ import annotations

import array
import decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypercare import InvalidError, ShapeError
from hypercare._arrays import matrix
from hypercare._series import floats
from hypercare.anomaly import IsolationForest
from hypercare.objectives import compare
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp


def unaligned(rows):
    raw = np.zeros(rows.nbytes + 1, dtype=np.uint8)
    view = raw[1:].view(rows.dtype).reshape(rows.shape)
    view[:] = rows
    assert not view.flags.aligned
    return view


def readonly(rows):
    copy = rows.copy()
    copy.flags.writeable = False
    return copy


LAYOUTS = {
    "C": np.ascontiguousarray,
    "Fortran": np.asfortranarray,
    "every second row": lambda rows: np.repeat(rows, 2, axis=0)[::2],
    "every second column": lambda rows: np.repeat(rows, 2, axis=1)[:, ::2],
    "backwards": lambda rows: rows[::-1, ::-1].copy()[::-1, ::-1],
    "transposed": lambda rows: rows.T.copy().T,
    "big-endian": lambda rows: rows.astype(">f8"),
    "unaligned": unaligned,
    "read-only": readonly,
    "list": np.ndarray.tolist,
    "tuples": lambda rows: tuple(map(tuple, rows.tolist())),
    "objects with __array__": lambda rows: pd.DataFrame(rows),
    "pandas with names": lambda rows: pd.DataFrame(rows, columns=list("abcde")),
    "pandas nullable": lambda rows: pd.DataFrame(rows).astype("Float64"),
    "polars": lambda rows: pl.DataFrame(rows, schema=list("abcde"), orient="row"),
    "arrow": lambda rows: pa.table({name: rows[:, at] for at, name in enumerate("abcde")}),
    "arrow batch": lambda rows: pa.record_batch({name: rows[:, at] for at, name in enumerate("abcde")}),
    "matrix": lambda rows: rows.view(np.matrix),
    "masked, nothing masked": np.ma.masked_array,
    "memory map": lambda rows: rows.view(np.memmap),
}


@pytest.fixture(scope="module")
def trained():
    matrix = np.random.default_rng(3).normal(size=(401, 5))
    return matrix, IsolationForest(random_state=1, n_estimators=25).fit(matrix)


@pytest.mark.filterwarnings("ignore:.*matrix subclass.*:PendingDeprecationWarning")
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_give_the_same_scores(trained, layout):
    rows, forest = trained
    other = LAYOUTS[layout](rows)
    np.testing.assert_array_equal(forest.score_samples(other), forest.score_samples(rows))
    assert IsolationForest(random_state=1, n_estimators=25).fit(other) == forest


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int8, np.int16, np.int64, np.uint8, np.uint64, np.bool_])
def test_types_give_the_scores_of_the_same_numbers(trained, dtype):
    rows, forest = trained
    narrow = np.abs(rows * 3).astype(dtype)
    for other in (narrow, np.asfortranarray(narrow), pd.DataFrame(narrow)):
        scores = forest.score_samples(other)
        assert scores.dtype == np.float64
        np.testing.assert_array_equal(scores, forest.score_samples(narrow.astype(np.float64)))


def test_32_bit_numbers_are_read_where_they_lie(trained):
    narrow = trained[0].astype(np.float32)
    assert matrix(narrow) is narrow
    assert matrix(narrow.astype(np.float16)).dtype == np.float32
    wide = trained[0]
    assert matrix(wide) is wide


@given(
    hnp.arrays(
        st.sampled_from([np.float64, np.float32, np.int32]),
        st.tuples(st.integers(1, 8), st.integers(1, 5)),
        elements=st.integers(-1000, 1000),
    ),
    st.permutations([0, 1]),
    st.tuples(st.sampled_from([1, -1, 2]), st.sampled_from([1, -1, 2])),
)
def test_any_view_is_read_as_its_values(values, axes, steps):
    view = values.transpose(axes)[:: steps[0], :: steps[1]]
    forest = IsolationForest(n_estimators=5, random_state=2).fit(view)
    plain = np.array(view.tolist(), dtype=np.float64).reshape(view.shape)
    assert forest == IsolationForest(n_estimators=5, random_state=2).fit(plain)
    np.testing.assert_array_equal(forest.score_samples(view), forest.score_samples(plain))


def test_what_is_missing_becomes_nan(trained):
    rows, forest = trained
    holes = rows.copy()
    holes[::3, 1] = np.nan
    expected = forest.score_samples(holes)
    frame = pd.DataFrame(holes, columns=list("abcde"))
    names = list("abcde")
    for table in (
        frame,
        frame.convert_dtypes(),
        frame.astype("Float64"),
        pl.from_pandas(frame),
        pa.Table.from_pandas(frame, preserve_index=False),
        np.ma.masked_where(np.isnan(holes), rows),
        pl.DataFrame({name: [None if np.isnan(x) else x for x in holes[:, at]] for at, name in enumerate(names)}),
    ):
        np.testing.assert_array_equal(forest.score_samples(table), expected)


def test_tables_may_mix_types():
    mixed = pd.DataFrame({"a": [1, 2, None], "b": [True, False, True], "c": [0.5, 1.5, 2.5]})
    expected = np.array([[1, 1, 0.5], [2, 0, 1.5], [np.nan, 1, 2.5]])
    nullable = mixed.astype({"a": "Int64", "b": "boolean"})
    for table in (mixed, nullable, pl.from_pandas(mixed), pa.Table.from_pandas(mixed, preserve_index=False)):
        np.testing.assert_array_equal(matrix(table), expected)
    assert matrix(pd.DataFrame({"a": np.float32([1, 2]), "b": np.float32([3, 4])})).dtype == np.float32


def test_a_mask_is_not_passed_over(trained):
    rows, forest = trained
    masked = np.ma.masked_array(rows, mask=False)
    masked[0] = np.ma.masked
    assert forest.score_samples(masked)[0] != forest.score_samples(rows)[0]


def test_whole_numbers_that_float64_does_not_hold_are_refused():
    exact, over = 2**53, 2**53 + 1
    assert matrix(np.array([[exact, -exact]]))[0, 0] == exact
    for numbers in ([[over]], [[-over]], np.array([[over]], dtype=np.uint64), pd.DataFrame({"a": [over]})):
        with pytest.raises(InvalidError, match="2\\*\\*53"):
            matrix(numbers)
    with pytest.raises(InvalidError):
        matrix([[2**70]])


@pytest.mark.parametrize(
    "data",
    [
        [["1.5", "2"]],
        np.array([["a"]]),
        np.array([[b"a"]]),
        np.array([[object()]], dtype=object),
        np.array([[1.0, "2"]], dtype=object),
        np.array([[1 + 2j]]),
        np.array([["2026-11-22"]], dtype="datetime64[D]"),
        np.array([[1]], dtype="timedelta64[s]"),
        np.zeros((2, 2), dtype=[("a", float)]),
        [[decimal.Decimal("1.5")]],
        pd.DataFrame({"a": ["x"], "b": [1.0]}),
        pd.DataFrame({"a": pd.Categorical(["x"])}),
        pd.DataFrame({"a": [pd.Timestamp("2026-11-22")]}),
        pl.DataFrame({"a": ["x"]}),
        pa.table({"a": ["x"]}),
        np.array([[np.longdouble(1)]]),
    ],
    ids=repr,
)
def test_what_is_no_number_is_refused(data):
    with pytest.raises(InvalidError, match=r"X(\['a'\])?(\[\d(, \d)?\])?: expected (numbers|a number)"):
        IsolationForest().fit(data)


def test_none_and_na_are_missing_values():
    expected = np.array([[1, np.nan], [np.nan, 4]])
    for holes in ([[1, None], [None, 4.0]], np.array([[1, pd.NA], [pd.NA, 4]], dtype=object)):
        np.testing.assert_array_equal(matrix(holes), expected)
        np.testing.assert_array_equal(matrix(pd.DataFrame(holes, dtype=object)), expected)
    with pytest.raises(InvalidError, match=r"X\[0, 1\]: expected a number, found '2'"):
        matrix(np.array([[1, "2"]], dtype=object))
    with pytest.raises(InvalidError, match=r"rates\['load'\]\[1\]"):
        matrix(pd.DataFrame({"load": [1.0, "high"]}), "rates")


def test_series_without_values_are_refused_by_name():
    assert np.isnan(floats([1.0, None])[1])
    with pytest.raises(InvalidError, match="baseline: expected numbers"):
        compare(None, [1.0])
    with pytest.raises(InvalidError, match="canary: expected"):
        compare([1.0], [["a"]])


@pytest.mark.parametrize(
    "data", [3.5, None, [], [1.0, 2.0], np.zeros(3), np.zeros((2, 2, 2)), pd.Series([1.0]), "text"]
)
def test_other_than_two_dimensions_are_refused(data):
    with pytest.raises((ShapeError, InvalidError), match="X: expected"):
        IsolationForest().fit(data)


def test_one_dimension_gets_a_hint():
    with pytest.raises(ShapeError, match=r"reshape\(1, -1\)"):
        IsolationForest().fit(np.zeros(3))
    with pytest.raises(ShapeError, match="rows of equal length"):
        IsolationForest().fit([[1.0], [1.0, 2.0]])


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (5, 0)])
@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64])
def test_empty_matrices(trained, shape, kind):
    empty = np.zeros(shape, dtype=kind)
    with pytest.raises(ShapeError):
        IsolationForest().fit(empty)
    forest = trained[1]
    if shape[1] == 5:
        assert forest.score_samples(empty).shape == (0,)
        assert forest.predict(empty).dtype == np.int64
    else:
        with pytest.raises(ShapeError):
            forest.score_samples(empty)
    with pytest.raises(ShapeError):
        IsolationForest().fit(pd.DataFrame(empty))


def test_infinity_is_refused_with_its_place(trained):
    rows = trained[0].copy()
    rows[7, 2] = -np.inf
    for data in (rows, rows.astype(np.float32), np.asfortranarray(rows)):
        with pytest.raises(InvalidError, match="inf"):
            trained[1].score_samples(data)


def test_the_buffer_protocol_is_a_matrix_too():
    view = memoryview(array.array("d", [1, 2, 3, 4])).cast("B").cast("d", (2, 2))
    np.testing.assert_array_equal(matrix(view), [[1, 2], [3, 4]])

"""The isolation forest as an estimator of scikit-learn.

Install the extra ``hypercare[sklearn]``; nothing else of the package needs scikit-learn.

>>> from hypercare.sklearn import IsolationForest
>>> IsolationForest(random_state=0).fit([[-1.1], [0.3], [0.5], [100]]).predict([[0.1], [0], [90]])
array([ 1,  1, -1])
"""

from __future__ import annotations

import numbers
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from sklearn.base import BaseEstimator, OutlierMixin  # type: ignore[import-untyped]
from sklearn.utils import check_random_state  # type: ignore[import-untyped]
from sklearn.utils.validation import check_is_fitted, validate_data  # type: ignore[import-untyped]

from . import anomaly
from ._arrays import weights
from ._errors import InvalidError, LimitError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["IsolationForest"]

_CHUNK = 1 << 22  # values that are made dense at a time: 32 MiB
_DENSE = 1 << 27  # values of a sparse matrix that are made dense to fit: 1 GiB
_KEPT = [np.dtype(kind) for kind in ("f8", "f4", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?", np.longdouble)]
_FOREST = ("n_estimators", "max_samples", "contamination", "max_features", "bootstrap", "warm_start")


def _array(X: Any) -> Any:
    # Of a list, scikit-learn would make float64 before anybody could look at its numbers.
    return np.asarray(X) if type(X) in (list, tuple) else X


def _told(done: int, of: int) -> None:
    sys.stdout.write(f"{done} of {of} trees\n")


if TYPE_CHECKING:

    class _Estimator:  # scikit-learn has no types
        def get_params(self, deep: bool = True) -> dict[str, Any]: ...
        def set_params(self, **params: Any) -> IsolationForest: ...
        def fit_predict(self, X: Any, y: object = None, **kwargs: Any) -> NDArray[np.int64]: ...
        def __sklearn_tags__(self) -> Any: ...

else:

    class _Estimator(OutlierMixin, BaseEstimator):
        pass


class IsolationForest(_Estimator):
    """Tell how much each row differs from the others: scikit-learn's class of that name, on hypercare's forest.

    Parameters, attributes, signs and scales are scikit-learn's. Scores differ as those of two seeds do. On purpose
    otherwise: values stay 64-bit, NaN is a missing value that goes to the side of more training rows, an infinity is an
    error, ``warm_start`` wants as many rows per tree as before, and there are no ``estimators_`` to look at. A seed
    gives the same model on any number of threads.

    Parameters
    ----------
    n_estimators : int, default 100
        The number of trees.
    max_samples : int, float or "auto", default "auto"
        How many rows each tree is grown on: a whole number of them, a share of all, or at most 256.
    contamination : float or "auto", default "auto"
        Which share of the training rows counts as anomalous, over 0 and at most 0.5; "auto" sets ``offset_`` to -0.5.
    max_features : int or float, default 1.0
        How many columns each tree may look at: a whole number of them, or a share of all.
    bootstrap : bool, default False
        Whether a row may be drawn more than once for a tree.
    n_jobs : int or None, default None
        The most threads to use: None is one, -1 one for each processor, -2 one fewer, and so on.
    random_state : int, RandomState instance or None, default None
        The seed. None is chance, as scikit-learn has it.
    verbose : int, default 0
        Over 0, the progress of fitting is written to the standard output.
    warm_start : bool, default False
        Whether ``fit`` keeps the trees that are there and adds more.

    Attributes
    ----------
    offset_ : float
        The score under which a row is an anomaly.
    max_samples_ : int
        How many rows each tree was grown on.
    n_features_in_ : int
        The number of columns.
    feature_names_in_ : numpy.ndarray of str
        The names of the columns, where they have any.
    forest_ : hypercare.anomaly.IsolationForest
        The fitted forest, which can explain itself and travels to other languages.
    """

    forest_: anomaly.IsolationForest
    max_samples_: int
    n_features_in_: int
    offset_: float
    _seed: int

    def __init__(
        self,
        *,
        n_estimators: int = 100,
        max_samples: float | Literal["auto"] = "auto",
        contamination: float | Literal["auto"] = "auto",
        max_features: float = 1.0,
        bootstrap: bool = False,
        n_jobs: int | None = None,
        random_state: Any = None,
        verbose: int = 0,
        warm_start: bool = False,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.contamination = contamination
        self.max_features = max_features
        self.bootstrap = bootstrap
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.verbose = verbose
        self.warm_start = warm_start

    def fit(self, X: Any, y: object = None, sample_weight: Any = None) -> IsolationForest:
        """Grow the forest on the rows of a matrix.

        Parameters
        ----------
        X : array_like or sparse matrix of shape (n_samples, n_features)
            The rows; NaN is a missing value. A sparse matrix is made dense: it may have 2**27 values, zeros counted.
        y : ignored
        sample_weight : array_like of shape (n_samples,), optional
            How likely each row is drawn for a tree; only the ratios count.

        Returns
        -------
        IsolationForest
            The estimator itself.

        Raises
        ------
        ValueError
            For a parameter out of its range, an infinity, a whole number that float64 does not hold, or a shape that
            does not fit; with ``warm_start`` for rows of which trees would be grown on other numbers than before.
        LimitError
            For a sparse matrix of more than 2**27 values.

        Examples
        --------
        >>> IsolationForest(n_estimators=10).fit([[0.0], [1.0], [9.0]])
        IsolationForest(n_estimators=10)
        """
        rows = self._rows(X, reset=True)
        if isinstance(sample_weight, numbers.Number):
            sample_weight = np.full(rows.shape[0], sample_weight)
        sample_weight = None if sample_weight is None else np.asarray(sample_weight)
        if sample_weight is not None and not sample_weight.any():
            message = "sample_weight: all weights are zero"
            raise InvalidError(message)
        grown = getattr(self, "forest_", None) if self.warm_start else None
        kept = grown is not None and not isinstance(self.random_state, numbers.Integral)
        seed = self._seed if kept else int(check_random_state(self.random_state).randint(2**31 - 1))
        forest = grown if grown is not None else anomaly.IsolationForest()
        parameters = {name: getattr(self, name) for name in _FOREST}
        parameters.update(n_jobs=self._threads(), random_state=seed)
        if isinstance(self.max_samples, numbers.Integral) and self.max_samples > rows.shape[0]:
            message = (
                f"max_samples ({self.max_samples}) is greater than the total number of samples ({rows.shape[0]}). "
                "max_samples will be set to n_samples for estimation."
            )
            warnings.warn(message, UserWarning, stacklevel=2)
            parameters["max_samples"] = rows.shape[0]
        fresh = anomaly.IsolationForest(**parameters)
        fresh._native = forest._native
        fresh.fit(rows, sample_weight=sample_weight, progress=_told if self.verbose else None)
        self.forest_ = fresh
        self._seed = seed
        self.max_samples_ = fresh.max_samples_
        self.offset_ = fresh.offset_
        return self

    def score_samples(self, X: Any) -> NDArray[np.float64]:
        """Say how ordinary each row is.

        Parameters
        ----------
        X : array_like or sparse matrix of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        numpy.ndarray of float64
            From -1 up to but not including 0: the lower, the stranger.

        Examples
        --------
        >>> forest = IsolationForest(random_state=0).fit([[0.0], [1.0], [2.0], [50.0]])
        >>> int(forest.score_samples([[1.0], [60.0]]).argmin())
        1
        """
        check_is_fitted(self)
        rows = self._rows(X, reset=False)
        if not hasattr(rows, "tocsr"):
            return self.forest_.score_samples(rows)
        step = max(1, _CHUNK // max(1, rows.shape[1]))
        parts = [self.forest_.score_samples(rows[at : at + step].toarray()) for at in range(0, rows.shape[0], step)]
        return np.concatenate(parts)

    def decision_function(self, X: Any) -> NDArray[np.float64]:
        """Give the scores less ``offset_``: below 0 for anomalies.

        Parameters
        ----------
        X : array_like or sparse matrix of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        numpy.ndarray of float64

        Examples
        --------
        >>> forest = IsolationForest(random_state=0).fit([[0.0], [1.0], [2.0], [50.0]])
        >>> forest.decision_function([[1.0], [60.0]]) < 0
        array([False,  True])
        """
        return self.score_samples(X) - self.offset_

    def predict(self, X: Any) -> NDArray[np.int64]:
        """Tell anomalies from ordinary rows.

        Parameters
        ----------
        X : array_like or sparse matrix of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        numpy.ndarray of int64
            -1 for an anomaly, 1 for an ordinary row.

        Examples
        --------
        >>> forest = IsolationForest(random_state=0).fit([[0.0], [1.0], [2.0], [50.0]])
        >>> forest.predict([[1.0], [60.0]])
        array([ 1, -1])
        """
        return np.where(self.decision_function(X) < 0, -1, 1).astype(np.int64)

    def _threads(self) -> int | None:
        jobs = self.n_jobs
        if jobs == 0:
            message = "n_jobs: expected None, a number from 1 on, or one below 0, found 0"
            raise InvalidError(message)
        return jobs if jobs is None or jobs > 0 else max(1, (os.cpu_count() or 1) + 1 + jobs)

    def _rows(self, X: Any, *, reset: bool) -> Any:
        sparse = "csr" if not reset else "csc"
        for index in range(X.shape[1]) if hasattr(X, "iloc") else ():
            # Beside columns of other types they would be made float64 before anybody could look at them.
            if getattr(X.dtypes.iloc[index], "kind", "") in "iu":
                weights(X.iloc[:, index], f"column {index} of X")
        rows: Any = validate_data(
            self,
            _array(X),
            accept_sparse=sparse,
            dtype=_KEPT,  # the forest converts them, and refuses what it would have to round
            ensure_all_finite="allow-nan",
            reset=reset,
        )
        if not reset or not hasattr(rows, "toarray"):
            return rows
        if rows.shape[0] * rows.shape[1] > _DENSE:
            message = f"X: {rows.shape[0]} x {rows.shape[1]} values to make dense, over the cap of {_DENSE}"
            raise LimitError(message)
        return rows.toarray()

    def __sklearn_tags__(self) -> Any:
        """Say what scikit-learn may ask of the estimator."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.sparse = True
        return tags

"""What a fitted isolation forest says of rows."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from ._arrays import names
from ._errors import InvalidError, NotFittedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from . import _hypercare
    from ._types import RowExplanation

__all__ = ["Scorer"]


class Scorer:
    """The questions that a forest answers once it is fitted."""

    _native: _hypercare.Forest | None
    _names: list[str] | None

    def score_samples(self, X: Any) -> NDArray[np.float64]:
        """Say how ordinary each row is.

        Parameters
        ----------
        X : array_like or table of shape (n_rows, n_columns)
            As for :meth:`fit`.

        Returns
        -------
        numpy.ndarray of float64
            From -1 up to but not including 0: the lower, the stranger.

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.
        ShapeError
            For other columns than the forest was fitted on.
        InvalidError
            For an infinity, values that are no numbers, or a table with other names or another order of columns than
            the table that the forest was fitted on. Names are not saved with the model.

        Examples
        --------
        >>> from hypercare.anomaly import IsolationForest
        >>> forest = IsolationForest().fit([[0.0], [1.0], [2.0], [50.0]])
        >>> forest.score_samples([[1.0], [60.0]]).round(2)
        array([-0.33, -0.68])
        """
        self._check_names(X)
        return self._fitted.score_samples(X)

    def decision_function(self, X: Any) -> NDArray[np.float64]:
        """Give :meth:`score_samples` less :attr:`offset_`: below 0 for anomalies.

        Parameters
        ----------
        X : array_like or table of shape (n_rows, n_columns)
            As for :meth:`fit`.

        Returns
        -------
        numpy.ndarray of float64

        Raises
        ------
        NotFittedError, ShapeError, InvalidError
            As :meth:`score_samples`.

        Examples
        --------
        >>> from hypercare.anomaly import IsolationForest
        >>> forest = IsolationForest().fit([[0.0], [1.0], [2.0], [50.0]])
        >>> forest.decision_function([[1.0], [60.0]]) < 0
        array([False,  True])
        """
        self._check_names(X)
        return self._fitted.decision_function(X)

    def predict(self, X: Any) -> NDArray[np.int64]:
        """Tell anomalies from ordinary rows.

        Parameters
        ----------
        X : array_like or table of shape (n_rows, n_columns)
            As for :meth:`fit`.

        Returns
        -------
        numpy.ndarray of int64
            -1 for an anomaly, 1 for an ordinary row.

        Raises
        ------
        NotFittedError, ShapeError, InvalidError
            As :meth:`score_samples`.

        Examples
        --------
        >>> from hypercare.anomaly import IsolationForest
        >>> forest = IsolationForest().fit([[0.0], [1.0], [2.0], [50.0]])
        >>> forest.predict([[1.0], [60.0]])
        array([ 1, -1])
        """
        self._check_names(X)
        return self._fitted.predict(X)

    def explain(self, X: Any) -> NDArray[np.float64]:
        """Say how much each column pushed each row away from :attr:`baseline_`.

        The contributions of a row add up to its score less the baseline. They are exact Shapley values of the length of
        the row's path through the trees (path-dependent TreeSHAP; Lundberg et al. 2020), brought to the scale of scores
        by one factor per row. With ``extension_level`` the changes along the path are shared out among the columns of
        each split.

        Parameters
        ----------
        X : array_like or table of shape (n_rows, n_columns)
            As for :meth:`fit`.

        Returns
        -------
        numpy.ndarray of float64, of shape (n_rows, n_columns)
            Below 0 where the column makes the row stranger.

        Raises
        ------
        NotFittedError, ShapeError, InvalidError
            As :meth:`score_samples`.

        Examples
        --------
        >>> from hypercare.anomaly import IsolationForest
        >>> forest = IsolationForest(random_state=7).fit([[k % 7, k % 5] for k in range(99)])
        >>> parts = forest.explain([[3.0, 40.0]])
        >>> int(parts[0].argmin())
        1
        >>> bool(abs(parts.sum() - (forest.score_samples([[3.0, 40.0]])[0] - forest.baseline_)) < 1e-12)
        True
        """
        self._check_names(X)
        return self._fitted.explain(X)

    def importance(self, X: Any) -> NDArray[np.float64]:
        """Say how much each column matters for the scores of some rows: the mean of the absolute contributions.

        Parameters
        ----------
        X : array_like or table of shape (n_rows, n_columns)
            As for :meth:`fit`.

        Returns
        -------
        numpy.ndarray of float64, of shape (n_columns,)

        Raises
        ------
        NotFittedError, ShapeError, InvalidError
            As :meth:`score_samples`.

        Examples
        --------
        >>> from hypercare.anomaly import IsolationForest
        >>> rows = [[k**2, 1.0] for k in range(99)]
        >>> IsolationForest(random_state=7).fit(rows).importance(rows) > 0
        array([ True, False])
        """
        self._check_names(X)
        return self._fitted.importance(X)

    def describe(self, X: Any, reference: Any, columns: Iterable[str] | None = None) -> list[RowExplanation]:
        """Explain rows in words, beside rows to compare them with.

        Parameters
        ----------
        X : array_like or table of shape (n_rows, n_columns)
            The rows to explain.
        reference : array_like or table of shape (n_others, n_columns)
            The rows that the forest was fitted on, or others to compare with.
        columns : sequence of str, optional
            What the columns are called; those of ``reference`` if it is a table.

        Returns
        -------
        list of RowExplanation
            For each row its score, and the columns with their contributions and a sentence, the most responsible first.

        Raises
        ------
        NotFittedError, ShapeError, InvalidError
            As :meth:`score_samples`.

        Examples
        --------
        >>> from hypercare.anomaly import IsolationForest
        >>> rows = [[k % 90, k % 5] for k in range(1000)]
        >>> forest = IsolationForest(random_state=7).fit(rows)
        >>> forest.describe([[97.0, 2.0]], rows, ["cpu", "errors"])[0].features[0].sentence
        'cpu 97 is above all training rows, which end at 89'
        """
        for rows in (X, reference):
            self._check_names(rows)
        told = names(reference) if columns is None else list(columns)
        return list(self._fitted.describe(X, reference, told))

    def plot(self, X: Any, columns: Iterable[str] | None = None, *, row: int | None = None, ax: Any = None) -> Any:
        """Draw the scores of rows, or the explanation of one of them, with matplotlib (the extra ``hypercare[plot]``).

        Parameters
        ----------
        X : array_like or table of shape (n_rows, n_columns)
            The rows.
        columns : sequence of str, optional
            What the columns are called; those of ``X`` if it is a table.
        row : int, optional
            The row to explain, from 0; without it the scores of all rows are drawn, anomalies marked.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a figure of its own unless told.

        Returns
        -------
        matplotlib.axes.Axes
            What was drawn on.

        Raises
        ------
        ImportError
            Without matplotlib.
        NotFittedError, ShapeError, InvalidError
            As :meth:`score_samples`.
        """
        from . import _plot

        return _plot.draw(self, X, columns, row, ax)

    @property
    def baseline_(self) -> float:
        """The score that :meth:`explain` starts from: that of a path as long as those of the training rows are."""
        return self._fitted.baseline()

    @property
    def offset_(self) -> float:
        """The score under which a row is an anomaly."""
        return self._fitted.facts()[0]

    @property
    def n_features_in_(self) -> int:
        """The number of columns that the forest was fitted on."""
        return self._fitted.facts()[1]

    @property
    def max_samples_(self) -> int:
        """How many rows each tree was grown on."""
        return self._fitted.facts()[3]

    def _check_names(self, X: Any) -> None:
        """Refuse a table whose columns are called otherwise than in fit, or stand in another order."""
        found = None if self._names is None else names(X)
        if found is not None and found != self._names:
            told = zip_longest(found, self._names or ())
            at, (one, other) = next((at, pair) for at, pair in enumerate(told) if pair[0] != pair[1])
            message = f"column {at} of X: expected {other!r}, as in fit, found {one!r}"
            raise InvalidError(message)

    @property
    def _fitted(self) -> _hypercare.Forest:
        if self._native is None:
            message = "isolation forest is not fitted yet: call fit first"
            raise NotFittedError(message)
        return self._native

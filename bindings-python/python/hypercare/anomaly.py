"""Which rows look unlike the others?

>>> import numpy as np
>>> from hypercare.anomaly import IsolationForest
>>> metrics = np.array([[12.0, 0.31], [14.0, 0.29], [13.0, 0.33], [12.5, 0.30], [95.0, 0.97]])
>>> forest = IsolationForest(random_state=7).fit(metrics)
>>> int(forest.score_samples(metrics).argmin())  # the lower, the stranger
4
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from . import _hypercare
from ._errors import NotFittedError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["IsolationForest"]


class IsolationForest:
    """Tell how much each row differs from the others, by how few random cuts part it from them.

    Parameters, signs and scales are those of scikit-learn's class of that name. Values stay 64-bit, NaN is a missing
    value, an infinity an error. Equal seeds, parameters and rows give equal models, to the bit, in every language.

    Parameters
    ----------
    n_estimators : int, default 100
        The number of trees.
    max_samples : int, float or "auto", default "auto"
        How many rows each tree is grown on: a whole number of them, a share of all, or at most 256.
    contamination : float or "auto", default "auto"
        Which share of the training rows counts as anomalous, over 0 and at most 0.5; "auto" sets :attr:`offset_` to
        -0.5.
    max_features : int or float, default 1.0
        How many columns each tree may look at: a whole number of them, or a share of all.
    bootstrap : bool, default False
        Whether a row may be drawn more than once for a tree.
    n_jobs : int or None, default None
        The most threads to use: None is one, -1 one for each processor. No number changes a result.
    random_state : int or None, default None
        The seed, of 0 or more; None is the seed of the library, 0, and not chance.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.append(np.arange(99) % 7, 40.0).reshape(-1, 1)
    >>> forest = IsolationForest(contamination=0.01, random_state=7).fit(rows)
    >>> np.flatnonzero(forest.predict(rows) == -1)
    array([99])
    """

    _native: _hypercare.Forest | None

    def __init__(
        self,
        n_estimators: int = 100,
        max_samples: float | Literal["auto"] = "auto",
        contamination: float | Literal["auto"] = "auto",
        max_features: float = 1.0,
        bootstrap: bool = False,
        n_jobs: int | None = None,
        random_state: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.contamination = contamination
        self.max_features = max_features
        self.bootstrap = bootstrap
        self.n_jobs = n_jobs
        self.random_state = random_state
        self._native = None

    def fit(self, X: Any, y: object = None) -> IsolationForest:
        """Grow the forest on the rows of a matrix.

        Parameters
        ----------
        X : array_like or table of shape (n_rows, n_columns)
            Numbers: an array of numpy, a DataFrame of pandas or polars, a table of Arrow, a list of lists. Arrays of
            float64 and float32 whose rows lie one after the other are read where they lie, all else is converted.
        y : ignored

        Returns
        -------
        IsolationForest
            The forest itself.

        Raises
        ------
        InvalidError
            For a parameter out of its range, an infinity, or values that are no numbers.
        ShapeError
            For a matrix without rows or columns.
        LimitError
            For more than 65,536 trees or 2**28 nodes.

        Examples
        --------
        >>> IsolationForest(n_estimators=10).fit([[0.0], [1.0], [9.0]])
        IsolationForest(n_estimators=10)
        """
        native = _hypercare.Forest.fit(
            X,
            self.n_estimators,
            self.max_samples,
            self.contamination,
            self.max_features,
            self.bootstrap,
            _threads(self.n_jobs),
            self.random_state,
        )
        for warning in native.facts()[4]:
            warnings.warn(warning, UserWarning, stacklevel=2)
        self._native = native
        return self

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
            For an infinity, or values that are no numbers.

        Examples
        --------
        >>> forest = IsolationForest().fit([[0.0], [1.0], [2.0], [50.0]])
        >>> forest.score_samples([[1.0], [60.0]]).round(2)
        array([-0.33, -0.68])
        """
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
        >>> forest = IsolationForest().fit([[0.0], [1.0], [2.0], [50.0]])
        >>> forest.decision_function([[1.0], [60.0]]) < 0
        array([False,  True])
        """
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
        >>> forest = IsolationForest().fit([[0.0], [1.0], [2.0], [50.0]])
        >>> forest.predict([[1.0], [60.0]])
        array([ 1, -1])
        """
        return self._fitted.predict(X)

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

    def to_bytes(self) -> bytes:
        """Write the fitted forest in the format that Rust, Python and Node read.

        Returns
        -------
        bytes

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.

        Examples
        --------
        >>> forest = IsolationForest(n_estimators=10).fit([[0.0], [1.0], [9.0]])
        >>> IsolationForest.from_bytes(forest.to_bytes()) == forest
        True
        """
        return self._fitted.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes, n_jobs: int | None = None) -> IsolationForest:
        """Read a forest that Rust, Python or Node wrote.

        Parameters
        ----------
        data : bytes
            What :meth:`to_bytes` wrote. Everything is checked: bytes from strangers do no harm.
        n_jobs : int or None, default None
            The most threads to score on, as in the class.

        Returns
        -------
        IsolationForest
            Fitted. Of the parameters it knows the number of trees and of rows per tree; the others stand as the class
            has them.

        Raises
        ------
        FormatError
            For bytes that are no forest, are damaged, or come from a newer version.

        Examples
        --------
        >>> from hypercare import FormatError
        >>> try:
        ...     IsolationForest.from_bytes(b"something else")
        ... except FormatError as error:
        ...     print(error.code)
        format
        """
        native = _hypercare.Forest.from_bytes(data, _threads(n_jobs))
        _, _, trees, samples, _ = native.facts()
        forest = cls(n_estimators=trees, max_samples=samples, n_jobs=n_jobs)
        forest._native = native
        return forest

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write :meth:`to_bytes` into a file.

        Parameters
        ----------
        path : str or path-like
            The file; one that is there is replaced.

        Raises
        ------
        NotFittedError
            Before :meth:`fit`.
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "web.forest"
        >>> forest = IsolationForest(n_estimators=10).fit([[0.0], [1.0], [9.0]])
        >>> forest.save(path)
        >>> IsolationForest.load(path) == forest
        True
        """
        Path(path).write_bytes(self.to_bytes())

    @classmethod
    def load(cls, path: str | os.PathLike[str], n_jobs: int | None = None) -> IsolationForest:
        """Read a file that :meth:`save`, or the same call in Rust or Node, wrote.

        Parameters
        ----------
        path : str or path-like
            The file.
        n_jobs : int or None, default None
            As for :meth:`from_bytes`.

        Returns
        -------
        IsolationForest

        Raises
        ------
        FormatError
            As :meth:`from_bytes`.
        OSError
            If the file cannot be read.

        Examples
        --------
        >>> IsolationForest.load("no such file")
        Traceback (most recent call last):
            ...
        FileNotFoundError: [Errno 2] No such file or directory: 'no such file'
        """
        return cls.from_bytes(Path(path).read_bytes(), n_jobs)

    @property
    def _fitted(self) -> _hypercare.Forest:
        if self._native is None:
            message = "isolation forest is not fitted yet: call fit first"
            raise NotFittedError(message)
        return self._native

    def _parameters(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_native"}

    def __repr__(self) -> str:
        defaults = vars(IsolationForest())
        told = (f"{name}={value!r}" for name, value in self._parameters().items() if value != defaults[name])
        return f"IsolationForest({', '.join(told)})"

    def __eq__(self, other: object) -> bool:
        """Forests are equal if they score alike; those that are not fitted, if their parameters are equal."""
        if not isinstance(other, IsolationForest):
            return NotImplemented
        if self._native is None or other._native is None:
            return self._native is other._native and self._parameters() == other._parameters()
        return self._native.equals(other._native)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __getstate__(self) -> dict[str, Any]:
        """Pickle through the format that carries no code."""
        return {**vars(self), "_native": None if self._native is None else self._native.to_bytes()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        native = state.pop("_native")
        vars(self).update(state)
        threads = _threads(self.n_jobs)
        self._native = None if native is None else _hypercare.Forest.from_bytes(native, threads)


def _threads(n_jobs: int | None) -> int | None:
    return os.cpu_count() if n_jobs == -1 else n_jobs

"""The isolation forest."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from . import _hypercare
from ._arrays import names, weights
from ._errors import InvalidError
from ._scorer import Scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["IsolationForest", "options"]


class IsolationForest(Scorer):
    """Tell how much each row differs from the others, by how few random cuts part it from them.

    Parameters, signs and scales are those of scikit-learn's class of that name. Values stay 64-bit, NaN is a missing
    value, an infinity an error. Equal seeds, parameters and rows give equal models, to the bit, in every language.

    Parameters
    ----------
    n_estimators : int, default 100
        The number of trees.
    max_samples : int, float or "auto", default "auto"
        How many rows each tree is grown on: a whole number of them, a share of all, or at most 256.
        To try after the default: 300 trees of 512 rows, with ``feature_weights`` as the square root of each column's
        kurtosis, which found more in the mean over 14 sets of ADBench.
    contamination : float or "auto", default "auto"
        Which share of the training rows counts as anomalous, over 0 and at most 0.5; "auto" sets :attr:`offset_` to
        -0.5.
    max_features : int or float, default 1.0
        How many columns each tree may look at: a whole number of them, or a share of all.
    bootstrap : bool, default False
        Whether a row may be drawn more than once for a tree.
    extension_level : int, default 0
        How many columns a split looks at besides the first. From 1 on the forest is the extended one of Hariri,
        Carrasco Kind and Brunner 2019: a split parts the rows by their place along a random direction.
    n_jobs : int or None, default None
        The most threads to use: None is one, -1 one for each processor. No number changes a result.
    random_state : int or None, default None
        The seed, of 0 or more; None is the seed of the library, 0, and not chance.
    feature_weights : sequence of float, optional
        How likely each column is drawn for a split; only the ratios count, and a column of weight 0 takes no part.
    first_tree : int, default 0
        The number of the first tree: trees 0 to 49 and 50 to 99 merged are the forest of 100, to the byte.
    warm_start : bool, default False
        Whether :meth:`fit` keeps the trees that are there and adds more, up to ``n_estimators``.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.append(np.arange(99) % 7, 40.0).reshape(-1, 1)
    >>> forest = IsolationForest(contamination=0.01, random_state=7).fit(rows)
    >>> np.flatnonzero(forest.predict(rows) == -1)
    array([99])
    """

    def __init__(
        self,
        n_estimators: int = 100,
        max_samples: float | Literal["auto"] = "auto",
        contamination: float | Literal["auto"] = "auto",
        max_features: float = 1.0,
        bootstrap: bool = False,
        extension_level: int = 0,
        n_jobs: int | None = None,
        random_state: int | None = None,
        *,
        feature_weights: Sequence[float] | NDArray[np.float64] | None = None,
        first_tree: int = 0,
        warm_start: bool = False,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.contamination = contamination
        self.max_features = max_features
        self.bootstrap = bootstrap
        self.extension_level = extension_level
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.feature_weights = feature_weights
        self.first_tree = first_tree
        self.warm_start = warm_start
        self._native = None
        self._names = None

    def fit(
        self,
        X: Any,
        y: object = None,
        sample_weight: Any = None,
        *,
        progress: Callable[[int, int], object] | None = None,
    ) -> IsolationForest:
        """Grow the forest on the rows of a matrix.

        Parameters
        ----------
        X : array_like or table of shape (n_rows, n_columns)
            Numbers: an array of numpy, a DataFrame of pandas or polars, a table of Arrow, a list of lists. Arrays of
            float64 and float32 whose rows lie one after the other are read where they lie, all else is converted.
        y : ignored
        sample_weight : array_like of shape (n_rows,), optional
            How likely each row is drawn for a tree; only the ratios count, and a row of weight 0 is never drawn.
        progress : callable, optional
            Called with how many trees of how many are grown, again and again. What it raises ends the fit.

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
            For more than 65,536 trees or 2**26 nodes.

        Examples
        --------
        >>> IsolationForest(n_estimators=10).fit([[0.0], [1.0], [9.0]])
        IsolationForest(n_estimators=10)
        """
        warm = self._native if self.warm_start else None
        if warm is not None:
            self._check_names(X)
        told = {name: value for name, value in self._parameters().items() if name != "warm_start"}
        native = _hypercare.Forest.fit(X, options(told), weights(sample_weight), warm, progress)
        for warning in native.facts()[4]:
            warnings.warn(warning, UserWarning, stacklevel=2)
        self._native, self._names = native, names(X)
        return self

    def with_contamination(self, contamination: float, X: Any) -> IsolationForest:
        """Give the same trees with another :attr:`offset_`: under it lies a share of the rows of a matrix.

        Forests that were merged have it anew by this: parts that were fitted on different rows have different offsets.

        Parameters
        ----------
        contamination : float
            The share, over 0 and at most 0.5.
        X : array_like or table of shape (n_rows, n_columns)
            As for :meth:`fit`; other rows than those fitted will do.

        Returns
        -------
        IsolationForest

        Raises
        ------
        NotFittedError, ShapeError, InvalidError
            As :meth:`score_samples`; for a share out of its range.

        Examples
        --------
        >>> rows = [[k, k * k % 37] for k in range(60)]
        >>> forest = IsolationForest().fit(rows).with_contamination(0.1, rows)
        >>> forest == IsolationForest(contamination=0.1).fit(rows)
        True
        """
        self._check_names(X)
        native = self._fitted.with_contamination(contamination, X)
        forest = IsolationForest(**{**self._parameters(), "contamination": contamination})
        forest._native, forest._names = native, self._names
        return forest

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
    def merge(cls, forests: Iterable[IsolationForest]) -> IsolationForest:
        """Put the trees of several forests together, in their order.

        Parameters
        ----------
        forests : iterable of IsolationForest
            Fitted forests of the same columns and rows per tree.

        Returns
        -------
        IsolationForest
            Fitted, with the offset that all have, or -0.5 where they differ: then :meth:`with_contamination` sets one.

        Raises
        ------
        ShapeError, InvalidError
            For no forests, or forests that do not fit together.
        NotFittedError
            For one that is not fitted.

        Examples
        --------
        >>> rows = [[k, k * k] for k in range(60)]
        >>> halves = [IsolationForest(n_estimators=50, first_tree=start).fit(rows) for start in (0, 50)]
        >>> IsolationForest.merge(halves) == IsolationForest().fit(rows)
        True
        """
        parts = list(forests)
        for part in parts:
            if not isinstance(part, IsolationForest):
                message = f"forests: expected IsolationForest, found {type(part).__name__}"
                raise InvalidError(message)
        native = _hypercare.Forest.merge([part._fitted for part in parts])
        return cls._of(native, parts[0].n_jobs)

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
        return cls._of(_hypercare.Forest.from_bytes(data, _threads(n_jobs)), n_jobs)

    @classmethod
    def _of(cls, native: _hypercare.Forest, n_jobs: int | None) -> IsolationForest:
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

    def _parameters(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    def __repr__(self) -> str:
        defaults = vars(IsolationForest())
        told = (
            f"{name}={value!r}" for name, value in self._parameters().items() if repr(value) != repr(defaults[name])
        )
        return f"IsolationForest({', '.join(told)})"

    def __eq__(self, other: object) -> bool:
        """Forests are equal if they score alike; those that are not fitted, if their parameters are equal."""
        if not isinstance(other, IsolationForest):
            return NotImplemented
        if self._native is None or other._native is None:
            return self._native is other._native and repr(self) == repr(other)
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


def options(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parameters of a forest as the native half wants them.

    Parameters
    ----------
    parameters : mapping of str to object
        As the class takes them.

    Returns
    -------
    dict
        Without a seed and a number of threads that are None, and with as many threads as there are processors for -1.

    Examples
    --------
    >>> options({"n_jobs": 2, "random_state": None})
    {'n_jobs': 2}
    """
    told = {**parameters, "n_jobs": _threads(parameters.get("n_jobs"))}
    return {name: value for name, value in told.items() if value is not None or name not in _OPTIONAL}


_OPTIONAL = ("n_jobs", "random_state", "feature_weights")

"""The classifier of tickets, and texts that are alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from os import PathLike

    from ._types import Classification, ClassifierSummary, Explanation, LabelProbability, SimilarText, TicketGuess

__all__ = ["Classifier", "SimilarTexts"]


def _options(**told: Any) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}


def _texts(texts: Iterable[str]) -> Any:
    return texts if isinstance(texts, str) else list(texts)  # one text is no list of texts, which the core says


class Classifier:
    """Say which label a text deserves, how sure that is, and why.

    A linear model over words and runs of characters in any script, trained in seconds, with confidences measured on
    texts held out of training. Threads may share one: what :meth:`learn` changes is seen by the calls after it.

    Examples
    --------
    >>> answer = Classifier.starter().classify("QuickBooks stopped syncing this morning")
    >>> answer.label, answer.known
    ('quickbooks_sync_failed', True)
    """

    __slots__ = ("_native",)

    _native: _hypercare.Classifier

    def __init__(self) -> None:
        message = "Classifier is made by train, starter, from_bytes or load"
        raise TypeError(message)

    @classmethod
    def _of(cls, native: _hypercare.Classifier) -> Classifier:
        classifier = object.__new__(cls)
        classifier._native = native
        return classifier

    @classmethod
    def starter(cls) -> Classifier:
        """Give the classifier that the library brings, which knows the 15 issue types and ``none``.

        It loads in a millisecond or two, and learns like any other.

        Returns
        -------
        Classifier

        Examples
        --------
        >>> Classifier.starter().classify("my card was charged twice").label
        'payment_failures'
        """
        return cls._of(_hypercare.Classifier.starter())

    @classmethod
    def train(
        cls,
        texts: Iterable[str],
        labels: Iterable[str],
        seed: int | None = None,
        *,
        error_rate: float | None = None,
        cost: float | None = None,
        min_count: int | None = None,
        jobs: int | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> Classifier:
        """Train on texts with one label each: seconds for ten thousand with a hundred labels.

        Parameters
        ----------
        texts : iterable of str
            The texts; of each, the first 65,536 bytes are read.
        labels : iterable of str
            The label of each.
        seed : int, optional
            Where chance comes from; 0 unless told. The same seed and texts give the same bits.
        error_rate : float, optional
            The share of wrong answers among those given as known, above 0 and at most 1; 0.05 unless told.
        cost : float, optional
            The cost of a training text on the wrong side; 0.5 unless told.
        min_count : int, optional
            In how many training texts a piece must stand to count; 1 unless told. 2 makes the model smaller.
        jobs : int, optional
            The most threads that training and batches may use; 1 unless told. No number changes a result.
        progress : callable, optional
            Called with how many steps of how many are done. What it raises ends the training, as Ctrl-C does.

        Returns
        -------
        Classifier

        Raises
        ------
        ShapeError
            If there are not as many labels as texts.
        InvalidError
            Without texts, for a blank label, or an option out of its range.
        LimitError
            Over 2^21 texts, 64 MiB of text, 2^26 pieces (a text has about three for each character), 2^33 pieces times
            labels, 4096 labels or 1 KiB in a label.

        Examples
        --------
        >>> texts = ["I cannot log in", "password rejected at login", "charged twice this month", "my invoice is wrong"]
        >>> classifier = Classifier.train(texts, ["login", "login", "billing", "billing"])
        >>> classifier.classify("login does not work").label
        'login'
        """
        options = _options(seed=seed, error_rate=error_rate, cost=cost, min_count=min_count, jobs=jobs)
        return cls._of(_hypercare.Classifier.train(_texts(texts), _texts(labels), options, progress, multi=False))

    @classmethod
    def train_multi(
        cls,
        texts: Iterable[str],
        labels: Iterable[Iterable[str]],
        seed: int | None = None,
        *,
        error_rate: float | None = None,
        cost: float | None = None,
        min_count: int | None = None,
        jobs: int | None = None,
        progress: Callable[[int, int], object] | None = None,
    ) -> Classifier:
        """Train on texts with any number of labels each, none included: ask such a classifier with :meth:`labels`.

        Parameters
        ----------
        texts : iterable of str
            The texts.
        labels : iterable of iterable of str
            The labels of each.
        seed, error_rate, cost, min_count, jobs, progress
            As for :meth:`train`.

        Returns
        -------
        Classifier

        Raises
        ------
        ShapeError, InvalidError, LimitError
            As :meth:`train`.

        Examples
        --------
        >>> texts = ["cannot log in", "charged twice", "login broken and charged twice", "thanks a lot"]
        >>> classifier = Classifier.train_multi(texts, [["login"], ["billing"], ["login", "billing"], []])
        >>> len(classifier.labels("cannot log in, and charged twice", 0.3))
        2
        """
        options = _options(seed=seed, error_rate=error_rate, cost=cost, min_count=min_count, jobs=jobs)
        several = [_texts(some) for some in labels]
        return cls._of(_hypercare.Classifier.train(_texts(texts), several, options, progress, multi=True))

    def classify(self, text: str) -> Classification:
        """Say which label a text deserves, and how sure that is.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        Classification
            The label, the confidence, whether that is enough to be ``known``, and the next labels.

        Examples
        --------
        >>> Classifier.starter().classify("").known
        False
        """
        return self._native.classify(text)

    def guess(self, text: str) -> TicketGuess:
        """Give what :meth:`Router.route_by` asks for.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        TicketGuess
            The classification, and the words that speak most for it, without secrets and personal data.

        Examples
        --------
        >>> "refund" in Classifier.starter().guess("The refund has not arrived on my card").words
        True
        """
        return self._native.guess(text)

    def classify_batch(self, texts: Iterable[str]) -> tuple[Classification, ...]:
        """Classify many texts, while other Python threads run.

        Parameters
        ----------
        texts : iterable of str
            The texts.

        Returns
        -------
        tuple of Classification
            In the order of the texts.

        Examples
        --------
        >>> [answer.label for answer in Classifier.starter().classify_batch(["site is down", "password reset"])]
        ['system_unavailable', 'password_reset']
        """
        return self._native.classify_batch(_texts(texts))

    def labels(self, text: str, threshold: float) -> tuple[LabelProbability, ...]:
        """Give every label that a text deserves on its own.

        Parameters
        ----------
        text : str
            The text.
        threshold : float
            The least probability, 0 to 1.

        Returns
        -------
        tuple of LabelProbability
            The most probable first. The probabilities don't exclude each other, and sum to anything.

        Raises
        ------
        InvalidError
            For a threshold outside 0 to 1.

        Examples
        --------
        >>> len(Classifier.starter().labels("site is down", 0))
        16
        """
        return self._native.labels(text, threshold)

    def explain(self, text: str, label: str | None = None) -> Explanation:
        """Say which words and pieces of a text speak for and against a label.

        Parameters
        ----------
        text : str
            The text.
        label : str, optional
            The label; that of :meth:`classify` unless told.

        Returns
        -------
        Explanation
            A span counts characters as ``text[span.char_start:span.char_end]`` does, and bytes and UTF-16 units.

        Raises
        ------
        UnknownError
            For a label that the classifier does not have.

        Examples
        --------
        >>> text = "Größe: QuickBooks stopped syncing"
        >>> word = max(Classifier.starter().explain(text).words, key=lambda word: word.weight)
        >>> text[word.span.char_start : word.span.char_end] == word.text
        True
        """
        return self._native.explain(text, label)

    def learn(self, text: str, label: str) -> None:
        """Learn that a text has a label, which may be a new one, without training anew.

        It counts as if it had been there when the classifier was trained, in whatever order corrections come, many of
        one label in a row included. Takes about half a millisecond, the first time longer.

        Parameters
        ----------
        text : str
            The text.
        label : str
            Its label.

        Raises
        ------
        InvalidError
            For a blank label.
        LimitError
            For a label over 1 KiB, or a model over 4096 labels or 2^27 weights.

        Examples
        --------
        >>> classifier = Classifier.starter()
        >>> classifier.learn("the printer is on fire", "facilities")
        >>> classifier.classify("the printer is on fire").label
        'facilities'
        """
        self._native.learn(text, label)

    def summary(self) -> ClassifierSummary:
        """Say what the classifier is made of.

        Returns
        -------
        ClassifierSummary
            The labels with their texts, and the confidence from which an answer is known.

        Examples
        --------
        >>> len(Classifier.starter().summary().labels)
        16
        """
        return self._native.summary()

    def with_jobs(self, jobs: int) -> Classifier:
        """Give the same classifier, which answers batches on up to so many threads.

        Parameters
        ----------
        jobs : int
            1 to 1024. No number changes an answer.

        Returns
        -------
        Classifier

        Raises
        ------
        InvalidError
            For a number outside that.

        Examples
        --------
        >>> Classifier.starter().with_jobs(2).classify_batch(["site is down"])[0].label
        'system_unavailable'
        """
        return self._of(self._native.with_jobs(jobs))

    def to_bytes(self) -> bytes:
        """Write the classifier in the format that Rust, Python and Node read.

        Returns
        -------
        bytes
            The same for the same texts, labels and options on every machine.

        Examples
        --------
        >>> classifier = Classifier.starter()
        >>> Classifier.from_bytes(classifier.to_bytes()) == classifier
        True
        """
        return self._native.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Classifier:
        """Read a classifier that Rust, Python or Node wrote.

        Parameters
        ----------
        data : bytes
            What :meth:`to_bytes` wrote. Everything is checked: bytes from strangers do no harm.

        Returns
        -------
        Classifier

        Raises
        ------
        FormatError
            For bytes that are no classifier, are damaged, or come from a newer version.

        Examples
        --------
        >>> from hypercare import FormatError
        >>> try:
        ...     Classifier.from_bytes(b"something else")
        ... except FormatError as error:
        ...     print(error.code)
        format
        """
        return cls._of(_hypercare.Classifier.from_bytes(data))

    def save(self, path: str | PathLike[str]) -> None:
        """Write :meth:`to_bytes` into a file.

        Parameters
        ----------
        path : str or path-like
            The file; one that is there is replaced.

        Raises
        ------
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "tickets.model"
        >>> Classifier.starter().save(path)
        >>> Classifier.load(path) == Classifier.starter()
        True
        """
        Path(path).write_bytes(self.to_bytes())

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Classifier:
        """Read a file that :meth:`save`, or the same call in Node, wrote.

        Parameters
        ----------
        path : str or path-like
            The file.

        Returns
        -------
        Classifier

        Raises
        ------
        FormatError
            As :meth:`from_bytes`.
        OSError
            If the file cannot be read.

        Examples
        --------
        >>> Classifier.load("no such file")
        Traceback (most recent call last):
            ...
        FileNotFoundError: [Errno 2] No such file or directory: 'no such file'
        """
        return cls.from_bytes(Path(path).read_bytes())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Classifier):
            return NotImplemented
        return self._native.equals(other._native)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        summary = self.summary()
        return f"<hypercare.tickets.Classifier of {len(summary.labels)} labels, {summary.texts} texts>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_bytes, (self.to_bytes(),)


class SimilarTexts:
    """Find the texts that are most like a given one: similar tickets, and duplicates.

    Parameters
    ----------
    texts : iterable of str
        The first texts.

    Raises
    ------
    LimitError
        Over 2^24 texts, or 2^28 different pieces summed over the texts.

    Examples
    --------
    >>> seen = SimilarTexts(["The invoice is wrong", "I cannot log in", "login is broken since noon"])
    >>> found = seen.similar("the invoice is wrong!!", 2)[0]
    >>> found.index, found.similarity > 0.8
    (0, True)
    """

    __slots__ = ("_native",)

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._native = _hypercare.SimilarTexts()
        self._native.add(_texts(texts))

    def add(self, text: str) -> int:
        """Add a text.

        Parameters
        ----------
        text : str
            The text.

        Returns
        -------
        int
            Its number: 0 for the first.

        Raises
        ------
        LimitError
            As the class.

        Examples
        --------
        >>> SimilarTexts(["one"]).add("two")
        1
        """
        return self._native.add([text])

    def similar(self, text: str, k: int) -> tuple[SimilarText, ...]:
        """Give the texts most like this one.

        Parameters
        ----------
        text : str
            The text.
        k : int
            At most how many.

        Returns
        -------
        tuple of SimilarText
            The most similar first; fewer where fewer share anything. Duplicates have a similarity of about
            0.9 and more.

        Examples
        --------
        >>> SimilarTexts(["one"]).similar("zzz", 3)
        ()
        """
        return self._native.similar(text, k)

    def __len__(self) -> int:
        return self._native.len()

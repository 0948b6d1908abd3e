"""Shall this release stay, and did every record arrive?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._document import Document, Written
from ._machine import Machine
from ._series import floats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from ._types import (
        CanaryComparison,
        Reconciliation,
        RecoveryStatus,
        ReferenceCheck,
        ReleaseSample,
        ReleaseVerdict,
        TableReport,
    )

__all__ = ["ReleaseJudge", "TableSummary", "compare", "reconcile"]


class ReleaseJudge(Machine, Written):
    """Watches a release after its deployment and says whether it may stay.

    However often one looks, a release that changed nothing is rolled back with a chance of at most ``false_alarm`` in
    the whole watch.

    Parameters
    ----------
    **document
        Any of the fields of its YAML form: ``criteria``, ``watch``, ``false_alarm``, ``traffic``, ``recovery`` and so
        on; what is left out has its default.

    Raises
    ------
    InvalidError, DuplicateError, LimitError
        For a document out of its ranges.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 11, 24, 14, 1, tzinfo=timezone.utc)
    >>> judge = ReleaseJudge.default()  # error rate over 0.5 %, response time over 5 s, ..., for two hours
    >>> judge.observe(metric="error_rate", at=at, bad=9, total=6000).decision
    'hold'
    >>> judge.observe(metric="data_integrity", at=at).decision
    'roll_back'
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.ReleaseJudge]] = _hypercare.ReleaseJudge
    _native: _hypercare.ReleaseJudge

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    @classmethod
    def default(cls) -> ReleaseJudge:
        """Give the judge of a release that gets all traffic at once.

        Returns
        -------
        ReleaseJudge

        Examples
        --------
        >>> ReleaseJudge.default() == ReleaseJudge()
        True
        """
        return cls._of(_hypercare.ReleaseJudge.default())

    @classmethod
    def canary(cls) -> ReleaseJudge:
        """Give the judge of a release that gets more and more of the traffic.

        Returns
        -------
        ReleaseJudge

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> ReleaseJudge.canary().start(datetime(2026, 11, 24, 14, tzinfo=timezone.utc)).traffic < 100
        True
        """
        return cls._of(_hypercare.ReleaseJudge.canary())

    def start(self, at: datetime) -> ReleaseVerdict:
        """Begin the watch; the first sample would, too.

        Parameters
        ----------
        at : datetime.datetime
            The aware instant.

        Returns
        -------
        ReleaseVerdict

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> verdict = ReleaseJudge().start(at)
        >>> verdict.decision, verdict.watch_ends - at
        ('hold', datetime.timedelta(seconds=7200))
        """
        return self._native.start(at)

    def observe(self, sample: ReleaseSample | Mapping[str, Any] | None = None, **fields: Any) -> ReleaseVerdict:
        """Take a sample in and say what to do now.

        Parameters
        ----------
        sample : ReleaseSample or mapping, optional
            The sample; or its fields as keywords.
        **fields
            ``metric`` and ``at``; ``bad`` and ``total`` for a share, ``value`` for a value; those of the baseline as
            ``baseline_bad``, ``baseline_total``, ``baseline_value``; ``detail`` for an event.

        Returns
        -------
        ReleaseVerdict

        Raises
        ------
        UnknownError
            For a metric that no criterion is about.
        InvalidError
            For a sample without what its criterion asks for.
        OutOfOrderError
            For an instant before the last one.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> judge = ReleaseJudge()
        >>> judge.observe(metric="error_rate", at=at, bad=300, total=6_000).decision  # 5 % where 0.5 % are allowed
        'roll_back'
        """
        return self._native.observe(fields if sample is None else sample)

    def advance(self, now: datetime) -> ReleaseVerdict:
        """Let time pass and say what to do now.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant.

        Returns
        -------
        ReleaseVerdict

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> judge = ReleaseJudge()
        >>> verdict = judge.start(at)
        >>> judge.advance(at + timedelta(minutes=15)).decision  # no data for a quarter of an hour
        'inconclusive'
        """
        return self._native.advance(now)

    def recovery_started(self, name: str, at: datetime) -> None:
        """Tell that a recovery has begun, whose time is limited.

        Parameters
        ----------
        name : str
            The recovery objective of the document: "emergency failover".
        at : datetime.datetime
            The aware instant.

        Raises
        ------
        UnknownError
            For an objective that the document does not name.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> judge = ReleaseJudge()
        >>> judge.recovery_started("data migration", at)
        >>> judge.recoveries(at)[0].state
        'running'
        """
        self._native.recovery_started(name, at)

    def recovery_finished(self, name: str, at: datetime) -> None:
        """Tell that a recovery is over.

        Parameters
        ----------
        name : str
            The recovery objective.
        at : datetime.datetime
            The aware instant.

        Raises
        ------
        InvalidError
            For one that has not begun.

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> judge = ReleaseJudge()
        >>> judge.recovery_started("data migration", at)
        >>> judge.recovery_finished("data migration", at + timedelta(minutes=30))
        >>> judge.recoveries(at + timedelta(minutes=30))[0].state
        'met'
        """
        self._native.recovery_finished(name, at)

    def recoveries(self, now: datetime) -> tuple[RecoveryStatus, ...]:
        """Say how the recoveries stand that have begun.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant.

        Returns
        -------
        tuple of RecoveryStatus

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> judge = ReleaseJudge()
        >>> judge.recovery_started("data migration", at)
        >>> judge.recoveries(at + timedelta(days=1))[0].state
        'overdue'
        """
        return self._native.recoveries(now)


def compare(baseline: Any, canary: Any, **options: Any) -> CanaryComparison:
    """Compare the values of a canary with those of the baseline by the Mann-Whitney test, once.

    Parameters
    ----------
    baseline, canary : array_like
        The values of a metric; NaN is a missing value.
    **options
        The fields of :class:`CompareOptions`: ``confidence`` (0.95 unless told), ``worse`` ("increase", "decrease" or
        "either"), ``tolerance``, ``margin``, ``min_values``, ``max_missing``.

    Returns
    -------
    CanaryComparison

    Raises
    ------
    InvalidError
        For infinity, and options out of their ranges.
    LimitError
        For more than a million values.

    Examples
    --------
    >>> found = compare([2.1, 1.9, 2.0, 2.2], [2.6, 2.4, 2.7, 2.5])
    >>> found.verdict, round(found.shift, 3)
    ('fail', 0.5)
    """
    return _hypercare.compare(floats(baseline, "baseline"), floats(canary, "canary"), options)


class TableSummary(Document):
    """What is kept of a table to hold it against another one: made row by row, merged, and sent as text.

    Parameters
    ----------
    columns : sequence of str
        The columns in the order of the rows.
    key : sequence of str
        Those that tell rows apart.
    **options
        The other fields of :class:`ReconcileOptions`: ``decimals`` (columns in which "7.5" and "7.50" are one value),
        ``references``, ``differences``, ``sample``, ``listed``.

    Raises
    ------
    UnknownError, DuplicateError, InvalidError, LimitError
        For columns that are not there or come twice, and options out of their ranges.

    Examples
    --------
    >>> source = TableSummary(["id", "balance"], key=["id"])
    >>> source.add_rows([[1, 9.5], [2, 0.0]])
    >>> source.report().rows
    2
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.TableSummary]] = _hypercare.TableSummary
    _native: _hypercare.TableSummary

    def __init__(self, columns: Sequence[str], key: Sequence[str], **options: Any) -> None:
        self._native = _hypercare.TableSummary.new({"columns": columns, "key": key, **options})

    def add_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take rows in, in any order.

        Parameters
        ----------
        rows : iterable of sequence
            Each a text, number, truth or None for each column. Decimals count as their text, which is summed in full.

        Raises
        ------
        ShapeError
            For a row of another width; none is taken in then.

        Examples
        --------
        >>> summary = TableSummary(["id", "amount"], key=["id"])
        >>> from decimal import Decimal
        >>> summary.add_rows([(1, "12345678901234567.01"), (2, Decimal("-0.02"))])
        >>> summary.report().columns[1].exact_sum
        '12345678901234566.99'
        """
        self._native.add_rows(rows if isinstance(rows, (list, tuple)) else list(rows))

    def merge(self, other: TableSummary) -> None:
        """Take in another part of the same table.

        Parameters
        ----------
        other : TableSummary
            Its summary, with the same options.

        Raises
        ------
        InvalidError
            For other options.

        Examples
        --------
        >>> parts = [TableSummary(["id"], key=["id"]) for _ in range(2)]
        >>> for number, part in enumerate(parts):
        ...     part.add_rows([(number,)])
        >>> parts[0].merge(parts[1])
        >>> parts[0].report().rows
        2
        """
        self._native.merge(other)

    def report(self) -> TableReport:
        """Count rows, nulls, sums and duplicates of the table for itself.

        Returns
        -------
        TableReport

        Examples
        --------
        >>> summary = TableSummary(["id", "name"], key=["id"])
        >>> summary.add_rows([(1, "a"), (1, None)])
        >>> report = summary.report()
        >>> report.rows, report.duplicate_keys, report.columns[1].nulls
        (2, 1, 1)
        """
        return self._native.report()

    def check_reference(self, name: str, parent: TableSummary) -> ReferenceCheck:
        """Say whether all that a reference points to is there.

        Parameters
        ----------
        name : str
            The reference, as the options name it.
        parent : TableSummary
            The table that it points to.

        Returns
        -------
        ReferenceCheck

        Raises
        ------
        UnknownError
            For a reference that the options do not name.

        Examples
        --------
        >>> customers = TableSummary(["id"], key=["id"])
        >>> customers.add_rows([(1,)])
        >>> reference = {"name": "customer", "columns": ["customer"]}
        >>> orders = TableSummary(["id", "customer"], key=["id"], references=[reference])
        >>> orders.add_rows([(10, 1), (11, 7)])
        >>> orders.check_reference("customer", customers).orphans[0].key
        '7'
        """
        return self._native.check_reference(name, parent)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TableSummary):
            return NotImplemented
        return self.to_json() == other.to_json()

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


def reconcile(source: TableSummary, target: TableSummary) -> Reconciliation:
    """Say whether two tables hold the same rows, and which differ.

    Parameters
    ----------
    source, target : TableSummary
        Their summaries, with the same options.

    Returns
    -------
    Reconciliation

    Raises
    ------
    InvalidError
        For other options.

    Examples
    --------
    >>> source, target = (TableSummary(["id", "balance"], key=["id"]) for _ in range(2))
    >>> source.add_rows([[1, 9.5], [2, 0.0]])
    >>> target.add_rows([[2, 0.0], [1, 9.0]])
    >>> [(row.key, row.columns) for row in reconcile(source, target).changed]
    [('1', ('balance',))]
    """
    return _hypercare.reconcile(source, target)

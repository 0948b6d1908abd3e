"""Who gets this ticket, and how urgent is it?

>>> from hypercare.tickets import RoutingTable
>>> route = RoutingTable.default().route("payment_failures")
>>> route.tier, route.priority, route.department
(3, 'critical', 'billing')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._classifier import Classifier, SimilarTexts
from ._document import Document
from ._types import (
    AgentState,
    Classification,
    ClassifierOptions,
    ClassifierSummary,
    DiagnoseOptions,
    Diagnosis,
    DiagnosticStep,
    DryRun,
    DryRunChange,
    ExplainedPiece,
    Explanation,
    IncomingTicket,
    IssueSource,
    LabelCount,
    LabelProbability,
    MetricState,
    MonthlyVolume,
    PossibleCause,
    RedactedKind,
    RedactedSpan,
    RedactedText,
    RedactOptions,
    ResolutionAdvice,
    ResolutionOutcome,
    Route,
    RoutedTicket,
    SimilarText,
    StepAnswer,
    SupportMetric,
    SupportOptions,
    SupportRecord,
    SupportReport,
    Symptoms,
    TextSpan,
    TextSymptom,
    TicketChannel,
    TicketGuess,
    TicketLevel,
    Timeframe,
    TimeframePrecision,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

__all__ = [
    "AgentState",
    "Classification",
    "Classifier",
    "ClassifierOptions",
    "ClassifierSummary",
    "DiagnoseOptions",
    "Diagnosis",
    "DiagnosticStep",
    "DryRun",
    "DryRunChange",
    "ExplainedPiece",
    "Explanation",
    "IncomingTicket",
    "IssueSource",
    "LabelCount",
    "LabelProbability",
    "MetricState",
    "MonthlyVolume",
    "PossibleCause",
    "RedactOptions",
    "RedactedKind",
    "RedactedSpan",
    "RedactedText",
    "ResolutionAdvice",
    "ResolutionOutcome",
    "Route",
    "RoutedTicket",
    "Router",
    "RoutingTable",
    "SimilarText",
    "SimilarTexts",
    "StepAnswer",
    "SupportMetric",
    "SupportOptions",
    "SupportRecord",
    "SupportReport",
    "Symptoms",
    "TextSpan",
    "TextSymptom",
    "TicketChannel",
    "TicketGuess",
    "TicketLevel",
    "Timeframe",
    "TimeframePrecision",
    "Troubleshooter",
    "redact",
    "support_metrics",
]


class RoutingTable(Document):
    """Which tier and department handle an issue type, and how urgent it is. Never changes.

    Examples
    --------
    >>> table = RoutingTable.from_yaml('''
    ... version: 1
    ... default: {tier: 1, priority: P3, department: front desk}
    ... types:
    ...   printer_on_fire: {tier: 2, priority: P1, department: facilities}
    ... ''')
    >>> table.route("Printer_On_Fire").department
    'facilities'
    >>> table.route(None).department
    'front desk'
    """

    __slots__ = ()
    _class: ClassVar[type[_hypercare.RoutingTable]] = _hypercare.RoutingTable
    _native: _hypercare.RoutingTable

    @classmethod
    def default(cls) -> RoutingTable:
        """Give the table of 15 issue types that the library brings.

        Returns
        -------
        RoutingTable

        Examples
        --------
        >>> RoutingTable.default().route("security_breach").tier
        4
        """
        return cls._of(_hypercare.RoutingTable.default())

    @classmethod
    def from_yaml(cls, text: str) -> RoutingTable:
        r"""Read a table from YAML.

        Parameters
        ----------
        text : str
            YAML text; JSON is YAML, too.

        Returns
        -------
        RoutingTable

        Raises
        ------
        ParseError
            For anything that is not a routing table, with line and column.
        LimitError
            For a text that is too long, too deep or too full.

        Examples
        --------
        >>> RoutingTable.from_yaml("version: 1\ndefault: {tier: 1, priority: low, department: all}\ntypes: {}")
        <hypercare.tickets.RoutingTable>
        """
        return cls._of(_hypercare.RoutingTable.from_yaml(text))

    def route(self, issue_type: str | None) -> Route:
        """Say where a ticket of an issue type goes.

        Parameters
        ----------
        issue_type : str or None
            The type; blanks around it and the case of ASCII letters do not count. None and types that are not in the
            table take the default route.

        Returns
        -------
        Route
            Tier, priority, department, and the rule that decided.

        Examples
        --------
        >>> RoutingTable.default().route("coffee machine").known
        False
        """
        return self._native.route(issue_type)


class Router(Document):
    """Where a ticket goes, given all that is known about it. Never changes.

    In this order: the issue type that the client named, if the table knows it, else what a classifier is sure of; its
    route in the table, else the inbox's; impact and urgency; the safeguards, which only raise, for their words or for
    what the classifier suspects, whatever type the client named; the rules, of which none lowers what the safeguards
    raised; the hours; the agent.

    Parameters
    ----------
    document : mapping
        The router as it is written: ``version`` (1), ``table``, ``minimum_confidence``, ``inboxes``, ``matrix``,
        ``safeguards``, ``rules``, ``hours``, ``out_of_hours_queue``. What is left out is as in :meth:`default`.

    Raises
    ------
    InvalidError
        For anything that is no router.

    Examples
    --------
    >>> rule = {"name": "big", "when": {"plans": ["enterprise"]}, "then": {"queue": "enterprise desk"}}
    >>> Router({"version": 1, "rules": [rule]}).route({"plan": "Enterprise"}).queue
    'enterprise desk'
    """

    __slots__ = ()
    _class: ClassVar[type[_hypercare.Router]] = _hypercare.Router
    _native: _hypercare.Router

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._native = _hypercare.Router(document)

    @classmethod
    def default(cls) -> Router:
        """Give the router that the library brings.

        Returns
        -------
        Router

        Examples
        --------
        >>> Router.default().route({"text": "I was hacked and cannot log in"}).department
        'security'
        """
        return cls._of(_hypercare.Router.default())

    @classmethod
    def from_yaml(cls, text: str) -> Router:
        r"""Read a router from YAML.

        Parameters
        ----------
        text : str
            YAML text; JSON is YAML, too.

        Returns
        -------
        Router

        Raises
        ------
        ParseError
            For anything that is not a router, with line and column.
        LimitError
            For a text that is too long, too deep or too full.

        Examples
        --------
        >>> Router.from_yaml("version: 1") == Router.default()
        True
        """
        return cls._of(_hypercare.Router.from_yaml(text))

    def route(
        self, ticket: IncomingTicket | Mapping[str, Any], agents: Iterable[AgentState | Mapping[str, Any]] = ()
    ) -> RoutedTicket:
        """Say where a ticket goes, and why.

        Parameters
        ----------
        ticket : IncomingTicket or mapping
            What is known of it; everything may be left out.
        agents : iterable of AgentState or mapping
            Who may take it. Without agents it goes to a queue only.

        Returns
        -------
        RoutedTicket

        Raises
        ------
        InvalidError
            For anything that is no ticket or agent, such as a confidence outside 0 to 1.

        Examples
        --------
        >>> ann = AgentState(id="ann", skills=("payment_failures",), tier=4, capacity=5)
        >>> routed = Router.default().route({"issue_type": "payment_failures"}, [ann])
        >>> routed.department, routed.agent
        ('billing', 'ann')
        """
        return self._native.route(ticket, agents)

    def route_by(
        self,
        ticket: IncomingTicket | Mapping[str, Any],
        classifier: Classifier,
        agents: Iterable[AgentState | Mapping[str, Any]] = (),
    ) -> RoutedTicket:
        """Say where a ticket goes, and ask a classifier about its text.

        It is asked unless the ticket brings a classification; the reasons name the words that told it. Its issue type
        counts if the ticket names none that the table knows; what it suspects counts for the safeguards in any case.

        Parameters
        ----------
        ticket : IncomingTicket or mapping
            What is known of it; everything may be left out.
        classifier : Classifier
            Such as :meth:`Classifier.starter`, which knows the types of the default table.
        agents : iterable of AgentState or mapping
            Who may take it.

        Returns
        -------
        RoutedTicket

        Raises
        ------
        InvalidError
            As :meth:`route`.

        Examples
        --------
        >>> routed = Router.default().route_by({"text": "My card was charged twice"}, Classifier.starter())
        >>> routed.department, "charged" in routed.reasons[0].detail
        ('billing', True)
        >>> leak = {"text": "There are two sessions on my account that I never opened", "issue_type": "password_reset"}
        >>> routed = Router.default().route_by(leak, Classifier.starter())
        >>> routed.department, routed.priority == "low", routed.inform
        ('user_support', False, ('security',))
        """
        return self._native.route_by(ticket, classifier, agents)

    def dry_run(
        self,
        changed: Router,
        tickets: Iterable[IncomingTicket | Mapping[str, Any]],
        classifier: Classifier | None = None,
    ) -> DryRun:
        """Say what a changed router would do to tickets of the past.

        Parameters
        ----------
        changed : Router
            The other router.
        tickets : iterable of IncomingTicket or mapping
            The tickets.
        classifier : Classifier, optional
            Asked about the texts as :meth:`route_by` asks it.

        Returns
        -------
        DryRun

        Examples
        --------
        >>> table = {"version": 1, "default": {"tier": 2, "priority": "P4", "department": "desk"}, "types": {}}
        >>> run = Router.default().dry_run(Router({"version": 1, "table": table}), [IncomingTicket()])
        >>> run.lowered, run.moved
        (1, 1)
        """
        return self._native.dry_run(changed, tickets, classifier)


class Troubleshooter(Document):
    """What lies behind a report, what to ask next, and what helps? Only :meth:`record` changes it.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
    >>> found = Troubleshooter.default().diagnose("QuickBooks lost its token, error 3200 since yesterday 4 pm", at)
    >>> found.causes[0].id, found.symptoms.since.since.isoformat()
    ('connection_expired', '2026-11-23T16:00:00+00:00')
    """

    __slots__ = ()
    _class: ClassVar[type[_hypercare.Troubleshooter]] = _hypercare.Troubleshooter
    _native: _hypercare.Troubleshooter

    @classmethod
    def default(cls) -> Troubleshooter:
        """Give what the library knows: 15 issue types with four causes each.

        Returns
        -------
        Troubleshooter

        Examples
        --------
        >>> Troubleshooter.default().success_rate("unlock_account")
        0.93
        """
        return cls._of(_hypercare.Troubleshooter.default())

    @classmethod
    def from_yaml(cls, text: str) -> Troubleshooter:
        """Read knowledge from YAML.

        Parameters
        ----------
        text : str
            YAML text; JSON is YAML, too.

        Returns
        -------
        Troubleshooter

        Raises
        ------
        ParseError
            For anything that is not knowledge, with line and column.
        LimitError
            For a text that is too long, too deep or too full, or for more than 5,000 causes.

        Examples
        --------
        >>> helper = Troubleshooter.default()
        >>> Troubleshooter.from_yaml(helper.to_json()) == helper
        True
        """
        return cls._of(_hypercare.Troubleshooter.from_yaml(text))

    def in_zone(self, zone: str) -> Troubleshooter:
        """Give the same for reports whose times of day are of another zone than UTC.

        Parameters
        ----------
        zone : str
            The IANA zone.

        Returns
        -------
        Troubleshooter
            A copy: outcomes recorded on it stay with it, and later ones of this one do not reach it. Record on one, and
            make the others from it when they are needed. The zone is no part of the document that :meth:`to_json`
            writes.

        Raises
        ------
        UnknownError
            For a zone that the database does not hold.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> paris = Troubleshooter.default().in_zone("Europe/Paris")
        >>> paris.diagnose("slow since 9 am", at).symptoms.since.since.hour
        8
        """
        return self._of(self._native.in_zone(zone))

    def diagnose(
        self,
        text: str,
        at: datetime,
        *,
        issue_type: str | None = None,
        answers: Iterable[StepAnswer | Mapping[str, Any]] = (),
    ) -> Diagnosis:
        """Say what a report says, what may lie behind it, what to ask next, and what helps.

        Parameters
        ----------
        text : str
            The report; of more than 64 KiB the beginning is read.
        at : datetime.datetime
            The aware instant at which it was written.
        issue_type : str, optional
            The issue type, if somebody or a classifier named one; one that the knowledge does not have changes nothing,
            and the answer's ``issue_type`` is None.
        answers : iterable of StepAnswer or mapping
            Answers to the steps of earlier diagnoses, at most one a step.

        Returns
        -------
        Diagnosis
            Its places in the text are those of Python: ``text[start:end]`` gives the words.

        Raises
        ------
        UnknownError
            For a step that is not there.
        DuplicateError
            For one answered twice.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at, helper = datetime(2026, 11, 24, 14, tzinfo=timezone.utc), Troubleshooter.default()
        >>> step = helper.diagnose("The dashboard has been slow for two hours", at).steps[0]
        >>> answers = [StepAnswer(step=step.id, yes=True)]
        >>> found = helper.diagnose("The dashboard has been slow for two hours", at, answers=answers)
        >>> step in found.steps
        False
        """
        return self._native.diagnose(text, at, {"issue_type": issue_type, "answers": answers})

    def record(self, resolution: str, *, solved: bool) -> float:
        """Learn whether a resolution helped.

        Parameters
        ----------
        resolution : str
            Its id.
        solved : bool
            Whether it did.

        Returns
        -------
        float
            The new success rate, 0 to 1: the mean of a Beta distribution.

        Raises
        ------
        UnknownError
            For a resolution that is not there.

        Examples
        --------
        >>> round(Troubleshooter.default().record("unlock_account", solved=False), 3)
        0.845
        """
        return self._native.record({"resolution": resolution, "solved": solved})

    def success_rate(self, resolution: str) -> float:
        """Say how often a resolution helps, as far as is known.

        Parameters
        ----------
        resolution : str
            Its id.

        Returns
        -------
        float
            From 0 to 1.

        Raises
        ------
        UnknownError
            For a resolution that is not there.

        Examples
        --------
        >>> Troubleshooter.default().success_rate("unlock_account")
        0.93
        """
        return self._native.success_rate(resolution)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


def redact(text: str, *, ips: bool | None = None) -> RedactedText:
    """Take secrets and personal data out of a text.

    Keys, tokens, passwords, codes that open a door once, card and account numbers, e-mail addresses, phone and social
    security numbers, behind words in some thirty languages and with the digits of every script. What no shape tells,
    such as a person's name, stays. Doing it again changes nothing, but for texts made to defeat that.

    Parameters
    ----------
    text : str
        Any text.
    ips : bool, optional
        Whether IP addresses go, too; they stay unless told.

    Returns
    -------
    RedactedText
        Its spans are those of Python: ``text[span.start:span.end]`` is what was taken out.

    Examples
    --------
    >>> clean = redact("Login jo@example.org, password: hunter2")
    >>> clean.text
    'Login [redacted:email], password: [redacted:password]'
    >>> clean.spans[0]
    RedactedSpan(kind='email', start=6, end=20)
    """
    return _hypercare.redact(text, {} if ips is None else {"ips": ips})


def support_metrics(
    records: Iterable[SupportRecord | Mapping[str, Any]],
    *,
    as_of: datetime | None = None,
    zone: str | None = None,
    since: datetime | None = None,
) -> SupportReport:
    """Measure the support itself, each metric against its threshold and target.

    A ticket that nobody has answered or resolved yet counts from the moment on at which it misses the threshold, with
    what it has waited so far, so that neglect never looks like success.

    Parameters
    ----------
    records : iterable of SupportRecord or mapping
        What became of each ticket: ``id``, ``opened_at`` and ``priority``; the rest as far as it is known. NaN, NaT and
        NA of pandas (``frame.to_dict("records")``) are missing values.
    as_of : datetime.datetime, optional
        When the tickets are looked at, not before anything that they tell; otherwise the latest instant that they tell.
        Only months that are over by then count in the trend.
    zone : str, optional
        The IANA zone whose days and months are counted; otherwise UTC.
    since : datetime.datetime, optional
        From when on the records are complete: months from there on count in the trend. Otherwise the month of the first
        ticket counts only if that was opened on its first day.

    Returns
    -------
    SupportReport

    Raises
    ------
    InvalidError
        For anything that is no record.
    OutOfOrderError
        For a ticket answered or resolved before it was opened, told of behind ``as_of``, or opened before ``since``.
    UnknownError
        For a zone that the database does not hold.
    DuplicateError
        For an id given twice.

    Examples
    --------
    >>> from datetime import datetime, timedelta, timezone
    >>> at = datetime(2026, 3, 16, 9, tzinfo=timezone.utc)
    >>> ticket = SupportRecord(id="T-1", opened_at=at, priority="high", first_response_at=at + timedelta(minutes=8))
    >>> response = support_metrics([ticket]).metric("first_response_minutes")
    >>> response.value, response.state
    (8.0, 'on_target')
    """
    return _hypercare.support_metrics(records, {"as_of": as_of, "zone": zone, "since": since})

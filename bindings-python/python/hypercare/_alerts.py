"""Who must be told what, once, about which alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from . import _hypercare
from ._document import Written
from ._machine import Machine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ._types import (
        ActiveAlert,
        AlertmanagerWebhook,
        AlertNotification,
        AlertRuleDocument,
        AlertSample,
        PrometheusRules,
        Silence,
    )

__all__ = ["AlertManager", "export_prometheus", "from_webhook", "import_prometheus", "to_webhook"]


class AlertManager(Machine, Written):
    """Says whom to tell what, once: groups alerts, mutes and repeats them.

    Parameters
    ----------
    **document
        ``rules``, ``group_by``, ``group_wait``, ``group_interval``, ``repeat_interval``, ``forget_after``,
        ``stale_after``, ``inhibit``, ``silences``, ``rate_limit``, ``flapping``, ``response``; the built-in ones unless
        told. With ``stale_after="5 min"`` alerts end as in Prometheus when their series does.

    Raises
    ------
    DuplicateError, InvalidError, LimitError
        For rules and intervals that cannot be.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
    >>> manager = AlertManager(rules=[{"rule": "error_rate > 1%", "severity": "critical"}])
    >>> told = manager.observe("error_rate", at, 0.02, {"service": "api"})
    >>> told[0].severity, told[0].alerts[0].labels["service"]
    ('critical', 'api')
    """

    __slots__ = ()

    _class: ClassVar[type[_hypercare.AlertManager]] = _hypercare.AlertManager
    _native: _hypercare.AlertManager

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    @classmethod
    def resume(cls, document: Mapping[str, Any], snapshot: str) -> AlertManager:
        """Give a manager with another document that goes on where a snapshot ends.

        Parameters
        ----------
        document : mapping
            The document, as the keywords of the class.
        snapshot : str
            What :meth:`snapshot` wrote. Rules that are the same in both keep their state.

        Returns
        -------
        AlertManager

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> rules = [{"rule": "cpu > 90%", "severity": "warning"}]
        >>> before = AlertManager(rules=rules)
        >>> told = before.observe("cpu", at, 0.95)
        >>> after = AlertManager.resume({"rules": rules, "group_interval": "1 min"}, before.snapshot())
        >>> after.observe("cpu", at, 0.96)  # it was told before
        ()
        """
        return cls._of(_hypercare.AlertManager.resume(document, snapshot))

    @property
    def rules(self) -> tuple[AlertRuleDocument, ...]:
        """The rules, in the order of the document; :meth:`AlertRule.parse` reads their texts."""
        return self._native.rules()

    def observe(
        self, metric: str, at: datetime, value: float, labels: Mapping[str, str] | None = None
    ) -> tuple[AlertNotification, ...]:
        """Take a sample in, and give what is to be told by its instant.

        Parameters
        ----------
        metric : str
            The metric; one without a rule is passed over.
        at : datetime.datetime
            The aware instant, not before the last one.
        value : float
            The value, finite.
        labels : mapping of str to str, optional
            What tells its series from others: ``{"service": "api"}``.

        Returns
        -------
        tuple of AlertNotification

        Raises
        ------
        OutOfOrderError
            For a sample before the last one.
        InvalidError
            For NaN and infinity.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> manager = AlertManager(rules=[{"rule": 'errors{code=~"5.."} > 1%', "severity": "critical"}])
        >>> manager.observe("errors", at, 0.02, {"code": "404"})
        ()
        >>> manager.observe("errors", at, 0.02, {"code": "503"})[0].severity
        'critical'
        """
        sample = {"metric": metric, "at": at, "value": value, "labels": {} if labels is None else labels}
        return self._native.observe(sample)

    def observe_all(self, samples: Iterable[AlertSample | Mapping[str, Any]]) -> tuple[AlertNotification, ...]:
        """Take samples in, in the order of their instants.

        Parameters
        ----------
        samples : iterable of AlertSample or mapping
            ``metric``, ``at``, ``value``, ``labels``, as for :meth:`observe`.

        Returns
        -------
        tuple of AlertNotification
            What is to be told by the instant of the last.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> manager = AlertManager(rules=[{"rule": "cpu > 90%", "severity": "warning"}])
        >>> sample = {"metric": "cpu", "at": at, "value": 0.95}
        >>> told = manager.observe_all({**sample, "labels": {"host": host}} for host in "ab")
        >>> len(told), len(told[0].alerts)  # alerts of one instant are told together
        (1, 2)
        """
        return self._native.observe_all(list(samples))

    def advance(self, now: datetime) -> tuple[AlertNotification, ...]:
        """Let time pass, and give what is to be told by now.

        Parameters
        ----------
        now : datetime.datetime
            The aware instant.

        Returns
        -------
        tuple of AlertNotification

        Raises
        ------
        OutOfOrderError
            For an instant before the last one.

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> manager = AlertManager(rules=[{"rule": "cpu > 90%, no data after 15m", "severity": "warning"}])
        >>> manager.observe("cpu", at, 0.5)
        ()
        >>> manager.advance(at + timedelta(minutes=15))[0].alerts[0].standing
        'no_data'
        """
        return self._native.advance(now)

    def alerts(self) -> tuple[ActiveAlert, ...]:
        """List alerts that are pending or go on, told or not, loudest first.

        Returns
        -------
        tuple of ActiveAlert

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> manager = AlertManager(rules=[{"rule": "cpu > 90%", "severity": "warning"}])
        >>> told = manager.observe("cpu", at, 0.95)
        >>> [(one.alert.name, one.muted_by) for one in manager.alerts()]
        [('cpu', None)]
        """
        return self._native.alerts()

    def silence(self, silence: Silence | Mapping[str, Any]) -> None:
        """Add a silence, or change the one of its id.

        Parameters
        ----------
        silence : Silence or mapping
            ``id``, ``matchers`` (labels that must be equal), ``matching`` (texts such as ``code=~"5.."`` or
            ``env!="test"``), ``from``, ``until``, ``comment``.

        Raises
        ------
        InvalidError
            For one without labels, or that ends before it begins.

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> manager = AlertManager(rules=[{"rule": "cpu > 90%", "severity": "warning"}])
        >>> until = at + timedelta(hours=2)
        >>> manager.silence({"id": "move", "matching": ['host=~"db-.*"'], "from": at, "until": until})
        >>> manager.observe("cpu", at, 0.95, {"host": "db-1"})
        ()
        >>> manager.alerts()[0].muted_by
        'silence move'
        """
        self._native.silence(silence)

    def end_silence(self, id: str) -> None:
        """End a silence.

        Parameters
        ----------
        id : str
            Its name.

        Raises
        ------
        UnknownError
            If there is none of this name.

        Examples
        --------
        >>> from datetime import datetime, timedelta, timezone
        >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
        >>> manager = AlertManager(rules=[])
        >>> manager.silence({"id": "move", "matchers": {"host": "a"}, "from": at, "until": at + timedelta(hours=2)})
        >>> manager.end_silence("move")
        """
        self._native.end_silence(id)


def import_prometheus(text: str) -> PrometheusRules:
    r"""Read the alert rules of a file of Prometheus.

    Parameters
    ----------
    text : str
        YAML with ``groups``.

    Returns
    -------
    PrometheusRules
        Its groups hold rules as an :class:`AlertManager` takes them.

    Raises
    ------
    ParseError
        With line and column; also for an expression that is more than a metric beside a threshold.

    Examples
    --------
    >>> text = "groups: [{name: web, rules: [{alert: Slow, expr: latency > 1.5, labels: {severity: warning}}]}]"
    >>> import_prometheus(text).groups[0].rules[0].rule
    'latency > 1.5'
    """
    return _hypercare.import_prometheus(text)


def export_prometheus(rules: PrometheusRules | Mapping[str, Any]) -> str:
    """Write alert rules as a file of Prometheus.

    Parameters
    ----------
    rules : PrometheusRules or mapping
        Groups of rules.

    Returns
    -------
    str
        YAML.

    Raises
    ------
    InvalidError
        For a rule that Prometheus cannot have.

    Examples
    --------
    >>> rule = {"rule": "latency > 1.5 for 5m", "severity": "warning", "alert": "Slow"}
    >>> "for: 5m" in export_prometheus({"groups": [{"name": "web", "rules": [rule]}]})
    True
    """
    return _hypercare.export_prometheus(rules)


def to_webhook(notification: AlertNotification, **options: Any) -> str:
    """Write a notification as Alertmanager sends it to a webhook.

    Parameters
    ----------
    notification : AlertNotification
        What an :class:`AlertManager` told.
    **options
        The fields of :class:`WebhookOptions`: ``receiver``, ``external_url``, ``generator_url``.

    Returns
    -------
    str
        JSON.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> manager = AlertManager(rules=[{"rule": "error_rate > 1%", "severity": "critical"}])
    >>> told = manager.observe("error_rate", datetime(2026, 11, 24, tzinfo=timezone.utc), 0.02)
    >>> from_webhook(to_webhook(told[0])).receiver
    'hypercare'
    """
    return _hypercare.to_webhook(notification, options)


def from_webhook(text: str) -> AlertmanagerWebhook:
    """Read what Alertmanager sends to a webhook.

    Parameters
    ----------
    text : str
        JSON.

    Returns
    -------
    AlertmanagerWebhook

    Raises
    ------
    ParseError
        For another text.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 11, 24, 14, tzinfo=timezone.utc)
    >>> import json
    >>> times = {"startsAt": at.isoformat(), "endsAt": "0001-01-01T00:00:00Z"}
    >>> alert = {"status": "firing", "labels": {"alertname": "Down"}, **times}
    >>> from_webhook(json.dumps({"version": "4", "status": "firing", "alerts": [alert]})).alerts[0].labels
    {'alertname': 'Down'}
    """
    return _hypercare.from_webhook(text)

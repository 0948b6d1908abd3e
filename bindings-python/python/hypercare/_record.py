"""What all objects have that the library takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timezone
from typing import Any

__all__ = ["Record"]


class Record:
    """An object with named fields: compared by value, never changed, with a ``repr`` that shows all."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the fields as plain data that ``json.dumps`` accepts.

        Returns
        -------
        dict
            Objects as dicts, tuples as lists, instants as RFC 3339 text in UTC.

        Examples
        --------
        >>> from hypercare.tickets import RoutingTable
        >>> RoutingTable.default().route("login_failed").to_dict()["priority"]
        'medium'
        """
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return {field.name.rstrip("_"): _plain(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return _rfc3339(value)
    return value


def _rfc3339(at: datetime) -> str:
    """Write an instant as the core does: in UTC, with as many digits of the second as it needs."""
    digits = "seconds" if at.microsecond == 0 else "microseconds" if at.microsecond % 1000 else "milliseconds"
    return at.astimezone(timezone.utc).replace(tzinfo=None).isoformat(timespec=digits) + "Z"

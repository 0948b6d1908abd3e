"""Who gets this ticket, and how urgent is it?

>>> from hypercare.tickets import RoutingTable
>>> route = RoutingTable.default().route("payment_failures")
>>> route.tier, route.priority, route.department
(3, 'critical', 'billing')
"""

from __future__ import annotations

from typing import ClassVar

from . import _hypercare
from ._document import Document
from ._types import Route

__all__ = ["Route", "RoutingTable"]


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

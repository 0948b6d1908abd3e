"""What all documents have in common: they travel as text, and never change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._machine import Native

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from typing_extensions import Self

__all__ = ["Document", "Written", "documents"]


class Document(Native):
    """A document that any of the three languages writes and any reads."""

    __slots__ = ()

    def __init__(self) -> None:
        message = f"{type(self).__name__} has no empty document: use one of its from_ methods"
        raise TypeError(message)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the document from JSON.

        Parameters
        ----------
        text : str
            JSON text, such as :meth:`to_json` writes.

        Returns
        -------
        the document

        Raises
        ------
        ParseError
            For anything that is not this document, with line and column.
        LimitError
            For a text that is too long, too deep or too full.

        Examples
        --------
        >>> from hypercare.tickets import RoutingTable
        >>> table = RoutingTable.default()
        >>> RoutingTable.from_json(table.to_json()) == table
        True
        """
        return cls._of(cls._class.from_json(text))

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read the document from a UTF-8 file.

        Parameters
        ----------
        path : str or path-like
            The file. Its ending says how it is written: ``.json``, or ``.yaml`` or ``.yml``, or ``.md``, where the
            document has such a form.

        Returns
        -------
        the document

        Raises
        ------
        OSError
            If the file cannot be read.
        ValueError
            For another ending.
        HypercareError
            As reading the text itself.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> from hypercare.tickets import RoutingTable
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "routing.json"
        >>> _ = path.write_text(RoutingTable.default().to_json(), encoding="utf-8")
        >>> RoutingTable.load(path) == RoutingTable.default()
        True
        """
        names = {".json": "from_json", ".yaml": "from_yaml", ".yml": "from_yaml", ".md": "from_markdown"}
        suffix = Path(path).suffix.lower()
        read: Callable[[str], Self] | None = getattr(cls, names.get(suffix, ""), None)
        if read is None:
            endings = " ".join(ending for ending, name in names.items() if hasattr(cls, name))
            message = f"{path}: expected a file that ends in one of {endings}"
            raise ValueError(message)
        return read(Path(path).read_text(encoding="utf-8"))

    def to_json(self) -> str:
        """Write the document as canonical JSON: the same document gives the same text in every language.

        Returns
        -------
        str
            JSON text with two spaces of indent and a newline at the end.

        Examples
        --------
        >>> from hypercare.escalation import Policy
        >>> print(Policy.default().to_json()[:16])
        {
          "version": 1
        """
        text: str = self._native.to_json()
        return text

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        same: bool = self._native.equals(other._native)
        return same

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_json, (self.to_json(),)


class Written(Document):
    """A document that people write in YAML, too; documents with the same text are equal."""

    __slots__ = ()

    @classmethod
    def from_yaml(cls, text: str) -> Self:
        """Read the document from YAML.

        Parameters
        ----------
        text : str
            YAML text; JSON is YAML.

        Returns
        -------
        the document

        Raises
        ------
        ParseError
            For anything that is not this document, with line and column.
        LimitError
            For a text that is too long, too deep or too full.
        InvalidError, DuplicateError
            For values that cannot be.

        Examples
        --------
        >>> from hypercare.recovery import RetryPolicy
        >>> len(RetryPolicy.from_yaml("{attempts: 4, base: 100 ms}").delays(1))
        3
        """
        return cls._of(cls._class.from_yaml(text))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())


def documents(value: Any) -> Any:
    """Say what objects such as calendars are as documents, wherever they stand."""
    if isinstance(value, Document):
        return json.loads(value.to_json())
    return {name: documents(one) for name, one in value.items()} if isinstance(value, Mapping) else value

"""What the objects have in common that hold something of the native half."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from datetime import datetime

    from typing_extensions import Self

__all__ = ["Machine", "Native", "Savepoint"]


class Native:
    """An object around one of the native half."""

    __slots__ = ("_native",)

    _class: ClassVar[Any]
    _native: Any

    @classmethod
    def _of(cls, native: Any) -> Self:
        held = object.__new__(cls)
        held._native = native
        return held

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__}>"


class Savepoint(Native):
    """Something that its host drives, and whose state can be written down and read back."""

    __slots__ = ()

    def __init__(self, **options: Any) -> None:
        self._native = self._class.new(options)

    def snapshot(self) -> str:
        """Write down how it stands, options included.

        Returns
        -------
        str
            JSON text, the same in every language.

        Examples
        --------
        >>> from hypercare.recovery import CircuitBreaker
        >>> CircuitBreaker.restore(CircuitBreaker().snapshot()) == CircuitBreaker()
        True
        """
        text: str = self._native.snapshot()
        return text

    @classmethod
    def restore(cls, snapshot: str) -> Self:
        """Read back what :meth:`snapshot` wrote, in any language: it goes on where it stood.

        Parameters
        ----------
        snapshot : str
            The text. Everything is checked: texts from strangers do no harm.

        Returns
        -------
        the same as it was

        Raises
        ------
        ParseError
            For another text.
        InvalidError, LimitError
            For a state that cannot be.

        Examples
        --------
        >>> from hypercare.recovery import DeadLetters
        >>> DeadLetters.restore(DeadLetters().snapshot()).summary().letters
        0
        """
        return cls._of(cls._class.restore(snapshot))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self.snapshot() == other.snapshot()

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).restore, (self.snapshot(),)


class Machine(Savepoint):
    """A savepoint that wants to be looked at again at some instant."""

    __slots__ = ()

    def next_wakeup(self) -> datetime | None:
        """Say when it wants to be advanced, if nothing else happens before.

        Returns
        -------
        datetime.datetime or None
            The instant, in UTC; None if nothing is pending.

        Examples
        --------
        >>> from hypercare.recovery import CircuitBreaker
        >>> CircuitBreaker().next_wakeup() is None
        True
        """
        at: datetime | None = self._native.next_wakeup()
        return at

"""A part of a result that is worked out when somebody asks for it, and once.

Figures are what a script wants of thousands of variants; reasons, and what a common cause would do, take many
times as long and are wanted of few.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")
U = TypeVar("U")


class Later(Generic[T]):
    """What a function without arguments returns, asked for at most once."""

    __slots__ = ("_found", "_work")

    def __init__(self, work: Callable[[], T]) -> None:
        self._work: Callable[[], T] | None = work
        self._found: T | None = None

    @classmethod
    def known(cls, value: T) -> Later[T]:
        """Return a part that has been worked out already."""
        return cls(lambda: value)

    @property
    def value(self) -> T:
        """The part itself."""
        if self._work is not None:
            self._found, self._work = self._work(), None
        return cast("T", self._found)

    def then(self, pick: Callable[[T], U]) -> Later[U]:
        """Return what is made of this part, when it is asked for."""
        return Later(lambda: pick(self.value))

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process gets the value: the work stays where the site is."""
        return Later.known, (self.value,)

    def __repr__(self) -> str:
        return "Later()" if self._work is not None else f"Later({self._found!r})"

"""What the rules of the wires are stated in: truths, be they formulas, arrays over states, or times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

B = TypeVar("B")
"""A truth."""


class Truths(Protocol[B]):
    """What the rules need of truths."""

    never: B
    always: B

    def at_least(self, k: int, parts: Sequence[B]) -> B:
        """At least k of the parts are true."""

    def any_of(self, parts: Sequence[B]) -> B:
        """One of the parts is true."""

    def all_of(self, parts: Sequence[B]) -> B:
        """All parts are true."""

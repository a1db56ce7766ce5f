"""How likely something is for a duration, or within it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from powercalc.errors import SLACK, CallError, NumericsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """The chance of what is asked about a duration: that no break comes, that an interruption begins."""

    duration: str
    """As a person says it: 10 min, 72 h."""
    hours: float
    probability: float

    def __post_init__(self) -> None:
        """Raise `NumericsError` where a probability cannot be one, whatever led to it."""
        if not -SLACK <= self.probability <= 1 + SLACK:
            raise NumericsError(f"a probability of {self.probability}; please report it")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceNow(Chance):
    """The chance of an interruption from a state that is known, and how far that may be off."""

    error: float
    """How far the probability may be off, up or down."""


def chance_within(chances: Iterable[Chance], duration: str) -> float:
    """Return the chance for a duration that was asked for: "72 h". Raises `CallError`."""
    known = {each.duration: each.probability for each in chances}
    if duration in known:
        return known[duration]
    asked = ", ".join(f'"{each}"' for each in known)
    raise CallError(f'"{duration}" was not asked for, but {asked}')

"""What can be wrong, said so that a person can mend it: each problem has a place and a text."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


class PowercalcError(Exception):
    """The root of every error that powercalc raises on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a file: line and column count from 1; a site built in Python has neither."""

    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ":".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: what it concerns, what was found, and what would be right.

    `path` names the value inside the site, for example ("ups", "ups-a", "mttr").
    """

    text: str
    path: tuple[str | int, ...] = ()
    found: str | None = None
    expected: str | None = None
    suggestion: str | None = None
    place: Place = Place()

    def __str__(self) -> str:
        where = f"{self.place}: " if str(self.place) else ""
        what = f"{dotted(self.path)}: " if self.path else ""
        found = f" (found {self.found})" if self.found is not None else ""
        expected = f"; expected {self.expected}" if self.expected else ""
        suggestion = f"; did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{where}{what}{self.text}{found}{expected}{suggestion}"


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as it is written in the file: ups.ups-a.mttr."""
    return ".".join(str(step) for step in path)


class SiteError(PowercalcError):
    """A site that cannot be read or built; carries every problem, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CallError(PowercalcError):
    """A call that asks for what is not there: an unknown load, template or format; carries every problem."""

    def __init__(self, *told: str) -> None:
        self.told = told
        super().__init__("\n".join(told))


class NumericsError(PowercalcError):
    """A calculation whose result cannot be right: no figure is better than that one. Please report it."""


SLACK = 1e-9
"""How far rounding may leave a figure out of its range."""


def check_figures(unavailability: float, *frequencies: float | None) -> None:
    """Raise `NumericsError` where an unavailability is no probability, or a frequency below 0 or not finite.

    It is the last look at what is about to be told: what cannot be is an error, never a figure.
    """
    if not -SLACK <= unavailability <= 1 + SLACK:
        raise NumericsError(f"an unavailability of {unavailability}; please report it")
    for often in frequencies:
        if often is not None and not -SLACK <= often < math.inf:
            raise NumericsError(f"interruptions of {often} per hour; please report it")


class EngineLimit(PowercalcError):
    """A diagram that outgrew its budget; the text says what was too large and what to do."""

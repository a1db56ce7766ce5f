"""What a check is: a rule with its manual page, what it finds in a site, and how grave that is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from powercalc.languages import amount, ask
from powercalc.languages import listed as in_a_row

if TYPE_CHECKING:
    from powercalc.checks.case import Case
    from powercalc.checks.effects import Effect


class Severity(IntEnum):
    """How grave a flaw is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """The severity as options and reports write it."""
        return self.name.lower()


class Status(StrEnum):
    """What became of a check."""

    FAIL = "fail"
    UNKNOWN = "unknown"
    WAIVED = "waived"
    PASS = "pass"  # noqa: S105 - a verdict, no password
    NOT_APPLICABLE = "not applicable"


Path = tuple[str | int, ...]
"""Where in the site file: ("ups", "ups-a", "autonomy")."""

SECTIONS = ("finds", "why", "do", "source")
"""The sections of a manual page, in their order."""
_SECTION = re.compile(r"^(Finds|Why|Do|Source): ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One flaw in one place, or something that must be known first."""

    text: str
    at: Path = ()
    question: str | None = None
    """What to ask the provider; only of what is unknown."""
    effect: Effect | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether the file does not say enough to judge."""
        return self.question is not None

    @property
    def scope(self) -> str:
        """The component or the practice that it concerns, or * for the site: what a waiver names."""
        return str(self.at[1]) if len(self.at) > 1 else "*"


Find = Callable[["Case"], Iterator[Finding]]
About = Callable[["Case"], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule; code and name come from its module, the manual page is its docstring."""

    module: str
    manual: str | None
    severity: Severity
    item: str | None = None
    """The item of the checklist that it belongs to; see `checklist`."""
    about: About
    """What it looks at; where there is none of it, the rule is not applicable."""
    find: Find

    @cached_property
    def _parts(self) -> tuple[str, str]:
        code, _, name = self.module.rpartition(".")[2].partition("_")
        return code.upper(), name.replace("_", "-")

    @property
    def code(self) -> str:
        """Family letters and three digits: GEN101."""
        return self._parts[0]

    @property
    def name(self) -> str:
        """The flaw, in a word: start-not-bridged."""
        return self._parts[1]

    @property
    def family(self) -> str:
        """The letters of the code."""
        return self.code[:3]

    @property
    def title(self) -> str:
        """The first line of the manual page: the flaw in a sentence."""
        return (self.manual or "").partition("\n")[0].strip().rstrip(".")

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """The manual page by section: finds, why, do, source."""
        _, *parts = _SECTION.split(self.manual or "")
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return {name.lower(): " ".join(text.split()) for name, text in pairs}


def flaw(text: str, *at: str | int, effect: Effect | None = None) -> Finding:
    """Return a finding that fails a check."""
    return Finding(text=text, at=at, effect=effect)


def unknown(text: str, question: str, *at: str | int, effect: Effect | None = None) -> Finding:
    """Return a finding that leaves a check unknown, with what to ask."""
    return Finding(text=text, at=at, question=question, effect=effect)


def listed(items: Iterable[str], most: int = 4) -> str:
    """Return "a, b and c", or "a, b, c, d and 3 more"."""
    names = list(items)
    if len(names) > most:
        shown, more = ", ".join(names[:most]), len(names) - most
        return ask("{names} and {number} more", names=shown, number=more, whole=_whole(names, most))
    return in_a_row(names) if names else ask("nothing")


_MOST_OF_ALL = 60
"""So many names are told where a text has room for all of them, as a letter has."""


def _whole(names: list[str], most: int) -> str:
    return listed(names, _MOST_OF_ALL if most < _MOST_OF_ALL else len(names))


def these(items: Iterable[str], one: str, several: str) -> str:
    """Return "a is" or "a and b are", with the two forms of the verb."""
    names = list(items)
    return f"{listed(names)} {one if len(names) == 1 else several}"


def seconds(hours: float) -> str:
    """Return a short time as one says it: "20 ms", "36.1 s", "600 s"."""
    return amount(f"{3.6e6 * hours:.3g} ms" if hours < 1 / 3600 else f"{3600 * hours:.4g} s")

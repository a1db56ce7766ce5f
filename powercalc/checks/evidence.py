"""How far a practice is believed: a plain no fails, a bare statement or stale evidence leaves it unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from powercalc.checks.case import Case
from powercalc.checks.effects import Effect
from powercalc.checks.figures import figure
from powercalc.checks.rule import Finding, flaw, unknown
from powercalc.languages import ask
from powercalc.site.practices import PRACTICES, Practice

Sort = TypeVar("Sort", bound=Practice)

NONE: Mapping[str, str] = {
    "maintenance": ask("nothing is maintained regularly"),
    "monitoring": ask("nothing is monitored"),
    "alerting": ask("nobody is alerted"),
    "continuity": ask("there is no continuity plan"),
    "environment": ask("temperature and humidity are not controlled"),
    "training": ask("nobody is trained"),
    "renewables": ask("no part of the energy is renewable"),
    "sites": ask("there is no other site"),
}
"""What a plain no means, by the practice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Generic[Sort]):
    """How a practice is judged."""

    of: type[Sort]
    verdict: Callable[[Sort], bool | None]
    """True where what it says is in order, False where not, None where it does not say."""
    fails: str
    """The flaw, in a sentence."""
    asks: str
    """What to ask where it is not known."""
    key: str | None = None
    """The key that decides."""
    unsaid: str | None = None
    """What it does not say where the verdict is None; the key when absent."""
    effect: Effect | None = None

    @property
    def at(self) -> tuple[str, ...]:
        """Where it stands in the file."""
        return ("practice", practice_name(self.of))

    @property
    def silent(self) -> str:
        """What it does not say."""
        return self.unsaid or f"({self.key})"

    @property
    def at_key(self) -> tuple[str, ...]:
        """Where what decides stands in the file."""
        return (*self.at, self.key) if self.key else self.at


def practice_name(kind: type[Practice]) -> str:
    """Return the name of a practice in the site file."""
    return next(name for name, model in PRACTICES.items() if model is kind)


def judged(case: Case, judgement: Judgement[Sort]) -> Iterator[Finding]:
    """Yield what a practice lacks; nothing where it is in order and shown to be."""
    found = case.practice(judgement.of)
    if found is None:
        text = ask("the file has no [{names}]", names=".".join(judgement.at))
        yield unknown(text, judgement.asks, *judgement.at, effect=judgement.effect)
        return
    verdict = judgement.verdict(found)
    if found.in_place is False:
        yield flaw(NONE[found.name], *judgement.at, "in_place", effect=judgement.effect)
    elif verdict is False:
        yield flaw(judgement.fails, *judgement.at_key, effect=judgement.effect)
    elif lack := _silent(judgement) if verdict is None else lacking(case, found):
        said = ask("[{practice}] {lack}", practice=".".join(judgement.at), lack=lack)
        yield unknown(said, judgement.asks, *judgement.at, effect=judgement.effect)


def _silent(judgement: Judgement[Any]) -> str:
    return ask("does not say {key}", key=judgement.silent)


def lacking(case: Case, found: Practice) -> str | None:
    """Return what the evidence of a practice lacks, or None where it holds."""
    if found.evidence_kind in {None, "statement"}:
        return ask("is only stated: a document, a test or an audit would show it")
    if found.date is None:
        return ask("has evidence without a date")
    if not case.within(found.date, found.validity or figure("evidence_validity").hours):
        return ask("has evidence that is no longer valid: it is of {date}", date=found.date.isoformat())
    return None


def recent(case: Case, found: Practice, longest: float) -> bool | None:
    """Tell whether a practice was last done within its interval, and within the longest one allowed."""
    last = found.last_done or found.date
    if last is None:
        return None
    return case.within(last, min(found.interval or longest, longest))

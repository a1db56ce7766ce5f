"""Whether what was measured stays in the envelope that is promised."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case
from powercalc.checks.evidence import Judgement, judged
from powercalc.checks.rule import Finding
from powercalc.languages import amount, ask, noted
from powercalc.site.practices import Environment

_ASKED = {
    "temperature": ask(
        "Which temperature is promised, lowest and highest, and what was measured in the last year?"
    ),
    "humidity": ask(
        "Which humidity is promised, lowest and highest, and what was measured in the last year?"
    ),
}
_LEAVES = {
    "temperature": ask("the temperature leaves its envelope"),
    "humidity": ask("the humidity leaves its envelope"),
}
_WAS = {
    ("temperature", "min"): noted("the temperature was {measured}, below the promised {promised}"),
    ("temperature", "max"): noted("the temperature was {measured}, above the promised {promised}"),
    ("humidity", "min"): noted("the humidity was {measured}, below the promised {promised}"),
    ("humidity", "max"): noted("the humidity was {measured}, above the promised {promised}"),
}
UNITS = {"temperature": (1.0, "°C"), "humidity": (100.0, "%")}


def outside(case: Case, what: str) -> Iterator[Finding]:
    """Yield that a temperature or a humidity leaves its envelope, or is not known."""
    practice = case.practice(Environment)
    ends = [end for end in ("min", "max") if practice and _leaves(practice, what, end)]
    return judged(
        case,
        Judgement(
            of=Environment,
            verdict=lambda found: False if ends else _is_stated(found, what) or None,
            key=f"measured_{what}_{ends[0] if ends else 'max'}",
            fails=_said(practice, what, ends[0]) if practice and ends else _LEAVES[what],
            asks=_ASKED[what],
        ),
    )


def _pair(practice: Environment, what: str, end: str) -> tuple[float | None, float | None]:
    return getattr(practice, f"{what}_{end}"), getattr(practice, f"measured_{what}_{end}")


def _leaves(practice: Environment, what: str, end: str) -> bool:
    promised, measured = _pair(practice, what, end)
    if promised is None or measured is None:
        return False
    return measured < promised if end == "min" else measured > promised


def _is_stated(practice: Environment, what: str) -> bool:
    return all(each is not None for end in ("min", "max") for each in _pair(practice, what, end))


def _said(practice: Environment, what: str, end: str) -> str:
    promised, measured = _pair(practice, what, end)
    factor, unit = UNITS[what]
    assert promised is not None
    assert measured is not None
    return ask(
        _WAS[what, end],
        measured=amount(f"{factor * measured:.4g} {unit}"),
        promised=amount(f"{factor * promised:.4g} {unit}"),
    )

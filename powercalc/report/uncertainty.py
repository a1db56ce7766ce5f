"""How far results are known, as text for a person or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from powercalc.languages import noted, say, tell, told_figure, word
from powercalc.propagation.uncertainty_result import (
    Influence,
    Spread,
    TargetChance,
    UncertainMeasures,
    Uncertainty,
)
from powercalc.report import statements, words
from powercalc.report.escape import plain
from powercalc.report.grouping import some
from powercalc.report.json_text import json_text
from powercalc.report.layout import PLAIN, Style, paragraph
from powercalc.results.evaluation_result import Evaluation, TargetCheck

_MOST_GROUPS = 10
_MOST_TARGETS = 20
_MOST_INFLUENCES = 8
ALL_CERTAIN = noted("No figure that this evaluation uses is uncertain: all are stated as single values.")
SOBOL = noted(
    "Each percentage is the part of what is not known that would be left if all other figures were known "
    "(Sobol's total index of the logarithm of the downtime)."
)
_LEAST_INFLUENCE = 0.01
"""A smaller part of what is not known is not worth a line."""


def as_text(uncertainty: Uncertainty, style: Style = PLAIN) -> str:
    """Return the report, ending with a new line."""
    return "\n".join(_lines(uncertainty, style)) + "\n"


def as_json(evaluation: Evaluation, uncertainty: Uncertainty) -> str:
    """Return the JSON result of the evaluation, with what is not known under `uncertainty`."""
    whole = {**evaluation.to_dict(), "uncertainty": uncertainty.to_dict()}
    return json_text(whole)


def _lines(uncertainty: Uncertainty, style: Style) -> Iterator[str]:
    yield style.strong("How far this is known")
    if not uncertainty.influences:
        yield from paragraph(ALL_CERTAIN)
        return
    alike = groups(uncertainty.loads)
    for group in alike[:_MOST_GROUPS]:
        yield from _measures(some([load.id for load in group], _short), group[0])
    if len(alike) > _MOST_GROUPS:
        rest = words.counted(len(alike) - _MOST_GROUPS, "more group")
        yield f"  and {rest} of loads; --format json has them"
    if len(uncertainty.loads) > 1:
        yield from _measures("At least one load", uncertainty.any_load)
    for service in uncertainty.services[:_MOST_GROUPS]:
        yield from _measures(f"service {_short(service.id)}", service, "down")
    if len(uncertainty.services) > _MOST_GROUPS:
        rest = words.counted(len(uncertainty.services) - _MOST_GROUPS, "more service")
        yield f"  and {rest}; --format json has them"
    yield from _targets(uncertainty.targets, style)
    yield from _influences(uncertainty.influences, style)
    yield ""
    yield from paragraph(samples(uncertainty))


def _short(id: str) -> str:  # noqa: A002 - it is the id
    return plain(id, 40)


def groups(loads: Sequence[UncertainMeasures]) -> list[list[UncertainMeasures]]:
    """Return the loads of equal figures together, in the order of the file."""
    found: dict[tuple[Spread, Spread | None], list[UncertainMeasures]] = {}
    for load in loads:
        found.setdefault((load.unavailability, load.failure_frequency), []).append(load)
    return list(found.values())


def _measures(name: str, measures: UncertainMeasures, lost: str = "without power") -> Iterator[str]:
    yield from paragraph(f"{name}: {_lost(measures.downtime_h_per_year, lost)}", hanging=2)
    often = measures.interruptions_per_year
    told = statements.UNKNOWN_OFTEN if often is None else _often(often)
    yield from paragraph(told, indent=4, hanging=2)


def _lost(downtime: Spread, lost: str) -> str:
    """Return the middle, the range and the mean of a downtime in a year."""
    low, middle, high, mean = (
        words.held(hours) for hours in (downtime.p5, downtime.p50, downtime.p95, downtime.mean)
    )
    return f"{middle} per year {lost} in the middle, with 90 % chance from {low} to {high}, {mean} on average"


def _often(often: Spread) -> str:
    middle, rare, frequent = (words.how_often(each) for each in (often.p50, often.p5, often.p95))
    return f"interrupted {middle}, with 90 % chance from {frequent} to {rare}"


def _targets(targets: Sequence[TargetChance], style: Style) -> Iterator[str]:
    if not targets:
        return
    yield ""
    yield style.strong("The chance that targets are met")
    ranked = sorted(targets, key=lambda target: (target.chance is None, target.chance))
    for target in ranked[:_MOST_TARGETS]:
        chance = "unknown" if target.chance is None else words.percent(target.chance)
        yield from paragraph(f"{chance}: {_short(target.load)}: {promise(target)}", hanging=2)
    if len(ranked) > _MOST_TARGETS:
        yield f"  and {words.counted(len(ranked) - _MOST_TARGETS, 'more target')}, none less likely"


def promise(target: TargetChance) -> str:
    """Return a promise as it was stated."""
    check = TargetCheck(
        load=target.load,
        target=target.target,
        promised=target.promised,
        reached=None,
        met=None,
        duration=target.duration,
    )
    return statements.target(check, plain).partition(";")[0].rstrip()


def _influences(influences: Sequence[Influence], style: Style) -> Iterator[str]:
    """Yield the figures to measure better, the most telling first."""
    yield ""
    yield style.strong("Which figure to measure better")
    for each in telling(influences):
        share = words.percent(min(each.total, 1.0))
        bar = style.bar(each.total)
        yield from paragraph(f"{bar}{share}: {figure_of(each, _short)}", hanging=3)
    yield from paragraph(SOBOL)


def figure_of(each: Influence, safe: Callable[[str], str]) -> str:
    """Return "mttr of tx-a", with what uses it where that is not the same."""
    whose = {"figure": safe(tell(word(each.figure))), "origin": safe(each.origin)}
    if each.components == (each.origin,):
        return say("{figure} of {origin}", **whose)
    return say("{figure} of {origin}, used by {names}", **whose, names=some(each.components, safe))


def telling(influences: Sequence[Influence]) -> list[Influence]:
    """Return the figures that are worth a line."""
    return [each for each in influences if each.total >= _LEAST_INFLUENCE][:_MOST_INFLUENCES]


def samples(uncertainty: Uncertainty) -> str:
    """Return what this rests on."""
    early = say(_EARLY, number=told_figure(f"{uncertainty.samples_asked:,}"))
    asked = "" if uncertainty.complete else early
    return say(
        _SAMPLES,
        samples=words.counted(uncertainty.samples, "sample"),
        seed=f"{uncertainty.seed}{asked}",
        method=plain(uncertainty.method),
    )


_EARLY = noted(", interrupted before the {number} asked for")
_SAMPLES = noted(
    "From {samples} of the uncertain figures, seed {seed}; method: {method}. The figures further up use each "
    "uncertain figure at its mean, those of the catalog at their typical value."
)

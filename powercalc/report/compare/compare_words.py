"""What the comparison says, for text and Markdown alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from powercalc.checks import Status
from powercalc.constants import HOURS_PER_YEAR
from powercalc.evaluation import Measures
from powercalc.report import horizon, words
from powercalc.report.compare.comparison import Comparison, Design, DesignChange, ReasonChange, Turn
from powercalc.report.compare.differences import ADDED, REMOVED, Difference
from powercalc.report.grouping import some
from powercalc.report.name_ranges import few as few_names
from powercalc.report.statements import Safe
from powercalc.results.evaluation_result import LoadPoint

_NAMES = 4
"""So many names, or ranges of names, stand before what changes of all of them."""
MOST = 12
"""Lines of one sort."""
MOST_REASONS = 4
"""Of reasons, the costliest."""
REASONS = ("Reasons that vanish", "Reasons that appear")
ABSENT = "-"
"""Where a design does not have what a figure is of."""
SAME = words.figure(1.0)
"""A factor that is none, to two digits."""


def with_figures(rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Return the rows, a name and a figure per design, in which any design has one."""
    return [row for row in rows if {*row[1:]} != {ABSENT}]


def lost(measures: Measures | None) -> str:
    """Return a downtime in a year; a dash for a load that a design does not have."""
    return ABSENT if measures is None else words.held(measures.downtime_h_per_year)


def often(measures: Measures | None) -> str:
    """Return how often, as years between two interruptions."""
    if measures is None:
        return ABSENT
    per_year = measures.interruptions_per_year
    if per_year is None:
        return "unknown"
    return words.how_often(per_year).removeprefix("about ").replace(" times a year", " a year")


def service(measures: Measures | None) -> str:
    """Return the downtime of the service in a year."""
    lost = measures.service_downtime_h_per_year if isinstance(measures, LoadPoint) else None
    return ABSENT if lost is None else words.held(lost)


def uncooled(measures: Measures | None) -> str:
    """Return for how long in a year the cooling is lost for too long."""
    cooling = measures.cooling if isinstance(measures, LoadPoint) else None
    return ABSENT if cooling is None else words.held(cooling.downtime_h_per_year)


def planned(measures: Measures | None) -> str:
    """Return for how long in a year planned work takes the power."""
    hours = measures.planned_downtime_h_per_year if isinstance(measures, LoadPoint) else None
    return ABSENT if hours is None else words.held(hours)


FIGURES: Mapping[str, Callable[[Measures | None], str]] = {
    "Without power, per year": lost,
    "Interrupted": often,
    "Service lost, per year": service,
    "Cooling lost for too long, per year": uncooled,
    "Without power for planned work, per year": planned,
}
OF_SERVICES: Mapping[str, Callable[[Measures | None], str]] = {
    "Services down, per year": lost,
    "Services interrupted": often,
}
_ALWAYS = 2
"""The first figures are told even where no design has them."""


def figures(comparison: Comparison) -> Iterator[tuple[str, Callable[[Measures | None], str]]]:
    """Yield the figures to set side by side: those that at least one design has."""
    points = [each for design in comparison.designs for each in design.points.values()]
    for place, (title, shown) in enumerate(FIGURES.items()):
        if place < _ALWAYS or any(shown(each) != ABSENT for each in points):
            yield title, shown
    if horizon.is_asked():
        yield f"Interrupted at least once {horizon.within()}", within


def within(measures: Measures | None) -> str:
    """Return the chance of an interruption within the horizon."""
    if measures is None:
        return ABSENT
    often = measures.interruptions_per_year
    return "unknown" if often is None else horizon.chance(often)


def summary(design: Design) -> tuple[str, str, str]:
    """Return targets missed, checks failed and components of a design."""
    missed = (
        f"{len(design.result.missed)} of {len(design.result.targets)}" if design.result.targets else ABSENT
    )
    failed = sum(status is Status.FAIL for status in design.checks.values())
    return missed, str(failed), str(len(design.site.components))


def in_the_file(differences: Sequence[Difference], safe: Safe) -> list[str]:
    """Return differences as lines, one for things of which the same figure changes in the same way."""
    alike: dict[tuple[object, ...], list[Difference]] = {}
    for each in differences:
        own = each.what if each.sort in {ADDED, REMOVED} else each.what.partition(".")[0]
        alike.setdefault((each.sort, own, each.figure, each.before, each.after), []).append(each)
    return [_difference(same, safe) for same in alike.values()]


def _difference(same: Sequence[Difference], safe: Safe) -> str:
    each = same[0]
    if each.sort in {ADDED, REMOVED}:
        return f"{each.sort}: {safe(each.what)}"
    names = few_names((safe(one.what) for one in same), _NAMES)
    old, new = (safe(value) if value is not None else "not stated" for value in (each.before, each.after))
    return f"{names}: {safe(each.figure or '')} {old} → {new}"


def blame(each: ReasonChange, loads: str, safe: Safe) -> str:
    """Return a reason as a line."""
    lasting = words.held(each.downtime_h_per_year)
    return f"{loads}: {safe(each.story)} ({lasting} per year)"


def turn(each: Turn, safe: Safe) -> str:
    """Return a check as a line."""
    return f"{each.code} {safe(each.title)} ({each.before} → {each.after})"


def folded(changes: Sequence[ReasonChange], safe: Safe) -> list[str]:
    """Return reasons as lines, one for loads that have the same reason at the same cost."""
    alike: dict[tuple[str, str], list[ReasonChange]] = {}
    for each in changes:
        alike.setdefault((each.story, f"{each.downtime_h_per_year:.6e}"), []).append(each)
    found = []
    for same in alike.values():
        names = some([each.load for each in same], safe, most=2)
        found.append(blame(same[0], names, safe))
    return found


def lists(step: DesignChange, safe: Safe) -> Iterator[tuple[str, list[str]]]:
    """Yield what changes, as headings with lines; nothing without lines."""
    told = {
        "In the file": in_the_file(step.differences, safe),
        REASONS[0]: folded(step.reasons_gone, safe),
        REASONS[1]: folded(step.reasons_new, safe),
        "Flaws no longer found": [turn(each, safe) for each in step.checks_gained],
        "Flaws that appear": [turn(each, safe) for each in step.checks_lost],
    }
    yield from (
        (title, few(lines, MOST_REASONS if title in REASONS else MOST))
        for title, lines in told.items()
        if lines
    )


def few(lines: Sequence[str], most: int = MOST) -> list[str]:
    """Return the first lines, and how many more there are."""
    rest = len(lines) - most
    return list(lines) if rest <= 1 else [*lines[:most], f"and {rest} more; --format json has them all"]


def verdict(comparison: Comparison, safe: Safe) -> str:
    """Return how each design compares with the first: services where there are such, then power."""
    first, *others = comparison.designs
    told = []
    if any(_common(first, other) for other in others):
        told.append("; ".join(_services_against(first, other, safe) for other in others))
    told.append("; ".join(_power_against(first, other, safe) for other in others))
    return " ".join(f"{each}." for each in told)


def _power_against(first: Design, other: Design, safe: Safe) -> str:
    """Return "X is without power 3.2 times less than A"."""
    lost, before = other.result.unavailability, first.result.unavailability
    name, yardstick = safe(other.name), safe(first.name)
    if not lost and before:
        return f"{name} is never without power, as far as its file goes, {yardstick} is"
    how = _how_much(lost, before)
    return f"{name} is without power {how} {'as' if how.startswith('for') else 'than'} {yardstick}"


def _common(first: Design, other: Design) -> list[str]:
    return [name for name in first.services if name in other.services]


def _services_against(first: Design, other: Design, safe: Safe) -> str:
    """Return the same of the services that both have, all added up."""
    names = _common(first, other)
    name, yardstick = safe(other.name), safe(first.name)
    if not names:
        return f"{name} has no service that {yardstick} has"
    lost, before = (math.fsum(each.services[one].unavailability for one in names) for each in (other, first))
    if not lost and before:
        return f"with {name} no service is ever down, as far as its file goes, with {yardstick} some are"
    how = _how_much(lost, before)
    than = "as" if how.startswith("for") else "than"
    return f"with {name} the services, added up, are down {how} {than} with {yardstick}"


def _how_much(lost: float, before: float) -> str:
    """Return "3.2 times less", "1.5 times more", "for the same time"."""
    if lost == before:
        return "for the same time"
    if not before:
        return f"more ({words.per_year(lost * HOURS_PER_YEAR)} against none)"
    less, more = words.figure(before / lost), words.figure(lost / before)
    if SAME in {less, more}:
        return "for the same time, to two digits,"
    return f"{less} times less" if lost < before else f"{more} times more"


SPANS = "Without power, per year, 5 to 95 % as far as the figures are known"
SPANS_OF_SERVICES = "Services down, per year, 5 to 95 % as far as the figures are known"


def span(design: Design, name: str) -> str:
    """Return how far the downtime of a load, of any load or of a service is known; a dash where it is not."""
    found = design.spans.get(name)
    return ABSENT if found is None else f"{words.held(found.p5)} to {words.held(found.p95)}"


def rows(comparison: Comparison, safe: Safe) -> list[tuple[str, str]]:
    """Return the loads to tell: a name for each group that is alike, and the load that stands for it."""
    place = {load: at for at, load in enumerate(comparison.rows)}
    named = []
    for ids in comparison.groups:
        unbroken = place[ids[-1]] - place[ids[0]] == len(ids) - 1
        told = some(ids, safe, unbroken=unbroken, most=1 if unbroken else 2)
        named.append((told if len(ids) == 1 else f"{told} ({words.counted(len(ids), 'load')})", ids[0]))
    return [*named, (comparison.rows[-1], comparison.rows[-1])]

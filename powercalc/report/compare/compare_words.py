"""What the comparison says, for text and Markdown alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from powercalc.checks import Status
from powercalc.evaluation import Measures
from powercalc.report import words
from powercalc.report.compare.comparison import Comparison, Design, ReasonChange, Step, Turn
from powercalc.report.compare.differences import ADDED, REMOVED, Difference
from powercalc.report.statements import Safe
from powercalc.results.evaluation_result import LoadPoint

MOST = 12
"""Lines of one sort."""
SAME = words.figure(1.0)
"""A factor that is none, to two digits."""


def lost(measures: Measures | None) -> str:
    """Return a downtime in a year; a dash for a load that a design does not have."""
    return "-" if measures is None else words.held(measures.downtime_h_per_year)


def often(measures: Measures | None) -> str:
    """Return how often, as years between two interruptions."""
    if measures is None:
        return "-"
    per_year = measures.interruptions_per_year
    if per_year is None:
        return "unknown"
    return words.how_often(per_year).removeprefix("about ").replace(" times a year", " a year")


def service(measures: Measures | None) -> str:
    """Return the downtime of the service in a year."""
    lost = measures.service_downtime_h_per_year if isinstance(measures, LoadPoint) else None
    return "-" if lost is None else words.held(lost)


def uncooled(measures: Measures | None) -> str:
    """Return for how long in a year the cooling is lost for too long."""
    cooling = measures.cooling if isinstance(measures, LoadPoint) else None
    return "-" if cooling is None else words.held(cooling.downtime_h_per_year)


def planned(measures: Measures | None) -> str:
    """Return for how long in a year planned work takes the power."""
    hours = measures.planned_downtime_h_per_year if isinstance(measures, LoadPoint) else None
    return "-" if hours is None else words.held(hours)


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
        if place < _ALWAYS or any(shown(each) != "-" for each in points):
            yield title, shown


def summary(design: Design) -> tuple[str, str, str]:
    """Return targets missed, checks failed and components of a design."""
    missed = f"{len(design.result.missed)} of {len(design.result.targets)}" if design.result.targets else "-"
    failed = sum(status is Status.FAIL for status in design.checks.values())
    return missed, str(failed), str(len(design.site.components))


def difference(each: Difference, safe: Safe) -> str:
    """Return one difference as a line."""
    if each.sort in {ADDED, REMOVED}:
        return f"{each.sort}: {safe(each.what)}"
    old, new = (safe(value) if value is not None else "not stated" for value in (each.before, each.after))
    return f"{safe(each.what)}: {safe(each.figure or '')} {old} → {new}"


def blame(each: ReasonChange, safe: Safe) -> str:
    """Return a reason as a line."""
    lasting = words.held(each.downtime_h_per_year)
    return f"{safe(each.load)}: {safe(each.story)} ({lasting} per year)"


def turn(each: Turn, safe: Safe) -> str:
    """Return a check as a line."""
    return f"{each.code} {safe(each.title)} ({each.before} → {each.after})"


def lists(step: Step, safe: Safe) -> Iterator[tuple[str, list[str]]]:
    """Yield what changes, as headings with lines; nothing without lines."""
    told = {
        "In the file": [difference(each, safe) for each in step.differences],
        "Reasons that vanish": [blame(each, safe) for each in step.reasons_gone],
        "Reasons that appear": [blame(each, safe) for each in step.reasons_new],
        "Flaws no longer found": [turn(each, safe) for each in step.checks_gained],
        "Flaws that appear": [turn(each, safe) for each in step.checks_lost],
    }
    yield from ((title, few(lines)) for title, lines in told.items() if lines)


def few(lines: Sequence[str]) -> list[str]:
    """Return the first lines, and how many more there are."""
    rest = len(lines) - MOST
    return list(lines) if rest <= 1 else [*lines[:MOST], f"and {rest} more; --format json has them all"]


def verdict(comparison: Comparison, safe: Safe) -> str:
    """Return which design is without power least, and by how much; the same of the services, if there are."""
    told = _of_services(comparison, safe)
    return f"{_of_power(comparison, safe)} {told}" if told else _of_power(comparison, safe)


def _of_services(comparison: Comparison, safe: Safe) -> str | None:
    """Return in which design the services that all of them have are down least, all added up."""
    names = [
        name for name in comparison.services if all(name in each.services for each in comparison.designs)
    ]
    lost = [
        (math.fsum(design.services[name].unavailability for name in names), design.name)
        for design in comparison.designs
    ]
    (least, best), (most, worst) = min(lost), max(lost)
    if not names or not least or words.figure(most / least) == SAME:
        return "The services are down for the same time." if names else None
    ratio = words.figure(most / least)
    than = f"{ratio} times less than with {safe(worst)}"
    return f"With {safe(best)} the services, added up, are down least: {than}."


def _of_power(comparison: Comparison, safe: Safe) -> str:
    by_downtime = sorted(comparison.designs, key=lambda design: design.result.unavailability)
    best, worst = by_downtime[0], by_downtime[-1]
    if best.result.unavailability == worst.result.unavailability:
        return "All of them are without power for the same time."
    if best.result.unavailability == 0:
        return f"{safe(best.name)} is never without power, as far as its file goes."
    ratio = words.figure(worst.result.unavailability / best.result.unavailability)
    if ratio == SAME:
        return "All of them are without power for the same time, to two digits."
    return f"{safe(best.name)} is without power least: {ratio} times less than {safe(worst.name)}."

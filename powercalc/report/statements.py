"""What an evaluation says in sentences, for the text and the Markdown report alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from powercalc.constants import HOURS_PER_YEAR
from powercalc.report import horizon, words
from powercalc.results.evaluation_result import Evaluation, LoadPoint, MaintenanceWindow, Standby, TargetCheck
from powercalc.results.measures import Measures, Reason, Unnamed
from powercalc.results.service_point import ServicePoint

Safe = Callable[[str], str]
"""How text from the file is made harmless for where it is shown."""

UNKNOWN_OFTEN = (
    "how often: unknown, because something on the way has a plain unavailability, which has no time scale"
)
METHODS = {
    "plain block diagram": (
        "Plain block diagram: standby sources are taken as parallel, and no time is considered (no battery "
        "minutes, no start, no transfer). Optimistic about starts, transfers and fuel, pessimistic about "
        "what a battery bridges: for comparison only."
    ),
    "plain block diagram, overload as a bound": (
        "Plain block diagram with overload trips as a bound: the truth lies between a low and a high figure, "
        "and these are the high ones (--format json has both). Standby sources are taken as parallel, and no "
        "time is considered (no battery minutes, no start, no transfer)."
    ),
    "exact": "Computed without approximation from this file.",
    "asymptotic, overload added": (
        "Outage response: generators are called, batteries hold for minutes, switches move. Overload is too "
        "large for it here: added is what trips and cascades add to a plain block diagram, where standby "
        "sources are parallel and nothing takes time."
    ),
    "asymptotic, overload as a bound": (
        "Outage response: generators are called, batteries hold for minutes, switches move. Overload is too "
        "large for it here: added is what trips and cascades add to a plain block diagram, as a bound; the "
        "truth lies between a low and a high figure, and these are the high ones (--format json has both)."
    ),
    "asymptotic": (
        "Outage response: generators are called, batteries hold for minutes, switches move. Computed "
        "analytically for the long run."
    ),
}
ASPECTS = {
    "outage_response": "the first minutes of an outage",
    "fail_to_transfer": "switches that fail to move",
    "fuel": "fuel running out",
    "dormant_faults": "dormant faults",
    "maintenance": "planned maintenance",
    "overload": "overload after a failure",
    "overload_in_the_first_minutes": "overload in the first minutes of an outage",
    "cooling": "cooling",
    "thermal_autonomy": "how long a room stays cool",
    "recovery_time": "recovery of the service",
    "undocumented_cords": "cords that nobody documented",
    "services": "services",
    "common_cause": "common causes",
    "common_cause_on_demand": "common causes on demand",
    "hazards": "fire, flood and other hazards of a zone",
}


def blamed(point: LoadPoint | ServicePoint, most: int | None = None) -> list[tuple[Reason, str]]:
    """Return the reasons of a load or service by their downtime, each with its share in words.

    Of many, those that hold most of the downtime or of the interruptions.
    """
    return _ranked(point, point.reasons, most)


def blamed_for_heat(load: LoadPoint, most: int | None = None) -> list[tuple[Reason, str]]:
    """Return what takes the cooling of a load, likewise."""
    return _ranked(load.cooling or load, load.cooling_reasons, most)


def blamed_for_support(load: LoadPoint, most: int | None = None) -> list[tuple[Reason, str]]:
    """Return what takes what a load depends on, likewise."""
    return _ranked(load.support or load, load.support_reasons, most)


def unnamed(point: LoadPoint | ServicePoint) -> str | None:
    """Return how much of a downtime no reason holds, or how much is in more than one; None for little.

    With no reason at all, that none was found.
    """
    return _unnamed(point.unnamed, point.reasons) if point.unavailability else None


def unnamed_heat(load: LoadPoint) -> str | None:
    """Return the same of the cooling of a load."""
    left = load.cooling_unnamed
    return _unnamed(left, load.cooling_reasons) if left and load.cooling_reasons else None


def unnamed_support(load: LoadPoint) -> str | None:
    """Return the same of what a load depends on."""
    left = load.support_unnamed
    return _unnamed(left, load.support_reasons) if left and load.support_reasons else None


def _unnamed(left: Unnamed, reasons: Sequence[Reason]) -> str | None:
    of_downtime, of_interruptions = left.share, left.interruptions_share or 0.0
    if not reasons:
        return "No reason was worked out: powercalc evaluate tells those of the worst loads."
    shares = [(of_downtime, "the downtime"), (of_interruptions, "the interruptions")]
    missing = [f"{words.percent(share)} of {what}" for share, what in shares if share > _UNNAMED]
    double = [f"{words.figure(100 * (1 - share))} % of {what}" for share, what in shares if share < -_UNNAMED]
    told = []
    if missing:
        why = "more goes wrong at once than is looked at, or each of it is small"
        told.append(f"No reason told has {' and '.join(missing)}: {why}.")
    if double:
        told.append(f"The reasons overlap: together they have {' and '.join(double)}.")
    return " ".join(told) or None


_UNNAMED = 0.01
"""The smallest share without a reason, or with two, that is told."""


def _ranked(lost: Measures, reasons: Iterable[Reason], most: int | None) -> list[tuple[Reason, str]]:
    weights = [(_digits(max(each.share, _of_interruptions(lost, each))), each) for each in reasons]
    telling = [each for _, each in sorted(weights, key=lambda pair: (-pair[0], pair[1].story))]
    ranked = sorted(telling[:most], key=lambda each: (-_digits(each.downtime_h_per_year), each.story))
    return [(reason, _share(lost, reason)) for reason in ranked]


def _digits(figure: float) -> float:
    """Return a figure to six digits: what is equal but for rounding comes in the same order everywhere."""
    return float(f"{figure:.6g}")


def _of_interruptions(lost: Measures, reason: Reason) -> float:
    """Return the share of the interruptions; 0 where it is not known."""
    often, all_of_them = reason.interruptions_per_year, lost.interruptions_per_year
    return min(often / all_of_them, 1.0) if often is not None and all_of_them else 0.0


_LEAST_TOLD = 1e-5
"""The smallest share of a downtime that is told as a number."""


def share(part: float) -> str:
    """Return a share of a downtime in words; a trifle is told as one."""
    return words.percent(part) if part >= _LEAST_TOLD else f"less than {words.percent(_LEAST_TOLD)}"


def _share(lost: Measures, reason: Reason) -> str:
    """Return the share of the downtime, and of the interruptions where that is much more."""
    part, often = min(reason.share, 1.0), _of_interruptions(lost, reason)
    told = share(part)
    return f"{told}, {words.percent(often)} of interruptions" if often > max(2 * part, 0.05) else told


def headlines(measures: Measures) -> Iterator[tuple[str, str]]:
    """Yield what comes first of a load, each as a figure and what it is of.

    That is the service, where a recovery time is stated, and the power.
    """
    if isinstance(measures, LoadPoint) and (lost := service(measures)):
        yield lost
    yield downtime(measures)


def downtime(measures: Measures) -> tuple[str, str]:
    """Return for how long in a year there is no power, and of what that is."""
    if measures.unavailability == 0:
        return "never", "without power, as far as this file goes"
    return words.held(measures.downtime_h_per_year), "per year without power"


def available(measures: Measures) -> str:
    """Return the availability, which says 100 % only for U = 0."""
    return f"available {words.availability(measures.unavailability)} of the time"


def interruptions(measures: Measures) -> str:
    """Return how often: "about once in 83 years, 6 % in 5 years, for 20 min on average"."""
    often = measures.interruptions_per_year
    if often is None:
        return UNKNOWN_OFTEN
    if often == 0:
        never = measures.unavailability == 0
        return (
            "never interrupted" if never else "never interrupted: without power from the start, or for ever"
        )
    lasting = measures.mean_down_time_h
    each = "" if lasting is None else f", for {words.duration(lasting)} on average"
    within = "" if words.is_beyond(often) else f", {horizon.chance(often)} {horizon.within()}"
    return f"{words.how_often(often)}{within}{each}"


def down(service: ServicePoint) -> str:
    """Return for how long in a year a service is down, recovery and moves included."""
    if service.unavailability == 0:
        return "never down, as far as this file goes"
    about = _give_or_take(service.unavailability_error / service.unavailability)
    return f"{words.per_year(service.downtime_h_per_year)} down{about}"


def how_often_down(service: ServicePoint) -> str:
    """Return how often a service is down, and for how long on average."""
    if service.failure_frequency == 0 and service.unavailability:
        return "never interrupted: down from the start, or for ever"
    return interruptions(service)


def by_cause(service: ServicePoint, safe: Safe) -> str | None:
    """Return "by cause: power 20 min, network 5 min a year"; None where nothing takes a service down."""
    told = causes(service, safe)
    return f"by cause: {told}" if told else None


def causes(service: ServicePoint, safe: Safe) -> str | None:
    """Return what takes a service down: "power 20 min, network 5 min a year"; None for nothing."""
    found = [each for each in service.causes if each.downtime_h_per_year]
    if not found:
        return None
    shown, more = found[:_MOST_CAUSES], found[_MOST_CAUSES:]
    told = [(safe(each.what), each.downtime_h_per_year) for each in shown]
    if more:
        told.append((f"{len(more)} more", math.fsum(each.downtime_h_per_year for each in more)))
    return f"{', '.join(f'{what} {words.held(hours)}' for what, hours in told)} a year"


def worst_first(services: Iterable[ServicePoint]) -> list[ServicePoint]:
    """Return the services by their downtime, those of the same in the order of the file."""
    return sorted(services, key=lambda service: -_digits(service.unavailability))


_MOST_CAUSES = 8
"""Of more causes, the rest is told as one."""


def service(load: LoadPoint) -> tuple[str, str] | None:
    """Return the downtime of the service behind the load, and of what, when a recovery time is stated."""
    lost = load.service_downtime_h_per_year
    if lost is None or load.recovery_time is None:
        return None
    recovery = words.duration(load.recovery_time)
    after = "interruption" if load.needs is None else "loss of power, cooling or what it depends on"
    after = "interruption of power or cooling" if load.cooling else after
    off = (load.service_unavailability_error or 0.0) * HOURS_PER_YEAR / lost if lost else 0.0
    after = f"with {recovery} of recovery after each {after}"
    return words.held(lost), f"of service lost per year{_give_or_take(off)}, {after}"


def _give_or_take(off: float) -> str:
    return f", give or take {words.percent(off)}" if off >= _TOLD_OFF else ""


_TOLD_OFF = 0.01
"""The smallest error of a service, as a share of what it loses, that is told."""


def cooling(load: LoadPoint) -> str | None:
    """Return how long and how often a cooled load is without cooling for longer than it can do without."""
    missed = load.cooling
    if missed is None:
        return None
    if missed.unavailability == 0:
        return "cooling: never lost for too long, as far as this file goes"
    often = missed.interruptions_per_year
    told = "unknown how often" if often is None else words.how_often(often)
    return f"cooling: lost for too long {words.per_year(missed.downtime_h_per_year)}, {told}"


def lengths(point: LoadPoint | ServicePoint) -> str | None:
    """Return how often interruptions last longer than a minute, an hour, a day."""
    known = [
        (each.duration, each.per_year) for each in point.interruptions_longer_than or () if each.per_year
    ]
    if not known:
        return None
    beyond = [place for place, (_, often) in enumerate(known) if words.is_beyond(often)]
    told = known[: beyond[0] + 1] if beyond else known  # what lasts longer still is rarer still
    return f"longer than {'; '.join(f'{lasting}: {words.how_often(often)}' for lasting, often in told)}"


WORTH_SAYING = 0.02
"""An error of the use of a generator that is a larger share of it is told."""


def standby(generator: Standby) -> str:
    """Return what a generator does in a year."""
    if not generator.calls_per_year and generator.running_h_per_year:
        return f"runs all year: {HOURS_PER_YEAR:.0f} h"
    hours = words.figure(generator.running_h_per_year)
    return f"called {words.how_often(generator.calls_per_year)}, for {hours} h a year{_use_off(generator)}"


def _use_off(generator: Standby) -> str:
    """Return how far the calls, or the hours, may be off, where that is worth a word."""
    errors = (
        (generator.calls_error_per_year, generator.calls_per_year),
        (generator.running_error_h_per_year, generator.running_h_per_year),
    )
    most = max((error / figure for error, figure in errors if figure), default=0.0)
    if most < WORTH_SAYING:
        return ""
    return f" (may be off by {words.percent(most) if most < 1 else 'as much, or more'})"


def planned(load: LoadPoint) -> str | None:
    """Return what planned work itself takes from a load, which is told apart."""
    hours, often = load.planned_downtime_h_per_year, load.planned_interruptions_per_year
    if not hours and not often:
        return None
    return (
        f"besides, without power for planned work: {words.duration(hours or 0.0)} a year, "
        f"{words.how_often(often or 0.0)}"
    )


BESIDE_POWER = (lengths, cooling, planned)
"""What is told of a load beside its power: each a function that returns a sentence, or None."""


def windows(evaluation: Evaluation) -> list[MaintenanceWindow]:
    """Return the windows of planned work, the riskiest first."""
    return sorted(evaluation.maintenance, key=lambda each: -(each.chance_of_interruption or 0.0))


def window(found: MaintenanceWindow, safe: Safe) -> str:
    """Return what the planned work on a component means, and the risk while it lasts."""
    each = ", one unit at a time" if found.units > 1 else ""
    begun = f"{words.how_often(found.per_year)} for {words.duration(found.duration_h)}{each}"
    if found.dropped:
        most = [safe(name) for name in found.dropped[:3]]
        rest = f" and {len(found.dropped) - 3} more" if len(found.dropped) > 3 else ""
        begun += f"; it takes the power from {', '.join(most)}{rest}"
    if found.chance_of_interruption is None:
        return f"{begun}; the risk meanwhile is unknown: something has a plain unavailability"
    if not found.chance_of_interruption:
        return begun if found.dropped else f"{begun}; no risk meanwhile, as far as this file goes"
    return (
        f"{begun}; meanwhile a failure interrupts {'another' if found.dropped else 'a'} load in "
        f"{words.percent(found.chance_of_interruption)} of windows, "
        f"{words.per_year(found.downtime_h_per_year)} of the downtime"
    )


def method(evaluation: Evaluation, safe: Safe) -> str:
    """Return how the figures were computed, in words, and how far they may be off."""
    told = METHODS.get(evaluation.method, safe(evaluation.method))
    left_out = _left_out(evaluation)
    return told if left_out is None else f"{told} {left_out}"


def _left_out(evaluation: Evaluation) -> str | None:
    """Return how far the figures may be off: as a share of the downtime of loads that often have none.

    Of a downtime that is a trifle a share says nothing, and an amount is told instead.
    """
    known = [load for load in evaluation.loads if load.unavailability and load.unavailability_error]
    often = [load for load in known if not words.is_beyond(load.interruptions_per_year or math.inf)]
    most = max((_off(load) / load.unavailability for load in often), default=0.0)
    if 0 < most < 1:
        return f"What this leaves out is some {words.percent(most)} of a downtime at most."
    amount = max((_off(load) for load in often or known), default=0.0)
    if not amount:
        return None
    return f"What this leaves out is some {words.per_year(amount * HOURS_PER_YEAR)} at most."


def _off(load: LoadPoint) -> float:
    return load.unavailability_error or 0.0


def basis(evaluation: Evaluation) -> str:
    """Return which part of the downtime rests on figures that the file does not state."""
    if not evaluation.assumptions:
        return "No figure was assumed: the file states them all."
    number = words.counted(len(evaluation.assumptions), "figure")
    if evaluation.assumed_share is None:
        return f"{number} assumed."
    share = words.percent(max(evaluation.assumed_share, 0.0))
    return (
        f"{share} of the downtime rests on assumed figures: the file leaves {number} to the catalog, and in "
        "that part of the downtime something with such a figure is down."
    )


def aspect(what: str, safe: Safe) -> str:
    """Return the name of something not considered, for people."""
    return ASPECTS.get(what, safe(what.replace("_", " ")))


def _yearly(hours: float, digits: int) -> str:
    return f"{words.duration(hours, digits)} per year"


def _per_year(often: float, digits: int) -> str:
    return f"{words.figure(often, digits)} per year"


_TARGETS: dict[str, tuple[str, Callable[[float, int], str]]] = {
    "availability": ("availability of at least", lambda value, digits: words.availability(1 - value, digits)),
    "max_downtime": ("downtime of at most", _yearly),
    "max_interruptions": ("interruptions of at most", _per_year),
    "longest": ("interruptions longer than agreed of at most", _per_year),
    "max_service_downtime": ("service downtime of at most", _yearly),
}  # fmt: skip
CLAIMS = {
    "concurrently_maintainable": "concurrently maintainable",
    "fault_tolerant": "fault tolerant, any one failure",
}
"""What can be claimed of a design: it holds or not, by how much cannot be said."""
_STATED = 6
"""Digits of a promise."""


def target(check: TargetCheck, safe: Safe) -> str:
    """Return a promise as it was stated, and what was reached, with as many digits as tell them apart."""
    if check.target in CLAIMS:
        return CLAIMS[check.target] + (f": {safe(check.why)}" if check.why else "")
    title, shown = _TARGETS.get(check.target, (safe(check.target), words.figure))
    if check.duration:
        title = f"interruptions longer than {check.duration} of at most"
    promised = words.stated(shown(check.promised, _STATED))
    if check.reached is None:
        return f"{title} {promised}; reached: unknown"
    reached = next(
        (
            text
            for text in (shown(check.reached, digits) for digits in range(2, 16))
            if _apart(text, promised)
        ),
        "exactly that",
    )
    return f"{title} {promised}; reached {reached}"


def _apart(reached: str, promised: str) -> bool:
    return words.stated(reached) != promised


VERDICTS = {True: "met", False: "missed", None: "cannot be told"}

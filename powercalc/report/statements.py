"""What an evaluation says in sentences, for the text and the Markdown report alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from powercalc.constants import HOURS_PER_YEAR
from powercalc.languages import all_of, noted, say, told_figure
from powercalc.report import horizon, words
from powercalc.results.evaluation_result import Evaluation, LoadPoint, MaintenanceWindow, Standby, TargetCheck
from powercalc.results.measures import Measures, Reason, Unnamed
from powercalc.results.service_point import ServicePoint

Safe = Callable[[str], str]
"""How text from the file is made harmless for where it is shown."""

UNKNOWN_OFTEN = noted(
    "how often: unknown, because something on the way has a plain unavailability, which has no time scale"
)
METHODS = {
    "plain block diagram": noted(
        "Plain block diagram: standby sources are taken as parallel, and no time is considered (no battery "
        "minutes, no start, no transfer). Optimistic about starts, transfers and fuel, pessimistic about "
        "what a battery bridges: for comparison only."
    ),
    "plain block diagram, overload as a bound": noted(
        "Plain block diagram with overload trips as a bound: the truth lies between a low and a high figure, "
        "and these are the high ones (--format json has both). Standby sources are taken as parallel, and no "
        "time is considered (no battery minutes, no start, no transfer)."
    ),
    "exact": noted("Computed without approximation from this file."),
    "asymptotic, overload added": noted(
        "Outage response: generators are called, batteries hold for minutes, switches move. Overload is too "
        "large for it here: added is what trips and cascades add to a plain block diagram, where standby "
        "sources are parallel and nothing takes time."
    ),
    "asymptotic, overload as a bound": noted(
        "Outage response: generators are called, batteries hold for minutes, switches move. Overload is too "
        "large for it here: added is what trips and cascades add to a plain block diagram, as a bound; the "
        "truth lies between a low and a high figure, and these are the high ones (--format json has both)."
    ),
    "asymptotic": noted(
        "Outage response: generators are called, batteries hold for minutes, switches move. Computed "
        "analytically for the long run."
    ),
}
ASPECTS = {
    "outage_response": noted("the first minutes of an outage"),
    "fail_to_transfer": noted("switches that fail to move"),
    "fuel": noted("fuel running out"),
    "dormant_faults": noted("dormant faults"),
    "maintenance": noted("planned maintenance"),
    "overload": noted("overload after a failure"),
    "overload_in_the_first_minutes": noted("overload in the first minutes of an outage"),
    "cooling": noted("cooling"),
    "thermal_autonomy": noted("how long a room stays cool"),
    "recovery_time": noted("recovery of the service"),
    "undocumented_cords": noted("cords that nobody documented"),
    "services": noted("services"),
    "common_cause": noted("common causes"),
    "common_cause_on_demand": noted("common causes on demand"),
    "return_gap": noted("gaps on return"),
    "hazards": noted("fire, flood and other hazards of a zone"),
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
        return say("No reason was worked out: powercalc evaluate tells those of the worst loads.")
    shares = [
        (of_downtime, noted("{share} of the downtime")),
        (of_interruptions, noted("{share} of the interruptions")),
    ]
    missing = [say(what, share=words.percent(share)) for share, what in shares if share > _UNNAMED]
    double = [
        say(what, share=f"{words.figure(100 * (1 - share))} %") for share, what in shares if share < -_UNNAMED
    ]
    told = []
    if missing:
        told.append(say(_MISSING, shares=all_of(missing)))
    if double:
        told.append(say("The reasons overlap: together they have {shares}.", shares=all_of(double)))
    return " ".join(told) or None


_MISSING = noted(
    "No reason told has {shares}: more goes wrong at once than is looked at, or each of it is small."
)
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
    return (
        words.percent(part)
        if part >= _LEAST_TOLD
        else say("less than {share}", share=words.percent(_LEAST_TOLD))
    )


def _share(lost: Measures, reason: Reason) -> str:
    """Return the share of the downtime, and of the interruptions where that is much more."""
    part, often = min(reason.share, 1.0), _of_interruptions(lost, reason)
    told = share(part)
    if often <= max(2 * part, 0.05):
        return told
    return f"{told}, {say('{share} of interruptions', share=words.percent(often))}"


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
        return say("never"), say("without power, as far as this file goes")
    return words.held(measures.downtime_h_per_year), say("per year without power")


def available(measures: Measures) -> str:
    """Return the availability, which says 100 % only for U = 0."""
    return say("available {share} of the time", share=words.availability(measures.unavailability))


def interruptions(measures: Measures) -> str:
    """Return how often: "about once in 83 years, 6 % in 5 years, for 20 min on average"."""
    often = measures.interruptions_per_year
    if often is None:
        return say(UNKNOWN_OFTEN)
    if often == 0:
        never = measures.unavailability == 0
        return say(
            noted("never interrupted")
            if never
            else noted("never interrupted: without power from the start, or for ever")
        )
    lasting = measures.mean_down_time_h
    each = "" if lasting is None else say(", for {time} on average", time=words.duration(lasting))
    within = "" if words.is_beyond(often) else f", {horizon.chance(often)} {horizon.within()}"
    return f"{words.how_often(often)}{within}{each}"


def down(service: ServicePoint) -> str:
    """Return for how long in a year a service is down, recovery and moves included."""
    if service.unavailability == 0:
        return say("never down, as far as this file goes")
    about = _give_or_take(service.unavailability_error / service.unavailability)
    return say("{time} per year down", time=words.held(service.downtime_h_per_year)) + about


def how_often_down(service: ServicePoint) -> str:
    """Return how often a service is down, and for how long on average."""
    if service.failure_frequency == 0 and service.unavailability:
        return say("never interrupted: down from the start, or for ever")
    return interruptions(service)


def by_cause(service: ServicePoint, safe: Safe) -> str | None:
    """Return "by cause: power 20 min, network 5 min a year"; None where nothing takes a service down."""
    told = causes(service, safe)
    return say("by cause: {causes}", causes=told) if told else None


def causes(service: ServicePoint, safe: Safe) -> str | None:
    """Return what takes a service down: "power 20 min, network 5 min a year"; None for nothing."""
    found = [each for each in service.causes if each.downtime_h_per_year]
    if not found:
        return None
    shown, more = found[:_MOST_CAUSES], found[_MOST_CAUSES:]
    told = [(safe(each.what), each.downtime_h_per_year) for each in shown]
    if more:
        told.append(
            (say("{number} more", number=len(more)), math.fsum(each.downtime_h_per_year for each in more))
        )
    return say("{times} a year", times=", ".join(f"{what} {words.held(hours)}" for what, hours in told))


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
    after = _AFTER_COOLING if load.cooling else _AFTER if load.needs is None else _AFTER_ALL
    off = (load.service_unavailability_error or 0.0) * HOURS_PER_YEAR / lost if lost else 0.0
    lost_in_a_year = say("of service lost per year") + _give_or_take(off)
    return words.held(lost), f"{lost_in_a_year}, {say(after, time=recovery)}"


_AFTER = noted("with {time} of recovery after each interruption")
_AFTER_COOLING = noted("with {time} of recovery after each interruption of power or cooling")
_AFTER_ALL = noted("with {time} of recovery after each loss of power, cooling or what it depends on")


def _give_or_take(off: float) -> str:
    return say(", give or take {share}", share=words.percent(off)) if off >= _TOLD_OFF else ""


_TOLD_OFF = 0.01
"""The smallest error of a service, as a share of what it loses, that is told."""


def cooling(load: LoadPoint) -> str | None:
    """Return how long and how often a cooled load is without cooling for longer than it can do without."""
    missed = load.cooling
    if missed is None:
        return None
    if missed.unavailability == 0:
        return say("cooling: never lost for too long, as far as this file goes")
    often = missed.interruptions_per_year
    told = say("unknown how often") if often is None else words.how_often(often)
    lost = words.per_year(missed.downtime_h_per_year)
    return say("cooling: lost for too long {time}, {often}", time=lost, often=told)


def lengths(point: LoadPoint | ServicePoint) -> str | None:
    """Return how often interruptions last longer than a minute, an hour, a day."""
    known = [
        (each.duration, each.per_year, each.error_per_year or 0.0)
        for each in point.interruptions_longer_than or ()
        if each.per_year
    ]
    if not known:
        return None
    beyond = [place for place, (_, often, _) in enumerate(known) if words.is_beyond(often)]
    told = known[: beyond[0] + 1] if beyond else known  # what lasts longer still is rarer still
    times = "; ".join(
        say("{time}: {often}", time=told_figure(lasting), often=words.how_often(often))
        + _maybe_off(error / often)
        for lasting, often, error in told
    )
    return say("longer than {times}", times=times)


WORTH_SAYING = 0.02
"""An error that is a larger share of a figure is told."""


def standby(generator: Standby) -> str:
    """Return what a generator does in a year."""
    if not generator.calls_per_year and generator.running_h_per_year:
        return say("runs all year: {time}", time=f"{HOURS_PER_YEAR:.0f} h")
    hours = words.held(generator.running_h_per_year)
    often = words.how_often(generator.calls_per_year)
    return say("called {often}, for {time} a year", often=often, time=hours) + _use_off(generator)


def _use_off(generator: Standby) -> str:
    """Return how far the calls, or the hours, may be off, where that is worth a word."""
    errors = (
        (generator.calls_error_per_year, generator.calls_per_year),
        (generator.running_error_h_per_year, generator.running_h_per_year),
    )
    return _maybe_off(max((error / figure for error, figure in errors if figure), default=0.0))


def _maybe_off(share: float) -> str:
    """Return how far a figure may be off, where that is worth a word."""
    if share < WORTH_SAYING:
        return ""
    if share >= 1:
        return say(" (may be off by as much, or more)")
    return say(" (may be off by {share})", share=words.percent(share))


def planned(load: LoadPoint) -> str | None:
    """Return what planned work itself takes from a load, which is told apart."""
    hours, often = load.planned_downtime_h_per_year, load.planned_interruptions_per_year
    if not hours and not often:
        return None
    return say(
        "besides, without power for planned work: {time} a year, {often}",
        time=words.duration(hours or 0.0),
        often=words.how_often(often or 0.0),
    )


BESIDE_POWER = (lengths, cooling, planned)
"""What is told of a load beside its power: each a function that returns a sentence, or None."""


def windows(evaluation: Evaluation) -> list[MaintenanceWindow]:
    """Return the windows of planned work, the riskiest first."""
    return sorted(evaluation.maintenance, key=lambda each: -(each.chance_of_interruption or 0.0))


def window(found: MaintenanceWindow, safe: Safe) -> str:
    """Return what the planned work on a component means, and the risk while it lasts."""
    often, lasting = words.how_often(found.per_year), words.duration(found.duration_h)
    begun = say("{often} for {time}", often=often, time=lasting)
    begun += say(", one unit at a time") if found.units > 1 else ""
    if found.dropped:
        begun += say("; it takes the power from {loads}", loads=_dropped(found.dropped, safe))
    return begun + _meanwhile(found)


def _dropped(loads: Sequence[str], safe: Safe) -> str:
    shown = ", ".join(safe(name) for name in loads[:3])
    return say("{names} and {number} more", names=shown, number=len(loads) - 3) if len(loads) > 3 else shown


def _meanwhile(found: MaintenanceWindow) -> str:
    """Return what may happen while planned work lasts."""
    if found.chance_of_interruption is None:
        return say("; the risk meanwhile is unknown: something has a plain unavailability")
    if not found.chance_of_interruption:
        return "" if found.dropped else say("; no risk meanwhile, as far as this file goes")
    return say(
        _ANOTHER if found.dropped else _ONE,
        share=words.percent(found.chance_of_interruption),
        time=words.per_year(found.downtime_h_per_year),
    )


_ONE = noted("; meanwhile a failure interrupts a load in {share} of windows, {time} of the downtime")
_ANOTHER = noted(
    "; meanwhile a failure interrupts another load in {share} of windows, {time} of the downtime"
)


def method(evaluation: Evaluation, safe: Safe) -> str:
    """Return how the figures were computed, in words, and how far they may be off."""
    known = METHODS.get(evaluation.method)
    told = say(known) if known else safe(evaluation.method)
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
        return say("What this leaves out is some {share} of a downtime at most.", share=words.percent(most))
    amount = max((_off(load) for load in often or known), default=0.0)
    if not amount:
        return None
    return say("What this leaves out is some {time} at most.", time=words.per_year(amount * HOURS_PER_YEAR))


def _off(load: LoadPoint) -> float:
    return load.unavailability_error or 0.0


def basis(evaluation: Evaluation) -> str:
    """Return which part of the downtime rests on figures that the file does not state."""
    if not evaluation.assumptions:
        return say("No figure was assumed: the file states them all.")
    number = words.counted(len(evaluation.assumptions), "figure")
    if evaluation.assumed_share is None:
        return say("{figures} assumed.", figures=number)
    share = words.percent(max(evaluation.assumed_share, 0.0))
    return say(
        "{share} of the downtime rests on assumed figures: the file leaves {figures} to the catalog, and in "
        "that part of the downtime something with such a figure is down.",
        share=share,
        figures=number,
    )


def aspect(what: str, safe: Safe) -> str:
    """Return the name of something not considered, for people."""
    known = ASPECTS.get(what)
    return say(known) if known else safe(what.replace("_", " "))


def _yearly(hours: float, digits: int) -> str:
    return say("{time} per year", time=words.duration(hours, digits))


def _per_year(often: float, digits: int) -> str:
    return say("{number} per year", number=words.figure(often, digits))


_TARGETS: dict[str, tuple[str, Callable[[float, int], str]]] = {
    "availability": (
        noted("availability of at least {figure}"),
        lambda value, digits: words.availability(1 - value, digits),
    ),
    "max_downtime": (noted("downtime of at most {figure}"), _yearly),
    "max_interruptions": (noted("interruptions of at most {figure}"), _per_year),
    "longest": (noted("interruptions longer than agreed of at most {figure}"), _per_year),
    "max_service_downtime": (noted("service downtime of at most {figure}"), _yearly),
}
CLAIMS = {
    "concurrently_maintainable": noted("concurrently maintainable"),
    "fault_tolerant": noted("fault tolerant, any one failure"),
}
"""What can be claimed of a design: it holds or not, by how much cannot be said."""
_STATED = 6
"""Digits of a promise."""


def target(check: TargetCheck, safe: Safe) -> str:
    """Return a promise as it was stated, and what was reached, with as many digits as tell them apart."""
    if check.target in CLAIMS:
        return say(CLAIMS[check.target]) + (f": {safe(check.why)}" if check.why else "")
    title, shown = _TARGETS.get(check.target, (None, words.figure))
    figure = words.stated(shown(check.promised, _STATED))
    told = say(title, figure=figure) if title else f"{safe(check.target)} {figure}"
    if check.duration:
        told = say(_LONGER, time=told_figure(check.duration), figure=figure)
    if check.reached is None:
        return say("{promise}; reached: unknown", promise=told)
    as_shown = (shown(check.reached, digits) for digits in range(2, 16))
    reached = next((text for text in as_shown if _apart(text, figure)), say("exactly that"))
    return say("{promise}; reached {figure}", promise=told, figure=reached)


_LONGER = noted("interruptions longer than {time} of at most {figure}")


def _apart(reached: str, promised: str) -> bool:
    return words.stated(reached) != promised


VERDICTS = {True: noted("met"), False: noted("missed"), None: noted("cannot be told")}

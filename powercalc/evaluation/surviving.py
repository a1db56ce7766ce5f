"""How long a site serves its loads and services through a loss: asked, computed, told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from powercalc.cascade.overload_figures import overload_of
from powercalc.components import GridFeed
from powercalc.components.spelling import nearest, quoted
from powercalc.errors import CallError, EngineLimit
from powercalc.evaluation.considered import not_considered
from powercalc.evaluation.too_large import advice
from powercalc.languages import ask, noted
from powercalc.response.curve import Curve
from powercalc.response.survival_of_parts import Survived as Found
from powercalc.response.survival_of_parts import survival_of_parts
from powercalc.response.unsupported import unsupported
from powercalc.results.chances import Chance
from powercalc.results.evaluation_result import NotConsidered
from powercalc.results.measures import spoken
from powercalc.results.survival_result import Survival, SurvivalPoint
from powercalc.services.site_services import Services
from powercalc.services.unbroken import Unbroken
from powercalc.site import Site
from powercalc.units import ValueProblem
from powercalc.units import hours as hours_of

HOURS = ("1 h", "24 h", "72 h", "336 h")
"""For how long it is asked, where nobody says."""
_OWN_WORDS = frozenset({"maintenance", "overload"})
"""What is told here in words of its own."""


def survive(site: Site, hours: Sequence[Any] = HOURS, lost: Sequence[str] | None = None) -> Survival:
    """Return how likely every load and service is served without a break through a loss.

    At a moment taken at random from the long run all grid feeds, or the components `lost` with all their
    units, are lost, and stay lost. `hours` are texts with units or pint quantities. A place of a service that
    was lost counts as lost from then on, and where moves take time, a move is a break. Raises `CallError`
    with all that is wrong with the call, and `SiteError` and `EngineLimit` as `evaluate` does.
    """
    durations, gone = _asked(site, hours, lost)
    unbroken = Unbroken(Services(site))
    try:
        found = survival_of_parts(site, gone, durations, unbroken.together)
    except EngineLimit as limit:
        raise EngineLimit(f"{limit}; {advice(site)}") from None
    curves, served = found.curves, unbroken.curves(found.curves.together)
    needs = {name: _point("", curve, durations) for name, curve in curves.needs.items()}
    return Survival(
        site=site.name,
        lost=gone,
        loads=tuple(
            _point(load.id, curves.loads[load.id], durations, needs.get(load.id)) for load in site.loads
        ),
        any_load=_point("", curves.any_load, durations),
        services=tuple(_point(name, curve, durations) for name, curve in served.items()),
        not_considered=tuple(_left_out(site, found)),
        warnings=tuple(map(str, site.warnings)),
    )


def _asked(
    site: Site, hours: Sequence[Any], lost: Sequence[str] | None
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return the durations [h] and what is lost. Raises `CallError` with all that is wrong."""
    listed = [hours] if isinstance(hours, str) else list(hours)
    problems = [problem for each in listed for problem in _no_duration(each)]
    if not listed:
        problems.append('no duration is asked for; expected at least one, such as "24 h"')
    gone = _feeds(site) if lost is None else list(dict.fromkeys([lost] if isinstance(lost, str) else lost))
    problems += [problem for each in gone for problem in _not_lost(site, each)]
    if not gone:
        problems.append("the site has no grid feed that could be lost: name what is lost (--lost ID)")
    if problems:
        raise CallError(*problems)
    return tuple(dict.fromkeys(map(hours_of, listed))), tuple(gone)


def _feeds(site: Site) -> list[str]:
    return [component.id for component in site.components if isinstance(component, GridFeed)]


def _no_duration(given: Any) -> Iterator[str]:
    """Yield what is wrong with a duration."""
    said = quoted(given) if isinstance(given, str) else repr(given)
    try:
        if not hours_of(given) > 0:
            yield f'{said} is no time that anything could be served for; expected more than none, as "24 h"'
    except ValueProblem as problem:
        near = f"; did you mean {problem.suggestion}?" if problem.suggestion else ""
        yield f"{said} {problem.text}; expected {problem.expected}{near}"


def _not_lost(site: Site, name: str) -> Iterator[str]:
    """Yield why something cannot be lost."""
    known = site.by_id
    if name in known:
        if known[name].is_load:
            yield f"{name} is a load: it is asked how long it is served; expected what feeds it"
        return
    whole = name.rpartition(":")[0]
    if whole in known:
        yield f'"{name}": a component is lost with all its units; did you mean "{whole}"?'
        return
    near = quoted(nearest(name, [each.id for each in known.values() if not each.is_load]))
    yield f'there is no component "{name}"' + (f"; did you mean {near}?" if near else "")


def _point(
    name: str, curve: Curve, durations: Iterable[float], needs: SurvivalPoint | None = None
) -> SurvivalPoint:
    return SurvivalPoint(
        id=name,
        survival=tuple(
            Chance(duration=spoken(each), hours=each, probability=curve.at(each)) for each in durations
        ),
        mean_hours=curve.mean,
        latest_hours=curve.latest,
        needs=needs,
        curve=tuple(_bends(curve)),
    )


def _bends(curve: Curve) -> Iterator[tuple[float, float]]:
    """Yield the points of a curve; an age at which nothing happens once."""
    points = list(zip(curve.ages.tolist(), curve.chance.tolist(), strict=True))
    yield points[0]
    for before, after in pairwise(points):
        if after != before:
            yield after


def _left_out(site: Site, found: Found) -> Iterator[NotConsidered]:
    """Yield what is left out, as an evaluation tells it, and what it computes and this does not."""
    overload = overload_of(site)
    for each in not_considered(site, overload.why_not, unsupported(site.contracted)):
        if each.what not in _OWN_WORDS:
            yield each
    if found.without_overload:
        yield NotConsidered(what="overload", why=ask("too large: nothing is taken to trip"))
    elif overload.why_not:
        yield NotConsidered(what="overload", why=overload.why_not)
    if any(component.maintenance_share for component in site.complete if not component.is_load):
        yield NotConsidered(what="maintenance", why=ask(_RESTS))


_RESTS = noted(
    "planned work is taken to rest: nothing is in service when the loss comes, nor goes in after it"
)

"""The outage response of a site with overload in it, or beside it where both together are too large.

Inside, what trips is part of the formulas of the response: exact for what lasts, and no call or battery is
counted twice. Beside, what the cascade adds to the plain block diagram is added to the response: there
standby sources are parallel and nothing takes time, and what both tell is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from powercalc.cascade.overload_figures import Overload, OverloadFigures, overload_of, with_overload
from powercalc.errors import EngineLimit
from powercalc.languages import ask, noted
from powercalc.response import ALL, Asked, Interruptions, Response, respond
from powercalc.response.response_result import ASYMPTOTIC, EXACT
from powercalc.response.united import united
from powercalc.results.evaluation_result import NotConsidered
from powercalc.site import Site
from powercalc.site.parts import sites_of_parts

if TYPE_CHECKING:
    from powercalc.cascade.state_enumeration import Bounds, Explored
    from powercalc.plain.plain_figures import Pair

ADDED = "asymptotic, overload added"
BOUND = "asymptotic, overload as a bound"
METHODS = (EXACT, ASYMPTOTIC, ADDED, BOUND)
"""From the best to what is said where nothing better is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Responded:
    """The response with overload, how that was obtained, and between which figures it lies."""

    response: Response
    method: str
    bounds: Explored | None = None

    @property
    def is_inside(self) -> bool:
        """Overload is in the response, and not beside it."""
        return self.method not in {ADDED, BOUND}

    def left_out(self) -> Iterator[NotConsidered]:
        """Yield what the response does not know of overload."""
        if not self.is_inside:
            why = ask(_BESIDE)
            yield NotConsidered(what="overload_in_the_first_minutes", why=why)


_BESIDE = noted("too large to be told minute by minute: added is what it adds to the plain block diagram")


def responded(site: Site, overload: Overload, asked: Asked = ALL) -> Responded:
    """Return the response of a site, with what trips in it: of its independent parts, each by itself."""
    parts = sites_of_parts(site, asked.watched) if asked.load is None else []
    if len(parts) < 2:
        return _responded(site, overload, asked)
    found = [_responded(part, overload_of(part), asked.about(part.graph.components)) for part in parts]
    if any(part.bounds for part in found):  # they are those of the plain diagram of the whole
        return _responded(site, overload, asked)
    method = max((part.method for part in found), key=METHODS.index)
    return Responded(response=united([part.response for part in found]), method=method)


def _responded(site: Site, overload: Overload, asked: Asked) -> Responded:
    if overload.network is None:
        found = respond(site, asked=asked)
        return Responded(response=found, method=found.method)
    try:
        found = respond(site, overload.network, asked)
    except EngineLimit:
        return _beside(site, overload, asked)
    return Responded(response=found, method=found.method)


def _beside(site: Site, overload: Overload, asked: Asked) -> Responded:
    from powercalc.plain.plain_diagram import plain_diagram
    from powercalc.plain.plain_figures import figures

    found = respond(site, asked=asked)
    diagram = plain_diagram(site)
    plain = OverloadFigures(diagram=diagram, figures=figures(diagram))
    tripped = with_overload(site, overload, plain)
    before, after = plain.figures, tripped.figures
    loads = {name: _plus(each, after.loads[name], before.loads[name]) for name, each in found.loads.items()}
    needs = {name: _plus(each, after.loads[name], before.loads[name]) for name, each in found.needs.items()}
    response = replace(
        found,
        loads=loads,
        needs=needs,
        any_load=_plus(found.any_load, after.any_load, before.any_load),
    )
    if tripped.bounds is None:
        return Responded(response=response, method=ADDED)
    return Responded(response=response, method=BOUND, bounds=_moved(tripped.bounds, found, plain))


def _plus(found: Interruptions, tripped: Pair, plain: Pair) -> Interruptions:
    """Return the figures with what overload adds; how long it lasts then is not known."""
    more = tripped["unavailability"] - plain["unavailability"]
    if not more:
        return found
    one, other, often = tripped["failure_frequency"], plain["failure_frequency"], found.failure_frequency
    known = one is not None and other is not None and often is not None
    return replace(
        found,
        unavailability=min(found.unavailability + more, 1.0),
        failure_frequency=(often or 0.0) + (one or 0.0) - (other or 0.0) if known else None,
        longer_than=dict.fromkeys(found.longer_than),
        longer_errors=dict.fromkeys(found.longer_errors),
    )


def _moved(bounds: Explored, found: Response, plain: OverloadFigures) -> Explored:
    """Return bounds of the plain diagram as bounds of the response: moved by what lies between the two."""
    before = plain.figures
    frequency = {
        name: _shifted(each, before.loads[name]["failure_frequency"], found.loads[name].failure_frequency)
        for name, each in (bounds.frequency or {}).items()
    }
    often = bounds.any_frequency
    return replace(
        bounds,
        unavailability={
            name: _shifted(each, before.loads[name]["unavailability"], found.loads[name].unavailability)
            for name, each in bounds.unavailability.items()
        },
        frequency=None if bounds.frequency is None else frequency,
        any_unavailability=_shifted(
            bounds.any_unavailability, before.any_load["unavailability"], found.any_load.unavailability
        ),
        any_frequency=often
        and _shifted(often, before.any_load["failure_frequency"], found.any_load.failure_frequency),
    )


def _shifted(bounds: Bounds, old: float | None, new: float | None) -> Bounds:
    """Return bounds that begin at the figure without overload: what it adds is never less than nothing."""
    less, more = old or 0.0, new or 0.0
    return replace(bounds, low=max(bounds.low - less, 0.0) + more, high=bounds.high - less + more)

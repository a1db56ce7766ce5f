"""A maintenance window: one component out for some hours, as planned work is evaluated.

It begins while no load is without power and none would be (unless the work itself takes it); what is needed
meanwhile has been started, and switches moved. The expected number of interruptions that begin in it is N;
the chance of at least one is 1 - e^(-N).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from powercalc.errors import CallError, EngineLimit
from powercalc.events.planned_work import ComponentWork
from powercalc.events.planned_work import PlannedWindow as InService
from powercalc.flow.one_more import taken_by_one_more
from powercalc.flow.power_network import PowerNetwork, network
from powercalc.flow.single import units_out
from powercalc.flow.story import units_named
from powercalc.proofs.proof_states import State, StateSearch
from powercalc.response import respond
from powercalc.response.response_windows import respond_in_windows
from powercalc.site import Site
from powercalc.tabular import Row, Tabular

_SHARE = 1e-3
"""How much of all time such windows are taken to fill: any share gives the same for each."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Window(Tabular):
    """What a maintenance window means for the loads."""

    site: str
    component: str
    units: int
    """How many of its units are out."""
    count: int
    """How many there are."""
    duration_h: float
    dark: tuple[str, ...]
    """The loads without power for as long as it lasts."""
    without_cooling: tuple[str, ...]
    """The loads without enough cooling for as long as it lasts."""
    without_support: tuple[str, ...]
    """The loads that lack something that they depend on."""
    unprotected: tuple[str, ...]
    """The loads that have power and no storage behind it meanwhile, and have it otherwise."""
    on_bypass: tuple[str, ...]
    """The UPSs that pass power through their bypass meanwhile."""
    overloaded: tuple[str, ...]
    story: str
    chance: Mapping[str, float]
    """Per load, the chance of an interruption within the window; 1 for what is dark anyway."""
    must_not_fail: Mapping[str, tuple[str, ...]]
    """Per load, what would take its power: a component, or "ups:1" for one unit of several."""
    loses_redundancy: tuple[str, ...]
    """The loads that no single failure takes down, but one does within the window."""
    without_time_scale: tuple[str, ...]
    """Components with a plain unavailability: taken as sound throughout."""
    warnings: tuple[str, ...] = ()

    def in_short(self) -> str:
        """Return what it is of and what it says."""
        return f"{self.site}, {self.component} out for {self.duration_h:g} h: {len(self.dark)} loads dark"

    def records(self) -> Iterator[Row]:
        """Yield a row for each load: the chance that it is interrupted, and what must not fail meanwhile."""
        for load, chance in self.chance.items():
            alone = ", ".join(self.must_not_fail.get(load, ()))
            yield {"load": load, "chance": chance, "dark": load in self.dark, "must_not_fail": alone}

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON has it."""
        return {"schema": "powercalc/window/1", **asdict(self)}


def window(site: Site, asked: str, hours: float) -> Window:
    """Return what taking a component out for some hours means: all its units, or so many as "ups:1" says.

    Raises `CallError` for an unknown one, and for no time.
    """
    if not (math.isfinite(hours) and hours > 0.0):
        raise CallError(f"a window lasts for more than no time, not {hours:g} h")
    net = network(site)
    ((name, units),) = units_out(net, [asked]).items()
    loads = tuple(load.id for load in site.loads)
    found = StateSearch(network=net).told(State(out={name: units}), loads)
    before, within = _single_points(net, {}), _single_points(net, {name: units})
    service = ComponentWork(component=name, per_hour=_SHARE / hours, hours=hours, units=units)
    chances = _chances(site, net, service)
    return Window(
        site=site.name,
        component=name,
        units=units,
        count=net.elements[name].component.count,
        duration_h=hours,
        dark=found.dark,
        without_cooling=found.without_cooling,
        without_support=found.without_support,
        unprotected=found.unprotected,
        on_bypass=found.on_bypass,
        overloaded=found.overloaded,
        story=found.story,
        chance={load: 1.0 if load in found.dark else chances[load] for load in loads},
        must_not_fail={load: points for load, points in within.items() if load not in found.dark},
        loses_redundancy=tuple(load for load in within if load not in before and load not in found.dark),
        without_time_scale=_timeless(site),
        warnings=tuple(str(problem) for problem in site.warnings),
    )


def _timeless(site: Site) -> tuple[str, ...]:
    """Return the components with a plain unavailability that tells nothing of when they go down."""
    plain = ((each.id, each.unavailability or 0.0) for each in site.complete)
    return tuple(sorted(name for name, chance in plain if 0 < chance < 1))


def _single_points(net: PowerNetwork, out: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Return, per load, the components of which one unit more out takes its power."""
    points: dict[str, list[str]] = {}
    for name, taken in taken_by_one_more(net, out).items():
        for load in taken.power:
            points.setdefault(load, []).append(units_named(net, name, 1))
    return {load: tuple(points[load]) for load in net.by_load if load in points}


def _chances(site: Site, net: PowerNetwork, service: ComponentWork) -> dict[str, float]:
    """Return, per load, the chance of an interruption by what fails within the window; 1 where planned."""
    found = _found(site, net if net.can_overload else None, service)
    return {
        load: 1.0 if each.planned_interruptions else -math.expm1(-each.counted)
        for load, each in found.loads.items()
    }


def _found(site: Site, net: PowerNetwork | None, service: ComponentWork) -> InService:
    """Return the window in the outage response, with overload where that is not too large."""
    try:
        (found,) = respond_in_windows(site, [service], respond(site, net), net).windows
    except EngineLimit:
        (found,) = respond_in_windows(site, [service], respond(site)).windows
    return found

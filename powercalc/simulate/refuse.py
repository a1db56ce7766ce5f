"""What the simulation does not do: refused with a reason, or told as not considered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from powercalc.components import Breaker, Component, Generator, GridFeed, Switch, Tie, Ups
from powercalc.errors import Problem, SiteError
from powercalc.simulate import set_calls
from powercalc.simulate.draft import Draft
from powercalc.simulate.machine import PLAIN, STANDBY, STORAGE, SWITCH, TIE
from powercalc.site import Site


def refuse(site: Site) -> None:
    """Raise a SiteError with everything in the site that cannot be simulated."""
    components = {component.id: component for component in site.complete}
    tied = {end for component in site.complete if isinstance(component, Tie) for end in component.between}
    problems = [
        Problem(path=(component.kind, component.id), text=f"cannot be simulated: {text}")
        for component in site.complete
        for text in (*_incomplete(component), *_beyond(component), *_wired(component, components, tied))
    ]
    if problems:
        raise SiteError(problems)


def not_considered(site: Site) -> tuple[tuple[str, str], ...]:
    """Return what the file says and the simulation leaves out, each with the reason."""
    left: dict[str, str] = {}
    for id, conditions in set_calls.calls({each.id: each for each in site.complete}).items():  # noqa: A001
        generator = site[id]
        if not conditions:
            left["generators_never_called"] = "nothing calls them, so they never supply"
        elif conditions == [set_calls.ALWAYS] and isinstance(generator, Generator) and _runs_dry(generator):
            left["fuel"] = "a generator that runs always is taken to have fuel for ever"
    return tuple(left.items())


def _incomplete(component: Component) -> Iterator[str]:
    """Yield the figures that are neither stated nor in the catalog."""
    for figure in () if component.is_load else component.absent():
        yield f"its {figure} is not known"
    if component.rate and component.mttr is None:
        yield "its mttr is not known"


def _beyond(component: Component) -> Iterator[str]:
    """Yield what goes beyond the simulation in a component by itself."""
    if isinstance(component, Switch) and component.inputs_needed > 1:
        yield "a switch that needs more than one input"
    if isinstance(component, GridFeed) and component.outages and component.count > 1:
        yield "several sorts of outage for several units"


def _wired(component: Component, components: Mapping[str, Component], tied: set[str]) -> Iterator[str]:
    """Yield what goes beyond the simulation in how a component is wired."""
    inputs = [components[feeder] for feeder in component.fed_by]
    bypass = [components[feeder] for feeder in component.bypass_fed_by] if isinstance(component, Ups) else []
    if any(isinstance(feeder, Tie) and feeder.normally == "open" for feeder in (*inputs, *bypass)):
        yield "fed by a tie that is normally open; it stands between two buses and feeds those by itself"
    if component.id in tied and any(_is_open(feeder) for feeder in inputs):
        yield "both a tie and a breaker that is normally open"


def _is_open(component: Component) -> bool:
    return isinstance(component, Breaker) and component.normally == "open"


def _runs_dry(generator: Generator) -> bool:
    fuel, resupply = generator.fuel_autonomy, generator.fuel_resupply
    return fuel is not None and (resupply is None or resupply > fuel)


def refuse_support_loop(draft: Draft, loop: Sequence[str]) -> None:
    """Raise a SiteError for a loop of support with something in it that moves only when it is needed."""
    if odd := [
        name for name in loop if draft.nodes[name].kind not in _SUPPORTING or draft.nodes[name].openable
    ]:
        text = f"cannot be simulated: {', '.join(odd)} in a loop of support: {', '.join(sorted(loop))}"
        raise SiteError([Problem(text=text)])


_SUPPORTING = (PLAIN, TIE, STORAGE, SWITCH, STANDBY)
"""What may stand in a loop of support."""


def refuse_loop(draft: Draft, circle: Sequence[str]) -> None:
    """Raise a SiteError for a loop of power that is more than ties between plain nodes and storage."""
    odd = [name for name in circle if draft.nodes[name].kind not in (PLAIN, TIE, STORAGE)]
    has_tie = any(draft.nodes[name].kind == TIE for name in circle)
    if odd or not has_tie:
        loop = " → ".join([*reversed(circle), circle[-1]])
        raise SiteError([Problem(text=f"cannot be simulated: a loop that is more than ties: {loop}")])

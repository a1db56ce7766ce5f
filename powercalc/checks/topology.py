"""Topology as public summaries of the Tier Standard put it: the grid does not count. No Tier is awarded.

What is claimed, and when it holds, is told by `powercalc.proofs.design`: one meaning for every command.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.case import Case, ids
from powercalc.checks.effects import Effect, one_more
from powercalc.checks.rule import Finding, flaw, listed
from powercalc.errors import SiteError
from powercalc.flow.power_network import PowerNetwork, network
from powercalc.flow.story import units_named
from powercalc.languages import ask, joined, noted
from powercalc.proofs.design import DesignFlaw, claimed_by, flaws

MAINTAINED, FAILS = noted("when {id} is out for maintenance"), noted("when {id} fails alone")
"""What happens to a component."""
_TOO = {
    MAINTAINED: noted("when {id} is out for maintenance and the grid is lost"),
    FAILS: noted("when {id} fails alone and the grid is lost"),
}
_ARE = {
    "dark": (noted("{names} is dark"), noted("{names} are dark")),
    "without what it takes to work": (
        noted("{names} is without what it takes to work"),
        noted("{names} are without what it takes to work"),
    ),
    "without cooling": (noted("{names} is without cooling"), noted("{names} are without cooling")),
}


def claimed(case: Case, target: str) -> tuple[str, ...]:
    """Return the loads of which the targets claim a property; all of them where the profile asks."""
    return ids(case.loads) if case.judges_topology else claimed_by(case.site, target)


def topology_flaws(case: Case, target: str, what: str) -> Iterator[Finding]:
    """Yield each component that refutes a claim; `what` is what happens to the component."""
    loads = claimed(case, target)
    net = _network(case)
    told = set[str | None]()
    bare = set[str]()  # dark or uncooled without the grid alone: no component is to blame
    for each in flaws(net, loads, target) if loads else ():
        name = next(iter(each.state.out), None)
        if name in told:
            continue
        found = [text for text in _told(each, bare) if text]
        if not found:
            continue
        told.add(name)
        if name is None:
            bare |= {load for lacking in each.lacking.values() for load in lacking}
            yield flaw(
                ask("{when}, {effects}", when=_alone(each), effects=joined(found, "; ")),
                *_at(case, each, loads),
            )
            continue
        effect = Effect(says=ask("{name} has one unit more", name=name), mended=one_more([name]))
        when = ask(_TOO[what] if each.state.utility_lost else what, id=units_named(net, name, 1))
        text = ask("{when}, {effects}", when=when, effects=joined(found, "; "))
        yield flaw(text, case.wires.components[name].kind, name, effect=effect)


def _network(case: Case) -> PowerNetwork:
    """Return the power flow of the site; of the wiring alone where its ratings cannot be compared."""
    try:
        return network(case.site)
    except SiteError:
        return network(case.site, compares=False)


def _told(each: DesignFlaw, bare: set[str]) -> Iterator[str]:
    for title, lacking in each.lacking.items():
        if more := [load for load in lacking if load not in bare]:
            yield ask(_ARE[title][len(more) > 1], names=listed(more))
    if each.overloaded:
        yield ask("more than it may falls on {names}", names=listed(each.overloaded))


def _alone(each: DesignFlaw) -> str:
    if each.state.utility_lost:
        return ask("without the grid, whatever else is sound")
    return ask("with all sound")


def _at(case: Case, each: DesignFlaw, loads: tuple[str, ...]) -> tuple[str, str]:
    first = next((load for lacking in each.lacking.values() for load in lacking), loads[0])
    return case.wires.components[first].kind, first

"""Who is live, given what is down: every reading of the wires says the same, state by state.

The plain diagram, the arrays of the power flow, the sets of the checks, the formulas of the outage response
and its ages; and the oracles that share nothing with them: the enumeration, the flow told state by state.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from powercalc.checks.without import Wires as Sets
from powercalc.components import Component, Tie, Ups
from powercalc.engine.formula import AtLeast, Constant, Formulas, Not, Variable
from powercalc.errors import CallError, SiteError
from powercalc.events.common_causes import unit_names
from powercalc.events.own_failures import Events, OwnFailures
from powercalc.flow.power_network import network
from powercalc.flow.states import Outages, settle
from powercalc.response.columns.node_ages import LIVE, Ages
from powercalc.response.lost.formulas import Losses
from powercalc.response.plan.plan import Plan
from powercalc.response.plan.thresholds import Threshold, reached
from powercalc.site import Site
from powercalc.testing import enumeration, sites
from powercalc.wiring.at_rest import AtRest
from tests.flow.scalar import Case, State, Wires
from tests.stressed import STRESSED

STATES = 24
"""States of a site."""
LONG = 1e4
"""Longer than all autonomies, [h]."""


@st.composite
def tied_anywhere(draw: st.DrawFn) -> Site:
    """A tie around whatever stands between two nodes, what they depend on too."""
    site = draw(sites(ties=False, two_paths=True, bypass=True, supports=True, common_cause=False))
    ends = [each.id for each in site.components if each.kind in {"bus", "pdu", "transformer"}]
    assume(len(ends) > 1)
    between = draw(st.lists(st.sampled_from(ends), min_size=2, max_size=2, unique=True))
    moves = {"transfer_time": 0, "fail_to_transfer": 0}
    tie = Tie("tie", between=tuple(between), failure_rate="0.1 / year", mttr="10 h", **moves)
    return replace(site, components=(*site.components, tie))


SITES = st.one_of(
    tied_anywhere(),
    sites(bypass=True, zones=True, common_cause=False, restorations=False, outages=False, max_components=14),
    sites(bypass=True, zones=True, supports=True, cooling=True, common_cause=False, unavailabilities=False),
    sites(bypass=True, ties=True, transfers=True, zones=True, common_cause=False, restorations=False),
    sites(bypass=True, support_loops=True, zones=True, supports=True, transfers=False, common_cause=False),
    STRESSED["a bypass with zones and supports"],
)


@dataclass(frozen=True)
class Down:
    """What is down, since when [h]: units, hazards; the bypasses that do not take over."""

    units: Mapping[str, tuple[float, ...]]
    hazards: Mapping[str, float]
    stuck: frozenset[str]

    def counts(self) -> dict[str, int]:
        return {name: len(ages) for name, ages in self.units.items() if ages}


def states(site: Site, seed: int, *, since: bool) -> list[Down]:
    """Draw states in which a few things are down: for long, or since some moment."""
    chance = random.Random(seed)
    failing = [each for each in site.complete if can_fail(each)]
    bypasses = [each.id for each in site.complete if isinstance(each, Ups) and each.fail_to_bypass]
    hazards = [
        f"{zone.name} {each.name}" for zone in site.zones for each in zone.hazards if each.failure_rate
    ]

    def age() -> float:
        return chance.choice([0.0, 0.001, 0.01, 0.1, 1.0, LONG]) if since else LONG

    return [
        Down(
            units={
                each.id: tuple(age() for _ in range(each.count) if chance.random() < share)
                for each in failing
            },
            hazards={name: age() for name in hazards if chance.random() < share / 2},
            stuck=frozenset(name for name in bypasses if chance.random() < share),
        )
        for share in (chance.choice([0.1, 0.2, 0.4]) for _ in range(STATES))
    ]


def can_fail(component: Component) -> bool:
    return not component.is_load and bool(
        component.rate or component.unavailability or getattr(component, "fail_to_start", None)
    )


def strikes(site: Site, name: str) -> frozenset[str]:
    """What a hazard takes: all that stands in its zone, or in one within it."""
    zone = name.split(" ", maxsplit=1)[0]
    around = {each.name: each.within for each in site.zones}

    def stands(inner: str | None) -> bool:
        return inner is not None and (inner == zone or stands(around.get(inner)))

    return frozenset(each.id for each in site.complete if any(stands(inner) for inner in each.zone))


Lost = dict[str, list[bool]]
"""Per node, in which states it is lost."""


def by_plain_diagram(site: Site, downs: list[Down]) -> Lost:
    events = Events()
    own = OwnFailures(site, events, site.graph.always, ())
    reading = AtRest(site.graph, events.formulas, own)
    reading.tell()
    lost = reading.lost
    q = np.array([[_happened(site, literal.name, down) for down in downs] for literal in events.literals])
    return _evaluated(events.formulas, lost, q.reshape(len(events.literals), len(downs)))


def _happened(site: Site, literal: str, down: Down) -> bool:
    owners = {unit: (each.id, n) for each in site.complete for n, unit in enumerate(unit_names(each))}
    if literal.removesuffix(" start") in owners:
        owner, place = owners[literal.removesuffix(" start")]
        return len(down.units.get(owner, ())) > place
    return literal in down.hazards or literal.removesuffix(" bypass") in down.stuck


def _evaluated(formulas: Formulas, lost: Mapping[Any, int], true: Any) -> dict[Any, list[bool]]:
    """Formulas over the states in which each of their variables is true, (variables, states)."""
    found: list[Any] = []
    for node in formulas.nodes:
        match node:
            case Constant(value):
                found.append(np.full(true.shape[1], value))
            case Variable(index):
                found.append(true[index] > 0)
            case Not(part):
                found.append(~found[part])
            case AtLeast(k, parts):
                found.append(sum(found[part].astype(int) for part in parts) >= k)
            case _:
                raise AssertionError(node)
    return {name: found[handle].tolist() for name, handle in lost.items()}


def by_flow(site: Site, downs: list[Down]) -> Lost:
    net, places = network(site), range(len(downs))
    outages = Outages(
        count=len(downs),
        units={
            each.id: np.array([len(down.units.get(each.id, ())) for down in downs]) for each in site.complete
        },
        hazards={
            each.id: np.array([any(each.id in strikes(site, h) for h in down.hazards) for down in downs])
            for each in site.complete
        },
        stuck_bypasses={
            each.id: np.array([each.id in down.stuck for down in downs]) for each in site.complete
        },
    )
    settled = settle(net.untripped, outages)
    names = {each.id: net.by_load.get(each.id, each.id) for each in site.complete}
    return {id: [bool(settled.lost[name][place]) for place in places] for id, name in names.items()}  # noqa: A001


def by_scalar_flow(site: Site, downs: list[Down]) -> Lost:
    wires = Wires(site)
    cases = [
        Case(
            wires,
            State(
                units=down.counts(),
                struck=frozenset().union(*(strikes(site, each) for each in down.hazards)),
                stuck=down.stuck,
            ),
            set(),
        )
        for down in downs
    ]
    return {each.id: [each.id not in case.live for case in cases] for each in site.complete}


def by_enumeration(site: Site, downs: list[Down]) -> Lost:
    table = enumeration._Table(12)
    wired = enumeration._Wires(site, table)
    live = wired._settled()
    needed = {each.id: each.count - each.units_needed for each in site.complete}

    def state(down: Down) -> int:
        out = {name for name, number in down.counts().items() if number > needed[name]}
        out |= {*down.hazards, *(f"{name} bypass" for name in down.stuck)}
        return sum(1 << place for place, name in enumerate(table.events) if name in out)

    return {name: [not states[state(down)] for down in downs] for name, states in live.items()}


def by_checks(site: Site, downs: list[Down]) -> Lost:
    """Of hazards and stuck bypasses the checks know nothing: what stands in the zone has been taken away."""
    sets = Sets(site)
    dead = [
        {
            name
            for name, out in down.counts().items()
            if out > sets.components[name].count - needed(sets, name)
        }
        for down in downs
    ]
    return {each.id: [each.id not in sets.live(some) for some in dead] for each in site.complete}


def needed(sets: Sets, name: str) -> int:
    return sets.components[name].units_needed


def planned(site: Site) -> Plan:
    """The plan of a site; some loops of support the response refuses."""
    try:
        return Plan(site)
    except SiteError:
        reject()


LostFor = dict[tuple[str, float], list[bool]]
"""Per node and age, in which states it has been lost for so long."""


def response(site: Site, downs: list[Down]) -> tuple[LostFor, LostFor, Plan]:
    """Lost by the formulas, and by the ages; nothing fails on demand, and all that moves has moved."""
    plan = planned(site)
    plan.switches.clear()
    plan.paths.clear()
    blocks = {number: _ages(plan, number, downs) for number in range(len(plan.blocks))}
    buses = {name: _bus_ages(plan, name, downs) for name in plan.buses}
    ages = Ages(plan, blocks, {name: buses[name] for name in plan.wires.standby}, len(downs))
    losses = Losses(plan)
    listed = [(node, age) for node, asked in plan.asked.items() for age in reached(asked)]
    asked = {(node, age): losses.lost(node, age) for node, age in listed}
    q = np.zeros((len(losses.formulas.variables), len(downs)))
    for number, rungs in losses.variables.rungs.items():
        q[rungs] = np.reshape(
            [blocks[number] >= hours(each) for each in plan.rungs[number]], (-1, len(downs))
        )
    for name, rungs in losses.variables.buses.items():
        q[rungs] = np.reshape([buses[name] >= hours(each) for each in plan.bus_rungs[name]], (-1, len(downs)))
    for name, variable in losses.trials.items():
        if name.endswith(" bypass"):
            q[variable] = [name.removesuffix(" bypass") in down.stuck for down in downs]
    by_formulas = _evaluated(losses.formulas, asked, q)
    by_ages = {(node, age): (ages.lost[node] >= age).tolist() for node, age in asked if node in ages.lost}
    return by_formulas, by_ages, plan


def hours(threshold: Threshold) -> float:
    return threshold if isinstance(threshold, float) else threshold.hours


def _ages(plan: Plan, number: int, downs: list[Down]) -> Any:
    """Since when a block is down: a unit, a bank as a whole, several in series, a hazard."""
    all_of_them = plan.wires.components
    owners = {unit: (each, n) for each in all_of_them.values() for n, unit in enumerate(unit_names(each))}

    def since(name: str, down: Down) -> float:
        if name in down.hazards:
            return down.hazards[name]
        if name in all_of_them and all_of_them[name].count > 1:
            each = all_of_them[name]
            return _kth(down.units.get(name, ()), each.count - each.units_needed + 1)
        if name not in owners:
            return LIVE
        each, place = owners[name]
        return [*down.units.get(each.id, ()), *[LIVE] * each.count][place]

    names = plan.blocks[number].name.split(" + ")
    return np.array([max(since(name, down) for name in names) for down in downs])


def _kth(ages: tuple[float, ...], k: int) -> float:
    return sorted(ages)[len(ages) - k] if len(ages) >= k else LIVE


def _bus_ages(plan: Plan, name: str, downs: list[Down]) -> Any:
    each = plan.wires.components[name]
    return np.array([_kth(down.units.get(name, ()), each.count - each.units_needed + 1) for down in downs])


@settings(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None)
@given(SITES, st.integers(0, 1000))
def test_all_readings_agree_on_what_lasts(site: Site, seed: int) -> None:
    downs = states(site, seed, since=False)
    plain = by_plain_diagram(site, downs)
    readings = {"flow": by_flow(site, downs), "scalar flow": by_scalar_flow(site, downs)}
    with suppress(CallError):  # too many events
        readings["enumeration"] = by_enumeration(site, downs)
    formulas, _, plan = response(site, downs)
    merged = {each.id for each in site.complete if can_fail(each) and not plan.own[each.id].units}
    merged -= set(plan.wires.standby)
    readings["response"] = {
        node: lost for (node, age), lost in formulas.items() if age == 0 and node not in merged
    }
    for what, lost in readings.items():
        assert {name: plain[name] for name in lost} == lost, what


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(SITES, st.integers(0, 1000))
def test_checks_know_who_is_dark(site: Site, seed: int) -> None:
    downs = [Down(each.units, {}, frozenset()) for each in states(site, seed, since=False)]
    assert by_checks(site, downs) == by_flow(site, downs)


@settings(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None)
@given(SITES, st.integers(0, 1000))
def test_ages_and_formulas_of_the_response_agree(site: Site, seed: int) -> None:
    downs = [Down(each.units, each.hazards, frozenset()) for each in states(site, seed, since=True)]
    formulas, ages, plan = response(site, downs)
    wires = plan.wires
    looped = {name for group in wires.groups if wires.loops.rounds(group) for name in group}
    asked = [key for key in ages if key[0] not in looped]  # in a loop, only what leaves it has all its ages
    assert {key: formulas[key] for key in asked} == {key: ages[key] for key in asked}

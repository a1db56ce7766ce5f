"""The state of this moment against the simulation started in it: within its errors and the stated one.

The simulation lives through the long run, takes down what is known to be down at its age, fills batteries and
tanks, and follows what comes; it shares no code with the regimes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

import powercalc as pc
from powercalc.errors import CallError, SiteError
from powercalc.evaluation.asked_now import AskedNow
from powercalc.response.down_now import StateNow
from powercalc.response.now_variants import used_for
from powercalc.results.chances import ChanceNow
from powercalc.simulate.from_now import FromNow, Soon, simulate_from
from tests.compare_generated import FEATURES, drawn, generated
from tests.sites_of_services import OF_SERVICES
from tests.states_now import drawn_state, overfull
from tests.stressed import STRESSED

HOURS = ("21 min", "4.1 h", "24 h")
COURSES = 20_000
FEWER = 3_000
"""Courses of a site and a state that are drawn."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A site and what is known of it."""

    site: pc.Site
    down: Sequence[str] = ()
    battery: Mapping[str, str] = field(default_factory=dict)
    fuel: Mapping[str, str] = field(default_factory=dict)


def path(**given: Mapping[str, Any]) -> pc.Site:
    """A feed, two sets of which one carries the load, a switch, a UPS and a load."""
    sets = {
        "count": 2, "needed": 1, "start_time": "12 s", "fail_to_start": "3 %", "failure_rate": "1 / 300 h",
        "mttr": "20 h",
    }  # fmt: skip
    switch = {
        "transfer_time": "1 s",
        "fail_to_transfer": "0.5 %",
        "failure_rate": "1 / 20000 h",
        "mttr": "4 h",
    }
    ups = {"autonomy": "10 min", "battery_failure": "1 %", "failure_rate": "1 / 5000 h", "mttr": "8 h"}
    feed = {"failure_rate": "20 / year", "mttr": "1 h"}
    return pc.Site(
        "path",
        (
            pc.GridFeed("grid", **given.get("grid", feed)),
            pc.Generator("gen", **{**sets, **given.get("gen", {})}),
            pc.Ats("ats", fed_by=["grid", "gen"], **switch),
            pc.Ups("ups", fed_by="ats", **{**ups, **given.get("ups", {})}),
            pc.Server("rack", fed_by="ups", hold_up="0 s"),
        ),
    )


def cooled() -> pc.Site:
    units = {"failure_rate": "1 / 400 h", "mttr": "24 h"}
    need: dict[str, Any] = {"cooled_by": ["ch-1", "ch-2"], "cooling_needed": 1}
    ups = {"autonomy": "10 min", "battery_failure": "1 %", "failure_rate": "1 / 5000 h", "mttr": "8 h"}
    return pc.Site(
        "cooled",
        (
            pc.GridFeed("grid", failure_rate="5 / year", mttr="1 h"),
            pc.Chiller("ch-1", fed_by="grid", **units),
            pc.Chiller("ch-2", fed_by="grid", **units),
            pc.Ups("ups", fed_by="grid", thermal_autonomy="20 min", **ups, **need),
            pc.Server("rack", fed_by="ups", hold_up="0 s", thermal_autonomy="10 min", **need),
        ),
    )


def two_places() -> pc.Site:
    """A service on two loads, one of which has a set behind its feed."""
    first = path().changed({"rack": {"recovery_time": "2 h"}})
    other = (
        pc.GridFeed("far", failure_rate="20 / year", mttr="3 h"),
        pc.Ups("ups-far", fed_by="far", autonomy="30 min", battery_failure="5 %", failure_rate="1 / 5000 h"),
        pc.Server("rack-far", fed_by="ups-far", hold_up="0 s", recovery_time="1 h"),
    )
    services = (
        pc.Service("records", runs_on=["rack", "rack-far"], needed=1),
        pc.Service("both", runs_on=["rack", "rack-far"], needed=2),
        pc.Service("above", runs_on=["rack", "rack-far"], depends_on=["both"]),
    )
    return pc.Site("places", (*first.components, *other), services=services)


def moving(**given: Any) -> pc.Site:
    """A service that moves between two places with feeds of their own, or the one feed of both."""
    figures = {"failure_rate": "1 / 200 h", "mttr": "3 h"}
    places = (
        pc.GridFeed("near", **figures),
        pc.GridFeed("far", failure_rate="1 / 500 h", mttr="10 h"),
        pc.Server("a", fed_by="near", hold_up="0 s", recovery_time="1 h"),
        pc.Server("b", fed_by="far", hold_up="0 s", recovery_time="0 h"),
    )
    service = pc.Service("it", runs_on=["a", "b"], failover_time="15 min", **given)
    return pc.Site("moving", places, services=(service,))


def one_feed() -> pc.Site:
    """A service on two loads behind one feed, each with a battery of its own."""
    ups = {"battery_failure": "5 %", "failure_rate": "1 / 2000 h", "mttr": "8 h"}
    services = (
        pc.Service("either", runs_on=["a", "b"], needed=1),
        pc.Service("slow", runs_on=["a", "b"], needed=1, recovery_time="12 h"),
        pc.Service("moving", runs_on=["a", "b"], failover_time="2 min", recovery_time="0 h"),
    )
    return pc.Site(
        "one feed",
        (
            pc.GridFeed("grid", failure_rate="50 / year", mttr="30 min"),
            pc.Ups("ups-a", fed_by="grid", autonomy="20 min", **ups),
            pc.Ups("ups-b", fed_by="grid", autonomy="60 min", **ups),
            pc.Server("a", fed_by="ups-a", hold_up="0 s", recovery_time="1 h"),
            pc.Server("b", fed_by="ups-b", hold_up="0 s", recovery_time="1 h"),
        ),
        services=services,
    )


def one_behind_another(*minutes: int) -> pc.Site:
    """A feed and sets behind each other, each of which starts in so many minutes."""
    feed, _, switch, *others = path().components
    figures = {"failure_rate": "1 / 300 h", "mttr": "20 h"}
    sets = [
        pc.Generator(f"g{place}", start_time=f"{at} min", fail_to_start=0.1 * place, **figures)
        for place, at in enumerate(minutes, start=1)
    ]
    ats = switch.changed(fed_by=["grid", *(each.id for each in sets)])
    return pc.Site("sets", (feed, *sets, ats, *others))


def behind_a_switch() -> pc.Site:
    """Two sets with a switch of their own, which sticks; the second starts sooner."""
    feed, one, two, ats, *others = one_behind_another(15, 1).components
    sticks = {
        "transfer_time": "1 s",
        "fail_to_transfer": "10 %",
        "failure_rate": "1 / 20000 h",
        "mttr": "4 h",
    }
    sets = pc.Ats("sets", fed_by=["g1", "g2"], **sticks)
    return pc.Site("sets", (feed, one, two, sets, ats.changed(fed_by=["grid", "sets"]), *others))


SLOW = {"start_time": "8 min"}
SORTS = [
    pc.Outage(name="dip", failure_rate="20 / year", mttr="1 min"),
    pc.Outage(name="long", failure_rate="2 / year", mttr="6 h"),
]


def by_the_same_refusal(fuel_of: str) -> pc.Site:
    """A second set that starts sooner and fails to, often; the fuel of one of the two ends."""
    feed, one, two, *others = one_behind_another(15, 1).components
    two = two.changed(fail_to_start=0.3)
    sets = [each.changed(fuel_autonomy="10 h") if each.id == fuel_of else each for each in (one, two)]
    return pc.Site("sets", (feed, *sets, *others))


def weak_places() -> pc.Site:
    """Two places each of which is down for 7 % of the time."""
    figures = {"failure_rate": "1 / 200 h", "mttr": "15 h"}
    load = {"hold_up": "0 s", "recovery_time": "1 h"}
    places = (
        pc.GridFeed("near", **figures),
        pc.GridFeed("far", **figures),
        pc.Server("a", fed_by="near", **load),
        pc.Server("b", fed_by="far", **load),
    )
    services = (
        pc.Service("one", runs_on=["a", "b"], needed=1),
        pc.Service("both", runs_on=["a", "b"], needed=2),
        pc.Service("moving", runs_on=["a", "b"], failover_time="15 min"),
    )
    return pc.Site("weak places", places, services=services)


def of_other_times() -> pc.Site:
    """What recovers in many hours, and what is ready at once, in one part of the site."""
    return pc.Site(
        "other times",
        (
            pc.GridFeed("grid", failure_rate="2 / year", mttr="30 min"),
            pc.Transformer("tx", fed_by="grid", failure_rate="1 / year", mttr="14 h"),
            pc.Ups("ups", fed_by="tx", autonomy="1 h", battery_failure=0, failure_rate=0, mttr="8 h"),
            pc.Server("place", fed_by="ups", hold_up="0 s", recovery_time="15 h"),
            pc.Block("local", fed_by="grid", failure_rate="10 / year", mttr="4 h"),
        ),
        services=(pc.Service("near", runs_on=["place"], depends_on=["local"]),),
    )


CASES = {
    "nothing is down": Case(site=path()),
    "a feed is lost, the battery at 40 %, the sets called": Case(
        site=path(), down=["grid@5 min"], battery={"ups": "40 %"}
    ),
    "the sets come while the battery holds": Case(
        site=path(gen=SLOW), down=["grid@5 min"], battery={"ups": "40 %"}
    ),
    "the sets come too late": Case(site=path(gen=SLOW), down=["grid@5 min"], battery={"ups": "20 %"}),
    "one of two sets is out": Case(site=path(), down=["gen:1@1 h"]),
    "one of two sets is out, and the feed": Case(site=path(), down=["gen:1@1 h", "grid@5 min"]),
    "a ups on its bypass": Case(site=path(ups={"bypass": True, "fail_to_bypass": "1 %"}), down=["ups@1 h"]),
    "a spent battery": Case(site=path(), battery={"ups": "0 %"}),
    "half an hour of fuel": Case(
        site=path(gen={"fuel_autonomy": "10 h"}), down=["grid@5 min"], fuel={"gen": "30 min"}
    ),
    "a fixed repair": Case(
        site=path(grid={"failure_rate": "20 / year", "mttr": "1 h", "restoration": "fixed"}),
        down=["gen:1@1 h", "grid@30 min"],
    ),
    "a lognormal repair": Case(
        site=path(
            grid={"failure_rate": "20 / year", "mttr": "1 h", "restoration": "lognormal",
                  "restoration_error_factor": 5}
        ),
        down=["gen:1@1 h", "grid@30 min"],
    ),
    "an outage of some sort": Case(site=path(grid={"outages": SORTS}), down=["gen:1@1 h", "grid@2 min"]),
    "a chiller is out": Case(site=cooled(), down=["ch-1@2 h"]),
    "a second set starts sooner": Case(site=one_behind_another(15, 1), down=["grid@2 min"]),
    "a third set starts sooner": Case(site=one_behind_another(4, 15, 1), down=["grid"]),
    "a second set starts sooner than a first that is out": Case(
        site=one_behind_another(15, 1), down=["grid@30 s", "g1@1 h"], battery={"ups": "20 %"}
    ),
    "a set that starts sooner behind a switch of its own": Case(site=behind_a_switch(), down=["grid@30 s"]),
    "the same refusal takes a load twice": Case(
        site=by_the_same_refusal("g1"), down=["grid@30 s"], fuel={"g1": "30 min"}
    ),
    "the fuel of the second set ends before the first is up": Case(
        site=by_the_same_refusal("g2"), down=["grid@30 s"], fuel={"g2": "8 min"}
    ),
    "places that are down often": Case(site=weak_places(), down=["far@2 h"]),
    "places that recover in other times": Case(site=of_other_times(), battery={"ups": "40 %"}),
    "a service on two places": Case(site=two_places(), down=["far@1 min", "gen:1@1 h"]),
    "a service that moves": Case(site=moving()),
    "a service that has moved, or has failed to": Case(
        site=moving(fail_to_fail_over="20 %"), down=["near@2 h"]
    ),
    "a service that may have to move from where it is": Case(site=moving(), down=["far@2 h"]),
    "a service on two places, one feed lost": Case(site=one_feed(), down=["grid@5 min"]),
    "a service on two places, one ups out": Case(site=one_feed(), down=["ups-a@2 h"]),
}  # fmt: skip
GENERATED = {
    "a stuck switch": ["grid-a@4 min"],
    "a tie": ["grid-a@4 min"],
    "a bypass": ["grid-a@1 min"],
    "outages of several lengths": ["grid-a@1 min"],
    "common causes and hazards": ["grid-a@1 min"],
}


def simulated(case: Case, courses: int) -> FromNow:
    asked = AskedNow(case.site)
    state, hours = asked.state(case.down, case.battery, case.fuel), asked.hours(HOURS)
    asked.check()
    return simulate_from(
        case.site,
        [(each.id, each.units, each.since) for each in state.down],
        hours,
        courses,
        batteries={name: (left, _gives(case.site, state, name)) for name, left in state.batteries.items()},
        fuel=state.fuel,
    )


def _gives(site: pc.Site, state: StateNow, name: str) -> bool:
    """Whether a battery is known to give, if all else goes well."""
    lost = {each.id: each.since for each in state.down if each.units == site.by_id[each.id].count}
    return used_for(site, lost, name) is not None


def agree(what: str, computed: Sequence[ChanceNow], counted: Soon, sigmas: float) -> None:
    for place, each in enumerate(computed):
        probability, error = counted.probability(place), counted.error(place)
        allowed = sigmas * error + each.error
        assert abs(each.probability - probability) <= allowed, (what, each, probability, error)


def compare(case: Case, courses: int = COURSES, sigmas: float = 3.0) -> None:
    computed = pc.now(case.site, case.down, battery=case.battery, fuel=case.fuel, hours=HOURS)
    counted = simulated(case, courses)
    for load in computed.loads:
        agree(load.id, load.interruption, counted.loads[load.id], sigmas)
        if load.needs:
            agree(f"{load.id} with all it needs", load.needs, counted.needs[load.id], sigmas)
    agree("any load", computed.any_load.interruption, counted.any_load, sigmas)
    for service in computed.services:
        agree(service.id, service.interruption, counted.services[service.id], sigmas)


@pytest.mark.parametrize("name", CASES)
def test_a_state_goes_on_as_it_does_when_lived_through(name: str) -> None:
    compare(CASES[name])


@pytest.mark.parametrize("kind", GENERATED)
def test_so_does_that_of_a_generated_site(kind: str) -> None:
    compare(Case(site=generated(kind, 2, seed=11)[1], down=GENERATED[kind]))


KINDS = [*FEATURES, *STRESSED, *OF_SERVICES]


@pytest.mark.parametrize("kind", KINDS)
def test_a_stated_error_holds_in_a_state_drawn_at_random(kind: str) -> None:
    strategy = OF_SERVICES.get(kind)
    site = generated(kind, 1, 11)[0] if strategy is None else drawn(strategy, 1, 11)[0]
    state = drawn_state(site, random.Random(kind))
    known = AskedNow(site).state(state.down, state.battery, state.fuel)
    lost = {each.id: each.since for each in known.down if each.units == site.by_id[each.id].count}
    if overfull(site, lost, dict(known.batteries)):
        pytest.skip("a battery is said to hold more than can be left in it")
    try:
        compare(Case(site=site, down=state.down, battery=state.battery, fuel=state.fuel), FEWER, 4.5)
    except (SiteError, CallError) as refused:
        pytest.skip(str(refused))

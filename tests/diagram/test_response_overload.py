"""Overload in the outage response.

A path that is too full when the other one is gone is a path that needs the other one: a site with ratings
has the figures of a site without them in which so many inputs, or sets, are needed.
"""

import math
from typing import Any

import pytest
from hypothesis import assume, given

import powercalc as pc
from powercalc.cascade.overload_figures import overload_of
from powercalc.components import Component, Generator, Server
from powercalc.flow.power_network import network
from powercalc.response import ALL, Interruptions, respond, with_overload
from powercalc.response.respond import Work
from powercalc.site import Site
from tests.flow.scalar import enumerated
from tests.flow.sites import loaded_sites

GRID = pc.GridFeed("grid", failure_rate="3 / year", mttr="1.5 h")
POWER = {"power": "100 kW"}


def gen(**keys: Any) -> Generator:
    figures = {"start_time": "15 s", "fail_to_start": "5 %", "failure_rate": "1 / 200 h", "mttr": "10 h"}
    return pc.Generator("gen", **figures, **keys)


def rack(**keys: Any) -> Server:
    return pc.Server("rack", **{"fed_by": ["ups-a", "ups-b"], **keys})


def two_paths(generator: Component, load: Component, **of_ups: Any) -> Site:
    """Two paths with switches that may stick and batteries that may fail, one generator bus for both."""
    parts: list[Component] = [GRID, generator]
    for side in "ab":
        parts.append(
            pc.Ats(
                f"ats-{side}", fed_by=["grid", "gen"], failure_rate="0.05 / year", mttr="6 h",
                fail_to_transfer=0.01, transfer_time="10 s",
            )
        )  # fmt: skip
        parts.append(
            pc.Ups(
                f"ups-{side}", fed_by=f"ats-{side}", failure_rate="0.1 / year", mttr="8 h",
                autonomy="15 min", battery_failure="10 %", **of_ups,
            )
        )  # fmt: skip
    return pc.Site("two paths", (*parts, load))


def response(site: Site) -> Interruptions:
    return respond(site, network(site)).loads["rack"]


def assert_same(rated: Site, needing: Site) -> None:
    found, expected = response(rated), respond(needing).loads["rack"]
    assert found.unavailability == pytest.approx(expected.unavailability, rel=1e-9)
    assert found.failure_frequency == pytest.approx(expected.failure_frequency, rel=1e-6)
    for duration, often in expected.longer_than.items():
        assert found.longer_than[duration] == pytest.approx(often, rel=1e-6)


def test_room_enough_changes_nothing() -> None:
    assert_same(two_paths(gen(rating="100 kW"), rack(**POWER), rating="100 kW"), two_paths(gen(), rack()))


def test_where_overload_is_added_nobody_knows_how_long_nor_how_far_that_is_off() -> None:
    site = two_paths(gen(), rack(**POWER), rating="60 kW")
    found = with_overload._beside(site, overload_of(site), ALL).response.loads["rack"]
    assert set(found.longer_than.values()) == {None}
    assert dict(found.longer_errors) == dict(found.longer_than)


def test_a_path_that_is_too_full_needs_the_other() -> None:
    assert_same(two_paths(gen(), rack(**POWER), rating="60 kW"), two_paths(gen(), rack(inputs_needed=2)))


@pytest.mark.parametrize(
    ("count", "needed", "rating"), [(2, 2, "60 kW"), (3, 2, "60 kW"), (3, 3, "40 kW"), (4, 2, "50 kW")]
)
def test_a_set_that_is_too_full_needs_the_others(count: int, needed: int, rating: str) -> None:
    assert_same(
        two_paths(gen(count=count, needed=1, rating=rating), rack(**POWER)),
        two_paths(gen(count=count, needed=needed), rack()),
    )


def test_a_bank_of_ups_that_is_too_full_needs_more_units() -> None:
    """Of a single path: of two that are live, one unit each carries half."""
    bank, single = {"count": 3, "rating": "50 kW"}, {"fed_by": ["ups-a"]}
    assert_same(
        two_paths(gen(), rack(**POWER, **single), needed=1, **bank),
        two_paths(gen(), rack(**single), needed=2, **bank),
    )


def test_generators_that_are_too_small_are_none() -> None:
    """Each interruption of the grid that outlasts the battery is one of the load: w e^(-A / m)."""
    site = pc.Site(
        "too small",
        (
            GRID,
            gen(rating="60 kW"),
            pc.Ats("ats", fed_by=["grid", "gen"], failure_rate=0, fail_to_transfer=0),
            pc.Ups("ups", fed_by="ats", autonomy="15 min", battery_failure=0, failure_rate=0),
            pc.Server("rack", fed_by="ups", power="100 kW", hold_up="0 s"),
        ),
    )
    bare = pc.Site(
        "none",
        tuple(
            each.changed(fed_by="grid") if each.id == "ats" else each
            for each in site.components
            if each.id != "gen"
        ),
    )
    found, expected = response(site), respond(bare).loads["rack"]
    assert found.unavailability == pytest.approx(expected.unavailability, rel=1e-9)
    assert found.failure_frequency == pytest.approx(expected.failure_frequency, rel=1e-9)
    assert found.unavailability == pytest.approx(4.5 / 8764.5 * 0.8464817248906141, rel=1e-9)


@given(loaded_sites())
def test_what_is_exact_is_that_with_overload_too(site: Site) -> None:
    work = Work(site, network=network(site))
    assume(work.plan.is_exact)
    expected = enumerated(site, site.graph.always)
    assume(expected is not None)
    assert expected is not None
    found = work.result()
    for load, (u, w) in expected.items():
        assert found.loads[load].unavailability == pytest.approx(u, rel=1e-12, abs=1e-300)
        assert found.loads[load].failure_frequency == pytest.approx(w, rel=1e-11, abs=1e-300)


def before_a_switch(needed: int, **of_breakers: Any) -> Site:
    """Two feeds with a breaker each before a switch; a generator behind it that can carry all."""
    parts: list[Component] = [gen()]
    for side in "ab":
        parts.append(pc.GridFeed(f"grid-{side}", failure_rate="1 / year", mttr="2 h"))
        parts.append(
            pc.Breaker(
                f"breaker-{side}",
                fed_by=f"grid-{side}",
                failure_rate="0.5 / year",
                mttr="20 h",
                **of_breakers,
            )
        )
    return pc.Site(
        "before a switch",
        (
            *parts,
            pc.Panel("panel", fed_by=["breaker-a", "breaker-b"], inputs_needed=needed, failure_rate=0),
            pc.Ats("ats", fed_by=["panel", "gen"], failure_rate=0, fail_to_transfer=0, transfer_time="10 s"),
            pc.Ups("ups", fed_by="ats", failure_rate="0.1 / year", mttr="8 h", autonomy="15 min"),
            pc.Server("rack", fed_by="ups", **POWER),
        ),
    )


def test_what_trips_before_a_switch_calls_the_generator() -> None:
    """All but the calls before: that the generator has not been repaired since is left out."""
    rated, expected = before_a_switch(1, rating="60 kW"), respond(before_a_switch(2)).loads["rack"]
    found = response(rated)
    assert found.unavailability == pytest.approx(expected.unavailability, rel=2e-3)
    assert found.failure_frequency == pytest.approx(expected.failure_frequency, rel=2e-3)


def test_what_moves_the_load_from_elsewhere_calls_the_generator_too() -> None:
    """A UPS fails, the breaker before the other one trips, and a generator follows that fails in 4.9 %.

    Of a breaker that fails the switch calls the generator, and where that fails the other breaker trips.
    """
    parts: list[Component] = [pc.GridFeed("grid", failure_rate=0), gen()]
    for side in "ab":
        parts += [
            pc.Breaker(f"breaker-{side}", fed_by="grid", failure_rate=0, rating="60 kW"),
            pc.Ats(f"ats-{side}", fed_by=[f"breaker-{side}", "gen"], failure_rate=0, fail_to_transfer=0),
            pc.Ups(
                f"ups-{side}", fed_by=f"ats-{side}", failure_rate="0.1 / year", mttr="8 h",
                autonomy="15 min", battery_failure=0,
            ),
        ]  # fmt: skip
    found = response(pc.Site("elsewhere", (*parts, rack(**POWER))))
    down = 8 * 0.1 / 8760
    outlasting = math.exp(-0.25 / 8)
    assert found.unavailability == pytest.approx(2 * down * outlasting * 0.0488 + down**2, rel=0.005)


@given(loaded_sites())
def test_what_trips_only_takes_power_away(site: Site) -> None:
    """Unless something hangs on a generator that waits: an overload calls it, too."""
    generators = {each.id for each in site.components if isinstance(each, Generator)}
    assume(not any(generators.intersection(each.depends_on) for each in site.components))
    with_trips, without = respond(site, network(site)), respond(site)
    for load, found in with_trips.loads.items():
        calm = without.loads[load]
        assert found.unavailability >= calm.unavailability * (1 - 1e-5) - calm.error - 1e-15
        assert found.unavailability <= 1 + 1e-9


def test_storage_that_a_tie_joins_to_a_source_trips_as_any_other() -> None:
    """A tie from the grid to a UPS: what lasts is what the plain diagram with the cascade says, but for sets.

    The engines and the batteries make the difference, a few per cent of the downtime here.
    """
    text = """
    [grid_feed.grid]
    [generator.gen]
    [ats.ats-1]
    fed_by = "gen"
    [ats.ats-3]
    fed_by = ["grid", "gen"]
    [ups.ups-1]
    fed_by = "ats-1"
    rating = "300 kW"
    [ups.ups-3]
    fed_by = "ats-3"
    rating = "300 kW"
    [tie.tie]
    between = ["ups-1", "grid"]
    [server.row]
    fed_by = ["ups-1", "ups-3"]
    count = 80
    power = "5 kW"
    """
    site = pc.read_text(text)
    (row,), (plain,) = pc.evaluate(site).loads, pc.evaluate(site, plain=True).loads
    assert row.unavailability == pytest.approx(plain.unavailability, rel=0.05)

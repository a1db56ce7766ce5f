"""How long a site serves through a loss: against closed forms, what NREL publishes, and the simulation.

What NREL publishes: NREL/REopt.jl, commit 029db01d, src/outagesim/backup_reliability.jl, test/runtests.jl.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.simulate import simulate

HOURS = ("1 h", "24 h", "168 h")
TIMES = (1.0, 24.0, 168.0)
QUIET = {"failure_rate": "0 / h"}


def grid(name: str = "grid", **given: str) -> pc.GridFeed:
    return pc.GridFeed(name, **{"failure_rate": "1e-9 / year", "mttr": "1 h", **given})


def genset(name: str, life: float, **given: object) -> pc.Generator:
    """A set that is started at once, fails after so many hours on average, and is not repaired."""
    figures = {"start_time": "0 s", "fail_to_start": 0.0, "mttr": "1e7 h", "failure_rate": f"1 / {life} h"}
    return pc.Generator(name, **{**figures, **given})


def path(name: str, life: float, **given: object) -> tuple[Component, ...]:
    """A load with a feed and a set of its own: it lasts as long as the set."""
    switch = pc.Ats(
        f"ats-{name}", fed_by=[f"grid-{name}", f"gen-{name}"], transfer_time="0 s", fail_to_transfer=0.0,
        **QUIET,
    )  # fmt: skip
    load = pc.Server(name, fed_by=switch.id, hold_up="0 s")
    return grid(f"grid-{name}"), genset(f"gen-{name}", life, **given), switch, load


LIVES = {"a": 100.0, "b": 250.0, "c": 400.0}
PLACES = tuple(part for name, life in LIVES.items() for part in path(name, life))


def lasting(name: str, hours: float) -> float:
    return math.exp(-hours / LIVES[name])


def served(service: pc.Service, *more: pc.Service, others: Sequence[Component] = ()) -> list[float]:
    site = pc.Site("places", (*PLACES, *others), services=(service, *more))
    return [each.probability for each in pc.survive(site, HOURS).service(service.id).survival]


def close(figures: Sequence[float]) -> object:
    return pytest.approx(list(figures), rel=1e-4)


def test_each_load_lasts_as_long_as_its_set_and_all_of_them_as_long_as_the_first() -> None:
    found = pc.survive(pc.Site("places", PLACES), HOURS)
    for name, life in LIVES.items():
        assert [each.probability for each in found.load(name).survival] == close(
            [lasting(name, at) for at in TIMES]
        )
        assert found.load(name).mean_hours == pytest.approx(life, rel=1e-3)
    together = sum(1 / life for life in LIVES.values())
    assert [each.probability for each in found.any_load.survival] == close(
        [math.exp(-together * at) for at in TIMES]
    )
    assert found.any_load.mean_hours == pytest.approx(1 / together, rel=1e-3)
    assert found.lost == ("grid-a", "grid-b", "grid-c")


def test_a_part_that_loses_nothing_breaks_at_the_rate_of_the_long_run() -> None:
    site = pc.Site("two", (*PLACES, grid("far", failure_rate="1 / 500 h", mttr="5 h"),
                           pc.Server("d", fed_by="far", hold_up="0 s")))  # fmt: skip
    found = pc.survive(site, HOURS, lost=["grid-a"])
    up = 500 / 505
    assert [each.probability for each in found.load("d").survival] == close(
        [up * math.exp(-at / 500) for at in TIMES]
    )
    assert found.load("d").mean_hours == pytest.approx(up * 500, rel=1e-6)
    assert found.load("a").mean_hours == pytest.approx(100, rel=1e-3)
    assert found.load("b").probability("168 h") == pytest.approx(1, abs=1e-6)


def test_what_outlives_the_model_of_a_century_still_has_a_mean() -> None:
    far = (grid("far", failure_rate="1 / 1e8 h", mttr="1 h"), pc.Server("d", fed_by="far", hold_up="0 s"))
    found = pc.survive(pc.Site("two", (*PLACES, *far)), HOURS, lost=["grid-a"]).load("d")
    assert found.mean_hours == pytest.approx(1e8, rel=1e-3)
    assert found.latest_hours is None


def test_what_never_fails_never_breaks() -> None:
    site = pc.Site("s", (grid(), *path("a", 1e300)))
    found = pc.survive(site, HOURS, lost=["grid", "grid-a"]).load("a")
    assert found.mean_hours is None
    assert found.never_breaks


def test_a_battery_serves_as_long_as_it_is_said_to_hold_and_no_longer() -> None:
    battery = pc.Ups("ups", fed_by="grid", autonomy="2 h", battery_failure=0.25, **QUIET)
    site = pc.Site("battery", (grid(), battery, pc.Server("rack", fed_by="ups", hold_up="0 s")))
    found = pc.survive(site, ("1 h", "120 min", "121 min")).load("rack")
    assert [each.probability for each in found.survival] == pytest.approx([0.75, 0.75, 0], rel=1e-6)
    assert found.mean_hours == pytest.approx(1.5, rel=1e-4)
    assert found.latest_hours == pytest.approx(2)


def test_one_of_two_places_that_have_nothing_in_common() -> None:
    found = served(pc.Service("s", runs_on=["a", "b"]))
    assert found == close([1 - (1 - lasting("a", at)) * (1 - lasting("b", at)) for at in TIMES])


def test_both_of_two_places() -> None:
    found = served(pc.Service("s", runs_on=["a", "b"], needed=2))
    assert found == close([lasting("a", at) * lasting("b", at) for at in TIMES])


def test_two_of_three_places() -> None:
    found = served(pc.Service("s", runs_on=["a", "b", "c"], needed=2))
    exact = []
    for at in TIMES:
        a, b, c = (lasting(name, at) for name in LIVES)
        exact.append(a * b + a * c + b * c - 2 * a * b * c)
    assert found == close(exact)


def test_two_places_behind_one_switch_are_as_good_as_one() -> None:
    twin = pc.Server("twin", fed_by="ats-a", hold_up="0 s")
    found = served(pc.Service("s", runs_on=["a", "twin"]), others=[twin])
    assert found == close([lasting("a", at) for at in TIMES])


def test_places_that_share_a_set_and_have_switches_of_their_own() -> None:
    """Two loads on one set: each lost with it or with its own bus; Z(a), Z(b), Z(ab) are not a product."""
    lives = {"one": 300.0, "two": 200.0}
    shared = [
        part
        for name, life in lives.items()
        for part in (
            pc.Bus(f"bus-{name}", fed_by="ats-a", failure_rate=f"1 / {life} h", mttr="1e-6 h"),
            pc.Server(name, fed_by=f"bus-{name}", hold_up="0 s"),
        )
    ]
    found = served(pc.Service("s", runs_on=["one", "two"]), others=shared)
    exact = []
    for at in TIMES:
        one, two = (math.exp(-at / life) for life in lives.values())
        exact.append(lasting("a", at) * (one + two - one * two))
    assert found == pytest.approx(exact, rel=1e-3)


def test_a_move_that_takes_no_time_is_a_break_where_it_fails_and_one_that_takes_time_is() -> None:
    at_once = served(pc.Service("s", runs_on=["a", "b"]))
    assert served(pc.Service("s", runs_on=["a", "b"], failover_time="0 s")) == at_once
    alone = close([lasting("a", at) for at in TIMES])
    assert served(pc.Service("s", runs_on=["a", "b"], failover_time="5 min")) == alone
    failing = pc.Service("s", runs_on=["a", "b"], failover_time="0 s", fail_to_fail_over=0.1)
    expected = []
    for at in TIMES:
        a, b = lasting("a", at), lasting("b", at)
        expected.append(a + 0.9 * (1 - a) * b)
    assert served(failing) == close(expected)


def test_what_a_service_depends_on_must_last_too() -> None:
    network = pc.Block("network", failure_rate="1 / 300 h", mttr="2 h")
    service = pc.Service("s", runs_on=["a", "b"], depends_on=["network", "identity"])
    identity = pc.Service("identity", runs_on=["a", "c"])
    found = served(service, identity, others=[network])
    exact = []
    for at in TIMES:
        a, b, c = (lasting(name, at) for name in LIVES)
        both = a + (1 - a) * b * c
        exact.append(both * 300 / 302 * math.exp(-at / 300))
    assert found == close(exact)


def test_a_service_that_depends_on_one_with_the_same_place_needs_it_once() -> None:
    service = pc.Service("s", runs_on=["a"], depends_on=["other"])
    assert served(service, pc.Service("other", runs_on=["a"])) == close([lasting("a", at) for at in TIMES])


def test_a_load_that_is_cooled_needs_more_than_power() -> None:
    cooled = pc.Server("rack", fed_by="ats-a", hold_up="0 s", cooled_by="fan", thermal_autonomy="0 s")
    fan = pc.Crah("fan", fed_by="grid-b", **QUIET)
    found = pc.survive(pc.Site("warm", (*PLACES, cooled, fan)), HOURS).load("rack")
    assert found.probability("1 h") == pytest.approx(lasting("a", 1), rel=1e-4)
    assert found.needs is not None
    assert found.needs.probability("1 h") == 0
    assert found.needs.latest_hours == 0


def test_what_trips_takes_a_load() -> None:
    """Either of two UPSs carries 50 of 60 kW alone, and neither 70: then the first loss is the break."""
    for power, both in (("70 kW", True), ("50 kW", False)):
        rate, down = 1 / 300, 1e-5
        upss = [
            pc.Ups(f"ups-{name}", fed_by="ats-a", autonomy="1 min", failure_rate=f"{rate} / h",
                   mttr=f"{down} h", rating="60 kW", battery_failure=0.0)
            for name in ("1", "2")
        ]  # fmt: skip
        rack = pc.Server("rack", fed_by=["ups-1", "ups-2"], power=power, hold_up="0 s")
        found = pc.survive(pc.Site("small", (*path("a", 1e6), *upss, rack)), HOURS).load("rack")
        exact = [math.exp(-2 * rate * at) if both else 1.0 for at in TIMES]
        assert [each.probability for each in found.survival] == pytest.approx(exact, abs=1e-3)


def test_two_types_of_sets_at_the_start_as_nrel_publishes_it() -> None:
    """`starting_probabilities([2, 1], [0.99, 0.95], [0.05, 0.1])`: all three start, and none does."""
    starting = [{"standby_unavailability": 0.01, "fail_to_start": 0.05},
                {"standby_unavailability": 0.05, "fail_to_start": 0.1}]  # fmt: skip
    assert two_types(starting, (1e9, 1e9), needed=2) == pytest.approx(0.756282, abs=1e-6)
    assert two_types(starting, (1e9, 1e9), needed=1) == pytest.approx(1 - 0.000513336, abs=1e-6)


def test_two_types_of_sets_after_an_hour_as_nrel_publishes_it() -> None:
    """`markov_matrix([2, 1], [0.1, 0.25])`, row (2, 1): all three run on, and none does."""
    lives = (-1 / math.log(1 - 0.1), -1 / math.log(1 - 0.25))
    assert two_types([{}, {}], lives, needed=2) == pytest.approx(0.6075, abs=1e-5)
    assert two_types([{}, {}], lives, needed=1) == pytest.approx(1 - 0.0025, abs=1e-5)


def two_types(starting: Sequence[dict[str, float]], lives: Sequence[float], needed: int) -> float:
    """Two sets of one type and one of another; all of them are needed, or one of any."""
    some, other = starting
    components = (
        grid(), genset("two", lives[0], count=2, needed=needed, **some), genset("one", lives[1], **other),
        pc.Bus("bus", fed_by=["two", "one"], inputs_needed=needed, **QUIET),
        pc.Ats("ats", fed_by=["grid", "bus"], transfer_time="0 s", fail_to_transfer=0.0, **QUIET),
        pc.Server("rack", fed_by="ats", hold_up="0 s"),
    )  # fmt: skip
    return pc.survive(pc.Site("types", components), ("1 h",)).load("rack").probability("1 h")


def in_outages(hours: float, *standby: Component, rack: Component) -> pc.Site:
    """The grid is lost for so many hours, each time; nothing but that calls for anything."""
    feed = grid(failure_rate="1 / 2000 h", mttr=f"{hours} h", restoration="fixed")
    return pc.Site("outages", (feed, *standby, rack))


SETS = {
    "one set": (genset("gen", 200, mttr="150 h", fail_to_start=0.1, start_time="12 s"),),
    "one of two sets": (
        genset("gen", 50, count=2, needed=1, mttr="60 h", fail_to_start=0.2, start_time="12 s"),
    ),
    "a set behind another": (
        genset("first", 60, mttr="80 h", fail_to_start=0.1, start_time="12 s"),
        genset("second", 30, mttr="80 h", fail_to_start=0.3, start_time="20 s"),
    ),
}


@pytest.mark.parametrize("sets", SETS)
def test_against_the_simulation_of_outages_of_one_length(sets: str) -> None:
    """Each outage is survived, or has one break: batteries hold, and what fails is down for longer."""
    hours, standby = 12.0, SETS[sets]
    feeds = ["grid", *(each.id for each in standby)]
    switch = pc.Ats("ats", fed_by=feeds, transfer_time="100 ms", fail_to_transfer=0.02,
                    manual_transfer_time="30 h", **QUIET)  # fmt: skip
    ups = pc.Ups("ups", fed_by="ats", autonomy="5 min", battery_failure=0.0, **QUIET)
    site = in_outages(hours, *standby, switch, ups, rack=pc.Server("rack", fed_by="ups", hold_up="20 ms"))
    seen = simulate(site, years=20_000, seed=3).loads[0]
    outages = 8760 / (2000 + hours)
    assert seen.interruptions_per_year is not None
    assert seen.interruptions_standard_error is not None
    broken = 1 - pc.survive(site, (f"{hours} h",)).load("rack").survival[0].probability
    apart = abs(broken - seen.interruptions_per_year / outages)
    assert apart < 3 * seen.interruptions_standard_error / outages + 0.02 * broken


def test_all_that_is_wrong_with_a_call_is_told_together() -> None:
    site = pc.Site("places", PLACES)
    with pytest.raises(pc.CallError) as wrong:
        pc.survive(site, ("0 h", "-1 h", "3 kW", 5), lost=["grid-x", "gen-a:1", "a"])
    told = wrong.value.told
    assert len(told) == 7
    assert "more than none" in told[0]
    assert 'did you mean "grid-' in told[4]
    assert 'did you mean "gen-a"?' in told[5]
    assert "is a load" in told[6]


def test_without_a_grid_feed_it_must_be_said_what_is_lost() -> None:
    site = pc.Site("island", (genset("gen", 100), pc.Server("rack", fed_by="gen", hold_up="0 s")))
    with pytest.raises(pc.CallError, match="no grid feed"):
        pc.survive(site, HOURS)
    assert pc.survive(site, HOURS, lost="gen").load("rack").probability("1 h") == 0


def test_a_rotary_ups_is_lost_with_its_engine_or_carries_on_with_it() -> None:
    rotary = pc.RotaryUps("dr", fed_by="grid", autonomy="10 s", start_time="3 s", fail_to_start=0.1,
                          engine_failure_rate="1 / 100 h", engine_mttr="1e7 h", **QUIET)  # fmt: skip
    site = pc.Site("rotary", (grid(), rotary, pc.Server("rack", fed_by="dr", hold_up="0 s")))
    assert pc.survive(site, ("24 h",)).load("rack").probability("24 h") == pytest.approx(
        0.9 * math.exp(-0.24), rel=1e-3
    )
    assert pc.survive(site, ("24 h",), lost=["dr"]).load("rack").latest_hours == 0

"""Claims: proved over all the states they speak of, or refuted with the smallest."""

import math

import pytest
from hypothesis import given, settings

import powercalc as pc
from powercalc.components import Component
from powercalc.proofs import prove
from powercalc.proofs.window import window
from powercalc.site import Site, Targets
from tests.flow.scalar import State, Wires, settled
from tests.flow.sites import loaded_sites


def two_paths(rating: str = "10 kW", **targets: bool) -> Site:
    parts: list[Component] = [pc.GridFeed("grid", failure_rate="2 / year", mttr="20 min")]
    parts.append(
        pc.Generator("gen", count=2, needed=1, failure_rate="1 / 500 h", mttr="20 h", fail_to_start=0)
    )
    for side in "ab":
        parts.append(pc.Ats(f"ats-{side}", fed_by=["grid", "gen"], failure_rate="0.1 / year", mttr="6 h"))
        parts.append(
            pc.Ups(f"ups-{side}", fed_by=f"ats-{side}", rating=rating, failure_rate="0.1 / year", mttr="8 h")
        )
    parts.append(pc.Server("rack", fed_by=["ups-a", "ups-b"], power="8 kW"))
    return pc.Site("two paths", tuple(parts), targets={"*": Targets(**targets)} if targets else {})


def test_two_paths_with_room_are_maintainable() -> None:
    found = prove(two_paths())
    assert found.claim("concurrently_maintainable").verdict == "proved"
    assert found.claim("fault_tolerant").verdict == "proved"
    assert found.claim("no_single_point_of_failure").verdict == "proved"


def test_two_paths_are_not_tolerant_during_service() -> None:
    claim = prove(two_paths()).claim("fault_tolerant_in_service")
    assert claim.counterexample is not None
    assert sum(claim.counterexample.out.values()) == 2


def test_a_path_that_is_too_full_is_no_second_path() -> None:
    found = prove(two_paths("7 kW", concurrently_maintainable=True))
    claim = found.claim("concurrently_maintainable")
    assert claim.missed
    assert claim.counterexample is not None
    assert claim.counterexample.dark == ("rack",)
    assert "would carry 8 kW of 7 kW and trips" in claim.sentence
    assert found.missed == (claim,)


def test_what_paths_share_is_named() -> None:
    claim = prove(two_paths()).claim("paths_share_nothing")
    assert set(claim.details["rack"]) == {"grid", "gen"}


def test_two_cords_on_one_path_are_one() -> None:
    site = pc.Site(
        "one path",
        (pc.GridFeed("grid"), pc.Pdu("pdu", fed_by="grid"), pc.Server("rack", fed_by=["pdu", "pdu"])),
    )
    claim = prove(site).claim("cords_on_distinct_paths")
    assert claim.verdict == "refuted"


def test_control_supplies_and_zones_are_shared_too() -> None:
    site = pc.Site(
        "control",
        (
            pc.GridFeed("grid-a"),
            pc.GridFeed("grid-b"),
            pc.Battery("control", fed_by="grid-a"),
            pc.Breaker("a", fed_by="grid-a", depends_on="control", zone="room"),
            pc.Breaker("b", fed_by="grid-b", depends_on="control", zone="room"),
            pc.Server("rack", fed_by=["a", "b"]),
        ),
    )
    assert set(prove(site).claim("paths_share_nothing").details["rack"]) == {"control", "zone room", "grid-a"}


@given(loaded_sites())
@settings(max_examples=25)
def test_single_points_are_those_of_each_state_alone(site: Site) -> None:
    details = prove(site).claim("no_single_point_of_failure").details
    wires = Wires(site)
    names = [component.id for component in site.complete if not component.is_load]
    for name in names:
        alone = settled(wires, State(units={name: 1}))
        for load in site.loads:
            told = name if site[name].count == 1 else f"{name}:1"
            cooled = sum(unit in alone.live for unit in load.cooled_by) >= load.cooling_needed
            served = load.id in alone.live and (cooled or not load.cooled_by)
            assert (told in details.get(load.id, ())) == (not served)


def test_a_window_starts_sound() -> None:
    """One 100 h repair beside an 8 h window: the steady state would overstate it many times."""
    site = two_paths()
    short, long = window(site, "ups-a", 1.0), window(site, "ups-a", 100.0)
    assert not short.dark
    assert short.loses_redundancy == ("rack",)
    assert set(short.must_not_fail["rack"]) == {"ats-b", "ups-b"}
    # ups-b itself; ats-b, for longer than the battery's 5 min; the grid, when its battery does not hold (1 %)
    rate = (0.1 + 0.1 * (1 - 5 / 60) * math.exp(-5 / 360) + 2 * 0.01) / 8760
    assert short.chance["rack"] == pytest.approx(rate, rel=0.01)
    assert long.chance["rack"] > 90 * short.chance["rack"]


def test_what_is_dark_in_a_window_is_told() -> None:
    site = pc.Site(
        "one", (pc.GridFeed("grid"), pc.Pdu("pdu", fed_by="grid"), pc.Server("rack", fed_by="pdu"))
    )
    found = window(site, "pdu", 6.0)
    assert found.dark == ("rack",)
    assert found.chance == {"rack": 1.0}

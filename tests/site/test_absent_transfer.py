"""A transfer switch that does not say how often it fails to move is not taken to be perfect."""

from typing import Any

import pytest

import powercalc as pc

GRID = pc.GridFeed("grid", failure_rate="20 / year", mttr="2 h")
GEN = pc.Generator("gen", failure_rate=0, fail_to_start=0, start_time=0)
RACK = pc.Server("rack", fed_by="switch", hold_up=0)


def site(switch: Any) -> pc.Site:
    return pc.Site("site", (GRID, GEN, switch, RACK))


def assumed(switch: Any) -> dict[str, str]:
    return {each.parameter: each.entry for each in site(switch).assumptions if each.component == "switch"}


@pytest.mark.parametrize(("kind", "entry"), [(pc.Ats, "ats-inl"), (pc.Sts, "sts-assumed")])
def test_its_failures_to_move_are_assumed_and_told(kind: Any, entry: str) -> None:
    found = assumed(kind("switch", fed_by=["grid", "gen"], failure_rate=0, mttr="1 h", transfer_time=0))
    assert found == {"fail_to_transfer": entry}


@pytest.mark.parametrize("kind", [pc.Ats, pc.Sts])
def test_nought_says_that_it_never_fails_to_move(kind: Any) -> None:
    switch = kind("switch", fed_by=["grid", "gen"], failure_rate=0, transfer_time=0, fail_to_transfer=0)
    assert assumed(switch) == {}
    assert pc.evaluate(site(switch)).load("rack").unavailability == 0


def test_a_switch_without_a_choice_never_moves() -> None:
    assert assumed(pc.Ats("switch", fed_by="grid", failure_rate=0, transfer_time=0)) == {}


def test_a_plain_unavailability_leaves_open_when_it_is_moved_by_hand() -> None:
    """It has no time to restoration to be taken for that: one hour of it would be an answer, none is not."""
    plain: dict[str, Any] = {"fed_by": ["grid", "gen"], "unavailability": 0, "transfer_time": 0}
    assert set(assumed(pc.Ats("switch", **plain))) == {"fail_to_transfer", "manual_transfer_time"}
    assert set(assumed(pc.Ats("switch", **plain, fail_to_transfer="1 %"))) == {"manual_transfer_time"}
    assert set(assumed(pc.Ats("switch", **plain, fail_to_transfer=0))) == set()


def test_when_it_is_moved_by_hand_says_something_unless_it_never_fails_to_move() -> None:
    by_hand: dict[str, Any] = {"fed_by": ["grid", "gen"], "manual_transfer_time": "1 h"}
    assert not site(pc.Ats("switch", **by_hand)).warnings
    (told,) = site(pc.Ats("switch", **by_hand, fail_to_transfer=0)).warnings
    assert told.path == ("ats", "switch", "manual_transfer_time")


def test_the_rack_is_dark_until_the_grid_is_back_or_it_is_moved_by_hand() -> None:
    """A share p of the outages, each lasting the shorter of the two exponential times."""
    switch = pc.Ats("switch", fed_by=["grid", "gen"], failure_rate=0, mttr="3 h", transfer_time=0)
    chance, often = 4.5 / (4.5 + 3370), 20 / (1 + 20 * 2 / 8760)
    found = pc.evaluate(site(switch)).load("rack")
    assert found.interruptions_per_year == pytest.approx(chance * often, rel=3e-3)  # printed as 0.133 %
    assert found.downtime_h_per_year == pytest.approx(chance * often / (1 / 2 + 1 / 3), rel=3e-3)


@pytest.mark.parametrize("number", [4, 5])
def test_what_a_failed_move_is_worth_is_told_of_every_switch(number: int) -> None:
    switches = "".join(
        f'[sts.s{i}]\nfed_by = ["a", "b"]\n[server.r{i}]\nfed_by = "s{i}"\n' for i in range(number)
    )
    site = pc.read_text(f'[grid_feed.a]\n[grid_feed.b]\n[ats.t]\nfed_by = ["a", "b"]\n{switches}')
    found = pc.check(site).result("TRF102").findings
    assert len(found) == number + 1
    assert all(each.effect is not None for each in found)

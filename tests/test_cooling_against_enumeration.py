"""Cooling and support against every state of a small site: loops from the top, ties from the bottom."""

from collections.abc import Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import powercalc as pc
from powercalc.errors import CallError
from powercalc.plain.plain_diagram import SiteDiagram, plain_diagram
from powercalc.plain.plain_figures import Pair, figures
from powercalc.testing import enumerated, sites
from powercalc.testing.enumeration import Enumerated, Lost
from powercalc.testing.sites import Features

RELATIVE = 1e-12
ASKED: tuple[Lost, ...] = ("power", "cooling", "service")
PERFECT = {"failure_rate": "0 / year"}
FAILING = {"failure_rate": "1 / year", "mttr": "10 h"}


def must_agree(site: pc.Site) -> None:
    diagram = plain_diagram(site)
    asked: dict[Lost, SiteDiagram] = {
        "power": diagram,
        "cooling": diagram.of_cooling(),
        "service": diagram.of_service(),
    }
    for of, about in asked.items():
        try:
            expected = enumerated(site, most_events=15, of=of)
        except CallError:  # too large to enumerate
            assume(False)
        if about.lost:
            agree(figures(about).loads, expected)


def agree(found: Mapping[str, Pair], expected: Mapping[str, Enumerated]) -> None:
    for load, pair in found.items():
        wanted = expected[load]
        assert pair["unavailability"] == pytest.approx(wanted.unavailability, rel=RELATIVE, abs=0)
        if wanted.failure_frequency is None:
            assert pair["failure_frequency"] is None
        else:
            often = pytest.approx(wanted.failure_frequency, rel=1e-11, abs=0)
            assert pair["failure_frequency"] == often


WANTED: tuple[Features, ...] = (
    {"cooling": True, "support_loops": False},
    {"support_loops": True},
    {"support_loops": True, "supports": True},
    {"support_loops": True, "ties": True},
    {"support_loops": True, "standby": True},
    {"support_loops": True, "bypass": True},
    {"support_loops": True, "zones": True, "units": True},
)


@pytest.mark.parametrize("features", WANTED, ids=" and ".join)
@given(data=st.data())
def test_cooling_and_support_are_as_all_states_say(features: Features, data: st.DataObject) -> None:
    must_agree(data.draw(sites(max_components=9, max_loads=2, **features)))


def rack(*cords: str, **given: object) -> pc.Server:
    return pc.Server("rack", fed_by=list(cords), **given)


def unavailability(site: pc.Site) -> float:
    must_agree(site)
    return figures(plain_diagram(site)).loads["rack"]["unavailability"]


def test_a_ups_that_feeds_its_own_cooling_is_live_while_nothing_fails() -> None:
    site = pc.Site(
        "loop",
        (
            pc.GridFeed("grid", **FAILING),
            pc.Ups("ups", fed_by="grid", cooled_by="crah", autonomy="0 s", battery_failure=0, **PERFECT),
            pc.Crah("crah", fed_by="ups", **FAILING),
            rack("ups"),
        ),
    )
    assert unavailability(site) == pytest.approx(1 - (8760 / 8770) ** 2)


def test_two_that_only_support_each_other_are_live() -> None:
    site = pc.Site(
        "pair",
        (
            pc.Block("one", depends_on="other", **FAILING),
            pc.Block("other", depends_on="one", **PERFECT),
            rack("one"),
        ),
    )
    assert unavailability(site) == pytest.approx(10 / 8770)


def test_ties_in_a_loop_of_support_do_not_keep_themselves_alive() -> None:
    """Both buses hang on one grid by a tie; the tie needs the cooling that one of them feeds."""
    site = pc.Site(
        "mixed",
        (
            pc.GridFeed("grid", **FAILING),
            pc.GridFeed("never", unavailability=1.0),
            pc.Bus("bus-a", fed_by="grid", **PERFECT),
            pc.Bus("bus-b", fed_by="never", **PERFECT),
            pc.Tie("tie", between=("bus-a", "bus-b"), cooled_by="crah", **PERFECT),
            pc.Crah("crah", fed_by="bus-b", **FAILING),
            rack("bus-b"),
        ),
    )
    assert unavailability(site) == pytest.approx(1 - (8760 / 8770) ** 2)


def test_what_a_load_depends_on_takes_its_service_and_not_its_power() -> None:
    site = pc.Site(
        "lean",
        (pc.GridFeed("grid", **FAILING), pc.Block("network", **FAILING), rack("grid", depends_on="network")),
    )
    assert unavailability(site) == pytest.approx(10 / 8770)
    service = figures(plain_diagram(site).of_service()).loads["rack"]["unavailability"]
    assert service == pytest.approx(1 - (8760 / 8770) ** 2)


def test_a_cooling_unit_behind_generators_alone_has_them_running_always() -> None:
    site = pc.Site(
        "cooled by a generator",
        (
            pc.GridFeed("grid", **FAILING),
            pc.Generator("gen", fail_to_start="50 %", start_time="10 s", **FAILING),
            pc.Chiller("chiller", fed_by="gen", **PERFECT),
            rack("grid", cooled_by="chiller"),
        ),
    )
    must_agree(site)
    cooling = figures(plain_diagram(site).of_cooling()).loads["rack"]["unavailability"]
    assert cooling == pytest.approx(10 / 8770)

"""What a person reads."""

import pytest

import powercalc as pc
from powercalc.report.simulated import moment, simulation, timeline
from powercalc.simulate import simulate, trace
from tests.simulate.sites import ats, generator, grid, rack, site, theory_case, ups


def test_a_timeline_tells_the_event_in_order() -> None:
    plant = site(
        grid(), generator(start_time="12 s"), ats("ats", "grid", "gen"), ups("ups", "ats", autonomy="10 min"),
        rack("ups", recovery_time="4 h"),
    )  # fmt: skip
    assert timeline(trace(plant, ["grid", "gen"])).splitlines() == [
        "a site",
        "grid, gen fail for 3 h",
        "",
        "   0 s  grid: lost",
        "        gen: called",
        "        ups: feed lost, on battery",
        "  12 s  gen: 1 of 1 does not start",
        "10 min  ups: battery empty",
        "        rack: dark",
        "   3 h  grid: back",
        "        gen: no longer called",
        "        ups: fed again",
        "        rack: power is back",
        "   7 h  rack: service is back",
        "",
        "  rack: dark for 2 h 50 min, power back after 3 h, service back after 7 h",
    ]


def test_a_simulation_tells_its_spread() -> None:
    text = simulation(simulate(theory_case(2), years=500, seed=1, processes=1))
    for part in (
        "500 years simulated, seed 1",
        "interrupted  about",
        "99 % of years within",
        "gen: called about 3",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "0 s"), (0.1 / 3600, "100 ms"), (12.5 / 3600, "12.5 s"), (910 / 3600, "15 min 10 s"), (3.0, "3 h")],
)
def test_moments(hours: float, said: str) -> None:
    assert moment(hours) == said


def test_a_component_is_all_its_units_and_one_is_asked_for_as_such() -> None:
    bank = pc.Ups("u", fed_by="g", count=4, needed=3, autonomy="1 min")
    site = pc.Site("a bank", (pc.GridFeed("g"), bank, pc.Server("s", fed_by="u")))
    assert [trace(site, [name]).loads[0].interruptions for name in ("u", "u:4", "u:2", "u:1")] == [1, 1, 1, 0]
    assert trace(site, ["u:1"]).lines[0].text == "u: 1 of 4 units down"


@pytest.mark.parametrize("name", ["u.", "u:0", "u:5", "u:", "w", ".", ":1"])
def test_what_is_not_there_is_told(name: str) -> None:
    site = pc.Site("one", (pc.GridFeed("g"), pc.Ups("u", fed_by="g"), pc.Server("s", fed_by="u")))
    with pytest.raises(pc.errors.CallError):
        trace(site, [name])

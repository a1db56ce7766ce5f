"""Switches below switches, batteries and ties: what makes them move, in closed form and simulated."""

import math
from typing import Any

import pytest

import powercalc as pc
from powercalc.components import Component
from powercalc.response import Interruptions, respond

YEAR = 8760.0


def loads(*parts: Component) -> dict[str, Interruptions]:
    return dict(respond(pc.Site("below", parts)).loads)


def load(*parts: Component) -> Interruptions:
    (found,) = loads(*parts).values()
    return found


def per_year(found: Interruptions) -> float:
    return (found.failure_frequency or 0.0) * YEAR


def hours(found: Interruptions) -> float:
    return found.unavailability * YEAR


def grid(name: str, often: float = 0.0, mttr: float = 1.0) -> pc.GridFeed:
    return pc.GridFeed(name, failure_rate=f"{often} / year", mttr=f"{mttr} h")


def sound(**given: Any) -> dict[str, Any]:
    return {"failure_rate": 0, "transfer_time": 0, "fail_to_transfer": 0, "mttr": "6 h"} | given


def server(feeder: str, **given: Any) -> pc.Server:
    return pc.Server("rack", fed_by=feeder, **({"hold_up": 0} | given))


def up_down(often: float, mttr: float) -> tuple[float, float]:
    """Unavailability, and failures per year."""
    x = often / YEAR * mttr
    return x / (1 + x), often / (1 + x)


def test_two_feeds_on_a_bus_make_the_switch_below_move_together() -> None:
    u, w = up_down(4, 10)
    parts = [
        grid("g1", 4, 10),
        grid("g2", 4, 10),
        grid("g3"),
        pc.Bus("bus", fed_by=["g1", "g2"], failure_rate=0),
    ]
    ats = pc.Ats("ats", fed_by=["bus", "g3"], **sound(transfer_time="5 s", fail_to_transfer="1 %"))
    found = load(*parts, ats, server("ats"))
    assert per_year(found) == pytest.approx(2 * w * u, rel=1e-6)
    stuck = 0.01 / (1 / 10 + 1 / 10 + 1 / 6)  # until a feed is back, or it is moved by hand
    assert hours(found) == pytest.approx(2 * w * u * (0.99 * 5 / 3600 + stuck), rel=0.005)


def test_a_set_that_always_runs_fails_while_the_other_path_is_out() -> None:
    u_tx, w_tx = up_down(2, 14)
    u_set, w_set = up_down(YEAR / 25, 3.5)
    found = load(
        grid("grid"),
        pc.Transformer("tx", fed_by="grid", failure_rate="2 / year", mttr="14 h"),
        pc.Generator("gen", fail_to_start=0, start_time=0, failure_rate="1 / 25 h", mttr="3.5 h"),
        pc.Ats("ats-a", fed_by=["tx", "gen"], **sound()),
        pc.Ats("ats-b", fed_by=["gen", "grid"], **sound()),
        pc.Ats(
            "low",
            fed_by=["ats-a", "ats-b"],
            **sound(transfer_time="5 s", fail_to_transfer="5 %", mttr="11.5 h"),
        ),
        server("low", hold_up="20 ms"),
    )
    often = w_tx * u_set + w_set * u_tx
    assert per_year(found) == pytest.approx(often, rel=1e-4)
    stuck = 0.05 / (1 / 14 + 1 / 3.5 + 1 / 11.5)
    assert hours(found) == pytest.approx(often * (0.95 * 5 / 3600 + stuck), rel=0.005)


def test_two_buses_with_an_open_tie_and_a_switch_below() -> None:
    u_bus, w_bus = up_down(0.05, 10000)
    _, w_grid = up_down(5, 0.5)
    found = load(
        grid("grid1"), grid("grid2", 5, 0.5),
        pc.Bus("bus-a", fed_by="grid1", failure_rate="0.05 / year", mttr="10000 h"),
        pc.Bus("bus-b", fed_by="grid2", failure_rate=0),
        pc.Tie("tie", between=["bus-a", "bus-b"], normally="open", **sound()),
        pc.Sts("sts", fed_by=["bus-a", "bus-b"], **sound(transfer_time="100 ms")),
        server("sts", hold_up="20 ms"),
    )  # fmt: skip
    assert per_year(found) == pytest.approx(w_bus + w_grid * u_bus, rel=1e-4)


@pytest.mark.parametrize("fails", [0.0058, 0.05])
@pytest.mark.parametrize("autonomy", ["7 s", "1 min", "20 min"])
@pytest.mark.parametrize("by_hand", [0.25, 1.0, 30.0])
def test_a_stuck_switch_spends_the_battery_below_and_the_next_switch_moves(
    fails: float, autonomy: str, by_hand: float
) -> None:
    """So often as the outage lasts for the battery, and nobody has moved the stuck switch by then."""
    _, w = up_down(3, 1)
    found = load(
        grid("grid", 3, 1),
        pc.Generator("gen", fail_to_start=0, start_time=0, failure_rate=0, mttr="4 h"),
        pc.Ats(
            "ats",
            fed_by=["grid", "gen"],
            **sound(fail_to_transfer=fails, manual_transfer_time=f"{by_hand} h"),
        ),
        pc.Ups("ups", fed_by="ats", failure_rate=0, autonomy=autonomy, battery_failure=0),
        pc.Sts("sts", fed_by=["ups", "gen"], **sound(transfer_time="5 s")),
        server("sts"),
    )
    held = {"7 s": 7 / 3600, "1 min": 1 / 60, "20 min": 1 / 3}[autonomy]
    assert per_year(found) == pytest.approx(w * fails * math.exp(-held * (1 + 1 / by_hand)), rel=1e-3)


def test_the_gap_of_a_switch_calls_a_set_that_does_not_start_and_the_next_switch_moves() -> None:
    _, w = up_down(3, 1)
    found = load(
        grid("grid1", 3, 1), grid("grid2"),
        pc.Generator("gen1", fail_to_start=0.0826, start_time=0, failure_rate=0, mttr="7.46 h"),
        pc.Generator("gen2", fail_to_start=0, start_time=0, failure_rate=0, mttr="33.6 h"),
        pc.Ats("first", fed_by=["grid1", "grid2"], **sound(transfer_time="1 min")),
        pc.Ats("second", fed_by=["first", "gen1"], **sound()),
        pc.Sts("sts", fed_by=["second", "gen2"], **sound(transfer_time="4 ms")),
        server("sts"),
    )  # fmt: skip
    assert per_year(found) == pytest.approx(w * 0.0826, rel=1e-3)


@pytest.mark.parametrize("autonomy", ["7 s", "30 s", "2 min", "5 min", "8 min", "20 min", "50 min", "80 min"])
def test_a_battery_of_no_round_number_of_hours_is_spent_and_the_switch_moves(autonomy: str) -> None:
    found, held = below_a_battery(autonomy, 0.0)
    _, w = up_down(0.05, 6)
    assert per_year(found) == pytest.approx(w * math.exp(-held / 6), rel=1e-6)
    assert found.longer_than[1.0] == found.longer_than[3 / 60] == 0


@pytest.mark.parametrize("autonomy", ["3 min", "1 h", "8 h"])
def test_a_gap_is_not_longer_than_itself_where_the_battery_holds_for_as_long_as_is_asked(
    autonomy: str,
) -> None:
    found, held = below_a_battery(autonomy, 0.1)
    _, w = up_down(0.05, 6)
    assert per_year(found) == pytest.approx(w * (0.1 + 0.9 * math.exp(-held / 6)), rel=1e-6)
    assert hours(found) == pytest.approx(per_year(found) * 0.1 / 3600, rel=1e-3)
    assert [often for lasting, often in found.longer_than.items() if lasting > 1e-4] == [0.0] * 4


def below_a_battery(autonomy: str, fails: float) -> tuple[Interruptions, float]:
    ups = pc.Ups("ups", fed_by="ats", failure_rate=0, autonomy=autonomy, battery_failure=fails)
    found = load(
        grid("grid"),
        pc.Generator("gen", fail_to_start=0, start_time=0, failure_rate=0, mttr="10 h"),
        pc.Ats("ats", fed_by="gen", failure_rate="0.05 / year", mttr="6 h"),
        ups,
        pc.Sts("sts", fed_by=["ups", "grid"], **sound(transfer_time="100 ms")),
        server("sts"),
    )
    return found, ups.autonomy or 0.0


def test_a_static_switch_beside_a_load_does_not_change_it() -> None:
    parts: list[Component] = [
        grid("grid", 0.513, 5.63),
        pc.Generator("gen1", fail_to_start=0, start_time=0, failure_rate="1 / 16.2 h", mttr="29.1 h"),
        pc.Generator("gen2", fail_to_start=0, start_time=0, failure_rate="1 / 64.9 h", mttr="4.13 h",
                     fuel_autonomy="24 h", fuel_resupply="36 h"),
        pc.Ats("ats-a", fed_by=["grid", "gen1"], **sound()),
        pc.Ats("ats-b", fed_by=["grid", "gen2"], **sound()),
        pc.Server("dual", fed_by=["ats-a", "ats-b"], hold_up=0),
    ]  # fmt: skip
    sts = pc.Sts("sts", fed_by=["ats-a", "ats-b"], **sound(transfer_time="10 ms", fail_to_transfer=0.0053))
    without, beside = loads(*parts)["dual"], loads(*parts, sts, server("sts"))["dual"]
    assert hours(beside) == pytest.approx(hours(without), rel=1e-4)
    assert hours(without) == pytest.approx(0.05046, abs=3 * 0.00023)
    assert per_year(without) == pytest.approx(0.01838, abs=3 * 0.00006)


def test_a_stuck_switch_above_a_battery_above_a_static_switch() -> None:
    """Simulated by others: 0.00425 ± 0.00004 h and 0.0588 ± 0.0001 interruptions a year."""
    found = load(
        grid("grid", 3, 1),
        pc.Generator("gen", fail_to_start=0, start_time=0, failure_rate=0, mttr="4.32 h"),
        pc.Ats("ats", fed_by=["grid", "gen"], **sound(fail_to_transfer=0.02, mttr="3.98 h")),
        pc.Ups("ups", fed_by="ats", failure_rate=0, autonomy="1 min", battery_failure=0),
        pc.Sts(
            "sts", fed_by=["ups", "gen"], **sound(transfer_time="5 s", fail_to_transfer=0.1, mttr="6.42 h")
        ),
        server("sts", hold_up="20 ms"),
    )
    assert hours(found) == pytest.approx(0.00425, abs=3 * 0.00004)
    assert per_year(found) == pytest.approx(0.0588, abs=3 * 0.0001)


def test_a_set_that_runs_for_the_other_path_is_not_started_again() -> None:
    """Each path has the set of the other as its second: 4.7e-6 ± 3e-6 a year, simulated by others."""
    found = load(
        grid("grid1", 9.15, 0.173), grid("grid2", 0, 0.222),
        pc.Generator("gen1", fail_to_start=0, start_time=0, failure_rate="1 / 150 h", mttr="11.7 h"),
        pc.Generator("gen2", fail_to_start=0, start_time="30 s", failure_rate=0, mttr="23.7 h"),
        pc.Transformer("tx-b", fed_by="grid2", failure_rate="1.69 / year", mttr="58.1 h"),
        pc.Ats("ats1-a", fed_by=["grid1", "gen2"], **sound()),
        pc.Ats("ats2-a", fed_by=["ats1-a", "gen1"], **sound()),
        pc.Ats("ats1-b", fed_by=["tx-b", "gen1"], **sound(failure_rate="0.0425 / year", mttr="5.6 h")),
        pc.Ats("ats2-b", fed_by=["ats1-b", "gen2"], **sound(failure_rate="0.104 / year", mttr="14.5 h")),
        pc.Server("dual", fed_by=["ats2-a", "ats2-b"], hold_up="20 ms"),
    )  # fmt: skip
    assert per_year(found) == pytest.approx(4.7e-6, abs=3 * 3e-6)


def test_fuel_of_crossed_sets_counts_from_the_first_call_on_either_path() -> None:
    """Simulated by others: 2.6149 ± 0.0038 h; longer than 1 h 0.47148 ± 0.0007 times a year."""
    fuel = {"fuel_autonomy": "8 h", "fuel_resupply": "24 h"}
    found = loads(
        grid("grid", 3, 20),
        pc.Generator("g1", fail_to_start=0, start_time=0, failure_rate="1 / 50 h", mttr="8 h"),
        pc.Generator("g2", fail_to_start=0, start_time=0, failure_rate=0, mttr="8 h", **fuel),
        pc.Ats("a", fed_by=["grid", "g1", "g2"], **sound()),
        pc.Ats("b", fed_by=["grid", "g2", "g1"], **sound()),
        pc.Server("on-a", fed_by="a", hold_up="20 ms"),
        pc.Server("on-b", fed_by="b", hold_up="20 ms"),
    )["on-a"]
    assert hours(found) == pytest.approx(2.6149, abs=3 * 0.0038)
    assert (found.longer_than[1.0] or 0.0) * YEAR == pytest.approx(0.47148, abs=3 * 0.0007)


def test_inputs_that_are_lost_together_are_one_need() -> None:
    """A switch whose second input feeds its first never stands on the second when that is lost: one trial."""
    _, w = up_down(2, 30)
    stuck = {"fail_to_transfer": "10 %", "manual_transfer_time": "8 h"}
    found = load(
        grid("a"), grid("b"),
        pc.Bus("shared", fed_by="a", failure_rate="2 / year", mttr="30 h"),
        pc.Bus("below", fed_by="shared", failure_rate=0),
        pc.Sts("sts", fed_by=["below", "shared", "b"], **sound(**stuck)),
        server("sts", hold_up="20 ms"),
    )  # fmt: skip
    assert per_year(found) == pytest.approx(0.1 * w, rel=1e-3)
    assert hours(found) == pytest.approx(0.1 * w / (1 / 30 + 1 / 8), rel=0.005)


@pytest.mark.parametrize("start", ["30 s", "20 min", "7 s"])
def test_a_set_that_starts_just_as_the_battery_ends_interrupts_nothing(start: str) -> None:
    found = load(
        grid("grid", 3, 1), grid("b"),
        pc.Generator("gen", fail_to_start=0, start_time=start, failure_rate=0, mttr="4 h"),
        pc.Ats("ats", fed_by=["grid", "gen"], **sound()),
        pc.Ups("ups", fed_by="ats", failure_rate=0, autonomy=start, battery_failure=0),
        pc.Sts("sts", fed_by=["ups", "b"], **sound(transfer_time="4 ms")),
        server("sts"),
    )  # fmt: skip
    assert per_year(found) == 0


@pytest.mark.parametrize("second", ["gen", "g2"])
def test_a_switch_waits_for_the_gap_of_the_one_that_it_moves_to(second: str) -> None:
    """One loss takes both inputs; the second is back after 35 s, or 5 s, and the move to it takes a minute.

    The first is back with the feed, at once. A panel fails by itself: then only the move counts.
    """
    gap = {"gen": 35, "g2": 5}[second] / 3600
    found = load(
        grid("g1", 6, 2), grid("g2"),
        pc.Generator("gen", failure_rate=0, mttr="1 h", fail_to_start=0, start_time="30 s"),
        pc.Panel("panel", fed_by="g1", failure_rate="3 / year", mttr="5 h"),
        pc.Ats("other", fed_by=["g1", second], **sound(transfer_time="5 s")),
        pc.Bus("bus", fed_by="other", failure_rate=0),
        pc.Sts("sts", fed_by=["panel", "bus"], **sound(transfer_time="1 min")), server("sts"),
    )  # fmt: skip
    (_, both), (_, alone), move = up_down(6, 2), up_down(3, 5), 1 / 60
    dark = both * 2 * -math.expm1(-(gap + move) / 2) + alone * 5 * -math.expm1(-move / 5)
    assert hours(found) == pytest.approx(dark, rel=5e-3)
    assert per_year(found) == pytest.approx(both + alone, rel=5e-3)


@pytest.mark.parametrize("battery_failure", [0.0, 1e-9])
def test_a_switch_that_is_stuck_when_a_set_fails_and_the_battery_is_spent(battery_failure: float) -> None:
    """Dark until the set is repaired, the feed is back, or somebody has moved the switch: the first of three.

    A battery that hardly ever fails changes nothing.
    """
    often, feed, repair, by_hand, battery, stuck, rate = 6, 2.8, 3.2, 2.4, 0.1, 0.2, 1e-3
    found = load(
        grid("g1", often, feed), grid("g2"),
        pc.Generator("gen", failure_rate=f"{rate} / h", mttr=f"{repair} h", fail_to_start=0, start_time=0),
        pc.Ats("ats", fed_by=["g1", "gen"], **sound()),
        pc.Ups(
            "ups", fed_by="ats", failure_rate=0, autonomy=f"{battery} h", battery_failure=battery_failure
        ),
        pc.Sts("sts", fed_by=["ups", "g2"], **sound(fail_to_transfer=stuck, mttr=f"{by_hand} h")),
        server("sts"),
    )  # fmt: skip
    _, feeds = up_down(often, feed)
    held = math.exp(-battery * (1 / feed + 1 / repair))
    dark = feeds * rate * feed / (1 + rate * feed) * held * stuck
    assert per_year(found) == pytest.approx(dark, rel=0.01)
    assert hours(found) == pytest.approx(dark / (1 / feed + 1 / repair + 1 / by_hand), rel=0.03)


def test_a_gap_in_the_long_outage_of_another_feed_counts_in_the_downtime() -> None:
    """The set that the lower switch moves to may run for the other path already: seconds in many hours."""
    (lost, _), (out, often) = up_down(20, 20), up_down(25, 30)
    figures = {"failure_rate": 0, "fail_to_start": 0, "mttr": "9 h", "start_time": "10 s"}
    rack = loads(
        grid("grid", 20, 20), grid("other", 25, 30),
        pc.Generator("g1", **figures), pc.Generator("g2", **figures),
        pc.Ats("a", fed_by=["grid", "g1"], **sound()),
        pc.Ats("first", fed_by=["other", "g2"], **sound(transfer_time="1 min")),
        pc.Ats("b", fed_by=["first", "g1"], **sound(transfer_time="1 min")),
        server("b"), pc.Server("on-a", fed_by="a", hold_up=0),
    )["rack"]  # fmt: skip
    assert out > 0.05
    assert hours(rack) == pytest.approx(often * (60 + 10 * (1 - lost)) / 3600, rel=2e-3)


@pytest.mark.parametrize("hold_up", ["0 s", "20 ms", "1 min", "2 min"])
@pytest.mark.parametrize("more", ["4 ms", "30 s"])
def test_what_another_load_bridges_does_not_shorten_the_interruptions_of_this_one(
    hold_up: str, more: str
) -> None:
    """A stuck switch, then a start, a move and a static switch of three minutes and a little more."""
    sets = {"failure_rate": 0, "fail_to_start": 0, "mttr": "9 h"}
    rack = loads(
        grid("grid", 0.6, 0.5),
        pc.Generator("g1", start_time="10 s", **sets), pc.Generator("g2", start_time="2 min", **sets),
        pc.Ats("a", fed_by=["grid", "g1"], **sound(fail_to_transfer=0.2, mttr="4000 h")),
        pc.Ats("b", fed_by=["grid", "g2"], **sound(transfer_time="1 min")),
        pc.Sts("sts", fed_by=["a", "b"], **sound(transfer_time=more)),
        server("sts"), pc.Server("dual", fed_by=["a", "b"], hold_up=hold_up),
    )["rack"]  # fmt: skip
    _, often = up_down(0.6, 0.5)
    asked = 3 / 60
    assert (rack.longer_than[asked] or 0.0) * YEAR == pytest.approx(
        often * 0.2 * math.exp(-asked / 0.5), rel=2e-3
    )

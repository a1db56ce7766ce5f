"""Every measure of importance against evaluations of sites in which the event is left out, or certain."""

from __future__ import annotations

from typing import Any

import pytest

import powercalc as pc
from powercalc.evaluation.event_importance import rank

DOWN_NEVER = {"failure_rate": 0, "mttr": "1 h"}
GONE: dict[str, Any] = {"failure_rate": None, "mttr": None, "unavailability": 1}


def hall() -> dict[str, pc.components.Component]:
    """Two paths, a generator for both, a UPS whose battery may not hold, a switch that may stick."""
    listed = (
        pc.GridFeed("grid", failure_rate="3 / year", mttr="3 h"),
        pc.Generator("gen", failure_rate="2 / year", mttr="20 h", fail_to_start="2 %", start_time="12 s"),
        pc.Transformer("tx", fed_by="grid", failure_rate="0.05 / year", mttr="60 h"),
        pc.Ats(
            "ats", fed_by=["tx", "gen"], fail_to_transfer="0.5 %", transfer_time="1 s",
            failure_rate="0.02 / year", mttr="10 h", manual_transfer_time="30 min",
        ),
        pc.Ups(
            "ups", fed_by="ats", autonomy="10 min", battery_failure="3 %", failure_rate="0.2 / year",
            mttr="12 h", bypass=True, fail_to_bypass="4 %",
        ),
        pc.Pdu("a", fed_by="ups", failure_rate="0.02 / year", mttr="8 h"),
        pc.Pdu("b", fed_by="tx", failure_rate="0.02 / year", mttr="8 h"),
        pc.Server("rack", fed_by=["a", "b"], hold_up=0),
        pc.Server("single", fed_by="a", hold_up=0),
    )  # fmt: skip
    return {each.id: each for each in listed}


NODES = 1e-5
"""A row in which one component never fails has other nodes of its age than one without it: a 200th of the
stated error."""
NEVER: dict[str, tuple[str, dict[str, Any]]] = {
    "grid": ("grid", DOWN_NEVER),
    "gen": ("gen", {"failure_rate": 0, "fail_to_start": 0}),
    "tx": ("tx", DOWN_NEVER),
    "ats": ("ats", {"failure_rate": 0, "mttr": "10 h"}),
    "ats transfer": ("ats", {"fail_to_transfer": 0}),
    "ups": ("ups", DOWN_NEVER),
    "ups battery": ("ups", {"battery_failure": 0}),
    "ups bypass": ("ups", {"fail_to_bypass": 0}),
    "a": ("a", DOWN_NEVER),
    "b": ("b", DOWN_NEVER),
}
CERTAIN: dict[str, tuple[str, dict[str, Any]]] = {
    "grid": ("grid", GONE),
    "gen": ("gen", {"standby_unavailability": 1}),
    "tx": ("tx", GONE),
    "ats": ("ats", GONE),
    "ats transfer": ("ats", {"fail_to_transfer": 1}),
    "ups": ("ups", GONE),
    "ups battery": ("ups", {"battery_failure": 1}),
    "ups bypass": ("ups", {"fail_to_bypass": 1}),
    "a": ("a", GONE),
    "b": ("b", GONE),
}


def evaluated(load: str | None, change: tuple[str, dict[str, Any]] | None = None) -> float:
    """The unavailability of a load, or of any, of the hall with one component changed."""
    listed = hall()
    if change is not None:
        name, figures = change
        listed[name] = listed[name].changed(**figures)
    found = pc.evaluate(pc.Site("hall", tuple(listed.values())))
    if load is None:
        return found.any_load.unavailability
    return next(each for each in found.loads if each.id == load).unavailability


@pytest.mark.parametrize("load", [None, "rack", "single"])
def test_every_measure_is_a_difference_or_ratio_of_evaluations(load: str | None) -> None:
    usual = evaluated(load)
    found = rank(pc.Site("hall", tuple(hall().values())), load)
    assert found.unavailability == pytest.approx(usual, rel=1e-9)
    rows = {row.event: row for row in found.events}
    assert rows.keys() == NEVER.keys()
    for event, row in rows.items():
        never, always = evaluated(load, NEVER[event]), evaluated(load, CERTAIN[event])
        assert row.fussell_vesely == pytest.approx(1 - never / usual, abs=NODES), event
        assert row.birnbaum == pytest.approx(always - never, rel=NODES, abs=NODES * usual), event
        assert row.risk_achievement == pytest.approx(always / usual, rel=NODES), event
        assert row.risk_reduction == pytest.approx(usual / never, rel=NODES * usual / never), event


@pytest.mark.parametrize("load", [None, "single"])
@pytest.mark.parametrize("event", ["grid", "tx", "ups", "a"])
def test_what_a_figure_is_worth_is_the_change_by_a_little_more_of_it(load: str | None, event: str) -> None:
    row = next(
        each for each in rank(pc.Site("hall", tuple(hall().values())), load).events if each.event == event
    )
    usual, component = evaluated(load), hall()[event]
    rate, mttr = component.rate, component.mttr
    assert rate
    assert mttr
    by_rate = evaluated(load, (event, {"failure_rate": f"{rate * 1.02!r} / h"})) - usual
    by_mttr = evaluated(load, (event, {"mttr": f"{mttr * 1.02!r} h"})) - usual
    assert row.downtime_by_failure_rate == pytest.approx(by_rate / (0.02 * rate), rel=1e-3)
    assert row.downtime_by_mttr == pytest.approx(by_mttr / (0.02 * mttr) * 8760, rel=1e-3)


def test_a_feed_that_is_down_for_certain_leaves_no_state_of_one_caller_alone() -> None:
    """Both sets wait behind each other; without the feed, columns of other states weigh nothing."""
    grid = pc.GridFeed("grid", failure_rate="4 / year", mttr="6 h")
    sets = [
        pc.Generator(name, failure_rate="5 / year", mttr="20 h", fail_to_start="2 %", start_time="10 s")
        for name in ("one", "two")
    ]
    switches = [
        pc.Ats("a", fed_by=["grid", "one", "two"], fail_to_transfer=0, transfer_time=0, **DOWN_NEVER),
        pc.Ats("b", fed_by=["grid", "two", "one"], fail_to_transfer=0, transfer_time=0, **DOWN_NEVER),
    ]
    racks = [pc.Server(f"rack {name}", fed_by=name, hold_up="1 min") for name in ("a", "b")]
    found = rank(pc.Site("crossed", (grid, *sets, *switches, *racks)))
    row = next(each for each in found.events if each.event == "grid")
    gone = pc.Site("crossed", (grid.changed(**GONE), *sets, *switches, *racks))
    always = pc.evaluate(gone).any_load.unavailability
    assert row.risk_achievement == pytest.approx(always / found.unavailability, rel=1e-4)

"""What never fails while in use may still need its restoration time: it is assumed, not taken as nought."""

from typing import Any

import pytest

import powercalc as pc

NEVER: dict[str, Any] = {"failure_rate": 0}
BY_HAND: dict[str, Any] = {"failure_rate": 0, "manual_transfer_time": "1 h"}


def assumed(component: Any) -> list[str]:
    grid = pc.GridFeed("grid", failure_rate="2 / year", mttr="1 h")
    feeders = [component.id] if component.fed_by else ["grid", component.id]
    ats = pc.Ats("change", fed_by=feeders, failure_rate=0, transfer_time=0)
    site = pc.Site("site", (grid, component, ats, pc.Server("rack", fed_by="change", hold_up=0)))
    return [each.parameter for each in site.assumptions if each.component == component.id]


@pytest.mark.parametrize(
    ("component", "needed"),
    [
        (pc.Generator("x", fail_to_start="5 %", start_time=0, **NEVER), True),
        (pc.Generator("x", fail_to_start=0, start_time=0, **NEVER), False),
        (pc.Generator("x", fail_to_start="5 %", start_mttr="2 h", start_time=0, **NEVER), False),
        (pc.Ats("x", fed_by="grid", fail_to_transfer="5 %", transfer_time=0, **NEVER), True),
        (pc.Ats("x", fed_by="grid", fail_to_transfer="5 %", transfer_time=0, **BY_HAND), False),
        (pc.Ats("x", fed_by="grid", transfer_time=0, **NEVER), False),
        (
            pc.Ups(
                "x",
                fed_by="grid",
                autonomy="5 min",
                battery_failure=0,
                dormant_failure_rate="1 / year",
                test_interval="90 day",
                **NEVER,
            ),
            True,
        ),
    ],
)
def test_a_restoration_time_is_assumed_where_something_takes_it(component: Any, *, needed: bool) -> None:
    assert ("mttr" in assumed(component)) == needed


def test_a_failed_move_costs_time_though_the_switch_itself_never_fails() -> None:
    site = pc.Site(
        "site",
        (
            pc.GridFeed("grid", failure_rate="20 / year", mttr="2 h"),
            pc.Generator("gen", start_time=0, fail_to_start=0, failure_rate=0),
            pc.Ats("ats", fed_by=["grid", "gen"], failure_rate=0, transfer_time=0, fail_to_transfer="10 %"),
            pc.Server("rack", fed_by="ats", hold_up=0),
        ),
    )
    often = 20 / (1 + 20 * 2 / 8760)
    assert pc.evaluate(site).load("rack").interruptions_per_year == pytest.approx(0.1 * often, rel=1e-6)

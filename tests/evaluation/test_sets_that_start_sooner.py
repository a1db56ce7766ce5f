"""Generating sets on one switch of which a later one starts sooner: against closed forms and a chain.

Until the first comes the switch stands on the one that is there, and goes back without a gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from math import prod

import pytest

import powercalc as pc

HOURS = ("2 min", "20 min")
QUIET = {"failure_rate": "0 / h"}
FAILS = {1: 0.3, 4: 0.4, 10: 0.1}
"""How often a set does not start that takes so many minutes."""


def sets(minutes: Sequence[int], **more: object) -> tuple[pc.Generator, ...]:
    """Sets that start in so many minutes, are not repaired and never fail while they run."""
    return tuple(
        pc.Generator(
            f"g{at}", start_time=f"{at} min", fail_to_start=FAILS[at], mttr="1e9 h",
            **{**QUIET, **more},
        )
        for at in minutes
    )  # fmt: skip


def hall(minutes: Sequence[int]) -> pc.Site:
    """A feed that stays away once it is lost, sets, a switch and a battery that holds for 5 minutes."""
    switch = pc.Ats(
        "ats",
        fed_by=["grid", *(f"g{at}" for at in minutes)],
        transfer_time="1 s",
        fail_to_transfer=0,
        **QUIET,
    )
    return pc.Site(
        "sets",
        (
            pc.GridFeed("grid", failure_rate="1e-15 / year", mttr="1e6 h"),
            *sets(minutes),
            switch,
            pc.Ups("ups", fed_by="ats", autonomy="5 min", battery_failure=0, **QUIET),
            pc.Server("rack", fed_by="ups", hold_up="0 s"),
        ),
    )


def interrupted(site: pc.Site, down: Sequence[str], **said: Mapping[str, str]) -> list[float]:
    found = pc.now(site, down, hours=HOURS, **said).load("rack")
    return [each.probability for each in found.interruption]


ORDERS = [(10, 1), (1, 10), (10, 1, 4), (10, 4, 1), (4, 10, 1), (1, 10, 4), (1, 4, 10), (4, 1, 10)]


@pytest.mark.parametrize("minutes", ORDERS, ids=str)
def test_whoever_comes_in_time_carries_the_load_until_others_come(minutes: Sequence[int]) -> None:
    """The battery holds for 5 minutes from the loss: dark where none of those that come within it starts."""
    in_time = prod(FAILS[at] for at in minutes if at < 5)
    assert interrupted(hall(minutes), ["grid@30 s"]) == pytest.approx([0.0, in_time], rel=1e-4, abs=1e-9)


@pytest.mark.parametrize("minutes", ORDERS, ids=str)
def test_a_set_that_is_out_is_none_of_them(minutes: Sequence[int]) -> None:
    out = minutes[1]
    in_time = prod(FAILS[at] for at in minutes if at < 5 and at != out)
    found = interrupted(hall(minutes), ["grid@30 s", f"g{out}@1 h"])
    assert found == pytest.approx([0.0, in_time], rel=1e-4, abs=1e-9)


@pytest.mark.parametrize(("share", "dark"), [("90 %", 0.3), ("10 %", 1.0)])
def test_a_battery_that_is_not_full_holds_until_the_one_that_is_there_first(share: str, dark: float) -> None:
    """Half a minute of a call is over, the sooner set comes in another half: 0.5 or 4.5 minutes are left."""
    found = interrupted(hall((10, 1)), ["grid@30 s"], battery={"ups": share})
    assert found == pytest.approx([1.0 if dark == 1 else 0.0, dark], rel=1e-4, abs=1e-9)


def test_a_horizon_may_end_during_the_start() -> None:
    site = hall((10, 1))
    found = pc.now(site, ["grid@30 s"], hours=("1 min", "5 min", "8 min")).load("rack").interruption
    assert [each.probability for each in found] == pytest.approx([0.0, 0.3, 0.3], rel=1e-4, abs=1e-9)


def often_down(minutes: Sequence[int]) -> pc.Site:
    """The same where all may fail: of so many formulas that the diagram stands above modules."""
    fails = {"failure_rate": "1 / 5000 h", "mttr": "8 h"}
    return hall(minutes).changed(
        {
            **{f"g{at}": {"failure_rate": "1 / 300 h", "mttr": "20 h"} for at in minutes},
            "grid": {"failure_rate": "5 / year", "mttr": "2 h"},
            "ats": {"fail_to_transfer": 0.01, **fails},
            "ups": {"battery_failure": 0.01, **fails},
        }
    )


def test_a_site_whose_diagram_stands_above_modules_is_what_it_is_without_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site, found = often_down((10, 1)), []
    for least in (0, 10**9):
        monkeypatch.setattr(import_module("powercalc.response.by_modules"), "MODULES_FROM", least)
        survival = pc.survive(site, lost=["grid"], hours=("20 min",)).load("rack").survival
        found.append([*interrupted(site, ["grid@30 s"]), survival[0].probability])
    assert found[0] == pytest.approx(found[1], rel=1e-9)


@pytest.mark.parametrize(("first", "sticks"), [(0.3, 0.3), (0.01, 0.3), (0.3, 0.01)])
def test_a_switch_between_sets_leaves_one_that_has_not_come_by_a_trial(first: float, sticks: float) -> None:
    """It stands where the last call left it: on the second with the chance x = f (1 − p) + x f p.

    A call has an interruption where the first does not start, the switch stands on it, and sticks.
    """
    site = pc.Site(
        "sets behind a switch",
        (
            pc.GridFeed("grid", failure_rate="1e-5 / year", mttr="1 h", restoration="fixed"),
            pc.Generator("one", start_time="1 min", fail_to_start=first, mttr="1e4 h", **QUIET),
            pc.Generator("two", start_time="1 min", fail_to_start=0, mttr="1 h", **QUIET),
            pc.Ats("sets", fed_by=["one", "two"], transfer_time="1 s", fail_to_transfer=sticks,
                   manual_transfer_time="1e7 h", **QUIET),
            pc.Ats("ats", fed_by=["grid", "sets"], transfer_time="1 s", fail_to_transfer=0, **QUIET),
            pc.Ups("ups", fed_by="ats", autonomy="5 min", battery_failure=0, **QUIET),
            pc.Server("rack", fed_by="ups", hold_up="0 s"),
        ),
    )  # fmt: skip
    on_second = first * (1 - sticks) / (1 - first * sticks)
    expected = 1e-5 * first * sticks * (1 - on_second)
    assert pc.evaluate(site).load("rack").interruptions_per_year == pytest.approx(expected, rel=1e-3)

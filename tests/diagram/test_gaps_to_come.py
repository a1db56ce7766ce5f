"""The chance that a gap on return reaches any of several loads, of which each is behind storage."""

from __future__ import annotations

import pytest

import powercalc as pc
from powercalc.response.gaps_to_come import gap_share

EMPTY = 0.3
"""How likely a battery does not hold."""
SWITCH = """
[grid_feed.grid]
failure_rate = "1 / year"
mttr = "2 h"
[generator.gen]
start_time = "10 s"
[ats.ats]
fed_by = ["grid", "gen"]
return_gap = "2 s"
"""


def ups(name: str, above: str = "ats") -> str:
    return f'[ups.{name}]\nfed_by = "{above}"\nautonomy = "8 min"\nbattery_failure = {EMPTY}\n'


def rack(name: str, above: str) -> str:
    return f'[server.{name}]\nfed_by = "{above}"\n'


@pytest.mark.parametrize("number", [1, 2, 5])
def test_any_of_several_batteries_may_not_hold(number: int) -> None:
    """1 − (1 − p)ⁿ, and no more than the sum of all."""
    parts = "".join(ups(f"u{n}") + rack(f"r{n}", f"u{n}") for n in range(number))
    found = gap_share(pc.read_text(SWITCH + parts), [f"r{n}" for n in range(number)], ["grid"])
    assert 1 - (1 - EMPTY) ** number <= found + 1e-12
    assert found == pytest.approx(min(number * EMPTY, 1.0))


def test_loads_behind_one_battery_are_reached_with_it() -> None:
    parts = ups("u") + "".join(rack(f"r{n}", "u") for n in range(20))
    assert gap_share(pc.read_text(SWITCH + parts), [f"r{n}" for n in range(20)], ["grid"]) == EMPTY


def test_what_nothing_bridges_is_reached_for_certain() -> None:
    site = pc.read_text(SWITCH + ups("u") + rack("held", "u") + rack("bare", "ats"))
    assert gap_share(site, ["held", "bare"], ["grid"]) == 1.0
    assert gap_share(site, ["held"], ["gen"]) == EMPTY
    assert gap_share(site, ["held"], []) == 0.0
